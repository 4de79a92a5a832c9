"""The WSGI application: the endpoint at ``/sparql``, and the page to ask it from."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import IO, NamedTuple, Protocol

from khgraph.errors import KhgraphError
from khgraph.serving.answering import Task
from khgraph.serving.description import Dataset, describe
from khgraph.serving.hosts import answers_to
from khgraph.serving.negotiation import GRAPHS, PAGE, ROWS, Choice, choose, listed
from khgraph.serving.page import Page
from khgraph.serving.protocol import (
    Environ,
    QueryRequest,
    Refusal,
    bad_request,
    read_request,
)
from khgraph.serving.workers import Busy, ClientGone, Closing, Ended, Overdue, Pool, Reply
from khgraph.tables import harmless

ENDPOINT = "/sparql"
_METHODS = "GET, HEAD, POST, OPTIONS"
_PAGE_METHODS = "GET, HEAD, OPTIONS"
_VARY = (("Vary", "Accept"),)
_TEXT = "text/plain; charset=utf-8"
_BLOCK = 2**16
_LOGGED_TEXT = 200


class StartResponse(Protocol):
    """What a WSGI server gives for the status and the headers."""

    def __call__(self, status: str, headers: list[tuple[str, str]], /) -> object:
        """Take them."""


class Rules(NamedTuple):
    """What the server allows: `timeout` in seconds.

    `cors` are the origins whose pages may read the answers, `names` those that a
    ``Host`` header may have.
    """

    timeout: float
    cors: tuple[str, ...]
    allow_service: bool
    names: frozenset[str]
    takes_addresses: bool
    is_verbose: bool


class Response(NamedTuple):
    """An answer of HTTP; its content is in memory, or in a file if it is long."""

    status: str
    headers: tuple[tuple[str, str], ...]
    content: bytes | IO[bytes]
    size: int


class Application:
    """The endpoint and the page, for any WSGI server.

    Parameters
    ----------
    pool : Pool
    dataset : callable
        Says what is served at this moment; an index may be built anew.
    pages : mapping of str to Page
        By path.
    rules : Rules
    """

    def __init__(
        self,
        pool: Pool,
        dataset: Callable[[], Dataset],
        pages: Mapping[str, Page],
        rules: Rules,
    ) -> None:
        self._pool = pool
        self._dataset = dataset
        self._pages = pages
        self._rules = rules

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        try:
            response = self._respond(environ)
        except KhgraphError as error:
            response = _refused(Refusal("500 Internal Server Error", str(error)))
        except Refusal as refusal:
            response = _refused(refusal)
        headers = [*response.headers, *self._cors_headers(environ)]
        headers.append(("X-Content-Type-Options", "nosniff"))
        if not response.status.startswith("204"):
            headers.append(("Content-Length", str(response.size)))
        start_response(response.status, headers)
        content = response.content
        if environ["REQUEST_METHOD"] == "HEAD":
            if not isinstance(content, bytes):
                content.close()
            return []
        if isinstance(content, bytes):
            return [content]
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](content, _BLOCK)
        return wrapped

    def _respond(self, environ: Environ) -> Response:
        host = environ.get("HTTP_HOST", "localhost")
        if not answers_to(host, self._rules.names, takes_addresses=self._rules.takes_addresses):
            raise Refusal(
                "421 Misdirected Request",
                "this server does not answer to the name in the request's Host header; "
                "start it with --host and that name",
            )
        origin = environ.get("HTTP_ORIGIN", "")
        is_foreign = environ.get("HTTP_SEC_FETCH_SITE", "") == "cross-site"
        if is_foreign and not self._rules.cors and environ.get("HTTP_SEC_FETCH_MODE") != "navigate":
            raise Refusal(
                "403 Forbidden",
                f"a page of {origin or 'another site'} may not ask here; "
                "start the server with --cors and its origin to let it",
            )
        path = environ.get("PATH_INFO", "/")
        is_endpoint = path.rstrip("/") == ENDPOINT
        page = self._pages.get(path)
        if page is None and not is_endpoint:
            raise Refusal("404 Not Found", f"there is nothing here; the endpoint is {ENDPOINT}")
        allowed = _METHODS if is_endpoint else _PAGE_METHODS
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return Response("204 No Content", (("Allow", allowed),), b"", 0)
        if method not in allowed.split(", "):
            raise Refusal(
                "405 Method Not Allowed", f"what is taken here is {allowed}", (("Allow", allowed),)
            )
        if page is None:
            return self._at_endpoint(environ, host)
        headers = (("Content-Type", page.media_type), *page.headers)
        return Response("200 OK", headers, page.content, len(page.content))

    def _at_endpoint(self, environ: Environ, host: str) -> Response:
        accept = environ.get("HTTP_ACCEPT", "")
        request = read_request(environ)
        if request is None:
            return self._described(environ, host, accept)
        rows, graph = choose(ROWS, accept), choose(GRAPHS, accept)
        started = time.monotonic()
        try:
            response = self._answered(request, rows, graph, environ)
        except Refusal as refusal:
            self._log(refusal.status, 0, started, request)
            raise
        self._log(response.status, response.size, started, request)
        return response

    def _answered(
        self, request: QueryRequest, rows: Choice | None, graph: Choice | None, environ: Environ
    ) -> Response:
        task = Task(
            request.text,
            list(request.default_graphs),
            list(request.named_graphs),
            rows.name if rows else None,
            graph.name if graph else None,
        )
        reply = self._asked(task, environ)
        kind, fault = reply.outcome
        if kind == "bad":
            raise bad_request(fault)
        choice = rows if kind == "rows" else graph
        if kind == "unacceptable" or choice is None:
            offered = listed(GRAPHS if fault == "graph" else ROWS)
            raise Refusal("406 Not Acceptable", f"this query is answered as {offered}", _VARY)
        headers = (("Content-Type", choice.content_type), ("Cache-Control", "no-cache"), *_VARY)
        if reply.file is None:
            return Response("200 OK", headers, reply.content, len(reply.content))
        size = reply.file.seek(0, 2)
        reply.file.seek(0)
        return Response("200 OK", headers, reply.file, size)

    def _asked(self, task: Task, environ: Environ) -> Reply:
        """Return what a worker replies, or raise a Refusal that says why none does."""
        timeout = self._rules.timeout
        is_gone = environ.get("waitress.client_disconnected", lambda: False)
        try:
            return self._pool.answer(task, timeout, is_gone)
        except Overdue:
            raise Refusal(
                "504 Gateway Timeout",
                f"the query was stopped after {timeout:g} s; "
                "ask for less, or start the server with a larger --timeout",
            ) from None
        except Busy:
            raise Refusal(
                "503 Service Unavailable",
                "too many other queries are being answered; ask again later",
                (("Retry-After", "5"),),
            ) from None
        except ClientGone:
            raise Refusal("503 Service Unavailable", "whoever asked is gone") from None
        except Closing:
            raise Refusal("503 Service Unavailable", "the server is being stopped") from None
        except Ended as error:
            raise Refusal(
                "500 Internal Server Error",
                f"the process that worked at this query is gone: {error}; "
                "a query that needs too much memory may do that",
            ) from None

    def _described(self, environ: Environ, host: str, accept: str) -> Response:
        """Return the service description, or lead a browser to the page."""
        choice = choose((*GRAPHS, PAGE), accept)
        if choice is None:
            raise bad_request("a request carries one parameter called query; there is none here")
        if choice.name == PAGE.name:
            # Relative, since a proxy may have put a prefix before it all.
            place = "../" if environ["PATH_INFO"].endswith("/") else "./"
            raise Refusal("303 See Other", "the page is there", (("Location", place), *_VARY))
        content = describe(
            f"{environ['wsgi.url_scheme']}://{host}{ENDPOINT}",
            self._dataset(),
            choice.name,
            calls_others=self._rules.allow_service,
        )
        headers = (("Content-Type", choice.content_type), *_VARY)
        return Response("200 OK", headers, content, len(content))

    def _cors_headers(self, environ: Environ) -> list[tuple[str, str]]:
        """Return the headers that let the pages of other origins read what is answered."""
        if not self._rules.cors:
            return []
        headers = []
        if "*" in self._rules.cors:
            headers.append(("Access-Control-Allow-Origin", "*"))
        else:
            headers.append(("Vary", "Origin"))
            origin = environ.get("HTTP_ORIGIN", "")
            if origin not in self._rules.cors:
                return headers
            headers.append(("Access-Control-Allow-Origin", origin))
        if environ["REQUEST_METHOD"] == "OPTIONS":
            headers += [
                ("Access-Control-Allow-Methods", _METHODS),
                ("Access-Control-Allow-Headers", "Accept, Content-Type"),
                ("Access-Control-Max-Age", "600"),
            ]
        return headers

    def _log(self, status: str, size: int, started: float, request: QueryRequest) -> None:
        if not self._rules.is_verbose:
            return
        seconds = time.monotonic() - started
        text = harmless(" ".join(request.text.split()))
        if len(text) > _LOGGED_TEXT:
            text = text[: _LOGGED_TEXT - 3] + "..."
        clock = time.strftime("%H:%M:%S")
        line = f"{clock} {status[:3]} {seconds * 1000:.1f} ms {size} bytes {text}\n"
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(line)


def _refused(refusal: Refusal) -> Response:
    sentence = f"{harmless(str(refusal))}\n".encode()
    fields = (("Content-Type", _TEXT), *refusal.headers)
    return Response(refusal.status, fields, sentence, len(sentence))
