"""The SPARQL 1.1 Protocol over a real socket: the query tests of the W3C's own suite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from served import Server, running

# The suite's graphs: each says of its own name that it is a document.
GRAPHS = [f"http://kasei.us/2009/09/sparql/data/data{number}.rdf" for number in range(4)]
DATA1, DATA2, DATA3 = GRAPHS[1:]
TYPED = "a ?type"
BOTH = f"<{DATA1}> {TYPED} . <{DATA2}> {TYPED}"
EACH = f"GRAPH ?g1 {{ <{DATA1}> {TYPED} }} GRAPH ?g2 {{ <{DATA2}> {TYPED} }}"

QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
ROWS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
RDF = {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"}


class Case(NamedTuple):
    """A request of the suite, and what has to come: a boolean, one of some types, or a 4xx."""

    name: str
    method: str
    parameters: list[tuple[str, str]]
    content_type: str | None
    body: bytes | None
    expected: bool | set[str] | None


def default(*graphs: str) -> list[tuple[str, str]]:
    """Return the parameters that make *graphs* the default graph."""
    return [("default-graph-uri", graph) for graph in graphs]


def named(*graphs: str) -> list[tuple[str, str]]:
    """Return the parameters that make *graphs* the named graphs."""
    return [("named-graph-uri", graph) for graph in graphs]


def get(name: str, query: str, dataset: list[tuple[str, str]]) -> Case:
    """Return a test that asks by GET, and is to be told yes."""
    return Case(name, "GET", [("query", query), *dataset], None, None, True)


def direct(
    name: str, query: str, dataset: list[tuple[str, str]], expected: bool | set[str] = True
) -> Case:
    """Return a test that posts the query as it is."""
    return Case(name, "POST", dataset, QUERY, query.encode(), expected)


DATA0 = default(GRAPHS[0])
FORM_BODY = urlencode({"query": "ASK {}"}).encode()
CASES = [
    Case("query_post_form", "POST", DATA0, FORM, FORM_BODY, True),
    get("query_dataset_default_graph", f"ASK {{ <{DATA1}> {TYPED} }}", default(DATA1)),
    get("query_dataset_default_graphs_get", f"ASK {{ {BOTH} }}", default(DATA1, DATA2)),
    direct("query_dataset_default_graphs_post", f"ASK {{ {BOTH} }}", default(DATA1, DATA2)),
    direct("query_dataset_named_graphs_post", f"ASK {{ {EACH} }}", named(DATA1, DATA2)),
    get("query_dataset_named_graphs_get", f"ASK {{ {EACH} }}", named(DATA1, DATA2)),
    direct(
        "query_dataset_full",
        f"ASK {{ <{DATA3}> {TYPED} {EACH} }}",
        default(DATA3) + named(DATA1, DATA2),
    ),
    direct("query_multiple_dataset", f"ASK FROM <{DATA3}> {{ {EACH} }}", named(DATA1, DATA2)),
    get("query_get", "ASK {}", DATA0),
    direct("query_content_type_select", "SELECT (1 AS ?value) {}", DATA0, ROWS),
    direct("query_content_type_ask", "ASK {}", DATA0, ROWS),
    direct("query_content_type_describe", "DESCRIBE <http://example.org/>", DATA0, RDF),
    direct("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", DATA0, RDF),
    direct("query_post_direct", "ASK {}", []),
    Case("bad_query_method", "PUT", [("query", "ASK {}"), *DATA0], FORM, b"", None),
    Case(
        "bad_multiple_queries",
        "GET",
        [("query", "ASK {}"), ("query", "SELECT * {}")],
        None,
        None,
        None,
    ),
    Case("bad_query_wrong_media_type", "POST", [], "text/plain", b"ASK {}", None),
    Case("bad_query_missing_form_type", "POST", [], None, FORM_BODY, None),
    Case("bad_query_missing_direct_type", "POST", [], None, b"ASK {}", None),
    Case(
        "bad_query_non_utf8",
        "POST",
        [],
        f"{QUERY}; charset=UTF-16",
        "ASK {}".encode("utf-16"),
        None,
    ),
    Case("bad_query_syntax", "GET", [("query", "ASK {")], None, None, None),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve three of the suite's graphs; what data0 names is nowhere."""
    path = tmp_path_factory.mktemp("data") / "graphs.nq"
    is_a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document>"
    path.write_text("".join(f"<{graph}> {is_a} <{graph}> .\n" for graph in GRAPHS[1:]))
    with running("--data", str(path)) as started:
        yield started


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
@pytest.mark.parametrize("slash", ["", "/"], ids=["", "slash"])
def test_query_test_of_the_w3c(server: Server, case: Case, slash: str) -> None:
    """The endpoint does what the suite expects, as the suite writes its path and as we do."""
    path = f"/sparql{slash}?{urlencode(case.parameters)}".rstrip("?")
    headers = {} if case.content_type is None else {"Content-Type": case.content_type}
    response = server.request(case.method, path, headers, case.body)
    if case.expected is None:
        assert 400 <= response.status < 500
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        return
    assert response.status == 200, response.text
    media_type = response.headers["content-type"].partition(";")[0]
    if isinstance(case.expected, set):
        assert media_type in case.expected
    else:
        assert media_type == "application/sparql-results+json"
        assert json.loads(response.body)["boolean"] is case.expected


