"""``khgraph query`` and its options: completion, --explain, readings, --timeout, SERVICE."""

from __future__ import annotations

import http.server
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from khgraph.catalogue import NamedQuery, find_query, parse_query
from khgraph.cli import main
from khgraph.errors import QueryError
from khgraph.namespaces import KH, KHA
from khgraph.reading import Reading
from khgraph.repl.explanation import explain
from khgraph.repl.running import refuse_service, within
from khgraph.stores import FileStore, Store

SCRIPT = Path(sys.executable).with_name("khgraph")
BASH = shutil.which("bash") or "/bin/bash"
SMALL = str(Path(__file__).parent / "data" / "small.ttl")
DATA = ("--data", SMALL)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PARAMETERS = """#+ summary: What of all kinds?
#+ param: who actor kha:alda
#+ param: what thing kha:nur
#+ param: source source khb:test2000
#+ param: relation iri kh:fought
#+ param: other iri kha:alda
#+ param: day day 1939-08-20
#+ param: number integer
#+ param: text text
#+ columns: who what source relation other day number text
SELECT $who $what $source $relation $other $day $number $text WHERE { $who $relation $what }
"""


def run(*arguments: str, stdin: str | None = None) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, input=stdin, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installed command as a process of its own."""
    return subprocess.run(
        [SCRIPT, *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with a query that has a parameter of every type."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kinds.rq").write_text(PARAMETERS)
    return tmp_path


# ---- completion


def offered(*words: str, shell: str = "zsh") -> list[tuple[str, str]]:
    """Return what a shell is offered for the last of *words*, with the meaning of each offer."""
    environment = {
        "_KHGRAPH_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(("khgraph", "query", *words)),
        "COMP_CWORD": str(len(words) + 1) if shell == "zsh" else words[-1],
    }
    result = CliRunner().invoke(main, prog_name="khgraph", env=environment)
    assert result.exit_code == 0
    if shell == "fish":
        found = filter(None, result.stdout.splitlines())
        pairs = [line.removeprefix("plain,").split("\t") for line in found]
        return [(text, meaning) for text, meaning in pairs]
    lines = result.stdout.rstrip("\n").split("\n")
    # zsh's function takes a backslash before a colon of what it offers.
    values = [value.replace("\\:", ":") for value in lines[1::3]]
    return list(zip(values, lines[2::3], strict=True))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_parameters_are_offered_with_type_and_default(here: Path, shell: str) -> None:
    """After -p stand the parameters of the query that the line names, and not those given."""
    assert offered("ties-of-actor", "-p", "", shell=shell) == [
        ("actor=", "actor, by default kha:jinjuurjab")
    ]
    assert offered("kinds.rq", "-p", "n", shell=shell) == [("number=", "integer")]
    given = ("kinds.rq", "-p", "who=alda", "--param", "what=nur", "-p", "wh")
    assert offered(*given, shell=shell) == []
    assert [value for value, _ in offered("kinds.rq", "-p", "wh", shell=shell)] == [
        "who=",
        "what=",
    ]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_values_are_offered_by_the_type_of_the_parameter(here: Path, shell: str) -> None:
    """Actors, things and sources by id or label, relation types for an IRI that is one."""

    def values(beginning: str) -> list[tuple[str, str]]:
        return offered("kinds.rq", *DATA, "-p", beginning, shell=shell)

    assert values("who=al") == [("who=alda", "Alda")]
    assert values("who=TAV") == [("who=tavan-army", "Tavan Army")]
    assert values("who=kha:al") == [("who=kha:alda", "Alda")]
    assert values("who=zäm") == values("who=zam") == [("who=zamyn", "Zämyn")]
    assert values("who=battle") == values("who=test") == []
    assert values("what=battle") == [("what=battle-of-sel", "Battle of Sel")]
    assert values("what=khe:") == [
        ("what=khe:battle-of-sel", "Battle of Sel"),
        ("what=khe:night-of-embers", "Night of Embers"),
    ]
    assert [value for value, _ in values("source=")] == ["source=test2000", "source=test2010"]
    assert values("relation=foughtF") == [("relation=kh:foughtFor", "fought for")]
    assert values("relation=kh:FOUGHTf") == [("relation=kh:foughtFor", "fought for")]


@pytest.mark.parametrize(
    "words",
    [
        ("kinds.rq", "-p", "day="),
        ("kinds.rq", "-p", "number="),
        ("kinds.rq", "-p", "text="),
        ("kinds.rq", "-p", "other="),
        ("kinds.rq", "-p", "nobody="),
        ("kinds.rq", "-p", "=al"),
        ("killings", "-p", ""),
        ("no-such-query", "-p", ""),
        ("no-such.rq", "-p", "who=al"),
        ("-", "-p", ""),
        ("kinds.rq", "--data", "none.ttl", "-p", "who=al"),
        ("-p", "who=al"),
    ],
    ids=" ".join,
)
def test_nothing_is_offered_where_nothing_is_known(here: Path, words: tuple[str, ...]) -> None:
    """A day, a number, a text, an unknown query or unreadable data offer nothing and no fault."""
    assert offered(*words) == []


def test_an_id_of_two_things_is_offered_with_its_prefix(here: Path) -> None:
    """A bare id that means two things would be refused."""
    lines = [
        "@prefix kh: <https://w3id.org/khgraph/ontology#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    ]
    for place, kind in (("actor", "State"), ("place", "Place")):
        iri = f"<https://w3id.org/khgraph/{place}/sel>"
        lines.append(f'{iri} a kh:{kind} ; skos:prefLabel "Sel" .')
    (here / "two.ttl").write_text("\n".join(lines))
    words = ("kinds.rq", "--data", "two.ttl", "-p")
    assert offered(*words, "what=se") == [("what=kha:sel", "Sel"), ("what=khp:sel", "Sel")]
    assert offered(*words, "who=se") == [("who=sel", "Sel")]


IN_BASH = r"""
source <(khgraph completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_khgraph_completion khgraph
printf '%s\n' "${COMPREPLY[@]}"
"""
PATH = {**os.environ, "PATH": f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("-p", ""), ["actor="]),
        (("-p", "ac"), ["actor="]),
        (("-p", "actor", "=", "al"), ["alda"]),
        (("-p", "actor", "=", "kha", ":", "al"), ["alda"]),
        (("-p", "actor", "=", "kha", ":"), None),
        (("-p", "actor", "="), None),
        # Where the user has taken the equals sign out of COMP_WORDBREAKS.
        (("-p", "actor=al"), ["actor=alda"]),
        (("--param", "=", "ac"), ["actor="]),
        (("--param=actor=al",), ["actor=alda"]),
        (("--min-stance", "=", "prob"), ["probable"]),
        (("-p", "actor", "=", "nobody"), [""]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bash_gets_the_part_at_the_cursor(
    words: tuple[str, ...], expected: list[str] | None
) -> None:
    """Bash breaks words at = and :, and puts what it is offered after the last of them."""
    done = subprocess.run(
        [BASH, "--norc", "-c", IN_BASH, "bash", "khgraph", "query", "ties-of-actor", *DATA, *words],
        capture_output=True,
        text=True,
        check=True,
        env=PATH,
        timeout=60,
    )
    assert done.stderr == ""
    found = done.stdout.splitlines()
    if expected is None:
        # Everything is offered, each without its key and prefix.
        assert len(found) == 13
        assert {"alda", "boro", "nur"} <= set(found)
    else:
        assert found == expected


def read_until(terminal: int, wanted: str, seconds: float = 30) -> str:
    """Return what a terminal shows up to *wanted*, without the sequences that move the cursor."""
    content = b""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            content += os.read(terminal, 65536)
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x07", "", content.decode())
        if wanted in shown:
            return shown
    raise AssertionError(f"{wanted!r} did not come; there is {content.decode()!r}")


def test_bash_completes_on_a_terminal() -> None:
    """Tab gives the name without a space after it, then the value with one."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [BASH, "--norc", "--noprofile", "-i"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**PATH, "PS1": "> ", "TERM": "dumb", "HISTFILE": ""},
        start_new_session=True,
    )
    os.close(slave)
    try:
        read_until(master, "> ")
        os.write(master, b"source <(khgraph completion bash); echo rea''dy\n")
        read_until(master, "ready")
        # The line is not run but printed: Ctrl-A, echo and brackets around it.
        os.write(master, f"khgraph query ties-of-actor {' '.join(DATA)} -p ac\t".encode())
        read_until(master, "actor=")
        os.write(master, b"kha:al\t")
        read_until(master, "kha:alda ")
        os.write(master, b"|\x01echo '\x05'\n")
        shown = read_until(master, "|\r\n")
        assert f"\nkhgraph query ties-of-actor {' '.join(DATA)} -p actor=kha:alda |\r\n" in shown
    finally:
        process.kill()
        process.wait()
        os.close(master)


