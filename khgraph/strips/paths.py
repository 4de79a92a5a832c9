"""A path as a vertical strip and as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from khgraph.paths import RANKING
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    evidence_lines,
    foot_lines,
    hedge_words,
    when_words,
)
from khgraph.tables import Table, fold_lines, one_line, signed

if TYPE_CHECKING:
    from khgraph.paths import Hop, Path
    from khgraph.reading import Reading


def path_strip(path: Path, reading: Reading, width: int, *, color: bool = False) -> str:
    """Return a path as a vertical strip, each hop with its evidence, then the sign of the whole."""
    ink = Ink(color)
    lines = [f"● {ink.strong(one_line(path.hops[0].start.label))}"]
    for hop in path.hops:
        words = hedge_words(hop.claims) + hop.words
        head = fold_lines(f"{words}  {when_words(hop.claims)}", width - 5)
        lines.append(f"│ {ink.sign(hop.sign)}  {head[0]}")
        lines += [f"│    {line}" for line in head[1:]]
        for claim in hop.claims:
            lines += [f"│ {line}" for line in evidence_lines(claim, ink, width - 2, "     ")]
        lines.append(f"● {ink.strong(one_line(hop.end.label))}")
    lines += ["", *fold_lines(sign_words(path.hops), width)]
    lines += foot_lines([f"Reading: {reading.describe()}.", *_rivals(path)], ink, width)
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
                    *claim_cells(claim),
                )
            )
    return Table(("hop", "from", "statement", "to", "sign", *CLAIM_COLUMNS), tuple(rows))
