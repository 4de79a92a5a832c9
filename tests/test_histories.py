"""Life histories: against the sign of every single day, and one history worked out by hand.

The days that are checked one by one are two weeks, and one day on either side for all that
lies before and after: no date in these tests has a bound outside the two weeks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations, groupby, pairwise

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from khgraph.cli import main
from khgraph.dates import OPEN_END, OPEN_START, Bounds, edtf_bounds
from khgraph.histories import (
    Chronicle,
    History,
    Phase,
    Stretch,
    segments,
    timeline,
    turn_place,
    with_time,
)
from khgraph.lives import Life
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.namespaces import KH
from khgraph.projection import CONFLICTS, project, settled_sign
from khgraph.reading import Reading, Tie, network, ties
from khgraph.spans import common, union
from khgraph.triads import triads

RELATIONS = {
    name: RelationType(KH + name, name, name, sign, is_symmetric=False, is_act=is_act)
    for name, sign, is_act in (
        ("befriended", 1, False),
        ("helped", 1, True),
        ("opposed", -1, False),
        ("struck", -1, True),
        ("watched", 0, False),
        ("died", None, True),
    )
}
SIGNED = [name for name in RELATIONS if name != "died"]

CALENDAR = [(date(1939, 2, 20) + timedelta(number)).isoformat() for number in range(15)]
INNER = CALENDAR[1:-1]

day = st.sampled_from(INNER)
span = st.tuples(day, day).map(lambda pair: (min(pair), max(pair)))
spans = st.lists(span, max_size=3).map(union)
when = st.one_of(
    day,
    span.map("/".join),
    span.map("..".join).map("[{}]".format),
    st.tuples(day, st.sampled_from(["{}/", "/{}", "{}/..", "../{}", "[{}..]", "[..{}]"])).map(
        lambda pair: pair[1].format(pair[0])
    ),
)


@cache
def bounds_of(text: str) -> Bounds:
    """Return the bounds of a date, parsed once."""
    return edtf_bounds(text)


def person(name: str) -> Entity:
    """Return an actor."""
    return Entity(f"urn:{name}", name.title(), "Person")


def statement(
    iri: str,
    kind: str,
    ends: str,
    *dates: str | None,
    stance: str = "affirms",
    source: str = "test2000",
) -> Statement:
    """Return a statement about two actors, or the death of one, with a claim for each date."""
    subject, *objects = ends.split()
    claims = tuple(
        Claim(
            f"urn:claim-{iri}-{number}",
            *(source, "p. 1", "1", stance, ("Ada Quill",), (), text),
            bounds_of(text) if text else Bounds(),
            *("In our words.", None),
        )
        for number, text in enumerate(dates)
    )
    target = person(objects[0]) if objects else "true"
    return Statement(f"urn:{iri}", person(subject), RELATIONS[kind], target, claims)


@st.composite
def pasts(
    draw: st.DrawFn, names: str = "abc", dates: st.SearchStrategy[str] = when
) -> list[Statement]:
    """Return statements with one claim each about ties among *names*, and about deaths."""
    pairs = [" ".join(pair) for pair in combinations(names, 2)]
    found = [
        statement(
            f"s{number}",
            draw(st.sampled_from(SIGNED)),
            draw(st.sampled_from(pairs)),
            draw(dates),
            stance=draw(st.sampled_from(["affirms", "thinksProbable"])),
            source=draw(st.sampled_from(["test2000", "test2010"])),
        )
        for number in range(draw(st.integers(0, 7)))
    ]
    for name in draw(st.sets(st.sampled_from(names), max_size=1)):
        found.append(statement(f"death-{name}", "died", name, draw(day)))
    return found


def signs_on(statements: Sequence[Statement], on: str, conflict: str) -> dict[tuple[str, str], int]:
    """Return the signs of the pairs with signed ties in the reading of one day, 0 if ambivalent."""
    found: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties(statements, Reading(on=on)):
        end = tie.statement.object
        if tie.sign and isinstance(end, Entity):
            found.setdefault((tie.statement.subject.iri, end.iri), []).append(tie)
    return {pair: settled_sign(those, conflict) for pair, those in found.items()}


def stretch_on(stretches: Sequence[Stretch], on: str) -> Stretch | None:
    """Return the one stretch that has this day; more than one is an error."""
    found = [stretch for stretch in stretches if stretch.first <= on <= stretch.last]
    assert len(found) <= 1
    return found[0] if found else None


def holds(tie: Tie, on: str) -> bool:
    """Return whether a tie can have held on a day."""
    return any(first <= on <= last for first, last in tie.possible)


def must_hold(found: Sequence[Tie], sign: int, on: str) -> bool:
    """Return whether ties of a sign, of both signs if it is 0, must have held on a day."""
    return all(
        any(tie.sign == each and any(a <= on <= b for a, b in tie.certain) for tie in found)
        for each in ((1, -1) if sign == 0 else (sign,))
    )


# Segments and timelines


@given(st.lists(span, max_size=6))
def test_segments_are_the_runs_of_days_in_the_same_spans(many: list[tuple[str, str]]) -> None:
    """Days stand in one segment if no span begins or ends between them; gaps are segments too."""
    found = segments(many)
    if not many:
        assert found == []
        return
    first, last = min(a for a, _ in many), max(b for _, b in many)
    whole = [each for each in CALENDAR if first <= each <= last]
    cuts = {a for a, _ in many} | {CALENDAR[CALENDAR.index(b) + 1] for _, b in many}
    runs: list[list[str]] = []
    for each in whole:
        if not runs or each in cuts:
            runs.append([])
        runs[-1].append(each)
    assert found == [(run[0], run[-1]) for run in runs]


def test_segments_reach_to_the_end_of_the_calendar() -> None:
    """An open end is the last day there is, and no segment begins after it."""
    assert segments([(OPEN_START, OPEN_END), ("1932-01-01", OPEN_END)]) == [
        (OPEN_START, "1931-12-31"),
        ("1932-01-01", OPEN_END),
    ]


@st.composite
def made_ties(draw: st.DrawFn) -> list[Tie]:
    """Return signed ties of one pair, each with several spans and weights for every rule."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        possible = draw(spans)
        certain = draw(st.sampled_from([possible, common(possible, draw(spans))]))
        kind = draw(st.sampled_from(["befriended", "opposed"]))
        about = statement(
            f"s{number}",
            kind,
            "a b",
            draw(when),
            stance=draw(st.sampled_from(["affirms", "thinksProbable", "thinksPossible"])),
            source=draw(st.sampled_from(["test2000", "test2010"])),
        )
        found.append(Tie(about, about.claims, bool(certain), False, possible, certain))
    return found


