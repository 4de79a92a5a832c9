"""Where a worker writes an answer: in memory while it is short, then in a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, cast

# A longer answer goes into a file that is handed over, and is never held in memory.
MAX_INLINE = 2**16


class TooLong(Exception):  # noqa: N818 - it stops the engine in mid-answer
    """The answer is longer than what is given out; the text is the fault in a sentence."""


class Body:
    """Where an answer is written: in memory while it is short, then in a file without a name.

    Parameters
    ----------
    max_size : int
        In bytes.
    """

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self.clear()

    def clear(self) -> None:
        """Begin anew, and count nothing."""
        self.inline = bytearray()
        self.file: IO[bytes] | None = None
        self._size = 0
        self._last = b""
        self._marks: tuple[bytes, ...] = ()

    def watch(self, marks: tuple[bytes, ...], limit: int, exceeded: Callable[[], None]) -> None:
        """Call *exceeded* once there are more than *limit* of these marks."""
        self._marks, self._left, self._exceeded = marks, limit, exceeded

    @property
    def stream(self) -> IO[bytes]:
        """What the engine writes to; it only writes and flushes."""
        return cast("IO[bytes]", self)

    @property
    def ends_line(self) -> bool:
        """Whether nothing follows the last line end."""
        return self._last.endswith(b"\n")

    def write(self, content: bytes) -> int:
        """Take more of the answer; the engine gives it in pieces of some kilobytes."""
        for mark in self._marks:
            # A mark may lie across two pieces.
            edge = self._last[1 - len(mark) :] if len(mark) > 1 else b""
            self._left -= (edge + content).count(mark)
        if self._marks and self._left < 0:
            self._marks = ()
            self._exceeded()
        self._size += len(content)
        if self._size > self._max_size:
            raise TooLong(
                f"the answer is longer than {self._max_size // 2**20:,} MB; ask for less at once"
            )
        self._last = (self._last + content[-16:])[-16:]
        if self.file is not None:
            self.file.write(content)
        else:
            self.inline += content
            if self._size > MAX_INLINE:
                self._move()
        return len(content)

    def flush(self) -> None:
        """Do nothing; the engine asks for it after each answer."""

    def _move(self) -> None:
        import tempfile

        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - it is handed over, and closed there
        self.file.write(self.inline)
        self.inline = bytearray()
