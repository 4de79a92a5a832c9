"""What is contested: every kind of clash, and all that only looks like one.

The clashes of records are set against counts by hand and, for numbers and dates, against a
brute force that lists every number and every day that a claim allows.

The graph of `GRAPH`, with all its claims:

    alda-served-osk       test2000 affirms 1938, test2010 denies 1938/1939, test2020 denies 1950
    sel-occurred          test2000 1939-05-11/1939-09-16, test2010 1939-05-12/1939-09-16
    sel-duration          test2000 118 days; from 11 May to 16 September are 128
    nur-deaths            test2000 300 men, test2010 about 400; both at the Battle of Sel
    nur-casualties        test2020 900 men at the Battle of Sel, which is another question
    alda-allied-with-nur  test2000 1930/1936, test2010 reports without a date
    nur-executed-alda     test2010 1935-02-03
    boro-from-sel, boro-from-tav   excluding one another; test2000 and test2020
    osk-from-tav          test2010 reports, and nobody else
"""

from __future__ import annotations

import csv
import io
import json
import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from khgraph.cli import main
from khgraph.contested import KINDS, Clash, Contest, Side, clashes, contest
from khgraph.dates import BOUND_PROPERTIES, Bounds, edtf_bounds
from khgraph.errors import KhgraphError
from khgraph.model import Claim, Entity, RelationType, Statement
from khgraph.names import NameIndex
from khgraph.namespaces import KH, PREFIXES
from khgraph.stores import FileStore, Store
from khgraph.strips.contests import KIND_WORDS, RULES, contest_strip, contest_table, statement_table

ALDA = Entity("urn:a/alda", "Alda", "Person")
BORO = Entity("urn:a/boro", "Boro", "Person")
NUR = Entity("urn:a/nur", "Nur", "State")
OSK = Entity("urn:a/osk", "Osk", "State")
SEL = Entity("urn:e/sel", "Battle of Sel", "Event")
TAV = Entity("urn:e/tav", "Battle of Tav", "Event")
TOWN = Entity("urn:p/town", "Town", "Place")


def a_relation(
    name: str, label: str, sign: int | None = None, *, act: bool = False
) -> RelationType:
    """Return a relation type of the ontology's namespace."""
    return RelationType(KH + name, label, label, sign, False, act)


ALLIED = a_relation("alliedWith", "was allied with", 1)
SERVED = a_relation("served", "served", 1)
RESCUED = a_relation("rescued", "rescued", 1, act=True)
ENEMY = a_relation("enemyOf", "was an enemy of", -1)
OPPOSED = a_relation("opposed", "opposed", -1)
EXECUTED = a_relation("executed", "executed", -1, act=True)
NEUTRAL = a_relation("neutralTo", "was neutral towards", 0)
MET = a_relation("met", "met", act=True)
KNEW = a_relation("knew", "knew")
JOINED = a_relation("participatedIn", "took part in", act=True)
OCCURRED = a_relation("occurred", "took place", act=True)
EXISTED = a_relation("existed", "existed")
BORN = a_relation("born", "was born", act=True)
DEATHS = a_relation("deaths", "had deaths to the number of", act=True)
CASUALTIES = a_relation("casualties", "had casualties to the number of", act=True)
STRENGTH = a_relation("strength", "had a strength of")
DURATION = a_relation("duration", "lasted")

NUMBERS = frozenset(kind.iri for kind in (DEATHS, CASUALTIES, STRENGTH, DURATION))
MEN = (("unit", "men"),)
DAYS = (("unit", "days"),)


@cache
def bounds_of(when: str | None) -> Bounds:
    """Return the bounds of a date, none for none."""
    return Bounds() if when is None else edtf_bounds(when)


def says(
    when: str | None = None,
    stance: str = "affirms",
    source: str = "a",
    precision: str | None = None,
) -> Claim:
    """Return a claim, by default an undated affirmation of source ``a``."""
    return Claim(
        iri=f"urn:c/{source}-{stance}-{when}-{precision}",
        source=source,
        locator="p. 1",
        lines="",
        stance=stance,
        attribution=("Ada Quill",),
        according_to=(),
        when=when,
        bounds=bounds_of(when),
        comment="In our words.",
        curator_note=None,
        precision=precision,
    )


def is_said(
    subject: Entity,
    relation: RelationType,
    thing: Entity | str,
    *claims: Claim,
    narrowed: tuple[tuple[str, str], ...] = (),
) -> Statement:
    """Return a statement with an IRI of its own."""
    other = thing.id if isinstance(thing, Entity) else thing
    iri = f"urn:s/{subject.id}-{relation.id}-{other}{narrowed or ''}"
    return Statement(iri, subject, relation, thing, claims, narrowed)


def nur_lost(number: str, *claims: Claim, relation: RelationType = DEATHS) -> Statement:
    """Return a statement on how many men Nur lost."""
    return is_said(NUR, relation, number, *claims, narrowed=MEN)


def words(claim: Claim) -> str:
    """Return source, stance and date of a claim."""
    return f"{claim.source} {claim.stance} {claim.when or '-'}"


Shown = list[tuple[str, str, list[tuple[str, list[str]]]]]


def shown(found: Iterable[Clash]) -> Shown:
    """Return clashes in words, everything in its order."""
    return [
        (
            clash.kind,
            clash.question,
            [(side.position, [words(claim) for claim in side.claims]) for side in clash.sides],
        )
        for clash in found
    ]


def clashes_of(*statements: Statement) -> Shown:
    """Return the clashes among statements in words."""
    return shown(clashes(statements, NUMBERS))


Sides = frozenset[tuple[str, str, frozenset[str]]]


def without_order(found: Sequence[Clash]) -> set[tuple[str, str, Sides]]:
    """Return clashes without the order of sides and claims; no claim may stand twice in a side."""
    for clash in found:
        for side in clash.sides:
            assert len({claim.iri for claim in side.claims}) == len(side.claims) > 0
        assert len({(side.position, side.statement.iri) for side in clash.sides}) == len(
            clash.sides
        )
    return {
        (
            clash.kind,
            clash.question,
            frozenset(
                (side.position, side.statement.iri, frozenset(claim.iri for claim in side.claims))
                for side in clash.sides
            ),
        )
        for clash in found
    }


def in_any_order(*statements: Statement) -> Shown:
    """Return the clashes in words; neither the order of statements nor of claims may matter."""
    expected = without_order(clashes(statements, NUMBERS))
    for order in permutations(statements):
        assert without_order(clashes(order, NUMBERS)) == expected
        turned = [s._replace(claims=s.claims[::-1]) for s in order]
        assert without_order(clashes(turned, NUMBERS)) == expected
    return clashes_of(*statements)


# ---- stances


def test_what_one_holds_and_another_denies() -> None:
    """The surest, the hedged and the reporting stand against the doubting and the denying."""
    statement = is_said(
        ALDA,
        SERVED,
        OSK,
        says("1938"),
        says("1938", "denies", "b"),
        says("1938", "doubts", "c"),
        says("1938", "reports", "d"),
        says("1938", "thinksPossible", "e"),
        says("1938", "thinksProbable", "f"),
        narrowed=(("role", "guide"),),
    )
    held = ["a affirms 1938", "d reports 1938", "e thinksPossible 1938", "f thinksProbable 1938"]
    assert in_any_order(statement) == [
        (
            "stance",
            "Alda served Osk as guide",
            [("for", held), ("against", ["b denies 1938", "c doubts 1938"])],
        )
    ]


@pytest.mark.parametrize("held", ["affirms", "thinksProbable", "thinksPossible", "reports"])
@pytest.mark.parametrize("against", ["doubts", "denies"])
def test_any_two_opposite_stances_clash(held: str, against: str) -> None:
    """Even a report is contested by a doubt; the claims may be from one source and undated."""
    assert in_any_order(is_said(ALDA, SERVED, OSK, says(None, held), says(None, against))) == [
        ("stance", "Alda served Osk", [("for", [f"a {held} -"]), ("against", [f"a {against} -"])])
    ]


@pytest.mark.parametrize(
    "stances",
    [
        ("reports", "reports"),
        ("affirms", "reports"),
        ("affirms", "thinksPossible"),
        ("denies", "denies"),
        ("doubts", "denies"),
        ("denies",),
        ("affirms",),
        ("", "affirms"),
        ("", "denies"),
        (),
    ],
)
def test_stances_that_do_not_clash(stances: tuple[str, ...]) -> None:
    """More or less sure is no contradiction; nor are reports, or denials of what nobody holds."""
    claims = [says("1938", stance, source) for stance, source in zip(stances, "ab", strict=False)]
    assert in_any_order(is_said(ALDA, SERVED, OSK, *claims)) == []


@pytest.mark.parametrize(
    ("held", "denied", "contested"),
    [
        ("1938", "1938", True),
        ("1938", "1938-06", True),
        ("1938", None, True),
        (None, "1938", True),
        ("1938", "1939", False),
        ("1938-01-01/1938-06-30", "1938-06-30", True),
        ("1938-01-01/1938-06-30", "1938-07-01", False),
        ("1938-07-01", "1938-06-30", False),
        ("1930/1936", "1937/1945", False),
        ("1930/1936", "1936/1945", True),
        # What has no known end may have lasted, what has no known start may have begun.
        ("1930/", "1950", True),
        ("1930/", "1929", False),
        ("/1935", "1936", False),
        ("/1935", "1900", True),
        ("1930/..", "1950", True),
        ("../1935", "1936", False),
        ("[1932..1945]", "1940", True),
        ("[1932..1945]", "1946", False),
    ],
)
def test_a_denial_of_another_time_is_no_denial(
    held: str | None, denied: str | None, contested: bool
) -> None:
    """Two claims contradict one another where they may speak of one day, and only there."""
    statement = is_said(ALDA, SERVED, OSK, says(held), says(denied, "denies", "b"))
    expected = [
        (
            "stance",
            "Alda served Osk",
            [("for", [f"a affirms {held or '-'}"]), ("against", [f"b denies {denied or '-'}"])],
        )
    ]
    assert in_any_order(statement) == (expected if contested else [])
    turned = is_said(ALDA, SERVED, OSK, says(denied), says(held, "denies", "b"))
    assert bool(in_any_order(turned)) == contested


def test_only_the_claims_of_the_contested_time_stand_in_a_clash() -> None:
    """Who holds or denies it of another time takes no part."""
    statement = is_said(
        ALDA,
        SERVED,
        OSK,
        says("1930"),
        says("1938", source="b"),
        says("1938", "denies", "c"),
        says("1945", "denies", "d"),
    )
    assert in_any_order(statement) == [
        (
            "stance",
            "Alda served Osk",
            [("for", ["b affirms 1938"]), ("against", ["c denies 1938"])],
        )
    ]


