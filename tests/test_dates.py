"""EDTF to day bounds, and what holds on a day, against a brute-force count of spans."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khgraph.dates import (
    CERTAINLY,
    NOT,
    OPEN_END,
    OPEN_START,
    POSSIBLY,
    Bounds,
    edge_day,
    edtf_bounds,
    parse_day,
    presence_on,
    presence_within,
)
from khgraph.errors import DateError

NOT_EDTF = (
    "{!r} is not an EDTF date of the years 1 to 9999; "
    "write for example 1936-04-24, 1936-04, 1932/1945 or /1936"
)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("1936-04-24", ("1936-04-24", "1936-04-24", "1936-04-24", "1936-04-24")),
        ("1936-02-29", ("1936-02-29", "1936-02-29", "1936-02-29", "1936-02-29")),
        ("1936-04", ("1936-04-01", "1936-04-30", "1936-04-01", "1936-04-30")),
        ("1936-02", ("1936-02-01", "1936-02-29", "1936-02-01", "1936-02-29")),
        ("1930-02", ("1930-02-01", "1930-02-28", "1930-02-01", "1930-02-28")),
        ("1936", ("1936-01-01", "1936-12-31", "1936-01-01", "1936-12-31")),
        ("0001", ("0001-01-01", "0001-12-31", "0001-01-01", "0001-12-31")),
        ("9999", ("9999-01-01", "9999-12-31", "9999-01-01", "9999-12-31")),
        ("1939-08~", ("1939-08-01", "1939-08-31", "1939-08-01", "1939-08-31")),
        ("1939-05?", ("1939-05-01", "1939-05-31", "1939-05-01", "1939-05-31")),
        ("1936%", ("1936-01-01", "1936-12-31", "1936-01-01", "1936-12-31")),
        ("191X", ("1910-01-01", "1919-12-31", "1910-01-01", "1919-12-31")),
        ("19XX", ("1900-01-01", "1999-12-31", "1900-01-01", "1999-12-31")),
        ("1936-XX", ("1936-01-01", "1936-12-31", "1936-01-01", "1936-12-31")),
        ("1936-02-XX", ("1936-02-01", "1936-02-29", "1936-02-01", "1936-02-29")),
        ("1939-21", ("1939-03-01", "1939-05-31", "1939-03-01", "1939-05-31")),
        ("1939-22", ("1939-06-01", "1939-08-31", "1939-06-01", "1939-08-31")),
        ("1939-23", ("1939-09-01", "1939-11-30", "1939-09-01", "1939-11-30")),
        ("1932/1945", ("1932-01-01", "1932-12-31", "1945-01-01", "1945-12-31")),
        ("1939-05?/1939-09~", ("1939-05-01", "1939-05-31", "1939-09-01", "1939-09-30")),
        ("/1936", (None, None, "1936-01-01", "1936-12-31")),
        ("/1936-04-24", (None, None, "1936-04-24", "1936-04-24")),
        ("1936/", ("1936-01-01", "1936-12-31", None, None)),
        ("../1936", (OPEN_START, OPEN_START, "1936-01-01", "1936-12-31")),
        ("1991/..", ("1991-01-01", "1991-12-31", OPEN_END, OPEN_END)),
        ("../..", (OPEN_START, OPEN_START, OPEN_END, OPEN_END)),
        ("../", (OPEN_START, OPEN_START, None, None)),
        ("/..", (None, None, OPEN_END, OPEN_END)),
        ("[..1936]", (None, "1936-12-31", None, "1936-12-31")),
        ("[1936..]", ("1936-01-01", None, "1936-01-01", None)),
        ("[1931..1936-04]", ("1931-01-01", "1936-04-30", "1931-01-01", "1936-04-30")),
        # A side that is wider than the other side allows is cut to what is possible.
        ("1936-08/1936", ("1936-08-01", "1936-08-31", "1936-08-01", "1936-12-31")),
        ("1936/1936-08", ("1936-01-01", "1936-08-31", "1936-08-01", "1936-08-31")),
        ("1936-01/1936-01-01", ("1936-01-01", "1936-01-01", "1936-01-01", "1936-01-01")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_edtf_gives_four_bounds(text: str, bounds: tuple[str | None, ...]) -> None:
    """A valid date gives the first and last day of its start and of its end."""
    assert edtf_bounds(text) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "..",
        "1930-02-29",
        "1936-02-30",
        "1939-04-31",
        "1939-08-00",
        "1936-13",
        "1936-00",
        "1936-4",
        "36",
        "0000",
        "-0100",
        "10000",
        "Y17000",
        "19390820",
        "c. 1939",
        "1939-08-20Z",
        "1936-04-24T10:00:00",
        "1939-25",
        "1939-02-3X",
        "1936-1X",
        "1939S2",
        "XXXX",
        "{1931..1936}",
        "unknown",
        "1936/open",
        " 1936",
        "1936\n",
        "1936 - 04",
        "1936//1937",
        "1936/1937/1938",
        "1930-02-29/1931",
        "1939-08-20/21",
        "[1931..1936]/1940",
        "[/1936..1937]",
        "[1931 .. 1936]",
        "[1930-02-29..]",
        "[1931..1936..1940]",
        "１９３９",
        "١٩٣٩",
    ],
    ids=repr,
)
def test_what_is_not_edtf_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A text that is no date of EDTF is named in the error, and nothing is printed on the way."""
    with pytest.raises(DateError) as caught:
        edtf_bounds(text)
    assert str(caught.value) == NOT_EDTF.format(text)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["1936/1931", "1936-05/1936-04-30", "[1936..1931]"])
