"""The turning points of the explorer: on the axis and as cards, greyed but never left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from explorer import BACKED, KILLED, STATEMENTS, claim, draw, open_page
from playwright.sync_api import Browser, Page, expect

from khgraph.dates import NOT, OPEN_END, OPEN_START, presence_within
from khgraph.lives import placed_act
from khgraph.model import STANCES, Entity, Statement, Turn
from khgraph.reading import Reading
from khgraph.records import turns
from khgraph.stores import open_store

VIEW = "#view-turns"
HEDGES = ("", "probably: ", "possibly: ", "only reported: ", "doubted: ", "denied: ")


def invented_turn(name: str, kind: str, *when: str | None, stance: str = "affirms") -> Turn:
    """Return a turning point between Japan and Lingsheng, with a claim for each date."""
    claims = tuple(claim(f"{name}-{i}", stance, when=day) for i, day in enumerate(when))
    return Turn(f"urn:t/{name}", f"The turn {name}", kind, BACKED, KILLED, None, claims)


# In time order, as `khgraph.records.turns` gives them.
INVENTED = [
    invented_turn("since", "break", "1934/"),
    invented_turn("span", "purge", "1935/1938"),
    invented_turn("denied", "break", "1936", stance="denies"),
    invented_turn("day", "betrayal", "1936-04-24"),
    invented_turn("hedged", "break", "1940", stance="thinksProbable"),
    invented_turn("undated", "break", None),
]


@pytest.fixture(scope="module")
def corpus() -> list[Turn]:
    """Return the turning points of the corpus."""
    return list(turns(open_store(())))


@pytest.fixture
def invented(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the turning points of the invented page, whose axis is from 1932 to 1945."""
    path = tmp_path / "page.html"
    path.write_text(draw(STATEMENTS, turns=INVENTED), encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=turns")
    yield window
    window.close()


def called(turn: Turn) -> str:
    """Return the label, hedged as its claims are, or as what it tells of is, if less sure."""
    sides = [side.claims for side in (turn, turn.after) if isinstance(side, Turn | Statement)]
    rank = max(min(STANCES.index(one.stance) for one in claims) for claims in sides)
    return HEDGES[rank] + turn.label


def hedged(told: Statement) -> str:
    """Return what a side says, with its hedge."""
    return HEDGES[min(STANCES.index(one.stance) for one in told.claims)] + told.sentence()


def name(turn: Turn) -> str:
    """Return the id of a turning point on the page."""
    return turn.iri.rpartition("/")[2].rpartition("#")[2]


def marks(window: Page) -> list[str]:
    """Return the ids of the marks on the strip, in order."""
    found: list[str] = window.eval_on_selector_all(
        f"{VIEW} .turns-mark", "all => all.map(a => a.dataset.turn)"
    )
    return found


def grey(window: Page) -> list[str]:
    """Return the titles of the cards that are greyed."""
    titles = window.locator(f"{VIEW} .turns-grey .turns-open").all_text_contents()
    return [title.lstrip("0123456789") for title in titles]


def chosen(window: Page) -> Any:
    """Return the id of the chosen turning point."""
    return window.evaluate("khgraph.state.now.turn")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("1936", "1939"),
        ("1936-04-24", "1936-04-24"),
        ("1945-08", "1945-08"),
        (None, "1932"),
        ("1965", None),
    ],
)
def test_turning_points_of_a_time(
    browser: Browser, corpus_page: Path, corpus: list[Turn], first: str | None, last: str | None
) -> None:
    """Those that can lie in it, by the rules of khgraph for what is done at one moment."""
    hash_ = f"#view=turns&from={first or ''}&to={last or ''}"
    window = open_page(browser, corpus_page, hash_)
    days = window.evaluate("(({ first, last }) => [first, last])(khgraph.state.choice())")
    span = days[0] or OPEN_START, days[1] or OPEN_END

    def can_lie(turn: Turn) -> bool:
        dated = [placed_act(one.bounds) for one in turn.claims if one.when]
        return any(presence_within(bounds, *span, is_act=True) != NOT for bounds in dated)

    within = [turn for turn in corpus if can_lie(turn)]
    assert 0 < len(within) < len(corpus)
    found = window.evaluate(
        "khgraph.graph.turns.filter(turn => khgraph.views.turns.isInTime(turn,"
        " khgraph.state.choice())).map(turn => turn.id)"
    )
    assert sorted(found) == sorted(name(turn) for turn in within)
    expect(window.locator(f"{VIEW} .turns-count")).to_contain_text(
        f"{len(within)} of {len(corpus)} in the chosen time"
    )
    # None is taken away.
    assert sorted(marks(window)) == sorted(name(turn) for turn in corpus)
    assert window.locator(f"{VIEW} .turns-card").count() == len(corpus)
    remark = "utside the chosen time|ithout a date, so not in the chosen time"
    off = window.locator(f"{VIEW} .turns-grey .turns-off").all_text_contents()
    assert sum(any(part in text for part in remark.split("|")) for text in off) == len(
        corpus
    ) - len(within)
    window.close()


