"""The graph as a Python object: what programs and notebooks get."""

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

import khgraph
from khgraph import turtle
from khgraph.cli import main
from khgraph.errors import KhgraphError, LoadError, NameLookupError, QueryError
from khgraph.knowledge import KnowledgeGraph, load
from khgraph.namespaces import KHA, PREFIXES
from khgraph.paths import Search
from khgraph.reading import Reading


@pytest.fixture(scope="module")
def kg(small_path: Path) -> KnowledgeGraph:
    """Return the small graph as a knowledge graph."""
    return load(small_path)


def test_the_package_offers_three_names() -> None:
    """The package has what its __all__ says, made on first use, and nothing under other names."""
    assert khgraph.__all__ == ["KhgraphError", "KnowledgeGraph", "load"]
    assert khgraph.load is load
    assert khgraph.KnowledgeGraph is KnowledgeGraph
    assert khgraph.KhgraphError is KhgraphError
    with pytest.raises(AttributeError, match="module 'khgraph' has no attribute 'nothing'"):
        _ = khgraph.nothing


def test_load_without_files_is_the_bundled_graph() -> None:
    """The bundled graph holds Lingsheng."""
    found = khgraph.load()
    assert found.thing("lingsheng").iri == KHA + "lingsheng"
    assert found.data_name == "triples.ttl"


def test_load_takes_several_files(small_path: Path, tmp_path: Path) -> None:
    """Files of several formats make one graph, given as paths or as text."""
    more = tmp_path / "more.nt"
    more.write_text(
        f"<{KHA}zed> <{PREFIXES['rdf']}type> <{PREFIXES['kh']}Person> .\n"
        f'<{KHA}zed> <{PREFIXES["skos"]}prefLabel> "Zed" .\n'
    )
    both = khgraph.load(small_path, str(more))
    assert both.thing("Zed").kind == "Person"
    assert both.thing("Alda").kind == "Person"
    assert both.data_name == "small.ttl, more.nt"


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """What cannot be read is told at once."""
    with pytest.raises(LoadError) as caught:
        khgraph.load(tmp_path / "none.ttl")
    assert str(caught.value) == f"{tmp_path / 'none.ttl'}: there is no such file"


def test_actors_are_sorted_by_label(kg: KnowledgeGraph) -> None:
    """Actors are persons, peoples, states, armies and organisations; a place is none."""
    labels = [actor.label for actor in kg.actors()]
    assert labels == [
        *("Alda", "Boro", "Cira", "Dorn", "Khar", "Lone", "Nur", "Osk", "Quill", "Rook"),
        *("Tavan Army", "Vell League", "Zämyn"),
    ]


def test_statements_claims_and_turns(kg: KnowledgeGraph) -> None:
    """All are there once, by IRI, and the lists are the caller's own."""
    # 25 statements with 28 claims, and a turn with one; see tests/test_records.py.
    assert len(kg.statements()) == 25
    assert len(kg.turns()) == 1
    assert len(kg.claims()) == 29
    iris = [claim.iri for claim in kg.claims()]
    assert iris == sorted(set(iris))
    kg.statements().clear()
    kg.turns().clear()
    assert len(kg.statements()) == 25
    assert len(kg.turns()) == 1


def test_a_named_query_gives_dictionaries(kg: KnowledgeGraph) -> None:
    """A query of the catalogue takes its parameters by name, as the command line does."""
    rows = kg.query("kin-of-actor", actor="old alda")
    assert rows == [
        {
            "actor": KHA + "alda",
            "person": "Alda",
            "relation": "was a sibling of",
            "other": "Boro",
            "when": "",
            "stance": "affirms",
            "source": "Test 2000",
            "locator": "p. 21",
        }
    ]


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("no-such", {}, "there is no query 'no-such'; "),
        (
            "kin-of-actor",
            {"who": "Alda"},
            "query kin-of-actor has no parameter 'who'; it takes actor",
        ),
        ("kin-of-actor", {"actor": "Nobody"}, "parameter actor: no actor is called 'Nobody'"),
        ("kin-of-actor", {"actor": "Sel"}, "parameter actor: no actor is called 'Sel'"),
    ],
    ids=["query", "parameter", "name", "no actor"],
)
def test_a_bad_call_of_a_query_is_told(
    kg: KnowledgeGraph, name: str, parameters: dict[str, str], message: str
) -> None:
    """An unknown query, parameter or name is an error with its sentence."""
    with pytest.raises(QueryError) as caught:
        kg.query(name, **parameters)
    assert str(caught.value).startswith(message)


def test_select_is_sparql(kg: KnowledgeGraph) -> None:
    """Any SELECT runs, with bound terms."""
    rows = kg.select(
        "SELECT ?thing ?label { ?thing skos:prefLabel ?label }",
        {"thing": ox.NamedNode(KHA + "nur")},
    )
    assert rows == [(ox.NamedNode(KHA + "nur"), ox.Literal("Nur", language="en"))]


