"""The prompt: its session without a terminal, what it offers, and the whole on a real terminal."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pty
import re
import select
import signal
import stat
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from khgraph.catalogue import NamedQuery, find_query, named_queries
from khgraph.cli.repl import _make_reading
from khgraph.errors import QueryError
from khgraph.namespaces import KHA, PREFIXES
from khgraph.repl import prompt
from khgraph.repl.answers import keep
from khgraph.repl.offers import Menu
from khgraph.repl.prompt import history, is_to_be_sent, talk
from khgraph.repl.session import COMMANDS, Reply, Session, texts_of
from khgraph.repl.tokens import columns_of, is_balanced, is_complete, tokens_of
from khgraph.results import render_answer
from khgraph.stores import FileStore, Store
from khgraph.stores.sparql import syntax_fault

SCRIPT = Path(sys.executable).with_name("khgraph")
SMALL = str(Path(__file__).parent / "data" / "small.ttl")
DATA = ("--data", SMALL)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# Takes seconds, not minutes: in the process of the tests nobody can end it.
LONG = (
    "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 1500 }"
    " { SELECT * { ?d ?e ?f } LIMIT 1500 } FILTER(STR(?a) < STR(?d)) }"
)
STATES = "SELECT ?s { ?s a kh:State } ORDER BY ?s"
THREE = "SELECT ?s { ?s a kh:Statement } ORDER BY ?s LIMIT 3"


def made(store: Store, **more: Any) -> Session:
    """Return a session over a store."""
    return Session(store, lambda choices: _make_reading(store, choices), **more)


@pytest.fixture
def session(small: FileStore) -> Session:
    """Return a session over the small graph."""
    return made(small)


# ---- tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("?a $b", [("variable", "?a"), ("variable", "$b")]),
        ("kh:a.b. x:", [("name", "kh:a.b"), ("mark", "."), ("name", "x:")]),
        ("a:b:c :d", [("name", "a:b:c"), ("name", ":d")]),
        ("<urn:a#b> < 3", [("iri", "<urn:a#b>"), ("mark", "<"), ("number", "3")]),
        ("'it''s' \"\"", [("string", "'it'"), ("string", "'s'"), ("string", '""')]),
        ('"""a\n"b" # c"""@en', [("string", '"""a\n"b" # c"""'), ("tag", "@en")]),
        ('"a\\"b" "open\n}', [("string", '"a\\"b"'), ("open", '"open\n}')]),
        ("'''open ' }", [("open", "'''open ' }")]),
        ("_:b1 # c ?x\n?y", [("blank", "_:b1"), ("comment", "# c ?x"), ("variable", "?y")]),
        (r"kh:a\,b%20c,", [("name", r"kh:a\,b%20c"), ("mark", ",")]),
        ("SELECT(1.5)", [("word", "SELECT"), ("mark", "("), ("number", "1.5"), ("mark", ")")]),
    ],
)
def test_tokens(text: str, tokens: list[tuple[str, str]]) -> None:
    """Strings, comments, IRIs and names are told apart, be they whole or half typed."""
    found = tokens_of(text)
    assert [(token.kind, token.text) for token in found] == tokens
    assert all(text[token.start : token.end] == token.text for token in found)


@given(st.text(alphabet="?$a:<>\"'#{}[]().\\ \n_@1é", max_size=30))
def test_tokens_leave_out_only_space(text: str) -> None:
    """Whatever is typed, the tokens stand in order and between them is nothing but space."""
    place = 0
    for token in tokens_of(text):
        assert text[place : token.start].strip() == ""
        assert token.text
        place = token.end
    assert text[place:].strip() == ""


@pytest.mark.parametrize(
    ("text", "is_closed", "is_whole"),
    [
        ("ASK {}", True, True),
        ("ASK { ?a ?b [ ?c (1 2) ] }", True, True),
        ("ASK { ?a ?b '}' } # {", True, True),
        ("ASK {", False, False),
        ("ASK { ] }", False, False),
        ("ASK }", False, False),
        ("ASK { ?a ?b 'x }", False, False),
        ("SELECT ?a", True, False),
        ("ASK { ?a foo:b ?c }", True, False),
        ("DROP ALL", True, False),
        ("", True, False),
        ("ASK { SERVICE SILENT <http://localhost:1/> { ?a ?b ?c } }", True, True),
        ("SELECT * { SERVICE ?a { ?a ?b ?c } } LIMIT 3", True, True),
    ],
)
def test_a_whole_query(text: str, is_closed: bool, is_whole: bool) -> None:
    """A query is whole when every bracket is closed and it is SPARQL."""
    assert is_balanced(text) == is_closed
    assert is_complete(text) == is_whole
    assert (syntax_fault(text) is None) == is_whole


@pytest.mark.parametrize("query", named_queries().values(), ids=lambda query: query.name)
def test_every_query_of_the_catalogue_is_whole(query: NamedQuery) -> None:
    """The queries of the catalogue are whole, and no longer so without their last brace."""
    assert is_complete(query.text)
    assert columns_of(query.text) == query.columns
    assert not is_balanced(query.text[: query.text.rindex("}")])


