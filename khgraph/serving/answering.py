"""The process that answers: it holds the data open, and does one query after the other.

The server starts it, and may end it at any time. It imports little, so that a new
one is there soon. What a user wrote is looked at here only, where it can be stopped.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pyoxigraph as ox

from khgraph.errors import QueryError
from khgraph.namespaces import PREFIXES
from khgraph.serving.body import Body, TooLong
from khgraph.stores.base import BASE_IRI, EVALUATION_ERRORS, Answer
from khgraph.stores.index import IndexStore
from khgraph.stores.sparql import TOO_DEEP, calls_service, describe_query_error, too_deep
from khgraph.stores.terms import named

# Before each message: its length, that of the answer after it, and whether this is in a file.
LENGTHS = struct.Struct(">II?")
# No answer of this many bytes a row is wanted by anyone; a few hostile cells could fill the disk.
_BYTES_PER_ROW = 4096
_LEAST_BYTES = 2**24

_ROW_FORMATS = {
    "srj": ox.QueryResultsFormat.JSON,
    "srx": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
# What stands once before or after each row. In a cell only CSV and JSON can hold such bytes too.
_ROW_MARKS = {
    "srj": (b",{", b"[{"),
    "srx": (b"<result>",),
    "csv": (b"\n",),
    "tsv": (b"\n",),
}


class Task(NamedTuple):
    """What the server wants answered, and in which forms; None where it has none for the kind."""

    text: str
    default_graphs: list[str]
    named_graphs: list[str]
    rows: str | None
    graph: str | None


class Settings(NamedTuple):
    """What a worker is told when it starts: `folder` is that of an index."""

    folder: str
    max_rows: int
    allow_service: bool
    max_memory: int
    # To be removed where the server ended without doing so; empty for data that stays.
    temporary: str


class Outcome(NamedTuple):
    """What became of a task: ``rows`` or ``graph``, or else why not: ``bad`` or ``unacceptable``.

    `text` is the fault in a sentence.
    """

    kind: str
    text: str = ""


def main(connection: socket.socket, leash: int, settings: Settings) -> None:
    """Answer what comes over *connection* until the other end is gone."""
    # Ctrl-C is for the server, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watcher = threading.Thread(target=_watch, args=(leash, settings.temporary), daemon=True)
    watcher.start()
    try:
        _limit_memory(settings.max_memory)
        _answer_all(connection, Answering(settings), settings)
    except BaseException:
        # Without the server it is no wonder that something fails, such as files that are removed.
        if not select.select([leash], [], [], 0)[0]:
            raise
    watcher.join()  # it ends the process when it has tidied up


def _answer_all(connection: socket.socket, answering: Answering, settings: Settings) -> None:
    while length := _received(connection, LENGTHS.size):
        content = _received(connection, LENGTHS.unpack(length)[0])
        body = Body(max(settings.max_rows * _BYTES_PER_ROW, _LEAST_BYTES))
        outcome = answering.answer(Task(*json.loads(content)), body)
        _send(connection, outcome, body)


class Answering(IndexStore):
    """The answers from an index, in the forms that the protocol knows.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.folder)
        self._settings = settings

    def answer(self, task: Task, body: Body) -> Outcome:
        """Write the answer into *body*, or say why there is none, whatever *body* holds."""
        try:
            return self._answer(task, body)
        except SyntaxError as error:
            return Outcome("bad", describe_query_error(task.text, str(error)))
        except (QueryError, TooLong) as error:
            return Outcome("bad", str(error))
        except EVALUATION_ERRORS as error:
            return Outcome("bad", f"the query cannot be answered: {error}")

    def _answer(self, task: Task, body: Body) -> Outcome:
        if too_deep(task.text):
            raise QueryError(TOO_DEEP)
        if not self._settings.allow_service:
            _refuse_service(task.text)
        answer = self._evaluate(task)
        if isinstance(answer, ox.QueryTriples):
            if task.graph is None:
                return Outcome("unacceptable", "graph")
            from khgraph.serving.graphs import write_graph

            write_graph(self._counted(answer), task.graph, body)
            return Outcome("graph")
        if task.rows is None:
            return Outcome("unacceptable", "rows")
        if isinstance(answer, ox.QuerySolutions):
            self._write_rows(answer, task, body)
        else:
            answer.serialize(body.stream, _ROW_FORMATS[task.rows])
        # The engine's JSON and XML end without one; `khgraph query` adds it too.
        if not body.ends_line:
            body.write(b"\n")
        return Outcome("rows")

    def _evaluate(self, task: Task) -> Answer:
        dataset: dict[str, Any] = {}
        if task.default_graphs or task.named_graphs:
            # Given by the protocol, a dataset stands in place of the query's own (2.1.4).
            dataset["default_graph"] = [named(iri) for iri in task.default_graphs]
            dataset["named_graphs"] = [named(iri) for iri in task.named_graphs]
        return self._graph.query(task.text, prefixes=PREFIXES, base_iri=BASE_IRI, **dataset)

    def _write_rows(self, answer: ox.QuerySolutions, task: Task, body: Body) -> None:
        """Write rows as the engine gives them, unless they are too many.

        The engine counts no rows when it writes. So marks are counted that stand
        once a row; where a cell may hold such marks too, rows are counted one by
        one before any is refused.
        """
        form = task.rows or ""
        limit = self._settings.max_rows

        def confirm() -> None:
            if form in ("srx", "tsv") or self._has_more(task, limit):
                raise _too_many(limit, "rows")

        has_header = form in ("csv", "tsv")
        body.watch(_ROW_MARKS[form], limit + has_header, confirm)
        answer.serialize(body.stream, _ROW_FORMATS[form])

    def _has_more(self, task: Task, limit: int) -> bool:
        solutions = self._evaluate(task)
        assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - it was so a moment ago
        return any(number > limit for number, _ in enumerate(solutions, 1))

    def _counted(self, triples: ox.QueryTriples) -> Iterator[ox.Triple]:
        for number, triple in enumerate(triples, 1):
            if number > self._settings.max_rows:
                raise _too_many(self._settings.max_rows, "triples")
            yield triple


