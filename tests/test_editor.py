"""The page for writing queries: that it asks nobody else, that it hides nothing, how it behaves."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from khgraph.catalogue import NamedQuery, named_queries
from khgraph.drawing import look
from khgraph.errors import QueryError
from khgraph.namespaces import KH, KHA, KHB, KHE, PREFIXES, XSD, expand
from khgraph.resources import ontology_path
from khgraph.serving.page import HERE, POLICY, Page, pages
from khgraph.stores import FileStore, Term, iri_of, text_of

SRJ = "application/sparql-results+json"
Reply = tuple[int, str, bytes]


# What is served. --------------------------------------------------------------------------


def test_page_names_only_files_that_are_served() -> None:
    """All that the HTML, its scripts and its style load lies beside it, under a relative name."""
    found = pages()
    text = found["/"].content.decode()
    named = re.findall(r'(?:src|href)="([^"#][^"]*)"', text)
    assert named == [
        "data:,",
        "vendor/yasqe.min.css",
        "editor.css",
        "vendor/yasqe.min.js",
        "editor.js",
    ]
    for path, page in found.items():
        if path in ("/answer.js", "/editor.js", "/graph.js", "/page.js"):
            named += re.findall(r'from "\./([^"]+)"', page.content.decode())
    assert {f"/{name}" for name in named if name != "data:,"} <= set(found)
    assert "url(" not in found["/editor.css"].content.decode()
    assert sorted(found) == [
        "/",
        "/answer.js",
        "/editor.css",
        "/editor.js",
        "/graph.js",
        "/page.js",
        "/queries.json",
        "/terms.json",
        "/vendor/LICENSE-yasqe",
        "/vendor/yasqe.min.css",
        "/vendor/yasqe.min.js",
    ]


def test_each_file_has_its_media_type_and_headers() -> None:
    """Browsers that are told not to guess need the type; only the document carries the policy."""
    found = pages()
    assert {path: page.media_type for path, page in found.items()} == {
        "/": "text/html; charset=utf-8",
        "/answer.js": "text/javascript; charset=utf-8",
        "/editor.css": "text/css; charset=utf-8",
        "/editor.js": "text/javascript; charset=utf-8",
        "/graph.js": "text/javascript; charset=utf-8",
        "/page.js": "text/javascript; charset=utf-8",
        "/queries.json": "application/json",
        "/terms.json": "application/json",
        "/vendor/LICENSE-yasqe": "text/plain; charset=utf-8",
        "/vendor/yasqe.min.css": "text/css; charset=utf-8",
        "/vendor/yasqe.min.js": "text/javascript; charset=utf-8",
    }
    assert found["/"].headers == (
        ("Content-Security-Policy", POLICY),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-cache"),
    )
    assert found["/editor.js"].headers == (("Cache-Control", "no-cache"),)
    assert POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_name_of_the_data_is_escaped() -> None:
    """A file may be called anything."""
    text = pages('<b>"x"&.ttl')["/"].content.decode()
    assert "<b>Data:</b> &lt;b&gt;&quot;x&quot;&amp;.ttl." in text
    assert "<b>Data:</b> the bundled data." in pages()["/"].content.decode()


def test_bundled_editor_is_as_published() -> None:
    """Of npm's @zazuko/yasqe 4.6.2 only the line that names the source map is left out."""
    code = (HERE / "vendor" / "yasqe.min.js").read_bytes()
    whole = code + b"//# sourceMappingURL=yasqe.min.js.map"
    assert hashlib.sha256(whole).hexdigest() == YASQE_JS
    style = (HERE / "vendor" / "yasqe.min.css").read_bytes()
    assert hashlib.sha256(style).hexdigest() == YASQE_CSS
    assert "@zazuko/yasqe\n4.6.2" in (HERE / "vendor" / "LICENSE-yasqe").read_text("utf-8")


YASQE_JS = "288202e5f1c0195a71d1190b35c052ad5e5103e73d61455da029ffcacb7f9347"
YASQE_CSS = "f82256c2a56f83a5356abef88c760cff67da21e38873e744db73afaf08f285a2"


def test_catalogue_is_served_with_its_texts() -> None:
    """As `khgraph queries --format json` tells it, with the text of each query."""
    served = json.loads(pages()["/queries.json"].content)
    assert served == [query.as_dict() | {"text": query.text} for query in named_queries().values()]


def test_terms_are_those_of_the_ontology_with_kind_and_sign() -> None:
    """Each labelled term once, under a CURIE that means it; what is borrowed is told too."""
    served = json.loads(pages()["/terms.json"].content)
    assert served["prefixes"] == PREFIXES
    terms = {term["curie"]: term for term in served["terms"]}
    assert len(terms) == len(served["terms"])
    rows = FileStore([ontology_path()]).select("SELECT DISTINCT ?t { ?t skos:prefLabel ?label }")
    assert {expand(curie) for curie in terms} >= {iri_of(term) for (term,) in rows}
    assert terms["kh:killed"] == {
        "curie": "kh:killed",
        "label": "killed",
        "kind": "relation type",
        "sign": -1,
    }
    assert terms["kh:Person"]["kind"] == "class"
    assert terms["kh:stance"]["kind"] == "property"
    assert terms["kh:denies"]["kind"] == "stance"
    assert terms["kh:kinOf"]["sign"] is None
    assert terms["rdf:subject"]["label"] == "the subject of a statement"


