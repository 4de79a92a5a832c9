"""`khgraph serve`: what it answers, what it refuses, and what becomes of its processes."""

from __future__ import annotations

import http.server
import json
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import COMMAND, ENDLESS, PATIENCE, Server, is_running, running, wait_until

from khgraph.namespaces import KHA, PREFIXES
from khgraph.serving.answering import Answering, Outcome, Settings, Task
from khgraph.serving.body import MAX_INLINE, Body, TooLong
from khgraph.serving.hosts import answers_to, names_of
from khgraph.serving.negotiation import GRAPHS, ROWS, Choice, choose
from khgraph.serving.page import pages
from khgraph.serving.workers import Ended, Pool
from khgraph.stores.index import build_index

EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is what the tests are about
SMALL = Path(__file__).parent / "data" / "small.ttl"
TEXT = "text/plain; charset=utf-8"
QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
YES = '{"head":{},"boolean":true}\n'
STATES = "SELECT ?x ?label { ?x a kh:State ; skos:prefLabel ?label } ORDER BY DESC(?label)"
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve the small graph; at most 20 rows."""
    with running("--data", str(SMALL), "--max-rows", "20") as started:
        yield started


def printed(query: str, form: str) -> bytes:
    """Return what `khgraph query` prints about the small graph."""
    done = subprocess.run(
        [COMMAND, "query", "-", "--format", form, "--data", str(SMALL)],
        input=query.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout


# The forms of answers


@pytest.mark.parametrize(
    ("accept", "form", "content_type"),
    [
        (None, "srj", "application/sparql-results+json"),
        ("*/*", "srj", "application/sparql-results+json"),
        ("application/sparql-results+json", "srj", "application/sparql-results+json"),
        ("application/json", "srj", "application/json"),
        ("application/sparql-results+xml", "srx", "application/sparql-results+xml"),
        ("application/xml", "srx", "application/xml"),
        ("text/xml", "srx", "text/xml"),
        ("text/tab-separated-values", "tsv", "text/tab-separated-values; charset=utf-8"),
        ("text/csv", "csv", "text/csv; charset=utf-8; header=present"),
        ("text/html, application/xml;q=0.9, image/png", "srx", "application/xml"),
        ("image/png, text/*;q=0.2, */*;q=0.1", "csv", "text/csv; charset=utf-8; header=present"),
    ],
)
@pytest.mark.parametrize("query", [STATES, "ASK { kha:nur a kh:State }"], ids=["select", "ask"])
def test_rows_are_those_of_the_command(
    server: Server, query: str, accept: str | None, form: str, content_type: str
) -> None:
    """Rows and booleans come in the form that is asked for, as the command prints them."""
    response = server.ask(query, accept)
    assert response.status == 200
    assert response.headers["content-type"] == content_type
    assert response.headers["vary"] == "Accept"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-length"] == str(len(response.body))
    assert response.body.replace(b"\r\n", b"\n") == printed(query, form)


@pytest.mark.parametrize(
    ("accept", "form", "content_type"),
    [
        (None, "ttl", "text/turtle; charset=utf-8"),
        ("text/turtle", "ttl", "text/turtle; charset=utf-8"),
        ("application/n-triples", "nt", "application/n-triples"),
        ("application/ld+json", "jsonld", "application/ld+json"),
        ("application/json", "jsonld", "application/json"),
    ],
)
@pytest.mark.parametrize(
    "query",
    [
        "DESCRIBE kha:alda",
        "CONSTRUCT { ?x kh:sign [ a kh:State ] } { ?x a kh:State }",
        "CONSTRUCT { ?x ?x ?x } { VALUES ?x { } }",
    ],
    ids=["describe", "blank", "empty"],
)
def test_graphs_are_those_of_the_command(
    server: Server, query: str, accept: str | None, form: str, content_type: str
) -> None:
    """A graph comes in the form that is asked for, as the command prints it."""
    response = server.ask(query, accept)
    assert response.headers["content-type"] == content_type
    assert response.body == printed(query, form)


@pytest.mark.parametrize(
    ("accept", "rdf_format", "content_type"),
    [
        ("application/rdf+xml", ox.RdfFormat.RDF_XML, "application/rdf+xml"),
        ("text/xml", ox.RdfFormat.RDF_XML, "text/xml"),
        ("application/trig", ox.RdfFormat.TRIG, "application/trig"),
        ("application/n-quads", ox.RdfFormat.N_QUADS, "application/n-quads"),
    ],
)
def test_graphs_in_forms_that_the_command_lacks(
    server: Server, accept: str, rdf_format: ox.RdfFormat, content_type: str
) -> None:
    """The other formats hold the same triples, in the default graph."""
    response = server.ask("DESCRIBE kha:alda", accept)
    assert response.headers["content-type"] == content_type
    expected = ox.parse(printed("DESCRIBE kha:alda", "nt"), format=ox.RdfFormat.N_TRIPLES)
    assert set(ox.parse(response.body, format=rdf_format)) == set(expected)
    assert response.body.endswith(b"\n")


def test_predicate_that_rdf_xml_cannot_write(server: Server) -> None:
    """A graph that has no form as asked is the asker's to mend, not a crash."""
    response = server.ask("CONSTRUCT { <urn:s> <urn:1> 1 } {}", "application/rdf+xml")
    assert (response.status, response.text) == (
        400,
        "RDF/XML cannot write <urn:1>; take another format\n",
    )


