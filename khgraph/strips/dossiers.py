"""A dossier as text and as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khgraph.model import Entity, Statement, Turn
from khgraph.namespaces import shorten
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    evidence_lines,
    hedge_words,
    tie_mark,
    when_words,
)
from khgraph.tables import Table, fold_lines, signed

if TYPE_CHECKING:
    from khgraph.dossier import Dossier


_KIND_WORDS = {"MilitaryUnit": "military unit", "Organization": "organisation"}


def dossier_strip(found: Dossier, width: int, *, color: bool = False) -> str:
    """Return a dossier as text: names, then each section in time order with its evidence."""
    ink = Ink(color)
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


def _statement_lines(statement: Statement, seen_from: Entity, ink: Ink, width: int) -> list[str]:
    if statement.is_seen_from_object(seen_from):
        words = statement.inverse_words
    elif statement.subject.iri == seen_from.iri:
        words = statement.predicate_words
    else:
        words = statement.sentence()
    mark = tie_mark(statement)
    head = f"{when_words(statement.claims)} {hedge_words(statement.claims)}{words}"
    lines = fold_lines(head, width, f"  {mark}  ", "     ")
    if mark != "?":
        lines[0] = lines[0].replace(f"  {mark}  ", f"  {ink.sign(statement.sign)}  ", 1)
    for claim in statement.claims:
        lines += evidence_lines(claim, ink, width, "       ")
    return lines


def _turn_lines(turn: Turn, ink: Ink, width: int) -> list[str]:
    before = turn.before.sentence() if turn.before else "(not said)"
    head = f"{when_words(turn.claims)} {turn.label}"
    head += f" ({turn.kind})" if turn.kind else ""
    lines = fold_lines(head, width, "  ", "     ")
    lines += fold_lines(f"before: {before}", width, "       ", "         ")
    lines += fold_lines(f"after: {turn.after.sentence()}", width, "       ", "         ")
    for claim in turn.claims:
        lines += evidence_lines(claim, ink, width, "       ")
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
                        *claim_cells(claim),
                    )
                )
    return Table(("section", "sign", "statement", *CLAIM_COLUMNS), tuple(rows))
