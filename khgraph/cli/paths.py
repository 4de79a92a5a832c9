"""``path``: how two things are connected, hop by hop, with the evidence."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from khgraph.cli.options import (
    Command,
    ReadingChoices,
    complete_name,
    data_option,
    emit,
    form_of_file,
    format_option,
    has_color,
    known_types,
    make_reading,
    open_store,
    output_option,
    reading_options,
    utf8,
    width_of,
)

if TYPE_CHECKING:
    from khgraph.model import Entity
    from khgraph.names import NameIndex
    from khgraph.paths import Routes, Search
    from khgraph.reading import Reading
    from khgraph.stores import Store


class SearchChoices(NamedTuple):
    """What the options of a search were given, not yet held against the data."""

    friends_only: bool = False
    enemies_only: bool = False
    product: str | None = None
    time_respecting: bool = False
    directed: bool = False
    via: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    max_hops: int | None = None


def search_options(command: Command) -> Command:
    """Add the options that limit a search for paths; the command gets them as `limits`."""
    return _limit_options(command, SearchChoices._fields)


def hop_options(command: Command) -> Command:
    """Add those of them that limit single hops; the command gets them as `limits`."""
    return _limit_options(command, ("friends_only", "enemies_only", "without"))


def _limit_options(command: Command, names: Sequence[str]) -> Command:
    @wraps(command)
    def with_limits(**options: Any) -> Any:
        limits = SearchChoices(**{name: options.pop(name) for name in names})
        return command(limits=limits, **options)

    decorated = with_limits
    for name in reversed(SearchChoices._fields):
        if name in names:
            decorated = _LIMITS[name](decorated)
    return decorated  # type: ignore[return-value] # click fills the parameters in


_LIMITS: dict[str, Callable[[Command], Command]] = {
    "friends_only": click.option(
        "--friends-only", is_flag=True, help="Every hop a tie between friends."
    ),
    "enemies_only": click.option(
        "--enemies-only", is_flag=True, help="Every hop a tie between enemies."
    ),
    "product": click.option(
        "--product",
        type=click.Choice(["+", "-"]),
        help="Only signed hops whose signs multiply to this: an enemy's enemy is +.",
    ),
    "time_respecting": click.option(
        "--time-respecting",
        is_flag=True,
        help="Each hop no earlier than the one before; undated hops only with --undated.",
    ),
    "directed": click.option(
        "--directed",
        is_flag=True,
        help="Follow statements from subject to object alone, symmetric ones both ways.",
    ),
    "via": click.option(
        "--via",
        multiple=True,
        type=utf8,
        metavar="ACTOR",
        shell_complete=complete_name,
        help="By way of this thing; given again, in this order.",
    ),
    "without": click.option(
        "--without",
        multiple=True,
        type=utf8,
        metavar="ACTOR|TYPE",
        shell_complete=complete_name,
        help="Not through this thing, or by no relation of this type; may be given again.",
    ),
    "max_hops": click.option(
        "--max-hops", type=click.IntRange(min=1), metavar="N", help="The longest path."
    ),
}


def make_search(
    store: Store, index: NameIndex, limits: SearchChoices, *, k: int = 1, rank: str = "shortest"
) -> Search:
    """Return the search that the options ask for.

    Raises
    ------
    UsageError
        If two options exclude one another.
    KhgraphError
        If a thing or relation type is not in the data.
    """
    from khgraph.errors import NameLookupError
    from khgraph.paths import Search

    if limits.friends_only and limits.enemies_only:
        raise click.UsageError("--friends-only and --enemies-only leave no hop; give one of them")
    if limits.friends_only and limits.product == "-":
        raise click.UsageError(
            "of friends alone the product is +; drop --product or --friends-only"
        )
    things: list[Entity] = []
    types: list[str] = []
    for name in limits.without:
        try:
            things.append(index.find(name))
        except NameLookupError as error:
            try:
                types += known_types(store, (name,))[0]
            except NameLookupError:
                raise error from None
    below = known_types(store, tuple(types))[1] if types else frozenset()
    return Search(
        k,
        rank,
        1 if limits.friends_only else -1 if limits.enemies_only else None,
        None if limits.product is None else 1 if limits.product == "+" else -1,
        limits.time_respecting,
        limits.directed,
        tuple(index.find(name) for name in limits.via),
        tuple(things),
        tuple(types),
        below,
        limits.max_hops,
    )


@click.command(short_help="How two things are connected, hop by hop.")
@click.argument("start", metavar="A", type=utf8, shell_complete=complete_name)
@click.argument("end", metavar="B", type=utf8, shell_complete=complete_name)
@click.option(
    "-k",
    "k",
    type=click.IntRange(min=1, max=1000),
    default=1,
    show_default=True,
    metavar="N",
    help="How many paths, each through other things.",
)
@click.option(
    "--rank",
    type=click.Choice(["shortest", "evidence", "specific"]),
    default="shortest",
    show_default=True,
    help="What makes a path the better one: few hops, strong claims, or things between that few "
    "statements speak of.",
)
@search_options
@reading_options
@format_option(
    *("table", "csv", "tsv", "json", "graphml", "html"),
    extra=" By default as -o ends; html is a sheet of exactly these paths, without scripts.",
)
@click.option(
    "--html",
    is_flag=True,
    help="Write the page of khgraph draw, opened at this path, in which the reader can search on; "
    "to khgraph.html, or where -o says.",
)
@output_option
@data_option
def path(
    start: str,
    end: str,
    k: int,
    rank: str,
    limits: SearchChoices,
    choices: ReadingChoices,
    form: str,
    html: bool,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """Show how A is connected to B: the best path, every hop with its evidence.

    A path runs through ties, kin, offices and events. Of equally short paths the one
    with the surest weakest claim comes first, then the best attested, then the most
    specific: a brother-in-law says more than a great power. Without a path it is said
    what would open one, and the exit code is 1.

    \b
    Examples:
      khgraph path Jinjuurjab Lingsheng -k 3
      khgraph path Jinjuurjab Lingsheng --product + --min-stance affirms
      khgraph path "Inner Mongols" Putin --without Japan --rank specific
      khgraph path Genden Bogdanov --format html -o path.html
      khgraph path Genden Bogdanov --html -o genden.html
    """
    if html:
        _write_page((start, end), choices, output, data)
        return
    from khgraph.names import NameIndex
    from khgraph.paths import find_routes, unseen
    from khgraph.tables import harmless

    form = form_of_file(form, output)
    store = open_store(data)
    index = NameIndex(store)
    first, last = index.find(start), index.find(end)
    reading = make_reading(store, choices)
    search = make_search(store, index, limits, k=k, rank=rank)
    routes = find_routes(store, first, last, reading, search)
    reasons = []
    if not routes.paths:
        from khgraph.paths.refusals import why_not

        reasons = [*unseen(routes, search), *why_not(store, first, last, reading, search)]
    if routes.paths or form not in ("table", "html", "graphml"):
        _print(store, (first, last), routes, reading, search, reasons, form, output)
    if not routes.paths:
        limits_words = "; ".join((reading.describe(), *search.limits()))
        words = f"no path from {first.label} to {last.label} ({limits_words})"
        click.echo(harmless("\n  ".join((words, *reasons))), err=True)
        raise SystemExit(1)


def _write_page(
    names: tuple[str, str], choices: ReadingChoices, output: Path | None, data: tuple[str, ...]
) -> None:
    """Write the page of ``draw``, opened at the path between two things."""
    from khgraph.cli.page import refuse_beside_html, write_page
    from khgraph.names import NameIndex

    refuse_beside_html()
    store = open_store(data)
    index = NameIndex(store)
    ends = tuple(index.find(name) for name in names)
    write_page(store, make_reading(store, choices), output, view="path", chosen=ends)


def _print(
    store: Store,
    ends: tuple[Entity, Entity],
    routes: Routes,
    reading: Reading,
    search: Search,
    reasons: Sequence[str],
    form: str,
    output: Path | None,
) -> None:
    from khgraph.strips.paths import paths_strip, paths_table, paths_value
    from khgraph.tables import render, to_json

    if form == "table":
        text = paths_strip(routes, reading, search, width_of(output), color=has_color(output))
        emit(text, output)
    elif form == "json":
        value = {"from": ends[0].label, "to": ends[1].label}
        value |= paths_value(routes, reading, search, reasons)
        emit(to_json(value), output, exact=True)
    elif form == "graphml":
        from khgraph.interchange import routes_graph, to_graphml

        graph = routes_graph(routes, reading, search, store.data_name)
        emit(to_graphml(graph), output, exact=True)
    elif form == "html":
        from khgraph.records import sources
        from khgraph.sheets import paths_sheet

        text = paths_sheet(routes, reading, search, store.data_name, sources(store))
        emit(text, output, exact=True)
    else:
        emit(render(paths_table(routes.paths), form), output, exact=True)
