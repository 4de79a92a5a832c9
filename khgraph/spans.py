"""Sets of days as spans, and on which days something holds: certainly or possibly.

A span is a pair of ISO days, first and last, both in it. Spans are a sorted tuple
of such pairs that neither overlap nor touch.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from khgraph.dates import OPEN_END, OPEN_START, Bounds, edge_day

Span = tuple[str, str]
Spans = tuple[Span, ...]

ALWAYS: Spans = ((OPEN_START, OPEN_END),)
NEVER: Spans = ()


def next_day(day: str) -> str:
    """Return the day after *day*; the last day of the calendar has none after it and stays."""
    return day if day == OPEN_END else (date.fromisoformat(day) + timedelta(1)).isoformat()


def day_before(day: str) -> str:
    """Return the day before *day*; the first day of the calendar stays."""
    return day if day == OPEN_START else (date.fromisoformat(day) - timedelta(1)).isoformat()


def years_after(day: str, years: int) -> str:
    """Return the same day *years* later, or earlier if negative, within the calendar.

    Examples
    --------
    >>> years_after("1936-02-29", 1), years_after("1936-04-24", -10)
    ('1937-02-28', '1926-04-24')
    """
    year = int(day[:4]) + years
    if year > 9999:
        return OPEN_END
    if year < 1:
        return OPEN_START
    if day.endswith("-02-29") and (year % 4 or (year % 100 == 0 and year % 400)):
        return f"{year:04}-02-28"
    return f"{year:04}{day[4:]}"


def possible_span(bounds: Bounds) -> Span:
    """Return the days on which something with *bounds* can have held; unknown sides reach on."""
    return bounds.earliest_start or OPEN_START, bounds.latest_end or OPEN_END


def certain_span(bounds: Bounds, *, is_act: bool) -> Span | None:
    """Return the days on which something with *bounds* must have held, None where there is none.

    An act is done at one moment, so only one whose very day is known has such a day.
    """
    if is_act:
        day = bounds.earliest_start
        return (day, day) if day is not None and day == bounds.latest_end else None
    started_by = min(bounds.latest_start or OPEN_END, bounds.latest_end or OPEN_END)
    lasted_to = max(bounds.earliest_end or OPEN_START, bounds.earliest_start or OPEN_START)
    return (started_by, lasted_to) if started_by <= lasted_to else None


def union(spans: Iterable[Span]) -> Spans:
    """Return the days that are in any of *spans*.

    Examples
    --------
    >>> union([("1939-08-01", "1939-08-31"), ("1939-05-11", "1939-07-31")])
    (('1939-05-11', '1939-08-31'),)
    """
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= next_day(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def common(*many: Spans) -> Spans:
    """Return the days that are in each of *many*; every day there is for none."""
    days = ALWAYS
    for spans in many:
        days = tuple(
            (max(a, c), min(b, d)) for a, b in days for c, d in spans if max(a, c) <= min(b, d)
        )
    return days


def within_years(bounds: Bounds, years: int) -> Bounds:
    """Return *bounds* with each unknown side at most *years* beyond the days that are known.

    Bounds of which nothing is known stay as they are.

    Examples
    --------
    >>> within_years(Bounds("1936-03-01", "1936-03-31"), 10).latest_end
    '1946-03-31'
    """
    known = [day for day in bounds if day not in (None, OPEN_START, OPEN_END)]
    if not known:
        return bounds
    return bounds._replace(
        earliest_start=bounds.earliest_start or years_after(min(known), -years),
        latest_end=bounds.latest_end or years_after(max(known), years),
    )


def span_words(first: str, last: str) -> str:
    """Return the days of a span in words, months and years where it has them whole.

    Examples
    --------
    >>> span_words("1932-01-01", "1945-12-31"), span_words("0001-01-01", "1931-12-31")
    ('1932 to 1945', 'until 1931')
    >>> span_words("1932-02-01", "1932-02-29"), span_words("1936-04-24", "1936-04-24")
    ('1932-02', '1936-04-24')
    """
    if first == OPEN_START and last == OPEN_END:
        return "at any time"
    start, end = _coarse(first, last)
    if first == OPEN_START:
        return f"until {end}"
    if last == OPEN_END:
        return f"from {start}"
    return start if start == end else f"{start} to {end}"


def _coarse(first: str, last: str) -> tuple[str, str]:
    """Return the two ends of a span as years, or months, where both fall on their edges."""
    is_open = (first == OPEN_START, last == OPEN_END)
    if (is_open[0] or first.endswith("-01-01")) and (is_open[1] or last.endswith("-12-31")):
        return first[:4], last[:4]
    is_month_end = is_open[1] or edge_day(last[:7], is_last=True) == last
    if (is_open[0] or first.endswith("-01")) and is_month_end:
        return first[:7], last[:7]
    return first, last
