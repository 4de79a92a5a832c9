"""Signed triangles, against brute force over all threes and against counts by hand.

From the edges worked out in test_projection.py. At any time (reports) the triangles are

    khar - nur - osk    khar-nur -, khar-osk +, nur-osk -     +--  balanced
    boro - khar - osk   boro-khar +, boro-osk +, khar-osk +   +++  balanced
    boro - cira - dorn  boro-cira -, boro-dorn -, cira-dorn - ---  unbalanced

and alda - khar - nur is none, since alda - nur is ambivalent. On 1933-07-01 (probable) alda and nur
are still friends: alda-khar +, alda-nur +, khar-nur - is ++-, certain; khar - nur - osk is +--, not
certain (193X). On 1939-08-20 (reports) the undated ties boro - khar and boro - cira are left out,
so only khar - nur - osk remains; with undated ties all three are there. On 1950-01-01 none.
"""

from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.namespaces import KHA
from khgraph.projection import project
from khgraph.reading import Reading, network
from khgraph.records import statements
from khgraph.store import Store
from khgraph.triads import TYPES, Triad, census, triads

Signed = dict[tuple[str, str], int]
NODES = "abcdefg"
signed_graphs = st.dictionaries(
    st.sampled_from(list(combinations(NODES, 2))), st.sampled_from([1, -1])
)


def graph_of(edges: Signed) -> "nx.Graph[str]":
    """Return the simple signed network with these edges."""
    graph: nx.Graph[str] = nx.Graph()
    for (a, b), sign in edges.items():
        graph.add_edge(a, b, sign=sign)
    return graph


def by_brute_force(edges: Signed) -> dict[tuple[str, ...], str]:
    """Return the type of every three nodes that are all joined."""
    return {
        three: "".join(sorted("-+"[edges[pair] > 0] for pair in combinations(three, 2)))
        for three in combinations(NODES, 3)
        if all(pair in edges for pair in combinations(three, 2))
    }


@given(signed_graphs)
def test_triangles_agree_with_brute_force(edges: Signed) -> None:
    """Exactly the joined threes are found, once, in order, with their type and balance."""
    expected = by_brute_force(edges)
    found = triads(graph_of(edges))
    assert [triad.nodes for triad in found] == sorted(expected)
    for triad in found:
        assert triad.type == expected[triad.nodes]
        assert triad.is_balanced == (triad.type.count("-") % 2 == 0)
        assert [(edge.a, edge.b) for edge in triad.edges] == list(combinations(triad.nodes, 2))
        assert [edge.sign for edge in triad.edges] == [
            edges[edge.a, edge.b] for edge in triad.edges
        ]


@given(signed_graphs, st.sampled_from(NODES))
def test_triangles_around_a_node(edges: Signed, node: str) -> None:
    """Around a node are those of all triangles that have it."""
    graph = graph_of(edges)
    assert triads(graph, node) == [triad for triad in triads(graph) if node in triad.nodes]


@given(signed_graphs)
def test_census_counts_every_triangle_once(edges: Signed) -> None:
    """The census agrees with networkx's triangle count and with brute force."""
    graph = graph_of(edges)
    counts = census(triads(graph))
    types = list(by_brute_force(edges).values())
    assert counts == {name: types.count(name) for name in TYPES}
    at_each_node = [nx.triangles(graph, node) for node in graph]
    assert (
        sum(counts.values()) == sum(count for count in at_each_node if isinstance(count, int)) // 3
    )


@given(signed_graphs, st.permutations(NODES))
def test_census_is_invariant_under_renaming(edges: Signed, names: list[str]) -> None:
    """Other names for the nodes change no count."""
    renaming = dict(zip(NODES, names, strict=True))
    graph = graph_of(edges)
    assert census(triads(nx.relabel_nodes(graph, renaming))) == census(triads(graph))


@given(signed_graphs)
def test_turning_every_sign_swaps_the_types(edges: Signed) -> None:
    """With all signs turned a balanced triangle is unbalanced, and each type its mirror's."""
    counts = census(triads(graph_of(edges)))
    turned = census(triads(graph_of({pair: -sign for pair, sign in edges.items()})))
    assert list(turned.values()) == list(counts.values())[::-1]


def test_eight_labelled_triangles_are_four_types() -> None:
    """Of the eight ways to sign a triangle 1, 3, 3 and 1 are of each type; half are balanced."""
    found = [
        triads(graph_of(dict(zip(combinations("abc", 2), signs, strict=True))))
        for signs in product([1, -1], repeat=3)
    ]
    assert all(len(one) == 1 for one in found)
    everyone = [triad for one in found for triad in one]
    assert census(everyone) == {"+++": 1, "++-": 3, "+--": 3, "---": 1}
    assert sorted(triad.type for triad in everyone if triad.is_balanced) == ["+++"] + ["+--"] * 3


