"""How things look: colours, dashes, shapes, label lines. The picture and its legend share them."""

from __future__ import annotations

import math
import textwrap
from typing import Any, NamedTuple

from khgraph.drawing.spacing import Box

PAPER, INK = "#fbfaf7", "#1b1b1f"
TURN_COLOUR = "#8E3A73"
LABEL_SIZE, LINE_HEIGHT, LABEL_COLUMNS = 12.5, 13.5, 17

# Marks on a hedged tie are darker than the tie, so that they can be read.
COLOURS = {
    "ink": INK,
    "paper": PAPER,
    "turn": TURN_COLOUR,
    "marks": {"1": "#0072B2", "-1": "#B04600", "0": "#5d5b63"},
}


class Line(NamedTuple):
    """How a tie is drawn: its word, glyph, colour, width and dashes (empty for a solid line)."""

    word: str
    glyph: str
    colour: str
    width: float
    dashes: tuple[int, ...]


# Blue and orange stay apart for every kind of colour blindness; dash and glyph serve in grey.
LINES = {
    1: Line("friendly", "+", "#0072B2", 1.4, ()),
    -1: Line("hostile", "\u2212", "#C44E00", 1.4, (8, 4)),
    0: Line("neutral", "0", "#77757c", 1.3, ()),
}
HEDGED_LINES = {
    1: Line("friendly", "+", "#5aa3cf", 1.4, (2, 4)),
    -1: Line("hostile", "\u2212", "#dc8f5c", 1.4, (9, 4, 2, 4)),
    0: Line("neutral", "0", "#a9a7ad", 1.2, (2, 4)),
}
UNSIGNED = Line("no sign", "\u00b7", "#c3beb2", 1.0, ())


class Shape(NamedTuple):
    """How a kind of actor is drawn: its word, vis-network's shape, its fill, and an SVG path."""

    word: str
    vis: str
    fill: str
    path: str


SHAPES = {
    "State": Shape("state", "dot", "#3a3a42", "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12z"),
    "Person": Shape("person", "diamond", "#ffffff", "M8 1l7 7l-7 7l-7-7z"),
    "People": Shape("people", "triangle", "#d9c79a", "M8 2l7 12h-14z"),
    "MilitaryUnit": Shape("military unit", "square", "#93a07f", "M2 2h12v12h-12z"),
    "Organization": Shape("organisation", "hexagon", "#c9b7cf", "M4.5 2h7l3.5 6l-3.5 6h-7l-3.5-6z"),
    "Group": Shape("group", "triangleDown", "#b9cdd3", "M1 2h14l-7 12z"),
    "Actor": Shape("other actor", "star", "#e8e4d8", "M8 1l2 5h5l-4 3l2 6l-5-4l-5 4l2-6l-4-3h5z"),
}


def shape_of(kind: str) -> Shape:
    """Return how an actor of *kind* is drawn."""
    return SHAPES.get(kind, SHAPES["Actor"])


def line_of(sign: int | None, *, is_hedged: bool) -> Line:
    """Return how a tie of *sign* is drawn; None for a tie that carries no sign."""
    if sign is None:
        return UNSIGNED
    return (HEDGED_LINES if is_hedged else LINES)[sign]


def node_size(partner_count: int) -> float:
    """Return the radius of a mark, larger for an actor with many partners.

    Examples
    --------
    >>> node_size(0) < node_size(9) < node_size(400)
    True
    """
    return round(min(15.0, 4.5 + 1.7 * math.sqrt(partner_count)), 1)


def wrap_label(label: str) -> str:
    r"""Return *label* on short lines.

    Examples
    --------
    >>> wrap_label("Mongolian People's Revolutionary Army")
    "Mongolian\nPeople's\nRevolutionary\nArmy"
    """
    return "\n".join(textwrap.wrap(label, LABEL_COLUMNS)) or "(no name)"


def node_box(label: str, size: float, letter: float = 0.47) -> Box:
    """Return the room for a mark of *size* with its wrapped *label* under it, in pixels.

    *letter* is the mean width of a letter in ems; a picture that cannot measure its
    labels when it is shown takes a larger one.
    """
    lines = label.split("\n")
    half_width = max(size, max(len(line) for line in lines) * LABEL_SIZE * letter / 2) + 3
    return Box(half_width, size + 3, size + 3 + len(lines) * LINE_HEIGHT + 3)


def curvature(rank: int, count: int) -> float:
    """Return the signed bend of the line at *rank* among *count* between one pair.

    Examples
    --------
    >>> [round(curvature(rank, 3), 2) for rank in range(3)]
    [-0.16, 0.0, 0.16]
    """
    return round((rank - (count - 1) / 2) * 0.16, 3)


def bulge(bend: float) -> float:
    """Return how far a line of *bend* leaves the straight way, in shares of its length.

    vis-network turns the way to the middle by a quarter circle for a bend of 1
    and takes the point as the control point of a quadratic curve.
    """
    return (1 + abs(bend)) / 4 * math.sin(abs(bend) * math.pi / 2)


def as_dict() -> dict[str, Any]:
    """Return colours, lines and shapes for the scripts of the page."""
    return {
        "colours": COLOURS,
        "lines": {str(sign): line._asdict() for sign, line in LINES.items()},
        "hedged": {str(sign): line._asdict() for sign, line in HEDGED_LINES.items()},
        "unsigned": UNSIGNED._asdict(),
        "shapes": {kind: shape._asdict() for kind, shape in SHAPES.items()},
    }
