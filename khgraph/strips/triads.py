"""Triangles as text, as rows and for JSON, each side with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from khgraph.model import STANCE_WORDS
from khgraph.namespaces import shorten
from khgraph.spans import span_words
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    claim_words,
    foot_lines,
    hedge_words,
    when_words,
)
from khgraph.tables import Cell, Table, fold_lines, signed
from khgraph.triads import BALANCED, SAME_DAY, WEAKLY_BALANCED, balanced_ratio, census

if TYPE_CHECKING:
    import networkx as nx

    from khgraph.histories import Phase
    from khgraph.model import Claim, Entity
    from khgraph.reading import Reading, Tie
    from khgraph.robustness import Robustness
    from khgraph.strips.edges import RowTriad
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
    tested: Sequence[Robustness] = (),
) -> str:
    """Return the triangles as text, each side with its evidence, then the count and rule.

    With *tested*, the robustness of each, it is told how far each hangs on single claims.
    """
    ink = Ink(color)
    lines: list[str] = []
    for number, triad in enumerate(found):
        names = ", ".join(_label(network, node) for node in triad.nodes)
        head = f"{triad.type}  {names}  ({balance_words(triad)}; {_time_words(triad, reading)})"
        lines += fold_lines(head, width, "", "     ")
        for edge in triad.edges:
            lines += side_lines(edge.ties, ink, width)
            lines += _overruled_lines(edge.overruled, ink, width)
        if tested:
            lines += robust_lines(tested[number], width)
        lines.append("")
    lines += fold_lines(_census_words(found, centre), width, "", "  ")
    ambivalent = _ambivalent(network, centre)
    if ambivalent:
        words = "Left out as ambivalent, with ties of both signs:"
        lines += [*fold_lines(words, width, "", "  "), ""]
        for a, b, ties in ambivalent:
            lines += fold_lines(f"+/-  {a}, {b}", width, "", "     ")
            for sign in (1, -1):
                lines += side_lines([tie for tie in ties if tie.sign == sign], ink, width)
            lines.append("")
    lines += _settled_lines(network, centre, ink, width)
    feet = [f"Reading: {reading.describe()}.", f"Projection: {rule}; {SAME_DAY}."]
    lines += foot_lines(feet, ink, width)
    return "\n".join(lines) + "\n"


def _settled_lines(
    network: nx.Graph[str], centre: Entity | None, ink: Ink, width: int
) -> list[str]:
    """Return the pairs whose ties of both signs the rule settled, with both sides' evidence."""
    settled = [
        (a, b, data)
        for a, b, data in sorted(network.edges(data=True), key=lambda edge: edge[:2])
        if data.get("overruled") and (centre is None or centre.iri in (a, b))
    ]
    if not settled:
        return []
    lines = [*fold_lines("Settled by the rule, with ties of both signs:", width), ""]
    for a, b, data in settled:
        words = f"{_label(network, a)}, {_label(network, b)}"
        lines += fold_lines(words, width, f"{signed(data['sign'])}    ", "     ")
        lines += side_lines(data["ties"], ink, width)
        lines += [*_overruled_lines(data["overruled"], ink, width), ""]
    return lines


def _census_words(found: Sequence[Triad], centre: Entity | None = None) -> str:
    """Return in words how many triangles there are of each type."""
    counts = ", ".join(f"{count} {kind}" for kind, count in census(found).items())
    what = "1 triangle" if len(found) == 1 else f"{len(found)} triangles"
    around = f" around {centre.label}" if centre else ""
    balanced = sum(triad.is_balanced for triad in found)
    weakly = sum(triad.is_weakly_balanced for triad in found)
    return f"{what}{around}: {counts}; {balanced} balanced, {weakly} weakly balanced."


def census_strip(
    found: Sequence[Triad], reading: Reading, rule: str, width: int, *, color: bool = False
) -> str:
    """Return how many triangles there are of each type as text, and how many of them certainly."""
    lines = fold_lines(_census_words(found), width, "", "  ")
    sure = [triad for triad in found if triad.is_certain]
    lines += [*fold_lines(f"Certain: {_census_words(sure)}", width, "", "  "), ""]
    feet = [f"Reading: {reading.describe()}.", f"Projection: {rule}; {SAME_DAY}."]
    return "\n".join((*lines, *foot_lines(feet, Ink(color), width))) + "\n"


