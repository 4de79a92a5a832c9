"""Room for every mark and label: a local search over places, then boxes pushed apart.

References
----------
R. Davidson and D. Harel, Drawing graphs nicely using simulated annealing, ACM
Transactions on Graphics 15 (1996), 301-331: the terms of the cost; the descent
here is by fixed rounds and takes no chances.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
Pair = tuple[str, str]

# The free room that a box has around its mark and its label.
BOX_MARGIN = 3.0
# No mark should stand nearer than this to a line between two others.
LINE_CLEARANCE = 6.0
# Labels are wider than high: a step sideways counts for less than one up or down.
STRETCH = 1.35

# What is bad, and how bad: wrong distances, 100 square units of overlap, a mark on a line, a
# crossing, 50 units of line under a label, and two lines from one mark that are all but one.
DISTANCE, OVERLAP, ON_LINE, CROSSING, UNDER_LABEL, NARROW = 1.0, 1.5, 8.0, 1.8, 1.5, 1.0
# Two lines from one mark are told apart from this cosine of their angle (about 10 degrees) on.
NARROW_COSINE = 0.985
# How far each round looks, in shares of the height, and how much more overlap counts in it;
# a mark on a line counts for more in it too, by this share of that.
LINE_SHARE = 0.3
ROUNDS = (
    (0.36, 1.0),
    (0.24, 1.0),
    (0.15, 1.0),
    (0.10, 1.5),
    (0.06, 2.0),
)
LAST_ROUNDS = ((0.08, 5.0), (0.03, 20.0))
# So many places, the best by distances and overlap, are looked at with all that lines cost.
SHORT_LIST = 4
PUSHES = 400

# Eight directions, rounded so that the mathematics library of no machine makes a difference.
DIRECTIONS = [
    (round(math.cos(math.pi * k / 4), 6), round(math.sin(math.pi * k / 4), 6)) for k in range(8)
]


class Box(NamedTuple):
    """The room that a node takes around its point: half its width, and above and below."""

    half_width: float
    above: float
    below: float


class Wanted(NamedTuple):
    """The distance wanted between each two nodes, and how much it counts (0: not at all)."""

    distance: Floats
    weight: Floats


def settle(
    points: Mapping[str, Point],
    boxes: Mapping[str, Box],
    lines: Mapping[Pair, float],
    wanted: Wanted,
    parts: Mapping[str, Rectangle],
    size: tuple[float, float],
) -> dict[str, Point]:
    """Return better places for all: apart, off one another's lines, near where they were.

    Parameters
    ----------
    points : mapping of str to (float, float)
        Where each mark is to begin with.
    boxes : mapping of str to Box
        The room for each mark and its label.
    lines : mapping of pair to float
        For each pair that lines join, how far the outermost leaves the straight
        way, in shares of its length.
    wanted : Wanted
        By the places of the nodes in sorted order; the unit is free.
    parts : mapping of str to (float, float, float, float)
        The part of the picture in which each node should stay: left, top, width, height.
    size : (float, float)
        Everything stays between the origin and this point.

    Returns
    -------
    dict of str to (float, float)
        In sorted order. Where there is no room for all, some overlap stays.

    Notes
    -----
    Each round tries 17 to 33 places for every node: O(n^2 + n * m + m^2) for a
    network of n nodes and m lines. There are only sums, products, quotients and square
    roots of numbers one by one, which are the same on every machine.
    """
    nodes = sorted(points)
    board = _Board([points[node] for node in nodes], [boxes[node] for node in nodes], wanted)
    whole = (0.0, 0.0, *size)
    board.confine([parts[node] for node in nodes], whole)
    index = {node: i for i, node in enumerate(nodes)}
    board.join([(index[a], index[b], bulge) for (a, b), bulge in sorted(lines.items())])
    for reach, overlap in ROUNDS:
        board.improve(reach * size[1], overlap)
    for reach, overlap in LAST_ROUNDS:
        board.push(PUSHES // 5)
        board.improve(reach * size[1], overlap)
    # What found no room in its part may look for some in another.
    board.confine([whole for _ in nodes], whole)
    board.push(PUSHES)
    return dict(zip(nodes, zip(board.xs.tolist(), board.ys.tolist(), strict=True), strict=True))


class _Board:
    """The places of all nodes, and what they cost."""

    def __init__(self, points: Sequence[Point], boxes: Sequence[Box], wanted: Wanted) -> None:
        import numpy as np

        self.half_width, self.above, self.below = np.array(boxes, dtype=float).reshape(-1, 3).T
        self.radius = self.above - BOX_MARGIN
        self.xs, self.ys = np.array(points, dtype=float).reshape(-1, 2).T.copy()
        self.wanted = wanted

    def confine(self, parts: Sequence[Rectangle], whole: Rectangle) -> None:
        """Keep each box in its part as far as it fits there, and in the whole in any case."""
        import numpy as np

        left, top, width, height = np.array(parts, dtype=float).T
        spare_x = np.maximum(2 * self.half_width - width, 0) / 2
        spare_y = np.maximum(self.above + self.below - height, 0) / 2
        self.limits_x = _limits(
            left - spare_x, left + width + spare_x, self.half_width, self.half_width, whole[2]
        )
        self.limits_y = _limits(
            top - spare_y, top + height + spare_y, self.above, self.below, whole[3]
        )
        every = np.arange(len(self.xs))
        self.xs, self.ys = self._inside(every, self.xs, self.ys)
        dx, dy = (self.xs[:, None] - self.xs) / STRETCH, self.ys[:, None] - self.ys
        pull = self.wanted.weight * self.wanted.distance
        drawn = float((pull * np.sqrt(dx * dx + dy * dy)).sum(axis=0).sum())
        asked = float((pull * self.wanted.distance).sum(axis=0).sum())
        # How long one of the wanted distances is on the board.
        self.unit = drawn / asked if drawn > 0 else 1.0

    def join(self, lines: Sequence[tuple[int, int, float]]) -> None:
        """Take in the lines, each between two nodes with its bulge."""
        import numpy as np

        count = len(self.xs)
        self.starts = np.array([a for a, _, _ in lines], dtype=np.intp)
        self.ends = np.array([b for _, b, _ in lines], dtype=np.intp)
        self.bulges = np.array([bulge for _, _, bulge in lines])
        is_own = (np.arange(count)[:, None] == self.starts) | (
            np.arange(count)[:, None] == self.ends
        )
        self.own: list[Places] = [np.flatnonzero(row) for row in is_own]
        self.foreign: list[Places] = [np.flatnonzero(~row) for row in is_own]
        self.partners: list[Places] = [
            self.starts[own] + self.ends[own] - v for v, own in enumerate(self.own)
        ]

    def improve(self, reach: float, overlap: float) -> None:
        """Try places up to *reach* away for each node, those with many lines first."""
        import numpy as np

        for v in sorted(range(len(self.xs)), key=lambda v: (-len(self.own[v]), v)):
            xs, ys = self._places(v, reach)
            cost = self._room_cost(v, xs, ys, overlap)
            if len(self.starts):
                # The place where it stands now stays in the list, to be beaten.
                best = np.argsort(cost[1:], kind="stable")[:SHORT_LIST] + 1
                best = np.concatenate(([0], best[cost[best] < cost[0] + 2 * ON_LINE]))
                xs, ys, cost = xs[best], ys[best], cost[best]
                cost = cost + self._line_cost(v, xs, ys, 1 + LINE_SHARE * (overlap - 1))
            chosen = int(cost.argmin())
            if cost[chosen] < cost[0] - 1e-6:
                self.xs[v], self.ys[v] = xs[chosen], ys[chosen]

    def push(self, rounds: int) -> None:
        """Push boxes that overlap apart, each by somewhat less than half of the overlap."""
        import numpy as np

        every = np.arange(len(self.xs))
        # Two in one place go apart by their order.
        later = np.where(every[:, None] > every, 1.0, -1.0)
        for _ in range(rounds):
            dx, dy = self.xs[:, None] - self.xs, self.ys[:, None] - self.ys
            over_x = self.half_width[:, None] + self.half_width - np.abs(dx)
            top, bottom = self.ys - self.above, self.ys + self.below
            over_y = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
            over = (over_x > 0.05) & (over_y > 0.05) & (every[:, None] != every)
            if not over.any():
                return
            # Sideways is preferred a little: moves up and down alone lock wide boxes in a row.
            sideways = over & (over_x < 1.6 * over_y)
            upright = over & ~sideways
            way_x = np.where(dx == 0, later, np.sign(dx)) * over_x * sideways
            way_y = np.where(dy == 0, later, np.sign(dy)) * over_y * upright
            # Sums go down the columns, one after another, and so are the same everywhere.
            self.xs, self.ys = self._inside(
                every, self.xs - 0.3 * way_x.sum(axis=0), self.ys - 0.3 * way_y.sum(axis=0)
            )

    def _inside(self, v: int | Places, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Return places as near as the edges of the board allow to a box."""
        import numpy as np

        (low_x, high_x), (low_y, high_y) = self.limits_x[:, v], self.limits_y[:, v]
        return np.maximum(np.minimum(xs, high_x), low_x), np.maximum(np.minimum(ys, high_y), low_y)

    def _places(self, v: int, reach: float) -> tuple[Floats, Floats]:
        """Return places for *v*: where it is, around that, and around a leaf's only partner."""
        import numpy as np

        x, y = float(self.xs[v]), float(self.ys[v])
        places = [(x, y)]
        for far in (reach, 0.45 * reach):
            places += [(x + far * STRETCH * dx, y + far * dy) for dx, dy in DIRECTIONS]
        if len(self.partners[v]) == 1:
            (w,) = self.partners[v]
            x, y = float(self.xs[w]), float(self.ys[w])
            for share in (0.8, 1.3):
                far = share * self.unit * float(self.wanted.distance[v, w])
                places += [(x + far * STRETCH * dx, y + far * dy) for dx, dy in DIRECTIONS]
        xs, ys = np.array(places).T
        return self._inside(v, xs, ys)

    def _room_cost(self, v: int, xs: Floats, ys: Floats, overlap: float) -> Floats:
        """Return what each place costs *v* in wrong distances and covered boxes."""
        import numpy as np

        dx, dy = np.abs(self.xs[:, None] - xs), self.ys[:, None] - ys
        far = np.sqrt(dx * dx / STRETCH**2 + dy * dy) / self.unit
        wrong = far - self.wanted.distance[v][:, None]
        cost = DISTANCE * self.wanted.weight[v][:, None] * wrong * wrong
        over_x = np.minimum(
            self.half_width[:, None] + self.half_width[v] - dx,
            2 * np.minimum(self.half_width, self.half_width[v])[:, None],
        )
        low = np.minimum((self.ys + self.below)[:, None], ys + self.below[v])
        over_y = low - np.maximum((self.ys - self.above)[:, None], ys - self.above[v])
        covered = np.maximum(over_x, 0) * np.maximum(over_y, 0)
        covered[v] = 0
        total: Floats = (cost + overlap * OVERLAP / 100 * covered).sum(axis=0)
        return total

    def _line_cost(self, v: int, xs: Floats, ys: Floats, strict: float) -> Floats:
        """Return what each place costs *v* in lines that cross, or touch a mark or a label."""
        import numpy as np

        total = np.zeros(len(xs))
        others = self.foreign[v]
        a, b = self.starts[others][:, None], self.ends[others][:, None]
        if len(others):
            lines = _Segments(self.xs[a], self.ys[a], self.xs[b], self.ys[b])
            bulge = self.bulges[others][:, None]
            total += self._touch(v, lines, xs, ys, bulge, strict).sum(axis=0)
        partners = self.partners[v]
        if not len(partners):
            return total
        to_x, to_y = self.xs[partners][:, None], self.ys[partners][:, None]
        # Every line of v against every node: lines first, then nodes, then places.
        own = _Segments(xs, ys, to_x[:, None], to_y[:, None])
        every = np.arange(len(self.xs))[:, None]
        bulge = self.bulges[self.own[v]][:, None, None]
        cost = self._touch(every, own, self.xs[every], self.ys[every], bulge, strict)
        cost[:, v] = 0
        cost[np.arange(len(partners)), partners] = 0
        total += cost.sum(axis=(0, 1))
        # A line that goes through the label at one of its own ends is the lesser evil.
        own = _Segments(xs, ys, to_x, to_y)
        hidden = self._under_label(v, own, xs, ys)
        hidden = hidden + self._under_label(partners[:, None], own, to_x, to_y)
        total += 0.5 * UNDER_LABEL / 50 * hidden.sum(axis=0)
        if len(others):
            crossed = own.cross(lines)
            crossed &= ((a != partners) & (b != partners)).T[:, :, None]
            total += CROSSING * crossed.sum(axis=(0, 1))
        for w in partners:
            siblings = self.partners[w][self.partners[w] != v]
            if len(siblings):
                total += self._narrow(w, siblings, xs, ys)
        return total

    def _touch(
        self,
        v: int | Places,
        lines: _Segments,
        xs: Floats,
        ys: Floats,
        bulge: Floats,
        strict: float,
    ) -> Floats:
        """Return the cost of each line so near the mark of *v* at a place, or under its label."""
        import numpy as np

        near = lines.distance(xs, ys, bulge) / (self.radius[v] + LINE_CLEARANCE)
        hidden = self._under_label(v, lines, xs, ys)
        cost: Floats = strict * ON_LINE * np.maximum(1 - near, 0) + UNDER_LABEL / 50 * hidden
        return cost

    def _under_label(self, v: int | Places, lines: _Segments, xs: Floats, ys: Floats) -> Floats:
        """Return the length of each line under the label of *v* at a place."""
        half_width = self.half_width[v] - BOX_MARGIN
        return lines.length_in(
            xs - half_width,
            ys + self.above[v],
            xs + half_width,
            ys + self.below[v] - BOX_MARGIN,
        )

    def _narrow(self, w: int, siblings: Places, xs: Floats, ys: Floats) -> Floats:
        """Return the cost of lines from *w* that can hardly be told from that to a place."""
        import numpy as np

        dx, dy = xs - self.xs[w], ys - self.ys[w]
        ex = (self.xs[siblings] - self.xs[w])[:, None]
        ey = (self.ys[siblings] - self.ys[w])[:, None]
        lengths = np.sqrt((dx * dx + dy * dy) * (ex * ex + ey * ey)) + 1e-9
        cosine = (dx * ex + dy * ey) / lengths
        total: Floats = np.maximum((cosine - NARROW_COSINE) / (1 - NARROW_COSINE), 0).sum(axis=0)
        return NARROW * total


