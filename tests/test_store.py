"""The door to RDF: what it reads, what it answers, and what it says when it cannot."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from khgraph.cli import main
from khgraph.errors import KhgraphError, LoadError, QueryError
from khgraph.namespaces import KH, KHA, KHE, KHP, KHS
from khgraph.stores import (
    FileStore,
    Step,
    Store,
    iri_of,
    is_iri,
    language_of,
    named,
    open_store,
    text_of,
)
from khgraph.stores.rdf_files import FORMATS
from khgraph.stores.sparql import TOO_DEEP, calls_service, syntax_fault

TURTLE = "<urn:a> <urn:b> <urn:c> .\n"
ASK = "ASK { <urn:a> <urn:b> <urn:c> }"
Writer = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Return a function that writes a file and gives its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


# What it reads


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.ttl", TURTLE),
        ("x.TTL", TURTLE),
        ("x.nt", TURTLE),
        ("x.n3", TURTLE),
        ("x.nq", TURTLE),
        ("x.trig", TURTLE),
        ("named.nq", "<urn:a> <urn:b> <urn:c> <urn:g> .\n"),
        ("named.trig", "<urn:g> { <urn:a> <urn:b> <urn:c> }"),
        ("x.jsonld", '{"@id": "urn:a", "urn:b": {"@id": "urn:c"}}'),
        (
            "x.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
            '<rdf:Description rdf:about="urn:a"><u:b rdf:resource="urn:c"/></rdf:Description>'
            "</rdf:RDF>",
        ),
        ("byte-order-mark.ttl", b"\xef\xbb\xbf" + TURTLE.encode()),
        ("with a space, ü & %.ttl", TURTLE),
    ],
    ids=[
        "turtle",
        "capital-suffix",
        "n-triples",
        "n3",
        "n-quads",
        "trig",
        "named-graph-n-quads",
        "named-graph-trig",
        "json-ld",
        "rdf-xml",
        "byte-order-mark",
        "odd-file-name",
    ],
)
def test_formats_and_files(write: Writer, name: str, content: str | bytes) -> None:
    """A file is read in the format that its name says, whatever its name and folder are."""
    assert FileStore([write(name, content)]).ask(ASK)


def test_relative_iris_stand_for_the_file(write: Writer) -> None:
    """A relative IRI is resolved against the file, spaces and all."""
    path = write("my notes.ttl", "<> <urn:b> <#x> .")
    assert FileStore([path]).select("SELECT ?s ?o { ?s <urn:b> ?o }") == [
        (ox.NamedNode(path.as_uri()), ox.NamedNode(path.as_uri() + "#x"))
    ]


def test_files_are_one_graph_with_the_ontology(write: Writer, small_path: Path) -> None:
    """Several files and the ontology answer together."""
    store = FileStore([small_path, str(write("more.nt", TURTLE))])
    assert store.ask(f"ASK {{ kha:alda a kh:Person . kh:killed kh:sign -1 . {ASK[6:-2]} }}")
    assert store.paths[0] == small_path
    assert len(store) == len(FileStore([small_path])) + 1


def test_data_asserts_no_bare_tie(small: Store) -> None:
    """A statement stays a question: no triple says the tie itself."""
    assert small.select("SELECT ?s ?o { ?statement rdf:predicate ?p . ?s ?p ?o }") == []


# What it says when a file cannot be read


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "x.ttl",
            "<urn:a> <urn:b>\n<urn:c>\n\n<urn:d> <urn:e> <urn:f> .",
            ":4: A dot is expected at the end of statements",
        ),
        ("x.ttl", "\nx:a x:b x:c .", ":2: The prefix x: has not been declared"),
        ("x.ttl", '<urn:a> <urn:b> "open', ":1: Unexpected end of file"),
        (
            "x.nt",
            TURTLE + "<urn:a> <urn:b> .\n",
            ":2: The object of a triple must be an IRI, a blank node or a literal",
        ),
        (
            "x.jsonld",
            '{"@id": "urn:a",\n "urn:b": }',
            ":2: Unexpected closing curly bracket, no array to close",
        ),
        ("x.rdf", "<rdf:RDF></rdf:RDF>", ": Unknown prefix rdf:"),
        ("x.ttl", b"<urn:a>\n<urn:b>\n\xe9", ":3: not UTF-8; save the file in UTF-8"),
        ("x.ttl", "", ": the file is empty"),
        ("x.ttl", " \n\t\n", ": the file is empty"),
        (
            "x.csv",
            "a,b",
            f": no RDF format ends in '.csv'; name the file with one of {' '.join(FORMATS)}",
        ),
        (
            "ttl",
            TURTLE,
            f": no RDF format ends in ''; name the file with one of {' '.join(FORMATS)}",
        ),
    ],
    ids=[
        "no-dot",
        "prefix",
        "open-string",
        "n-triples",
        "json-ld",
        "rdf-xml",
        "latin-1",
        "empty",
        "blank",
        "unknown-suffix",
        "no-suffix",
    ],
)
def test_unreadable_file_is_named_with_its_line(
    write: Writer, name: str, content: str | bytes, message: str
) -> None:
    """The error says which file, in which line, what is wrong."""
    path = write(name, content)
    with pytest.raises(LoadError) as caught:
        FileStore([path])
    assert str(caught.value) == f"{path}{message}"


def test_remote_context_is_not_fetched(write: Writer) -> None:
    """A JSON-LD context on the web is refused, since reading a file opens no connection."""
    path = write("x.jsonld", '{"@context": "http://localhost:1/x", "@id": "urn:a"}')
    with pytest.raises(LoadError) as caught:
        FileStore([path])
    assert str(caught.value) == (
        f"{path}: No LoadDocumentCallback has been set to load remote contexts"
    )


def test_missing_file_and_folder(tmp_path: Path) -> None:
    """A path that is no file is named."""
    missing = tmp_path / "missing.ttl"
    with pytest.raises(LoadError) as caught:
        FileStore([missing])
    assert str(caught.value) == f"{missing}: there is no such file"
    with pytest.raises(LoadError) as caught:
        FileStore([tmp_path])
    assert str(caught.value) == f"{tmp_path}: this is a folder; name a file in it"
    below = missing.with_name("x.ttl")
    below.write_text(TURTLE)
    with pytest.raises(LoadError) as caught:
        FileStore([below / "y.ttl"])
    assert str(caught.value) == f"{below / 'y.ttl'}: cannot be read: Not a directory"


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("", "the name of the data is empty; name a file, an index or an address"),
        ("ftp://x/", "ftp://x/: only addresses with http:// or https:// are endpoints"),
        (
            "FILE:///etc/passwd",
            "FILE:///etc/passwd: only addresses with http:// or https:// are endpoints",
        ),
        (
            "sparql+http://x/query",
            "sparql+http://x/query: only addresses with http:// or https:// are endpoints",
        ),
    ],
)
def test_names_that_no_data_can_have(small_path: Path, location: str, message: str) -> None:
    """What is no file, folder or endpoint is refused by its form, alone or beside others."""
    together: list[list[str | Path]] = [[location], [small_path, location], [location, small_path]]
    for locations in together:
        with pytest.raises(LoadError) as caught:
            open_store(locations)
        assert str(caught.value) == message
    result = CliRunner().invoke(main, ["show", "alda", "--data", location], prog_name="khgraph")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")


def test_names_that_only_look_like_addresses(
    tmp_path: Path, small_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may have a colon in its name; an address is one in capital letters too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c:x.ttl").write_text(TURTLE)
    assert open_store(["c:x.ttl"]).ask(ASK)
    assert open_store([]).data_name == FileStore().data_name
    with pytest.raises(LoadError) as caught:
        open_store([small_path, "HTTP://x/query"])
    assert str(caught.value) == (
        "an index or an endpoint stands alone; only files can be read together"
    )


# What it answers


def test_select_gives_rows_in_order_with_unbound_as_none(small: Store) -> None:
    """Rows keep the query's order and columns."""
    rows = small.select(
        "SELECT ?label ?alt { ?x a kh:State ; skos:prefLabel ?label"
        ' OPTIONAL { ?x skos:altLabel ?alt FILTER(LANG(?alt) = "en") } } ORDER BY DESC(?label)'
    )
    assert [tuple(text_of(term) for term in row) for row in rows] == [
        ("Osk", ""),
        ("Nur", "State of Nur"),
    ]
    assert rows[0][1] is None


