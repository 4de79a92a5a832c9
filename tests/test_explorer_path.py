"""The path view: it finds what ``khgraph path`` finds, cites each hop, says why there is none."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer import (
    ALLIED,
    ENEMY,
    JAPAN,
    KIN,
    LINGSHENG,
    SUPPORTED,
    claim,
    draw,
    hostile_page,
    open_page,
    statement,
)
from playwright.sync_api import Browser, Page

from khgraph.model import Entity, RelationType, Statement
from khgraph.namespaces import local_name
from khgraph.paths import RANKINGS, Search, find_routes
from khgraph.reading import Reading
from khgraph.records import entities, statements
from khgraph.stores import Store, open_store

Show = Callable[..., Page]

# From two ids, a choice and a rule to all that the search of the page says.
FIND = """(asked) => asked.map(([a, b, choice, rule, inTime]) => {
  const { graph, routes } = khgraph;
  const found = routes.find(graph.thing(a), graph.thing(b),
    { choice, rule, inTime, signs: "+-0", sure: false });
  return {
    paths: found.paths.map((path) => path.hops.map((hop) => hop.statement.id)),
    orders: found.paths.map((path) => path.order),
    count: found.count,
    isWide: found.isWide,
  };
})"""

# The texts of the picture that reach beyond its edges.
OUTSIDE = """() => {
  const picture = khgraph.views.path.svg();
  document.body.append(picture);
  const { width, height } = picture.viewBox.baseVal;
  const found = [...picture.querySelectorAll("text")].filter((text) => {
    const box = text.getBBox();
    return box.x < 0 || box.x + box.width > width || box.y < 0 || box.y + box.height > height;
  });
  picture.remove();
  return found.map((text) => text.textContent);
}"""

CONTROLS = """() => [...document.querySelectorAll("#view-path :is(button, input, select)")]
  .map((each) => [
    each.getAttribute("aria-label") || each.textContent || (each.labels[0] || {}).textContent,
    each.matches("[type=checkbox]") ? each.labels[0].offsetHeight : each.offsetHeight,
  ])"""

AT_WAR = Reading(first="1931-09-18", last="1945-09-02")
SEARCHES = [
    pytest.param(Reading(), Search(), id="any time"),
    pytest.param(Reading(first="1931-09-18", last="1939-09-15"), Search(), id="a span"),
    pytest.param(AT_WAR._replace(include_undated=True), Search(), id="a span and the undated"),
    pytest.param(AT_WAR._replace(horizon=5), Search(), id="a horizon"),
    pytest.param(Reading("affirms"), Search(), id="affirms"),
    pytest.param(Reading("possible"), Search(), id="possible"),
    pytest.param(Reading("reports"), Search(), id="reports"),
    pytest.param(Reading(sources=("bulag2009",)), Search(), id="one source"),
    pytest.param(Reading(), Search(sign=1), id="friends"),
    pytest.param(Reading(), Search(sign=-1), id="enemies"),
]
IN_TIME = [
    pytest.param(Reading(), id="any time"),
    pytest.param(Reading(include_undated=True), id="the undated"),
    pytest.param(AT_WAR, id="a span"),
]


@pytest.fixture(scope="module")
def store() -> Store:
    """Return the corpus."""
    return open_store(())


@pytest.fixture(scope="module")
def joined(store: Store) -> dict[str, Entity]:
    """Return the things of the corpus that a statement joins to another, by id."""
    iris = {
        end.iri
        for said in statements(store)
        if isinstance(said.object, Entity)
        for end in (said.subject, said.object)
    }
    return {thing.id: thing for thing in entities(store, sorted(iris)).values()}


@pytest.fixture(scope="module")
def corpus(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Return the page of the corpus, to ask its search; no test may leave it changed."""
    window = open_page(browser, corpus_page, "#view=path")
    yield window
    window.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Return what opens a page of given statements at the path view."""
    windows = []

    def opened(
        said: list[Statement] | None = None, hash_: str = "", *, text: str = "", **more: Any
    ) -> Page:
        size = more.pop("size", (1366, 768))
        path = tmp_path / "page.html"
        path.write_text(text or draw(said, **more), encoding="utf-8", newline="")
        window = open_page(browser, path, f"#view=path{hash_}", size)
        windows.append(window)
        return window

    yield opened
    for window in windows:
        window.close()


def asked(a: str, b: str, reading: Reading, search: Search) -> list[Any]:
    """Return a question for `FIND`."""
    span = reading.span or (None, None)
    choice = {
        "sources": list(reading.sources),
        "min": reading.min_stance,
        "undated": reading.include_undated,
        "horizon": reading.horizon,
        "first": span[0],
        "last": span[1],
    }
    rule = {None: "any", 1: "friends", -1: "enemies"}[search.sign]
    return [a, b, choice, rule, search.in_time]


def some_pairs(
    corpus: Page, joined: dict[str, Entity], reading: Reading, search: Search, most: int
) -> list[tuple[str, str, dict[str, Any]]]:
    """Return so many pairs that the page joins, and one that it does not, with its answers."""
    chosen = random.Random(1939)  # noqa: S311 - the same pairs on every run
    ids = sorted(joined)
    pairs = [tuple(chosen.sample(ids, 2)) for _ in range(1500)]
    answers = corpus.evaluate(FIND, [asked(a, b, reading, search) for a, b in pairs])
    found = [(a, b, answer) for (a, b), answer in zip(pairs, answers, strict=True)]
    with_path = [each for each in found if each[2]["paths"]]
    without = [each for each in found if not each[2]["paths"]]
    # The longest of them too: long paths have the most to go wrong.
    longest = max(with_path, key=lambda each: len(each[2]["paths"][0]))
    return [*with_path[: most - 1], longest, *without[:1]]


@pytest.mark.parametrize(("reading", "search"), SEARCHES)
def test_the_page_finds_the_paths_that_python_finds(
    store: Store, joined: dict[str, Entity], corpus: Page, reading: Reading, search: Search
) -> None:
    """The same five best, statement by statement, and as many equally short sequences."""
    pairs = some_pairs(corpus, joined, reading, search, 4)
    assert len(pairs) >= 4
    for a, b, answer in pairs:
        routes = find_routes(store, joined[a], joined[b], reading, search._replace(k=5))
        expected = [[local_name(hop.statement.iri) for hop in path.hops] for path in routes.paths]
        assert answer["paths"] == expected, (a, b)
        if expected:
            assert (answer["count"], answer["isWide"]) == (routes.shortest_count, routes.is_wide)


@pytest.mark.parametrize("reading", IN_TIME)
def test_in_the_order_of_time_the_page_finds_what_python_finds(
    store: Store, joined: dict[str, Entity], corpus: Page, reading: Reading
) -> None:
    """The same best path; and what the page calls certain is certain."""
    search = Search(in_time=True)
    pairs = some_pairs(corpus, joined, reading, search, 3)
    for a, b, answer in pairs[:-1]:
        (path,) = find_routes(store, joined[a], joined[b], reading, search).paths
        assert answer["paths"][0] == [local_name(hop.statement.iri) for hop in path.hops], (a, b)
        assert path.order in ("certain", answer["orders"][0])
        assert answer["count"] is None


def person(name: str) -> Entity:
    """Return an invented person."""
    return Entity(f"urn:a/{name.lower()}", name, "Person")


A, B, C, D, E = map(person, ("Alda", "Boro", "Cira", "Dorn", "Elke"))
SEL = Entity("urn:p/sel", "Sel", "Place")
BATTLE = Entity("urn:e/battle", "Battle of Sel", "Event")
AT = RelationType("urn:o/at", "was at", "saw", None, False, False)


def told(window: Page, selector: str) -> list[str]:
    """Return the texts of what a selector finds in the view."""
    found: list[str] = window.locator(f"#view-path {selector}").all_inner_texts()
    return [" ".join(text.split()) for text in found]


def strip(window: Page) -> list[str]:
    """Return what the strip says: things and hops in turn."""
    return told(window, ".path-pick")


def test_the_rule_of_rank_is_that_of_the_command(show: Show) -> None:
    """It is printed in the same words."""
    window = show([statement(A, ENEMY, C), statement(C, ENEMY, B), statement(A, KIN, D)])
    assert window.evaluate("khgraph.routes.RANK") == RANKINGS["shortest"]


def test_a_path_is_a_strip_of_things_and_hops(show: Show) -> None:
    """Each hop is read in the direction of the path, with its claims and what else is said."""
    window = show(None, "&path=fuming&path=ussr")
    assert told(window, "h2") == ["Fúming to Soviet Union: 2 hops"]
    assert strip(window) == [
        "Fúming",
        "Fúming was kin of Lingsheng",
        "Lingsheng",
        "possibly: Lingsheng spied for Soviet Union",
        "Soviet Union",
    ]
    assert told(window, ".path-sign") == ["·", "+?"]
    assert told(window, ".path-thing .meta") == ["person", "person", "state"]
    assert told(window, ".path-card > .meta") == [
        "no sign of friend or enemy · no date in the source",
        "friendly · no date in the source",
        "Hedged: the surest claim only thinks possible.",
    ]
    assert told(window, ".claim")[1] == (
        "Uradyn E. Bulag thinks possible no date in the source · bulag2009 p. 9, lines 613-616 "
        "Copy citation Editors: The hedge is the author's."
    )
    assert told(window, ".path-product, .path-foot") == [
        "Product of the signs: none, since hop 1 carries no sign of friend or enemy.",
        "Reading: all sources; possible or surer; at any time.",
        "The only shortest path, of 2 hops.",
        f"Rank: {RANKINGS['shortest']}.",
    ]


def test_doubts_and_further_statements_stand_with_their_hop(show: Show) -> None:
    """What another denies is there with its claim, and what else joins the two is a click away."""
    window = show(None, "&path=japan&path=ussr")
    assert strip(window)[1] == "Japan was an enemy of Soviet Union"
    assert "Contested: another claim doubts or denies it." in told(window, ".remark")
    assert [text.split(" no date")[0] for text in told(window, ".stance")] == [
        "Uradyn E. Bulag affirms",
        "Uradyn E. Bulag doubts",
    ]
    assert told(window, ".path-more") == [
        "1 more statement joins the two, at whatever time: 1 neutral"
    ]
    window.click(".path-more")
    assert window.evaluate("khgraph.state.now.pair") == ["japan", "ussr"]
    assert "made a treaty with" in window.inner_text("#panel")
    assert window.evaluate("khgraph.state.now.view") == "path"


def test_a_citation_can_be_copied(show: Show) -> None:
    """The button of a claim says that it did."""
    window = show(None, "&path=japan&path=ussr")
    window.click(".path-card .copy >> nth=0")
    window.wait_for_function("document.querySelector('.path-card .copy').textContent === 'Copied'")


ENEMIES = [
    statement(A, ENEMY, C, claim("ac", "thinksProbable", "1936")),
    statement(C, ENEMY, B, claim("cb", when="1939")),
    statement(A, KIN, B),
]


def test_the_product_of_the_signs_is_said_in_words(show: Show) -> None:
    """With the reservation that no source says so; and which hops are to be is the reader's."""
    window = show(ENEMIES, "&path=alda&path=boro")
    assert strip(window)[1] == "Alda was kin of Boro"
    window.select_option("#path-rule", "enemies")
    assert strip(window)[1::2] == [
        "probably: Alda was an enemy of Cira",
        "Cira was an enemy of Boro",
    ]
    assert told(window, ".path-product") == [
        "Product of the signs: −? × − = +. By the signs Boro would be an enemy's enemy to Alda, "
        "and so on the friend’s side. That is how theory would have it, and no statement of any "
        "source. Not every hop is affirmed."
    ]
    assert "Search: every hop between enemies." in told(window, ".path-foot")
    window.select_option("#path-rule", "friends")
    assert told(window, "h2") == ["No path from Alda to Boro"]
    assert told(window, ".path-openings li") == ["Hops by any statement 1 hop, directly"]
    window.click(".path-openings button")
    assert strip(window)[1] == "Alda was kin of Boro"
    assert window.input_value("#path-rule") == "any"


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        ((SUPPORTED,), "Sign: + (a friend)."),
        ((ENEMY,), "Sign: − (an enemy)."),
        (
            (SUPPORTED, ENEMY),
            "Product of the signs: + × − = −. By the signs Cira would be a friend's enemy to Alda, "
            "and so on the enemy’s side. That is how theory would have it, and no statement of any "
            "source.",
        ),
        (
            (KIN, KIN),
            "Product of the signs: none, since hops 1 and 2 carry no sign of friend or enemy.",
        ),
        (
            (ENEMY, RelationType("urn:o/met", "met", "met", 0, True, True)),
            "Product of the signs: − × 0 = 0 (neutral).",
        ),
    ],
)
def test_what_the_signs_come_to(show: Show, signs: tuple[RelationType, ...], words: str) -> None:
    """One sign, two, one that is neutral, none."""
    things = (A, B, C)[: len(signs) + 1]
    said = [
        statement(one, kind, other)
        for one, kind, other in zip(things[:-1], signs, things[1:], strict=True)
    ]
    window = show(said, f"&path={things[0].id}&path={things[-1].id}")
    assert told(window, ".path-product") == [words]


