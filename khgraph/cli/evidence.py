"""``contested``, ``compare``, ``stats`` and ``verify``: how the claims stand to one another."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from pathlib import Path

import click

from khgraph.cli.options import (
    complete_name,
    complete_source,
    data_option,
    emit,
    format_option,
    has_color,
    known_sources,
    note,
    open_store,
    output_option,
    table_width,
    utf8,
    width_of,
)


@click.command(short_help="Where claims contradict one another, side by side.")
@click.argument(
    "actor", metavar="[ACTOR|EVENT]", required=False, type=utf8, shell_complete=complete_name
)
@click.option(
    "--list",
    "listed",
    type=click.Choice(["reported", "single"]),
    help="Instead, list what is only reported, or known from a single source.",
)
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def contested(
    actor: str | None, listed: str | None, form: str, output: Path | None, data: tuple[str, ...]
) -> None:
    """Show where claims contradict one another: in the whole graph, or about one thing.

    Set side by side are what one claim holds and another doubts or denies, numbers and
    dates that differ, ties of opposite sign at the same time, and statements that
    cannot both be true. Exit code 1 if nothing is contested.

    \b
    Examples:
      khgraph contested "Battle of Khalkhin Gol"
      khgraph contested Komatsubara
      khgraph contested Japan --list reported --format csv
    """
    from khgraph.contested import contest
    from khgraph.names import NameIndex
    from khgraph.strips.contests import contest_strip, contest_table, statement_table
    from khgraph.tables import render, to_json

    store = open_store(data)
    entity = NameIndex(store).find(actor) if actor is not None else None
    found = contest(store, entity)
    about = entity.label if entity else "all"
    if listed:
        statements = found.only_reported if listed == "reported" else found.single_source
        shown = render(
            statement_table(statements), form, width=table_width(output), color=has_color(output)
        )
        emit(shown, output, exact=form != "table")
        is_empty = not statements
    else:
        if form == "table":
            text = contest_strip(
                found, about, store.data_name, width_of(output), color=has_color(output)
            )
            emit(text, output)
        elif form == "json":
            emit(to_json({"about": about} | found.as_dict()), output, exact=True)
        else:
            emit(render(contest_table(found.clashes), form), output, exact=True)
        is_empty = not found.clashes
    if is_empty:
        raise SystemExit(1)


@click.command(short_help="Two sources: what both hold, what one holds, where they clash.")
@click.argument("first", metavar="SOURCE", type=utf8, shell_complete=complete_source)
@click.argument("second", metavar="SOURCE", type=utf8, shell_complete=complete_source)
@format_option("table", "csv", "tsv", "json", extra=" The table counts what only one source holds.")
@output_option
@data_option
def compare(first: str, second: str, form: str, output: Path | None, data: tuple[str, ...]) -> None:
    """Compare two sources statement by statement.

    Both hold a statement when each has a claim about it; the table shows those, and the
    clashes, in full, and counts what only one of them speaks of. The other forms list all.

    \b
    Examples:
      khgraph compare bulag2009 valdai2019
      khgraph compare batbayar2000 valdai2019 --format csv
    """
    from khgraph.comparison import compare as compare_sources
    from khgraph.strips.contests import comparison_strip, comparison_table
    from khgraph.tables import render, to_json

    store = open_store(data)
    one, other = known_sources(store, (first, second))
    if one == other:
        raise click.UsageError(f"{one} is given twice; name two sources")
    found = compare_sources(store, one, other)
    if form == "table":
        text = comparison_strip(found, store.data_name, width_of(output), color=has_color(output))
        emit(text, output)
    elif form == "json":
        emit(to_json(found.as_dict()), output, exact=True)
    else:
        emit(render(comparison_table(found), form), output, exact=True)


@click.command(short_help="The graph in numbers.")
@click.option(
    "--void", is_flag=True, help="The description of the dataset in Turtle: VoID and DCAT."
)
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def stats(void: bool, form: str, output: Path | None, data: tuple[str, ...]) -> None:
    """Count what the graph holds: things, statements, claims by source, stance and decade.

    \b
    Examples:
      khgraph stats
      khgraph stats --format csv
      khgraph stats --void
    """
    from khgraph.census import census
    from khgraph.tables import Table, render, to_json

    store = open_store(data)
    found = census(store)
    if void:
        from khgraph.description import describe

        emit(describe(store, found), output, exact=True)
    elif form == "json":
        emit(to_json(found.as_dict()), output, exact=True)
    elif form == "table":
        from khgraph.strips.figures import census_strip

        emit(census_strip(found, store.data_name, color=has_color(output)), output)
    else:
        emit(
            render(Table(("group", "name", "number"), tuple(found.rows())), form),
            output,
            exact=True,
        )


@click.command(short_help="Check that the lines which claims cite exist and name a party.")
@click.option(
    "--sources",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder with plain-text copies of the sources, known by their SHA-256 sums.",
)
@click.option(
    "--source",
    "only",
    multiple=True,
    type=utf8,
    metavar="ID",
    shell_complete=complete_source,
    help="Check this source alone; may be given again.",
)
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def verify(
    folder: Path, only: tuple[str, ...], form: str, output: Path | None, data: tuple[str, ...]
) -> None:
    """Check that the lines which each claim cites exist and name one of its parties.

    A source without a copy is not checked, and does not pass. Exit code 1 if a claim
    or a source fails.

    \b
    Examples:
      khgraph verify --sources texts/
      khgraph verify --sources texts/ --source bulag2009
    """
    from khgraph.strips.figures import verification_strip
    from khgraph.tables import Table, render, to_json
    from khgraph.verification import verify as check

    store = open_store(data)
    found = check(store, folder, known_sources(store, only))
    if form == "table":
        emit(verification_strip(found, folder), output)
    elif form == "json":
        emit(to_json([source.as_dict() for source in found]), output, exact=True)
    else:
        rows = tuple(
            (source.source, failure.claim, failure.lines, failure.problem)
            for source in found
            for failure in source.failures
        ) + tuple(
            (source.source, None, None, "no file in the folder has its SHA-256 sum")
            for source in found
            if source.path is None and source.source
        )
        emit(render(Table(("source", "claim", "lines", "problem"), rows), form), output, exact=True)
    if not found or not all(source.passed for source in found):
        raise SystemExit(1)
    note(f"{sum(source.claims for source in found)} claims cite lines that name a party")
