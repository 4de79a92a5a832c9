"""Hops as GraphML: what comes back from it is what went in, with its types."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner

from khgraph.cli import main
from khgraph.dates import Bounds
from khgraph.interchange import hops_graph, routes_graph, to_graphml, tree_graph
from khgraph.model import Claim, Entity, RelationType, Statement
from khgraph.names import NameIndex
from khgraph.namespaces import KH, KHA, KHE, KHS
from khgraph.paths import Hop, Search, find_routes
from khgraph.reading import Reading
from khgraph.stores import Store

SMALL = str(Path(__file__).parent / "data" / "small.ttl")


def read_back(text: str) -> nx.MultiDiGraph[str]:
    """Return what networkx reads from a text."""
    graph = nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def paths_graph(small: Store, start: str, end: str, k: int) -> nx.MultiDiGraph[str]:
    """Return the best paths of the small graph as a graph."""
    index = NameIndex(small)
    search = Search(k=k, max_hops=4)
    reading = Reading()
    routes = find_routes(small, index.find(start), index.find(end), reading, search)
    assert len(routes.paths) == k
    return routes_graph(routes, reading, search, "small.ttl")


def test_paths_come_back_whole(small: Store) -> None:
    """Nodes, edges with their keys, and values with their types."""
    graph = paths_graph(small, "boro", "nur", 3)
    again = read_back(to_graphml(graph))
    assert again.is_directed()
    assert again.is_multigraph()
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    assert again.graph["reading"] == "all sources; probable or surer; at any time"
    assert again.graph["search"] == "at most 4 hops"
    assert again.graph["data"] == "small.ttl"


def test_an_edge_is_its_statement(small: Store) -> None:
    """From subject to object, whichever way the path takes it; counted by hand."""
    again = read_back(to_graphml(paths_graph(small, "boro", "nur", 1)))
    assert {node: again.nodes[node] for node in again} == {
        "kha:boro": {"label": "Boro", "kind": "Person"},
        "kha:alda": {"label": "Alda", "kind": "Person"},
        "kha:nur": {"label": "Nur", "kind": "State"},
    }
    kin = again.edges["kha:alda", "kha:boro", "khs:alda-sibling-of-boro"]
    ally = again.edges["kha:alda", "kha:nur", "khs:alda-allied-with-nur"]
    assert again.number_of_edges() == 2
    assert kin == {
        "statement": "khs:alda-sibling-of-boro",
        "relation": "kh:siblingOf",
        "relation_label": "was a sibling of",
        "stance": "affirms",
        "sources": "test2000",
        "locator": "test2000 p. 21",
        "author": "Quill",
        "comment": "Brothers.",
        "sentence": "Alda was a sibling of Boro",
        "others": 0,
        "path": 1,
        "hop": 1,
        "places": "1.1",
    }
    assert (ally["sign"], type(ally["sign"])) == (1, int)
    assert (ally["others"], ally["hop"], ally["places"]) == (1, 2, "1.2")
    assert (ally["when"], ally["earliest"], ally["latest"]) == (
        "1930/1936-04-24",
        "1930-01-01",
        "1936-04-24",
    )


def test_a_statement_on_two_paths_is_one_edge(small: Store) -> None:
    """It bears its first place as numbers, and all of its places."""
    again = read_back(to_graphml(paths_graph(small, "zamyn", "nur", 2)))
    start = again.edges["kha:zamyn", "khe:battle-of-sel", "khs:zamyn-participated-in-battle-of-sel"]
    assert (start["path"], start["hop"], start["places"]) == (1, 1, "1.1 2.1")
    assert "sign" not in start


A = Entity(KHA + "a", "A", "Person")
B = Entity(KHA + "b", "Bé <&> \x00\x1b\ufffe", "Person")


def test_an_edge_says_who_said_it_and_in_which_words(small: Store) -> None:
    """All that its claims hold goes with it; each author once, each comment whole."""
    again = read_back(to_graphml(paths_graph(small, "nur", "osk", 1)))
    enmity = again.edges["kha:nur", "kha:osk", "khs:nur-enemy-of-osk"]
    assert enmity["author"] == "Quill; Rook"
    assert enmity["comment"] == "Enemies from 1932 to this day. | Enemies for one summer only."
    assert not {"note", "according_to"} & set(enmity)
    accused = read_back(to_graphml(paths_graph(small, "nur", "dorn", 1)))
    edge = accused.edges["kha:nur", "kha:dorn", "khs:nur-accused-dorn"]
    assert edge["note"] == "The text leaves open who in Nur spoke."
    index = NameIndex(small)
    reading = Reading("reports")
    routes = find_routes(small, index.find("boro"), index.find("dorn"), reading)
    graph = read_back(to_graphml(routes_graph(routes, reading, Search(), "d")))
    (edge,) = (values for _, _, values in graph.edges(data=True))
    assert (edge["author"], edge["according_to"], edge["stance"]) == ("Quill", "Cira", "reports")


def test_words_of_several_claims_are_joined() -> None:
    """Who is named twice stands once; what is not said leaves nothing between the marks."""
    (one,) = hop(Bounds()).claims
    claims = (
        one._replace(attribution=("Ada Quill", "Rook"), comment="First.", curator_note="See p. 2."),
        one._replace(attribution=("Rook",), according_to=("Cira", "Dorn")),
        one._replace(according_to=("Cira",), comment="Last.", curator_note="And p. 3."),
    )
    graph = hops_graph([hop()._replace(claims=claims)], Reading(), Search())
    (values,) = (values for _, _, values in read_back(to_graphml(graph)).edges(data=True))
    names = ("according_to", "author", "comment", "note")
    assert [values[name] for name in names] == [
        *("Cira; Dorn", "Ada Quill; Rook", "First. | Last.", "See p. 2. | And p. 3."),
    ]


def hop(*bounds: Bounds, sign: int | None = -1) -> Hop:
    """Return a hop with a claim for each of *bounds*."""
    kind = RelationType(KH + "fought", "fought", "was fought by", sign, False, True)
    claims = tuple(
        Claim(f"urn:c{i}", f"s{i}", f"p. {i}", "", "affirms", (), (), None, one, "", None)
        for i, one in enumerate(bounds)
    )
    return Hop(A, B, Statement(KHS + "x", A, kind, B, claims), claims, True)


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        ([Bounds("1931-01-01", None, None, "1932-01-01")], ("1931-01-01", "1932-01-01")),
        (
            [
                Bounds("1931-01-01", None, None, "1932-01-01"),
                Bounds("1930-01-01", None, None, "1931-06-01"),
            ],
            ("1930-01-01", "1932-01-01"),
        ),
        ([Bounds("1931-01-01"), Bounds()], (None, None)),
        ([Bounds("0001-01-01", None, None, "9999-12-31")], (None, None)),
        ([], (None, None)),
    ],
)
def test_the_days_are_those_that_all_claims_know(
    bounds: list[Bounds], days: tuple[str | None, str | None]
) -> None:
    """A side that one claim leaves open has no day, and GraphML no null."""
    text = to_graphml(hops_graph([hop(*bounds)], Reading(), Search()))
    (values,) = (v for _, _, v in read_back(text).edges(data=True))
    assert (values.get("earliest"), values.get("latest")) == days
    assert "None" not in text


def test_what_xml_cannot_hold_is_replaced() -> None:
    """Hostile labels make a text that every parser reads; nothing else is changed."""
    text = to_graphml(tree_graph([hop(Bounds())], Reading(), Search(), "d\x07ata"))
    again = read_back(text)
    assert again.nodes["kha:b"]["label"] == "Bé <&> \ufffd\ufffd\ufffd"
    assert again.graph["data"] == "d\ufffdata"
    assert text.endswith("</graphml>\n")
    assert not text.endswith("\n\n")
    assert "Bé &lt;&amp;&gt;" in text


def test_signs_and_hops_have_types() -> None:
    """Zero is a sign, and none is none."""
    for sign in (1, 0, -1, None):
        text = to_graphml(tree_graph([hop(Bounds(), sign=sign)], Reading(), Search(), "d"))
        (values,) = (v for _, _, v in read_back(text).edges(data=True))
        assert values.get("sign") == sign
        assert values["hop"] == 1
        tree = ElementTree.fromstring(text.encode())  # noqa: S314 - a text of our own
        names = {
            key.get("attr.name"): key.get("attr.type")
            for key in tree.iter("{http://graphml.graphdrawing.org/xmlns}key")
        }
        assert names["hop"] == "long"
        assert names.get("sign") == (None if sign is None else "long")


def test_an_edge_to_an_event_has_no_sign() -> None:
    """Only between actors does the sign of the relation type make friends and enemies."""
    battle = Entity(KHE + "battle", "Battle", "Event")
    fought = hop(Bounds(), sign=-1)
    fought = fought._replace(end=battle, statement=fought.statement._replace(object=battle))
    text = to_graphml(hops_graph([fought], Reading(), Search()))
    (values,) = (values for _, _, values in read_back(text).edges(data=True))
    assert values["relation"] == "kh:fought"
    assert "sign" not in values


@pytest.mark.parametrize(
    "command",
    [
        ["path", "zamyn", "nur", "-k", "2"],
        ["between", "nur", "boro", "vell"],
        ["neighbours", "nur", "--depth", "2"],
    ],
)
def test_the_commands_print_graphml(command: list[str]) -> None:
    """UTF-8, the same each time, and all hops of the JSON are in it."""
    import json

    def output(form: str) -> str:
        result = CliRunner().invoke(main, [*command, "--data", SMALL, "--format", form])
        assert result.exit_code == 0
        return result.stdout

    text = output("graphml")
    assert text == output("graphml")
    assert text.startswith("<?xml version='1.0' encoding='utf-8'?>\n<graphml ")
    value: dict[str, Any] = json.loads(output("json"))
    hops = [
        *value.get("hops", []),
        *(hop for path in value.get("paths", []) for hop in path["hops"]),
        *(neighbour["hop"] for neighbour in value.get("neighbours", [])),
    ]
    keys = {key for _, _, key in read_back(text).edges(keys=True)}
    assert keys == {hop["id"] for hop in hops}
    assert "Zämyn" in text or command[0] != "path"
