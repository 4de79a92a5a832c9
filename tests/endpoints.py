"""SPARQL endpoints for the tests: Oxigraph's server, Virtuoso, and one that misbehaves at will.

All listen on 127.0.0.1 with a port that the system chose, and are stopped at the end
of the ``with`` statement. The real ones are started once for all who ask while they run.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import pyoxigraph as ox
import pytest
import requests

from khgraph import resources
from khgraph.namespaces import KHS

SMALL = Path(__file__).parent / "data" / "small.ttl"
START_SECONDS = 60

SMALL_GRAPH = "urn:x-graph:small"
BUNDLED_GRAPH = "urn:x-graph:bundled"
ODD_GRAPH = "urn:x-graph:odd"
BARE_GRAPH = "urn:x-graph:bare"

# Virtuoso answers with so many rows at once, and says so.
VIRTUOSO_ROWS = 10_000

# What is written in more ways than one, or in letters of its own.
ODD = f"""
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:odd> <urn:truth> true ; <urn:number> -7, 1.5, 2.5e3 ;
  <urn:text> "Халхын гол\\n\\"ハルハ\\" \\\\ 𐐷 & <b>", "x"@mn, "0939-05-11"^^xsd:date ;
  <urn:near> [ <urn:text> "no name" ] .
<{KHS}odd> <urn:note> "a statement's IRI" .
"""


class Server(NamedTuple):
    """A running endpoint: the address for its small graph, and for the bundled data."""

    small: str
    bundled: str
    odd: str
    bare: str


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return int(port)


class _Shared:
    """A server that all who use it share; the last one stops it."""

    def __init__(self, start: Callable[[ExitStack], Server]) -> None:
        self._start = start
        self._users = 0
        self._stack = ExitStack()
        self._server: Server | None = None

    @contextmanager
    def __call__(self) -> Iterator[Server]:
        if self._server is None:
            with ExitStack() as stack:
                self._server = self._start(stack)
                self._stack = stack.pop_all()
        self._users += 1
        try:
            yield self._server
        finally:
            self._users -= 1
            if not self._users:
                self._server = None
                self._stack.close()


def _run(stack: ExitStack, command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that ends with *stack*, and that writes to a log in *folder*."""
    log = stack.enter_context((folder / "server.log").open("wb"))
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)

    def stop() -> None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    stack.callback(stop)
    return process


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when something answers at *url*."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with suppress(requests.RequestException):
            requests.get(url, timeout=5)
            return
        time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer: {log.read_text(errors='replace')[-2000:]}")


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="khgraph-endpoint-")))


def _start_oxigraph(stack: ExitStack) -> Server:
    """Start two servers: each has the ontology and its data in the default graph."""
    urls = []
    for data in (SMALL, resources.data_path()):
        folder = _folder(stack)
        odd = folder / "odd.ttl"
        odd.write_text(ODD, encoding="utf-8")
        bare = folder / "bare.ttl"
        bare.write_bytes(SMALL.read_bytes())
        program = str(Path(sys.executable).with_name("oxigraph"))
        database = ["--location", str(folder / "database")]
        files = [str(data), str(resources.ontology_path())]
        loads = [["--file", *files]]
        loads += [["--graph", ODD_GRAPH, "--file", str(odd)]]
        loads += [["--graph", BARE_GRAPH, "--file", str(bare)]]
        for load in loads:
            subprocess.run([program, "load", *database, *load], check=True, capture_output=True)
        port = free_port()
        bind = ["--bind", f"127.0.0.1:{port}"]
        process = _run(stack, [program, "serve", *database, *bind], folder)
        url = f"http://127.0.0.1:{port}/query"
        _wait(process, url, folder / "server.log")
        urls.append(url)
    graph = "?default-graph-uri="
    return Server(urls[0], urls[1], urls[0] + graph + ODD_GRAPH, urls[0] + graph + BARE_GRAPH)


_VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 10000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


def _start_virtuoso(stack: ExitStack) -> Server:
    """Start one server with a named graph for each set of data, loaded by its own loader."""
    folder = _folder(stack)
    ports = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(
        _VIRTUOSO_INI.format(folder=folder, sql=ports[0], http=ports[1], rows=VIRTUOSO_ROWS)
    )
    command = [shutil.which("virtuoso-t") or "", "+foreground", "+configfile", "virtuoso.ini"]
    process = _run(stack, command, folder)
    url = f"http://127.0.0.1:{ports[1]}/sparql"
    _wait(process, url, folder / "server.log")
    ontology = resources.ontology_path().read_text(encoding="utf-8")
    small = SMALL.read_text(encoding="utf-8")
    contents = {
        SMALL_GRAPH: [small, ontology],
        BUNDLED_GRAPH: [resources.data_path().read_text(encoding="utf-8"), ontology],
        ODD_GRAPH: [ODD],
        BARE_GRAPH: [small],
    }
    calls: list[str] = []
    for graph, texts in contents.items():
        for text in texts:
            path = folder / f"{len(calls)}.ttl"
            path.write_text(text, encoding="utf-8")
            calls.append(f"DB.DBA.TTLP_MT(file_to_string_output('{path}'), '', '{graph}');")
    subprocess.run(
        [
            shutil.which("isql-vt") or "",
            f"127.0.0.1:{ports[0]}",
            "dba",
            "dba",
            f"exec={' '.join(calls)}",
        ],
        check=True,
        capture_output=True,
        timeout=START_SECONDS,
    )
    graphs = (SMALL_GRAPH, BUNDLED_GRAPH, ODD_GRAPH, BARE_GRAPH)
    return Server(*(f"{url}?default-graph-uri={graph}" for graph in graphs))


