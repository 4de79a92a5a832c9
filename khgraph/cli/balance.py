"""``patterns`` and ``balance``: friends and enemies through time."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from khgraph.cli.options import (
    PATTERN_HORIZON,
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
    progress_bar,
    reading_options,
    utf8,
    width_of,
)

if TYPE_CHECKING:
    from khgraph.reading import Reading
    from khgraph.store import Store


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
    data: tuple[Path, ...],
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
    store = open_store(data)
    if choices.horizon is None:
        choices = choices._replace(horizon=PATTERN_HORIZON)
    reading = make_reading(store, choices)
    if is_test:
        if names or actor is not None:
            raise click.UsageError("--test looks at all triangles; give no PATTERN and no --actor")
        _print_test(store, reading, conflict, years, (draws, seed), form, output)
        return
    from khgraph.names import NameIndex
    from khgraph.patterns import PATTERNS, Corpus, find_patterns
    from khgraph.projection import rule_words
    from khgraph.records import statements, turns
    from khgraph.strips.patterns import patterns_strip, patterns_table, patterns_value
    from khgraph.tables import render, to_json

    centre = NameIndex(store).find(actor, actors_only=True) if actor is not None else None
    corpus = Corpus(statements(store), turns(store), reading, conflict)
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
    from khgraph.records import statements, turns
    from khgraph.strips.patterns import verdict_strip, verdict_table, verdict_value
    from khgraph.tables import render, to_json
    from khgraph.theories import NULL_MODEL, sensitivity, verdict

    known, told = statements(store), turns(store)
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
