"""The network as pyvis has it: marks with coordinates, one line for each sign of a pair."""

from __future__ import annotations

from typing import Any

from pyvis.network import Network

from khgraph.drawing.layout import Link, layout
from khgraph.drawing.look import (
    INK,
    bulge,
    curvature,
    node_box,
    node_size,
    shape_of,
    wrap_label,
)
from khgraph.drawing.scene import Scene, lines

# How far apart two actors should stand, by the signs between them; friends are near.
LENGTHS = {(1,): 1.0, (1, 0): 1.1, (0,): 1.5, (-1,): 2.2, (0, -1): 2.0}
MIXED_LENGTH = 1.6

# What is chosen, hovered or resized is the page's own business: it marks and fits by itself.
OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": False,
        "hideEdgesOnDrag": False,
        "selectConnectedEdges": False,
        "multiselect": False,
    },
    "nodes": {"borderWidth": 1.4, "borderWidthSelected": 1.4, "chosen": False},
    "edges": {
        # A straight line says so to vis-network, which bends all others by its physics.
        "smooth": False,
        "arrowStrikethrough": False,
        "chosen": False,
        "arrows": {"to": {"scaleFactor": 0.45}, "from": {"scaleFactor": 0.45}},
    },
}


def picture(scene: Scene) -> Network:
    """Return the drawn part of *scene* for vis-network.

    Returns
    -------
    pyvis.network.Network
        Node ids are places in ``scene.things``: no name from the data becomes an id. A
        pair has an edge for each sign that its ties have at any time; its id is made of
        the two places and the sign. Its looks are left to the page, since they follow the
        time that its reader chooses.
    """
    # An undirected pyvis network silently drops the second line between one pair.
    network = Network(directed=True)
    network.options = OPTIONS
    place = scene.place
    signs = lines(scene.ties)
    partner_count = dict.fromkeys(scene.drawn, 0)
    for pair in signs:
        for iri in pair:
            partner_count[iri] += 1
    drawn = [thing for thing in scene.things if thing.iri in scene.drawn]
    labels = {actor.iri: wrap_label(actor.label) for actor in drawn}
    sizes = {iri: node_size(count) for iri, count in partner_count.items()}
    points = layout(
        {iri: node_box(labels[iri], sizes[iri]) for iri in labels},
        {pair: _link(many) for pair, many in signs.items()},
    )
    for actor in drawn:
        shape = shape_of(actor.kind)
        x, y = points[actor.iri]
        network.add_node(
            place[actor.iri],
            label=labels[actor.iri],
            shape=shape.vis,
            size=sizes[actor.iri],
            color={"background": shape.fill, "border": INK},
            x=x,
            y=y,
        )
    for (a, b), many in signs.items():
        for rank, sign in enumerate(many):
            bend = curvature(rank, len(many))
            smooth = {
                "enabled": True,
                "type": "curvedCW" if bend > 0 else "curvedCCW",
                "roundness": abs(bend),
            }
            network.add_edge(
                place[a],
                place[b],
                id=edge_id(place[a], place[b], sign),
                sign=sign,
                # pyvis would draw an arrow; the page does where all ties of a line run one way.
                arrows="",
                **({"smooth": smooth} if bend else {}),
            )
    return network


def edge_id(a: int, b: int, sign: int) -> str:
    """Return the id of the line of *sign* between the actors at two places.

    Examples
    --------
    >>> edge_id(7, 3, -1)
    '3_7_-1'
    """
    return f"{min(a, b)}_{max(a, b)}_{sign}"


def _link(signs: list[int]) -> Link:
    """Return how far apart a pair with these signs should stand, and how far its lines bend."""
    length = LENGTHS.get(tuple(signs), MIXED_LENGTH)
    return Link(length, bulge(curvature(0, len(signs))))
