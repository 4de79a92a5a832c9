"""Patterns: where each must be found, and with one condition broken each, where it must not be.

A fact is written as a sentence, ``Nur alliedWith Osk 1930/1935``: who, the relation type, whom,
and when; several dates are several claims, and without a date there is one undated claim. Small
letters begin the names of peoples and persons, and of the army; the others are states.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from functools import cache

import pytest
from click.testing import CliRunner, Result

from khgraph.cli import main
from khgraph.dates import OPEN_START, Bounds, edtf_bounds
from khgraph.errors import NameLookupError
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.patterns import DEFAULT_YEARS, PATTERNS, Corpus, Instance, find_patterns
from khgraph.patterns.corpus import FOLLOWING, KINSHIP, LEADING, ending, onset
from khgraph.reading import Reading, Tie, ties
from khgraph.records import relation_types, statements, turns
from khgraph.stores import FileStore

KINDS = {
    "alda": "Person",
    "boro": "Person",
    "khar": "People",
    "dorn": "People",
    "army": "MilitaryUnit",
}


@cache
def relations() -> dict[str, RelationType]:
    """Return the relation types of the ontology by id."""
    return {relation.id: relation for relation in relation_types(FileStore()).values()}


def actor(name: str) -> Entity:
    """Return an actor by name."""
    return Entity(f"urn:{name}", name, KINDS.get(name, "State"))


def fact(text: str, stance: str = "affirms") -> Statement:
    """Return the statement that a sentence makes, with the sentence as its IRI."""
    words = text.split()
    subject, kind = words[:2]
    is_unary = kind in ("born", "died", "existed")
    dates = " ".join(words[2 if is_unary else 3 :]).split("; ")
    claims = tuple(
        Claim(
            *(f"claim {number} of {text}", "test2000", "p. 1", "1", stance, ("Ada Quill",), ()),
            *(when or None, edtf_bounds(when) if when else Bounds(), "In our words.", None),
        )
        for number, when in enumerate(dates)
    )
    end = "true" if is_unary else actor(words[2])
    return Statement(text, actor(subject), relations()[kind], end, claims)


def turn(iri: str, before: str | None, after: str, when: str) -> Turn:
    """Return a turning point between two facts."""
    claims = fact(f"Nur attacked Osk {when}").claims
    old = fact(before) if before else None
    return Turn(iri, f"The turn {iri}", "betrayal", old, fact(after), None, claims)


def find(
    pattern: str,
    facts: Sequence[str | Statement],
    reading: Reading | None = None,
    years: int = DEFAULT_YEARS,
    told: Sequence[Turn] = (),
) -> list[Instance]:
    """Return the instances of one pattern among facts."""
    made = [fact(each) if isinstance(each, str) else each for each in facts]
    corpus = Corpus(made, told, reading or Reading())
    (found,) = find_patterns(corpus, [pattern], years).values()
    return found


def roles(found: Sequence[Instance]) -> list[str]:
    """Return who has which role in each instance, such as ``friend Nur, foe Osk``."""
    return [
        ", ".join(f"{role} {iri.removeprefix('urn:')}" for role, iri in each.roles)
        for each in found
    ]


def shown(found: Instance) -> list[str]:
    """Return the evidence of an instance, such as ``friend: Nur alliedWith Osk 1930``."""
    return [f"{what}: {tie.iri}" for what, tie in found.evidence]


def test_every_pattern_is_documented() -> None:
    """Each has a name of its own, a title, and sentences for its definition and literature."""
    names = [pattern.name for pattern in PATTERNS]
    assert names == [
        *("schmitt-pair", "united-front", "autonomy-trap", "co-ethnic-dilemma", "buffer"),
        *("third-neighbour", "common-foe-did-not-hold", "focal-position", "open-triad"),
    ]
    for pattern in PATTERNS:
        assert pattern.title
        assert pattern.definition.endswith(".")
        assert pattern.literature.endswith(".")


@pytest.mark.parametrize("kind", sorted(FOLLOWING | LEADING | KINSHIP))
def test_the_relations_that_patterns_ask_for_are_in_the_ontology(kind: str) -> None:
    """None of them is hostile, command and kinship carry no sign, and kinship is no lead."""
    assert kind in relations()
    assert relations()[kind].sign in ((None, 1) if kind in FOLLOWING else (None,))
    assert sum(kind in kinds for kinds in (FOLLOWING, LEADING, KINSHIP)) == 1


# What patterns are looked for in


def the_tie(text: str, *others: str) -> Tie:
    """Return the tie that a fact makes, with others that tell of the actors' lives."""
    (tie,) = ties([fact(each) for each in (text, *others)], Reading(first=OPEN_START))
    return tie


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        (
            "Nur alliedWith Osk 1930/1935",
            ("1930-01-01", "1930-12-31"),
            ("1935-01-01", "1935-12-31"),
        ),
        ("Nur alliedWith Osk 1930-05-01/..", ("1930-05-01", "1930-05-01"), None),
        ("Nur alliedWith Osk 1930/", ("1930-01-01", "1930-12-31"), None),
        (
            "Nur alliedWith Osk /1936-04-24",
            ("0001-01-01", "1936-04-24"),
            ("1936-04-24", "1936-04-24"),
        ),
        (
            "Nur alliedWith Osk [..1936]",
            ("0001-01-01", "1936-12-31"),
            ("0001-01-01", "1936-12-31"),
        ),
        # Several accounts: the widest.
        (
            "Nur alliedWith Osk 1930/1935; 1932/1940-06",
            ("1930-01-01", "1932-12-31"),
            ("1935-01-01", "1940-06-30"),
        ),
        ("Nur alliedWith Osk 1930/1935; 1932/", ("1930-01-01", "1932-12-31"), None),
        # What an act was is soon over, but that ends nothing.
        ("Nur attacked Osk 1936-04", ("1936-04-01", "1936-04-30"), None),
    ],
)
def test_when_a_tie_can_have_begun_and_ended(
    text: str, start: tuple[str, str], end: tuple[str, str] | None
) -> None:
    """Between the first and the last day that any claim allows; an open end is none."""
    tie = the_tie(text)
    assert (onset(tie), ending(tie)) == (start, end)


