"""The command line: parse, call, print, exit code. No logic lives here.

Exit codes: 0 done; 1 it ran and the answer is no (no path, nothing found, not
valid, not in form); 2 the call, its input or its output cannot be used; 130 it
was interrupted; 141 the reader of its output went away.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from khgraph.cli import actors, data, networks, page, sparql
from khgraph.cli.options import signal_handler
from khgraph.errors import KhgraphError

# What the place that standard output leads to may refuse with.
_CANNOT_WRITE = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)


class _Fault(click.ClickException):
    """A fault of the caller, to be told in a sentence."""

    exit_code = 2


class _Commands(click.Group):
    """The commands, in the order of the help, with the caller's faults told in one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

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


for _command in (
    actors.show,
    actors.find,
    sparql.query,
    sparql.queries,
    networks.path,
    networks.triads,
    page.draw,
    data.validate,
    data.fmt,
    data.completion,
):
    main.add_command(_command)
