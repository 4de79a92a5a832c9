"""Answers of SPARQL queries as text: for people, and in the W3C's formats."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyoxigraph as ox

from khgraph import turtle
from khgraph.errors import QueryError
from khgraph.namespaces import PREFIXES, XSD, shorten
from khgraph.stores import Term, text_of
from khgraph.tables import Cell, Table, render

ROW_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "srj": ox.QueryResultsFormat.JSON,
    "srx": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}


class Answer(NamedTuple):
    """The text of an answer, and how many rows or triples it has where these were counted."""

    text: str
    size: int | None
    unit: str


def render_answer(
    answer: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean,
    form: str,
    *,
    width: int | None = None,
    color: bool = False,
) -> Answer:
    """Return the answer to a query as text.

    Parameters
    ----------
    answer : answer of `khgraph.stores.Store.query`
    form : str
        For rows ``table``, ``json`` (a list of objects), ``csv``, ``tsv``, ``srj``,
        ``srx`` (the W3C's); for ASK the same; for graphs ``ttl`` (also for
        ``table``), ``nt``, ``jsonld``.
    width : int, optional
        The width of the terminal, None for a pipe.
    color : bool

    Returns
    -------
    Answer
        The same text for the same answer, blank nodes of a graph included.

    Raises
    ------
    QueryError
        If the form does not suit the kind of query, or the query fails while its answer is read.
    """
    if isinstance(answer, ox.QueryBoolean):
        return _boolean(answer, form)
    with _evaluation():
        if isinstance(answer, ox.QueryTriples):
            return _graph(answer, form)
        return _rows(answer, form, width, color)


@contextmanager
def _evaluation() -> Iterator[None]:
    """Turn what the engine raises while an answer is read into the caller's error."""
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _rows(answer: ox.QuerySolutions, form: str, width: int | None, color: bool) -> Answer:
    if form in GRAPH_FORMATS:
        raise QueryError(f"--format {form} is for CONSTRUCT and DESCRIBE; this query gives rows")
    names = tuple(variable.value for variable in answer.variables)
    if form in ("table", "json"):
        cell = _value if form == "json" else _short
        rows = tuple(tuple(cell(solution[i]) for i in range(len(names))) for solution in answer)
        text = render(Table(names, rows), form, width=width, color=color)
        return Answer(text, len(rows), "rows")
    text = (answer.serialize(format=ROW_FORMATS[form]) or b"").decode()
    if form == "csv":
        text = _with_plain_line_ends(text)
    return Answer(text if text.endswith("\n") else text + "\n", None, "rows")


def _with_plain_line_ends(text: str) -> str:
    """Return CSV with LF between its records; a line end inside a quoted cell stays as it is."""
    return re.sub(r'("(?:[^"]|"")*")|\r\n', lambda found: found[1] or "\n", text)


def _boolean(answer: ox.QueryBoolean, form: str) -> Answer:
    if form in GRAPH_FORMATS:
        raise QueryError(f"--format {form} is for CONSTRUCT and DESCRIBE; this is an ASK query")
    if form in ("srj", "srx"):
        data = answer.serialize(format=ROW_FORMATS[form])
        return Answer((data or b"").decode() + "\n", None, "rows")
    return Answer("true\n" if answer else "false\n", None, "rows")


def _graph(answer: ox.QueryTriples, form: str) -> Answer:
    if form in ROW_FORMATS or form == "json":
        raise QueryError(f"--format {form} is for rows; a graph takes ttl, nt or jsonld")
    # The engine names blank nodes anew each time; canonical names make the text repeatable.
    dataset = ox.Dataset(ox.Quad(*triple) for triple in answer)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted((quad.triple for quad in dataset), key=str)
    if form in ("table", "ttl"):
        if all(isinstance(part, _NAMED) for t in triples for part in (t.subject, t.object)):
            return Answer(turtle.write(triples), len(triples), "triples")
        rdf_format, prefixes = GRAPH_FORMATS["ttl"], _prefixes_in(triples)
    else:
        rdf_format, prefixes = GRAPH_FORMATS[form], {}
    text = (ox.serialize(triples, format=rdf_format, prefixes=prefixes) or b"").decode()
    return Answer(text if text.endswith("\n") or not text else text + "\n", len(triples), "triples")


def _prefixes_in(triples: list[ox.Triple]) -> dict[str, str]:
    """Return the prefixes of the table that *triples* use, sorted."""
    text = "\n".join(map(str, triples))
    return {prefix: PREFIXES[prefix] for prefix in sorted(PREFIXES) if PREFIXES[prefix] in text}


_NAMED = (ox.NamedNode, ox.Literal)


def _short(term: Term | None) -> Cell:
    """Return a term for people: IRIs by prefix, literals as they are written, unbound as empty."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    value = _value(term)
    # Not a float, which Python would write in another way than the data do.
    return text_of(term) if isinstance(value, float) else value


def _value(term: Term | None) -> Cell:
    """Return a term for JSON: IRIs in full, numbers and booleans as such, unbound as null.

    A number that JSON does not have, and a literal that is none of its type, stay text.
    """
    if term is None:
        return None
    text = text_of(term)
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if datatype == XSD + "integer" and re.fullmatch(r"[+-]?[0-9]+", text):
            return int(text)
        if datatype == XSD + "boolean" and text in ("true", "false", "1", "0"):
            return text in ("true", "1")
        if datatype in (XSD + "decimal", XSD + "double", XSD + "float"):
            return _number(text)
    return text


def _number(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text