def test_a_death_bounds_a_tie_and_does_not_date_its_end() -> None:
    """A tie whose end no source gives cannot outlast its actors, and yet has no dated end."""
    tie = the_tie("alda alliedWith Osk 1930/", "alda died 1936-04-24")
    assert tie.possible == (("1930-01-01", "1936-04-24"),)
    assert ending(tie) is None
    vague = the_tie("alda alliedWith Osk 193X", "alda died 1936-04-24")
    assert onset(vague) == ("1930-01-01", "1936-04-24")


def test_ties_and_bonds() -> None:
    """Friendly, hostile and neutral ties are ties; kinship, membership and command are bonds."""
    facts = [
        *("Nur alliedWith Osk 1930", "Osk neutralTo Nur 1931", "Nur fought Osk"),
        *("army partOf Nur", "alda kinOf army", "alda died 1936", "alda visited Nur 1930"),
        "Nur commanded alda 1930",
    ]
    corpus = Corpus([fact(each) for each in facts], (), Reading(first="1900-01-01"))
    assert {pair: [tie.iri for tie in found] for pair, found in corpus.ties.items()} == {
        ("urn:Nur", "urn:Osk"): ["Nur alliedWith Osk 1930", "Osk neutralTo Nur 1931"]
    }
    assert {pair: [tie.iri for tie in found] for pair, found in corpus.bonds.items()} == {
        ("urn:Nur", "urn:army"): ["army partOf Nur"],
        ("urn:alda", "urn:army"): ["alda kinOf army"],
        ("urn:Nur", "urn:alda"): ["Nur commanded alda 1930"],
    }
    # An undated bond may have held on every day of its actors in the reading's time.
    (kin,) = corpus.bonds["urn:alda", "urn:army"]
    assert (kin.possible, kin.certain) == ((("1900-01-01", "1936-12-31"),), ())
    assert corpus.neighbours() == {"urn:Nur": ["urn:Osk"], "urn:Osk": ["urn:Nur"]}
    assert {iri.removeprefix("urn:") for iri in corpus.actors} == {"Nur", "Osk", "alda", "army"}


# Schmitt's pair

ALLIES = "Nur alliedWith Osk 1930/1935"
ARREST = "Nur arrested Osk 1936-04-24"


def test_a_friend_is_found_out() -> None:
    """Nur has a friend arrested the year after: who, on whom, from when to when, by what."""
    (found,) = find("schmitt-pair", [ALLIES, ARREST])
    assert roles([found]) == ["who turns Nur, on whom Osk"]
    assert (found.first, found.last, found.is_certain) == ("1936-04-24", "1936-04-24", True)
    assert shown(found) == [f"friend: {ALLIES}", f"the charge or act: {ARREST}"]
    assert (found.turns, found.outcome, found.facts) == ((), "", ())


@pytest.mark.parametrize(
    "kind",
    ["accused", "arrested", "betrayed", "deceived", "executed", "killed", "purged", "suspected"],
)
def test_acts_that_find_a_friend_out(kind: str) -> None:
    """Any of these acts will do, by whichever of the two; they are hostile in the ontology."""
    assert relations()[kind].sign == -1
    found = find("schmitt-pair", [ALLIES, f"Osk {kind} Nur 1936-04-24"])
    assert roles(found) == ["who turns Osk, on whom Nur"]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([ARREST], id="no friend"),
        pytest.param([ALLIES], id="nothing found out"),
        pytest.param([ALLIES, "Nur attacked Osk 1936-04-24"], id="open war"),
        pytest.param([ALLIES, "Nur opposed Osk 1936/1937"], id="open enmity"),
        pytest.param(["Nur neutralTo Osk 1930/1935", ARREST], id="neutral"),
        pytest.param(["Nur alliedWith Osk 1937/1940", ARREST], id="a friend only later"),
        pytest.param(["Nur alliedWith Osk 1936-04-24/1940", ARREST], id="a friend from that day"),
        pytest.param(["Nur alliedWith Osk 1920/1926-04-23", ARREST], id="long over"),
        pytest.param(["Nur alliedWith Tav 1930/1935", ARREST], id="a friend of another"),
        pytest.param([ALLIES, "Tav arrested Osk 1936-04-24"], id="found out by another"),
        pytest.param([ALLIES, "Nur arrested Osk"], id="an undated act"),
        pytest.param(["Nur alliedWith Osk", ARREST], id="an undated friendship"),
        pytest.param([fact(ALLIES, "doubts"), ARREST], id="a doubted friendship"),
        pytest.param([ALLIES, fact(ARREST, "thinksPossible")], id="an act that is only possible"),
        pytest.param(
            ["alda friendlyTo Nur 1900/", "alda died 1905", "Nur accused alda 1936"],
            id="a friend long dead",
        ),
    ],
)
def test_no_friend_is_found_out(facts: list[str | Statement]) -> None:
    """With any condition broken there is no pair."""
    assert find("schmitt-pair", facts) == []


def test_how_long_a_friendship_may_be_over() -> None:
    """Ten years to the day are within ten years, and a day more is not; the years may be fewer."""
    facts = ["Nur alliedWith Osk 1920/1926-04-24", ARREST]
    assert len(find("schmitt-pair", facts)) == 1
    assert find("schmitt-pair", facts, years=9) == []
    assert find("schmitt-pair", ["Nur alliedWith Osk 1920/1936-04-24", ARREST], years=0)
    assert find("schmitt-pair", ["Nur alliedWith Osk 1920/1936-04-23", ARREST], years=0) == []
    # Without an end the friendship lasts, unless the reading has a horizon.
    open_end = ["Nur alliedWith Osk 1920-06-30/", ARREST]
    assert len(find("schmitt-pair", open_end, years=0)) == 1
    assert find("schmitt-pair", open_end, Reading(horizon=10), years=5) == []
    assert len(find("schmitt-pair", open_end, Reading(horizon=10), years=6)) == 1


def test_an_act_within_the_friendships_first_year_is_possible() -> None:
    """Where the friendship may have begun after the act, it is only possible."""
    (found,) = find("schmitt-pair", ["Nur alliedWith Osk 1936/1938", ARREST])
    assert not found.is_certain


