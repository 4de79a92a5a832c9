"""The canonical Turtle: one form, nothing lost, and a change that moves no line."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from khgraph import turtle
from khgraph.errors import LoadError
from khgraph.namespaces import KH, KHA, KHC, KHS, RDF, XSD


def parsed(text: str) -> list[ox.Triple]:
    """Return the triples of *text*."""
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def is_subsequence(part: list[str], whole: list[str]) -> bool:
    """Return whether *whole* is *part* with lines put in between."""
    rest = iter(whole)
    return all(line in rest for line in part)


def test_small_graph_is_in_canonical_form(small_path: Path) -> None:
    """The file of the small graph has the form that the writer gives it."""
    assert turtle.write(turtle.parse(small_path)) == small_path.read_text(encoding="utf-8")


def test_form_is_one_block_a_subject_and_one_object_a_line() -> None:
    """Prefixes in use, subjects, verbs and objects are sorted; the type comes first."""
    text = """
        @prefix z: <https://w3id.org/khgraph/actor/> .
        @prefix k: <https://w3id.org/khgraph/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        z:boro skos:prefLabel "Boro"@en ; k:sign -1, 02 ; a k:Person .
        z:alda a k:Person, k:Actor ; k:isUnary true ; k:when "1936"^^<urn:x> ;
            k:name "A\\t\\r\\n" ; k:topic <urn:y>, z:boro, <http://b> .
    """
    assert turtle.write(parsed(text)) == (
        "@prefix kh: <https://w3id.org/khgraph/ontology#> .\n"
        "@prefix kha: <https://w3id.org/khgraph/actor/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "\n"
        "kha:alda\n"
        "    a kh:Actor ;\n"
        "    a kh:Person ;\n"
        "    kh:isUnary true ;\n"
        '    kh:name "A\\t\\r\\n" ;\n'
        "    kh:topic <http://b> ;\n"
        "    kh:topic kha:boro ;\n"
        "    kh:topic <urn:y> ;\n"
        '    kh:when "1936"^^<urn:x> ;\n'
        ".\n"
        "\n"
        "kha:boro\n"
        "    a kh:Person ;\n"
        '    skos:prefLabel "Boro"@en ;\n'
        "    kh:sign -1 ;\n"
        "    kh:sign 02 ;\n"
        ".\n"
    )


def test_empty_graph_is_the_empty_text() -> None:
    """No triples give no text."""
    assert turtle.write([]) == ""


def test_repeated_triple_is_written_once() -> None:
    """A graph is a set."""
    triples = parsed("<urn:a> <urn:b> <urn:c> .")
    assert turtle.write(triples * 3) == turtle.write(triples)


def test_another_engine_reads_the_same_graph(small_path: Path) -> None:
    """What the writer writes, rdflib reads as the graph that it reads from N-Triples."""
    triples = turtle.parse(small_path)
    original = rdflib.Graph()
    lines = [f"{triple.subject} {triple.predicate} {triple.object} ." for triple in triples]
    original.parse(data="\n".join(lines), format="nt")
    written = rdflib.Graph()
    written.parse(data=turtle.write(triples), format="turtle")
    assert len(written) == len(triples)
    assert isomorphic(original, written)


def test_order_of_the_triples_does_not_matter(small_path: Path) -> None:
    """Triples in another order are written the same."""
    triples = turtle.parse(small_path)
    by_their_ends = sorted(triples, key=lambda triple: str(triple)[::-1])
    assert by_their_ends != triples
    assert turtle.write(by_their_ends) == turtle.write(triples)


@pytest.mark.parametrize("claim", ["aaa", "test2000-nur-opposed-khar-again", "zzz"])
def test_new_claim_adds_lines_and_moves_none(small_path: Path, claim: str) -> None:
    """A claim anywhere in the order is a block of its own; every other line stays."""
    triples = turtle.parse(small_path)
    before = turtle.write(triples).splitlines()
    subject = ox.NamedNode(KHC + claim)
    new = [
        ox.Triple(subject, ox.NamedNode(RDF + "type"), ox.NamedNode(KH + "Claim")),
        ox.Triple(subject, ox.NamedNode(KH + "about"), ox.NamedNode(KHS + "nur-opposed-khar")),
        ox.Triple(subject, ox.NamedNode(KH + "stance"), ox.NamedNode(KH + "denies")),
    ]
    after = turtle.write([*triples, *new]).splitlines()
    assert len(after) == len(before) + 6  # the IRI, three lines, the full stop, a blank line
    assert is_subsequence(before, after)


IRIS = [
    KHA + "alda",
    KHA + "a-",
    KHA + "a.b",
    KHA + "1x",
    KHA + "ö",
    KHA + "a/b",
    KHA + "a%20b",
    KHA,
    KH + "sign",
    RDF + "type",
    XSD + "date",
    "urn:x:y",
    "http://example.org/'();=&?#",
    "https://w3id.org/khgraph/",
]
iris = st.sampled_from(IRIS).map(ox.NamedNode)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
hostile = st.sampled_from(
    [
        '"',
        "'",
        '"""',
        "\\",
        "\\u0041",
        "\n",
        "\r\n",
        "\t",
        "\x00\x07\x7f",
        "\u2028\ufeff",
        "😀",
        "]>.",
    ]
)
literals = st.one_of(
    (texts | hostile).map(ox.Literal),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), texts, st.sampled_from(["en", "en-gb"])
    ),
    st.builds(lambda text: ox.Literal(text, language="ar", direction=ox.BaseDirection.RTL), texts),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD + name)),
        st.sampled_from(["1", "01", "+5", "-0", "1.50", "1e3", "true", "1936-02-30", "x"]) | texts,
        st.sampled_from(["integer", "boolean", "date", "decimal", "double"]),
    ),
)
triples = st.builds(ox.Triple, iris, iris, iris | literals)
graphs = st.lists(triples, max_size=8)


