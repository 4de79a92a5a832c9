"""The table of the explorer: every row that Python counts, in its order, in words, by keyboard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from explorer import (
    ALLIED,
    DAUR,
    ENEMY,
    EXECUTED,
    FUMING,
    HOSTILE,
    JAPAN,
    KIN,
    LINGSHENG,
    STATEMENTS,
    SUPPORTED,
    TURNS,
    USSR,
    claim,
    draw,
    hostile_page,
    open_page,
    statement,
)
from playwright.sync_api import Browser, Locator, Page, expect

from khgraph.lives import Life, lives
from khgraph.model import Claim, Entity, RelationType, Statement, Turn, time_key
from khgraph.reading import Reading, tie_of, ties
from khgraph.records import sources, statements, turns
from khgraph.stores import open_store

UNDATED = "9999-99-99"
BORN = RelationType("urn:o/born", "was born in", "was the birthplace of", None, False, True)


class Corpus(NamedTuple):
    """What the page of the whole corpus is drawn from."""

    statements: list[Statement]
    turns: list[Turn]
    lives: dict[str, Life]
    sources: dict[str, str]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Read the corpus; no test may change it."""
    store = open_store(())
    told = sorted(statements(store), key=lambda one: one.iri)
    return Corpus(told, turns(store), lives(told), dict(sources(store)))


@pytest.fixture(scope="module")
def window(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Keep one page of the corpus open for the tests that leave it as it was."""
    opened = open_page(browser, corpus_page, "#view=table")
    yield opened
    opened.close()


@pytest.fixture
def shown(window: Page) -> Page:
    """Return the open page as it was when it opened."""
    window.locator("#table-kind").select_option("ties")
    window.locator("#table-filter").fill("")
    window.evaluate("khgraph.state.reset()")
    if window.locator("[aria-sort] button").inner_text() != "When":
        window.get_by_role("button", name="When").click()
    if window.locator("[aria-sort]").get_attribute("aria-sort") == "descending":
        window.get_by_role("button", name="When").click()
    return window


def write(folder: Path, text: str) -> Path:
    """Write a page."""
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def sentences(page: Page) -> list[str]:
    """Return what the rows say, without the words of hedge in front."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('tbody .table-open')].map(b => b.lastChild.data)"
    )
    return found


def row(page: Page, words: str) -> Locator:
    """Return the one row that says *words*."""
    return page.locator("tbody tr").filter(has=page.get_by_role("button", name=words, exact=True))


def sort_by(page: Page, column: str, direction: str) -> None:
    """Sort as a reader does it."""
    head = page.get_by_role("columnheader", name=column)
    for _ in range(2):
        if head.get_attribute("aria-sort") != direction:
            head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == direction
    assert page.locator("[aria-sort]").count() == 1


@pytest.mark.parametrize(
    ("hash_", "reading"),
    [
        ("", Reading()),
        ("min=affirms", Reading("affirms")),
        (
            "min=reports&from=1931&to=1945",
            Reading("reports", first="1931-01-01", last="1945-12-31"),
        ),
        (
            "from=1939-05-11&to=1939-09-16&undated=yes",
            Reading(first="1939-05-11", last="1939-09-16", include_undated=True),
        ),
        ("sources=kuromiya2014&min=possible", Reading("possible", sources=("kuromiya2014",))),
        ("from=1950&horizon=5", Reading(first="1950-01-01", horizon=5)),
    ],
    ids=["plain", "affirmed", "reported in a time", "undated too", "one source", "horizon"],
)
def test_rows_are_the_ties_that_python_counts(
    shown: Page, corpus: Corpus, hash_: str, reading: Reading
) -> None:
    """As many, and the same."""
    wanted = ties(corpus.statements, reading, corpus.lives)
    shown.evaluate("(hash) => { location.hash = '#view=table&' + hash }", hash_)
    expect(shown.locator("#reading")).to_have_text(reading.describe())
    assert len(wanted) > 10
    assert sorted(sentences(shown)) == sorted(tie.statement.sentence() for tie in wanted)
    expect(shown.locator(".table-count")).to_have_text(f"{len(wanted)} ties")


