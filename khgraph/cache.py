"""The bundled data in the form that the engine reads fastest, kept for the next command.

Turtle takes twice as long to read as plain triples. An entry is named after the
lengths and checksums of the files that it was made from, so it is never stale. It
lies in ``$KHGRAPH_CACHE``, or in ``khgraph`` in the user's cache folder; with
``KHGRAPH_CACHE=off``, or where nothing can be written, the Turtle is read each time.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

KEPT = 4


def cache_folder() -> Path | None:
    """Return the folder of the entries, None where the user wants none or has no place for it."""
    chosen = os.environ.get("KHGRAPH_CACHE", "")
    if chosen:
        return None if chosen == "off" else Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME", "") or "~/.cache"
    folder = Path(os.path.expanduser(base)) / "khgraph"  # noqa: PTH111 - Path's own raises
    return folder if folder.is_absolute() else None


def recall(contents: Sequence[bytes]) -> bytes | None:
    """Return the N-Triples that were kept for files with these contents, None where none were."""
    entry = _entry(contents)
    if entry is None:
        return None
    try:
        return entry.read_bytes()
    except OSError:
        return None


def remember(contents: Sequence[bytes], triples: bytes) -> None:
    """Keep the N-Triples of files with these contents, if there is a place for them."""
    from khgraph.errors import OutputError
    from khgraph.writing import write_file

    entry = _entry(contents)
    if entry is None:
        return
    with suppress(OSError, OutputError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        write_file(entry, triples)
        entries = sorted(entry.parent.glob("*.nt"), key=lambda path: path.stat().st_mtime)
        for old in entries[:-KEPT]:
            old.unlink()


def _entry(contents: Sequence[bytes]) -> Path | None:
    folder = cache_folder()
    name = "-".join(f"{len(content):x}-{zlib.crc32(content):08x}" for content in contents)
    return folder / f"{name}.nt" if folder else None