def test_the_functions_behind_the_commands(kg: KnowledgeGraph) -> None:
    """Show, find, path, network and triads give records and networks."""
    assert kg.show("lone").entity.label == "Lone"
    assert [hit.id for hit in kg.find("tavan")] == ["kha:tavan-army"]
    path = kg.path("Alda", "Dorn")
    assert path is not None
    assert path.sign == 1
    assert kg.path("Alda", "Vell League", Reading(on="1850-01-01")) is None
    routes = kg.routes("Alda", "Osk", search=Search(2, "specific", max_hops=2))
    assert [route.things[1].id for route in routes.paths] == ["khar", "boro"]
    assert kg.routes("Alda", "Osk", Reading(on="1850-01-01")).paths == ()
    assert kg.network().number_of_edges() > kg.network(Reading("affirms")).number_of_edges()
    assert [triad.type for triad in kg.triads()] == ["+--"]
    assert [triad.type for triad in kg.triads("Khar")] == ["+--"]
    assert kg.triads("Alda") == []
    assert kg.triads("Khar", Reading(on="1850-01-01")) == []


def printed(small_path: Path, *arguments: str) -> Any:
    """Return what a command gives as JSON."""
    call = (*arguments, "--data", str(small_path), "--format", "json")
    return json.loads(CliRunner().invoke(main, call, catch_exceptions=False).stdout)


@pytest.mark.parametrize("conflict", ["ambivalent", "latest"])
@pytest.mark.parametrize("every", [None, "year", "month", "event"])
def test_balance_is_that_of_the_command(
    kg: KnowledgeGraph, small_path: Path, every: str | None, conflict: str
) -> None:
    """One network with its details, or the slices of a series, as ``khgraph balance`` has them."""
    reading = Reading("reports", first="1935-01-01", last="1937-06-30")
    found = kg.balance(reading, every, conflict)
    call = ["balance", "--min-stance", "reports", "--from", "1935", "--to", "1937-06"]
    value = printed(
        small_path, *call, "--conflict", conflict, *(["--every", every] if every else [])
    )
    parts = value["series"] if every else [value]
    assert len(found) == len(parts) > 0
    for point, part in zip(found, parts, strict=True):
        balance = point.balance
        assert point.network is not None
        labels = point.network.nodes(data="label")
        camps = [[labels[node] for node in camp] for camp in balance.camps]
        assert (part["camps"], part["camp_components"]) == (camps, list(balance.components))
        assert (part["nodes"], part["edges"]) == (
            len(balance.graph.nodes),
            len(balance.graph.pairs),
        )
        assert (part["triangles"], part["certain_triangles"]) == (balance.triangles, point.certain)
        assert part["frustration"]["count"] == balance.frustration.value
        assert part["weak_frustration"]["lower_bound"] == balance.weak_frustration.lower_bound
        assert (part.get("slice", ""), part.get("first")) == (point.label, point.first)
        assert [turn["label"] for turn in part["turns"]] == [turn.label for turn in point.turns]
        assert (balance.details is not None) == ("offending" in part) == (every is None)
    assert any(point.turns for point in found) == (every is not None)


def test_balance_without_a_reading_is_of_any_time(kg: KnowledgeGraph) -> None:
    """The default reading, and one network."""
    (point,) = kg.balance()
    (same,) = kg.balance(Reading())
    assert point.balance[1:] == same.balance[1:]
    assert len(point.balance.graph.pairs) == 9
    assert [part.label for part in kg.balance(every="year")][:2] == ["1930", "1931"]
    with pytest.raises(KhgraphError, match=r"^a series needs a span; "):
        kg.balance(Reading(on="1939-08-20"), "year")
    with pytest.raises(KhgraphError, match=r"^no step is called 'week'; "):
        kg.balance(every="week")
    with pytest.raises(KhgraphError, match=r"^no rule is called 'newest'; "):
        kg.balance(conflict="newest")


def test_history_is_that_of_the_command(kg: KnowledgeGraph, small_path: Path) -> None:
    """Phases with their days and states, whatever the order of the names."""
    value = printed(small_path, "triads", "--history", "Alda", "Khar", "Nur")
    found = kg.history("Alda", "Khar", "Nur")
    assert [(phase.first, phase.last, phase.state) for phase in found.phases] == [
        (phase["first"], phase["last"], phase["state"]) for phase in value["stretches"]
    ]
    assert "++-" in [phase.state for phase in found.phases]
    assert kg.history("Nur", "old alda", "khar") == found
    latest = kg.history("Alda", "Khar", "Nur", conflict="latest")
    assert "ambivalent" not in [phase.state for phase in latest.phases]
    bounded = kg.history("Alda", "Khar", "Nur", Reading(first="1933-01-01", last="1934-12-31"))
    assert (bounded.phases[0].first, bounded.phases[-1].last) == ("1933-01-01", "1934-12-31")
    with pytest.raises(NameLookupError, match=r"^no actor is called 'Sel'"):
        kg.history("Alda", "Khar", "Sel")


