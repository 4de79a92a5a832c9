"""What the tests share: the small invented graph, whose every number is countable by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from explorer import chromium
from hypothesis import settings
from playwright.sync_api import Browser

from khgraph.drawing import page_of
from khgraph.reading import Reading
from khgraph.stores import FileStore, open_store

# The same examples on every run; no deadline, since a first call may import a slow library.
settings.register_profile("khgraph", derandomize=True, deadline=None)
settings.load_profile("khgraph")


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what commands keep for the next one out of the user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def small_path() -> Path:
    """Return the file of the small graph."""
    return Path(__file__).parent / "data" / "small.ttl"


@pytest.fixture(scope="session")
def small(small_path: Path) -> FileStore:
    """Return the small graph; no test may change it."""
    return FileStore([small_path])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run a browser for the tests of a module; while it runs no other event loop can."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def corpus_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the page of the whole corpus; no test may change it."""
    text = page_of(open_store(()), Reading())
    path = tmp_path_factory.mktemp("page") / "corpus.html"
    path.write_text(text, encoding="utf-8", newline="")
    return path
