"""Slices of time: the projected network of a reading, year by year or event by event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from khgraph.dates import OPEN_END, OPEN_START, edge_day
from khgraph.errors import KhgraphError
from khgraph.histories import segments, turn_place, with_time
from khgraph.lives import lives
from khgraph.model import Statement, Turn
from khgraph.projection import project
from khgraph.reading import Reading, Tie, network, ties
from khgraph.spans import Span, possible_span

if TYPE_CHECKING:
    import networkx as nx

    from khgraph.edgelist import Rows

STEPS = ("year", "month", "event")
SLICE_RULES = {
    "year": "a slice is a year: what is dated to hold on some day of it",
    "month": "a slice is a month: what is dated to hold on some day of it",
    "event": "a slice is a run of days on which no sign changes, nor how sure it is",
}


class Slice(NamedTuple):
    """A stretch of days with its projected network.

    `network` is as `khgraph.projection.project` makes it; `turns` are the turning
    points that stand in these days.
    """

    label: str
    first: str
    last: str
    network: nx.Graph[str]
    turns: tuple[Turn, ...]


def slices(
    statements: Iterable[Statement],
    turns: Iterable[Turn],
    reading: Reading,
    every: str,
    conflict: str = "ambivalent",
) -> Iterator[Slice]:
    """Yield the slices of a reading in time order.

    Parameters
    ----------
    statements : iterable of Statement
        All of the data.
    turns : iterable of Turn
    reading : Reading
        Its span bounds the slices; without one they reach from the first day that a
        signed tie's date names to the last.
    every : str
        One of `STEPS`.
    conflict : str
        See `khgraph.projection.CONFLICTS`.

    Raises
    ------
    KhgraphError
        If the reading is on a day, or there is no such step.
    """
    if every not in STEPS:
        raise KhgraphError(f"no step is called {every!r}; use one of {', '.join(STEPS)}")
    if reading.on is not None:
        raise KhgraphError("a series needs a span; give --from and --to, not --on")
    statements = list(statements)
    known = lives(statements)
    relevant = [s for s in statements if s.is_tie and s.sign is not None]
    found = ties(relevant, with_time(reading), known)
    span = _extent(found, reading)
    if span is None:
        return
    told = sorted(
        ((day, turn) for turn in turns if (day := turn_place(turn)) and _is_told(turn, reading)),
        key=lambda item: (item[0], item[1].iri),
    )
    made: Slice | None = None
    for label, first, last in _cuts(found, span, every):
        here = reading._replace(first=first, last=last)
        projected = project(network(relevant, here, known), conflict)
        turning = tuple(turn for day, turn in told if first <= day <= last)
        if every == "event" and made is not None and _same_signs(made.network, projected):
            # A tie began or ended, but no sign did: one slice, with the ties of all its days.
            longer = reading._replace(first=made.first, last=last)
            whole = project(network(relevant, longer, known), conflict)
            if _same_signs(whole, projected):
                made = made._replace(last=last, network=whole, turns=made.turns + turning)
                continue
        if made is not None:
            yield made
        made = Slice(label, first, last, projected, turning)
    if made is not None:
        yield made


def _same_signs(one: nx.Graph[str], other: nx.Graph[str]) -> bool:
    """Return whether two networks have the same signs, as sure, and the same ambivalent pairs."""

    def signs(network: nx.Graph[str]) -> set[tuple[str, str, int, bool]]:
        found = {
            (min(a, b), max(a, b), data["sign"], data["is_certain"])
            for a, b, data in network.edges(data=True)
        }
        return found | {(a, b, 0, False) for a, b, _ in network.graph["ambivalent"]}

    return signs(one) == signs(other)


def row_slices(
    rows: Rows, every: str, place: str, bounds: tuple[str | None, str | None] = (None, None)
) -> Iterator[tuple[str, Span, Rows]]:
    """Yield the slices of a dated edge list: (label, first and last day, rows), in time order.

    They reach from the first of *bounds* to the last; where one is None, from the first
    day that a row names, or to the last.

    Raises
    ------
    KhgraphError
        If no row is dated; *place* is the file that is named then.
    """
    days: set[str] = set()
    spans = []
    for number in range(len(rows.numbers)):
        held = rows.bounds(number)
        days |= {day for day in held if day not in (None, OPEN_START, OPEN_END) and day}
        spans.append(possible_span(held))
    if not days:
        raise KhgraphError(f"{place}: no row is dated; give the columns from and to")
    extent = (bounds[0] or min(days), bounds[1] or max(days))
    if extent[0] <= extent[1]:
        for label, first, last in _labelled(spans, extent, every):
            yield label, (first, last), rows.within(first, last)


def _is_told(turn: Turn, reading: Reading) -> bool:
    return any(reading.accepts(claim) for claim in turn.claims)


def _extent(found: Sequence[Tie], reading: Reading) -> Span | None:
    """Return the first and last day of a series, None where no tie is dated."""
    named = [
        day
        for tie in found
        if tie.sign
        for claim in tie.claims
        for day in claim.bounds
        if day not in (None, OPEN_START, OPEN_END)
    ]
    days = [day for day in named if day]
    first = reading.first or min(days, default=None)
    last = reading.last or max(days, default=None)
    return (first, last) if first and last and first <= last else None


def _cuts(found: Sequence[Tie], span: Span, every: str) -> list[tuple[str, str, str]]:
    """Return the slices of a span as (label, first day, last day)."""
    days = [each for tie in found for spans in (tie.possible, tie.certain) for each in spans]
    return _labelled(days, span, every)


def _labelled(days: Iterable[Span], span: Span, every: str) -> list[tuple[str, str, str]]:
    """Return the years or months of a span, or its parts between the ends of *days*."""
    first, last = span
    if every == "event":
        inside = [(max(a, first), min(b, last)) for a, b in days if a <= last and b >= first]
        return [(a, a, b) for a, b in segments(inside)]
    length = 4 if every == "year" else 7
    labels = [first[:length]]
    while labels[-1] < last[:length]:
        labels.append(_after(labels[-1]))
    return [
        (name, max(first, edge_day(name, is_last=False)), min(last, edge_day(name, is_last=True)))
        for name in labels
    ]


def _after(label: str) -> str:
    """Return the year or month after one."""
    if len(label) == 4:
        return f"{int(label) + 1:04}"
    year, month = int(label[:4]), int(label[5:])
    return date(year + month // 12, month % 12 + 1, 1).isoformat()[:7]


def matched_camps(series: Sequence[Sequence[frozenset[str]]]) -> list[list[int]]:
    """Return a number for each camp of each slice, the same for what is the same camp over time.

    Parameters
    ----------
    series : sequence of sequence of frozenset of str
        The camps of each slice, in time order.

    Returns
    -------
    list of list of int
        From 0 in the order of first appearance. A camp takes the number of that earlier
        camp, as it last was, with which it shares the greatest part of the members of
        both; each number goes once to a slice, the greatest part first. One that shares
        nobody gets a new number.
    """
    last: dict[int, frozenset[str]] = {}
    result = []
    for camps in series:
        shares = sorted(
            (-len(camp & known) / len(camp | known), number, place)
            for place, camp in enumerate(camps)
            for number, known in last.items()
            if camp & known
        )
        taken: dict[int, int] = {}
        for _, number, place in shares:
            if place not in taken and number not in taken.values():
                taken[place] = number
        numbers = []
        for place, camp in enumerate(camps):
            number = taken.get(place, len(last))
            last[number] = camp
            numbers.append(number)
        result.append(numbers)
    return result
