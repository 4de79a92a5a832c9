"""Dossiers, paths and triads as text that survives 80 columns, no colour and plain ASCII."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from khgraph.model import STANCE_WORDS, STANCES, Claim, Entity, Statement, Turn
from khgraph.namespaces import shorten
from khgraph.paths import RANKING
from khgraph.tables import Table, fold_lines, one_line, signed

if TYPE_CHECKING:
    import networkx as nx

    from khgraph.dossier import Dossier
    from khgraph.paths import Hop, Path
    from khgraph.reading import Reading, Tie
    from khgraph.triads import Triad

_KIND_WORDS = {"MilitaryUnit": "military unit", "Organization": "organisation"}


class _Ink:
    """Colours for a terminal that takes them; without colour the text is unchanged."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def _wrap(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color else text

    def strong(self, text: str) -> str:
        return self._wrap(text, "1")

    def faint(self, text: str) -> str:
        return self._wrap(text, "2")

    def sign(self, sign: int | None) -> str:
        code = {1: "1;34", -1: "1;31"}.get(sign or 0, "0")
        return self._wrap(signed(sign), code)


def claim_words(claim: Claim) -> str:
    """Return who says it, how surely and where, such as ``Bulag affirms, bulag2009 p. 9 ...``."""
    who = " and ".join(name.rsplit(" ", 1)[-1] for name in claim.attribution) or "an unnamed author"
    words = f"{who} {STANCE_WORDS.get(claim.stance, 'takes no stance that is known')}"
    if claim.according_to:
        words += f" (the view of {', '.join(claim.according_to)})"
    words += f", {claim.source or 'no source given'} {claim.locator}".rstrip()
    return f"{words} (lines {claim.lines})" if claim.lines else words


def when_words(claims: Sequence[Claim]) -> str:
    """Return the dates of the claims as the sources have them in brackets, or ``[no date]``.

    A date that EDTF writes in brackets, a moment within a range, gets none of its own.
    """
    dates = list(dict.fromkeys(claim.when for claim in claims if claim.when))
    if len(dates) == 1 and dates[0].startswith("["):
        return dates[0]
    return f"[{'; '.join(dates) or 'no date'}]"


_HEDGES = ("", "probably: ", "possibly: ", "only reported: ", "doubted: ", "denied: ")


def hedge_words(claims: Sequence[Claim]) -> str:
    """Return what goes before a statement that nobody affirms: how sure the surest claim is."""
    if not claims:
        return "claimed by nobody: "
    ranks = [STANCES.index(claim.stance) for claim in claims if claim.stance in STANCES]
    return _HEDGES[min(ranks)] if ranks else "with no known stance: "


def _evidence(claim: Claim, ink: _Ink, width: int, indent: str) -> list[str]:
    lines = fold_lines(claim_words(claim), width, indent, indent + "  ")
    lines += fold_lines(claim.comment, width, indent + "  ")
    if claim.curator_note:
        lines += fold_lines(f"Editors: {claim.curator_note}", width, indent + "  ")
    return [ink.faint(line) for line in lines]


def dossier_strip(found: Dossier, width: int, *, color: bool = False) -> str:
    """Return a dossier as text: names, then each section in time order with its evidence."""
    ink = _Ink(color)
    entity = found.entity
    kind = _KIND_WORDS.get(entity.kind, entity.kind.lower())
    first, *more = fold_lines(f"{entity.label}  ({shorten(entity.iri)}, {kind})", width, "", "  ")
    lines = [ink.strong(first), *more]
    if found.reference:
        lines += fold_lines(found.reference, width)
    if found.names:
        lines += fold_lines("also called " + "; ".join(found.names), width, "", "  ")
    if found.scope_note:
        lines += fold_lines(found.scope_note, width)
    if found.curator_note:
        lines += fold_lines("Editors: " + found.curator_note, width, "", "  ")
    if found.named_in:
        words = f"Named in {', '.join(found.named_in)}, which is not yet read into claims."
        lines += fold_lines(words, width)
    for title, statements in found.sections:
        lines += ["", ink.strong(f"{title} ({len(statements)})")]
        for statement in statements:
            lines += _statement_lines(statement, entity, ink, width)
    if found.turns:
        lines += ["", ink.strong(f"Turning points ({len(found.turns)})")]
        for turn in found.turns:
            lines += _turn_lines(turn, ink, width)
    if not (found.sections or found.turns or found.reference):
        lines += ["", "No source read so far says anything of it."]
    return "\n".join(lines) + "\n"


def _statement_lines(statement: Statement, seen_from: Entity, ink: _Ink, width: int) -> list[str]:
    if statement.is_seen_from_object(seen_from):
        words = statement.inverse_words
    elif statement.subject.iri == seen_from.iri:
        words = statement.predicate_words
    else:
        words = statement.sentence()
    hedge = hedge_words(statement.claims)
    mark = signed(statement.sign) if not hedge or statement.sign is None else "?"
    head = f"{when_words(statement.claims)} {hedge}{words}"
    lines = fold_lines(head, width, f"  {mark}  ", "     ")
    if mark != "?":
        lines[0] = lines[0].replace(f"  {mark}  ", f"  {ink.sign(statement.sign)}  ", 1)
    for claim in statement.claims:
        lines += _evidence(claim, ink, width, "       ")
    return lines