# ---- numbers


def test_numbers_of_one_thing() -> None:
    """Different numbers stand side by side, claims of one number together."""
    assert in_any_order(
        nur_lost("1200.0", says(), says(source="b")), nur_lost("300", says(source="c"))
    ) == [
        (
            "number",
            "Nur had deaths to the number of ... men",
            [("1,200", ["a affirms -", "b affirms -"]), ("300", ["c affirms -"])],
        )
    ]


def test_only_numbers_at_odds_stand_in_a_clash() -> None:
    """What agrees with all others is left out; what agrees with some is not."""
    assert in_any_order(
        nur_lost("300", says()),
        nur_lost("320", says(source="b", precision="approximately")),
        nur_lost("200", says(source="c", precision="moreThan")),
        nur_lost("400", says(source="d"), says(source="e", precision="lessThan")),
    ) == [
        (
            "number",
            "Nur had deaths to the number of ... men",
            [("300", ["a affirms -"]), ("about 320", ["b affirms -"]), ("400", ["d affirms -"])],
        )
    ]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(nur_lost("900", says(), relation=CASUALTIES), id="casualties, not deaths"),
        pytest.param(is_said(NUR, DEATHS, "900", says(), narrowed=DAYS), id="another unit"),
        pytest.param(is_said(NUR, DEATHS, "900", says()), id="no unit"),
        pytest.param(is_said(OSK, DEATHS, "900", says(), narrowed=MEN), id="another state"),
        pytest.param(
            is_said(NUR, DEATHS, "900", says(), narrowed=(*MEN, ("atEvent", "Battle of Tav"))),
            id="at an event",
        ),
        pytest.param(nur_lost("nobody knows how many", says()), id="no number"),
        pytest.param(nur_lost("900", says("1941")), id="another year"),
        pytest.param(nur_lost("900", says(None, "doubts")), id="doubted"),
        pytest.param(nur_lost("900", says(None, "denies")), id="denied"),
        pytest.param(nur_lost("900"), id="claimed by nobody"),
        pytest.param(nur_lost("300.0", says()), id="the same number"),
    ],
)
def test_numbers_that_do_not_clash(other: Statement) -> None:
    """Only what answers the same question is compared, and only what somebody lets stand."""
    assert in_any_order(nur_lost("300", says("1939", source="b")), other) == []


def test_numbers_at_different_events() -> None:
    """The losses of two battles are two questions, those of one battle are one."""

    def lost(number: str, event: str, source: str) -> Statement:
        narrowed = (*MEN, ("atEvent", event))
        return is_said(NUR, DEATHS, number, says(source=source), narrowed=narrowed)

    assert in_any_order(lost("300", "Battle of Sel", "a"), lost("400", "Battle of Tav", "b")) == []
    assert in_any_order(lost("300", "Battle of Sel", "a"), lost("400", "Battle of Sel", "b")) == [
        (
            "number",
            "Nur had deaths to the number of ... men, at Battle of Sel",
            [("300", ["a affirms -"]), ("400", ["b affirms -"])],
        )
    ]


@pytest.mark.parametrize("stance", ["affirms", "thinksProbable", "thinksPossible", "reports"])
def test_a_number_counts_however_surely_it_is_given(stance: str) -> None:
    """A number that a source only reports is set against one that another affirms."""
    assert in_any_order(nur_lost("0", says(None, stance)), nur_lost("2.5", says(source="b"))) == [
        (
            "number",
            "Nur had deaths to the number of ... men",
            [("0", [f"a {stance} -"]), ("2.5", ["b affirms -"])],
        )
    ]


def test_a_relation_that_is_no_measure_has_no_numbers() -> None:
    """Objects that look like numbers are compared only where the relation is a measure."""
    name = a_relation("calls", "was called")
    assert clashes_of(is_said(NUR, name, "7", says()), is_said(NUR, name, "8", says())) == []


@pytest.mark.parametrize(
    ("number", "precision", "other", "other_precision", "differ"),
    [
        ("300", None, "300", None, False),
        ("300", None, "301", None, True),
        # About 300 is from 270 to 330.
        ("300", "approximately", "270", None, False),
        ("300", "approximately", "269", None, True),
        ("300", "approximately", "330", None, False),
        ("300", "approximately", "331", None, True),
        ("300", "approximately", "366", "approximately", False),
        ("300", "approximately", "368", "approximately", True),
        ("300", "moreThan", "5000", None, False),
        ("300", "moreThan", "299", None, True),
        ("300", "moreThan", "5000", "moreThan", False),
        ("300", "moreThan", "299", "lessThan", True),
        ("300", "moreThan", "301", "lessThan", False),
        ("300", "moreThan", "280", "approximately", False),
        ("300", "moreThan", "270", "approximately", True),
        ("300", "lessThan", "1", None, False),
        ("300", "lessThan", "300", None, False),
        ("300", "lessThan", "301", None, True),
        ("300", "lessThan", "1", "lessThan", False),
        ("300", "lessThan", "330", "approximately", False),
        ("300", "lessThan", "340", "approximately", True),
        # Below nothing, too, about a number is on both sides of it.
        ("-10", "approximately", "-10", None, False),
        ("-10", "approximately", "-9", None, False),
        ("-10", "approximately", "-11", None, False),
        ("-10", "approximately", "-12", None, True),
        ("-10", "approximately", "-8", None, True),
    ],
)
def test_precision(
    number: str, precision: str | None, other: str, other_precision: str | None, differ: bool
) -> None:
    """About, more than and up to let in all that they may mean; only what is outside differs."""
    marks = {"approximately": "about ", "moreThan": "more than ", "lessThan": "up to ", None: ""}
    found = in_any_order(
        nur_lost(number, says(precision=precision)),
        nur_lost(other, says(source="b", precision=other_precision)),
    )
    sides = [
        (f"{marks[precision]}{number}", ["a affirms -"]),
        (f"{marks[other_precision]}{int(other):,}", ["b affirms -"]),
    ]
    expected = [("number", "Nur had deaths to the number of ... men", sides)]
    assert found == (expected if differ else [])


def test_big_numbers_keep_their_digits() -> None:
    """Numbers that differ are not shown as one, up to 15 digits."""
    ((_, _, sides),) = in_any_order(
        nur_lost("123456789012345", says()), nur_lost("123456789012344", says(source="b"))
    )
    assert [position for position, _ in sides] == ["123,456,789,012,345", "123,456,789,012,344"]


def test_one_number_meant_in_two_ways() -> None:
    """One statement may have two positions: those who say up to 300, and those who say 300."""
    assert in_any_order(
        nur_lost("300", says(precision="lessThan"), says(source="b")),
        nur_lost("350", says(source="c")),
    ) == [
        (
            "number",
            "Nur had deaths to the number of ... men",
            [
                ("up to 300", ["a affirms -"]),
                ("300", ["b affirms -"]),
                ("350", ["c affirms -"]),
            ],
        )
    ]


@pytest.mark.parametrize(
    ("when", "other", "differ"),
    [
        ("1938", "1939", False),
        ("1938", "1938", True),
        ("1938/1939", "1939/1940", True),
        ("1938", None, True),
        ("1938/", "1945", True),
        ("1938/", "1937", False),
        ("/1938", "1939", False),
        ("1938-12-31", "1939-01-01", False),
    ],
)
def test_numbers_of_different_times(when: str, other: str | None, differ: bool) -> None:
    """An army may grow: its strengths clash only where they may be of one day."""
    found = in_any_order(
        is_said(NUR, STRENGTH, "300", says(when), narrowed=MEN),
        is_said(NUR, STRENGTH, "400", says(other, source="b"), narrowed=MEN),
    )
    assert [clash[0] for clash in found] == (["number"] if differ else [])


# ---- durations


def sel_lasted(number: str, *claims: Claim, unit: str = "days") -> Statement:
    """Return a statement on how long the battle lasted."""
    return is_said(SEL, DURATION, number, *claims, narrowed=(("unit", unit),))


def test_a_duration_against_the_dates_of_the_same_source() -> None:
    """From 11 to 16 May are five days, or six with both ends; nothing else."""
    dates = is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16"))
    assert in_any_order(sel_lasted("5", says()), dates) == []
    assert in_any_order(sel_lasted("6", says()), dates) == []
    for number in ("4", "7"):
        assert in_any_order(sel_lasted(number, says()), dates) == [
            (
                "number",
                "Battle of Sel: how long",
                [
                    (f"{number} days", ["a affirms -"]),
                    (
                        "1939-05-11/1939-05-16, which are 5 days",
                        ["a affirms 1939-05-11/1939-05-16"],
                    ),
                ],
            )
        ]


@pytest.mark.parametrize("stance", ["affirms", "thinksProbable", "thinksPossible"])
def test_hedged_durations_and_dates_count(stance: str) -> None:
    """What a source thinks at least possible is set against what else it says."""
    dated, undated = says("1939-05-11/1939-05-16", stance), says(None, stance)
    surest = says("1939-05-11/1939-05-16")
    for claim, date_claim in ((says(), dated), (undated, surest), (undated, dated)):
        found = in_any_order(sel_lasted("40", claim), is_said(SEL, OCCURRED, "true", date_claim))
        assert [clash[:2] for clash in found] == [("number", "Battle of Sel: how long")]


@pytest.mark.parametrize(
    ("duration", "dates"),
    [
        pytest.param(
            sel_lasted("40", says()),
            is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16", source="b")),
            id="another source",
        ),
        pytest.param(
            is_said(TAV, DURATION, "40", says(), narrowed=DAYS),
            is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16")),
            id="another event",
        ),
        pytest.param(
            sel_lasted("40", says(), unit="weeks"),
            is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16")),
            id="weeks",
        ),
        pytest.param(
            is_said(SEL, STRENGTH, "40", says(), narrowed=DAYS),
            is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16")),
            id="no duration",
        ),
        pytest.param(
            sel_lasted("40", says()),
            is_said(SEL, EXISTED, "true", says("1939-05-11/1939-05-16")),
            id="not the date of the event",
        ),
        *(
            pytest.param(
                sel_lasted("40", says()), is_said(SEL, OCCURRED, "true", says(when)), id=str(when)
            )
            for when in (
                *("1939-05/1939-05-16", "1939-05-11/1939-06", "1939-05", "1939-05-11"),
                *("1939-05-11/", "/1939-05-16", "[1939-05-11..1939-05-16]", None),
                *("1939-05-11/..", "../1939-05-16", "../.."),
                *("1939-05-11~/1939-05-16", "1939-05-11/1939-05-16?", "1939-05-11%/1939-05-16"),
            )
        ),
        *(
            pytest.param(
                sel_lasted("40", says(None, stance)),
                is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16", other)),
                id=f"{stance} and {other}",
            )
            for stance, other in (
                *(("reports", "affirms"), ("affirms", "reports")),
                *(("denies", "affirms"), ("affirms", "doubts")),
            )
        ),
    ],
)
def test_durations_that_do_not_clash(duration: Statement, dates: Statement) -> None:
    """Only exact days of the same event, by the same source and as its own view, are counted."""
    assert in_any_order(duration, dates) == []


