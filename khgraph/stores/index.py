"""An index on disk, for data that is too large to be read by each command."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from khgraph import resources
from khgraph.errors import LoadError, OutputError
from khgraph.stores.base import EVALUATION_ERRORS
from khgraph.stores.local import LocalStore
from khgraph.stores.rdf_files import describe_syntax_error, rdf_format_of

# Beside the engine's own files: what the index was made from, and by which layout of them.
_STAMP = "khgraph-index.json"
_ENGINE_FOLDER = "store"
INDEX_VERSION = f"1 pyoxigraph-{'.'.join(ox.__version__.split('.')[:2])}"


class IndexStore(LocalStore):
    """An index on disk, opened read-only; several processes may read it at once.

    Parameters
    ----------
    folder : path
        As `build_index` made it.

    Raises
    ------
    LoadError
        If it is no index, or one that another version of the engine wrote.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        stamp = read_stamp(self.folder)
        self.triple_count: int = stamp["triples"]
        self._names: list[str] = stamp["data"]
        try:
            super().__init__(ox.Store.read_only(str(self.folder / _ENGINE_FOLDER)))
        except EVALUATION_ERRORS as error:
            raise LoadError(
                f"{folder}: the index cannot be opened: {error}; build it anew with khgraph index"
            ) from error

    def __len__(self) -> int:
        """Return the number of triples, those of the ontology included."""
        return self.triple_count

    @property
    def data_name(self) -> str:
        """The names of the files that the index was made from."""
        return ", ".join(self._names)


def is_index(folder: Path) -> bool:
    """Return whether *folder* is an index, of whatever version."""
    return (folder / _STAMP).is_file()


def read_stamp(folder: Path) -> dict[str, Any]:
    """Return what an index says of itself: version, data, triples.

    Raises
    ------
    LoadError
        If *folder* is no index, or another version wrote it.
    """
    try:
        stamp: dict[str, Any] = json.loads((folder / _STAMP).read_bytes())
        version = stamp["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LoadError(f"{folder}: this folder is no index; khgraph index makes one") from error
    if version != INDEX_VERSION:
        raise LoadError(
            f"{folder}: the index is of version {version!r}, and this is {INDEX_VERSION!r}; "
            "build it anew with khgraph index"
        )
    return stamp


def build_index(
    paths: Sequence[str | Path] | None,
    folder: Path,
    progress: Callable[[str], None] = lambda words: None,
) -> int:
    """Build an index of RDF files and the ontology, by bulk load; return its number of triples.

    An index that stands there is replaced once the new one is whole.

    Parameters
    ----------
    paths : sequence of path, optional
        By default the bundled data.
    folder : path
        Must not exist, be empty, or be an index.
    progress : callable, optional
        Is told in words what is being done.

    Raises
    ------
    LoadError
        If a file cannot be read; says which, and in which line.
    OutputError
        If the folder holds something else, or cannot be written.
    """
    import shutil
    import tempfile

    files = [Path(path) for path in paths or (resources.data_path(),)]
    for path in files:
        rdf_format_of(path)  # a name that says no format is refused before an hour's work
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder}: this is a file; an index is a folder")
        if folder.is_dir() and any(folder.iterdir()) and not is_index(folder):
            raise OutputError(f"{folder}: the folder holds other things; name a new one")
        target = folder.resolve()
        made = Path(tempfile.mkdtemp(prefix=".khgraph-", dir=target.parent))
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error
    try:
        graph = ox.Store(str(made / _ENGINE_FOLDER))
        for path in (*files, resources.ontology_path()):
            progress(f"loading {path.name}")
            _bulk_load(graph, path)
        progress("making it ready for reading")
        graph.flush()
        graph.optimize()
        count = len(graph)
        del graph
        stamp = {"version": INDEX_VERSION, "data": [p.name for p in files], "triples": count}
        (made / _STAMP).write_text(json.dumps(stamp), encoding="utf-8")
        made.chmod(0o755)
        old = made.with_name(made.name + "-old")
        if target.exists():
            target.replace(old)
        made.replace(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return count


def _bulk_load(graph: ox.Store, path: Path) -> None:
    """Load a file of any size without holding it in memory."""
    rdf_format = rdf_format_of(path)
    try:
        with path.open("rb") as stream:
            graph.bulk_load(stream, format=rdf_format, base_iri=path.resolve().as_uri())
    except SyntaxError as error:
        raise LoadError(describe_syntax_error(path, error)) from error
    except ValueError as error:
        raise LoadError(f"{path}: not valid RDF: {error}") from error
    except FileNotFoundError:
        raise LoadError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise LoadError(f"{path}: this is a folder; name a file in it") from None
    except OSError as error:
        raise LoadError(f"{path}: cannot be read: {error.strerror or error}") from error
