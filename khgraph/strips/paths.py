"""Paths as vertical strips, as rows, and as values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from khgraph.model import agreeing
from khgraph.paths import RANKINGS, kin_words
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    evidence_lines,
    foot_lines,
    hedge_words,
    when_words,
)
from khgraph.tables import Table, fold_lines, signed

if TYPE_CHECKING:
    from khgraph.paths import Hop, Path, Routes, Search
    from khgraph.reading import Reading

ORDER_WORDS = {
    "certain": "In time order: certainly, if the dates that stand with the hops are right.",
    "possible": "In time order: possibly; the dates leave room for another order.",
}


def paths_strip(
    routes: Routes, reading: Reading, search: Search, width: int, *, color: bool = False
) -> str:
    """Return paths as vertical strips, each hop with its evidence, then what holds for all."""
    ink = Ink(color)
    lines: list[str] = []
    for number, path in enumerate(routes.paths, 1):
        if len(routes.paths) > 1:
            lines += [ink.strong(f"Path {number} of {len(routes.paths)}"), ""]
        lines += [*_path_lines(path, ink, width), ""]
    lines += foot_lines(foot_sentences(routes, reading, search), ink, width)
    return "\n".join(lines) + "\n"


def _path_lines(path: Path, ink: Ink, width: int) -> list[str]:
    lines = _thing_lines(path.hops[0].start.label, ink, width)
    for hop in path.hops:
        lines += [f"│ {line}" for line in hop_lines(hop, ink, width - 2)]
        lines += _thing_lines(hop.end.label, ink, width)
    lines += ["", *fold_lines(sign_words(path), width)]
    if path.order:
        lines += fold_lines(ORDER_WORDS[path.order], width)
    return lines


def hop_lines(hop: Hop, ink: Ink, width: int) -> list[str]:
    """Return a hop with its evidence; the first line begins with the sign, ``?`` if not sure."""
    words = f"{hedge_words(hop.claims)}{hop.words}  {when_words(hop.claims)}"
    first, *more = fold_lines(words, width - 3)
    lines = [f"{sign_mark(hop, ink)} {first}", *(f"   {line}" for line in more)]
    # Where the claims date it differently, each has its own date beside it.
    dated = len({claim.when for claim in hop.claims}) > 1
    for claim in hop.claims:
        lines += evidence_lines(claim, ink, width, "     ", dated=dated)
    return lines + [ink.faint(line) for line in fold_lines(others_words(hop), width, "     ")]


def sign_mark(hop: Hop, ink: Ink) -> str:
    """Return the sign of a hop in two places, the second ``?`` where nobody affirms it."""
    return ink.sign(hop.sign) + (" " if is_sure(hop) else "?")


def _thing_lines(label: str, ink: Ink, width: int) -> list[str]:
    first, *rest = fold_lines(label, width - 2) or [""]
    return [f"● {ink.strong(first)}", *(f"  {ink.strong(line)}" for line in rest)]


def others_words(hop: Hop) -> str:
    """Return in words which other statements join the two things of a hop; empty without any."""
    if not hop.others:
        return ""
    counts = Counter(sign for _, sign in hop.others)
    names = {1: "friendly", -1: "hostile", 0: "neutral", None: "without sign"}
    parts = ", ".join(f"{counts[sign]} {name}" for sign, name in names.items() if counts[sign])
    verb = "statement joins" if len(hop.others) == 1 else "statements join"
    return f"{len(hop.others)} more {verb} the two, at whatever time: {parts}."


def is_sure(hop: Hop) -> bool:
    """Return whether the sign of a hop needs no question mark: it has none, or is affirmed."""
    return hop.sign is None or hop.is_affirmed


def foot_sentences(routes: Routes, reading: Reading, search: Search) -> list[str]:
    """Return the reading, the limits, the rule of rank, and what else there would be."""
    sentences = [f"Reading: {reading.describe()}."]
    if limits := search.limits():
        sentences.append(f"Search: {'; '.join(limits)}.")
    shortest = min(len(path.hops) for path in routes.paths)
    hops, longest = _hops(shortest), f"of up to {_hops(routes.longest)}"
    if search.rank != "shortest" or routes.shortest_count is None:
        sentences.append(f"Of the paths {longest}.")
    elif routes.shortest_count == 1:
        sentences.append(f"The only shortest path, of {hops}.")
    else:
        sentences.append(f"{routes.shortest_count} shortest paths of {hops}.")
    if routes.shortest_count != 1 or len(routes.paths) > 1 or search.rank != "shortest":
        sentences.append(f"Rank (--rank {search.rank}): {RANKINGS[search.rank]}.")
    if routes.is_cut:
        sentences.append("The search was cut off: a better path may have been missed.")
    elif len(routes.paths) < search.k:
        found = "is no other path" if len(routes.paths) == 1 else "are no more paths"
        sentences.append(f"There {found} {longest}.")
    if routes.is_wide:
        limit = "" if search.is_plain and search.max_hops is None else f" {longest}"
        sentences.append(
            f"No path{limit} runs through actors and events alone; this takes what there is."
        )
    return sentences


def _hops(number: int) -> str:
    return f"{number} {'hop' if number == 1 else 'hops'}"


def sign_words(path: Path) -> str:
    """Return the product of the signs of a path, and what it means, in words."""
    signs = [hop.sign for hop in path.hops]
    unsigned = [str(number) for number, sign in enumerate(signs, 1) if sign is None]
    if unsigned:
        which = (
            f"hop {unsigned[0]} carries"
            if len(unsigned) == 1
            else (f"hops {', '.join(unsigned)} carry")
        )
        return f"Product of the signs: none, since {which} no sign of friend or enemy."
    shown = " x ".join(signed(hop.sign) + "?" * (not is_sure(hop)) for hop in path.hops)
    doubt = "" if all(map(is_sure, path.hops)) else " Not every hop is affirmed."
    if path.sign == 0:
        return f"Product of the signs: {shown} = 0 (neutral).{doubt}"
    if len(signs) == 1:
        return f"Sign: {shown} ({kin_words(path)}).{doubt}"
    first, last = path.things[0], path.things[-1]
    role = agreeing(f"is {kin_words(path)}", last)
    side = "the friend's side" if path.sign == 1 else "the enemy's side"
    return (
        f"Product of the signs: {shown} = {signed(path.sign)}. "
        f"By the signs {last.label} {role} to {first.label}: on {side}.{doubt}"
    )


def paths_table(paths: Sequence[Path]) -> Table:
    """Return paths as rows, one a claim of a hop; no path has none."""
    rows = []
    for number, path in enumerate(paths, 1):
        for place, hop in enumerate(path.hops, 1):
            for claim in hop.claims:
                cells = (hop.start.label, hop.sentence(), hop.end.label, signed(hop.sign))
                rows.append((number, place, *cells, *claim_cells(claim)))
    return Table(("path", "hop", "from", "statement", "to", "sign", *CLAIM_COLUMNS), tuple(rows))


def paths_value(
    routes: Routes, reading: Reading, search: Search, reasons: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the answer for JSON."""
    return {
        "paths": [path.as_dict() for path in routes.paths],
        "shortest_count": routes.shortest_count,
        "looked_at_hops": routes.longest,
        "is_cut": routes.is_cut,
        "is_wide": routes.is_wide,
        "reasons": list(reasons),
        "reading": reading.as_dict(),
        "search": search.as_dict(),
    }