@pytest.mark.parametrize(
    ("query", "accept", "sentence"),
    [
        (
            "SELECT * {}",
            "text/turtle",
            "this query is answered as application/sparql-results+json, "
            "application/sparql-results+xml, text/csv, text/tab-separated-values\n",
        ),
        (
            "DESCRIBE kha:alda",
            "text/csv, */*;q=0",
            "this query is answered as text/turtle, application/n-triples, application/ld+json, "
            "application/rdf+xml, application/trig, application/n-quads\n",
        ),
    ],
)
def test_form_that_there_is_none_of(server: Server, query: str, accept: str, sentence: str) -> None:
    """Who accepts nothing that there is, is told what there is."""
    response = server.ask(query, accept)
    assert (response.status, response.text) == (406, sentence)
    assert response.headers["content-type"] == TEXT
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "srj"),
        (" , ;q=1", "srj"),
        ("text/csv;q=0.5, text/*;q=0.9", "tsv"),
        ("text/csv;q=0, */*", "srj"),
        ("application/*;q=0.2, text/csv;q=0.1", "srj"),
        ("TEXT/CSV; Q=0.5; header=absent", "csv"),
        ("text/csv;q=nonsense, application/json;q=0.9", "csv"),
        ("text/csv;q=nan", None),
        ("*/*;q=0", None),
        ("text/html", None),
        ("json", None),
    ],
)
def test_choice_of_a_form(accept: str, expected: str | None) -> None:
    """The most specific range counts, then its weight, then our order."""
    found = choose(ROWS, accept)
    assert (found.name if found else None) == expected


_TYPES = sorted({name for offered in (*ROWS, *GRAPHS) for name in offered.media_types})
_WEIGHTS = st.integers(0, 1000).map(lambda number: number / 1000)


@given(st.dictionaries(st.sampled_from(_TYPES), _WEIGHTS, min_size=1))
def test_choice_is_the_best_there_is(weights: dict[str, float]) -> None:
    """Where each type is named with its weight, no other offer has a greater one."""
    accept = ", ".join(f"{name};q={weight}" for name, weight in weights.items())
    offered = {name: format.name for format in ROWS for name in format.media_types}
    best = max((weights.get(name, 0.0) for name in offered), default=0.0)
    found = choose(ROWS, accept)
    if best == 0:
        assert found is None
    else:
        assert isinstance(found, Choice)
        media_type = found.content_type.partition(";")[0]
        assert weights[media_type] == best
        assert offered[media_type] == found.name


@given(st.text(max_size=60))
def test_accept_may_be_anything(accept: str) -> None:
    """No header, whatever it holds, is more than not understood."""
    assert choose(GRAPHS, accept) is None or choose(GRAPHS, accept + ", text/turtle") is not None


# What is refused


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "sentence"),
    [
        ("GET", "/update", {}, None, 404, "there is nothing here; the endpoint is /sparql\n"),
        ("POST", "/update", {}, b"", 404, "there is nothing here; the endpoint is /sparql\n"),
        ("GET", "/../etc", {}, None, 404, "there is nothing here; the endpoint is /sparql\n"),
        ("GET", "/sparqlx", {}, None, 404, "there is nothing here; the endpoint is /sparql\n"),
        (
            "DELETE",
            "/sparql",
            {},
            None,
            405,
            "what is taken here is GET, HEAD, POST, OPTIONS\n",
        ),
        ("POST", "/", {}, b"", 405, "what is taken here is GET, HEAD, OPTIONS\n"),
        (
            "GET",
            "/sparql?default-graph-uri=urn:x",
            {},
            None,
            400,
            "a request carries one parameter called query; there is none here\n",
        ),
        (
            "GET",
            "/sparql?query=ASK{}&query=ASK{}",
            {},
            None,
            400,
            "a request carries one parameter called query; there are 2 here\n",
        ),
        (
            "POST",
            "/sparql?query=ASK{}",
            {"Content-Type": QUERY},
            b"ASK {}",
            400,
            "a request carries one parameter called query; there are 2 here\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": FORM},
            b"",
            400,
            "a request carries one parameter called query; there is none here\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": FORM},
            b"update=CLEAR+ALL",
            400,
            "this endpoint takes queries only; nothing here can be updated\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": "application/sparql-update"},
            b"CLEAR ALL",
            415,
            "the body of a POST is of type application/sparql-query, or "
            "application/x-www-form-urlencoded with a parameter called query\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": f"{QUERY}; charset=ISO-8859-1"},
            b"ASK {}",
            415,
            "a query is sent in UTF-8\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": QUERY},
            b"ASK { ?s ?p '\xe9' }",
            400,
            "the body is not in UTF-8\n",
        ),
        (
            "GET",
            "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20'%E9'%20%7D",
            {},
            None,
            400,
            "the parameters are not in UTF-8\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": FORM},
            b"&".join([b"x=1"] * 1001),
            400,
            "a request has at most 1,000 parameters\n",
        ),
        (
            "POST",
            "/sparql",
            {"Content-Type": QUERY},
            b"ASK {}".ljust(MEGABYTE + 1),
            413,
            "a query has at most 1,048,576 bytes\n",
        ),
    ],
)
def test_request_that_is_none(
    server: Server,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    status: int,
    sentence: str,
) -> None:
    """What is no query of the protocol is refused in one sentence."""
    response = server.request(method, path, headers, body)
    assert (response.status, response.text) == (status, sentence)
    assert response.headers["content-type"] == TEXT
    assert response.headers["x-content-type-options"] == "nosniff"
    if status == 405:
        assert f"what is taken here is {response.headers['allow']}\n" == sentence


