"""The store at a SPARQL endpoint: twelve rules of asking one, and what is said when it fails."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoints import (
    VIRTUOSO_ROWS,
    FakeEndpoint,
    Request,
    Response,
    Server,
    engine,
    fake_endpoint,
    oxigraph,
    rows_of,
    virtuoso,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.errors import KhgraphError, LoadError, QueryError
from khgraph.namespaces import KH, KHA, KHS, PREFIXES, RDF, XSD
from khgraph.results import render_answer
from khgraph.stores import FileStore, open_store, text_of, values_block
from khgraph.stores.endpoint import Endpoint
from khgraph.stores.paging import split_values
from khgraph.stores.remote import VALUES_AT_ONCE, RemoteStore

ROWS = "SELECT ?x WHERE { ?x ?p ?o }"
X = {"x": {"type": "uri", "value": "urn:x"}}
ONE_ROW = rows_of(X)
BODY = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:x"}}]}}'
ROWS_TYPE = {"Content-Type": "application/sparql-results+json"}


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no credentials and no proxy of the user's be seen."""
    for name in ("KHGRAPH_TOKEN", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture
def fake() -> Iterator[FakeEndpoint]:
    """Run an endpoint that does what the test says."""
    with fake_endpoint() as running:
        yield running


@pytest.fixture
def store(fake: FakeEndpoint) -> RemoteStore:
    """Return the store at the fake endpoint; it looks for no data there."""
    return RemoteStore(fake.url, probe=False)


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Server]:
    """Run Oxigraph's server."""
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server() -> Iterator[Server]:
    """Run Virtuoso."""
    with virtuoso() as server:
        yield server


def answering(response: Response) -> Callable[[Request], Response]:
    """Return what gives one answer to everything."""
    return lambda request: response


def failure(action: Callable[[], object], kind: type[KhgraphError] = KhgraphError) -> str:
    """Return what an action that must fail says."""
    with pytest.raises(kind) as caught:
        action()
    return str(caught.value)


def graph_of(count: int) -> ox.Store:
    """Return a graph of so many things, each with a number and a kind of three."""
    graph = ox.Store()
    for i in range(count):
        thing = ox.NamedNode(f"urn:thing:{i:05}")
        graph.add(ox.Quad(thing, ox.NamedNode("urn:number"), ox.Literal(i)))
        graph.add(ox.Quad(thing, ox.NamedNode("urn:kind"), ox.Literal(f"kind {i % 3}")))
    return graph


# Rule 1: a form by POST


def test_rule_1_a_query_is_a_form_by_post(fake: FakeEndpoint, store: RemoteStore) -> None:
    """The query goes as a form, however long; the prefixes that it takes as known are declared."""
    fake.answer = answering(ONE_ROW)
    long = "SELECT ?x WHERE { ?x a kh:Turn } # " + "x" * 100_000
    assert store.select(long) == [(ox.NamedNode("urn:x"),)]
    (request,) = fake.requests
    assert (request.method, request.path) == ("POST", "/sparql")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.form == [("query", f"PREFIX kh: <{KH}> {long}")]


def test_rule_1_relative_iris_stand_for_the_same_as_here(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """A relative IRI gets the base that the other stores give it, and no other query does."""
    fake.answer = answering(ONE_ROW)
    store.select("SELECT ?x { ?x ?p <y> }")
    store.select("SELECT ?x { ?x ?p <urn:y> FILTER(?x < 5) }")
    assert [request.query for request in fake.requests] == [
        "BASE <https://w3id.org/khgraph/> SELECT ?x { ?x ?p <y> }",
        "SELECT ?x { ?x ?p <urn:y> FILTER(?x < 5) }",
    ]


def test_connection_is_kept(fake: FakeEndpoint, store: RemoteStore) -> None:
    """Three queries take one connection."""
    fake.answer = answering(ONE_ROW)
    for _ in range(3):
        store.select(ROWS)
    assert (len(fake.requests), fake.connections) == (3, 1)


# Rule 2: 200 is not success


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (ROWS, "application/sparql-results+json"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/sparql-results+json"),
        ("DESCRIBE <urn:x>", "application/n-triples, text/turtle;q=0.9"),
    ],
    ids=["select", "ask", "construct", "describe"],
)
def test_rule_2_only_forms_whose_end_can_be_told_are_asked_for(
    fake: FakeEndpoint, store: RemoteStore, query: str, accept: str
) -> None:
    """A graph that is constructed is asked for as rows too."""
    fake.answer = engine(ox.Store())
    store.query(query)
    assert fake.requests[0].headers["accept"] == accept


CUT = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:x"}}'
CANCELLED = b"The SPARQL operation has been cancelled"
BREAKS_OFF = "the answer breaks off, or is none; ask again, or for less"


@pytest.mark.parametrize(
    ("query", "response", "words"),
    [
        (ROWS, Response(CUT, headers=ROWS_TYPE), BREAKS_OFF),
        (ROWS, Response(CUT, headers=ROWS_TYPE, length=-1), BREAKS_OFF),
        (
            ROWS,
            Response(CUT, headers=ROWS_TYPE, length=500),
            "the answer broke off; ask again",
        ),
        (
            ROWS,
            Response(BODY + b"\n" + CANCELLED, headers=ROWS_TYPE),
            "the endpoint broke its answer off: The SPARQL operation has been cancelled",
        ),
        (
            "ASK {}",
            Response(b'{"head":{},"boolean":true}' + CANCELLED, headers=ROWS_TYPE),
            "the endpoint broke its answer off: The SPARQL operation has been cancelled",
        ),
        (
            "CONSTRUCT WHERE { ?x ?p ?o }",
            Response(CUT, headers=ROWS_TYPE),
            BREAKS_OFF,
        ),
        (
            "DESCRIBE <urn:x>",
            Response(b"<urn:x> <urn:p> <urn:o> .\n<urn:x> <urn", headers=ROWS_TYPE),
            BREAKS_OFF,
        ),
        (
            "DESCRIBE <urn:x>",
            Response(b"<urn:x> <urn:p> <urn:o> .\n" + CANCELLED, headers=ROWS_TYPE),
            BREAKS_OFF,
        ),
        (ROWS, Response(b"", headers=ROWS_TYPE), BREAKS_OFF),
        (ROWS, Response(b"\xff\xfe{", headers=ROWS_TYPE), BREAKS_OFF),
        (ROWS, Response(b"[" * 100_000, headers=ROWS_TYPE), BREAKS_OFF),
        (ROWS, Response(b"{}", headers=ROWS_TYPE), "the endpoint's answer holds no rows"),
        (ROWS, Response(b"[1]", headers=ROWS_TYPE), "the endpoint's answer holds no rows"),
        (
            ROWS,
            Response(b'{"head":{},"boolean":true}', headers=ROWS_TYPE),
            "the endpoint's answer holds no rows",
        ),
        ("ASK {}", ONE_ROW, "the endpoint's answer says neither true nor false"),
        (
            ROWS,
            Response(BODY, headers={**ROWS_TYPE, "X-SQL-State": "S1TAT"}),
            "the endpoint broke its answer off when its time was up; ask for less",
        ),
    ],
    ids=[
        "cut-off",
        "cut-off-without-a-length",
        "cut-off-in-transfer",
        "trailer",
        "trailer-after-a-truth-value",
        "construct-cut-off",
        "describe-cut-off",
        "describe-with-trailer",
        "nothing",
        "no-unicode",
        "too-deep",
        "no-rows",
        "a-list",
        "a-truth-value-for-rows",
        "rows-for-a-truth-value",
        "partial-by-its-own-account",
    ],
)
def test_rule_2_a_part_of_an_answer_is_an_error(
    fake: FakeEndpoint, store: RemoteStore, query: str, response: Response, words: str
) -> None:
    """What is cut off, or has something after its end, gives no row at all."""
    fake.answer = answering(response)
    assert failure(lambda: store.query(query), QueryError) == f"{fake.url}: {words}"


