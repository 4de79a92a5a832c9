"""The triads of the explorer: which triangles, in which words, and what happened next."""

from __future__ import annotations

import functools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from explorer import (
    ALLIED,
    ENEMY,
    JAPAN,
    LINGSHENG,
    SUPPORTED,
    USSR,
    claim,
    draw,
    open_page,
    statement,
)
from playwright.sync_api import Browser, Locator, Page

from khgraph.dates import OPEN_END, OPEN_START, edge_day
from khgraph.histories import Chronicle
from khgraph.lives import Life, lives
from khgraph.model import Entity, RelationType, Statement, Turn
from khgraph.namespaces import local_name
from khgraph.projection import project
from khgraph.reading import Reading, network
from khgraph.records import statements, turns
from khgraph.spans import Spans, common, span_words
from khgraph.stores import open_store
from khgraph.triads import Triad, triads

LATER = """(choice) => {
  const { reading, timelines, views } = khgraph;
  return timelines.triangles(reading.ties(choice)).map((triad) => {
    const later = views.triads.laterOf(triad, choice);
    return [triad.actors.map((actor) => actor.id).sort(), later && [later.end,
      later.changes.map((change) => [change.day, change.turns.map((turn) => turn.id).sort()])]];
  });
}"""


@functools.cache
def corpus() -> tuple[list[Statement], list[Turn], dict[str, Life]]:
    """Return the bundled data, read once."""
    store = open_store(())
    found = list(statements(store))
    return found, list(turns(store)), lives(found)


def reading_over(first: str | None, last: str | None, stance: str = "probable") -> Reading:
    """Return the reading from one year, month or day to another."""
    return Reading(
        stance,
        first=edge_day(first, is_last=False) if first else None,
        last=edge_day(last, is_last=True) if last else None,
    )


def triads_of(reading: Reading, node: str | None = None) -> list[Triad]:
    """Return the triangles of the corpus in the order of the cards."""
    found, _, known = corpus()
    simple = project(network(found, reading, known))
    rank = {
        iri: i
        for i, iri in enumerate(
            sorted(simple, key=lambda n: (simple.nodes[n]["label"].casefold(), n))
        )
    }
    return sorted(
        triads(simple, node),
        key=lambda triad: (
            2 * triad.is_balanced + (not triad.is_certain),
            triad.days[0][0],
            sorted(rank[n] for n in triad.nodes),
        ),
    )


@functools.cache
def labels() -> dict[str, str]:
    """Return the labels of all actors by IRI."""
    ends = (end for s in corpus()[0] for end in (s.subject, s.object))
    return {end.iri: end.label for end in ends if isinstance(end, Entity)}


def spans_in_words(days: Spans) -> str:
    """Return at most three spans in words."""
    return "; ".join(span_words(*span) for span in days[:3]) + (" \u2026" if len(days) > 3 else "")


def when(triad: Triad) -> str:
    """Return when a triangle was, as a card words it."""
    allowed, sure = spans_in_words(triad.days), spans_in_words(triad.certain_days)
    if not sure:
        return f"{allowed}, possibly: the dates allow it"
    return f"{sure}, certainly" if sure == allowed else f"certainly {sure}; possibly {allowed}"


def card_row(card: Locator) -> list[str]:
    """Return what a card says of its triangle: actors, type, time."""
    title = card.locator(".triads-drawing").get_attribute("aria-label") or ""
    names = title.removesuffix(": ties and actors")
    kind = card.locator(".triads-type").inner_text()
    return [names, kind, card.locator(".triads-when").inner_text()]


def triad_row(triad: Triad) -> list[str]:
    """Return the same from Python."""
    names = sorted((labels()[n].casefold(), n) for n in triad.nodes)
    title = ", ".join(labels()[n] for _, n in names)
    kind = "balanced" if triad.is_balanced else "unbalanced"
    signs = "".join(sorted(triad.type)).replace("-", "\u2212")
    return [title, f"{kind} {signs}", when(triad)]


