"""``query`` and ``queries``: SPARQL, named or ad hoc."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from khgraph.cli.options import (
    ReadingChoices,
    complete_query,
    data_option,
    emit,
    format_option,
    has_color,
    is_reading_given,
    make_reading,
    note,
    open_store,
    output_option,
    read_stdin,
    reading_options,
    signal_handler,
    table_width,
    timeout_option,
    utf8,
    width_of,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from khgraph.catalogue import NamedQuery

ROW_FORMS = ("table", "csv", "tsv", "json", "srj", "srx")
GRAPH_FORMS = ("ttl", "nt", "jsonld")


def complete_parameter(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the parameters of the query that stands on the line, or the values of one."""
    from click.shell_completion import CompletionItem

    from khgraph.errors import KhgraphError
    from khgraph.repl.words import parameters_beginning, values_beginning

    # Where the last option still lacks its value, click has not yet told the arguments apart.
    name = ctx.params.get("query") or next(iter(ctx.args), "-")
    if name == "-":
        return []
    key, equals, value = incomplete.partition("=")
    try:
        found = _find(name)
        if not equals:
            given = [pair.partition("=")[0] for pair in ctx.params.get("params") or ()]
            offers = parameters_beginning(found, key, given)
        else:
            store = open_store(ctx.params.get("data") or ())
            offers = [
                offer._replace(text=f"{key}={offer.text}")
                for parameter in found.parameters
                if parameter.name == key
                for offer in values_beginning(parameter, store, value)
            ]
    except KhgraphError:
        return []
    return [CompletionItem(text, help=meaning) for text, meaning in offers]


@click.command(short_help="Answer a named question, or any SPARQL query.")
@click.argument("query", metavar="NAME|FILE.rq|-", shell_complete=complete_query)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    type=utf8,
    metavar="KEY=VALUE",
    shell_complete=complete_parameter,
    help="A parameter of the query; may be given again.",
)
@click.option(
    "--explain",
    "is_explained",
    is_flag=True,
    help="Run nothing, but say in words what the query asks; as a table or as json.",
)
@click.option(
    "--direct",
    "is_direct",
    is_flag=True,
    help="Add direct triples, ?a kh:alliedWith ?b; so does each option of a reading below.",
)
@reading_options
@timeout_option
@click.option(
    "--allow-service",
    is_flag=True,
    help="Let the query ask other endpoints with SERVICE.",
)
@format_option(
    *ROW_FORMS,
    *GRAPH_FORMS,
    extra=" csv, tsv, srj and srx are the W3C result formats (SPARQL JSON and XML the last two),"
    " json is a plain list of objects; ttl, nt and jsonld are for CONSTRUCT and DESCRIBE.",
)
@output_option
@data_option
@click.pass_context
def query(
    ctx: click.Context,
    query: str,
    params: tuple[str, ...],
    is_explained: bool,
    is_direct: bool,
    choices: ReadingChoices,
    timeout: float,
    allow_service: bool,
    form: str,
    output: Path | None,
    data: tuple[str, ...],
) -> None:
    """Run a SPARQL 1.1 query: a named one, one in a file, or one from standard input.

    The project's prefixes (kh:, kha:, khs:, khc:, rdf:, skos: ...) need no PREFIX line.

    The data assert no tie: they hold statements, and claims that answer them. With
    --direct, or with any option of a reading (--on, --from, --to, --source, --min-stance,
    --according-to, --type, --level, --undated, --horizon), the query also meets a direct
    triple for each statement that counts under the reading, both ways for a symmetric
    relation, and for every broader relation too, up to kh:friendlyTo, kh:hostileTo and
    kh:relatedTo. These triples are a reading of the sources, not facts: standard error
    says which reading, and they are stored nowhere.

    \b
    Examples:
      khgraph query who-turned-on-whom
      khgraph query ties-of-actor -p actor=Jinjuurjab
      khgraph query ties-of-actor -p actor=Lingsheng --explain
      echo 'SELECT ?s WHERE { ?s a kh:Turn }' | khgraph query - --format csv
      echo 'SELECT ?a { ?a kh:hostileTo kha:japan }' | khgraph query - --on 1939-08-20
    """
    from khgraph.errors import QueryError
    from khgraph.repl.running import refuse_service, seconds_for, within
    from khgraph.results import Answer, render_answer
    from khgraph.tables import harmless

    if is_explained and form not in ("table", "json"):
        raise click.UsageError(f"--explain takes --format table or json, not {form}")
    found = _find(query)
    given = _pairs(params)
    # Any endpoint may be asked what somebody wrote; the catalogue asks about our own data.
    store = open_store(data, seconds=timeout, probe=bool(found.summary))
    reading = None
    if is_direct or is_reading_given(ctx):
        from khgraph.direct import direct_store, refuse_direct

        refuse_direct(store)
        reading = make_reading(store, choices)

    def resolve(name: str, actors_only: bool) -> str:
        from khgraph.names import NameIndex

        return NameIndex(store).find(name, actors_only=actors_only).iri

    bindings = found.bindings(given, resolve)
    if is_explained:
        from khgraph.repl.explanation import explain
        from khgraph.tables import to_json

        explanation = explain(found, bindings, store, reading)
        if form == "json":
            emit(to_json(explanation.as_dict()), output, exact=True)
        else:
            emit(explanation.words(min(width_of(output), 80)), output)
        return
    if not allow_service:
        refuse_service(store, found.text)
    caveat = ""
    width, color = table_width(output), has_color(output)
    # While the engine works Python sees no signal: let Ctrl-C end the process at once.
    with signal_handler(signal.SIGINT, signal.SIG_DFL):
        asked = store
        if reading is not None:
            asked = direct = direct_store(store, reading)
            caveat = harmless(direct.caveat)

        def answered() -> Answer:
            try:
                solutions = asked.query(found.text, bindings)
            except QueryError as error:
                raise QueryError(f"query {found.name}: {error}") from error
            return render_answer(solutions, form, width=width, color=color)

        answer = within(seconds_for(asked, timeout), answered)
    if caveat:
        click.echo(caveat, err=True)
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
