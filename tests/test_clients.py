"""Real clients ask the running endpoint, and get what `khgraph query` prints."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import COMMAND, Server, running
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

COMUNICA = Path(__file__).parent / "clients" / "node_modules" / ".bin" / "comunica-sparql"

# Some clients read a query before they send it, and want every prefix declared.
PROLOGUE = (
    "PREFIX kh: <https://w3id.org/khgraph/ontology#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
)
# IRIs, literals with and without a language, numbers, diacritics, and unbound cells.
SELECT = PROLOGUE + (
    "SELECT ?thing ?label ?note ?sign WHERE {\n"
    "  { ?thing a kh:Document } UNION { ?thing a kh:State } UNION { ?thing kh:sign ?sign }\n"
    "  ?thing skos:prefLabel ?label\n"
    "  OPTIONAL { ?thing skos:altLabel ?note }\n"
    "} ORDER BY DESC(?thing) ?label ?note"
)
CONSTRUCT = PROLOGUE + (
    "CONSTRUCT { ?turn rdfs:label ?label } WHERE { ?turn a kh:Turn ; rdfs:label ?label }"
)
ASK = PROLOGUE + "ASK { ?turn a kh:Turn }"
BROKEN = "SELECT ?x WHERE { ?x a foo:Bar }"
BROKEN_TEXT = (
    "line 1, column 24: foo: is not declared; add PREFIX foo: <...>\n"
    "  SELECT ?x WHERE { ?x a foo:Bar }\n"
    "                         ^\n"
)
Rows = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Serve the bundled data."""
    with running() as started:
        yield started


def printed(query: str, form: str) -> bytes:
    """Return what `khgraph query` prints."""
    done = subprocess.run(
        [COMMAND, "query", "-", "--format", form], input=query.encode(), capture_output=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def cells(document: Any) -> Rows:
    """Return the rows of a document in the SPARQL JSON format, each cell as one text."""
    names, rows = document["head"]["vars"], document["results"]["bindings"]
    return [
        tuple(
            "|".join(row[name].get(key, "") for key in ("value", "xml:lang", "datatype"))
            if name in row
            else ""
            for name in names
        )
        for row in rows
    ]


def term_cells(result: Any) -> Rows:
    """Return the rows of a result of rdflib's in the same form as `cells`."""
    return [
        tuple(
            f"{cell}|{getattr(cell, 'language', None) or ''}"
            f"|{getattr(cell, 'datatype', None) or ''}"
            if cell is not None
            else ""
            for cell in row
        )
        for row in result
    ]


@pytest.fixture(scope="module")
def expected() -> Rows:
    """Return the rows that every client has to get."""
    rows = cells(json.loads(printed(SELECT, "srj")))
    # The query is worth asking only while it has what clients get wrong.
    text = repr(rows)
    assert len(rows) > 50
    assert "|en|" in text
    assert "#integer" in text
    assert "''" in text
    assert not text.isascii()
    return rows


def triples(content: Any, rdf_format: ox.RdfFormat) -> set[str]:
    """Return the triples of a document as N-Triples."""
    return {str(quad.triple) for quad in ox.parse(content, format=rdf_format)}


@pytest.fixture(scope="module")
def expected_triples() -> set[str]:
    """Return the triples that every client has to get."""
    found = triples(printed(CONSTRUCT, "nt"), ox.RdfFormat.N_TRIPLES)
    assert len(found) > 10
    return found


# curl


def curl(server: Server, *arguments: str) -> bytes:
    """Return what curl prints."""
    command = ["curl", "--silent", "--show-error", "--max-time", "60", *arguments, server.endpoint]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("srj", "application/sparql-results+json"),
        ("srx", "application/sparql-results+xml"),
        ("tsv", "text/tab-separated-values"),
    ],
)
@pytest.mark.parametrize("method", ["get", "form", "direct"])
def test_curl_gets_the_bytes_that_the_command_prints(
    server: Server, method: str, form: str, media_type: str
) -> None:
    """Each way of asking gives each format, byte for byte."""
    sending = {
        "get": ("--get", "--data-urlencode", f"query={SELECT}"),
        "form": ("--data-urlencode", f"query={SELECT}"),
        "direct": ("--header", "Content-Type: application/sparql-query", "--data-binary", SELECT),
    }
    got = curl(server, "--header", f"Accept: {media_type}", *sending[method])
    assert got == printed(SELECT, form)


def test_curl_gets_csv_with_the_line_ends_of_the_standard(server: Server) -> None:
    """CSV ends its records with CR LF over HTTP, and as every text does on the command line."""
    got = curl(server, "--header", "Accept: text/csv", "--data-urlencode", f"query={SELECT}")
    assert got.count(b"\r\n") == got.count(b"\n") == printed(SELECT, "csv").count(b"\n")
    assert got.replace(b"\r\n", b"\n") == printed(SELECT, "csv")


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
    ],
)
def test_curl_gets_graphs_as_the_command_prints_them(
    server: Server, form: str, media_type: str
) -> None:
    """A graph is the same text over HTTP."""
    got = curl(
        server, "--header", f"Accept: {media_type}", "--data-urlencode", f"query={CONSTRUCT}"
    )
    assert got == printed(CONSTRUCT, form)


# SPARQLWrapper


