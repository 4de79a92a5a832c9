"""``draw``, ``path --html`` and ``triads --html``: one page, opened at what was asked for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from khgraph.cli import main
from khgraph.cli import page as page_cli
from khgraph.drawing import VIEWS, page_of
from khgraph.reading import Reading
from khgraph.stores import FileStore

SMALL = str(Path(__file__).parent / "data" / "small.ttl")
DATA = ("--data", SMALL)
ANY_TIME = "all sources; probable or surer; at any time"


def run(*arguments: str) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def island(text: str) -> dict[str, Any]:
    """Return the data that a page carries."""
    (found,) = re.findall(r'<script type="application/json" id="graph">(.*?)</script>', text, re.S)
    data: dict[str, Any] = json.loads(found)
    return data


def opening(text: str) -> tuple[str, list[str]]:
    """Return the view with which a page opens, and the ids of what is chosen."""
    data = island(text)
    return data["opening"]["view"], [data["things"][i][0] for i in data["opening"]["chosen"]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Where the page opens


@pytest.mark.parametrize(
    ("call", "view", "chosen"),
    [
        (("draw",), "network", []),
        (("draw", "--view", "matrix"), "matrix", []),
        (("draw", "--focus", "Alda", "--view", "triads"), "triads", []),
        (("path", "alda", "Tavan Army", "--html"), "path", ["alda", "tavan-army"]),
        (("path", "battle-of-sel", "nur", "--html"), "path", ["battle-of-sel", "nur"]),
        (("path", "alda", "alda", "--html"), "path", ["alda", "alda"]),
        (("triads", "--html"), "triads", []),
        (("triads", "Nur", "--html"), "triads", ["nur"]),
    ],
)
def test_the_page_opens_at_what_was_asked_for(
    here: Path, call: tuple[str, ...], view: str, chosen: list[str]
) -> None:
    """In the file that is named, and in khgraph.html where none is."""
    result = run(*call, *DATA)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"khgraph.html  ({ANY_TIME})\n"
    text = (here / "khgraph.html").read_text(encoding="utf-8")
    assert opening(text) == (view, chosen)
    named = run(*call, *DATA, "-o", "named.html")
    assert named.stdout == f"named.html  ({ANY_TIME})\n"
    assert (here / "named.html").read_text(encoding="utf-8") == text
    assert run(*call, *DATA, "-o", "-").stdout == text
    assert sorted(path.name for path in here.iterdir()) == ["khgraph.html", "named.html"]


@pytest.mark.parametrize("call", [("path", "alda", "nur"), ("triads", "alda")], ids=" ".join)
def test_but_for_where_it_opens_it_is_the_page_of_draw(here: Path, call: tuple[str, ...]) -> None:
    """All of the data is in it: what is chosen is no focus."""
    reading = ("--from", "1936", "--to", "1939-08", "--min-stance", "possible", "--undated")
    drawn = run("draw", *DATA, *reading, "-o", "-").stdout
    opened = run(*call, "--html", *DATA, *reading, "-o", "-").stdout
    one, other = island(drawn), island(opened)
    assert one.pop("opening") != other.pop("opening")
    assert one == other
    assert (one["reading"]["from"], one["reading"]["to"]) == ("1936-01-01", "1939-08-31")


def test_the_page_is_that_of_the_library(small: FileStore) -> None:
    """The command adds nothing to it."""
    reading = ("--min-stance", "affirms")
    text = page_of(small, Reading(min_stance="affirms"), view="table")
    assert run("draw", *DATA, *reading, "--view", "table", "-o", "-").stdout == text


def test_two_that_no_path_joins_have_their_page(here: Path) -> None:
    """It says why; whether there is a path is not looked for, and so is no exit code."""
    bare = run("path", "alda", "dorn", *DATA, "--on", "1900-01-01")
    assert bare.exit_code == 1
    result = run("path", "alda", "dorn", *DATA, "--on", "1900-01-01", "--html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert opening((here / "khgraph.html").read_text(encoding="utf-8"))[1] == ["alda", "dorn"]


def test_a_sheet_is_still_a_sheet(here: Path) -> None:
    """`-f html` has exactly these paths, and no script; so has a file that ends in .html."""
    for options in (("-f", "html"), ("-o", "sheet.html")):
        result = run("path", "alda", "nur", *DATA, *options)
        assert result.exit_code == 0
        text = result.stdout or (here / "sheet.html").read_text(encoding="utf-8")
        assert "<script" not in text


def test_the_views_of_the_help_are_those_of_the_page() -> None:
    """The command line keeps their names, so that its help need not wait for the page."""
    assert tuple(VIEWS) == page_cli.VIEWS


# What is refused


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("path", "alda", "nur", "-k", "2"), "-k; drop it"),
        (("path", "alda", "nur", "--rank", "shortest"), "--rank; drop it"),
        (("path", "alda", "nur", "--product", "+"), "--product; drop it"),
        (("path", "alda", "nur", "--via", "boro"), "--via; drop it"),
        (("path", "alda", "nur", "--without", "boro"), "--without; drop it"),
        (("path", "alda", "nur", "--directed"), "--directed; drop it"),
        (("path", "alda", "nur", "--max-hops", "2"), "--max-hops; drop it"),
        (("path", "alda", "nur", "--time-respecting"), "--time-respecting; drop it"),
        (("path", "alda", "nur", "--friends-only"), "--friends-only; drop it"),
        (("path", "alda", "nur", "--enemies-only"), "--enemies-only; drop it"),
        (("path", "alda", "nur", "-f", "html"), "--format; drop it"),
        (
            ("path", "alda", "nur", "--directed", "-k", "2", "--via", "boro"),
            "-k or --directed or --via; drop them",
        ),
        (("triads", "--unbalanced"), "--unbalanced; drop it"),
        (("triads", "--robust"), "--robust; drop it"),
        (("triads", "--history", "alda", "boro", "nur"), "--history; drop it"),
        (("triads", "--census"), "--census; drop it"),
        (("triads", "--conflict", "latest"), "--conflict; drop it"),
        (("triads", "-f", "json"), "--format; drop it"),
        (("triads", "--edges", "rows.csv", "--by", "year"), "--edges or --by; drop them"),
        (("triads", "alda", "--combine", "any"), "--combine; drop it"),
    ],
)
def test_what_the_page_does_not_know_is_refused(
    here: Path, call: tuple[str, ...], words: str
) -> None:
    """In one sentence, before anything is read or written."""
    result = run(*call, "--html", "--data", "nowhere.ttl")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        f"Usage: khgraph {call[0]} [OPTIONS] {'A B' if call[0] == 'path' else '[ACTOR]'}\n"
        f"Try 'khgraph {call[0]} --help' for help.\n\n"
        "Error: --html writes the page of khgraph draw, which knows no "
        f"{words}, or drop --html\n"
    )
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            ("path", "nemo", "nur", "--html"),
            "no thing is called 'nemo'; try: khgraph find 'nemo'",
        ),
        (
            ("triads", "sel", "--html"),
            "no actor is called 'sel'; try: khgraph find 'sel'",
        ),
        (
            ("path", "alda", "night-of-embers", "--html"),
            "no statement has Night of Embers as its subject or object, so it is not on the page",
        ),
        (
            ("triads", "Quill", "--html"),
            "no statement has Quill as its subject or object, so it is not on the page",
        ),
        (
            ("triads", "nur", "--html", "--on", "1939-13"),
            "'1939-13' is not a day; write it YYYY-MM-DD, such as 1939-08-20",
        ),
        (
            ("path", "alda", "nur", "--html", "-o", "no/folder/page.html"),
            "no/folder/page.html: there is no folder no/folder; make it first",
        ),
    ],
)
def test_what_cannot_be_drawn_leaves_no_file(here: Path, call: tuple[str, ...], words: str) -> None:
    """A name that is not there, a thing that the page does not hold, no day, no place."""
    result = run(*call, *DATA)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {words}\n"
    assert list(here.iterdir()) == []


def test_a_page_that_fails_leaves_the_old_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is written wholly or not at all."""
    (here / "khgraph.html").write_text("the old page")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    result = run("path", "alda", "nur", "--html", *DATA)
    assert result.exit_code == 2
    assert result.stderr == "Error: khgraph.html: cannot be written: No space left on device\n"
    assert (here / "khgraph.html").read_text() == "the old page"
    assert [path.name for path in here.iterdir()] == ["khgraph.html"]