def test_every_statement_and_turn_can_be_read(shown: Page, corpus: Corpus) -> None:
    """Nothing that the page holds is without words in the table."""
    shown.locator("#table-kind").select_option("everything")
    wanted = [one.sentence() for one in corpus.statements] + [turn.label for turn in corpus.turns]
    assert sorted(sentences(shown)) == sorted(wanted)
    expect(shown.locator(".table-count")).to_have_text(f"{len(wanted)} entries")
    shown.locator("#table-kind").select_option("turns")
    counted = [turn for turn in corpus.turns if any(map(Reading().accepts, turn.claims))]
    assert sorted(sentences(shown)) == sorted(turn.label for turn in counted)
    assert 0 < len(counted) < len(corpus.turns)
    shown.locator("#table-kind").select_option("unsigned")
    found = [tie_of(one, Reading(), corpus.lives) for one in corpus.statements if one.is_tie]
    assert sorted(sentences(shown)) == sorted(tie.statement.sentence() for tie in found if tie)


def fold(text: str) -> str:
    """Return *text* without accents and in small letters, as the page sorts it."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.category(c).startswith("M")).lower().strip()


def natural(text: str) -> str:
    """Return *text* with zeros before its numbers, so that they sort as numbers."""
    return re.sub(r"[0-9]+", lambda found: found[0].rjust(6, "0"), text)


def sort_key(column: str, told: Statement, claims: tuple[Claim, ...]) -> Any:
    """Return by what a row is sorted, None where there is nothing to sort it by."""
    if column == "Tie":
        return fold(told.subject.label), fold(told.object_label)
    if column == "Sign":
        return -told.sign if told.is_tie and told.sign is not None else None
    if column == "When":
        key = time_key(claims)
        return None if key[0] == UNDATED else key
    return min(
        ((one.source, natural(one.locator), natural(one.lines)) for one in claims), default=None
    )


@pytest.mark.parametrize("direction", ["ascending", "descending"])
@pytest.mark.parametrize("column", ["Tie", "Sign", "When", "Who says so, and where"])
@pytest.mark.parametrize("kind", ["unsigned", "everything"])
def test_order_of_rows_is_that_of_python(
    shown: Page, corpus: Corpus, kind: str, column: str, direction: str
) -> None:
    """By real keys; equals stand in time order; what has no key stands last either way."""
    shown.locator("#table-kind").select_option(kind)
    sort_by(shown, column, direction)
    rows = []
    for place, told in enumerate(corpus.statements):
        tie = tie_of(told, Reading(), corpus.lives)
        if kind == "everything" or (tie and told.is_tie):
            rows.append((told, tie.claims if tie else told.claims, place))
    rows.sort(key=lambda one: (time_key(one[1]), one[2]))
    keyed = [one for one in rows if sort_key(column, one[0], one[1]) is not None]
    keyed.sort(key=lambda one: sort_key(column, one[0], one[1]), reverse=direction == "descending")
    if direction == "descending":
        # Python turns equals round too; on the page they stay in time order.
        again: list[tuple[Statement, tuple[Claim, ...], int]] = []
        groups: dict[Any, list[tuple[Statement, tuple[Claim, ...], int]]] = {}
        for one in rows:
            groups.setdefault(sort_key(column, one[0], one[1]), []).append(one)
        groups.pop(None, None)
        for key in sorted(groups, reverse=True):
            again += groups[key]
        keyed = again
    bare = [one for one in rows if sort_key(column, one[0], one[1]) is None]
    wanted = [told.sentence() for told, _, _ in keyed + bare]
    labels = {turn.label for turn in corpus.turns}
    assert [words for words in sentences(shown) if words not in labels] == wanted


def test_names_are_sorted_without_regard_to_accents(browser: Browser, tmp_path: Path) -> None:
    """As in a printed index, and by the order of no country."""
    names = ["Zhukov", "Örgöö", "ángara", "Amar", "Öa", "Onon"]
    told = [
        statement(Entity(f"urn:a/{i}", name, "Person"), SUPPORTED, JAPAN)
        for i, name in enumerate(names)
    ]
    opened = open_page(browser, write(tmp_path, draw(told)), "#view=table")
    sort_by(opened, "Tie", "ascending")
    assert [words.split()[0] for words in sentences(opened)] == [
        *("Amar", "ángara", "Öa", "Onon", "Örgöö", "Zhukov")
    ]
    opened.close()


def test_pages_are_sorted_as_numbers(browser: Browser, tmp_path: Path) -> None:
    """Page 9 comes before page 10."""
    told = [
        statement(Entity(f"urn:a/{page}", f"On {page}", "Person"), SUPPORTED, JAPAN, said)
        for page in (10, 9, 100)
        for said in [claim(f"c{page}", locator=f"p. {page}")]
    ]
    opened = open_page(browser, write(tmp_path, draw(told)), "#view=table")
    sort_by(opened, "Who says so, and where", "ascending")
    assert [words.split()[1] for words in sentences(opened)] == ["9", "10", "100"]
    opened.close()


@pytest.fixture
def small(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the page of the invented statements, of which one has no sign and one is no tie."""
    born = Statement("urn:s/born", LINGSHENG, BORN, "Hailar", (claim("born", when="1887"),))
    text = draw([*STATEMENTS, born], turns=TURNS, sources={"bulag2009": "U. Bulag (2009) Nomonhan"})
    opened = open_page(browser, write(tmp_path, text), "#view=table")
    yield opened
    opened.close()