# ---- --explain


def test_a_named_query_is_explained(small: FileStore) -> None:
    """Question, form, data, columns, parameters as bound, terms, prefixes and the text."""
    result = run("query", "kin-of-actor", "-p", "actor=Old Alda", "--explain", *DATA)
    assert (result.exit_code, result.stderr) == (0, "")
    text = find_query("kin-of-actor").text
    words, _, rest = result.stdout.partition("\n\n#+ ")
    assert f"#+ {rest}" == text
    assert max(map(len, words.splitlines())) <= 80
    lines = words.splitlines()
    assert lines[0].startswith("kin-of-actor: Who was related to the given actor")
    assert "  form      SELECT" in lines
    assert "  data      small.ttl" in lines
    assert "  reading   none: the statements and claims as they are" in lines
    assert "  columns   actor person relation other when stance source locator" in lines
    assert "  limit     none" in lines
    assert "  SERVICE   no" in lines
    assert "    $actor (actor)  kha:alda  Alda" in lines
    assert any(re.match(r"    kh:about +is about: The proposition", line) for line in lines)
    assert "    kh:       https://w3id.org/khgraph/ontology#" in lines


def test_an_explanation_runs_nothing() -> None:
    """A query that would not end is explained at once, and one that calls SERVICE calls nobody."""
    result = start("query", "-", "--explain", *DATA, stdin=ENDLESS)
    assert (result.returncode, result.stderr) == (0, "")
    assert "  columns   n\n" in result.stdout
    assert result.stdout.endswith(f"\n\n{ENDLESS}\n")