@given(made_ties(), st.sampled_from(list(CONFLICTS)))
def test_a_timeline_day_by_day(found: list[Tie], conflict: str) -> None:
    """On every day the sign is that of the ties possible then, in the longest stretches."""
    signs = []
    for each in CALENDAR:
        here = [tie for tie in found if holds(tie, each)]
        signs.append((each, settled_sign(here, conflict) if here else None))
    runs = [(sign, [each for each, _ in run]) for sign, run in groupby(signs, lambda item: item[1])]
    expected = [(run[0], run[-1], sign) for sign, run in runs if sign is not None]
    stretches = timeline(found, conflict)
    assert [stretch[:3] for stretch in stretches] == expected
    for stretch in stretches:
        days = [each for each in CALENDAR if stretch.first <= each <= stretch.last]
        assert stretch.ties == tuple(tie for tie in found if any(holds(tie, d) for d in days))
        assert stretch.is_certain == any(must_hold(found, stretch.sign, d) for d in days)


def test_neighbouring_days_of_one_sign_are_one_stretch() -> None:
    """An alliance that another follows on the next day goes on; a day between is a gap."""
    past = [
        statement("s1", "befriended", "a b", "1930-01-01/1931-12-31"),
        statement("s2", "befriended", "a b", "1932-01-01/1933-12-31"),
        statement("s3", "befriended", "a b", "1934-01-02/1934-12-31"),
    ]
    (first, second) = Chronicle(past, (), Reading()).pair("urn:b", "urn:a")
    assert (first.first, first.last) == ("1930-01-01", "1933-12-31")
    assert [tie.iri for tie in first.ties] == ["urn:s1", "urn:s2"]
    assert (second.first, second.last) == ("1934-01-02", "1934-12-31")


