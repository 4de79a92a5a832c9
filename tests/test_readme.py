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


def test_the_transcripts_are_real(transcripts: ModuleType) -> None:
    """Every command of the README and of the docs prints what they say."""
    assert len(transcripts.PAGES) >= 2
    for page in transcripts.PAGES:
        text = page.read_text(encoding="utf-8")
        assert transcripts.renewed(text) == text, f"{page.name}: run: make readme"


def test_the_numbers_of_the_docs_are_those_of_their_commands(transcripts: ModuleType) -> None:
    """What a page of the docs sets in bold with a number in it, the command above it prints."""
    for page in transcripts.PAGES[1:]:
        text = page.read_text(encoding="utf-8")
        printed = " ".join(" ".join(transcripts.BLOCK.findall(text)).split())
        bold = transcripts.BLOCK.sub("", text).split("**")[1::2]
        bold = [words for words in bold if re.search("[0-9]", words)]
        assert len(bold) >= 5
        assert [words for words in bold if " ".join(words.split()) not in printed] == []


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