def test_patterns_are_those_of_the_command(kg: KnowledgeGraph, small_path: Path) -> None:
    """As many instances of each pattern, of all or those named, or with an actor."""

    def counted(*arguments: str) -> dict[str, int]:
        value = printed(small_path, "patterns", *arguments)
        return {one["name"]: len(one["instances"]) for one in value["patterns"]}

    found = kg.patterns()
    assert {name: len(some) for name, some in found.items()} == counted()
    assert sum(map(len, found.values())) > 0
    for name in found:
        assert list(kg.patterns(name)) == [name]
        assert kg.patterns(name)[name] == found[name]
    around = kg.patterns(actor="Khar")
    assert {name: len(some) for name, some in around.items()} == counted("--actor", "Khar")
    with pytest.raises(NameLookupError, match=r"^no actor is called 'Sel'"):
        kg.patterns(actor="Sel")
    with pytest.raises(KhgraphError):
        kg.patterns("no-such-pattern")


def test_how_the_claims_stand_to_one_another(kg: KnowledgeGraph, tmp_path: Path) -> None:
    """What is contested, compared, counted and verified comes as records too."""
    contested = {clash.question for clash in kg.contested().clashes}
    assert {clash.question for clash in kg.contested("Khar").clashes} <= contested
    first, second = sorted({claim.source for claim in kg.claims()})
    assert kg.compare(first, second).only_second == kg.compare(second, first).only_first
    assert dict(dict(kg.census().groups)["total"])["statements"] == len(kg.statements())
    assert [check.path for check in kg.verify(tmp_path)] == [None, None]


def test_names_that_do_not_fit_are_errors(kg: KnowledgeGraph) -> None:
    """An unknown name is an error; the triads and the page take actors alone."""
    with pytest.raises(NameLookupError, match=r"^no thing is called 'Nobody'"):
        kg.thing("Nobody")
    with pytest.raises(NameLookupError, match=r"^no actor is called 'Sel'"):
        kg.triads("Sel")
    with pytest.raises(NameLookupError, match=r"^no actor is called 'Sel'"):
        kg.draw(focus="Sel")


def test_the_page_and_the_report(kg: KnowledgeGraph) -> None:
    """The page is HTML with the sources in full; the small graph keeps the rules."""
    page = kg.draw(focus="Nur")
    assert page.startswith("<!DOCTYPE html>")
    assert "An invented chronicle of the Sel" in page
    assert kg.validate().conforms


def test_the_rdflib_graph_is_the_data(kg: KnowledgeGraph, small_path: Path) -> None:
    """The rdflib graph has the file's triples, without the ontology, and its prefixes."""
    graph = kg.to_rdflib()
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == len(turtle.parse(small_path))
    alda = rdflib.URIRef(KHA + "alda")
    label = rdflib.URIRef(PREFIXES["skos"] + "prefLabel")
    assert graph.value(alda, label) == rdflib.Literal("Alda", lang="en")
    assert {prefix: str(iri) for prefix, iri in graph.namespaces() if prefix != "xml"} == PREFIXES
    assert len(graph.query("SELECT ?turn { ?turn a kh:Turn }")) == 1


def test_the_rdflib_graph_is_made_once(small_path: Path) -> None:
    """`graph` is one object, `to_rdflib` a new one each time."""
    small = load(small_path)
    assert small.graph is small.graph
    assert small.to_rdflib() is not small.to_rdflib()


def test_formats_that_rdflib_reads_otherwise(tmp_path: Path) -> None:
    """A byte order mark, named graphs and JSON-LD reach the rdflib graph too."""
    (tmp_path / "a.ttl").write_bytes(b"\xef\xbb\xbf<urn:a> <urn:p> 1 .")
    (tmp_path / "b.trig").write_text("<urn:graph> { <urn:b> <urn:p> 2 }")
    (tmp_path / "c.jsonld").write_text(json.dumps({"@id": "urn:c", "urn:p": 3}))
    (tmp_path / "d.owl").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:d"><u:p>4</u:p></rdf:Description></rdf:RDF>'
    )
    graph = load(*(tmp_path / name for name in ("a.ttl", "b.trig", "c.jsonld", "d.owl"))).graph
    found = {(str(s), str(o)) for s, o in graph.subject_objects(rdflib.URIRef("urn:p"))}
    assert found == {("urn:a", "1"), ("urn:b", "2"), ("urn:c", "3"), ("urn:d", "4")}


def test_a_file_that_has_gone_is_told(tmp_path: Path) -> None:
    """The rdflib graph is read from the files; one that is missing by then is an error."""
    path = tmp_path / "a.ttl"
    path.write_text("<urn:a> <urn:p> 1 .")
    loaded = load(path)
    path.unlink()
    with pytest.raises(LoadError, match=r"there is no such file$"):
        loaded.to_rdflib()
