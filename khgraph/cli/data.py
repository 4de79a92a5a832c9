"""``validate``, ``fmt``, ``index`` and ``completion``: care for the data, and for the shell."""

# ruff: noqa: D301 - click leaves a paragraph as it is after the character that \b writes

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from khgraph.cli.options import (
    emit,
    format_option,
    note,
    output_option,
    read_stdin,
    signal_handler,
)


@click.command(short_help="Check data against the rules.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@format_option("table", "csv", "tsv", "json")
@output_option
def validate(files: tuple[Path, ...], form: str, output: Path | None) -> None:
    """Check data against the shapes, the checks and the dates; exit code 1 if it fails.

    Without FILE the bundled data is checked.

    \b
    Examples:
      khgraph validate
      khgraph validate my.ttl --format json
    """
    from khgraph.shapes import validate as check
    from khgraph.tables import Table, render

    report = check(files or None, progress=note)
    names = ", ".join(str(file) for file in files) or "the bundled data"
    if form == "table":
        found = "".join(f"{finding}\n" for finding in report.findings)
        emit(found or f"{names}: valid\n", output)
    else:
        columns = ("file", "line", "focus", "rule", "message", "value")
        rows = tuple(
            (f.file, f.line or None, f.focus, f.rule, f.message, f.value) for f in report.findings
        )
        emit(render(Table(columns, rows), form), output, exact=True)
    if not report.conforms:
        count = len(report.findings)
        click.echo(f"{names}: {count} {'finding' if count == 1 else 'findings'}", err=True)
        raise SystemExit(1)


@click.command(short_help="Put data into its one form.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 if a file is not in form.")
def fmt(files: tuple[Path, ...], check: bool) -> None:
    """Put data files into the project's one form and derive the day bounds of every date.

    Without FILE the data and the ontology of the checkout are formatted; - reads
    standard input and writes standard output.

    \b
    Examples:
      khgraph fmt --check
      khgraph fmt data/triples.ttl
    """
    from khgraph import resources
    from khgraph.formatter import format_bytes, format_file
    from khgraph.writing import write_file

    # All are read before one is written: a fault in the last leaves the first as it was.
    texts: list[tuple[Path, bytes, str]] = []
    for path in files or (resources.data_path(), resources.ontology_path()):
        if str(path) == "-":
            content = read_stdin()
            texts.append((path, content, format_bytes(content, "standard input")))
        else:
            text = format_file(path)
            texts.append((path, path.read_bytes(), text))
    is_wrong = False
    for path, content, text in texts:
        if str(path) == "-" and not check:
            emit(text, exact=True)
        elif content != text.encode():
            is_wrong = True
            if not check:
                write_file(path, text)
                click.echo(f"formatted {path}", err=True)
            elif str(path) == "-":
                click.echo("standard input: not in form", err=True)
            else:
                command = f"khgraph fmt {shlex.quote(str(path))}"
                click.echo(f"{path}: not in form; run: {command}", err=True)
    if check and is_wrong:
        raise SystemExit(1)


@click.command(short_help="Make an index of data too large to read each time.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--data",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Not the bundled data, but this RDF file, also compressed (.nt.gz); may be given again.",
)
def index(folder: Path, files: tuple[Path, ...]) -> None:
    """Make an index of RDF files in the folder DIR, which any command then takes as --data DIR.

    A command reads files whole each time; an index, however large, it only opens. DIR
    must be new, empty or an index: an old one stays in use until the new one is whole.
    It may be moved and copied, and read by many at once and from read-only media.

    \b
    Examples:
      khgraph index ~/khgraph-index
      khgraph index wars.index --data wars.nt.gz --data people.ttl
    """
    import time

    from khgraph.stores.index import build_index, size_on_disk

    start = time.monotonic()
    # Told to end, it takes away what it has begun, as it does after Ctrl-C.
    show = _shown_progress(start)
    with signal_handler(signal.SIGTERM, _end):  # type: ignore[arg-type] # a function is one too
        try:
            count = build_index(files, folder, show)
        finally:
            show("", 0, 0)
    size = size_on_disk(folder) / 1e6
    name = shlex.quote(str(folder))
    emit(
        f"{count:,} triples, {size:,.0f} MB on disk, in {time.monotonic() - start:.1f} s\n"
        f"to use it: khgraph stats --data {name}\n"
    )


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _shown_progress(start: float) -> Callable[[str, int, int], None]:
    """Return what shows on standard error, if it is a terminal, what is done; "" wipes it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda words, done, total: None
    import shutil
    import time
    from contextlib import suppress

    from khgraph.tables import harmless

    shown = ("", 0.0)

    def show(words: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if words == shown[0] and now - shown[1] < 0.2:
            return
        shown = (words, now)
        minutes, seconds = divmod(int(now - start), 60)
        part = f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB, " if total else ""
        line = f"{harmless(words)}: {part}{minutes}:{seconds:02}" if words else ""
        with suppress(OSError):
            click.echo(
                f"\r{line[: shutil.get_terminal_size().columns - 1]}\x1b[K", err=True, nl=False
            )

    return show


@click.command(short_help="The script for tab completion.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and names.

    \b
    Examples:
      khgraph completion bash >> ~/.bashrc
      khgraph completion fish > ~/.config/fish/completions/khgraph.fish
    """
    from click.shell_completion import get_completion_class

    from khgraph.cli import main

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    script = kind(main, {}, "khgraph", "_KHGRAPH_COMPLETE")
    emit(script.source_template % script.source_vars(), exact=True)
