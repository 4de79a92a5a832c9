"""Disjoint quarrels: what each must be, how many there can be, and what their number proves."""

import csv
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.errors import KhgraphError
from khgraph.frustration import frustration, quarrels
from khgraph.frustration.cycles import Cycle
from khgraph.frustration.quarrels import disjoint_quarrels
from khgraph.signed import SignedGraph, signed_graph

NODES = "abcdef"


@st.composite
def weighted_graphs(draw: st.DrawFn) -> tuple[SignedGraph, Any]:
    """Return a graph of six nodes, and weights from 1 to 3 or none."""
    pairs = st.sampled_from(list(combinations(NODES, 2)))
    edges = draw(st.dictionaries(pairs, st.sampled_from([1, -1])))
    graph = signed_graph([(a, b, sign) for (a, b), sign in edges.items()], NODES)
    m = len(graph.signs)
    weights = draw(st.none() | st.lists(st.integers(1, 3), min_size=m, max_size=m))
    return graph, None if weights is None else np.array(weights, dtype=np.int64)


def bad_cycles(graph: SignedGraph, weak: bool) -> set[tuple[int, ...]]:
    """Return every bad cycle as its edges, by looking at every simple cycle."""
    pairs = [tuple(pair) for pair in graph.pairs.tolist()]
    place = {pair: edge for edge, pair in enumerate(pairs)}
    found = set()
    network: nx.Graph[int] = nx.Graph(pairs)
    for nodes in nx.simple_cycles(network):
        edges = [place[min(a, b), max(a, b)] for a, b in pairwise([*nodes, nodes[0]])]
        negative = int((graph.signs[edges] < 0).sum())
        if negative == 1 if weak else negative % 2:
            found.add(tuple(sorted(edges)))
    return found


def used_edges(quarrels: tuple[Cycle, ...]) -> Counter[int]:
    """Return how often each edge is used."""
    return Counter(edge for quarrel in quarrels for edge in quarrel.edges)


@given(weighted_graphs(), st.booleans())
def test_quarrels_are_disjoint_bad_cycles(given_: tuple[SignedGraph, Any], weak: bool) -> None:
    """Each is a bad cycle of the graph, and no edge serves more of them than it has ties."""
    graph, weights = given_
    quarrels = disjoint_quarrels(graph, weak=weak, weights=weights)
    bad = bad_cycles(graph, weak)
    for quarrel in quarrels:
        assert tuple(sorted(quarrel.edges)) in bad
        steps = pairwise([*quarrel.nodes, quarrel.nodes[0]])
        for (a, b), edge in zip(steps, quarrel.edges, strict=True):
            assert graph.pairs[edge].tolist() == [min(a, b), max(a, b)]
    ties = np.ones(len(graph.signs), np.int64) if weights is None else weights
    used = used_edges(quarrels)
    assert all(times <= ties[edge] for edge, times in used.items())


@given(weighted_graphs(), st.booleans())
def test_quarrels_prove_a_bound_and_leave_none_out(
    given_: tuple[SignedGraph, Any], weak: bool
) -> None:
    """There are no more than the index, and every bad cycle has an edge that is used up."""
    graph, weights = given_
    quarrels = disjoint_quarrels(graph, weak=weak, weights=weights)
    index = frustration(graph, weak=weak, weights=weights).count
    assert len(quarrels) <= index
    assert bool(quarrels) == bool(index)
    ties = np.ones(len(graph.signs), np.int64) if weights is None else weights
    used = used_edges(quarrels)
    full = {edge for edge, times in used.items() if times == ties[edge]}
    assert all(full & set(cycle) for cycle in bad_cycles(graph, weak))