def test_checking_a_query_calls_no_service() -> None:
    """To find out whether a query is whole nobody is asked, not even in an ASK."""
    calls: list[bytes] = []
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for form in ("ASK", "SELECT *", "CONSTRUCT { ?a ?b ?c } WHERE"):
            assert is_complete(f"{form} {{ SERVICE <{url}> {{ ?a ?b ?c }} }}")
        with pytest.raises(TimeoutError):
            calls.append(listener.accept()[0].recv(1))
    assert calls == []


def test_the_place_of_a_fault_is_that_of_the_text(small: FileStore) -> None:
    """What stands in for SERVICE moves nothing: the fault is that of the query itself."""
    text = "ASK { SERVICE SILENT\n<urn:x> { ?s ?p } }"
    with pytest.raises(QueryError) as caught:
        small.query(text)
    assert syntax_fault(text) == str(caught.value)
    assert str(caught.value).startswith("line 2, column 19: this cannot stand here\n")


# ---- answers


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "srj", "srx"])
def test_a_kept_answer_is_the_answer(small: FileStore, form: str) -> None:
    """What was kept is written as the engine's own answer is, with every kind of term."""
    text = (
        'SELECT * { VALUES (?a ?b ?c) { (<urn:a> "x"@en 1) (UNDEF "a,\\nb" 1.50)'
        ' ("1900-02-30"^^xsd:date true 1e400) } }'
    )
    kept = keep(small.query(text))
    assert (kept.unit, kept.size) == ("rows", 3)
    assert kept.text(form) == render_answer(small.query(text), form).text
    assert kept.text(form, limit=3) == kept.text(form)
    one = render_answer(small.query(text + " LIMIT 1"), form).text
    assert kept.text(form, limit=1) == one


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld"])
def test_a_kept_graph_is_the_graph(small: FileStore, form: str) -> None:
    """A graph too, and what form for rows is asked for, it comes as Turtle."""
    kept = keep(small.query("DESCRIBE kha:alda"))
    assert (kept.unit, kept.size) == ("triples", 3)
    assert kept.text(form) == render_answer(small.query("DESCRIBE kha:alda"), form).text
    assert kept.text("csv") == kept.text("ttl")
    assert kept.text("nt", limit=2).count("\n") == 2


def test_a_kept_truth_is_one(small: FileStore) -> None:
    """True and false are no rows, and no limit cuts them."""
    for text, answer in (("ASK {}", "true\n"), ("ASK { ?a a kh:Nothing }", "false\n")):
        kept = keep(small.query(text))
        assert (kept.unit, kept.text("table", limit=1), kept.text("ttl")) == ("", answer, answer)


