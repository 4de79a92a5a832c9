"""The drawing of a small subgraph: where its marks, labels and lines are, computed once."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from khgraph.drawing.layout import Link, layout
from khgraph.drawing.look import LABEL_SIZE, LINE_HEIGHT, Shape, node_box, wrap_label
from khgraph.drawing.spacing import Point
from khgraph.model import Entity
from khgraph.paths import Hop
from khgraph.sheets.cards import anchor
from khgraph.sheets.marks import mark_of, sign_class
from khgraph.strips.wording import hedge_words

# So many things keep room for their labels.
MOST_DRAWN = 30

_RADIUS, _END_RADIUS = 8.0, 11.0
_GLYPH_RADIUS, _HEDGED_HALF_WIDTH = 8.5, 13.0
_MARGIN = 12.0
_ARROW = 9.0
_GAP = 4.0
# The mean width of a letter in ems, when nothing can be measured and an end's label is bold.
_LETTER = 0.56


class Rectangle(NamedTuple):
    """A part of the drawing: its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return round(self.right - self.left, 1)

    @property
    def height(self) -> float:
        """How high it is."""
        return round(self.bottom - self.top, 1)

    def overlaps(self, other: Rectangle) -> bool:
        """Return whether two rectangles have room in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_crossed(self, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Return whether the line from one point to another goes through (Liang and Barsky)."""
        first, last = 0.0, 1.0
        for start, way, low, high in (
            (x1, x2 - x1, self.left, self.right),
            (y1, y2 - y1, self.top, self.bottom),
        ):
            if way == 0:
                if not low < start < high:
                    return False
                continue
            enter, leave = sorted(((low - start) / way, (high - start) / way))
            first, last = max(first, enter), min(last, leave)
        return first < last


class Node(NamedTuple):
    """A mark and its label: the lines with the height of each, and where they begin or end."""

    x: float
    y: float
    scale: float
    shape: Shape
    label_x: float
    text_anchor: str
    lines: tuple[tuple[str, float], ...]
    is_end: bool
    room: Rectangle


class Line(NamedTuple):
    """A line between two marks with its own mark at the middle, and an arrow where it has one."""

    x1: float
    y1: float
    x2: float
    y2: float
    x: float
    y: float
    arrow: str
    sign: int | None
    sign_class: str
    is_hedged: bool
    anchor: str
    sentence: str

    @property
    def glyph_room(self) -> Rectangle:
        """The room of the mark at the middle."""
        half = _HEDGED_HALF_WIDTH if self.is_hedged else _GLYPH_RADIUS
        top, bottom = round(self.y - _GLYPH_RADIUS, 1), round(self.y + _GLYPH_RADIUS, 1)
        return Rectangle(round(self.x - half, 1), top, round(self.x + half, 1), bottom)


class Sketch(NamedTuple):
    """A drawing: the box that holds it, its nodes and its lines."""

    left: float
    top: float
    width: float
    height: float
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


def sketch(hops: Sequence[Hop], ends: Collection[str]) -> Sketch:
    """Return the drawing of *hops*, of which there is one at least; *ends* stand out.

    Equal input gives equal output. Labels do not overlap as long as there is room for all
    of `MOST_DRAWN`; each stands on the side of its mark where the fewest lines go through it.
    """
    things = {thing.iri: thing for hop in hops for thing in (hop.start, hop.end)}
    radii = {iri: _END_RADIUS if iri in ends else _RADIUS for iri in things}
    labels = {iri: wrap_label(thing.label) for iri, thing in things.items()}
    # The layout leaves room below each mark, which is where most labels will be.
    boxes = {iri: node_box(labels[iri], radii[iri], letter=_LETTER) for iri in things}
    points = layout(boxes, {_pair(hop): Link(1.0) for hop in hops})
    lines = tuple(_line(hop, points, radii) for hop in hops)
    marks = {iri: _around(*points[iri], radii[iri]) for iri in things}
    rooms = {
        iri: Rectangle(x - box.half_width, y, x + box.half_width, y + box.below)
        for iri, box in boxes.items()
        for x, y in (points[iri],)
    }
    nodes = []
    for iri in sorted(things):
        others = [room for other, room in (*rooms.items(), *marks.items()) if other != iri]
        places = _places(points[iri], radii[iri], labels[iri].split("\n"))
        place = min(places, key=lambda place: _harm(place, others, lines))
        rooms[iri] = place.room
        nodes.append(_node(things[iri], points[iri], radii[iri], place, is_end=iri in ends))
    left = min(min(node.room.left, node.x - _END_RADIUS) for node in nodes) - _MARGIN
    right = max(max(node.room.right, node.x + _END_RADIUS) for node in nodes) + _MARGIN
    top = min(min(node.room.top, node.y - _END_RADIUS) for node in nodes) - _MARGIN
    bottom = max(max(node.room.bottom, node.y + _END_RADIUS) for node in nodes) + _MARGIN
    size = (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))
    return Sketch(*size, tuple(nodes), lines)


