"""What joins several things, and what lies around one: as strips, as rows, as values for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from khgraph.namespaces import shorten
from khgraph.strips.paths import hop_lines, others_words, sign_mark
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
    from khgraph.joining import Joining
    from khgraph.model import Entity
    from khgraph.paths import Hop, Search
    from khgraph.reading import Reading
    from khgraph.surroundings import Neighbour, Surroundings

# A strip of surroundings shows so many things; the rows and the page have them all.
MOST_SHOWN = 100

_NUMBERS = ("no", "one", "two", "three", "four")


def joining_strip(
    found: Joining, reading: Reading, search: Search, width: int, *, color: bool = False
) -> str:
    """Return a tree of hops as a strip, each hop with its evidence; branches are set in."""
    ink = Ink(color)
    below: dict[str, list[Hop]] = {}
    for hop in found.hops:
        below.setdefault(hop.start.iri, []).append(hop)
    lines = [*_branch_lines(found.hops[0].start, below, "", ink, width), ""]
    lines += fold_lines(size_words(found), width)
    lines.append("")
    lines += foot_lines(joining_foot(found, reading, search), ink, width)
    return "\n".join(lines) + "\n"


def _branch_lines(
    thing: Entity, below: dict[str, list[Hop]], prefix: str, ink: Ink, width: int
) -> list[str]:
    """Return a thing with all below it; the last branch goes on in the same column."""
    lines = [f"{prefix}● {ink.strong(one_line(thing.label))}"]
    hops = below.get(thing.iri, [])
    for hop in hops:
        bar = f"{prefix}│ "
        lines += [bar + line for line in hop_lines(hop, ink, width - len(bar))]
        is_last = hop is hops[-1]
        lines += _branch_lines(hop.end, below, prefix if is_last else f"{prefix}│   ", ink, width)
        if not is_last:
            lines.append(f"{prefix}│")
    return lines


def size_words(found: Joining) -> str:
    """Return in words how large a tree is, and what lies between the ends."""
    hops = "One hop joins" if len(found.hops) == 1 else f"{len(found.hops)} hops join"
    between = [thing.label for thing in found.between]
    if not between:
        return f"{hops} the {len(found.ends)}, with nothing between them."
    names = " and ".join(filter(None, (", ".join(between[:-1]), between[-1])))
    return f"{hops} the {len(found.ends)}, by way of {names}."


def joining_foot(found: Joining, reading: Reading, search: Search) -> list[str]:
    """Return the reading, the limits, the rule, and what is to be known of the tree."""
    from khgraph.joining import JOINING_RULE

    sentences = [*_limit_sentences(reading, search), f"Rule: {JOINING_RULE}."]
    if not found.is_exact:
        sentences.append(
            "Found by approximation: it has at most twice as many hops as the smallest."
        )
    if found.is_wide:
        sentences.append("Nothing joins them through actors and events alone; this takes all.")
    return sentences


def _limit_sentences(reading: Reading, search: Search) -> list[str]:
    sentences = [f"Reading: {reading.describe()}."]
    if limits := search.limits():
        sentences.append(f"Search: {'; '.join(limits)}.")
    return sentences


def joining_table(hops: Sequence[Hop]) -> Table:
    """Return the hops of a tree as rows, one a claim; no hop has none."""
    rows = []
    for place, hop in enumerate(hops, 1):
        for claim in hop.claims:
            rows.append((place, *_hop_cells(hop), *claim_cells(claim)))
    return Table(("hop", *_HOP_COLUMNS, *CLAIM_COLUMNS), tuple(rows))


_HOP_COLUMNS = ("from", "statement", "to", "sign", "others")


def _hop_cells(hop: Hop) -> tuple[str | int, ...]:
    return (
        hop.start.label,
        hop.sentence(),
        hop.end.label,
        signed(hop.sign),
        len(hop.others),
    )


def joining_value(
    found: Joining, reading: Reading, search: Search, reasons: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a tree for JSON, with *reasons* where there is none."""
    from khgraph.joining import JOINING_RULE

    return {
        **found.as_dict(),
        "rule": JOINING_RULE,
        "reasons": list(reasons),
        "reading": reading.as_dict(),
        "search": hop_limits_value(search),
    }


