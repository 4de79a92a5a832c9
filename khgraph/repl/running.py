"""Queries that may take too long, or reach further than the user knows."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import TypeVar

from khgraph.errors import QueryError
from khgraph.stores import Store
from khgraph.stores.local import LocalStore
from khgraph.stores.sparql import calls_service

Result = TypeVar("Result")

# What a query gets where nothing else is said, in seconds.
DEFAULT_SECONDS = 60.0


def seconds_for(store: Store, seconds: float) -> float:
    """Return how long is to be waited here; an endpoint's store watches over its own time."""
    return seconds if isinstance(store, LocalStore) else 0


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what *work* returns, or give up after so many seconds; 0 is no limit.

    The engine cannot be stopped from Python. So the work runs in a thread of its own,
    which is left behind; it ends with the process.

    Raises
    ------
    QueryError
        If it takes longer.
    """
    results: list[Result] = []
    errors: list[BaseException] = []
    is_done = threading.Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            _let_go(error)
            errors.append(error)
        finally:
            is_done.set()

    threading.Thread(target=run, name="query", daemon=True).start()
    if not is_done.wait(seconds or None):
        raise QueryError(
            f"stopped after {seconds:g} s; ask for less, such as with LIMIT, or give it longer "
            "with --timeout"
        )
    if errors:
        raise errors[0]
    return results[0]


def _let_go(error: BaseException | None) -> None:
    """Drop what the frames of an error hold: the engine wants its answers dropped where made."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def refuse_service(store: Store, text: str) -> None:
    """Refuse a query that would make this process ask another endpoint.

    What an endpoint may ask of others is for the endpoint to decide.

    Raises
    ------
    QueryError
        If it calls SERVICE, and *store* is held in this process.
    """
    if isinstance(store, LocalStore) and calls_service(text):
        raise QueryError(
            "the query calls SERVICE, which asks another endpoint over the network; allow that "
            "with --allow-service"
        )
