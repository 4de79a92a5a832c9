"""Slices of time: against readings made anew, and against every single day.

The days that are checked one by one are two weeks; no date in these tests has a bound outside
them, and what reaches on does so from one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise, permutations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.dates import Bounds, edtf_bounds
from khgraph.edgelist import Rows, combine, read_rows
from khgraph.errors import KhgraphError
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.namespaces import KH, KHT
from khgraph.projection import project
from khgraph.reading import Reading, network
from khgraph.records import statements, turns
from khgraph.series import STEPS, Slice, matched_camps, row_slices, slices
from khgraph.spans import next_day, possible_span
from khgraph.stores import Store

RELATIONS = {
    name: RelationType(KH + name, name, name, sign, is_symmetric=False, is_act=is_act)
    for name, sign, is_act in (
        ("befriended", 1, False),
        ("helped", 1, True),
        ("opposed", -1, False),
        ("struck", -1, True),
        ("watched", 0, False),
    )
}
CALENDAR = [(date(1939, 2, 20) + timedelta(number)).isoformat() for number in range(15)]

day = st.sampled_from(CALENDAR)
when = st.one_of(
    day,
    st.tuples(day, day, st.sampled_from(["{}/{}", "[{}..{}]"])).map(
        lambda parts: parts[2].format(min(parts[:2]), max(parts[:2]))
    ),
    st.tuples(day, st.sampled_from(["{}/", "/{}", "{}/..", "../{}"])).map(
        lambda parts: parts[1].format(parts[0])
    ),
)


@cache
def bounds_of(text: str) -> Bounds:
    """Return the bounds of a date, parsed once."""
    return edtf_bounds(text)


def claim(iri: str, text: str | None, source: str = "test2000", stance: str = "affirms") -> Claim:
    """Return a claim with a date, or without."""
    return Claim(
        f"urn:claim-{iri}",
        *(source, "p. 1", "1", stance, ("Ada Quill",), (), text),
        bounds_of(text) if text else Bounds(),
        *("In our words.", None),
    )


def statement(iri: str, kind: str, ends: str, text: str | None) -> Statement:
    """Return a statement about two actors with one claim."""
    subject, target = (Entity(f"urn:{name}", name.title(), "Person") for name in ends.split())
    return Statement(f"urn:{iri}", subject, RELATIONS[kind], target, (claim(iri, text),))


def turn(iri: str, after: Statement, *claims: Claim) -> Turn:
    """Return a turning point that leads to a statement."""
    return Turn(f"urn:{iri}", iri.title(), "betrayal", None, after, None, claims)


pasts = st.lists(
    st.tuples(
        st.sampled_from(list(RELATIONS)),
        st.sampled_from([" ".join(pair) for pair in combinations("abcd", 2)]),
        st.one_of(when, when, when, st.none()),
    ),
    max_size=7,
).map(lambda made: [statement(f"s{n}", *parts) for n, parts in enumerate(made)])


def content(graph: nx.Graph[str]) -> object:
    """Return all that is in a projected network."""
    return (
        {node: dict(data) for node, data in graph.nodes(data=True)},
        {(min(a, b), max(a, b)): data for a, b, data in graph.edges(data=True)},
        graph.graph["ambivalent"],
    )


def signs(graph: nx.Graph[str]) -> dict[tuple[str, str], int]:
    """Return the sign of each pair, 0 for those that are ambivalent."""
    found = {(min(a, b), max(a, b)): data["sign"] for a, b, data in graph.edges(data=True)}
    return found | {(a, b): 0 for a, b, _ in graph.graph["ambivalent"]}


def sure_signs(graph: nx.Graph[str]) -> object:
    """Return the sign of each pair, and the pairs of which it is certain."""
    sure = {(min(a, b), max(a, b)) for a, b, data in graph.edges(data=True) if data["is_certain"]}
    return signs(graph), sure


def assert_contiguous(spans: Sequence[tuple[str, str]], first: str, last: str) -> None:
    """Hold that the spans lie end to end from the first day to the last."""
    assert (spans[0][0], spans[-1][1]) == (first, last)
    assert all(start <= end for start, end in spans)
    assert all(next_day(one[1]) == other[0] for one, other in pairwise(spans))


def spans_of(found: Sequence[Slice]) -> list[tuple[str, str]]:
    """Return the first and last day of each slice."""
    return [(part.first, part.last) for part in found]


# ---- slices of the small graph, whose dates are in tests/data/small.ttl


@pytest.mark.parametrize("every", STEPS)
@pytest.mark.parametrize(
    ("reading", "first", "last"),
    [
        # Of no reading: alda - nur began in 1930 at the earliest, nur opposed khar to 1945.
        (Reading("reports"), "1930-01-01", "1945-12-31"),
        (Reading("reports", include_undated=True), "1930-01-01", "1945-12-31"),
        # All that the other source dates.
        (Reading("reports", sources=("test2010",)), "1939-05-01", "1939-09-30"),
        (Reading("reports", first="1939-05-15", last="1940-03-01"), "1939-05-15", "1940-03-01"),
        (Reading("reports", first="1944-11-30"), "1944-11-30", "1945-12-31"),
        (Reading("reports", last="1931-02-28"), "1930-01-01", "1931-02-28"),
        # Two kinds: of alda - khar the end is dated, of nur - khar both.
        (Reading(types=("supported",)), "1930-01-01", "1939-12-31"),
        (Reading(types=("opposed",)), "1931-09-01", "1945-12-31"),
    ],
    ids=lambda value: value.describe() if isinstance(value, Reading) else "",
)
def test_slices_cover_the_span(
    small: Store, every: str, reading: Reading, first: str, last: str
) -> None:
    """They lie end to end from the first named day to the last, or over the reading's span."""
    found = list(slices(statements(small), turns(small), reading, every))
    assert_contiguous(spans_of(found), first, last)