@pytest.mark.parametrize(
    ("number", "precision", "position"),
    [
        ("6", "moreThan", None),
        ("7", "moreThan", "more than 7 days"),
        ("5", "lessThan", None),
        ("4", "lessThan", "up to 4 days"),
        ("6.5", "approximately", None),
        ("7", "approximately", "about 7 days"),
        ("1e3", None, "1,000 days"),
        ("a few", None, None),
    ],
)
def test_how_exactly_a_duration_is_meant(
    number: str, precision: str | None, position: str | None
) -> None:
    """Against five days, or six with both ends, stands only what cannot mean them."""
    found = in_any_order(
        sel_lasted(number, says(precision=precision)),
        is_said(SEL, OCCURRED, "true", says("1939-05-11/1939-05-16")),
    )
    assert [sides[0][0] for _, _, sides in found] == ([position] if position else [])


def test_several_dates_of_one_source() -> None:
    """A duration has to fit one of the dates that its source gives; if none, all stand there."""
    five, nine = "1939-05-11/1939-05-16", "1939-05-11/1939-05-20"
    dates = is_said(SEL, OCCURRED, "true", says(five), says(nine, "thinksPossible"))
    for number in ("5", "6", "9", "10"):
        assert [c[0] for c in in_any_order(sel_lasted(number, says()), dates)] == ["date"]
    for number in ("4", "7", "8", "11"):
        found = in_any_order(sel_lasted(number, says()), dates)
        assert found[0] == (
            "number",
            "Battle of Sel: how long",
            [
                (f"{number} days", ["a affirms -"]),
                (f"{five}, which are 5 days", [f"a affirms {five}"]),
                (f"{nine}, which are 9 days", [f"a thinksPossible {nine}"]),
            ],
        )


def test_each_source_is_held_to_its_own_dates() -> None:
    """Of two sources with one duration only that whose dates do not fit clashes with itself."""
    found = in_any_order(
        sel_lasted("5", says(), says(source="b")),
        is_said(
            SEL,
            OCCURRED,
            "true",
            says("1939-05-11/1939-05-16"),
            says("1939-05-11/1939-05-20", source="b"),
        ),
    )
    assert found[0] == (
        "number",
        "Battle of Sel: how long",
        [
            ("5 days", ["b affirms -"]),
            ("1939-05-11/1939-05-20, which are 9 days", ["b affirms 1939-05-11/1939-05-20"]),
        ],
    )
    assert [clash[0] for clash in found] == ["number", "date"]


def test_two_durations_clash_as_numbers() -> None:
    """Durations of two sources are compared like any numbers."""
    assert in_any_order(sel_lasted("5", says()), sel_lasted("6", says(source="b"))) == [
        (
            "number",
            "Battle of Sel lasted ... days",
            [("5", ["a affirms -"]), ("6", ["b affirms -"])],
        )
    ]


# ---- dates


def dates_of(
    *whens: str,
    subject: Entity = SEL,
    relation: RelationType = OCCURRED,
    thing: Entity | str = "true",
    narrowed: tuple[tuple[str, str], ...] = (),
) -> Shown:
    """Return the clashes of the dates that sources a, b and so on give."""
    claims = [says(when, source=source) for when, source in zip(whens, "abcdef", strict=False)]
    return in_any_order(is_said(subject, relation, thing, *claims, narrowed=narrowed))


def test_dates_of_one_event() -> None:
    """Each date that differs from another stands with all who give it; what agrees is left out."""
    assert dates_of("1939-08-20", "1939-08-21", "1939", "1939-08-21", "1940") == [
        (
            "date",
            "Battle of Sel took place",
            [
                ("1939-08-20", ["a affirms 1939-08-20"]),
                ("1939-08-21", ["b affirms 1939-08-21", "d affirms 1939-08-21"]),
                ("1939", ["c affirms 1939"]),
                ("1940", ["e affirms 1940"]),
            ],
        )
    ]
    assert dates_of("1939-08-20", "1939-08-21", "1939")[0][2] == [
        ("1939-08-20", ["a affirms 1939-08-20"]),
        ("1939-08-21", ["b affirms 1939-08-21"]),
    ]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        # The same day, said more or less exactly.
        ("1939-08-20", "1939-08", False),
        ("1939-08-20", "193X", False),
        ("1939-08-20", "1939-07", True),
        ("1939-12-31", "1940-01-01", True),
        ("1939-12-31", "194X", True),
        ("1939", "1938/1939", True),
        # The beginnings differ, or the ends do.
        ("1939-05-11/1939-09-16", "1939-05-11/1939-09-16", False),
        ("1939-05-11/1939-09-16", "1939-05-12/1939-09-16", True),
        ("1939-05-11/1939-09-16", "1939-05-11/1939-09-15", True),
        ("1939-05-11/1939-09-16", "1939-05/1939-09", False),
        ("1939-05-11/1939-09-16", "1939", False),
        ("1939-05-11/1939-09-16", "1939-05-11", True),
        ("1907/1912", "1907/1916", True),
        # An unknown beginning or end may be any.
        ("1939-05-11/", "1939-05-11/1939-09-16", False),
        ("1939-05-11/", "1939-05-12/1939-09-16", True),
        ("1939-05-11/", "/1939-09-16", False),
        ("/1939-09-16", "1939-05-11/1939-09-16", False),
        ("/1939-09-16", "1939-05-11/1939-09-15", True),
        ("1939-05-11/", "1939-05-12/", True),
        ("/1939-09-16", "/1939-09-15", True),
        ("../1939", "1930/1939", True),
        # What began later than the other had ended.
        ("1940/", "/1939", True),
        ("/1939", "1940/", True),
        ("1939-12-31/", "/1939-12-30", True),
        ("1939/", "/1939", False),
        ("1938/", "/1939", False),
        # One moment within a range.
        ("[1932..1945]", "1940", False),
        ("[1932..1945]", "1932-01-01", False),
        ("[1932..1945]", "1945-12-31", False),
        ("[1932..1945]", "1946", True),
        ("[..1936]", "1936-12-31", False),
        ("[..1936]", "1937", True),
        ("[1936..]", "1999", False),
        ("[1936..]", "1935", True),
        # Seasons and uncertain dates only to the year.
        ("1939-22", "1939-05-11/1939-09-16", False),
        ("1939-22", "1939-01-01", False),
        ("1939-22", "1939-12-31", False),
        ("1939-21", "1939-12-31", False),
        ("1939-23", "1939-01-01", False),
        ("1939-21", "1939-23", False),
        ("1939-22", "1940-01-01", True),
        ("1939-22", "1938-12-31", True),
        ("1939-06-20~", "1939-12-31", False),
        ("1939-06-20?", "1939-01-01", False),
        ("1939-06-20%", "1939-12", False),
        ("1939-06-20~", "1940", True),
        ("1939~", "1938", True),
        ("1939~", "1939-06", False),
        ("[1939-22..1940]", "1939-01-01", False),
        ("1939-22/1939-23", "1939-01-01/1939-12-31", False),
        ("/1939-22", "1939-12-31", False),
        ("/1939-22", "1940", True),
        ("1939-22/", "1938", True),
        ("1939-22/", "1939-01-01", False),
        ("1939-22/", "1939-05-11/1945", False),
        ("/1939-22", "1930/1939-12", False),
        # Each end to its own year, not from the first year to the last.
        ("1930~/1939-05", "1930/1939-12", False),
        ("1930~/1939-05", "1930/1935", True),
        ("1930~/1939-05", "1935/1939-05", True),
        ("1930/1939-05~", "1931/1939", True),
        # What only looks like a season: a month and a day of 21 to 24.
        ("1939-05-21", "1939-05-22", True),
        ("1939-05-23", "1939-05-24", True),
        ("1921", "1922", True),
        ("1939-02-21/1939-02-24", "1939-02-22/1939-02-24", True),
    ],
)
def test_dates(one: str, other: str, differ: bool) -> None:
    """Two dates differ where their beginnings, or their ends, cannot be the same day."""
    expected = [
        (
            "date",
            "Battle of Sel took place",
            [(one, [f"a affirms {one}"]), (other, [f"b affirms {other}"])],
        )
    ]
    assert dates_of(one, other) == (expected if differ else [])


@pytest.mark.parametrize(
    ("subject", "relation", "thing", "narrowed", "contested"),
    [
        pytest.param(SEL, OCCURRED, "true", (), True, id="an event"),
        pytest.param(ALDA, BORN, "true", (), True, id="a birth"),
        pytest.param(NUR, EXISTED, "true", (), True, id="how long a state existed"),
        pytest.param(SEL, OCCURRED, "true", (("atEvent", "War"),), True, id="an event at a larger"),
        pytest.param(NUR, EXECUTED, ALDA, (), True, id="an act"),
        pytest.param(NUR, MET, OSK, (("topic", "Sel"),), True, id="an act with a topic"),
        pytest.param(ALDA, MET, TOWN, (), True, id="an act at a place"),
        pytest.param(NUR, DEATHS, "300", (), True, id="losses"),
        pytest.param(NUR, ALLIED, OSK, (), False, id="a lasting tie"),
        pytest.param(NUR, STRENGTH, "300", (), False, id="a lasting number"),
        pytest.param(
            NUR, MET, OSK, (("atEvent", "Battle of Sel"),), False, id="an act at an event"
        ),
        pytest.param(ALDA, JOINED, SEL, (), False, id="taking part in an event"),
    ],
)
def test_what_has_a_date_of_its_own(
    subject: Entity,
    relation: RelationType,
    thing: Entity | str,
    narrowed: tuple[tuple[str, str], ...],
    contested: bool,
) -> None:
    """Events, births and acts happen once; ties last, and an event dates what is done at it."""
    found = dates_of(
        "1938", "1939", subject=subject, relation=relation, thing=thing, narrowed=narrowed
    )
    sentence = is_said(subject, relation, thing, narrowed=narrowed).sentence()
    expected = [("date", sentence, [("1938", ["a affirms 1938"]), ("1939", ["b affirms 1939"])])]
    assert found == (expected if contested else [])


