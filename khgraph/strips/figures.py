"""Numbers and checks as text: the census of a graph, and its claims against the texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from khgraph.model import STANCE_WORDS, STANCES
from khgraph.strips.wording import Ink
from khgraph.tables import Cell, Table, one_line, render

if TYPE_CHECKING:
    from khgraph.census import Census
    from khgraph.verification import SourceCheck


def census_strip(found: Census, data_name: str, *, color: bool = False) -> str:
    """Return the numbers as text, group by group."""
    ink = Ink(color)
    lines = []
    for group, counts in found.groups:
        lines.append(ink.strong(group[:1].upper() + group[1:]))
        lines += [f"  {number:>6,}  {one_line(name)}" for name, number in counts]
        lines.append("")
    lines.append(ink.strong("Claims by source and stance"))
    words = [STANCE_WORDS[name].removeprefix("thinks ") for name in STANCES]
    columns = ("source", *words, "all")
    rows: list[tuple[Cell, ...]] = [
        (source, *numbers, sum(numbers)) for source, numbers in found.stances
    ]
    lines += [f"  {line}" for line in render(Table(columns, tuple(rows)), "table").splitlines()]
    lines += ["", ink.strong("Shares")]
    for name, share in found.shares:
        lines.append(f"  {'-' if share is None else format(share, '6.1%'):>6}  {name}")
    return "\n".join([*lines, "", ink.faint(f"Data: {data_name}.")]) + "\n"


def verification_strip(found: Sequence[SourceCheck], folder: Path) -> str:
    """Return one line for each source, and one for each claim that fails."""
    lines = []
    for source in found:
        failed = len(source.failures)
        noun = "claim" if source.claims == 1 else "claims"
        words = f"{failed} fail" if failed else "all cited lines name a party"
        if not source.source:
            lines.append(f"{source.claims} {noun} of no source: {words}")
        elif source.path is None:
            lines.append(f"{source.source}: not checked; no file in {folder} has its SHA-256 sum")
            continue
        else:
            lines.append(f"{source.source} ({source.path.name}): {source.claims} {noun}, {words}")
        lines += [f"  {f.claim}, lines {f.lines or '-'}: {f.problem}" for f in source.failures]
    if not lines:
        lines = ["no claim to check"]
    return "".join(
        f"{one_line(line) if line[:1] != ' ' else '  ' + one_line(line)}\n" for line in lines
    )
