"""RDF files of any size into an engine's store on disk, with the table of who stands with whom."""

from __future__ import annotations

import gzip
import io
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from khgraph.errors import LoadError
from khgraph.stores.adjacency import AdjacencyWriter
from khgraph.stores.index import ADJACENCY_FILE, ENGINE_FOLDER
from khgraph.stores.local import merged
from khgraph.stores.rdf_files import checked_bytes, describe_syntax_error, rdf_format_of

# Is told what is done, the bytes of it that are done, and of how many; 0 of 0 where none can say.
Progress = Callable[[str, int, int], None]

_SMALL = 1 << 16
_CHUNK = 1 << 20


def load(files: Sequence[Path], made: Path, progress: Progress) -> int:
    """Write the engine's store of *files* and the table beside it into a folder.

    Parameters
    ----------
    files : sequence of path
        RDF files, also compressed by gzip (``.nt.gz``).
    made : path
        An empty folder.
    progress : callable
        Is told what is being done, how much of it, and of how much.

    Returns
    -------
    int
        The number of triples.

    Raises
    ------
    LoadError
        If a file cannot be read; says which, and in which line.
    OSError
        If the folder cannot be written.
    """
    graph = ox.Store(str(made / ENGINE_FOLDER))
    table = AdjacencyWriter(made / ADJACENCY_FILE)
    try:
        # In one go: the engine sorts by the million, and has the less to merge the fewer there are.
        quads = chain.from_iterable(_quads(path, progress) for path in files)
        graph.bulk_extend(with_merged(table.passing(quads)))
        progress("making it ready for reading", 0, 0)
        graph.flush()
        # What several batches have written is merged, or every look-up would search each of them.
        _side_by_side(graph.optimize, lambda: table.finish(graph))
        if next(graph.named_graphs(), None) is None:
            return len(graph)
        return sum(1 for _ in graph.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    except sqlite3.Error as error:
        raise OSError(f"{ADJACENCY_FILE}: {error}") from error
    finally:
        table.close()


def with_merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield quads, and those of named graphs in the default graph too, which is asked."""
    for quad in quads:
        yield quad
        yield from merged((quad,))


def _side_by_side(*jobs: Callable[[], None]) -> None:
    """Do *jobs* at once and wait; here, unlike in the engine, an interruption gets through."""
    errors: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.1)
    if errors:
        raise errors[0]


def check_file(path: Path) -> None:
    """Refuse what can be seen at once to be no RDF file."""
    _format_of(path)
    with _reading(path), path.open("rb") as stream:
        start = stream.read(_SMALL)
    if len(start) < _SMALL and path.suffix.lower() != ".gz":
        checked_bytes(start, path)


def _format_of(path: Path) -> ox.RdfFormat:
    is_compressed = path.suffix.lower() == ".gz"
    return rdf_format_of(path.with_suffix("") if is_compressed else path)


def _quads(path: Path, progress: Progress) -> Iterator[ox.Quad]:
    """Yield the quads of a file of any size, compressed or not, without holding it in memory."""
    with _reading(path), path.open("rb", buffering=0) as file:
        counted = _Counted(file, path, progress)
        stream = io.BufferedReader(counted, _CHUNK)
        if path.suffix.lower() == ".gz":
            stream = io.BufferedReader(gzip.GzipFile(fileobj=stream), _CHUNK)  # type: ignore[arg-type]
        if stream.peek(3)[:3] == b"\xef\xbb\xbf":
            stream.read(3)
        yield from ox.parse(
            stream,
            format=_format_of(path),
            base_iri=path.resolve().as_uri(),
            rename_blank_nodes=True,
        )


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say of what goes wrong which file it is in, and in which line."""
    try:
        yield
    except SyntaxError as error:
        if "Invalid UTF-8" in str(error.msg):
            raise LoadError(f"{path}:{error.lineno}: not UTF-8; save the file in UTF-8") from None
        raise LoadError(describe_syntax_error(path, error)) from error
    except ValueError as error:
        raise LoadError(f"{path}: not valid RDF: {error}") from error
    except FileNotFoundError:
        raise LoadError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise LoadError(f"{path}: this is a folder; name a file in it") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise LoadError(f"{path}: cannot be unpacked: {error}") from error
    except OSError as error:
        raise LoadError(f"{path}: cannot be read: {error.strerror or error}") from error


class _Counted(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, path: Path, progress: Progress) -> None:
        self._file = file
        self._name = path.name
        self._size = path.stat().st_size
        self._read = 0
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer)  # type: ignore[attr-defined] # raw files have it
        self._read += count
        self._progress(self._name, self._read, max(self._size, self._read))
        return int(count)