def test_a_query_that_fails_while_it_is_read(small: FileStore) -> None:
    """A failure in the middle is the query's."""
    answer = small.query("SELECT * WHERE { SERVICE <no-scheme:x> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match=r"^the query cannot be answered: "):
        keep(answer)


# ---- the session


def test_a_query_is_answered(session: Session) -> None:
    """Rows are a table, and a note counts them."""
    assert session.feed(STATES) == Reply("s\n-------\nkha:nur\nkha:osk\n", "", "2 rows")
    assert session.feed(f"  {THREE}\n").note == "3 rows"
    assert session.feed("SELECT ?s { ?s a kh:State } LIMIT 1").note == "1 row"
    assert session.feed("SELECT ?s { ?s a kh:None }") == Reply("s\n-\n", "", "no rows")
    assert session.feed("ASK { kha:alda a kh:Person }") == Reply("true\n")
    assert session.feed("DESCRIBE kha:cira").note == "2 triples"


@pytest.mark.parametrize("text", ["", " \n ", "# only a comment\n # and one more"])
def test_nothing_is_answered_by_nothing(session: Session, text: str) -> None:
    """What is empty or all comment is no query."""
    assert session.feed(text) == Reply()


def test_at_most_so_many_rows_are_shown(session: Session) -> None:
    """More are counted and said; 0 shows all; a graph is cut too."""
    assert session.feed(".limit 2") == Reply(note="limit: 2")
    reply = session.feed(THREE)
    assert reply.text.count("khs:") == 2
    assert (reply.caveat, reply.note) == ("2 of 3 rows; .limit 0 shows all", "")
    assert session.feed(STATES).caveat == ""
    assert session.feed("DESCRIBE kha:alda").caveat == "2 of 3 triples; .limit 0 shows all"
    assert session.feed(".limit 0") == Reply(note="limit: none")
    assert session.feed(THREE).text.count("khs:") == 3


def test_the_form_of_answers(session: Session) -> None:
    """The form holds until it is changed; a graph or rows that it does not suit take their own."""
    assert session.feed(".format csv") == Reply(note="format: csv")
    assert session.is_exact
    assert session.feed(STATES).text == f"s\n{KHA}nur\n{KHA}osk\n"
    assert session.feed("DESCRIBE kha:cira").text.startswith("@prefix kh: ")
    session.feed(".format nt")
    assert session.feed("DESCRIBE kha:cira").text.startswith("<https://")
    assert session.feed(STATES).text.startswith("s\n-------\n")


def test_the_width_is_asked_for_each_time(small: FileStore) -> None:
    """A terminal may be made wider between two queries."""
    width = 30
    session = made(small, width=lambda: width)
    query = "SELECT ?l ?m { kha:alda skos:prefLabel ?l ; skos:altLabel ?m }"
    first = session.feed(query).text
    width = 200
    assert max(map(len, first.splitlines())) <= 30
    assert session.feed(".prefixes").text.splitlines()[1].count("─") > 30


def test_direct_triples_in_a_session(session: Session) -> None:
    """A reading holds for all queries after it, is said with each, and ends when it is cleared."""
    query = "SELECT ?a ?b { ?a kh:friendlyTo ?b } ORDER BY ?a ?b"
    words = (
        "all sources; probable or surer; on 1939-08-20, undated ties left out; unsaid ends and "
        "beginnings without limit"
    )
    assert session.feed(query).note == "no rows"
    assert session.feed(".reading") == Reply(note="reading: none, and no direct triples")
    assert session.feed(".on 1939-08-20") == Reply(note=f"reading: {words}")
    reply = session.feed(query)
    assert reply.note == "4 rows"
    assert reply.caveat == (
        "direct triples of 12 statements, 1 of them doubted or denied by another claim; "
        f"reading: {words}; rows of statements and claims are not limited by it"
    )
    assert session.feed(".source test2010").note.startswith("reading: test2010; ")
    assert session.feed(query).note == "no rows"
    assert session.feed(".source").note == f"reading: {words}"
    assert session.feed(".reading clear") == Reply(note="reading: none, and no direct triples")
    assert session.feed(query) == Reply("a  b\n-  -\n", "", "no rows")
    assert session.feed(".direct on").note == "reading: all sources; probable or surer; at any time"
    assert session.feed(query).note != "no rows"
    assert session.feed(".direct off").note == "reading: none, and no direct triples"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (".on 1939-08-20", "on 1939-08-20"),
        (".from 1939", "from 1939-01-01 on"),
        (".to 1939-05", "to 1939-05-31"),
        (".source test2010 khb:test2000", "test2010, test2000;"),
        (".min-stance affirms", "affirmed"),
        (".according-to Cira 'Old Alda'", "as seen by Cira or Alda"),
        (".type served kh:fought", "only served, fought and narrower"),
        (".level state person", "of the level state or person"),
        (".undated on", "at any time"),
        (".horizon 3", "at most 3 years off"),
    ],
)
def test_every_limit_of_a_reading(session: Session, command: str, words: str) -> None:
    """Each sets its limit, and without a value lifts it."""
    before = session.feed(".direct on").note
    assert words in session.feed(command).note
    lifting = command.split()[0] + (" off" if "undated" in command else "")
    assert session.feed(lifting).note == before


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (".on May", "'May' is not a day; write it YYYY-MM-DD, such as 1939-08-20"),
        (".on 1939-08-20 1940-01-01", ".on takes one value, not 2"),
        (".from 1939", ".on is a day, .from and .to a span; give one or the other"),
        (".source test1999", "no source is called 'test1999'; there are test2000, test2010"),
        (".type foght", "no relation type is called 'foght'; did you mean fought or foughtFor?"),
        (".level family", "no level is called 'family'; use one of person, group, state"),
        (
            ".min-stance sure",
            "no stance is called 'sure'; use one of affirms, probable, possible, reports",
        ),
        (".according-to Ciraa", "no actor is called 'Ciraa'; did you mean Cira?"),
        (".according-to 'Cira", '"\'Cira" cannot be split into words: a quotation is open'),
        (".horizon -1", ".horizon takes a whole number, 0 or more; not '-1'"),
        (".undated", ".undated takes on, off; not ''"),
        (".direct maybe", ".direct takes on, off; not 'maybe'"),
        (".reading all", ".reading takes clear or nothing, not 'all'"),
    ],
)
def test_a_reading_that_is_none_changes_nothing(session: Session, command: str, fault: str) -> None:
    """A bad limit is one sentence, and the reading stays as it was."""
    before = session.feed(".on 1939-08-20").note
    assert session.feed(command) == Reply(fault=fault)
    assert session.feed(".reading").note == before


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (".frmat csv", "no command is called .frmat; did you mean .format or .from?"),
        (".QUERY", "no command is called .QUERY; did you mean .query or .queries?"),
        (".zzz", "no command is called .zzz; .help lists them"),
        (".", "no command is called .; .help lists them"),
        (".quit now", ".quit takes nothing after it"),
        (
            ".format xls",
            ".format takes table, json, csv, tsv, srj, srx, ttl, nt, jsonld; not 'xls'",
        ),
        (".limit many", ".limit takes a whole number, 0 or more; not 'many'"),
        (".time", ".time takes on, off; not ''"),
        (".save x.csv", "there is no answer to save; ask something first"),
        (".save", ".save takes the name of a file"),
        (".explain", "there is no query yet; write .explain NAME, or .explain and a query"),
        (".explain killingz", "there is no query 'killingz'; did you mean killings?"),
        (".queries zzz", "no named query speaks of 'zzz'; .queries lists them all"),
        (".query", ".query takes the name of a query; .queries lists them"),
        (".query killingz", "there is no query 'killingz'; did you mean killings?"),
        (
            ".query kin-of-actor Alda",
            "a parameter is written KEY=VALUE, such as actor=Japan; 'Alda'",
        ),
        (
            ".query kin-of-actor who=Alda",
            "query kin-of-actor has no parameter 'who'; it takes actor",
        ),
        (".describe", ".describe takes a term, such as kh:alliedWith, or a name"),
        (".describe Aldda", "no thing is called 'Aldda'; did you mean Alda?"),
        (".describe kh:nothing", "no thing is called 'kh:nothing'; try: khgraph find 'kh:nothing'"),
        ("ASK {", "line 1, column 6: the query breaks off here\n  ASK {\n       ^"),
        (
            "SELECT ?a {\n ?a foo:b 1 }",
            "line 2, column 5: foo: is not declared; add PREFIX foo: <...>\n"
            "   ?a foo:b 1 }\n      ^",
        ),
        (
            "DROP ALL",
            "line 1, column 1: updates are not taken; write SELECT, ASK, CONSTRUCT or DESCRIBE\n"
            "  DROP ALL\n  ^",
        ),
        (
            "ASK { SERVICE <urn:x> {} }",
            "the query calls SERVICE, which asks another endpoint over the network; allow that "
            "with --allow-service",
        ),
        ("ASK \x1b", "line 1, column 6: the query breaks off here\n  ASK \ufffd\n       ^"),
    ],
)
def test_a_fault_is_one_message_and_ends_nothing(
    session: Session, command: str, fault: str
) -> None:
    """What is wrong is told with its place, and the next query is answered."""
    assert session.feed(command) == Reply(fault=fault)
    assert session.feed("ASK {}") == Reply("true\n")