def test_only_signed_hops(show: Show) -> None:
    """A neutral tie and kinship are none."""
    met = RelationType("urn:o/met", "met", "met", 0, True, True)
    friendly = [statement(A, ALLIED, C), statement(C, ALLIED, D), statement(D, ALLIED, B)]
    window = show([*friendly, statement(A, met, B), statement(A, KIN, D)], "&path=alda&path=boro")
    assert strip(window)[1] == "Alda met Boro"
    window.select_option("#path-rule", "signed")
    assert told(window, "h2") == ["Alda to Boro: 3 hops"]
    assert "Search: every hop friendly or hostile." in told(window, ".path-foot")


def test_places_join_only_what_nothing_else_joins(show: Show) -> None:
    """And then it is said; an event may always lie between."""
    by_place = [statement(A, AT, SEL), statement(B, AT, SEL)]
    window = show(by_place, "&path=alda&path=boro")
    assert strip(window) == ["Alda", "Alda was at Sel", "Sel", "Sel saw Boro", "Boro"]
    wide = (
        "No path runs through actors and events alone; this takes places, ideas or documents too."
    )
    assert wide in told(window, ".path-foot")
    longer = [statement(A, KIN, C), statement(C, AT, BATTLE), statement(B, AT, BATTLE)]
    window = show([*by_place, *longer], "&path=alda&path=boro")
    assert strip(window)[::2] == ["Alda", "Cira", "Battle of Sel", "Boro"]
    assert wide not in told(window, ".path-foot")


