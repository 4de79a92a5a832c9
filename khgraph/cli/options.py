"""What the commands share: the options for data, reading, form and place of the output."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from khgraph.cli import shells as shells  # it teaches click how the shells complete

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from khgraph.model import Entity
    from khgraph.reading import Reading
    from khgraph.stores import Store

Command = TypeVar("Command", bound=Callable[..., Any])

PIPE_WIDTH = 80

# So many seconds that nobody waits for them, and still a number that sockets take.
_NEVER = 1e6


def utf8(text: str) -> str:
    """Return a text from the command line; it is UTF-8 even where the locale says ASCII."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode("utf-8", "replace")
    return text


def complete_name(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the ids and labels that begin with what is typed."""
    return _beginning(ctx, incomplete, None)


def complete_source(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the ids of sources that begin with what is typed."""
    return _beginning(ctx, incomplete, "Source")


def _beginning(ctx: click.Context, incomplete: str, kind: str | None) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from khgraph.errors import KhgraphError
    from khgraph.names import NameIndex, fold

    try:
        index = NameIndex(open_store(ctx.params.get("data") or ()))
    except KhgraphError:
        return []
    wanted = fold(incomplete)
    return [
        CompletionItem(entity.id, help=entity.label)
        for entity in index
        if kind in (None, entity.kind)
        and (entity.id.startswith(wanted) or fold(entity.label).startswith(wanted))
    ]


def complete_type(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the ids of relation types that begin with what is typed."""
    from click.shell_completion import CompletionItem

    from khgraph.errors import KhgraphError
    from khgraph.namespaces import local_name
    from khgraph.records import relation_types

    try:
        kinds = relation_types(open_store(ctx.params.get("data") or ()))
    except KhgraphError:
        return []
    return [
        CompletionItem(local_name(iri), help=kind.label)
        for iri, kind in kinds.items()
        if local_name(iri).lower().startswith(incomplete.lower())
    ]


def complete_query(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the named queries that begin with what is typed, or else files."""
    from click.shell_completion import CompletionItem

    from khgraph.resources import queries_path

    names = [path.stem for path in sorted(queries_path().glob("*.rq"))]
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    # What begins no name may begin the name of a file.
    return found or [CompletionItem(incomplete, type="file")]


def complete_file(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Let the shell offer its files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def data_option(command: Command) -> Command:
    """Add ``--data``."""
    return click.option(
        "--data",
        multiple=True,
        type=utf8,
        metavar="FILE|DIR|URL",
        shell_complete=complete_file,
        help="Not the bundled data, but this RDF file (may be given again), the index in this "
        "folder, or the SPARQL endpoint at this address.",
    )(command)


def output_option(command: Command) -> Command:
    """Add ``-o``."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        help="Write there, wholly or not at all; - is standard output.",
    )(command)


def format_option(*forms: str, extra: str = "") -> Callable[[Command], Command]:
    """Add ``--format``; the first form is the default."""

    def decorate(command: Command) -> Command:
        return click.option(
            "-f",
            "--format",
            "form",
            type=click.Choice(forms),
            default=forms[0],
            show_default=True,
            help=f"The form of the result.{extra}",
        )(command)

    return decorate


# What the end of a file's name says of its form.
_FORMS_BY_SUFFIX = {
    ".csv": "csv",
    ".graphml": "graphml",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".tsv": "tsv",
}


def form_of_file(form: str, output: Path | None) -> str:
    """Return the form that the name of *output* asks for, unless ``--format`` was given.

    Only a form that the command offers; otherwise *form*, its default.
    """
    context = click.get_current_context()
    if context.get_parameter_source("form") is not click.core.ParameterSource.DEFAULT:
        return form
    named = _FORMS_BY_SUFFIX.get(output.suffix.lower()) if output is not None else None
    (option,) = (option for option in context.command.params if option.name == "form")
    offered = option.type.choices if isinstance(option.type, click.Choice) else ()
    return named if named is not None and named in offered else form


class ReadingChoices(NamedTuple):
    """What the options of a reading were given, not yet held against the data."""

    min_stance: str
    on: str | None
    since: str | None
    until: str | None
    sources: tuple[str, ...]
    viewpoints: tuple[str, ...]
    types: tuple[str, ...]
    levels: tuple[str, ...]
    undated: bool
    horizon: int | None


def reading_options(command: Command) -> Command:
    """Add the options that say which claims count; the command gets them as `choices`."""

    @wraps(command)
    def with_choices(**options: Any) -> Any:
        choices = ReadingChoices(**{name: options.pop(name) for name in ReadingChoices._fields})
        return command(choices=choices, **options)

    decorated = with_choices
    for option in (
        click.option(
            "--horizon",
            type=click.IntRange(min=0),
            metavar="YEARS",
            help="How far a tie may reach where no source says when it ended or began; "
            "by default as long as its actors last.",
        ),
        click.option(
            "--undated",
            is_flag=True,
            help="With a time: let lasting ties without a date count as possible.",
        ),
        click.option(
            "--level",
            "levels",
            multiple=True,
            type=click.Choice(["person", "group", "state"]),
            help="Only ties between actors of this level; may be given again.",
        ),
        click.option(
            "--type",
            "types",
            multiple=True,
            type=utf8,
            metavar="ID",
            shell_complete=complete_type,
            help="Only this relation type and narrower ones, such as fought; may be given again.",
        ),
        click.option(
            "--according-to",
            "viewpoints",
            multiple=True,
            type=utf8,
            metavar="ACTOR",
            shell_complete=complete_name,
            help="Only as this author or actor sees it; may be given again.",
        ),
        click.option(
            "--source",
            "sources",
            multiple=True,
            type=utf8,
            metavar="ID",
            shell_complete=complete_source,
            help="Only this source, such as bulag2009; may be given again.",
        ),
        click.option(
            "--min-stance",
            type=click.Choice(["affirms", "probable", "possible", "reports"]),
            default="probable",
            show_default=True,
            help="The least sure claim that counts.",
        ),
        click.option(
            "--to",
            "until",
            type=utf8,
            metavar="DAY",
            help="... to the end of this one; open if not given.",
        ),
        click.option(
            "--from",
            "since",
            type=utf8,
            metavar="DAY",
            help="Only what holds at some time from this day, month or year ...",
        ),
        click.option(
            "--on", type=utf8, metavar="DAY", help="Only what holds on this day, YYYY-MM-DD."
        ),
    ):
        decorated = option(decorated)
    return decorated  # type: ignore[return-value] # click fills the parameters in


def is_reading_given(ctx: click.Context) -> bool:
    """Return whether any option of a reading was given, be it the value it has anyway."""
    default = click.core.ParameterSource.DEFAULT
    return any(
        ctx.get_parameter_source(name) not in (None, default) for name in ReadingChoices._fields
    )


def _seconds(text: str) -> float:
    """Return a time that can be waited."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    # What is not a number is in no range either.
    if not 0 <= seconds <= _NEVER:
        raise click.BadParameter(f"{text!r} is not a number of seconds up to {_NEVER:,.0f}")
    return seconds


def timeout_option(command: Command) -> Command:
    """Add ``--timeout``."""
    return click.option(
        "--timeout",
        type=_seconds,
        default=60,
        show_default=True,
        metavar="SECONDS",
        help="Stop a query that takes longer; 0 for no limit.",
    )(command)


def conflict_option(command: Command) -> Command:
    """Add ``--conflict``."""
    return click.option(
        "--conflict",
        type=click.Choice(["ambivalent", "latest", "majority", "strongest-stance"]),
        default="ambivalent",
        show_default=True,
        help="The sign of a pair with ties of both: none, or that of the tie that began last, "
        "that more sources speak of, or that is surest.",
    )(command)


def day_span(choices: ReadingChoices) -> tuple[str | None, str | None]:
    """Return the first and last day of --from and --to, None for a side that is not given.

    Raises
    ------
    UsageError
        If --on is given too.
    DateError
        If one is no day, month or year.
    """
    if choices.since is None and choices.until is None:
        return None, None
    if choices.on is not None:
        raise click.UsageError("--on is a day, --from and --to a span; give one or the other")
    from khgraph.dates import edge_day

    return (
        None if choices.since is None else edge_day(choices.since, is_last=False),
        None if choices.until is None else edge_day(choices.until, is_last=True),
    )


def span_of(choices: ReadingChoices) -> tuple[str, str] | None:
    """Return the first and last day of --on, or of --from and --to; None for any time.

    Raises
    ------
    UsageError, DateError
        As `day_span`.
    """
    from khgraph.dates import OPEN_END, OPEN_START, parse_day

    first, last = day_span(choices)
    if choices.on is not None:
        return parse_day(choices.on), choices.on
    if first is None and last is None:
        return None
    return first or OPEN_START, last or OPEN_END


def make_reading(store: Store, choices: ReadingChoices) -> Reading:
    """Return the reading that the options ask for.

    Raises
    ------
    KhgraphError
        If a source, actor or relation type is not in the data, or a date is none.
    """
    from khgraph.reading import Reading

    first, last = day_span(choices)
    types, narrower = known_types(store, choices.types)
    return Reading(
        choices.min_stance,
        choices.on,
        known_sources(store, choices.sources),
        choices.undated,
        first,
        last,
        _known_actors(store, choices.viewpoints),
        types,
        narrower,
        choices.levels,
        choices.horizon,
    )


def _known_actors(store: Store, names: tuple[str, ...]) -> tuple[Entity, ...]:
    if not names:
        return ()
    from khgraph.names import NameIndex

    index = NameIndex(store)
    return tuple(index.find(name, actors_only=True) for name in names)


def known_types(store: Store, names: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the ids of relation types, and those of the types below them.

    Raises
    ------
    NameLookupError
        If the ontology has no such relation type; names those that are near.
    """
    if not names:
        return (), frozenset()
    import difflib

    from khgraph.errors import NameLookupError
    from khgraph.records import narrower_types

    below = narrower_types(store)
    wanted = tuple(name.removeprefix("kh:") for name in names)
    for name in wanted:
        if name not in below:
            near = tuple(difflib.get_close_matches(name, below, n=3))
            hint = (
                f"did you mean {' or '.join(near)}?"
                if near
                else "khgraph query relation-types lists them"
            )
            raise NameLookupError(f"no relation type is called {name!r}; {hint}", near)
    return wanted, frozenset().union(*(below[name] for name in wanted))


def known_sources(store: Store, sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of *sources*, as they are or with ``khb:`` before them.

    Raises
    ------
    NameLookupError
        If the data describes no such source; names those that it describes.
    """
    from khgraph.errors import NameLookupError
    from khgraph.namespaces import local_name
    from khgraph.stores import is_iri, text_of

    wanted = tuple(source.removeprefix("khb:") for source in sources)
    if wanted:
        rows = store.select("SELECT DISTINCT ?source WHERE { ?source a kh:Source }")
        known = sorted(local_name(text_of(source)) for (source,) in rows if is_iri(source))
        there = f"there are {', '.join(known)}" if known else "the data describes none"
        for source in wanted:
            if source not in known:
                raise NameLookupError(f"no source is called {source!r}; {there}", tuple(known))
    return wanted


def open_store(data: tuple[str, ...], *, seconds: float | None = None, probe: bool = True) -> Store:
    """Return the store over what ``--data`` names, or over the bundled data.

    Parameters
    ----------
    data : tuple of str
    seconds : float, optional
        How long an endpoint may take over a query, 0 for no limit; by default its store
        says.
    probe : bool
        Whether an endpoint must hold data of khgraph; only together with `seconds`.
    """
    from khgraph import stores

    if (
        seconds is not None
        and len(data) == 1
        and data[0].lower().startswith(("http://", "https://"))
    ):
        from khgraph.stores.remote import RemoteStore

        return RemoteStore(data[0], timeout=seconds or _NEVER, probe=probe)
    return stores.open_store(data)


def is_stdout(output: Path | None) -> bool:
    """Return whether the result goes to standard output, under whichever of its names."""
    return output is None or str(output) in ("-", "/dev/stdout")


def is_terminal(output: Path | None) -> bool:
    """Return whether the result goes to a terminal."""
    return is_stdout(output) and sys.stdout is not None and sys.stdout.isatty()


def width_of(output: Path | None) -> int:
    """Return the width that running text is folded to."""
    if not is_terminal(output):
        return PIPE_WIDTH
    import shutil

    return shutil.get_terminal_size().columns


def table_width(output: Path | None) -> int | None:
    """Return the width that tables are drawn for, None where they are not folded."""
    return width_of(output) if is_terminal(output) else None


def has_color(output: Path | None) -> bool:
    """Return whether the result may carry colour: a terminal, and NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(output)


def emit(text: str, output: Path | None = None, *, exact: bool = False) -> None:
    """Print *text*, or write it to *output*.

    Parameters
    ----------
    text : str
    output : path, optional
        None or ``-`` for standard output.
    exact : bool
        Whether a program is to read it: then it is UTF-8 in a pipe too, where
        text for people keeps to what the locale can show.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if output is not None and not is_stdout(output):
        from khgraph.writing import write_file

        write_file(output, text)
        return
    from khgraph.errors import OutputError

    if sys.stdout is None:
        raise OutputError("standard output is closed; name a file with -o")
    try:
        if exact and not sys.stdout.isatty():
            sys.stdout.buffer.write(text.encode())
        else:
            from khgraph.tables import fit_encoding

            sys.stdout.write(fit_encoding(text, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output: cannot be written: {error.strerror}") from error


def read_stdin() -> bytes:
    """Return all of standard input.

    Raises
    ------
    LoadError
        If it is closed, or cannot be read.
    """
    from khgraph.errors import LoadError

    if sys.stdin is None:
        raise LoadError("standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise LoadError(f"standard input: cannot be read: {error.strerror}") from error


def note(text: str) -> None:
    """Tell the user something that is not the result, on standard error, if it is a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        click.echo(text, err=True)


@contextmanager
def progress_bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """Yield what is told how much is done; it draws a bar on standard error, if a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


@contextmanager
def signal_handler(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """Handle a signal by *handler*, and as before afterwards; only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, previous)
