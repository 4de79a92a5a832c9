"""Graphs that the engine holds in this process: the bundled data, or files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from khgraph import cache, resources
from khgraph.errors import LoadError, QueryError
from khgraph.namespaces import PREFIXES
from khgraph.stores.base import BASE_IRI, EVALUATION_ERRORS, Answer, Store
from khgraph.stores.rdf_files import (
    checked_bytes,
    describe_syntax_error,
    rdf_format_of,
    unchecked_bytes,
)
from khgraph.stores.terms import Term

# Shorter queries cannot be nested so deeply that the engine would not survive it.
_LONG = 4000


class LocalStore(Store):
    """A graph that Oxigraph holds in this process.

    What is in named graphs is in the default graph too, where each triple counts once.

    Parameters
    ----------
    graph : pyoxigraph.Store
    """

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph

    def __len__(self) -> int:
        """Return the number of triples, those of the ontology included."""
        if next(self._graph.named_graphs(), None) is None:
            return len(self._graph)
        return sum(1 for _ in self._graph.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:  # noqa: D102
        return self._run(text, bindings or {})

    def _run(self, text: str, bindings: Mapping[str, Term], **limits: Any) -> Answer:
        if len(text) > _LONG:
            from khgraph.stores.sparql import TOO_DEEP, too_deep

            if too_deep(text):
                raise QueryError(TOO_DEEP)
        try:
            return self._graph.query(
                text,
                prefixes=PREFIXES,
                base_iri=BASE_IRI,
                substitutions={ox.Variable(name): term for name, term in bindings.items()},
                **limits,
            )
        except SyntaxError as error:
            from khgraph.stores.sparql import describe_query_error

            raise QueryError(describe_query_error(text, str(error))) from error
        except EVALUATION_ERRORS as error:
            raise QueryError(f"the query cannot be answered: {error}") from error


class FileStore(LocalStore):
    """The bundled data or RDF files, read into memory.

    Parameters
    ----------
    paths : sequence of path, optional
        RDF files to read in place of the bundled data; the ontology is always read too.

    Raises
    ------
    LoadError
        If a file cannot be read; says which, and in which line.
    """

    def __init__(self, paths: Sequence[str | Path] | None = None) -> None:
        self._paths = tuple(Path(path) for path in paths or (resources.data_path(),))
        files = (resources.ontology_path(), *self._paths)
        # What was kept of these very bytes was made when they were found to be in order.
        contents = {path: unchecked_bytes(path) for path in files}
        # Only what is bundled is kept for the next command: nothing of a user's is copied.
        graph = None if paths else _recall(tuple(contents.values()))
        if graph is None:
            graph = ox.Store()
            for path, content in contents.items():
                _load(graph, path, checked_bytes(content, path))
            if next(graph.named_graphs(), None) is not None:
                graph.extend(list(merged(graph)))
            if not paths:
                kept = graph
                cache.remember(
                    tuple(contents.values()),
                    lambda folder: ox.Store(str(folder)).bulk_extend(kept),
                )
        super().__init__(graph)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The RDF files, without the ontology."""
        return self._paths

    @property
    def data_name(self) -> str:
        """The names of the data files, as printed with results."""
        return ", ".join(path.name for path in self._paths)


def merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the triples of named graphs as those of the default graph, which is asked."""
    return (ox.Quad(*quad.triple) for quad in quads if not _is_default(quad.graph_name))


def _is_default(graph_name: object) -> bool:
    return isinstance(graph_name, ox.DefaultGraph)


def _load(graph: ox.Store, path: Path, content: bytes) -> None:
    try:
        graph.load(content, format=rdf_format_of(path), base_iri=path.resolve().as_uri())
    except SyntaxError as error:
        raise LoadError(describe_syntax_error(path, error)) from error
    except ValueError as error:
        raise LoadError(f"{path}: not valid RDF: {error}") from error


def _recall(contents: Sequence[bytes]) -> ox.Store | None:
    """Return the store that an earlier command kept of these files, None where there is none."""
    entry = cache.recall(contents)
    if entry is None:
        return None
    try:
        graph = ox.Store.read_only(str(entry))
        # One that was cut short may open, and be as empty as before it was filled.
        if next(graph.quads_for_pattern(None, None, None, None), None) is not None:
            return graph
    except EVALUATION_ERRORS:
        pass
    cache.forget(entry)
    return None