@given(graphs)
def test_nothing_is_lost_and_writing_again_changes_nothing(graph: list[ox.Triple]) -> None:
    """What is written reads as the same triples, character by character, and is stable."""
    text = turtle.write(graph)
    again = parsed(text)
    assert set(again) == set(graph)
    assert len(again) == len(set(graph))
    assert turtle.write(again) == text


@given(graphs, st.randoms(use_true_random=False))
def test_any_order_is_written_the_same(graph: list[ox.Triple], order: random.Random) -> None:
    """The text depends on the triples only."""
    shuffled = graph.copy()
    order.shuffle(shuffled)
    assert turtle.write(shuffled) == turtle.write(graph)


@given(graphs, triples)
def test_a_new_triple_only_adds_lines(graph: list[ox.Triple], triple: ox.Triple) -> None:
    """Whatever is added, no line that stood before changes or moves."""
    before = turtle.write(graph).split("\n")
    after = turtle.write([*graph, triple]).split("\n")
    assert is_subsequence(before, after)


def test_blank_node_cannot_be_written() -> None:
    """A node without a name has no place in a sorted file."""
    node, verb = ox.BlankNode("x"), ox.NamedNode("urn:b")
    with pytest.raises(TypeError, match=r"^_:x has no name$"):
        turtle.write([ox.Triple(node, verb, verb)])
    with pytest.raises(TypeError, match=r"^_:x has no name$"):
        turtle.write([ox.Triple(verb, verb, node)])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "kha:alda kh:name [ kh:role 1 ] .",
            "a value of kh:name at kha:alda has no name; give every node an IRI",
        ),
        (
            "kha:alda kh:name _:x .",
            "a value of kh:name at kha:alda has no name; give every node an IRI",
        ),
        (
            "kha:alda kh:name (1) .",
            "a value of kh:name at kha:alda has no name; give every node an IRI",
        ),
        ("_:x kh:name 1 .", "a subject with kh:name has no name; give every node an IRI"),
        (
            "kha:alda kh:name <<( kha:a kh:b kha:c )>> .",
            "a value of kh:name at kha:alda has no name; give every node an IRI",
        ),
    ],
    ids=["anonymous", "labelled", "list", "subject", "triple-term"],
)
def test_blank_node_in_a_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A file with a nameless node is an error that names the things around it."""
    path = tmp_path / "blank.ttl"
    path.write_text(f"@prefix kh: <{KH}> .\n@prefix kha: <{KHA}> .\n{text}\n")
    with pytest.raises(LoadError) as caught:
        turtle.parse(path)
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "<urn:a> <urn:b>\n<urn:c>\n<urn:d> <urn:e> <urn:f> .",
            "3: A dot is expected at the end of statements",
        ),
        ("\n\nx:a x:b x:c .", "3: The prefix x: has not been declared"),
        ('<urn:a> <urn:b> "x\ny" .', "1: Line jumps are not allowed in string literals, use \\n"),
        ("<urn:a> <urn:b>\n  <urn:c d> .", "2: Invalid IRI code point ' '"),
        ("<urn:a> <urn:b> <c> .", "1: No scheme found in an absolute IRI"),
        ("", " the file is empty"),
    ],
    ids=["no-dot", "prefix", "line-break", "bad-iri", "relative-iri", "empty"],
)
def test_syntax_error_names_the_file_and_the_line(tmp_path: Path, text: str, message: str) -> None:
    """A file that is not Turtle is an error that says where."""
    path = tmp_path / "with a space.ttl"
    path.write_text(text)
    with pytest.raises(LoadError) as caught:
        turtle.parse(path)
    assert str(caught.value) == f"{path}:{message}"