def test_signs_look_as_in_the_picture() -> None:
    """The same word, glyph and colour wherever the project shows a sign."""
    found = pages()
    words = found["/page.js"].content.decode()
    style = found["/editor.css"].content.decode()
    for sign, name in ((1, "friend"), (-1, "enemy"), (0, "neutral")):
        line = look.LINES[sign]
        glyph = {"\u2212": "\\u2212"}.get(line.glyph, line.glyph)
        assert f'"{sign}": ["{name}", "{glyph}", "{line.word}"]' in words
        # As in the picture's marks, which are made to be read.
        colour = look.COLOURS["marks"][str(sign)]  # type: ignore[index]
        assert f"--{name}: {colour.lower()};" in style
    assert f"--paper: {look.PAPER};" in style
    assert f"--ink: {look.INK};" in style


# A server of the page and of a graph. -------------------------------------------------------


class Served:
    """The page and an endpoint on a free port; some queries get a reply made for the test."""

    def __init__(self, store: FileStore) -> None:
        self.store = store
        self.pages: dict[str, Page] = pages(store.data_name)
        self.prefix = ""
        self.asked: list[str] = []
        self.replies: dict[str, Reply] = {}
        self.released = threading.Event()
        served = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                path = self.path.partition("?")[0].removeprefix(served.prefix)
                page = served.pages.get(path)
                if page is None:
                    self.answer(404, "text/plain", b"there is no such page")
                else:
                    self.answer(200, page.media_type, page.content, page.headers)

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(*served.reply(parse_qs(form, keep_blank_values=True)["query"][0]))

            def answer(
                self, status: int, kind: str, body: bytes, more: tuple[tuple[str, str], ...] = ()
            ) -> None:
                self.send_response(status)
                for name, value in (
                    ("Content-Type", kind),
                    ("Content-Length", str(len(body))),
                    ("X-Content-Type-Options", "nosniff"),
                    *more,
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reply(self, query: str) -> Reply:
        """Return the answer to a query, in the format that the page asks for."""
        self.asked.append(query)
        if "# slow" in query:
            self.released.wait(60)
        for mark, reply in self.replies.items():
            if mark in query:
                return reply
        try:
            answer = self.store.query(query)
            if isinstance(answer, ox.QueryTriples):
                text = ox.serialize(list(answer), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
                return 200, "text/turtle", text or b""
            return 200, SRJ, answer.serialize(format=ox.QueryResultsFormat.JSON) or b""
        except QueryError as error:
            return 400, "text/plain; charset=utf-8", str(error).encode()

    def close(self) -> None:
        """Stop serving."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def bundled() -> FileStore:
    """Return the bundled data."""
    return FileStore()


class Opened:
    """The page in a browser, and whom it asked and what it complained of."""

    def __init__(self, browser: Browser, url: str, hash: str = "", **context: Any) -> None:
        self.url = url
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.expected = ""  # what the console may say: that a reply was not 200
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
        self.context = browser.new_context(**(options | context))
        self.page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.add_init_script(
            "window.violations = [];"
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));"
        )
        self.open(hash)

    def open(self, hash: str = "") -> None:
        """Load the page and wait until it is ready."""
        self.page.goto(f"{self.url}{hash}")
        self.page.wait_for_selector("body[data-ready]")

    @property
    def text(self) -> str:
        """The query in the editor."""
        value: str = self.page.evaluate(
            "() => document.querySelector('.CodeMirror').CodeMirror.getValue()"
        )
        return value

    @text.setter
    def text(self, value: str) -> None:
        self.page.evaluate(
            "(text) => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", value
        )

    def type(self, keys: str) -> None:
        """Type at the end of the query."""
        self.page.locator(".CodeMirror").click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(keys)

    def run(self, text: str | None = None) -> None:
        """Run the query, and wait until it is answered or refused."""
        if text is not None:
            self.text = text
        self.page.click("#run")
        self.page.locator("#answer:visible, #fault:visible").first.wait_for()
        self.page.wait_for_function("() => document.getElementById('stop').hidden")

    def choose(self, name: str) -> None:
        """Choose a named query."""
        self.page.click(f'#questions button[data-name="{name}"]')

    def rows(self) -> list[list[str]]:
        """Return the table's cells, without its header."""
        cells: list[list[str]] = self.page.evaluate(
            "() => [...document.querySelectorAll('#result tbody tr')]"
            ".map((row) => [...row.cells].map((cell) => cell.innerText))"
        )
        return cells

    def status(self) -> str:
        """Return what the page says of its state."""
        return self.page.locator("#status").inner_text()

    def evaluate(self, code: str, value: Any = None) -> Any:
        """Run code in the page, with what graph.js exports as `graph`."""
        return self.page.evaluate(
            "async (value) => {"
            " const graph = await import(new URL('graph.js', document.baseURI));"
            f" return ({code})(value); }}",
            value,
        )

    def close(self) -> None:
        """Close the page, and see that nobody else was asked and nothing went wrong."""
        violations = self.page.evaluate("() => window.violations")
        scripts = self.page.evaluate(
            "() => [window.__x ?? null, document.querySelector('main img')]"
        )
        self.context.close()
        own = (self.url, "data:,", f"blob:{self.url}")
        assert [url for url in self.requests if not url.startswith(own)] == []
        assert violations == []
        assert scripts == [None, None]
        complaints = [text for text in self.complaints if text != self.expected]
        assert complaints == []
        if self.expected:
            assert self.expected in self.complaints


REFUSED = "Failed to load resource: the server responded with a status of 400 (Bad Request)"


@pytest.fixture
def served(bundled: FileStore) -> Iterator[Served]:
    """Serve the page and the bundled data."""
    served = Served(bundled)
    yield served
    served.close()


@pytest.fixture
def opened(browser: Browser, served: Served) -> Iterator[Opened]:
    """Open the page of the bundled data."""
    opened = Opened(browser, served.url)
    yield opened
    opened.close()


# Nobody else is asked. ----------------------------------------------------------------------


def test_page_opens_and_completes_without_asking_anybody_else(
    opened: Opened, served: Served
) -> None:
    """Also where the bundled editor would ask for prefixes, classes and properties elsewhere."""
    for text in ("PREFIX fo", "ASK { ?s foaf:kn", "ASK { ?s a foaf:Per", "ASK { ?s <http://x"):
        opened.text = text[:-2]
        opened.type(text[-2:])
        opened.page.keyboard.press("Control+Space")
        opened.page.wait_for_timeout(100)
        opened.page.keyboard.press("Escape")
    opened.page.wait_for_timeout(300)
    paths = [url.removeprefix(opened.url) for url in opened.requests]
    files = {path.lstrip("/") for path in served.pages} - {"vendor/LICENSE-yasqe"}
    assert set(paths) - {"data:,"} == {*files, "sparql"}


def test_page_works_behind_a_prefix(browser: Browser, served: Served) -> None:
    """Its own addresses are relative, the endpoint's too."""
    served.prefix = "/some/where"
    opened = Opened(browser, f"{served.url}some/where/")
    opened.run("ASK {}")
    assert opened.page.locator(".boolean").inner_text() == "true"
    assert opened.page.locator("#endpoint").inner_text() == f"{opened.url}sparql"
    assert opened.requests[0] == opened.url
    opened.close()


# Named queries and parameters. --------------------------------------------------------------


def answers(store: FileStore, query: NamedQuery) -> list[tuple[Term | None, ...]]:
    """Return what the named query finds with its parameters bound as the tool binds them."""
    return store.select(query.text, query.bindings({}, lambda name, _: expand(name)))


def test_each_named_query_fills_the_editor_with_the_same_question(
    opened: Opened, bundled: FileStore
) -> None:
    """As text with its parameters written in, it finds the same rows in the same order."""
    for query in named_queries().values():
        opened.choose(query.name)
        text = opened.text
        assert text.startswith(f"# {query.summary}\nPREFIX ")
        assert "#+" not in text
        assert bundled.select(text) == answers(bundled, query), query.name
        assert opened.page.locator("#question").inner_text() == query.summary
        assert opened.page.locator("#parameters input").count() == len(query.parameters)
        assert opened.page.locator(".syntax-mark").count() == 0, query.name
        current = opened.page.locator('#questions [aria-current="true"]')
        assert current.get_attribute("data-name") == query.name


def test_a_named_query_runs_with_another_actor(opened: Opened, bundled: FileStore) -> None:
    """The actor is named by its label; one line of the query changes."""
    opened.choose("ties-of-actor")
    before = opened.text
    actor = opened.page.get_by_label("actor", exact=True)
    assert actor.input_value() == "Jinjuurjab"
    options = opened.page.locator("#parameters datalist option")
    assert "Japan" in [options.nth(i).get_attribute("value") for i in range(options.count())]
    assert opened.page.locator('#parameters option[value="Battle of Khalkhin Gol"]').count() == 0
    actor.fill("soviet UNION")
    changed = [
        (a, b) for a, b in zip(before.split("\n"), opened.text.split("\n"), strict=True) if a != b
    ]
    assert changed == [
        (f"  VALUES $actor {{ <{KHA}jinjuurjab> }}", f"  VALUES $actor {{ <{KHA}ussr> }}")
    ]
    actor.press("Control+Enter")
    opened.page.locator("#result table").wait_for()
    found = bundled.select(opened.text)
    assert len(found) > 100
    assert [row[3] for row in opened.rows()] == [text_of(row[3]) for row in found][:1000]
    assert opened.status().startswith(f"{len(found)} rows in ")


@pytest.mark.parametrize(
    ("query", "label", "typed", "said"),
    [
        ("ties-of-actor", "actor", "Nobody", "no actor is called “Nobody”"),
        ("ties-of-actor", "actor", "", "no actor is called “”"),
        ("ties-of-actor", "actor", "urn:x> } #", "“urn:x> } #” is not an IRI"),
        ("views-on", "topic", 'kha:"', f'“{KHA}"” is not an IRI'),
        (
            "ties-on-day",
            "day",
            "1939-02-30",
            "“1939-02-30” is not a day; write it YYYY-MM-DD, such as 1939-08-20",
        ),
        (
            "ties-on-day",
            "day",
            '1939-08-01"',
            '“1939-08-01"” is not a day; write it YYYY-MM-DD, such as 1939-08-20',
        ),
    ],
)
def test_a_parameter_that_is_none_is_refused(
    opened: Opened, served: Served, query: str, label: str, typed: str, said: str
) -> None:
    """The query stays as it was, the field says why, and Run leads back to it."""
    opened.choose(query)
    before, asked = opened.text, len(served.asked)
    field = opened.page.get_by_label(label, exact=True)
    field.fill(typed)
    assert opened.page.locator(".wrong").inner_text() == said
    assert field.get_attribute("aria-invalid") == "true"
    assert opened.text == before
    opened.page.click("#run")
    assert opened.page.evaluate("() => document.activeElement.id") == f"parameter-{label}"
    assert len(served.asked) == asked


def test_a_parameter_whose_line_was_changed_by_hand_is_left_alone(opened: Opened) -> None:
    """What the user wrote is not overwritten."""
    opened.choose("ties-of-actor")
    opened.text = opened.text.replace("VALUES $actor", "VALUES ?actor")
    before = opened.text
    opened.page.get_by_label("actor", exact=True).fill("Japan")
    assert opened.page.locator(".wrong").inner_text() == (
        "the line VALUES $actor was changed by hand; choose the question anew"
    )
    assert opened.text == before


def test_whatever_is_typed_becomes_one_term(browser: Browser, served: Served) -> None:
    """Every text is one literal of that text, and every IRI one IRI, or it is refused."""
    opened = Opened(browser, served.url)
    hostile = st.text(
        st.sampled_from("\"\\<>{}\n\r\t\b\fu0022U'$?#} \u0000é😀:/.-_%a"), max_size=12
    )
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)

    @settings(max_examples=30)  # each of fifty texts, asked of the browser at once
    @given(st.lists(hostile | anything, min_size=50, max_size=50))
    def check(texts: list[str]) -> None:
        written = opened.evaluate(
            """(texts) => texts.map((text) => {
                const term = (type) => {
                    try { return graph.termOf(type, text); } catch { return null; }
                };
                return ["text", "iri", "integer", "day", "thing"].map(term);
            })""",
            texts,
        )
        for text, (literal, iri, number, day, thing) in zip(texts, written, strict=True):
            assert only_term(literal) == ox.Literal(text)
            for named in (iri, thing):
                assert named is None or isinstance(only_term(named), ox.NamedNode)
            assert number is None or only_term(number) == ox.Literal(int(text.strip()))
            assert day is None

    check()
    opened.close()


def only_term(written: str) -> Term:
    """Return the one term that a text of a query is, as the engine reads it."""
    empty = ox.Store()
    answer = empty.query(f"SELECT * {{ VALUES ?v {{ {written} }} }}", prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    (solution,) = list(answer)
    assert len(solution) == 1
    value: Term = solution[0]
    return value


WRITTEN = (
    ("integer", " +007 ", "7"),
    ("integer", "-12", "-12"),
    ("integer", "1e3", None),
    ("integer", "1234567890123456789", None),
    ("day", "1939-08-20", f'"1939-08-20"^^<{XSD}date>'),
    ("day", "1939-8-20", None),
    ("text", 'say "no"\n\\', '"say \\"no\\"\\n\\\\"'),
    ("iri", "kha:japan", f"<{KHA}japan>"),
    ("iri", "<urn:x>", "<urn:x>"),
    ("iri", "http://example.org/a b", None),
    ("iri", "constructor:x", "<constructor:x>"),
    ("thing", "khalkhin gol", None),
    ("thing", "battle of khalkhin GOL", f"<{KHE}battle-of-khalkhin-gol>"),
    ("actor", "lingsheng", f"<{KHA}lingsheng>"),
    ("actor", "Battle of Khalkhin Gol", None),
    ("source", "bulag2009", f"<{KHB}bulag2009>"),
    ("source", "Japan", None),
)


def test_terms_are_written_by_their_type(opened: Opened) -> None:
    """None where the text is refused."""
    code = """(all) => all.map(([type, text]) => {
        try { return graph.termOf(type, text); } catch { return null; }
    })"""
    written = opened.evaluate(code, [[kind, typed] for kind, typed, _ in WRITTEN])
    given = [(kind, typed) for kind, typed, _ in WRITTEN]
    assert dict(zip(given, written, strict=True)) == {(k, t): term for k, t, term in WRITTEN}


def test_questions_are_found_by_their_words_and_tags(opened: Opened) -> None:
    """All words must be there, in name, question or tags; groups stand under their first tag."""
    buttons = opened.page.locator("#questions button")
    assert buttons.count() == len(named_queries())
    assert opened.page.locator("#questions h2").first.inner_text() == "ties"
    opened.page.get_by_label("Find a question").fill("TURNED whom")
    assert buttons.all_inner_texts() == [
        "Who turned on whom, when, by what event, and who says so?"
    ]
    opened.page.get_by_label("Find a question").fill("zebra")
    assert buttons.count() == 0
    assert opened.page.locator("#none-found").is_visible()


# Answers. -----------------------------------------------------------------------------------

NUMBERS = """SELECT ?name ?n ?sign WHERE { VALUES (?name ?n ?sign) {
  ("Éva" 10 1) ("bob" 9 -1) ("alice" UNDEF 0) ("Carl" 100.5 1) } }"""


def test_table_shows_numbers_and_signs(opened: Opened) -> None:
    """A sign has a glyph and a word besides its colour; numbers stand at the right."""
    opened.run(NUMBERS)
    assert opened.rows() == [
        ["Éva", "10", "+ friendly"],
        ["bob", "9", "\u2212 hostile"],
        ["alice", "", "0 neutral"],
        ["Carl", "100.5", "+ friendly"],
    ]
    assert re.fullmatch(r"4 rows in \d+\.\d\d s\.", opened.status())
    look_of = """() => [...document.querySelectorAll('#result tbody tr:nth-child(2) td')]
        .map((cell) => [cell.className, getComputedStyle(cell).textAlign,
            getComputedStyle(cell).color])"""
    assert opened.page.evaluate(look_of) == [
        ["", "left", "rgb(27, 27, 31)"],
        ["number", "right", "rgb(27, 27, 31)"],
        ["sign enemy", "left", "rgb(176, 70, 0)"],
    ]


def test_table_sorts_up_down_and_back(opened: Opened) -> None:
    """Numbers as numbers, names without regard to case and accents, the unbound always last."""
    opened.run(NUMBERS)
    head = opened.page.locator("thead th")

    def order(column: int) -> tuple[str | None, list[str]]:
        head.nth(column).locator("button").click()
        return head.nth(column).get_attribute("aria-sort"), [row[0] for row in opened.rows()]

    assert order(0) == ("ascending", ["alice", "bob", "Carl", "Éva"])
    assert order(0) == ("descending", ["Éva", "Carl", "bob", "alice"])
    assert order(0) == ("none", ["Éva", "bob", "alice", "Carl"])
    assert order(1) == ("ascending", ["bob", "Éva", "Carl", "alice"])
    assert order(1) == ("descending", ["Carl", "Éva", "bob", "alice"])
    assert opened.page.evaluate("() => document.activeElement.innerText").startswith("n")


def test_table_filters_by_what_is_shown(opened: Opened) -> None:
    """Without case and accents, by labels and identifiers too; the count says of how many."""
    opened.run("SELECT ?a WHERE { VALUES ?a { kha:japan kha:ussr kha:lingsheng } }")
    opened.page.wait_for_function("() => document.querySelectorAll('.beside').length === 3")
    box = opened.page.get_by_label("Filter")
    cells = opened.page.locator("#result tbody td")
    for typed, shown in (
        ("SOVIET", ["Soviet Unionkha:ussr"]),
        ("kha:l", ["Lingshengkha:lingsheng"]),
        ("khgraph/actor/japan", ["Japankha:japan"]),
        ("zzz", []),
    ):
        box.fill(typed)
        expect(cells).to_have_text(shown)
        assert opened.status().startswith(f"{len(shown)} of 3 rows in ")
    box.fill("")
    expect(cells).to_have_count(3)


def test_iris_are_short_labelled_and_linked_where_they_are_of_the_web(
    opened: Opened, served: Served
) -> None:
    """Labels stand before the identifiers, or not at all; those of turns are asked for."""
    opened.run(
        "SELECT * { VALUES (?a ?b ?c ?d) { (kha:japan kh:killed <urn:x> <http://example.org/x>) } }"
    )
    assert opened.rows() == [
        ["Japan\nkha:japan", "killed\nkh:killed", "urn:x", "http://example.org/x"]
    ]
    links = opened.page.locator("#result a")
    assert [
        (links.nth(i).get_attribute("href"), links.nth(i).get_attribute("title"))
        for i in range(links.count())
    ] == [(iri, iri) for iri in (f"{KHA}japan", f"{KH}killed", "http://example.org/x")]
    assert {links.nth(i).get_attribute("rel") for i in range(3)} == {"noopener noreferrer"}
    opened.page.get_by_label("Labels").uncheck()
    assert opened.rows() == [["kha:japan", "kh:killed", "urn:x", "http://example.org/x"]]
    opened.page.get_by_label("Labels").check()
    opened.run("SELECT ?t { VALUES ?t { kht:genden-fell } }")
    opened.page.locator(".beside").wait_for()
    (row,) = served.store.select("SELECT ?l { kht:genden-fell rdfs:label ?l }")
    assert opened.rows() == [[f"{text_of(row[0])}\nkht:genden-fell"]]


def test_only_a_thousand_rows_are_drawn_and_the_download_has_all(opened: Opened) -> None:
    """A long answer does not freeze the page; sorting and filtering reach what is not drawn."""
    opened.run("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2500")
    assert len(opened.rows()) == 1000
    assert opened.status().startswith("2,500 rows in ")
    note = opened.page.locator("#note")
    assert note.inner_text() == "Only the first 1,000 rows are drawn; the downloads have all."
    assert len(list(csv.reader(io.StringIO(downloaded(opened, "CSV").decode())))) == 2501
    opened.page.get_by_label("Filter").fill("no such words anywhere")
    note.wait_for(state="hidden")
    assert opened.status().startswith("0 of 2,500 rows in ")


def downloaded(opened: Opened, title: str) -> bytes:
    """Return the bytes of a download."""
    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name=f"Download {title}").click()
    return Path(download.value.path()).read_bytes()


def test_downloads_are_what_the_endpoint_answers(opened: Opened, bundled: FileStore) -> None:
    """CSV by the W3C's rules, with commas, quotes, line ends and unbound values; JSON as sent."""
    text = (
        'SELECT * { VALUES (?a ?b) { ("a,b" "say \\"x\\"") ("two\\nlines"@mn UNDEF)'
        " (<urn:x> 1.50) } }"
    )
    opened.run(text)
    answer = bundled.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    assert downloaded(opened, "CSV") == answer.serialize(format=ox.QueryResultsFormat.CSV)
    assert json.loads(downloaded(opened, "JSON"))["head"] == {"vars": ["a", "b"]}
    opened.choose("who-turned-on-whom")
    opened.run()
    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "who-turned-on-whom.csv"


def test_ask_is_answered_with_a_word(opened: Opened) -> None:
    """And has no table's tools."""
    for text, said in (("ASK {}", "true"), ("ASK { FILTER(false) }", "false")):
        opened.run(text)
        assert opened.page.locator("#result").inner_text() == said
        assert not opened.page.get_by_label("Filter").is_visible()


def test_a_graph_is_shown_as_turtle(opened: Opened) -> None:
    """As text, whole or its beginning; the download has all."""
    opened.run("CONSTRUCT { <urn:a> skos:note '<b>' } {}")
    assert '<urn:a> skos:note "<b>" .' in opened.page.locator("#result pre").inner_text()
    assert b'<urn:a> skos:note "<b>" .' in downloaded(opened, "Turtle")
    opened.run("CONSTRUCT WHERE { ?s rdfs:comment ?o }")
    assert opened.page.locator("#note").inner_text() == (
        "Only the first 200,000 characters are shown; the download has all."
    )
    assert len(opened.page.locator("#result pre").inner_text()) <= 200000
    assert len(downloaded(opened, "Turtle")) > 200000


# Running and refusing. ----------------------------------------------------------------------


def test_a_query_that_runs_can_be_stopped(opened: Opened) -> None:
    """While it runs the page counts; Stop ends it, and another can be run."""
    opened.text = "ASK {} # slow"
    opened.page.keyboard.press("Control+Enter")
    opened.page.wait_for_function(
        "() => /^0\\.[1-9]\\d s$/.test(document.getElementById('elapsed').innerText)"
    )
    opened.page.get_by_role("button", name="Stop").click()
    opened.page.locator("#stop").wait_for(state="hidden")
    assert re.fullmatch(r"Stopped after \d+\.\d\d s\.", opened.status())
    assert not opened.page.locator("#answer").is_visible()
    assert opened.page.evaluate("() => document.activeElement.id") == "run"
    opened.run("ASK {}")
    assert opened.page.locator(".boolean").is_visible()


def test_only_the_last_of_two_runs_is_shown(opened: Opened, served: Served) -> None:
    """A second run puts an end to the first."""
    opened.text = "SELECT ?x {} # slow"
    opened.page.click("#run")
    opened.page.locator("#stop").wait_for()
    opened.run("ASK {}")
    served.released.set()
    opened.page.wait_for_timeout(200)
    assert opened.page.locator("#result").inner_text() == "true"
    assert opened.status().startswith("Answered in ")


@pytest.mark.parametrize(
    ("text", "line", "marked"),
    [
        # Where the server points behind the end of a line, its last character is marked.
        ("SELECT ?x WHERE {\n  ?x a kh:Turn ;;; nonsense\n}", 1, "e"),
        # The server counts characters, and the browser the halves of some.
        ("ASK {\n ?s '😀😀' ?o }", 1, "?"),
        ("DELETE WHERE { ?s ?p ?o }", 0, "D"),
        ("ASK {\n ?s nope:x ?o }", 1, "n"),
    ],
)
def test_a_refusal_is_told_whole_and_its_place_is_marked(
    opened: Opened, bundled: FileStore, text: str, line: int, marked: str
) -> None:
    """The server's own words, with the pointer under the place; the mark goes with an edit."""
    opened.expected = REFUSED
    opened.run(text)
    with pytest.raises(QueryError) as refusal:
        bundled.query(text)
    told = opened.page.locator("#fault-text > *").all_text_contents()
    assert "\n".join(told) == str(refusal.value)
    family = opened.page.evaluate(
        "() => getComputedStyle(document.getElementById('fault-text')).fontFamily"
    )
    assert "monospace" in family
    place = re.match(r"line (\d+), column (\d+)", str(refusal.value))
    assert place is not None
    assert int(place[1]) - 1 == line
    assert opened.page.locator(".wrong-place").all_text_contents() == [marked]
    assert opened.page.locator(".wrong-line").count() == 1
    assert opened.page.locator(".CodeMirror-hints").count() == 0
    opened.type(" ")
    assert opened.page.locator(".wrong-place, .wrong-line").count() == 0


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((503, "text/plain", b"all are busy; ask again"), "all are busy; ask again"),
        ((500, "text/plain", b""), "The server says 500 Internal Server Error"),
        (
            (200, SRJ, b'{"head":{"vars":["a"]},"results":{"bindings":['),
            "The answer breaks off, or is no SPARQL JSON; ask again.",
        ),
        (
            (400, "text/plain", b"line 99, column 1: <img src=x onerror=window.__x=1>"),
            "line 99, column 1: <img src=x onerror=window.__x=1>",
        ),
    ],
)
def test_other_failures_are_told(opened: Opened, served: Served, reply: Reply, said: str) -> None:
    """Whatever comes back, the page says what it is, as text."""
    reason = {400: "Bad Request", 500: "Internal Server Error", 503: "Service Unavailable"}
    if reply[0] != 200:
        opened.expected = REFUSED.replace("400 (Bad Request)", f"{reply[0]} ({reason[reply[0]]})")
    served.replies["# made"] = reply
    opened.run("ASK {} # made")
    assert opened.page.locator("#fault-text").inner_text() == said