def test_signs_that_are_switched_off_are_no_hops(show: Show) -> None:
    """What the page does not show joins nothing; kinship has no sign and stays."""
    said = [statement(A, ENEMY, B), statement(A, KIN, C), statement(C, ALLIED, B)]
    window = show(said, "&path=alda&path=boro")
    assert strip(window)[1] == "Alda was an enemy of Boro"
    window.uncheck("#filters [name=sign][value='-']")
    assert strip(window)[::2] == ["Alda", "Cira", "Boro"]
    limit = "Search: no hop by hostile ties, which are switched off."
    assert limit in told(window, ".path-foot")
    window.uncheck("#filters [name=sign][value='+']")
    assert told(window, ".path-openings li") == ["Switch all signs on 1 hop, directly"]


def test_only_what_is_certain(show: Show) -> None:
    """A tie that the dates only possibly place in the time is no hop where that is asked."""
    said = [
        statement(A, ENEMY, B, claim("ab", when="1936~/1942~")),
        statement(A, ENEMY, C, claim("ac", when="1930/1945")),
        statement(C, ENEMY, B, claim("cb", when="1930/1945")),
    ]
    at = "&path=alda&path=boro&from=1936-06&to=1936-06"
    assert strip(show(said, at))[1] == "Alda was an enemy of Boro"
    window = show(said, f"{at}&sure=yes")
    assert strip(window)[::2] == ["Alda", "Cira", "Boro"]
    assert "Search: only what the dates make certain." in told(window, ".path-foot")