def _too_many(limit: int, things: str) -> TooLong:
    return TooLong(
        f"the answer has more than {limit:,} {things}; "
        "add a LIMIT, or start the server with a larger --max-rows"
    )


def _refuse_service(text: str) -> None:
    """Refuse a query that asks another endpoint: whoever asks must not use this machine's network.

    Raises
    ------
    QueryError
        If it may do so.
    """
    if calls_service(text):
        raise QueryError(
            "SERVICE is not answered here, since it would reach out to another server; "
            "ask that endpoint itself, or start this server with --allow-service"
        )


def _watch(leash: int, temporary: str) -> None:
    """End this process when the server is gone, however that came, even in the midst of a query."""
    os.read(leash, 1)
    if temporary:
        import shutil

        shutil.rmtree(temporary, ignore_errors=True)
    os._exit(0)


def _limit_memory(size: int) -> None:
    """Let a query that takes too much memory fail here, before the whole machine suffers."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    soft = size if hard == resource.RLIM_INFINITY else min(size, hard)
    with suppress(OSError, ValueError):  # not every system knows this limit
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _received(connection: socket.socket, size: int) -> bytes:
    """Return the next *size* bytes; none where the server has closed its end."""
    content = b""
    while len(content) < size:
        piece = connection.recv(size - len(content))
        if not piece:
            return b""
        content += piece
    return content


def _send(connection: socket.socket, outcome: Outcome, body: Body) -> None:
    if outcome.kind not in ("rows", "graph"):
        body.clear()
    head = json.dumps(outcome).encode()
    lengths = LENGTHS.pack(len(head), len(body.inline), body.file is not None)
    if body.file is None:
        connection.sendall(lengths + head + body.inline)
        return
    body.file.flush()
    socket.send_fds(connection, [lengths + head], [body.file.fileno()])
    body.file.close()


if __name__ == "__main__":
    main(
        socket.socket(fileno=int(sys.argv[1])),
        int(sys.argv[2]),
        Settings(*json.loads(sys.argv[3])),
    )