@pytest.mark.parametrize("every", STEPS)
@pytest.mark.parametrize("conflict", ["ambivalent", "latest"])
def test_a_slice_is_the_reading_of_its_span(small: Store, every: str, conflict: str) -> None:
    """Its network is that which the same reading of its days gives by itself."""
    known = statements(small)
    choices = {"min_stance": "reports", "include_undated": True, "horizon": 3}
    reading = Reading(first="1935-11-15", last="1939-10-20", **choices)  # type: ignore[arg-type] # of several kinds
    for part in slices(known, turns(small), reading, every, conflict):
        anew = Reading(first=part.first, last=part.last, **choices)  # type: ignore[arg-type] # of several kinds
        assert content(part.network) == content(project(network(known, anew), conflict))


def test_labels_of_years_and_months(small: Store) -> None:
    """A slice is called by its year or month, and cut off where the span begins and ends."""
    reading = Reading("reports", first="1938-11-20", last="1939-02-10")
    known, told = statements(small), turns(small)
    assert [part[:3] for part in slices(known, told, reading, "month")] == [
        ("1938-11", "1938-11-20", "1938-11-30"),
        ("1938-12", "1938-12-01", "1938-12-31"),
        ("1939-01", "1939-01-01", "1939-01-31"),
        ("1939-02", "1939-02-01", "1939-02-10"),
    ]
    assert [part[:3] for part in slices(known, told, reading, "year")] == [
        ("1938", "1938-11-20", "1938-12-31"),
        ("1939", "1939-01-01", "1939-02-10"),
    ]


def test_events_of_the_small_graph(small: Store) -> None:
    """An event is where a tie can begin, must have begun, may have ended or has; by hand.

    With the claims that Quill affirms between 1935 and 1937: alda supported khar surely to
    1935-01-01 and at most to the end of that year; alda - nur ends on 1936-04-24, the day of the
    execution; dorn had betrayed cira by the end of 1936; nur accused dorn in 1937.
    """
    reading = Reading("affirms", first="1935-01-01", last="1937-12-31", sources=("test2000",))
    found = list(slices(statements(small), turns(small), reading, "event"))
    assert spans_of(found) == [
        ("1935-01-01", "1935-01-01"),
        ("1935-01-02", "1935-12-31"),
        ("1936-01-01", "1936-04-23"),
        ("1936-04-24", "1936-04-24"),
        ("1936-04-25", "1936-12-31"),
        ("1937-01-01", "1937-12-31"),
    ]
    assert [part.label for part in found] == [part.first for part in found]