def test_row_says_sign_date_author_and_page(small: Page) -> None:
    """Sentence, sign in glyph and word, date, stance, who, source, page, lines, paraphrase."""
    backed = row(small, "Japan supported Lingsheng")
    assert [cell.strip() for cell in backed.locator("th, td").all_inner_texts()] == [
        "Japan supported Lingsheng",
        "+ friendly",
        "until 1936-04-24, beginning not said",
        "Uradyn E. Bulag affirms: bulag2009 p. 9, lines 600-601. On good terms at first.",
    ]
    place = backed.locator(".table-place")
    assert place.get_attribute("title") == "U. Bulag (2009) Nomonhan"
    killed = row(small, "Japan executed Lingsheng")
    assert killed.locator("td").first.inner_text() == "− hostile"
    pact = row(small, "Japan made a treaty with Soviet Union")
    assert pact.locator("td").first.inner_text() == "0 neutral"


def test_hedges_stand_in_front_and_quarrels_are_told(small: Page) -> None:
    """Nothing is smoothed: who doubts and who denies is in the row, and why it is not drawn."""
    maybe = row(small, "possibly: Lingsheng spied for Soviet Union")
    expect(maybe).to_be_visible()
    assert "Uradyn E. Bulag thinks possible" in maybe.inner_text()
    assert "Editors: The hedge is the author's." in maybe.inner_text()
    quarrel = row(small, "Japan was an enemy of Soviet Union")
    assert "Contested: another claim doubts or denies it." in quarrel.inner_text()
    assert quarrel.locator(".table-claim").all_inner_texts() == [
        "Uradyn E. Bulag affirms: bulag2009 p. 9, lines 613-616, 1932 to 1945.",
        "Uradyn E. Bulag doubts: bulag2009 p. 9, lines 613-616, no date in the source.",
    ]
    expect(small.locator("tbody tr")).to_have_count(7)
    small.locator("#table-kind").select_option("everything")
    expect(small.locator("tbody tr")).to_have_count(11)
    denied = row(small, "denied: Lingsheng was allied with Japan")
    assert "Denied, so not drawn as a tie." in denied.inner_text()
    assert "(with The Mongol governors)" in denied.inner_text()
    small.evaluate("khgraph.state.set({ from: '1940', to: '1945' })")
    gone = row(small, "Japan executed Lingsheng")
    assert "Not in the present choice." in gone.inner_text()
    small.evaluate("khgraph.state.set({ from: '1931', to: '1933' })")
    likely = row(small, "Japan was an enemy of Soviet Union")
    assert "Its dates only possibly cover the chosen time." not in likely.inner_text()
    backed = row(small, "Japan supported Lingsheng")
    assert "Its dates only possibly cover the chosen time." in backed.inner_text()


def test_claim_that_does_not_count_is_marked(browser: Browser, tmp_path: Path) -> None:
    """A row shows what others say as well, and which of it the choice leaves out."""
    said = (claim("a", when="1932"), claim("b", "reports", "1940", source="other2000"))
    path = write(tmp_path, draw([statement(JAPAN, ENEMY, USSR, *said)]))
    opened = open_page(browser, path, "#view=table")
    lines = opened.locator("tbody .table-claim")
    assert "Not counted by the present choice." not in lines.nth(0).inner_text()
    assert "Not counted by the present choice." in lines.nth(1).inner_text()
    assert opened.locator("tbody td").nth(1).inner_text() == "1932"
    opened.evaluate("khgraph.state.set({ min: 'reports' })")
    assert "Not counted" not in opened.locator("tbody").inner_text()
    assert opened.locator("tbody td").nth(1).inner_text() == "1932; 1940"
    opened.close()


