"""Graphs as bytes, in each format that the endpoint offers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

import pyoxigraph as ox

from khgraph.errors import QueryError
from khgraph.namespaces import PREFIXES
from khgraph.results import GRAPH_FORMATS, render_answer

_OTHER_FORMATS = {
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}


class Output(Protocol):
    """Where a graph is written to."""

    def write(self, content: bytes, /) -> int:
        """Take some of it."""


def write_graph(triples: Iterable[ox.Triple], form: str, output: Output) -> None:
    """Write a graph as `khgraph query` does: the same bytes for the same graph.

    Parameters
    ----------
    triples : iterable of Triple
    form : str
        ``ttl``, ``nt`` or ``jsonld``; or ``rdf``, ``trig``, ``nq``, which that command lacks.
    output : binary stream

    Raises
    ------
    QueryError
        If RDF/XML is asked for and has no way to write a predicate.
    """
    graph = ox.Store()
    graph.extend(ox.Quad(*triple) for triple in triples)
    answer = graph.query("CONSTRUCT WHERE { ?s ?p ?o }")
    if form in GRAPH_FORMATS:
        output.write(render_answer(answer, form).text.encode())
        return
    rdf_format = _OTHER_FORMATS[form]
    # N-Triples have the order, and the names of the blank nodes, that do not change.
    quads = ox.parse(render_answer(answer, "nt").text, format=ox.RdfFormat.N_TRIPLES)
    parts: Iterable[ox.Quad] | Iterable[ox.Triple] = quads
    if form == "rdf":
        parts = _writable(quad.triple for quad in quads)
    text = ox.serialize(parts, format=rdf_format, prefixes=PREFIXES) or b""
    output.write(text if text.endswith(b"\n") else text + b"\n")


def _writable(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the triples, if each predicate can be the name of an XML element.

    The engine would write one that cannot as an element without a name.
    """
    for triple in triples:
        if not re.search(r"[^\W\d][\w.-]*$", triple.predicate.value):
            raise QueryError(f"RDF/XML cannot write {triple.predicate}; take another format")
        yield triple