def test_slices_of_the_small_graph_in_numbers(small: Store) -> None:
    """Friends, foes and ambivalent pairs of some years, by hand."""
    found = {
        part.label: list(signs(part.network).values())
        for part in slices(statements(small), turns(small), Reading("reports"), "year")
    }
    counted = {year: (s.count(1), s.count(-1), s.count(0)) for year, s in found.items()}
    assert counted["1930"] == (4, 1, 0)
    assert counted["1933"] == (4, 3, 0)
    # alda - nur are allies until the day on which nur has alda executed.
    assert counted["1936"] == (2, 3, 1)
    assert counted["1945"] == (1, 2, 0)
    assert list(counted) == [str(year) for year in range(1930, 1946)]


def test_turns_stand_in_their_slice(small: Store) -> None:
    """The one turning point, of 1936-04-24, stands in its year, month and event alone."""
    known, told = statements(small), turns(small)
    assert [one.iri for one in told] == [KHT + "nur-turned-on-alda"]
    for every, label in (("year", "1936"), ("month", "1936-04"), ("event", "1936-04-24")):
        found = list(slices(known, told, Reading("reports"), every))
        assert [(part.label, part.turns) for part in found if part.turns] == [(label, tuple(told))]
    other = Reading("reports", sources=("test2010",), first="1930-01-01")
    assert not any(part.turns for part in slices(known, told, other, "year"))


def test_turns_of_a_day_a_range_and_an_open_beginning() -> None:
    """A turn stands once, in time order; undated ones and those not accepted are left out."""
    after = statement("tie", "opposed", "a b", "1938/1942")
    told = [
        turn("late", after, claim("t1", "1940")),
        turn("early", after, claim("t2", "1939-03-01/1941")),
        turn("by", after, claim("t3", "../1939-12-31")),
        turn("undated", after, claim("t4", None)),
        turn("other", after, claim("t5", "1940", "test2010")),
        turn("denied", after, claim("t6", "1940", stance="denies")),
        turn("before", after, claim("t7", "1937")),
        turn("untold", after),
    ]
    reading = Reading(sources=("test2000",))
    for given_ in (told, told[::-1]):
        found = {
            part.label: [one.label for one in part.turns]
            for part in slices([after], given_, reading, "year")
        }
        assert found == {
            "1938": [],
            "1939": ["Early", "By"],
            "1940": ["Late"],
            "1941": [],
            "1942": [],
        }


def test_turns_of_one_day_are_in_order() -> None:
    """Two turns of one day stand by IRI, whichever is given first."""
    after = statement("tie", "opposed", "a b", "1939")
    told = [turn(name, after, claim(name, "1939-05-01")) for name in ("beta", "alpha")]
    (part,) = slices([after], told, Reading(), "year")
    assert [one.label for one in part.turns] == ["Alpha", "Beta"]


# ---- against every single day


@settings(max_examples=30)
@given(pasts, st.sampled_from(["ambivalent", "latest"]), st.booleans())
def test_nothing_changes_within_an_event_slice(
    known: list[Statement], conflict: str, undated: bool
) -> None:
    """On each day of a slice the signs are those of the slice; at every cut one changes.

    Or how sure one is.
    """
    reading = Reading(first=CALENDAR[0], last=CALENDAR[-1], include_undated=undated)
    found = list(slices(known, [], reading, "event", conflict))
    covered = set()
    for part in found:
        for each in CALENDAR:
            if part.first <= each <= part.last:
                covered.add(each)
                here = Reading(on=each, include_undated=undated)
                assert signs(project(network(known, here), conflict)) == signs(part.network)
    # A day that is in no slice has no tie, if there are slices.
    for each in set(CALENDAR) - covered if found else ():
        on_day = Reading(on=each, include_undated=undated)
        assert not signs(project(network(known, on_day), conflict))
    for one, other in pairwise(found):
        assert next_day(one.last) == other.first
        assert sure_signs(one.network) != sure_signs(other.network)


