"""What is contested, and how two sources compare, as text and as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    evidence_lines,
    foot_lines,
    hedge_words,
    tie_mark,
)
from khgraph.tables import Table, fold_lines, signed

if TYPE_CHECKING:
    from khgraph.comparison import Comparison
    from khgraph.contested import Clash, Contest
    from khgraph.model import Statement

KIND_WORDS = {
    "stance": "Held, and doubted or denied",
    "number": "Different numbers",
    "date": "Different dates",
    "sign": "Friend and enemy at the same time",
    "exclusion": "Not both can be true",
}

RULES = (
    "Numbers are set against one another only where subject, relation, unit and event agree: "
    "casualties are killed, wounded and missing together, and never set against deaths.",
    "Dates are compared where they name an event or an act; a season, or a date marked as "
    "uncertain, only to the year. Friend and enemy at the same time need be no contradiction: "
    "a source may mean both.",
)


def contest_strip(
    found: Contest, about: str, data_name: str, width: int, *, color: bool = False
) -> str:
    """Return what is contested as text, the positions side by side with their evidence."""
    ink = Ink(color)
    lines = fold_lines(f"Contested: {about}", width, "", "  ")
    lines[0] = ink.strong(lines[0])
    if not found.clashes:
        lines += ["", "No two claims contradict one another here."]
    lines += clash_lines(found.clashes, ink, width)
    lines += [""]
    counts = (
        f"Besides, {_count(len(found.only_reported), 'statement')} only reported "
        f"(--list reported), and {_count(len(found.single_source), 'statement')} known from a "
        "single source (--list single)."
    )
    return (
        "\n".join([*lines, *foot_lines((counts, *RULES, f"Data: {data_name}."), ink, width)]) + "\n"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun} is" if number == 1 else f"{number} {noun}s are"


def clash_lines(clashes: Sequence[Clash], ink: Ink, width: int) -> list[str]:
    """Return clashes under the heading of their kind, each side with its claims."""
    lines = []
    for kind, title in KIND_WORDS.items():
        of_kind = [clash for clash in clashes if clash.kind == kind]
        if not of_kind:
            continue
        lines += ["", ink.strong(f"{title} ({len(of_kind)})")]
        for clash in of_kind:
            # The two statements are the question, and each side says its own.
            question = clash.question if kind != "exclusion" else "One or the other:"
            lines += fold_lines(question, width, "  ", "    ")
            for side in clash.sides:
                words = side.position
                if kind == "sign":
                    words = f"{signed(side.statement.sign)} {side.statement.sentence()}"
                lines += fold_lines(words, width, "    ", "      ")
                for claim in side.claims:
                    lines += evidence_lines(claim, ink, width, "      ", dated=kind != "date")
    return lines


def contest_table(clashes: Sequence[Clash]) -> Table:
    """Return clashes as rows, one a claim."""
    return Table(
        ("kind", "question", "position", "statement", *CLAIM_COLUMNS),
        tuple(
            (clash.kind, clash.question, side.position, side.statement.sentence(), *claim_cells(c))
            for clash in clashes
            for side in clash.sides
            for c in side.claims
        ),
    )


def statement_table(statements: Sequence[Statement]) -> Table:
    """Return statements as rows, one a claim."""
    return Table(
        ("sign", "statement", *CLAIM_COLUMNS),
        tuple(
            (signed(statement.sign), statement.sentence(), *claim_cells(claim))
            for statement in statements
            for claim in statement.claims
        ),
    )


def comparison_strip(found: Comparison, data_name: str, width: int, *, color: bool = False) -> str:
    """Return a comparison as text: the clashes and what both hold in full, the rest counted."""
    ink = Ink(color)
    lines = [ink.strong(line) for line in fold_lines(f"{found.first} and {found.second}", width)]
    words = ", ".join(
        f"{number} {what}"
        for number, what in (
            (len(found.agreed), "held by both"),
            (len(found.unequal), "spoken of by both, not held alike"),
            (len(found.clashes), "clash" if len(found.clashes) == 1 else "clashes"),
            (len(found.only_first), f"only in {found.first}"),
            (len(found.only_second), f"only in {found.second}"),
            (len(found.common), "actors and events of which both speak"),
        )
    )
    lines += fold_lines(f"Statements: {words}.", width)
    lines += clash_lines(found.clashes, ink, width)
    for title, statements in (
        ("Held by both", found.agreed),
        ("Spoken of by both, not held alike", found.unequal),
    ):
        if statements:
            lines += ["", ink.strong(f"{title} ({len(statements)})")]
        for statement in statements:
            head = hedge_words(statement.claims) + statement.sentence()
            lines += fold_lines(head, width, f"  {tie_mark(statement)}  ", "     ")
            for claim in statement.claims:
                lines += evidence_lines(claim, ink, width, "       ", dated=True)
    small = ("What only one source holds: --format csv.", *RULES, f"Data: {data_name}.")
    return "\n".join([*lines, "", *foot_lines(small, ink, width)]) + "\n"


def comparison_table(found: Comparison) -> Table:
    """Return a comparison as rows, one a claim."""
    clashing = contest_table(found.clashes).rows
    rows = [(f"clash: {kind}", position, *rest) for kind, _, position, *rest in clashing]
    for part, statements in found.parts():
        rows += [(part, "", *rest[1:]) for rest in statement_table(statements).rows]
    return Table(("part", "position", "statement", *CLAIM_COLUMNS), tuple(rows))
