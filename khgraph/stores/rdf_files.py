"""RDF files: their formats, their bytes, and what is wrong in which line of them."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from khgraph.errors import LoadError

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".n3": ox.RdfFormat.N3,
}


def rdf_format_of(path: Path) -> ox.RdfFormat:
    """Return the RDF format that the file's name says."""
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = " ".join(FORMATS)
        raise LoadError(
            f"{path}: no RDF format ends in {path.suffix!r}; name the file with one of {known}"
        ) from None


def read_triples(path: Path) -> list[ox.Triple]:
    """Return the triples of an RDF file, those of named graphs among them, in its order.

    Raises
    ------
    LoadError
        If it cannot be read.
    """
    quads = ox.parse(read_bytes(path), format=rdf_format_of(path), base_iri=path.resolve().as_uri())
    return [quad.triple for quad in quads]


def read_bytes(path: Path) -> bytes:
    """Return the content of *path* without a byte order mark; it must be UTF-8 and not empty.

    Raises
    ------
    LoadError
        If it is missing, unreadable, empty or in another encoding.
    """
    return checked_bytes(unchecked_bytes(path), path)


def unchecked_bytes(path: Path) -> bytes:
    """Return the content of *path* as it is.

    Raises
    ------
    LoadError
        If it is missing or unreadable.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise LoadError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise LoadError(f"{path}: this is a folder; name a file in it") from None
    except OSError as error:
        raise LoadError(f"{path}: cannot be read: {error.strerror}") from error


def checked_bytes(content: bytes, path: Path) -> bytes:
    """Return *content* without a byte order mark; *path* names it in errors.

    Raises
    ------
    LoadError
        If it is empty or not UTF-8.
    """
    if not content.strip():
        raise LoadError(f"{path}: the file is empty")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LoadError(f"{path}:{line}: not UTF-8; save the file in UTF-8") from None
    return content.removeprefix(b"\xef\xbb\xbf")


def describe_syntax_error(path: Path, error: SyntaxError) -> str:
    """Return ``file:line: what is wrong`` for an RDF parser's error."""
    message = re.sub(r"^Parser error at line \d+ between columns \d+ and \d+: ", "", str(error.msg))
    message = re.sub(r"^Parser error .*?: ", "", message)
    place = f"{path}:{error.lineno}" if error.lineno else str(path)
    return f"{place}: {message}"
