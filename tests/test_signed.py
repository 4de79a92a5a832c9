"""The signed graph as arrays and its triangle census, against brute force over all threes."""

from collections import Counter
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph import triads
from khgraph.errors import KhgraphError
from khgraph.signed import (
    SignedGraph,
    count_triangles,
    edge_weights,
    from_network,
    list_triangles,
    signed_graph,
)

Signed = dict[tuple[str, str], int]
NODES = "abcdefg"
signed_pairs = st.dictionaries(
    st.sampled_from(list(combinations(NODES, 2))), st.sampled_from([1, -1])
)


def graph_of(edges: Signed) -> SignedGraph:
    """Return the signed graph on all of `NODES` with these edges."""
    return signed_graph([(a, b, sign) for (a, b), sign in edges.items()], NODES)


def triangles_by_brute_force(graph: SignedGraph) -> list[tuple[tuple[int, ...], int]]:
    """Return every three nodes that are all joined, with the number of negative edges."""
    signs = {
        (a, b): sign
        for (a, b), sign in zip(graph.pairs.tolist(), graph.signs.tolist(), strict=True)
    }
    return [
        (three, sum(signs[pair] < 0 for pair in combinations(three, 2)))
        for three in combinations(range(len(graph.nodes)), 3)
        if all(pair in signs for pair in combinations(three, 2))
    ]


def random_graph(n: int, m: int, seed: int) -> SignedGraph:
    """Return a seeded random signed graph, a third of its edges negative."""
    rng = np.random.default_rng(seed)
    names = [f"{i:03}" for i in range(n)]
    every = list(combinations(names, 2))
    chosen = rng.choice(len(every), size=m, replace=False)
    return signed_graph([(*every[i], 1 if rng.random() < 2 / 3 else -1) for i in chosen], names)


@given(signed_pairs, st.randoms(use_true_random=False))
def test_arrays_have_their_form(edges: Signed, random: Any) -> None:
    """Whatever the order and direction in which edges are given, the arrays are the same."""
    graph = graph_of(edges)
    rows = [(a, b, sign) for (a, b), sign in edges.items()]
    random.shuffle(rows)
    turned = [(b, a, sign) if random.random() < 0.5 else (a, b, sign) for a, b, sign in rows]
    again = signed_graph(turned, NODES[::-1])
    assert graph.nodes == again.nodes == tuple(NODES)
    assert graph.pairs.dtype == np.int64
    assert graph.signs.dtype == np.int8
    assert graph.pairs.shape == (len(edges), 2)
    assert np.array_equal(graph.pairs, again.pairs)
    assert np.array_equal(graph.signs, again.signs)
    places = [tuple(row) for row in graph.pairs.tolist()]
    assert places == sorted({(NODES.index(a), NODES.index(b)) for a, b in edges})
    assert graph.signs.tolist() == [edges[NODES[a], NODES[b]] for a, b in places]


def test_nodes_are_those_of_edges_and_those_named() -> None:
    """A node that is only named is there, one that is named twice is there once."""
    graph = signed_graph([("b", "a", -1)], ["c", "a", "c"])
    assert graph.nodes == ("a", "b", "c")
    assert graph.pairs.tolist() == [[0, 1]]


@given(signed_pairs)
def test_census_agrees_with_brute_force_and_with_triads(edges: Signed) -> None:
    """Counting, listing, brute force and the listing on networks find the same triangles."""
    graph = graph_of(edges)
    expected = triangles_by_brute_force(graph)
    found = list_triangles(graph)
    assert [tuple(row) for row in found.nodes.tolist()] == [three for three, _ in expected]
    assert found.types.tolist() == [negative for _, negative in expected]
    counts = Counter(negative for _, negative in expected)
    by_type = {"+++": counts[0], "++-": counts[1], "+--": counts[2], "---": counts[3]}
    assert count_triangles(graph) == by_type
    network: nx.Graph[str] = nx.Graph()
    for (a, b), sign in edges.items():
        network.add_edge(a, b, sign=sign)
    assert triads.census(triads.triads(network)) == by_type


def test_place_of_a_type_is_its_number_of_negative_edges() -> None:
    """That is how the arrays name the types."""
    assert [kind.count("-") for kind in triads.TYPES] == [0, 1, 2, 3]


@pytest.mark.parametrize(("n", "m"), [(60, 1770), (60, 1200), (120, 2000), (150, 450)])
def test_census_of_larger_graphs(n: int, m: int) -> None:
    """A complete graph, dense ones and a sparse one: every triangle once."""
    graph = random_graph(n, m, seed=n + m)
    expected = triangles_by_brute_force(graph)
    found = list_triangles(graph)
    assert list(zip(map(tuple, found.nodes.tolist()), found.types.tolist(), strict=True)) == (
        expected
    )
    assert sum(count_triangles(graph).values()) == len(expected) > 0