def test_service_may_be_allowed(small: FileStore) -> None:
    """Allowed, it is called, and here fails."""
    reply = made(small, allow_service=True).feed("ASK { SERVICE <no-scheme:x> { ?s ?p ?o } }")
    assert reply.fault.startswith("the query cannot be answered: ")


def test_a_query_that_takes_too_long(small: FileStore) -> None:
    """It is left at its time, and the session goes on."""
    session = made(small, seconds=0.1)
    assert session.feed(LONG) == Reply(
        fault="stopped after 0.1 s; ask for less, such as with LIMIT, or give it longer with "
        "--timeout"
    )
    assert session.feed(".save x").fault == "there is no answer to save; ask something first"
    assert session.feed("ASK {}") == Reply("true\n")


def test_ctrl_c_stops_a_query(session: Session) -> None:
    """An interrupt leaves the query behind, says so, and the session goes on."""
    main = threading.main_thread().ident
    timer = threading.Timer(0.2, signal.pthread_kill, [main, signal.SIGINT])
    timer.start()
    reply = session.feed(LONG)
    timer.join()
    assert reply == Reply(
        fault="stopped; the engine cannot be interrupted, and what it has begun goes on unseen "
        "until you quit"
    )
    assert session.feed("ASK {}") == Reply("true\n")


def test_time_is_told_where_it_is_wanted(session: Session) -> None:
    """The time stands after the number of rows."""
    assert session.feed(".time on") == Reply(note="time: on")
    assert re.fullmatch(r"2 rows\n\d+\.\d{3} s", session.feed(STATES).note)
    session.feed(".time off")
    assert session.feed(STATES).note == "2 rows"


def test_help_names_every_command(session: Session) -> None:
    """The help is a table of the commands, and each command that it names is there."""
    text = session.feed(".help").text
    names = re.findall(r"^\.([\w-]+)", text, re.MULTILINE)
    assert names == list(COMMANDS)
    for name in names:
        assert "no command is called" not in session.feed(f".{name}").fault


def test_the_end(session: Session) -> None:
    """Only .quit ends."""
    assert session.feed(".quit") == Reply(is_end=True)


def test_named_queries_in_a_session(session: Session) -> None:
    """They are listed, searched, and run with their parameters by any name."""
    listed = session.feed(".queries KIN").text
    assert listed.splitlines()[2].startswith("kin-of-actor  Who was related to ")
    assert len(listed.splitlines()) == 3
    assert len(session.feed(".queries").text.splitlines()) >= 32
    reply = session.feed(".query kin-of-actor 'actor=old alda'")
    assert reply.note == "1 row"
    assert "Boro" in reply.text


def test_explaining_in_a_session(session: Session) -> None:
    """The last query, a named one, or one that stands after the command; nothing is run."""
    assert session.feed(f".explain {ENDLESS}").text.startswith(
        "query as typed\n  form      SELECT\n"
    )
    assert "kha:boro  Boro" in session.feed(".explain kin-of-actor actor=Boro").text
    session.feed(STATES)
    session.feed(".on 1939-08-20")
    text = session.feed(".explain").text
    assert text.endswith(f"\n\n{STATES}\n")
    assert "  reading   with direct triples of: all sources; " in text
    assert session.feed(".explain ASK {").fault.startswith("query as typed: line 1, column 6: ")


def test_prefixes_are_listed(session: Session) -> None:
    """All of the project's."""
    text = session.feed(".prefixes").text
    assert re.findall(r"^(\w+): ", text, re.MULTILINE) == list(PREFIXES)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Old Alda", "kha:alda"),
        ("kha:alda", "kha:alda"),
        (f"<{KHA}alda>", "kha:alda"),
        ("kh:alliedWith", "kh:alliedWith"),
        ("alliedWith", "kh:alliedWith"),
        ("khs:nur-enemy-of-osk", "khs:nur-enemy-of-osk"),
    ],
)
def test_a_thing_or_term_is_described(session: Session, name: str, subject: str) -> None:
    """By any name, by a CURIE or IRI, and a term of the ontology by its local name."""
    assert f"\n\n{subject}\n    a " in session.feed(f".describe {name}").text