def test_a_row_chooses_what_it_speaks_of(small: Page) -> None:
    """Two actors, one thing, or a turning point; the panel tells all, the rows stay."""
    small.locator("#table-kind").select_option("everything")
    count = small.locator("tbody tr").count()
    row(small, "Japan executed Lingsheng").get_by_role("button").click()
    assert small.evaluate("khgraph.state.now.pair") == ["japan", "lingsheng"]
    expect(small.locator("#panel h2")).to_have_text("Japan and Lingsheng")
    expect(small.locator("#panel .copy").first).to_be_visible()
    chosen = small.locator("tbody tr.chosen .table-open")
    assert sorted(chosen.all_inner_texts()) == [
        "Japan executed Lingsheng",
        "Japan supported Lingsheng",
        "denied: Lingsheng was allied with Japan",
    ]
    assert small.locator("[aria-current=true]").count() == 3
    row(small, "Lingsheng was born in Hailar").get_by_role("button").click()
    assert small.evaluate("khgraph.state.now.actor") == "lingsheng"
    row(small, "Japan turns on its friend").get_by_role("button").click()
    assert small.evaluate("khgraph.state.now.turn") == "1"
    turn = row(small, "Japan turns on its friend")
    assert turn.locator("td").first.inner_text() == "+ → − friendly, then hostile"
    assert "Before: Japan supported Lingsheng\n" in turn.inner_text()
    assert small.locator("tbody tr.chosen").count() == 1
    assert small.locator("tbody tr").count() == count


def test_a_turning_point_is_hedged_with_both_its_sides(browser: Browser, tmp_path: Path) -> None:
    """Before its label, and before the sentences of what held and what came."""
    before = statement(JAPAN, SUPPORTED, LINGSHENG, claim("b", "thinksProbable"))
    after = statement(JAPAN, EXECUTED, LINGSHENG, claim("a", "thinksPossible"))
    turn = Turn("urn:t/1", "Japan turns", "betrayal", before, after, None, (claim("t"),))
    path = tmp_path / "page.html"
    path.write_text(draw([before, after], turns=[turn]), encoding="utf-8", newline="")
    opened = open_page(browser, path, "#view=table")
    opened.locator("#table-kind").select_option("turns")
    told = opened.locator("tbody tr")
    expect(told.locator("th")).to_contain_text("possibly: Japan turns")
    expect(told).to_contain_text("Before: probably: Japan supported Lingsheng")
    expect(told).to_contain_text("After: possibly: Japan executed Lingsheng")
    opened.close()


def test_only_the_rows_of_who_is_chosen(small: Page) -> None:
    """Chosen elsewhere, an actor narrows the table; the switch widens it; letting go does too."""
    only = small.locator("#table-only")
    expect(only).to_be_hidden()
    small.locator("#name").fill("Lingsheng")
    small.keyboard.press("Enter")
    expect(only).to_be_checked()
    expect(small.get_by_label("only of Lingsheng")).to_be_visible()
    expect(small.locator(".table-count")).to_have_text("3 ties")
    assert all("Lingsheng" in words for words in sentences(small))
    row(small, "Japan executed Lingsheng").get_by_role("button").click()
    expect(small.locator(".table-count")).to_have_text("3 ties")
    only.uncheck()
    expect(small.locator(".table-count")).to_have_text("7 ties")
    expect(small.get_by_label("only of Japan and Lingsheng")).to_be_visible()
    only.check()
    expect(small.locator(".table-count")).to_have_text("2 ties")
    small.keyboard.press("Escape")
    expect(only).to_be_hidden()
    expect(small.locator(".table-count")).to_have_text("7 ties")
    small.evaluate("khgraph.state.chooseActor(khgraph.graph.thing('fuming'))")
    expect(small.locator(".table-count")).to_have_text("0 ties")
    expect(small.locator(".table-empty")).to_contain_text("Nothing is said of this")


