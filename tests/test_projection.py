"""From the multigraph to the simple network: one stated rule, and nothing dropped in silence.

Counted by hand from the table in test_reading.py. At any time under `reports` the 16 ties join 12
pairs, of which vell - nur has only a neutral tie:

    alda - nur    1+ 2-      ambivalent     boro - khar  8+       cira - dorn  10- 17-
    alda - khar   3+                        boro - osk   7+       boro - dorn  11-
    khar - nur    4-                        boro - cira  9-       dorn - nur   13-
    nur - osk     5- 16-                    khar - osk   6+       osk - vell   15+

so 11 edges and one ambivalent pair.
"""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.model import Entity, RelationType, Statement
from khgraph.namespaces import KHA, KHS
from khgraph.projection import RULE, project
from khgraph.reading import Reading, Tie, network
from khgraph.records import statements
from khgraph.store import Store


def pairs(graph: "nx.Graph[str]") -> dict[str, int]:
    """Return the signs of the edges by the ids of their ends."""
    return {
        "-".join(sorted(node.removeprefix(KHA) for node in edge[:2])): edge[2]["sign"]
        for edge in graph.edges(data=True)
    }


def test_small_graph_at_any_time(small: Store) -> None:
    """The projection is the one worked out above."""
    simple = project(network(statements(small), Reading("reports")))
    assert pairs(simple) == {
        "alda-khar": 1,
        "khar-nur": -1,
        "nur-osk": -1,
        "khar-osk": 1,
        "boro-khar": 1,
        "boro-osk": 1,
        "boro-cira": -1,
        "cira-dorn": -1,
        "boro-dorn": -1,
        "dorn-nur": -1,
        "osk-vell": 1,
    }
    ((a, b, ties),) = simple.graph["ambivalent"]
    assert (a, b) == (KHA + "alda", KHA + "nur")
    assert [tie.statement.iri.removeprefix(KHS) for tie in ties] == [
        "alda-allied-with-nur",
        "nur-executed-alda",
    ]
    assert not simple.has_edge(KHA + "nur", KHA + "vell")


def test_nodes_and_their_attributes_stay(small: Store) -> None:
    """A node without an edge left stays, with label and kind, in the order of IRIs."""
    multi = network(statements(small), Reading("reports"))
    simple = project(multi)
    assert {node: simple.nodes[node] for node in simple} == {n: multi.nodes[n] for n in multi}
    assert list(simple) == sorted(multi)
    simple.nodes[KHA + "nur"]["label"] = "changed"
    assert multi.nodes[KHA + "nur"]["label"] == "Nur"


def test_edge_carries_its_ties(small: Store) -> None:
    """An edge names all ties behind it, and is certain if one of them is."""
    simple = project(network(statements(small), Reading("reports")))
    edge = simple.edges[KHA + "dorn", KHA + "cira"]
    assert [tie.statement.iri.removeprefix(KHS) for tie in edge["ties"]] == [
        "cira-hostile-to-dorn",
        "dorn-betrayed-cira",
    ]
    on_day = project(network(statements(small), Reading(on="1936-04-24")))
    assert on_day.edges[KHA + "khar", KHA + "nur"]["is_certain"]
    assert not on_day.edges[KHA + "khar", KHA + "osk"]["is_certain"]


@pytest.mark.parametrize(
    ("day", "is_ambivalent"), [("1936-04-23", False), ("1936-04-24", True), ("1936-04-25", False)]
)
def test_pair_is_ambivalent_only_while_both_signs_hold(
    small: Store, day: str, is_ambivalent: bool
) -> None:
    """Friend until the day, executed on it: both signs on one day only."""
    assert (
        bool(project(network(statements(small), Reading(on=day))).graph["ambivalent"])
        == is_ambivalent
    )


def test_empty_network() -> None:
    """Nothing projects to nothing."""
    simple = project(nx.MultiDiGraph())
    assert (len(simple), simple.number_of_edges(), simple.graph["ambivalent"]) == (0, 0, [])


def tie(number: int, a: str, b: str, sign: int, is_certain: bool) -> Tie:
    """Return a tie that is made up."""
    relation = RelationType("urn:r", "r", "r", sign, is_symmetric=False, is_act=False)
    ends = (Entity(a, a, "Person"), Entity(b, b, "Person"))
    return Tie(Statement(f"s{number:02}", ends[0], relation, ends[1], ()), (), is_certain, False)


multigraphs = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from("abcd"), st.sampled_from([1, 0, -1]), st.booleans()
    ),
    max_size=14,
)


@given(multigraphs)
def test_rule_holds_for_every_pair(edges: list[tuple[str, str, int, bool]]) -> None:
    """For each pair: no signed tie, no edge; one sign, an edge of it; both, ambivalent."""
    multi: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    ties = [tie(number, *edge) for number, edge in enumerate(edges)]
    for made, (a, b, sign, _) in zip(ties, edges, strict=True):
        multi.add_edge(a, b, key=made.statement.iri, sign=sign, tie=made)
    simple = project(multi)
    ambivalent = {(a, b): list(found) for a, b, found in simple.graph["ambivalent"]}
    for a in "abcd":
        for b in "abcd":
            if a >= b:
                assert a != b or not simple.has_edge(a, b)
                continue
            between = [
                made
                for made, edge in zip(ties, edges, strict=True)
                if {edge[0], edge[1]} == {a, b} and edge[2]
            ]
            signs = {made.sign for made in between}
            assert simple.has_edge(a, b) == (len(signs) == 1)
            assert ambivalent.get((a, b), []) == (between if len(signs) == 2 else [])
            if len(signs) == 1:
                edge = simple.edges[a, b]
                assert {edge["sign"]} == signs
                assert list(edge["ties"]) == between
                assert edge["is_certain"] == any(made.is_certain for made in between)


def test_rule_is_in_words() -> None:
    """The rule that is printed with results names all that the projection drops."""
    assert RULE == (
        "direction dropped; parallel ties of one sign make one edge; a pair with ties of both "
        "signs is ambivalent and left out; neutral ties make no edge; no person's tie is lifted "
        "to a state"
    )