TYPED = """PREFIX x: <urn:x#> PREFIX own: <https://w3id.org/khgraph/ontology#>
SELECT * WHERE { # kh:notThis LIMIT 9
  ?a kh:foughtt <https://w3id.org/khgraph/actor/alda> ; x:y "kh:norThis" ; own:sign 1 .
  { SELECT ?b { ?b a kha:nobody } LIMIT 3 }
  SERVICE SILENT <http://localhost:1/> { ?c rdfs:label ?d }
} LIMIT 7"""


def test_a_typed_query_is_explained_for_programs() -> None:
    """As JSON: variables of a star, terms by whatever prefix, unknown ones, LIMIT and SERVICE."""
    result = run("query", "-", "--explain", "-f", "json", *DATA, stdin=TYPED)
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    definition = found["terms"][-1].pop("definition")
    assert definition.startswith("1 for a friendly, -1 for a hostile")
    assert found == {
        "name": "on standard input",
        "question": "",
        "form": "SELECT",
        "data": "small.ttl",
        "reading": None,
        "columns": ["a", "b", "c", "d"],
        "parameters": [],
        "terms": [
            {"iri": KHA + "alda", "label": "Alda", "definition": None},
            {"iri": KHA + "nobody", "label": None, "definition": None},
            {"iri": KH + "foughtt", "label": None, "definition": None},
            {"iri": KH + "sign", "label": "sign"},
        ],
        "prefixes": {
            "kh": KH,
            "kha": KHA,
            "own": KH,
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "x": "urn:x#",
        },
        "limit": 7,
        "calls_service": True,
        "text": TYPED,
    }


