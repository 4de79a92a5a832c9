"""Robustness of triangles: against running everything again, and against one counted by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple, TypeVar

import numpy as np
import pytest
from click.testing import CliRunner

from khgraph.cli import main
from khgraph.dates import Bounds, edtf_bounds
from khgraph.model import STANCES, Claim, Entity, RelationType, Statement
from khgraph.namespaces import KH
from khgraph.projection import CONFLICTS, project
from khgraph.reading import Reading, network
from khgraph.robustness import ABSENT, AMBIVALENT, Hinge, Robustness, robustness
from khgraph.spans import common, union
from khgraph.triads import Triad, triads

FRIENDLY, HOSTILE, NEUTRAL = (
    RelationType(KH + name, name, name, sign, is_symmetric=False, is_act=False)
    for name, sign in (("befriended", 1), ("opposed", -1), ("watched", 0))
)
DIED = RelationType(KH + "died", "died", "died", None, is_symmetric=False, is_act=True)

T = TypeVar("T")

DATES = (None, "1931/1935", "1934/1938", "1937/1941", "1931/", "/1938")
BOUNDS = {text: edtf_bounds(text) if text else Bounds() for text in (*DATES, "1931/1941", "1936")}


def claim(
    iri: str, source: str = "test2000", stance: str = "affirms", when: str | None = "1931/1941"
) -> Claim:
    """Return a claim."""
    bounds = BOUNDS[when] if when in BOUNDS else edtf_bounds(str(when))
    return Claim(iri, source, "p. 1", "1", stance, ("Quill",), (), when, bounds, "Said.", None)


def statement(iri: str, subject: str, relation: RelationType, end: str, *made: Claim) -> Statement:
    """Return a statement about two persons, or about one."""
    a, b = (Entity(f"urn:{name}", name.title(), "Person") for name in (subject, end))
    return Statement(iri, a, relation, b if end else "true", made)


def found_in(past: Sequence[Statement], reading: Reading, conflict: str) -> list[Triad]:
    """Return the triangles of a reading."""
    return triads(project(network(past, reading), conflict))


def possible_states(
    past: Sequence[Statement], reading: Reading, conflict: str, nodes: Sequence[str]
) -> set[str]:
    """Return what three actors may be called under a reading, with everything run again.

    Where a side is ambivalent and no day has all three sides, either name is right.
    """
    projected = project(network(past, reading), conflict)
    for triad in triads(projected):
        if triad.nodes == tuple(nodes):
            return {triad.type}
    unsettled = {(a, b): those for a, b, those in projected.graph["ambivalent"]}
    days = []
    for pair in combinations(nodes, 2):
        if pair in unsettled:
            days.append(union(span for tie in unsettled[pair] for span in tie.possible))
        elif projected.has_edge(*pair):
            days.append(projected.edges[pair]["possible"])
        else:
            return {ABSENT}
    if not unsettled.keys() & set(combinations(nodes, 2)):
        return {ABSENT}
    return {AMBIVALENT} if common(*days) else {ABSENT, AMBIVALENT}


class Case(NamedTuple):
    """Data that join three actors on every side, and perhaps a fourth, and how to read them."""

    past: list[Statement]
    reading: Reading
    conflict: str


def case_of(seed: int) -> Case:
    """Return a case; evenly drawn, since few that are nearly empty have a triangle."""
    generator = np.random.default_rng(seed)

    def one_of(options: Sequence[T]) -> T:
        return options[int(generator.integers(len(options)))]

    pairs = [*combinations("abc", 2), ("a", "d")]
    chosen = pairs[:3] + [one_of(pairs) for _ in range(int(generator.integers(1, 6)))]
    past = []
    for number, (a, b) in enumerate(chosen):
        made = tuple(
            claim(
                f"urn:c{number}{letter}",
                one_of(["test2000", "test2010", "test2020"]),
                one_of(["affirms"] * 4 + list(STANCES)),
                one_of(["1931/1941"] * 4 + list(DATES)),
            )
            for letter in one_of(["x", "xy"])
        )
        relation = one_of([*[FRIENDLY, HOSTILE] * 4, NEUTRAL])
        past.append(statement(f"urn:s{number}", a, relation, b, *made))
    if one_of([True, False]):
        past.append(statement("urn:death", "a", DIED, "", claim("urn:death-claim", when="1936")))
    reading = Reading(
        one_of(["affirms", "probable", "possible", "reports"]),
        sources=one_of([(), (), (), ("test2000",), ("test2000", "test2010")]),
        include_undated=one_of([True, False]),
        first=one_of([None, None, "1934-06-01"]),
        horizon=one_of([None, 2]),
    )
    return Case(past, reading, one_of([*CONFLICTS, "majority", "strongest-stance"]))


@cache
def cases() -> list[Case]:
    """Return those of many cases that have a triangle."""
    made = (case_of(seed) for seed in range(600))
    return [case for case in made if found_in(*case)]


def test_the_cases_have_every_kind_of_hinge() -> None:
    """The cases below are many, and some claims in them turn, unsettle and undo a triangle."""
    hinges = [
        hinge
        for past, reading, conflict in cases()
        for one in robustness(past, reading, found_in(past, reading, conflict), conflict)
        for hinge in one.hinges
    ]
    assert len(cases()) > 50
    assert {hinge.state for hinge in hinges} >= {ABSENT, AMBIVALENT, "++-", "+--"}


def test_variants_agree_with_reading_everything_again() -> None:
    """Every source and all, with every minimum stance, in order; the reading's rest stays."""
    for past, reading, conflict in cases():
        check_variants(past, reading, conflict)


