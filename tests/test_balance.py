"""Balance: every index against all divisions there are, and the published values of one network.

The tribes are the 58 ties among 16 sub-tribes of the Gahuku-Gama of highland New Guinea:
K. E. Read, Cultures of the Central Highlands, New Guinea, Southwestern Journal of Anthropology
10 (1954), 1-43; as a signed graph in P. Hage and F. Harary, Structural Models in Anthropology,
Cambridge University Press 1983. That 7 ties offend against two camps is the value that is
published for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.balance import Balance, Index, Point, measure, network_point, rows_point
from khgraph.edgelist import AMBIVALENT, CANCELLED, ONE_SIDED, Rows, read_rows
from khgraph.namespaces import KHA
from khgraph.projection import project
from khgraph.reading import Reading, network
from khgraph.records import statements
from khgraph.signed import SignedGraph, signed_graph
from khgraph.spans import Spans
from khgraph.stores import Store
from khgraph.triads import TYPES

TRIBES = Path(__file__).parent / "data" / "tribes.csv"

Signed = dict[tuple[str, str], int]
# Ties that may be parallel and opposed: (source, target, sign).
Ties = Sequence[tuple[str, str, int]]
Division = Mapping[str, int]

NODES = "abcdefg"
signed_graphs = st.dictionaries(
    st.sampled_from(list(combinations(NODES, 2))), st.sampled_from([1, -1])
)
ends = st.sampled_from([(a, b) for a, b in product("abcde", repeat=2) if a != b])
row_lists = st.lists(
    st.tuples(ends, st.sampled_from([1, -1])).map(lambda row: (*row[0], row[1])),
    min_size=1,
    max_size=14,
)


@cache
def divisions(count: int, most: int | None = None) -> list[tuple[int, ...]]:
    """Return all ways to divide things into camps, at most *most* of them."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(count):
        found = [
            (*some, camp)
            for some in found
            for camp in range(max(some, default=-1) + 2)
            if most is None or camp < most
        ]
    return found


def offending(ties: Ties, camps: Division) -> list[int]:
    """Return the ties that offend: friendly between camps, or hostile within one."""
    return [
        place for place, (a, b, sign) in enumerate(ties) if (camps[a] == camps[b]) != (sign > 0)
    ]


def best_of(ties: Ties, most: int | None) -> tuple[int, set[int]]:
    """Return the least number of offending ties, and those that offend in every best division."""
    nodes = sorted({node for a, b, _ in ties for node in (a, b)})
    tried = [
        offending(ties, dict(zip(nodes, camps, strict=True)))
        for camps in divisions(len(nodes), most)
    ]
    least = min(map(len, tried))
    return least, set.intersection(*(set(found) for found in tried if len(found) == least))


def test_there_are_as_many_divisions_as_bell_says() -> None:
    """The brute force tries all: Bell's numbers of them, and 2 ** (n - 1) into two camps."""
    assert [len(divisions(n)) for n in range(8)] == [1, 1, 2, 5, 15, 52, 203, 877]
    assert [len(divisions(n, 2)) for n in range(1, 8)] == [1, 2, 4, 8, 16, 32, 64]


def graph_of(edges: Signed) -> SignedGraph:
    """Return the graph with these edges."""
    return signed_graph((a, b, sign) for (a, b), sign in edges.items())


def ties_of(graph: SignedGraph) -> list[tuple[str, str, int]]:
    """Return the edges of a graph in its order."""
    pairs = [(graph.nodes[a], graph.nodes[b]) for a, b in graph.pairs.tolist()]
    return [(a, b, int(sign)) for (a, b), sign in zip(pairs, graph.signs, strict=True)]


def division_of(balance: Balance) -> dict[str, int]:
    """Return the number of each node's camp."""
    return {node: number for number, camp in enumerate(balance.camps) for node in camp}


def ties_among(edges: Signed) -> nx.Graph[str]:
    """Return the edges as an unsigned network."""
    plain: nx.Graph[str] = nx.Graph()
    plain.add_edges_from(edges)
    return plain


# ---- the two indices, the camps, what offends


@settings(max_examples=60)
@given(signed_graphs)
def test_indices_are_the_least_of_all_divisions(edges: Signed) -> None:
    """No division into two camps, or any number of them, has fewer offending edges; both proven."""
    balance = measure(graph_of(edges))
    ties = ties_of(balance.graph)
    for index, most in ((balance.frustration, 2), (balance.weak_frustration, None)):
        least, _ = best_of(ties, most)
        assert index == Index(least, least)
        assert index.optimal
    assert balance.details is None


