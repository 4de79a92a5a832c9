"""``draw``: one page that opens offline."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from pathlib import Path

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


@click.command(short_help="One interactive page that opens offline.")
@click.option(
    "--focus",
    type=utf8,
    metavar="ACTOR",
    help="Only this actor's friends, enemies and theirs.",
    shell_complete=complete_name,
)
@reading_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("khgraph.html"),
    show_default=True,
    metavar="FILE.html",
    help="Write there, wholly or not at all; - is standard output.",
)
@data_option
def draw(
    focus: str | None,
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
    """
    from khgraph.drawing import page
    from khgraph.names import NameIndex
    from khgraph.records import sources as references
    from khgraph.records import statements, turns

    store = open_store(data)
    centre = NameIndex(store).find(focus, actors_only=True) if focus is not None else None
    reading = make_reading(store, choices)
    text = page(
        statements(store),
        turns(store),
        reading,
        focus=centre,
        data_name=store.data_name,
        sources=references(store),
    )
    emit(text, output, exact=True)
    if not is_stdout(output):
        click.echo(f"{output}  ({reading.describe()})")
