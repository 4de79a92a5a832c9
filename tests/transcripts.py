"""The transcripts of the README and the docs: run each ``$`` command and compare, or write anew.

``python tests/transcripts.py --write`` puts the real output into the files.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(command: str, folder: Path) -> str:
    """Return what a shell command prints, both streams, with the installed script on the path."""
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def renewed(text: str) -> str:
    """Return *text* with the output under every ``$`` command as it really is.

    A line of three dots stands for what was cut: everything from there to the
    end of that command's output.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def block(match: re.Match[str]) -> str:
            parts = re.split(r"^(?=\$ )", match[1], flags=re.MULTILINE)
            return "```console\n" + "".join(_transcript(part, folder) for part in parts) + "```"

        return BLOCK.sub(block, text)


def _transcript(part: str, folder: Path) -> str:
    if not part.startswith("$ "):
        return part
    command, _, shown = part.partition("\n")
    output = run(command.removeprefix("$ "), folder)
    lines = shown.rstrip("\n").split("\n")
    blank = "\n" if shown.endswith("\n\n") else ""
    if lines and lines[-1] == "...":
        kept = len(lines) - 1
        return f"{command}\n" + "".join(output.splitlines(keepends=True)[:kept]) + f"...\n{blank}"
    return f"{command}\n{output}{blank}"


def main() -> None:
    """Check the pages, or with ``--write`` renew them."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        new = renewed(text)
        if "--write" in sys.argv[1:]:
            page.write_text(new, encoding="utf-8")
        elif new != text:
            sys.exit(f"{page.name}: a transcript is not what the command prints; run: make readme")


if __name__ == "__main__":
    main()