def test_bindings_are_terms(small: Store) -> None:
    """A parameter is bound as a term, so a hostile one is only a term that is not there."""
    query = "SELECT ?label ?thing { ?thing skos:prefLabel ?label }"
    rows = small.select(query, {"label": ox.Literal("Alda", language="en")})
    assert [iri_of(thing) for _, thing in rows] == [KHA + "alda"]
    assert small.select(query, {"label": ox.Literal('"} DROP ALL #')}) == []


def test_construct_and_describe_give_triples(small: Store) -> None:
    """A graph query gives its triples."""
    found = small.construct("CONSTRUCT { ?x <urn:is> kh:State } { ?x a kh:State }")
    assert {str(triple.subject) for triple in found} == {f"<{KHA}nur>", f"<{KHA}osk>"}
    assert {triple.subject for triple in small.construct("DESCRIBE kha:alda")} == {
        ox.NamedNode(KHA + "alda")
    }


@pytest.mark.parametrize(
    ("method", "query", "message"),
    [
        ("select", "ASK {}", "this is not a SELECT query"),
        ("ask", "SELECT * {}", "this is not an ASK query"),
        ("construct", "ASK {}", "this is not a CONSTRUCT or DESCRIBE query"),
    ],
)
def test_query_of_another_kind(small: Store, method: str, query: str, message: str) -> None:
    """A method answers only its own kind of query."""
    with pytest.raises(QueryError) as caught:
        getattr(small, method)(query)
    assert str(caught.value) == message


