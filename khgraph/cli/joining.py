"""``between`` and ``neighbours``: what joins several things, and what lies around one."""

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
    form_of_file,
    format_option,
    has_color,
    make_reading,
    open_store,
    output_option,
    reading_options,
    utf8,
    width_of,
)
from khgraph.cli.paths import SearchChoices, hop_options, make_search

if TYPE_CHECKING:
    from khgraph.joining import Joining
    from khgraph.paths import Search
    from khgraph.reading import Reading
    from khgraph.stores import Store
    from khgraph.surroundings import Surroundings


@click.command(short_help="The smallest cited network that joins several things.")
@click.argument(
    "things", metavar="A B...", nargs=-1, required=True, type=utf8, shell_complete=complete_name
)
@hop_options
@reading_options
@format_option("table", "csv", "tsv", "json", "graphml", "html", extra=" By default as -o ends.")
@output_option
@data_option
def between(
    things: tuple[str, ...],
    limits: SearchChoices,
    choices: ReadingChoices,
    form: str,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """Show the fewest hops that join A, B and more things, every hop with its evidence.

    Of trees with equally few hops it is the one whose things between stand in the fewest
    statements. Up to eight things the tree is exact, beyond that at most twice as large
    as the smallest. If nothing joins them all, it is said which are joined and what would
    join the others, and the exit code is 1.

    \b
    Examples:
      khgraph between Lingsheng Jinjuurjab Genden
      khgraph between Zhukov Tsuji "Inner Mongols" --min-stance affirms
      khgraph between Lingsheng Jinjuurjab Genden Bogdanov -o four.html
    """
    if len(things) < 2:
        raise click.UsageError("name two things or more")
    from khgraph.joining import find_joining, why_apart
    from khgraph.names import NameIndex
    from khgraph.tables import harmless

    form = form_of_file(form, output)
    store = open_store(data)
    index = NameIndex(store)
    ends = [index.find(name) for name in things]
    reading = make_reading(store, choices)
    search = make_search(store, index, limits)
    found = find_joining(store, ends, reading, search)
    reasons = [] if found.is_joined else why_apart(store, found, reading, search)
    if found.is_joined or form not in ("table", "html", "graphml"):
        _print_joining(store, found, reading, search, reasons, form, output)
    if not found.is_joined:
        limits_words = "; ".join((reading.describe(), *search.limits()))
        labels = [end.label for end in ends]
        words = f"nothing joins {', '.join(labels[:-1])} and {labels[-1]} ({limits_words})"
        click.echo(harmless("\n  ".join((words, *reasons))), err=True)
        raise SystemExit(1)


def _print_joining(
    store: Store,
    found: Joining,
    reading: Reading,
    search: Search,
    reasons: Sequence[str],
    form: str,
    output: Path | None,
) -> None:
    from khgraph.strips.joining import joining_strip, joining_table, joining_value
    from khgraph.tables import render, to_json

    if form == "table":
        text = joining_strip(found, reading, search, width_of(output), color=has_color(output))
        emit(text, output)
    elif form == "json":
        emit(to_json(joining_value(found, reading, search, reasons)), output, exact=True)
    elif form == "graphml":
        from khgraph.interchange import to_graphml, tree_graph

        graph = tree_graph(found.hops, reading, search, store.data_name)
        emit(to_graphml(graph), output, exact=True)
    elif form == "html":
        from khgraph.records import sources
        from khgraph.sheets import joining_sheet

        text = joining_sheet(found, reading, search, store.data_name, sources(store))
        emit(text, output, exact=True)
    else:
        emit(render(joining_table(found.hops), form), output, exact=True)


@click.command(short_help="What lies within some hops of a thing, and by which statement.")
@click.argument("thing", metavar="A", type=utf8, shell_complete=complete_name)
@click.option(
    "--depth",
    type=click.IntRange(min=1, max=4),
    default=1,
    show_default=True,
    metavar="N",
    help="Up to so many hops.",
)
@hop_options
@reading_options
@format_option("table", "csv", "tsv", "json", "graphml", "html", extra=" By default as -o ends.")
@output_option
@data_option
def neighbours(
    thing: str,
    depth: int,
    limits: SearchChoices,
    choices: ReadingChoices,
    form: str,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """Show the things within N hops of A, each with the best attested statement.

    It is said how many further statements join the two, and of which sign. Nothing is
    reached through places, ideas and documents. If there is nothing, the exit code is 1.

    \b
    Examples:
      khgraph neighbours Lingsheng
      khgraph neighbours Japan --depth 2 --enemies-only --on 1939-08-20
      khgraph neighbours Jinjuurjab --depth 2 -o jinjuurjab.html
      khgraph neighbours Japan --depth 2 --format csv
    """
    from khgraph.names import NameIndex
    from khgraph.surroundings import find_surroundings
    from khgraph.tables import harmless

    form = form_of_file(form, output)
    store = open_store(data)
    index = NameIndex(store)
    centre = index.find(thing)
    reading = make_reading(store, choices)
    search = make_search(store, index, limits)
    found = find_surroundings(store, centre, reading, search, depth)
    if found.neighbours or form not in ("table", "html", "graphml"):
        _print_surroundings(store, found, reading, search, form, output)
    if not found.neighbours:
        limits_words = "; ".join((reading.describe(), *search.limits()))
        words = f"nothing is joined to {centre.label} ({limits_words})"
        click.echo(harmless(words), err=True)
        raise SystemExit(1)


def _print_surroundings(
    store: Store,
    found: Surroundings,
    reading: Reading,
    search: Search,
    form: str,
    output: Path | None,
) -> None:
    from khgraph.strips.joining import surroundings_strip, surroundings_table, surroundings_value
    from khgraph.tables import render, to_json

    if form == "table":
        width = width_of(output)
        text = surroundings_strip(found, reading, search, width, color=has_color(output))
        emit(text, output)
    elif form == "json":
        emit(to_json(surroundings_value(found, reading, search)), output, exact=True)
    elif form == "graphml":
        from khgraph.interchange import to_graphml, tree_graph

        graph = tree_graph(found.hops, reading, search, store.data_name)
        emit(to_graphml(graph), output, exact=True)
    elif form == "html":
        from khgraph.records import sources
        from khgraph.sheets import surroundings_sheet

        text = surroundings_sheet(found, reading, search, store.data_name, sources(store))
        emit(text, output, exact=True)
    else:
        emit(render(surroundings_table(found), form), output, exact=True)
