"""Spans of days: against sets of days, one by one, and against what holds on each day."""

from calendar import monthrange
from datetime import date
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.dates import (
    CERTAINLY,
    NOT,
    OPEN_END,
    OPEN_START,
    Bounds,
    edtf_bounds,
    parse_day,
    presence_on,
)
from khgraph.errors import DateError
from khgraph.spans import (
    ALWAYS,
    NEVER,
    Span,
    Spans,
    certain_span,
    common,
    day_before,
    next_day,
    possible_span,
    union,
    within_years,
    years_after,
)

# Two weeks over the end of a February that has 28 days.
CALENDAR = [f"1939-02-{number}" for number in range(21, 29)]
CALENDAR += [f"1939-03-{number:02}" for number in range(1, 8)]
span = st.tuples(st.sampled_from(CALENDAR), st.sampled_from(CALENDAR)).map(
    lambda pair: (min(pair), max(pair))
)


def days_in(spans: list[Span] | Spans) -> set[str]:
    """Return the days of the calendar that are in any of the spans."""
    return {day for day in CALENDAR for first, last in spans if first <= day <= last}


def runs(days: set[str]) -> Spans:
    """Return the longest runs of days that follow each other in the calendar."""
    found: list[list[str]] = []
    for number, day in enumerate(CALENDAR):
        if day not in days:
            continue
        if number and CALENDAR[number - 1] in days:
            found[-1].append(day)
        else:
            found.append([day])
    return tuple((run[0], run[-1]) for run in found)


# Days and years


@pytest.mark.parametrize("year", [1, 4, 1900, 1936, 1939, 2000, 9998])
def test_days_follow_each_other(year: int) -> None:
    """The day after and the day before go through the months one by one, into the next year."""
    days = [
        f"{year:04}-{month:02}-{number:02}"
        for month in range(1, 13)
        for number in range(1, monthrange(year, month)[1] + 1)
    ]
    for before, after in pairwise([*days, f"{year + 1:04}-01-01"]):
        assert next_day(before) == after
        assert day_before(after) == before


def test_the_calendar_has_two_ends() -> None:
    """The last day has none after it, and the first none before it."""
    assert (next_day(OPEN_END), day_before(OPEN_START)) == (OPEN_END, OPEN_START)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ("1939-08-20", 0, "1939-08-20"),
        ("1939-08-20", 10, "1949-08-20"),
        ("1939-08-20", -1930, "0009-08-20"),
        ("1936-02-29", 4, "1940-02-29"),
        ("1936-02-29", 1, "1937-02-28"),
        ("1936-02-29", -36, "1900-02-28"),
        ("1936-02-29", 64, "2000-02-29"),
        ("1939-08-20", 8060, "9999-08-20"),
        ("1939-08-20", 8061, OPEN_END),
        ("1939-08-20", -1938, "0001-08-20"),
        ("1939-08-20", -1939, OPEN_START),
        (OPEN_END, 1, OPEN_END),
        (OPEN_START, -1, OPEN_START),
    ],
)
def test_years_later_and_earlier(day: str, years: int, expected: str) -> None:
    """The same day of another year; 29 February falls back to the 28th; the calendar ends it."""
    assert years_after(day, years) == expected


@given(st.dates(), st.integers(-3000, 3000))
def test_years_after_is_a_day_of_that_year(day: date, years: int) -> None:
    """The answer is the same month and day where that year has it, else the day before it."""
    year = day.year + years
    text = f"{year:04}-{day.month:02}-{day.day:02}"
    if not 1 <= year <= 9999:
        expected = OPEN_END if years > 0 else OPEN_START
    else:
        try:
            expected = parse_day(text)
        except DateError:
            expected = f"{year:04}-02-28"
    assert years_after(day.isoformat(), years) == expected


# Sets of days


@given(st.lists(span, max_size=6))
def test_union_is_the_days_of_any(spans: list[Span]) -> None:
    """A union has the days that any span has, in the fewest spans, sorted."""
    assert union(spans) == runs(days_in(spans))


@given(st.lists(st.lists(span, max_size=4).map(union), min_size=1, max_size=4))
def test_common_is_the_days_of_all(many: list[Spans]) -> None:
    """What is common has the days that all have, in the fewest spans, sorted."""
    assert common(*many) == runs(set.intersection(*(days_in(spans) for spans in many)))
    assert common(*many, ALWAYS) == common(*many)
    assert common(*many, NEVER) == NEVER


def test_spans_that_touch_are_one() -> None:
    """The end of February and the beginning of March leave no day between."""
    assert union([("1939-03-01", "1939-03-02"), ("1939-02-27", "1939-02-28")]) == (
        ("1939-02-27", "1939-03-02"),
    )
    apart = (("1939-02-26", "1939-02-27"), ("1939-03-01", "1939-03-02"))
    assert union(reversed(apart)) == apart


def test_no_spans_and_all_of_time() -> None:
    """The union of none has no day; all days are common to none; the whole swallows its parts."""
    assert (union([]), common()) == (NEVER, ALWAYS)
    assert union([("1939-08-20", OPEN_END), *ALWAYS, ("1939-08-20", "1939-08-20")]) == ALWAYS
    assert union([(OPEN_START, "1939-08-19"), ("1939-08-20", OPEN_END)]) == ALWAYS


# On which days something holds

WINDOW = ["1939-02-27", "1939-02-28", "1939-03-01", "1939-03-02", "1939-03-03"]
NAMED = WINDOW[1:-1]