def census_table(found: Sequence[Triad]) -> Table:
    """Return the census as rows, one a type."""
    sure = census(triad for triad in found if triad.is_certain)
    rows = tuple(
        (kind, kind in BALANCED, kind in WEAKLY_BALANCED, count, sure[kind])
        for kind, count in census(found).items()
    )
    return Table(("type", "balanced", "weakly_balanced", "triangles", "certain"), rows)


def census_value(found: Sequence[Triad], reading: Reading, rule: str) -> dict[str, Any]:
    """Return the census for JSON."""
    counts = census(found)
    return {
        "triangles": counts,
        "certain_triangles": census(triad for triad in found if triad.is_certain),
        "balanced_ratio": balanced_ratio(counts, BALANCED),
        "reading": reading.as_dict(),
        "projection": f"{rule}; {SAME_DAY}",
    }


def balance_words(triad: Triad | Phase | RowTriad) -> str:
    """Return whether a triangle is balanced, and if only weakly, that."""
    if triad.is_balanced:
        return "balanced"
    return "unbalanced, but weakly balanced" if triad.is_weakly_balanced else "unbalanced"


def _time_words(triad: Triad, reading: Reading) -> str:
    if reading.on:
        return f"{'certainly' if triad.is_certain else 'possibly'} on that day"
    days = ", ".join(span_words(*span) for span in triad.days)
    if triad.is_certain:
        sure = ", ".join(span_words(*span) for span in triad.certain_days)
        return f"at one time certainly {sure}, possibly {days}"
    return f"possibly at one time, {days}"


def robust_lines(tested: Robustness, width: int) -> list[str]:
    """Return in words under how many readings a triangle stands, and what it hangs on."""
    total = len(tested.variants)
    words = (
        f"Under {total} readings (each source and all, each minimum stance): "
        f"balanced in {tested.balanced_count}, unbalanced in "
        f"{tested.present_count - tested.balanced_count}, "
        f"none or ambivalent in {total - tested.present_count}."
    )
    lines = fold_lines(words, width, "  ", "    ")
    if not tested.hinges:
        return lines + fold_lines("No single claim, if dropped, changes it.", width, "  ", "    ")
    for hinge in tested.hinges:
        after = {"absent": "no triangle", "ambivalent": "ambivalent"}.get(hinge.state, hinge.state)
        words = f"Without {shorten(hinge.claim.iri)} ({hinge.claim.citation}): {after}."
        lines += fold_lines(words, width, "  ", "    ")
    return lines


def side_lines(ties: Sequence[Tie], ink: Ink, width: int) -> list[str]:
    """Return the tie that speaks best for a side of one sign, with its surest claim.

    Where another claim behind the side is less sure, the least sure one stands below.
    """
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
    order = list(STANCE_WORDS)
    claims = sorted((c for tie in ties for c in tie.claims), key=lambda c: c.iri)
    weakest = max(claims, key=lambda c: order.index(c.stance))
    if weakest.stance != claim.stance:
        words = f"The weakest of its {len(claims)} claims: {claim_words(weakest)}"
        evidence += fold_lines(words, width, "       ", "         ")
    evidence += note_lines(claim, width, "       ")
    return lines + [ink.faint(line) for line in evidence]


def _overruled_lines(ties: Sequence[Tie], ink: Ink, width: int) -> list[str]:
    """Return what the projection's rule decided against, empty for nothing."""
    if not ties:
        return []
    best = surest(ties)
    more = f" (and {len(ties) - 1} more)" if len(ties) > 1 else ""
    words = (
        f"Against it: {signed(best.sign)} {hedge_words(best.claims)}{best.statement.sentence()}"
        f"  {when_words(best.claims)}{more}; {claim_words(best.claims[0])}"
    )
    return [ink.faint(line) for line in fold_lines(words, width, "       ", "         ")]


