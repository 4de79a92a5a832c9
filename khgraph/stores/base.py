"""What every store can do: answer SPARQL, and lead from things to their neighbours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from khgraph.errors import LoadError, QueryError
from khgraph.stores.terms import Row, Term, iri_of, is_iri, text_of, values_block

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean

# What Oxigraph raises when it evaluates a query, some of it only while the answers are read.
EVALUATION_ERRORS = (RuntimeError, OSError, ValueError)

BASE_IRI = "https://w3id.org/khgraph/"


class Step(NamedTuple):
    """A statement that leads from one thing to another: IRIs.

    `is_forward` says whether `start` is the statement's subject; `relation` is the
    relation type.
    """

    start: str
    statement: str
    end: str
    is_forward: bool
    relation: str


class Store(ABC):
    """A graph that answers SPARQL 1.1: data and ontology in one default graph."""

    # How many things may be asked about in one query, where that is limited.
    neighbours_at_once: int | None = None

    @property
    @abstractmethod
    def data_name(self) -> str:
        """What the data is called, as printed with results."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The RDF files that the data was read from; none where it lies elsewhere."""
        return ()

    @abstractmethod
    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Run any SPARQL 1.1 query.

        Parameters
        ----------
        text : str
            The query; the prefixes of `khgraph.namespaces.PREFIXES` are declared.
        bindings : mapping of str to term, optional
            Values for variables; each must stand in the SELECT clause.

        Raises
        ------
        QueryError
            If it is not SPARQL 1.1, or names no such variable; says where.
        """

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the solutions of a SELECT query, in the query's order, unbound as None."""
        solutions = self.query(text, bindings)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("this is not a SELECT query")
        width = len(solutions.variables)
        try:
            return [tuple(solution[i] for i in range(width)) for solution in solutions]
        except EVALUATION_ERRORS as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def ask(self, text: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        answer = self.query(text, bindings)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this is not an ASK query")
        return bool(answer)

    def construct(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        triples = self.query(text, bindings)
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError("this is not a CONSTRUCT or DESCRIBE query")
        try:
            return list(triples)
        except EVALUATION_ERRORS as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def neighbours(self, frontier: Iterable[str], accepted: str) -> list[Step]:
        """Return the statements that lead away from the things in *frontier*, sorted.

        Parameters
        ----------
        frontier : iterable of str
            IRIs.
        accepted : str
            A SPARQL group pattern over ``?statement`` that says which count.
        """
        things = sorted(set(frontier))
        size = self.neighbours_at_once or max(len(things), 1)
        # Of no thing there is nothing to ask: engines take long to find that nothing is near it.
        rows = [
            row
            for start in range(0, len(things), size)
            for row in self.select(_neighbours_query(things[start : start + size], accepted))
        ]
        if not all(is_iri(statement) for _, statement, *_ in rows):
            raise LoadError("a statement has no name; give every node an IRI")
        return sorted(
            Step(iri_of(start), iri_of(via), iri_of(end), text_of(forward) == "1", iri_of(kind))
            for start, via, end, forward, kind in rows
        )


def _neighbours_query(things: Iterable[str], accepted: str) -> str:
    values = values_block("from", things)
    # All stands in both branches: what stood outside, engines would build whole and join after.
    # The direction is a number, since not every engine knows true from 1.
    rest = f"rdf:predicate ?relation . FILTER(isIRI(?to) && ?to != ?from) {accepted}"
    return (
        "SELECT DISTINCT ?from ?statement ?to ?forward ?relation WHERE {"
        f" {{ {values} ?statement rdf:subject ?from ; rdf:object ?to ; {rest}"
        " BIND(1 AS ?forward) } UNION"
        f" {{ {values} ?statement rdf:object ?from ; rdf:subject ?to ; {rest}"
        " BIND(0 AS ?forward) } }"
    )
