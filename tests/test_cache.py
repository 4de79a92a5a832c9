"""What is kept of the bundled data for the next command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from khgraph import cache
from khgraph.stores import FileStore, Store


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the cache."""
    monkeypatch.setenv("KHGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def answers(store: Store) -> list[str]:
    """Return every triple of a store, sorted."""
    return sorted(map(str, store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")))


def test_what_is_kept_says_the_same(folder: Path) -> None:
    """The second store opens the kept one and holds the same triples as the first."""
    first = FileStore()
    (entry,) = folder.iterdir()
    stamp = (entry / "CURRENT").stat().st_mtime_ns
    second = FileStore()
    assert answers(first) == answers(second)
    assert (entry / "CURRENT").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("file", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_spoilt_entry_is_read_past(folder: Path, file: str) -> None:
    """A kept store that is broken does no harm; it is made anew."""
    whole = len(FileStore())
    (entry,) = folder.iterdir()
    for path in entry.glob(file):
        path.write_bytes(path.read_bytes()[:-20] if path.stat().st_size > 20 else b"x")
    assert len(FileStore()) == whole
    assert len(FileStore()) == whole
    assert len(list(folder.iterdir())) == 1


def test_two_commands_may_make_the_entry_at_once(folder: Path) -> None:
    """An entry that appears while another is made is left as it is."""

    def theirs(made: Path) -> None:
        (made / "whole").write_text("theirs")

    def fill(made: Path) -> None:
        (made / "whole").write_text("mine")
        cache.remember([b"a"], theirs)

    cache.remember([b"a"], fill)
    (entry,) = folder.iterdir()
    assert (entry / "whole").read_text() == "theirs"


def test_nothing_of_a_user_s_is_kept(folder: Path, small_path: Path) -> None:
    """Data from ``--data`` is read and not copied."""
    FileStore([small_path])
    assert not folder.exists()


def test_off_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``off`` nothing is kept, and the answer is the same."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KHGRAPH_CACHE", "off")
    assert len(FileStore()) > 1000
    assert list(tmp_path.iterdir()) == []


def test_no_place_is_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder cannot be made the data is simply read."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KHGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    assert len(FileStore()) > 1000


def test_the_folder_is_the_platform_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word of the user's it lies where caches lie."""
    monkeypatch.delenv("KHGRAPH_CACHE", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.cache_folder() == tmp_path / "khgraph"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "")
    assert cache.cache_folder() is None


def test_other_contents_have_another_entry(folder: Path) -> None:
    """One byte more or less is another entry, and only the newest few stay."""
    for number in range(cache.KEPT + 2):
        cache.remember([b"a" * number], lambda made: (made / "x").touch())
        os.utime(cache.recall([b"a" * number]) or "", (number, number))
    assert len(list(folder.iterdir())) == cache.KEPT
    assert cache.recall([b"a" * (cache.KEPT + 1)])
    assert cache.recall([b"b"]) is None