@pytest.mark.parametrize(
    ("stance", "other", "contested"),
    [
        ("affirms", "affirms", True),
        ("affirms", "thinksProbable", True),
        ("thinksPossible", "thinksPossible", True),
        ("affirms", "reports", False),
        ("reports", "reports", False),
        ("affirms", "doubts", False),
        ("affirms", "denies", False),
        ("denies", "denies", False),
    ],
)
def test_dates_that_a_source_does_not_hold_are_not_compared(
    stance: str, other: str, contested: bool
) -> None:
    """Reports stand against nothing, not even against reports; nor does what is denied."""
    statement = is_said(SEL, OCCURRED, "true", says("1938", stance), says("1939", other, "b"))
    assert [clash[0] for clash in in_any_order(statement)] == (["date"] if contested else [])


def test_no_date_is_no_position() -> None:
    """A claim without a date contradicts none; two events have each their date."""
    dated = says("1939", source="b")
    assert in_any_order(is_said(SEL, OCCURRED, "true", says(), dated)) == []
    # Days that stand without the date that they were worked out from are nobody's words.
    unsaid = says()._replace(bounds=bounds_of("1938"))
    assert in_any_order(is_said(SEL, OCCURRED, "true", unsaid, dated)) == []
    assert (
        in_any_order(
            is_said(SEL, OCCURRED, "true", says("1938")),
            is_said(TAV, OCCURRED, "true", says("1939")),
        )
        == []
    )


# ---- signs


def signs_of(
    friendly: str | None,
    hostile: str | None,
    *,
    friend: RelationType = ALLIED,
    enemy: RelationType = ENEMY,
) -> bool:
    """Return whether Alda is found to be friend and enemy of Nur at the same time.

    It must not matter which of the two is the subject, nor which sign stands first.
    """
    found = set()
    for one, other in ((ALDA, NUR), (NUR, ALDA)):
        tie = is_said(ALDA, friend, NUR, says(friendly))
        contrary = is_said(one, enemy, other, says(hostile, source="b"))
        clash = in_any_order(tie, contrary)
        assert clash in (
            [],
            [
                (
                    "sign",
                    "Alda and Nur",
                    [
                        ("friendly", [f"a affirms {friendly}"]),
                        ("hostile", [f"b affirms {hostile}"]),
                    ],
                )
            ],
        )
        found.add(bool(clash))
    (answer,) = found
    return answer


@pytest.mark.parametrize(
    ("friendly", "hostile", "together"),
    [
        ("1936", "1936", True),
        ("1936", "1937", False),
        ("1936", "1936-12", True),
        ("1936-12-31", "1936", True),
        ("1936-12-31", "1937", False),
        # Of an interval the days that are sure: of 1930/1936 those from 1930-12-31 to 1936-01-01.
        ("1930/1936", "1936/1940", False),
        ("1930/1936", "1935/1940", True),
        ("1930/1936", "1936-01-01", True),
        ("1930/1936", "1936-01-02", False),
        ("1930/1936", "1930-12-31", True),
        ("1930/1936", "1930-12-30", False),
        ("1930/1936", "1936-02", False),
        ("1930-01-01/1936-04-24", "1936-04-24/1940-01-01", True),
        ("1930-01-01/1936-04-24", "1936-04-25/1940-01-01", False),
        ("1935-03/1935-03-31", "1935-03-31", True),
        ("1935-03/1935-03-31", "1935-03-30", False),
        # Nobody says when it began or ended.
        ("1930/", "1935", False),
        ("/1936", "1935", False),
        ("1930/", "1930", False),
        ("1930/..", "1935", True),
        ("1930/..", "1930-12-30", False),
        ("../1936", "1900", True),
        ("../1936", "1936-01-02", False),
        # A set says only that there was a time.
        ("[1932..1945]", "1935", False),
        ("[1932..1945]", "1930/1950", False),
        ("[1936..]", "1940", False),
        ("[..1936]", "1930", False),
        # An interval that may have ended as soon as it began has no day that is sure.
        ("1930/1930", "1930", False),
        ("1936-04/1936-04", "1936-04-24", False),
        ("1936-04/1936", "1936", False),
        # Nor has a decade, or what is marked as uncertain.
        ("193X", "1935", False),
        ("1936~", "1936", False),
        ("1936-04?", "1936", False),
        ("1936%", "1936-04-24", False),
        # What has no date may belong to another time.
        (None, "1936", False),
        (None, None, False),
    ],
)
def test_lasting_ties_of_opposite_sign(
    friendly: str | None, hostile: str | None, together: bool
) -> None:
    """Friend and enemy at once are only those whose dates surely share a day."""
    assert signs_of(friendly, hostile) is together
    assert signs_of(hostile, friendly) is together


@pytest.mark.parametrize(
    ("lasting", "act", "together"),
    [
        ("1930/1936", "1935-02-03", True),
        ("1930/1936", "1935", True),
        ("1930/1936", "1930-12-31", True),
        ("1930/1936", "1930-12-30", False),
        ("1930/1936", "1936-01-01", True),
        ("1930/1936", "1936-01-02", False),
        ("1930/1936", "1936", False),
        ("1930/1936", "1930", False),
        ("1935", "1935", True),
        ("1935-03", "1935", False),
        ("1935-03", "1935-03-31", True),
        ("1935-03", "1935-04-01", False),
        # One moment somewhere in a range, which has to lie in the time of the tie.
        ("1930/1936", "[1932..1934]", True),
        ("1930/1936", "[1932..1937]", False),
        ("[1930..1936]", "1935", False),
        ("1930/1936", "1932/1934", True),
        ("1930/1936", "1932/1940", False),
        ("1930/1936", "1932/1936", False),
        ("1930/1936", "[..1934]", False),
        ("1930/1936", "1932/", False),
        ("1930/", "1935", False),
        ("1930/..", "1935", True),
        (None, "1935", False),
        ("1930/1936", None, False),
    ],
)
def test_an_act_against_a_lasting_tie(lasting: str | None, act: str | None, together: bool) -> None:
    """An act clashes with a tie that surely held then, whenever in its date it was done."""
    assert signs_of(lasting, act, enemy=EXECUTED) is together
    assert signs_of(act, lasting, friend=RESCUED) is together


@pytest.mark.parametrize(
    ("friendly", "hostile", "together"),
    [
        ("1936-04-24", "1936-04-24", True),
        ("1936-04-24", "1936-04-25", False),
        ("1936-04", "1936-04", False),
        ("1936-04", "1936-04-24", False),
        ("1936-04-24/1936-04-25", "1936-04-24/1936-04-25", False),
        ("1936-04-24/1936-04-25", "1936-04-25", False),
        ("[1936-04-24..1936-04-25]", "1936-04-24", False),
        (None, None, False),
    ],
)
def test_two_acts(friendly: str | None, hostile: str | None, together: bool) -> None:
    """A rescue and a blow of two days are a story; only of one day they contradict each other."""
    assert signs_of(friendly, hostile, friend=RESCUED, enemy=EXECUTED) is together


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            (is_said(ALDA, ALLIED, NUR, says("1936")), is_said(ALDA, SERVED, NUR, says("1936"))),
            id="one sign",
        ),
        pytest.param(
            (is_said(ALDA, ALLIED, NUR, says("1936")), is_said(ALDA, NEUTRAL, NUR, says("1936"))),
            id="neutral",
        ),
        pytest.param(
            (is_said(ALDA, ENEMY, NUR, says("1936")), is_said(ALDA, NEUTRAL, NUR, says("1936"))),
            id="neutral enemy",
        ),
        pytest.param(
            (is_said(ALDA, ALLIED, NUR, says("1936")), is_said(ALDA, KNEW, NUR, says("1936"))),
            id="no sign",
        ),
        pytest.param(
            (is_said(ALDA, ALLIED, NUR, says("1936")), is_said(ALDA, ENEMY, OSK, says("1936"))),
            id="two pairs",
        ),
        pytest.param(
            (is_said(ALDA, ALLIED, TOWN, says("1936")), is_said(ALDA, ENEMY, TOWN, says("1936"))),
            id="not between actors",
        ),
        pytest.param(
            (is_said(TOWN, ALLIED, NUR, says("1936")), is_said(TOWN, ENEMY, NUR, says("1936"))),
            id="not of an actor",
        ),
        pytest.param(
            (is_said(NUR, ALLIED, NUR, says("1936")), is_said(NUR, ENEMY, NUR, says("1936"))),
            id="of itself",
        ),
        pytest.param(
            (is_said(NUR, ALLIED, "true", says("1936")), is_said(NUR, ENEMY, "true", says("1936"))),
            id="with nobody",
        ),
        *(
            pytest.param(
                (
                    is_said(ALDA, ALLIED, NUR, says("1936", stance)),
                    is_said(ALDA, ENEMY, NUR, says("1936", other)),
                ),
                id=f"{stance} and {other}",
            )
            for stance, other in (
                *(("thinksPossible", "affirms"), ("affirms", "reports")),
                *(("reports", "reports"), ("doubts", "affirms"), ("affirms", "denies")),
            )
        ),
    ],
)
def test_ties_that_do_not_clash(statements: tuple[Statement, ...]) -> None:
    """Only ties of opposite sign between the same two actors, at least probable, are compared."""
    assert in_any_order(*statements) == []


def test_what_is_probable_counts() -> None:
    """A probable tie clashes as a sure one does, and several clashes of a pair are one."""
    assert in_any_order(
        is_said(ALDA, ALLIED, NUR, says("1930/1940", "thinksProbable"), says("1950", source="b")),
        is_said(NUR, ENEMY, ALDA, says("1936", "thinksProbable", "c"), says("1945", source="d")),
        is_said(NUR, OPPOSED, ALDA, says("1934", source="e")),
        is_said(ALDA, SERVED, NUR, says("1934", source="f")),
        is_said(ALDA, RESCUED, NUR, says("1960", source="g")),
    ) == [
        (
            "sign",
            "Alda and Nur",
            [
                # Friends before enemies, each in time order; only the claims that are at odds.
                ("friendly", ["a thinksProbable 1930/1940"]),
                ("friendly", ["f affirms 1934"]),
                ("hostile", ["e affirms 1934"]),
                ("hostile", ["c thinksProbable 1936"]),
            ],
        )
    ]


def test_each_pair_has_its_own_clash() -> None:
    """Two pairs that are friends and enemies at once give two clashes, in order of time."""
    assert in_any_order(
        is_said(NUR, ALLIED, ALDA, says("1936")),
        is_said(ALDA, ENEMY, NUR, says("1936", source="b")),
        is_said(ALDA, ALLIED, BORO, says("1935")),
        is_said(ALDA, ENEMY, BORO, says("1935", source="b")),
    ) == [
        (
            "sign",
            "Alda and Boro",
            [("friendly", ["a affirms 1935"]), ("hostile", ["b affirms 1935"])],
        ),
        (
            "sign",
            "Alda and Nur",
            [("friendly", ["a affirms 1936"]), ("hostile", ["b affirms 1936"])],
        ),
    ]