def test_a_server_that_is_gone_is_told(opened: Opened) -> None:
    """Not a riddle of the browser's."""
    opened.context.set_offline(True)
    opened.expected = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    opened.run("ASK {}")
    assert opened.page.locator("#fault-text").inner_text() == (
        "The server does not answer; is khgraph serve still running?"
    )


def test_page_works_with_the_server_that_serves_it(browser: Browser, bundled: FileStore) -> None:
    """`khgraph serve` itself: a named query, a refusal, and one that is stopped."""
    command = [sys.executable, "-m", "khgraph", "serve", "--port", "0", "--max-rows", "5000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = next(line for line in process.stdout if line.startswith("page")).split()[1]
            opened = Opened(browser, url)
            opened.expected = REFUSED
            opened.choose("who-turned-on-whom")
            opened.run()
            found = bundled.select(named_queries()["who-turned-on-whom"].text)
            assert opened.rows() == [[text_of(term) for term in row] for row in found]
            opened.text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
            opened.page.click("#run")
            opened.page.wait_for_timeout(300)
            opened.page.click("#stop")
            assert opened.status().startswith("Stopped after ")
            opened.run("ASK {\n ?s nope:x ?o }")
            assert opened.page.locator("#fault-text p").inner_text() == (
                "line 2, column 5: nope: is not declared; add PREFIX nope: <...>"
            )
            assert opened.page.locator(".wrong-place").all_text_contents() == ["n"]
            opened.run("CONSTRUCT { <urn:a> rdfs:label 'a' } {}")
            assert "<urn:a>" in opened.page.locator("#result pre").inner_text()
            opened.close()
        finally:
            process.terminate()
            assert process.wait(20) == 0


# Hostile data. ------------------------------------------------------------------------------

MARKUP = "<img src=x onerror=window.__x=1>"
HOSTILE = f"""
@prefix kh: <https://w3id.org/khgraph/ontology#> .
@prefix kha: <https://w3id.org/khgraph/actor/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kha:one a kh:Person ; skos:prefLabel "{MARKUP}" ;
  skos:note "</script><script>window.__x=1</script>" .
kha:two a kh:Person ; skos:prefLabel "\\"> }} # $& $1" ; skos:note "{MARKUP}"@mn .
<javascript:window.__x=1> a kh:Person ; skos:prefLabel "a link" ; skos:note "note" .
"""


def test_hostile_data_stays_text(browser: Browser, tmp_path: Path) -> None:
    """In tables, hints, lists of names and catalogue; a script's address is no link."""
    path = tmp_path / "hostile.ttl"
    path.write_text(HOSTILE, encoding="utf-8")
    served = Served(FileStore([path]))
    served.pages["/queries.json"] = Page(
        json.dumps(
            [
                {
                    "name": f'"]{MARKUP}',
                    "question": MARKUP,
                    "tags": [MARKUP],
                    "parameters": [
                        {"name": "who", "type": "actor", "default": "kha:one"},
                        {"name": "words", "type": "text", "default": '"} $& \\'},
                    ],
                    "columns": ["who", "words"],
                    "text": "SELECT $who $words WHERE { $who a kh:Person }",
                }
            ]
        ).encode(),
        "application/json",
    )
    opened = Opened(browser, served.url)
    opened.page.locator("#questions button").click()
    assert opened.page.get_by_label("who", exact=True).input_value() == MARKUP
    opened.page.get_by_label("who", exact=True).fill('"> } # $& $1')
    opened.page.get_by_label("words").fill(f"$& {MARKUP}")
    opened.run()
    assert opened.rows() == [['"> } # $& $1\nkha:two', f"$& {MARKUP}"]]
    opened.run("SELECT ?s ?label ?note { ?s skos:prefLabel ?label ; skos:note ?note } ORDER BY ?s")
    assert [row[1:] for row in opened.rows()] == [
        [MARKUP, "</script><script>window.__x=1</script>"],
        ['"> } # $& $1', f"{MARKUP}mn"],
        ["a link", "note"],
    ]
    hrefs = opened.page.locator("#result a").evaluate_all("(all) => all.map((a) => a.href)")
    assert hrefs == [f"{KHA}one", f"{KHA}two"]
    opened.type(" kha:")
    opened.page.locator(".CodeMirror-hints").wait_for()
    assert MARKUP in opened.page.locator(".CodeMirror-hints").inner_text()
    opened.close()
    served.close()


# The query in the address. ------------------------------------------------------------------


def test_the_query_is_kept_in_the_address(opened: Opened, served: Served) -> None:
    """A reload brings it back; nothing runs that nobody asked to run."""
    text = "ASK { ?s ?p 'é + & # %41 😀' }\n# end"
    opened.text = text
    opened.page.wait_for_function("() => location.hash.length > 1")
    opened.page.reload()
    opened.page.wait_for_selector("body[data-ready]")
    assert opened.text == text
    assert opened.status() == "The query is from the link; Run asks it."
    assert text not in served.asked
    link = "#" + urlencode({"query": "ASK { # from a link\n}"}, quote_via=quote)
    opened.page.evaluate("(link) => { location.hash = link; }", link)
    opened.page.wait_for_function(
        "() => document.getElementById('editor').innerText.includes('link')"
    )
    assert opened.text == "ASK { # from a link\n}"


def test_link_and_command_can_be_copied(browser: Browser, served: Served) -> None:
    """The link opens on the same query; the command asks it, whatever quotes it has."""
    opened = Opened(browser, served.url, permissions=["clipboard-read", "clipboard-write"])
    text = "ASK { ?s ?p 'it''s \"$HOME\"' }\n# `x` \\"
    opened.text = text
    opened.page.click("#copy-link")
    opened.page.wait_for_function(
        "() => /copied/.test(document.getElementById('status').innerText)"
    )
    assert opened.status() == "Link copied."
    link = opened.page.evaluate("() => navigator.clipboard.readText()")
    address, _, query = link.partition("#query=")
    assert address == served.url
    assert parse_qs(f"query={query}")["query"] == [text]
    opened.page.click("#copy-curl")
    opened.page.wait_for_function(
        "() => /Command/.test(document.getElementById('status').innerText)"
    )
    command = opened.page.evaluate("() => navigator.clipboard.readText()")
    assert shlex.split(command) == [
        *("curl", "-sS", f"{served.url}sparql", "-H", "Accept: text/csv, text/turtle"),
        *("--data-urlencode", f"query={text}"),
    ]
    opened.close()


def test_what_cannot_be_copied_is_shown_for_copying(opened: Opened) -> None:
    """A browser gives the clipboard to few pages; then the text stands selected in a box."""
    opened.page.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    opened.text = "ASK {}"
    opened.page.click("#copy-link")
    box = opened.page.get_by_label("Text to copy")
    box.wait_for()
    assert box.input_value() == f"{opened.url}#query=ASK+%7B%7D"
    assert opened.page.evaluate("() => getSelection().toString()") == box.input_value()


# Writing. -----------------------------------------------------------------------------------


def test_names_complete_by_prefix_and_by_label(opened: Opened) -> None:
    """Terms of the ontology with their sign, things of the data by their label."""
    hints = opened.page.locator(".CodeMirror-hint")
    opened.text = "ASK { ?s ?p"
    opened.type(" kh:kille")
    hints.first.wait_for()
    assert hints.first.inner_text() == "kh:killedkilled (relation type)\u2212 hostile"
    opened.page.keyboard.press("Escape")
    opened.text = "ASK { ?s ?p"
    opened.type(" kha:jap")
    hints.first.wait_for()
    assert hints.first.inner_text() == "kha:japanJapan (state)"
    opened.page.keyboard.press("Enter")
    assert opened.text == "ASK { ?s ?p kha:japan"
    assert hints.count() == 0
    opened.type(" . ?s ?p soviet")
    opened.page.wait_for_timeout(100)
    assert hints.count() == 0  # a bare word is completed only where that is asked for
    opened.page.keyboard.press("Control+Space")
    hints.first.wait_for()
    assert "kha:ussrSoviet Union (state)" in hints.all_inner_texts()


def test_syntax_is_marked_while_writing(opened: Opened) -> None:
    """The project's prefixes need no line; what is none is marked, with what was expected."""
    marks = opened.page.locator(".syntax-mark")
    assert marks.count() == 0
    opened.text = "ASK { ?s nope:x ?o }"
    assert marks.get_attribute("title") == "Prefix 'nope' is not defined"
    opened.text = "ASK { ?s kh:x }"
    assert (marks.get_attribute("title") or "").startswith("Expected here: ")


def test_all_can_be_done_with_the_keyboard(opened: Opened) -> None:
    """Tab leaves the editor too, and every field and button has a name."""
    opened.page.locator(".CodeMirror").click()
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("() => document.activeElement.id") == "run"
    opened.page.keyboard.press("Shift+Tab")
    assert opened.page.evaluate("() => document.activeElement.ariaLabel") == "Query in SPARQL"
    opened.choose("ties-on-day")
    opened.run()
    nameless = opened.page.evaluate(
        """() => [...document.querySelectorAll('input, button, textarea')]
            .filter((each) => !each.labels?.length && !each.ariaLabel && !each.innerText.trim()
                && !each.hidden).map((each) => each.outerHTML)"""
    )
    assert nameless == []
    opened.page.keyboard.press("Control+Enter")
    opened.page.locator("#result table").wait_for()


# The look. ----------------------------------------------------------------------------------

# The least contrast of any text that is seen with what lies behind it, and where that is.
CONTRAST = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const layered = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => rgb.map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const holder = walker.currentNode.parentElement;
        const box = holder.getBoundingClientRect();
        if (!walker.currentNode.data.trim() || !holder.checkVisibility() || box.width < 2) continue;
        const behind = [];
        for (let each = holder; each; each = each.parentElement) {
            behind.unshift(getComputedStyle(each).backgroundColor);
        }
        behind.unshift("white");
        const paper = light(layered(behind));
        const ink = light(layered([...behind, getComputedStyle(holder).color]));
        const ratio = (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
        found.push([ratio, `${holder.className || holder.tagName}: ${walker.currentNode.data}`]);
    }
    return found.sort((a, b) => a[0] - b[0])[0];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(browser: Browser, served: Served, scheme: str) -> None:
    """WCAG AA asks for 4.5 to 1: in either scheme, with table, refusal and hints on the page."""
    opened = Opened(browser, served.url, color_scheme=scheme)
    opened.expected = REFUSED
    assert opened.page.evaluate(CONTRAST)[0] >= 4.5
    opened.choose("ties-of-actor")
    opened.page.mouse.move(5, 5)
    opened.run()
    assert opened.page.evaluate(CONTRAST)[0] >= 4.5
    opened.run("SELECT * WHERE {\n  ?s kh:x '7' }} # why")
    assert opened.page.evaluate(CONTRAST)[0] >= 4.5
    opened.text = "ASK { "
    opened.type("kh:kil")
    opened.page.locator(".CodeMirror-hints").wait_for()
    worst = opened.page.evaluate(CONTRAST)
    assert worst[0] >= 4.5, worst
    paper = opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(251, 250, 247)", "dark": "rgb(24, 24, 27)"}[scheme]
    opened.close()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (860, 700), (1280, 800), (1600, 900)])