def test_dates_before_the_common_era_survive(write: Writer) -> None:
    """A date that rdflib would lose is kept and can be compared."""
    path = write(
        "x.ttl", '<urn:a> <urn:b> "-0209-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    assert FileStore([path]).ask('ASK { <urn:a> <urn:b> ?d FILTER(?d < "0001-01-01"^^xsd:date) }')


# What it says when a query cannot be answered


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT ?x WHERE { ?x a foo:Bar }",
            "line 1, column 24: foo: is not declared; add PREFIX foo: <...>\n"
            "  SELECT ?x WHERE { ?x a foo:Bar }\n"
            "                         ^",
        ),
        (
            "SELECT ?x {\n\t?x kh:a/zap.2:b 'foo:bar' # baz:x\n}",
            "line 2, column 10: zap.2: is not declared; add PREFIX zap.2: <...>\n"
            "  \t?x kh:a/zap.2:b 'foo:bar' # baz:x\n"
            "  \t        ^",
        ),
        (
            "PREFIX zap: <http://x#> ASK { :x a zap:a:b }",
            "line 1, column 31: : is not declared; add PREFIX : <...>\n"
            "  PREFIX zap: <http://x#> ASK { :x a zap:a:b }\n"
            "                                ^",
        ),
        (
            'ASK { ?s ?p "é" ; ?q "x"^^foo:t }',
            "line 1, column 27: foo: is not declared; add PREFIX foo: <...>\n"
            '  ASK { ?s ?p "é" ; ?q "x"^^foo:t }\n'
            "                            ^",
        ),
        (
            "SELECT ?x WHERE {",
            "line 1, column 18: the query breaks off here\n"
            "  SELECT ?x WHERE {\n"
            "                   ^",
        ),
        (
            'ASK { ?s ?p "see foo:bar }',
            "line 1, column 27: the query breaks off here\n"
            '  ASK { ?s ?p "see foo:bar }\n'
            "                            ^",
        ),
        (
            "ASK {\n  ?s ?p\n\n",
            "line 2, column 8: the query breaks off here\n    ?s ?p\n         ^",
        ),
        ("", "line 1, column 1: the query breaks off here\n  \n  ^"),
        (
            "ASK { ?s ?p ?o } }",
            "line 1, column 19: something before this cannot be read\n"
            "  ASK { ?s ?p ?o } }\n"
            "                    ^",
        ),
        (
            "SELECT ?x {\n?x ?p ?o } LIMIT -1",
            "line 2, column 18: this cannot stand here\n"
            "  ?x ?p ?o } LIMIT -1\n"
            "                   ^",
        ),
        (
            "SELECT (?x AS ?x) { ?x ?y ?z }",
            "line 1, column 31: the SELECT overrides an existing variable using an expression\n"
            "  SELECT (?x AS ?x) { ?x ?y ?z }\n"
            "                                ^",
        ),
        (
            "Who betrayed Alda?",
            "line 1, column 1: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE\n"
            "  Who betrayed Alda?\n"
            "  ^",
        ),
    ],
    ids=[
        "undeclared-prefix",
        "prefix-after-a-slash",
        "empty-prefix",
        "prefix-after-an-accent",
        "open-brace",
        "open-string",
        "open-brace-and-blank-lines",
        "empty",
        "brace-too-many",
        "wrong-word",
        "parser-says-why",
        "no-query",
    ],
)
def test_bad_query_is_shown_with_the_place(small: Store, query: str, message: str) -> None:
    """The error names line, column and likely cause, and points at the place."""
    with pytest.raises(QueryError) as caught:
        small.query(query)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { kha:alda a kh:Person }",
        "delete where { ?s ?p ?o }",
        "DROP ALL",
        "LOAD <file:///etc/passwd>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
    ids=lambda update: update.split()[0],
)
def test_updates_are_refused(small: FileStore, update: str) -> None:
    """No query changes the graph; the error says what to write."""
    size = len(small)
    with pytest.raises(QueryError) as caught:
        small.query(f"# a comment\nPREFIX x: <urn:x>\n{update}")
    assert str(caught.value) == (
        "line 3, column 1: updates are not taken; write SELECT, ASK, CONSTRUCT or DESCRIBE\n"
        f"  {update}\n  ^"
    )
    assert len(small) == size


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "other",
            "the query cannot be answered: "
            "The SPARQL query does not contains variable ?other in its SELECT projection",
        ),
        ("not a name", "the query cannot be answered: The variable name is invalid"),
    ],
    ids=["not-selected", "no-variable"],
)
def test_unknown_binding_is_an_error(small: Store, name: str, message: str) -> None:
    """A misspelt parameter does not quietly return every row."""
    with pytest.raises(QueryError) as caught:
        small.select("SELECT ?thing { ?thing a kh:State }", {name: ox.NamedNode(KHA + "nur")})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("method", "form"),
    [("select", "SELECT ?s"), ("ask", "ASK"), ("construct", "CONSTRUCT { ?s ?p ?o }")],
    ids=["select", "ask", "construct"],
)
def test_error_while_answering_is_a_query_error(small: Store, method: str, form: str) -> None:
    """What fails only while the answers are read is still the query's error."""
    with pytest.raises(QueryError, match=r"^the query cannot be answered: "):
        getattr(small, method)(form + " WHERE { SERVICE <no-scheme:x> { ?s ?p ?o } }")


