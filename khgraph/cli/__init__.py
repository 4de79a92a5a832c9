"""The command line: parse, call, print, exit code. No logic lives here.

Exit codes: 0 done; 1 it ran and the answer is no (no path, nothing found, not
valid, not in form); 2 the call, its input or its output cannot be used; 130 it
was interrupted; 141 the reader of its output went away.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from khgraph.cli.options import signal_handler
from khgraph.errors import KhgraphError

# What the place that standard output leads to may refuse with.
_CANNOT_WRITE = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)


_MODULES = {
    "show": "actors",
    "find": "actors",
    "query": "sparql",
    "queries": "sparql",
    "repl": "repl",
    "path": "paths",
    "between": "joining",
    "neighbours": "joining",
    "triads": "networks",
    "balance": "balance",
    "patterns": "balance",
    "contested": "evidence",
    "compare": "evidence",
    "stats": "evidence",
    "draw": "page",
    "serve": "serving",
    "validate": "data",
    "verify": "evidence",
    "fmt": "data",
    "index": "data",
    "completion": "data",
}


class _Fault(click.ClickException):
    """A fault of the caller, to be told in a sentence."""

    exit_code = 2


class _Commands(click.Group):
    """The commands, in the order of the help, with the caller's faults told in one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # Only the module of the command that is asked for is imported.
        if cmd_name not in _MODULES:
            return None
        command = getattr(import_module(f"khgraph.cli.{_MODULES[cmd_name]}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _MODULES and not name.startswith("-") and not ctx.resilient_parsing:
            import difflib

            near = difflib.get_close_matches(name, _MODULES, n=2)
            hint = f"did you mean {' or '.join(near)}?" if near else "khgraph --help lists them"
            raise click.UsageError(f"no command is called {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KhgraphError as error:
            from khgraph.tables import harmless

            raise _Fault(harmless(str(error))) from error
        except KeyboardInterrupt:
            raise click.exceptions.Exit(130) from None

    def main(self, *args: Any, **options: Any) -> Any:
        with _quiet_pipe():
            try:
                return super().main(*args, **options)
            except OSError as error:
                # click prints the help itself; what the commands print is an OutputError.
                if error.errno not in _CANNOT_WRITE:
                    raise
                click.echo(f"Error: standard output: cannot be written: {error.strerror}", err=True)
                sys.exit(2)
            finally:
                _drop_unwritten()


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """End without a word when the reader, such as head, has seen enough."""
    if hasattr(signal, "SIGPIPE"):
        with signal_handler(signal.SIGPIPE, signal.SIG_DFL):
            yield
    else:
        yield


def _drop_unwritten() -> None:
    """Forget what standard output refused, or Python would try again at its end and complain."""
    with suppress(OSError, ValueError, AttributeError):
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: khgraph show Lingsheng",
)
@click.version_option(package_name="khgraph", message="%(prog)s %(version)s")
def main() -> None:
    """Ask a cited graph of the friends and enemies around the Battle of Khalkhin Gol, 1939.

    Every answer says who says so, where, and how surely. Names may be given as an
    id, a CURIE, an IRI or any label; case and diacritics do not count.
    """


def run() -> NoReturn:
    """Run the command and end the process at once.

    Taking the data apart in good order would cost a tenth of the whole command, and
    every file is closed by now.
    """
    # A command makes many small things and ends: looking for cycles among them costs a twentieth.
    gc.set_threshold(100_000, 20, 20)
    code: object = 0
    try:
        main(prog_name="khgraph")
    except SystemExit as end:
        code = end.code
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)