oxigraph = _Shared(_start_oxigraph)
_virtuoso = _Shared(_start_virtuoso)


@contextmanager
def virtuoso() -> Iterator[Server]:
    """Run Virtuoso; where it is not installed, tests are skipped, but never in CI."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        words = "Virtuoso is not installed; apt-get install virtuoso-opensource-7 has it"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    with _virtuoso() as server:
        yield server


class Request(NamedTuple):
    """What the fake endpoint was asked."""

    method: str
    path: str
    headers: dict[str, str]
    form: list[tuple[str, str]]

    @property
    def query(self) -> str:
        """The text of the query, empty where there is none."""
        return dict(self.form).get("query", "")


class Response(NamedTuple):
    """What the fake endpoint answers.

    `length` is what it says of its body's length, by default the truth, negative for
    nothing at all; `stalls` says whether it sends no head before it is stopped.
    """

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    length: int | None = None
    stalls: bool = False


Answering = Callable[[Request], Response]


class FakeEndpoint:
    """An endpoint that answers what a test tells it to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Answering = lambda request: Response(status=500)
        self.is_stopping = threading.Event()
        self.connections = 0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                fake.connections += 1

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                form = parse_qsl(self.rfile.read(size).decode(), keep_blank_values=True)
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(self.command, self.path, headers, form)
                fake.requests.append(request)
                with suppress(BrokenPipeError, ConnectionResetError):
                    self._send(fake.answer(request))

            def do_GET(self) -> None:
                self.do_POST()

            def _send(self, response: Response) -> None:
                if response.stalls:
                    fake.is_stopping.wait()
                    self.close_connection = True
                    return
                whole = isinstance(response.body, bytes)
                parts = [response.body] if isinstance(response.body, bytes) else response.body
                length = response.length
                if length is None:
                    length = len(response.body) if isinstance(response.body, bytes) else -1
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                if length >= 0:
                    self.send_header("Content-Length", str(length))
                # What is not the truth can only be told by the end of the connection.
                self.close_connection = not whole or response.length is not None
                if self.close_connection:
                    self.send_header("Connection", "close")
                self.end_headers()
                for part in parts:
                    self.wfile.write(part)
                    self.wfile.flush()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing on standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/sparql"

    def stop(self) -> None:
        """End whatever it is in the middle of."""
        self.is_stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def drip(self, body: bytes, seconds: float = 0.05) -> Iterator[bytes]:
        """Yield *body* byte by byte, for as long as the endpoint runs."""
        for i in range(len(body)):
            if self.is_stopping.wait(seconds):
                return
            yield body[i : i + 1]


@contextmanager
def fake_endpoint() -> Iterator[FakeEndpoint]:
    """Run an endpoint that answers what it is told to."""
    fake = FakeEndpoint()
    try:
        yield fake
    finally:
        fake.stop()


def rows_of(
    *rows: dict[str, dict[str, str]], variables: Iterable[str] = ("x",), status: int = 200
) -> Response:
    """Return solutions as an endpoint sends them."""
    body = {"head": {"vars": list(variables)}, "results": {"bindings": list(rows)}}
    headers = {"Content-Type": "application/sparql-results+json"}
    return Response(json.dumps(body).encode(), status, headers)


def engine(graph: ox.Store, *, rows: int | None = None, header: bool = False) -> Answering:
    """Return what answers queries from *graph*, with at most *rows* rows, said in a header or not.

    Parameters
    ----------
    graph : pyoxigraph.Store
    rows : int, optional
    header : bool
        Whether a header says that there may be more.
    """

    def answer(request: Request) -> Response:
        try:
            found = graph.query(request.query)
        except SyntaxError as error:
            return Response(f"Bad query: {error}".encode(), 400, {"Content-Type": "text/plain"})
        if isinstance(found, ox.QueryTriples):
            text = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
            return Response(text, headers={"Content-Type": "application/n-triples"})
        body = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        headers = {"Content-Type": "application/sparql-results+json"}
        if rows is not None and isinstance(found, ox.QuerySolutions):
            data = json.loads(body)
            bindings = data["results"]["bindings"]
            if header and len(bindings) >= rows:
                headers["X-SPARQL-MaxRows"] = str(rows)
            data["results"]["bindings"] = bindings[:rows]
            body = json.dumps(data).encode()
        return Response(body, headers=headers)

    return answer