@given(signed_graphs)
def test_the_camps_give_the_index(edges: Signed) -> None:
    """Counted again from the camps, as many edges offend as the line index says."""
    balance = measure(graph_of(edges))
    assert len(offending(ties_of(balance.graph), division_of(balance))) == balance.frustration.value


@given(signed_graphs)
def test_each_component_has_camps_of_its_own(edges: Signed) -> None:
    """The camps part the nodes, one or two to a component, and stand in a fixed order."""
    balance = measure(graph_of(edges))
    by_component: dict[int, list[tuple[str, ...]]] = {}
    for number, camp in zip(balance.components, balance.camps, strict=True):
        by_component.setdefault(number, []).append(camp)
    plain = ties_among(edges)
    expected = sorted(nx.connected_components(plain), key=min)
    assert [set().union(*map(set, camps)) for camps in by_component.values()] == expected
    assert list(balance.components) == sorted(balance.components)
    assert list(by_component) == list(range(len(expected)))
    for camps, members in zip(by_component.values(), expected, strict=True):
        assert sum(map(len, camps)) == len(members)
        assert len(camps) in (1, 2)
        assert min(members) == camps[0][0]
        assert all(list(camp) == sorted(camp) for camp in camps)


@settings(max_examples=60)
@given(signed_graphs)
def test_details_are_those_of_all_best_divisions(edges: Signed) -> None:
    """What offends is shown, and what offends in every best division; nothing stays undecided."""
    balance = measure(graph_of(edges), with_details=True)
    ties = ties_of(balance.graph)
    details = balance.details
    assert details is not None
    assert sorted(details.offending) == offending(ties, division_of(balance))
    assert details.forced == best_of(ties, 2)[1]
    assert details.undecided == frozenset()


@given(signed_graphs)
def test_quarrels_are_odd_cycles_without_an_edge_in_common(edges: Signed) -> None:
    """Each quarrel is a closed way with an odd number of enmities; no edge is in two."""
    balance = measure(graph_of(edges), with_details=True)
    assert balance.details is not None
    ties = ties_of(balance.graph)
    seen: list[int] = []
    for quarrel in balance.details.quarrels:
        names = [balance.graph.nodes[node] for node in quarrel.nodes]
        assert len(names) == len(set(names)) == len(quarrel.edges)
        around = [tuple(sorted(pair)) for pair in pairwise((*names, names[0]))]
        assert around == [ties[edge][:2] for edge in quarrel.edges]
        assert sum(ties[edge][2] < 0 for edge in quarrel.edges) % 2 == 1
        seen += quarrel.edges
    assert len(seen) == len(set(seen))
    assert len(balance.details.quarrels) <= balance.frustration.value
    assert bool(balance.details.quarrels) == (balance.frustration.value > 0)


@given(signed_graphs)
def test_the_same_graph_gives_the_same_balance(edges: Signed) -> None:
    """Camps and details do not depend on the order in which edges are given."""
    first = measure(graph_of(edges), with_details=True)
    again = measure(graph_of(dict(reversed(edges.items()))), with_details=True)
    assert first[1:] == again[1:]


def test_components_are_told_apart() -> None:
    """Two pairs of foes, and two friends: three components, each with camps of its own."""
    balance = measure(graph_of({("e", "f"): 1, ("c", "a"): -1, ("d", "b"): -1}))
    assert balance.camps == (("a",), ("c",), ("b",), ("d",), ("e", "f"))
    assert balance.components == (0, 0, 1, 1, 2)
    assert (balance.negative_edges, balance.frustration) == (2, Index(0, 0))


def test_the_camp_of_the_first_member_stands_first() -> None:
    """The camp of the first name is first, whichever node has the most ties."""
    balance = measure(graph_of({("a", "d"): -1, ("b", "d"): 1, ("c", "d"): 1}))
    assert balance.camps == (("a",), ("b", "c", "d"))