def test_only_recent_friendship_is_evidence() -> None:
    """All acts of one and all friendships that were not long over stand in one instance."""
    facts = [
        *("Nur alliedWith Osk 1900/1910", ALLIES, "Osk supported Nur 1931"),
        *(ARREST, "Nur executed Osk 1937", "Osk accused Nur 1934"),
    ]
    earlier, later = find("schmitt-pair", facts)
    assert roles([earlier, later]) == ["who turns Osk, on whom Nur", "who turns Nur, on whom Osk"]
    friends = [f"friend: {ALLIES}", "friend: Osk supported Nur 1931"]
    assert shown(earlier) == [*friends, "the charge or act: Osk accused Nur 1934"]
    assert shown(later) == [
        *friends,
        *(f"the charge or act: {ARREST}", "the charge or act: Nur executed Osk 1937"),
    ]
    assert (later.first, later.last) == ("1936-04-24", "1937-12-31")


def test_turning_points_of_a_pair() -> None:
    """Turns told of the two within the days of the acts are shown, and no others."""
    told = [
        turn("at", ALLIES, ARREST, "1936-04-24"),
        turn("early", ALLIES, ARREST, "1936-04-23"),
        turn("late", ALLIES, ARREST, "1936-04-25"),
        turn("other", None, "Nur attacked Tav 1936", "1936-04-24"),
    ]
    (found,) = find("schmitt-pair", [ALLIES, ARREST], told=told)
    assert [each.iri for each in found.turns] == ["at"]


# The united front

FOE_OF_NUR = "Nur enemyOf Tav 1930/1940"
FOE_OF_OSK = "Osk opposed Tav 1932/1933"
FRONT = [ALLIES, FOE_OF_NUR, FOE_OF_OSK]


def test_two_friends_against_a_foe() -> None:
    """The front stands while all three ties do, and what formed it is the tie that came last."""
    told = [turn("joins", None, FOE_OF_OSK, "1932"), turn("else", None, FOE_OF_NUR, "1930")]
    (found,) = find("united-front", FRONT, told=told)
    assert roles([found]) == ["friend Nur, friend Osk, foe Tav"]
    assert (found.first, found.last, found.is_certain) == ("1932-01-01", "1933-12-31", True)
    assert shown(found) == [f"friends: {ALLIES}", f"foe: {FOE_OF_NUR}", f"foe: {FOE_OF_OSK}"]
    assert found.outcome == "formed by the change of Osk - Tav"
    assert found.facts == (("certain", "1932-12-31/1933-01-01"),)
    assert [each.iri for each in found.turns] == ["joins"]


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (["Nur alliedWith Osk 1939", "Nur fought Tav 1939", "Osk fought Tav 1939"], "Tav"),
        (["Nur alliedWith Tav 1939", "Nur fought Osk 1939", "Osk fought Tav 1939"], "Osk"),
        (["Osk alliedWith Tav 1939", "Nur fought Osk 1939", "Nur fought Tav 1939"], "Nur"),
    ],
)
def test_the_foe_is_the_one_without_a_friend(facts: list[str], name: str) -> None:
    """Whichever side is friendly; a front that stands from the first has nothing that formed it."""
    (found,) = find("united-front", facts)
    assert found.roles[-1] == ("foe", f"urn:{name}")
    assert (found.outcome, found.turns, found.is_certain) == ("", (), False)
    assert found.facts == (("certain", None),)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([*FRONT[:2], "Osk supported Tav 1932/1933"], id="a friend of the foe"),
        pytest.param(["Nur enemyOf Osk 1930/1935", *FRONT[1:]], id="three enemies"),
        pytest.param(
            [ALLIES, "Nur supported Tav 1930/1940", "Osk supported Tav 1932/1933"],
            id="three friends",
        ),
        pytest.param(FRONT[:2], id="no tie of one friend"),
        pytest.param([*FRONT[:2], "Osk neutralTo Tav 1932/1933"], id="a neutral friend"),
        pytest.param([*FRONT[:2], "Osk opposed Tav 1936/1937"], id="after the alliance"),
        pytest.param(["Nur recognised Osk 1932-05-01", *FRONT[1:]], id="friends by an act"),
        pytest.param([*FRONT[:2], "Osk opposed Tav"], id="undated"),
        pytest.param([*FRONT, "Osk supported Tav 1931/1934"], id="an ambivalent side"),
        pytest.param([*FRONT, "Osk attacked Nur [1930..1936]"], id="ambivalent friends"),
        pytest.param([*FRONT[:2], fact(FOE_OF_OSK, "denies")], id="denied"),
        pytest.param(
            ["alda alliedWith Osk 1930/", "alda died 1931", *FRONT[1:], "alda enemyOf Tav 1930/"],
            id="a friend who is dead",
        ),
    ],
)
def test_no_united_front(facts: list[str | Statement]) -> None:
    """With any condition broken there is no front."""
    assert find("united-front", facts) == []


def test_a_front_with_a_gap_is_two() -> None:
    """A front that is interrupted is formed again, by the tie that comes back."""
    facts = [*FRONT[:2], "Osk opposed Tav 1931", "Osk opposed Tav 1934"]
    found = find("united-front", facts)
    assert [(each.first, each.last) for each in found] == [
        ("1931-01-01", "1931-12-31"),
        ("1934-01-01", "1934-12-31"),
    ]
    assert [shown(each)[-1] for each in found] == [f"foe: {each}" for each in facts[2:]]
    assert {each.outcome for each in found} == {"formed by the change of Osk - Tav"}


# The autonomy trap

LASTING = "Nur alliedWith Osk 1920-01-01/1935-12-31"
FOES = ["Nur enemyOf Tav 1920-01-01/1932-06-01", "Osk enemyOf Tav 1920-01-01/1932-06-01"]
QUARREL = "Nur attacked Osk 1934-01-01"