def test_rule_2_terms_that_are_none_are_found_before_the_first_row(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """A malformed IRI in the last row is the query's error, and not that of its reader."""
    fake.answer = answering(rows_of(X, {"x": {"type": "uri", "value": "no iri"}}))
    assert failure(lambda: store.query(ROWS), QueryError) == (
        "the query cannot be answered: the endpoint's answer holds no RDF: "
        "Invalid uri value: Invalid IRI code point ' '"
    )


# Rules 3 and 4: rows that are held back, and pages


@pytest.mark.parametrize("has_header", [True, False], ids=["with-header", "without-header"])
@pytest.mark.parametrize("cap", [50, 100, 1000, 1024])
def test_rule_3_rows_held_back_are_fetched(
    fake: FakeEndpoint, store: RemoteStore, cap: int, has_header: bool
) -> None:
    """An endpoint that gives so many rows at once gives all of them in the end."""
    graph = graph_of(2 * cap + 7)
    fake.answer = engine(graph, rows=cap, header=has_header)
    rows = store.select("SELECT ?s ?n { ?s <urn:number> ?n } ORDER BY DESC(?n)")
    assert [text_of(row[1]) for row in rows] == [str(i) for i in reversed(range(2 * cap + 7))]
    # The answer, the count, and three pages: each but the first repeats one row.
    assert len(fake.requests) == 5


@pytest.mark.parametrize(
    ("count", "query", "requests"),
    [
        (99, "SELECT ?s { ?s <urn:number> ?n }", 1),
        (100, "SELECT ?s { ?s <urn:number> ?n }", 2),
        (500, "SELECT ?s { ?s <urn:number> ?n } LIMIT 100", 1),
        (500, "SELECT ?s { ?s <urn:number> ?n } OFFSET 7 LIMIT 100", 1),
        (500, "SELECT ?s { { SELECT ?s { ?s <urn:number> ?n } LIMIT 100 } }", 2),
        (500, "SELECT ?s { ?s <urn:number> ?n } LIMIT 1000", 2),
    ],
    ids=["uneven", "round", "limit", "offset-and-limit", "limit-of-a-part", "larger-limit"],
)
def test_rule_3_a_round_number_is_asked_after_once(
    fake: FakeEndpoint, store: RemoteStore, count: int, query: str, requests: int
) -> None:
    """All rows at once stay one answer; only a round number costs a count."""
    fake.answer = engine(graph_of(count))
    assert len(store.select(query)) == min(count, 100 if "100 " in query + " " else count)
    assert len(fake.requests) == requests


def test_rule_3_a_header_without_its_rows_means_nothing(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """Virtuoso's header on an answer with fewer rows is no sign of more."""
    fake.answer = answering(Response(BODY, headers={**ROWS_TYPE, "X-SPARQL-MaxRows": "10000"}))
    assert len(store.select(ROWS)) == 1
    assert len(fake.requests) == 1


def held_back(fake: FakeEndpoint, other: Callable[[Request], Response]) -> None:
    """Let the fake endpoint give 100 rows of 250, and answer counts and pages as *other* does."""
    inner = engine(graph_of(250), rows=100)
    fake.answer = lambda request: (
        other(request)
        if "khgraph_count" in request.query or "OFFSET" in request.query
        else inner(request)
    )


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (
            answering(Response(b"SR353: too many rows to sort", 500)),
            "{url}: the endpoint does not answer this query "
            "(HTTP 500: SR353: too many rows to sort)",
        ),
        (answering(Response(b"no sub-queries here", 400)), "no sub-queries here"),
        (answering(rows_of()), "it does not count its rows"),
        (
            lambda request: (
                rows_of({"khgraph_count": {"type": "literal", "value": "250"}})
                if "khgraph_count" in request.query
                else rows_of()
            ),
            "it counts 250 rows, and shows 0",
        ),
        (
            lambda request: (
                rows_of({"khgraph_count": {"type": "literal", "value": "250"}})
                if "khgraph_count" in request.query
                else rows_of(*[X, {"x": {"type": "uri", "value": "urn:y"}}] * 50)
            ),
            "its pages do not follow one another",
        ),
    ],
    ids=["not-sorted", "refused", "no-count", "no-page", "pages-of-their-own"],
)
def test_rule_3_what_cannot_be_paged_is_an_error(
    fake: FakeEndpoint, store: RemoteStore, other: Callable[[Request], Response], reason: str
) -> None:
    """A part of the rows is never given for all of them."""
    held_back(fake, other)
    said = failure(lambda: store.query("SELECT ?s { ?s <urn:number> ?n }"), QueryError)
    assert said == (
        f"{fake.url}: the endpoint gives 100 rows at once, and cannot be asked for what may follow "
        f"({reason.format(url=fake.url)}); set a LIMIT, or ask for less"
    )


PAGED = [
    "SELECT ?s ?n { ?s <urn:number> ?n } ORDER BY ?n",
    "PREFIX u: <urn:> SELECT ?s ?n { ?s u:number ?n } ORDER BY DESC(?n) # the last first",
    "SELECT DISTINCT ?k { ?s <urn:kind> ?k } ORDER BY ?k",
    "SELECT ?k (COUNT(?s) AS ?c) { ?s <urn:kind> ?k } GROUP BY ?k HAVING (?c > 0) ORDER BY ?k",
    "SELECT ?s { ?s <urn:number> ?n FILTER(?n > 3) } ORDER BY ?n LIMIT 40 OFFSET 2",
    "SELECT ?s { ?s <urn:number> ?n } ORDER BY DESC(?n) OFFSET 5",
    "SELECT * { ?s <urn:number> ?n OPTIONAL { ?s <urn:none> ?o } } ORDER BY ?n",
    "SELECT ?s ?n { { SELECT ?s ?n { ?s <urn:number> ?n } ORDER BY ?n LIMIT 30 } } ORDER BY ?n",
    "SELECT ?s ?n { ?s <urn:number> ?n } ORDER BY ?n VALUES ?n { 3 1 2 0 }",
    "SELECT (STR(?n) AS ?t) FROM <urn:g> { ?s <urn:number> ?n } ORDER BY ?t",
]


@pytest.mark.parametrize("query", PAGED)
@pytest.mark.parametrize("cap", [1, 2, 7, 60])
def test_rule_4_pages_are_the_whole_row_for_row(
    fake: FakeEndpoint, store: RemoteStore, query: str, cap: int
) -> None:
    """Pages make what an endpoint without a limit gives, in the same order."""
    graph = graph_of(61)
    graph.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("urn:g"))
        for quad in list(graph)
    )
    fake.answer = engine(graph, rows=cap, header=True)
    whole = graph.query(query)
    assert isinstance(whole, ox.QuerySolutions)
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    assert answer.variables == whole.variables
    expected = [tuple(row) for row in whole]
    assert [tuple(row) for row in answer] == expected
    assert len(fake.requests) > 1 or len(expected) < cap


