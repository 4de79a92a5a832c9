"""The prompt on a terminal: editing, history, completion and colour."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import DynamicLexer, Lexer, PygmentsLexer, SimpleLexer
from prompt_toolkit.output import Output
from pygments.lexers.rdf import SparqlLexer

from khgraph import cache
from khgraph.repl.offers import Menu
from khgraph.repl.session import Reply, Session, is_nothing
from khgraph.repl.tokens import is_complete
from khgraph.stores.local import LocalStore

PROMPT = "khgraph> "
CONTINUATION = "    ...> "
HISTORY_NAME = "repl-history"


class _Completer(Completer):
    """Offers of the session, with what they mean beside them."""

    def __init__(self, menu: Menu) -> None:
        self._menu = menu

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Yield what may stand at the cursor."""
        before = document.text_before_cursor
        place = self._menu.at(before, document.text_after_cursor)
        for text, meaning in place.offers:
            yield Completion(text, place.start - len(before), display_meta=meaning)


class _KeptHistory(FileHistory):
    """A history that a full disk, or what is no text, does not end the dialogue over."""

    def store_string(self, string: str) -> None:
        """Write what was typed, if it can be written."""
        with suppress(OSError, UnicodeError):
            super().store_string(string)


def history() -> History:
    """Return the history in the cache folder, which none but the user can read, or one in memory.

    What was typed may say what somebody is working on.
    """
    folder = cache.cache_folder()
    if folder is None:
        return InMemoryHistory()
    path = folder / HISTORY_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return _KeptHistory(str(path))


def is_to_be_sent(text: str, *, is_at_end: bool = True) -> bool:
    """Return whether Enter sends *text*: a dot-command, a whole query, or one left by a blank line.

    Examples
    --------
    >>> is_to_be_sent("ASK {"), is_to_be_sent("ASK {}"), is_to_be_sent("ASK {" + chr(10))
    (False, True, True)
    """
    if text.lstrip().startswith(".") or is_nothing(text):
        return True
    is_left = is_at_end and "\n" in text and not text.rpartition("\n")[2].strip()
    return is_left or is_complete(text)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        menu = buffer.complete_state
        if menu and menu.current_completion and len(menu.completions) > 1:
            # It is what was chosen from the menu that is meant, not yet the query.
            buffer.complete_state = None
        elif is_to_be_sent(buffer.text, is_at_end=buffer.document.is_cursor_at_the_end):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=True)

    @keys.add("escape", "enter")
    def _line(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=True)

    return keys


def _lexer(text: Callable[[], str]) -> Lexer:
    query, plain = PygmentsLexer(SparqlLexer), SimpleLexer()
    return DynamicLexer(lambda: plain if text().lstrip().startswith(".") else query)


def talk(
    session: Session,
    show: Callable[[Reply], None],
    *,
    color: bool,
    terminal: tuple[Input, Output] | None = None,
) -> None:
    """Ask for queries and show their answers until the user ends it.

    Parameters
    ----------
    session : Session
    show : callable
        Prints a reply.
    color : bool
        Whether what is typed is coloured.
    terminal : pair of prompt_toolkit input and output, optional
        By default the process's own.
    """
    places: dict[str, Any] = {}
    if terminal is not None:
        places["input"], places["output"] = terminal
    prompt: PromptSession[str] = PromptSession(
        PROMPT,
        multiline=True,
        prompt_continuation=CONTINUATION,
        history=history(),
        completer=_Completer(Menu(session.store)),
        complete_while_typing=False,
        # An endpoint may take its time, and typing goes on meanwhile; here what is typed
        # after Tab waits for what Tab brings.
        complete_in_thread=not isinstance(session.store, LocalStore),
        key_bindings=_keys(),
        **places,
    )
    if color:
        prompt.lexer = _lexer(lambda: prompt.default_buffer.text)
    while True:
        try:
            reply = session.feed(prompt.prompt())
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        except Exception:
            traceback.print_exc(file=sys.stderr)
            continue
        if reply.is_end:
            return
        show(reply)
