"""Readings: which claims count, and the ties that they make, counted by hand.

The signed ties between actors in small.ttl (the number is only for the working below):

     1 + alda-allied-with-nur      affirms 1930/1936-04-24     10 - cira-hostile-to-dorn  affirms 1939-05/1939-09
     2 - nur-executed-alda         affirms 1936-04-24 (act)    11 - boro-distrusted-dorn  reports 1939
     3 + alda-supported-khar       affirms ../1935             12 + dorn-secret-agent-of-osk  doubts, denies 1937
     4 - nur-opposed-khar          affirms 1931-09~/1945       13 - nur-accused-dorn      affirms 1937 (act)
     5 - nur-enemy-of-osk          affirms 1932/.. (test2000)  14 0 vell-neutral-to-nur   affirms 1930/1945
           and affirms 1939-05/1939-09 (test2010)              15 + vell-allied-with-osk  affirms 1938/ (test2000)
     6 + osk-supported-khar        thinks probable 193X              and denies 1938/ (test2010)
     7 + boro-served-osk           affirms /1939-22            16 - osk-attacked-nur      affirms, undated act (test2010)
     8 + boro-friend-of-khar       thinks possible, undated    17 - dorn-betrayed-cira    affirms [..1936] (act)
     9 - cira-rival-of-boro        affirms, undated

At any time: all affirmed ones are 1-5, 7, 9, 10, 13-17 = 13; probable adds 6 = 14; possible adds
8 = 15; reports adds 11 = 16; 12 is never a tie.

On 1933-07-01 (probable): certainly 1, 3, 4, 5, 14; possibly 6 (193X), 7 (unknown start), 17
(1936 or before) = 8; with undated ties 9 too. The undated act 16 is on no day.
On 1936-04-24 (probable): certainly 1, 2, 4, 5, 14; possibly 6, 7, 17 = 8; 3 has ended.
On 1939-05-15 (probable): certainly 4, 5 (by test2000; test2010's May may begin later), 14; possibly
6, 7, 10 (a May that may begin later), 15 = 7.
On 1939-08-20 (reports): certainly 4, 5, 10, 14; possibly 6, 7, 11, 15 = 8; with undated ties 8
and 9 too = 10.
On 1950-01-01 (probable): certainly 5; possibly 15 = 2.
"""  # noqa: E501 - the table is read across

from itertools import product

import pytest

from khgraph.dates import Bounds
from khgraph.errors import DateError, KhgraphError
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, RelationType, Statement
from khgraph.namespaces import KHA, KHS
from khgraph.reading import Reading, network, ties
from khgraph.records import statements
from khgraph.store import Store, iri_of

NAMES = {
    1: "alda-allied-with-nur",
    2: "nur-executed-alda",
    3: "alda-supported-khar",
    4: "nur-opposed-khar",
    5: "nur-enemy-of-osk",
    6: "osk-supported-khar",
    7: "boro-served-osk",
    8: "boro-friend-of-khar",
    9: "cira-rival-of-boro",
    10: "cira-hostile-to-dorn",
    11: "boro-distrusted-dorn",
    13: "nur-accused-dorn",
    14: "vell-neutral-to-nur",
    15: "vell-allied-with-osk",
    16: "osk-attacked-nur",
    17: "dorn-betrayed-cira",
}
AFFIRMED = {1, 2, 3, 4, 5, 7, 9, 10, 13, 14, 15, 16, 17}


def iris(numbers: set[int]) -> set[str]:
    """Return the statements behind the numbers of the table."""
    return {KHS + NAMES[number] for number in numbers}