def test_words_narrow_the_rows(small: Page) -> None:
    """All of them, in any order, with or without accents, in sentence, claim or remark."""
    small.locator("#table-kind").select_option("everything")
    box = small.get_by_role("searchbox", name="Only rows with these words")
    for words, wanted in {
        "fuming": ["Lingsheng was kin of Fúming"],
        "FÚMING kin": ["Lingsheng was kin of Fúming"],
        "contested": ["Japan was an enemy of Soviet Union"],
        "hailar 1887": ["Lingsheng was born in Hailar"],
        "good terms 600-601": ["Japan supported Lingsheng"],
    }.items():
        box.fill(words)
        assert sentences(small) == wanted
        expect(small.locator(".table-count")).to_have_text("1 of 11 entries")
    box.fill("samovar")
    expect(small.locator(".table-empty")).to_have_text("No row has these words.")
    small.evaluate("khgraph.state.chooseActor(khgraph.graph.thing('japan'))")
    box.focus()
    small.keyboard.press("Escape")
    assert box.input_value() == ""
    assert small.evaluate("khgraph.state.now.actor") == "japan"
    small.keyboard.press("Escape")
    assert small.evaluate("khgraph.state.now.actor") is None


def test_table_is_worked_by_keyboard(small: Page) -> None:
    """Tab comes to switches, heads and one row; arrows go on; Enter sorts and chooses."""
    small.locator("#tab-table").focus()
    stops = []
    for _ in range(8):
        small.keyboard.press("Tab")
        stops.append(
            small.evaluate("document.activeElement.id || document.activeElement.className")
        )
    assert stops[:7] == ["table-kind", "table-filter", *["table-sort"] * 4, "table-open"]
    assert stops[7] != "table-open"
    small.locator("#table-filter").focus()
    small.keyboard.press("Tab")
    small.keyboard.press("Enter")
    assert small.locator("[aria-sort=ascending]").inner_text() == "Tie"
    for _ in range(4):
        small.keyboard.press("Tab")
    order = sentences(small)
    focused = "document.activeElement.lastChild.data"
    assert small.evaluate(focused) in order
    keys = {"Home": 0, "ArrowDown": 1, "End": -1, "ArrowUp": -2, "PageUp": 0, "PageDown": -1}
    for key, place in keys.items():
        small.keyboard.press(key)
        assert small.evaluate(focused) == order[place]
    small.keyboard.press("Home")
    small.keyboard.press("ArrowUp")
    assert small.evaluate(focused) == order[0]
    small.keyboard.press("Enter")
    assert small.evaluate("khgraph.state.now.pair.length") == 2
    assert small.evaluate(focused) == order[0]
    assert small.locator("tbody [tabindex='0']").count() == 1


def test_rows_are_kept_as_time_moves(shown: Page) -> None:
    """A row is made once: what stays in sight is not touched, and keeps the focus."""
    shown.evaluate("khgraph.state.set({ from: '1939', to: '1939' })")
    shown.locator("tbody .table-open").first.focus()
    words = shown.evaluate("document.activeElement.textContent")
    shown.evaluate("() => { for (const tr of document.querySelectorAll('tbody tr')) tr.mine = 1 }")
    count = shown.locator("tbody tr").count()
    shown.evaluate("khgraph.state.set({ from: '1938', to: '1940' })")
    assert shown.evaluate("document.activeElement.textContent") == words
    assert shown.locator("tbody tr").count() > count
    marked = "[...document.querySelectorAll('tbody tr')].filter(tr => tr.mine).length"
    assert shown.evaluate(marked) == count
    shown.evaluate("khgraph.state.set({ from: '1939', to: '1939' })")
    assert shown.evaluate(marked) == shown.locator("tbody tr").count() == count


def test_table_is_a_table_for_those_who_hear_it(shown: Page) -> None:
    """Caption, heads and row heads, though the rows are laid out as a grid."""
    count = shown.evaluate("khgraph.state.derive().ties.length")
    table = shown.get_by_role("table", name=f"Ties with a sign: {count} ties. Reading: all sources")
    assert table.get_by_role("columnheader").count() == 4
    assert table.get_by_role("rowheader").count() == count
    assert table.get_by_role("cell").count() == 3 * count
    assert shown.locator("thead th[scope=col]").count() == 4
    assert shown.locator("tbody th[scope=row]").count() == count
    assert shown.locator(".table-count").get_attribute("aria-live") == "polite"