@settings(max_examples=30)
@given(pasts, st.sampled_from(["year", "month"]))
def test_a_slice_holds_what_holds_on_one_of_its_days(known: list[Statement], every: str) -> None:
    """A pair is in a slice if it is in one of its days, with the signs that it has on them."""
    reading = Reading(first=CALENDAR[0], last=CALENDAR[-1])
    for part in slices(known, [], reading, every):
        found: dict[tuple[str, str], set[int]] = {}
        for each in CALENDAR:
            if part.first <= each <= part.last:
                for pair, sign in signs(project(network(known, Reading(on=each)))).items():
                    found.setdefault(pair, set()).update([sign] if sign else [1, -1])
        expected = {pair: sum(some) for pair, some in found.items()}
        assert signs(part.network) == expected


# ---- what has no slices


def test_nothing_dated_has_no_slices() -> None:
    """Without a date, or with those of neutral or denied ties alone, there is no extent."""
    undated = statement("undated", "opposed", "a b", None)
    neutral = statement("neutral", "watched", "a b", "1939")
    denied = undated._replace(claims=(claim("no", "1939", stance="denies"),))
    everlasting = statement("everlasting", "opposed", "a b", "../..")
    for known in ([], [undated], [neutral], [denied], [everlasting]):
        for every in STEPS:
            assert list(slices(known, [], Reading(include_undated=True), every)) == []
    assert list(slices([statement("s", "opposed", "a b", "1939")], [], Reading(), "year"))


def test_a_neutral_tie_does_not_stretch_the_extent() -> None:
    """The span is that of friends and foes."""
    known = [
        statement("neutral", "watched", "a b", "1900/1999"),
        statement("foes", "opposed", "b c", "1938/1939"),
    ]
    found = list(slices(known, [], Reading(), "year"))
    assert [part.label for part in found] == ["1938", "1939"]
    # It is no edge, though its actors are known.
    assert signs(found[0].network) == {("urn:b", "urn:c"): -1}


def test_a_span_before_all_that_is_dated_has_no_slices() -> None:
    """To a day before the first named one there is nothing to cut."""
    known = [statement("s", "opposed", "a b", "1939")]
    assert list(slices(known, [], Reading(last="1938-12-31"), "year")) == []
    assert list(slices(known, [], Reading(first="1940-01-01"), "year")) == []


def test_years_without_a_tie_are_slices_too() -> None:
    """Between two ties lie slices with nothing in them."""
    known = [
        statement("one", "opposed", "a b", "1936"),
        statement("two", "opposed", "a b", "1939-01"),
    ]
    for every, labels in (
        ("year", ["1936", "1937", "1938", "1939"]),
        ("event", ["1936-01-01", "1937-01-01", "1939-01-01"]),
    ):
        found = list(slices(known, [], Reading(), every))
        assert [part.label for part in found] == labels
        assert [len(signs(part.network)) for part in found] == [1, *[0] * (len(labels) - 2), 1]


@pytest.mark.parametrize("every", STEPS)
def test_a_day_is_no_series(every: str) -> None:
    """A reading on a day has no span."""
    with pytest.raises(KhgraphError) as caught:
        list(slices([], [], Reading(on="1939-08-20"), every))
    assert str(caught.value) == "a series needs a span; give --from and --to, not --on"


def test_another_step_is_refused() -> None:
    """The steps are named."""
    with pytest.raises(KhgraphError) as caught:
        list(slices([], [], Reading(), "decade"))
    assert str(caught.value) == "no step is called 'decade'; use one of year, month, event"


# ---- slices of an edge list

DATED = """source,target,sign,from,to
a,b,+,1930,1932-06-30
b,c,-,1931-03,1933
a,c,-,1932,..
a,d,+,,
d,b,-,1934-05-05,1934
"""


def rows_in(text: str) -> Rows:
    """Return the rows of a file."""
    return read_rows(text, "ties.csv")[None]


def test_rows_by_year() -> None:
    """A year has the rows that possibly hold in it; an undated one stands in all. By hand."""
    found = [(label, *span, rows.numbers.tolist()) for label, span, rows in years_of(DATED)]
    assert found == [
        ("1930", "1930-01-01", "1930-12-31", [2, 5]),
        ("1931", "1931-01-01", "1931-12-31", [2, 3, 5]),
        ("1932", "1932-01-01", "1932-12-31", [2, 3, 4, 5]),
        ("1933", "1933-01-01", "1933-12-31", [3, 4, 5]),
        ("1934", "1934-01-01", "1934-12-31", [4, 5, 6]),
    ]