def test_the_foe_goes_and_the_friends_fall_out() -> None:
    """Their enmity with Tav ends by date; a year and a half later Nur attacks Osk."""
    told = [
        turn("break", LASTING, QUARREL, "1934-01-01"),
        turn("before", LASTING, QUARREL, "1932-05-31"),
    ]
    (found,) = find("autonomy-trap", [LASTING, *FOES, QUARREL], told=told)
    assert roles([found]) == ["friend Nur, friend Osk, foe that went Tav"]
    assert (found.first, found.last, found.is_certain) == ("1920-01-01", "1934-01-01", True)
    assert shown(found) == [
        *(f"friends: {LASTING}", f"foe: {FOES[0]}", f"foe: {FOES[1]}", f"falling out: {QUARREL}"),
    ]
    assert found.outcome == "no hostile tie of Nur or Osk with Tav goes on after 1932-06-01"
    assert [each.iri for each in found.turns] == ["break"]
    # A war with the foe that comes later is told, and undoes nothing.
    again = "Tav attacked Osk 1938-07-07"
    (other,) = find("autonomy-trap", [LASTING, *FOES, QUARREL, again])
    assert other.outcome == f"{found.outcome}; Osk again from 1938-07-07"


def test_the_foe_comes_to_its_end() -> None:
    """Where the enmity is open the end of the foe itself is what the friends have lost."""
    open_foes = ["Nur enemyOf Tav 1920-01-01/", "Osk enemyOf Tav 1920-01-01/"]
    (found,) = find("autonomy-trap", [LASTING, *open_foes, "Tav existed 1900/1932-06-01", QUARREL])
    assert roles([found]) == ["friend Nur, friend Osk, foe that went Tav"]
    assert "goes on after 1932-06-01" in found.outcome
    assert find("autonomy-trap", [LASTING, *open_foes, "Tav existed 1900/1950", QUARREL]) == []
    assert find("autonomy-trap", [LASTING, *open_foes, QUARREL]) == []
    # Friends who had parted before the foe came to its end were no front any more.
    parted = "Nur alliedWith Osk 1920-01-01/1925-12-31"
    assert find("autonomy-trap", [parted, *open_foes, "Tav existed 1900/1932-06-01", QUARREL]) == []


def test_the_foe_is_gone_when_the_last_of_the_friends_has_made_peace() -> None:
    """What comes between the two peaces comes before the foe was gone."""
    foes = ["Nur enemyOf Tav 1920-01-01/1930-06-01", FOES[1]]
    (found,) = find("autonomy-trap", [LASTING, *foes, QUARREL])
    assert "goes on after 1932-06-01" in found.outcome
    assert find("autonomy-trap", [LASTING, *foes, "Nur attacked Osk 1931-01-01"]) == []


def test_a_quarrel_in_the_year_in_which_the_foe_went_is_possible() -> None:
    """By the year alone nobody knows what came first."""
    foes = [f"{name} enemyOf Tav 1920/1932" for name in ("Nur", "Osk")]
    (found,) = find("autonomy-trap", [LASTING, *foes, "Nur attacked Osk 1932"])
    assert (found.last, found.is_certain) == ("1932-12-31", False)
    assert "goes on after 1932-12-31" in found.outcome


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([LASTING, *FOES], id="no quarrel"),
        pytest.param([LASTING, *FOES, "Nur attacked Osk 1942-06-02"], id="too late"),
        pytest.param([LASTING, *FOES, "Nur attacked Osk 1932-05-31"], id="before the foe went"),
        pytest.param([LASTING, *FOES, "Nur attacked Vel 1934-01-01"], id="with another"),
        pytest.param([LASTING, *FOES, fact(QUARREL, "doubts")], id="a doubted quarrel"),
        pytest.param([LASTING, *FOES, "Nur attacked Osk"], id="an undated quarrel"),
        pytest.param([LASTING, FOES[0], QUARREL], id="the foe of one only"),
        pytest.param(
            [LASTING, FOES[0], "Osk enemyOf Tav 1920-01-01/", QUARREL], id="one still at enmity"
        ),
        pytest.param(
            [LASTING, *FOES, "Osk opposed Tav 1932-06-02/1940", QUARREL], id="the enmity went on"
        ),
        pytest.param(
            [LASTING, FOES[0], "Osk attacked Tav 1930-05-01", QUARREL], id="the enmity was an act"
        ),
        pytest.param(["Nur recognised Osk 1930-05-01", *FOES, QUARREL], id="friends by an act"),
        pytest.param(
            ["Nur alliedWith Osk 1932-06-02/1935", *FOES, QUARREL], id="friends only after"
        ),
        pytest.param(["Nur neutralTo Osk 1920/1935", *FOES, QUARREL], id="no friends"),
    ],
)
def test_no_autonomy_trap(facts: list[str | Statement]) -> None:
    """With any condition broken there is no trap."""
    assert find("autonomy-trap", facts) == []


def test_how_soon_friends_must_fall_out() -> None:
    """Ten years to the day are within ten years; the years may be fewer."""
    facts = [LASTING, *FOES, "Nur attacked Osk 1942-06-01"]
    assert len(find("autonomy-trap", facts)) == 1
    assert find("autonomy-trap", facts, years=9) == []
    assert len(find("autonomy-trap", [LASTING, *FOES, QUARREL], years=2)) == 1
    assert find("autonomy-trap", [LASTING, *FOES, QUARREL], years=1) == []


# The co-ethnic dilemma

LED = "khar foughtFor Nur 1939-05/1939-09"
WAR = "Nur fought Osk 1939-05/1939-09"
KIND = "khar friendlyTo Osk 1930/1945"
REFUSAL = "khar refused Nur 1939-08-20"


def test_led_by_one_against_ones_own() -> None:
    """The Khar fight for Nur against Osk, to whom they are friendly, and in the end refuse."""
    (found,) = find("co-ethnic-dilemma", [LED, WAR, KIND, REFUSAL])
    assert roles([found]) == ["torn khar, leader Nur, other side Osk"]
    assert (found.first, found.last, found.is_certain) == ("1939-05-01", "1939-09-30", True)
    assert shown(found) == [
        *(f"led: {LED}", f"against: {WAR}", f"tied: {KIND}", f"how it ended: {REFUSAL}"),
    ]
    assert found.outcome == ""