@pytest.mark.parametrize(
    ("method", "request_method"),
    [
        (SPARQLWrapper.GET, SPARQLWrapper.URLENCODED),
        (SPARQLWrapper.POST, SPARQLWrapper.URLENCODED),
        (SPARQLWrapper.POST, SPARQLWrapper.POSTDIRECTLY),
    ],
)
def test_sparqlwrapper_json(
    server: Server, expected: Rows, method: str, request_method: str
) -> None:
    """SPARQLWrapper gets the rows as JSON, however it asks."""
    client = SPARQLWrapper.SPARQLWrapper(server.endpoint)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setReturnFormat(SPARQLWrapper.JSON)
    client.setQuery(SELECT)
    assert cells(client.queryAndConvert()) == expected


def test_sparqlwrapper_xml(server: Server, expected: Rows) -> None:
    """SPARQLWrapper gets the rows as XML."""
    client = SPARQLWrapper.SPARQLWrapper(server.endpoint, returnFormat=SPARQLWrapper.XML)
    client.setQuery(SELECT)
    content = client.query().response.read()
    rows = rdflib.query.Result.parse(source=io.BytesIO(content), format="xml")
    assert term_cells(rows) == expected


def test_sparqlwrapper_asks_and_constructs(server: Server, expected_triples: set[str]) -> None:
    """The other forms of queries come as a boolean and as a graph."""
    client = SPARQLWrapper.SPARQLWrapper(server.endpoint, returnFormat=SPARQLWrapper.JSON)
    client.setQuery(ASK)
    assert client.queryAndConvert() == {"head": {}, "boolean": True}
    client.setReturnFormat(SPARQLWrapper.TURTLE)
    client.setQuery(CONSTRUCT)
    assert triples(client.queryAndConvert(), ox.RdfFormat.TURTLE) == expected_triples


def test_sparqlwrapper_is_told_what_is_wrong(server: Server) -> None:
    """A bad query is SPARQLWrapper's own error for it, with our words inside."""
    client = SPARQLWrapper.SPARQLWrapper(server.endpoint, returnFormat=SPARQLWrapper.JSON)
    client.setQuery(BROKEN)
    with pytest.raises(QueryBadFormed) as caught:
        client.query()
    assert repr(BROKEN_TEXT)[1:-1] in str(caught.value)


# rdflib


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_rdflib_store(server: Server, expected: Rows, method: str, form: str) -> None:
    """A graph of rdflib's over the endpoint gives the rows."""
    store = SPARQLStore(server.endpoint, method=method, returnFormat=form)
    assert term_cells(rdflib.Graph(store).query(SELECT)) == expected


def test_rdflib_store_reads_triples(server: Server, expected_triples: set[str]) -> None:
    """Its own way to read triples works, which asks with SELECT and a pattern."""
    graph = rdflib.Graph(SPARQLStore(server.endpoint))
    turn = rdflib.URIRef("https://w3id.org/khgraph/ontology#Turn")
    labels = [
        f"{node.n3()} {rdflib.RDFS.label.n3()} {label.n3()}"
        for node in graph.subjects(rdflib.RDF.type, turn)
        for label in graph.objects(node, rdflib.RDFS.label)
    ]
    assert set(labels) == expected_triples


# Oxigraph's SERVICE


def test_oxigraph_federates(server: Server, expected: Rows) -> None:
    """Another engine may use the endpoint within a query of its own."""
    body = SELECT.removeprefix(PROLOGUE)
    found = ox.Store().query(f"{PROLOGUE}SELECT * {{ SERVICE <{server.endpoint}> {{ {body} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    content = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
    document = json.loads(content)
    document["head"]["vars"] = ["thing", "label", "note", "sign"]
    # A join may change the order.
    assert sorted(cells(document)) == sorted(expected)


# Comunica


def comunica(source: str, query: str, media_type: str) -> subprocess.CompletedProcess[bytes]:
    """Run Comunica's command on *source*."""
    if not COMUNICA.exists() or shutil.which("node") is None:
        words = (
            "Comunica is not installed; `npm ci` in tests/clients does it, with Node 20 or later"
        )
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return subprocess.run([COMUNICA, source, query, "-t", media_type], capture_output=True)


@pytest.mark.parametrize("prefix", ["sparql@", ""], ids=["told", "found-out"])
def test_comunica_selects(server: Server, expected: Rows, prefix: str) -> None:
    """Comunica gets the rows, also where it has to find out by itself what kind of source it is."""
    done = comunica(prefix + server.endpoint, SELECT, "application/sparql-results+json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    document["head"]["vars"] = ["thing", "label", "note", "sign"]
    assert cells(document) == expected


def test_comunica_constructs(server: Server, expected_triples: set[str]) -> None:
    """Comunica gets a graph."""
    done = comunica(f"sparql@{server.endpoint}", CONSTRUCT, "application/n-triples")
    assert triples(done.stdout, ox.RdfFormat.N_TRIPLES) == expected_triples


def test_comunica_is_told_what_is_wrong(server: Server) -> None:
    """What the endpoint refuses reaches the person who asked Comunica."""
    query = "SELECT (<urn:no-function>(?s) AS ?x) { ?s ?p ?o } LIMIT 1"
    done = comunica(f"sparql@{server.endpoint}", query, "application/sparql-results+json")
    assert done.returncode == 1
    assert b"(HTTP status 400):\nthe query cannot be answered: " in done.stderr
