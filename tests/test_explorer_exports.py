"""What leaves the explorer as a file, or by the clipboard: pictures, CSV, GEXF, citations."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import networkx as nx
import pytest
from explorer import (
    HOSTILE,
    JAPAN,
    LINGSHENG,
    SUPPORTED,
    USSR,
    claim,
    draw,
    hostile_page,
    open_page,
    statement,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Download, Page, expect

from khgraph.dates import OPEN_END, OPEN_START
from khgraph.drawing import VIEWS
from khgraph.lives import Life, lives
from khgraph.model import STANCE_WORDS, STANCES, Claim, Entity, RelationType, Statement, pair_of
from khgraph.reading import Reading, Tie, ties
from khgraph.records import statements
from khgraph.stores import open_store

SVG = "{http://www.w3.org/2000/svg}"
GEXF = "{http://gexf.net/1.3}"
MOST_PIXELS = 16_777_216
SIGNS = {1: "friendly", 0: "neutral", -1: "hostile"}
HEDGES = ("", "probably: ", "possibly: ", "only reported: ", "doubted: ", "denied: ")
COLUMNS = [
    *("subject", "relation", "object", "sign", "when", "sentence", "stance", "counts", "who"),
    *("according_to", "source", "locator", "lines", "paraphrase", "note"),
    *("hedged", "contested", "certain_in_time"),
    *("earliest_start", "latest_start", "earliest_end", "latest_end"),
    *("subject_id", "relation_id", "object_id", "statement_id", "reading", "data"),
]
# A choice of the reader's, as the address has it and as Python has it.
CHOICES = {
    "": Reading(),
    "min=reports&from=1931&to=1945": Reading("reports", first="1931-01-01", last="1945-12-31"),
    "sources=kuromiya2014&min=possible": Reading("possible", sources=("kuromiya2014",)),
    "from=1939&horizon=1&undated=yes": Reading(first="1939-01-01", horizon=1, include_undated=True),
}
# What a spreadsheet, a reader of CSV or of XML could take for more than text.
NASTY = (
    "=1+1",
    "+7",
    "-7",
    "@SUM(A1)",
    "\tTab",
    "\rReturn",
    'a "quoted" name',
    "two\nlines",
    "two\r\nlines",
    "comma, semicolon; tab\tend",
    " spaces ",
    "semicolon;=1+1",
    "<script>window.__x=1</script>",
    "]]> & &amp; <!-- ' \"",
    "bell \x07 and nothing \x00",
    "Wäre Öрг\u0323 北京 🙂",
)


class Corpus(NamedTuple):
    """What the page of the whole corpus is drawn from."""

    statements: list[Statement]
    lives: dict[str, Life]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Read the corpus; no test may change it."""
    told = statements(open_store(()))
    return Corpus(told, lives(told))


@pytest.fixture(scope="module")
def window(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Keep one page of the corpus open for the tests that leave it as it was."""
    opened = open_page(browser, corpus_page, "#view=turns")
    yield opened
    opened.close()


def choose(page: Page, hash_: str) -> Page:
    """Open the page at another choice."""
    page.evaluate(
        """async (hash) => {
          if (location.hash === hash) return;
          const heard = new Promise((hear) => addEventListener("popstate", hear, { once: true }));
          location.hash = hash;
          await heard;
        }""",
        f"#{hash_}",
    )
    return page


def parse(text: str) -> ET.Element:
    """Return the root of XML."""
    return ET.fromstring(text)  # noqa: S314 - made by a page of ours, a moment ago


def write(folder: Path, text: str) -> Path:
    """Write a page."""
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def take(page: Page, words: str) -> Download:
    """Export as a reader does it."""
    page.locator("#exports summary").click()
    with page.expect_download() as waited:
        page.locator("#exports").get_by_role("button", name=words).click()
    return waited.value


def content(download: Download) -> bytes:
    """Return what was downloaded."""
    return download.path().read_bytes()


def table(text: str) -> list[dict[str, str]]:
    """Read CSV as Python's library does."""
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in found)
    return found


