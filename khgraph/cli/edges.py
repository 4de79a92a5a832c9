"""What the commands that take an edge list in place of the data share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from khgraph.cli.options import Command, ReadingChoices, read_stdin, span_of, utf8

if TYPE_CHECKING:
    from khgraph.edgelist import Rows

# Options that choose among claims, of which an edge list has none.
_ONLY_OF_CLAIMS = {
    "min_stance": "--min-stance",
    "sources": "--source",
    "viewpoints": "--according-to",
    "types": "--type",
    "levels": "--level",
    "undated": "--undated",
    "horizon": "--horizon",
    "conflict": "--conflict",
    "data": "--data",
}
_ONLY_OF_EDGES = {"by": "--by", "combine": "--combine"}


def edge_options(command: Command) -> Command:
    """Add ``--edges``, ``--by`` and ``--combine``."""
    for option in (
        click.option(
            "--combine",
            type=click.Choice(["any", "sum", "mutual", "keep"]),
            default="any",
            show_default=True,
            help="With --edges: how rows of one pair make an edge.",
        ),
        click.option(
            "--by", type=utf8, metavar="COLUMN", help="With --edges: one result for each value."
        ),
        click.option(
            "--edges",
            type=click.Path(path_type=Path, allow_dash=True),
            metavar="FILE.csv",
            help="Read this edge list (source,target,sign[,from,to]), not the data; - is "
            "standard input.",
        ),
    ):
        command = option(command)
    return command


def refuse_edge_options(ctx: click.Context) -> None:
    """Raise a usage error if an option that goes only with ``--edges`` was given without it."""
    for name, flag in _ONLY_OF_EDGES.items():
        if _is_given(ctx, name):
            raise click.UsageError(f"{flag} goes with --edges FILE.csv")


def _is_given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def place_of(path: Path) -> str:
    """Return what an edge list is called in messages."""
    return "standard input" if str(path) == "-" else str(path)


def read_edges(
    ctx: click.Context,
    path: Path,
    by: str | None,
    choices: ReadingChoices,
    *,
    all_times: bool = False,
) -> dict[str | None, Rows]:
    """Return the rows of an edge list by the values of a column, those of the time asked for.

    With *all_times* the rows of every time, which a series then cuts itself.

    Raises
    ------
    UsageError
        If an option that chooses among claims was given too.
    LoadError
        If the file cannot be read, or is no edge list.
    """
    from khgraph.edgelist import read_rows

    for name, flag in _ONLY_OF_CLAIMS.items():
        if name in ctx.params and _is_given(ctx, name):
            raise click.UsageError(f"{flag} chooses among claims, which an edge list has not")
    place = place_of(path)
    rows = read_rows(read_stdin() if str(path) == "-" else _content(path), place, by)
    span = span_of(choices)
    if span is None or all_times:
        return rows
    if all(part.days is None for part in rows.values()):
        raise click.UsageError(f"{place} has no column from or to, so no row can be placed in time")
    return {value: part.within(*span) for value, part in rows.items()}


def _content(path: Path) -> bytes:
    from khgraph.errors import LoadError

    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) else None
        raise LoadError(f"{path}: cannot be read: {words or error}") from error