def test_an_answer_is_saved_whole(session: Session, tmp_path: Path) -> None:
    """All rows, in the form that the name of the file says, or else the present one."""
    session.feed(".limit 1")
    session.feed(STATES)
    for suffix, content in (
        ("csv", f"s\n{KHA}nur\n{KHA}osk\n"),
        ("tsv", f"?s\n<{KHA}nur>\n<{KHA}osk>\n"),
        ("txt", "s\n-------\nkha:nur\nkha:osk\n"),
        ("dat", "s\n-------\nkha:nur\nkha:osk\n"),
    ):
        path = tmp_path / f"my answer.{suffix}"
        assert session.feed(f".save {path}") == Reply(note=f"saved to {path}")
        assert path.read_text() == content
    path = tmp_path / "x.json"
    session.feed(f".save {path}")
    assert json.loads(path.read_text()) == [{"s": f"{KHA}nur"}, {"s": f"{KHA}osk"}]
    folder = session.feed(f".save {tmp_path}")
    assert folder == Reply(fault=f"{tmp_path}: this is a folder; name a file in it")


def test_a_reading_is_refused_at_an_endpoint() -> None:
    """An endpoint answers queries, and takes no reading."""

    class Elsewhere(Store):
        data_name = "https://example.org/sparql"

        def query(self, text: str, bindings: object = None) -> ox.QueryBoolean:
            return ox.parse_query_results(  # type: ignore[return-value] # it is a boolean
                b'{"head": {}, "boolean": true}', format=ox.QueryResultsFormat.JSON
            )

    session = made(Elsewhere())
    assert session.feed("ASK { SERVICE <urn:x> { ?a ?b ?c } }") == Reply("true\n")
    assert session.feed(".direct on").fault.startswith("direct triples are made in memory, and ")
    assert session.feed(".reading").note == "reading: none, and no direct triples"


# ---- queries one after the other


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        (["ASK {}\n"], ["ASK {}"]),
        (["ASK {\n", "}\n", "\n", "  \n", "ASK {}"], ["ASK {\n}", "ASK {}"]),
        ([".on 1939\n", "ASK {}\n", "\n", ".quit\n"], [".on 1939", "ASK {}", ".quit"]),
        (["ASK { ?a ?b\n", ".5 }\n"], ["ASK { ?a ?b\n.5 }"]),
        (["# a\n", "\n", "# b\n", "ASK {}\n", "# c\n"], ["# b\nASK {}\n# c"]),
        (["ASK {\n", "\n", "}\n"], ["ASK {", "}"]),
        ([], []),
    ],
)
def test_queries_end_at_a_blank_line(lines: list[str], texts: list[str]) -> None:
    """A blank line ends a query; a dot-command is a line of its own where no query has begun."""
    assert list(texts_of(lines)) == texts


def test_a_query_is_answered_before_the_next_is_read() -> None:
    """Lines are taken no further than the query needs."""
    lines = iter(["ASK {}\n", "\n", "ASK { ?a ?b ?c }\n", "\n"])
    assert next(texts_of(lines)) == "ASK {}"
    assert next(lines) == "ASK { ?a ?b ?c }\n"


def start(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
    """Run the installed command on what is no terminal."""
    content = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [SCRIPT, "repl", *arguments], input=content, capture_output=True, timeout=60, check=False
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def test_a_file_of_queries() -> None:
    """Answers come one after the other, whole, whatever was wrong between them; the code is 2."""
    text = f".format csv\n{STATES}\n\nASK {{\n\n# no query\n\n{THREE}\n\n.limit 2\n{THREE}\n"
    result = start(*DATA, stdin=text)
    rows = [f"{name}\n" for name in ("alda-allied-with-nur", "alda-sibling-of-boro")]
    assert result.returncode == 2
    answers = result.stdout.split("\n\n")
    assert [answer.count("\n") for answer in answers] == [2, 3, 3]
    assert answers[0] == f"s\n{KHA}nur\n{KHA}osk"
    assert answers[2].endswith("".join(f"https://w3id.org/khgraph/statement/{r}" for r in rows))
    assert result.stderr == (
        "Error: line 1, column 6: the query breaks off here\n  ASK {\n       ^\n"
        "2 of 3 rows; .limit 0 shows all\n"
    )


def test_a_file_of_queries_without_fault() -> None:
    """The caveat of a reading is told though nobody sits there; .quit ends; the code is 0."""
    result = start(
        *DATA, stdin=".on 1939-08-20\nASK { kha:osk kh:friendlyTo kha:khar }\n\n.quit\nX"
    )
    assert (result.returncode, result.stdout) == (0, "true\n")
    assert result.stderr.startswith("direct triples of 12 statements, 1 of them doubted")
    assert result.stderr.count("\n") == 1
    assert start(*DATA).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "stdout", "message"),
    [
        (DATA, b"ASK {}\n\n# \xff\n", "true\n", "standard input, line 3: not UTF-8"),
        (("--data", "none.ttl"), b"ASK {}", "", "none.ttl: there is no such file"),
        (
            (*DATA, "--timeout", "0.3"),
            ENDLESS.encode(),
            "",
            "stopped after 0.3 s; ask for less, such as with LIMIT, or give it longer with "
            "--timeout",
        ),
    ],
    ids=["encoding", "data", "time"],
)
def test_what_ends_a_file_of_queries(
    arguments: tuple[str, ...], stdin: bytes, stdout: str, message: str
) -> None:
    """What cannot be read is one sentence, after the answers to what could; the code is 2."""
    result = start(*arguments, stdin=stdin)
    assert (result.returncode, result.stdout) == (2, stdout)
    assert result.stderr == f"Error: {message}\n"