def test_nothing_and_no_triangle() -> None:
    """A graph without edges has no camps; one without triangles has no ratio, and both index 0."""
    empty = measure(graph_of({}), with_details=True)
    lonely = measure(signed_graph([], "xyz"))
    for balance in (empty, lonely):
        assert (balance.camps, balance.components, balance.negative_edges) == ((), (), 0)
        assert (balance.frustration, balance.weak_frustration) == (Index(0, 0), Index(0, 0))
        assert balance.triangles == dict.fromkeys(TYPES, 0)
        assert (balance.balanced_ratio, balance.weakly_balanced_ratio) == (None, None)
    assert empty.details is not None
    assert tuple(map(len, empty.details)) == (0, 0, 0, 0)
    square = measure(graph_of({("a", "b"): 1, ("b", "c"): 1, ("c", "d"): 1, ("a", "d"): -1}))
    assert (square.balanced_ratio, square.weakly_balanced_ratio) == (None, None)
    assert (square.frustration.value, square.weak_frustration.value) == (1, 1)


def test_three_enemies_offend_against_two_camps_alone() -> None:
    """One of three enmities offends in two camps, none in three; no one of them in every best."""
    balance = measure(graph_of(dict.fromkeys(combinations("abc", 2), -1)), with_details=True)
    assert (balance.frustration, balance.weak_frustration) == (Index(1, 1), Index(0, 0))
    assert (balance.balanced_ratio, balance.weakly_balanced_ratio) == (0.0, 1.0)
    assert balance.details is not None
    assert (len(balance.details.offending), balance.details.forced) == (1, frozenset())


def test_weights_and_the_constant_are_counted() -> None:
    """A heavy edge is spared at the cost of light ones; the constant is added to both bounds."""
    graph = graph_of({("a", "b"): 1, ("a", "c"): 1, ("b", "c"): -1})
    weights = np.array([2, 3, 4], dtype=np.int64)
    balance = measure(graph, weights=weights, constant=5, with_details=True)
    assert (balance.frustration, balance.weak_frustration) == (Index(7, 7), Index(7, 7))
    assert balance.details is not None
    assert balance.details.offending == (0,)
    assert balance.details.forced == {0}
    assert balance.camps == (("a", "c"), ("b",))


def test_a_census_by_a_stricter_rule_is_taken_over() -> None:
    """Triangles that are given stand in place of those of the graph."""
    graph = graph_of(dict.fromkeys(combinations("abc", 2), 1))
    given_ = {"+++": 0, "++-": 3, "+--": 1, "---": 0}
    assert measure(graph).triangles == {"+++": 1, "++-": 0, "+--": 0, "---": 0}
    assert measure(graph, triangles=given_).triangles == given_
    assert measure(graph, triangles=given_).balanced_ratio == 0.25
    none = dict.fromkeys(TYPES, 0)
    assert measure(graph, triangles=none).balanced_ratio is None


def test_an_index_is_optimal_only_where_its_bounds_meet() -> None:
    """A value above its bound is not proven."""
    assert Index(3, 3).optimal
    assert not Index(3, 2).optimal


