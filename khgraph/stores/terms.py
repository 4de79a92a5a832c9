"""RDF terms: made from text that a user gave, and turned back into text."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from khgraph.errors import QueryError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


def values_block(variable: str, iris: Iterable[str]) -> str:
    """Return the VALUES block of SPARQL that lets a variable be one of *iris*."""
    return f"VALUES ?{variable} {{ {' '.join(str(named(iri)) for iri in sorted(iris))} }}"


def named(iri: str) -> Term:
    """Return the node that *iri* names.

    Raises
    ------
    QueryError
        If it is not a well-formed IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}") from error


def is_iri(term: Term | None) -> bool:
    """Return whether *term* is a named node."""
    return isinstance(term, ox.NamedNode)


def language_of(term: Term | None) -> str:
    """Return the language tag of a literal, empty where it has none."""
    return (term.language or "") if isinstance(term, ox.Literal) else ""


def iri_of(term: Term | None) -> str:
    """Return the IRI of a named node."""
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"{term} is not an IRI")
    return term.value


def text_of(term: Term | None) -> str:
    """Return the IRI, the literal's text, or the blank node's label; empty for an unbound term."""
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value