class _Place(NamedTuple):
    """One side of a mark where its label could stand."""

    rank: int
    room: Rectangle
    text_anchor: str
    label_x: float
    lines: tuple[tuple[str, float], ...]


def _places(point: Point, radius: float, lines: Sequence[str]) -> list[_Place]:
    """Return the places for a label: below, above, right and left of its mark, and the corners."""
    x, y = point
    width = max(map(len, lines)) * LABEL_SIZE * _LETTER + 2
    height = len(lines) * LINE_HEIGHT
    off = radius + _GAP
    near = 0.7 * radius + _GAP / 2
    corners = (
        (x - width / 2, y + off, "middle", x),
        (x - width / 2, y - off - height, "middle", x),
        (x + off, y - height / 2, "start", x + off),
        (x - off - width, y - height / 2, "end", x - off),
        (x + near, y + near, "start", x + near),
        (x - near - width, y + near, "end", x - near),
        (x + near, y - near - height, "start", x + near),
        (x - near - width, y - near - height, "end", x - near),
    )
    return [
        _Place(
            rank,
            Rectangle(left, top, left + width, top + height),
            text_anchor,
            round(label_x, 1),
            tuple(
                (line, round(top + LABEL_SIZE * 0.86 + number * LINE_HEIGHT, 1))
                for number, line in enumerate(lines)
            ),
        )
        for rank, (left, top, text_anchor, label_x) in enumerate(corners)
    ]


def _harm(
    place: _Place, others: Iterable[Rectangle], lines: Iterable[Line]
) -> tuple[int, int, int, int]:
    """Return how many labels and marks a label would cover, how many signs, how many lines."""
    covered = sum(place.room.overlaps(other) for other in others)
    signs = sum(place.room.overlaps(line.glyph_room) for line in lines)
    crossed = sum(place.room.is_crossed(*line[:4]) for line in lines)
    return covered, signs, crossed, place.rank


def _node(thing: Entity, point: Point, radius: float, place: _Place, *, is_end: bool) -> Node:
    x, y = point
    scale = round(radius / _RADIUS, 3)
    where = (place.label_x, place.text_anchor, place.lines)
    return Node(x, y, scale, mark_of(thing.kind), *where, is_end, place.room)


def _around(x: float, y: float, radius: float) -> Rectangle:
    return Rectangle(x - radius, y - radius, x + radius, y + radius)


def _pair(hop: Hop) -> tuple[str, str]:
    return min(hop.start.iri, hop.end.iri), max(hop.start.iri, hop.end.iri)


def _line(hop: Hop, points: dict[str, Point], radii: dict[str, float]) -> Line:
    """Return the line of a hop, from the subject of its statement to the object."""
    start, end = hop.start, hop.end
    if not hop.is_forward:
        start, end = end, start
    (ax, ay), (bx, by) = points[start.iri], points[end.iri]
    length = math.hypot(bx - ax, by - ay) or 1.0
    dx, dy = (bx - ax) / length, (by - ay) / length
    near, far = radii[start.iri] + 2, radii[end.iri] + 3
    x1, y1 = ax + dx * near, ay + dy * near
    x2, y2 = bx - dx * far, by - dy * far
    arrow = ""
    if not hop.statement.relation.is_symmetric:
        back_x, back_y = x2 - dx * _ARROW, y2 - dy * _ARROW
        side_x, side_y = -dy * _ARROW * 0.42, dx * _ARROW * 0.42
        corners = ((x2, y2), (back_x + side_x, back_y + side_y), (back_x - side_x, back_y - side_y))
        arrow = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return Line(
        round(x1, 1),
        round(y1, 1),
        round(x2, 1),
        round(y2, 1),
        round((x1 + x2) / 2, 1),
        round((y1 + y2) / 2, 1),
        arrow,
        hop.sign,
        sign_class(hop.sign),
        bool(hedge_words(hop.claims)),
        anchor(hop),
        hop.sentence(),
    )
