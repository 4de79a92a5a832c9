"""Signed networks at scale: the triangle census against peers, the exact indices against time.

The census runs on the same seeded graphs in every tool, in turn, so that a machine
whose speed drifts slows all alike; each takes arrays of pairs and signs, and what it
needs to make of them is its own time. The ratios are medians over the rounds.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khgraph.edgelist import combine, read_rows
from khgraph.frustration import frustration
from khgraph.signed import SignedGraph, count_triangles
from khgraph.triads import TYPES

SEED = 1939
ROUNDS = 3
PEERS = {
    "networkx, naive": ("networkx", 1 / 20),
    "python-igraph": ("igraph", 1.0),
    "python-graphblas": ("graphblas", 3.0),
}


def simple(
    pairs: NDArray[np.int64], rng: np.random.Generator, hostile: float, n: int
) -> SignedGraph:
    """Return the signed graph of *pairs*, loops and repetitions dropped, signs at random."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    keys = np.unique(low[low < high] * n + high[low < high])
    pairs = np.stack(np.divmod(keys, n), axis=1)
    signs = np.where(rng.random(len(pairs)) < hostile, -1, 1).astype(np.int8)
    return SignedGraph(tuple(f"{i:06}" for i in range(n)), pairs, signs)


def random_graph(n: int, m: int) -> SignedGraph:
    """Return a uniformly random graph of about *m* edges, three in ten hostile."""
    rng = np.random.default_rng(SEED)
    return simple(rng.integers(0, n, (m, 2)), rng, 0.3, n)


def power_law_graph(n: int, m: int) -> SignedGraph:
    """Return a graph of about *m* edges whose ends are drawn by a power law of degrees."""
    rng = np.random.default_rng(SEED)
    weights = (np.arange(n) + 50.0) ** -0.6
    ends = rng.choice(n, size=(m, 2), p=weights / weights.sum())
    return simple(ends.astype(np.int64), rng, 0.3, n)


def factions(n: int, m: int, noise: float, skew: float, seed: int) -> SignedGraph:
    """Return a graph of two camps in which a share of the signs is against them."""
    rng = np.random.default_rng(seed)
    weights = (np.arange(n) + 5.0) ** -skew
    ends = rng.choice(n, size=(m, 2), p=weights / weights.sum()).astype(np.int64)
    graph = simple(ends, rng, 0.0, n)
    camp = rng.integers(0, 2, n)
    together = camp[graph.pairs[:, 0]] == camp[graph.pairs[:, 1]]
    against = rng.random(len(together)) < noise
    return graph._replace(signs=np.where(together != against, 1, -1).astype(np.int8))