def _turn_lines(turn: Turn, ink: _Ink, width: int) -> list[str]:
    before = turn.before.sentence() if turn.before else "(not said)"
    head = f"{when_words(turn.claims)} {turn.label}"
    head += f" ({turn.kind})" if turn.kind else ""
    lines = fold_lines(head, width, "  ", "     ")
    lines += fold_lines(f"before: {before}", width, "       ", "         ")
    lines += fold_lines(f"after: {turn.after.sentence()}", width, "       ", "         ")
    for claim in turn.claims:
        lines += _evidence(claim, ink, width, "       ")
    return lines


def dossier_table(found: Dossier) -> Table:
    """Return a dossier as rows, one a claim."""
    rows = []
    for title, statements in found.sections:
        for statement in statements:
            inverse = statement.is_seen_from_object(found.entity)
            for claim in statement.claims:
                rows.append(
                    (
                        title,
                        signed(statement.sign),
                        statement.sentence(inverse=inverse),
                        *_claim_cells(claim),
                    )
                )
    return Table(("section", "sign", "statement", *_CLAIM_COLUMNS), tuple(rows))


_CLAIM_COLUMNS = ("when", "stance", "according_to", "source", "locator", "lines", "comment")


def _claim_cells(claim: Claim) -> tuple[str | None, ...]:
    return (
        claim.when,
        claim.stance,
        "; ".join(claim.according_to),
        claim.source,
        claim.locator,
        claim.lines,
        claim.comment,
    )


def path_strip(path: Path, reading: Reading, width: int, *, color: bool = False) -> str:
    """Return a path as a vertical strip, each hop with its evidence, then the sign of the whole."""
    ink = _Ink(color)
    lines = [f"● {ink.strong(one_line(path.hops[0].start.label))}"]
    for hop in path.hops:
        words = hedge_words(hop.claims) + hop.words
        head = fold_lines(f"{words}  {when_words(hop.claims)}", width - 5)
        lines.append(f"│ {ink.sign(hop.sign)}  {head[0]}")
        lines += [f"│    {line}" for line in head[1:]]
        for claim in hop.claims:
            lines += [f"│ {line}" for line in _evidence(claim, ink, width - 2, "     ")]
        lines.append(f"● {ink.strong(one_line(hop.end.label))}")
    lines += ["", *fold_lines(sign_words(path.hops), width)]
    lines += _foot([f"Reading: {reading.describe()}.", *_rivals(path)], ink, width)
    return "\n".join(lines) + "\n"


def _rivals(path: Path) -> list[str]:
    """Return in words how many other paths are as short, and where this one had to go."""
    hops = f"{len(path.hops)} {'hop' if len(path.hops) == 1 else 'hops'}"
    if path.path_count == 1:
        words = [f"The only shortest path, of {hops}."]
    else:
        words = [f"{path.path_count} shortest paths of {hops}; {RANKING}."]
    if path.is_wide:
        words.append("No path runs through actors and events alone; this one takes what there is.")
    return words


def sign_words(hops: Iterable[Hop]) -> str:
    """Return the product of the signs of a path, in words."""
    signs = [hop.sign for hop in hops]
    unsigned = [str(number) for number, sign in enumerate(signs, 1) if sign is None]
    if unsigned:
        which = (
            f"hop {unsigned[0]} carries"
            if len(unsigned) == 1
            else (f"hops {', '.join(unsigned)} carry")
        )
        return f"Product of the signs: none, since {which} no sign of friend or enemy."
    product = 1
    for sign in signs:
        product *= sign or 0
    meaning = {1: "on the friend's side", 0: "neutral", -1: "on the enemy's side"}[product]
    shown = " x ".join(signed(sign) for sign in signs)
    return f"Product of the signs: {shown} = {signed(product)} ({meaning})."


def path_table(path: Path | None) -> Table:
    """Return a path as rows, one a claim of a hop; no path has none."""
    rows = []
    for number, hop in enumerate(path.hops if path else (), 1):
        for claim in hop.claims:
            rows.append(
                (
                    number,
                    hop.start.label,
                    hop.sentence(),
                    hop.end.label,
                    signed(hop.sign),
                    *_claim_cells(claim),
                )
            )
    return Table(("hop", "from", "statement", "to", "sign", *_CLAIM_COLUMNS), tuple(rows))


def _foot(sentences: Sequence[str], ink: _Ink, width: int) -> list[str]:
    return [
        ink.faint(line) for sentence in sentences for line in fold_lines(sentence, width, "", "  ")
    ]


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

    ink = _Ink(color)
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
    lines += _foot([f"Reading: {reading.describe()}.", f"Projection: {rule}."], ink, width)
    return "\n".join(lines) + "\n"


def _side_lines(ties: Sequence[Tie], ink: _Ink, width: int) -> list[str]:
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
                            *_claim_cells(claim),
                        )
                    )
    columns = ("triad", "type", "balanced", "a", "b", "sign", "statement", *_CLAIM_COLUMNS)
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