def test_reversed_span_is_refused(text: str) -> None:
    """A span that can only end before it begins is an error."""
    with pytest.raises(DateError) as caught:
        edtf_bounds(text)
    assert str(caught.value) == f"{text!r} ends before it begins"


def test_span_without_ends_is_refused() -> None:
    """A slash alone says nothing about time."""
    with pytest.raises(DateError) as caught:
        edtf_bounds("/")
    assert str(caught.value) == "'/' says nothing; leave the date out"


@pytest.mark.parametrize("text", ["[1936]", "[1931,1936]", "[..]", "[]", "[1931,1933..1936]"])
def test_other_sets_are_refused(text: str) -> None:
    """Only a set that is one range is read."""
    with pytest.raises(DateError) as caught:
        edtf_bounds(text)
    assert str(caught.value) == (
        f"{text!r} is not a set this tool reads; write [A..B], [..B] or [A..]"
    )


@pytest.mark.parametrize("text", ["1939-24", "1938/1939-24~"])
def test_winter_is_refused_as_it_has_two_meanings(text: str) -> None:
    """A winter may be the beginning or the end of its year, so the tool asks for the months."""
    with pytest.raises(DateError) as caught:
        edtf_bounds(text)
    assert str(caught.value) == (
        f"{text!r} does not say which winter of the year; "
        "write the months, such as [1939-12..1940-02]"
    )


FIRST = date(1936, 1, 20)
SPAN_PARTS = {
    **{(FIRST + timedelta(days=i)).isoformat(): (i, i) for i in range(0, 55, 6)},
    "1936-01": (-19, 11),
    "1936-02": (12, 40),
    "1936-03": (41, 71),
}