@pytest.mark.parametrize(
    "led",
    [
        *("khar served Nur 1939", "khar loyalTo Nur 1939", "khar agentOf Nur 1939"),
        *(
            "khar spiedFor Nur 1939",
            "khar foughtAlongside Nur 1939",
            "Nur foughtAlongside khar 1939",
        ),
        *("khar memberOf Nur 1939", "khar partOf Nur 1939", "Nur commanded khar 1939"),
        *("Nur controlled khar 1939", "Nur governed khar 1939", "Nur headed khar 1939"),
        *("Nur suzerainOf khar 1939", "khar partOf Nur"),
    ],
)
@pytest.mark.parametrize("tied", ["khar kinOf Osk", "Osk descendedFrom khar", KIND])
def test_ways_to_follow_and_to_be_tied(led: str, tied: str) -> None:
    """Service, membership and command lead; friendship and kinship tie, the latter undated too."""
    found = find("co-ethnic-dilemma", [led, WAR, tied])
    assert roles(found) == ["torn khar, leader Nur, other side Osk"]
    assert found[0].outcome == "how it ended is not said"
    assert not found[0].is_certain


@pytest.mark.parametrize(
    "end",
    [
        *(
            "khar deserted Nur 1939-08",
            "khar defectedFrom Nur 1939-08",
            "khar betrayed Nur 1939-08",
        ),
        *("khar defied Nur 1939/1940", "khar disillusionedWith Nur 1939", REFUSAL),
        *("khar defectedTo Osk 1939-08", "khar deserted Nur 1949-09-30"),
    ],
)
def test_ways_to_end_it(end: str) -> None:
    """Whom the follower leaves, or to whom it goes, ends the dilemma, up to ten years later."""
    (found,) = find("co-ethnic-dilemma", [LED, WAR, KIND, end])
    assert shown(found)[-1] == f"how it ended: {end}"
    assert found.outcome == ""


@pytest.mark.parametrize(
    "end",
    [
        *("Nur refused khar 1939-08-20", "khar opposed Nur 1939", "khar deserted Nur 1949-10-01"),
        *("khar deserted Nur 1939-04-30", "khar deserted Vel 1939-08", "dorn deserted Nur 1939-08"),
        "khar defectedTo Vel 1939-08",
    ],
)
def test_what_does_not_end_it(end: str) -> None:
    """What another does, what comes too early or too late, and mere opposition are no end."""
    (found,) = find("co-ethnic-dilemma", [LED, WAR, KIND, end])
    assert found.outcome == "how it ended is not said"
    assert {what for what, _ in found.evidence} == {"led", "against", "tied"}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([WAR, KIND], id="not led"),
        pytest.param([LED, KIND], id="no enmity"),
        pytest.param([LED, WAR], id="not tied"),
        pytest.param([LED.replace("khar", "Tav"), WAR, KIND.replace("khar", "Tav")], id="a state"),
        pytest.param(["khar supported Nur 1939", WAR, KIND], id="friendly, but not led"),
        pytest.param(["khar commanded Nur 1939", WAR, KIND], id="it leads itself"),
        pytest.param(["Nur served khar 1939", WAR, KIND], id="it is served"),
        pytest.param(["khar foughtFor Nur 1938", WAR, KIND], id="led before the war"),
        pytest.param([LED, WAR, "khar friendlyTo Osk 1930/1938"], id="tied before"),
        pytest.param([LED, "Nur supported Osk 1939", KIND], id="led to a friend"),
        pytest.param([LED, WAR, "Osk protected khar 1939"], id="only the other's friendship"),
        pytest.param([LED, WAR, "khar opposed Osk 1939"], id="hostile to the other side"),
        pytest.param([LED, WAR, "khar defectedTo Osk 1939-08"], id="only gone over"),
        pytest.param([LED, WAR, "khar bordered Osk 1939"], id="a neighbour"),
        pytest.param(
            ["khar memberOf dorn 1939", "dorn fought Osk 1939", KIND], id="a member of a people"
        ),
        pytest.param(
            [LED.replace("khar", "alda"), WAR, "alda kinOf Osk", "alda died 1938"], id="dead"
        ),
    ],
)
def test_no_dilemma(facts: list[str]) -> None:
    """With any condition broken there is no dilemma."""
    assert [
        each for each in roles(find("co-ethnic-dilemma", facts)) if "other side Osk" in each
    ] == []


def test_a_dilemma_on_days_that_nobody_can_name() -> None:
    """Summers of one year may be different days: possible; turns until the end may be told."""
    told = [turn("leaves", LED, "khar deserted Nur 1945", "1945"), turn("never", LED, WAR, "1960")]
    (found,) = find("co-ethnic-dilemma", ["khar served Nur 1939", WAR, KIND], told=told)
    assert not found.is_certain
    assert [each.iri for each in found.turns] == ["leaves"]


# Buffer

BOTH_WAYS = [
    *("khar friendlyTo Nur 1938/1940", "Nur suppressed khar 1938/1940"),
    *("Osk supported khar 1938/1940", "khar fought Osk 1938/1940"),
]
ENMITY = "Nur enemyOf Osk 1938/1940"


def test_tied_both_ways_to_two_enemies() -> None:
    """The Khar are friend and enemy of two who are enemies, all on one day."""
    (found,) = find("buffer", [*BOTH_WAYS, ENMITY])
    assert roles([found]) == ["between khar, enemy Nur, enemy Osk"]
    assert (found.first, found.last, found.is_certain) == ("1938-01-01", "1940-12-31", True)
    assert shown(found) == [
        *(f"friend: {BOTH_WAYS[0]}", f"friend: {BOTH_WAYS[2]}"),
        *(f"foe: {BOTH_WAYS[1]}", f"foe: {BOTH_WAYS[3]}", f"enemies: {ENMITY}"),
    ]


@pytest.mark.parametrize("left_out", [*BOTH_WAYS, ENMITY])
@pytest.mark.parametrize("instead", ["nothing", "before", "undated", "denied"])
def test_no_buffer(left_out: str, instead: str) -> None:
    """Each of the five ties is needed, on one same day with the others."""
    facts: list[str | Statement] = [each for each in (*BOTH_WAYS, ENMITY) if each != left_out]
    if instead == "before":
        facts.append(left_out.replace("1938/1940", "1936/1937"))
    elif instead == "undated":
        facts.append(left_out.replace(" 1938/1940", ""))
    elif instead == "denied":
        facts.append(fact(left_out, "denies"))
    assert find("buffer", facts) == []


def test_a_buffer_is_certain_only_on_one_certain_day() -> None:
    """By the year alone the ties may have held on different days."""
    (found,) = find("buffer", [each.replace("1938/1940", "1939") for each in (*BOTH_WAYS, ENMITY)])
    assert (found.first, found.last, found.is_certain) == ("1939-01-01", "1939-12-31", False)