@given(
    st.lists(st.tuples(st.integers(0, 4), st.text(max_size=2)), max_size=30),
    st.integers(1, 9),
    st.sampled_from(["", "ORDER BY ?n", "ORDER BY DESC(?n) ?s"]),
)
@settings(max_examples=25)
def test_rule_4_no_page_loses_or_repeats_a_row(
    pairs: list[tuple[int, str]], cap: int, order: str
) -> None:
    """Equal rows, and rows that the query leaves in no order, all come as often as they are."""
    graph = ox.Store()
    for i, (number, text) in enumerate(pairs):
        thing = ox.NamedNode(f"urn:{i}")
        graph.add(ox.Quad(thing, ox.NamedNode("urn:n"), ox.Literal(number)))
        graph.add(ox.Quad(thing, ox.NamedNode("urn:s"), ox.Literal(text)))
    query = f"SELECT ?n ?s {{ ?x <urn:n> ?n ; <urn:s> ?s }} {order}"
    with fake_endpoint() as fake:
        fake.answer = engine(graph, rows=cap, header=True)
        rows = [tuple(map(str, row)) for row in RemoteStore(fake.url, probe=False).select(query)]
    expected = sorted((str(ox.Literal(number)), str(ox.Literal(text))) for number, text in pairs)
    assert sorted(rows) == expected
    if order:
        numbers = [row[0] for row in rows]
        assert numbers == sorted(numbers, reverse="DESC" in order)


def test_rule_4_a_graph_that_is_constructed_is_whole(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """The triples are made here, of all the rows; a blank node is another one for each."""
    graph = graph_of(25)
    fake.answer = engine(graph, rows=10, header=True)
    query = (
        "PREFIX u: <urn:> CONSTRUCT { ?s u:is [ u:said ?k ] . ?k u:never ?s } "
        "WHERE { ?s u:kind ?k OPTIONAL { ?s u:none ?z } }"
    )
    here = graph.query(query)
    assert isinstance(here, ox.QueryTriples)
    assert len(store.construct(query)) == 50
    assert render_answer(store.query(query), "nt") == render_answer(here, "nt")


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT WHERE { ?s <urn:kind> ?k }",
        "CONSTRUCT { ?s a <urn:Thing> } WHERE { ?s <urn:number> ?n } ORDER BY DESC(?n) LIMIT 3",
        "CONSTRUCT { <urn:a> <urn:b> <urn:c> } WHERE { ?s <urn:number> 3 }",
        "CONSTRUCT { <urn:a> <urn:b> <urn:c> } WHERE { ?s <urn:number> 99 }",
        "CONSTRUCT { ?khgraph_row <urn:b> ?s } WHERE { ?s <urn:kind> ?khgraph_row }",
        "CONSTRUCT { ?s <urn:b> ?o } WHERE { ?s <urn:kind> ?k OPTIONAL { ?s <urn:none> ?o } }",
    ],
    ids=["short", "limited", "once", "never", "taken-name", "unbound"],
)
def test_constructed_graphs_are_those_of_the_other_stores(
    fake: FakeEndpoint, store: RemoteStore, query: str
) -> None:
    """A template is filled here as the engine fills it."""
    graph = graph_of(9)
    fake.answer = engine(graph)
    here = graph.query(query)
    assert isinstance(here, ox.QueryTriples)
    assert render_answer(store.query(query), "nt") == render_answer(here, "nt")


def test_construct_where_with_blank_nodes(store: RemoteStore) -> None:
    """What would be another node in the template than in the pattern is refused."""
    assert failure(lambda: store.query("CONSTRUCT WHERE { ?s ?p [] }"), QueryError) == (
        "CONSTRUCT WHERE takes no blank nodes; write a variable in their place"
    )


# Rule 5: ways of writing a term


def test_rule_5_literals_of_old_and_new_writing(fake: FakeEndpoint, store: RemoteStore) -> None:
    """The former typed-literal is a literal, and a truth value is a word as in the other stores."""
    boolean = XSD + "boolean"
    terms = [
        {"type": "typed-literal", "datatype": XSD + "integer", "value": "-1"},
        {"type": "literal", "datatype": XSD + "integer", "value": "-1"},
        {"type": "typed-literal", "datatype": boolean, "value": "1"},
        {"type": "literal", "datatype": boolean, "value": "0"},
        {"type": "literal", "datatype": boolean, "value": "true"},
        {"type": "literal", "xml:lang": "mn", "value": "Халх"},
        {"type": "literal", "value": "1"},
    ]
    fake.answer = answering(rows_of(*({"x": term} for term in terms)))
    assert [row[0] for row in store.select(ROWS)] == [
        ox.Literal(-1),
        ox.Literal(-1),
        ox.Literal(True),
        ox.Literal(False),
        ox.Literal(True),
        ox.Literal("Халх", language="mn"),
        ox.Literal("1"),
    ]


@pytest.mark.parametrize(("value", "truth"), [("1", True), ("0", False)])
def test_rule_5_truth_values_as_virtuoso_tells_them(
    fake: FakeEndpoint, store: RemoteStore, value: str, truth: bool
) -> None:
    """A truth value may come as a row of a number."""
    number = {"type": "typed-literal", "datatype": XSD + "integer", "value": value}
    fake.answer = answering(rows_of({"__ASK_RETVAL": number}, variables=["__ASK_RETVAL"]))
    assert store.ask("ASK { ?s ?p ?o }") is truth


def test_columns_of_a_star_are_in_order(fake: FakeEndpoint, store: RemoteStore) -> None:
    """With a star the columns stand as in the other stores, whichever way the endpoint has them."""
    fake.answer = answering(rows_of({"b": X["x"]}, variables=["b", "a"]))
    answer = store.query("SELECT * { ?b ?p ?a }")
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == ["a", "b"]
    assert [tuple(row) for row in answer] == [(None, ox.NamedNode("urn:x"))]


# Rule 6: errors of HTTP


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, b"", LoadError, "the endpoint wants to know who asks; put name and password in "
         "~/.netrc, or a token in KHGRAPH_TOKEN (HTTP 401)"),
        (403, b"not you", LoadError, "the endpoint refuses to answer (HTTP 403: not you)"),
        (404, b"<html><head><title>Not\nFound</title></head><body>x</body></html>", LoadError,
         "there is no SPARQL endpoint at this address (HTTP 404: Not)"),
        (405, b"", LoadError, "there is no SPARQL endpoint at this address (HTTP 405)"),
        (406, b"", LoadError, "the endpoint does not speak SPARQL 1.1 (HTTP 406)"),
        (413, b"", QueryError, "the query is too long for the endpoint (HTTP 413)"),
        (500, b"\n\n  Virtuoso 22012 Error SR084: Division by 0.\n\nSPARQL query:\n", QueryError,
         "the endpoint does not answer this query (HTTP 500: Virtuoso 22012 Error SR084: "
         "Division by 0.)"),
        (503, b"busy \x1b[31m\x07\xe2\x80\xae", QueryError,
         "the endpoint does not answer this query (HTTP 503: busy [31m)"),
        (500, b"x" * 5000, QueryError,
         f"the endpoint does not answer this query (HTTP 500: {'x' * 200}...)"),
        (204, b"", QueryError, "the endpoint does not answer this query (HTTP 204)"),
        (304, b"", QueryError, "the endpoint does not answer this query (HTTP 304)"),
        (302, b"", QueryError, "the endpoint does not answer this query (HTTP 302)"),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, int) else "",
)  # fmt: skip
def test_rule_6_a_status_is_an_error_in_the_servers_words(
    fake: FakeEndpoint,
    store: RemoteStore,
    status: int,
    body: bytes,
    kind: type[KhgraphError],
    words: str,
) -> None:
    """No status but 200 gives rows; the first line of what the server says goes along."""
    fake.answer = answering(Response(body, status))
    assert failure(lambda: store.query(ROWS), kind) == f"{fake.url}: {words}"