@pytest.mark.parametrize(
    ("address", "reading", "actor"),
    [
        ("", reading_over(None, None), None),
        ("&from=1936&to=1939", reading_over("1936", "1939"), None),
        ("&from=1939-08-20&to=1939-08-20", reading_over("1939-08-20", "1939-08-20"), None),
        ("&from=1931&to=1931&min=reports", reading_over("1931", "1931", "reports"), None),
        ("&from=1939&to=1939&actor=japan&signs=%2B", reading_over("1939", "1939"), "japan"),
    ],
)
def test_the_cards_are_the_triangles(
    browser: Browser, corpus_page: Path, address: str, reading: Reading, actor: str | None
) -> None:
    """Actors, types and days of each, the unbalanced and the certain first, and the counts."""
    window = open_page(browser, corpus_page, f"#view=triads{address}")
    node = next(iri for iri in labels() if local_name(iri) == actor) if actor else None
    wanted = triads_of(reading, node)
    assert wanted
    cards = window.locator(".triads-card")
    assert [card_row(card) for card in cards.all()] == [triad_row(triad) for triad in wanted]
    good = [triad.is_certain for triad in wanted if triad.is_balanced]
    bad = [triad.is_certain for triad in wanted if not triad.is_balanced]
    ambivalent = project(network(corpus()[0], reading, corpus()[2])).graph["ambivalent"]
    noun = "triangle" if len(wanted) == 1 else "triangles"
    count = (
        f"{len(wanted)} {noun}: {len(good)} balanced ({sum(good)} certainly), "
        f"{len(bad)} unbalanced ({sum(bad)} certainly). "
        f"Pairs with both signs are left out: {len(ambivalent)}."
    )
    hidden = " All signs count here, whichever are hidden." if "signs" in address else ""
    assert window.locator(".triads-count").inner_text() == count + hidden
    window.close()


@pytest.mark.parametrize("stance", ["probable", "reports"])
def test_what_happened_next(browser: Browser, corpus_page: Path, stance: str) -> None:
    """What a card tells are the changes of the life history after the last days of its signs."""
    found, told, _ = corpus()
    window = open_page(browser, corpus_page, "#view=triads")
    whole = Reading(stance, first=OPEN_START, last=OPEN_END)
    chronicle = Chronicle(found, told, whole)
    seen = set()
    for first, last in (("1931", "1931"), ("1936", "1939"), ("1945", "1945"), (None, None)):
        reading = reading_over(first, last, stance)
        choice: dict[str, Any] = {
            **{"sources": [], "min": stance, "undated": False, "horizon": None},
            **{"first": reading.first, "last": reading.last},
        }
        rows = window.evaluate(LATER, choice)
        wanted = triads_of(reading)
        assert len(rows) == len(wanted)
        for triad in wanted:
            names = sorted(map(local_name, triad.nodes))
            mine = next(later for ids, later in rows if ids == names)
            history = chronicle.history(*triad.nodes)
            signs = tuple(edge.sign for edge in triad.edges)
            at = [
                i
                for i, phase in enumerate(history.phases)
                if phase.signs == signs and common(((phase.first, phase.last),), triad.days)
            ]
            seen.add(bool(at))
            if not at:
                assert mine is None
                continue
            changes = [
                [change.day, sorted(local_name(turn.iri) for turn in change.turns)]
                for change in history.changes()[at[-1] :]
            ]
            assert mine == [history.phases[-1].last, changes]
    assert seen == {True, False}
    window.close()


# Friends, then a betrayal: counted and worded by hand.
BEFORE = statement(JAPAN, SUPPORTED, LINGSHENG, claim("b1", when="1932/1935"))
AFTER = statement(JAPAN, ENEMY, LINGSHENG, claim("b2", when="1936/1940"))
STORY = [
    BEFORE,
    AFTER,
    statement(JAPAN, ENEMY, USSR, claim("b3", when="1932/1945")),
    statement(LINGSHENG, ALLIED, USSR, claim("b4", "thinksProbable", when="1934/1940")),
]
BETRAYAL = Turn(
    *("urn:t/1", "Japan turns on its friend", "betrayal", BEFORE, AFTER, None),
    (claim("turn", when="1936"),),
)
A, B, C = (Entity(f"urn:a/{x}", f"Clan {x.upper()}", "Group") for x in "abc")
UNDATED = [
    statement(A, ENEMY, B, claim("u1", when="1920")),
    statement(A, ENEMY, C, claim("u2", when="1920")),
    statement(B, ENEMY, C),
]