def surest(ties: Sequence[Tie]) -> Tie:
    """Return the tie that speaks best for an edge: certain, surely claimed, dated, undenied.

    Of equally good ones that which began last, since it is nearest to what is asked.
    """
    order = list(STANCE_WORDS)
    ranked = sorted(ties, key=lambda tie: tie.iri)
    ranked.sort(key=_beginning, reverse=True)
    return min(
        ranked,
        key=lambda tie: (
            tie.is_denied,
            not tie.certain,
            order.index(tie.claims[0].stance),
            tie.claims[0].when is None,
        ),
    )


def _beginning(tie: Tie) -> str:
    """Return the first day that a tie is known to have begun on, empty for none."""
    return max((claim.bounds.earliest_start or "" for claim in tie.claims), default="")


def note_lines(claim: Claim, width: int, indent: str) -> list[str]:
    """Return the editors' note of a claim, which says what they inferred; none without one."""
    if not claim.curator_note:
        return []
    return fold_lines(f"Editors: {claim.curator_note}", width, indent, indent + "  ")


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


def triads_table(
    found: Sequence[Triad], network: nx.Graph[str], tested: Sequence[Robustness] = ()
) -> Table:
    """Return the triangles as rows, one a side and claim."""
    columns: tuple[str, ...] = (
        *("triad", "type", "balanced", "weakly_balanced", "certain"),
        *("a", "b", "sign", "statement"),
        *CLAIM_COLUMNS,
    )
    if tested:
        columns += ("without", "readings", "balanced_in", "present_in")
    rows = []
    for number, triad in enumerate(found, 1):
        head = (number, triad.type, triad.is_balanced, triad.is_weakly_balanced, triad.is_certain)
        for edge in triad.edges:
            side = (_label(network, edge.a), _label(network, edge.b), signed(edge.sign))
            for tie in edge.ties:
                for claim in tie.claims:
                    row: tuple[Cell, ...] = (
                        *head,
                        *side,
                        tie.statement.sentence(),
                        *claim_cells(claim),
                    )
                    if tested:
                        row += _robust_cells(tested[number - 1], claim.iri)
                    rows.append(row)
    return Table(columns, tuple(rows))


def _robust_cells(tested: Robustness, claim: str) -> tuple[Cell, ...]:
    """Return what the triangle is without a claim, and the counts over the readings."""
    without = {hinge.claim.iri: hinge.state for hinge in tested.hinges}
    counts = (len(tested.variants), tested.balanced_count, tested.present_count)
    return (without.get(claim, tested.triad.type), *counts)


def triads_value(
    found: Sequence[Triad],
    network: nx.Graph[str],
    centre: Entity | None,
    reading: Reading,
    rule: str,
    tested: Sequence[Robustness] = (),
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
                        "claims": claims_of(edge.ties),
                        "overruled": claims_of(edge.overruled),
                    }
                    for edge in triad.edges
                ],
                "type": triad.type,
                "balanced": triad.is_balanced,
                "weakly_balanced": triad.is_weakly_balanced,
                "certain": triad.is_certain,
                "days": [list(span) for span in triad.days],
                **({"robustness": _robust_value(tested[number])} if tested else {}),
            }
            for number, triad in enumerate(found)
        ],
        "census": census(found),
        "ambivalent": [
            {"a": a, "b": b, "claims": claims_of(ties)}
            for a, b, ties in _ambivalent(network, centre)
        ],
        "reading": reading.as_dict(),
        "projection": f"{rule}; {SAME_DAY}",
    }


def _robust_value(tested: Robustness) -> dict[str, Any]:
    return {
        "readings": [
            {
                "sources": list(variant.sources) or "all",
                "min_stance": variant.min_stance,
                "state": variant.state,
            }
            for variant in tested.variants
        ],
        "balanced_in": tested.balanced_count,
        "present_in": tested.present_count,
        "hinges": [
            {
                "claim": hinge.claim.as_dict(),
                "statement": hinge.statement.sentence(),
                "state_without": hinge.state,
            }
            for hinge in tested.hinges
        ],
    }


def claims_of(ties: Sequence[Tie]) -> list[dict[str, Any]]:
    """Return the claims behind ties for JSON, each with its statement in words and its sign."""
    return [
        {**claim.as_dict(), "statement": tie.statement.sentence(), "sign": tie.sign}
        for tie in ties
        for claim in tie.claims
    ]