# Neighbours


def test_neighbours_of_the_small_graph(small: Store) -> None:
    """Every statement that leads away is a step, read forward or backward; literals are none.

    Counted by hand: the battle is the object of two statements, and the subject of one whose
    object is a literal; Zämyn took part in it and moved to Sel.
    """
    battle, zamyn, sel = KHE + "battle-of-sel", KHA + "zamyn", KHP + "sel"
    assert [step[:4] for step in small.neighbours([battle, zamyn], "")] == [
        (zamyn, KHS + "zamyn-moved-to-sel", sel, True),
        (zamyn, KHS + "zamyn-participated-in-battle-of-sel", battle, True),
        (battle, KHS + "boro-participated-in-battle-of-sel", KHA + "boro", False),
        (battle, KHS + "zamyn-participated-in-battle-of-sel", zamyn, False),
    ]


def test_neighbours_take_a_pattern(small: Store) -> None:
    """The pattern over ``?statement`` says which statements count."""
    only_kin = "?statement rdf:predicate kh:siblingOf ."
    alda, boro = KHA + "alda", KHA + "boro"
    kin = KH + "siblingOf"
    assert small.neighbours([alda, boro], only_kin) == [
        Step(alda, KHS + "alda-sibling-of-boro", boro, True, kin),
        Step(boro, KHS + "alda-sibling-of-boro", alda, False, kin),
    ]
    assert small.neighbours([], "") == []


