"""A SPARQL endpoint over HTTP: one query there, its whole answer back, or one sentence why not."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from queue import Empty, SimpleQueue
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote_plus, urljoin, urlsplit, urlunsplit

import requests
from requests import exceptions as failures

from khgraph.errors import KhgraphError, LoadError, QueryError
from khgraph.stores.credentials import Credentials

CONNECT_SECONDS = 10.0
# By so much the transport may be late to say itself what it waited for.
_GRACE_SECONDS = 0.5
_MOST_REDIRECTS = 5
_CHUNK = 1 << 16
# What an answer may have at most, once it is unpacked.
_MOST_BYTES = 1 << 30
_GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")
_LONGEST_WORDS = 200


class Reply(NamedTuple):
    """The whole answer to a query; `kind` is the media type without its parameters."""

    body: bytes
    kind: str
    headers: Mapping[str, str]


class Refusal(Exception):  # noqa: N818 - it is what the endpoint does, and no fault of ours
    """A query that the endpoint did not take for one; `words` are its own."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Endpoint:
    """A SPARQL endpoint, asked by the SPARQL 1.1 Protocol, with queries only.

    Parameters
    ----------
    url : str
        Its address. The protocol's ``default-graph-uri`` and ``named-graph-uri`` in it
        go along with each query; what else it has after ``?`` stays in the address.
    timeout : float
        Seconds that a query and its whole answer may take.

    Raises
    ------
    LoadError
        If it is no address, or holds a password.
    """

    def __init__(self, url: str, timeout: float) -> None:
        address = _split(url)
        self.name = urlunsplit((address.scheme, address.netloc, address.path, "", ""))
        self.timeout = timeout
        pieces = [piece for piece in address.query.split("&") if piece]
        kept = [p for p in pieces if unquote_plus(p.partition("=")[0]) not in _GRAPH_PARAMETERS]
        self.graphs = [pair for pair in parse_qsl(address.query) if pair[0] in _GRAPH_PARAMETERS]
        self._url = urlunsplit((address.scheme, address.netloc, address.path, "&".join(kept), ""))
        self._credentials = Credentials(self._url)
        self._session = _Session()

    def ask(self, query: str, accept: str, *, in_all_graphs: bool = False) -> Reply:
        """Send a query and return the whole answer to it.

        Parameters
        ----------
        query : str
        accept : str
            The media types that can be read.
        in_all_graphs : bool
            Whether the graphs that the address names are left out.

        Raises
        ------
        LoadError
            If there is no endpoint, or it lets nobody in.
        QueryError
            If it does not answer this query, or not wholly, or not in time.
        Refusal
            If it says that the query is at fault.
        """
        # In a thread, since a server that sends a byte now and then trips no timeout of a socket.
        outcome: SimpleQueue[Reply | Exception] = SimpleQueue()
        session = self._session

        def exchange() -> None:
            try:
                outcome.put(self._exchange(session, query, accept, in_all_graphs))
            except Exception as error:  # it is raised again by the thread that waits
                outcome.put(error)

        threading.Thread(target=exchange, daemon=True).start()
        try:
            result = outcome.get(timeout=self.timeout + _GRACE_SECONDS)
        except Empty:
            # The connection is still in use; the next query takes a new one.
            self._session = _Session()
            raise self._too_late() from None
        if isinstance(result, Exception):
            raise result
        return result

    def _exchange(
        self, session: requests.Session, query: str, accept: str, in_all_graphs: bool
    ) -> Reply:
        form = [("query", query), *([] if in_all_graphs else self.graphs)]
        with self._failures(), self._answer(session, form, accept) as response:
            # Read to the end in any case: only then can the connection be used again.
            body = self._body(response)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if response.status_code != HTTPStatus.OK:
            raise self._fault(response.status_code, words_of(body, kind))
        return Reply(body, kind, response.headers)

    def _body(self, response: requests.Response) -> bytes:
        """Return the whole body, as far as there is time and room for it."""
        deadline = time.monotonic() + self.timeout + _GRACE_SECONDS
        pieces, size = [], 0
        for piece in response.iter_content(_CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > _MOST_BYTES:
                raise QueryError(
                    f"{self.name}: the answer has more than {_MOST_BYTES >> 20:,} MB; ask for less"
                )
            if time.monotonic() > deadline:
                raise self._too_late()
        return b"".join(pieces)

    def _answer(
        self, session: requests.Session, form: list[tuple[str, str]], accept: str
    ) -> requests.Response:
        """Return the response, its body not yet read, after redirects and demands for a name."""
        url, has_answered = self._url, False
        for _ in range(_MOST_REDIRECTS + 2):
            response = session.post(
                url,
                data=form,
                headers={"Accept": accept, "User-Agent": "khgraph"},
                auth=self._credentials.for_url(url),
                timeout=(min(CONNECT_SECONDS, self.timeout), self.timeout),
                allow_redirects=False,
                stream=True,
            )
            if response.status_code == HTTPStatus.UNAUTHORIZED and not has_answered:
                has_answered = True
                if self._credentials.answer(url, response.headers.get("WWW-Authenticate", "")):
                    response.close()
                    continue
            target = response.headers.get("Location")
            if response.status_code not in (301, 302, 307, 308) or not target:
                return response
            response.close()
            # A query stays a query wherever it is sent on to; browsers would turn it into a GET.
            is_lasting = response.status_code in (301, 308) and url == self._url
            url = self._target(url, target)
            if is_lasting:
                self._url = url
            has_answered = False
        raise LoadError(f"{self.name}: the endpoint redirects again and again")

    def _target(self, url: str, location: str) -> str:
        """Return the address that a redirect leads to."""
        try:
            target = urljoin(url, location)
            _split(target)
        except (LoadError, ValueError):
            raise LoadError(
                f"{self.name}: the endpoint redirects to something that is no address of an "
                "endpoint; give the address that it means"
            ) from None
        return target

    def _too_late(self) -> QueryError:
        return QueryError(
            f"{self.name}: no whole answer within {self.timeout:g} seconds; ask for less, or "
            "allow more time"
        )

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn what the transport raises into one sentence."""
        try:
            yield
        except failures.SSLError as error:
            raise LoadError(f"{self.name}: no secure connection: {_reason(error)}") from None
        except failures.ProxyError as error:
            raise LoadError(f"{self.name}: the proxy gives no way: {_reason(error)}") from None
        except failures.ConnectTimeout:
            seconds = min(CONNECT_SECONDS, self.timeout)
            raise LoadError(
                f"{self.name}: no connection within {seconds:g} seconds; is the address right?"
            ) from None
        except failures.Timeout:
            raise self._too_late() from None
        except (failures.ChunkedEncodingError, failures.ContentDecodingError):
            raise QueryError(f"{self.name}: the answer broke off; ask again") from None
        except failures.ConnectionError as error:
            text = str(error)
            if "NameResolution" in text or "getaddrinfo" in text:
                host = urlsplit(self._url).hostname
                raise LoadError(f"{self.name}: no host is called {host}") from None
            if "NewConnectionError" in text or "Connection refused" in text:
                raise LoadError(
                    f"{self.name}: no connection: {_reason(error)}; is the endpoint running?"
                ) from None
            if "timed out" in text:
                raise self._too_late() from None
            raise QueryError(f"{self.name}: the connection broke off; ask again") from None
        except MemoryError:
            raise QueryError(f"{self.name}: the answer is too large; ask for less") from None
        except (failures.RequestException, ValueError, KeyError) as error:
            raise LoadError(f"{self.name}: cannot be asked: {_reason(error)}") from None

    def _fault(self, status: int, words: str) -> KhgraphError | Refusal:
        """Return what a status other than 200 means."""
        said = f"HTTP {status}" + (f": {words}" if words else "")
        if status == HTTPStatus.BAD_REQUEST:
            return Refusal(words)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
            return LoadError(f"{self.name}: {self._credentials.failure(self._url)} ({said})")
        if status == HTTPStatus.FORBIDDEN:
            return LoadError(f"{self.name}: the endpoint refuses to answer ({said})")
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE):
            return LoadError(f"{self.name}: there is no SPARQL endpoint at this address ({said})")
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return QueryError(f"{self.name}: the query is too long for the endpoint ({said})")
        if status in (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE):
            return LoadError(f"{self.name}: the endpoint does not speak SPARQL 1.1 ({said})")
        return QueryError(f"{self.name}: the endpoint does not answer this query ({said})")


class _Session(requests.Session):
    """Connections that are kept; redirects are followed here, and not by reading their bodies."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return nothing, so that the library does not look into it."""


def _split(url: str) -> SplitResult:
    """Return the parts of an address.

    Raises
    ------
    LoadError
        If it is none of HTTP, or holds a password; which is not repeated.
    """
    try:
        address = urlsplit(url)
        has_host = bool(address.hostname) and (address.port is None or address.port > 0)
    except ValueError:
        has_host = False
    # The words hold nothing of an address that may hold a password.
    if not has_host or address.scheme not in ("http", "https") or re.search(r"\s", url):
        raise LoadError(
            "this is no address of an endpoint; write it like https://example.org/sparql"
        )
    if address.username is not None or address.password is not None:
        raise LoadError(
            f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}: a name or "
            "password in an address is seen by others; put it in ~/.netrc"
        )
    return address


def _reason(error: BaseException) -> str:
    """Return the innermost reason of an error of the transport, as the system words it."""
    inner: BaseException | None = error
    for _ in range(10):
        args = [arg for arg in getattr(inner, "args", ()) if isinstance(arg, BaseException)]
        following = getattr(inner, "reason", None)
        if not isinstance(following, BaseException):
            following = args[0] if args else inner.__cause__ if inner is not None else None
        if following is None:
            break
        inner = following
    words = getattr(inner, "verify_message", None) or getattr(inner, "strerror", None)
    text = str(words or inner)
    return _harmless(re.sub(r"^.*?(?=\[Errno)|^\S*(?:Connection|Error)\S*: ", "", text))


def words_of(body: bytes, kind: str = "") -> str:
    """Return the first line of what a server says, without what a terminal would obey."""
    text = body[:4096].decode("utf-8", "replace")
    if "html" in kind or text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        text = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    return _harmless(next((line for line in text.splitlines() if line.strip()), ""))


def _harmless(text: str) -> str:
    kept = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    shown = " ".join(kept.split())
    return shown if len(shown) <= _LONGEST_WORDS else shown[:_LONGEST_WORDS] + "..."