# Third neighbour

BALANCE = ["Mon balancedTowards Chi 2009/2015", "Mon balancedTowards Rus 2009/2015"]
THIRD = "Jap friendOf Mon 2010/2012"


def test_a_new_friend_outside_two() -> None:
    """Mon keeps a balance between two states, and finds a friend who is neither's."""
    told = [turn("found", None, THIRD, "2010"), turn("sooner", None, THIRD, "2009")]
    (found,) = find("third-neighbour", [*BALANCE, THIRD], told=told)
    assert roles([found]) == ["between Mon, neighbour Chi, neighbour Rus, third Jap"]
    assert (found.first, found.last, found.is_certain) == ("2010-01-01", "2012-12-31", True)
    assert shown(found) == [*(f"between: {each}" for each in BALANCE), f"third: {THIRD}"]
    assert [each.iri for each in found.turns] == ["found"]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([*BALANCE], id="no friend"),
        pytest.param([BALANCE[0], THIRD], id="one neighbour"),
        pytest.param([*BALANCE, "Jap friendOf Mon 2008/2012"], id="a friend before"),
        pytest.param([*BALANCE, "Jap friendOf Mon 2016"], id="a friend after"),
        pytest.param([*BALANCE, "Jap enemyOf Mon 2010/2012"], id="an enemy"),
        pytest.param([*BALANCE, "Rus friendOf Mon 2010/2012"], id="a neighbour as friend"),
        pytest.param([*BALANCE, THIRD, "Jap alliedWith Chi 2012/2013"], id="a friend of one"),
        pytest.param([*BALANCE, THIRD, "Rus supported Jap 2011"], id="a friend of the other"),
        pytest.param([BALANCE[0], "Rus balancedTowards Mon 2009/2015", THIRD], id="balanced by it"),
        pytest.param([BALANCE[0], "Mon neutralTo Rus 2009/2015", THIRD], id="merely neutral"),
        pytest.param(
            [BALANCE[0], "Mon balancedTowards khar 2009/2015", THIRD], id="a neighbour, no state"
        ),
        pytest.param(
            ["Mon balancedTowards Chi 2000/2008", BALANCE[1], THIRD], id="at different times"
        ),
        pytest.param([*BALANCE, "Jap friendOf Mon"], id="undated"),
    ],
)
def test_no_third_neighbour(facts: list[str]) -> None:
    """With any condition broken there is no third neighbour."""
    assert find("third-neighbour", facts) == []


def test_a_friend_of_a_neighbour_at_another_time_is_a_third() -> None:
    """What the third was to a neighbour before or after does not count."""
    facts = [*BALANCE, THIRD, "Jap alliedWith Chi 2000/2009", "Jap alliedWith Rus 2013"]
    assert len(find("third-neighbour", facts)) == 1


# The common foe that did not hold

STANDING = ["Nur enemyOf Tav 1920-01-01/1940-06-01", "Osk enemyOf Tav 1920-01-01/1940-06-01"]


def test_friends_fall_out_before_the_foe_is_gone() -> None:
    """Nur attacks Osk while both are still at enmity with Tav."""
    told = [turn("break", LASTING, QUARREL, "1934-01-01"), turn("else", LASTING, QUARREL, "1935")]
    (found,) = find("common-foe-did-not-hold", [LASTING, *STANDING, QUARREL], told=told)
    assert roles([found]) == ["friend Nur, friend Osk, common foe Tav"]
    assert (found.first, found.last, found.is_certain) == ("1920-01-01", "1934-01-01", True)
    assert shown(found) == [
        *(f"friends: {LASTING}", f"foe: {STANDING[0]}", f"foe: {STANDING[1]}"),
        f"falling out: {QUARREL}",
    ]
    assert [each.iri for each in found.turns] == ["break"]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([LASTING, *STANDING], id="no quarrel"),
        pytest.param([LASTING, *FOES, QUARREL], id="the foe was gone"),
        pytest.param([LASTING, STANDING[0], FOES[1], QUARREL], id="one made its peace"),
        pytest.param([LASTING, *STANDING, "Nur attacked Osk 1940-06-01"], id="on the last day"),
        pytest.param(["Nur recognised Osk 1930-05-01", *STANDING, QUARREL], id="friends by an act"),
        pytest.param(
            ["Nur alliedWith Osk 1920-01-01/1923-12-31", *STANDING, QUARREL], id="too long after"
        ),
        pytest.param(
            ["Nur alliedWith Osk 1936/1938", *STANDING, QUARREL], id="a quarrel before the front"
        ),
        pytest.param(
            ["Nur alliedWith Osk 193X", *STANDING, QUARREL], id="friends perhaps only after"
        ),
        pytest.param([LASTING, *STANDING, fact(QUARREL, "denies")], id="denied"),
        pytest.param([LASTING, STANDING[0], QUARREL], id="the foe of one only"),
    ],
)
def test_the_common_foe_did_hold(facts: list[str | Statement]) -> None:
    """With any condition broken there is no instance."""
    assert find("common-foe-did-not-hold", facts) == []


def test_a_falling_out_while_the_foe_may_have_been_gone_is_possible() -> None:
    """Where nobody knows whether the foe outlasted the quarrel nothing is certain."""
    foes = ["Nur enemyOf Tav 1920-01-01/193X", "Osk enemyOf Tav 1920-01-01/1935"]
    quarrel = "Nur attacked Osk 1934"
    (found,) = find("common-foe-did-not-hold", [LASTING, *foes, quarrel])
    assert (found.last, found.is_certain) == ("1934-12-31", False)


# Finding