@pytest.mark.parametrize(("one", "other"), [("befriended", "opposed"), ("opposed", "befriended")])
@pytest.mark.parametrize(
    ("date_of_other", "certain"),
    [
        ("1932-01-01/1932-12-31", True),
        ("1932", False),
        ("[1932-01-01..1932-12-31]", False),
        ("1932/", False),
    ],
)
def test_both_signs_must_be_certain_on_one_day(
    one: str, other: str, date_of_other: str, certain: bool
) -> None:
    """A pair is certainly ambivalent if ties of both signs must have held on one same day."""
    past = [
        statement("s1", one, "a b", "1930-01-01/1939-12-31"),
        statement("s2", other, "a b", date_of_other),
    ]
    stretches = Chronicle(past, (), Reading()).pair("urn:a", "urn:b")
    assert [each.is_certain for each in stretches if each.sign == 0] == [certain]


# Chronicles and phases


@given(pasts(), st.sampled_from(list(CONFLICTS)))
def test_a_history_day_by_day(past: list[Statement], conflict: str) -> None:
    """On every day a history has the signs, and the triangle, of the reading of that day alone."""
    chronicle = Chronicle(past, (), Reading(), conflict)
    history = chronicle.history("urn:c", "urn:a", "urn:b")
    assert history.pairs == (("urn:a", "urn:b"), ("urn:a", "urn:c"), ("urn:b", "urn:c"))
    for each in CALENDAR:
        signs = signs_on(past, each, conflict)
        for pair in history.pairs:
            stretch = stretch_on(chronicle.pair(*pair), each)
            assert (None if stretch is None else stretch.sign) == signs.get(pair)
        here = [phase for phase in history.phases if phase.first <= each <= phase.last]
        assert len(here) <= 1
        expected = tuple(signs.get(pair) for pair in history.pairs)
        assert (here[0].signs if here else (None, None, None)) == expected
        found = triads(project(network(past, Reading(on=each)), conflict))
        types = [here[0].state] if here and here[0].is_balanced is not None else []
        assert types == [triad.type for triad in found]
        if found:
            assert here[0].is_balanced == found[0].is_balanced
            assert here[0].is_weakly_balanced == found[0].is_weakly_balanced


@given(pasts())
def test_phases_follow_on_one_another_and_differ(past: list[Statement]) -> None:
    """Phases leave no day out from the first tie to the last, and neighbours differ in a sign."""
    phases = Chronicle(past, (), Reading()).history("urn:a", "urn:b", "urn:c").phases
    for phase in phases:
        assert phase.first in (OPEN_START, *CALENDAR[1:])
        assert phase.last in (*CALENDAR[:-1], OPEN_END)
    for before, after in pairwise(phases):
        assert date.fromisoformat(after.first) - date.fromisoformat(before.last) == timedelta(1)
        assert before.signs != after.signs
    if phases:
        assert {None} != set(phases[0].signs)
        assert {None} != set(phases[-1].signs)


@given(pasts(), st.one_of(span, day.map(lambda each: (each, each))))
def test_a_reading_with_a_time_bounds_everything(
    past: list[Statement], time: tuple[str, str]
) -> None:
    """Within the reading's time nothing changes, and outside there is nothing."""
    first, last = time
    reading = Reading(on=first) if first == last else Reading(first=first, last=last)
    chronicle = Chronicle(past, (), reading)
    assert chronicle.time == time
    for each in CALENDAR:
        signs = signs_on(past, each, "ambivalent") if first <= each <= last else {}
        for pair in combinations(("urn:a", "urn:b", "urn:c"), 2):
            stretch = stretch_on(chronicle.pair(*pair), each)
            assert (None if stretch is None else stretch.sign) == signs.get(pair)
    for history in chronicle.histories():
        assert first <= history.phases[0].first
        assert history.phases[-1].last <= last