@cache
def possible_bounds() -> list[Bounds]:
    """Return all bounds of the named days, unknown and open ones that some span fits."""
    starts = [None, OPEN_START, *NAMED]
    ends = [None, *NAMED, OPEN_END]
    days = [OPEN_START, *WINDOW, OPEN_END]
    return [
        Bounds(*some)
        for some in product(starts, starts, ends, ends)
        if any(
            (some[0] or start) <= start <= (some[1] or start)
            and (some[2] or end) <= end <= (some[3] or end)
            for start, end in product(days, days)
            if start <= end
        )
    ]


@pytest.mark.parametrize("is_act", [True, False], ids=["act", "state"])
def test_spans_say_what_holds_on_each_day(is_act: bool) -> None:
    """The possible days are those on which it is not ruled out, the certain ones where it must."""
    found = [bounds for bounds in possible_bounds() if bounds != Bounds() or not is_act]
    assert len(found) > 300
    for bounds in found:
        first, last = possible_span(bounds)
        certain = certain_span(bounds, is_act=is_act)
        for day in WINDOW:
            presence = presence_on(bounds, day, is_act=is_act)
            assert (first <= day <= last) == (presence != NOT), (bounds, day)
            is_in = certain is not None and certain[0] <= day <= certain[1]
            assert is_in == (presence == CERTAINLY), (bounds, day)


@pytest.mark.parametrize("is_act", [True, False], ids=["act", "state"])
def test_certain_days_are_possible(is_act: bool) -> None:
    """What must hold on a day can hold on it, and no certain span is inside out."""
    for bounds in possible_bounds():
        certain = certain_span(bounds, is_act=is_act)
        if certain is not None:
            first, last = possible_span(bounds)
            assert first <= certain[0] <= certain[1] <= last, bounds


@pytest.mark.parametrize(
    ("text", "is_act", "possible", "certain"),
    [
        ("1936-04-24", True, ("1936-04-24", "1936-04-24"), ("1936-04-24", "1936-04-24")),
        ("1936-04", True, ("1936-04-01", "1936-04-30"), None),
        ("1936-04", False, ("1936-04-01", "1936-04-30"), None),
        ("1932/1945", False, ("1932-01-01", "1945-12-31"), ("1932-12-31", "1945-01-01")),
        ("1932/1945", True, ("1932-01-01", "1945-12-31"), None),
        ("1936-04/1936-04", False, ("1936-04-01", "1936-04-30"), None),
        ("/1936-04-24", False, (OPEN_START, "1936-04-24"), ("1936-04-24", "1936-04-24")),
        ("1938/", False, ("1938-01-01", OPEN_END), None),
        ("1938-05-11/", False, ("1938-05-11", OPEN_END), ("1938-05-11", "1938-05-11")),
        ("../1935", False, (OPEN_START, "1935-12-31"), (OPEN_START, "1935-01-01")),
        ("1932/..", False, ("1932-01-01", OPEN_END), ("1932-12-31", OPEN_END)),
        ("[..1936]", True, (OPEN_START, "1936-12-31"), None),
        ("[1936..]", False, ("1936-01-01", OPEN_END), None),
    ],
)
def test_spans_of_written_dates(
    text: str, is_act: bool, possible: Span, certain: Span | None
) -> None:
    """The days of a source's own date are those that a reader would name."""
    bounds = edtf_bounds(text)
    assert possible_span(bounds) == possible
    assert certain_span(bounds, is_act=is_act) == certain


def test_an_undated_state_is_possible_always_and_certain_never() -> None:
    """Without a date no day is ruled out and none is sure."""
    assert (possible_span(Bounds()),) == ALWAYS
    assert certain_span(Bounds(), is_act=False) is None
    assert certain_span(Bounds(), is_act=True) is None


# The horizon


@pytest.mark.parametrize(
    ("text", "years", "possible"),
    [
        ("1938/", 10, ("1938-01-01", "1948-12-31")),
        ("1938/", 0, ("1938-01-01", "1938-12-31")),
        ("/1936-04-24", 10, ("1926-04-24", "1936-04-24")),
        ("/1936", 10, ("1926-01-01", "1936-12-31")),
        ("[..1936]", 10, ("1926-12-31", "1936-12-31")),
        ("[1936..]", 10, ("1936-01-01", "1946-01-01")),
        ("1932/1945", 0, ("1932-01-01", "1945-12-31")),
        ("../1935", 10, (OPEN_START, "1935-12-31")),
        ("1932/..", 10, ("1932-01-01", OPEN_END)),
        ("1936-02-29/", 1, ("1936-02-29", "1937-02-28")),
        ("1938/", 9000, ("1938-01-01", OPEN_END)),
    ],
)
def test_horizon_of_written_dates(text: str, years: int, possible: Span) -> None:
    """An unknown side lies so many years beyond the nearest day that is known; no other moves."""
    assert possible_span(within_years(edtf_bounds(text), years)) == possible


@pytest.mark.parametrize("text", ["../", "/.."])
def test_an_open_side_is_no_day_to_count_from(text: str) -> None:
    """What has always been so, or is to this day, ends or began nobody knows when.

    The first and the last day of the calendar are no days that a source gives.
    """
    assert within_years(edtf_bounds(text), 10) == edtf_bounds(text)


@pytest.mark.parametrize("years", [0, 1, 10])
def test_horizon_bounds_what_is_unknown_alone(years: int) -> None:
    """No bound that is known moves, nothing is widened or turned inside out."""
    for bounds in possible_bounds():
        near = within_years(bounds, years)
        assert all(new == old for new, old in zip(near, bounds, strict=True) if old), bounds
        assert (near.latest_start, near.earliest_end) == (bounds.latest_start, bounds.earliest_end)
        before, after = possible_span(bounds), possible_span(near)
        assert before[0] <= after[0] <= after[1] <= before[1], bounds
        if bounds == Bounds():
            assert near == bounds
