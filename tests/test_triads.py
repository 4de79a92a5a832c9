"""Signed triangles, against brute force over all threes and against counts by hand.

From the edges worked out in test_projection.py. At any time (reports) the triangles are

    khar - nur - osk    khar-nur -, khar-osk +, nur-osk -     +--  balanced
    boro - khar - osk   boro-khar +, boro-osk +, khar-osk +   +++  balanced
    boro - cira - dorn  boro-cira -, boro-dorn -, cira-dorn - ---  unbalanced

and alda - khar - nur is none, since alda - nur is ambivalent. On 1933-07-01 (probable) alda and nur
are still friends: alda-khar +, alda-nur +, khar-nur - is ++-, certain; khar - nur - osk is +--, not
certain (193X). On 1939-08-20 (reports) the undated ties boro - khar and boro - cira are left out,
so only khar - nur - osk remains; with undated ties all three are there. On 1950-01-01 none.

Over a span the three sides must meet on one same day. From 1930 to 1935 alda - khar - nur do:

    alda - nur    +  1  1930-01-01 to 1936-04-24, certainly from 1930-12-31
    alda - khar   +  3  to 1935-12-31, certainly to 1935-01-01
    khar - nur    -  4  from 1931-09-01, certainly from 1931-09-30

so from 1931-09-01 to the end of 1935, certainly from 1931-09-30 to 1935-01-01; khar - nur - osk
do from 1932 (5), or at any time, where the undated attack (16) counts, from 1931-09-01, both to
the end of 1939 (193X) and never certainly. At any time, where the execution of 1936-04-24 settles
alda - nur as the latest, that edge holds on that day alone, when alda - khar has been over for
months: the three are joined and no triangle.
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
from khgraph.spans import ALWAYS, NEVER, Spans
from khgraph.stores import Store
from khgraph.triads import (
    TYPES,
    WEAKLY_BALANCED,
    Edge,
    Triad,
    balanced_ratio,
    census,
    triads,
)

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
    unbalanced = [triad.type for triad in everyone if not triad.is_weakly_balanced]
    assert unbalanced == ["++-"] * 3


@given(signed_graphs)
def test_balanced_ratio_is_the_share_of_balanced_triangles(edges: Signed) -> None:
    """Of a census both ratios are what counting the triangles one by one gives."""
    found = triads(graph_of(edges))
    counts = census(found)
    if not found:
        assert balanced_ratio(counts) is balanced_ratio(counts, WEAKLY_BALANCED) is None
        return
    strong, weak = balanced_ratio(counts), balanced_ratio(counts, WEAKLY_BALANCED)
    assert strong is not None
    assert weak is not None
    assert strong * len(found) == pytest.approx(sum(triad.is_balanced for triad in found))
    assert weak * len(found) == pytest.approx(sum(triad.is_weakly_balanced for triad in found))
    assert 0 <= strong <= weak <= 1


@pytest.mark.parametrize(
    ("counts", "strong", "weak"),
    [
        ((0, 0, 0, 0), None, None),
        ((1, 2, 1, 0), 0.5, 0.5),
        ((0, 0, 0, 4), 0.0, 1.0),
        ((0, 3, 0, 1), 0.0, 0.25),
        ((5, 0, 3, 0), 1.0, 1.0),
    ],
)
def test_balanced_ratio_of_a_census(
    counts: tuple[int, ...], strong: float | None, weak: float | None
) -> None:
    """Three enemies are weakly balanced alone; without a triangle there is no ratio."""
    made = dict(zip(TYPES, counts, strict=True))
    assert (balanced_ratio(made), balanced_ratio(made, WEAKLY_BALANCED)) == (strong, weak)


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
        (
            Reading(first="1930-01-01", last="1935-12-31"),
            {"alda-khar-nur": "++-", "khar-nur-osk": "+--"},
        ),
        # In these years alda - nur has ties of both signs.
        (Reading(first="1930-01-01", last="1936-12-31"), {"khar-nur-osk": "+--"}),
        (Reading("reports", first="1940-01-01"), {}),
        (Reading("reports", levels=("person",)), {"boro-cira-dorn": "---"}),
        (Reading("reports", levels=("group", "state")), {"khar-nur-osk": "+--"}),
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


# Three sides on one same day

DAYS = [f"1939-08-{number}" for number in range(10, 15)]
Dated = dict[tuple[str, str], tuple[int, set[str], set[str]]]


def spans_of(days: set[str]) -> Spans:
    """Return days as spans of one or more that follow each other."""
    found: list[tuple[str, str]] = []
    for before, day in zip([None, *DAYS], DAYS, strict=False):
        if day in days and before in days:
            found[-1] = (found[-1][0], day)
        elif day in days:
            found.append((day, day))
    return tuple(found)


def dated(edges: Dated) -> "nx.Graph[str]":
    """Return the simple signed network with these edges and their possible and certain days."""
    graph: nx.Graph[str] = nx.Graph()
    for (a, b), (sign, possible, certain) in edges.items():
        graph.add_edge(a, b, sign=sign, possible=spans_of(possible), certain=spans_of(certain))
    return graph


days = st.sets(st.sampled_from(DAYS), min_size=1)
dated_graphs = st.dictionaries(
    st.sampled_from(list(combinations("abcde", 2))),
    st.tuples(st.sampled_from([1, -1]), days, st.sets(st.sampled_from(DAYS))),
)


@given(dated_graphs)
def test_a_triangle_has_one_day_for_its_three_sides(edges: Dated) -> None:
    """Exactly the joined threes with a common possible day are found, and that is their time.

    A triangle is certain if its sides have a certain day in common.
    """
    expected = {}
    for three in combinations("abcde", 3):
        sides = [edges[pair] for pair in combinations(three, 2) if pair in edges]
        if len(sides) == 3 and (together := set.intersection(*(side[1] for side in sides))):
            expected[three] = together, bool(set.intersection(*(side[2] for side in sides)))
    found = triads(dated(edges))
    assert [triad.nodes for triad in found] == sorted(expected)
    for triad in found:
        together, is_certain = expected[triad.nodes]
        assert triad.days == spans_of(together)
        assert triad.is_certain == is_certain
    for node in "abcde":
        assert triads(dated(edges), node) == [triad for triad in found if node in triad.nodes]


def test_sides_that_meet_in_pairs_alone_are_no_triangle() -> None:
    """Each two sides have a day in common, and all three have none."""
    first, second, third, *_ = DAYS
    edges: Dated = {
        ("a", "b"): (1, {first, second}, set()),
        ("a", "c"): (1, {first, third}, set()),
        ("b", "c"): (1, {second, third}, set()),
    }
    assert triads(dated(edges)) == []
    edges["b", "c"] = (1, {first, second, third}, set())
    (triad,) = triads(dated(edges))
    assert triad.days == ((first, first),)


def test_three_sides_certain_on_different_days_make_no_certain_triangle() -> None:
    """Each side must have held at some time, and no day is known on which all must have."""
    whole = set(DAYS)
    edges: Dated = {
        ("a", "b"): (1, whole, {DAYS[0], DAYS[1]}),
        ("a", "c"): (-1, whole, {DAYS[0], DAYS[2]}),
        ("b", "c"): (-1, whole, {DAYS[1], DAYS[2]}),
    }
    (triad,) = triads(dated(edges))
    assert (triad.days, triad.is_certain) == (((DAYS[0], DAYS[-1]),), False)
    edges["b", "c"] = (-1, whole, {DAYS[0]})
    assert [triad.is_certain for triad in triads(dated(edges))] == [True]


def test_an_edge_without_days_holds_on_every_day() -> None:
    """Signs alone make triangles of all time; an edge that never held makes none."""
    graph = graph_of(dict.fromkeys(combinations("abc", 2), 1))
    (triad,) = triads(graph)
    assert (triad.days, triad.is_certain) == (ALWAYS, True)
    graph.edges["a", "c"]["certain"] = NEVER
    assert [triad.is_certain for triad in triads(graph)] == [False]
    graph.edges["a", "c"]["possible"] = NEVER
    assert triads(graph) == []


@pytest.mark.parametrize(
    ("reading", "together"),
    [
        (
            Reading(first="1930-01-01", last="1935-12-31"),
            {
                "alda-khar-nur": ("1931-09-01", "1935-12-31", True),
                "khar-nur-osk": ("1932-01-01", "1935-12-31", False),
            },
        ),
        (
            Reading(first="1935-01-02", last="1935-12-31"),
            {
                "alda-khar-nur": ("1935-01-02", "1935-12-31", False),
                "khar-nur-osk": ("1935-01-02", "1935-12-31", False),
            },
        ),
        (
            Reading("reports"),
            {
                # The summer of cira - dorn, within the year of boro - dorn.
                "boro-cira-dorn": ("1939-05-01", "1939-09-30", False),
                # As long as khar - osk (193X), and boro - osk to the summer of 1939.
                "boro-khar-osk": ("1930-01-01", "1939-08-31", False),
                "khar-nur-osk": ("1931-09-01", "1939-12-31", False),
            },
        ),
        (Reading(sources=("test2000",)), {"khar-nur-osk": ("1932-01-01", "1939-12-31", False)}),
        (
            Reading(on="1933-07-01"),
            {
                "alda-khar-nur": ("1933-07-01", "1933-07-01", True),
                "khar-nur-osk": ("1933-07-01", "1933-07-01", False),
            },
        ),
    ],
    ids=lambda value: value.describe() if isinstance(value, Reading) else "",
)
def test_days_of_the_small_graphs_triangles(
    small: Store, reading: Reading, together: dict[str, tuple[str, str, bool]]
) -> None:
    """The days on which three sides can have held together are those worked out above."""
    found = {
        "-".join(node.removeprefix(KHA) for node in triad.nodes): (triad.days, triad.is_certain)
        for triad in triads(project(network(statements(small), reading)))
    }
    assert found == {
        name: (((first, last),), is_certain) for name, (first, last, is_certain) in together.items()
    }


def test_a_settled_edge_holds_on_the_days_of_its_sign(small: Store) -> None:
    """What the latest tie settles holds since then, and closes no triangle with what was over."""
    settled = project(network(statements(small), Reading("reports")), "latest")
    for a, b in combinations(("alda", "khar", "nur"), 2):
        assert settled.has_edge(KHA + a, KHA + b)
    assert triads(settled, KHA + "alda") == []
    settled.edges[KHA + "alda", KHA + "khar"]["possible"] = ALWAYS
    (triad,) = triads(settled, KHA + "alda")
    assert (triad.type, triad.days) == ("+--", (("1936-04-24", "1936-04-24"),))


def test_sides_carry_what_is_behind_and_against_them(small: Store) -> None:
    """A side has the ties, the outvoted ties and the days of its edge in the network."""
    simple = project(network(statements(small), Reading("reports", last="1945-12-31")), "latest")
    found = triads(simple)
    assert found
    for triad in found:
        for side in triad.edges:
            data = simple.edges[side.a, side.b]
            assert side == Edge(
                side.a,
                side.b,
                data["sign"],
                data["ties"],
                data["overruled"],
                data["possible"],
                data["certain"],
            )
    graph = graph_of(dict.fromkeys(combinations("abc", 2), 1))
    graph.edges["a", "b"].update(colour="red", overruled=("x",))
    assert triads(graph)[0].edges[0] == Edge("a", "b", 1, (), ("x",))  # type: ignore[arg-type] # any tie will do


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