IMPORTS = """
import sys
from khgraph.cli import main
try:
    main(prog_name="khgraph")
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [("repl",), ("query", "-"), ("query", "-", "--explain")])
def test_only_a_terminal_needs_the_prompt(arguments: tuple[str, ...]) -> None:
    """Neither queries from a file nor `khgraph query` pay for what edits lines and colours them."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, *arguments, *DATA],
        input="ASK {}",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout != ""
    modules = {name.partition(".")[0] for name in done.stderr.split()}
    assert "khgraph" in modules
    assert not modules & {"prompt_toolkit", "pygments", "rich", "networkx", "rdflib", "requests"}


def test_a_mark_of_byte_order_is_no_text() -> None:
    """Editors put one before the first query."""
    assert start(*DATA, stdin=b"\xef\xbb\xbfASK {}").stdout == "true\n"


def test_ctrl_c_ends_a_file_of_queries() -> None:
    """The process ends at once, in the middle of a query."""
    process = subprocess.Popen(
        [SCRIPT, "repl", *DATA],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"ASK {{}}\n\n{ENDLESS}\n\n".encode())
    process.stdin.flush()
    assert process.stdout.readline() == b"true\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == -signal.SIGINT
    _, errors = process.communicate()
    assert errors == b""


# ---- what is offered


@pytest.fixture(scope="module")
def menu(small: FileStore) -> Menu:
    """Return the offers over the small graph."""
    return Menu(small)


@pytest.mark.parametrize(
    ("before", "typed", "offers"),
    [
        ("", "SEL", ["SELECT", "khe:battle-of-sel", "khp:sel", "kha:boro"]),
        ("ASK { ?a ?b ?c } ", "order", ["order by", "kh:order", "kh:ordered"]),
        ("SELECT ", "grou", ["group by", "group_concat", "kh:Group"]),
        ("ASK { ", "rd", ["rdf:", "rdfs:"]),
        ("ASK { ", "isB", ["isBLANK"]),
        ("SELECT ?abc $abd { ?a ", "?ab", ["?abc", "?abd"]),
        ("SELECT ?abc $abd { ?a ", "$ab", ["$abc", "$abd"]),
        ("SELECT ?abc { ?a ", "?abc", []),
        ("SELECT ?abc { ?a ", "?", ["?a", "?abc"]),
        ("ASK { ?a ", "kh:foughtF", ["kh:foughtFor"]),
        ("ASK { ?a ", "rdf:o", ["rdf:object"]),
        ("ASK { ", "kha:al", ["kha:alda"]),
        ("ASK { ", "Old", ["kha:alda"]),
        ("ASK { ", "zämy", ["kha:zamyn"]),
        ("ASK { ", "zamy", ["kha:zamyn"]),
        ("ASK { ", "Leag", ["kha:vell"]),
        ("ASK { ", "al", []),
        ("ASK { ?a ?b '", "Alda", None),
        ("ASK { ?a ?b ?c } # ", "Alda", None),
        ("ASK { ?a ?b <urn:", "Alda", None),
        ("ASK { ", "", None),
        ("", ".fo", [".format"]),
        ("", ".f", [".format", ".from"]),
        (".format ", "s", ["srj", "srx"]),
        (".time ", "o", ["on", "off"]),
        (".undated ", "of", ["off"]),
        (".reading ", "", ["clear"]),
        (".min-stance ", "p", ["probable", "possible"]),
        (".level ", "s", ["state"]),
        (".source ", "", ["test2000", "test2010"]),
        (".source test2000 ", "test2010", ["test2010"]),
        (".according-to ", "QUI", ["quill"]),
        (".type ", "foughtf", ["foughtFor"]),
        (".describe ", "Old", ["kha:alda"]),
        (".describe ", "kha:al", ["kha:alda"]),
        (".query ", "kin", ["kin-of-actor"]),
        (".explain ", "kin", ["kin-of-actor"]),
        (".query kin-of-actor ", "", ["actor="]),
        (".query kin-of-actor actor=alda ", "a", []),
        (".query kin-of-actor actor=", "al", ["alda"]),
        (".query kin-of-actor actor=kha:", "al", None),
        (".query kin-of-actor who=", "al", []),
        (".query nothing ", "a", None),
        (".explain SELECT ?abc { ?a ", "?ab", ["?abc"]),
        (".on ", "19", []),
        (".nothing ", "x", []),
    ],
)
def test_offers(menu: Menu, before: str, typed: str, offers: list[str] | None) -> None:
    """What is offered stands for what is typed; in strings, comments and IRIs nothing is."""
    place = menu.at(before + typed)
    found = [offer.text for offer in place.offers]
    if before.endswith("kha:"):
        # The whole value is replaced, its prefix too.
        assert (found, place.start) == (["kha:alda"], len(before) - len("kha:"))
    elif offers is None:
        assert found == []
    else:
        assert found == offers
        if found:
            assert place.start == len(before)


