"""A running `khgraph serve` for the tests, and a plain client that hides nothing of HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

COMMAND = Path(sys.executable).with_name("khgraph")
# A query that no machine answers while a test runs.
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
    " FILTER(?c != ?f && ?f != ?i && ?i != ?l) }"
)
# In seconds; nothing in the tests comes near it.
PATIENCE = 60.0


class Response(NamedTuple):
    """What came back: the header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Server(NamedTuple):
    """A server under test; `lines` is what it printed, `errors` and `temporary` are its own."""

    process: subprocess.Popen[str]
    port: int
    lines: tuple[str, ...]
    errors: Path
    temporary: Path

    @property
    def endpoint(self) -> str:
        """The URL that queries are sent to."""
        return f"http://127.0.0.1:{self.port}/sparql"

    def request(
        self,
        method: str = "GET",
        path: str = "/sparql",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Response(answer.status, fields, answer.read())
        finally:
            connection.close()

    def ask(
        self, query: str, accept: str | None = None, parameters: Sequence[tuple[str, str]] = ()
    ) -> Response:
        """Send a query by GET."""
        headers = {} if accept is None else {"Accept": accept}
        return self.request(
            path=f"/sparql?{urlencode([('query', query), *parameters])}", headers=headers
        )

    def worker_pids(self) -> list[int]:
        """Return the processes that the server started and that are there, zombies left out."""
        return sorted(pid for pid, parent in _processes() if parent == self.process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def running(*arguments: str) -> Iterator[Server]:
    """Yield a server on a port that is free, and end it whatever happens."""
    with tempfile.TemporaryDirectory() as folder:
        errors, temporary = Path(folder) / "stderr", Path(folder) / "tmp"
        temporary.mkdir()
        with errors.open("w") as stream:
            process = subprocess.Popen(
                [COMMAND, "serve", "--port", "0", *arguments],
                stdout=subprocess.PIPE,
                stderr=stream,
                text=True,
                env=os.environ | {"TMPDIR": str(temporary)},
            )
        try:
            assert process.stdout is not None
            lines = []
            for line in process.stdout:
                lines.append(line.rstrip("\n"))
                if line.startswith("stop"):
                    break
            assert len(lines) == 4, f"{lines} {errors.read_text()}"
            port = int(lines[1].rstrip("/").rpartition(":")[2])
            yield Server(process, port, tuple(lines), errors, temporary)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()  # type: ignore[union-attr] # it is a pipe
            # The workers see that it is gone, and may still be tidying.
            wait_until(lambda: not any(temporary.iterdir()))


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something holds, and fail where it never does."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Return whether a process is there, and no zombie."""
    return any(pid == other for other, _ in _processes())


def _processes() -> Iterator[tuple[int, int]]:
    """Yield the processes that run, with their parents."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text()
                thread_count = len(list((folder / "task").iterdir()))
            except OSError:
                continue
            # The name of the command, in brackets, may hold anything.
            state, parent = status.rpartition(")")[2].split()[:2]
            # The first thread may be done for while others still end.
            if state not in "ZX" or thread_count > 1:
                yield int(folder.name), int(parent)