def years_of(text: str) -> list[tuple[str, tuple[str, str], Rows]]:
    """Return the years of a file."""
    return list(row_slices(rows_in(text), "year", "ties.csv"))


def test_rows_by_event() -> None:
    """An event is where a row can begin or has ended. By hand."""
    found = list(row_slices(rows_in(DATED), "event", "ties.csv"))
    assert [(label, last, rows.numbers.tolist()) for label, (_, last), rows in found] == [
        ("1930-01-01", "1931-02-28", [2, 5]),
        ("1931-03-01", "1931-12-31", [2, 3, 5]),
        ("1932-01-01", "1932-06-30", [2, 3, 4, 5]),
        ("1932-07-01", "1933-12-31", [3, 4, 5]),
        ("1934-01-01", "1934-05-04", [4, 5]),
        ("1934-05-05", "1934-12-31", [4, 5, 6]),
    ]
    assert [label for label, *_ in found] == [span[0] for _, span, _ in found]


@pytest.mark.parametrize("every", STEPS)
def test_row_slices_lie_end_to_end(every: str) -> None:
    """They reach from the first named day to the last, open ends left aside."""
    found = list(row_slices(rows_in(DATED), every, "ties.csv"))
    assert_contiguous([span for _, span, _ in found], "1930-01-01", "1934-12-31")
    for _, span, rows in found:
        assert rows.numbers.tolist() == rows_in(DATED).within(*span).numbers.tolist()


