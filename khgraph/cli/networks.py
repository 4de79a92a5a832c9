"""``path`` and ``triads``: how two things are connected, and the signed triangles."""

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
    make_reading,
    open_store,
    output_option,
    reading_options,
    utf8,
    width_of,
)


@click.command(short_help="How two things are connected, hop by hop.")
@click.argument("start", metavar="A", type=utf8, shell_complete=complete_name)
@click.argument("end", metavar="B", type=utf8, shell_complete=complete_name)
@reading_options
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def path(
    start: str,
    end: str,
    min_stance: str,
    sources: tuple[str, ...],
    on: str | None,
    undated: bool,
    form: str,
    output: Path | None,
    data: tuple[Path, ...],
) -> None:
    """Show how A is connected to B: the shortest path, every hop with its evidence.

    The path runs through ties, kin, offices and events. Of the shortest paths the one
    with the surest weakest claim is shown, and among these the most specific: a
    brother-in-law says more than a great power. Exit code 1 if there is none.

    \b
    Examples:
      khgraph path Jinjuurjab Lingsheng
      khgraph path Lingsheng "Chiang Kai-shek" --min-stance affirms
    """
    from khgraph.names import NameIndex
    from khgraph.paths import RANKING, evidence_path, why_not
    from khgraph.strips.paths import path_strip, path_table
    from khgraph.tables import harmless, render, to_json

    store = open_store(data)
    index = NameIndex(store)
    first, last = index.find(start), index.find(end)
    reading = make_reading(store, min_stance, sources, on, undated)
    found = evidence_path(store, first, last, reading)
    reasons = [] if found else why_not(store, first, last, reading)
    if form == "json":
        value = found.as_dict() if found else {"hops": [], "sign": None, "reasons": reasons}
        value |= {"reading": reading.as_dict(), "ranking": RANKING}
        emit(to_json(value), output, exact=True)
    elif form != "table":
        emit(render(path_table(found), form), output, exact=True)
    elif found:
        emit(path_strip(found, reading, width_of(output), color=has_color(output)), output)
    if not found:
        words = f"no path from {first.label} to {last.label} ({reading.describe()})"
        click.echo(harmless("\n  ".join((words, *reasons))), err=True)
        raise SystemExit(1)


@click.command(short_help="Signed triangles on a day, balanced or not.")
@click.argument("actor", required=False, type=utf8, shell_complete=complete_name)
@reading_options
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def triads(
    actor: str | None,
    min_stance: str,
    sources: tuple[str, ...],
    on: str | None,
    undated: bool,
    form: str,
    output: Path | None,
    data: tuple[Path, ...],
) -> None:
    """List the signed triangles, of all actors or around ACTOR, each side with its claim.

    A triangle is balanced when the product of its signs is positive: a friend's friend
    is a friend, an enemy's enemy is a friend. Without --on, ties of any time count
    together.

    \b
    Examples:
      khgraph triads "Inner Mongols" --on 1931-10-01
      khgraph triads --min-stance affirms --format json
    """
    from khgraph.names import NameIndex
    from khgraph.projection import RULE, project
    from khgraph.reading import network
    from khgraph.records import statements
    from khgraph.strips.triads import triads_strip, triads_table, triads_value
    from khgraph.tables import render, to_json
    from khgraph.triads import triads as find_triads

    store = open_store(data)
    centre = NameIndex(store).find(actor, actors_only=True) if actor is not None else None
    reading = make_reading(store, min_stance, sources, on, undated)
    projected = project(network(statements(store), reading))
    found = find_triads(projected, centre.iri if centre else None)
    if form == "table":
        text = triads_strip(
            found, projected, centre, reading, RULE, width_of(output), color=has_color(output)
        )
        emit(text, output)
    elif form == "json":
        value = triads_value(found, projected, centre, reading, RULE)
        emit(to_json(value), output, exact=True)
    else:
        emit(render(triads_table(found, projected), form), output, exact=True)
