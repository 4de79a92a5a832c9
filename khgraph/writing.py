"""Writing a file wholly or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from khgraph.errors import OutputError


def write_file(path: Path, content: str | bytes) -> None:
    """Write *content* to *path* through a temporary file beside it, so that no half is ever seen.

    Text is written as UTF-8 with its line ends as they are. An existing file
    keeps its permissions; a link stays one, and what it points to is replaced.

    Raises
    ------
    OutputError
        If the file cannot be written; what stood there before is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        mode = _mode(path)
        if mode is not None and stat.S_ISDIR(mode):
            raise OutputError(f"{path}: this is a folder; name a file in it")
        if mode is not None and not stat.S_ISREG(mode):
            # A device or a pipe cannot be replaced, only written to.
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data, mode)
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"{path}: {_reason(path, error)}") from error


def _mode(path: Path) -> int | None:
    """Return the type and permissions of what stands at *path*, None where nothing does."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    if mode is not None and not os.access(target, os.W_OK):
        # The folder alone would decide otherwise, and let a protected file be replaced.
        raise PermissionError(13, "the file is write-protected")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".khgraph-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        return f"there is no folder {path.parent}; make it first"
    if "\0" in str(path):
        # Each Python says this in words of its own.
        return "cannot be written: the name has a null character"
    words = error.strerror if isinstance(error, OSError) else None
    return f"cannot be written: {words or error}"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