def test_rule_6_a_fault_of_the_query_is_told_in_our_own_words(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """Where our parser refuses a query too, it shows the place."""
    fake.answer = answering(Response(b"Error 37000 at lexem 12", 400))
    said = failure(lambda: store.query("SELECT ?x WHERE { ?x a foo:Bar }"), QueryError)
    assert said == (
        "line 1, column 24: foo: is not declared; add PREFIX foo: <...>\n"
        "  SELECT ?x WHERE { ?x a foo:Bar }\n"
        "                         ^"
    )


@pytest.mark.parametrize(
    "query", [ROWS, "SELECT ?x { SERVICE <http://127.0.0.1:9/> { ?x ?p ?o } }"]
)
def test_rule_6_what_only_the_server_refuses_is_told_in_its_words(
    fake: FakeEndpoint, store: RemoteStore, query: str
) -> None:
    """A query that is SPARQL 1.1 is refused in the server's own words; no service is asked."""
    fake.answer = answering(Response(b"Error 37000 at lexem 12\nmore", 400))
    assert failure(lambda: store.query(query), QueryError) == (
        f"{fake.url}: the endpoint does not take this query: Error 37000 at lexem 12"
    )


def test_rule_6_a_web_page_and_xml_are_no_answer(fake: FakeEndpoint, store: RemoteStore) -> None:
    """A page that says 200 is no endpoint, whatever it says of its type."""
    for page in (
        Response(b"<html>hello</html>", headers={"Content-Type": "text/html; charset=utf-8"}),
        Response(b"\n<!DOCTYPE html><p>", headers={"Content-Type": "application/json"}),
    ):
        fake.answer = answering(page)
        assert failure(lambda: store.query(ROWS), LoadError) == (
            f"{fake.url}: a web page lies at this address, and no SPARQL endpoint"
        )
    fake.answer = answering(Response(b'<?xml version="1.0"?><sparql/>'))
    assert failure(lambda: store.query(ROWS), LoadError) == (
        f"{fake.url}: the endpoint answers in XML, where JSON was asked for"
    )


# Rule 7: time


def endless(fake: FakeEndpoint) -> dict[str, Response]:
    """Return answers that do not come to an end."""
    return {
        "no-head": Response(stalls=True),
        "no-body": Response(fake.drip(b"x", seconds=600), length=10),
        "byte-by-byte": Response(fake.drip(b" " * 10_000)),
        "byte-by-byte-with-length": Response(fake.drip(b" " * 10_000), length=10_000),
    }


@pytest.mark.parametrize("name", ["no-head", "no-body", "byte-by-byte", "byte-by-byte-with-length"])
def test_rule_7_an_answer_that_does_not_end_is_given_up(fake: FakeEndpoint, name: str) -> None:
    """Neither silence nor a byte now and then keeps a command waiting; the next query is served."""
    store = RemoteStore(fake.url, timeout=0.5, probe=False)
    fake.answer = answering(endless(fake)[name])
    start = time.monotonic()
    assert failure(lambda: store.query(ROWS), QueryError) == (
        f"{fake.url}: no whole answer within 0.5 seconds; ask for less, or allow more time"
    )
    assert time.monotonic() - start < 20
    fake.answer = answering(ONE_ROW)
    assert len(store.select(ROWS)) == 1


def test_rule_7_a_head_that_drips_is_given_up() -> None:
    """A server that sends its head byte by byte trips no timeout of a socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        store = RemoteStore(
            f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=0.5, probe=False
        )

        import threading

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 60:
                    try:
                        connection.send(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        said = failure(lambda: store.query(ROWS), QueryError)
        thread.join()
    assert said.endswith("no whole answer within 0.5 seconds; ask for less, or allow more time")


def test_rule_7_a_host_that_takes_no_connection_is_given_up() -> None:
    """A full queue of connections is told from an endpoint that thinks."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        address = listening.getsockname()
        waiting = [socket.socket() for _ in range(8)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        url = f"http://127.0.0.1:{address[1]}/sparql"
        store = RemoteStore(url, timeout=0.5, probe=False)
        said = failure(lambda: store.query(ROWS), LoadError)
        for each in waiting:
            each.close()
    assert said == f"{url}: no connection within 0.5 seconds; is the address right?"


def test_rule_7_no_deadline_is_sent_along(fake: FakeEndpoint, store: RemoteStore) -> None:
    """Virtuoso would take it for leave to answer with what it has found by then."""
    fake.answer = answering(ONE_ROW)
    store.query(ROWS)
    assert [name for name, _ in fake.requests[0].form] == ["query"]


def test_rule_7_a_broken_transfer_is_an_error(fake: FakeEndpoint, store: RemoteStore) -> None:
    """An endpoint that hangs up without a word has not answered."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        import threading

        def hang_up() -> None:
            connection, _ = listening.accept()
            connection.recv(100)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        said = failure(lambda: RemoteStore(url, probe=False).query(ROWS), QueryError)
        thread.join()
    assert said == f"{url}: the connection broke off; ask again"


# Rule 8: the default graph


def test_rule_8_graphs_in_the_address_go_along_with_each_query(fake: FakeEndpoint) -> None:
    """The protocol's own parameters become a part of the form, others stay in the address."""
    fake.answer = answering(ONE_ROW)
    store = RemoteStore(
        f"{fake.url}?key=a%20b&default-graph-uri=urn%3Aa&default-graph-uri=urn:b&named-graph-uri="
        "http://x/%23c&flag#part",
        probe=False,
    )
    store.query(ROWS)
    (request,) = fake.requests
    assert request.path == "/sparql?key=a%20b&flag"
    assert request.form == [
        ("query", ROWS),
        ("default-graph-uri", "urn:a"),
        ("default-graph-uri", "urn:b"),
        ("named-graph-uri", "http://x/#c"),
    ]
    assert store.data_name == fake.url


# Rule 9: credentials


def sent(fake: FakeEndpoint) -> list[str | None]:
    """Return what each request said of who asks."""
    return [request.headers.get("authorization") for request in fake.requests]


def write_netrc(tmp_path: Path, host: str = "127.0.0.1") -> None:
    """Write down a name and a password for *host*."""
    (tmp_path / "netrc").write_text(f"machine {host} login reader password s3cret\n")


def test_rule_9_nothing_is_told_unasked(fake: FakeEndpoint, tmp_path: Path) -> None:
    """Over plain HTTP a password goes nowhere before it is asked for."""
    write_netrc(tmp_path)
    fake.answer = answering(ONE_ROW)
    RemoteStore(fake.url, probe=False).query(ROWS)
    assert sent(fake) == [None]


def test_rule_9_basic_from_netrc(fake: FakeEndpoint, tmp_path: Path) -> None:
    """A server that asks for a password gets it, and then with each query."""
    write_netrc(tmp_path)
    basic = "Basic cmVhZGVyOnMzY3JldA=="
    demand = Response(b"", 401, {"WWW-Authenticate": 'Basic realm="x"'})
    fake.answer = lambda request: (
        ONE_ROW if request.headers.get("authorization") == basic else demand
    )
    store = RemoteStore(fake.url, probe=False)
    assert len(store.select(ROWS)) == 1
    store.query(ROWS)
    assert sent(fake) == [None, basic, basic]
    assert {request.query for request in fake.requests} == {ROWS}


def test_rule_9_digest_from_netrc(fake: FakeEndpoint, tmp_path: Path) -> None:
    """Where a server takes Digest, the password itself is never sent."""
    write_netrc(tmp_path)

    def md5(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

    def is_right(said: str) -> bool:
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', said))
        first, second = md5("reader", "x", "s3cret"), md5("POST", "/sparql")
        answer = md5(first, "n0nce", given["nc"], given["cnonce"], "auth", second)
        return [given["username"], given["response"]] == ["reader", answer]

    challenge = 'Digest realm="x", nonce="n0nce", qop="auth", algorithm=MD5, Basic realm="x"'

    def answer(request: Request) -> Response:
        said = request.headers.get("authorization", "")
        if said.startswith("Digest ") and is_right(said):
            return ONE_ROW
        return Response(b"", 401, {"WWW-Authenticate": challenge})

    fake.answer = answer
    store = RemoteStore(fake.url, probe=False)
    assert len(store.select(ROWS)) == 1
    count = len(fake.requests)
    assert len(store.select(ROWS)) == 1
    assert len(fake.requests) == count + 1
    assert not any(said and said.startswith("Basic") for said in sent(fake))


def test_rule_9_a_password_that_is_not_taken(fake: FakeEndpoint, tmp_path: Path) -> None:
    """A wrong password is tried once, and not repeated in the error."""
    write_netrc(tmp_path)
    fake.answer = answering(Response(b"", 401, {"WWW-Authenticate": "Basic"}))
    assert failure(lambda: RemoteStore(fake.url, probe=False).query(ROWS), LoadError) == (
        f"{fake.url}: the endpoint does not take the name and password that netrc has for "
        "127.0.0.1 (HTTP 401)"
    )
    assert len(fake.requests) == 2


def test_rule_9_token(fake: FakeEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A token from the environment goes before netrc; an error does not tell it."""
    write_netrc(tmp_path)
    monkeypatch.setenv("KHGRAPH_TOKEN", "t0ken")
    fake.answer = answering(ONE_ROW)
    RemoteStore(fake.url, probe=False).query(ROWS)
    fake.answer = answering(Response(b"", 401, {"WWW-Authenticate": "Basic"}))
    assert failure(lambda: RemoteStore(fake.url, probe=False).query(ROWS), LoadError) == (
        f"{fake.url}: the endpoint does not take the token in KHGRAPH_TOKEN (HTTP 401)"
    )
    assert sent(fake) == ["Bearer t0ken"] * 2


@pytest.mark.parametrize("token", ["t0ken\nX-Other: 1", "two words", "токен"])
def test_rule_9_a_token_that_is_none(
    fake: FakeEndpoint, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """A token never becomes another header, nor a part of an error."""
    monkeypatch.setenv("KHGRAPH_TOKEN", token)
    assert failure(lambda: RemoteStore(fake.url), LoadError) == (
        "KHGRAPH_TOKEN holds a space or a letter that no token has"
    )


def test_rule_9_a_password_in_other_letters(fake: FakeEndpoint, tmp_path: Path) -> None:
    """A password is sent in UTF-8, as the standard has it."""
    (tmp_path / "netrc").write_text(
        "machine 127.0.0.1 login reader password хүн\n", encoding="utf-8"
    )
    demand = Response(b"", 401, {"WWW-Authenticate": 'Basic realm="x"'})
    fake.answer = lambda request: ONE_ROW if "authorization" in request.headers else demand
    assert len(RemoteStore(fake.url, probe=False).select(ROWS)) == 1
    encoded = base64.b64encode("reader:хүн".encode()).decode()
    assert sent(fake) == [None, f"Basic {encoded}"]


def test_what_is_no_text_is_not_sent(fake: FakeEndpoint, store: RemoteStore) -> None:
    """Half of a character, which a terminal in another encoding may hand over, is told as such."""
    said = failure(lambda: store.query("ASK { ?s ?p '\udc80' }"), QueryError)
    assert said == "the query holds something that is no Unicode character"
    assert fake.requests == []


@pytest.mark.parametrize("url", ["http://{}@x.org/sparql", "https://{}@x.org:8/sparql?a=b"])
@pytest.mark.parametrize("who", ["reader:s3cret", "s3cret", ":s3cret"])
def test_rule_9_a_password_in_an_address_is_refused(url: str, who: str) -> None:
    """It would be seen in the list of processes; the error does not show it again."""
    said = failure(lambda: RemoteStore(url.format(who)), LoadError)
    clean = url.replace("{}@", "").partition("?")[0]
    assert said == (
        f"{clean}: a name or password in an address is seen by others; put it in ~/.netrc"
    )


@pytest.mark.parametrize(
    "url", ["http://", "http:///sparql", "http://x.org:port/", "http://x.org/a b", "http://[x/"]
)
def test_an_address_that_is_none(url: str) -> None:
    """What cannot be an address is told before anything is sent."""
    assert failure(lambda: open_store([url]), LoadError) == (
        "this is no address of an endpoint; write it like https://example.org/sparql"
    )


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_rule_9_a_redirect_keeps_the_query_and_no_secret(
    fake: FakeEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int
) -> None:
    """The query stays a POST; another host is told neither token nor password."""
    monkeypatch.setenv("KHGRAPH_TOKEN", "t0ken")
    write_netrc(tmp_path)
    with fake_endpoint() as other:
        other.answer = answering(ONE_ROW)
        elsewhere = f"http://localhost:{other.port}/there?x=y"
        fake.answer = answering(Response(b"", status, {"Location": elsewhere}))
        store = RemoteStore(f"{fake.url}?default-graph-uri=urn:g", probe=False)
        store.query(ROWS)
        store.query(ROWS)
        assert [(r.method, r.path, r.form) for r in other.requests] == [
            ("POST", "/there?x=y", [("query", ROWS), ("default-graph-uri", "urn:g")])
        ] * 2
        assert sent(other) == [None, None]
    # Where it says that it has moved for good, it is not asked again.
    assert len(fake.requests) == (1 if status in (301, 308) else 2)
    assert set(sent(fake)) == {"Bearer t0ken"}


def test_rule_9_a_redirect_on_the_same_host_keeps_the_secret(
    fake: FakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path of its own is the same server."""
    monkeypatch.setenv("KHGRAPH_TOKEN", "t0ken")
    fake.answer = lambda request: (
        ONE_ROW
        if request.path == "/deeper/query"
        else Response(b"", 307, {"Location": "deeper/query"})
    )
    RemoteStore(fake.url, probe=False).query(ROWS)
    assert sent(fake) == ["Bearer t0ken"] * 2


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/sparql", "the endpoint redirects again and again"),
        (
            "ftp://x.org/",
            "the endpoint redirects to something that is no address of an endpoint; "
            "give the address that it means",
        ),
        (
            "http://a:s3cret@x.org/",
            "the endpoint redirects to something that is no address of an endpoint; "
            "give the address that it means",
        ),
    ],
    ids=["circle", "other-scheme", "password"],
)
def test_redirects_that_lead_nowhere(
    fake: FakeEndpoint, store: RemoteStore, target: str, words: str
) -> None:
    """A redirect is followed to an address of the web, and not for ever."""
    fake.answer = answering(Response(b"", 307, {"Location": target}))
    assert failure(lambda: store.query(ROWS), LoadError) == f"{fake.url}: {words}"


def test_rule_9_secure_addresses_get_the_token_of_the_same_host_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From HTTP to HTTPS the token goes along, never back, and to no other port."""
    import requests

    from khgraph.stores.credentials import Credentials

    def told(credentials: Credentials, url: str) -> str | None:
        request = requests.Request("POST", url).prepare()
        return credentials.for_url(url)(request).headers.get("Authorization")

    monkeypatch.setenv("KHGRAPH_TOKEN", "t0ken")
    plain = Credentials("http://x.org/sparql")
    assert told(plain, "https://x.org/sparql") == "Bearer t0ken"
    assert told(plain, "http://x.org:80/other") == "Bearer t0ken"
    for other in ("https://x.org:8443/", "https://y.org/", "http://x.org:81/"):
        assert told(plain, other) is None
    assert told(Credentials("https://x.org/sparql"), "http://x.org/sparql") is None
    # Over HTTPS a password need not be asked for.
    monkeypatch.delenv("KHGRAPH_TOKEN")
    write_netrc(tmp_path, "x.org")
    basic = "Basic cmVhZGVyOnMzY3JldA=="
    assert told(Credentials("http://x.org/"), "https://x.org/") == basic
    assert told(Credentials("http://x.org/"), "http://x.org/") is None
    assert told(Credentials("http://x.org/"), "https://y.org/") is None


# Rule 10: only queries


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "prefix x: <urn:x#> delete where { ?s ?p ?o }",
        "DROP ALL",
        "BASE<urn:x>LOAD <http://x/>",
        "# SELECT ?s { ?s ?p ?o }\nCLEAR ALL",
        "# a comment\rDROP ALL #\n SELECT ?s { ?s ?p ?o }",
        "# a comment\\u000ADROP ALL #\n SELECT ?s { ?s ?p ?o }",
        "BASE <urn:x\u00a0#>DROP ALL #\n SELECT ?s { ?s ?p ?o }",
        "\\u0044ROP ALL",
        "DEFINE get:soft 'replace' SELECT ?s { ?s ?p ?o }",
        "",
        "Who betrayed Alda?",
    ],
)
def test_rule_10_nothing_but_queries_is_sent(
    fake: FakeEndpoint, store: RemoteStore, text: str
) -> None:
    """An update is refused here, in whatever clothes; the endpoint hears nothing of it."""
    fake.answer = answering(ONE_ROW)
    for ask in (store.query, store.select, store.ask, store.construct):
        assert failure(partial(ask, text), QueryError)
    assert fake.requests == []


def test_rule_10_an_update_is_refused_in_the_words_of_the_other_stores(
    store: RemoteStore, small: FileStore
) -> None:
    """The error is that of a local store."""
    for text in ("DROP ALL", "# x\nINSERT DATA { <urn:a> <urn:b> 1 }", "Who?", ""):
        assert failure(partial(store.query, text)) == failure(partial(small.query, text))


# Rule 11: long lists


def test_rule_11_neighbours_are_asked_for_in_parts(fake: FakeEndpoint, small: FileStore) -> None:
    """At most 200 things stand in one query; the steps are those of one query for all."""
    graph = ox.Store()
    graph.load((Path(__file__).parent / "data" / "small.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    fake.answer = engine(graph)
    store = RemoteStore(fake.url, probe=False)
    known = {str(quad.subject.value) for quad in graph if isinstance(quad.subject, ox.NamedNode)}
    frontier = known | {f"urn:unknown:{i}" for i in range(450)}
    assert store.neighbours(frontier, "") == small.neighbours(known, "")
    counts = [request.query.count("<urn:unknown") // 2 for request in fake.requests]
    assert sum(counts) == 450
    sizes = [
        len(re.findall(r"<[^>]*>", request.query.partition("?from {")[2].partition("}")[0]))
        for request in fake.requests
    ]
    assert len(sizes) == -(-len(frontier) // 200)
    assert max(sizes) == 200
    assert sum(sizes) == len(frontier)


LONG = [f"urn:thing:{i:05}" for i in range(2 * VALUES_AT_ONCE + 3)]


@pytest.mark.parametrize(
    ("query", "requests"),
    [
        ("SELECT DISTINCT ?s ?n WHERE {{ {values} ?s <urn:number> ?n }}", 3),
        ("SELECT DISTINCT ?k WHERE {{ {values} ?s <urn:kind> ?k }}", 3),
        ("SELECT ?k WHERE {{ {values} ?s <urn:kind> ?k }}", 3),
        ("SELECT ?s (COUNT(?o) AS ?c) WHERE {{ {values} ?s ?p ?o }} GROUP BY ?s", 3),
        ("SELECT ?k (COUNT(?s) AS ?c) WHERE {{ {values} ?s <urn:kind> ?k }} GROUP BY ?k", 1),
        ("SELECT (COUNT(*) AS ?c) WHERE {{ {values} ?s ?p ?o }}", 1),
        ("SELECT ?s WHERE {{ {values} ?s <urn:number> ?n }} ORDER BY ?n", 1),
        ("SELECT ?s WHERE {{ {values} ?s <urn:number> ?n }} LIMIT 2000", 1),
        ("SELECT ?s WHERE {{ ?s <urn:number> ?n OPTIONAL {{ {values} ?s ?p ?o }} }}", 1),
        (
            "SELECT ?s ?x WHERE {{ {values} ?s <urn:number> ?n OPTIONAL {{ ?s <urn:none> ?x }}"
            " FILTER NOT EXISTS {{ ?s <urn:number> 7 }} }}",
            3,
        ),
        ("ASK {{ {values} ?s <urn:number> ?n }}", 1),
    ],
    ids=[
        "rows",
        "distinct",
        "repeated",
        "groups-of-one",
        "groups-of-many",
        "total",
        "sorted",
        "limited",
        "not-first",
        "with-options",
        "ask",
    ],
)
def test_rule_11_a_long_list_is_asked_for_in_parts_where_that_is_the_same(
    fake: FakeEndpoint, store: RemoteStore, query: str, requests: int
) -> None:
    """The rows are those of the whole query, whoever wrote it."""
    graph = graph_of(len(LONG))
    fake.answer = engine(graph)
    text = query.format(values=values_block("s", LONG))
    whole = graph.query(text)
    if isinstance(whole, ox.QueryBoolean):
        assert store.ask(text) is bool(whole)
    else:
        assert isinstance(whole, ox.QuerySolutions)
        expected = [tuple(map(str, row)) for row in whole]
        rows = [tuple(map(str, row)) for row in store.select(text)]
        assert sorted(rows) == sorted(expected)
        if "ORDER" in text:
            assert rows == expected
    assert len(fake.requests) == requests


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT DISTINCT ?s ?n WHERE { VALUES ?s { } ?s <urn:number> ?n }", ["s", "n"]),
        ("SELECT ?s (COUNT(?o) AS ?c) { VALUES ?s {} ?s ?p ?o } GROUP BY ?s", ["s", "c"]),
    ],
)
def test_rule_11_of_an_empty_list_nothing_is_asked(
    fake: FakeEndpoint, store: RemoteStore, query: str, columns: list[str]
) -> None:
    """Engines take long to find nothing; a total of nothing is still asked for."""
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == columns
    assert list(answer) == []
    assert store.neighbours([], "") == []
    assert fake.requests == []
    fake.answer = engine(ox.Store())
    total = "SELECT (COUNT(*) AS ?c) { VALUES ?s { } ?s ?p ?o }"
    assert store.select(total) == [(ox.Literal(0),)]
    assert store.select("SELECT * { VALUES ?s { } ?s ?p ?o }") == []
    assert len(fake.requests) == 2


def test_rule_11_only_lists_of_iris_are_split() -> None:
    """Strings, prefixed names and comments in a list leave it as it is."""
    iris = values_block("s", LONG)
    for values in (iris.replace("<", "'a' <", 1), iris.replace("<", "kh:a <", 1)):
        text = f"SELECT ?s WHERE {{ {values} ?s ?p ?o }}"
        assert split_values(text, 10) == [text]
    short = f"SELECT ?s WHERE {{ {values_block('s', LONG[:10])} ?s ?p ?o }}"
    assert split_values(short, 10) == [short]
    parts = split_values(f"SELECT ?s WHERE {{ {values_block('s', LONG[:21])} ?s ?p ?o }}", 10)
    assert [part.count("<urn:thing") for part in parts] == [10, 10, 1]


# Rule 12: blank nodes


def test_rule_12_blank_nodes_are_shown(fake: FakeEndpoint, store: RemoteStore) -> None:
    """A blank node in a row is the same one in another row of the answer, and only there."""
    labels = ["nodeID://b10000", "b1", "nodeID://b10000", "nodeID://b10001"]
    fake.answer = answering(
        rows_of(*({"x": {"type": "bnode", "value": label}} for label in labels))
    )
    terms = [row[0] for row in store.select(ROWS)]
    assert all(isinstance(term, ox.BlankNode) for term in terms)
    assert terms[0] == terms[2]
    assert len(set(terms)) == 3
    assert render_answer(store.query(ROWS), "csv").text.count("\n") == 5


def test_rule_12_a_statement_without_a_name_is_refused(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """What cannot be asked about again leads nowhere."""
    graph = ox.Store()
    graph.load(
        f"_:s <{RDF}subject> <urn:a> ; <{RDF}predicate> <urn:p> ; <{RDF}object> <urn:b> .".encode(),
        ox.RdfFormat.TURTLE,
    )
    fake.answer = engine(graph)
    assert failure(lambda: store.neighbours(["urn:a"], ""), LoadError) == (
        "a statement has no name; give every node an IRI"
    )


def test_rule_12_blank_nodes_of_several_pages_are_not_confused(
    fake: FakeEndpoint, store: RemoteStore
) -> None:
    """Labels that mean another node on each page do not go together."""
    pages = iter(range(1000))

    def answer(request: Request) -> Response:
        if "khgraph_count" in request.query:
            return rows_of({"khgraph_count": {"type": "literal", "value": "250"}})
        page = next(pages)
        return rows_of(*({"x": {"type": "bnode", "value": f"p{page}n{i}"}} for i in range(100)))

    fake.answer = answer
    assert "its pages do not follow one another" in failure(lambda: store.query(ROWS), QueryError)


# The first use


def probing(*found: str, graphs: tuple[str, ...] = ()) -> Callable[[Request], Response]:
    """Return what an endpoint answers that holds so much of khgraph's data."""

    def answer(request: Request) -> Response:
        if "GRAPH ?graph" in request.query:
            named = ({"graph": {"type": "uri", "value": graph}} for graph in graphs)
            return rows_of(*named, variables=["graph"])
        if "?found" in request.query:
            rows = ({"found": {"type": "literal", "value": word}} for word in found)
            return rows_of(*rows, variables=["found"])
        return ONE_ROW

    return answer


def test_probe_is_one_small_request(fake: FakeEndpoint) -> None:
    """Nothing is sent before the first query; the data are looked for once."""
    fake.answer = probing("ontology", "statements")
    store = RemoteStore(fake.url)
    assert fake.requests == []
    store.query(ROWS)
    store.query(ROWS)
    assert len(fake.requests) == 3
    assert len(fake.requests[0].query) < 400


@pytest.mark.parametrize(
    ("found", "graphs", "words"),
    [
        (
            (),
            (),
            "the endpoint answers, but its default graph holds no khgraph data; "
            "load data/triples.ttl and ontology/khgraph.ttl there",
        ),
        (
            ("ontology",),
            (),
            "the endpoint answers, but its default graph holds no statements; "
            "load data/triples.ttl there",
        ),
        (
            ("statements",),
            (),
            "the endpoint holds statements but not their ontology; load ontology/khgraph.ttl there",
        ),
        (
            (),
            ("urn:g",),
            "the endpoint answers, but its default graph holds no khgraph data; <urn:g> holds "
            "some: append ?default-graph-uri=urn:g to the address",
        ),
        (
            ("ontology",),
            ("http://x.org/g#a b&c", "urn:h"),
            "the endpoint answers, but its default graph holds no statements; "
            "<http://x.org/g#a b&c> and <urn:h> hold some: append "
            "?default-graph-uri=http://x.org/g%23a%20b%26c to the address",
        ),
    ],
    ids=["nothing", "ontology", "statements", "one-graph", "two-graphs"],
)
def test_probe_says_what_is_lacking(
    fake: FakeEndpoint, found: tuple[str, ...], graphs: tuple[str, ...], words: str
) -> None:
    """An endpoint without the data says so in place of finding nothing; each time it is asked."""
    fake.answer = probing(*found, graphs=graphs)
    store = RemoteStore(fake.url)
    for _ in range(2):
        assert failure(lambda: store.query(ROWS), LoadError) == f"{fake.url}: {words}"
    assert len(RemoteStore(fake.url, probe=False).select(ROWS)) == 1


def test_probe_looks_for_graphs_beside_those_of_the_address(fake: FakeEndpoint) -> None:
    """The graphs of the address, which hold nothing, are left out when others are looked for."""
    fake.answer = probing(graphs=("urn:h",))
    store = RemoteStore(f"{fake.url}?default-graph-uri=urn:g&key=v")
    assert "<urn:h> holds some" in failure(lambda: store.query(ROWS), LoadError)
    assert [name for name, _ in fake.requests[0].form] == ["query", "default-graph-uri"]
    assert [name for name, _ in fake.requests[1].form] == ["query"]
    assert [request.path for request in fake.requests] == ["/sparql?key=v"] * 2


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (Response(b"what?", 400), "no SPARQL 1.1 is understood at this address: what?"),
        (
            Response(b"down", 502),
            "the endpoint does not answer this query (HTTP 502: down)",
        ),
        (
            Response(b"<html>", headers={"Content-Type": "text/html"}),
            "a web page lies at this address, and no SPARQL endpoint",
        ),
        (Response(b"pong"), BREAKS_OFF),
        (Response(b'{"data": 1}'), "the endpoint's answer holds no rows"),
        (rows_of(X), "what answers at this address is no SPARQL endpoint"),
    ],
    ids=["refusal", "gateway", "page", "word", "other-json", "other-rows"],
)
def test_probe_of_what_is_no_endpoint(fake: FakeEndpoint, response: Response, words: str) -> None:
    """Whatever else answers is told apart from an endpoint in a sentence."""
    fake.answer = answering(response)
    assert failure(lambda: RemoteStore(fake.url).query(ROWS), LoadError) == f"{fake.url}: {words}"