def test_suite_is_whole() -> None:
    """The table holds the suite's 20 query tests of today, and one of its earlier edition."""
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) == 21


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        (f"ASK {{ <{DATA1}> {TYPED} }}", default(DATA2)),
        (f"ASK {{ {BOTH} }}", default(DATA1)),
        (f"ASK {{ {EACH} }}", named(DATA1)),
        (f"ASK {{ {EACH} }}", default(DATA1, DATA2)),
        (f"ASK {{ <{DATA1}> {TYPED} }}", named(DATA1)),
        (f"ASK FROM <{DATA1}> {{ <{DATA1}> {TYPED} }}", default(DATA2)),
        (f"ASK FROM NAMED <{DATA1}> {{ GRAPH ?g {{ ?s {TYPED} }} }}", default(DATA1)),
        (f"ASK FROM <{DATA1}> {{ <{DATA2}> {TYPED} }}", []),
        (f"ASK FROM NAMED <{DATA1}> {{ <{DATA1}> {TYPED} }}", []),
        ("ASK { ?s ?p ?o }", DATA0),
        ("ASK FROM <file:///etc/passwd> { ?s ?p ?o }", []),
        ("ASK FROM <http://example.org/> { ?s ?p ?o }", []),
    ],
)
def test_dataset_holds_nothing_else(
    server: Server, query: str, dataset: list[tuple[str, str]]
) -> None:
    """What is named is the whole dataset, the request's before the query's; nothing is fetched."""
    response = server.ask(query, parameters=dataset)
    assert response.text == '{"head":{},"boolean":false}\n'


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ {BOTH} }}",
        f"ASK {{ {EACH} }}",
        f"ASK FROM <{DATA1}> FROM <{DATA2}> {{ {BOTH} }}",
        f"ASK FROM NAMED <{DATA1}> FROM NAMED <{DATA2}> {{ {EACH} }}",
        f'ASK {{ {BOTH} FILTER("FROM <{DATA3}>" != ?from) VALUES ?from {{ 1 }} }} # FROM <urn:x>',
    ],
    ids=["default", "named", "from", "from-named", "from-in-a-string"],
)
def test_data_in_named_graphs_is_one_graph(server: Server, query: str) -> None:
    """Without a dataset all graphs are the default graph, as for `khgraph query`."""
    assert server.ask(query).text == '{"head":{},"boolean":true}\n'


def test_empty_field_of_a_form_names_no_graph(server: Server) -> None:
    """A form that was left empty in part asks everything."""
    fields = [("query", f"ASK {{ {BOTH} }}"), ("default-graph-uri", ""), ("named-graph-uri", "")]
    body = urlencode(fields).encode()
    response = server.request("POST", headers={"Content-Type": FORM}, body=body)
    assert response.text == '{"head":{},"boolean":true}\n'


def test_graph_name_that_is_none(server: Server) -> None:
    """The name of a graph is checked before the query is asked."""
    response = server.ask("ASK {}", parameters=default("no iri"))
    assert response.status == 400
    assert response.text == "'no iri' is not an IRI: Invalid IRI code point ' '\n"