def test_offers_say_what_they_mean(menu: Menu) -> None:
    """Terms with their label, prefixes with their namespace, commands with their help."""
    assert menu.at("ASK { Old").offers == [("kha:alda", "Alda")]
    assert menu.at("ASK { foa").offers == [("foaf:", PREFIXES["foaf"])]
    assert menu.at(".sav").offers == [(".save", COMMANDS["save"].help)]
    assert menu.at(".query kill").offers == [("killings", find_query("killings").summary)]


def test_variables_after_the_cursor_are_offered(menu: Menu) -> None:
    """Who fills in the SELECT clause last gets the variables of the pattern."""
    found = menu.at("SELECT ?st", " { ?statement a kh:Statement ; ?p 'x ?string' }")
    assert [offer.text for offer in found.offers] == ["?statement"]


def test_a_store_that_fails_offers_no_names() -> None:
    """Where the names cannot be read, keywords are offered all the same."""

    class Broken(Store):
        data_name = "broken"

        def query(self, text: str, bindings: object = None) -> ox.QueryBoolean:
            raise QueryError("no")

    menu = Menu(Broken())
    assert [offer.text for offer in menu.at("selec").offers] == ["select"]
    assert menu.at("kha:al").offers == []
    assert menu.at(".source te").offers == []


# ---- keys


def typed(small: FileStore, keys: str, **more: Any) -> list[Reply]:
    """Return the replies to what is typed at the prompt; Ctrl-D is typed at the end."""
    replies: list[Reply] = []
    with create_pipe_input() as pipe:
        pipe.send_text(keys + "\x04")
        session = made(small, **more)
        talk(session, replies.append, color=True, terminal=(pipe, DummyOutput()))
    return replies


@pytest.mark.parametrize(
    ("keys", "answers"),
    [
        ("ASK {}\r", ["true\n"]),
        ("ASK {\r}\r", ["true\n"]),
        (".limit 3\r", [""]),
        ("ASK {}\x1b\r # more\r", ["true\n"]),
        ("nonsense\x03ASK {}\r", ["true\n"]),
        ("ASK {\r\r", [""]),
        ("\r\rASK {}\r", ["", "", "true\n"]),
        ("ASK {}\r.quit\rASK {}\r", ["true\n"]),
        ("", []),
    ],
    ids=["enter", "lines", "command", "alt-enter", "ctrl-c", "left", "empty", "quit", "ctrl-d"],
)
def test_keys(small: FileStore, keys: str, answers: list[str]) -> None:
    """Enter sends what is whole, or what was left by an empty line; Ctrl-C clears; Ctrl-D ends."""
    replies = typed(small, keys)
    assert [reply.text for reply in replies] == answers


def test_a_query_left_by_an_empty_line_is_told_what_it_lacks(small: FileStore) -> None:
    """The place of the fault is shown."""
    (reply,) = typed(small, "ASK {\r?a ?b\r\r")
    assert reply.fault == "line 2, column 6: the query breaks off here\n  ?a ?b\n       ^"


def test_enter_in_the_middle_makes_a_line(small: FileStore) -> None:
    """An empty line that is not the last does not send what is not whole."""
    assert not is_to_be_sent("ASK {\n", is_at_end=False)
    assert is_to_be_sent("ASK {\n")
    # A line, the cursor up and to the end of the first, Enter there, and down to the last.
    (reply,) = typed(small, "ASK {\r} foo\x1b[A\x05\r\x1b[B\x05\r\r")
    assert reply.fault.startswith("line 3, column 6: something before this cannot be read\n")