@pytest.fixture(scope="module")
def story(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the page of the story, and of three clans of which one tie has no date."""
    path = tmp_path_factory.mktemp("story") / "story.html"
    text = draw(STORY + UNDATED, turns=[BETRAYAL], reading=Reading())
    path.write_text(text, encoding="utf-8", newline="")
    opened = open_page(browser, path, "#view=triads&from=1934&to=1935")
    yield opened
    opened.close()


def show(window: Page, **members: Any) -> None:
    """Show another state of the page."""
    opening = {"from": None, "to": None, "actor": None, "pair": None, "turn": None, "sure": False}
    window.evaluate("(now) => khgraph.state.set(now)", opening | {"view": "triads"} | members)


def test_a_story_in_words(story: Page) -> None:
    """Unbalanced until the betrayal, balanced after it; each change dated, the turn named."""
    show(story, **{"from": "1934", "to": "1935"})
    card = story.locator(".triads-card")
    assert card.all_inner_texts() != []
    paragraphs = card.locator("p").all_inner_texts()
    assert paragraphs == [
        "unbalanced ++\u2212",
        "Probably: a friend\u2019s friend is an enemy: Japan and Soviet Union are enemies, "
        "and both are friends of Lingsheng.",
        "certainly 1934-12-31 to 1935-01-01; possibly 1934 to 1935",
        "What happened next",
    ]
    assert [line.strip() for line in card.locator("li").all_inner_texts()] == [
        "1936: Japan and Lingsheng turn hostile; the three become balanced.\n"
        "Japan turns on its friend",
        "after 1940: no claim that counts here dates the hostile tie of Japan and Lingsheng any "
        "later, no claim that counts here dates the friendly tie of Lingsheng and Soviet Union "
        "any later; only two of them are then tied by what is dated.",
        "No claim that counts here dates a tie of any two of them after 1945.",
    ]
    show(story, **{"from": "1936", "to": "1940"})
    assert card.locator("p").all_inner_texts()[:3] == [
        "balanced +\u2212\u2212",
        "Probably: the enemy of a friend is an enemy: Lingsheng and Soviet Union are friends, "
        "and Japan is the enemy of both.",
        "certainly 1936-12-31 to 1940-01-01; possibly 1936 to 1940",
    ]


def test_silence_is_no_event(browser: Browser, tmp_path: Path) -> None:
    """That no claim dates a tie any later is told as that; a life ends as precisely as is said."""
    manchukuo = Entity("urn:a/manchukuo", "Manchukuo", "State")
    existed = RelationType("urn:o/existed", "existed", "existed", None, False, False)
    pact = statement(JAPAN, ALLIED, USSR, claim("p", when="1950"))
    turn = Turn(
        *("urn:t/1", "A pact is signed", "alliance", None, pact, None),
        (claim("t", "thinksProbable", when="1950"),),
    )
    made = [
        Statement("urn:s/life", manchukuo, existed, "true", (claim("m", when="1932/1945"),)),
        statement(JAPAN, ALLIED, manchukuo, claim("x", when="1932/")),
        statement(manchukuo, ENEMY, USSR, claim("y", when="1939-08-20")),
        statement(JAPAN, ENEMY, USSR, claim("z", when="1939/1956")),
        pact,
    ]
    path = tmp_path / "silence.html"
    text = draw(made, turns=[turn], reading=Reading())
    path.write_text(text, encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=triads&from=1939&to=1939")
    lines = window.locator(".triads-card li").all_inner_texts()
    assert [line.strip() for line in lines] == [
        "after 1939-08-20: no claim that counts here dates the hostile tie of Manchukuo and "
        "Soviet Union any later; the triangle is then open by what is dated.",
        "1945 (Manchukuo ended in 1945): the friendly tie of Japan and Manchukuo can last no "
        "longer; only two of them are then tied by what is dated.",
        "1950: Japan and Soviet Union become both friendly and hostile; only two of them are then "
        "tied by what is dated.\nprobably: A pact is signed",
        "1 later change.",
    ]
    window.close()


def test_signs_hedges_and_dates_on_the_sides(story: Page) -> None:
    """By glyph, by dash, in words: ? where nobody affirms, ~ where the dates only allow it."""
    show(story, **{"from": "1934", "to": "1935"})
    sides = story.locator('.triads-target[aria-label*=" and "]')
    assert [side.get_attribute("aria-label") for side in sides.all()] == [
        "Japan and Lingsheng: friendly, certainly, 1 tie",
        "Japan and Soviet Union: hostile, certainly, 1 tie",
        "Lingsheng and Soviet Union: friendly, probably, certainly, 1 tie",
    ]
    assert [side.locator("text").inner_html() for side in sides.all()] == ["+", "\u2212", "+?"]
    dashes = [side.locator("line").nth(1).get_attribute("stroke-dasharray") for side in sides.all()]
    assert dashes == [None, "8 4", "2 4"]
    show(story)
    assert [side.locator("text").inner_html() for side in sides.all()] == [
        *("\u2212~", "\u2212~", "\u2212~")
    ]


def test_a_side_without_a_date(story: Page) -> None:
    """Nothing can be told of what came next, and that is said."""
    show(story)
    card = story.locator(".triads-card")
    assert card_row(card)[0] == "Clan A, Clan B, Clan C"
    assert card.locator("li").all_inner_texts() == [
        "A side has no date, so that no later change can be told."
    ]
    assert card_row(card)[2] == "1920, possibly: the dates allow it"
    show(story, sure=True)
    assert card.count() == 0
    assert "Only what the dates make certain." in story.locator(".triads-count").inner_text()


def test_pairs_with_both_signs_are_named(story: Page) -> None:
    """Over all time the two friends are enemies too: no triangle, and the pair can be read."""
    show(story, actor="lingsheng")
    assert story.locator(".triads-card").count() == 0
    count = story.locator(".triads-count")
    assert count.inner_text() == "No triangle. Pairs with both signs are left out: 1."
    assert story.locator(".triads-none").is_visible()
    around = story.locator(".triads-around")
    assert "Only those around Lingsheng." in around.inner_text()
    assert "choose a time below to see them too" in around.inner_text()
    around.get_by_role("button", name="Japan and Lingsheng").click()
    assert story.evaluate("khgraph.state.now.pair") == ["japan", "lingsheng"]
    around.get_by_role("button", name="All triangles").click()
    assert story.locator(".triads-card").count() == 1


def test_sides_corners_and_turns_are_chosen(story: Page) -> None:
    """By a click, and by the keys: one stop for Tab in each card, arrows round the triangle."""
    show(story, **{"from": "1934", "to": "1935"})
    story.locator('.triads-target[aria-label^="Japan and Soviet Union"]').click()
    assert story.evaluate("khgraph.state.now.pair") == ["japan", "ussr"]
    assert (
        story.locator(".triads-around")
        .inner_text()
        .startswith("Only those around Japan and Soviet Union.")
    )
    assert story.locator(".triads-card").count() == 1
    story.locator('.triads-target[aria-label="Lingsheng"]').click()
    assert story.evaluate("khgraph.state.now.actor") == "lingsheng"
    stops = story.locator('.triads-target[tabindex="0"]')
    assert stops.count() == 1
    stops.focus()
    seen = []
    for _ in range(7):
        seen.append(story.evaluate("document.activeElement.getAttribute('aria-label')"))
        story.keyboard.press("ArrowRight")
    assert len(set(seen)) == 6
    assert seen[0] == seen[6]
    story.keyboard.press("ArrowLeft")
    assert story.evaluate("document.activeElement.getAttribute('aria-label')") == seen[0]
    story.keyboard.press("Enter")
    assert story.evaluate("khgraph.state.now.pair") == ["japan", "lingsheng"]
    # The card is still there, and so is the focus.
    assert story.evaluate("document.activeElement.getAttribute('aria-label')") == seen[0]
    story.get_by_role("button", name="Japan turns on its friend").first.click()
    assert story.evaluate("khgraph.state.now.turn") == "1"
    assert story.locator("#panel h2").inner_text() == "Japan turns on its friend"


def test_rules_are_told_and_balance_is_not_preached(story: Page) -> None:
    """One sentence of theory, and the rules of the projection."""
    theory, rule = story.locator(".triads-rule").all_inner_texts()
    assert theory.startswith(
        "Theory expects less tension in balanced triangles; history need not agree."
    )
    assert story.evaluate("khgraph.graph.words.rule") in rule
    assert story.evaluate("khgraph.graph.words.same_day") in rule


def test_sixty_cards_at_first(browser: Browser, tmp_path: Path) -> None:
    """Nine enemies make eighty-four triangles; the rest at the press of a button."""
    crowd = [Entity(f"urn:a/r{i}", f"Rider {i}", "Person") for i in range(9)]
    made = [
        statement(a, ENEMY, b, claim(f"{a.id}{b.id}", when="1939"))
        for a, b in combinations(crowd, 2)
    ]
    path = tmp_path / "crowd.html"
    path.write_text(draw(made, reading=Reading()), encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=triads")
    cards = window.locator(".triads-card")
    assert cards.count() == 60
    assert window.locator(".triads-count").inner_text().startswith("84 triangles: 0 balanced")
    frames = "khgraph.views.triads.svg().querySelectorAll('g > rect[width=\"300\"]').length"
    assert window.evaluate(frames) == 60
    window.get_by_role("button", name="Show all 84").click()
    assert cards.count() == 84
    assert window.evaluate(frames) == 84
    assert window.get_by_role("button", name="Show all 84").is_hidden()
    window.evaluate("() => khgraph.state.chooseActor(khgraph.graph.thing('r0'))")
    assert cards.count() == 28
    window.close()


def test_the_picture_stands_alone(story: Page) -> None:
    """The cards with names, words and reading; looks in attributes only."""
    show(story, **{"from": "1934", "to": "1935"})
    text = story.evaluate("new XMLSerializer().serializeToString(khgraph.views.triads.svg())")
    root = ET.fromstring(text)  # noqa: S314 - our own
    marks = list(root.iter())
    assert all("class" not in mark.attrib for mark in marks)
    words = " ".join(
        part for m in marks if m.tag.endswith(("text", "tspan")) and (part := (m.text or ""))
    )
    for wanted in (
        *("Triangles of friends and enemies", "Lingsheng", "Soviet Union", "unbalanced ++\u2212"),
        *("possibly 1934 to 1935", "Turning point: Japan turns on", "What happened next"),
        "from 1934-01-01 to 1935-12-31",
    ):
        assert wanted in words
    lines = [m for m in marks if m.tag.endswith("line") and m.get("stroke-dasharray") == "8 4"]
    assert len(lines) == 1
