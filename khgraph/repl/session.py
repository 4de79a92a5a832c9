"""The prompt without a terminal: text goes in, an answer comes out."""

from __future__ import annotations

import difflib
import re
import shlex
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.catalogue import NamedQuery, find_query, named_queries
from khgraph.errors import KhgraphError, NameLookupError, QueryError
from khgraph.names import NameIndex, fold
from khgraph.namespaces import KH, PREFIXES, expand
from khgraph.repl.answers import GRAPH_FORMS, ROW_FORMS, Kept, keep
from khgraph.repl.explanation import explain
from khgraph.repl.running import DEFAULT_SECONDS, refuse_service, seconds_for, within
from khgraph.repl.tokens import tokens_of
from khgraph.stores import Store, Term, named
from khgraph.stores.sparql import form_of
from khgraph.tables import Table, harmless, render

if TYPE_CHECKING:
    from khgraph.direct import DirectStore
    from khgraph.reading import Reading

FORMS = (*ROW_FORMS, *GRAPH_FORMS)
DEFAULT_LIMIT = 50
PIPE_WIDTH = 80
QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
STANCES = ("affirms", "probable", "possible", "reports")

# What a reading chooses where nothing is said; the names are those of the options' fields.
NO_CHOICES: dict[str, Any] = {
    "min_stance": "probable",
    "on": None,
    "since": None,
    "until": None,
    "sources": (),
    "viewpoints": (),
    "types": (),
    "levels": (),
    "undated": False,
    "horizon": None,
}

MakeReading = Callable[[Mapping[str, Any]], "Reading"]


class Reply(NamedTuple):
    """What a text was answered with.

    `text` is the answer; `caveat` what must be known so that it is not misread, `note` what
    else may be said of it; `fault` what was wrong; `is_end` says that the session is over.
    """

    text: str = ""
    caveat: str = ""
    note: str = ""
    fault: str = ""
    is_end: bool = False


class Command(NamedTuple):
    """A dot-command: how it is written, what it does, and which limit of a reading it sets."""

    usage: str
    help: str
    field: str = ""


COMMANDS: dict[str, Command] = {
    "help": Command("", "these commands"),
    "quit": Command("", "end; so does Ctrl-D"),
    "format": Command("[FORM]", f"the form of answers: {' '.join(FORMS)}"),
    "limit": Command("[N]", "how many rows are shown at most; 0 for all"),
    "time": Command("on|off", "say how long each query took"),
    "save": Command("FILE", "write the last answer, all of it, in the form that FILE ends in"),
    "explain": Command("[NAME [KEY=VALUE]...|QUERY]", "what a query asks, by default the last"),
    "queries": Command("[TEXT]", "the named queries, or those that speak of TEXT"),
    "query": Command("NAME [KEY=VALUE]...", "run a named query"),
    "prefixes": Command("", "the prefixes that need no PREFIX line"),
    "describe": Command("TERM", "everything that is said of a term, thing or name"),
    "reading": Command("[clear]", "show the reading, or end it"),
    "direct": Command("on|off", "add direct triples: ?a kh:alliedWith ?b"),
    "on": Command("[DAY]", "reading: only what holds on this day", "on"),
    "from": Command("[DAY]", "reading: only what holds at some time from this day ...", "since"),
    "to": Command("[DAY]", "reading: ... to this one", "until"),
    "source": Command("[ID]...", "reading: only these sources", "sources"),
    "min-stance": Command(
        "[STANCE]", f"reading: the least sure claim that counts: {' '.join(STANCES)}", "min_stance"
    ),
    "according-to": Command("[ACTOR]...", "reading: only as these actors see it", "viewpoints"),
    "type": Command("[ID]...", "reading: only these relation types and narrower ones", "types"),
    "level": Command("[LEVEL]...", "reading: only between actors of these levels", "levels"),
    "undated": Command("on|off", "reading: let lasting ties without a date count", "undated"),
    "horizon": Command("[YEARS]", "reading: how far unsaid ends may lie", "horizon"),
}


