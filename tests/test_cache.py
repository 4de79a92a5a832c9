"""What is kept of the bundled data for the next command."""

from __future__ import annotations

from pathlib import Path

import pytest

from khgraph import cache
from khgraph.store import Store


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the cache."""
    monkeypatch.setenv("KHGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def answers(store: Store) -> list[str]:
    """Return every triple of a store, sorted."""
    return sorted(map(str, store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")))


def test_what_is_kept_says_the_same(folder: Path) -> None:
    """The second store reads the kept file and holds the same triples as the first."""
    first = Store()
    (entry,) = folder.glob("*.nt")
    stamp = entry.stat().st_mtime_ns
    second = Store()
    assert answers(first) == answers(second)
    assert entry.stat().st_mtime_ns == stamp


def test_a_spoilt_entry_is_read_past(folder: Path) -> None:
    """A kept file that is broken does no harm; it is made anew."""
    whole = len(Store())
    (entry,) = folder.glob("*.nt")
    entry.write_bytes(entry.read_bytes()[:-20] + b"broken")
    assert len(Store()) == whole
    assert entry.read_bytes().endswith(b" .\n")


def test_nothing_of_a_user_s_is_kept(folder: Path, small_path: Path) -> None:
    """Data from ``--data`` is read and not copied."""
    Store([small_path])
    assert not folder.exists()


def test_off_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``off`` nothing is kept, and the answer is the same."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KHGRAPH_CACHE", "off")
    assert len(Store()) > 1000
    assert list(tmp_path.iterdir()) == []


def test_no_place_is_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder cannot be made the data is simply read."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KHGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    assert len(Store()) > 1000


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
        cache.remember([b"a" * number], b"triples %d" % number)
    assert len(list(folder.glob("*.nt"))) == cache.KEPT
    assert cache.recall([b"a" * (cache.KEPT + 1)]) == b"triples %d" % (cache.KEPT + 1)
    assert cache.recall([b"b"]) is None