def test_names_order_and_actors() -> None:
    """All patterns in their order, or those named; of an actor where it has a role."""
    facts = [*FRONT, ARREST, "Osk accused Tav 1934", "Tav opposed Vel 1930/1931"]
    corpus = Corpus([fact(each) for each in facts], (), Reading())
    everything = find_patterns(corpus)
    assert list(everything) == [pattern.name for pattern in PATTERNS]
    named = find_patterns(corpus, ["united-front", "schmitt-pair"])
    assert list(named) == ["schmitt-pair", "united-front"]
    assert named == {name: everything[name] for name in named}
    assert roles(named["united-front"]) == ["friend Nur, friend Osk, foe Tav"]
    for name in ("Nur", "Osk", "Tav"):
        of_one = find_patterns(corpus, ["united-front"], actor=f"urn:{name}")
        assert len(of_one["united-front"]) == 1
    assert find_patterns(corpus, ["schmitt-pair"], actor="urn:Tav") == {"schmitt-pair": []}
    # A focal position and an open triad are those of one actor.
    for name in ("focal-position", "open-triad"):
        of_one = find_patterns(corpus, [name], actor="urn:Tav")
        whole = everything[name]
        assert of_one[name] == [each for each in whole if each.roles[0][1] == "urn:Tav"]
        assert 0 < len(of_one[name]) < len(whole)
    assert find_patterns(corpus, actor="urn:Zed") == {name: [] for name in everything}


def test_instances_come_in_time_order() -> None:
    """The earliest first, whoever has the roles."""
    facts = [
        *("Tav alliedWith Vel 1900/1910", "Vel arrested Tav 1911"),
        *(ALLIES, ARREST, "Nur alliedWith Vel 1930/1935", "Nur arrested Vel 1936-04-23"),
    ]
    assert [(each.first, each.last) for each in find("schmitt-pair", facts)] == [
        ("1911-01-01", "1911-12-31"),
        ("1936-04-23", "1936-04-23"),
        ("1936-04-24", "1936-04-24"),
    ]


def test_an_unknown_pattern_is_refused_by_name() -> None:
    """The message names it and lists those there are."""
    with pytest.raises(NameLookupError) as caught:
        find_patterns(Corpus([], (), Reading()), ["buffer", "buffers"])
    assert str(caught.value).startswith("no pattern is called 'buffers'; there are schmitt-pair, ")


def test_of_nothing_there_is_nothing() -> None:
    """Without data every pattern has an empty list."""
    found = find_patterns(Corpus([], (), Reading()))
    assert found == {pattern.name: [] for pattern in PATTERNS}


# The bundled data, under the reading of the command


@cache
def bundled() -> tuple[Corpus, dict[str, list[Instance]]]:
    """Return the corpus of the bundled data with a horizon of ten years, and what is in it."""
    store = FileStore()
    corpus = Corpus(statements(store), turns(store), Reading(horizon=10))
    return corpus, find_patterns(corpus)


def told(pattern: str) -> list[str]:
    """Return who has the roles in each instance of a pattern in the bundled data."""
    corpus, found = bundled()
    return [
        "; ".join(f"{role} {corpus.actors[iri].label}" for role, iri in each.roles)
        for each in found[pattern]
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "schmitt-pair",
            ["who turns Japan; on whom Lingsheng", "who turns Hingan Army; on whom Japan"],
        ),
        ("autonomy-trap", ["friend Inner Mongols; friend Japan; foe that went China"]),
        (
            "co-ethnic-dilemma",
            ["torn Inner Mongols; leader Japan; other side Mongolian People's Republic"],
        ),
        ("buffer", ["between Inner Mongols; enemy Japan; enemy Mongolian People's Republic"]),
        (
            "third-neighbour",
            ["between Mongolia; neighbour China; neighbour Russian Federation; third Japan"],
        ),
        ("common-foe-did-not-hold", []),
    ],
)
def test_the_instances_in_the_bundled_data(pattern: str, expected: list[str]) -> None:
    """The historians' own cases are found, and no others."""
    assert told(pattern) == expected


def test_united_fronts_in_the_bundled_data() -> None:
    """Among the fronts are Bulag's of 1931 and both sides of Khalkhin Gol; none is of enemies."""
    assert {
        "friend Inner Mongols; friend Japan; foe China",
        "friend Japan; friend Manchukuo; foe Mongolian People's Republic",
        "friend Mongolian People's Republic; friend Soviet Union; foe Japan",
    } <= set(told("united-front"))


@pytest.mark.parametrize(
    ("pattern", "number", "days", "cited"),
    [
        (
            "schmitt-pair",
            0,
            None,
            {
                ("friend", "Lingsheng was friendly to Japan", "bulag2009 p. 9"),
                ("the charge or act", "Japan purged Lingsheng", "bulag2009 p. 9"),
            },
        ),
        (
            "autonomy-trap",
            0,
            None,
            {
                ("friends", "Japan was a friend of Inner Mongols against China", "bulag2009 p. 8"),
                ("foe", "Inner Mongols were an enemy of China", "bulag2009 p. 8"),
                ("foe", "Japan was an enemy of China", "bulag2009 p. 8"),
                ("falling out", "Inner Mongols opposed Japan", "bulag2009 p. 8"),
            },
        ),
        (
            "co-ethnic-dilemma",
            0,
            ("1939-06-01", "1939-08-31", False),
            {
                (
                    "led",
                    "Inner Mongols fought alongside Japan, at Battle of Khalkhin Gol",
                    "bulag2009 pp. 5-6",
                ),
                (
                    "tied",
                    "Inner Mongols were friendly to Mongolian People's Republic",
                    "bulag2009 p. 10",
                ),
                (
                    "how it ended",
                    "Inner Mongols refused Japan (on Mongolian People's Republic), "
                    "at Battle of Khalkhin Gol",
                    "bulag2009 p. 12",
                ),
            },
        ),
        (
            "buffer",
            0,
            ("1939-06-01", "1939-08-31", False),
            {
                ("friend", "Japan was allied with Inner Mongols", "bulag2009 pp. 6, 12, 13"),
                (
                    "foe",
                    "Inner Mongols fought Mongolian People's Republic, at Battle of Khalkhin Gol",
                    "bulag2009 p. 6",
                ),
                ("enemies", "Japan attacked Mongolian People's Republic", "bulag2009 p. 3"),
            },
        ),
        (
            "third-neighbour",
            0,
            ("2009-01-01", "2009-12-31", False),
            {
                ("between", "Mongolia kept a balance towards China", "bulag2009 p. 3"),
                ("third", "Japan was a friend of Mongolia", "bulag2009 p. 2"),
            },
        ),
    ],
)
def test_the_evidence_in_the_bundled_data(
    pattern: str,
    number: int,
    days: tuple[str, str, bool] | None,
    cited: set[tuple[str, str, str]],
) -> None:
    """Every instance says when, and stands on the pages that say so."""
    found = bundled()[1][pattern][number]
    if days is not None:
        assert (found.first, found.last, found.is_certain) == days
    assert cited <= {
        (what, tie.statement.sentence(), claim.citation)
        for what, tie in found.evidence
        for claim in tie.claims
    }


