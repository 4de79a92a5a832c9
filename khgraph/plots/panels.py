"""The panels of the picture, one below the other: ties, triangles and indices, in steps.

Steps and not curves, since a slice knows nothing of the moments within it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from khgraph.plots.lettering import text_width
from khgraph.plots.page import (
    FRIENDLY,
    GAP,
    HOSTILE,
    INK,
    PALE,
    PAPER,
    PLAIN,
    QUIET,
    ROOMY,
    RULE,
    SMALL,
    STEEL,
    Key,
    Page,
    spread,
    tint,
)
from khgraph.plots.points import PlotPoint

_Values = Sequence[float | None]


def draw_panels(page: Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw all panels below *top*; return where the last one ends."""
    bottom = top
    for draw in (_ties, _ambivalent, _balanced, _triangles, _indices):
        bottom = draw(page, points, top)
        top = bottom + GAP
    return bottom


class _Panel(NamedTuple):
    """A stripe of the page with a scale of its own; `low` stands at its foot."""

    page: Page
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)

    def scale(self, ticks: Sequence[int], unit: str = "") -> None:
        """Draw the scale, its values without a sign."""
        page = self.page
        for tick in ticks:
            y = self.y(tick)
            base = {"color": INK} if tick == 0 else {"color": RULE}
            page.line([page.left, page.right], [y, y], zorder=0.5 if tick else 2.2, **base)
            page.text(page.left - 5, y + 2.6, f"{abs(tick)}{unit}", ha="right", color=QUIET)

    def steps(self, values: _Values, base: _Values | float | None = None, **style: Any) -> None:
        """Draw one level a slice, nothing for None: a line, or filled from *base*."""
        if all(value is None for value in values):
            return
        starts = base if isinstance(base, Sequence) else [base] * len(values)
        edges, levels, floors = [self.page.spans[0][0]], [], []
        for (start, end), value, floor in zip(self.page.spans, values, starts, strict=True):
            if start > edges[-1]:
                edges.append(start)
                levels.append(math.nan)
                floors.append(math.nan)
            edges.append(end)
            levels.append(math.nan if value is None else self.y(value))
            floors.append(math.nan if floor is None else self.y(floor))
        self.page.axes.stairs(
            levels,
            [self.page.x(edge) for edge in edges],
            baseline=None if base is None else floors,
            fill=base is not None,
            **{"linewidth": 0, **style},
        )

    def amounts(
        self, name: str, counts: Sequence[int], sure: Sequence[int | None], colour: str
    ) -> None:
        """Fill counts from zero: dark what is sure, pale what is not, between where unknown."""
        pairs = list(zip(counts, sure, strict=True))
        pale = [count if part is not None else None for count, part in pairs]
        plain = [count if part is None else None for count, part in pairs]
        self.steps(pale, 0, color=tint(colour, PALE), gid=f"{name}-possible")
        self.steps(plain, 0, color=tint(colour, PLAIN), gid=f"{name}-plain")
        self.steps(sure, 0, color=colour, gid=f"{name}-sure")

    def numbers(
        self, words: Sequence[tuple[float, str, float]], colour: str, ground: str = PAPER
    ) -> None:
        """Write what each level is, so far from it, if every slice has room for its own."""
        widest = max(text_width(word, SMALL) for _, word, _ in words)
        if self.page.room < max(ROOMY, widest + 2):
            return
        for (start, end), (value, word, shift) in zip(self.page.spans, words, strict=True):
            self.page.text(
                self.page.x((start + end) / 2),
                self.y(value) + shift,
                word,
                ha="center",
                color=colour,
                zorder=4,
                bbox={"facecolor": ground, "edgecolor": "none", "pad": 0.6},
            )


