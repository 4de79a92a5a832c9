"""Room for every mark and label, and no mark on a line between two others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Point = tuple[float, float]
Pair = tuple[str, str]

ROUNDS = 300
# No mark stands nearer than this to a line between two others.
LINE_CLEARANCE = 16.0


class Box(NamedTuple):
    """The room that a node takes around its point: half its width, and above and below."""

    half_width: float
    above: float
    below: float


def separate(
    points: dict[str, Point],
    boxes: Mapping[str, Box],
    lines: Mapping[Pair, float],
    size: tuple[float, float],
) -> None:
    """Push overlapping boxes apart, and marks off lines that are not theirs, in place.

    Parameters
    ----------
    points : dict of str to (float, float)
        Where each mark stands; changed.
    boxes : mapping of str to Box
        The room for each mark and its label.
    lines : mapping of pair to float
        For each pair that lines join, how far the outermost leaves the straight
        way, in shares of its length.
    size : (float, float)
        Everything stays between the origin and this point.

    Notes
    -----
    Boxes count for more than lines: the later rounds look at boxes only. Where
    there is no room for all, some overlap stays. O(n * m) for each of the
    earlier rounds that look at lines.
    """
    width, height = size
    nodes = sorted(points)
    place = {node: i for i, node in enumerate(nodes)}
    ends = [(place[a], place[b], bulge) for (a, b), bulge in sorted(lines.items())]
    xs = [points[node][0] for node in nodes]
    ys = [points[node][1] for node in nodes]
    room = [boxes[node] for node in nodes]
    for turn in range(ROUNDS):
        is_clear = True
        if turn < ROUNDS // 2 and turn % 5 == 0:
            is_clear = not _clear_lines(xs, ys, ends)
        for i, box in enumerate(room):
            xs[i] = min(max(xs[i], box.half_width), width - box.half_width)
            ys[i] = min(max(ys[i], box.above), height - box.below)
        if not _push_boxes(xs, ys, room) and is_clear:
            break
    points.update(zip(nodes, zip(xs, ys, strict=True), strict=True))


def _push_boxes(xs: list[float], ys: list[float], room: Sequence[Box]) -> bool:
    """Move boxes that overlap apart, each by half; return whether any did."""
    has_moved = False
    order = sorted(range(len(room)), key=lambda i: (xs[i] - room[i].half_width, i))
    for first, i in enumerate(order):
        right = xs[i] + room[i].half_width
        for j in order[first + 1 :]:
            if xs[j] - room[j].half_width >= right:
                break
            over_x = room[i].half_width + room[j].half_width - abs(xs[i] - xs[j])
            over_y = min(ys[i] + room[i].below, ys[j] + room[j].below) - max(
                ys[i] - room[i].above, ys[j] - room[j].above
            )
            if over_x <= 0.05 or over_y <= 0.05:
                continue
            has_moved = True
            # Sideways is preferred a little: moves up and down alone lock wide boxes in a row.
            if over_x < 2 * over_y:
                push = over_x / 2 if xs[i] > xs[j] else -over_x / 2
                xs[i] += push
                xs[j] -= push
            else:
                push = over_y / 2 if ys[i] > ys[j] else -over_y / 2
                ys[i] += push
                ys[j] -= push
    return has_moved


def _clear_lines(xs: list[float], ys: list[float], ends: Sequence[tuple[int, int, float]]) -> bool:
    """Move marks off the lines between other two; return whether any was moved.

    A mark on a line looks like a tie that nobody speaks of.
    """
    has_moved = False
    for a, b, bulge in ends:
        ax, ay = xs[a], ys[a]
        dx, dy = xs[b] - ax, ys[b] - ay
        square = dx * dx + dy * dy
        if square < 1:
            continue
        length = math.sqrt(square)
        for i in range(len(xs)):
            if i in (a, b):
                continue
            px, py = xs[i] - ax, ys[i] - ay
            along = (px * dx + py * dy) / square
            if not 0.05 < along < 0.95:
                continue
            off = (px * dy - py * dx) / length
            # The lines of a sheaf are parabolas, furthest out in the middle.
            clear = LINE_CLEARANCE + 4 * along * (1 - along) * bulge * length
            if abs(off) < clear:
                push = (clear - abs(off)) / 2 * (1 if off >= 0 else -1)
                xs[i] += push * dy / length
                ys[i] -= push * dx / length
                has_moved = True
    return has_moved