def test_the_autonomy_trap_of_1932() -> None:
    """Once China is gone in 1932, Japan and the Inner Mongols fall out: told, but not dated."""
    (found,) = bundled()[1]["autonomy-trap"]
    assert "with China goes on after 1932-12-31" in found.outcome
    assert not found.is_certain
    assert "The allies Japan and Inner Mongols fall out once China is gone" in {
        each.label for each in found.turns
    }


# The command


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["patterns", *arguments], prog_name="khgraph")


def test_the_command_lists_instances_under_their_definitions() -> None:
    """Each pattern has its definition; the many are counted; no line is wider than 80."""
    text = run().stdout
    assert max(map(len, text.splitlines())) <= 80
    words = " ".join(text.split())
    for pattern in PATTERNS:
        assert f"{pattern.title} [{pattern.name}] {pattern.definition}" in words
        assert " ".join(pattern.literature.split()) in words
    assert "1. friend Inner Mongols; friend Japan; foe that went China (" in words
    assert "No instance under this reading." in words
    assert "khgraph patterns open-triad --actor NAME lists them with their evidence." in words
    assert "1. seen from" not in words
    assert f"Reading: {Reading(horizon=10).describe()}. Projection:" in words
    assert "Within 10 years." in words


def test_the_command_for_one_pattern_and_one_actor() -> None:
    """Only the pattern and the actor asked for; what is only counted else is listed then."""
    text = run("focal-position", "--actor", "Jinjuurjab").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("The six focal positions")
    assert "1. seen from Jinjuurjab; " in text
    assert "Schmitt" not in text
    heads = [line for line in text.splitlines() if line[:3].strip().rstrip(".").isdecimal()]
    assert all("seen from Jinjuurjab" in line for line in heads)


def test_a_pattern_that_is_named_is_told_in_full() -> None:
    """Among all patterns each side shows its best tie; named, a pattern shows every one."""
    purge = "Japan purged Lingsheng [1936-04-24]"
    brief = " ".join(run().stdout.split())
    assert "Japan executed Lingsheng, at Execution of Lingsheng [1936-04-24] (and 2 more)" in brief
    assert purge not in brief
    full = " ".join(run("schmitt-pair").stdout.split())
    assert purge in full
    assert "[1936-04-24] (and" not in full


def test_the_command_takes_a_reading() -> None:
    """--horizon, --years and a source change what is found, and the reading is told."""
    value = json.loads(run("autonomy-trap", "--horizon", "3", "--years", "2", "-f", "json").stdout)
    assert (value["years"], value["reading"]["horizon"]) == (2, 3)
    other = json.loads(run("autonomy-trap", "--source", "zuljan2019", "-f", "json").stdout)
    assert [pattern["instances"] for pattern in other["patterns"]] == [[]]


def test_patterns_as_json() -> None:
    """JSON has every pattern and instance with its roles, dates, evidence and claims."""
    value = json.loads(run("-f", "json").stdout)
    assert list(value) == ["patterns", "years", "reading", "projection"]
    corpus, found = bundled()
    assert [pattern["name"] for pattern in value["patterns"]] == list(found)
    for pattern in value["patterns"]:
        assert len(pattern["instances"]) == len(found[pattern["name"]])
        for one, instance in zip(pattern["instances"], found[pattern["name"]], strict=True):
            assert [(role["role"], role["label"]) for role in one["roles"]] == [
                (role, corpus.actors[iri].label) for role, iri in instance.roles
            ]
            assert (one["first"], one["last"], one["certain"]) == instance[2:5]
            assert one["outcome"] == (instance.outcome or None)
            assert one["facts"] == dict(instance.facts)
            assert [turn["label"] for turn in one["turns"]] == [t.label for t in instance.turns]
            assert [
                (each["shows"], each["statement"], each["sign"], len(each["claims"]))
                for each in one["evidence"]
            ] == [
                (what, tie.statement.sentence(), tie.statement.sign, len(tie.claims))
                for what, tie in instance.evidence
            ]
    (pair, _) = value["patterns"][0]["instances"]
    claims = [claim for each in pair["evidence"] for claim in each["claims"]]
    assert {claim["source"] for claim in claims} == {"bulag2009"}


@pytest.mark.parametrize(("form", "mark"), [("csv", ","), ("tsv", "\t")])
def test_patterns_as_rows(form: str, mark: str) -> None:
    """The rows are one a claim, each with the instance that it is evidence of."""
    text = run("schmitt-pair", "buffer", "-f", form).stdout
    rows = list(csv.DictReader(io.StringIO(text), delimiter=mark))
    found = bundled()[1]
    counts = {
        (name, str(number)): sum(len(tie.claims) for _, tie in instance.evidence)
        for name in ("schmitt-pair", "buffer")
        for number, instance in enumerate(found[name], 1)
    }
    assert len(rows) == sum(counts.values())
    for key, count in counts.items():
        assert sum((row["pattern"], row["instance"]) == key for row in rows) == count
    first = rows[0]
    assert first["roles"] == "who turns: Japan; on whom: Lingsheng"
    assert (first["shows"], first["sign"], first["source"]) == ("friend", "+", "bulag2009")
    assert first["statement"] == "Lingsheng cooperated with Japan"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("buffers",), "no pattern is called 'buffers'; there are schmitt-pair, united-front, "),
        (("--actor", "Nobody"), "no actor is called 'Nobody'"),
        (("--actor", "Khalkhin Gol"), "no actor is called 'Khalkhin Gol'"),
        (("--years", "-1"), "-1 is not in the range"),
        (("--test", "buffer"), "--test looks at all triangles; give no PATTERN and no --actor"),
        (("--test", "--actor", "Japan"), "--test looks at all triangles"),
    ],
)
def test_a_call_that_is_none(arguments: tuple[str, ...], message: str) -> None:
    """A mistake is told in one sentence, and nothing is printed."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