def test_a_half_open_reading() -> None:
    """A side of the reading's time that is left open is open."""
    past = [statement("s1", "befriended", "a b", "1930/1940")]
    (late,) = Chronicle(past, (), Reading(first="1935-06-01")).pair("urn:a", "urn:b")
    (early,) = Chronicle(past, (), Reading(last="1935-06-01")).pair("urn:a", "urn:b")
    assert late[:2] == ("1935-06-01", "1940-12-31")
    assert early[:2] == ("1930-01-01", "1935-06-01")
    assert Chronicle(past, (), Reading(first="1935-06-01")).time == ("1935-06-01", OPEN_END)


def test_undated_ties_stay_out_unless_let_in() -> None:
    """A lasting tie without a date stands in no timeline, or in all of it; an act never does."""
    past = [
        statement("s1", "befriended", "a b", None),
        statement("s2", "struck", "a c", None),
        statement("s3", "opposed", "b c", None, "1932"),
    ]
    left_out = Chronicle(past, (), Reading())
    assert list(left_out.pairs) == [("urn:b", "urn:c")]
    assert left_out.pair("urn:b", "urn:c")[0][:2] == ("1932-01-01", "1932-12-31")
    let_in = Chronicle(past, (), Reading(include_undated=True))
    assert list(let_in.pairs) == [("urn:a", "urn:b"), ("urn:b", "urn:c")]
    for stretches in let_in.pairs.values():
        assert [stretch[:2] for stretch in stretches] == [(OPEN_START, OPEN_END)]
    assert not let_in.pair("urn:a", "urn:b")[0].is_certain


def test_with_time() -> None:
    """A reading without a time gets all days, one with a time keeps it."""
    assert with_time(Reading()).span == (OPEN_START, OPEN_END)
    for reading in (
        Reading(on="1939-08-20"),
        Reading(first="1939-01-01"),
        Reading(last="1940-01-01"),
    ):
        assert with_time(reading) is reading


def test_without_ties() -> None:
    """Actors who are never tied have a history without phases, changes or turns."""
    chronicle = Chronicle([statement("s1", "watched", "a b", "1932")], (), Reading())
    assert chronicle.pairs == {}
    assert chronicle.actors == {}
    assert chronicle.histories() == []
    history = chronicle.history("urn:c", "urn:b", "urn:a")
    assert history == History(("urn:a", "urn:b", "urn:c"), (), (), {})
    assert history.changes() == []


@given(pasts("abcd"), st.sampled_from([None, "urn:a", "urn:c", "urn:z"]))
def test_histories_are_those_of_threes_joined_on_one_day(
    past: list[Statement], node: str | None
) -> None:
    """Three actors have a history if on some day every two of them have a signed tie."""
    joined = set()
    for each in CALENDAR:
        signs = signs_on(past, each, "ambivalent")
        for three in combinations(("urn:a", "urn:b", "urn:c", "urn:d"), 3):
            if all(pair in signs for pair in combinations(three, 2)):
                joined.add(three)
    chronicle = Chronicle(past, (), Reading())
    found = chronicle.histories(node)
    assert [h.nodes for h in found] == [t for t in sorted(joined) if node is None or node in t]
    assert all(history == chronicle.history(*history.nodes) for history in found)


# States


def side(sign: int | None) -> Stretch | None:
    """Return a stretch of the sign, None for none."""
    return None if sign is None else Stretch("1932-01-01", "1932-12-31", sign, False, ())