dated_rows = st.lists(
    st.tuples(
        st.sampled_from(list(permutations("abc", 2))),
        st.sampled_from("+-"),
        st.one_of(day, st.just("..")),
        st.one_of(day, st.just("..")),
    ).filter(lambda row: ".." in row[2:] or row[2] <= row[3]),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(dated_rows)
def test_nothing_changes_within_an_event_slice_of_rows(
    made: list[tuple[tuple[str, str], str, str, str]],
) -> None:
    """On each day of a slice the rows and their edges are those of the slice."""
    text = "source,target,sign,from,to\n" + "".join(
        f"{a},{b},{sign},{first},{last}\n" for (a, b), sign, first, last in made
    )
    rows = rows_in(text)
    named = sorted(cell for row in made for cell in row[2:] if cell != "..")
    if not named:
        with pytest.raises(KhgraphError):
            list(row_slices(rows, "event", "ties.csv"))
        return
    found = list(row_slices(rows, "event", "ties.csv"))
    assert_contiguous([span for _, span, _ in found], named[0], named[-1])
    for _, (first, last), part in found:
        for each in CALENDAR:
            if first <= each <= last:
                here = rows.within(each, each)
                assert here.numbers.tolist() == part.numbers.tolist()
                assert combine(here).graph.signs.tolist() == combine(part).graph.signs.tolist()
    spans = [possible_span(rows.bounds(number)) for number in range(len(made))]
    for (_, one, _), (_, other, _) in pairwise(found):
        assert [a <= one[1] <= b for a, b in spans] != [a <= other[0] <= b for a, b in spans]


@pytest.mark.parametrize(
    ("every", "bounds", "labels"),
    [
        ("year", ("1932-03-01", "1933-02-01"), ["1932", "1933"]),
        ("year", ("1933-06-01", None), ["1933", "1934"]),
        ("year", (None, "1931-06-01"), ["1930", "1931"]),
        ("year", ("1950-01-01", "1951-12-31"), ["1950", "1951"]),
        ("month", ("1932-12-15", "1933-01-02"), ["1932-12", "1933-01"]),
        ("event", ("1932-03-01", "1934-02-01"), ["1932-03-01", "1932-07-01", "1934-01-01"]),
        ("year", ("1950-01-01", None), []),
        ("year", (None, "1929-12-31"), []),
    ],
)
def test_bounds_of_row_slices(
    every: str, bounds: tuple[str | None, str | None], labels: list[str]
) -> None:
    """A bound that is given takes the place of the first or last named day."""
    found = list(row_slices(rows_in(DATED), every, "ties.csv", bounds))
    assert [label for label, *_ in found] == labels
    if labels:
        first, last = bounds[0] or "1930-01-01", bounds[1] or "1934-12-31"
        assert_contiguous([span for _, span, _ in found], first, last)


@pytest.mark.parametrize("cells", [",from,to\na,b,+,,", ",from,to\na,b,+,..,..", "\na,b,+"])
def test_rows_without_dates_have_no_slices(cells: str) -> None:
    """Where no row is dated, the file is named."""
    rows = rows_in(f"source,target,sign{cells}\n")
    with pytest.raises(KhgraphError) as caught:
        list(row_slices(rows, "year", "ties.csv"))
    assert str(caught.value) == "ties.csv: no row is dated; give the columns from and to"


# ---- camps that stay the same over time


def camps(*words: str) -> list[frozenset[str]]:
    """Return camps, each a word of members."""
    return [frozenset(word) for word in words]


@pytest.mark.parametrize(
    ("series", "numbers"),
    [
        ([], []),
        ([[]], [[]]),
        ([camps("abc", "de")], [[0, 1]]),
        ([camps("abc", "de"), camps("de", "abc")], [[0, 1], [1, 0]]),
        # A member goes over.
        ([camps("abc", "de"), camps("ab", "cde")], [[0, 1], [0, 1]]),
        # A split: the greater part keeps the number.
        ([camps("abcde"), camps("ab", "cde")], [[0], [1, 0]]),
        # A merger: the number of the greater.
        ([camps("ab", "cde"), camps("abcde")], [[0, 1], [1]]),
        # A new one that shares nobody.
        ([camps("ab"), camps("ab", "cd")], [[0], [0, 1]]),
        ([camps("ab"), camps("cd")], [[0], [1]]),
        # An old one comes back as it last was, past a slice without it.
        ([camps("ab", "cd"), camps("cd"), camps("ab", "cd")], [[0, 1], [1], [0, 1]]),
        ([camps("ab"), [], camps("x"), camps("ab", "x")], [[0], [], [1], [0, 1]]),
        # As it last was, not as it first was: 0 has moved from ab to cd step by step.
        ([camps("ab"), camps("bc"), camps("cd"), camps("ab", "cd")], [[0], [0], [0], [1, 0]]),
        # The share is of both: of two that share one member, the smaller camp is nearer.
        ([camps("abcd"), camps("axyz", "b")], [[0], [1, 0]]),
        # Two with equal claims: the lower number, then the earlier place.
        ([camps("ab", "cd"), camps("ac")], [[0, 1], [0]]),
        ([camps("abcd"), camps("ab", "cd")], [[0], [0, 1]]),
    ],
)
def test_camps_keep_their_numbers(
    series: list[list[frozenset[str]]], numbers: list[list[int]]
) -> None:
    """A camp has the number of the earlier one that it shares most with."""
    assert matched_camps(series) == numbers


some_camps = st.permutations("abcdef").flatmap(
    lambda letters: st.lists(st.integers(0, 6), max_size=4).map(
        lambda cuts: [
            frozenset(letters[a:b]) for a, b in pairwise(sorted({0, *cuts})) if letters[a:b]
        ]
    )
)


@given(st.lists(some_camps, max_size=6))
def test_numbers_are_unique_in_a_slice_and_new_ones_follow(
    series: list[list[frozenset[str]]],
) -> None:
    """In no slice is a number given twice; numbers begin at 0 and none is left out."""
    found = matched_camps(series)
    assert [len(some) for some in found] == [len(some) for some in series]
    assert all(len(set(some)) == len(some) for some in found)
    firsts = list(dict.fromkeys(number for some in found for number in some))
    assert firsts == list(range(len(firsts)))
    assert matched_camps(series) == found
    # Who shares nobody with any camp as it last was, is new.
    last: dict[int, frozenset[str]] = {}
    for some, given_ in zip(series, found, strict=True):
        for camp, number in zip(some, given_, strict=True):
            if number in last:
                assert camp & last[number]
        last |= dict(zip(given_, some, strict=True))


@given(some_camps)
def test_a_permutation_of_the_same_camps_is_undone(some: list[frozenset[str]]) -> None:
    """The same camps in another order have the same numbers."""
    for turned in permutations(some):
        first, second = matched_camps([some, list(turned)])
        assert dict(zip(turned, second, strict=True)) == dict(zip(some, first, strict=True))