@pytest.mark.parametrize("size", [3, 4, 5, 6, 7])
def test_complete_network(size: int) -> None:
    """Among n nodes that are all joined there are n(n-1)(n-2)/6 triangles."""
    edges = dict.fromkeys(combinations(NODES[:size], 2), -1)
    assert len(triads(graph_of(edges))) == size * (size - 1) * (size - 2) // 6


def test_network_of_two_camps_is_balanced() -> None:
    """Friends within two camps and enemies between them give no unbalanced triangle."""
    camp = {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1}
    edges = {pair: 1 if camp[pair[0]] == camp[pair[1]] else -1 for pair in combinations("abcde", 2)}
    assert census(triads(graph_of(edges))) == {"+++": 1, "++-": 0, "+--": 9, "---": 0}


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (
            Reading("reports"),
            {"boro-cira-dorn": "---", "boro-khar-osk": "+++", "khar-nur-osk": "+--"},
        ),
        (Reading("possible"), {"boro-khar-osk": "+++", "khar-nur-osk": "+--"}),
        (Reading("affirms"), {}),
        (Reading(on="1933-07-01"), {"alda-khar-nur": "++-", "khar-nur-osk": "+--"}),
        (Reading(on="1936-04-24"), {"khar-nur-osk": "+--"}),
        (Reading("reports", "1939-08-20"), {"khar-nur-osk": "+--"}),
        (
            Reading("reports", "1939-08-20", include_undated=True),
            {"boro-cira-dorn": "---", "boro-khar-osk": "+++", "khar-nur-osk": "+--"},
        ),
        (Reading(on="1950-01-01"), {}),
    ],
    ids=lambda value: value.describe() if isinstance(value, Reading) else "",
)
def test_small_graph(small: Store, reading: Reading, expected: dict[str, str]) -> None:
    """The triangles of the small graph are those worked out above."""
    found = triads(project(network(statements(small), reading)))
    names = ["-".join(node.removeprefix(KHA) for node in triad.nodes) for triad in found]
    assert dict(zip(names, (triad.type for triad in found), strict=True)) == expected
    assert len(found) == len(expected)


def test_certain_triangle_has_three_certain_sides(small: Store) -> None:
    """A triangle is certain only if every side certainly holds on the day."""
    found = triads(project(network(statements(small), Reading(on="1933-07-01"))))
    assert [(triad.nodes[0].removeprefix(KHA), triad.is_certain) for triad in found] == [
        ("alda", True),
        ("khar", False),
    ]
    assert [len(edge.ties) for edge in found[0].edges] == [1, 1, 1]


def test_without_triangles() -> None:
    """An empty network, one without triangles and an absent node give an empty result."""
    nothing: nx.Graph[str] = nx.Graph()
    path = graph_of({("a", "b"): 1, ("b", "c"): -1})
    for found in (triads(nothing), triads(path), triads(path, "b"), triads(path, "z")):
        assert found == []
    assert census([]) == {"+++": 0, "++-": 0, "+--": 0, "---": 0}


def test_loop_is_no_side() -> None:
    """An edge from a node to itself makes no triangle."""
    graph = graph_of({("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1})
    graph.add_edge("a", "a", sign=-1)
    assert [triad.type for triad in triads(graph)] == ["+++"]
    assert [triad.type for triad in triads(graph, "a")] == ["+++"]


@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_directed_and_parallel_edges_are_refused(kind: type["nx.Graph[str]"]) -> None:
    """A network that is not simple and undirected is refused by name."""
    with pytest.raises(nx.NetworkXNotImplemented) as caught:
        triads(kind())
    assert str(caught.value) == "signed triads need a simple undirected network"


@pytest.mark.parametrize("sign", [0, 2, None, "+"])
def test_other_signs_are_refused(sign: object) -> None:
    """A neutral or unsigned edge is not taken for a hostile one."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("a", "b", sign=sign)
    with pytest.raises(nx.NetworkXError) as caught:
        triads(graph)
    assert str(caught.value) == f"the edge a - b has the sign {sign}, not 1 or -1"


def test_unsigned_edge_is_refused() -> None:
    """An edge without a sign is named."""
    graph: nx.Graph[str] = nx.Graph([("a", "b")])
    with pytest.raises(nx.NetworkXError, match=r"^the edge a - b has the sign None, not 1 or -1$"):
        triads(graph)


def test_triad_is_a_value() -> None:
    """Two searches of one network give equal triads, which can stand in a set."""
    graph = graph_of(dict.fromkeys(combinations("abc", 2), 1))
    found: set[Triad] = {*triads(graph), *triads(graph, "c")}
    assert len(found) == 1
