"""``serve``: the data as a SPARQL endpoint, with a page to ask it from."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from khgraph.cli.options import data_option, utf8

if TYPE_CHECKING:
    from khgraph.serving.server import Announcement


def _number(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """Refuse what is a float and no number."""
    if value != value:
        raise click.BadParameter("nan is no number of seconds")
    return value


def _origins(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if value != "*" and not re.fullmatch(r"https?://[\w.\[\]:-]+", value, re.ASCII):
            raise click.BadParameter(
                f"{value!r} is no origin; write * or such as https://example.org"
            )
    return values


@click.command(short_help="Serve the data as a SPARQL endpoint with a page.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=3030,
    show_default=True,
    help="The port to listen at; 0 for any that is free.",
)
@click.option(
    "--host",
    type=utf8,
    default="127.0.0.1",
    show_default=True,
    metavar="NAME",
    help="The address or name to listen at; by default only this machine can ask.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, 86_400, min_open=True),
    callback=_number,
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may take.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    metavar="N",
    help="A longer answer is refused, never cut off.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many queries are answered at once; by default one a core, at least two.",
)
@click.option(
    "--cors",
    multiple=True,
    type=utf8,
    metavar="ORIGIN",
    callback=_origins,
    help="Let the web pages of this origin, or of all with *, read the answers; "
    "may be given again.",
)
@click.option(
    "--allow-service", is_flag=True, help="Answer SERVICE, which reaches out to other endpoints."
)
@click.option("--verbose", is_flag=True, help="Print a line for each query on standard error.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@data_option
def serve(
    port: int,
    host: str,
    timeout: float,
    max_rows: int,
    workers: int | None,
    cors: tuple[str, ...],
    allow_service: bool,
    verbose: bool,
    opens: bool,
    data: tuple[str, ...],
) -> None:
    """Answer SPARQL 1.1 queries over HTTP, and serve a page to write them on.

    Nothing can be changed through it. It answers at /sparql as the SPARQL 1.1
    Protocol says, until it is stopped with Ctrl-C. The project's prefixes need no
    PREFIX line.

    \b
    Examples:
      khgraph serve
      khgraph serve --port 0 --data my.ttl --open

    \b
    Then, for example:
      curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT ?x { ?x a kh:Turn }' \\
        http://127.0.0.1:3030/sparql
    """
    from khgraph.serving.server import Options, serve

    def announce(server: Announcement) -> None:
        click.echo(f"data      {server.data_name}, {server.triple_count:,} triples")
        click.echo(f"page      {server.page}")
        click.echo(f"endpoint  {server.endpoint}")
        if server.is_open:
            click.echo(
                f"warning: everyone on the network who can reach {host} may ask; "
                "without --host only this machine can",
                err=True,
            )
        click.echo("stop      Ctrl-C")
        if opens:
            click.launch(server.page)

    options = Options(host, port, timeout, max_rows, workers, cors, allow_service, verbose)
    serve(data, options, announce)
