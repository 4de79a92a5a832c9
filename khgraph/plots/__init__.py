"""The picture of a balance series: ties by sign, balanced triangles and the two indices over time.

One page in points from its upper left corner, on which every piece of writing has a place of
its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from khgraph.errors import KhgraphError
from khgraph.plots.axis import draw_group_axis, draw_time_axis
from khgraph.plots.lettering import clean, families
from khgraph.plots.marks import draw_flags, draw_rules, list_marks
from khgraph.plots.page import GAP, MARGIN, PAPER, QUIET, Page, scaled_page
from khgraph.plots.panels import draw_panels
from khgraph.plots.points import TOUCHING, PlotMark, PlotPoint

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMS", "PlotMark", "PlotPoint", "plot_series"]

FORMS = ("svg", "png")
# Pixels to a point in a PNG: sharp on a dense screen, and on a slide.
PNG_SCALE = 2.5


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
        if other.x0 <= one.x0 or other.x0 < one.x1 - TOUCHING:
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
                "font.family": families(form, "sans-serif"),
            }
        )
        figure = Figure(dpi=72)
        page = scaled_page(figure.add_axes((0, 0, 1, 1)), points, marks, is_time)
        fonts = families(form, "serif")
        y = page.paragraph(
            MARGIN, 12, title, page.width - 2 * MARGIN, 15, weight="bold", family=fonts
        )
        height = _compose(page, y + 16, points, marks, notes, is_time)
        page.axes.set(xlim=(0, page.width), ylim=(height, 0))
        page.axes.set_axis_off()
        figure.set_size_inches(page.width / 72, height / 72)
        return _encoded(figure, form, clean(title))


def _compose(
    page: Page,
    y: float,
    points: Sequence[PlotPoint],
    marks: Sequence[PlotMark],
    notes: Sequence[str],
    is_time: bool,
) -> float:
    """Draw everything below the title, from top to bottom; return the height of the page."""
    page.axes.set_autoscale_on(False)
    told = [
        PlotMark(mark.x, clean(mark.when), clean(mark.label))
        for mark in sorted(marks, key=lambda mark: mark.x)
    ]
    leads, y = draw_flags(page, told, y)
    bottom = draw_panels(page, points, y)
    draw_rules(page, told, leads, bottom)
    y = bottom + (
        draw_time_axis(page, bottom)
        if is_time
        else draw_group_axis(page, [p.label for p in points], bottom)
    )
    y = list_marks(page, told, y + GAP)
    shown = [note for note in notes if note.strip()]
    if shown:
        y += GAP
        end = page.heading(y, "Reading and rules", "")
        for note in shown:
            y = page.paragraph(page.left, y, note, page.right - page.left, 7, color=QUIET) + 2
        y = max(y, end)
    return y + MARGIN


def _encoded(figure: Figure, form: str, title: str) -> bytes:
    buffer = BytesIO()
    unsaid = {"Creator": "khgraph", "Date": None} if form == "svg" else {"Software": None}
    dpi = 72 * (PNG_SCALE if form == "png" else 1)
    figure.savefig(
        buffer, format=form, dpi=dpi, facecolor=PAPER, metadata={"Title": title, **unsaid}
    )
    # With a role its title is what a screen reader says, not every word in the picture.
    return buffer.getvalue().replace(b"<svg ", b'<svg role="img" ', 1 if form == "svg" else 0)
