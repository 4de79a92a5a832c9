"""``repl``: SPARQL at a prompt, or a file of queries from standard input."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from khgraph.cli.options import (
    ReadingChoices,
    data_option,
    emit,
    has_color,
    is_terminal,
    make_reading,
    note,
    open_store,
    signal_handler,
    table_width,
    timeout_option,
)

if TYPE_CHECKING:
    from khgraph.reading import Reading
    from khgraph.repl.session import Reply, Session
    from khgraph.stores import Store


@click.command(short_help="Ask in SPARQL, at a prompt.")
@timeout_option
@click.option(
    "--allow-service",
    is_flag=True,
    help="Let a query ask other endpoints with SERVICE.",
)
@data_option
def repl(timeout: float, allow_service: bool, data: tuple[str, ...]) -> None:
    """Answer SPARQL queries that are typed at a prompt, one after the other.

    Enter sends a query that is whole; Alt-Enter begins a new line in any case, and Enter on
    an empty line sends what is there. Tab completes keywords, variables, the project's terms
    by name, and things by id or label: Lingsh becomes kha:lingsheng. The project's prefixes
    need no PREFIX line. Lines that begin with a dot are for the prompt itself; .help lists
    them. Ctrl-C clears the line or stops a query, Ctrl-D ends. What was typed is kept for the
    next time, in the cache folder; with KHGRAPH_CACHE=off it is not.

    Where standard input is no terminal, queries are read from it: each ends at a blank line,
    so there is none within one; dot-commands stand between them. Every row is printed
    unless .limit says otherwise. Exit code 2 if one failed; the others are answered.

    \b
    Examples:
      khgraph repl
      khgraph repl --data my.ttl < queries.txt
    """
    from khgraph.repl.session import DEFAULT_LIMIT, Session

    is_dialogue = sys.stdin is not None and sys.stdin.isatty() and is_terminal(None)
    store = open_store(data, seconds=timeout, probe=False)
    session = Session(
        store,
        lambda choices: _make_reading(store, choices),
        width=lambda: table_width(None),
        color=has_color(None),
        seconds=timeout,
        allow_service=allow_service,
        limit=DEFAULT_LIMIT if is_dialogue else 0,
    )
    if not is_dialogue:
        with signal_handler(signal.SIGINT, signal.SIG_DFL):
            is_wrong = _answer_all(session)
        if is_wrong:
            raise SystemExit(2)
        return
    from khgraph.repl.prompt import talk

    click.echo(f"SPARQL over {store.data_name}; .help lists the commands, Ctrl-D ends")
    talk(session, _show, color=has_color(None))


def _make_reading(store: Store, choices: Mapping[str, Any]) -> Reading:
    from khgraph.errors import QueryError

    try:
        return make_reading(store, ReadingChoices(**choices))
    except click.UsageError as error:
        # What is an option of other commands is a dot-command here.
        words = re.sub(r"--(?=\w)", ".", error.format_message())
        raise QueryError(words) from error


def _show(reply: Reply) -> None:
    """Print a reply at the prompt."""
    if reply.text:
        emit(reply.text)
    for words in (reply.caveat, reply.note):
        if words:
            click.echo(words, err=True)
    if reply.fault:
        click.echo(f"Error: {reply.fault}", err=True)


def _answer_all(session: Session) -> bool:
    """Answer what standard input holds, an empty line between answers; return if one failed."""
    from khgraph.repl.session import texts_of

    has_failed, is_first = False, True
    for text in texts_of(_lines()):
        reply = session.feed(text)
        if reply.is_end:
            break
        if reply.text:
            emit(reply.text if is_first else f"\n{reply.text}", exact=session.is_exact)
            is_first = False
        if reply.caveat:
            click.echo(reply.caveat, err=True)
        if reply.note:
            note(reply.note)
        if reply.fault:
            has_failed = True
            click.echo(f"Error: {reply.fault}", err=True)
    return has_failed


def _lines() -> Iterator[str]:
    """Yield the lines of standard input.

    Raises
    ------
    LoadError
        If it is closed, or a line is not UTF-8.
    """
    from khgraph.errors import LoadError

    if sys.stdin is None:
        raise LoadError("standard input is closed")
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise LoadError(f"standard input, line {number}: not UTF-8") from None
