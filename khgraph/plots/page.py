"""The page: its colours and measures, what is drawn on it, and where a time or group stands.

In points from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.plots.lettering import clean, wrapped
from khgraph.plots.points import TOUCHING, PlotMark, PlotPoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


class Page(NamedTuple):
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
        for line in wrapped(clean(words), width, size, **style):
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

    def heading(self, y: float, title: str, words: str, keys: Sequence[Key] = ()) -> float:
        """Write what stands beside a panel; return where it ends."""
        y = self.paragraph(MARGIN, y - 2, title, WORDS, 8.5, weight="bold")
        y = self.paragraph(MARGIN, y + 1, words, WORDS, color=QUIET)
        for key in keys:
            y += SMALL * LEADING + 1
            for place, colour in enumerate(key.colours):
                self.box(MARGIN + 7 * place, y - 6, 7, 7, colour, key.hatch)
            self.text(MARGIN + 7 * len(key.colours) + 4, y, key.words, color=QUIET)
        return y


class Key(NamedTuple):
    """What colours mean."""

    colours: tuple[str, ...]
    words: str
    hatch: str = ""


def scaled_page(
    axes: Axes, points: Sequence[PlotPoint], marks: Sequence[PlotMark], is_time: bool
) -> Page:
    """Return the page with its scale across."""
    if not is_time:
        spans = [(p.x0, p.x1) if p.x1 > p.x0 else (p.x0 - 0.5, p.x0 + 0.5) for p in points]
        places = [x for span in spans for x in span] + [mark.x for mark in marks]
        low, high = min(places), max(places)
        size = max(2.0 * GROUP_WIDTH, min(RIGHT - LEFT, (high - low) * GROUP_WIDTH))
        spare = max(0.0, size / GROUP_WIDTH - (high - low)) / 2
        low, high = low - spare, high + spare
        spans = [(start + 0.1 * (end - start), end - 0.1 * (end - start)) for start, end in spans]
        return Page(axes, LEFT + size + WIDTH - RIGHT, LEFT, LEFT + size, low, high, spans)
    # A slice of one day that ends as it begins still has the length of its day.
    ends = [max(p.x1, p.x0 + 1 / 366) for p in points]
    for place, (one, other) in enumerate(pairwise(points)):
        if other.x0 - one.x1 < TOUCHING:
            ends[place] = other.x0
    spans = [(point.x0, end) for point, end in zip(points, ends, strict=True)]
    places = [x for span in spans for x in span] + [mark.x for mark in marks]
    return Page(axes, WIDTH, LEFT, RIGHT, min(places), max(places), spans)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places in the same order, *gap* apart and from *low* to *high*, near those wanted.

    The least squares of the distances, by pooling neighbours that would touch.

    Examples
    --------
    >>> spread([10, 11, 40], 5, 0, 100)
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


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with paper."""
    parts = [
        round(share * int(colour[i : i + 2], 16) + (1 - share) * int(PAPER[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)