@pytest.mark.parametrize(
    "reading", [Reading(), Reading(min_stance="affirms", sources=("bulag2009",))]
)
def test_turning_points_that_do_not_count_are_marked(
    browser: Browser, corpus_page: Path, corpus: list[Turn], reading: Reading
) -> None:
    """As Reading.accepts has it for their claims."""
    sources = "".join(f"&sources={source}" for source in reading.sources)
    window = open_page(browser, corpus_page, f"#view=turns&min={reading.min_stance}{sources}")
    off = [called(turn) for turn in corpus if not any(map(reading.accepts, turn.claims))]
    assert off
    assert grey(window) == off
    assert window.locator(f"{VIEW} .turns-grey .turns-off").all_text_contents() == [
        "Not counted by the present sources and stance."
    ] * len(off)
    expect(window.locator(f"{VIEW} .turns-count")).to_contain_text(f"{len(off)} not counted")
    window.close()


def test_cards_tell_both_sides_and_the_source(
    browser: Browser, corpus_page: Path, corpus: list[Turn]
) -> None:
    """Before and after in the words of khgraph, and each claim with who, stance, page and lines."""
    window = open_page(browser, corpus_page, "#view=turns")
    cards = window.locator(f"{VIEW} .turns-card").all_inner_texts()
    assert len(cards) == len(corpus)
    for number, (turn, card) in enumerate(zip(corpus, cards, strict=True), 1):
        words = " ".join(card.split())
        assert words.startswith(f"{number} {called(turn)} {turn.kind} · ")
        before = hedged(turn.before) if turn.before else "not stated"
        assert f" {before} " in words.partition(" before")[2].partition(" after ")[0] + " "
        assert hedged(turn.after) in words.partition(" after ")[2]
        for one in turn.claims:
            assert " and ".join(one.attribution) in words
            place = ", ".join(filter(None, (one.citation, one.lines_words)))
            assert place in words
    window.close()


def test_sides_show_their_signs(invented: Page) -> None:
    """A friend before and an enemy after, by edge, glyph and word."""
    card = invented.locator(f"{VIEW} .turns-card").nth(3)
    before, after = card.locator(".turns-side").all()
    assert before.get_attribute("class") == "turns-side turns-friend"
    assert after.get_attribute("class") == "turns-side turns-enemy"
    assert card.locator(".turns-glyph").all_text_contents() == ["+", "−"]
    expect(before).to_contain_text("friendly · until 1936-04-24, beginning not said")
    expect(after).to_contain_text("hostile · 1936-04-24")


def test_rows_are_kinds_and_places_are_dates(invented: Page) -> None:
    """Six turning points in three rows; each at its days, the undated one beside the axis."""
    texts = invented.locator(f"{VIEW} .turns-strip > g:first-child text").all_text_contents()
    assert texts[-3:] == ["betrayal", "purge", "break"]
    assert "no date" in texts
    places = invented.eval_on_selector_all(
        f"{VIEW} .turns-mark",
        "all => Object.fromEntries(all.map(a => [a.dataset.turn, ['cx', 'cy']"
        ".map(b => Number(a.querySelector('circle').getAttribute(b)))]))",
    )
    plot = invented.evaluate(f"document.querySelector('{VIEW}').clientWidth") - 24 - 116 - 104
    year = plot / 14
    assert places["day"][0] == pytest.approx(year * (4 + 3 / 12 + 23.5 / 372), abs=0.5)
    assert places["denied"][0] == pytest.approx(year * 4.5, abs=0.5)
    assert places["span"][0] == pytest.approx(year * 5, abs=0.5)
    assert places["since"][0] == pytest.approx(year * 2.5, abs=0.5)
    assert places["undated"][0] > plot
    rows = [{places[one][1] for one in kind} for kind in (("day",), ("span",), ("since", "denied"))]
    assert max(rows[0]) < min(rows[1])
    assert max(rows[1]) < min(rows[2])


def test_marks_say_how_sure_they_are(invented: Page) -> None:
    """Dotted and with a sign where hedged or denied; lines over the days it can have been on."""
    looks = invented.eval_on_selector_all(
        f"{VIEW} .turns-mark",
        "all => Object.fromEntries(all.map(a => [a.dataset.turn,"
        " [a.querySelector('circle').getAttribute('stroke-dasharray'),"
        " [...a.querySelectorAll('text')].map(b => b.textContent).join(' '),"
        " a.querySelectorAll('path').length]]))",
    )
    assert looks == {
        # A line over the year that is named, and an arrow for the end that is not.
        "since": [None, "1", 2],
        "span": [None, "2", 1],
        "denied": ["2 1.6", "3 ≠", 1],
        "day": [None, "4", 0],
        "hedged": ["2 1.6", "5 ?", 1],
        "undated": [None, "6", 0],
    }