def test_query_of_a_megabyte_is_answered(server: Server) -> None:
    """A query may have the size that is said, also by a client that waits to be let go on."""
    body = b"ASK {}".ljust(MEGABYTE)
    headers = {"Content-Type": f'{QUERY}; charset="UTF-8"', "Expect": "100-continue"}
    assert server.request("POST", headers=headers, body=body).text == YES


def test_body_of_many_megabytes_is_not_read(server: Server) -> None:
    """A body is refused by its announced size, before it is sent."""
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/sparql-query\r\nContent-Length: 1000000000\r\n\r\n"
        )
        assert client.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "SELECT ?x WHERE { ?x a foo:Bar }",
            "line 1, column 24: foo: is not declared; add PREFIX foo: <...>\n"
            "  SELECT ?x WHERE { ?x a foo:Bar }\n"
            "                         ^\n",
        ),
        (
            "DELETE WHERE { ?s ?p ?o }",
            "line 1, column 1: updates are not taken; write SELECT, ASK, CONSTRUCT or DESCRIBE\n"
            "  DELETE WHERE { ?s ?p ?o }\n"
            "  ^\n",
        ),
        (
            "LOAD <file:///etc/passwd>",
            "line 1, column 1: updates are not taken; write SELECT, ASK, CONSTRUCT or DESCRIBE\n"
            "  LOAD <file:///etc/passwd>\n"
            "  ^\n",
        ),
        ("", "line 1, column 1: the query breaks off here\n  \n  ^\n"),
        (
            "ASK { \x1b[31m }",
            "line 1, column 14: something before this cannot be read\n"
            "  ASK { \ufffd[31m }\n               ^\n",
        ),
        (
            "SELECT (<urn:f>(1) AS ?x) {}",
            "the query cannot be answered: The custom function <urn:f> is not supported\n",
        ),
    ],
    ids=["prefix", "update", "load", "empty", "escape", "function"],
)
def test_bad_query_is_shown_with_the_place(server: Server, query: str, sentence: str) -> None:
    """A query that is none is refused with the words of `khgraph query`."""
    response = server.ask(query)
    assert (response.status, response.text) == (400, sentence)
    assert response.headers["content-type"] == TEXT


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Yield the URL of an endpoint that answers nothing, and the paths that were asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the name is http.server's

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    other = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=other.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{other.server_port}/", asked
    finally:
        other.shutdown()
        thread.join()
        other.server_close()


SERVICE_QUERIES = [
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { ?s ?p ?o . service silent <URL> { ?a ?b ?c } }",
    "ASK { ?s ?p ?o.SERVICE <URL> { ?a ?b ?c } }",
    "ASK { ?s ?p 1.SERVICE <URL> { ?a ?b ?c } }",
    "PREFIX : <URL> ASK { SERVICE:x { ?a ?b ?c } }",
    "PREFIX service: <URL> ASK { ?s ?p service:y.SERVICE service:x { ?a ?b ?c } }",
    "SELECT * { ?s ?p ?o { SELECT * { BIND(<URL> AS ?u) SERVICE?u { ?a ?b ?c } } } }",
]


@pytest.mark.parametrize("query", SERVICE_QUERIES)
def test_service_reaches_nobody(server: Server, query: str) -> None:
    """However it is written, SERVICE does not make the server ask another."""
    with listening() as (url, asked):
        response = server.ask(query.replace("URL", url))
        assert response.status == 400
        assert asked == []
    assert server.ask("ASK { SERVICE <urn:x> {} }").text == (
        "SERVICE is not answered here, since it would reach out to another server; "
        "ask that endpoint itself, or start this server with --allow-service\n"
    )


def test_word_service_is_no_service(server: Server) -> None:
    """Only the keyword is refused; the word may stand in strings, comments, names and IRIs."""
    query = (
        "PREFIX service: <urn:service:> # SERVICE <urn:x> {}\n"
        'ASK { VALUES (?service ?x) { ("service" service:service.SERVICE) }'
        ' FILTER(?x != <urn:Service> && "SERVICE <urn:x> {}" != ?service) }'
    )
    assert server.ask(query).text == YES


def test_service_where_it_is_allowed() -> None:
    """With --allow-service the other endpoint is asked."""
    with (
        listening() as (url, asked),
        running("--data", str(SMALL), "--allow-service") as server,
    ):
        response = server.ask(f"ASK {{ SERVICE <{url}x> {{ ?s ?p ?o }} }}")
        assert response.status == 400
        assert asked == ["/x"]
        assert "BasicFederatedQuery" in server.request(headers={"Accept": "text/turtle"}).text


# Longer answers


def rows_of(cells: list[str]) -> str:
    """Return a query that gives one row for each cell, a literal or UNDEF."""
    return f"SELECT ?x {{ VALUES ?x {{ {' '.join(cells)} }} }}"


NASTY = r'"}},{\"x\":{\"type\":,{[{<result>\n\n<result>,{},{}"'