@pytest.mark.parametrize(
    ("signs", "state", "balanced", "weakly"),
    [
        ((1, 1, 1), "+++", True, True),
        ((1, -1, 1), "++-", False, False),
        ((-1, 1, -1), "+--", True, True),
        ((-1, -1, -1), "---", False, True),
        ((1, 0, -1), "ambivalent", None, None),
        ((0, 0, 0), "ambivalent", None, None),
        ((1, None, -1), "open", None, None),
        ((0, 1, None), "open", None, None),
        ((None, -1, None), "one tie", None, None),
        ((None, None, None), "no tie", None, None),
    ],
)
def test_the_state_of_a_phase(
    signs: tuple[int | None, int | None, int | None],
    state: str,
    balanced: bool | None,
    weakly: bool | None,
) -> None:
    """A triangle has a type and is balanced or not; what is none has a name and is neither."""
    phase = Phase("1932-01-01", "1932-12-31", (side(signs[0]), side(signs[1]), side(signs[2])))
    assert phase.signs == signs
    assert (phase.state, phase.is_balanced, phase.is_weakly_balanced) == (state, balanced, weakly)


@given(pasts())
def test_a_phase_is_certain_on_a_day_on_which_all_its_ties_must_have_held(
    past: list[Statement],
) -> None:
    """One day must do for all sides; two sides that were certain at two times are not enough."""
    for phase in Chronicle(past, (), Reading()).history("urn:a", "urn:b", "urn:c").phases:
        sides = [one for one in phase.sides if one is not None]
        if sides:
            assert phase.is_certain == any(
                phase.first <= each <= phase.last
                and all(must_hold(one.ties, one.sign, each) for one in sides)
                for each in CALENDAR
            )


# Changes


@given(pasts())
def test_changes_name_the_ties_that_begin_and_end(past: list[Statement]) -> None:
    """A change names the sides of another sign, what began on its day and ended the day before."""
    history = Chronicle(past, (), Reading()).history("urn:a", "urn:b", "urn:c")
    everything = [tie for tie in ties(past, with_time(Reading())) if tie.sign]
    for number, change in enumerate(history.changes()):
        assert (change.before, change.after) == history.phases[number : number + 2]
        assert change.day == change.after.first
        was, now = change.before.signs, change.after.signs
        assert change.sides == tuple(i for i in range(3) if was[i] != now[i])
        eve = change.before.last
        own = [
            [tie for tie in everything if {tie.statement.subject.iri, _object(tie)} == set(pair)]
            for i, pair in enumerate(history.pairs)
            if i in change.sides
        ]
        starts = [t for side in own for t in side if holds(t, change.day) and not holds(t, eve)]
        stops = [t for side in own for t in side if holds(t, eve) and not holds(t, change.day)]
        assert list(change.began) == starts
        assert list(change.ended) == stops
        assert starts or stops
        deaths = {node for node in history.nodes if history.known.get(node, Life()).last == eve}
        assert change.lost == tuple(sorted(deaths))


def _object(tie: Tie) -> str:
    end = tie.statement.object
    assert isinstance(end, Entity)
    return end.iri


def turn(
    iri: str,
    before: Statement | None,
    after: Statement,
    *dates: str | None,
    stance: str = "affirms",
) -> Turn:
    """Return a turning point with a claim for each date."""
    claims = statement(f"of-{iri}", "struck", "a b", *dates, stance=stance).claims
    return Turn(f"urn:{iri}", f"The turn {iri}", "betrayal", before, after, None, claims)


FRIENDS = statement("s1", "befriended", "alda nur", "1930/1936-04-24")
KILLED = statement("s2", "struck", "nur alda", "1936-04-24")
FOES = statement("s3", "opposed", "osk alda", "1932/")
RIVALS = statement("s4", "opposed", "nur osk", "1932/1945")
DEATH = statement("s5", "died", "alda", "1936-04-24")
BETRAYAL = turn("betrayal", FRIENDS, KILLED, "1936-04-24")


def example(reading: Reading | None = None, *turns: Turn) -> History:
    """Return the history of Alda, Nur and Osk, and of the turns."""
    past = [FRIENDS, KILLED, FOES, RIVALS, DEATH]
    return Chronicle(past, turns, reading or Reading()).history("urn:nur", "urn:alda", "urn:osk")


