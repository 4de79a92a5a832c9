"""An index on disk, for data that is too large to be read by each command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from khgraph import resources
from khgraph.errors import LoadError, OutputError
from khgraph.stores.base import EVALUATION_ERRORS, Step
from khgraph.stores.local import LocalStore

if TYPE_CHECKING:
    from khgraph.stores.adjacency import Adjacency
    from khgraph.stores.bulk_load import Progress

# What the index was made from, and in which of the numbered folders beside it that lies. To
# replace this file is to replace the index: who reads the old one still has its files open.
_STAMP = "khgraph-index.json"
_BUILDING = "building"
# What lies in that folder.
ENGINE_FOLDER = "engine"
ADJACENCY_FILE = "adjacency.sqlite"
INDEX_VERSION = f"2 pyoxigraph-{'.'.join(ox.__version__.split('.')[:2])}"


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
        while True:
            self._part = self.folder / stamp["part"]
            try:
                super().__init__(ox.Store.read_only(str(self._part / ENGINE_FOLDER)))
                break
            except EVALUATION_ERRORS as error:
                # A new one may have taken its place since the stamp was read.
                before, stamp = stamp, read_stamp(self.folder)
                if stamp == before:
                    raise LoadError(
                        f"{folder}: the index cannot be opened: {error}; "
                        "build it anew with khgraph index"
                    ) from error
        self.triple_count: int = stamp["triples"]
        self._names: list[str] = stamp["data"]

    def __len__(self) -> int:
        """Return the number of triples, those of the ontology included."""
        return self.triple_count

    @property
    def data_name(self) -> str:
        """The names of the files that the index was made from."""
        return ", ".join(self._names)

    @cached_property
    def _adjacency(self) -> Adjacency | None:
        """The table beside the engine's files; None where a new index has taken its place since."""
        import sqlite3

        from khgraph.stores.adjacency import Adjacency

        with suppress(sqlite3.OperationalError):
            return Adjacency(self._part / ADJACENCY_FILE)
        return None

    def neighbours(self, frontier: Iterable[str], accepted: str) -> list[Step]:  # noqa: D102
        things = set(frontier)
        steps = self._adjacency.steps(things, accepted) if self._adjacency else None
        return super().neighbours(things, accepted) if steps is None else steps


def is_index(folder: Path) -> bool:
    """Return whether *folder* is an index, of whatever version."""
    return (folder / _STAMP).is_file()


def read_stamp(folder: Path) -> dict[str, Any]:
    """Return what an index says of itself: version, data, triples, part.

    Raises
    ------
    LoadError
        If *folder* is no index, or another version wrote it.
    """
    try:
        stamp: dict[str, Any] = json.loads((folder / _STAMP).read_bytes())
        version = stamp["version"]
        is_whole = version != INDEX_VERSION or re.fullmatch(r"[0-9]+", stamp["part"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LoadError(f"{folder}: this folder is no index; khgraph index makes one") from error
    if not is_whole:
        raise LoadError(f"{folder}: {_STAMP} is damaged; build it anew with khgraph index")
    if version != INDEX_VERSION:
        raise LoadError(
            f"{folder}: the index is of version {version!r}, and this is {INDEX_VERSION!r}; "
            "build it anew with khgraph index"
        )
    return stamp


def size_on_disk(folder: Path) -> int:
    """Return the bytes that the files of an index take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def build_index(
    paths: Sequence[str | Path] | None,
    folder: Path,
    progress: Progress = lambda words, done, total: None,
) -> int:
    """Build an index of RDF files and the ontology, by bulk load; return its number of triples.

    An index that stands there is replaced once the new one is whole, and not before:
    who reads the old one reads on. Whatever goes wrong, nothing half-built stays; what
    a killed process has left there goes with the next.

    Parameters
    ----------
    paths : sequence of path, optional
        RDF files, also compressed by gzip (``.nt.gz``); by default the bundled data.
    folder : path
        Must not exist, be empty, or be an index.
    progress : callable, optional
        Is told what is being done, how much of it, and of how much.

    Raises
    ------
    LoadError
        If a file cannot be read; says which, and in which line.
    OutputError
        If the folder holds something else, cannot be written, or is being built by another.
    """
    import shutil

    from khgraph.stores.bulk_load import check_file, load
    from khgraph.writing import write_file

    files = [Path(path) for path in paths or (resources.data_path(),)]
    for path in files:
        check_file(path)  # before an hour's work on those before it
    with _own(folder) as made:
        try:
            triple_count = load((*files, resources.ontology_path()), made, progress)
            part = str(1 + max((int(p.name) for p in _parts(folder)), default=0))
            made.replace(folder / part)
        except OSError as error:
            raise _refusal(folder, error) from error
        stamp = {
            "version": INDEX_VERSION,
            "data": [path.name for path in files],
            "triples": triple_count,
            "part": part,
        }
        try:
            write_file(folder / _STAMP, json.dumps(stamp) + "\n")
        except BaseException:
            shutil.rmtree(folder / part, ignore_errors=True)
            raise
        for old in _parts(folder):
            if old.name != part:
                shutil.rmtree(old, ignore_errors=True)
    return triple_count


def _parts(folder: Path) -> list[Path]:
    """Return the numbered folders of an index: one, unless a process was killed."""
    return [path for path in folder.iterdir() if re.fullmatch(r"[0-9]+", path.name)]


def _refusal(folder: Path, error: OSError) -> OutputError:
    # The engine gives no number, and names files that are gone when this is read.
    said = str(error)
    words = said.rpartition(": ")[2] if said.startswith("IO error: ") else said
    return OutputError(f"{folder}: cannot be written: {error.strerror or words}")


@contextmanager
def _own(folder: Path) -> Iterator[Path]:
    """Yield an empty folder in *folder* to build in, which no other process has meanwhile.

    What is still there at the end is taken away, and *folder* with it if it was made here.
    """
    import os
    import shutil

    is_new = not folder.exists()
    held = None
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder}: this is a file; an index is a folder")
        if not is_new and not is_index(folder) and not _is_left_over(folder):
            raise OutputError(f"{folder}: the folder holds other things; name a new one")
        if not folder.parent.is_dir():
            raise OutputError(f"{folder}: there is no folder {folder.parent}; make it first")
        folder.mkdir(exist_ok=True)
        held = _hold(folder)
        made = folder / _BUILDING
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        yield made
    finally:
        _remove(made)
        if is_new and not is_index(folder):
            shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def _is_left_over(folder: Path) -> bool:
    """Return whether *folder* holds nothing, or only what a killed process had begun."""
    return all(re.fullmatch(rf"{_BUILDING}|[0-9]+", path.name) for path in folder.iterdir())


def _hold(folder: Path) -> int | None:
    """Lock *folder* against other builders; return the descriptor to close, None without locks."""
    import os

    try:
        import fcntl
    except ImportError:  # Windows has none, and does not let open files be taken away
        return None
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise OutputError(f"{folder}: another khgraph index is building there; wait") from None
    except OSError:  # a file system without locks
        os.close(held)
        return None
    return held


def _remove(folder: Path) -> None:
    """Take away a folder into which a thread that was left behind may still write for a while."""
    import shutil
    import time

    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)