def test_short_ones_come_first() -> None:
    """By length, then by nodes."""
    triangle = [("x", "y", 1), ("x", "z", 1), ("y", "z", -1)]
    ring = [("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("a", "d", -1)]
    graph = signed_graph(ring + triangle)
    for weak in (False, True):
        assert [len(q.edges) for q in disjoint_quarrels(graph, weak=weak)] == [3, 4]


# A triangle whose every side is also in a ring of four that is as bad.
THREE_RINGS = signed_graph(
    [
        *(("a", "b", -1), ("b", "c", 1), ("a", "c", 1)),
        *(("a", "u", 1), ("u", "v", 1), ("b", "v", 1)),
        *(("b", "w", 1), ("w", "x", 1), ("c", "x", -1)),
        *(("a", "y", 1), ("y", "z", 1), ("c", "z", -1)),
    ]
)


@pytest.mark.parametrize("ties", [1, 2])
def test_more_are_chosen_than_greed_would_take(ties: int) -> None:
    """The triangle, shortest of all, would spoil the three rings; it is left."""
    weights = np.full(len(THREE_RINGS.signs), ties)
    found = disjoint_quarrels(THREE_RINGS, weights=weights)
    assert [len(quarrel.edges) for quarrel in found] == [4] * 3 * ties
    assert max(used_edges(found).values()) == ties


def test_among_too_many_the_shortest_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the choice would take too long, quarrels are taken as they come, short ones first."""
    monkeypatch.setattr(quarrels, "_MOST_CYCLES", 0)
    assert [len(quarrel.edges) for quarrel in disjoint_quarrels(THREE_RINGS)] == [3]
    ring = [("a", "b", 1), ("b", "c", 1), ("c", "d", 1), ("a", "d", -1)]
    later = signed_graph([*ring, ("x", "y", 1), ("x", "z", 1), ("y", "z", -1)])
    assert [len(quarrel.edges) for quarrel in disjoint_quarrels(later)] == [3, 4]


@pytest.mark.parametrize(("weak", "number"), [(False, 7), (True, 2)])
def test_tribes_need_no_computer(weak: bool, number: int) -> None:
    """There are as many quarrels among the tribes as ties that offend: a whole proof."""
    with (Path(__file__).parent / "data" / "tribes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    graph = signed_graph((row["source"], row["target"], int(row["sign"])) for row in rows)
    quarrels = disjoint_quarrels(graph, weak=weak)
    assert len(quarrels) == frustration(graph, weak=weak).count == number
    assert max(used_edges(quarrels).values()) == 1


def test_weights_let_a_quarrel_come_again() -> None:
    """Three ties beside each other on every side make three quarrels; two on one side, two."""
    graph = signed_graph([("a", "b", 1), ("a", "c", 1), ("b", "c", -1)])
    for weights, number in (([3, 3, 3], 3), ([3, 2, 5], 2), ([1, 1, 1], 1)):
        for weak in (False, True):
            found = disjoint_quarrels(graph, weak=weak, weights=np.array(weights))
            assert len(found) == number
            assert {tuple(sorted(q.nodes)) for q in found} == {(0, 1, 2)}


@pytest.mark.parametrize("weak", [False, True])
def test_none_where_nothing_offends(weak: bool) -> None:
    """A balanced graph, and one without edges, has none."""
    friends = signed_graph([(a, b, 1) for a, b in combinations("abcd", 2)])
    camps = signed_graph([("a", "b", 1), ("c", "d", 1), ("a", "c", -1), ("b", "d", -1)])
    for graph in (friends, camps, signed_graph([]), signed_graph([], "abc")):
        assert disjoint_quarrels(graph, weak=weak) == ()


def test_none_without_time() -> None:
    """Nothing is sought when there is no time for it."""
    graph = signed_graph([("a", "b", 1), ("a", "c", 1), ("b", "c", -1)])
    assert disjoint_quarrels(graph, time_limit=0) == ()


def test_same_graph_has_the_same_quarrels() -> None:
    """However its edges were given."""
    rng = np.random.default_rng(7)
    edges = [(a, b, int(rng.choice([1, 1, -1]))) for a, b in combinations("abcdefghijkl", 2)]
    found = disjoint_quarrels(signed_graph(edges))
    assert found == disjoint_quarrels(signed_graph([(b, a, s) for a, b, s in edges[::-1]]))
    assert len(found) > 5


def test_weights_are_checked() -> None:
    """A weight for each edge, or none."""
    graph = signed_graph([("a", "b", 1)])
    with pytest.raises(KhgraphError) as caught:
        disjoint_quarrels(graph, weights=np.array([0]))
    assert str(caught.value) == ("the edge a - b has the weight 0; give 1 or more, or leave it out")