@pytest.mark.parametrize(
    "cell", ["1", "UNDEF", '"a"@en', NASTY], ids=["1", "unbound", "en", "nasty"]
)
@pytest.mark.parametrize(
    "accept",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_too_many_rows_are_refused_not_cut_off(server: Server, accept: str, cell: str) -> None:
    """As many rows as are allowed come whole, one more is refused, whatever is in them."""
    whole = server.ask(rows_of([cell] * 20), accept)
    assert whole.status == 200
    expected = ox.Store().query(rows_of([cell] * 20))
    form = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "csv": ox.QueryResultsFormat.CSV,
        "values": ox.QueryResultsFormat.TSV,
    }[accept.replace("+", "/").replace("-", "/").rpartition("/")[2]]
    assert isinstance(expected, ox.QuerySolutions)
    assert whole.body.rstrip(b"\n") == (expected.serialize(format=form) or b"").rstrip(b"\n")
    more = server.ask(rows_of([cell] * 21), accept)
    assert (more.status, more.text) == (
        400,
        "the answer has more than 20 rows; "
        "add a LIMIT, or start the server with a larger --max-rows\n",
    )


def test_too_many_triples_are_refused(server: Server) -> None:
    """A graph has the same limit; a triple that comes twice is one."""
    query = "CONSTRUCT {{ <urn:s> <urn:p> ?x . ?x <urn:p> 1 }} {{ VALUES ?x {{ {} }} }}"
    names = [f"<urn:{number}>" for number in range(11)]
    assert server.ask(query.format(" ".join(names[:10] * 3))).status == 200
    more = server.ask(query.format(" ".join(names)))
    assert (more.status, more.text) == (
        400,
        "the answer has more than 20 triples; "
        "add a LIMIT, or start the server with a larger --max-rows\n",
    )


def test_few_rows_may_be_too_long(server: Server) -> None:
    """A few enormous cells do not fill the disk; here one of 2^26 bytes."""
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}, ?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(11))
    query = f'SELECT ?x11 {{ BIND("0123456789abcdef" AS ?x0) {doubled} }}'
    response = server.ask(query)
    assert (response.status, response.text) == (
        400,
        "the answer is longer than 16 MB; ask for less at once\n",
    )


