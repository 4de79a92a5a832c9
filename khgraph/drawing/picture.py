"""The picture as a pyvis network: marks with coordinates, ties with their look, options."""

from __future__ import annotations

from typing import Any

from pyvis.network import Network

from khgraph.drawing.history import is_hedged
from khgraph.drawing.layout import Link, layout
from khgraph.drawing.look import (
    INK,
    bulge,
    curvature,
    line_of,
    node_box,
    node_size,
    shape_of,
    wrap_label,
)
from khgraph.drawing.scene import Scene, ends, pairs
from khgraph.model import Statement
from khgraph.reading import Tie

# How far apart two actors should stand, by the signs between them; friends are near.
FRIEND_LENGTH, MIXED_LENGTH, ENEMY_LENGTH = 1.0, 1.5, 2.0

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "multiselect": False,
    },
    "nodes": {"borderWidth": 1.4, "borderWidthSelected": 3, "labelHighlightBold": False},
    "edges": {
        "arrowStrikethrough": False,
        "selectionWidth": 1.6,
        "hoverWidth": 1,
        "arrows": {"to": {"scaleFactor": 0.42}},
    },
}


def picture(scene: Scene, edge_ids: dict[str, int]) -> Network:
    """Return the drawn part of *scene* for vis-network.

    Parameters
    ----------
    scene : Scene
    edge_ids : dict of str to int
        The id for the edge of each statement, by its IRI.

    Returns
    -------
    pyvis.network.Network
        Node ids are places in ``scene.actors``: no name from the data becomes an id.
    """
    # An undirected pyvis network silently drops the second tie between one pair.
    network = Network(directed=True)
    network.options = OPTIONS
    place = scene.place
    ties = {tie.statement.iri: tie for tie in scene.drawn_ties}
    turned = {
        turn.after.iri
        for turn in scene.turns
        if any(scene.reading.accepts(claim) for claim in turn.claims)
    }
    statements = [tie.statement for tie in ties.values()] + list(scene.unsigned)
    between = pairs(statements)
    # What is hidden at first does not draw actors together for no visible reason.
    shown = [s for s in statements if s.sign is not None or scene.focus is not None]
    partner_count = dict.fromkeys(scene.drawn, 0)
    for a, b in pairs([tie.statement for tie in ties.values()]):
        partner_count[a] += 1
        partner_count[b] += 1

    drawn = [actor for actor in scene.actors if actor.iri in scene.drawn]
    labels = {actor.iri: wrap_label(actor.label) for actor in drawn}
    sizes = {iri: node_size(count) for iri, count in partner_count.items()}
    points = layout(
        {iri: node_box(labels[iri], sizes[iri]) for iri in labels},
        {pair: _link(between[pair]) for pair in pairs(shown)},
    )
    for actor in drawn:
        shape = shape_of(actor.kind)
        x, y = points[actor.iri]
        network.add_node(
            place[actor.iri],
            label=labels[actor.iri],
            shape=shape.vis,
            size=sizes[actor.iri],
            color={
                "background": shape.fill,
                "border": INK,
                "highlight": {"background": shape.fill, "border": INK},
                "hover": {"background": shape.fill, "border": INK},
            },
            x=x,
            y=y,
        )
    for pair in sorted(between):
        for rank, statement in enumerate(sorted(between[pair], key=_order)):
            bend = curvature(rank, len(between[pair]))
            edge = _edge(statement, ties.get(statement.iri), bend)
            edge["id"] = edge_ids[statement.iri]
            # Two marks on neighbouring curves stay apart.
            edge["at"] = round(0.5 + 0.06 * (rank % 3 - 1), 2)
            edge["turned"] = statement.iri in turned
            edge["hidden"] = statement.sign is None and scene.focus is None
            a, b = ends(statement)
            network.add_edge(place[a], place[b], **edge)
    return network


def _order(statement: Statement) -> tuple[int, str]:
    """Put the ties of one pair side by side by sign."""
    return (2 if statement.sign is None else -statement.sign, statement.iri)


def _link(statements: list[Statement]) -> Link:
    """Return how far apart a pair should stand, and how far its lines bend out."""
    signs = {statement.sign for statement in statements if statement.sign}
    length = MIXED_LENGTH
    if len(signs) == 1:
        length = FRIEND_LENGTH if signs == {1} else ENEMY_LENGTH
    # A sheaf of lines needs room to open.
    length *= min(2.0, 1 + 0.08 * (len(statements) - 1))
    return Link(length, bulge(curvature(0, len(statements))))


def _edge(statement: Statement, tie: Tie | None, bend: float) -> dict[str, Any]:
    """Return how a statement is drawn; *bend* counts from the smaller to the larger IRI."""
    hedged = tie is not None and is_hedged(tie)
    line = line_of(statement.sign, is_hedged=hedged)
    a, b = ends(statement)
    if a > b:
        bend = -bend
    marks = ""
    if tie is not None:
        marks = "?" * hedged + "\u2260" * tie.is_denied + "~" * (not tie.is_certain)
    return {
        "color": {"color": line.colour, "highlight": line.colour, "hover": line.colour},
        "width": line.width,
        "dashes": list(line.dashes) or False,
        "arrows": "" if statement.relation.is_symmetric else "to",
        "smooth": bend != 0
        and {
            "enabled": True,
            "type": "curvedCW" if bend > 0 else "curvedCCW",
            "roundness": abs(bend),
        },
        "sign": statement.sign,
        "mark": marks,
    }