class Session:
    """A dialogue with a store.

    Parameters
    ----------
    store : Store
    make_reading : callable
        From choices, as in `NO_CHOICES`, to the reading that they make.
    width : callable, optional
        Returns the width of the terminal, None for a pipe.
    color : bool
    seconds : float
        How long a query may take; 0 is no limit.
    allow_service : bool
        Whether a query may ask another endpoint.
    limit : int
        How many rows are shown at most; 0 for all.
    """

    def __init__(
        self,
        store: Store,
        make_reading: MakeReading,
        *,
        width: Callable[[], int | None] = lambda: None,
        color: bool = False,
        seconds: float = DEFAULT_SECONDS,
        allow_service: bool = False,
        limit: int = DEFAULT_LIMIT,
    ) -> None:
        self.store = store
        self._make_reading = make_reading
        self._width, self._color = width, color
        self._seconds, self._allow_service = seconds, allow_service
        self._limit, self._form, self._is_timed = limit, "table", False
        self._names = NameIndex(store)
        self._choices = dict(NO_CHOICES)
        self._reading: Reading | None = None
        self._direct: DirectStore | None = None
        self._last: tuple[NamedQuery, dict[str, Term]] | None = None
        self._kept: Kept | None = None

    @property
    def is_exact(self) -> bool:
        """Whether answers are in a form that programs read."""
        return self._form != "table"

    def feed(self, text: str) -> Reply:
        """Return the answer to a query or a dot-command; a fault of the caller's is a reply too."""
        text = text.strip()
        try:
            if text.startswith("."):
                return self._command(text)
            return Reply() if is_nothing(text) else self._ask(_typed(text), {})
        except KhgraphError as error:
            return Reply(fault=harmless(str(error)))

    # ---- queries

    def _ask(self, query: NamedQuery, bindings: dict[str, Term]) -> Reply:
        self._last, self._kept = (query, bindings), None
        if not self._allow_service:
            refuse_service(self.store, query.text)
        store = self._asked()
        start = time.monotonic()
        try:
            seconds = seconds_for(store, self._seconds)
            self._kept = within(seconds, lambda: keep(store.query(query.text, bindings)))
        except KeyboardInterrupt:
            return Reply(
                fault="stopped; the engine cannot be interrupted, and what it has begun goes on "
                "unseen until you quit"
            )
        caveats, notes = [self._direct.caveat] if self._direct else [], []
        size, unit = self._kept.size, self._kept.unit
        if unit and 0 < self._limit < size:
            caveats.append(f"{self._limit:,} of {size:,} {unit}; .limit 0 shows all")
        elif unit:
            words = unit if size != 1 else unit.removesuffix("s")
            notes.append(f"{size:,} {words}" if size else f"no {unit}")
        if self._is_timed:
            notes.append(f"{time.monotonic() - start:.3f} s")
        text = self._kept.text(
            self._form, limit=self._limit, width=self._width(), color=self._color
        )
        return Reply(text, harmless("\n".join(caveats)), "\n".join(notes))

    def _asked(self) -> Store:
        """Return what queries are asked of: the store, or with it the direct triples."""
        if self._reading is not None and self._direct is None:
            from khgraph.direct import direct_store

            self._direct = direct_store(self.store, self._reading)
        return self._direct or self.store

    def _bound(self, query: NamedQuery, given: list[str]) -> dict[str, Term]:
        pairs = {}
        for pair in given:
            key, equals, value = pair.partition("=")
            if not key or not equals:
                raise QueryError(f"a parameter is written KEY=VALUE, such as actor=Japan; {pair!r}")
            pairs[key] = value
        return query.bindings(
            pairs, lambda name, only: self._names.find(name, actors_only=only).iri
        )

    # ---- dot-commands

    def _command(self, text: str) -> Reply:
        name, _, rest = text[1:].partition(" ")
        rest = rest.strip()
        command = COMMANDS.get(name)
        if command is None:
            near = difflib.get_close_matches(name.lower(), COMMANDS, n=2)
            names = " or ".join(f".{word}" for word in near)
            hint = f"did you mean {names}?" if near else ".help lists them"
            raise QueryError(f"no command is called .{name}; {hint}")
        if not command.usage and rest:
            raise QueryError(f".{name} takes nothing after it")
        if command.field:
            return self._limit_reading(name, command, rest)
        reply: Reply = getattr(self, f"_do_{name}")(rest)
        return reply

    def _do_help(self, rest: str) -> Reply:
        rows = tuple((f".{name} {c.usage}".rstrip(), c.help) for name, c in COMMANDS.items())
        return Reply(self._table(("command", "what it does"), rows))

    def _do_quit(self, rest: str) -> Reply:
        return Reply(is_end=True)

    def _do_format(self, rest: str) -> Reply:
        if rest:
            self._form = _chosen(".format", rest, FORMS)
        return Reply(note=f"format: {self._form}")

    def _do_limit(self, rest: str) -> Reply:
        if rest:
            self._limit = _whole_number(".limit", rest)
        return Reply(note=f"limit: {self._limit or 'none'}")

    def _do_time(self, rest: str) -> Reply:
        self._is_timed = _switch(".time", rest)
        return Reply(note=f"time: {rest}")

    def _do_direct(self, rest: str) -> Reply:
        if not _switch(".direct", rest):
            return self._do_reading("clear")
        return self._set_reading(self._choices)

    def _do_save(self, rest: str) -> Reply:
        from khgraph.writing import write_file

        if not rest:
            raise QueryError(".save takes the name of a file")
        path = Path(rest).expanduser()
        form = path.suffix.removeprefix(".").lower()
        if form == "txt" or form not in FORMS:
            form = "table" if form == "txt" else self._form
        if self._kept is None:
            raise QueryError("there is no answer to save; ask something first")
        write_file(path, self._kept.text(form))
        return Reply(note=f"saved to {path}")

    def _do_explain(self, rest: str) -> Reply:
        if not rest and self._last is None:
            raise QueryError("there is no query yet; write .explain NAME, or .explain and a query")
        if not rest and self._last is not None:
            query, bindings = self._last
        elif form_of(rest) in QUERY_FORMS:
            query, bindings = _typed(rest), {}
        else:
            name, *given = _words(rest)
            query = find_query(name)
            bindings = self._bound(query, given)
        found = explain(query, bindings, self.store, self._reading)
        return Reply(found.words(self._width() or PIPE_WIDTH))

    def _do_queries(self, rest: str) -> Reply:
        wanted = fold(rest)
        rows = tuple(
            (query.name, query.summary, query.parameter_words)
            for query in named_queries().values()
            if wanted in fold(" ".join((query.name, query.summary, *query.tags)))
        )
        if not rows:
            raise QueryError(f"no named query speaks of {rest!r}; .queries lists them all")
        return Reply(self._table(("name", "question", "parameters"), rows))

    def _do_query(self, rest: str) -> Reply:
        if not rest:
            raise QueryError(".query takes the name of a query; .queries lists them")
        name, *given = _words(rest)
        query = find_query(name)
        return self._ask(query, self._bound(query, given))

    def _do_prefixes(self, rest: str) -> Reply:
        rows = tuple((f"{prefix}:", iri) for prefix, iri in PREFIXES.items())
        return Reply(self._table(("prefix", "namespace"), rows))

    def _do_describe(self, rest: str) -> Reply:
        if not rest:
            raise QueryError(".describe takes a term, such as kh:alliedWith, or a name")
        return self._ask(_typed(f"DESCRIBE {named(self._iri_of(rest))}"), {})

    def _iri_of(self, name: str) -> str:
        """Return the IRI of a thing by any name, or of a term by its IRI or local name."""
        try:
            return self._names.find(name).iri
        except NameLookupError as error:
            iri = KH + name
            if not re.fullmatch(r"\w+", name):
                try:
                    iri = expand(name)
                except KhgraphError:
                    raise error from None
            if not self.store.select("SELECT ?s { ?s ?p ?o } LIMIT 1", {"s": named(iri)}):
                raise
            return iri

    # ---- the reading

    def _do_reading(self, rest: str) -> Reply:
        if rest == "clear":
            self._choices, self._reading, self._direct = dict(NO_CHOICES), None, None
        elif rest:
            raise QueryError(f".reading takes clear or nothing, not {rest!r}")
        if self._reading is None:
            return Reply(note="reading: none, and no direct triples")
        return Reply(note=f"reading: {self._reading.describe()}")

    def _limit_reading(self, name: str, command: Command, rest: str) -> Reply:
        field = command.field
        default = NO_CHOICES[field]
        words = _words(rest)
        value: Any = default
        if isinstance(default, bool):
            value = _switch(f".{name}", rest)
        elif isinstance(default, tuple):
            value = tuple(words)
        elif len(words) > 1:
            raise QueryError(f".{name} takes one value, not {len(words)}")
        elif words:
            (value,) = words
            if field == "horizon":
                value = _whole_number(".horizon", value)
        return self._set_reading(self._choices | {field: value})

    def _set_reading(self, choices: dict[str, Any]) -> Reply:
        from khgraph.direct import refuse_direct

        refuse_direct(self.store)
        # Only a reading that can be made takes the place of the one before.
        self._reading = self._make_reading(choices)
        self._choices, self._direct = choices, None
        return self._do_reading("")

    def _table(self, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
        return render(Table(columns, rows), "table", width=self._width(), color=self._color)


def _typed(text: str) -> NamedQuery:
    return NamedQuery("as typed", "", (), (), (), text)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise QueryError(f"{text!r} cannot be split into words: a quotation is open") from error


def _chosen(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise QueryError(f"{name} takes {', '.join(known)}; not {value!r}")
    return value


def _switch(name: str, value: str) -> bool:
    return _chosen(name, value, ("on", "off")) == "on"


def _whole_number(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise QueryError(f"{name} takes a whole number, 0 or more; not {value!r}")
    return int(value)


def is_nothing(text: str) -> bool:
    """Return whether a text is empty, or all comment."""
    return all(token.kind == "comment" for token in tokens_of(text))


def texts_of(lines: Iterable[str]) -> Iterator[str]:
    r"""Yield the queries and dot-commands that *lines* hold, as soon as each is whole.

    A query ends at a blank line, so there is none within it; a line that begins with a
    dot, where no query has begun, is a dot-command. What is all comment is nothing.

    Examples
    --------
    >>> list(texts_of([".limit 3", "ASK {", "}", "", "# nothing", "", "ASK {}"]))
    ['.limit 3', 'ASK {\n}', 'ASK {}']
    """
    pending: list[str] = []
    for line in chain(lines, ("",)):
        if line.strip() and (pending or not line.startswith(".")):
            pending.append(line.rstrip("\r\n"))
            continue
        text = "\n".join(pending)
        pending = []
        if not is_nothing(text):
            yield text
        if line.strip():
            yield line.strip()