def csv_of(page: Page) -> list[dict[str, str]]:
    """Return the rows of the CSV of the present choice."""
    return table(page.evaluate("khgraph.exports.csv(khgraph.state.derive().ties)"))


def guarded(text: str) -> str:
    """Return a cell as the page guards it."""
    return f"'{text}" if text.startswith(tuple("=+-@\t\r\n")) else text


def row_of(tie: Tie, said: Claim, reading: Reading) -> dict[str, str]:
    """Return the row that a claim makes."""
    told = tie.statement
    assert isinstance(told.object, Entity)
    days = ["" if day is None else day for day in said.bounds]
    cells = [
        told.subject.label,
        told.predicate_words.removesuffix(f" {told.object.label}{told.qualifier_words}"),
        told.object.label,
        SIGNS[tie.sign],
        said.when or "",
        HEDGES[STANCES.index(tie.claims[0].stance)] + told.sentence(),
        STANCE_WORDS[said.stance],
        "yes" if said in tie.claims else "no",
        " and ".join(said.attribution),
        " and ".join(said.according_to),
        said.source,
        said.locator,
        said.lines,
        said.comment,
        said.curator_note or "",
        "no" if tie.claims[0].stance == "affirms" else "yes",
        "yes" if tie.is_denied else "no",
        certainty(tie, reading),
        *(".." if day in (OPEN_START, OPEN_END) else day for day in days),
        told.subject.id,
        told.relation.id,
        told.object.id,
        told.iri.rpartition("/")[2].rpartition("#")[2],
        reading.describe(),
        "triples.ttl",
    ]
    return dict(zip(COLUMNS, map(guarded, cells), strict=True))


def certainty(tie: Tie, reading: Reading) -> str:
    """Return whether the tie is sure to be in the time, where both have a date."""
    if reading.first is reading.last is None or not any(said.when for said in tie.claims):
        return ""
    return "yes" if tie.is_certain else "no"


def rows_of(tie: Tie, reading: Reading) -> list[dict[str, str]]:
    """Return a row for each claim that counts, or doubts or denies the tie."""
    against = [said for said in tie.statement.claims if said.stance in ("doubts", "denies")]
    return [row_of(tie, said, reading) for said in [*tie.claims, *against]]


def counted(rows: list[dict[str, str]]) -> Counter[tuple[str, ...]]:
    """Return rows without regard to their order."""
    return Counter(tuple(row.values()) for row in rows)


@pytest.mark.parametrize("hash_", CHOICES)
def test_csv_has_a_row_for_each_claim_that_counts_or_denies(
    window: Page, corpus: Corpus, hash_: str
) -> None:
    """Every cell of every row is what Python has of the same reading."""
    reading = CHOICES[hash_]
    found = csv_of(choose(window, f"view=turns&{hash_}"))
    assert list(found[0]) == COLUMNS
    wanted = [
        row
        for tie in ties(corpus.statements, reading, corpus.lives)
        for row in rows_of(tie, reading)
    ]
    assert len(found) == len(wanted) > 10
    assert counted(found) == counted(wanted)


def test_csv_has_who_denies_and_a_hedge_before_what_is_hedged(
    browser: Browser, tmp_path: Path
) -> None:
    """A reader who sorts or cuts the rows sees neither as plain; no date, no certainty in time."""
    told = [
        statement(JAPAN, SUPPORTED, USSR, claim("maybe", "thinksProbable"), claim("no", "denies")),
        statement(LINGSHENG, SUPPORTED, USSR, claim("so", when="1935/1940")),
    ]
    opened = open_page(browser, write(tmp_path, draw(told)))
    cells = ("sentence", "stance", "counts", "contested", "certain_in_time")

    def rows() -> list[tuple[str, ...]]:
        return sorted(tuple(row[cell] for cell in cells) for row in csv_of(opened))

    backed = "probably: Japan supported Soviet Union"
    assert rows() == [
        ("Lingsheng supported Soviet Union", "affirms", "yes", "no", ""),
        (backed, "denies", "no", "yes", ""),
        (backed, "thinks probable", "yes", "yes", ""),
    ]
    choose(opened, "from=1936&to=1936&undated=yes")
    assert [row[-1] for row in rows()] == ["yes", "", ""]
    opened.close()