def test_nobody_listens() -> None:
    """A port without a listener and a host that there is not are told apart."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/sparql"
        assert failure(lambda: RemoteStore(url).query(ROWS), LoadError) == (
            f"{url}: no connection: Connection refused; is the endpoint running?"
        )
    url = "http://no-such-host.invalid/sparql"
    assert failure(lambda: RemoteStore(url).query(ROWS), LoadError) == (
        f"{url}: no host is called no-such-host.invalid"
    )


def test_no_secure_connection(fake: FakeEndpoint) -> None:
    """A server without TLS under an https address is told as such."""
    url = fake.url.replace("http:", "https:")
    said = failure(lambda: RemoteStore(url).query(ROWS), LoadError)
    assert said.startswith(f"{url}: no secure connection: ")
    assert "record layer failure" in said or "wrong version number" in said.lower()


def test_no_way_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxies of the environment are used, and blamed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{taken.getsockname()[1]}")
        url = "http://example.invalid/sparql"
        assert failure(lambda: RemoteStore(url).query(ROWS), LoadError) == (
            f"{url}: the proxy gives no way: Connection refused"
        )


def test_name_of_the_data() -> None:
    """The data are called by the address, without what stands after it."""
    store = open_store(["https://x.org:8443/a/sparql?default-graph-uri=urn:g&key=s3cret#x"])
    assert store.data_name == "https://x.org:8443/a/sparql"
    assert store.paths == ()
    assert Endpoint("http://x.org", 1).name == "http://x.org"


# Real servers


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """Return a real server."""
    found = request.getfixturevalue(f"{request.param}_server")
    assert isinstance(found, Server)
    return found


def test_real_servers_are_probed(server: Server) -> None:
    """A graph without the ontology, and one without the data, are told apart by real servers."""
    url = server.bare.partition("?")[0]
    assert failure(lambda: RemoteStore(server.bare).query(ROWS), LoadError) == (
        f"{url}: the endpoint holds statements but not their ontology; "
        "load ontology/khgraph.ttl there"
    )
    said = failure(lambda: RemoteStore(server.odd).query(ROWS), LoadError)
    assert "its default graph holds no khgraph data; <urn:x-graph:bare>" in said
    assert said.endswith("append ?default-graph-uri=urn:x-graph:bare to the address")


def test_terms_come_back_as_they_are(server: Server) -> None:
    """Truth values, numbers, letters of all kinds and blank nodes survive a real server."""
    store = RemoteStore(server.odd, probe=False)
    text = 'Халхын гол\n"ハルハ" \\ 𐐷 & <b>'
    literals = "SELECT ?p ?o { <urn:odd> ?p ?o FILTER(isLiteral(?o)) }"
    assert {row[1] for row in store.select(literals)} >= {
        ox.Literal(True),
        ox.Literal(-7),
        ox.Literal("1.5", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal(text),
        ox.Literal("x", language="mn"),
        ox.Literal("0939-05-11", datatype=ox.NamedNode(XSD + "date")),
    }  # fmt: skip
    rows = store.select("SELECT ?s ?o { <urn:odd> <urn:near> ?s . ?s <urn:text> ?o }")
    assert [(type(row[0]), row[1]) for row in rows] == [(ox.BlankNode, ox.Literal("no name"))]
    found = "SELECT $t ?s { ?s <urn:text> $t }"
    assert store.select(found, {"t": ox.Literal(text)}) == [
        (ox.Literal(text), ox.NamedNode("urn:odd"))
    ]
    assert store.ask("ASK { <urn:odd> <urn:truth> true }")
    assert not store.ask("ASK { <urn:odd> <urn:truth> false }")
    described = store.construct("DESCRIBE <urn:odd>")
    assert (
        ox.Triple(ox.NamedNode("urn:odd"), ox.NamedNode("urn:truth"), ox.Literal(True)) in described
    )


@pytest.mark.parametrize("text", ["\\u0041", "a\\U00000041b", "\\\\u0041", "\\n", "'\"\n\r\t"])
def test_bound_texts_are_found_as_they_are(server: Server, text: str) -> None:
    """What looks like an escape in a value is none, however early an engine reads escapes."""
    store = RemoteStore(server.odd, probe=False)
    rows = store.select("SELECT $t ?n { BIND(STRLEN($t) AS ?n) }", {"t": ox.Literal(text)})
    assert [(row[0], text_of(row[1])) for row in rows] == [(ox.Literal(text), str(len(text)))]


def test_bad_queries_at_real_servers(server: Server, small: FileStore) -> None:
    """The fault is told as by a local store."""
    store = RemoteStore(server.small)
    for text in ("SELECT ?x WHERE { ?x a foo:Bar }", "SELECT ?x WHERE {"):
        assert failure(partial(store.query, text), QueryError) == failure(
            partial(small.query, text), QueryError
        )


def test_virtuoso_gives_all_rows(virtuoso_server: Server) -> None:
    """Of more rows than it gives at once all are fetched, in order, and so is a graph."""
    local = FileStore()
    store = RemoteStore(virtuoso_server.bundled)
    query = "SELECT ?s ?p { ?s ?p ?o FILTER(isLiteral(?o)) } ORDER BY ?s ?p"
    rows = local.select(query)
    assert VIRTUOSO_ROWS < len(rows) < 3 * VIRTUOSO_ROWS
    assert store.select(query) == rows
    query = "CONSTRUCT { ?s a ?p } WHERE { ?s ?p ?o FILTER(isLiteral(?o)) }"
    assert len(local.construct(query)) > VIRTUOSO_ROWS
    assert set(store.construct(query)) == set(local.construct(query))


def test_virtuoso_takes_a_long_list(virtuoso_server: Server) -> None:
    """Thousands of IRIs, which it refuses at once, are asked for in parts."""
    store = RemoteStore(virtuoso_server.small)
    known = KHA + "alda"
    values = values_block("thing", [known, *(f"{KHS}number-{i}" for i in range(6000))])
    query = f"SELECT ?thing ?label {{ {values} ?thing skos:prefLabel ?label }}"
    assert store.select(query) == [(ox.NamedNode(known), ox.Literal("Alda", language="en"))]
    assert PREFIXES["skos"] not in values
    assert json.dumps(values).count("<") > 4000