def in_time(*years: str) -> list[Statement]:
    """Return a chain of hostile acts, one a year, from Alda to Dorn."""
    struck = RelationType("urn:o/struck", "struck", "was struck by", -1, False, True)
    return [
        statement(one, struck, other, claim(year, when=year))
        for one, other, year in zip((A, B, C), (B, C, D), years, strict=True)
    ]


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (
            ("1936", "1939", "1941"),
            "In time order: certainly, if the dates that stand with the hops are right.",
        ),
        (
            ("1936", "1936", "1941"),
            "In time order: possibly; the dates leave room for another order.",
        ),
    ],
)
def test_hops_in_the_order_of_time(show: Show, years: tuple[str, ...], words: str) -> None:
    """Certainly or possibly, and never the other way round."""
    window = show(in_time(*years), "&path=alda&path=dorn")
    assert words not in told(window, ".path-result > p")
    window.check("#path-order")
    assert words in told(window, ".path-result > p")
    window.click(".path-swap")
    assert told(window, "h2") == ["No path from Dorn to Alda"]
    assert told(window, ".path-openings li") == [
        "In whatever order of time 3 hops, by way of Cira and Boro"
    ]
    window.click(".path-openings button")
    assert not window.is_checked("#path-order")
    assert told(window, "h2") == ["Dorn to Alda: 3 hops"]


