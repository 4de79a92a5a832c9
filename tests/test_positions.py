"""Focal positions and open triads: against a plain table, and against one day after another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.dates import edtf_bounds
from khgraph.histories import Chronicle
from khgraph.model import Claim, Entity, RelationType, Statement
from khgraph.namespaces import KH
from khgraph.patterns import Corpus, Instance, find_patterns
from khgraph.patterns.positions import POSITIONS, predicted_signs
from khgraph.reading import Reading

SIGNS = {"friendOf": 1, "enemyOf": -1}
BONDS = dict.fromkeys(("partOf", "memberOf", "commanded", "kinOf"))
RELATIONS = {
    name: RelationType(KH + name, name, name, sign, is_symmetric=True, is_act=False)
    for name, sign in (SIGNS | BONDS).items()
}
CALENDAR = [f"1939-02-{number}" for number in range(20, 29)]
CALENDAR += [f"1939-03-0{number}" for number in range(1, 7)]
INNER = CALENDAR[1:-1]
MARKS = {1: "+", -1: "-", 0: "+ and -", None: "nothing"}

day = st.sampled_from(INNER)
span = st.tuples(day, day).map(lambda pair: f"{min(pair)}/{max(pair)}")


@cache
def claim_of(text: str) -> Claim:
    """Return a claim with a date, which is parsed once."""
    return Claim(
        *(f"claim of {text}", "test2000", "p. 1", "1", "affirms", ("Ada Quill",), (), text),
        *(edtf_bounds(text), "In our words.", None),
    )


def fact(text: str) -> Statement:
    """Return the statement of a sentence such as ``a friendOf b 1930/1935``, which is its IRI."""
    subject, kind, end, when = text.split()
    a, b = (Entity(f"urn:{name}", name, "State") for name in (subject, end))
    return Statement(text, a, RELATIONS[kind], b, (claim_of(when),))


def find(pattern: str, facts: Sequence[str], years: int = 10, **chosen: str) -> list[Instance]:
    """Return the instances of a pattern among facts."""
    corpus = Corpus([fact(each) for each in facts], (), Reading(), **chosen)
    return find_patterns(corpus, [pattern], years)[pattern]


@st.composite
def pasts(draw: st.DrawFn) -> list[str]:
    """Return facts about four states, all within the days of the calendar."""
    pairs = list(combinations("abcd", 2))
    found = [
        f"{a} {draw(st.sampled_from(sorted(SIGNS)))} {b} {draw(span)}"
        for a, b in draw(st.lists(st.sampled_from(pairs), max_size=9))
    ]
    return list(dict.fromkeys(found))


def signs_on(facts: Sequence[str], on: str) -> dict[tuple[str, str], int]:
    """Return the signs of the pairs that are tied on a day, 0 if ambivalent."""
    found: dict[tuple[str, str], set[int]] = {}
    for text in facts:
        a, kind, b, when = text.split()
        first, last = when.split("/")
        if first <= on <= last:
            found.setdefault((a, b), set()).add(SIGNS[kind])
    return {pair: signs.pop() if len(signs) == 1 else 0 for pair, signs in found.items()}


# Focal positions

# What an actor says of its first and its second neighbour, and of these two.
WORDS = {
    ("friend", "friend", "friend"): "my friends are friends",
    ("friend", "friend", "enemy"): "my friends quarrel",
    ("friend", "enemy", "friend"): "my friend befriends my enemy",
    (
        "friend",
        "enemy",
        "enemy",
    ): "my friend shares my enemy: the enemy of my enemy is my friend",
    ("enemy", "enemy", "friend"): "my enemies are allied",
    ("enemy", "enemy", "enemy"): "three are at enmity",
}


def test_there_are_six_positions() -> None:
    """Every triangle that an actor can be in has a position, and no other has."""
    assert len(POSITIONS) == len(set(POSITIONS.values())) == 6
    seen = {(max(x, y), min(x, y), far) for x, y, far in product((1, -1), repeat=3)}
    assert POSITIONS.keys() == seen


@pytest.mark.parametrize("kinds", list(product(SIGNS, repeat=3)))
def test_a_triangle_from_each_corner(kinds: tuple[str, str, str]) -> None:
    """All eight labelled triangles: who is friend and enemy of whom, and what that is called."""
    facts = [
        f"{a} {kind} {b} 1930/1935"
        for (a, b), kind in zip(combinations("abc", 2), kinds, strict=True)
    ]
    role = {
        frozenset(pair): "friend" if kind == "friendOf" else "enemy"
        for pair, kind in zip(combinations("abc", 2), kinds, strict=True)
    }
    found = find("focal-position", facts)
    assert [each.roles[0] for each in found] == [("seen from", f"urn:{name}") for name in "abc"]
    for name, each in zip("abc", found, strict=True):
        others = [other for other in "abc" if other != name]
        own = {(role[frozenset((name, other))], f"urn:{other}") for other in others}
        assert set(each.roles[1:]) == own
        near = sorted((what for what, _ in own), reverse=True)
        far = role[frozenset(others)]
        assert each.outcome == WORDS[near[0], near[1], far]
        marks = {"friend": "+", "enemy": "-"}
        assert dict(each.facts) == {"own": marks[near[0]] + marks[near[1]], "far": marks[far]}
        assert (each.first, each.last, each.is_certain) == ("1930-01-01", "1935-12-31", True)
        assert sorted(tie.iri for _, tie in each.evidence) == sorted(facts)
        assert all(what == ("friends" if tie.sign > 0 else "foes") for what, tie in each.evidence)


@given(pasts())
def test_every_stretch_of_a_triangle_gives_three_positions(facts: list[str]) -> None:
    """As many as there are stretches of triangles, three each, with their days."""
    chronicle = Chronicle([fact(each) for each in facts], (), Reading())
    expected = [
        (phase.first, phase.last, node)
        for history in chronicle.histories()
        for phase in history.phases
        if phase.is_balanced is not None
        for node in history.nodes
    ]
    found = find("focal-position", facts)
    assert sorted((each.first, each.last, each.roles[0][1]) for each in found) == sorted(expected)
    for each in found:
        (_, centre), *others = each.roles
        signs = signs_on(facts, each.first)
        for what, other in others:
            a, b = sorted((centre.removeprefix("urn:"), other.removeprefix("urn:")))
            assert what == {1: "friend", -1: "enemy"}[signs[a, b]]


def test_a_side_that_is_settled_has_only_its_own_ties_as_evidence() -> None:
    """Under a rule that settles a quarrel the ties that it overrules speak for no position."""
    facts = [
        *("a friendOf b 1930/1935", "a enemyOf b 1932/1935"),
        *("a enemyOf c 1930/1935", "b enemyOf c 1930/1935"),
    ]
    found = find("focal-position", facts, conflict="latest")
    assert {(each.first, each.outcome) for each in found if each.roles[0][1] == "urn:c"} == {
        ("1930-01-01", "my enemies are allied"),
        ("1932-01-01", "three are at enmity"),
    }
    later = [each for each in found if each.first == "1932-01-01"]
    assert all(facts[0] not in [tie.iri for _, tie in each.evidence] for each in later)
    assert all(facts[1] in [tie.iri for _, tie in each.evidence] for each in later)
    # Left ambivalent, the three make no triangle from 1932 on.
    plain = find("focal-position", facts)
    assert {(each.first, each.last) for each in plain} == {("1930-01-01", "1931-12-31")}


# Open triads


@pytest.mark.parametrize(
    ("signs", "predicted"),
    [((1, 1), (1, 1)), ((1, -1), (-1, -1)), ((-1, 1), (-1, -1)), ((-1, -1), (1, None))],
)
def test_what_the_theories_predict(signs: tuple[int, int], predicted: tuple[int, int]) -> None:
    """The third sign makes the product positive; weak balance is silent on two enemies."""
    assert predicted_signs(*signs) == predicted


def opened_by_hand(
    facts: Sequence[str],
) -> set[tuple[str, str, str, str, str, int, int, int | None]]:
    """Return the open triads: middle, ends, first and last day, two signs, and what came next.

    Runs of days on which the two ties keep their signs and the third pair has no tie; what comes
    next is the sign on the first later day on which the third pair has one.
    """
    signs = {each: signs_on(facts, each) for each in CALENDAR}

    def sign(a: str, b: str, on: str) -> int | None:
        return signs[on].get((min(a, b), max(a, b)))

    found = set()
    for middle in "abcd":
        for x, y in combinations([name for name in "abcd" if name != middle], 2):
            states = [
                (sign(middle, x, each), sign(middle, y, each), sign(x, y, each))
                for each in CALENDAR
            ]
            for start, (one, two, third) in enumerate(states):
                if not one or not two or third is not None:
                    continue
                if start and states[start - 1] == states[start]:
                    continue
                stop = start
                while states[stop + 1] == states[start]:
                    stop += 1
                came = next((state[2] for state in states[stop:] if state[2] is not None), None)
                found.add((middle, x, y, CALENDAR[start], CALENDAR[stop], one, two, came))
    return found


@given(pasts())
def test_open_triads_day_by_day(facts: list[str]) -> None:
    """Every run of days of two ties without the third is found once, with what came."""
    instances = find("open-triad", facts)
    found = set()
    for each in instances:
        assert [role for role, _ in each.roles] == ["between", "one", "other"]
        middle, x, y = (iri.removeprefix("urn:") for _, iri in each.roles)
        told = dict(each.facts)
        ties = [tie for what, tie in each.evidence if what != "third tie"]
        signs = [
            {tie.sign for tie in ties if {middle, end} == set(tie.iri.split()[::2])}
            for end in (x, y)
        ]
        assert all(len(one) == 1 for one in signs)
        one, two = (sign.pop() for sign in signs)
        came = told["came"]
        assert came is None or isinstance(came, int)
        found.add((middle, x, y, each.first, each.last, one, two, came))
        assert (told["strong"], told["weak"]) == predicted_signs(one, two)
        assert told["two"] == "".join(sorted(MARKS[one] + MARKS[two]))
        assert not each.is_certain
    assert len(found) == len(instances)
    assert found == opened_by_hand(facts)


@pytest.mark.parametrize(
    ("kinds", "third", "outcome"),
    [
        (
            ("friendOf", "enemyOf"),
            ["enemyOf"],
            "+-: strong balance predicts -, weak -; then came -",
        ),
        (
            ("friendOf", "friendOf"),
            ["enemyOf"],
            "++: strong balance predicts +, weak +; then came -",
        ),
        (
            ("enemyOf", "enemyOf"),
            ["friendOf"],
            "--: strong balance predicts +, weak nothing; then came +",
        ),
        (
            ("enemyOf", "enemyOf"),
            ["friendOf", "enemyOf"],
            "--: strong balance predicts +, weak nothing; then came + and -",
        ),
        (
            ("enemyOf", "friendOf"),
            [],
            "+-: strong balance predicts -, weak -; none recorded",
        ),
    ],
)
def test_an_open_triad(kinds: tuple[str, str], third: list[str], outcome: str) -> None:
    """What the two ties are, what each theory predicts of the third, and what came."""
    facts = [f"b {kinds[0]} a 1930/1935", f"b {kinds[1]} c 1931/1935"]
    closing = [f"a {kind} c 1934/1936" for kind in third]
    (found, *rest) = find("open-triad", facts + closing)
    assert found.roles == (("between", "urn:b"), ("one", "urn:a"), ("other", "urn:c"))
    last = "1933-12-31" if third else "1935-12-31"
    assert (found.first, found.last) == ("1931-01-01", last)
    assert found.outcome == outcome
    roles = {"friendOf": "friend", "enemyOf": "enemy"}
    assert {(what, tie.iri) for what, tie in found.evidence} == {
        (roles[kinds[0]], facts[0]),
        (roles[kinds[1]], facts[1]),
        *(("third tie", each) for each in closing),
    }
    assert all(each.roles[0][1] != "urn:b" for each in rest)


def test_how_soon_a_third_tie_must_come() -> None:
    """Within the years after the last open day, to the day; one that comes later is none."""
    facts = ["b friendOf a 1930/1935", "b friendOf c 1930/1935"]
    for start, years, came in (
        ("1936-01-01", 1, 1),
        ("1936-12-31", 1, 1),
        ("1937-01-01", 1, None),
        ("1945-12-31", 10, 1),
        ("1946-01-01", 10, None),
    ):
        found = find("open-triad", [*facts, f"a friendOf c {start}/1950"], years)
        (own,) = [each for each in found if each.roles[0][1] == "urn:b"]
        assert dict(own.facts)["came"] == came
        assert (own.first, own.last) == ("1930-01-01", "1935-12-31")
    # The tie that came first counts, also if it was there before and came back.
    found = find("open-triad", [*facts, "a enemyOf c 1931/1932", "a friendOf c 1934/1935"])
    own_days = [
        (each.first, each.last, dict(each.facts)["came"])
        for each in found
        if each.roles[0][1] == "urn:b"
    ]
    assert own_days == [
        ("1930-01-01", "1930-12-31", -1),
        ("1933-01-01", "1933-12-31", 1),
    ]


@pytest.mark.parametrize("kind", BONDS)
def test_parts_and_kin_need_no_third_tie(kind: str) -> None:
    """Between two of whom one is part or kin of the other no tie is missing."""
    facts = ["b friendOf a 1930/1935", "b friendOf c 1930/1935"]
    assert len(find("open-triad", facts)) == 1
    assert find("open-triad", [*facts, f"c {kind} a 1930/1935"]) == []


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(["b friendOf a 1930/1935"], id="one tie"),
        pytest.param(["b friendOf a 1930/1935", "b friendOf c 1936/1940"], id="at different times"),
        pytest.param(
            ["b friendOf a 1930/1935", "b enemyOf a 1930/1935", "b friendOf c 1930/1935"],
            id="an ambivalent tie",
        ),
        pytest.param(
            ["b friendOf a 1931/1935", "b friendOf c 1931/1935", "a enemyOf c 1930/1936"],
            id="a closed triangle",
        ),
    ],
)
def test_no_open_triad(facts: list[str]) -> None:
    """Two ties of one actor on one day, and no tie between the others, are needed."""
    assert [each for each in find("open-triad", facts) if each.roles[0][1] == "urn:b"] == []
