"""The picture of a balance series: ties by sign, balanced triangles and the two indices over time.

One page in points from its upper left corner, on which every piece of writing has a place of
its own. Steps and not curves, since a slice knows nothing of the moments within it.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
import warnings
from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.errors import KhgraphError
from khgraph.tables import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMS = ("svg", "png")
# Pixels to a point in a PNG: sharp on a dense screen, and on a slide.
PNG_SCALE = 2.5

# The colours of the page, whose own module would load the whole of its drawing library.
PAPER, INK, TURN = "#fbfaf7", "#1b1b1f", "#8E3A73"
FRIENDLY, HOSTILE = "#0072B2", "#C44E00"
QUIET, RULE, STEEL = "#5d5b63", "#dcd8cd", "#77757c"
# How much of a colour is left, on paper, in what possibly held, and where nobody knows.
PALE, PLAIN = 0.35, 0.7

# Where things stand across the page, in points: words, then the plot, then its direct labels.
WIDTH, MARGIN = 840.0, 18.0
LEFT, RIGHT = 166.0, 742.0
WORDS = 116.0
SMALL, LEADING = 7.5, 1.32
GAP, FLAG = 15.0, 12.0
# A group is no wider than this, or three bars would be three walls.
GROUP_WIDTH = 84.0
# From this width on a slice has room for its numbers.
ROOMY = 30.0

# A slice that ends on the day before the next one begins leaves no gap.
_SAME = 1.6 / 365
# What XML cannot hold, besides the control characters that `one_line` takes out.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# Tried for letters that those bundled with matplotlib lack.
_EAST_ASIAN = (
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# How far apart the marks of a time axis may be, finest first, with the length in years.
_STEPS = (
    *(("day", step, step / 365) for step in (1, 2, 5, 10)),
    *(("month", step, step / 12) for step in (1, 3, 6)),
    *(("year", step, step) for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)

Values = Sequence[float | None]


class PlotPoint(NamedTuple):
    """A slice of a series as it is drawn.

    Attributes
    ----------
    x0, x1 : float
        Where it begins, and the first moment after it: decimal years, or positions
        0, 1, 2 ... of groups.
    label : str
        Its name, printed where the series is not one of time.
    friendly, hostile : int
        Ties of each sign.
    sure_friendly, sure_hostile : int or None
        Those of them that certainly held; None where nothing is known of it.
    ambivalent : int
        Pairs with ties of both signs.
    triangles : int
    sure_triangles : int or None
    balanced_ratio : float or None
        The share of triangles that are balanced, None where there is no triangle.
    strong, weak : (int, int)
        The line index for two camps and for any number of them, with its proven
        lower bound.
    """

    x0: float
    x1: float
    label: str
    friendly: int
    hostile: int
    sure_friendly: int | None
    sure_hostile: int | None
    ambivalent: int
    triangles: int
    sure_triangles: int | None
    balanced_ratio: float | None
    strong: tuple[int, int]
    weak: tuple[int, int]


class PlotMark(NamedTuple):
    """A turning point: where it stands, its date in words, and what it was."""

    x: float
    when: str
    label: str


def plot_series(
    points: Sequence[PlotPoint],
    marks: Sequence[PlotMark],
    *,
    title: str,
    notes: Sequence[str],
    form: str,
    is_time: bool = True,
) -> bytes:
    """Return the picture of a balance series.

    Parameters
    ----------
    points : sequence of PlotPoint
        In order, none over another. Days without a slice are left empty.
    marks : sequence of PlotMark
        Turning points, in any order. Each gets a number, in the order of time, a rule
        through the picture and a line in the list below.
    title : str
    notes : sequence of str
        The reading and the rules, printed small at the foot.
    form : str
        One of `FORMS`. In an SVG words stay words.
    is_time : bool
        Whether positions are decimal years. Otherwise the slices are groups, which
        stand apart and carry their labels.

    Returns
    -------
    bytes
        Equal input gives equal bytes under one version of matplotlib.

    Raises
    ------
    KhgraphError
        If there is no slice, a slice ends before it begins or overlaps the one before it,
        or there is no such form.
    """
    if form not in FORMS:
        raise KhgraphError(f"no picture is called {form!r}; use one of {', '.join(FORMS)}")
    if not points:
        raise KhgraphError("there is no slice to draw; choose a longer span or other sources")
    for point in points:
        if point.x1 < point.x0:
            raise KhgraphError(f"the slice {point.label} ends before it begins; turn it round")
    for one, other in pairwise(points):
        if other.x0 <= one.x0 or other.x0 < one.x1 - _SAME:
            raise KhgraphError(
                f"the slices {one.label} and {other.label} overlap or are out of order; "
                "give windows that overlap as groups, each at a position of its own"
            )
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # What the user has set for other pictures changes nothing here, nor this for others.
    with mpl.rc_context(), warnings.catch_warnings():
        # A letter that no font has shows as a box; in an SVG the reader's own fonts count.
        warnings.filterwarnings("ignore", "Glyph .* missing")
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": "khgraph",
                "hatch.linewidth": 0.6,
                "text.parse_math": False,
                # Fitted to pixels, letters would be wider than they are measured here.
                "text.hinting": "none",
                "font.family": _families(form, "sans-serif"),
            }
        )
        figure = Figure(dpi=72)
        page = _page(figure.add_axes((0, 0, 1, 1)), points, marks, is_time)
        fonts = _families(form, "serif")
        y = page.paragraph(
            MARGIN, 12, title, page.width - 2 * MARGIN, 15, weight="bold", family=fonts
        )
        height = _compose(page, y + 16, points, marks, notes, is_time)
        page.axes.set(xlim=(0, page.width), ylim=(height, 0))
        page.axes.set_axis_off()
        figure.set_size_inches(page.width / 72, height / 72)
        return _encoded(figure, form, _clean(title))


def _families(form: str, kind: str) -> tuple[str, ...]:
    """Return the fonts: for an SVG whatever the reader has, for a PNG what is here."""
    if form == "svg":
        return (kind,)
    from matplotlib.font_manager import fontManager

    here = {font.name for font in fontManager.ttflist}
    bundled = "DejaVu Serif" if kind == "serif" else "DejaVu Sans"
    return (bundled, *(name for name in _EAST_ASIAN if name in here))


def _encoded(figure: Figure, form: str, title: str) -> bytes:
    buffer = BytesIO()
    unsaid = {"Creator": "khgraph", "Date": None} if form == "svg" else {"Software": None}
    dpi = 72 * (PNG_SCALE if form == "png" else 1)
    figure.savefig(
        buffer, format=form, dpi=dpi, facecolor=PAPER, metadata={"Title": title, **unsaid}
    )
    # With a role its title is what a screen reader says, not every word in the picture.
    return buffer.getvalue().replace(b"<svg ", b'<svg role="img" ', 1 if form == "svg" else 0)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", one_line(text))


class _Page(NamedTuple):
    """A page in points from its upper left corner, with the plot between `left` and `right`.

    `spans` are the drawn beginnings and ends of the slices.
    """

    axes: Axes
    width: float
    left: float
    right: float
    low: float
    high: float
    spans: list[tuple[float, float]]

    def x(self, position: float) -> float:
        """Return where a time or group stands."""
        share = (position - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    @property
    def room(self) -> float:
        """The width of the narrowest slice."""
        return min(self.x(end) - self.x(start) for start, end in self.spans)

    def text(self, x: float, y: float, words: str, size: float = SMALL, **style: Any) -> None:
        """Write one line, its foot at *y*."""
        style = {"color": INK, "va": "baseline", **style}
        self.axes.text(x, y, words, fontsize=size, **style)

    def paragraph(
        self, x: float, y: float, words: str, width: float, size: float = SMALL, **style: Any
    ) -> float:
        """Write lines below *y*, no wider than *width*; return where they end."""
        for line in _wrapped(_clean(words), width, size, **style):
            y += size * LEADING
            self.text(x, y, line, size, **style)
        return y

    def line(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
        """Draw a thin line through points."""
        from matplotlib.lines import Line2D

        style = {"color": INK, "linewidth": 0.6, "solid_capstyle": "butt", **style}
        self.axes.add_line(Line2D(xs, ys, **style))

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, hatch: str = ""
    ) -> None:
        """Fill a small box that hangs from *y*."""
        from matplotlib.patches import Rectangle

        style: dict[str, Any] = {"edgecolor": INK, "linewidth": 0, "hatch": hatch}
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, **style))

    def heading(self, y: float, title: str, words: str, keys: Sequence[_Key] = ()) -> float:
        """Write what stands beside a panel; return where it ends."""
        y = self.paragraph(MARGIN, y - 2, title, WORDS, 8.5, weight="bold")
        y = self.paragraph(MARGIN, y + 1, words, WORDS, color=QUIET)
        for key in keys:
            y += SMALL * LEADING + 1
            for place, colour in enumerate(key.colours):
                self.box(MARGIN + 7 * place, y - 6, 7, 7, colour, key.hatch)
            self.text(MARGIN + 7 * len(key.colours) + 4, y, key.words, color=QUIET)
        return y


class _Key(NamedTuple):
    """What colours mean."""

    colours: tuple[str, ...]
    words: str
    hatch: str = ""


class _Panel(NamedTuple):
    """A stripe of the page with a scale of its own; `low` stands at its foot."""

    page: _Page
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

    def steps(self, values: Values, base: Values | float | None = None, **style: Any) -> None:
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
        self.steps(pale, 0, color=_tint(colour, PALE), gid=f"{name}-possible")
        self.steps(plain, 0, color=_tint(colour, PLAIN), gid=f"{name}-plain")
        self.steps(sure, 0, color=colour, gid=f"{name}-sure")

    def numbers(
        self, words: Sequence[tuple[float, str, float]], colour: str, ground: str = PAPER
    ) -> None:
        """Write what each level is, so far from it, if every slice has room for its own."""
        widest = max(_width(word, SMALL) for _, word, _ in words)
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


def _page(
    axes: Axes, points: Sequence[PlotPoint], marks: Sequence[PlotMark], is_time: bool
) -> _Page:
    """Return the page with its scale across."""
    if not is_time:
        spans = [(p.x0, p.x1) if p.x1 > p.x0 else (p.x0 - 0.5, p.x0 + 0.5) for p in points]
        places = [x for span in spans for x in span] + [mark.x for mark in marks]
        low, high = min(places), max(places)
        size = max(2.0 * GROUP_WIDTH, min(RIGHT - LEFT, (high - low) * GROUP_WIDTH))
        spare = max(0.0, size / GROUP_WIDTH - (high - low)) / 2
        low, high = low - spare, high + spare
        spans = [(start + 0.1 * (end - start), end - 0.1 * (end - start)) for start, end in spans]
        return _Page(axes, LEFT + size + WIDTH - RIGHT, LEFT, LEFT + size, low, high, spans)
    # A slice of one day that ends as it begins still has the length of its day.
    ends = [max(p.x1, p.x0 + 1 / 366) for p in points]
    for place, (one, other) in enumerate(pairwise(points)):
        if other.x0 - one.x1 < _SAME:
            ends[place] = other.x0
    spans = [(point.x0, end) for point, end in zip(points, ends, strict=True)]
    places = [x for span in spans for x in span] + [mark.x for mark in marks]
    return _Page(axes, WIDTH, LEFT, RIGHT, min(places), max(places), spans)


def _compose(
    page: _Page,
    y: float,
    points: Sequence[PlotPoint],
    marks: Sequence[PlotMark],
    notes: Sequence[str],
    is_time: bool,
) -> float:
    """Draw everything below the title, from top to bottom; return the height of the page."""
    page.axes.set_autoscale_on(False)
    told = [
        PlotMark(mark.x, _clean(mark.when), _clean(mark.label))
        for mark in sorted(marks, key=lambda mark: mark.x)
    ]
    leads, y = _flags(page, told, y)
    bottom = y
    for draw in (_ties, _ambivalent, _balanced, _triangles, _indices):
        bottom = draw(page, points, y)
        y = bottom + GAP
    for number, (place, top, bend, end) in enumerate(leads, 1):
        x = page.x(told[number - 1].x)
        page.line(
            [place, place, x, x],
            [top, bend, end, bottom],
            color=TURN,
            linewidth=0.55,
            alpha=0.6,
            zorder=0.3,
            gid=f"rule-{number}",
        )
    y = bottom + (
        _time_axis(page, bottom)
        if is_time
        else _group_axis(page, [p.label for p in points], bottom)
    )
    y = _listed(page, told, y + GAP)
    shown = [note for note in notes if note.strip()]
    if shown:
        y += GAP
        end = page.heading(y, "Reading and rules", "")
        for note in shown:
            y = page.paragraph(page.left, y, note, page.right - page.left, 7, color=QUIET) + 2
        y = max(y, end)
    return y + MARGIN


def _ties(page: _Page, points: Sequence[PlotPoint], top: float) -> float:
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
    above, below = _spread(wanted, 11, top, panel.bottom)
    page.text(page.right + 8, above + 3, "friendly", 8, color=FRIENDLY, weight="bold")
    page.text(page.right + 8, below + 3, "hostile", 8, color=HOSTILE, weight="bold")
    return panel.bottom


def _certainty(
    sure: Sequence[int | None], words: tuple[str, str], colours: tuple[str, ...]
) -> list[_Key]:
    """Return what dark and pale mean; nothing where certainty is not known at all."""
    if all(part is None for part in sure):
        return []
    meanings = [(1, words[0]), (PALE, words[1])]
    if None in sure:
        meanings.append((PLAIN, "not known which"))
    return [_Key(tuple(_tint(c, share) for c in colours), word) for share, word in meanings]


def _ambivalent(page: _Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw how many pairs have ties of both signs."""
    end = page.heading(top, "Ambivalent pairs", "with ties of both signs")
    counts = [p.ambivalent for p in points]
    return _strip(page, top, end, "ambivalent", counts, [None] * len(counts), STEEL)