@given(st.sampled_from(sorted(SPAN_PARTS)), st.sampled_from(sorted(SPAN_PARTS)))
def test_interval_bounds_are_the_tightest(start: str, end: str) -> None:
    """The four bounds are the extremes over all pairs of a start and an end in that order."""
    starts, ends = SPAN_PARTS[start], SPAN_PARTS[end]
    pairs = [
        (first, last)
        for first in range(starts[0], starts[1] + 1)
        for last in range(ends[0], ends[1] + 1)
        if first <= last
    ]
    if not pairs:
        with pytest.raises(DateError, match="ends before it begins"):
            edtf_bounds(f"{start}/{end}")
        return
    extremes = (
        min(first for first, _ in pairs),
        max(first for first, _ in pairs),
        min(last for _, last in pairs),
        max(last for _, last in pairs),
    )
    expected = tuple((FIRST + timedelta(days=days)).isoformat() for days in extremes)
    assert edtf_bounds(f"{start}/{end}") == expected


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_day_of_the_calendar_is_a_day(day: date) -> None:
    """A day is its own four bounds, and is read as a day."""
    text = day.isoformat()
    assert parse_day(text) == text
    assert edtf_bounds(text) == (text, text, text, text)


@pytest.mark.parametrize(
    "text", ["", "1939", "1939-8-20", "20.8.1939", "1939-08-20 ", "١٩٣٩-٠٨-٢٠"]
)
def test_other_writings_are_no_day(text: str) -> None:
    """A day is written YYYY-MM-DD and not otherwise."""
    with pytest.raises(DateError) as caught:
        parse_day(text)
    assert str(caught.value) == f"{text!r} is not a day; write it YYYY-MM-DD, such as 1939-08-20"


@pytest.mark.parametrize("text", ["1930-02-29", "1939-00-01", "1939-13-01", "0000-01-01"])
def test_impossible_day_is_refused(text: str) -> None:
    """A day that the calendar does not have is an error."""
    with pytest.raises(DateError) as caught:
        parse_day(text)
    assert str(caught.value) == f"there is no day {text} in the calendar"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1939", "1939-01-01", "1939-12-31"),
        ("1939-08", "1939-08-01", "1939-08-31"),
        ("1939-08-20", "1939-08-20", "1939-08-20"),
        ("1940-02", "1940-02-01", "1940-02-29"),
        ("1939-02", "1939-02-01", "1939-02-28"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("1939-12", "1939-12-01", "1939-12-31"),
        ("0001", OPEN_START, "0001-12-31"),
        ("9999-12", "9999-12-01", OPEN_END),
    ],
)
def test_edges_of_a_year_a_month_and_a_day(text: str, first: str, last: str) -> None:
    """A span from a year or month begins on its first day, and one to it ends on its last."""
    assert (edge_day(text, is_last=False), edge_day(text, is_last=True)) == (first, last)


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_edges_are_those_of_the_edtf_date(day: date, length: int) -> None:
    """What is written as a year, a month or a day has the edges that EDTF gives it."""
    text = day.isoformat()[:length]
    bounds = edtf_bounds(text)
    assert edge_day(text, is_last=False) == bounds.earliest_start
    assert edge_day(text, is_last=True) == bounds.latest_end


@pytest.mark.parametrize("is_last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "39", "1939-8", "1939-", "1939-08-2", "1939-08-20 ", "1939\n", "1939-08-20-1"),
        *("20.8.1939", "193X", "1939~", "1939/1940", "1939-21/..", "..", "summer 1939", "١٩٣٩"),
    ],
)
def test_what_is_no_year_month_or_day_is_refused(text: str, is_last: bool) -> None:
    """Only YYYY, YYYY-MM and YYYY-MM-DD have edges; the error says so."""
    with pytest.raises(DateError) as caught:
        edge_day(text, is_last=is_last)
    assert str(caught.value) == (
        f"{text!r} is no day, month or year; write for example 1939-08-20, 1939-08 or 1939"
    )