def check_variants(past: list[Statement], reading: Reading, conflict: str) -> None:
    """Check the variants of all triangles of one case."""
    found = found_in(past, reading, conflict)
    results = robustness(past, reading, found, conflict)
    assert [one.triad for one in results] == found
    speaking = {c.source for s in past if s.sign is not None for c in s.claims}
    if reading.sources:
        speaking &= set(reading.sources)
    for one in results:
        expected = [
            (chosen, stance)
            for chosen in (reading.sources, *((source,) for source in sorted(speaking)))
            for stance in ("affirms", "probable", "possible", "reports")
        ]
        assert [variant[:2] for variant in one.variants] == expected
        for variant in one.variants:
            again = reading._replace(sources=variant.sources, min_stance=variant.min_stance)
            assert variant.state in possible_states(past, again, conflict, one.triad.nodes)
        own = (reading.sources, reading.min_stance, one.triad.type)
        assert own in one.variants


def test_hinges_agree_with_leaving_out_each_claim() -> None:
    """A claim on a tie is a hinge if without it the three are something else, and named as that."""
    for past, reading, conflict in cases():
        check_hinges(past, reading, conflict)


def check_hinges(past: list[Statement], reading: Reading, conflict: str) -> None:
    """Check the hinges of all triangles of one case."""
    for one in robustness(past, reading, found_in(past, reading, conflict), conflict):
        hinges = {hinge.claim.iri: hinge for hinge in one.hinges}
        assert len(hinges) == len(one.hinges)
        for number, about in enumerate(past):
            for dropped in about.claims if about.sign is not None else ():
                rest = tuple(c for c in about.claims if c != dropped)
                without = [*past[:number], about._replace(claims=rest), *past[number + 1 :]]
                states = possible_states(without, reading, conflict, one.triad.nodes)
                assert (dropped.iri in hinges) == (one.triad.type not in states)
                if dropped.iri in hinges:
                    hinge = hinges[dropped.iri]
                    assert (hinge.claim, hinge.statement) == (dropped, about)
                    assert hinge.state in states


