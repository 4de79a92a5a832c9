"""What a picture of a series is made from: its slices, and the turning points among them."""

from __future__ import annotations

from typing import NamedTuple

# In years. A slice that ends on the day before the next one begins leaves no gap.
TOUCHING = 1.6 / 365


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
