"""Triangles as text, as rows and for JSON, each side with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from khgraph.model import STANCE_WORDS
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    claim_words,
    foot_lines,
    hedge_words,
    when_words,
)
from khgraph.tables import Table, fold_lines, signed

if TYPE_CHECKING:
    import networkx as nx

    from khgraph.model import Entity
    from khgraph.reading import Reading, Tie
    from khgraph.triads import Triad


def triads_strip(
    found: Sequence[Triad],
    network: nx.Graph[str],
    centre: Entity | None,
    reading: Reading,
    rule: str,
    width: int,
    *,
    color: bool = False,
) -> str:
    """Return the triangles as text, each side with its surest claim, then the count and rule."""
    # Here, since a path needs no networkx, which the triads import.
    from khgraph.triads import census

    ink = Ink(color)
    lines: list[str] = []
    for triad in found:
        names = ", ".join(_label(network, node) for node in triad.nodes)
        state = "balanced" if triad.is_balanced else "unbalanced"
        if reading.on:
            state += ", certainly on that day" if triad.is_certain else ", possibly on that day"
        lines += fold_lines(f"{triad.type}  {names}  ({state})", width, "", "     ")
        for edge in triad.edges:
            lines += _side_lines(edge.ties, ink, width)
        lines.append("")
    counts = ", ".join(f"{number} {kind}" for kind, number in census(list(found)).items())
    what = "1 triangle" if len(found) == 1 else f"{len(found)} triangles"
    around = f" around {centre.label}" if centre else ""
    balanced = sum(triad.is_balanced for triad in found)
    lines += fold_lines(f"{what}{around}: {counts}; {balanced} balanced.", width, "", "  ")
    ambivalent = _ambivalent(network, centre)
    if ambivalent:
        words = "Left out as ambivalent, with ties of both signs:"
        lines += [*fold_lines(words, width, "", "  "), ""]
        for a, b, ties in ambivalent:
            lines += fold_lines(f"+/-  {a}, {b}", width, "", "     ")
            for sign in (1, -1):
                lines += _side_lines([tie for tie in ties if tie.sign == sign], ink, width)
            lines.append("")
    lines += foot_lines([f"Reading: {reading.describe()}.", f"Projection: {rule}."], ink, width)
    return "\n".join(lines) + "\n"


def _side_lines(ties: Sequence[Tie], ink: Ink, width: int) -> list[str]:
    """Return the tie that speaks best for a side of one sign, with its surest claim."""
    best = surest(ties)
    claim = best.claims[0]
    words = f"{hedge_words(best.claims)}{best.statement.sentence()}  {when_words(best.claims)}"
    more = len(ties) - 1
    if more:
        words += f"  (and {more} more)"
    mark = f"  {signed(best.sign)}  "
    lines = fold_lines(words, width, mark, "     ")
    lines[0] = lines[0].replace(mark, f"  {ink.sign(best.sign)}  ", 1)
    denied = " - a claim denies or doubts it" if best.is_denied else ""
    evidence = fold_lines(claim_words(claim) + denied, width, "       ", "         ")
    return lines + [ink.faint(line) for line in evidence]


def surest(ties: Sequence[Tie]) -> Tie:
    """Return the tie that speaks best for an edge: certain, surely claimed, dated, undenied."""
    order = list(STANCE_WORDS)
    return min(
        ties,
        key=lambda tie: (
            tie.is_denied,
            not tie.is_certain,
            order.index(tie.claims[0].stance),
            tie.claims[0].when is None,
            tie.statement.iri,
        ),
    )


def _label(network: nx.Graph[str], node: str) -> str:
    return str(network.nodes[node].get("label", node))


def _ambivalent(
    network: nx.Graph[str], centre: Entity | None
) -> list[tuple[str, str, tuple[Tie, ...]]]:
    return [
        (_label(network, a), _label(network, b), ties)
        for a, b, ties in network.graph["ambivalent"]
        if centre is None or centre.iri in (a, b)
    ]


def triads_table(found: Sequence[Triad], network: nx.Graph[str]) -> Table:
    """Return the triangles as rows, one a side and claim."""
    rows = []
    for number, triad in enumerate(found, 1):
        for edge in triad.edges:
            for tie in edge.ties:
                for claim in tie.claims:
                    rows.append(
                        (
                            number,
                            triad.type,
                            triad.is_balanced,
                            _label(network, edge.a),
                            _label(network, edge.b),
                            signed(edge.sign),
                            tie.statement.sentence(),
                            *claim_cells(claim),
                        )
                    )
    columns = ("triad", "type", "balanced", "a", "b", "sign", "statement", *CLAIM_COLUMNS)
    return Table(columns, tuple(rows))


def triads_value(
    found: Sequence[Triad],
    network: nx.Graph[str],
    centre: Entity | None,
    reading: Reading,
    rule: str,
) -> dict[str, Any]:
    """Return the triangles for JSON."""
    return {
        "triads": [
            {
                "actors": [_label(network, node) for node in triad.nodes],
                "edges": [
                    {
                        "a": _label(network, edge.a),
                        "b": _label(network, edge.b),
                        "sign": edge.sign,
                        "certain": edge.is_certain,
                        "claims": _claims_of(edge.ties),
                    }
                    for edge in triad.edges
                ],
                "type": triad.type,
                "balanced": triad.is_balanced,
                "certain": triad.is_certain,
            }
            for triad in found
        ],
        "ambivalent": [
            {"a": a, "b": b, "claims": _claims_of(ties)}
            for a, b, ties in _ambivalent(network, centre)
        ],
        "reading": reading.as_dict(),
        "projection": rule,
    }


def _claims_of(ties: Sequence[Tie]) -> list[dict[str, Any]]:
    """Return the claims behind ties for JSON, each with its statement in words and its sign."""
    return [
        {**claim.as_dict(), "statement": tie.statement.sentence(), "sign": tie.sign}
        for tie in ties
        for claim in tie.claims
    ]
