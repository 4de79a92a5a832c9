"""Graphs that the engine holds in this process: the bundled data, or files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from khgraph import cache, resources
from khgraph.errors import LoadError, QueryError
from khgraph.namespaces import PREFIXES
from khgraph.stores.base import BASE_IRI, EVALUATION_ERRORS, Answer, Store
from khgraph.stores.rdf_files import describe_syntax_error, rdf_format_of, read_bytes
from khgraph.stores.terms import Term


class LocalStore(Store):
    """A graph that Oxigraph holds in this process.

    Parameters
    ----------
    graph : pyoxigraph.Store
    """

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph
        self._has_named_graphs = next(graph.named_graphs(), None) is not None

    def __len__(self) -> int:
        """Return the number of triples, those of the ontology included."""
        return len(self._graph)

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:  # noqa: D102
        return self._run(text, bindings or {})

    def _run(self, text: str, bindings: Mapping[str, Term], **limits: Any) -> Answer:
        try:
            return self._graph.query(
                text,
                prefixes=PREFIXES,
                base_iri=BASE_IRI,
                substitutions={ox.Variable(name): term for name, term in bindings.items()},
                use_default_graph_as_union=self._has_named_graphs,
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
        contents = {path: read_bytes(path) for path in (resources.ontology_path(), *self._paths)}
        # Only what is bundled is kept for the next command: nothing of a user's is copied.
        graph = None if paths else _recall(tuple(contents.values()))
        if graph is None:
            graph = ox.Store()
            for path, content in contents.items():
                _load(graph, path, content)
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
        return ox.Store.read_only(str(entry))
    except EVALUATION_ERRORS:
        cache.forget(entry)
        return None
