"""Answers of SPARQL queries as text, in every form that suits their kind."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from khgraph.errors import QueryError
from khgraph.results import GRAPH_FORMATS, ROW_FORMATS, Answer, render_answer
from khgraph.stores import Store

TERMS = """SELECT ?a ?b {
  VALUES (?a ?b) {
    (1 UNDEF)
    (true 1.50)
    ("x"@en "NaN"^^xsd:double)
    ("abc"^^xsd:integer "2"^^xsd:boolean)
    (kha:alda 1e1)
    (<urn:x> "one\\r\\ntwo \\"three\\", four")
  }
}"""
NOTHING = "SELECT ?a ?b { ?a kh:when ?b FILTER(false) }"
PEOPLE = "CONSTRUCT { ?s a kh:Actor } WHERE { ?s a kh:Person FILTER(?s IN (kha:alda, kha:boro)) }"
NAMELESS = "CONSTRUCT { [] kh:topic ?s ; kh:name 'x' } WHERE { ?s a kh:State }"


def answered(store: Store, query: str, form: str, width: int | None = None) -> Answer:
    """Return the rendered answer to *query*."""
    return render_answer(store.query(query), form, width=width)


def test_a_table_is_for_people(small: Store) -> None:
    """IRIs are shortened, literals stand as the engine writes them, an unbound cell is empty."""
    assert answered(small, TERMS, "table") == Answer(
        "a         b\n"
        "--------  ---------------------\n"
        "1\n"
        "true      1.5\n"
        "x         NaN\n"
        "abc       2\n"
        "kha:alda  10\n"
        'urn:x     one two "three", four\n',
        6,
        "rows",
    )


def test_a_terminal_gets_a_drawn_table(small: Store) -> None:
    """With a width the table is drawn for a terminal."""
    assert "─" in answered(small, TERMS, "table", width=80).text


def test_json_is_a_list_of_objects(small: Store) -> None:
    """IRIs are whole, numbers are numbers where they are sound, and nothing is no JSON."""
    assert json.loads(answered(small, TERMS, "json").text) == [
        {"a": 1, "b": None},
        {"a": True, "b": 1.5},
        {"a": "x", "b": "NaN"},
        {"a": "abc", "b": "2"},
        {"a": "https://w3id.org/khgraph/actor/alda", "b": 10.0},
        {"a": "urn:x", "b": 'one\r\ntwo "three", four'},
    ]


def test_csv_has_plain_line_ends_between_records(small: Store) -> None:
    """Records end in LF as in all our files; a line end inside a cell is the cell's own."""
    text = answered(small, TERMS, "csv").text
    assert text.startswith("a,b\n1,\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[-1] == ["urn:x", 'one\r\ntwo "three", four']
    assert len(rows) == 7


def test_the_w3c_formats_agree(small: Store) -> None:
    """CSV, TSV, JSON and XML of the W3C carry the same rows, and end in one line end."""
    query = "SELECT ?s ?l { ?s a kh:State ; skos:prefLabel ?l } ORDER BY ?s"
    expected = [("https://w3id.org/khgraph/actor/nur", "Nur")]
    expected.append(("https://w3id.org/khgraph/actor/osk", "Osk"))
    texts = {form: answered(small, query, form).text for form in ROW_FORMATS}
    for text in texts.values():
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
    assert [tuple(row) for row in csv.reader(io.StringIO(texts["csv"]))][1:] == expected
    assert texts["tsv"] == "?s\t?l\n" + "".join(f'<{s}>\t"{name}"@en\n' for s, name in expected)
    bindings = json.loads(texts["srj"])["results"]["bindings"]
    assert [(row["s"]["value"], row["l"]["value"]) for row in bindings] == expected
    names = {"r": "http://www.w3.org/2005/sparql-results#"}
    root = ET.fromstring(texts["srx"])  # noqa: S314 - our own text
    found = [
        tuple("".join(part.itertext()) for part in row)
        for row in root.findall(".//r:result", names)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("form", "text", "size"),
    [
        ("table", "a  b\n-  -\n", 0),
        ("json", "[]\n", 0),
        ("csv", "a,b\n", None),
        ("tsv", "?a\t?b\n", None),
        ("srj", '{"head":{"vars":["a","b"]},"results":{"bindings":[]}}\n', None),
    ],
)
def test_no_rows_is_an_answer(small: Store, form: str, text: str, size: int | None) -> None:
    """An answer without rows has its columns in every form."""
    assert answered(small, NOTHING, form) == Answer(text, size, "rows")


@pytest.mark.parametrize("query", ["ASK { kha:alda a kh:Person }", "ASK { kha:alda a kh:State }"])
def test_ask_gives_a_word(small: Store, query: str) -> None:
    """ASK is one word for people and programs, and the W3C's own in its JSON and XML."""
    expected = "Person" in query
    for form in ("table", "csv", "tsv", "json"):
        assert answered(small, query, form).text == f"{expected}\n".lower()
    assert json.loads(answered(small, query, "srj").text)["boolean"] is expected
    assert f"<boolean>{expected}</boolean>".lower() in answered(small, query, "srx").text


def test_a_graph_is_canonical_turtle(small: Store) -> None:
    """CONSTRUCT gives Turtle in the project's form, for people and as ttl, duplicates dropped."""
    text = (
        "@prefix kh: <https://w3id.org/khgraph/ontology#> .\n"
        "@prefix kha: <https://w3id.org/khgraph/actor/> .\n"
        "\n"
        "kha:alda\n"
        "    a kh:Actor ;\n"
        ".\n"
        "\n"
        "kha:boro\n"
        "    a kh:Actor ;\n"
        ".\n"
    )
    assert answered(small, PEOPLE, "table") == Answer(text, 2, "triples")
    assert answered(small, PEOPLE, "ttl") == Answer(text, 2, "triples")
    twice = "CONSTRUCT { kha:alda a kh:Actor } WHERE { ?s a kh:Person }"
    for form in GRAPH_FORMATS:
        assert answered(small, twice, form).size == 1


@pytest.mark.parametrize("query", [PEOPLE, NAMELESS, "DESCRIBE kha:nur"])
def test_all_graph_formats_say_the_same(small: Store, query: str) -> None:
    """Turtle, N-Triples and JSON-LD of one answer are the same graph."""
    graphs = []
    for form, rdf_format in GRAPH_FORMATS.items():
        graph = ox.Dataset(ox.parse(answered(small, query, form).text, format=rdf_format))
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append(graph)
    assert len(graphs[0]) > 0
    assert graphs == [graphs[0]] * 3


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_blank_nodes_are_named_alike_every_time(small: Store, form: str) -> None:
    """A graph with blank nodes gives the same text on every run, with used prefixes alone."""
    first = answered(small, NAMELESS, form)
    assert answered(small, NAMELESS, form) == first
    assert first.size == 4
    assert "sem:" not in first.text


@pytest.mark.parametrize("form", [*GRAPH_FORMATS, "table"])
def test_an_empty_graph_is_an_answer(small: Store, form: str) -> None:
    """CONSTRUCT without triples gives an empty graph."""
    empty = answered(small, "CONSTRUCT { ?s a kh:Actor } WHERE { ?s kh:nothing ?o }", form)
    assert empty.size == 0
    assert empty.text == ("[]\n" if form == "jsonld" else "")


@pytest.mark.parametrize(
    ("query", "forms", "message"),
    [
        (TERMS, GRAPH_FORMATS, "is for CONSTRUCT and DESCRIBE; this query gives rows"),
        ("ASK {}", GRAPH_FORMATS, "is for CONSTRUCT and DESCRIBE; this is an ASK query"),
        (PEOPLE, [*ROW_FORMATS, "json"], "is for rows; a graph takes ttl, nt or jsonld"),
    ],
    ids=["rows", "ask", "graph"],
)
def test_a_form_that_does_not_fit_is_refused(
    small: Store, query: str, forms: list[str], message: str
) -> None:
    """A form that the kind of query does not have is refused by name."""
    for form in forms:
        with pytest.raises(QueryError) as caught:
            answered(small, query, form)
        assert str(caught.value) == f"--format {form} {message}"


@pytest.mark.parametrize("form", ["table", "csv", "srj"])
def test_a_query_that_fails_while_it_is_read_is_an_error(small: Store, form: str) -> None:
    """What goes wrong only when rows are fetched, such as a service that is not there, is told."""
    service = "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }"
    with pytest.raises(QueryError, match=r"^the query cannot be answered: "):
        answered(small, service, form)


def test_no_columns_at_all(small: Store) -> None:
    """A query without variables does not break the table."""
    assert answered(small, "SELECT * {}", "table").size == 1
    assert json.loads(answered(small, "SELECT * {}", "json").text) == [{}]
