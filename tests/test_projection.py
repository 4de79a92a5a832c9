"""From the multigraph to the simple network: one stated rule, and nothing dropped in silence.

Counted by hand from the table in test_reading.py. At any time under `reports` the 16 ties join 12
pairs, of which vell - nur has only a neutral tie:

    alda - nur    1+ 2-      ambivalent     boro - khar  8+       cira - dorn  10- 17-
    alda - khar   3+                        boro - osk   7+       boro - dorn  11-
    khar - nur    4-                        boro - cira  9-       dorn - nur   13-
    nur - osk     5- 16-                    khar - osk   6+       osk - vell   15+

so 11 edges and one ambivalent pair. Of this pair the execution of 1936 began after the alliance of
1930; both are affirmed, and both by the same source alone.
"""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.dates import Bounds, edtf_bounds
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, RelationType, Statement
from khgraph.namespaces import KHA, KHS
from khgraph.projection import CONFLICTS, RULE, project, rule_words, settled_sign
from khgraph.reading import Reading, Tie, network
from khgraph.records import statements
from khgraph.spans import Spans
from khgraph.stores import Store


def pairs(graph: "nx.Graph[str]") -> dict[str, int]:
    """Return the signs of the edges by the ids of their ends."""
    return {
        "-".join(sorted(node.removeprefix(KHA) for node in edge[:2])): edge[2]["sign"]
        for edge in graph.edges(data=True)
    }


def test_small_graph_at_any_time(small: Store) -> None:
    """The projection is the one worked out above."""
    simple = project(network(statements(small), Reading("reports")))
    assert pairs(simple) == {
        "alda-khar": 1,
        "khar-nur": -1,
        "nur-osk": -1,
        "khar-osk": 1,
        "boro-khar": 1,
        "boro-osk": 1,
        "boro-cira": -1,
        "cira-dorn": -1,
        "boro-dorn": -1,
        "dorn-nur": -1,
        "osk-vell": 1,
    }
    ((a, b, ties),) = simple.graph["ambivalent"]
    assert (a, b) == (KHA + "alda", KHA + "nur")
    assert [tie.statement.iri.removeprefix(KHS) for tie in ties] == [
        "alda-allied-with-nur",
        "nur-executed-alda",
    ]
    assert not simple.has_edge(KHA + "nur", KHA + "vell")


def test_nodes_and_their_attributes_stay(small: Store) -> None:
    """A node without an edge left stays, with label and kind, in the order of IRIs."""
    multi = network(statements(small), Reading("reports"))
    simple = project(multi)
    assert {node: simple.nodes[node] for node in simple} == {n: multi.nodes[n] for n in multi}
    assert list(simple) == sorted(multi)
    simple.nodes[KHA + "nur"]["label"] = "changed"
    assert multi.nodes[KHA + "nur"]["label"] == "Nur"


def test_edge_carries_its_ties(small: Store) -> None:
    """An edge names all ties behind it, and is certain if one of them is."""
    simple = project(network(statements(small), Reading("reports")))
    edge = simple.edges[KHA + "dorn", KHA + "cira"]
    assert [tie.statement.iri.removeprefix(KHS) for tie in edge["ties"]] == [
        "cira-hostile-to-dorn",
        "dorn-betrayed-cira",
    ]
    on_day = project(network(statements(small), Reading(on="1936-04-24")))
    assert on_day.edges[KHA + "khar", KHA + "nur"]["is_certain"]
    assert not on_day.edges[KHA + "khar", KHA + "osk"]["is_certain"]


@pytest.mark.parametrize(
    ("day", "is_ambivalent"), [("1936-04-23", False), ("1936-04-24", True), ("1936-04-25", False)]
)
def test_pair_is_ambivalent_only_while_both_signs_hold(
    small: Store, day: str, is_ambivalent: bool
) -> None:
    """Friend until the day, executed on it: both signs on one day only."""
    assert (
        bool(project(network(statements(small), Reading(on=day))).graph["ambivalent"])
        == is_ambivalent
    )


