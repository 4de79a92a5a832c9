"""The command line: what it prints and where, its exit codes, and every way to misuse it."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from khgraph import resources
from khgraph.cli import main
from khgraph.namespaces import KHA
from khgraph.projection import rule_words

SCRIPT = Path(sys.executable).with_name("khgraph")
SMALL = str(Path(__file__).parent / "data" / "small.ttl")
DATA = ("--data", SMALL)

ROOT = click.Context(main)
COMMANDS = main.list_commands(ROOT)

HEAD = "@prefix kh: <https://w3id.org/khgraph/ontology#> .\n"


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, input=stdin, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(
    *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command as a process of its own."""
    return subprocess.run(
        [SCRIPT, *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        timeout=60,
        check=False,
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder with some files that are no use."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.ttl").touch()
    (tmp_path / "latin.ttl").write_bytes(b"# caf\xe9\n")
    (tmp_path / "broken.ttl").write_text(HEAD + "kh:a kh:b\n  kh:c kh:d .\n")
    (tmp_path / "undeclared.ttl").write_text("kx:a kx:b kx:c .\n")
    (tmp_path / "note.txt").write_text("kept")
    (tmp_path / "bad.rq").write_text("SELECT ?a WHERE { ?a ?b ?c\n")
    (tmp_path / "good.rq").write_text("SELECT (1 AS ?a) {}\n")
    (tmp_path / "good.sparql").write_text("SELECT (2 AS ?a) {}\n")
    (tmp_path / "header.rq").write_text("#+ nonsense: x\nSELECT (1 AS ?a) {}\n")
    return tmp_path


# ---- help


def test_help_lists_the_commands() -> None:
    """The help names every command with a sentence, and how to begin."""
    result = run("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z]", result.stdout, re.MULTILINE)
    assert "Start with: khgraph show Lingsheng" in result.stdout
    assert run("-h").stdout == result.stdout


def test_without_a_command_there_is_help() -> None:
    """Nothing to do is a call that cannot be used; the help says what can."""
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    """Each command explains itself, its options and at least one call that begins with its name."""
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.isascii()
    examples = result.stdout.split("Examples:\n", 1)[1].split("\n\n", 1)[0].splitlines()
    assert examples
    for example in examples:
        assert re.match(rf"    (echo .* \| )?khgraph {name}\b", example)
    command = main.get_command(ROOT, name)
    assert command is not None
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_the_version_is_the_packages() -> None:
    """--version prints the name and the version."""
    assert re.fullmatch(r"khgraph \d+\.\d+\.\d+\S*\n", run("--version").stdout)


# ---- what the commands print


def test_show() -> None:
    """Show prints a dossier; as JSON and CSV too."""
    result = run("show", "old alda", *DATA)
    assert result.exit_code == 0
    assert result.stdout.startswith("Alda  (kha:alda, person)\nalso called Old Alda\n")
    assert result.stderr == ""
    assert json.loads(run("show", "alda", "-f", "json", *DATA).stdout)["id"] == "kha:alda"
    rows = list(csv.DictReader(io.StringIO(run("show", "alda", "-f", "csv", *DATA).stdout)))
    assert [row["sign"] for row in rows] == ["·", "+", "+", "-"]


@pytest.mark.parametrize(
    "name",
    ["alda", "kha:alda", KHA + "alda", f"<{KHA}alda>", "ALDA", " Alda ", "old  álda"],
    ids=["id", "CURIE", "IRI", "IRI in brackets", "case", "spaces", "diacritics"],
)
def test_a_name_may_be_written_in_many_ways(name: str) -> None:
    """An id, a CURIE, an IRI or any label means the same thing."""
    assert run("show", name, *DATA).stdout.startswith("Alda  (kha:alda, person)\n")


def test_find() -> None:
    """Find prints where a text stands, and says no by its exit code."""
    result = run("find", "tavan", *DATA)
    assert result.exit_code == 0
    assert result.stdout == (
        "found  id              text        citation\n"
        "-----  --------------  ----------  --------\n"
        "name   kha:tavan-army  Tavan Army\n"
    )
    nothing = run("find", "no such text", "-f", "csv", *DATA)
    assert nothing.exit_code == 1
    assert nothing.stdout == "found,id,text,citation\n"
    assert nothing.stderr == "nothing holds 'no such text'\n"


def test_queries_lists_the_catalogue() -> None:
    """Queries lists every query with its question and parameters; the text of one is exact."""
    names = sorted(path.stem for path in resources.queries_path().glob("*.rq"))
    rows = list(csv.DictReader(io.StringIO(run("queries", "-f", "csv").stdout)))
    assert [row["name"] for row in rows] == names
    assert {row["name"]: row["parameters"] for row in rows}["kin-of-actor"] == "actor=kha:lingsheng"
    (kin,) = (
        q for q in json.loads(run("queries", "-f", "json").stdout) if q["name"] == "kin-of-actor"
    )
    assert kin["parameters"] == [{"name": "actor", "type": "actor", "default": "kha:lingsheng"}]
    text = (resources.queries_path() / "kin-of-actor.rq").read_bytes().decode()
    assert run("queries", "kin-of-actor").stdout == text


def test_a_named_query() -> None:
    """A named query runs with its parameters in every form."""
    result = run("query", "kin-of-actor", "-p", "actor=Alda", "-f", "csv", *DATA)
    assert result.exit_code == 0
    assert result.stdout == (
        "actor,person,relation,other,when,stance,source,locator\n"
        f"{KHA}alda,Alda,was a sibling of,Boro,,affirms,Test 2000,p. 21\n"
    )
    none = run("query", "kin-of-actor", "-p", "actor=Cira", *DATA)
    assert none.exit_code == 0
    assert none.stdout.startswith("actor  person  relation")
    assert none.stderr == "no rows\n"


def test_a_query_from_a_file_and_from_standard_input(here: Path) -> None:
    """A file is read by its name, with or without .rq; - is standard input."""
    assert run("query", "good.rq", *DATA).stdout == "a\n-\n1\n"
    assert run("query", "good.sparql", *DATA).stdout == "a\n-\n2\n"
    assert run("query", "-", *DATA, stdin="SELECT (3 AS ?a) {}").stdout == "a\n-\n3\n"
    with_mark = b"\xef\xbb\xbfSELECT ('\xc3\xa9' AS ?a) {}\r\n"
    assert run("query", "-", *DATA, stdin=with_mark).stdout == "a\n-\né\n"


def test_ask_construct_and_describe(here: Path) -> None:
    """ASK is a word, a graph is Turtle, an empty graph is told."""
    assert run("query", "-", *DATA, stdin="ASK { kha:alda a kh:Person }").stdout == "true\n"
    no = run("query", "-", *DATA, stdin="ASK { kha:alda a kh:State }")
    assert (no.exit_code, no.stdout) == (0, "false\n")
    described = run("query", "-", *DATA, stdin="DESCRIBE kha:cira").stdout
    assert '    skos:prefLabel "Cira"@en ;\n' in described
    empty = run("query", "-", *DATA, stdin="CONSTRUCT { ?s a kh:X } WHERE { ?s a kh:X }")
    assert (empty.exit_code, empty.stdout, empty.stderr) == (0, "", "no triples\n")


def test_path() -> None:
    """Path prints the hops; JSON has paths of hops, their sign, the reading and the search."""
    result = run("path", "Alda", "Dorn", *DATA)
    assert result.exit_code == 0
    assert result.stdout.startswith("● Alda\n│ -  was executed by Nur")
    value = json.loads(run("path", "Alda", "Dorn", "-f", "json", *DATA).stdout)
    (path,) = value["paths"]
    assert [hop["to"] for hop in path["hops"]] == ["Nur", "Dorn"]
    assert path["sign"] == 1
    assert value["reading"]["words"] == "all sources; probable or surer; at any time"
    assert list(path["hops"][0])[:4] == ["from", "from_id", "relation", "to"]
    assert value["search"]["ranking"].startswith("the fewest hops, then the surest weakest claim")
    rows = list(csv.reader(io.StringIO(run("path", "Alda", "Dorn", "-f", "csv", *DATA).stdout)))
    assert [row[:2] for row in rows] == [["path", "hop"], ["1", "1"], ["1", "2"]]


REASONS = (
    "with --undated there is one of 2 hops, by way of Alda",
    "without --on there is one of 2 hops, by way of Alda: a hop of it has no date",
)


def test_no_path_says_why_and_what_would_open_one() -> None:
    """Without a path the exit code is 1; the reason is told, and the form kept."""
    call = ("path", "Boro", "Khar", "--on", "1850-01-01", *DATA)
    result = run(*call)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "no path from Boro to Khar (all sources; probable or surer; on 1850-01-01, undated ties"
        " left out; unsaid ends and beginnings without limit)\n"
        f"  {REASONS[0]}\n  {REASONS[1]}\n"
    )
    value = json.loads(run(*call, "-f", "json").stdout)
    assert value["paths"] == []
    assert value["reasons"] == list(REASONS)
    assert run(*call, "-f", "csv").stdout.startswith("path,hop,from,statement,to,sign,")
    same = run("path", "Alda", "old alda", *DATA)
    assert same.exit_code == 1
    assert same.stderr.endswith("\n  the two names mean the same thing\n")