def random_graph(count: int) -> SignedGraph:
    """Return a complete graph with signs in no order, hard for its size."""
    signs = np.random.default_rng(1939).choice([1, -1], size=count * (count - 1) // 2)
    names = [f"n{number:02}" for number in range(count)]
    return signed_graph(
        (a, b, int(sign)) for (a, b), sign in zip(combinations(names, 2), signs, strict=True)
    )


def test_without_time_there_is_a_bound_and_no_proof() -> None:
    """Where the time is up, camps still give the value, the bound is below it, none is certain."""
    balance = measure(random_graph(13), time_limit=1e-9, with_details=True)
    ties = ties_of(balance.graph)
    assert balance.frustration.value == len(offending(ties, division_of(balance)))
    for index in (balance.frustration, balance.weak_frustration):
        assert 0 <= index.lower_bound < index.value
        assert not index.optimal
    assert balance.details is not None
    assert balance.details.forced == frozenset()
    assert balance.details.undecided == frozenset(balance.details.offending)
    assert 0 < len(balance.details.quarrels) <= balance.frustration.value


# ---- the published network


@pytest.fixture(scope="module")
def tribes() -> Point:
    """Return the balance of the tribes."""
    return rows_point(read_rows(TRIBES.read_bytes(), "tribes.csv")[None], "any", with_details=True)


def test_published_values_of_the_tribes(tribes: Point) -> None:
    """The counts, the share of balanced triangles and the line index are those published."""
    balance = tribes.balance
    assert len(balance.graph.nodes) == 16
    assert (len(balance.graph.pairs), balance.negative_edges) == (58, 29)
    assert balance.triangles == {"+++": 19, "++-": 2, "+--": 40, "---": 7}
    assert balance.balanced_ratio == pytest.approx(0.8676471, abs=5e-8)
    assert balance.frustration == Index(7, 7)
    assert balance.weak_frustration == Index(2, 2)


def test_the_line_index_of_the_tribes_by_brute_force(tribes: Point) -> None:
    """None of the 32768 divisions of the tribes into two camps has fewer than 7 offending ties."""
    graph = tribes.balance.graph
    camps = (np.arange(1 << 15)[:, None] >> np.arange(16)) & 1
    apart = camps[:, graph.pairs[:, 0]] != camps[:, graph.pairs[:, 1]]
    counts = (apart == (graph.signs > 0)).sum(axis=1)
    assert counts.min() == 7
    found = offending(ties_of(graph), division_of(tribes.balance))
    assert len(found) == 7
    # And what offends in every best division, by the same count.
    best = (apart == (graph.signs > 0))[counts == 7]
    assert tribes.balance.details is not None
    assert tribes.balance.details.forced == set(np.flatnonzero(best.all(axis=0)).tolist())


def test_the_weak_index_of_the_tribes_by_brute_force(tribes: Point) -> None:
    """Without any one tie no camps fit the rest; without some two of them camps do."""
    ties = ties_of(tribes.balance.graph)

    def fits(*gone: tuple[str, str, int]) -> bool:
        left = [tie for tie in ties if tie not in gone]
        return not offending(left, camps_by_friendship(left))

    assert not fits()
    assert not any(fits(one) for one in ties)
    assert any(fits(*two) for two in combinations(ties, 2))


def camps_by_friendship(ties: Ties) -> dict[str, int]:
    """Return the camps that friendships hold together."""
    friends: nx.Graph[str] = nx.Graph()
    friends.add_nodes_from(node for a, b, _ in ties for node in (a, b))
    friends.add_edges_from((a, b) for a, b, sign in ties if sign > 0)
    return {
        node: number
        for number, camp in enumerate(nx.connected_components(friends))
        for node in camp
    }


# ---- rows of an edge list


def rows_of(ties: Ties) -> Rows:
    """Return the ties as the rows of a file."""
    text = "source,target,sign\n" + "".join(f"{a},{b},{sign}\n" for a, b, sign in ties)
    return read_rows(text, "ties.csv")[None]


def by_pair(ties: Ties) -> dict[tuple[str, str], list[int]]:
    """Return the signs of the rows of each pair."""
    found: dict[tuple[str, str], list[int]] = {}
    for a, b, sign in ties:
        found.setdefault((min(a, b), max(a, b)), []).append(sign)
    return found


def by_any(ties: Ties) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs with rows of one sign."""
    for (a, b), signs in by_pair(ties).items():
        if len(set(signs)) == 1:
            yield a, b, signs[0]


def by_sum(ties: Ties) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs with more rows of one sign than of the other."""
    for (a, b), signs in by_pair(ties).items():
        if sum(signs):
            yield a, b, 1 if sum(signs) > 0 else -1


def by_mutual(ties: Ties) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs with rows of one sign in both directions."""
    for a, b, sign in by_any(ties):
        if {(a, b), (b, a)} <= {(source, target) for source, target, _ in ties}:
            yield a, b, sign


def by_keep(ties: Ties) -> Iterator[tuple[str, str, int]]:
    """Yield every row."""
    yield from ties


RULES: dict[str, Callable[[Ties], Iterator[tuple[str, str, int]]]] = {
    "any": by_any,
    "sum": by_sum,
    "mutual": by_mutual,
    "keep": by_keep,
}


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40)
@given(ties=row_lists)
def test_rows_have_the_indices_of_their_ties(rule: str, ties: Ties) -> None:
    """Under each rule both indices are the least of all divisions; the camps give the first.

    Under ``keep`` every row counts, also those of pairs with as many of either sign.
    """
    point = rows_point(rows_of(ties), rule)
    counted = list(RULES[rule](ties))
    balance = point.balance
    for index, most in ((balance.frustration, 2), (balance.weak_frustration, None)):
        least = best_of(counted, most)[0] if counted else 0
        assert index == Index(least, least)
    signs = [sign for *_, sign in counted]
    assert point.edges() == (signs.count(1), signs.count(-1))
    camps = dict.fromkeys("abcde", 0) | division_of(balance)
    assert len(offending(counted, camps)) == balance.frustration.value


@pytest.mark.parametrize("rule", RULES)
@given(ties=row_lists)
def test_triangles_of_rows_are_all_choices_of_a_row_a_side(rule: str, ties: Ties) -> None:
    """Each three rows that join three nodes make a triangle; but for ``keep`` a side is one."""
    signs: dict[tuple[str, str], list[int]] = {}
    for a, b, sign in RULES[rule](ties):
        signs.setdefault((min(a, b), max(a, b)), []).append(sign)
    expected = dict.fromkeys(TYPES, 0)
    for three in combinations("abcde", 3):
        for chosen in product(*(signs.get(pair, []) for pair in combinations(three, 2))):
            expected[TYPES[chosen.count(-1)]] += 1
    assert rows_point(rows_of(ties), rule).balance.triangles == expected


@given(ties=row_lists)
def test_pairs_with_rows_of_both_signs_are_counted_as_ambivalent(ties: Ties) -> None:
    """Under ``any`` they are ambivalent; under ``keep`` and ``sum`` no pair is."""
    both = sum(len(set(signs)) == 2 for signs in by_pair(ties).values())
    assert rows_point(rows_of(ties), "any").ambivalent == both
    assert rows_point(rows_of(ties), "keep").ambivalent == 0
    assert rows_point(rows_of(ties), "sum").ambivalent == 0


def test_one_list_under_four_rules() -> None:
    """Six rows among three nodes, worked out by hand.

    a - b has + and - in both directions, a - c has + twice in one, b - c has + once and -
    twice, in both directions.
    """
    ties = [
        *[("a", "b", 1), ("b", "a", -1)],
        *[("a", "c", 1), ("a", "c", 1)],
        *[("b", "c", 1), ("c", "b", -1), ("b", "c", -1)],
    ]
    found = {rule: rows_point(rows_of(ties), rule) for rule in RULES}
    edges = {rule: ties_of(point.balance.graph) for rule, point in found.items()}
    assert edges["any"] == [("a", "c", 1)]
    assert edges["sum"] == [("a", "c", 1), ("b", "c", -1)]
    assert edges["mutual"] == []
    combined = {rule: point.combined for rule, point in found.items()}
    why = {rule: [out.why for out in c.left_out] for rule, c in combined.items() if c is not None}
    assert why == {
        "any": [AMBIVALENT, AMBIVALENT],
        "sum": [CANCELLED],
        "mutual": [AMBIVALENT, ONE_SIDED, AMBIVALENT],
        "keep": [],
    }
    assert {rule: point.balance.frustration.value for rule, point in found.items()} == {
        **dict.fromkeys(("any", "sum", "mutual"), 0),
        # One of a - b, and the friendly row of b - c.
        "keep": 2,
    }
    # 2 choices for a - b, 2 for a - c, 3 for b - c: with + for a - b 2 of +++ and 4 of ++-, with
    # - for it 2 of ++- and 4 of +--.
    assert found["keep"].balance.triangles == {"+++": 2, "++-": 6, "+--": 4, "---": 0}
    assert found["keep"].balance.balanced_ratio == 0.5
    point = found["any"]
    assert (point.label, point.first, point.last, point.turns) == ("", None, None, ())
    assert (point.certain, point.certain_edges(), point.network) == (None, None, None)


def test_a_part_of_a_list_has_its_label_and_days() -> None:
    """What a point is of is kept with it."""
    rows = rows_of([("a", "b", 1)])
    point = rows_point(rows, "any", "1939", ("1939-05-01", "1939-12-31"), with_details=True)
    assert (point.label, point.first, point.last) == ("1939", "1939-05-01", "1939-12-31")
    assert point.balance.details is not None


# ---- a projected network

DAYS = [f"1939-08-{number}" for number in range(10, 15)]
day_sets = st.sets(st.sampled_from(DAYS), min_size=1)
dated_graphs = st.dictionaries(
    st.sampled_from(list(combinations("abcde", 2))),
    st.tuples(st.sampled_from([1, -1]), day_sets, st.sets(st.sampled_from(DAYS)), st.booleans()),
)


def spans_of(days: set[str]) -> Spans:
    """Return days as spans of one or more that follow each other."""
    found: list[tuple[str, str]] = []
    for before, day in zip([None, *DAYS], DAYS, strict=False):
        if day in days and before in days:
            found[-1] = (found[-1][0], day)
        elif day in days:
            found.append((day, day))
    return tuple(found)


@settings(max_examples=60)
@given(
    dated_graphs,
    st.sets(st.sampled_from(list(combinations("defghi", 2)))),
    st.sets(st.sampled_from("xyz")),
)
def test_a_networks_census_nodes_and_certain_edges(
    edges: dict[tuple[str, str], tuple[int, set[str], set[str], bool]],
    ambivalent: set[tuple[str, str]],
    lonely: set[str],
) -> None:
    """Triangles count whose sides share a day, certain ones whose sides share a certain day.

    Nodes count that have an edge or an ambivalent pair; an edge is certain if it says so.
    """
    made: nx.Graph[str] = nx.Graph(ambivalent=[(*pair, ()) for pair in sorted(ambivalent)])
    made.add_nodes_from({*lonely, *(node for pair in ambivalent for node in pair)})
    for (a, b), (sign, possible, certain, is_certain) in edges.items():
        days = {"possible": spans_of(possible), "certain": spans_of(certain)}
        made.add_edge(a, b, sign=sign, is_certain=is_certain, **days)
    census = {name: dict.fromkeys(TYPES, 0) for name in ("possible", "certain")}
    for three in combinations("abcde", 3):
        sides = [edges[pair] for pair in combinations(three, 2) if pair in edges]
        kind = TYPES[sum(side[0] < 0 for side in sides)]
        if len(sides) == 3 and set.intersection(*(side[1] for side in sides)):
            census["possible"][kind] += 1
            census["certain"][kind] += bool(set.intersection(*(side[2] for side in sides)))
    point = network_point(made, "x", (DAYS[0], DAYS[-1]))
    assert (point.balance.triangles, point.certain) == (census["possible"], census["certain"])
    joined = {node for pair in (*edges, *ambivalent) for node in pair}
    assert point.balance.graph.nodes == tuple(sorted(joined))
    assert point.ambivalent == len(ambivalent)
    sure = [side[0] for side in edges.values() if side[3]]
    assert point.certain_edges() == (sure.count(1), sure.count(-1))
    assert point.certain_frustration is None
    detailed = network_point(made, with_details=True)
    certainly = [(*pair, side[0]) for pair, side in edges.items() if side[3]]
    least = best_of(certainly, 2)[0]
    assert detailed.certain_frustration == Index(least, least)
    in_camps = {node for camp in point.balance.camps for node in camp}
    assert in_camps == {node for pair in edges for node in pair}
    assert (point.label, point.first, point.last) == ("x", DAYS[0], DAYS[-1])
    assert point.combined is None


def test_nodes_of_ambivalent_pairs_count_and_have_no_camp() -> None:
    """Two who are both friends and foes are nodes, though without an edge."""
    made: nx.Graph[str] = nx.Graph(ambivalent=[("a", "b", ())])
    made.add_nodes_from("abc")
    point = network_point(made)
    assert point.balance.graph.nodes == ("a", "b")
    assert (point.balance.camps, point.ambivalent) == ((), 1)
    assert (point.first, point.last, point.certain_edges()) == (None, None, (0, 0))


# Of the small graph, by hand from test_projection.py: nodes, edges, hostile ones, ambivalent
# pairs, certain friendly and hostile edges, the two indices, the camps.
@pytest.mark.parametrize(
    ("reading", "counts", "camps"),
    [
        (
            Reading("reports"),
            # boro - cira - dorn are three enemies, all other triangles are balanced.
            (8, 11, 6, 1, 5, 6, 1, 0),
            ["alda boro dorn khar osk vell", "cira nur"],
        ),
        (
            Reading(on="1933-07-01"),
            # alda - khar - nur is ++-, boro serves osk since nobody knows when.
            (7, 7, 3, 0, 2, 2, 1, 1),
            ["alda boro khar osk", "nur", "cira", "dorn"],
        ),
        (Reading("affirms", on="1950-01-01"), (3, 2, 1, 0, 0, 1, 0, 0), ["nur", "osk vell"]),
    ],
    ids=["at any time", "in 1933", "in 1950"],
)
def test_balance_of_the_small_graph(
    small: Store, reading: Reading, counts: tuple[int, ...], camps: list[str]
) -> None:
    """The numbers of the small graph are those counted by hand."""
    point = network_point(project(network(statements(small), reading)))
    balance = point.balance
    assert (
        len(balance.graph.nodes),
        len(balance.graph.pairs),
        balance.negative_edges,
        point.ambivalent,
        *(point.certain_edges() or ()),
        balance.frustration.value,
        balance.weak_frustration.value,
    ) == counts
    found = [" ".join(node.removeprefix(KHA) for node in camp) for camp in balance.camps]
    assert [name.replace("vell-league", "vell") for name in found] == camps