def test_empty_network() -> None:
    """Nothing projects to nothing."""
    simple = project(nx.MultiDiGraph())
    assert (len(simple), simple.number_of_edges(), simple.graph["ambivalent"]) == (0, 0, [])


def tie(number: int, a: str, b: str, sign: int, is_certain: bool) -> Tie:
    """Return a tie that is made up."""
    relation = RelationType("urn:r", "r", "r", sign, is_symmetric=False, is_act=False)
    ends = (Entity(a, a, "Person"), Entity(b, b, "Person"))
    return Tie(Statement(f"s{number:02}", ends[0], relation, ends[1], ()), (), is_certain, False)


multigraphs = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from("abcd"), st.sampled_from([1, 0, -1]), st.booleans()
    ),
    max_size=14,
)


@given(multigraphs)
def test_rule_holds_for_every_pair(edges: list[tuple[str, str, int, bool]]) -> None:
    """For each pair: no signed tie, no edge; one sign, an edge of it; both, ambivalent."""
    multi: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties = [tie(number, *edge) for number, edge in enumerate(edges)]
    for made, (a, b, sign, _) in zip(ties, edges, strict=True):
        multi.add_edge(a, b, key=made.statement.iri, sign=sign, tie=made)
    simple = project(multi)
    ambivalent = {(a, b): list(found) for a, b, found in simple.graph["ambivalent"]}
    for a in "abcd":
        for b in "abcd":
            if a >= b:
                assert a != b or not simple.has_edge(a, b)
                continue
            between = [
                made
                for made, edge in zip(ties, edges, strict=True)
                if {edge[0], edge[1]} == {a, b} and edge[2]
            ]
            signs = {made.sign for made in between}
            assert simple.has_edge(a, b) == (len(signs) == 1)
            assert ambivalent.get((a, b), []) == (between if len(signs) == 2 else [])
            if len(signs) == 1:
                edge = simple.edges[a, b]
                assert {edge["sign"]} == signs
                assert list(edge["ties"]) == between
                assert edge["is_certain"] == any(made.is_certain for made in between)


def test_rule_is_in_words() -> None:
    """The rule that is printed with results names all that the projection drops."""
    assert RULE == rule_words() == rule_words("ambivalent")
    assert RULE == (
        "direction dropped; parallel ties of one sign make one edge; a pair with ties of both "
        "signs is ambivalent and left out; neutral ties make no edge; no person's tie is lifted "
        "to a state; no tie outlasts an actor whose end is dated, and no act its event"
    )


@pytest.mark.parametrize(
    ("conflict", "words"),
    [
        ("latest", "of ties of both signs the sign of that which certainly began last counts"),
        ("majority", "of ties of both signs the sign that more sources speak of counts"),
        ("strongest-stance", "of ties of both signs the sign with the surest claim counts"),
    ],
)
def test_rule_says_how_a_pair_with_both_signs_is_settled(conflict: str, words: str) -> None:
    """Every other rule says what settles a pair, and that what stays unsettled is left out."""
    assert rule_words(conflict) == RULE.replace(
        "a pair with ties of both signs is ambivalent and left out",
        f"{words}; a pair that this does not settle is ambivalent and left out",
    )


# Pairs with ties of both signs


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_the_pair_of_the_small_graph(small: Store, conflict: str) -> None:
    """That Nur had Alda shot came last; neither source nor stance tells the two ties apart."""
    simple = project(network(statements(small), Reading("reports")), conflict)
    pair = KHA + "alda", KHA + "nur"
    assert simple.number_of_edges() == 11 + (conflict == "latest")
    assert [found[:2] for found in simple.graph["ambivalent"]] == [pair] * (conflict != "latest")
    if conflict == "latest":
        edge = simple.edges[pair]
        assert edge["sign"] == -1
        assert [tie.statement.iri for tie in edge["ties"]] == [KHS + "nur-executed-alda"]
        assert [tie.statement.iri for tie in edge["overruled"]] == [KHS + "alda-allied-with-nur"]
        assert edge["possible"] == edge["certain"] == (("1936-04-24", "1936-04-24"),)