def hop_limits_value(search: Search) -> dict[str, Any]:
    """Return those limits of a search that hold for single hops, for JSON."""
    names = ("every_sign", "without", "without_types", "words")
    return {name: value for name, value in search.as_dict().items() if name in names}


def surroundings_strip(
    found: Surroundings, reading: Reading, search: Search, width: int, *, color: bool = False
) -> str:
    """Return what lies around a thing, hop by hop, the first `MOST_SHOWN` with their evidence."""
    ink = Ink(color)
    lines = fold_lines(f"{found.centre.label}: {counts_words(found)}.", width)
    lines[0] = ink.strong(lines[0])
    shown = found.neighbours[:MOST_SHOWN]
    for depth, count in found.counts.items():
        here = [neighbour for neighbour in shown if neighbour.depth == depth]
        if here:
            lines += ["", ink.strong(f"{hops_words(depth).capitalize()} ({count})")]
        for neighbour in here:
            lines += _neighbour_lines(neighbour, ink, width)
    lines.append("")
    if len(shown) < len(found.neighbours):
        words = f"The first {MOST_SHOWN} of {len(found.neighbours)}; --format csv gives all."
        lines += fold_lines(words, width)
    lines += foot_lines(surroundings_foot(reading, search), ink, width)
    return "\n".join(lines) + "\n"


def _neighbour_lines(neighbour: Neighbour, ink: Ink, width: int) -> list[str]:
    hop = neighbour.hop
    head = f"{when_words(hop.claims)} {hedge_words(hop.claims)}{hop.sentence()}"
    mark = sign_mark(hop, ink)
    first, *more = fold_lines(one_line(neighbour.thing.label), width, "     ") or [""]
    lines = [f"  {mark} {ink.strong(first.lstrip())}", *map(ink.strong, more)]
    lines += fold_lines(head, width, "     ", "       ")
    dated = len({claim.when for claim in hop.claims}) > 1
    for claim in hop.claims:
        lines += evidence_lines(claim, ink, width, "       ", dated=dated)
    lines += [ink.faint(line) for line in fold_lines(others_words(hop), width, "       ")]
    return lines


def hops_words(depth: int) -> str:
    """Return a number of hops in words.

    Examples
    --------
    >>> hops_words(1), hops_words(2)
    ('one hop', 'two hops')
    """
    return f"{_NUMBERS[depth]} {'hop' if depth == 1 else 'hops'}"


def counts_words(found: Surroundings) -> str:
    """Return how many things there are at each depth, such as ``1 thing at one hop, 4 at two``."""
    parts = []
    for depth, count in found.counts.items():
        noun = ("thing " if count == 1 else "things ") if depth == 1 else ""
        number = hops_words(depth) if depth == 1 else _NUMBERS[depth]
        parts.append(f"{count} {noun}at {number}")
    return ", ".join(parts)


def surroundings_foot(reading: Reading, search: Search) -> list[str]:
    """Return the reading, the limits and the rule."""
    from khgraph.surroundings import SURROUNDINGS_RULE

    return [
        *_limit_sentences(reading, search),
        f"Rule: {SURROUNDINGS_RULE}.",
        "Places, ideas and documents are reached, and nothing through them.",
    ]


def surroundings_table(found: Surroundings) -> Table:
    """Return what lies around a thing as rows, one a claim of the hop by which it is reached."""
    rows = []
    for neighbour in found.neighbours:
        thing = neighbour.thing
        cells = (neighbour.depth, shorten(thing.iri), thing.label, thing.kind)
        hop = neighbour.hop
        told = (hop.start.label, hop.sentence(), signed(hop.sign), len(hop.others))
        signs = " ".join(signed(sign) for _, sign in hop.others)
        for claim in hop.claims:
            rows.append((*cells, *told, signs, *claim_cells(claim)))
    columns = (
        *("depth", "id", "label", "kind", "from", "statement", "sign"),
        *("others", "other_signs", *CLAIM_COLUMNS),
    )
    return Table(columns, tuple(rows))


def surroundings_value(found: Surroundings, reading: Reading, search: Search) -> dict[str, Any]:
    """Return what lies around a thing for JSON."""
    from khgraph.surroundings import SURROUNDINGS_RULE

    return {
        **found.as_dict(),
        "rule": SURROUNDINGS_RULE,
        "reading": reading.as_dict(),
        "search": hop_limits_value(search),
    }