def test_keys_go_from_mark_to_mark(invented: Page) -> None:
    """In time order, with one stop for Tab; Enter and Space choose, and the panel tells all."""
    found = invented.locator(f"{VIEW} .turns-mark")
    stops = [mark.get_attribute("tabindex") for mark in found.all()]
    assert stops == ["0", *["-1"] * 5]
    found.first.focus()
    expect(invented.locator(f"{VIEW} .turns-caption")).to_contain_text("1 · The turn since · break")
    invented.keyboard.press("ArrowRight")
    expect(found.nth(1)).to_be_focused()
    invented.keyboard.press("End")
    expect(found.nth(5)).to_be_focused()
    invented.keyboard.press("ArrowRight")
    expect(found.nth(5)).to_be_focused()
    invented.keyboard.press("ArrowLeft")
    invented.keyboard.press("Enter")
    assert chosen(invented) == "hedged"
    expect(invented.locator("#panel h2")).to_have_text("probably: The turn hedged")
    expect(found.nth(4)).to_have_attribute("aria-pressed", "true")
    expect(found.nth(4)).to_be_focused()
    invented.keyboard.press("Home")
    invented.keyboard.press("Space")
    assert chosen(invented) == "since"
    expect(invented.locator(f"{VIEW} .turns-chosen")).to_contain_text("The turn since")
    # From card to card by Tab.
    invented.locator(f"{VIEW} .turns-open").first.focus()
    invented.keyboard.press("Tab")
    expect(invented.locator(f"{VIEW} .turns-open").nth(1)).to_be_focused()
    invented.keyboard.press("Enter")
    assert chosen(invented) == "span"


def test_clicks_choose(invented: Page) -> None:
    """A mark, or anywhere on a card; the other shows it too."""
    invented.locator(f'{VIEW} [data-turn="day"]').click()
    assert chosen(invented) == "day"
    expect(invented.locator(f"{VIEW} .turns-chosen .turns-open")).to_have_text("4The turn day")
    invented.locator(f"{VIEW} .turns-card").nth(1).locator(".turns-meta").first.click()
    assert chosen(invented) == "span"
    pressed = invented.locator(f"{VIEW} .turns-mark[aria-pressed=true]")
    assert pressed.get_attribute("data-turn") == "span"


def test_only_those_of_one_actor(browser: Browser, corpus_page: Path, corpus: list[Turn]) -> None:
    """If asked; and also after one of them is chosen, until it is asked no more."""
    window = open_page(browser, corpus_page, "#view=turns&actor=japan")

    def concerns(turn: Turn) -> bool:
        told = [side for side in (turn.before, turn.after) if side is not None]
        ends = [end for side in told for end in (side.subject, side.object)]
        return any(isinstance(end, Entity) and end.id == "japan" for end in ends)

    wanted = [name(turn) for turn in corpus if concerns(turn)]
    assert 0 < len(wanted) < len(corpus)
    assert len(marks(window)) == len(corpus)
    box = window.get_by_label("only those of Japan")
    box.check()
    assert marks(window) == wanted
    assert window.locator(f"{VIEW} .turns-card").count() == len(wanted)
    window.locator(f"{VIEW} .turns-open").first.click()
    assert chosen(window) == wanted[0]
    assert marks(window) == wanted
    box.uncheck()
    assert len(marks(window)) == len(corpus)
    expect(box).to_be_hidden()
    window.close()


@pytest.mark.parametrize("hash_", ["", "&from=1936&to=1939"])
def test_picture_stands_alone(
    browser: Browser, corpus_page: Path, corpus: list[Turn], hash_: str
) -> None:
    """An SVG of its own: the strip with numbers, and the numbered list with sides and sources."""
    window = open_page(browser, corpus_page, f"#view=turns{hash_}")
    text = window.evaluate("new XMLSerializer().serializeToString(khgraph.views.turns.svg())")
    picture = ElementTree.fromstring(text)  # noqa: S314 - the page's own text
    svg = "{http://www.w3.org/2000/svg}"
    assert picture.tag == f"{svg}svg"
    assert picture.findtext(f"{svg}title") == "Turning points"
    texts = [" ".join(part.itertext()) for part in picture.iter(f"{svg}text")]
    for number, turn in enumerate(corpus, 1):
        assert texts.count(str(number)) == 2
        assert called(turn) in texts
        assert any(hedged(turn.after) in words for words in texts)
        assert all(any(one.citation in words for words in texts) for one in turn.claims)
    assert any(
        window.evaluate("khgraph.reading.describe(khgraph.state.choice())") in t for t in texts
    )
    assert not [part for part in picture.iter() if part.get("class") or part.get("style")]
    window.close()


def test_nothing_is_wider_than_a_phone(browser: Browser, corpus_page: Path) -> None:
    """Strip and cards keep to the screen."""
    window = open_page(browser, corpus_page, "#view=turns&from=1936&to=1939", (390, 844))
    right = window.eval_on_selector_all(
        f"{VIEW} *", "all => Math.max(...all.map(a => a.getBoundingClientRect().right))"
    )
    assert right <= 390
    window.close()


def test_a_page_without_turning_points_says_so(browser: Browser, tmp_path: Path) -> None:
    """None is counted, and the picture is no more than a frame."""
    path = tmp_path / "page.html"
    path.write_text(draw(STATEMENTS, turns=[]), encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=turns")
    expect(window.locator(f"{VIEW} .turns-count")).to_have_text("0 turning points")
    assert marks(window) == []
    window.close()
