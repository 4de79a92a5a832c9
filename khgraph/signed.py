"""The signed graph as arrays: who is whose friend or enemy, and its triangles at scale.

The sign of an edge is never its weight, so that no routine for weighted graphs can take
an enmity for a short way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from khgraph.errors import KhgraphError
from khgraph.triads import TYPES

if TYPE_CHECKING:
    import networkx as nx

# Knuth's multiplier for hashing by multiplication, close to 2**32 over the golden ratio.
_MULTIPLIER = np.uint32(2654435761)
_SLOTS_PER_EDGE = 16


class SignedGraph(NamedTuple):
    """A simple undirected graph whose every edge is positive or negative.

    Attributes
    ----------
    nodes : tuple of str
        Sorted, each once; an array speaks of a node by its place here.
    pairs : array of int64, shape (m, 2)
        The edges: in each row the smaller node first, rows in lexicographic order,
        no row twice.
    signs : array of int8, shape (m,)
        1 or -1 for each edge.
    """

    nodes: tuple[str, ...]
    pairs: NDArray[np.int64]
    signs: NDArray[np.int8]


class Triangles(NamedTuple):
    """The triangles of a signed graph.

    Attributes
    ----------
    nodes : array of int64, shape (t, 3)
        In each row three nodes in order; rows in lexicographic order.
    types : array of int8, shape (t,)
        The number of negative edges, which is the place in `TYPES`.
    """

    nodes: NDArray[np.int64]
    types: NDArray[np.int8]


def signed_graph(edges: Iterable[tuple[str, str, int]], nodes: Iterable[str] = ()) -> SignedGraph:
    """Return the signed graph with these edges.

    Parameters
    ----------
    edges : iterable of (node, node, sign)
        Every pair of nodes once, in either direction and any order.
    nodes : iterable of str
        Nodes that the graph has besides the ends of its edges.

    Raises
    ------
    KhgraphError
        If a sign is not 1 or -1, an edge joins a node to itself, or a pair comes twice.
    """
    found: dict[tuple[str, str], int] = {}
    for a, b, sign in edges:
        # True equals 1, but whoever gives it has lost the sign on the way.
        if isinstance(sign, bool | np.bool_) or sign not in (1, -1):
            raise KhgraphError(f"the edge {a} - {b} has the sign {sign!r}; give it 1 or -1")
        if a == b:
            raise KhgraphError(f"an edge joins {a} to itself; leave it out")
        pair = (a, b) if a < b else (b, a)
        if pair in found:
            raise KhgraphError(f"the pair {a} - {b} is given twice; combine its edges to one")
        found[pair] = int(sign)
    names = sorted({*nodes, *(name for pair in found for name in pair)})
    places = {name: i for i, name in enumerate(names)}
    rows = sorted((places[a], places[b], sign) for (a, b), sign in found.items())
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return SignedGraph(tuple(names), table[:, :2].copy(), table[:, 2].astype(np.int8))


def from_network(network: nx.Graph[str]) -> SignedGraph:
    """Return the signed graph of a simple signed network.

    Parameters
    ----------
    network : networkx.Graph
        Undirected, without parallel edges; every edge carries ``sign`` 1 or -1, as
        `khgraph.projection.project` makes it. Other attributes are not read.

    Raises
    ------
    KhgraphError
        If the network is directed or has parallel edges, or as in `signed_graph`.
    """
    if network.is_directed() or network.is_multigraph():
        raise KhgraphError(
            "a signed graph needs a simple undirected network; project the network first"
        )
    signs: Iterable[tuple[str, str, Any]] = network.edges(data="sign")
    return signed_graph(signs, network)


def edge_weights(graph: SignedGraph, weights: NDArray[np.integer] | None) -> NDArray[np.int64]:
    """Return how much each edge counts: *weights*, or 1 for each if there are none.

    A weight stands beside the graph, never in it, and only what asks for it reads it.

    Raises
    ------
    KhgraphError
        If there is not one weight for each edge, or one is no whole number of at least 1.
    """
    m = len(graph.signs)
    if weights is None:
        return np.ones(m, dtype=np.int64)
    given = np.asarray(weights)
    if given.shape != (m,):
        raise KhgraphError(
            f"the weights have the shape {given.shape} for {m} edges; give one for each edge"
        )
    if m and not np.issubdtype(given.dtype, np.integer):
        raise KhgraphError(f"the weights are of type {given.dtype}; give whole numbers")
    if m and given.min() < 1:
        edge = int(np.argmin(given))
        a, b = (graph.nodes[node] for node in graph.pairs[edge])
        raise KhgraphError(
            f"the edge {a} - {b} has the weight {given[edge]}; give 1 or more, or leave it out"
        )
    return given.astype(np.int64)


def count_triangles(graph: SignedGraph) -> dict[str, int]:
    """Return how many triangles of each of the four types there are.

    Every edge is directed from its end of smaller degree to that of larger; each two
    edges out of one node make a triangle if their heads are joined. No node has more
    than sqrt(2m) edges out, so that there are O(m^1.5) such twos; memory is O(m).

    References
    ----------
    N. Chiba and T. Nishizeki, Arboricity and subgraph listing algorithms, SIAM Journal
    on Computing 14 (1985), 210-223.
    """
    counts = np.zeros(len(TYPES), dtype=np.int64)
    for _, types in _triangle_batches(graph):
        counts += np.bincount(types, minlength=len(TYPES))
    return dict(zip(TYPES, counts.tolist(), strict=True))


def list_triangles(graph: SignedGraph) -> Triangles:
    """Return the triangles with their types; found as in `count_triangles`."""
    batches = list(_triangle_batches(graph))
    nodes = np.concatenate([np.empty((0, 3), np.int64), *(batch for batch, _ in batches)])
    types = np.concatenate([np.empty(0, np.int8), *(types for _, types in batches)])
    nodes.sort(axis=1)
    order = np.lexsort(nodes.T[::-1])
    return Triangles(nodes[order], types[order])


def _triangle_batches(
    graph: SignedGraph,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int8]]]:
    """Yield triangles, each once, as rows of nodes and the number of negative edges.

    At most m are looked for at a time, which bounds the memory.
    """
    n, m = len(graph.nodes), len(graph.signs)
    degrees = np.bincount(graph.pairs.ravel(), minlength=n)
    by_rank = np.argsort(degrees, kind="stable")
    ranks = np.empty(n, np.int64)
    ranks[by_rank] = np.arange(n)
    a, b = ranks[graph.pairs[:, 0]], ranks[graph.pairs[:, 1]]
    # The sign rides in the last bit of the sort key: sorting numbers is several times
    # faster than sorting their places.
    keys = (np.minimum(a, b) * n + np.maximum(a, b)) * 2 + (graph.signs < 0)
    keys.sort()
    negative = (keys & 1).astype(np.int8)
    keys >>= 1
    tails = keys // n if n else keys
    heads = keys - tails * n

    # Most twos of edges make no triangle. A table of marks, sparse enough to refuse
    # nearly all of them, is far cheaper than a search among the sorted keys.
    table = np.zeros(1 << (_SLOTS_PER_EDGE * m).bit_length(), dtype=np.bool_)
    last = np.uint32(min(len(table) - 1, 2**32 - 1))
    as_head = heads.astype(np.uint32)
    as_tail = as_head * _MULTIPLIER
    table[(tails.astype(np.uint32) * _MULTIPLIER + as_head) & last] = True

    later = np.cumsum(np.bincount(tails, minlength=n))[tails] - np.arange(m) - 1
    first = np.arange(m)
    for step in range(1, int(later.max(initial=0)) + 1):
        first = first[later[first] >= step]
        second = first + step
        maybe = np.flatnonzero(table[(as_tail[first] + as_head[second]) & last])
        one, two = first[maybe], second[maybe]
        wanted = heads[one] * n + heads[two]
        three = np.minimum(np.searchsorted(keys, wanted), m - 1)
        is_edge = keys[three] == wanted
        one, two, three = one[is_edge], two[is_edge], three[is_edge]
        ranked = np.stack([tails[one], heads[one], heads[two]], axis=1)
        yield by_rank[ranked], negative[one] + negative[two] + negative[three]
