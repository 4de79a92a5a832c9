"""EDTF dates to day bounds, and whether something holds on a day: certainly, possibly or not.

A span has four bounds, each an ISO day or None where it is not known: the first
and the last day on which it can have begun, and the first and the last day on
which it can have ended. An open end (``..``) reaches to the end of the calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any, NamedTuple

from khgraph.errors import DateError

OPEN_START = "0001-01-01"
OPEN_END = "9999-12-31"
# After every day there is, so that what has no date stands last.
UNDATED = "9999-99-99"

CERTAINLY = "certainly"
POSSIBLY = "possibly"
NOT = "not"

# The dates of EDTF levels 0 and 1 within the years that a calendar day can have. The parser lets
# in more than EDTF does (spaces, a second slash, a time of day), invents a start for some of it,
# and prints to stdout on the way.
_SIMPLE = re.compile(
    r"[?~%]?(?:[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)[?~%]?"
    r"(?:-[?~%]?(?:0[1-9]|1[0-2]|2[1-4]|XX)[?~%]?(?:-[?~%]?(?:[0-3][0-9]|XX)[?~%]?)?)?"
)
_WINTER = re.compile(r"[0-9X]{4}-24[?~%]?")


# The properties of the ontology that hold the four bounds, in the order of `Bounds`.
BOUND_PROPERTIES = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")


class Bounds(NamedTuple):
    """The four day bounds of a span; each an ISO day, or None where nothing is known."""

    earliest_start: str | None = None
    latest_start: str | None = None
    earliest_end: str | None = None
    latest_end: str | None = None

    @property
    def time_key(self) -> tuple[str, bool]:
        """The first day that the span names, and whether it begins there; `UNDATED` for none.

        In this order what only has an end comes before what happened on the day of that end.
        """
        if self.earliest_start:
            return self.earliest_start, True
        return self.earliest_end or self.latest_end or self.latest_start or UNDATED, False


def parse_day(text: str) -> str:
    """Return *text* if it is a day of the calendar written YYYY-MM-DD.

    Raises
    ------
    DateError
        If it is written otherwise, or there is no such day.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise DateError(f"{text!r} is not a day; write it YYYY-MM-DD, such as 1939-08-20")
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise DateError(f"there is no day {text} in the calendar") from error
    return text