def test_neighbours_are_no_loops(write: Writer) -> None:
    """A statement of a thing about itself leads nowhere."""
    path = write(
        "loop.ttl",
        f"<urn:s> a <{KH}Statement> ;"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <urn:a> ;"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> <urn:a> .",
    )
    assert FileStore([path]).neighbours(["urn:a"], "") == []


# Terms


def test_texts_of_terms() -> None:
    """A term's text is its IRI, its literal or its label."""
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))
    assert text_of(None) == ""
    assert text_of(ox.Literal("x", language="en")) == "x"
    assert text_of(ox.NamedNode("urn:a")) == "urn:a"
    assert text_of(ox.BlankNode("b")) == "b"
    assert text_of(triple) == "<urn:a> <urn:b> <urn:c>"
    assert is_iri(ox.NamedNode("urn:a"))
    assert not is_iri(ox.Literal("urn:a"))
    assert language_of(ox.Literal("x", language="en")) == "en"
    assert language_of(ox.Literal("x")) == language_of(None) == ""
    with pytest.raises(TypeError, match=r'^"x" is not an IRI$'):
        iri_of(ox.Literal("x"))


def test_named_refuses_what_is_no_iri() -> None:
    """An IRI that cannot be one never reaches a query."""
    assert named(KHA + "alda") == ox.NamedNode(KHA + "alda")
    with pytest.raises(KhgraphError) as caught:
        named("> } DROP ALL #")
    assert str(caught.value) == "'> } DROP ALL #' is not an IRI: Invalid IRI code point '>'"


def test_a_triple_of_two_graphs_counts_once(write: Writer) -> None:
    """Named graphs are merged as sets; one of them may still be asked alone."""
    path = write("two.nq", "<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> <urn:c> <urn:h> .\n")
    store = FileStore([path])
    one = [(ox.NamedNode("urn:c"),)]
    assert store.select("SELECT ?o { <urn:a> <urn:b> ?o }") == one
    assert store.select("SELECT ?o FROM <urn:g> { <urn:a> <urn:b> ?o }") == one
    assert store.select("SELECT ?o FROM <urn:nope> { <urn:a> <urn:b> ?o }") == []
    assert store.select("SELECT ?o { GRAPH <urn:h> { <urn:a> <urn:b> ?o } }") == one
    assert len(store) == len(FileStore([write("one.nt", TURTLE)]))


@pytest.mark.parametrize("part", ["{ ", "[ ", "BIND(1 AS ?x) ", "{} UNION ", "(( "])
def test_a_query_that_is_too_deep_is_refused(small: Store, part: str) -> None:
    """What would run the engine out of stack is refused before it is read."""
    assert syntax_fault("ASK { " + part * 5000 + "}") == TOO_DEEP
    with pytest.raises(QueryError, match="nested too deeply"):
        small.query("ASK { " + part * 5000 + "}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?unselected0 { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
        "ASK { ?s ?p ?o.SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
        "PREFIX : <http://127.0.0.1:1/> ASK { SERVICE:x { ?a ?b ?c } }",
        "ASK { service silent ?x { ?a ?b ?c } }",
    ],
)
def test_a_call_of_a_service_is_seen(text: str) -> None:
    """However it is written, and whatever its variables are called."""
    assert calls_service(text)
    assert syntax_fault(text) is None


def test_a_word_is_no_call_of_a_service() -> None:
    """In names, strings, comments and IRIs the word calls nothing."""
    text = "PREFIX service: <urn:SERVICE> ASK { service:a ?SERVICE 'SERVICE'@en-service } # SERVICE"
    assert not calls_service(text)
