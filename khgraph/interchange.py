"""Hops as GraphML, for the programs that draw and measure networks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from khgraph.dates import OPEN_END, OPEN_START
from khgraph.model import STANCES, Claim, Entity
from khgraph.namespaces import local_name, shorten
from khgraph.paths import Hop, Routes, Search
from khgraph.reading import Reading

if TYPE_CHECKING:
    import networkx as nx

Value = str | int

# What XML 1.0 cannot hold, not even as a reference.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def routes_graph(
    routes: Routes, reading: Reading, search: Search, data_name: str
) -> nx.MultiDiGraph[str]:
    """Return paths as a graph, in which each statement is one edge.

    An edge bears the numbers of the first ``path`` and ``hop`` that it is, and all of
    them as ``places``, such as ``1.2 3.1``.
    """
    graph = hops_graph((hop for path in routes.paths for hop in path.hops), reading, search)
    graph.graph["data"] = _clean(data_name)
    for number, path in enumerate(routes.paths, 1):
        for place, hop in enumerate(path.hops, 1):
            edge = graph.edges[(*_ends(hop), shorten(hop.statement.iri))]
            edge.setdefault("path", number)
            edge.setdefault("hop", place)
            edge["places"] = f"{edge.get('places', '')} {number}.{place}".lstrip()
    return graph


def tree_graph(
    hops: Sequence[Hop], reading: Reading, search: Search, data_name: str
) -> nx.MultiDiGraph[str]:
    """Return the hops of a tree as a graph; each edge bears its number as ``hop``."""
    graph = hops_graph(hops, reading, search)
    graph.graph["data"] = _clean(data_name)
    for place, hop in enumerate(hops, 1):
        graph.edges[(*_ends(hop), shorten(hop.statement.iri))].setdefault("hop", place)
    return graph


def hops_graph(hops: Iterable[Hop], reading: Reading, search: Search) -> nx.MultiDiGraph[str]:
    """Return statements as a directed multigraph, from subject to object.

    Nodes are known by their CURIE and bear ``label`` and ``kind``; edges are keyed by the
    CURIE of the statement. What is not known is left out: GraphML has no null.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        reading=_clean(reading.describe()), search=_clean("; ".join(search.limits()) or "no limit")
    )
    for hop in hops:
        for thing in (hop.start, hop.end):
            graph.add_node(_node(thing), label=_clean(thing.label), kind=thing.kind)
        edge = (*_ends(hop), shorten(hop.statement.iri))
        graph.add_edge(*edge)
        graph.edges[edge].update(_edge_values(hop))
    return graph


def _node(thing: Entity) -> str:
    return _clean(shorten(thing.iri))


def _ends(hop: Hop) -> tuple[str, str]:
    """Return the subject and the object of a hop's statement."""
    start, end = _node(hop.start), _node(hop.end)
    return (start, end) if hop.is_forward else (end, start)


def _edge_values(hop: Hop) -> dict[str, Value]:
    relation = hop.statement.relation
    values: dict[str, Value | None] = {
        "statement": shorten(hop.statement.iri),
        "relation": shorten(relation.iri),
        "relation_label": relation.label,
        "sign": hop.sign,
        "when": "; ".join(dict.fromkeys(c.when for c in hop.claims if c.when)),
        "earliest": _edge_day(hop.claims, is_last=False),
        "latest": _edge_day(hop.claims, is_last=True),
        "stance": min((c.stance for c in hop.claims), key=STANCES.index, default=""),
        "sources": " ".join(sorted({local_name(c.source) for c in hop.claims})),
        "locator": "; ".join(dict.fromkeys(c.citation for c in hop.claims)),
        "according_to": "; ".join(dict.fromkeys(n for c in hop.claims for n in c.according_to)),
        "author": "; ".join(dict.fromkeys(n for c in hop.claims for n in c.attribution)),
        "comment": " | ".join(c.comment for c in hop.claims if c.comment),
        "note": " | ".join(c.curator_note for c in hop.claims if c.curator_note),
        "sentence": hop.statement.sentence(),
        "others": len(hop.others),
    }
    return {
        name: _clean(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None and value != ""
    }


def _edge_day(claims: Iterable[Claim], *, is_last: bool) -> str | None:
    """Return the first day that a claim can mean, or the last; None where one is open or unsaid."""
    days = [c.bounds.latest_end if is_last else c.bounds.earliest_start for c in claims]
    known = [day for day in days if day not in (None, OPEN_START, OPEN_END)]
    if len(known) < len(days):
        return None
    return max(known, default=None) if is_last else min(known, default=None)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def to_graphml(graph: nx.MultiDiGraph[str]) -> str:
    """Return a graph as GraphML with a final newline; keys of edges become their ids."""
    import networkx as nx

    stream = io.BytesIO()
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue().decode().rstrip("\n") + "\n"