@pytest.mark.parametrize("is_last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize("text", ["1939-02-29", "1939-13", "1939-00", "0000", "1939-21"])
def test_edges_of_no_day_of_the_calendar_are_refused(text: str, is_last: bool) -> None:
    """A month, year or day that the calendar does not have is an error, for both sides."""
    with pytest.raises(DateError, match=r"^there is no day \d{4}-\d\d-\d\d in the calendar$"):
        edge_day(text, is_last=is_last)


# The oracle's calendar: six days that bounds may name, and one on either side for the unknown.
CALENDAR = [f"1939-08-{number:02}" for number in range(10, 18)]
NAMED = CALENDAR[1:-1]
bound = st.none() | st.sampled_from(NAMED)
all_bounds = st.builds(Bounds, bound, bound, bound, bound)


def spans(bounds: Bounds) -> list[tuple[str, str]]:
    """Return every (start, end) in the calendar that *bounds* allows."""
    return [
        (start, end)
        for start, end in product(CALENDAR, CALENDAR)
        if start <= end
        and (bounds.earliest_start or start) <= start <= (bounds.latest_start or start)
        and (bounds.earliest_end or end) <= end <= (bounds.latest_end or end)
    ]


def expected_presence(bounds: Bounds, first: str, last: str, is_act: bool) -> str:
    """Return the presence by counting in how many of the allowed cases it holds.

    A state of affairs holds on all days of an allowed span; an act is done on one of them.
    """
    if bounds == Bounds():
        return NOT if is_act else POSSIBLY
    if is_act:
        days = {day for start, end in spans(bounds) for day in CALENDAR if start <= day <= end}
        found = [first <= day <= last for day in days]
    else:
        found = [start <= last and end >= first for start, end in spans(bounds)]
    if all(found):
        return CERTAINLY
    return POSSIBLY if any(found) else NOT


@given(all_bounds, st.sampled_from(NAMED), st.booleans())
def test_presence_on_a_day_agrees_with_brute_force(bounds: Bounds, day: str, is_act: bool) -> None:
    """Certainly means in every allowed span, not means in none, possibly means in some."""
    assume(spans(bounds))
    assert presence_on(bounds, day, is_act=is_act) == expected_presence(bounds, day, day, is_act)


@pytest.mark.parametrize("is_act", [True, False], ids=["act", "state"])
def test_presence_within_a_window_agrees_with_brute_force(is_act: bool) -> None:
    """The same holds for every window of days and all bounds of four days: one day is enough."""
    days = NAMED[1:5]
    windows = [(first, last) for first, last in product(days, days) if first <= last]
    for some in product([None, *days], repeat=4):
        bounds = Bounds(*some)
        if not spans(bounds):
            continue
        for first, last in windows:
            expected = expected_presence(bounds, first, last, is_act)
            assert presence_within(bounds, first, last, is_act=is_act) == expected, (some, first)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("1932/1945", "1931-12-31", NOT),
        ("1932/1945", "1932-01-01", POSSIBLY),
        ("1932/1945", "1932-12-31", CERTAINLY),
        ("1932/1945", "1945-01-01", CERTAINLY),
        ("1932/1945", "1945-01-02", POSSIBLY),
        ("1932/1945", "1946-01-01", NOT),
        ("/1936-04-24", "1900-01-01", POSSIBLY),
        ("/1936-04-24", "1936-04-24", CERTAINLY),
        ("/1936-04-24", "1936-04-25", NOT),
        ("../1936-04-24", "1900-01-01", CERTAINLY),
        ("1991/..", "2900-01-01", CERTAINLY),
        ("1991/", "1992-01-01", POSSIBLY),
        ("1991/", "1990-12-31", NOT),
        ("1939", "1939-08-20", POSSIBLY),
        ("1939-08-20", "1939-08-20", CERTAINLY),
        ("[..1936]", "1936-12-31", POSSIBLY),
        ("[..1936]", "1937-01-01", NOT),
    ],
)
def test_presence_of_a_written_date(text: str, day: str, expected: str) -> None:
    """What a source's own date says about a day is what a reader would say."""
    assert presence_on(edtf_bounds(text), day, is_act=False) == expected


def test_undated_state_is_possible_and_undated_act_is_nowhere() -> None:
    """Without a date a lasting tie may hold on any day, and an act is placed on none."""
    assert presence_on(Bounds(), "1939-08-20", is_act=False) == POSSIBLY
    assert presence_on(Bounds(), "1939-08-20", is_act=True) == NOT