def _limits(low: Floats, high: Floats, before: Floats, after: Floats, size: float) -> Floats:
    """Return the least and the greatest coordinate for boxes between *low* and *high*."""
    import numpy as np

    least = np.maximum(np.minimum(low, size - before - after), 0) + before
    most = np.minimum(np.maximum(high, before + after), size) - after
    # A box that is wider than everything stands at the beginning.
    return np.array([least, np.maximum(most, least)])


class _Segments(NamedTuple):
    """Straight lines, or the chords of bent ones."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats

    def distance(self, xs: Floats, ys: Floats, bulge: Floats) -> Floats:
        """Return how far each point is from each line, whose bends are parabolas."""
        import numpy as np

        dx, dy = self.bx - self.ax, self.by - self.ay
        square = dx * dx + dy * dy + 1e-9
        share = ((xs - self.ax) * dx + (ys - self.ay) * dy) / square
        share = np.minimum(np.maximum(share, 0), 1)
        off_x, off_y = xs - self.ax - share * dx, ys - self.ay - share * dy
        far = np.sqrt(off_x * off_x + off_y * off_y)
        if bulge.any():
            far = np.maximum(far - 4 * share * (1 - share) * bulge * np.sqrt(square), 0)
        return far

    def length_in(self, left: Floats, top: Floats, right: Floats, bottom: Floats) -> Floats:
        """Return the length of the part of each line in each box (Liang and Barsky)."""
        import numpy as np

        dx, dy = self.bx - self.ax, self.by - self.ay
        # Where a line is upright or level, any slight slope will do.
        slope_x = np.where(np.abs(dx) < 1e-3, 1e-3, dx)
        slope_y = np.where(np.abs(dy) < 1e-3, 1e-3, dy)
        x0, x1 = (left - self.ax) / slope_x, (right - self.ax) / slope_x
        y0, y1 = (top - self.ay) / slope_y, (bottom - self.ay) / slope_y
        first = np.maximum(np.maximum(np.minimum(x0, x1), np.minimum(y0, y1)), 0)
        last = np.minimum(np.minimum(np.maximum(x0, x1), np.maximum(y0, y1)), 1)
        inside: Floats = np.maximum(last - first, 0) * np.sqrt(dx * dx + dy * dy)
        return inside

    def cross(self, others: _Segments) -> NDArray[np.bool_]:
        """Return whether each of these lines, at each place, crosses each of *others*."""
        ax, ay, bx, by = self.ax, self.ay, self.bx, self.by
        dx, dy = others.bx - others.ax, others.by - others.ay
        # The side of the others on which this line begins and ends: theirs first, places last.
        begins = dx * (ay - others.ay) - dy * (ax - others.ax) > 0
        finishes = dx * (by.T - others.ay) - dy * (bx.T - others.ax) > 0
        ex, ey = bx - ax, by - ay
        ex, ey = ex[:, None], ey[:, None]
        starts = ex * (others.ay - ay) - ey * (others.ax - ax) > 0
        ends = ex * (others.by - ay) - ey * (others.bx - ax) > 0
        crossed: NDArray[np.bool_] = (begins != finishes.T[:, :, None]) & (starts != ends)
        return crossed
