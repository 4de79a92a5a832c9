"""The page for writing queries: its files by path, and what they are to be served with."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any, NamedTuple

from khgraph import resources
from khgraph.catalogue import named_queries
from khgraph.namespaces import PREFIXES, shorten
from khgraph.stores import FileStore, text_of

HERE = Path(__file__).parent / "page"
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    "": "text/plain; charset=utf-8",
}

# The bundled editor knows addresses of others; the browser is to refuse them all.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_DOCUMENT_HEADERS = (("Content-Security-Policy", POLICY), ("Referrer-Policy", "no-referrer"))
# A browser asks again after an update, instead of mixing files of two versions.
_FILE_HEADERS = (("Cache-Control", "no-cache"),)

# What the data says in the words of other vocabularies, which our ontology does not describe.
_BORROWED_TERMS = {
    "dcterms:creator": "who wrote a source",
    "dcterms:issued": "when a source was published",
    "dcterms:source": "the source of a claim",
    "dcterms:title": "the title of a source",
    "prov:wasAttributedTo": "who makes a claim",
    "rdf:object": "the object of a statement",
    "rdf:predicate": "the relation type of a statement",
    "rdf:subject": "the subject of a statement",
    "rdf:type": "the class of a thing; also written a",
    "rdfs:comment": "a claim in our own words",
    "rdfs:label": "the label of a turn",
    "rdfs:subClassOf": "the wider class",
    "rdfs:subPropertyOf": "the wider relation type",
    "skos:altLabel": "another label",
    "skos:definition": "the definition of a term",
    "skos:prefLabel": "the label of a thing or term",
}


class Page(NamedTuple):
    """What is served at one path: its bytes, their media type, and further headers."""

    content: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()


def pages(data_name: str = "the bundled data") -> dict[str, Page]:
    """Return the page and all that it needs, by path.

    Parameters
    ----------
    data_name : str
        What the data is called, to be printed on the page.

    Returns
    -------
    dict of str to Page
        ``/`` is the HTML; its links are relative, so it may also be served behind a
        prefix that ends in ``/``. It asks the endpoint at ``sparql`` beside it, and
        nobody else.
    """
    text = (HERE / "index.html").read_text(encoding="utf-8")
    document = text.replace("DATA_NAME", html.escape(data_name))
    found = {
        "/": Page(document.encode(), MEDIA_TYPES[".html"], _DOCUMENT_HEADERS + _FILE_HEADERS),
        "/queries.json": _json(_queries()),
        "/terms.json": _json({"prefixes": PREFIXES, "terms": _terms()}),
    }
    for path in sorted(HERE.rglob("*")):
        if path.is_file() and path.suffix != ".html":
            name = f"/{path.relative_to(HERE).as_posix()}"
            found[name] = Page(path.read_bytes(), MEDIA_TYPES[path.suffix], _FILE_HEADERS)
    return found


def _json(value: Any) -> Page:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Page(text.encode(), "application/json", _FILE_HEADERS)


def _queries() -> list[dict[str, Any]]:
    """Return the catalogue: what the headers say, and the texts."""
    return [query.as_dict() | {"text": query.text} for query in named_queries().values()]


def _terms() -> list[dict[str, Any]]:
    """Return the terms that a query is written with, by CURIE: label, kind, and sign if any."""
    rows = FileStore([resources.ontology_path()]).select(
        "SELECT ?term (SAMPLE(?name) AS ?label) (MIN(?word) AS ?kind) (SAMPLE(?number) AS ?sign)"
        " WHERE { ?term a ?class ; skos:prefLabel ?name ."
        " OPTIONAL { ?class skos:prefLabel ?class_name }"
        ' BIND(IF(?class = owl:Class, "class", IF(STRENDS(STR(?class), "Property"), "property",'
        ' COALESCE(STR(?class_name), "other term"))) AS ?word)'
        " OPTIONAL { ?term kh:sign ?number } FILTER(isIRI(?term)) } GROUP BY ?term"
    )
    terms = [
        {
            "curie": shorten(text_of(term)),
            "label": text_of(label),
            "kind": text_of(kind),
            "sign": int(text_of(sign)) if sign is not None else None,
        }
        for term, label, kind, sign in rows
    ]
    terms += [
        {"curie": curie, "label": label, "kind": "property", "sign": None}
        for curie, label in _BORROWED_TERMS.items()
    ]
    return sorted(terms, key=lambda term: str(term["curie"]))