def _ties(page: Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw friendly ties above the line and hostile ones below it."""
    friendly, hostile = [p.friendly for p in points], [-p.hostile for p in points]
    sure_friendly = [p.sure_friendly for p in points]
    sure_hostile = [None if p.sure_hostile is None else -p.sure_hostile for p in points]
    words = ("certainly held", "possibly held")
    keys = _certainty([*sure_friendly, *sure_hostile], words, (FRIENDLY, HOSTILE))
    end = page.heading(top, "Ties by sign", "friendly above the line, hostile below it", keys)
    highest, lowest = max(friendly), min(hostile)
    extent = max(highest - lowest, 1)
    spare = 0.08 * extent if page.room >= ROOMY or highest == lowest else 0
    panel = _Panel(page, top, max(top + 160, end), lowest - spare, highest + spare)
    step = _step(extent, 7)
    panel.scale(range(math.ceil(lowest / step) * step, highest + 1, step))
    panel.amounts("friendly", friendly, sure_friendly, FRIENDLY)
    panel.amounts("hostile", hostile, sure_hostile, HOSTILE)
    panel.numbers([(n, f"{n}", -3) for n in friendly], FRIENDLY)
    panel.numbers([(n, f"{-n}", 9) for n in hostile], HOSTILE)
    wanted = [panel.y(friendly[-1] / 2), panel.y(hostile[-1] / 2)]
    above, below = spread(wanted, 11, top, panel.bottom)
    page.text(page.right + 8, above + 3, "friendly", 8, color=FRIENDLY, weight="bold")
    page.text(page.right + 8, below + 3, "hostile", 8, color=HOSTILE, weight="bold")
    return panel.bottom


def _certainty(
    sure: Sequence[int | None], words: tuple[str, str], colours: tuple[str, ...]
) -> list[Key]:
    """Return what dark and pale mean; nothing where certainty is not known at all."""
    if all(part is None for part in sure):
        return []
    meanings = [(1, words[0]), (PALE, words[1])]
    if None in sure:
        meanings.append((PLAIN, "not known which"))
    return [Key(tuple(tint(c, share) for c in colours), word) for share, word in meanings]


def _ambivalent(page: Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw how many pairs have ties of both signs."""
    end = page.heading(top, "Ambivalent pairs", "with ties of both signs")
    counts = [p.ambivalent for p in points]
    return _strip(page, top, end, "ambivalent", counts, [None] * len(counts), STEEL)


def _triangles(page: Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw how many triangles the share rests on."""
    counts, sure = [p.triangles for p in points], [p.sure_triangles for p in points]
    keys = _certainty(sure, ("certain", "possible"), (INK,)) if any(counts) else []
    end = page.heading(top, "Triangles", "that the share is of", keys)
    return _strip(page, top, end, "triangles", counts, sure, INK)


def _strip(
    page: Page,
    top: float,
    end: float,
    name: str,
    counts: Sequence[int],
    sure: Sequence[int | None],
    colour: str,
) -> float:
    """Draw counts as a low stripe beside a heading that reaches to *end*."""
    if not any(counts):
        page.line([page.left, page.right], [end, end])
        page.text(page.left + 4, end - 3, "none", color=QUIET)
        return end
    panel = _Panel(page, top, max(top + 26, end), 0, max(counts))
    panel.scale([0, max(counts)])
    panel.amounts(name, counts, sure, colour)
    return panel.bottom


def _balanced(page: Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw the share of balanced triangles, nothing where there is none."""
    words = "share of all triangles; nothing where there is no triangle"
    end = page.heading(top, "Balanced triangles", words)
    panel = _Panel(page, top, max(top + 66, end), 0, 100)
    panel.scale([0, 50, 100], "%")
    ratios = [None if p.balanced_ratio is None else 100 * p.balanced_ratio for p in points]
    panel.steps(ratios, linewidth=1.7, color=INK, capstyle="projecting", gid="balanced-ratio")
    shown = []
    for point, ratio in zip(points, ratios, strict=True):
        if ratio is None:
            shown.append((0.0, "", 0.0))
        else:
            words = f"{round(ratio / 100 * point.triangles)} of {point.triangles}"
            shown.append((ratio, words, 10 if ratio > 50 else -4))
    panel.numbers(shown, INK)
    return panel.bottom


def _indices(page: Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw the index of two camps as a line over that of any number, which never exceeds it."""
    highest = max(1, *(max(p.strong[0], p.weak[0]) for p in points))
    is_open = any(p.strong[0] > p.strong[1] or p.weak[0] > p.weak[1] for p in points)
    words = "fewest ties that contradict a division of the actors into camps"
    keys = [Key((PAPER,), "range where not proven", "////")] if is_open else []
    end = page.heading(top, "Line index of balance", words, keys)
    spare = 0.15 * highest if page.room >= ROOMY else 0
    panel = _Panel(page, top, max(top + 92, end), 0, highest + spare)
    panel.scale(range(0, highest + 1, _step(highest, 4)))
    strong, weak = [p.strong for p in points], [p.weak for p in points]
    pale = tint(STEEL, 0.4)
    panel.steps([bound for _, bound in weak], 0, color=pale, gid="any-camps")
    for index, hatch, colour, name in (
        (weak, "\\\\\\\\", STEEL, "any-camps-unproven"),
        (strong, "////", INK, "two-camps-unproven"),
    ):
        panel.steps(
            [count if count > bound else None for count, bound in index],
            [bound for _, bound in index],
            facecolor="none",
            edgecolor=colour,
            hatch=hatch,
            gid=name,
        )
    counts = [count for count, _ in strong]
    panel.steps(counts, linewidth=1.7, color=INK, capstyle="projecting", gid="two-camps")
    for index, shift, colour, ground in ((strong, -4, INK, PAPER), (weak, 10, QUIET, pale)):
        shown = []
        for n, bound in index:
            # Below its level a number needs the height of a line.
            has_room = shift < 0 or panel.bottom - panel.y(n) > 12
            words = f"{n}" if n == bound else f"{bound}\u2013{n}"
            shown.append((n, words if has_room else "", shift))
        panel.numbers(shown, colour, ground)
    ends = [panel.y(strong[-1][0]), panel.y(weak[-1][0] / 2)]
    line, area = spread(ends, 14, top, panel.bottom - 9)
    page.line([page.right + 8, page.right + 20], [line, line], linewidth=1.7)
    page.text(page.right + 24, line + 3, "two camps", 8, weight="bold")
    page.box(page.right + 8, area - 4, 12, 8, pale)
    page.text(page.right + 24, area + 3, "any number", 8, color=QUIET)
    page.text(page.right + 24, area + 12, "of camps", 8, color=QUIET)
    return panel.bottom


def _step(extent: float, count: int) -> int:
    """Return a round whole step that divides *extent* into at most about *count*.

    Examples
    --------
    >>> [_step(extent, 5) for extent in (1, 7, 48, 1200)]
    [1, 2, 10, 500]
    """
    scale = 1
    while True:
        for digit in (1, 2, 5):
            if extent / (digit * scale) <= count:
                return digit * scale
        scale *= 10