def test_unknown_terms_are_said_to_be_unknown() -> None:
    """A misspelt term of the ontology is told, and a thing that the data does not have."""
    words = run("query", "-", "--explain", *DATA, stdin=TYPED).stdout
    assert "    kh:foughtt  no term of the ontology\n" in words
    assert "    kha:nobody  not in the data\n" in words
    assert "    kha:alda    Alda\n" in words
    assert "  SERVICE   yes, it asks another endpoint\n" in words
    assert words.startswith("query on standard input\n")


@pytest.mark.parametrize(
    ("text", "form", "columns"),
    [
        ("ASK { ?a ?b ?c }", "ASK", ()),
        ("DESCRIBE kha:alda", "DESCRIBE", ()),
        ("CONSTRUCT { ?a ?b 1 } WHERE { ?a ?b ?c } LIMIT 2", "CONSTRUCT", ()),
        ("SELECT ?c (1 AS ?a) { ?c ?d ?e }", "SELECT", ("c", "a")),
    ],
)
def test_forms_and_columns(
    small: FileStore, text: str, form: str, columns: tuple[str, ...]
) -> None:
    """Only SELECT has columns, in their order."""
    found = explain(NamedQuery("q", "", (), (), (), text), {}, small)
    assert (found.form, found.columns) == (form, columns)
    assert ("columns" in found.words(80)) == bool(columns)


def test_literals_are_explained_as_they_would_be_bound(small: FileStore) -> None:
    """A day, a number and a text stand with their datatype; a text cannot break the lines."""
    query = parse_query("kinds", PARAMETERS)
    given = {"number": "3", "text": "a\nb\x1b", "relation": "kh:foughtFor"}
    terms = query.bindings(
        given,
        lambda name, only: f"{KHA}{name.partition(':')[2]}".replace(
            "actor/test2000", "source/test2000"
        ),
    )
    found = explain(query, terms, small, Reading(on="1939-08-20"))
    assert [(p.name, p.type, p.label) for p in found.parameters][:5] == [
        ("who", "actor", "Alda"),
        ("what", "thing", "Nur"),
        ("source", "source", "Test 2000"),
        ("relation", "iri", "fought for"),
        ("other", "iri", "Alda"),
    ]
    words = found.words(80)
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert f'    $number (integer)  "3"^^<{integer}>\n' in words
    assert '    $text (text)       "a\\nb' in words
    assert "\x1b" not in words
    assert "$relation (iri)    kh:foughtFor  fought for\n" in words
    assert found.as_dict()["parameters"][3]["term"] == f"<{KH}foughtFor>"
    assert found.as_dict()["reading"]["on"] == "1939-08-20"


def test_an_explanation_says_the_reading() -> None:
    """With a reading set, it is named, and nothing is derived for it."""
    result = run("query", "killings", "--explain", "--on", "1939-08-20", *DATA)
    assert result.stderr == ""
    folded = " ".join(result.stdout.split())
    assert (
        "reading with direct triples of: all sources; probable or surer; on 1939-08-20, undated "
        "ties left out; unsaid ends and beginnings without limit columns"
    ) in folded


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-",), "Error: query on standard input: line 1, column 7: the query breaks off here\n"),
        (
            ("kin-of-actor", "-p", "actor=Nobody"),
            "Error: parameter actor: no actor is called 'Nobody'",
        ),
        (("killings", "--on", "May"), "Error: 'May' is not a day; "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_asked_cannot_be_explained(arguments: tuple[str, ...], message: str) -> None:
    """A fault in the text, a parameter or the reading is told as when it is run."""
    result = run("query", *arguments, "--explain", *DATA, stdin="ASK { ")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)


def test_an_explanation_is_no_table_of_values() -> None:
    """Forms for answers are refused."""
    result = run("query", "killings", "--explain", "-f", "csv", *DATA)
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: --explain takes --format table or json, not csv\n")


# ---- readings