# ---- exclusions


def excluded(one: Sequence[Claim], other: Sequence[Claim]) -> Shown:
    """Return the clashes of two statements that exclude one another."""
    born, moved = is_said(BORO, KNEW, SEL, *one), is_said(BORO, KNEW, TAV, *other)
    found = clashes([], NUMBERS, [(born, moved)])
    turned = clashes([], NUMBERS, [(moved, born)])
    assert [sorted(s.position for s in c.sides) for c in found] == [
        sorted(s.position for s in c.sides) for c in turned
    ]
    return shown(found)


def test_statements_that_exclude_one_another() -> None:
    """Both sides stand with all who hold them, and with nobody who does not."""
    assert excluded(
        [says("1939"), says("1940", "reports", "b"), says("1939", "denies", "c")],
        [says("1950", "thinksPossible", "d"), says(None, "doubts", "e")],
    ) == [
        (
            "exclusion",
            "Boro knew Battle of Sel, or Boro knew Battle of Tav",
            [
                ("Boro knew Battle of Sel", ["a affirms 1939", "b reports 1940"]),
                ("Boro knew Battle of Tav", ["d thinksPossible 1950"]),
            ],
        )
    ]


@pytest.mark.parametrize("stance", ["doubts", "denies", None])
def test_an_exclusion_of_what_nobody_holds_is_no_clash(stance: str | None) -> None:
    """Who holds the one and denies the other is of one mind."""
    claims = [] if stance is None else [says(None, stance)]
    assert excluded([says()], claims) == []
    assert excluded(claims, [says()]) == []
    assert excluded(claims, claims) == []


# ---- all kinds together


def test_the_order_of_clashes() -> None:
    """Clashes come by kind, then by their first date, the undated last, then by their words."""
    denied = says(None, "denies", "b"), says(None, source="c")
    found = clashes(
        [
            is_said(TAV, OCCURRED, "true", says("1938"), says("1937", source="b")),
            is_said(SEL, OCCURRED, "true", says("1939"), says("1936", source="b")),
            is_said(BORO, SERVED, OSK, *denied),
            is_said(ALDA, SERVED, OSK, *denied),
            is_said(NUR, SERVED, OSK, says("1938"), says("1938", "denies", "b")),
            nur_lost("300", says("1936")),
            nur_lost("400", says("1936")),
            is_said(ALDA, ALLIED, NUR, says("1930")),
            is_said(ALDA, ENEMY, NUR, says("1930")),
        ],
        NUMBERS,
        [(is_said(BORO, KNEW, SEL, says("1900")), is_said(BORO, KNEW, TAV, says("1900")))],
    )
    assert [(clash.kind, clash.question) for clash in found] == [
        ("stance", "Nur served Osk"),
        ("stance", "Alda served Osk"),
        ("stance", "Boro served Osk"),
        ("number", "Nur had deaths to the number of ... men"),
        ("date", "Battle of Sel took place"),
        ("date", "Battle of Tav took place"),
        ("sign", "Alda and Nur"),
        ("exclusion", "Boro knew Battle of Sel, or Boro knew Battle of Tav"),
    ]
    assert found[0].sources == ("a", "b")
    assert list(dict.fromkeys(clash.kind for clash in found)) == list(KINDS) == list(KIND_WORDS)


def test_the_sources_of_a_clash() -> None:
    """Each source of a clash is named once, in order, whichever side it takes."""
    statement = is_said(
        ALDA, SERVED, OSK, says(source="c"), says("1939", "denies", "b"), says("1939", source="b")
    )
    (clash,) = clashes([statement], NUMBERS)
    assert clash.sources == ("b", "c")


def test_nothing_is_contested_among_nothing() -> None:
    """No statements, no clashes."""
    assert clashes([], frozenset()) == []
    assert clashes([is_said(ALDA, SERVED, OSK)], NUMBERS) == []


# ---- brute force

# The calendar of the brute force: days from 1938 to 1941, and before and after them nothing.
FIRST, LAST = date(1938, 1, 1), date(1941, 12, 31)


@cache
def possible_days(simple: str) -> frozenset[date]:
    """Return every day that a simple date may mean; of a season or ``~`` the whole year."""
    if simple.endswith("~") or re.fullmatch(r"\d{4}-2[1-4]", simple):
        simple = simple[:4]
    year, month, day = ([int(part) for part in simple.split("-")] + [0, 0])[:3]
    months = [month] if month else range(1, 13)
    return frozenset(
        date(year, m, d)
        for m in months
        for d in ([day] if day else range(1, monthrange(year, m)[1] + 1))
    )


@cache
def ends_of(when: str) -> tuple[frozenset[date], frozenset[date]]:
    """Return every day on which it may have begun, and every day on which it may have ended."""
    always = frozenset(FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1))
    if when.startswith("["):
        low, high = (possible_days(part) if part else always for part in when[1:-1].split(".."))
        days = frozenset(day for day in always if min(low) <= day <= max(high))
        return days, days
    if "/" not in when:
        return possible_days(when), possible_days(when)
    starts, ends = (possible_days(part) if part else always for part in when.split("/"))
    return (
        frozenset(day for day in starts if day <= max(ends)),
        frozenset(day for day in ends if day >= min(starts)),
    )


SIMPLE = ("1939", "1940", "1939-05", "1939-09", "1939-05-11", "1939-05-12", "1939-09-16")
VAGUE = ("1939-22", "1939-23", "1939~", "1939-05~", "1940-01-01~")
INTERVALS = tuple(f"{a}/{b}" for a, b in combinations(SIMPLE, 2) if b[:7] > a[:7])
OPEN_ENDS, OPEN_STARTS = [f"{day}/" for day in SIMPLE], [f"/{day}" for day in SIMPLE]
SETS = ("[1939..1940]", "[1939-05-11..1939-09-16]", "[..1939-05-11]", "[1939-09..]")
CLOSED = (*SIMPLE, *VAGUE, *INTERVALS, *SETS)
SOURCES = st.sampled_from("abcd")


@given(
    st.lists(
        st.tuples(st.sampled_from((*CLOSED, *OPEN_ENDS, *OPEN_STARTS)), SOURCES),
        max_size=6,
        unique=True,
    ),
    st.randoms(),
)
def test_dates_against_brute_force(given_dates: list[tuple[str, str]], chance: Random) -> None:
    """A date is contested exactly where another leaves no beginning with an end at or after it."""
    expected: dict[str, set[str]] = {}
    for (when, source), (other, _) in permutations(given_dates, 2):
        starts, ends = map(frozenset.intersection, ends_of(when), ends_of(other))
        if not (starts and ends and min(starts) <= max(ends)):
            expected.setdefault(when, set()).add(source)
    claims = [says(when, source=source) for when, source in given_dates]
    found = clashes([is_said(SEL, OCCURRED, "true", *claims)], NUMBERS)
    sides = [side for clash in found for side in clash.sides]
    assert {s.position: {claim.source for claim in s.claims} for s in sides} == expected
    assert len(found) == bool(expected)
    shuffled = list(claims)
    chance.shuffle(shuffled)
    again = clashes([is_said(SEL, OCCURRED, "true", *shuffled)], NUMBERS)
    assert without_order(again) == without_order(found)


# A number to the tenth, what it is called, and all tenths that it may mean.
NUMBER = st.tuples(
    st.integers(0, 60), st.sampled_from([None, "approximately", "moreThan", "lessThan"])
)
YEARS = {None: range(10), "1938": {8}, "1939": {9}, "/1938": range(9), "1939/": range(9, 10)}


@cache
def allowed(number: int, precision: str | None) -> frozenset[int]:
    """Return all tenths up to 100 that a number may mean."""
    return frozenset(
        tenth
        for tenth in range(1001)
        if {
            None: tenth == 10 * number,
            "approximately": abs(tenth - 10 * number) <= number,
            "moreThan": tenth >= 10 * number,
            "lessThan": tenth <= 10 * number,
        }[precision]
    )


@given(
    st.lists(
        st.tuples(
            NUMBER,
            st.sampled_from(list(YEARS)),
            st.sampled_from(["men", "rifles"]),
            SOURCES,
            st.sampled_from(["affirms", "thinksPossible", "denies"]),
        ),
        max_size=6,
        unique=True,
    ),
    st.randoms(),
)
def test_numbers_against_brute_force(
    rows: list[tuple[tuple[int, str | None], str | None, str, str, str]], chance: Random
) -> None:
    """Numbers clash exactly where they share unit and time, and no number fits both."""
    expected = set()
    for row, other in permutations(rows, 2):
        (meant, when, unit, _, stance), (meant_, when_, unit_, _, stance_) = row, other
        if (
            unit == unit_
            and "denies" not in (stance, stance_)
            and set(YEARS[when]) & set(YEARS[when_])
            and allowed(*meant).isdisjoint(allowed(*meant_))
        ):
            expected.add(row)
    claims: dict[tuple[int, str], list[Claim]] = {}
    for (number, precision), when, unit, source, stance in rows:
        claim = says(when, stance, source, precision)
        claims.setdefault((number, unit), []).append(claim)
    statements = [
        is_said(NUR, STRENGTH, str(number), *made, narrowed=(("unit", unit),))
        for (number, unit), made in claims.items()
    ]
    found = [clash for clash in clashes(statements, NUMBERS) if clash.kind == "number"]
    sides = [side for clash in found for side in clash.sides]
    assert {
        (
            (int(side.statement.object_label), claim.precision),
            claim.when,
            side.statement.qualifier("unit"),
            claim.source,
            claim.stance,
        )
        for side in sides
        for claim in side.claims
    } == expected
    assert len(found) == len({row[2] for row in expected})
    shuffled = [s._replace(claims=s.claims[::-1]) for s in statements]
    chance.shuffle(shuffled)
    again = clashes(shuffled, NUMBERS)
    numeric = [clash for clash in again if clash.kind == "number"]
    assert without_order(numeric) == without_order(found)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([ALLIED, SERVED, RESCUED, ENEMY, EXECUTED]),
            st.sampled_from([(ALDA, NUR), (NUR, ALDA), (ALDA, OSK)]),
            st.sampled_from([None, "1935", "1935-03-04", "1930/1936", "1936/", "[1932..1934]"]),
            st.sampled_from(["affirms", "thinksProbable", "reports", "denies"]),
            SOURCES,
        ),
        max_size=8,
        unique=True,
    ),
    st.permutations(range(8)),
)
def test_the_order_of_what_is_said_does_not_matter(
    rows: list[tuple[RelationType, tuple[Entity, Entity], str | None, str, str]], order: list[int]
) -> None:
    """Statements and claims may come in any order: the same clashes are found."""

    def build(indices: Iterable[int]) -> list[Statement]:
        claims: dict[tuple[RelationType, tuple[Entity, Entity]], list[Claim]] = {}
        for i in indices:
            relation, pair, when, stance, source = rows[i]
            claims.setdefault((relation, pair), []).append(says(when, stance, source))
        return [is_said(a, rel, b, *made) for (rel, (a, b)), made in claims.items()]

    found = clashes(build(range(len(rows))), NUMBERS)
    again = clashes(build(i for i in order if i < len(rows)), NUMBERS)
    assert without_order(again) == without_order(found)
    assert [(clash.kind, clash.question) for clash in again] == [
        (clash.kind, clash.question) for clash in found
    ]


