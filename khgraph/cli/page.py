"""``draw``, and what else is opened in its page: one file that works offline."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from khgraph.cli.options import (
    ReadingChoices,
    complete_name,
    data_option,
    emit,
    is_stdout,
    make_reading,
    open_store,
    reading_options,
    utf8,
)

if TYPE_CHECKING:
    from khgraph.model import Entity
    from khgraph.reading import Reading
    from khgraph.stores import Store

# Where the page goes if nothing is said.
DEFAULT = Path("khgraph.html")

# As in khgraph.drawing.VIEWS, which the help does not wait for.
VIEWS = ("network", "matrix", "ribbons", "turns", "triads", "path", "table")

# What a page can open with; all else would limit what its reader can ask it.
_OF_EVERY_PAGE = {*ReadingChoices._fields, "data", "output", "html"}


@click.command(short_help="One interactive page that opens offline.")
@click.option(
    "--focus",
    type=utf8,
    metavar="ACTOR",
    help="Only this actor's friends, enemies and theirs.",
    shell_complete=complete_name,
)
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="network",
    show_default=True,
    help="With which view it opens; the others are one click away.",
)
@reading_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=DEFAULT,
    show_default=True,
    metavar="FILE.html",
    help="Write there, wholly or not at all; - is standard output.",
)
@data_option
def draw(
    focus: str | None,
    view: str,
    choices: ReadingChoices,
    output: Path,
    data: tuple[str, ...],
) -> None:
    """Draw the friends and enemies as one interactive page that opens offline.

    Click a line for its claims, each with its source and page.

    \b
    Examples:
      khgraph draw
      khgraph draw --focus Lingsheng -o lingsheng.html
      khgraph draw --view matrix --from 1939-05 --to 1939-09
    """
    from khgraph.names import NameIndex

    store = open_store(data)
    centre = NameIndex(store).find(focus, actors_only=True) if focus is not None else None
    write_page(store, make_reading(store, choices), output, focus=centre, view=view)


def write_page(
    store: Store,
    reading: Reading,
    output: Path | None,
    *,
    focus: Entity | None = None,
    view: str = "network",
    chosen: Sequence[Entity] = (),
) -> None:
    """Draw the page of a reading, write it, and say where it is.

    Parameters
    ----------
    store : Store
    reading : Reading
    output : path, optional
        By default `DEFAULT`.
    focus, view, chosen
        As `khgraph.drawing.page` takes them.

    Raises
    ------
    KhgraphError
        If one of *chosen* is in no statement, so that the page does not hold it.
    """
    from khgraph.drawing import page_of
    from khgraph.errors import KhgraphError
    from khgraph.paths import degrees

    told = degrees(store, [thing.iri for thing in chosen])
    for thing in chosen:
        if thing.iri not in told:
            raise KhgraphError(
                f"no statement has {thing.label} as its subject or object, so it is not on the page"
            )
    text = page_of(store, reading, focus=focus, view=view, chosen=chosen)
    output = output or DEFAULT
    emit(text, output, exact=True)
    if not is_stdout(output):
        click.echo(f"{output}  ({reading.describe()})")


def refuse_beside_html() -> None:
    """Raise a usage error if an option was given that the page of ``--html`` cannot keep to."""
    context = click.get_current_context()
    given = [
        max(option.opts, key=len)
        for option in context.command.params
        if option.name is not None
        and option.name not in _OF_EVERY_PAGE
        and isinstance(option, click.Option)
        and context.get_parameter_source(option.name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            f"--html writes the page of khgraph draw, which knows no {' or '.join(given)}; "
            f"drop {'it' if len(given) == 1 else 'them'}, or drop --html"
        )
