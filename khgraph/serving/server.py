"""The server: its data, its socket, its workers, and their end."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from khgraph.errors import KhgraphError, LoadError
from khgraph.serving.answering import Settings, Task
from khgraph.serving.application import ENDPOINT, Application, Rules
from khgraph.serving.description import Dataset
from khgraph.serving.hosts import is_loopback, names_of
from khgraph.serving.protocol import MAX_BODY
from khgraph.serving.workers import MAX_WAITING, Ended, Overdue, Pool, memory_for
from khgraph.stores.index import IndexStore, build_index, read_stamp

# Requests for pages need a thread even while all others wait for workers.
_THREADS_FOR_PAGES = 4
_MAX_CONNECTIONS = 500
# In seconds; a worker needs a tenth of one, unless the machine is very busy.
_START_LIMIT = 60


class ServingError(KhgraphError):
    """An address that cannot be listened at."""


class Options(NamedTuple):
    """What the user chose; `timeout` in seconds, `workers` None for one a core, at least two."""

    host: str = "127.0.0.1"
    port: int = 3030
    timeout: float = 30.0
    max_rows: int = 100_000
    workers: int | None = None
    cors: tuple[str, ...] = ()
    allow_service: bool = False
    is_verbose: bool = False


class Announcement(NamedTuple):
    """What is known once the server listens: the URLs, the data, and whether others reach it."""

    page: str
    endpoint: str
    data_name: str
    triple_count: int
    is_open: bool


def serve(data: Sequence[str], options: Options, announce: Callable[[Announcement], None]) -> None:
    """Answer until SIGINT or SIGTERM comes; leave no process and no file behind.

    Only the main thread may call this, since it handles signals.

    Parameters
    ----------
    data : sequence of str
        RDF files, or an index folder; none for the bundled data.
    options : Options
    announce : callable
        Is told the addresses as soon as queries are answered.

    Raises
    ------
    LoadError
        If the data cannot be read, or lies at an endpoint already.
    ServingError
        If the address cannot be listened at.
    """
    with ExitStack() as stack:
        at_end = stack.enter_context(_ending())
        listener = stack.enter_context(_listener(options.host, options.port))
        index, temporary = stack.enter_context(_index_of(data))
        _dataset(index)  # an index that cannot be read is to be told of now
        count = options.workers or max(2, os.cpu_count() or 1)
        settings = Settings(
            str(index),
            options.max_rows,
            options.allow_service,
            memory_for(count),
            temporary,
        )
        pool = Pool(settings, count)
        stack.callback(pool.close)
        at_end.append(pool.close)
        _check(pool)
        _run(listener, pool, count, partial(_dataset, index), options, announce)


def _run(
    listener: socket.socket,
    pool: Pool,
    count: int,
    dataset: Callable[[], Dataset],
    options: Options,
    announce: Callable[[Announcement], None],
) -> None:
    import logging

    from waitress.server import create_server

    from khgraph.serving.page import pages

    address, port = listener.getsockname()[:2]
    is_local = is_loopback(address)
    rules = Rules(
        options.timeout,
        options.cors,
        options.allow_service,
        names_of(options.host, address),
        not is_local,
        options.is_verbose,
    )
    # That requests wait for a worker is no news here.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    served = dataset()
    server = create_server(
        Application(pool, dataset, pages(served.name), rules),
        sockets=[listener],
        threads=count + MAX_WAITING + _THREADS_FOR_PAGES,
        # A client that goes away is noticed only while its connection is read from.
        channel_request_lookahead=1,
        # A little more than a query may have, so that it is refused in our own words.
        max_request_body_size=8 * MAX_BODY,
        connection_limit=_MAX_CONNECTIONS,
        asyncore_use_poll=True,
        ident="khgraph",
    )
    bare = options.host.strip("[]")
    host = f"[{bare}]" if ":" in bare else bare
    url = f"http://{host}:{port}"
    announce(
        Announcement(f"{url}/", url + ENDPOINT, served.name, served.triple_count, not is_local)
    )
    try:
        server.run()
    finally:
        server.close()


def _check(pool: Pool) -> None:
    """Wait until a worker answers; what keeps it from doing so is to be told of now."""
    try:
        pool.answer(Task("ASK {}", [], [], "srj", None), _START_LIMIT)
    except (Ended, Overdue) as error:
        raise ServingError(
            f"the process that is to answer does not start: {error or 'it takes too long'}"
        ) from None


def _dataset(folder: Path) -> Dataset:
    """Return what an index says of itself at this moment."""
    index = IndexStore(folder)
    has_named_graphs = index.ask("ASK { GRAPH ?graph { ?s ?p ?o } }")
    return Dataset(index.data_name, len(index), has_named_graphs)


@contextmanager
def _ending() -> Iterator[list[Callable[[], None]]]:
    """Let SIGINT and SIGTERM end what runs inside; what is put into the list is called first."""
    at_end: list[Callable[[], None]] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, frame: FrameType | None) -> None:
        # The second Ctrl-C of someone impatient must not cut the tidying short.
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        for call in at_end:
            call()
        raise SystemExit(0)

    previous = {number: signal.signal(number, end) for number in numbers}
    # A client that goes away must not take the server along.
    previous[signal.SIGPIPE] = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield at_end
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def _listener(host: str, port: int) -> Iterator[socket.socket]:
    """Yield a socket that listens at an address."""
    try:
        if not host:  # it would stand for every address
            raise UnicodeError
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise ServingError(
            f"--host {host}: there is no such address; "
            "127.0.0.1 is this machine, 0.0.0.0 the network too"
        ) from None
    with socket.socket(family, kind, protocol) as listener:
        # A server that has just ended leaves its port for a minute to connections long closed.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError as error:
            raise ServingError(_refused(host, port, error)) from None
        yield listener


def _refused(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} of {host} is taken; name another with --port, "
            "or any that is free with --port 0"
        )
    if error.errno == errno.EACCES:
        return f"port {port} is kept for the administrator; name one from 1024 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"--host {host}: this machine has no such address; 127.0.0.1 is this machine"
    return f"port {port} of {host} cannot be listened at: {error.strerror}"


@contextmanager
def _index_of(data: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Yield the folder of an index of *data*, and one that is to be removed with it, if any."""
    import shutil
    import tempfile

    for location in data:
        if location.lower().startswith(("http://", "https://")):
            raise LoadError(f"{location}: this is an endpoint already; serve files or an index")
    if len(data) == 1 and Path(data[0]).is_dir():
        read_stamp(Path(data[0]))
        yield Path(data[0]).resolve(), ""
        return
    if any(Path(location).is_dir() for location in data):
        raise LoadError("an index stands alone; only files can be read together")
    temporary = tempfile.mkdtemp(prefix="khgraph-serve-")
    try:
        folder = Path(temporary) / "index"
        build_index(data or None, folder)
        yield folder, temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