def test_a_history_by_hand() -> None:
    """Two allies against a foe; one has the other killed, whose enmity ends with that death."""
    history = example(None, BETRAYAL)
    assert history.nodes == ("urn:alda", "urn:nur", "urn:osk")
    assert [(*phase[:2], phase.signs, phase.is_certain) for phase in history.phases] == [
        ("1930-01-01", "1931-12-31", (1, None, None), True),
        # Nobody says to what day Osk opposed Alda at least, so that no day is certain.
        ("1932-01-01", "1936-04-23", (1, -1, -1), False),
        ("1936-04-24", "1936-04-24", (0, -1, -1), False),
        ("1936-04-25", "1945-12-31", (None, None, -1), True),
    ]
    assert history.turns == (BETRAYAL,)
    named = [
        (
            change.day,
            change.sides,
            [tie.statement for tie in change.began],
            [tie.statement for tie in change.ended],
            change.turns,
            change.lost,
        )
        for change in history.changes()
    ]
    assert named == [
        ("1932-01-01", (1, 2), [FOES, RIVALS], [], (), ()),
        ("1936-04-24", (0,), [KILLED], [], (BETRAYAL,), ()),
        ("1936-04-25", (0, 1), [], [FRIENDS, KILLED, FOES], (BETRAYAL,), ("urn:alda",)),
    ]


def test_a_change_keeps_to_its_own_turns() -> None:
    """A turn that is told of another side, or of ties that stand at no change, is not its own."""
    elsewhere = turn("elsewhere", None, RIVALS, "1945")
    history = example(None, elsewhere)
    assert history.turns == (elsewhere,)
    assert [change.turns for change in history.changes()][1:] == [(), ()]


def test_the_turns_of_a_pair() -> None:
    """A turn belongs to the pairs of its ties, if a claim of it counts, whichever end is asked."""
    change_of_sides = turn("sides", FRIENDS, FOES, "1932")
    doubted = turn("doubted", FRIENDS, KILLED, "1936-04-24", stance="doubts")
    kin = statement("s6", "died", "alda", "1936")
    loose = turn("loose", kin, RIVALS, "1936")
    past = [FRIENDS, KILLED, FOES, RIVALS]
    chronicle = Chronicle(past, [change_of_sides, doubted, loose, BETRAYAL], Reading())
    assert chronicle.turns_of("urn:nur", "urn:alda") == [change_of_sides, BETRAYAL]
    assert chronicle.turns_of("urn:alda", "urn:osk") == [change_of_sides]
    assert chronicle.turns_of("urn:osk", "urn:nur") == [loose]
    assert chronicle.turns_of("urn:osk", "urn:zed") == []
    # Told of two sides, it stands once in the history of the three.
    history = chronicle.history("urn:alda", "urn:nur", "urn:osk")
    assert sorted(turn.iri for turn in history.turns) == ["urn:betrayal", "urn:loose", "urn:sides"]


@pytest.mark.parametrize(
    ("dates", "place"),
    [
        (("1936-04-24",), "1936-04-24"),
        (("1936",), "1936-01-01"),
        (("1936-08-14/1937-01-05",), "1936-08-14"),
        (("1936/",), "1936-01-01"),
        # Where no beginning is told, the last day on which it can have come.
        (("/1936-04-24",), "1936-04-24"),
        (("[..1932]",), "1932-12-31"),
        (("../1932",), "1932-12-31"),
        # Of several accounts the first day of all.
        (("1939", "1936-04"), "1936-04-01"),
        ((None, "1936"), "1936-01-01"),
        ((None,), None),
        ((), None),
    ],
)
def test_the_place_of_a_turn(dates: tuple[str | None, ...], place: str | None) -> None:
    """A turn stands at the first day on which it can have come, and nowhere without a date."""
    assert turn_place(turn("t", None, KILLED, *dates)) == place


# The command


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["triads", "--history", *arguments], prog_name="khgraph")


INNER_MONGOLS = ("Inner Mongols", "Japan", "China")


