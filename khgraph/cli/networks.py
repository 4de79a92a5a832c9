"""``triads``: the signed triangles."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from khgraph.cli.edges import edge_options, read_edges, refuse_edge_options
from khgraph.cli.options import (
    ReadingChoices,
    complete_name,
    conflict_option,
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

if TYPE_CHECKING:
    from khgraph.edgelist import Rows
    from khgraph.reading import Reading
    from khgraph.stores import Store
    from khgraph.triads import Triad


@click.command(short_help="Signed triangles: balanced or not, through time, and how robust.")
@click.argument("actor", required=False, type=utf8, shell_complete=complete_name)
@click.option("--unbalanced", is_flag=True, help="Only those that are not balanced.")
@click.option(
    "--robust",
    is_flag=True,
    help="Under how many readings each stands, and which single claim turns it.",
)
@click.option(
    "--history",
    nargs=3,
    type=utf8,
    metavar="A B C",
    shell_complete=complete_name,
    help="The life history of three actors: every change with its turning point.",
)
@click.option("--census", is_flag=True, help="Only how many there are of each type.")
@edge_options
@reading_options
@conflict_option
@format_option("table", "csv", "tsv", "json")
@click.option(
    "--html",
    is_flag=True,
    help="Write the page of khgraph draw, opened at these triangles; to khgraph.html, or where "
    "-o says.",
)
@output_option
@data_option
@click.pass_context
def triads(
    ctx: click.Context,
    actor: str | None,
    unbalanced: bool,
    robust: bool,
    history: tuple[str, str, str] | None,
    census: bool,
    edges: Path | None,
    by: str | None,
    combine: str,
    choices: ReadingChoices,
    conflict: str,
    form: str,
    html: bool,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """List the signed triangles, of all actors or around ACTOR, each side with its claim.

    A triangle is balanced when the product of its signs is positive: a friend's friend
    is a friend, an enemy's enemy is a friend. Three enemies are balanced in the weak
    sense. Its three sides can have held on one same day: certainly, or possibly.

    \b
    Examples:
      khgraph triads "Inner Mongols" --on 1931-10-01
      khgraph triads --from 1939-05 --to 1939-09 --unbalanced --robust
      khgraph triads --history "Inner Mongols" Japan China
      khgraph triads --edges tribes.csv --census
      khgraph triads Japan --from 1931 --to 1945 --html -o japan.html
    """
    if html:
        _write_page(actor, choices, output, data)
        return
    if edges is not None:
        if history or robust:
            raise click.UsageError("--history and --robust are of claims, and not of --edges")
        rows = read_edges(ctx, edges, by, choices)
        wanted = (actor, unbalanced, census)
        _print_row_triads(rows, by, combine, wanted, form, output)
        return
    refuse_edge_options(ctx)
    from khgraph.projection import rule_words
    from khgraph.records import signed_statements
    from khgraph.tables import to_json

    store = open_store(data)
    reading = make_reading(store, choices)
    rule = rule_words(conflict)
    if history:
        if actor is not None or unbalanced or robust or census:
            raise click.UsageError(
                "--history A B C goes with no ACTOR, --unbalanced, --robust or --census"
            )
        _print_history(store, history, reading, conflict, form, output)
        return
    from khgraph.names import NameIndex
    from khgraph.projection import project
    from khgraph.reading import network
    from khgraph.robustness import robustness
    from khgraph.strips.triads import triads_strip, triads_table, triads_value
    from khgraph.tables import render
    from khgraph.triads import triads as find_triads

    centre = NameIndex(store).find(actor, actors_only=True) if actor is not None else None
    known = signed_statements(store)
    projected = project(network(known, reading), conflict)
    found = find_triads(projected, centre.iri if centre else None)
    if unbalanced:
        found = [triad for triad in found if not triad.is_balanced]
    if census:
        _print_census(found, reading, rule, form, output)
        return
    tested = robustness(known, reading, found, conflict) if robust else []
    if form == "table":
        text = triads_strip(
            *(found, projected, centre, reading, rule, width_of(output)),
            color=has_color(output),
            tested=tested,
        )
        emit(text, output)
    elif form == "json":
        value = triads_value(found, projected, centre, reading, rule, tested)
        emit(to_json(value), output, exact=True)
    else:
        emit(render(triads_table(found, projected, tested), form), output, exact=True)


def _write_page(
    actor: str | None, choices: ReadingChoices, output: Path | None, data: tuple[str, ...]
) -> None:
    """Write the page of ``draw``, opened at the triangles of all actors or of one."""
    from khgraph.cli.page import refuse_beside_html, write_page
    from khgraph.names import NameIndex

    refuse_beside_html()
    store = open_store(data)
    chosen = [NameIndex(store).find(actor, actors_only=True)] if actor is not None else []
    write_page(store, make_reading(store, choices), output, view="triads", chosen=chosen)


def _print_census(
    found: Sequence[Triad], reading: Reading, rule: str, form: str, output: Path | None
) -> None:
    """Print how many triangles of each type there are."""
    from khgraph.strips.triads import census_strip, census_table, census_value
    from khgraph.tables import render, to_json

    if form == "table":
        text = census_strip(found, reading, rule, width_of(output), color=has_color(output))
        emit(text, output)
    elif form == "json":
        emit(to_json(census_value(found, reading, rule)), output, exact=True)
    else:
        emit(render(census_table(found), form), output, exact=True)


def _print_row_triads(
    parts: dict[str | None, Rows],
    by: str | None,
    rule: str,
    wanted: tuple[str | None, bool, bool],
    form: str,
    output: Path | None,
) -> None:
    """Print the triangles of an edge list, or of each of its parts."""
    from khgraph.edgelist import RULES, combine
    from khgraph.errors import NameLookupError
    from khgraph.strips.edges import row_triads, rows_strip, rows_table, rows_value
    from khgraph.tables import render, to_json

    node, unbalanced, is_census = wanted
    if is_census and (node is not None or unbalanced):
        raise click.UsageError(
            "--census counts all triangles of the rows; drop ACTOR, --unbalanced"
        )
    if rule == "keep":
        raise click.UsageError(
            "--combine keep has no triangles to list; khgraph balance counts them"
        )
    if node is not None and not any(node in rows.nodes for rows in parts.values()):
        raise NameLookupError(f"no row of the edge list has the node {node!r}")
    groups = {}
    for label, rows in parts.items():
        combined = combine(rows, rule)
        found = None if is_census else list(row_triads(combined, unbalanced=unbalanced, node=node))
        groups[label or ""] = (combined, found)
    words = f"{RULES[rule]} (--combine {rule})"
    if form == "table":
        text = rows_strip(groups, [f"Rows: {words}."], width_of(output), color=has_color(output))
        emit(text, output)
    elif form == "json":
        emit(to_json(rows_value(groups, by, words)), output, exact=True)
    else:
        emit(render(rows_table(groups, by), form), output, exact=True)


def _print_history(
    store: Store,
    names: tuple[str, str, str],
    reading: Reading,
    conflict: str,
    form: str,
    output: Path | None,
) -> None:
    """Print the life history of the three actors of *names*."""
    from khgraph.histories import Chronicle
    from khgraph.names import NameIndex
    from khgraph.projection import rule_words
    from khgraph.records import signed_statements, turns
    from khgraph.strips.histories import history_strip, history_table, history_value
    from khgraph.tables import render, to_json

    index = NameIndex(store)
    three = [index.find(name, actors_only=True) for name in names]
    if len({entity.iri for entity in three}) < 3:
        raise click.UsageError("--history wants three different actors")
    chronicle = Chronicle(signed_statements(store), turns(store), reading, conflict)
    history = chronicle.history(*(entity.iri for entity in three))
    actors = chronicle.actors | {entity.iri: entity for entity in three}
    rule = rule_words(conflict)
    if form == "table":
        text = history_strip(
            history, actors, reading, rule, width_of(output), color=has_color(output)
        )
        emit(text, output)
    elif form == "json":
        emit(to_json(history_value(history, actors, reading, rule)), output, exact=True)
    else:
        emit(render(history_table(history, actors), form), output, exact=True)