def test_an_undated_hop_counts_in_time_only_if_let_in(show: Show) -> None:
    """As in `khgraph path --time-respecting`; the page offers to let it in."""
    said = [*in_time("1936", "1939", "1941")[:2], statement(C, ALLIED, D)]
    window = show(said, "&path=alda&path=dorn")
    window.check("#path-order")
    assert told(window, ".path-openings li") == [
        "Let in lasting ties without a date 3 hops, by way of Boro and Cira",
        "In whatever order of time 3 hops, by way of Boro and Cira",
    ]
    window.click(".path-openings button >> nth=0")
    assert window.evaluate("khgraph.state.now.undated") is True
    assert told(window, "h2") == ["Alda to Dorn: 3 hops"]


NOT_AFFIRMED = [statement(A, ALLIED, B, claim("ab", "reports", "1936"))]


def test_what_keeps_a_path_away_is_said_and_can_be_dropped(show: Show) -> None:
    """The weakest that is needed, of each limit; a button sets it."""
    window = show(NOT_AFFIRMED, "&path=alda&path=boro&min=affirms")
    assert told(window, ".path-foot") == ["Reading: all sources; affirmed; at any time."]
    assert told(window, ".path-openings li") == [
        "Let count what is possible, surer or only reported 1 hop, directly"
    ]
    window.click(".path-openings button")
    assert window.evaluate("khgraph.state.now.min") == "reports"
    assert strip(window)[1] == "only reported: Alda was allied with Boro"


def test_several_limits_together_are_dropped_together(show: Show) -> None:
    """Where no single one opens a path."""
    window = show(NOT_AFFIRMED, "&path=alda&path=boro&min=possible&from=1940&to=1941")
    assert told(window, ".path-openings li") == [
        "Drop all these limits, and let count what is only reported 1 hop, directly"
    ]
    window.click(".path-openings button")
    assert strip(window)[1] == "only reported: Alda was allied with Boro"
    assert window.evaluate("[khgraph.state.now.from, khgraph.state.now.to]") == [None, None]


@pytest.mark.parametrize(
    ("hash_", "words"),
    [
        ("&path=alda&path=dorn", "No chain of claims joins the two, whatever is let in."),
        ("&path=alda&path=elke", "No claim on this page joins Elke to anything."),
        ("&path=alda&path=alda", "The two names mean the same thing."),
        (
            "&path=alda&path=",
            "Alda is one end of the path. Name the other, and see how the two are connected, each "
            "step with its source.",
        ),
        (
            "",
            "Name two persons, states, peoples, units or events, and see how they are connected, "
            "each step with its source.",
        ),
        (
            "&path=alda&path=nobody",
            "Name two persons, states, peoples, units or events, and see how they are connected, "
            "each step with its source.",
        ),
    ],
)
def test_what_is_said_where_there_is_no_path(show: Show, hash_: str, words: str) -> None:
    """Nothing joins them, nothing is said of one, both are one, or one is still to be named."""
    is_tall = Statement("urn:s/tall", E, AT, "true", (claim("tall"),))
    window = show([statement(A, ENEMY, B), statement(C, ENEMY, D), is_tall], hash_)
    assert told(window, ".path-say") == [words]
    assert strip(window) == []
    assert window.evaluate("khgraph.views.path.svg()") is None


def test_the_names_are_typed(show: Show) -> None:
    """By any case and accent; what is not there is said, and the state stays as it was."""
    window = show()
    window.fill("#path-from", "FUMING")
    window.fill("#path-to", "Sovi")
    window.press("#path-to", "Enter")
    assert window.evaluate("khgraph.state.now.path") == ["fuming", "ussr"]
    assert window.input_value("#path-from") == "Fúming"
    assert window.input_value("#path-to") == "Soviet Union"
    assert window.evaluate("location.hash") == "#view=path&path=fuming&path=ussr"
    window.fill("#path-to", "Nemo")
    window.press("#path-to", "Enter")
    assert window.inner_text("#status") == "Nothing here is called “Nemo”."
    assert window.evaluate("khgraph.state.now.path") == ["fuming", "ussr"]
    window.fill("#path-to", "Soviet Union (state)")
    window.click(".path-ask button[type=submit]")
    assert window.inner_text("#status") == ""
    assert window.input_value("#path-to") == "Soviet Union"
    window.click(".path-swap")
    assert window.evaluate("khgraph.state.now.path") == ["ussr", "fuming"]
    assert strip(window)[-1] == "Fúming"
    said = "Soviet Union to Fúming: 2 hops, by way of Lingsheng."
    assert window.text_content("#status") == said
    window.go_back()
    assert window.input_value("#path-from") == "Fúming"