def test_triads() -> None:
    """Triads prints the triangles; JSON has triads, ambivalent pairs, reading and projection."""
    result = run("triads", "Khar", *DATA)
    assert result.exit_code == 0
    assert result.stdout.startswith("+--  Khar, Nur, Osk  (balanced; possibly at one time, 193")
    value = json.loads(run("triads", "-f", "json", *DATA).stdout)
    assert [triad["type"] for triad in value["triads"]] == ["+--"]
    assert list(value) == ["triads", "census", "ambivalent", "reading", "projection"]
    assert run("triads", "Lone", "-f", "tsv", *DATA).stdout.startswith("triad\ttype\t")
    only = run("triads", "--source", "khb:test2010", *DATA)
    assert "Reading: test2010; probable or surer; at any time." in only.stdout


def test_draw(here: Path) -> None:
    """Draw writes a page and says where, under which reading; to standard output it is the page."""
    result = run("draw", *DATA)
    assert result.exit_code == 0
    assert result.stdout == "khgraph.html  (all sources; probable or surer; at any time)\n"
    page = (here / "khgraph.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "An invented chronicle of the Sel" in page
    assert run("draw", "-o", "-", *DATA).stdout == page


READINGS: list[tuple[tuple[str, ...], dict[str, object]]] = [
    (("--on", "1939-08-20"), {"on": "1939-08-20"}),
    (("--from", "1936", "--to", "1940"), {"from": "1936-01-01", "to": "1940-12-31"}),
    (("--from", "1936-04", "--to", "1940-02"), {"from": "1936-04-01", "to": "1940-02-29"}),
    (("--from", "1936-04-24"), {"from": "1936-04-24"}),
    (("--to", "1936-04-24", "--undated"), {"to": "1936-04-24", "include_undated": True}),
    (("--according-to", "cira"), {"according_to": ["cira"]}),
    (
        ("--according-to", "kha:quill", "--according-to", "ROOK"),
        {"according_to": ["quill", "rook"]},
    ),
    (("--type", "hostileTo"), {"types": ["hostileTo"]}),
    (("--type", "kh:attacked", "--type", "supported"), {"types": ["attacked", "supported"]}),
    (("--level", "state", "--level", "group"), {"levels": ["state", "group"]}),
    (("--horizon", "0"), {"horizon": 0}),
    (
        ("--min-stance", "reports", "--source", "khb:test2010", "--horizon", "10"),
        {"min_stance": "reports", "sources": ["test2010"], "horizon": 10},
    ),
]


@pytest.mark.parametrize(
    ("options", "chosen"), READINGS, ids=[" ".join(options) for options, _ in READINGS]
)
def test_options_of_a_reading(options: tuple[str, ...], chosen: dict[str, object]) -> None:
    """What path and triads are asked to count is what they say that they counted."""
    path = run("path", "nur", "osk", *options, "-f", "json", *DATA)
    triads = run("triads", *options, "-f", "json", *DATA)
    assert path.exit_code in (0, 1)
    assert triads.exit_code == 0
    reading = json.loads(path.stdout)["reading"]
    assert json.loads(triads.stdout)["reading"] == reading
    plain = {
        **dict.fromkeys(("sources", "according_to", "types", "levels"), "all"),
        **dict.fromkeys(("on", "from", "to", "horizon")),
        **{"min_stance": "probable", "include_undated": False},
    }
    assert reading == {**plain, **chosen, "words": reading["words"]}


@pytest.mark.parametrize(
    ("options", "triangles"),
    [
        ((), ["+-- Khar Nur Osk"]),
        (("--from", "1930", "--to", "1935"), ["++- Alda Khar Nur", "+-- Khar Nur Osk"]),
        (("--from", "1940"), []),
        (("--to", "1931-08"), []),
        (("--min-stance", "reports", "--level", "person"), ["--- Boro Cira Dorn"]),
        (("--level", "group", "--level", "state"), ["+-- Khar Nur Osk"]),
        (("--type", "hostileTo"), []),
        (("--type", "hostileTo", "--type", "supported"), ["+-- Khar Nur Osk"]),
        (("--according-to", "quill", "--min-stance", "affirms"), []),
        (("--according-to", "Quill"), ["+-- Khar Nur Osk"]),
        (("--according-to", "Rook"), []),
        (
            ("--min-stance", "reports", "--on", "1920-01-01", "--undated"),
            [],
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_triangles_of_a_reading(options: tuple[str, ...], triangles: list[str]) -> None:
    """The triangles are those of the reading, as counted by hand in test_triads.py."""
    rows = csv.DictReader(io.StringIO(run("triads", *options, "-f", "csv", *DATA).stdout))
    found: dict[str, set[str]] = {}
    kinds = {}
    for row in rows:
        found.setdefault(row["triad"], set()).update((row["a"], row["b"]))
        kinds[row["triad"]] = row["type"]
    assert [f"{kinds[key]} {' '.join(sorted(found[key]))}" for key in found] == triangles


@pytest.mark.parametrize(
    ("options", "code", "hops"),
    [
        ((), 0, ["Nur"]),
        (("--according-to", "Cira"), 1, []),
        (("--level", "person"), 0, ["Boro", "Cira"]),
        (("--type", "siblingOf", "--type", "kh:hostileTo"), 0, ["Nur"]),
        (("--type", "siblingOf", "--type", "rivalOf", "--type", "betrayed"), 0, ["Boro", "Cira"]),
        (("--from", "1937", "--to", "1939-06"), 1, []),
        (("--from", "1937", "--to", "1939-06", "--undated"), 0, ["Boro", "Cira"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_path_of_a_reading(options: tuple[str, ...], code: int, hops: list[str]) -> None:
    """From Alda to Dorn the way and the answer change with the reading."""
    result = run("path", "Alda", "Dorn", *options, "-f", "json", *DATA)
    assert result.exit_code == code
    found = [path["hops"] for path in json.loads(result.stdout)["paths"]]
    assert [[hop["to"] for hop in path][:-1] for path in found] == [hops] * (not code)


@pytest.mark.parametrize("conflict", ["ambivalent", "latest", "majority", "strongest-stance"])
def test_conflict(conflict: str) -> None:
    """Only the latest tie settles Alda and Nur; the rule that was asked for is told."""
    call = ("triads", "--min-stance", "reports", "--conflict", conflict, "-f", "json", *DATA)
    value = json.loads(run(*call).stdout)
    pairs = [(pair["a"], pair["b"]) for pair in value["ambivalent"]]
    assert pairs == ([] if conflict == "latest" else [("Alda", "Nur")])
    assert value["projection"].startswith(rule_words(conflict))


def test_draw_takes_every_option_of_a_reading(here: Path) -> None:
    """Draw says the whole reading in words, and draws what it lets in alone."""
    result = run(
        *("draw", "--from", "1936", "--to", "1939-08", "--type", "hostileTo", "--undated"),
        *("--according-to", "Quill", "--level", "state", "--level", "person", "--horizon", "10"),
        *DATA,
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "khgraph.html  (all sources; probable or surer; as seen by Quill; "
        "only hostileTo and narrower; only between actors of the level state or person; "
        "from 1936-01-01 to 1939-08-31, undated ties let in; "
        "unsaid ends and beginnings at most 10 years off)\n"
    )
    page = (here / "khgraph.html").read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/json" id="graph">(.*?)</script>', page, re.S)
    island = json.loads(data)
    assert island["reading"] == {
        "from": "1936-01-01",
        "to": "1939-08-31",
        "min": "probable",
        "sources": [],
        "undated": True,
        "horizon": 10,
    }
    assert island["words"]["fixed"] == [
        "as seen by Quill",
        "only hostileTo and narrower",
        "only between actors of the level state or person",
    ]
    columns = island["columns"]["statements"]
    covered = {
        tuple(island["things"][row[columns.index(end)]][1] for end in ("subject", "object"))
        for row in island["statements"]
        if row[columns.index("covered")]
    }
    assert covered == {
        ("Boro", "Dorn"),
        ("Cira", "Boro"),
        ("Cira", "Dorn"),
        ("Dorn", "Cira"),
        ("Nur", "Alda"),
        ("Nur", "Dorn"),
        ("Nur", "Osk"),
        ("Osk", "Nur"),
    }


def test_validate(here: Path) -> None:
    """Validate says yes in words and no by exit code 1, a fault a line, each with file and line."""
    assert run("validate", SMALL).stdout == f"{SMALL}: valid\n"
    bad = here / "bad.ttl"
    bad.write_text(
        HEAD
        + "@prefix kha: <https://w3id.org/khgraph/actor/> .\n\n"
        + "kha:x\n    a kh:Person ;\n.\n"
    )
    result = run("validate", "bad.ttl")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines
    assert all(line.startswith("bad.ttl:4: kha:x: ") for line in lines)
    noun = "finding" if len(lines) == 1 else "findings"
    assert result.stderr == f"bad.ttl: {len(lines)} {noun}\n"
    found = json.loads(run("validate", "bad.ttl", "-f", "json").stdout)
    assert list(found[0]) == ["file", "line", "focus", "rule", "message", "value"]
    assert (found[0]["file"], found[0]["line"], found[0]["focus"]) == ("bad.ttl", 4, "kha:x")


UNFORMED = HEAD + "kh:b kh:p 1 . kh:a kh:p 2 .\n"
FORMED = HEAD + "\nkh:a\n    kh:p 2 ;\n.\n\nkh:b\n    kh:p 1 ;\n.\n"


def test_fmt(here: Path) -> None:
    """Fmt puts files in form; --check changes nothing and says what would."""
    path = here / "my data.ttl"
    path.write_text(UNFORMED)
    check = run("fmt", "--check", "my data.ttl")
    assert check.exit_code == 1
    assert check.stderr == "my data.ttl: not in form; run: khgraph fmt 'my data.ttl'\n"
    assert path.read_text() == UNFORMED
    done = run("fmt", "my data.ttl")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "formatted my data.ttl\n")
    assert path.read_text() == FORMED
    again = run("fmt", "my data.ttl")
    assert (again.exit_code, again.stderr) == (0, "")
    assert run("fmt", "--check", "my data.ttl").exit_code == 0


def test_fmt_of_standard_input() -> None:
    """Fmt - writes to standard output; with --check it only answers."""
    assert run("fmt", "-", stdin=UNFORMED).stdout == FORMED
    check = run("fmt", "--check", "-", stdin=UNFORMED)
    assert (check.exit_code, check.stdout) == (1, "")
    assert check.stderr == "standard input: not in form\n"
    assert run("fmt", "--check", "-", stdin=FORMED).exit_code == 0


def test_fmt_changes_no_file_if_one_is_broken(here: Path) -> None:
    """A fault in the last file leaves the first as it was."""
    (here / "a.ttl").write_text(UNFORMED)
    result = run("fmt", "a.ttl", "broken.ttl")
    assert result.exit_code == 2
    assert (here / "a.ttl").read_text() == UNFORMED


def test_the_bundled_data_is_in_form_and_valid() -> None:
    """Without a file fmt and validate look at the bundled data."""
    assert run("fmt", "--check").exit_code == 0
    assert run("validate").stdout == "the bundled data: valid\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    """Each shell gets a script that asks khgraph."""
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_KHGRAPH_COMPLETE" in result.stdout


def completed(words: str) -> list[str]:
    """Return what bash is offered after *words*."""
    count = len(words.split(" ")) - 1
    environment = {
        "_KHGRAPH_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(count),
    }
    result = CliRunner().invoke(main, prog_name="khgraph", env=environment)
    assert result.exit_code == 0
    return result.stdout.split()


def test_completion_knows_commands_names_and_queries(here: Path) -> None:
    """A prefix is completed to commands, options, ids, and names of queries, or else files."""
    assert completed("khgraph fi") == ["plain,find"]
    assert completed("khgraph path --min-stance prob") == ["plain,probable"]
    assert completed(f"khgraph show --data {SMALL} tav") == ["plain,tavan-army"]
    assert completed(f"khgraph path --data {SMALL} alda bor") == ["plain,boro"]
    assert completed(f"khgraph triads --data {SMALL} VELL") == ["plain,vell"]
    assert completed("khgraph query kil") == ["plain,killings"]
    assert completed("khgraph query good") == ["file,good"]
    assert completed("khgraph show --data broken.ttl al") == []
    assert completed(f"khgraph path --data {SMALL} --type ATT") == ["plain,attacked"]
    assert completed("khgraph triads --data broken.ttl --type att") == []
    assert completed(f"khgraph draw --data {SMALL} --according-to qu") == ["plain,quill"]
    assert completed("khgraph triads --level pe") == ["plain,person"]


# ---- misuse


UNREADABLE = [
    ("none.ttl", "none.ttl: there is no such file"),
    ("folder", "folder: this folder is no index; khgraph index makes one"),
    ("empty.ttl", "empty.ttl: the file is empty"),
    ("latin.ttl", "latin.ttl:1: not UTF-8; save the file in UTF-8"),
    ("broken.ttl", "broken.ttl:3: A dot is expected at the end of statements"),
    ("undeclared.ttl", "undeclared.ttl:1: The prefix kx: has not been declared"),
]


@pytest.mark.parametrize(("file", "message"), UNREADABLE, ids=[file for file, _ in UNREADABLE])
@pytest.mark.parametrize(
    "call",
    [
        ("show", "alda", "--data"),
        ("find", "alda", "--data"),
        ("query", "killings", "--data"),
        ("path", "alda", "boro", "--data"),
        ("triads", "--data"),
        ("draw", "--data"),
        ("validate",),
        ("fmt",),
        ("fmt", "--check"),
    ],
    ids=lambda call: " ".join(call[:1]),
)
def test_data_that_cannot_be_read(
    here: Path, call: tuple[str, ...], file: str, message: str
) -> None:
    """Every command tells in one sentence what is wrong with a file, and leaves nothing behind."""
    before = sorted(path.name for path in here.iterdir())
    result = run(*call, file)
    if file == "folder" and "--data" not in call:
        message = "folder: this is a folder; name a file in it"
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {message}\n"
    assert sorted(path.name for path in here.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        pytest.param(("show", ""), "", "the name is empty; ", id="empty name"),
        pytest.param(("show", "Nobody"), "", "no thing is called 'Nobody'", id="unknown name"),
        pytest.param(
            ("show", "Aldda"), "", "no thing is called 'Aldda'; did you mean Alda", id="mistyped"
        ),
        pytest.param(("show", "'; DROP ALL; #"), "", "no thing is called", id="injection"),
        pytest.param(("show", '" } { ?s ?p ?o'), "", "no thing is called", id="quotes"),
        pytest.param(("show", "kha:nobody"), "", "no thing is called 'kha:nobody'", id="CURIE"),
        pytest.param(("show", "http://["), "", "no thing is called 'http://['", id="broken IRI"),
        pytest.param(("show", "\x1b[31m"), "", r"no thing is called '\x1b[31m'", id="escape"),
        pytest.param(
            ("path", "Alda", "Nobody"), "", "no thing is called 'Nobody'", id="end of path"
        ),
        pytest.param(("triads", "Sel"), "", "no actor is called 'Sel'", id="triads of a place"),
        pytest.param(
            ("draw", "--focus", "Sel"), "", "no actor is called 'Sel'", id="page of a place"
        ),
        pytest.param(
            ("triads", "--on", "1939"), "", "'1939' is not a day; write it YYYY-MM-DD", id="no day"
        ),
        pytest.param(
            ("path", "Alda", "Nur", "--on", "1939-02-30"),
            "",
            "there is no day 1939-02-30 in the calendar",
            id="impossible day",
        ),
        pytest.param(
            ("triads", "--source", "test1999"),
            "",
            "no source is called 'test1999'; there are test2000, test2010",
            id="unknown source",
        ),
        pytest.param(
            ("query", "killingz"),
            "",
            "there is no query 'killingz'; did you mean killings?",
            id="query",
        ),
        pytest.param(("query", ""), "", "there is no query ''; ", id="empty query name"),
        pytest.param(("queries", "zz"), "", "there is no query 'zz'; ", id="text of no query"),
        pytest.param(("query", "none.rq"), "", "none.rq: there is no such file", id="query file"),
        pytest.param(("query", "folder/"), "", "folder: this is a folder", id="query folder"),
        pytest.param(
            ("query", "bad.rq"),
            "",
            "query bad.rq: line 1, column 27: the query breaks",
            id="SPARQL",
        ),
        pytest.param(
            ("query", "header.rq"),
            "",
            "query header.rq: unknown header line '#+ nonsense",
            id="header",
        ),
        pytest.param(("query", "-"), " \n", "standard input holds no query", id="empty input"),
        pytest.param(
            ("query", "-"), b"#\n\xff", "standard input, line 2: not UTF-8", id="encoding of input"
        ),
        pytest.param(
            ("query", "-"),
            "SELECT",
            "query on standard input: line 1, column 7: ",
            id="broken input",
        ),
        pytest.param(
            ("query", "-"),
            "INSERT DATA { <urn:a> <urn:b> 1 }",
            "query on standard input: line 1, column 1: updates are not taken",
            id="update",
        ),
        pytest.param(
            ("query", "kin-of-actor", "-p", "who=Alda"),
            "",
            "query kin-of-actor has no parameter 'who'; it takes actor",
            id="unknown parameter",
        ),
        pytest.param(
            ("query", "kin-of-actor", "-p", "actor="),
            "",
            "parameter actor: the name is empty; ",
            id="empty parameter",
        ),
        pytest.param(
            ("query", "ties-on-day", "-p", "day=May"),
            "",
            "parameter day: 'May' is not a day; ",
            id="parameter of the wrong type",
        ),
        pytest.param(
            ("query", "-", "-f", "ttl"),
            "SELECT (1 AS ?a) {}",
            "--format ttl is for CONSTRUCT and DESCRIBE; this query gives rows",
            id="rows as a graph",
        ),
        pytest.param(
            ("query", "-", "-f", "csv"),
            "DESCRIBE kha:alda",
            "--format csv is for rows; a graph takes ttl, nt or jsonld",
            id="graph as rows",
        ),
        pytest.param(
            ("query", "killings", "-o", "folder"),
            "",
            "folder: this is a folder; ",
            id="out to a folder",
        ),
        pytest.param(
            ("show", "alda", "-o", "no/such.txt"),
            "",
            "no/such.txt: there is no folder no; make it first",
            id="out to a missing folder",
        ),
        pytest.param(
            ("draw", "-o", "note.txt/page.html"),
            "",
            "note.txt/page.html: cannot be written: Not a directory",
            id="out below a file",
        ),
        pytest.param(
            ("triads", "-o", "/dev/full"),
            "",
            "/dev/full: cannot be written: No space left on device",
            id="full device",
        ),
    ],
)
def test_a_fault_of_the_caller(
    here: Path, arguments: tuple[str, ...], stdin: str | bytes, message: str
) -> None:
    """A bad call is one sentence on standard error and exit code 2, and nothing is written."""
    before = sorted(path.name for path in here.iterdir())
    more = () if arguments[0] == "queries" else DATA
    result = run(*arguments, *more, stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {message}")
    assert sorted(path.name for path in here.iterdir()) == before
    assert (here / "note.txt").read_text() == "kept"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("shwo", "alda"), "no command is called 'shwo'; did you mean show?"),
        (("zzz",), "no command is called 'zzz'; khgraph --help lists them"),
        (("show",), "Missing argument 'ACTOR'."),
        (("path", "a", "b", "c"), "Got unexpected extra argument (c)"),
        (("show", "alda", "-f", "xls"), "'xls' is not one of 'table', 'csv', 'tsv', 'json'."),
        (("triads", "--min-stance", "sure"), "'sure' is not one of 'affirms', 'probable', "),
        (("completion", "tcsh"), "'tcsh' is not one of 'bash', 'zsh', 'fish'."),
        (("find", " "), "the text to find is empty"),
        (
            ("query", "killings", "-p", "actor"),
            "-p takes KEY=VALUE, such as -p actor=Japan; not 'actor'",
        ),
        (("query", "killings", "-p", "=x"), "-p takes KEY=VALUE, such as -p actor=Japan; not '=x'"),
        (
            ("query", "killings", "-p", "a=1", "-p", "a=2"),
            "-p a is given twice, as '1' and '2'",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_call_that_is_none(arguments: tuple[str, ...], message: str) -> None:
    """A call of the wrong shape is told with how to get help, exit code 2."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: khgraph ")
    assert message in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", [("triads",), ("path", "alda", "nur"), ("draw",)], ids=" ".join)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--from", "summer"),
            "'summer' is no day, month or year; write for example 1939-08-20, 1939-08 or 1939",
        ),
        (
            ("--to", ""),
            "'' is no day, month or year; write for example 1939-08-20, 1939-08 or 1939",
        ),
        (("--to", "1939-02-29"), "there is no day 1939-02-29 in the calendar"),
        (
            ("--from", "1940", "--to", "1939"),
            "the span ends on 1939-12-31, before it begins on 1940-01-01",
        ),
        (("--according-to", "Nobody"), "no actor is called 'Nobody'; try: khgraph find 'Nobody'"),
        (("--according-to", "Ciraa"), "no actor is called 'Ciraa'; did you mean Cira?"),
        (("--according-to", "Sel"), "no actor is called 'Sel'; try: khgraph find 'Sel'"),
        (
            ("--according-to", ""),
            "the name is empty; give an id, a CURIE, an IRI or a label",
        ),
        (("--type", "atacked"), "no relation type is called 'atacked'; did you mean attacked?"),
        (
            ("--type", "supported", "--type", "kh:atacked"),
            "no relation type is called 'atacked'; did you mean attacked?",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_reading_that_is_none(
    here: Path, command: tuple[str, ...], options: tuple[str, ...], message: str
) -> None:
    """A date, actor or type that is none is one sentence, the same for every command."""
    result = run(*command, *options, *DATA)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {message}\n"
    assert not (here / "khgraph.html").exists()


@pytest.mark.parametrize("command", [("triads",), ("path", "alda", "nur"), ("draw",)], ids=" ".join)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--on", "1939-08-20", "--from", "1939"),
            "--on is a day, --from and --to a span; give one or the other",
        ),
        (
            ("--to", "1939", "--on", "1939-08-20"),
            "--on is a day, --from and --to a span; give one or the other",
        ),
        (
            ("--level", "people"),
            "Invalid value for '--level': 'people' is not one of 'person', 'group', 'state'.",
        ),
        (
            ("--min-stance", "denies"),
            "Invalid value for '--min-stance': 'denies' is not one of "
            "'affirms', 'probable', 'possible', 'reports'.",
        ),
        (("--horizon", "-1"), "Invalid value for '--horizon': -1 is not in the range x>=0."),
        (
            ("--horizon", "ten"),
            "Invalid value for '--horizon': 'ten' is not a valid integer range.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_of_a_reading_that_cannot_be_used(
    here: Path, command: tuple[str, ...], options: tuple[str, ...], message: str
) -> None:
    """What no reading can be made of is a call of the wrong shape, for every command."""
    result = run(*command, *DATA, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Usage: khgraph {command[0]} ")
    assert result.stderr.endswith(f"\n\nError: {message}\n")
    assert not (here / "khgraph.html").exists()


def test_an_unknown_type_sends_to_where_types_are_listed() -> None:
    """Where no relation type is near, the command that the message names does list them."""
    result = run("triads", "--type", "zzzz", *DATA)
    assert (result.exit_code, result.stdout) == (2, "")
    named = re.fullmatch(
        r"Error: no relation type is called 'zzzz'; (khgraph .+) lists them\n", result.stderr
    )
    assert named is not None
    listed = run(*named[1].split()[1:])
    assert listed.exit_code == 0
    for name in ("attacked", "alliedWith", "siblingOf"):
        assert name in listed.stdout


def test_a_source_of_data_that_describes_none(here: Path) -> None:
    """Where the data has no source the message does not list the air."""
    (here / "few.ttl").write_text(HEAD + "kh:a a kh:b .")
    result = run("triads", "--source", "x", "--data", "few.ttl")
    assert result.exit_code == 2
    assert result.stderr == "Error: no source is called 'x'; the data describes none\n"


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        ("", "  ?  [no date] claimed by nobody: was allied with B"),
        ("khc:c a kh:Claim ; kh:about khs:s .", "       an unnamed author takes no stance"),
        (
            "khc:c a kh:Claim ; kh:about khs:s ; kh:stance kh:affirms .",
            "       an unnamed author affirms, no source given",
        ),
    ],
    ids=["no claim", "an empty claim", "a bare stance"],
)
def test_data_with_only_part_of_the_model(here: Path, claim: str, line: str) -> None:
    """Gaps in somebody's own data are shown as gaps."""
    prefixes = "".join(
        f"@prefix {name}: <https://w3id.org/khgraph/{word}/> .\n"
        for name, word in (("kha", "actor"), ("khs", "statement"), ("khc", "claim"))
    )
    (here / "part.ttl").write_text(
        HEAD
        + prefixes
        + "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        + "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        + 'kha:a a kh:Person ; skos:prefLabel "A" . kha:b a kh:Person ; skos:prefLabel "B" .\n'
        + "khs:s a kh:Statement ; rdf:subject kha:a ; rdf:predicate kh:alliedWith ;"
        + f" rdf:object kha:b .\n{claim}\n"
    )
    result = run("show", "A", "--data", "part.ttl")
    assert result.exit_code == 0
    assert line in result.stdout
    for call in (("triads",), ("find", "x"), ("show", "A", "-f", "csv"), ("draw", "-o", "p.html")):
        assert run(*call, "--data", "part.ttl").exit_code in (0, 1)


def test_data_of_several_files_and_formats(here: Path) -> None:
    """--data may be given again, for Turtle, N-Triples and JSON-LD."""
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    person = "https://w3id.org/khgraph/ontology#Person"
    (here / "z.nt").write_text(f'<{KHA}z> <{label}> "Zed" .\n<{KHA}z> <{kind}> <{person}> .\n')
    (here / "y.jsonld").write_text(
        json.dumps({"@id": f"{KHA}y", "@type": person, label: [{"@value": "Ypsilon"}]})
    )
    files = ("--data", "z.nt", "--data", "y.jsonld", *DATA)
    for name in ("Zed", "Ypsilon", "Alda"):
        assert run("show", name, *files).exit_code == 0


def test_an_output_is_replaced_wholly(here: Path) -> None:
    """-o replaces a file; where the query fails the old one stays."""
    run("query", "good.rq", "-f", "csv", "-o", "note.txt", *DATA)
    assert (here / "note.txt").read_text() == "a\n1\n"
    assert run("query", "bad.rq", "-o", "note.txt", *DATA).exit_code == 2
    assert (here / "note.txt").read_text() == "a\n1\n"
    assert run("query", "good.rq", "-o", "-", *DATA).stdout == "a\n-\n1\n"


def test_signal_handlers_are_put_back() -> None:
    """A program that calls the command keeps its own handling of signals."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGPIPE)]
    run("query", "-", *DATA, stdin="SELECT")
    run("show", "alda", *DATA)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGPIPE)] == before


# ---- the installed command, as a process


def test_the_installed_command_and_the_module_are_one() -> None:
    """The script and python -m khgraph print the same, on UTF-8."""
    script = start("show", "zamyn", *DATA)
    assert script.returncode == 0
    assert script.stdout.decode().startswith("Zämyn  (kha:zamyn, person)\n")
    module = subprocess.run(
        [sys.executable, "-m", "khgraph", "show", "zamyn", *DATA], capture_output=True, check=True
    )
    assert module.stdout == script.stdout
    no = subprocess.run([sys.executable, "-m", "khgraph", "shwo"], capture_output=True, check=False)
    assert no.returncode == 2
    assert no.stderr.startswith(b"Usage: khgraph ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("find", "tavan"), 0),
        (("find", "no such text"), 1),
        (("path", "Alda", "Alda"), 1),
        (("show", "Nobody"), 2),
        (("show",), 2),
    ],
    ids=["done", "nothing found", "no path", "unknown name", "no name"],
)
def test_exit_codes_of_the_process(arguments: tuple[str, ...], code: int) -> None:
    """0 done, 1 the answer is no, 2 the call or its input cannot be used."""
    result = start(*arguments, *DATA)
    assert result.returncode == code
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments", [("show", "nur", *DATA), ("query", "killings", "-f", "srj"), ("--help",)]
)
def test_a_full_standard_output_is_told(arguments: tuple[str, ...]) -> None:
    """What cannot be printed is one sentence and exit code 2, for results and for help."""
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [SCRIPT, *arguments], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert result.returncode == 2
    assert result.stderr == (
        b"Error: standard output: cannot be written: No space left on device\n"
    )


def test_closed_streams_are_told() -> None:
    """A closed standard output or input is one sentence and exit code 2."""
    shell = f"{SCRIPT} show nur --data {SMALL} >&-"
    result = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, check=False)
    assert result.returncode == 2
    assert result.stderr == b"Error: standard output is closed; name a file with -o\n"
    result = subprocess.run(
        ["/bin/sh", "-c", f"{SCRIPT} query - <&-"], capture_output=True, check=False
    )
    assert result.returncode == 2
    assert result.stderr == b"Error: standard input is closed\n"


@pytest.mark.parametrize("arguments", [("draw", "-o", "-"), ("query", "ties-on-day", "-f", "srx")])
def test_a_closed_pipe_ends_the_command_without_a_word(arguments: tuple[str, ...]) -> None:
    """A reader that has gone away ends the command; nothing is said on standard error."""
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [SCRIPT, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert process.returncode == -signal.SIGPIPE
    assert process.stderr == b""


def test_ctrl_c_ends_a_long_query_and_a_wait_for_input() -> None:
    """Ctrl-C ends the engine at its work, and a command that waits for its input, silently."""
    long = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    busy, waiting = (
        subprocess.Popen(
            [SCRIPT, "query", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    )
    assert busy.stdin is not None
    busy.stdin.write(long)
    busy.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        busy.wait(timeout=2)
    for process, code in ((busy, -signal.SIGINT), (waiting, 130)):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == code
        assert process.stderr is not None
        assert process.stderr.read() == b""
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_an_ascii_locale_gets_ascii_text() -> None:
    """Where the locale takes ASCII alone, text for people keeps to it without losing its sense."""
    result = start("path", "Zämyn", "Boro", *DATA, environment=ASCII)
    assert result.returncode == 0
    assert result.stdout.startswith(b"* Zamyn\n| .  took part in Battle of Sel  [1939-08-20]\n")
    assert result.stdout.isascii()
    unknown = start("show", "Zämyne", *DATA, environment=ASCII)
    assert unknown.returncode == 2
    assert b"Traceback" not in unknown.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "zamyn", "-f", "json", *DATA),
        ("query", "-", "-f", "srj", *DATA),
        ("query", "-", "-f", "csv", *DATA),
    ],
)
def test_what_programs_read_is_utf8_in_any_locale(arguments: tuple[str, ...]) -> None:
    """CSV, JSON and the W3C's formats lose no letter where the locale is ASCII."""
    query = 'SELECT ?l ("ä" AS ?b) { kha:zamyn skos:prefLabel ?l }'.encode()
    result = start(*arguments, stdin=query, environment=ASCII)
    assert result.returncode == 0
    assert "Zämyn" in result.stdout.decode()
    assert result.stdout == start(*arguments, stdin=query).stdout


def test_the_page_is_the_same_in_any_locale() -> None:
    """The page on standard output does not depend on the locale."""
    page = start("draw", "-o", "-", *DATA, environment=ASCII).stdout
    assert not page.isascii()
    assert page == start("draw", "-o", "-", *DATA).stdout


def seen_on_a_terminal(*arguments: str, columns: int, **environment: str) -> str:
    """Return what a terminal of so many columns gets."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")
    }
    process = subprocess.Popen(
        [SCRIPT, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.DEVNULL,
        env={**kept, "TERM": "xterm-256color", **environment},
    )
    os.close(slave)
    content = b""
    try:
        while chunk := os.read(master, 65536):
            content += chunk
    except OSError:
        # Linux says so when the other side has closed.
        pass
    os.close(master)
    assert process.wait(timeout=60) == 0
    return content.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("call", [("show", "nur"), ("query", "ties-of-actor", "-p", "actor=nur")])
def test_a_terminal_gets_colour_and_its_own_width(call: tuple[str, ...], columns: int) -> None:
    """On a terminal results are folded to its width, in colour where it takes any."""
    text = seen_on_a_terminal(*call, *DATA, columns=columns)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(map(len, plain.splitlines())) <= columns
    assert "Khar" in plain


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"]
)
def test_colour_is_left_out_where_it_is_not_wanted(environment: dict[str, str]) -> None:
    """NO_COLOR and a dumb terminal get the same text without a single escape sequence."""
    plain = seen_on_a_terminal("show", "nur", *DATA, columns=80, **environment)
    assert "\x1b" not in plain
    coloured = seen_on_a_terminal("show", "nur", *DATA, columns=80)
    assert "\x1b" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_columns_may_be_asked_for() -> None:
    """COLUMNS wins over what the terminal says; nonsense in it does not."""
    narrow = seen_on_a_terminal("show", "nur", *DATA, columns=80, COLUMNS="50", NO_COLOR="1")
    assert 40 < max(map(len, narrow.splitlines())) <= 50
    wide = seen_on_a_terminal("show", "nur", *DATA, columns=80, COLUMNS="many", NO_COLOR="1")
    assert 50 < max(map(len, wide.splitlines())) <= 80


HEAVY = {"rdflib", "networkx", "pyvis", "pyshacl", "edtf", "rich", "jinja2"}
IMPORTS = """
import sys
from khgraph.cli import main
try:
    main(prog_name="khgraph")
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (("--help",), set()),
        (("show", "--help"), set()),
        (("completion", "bash"), set()),
        (("show", "alda", *DATA), set()),
        (("find", "alda", *DATA), set()),
        (("path", "alda", "dorn", *DATA), set()),
        (("query", "killings", *DATA), set()),
        (("query", "killings", "-f", "json", *DATA), set()),
        (("queries",), set()),
        (("triads", *DATA), {"networkx"}),
        (("fmt", "--check", SMALL), {"edtf"}),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_a_command_imports_what_it_needs(arguments: tuple[str, ...], needed: set[str]) -> None:
    """No command pays for a library that another one uses."""
    result = subprocess.run(
        [sys.executable, "-c", IMPORTS, *arguments], capture_output=True, text=True, check=True
    )
    modules = {name.split(".", 1)[0] for name in result.stderr.split()}
    assert "khgraph" in modules
    assert modules & HEAVY == needed


@pytest.mark.parametrize("words", ["khgraph path", f"khgraph show --data {SMALL} al"])
def test_completion_imports_no_heavy_library(words: str) -> None:
    """Tab completion is instant: of a command it does not even load the engine."""
    environment = {
        **os.environ,
        "_KHGRAPH_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    result = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True, env=environment
    )
    assert result.stdout in ("plain,path\n", "plain,alda\n")
    modules = {name.split(".", 1)[0] for name in result.stderr.split()}
    assert modules & HEAVY == set()
    assert ("pyoxigraph" in modules) == ("show" in words)