@pytest.mark.parametrize(
    ("reading", "certain", "possible"),
    [
        (Reading("affirms"), AFFIRMED, set()),
        (Reading("probable"), AFFIRMED | {6}, set()),
        (Reading("possible"), AFFIRMED | {6, 8}, set()),
        (Reading("reports"), AFFIRMED | {6, 8, 11}, set()),
        (Reading(sources=("test2000",)), (AFFIRMED | {6}) - {16}, set()),
        (Reading(sources=("test2010",)), {5, 16}, set()),
        (Reading(sources=("test1900",)), set(), set()),
        (Reading(on="1933-07-01"), {1, 3, 4, 5, 14}, {6, 7, 17}),
        (Reading(on="1933-07-01", include_undated=True), {1, 3, 4, 5, 14}, {6, 7, 9, 17}),
        (Reading("affirms", on="1933-07-01"), {1, 3, 4, 5, 14}, {7, 17}),
        (Reading(on="1936-04-24"), {1, 2, 4, 5, 14}, {6, 7, 17}),
        (Reading(on="1936-04-25"), {4, 5, 14}, {6, 7, 17}),
        (Reading(on="1939-05-15"), {4, 5, 14}, {6, 7, 10, 15}),
        (Reading("reports", on="1939-08-20"), {4, 5, 10, 14}, {6, 7, 11, 15}),
        (
            Reading("reports", on="1939-08-20", include_undated=True),
            {4, 5, 10, 14},
            {6, 7, 8, 9, 11, 15},
        ),
        (Reading(on="1939-08-20", sources=("test2010",)), {5}, set()),
        (Reading(on="1950-01-01"), {5}, {15}),
        (Reading(on="1950-01-01", sources=("test2010",)), set(), set()),
        (Reading(on="1900-01-01"), {3}, {7, 17}),
    ],
    ids=lambda value: value.describe() if isinstance(value, Reading) else "",
)
def test_ties_of_a_reading(
    small: Store, reading: Reading, certain: set[int], possible: set[int]
) -> None:
    """A reading lets in the ties of the working above, certain and possible ones apart."""
    found = ties(statements(small), reading)
    assert {tie.statement.iri for tie in found if tie.is_certain} == iris(certain)
    assert {tie.statement.iri for tie in found if not tie.is_certain} == iris(possible)
    assert [tie.statement.iri for tie in found] == sorted(tie.statement.iri for tie in found)


@pytest.mark.parametrize("stance", ACCEPTED_STANCES)
def test_doubt_and_denial_never_make_a_tie(small: Store, stance: str) -> None:
    """A statement that is only doubted and denied is no tie under any reading."""
    for undated, day in product((True, False), (None, "1937-06-01")):
        found = ties(statements(small), Reading(stance, on=day, include_undated=undated))
        assert KHS + "dorn-secret-agent-of-osk" not in {tie.statement.iri for tie in found}


def test_denial_by_another_is_shown(small: Store) -> None:
    """A tie that another claim denies counts, and says that it is denied; it is one tie only."""
    denied = [tie for tie in ties(statements(small), Reading("reports")) if tie.is_denied]
    (tie,) = denied
    assert tie.statement.iri == KHS + "vell-allied-with-osk"
    assert [claim.stance for claim in tie.claims] == ["affirms"]


def test_claims_of_a_tie_are_those_that_count(small: Store) -> None:
    """A tie carries the claims that hold in the reading, the surest first, then by IRI."""
    days = {None: 2, "1939-08-20": 2, "1950-01-01": 1}
    for day, count in days.items():
        (tie,) = [
            tie
            for tie in ties(statements(small), Reading(on=day))
            if tie.statement.iri == KHS + "nur-enemy-of-osk"
        ]
        assert [claim.source for claim in tie.claims] == ["test2000", "test2010"][:count]


def test_surest_claim_comes_first() -> None:
    """The claims of a tie are in the order of stances, and by IRI within one."""
    relation = RelationType("urn:r", "r", "r", 1, is_symmetric=False, is_act=False)
    ends = (Entity("urn:a", "A", "Person"), Entity("urn:b", "B", "Person"))
    stances = {"1": "reports", "2": "thinksProbable", "3": "affirms", "4": "affirms", "5": "denies"}
    claims = tuple(
        Claim(iri, "test2000", "", "", stance, (), (), None, Bounds(), "", None)
        for iri, stance in stances.items()
    )
    (tie,) = ties([Statement("urn:s", ends[0], relation, ends[1], claims)], Reading("reports"))
    assert [claim.iri for claim in tie.claims] == ["3", "4", "2", "1"]


def test_tie_joins_two_different_actors() -> None:
    """A statement of an actor about itself, or about an event or a number, is no tie."""
    relation = RelationType("urn:r", "r", "r", 1, is_symmetric=False, is_act=False)
    claim = Claim("urn:c", "test2000", "", "", "affirms", (), (), None, Bounds(), "", None)
    actor, event = Entity("urn:a", "A", "Person"), Entity("urn:e", "E", "Event")
    for start, end in ((actor, actor), (actor, event), (event, actor), (actor, "300")):
        assert ties([Statement("urn:s", start, relation, end, (claim,))], Reading()) == []