def test_only_what_a_path_can_end_at_is_offered(show: Show) -> None:
    """A thing of which only a number is said is joined to nothing."""
    is_tall = Statement("urn:s/tall", E, AT, "true", (claim("tall"),))
    window = show([statement(A, AT, SEL), is_tall])
    offered = window.evaluate(
        "[...document.querySelectorAll('#path-names option')].map((each) => each.value)"
    )
    assert offered == ["Alda (person)", "Sel (place)"]


def test_namesakes_are_told_apart(show: Show) -> None:
    """By their kind, and where that is the same by their id."""
    others = [Entity(f"urn:a/{i}", "Boro", kind) for i, kind in (("b2", "Person"), ("b3", "State"))]
    said = [statement(A, ENEMY, B), *(statement(A, KIN, other) for other in others)]
    window = show(said, "&path=alda&path=b2")
    assert window.input_value("#path-to") == "Boro (person, b2)"
    window.fill("#path-to", "Boro (state)")
    window.press("#path-to", "Enter")
    assert window.evaluate("khgraph.state.now.path") == ["alda", "b3"]
    assert window.input_value("#path-to") == "Boro (state)"


FORKED = [
    statement(A, KIN, C),
    statement(C, KIN, B),
    statement(A, KIN, D, claim("ad", "thinksProbable")),
    statement(D, KIN, B),
    statement(C, KIN, E),
    statement(E, KIN, B),
]


def test_other_paths_are_a_click_away(show: Show) -> None:
    """The best is shown; the others are named by what lies between, and how long they are."""
    window = show(FORKED, "&path=alda&path=boro")
    ways = [
        "1 of 3: by way of Cira",
        "2 of 3: by way of Dorn",
        "3 of 3: 3 hops, by way of Cira and Elke",
    ]
    assert told(window, ".path-ways button") == ways
    assert "2 sequences of things are equally short, of 2 hops." in told(window, ".path-foot")
    window.click(".path-ways button >> nth=1")
    assert strip(window)[1] == "probably: Alda was kin of Dorn"
    assert told(window, ".path-ways button[aria-pressed=true]") == [ways[1]]
    assert window.evaluate("document.activeElement.textContent") == ways[1]
    # What has changed is looked for anew, and the best shown again.
    window.select_option("#min", "affirms")
    assert strip(window)[1] == "Alda was kin of Cira"


def test_what_is_clicked_is_told_beside_the_strip(show: Show) -> None:
    """A thing by itself; a hop by its two actors, or by the event."""
    said = [statement(A, ENEMY, C), statement(C, AT, BATTLE), statement(B, AT, BATTLE)]
    window = show(said, "&path=alda&path=boro")
    for words, expected in (
        ("Cira", {"actor": "cira", "pair": None}),
        ("Alda was an enemy of Cira", {"actor": None, "pair": ["alda", "cira"]}),
        ("Cira was at Battle of Sel", {"actor": "battle", "pair": None}),
    ):
        window.evaluate("window.before = document.querySelector('.path-strip')")
        window.get_by_role("button", name=words, exact=True).first.click()
        now = window.evaluate("({ actor: khgraph.state.now.actor, pair: khgraph.state.now.pair })")
        assert now == expected
        assert words in [
            *told(window, ".path-pick[aria-pressed=true]"),
            "Cira was at Battle of Sel",
        ]
        # Nothing is drawn anew for a choice.
        assert window.evaluate("window.before === document.querySelector('.path-strip')")
        assert window.evaluate("khgraph.state.now.view") == "path"


def test_arrows_go_along_the_strip(show: Show) -> None:
    """From thing to hop to thing, and not beyond the ends."""
    window = show(ENEMIES[:2], "&path=alda&path=boro")
    window.focus(".path-pick >> nth=0")
    reached = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        window.keyboard.press(key)
        reached.append(window.evaluate("document.activeElement.textContent"))
    hop = "probably: Alda was an enemy of Cira"
    assert reached == [hop, "Cira", hop, "Alda", "Alda"]


