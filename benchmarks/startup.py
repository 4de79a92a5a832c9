"""Whole commands against the start of Python with click, as ratios measured in one run.

Each command and its yardstick run in turn, so that a machine whose speed drifts
slows both alike; the median of the pairwise ratios is printed beside the bound.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

RUNS = 15
BIN = Path(sys.executable).parent
YARDSTICK = (sys.executable, "-c", "import click")
KHGRAPH = str(BIN / "khgraph")

# What a user has: compiled modules are kept.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
COMPLETION = {"_KHGRAPH_COMPLETE": "bash_complete", "COMP_WORDS": "khgraph pa", "COMP_CWORD": "1"}

# name, command, extra environment, on a terminal, bound
CASES: tuple[tuple[str, tuple[str, ...], dict[str, str], bool, float], ...] = (
    ("--help", (KHGRAPH, "--help"), {}, False, 1.5),
    ("completion", (KHGRAPH,), COMPLETION, False, 1.5),
    ("path, piped", (KHGRAPH, "path", "Lingsheng", "Jinjuurjab"), {}, False, 2.0),
    ("path, terminal", (KHGRAPH, "path", "Lingsheng", "Jinjuurjab"), {}, True, 3.0),
    ("query, piped", (KHGRAPH, "query", "killings"), {}, False, 2.0),
    ("query, terminal", (KHGRAPH, "query", "killings"), {}, True, 3.0),
    ("show, piped", (KHGRAPH, "show", "lingsheng"), {}, False, 4.0),
)


def run_piped(command: Sequence[str], extra: dict[str, str]) -> float:
    """Return the seconds that *command* takes with its output in a pipe."""
    start = time.perf_counter()
    subprocess.run(command, env=ENVIRONMENT | extra, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start


def run_on_terminal(command: Sequence[str], extra: dict[str, str]) -> float:
    """Return the seconds that *command* takes on a pseudo-terminal."""
    import pty

    start = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(command[0], list(command), ENVIRONMENT | extra | {"TERM": "xterm-256color"})
    while True:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:
            break
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    if status:
        raise RuntimeError(f"{command} failed")
    return time.perf_counter() - start


def measure(
    run: Callable[[Sequence[str], dict[str, str]], float],
    command: Sequence[str],
    extra: dict[str, str],
) -> tuple[float, float]:
    """Return the median ratio to the yardstick and the median seconds, over `RUNS` pairs."""
    run(command, extra)
    run(YARDSTICK, {})
    ratios, seconds = [], []
    for _ in range(RUNS):
        taken = run(command, extra)
        ratios.append(taken / run(YARDSTICK, {}))
        seconds.append(taken)
    return statistics.median(ratios), statistics.median(seconds)


def main() -> None:
    """Print one line a case."""
    print(f"whole processes, median of {RUNS}, as a ratio to: python -c 'import click'")
    print(f"{'case':<18}{'ratio':>7}{'bound':>7}{'ms':>7}")
    for name, command, extra, on_terminal, bound in CASES:
        run = run_on_terminal if on_terminal else run_piped
        ratio, seconds = measure(run, command, extra)
        mark = "" if ratio <= bound else "  over"
        print(f"{name:<18}{ratio:>7.2f}{bound:>7.1f}{seconds * 1000:>7.0f}{mark}")


if __name__ == "__main__":
    main()