def test_looser_readings_let_in_more(small: Store) -> None:
    """Every stance lets in what the surer one does."""
    counts = [
        {tie.statement.iri for tie in ties(statements(small), Reading(stance))}
        for stance in ("affirms", "probable", "possible", "reports")
    ]
    assert counts[0] < counts[1] < counts[2] < counts[3]


@pytest.mark.parametrize("stance", ACCEPTED_STANCES)
@pytest.mark.parametrize(
    "sources", [(), ("test2000",), ("test2010",), ("test2000", "test2010"), ("test1900",)]
)
def test_sparql_rule_is_the_python_rule(
    small: Store, stance: str, sources: tuple[str, ...]
) -> None:
    """The pattern for SPARQL lets in the statements that have a claim which `accepts` lets in."""
    reading = Reading(stance, sources=sources)
    rows = small.select(
        f"SELECT DISTINCT ?statement {{ ?statement a kh:Statement . {reading.sparql()} }}"
    )
    expected = {
        statement.iri
        for statement in statements(small)
        if any(reading.accepts(claim) for claim in statement.claims)
    }
    assert {iri_of(statement) for (statement,) in rows} == expected
    assert len(rows) == len(expected)


def test_network_is_the_ties(small: Store) -> None:
    """The multigraph has an edge for each tie, from subject to object, keyed by statement."""
    graph = network(statements(small), Reading("reports"))
    assert graph.number_of_edges() == len(AFFIRMED) + 3
    assert set(graph) == {
        KHA + n for n in ("alda", "boro", "cira", "dorn", "khar", "nur", "osk", "vell")
    }
    assert graph.nodes[KHA + "nur"] == {"label": "Nur", "kind": "State"}
    edge = graph.edges[KHA + "nur", KHA + "alda", KHS + "nur-executed-alda"]
    assert (edge["sign"], edge["relation"]) == (-1, "executed")
    assert edge["tie"].statement.iri == KHS + "nur-executed-alda"
    assert graph.edges[KHA + "vell", KHA + "nur", KHS + "vell-neutral-to-nur"]["sign"] == 0
    assert not graph.has_edge(KHA + "alda", KHA + "boro")  # kinship carries no sign


def test_empty_reading_is_an_empty_network(small: Store) -> None:
    """A reading that lets in nothing gives a network without nodes."""
    assert len(network(statements(small), Reading(sources=("test1900",)))) == 0


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Reading(), "all sources; probable or surer; at any time"),
        (
            Reading("affirms", "1939-08-20", ("test2000", "test2010")),
            "test2000, test2010; affirmed; on 1939-08-20, undated ties left out",
        ),
        (
            Reading("reports", "1939-08-20", include_undated=True),
            "all sources; possible, surer or only reported; on 1939-08-20, undated ties let in",
        ),
        (Reading("possible"), "all sources; possible or surer; at any time"),
    ],
    ids=["default", "narrow", "wide", "possible"],
)
def test_reading_says_what_it_is(reading: Reading, words: str) -> None:
    """The words that stand with every result name sources, stance and time."""
    assert reading.describe() == words
    assert reading.as_dict() == {
        "sources": list(reading.sources) or "all",
        "min_stance": reading.min_stance,
        "on": reading.on,
        "include_undated": reading.include_undated,
        "words": words,
    }


def test_impossible_day_is_refused() -> None:
    """A day that does not exist is an error when the reading is made."""
    with pytest.raises(DateError) as caught:
        Reading(on="1936-02-30")
    assert str(caught.value) == "there is no day 1936-02-30 in the calendar"


@pytest.mark.parametrize("stance", ["denies", "doubts", "thinksProbable", ""])
def test_unknown_stance_is_refused(stance: str) -> None:
    """A stance that is no lower limit is an error that lists those that are."""
    with pytest.raises(KhgraphError) as caught:
        Reading(stance)
    assert str(caught.value) == (
        f"no stance is called {stance!r}; use one of affirms, probable, possible, reports"
    )
    assert not isinstance(caught.value, DateError)


@pytest.mark.parametrize("source", ["", "khb:test2000", "x) } #", "x> , <y", "two words"])
def test_source_that_is_no_id_is_refused(source: str) -> None:
    """A source's id reaches SPARQL only if it can be one."""
    with pytest.raises(KhgraphError) as caught:
        Reading(sources=(source,))
    assert str(caught.value) == f"{source!r} is not the id of a source, such as bulag2009"