def naive(graph: SignedGraph) -> dict[str, int]:
    """Count with networkx: for every edge the common neighbours of its ends."""
    network = _GRAPHS[id(graph)]
    counts = [0, 0, 0, 0]
    for a, b, sign in network.edges(data="sign"):
        for c in set(network[a]) & set(network[b]):
            signs = (sign, network[a][c]["sign"], network[b][c]["sign"])
            counts[signs.count(-1)] += 1
    return dict(zip(TYPES, (count // 3 for count in counts), strict=True))


_GRAPHS: dict[int, Any] = {}


def prepare_naive(graph: SignedGraph) -> None:
    """Build the networkx graph, which the count takes as given."""
    import networkx as nx

    network: nx.Graph[int] = nx.Graph()
    network.add_weighted_edges_from(
        zip(*graph.pairs.T.tolist(), graph.signs.tolist(), strict=True), weight="sign"
    )
    _GRAPHS[id(graph)] = network


def with_igraph(graph: SignedGraph) -> dict[str, int]:
    """List the triangles with igraph and join the signs in numpy."""
    import igraph

    made = igraph.Graph(n=len(graph.nodes), edges=graph.pairs)
    found = np.sort(np.array(made.list_triangles(), dtype=np.int64).reshape(-1, 3), axis=1)
    n = len(graph.nodes)
    keys = graph.pairs[:, 0] * n + graph.pairs[:, 1]
    hostile = np.zeros(len(found), dtype=np.int64)
    for x, y in ((0, 1), (0, 2), (1, 2)):
        hostile += graph.signs[np.searchsorted(keys, found[:, x] * n + found[:, y])] < 0
    return dict(zip(TYPES, np.bincount(hostile, minlength=4).tolist(), strict=True))


def with_graphblas(graph: SignedGraph) -> dict[str, int]:
    """Count with one masked product of the lower triangle, the signs packed into one number."""
    import graphblas as gb

    # A friend is 1 and an enemy `base`: a sum of products holds the counts of both as digits.
    base = 1 << 20
    n = len(graph.nodes)
    degree = np.bincount(graph.pairs.ravel(), minlength=n)
    rank = np.argsort(np.argsort(degree, kind="stable"), kind="stable")
    ends = rank[graph.pairs]
    values = np.where(graph.signs < 0, base, 1)
    lower = gb.Matrix.from_coo(ends.max(axis=1), ends.min(axis=1), values, nrows=n, ncols=n)
    product = gb.Matrix(gb.dtypes.INT64, n, n)
    product(lower.S) << gb.semiring.plus_times(lower @ lower.T)
    *_, sums = product.to_coo()
    signs = gb.Matrix.from_coo(ends.max(axis=1), ends.min(axis=1), values < 2, nrows=n, ncols=n)
    counts = np.zeros(4, dtype=np.int64)
    friendly = np.asarray(signs.ewise_mult(product, gb.binary.first).new().to_coo()[2], dtype=bool)
    square = np.int64(base) * base
    both, one, none = sums // square, sums % square // base, sums % base
    for hostile, digit in enumerate((none, one, both)):
        counts[hostile] += digit[friendly].sum()
        counts[hostile + 1] += digit[~friendly].sum()
    return dict(zip(TYPES, counts.tolist(), strict=True))


def timed(count: Callable[[SignedGraph], dict[str, int]], graph: SignedGraph) -> tuple[float, Any]:
    """Return the seconds that *count* takes, and its answer."""
    start = time.perf_counter()
    answer = count(graph)
    return time.perf_counter() - start, answer


def census(name: str, graph: SignedGraph) -> None:
    """Print the time of the census and its ratio to that of each peer."""
    count_triangles(graph)
    counters: dict[str, Callable[[SignedGraph], dict[str, int]]] = {}
    for peer, (module, _) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"  {peer}: not installed; make bench installs it")
            continue
        counters[peer] = {"networkx": naive, "igraph": with_igraph, "graphblas": with_graphblas}[
            module
        ]
    prepare_naive(graph)
    for counter in counters.values():
        if counter is not naive:
            counter(graph)
    ours: list[float] = []
    ratios: dict[str, list[float]] = {peer: [] for peer in counters}
    for _ in range(ROUNDS):
        seconds, expected = timed(count_triangles, graph)
        ours.append(seconds)
        for peer, counter in counters.items():
            taken, answer = timed(counter, graph)
            if answer != expected:
                raise RuntimeError(f"{peer} counts {answer}, not {expected}")
            ratios[peer].append(seconds / taken)
    total = sum(expected.values())
    print(f"census, {name}: {len(graph.pairs)} edges, {total} triangles")
    print(f"  {'khgraph':<20}{statistics.median(ours):>8.3f} s")
    for peer, found in ratios.items():
        ratio, bound = statistics.median(found), PEERS[peer][1]
        mark = "" if ratio <= bound else "  over"
        print(f"  {'/ ' + peer:<20}{ratio:>8.3f}   bound {bound:.3f}{mark}")


def indices(name: str, graphs: list[SignedGraph], bound: float, kinds: tuple[bool, ...]) -> None:
    """Print how long the proofs of the indices take."""
    start = time.perf_counter()
    found = [frustration(graph, weak=weak) for weak in kinds for graph in graphs]
    seconds = time.perf_counter() - start
    proven = sum(each.optimal for each in found)
    mark = "" if seconds <= bound and proven == len(found) else "  over"
    edges = sum(len(graph.pairs) for graph in graphs)
    print(f"exact indices, {name}: {len(found)} of {edges} edges in all, {proven} proven")
    print(f"  {'khgraph':<20}{seconds:>8.3f} s bound {bound:.0f} s{mark}")


def windows() -> tuple[str, list[SignedGraph]]:
    """Return 51 networks of states: those of the file in KHGRAPH_WINDOWS, or made-up ones."""
    path = os.environ.get("KHGRAPH_WINDOWS")
    if path:
        rows = read_rows(Path(path).read_bytes(), path, "year")
        return Path(path).name, [combine(part).graph for part in rows.values()]
    made = [factions(150, 900, 0.05, 0.5, SEED + i) for i in range(51)]
    return "51 made-up windows of 150 states", made


def main() -> None:
    """Print the figures."""
    census("random", random_graph(100_000, 800_000))
    census("power law", power_law_graph(100_000, 850_000))
    name, graphs = windows()
    indices(f"{name}, strong and weak", graphs, 5, (False, True))
    sparse = factions(3_774, 14_800, 0.06, 0.75, SEED)
    indices("sparse, strong", [sparse], 30, (False,))


if __name__ == "__main__":
    main()
