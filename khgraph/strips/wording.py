"""What all strips share: colour, who says what how surely and where, and the small print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khgraph.model import PRECISION_WORDS, STANCE_WORDS, STANCES, Claim, Statement
from khgraph.namespaces import shorten
from khgraph.tables import fold_lines, signed


class Ink:
    """Colours for a terminal that takes them; without colour the text is unchanged."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def _wrap(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color else text

    def strong(self, text: str) -> str:
        """Return *text* as a heading."""
        return self._wrap(text, "1")

    def faint(self, text: str) -> str:
        """Return *text* as small print."""
        return self._wrap(text, "2")

    def sign(self, sign: int | None) -> str:
        """Return the mark of a sign, blue for friends and red for enemies."""
        code = {1: "1;34", -1: "1;31"}.get(sign or 0, "0")
        return self._wrap(signed(sign), code)


def claim_words(claim: Claim) -> str:
    """Return who says it, how surely and where, such as ``Bulag affirms, bulag2009 p. 9 ...``."""
    who = " and ".join(name.rsplit(" ", 1)[-1] for name in claim.attribution) or "an unnamed author"
    words = f"{who} {STANCE_WORDS.get(claim.stance, 'takes no stance that is known')}"
    if claim.according_to:
        # Who only reports, reports another's view; who takes a stance, takes it with somebody.
        tie = "the view of" if claim.stance == "reports" else "with"
        words += f" ({tie} {', '.join(claim.according_to)})"
    if claim.precision in PRECISION_WORDS:
        words += f" ({PRECISION_WORDS[claim.precision]})"
    words += f", {claim.source or 'no source given'} {claim.locator}".rstrip()
    return f"{words} ({claim.lines_words})" if claim.lines else words


def when_words(claims: Sequence[Claim]) -> str:
    """Return the dates of the claims as the sources have them in brackets, or ``[no date]``.

    A date that EDTF writes in brackets, a moment within a range, loses its own; a season,
    which it writes as a month that there is not, is called by its name.
    """
    dates = dict.fromkeys(claim.when.strip("[]") for claim in claims if claim.when)
    words = "; ".join(dates) or "no date"
    return f"[{re.sub(_SEASON, lambda found: f'{_SEASONS[found[2]]} {found[1]}', words)}]"


_SEASON = r"([0-9]{4})-(2[123])(?![0-9])"
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn"}


_HEDGES = ("", "probably: ", "possibly: ", "only reported: ", "doubted: ", "denied: ")


def hedge_words(claims: Sequence[Claim]) -> str:
    """Return what goes before a statement that nobody affirms: how sure the surest claim is."""
    if not claims:
        return "claimed by nobody: "
    ranks = [STANCES.index(claim.stance) for claim in claims if claim.stance in STANCES]
    return _HEDGES[min(ranks)] if ranks else "with no known stance: "


def tie_mark(statement: Statement) -> str:
    """Return the mark of a statement's sign, ``?`` for a tie that nobody affirms."""
    if statement.sign is not None and hedge_words(statement.claims):
        return "?"
    return signed(statement.sign)


def evidence_lines(
    claim: Claim, ink: Ink, width: int, indent: str, *, dated: bool = False
) -> list[str]:
    """Return a claim as lines: who says it and where, in our words, and the editors' note.

    With *dated* its own date comes first, where it has one.
    """
    date = when_words([claim]) + " " if dated and claim.when else ""
    lines = fold_lines(date + claim_words(claim), width, indent, indent + "  ")
    lines += fold_lines(claim.comment, width, indent + "  ")
    if claim.curator_note:
        lines += fold_lines(f"Editors: {claim.curator_note}", width, indent + "  ")
    return [ink.faint(line) for line in lines]


CLAIM_COLUMNS = (
    *("when", "stance", "according_to", "source", "locator", "lines", "comment"),
    *("author", "precision", "note", "claim"),
)


def claim_cells(claim: Claim) -> tuple[str | None, ...]:
    """Return a claim as the cells of `CLAIM_COLUMNS`."""
    return (
        claim.when,
        claim.stance,
        "; ".join(claim.according_to),
        claim.source,
        claim.locator,
        claim.lines,
        claim.comment,
        "; ".join(claim.attribution),
        claim.precision,
        claim.curator_note,
        shorten(claim.iri),
    )


def foot_lines(sentences: Sequence[str], ink: Ink, width: int) -> list[str]:
    """Return sentences as the small print under a result."""
    return [
        ink.faint(line) for sentence in sentences for line in fold_lines(sentence, width, "", "  ")
    ]