def test_a_bug_is_shown_and_the_prompt_goes_on(
    small: FileStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bug keeps its traceback, and the next query is answered."""
    feed = Session.feed

    def faulty(self: Session, text: str) -> Reply:
        if text == "ASK {}":
            raise ZeroDivisionError("a bug")
        return feed(self, text)

    monkeypatch.setattr(Session, "feed", faulty)
    replies = typed(small, f"ASK {{}}\r{STATES}\r")
    assert [reply.note for reply in replies] == ["2 rows"]
    assert capsys.readouterr().err.endswith("ZeroDivisionError: a bug\n")


# ---- history


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder that is not yet there."""
    path = tmp_path / "cache"
    monkeypatch.setenv("KHGRAPH_CACHE", str(path))
    return path


def test_the_history_is_nobody_elses(folder: Path, small: FileStore) -> None:
    """What was typed is kept in the cache folder, for its owner alone."""
    typed(small, "ASK {}\r")
    path = folder / prompt.HISTORY_NAME
    assert path.read_text().endswith("\n+ASK {}\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    kept = history()
    assert isinstance(kept, FileHistory)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(kept.load_history_strings()) == ["ASK {}"]


def test_no_cache_no_history(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: FileStore
) -> None:
    """Where nothing is to be kept, or cannot be, the history lasts as long as the dialogue."""
    folder.write_text("a file where the folder should be")
    assert isinstance(history(), InMemoryHistory)
    monkeypatch.setenv("KHGRAPH_CACHE", "off")
    assert isinstance(history(), InMemoryHistory)
    assert [reply.text for reply in typed(small, "ASK {}\r")] == ["true\n"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_a_full_disk_ends_no_dialogue(
    folder: Path, monkeypatch: pytest.MonkeyPatch, small: FileStore
) -> None:
    """What cannot be written is forgotten."""

    def refuse(self: FileHistory, string: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileHistory, "store_string", refuse)
    assert [reply.text for reply in typed(small, "ASK {}\rASK {}\r")] == ["true\n", "true\n"]


# ---- on a real terminal


class Terminal:
    """The installed command on a pseudo-terminal of 80 columns."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        self._process = subprocess.Popen(
            [SCRIPT, "repl", *DATA, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C is a signal
            env={
                **kept,
                "TERM": "xterm-256color",
                "PROMPT_TOOLKIT_NO_CPR": "1",
                **environment,
            },
        )
        os.close(slave)
        self.raw = ""
        self._seen = 0

    def type(self, keys: str) -> None:
        """Send keys."""
        os.write(self._master, keys.encode())

    @property
    def shown(self) -> str:
        """What was shown since what was last waited for, without what moves and colours it."""
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", self.raw)
        return text.replace("\r", "")[self._seen :]

    def wait(
        self, wanted: str, seconds: float = 30, again: Callable[[], None] | None = None
    ) -> str:
        """Return what is shown up to *wanted*; call *again* each second until then."""
        deadline = time.monotonic() + seconds
        last = time.monotonic()
        while wanted not in self.shown:
            assert time.monotonic() < deadline, f"{wanted!r} did not come: {self.shown!r}"
            if select.select([self._master], [], [], 0.1)[0]:
                self.raw += os.read(self._master, 65536).decode(errors="replace")
            if again is not None and time.monotonic() - last > 1:
                again()
                last = time.monotonic()
        shown = self.shown
        place = shown.index(wanted) + len(wanted)
        self._seen += place
        return shown[:place]

    def end(self) -> int:
        """Wait for the end of the process and return its code."""
        try:
            while os.read(self._master, 65536):
                pass
        except OSError:
            # Linux says so when the other side has closed.
            pass
        return self._process.wait(timeout=30)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)


@pytest.fixture
def terminals(folder: Path) -> Iterator[Callable[..., Terminal]]:
    """Return what starts the prompt on a terminal."""
    started: list[Terminal] = []

    def opened(*arguments: str, **environment: str) -> Terminal:
        terminal = Terminal(*arguments, **environment)
        started.append(terminal)
        return terminal

    yield opened
    for terminal in started:
        terminal.close()


def test_a_dialogue_on_a_terminal(terminals: Callable[..., Terminal], folder: Path) -> None:
    """Typing, Tab, a fault, Ctrl-C at the prompt and in a query, Ctrl-D, and history next time."""
    first = terminals()
    first.wait("SPARQL over small.ttl; .help lists the commands, Ctrl-D ends\n")
    first.wait("khgraph>")
    first.type("ASK { kha:ald\t")
    first.wait("kha:alda")
    first.type(" a kh:Person }\r")
    first.wait("\ntrue\n")
    first.type("DESCRIBE Zam\t")
    first.wait("kha:zamyn")
    first.type("\r")
    assert 'skos:prefLabel "Zämyn"' in first.wait("triples\n")
    # Enter takes the offer that was chosen from the menu, and does not yet send it.
    first.type(".f\t")
    first.wait(".from")
    first.type("\t")
    first.wait(".format")
    first.type("\r")
    first.type(" csv\r")
    assert "format: table" not in first.wait("format: csv\n")
    first.type("ASK { ?a foo:b 1 }\r\r")
    first.wait("Error: line 1, column 10: foo: is not declared; add PREFIX foo: <...>\n")
    first.type("nothing that is to be sent\x03")
    first.wait("khgraph>")
    first.type(f"{ENDLESS}\r")
    first.wait("Error: stopped; the engine cannot be interrupted", again=lambda: first.type("\x03"))
    first.type("ASK { kha:alda a kh:State }\r")
    first.wait("\nfalse\n")
    first.wait("khgraph>")
    first.type("\x04")
    assert first.end() == 0
    assert "\x1b[" in first.raw

    second = terminals()
    second.wait("khgraph>")
    # What was typed before is read while the prompt is already there.
    second.wait("ASK { kha:alda a kh:State }", again=lambda: second.type("\x1b[A"))
    second.type("\r")
    second.wait("\nfalse\n")
    second.wait("khgraph>")
    second.type(".quit\r")
    assert second.end() == 0
    kept = (folder / prompt.HISTORY_NAME).read_text()
    assert kept.count("+ASK { kha:alda a kh:State }\n") in (1, 2)
    assert "nothing that is to be sent" not in kept


def test_no_colour_where_none_is_wanted(terminals: Callable[..., Terminal]) -> None:
    """With NO_COLOR neither what is typed nor the answer has any colour."""
    colour = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|38;[0-9;]+|9[0-7])[0-9;]*m")
    for environment, is_coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        terminal = terminals(**environment)
        terminal.wait("khgraph>")
        terminal.type(f"{STATES}\r")
        terminal.wait("2 rows\n")
        assert bool(colour.search(terminal.raw)) == is_coloured