def test_census_of_a_hub() -> None:
    """Around one friend of all, n enemies in a ring make n triangles of type ++-."""
    ring = [(f"r{i:02}", f"r{(i + 1) % 30:02}", -1) for i in range(30)]
    spokes = [("hub", f"r{i:02}", 1) for i in range(30)]
    graph = signed_graph(ring + spokes)
    assert count_triangles(graph) == {"+++": 0, "++-": 30, "+--": 0, "---": 0}


@pytest.mark.parametrize("nodes", ["", "a", "abc"])
def test_without_edges(nodes: str) -> None:
    """Without edges there are no triangles, and the arrays keep their shapes."""
    graph = signed_graph([], nodes)
    assert graph.nodes == tuple(nodes)
    assert graph.pairs.shape == (0, 2)
    assert count_triangles(graph) == {"+++": 0, "++-": 0, "+--": 0, "---": 0}
    found = list_triangles(graph)
    assert found.nodes.shape == (0, 3)
    assert found.types.shape == (0,)


@given(signed_pairs)
def test_network_gives_the_same_graph(edges: Signed) -> None:
    """From a network come its nodes, pairs and signs; its other attributes stay behind."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(NODES[::-1])
    for (a, b), sign in edges.items():
        network.add_edge(b, a, sign=sign, weight=-7, is_certain=False)
    graph, expected = from_network(network), graph_of(edges)
    assert graph.nodes == expected.nodes
    assert np.array_equal(graph.pairs, expected.pairs)
    assert np.array_equal(graph.signs, expected.signs)


@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_directed_and_parallel_edges_are_refused(kind: type["nx.Graph[str]"]) -> None:
    """A network has to be projected first."""
    with pytest.raises(KhgraphError) as caught:
        from_network(kind())
    assert str(caught.value) == (
        "a signed graph needs a simple undirected network; project the network first"
    )


def test_edge_without_sign_is_refused() -> None:
    """An edge of a network that has no sign is named."""
    network: nx.Graph[str] = nx.Graph([("a", "b")])
    with pytest.raises(KhgraphError) as caught:
        from_network(network)
    assert str(caught.value) == "the edge a - b has the sign None; give it 1 or -1"


@pytest.mark.parametrize("sign", [0, 2, -2, 0.5, None, "+", "1", True, np.True_, float("nan")])
def test_other_signs_are_refused(sign: Any) -> None:
    """Nothing but 1 and -1 is a sign; True, which equals 1, is none."""
    with pytest.raises(KhgraphError) as caught:
        signed_graph([("a", "b", sign)])
    assert str(caught.value) == f"the edge a - b has the sign {sign!r}; give it 1 or -1"


@pytest.mark.parametrize("sign", [1, -1, 1.0, -1.0, np.int8(-1), np.int64(1)])
def test_any_number_type_gives_a_sign(sign: Any) -> None:
    """A sign may come from any table."""
    assert signed_graph([("a", "b", sign)]).signs.tolist() == [int(sign)]


def test_loop_is_refused() -> None:
    """No node is its own friend or enemy."""
    with pytest.raises(KhgraphError) as caught:
        signed_graph([("a", "a", 1)])
    assert str(caught.value) == "an edge joins a to itself; leave it out"


@pytest.mark.parametrize("second", [("a", "b", 1), ("b", "a", 1), ("b", "a", -1)])
def test_pair_given_twice_is_refused(second: tuple[str, str, int]) -> None:
    """A pair has one edge, in whichever direction and with whichever sign it comes again."""
    with pytest.raises(KhgraphError) as caught:
        signed_graph([("a", "b", 1), second])
    a, b, _ = second
    assert str(caught.value) == f"the pair {a} - {b} is given twice; combine its edges to one"


PATH = signed_graph([("a", "b", 1), ("b", "c", -1)])


def test_weights_are_ones_unless_given() -> None:
    """Each edge counts 1, or what is given, in whole numbers of any width."""
    assert edge_weights(PATH, None).tolist() == [1, 1]
    given_weights = edge_weights(PATH, np.array([2, 7], dtype=np.int16))
    assert given_weights.tolist() == [2, 7]
    assert given_weights.dtype == np.int64
    assert edge_weights(signed_graph([]), np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1], "the weights have the shape (1,) for 2 edges; give one for each edge"),
        ([[1, 1]], "the weights have the shape (1, 2) for 2 edges; give one for each edge"),
        ([1.0, 2.0], "the weights are of type float64; give whole numbers"),
        ([True, True], "the weights are of type bool; give whole numbers"),
        ([1, 0], "the edge b - c has the weight 0; give 1 or more, or leave it out"),
        ([-3, 1], "the edge a - b has the weight -3; give 1 or more, or leave it out"),
    ],
)
def test_other_weights_are_refused(weights: Any, message: str) -> None:
    """A weight is a whole number of at least 1, one for each edge."""
    with pytest.raises(KhgraphError) as caught:
        edge_weights(PATH, np.array(weights))
    assert str(caught.value) == message