@pytest.mark.parametrize("size", [MAX_INLINE // 2, MAX_INLINE + 1, 3 * MEGABYTE])
def test_long_answers_come_whole(server: Server, size: int) -> None:
    """An answer that is handed over in a file is the same as one that is not."""
    doubled = 'BIND(REPLACE(?x, "x", "{}") AS ?y)'.format("y" * (size // 1000))
    query = f'SELECT ?y {{ BIND("{"x" * 1000}" AS ?x) {doubled} }}'
    for _ in range(2):
        response = server.ask(query, "text/csv")
        assert response.body == b"y\r\n" + b"y" * (size // 1000 * 1000) + b"\r\n"


@given(
    st.lists(st.sampled_from([b",{", b"[{", b"<result>", b"\n", b"x", b",", b"{"]), max_size=40),
    st.lists(st.integers(0, 200), max_size=8),
    st.sampled_from([(b",{", b"[{"), (b"<result>",), (b"\n",)]),
    st.integers(0, 12),
)
def test_marks_are_counted_across_pieces(
    parts: list[bytes], cuts: list[int], marks: tuple[bytes, ...], limit: int
) -> None:
    """However the engine cuts an answer into pieces, the marks in it are counted once."""
    content = b"".join(parts)
    body = Body(1000)
    calls: list[bool] = []
    body.watch(marks, limit, lambda: calls.append(True))
    ends = sorted({min(cut, len(content)) for cut in cuts} | {0, len(content)})
    for start, end in pairwise(ends):
        body.write(content[start:end])
    assert bytes(body.inline) == content
    assert bool(calls) == (sum(content.count(mark) for mark in marks) > limit)


def test_body_moves_into_a_file() -> None:
    """A long answer leaves the memory, and has a limit of its own."""
    body = Body(3 * MAX_INLINE)
    body.write(b"a" * MAX_INLINE)
    assert body.file is None
    body.write(b"b\n")
    assert body.file is not None
    assert (bytes(body.inline), body.ends_line) == (b"", True)
    body.file.seek(0)
    assert body.file.read() == b"a" * MAX_INLINE + b"b\n"
    body.file.seek(0, os.SEEK_END)
    with pytest.raises(TooLong, match=r"^the answer is longer than 0 MB; ask for less at once$"):
        body.write(b"c" * (2 * MAX_INLINE))
    body.file.close()


# HTTP


def test_head_is_get_without_a_body(server: Server) -> None:
    """HEAD says what GET would: of answers long and short, of faults, and of the page."""
    long = "CONSTRUCT { <urn:s> <urn:p> ?x } { BIND(REPLACE('xxxxxxxxxx', 'x', '%s') AS ?x) }"
    for query in (STATES, long % ("y" * 9000), "ASK {"):
        path = f"/sparql?{urlencode({'query': query})}"
        get, head = server.request("GET", path), server.request("HEAD", path)
        assert head.body == b""
        for response in (get, head):
            response.headers.pop("date")
        assert (head.status, head.headers) == (get.status, get.headers)
    assert server.request("HEAD", "/").headers["content-length"] == str(
        len(server.request("GET", "/").body)
    )


def test_options_says_what_is_taken(server: Server) -> None:
    """OPTIONS names the methods, and lets no other origin in."""
    for path, allowed in (("/sparql", "GET, HEAD, POST, OPTIONS"), ("/", "GET, HEAD, OPTIONS")):
        response = server.request("OPTIONS", path, {"Origin": "https://example.org"})
        assert (response.status, response.headers["allow"], response.body) == (204, allowed, b"")
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_connection_is_kept(server: Server) -> None:
    """One connection carries many requests, faults among them."""
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as client:
        for query, expected in (("ASK%7B%7D", 200), ("ASK", 400), ("ASK%7B%7D", 200)):
            client.sendall(
                f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            status, body = received(client)
            assert status.split()[1] == str(expected).encode()
            assert (body == YES.encode()) == (expected == 200)


def test_page_is_served(server: Server) -> None:
    """The page and its files come as they are, with the headers that they want."""
    for path, page in pages("small.ttl").items():
        response = server.request(path=path)
        assert response.status == 200
        assert response.body == page.content
        assert response.headers["content-type"] == page.media_type
        for name, value in page.headers:
            assert response.headers[name.lower()] == value
        assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "location"), [("/sparql", "./"), ("/sparql/", "../")], ids=["bare", "slash"]
)
def test_browser_is_led_to_the_page(server: Server, path: str, location: str) -> None:
    """Who opens the endpoint in a browser gets the page, behind a prefix too."""
    response = server.request(path=path, headers={"Accept": "text/html, */*;q=0.8"})
    assert (response.status, response.headers["location"]) == (303, location)


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml, text/html;q=0.5"])
def test_endpoint_describes_itself(server: Server, accept: str) -> None:
    """Without a query the endpoint says what it is, in the terms of the Service Description."""
    response = server.request(headers={"Accept": accept})
    assert response.status == 200
    media_type = response.headers["content-type"].partition(";")[0]
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    assert rdf_format is not None
    graph = ox.Store()
    graph.load(response.body, format=rdf_format)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
    found = graph.query(
        sd
        + "SELECT ?service ?size (COUNT(?form) AS ?forms) { ?service a sd:Service ;"
        + " sd:endpoint ?service ; sd:supportedLanguage sd:SPARQL11Query ; sd:resultFormat ?form ;"
        + " sd:defaultDataset/sd:defaultGraph/void:triples ?size } GROUP BY ?service ?size",
        prefixes=PREFIXES,
    )
    assert isinstance(found, ox.QuerySolutions)
    count = json.loads(server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body)
    size = count["results"]["bindings"][0]["n"]["value"]
    assert [tuple(cell.value for cell in row) for row in found] == [(server.endpoint, size, "10")]
    assert "UnionDefaultGraph" not in response.text
    assert "BasicFederatedQuery" not in response.text


def test_description_has_no_rows(server: Server) -> None:
    """Who wants rows, and asks nothing, is told that the query is missing."""
    response = server.request(headers={"Accept": "application/sparql-results+json"})
    assert (response.status, response.text) == (
        400,
        "a request carries one parameter called query; there is none here\n",
    )


# Who may ask


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST.:99", 200),
        ("data.localhost:3030", 200),
        ("127.0.0.1:3030", 200),
        ("127.1.2.3", 200),
        ("[::1]:3030", 200),
        ("evil.example", 421),
        ("evil.example:3030", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example", 421),
        ("8.8.8.8", 421),
        (EVERYWHERE, 421),
        ("", 421),
    ],
)
def test_name_that_points_here_by_a_trick(server: Server, host: str, status: int) -> None:
    """A page whose name was made to point to this machine is not answered, nor shown the page."""
    for path in ("/sparql?query=ASK%7B%7D", "/"):
        response = server.request(path=path, headers={"Host": host})
        assert response.status == status
        if status == 421:
            assert response.text == (
                "this server does not answer to the name in the request's Host header; "
                "start it with --host and that name\n"
            )


def test_names_of_an_open_server() -> None:
    """A server for the network answers to its addresses and its own name, and to no other."""
    names = names_of("archive.example.org", "192.0.2.7")
    for header in (
        "archive.example.org:3030",
        "192.0.2.7",
        "[2001:db8::1]:80",
        socket.gethostname(),
    ):
        assert answers_to(header, names, takes_addresses=True)
    assert not answers_to("evil.example", names, takes_addresses=True)
    assert not answers_to("evil.example", names_of(EVERYWHERE, EVERYWHERE), takes_addresses=True)


def test_open_server_warns() -> None:
    """A server that others can reach says so."""
    with running("--data", str(SMALL), "--host", EVERYWHERE) as server:
        assert server.errors.read_text() == (
            "warning: everyone on the network who can reach 0.0.0.0 may ask; "
            "without --host only this machine can\n"
        )
        assert server.request(headers={"Host": "192.0.2.7"}).status == 200
        assert server.request(headers={"Host": "evil.example"}).status == 421


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        (["*"], "https://a.example", "*"),
        (
            ["https://a.example", "http://b.example:8080"],
            "http://b.example:8080",
            "http://b.example:8080",
        ),
        (["https://a.example"], "https://a.example.evil.example", None),
    ],
)
def test_other_origins_where_they_are_let_in(
    allowed: list[str], origin: str, expected: str | None
) -> None:
    """With --cors the pages of an origin may read answers and faults, and ask beforehand."""
    arguments = [word for value in allowed for word in ("--cors", value)]
    with running("--data", str(SMALL), *arguments) as server:
        for path in ("/sparql?query=ASK%7B%7D", "/sparql?query=ASK"):
            response = server.request(path=path, headers={"Origin": origin})
            assert response.headers.get("access-control-allow-origin") == expected
            assert ("Origin" in response.headers.get("vary", "")) == (allowed != ["*"])
        before = server.request("OPTIONS", headers={"Origin": origin})
        assert before.headers.get("access-control-allow-headers") == (
            "Accept, Content-Type" if expected else None
        )


# Its processes


def post(server: Server, query: str) -> socket.socket:
    """Send a query, and return the connection over which the answer would come."""
    client = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
    client.sendall(
        f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\n"
        f"Content-Length: {len(query)}\r\n\r\n{query}".encode()
    )
    return client


def received(client: socket.socket) -> tuple[bytes, bytes]:
    """Return the status line and the body that come over a connection."""
    stream = client.makefile("rb")
    status, size = stream.readline().rstrip(), 0
    while (line := stream.readline()).strip():
        name, _, value = line.partition(b":")
        size = int(value) if name.lower() == b"content-length" else size
    return status, stream.read(size)


def cpu_of(pid: int) -> int:
    """Return the clock ticks that a process has computed for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def busy_pids(server: Server, count: int) -> set[int]:
    """Wait until *count* workers compute, and return them."""
    before = {pid: cpu_of(pid) for pid in server.worker_pids()}
    busy: set[int] = set()

    def enough() -> bool:
        # A start-up computes for some ticks too; a query that never ends goes on.
        busy.update(
            pid
            for pid in server.worker_pids()
            if cpu_of(pid) > before.setdefault(pid, cpu_of(pid)) + 15
        )
        return len(busy) >= count

    wait_until(enough)
    assert len(busy) == count
    return busy


def test_query_over_its_time_is_stopped() -> None:
    """A late query is refused, its process is gone, another is there, and the next is answered."""
    with running("--data", str(SMALL), "--timeout", "1.5", "--workers", "1") as server:
        (worker,) = server.worker_pids()
        response = server.ask(ENDLESS)
        assert (response.status, response.text) == (
            504,
            "the query was stopped after 1.5 s; "
            "ask for less, or start the server with a larger --timeout\n",
        )
        assert not is_running(worker)
        assert server.ask("ASK {}").text == YES
        assert len(server.worker_pids()) == 1


def test_quick_queries_pass_slow_ones() -> None:
    """Two endless queries hold up neither the others nor the page."""
    with running("--data", str(SMALL), "--timeout", "600", "--workers", "3") as server:
        with post(server, ENDLESS), post(server, ENDLESS):
            busy = busy_pids(server, 2)
            with ThreadPoolExecutor(8) as threads:
                answers = threads.map(lambda _: server.ask("ASK {}").text, range(100))
                assert set(answers) == {YES}
            assert server.request(path="/").status == 200
            assert busy <= set(server.worker_pids())
        # Both clients are gone now.
        wait_until(lambda: not any(map(is_running, busy)))
        assert server.ask("ASK {}").text == YES
        assert len(server.worker_pids()) == 3


def test_client_that_hangs_up_frees_its_worker() -> None:
    """Neither a query that runs nor one that waits goes on for a client that is gone."""
    with running("--data", str(SMALL), "--timeout", "600", "--workers", "1") as server:
        running_client = post(server, ENDLESS)
        (worker,) = busy_pids(server, 1)
        waiting_client = post(server, ENDLESS)
        time.sleep(0.3)
        waiting_client.close()
        running_client.close()
        wait_until(lambda: not is_running(worker))
        assert server.ask("ASK {}").text == YES


def test_client_that_does_not_read_holds_up_nobody() -> None:
    """A long answer that is not fetched keeps no worker, and comes when it is."""
    with running("--data", str(SMALL), "--timeout", "600", "--workers", "1") as server:
        size = 30 * MEGABYTE
        query = f'SELECT ?y {{ BIND(REPLACE("{"x" * 30}", "x", "{"y" * 1000}") AS ?z)'
        query += ' BIND(REPLACE(?z, "y", "' + "z" * (size // 30_000) + '") AS ?y) }'
        with post(server, query) as slow:
            for _ in range(3):
                assert server.ask("ASK {}").text == YES
            status, body = received(slow)
        assert status == b"HTTP/1.1 200 OK"
        assert len(body) > 30_000 * (size // 30_000)


def test_query_waits_for_a_worker_no_longer_than_it_may_run() -> None:
    """Who waits gets the next free worker in turn, or is told that there is none."""
    with running("--data", str(SMALL), "--timeout", "3", "--workers", "1") as server:
        with post(server, ENDLESS) as first:
            busy_pids(server, 1)
            with post(server, ENDLESS) as second:
                time.sleep(0.3)
                # The second has the worker when the first is stopped; the third still waits.
                third = server.ask("ASK {}")
                assert first.recv(12) == b"HTTP/1.1 504"
                assert second.recv(12) == b"HTTP/1.1 504"
        assert (third.status, third.text) == (
            503,
            "too many other queries are being answered; ask again later\n",
        )
        assert third.headers["retry-after"] == "5"
        assert server.ask("ASK {}").text == YES


def test_too_many_waiting_are_turned_away_at_once() -> None:
    """A queue that is too long is not made longer, and the page still comes."""
    with running("--data", str(SMALL), "--timeout", "600", "--workers", "1") as server:
        # One runs, 32 wait, and three are turned away, whichever they are.
        clients = [post(server, ENDLESS) for _ in range(36)]
        try:
            refused: set[int] = set()

            def are_three() -> bool:
                readable = select.select(clients, [], [], 0)[0]
                refused.update(client.fileno() for client in readable)
                return len(refused) >= 3

            wait_until(are_three)
            assert server.ask("ASK {}").status == 503
            assert server.request(path="/").status == 200
            assert len(refused) == 3
        finally:
            for client in clients:
                client.close()


@pytest.mark.parametrize("is_busy", [True, False], ids=["busy", "idle"])
def test_worker_that_dies(is_busy: bool) -> None:
    """A worker that the system ends costs at most the query that it was at."""
    with running("--data", str(SMALL), "--timeout", "600", "--workers", "1") as server:
        (worker,) = server.worker_pids()
        if is_busy:
            with post(server, ENDLESS) as client:
                busy_pids(server, 1)
                os.kill(worker, signal.SIGKILL)
                assert received(client) == (
                    b"HTTP/1.1 500 Internal Server Error",
                    b"the process that worked at this query is gone: it was ended by SIGKILL; "
                    b"a query that needs too much memory may do that\n",
                )
        else:
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: not is_running(worker))
        assert server.ask("ASK {}").text == YES
        assert worker not in server.worker_pids()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_end_leaves_nothing(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it well, in the midst of a query too."""
    with running("--timeout", "600") as server, post(server, ENDLESS) as client:
        busy_pids(server, 1)
        workers = server.worker_pids()
        assert len(workers) >= 2
        assert any(server.temporary.iterdir())
        assert server.stop(number) == 0
        assert not any(map(is_running, workers))
        assert not any(server.temporary.iterdir())
        assert client.recv(65536)[:12] in (b"", b"HTTP/1.1 503")
        assert server.errors.read_text() == ""


def test_server_that_is_killed_leaves_nothing() -> None:
    """What cannot be caught leaves no worker either, though it be at work, and no files."""
    with running("--timeout", "600") as server, post(server, ENDLESS):
        busy_pids(server, 1)
        workers = server.worker_pids()
        server.stop(signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, workers)))
        wait_until(lambda: not any(server.temporary.iterdir()))