FRIENDS = statement("urn:s1", "alda", FRIENDLY, "nur", claim("urn:c1"))
QUARREL = statement(
    "urn:s2", "nur", HOSTILE, "alda", claim("urn:c2", "test2010", "thinksProbable", "1934")
)
FOES = statement("urn:s3", "alda", HOSTILE, "osk", claim("urn:c3"))
RIVALS = statement("urn:s4", "nur", HOSTILE, "osk", claim("urn:c4"), claim("urn:c5", "test2010"))
PAST = [FRIENDS, QUARREL, FOES, RIVALS]


def the_only(reading: Reading, conflict: str, past: Sequence[Statement] = PAST) -> Robustness:
    """Return the robustness of the one triangle of the example."""
    (one,) = robustness(past, reading, found_in(past, reading, conflict), conflict)
    return one


def test_by_hand_where_the_surest_claim_decides() -> None:
    """Friends with a common foe; that they quarrelled too is only thought probable.

    Of all sources and of test2000 it is +-- under every stance; test2010 alone knows nothing of
    Alda and Osk. Without the affirmed friendship the quarrel is left, and all three are enemies;
    without the enmity of Alda and Osk nothing joins them; of Nur and Osk another claim speaks.
    """
    one = the_only(Reading(), "strongest-stance")
    assert one.triad.type == "+--"
    assert [variant.state for variant in one.variants] == ["+--"] * 8 + [ABSENT] * 4
    assert (one.present_count, one.balanced_count) == (8, 8)
    assert [(hinge.claim.iri, hinge.statement.iri, hinge.state) for hinge in one.hinges] == [
        ("urn:c1", "urn:s1", "---"),
        ("urn:c3", "urn:s3", ABSENT),
    ]
    assert [hinge.claim.iri for hinge in one.turning] == ["urn:c1"]


def test_by_hand_where_both_signs_are_ambivalent() -> None:
    """Under the surest stance there is no quarrel; under every other the friends are ambivalent."""
    one = the_only(Reading("affirms"), "ambivalent")
    assert [variant.state for variant in one.variants] == [
        *("+--", AMBIVALENT, AMBIVALENT, AMBIVALENT),
        *["+--"] * 4,
        *[ABSENT] * 4,
    ]
    assert (one.present_count, one.balanced_count) == (5, 5)
    assert [(hinge.claim.iri, hinge.state) for hinge in one.hinges] == [
        ("urn:c1", ABSENT),
        ("urn:c3", ABSENT),
    ]
    assert one.turning == ()


def test_a_claim_that_overrules_is_a_hinge_of_the_other_sign_too() -> None:
    """With two sources against one the sign hangs on each of the two: without it nothing wins."""
    second = claim("urn:c6", "test2020")
    past = [FRIENDS._replace(claims=(*FRIENDS.claims, second)), *PAST[1:]]
    one = the_only(Reading(), "majority", past)
    assert [(hinge.claim.iri, hinge.state) for hinge in one.hinges] == [
        ("urn:c1", AMBIVALENT),
        ("urn:c6", AMBIVALENT),
        ("urn:c3", ABSENT),
    ]
    assert [variant.sources for variant in one.variants[::4]] == [
        *((), ("test2000",), ("test2010",), ("test2020",)),
    ]


def test_unbalanced_triangles_are_present_but_not_balanced() -> None:
    """An unbalanced triangle counts as present; a hinge turns it if what is left is balanced."""
    surer = QUARREL._replace(claims=(claim("urn:c2", "test2010", "affirms"),))
    probable = FRIENDS._replace(claims=(claim("urn:c1", stance="thinksProbable"),))
    one = the_only(Reading(), "strongest-stance", [probable, surer, FOES, RIVALS])
    assert one.triad.type == "---"
    assert [variant.state for variant in one.variants[:8]] == [
        *["---"] * 4,
        *(ABSENT, "+--", "+--", "+--"),
    ]
    assert (one.present_count, one.balanced_count) == (7, 3)
    assert [(hinge.claim.iri, hinge.state) for hinge in one.turning] == [("urn:c2", "+--")]


