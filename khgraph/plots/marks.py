"""Turning points: numbered flags above the panels, rules through them, and the list below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from khgraph.plots.lettering import text_width, wrapped
from khgraph.plots.page import FLAG, GAP, LEADING, MARGIN, PAPER, QUIET, SMALL, TURN, Page, spread
from khgraph.plots.points import PlotMark


class Lead(NamedTuple):
    """The way of a rule: down from `top` at `x`, and between `bend` and `end` to its place."""

    x: float
    top: float
    bend: float
    end: float


def draw_flags(page: Page, marks: Sequence[PlotMark], top: float) -> tuple[list[Lead], float]:
    """Draw a numbered flag for each mark.

    Returns
    -------
    list of Lead
        The way of each mark's rule, which starts at its flag.
    float
        Where the first panel may begin.
    """
    from matplotlib.patches import FancyBboxPatch

    if not marks:
        return [], top
    below = page.heading(top - 2, "Turning points", "listed below") + 6
    size = 6.5
    wide = text_width(f"{len(marks)}", size, weight="bold") + 5
    # Two tiers: the rule of an upper flag comes down between two lower ones.
    apart = wide / 2 + 1.3
    band = (page.left - 6, page.width - MARGIN - wide / 2)
    depth = math.ceil(len(marks) * apart / (band[1] - band[0]))
    stacks = [marks[place : place + depth] for place in range(0, len(marks), depth)]
    means = [page.x(sum(mark.x for mark in stack) / len(stack)) for stack in stacks]
    places = spread(means, apart, *band)
    tiers, last = [], -math.inf
    for place in places:
        tiers.append(1 if place - last >= 2 * apart - 1e-9 else 0)
        last = place if tiers[-1] else last
    first = min(tiers)
    bend = top + FLAG * depth * (2 - first)
    farthest = max(
        abs(page.x(mark.x) - place)
        for stack, place in zip(stacks, places, strict=True)
        for mark in stack
    )
    end = bend + min(42.0, 4 + farthest / 3.5)
    leads = []
    for number in range(len(marks)):
        stack, row = divmod(number, depth)
        place, y = places[stack], top + FLAG * (depth * (tiers[stack] - first) + row)
        page.axes.add_patch(
            FancyBboxPatch(
                (place - wide / 2, y),
                wide,
                FLAG - 2,
                boxstyle="round,pad=0,rounding_size=2",
                facecolor=PAPER,
                edgecolor=TURN,
                linewidth=0.7,
                zorder=5,
                gid=f"flag-{number + 1}",
            )
        )
        page.text(
            place, y + 7.4, f"{number + 1}", size, ha="center", color=TURN, weight="bold", zorder=6
        )
        leads.append(Lead(place, y + FLAG - 2, bend, end))
    return leads, max(end, below)


def draw_rules(page: Page, marks: Sequence[PlotMark], leads: Sequence[Lead], bottom: float) -> None:
    """Draw the rule of each mark, from its flag by way of its lead down to *bottom*."""
    for number, (mark, lead) in enumerate(zip(marks, leads, strict=True), 1):
        x = page.x(mark.x)
        page.line(
            [lead.x, lead.x, x, x],
            [lead.top, lead.bend, lead.end, bottom],
            color=TURN,
            linewidth=0.55,
            alpha=0.6,
            zorder=0.3,
            gid=f"rule-{number}",
        )


def list_marks(page: Page, marks: Sequence[PlotMark], top: float) -> float:
    """List the turning points in columns, read downwards; return where they end."""
    if not marks:
        return top - GAP
    room = page.width - MARGIN - page.left
    number_room = text_width(f"{len(marks)}", SMALL, weight="bold") + 6
    # As many columns as make the lowest list; of equals, the fewest.
    lists = []
    for count in range(1, max(1, int(room // 200)) + 1):
        width = (room - 14 * (count - 1)) / count
        date_room = min(max(text_width(mark.when, SMALL) for mark in marks) + 7, 0.4 * width)
        entries = [
            (
                wrapped(mark.when, date_room - 6, SMALL),
                wrapped(mark.label, width - number_room - date_room, SMALL),
            )
            for mark in marks
        ]
        heights = [max(len(when), len(label), 1) for when, label in entries]
        breaks = _columns(heights, count)
        tallest = max(sum(heights[a:b]) for a, b in pairwise(breaks))
        lists.append((tallest, count, width + 14, date_room, entries, heights, breaks))
    tallest, _, pitch, date_room, entries, heights, breaks = min(lists, key=lambda one: one[:2])
    end = page.heading(top, "Turning points", "")
    for column, (first, last) in enumerate(pairwise(breaks)):
        x, y = page.left + column * pitch + number_room, top + 9
        for number in range(first, last):
            when, label = entries[number]
            page.text(x - 6, y, f"{number + 1}", ha="right", color=TURN, weight="bold")
            for place, line in enumerate(when):
                page.text(x, y + place * SMALL * LEADING, line, color=QUIET)
            for place, line in enumerate(label):
                page.text(x + date_room, y + place * SMALL * LEADING, line)
            y += heights[number] * SMALL * LEADING
    return max(end, top + 9 + (tallest - 1) * SMALL * LEADING)


def _columns(heights: Sequence[int], count: int) -> list[int]:
    """Return where each of at most *count* columns begins, and the end; the lowest that hold all.

    Examples
    --------
    >>> _columns([1, 1, 3, 1], 2)
    [0, 2, 4]
    """
    limit = max(max(heights), math.ceil(sum(heights) / count))
    while True:
        breaks, filled = [0], 0
        for place, height in enumerate(heights):
            if filled + height > limit:
                breaks.append(place)
                filled = 0
            filled += height
        if len(breaks) <= count:
            return [*breaks, len(heights)]
        limit += 1