def edge_day(text: str, *, is_last: bool) -> str:
    """Return the first or last day of a year, month or day written YYYY[-MM[-DD]].

    Raises
    ------
    DateError
        If it is written otherwise, or there is no such day.

    Examples
    --------
    >>> edge_day("1939", is_last=True), edge_day("1940-02", is_last=True)
    ('1939-12-31', '1940-02-29')
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise DateError(
            f"{text!r} is no day, month or year; write for example 1939-08-20, 1939-08 or 1939"
        )
    if len(text) == 10:
        return parse_day(text)
    if not is_last or len(text) == 4:
        return parse_day(text + {4: "-12-31" if is_last else "-01-01", 7: "-01"}[len(text)])
    first = parse_day(text + "-01")
    return f"{text}-{monthrange(int(first[:4]), int(first[5:7]))[1]}"


def edtf_bounds(text: str) -> Bounds:
    """Return the day bounds of an EDTF date or interval.

    Parameters
    ----------
    text : str
        EDTF levels 0 and 1 (``1936-04-24``, ``1939-08~``, ``191X``, ``1939-22``,
        ``1932/1945``, ``/1936-04-24``, ``1991/..``) and the sets ``[..1936]``,
        ``[1936..]`` and ``[1931..1936]`` for one moment somewhere in a range. A
        qualifier (``~ ? %``) does not widen the bounds. A winter (``1939-24``) is
        refused, as it may be either end of its year.

    Returns
    -------
    Bounds
        ``/X`` has an unknown start (None), ``../X`` an open one (`OPEN_START`). No
        span ends before it begins, so ``1936-08/1936`` ends in August at the earliest.

    Raises
    ------
    DateError
        If it is not EDTF, names an impossible day, or ends before it begins.

    Examples
    --------
    >>> edtf_bounds("1936-04")
    Bounds(earliest_start='1936-04-01', latest_start='1936-04-30', earliest_end='1936-04-01', latest_end='1936-04-30')
    >>> edtf_bounds("/1936-04-24")
    Bounds(earliest_start=None, latest_start=None, earliest_end='1936-04-24', latest_end='1936-04-24')
    """  # noqa: E501 - the doctest's answer is one line
    if text.startswith("[") and text.endswith("]"):
        first, dots, last = text[1:-1].partition("..")
        if not dots or "," in text or not (first or last):
            raise DateError(f"{text!r} is not a set this tool reads; write [A..B], [..B] or [A..]")
        low = _edges(first, text)[0] if first else None
        high = _edges(last, text)[1] if last else None
        bounds = Bounds(low, high, low, high)
    elif "/" in text:
        start, _, end = text.partition("/")
        if not start and not end:
            raise DateError(f"{text!r} says nothing; leave the date out")
        bounds = Bounds(*_side(start, OPEN_START, text), *_side(end, OPEN_END, text))
    else:
        low, high = _edges(text, text)
        bounds = Bounds(low, high, low, high)
    if bounds.earliest_start and bounds.latest_end and bounds.earliest_start > bounds.latest_end:
        raise DateError(f"{text!r} ends before it begins")
    return Bounds(
        bounds.earliest_start,
        min(bounds.latest_start, bounds.latest_end or OPEN_END) if bounds.latest_start else None,
        max(bounds.earliest_end, bounds.earliest_start or OPEN_START)
        if bounds.earliest_end
        else None,
        bounds.latest_end,
    )


def _side(part: str, open_day: str, whole: str) -> tuple[str | None, str | None]:
    """Return the bounds of one side of an interval."""
    if not part:
        return None, None
    if part == "..":
        return open_day, open_day
    return _edges(part, whole)


def _edges(part: str, whole: str) -> tuple[str, str]:
    """Return the first and last day of a simple EDTF date."""
    # The parser builds its grammar when imported, which no command but the formatter needs.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    if _WINTER.fullmatch(part):
        raise DateError(
            f"{whole!r} does not say which winter of the year; "
            "write the months, such as [1939-12..1940-02]"
        )
    problem = DateError(
        f"{whole!r} is not an EDTF date of the years 1 to 9999; "
        "write for example 1936-04-24, 1936-04, 1932/1945 or /1936"
    )
    if not _SIMPLE.fullmatch(part):
        raise problem
    try:
        parsed: Any = parse_edtf(part)
        low, high = parsed.lower_strict(), parsed.upper_strict()
        return date(*low[:3]).isoformat(), date(*high[:3]).isoformat()
    except (EDTFParseException, ValueError) as error:
        raise problem from error


def days_between(bounds: Bounds) -> int:
    """Return the number of days from the first day of a span to its last, which must be known.

    Examples
    --------
    >>> days_between(edtf_bounds("1939-05-11/1939-09-16"))
    128
    """
    first, last = (date.fromisoformat(day or "") for day in (bounds[0], bounds[3]))
    return (last - first).days


def presence_on(bounds: Bounds, day: str, *, is_act: bool) -> str:
    """Say whether a span with *bounds* holds on *day*.

    An undated state of affairs holds possibly on any day; an undated act is
    placed on no day, since it was done at one moment that nobody names.

    Returns
    -------
    str
        `CERTAINLY`, `POSSIBLY` or `NOT`.
    """
    return presence_within(bounds, day, day, is_act=is_act)


def presence_within(bounds: Bounds, first: str, last: str, *, is_act: bool) -> str:
    """Say whether a span with *bounds* holds on some day from *first* to *last*.

    Returns
    -------
    str
        `CERTAINLY`, `POSSIBLY` or `NOT`; an undated act is `NOT`, an undated
        state of affairs `POSSIBLY`. A state of affairs holds on every day of its
        span; an act is done at some moment of it, so only a span that lies wholly
        from *first* to *last* is certain.
    """
    if bounds == Bounds():
        return NOT if is_act else POSSIBLY
    if bounds.earliest_start and last < bounds.earliest_start:
        return NOT
    if bounds.latest_end and first > bounds.latest_end:
        return NOT
    if is_act:
        done = (bounds.earliest_start or OPEN_START) >= first
        return CERTAINLY if done and (bounds.latest_end or OPEN_END) <= last else POSSIBLY
    # A span cannot start after its end, nor end before its start: one bound limits the other.
    started_by = min(bounds.latest_start or OPEN_END, bounds.latest_end or OPEN_END)
    lasted_to = max(bounds.earliest_end or OPEN_START, bounds.earliest_start or OPEN_START)
    return CERTAINLY if started_by <= last and lasted_to >= first else POSSIBLY
