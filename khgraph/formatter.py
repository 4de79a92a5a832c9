"""The form of a data file: bounds derived from ``kh:when``, then canonical Turtle."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from khgraph import turtle
from khgraph.dates import BOUND_PROPERTIES, edtf_bounds
from khgraph.errors import DateError, LoadError
from khgraph.namespaces import KH, XSD, shorten
from khgraph.stores import text_of
from khgraph.stores.rdf_files import checked_bytes, read_bytes

_WHEN = ox.NamedNode(KH + "when")
_DATE = ox.NamedNode(XSD + "date")
BOUNDS = tuple(ox.NamedNode(KH + name) for name in BOUND_PROPERTIES)

# A comment, or what may hold a # that begins none: strings, IRIs and escaped names.
_COMMENT = re.compile(
    "|".join(
        (
            r'"""(?:[^"\\]|\\.|"(?!""))*"""',
            r"'''(?:[^'\\]|\\.|'(?!''))*'''",
            r'"(?:[^"\\\n]|\\.)*"',
            r"'(?:[^'\\\n]|\\.)*'",
            r"<[^<>\s]*>",
            r"\\.",
            r"(?P<comment>#[^\n]*)",
        )
    ),
    re.DOTALL,
)


def format_file(path: Path) -> str:
    """Return the text that the file should have.

    Raises
    ------
    LoadError
        If it is not Turtle or holds nothing, or has what the form cannot keep: a
        blank node or a comment.
    DateError
        If a ``kh:when`` is not EDTF; names the claim.
    """
    content = read_bytes(path)
    if path.suffix.lower() != ".ttl":
        raise LoadError(f"{path}: only Turtle has a form; name a file that ends in .ttl")
    return _formed(content, path)


def format_bytes(content: bytes, name: str) -> str:
    """Return the text that *content* should have; *name* stands for the file in errors.

    Raises
    ------
    LoadError, DateError
        As `format_file` does.
    """
    path = Path(name)
    return _formed(checked_bytes(content, path), path)


def _formed(content: bytes, path: Path) -> str:
    """Return the text that *content* should have; *path* names it in errors."""
    triples = turtle.parse_bytes(content, path)
    if not triples:
        raise LoadError(f"{path}: the file holds no triples")
    for found in _COMMENT.finditer(content.decode()):
        if found["comment"]:
            line = found.string.count("\n", 0, found.start()) + 1
            raise LoadError(
                f"{path}:{line}: the comment would be lost; make it a kh:curatorNote or delete it"
            )
    try:
        return turtle.write(with_bounds(triples))
    except DateError as error:
        raise DateError(f"{path}: {error}") from error


def with_bounds(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Return *triples* with the four day bounds of every ``kh:when`` derived anew.

    Raises
    ------
    DateError
        If a ``kh:when`` is not EDTF; names the claim.
    """
    kept = [triple for triple in triples if triple.predicate not in BOUNDS]
    derived = []
    # Many claims share a date, and the parser takes its time over each.
    bounds_of = cache(edtf_bounds)
    for triple in kept:
        if triple.predicate != _WHEN:
            continue
        try:
            bounds = bounds_of(text_of(triple.object))
        except DateError as error:
            raise DateError(f"{shorten(text_of(triple.subject))}: {error}") from error
        for predicate, day in zip(BOUNDS, bounds, strict=True):
            if day:
                derived.append(
                    ox.Triple(triple.subject, predicate, ox.Literal(day, datatype=_DATE))
                )
    return kept + derived
