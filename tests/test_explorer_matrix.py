"""The matrix of the explorer: camps, cells on two days, and how it is worked with."""

from __future__ import annotations

import functools
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorer import (
    ARMY,
    ENEMY,
    JAPAN,
    LINGSHENG,
    SUPPORTED,
    TREATY,
    USSR,
    ZHUKOV,
    claim,
    draw,
    open_page,
    statement,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from khgraph.dates import edge_day
from khgraph.frustration import frustration
from khgraph.lives import lives
from khgraph.model import Entity, Pair, Statement, pair_key, pair_of
from khgraph.projection import project
from khgraph.reading import Reading, Tie, network, ties
from khgraph.records import statements
from khgraph.signed import signed_graph
from khgraph.stores import open_store

MOST_ACTORS = 28
DIVIDE = """(graphs) => graphs.map(([size, edges]) => {
  const { sides, against, isProven } = khgraph.camps.divide(size,
    edges.map(([a, b, sign]) => ({ a, b, sign })));
  return [sides, against, isProven];
})"""
# Whether the page shows an address, in whatever order that has its parts.
SHOWS = """(address) => {
  const parts = (text) => JSON.stringify([...new URLSearchParams(text)].sort());
  return parts(khgraph.state.link().split("#")[1]) === parts(address);
}"""
Edges = list[tuple[int, int, int]]


@functools.cache
def corpus() -> list[Statement]:
    """Return the bundled data, read once."""
    return list(statements(open_store(())))


@pytest.fixture(scope="module")
def window(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Open the matrix of the whole corpus."""
    opened = open_page(browser, corpus_page, "#view=matrix")
    yield opened
    opened.close()


@pytest.fixture
def show(window: Page) -> Iterator[Any]:
    """Return a function that shows an address; afterwards all is as it was."""

    def go(address: str) -> Page:
        window.evaluate("(hash) => { location.hash = hash; }", address)
        window.wait_for_function(SHOWS, arg=address)
        return window

    yield go
    window.evaluate("() => khgraph.state.reset()")


def offending(sides: list[int], edges: Edges) -> list[int]:
    """Return the places of the edges that stand against a division."""
    return [i for i, (a, b, sign) in enumerate(edges) if (sides[a] == sides[b]) != (sign > 0)]


def line_index(edges: Edges) -> int:
    """Return the fewest edges that can stand against a division, with khgraph's proof.

    Parallel edges of one sign weigh together; of two with both signs one always offends.
    """
    weights = Counter[tuple[int, int]]()
    for a, b, sign in edges:
        weights[min(a, b), max(a, b)] += sign
    kept = {pair: weight for pair, weight in weights.items() if weight}
    always = (len(edges) - sum(map(abs, weights.values()))) // 2
    if not kept:
        return always
    graph = signed_graph((f"{a:03}", f"{b:03}", w // abs(w)) for (a, b), w in kept.items())
    amounts = [
        abs(kept[min(a, b), max(a, b)])
        for a, b in ((int(graph.nodes[i]), int(graph.nodes[j])) for i, j in graph.pairs)
    ]
    found = frustration(graph, weights=np.array(amounts))
    assert found.optimal
    return always + found.count


@pytest.mark.parametrize("stance", ["probable", "reports"])
def test_camps_leave_the_fewest_ties_against_them(window: Page, stance: str) -> None:
    """On many days, months and years of the corpus; the proof is that of khgraph.frustration."""
    times = ["1907", "1931-10-01", "1932", "1936-06-01", "1937-08", "1939", "1941", "1945", "1991"]
    graphs: list[tuple[int, Edges]] = []
    for time in times:
        found = project(network(corpus(), reading_on(time, stance)))
        place = {node: i for i, node in enumerate(sorted(found))}
        edges = [(place[a], place[b], data["sign"]) for a, b, data in found.edges(data=True)]
        graphs.append((len(place), edges))
    for (_, edges), (sides, against, is_proven) in zip(
        graphs, window.evaluate(DIVIDE, graphs), strict=True
    ):
        assert is_proven
        assert against == offending(sides, edges)
        assert len(against) == line_index(edges)
    assert any(line_index(edges) for _, edges in graphs)


@st.composite
def signed_graphs(draw: st.DrawFn, most: int = 13) -> tuple[int, Edges]:
    """Return a number of nodes, and edges between them; several may join one pair."""
    size = draw(st.integers(2, most))
    nodes = st.integers(0, size - 1)
    edge = st.tuples(nodes, nodes, st.sampled_from([1, -1])).filter(lambda e: e[0] != e[1])
    return size, draw(st.lists(edge, max_size=4 * size))


@given(signed_graphs())
@settings(max_examples=120)
def test_any_small_graph_is_divided_with_a_proof(window: Page, made: tuple[int, Edges]) -> None:
    """Twice the same, with as few edges against it as any, and the first of each component on 0."""
    size, edges = made
    first, second = window.evaluate(DIVIDE, [made, made])
    assert first == second
    sides, against, is_proven = first
    assert is_proven
    assert against == offending(sides, edges)
    assert len(against) == line_index(edges)
    degree = Counter(node for a, b, _ in edges for node in (a, b))
    lead = min(range(size), key=lambda node: (-degree[node], node))
    assert sides[lead] == 0


def test_a_large_dense_graph_is_divided_well(window: Page) -> None:
    """Where nothing is proven the division is said to be found, and is close to the best."""
    noise = np.random.default_rng(7)
    pairs = list(combinations(range(24), 2))
    edges: Edges = [(a, b, int(noise.choice([1, -1]))) for a, b in pairs if noise.random() < 0.5]
    ((sides, against, is_proven),) = window.evaluate(DIVIDE, [(24, edges)])
    assert not is_proven
    assert against == offending(sides, edges)
    assert line_index(edges) <= len(against) <= line_index(edges) + 1


def reading_on(time: str, stance: str = "probable") -> Reading:
    """Return the reading over a day, month or year."""
    return Reading(stance, first=edge_day(time, is_last=False), last=edge_day(time, is_last=True))


def how_sure(tie: Tie) -> str:
    """Return how sure a tie is, as the matrix words it."""
    hedges = {
        "thinksProbable": "probably",
        "thinksPossible": "possibly",
        "reports": "only reported",
    }
    hedge = hedges.get(tie.claims[0].stance, "")
    if hedge:
        return hedge + ("" if tie.is_certain else ", if the dates allow it")
    return "certainly" if tie.is_certain else "possibly: the dates allow it"


def words_of(found: list[Tie]) -> str:
    """Return what a cell with these ties says after the names."""
    parts = []
    for sign, word in ((1, "friendly"), (-1, "hostile"), (0, "neutral")):
        some = [tie for tie in found if tie.sign == sign]
        if some:
            best = min(
                some, key=lambda tie: 2 * (not tie.is_certain) + (tie.claims[0].stance != "affirms")
            )
            parts.append(f"{word}, {how_sure(best)}")
    contested = ", contested" if any(tie.is_denied for tie in found) else ""
    plural = "" if len(found) == 1 else "s"
    return f"{'; '.join(parts)}, {len(found)} tie{plural}{contested}"


def by_pair(found: Iterable[Tie]) -> dict[Pair, list[Tie]]:
    """Return ties by the pair that they join."""
    pairs: dict[Pair, list[Tie]] = {}
    for tie in found:
        pairs.setdefault(pair_of(tie.statement), []).append(tie)
    return pairs


def settled(found: list[Tie]) -> int:
    """Return the sign of a pair, 0 with both or none."""
    signs = {tie.sign for tie in found if tie.sign}
    return signs.pop() if len(signs) == 1 else 0


def shown_actors(times: list[list[Tie]]) -> tuple[list[Entity], int]:
    """Return who stands in the matrix, and how many more have ties."""
    ends = [
        (tie.statement.subject, tie.statement.object)
        for found in times
        for tie in found
        if isinstance(tie.statement.object, Entity)
    ]
    degree = Counter(actor for pair in ends for actor in pair)
    ranked = sorted(degree, key=lambda e: (-degree[e], e.label.casefold(), e.iri))[:MOST_ACTORS]
    joined = {end for pair in ends if set(pair) <= set(ranked) for end in pair}
    return [actor for actor in ranked if actor in joined], len(degree) - len(joined)


def cell_labels(window: Page) -> list[str]:
    """Return what all cells say that are drawn."""
    found: list[str] = window.evaluate(
        "() => [...document.querySelectorAll('.matrix-cell')]"
        ".filter((cell) => cell.querySelector('path, circle'))"
        ".map((cell) => cell.getAttribute('aria-label'))"
    )
    return found


def names(window: Page, role: str) -> list[str]:
    """Return the names over the columns or beside the rows, in order."""
    marks = window.locator(f".matrix-name[role={role}]")
    return [marks.nth(i).get_attribute("aria-label") or "" for i in range(marks.count())]


@pytest.mark.parametrize(
    ("one", "other"),
    [("1931-10-01", "1936-06-01"), ("1936", "1939"), ("1932-02", "1945"), ("1907", "1991")],
)
def test_cells_say_what_holds_on_each_day(show: Any, one: str, other: str) -> None:
    """Every cell of both days, the order of the actors, the counts, and the division."""
    window = show(f"view=matrix&days={one}&days={other}")
    known = lives(corpus())
    times = [ties(corpus(), reading_on(time), known) for time in (one, other)]
    actors, unseen = shown_actors(times)
    iris = {actor.iri for actor in actors}
    wanted = []
    edges: Edges = []
    place = {iri: i for i, iri in enumerate(sorted(iris))}
    for time, found in zip((one, other), times, strict=True):
        for a, b in permutations(actors, 2):
            some = by_pair(found).get(pair_key(a.iri, b.iri))
            if some:
                wanted.append(f"{a.label} and {b.label}: {words_of(some)} ({time})")
                if a.iri < b.iri and settled(some):
                    edges.append((place[a.iri], place[b.iri], settled(some)))
    assert sorted(cell_labels(window)) == sorted(wanted)
    assert len(wanted) > 60
    rows, columns = names(window, "rowheader"), names(window, "columnheader")
    assert sorted(rows) == sorted(actor.label for actor in actors)
    assert columns == rows + rows
    words = window.locator(".matrix-words").inner_text()
    count = line_index(edges)
    verb = "tie stands" if count == 1 else "ties stand"
    assert (
        f"{count} {verb} against it, the fewest that any one division of both can leave." in words
    )
    if unseen:
        verb = "more actor has" if unseen == 1 else "more actors have"
        assert f"{unseen} {verb} ties on these days" in words
    titles = window.locator(".matrix-plate svg text").all_text_contents()
    assert f"{len(times[0])} ties of" in " ".join(titles)


# One of each kind of cell, and a pair that turns.
OLD, NEW = Entity("urn:a/old", "Old Guard", "Group"), Entity("urn:a/new", "New Guard", "Group")
KINDS = [
    statement(JAPAN, SUPPORTED, LINGSHENG, claim("k1", when="1931/1935")),
    statement(JAPAN, ENEMY, LINGSHENG, claim("k2", when="1937/1945")),
    statement(JAPAN, ENEMY, USSR, claim("k3", when="1930/1945"), claim("k3n", "denies")),
    statement(JAPAN, SUPPORTED, USSR, claim("k4", when="1933/")),
    statement(ARMY, SUPPORTED, JAPAN, claim("k5", "thinksProbable", when="1930/1945")),
    statement(ZHUKOV, ENEMY, ARMY, claim("k6", "thinksProbable", when="1939/")),
    statement(JAPAN, TREATY, ZHUKOV, claim("k7", when="1940-04-13")),
    statement(OLD, ENEMY, NEW, claim("k8", when="1933")),
]


@pytest.fixture(scope="module")
def kinds(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the matrix of the pairs above, in 1933 and in 1940."""
    path = tmp_path_factory.mktemp("kinds") / "kinds.html"
    path.write_text(draw(KINDS, reading=Reading()), encoding="utf-8", newline="")
    opened = open_page(browser, path, "#view=matrix&days=1933&days=1940")
    yield opened
    opened.close()


def cell(window: Page, a: str, b: str, time: str) -> Any:
    """Return the cell of two actors."""
    return window.locator(f'.matrix-cell[aria-label^="{a} and {b}:"][aria-label$="({time})"]')


def test_each_kind_of_cell_in_words(kinds: Page) -> None:
    """Certain, hedged, allowed by the dates, both signs, neutral, contested: by hand."""
    said = {
        label for label in cell_labels(kinds) if label.startswith(("Japan and", "Georgy", "New"))
    }
    assert said == {
        "Japan and Lingsheng: friendly, certainly, 1 tie (1933)",
        "Japan and Lingsheng: hostile, certainly, 1 tie (1940)",
        "Japan and Soviet Union: friendly, certainly; hostile, certainly, 2 ties, contested (1933)",
        "Japan and Soviet Union: friendly, possibly: the dates allow it; hostile, certainly, "
        "2 ties, contested (1940)",
        "Japan and Kwantung Army: friendly, probably, 1 tie (1933)",
        "Japan and Kwantung Army: friendly, probably, 1 tie (1940)",
        "Georgy Zhukov and Kwantung Army: hostile, probably, if the dates allow it, 1 tie (1940)",
        "Japan and Georgy Zhukov: neutral, certainly, 1 tie (1940)",
        "Georgy Zhukov and Japan: neutral, certainly, 1 tie (1940)",
        "New Guard and Old Guard: hostile, certainly, 1 tie (1933)",
    }


def test_each_kind_of_cell_in_colour(kinds: Page) -> None:
    """Blue and orange filled, lighter and with ? where hedged, hollow where only possible."""

    def looks(a: str, b: str, time: str) -> list[tuple[str | None, ...]]:
        marks = cell(kinds, a, b, time).locator("path, circle, text")
        return [
            (
                marks.nth(i).evaluate("(mark) => mark.tagName"),
                marks.nth(i).get_attribute("fill"),
                marks.nth(i).get_attribute("stroke"),
            )
            for i in range(marks.count())
        ]

    assert looks("Japan", "Lingsheng", "1933") == [
        ("path", "#0072B2", None),
        ("path", None, "#ffffff"),
    ]
    assert looks("Japan", "Lingsheng", "1940")[0] == ("path", "#C44E00", None)
    hedged = looks("Japan", "Kwantung Army", "1933")
    assert hedged[0] == ("path", "#5aa3cf", None)
    assert hedged[2][0] == "text"
    hollow = looks("Georgy Zhukov", "Kwantung Army", "1940")
    assert hollow[0] == ("path", "#fbfaf7", "#dc8f5c")
    both = looks("Japan", "Soviet Union", "1940")
    assert [look[1] for look in both] == ["#fbfaf7", None, "#C44E00", None, "none"]
    assert looks("Japan", "Georgy Zhukov", "1940") == [("circle", "#77757c", "#77757c")]


def test_contested_cells_are_marked(kinds: Page) -> None:
    """By a corner of their own on both sides of the diagonal and days, and in the legend."""
    assert kinds.locator('.matrix-cell path[fill="none"]').count() == 4
    assert cell(kinds, "Japan", "Soviet Union", "1933").locator('path[fill="none"]').count() == 1
    legend = kinds.locator(".matrix-legend text").all_text_contents()
    assert "contested: another claim doubts or denies it" in legend


def test_what_camps_and_days_are_not(kinds: Page) -> None:
    """No alliances; and the time below does not limit the days."""
    rule = "Camps are computed from the signs of these ties alone and are no alliances."
    assert kinds.locator(".matrix-rule").inner_text().endswith(rule)
    caption = "The chosen time below does not limit the two days."
    assert kinds.locator(".matrix-followed").inner_text() == caption


def test_who_turned_is_named_and_framed(kinds: Page) -> None:
    """Friend in 1933 and enemy in 1940; who has both signs has not turned."""
    words = kinds.locator(".matrix-words").inner_text()
    assert "1 pair turned between the two:" in words
    turned = kinds.locator(".matrix-turn")
    assert turned.all_inner_texts() == ["Japan and Lingsheng: friendly, then hostile"]
    frames = kinds.locator('.matrix-cell rect[stroke="#8E3A73"]')
    assert frames.count() == 4
    turned.click()
    assert kinds.evaluate("khgraph.state.now.pair") == ["japan", "lingsheng"]
    kinds.evaluate("() => khgraph.state.chooseActor(null)")


def test_camps_in_words_by_hand(kinds: Page) -> None:
    """Over both days: Japan's friend became its enemy, so one tie stands against any division."""
    words = kinds.locator(".matrix-words").inner_text()
    assert words.startswith(
        "One division for both days and these 7 actors, 4 of them placed by a single pair: "
        "around Japan (3), around Georgy Zhukov (1); 3 joined to neither. "
        "1 tie stands against it, the fewest that any one division of both can leave."
    )
    assert names(kinds, "rowheader")[0] == "Japan"
    # The Soviet Union is joined by both signs alone, on both days, and so to neither camp.
    assert set(names(kinds, "rowheader")[4:]) == {"Soviet Union", "New Guard", "Old Guard"}
    titles = kinds.locator(".matrix-plate svg text").all_text_contents()
    assert "1933 (the whole year)" in titles
    assert any(title.startswith("5 ties of 6 actors. Of 3 pairs here") for title in titles)


def test_a_click_chooses_a_pair_or_an_actor(kinds: Page) -> None:
    """A cell two, a name one, an empty cell two of whom nothing is said that day."""
    cell(kinds, "Japan", "Kwantung Army", "1940").click()
    assert kinds.evaluate("khgraph.state.now.pair") == ["japan", "army"]
    assert kinds.locator("#panel h2").inner_text() == "Japan and Kwantung Army"
    frames = kinds.locator('.matrix-plate svg > g > rect[stroke="#1b1b1f"]')
    assert frames.count() == 4
    kinds.locator(".matrix-name[role=rowheader]", has_text="Lingsheng").click()
    assert kinds.evaluate("khgraph.state.now.actor") == "lingsheng"
    assert kinds.locator('.matrix-plate svg > g > rect[fill="#f3e9b5"]').count() == 4
    bold = kinds.locator('.matrix-name text[font-weight="700"]')
    assert bold.all_text_contents() == ["Lingsheng"] * 3
    kinds.evaluate("() => khgraph.state.chooseActor(null)")
    assert frames.count() == 0


def test_the_keys_walk_over_names_and_cells(kinds: Page) -> None:
    """One stop for Tab, arrows from cell to cell over empty ones too, Enter chooses."""
    stops = kinds.locator('.matrix-plate [tabindex="0"]')
    assert stops.count() == 1
    stops.focus()
    size = len(names(kinds, "rowheader"))

    def at() -> str:
        return str(kinds.evaluate("document.activeElement.getAttribute('aria-label')"))

    kinds.keyboard.press("ArrowUp")
    assert at() in names(kinds, "columnheader")
    kinds.keyboard.press("ArrowUp")
    assert at() in names(kinds, "columnheader")
    seen = []
    kinds.keyboard.press("ArrowDown")
    for _ in range(2 * size + 2):
        seen.append(at())
        kinds.keyboard.press("ArrowRight")
    row = names(kinds, "rowheader")[0]
    assert row in seen
    assert f"{row}, the same actor (1940)" in seen
    assert any(label.endswith("no tie (1940)") for label in seen)
    assert seen[-1].endswith("(1940)")
    kinds.keyboard.press("Enter")
    pair = kinds.evaluate("khgraph.state.pair().map((actor) => actor.label)")
    assert pair == [row, names(kinds, "rowheader")[-1]]
    assert stops.count() == 1
    assert at() == seen[-1]
    kinds.evaluate("() => khgraph.state.chooseActor(null)")


def test_the_pointer_is_told_of_both_days(kinds: Page) -> None:
    """Over a cell: what holds on the one day and on the other, and its row and column."""
    cell(kinds, "Japan", "Lingsheng", "1940").hover()
    assert kinds.locator(".matrix-told").inner_text() == (
        "1933: Japan and Lingsheng: friendly, certainly, 1 tie \u00b7 "
        "1940: Japan and Lingsheng: hostile, certainly, 1 tie"
    )
    bands = kinds.locator('.matrix-plate svg > g > rect[fill="#e6e2d6"]')
    assert bands.count() == 4
    kinds.locator(".matrix-rule").hover()
    assert bands.count() == 0


def test_days_are_typed_and_stepped(kinds: Page) -> None:
    """A day, a month, a year; what is none is refused in words and changes nothing."""
    box = kinds.get_by_label("and on", exact=True)
    box.fill("1940-02-30")
    box.press("Enter")
    problem = kinds.locator("#matrix-day-1-problem")
    form = "Write a year, a month or a day, such as 1936, 1936-06 or 1936-06-01."
    assert problem.inner_text() == form
    assert box.get_attribute("aria-invalid") == "true"
    assert kinds.evaluate("khgraph.state.now.days") == ["1933", "1940"]
    box.fill("1940-02")
    box.press("Enter")
    assert problem.inner_text() == ""
    assert kinds.evaluate("khgraph.state.now.days") == ["1933", "1940-02"]
    titles = kinds.locator(".matrix-plate svg text").all_text_contents()
    assert "1940-02 (the whole month)" in titles
    kinds.get_by_role("button", name="A year after 1940-02").click()
    kinds.get_by_role("button", name="A year before 1933").click()
    assert kinds.evaluate("location.hash") == "#view=matrix&days=1932&days=1941-02"
    kinds.get_by_label("on", exact=True).fill("1940-02-29")
    kinds.get_by_label("on", exact=True).press("Enter")
    kinds.get_by_role("button", name="A year after 1940-02-29").click()
    assert kinds.evaluate("khgraph.state.now.days[0]") == "1941-02-28"
    assert "1941-02-28 (one day)" in kinds.locator(".matrix-plate svg text").all_text_contents()
    kinds.evaluate("() => khgraph.state.set({ days: ['1933', '1940'] })")


@pytest.mark.parametrize(
    ("address", "days"),
    [
        ("view=matrix&from=1931&to=1939-08", ["1931", "1939"]),
        ("view=matrix&from=1939&to=1939", ["1938", "1939"]),
        ("view=matrix&from=1939-08-20&to=1939-08-20", ["1938", "1939-08-20"]),
    ],
)
def test_days_that_nobody_chose_follow_the_time(show: Any, address: str, days: list[str]) -> None:
    """The first and last year of the chosen time; beside a single one that before it."""
    window = show(address)
    boxes = window.locator(".matrix-day input")
    assert [boxes.nth(i).input_value() for i in range(2)] == days
    assert window.evaluate("khgraph.state.now.days") is None
    assert window.get_by_role("button", name="Choose the days for me").is_hidden()


def test_days_that_nobody_chose_at_any_time(show: Any) -> None:
    """The year with the most dated ties, and one at least ten years away; a choice can go back."""
    window = show("view=matrix")
    boxes = window.locator(".matrix-day input")
    days = [boxes.nth(i).input_value() for i in range(2)]
    assert "1939" in days
    assert int(days[1]) - int(days[0]) >= 10
    window.get_by_role("button", name="A year after 1939").click()
    assert "1940" in window.evaluate("khgraph.state.now.days")
    window.get_by_role("button", name="Choose the days for me").click()
    assert [boxes.nth(i).input_value() for i in range(2)] == days


def test_who_is_chosen_stands_in_the_matrix(show: Any) -> None:
    """Though others have more ties: whoever has one of these days can be looked for."""
    window = show("view=matrix&days=1936&days=1939")
    times = [ties(corpus(), reading_on(time)) for time in ("1936", "1939")]
    shown = {actor.iri for actor in shown_actors(times)[0]}
    hidden = next(
        (a, b)
        for tie in times[1]
        for a, b in [(tie.statement.subject, tie.statement.object)]
        if isinstance(b, Entity) and a.iri not in shown and b.iri in shown
    )
    actor = hidden[0]
    assert actor.label not in names(window, "rowheader")
    show(f"view=matrix&days=1936&days=1939&actor={actor.id}")
    assert actor.label in names(window, "rowheader")
    assert len(names(window, "rowheader")) <= MOST_ACTORS


def test_signs_and_certainty_are_those_of_the_other_views(show: Any) -> None:
    """What the reader hides is hidden here; a time without ties says so."""
    window = show("view=matrix&signs=-&days=1936&days=1939")
    assert cell_labels(window)
    assert all("friendly" not in label for label in cell_labels(window))
    show("view=matrix&sure=yes&days=1936&days=1939")
    assert cell_labels(window)
    assert all("dates allow" not in label for label in cell_labels(window))
    show("view=matrix&sure=yes&days=1201&days=1202")
    words = window.locator(".matrix-words").inner_text()
    assert words.strip() == "No tie of the present choice holds on these days."


def test_the_picture_stands_alone(show: Any) -> None:
    """All names, all cells, days, legend and readings; looks in attributes only."""
    window = show("view=matrix&days=1931-10-01&days=1936-06-01&pair=japan&pair=china")
    text = window.evaluate("new XMLSerializer().serializeToString(khgraph.views.matrix.svg())")
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    marks = list(root.iter())
    assert all("class" not in mark.attrib for mark in marks)
    words = ["".join(mark.itertext()) for mark in marks if mark.tag.endswith("text")]
    assert words[0] == "Who was whose friend: 1931-10-01 and 1936-06-01"
    assert "1931-10-01 (one day)" in words
    assert "hedged: nobody affirms it" in words
    assert any("on 1936-06-01" in line and "all sources" in line for line in words)
    filled = [
        m for m in marks if m.get("fill") in ("#0072B2", "#C44E00") and m.tag.endswith("path")
    ]
    assert len(filled) >= 10
    assert len([m for m in marks if m.get("stroke") == "#1b1b1f" and m.tag.endswith("rect")]) == 4


def test_on_a_phone_the_two_stand_one_below_the_other(browser: Browser, corpus_page: Path) -> None:
    """With the names beside each, and no wider than the screen but where it scrolls."""
    hash_ = "#view=matrix&days=1931-10-01&days=1936-06-01"
    window = open_page(browser, corpus_page, hash_, (390, 844))
    rows = names(window, "rowheader")
    assert rows[: len(rows) // 2] == rows[len(rows) // 2 :]
    boxes = [cell_box(window, time) for time in ("1931-10-01", "1936-06-01")]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["y"] + 300 < boxes[1]["y"]
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    window.evaluate("() => khgraph.state.set({ days: ['1936', '1939'] })")
    captions = window.locator(".matrix-plate svg text", has_text="against the division")
    assert captions.count() == 2
    for i in range(2):
        box = captions.nth(i).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
        assert " ".join(captions.nth(i).locator("tspan").all_text_contents()).endswith("both signs")
    window.evaluate("() => khgraph.state.set({ days: ['1931-10-01', '1936-06-01'] })")
    window.set_viewport_size({"width": 1366, "height": 768})
    window.wait_for_function(
        "document.querySelectorAll('.matrix-name[role=rowheader]').length < 30"
    )
    assert names(window, "rowheader") == rows[: len(rows) // 2]
    window.close()


def cell_box(window: Page, time: str) -> Any:
    """Return the place of the cell of Japan and Manchukuo's neighbour, China, at a time."""
    return cell(window, "Japan", "Soviet Union", time).bounding_box()
