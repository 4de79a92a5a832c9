"""``patterns`` and ``balance``: friends and enemies through time."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from khgraph.cli.edges import edge_options, place_of, read_edges, refuse_edge_options
from khgraph.cli.options import (
    ReadingChoices,
    complete_name,
    conflict_option,
    data_option,
    day_span,
    emit,
    format_option,
    has_color,
    is_stdout,
    make_reading,
    note,
    open_store,
    output_option,
    progress_bar,
    reading_options,
    utf8,
    width_of,
)

if TYPE_CHECKING:
    from khgraph.balance import Point
    from khgraph.edgelist import Rows
    from khgraph.reading import Reading
    from khgraph.stores import Store


@click.command(short_help="Figures of friend and enemy: united front, autonomy trap, buffer ...")
@click.argument("names", nargs=-1, metavar="[PATTERN]...", type=utf8)
@click.option(
    "--actor",
    type=utf8,
    metavar="ACTOR",
    shell_complete=complete_name,
    help="Only instances with this actor.",
)
@click.option(
    "--years",
    type=click.IntRange(min=0, max=1000),
    default=10,
    show_default=True,
    help="How many years after its occasion a consequence still counts.",
)
@click.option(
    "--test",
    "is_test",
    is_flag=True,
    help="Heider against Bulag: what became of the triangles, against chance.",
)
@click.option(
    "--draws",
    type=click.IntRange(min=1, max=1_000_000),
    default=1000,
    show_default=True,
    help="With --test: how often the signs are redrawn.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1939,
    show_default=True,
    help="With --test: where the draws begin.",
)
@reading_options
@conflict_option
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
def patterns(
    names: tuple[str, ...],
    actor: str | None,
    years: int,
    is_test: bool,
    draws: int,
    seed: int,
    choices: ReadingChoices,
    conflict: str,
    form: str,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """Find Bulag's, Schmitt's and Mao's figures of friend and enemy, dated and cited.

    Each pattern comes with its definition and literature, and with its instances:
    certain where the dates leave no doubt, possible where they allow it. Ties whose end
    or beginning no source gives reach ten years, unless --horizon says otherwise.

    \b
    Examples:
      khgraph patterns
      khgraph patterns autonomy-trap united-front --actor Japan
      khgraph patterns focal-position --actor Jinjuurjab
      khgraph patterns --test
    """
    from khgraph.patterns import DEFAULT_HORIZON

    store = open_store(data)
    if choices.horizon is None:
        choices = choices._replace(horizon=DEFAULT_HORIZON)
    reading = make_reading(store, choices)
    if is_test:
        if names or actor is not None:
            raise click.UsageError("--test looks at all triangles; give no PATTERN and no --actor")
        _print_test(store, reading, conflict, years, (draws, seed), form, output)
        return
    from khgraph.names import NameIndex
    from khgraph.patterns import BOND_TYPES, PATTERNS, Corpus, find_patterns
    from khgraph.projection import rule_words
    from khgraph.records import signed_statements, turns
    from khgraph.strips.patterns import patterns_strip, patterns_table, patterns_value
    from khgraph.tables import render, to_json

    centre = NameIndex(store).find(actor, actors_only=True) if actor is not None else None
    corpus = Corpus(signed_statements(store, BOND_TYPES), turns(store), reading, conflict)
    found = find_patterns(corpus, names, years, centre.iri if centre else None)
    rule = rule_words(conflict)
    if form == "table":
        text = patterns_strip(
            *(found, PATTERNS, corpus, reading, years, rule, width_of(output)),
            listed=bool(names) or centre is not None,
            color=has_color(output),
        )
        emit(text, output)
    elif form == "json":
        value = patterns_value(found, PATTERNS, corpus, reading, years, rule)
        emit(to_json(value), output, exact=True)
    else:
        emit(render(patterns_table(found, corpus), form), output, exact=True)


def _print_test(
    store: Store,
    reading: Reading,
    conflict: str,
    years: int,
    chance: tuple[int, int],
    form: str,
    output: Path | None,
) -> None:
    """Print what became of the triangles, against chance and under other readings."""
    from khgraph.histories import Chronicle
    from khgraph.projection import rule_words
    from khgraph.records import signed_statements, turns
    from khgraph.strips.patterns import verdict_strip, verdict_table, verdict_value
    from khgraph.tables import render, to_json
    from khgraph.theories import NULL_MODEL, sensitivity, verdict

    known, told = signed_statements(store), turns(store)
    chronicle = Chronicle(known, told, reading, conflict)
    draws, seed = chance
    with progress_bar("redrawing signs", draws) as advance:
        found = verdict(chronicle, years, draws, seed, advance)
    rule = rule_words(conflict)
    if form in ("csv", "tsv"):
        emit(render(verdict_table(found), form), output, exact=True)
        return
    others = sensitivity(known, told, reading, conflict, years)
    if form == "json":
        emit(to_json(verdict_value(found, others, reading, rule, NULL_MODEL)), output, exact=True)
        return
    text = verdict_strip(
        *(found, others, reading, rule, NULL_MODEL, width_of(output)), color=has_color(output)
    )
    emit(text, output)


@click.command(short_help="How balanced the network is, exactly, at one time or through time.")
@click.option(
    "--every",
    type=click.Choice(["year", "month", "event"]),
    help="A time series: a result for each year or month, or from event to event.",
)
@edge_options
@click.option(
    "--details/--no-details",
    default=None,
    help="Offending ties and quarrels; by default only for a single result.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Give up the proofs of a result after this, with a bound.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.svg|png",
    help="Draw the series with its turning points.",
)
@reading_options
@conflict_option
@format_option("table", "csv", "tsv", "json")
@output_option
@data_option
@click.pass_context
def balance(
    ctx: click.Context,
    every: str | None,
    edges: Path | None,
    by: str | None,
    combine: str,
    details: bool | None,
    time_limit: float,
    plot: Path | None,
    choices: ReadingChoices,
    conflict: str,
    form: str,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """Measure balance: triangles, exact line index and weak index, camps, what offends.

    The line index is the least number of ties that stand against a division into two
    camps: friendly between them, or hostile within one. The weak index allows any number
    of camps. Both are proven, or given with a bound.

    \b
    Examples:
      khgraph balance --on 1939-08-20
      khgraph balance --every year --from 1905 --to 1950 --plot balance.svg
      khgraph balance --edges tribes.csv --format json
      khgraph balance --edges windows.csv --by year
    """
    from khgraph.balance import INDEX_RULE
    from khgraph.errors import OutputError
    from khgraph.strips.balance import (
        balance_strip,
        balance_table,
        point_value,
        series_strip,
        series_value,
    )
    from khgraph.tables import render, to_json
    from khgraph.writing import write_file

    if not math.isfinite(time_limit):
        raise click.UsageError(f"--time-limit {time_limit}: give a number of seconds")
    is_series = every is not None or by is not None
    options = {
        "time_limit": time_limit,
        "with_details": not is_series if details is None else details,
    }
    if plot is not None:
        if not is_series:
            raise click.UsageError("--plot draws a series; add --every year, or --by with --edges")
        if plot.suffix.lower() not in (".svg", ".png"):
            raise click.UsageError(f"--plot {plot}: name a file that ends in .svg or .png")
        if output is not None and output.resolve() == plot.resolve():
            raise click.UsageError("--plot and -o name the same file")
    for path in (plot, output):
        if path is not None and not is_stdout(path) and not path.parent.is_dir():
            raise OutputError(f"{path}: there is no folder {path.parent}; make it first")
    if edges is not None:
        points, what, rules = _edge_points(ctx, edges, by, combine, every, choices, options)
        about: dict[str, object] = {"rule": " ".join(rules)}
    else:
        refuse_edge_options(ctx)
        points, what, rules, about = _data_points(data, every, choices, conflict, options)
    rules.append(f"Index: {INDEX_RULE}.")
    picture = None if plot is None else _picture(points, plot, rules, what)
    if form == "json":
        if is_series:
            value: object = series_value(points, what, about)
        else:
            value = point_value(points[0]) | about
        emit(to_json(value), output, exact=True)
    elif form != "table":
        emit(render(balance_table(points, what), form), output, exact=True)
    elif is_series:
        text = series_strip(points, what, rules, width_of(output), color=has_color(output))
        emit(text, output)
    else:
        text = balance_strip(points[0], rules, width_of(output), color=has_color(output))
        emit(text, output)
    if plot is not None and picture is not None:
        write_file(plot, picture)
        note(str(plot))


def _edge_points(
    ctx: click.Context,
    path: Path,
    by: str | None,
    rule: str,
    every: str | None,
    choices: ReadingChoices,
    options: dict[str, Any],
) -> tuple[list[Point], str, list[str]]:
    """Return the results for an edge list, what parts them, and the rules in words."""
    from khgraph.balance import rows_point
    from khgraph.edgelist import RULES
    from khgraph.series import SLICE_RULES, row_slices

    rows = read_edges(ctx, path, by, choices, all_times=every is not None)
    words = [f"Rows: {RULES[rule]} (--combine {rule})."]
    parts: list[tuple[str, tuple[str, str] | None, Rows]]
    if every is None:
        parts = [(value or "", None, part) for value, part in rows.items()]
    else:
        if by is not None:
            raise click.UsageError("--by parts the rows by a column, --every by time; give one")
        if choices.on is not None:
            raise click.UsageError("--every needs a span; give --from and --to, not --on")
        parts = [*row_slices(rows[None], every, place_of(path), day_span(choices))]
        words.append(f"Slices: {SLICE_RULES[every]}.")
    if any(part.days is not None for part in rows.values()):
        words.append(
            "Time: rows count whose dates touch it, undated ones always; the sides of a triangle "
            "need no common day."
        )
    points = []
    with progress_bar("measuring", len(parts)) as advance:
        for done, (label, days, part) in enumerate(parts, 1):
            points.append(rows_point(part, rule, label, days, **options))
            advance(done)
    return points, by or (every or "all"), words


def _data_points(
    data: tuple[str, ...],
    every: str | None,
    choices: ReadingChoices,
    conflict: str,
    options: dict[str, Any],
) -> tuple[list[Point], str, list[str], dict[str, object]]:
    """Return the results for the data under a reading, and the rules in words and for JSON."""
    from khgraph.balance import network_point
    from khgraph.projection import project, rule_words
    from khgraph.reading import network
    from khgraph.records import signed_statements, turns
    from khgraph.series import SLICE_RULES, slices
    from khgraph.triads import SAME_DAY

    store = open_store(data)
    reading = make_reading(store, choices)
    rule = f"{rule_words(conflict)}; {SAME_DAY}"
    words = [f"Reading: {reading.describe()}.", f"Projection: {rule}."]
    about: dict[str, object] = {"reading": reading.as_dict(), "projection": rule}
    known = signed_statements(store)
    if every is None:
        whole = network_point(project(network(known, reading), conflict), **options)
        return [whole], "all", words, about
    if reading.on is not None:
        raise click.UsageError("--every needs a span; give --from and --to, not --on")
    parts = list(slices(known, turns(store), reading, every, conflict))
    words.append(f"Slices: {SLICE_RULES[every]}.")
    about["slices"] = SLICE_RULES[every]
    points = []
    with progress_bar("measuring", len(parts)) as advance:
        for done, part in enumerate(parts, 1):
            days = (part.first, part.last)
            points.append(network_point(part.network, part.label, days, part.turns, **options))
            advance(done)
    return points, every, words, about


def _picture(points: Sequence[Point], path: Path, rules: Sequence[str], what: str) -> bytes:
    """Return the picture of a series in the form that the file's name ends in."""
    from khgraph.plots import plot_series
    from khgraph.strips.balance import plot_parts

    drawn, marks, is_time = plot_parts(points)
    notes = list(rules)
    if marks:
        notes.append("A turning point stands at the first day on which it can have come.")
    title = f"Balance by {what}"
    if is_time and drawn:
        title += f", {points[0].label} to {points[-1].label}"
    form = path.suffix.lower().removeprefix(".")
    return plot_series(drawn, marks, title=title, notes=notes, form=form, is_time=is_time)
