"""The processes that answer, as the server sees them: they get tasks, and are ended when late."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, NamedTuple

from khgraph.serving.answering import LENGTHS, Outcome, Settings, Task
from khgraph.serving.body import MAX_INLINE

# How often a request that waits looks whether its client is still there, in seconds.
_LOOK = 0.1
# So many requests may wait for a worker; what comes then is turned away at once.
MAX_WAITING = 32
# What the imports of a worker and an open index need is a small part of this.
_LEAST_MEMORY = 2**30


class Overdue(Exception):  # noqa: N818 - the name says it
    """The query was not answered in time, and was stopped."""


class Busy(Exception):  # noqa: N818 - the name says it
    """No worker was free in time, or too many wait already."""


class ClientGone(Exception):  # noqa: N818 - the name says it
    """Whoever asked does not wait for the answer any more."""


class Ended(Exception):  # noqa: N818 - the name says it
    """The worker ended before it had answered; the text says how."""


class Closing(Exception):  # noqa: N818 - the name says it
    """The server is being stopped."""


class Reply(NamedTuple):
    """What became of a task, and the answer: in memory, or in a file if it is long."""

    outcome: Outcome
    content: bytes
    file: IO[bytes] | None


class Pool:
    """Some workers over one index, each of which does one task at a time.

    Parameters
    ----------
    settings : Settings
    count : int
        How many.
    """

    def __init__(self, settings: Settings, count: int) -> None:
        self._lock = threading.Lock()
        self._is_closed = False
        # Only the server holds the other end of what the workers listen at: when the server is
        # gone, whatever ended it, the system closes it.
        self._leash, self._server_end = os.pipe()
        self._waiting: deque[SimpleQueue[Worker | None]] = deque()
        self.workers = [Worker(settings, self._leash) for _ in range(count)]
        self._idle = list(self.workers)
        for worker in self.workers:
            worker.start()

    def answer(
        self, task: Task, timeout: float, is_gone: Callable[[], bool] = lambda: False
    ) -> Reply:
        """Return what a worker replies; wait for one for *timeout* seconds, and as long for it.

        Raises
        ------
        Busy, Overdue, ClientGone, Ended, Closing
        """
        worker = self._take(time.monotonic() + timeout, is_gone)
        try:
            if not worker.is_current:
                self._renew(worker)
            return worker.answer(task, time.monotonic() + timeout, is_gone)
        except BaseException:
            # Whatever it still works at, nobody waits for it. If there cannot be another
            # now, the next task will ask for one again.
            with suppress(Ended):
                self._renew(worker)
            raise
        finally:
            self._give(worker)

    def _renew(self, worker: Worker) -> None:
        worker.end()
        with self._lock:
            if self._is_closed:
                raise Closing
            worker.start()

    def close(self) -> None:
        """End all workers; who waits for one is told that there is none."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            for ticket in self._waiting:
                ticket.put(None)
            self._waiting.clear()
        # Those at work are the business of the threads that wait for them, and now see them end.
        for worker in self.workers:
            worker.kill()
        os.close(self._leash)
        os.close(self._server_end)

    def _take(self, deadline: float, is_gone: Callable[[], bool]) -> Worker:
        """Return a worker that is free, first come, first served."""
        with self._lock:
            if self._is_closed:
                raise Closing
            if self._idle:
                return self._idle.pop()
            if len(self._waiting) >= MAX_WAITING:
                raise Busy
            ticket: SimpleQueue[Worker | None] = SimpleQueue()
            self._waiting.append(ticket)
        while True:
            left = deadline - time.monotonic()
            with suppress(Empty):
                return _worker_of(ticket.get(timeout=max(0.0, min(_LOOK, left))))
            if left > 0 and not is_gone():
                continue
            with self._lock:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                    raise ClientGone if left > 0 else Busy
            # It was just handed a worker.
            return _worker_of(ticket.get())

    def _give(self, worker: Worker) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(worker)
            else:
                self._idle.append(worker)