def test_time_and_evidence_are_those_of_the_page(show: Show) -> None:
    """The strip follows the state, and the panel's own way to here fills one end."""
    window = show(ENEMIES[:2], "&path=alda&path=boro&from=1939&to=1939")
    assert told(window, "h2") == ["No path from Alda to Boro"]
    window.evaluate("khgraph.state.set({ from: null, to: null })")
    assert told(window, "h2") == ["Alda to Boro: 2 hops"]
    window.evaluate("khgraph.state.set({ view: 'path', path: ['cira', ''] })")
    assert window.input_value("#path-from") == "Cira"
    assert window.input_value("#path-to") == ""
    assert told(window, ".path-say")[0].startswith("Cira is one end of the path.")


def test_an_example_is_offered_to_begin_with(show: Show) -> None:
    """Two persons with ties whom no statement joins; a click looks for their path."""
    window = show(ENEMIES[:2])
    assert told(window, ".path-try button") == ["Alda to Boro"]
    window.click(".path-try button")
    assert told(window, "h2") == ["Alda to Boro: 2 hops"]


def test_the_picture_stands_alone(show: Show) -> None:
    """Well-formed, with all that is cited and by what rule, and no words outside of it."""
    window = show(
        None, "&path=fuming&path=ussr", sources={"bulag2009": "Bulag, The Nomonhan Incident, 2009"}
    )
    picture = window.evaluate("khgraph.views.path.svg().outerHTML")
    root = ET.fromstring(picture)  # noqa: S314 - the page made it just now
    words = [" ".join(node.itertext()) for node in root.iter() if node.text]
    for expected in (
        "Fúming to Soviet Union: 2 hops",
        "possibly: Lingsheng spied for Soviet Union",
        "Uradyn E. Bulag thinks possible",
        "no date in the source · bulag2009 p. 9, lines 613-616",
        "Editors: The hedge is the author's.",
        "Reading: all sources; possible or surer; at any time.",
        "bulag2009: Bulag, The Nomonhan Incident, 2009",
        "Data: the test data.",
    ):
        assert expected in words
    assert " class=" not in picture
    outside = window.evaluate(OUTSIDE)
    assert outside == []


def test_the_picture_of_a_long_path_of_the_corpus_fits(corpus: Page) -> None:
    """Long names and paraphrases are wrapped."""
    corpus.evaluate("khgraph.state.set({ path: ['lazo', 'datsyshen'] })")
    assert len(strip(corpus)) == 11
    outside = corpus.evaluate(OUTSIDE)
    corpus.evaluate("khgraph.state.set({ path: null })")
    assert outside == []


def test_markup_in_the_data_stays_text(show: Show) -> None:
    """Also in names, comments and citations of a strip and of its picture."""
    window = show(text=hostile_page())
    ids = window.evaluate("khgraph.graph.things.map((thing) => thing.id)")
    window.evaluate("(path) => khgraph.state.set({ path })", [ids[0], ids[2]])
    labels = window.evaluate(f"khgraph.graph.thing({ids[0]!r}).label")
    assert window.locator(".path-thing button").first.text_content() == labels
    window.evaluate("document.body.append(khgraph.views.path.svg())")
    window.wait_for_timeout(50)
    assert window.evaluate("window.__x") is None
    assert window.locator("#view-path img, #view-path script").count() == 0


def test_nothing_is_wider_than_a_phone(show: Show) -> None:
    """A strip with long words scrolls down, not sideways."""
    long_name = Entity("urn:a/long", "Union of the Most Extraordinarily Named Riders", "Group")
    said = [statement(JAPAN, ENEMY, long_name), statement(long_name, SUPPORTED, LINGSHENG)]
    window = show(said, "&path=japan&path=lingsheng", size=(390, 844))
    widths = window.evaluate(
        "(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])"
        "(document.querySelector('#view-path'))"
    )
    assert widths[0] <= widths[1] <= 390


def test_every_control_has_a_name(corpus: Page) -> None:
    """For a screen reader, and none is too small for a finger."""
    corpus.evaluate("khgraph.state.set({ path: ['jinjuurjab', 'lingsheng'] })")
    controls = corpus.evaluate(CONTROLS)
    corpus.evaluate("khgraph.state.set({ path: null })")
    assert len(controls) > 10
    for name, height in controls:
        assert name
        assert height >= 24, name
