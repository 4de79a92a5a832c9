"""Answers that are kept: shown in part, saved whole, in any form, without asking again."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pyoxigraph as ox

from khgraph.errors import QueryError
from khgraph.results import GRAPH_FORMATS, ROW_FORMATS, render_answer
from khgraph.stores import Answer
from khgraph.stores.base import EVALUATION_ERRORS

ROW_FORMS = ("table", "json", *ROW_FORMATS)
GRAPH_FORMS = tuple(GRAPH_FORMATS)


class Kept(NamedTuple):
    """An answer: `unit` is ``rows``, ``triples``, or empty for true or false; `size` how many."""

    unit: str
    size: int
    content: bytes

    def text(
        self, form: str, *, limit: int = 0, width: int | None = None, color: bool = False
    ) -> str:
        """Return the answer as text.

        Parameters
        ----------
        form : str
            As for `khgraph.results.render_answer`; a graph in a form for rows is Turtle,
            and rows in a form for graphs are a table.
        limit : int
            How many rows or triples at most; 0 for all.
        width : int, optional
            The width of the terminal, None for a pipe.
        color : bool
        """
        if self.unit == "triples":
            form = form if form in GRAPH_FORMS else "ttl"
            answer: Answer = _graph(self.content, limit)
        else:
            form = form if form in ROW_FORMS else "table"
            answer = _rows(self.content, limit if self.unit == "rows" else 0)
        return render_answer(answer, form, width=width, color=color).text


def keep(answer: Answer) -> Kept:
    """Return an answer that may be read again, once the engine has given all of it.

    Raises
    ------
    QueryError
        If the query fails while its answer is read.
    """
    try:
        if isinstance(answer, ox.QueryTriples):
            triples = sorted(set(answer), key=str)
            content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            return Kept("triples", len(triples), content)
        content = answer.serialize(format=ox.QueryResultsFormat.JSON) or b""
    except EVALUATION_ERRORS as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    if isinstance(answer, ox.QueryBoolean):
        return Kept("", 1, content)
    return Kept("rows", len(_bindings(json.loads(content))), content)


def _bindings(results: dict[str, Any]) -> list[Any]:
    bindings: list[Any] = results["results"]["bindings"]
    return bindings


def _rows(content: bytes, limit: int) -> Answer:
    if limit:
        results = json.loads(content)
        results["results"]["bindings"] = _bindings(results)[:limit]
        content = json.dumps(results).encode()
    return ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)


def _graph(content: bytes, limit: int) -> Answer:
    lines = content.splitlines(keepends=True)
    graph = ox.Store()
    graph.load(b"".join(lines[: limit or None]), format=ox.RdfFormat.N_TRIPLES)
    return graph.query("CONSTRUCT WHERE { ?s ?p ?o }")