DAYS = [f"1939-08-{number}" for number in range(10, 16)]
Edge = tuple[str, str, int, tuple[Claim, ...], bool, Spans, Spans]


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Draw a claim of one of three sources that can begin on some day or between two."""
    early, late = sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
    start = draw(st.sampled_from([(early, late), (early, None), (None, late), (None, None)]))
    return Claim(
        "urn:c",
        draw(st.sampled_from(["test2000", "test2010", "test2020"])),
        "",
        "",
        draw(st.sampled_from(ACCEPTED_STANCES["reports"])),
        (),
        (),
        None,
        Bounds(*start),
        "",
        None,
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


spans = st.sets(st.sampled_from(DAYS)).map(spans_of)
conflicting = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from("abc"),
        st.sampled_from([1, 1, 0, -1, -1]),
        st.lists(claims(), min_size=1, max_size=3).map(tuple),
        st.booleans(),
        spans,
        spans,
    ),
    max_size=9,
)


def settled(signed: list[tuple[int, Claim]], conflict: str) -> int:
    """Return the sign that a rule gives to a pair with these signs and claims.

    `latest`: a claim of one sign begins after the last day on which any of the other can.
    `majority`: for one sign there are more names of sources. For
    `strongest-stance` go down from the surest: the first stance found must speak for one sign.
    """
    signs = {sign for sign, _ in signed}
    if len(signs) == 1:
        return signs.pop()
    left: set[int] = set()
    if conflict == "latest":
        for sign in signs:
            others = [
                c.bounds.latest_start or c.bounds.latest_end or "9999-12-31"
                for other, c in signed
                if other != sign
            ]
            if any(
                c.bounds.earliest_start and all(day < c.bounds.earliest_start for day in others)
                for own, c in signed
                if own == sign
            ):
                left.add(sign)
    elif conflict == "majority":
        count = dict.fromkeys(signs, 0)
        for sign, _ in {(sign, c.source) for sign, c in signed}:
            count[sign] += 1
        left = {sign for sign in signs if count[sign] == max(count.values())}
    elif conflict == "strongest-stance":
        for stance in ACCEPTED_STANCES["reports"]:
            left = left or {sign for sign, c in signed if c.stance == stance}
    return left.pop() if len(left) == 1 else 0


def covered(ties: list[Tie], name: str) -> set[str]:
    """Return the days on which one of the ties can or must have held."""
    return {
        day
        for tie in ties
        for first, last in getattr(tie, name)
        for day in DAYS
        if first <= day <= last
    }


@pytest.mark.parametrize("conflict", CONFLICTS)
@given(conflicting)
def test_every_rule_settles_every_pair(conflict: str, edges: list[Edge]) -> None:
    """Each pair has the edge, the ties behind it and against it, and the days that its rule says.

    What is outvoted gives an edge neither days nor certainty.
    """
    multi: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties = []
    for number, (a, b, sign, said, is_certain, possible, certain) in enumerate(edges):
        made = tie(number, a, b, sign, is_certain)
        ties.append(made._replace(claims=said, possible=possible, certain=certain))
        multi.add_edge(a, b, sign=sign, tie=ties[-1])
    simple = project(multi, conflict)
    ambivalent = {(a, b): list(found) for a, b, found in simple.graph["ambivalent"]}
    for pair in combinations("abc", 2):
        between = [
            found
            for found, edge in zip(ties, edges, strict=True)
            if set(edge[:2]) == set(pair) and found.sign
        ]
        signed = [(found.sign, said) for found in between for said in found.claims]
        sign = settled(signed, conflict) if signed else 0
        assert settled_sign(between, conflict) == sign
        assert simple.has_edge(*pair) == bool(sign)
        assert ambivalent.get(pair, []) == ([] if sign else between)
        if sign:
            edge = simple.edges[pair]
            behind = [found for found in between if found.sign == sign]
            assert edge["sign"] == sign
            assert list(edge["ties"]) == behind
            assert list(edge["overruled"]) == [found for found in between if found.sign != sign]
            assert edge["is_certain"] == any(found.is_certain for found in behind)
            assert edge["possible"] == spans_of(covered(behind, "possible"))
            assert edge["certain"] == spans_of(covered(behind, "certain"))


@given(conflicting)
def test_a_rule_only_adds_edges(edges: list[Edge]) -> None:
    """No rule touches a pair of one sign, and what it settles was ambivalent before."""
    multi: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (a, b, sign, said, is_certain, _, _) in enumerate(edges):
        made = tie(number, a, b, sign, is_certain)._replace(claims=said)
        multi.add_edge(a, b, sign=sign, tie=made)
    plain = project(multi)
    for conflict in CONFLICTS:
        simple = project(multi, conflict)
        assert all(simple.edges[edge] == plain.edges[edge] for edge in plain.edges)
        added = {frozenset(edge) for edge in simple.edges} - {frozenset(e) for e in plain.edges}
        left = {frozenset(found[:2]) for found in simple.graph["ambivalent"]}
        assert added | left == {frozenset(found[:2]) for found in plain.graph["ambivalent"]}
        assert not added & left
        assert all(
            bool(simple.edges[edge]["overruled"]) == (frozenset(edge) in added)
            for edge in simple.edges
        )


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_a_pair_without_signed_ties_has_no_sign(conflict: str) -> None:
    """No tie, or none but neutral ones, is no conflict and no edge."""
    assert settled_sign([], conflict) == 0
    assert settled_sign([tie(1, "a", "b", 0, True)], conflict) == 0
    assert settled_sign([tie(1, "a", "b", 0, True), tie(2, "a", "b", -1, True)], conflict) == -1


@pytest.mark.parametrize(
    ("conflict", "friendly", "hostile", "sign"),
    [
        # A beginning some time in a year may be later than on a day of it.
        ("latest", ["test2000 affirms 1939"], ["test2000 affirms 1939-08-20"], 0),
        ("latest", ["test2000 affirms [1938..1939-08-19]"], ["test2000 affirms 1939-08-20"], -1),
        ("latest", ["test2000 affirms 1939-08-20"], ["test2010 reports 1939-08-20/1945"], 0),
        ("latest", ["test2000 affirms"], ["test2000 reports 1931"], 0),
        ("latest", ["test2000 affirms"], ["test2010 affirms"], 0),
        # Of each sign the claim that began last speaks.
        (
            "latest",
            ["test2000 affirms 1931", "test2000 affirms 1940"],
            ["test2010 affirms 1939"],
            1,
        ),
        # One source counts once for a sign, however often it speaks, and for both signs if it does.
        ("majority", ["test2000 affirms", "test2000 affirms"], ["test2010 reports"], 0),
        ("majority", ["test2000 reports", "test2010 reports"], ["test2000 affirms"], 1),
        ("strongest-stance", ["test2000 reports"], ["test2010 thinksPossible"], -1),
        ("strongest-stance", ["test2000 affirms"], ["test2010 affirms", "test2010 reports"], 0),
        ("ambivalent", ["test2000 affirms 1939"], ["test2010 reports 1931"], 0),
    ],
)
def test_what_settles_a_pair(
    conflict: str, friendly: list[str], hostile: list[str], sign: int
) -> None:
    """The rules on pairs that a reader can judge, and the other way round with the signs."""

    def said(texts: list[str]) -> tuple[Claim, ...]:
        parts = [[*text.split(), ""] for text in texts]
        return tuple(
            Claim("c", source, "", "", stance, (), (), when, edtf_bounds(when), "", None)
            if when
            else Claim("c", source, "", "", stance, (), (), None, Bounds(), "", None)
            for source, stance, when, *_ in parts
        )

    plus, minus = (tie(number, "a", "b", way, True) for number, way in enumerate((1, -1)))
    pair = [plus._replace(claims=said(friendly)), minus._replace(claims=said(hostile))]
    turned = [plus._replace(claims=said(hostile)), minus._replace(claims=said(friendly))]
    assert settled_sign(pair, conflict) == sign
    assert settled_sign(turned, conflict) == -sign