def test_announcement_and_log() -> None:
    """It says where it is, and with --verbose what it answers, a line each."""
    with running("--data", str(SMALL), "--verbose") as server:
        page = f"http://127.0.0.1:{server.port}/"
        assert server.lines == (
            f"data      small.ttl, {len(_small()):,} triples",
            f"page      {page}",
            f"endpoint  {page}sparql",
            "stop      Ctrl-C",
        )
        server.ask("ASK\n{ # \x1b\n }")
        server.ask("ASK { " + "x" * 300)
        lines = [line.split(maxsplit=6) for line in server.errors.read_text().splitlines()]
        assert [(line[1], line[3], line[4], line[5]) for line in lines] == [
            ("200", "ms", "27", "bytes"),
            ("400", "ms", "0", "bytes"),
        ]
        assert lines[0][6] == "ASK { # \ufffd }"
        assert lines[1][6] == "ASK { " + "x" * 191 + "..."


def _small() -> ox.Store:
    graph = ox.Store()
    graph.load(SMALL.read_bytes(), format=ox.RdfFormat.TURTLE)
    from khgraph.resources import ontology_path

    graph.load(ontology_path().read_bytes(), format=ox.RdfFormat.TURTLE)
    return graph


def test_index_is_served_and_may_be_built_anew(tmp_path: Path) -> None:
    """An index is served from where it lies, and what is built there anew is taken up."""
    folder, more = tmp_path / "index", tmp_path / "more.nt"
    more.write_text("<urn:a> <urn:b> <urn:c> .\n")
    build_index([SMALL], folder)
    with running("--data", str(folder), "--workers", "2") as server:
        assert not any(server.temporary.iterdir())
        query = "ASK { <urn:a> <urn:b> <urn:c> }"
        assert {server.ask(query).text for _ in range(4)} == {YES.replace("true", "false")}
        build_index([SMALL, more], folder)
        assert {server.ask(query).text for _ in range(4)} == {YES}
        assert server.stop() == 0
    assert (folder / "khgraph-index.json").is_file()