def test_the_command_tells_a_history() -> None:
    """Each stretch has its signs, days and state, what began and ended it, and every source."""
    result = run(*INNER_MONGOLS)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    heads = [line for line in result.stdout.splitlines() if line and line[0] in "+-±·"]
    assert heads[:2] == [
        "--+  until 1931  +-- balanced, possibly",
        "--±  1932  a side is ambivalent, possibly",
    ]
    assert "Life history: China, Inner Mongols, Japan\n" in result.stdout
    assert "  -  Inner Mongols were an enemy of China  [..1932]\n" in result.stdout
    assert "       Bulag affirms, bulag2009 p. 8 (lines 445-448,465-473)\n" in result.stdout
    assert (
        "  >  Turning point (break): The allies Japan and Inner Mongols fall out" in result.stdout
    )
    assert "     Ended: - Japan was an enemy of China  [..1932]; Bulag" in result.stdout


def test_a_history_as_json_and_as_rows() -> None:
    """JSON has every stretch with its sides and claims; the rows are one a claim."""
    value = json.loads(run(*INNER_MONGOLS, "-f", "json", "--horizon", "10").stdout)
    assert value["actors"] == ["China", "Inner Mongols", "Japan"]
    stretches = value["stretches"]
    place = [stretch["first"] for stretch in stretches].index("1932-01-01")
    before, after = stretches[place - 1 : place + 1]
    assert (before["state"], before["balanced"], before["weakly_balanced"]) == ("+--", True, True)
    assert (after["last"], after["state"], after["certain"]) == ("1932-12-31", "ambivalent", False)
    assert (after["balanced"], after["weakly_balanced"]) == (None, None)
    assert [(s["a"], s["b"], s["sign"]) for s in after["sides"]] == [
        ("China", "Inner Mongols", -1),
        ("China", "Japan", -1),
        ("Inner Mongols", "Japan", 0),
    ]
    assert {claim["statement"] for claim in after["began"]} == {
        "Inner Mongols opposed Japan",
        "Inner Mongols opposed Japan (on Hingan Army)",
        "Inner Mongols were on strained terms with Japan",
    }
    ended = stretches[place + 1]["ended"]
    assert {claim["statement"] for claim in ended} == {
        "Inner Mongols were an enemy of China",
        "Japan was an enemy of China",
    }
    assert "break" in [turn["kind"] for turn in after["turns"]]
    assert value["turns"]
    rows = run(*INNER_MONGOLS, "-f", "csv", "--horizon", "10").stdout.splitlines()
    assert rows[0].startswith("stretch,first,last,state,balanced,certain,a,b,sign,statement,when,")
    claims = sum(max(1, sum(len(s["claims"]) for s in stretch["sides"])) for stretch in stretches)
    assert len(rows) - 1 == claims


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Japan", "China", "Japan"), "--history wants three different actors"),
        (("Japan", "China", "State of Japan"), "no actor is called 'State of Japan'"),
        (("Japan", "China", "Khalkhin Gol"), "no actor is called 'Khalkhin Gol'"),
        (("Japan", "China"), "requires 3 arguments"),
        (("Japan", "China", "Inner Mongols", "Lingsheng"), "--history A B C goes with no ACTOR"),
        (("Japan", "China", "Inner Mongols", "--robust"), "--history A B C goes with no ACTOR"),
        (("Japan", "China", "Inner Mongols", "--unbalanced"), "--history A B C goes with no ACTOR"),
    ],
)
def test_a_call_that_is_none(arguments: tuple[str, ...], message: str) -> None:
    """A history is of three different actors and goes with nothing else."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_three_who_were_never_tied() -> None:
    """It says so, and JSON has no stretch."""
    three = ("Lingsheng", "Xiao Lama", "Poland")
    assert "No dated tie joins any two of them.\n" in run(*three).stdout
    assert json.loads(run(*three, "-f", "json").stdout)["stretches"] == []
    assert len(run(*three, "-f", "csv").stdout.splitlines()) == 1