# ---- the graph

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def things() -> str:
    """Return the things of the graph in Turtle."""
    named = {
        "kha:alda": ("Person", "Alda"),
        "kha:boro": ("Person", "Boro"),
        "kha:nur": ("State", "Nur"),
        "kha:osk": ("State", "Osk"),
        "kha:quill": ("Person", "Ada Quill"),
        "kha:rook": ("Person", "Rook"),
        "khe:sel": ("Event", "Battle of Sel"),
        "khp:sel": ("Place", "Sel"),
        "khp:tav": ("Place", "Tav"),
        **{f"khb:test{year}": ("Source", f"Test {year}") for year in (2000, 2010, 2020)},
    }
    return "".join(
        f'{iri} a kh:{kind} ; skos:prefLabel "{label}"@en .\n'
        for iri, (kind, label) in named.items()
    )


def told(name: str, triple: str, *claims: tuple[str, ...], more: str = "") -> str:
    """Return a statement in Turtle with claims of source, stance, date and precision."""
    subject, predicate, thing = triple.split()
    lines = [
        f"khs:{name} a kh:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ;"
        f" rdf:object {thing} {more}."
    ]
    for source, stance, *rest in claims:
        when = rest[0] if rest else ""
        bounds = bounds_of(when or None)
        dates = "".join(
            f'; kh:{key} "{day}"^^xsd:date '
            for key, day in zip(BOUND_PROPERTIES, bounds, strict=True)
            if day
        )
        dates += f'; kh:when "{when}" ' if when else ""
        dates += f"; kh:precision kh:{rest[1]} " if len(rest) > 1 else ""
        lines.append(
            f"khc:{source}-{name} a kh:Claim ; kh:about khs:{name} ; dcterms:source khb:{source} ;"
            f' kh:locator "p. 1" ; kh:lines "10-14" ; kh:stance kh:{stance} ;'
            f' prov:wasAttributedTo kha:quill ; rdfs:comment "Of {name}."@en {dates}.'
        )
    return "\n".join(lines) + "\n"


AT_SEL = '; kh:unit "men"@en ; kh:atEvent khe:sel '
GRAPH = "".join(
    (
        HEAD,
        things(),
        told(
            "alda-served-osk",
            "kha:alda kh:served kha:osk",
            ("test2000", "affirms", "1938"),
            ("test2010", "denies", "1938/1939"),
            ("test2020", "denies", "1950"),
        ),
        told(
            "sel-occurred",
            "khe:sel kh:occurred true",
            ("test2000", "affirms", "1939-05-11/1939-09-16"),
            ("test2010", "thinksProbable", "1939-05-12/1939-09-16"),
        ),
        told(
            "sel-duration",
            "khe:sel kh:duration 118",
            ("test2000", "affirms"),
            more='; kh:unit "days"@en ',
        ),
        told(
            "nur-deaths-300", "kha:nur kh:deaths 300", ("test2000", "affirms", "1939"), more=AT_SEL
        ),
        told(
            "nur-deaths-400",
            "kha:nur kh:deaths 400",
            ("test2010", "affirms", "1939", "approximately"),
            more=AT_SEL,
        ),
        told("nur-casualties", "kha:nur kh:casualties 900", ("test2020", "affirms"), more=AT_SEL),
        told(
            "alda-allied-with-nur",
            "kha:alda kh:alliedWith kha:nur",
            ("test2000", "affirms", "1930/1936"),
            ("test2010", "reports"),
        ),
        told(
            "nur-executed-alda",
            "kha:nur kh:executed kha:alda",
            ("test2010", "affirms", "1935-02-03"),
        ),
        told(
            "boro-from-sel",
            "kha:boro kh:cameFrom khp:sel",
            ("test2000", "thinksPossible"),
            more="; kh:incompatibleWith khs:boro-from-tav ",
        ),
        told("boro-from-tav", "kha:boro kh:cameFrom khp:tav", ("test2020", "reports")),
        told("osk-from-tav", "kha:osk kh:cameFrom khp:tav", ("test2010", "reports")),
    )
)


@pytest.fixture(scope="module")
def graph_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the graph."""
    path = tmp_path_factory.mktemp("contested") / "graph.ttl"
    path.write_text(GRAPH, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(graph_path: Path) -> Store:
    """Return the graph; no test may change it."""
    return FileStore([graph_path])


def about(store: Store, name: str | None = None) -> Contest:
    """Return what is contested about the thing called *name*, or at all."""
    return contest(store, NameIndex(store).find(name) if name else None)


STANCE = (
    "stance",
    "Alda served Osk",
    [("for", ["test2000 affirms 1938"]), ("against", ["test2010 denies 1938/1939"])],
)
DEATHS_AT_SEL = (
    "number",
    "Nur had deaths to the number of ... men, at Battle of Sel",
    [("300", ["test2000 affirms 1939"]), ("about 400", ["test2010 affirms 1939"])],
)
HOW_LONG = (
    "number",
    "Battle of Sel: how long",
    [
        ("118 days", ["test2000 affirms -"]),
        (
            "1939-05-11/1939-09-16, which are 128 days",
            ["test2000 affirms 1939-05-11/1939-09-16"],
        ),
    ],
)
DATE = (
    "date",
    "Battle of Sel took place",
    [
        ("1939-05-11/1939-09-16", ["test2000 affirms 1939-05-11/1939-09-16"]),
        ("1939-05-12/1939-09-16", ["test2010 thinksProbable 1939-05-12/1939-09-16"]),
    ],
)
SIGN = (
    "sign",
    "Alda and Nur",
    [
        ("friendly", ["test2000 affirms 1930/1936"]),
        ("hostile", ["test2010 affirms 1935-02-03"]),
    ],
)
EXCLUSION = (
    "exclusion",
    "Boro came from Sel, or Boro came from Tav",
    [
        ("Boro came from Sel", ["test2000 thinksPossible -"]),
        ("Boro came from Tav", ["test2020 reports -"]),
    ],
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, [STANCE, DEATHS_AT_SEL, HOW_LONG, DATE, SIGN, EXCLUSION]),
        ("alda", [STANCE, SIGN]),
        ("boro", [EXCLUSION]),
        ("nur", [DEATHS_AT_SEL, SIGN]),
        ("osk", [STANCE]),
        # An event is touched by what was done at it, too.
        ("khe:sel", [DEATHS_AT_SEL, HOW_LONG, DATE]),
        # Each place has a part in one statement; the other of the two does not touch it.
        ("khp:sel", [EXCLUSION]),
        ("khp:tav", [EXCLUSION]),
        # The author of all claims; of Rook nobody speaks, and he says nothing.
        ("quill", [STANCE, DEATHS_AT_SEL, HOW_LONG, DATE, SIGN, EXCLUSION]),
        ("rook", []),
        # Of a source what it takes part in, be it on both sides.
        ("test2000", [STANCE, DEATHS_AT_SEL, HOW_LONG, DATE, SIGN, EXCLUSION]),
        ("test2010", [STANCE, DEATHS_AT_SEL, DATE, SIGN]),
        ("test2020", [EXCLUSION]),
    ],
)
def test_what_is_contested_about_one_thing(graph: Store, name: str | None, expected: Shown) -> None:
    """In the whole graph are six clashes; about one thing only those that touch it."""
    assert shown(about(graph, name).clashes) == expected


@pytest.mark.parametrize(
    ("name", "reported", "single"),
    [
        (
            None,
            ["boro-from-tav", "osk-from-tav"],
            [
                *("boro-from-sel", "boro-from-tav", "nur-casualties", "nur-deaths-300"),
                *("nur-deaths-400", "nur-executed-alda", "osk-from-tav", "sel-duration"),
            ],
        ),
        ("boro", ["boro-from-tav"], ["boro-from-sel", "boro-from-tav"]),
        # What excludes it counts for its clash, not for what is said of it.
        ("khp:sel", [], ["boro-from-sel"]),
        ("khp:tav", ["boro-from-tav", "osk-from-tav"], ["boro-from-tav", "osk-from-tav"]),
        ("alda", [], ["nur-executed-alda"]),
        ("rook", [], []),
        # Of a source only what it speaks of itself.
        ("test2010", ["osk-from-tav"], ["nur-deaths-400", "nur-executed-alda", "osk-from-tav"]),
        ("test2020", ["boro-from-tav"], ["boro-from-tav", "nur-casualties"]),
    ],
)
def test_what_rests_on_little(
    graph: Store, name: str | None, reported: list[str], single: list[str]
) -> None:
    """What nobody more than reports, and what one source alone says, is listed by IRI."""
    found = about(graph, name)
    assert [s.iri.rsplit("/", 1)[-1] for s in found.only_reported] == reported
    assert [s.iri.rsplit("/", 1)[-1] for s in found.single_source] == single


def test_two_claims_of_one_source_and_claims_of_nobody(tmp_path: Path) -> None:
    """Two claims of one source are one source; what nobody claims is neither listed nor at odds."""
    path = tmp_path / "more.ttl"
    path.write_text(
        HEAD
        + things()
        + told("a", "kha:alda kh:served kha:osk", ("test2000", "reports"))
        + told("b", "kha:boro kh:served kha:osk", more="; kh:incompatibleWith khs:a ")
        + told("c", "kha:nur kh:served kha:osk", ("test2000", "reports"), ("test2010", "denies"))
        + told("d", "kha:nur kh:opposed kha:osk", ("test2000", "reports"), ("test2010", "reports"))
        + "khc:again a kh:Claim ; kh:about khs:a ; dcterms:source khb:test2000 ;"
        " kh:stance kh:reports .\n",
        encoding="utf-8",
    )
    found = about(FileStore([path]))
    assert [s.iri.rsplit("/", 1)[-1] for s in found.single_source] == ["a"]
    assert [s.iri.rsplit("/", 1)[-1] for s in found.only_reported] == ["a", "d"]
    assert [clash.kind for clash in found.clashes] == ["stance"]


def test_an_exclusion_said_from_both_sides_is_one(tmp_path: Path) -> None:
    """A pair is one clash however often it is said; what the graph does not hold is none."""
    path = tmp_path / "more.ttl"
    path.write_text(
        GRAPH + "khs:boro-from-tav kh:incompatibleWith khs:boro-from-sel, khs:not-there .\n"
        "khs:a-not-there kh:incompatibleWith khs:boro-from-tav, khs:not-there .\n",
        encoding="utf-8",
    )
    store = FileStore([path])
    assert shown(about(store).clashes)[5:] == [EXCLUSION]
    assert shown(about(store, "khp:tav").clashes) == [EXCLUSION]


def test_only_the_exclusion_touches_what_is_excluded(tmp_path: Path) -> None:
    """That the other of two statements is denied is no clash about a thing it does not touch."""
    path = tmp_path / "more.ttl"
    path.write_text(
        GRAPH + "khc:no a kh:Claim ; kh:about khs:boro-from-tav ; dcterms:source khb:test2010 ;"
        " kh:stance kh:denies .\n",
        encoding="utf-8",
    )
    store = FileStore([path])
    assert shown(about(store, "khp:sel").clashes) == [EXCLUSION]
    assert [clash.kind for clash in about(store, "khp:tav").clashes] == ["stance", "exclusion"]


def test_what_is_contested_about_the_holder_of_a_view(tmp_path: Path) -> None:
    """Whose view a source reports, or who wrote the claim, has a part in the clash."""
    path = tmp_path / "more.ttl"
    path.write_text(
        HEAD
        + things()
        + told("a", "kha:alda kh:served kha:osk", ("test2000", "affirms"))
        + told("b", "kha:boro kh:served kha:osk", ("test2000", "affirms"), ("test2010", "denies"))
        + "khc:view a kh:Claim ; kh:about khs:a ; dcterms:source khb:test2010 ;"
        " kh:stance kh:denies ; kh:accordingTo kha:rook ; prov:wasAttributedTo kha:nur .\n",
        encoding="utf-8",
    )
    store = FileStore([path])
    expected = [
        (
            "stance",
            "Alda served Osk",
            [("for", ["test2000 affirms -"]), ("against", ["test2010 denies -"])],
        )
    ]
    assert shown(about(store, "rook").clashes) == expected
    assert shown(about(store, "nur").clashes) == expected
    assert len(about(store, "quill").clashes) == 2


@pytest.mark.parametrize(
    ("one", "other"), [("khs:a", other) for other in ("khs:a", '"khs:b"', "[]")] + [("[]", "khs:a")]
)
def test_what_is_no_exclusion(tmp_path: Path, one: str, other: str) -> None:
    """Nothing excludes itself, nor what has no IRI."""
    path = tmp_path / "more.ttl"
    path.write_text(
        HEAD
        + things()
        + told("a", "kha:boro kh:cameFrom khp:tav", ("test2000", "affirms"))
        + told("b", "kha:boro kh:cameFrom khp:sel", ("test2010", "affirms"))
        + f"{one} kh:incompatibleWith {other} .\n",
        encoding="utf-8",
    )
    assert about(FileStore([path])).clashes == ()


@pytest.mark.parametrize("day", ["1939-02-30", "1939-13-01", "0000-01-01"])
def test_a_bound_that_is_no_day_of_the_calendar(tmp_path: Path, day: str) -> None:
    """It is told in a sentence, and nothing is counted with it."""
    path = tmp_path / "more.ttl"
    path.write_text(
        HEAD
        + things()
        + told("a", "khe:sel kh:occurred true", ("test2000", "affirms"))
        + f'khc:test2000-a kh:earliestStart "{day}" .\n',
        encoding="utf-8",
    )
    message = f"khc:test2000-a has kh:earliestStart '{day}', which is no day; run khgraph fmt"
    with pytest.raises(KhgraphError, match=f"^{re.escape(message)}$"):
        about(FileStore([path]))
    result = run("--data", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_the_ontology_says_what_a_measure_is(tmp_path: Path) -> None:
    """A new kind of measure is compared as the old ones are."""
    path = tmp_path / "more.ttl"
    path.write_text(
        HEAD + things() + "kh:horses a kh:RelationType ; rdfs:subPropertyOf kh:strength ;"
        ' skos:prefLabel "had horses to the number of" .\n'
        + told("a", "kha:nur kh:horses 3", ("test2000", "affirms"))
        + told("b", "kha:nur kh:horses 4", ("test2010", "affirms")),
        encoding="utf-8",
    )
    assert shown(about(FileStore([path])).clashes) == [
        (
            "number",
            "Nur had horses to the number of ...",
            [("3", ["test2000 affirms -"]), ("4", ["test2010 affirms -"])],
        )
    ]


@pytest.fixture
def empty_path(tmp_path: Path) -> Path:
    """Return a file with things, of which nothing is said."""
    path = tmp_path / "empty.ttl"
    path.write_text(HEAD + things(), encoding="utf-8")
    return path


def test_an_empty_graph(empty_path: Path) -> None:
    """Where nothing is said nothing is contested, and the text says so."""
    store = FileStore([empty_path])
    assert about(store) == about(store, "alda") == Contest((), (), ())
    assert contest_strip(about(store), "all", "empty.ttl", 80) == (
        "Contested: all\n"
        "\n"
        "No two claims contradict one another here.\n"
        "\n"
        "Besides, 0 statements are only reported (--list reported), and 0 statements are\n"
        "  known from a single source (--list single).\n" + FOOT + "Data: empty.ttl.\n"
    )


# ---- as text

FOOT = """\
Numbers are set against one another only where subject, relation, unit and event
  agree: casualties are killed, wounded and missing together, and never set
  against deaths.