def test_index_whose_folder_is_gone(tmp_path: Path) -> None:
    """Without its data the server says what is wrong, and goes on."""
    folder = tmp_path / "index"
    build_index([SMALL], folder)
    with running("--data", str(folder)) as server:
        folder.rename(tmp_path / "elsewhere")
        response = server.request(headers={"Accept": "text/turtle"})
        assert (response.status, response.text) == (
            500,
            f"{folder}: this folder is no index; khgraph index makes one\n",
        )
        (tmp_path / "elsewhere").rename(folder)
        assert server.ask("ASK {}").text == YES


# The command


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--data", "http://127.0.0.1:1/sparql"],
            "http://127.0.0.1:1/sparql: this is an endpoint already; serve files or an index",
        ),
        (["--data", "missing.ttl"], "missing.ttl: there is no such file"),
        (["--data", "."], ".: this folder is no index; khgraph index makes one"),
        (
            ["--data", ".", "--data", str(SMALL)],
            "an index stands alone; only files can be read together",
        ),
        (
            ["--host", "no.such.name.invalid"],
            "--host no.such.name.invalid: there is no such address; "
            "127.0.0.1 is this machine, 0.0.0.0 the network too",
        ),
        (
            ["--host", ""],
            "--host : there is no such address; 127.0.0.1 is this machine, 0.0.0.0 the network too",
        ),
        (
            ["--host", "192.0.2.7"],
            "--host 192.0.2.7: this machine has no such address; 127.0.0.1 is this machine",
        ),
        (
            ["--cors", "example.org"],
            "Invalid value for '--cors': 'example.org' is no origin; "
            "write * or such as https://example.org",
        ),
    ],
)
def test_call_that_cannot_be_served(tmp_path: Path, arguments: list[str], message: str) -> None:
    """What cannot be served is told in one sentence, and nothing is left behind."""
    done = subprocess.run(
        [COMMAND, "serve", "--port", "0", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(f"Error: {message}")
    assert list(tmp_path.iterdir()) == []


def test_port_that_is_taken(server: Server) -> None:
    """A second server at the same port says what to do."""
    done = subprocess.run(
        [COMMAND, "serve", "--port", str(server.port)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"Error: port {server.port} of 127.0.0.1 is taken; name another with --port, "
        "or any that is free with --port 0\n"
    )


# The worker alone


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index of the small graph."""
    folder = tmp_path_factory.mktemp("indexes") / "index"
    build_index([SMALL], folder)
    return folder


def settings(folder: Path, max_memory: int = 2**40) -> Settings:
    """Return the settings of a worker that gives at most 20 rows."""
    return Settings(str(folder), 20, False, max_memory, "")


def test_query_that_needs_too_much_memory(index: Path) -> None:
    """A worker whose memory is used up ends, and another takes its place."""
    pool = Pool(settings(index, 200 * MEGABYTE), 1)
    hungry = "SELECT ?x { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(3)) + "} ORDER BY ?c0"
    try:
        with pytest.raises(Ended, match=r"^it was ended by SIGABRT$"):
            pool.answer(Task(hungry, [], [], "srj", None), PATIENCE)
        reply = pool.answer(Task("ASK {}", [], [], "srj", None), PATIENCE)
        assert reply.outcome == Outcome("rows")
        assert reply.content == YES.encode()
    finally:
        pool.close()


@pytest.mark.parametrize("opening", ["{", "(", "[", "!", "FILTER(1+", "{ SELECT * "])
def test_query_of_enormous_depth(server: Server, opening: str) -> None:
    """What is nested too deep for the engine's stack costs no more than one worker."""
    body = f"ASK {{ {opening * 20_000}".encode()
    response = server.request("POST", headers={"Content-Type": QUERY}, body=body)
    assert response.status in (400, 500)
    assert server.ask("ASK {}").text == YES


_WORDS = st.sampled_from(
    [
        *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "{", "}", "?s", "?p", "?o", "*", "."),
        *(
            "SERVICE",
            "FROM",
            "NAMED",
            "<urn:x>",
            "<",
            ">",
            '"',
            "'",
            '"""',
            "\\",
            "#",
            "\n",
            "(",
            ")",
        ),
        *(
            "kha:alda",
            "kh:",
            "UNION",
            "OPTIONAL",
            "VALUES",
            "1",
            "LIMIT",
            "BIND",
            "AS",
            "\x00",
            "é",
        ),
    ]
)


@given(st.one_of(st.lists(_WORDS, max_size=25).map(" ".join), st.text(max_size=80)))
def test_hostile_text_is_answered_or_refused(index: Path, text: str) -> None:
    """Whatever is sent as a query has an outcome; none is a fault of the worker."""
    answering = _answering(index)
    outcome = answering.answer(Task(text, [], [], "srj", "ttl"), Body(MEGABYTE))
    assert outcome.kind in ("rows", "graph", "bad")
    assert (outcome.text == "") == (outcome.kind != "bad")


_KEPT: dict[Path, Answering] = {}


def _answering(index: Path) -> Answering:
    if index not in _KEPT:
        _KEPT[index] = Answering(settings(index))
    return _KEPT[index]


@given(st.text(max_size=60))
def test_literal_comes_back_as_it_was_sent(index: Path, text: str) -> None:
    """Any text in a query is the same text in the answer."""
    try:
        literal = str(ox.Literal(text))
    except UnicodeEncodeError:
        return  # half a character is none
    body = Body(MEGABYTE)
    task = Task(f"SELECT ?x {{ VALUES ?x {{ {literal} }} }}", [], [], "srj", None)
    assert _answering(index).answer(task, body).kind == "rows"
    (row,) = json.loads(bytes(body.inline))["results"]["bindings"]
    assert row["x"]["value"] == text


def test_order_is_kept_and_prefixes_are_known(server: Server) -> None:
    """Rows come in the order of the query, and no PREFIX line is needed."""
    rows = json.loads(server.ask(STATES).body)["results"]["bindings"]
    assert [row["x"]["value"] for row in rows] == [KHA + "osk", KHA + "nur"]
