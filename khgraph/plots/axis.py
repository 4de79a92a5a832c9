"""What stands under the panels: a scale of time, or the labels of groups."""

from __future__ import annotations

import math
from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from khgraph.plots.lettering import clean, cut, text_width, wrapped
from khgraph.plots.page import LEADING, QUIET, ROOMY, SMALL, Page
from khgraph.plots.points import TOUCHING

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# How far apart the marks of a time axis may be, finest first, with the length in years.
_STEPS = (
    *(("day", step, step / 365) for step in (1, 2, 5, 10)),
    *(("month", step, step / 12) for step in (1, 3, 6)),
    *(("year", step, step) for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)


class _Tick(NamedTuple):
    """A stretch of a time axis, its name, and that of the longer one it is a part of."""

    start: float
    end: float
    label: str
    within: str


def draw_time_axis(page: Page, top: float) -> float:
    """Draw a scale of days, months or years; return its height."""
    page.line([page.left, page.right], [top, top], linewidth=0.8)
    ticks, step = _time_ticks(page)
    for x in sorted({edge for tick in ticks for edge in (tick.start, tick.end)}):
        if page.low - 1e-9 <= x <= page.high + 1e-9:
            page.line([page.x(x)] * 2, [top, top + 4])
    for tick in ticks:
        if (place := _tick_place(page, tick, step)) is not None:
            page.text(place, top + 12, tick.label, ha="center", color=QUIET)
    groups = [list(group) for _, group in groupby(ticks, key=lambda tick: tick.within)]
    if not groups[0][0].within:
        return 14
    for group in groups:
        start, end = max(group[0].start, page.low), min(group[-1].end, page.high)
        name, room = group[0].within, page.x(end) - page.x(start)
        if room > text_width(name, SMALL) + 4 or len(groups) == 1:
            middle = page.x((start + end) / 2)
            page.text(middle, top + 22, name, ha="center", weight="bold", color=QUIET)
    return 24


def _tick_place(page: Page, tick: _Tick, step: int) -> float | None:
    """Return where a label stands: amid a single unit, at the start of several."""
    if step > 1:
        # The last edge of a longer unit is the first of one whose name is not there.
        last = page.high - TOUCHING if tick.within else page.high
        return page.x(tick.start) if page.low <= tick.start <= last else None
    start, end = page.x(max(tick.start, page.low)), page.x(min(tick.end, page.high))
    return (start + end) / 2 if end - start >= text_width(tick.label, SMALL) + 1 else None


def _time_ticks(page: Page) -> tuple[list[_Tick], int]:
    """Return the finest scale whose labels stand apart, and how many units each is."""
    for unit, step, length in _STEPS:
        if (page.high - page.low) / length > 40:
            continue
        ticks = [
            tick
            for tick in _calendar(page.low, page.high, unit, step)
            if tick.end > page.low and tick.start <= page.high
        ]
        widest = max(text_width(tick.label, SMALL) for tick in ticks)
        if (page.right - page.left) * length / (page.high - page.low) >= 1.5 * widest + 4:
            break
    return ticks, step


def _calendar(low: float, high: float, unit: str, step: int) -> Iterator[_Tick]:
    """Yield stretches of *step* units over a span of decimal years."""
    if unit == "year":
        for year in range(math.floor(low / step) * step, math.floor(high) + 1, step):
            yield _Tick(year, year + step, f"{year}", "")
        return
    for year in range(math.floor(low), math.floor(high) + 1):
        length = 366 if isleap(year) else 365
        starts = [0]
        for month in range(12):
            starts.append(starts[-1] + monthrange(year, month + 1)[1])
        if unit == "month":
            for month in range(0, 12, step):
                start, end = starts[month] / length, starts[month + step] / length
                yield _Tick(year + start, year + end, _MONTHS[month], f"{year}")
            continue
        for month, (first, last) in enumerate(pairwise(starts)):
            # A last stretch of a day or two would have no room for its label.
            days = [*range(first, last - step // 2, step), last]
            for day, after in pairwise(days):
                label, within = f"{day - first + 1}", f"{_MONTHS[month]} {year}"
                yield _Tick(year + day / length, year + after / length, label, within)


def draw_group_axis(page: Page, labels: Sequence[str], top: float) -> float:
    """Write the labels of groups; return how much room they take."""
    page.line([page.left, page.right], [top, top], linewidth=0.8)
    labels = [clean(label) for label in labels]
    middles = [page.x((start + end) / 2) for start, end in page.spans]
    slot = page.room / 0.8 - 6
    if slot >= ROOMY:
        lines = [wrapped(label, slot, SMALL) for label in labels]
        for x, parts in zip(middles, lines, strict=True):
            if len(parts) > 5:
                parts[4:] = [cut(parts[4] + "\u2026", slot, SMALL)]
            for number, part in enumerate(parts, 1):
                page.text(x, top + 3 + number * SMALL * LEADING, part, ha="center", color=QUIET)
        return 6 + max(map(len, lines)) * SMALL * LEADING
    every = math.ceil(9 / (page.room / 0.8))
    shown = [cut(label, 100, SMALL) for label in labels[::every]]
    for x, label in zip(middles[::every], shown, strict=True):
        page.line([x, x], [top, top + 3])
        page.text(
            x + 2.7, top + 6, label, rotation=90, ha="right", rotation_mode="anchor", color=QUIET
        )
    return 8 + max(text_width(label, SMALL) for label in shown)