def test_csv_is_downloaded_as_spreadsheets_want_it(window: Page, corpus: Corpus) -> None:
    """UTF-8 that Excel knows as such, a line end of RFC 4180, a name that says what is in it."""
    choose(window, "view=turns&actor=lingsheng&from=1931&to=1945-08")
    download = take(window, "Ties as CSV")
    assert download.suggested_filename == "khgraph-ties-lingsheng-1931-1945-08.csv"
    data = content(download)
    assert data.startswith(b"\xef\xbb\xbfsubject,relation,object,sign,when,sentence,")
    assert data.endswith(b"\r\n")
    reading = Reading(first="1931-01-01", last="1945-08-31")
    own = [
        tie
        for tie in ties(corpus.statements, reading, corpus.lives)
        if any(iri.endswith("/lingsheng") for iri in pair_of(tie.statement))
    ]
    rows = table(data.decode("utf-8"))
    assert counted(rows) == counted([row for tie in own for row in rows_of(tie, reading)])
    assert 0 < len(own) < 30


def test_csv_of_a_pair_has_its_ties_alone(window: Page) -> None:
    """And is called after both; an open side of the time is said in words."""
    choose(window, "view=turns&pair=japan&pair=ussr&to=1945")
    download = take(window, "Ties as CSV")
    assert download.suggested_filename == "khgraph-ties-japan-ussr-to-1945.csv"
    rows = table(content(download).decode("utf-8"))
    assert len(rows) > 5
    assert {frozenset((row["subject_id"], row["object_id"])) for row in rows} == {
        frozenset(("japan", "ussr"))
    }


def test_csv_says_what_the_reader_hid(window: Page) -> None:
    """Signs that are shut out, and dates that must be certain, are part of the reading."""
    choose(window, "view=turns&signs=-&sure=yes&from=1939&to=1939")
    rows = csv_of(window)
    assert {row["sign"] for row in rows} == {"hostile"}
    assert {row["certain_in_time"] for row in rows} == {"yes"}
    assert {row["reading"] for row in rows} == {
        Reading(first="1939-01-01", last="1939-12-31").describe()
        + "; only hostile ties; only what the dates make certain"
    }


def nasty_page(**more: Any) -> str:
    """Return a page with a nasty text wherever one can stand, one in each statement."""
    told = []
    for i, text in enumerate(NASTY):
        actor = Entity(f"urn:a/{i}", text, "Person")
        said = claim(
            f"c{i}",
            source=f"s{i}",
            locator=text,
            lines=text,
            attribution=(text,),
            according_to=(text,),
            comment=text,
            curator_note=text,
        )
        told.append(Statement(f"urn:s/{i}", actor, SUPPORTED, JAPAN, (said,), (("role", text),)))
    return draw(told, **more)


def test_csv_keeps_nasty_texts_in_their_cells(browser: Browser, tmp_path: Path) -> None:
    """None begins a formula, ends a cell or a row, or is lost; a semicolon parts no cell either."""
    opened = open_page(browser, write(tmp_path, nasty_page()))
    text = opened.evaluate("khgraph.exports.csv(khgraph.state.derive().ties)")
    rows = sorted(table(text), key=lambda row: int(row["statement_id"]))
    assert len(rows) == len(NASTY)
    for row, nasty in zip(rows, NASTY, strict=True):
        for column in ("subject", "who", "according_to", "locator", "lines", "paraphrase", "note"):
            assert row[column] == guarded(nasty)
        assert row["sentence"] == guarded(f"{nasty} supported Japan as {nasty}")
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    # LibreOffice parts cells at semicolons and tabs too, but not within quotes.
    for nasty in NASTY:
        if set(nasty) & set(",;\t\r\n"):
            cell = guarded(nasty).replace('"', '""')
            # In each of the seven columns above.
            assert text.count(f'"{cell}"') == 7
    assert opened.evaluate("window.__x") is None
    opened.close()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8))