# The help


@pytest.mark.parametrize(
    ("command", "example"),
    [
        ("draw", "khgraph draw --view matrix --from 1939-05 --to 1939-09"),
        ("path", "khgraph path Genden Bogdanov --html -o genden.html"),
        ("triads", "khgraph triads Japan --from 1931 --to 1945 --html -o japan.html"),
    ],
)
def test_the_help_has_an_example_that_runs(here: Path, command: str, example: str) -> None:
    """On the bundled data."""
    assert example in run(command, "--help").stdout
    assert run(*example.split()[1:]).exit_code == 0


def test_the_help_says_which_html_is_which() -> None:
    """Of the two that `path` can write."""
    words = " ".join(run("path", "--help").stdout.split())
    assert "html is a sheet of exactly these paths, without scripts." in words
    assert (
        "Write the page of khgraph draw, opened at this path, in which the reader can search on; "
        "to khgraph.html, or where -o says."
    ) in words


@pytest.mark.parametrize("command", ["draw", "path", "triads"])
def test_the_help_waits_for_no_page(command: str) -> None:
    """What draws is imported once something is to be drawn."""
    code = (
        "import sys\nfrom khgraph.cli import main\n"
        f"main([{command!r}, '--help'], standalone_mode=False)\n"
        "assert not {'khgraph.drawing', 'pyvis', 'jinja2'} & sys.modules.keys(), sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
