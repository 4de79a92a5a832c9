"""The one door to RDF: bundled data, files, an index on disk or an endpoint, asked in SPARQL 1.1.

The data and the ontology are in one default graph. Nothing is asserted that the
files do not say: a statement stays a question, and only its claims answer it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from khgraph.errors import LoadError
from khgraph.stores.base import Answer, Step, Store
from khgraph.stores.local import FileStore
from khgraph.stores.terms import (
    Row,
    Term,
    iri_of,
    is_iri,
    language_of,
    named,
    text_of,
    values_block,
)

__all__ = [
    "Answer",
    "FileStore",
    "Row",
    "Step",
    "Store",
    "Term",
    "iri_of",
    "is_iri",
    "language_of",
    "named",
    "open_store",
    "text_of",
    "values_block",
]


def open_store(locations: Sequence[str | Path] = ()) -> Store:
    """Return the store over the bundled data, or over what *locations* name.

    Parameters
    ----------
    locations : sequence of str or path
        RDF files, or alone an index folder or the URL of a SPARQL endpoint.

    Raises
    ------
    LoadError
        If something cannot be read, or things are mixed that no one store can hold.
    """
    if not locations:
        return FileStore()
    for location in map(str, locations):
        if not location:
            raise LoadError("the name of the data is empty; name a file, an index or an address")
        if re.match(r"(?!https?:)[a-z][a-z0-9+.-]+://", location, re.IGNORECASE):
            raise LoadError(f"{location}: only addresses with http:// or https:// are endpoints")
    is_remote = [
        str(location).lower().startswith(("http://", "https://")) for location in locations
    ]
    is_folder = [Path(location).is_dir() for location in locations]
    if len(locations) > 1 and (any(is_remote) or any(is_folder)):
        raise LoadError("an index or an endpoint stands alone; only files can be read together")
    if is_remote[0]:
        from khgraph.stores.remote import RemoteStore

        return RemoteStore(str(locations[0]))
    if is_folder[0]:
        from khgraph.stores.index import IndexStore

        return IndexStore(locations[0])
    return FileStore(locations)
