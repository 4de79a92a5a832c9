"""Builds the wheel, installs it in an empty environment, and uses it from an empty folder.

Run by ``make check``; not a pytest module, since it installs every dependency anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import khgraph
kg = khgraph.load()
assert "site-packages" in khgraph.__file__, khgraph.__file__
assert len(kg.to_rdflib()) > 30000
assert kg.path("Jinjuurjab", "Lingsheng") is not None

from khgraph.serving.page import pages
assert "/vendor/yasqe.min.js" in pages(), sorted(pages())
"""
# The command, its exit code, and what its output must hold.
COMMANDS = (
    (["queries"], 0, "who-turned-on-whom"),
    (["query", "killings"], 0, "Lingsheng"),
    (["show", "lingsheng"], 0, "was executed by Japan"),
    (["path", "Lingsheng", "Genden"], 0, "batbayar2000"),
    (["path", "Lingsheng", "Genden", "--source", "bulag2009"], 1, ""),
    (["contested", "Battle of Khalkhin Gol"], 0, "Kuromiya doubts"),
    (["compare", "bulag2009", "valdai2019"], 0, "Held by both"),
    (["stats"], 0, "zuljan2019"),
    (["triads", "Inner Mongols", "--on", "1931-10-01"], 0, "+--"),
    (["draw", "-o", "page.html"], 0, "page.html"),
    (["between", "Lingsheng", "Genden", "Bogdanov"], 0, "kuromiya2014"),
    (["neighbours", "Lingsheng"], 0, "bulag2009"),
    (["path", "Lingsheng", "Genden", "--format", "html"], 0, "Content-Security-Policy"),
    (["serve", "--help"], 0, "--max-rows"),
    (["index", "graph"], 0, ""),
    (["path", "Lingsheng", "Genden", "--data", "graph"], 0, "batbayar2000"),
    (["validate"], 0, "valid"),
    (["--version"], 0, "khgraph"),
)


def constraints() -> str:
    """Return the locked versions without their hashes, which a wheel has none of."""
    lock = (ROOT / "requirements.lock").read_text()
    return "\n".join(re.findall(r"^([\w.-]+==[^\\\n]*)", lock, re.MULTILINE)) + "\n"


def run(command: list[str], folder: Path, expected: int = 0) -> str:
    """Run *command* in *folder* without the checkout in sight; fail on another exit code."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != expected:
        sys.exit(f"{command}: exit {done.returncode}, not {expected}\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Build, install, use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty"
        empty.mkdir()
        dist = folder / "dist"
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), str(ROOT)]
        run(build, folder)
        wheel = next(dist.glob("*.whl"))
        venv.create(folder / "venv", with_pip=True)
        binaries = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        limits = folder / "constraints.txt"
        limits.write_text(constraints())
        pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--disable-pip-version-check", "-c", str(limits), str(wheel)], folder)
        for arguments, code, text in COMMANDS:
            output = run([str(binaries / "khgraph"), *arguments], empty, code)
            if text not in output:
                sys.exit(f"khgraph {' '.join(arguments)} does not print {text!r}:\n{output}")
        run([str(binaries / "python"), "-c", SCRIPT], empty)
        left = sorted(path.name for path in empty.iterdir())
        if left != ["graph", "page.html"]:
            sys.exit(f"the commands left {left} behind")
        print(f"{wheel.name}: installed in an empty environment and used from an empty folder")


if __name__ == "__main__":
    main()