Dates are compared where they name an event or an act; a season, or a date
  marked as uncertain, only to the year. Friend and enemy at the same time need
  be no contradiction: a source may mean both.
"""

TEXT = (
    """\
Contested: all

Held, and doubted or denied (1)
  Alda served Osk
    for
      [1938] Quill affirms, test2000 p. 1 (lines 10-14)
        Of alda-served-osk.
    against
      [1938/1939] Quill denies, test2010 p. 1 (lines 10-14)
        Of alda-served-osk.

Different numbers (2)
  Nur had deaths to the number of ... men, at Battle of Sel
    300
      [1939] Quill affirms, test2000 p. 1 (lines 10-14)
        Of nur-deaths-300.
    about 400
      [1939] Quill affirms (about this number), test2010 p. 1 (lines 10-14)
        Of nur-deaths-400.
  Battle of Sel: how long
    118 days
      Quill affirms, test2000 p. 1 (lines 10-14)
        Of sel-duration.
    1939-05-11/1939-09-16, which are 128 days
      [1939-05-11/1939-09-16] Quill affirms, test2000 p. 1 (lines 10-14)
        Of sel-occurred.

Different dates (1)
  Battle of Sel took place
    1939-05-11/1939-09-16
      Quill affirms, test2000 p. 1 (lines 10-14)
        Of sel-occurred.
    1939-05-12/1939-09-16
      Quill thinks probable, test2010 p. 1 (lines 10-14)
        Of sel-occurred.

Friend and enemy at the same time (1)
  Alda and Nur
    + Alda was allied with Nur
      [1930/1936] Quill affirms, test2000 p. 1 (lines 10-14)
        Of alda-allied-with-nur.
    - Nur executed Alda
      [1935-02-03] Quill affirms, test2010 p. 1 (lines 10-14)
        Of nur-executed-alda.

Not both can be true (1)
  One or the other:
    Boro came from Sel
      Quill thinks possible, test2000 p. 1 (lines 10-14)
        Of boro-from-sel.
    Boro came from Tav
      Quill reports, test2020 p. 1 (lines 10-14)
        Of boro-from-tav.

Besides, 2 statements are only reported (--list reported), and 8 statements are
  known from a single source (--list single).