FRIENDS = "SELECT ?a ?b { ?a kh:friendlyTo ?b } ORDER BY ?a ?b"
CAVEAT = (
    "direct triples of 12 statements, 1 of them doubted or denied by another claim; reading: all "
    "sources; probable or surer; on 1939-08-20, undated ties left out; unsaid ends and beginnings "
    "without limit; rows of statements and claims are not limited by it\n"
)


def test_a_reading_makes_direct_triples() -> None:
    """With a day, the friends of that day can be asked for; standard error says what they are."""
    result = start("query", "-", "-f", "csv", "--on", "1939-08-20", *DATA, stdin=FRIENDS)
    assert result.returncode == 0
    rows = [line.replace(KHA, "") for line in result.stdout.splitlines()]
    assert rows == ["a,b", "boro,osk", "osk,khar", "osk,vell", "vell,osk"]
    assert result.stderr == CAVEAT
    plain = start("query", "-", "-f", "csv", *DATA, stdin=FRIENDS)
    assert (plain.stdout, plain.stderr) == ("a,b\n", "")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--direct",), "all sources; probable or surer; at any time"),
        # The default, but given: whoever says it wants a reading.
        (("--min-stance", "probable"), "all sources; probable or surer; at any time"),
        (("--source", "test2010"), "test2010; probable or surer; at any time"),
        (("--to", "1935"), "to 1935-12-31, undated ties left out"),
        (("--from", "1935"), "from 1935-01-01 on, undated ties left out"),
        (("--according-to", "Cira"), "as seen by Cira"),
        (("--type", "served"), "only served"),
        (("--level", "state"), "only between actors of the level state"),
        (("--undated",), "at any time"),
        (("--horizon", "3"), "at most 3 years off"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_each_option_of_a_reading_asks_for_one(options: tuple[str, ...], words: str) -> None:
    """Any option of a reading gives direct triples, and the caveat says which reading."""
    result = run("query", "-", "-f", "json", *options, *DATA, stdin=FRIENDS)
    assert result.exit_code == 0
    assert isinstance(json.loads(result.stdout), list)
    assert result.stderr.startswith("direct triples of ")
    assert words in result.stderr


def test_a_bad_reading_is_told() -> None:
    """Faults of a reading are those of every command."""
    result = run("query", "-", "--source", "test1999", *DATA, stdin=FRIENDS)
    assert (result.exit_code, result.stdout) == (2, "")
    message = "no source is called 'test1999'; there are test2000, test2010"
    assert result.stderr == f"Error: {message}\n"


# ---- --timeout


@pytest.mark.parametrize(
    ("query", "form"),
    [
        (ENDLESS, "table"),
        ("ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?i)) = '') }", "csv"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "csv"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "json"),
        ("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "ttl"),
    ],
    ids=["count", "ask", "rows", "json", "graph"],
)
def test_a_query_without_end_is_stopped(tmp_path: Path, query: str, form: str) -> None:
    """At its time the command ends with one sentence, and nothing is written, be it half."""
    output = tmp_path / "answer"
    output.write_text("kept")
    result = start(
        "query", "-", "-f", form, "--timeout", "0.5", "-o", str(output), *DATA, stdin=query
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: stopped after 0.5 s; ask for less, such as with LIMIT, or give it longer with "
        "--timeout\n"
    )
    assert output.read_text() == "kept"


def test_no_limit_is_none_and_ctrl_c_ends_it() -> None:
    """--timeout 0 waits, until Ctrl-C ends the process at once."""
    assert run("query", "-", "--timeout", "0", *DATA, stdin="ASK {}").stdout == "true\n"
    process = subprocess.Popen(
        [SCRIPT, "query", "-", "--timeout", "0", *DATA],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(ENDLESS.encode())
    process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=1.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == -signal.SIGINT
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        assert stream.read() == b""
        stream.close()


@pytest.mark.parametrize("value", ["-1", "soon", "nan", "1e9"])
def test_a_time_that_is_none(value: str) -> None:
    """A time is a number of seconds that can be waited."""
    result = run("query", "killings", "--timeout", value, *DATA)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(
        f"Error: Invalid value for '--timeout': {value!r} is not a number of seconds up to "
        "1,000,000\n"
    )


def test_work_within_its_time() -> None:
    """What the work returns or raises comes through, whatever it is."""
    assert within(5, lambda: 3) == 3
    assert within(0, lambda: "x") == "x"
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)
    stop = threading.Event()
    with pytest.raises(QueryError, match=r"^stopped after 0\.05 s; "):
        within(0.05, stop.wait)
    stop.set()


# ---- SERVICE, and endpoints


class Endpoint(NamedTuple):
    """An endpoint that gives one row to every query, and the queries that it got."""

    url: str
    queries: list[str]


ROW = {
    "head": {"vars": ["x"]},
    "results": {"bindings": [{"x": {"type": "literal", "value": "from afar"}}]},
}


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Start a small endpoint."""
    queries: list[str] = []
    hang = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["query"][0] if body.startswith("query=") else body
            queries.append(query)
            if "hang" in query:
                hang.wait(30)
            content = json.dumps(ROW).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/sparql", queries)
    finally:
        hang.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_service_is_refused_unless_allowed(endpoint: Endpoint) -> None:
    """A local query reaches no network, unless --allow-service lets it."""
    text = f"SELECT ?x {{ SERVICE <{endpoint.url}> {{ ?s ?p ?x }} }}"
    refused = start("query", "-", *DATA, stdin=text)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "Error: the query calls SERVICE, which asks another endpoint over the network; allow that "
        "with --allow-service\n"
    )
    explained = start("query", "-", "--explain", *DATA, stdin=text)
    assert (explained.returncode, explained.stderr) == (0, "")
    assert endpoint.queries == []
    allowed = start("query", "-", "--allow-service", *DATA, stdin=text)
    assert (allowed.returncode, allowed.stdout) == (0, "x\n---------\nfrom afar\n")
    assert len(endpoint.queries) == 1


def test_the_word_alone_calls_nobody(small: Store) -> None:
    """A variable, a string or a comment with the word is none of it."""
    refuse_service(small, 'ASK { ?service ?p "SERVICE" } # SERVICE')
    with pytest.raises(QueryError):
        refuse_service(small, "ASK { service <urn:x> {} }")


def test_an_endpoint_decides_about_service_itself(endpoint: Endpoint) -> None:
    """A query to an endpoint goes there as it is, though it holds none of our data."""
    text = "SELECT ?x { SERVICE <urn:elsewhere> { ?s ?p ?x } }"
    result = start("query", "-", "-f", "csv", "--data", endpoint.url, stdin=text)
    assert (result.returncode, result.stdout) == (0, "x\nfrom afar\n"), result.stderr
    assert [query for query in endpoint.queries if "urn:elsewhere" in query] != []


def test_an_endpoint_gets_the_time_limit(endpoint: Endpoint) -> None:
    """An endpoint that does not answer in time is left."""
    text = "SELECT ?hang { ?hang ?p ?o }"
    result = start("query", "-", "--timeout", "1", "--data", endpoint.url, stdin=text)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert "within 1 second" in result.stderr


def test_an_endpoint_takes_no_reading(endpoint: Endpoint) -> None:
    """Direct triples cannot be made of data that lies elsewhere; nothing is asked there."""
    result = start("query", "-", "--direct", "--data", endpoint.url, stdin="ASK {}")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: direct triples are made in memory, and {endpoint.url} is an endpoint; ask it "
        "without a reading, or give its data as files\n"
    )
    assert endpoint.queries == []


def test_bindings_are_shown_as_terms(small: FileStore) -> None:
    """A parameter's term is written for programs as N-Triples write it."""
    query = find_query("kin-of-actor")
    found = explain(query, {"actor": ox.NamedNode(KHA + "alda")}, small)
    assert found.as_dict()["parameters"] == [
        {"name": "actor", "type": "actor", "term": f"<{KHA}alda>", "label": "Alda"}
    ]