def test_days_that_only_an_overruled_tie_has_are_not_those_of_the_side() -> None:
    """Without the one dated claim the friends' tie is long over, though their quarrel is not."""
    friends = FRIENDS._replace(
        claims=(
            claim("urn:c1"),
            claim("urn:c6", "test2010", when="1900"),
            claim("urn:c7", "test2020", when="1901"),
        )
    )
    quarrel = QUARREL._replace(claims=(claim("urn:c2", "test2030"),))
    one = the_only(Reading(), "majority", [friends, quarrel, FOES, RIVALS])
    assert one.triad.type == "+--"
    assert ("urn:c1", ABSENT) in [(hinge.claim.iri, hinge.state) for hinge in one.hinges]


def test_a_hinge_turns_a_triangle_if_it_turns_its_balance() -> None:
    """Of what a triangle may be without a claim, only the other kind of balance is a turn."""
    one = the_only(Reading(), "strongest-stance")
    states = ("+++", "++-", "---", ABSENT, AMBIVALENT)
    hinges = tuple(Hinge(claim("urn:c"), FRIENDS, state) for state in states)
    assert [hinge.state for hinge in one._replace(hinges=hinges).turning] == ["++-", "---"]
    unbalanced = one._replace(hinges=hinges, triad=unbalanced_triangle())
    assert [hinge.state for hinge in unbalanced.turning] == ["+++"]


def unbalanced_triangle() -> Triad:
    """Return an unbalanced triangle: two friends who differ over a third."""
    (found,) = found_in([FRIENDS, FOES, RIVALS._replace(relation=FRIENDLY)], Reading(), "latest")
    return found


def test_without_triangles() -> None:
    """No triangle, no result; data without ties either."""
    assert robustness(PAST, Reading(), []) == []
    assert robustness([], Reading(), []) == []


def run(*arguments: str) -> str:
    """Return what the command prints."""
    call = ["triads", "Inner Mongols", "--on", "1931-10-01", "--robust", *arguments]
    result = CliRunner().invoke(main, call, prog_name="khgraph")
    assert result.exit_code == 0
    return result.stdout


def test_the_command_says_what_a_triangle_hangs_on() -> None:
    """Bulag's triangle of 1931 stands on him, and on one claim on each side of the foe."""
    text = run()
    words = " ".join(text.split())
    assert "Under 24 readings (each source and all, each minimum stance): balanced in 8," in words
    assert "Without khc:bulag2009-japan-enemy-of-china (bulag2009 p. 8): no triangle." in words
    assert max(map(len, text.splitlines())) <= 80
    (triad,) = json.loads(run("-f", "json"))["triads"]
    robust = triad["robustness"]
    assert len(robust["readings"]) == 24
    assert (robust["balanced_in"], robust["present_in"]) == (8, 8)
    present = {
        str(one["sources"])
        for one in robust["readings"]
        if one["state"] not in (ABSENT, AMBIVALENT)
    }
    assert present == {"all", "['bulag2009']"}
    assert [(hinge["claim"]["id"], hinge["state_without"]) for hinge in robust["hinges"]] == [
        ("bulag2009-inner-mongols-enemy-of-china", ABSENT),
        ("bulag2009-japan-enemy-of-china", ABSENT),
    ]


@pytest.mark.parametrize(("form", "mark"), [("csv", ","), ("tsv", "\t")])
def test_rows_say_what_the_triangle_is_without_each_claim(form: str, mark: str) -> None:
    """Each claim's row ends with the type without it and the counts over the readings."""
    head, *rows = run("-f", form).splitlines()
    assert head.split(mark)[-4:] == ["without", "readings", "balanced_in", "present_in"]
    endings = [row.split(mark)[-4:] for row in rows]
    assert [ending[1:] for ending in endings] == [["24", "8", "8"]] * len(rows)
    assert [ending[0] for ending in endings] == [ABSENT, ABSENT, *["+--"] * (len(rows) - 2)]
