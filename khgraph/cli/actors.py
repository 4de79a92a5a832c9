"""``show`` and ``find``: what the graph holds about one thing, and where a text stands."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from pathlib import Path

import click

from khgraph.cli.options import (
    complete_name,
    data_option,
    emit,
    format_option,
    has_color,
    note,
    open_store,
    output_option,
    table_width,
    utf8,
    width_of,
)


@click.command(short_help="What is said of somebody or something, with its evidence.")
@click.argument("actor", type=utf8, shell_complete=complete_name)
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def show(actor: str, form: str, output: Path | None, data: tuple[str, ...]) -> None:
    """Show all that is said of ACTOR: names, kin, offices, then the ties in time order.

    ACTOR may be a person, state, people or army, and also an event, place or idea.

    \b
    Examples:
      khgraph show lingsheng
      khgraph show "Battle of Khalkhin Gol"
      khgraph show kha:jinjuurjab --format json
    """
    from khgraph.dossier import dossier
    from khgraph.names import NameIndex
    from khgraph.strips.dossiers import dossier_strip, dossier_table
    from khgraph.tables import render, to_json

    store = open_store(data)
    found = dossier(store, NameIndex(store).find(actor))
    if form == "table":
        emit(dossier_strip(found, width_of(output), color=has_color(output)), output)
    elif form == "json":
        emit(to_json(found.as_dict()), output, exact=True)
    else:
        emit(render(dossier_table(found), form), output, exact=True)


@click.command(short_help="Where a text stands, in names and claims.")
@click.argument("text", type=utf8)
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def find(text: str, form: str, output: Path | None, data: tuple[str, ...]) -> None:
    """Find TEXT in the names of things, in the claims and in the terms of the ontology.

    Exit code 1 if nothing holds it.

    \b
    Examples:
      khgraph find hingan
      khgraph find "border" --format csv
    """
    from khgraph.dossier import find as find_text
    from khgraph.tables import Table, render

    if not text.strip():
        raise click.UsageError("the text to find is empty")
    hits = find_text(open_store(data), text)
    table = Table(
        ("found", "id", "text", "citation"),
        tuple((hit.kind, hit.id, hit.text, hit.citation) for hit in hits),
    )
    shown = render(table, form, width=table_width(output), color=has_color(output))
    emit(shown, output, exact=form != "table")
    if not hits:
        click.echo(f"nothing holds {text!r}", err=True)
        raise SystemExit(1)
    note(f"{len(hits)} found")
