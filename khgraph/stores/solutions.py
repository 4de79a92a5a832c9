"""Answers of an endpoint in SPARQL JSON, and what is made of them: rows, a truth value, a graph."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pyoxigraph as ox

from khgraph.errors import LoadError, QueryError
from khgraph.namespaces import PREFIXES, XSD
from khgraph.stores.base import BASE_IRI
from khgraph.stores.endpoint import Reply, words_of
from khgraph.stores.outline import outline, plain, tokens_in

ROWS = "application/sparql-results+json"
GRAPH = "application/n-triples, text/turtle;q=0.9"
_JSON = ox.QueryResultsFormat.JSON
_BOOLEANS = {"0": "false", "1": "true"}
# Virtuoso answers ASK with a row of this variable.
_ASK_VARIABLE = "__ASK_RETVAL"


class Solutions(NamedTuple):
    """The solutions of a SELECT query, as SPARQL JSON has them."""

    variables: list[str]
    rows: list[dict[str, Any]]

    def answer(self) -> ox.QuerySolutions:
        """Return them as the engine gives its own.

        Raises
        ------
        QueryError
            If a term is none of RDF.
        """
        body = json.dumps({"head": {"vars": self.variables}, "results": {"bindings": self.rows}})
        try:
            # The engine reads while it is asked for rows: once here, so that no later row fails.
            for _ in _parsed(body):
                pass
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                f"the query cannot be answered: the endpoint's answer holds no RDF: {error}"
            ) from error
        return _parsed(body)


def _parsed(body: str | bytes) -> ox.QuerySolutions:
    solutions = ox.parse_query_results(body, format=_JSON)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - a promise to the type checker
    return solutions


def read_rows(reply: Reply, name: str) -> Solutions:
    """Return the solutions in a reply of the endpoint *name*.

    Raises
    ------
    LoadError, QueryError
        If it is no whole answer to a SELECT query.
    """
    data = _json(reply, name)
    try:
        variables, rows = data["head"]["vars"], data["results"]["bindings"]
        if not isinstance(rows, list) or not isinstance(variables, list):
            raise TypeError("neither is a list")
        terms = [term for row in rows for term in row.values()]
        if b"#boolean" in reply.body:
            for term in terms:
                if term.get("datatype") == XSD + "boolean":
                    term["value"] = _BOOLEANS.get(term["value"], term["value"])
        if b"bnode" in reply.body:
            _name_blank_nodes([term for term in terms if term["type"] == "bnode"])
    except (KeyError, TypeError, AttributeError):
        raise QueryError(f"{name}: the endpoint's answer holds no rows") from None
    return Solutions(variables, rows)


def _name_blank_nodes(terms: list[dict[str, Any]]) -> None:
    """Give blank nodes labels that RDF has; Virtuoso writes them like IRIs."""
    labels: dict[str, str] = {}
    for term in terms:
        if not re.fullmatch(r"[A-Za-z0-9]+", term["value"]):
            term["value"] = labels.setdefault(term["value"], f"b{len(labels)}x")


def read_boolean(reply: Reply, name: str) -> ox.QueryBoolean:
    """Return the answer to an ASK query in a reply of the endpoint *name*.

    Raises
    ------
    LoadError, QueryError
        If it is none.
    """
    data = _json(reply, name)
    value = data.get("boolean") if isinstance(data, dict) else None
    if value is None:
        variables, rows = read_rows(reply, name)
        if variables != [_ASK_VARIABLE]:
            raise QueryError(f"{name}: the endpoint's answer says neither true nor false")
        value = bool(rows) and rows[0][_ASK_VARIABLE]["value"] in ("1", "true")
    if not isinstance(value, bool):
        raise QueryError(f"{name}: the endpoint's answer says neither true nor false")
    answer = ox.parse_query_results(
        json.dumps({"head": {}, "boolean": value is True}), format=_JSON
    )
    assert isinstance(answer, ox.QueryBoolean)  # noqa: S101 - a promise to the type checker
    return answer


def read_graph(reply: Reply, name: str) -> ox.QueryTriples:
    """Return the triples in a reply of the endpoint *name*.

    Raises
    ------
    LoadError, QueryError
        If it is no whole graph.
    """
    _refuse_page(reply, name)
    rdf_format = ox.RdfFormat.TURTLE if "turtle" in reply.kind else ox.RdfFormat.N_TRIPLES
    graph = ox.Store()
    try:
        graph.load(reply.body, format=rdf_format, base_iri=BASE_IRI)
    except (SyntaxError, ValueError):
        raise _broken(name, "") from None
    return _triples(graph, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def _triples(graph: ox.Store, query: str) -> ox.QueryTriples:
    triples = graph.query(query, prefixes=PREFIXES, base_iri=BASE_IRI)
    assert isinstance(triples, ox.QueryTriples)  # noqa: S101 - a promise to the type checker
    return triples


def _json(reply: Reply, name: str) -> Any:
    _refuse_page(reply, name)
    try:
        return json.loads(reply.body)
    except json.JSONDecodeError as error:
        # What follows a whole document, such as the news that the time was up, is no answer.
        said = error.doc[error.pos :] if error.msg == "Extra data" else ""
        raise _broken(name, words_of(said.encode())) from None
    except (ValueError, RecursionError):
        raise _broken(name, "") from None


def _refuse_page(reply: Reply, name: str) -> None:
    if "html" in reply.kind or re.match(rb"\s*<(!doctype )?html", reply.body[:100], re.IGNORECASE):
        raise LoadError(f"{name}: a web page lies at this address, and no SPARQL endpoint")
    if reply.body.lstrip()[:5] == b"<?xml":
        raise LoadError(f"{name}: the endpoint answers in XML, where JSON was asked for")


def _broken(name: str, words: str) -> QueryError:
    if words:
        return QueryError(f"{name}: the endpoint broke its answer off: {words}")
    return QueryError(f"{name}: the answer breaks off, or is none; ask again, or for less")


class Template:
    """The template of a CONSTRUCT query, to be filled with rows here and not at the endpoint.

    Endpoints cut a graph off without a word, where rows can be counted and paged.

    Parameters
    ----------
    text : str
        The query.

    Raises
    ------
    QueryError
        If its clauses cannot be told apart.
    """

    def __init__(self, text: str) -> None:
        query = outline(text)
        blanked = plain(text)
        span = query.template or query.body
        mark = re.search(r"_:|[\[(]", blanked[span.start : span.end])
        if mark and query.template is None:
            raise QueryError(
                "CONSTRUCT WHERE takes no blank nodes; write a variable in their place"
            )
        found = (token.text for token in tokens_in(blanked, span) if token.kind == "variable")
        self.variables = list(dict.fromkeys(found))
        self._prologue = text[: query.start]
        self._template = text[span.start : span.end]
        # A blank node of the template is another one in each solution, so that none is left out.
        distinct = "" if mark or query.modifiers else "DISTINCT "
        names = " ".join(f"?{name}" for name in self.variables) or "(1 AS ?khgraph_any)"
        dataset = text[query.dataset.start : query.dataset.end]
        end = text[query.body.end : query.end]
        body = text[query.body.start : query.body.end]
        self.select = f"{self._prologue}SELECT {distinct}{names} {dataset}\nWHERE {body}{end}"

    def fill(self, solutions: ox.QuerySolutions) -> ox.QueryTriples:
        """Return the triples that the template makes of the solutions of `select`."""
        # The rows as a graph of their own, which keeps blank nodes as they are.
        graph = ox.Store()
        columns = [ox.NamedNode(f"urn:khgraph:column:{i}") for i in range(len(self.variables))]
        is_row = ox.NamedNode("urn:khgraph:row")
        for number, solution in enumerate(solutions):
            row = ox.NamedNode(f"urn:khgraph:row:{number}")
            graph.add(ox.Quad(row, is_row, is_row))
            for i, column in enumerate(columns):
                if solution[i] is not None:
                    graph.add(ox.Quad(row, column, solution[i]))
        # A name that no template has.
        row_name = "khgraph_row"
        while row_name in self.variables:
            row_name += "_"
        pattern = f"?{row_name} {is_row} {is_row} ." + "".join(
            f" OPTIONAL {{ ?{row_name} {column} ?{name} }}"
            for column, name in zip(columns, self.variables, strict=True)
        )
        query = f"{self._prologue}CONSTRUCT {self._template}\nWHERE {{ {pattern} }}"
        return _triples(graph, query)