def test_page_is_no_wider_than_the_screen(
    browser: Browser, served: Served, width: int, height: int
) -> None:
    """Only the table scrolls sideways, in its own frame."""
    opened = Opened(browser, served.url, viewport={"width": width, "height": height})
    opened.expected = REFUSED
    page_width = "() => document.documentElement.scrollWidth"
    assert opened.page.evaluate(page_width) <= width
    is_narrow = width < 861
    assert opened.page.locator("summary").is_visible() is is_narrow
    if is_narrow:
        assert not opened.page.locator("#find").is_visible()
        opened.page.locator("summary").click()
        assert opened.page.evaluate(page_width) <= width
    opened.choose("claims-of-author")
    assert opened.page.locator("#find").is_visible() is not is_narrow
    opened.run()
    assert opened.page.evaluate(page_width) <= width
    opened.run("SELECT * { ?s " + "x" * 300)
    assert opened.page.evaluate(page_width) <= width
    opened.close()


def test_header_of_a_long_table_stays_in_sight(opened: Opened) -> None:
    """The table scrolls in its frame, under its header."""
    opened.run("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 300")
    tops = opened.page.evaluate(
        """() => {
            const frame = document.getElementById("result");
            const top = () => frame.querySelector("th").getBoundingClientRect().top
                - frame.getBoundingClientRect().top;
            const before = top();
            frame.scrollTop = 1000;
            return [before, top(), frame.scrollTop];
        }"""
    )
    assert tops[2] == 1000
    assert tops[1] == pytest.approx(tops[0], abs=2)


def test_print_has_the_query_and_the_table(opened: Opened) -> None:
    """And none of what is only to be clicked."""
    opened.run("SELECT ?n { VALUES ?n { 1 2 } }\n# to be printed")
    opened.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#printed").inner_text() == opened.text
    assert opened.page.locator("#result table").is_visible()
    for hidden in ("#catalogue", "#editor", "#run", "#filter", "#downloads"):
        assert not opened.page.locator(hidden).is_visible()
    assert (
        opened.page.evaluate("() => getComputedStyle(document.getElementById('result')).overflowY")
        == "visible"
    )
