"""``query`` and ``queries``: SPARQL, named or ad hoc."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from khgraph.cli.options import (
    complete_query,
    data_option,
    emit,
    format_option,
    has_color,
    note,
    open_store,
    output_option,
    read_stdin,
    signal_handler,
    table_width,
    utf8,
)

if TYPE_CHECKING:
    from khgraph.catalogue import NamedQuery

ROW_FORMS = ("table", "csv", "tsv", "json", "srj", "srx")
GRAPH_FORMS = ("ttl", "nt", "jsonld")


@click.command(short_help="Answer a named question, or any SPARQL query.")
@click.argument("query", metavar="NAME|FILE.rq|-", shell_complete=complete_query)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    type=utf8,
    metavar="KEY=VALUE",
    help="A parameter of the query; may be given again.",
)
@format_option(
    *ROW_FORMS,
    *GRAPH_FORMS,
    extra=" csv, tsv, srj and srx are the W3C result formats (SPARQL JSON and XML the last two),"
    " json is a plain list of objects; ttl, nt and jsonld are for CONSTRUCT and DESCRIBE.",
)
@output_option
@data_option
def query(
    query: str, params: tuple[str, ...], form: str, output: Path | None, data: tuple[str, ...]
) -> None:
    """Run a SPARQL 1.1 query: a named one, one in a file, or one from standard input.

    The project's prefixes (kh:, kha:, khs:, khc:, rdf:, skos: ...) need no PREFIX line.

    \b
    Examples:
      khgraph query who-turned-on-whom
      khgraph query ties-of-actor -p actor=Jinjuurjab
      echo 'SELECT ?s WHERE { ?s a kh:Turn }' | khgraph query - --format csv
    """
    from khgraph.errors import QueryError
    from khgraph.results import render_answer

    found = _find(query)
    given = _pairs(params)
    store = open_store(data)

    def resolve(name: str, actors_only: bool) -> str:
        from khgraph.names import NameIndex

        return NameIndex(store).find(name, actors_only=actors_only).iri

    bindings = found.bindings(given, resolve)
    # While the engine works Python sees no signal: let Ctrl-C end the process at once.
    with signal_handler(signal.SIGINT, signal.SIG_DFL):
        try:
            solutions = store.query(found.text, bindings)
        except QueryError as error:
            raise QueryError(f"query {found.name}: {error}") from error
        answer = render_answer(solutions, form, width=table_width(output), color=has_color(output))
    emit(answer.text, output, exact=form != "table")
    if answer.size == 0:
        click.echo(f"no {answer.unit}", err=True)
    elif answer.size is not None:
        note(f"{answer.size} {answer.unit if answer.size > 1 else answer.unit.removesuffix('s')}")


def _find(name: str) -> NamedQuery:
    from khgraph.catalogue import NamedQuery, find_query, parse_query
    from khgraph.errors import QueryError
    from khgraph.stores.rdf_files import read_bytes

    if name == "-":
        label = "on standard input"
        text = _decoded(read_stdin())
        if not text.strip():
            raise QueryError("standard input holds no query")
    elif name.endswith(".rq") or "/" in name or Path(name).is_file():
        label = name
        text = read_bytes(Path(name)).decode()
    else:
        return find_query(name)
    if text.startswith("#+"):
        return parse_query(label, text)
    return NamedQuery(label, "", (), (), (), text)


def _decoded(content: bytes) -> str:
    from khgraph.errors import QueryError

    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise QueryError(f"standard input, line {line}: not UTF-8") from None


def _pairs(params: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals or not key:
            raise click.UsageError(f"-p takes KEY=VALUE, such as -p actor=Japan; not {param!r}")
        if key in pairs:
            raise click.UsageError(f"-p {key} is given twice, as {pairs[key]!r} and {value!r}")
        pairs[key] = value
    return pairs


@click.command(short_help="Which named questions there are.")
@click.argument("name", required=False, type=utf8, shell_complete=complete_query)
@format_option("table", "csv", "tsv", "json")
@output_option
def queries(name: str | None, form: str, output: Path | None) -> None:
    """List the named queries and their parameters, or print the text of one.

    \b
    Examples:
      khgraph queries
      khgraph queries who-turned-on-whom
    """
    from khgraph.catalogue import find_query, named_queries
    from khgraph.tables import Table, render, to_json

    if name is not None:
        emit(find_query(name).text, output, exact=True)
        return
    found = named_queries().values()
    if form == "json":
        emit(to_json([query.as_dict() for query in found]), output, exact=True)
        return
    rows = tuple((query.name, query.summary, query.parameter_words) for query in found)
    table = Table(("name", "question", "parameters"), rows)
    shown = render(table, form, width=table_width(output), color=has_color(output))
    emit(shown, output, exact=form != "table")