"""
    + FOOT
    + "Data: graph.ttl.\n"
)


def test_the_text(graph: Store) -> None:
    """Every clash has its question, its sides, and who takes each of them where."""
    assert contest_strip(about(graph), "all", "graph.ttl", 80) == TEXT


def test_the_text_about_one_thing_in_40_columns(graph: Store) -> None:
    """What is too long for the line goes on under it; one statement is not called two."""
    assert contest_strip(about(graph, "boro"), "Boro", "graph.ttl", 40) == (
        "Contested: Boro\n"
        "\n"
        "Not both can be true (1)\n"
        "  One or the other:\n"
        "    Boro came from Sel\n"
        "      Quill thinks possible, test2000 p.\n"
        "        1 (lines 10-14)\n"
        "        Of boro-from-sel.\n"
        "    Boro came from Tav\n"
        "      Quill reports, test2020 p. 1\n"
        "        (lines 10-14)\n"
        "        Of boro-from-tav.\n"
        "\n"
        "Besides, 1 statement is only reported\n"
        "  (--list reported), and 2 statements\n"
        "  are known from a single source (--list\n"
        "  single).\n"
        "Numbers are set against one another only\n"
        "  where subject, relation, unit and\n"
        "  event agree: casualties are killed,\n"
        "  wounded and missing together, and\n"
        "  never set against deaths.\n"
        "Dates are compared where they name an\n"
        "  event or an act; a season, or a date\n"
        "  marked as uncertain, only to the year.\n"
        "  Friend and enemy at the same time need\n"
        "  be no contradiction: a source may mean\n"
        "  both.\n"
        "Data: graph.ttl.\n"
    )


def without_colour(text: str) -> str:
    """Return *text* without escape sequences."""
    return re.sub("\x1b\\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_text_keeps_to_the_width(graph: Store, width: int) -> None:
    """No line is wider than the terminal, and none loses a word; colour changes nothing else."""
    found = about(graph)
    text = contest_strip(found, "Battle of Sel and of all the hills around it", "d.ttl", width)
    assert max(map(len, text.splitlines())) <= width
    wide = contest_strip(found, "Battle of Sel and of all the hills around it", "d.ttl", 1000)
    assert text.split() == wide.split()
    assert "\x1b" not in text
    coloured = contest_strip(
        found, "Battle of Sel and of all the hills around it", "d.ttl", width, color=True
    )
    assert without_colour(coloured) == text


def test_headings_are_strong_and_evidence_is_faint(graph: Store) -> None:
    """In colour the kinds of clash stand out, and who says so steps back."""
    lines = contest_strip(about(graph, "boro"), "Boro", "d.ttl", 80, color=True).splitlines()
    assert lines[0] == "\x1b[1mContested: Boro\x1b[0m"
    assert lines[2] == "\x1b[1mNot both can be true (1)\x1b[0m"
    assert lines[4] == "    Boro came from Sel"
    assert lines[5].startswith("\x1b[2m      Quill thinks possible")
    assert lines[-1] == "\x1b[2mData: d.ttl.\x1b[0m"


def test_hostile_labels_cannot_command_the_terminal() -> None:
    """Line ends and escape sequences in what the data holds do not leave their line."""
    evil = Entity("urn:a/x", "Evil\n\x1b[2JName", "Person")
    claims = says(), says(None, "denies", "b\x1b[2J")._replace(comment="a\n\n\x1b]0;title\x07b")
    found = Contest(tuple(clashes([is_said(evil, SERVED, OSK, *claims)], NUMBERS)), (), ())
    text = contest_strip(found, evil.label, "d.ttl", 80)
    assert "\x1b" not in text
    assert text.startswith("Contested: Evil \ufffd[2JName\n\nHeld, and doubted or denied (1)\n")
    assert "\n  Evil \ufffd[2JName served Osk\n" in text


def test_the_rules_say_what_is_done() -> None:
    """What the small print promises of casualties, deaths and seasons is what is found."""
    assert "never set against deaths" in RULES[0]
    assert in_any_order(nur_lost("1", says()), nur_lost("9", says(), relation=CASUALTIES)) == []
    assert "only to the year" in RULES[1]
    assert dates_of("1939-22", "1939-01-01") == []
    assert "a source may mean both" in RULES[1]


# ---- as JSON and as rows

EXECUTION = {
    "id": "test2010-nur-executed-alda",
    "source": "test2010",
    "locator": "p. 1",
    "lines": "10-14",
    "stance": "affirms",
    "attribution": ["Ada Quill"],
    "according_to": [],
    "when": "1935-02-03",
    "precision": None,
    "comment": "Of nur-executed-alda.",
    "curator_note": None,
}


def test_a_contest_as_json(graph: Store) -> None:
    """A clash has its kind, its question and each side with statement and claims in full."""
    found = about(graph, "alda").as_dict()
    assert list(found) == ["clashes", "only_reported", "single_source"]
    assert (found["only_reported"], found["single_source"]) == ([], 1)
    assert [clash["kind"] for clash in found["clashes"]] == ["stance", "sign"]
    assert found["clashes"][1] == {
        "kind": "sign",
        "question": "Alda and Nur",
        "sides": [
            {
                "position": "friendly",
                "statement": "khs:alda-allied-with-nur",
                "sentence": "Alda was allied with Nur",
                "claims": [
                    EXECUTION
                    | {
                        "id": "test2000-alda-allied-with-nur",
                        "source": "test2000",
                        "when": "1930/1936",
                        "comment": "Of alda-allied-with-nur.",
                    }
                ],
            },
            {
                "position": "hostile",
                "statement": "khs:nur-executed-alda",
                "sentence": "Nur executed Alda",
                "claims": [EXECUTION],
            },
        ],
    }
    everything = about(graph).as_dict()
    assert [s["id"] for s in everything["only_reported"]] == [
        "khs:boro-from-tav",
        "khs:osk-from-tav",
    ]
    assert everything["single_source"] == 8
    deaths = everything["clashes"][1]["sides"][1]
    assert deaths["sentence"] == "Nur had deaths to the number of 400 men, at Battle of Sel"
    assert deaths["claims"][0]["precision"] == "approximately"


CLAIM_COLUMNS = (
    *("when", "stance", "according_to", "source", "locator", "lines", "comment"),
    *("author", "precision", "note", "claim"),
)


def test_a_contest_as_rows(graph: Store) -> None:
    """Clashes are one row a claim, in the order of the text."""
    table = contest_table(about(graph).clashes)
    assert table.columns == ("kind", "question", "position", "statement", *CLAIM_COLUMNS)
    assert [row[:3] for row in table.rows] == [
        (kind, question, position)
        for kind, question, sides in (STANCE, DEATHS_AT_SEL, HOW_LONG, DATE, SIGN, EXCLUSION)
        for position, _ in sides
    ]
    assert table.rows[9] == (
        *("sign", "Alda and Nur", "hostile", "Nur executed Alda"),
        *("1935-02-03", "affirms", "", "test2010", "p. 1", "10-14", "Of nur-executed-alda."),
        *("Ada Quill", None, None, "khc:test2010-nur-executed-alda"),
    )
    assert table.rows[3][-4:] == (
        *("Ada Quill", "approximately", None, "khc:test2010-nur-deaths-400"),
    )
    clash = Clash("date", "When", (Side("1938", is_said(ALDA, MET, NUR), (says(), says("1938"))),))
    assert [row[4] for row in contest_table([clash]).rows] == [None, "1938"]


def test_statements_as_rows(graph: Store) -> None:
    """Statements are one row a claim, with their sign."""
    found = about(graph, "alda")
    table = statement_table(found.single_source)
    assert table.columns == ("sign", "statement", *CLAIM_COLUMNS)
    assert table.rows == (
        (
            *("-", "Nur executed Alda"),
            *("1935-02-03", "affirms", "", "test2010", "p. 1", "10-14", "Of nur-executed-alda."),
            *("Ada Quill", None, None, "khc:test2010-nur-executed-alda"),
        ),
    )
    assert len(statement_table([is_said(ALDA, SERVED, OSK, says(), says("1938"))]).rows) == 2


# ---- the command


def run(*arguments: str) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, ["contested", *arguments], prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_contested(graph_path: Path) -> None:
    """The command prints the text of 80 columns, without colour in a pipe, and ends well."""
    result = run("--data", str(graph_path))
    assert (result.exit_code, result.stdout, result.stderr) == (0, TEXT, "")
    result = run("Old Boro's friend", "--data", str(graph_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'no thing is called "Old Boro\'s friend"' in result.stderr


def test_contested_about_one_thing(graph_path: Path) -> None:
    """An actor or an event may be named by any name; the text and the JSON say which it is."""
    text = run("battle of SEL", "--data", str(graph_path)).stdout
    assert text.startswith("Contested: Battle of Sel\n\nDifferent numbers (2)\n")
    assert "Alda" not in text
    value = json.loads(run("kha:boro", "-f", "json", "--data", str(graph_path)).stdout)
    assert list(value) == ["about", "clashes", "only_reported", "single_source"]
    assert (value["about"], len(value["clashes"])) == ("Boro", 1)
    assert json.loads(run("-f", "json", "--data", str(graph_path)).stdout)["about"] == "all"


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_contested_as_rows(graph: Store, graph_path: Path, form: str, delimiter: str) -> None:
    """CSV and TSV hold the rows of all clashes."""
    result = run("-f", form, "--data", str(graph_path))
    assert result.exit_code == 0
    rows = list(csv.reader(io.StringIO(result.stdout), delimiter=delimiter))
    table = contest_table(about(graph).clashes)
    assert rows == [
        list(table.columns),
        *([str(cell or "") for cell in row] for row in table.rows),
    ]


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json"])
@pytest.mark.parametrize("arguments", [(), ("alda",)])
def test_nothing_contested_is_exit_code_1(
    empty_path: Path, form: str, arguments: tuple[str, ...]
) -> None:
    """Where nothing is contested the answer is no, in every form."""
    result = run(*arguments, "-f", form, "--data", str(empty_path))
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout
    if form == "json":
        assert json.loads(result.stdout)["clashes"] == []
    elif form == "table":
        assert "No two claims contradict one another here." in result.stdout
    else:
        assert result.stdout.count("\n") == 1


def test_nothing_contested_about_one_thing(graph_path: Path) -> None:
    """What is contested elsewhere does not make a thing contested."""
    result = run("rook", "--data", str(graph_path))
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "Contested: Rook\n\nNo two claims contradict one another here.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "statements"),
    [
        (("--list", "reported"), ["Boro came from Tav", "Osk came from Tav"]),
        (("boro", "--list", "reported"), ["Boro came from Tav"]),
        (("boro", "--list", "single"), ["Boro came from Sel", "Boro came from Tav"]),
        (("alda", "--list", "reported"), []),
        (("rook", "--list", "single"), []),
        (("test2010", "--list", "reported"), ["Osk came from Tav"]),
        (
            ("test2020", "--list", "single"),
            ["Boro came from Tav", "Nur had casualties to the number of 900 men, at Battle of Sel"],
        ),
    ],
)
def test_lists(graph_path: Path, arguments: tuple[str, ...], statements: list[str]) -> None:
    """--list gives the statements in place of the clashes; exit code 1 if there are none."""
    data = ("--data", str(graph_path))
    result = run(*arguments, "--format", "csv", *data)
    assert result.exit_code == (0 if statements else 1)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["statement"] for row in rows] == statements
    listed = json.loads(run(*arguments, "--format", "json", *data).stdout)
    assert [row["statement"] for row in listed] == statements
    table = run(*arguments, *data)
    assert table.exit_code == (0 if statements else 1)
    assert table.stdout.startswith("sign  statement")
    assert len(table.stdout.splitlines()) == 2 + len(statements)
    assert run(*arguments, "-f", "tsv", *data).stdout.count("\n") == 1 + len(statements)


def test_what_contested_cannot_do(graph_path: Path, tmp_path: Path) -> None:
    """An unknown name, list, form or file is told in a sentence, with exit code 2."""
    data = ("--data", str(graph_path))
    for arguments, message in (
        (("Bora", *data), "no thing is called 'Bora'; did you mean Boro"),
        (("sel", *data), "'sel' may mean Battle of Sel (khe:sel) or Sel (khp:sel)"),
        (("", *data), "the name is empty"),
        (("--list", "all", *data), "'all' is not one of 'reported', 'single'"),
        (("-f", "xml", *data), "'xml' is not one of"),
        (("alda", "boro", *data), "unexpected extra argument"),
        (("--data", str(tmp_path / "none.ttl")), "there is no such file"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert message in result.stderr


def test_contested_writes_a_file(graph_path: Path, tmp_path: Path) -> None:
    """-o writes what would have been printed, in every form."""
    for form in ("table", "csv", "json"):
        target = tmp_path / f"out.{form}"
        data = ("-f", form, "--data", str(graph_path))
        result = run(*data, "-o", str(target))
        assert (result.exit_code, result.stdout) == (0, "")
        assert target.read_text(encoding="utf-8") == run(*data).stdout


def test_several_files_are_one_graph(graph_path: Path, empty_path: Path, tmp_path: Path) -> None:
    """What one file says may be denied in another."""
    more = tmp_path / "more.ttl"
    more.write_text(
        HEAD + "khc:new a kh:Claim ; kh:about khs:nur-executed-alda ; dcterms:source khb:test2020 ;"
        ' kh:stance kh:denies ; kh:locator "p. 9" .\n',
        encoding="utf-8",
    )
    result = run("alda", "--data", str(graph_path), "--data", str(more))
    assert "\nHeld, and doubted or denied (2)\n" in result.stdout
    assert result.stdout.endswith("\nData: graph.ttl, more.ttl.\n")
    assert run("--data", str(empty_path)).stdout.endswith("\nData: empty.ttl.\n")
