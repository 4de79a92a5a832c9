"""Turtle in the project's one form: sorted, one block a subject, one object a line.

The form makes changes readable: adding a claim adds lines and moves none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from khgraph.errors import LoadError
from khgraph.namespaces import PREFIXES, RDF, XSD, shorten
from khgraph.stores.rdf_files import FORMATS, describe_syntax_error, rdf_format_of, read_bytes

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def parse(path: Path) -> list[ox.Triple]:
    """Return the triples of a Turtle file.

    Raises
    ------
    LoadError
        If it cannot be read, is not Turtle, or has a relative IRI or a blank node; says the line
        where known.
    """
    return parse_bytes(read_bytes(path), path)


def parse_bytes(content: bytes, path: Path) -> list[ox.Triple]:
    """Return the triples of Turtle that was read already; *path* names it in errors.

    Raises
    ------
    LoadError
        As `parse` does, but for what only reading can meet.
    """
    # N-Triples is Turtle too.
    taken = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)
    if path.suffix.lower() in FORMATS and rdf_format_of(path) not in taken:
        raise LoadError(f"{path}: only Turtle is taken here; save the data as a .ttl file")
    try:
        # Without a base, which would write the folder of one machine into the data.
        quads = list(ox.parse(content, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise LoadError(describe_syntax_error(path, error)) from error
    triples = [quad.triple for quad in quads]
    nameless = [
        triple
        for triple in triples
        if not isinstance(triple.subject, ox.NamedNode)
        or not isinstance(triple.object, ox.NamedNode | ox.Literal)
    ]
    if nameless:
        raise LoadError(f"{path}: {_describe_nameless(nameless)}; give every node an IRI")
    return triples


def _describe_nameless(triples: list[ox.Triple]) -> str:
    """Say where the first node without a name stands, by the names around it."""
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            subject, predicate = shorten(triple.subject.value), shorten(triple.predicate.value)
            return f"a value of {predicate} at {subject} has no name"
    return f"a subject with {shorten(triples[0].predicate.value)} has no name"


def write(triples: Iterable[ox.Triple]) -> str:
    """Return the canonical Turtle of *triples*.

    Prefixes that are used, sorted; subjects sorted by IRI; ``a`` first, then the
    predicates by IRI; objects sorted, one a line; a final newline. Duplicates
    are dropped. The empty graph gives the empty string.
    """
    subjects: dict[str, dict[str, set[tuple[str, str]]]] = {}
    used: set[str] = set()
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, ox.NamedNode):
            raise TypeError(f"{subject} has no name")
        verbs = subjects.setdefault(subject.value, {})
        verbs.setdefault(predicate.value, set()).add((_sort_key(value), _term(value, used)))
    body = []
    for iri in sorted(subjects):
        lines = [_iri(iri, used)]
        for predicate_iri in sorted(subjects[iri], key=lambda name: (name != RDF + "type", name)):
            name = "a" if predicate_iri == RDF + "type" else _iri(predicate_iri, used)
            for _, text in sorted(subjects[iri][predicate_iri]):
                lines.append(f"    {name} {text} ;")
        lines.append(".")
        body.append("\n".join(lines))
    head = [f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in sorted(used)]
    blocks = ["\n".join(head), *body] if head else body
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _sort_key(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    """Return the text that orders objects: independent of how the prefixes shorten it."""
    return str(term)


def _iri(iri: str, used: set[str]) -> str:
    prefix, _, local = (short := shorten(iri)).partition(":")
    if short != iri and _LOCAL.fullmatch(local):
        used.add(prefix)
        return short
    return str(ox.NamedNode(iri))


def _term(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple, used: set[str]) -> str:
    if isinstance(term, ox.NamedNode):
        return _iri(term.value, used)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"{term} has no name")
    datatype = term.datatype.value
    if term.language:
        direction = f"--{term.direction}" if term.direction else ""
        return f"{_quoted(term.value)}@{term.language}{direction}"
    if datatype == XSD + "string":
        return _quoted(term.value)
    if datatype == XSD + "integer" and re.fullmatch(r"[+-]?[0-9]+", term.value):
        return term.value
    if datatype == XSD + "boolean" and term.value in ("true", "false"):
        return term.value
    return f"{_quoted(term.value)}^^{_iri(datatype, used)}"


def _quoted(text: str) -> str:
    escaped = "".join(_ESCAPES.get(char, char) for char in text)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04X}", escaped) + '"'