@settings(max_examples=60)
def test_any_text_is_one_cell(window: Page, texts: list[str]) -> None:
    """Read back by Python, each cell is the text, guarded where it would begin a formula."""
    made = window.evaluate(
        """(texts) => khgraph.exports.csv(texts.map((text) => ({
          sign: -1, isHedged: false, isDenied: false, isCertain: true,
          statement: {
            id: text, subject: { id: text, label: text }, object: { id: "o", label: text },
            relation: { id: "r" }, verb: "saw", text, qualifiers: "", claims: [],
          },
          claims: [{ who: text, when: null, days: null, comment: text, rank: 0,
            stanceWords: "affirms" }],
        })))""",
        texts,
    )
    # Full-width signs begin a formula too, in a spreadsheet that is set to Japanese.
    cells = [
        f"'{t}" if t.startswith(tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")) else t for t in texts
    ]
    assert [row["subject"] for row in table(made)] == cells
    assert [row["paraphrase"] for row in table(made)] == cells


def gexf_of(page: Page) -> str:
    """Return the GEXF of the present choice."""
    text: str = page.evaluate("khgraph.exports.gexf(khgraph.state.derive().ties)")
    return text


def read_gexf(text: str) -> Any:
    """Read GEXF as networkx does."""
    return nx.read_gexf(io.BytesIO(text.encode("utf-8")))


@pytest.mark.parametrize("hash_", CHOICES)
def test_gexf_is_what_networkx_reads(window: Page, corpus: Corpus, hash_: str) -> None:
    """Every tie is an edge with its sign, from subject to object, parallel ones kept."""
    reading = CHOICES[hash_]
    graph = read_gexf(gexf_of(choose(window, f"view=turns&{hash_}")))
    wanted = ties(corpus.statements, reading, corpus.lives)
    assert isinstance(graph, nx.MultiDiGraph)
    found = Counter(
        (start, end, values["id"], values["sign"], values["label"], values["stance"])
        for start, end, values in graph.edges(data=True)
    )
    ends = [
        (tie, tie.statement.subject, tie.statement.object, tie.statement.relation) for tie in wanted
    ]
    assert found == Counter(
        (
            subject.id,
            end.id,
            tie.iri.rpartition("/")[2].rpartition("#")[2],
            tie.sign,
            relation.label,
            STANCE_WORDS[tie.claims[0].stance],
        )
        for tie, subject, end, relation in ends
        if isinstance(end, Entity)
    )
    assert graph.number_of_edges() == len(wanted)
    assert graph.graph["mode"] == "dynamic"
    labels = {
        e.id: (e.label, e.kind) for _, a, b, _ in ends for e in (a, b) if isinstance(e, Entity)
    }
    assert {
        name: (values["label"], values["kind"]) for name, values in graph.nodes(data=True)
    } == labels
    symmetric = {tie.iri.rpartition("/")[2]: relation.is_symmetric for tie, _, _, relation in ends}
    assert {
        values["id"]: values["symmetric"] for _, _, values in graph.edges(data=True)
    } == symmetric
    assert all(values["weight"] == 1 for _, _, values in graph.edges(data=True))


def spells(part: ET.Element) -> list[tuple[str | None, str | None]]:
    """Return when a node or edge is there; one without an end on both sides always is."""
    several = part.findall(f"{GEXF}spells/{GEXF}spell")
    return [(one.get("start"), one.get("end")) for one in several or [part]]


@pytest.mark.parametrize("hash_", CHOICES)
def test_gexf_has_the_days_of_each_tie(window: Page, corpus: Corpus, hash_: str) -> None:
    """As Python has them, open sides left out; nobody is gone while a tie of theirs is there."""
    root = parse(gexf_of(choose(window, f"view=turns&{hash_}")))
    found = {edge.get("id"): spells(edge) for edge in root.iter(f"{GEXF}edge")}
    wanted = {
        tie.iri.rpartition("/")[2]: [
            (first if first != OPEN_START else None, last if last != OPEN_END else None)
            for first, last in tie.possible
        ]
        for tie in ties(corpus.statements, CHOICES[hash_], corpus.lives)
    }
    assert found == wanted
    there = {node.get("id"): spells(node) for node in root.iter(f"{GEXF}node")}
    for edge in root.iter(f"{GEXF}edge"):
        for first, last in spells(edge):
            if first is None and last is None:
                continue
            for end in (edge.get("source"), edge.get("target")):
                assert any(
                    (a or OPEN_START) <= (first or OPEN_START)
                    and (last or OPEN_END) <= (b or OPEN_END)
                    for a, b in there[end]
                )
    assert there.get("manchukuo", [("1932-01-01", "1945-12-31")])[0][0] == "1932-01-01"


def test_gexf_keeps_whom_the_sources_honour_after_death(browser: Browser, tmp_path: Path) -> None:
    """An actor is there in life, and again while a tie of theirs is: no edge lacks its end."""
    died = RelationType("urn:o/died", "died in", "saw the death of", None, False, True)
    told = [
        Statement("urn:s/1", LINGSHENG, died, "Changchun", (claim("d", when="1936-04-24"),)),
        Statement("urn:s/2", JAPAN, SUPPORTED, LINGSHENG, (claim("a", when="1932/1934"),)),
        Statement("urn:s/3", JAPAN, SUPPORTED, LINGSHENG, (claim("b", when="1995/1996-02"),)),
        Statement("urn:s/4", JAPAN, SUPPORTED, LINGSHENG, (claim("c"),)),
    ]
    opened = open_page(browser, write(tmp_path, draw(told)))
    root = parse(gexf_of(opened))
    check_form(root)
    there = {node.get("id"): spells(node) for node in root.iter(f"{GEXF}node")}
    assert there == {
        "japan": [(None, None)],
        "lingsheng": [(None, "1936-04-24"), ("1995-01-01", "1996-02-29")],
    }
    assert {edge.get("id"): spells(edge) for edge in root.iter(f"{GEXF}edge")} == {
        "2": [("1932-01-01", "1934-12-31")],
        "3": [("1995-01-01", "1996-02-29")],
        "4": [(None, "1936-04-24")],
    }
    opened.close()


def check_form(root: ET.Element) -> None:
    """Assert what the schema of GEXF 1.3 asks of the parts that are used here."""
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    assert [part.tag.removeprefix(GEXF) for part in root] == ["meta", "graph"]
    graph = root[1]
    names = [part.tag.removeprefix(GEXF) for part in graph]
    assert names == ["attributes", "attributes", "nodes", "edges"]
    declared = {
        part.get("class"): {one.get("id"): one.get("type") for one in part} for part in graph[:2]
    }
    ids = [one.get("id") for part in graph[:2] for one in part]
    assert len(set(ids)) == len(ids)
    assert set(declared) == {"node", "edge"}
    nodes = [node.get("id") for node in graph[2]]
    edges = [edge.get("id") for edge in graph[3]]
    assert len(set(nodes)) == len(nodes)
    assert len(set(edges)) == len(edges)
    tests = {
        "integer": re.compile("-?1|0"),
        "boolean": re.compile("true|false"),
        "string": re.compile(".*", re.S),
    }
    is_timed = False
    for kind, part in (("node", graph[2]), ("edge", graph[3])):
        for one in part:
            order = [child.tag.removeprefix(GEXF) for child in one]
            assert order in (["attvalues"], ["attvalues", "spells"])
            values = {each.get("for"): each.get("value") or "" for each in one[0]}
            assert len(values) == len(one[0])
            for name, value in values.items():
                assert tests[declared[kind][name] or ""].fullmatch(value)
            for place in [one, *one.iter(f"{GEXF}spell")]:
                for side in ("start", "end"):
                    day = place.get(side)
                    is_timed = is_timed or day is not None
                    assert day is None or re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    for edge in graph[3]:
        assert {edge.get("source"), edge.get("target")} <= set(nodes)
        assert float(edge.get("weight") or 0) > 0
        assert edge.get("type") == "directed"
    assert graph.get("mode") == ("dynamic" if is_timed else "static")
    assert graph.get("timeformat") == ("date" if is_timed else None)


def test_gexf_has_the_form_of_its_schema(browser: Browser, window: Page, tmp_path: Path) -> None:
    """Of the whole corpus, of an actor, without any date, and of nothing."""
    choose(window, "view=turns")
    download = take(window, "Ties as GEXF")
    assert download.suggested_filename == "khgraph-ties.gexf"
    text = content(download).decode("utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<gexf ')
    check_form(parse(text))
    words = parse(text).findtext(f"{GEXF}meta/{GEXF}description") or ""
    assert re.fullmatch(
        rf"Reading: {re.escape(Reading().describe())}\. Data: triples\.ttl, khgraph [\w.]+\.", words
    )
    choose(window, "view=turns&actor=lingsheng")
    some = content(take(window, "Ties as GEXF")).decode("utf-8")
    check_form(parse(some))
    assert 0 < some.count("<edge ") < 30
    told = [Statement("urn:s/1", LINGSHENG, SUPPORTED, JAPAN, (claim("c"),))]
    for statements_ in (told, []):
        opened = open_page(browser, write(tmp_path, draw(statements_)))
        root = parse(gexf_of(opened))
        check_form(root)
        assert root[1].get("mode") == "static"
        assert len(root[1][3]) == len(statements_)
        opened.close()


@pytest.mark.parametrize("kind", ["nasty", "hostile"])
def test_gexf_keeps_nasty_texts_as_text(browser: Browser, tmp_path: Path, kind: str) -> None:
    """In names, ids and sentences; what XML cannot hold is replaced."""
    path = write(tmp_path, nasty_page() if kind == "nasty" else hostile_page())
    opened = open_page(browser, path, "#actor=&min=reports")
    text = gexf_of(opened)
    check_form(parse(text))
    graph = read_gexf(text)
    found = {values["label"] for _, values in graph.nodes(data=True)}
    texts = NASTY if kind == "nasty" else HOSTILE
    assert found == {re.sub("[\x00\x07]", "\ufffd", nasty) for nasty in texts} | (
        {"Japan"} if kind == "nasty" else set()
    )
    assert graph.number_of_edges() == len(texts)
    opened.close()


PICTURES = [view for view in VIEWS if view != "table"]


@pytest.mark.parametrize("view", PICTURES)
def test_picture_stands_alone_and_says_what_it_is(
    browser: Browser, corpus_page: Path, view: str
) -> None:
    """As SVG: well-formed, with title and reading, nothing that runs or asks for more."""
    more = "&from=1931&to=1945&path=lingsheng&path=jinjuurjab"
    address = f"view={view}&actor=lingsheng{more}"
    opened = open_page(browser, corpus_page, f"#{address}")
    download = take(opened, "This view as SVG")
    assert download.suggested_filename == f"khgraph-{view}-lingsheng-1931-1945.svg"
    text = content(download).decode("utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    root = parse(text)
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == (
        f"Friends and enemies around Khalkhin Gol: {VIEWS[view]}, Lingsheng"
    )
    reading = Reading(first="1931-01-01", last="1945-12-31").describe()
    told = root.findtext(f"{SVG}desc") or ""
    assert f"Reading: {reading}. Data: triples.ttl, khgraph " in told
    # The page leaves out of its address with what it opens.
    wanted = [one for one in parse_qsl(address) if one != ("view", "network")]
    assert sorted(parse_qsl(told.rpartition(" #")[2])) == sorted(wanted)
    # Seen too, and not only told to machines; once, by the view itself if it has more to say.
    lines = [" ".join(part.itertext()) for part in root.iter(f"{SVG}text")]
    assert sum(len(re.findall("Readings?: ", line)) for line in lines) == 1
    assert "Data: triples.ttl" in " ".join(lines)
    names = {part.tag.removeprefix(SVG) for part in root.iter()}
    assert not names & {"script", "foreignObject", "image", "iframe", "a", "style"}
    attributes = {name for part in root.iter() for name in part.attrib}
    assert not {name for name in attributes if "href" in name or name.startswith("on")}
    assert "url(http" not in text
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    picture = take(opened, "This view as PNG (2x)")
    assert picture.suggested_filename == f"khgraph-{view}-lingsheng-1931-1945.png"
    data = content(picture)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    # Twice as large, unless some browser draws nothing of that size.
    assert width * height * 4 < MOST_PIXELS
    assert struct.unpack(">II", data[16:24]) == (int(width * 2), int(height * 2))
    opened.close()


def test_table_is_no_picture_and_says_so(browser: Browser, corpus_page: Path) -> None:
    """The buttons are shut, with the reason in sight; ties that there are not likewise."""
    opened = open_page(browser, corpus_page, "#view=table")
    opened.locator("#exports summary").click()
    reason = "The table is no picture: print it, or take its ties as CSV."
    for words in ("This view as SVG", "This view as PNG (2x)"):
        made = opened.get_by_role("button", name=words)
        expect(made).to_be_disabled()
        expect(made).to_have_attribute("title", reason)
        expect(made).to_have_accessible_description(reason)
    expect(opened.locator("#exports-picture")).to_have_text(reason)
    count = opened.evaluate("khgraph.state.derive().ties.length")
    expect(opened.locator("#exports-ties")).to_contain_text(f"{count} ties, ")
    expect(opened.locator("#exports-ties")).to_contain_text("claims: all of the present choice.")
    opened.evaluate("khgraph.state.set({ actor: 'lingsheng' })")
    expect(opened.locator("#exports-ties")).to_contain_text("those of Lingsheng in the present")
    opened.evaluate("khgraph.state.set({ signs: '' })")
    expect(opened.get_by_role("button", name="Ties as CSV")).to_be_disabled()
    expect(opened.get_by_role("button", name="Ties as GEXF")).to_be_disabled()
    expect(opened.locator("#exports-ties")).to_have_text(
        "No tie of Lingsheng counts in the present choice."
    )
    opened.close()


def test_hostile_picture_is_text(browser: Browser, tmp_path: Path) -> None:
    """Markup in title and names is text in the file, and the name of the file is plain."""
    opened = open_page(browser, write(tmp_path, hostile_page()), "#view=network")
    download = take(opened, "This view as SVG")
    assert re.fullmatch(r"khgraph-network(-[a-z0-9]+)+\.svg", download.suggested_filename)
    root = parse(content(download).decode("utf-8"))
    assert HOSTILE[0] in (root.findtext(f"{SVG}title") or "")
    assert HOSTILE[1] in (root.findtext(f"{SVG}desc") or "")
    assert not [part for part in root.iter() if part.tag in (f"{SVG}script", f"{SVG}img")]
    assert opened.evaluate("window.__x") is None
    opened.close()


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("..\\..\\boot.ini", "khgraph-ties-boot-ini.csv"),
        ("Ärger & Söhne", "khgraph-ties-arger-sohne.csv"),
        ("北京", "khgraph-ties.csv"),
        ("x" * 200, f"khgraph-ties-{'x' * 60}.csv"),
    ],
)
def test_name_of_a_file_is_plain(browser: Browser, tmp_path: Path, thing: str, name: str) -> None:
    """Small letters, digits and hyphens, whatever an actor is called."""
    actor = Entity(f"urn:a/{thing}", "A", "Person")
    told = [Statement("urn:s/1", actor, SUPPORTED, JAPAN, (claim("c"),))]
    opened = open_page(browser, write(tmp_path, draw(told, focus=actor)))
    assert opened.evaluate("khgraph.exports.fileName('ties', 'csv')") == name
    opened.close()


def test_menus_close_as_menus_do(browser: Browser, corpus_page: Path) -> None:
    """On Escape, which then lets go of nothing else, elsewhere, by Tab, and on choosing."""
    opened = open_page(browser, corpus_page, "#view=turns&actor=lingsheng")
    menus = {
        "#exports": "#exports summary",
        "#filters .menu:has(#sources)": "#sources-words",
        "#filters .menu:has(#sure)": "summary:text-is('Dates')",
    }
    for menu, summary in menus.items():
        details = opened.locator(menu)
        opened.locator(summary).click()
        expect(details).to_have_attribute("open", "")
        opened.keyboard.press("Tab")
        opened.keyboard.press("Escape")
        expect(details).not_to_have_attribute("open", "")
        expect(opened.locator(summary)).to_be_focused()
        assert opened.evaluate("khgraph.state.now.actor") == "lingsheng"
        opened.locator(summary).click()
        opened.locator("h1").click()
        expect(details).not_to_have_attribute("open", "")
        opened.locator(summary).click()
        for _ in range(12):
            opened.keyboard.press("Tab")
        expect(details).not_to_have_attribute("open", "")
    opened.keyboard.press("Escape")
    assert opened.evaluate("khgraph.state.now.actor") is None
    opened.locator("#sources-words").click()
    opened.locator("[name=source]").first.uncheck()
    expect(opened.locator("[name=source]").first).to_be_visible()
    take(opened, "Ties as CSV")
    expect(opened.locator("#exports")).not_to_have_attribute("open", "")
    opened.close()


def test_button_says_again_what_it_said_before(browser: Browser, corpus_page: Path) -> None:
    """Though it was clicked twice, the second time while it said Copied."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(f"file://{corpus_page}#view=turns")
    button = opened.locator("#link")
    button.click()
    expect(button).to_have_text("Copied")
    button.click()
    expect(button).to_have_text("Copied")
    expect(button).to_have_text("Copy link")
    assert opened.evaluate("navigator.clipboard.readText()") == opened.url
    context.close()


@pytest.mark.parametrize(("is_done", "words"), [(True, "Copied"), (False, "Not copied")])
def test_page_without_a_clipboard_copies_the_old_way(
    browser: Browser, corpus_page: Path, is_done: bool, words: str
) -> None:
    """And says so where that fails too."""
    opened = open_page(browser, corpus_page, "#view=turns")
    opened.evaluate(
        """(isDone) => {
          Object.defineProperty(navigator, 'clipboard', { value: undefined });
          document.execCommand = () => {
            window.copied = document.activeElement.value;
            return isDone;
          };
        }""",
        is_done,
    )
    opened.locator("#link").click()
    expect(opened.locator("#link")).to_have_text(words)
    assert opened.evaluate("window.copied") == opened.url
    expect(opened.locator("#link")).to_be_focused()
    assert opened.locator("textarea").count() == 0
    expect(opened.locator("#status.shown")).to_have_count(0 if is_done else 1)
    opened.close()


def test_columns_are_told_apart(window: Page) -> None:
    """The header has every column once, in an order that begins with what a student reads."""
    text = window.evaluate("khgraph.exports.csv([])")
    assert text == "\ufeff" + ",".join(COLUMNS) + "\r\n"
    assert json.loads(json.dumps(COLUMNS)) == list(dict.fromkeys(COLUMNS))