def _triangles(page: _Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw how many triangles the share rests on."""
    counts, sure = [p.triangles for p in points], [p.sure_triangles for p in points]
    keys = _certainty(sure, ("certain", "possible"), (INK,)) if any(counts) else []
    end = page.heading(top, "Triangles", "that the share is of", keys)
    return _strip(page, top, end, "triangles", counts, sure, INK)


def _strip(
    page: _Page,
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


def _balanced(page: _Page, points: Sequence[PlotPoint], top: float) -> float:
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


def _indices(page: _Page, points: Sequence[PlotPoint], top: float) -> float:
    """Draw the index of two camps as a line over that of any number, which never exceeds it."""
    highest = max(1, *(max(p.strong[0], p.weak[0]) for p in points))
    is_open = any(p.strong[0] > p.strong[1] or p.weak[0] > p.weak[1] for p in points)
    words = "fewest ties that contradict a division of the actors into camps"
    keys = [_Key((PAPER,), "range where not proven", "////")] if is_open else []
    end = page.heading(top, "Line index of balance", words, keys)
    spare = 0.15 * highest if page.room >= ROOMY else 0
    panel = _Panel(page, top, max(top + 92, end), 0, highest + spare)
    panel.scale(range(0, highest + 1, _step(highest, 4)))
    strong, weak = [p.strong for p in points], [p.weak for p in points]
    pale = _tint(STEEL, 0.4)
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
    line, area = _spread(ends, 14, top, panel.bottom - 9)
    page.line([page.right + 8, page.right + 20], [line, line], linewidth=1.7)
    page.text(page.right + 24, line + 3, "two camps", 8, weight="bold")
    page.box(page.right + 8, area - 4, 12, 8, pale)
    page.text(page.right + 24, area + 3, "any number", 8, color=QUIET)
    page.text(page.right + 24, area + 12, "of camps", 8, color=QUIET)
    return panel.bottom


def _flags(
    page: _Page, marks: Sequence[PlotMark], top: float
) -> tuple[list[tuple[float, float, float, float]], float]:
    """Draw a numbered flag for each mark.

    Returns
    -------
    list of (float, float, float, float)
        For each mark where its flag stands, and the heights at which its rule starts,
        bends and is in place.
    float
        Where the first panel may begin.
    """
    from matplotlib.patches import FancyBboxPatch

    if not marks:
        return [], top
    below = page.heading(top - 2, "Turning points", "listed below") + 6
    size = 6.5
    wide = _width(f"{len(marks)}", size, weight="bold") + 5
    # Two tiers: the rule of an upper flag comes down between two lower ones.
    apart = wide / 2 + 1.3
    band = (page.left - 6, page.width - MARGIN - wide / 2)
    depth = math.ceil(len(marks) * apart / (band[1] - band[0]))
    stacks = [marks[place : place + depth] for place in range(0, len(marks), depth)]
    means = [page.x(sum(mark.x for mark in stack) / len(stack)) for stack in stacks]
    places = _spread(means, apart, *band)
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
        leads.append((place, y + FLAG - 2, bend, end))
    return leads, max(end, below)


def _listed(page: _Page, marks: Sequence[PlotMark], top: float) -> float:
    """List the turning points in columns, read downwards; return where they end."""
    if not marks:
        return top - GAP
    room = page.width - MARGIN - page.left
    number_room = _width(f"{len(marks)}", SMALL, weight="bold") + 6
    # As many columns as make the lowest list; of equals, the fewest.
    lists = []
    for count in range(1, max(1, int(room // 200)) + 1):
        width = (room - 14 * (count - 1)) / count
        date_room = min(max(_width(mark.when, SMALL) for mark in marks) + 7, 0.4 * width)
        entries = [
            (
                _wrapped(mark.when, date_room - 6, SMALL),
                _wrapped(mark.label, width - number_room - date_room, SMALL),
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


class _Tick(NamedTuple):
    """A stretch of a time axis, its name, and that of the longer one it is a part of."""

    start: float
    end: float
    label: str
    within: str


def _time_axis(page: _Page, top: float) -> float:
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
        if room > _width(name, SMALL) + 4 or len(groups) == 1:
            middle = page.x((start + end) / 2)
            page.text(middle, top + 22, name, ha="center", weight="bold", color=QUIET)
    return 24


def _tick_place(page: _Page, tick: _Tick, step: int) -> float | None:
    """Return where a label stands: amid a single unit, at the start of several."""
    if step > 1:
        # The last edge of a longer unit is the first of one whose name is not there.
        last = page.high - _SAME if tick.within else page.high
        return page.x(tick.start) if page.low <= tick.start <= last else None
    start, end = page.x(max(tick.start, page.low)), page.x(min(tick.end, page.high))
    return (start + end) / 2 if end - start >= _width(tick.label, SMALL) + 1 else None


def _time_ticks(page: _Page) -> tuple[list[_Tick], int]:
    """Return the finest scale whose labels stand apart, and how many units each is."""
    for unit, step, length in _STEPS:
        if (page.high - page.low) / length > 40:
            continue
        ticks = [
            tick
            for tick in _calendar(page.low, page.high, unit, step)
            if tick.end > page.low and tick.start <= page.high
        ]
        widest = max(_width(tick.label, SMALL) for tick in ticks)
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


def _group_axis(page: _Page, labels: Sequence[str], top: float) -> float:
    """Write the labels of groups; return how much room they take."""
    page.line([page.left, page.right], [top, top], linewidth=0.8)
    labels = [_clean(label) for label in labels]
    middles = [page.x((start + end) / 2) for start, end in page.spans]
    slot = page.room / 0.8 - 6
    if slot >= ROOMY:
        lines = [_wrapped(label, slot, SMALL) for label in labels]
        for x, parts in zip(middles, lines, strict=True):
            if len(parts) > 5:
                parts[4:] = [_cut(parts[4] + "\u2026", slot, SMALL)]
            for number, part in enumerate(parts, 1):
                page.text(x, top + 3 + number * SMALL * LEADING, part, ha="center", color=QUIET)
        return 6 + max(map(len, lines)) * SMALL * LEADING
    every = math.ceil(9 / (page.room / 0.8))
    shown = [_cut(label, 100, SMALL) for label in labels[::every]]
    for x, label in zip(middles[::every], shown, strict=True):
        page.line([x, x], [top, top + 3])
        page.text(
            x + 2.7, top + 6, label, rotation=90, ha="right", rotation_mode="anchor", color=QUIET
        )
    return 8 + max(_width(label, SMALL) for label in shown)


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


def _spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places in the same order, *gap* apart and from *low* to *high*, near those wanted.

    The least squares of the distances, by pooling neighbours that would touch.

    Examples
    --------
    >>> _spread([10, 11, 40], 5, 0, 100)
    [8.0, 13.0, 40.0]
    """
    pools: list[tuple[float, int]] = []
    for place, value in enumerate(wanted):
        pools.append((value - place * gap, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, n), (other, m) = pools[-2:]
            pools[-2:] = [((one * n + other * m) / (n + m), n + m)]
    level = [mean for mean, size in pools for _ in range(size)]
    limit = high - (len(wanted) - 1) * gap
    return [float(max(min(value, limit), low) + place * gap) for place, value in enumerate(level)]


def _tint(colour: str, share: float) -> str:
    """Return a colour mixed with paper."""
    parts = [
        round(share * int(colour[i : i + 2], 16) + (1 - share) * int(PAPER[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _width(text: str, size: float, **style: Any) -> float:
    """Return how wide a line of text is, in points; a little more where letters close up."""
    weight, family = style.get("weight", "normal"), style.get("family", ("sans-serif",))
    return size * sum(_advance(char, weight, family) for char in text)


@functools.cache
def _advance(char: str, weight: str, family: tuple[str, ...]) -> float:
    """Return the width of a letter at the size of 1."""
    if unicodedata.combining(char):
        return 0.0
    # A font that lacks such a letter would measure the box in its place.
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    fonts = FontProperties(family=family, weight=weight, size=100)
    return float(text_to_path.get_text_width_height_descent(char, fonts, ismath=False)[0]) / 100


def _wrapped(text: str, width: float, size: float, **style: Any) -> list[str]:
    """Return *text* in lines no wider than *width*; a word that is wider is broken."""
    lines, filled = [""], 0.0
    space = _width(" ", size, **style)
    for word in text.split():
        long = _width(word, size, **style)
        if lines[-1] and filled + space + long <= width:
            lines[-1] += f" {word}"
            filled += space + long
            continue
        if lines[-1]:
            lines.append("")
        filled = 0.0
        for char in word:
            wide = _width(char, size, **style)
            if lines[-1] and filled + wide > width:
                lines.append("")
                filled = 0.0
            lines[-1] += char
            filled += wide
    return lines if lines != [""] else []


def _cut(text: str, width: float, size: float) -> str:
    """Return the beginning of *text* that is no wider than *width*."""
    if _width(text, size) <= width:
        return text
    room = width - _width("\u2026", size)
    kept = 0
    while (room := room - _width(text[kept], size)) >= 0:
        kept += 1
    return text[:kept] + "\u2026"
