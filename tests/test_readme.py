"""The README shows what the tool really does."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType

import click
import pytest

from khgraph.cli import main

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def transcripts() -> ModuleType:
    """Return the script beside this file."""
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "tests" / "transcripts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def readme() -> str:
    """Return the README."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_transcripts_are_real(transcripts: ModuleType, readme: str) -> None:
    """Every command of the README prints what the README says."""
    assert transcripts.renewed(readme) == readme, "run: make readme"


def test_the_python_example_runs(transcripts: ModuleType, readme: str) -> None:
    """The Python example runs as it stands and prints what its comments say."""
    examples = transcripts.PYTHON.findall(readme)
    assert examples
    for example in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own text
        expected = re.findall(r"print\(.*\)  # (.*)", example)
        assert printed.getvalue().splitlines() == expected


def test_every_command_is_in_the_readme(readme: str) -> None:
    """No command stays unmentioned."""
    names = main.list_commands(click.Context(main))
    assert len(names) >= 10
    missing = [name for name in names if f"khgraph {name}" not in readme]
    assert missing == []


def test_every_local_link_leads_somewhere(readme: str) -> None:
    """Links to files of the repository are not broken."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", readme)
    assert [link for link in links if not (ROOT / link).exists()] == []