def _worker_of(handed: Worker | None) -> Worker:
    if handed is None:
        raise Closing
    return handed


class Worker:
    """One process, started anew when it has ended.

    Parameters
    ----------
    settings : Settings
    leash : int
        The end of a pipe that closes with the server.
    """

    def __init__(self, settings: Settings, leash: int) -> None:
        self._settings = settings
        self._leash = leash
        self._identity: tuple[int, int, int] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    @property
    def is_current(self) -> bool:
        """Whether there is a process, and it holds the index that lies in the folder now."""
        if self._process is None or self._process.poll() is not None:
            return False
        return self._identity == (_identity(self._settings.folder) or self._identity)

    def start(self) -> None:
        """Start the process; it may still be busy with its imports when it gets a task.

        Raises
        ------
        Ended
            If the system starts no more processes.
        """
        self._identity = _identity(self._settings.folder)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                    [
                        *(sys.executable, "-P", "-m", "khgraph.serving.answering"),
                        *(str(theirs.fileno()), str(self._leash), json.dumps(self._settings)),
                    ],
                    # It imports from where this process does, wherever it was started.
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    pass_fds=(theirs.fileno(), self._leash),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    # Ctrl-C in the terminal is for the server alone.
                    process_group=0,
                )
            except OSError as error:
                ours.close()
                raise Ended(f"it could not be started: {error.strerror}") from error
        self._socket = ours

    def end(self) -> None:
        """End the process whatever it does, and wait until it is gone."""
        self.kill()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def kill(self) -> None:
        """End the process, for another thread than that which waits for its reply."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def answer(self, task: Task, deadline: float, is_gone: Callable[[], bool]) -> Reply:
        """Return what the process replies to a task.

        Raises
        ------
        Overdue, ClientGone, Ended
            In the first two cases it still works; whoever calls this has to end it.
        """
        process, connection = self._process, self._socket
        if process is None or connection is None:
            raise Ended("it could not be started")
        content = json.dumps(task).encode()
        try:
            connection.sendall(LENGTHS.pack(len(content), 0, False) + content)
            _wait(connection, deadline, is_gone)
            received, files, _, _ = socket.recv_fds(connection, MAX_INLINE, 1)
            file = os.fdopen(files[0], "rb") if files else None
            received = _filled(connection, received, LENGTHS.size)
            head, inline, has_file = LENGTHS.unpack_from(received)
            received = _filled(connection, received, LENGTHS.size + head + inline)
        except (OSError, EOFError):
            raise Ended(_how_ended(process)) from None
        if has_file and file is None:
            raise Ended("too many files are open to take the answer over")
        start = LENGTHS.size + head
        outcome = Outcome(*json.loads(received[LENGTHS.size : start]))
        if file is not None:
            file.seek(0)
        return Reply(outcome, received[start:], file)


def _wait(connection: socket.socket, deadline: float, is_gone: Callable[[], bool]) -> None:
    """Wait until there is something to be read."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if poll.poll(max(0.0, min(_LOOK, left) * 1000)):
            return
        if left <= 0:
            raise Overdue
        if is_gone():
            raise ClientGone


def _filled(connection: socket.socket, content: bytes, size: int) -> bytes:
    """Return *content* and what is read after it, until there are *size* bytes."""
    while len(content) < size:
        piece = connection.recv(size - len(content))
        if not piece:
            raise EOFError
        content += piece
    return content


def _how_ended(process: subprocess.Popen[bytes]) -> str:
    try:
        code = process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return "it does not speak any more"
    if code >= 0:
        return f"it ended with code {code}"
    with suppress(ValueError):
        return f"it was ended by {signal.Signals(-code).name}"
    return f"it was ended by signal {-code}"


def _identity(folder: str) -> tuple[int, int, int] | None:
    """Return what changes when the index in a folder is built anew; None while there is none."""
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns


def memory_for(count: int) -> int:
    """Return how many bytes each of *count* workers may take of this machine's memory."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(_LEAST_MEMORY, whole // (count + 1))