def test_sources_dates_and_reading_stand_below(shown: Page, corpus: Corpus) -> None:
    """Every source in full, how dates are written, and what the rows rest on."""
    notes = shown.locator(".table-notes")
    assert (
        dict(
            zip(
                notes.locator("dt").all_inner_texts(),
                notes.locator("dd").all_inner_texts(),
                strict=True,
            )
        )
        == corpus.sources
    )
    assert "in the standard EDTF: 1932/1945 from and to, /1936 until" in notes.inner_text()
    shown.locator("[name=sign][value='-']").uncheck()
    words = f"Reading: {Reading().describe()}; only friendly and neutral ties. Data: triples.ttl."
    assert words in notes.inner_text()
    shown.evaluate("khgraph.state.set({ signs: '', sure: true })")
    words = "; only no ties; only what the dates make certain. Data: triples.ttl."
    assert words in notes.inner_text()


@pytest.mark.parametrize(
    ("kind", "words"), [("ties", ""), ("turns", ""), ("everything", "mongolia")]
)
def test_phone_needs_no_scrolling_to_the_side(
    browser: Browser, corpus_page: Path, kind: str, words: str
) -> None:
    """Rows are blocks, each value under its label."""
    phone = open_page(browser, corpus_page, "#view=table&min=reports", (390, 844))
    phone.locator("#table-kind").select_option(kind)
    phone.locator("#table-filter").fill(words)
    assert phone.locator("tbody tr").count() > 20
    wide = phone.evaluate(
        """() => [...document.querySelectorAll('html, #view-table, #view-table *')]
          .filter((one) => !one.closest('caption'))
          .filter((one) => one.scrollWidth > 390 || one.getBoundingClientRect().right > 390)
          .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    label = "getComputedStyle(document.querySelectorAll('tbody td')[1], '::before').content"
    # As it is computed: the value of the attribute, and a colon.
    assert phone.evaluate(label) in ('attr(data-label) ": "', '"When" ": "', '"When: "')
    phone.close()


def test_print_has_all_rows_and_a_head_that_is_repeated(
    browser: Browser, corpus_page: Path
) -> None:
    """Chromium repeats a head of a table that has no buttons in it."""
    opened = open_page(browser, corpus_page, "#view=table")
    opened.emulate_media(media="print")
    style = "(where) => getComputedStyle(document.querySelector(where))"
    assert opened.evaluate(f"({style})('.table-rows thead').display") == "table-header-group"
    assert opened.evaluate(f"({style})('tbody tr').display") == "table-row"
    assert opened.evaluate(f"({style})('tbody tr').contentVisibility") == "visible"
    for hidden in (".table-tools", "thead .table-sort", ".table-hint"):
        assert opened.evaluate(f"({style})('{hidden}').display") == "none"
    for part in ("#view-table", ".table-scroll"):
        assert opened.evaluate(f"({style})('{part}').overflow") == "visible"
    expect(opened.locator("caption")).to_be_visible()
    heights = opened.evaluate(
        "[...document.querySelectorAll('tbody tr')].map(tr => tr.getBoundingClientRect().height)"
    )
    assert len(heights) == opened.evaluate("khgraph.state.derive().ties.length")
    assert min(heights) > 10
    opened.close()


def test_markup_in_the_data_is_text_in_every_row(browser: Browser, tmp_path: Path) -> None:
    """In sentence, claim, source and filter."""
    opened = open_page(browser, write(tmp_path, hostile_page()), "#view=table&min=reports")
    opened.locator("#table-kind").select_option("everything")
    opened.locator("#table-only").uncheck()
    for bad in HOSTILE:
        opened.locator("#table-filter").fill(bad)
        assert bad in opened.locator("tbody").inner_text()
        opened.locator("tbody .table-open").last.click()
    assert opened.evaluate("window.__x") is None
    assert opened.locator("#view-table img, #view-table script, #view-table svg").count() == 0
    opened.close()


def test_statement_nobody_answers_says_so(browser: Browser, tmp_path: Path) -> None:
    """No result without its source: where there is none, the row says that."""
    told = [statement(JAPAN, ALLIED, DAUR), statement(LINGSHENG, KIN, FUMING)]
    bare = Statement("urn:s/bare", JAPAN, SUPPORTED, USSR, ())
    nowhere = statement(USSR, SUPPORTED, DAUR, claim("n", source="", locator="", lines=""))
    path = write(tmp_path, draw([*told, bare, nowhere]))
    opened = open_page(browser, path, "#view=table")
    assert "Uradyn E. Bulag affirms: no source recorded." in opened.locator("tbody").inner_text()
    opened.locator("#table-kind").select_option("everything")
    found = row(opened, "claimed by nobody: Japan supported Soviet Union")
    assert "No claim answers it." in found.locator("td").last.inner_text()
    opened.close()
