"""The network in a real browser: which lines it shows, how they look, how it is moved about."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer import (
    ALLIED,
    ENEMY,
    EXECUTED,
    JAPAN,
    LINGSHENG,
    SUPPORTED,
    USSR,
    claim,
    draw,
    open_page,
    statement,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from khgraph.dates import edge_day
from khgraph.drawing.picture import edge_id
from khgraph.drawing.scene import MAX_ACTORS, Scene, compose
from khgraph.model import Entity, pair_of
from khgraph.reading import Reading, ties
from khgraph.records import statements, turns
from khgraph.stores import open_store

PHONE = (390, 844)

# The ids of the lines that vis-network draws, and of those that the view says it shows.
DRAWN = """() => khgraph.views.network.net.body.data.edges
  .get({ filter: (edge) => !edge.hidden }).map((edge) => edge.id).sort()"""
SHOWN = "() => khgraph.views.network.shownLines().map((line) => line.id).sort()"
LOOKS = """(id) => khgraph.views.network.net.body.data.edges.get(id)"""
SET = "(changes) => khgraph.state.set(changes)"
SCALE = "() => khgraph.views.network.net.getScale()"
CENTRE = "() => khgraph.views.network.net.getViewPosition()"
PLACE = "(id) => khgraph.graph.thing(id).index"
POSITIONS = """() => Object.fromEntries(Object.entries(khgraph.views.network.net.body.nodes)
  .map(([id, node]) => [id, [node.x, node.y]]))"""
# Where on the page an actor is, or the share t of the way of a line.
POINT_OF_ACTOR = """(id) => {
  const { net } = khgraph.views.network;
  const { x, y } = net.body.nodes[khgraph.graph.thing(id).index];
  const box = document.querySelector(".network-canvas").getBoundingClientRect();
  const at = net.canvasToDOM({ x, y });
  return [at.x + box.left, at.y + box.top];
}"""
POINT_OF_LINE = """([id, t]) => {
  const { net } = khgraph.views.network;
  const { from, to, edgeType } = net.body.edges[id];
  const via = edgeType.getViaNode() || { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const on = (axis) => (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * via[axis] + t * t * to[axis];
  const box = document.querySelector(".network-canvas").getBoundingClientRect();
  const at = net.canvasToDOM({ x: on("x"), y: on("y") });
  return [at.x + box.left, at.y + box.top];
}"""
ORANGE = """() => {
  const canvas = document.querySelector(".network-canvas canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] > 150 && data[i + 1] > 50 && data[i + 1] < 110 && data[i + 2] < 60) found += 1;
  }
  return found;
}"""
MARKS = "() => khgraph.views.network.plan().marks.map((mark) => mark.rows[0]).sort()"
LABELS = """() => khgraph.views.network.plan().labels
  .map((label) => ({ ...label, id: khgraph.graph.things[label.id].id }))"""


@functools.cache
def corpus() -> Scene:
    """Return the scene of the page of the whole corpus."""
    store = open_store(())
    return compose(statements(store), turns(store), Reading(), None)


def wanted_lines(**choices: Any) -> dict[str, int]:
    """Return the id of each line that Python would show, with the number of its ties."""
    scene = corpus()
    place = scene.place
    found: dict[str, int] = {}
    for tie in ties(scene.statements, Reading(**choices), scene.lives):
        a, b = pair_of(tie.statement)
        if {a, b} <= scene.drawn:
            line = edge_id(place[a], place[b], tie.sign)
            found[line] = found.get(line, 0) + 1
    return found


def days_of(start: str | None, end: str | None) -> dict[str, Any]:
    """Return a time of the page as a reading has it."""
    return {
        "first": edge_day(start, is_last=False) if start else None,
        "last": edge_day(end, is_last=True) if end else None,
    }


@pytest.fixture
def window(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Open the page of the whole corpus."""
    opened = open_page(browser, corpus_page)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def kept(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Open the page of the whole corpus once, for tests that set all that they look at."""
    opened = open_page(browser, corpus_page)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def small(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open a page of a few statements, countable by hand; no test may change it."""
    path = tmp_path_factory.mktemp("network") / "small.html"
    path.write_text(draw(), encoding="utf-8", newline="")
    opened = open_page(browser, path)
    yield opened
    opened.close()


def line_between(page: Page, a: str, b: str, sign: int) -> str:
    """Return the id of the line of a sign between two actors."""
    return edge_id(page.evaluate(PLACE, a), page.evaluate(PLACE, b), sign)


# Which lines there are. ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "choices"),
    [
        ((None, None), {}),
        (("1936", "1936"), {}),
        (("1939-05", "1939-09"), {}),
        (("1939-08-23", "1939-08-23"), {}),
        ((None, "1921"), {}),
        (("1991", None), {}),
        (("1932", "1945"), {"min_stance": "affirms"}),
        (("1932", "1945"), {"min_stance": "reports"}),
        ((None, None), {"min_stance": "reports"}),
        (("1930", "1940"), {"sources": ("bulag2009",)}),
        (("1936", "1936"), {"include_undated": True}),
        (("1936", "1936"), {"horizon": 1}),
    ],
)
def test_a_line_for_each_sign_of_each_pair_of_drawn_actors(
    kept: Page, time: tuple[str | None, str | None], choices: dict[str, Any]
) -> None:
    """As many as the reading has in Python, also those that no line was prepared for."""
    kept.evaluate(
        SET,
        {
            "from": time[0],
            "to": time[1],
            "min": choices.get("min_stance", "probable"),
            "sources": list(choices.get("sources", ())),
            "undated": choices.get("include_undated", False),
            "horizon": choices.get("horizon"),
        },
    )
    wanted = wanted_lines(**days_of(*time), **choices)
    assert len(wanted) > 10
    assert kept.evaluate(DRAWN) == sorted(wanted)
    counts = "() => khgraph.views.network.shownLines().map((line) => [line.id, line.count])"
    assert dict(kept.evaluate(counts)) == wanted


@settings(max_examples=25)
@given(st.tuples(st.integers(1900, 2019), st.integers(1900, 2019)).map(sorted))
def test_lines_follow_any_span_of_years(kept: Page, years: list[int]) -> None:
    """From whatever was shown before: only what changes is told to vis-network, and all of it."""
    start, end = map(str, years)
    reset = {"min": "probable", "sources": [], "undated": False, "horizon": None}
    kept.evaluate(SET, {"from": start, "to": end, **reset})
    assert kept.evaluate(DRAWN) == sorted(wanted_lines(**days_of(start, end)))


def test_lines_that_were_not_prepared_leave_the_others_where_they_are(window: Page) -> None:
    """A wider stance bends what it adds beside what is there."""
    smooth = "() => khgraph.views.network.net.body.data.edges.get().map((e) => [e.id, e.smooth])"
    before = dict(window.evaluate(smooth))
    window.evaluate(SET, {"min": "reports"})
    after = dict(window.evaluate(smooth))
    added = set(after) - set(before)
    assert added
    assert {line: after[line] for line in before} == before
    for line in added:
        pair = line.rpartition("_")[0]
        bends = [
            (found["type"] == "curvedCW") * 2 * found["roundness"] - found["roundness"]
            if found
            else 0
            for other, found in after.items()
            if other.rpartition("_")[0] == pair
        ]
        gaps = [abs(a - b) for i, a in enumerate(bends) for b in bends[:i]]
        assert min(gaps, default=1) >= 0.12


def test_a_sign_that_is_switched_off_is_not_painted(window: Page) -> None:
    """Not hidden in the data alone: no pixel of its colour is left, and all come back."""
    paint = "() => khgraph.views.network.net.redraw()"
    window.evaluate(paint)
    before = window.evaluate(ORANGE)
    assert before > 1000
    window.locator("[name=sign][value='-']").uncheck()
    window.evaluate(paint)
    assert window.evaluate(ORANGE) == 0
    window.locator("[name=sign][value='-']").check()
    window.evaluate(paint)
    assert window.evaluate(ORANGE) == before


# How they look. -----------------------------------------------------------------------------


def test_width_and_arrow_tell_how_many_ties_and_which_way(browser: Browser, tmp_path: Path) -> None:
    """Four ties are twice as wide as one; an arrow only where all run one way."""
    others = [Entity(f"urn:a/{name}", name, "Person") for name in ("Ann", "Bob")]
    ann, bob = others
    found = [
        statement(JAPAN, SUPPORTED, USSR, claim("one")),
        statement(LINGSHENG, ENEMY, JAPAN),
        statement(ann, SUPPORTED, bob),
        statement(bob, EXECUTED, ann),
        statement(ann, EXECUTED, bob),
        *(
            statement(LINGSHENG, SUPPORTED._replace(iri=f"urn:o/{i}"), USSR, claim(f"many{i}"))
            for i in range(4)
        ),
    ]
    path = tmp_path / "page.html"
    path.write_text(draw(found), encoding="utf-8", newline="")
    page = open_page(browser, path)

    def look(a: str, b: str, sign: int) -> dict[str, Any]:
        looks: dict[str, Any] = page.evaluate(LOOKS, line_between(page, a, b, sign))
        return looks

    one, many = look("japan", "ussr", 1), look("lingsheng", "ussr", 1)
    assert (one["width"], many["width"]) == (1.2, 2.4)
    arrow = {one["from"]: "to", one["to"]: "from"}[page.evaluate(PLACE, "japan")]
    assert one["arrows"] == arrow
    assert look("lingsheng", "japan", -1)["arrows"] == ""
    # Each has killed the other: one line, and no way in which all of it runs.
    assert look("Ann", "Bob", -1)["arrows"] == ""
    assert look("Ann", "Bob", 1)["arrows"] != ""
    page.close()


def test_hedged_and_contested_lines_look_so_and_say_so(small: Page) -> None:
    """Lingsheng's spying is only thought possible; Japan's enmity with the Union is doubted too."""
    hedged = small.evaluate(LOOKS, line_between(small, "lingsheng", "ussr", 1))
    assert hedged["color"]["color"] == "#5aa3cf"
    assert hedged["dashes"]
    assert small.evaluate(MARKS) == ["?", "\N{NOT EQUAL TO}"]
    words = small.locator(".network-legend li").all_inner_texts()
    assert "hedged: probable at most" in "".join(words)
    assert "also doubted or denied" in "".join(words)
    assert "only possibly in this time" not in "".join(words)
    # What Japan did after it turned on its friend bears a notch.
    assert small.evaluate("() => khgraph.views.network.plan().notches.length") == 1
    both = [line_between(small, "japan", "lingsheng", sign) for sign in (1, -1)]
    ways = [small.evaluate(POINT_OF_LINE, [line, 0.5]) for line in both]
    assert math.dist(*ways) > 8


@pytest.mark.parametrize("hash_", ["&from=1935&to=1935", "&from=1931&to=1945"])
def test_the_marks_of_a_pair_with_both_signs_stand_apart(
    browser: Browser, corpus_page: Path, hash_: str
) -> None:
    """However short its lines are; each can be read."""
    page = open_page(browser, corpus_page, f"#pair=lingsheng&pair=japan{hash_}")
    plan = "() => khgraph.views.network.plan().marks.filter((mark) => mark.alpha === 1)"
    one, other = page.evaluate(plan)
    assert {one["rows"][0][0], other["rows"][0][0]} == {"+", "\N{MINUS SIGN}"}
    over_x = min(one["x"] + one["w"], other["x"] + other["w"]) - max(one["x"], other["x"])
    over_y = min(one["y"] + one["h"], other["y"] + other["h"]) - max(one["y"], other["y"])
    assert over_x <= 0 or over_y <= 0
    page.close()


def test_lines_of_a_time_that_is_not_certain_are_pale_and_marked(kept: Page) -> None:
    """By each line's own ties, as the page places them."""
    kept.evaluate(SET, {"from": "1936", "to": "1936", "min": "probable", "sources": []})
    certain: dict[str, bool] = dict(
        kept.evaluate("""() => {
          const found = new Map();
          for (const tie of khgraph.state.derive().ties) {
            const { subject, object } = tie.statement;
            const id = `${khgraph.graph.pairKey(subject, object)}_${tie.sign}`;
            found.set(id, found.get(id) || tie.isCertain);
          }
          return [...found];
        }""")
    )
    opacities = {line: kept.evaluate(LOOKS, line)["color"]["opacity"] for line in wanted_1936()}
    assert opacities == {line: 1 if certain[line] else 0.5 for line in opacities}
    assert set(opacities.values()) == {1, 0.5}
    assert any("~" in mark for mark in kept.evaluate(MARKS))


def wanted_1936() -> list[str]:
    """Return the ids of the lines of 1936."""
    return sorted(wanted_lines(**days_of("1936", "1936")))


def test_who_has_no_tie_in_a_time_stays_and_turns_grey(kept: Page) -> None:
    """The places are the same in every time; grey is whoever the ties do not name."""
    before = kept.evaluate(POSITIONS)
    kept.evaluate(SET, {"from": "1921", "to": "1921", "actor": None})
    assert kept.evaluate(POSITIONS) == before
    grey = kept.evaluate("""() => khgraph.views.network.net.body.data.nodes
      .get({ filter: (node) => node.color.background === "#efece4" })
      .map((node) => khgraph.graph.things[node.id].id).sort()""")
    scene = corpus()
    found = ties(scene.statements, Reading(**days_of("1921", "1921")), scene.lives)
    present = {iri for tie in found for iri in pair_of(tie.statement)}
    wanted = sorted(e.id for e in scene.things if e.iri in scene.drawn - present)
    assert 0 < len(wanted) < len(scene.drawn)
    assert grey == wanted


# Labels. ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), PHONE])
def test_labels_can_be_read_and_do_not_cover_one_another(
    browser: Browser, corpus_page: Path, size: tuple[int, int]
) -> None:
    """At least 12 pixels high; only hubs, which are always named, may touch something."""
    page = open_page(browser, corpus_page, size=size)
    labels = page.evaluate(LABELS)
    assert min(label["size"] for label in labels) >= 12
    assert {label["id"] for label in labels} >= {"japan", "ussr", "china", "manchukuo"}
    assert len(labels) > 50
    plain = [label for label in labels if label["weight"] == 400]
    for i, a in enumerate(plain):
        for b in plain[:i]:
            over_x = min(a["x"] + a["w"], b["x"] + b["w"]) - max(a["x"], b["x"])
            over_y = min(a["y"] + a["h"], b["y"] + b["h"]) - max(a["y"], b["y"])
            assert over_x <= 0 or over_y <= 0, (a["id"], b["id"])
    page.close()


def test_two_loads_give_the_same_picture(browser: Browser, corpus_page: Path) -> None:
    """Places, labels and marks; and the places are those that Python computed."""
    pictures = []
    for _ in range(2):
        page = open_page(browser, corpus_page)
        plan = page.evaluate("() => JSON.stringify(khgraph.views.network.plan())")
        pictures.append((page.evaluate(POSITIONS), plan))
        given = page.evaluate("() => khgraph.graph.nodes.map((node) => [node.id, node.x, node.y])")
        page.close()
    assert pictures[0] == pictures[1]
    # vis-network takes whole numbers.
    assert pictures[0][0] == {str(number): [int(x), int(y)] for number, x, y in given}


# What is chosen. ----------------------------------------------------------------------------


def test_search_brings_an_actor_to_the_middle(browser: Browser, corpus_page: Path) -> None:
    """At once where motion is unwelcome."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"file://{corpus_page}")
    page.locator("#name").fill("Lingsheng")
    page.keyboard.press("Enter")
    at = page.evaluate("() => khgraph.views.network.net.body.nodes[khgraph.state.actor().index]")
    centre = page.evaluate(CENTRE)
    assert (centre["x"], centre["y"]) == pytest.approx((at["x"], at["y"]), abs=0.5)
    assert page.evaluate(SCALE) >= 1
    context.close()


def test_search_from_another_view_is_remembered(browser: Browser, corpus_page: Path) -> None:
    """The network is not there yet, and centres the actor when it is first shown."""
    page = open_page(browser, corpus_page, "#view=table")
    page.emulate_media(reduced_motion="reduce")
    page.locator("#name").fill("Lingsheng")
    page.keyboard.press("Enter")
    page.locator("#tab-network").click()
    x, y = page.evaluate(POINT_OF_ACTOR, "lingsheng")
    box = page.locator(".network-canvas").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert (x, y) == pytest.approx(middle, abs=1)
    page.close()


def test_lines_actors_and_empty_paper_can_be_clicked(window: Page) -> None:
    """A line chooses the pair, a mark or its label the actor, bare paper nobody."""
    scene = corpus()
    line = line_between(window, "japan", "ussr", -1)
    # Past the middle, where no label stands.
    window.mouse.move(*window.evaluate(POINT_OF_LINE, [line, 0.62]))
    caption = window.locator(".network-foot p")
    number = wanted_lines()[line]
    expect(caption).to_contain_text(f"{number} hostile ties")
    expect(caption).to_contain_text("click for the sources")
    window.mouse.click(*window.evaluate(POINT_OF_LINE, [line, 0.62]))
    expect(window.locator("#panel h2")).to_have_text("Japan and Soviet Union")
    window.mouse.click(*window.evaluate(POINT_OF_ACTOR, "lingsheng"))
    expect(window.locator("#panel h2")).to_have_text("Lingsheng")
    labels = {label["id"]: label for label in window.evaluate(LABELS)}
    origin = window.evaluate("() => khgraph.views.network.net.canvasToDOM({ x: 0, y: 0 })")
    box = window.locator(".network-canvas").bounding_box()
    assert box is not None
    label = labels["ussr"]
    window.mouse.click(
        box["x"] + origin["x"] + label["x"] + label["w"] / 2,
        box["y"] + origin["y"] + label["y"] + label["h"] / 2,
    )
    expect(window.locator("#panel h2")).to_have_text("Soviet Union")
    window.mouse.click(box["x"] + 4, box["y"] + 4)
    assert window.evaluate("() => khgraph.state.now.actor") is None
    assert len(scene.drawn) <= MAX_ACTORS


def test_chosen_actor_stands_out_with_its_partners(window: Page) -> None:
    """The rest is pale; a pair stands out with its lines, and a turn with the pair it is about."""
    window.evaluate(SET, {"actor": "lingsheng"})
    place = window.evaluate(PLACE, "lingsheng")
    opacity = """(kind) => khgraph.views.network.net.body.data[kind].get()
      .map((item) => [item.id, kind === "nodes" ? item.opacity : item.color.opacity])"""
    lines = {line for line in wanted_lines() if str(place) in line.split("_")[:2]}
    strong = {line for line, value in window.evaluate(opacity, "edges") if value == 1}
    assert strong == lines
    near = {int(number) for line in lines for number in line.split("_")[:2]}
    assert {number for number, value in window.evaluate(opacity, "nodes") if value == 1} == near
    window.evaluate(SET, {"actor": None, "turn": "lingsheng-and-japan"})
    pair = {f"{line_between(window, 'japan', 'lingsheng', sign)}" for sign in (1, -1)}
    strong = {line for line, value in window.evaluate(opacity, "edges") if value == 1}
    assert strong == pair & set(wanted_lines())
    counts = window.evaluate(MARKS)
    number = wanted_lines()[line_between(window, "japan", "lingsheng", -1)]
    assert f"\N{MINUS SIGN}\N{MULTIPLICATION SIGN}{number}" in counts


def undrawn() -> Entity:
    """Return the actor with most ties to drawn actors among those that are not drawn."""
    scene = corpus()
    count: dict[str, int] = {}
    for tie in ties(scene.statements, Reading(), scene.lives):
        for one, other in (pair_of(tie.statement), pair_of(tie.statement)[::-1]):
            if one not in scene.drawn and other in scene.drawn:
                count[one] = count.get(one, 0) + 1
    best = max(sorted(count), key=lambda iri: count[iri])
    return next(thing for thing in scene.things if thing.iri == best)


def test_an_actor_that_is_not_drawn_is_seated_while_it_is_chosen(window: Page) -> None:
    """With its lines, always at the same place; it goes when it is let go."""
    actor = undrawn()
    place = window.evaluate(PLACE, actor.id)
    before, lines = window.evaluate(POSITIONS), window.evaluate(DRAWN)
    assert str(place) not in before
    seats = []
    for _ in range(2):
        window.evaluate(SET, {"actor": actor.id})
        seated = window.evaluate(POSITIONS)
        seats.append(seated.pop(str(place)))
        assert seated == before
        added = set(window.evaluate(DRAWN)) - set(lines)
        assert added
        assert all(str(place) in line.split("_")[:2] for line in added)
        nearest = min(math.dist(seats[-1], other) for other in before.values())
        assert nearest > 20
        window.evaluate(SET, {"actor": None})
        assert window.evaluate(POSITIONS) == before
        assert window.evaluate(DRAWN) == lines
    assert seats[0] == seats[1]
    expect(window.locator(".network-legend p")).to_contain_text("more actors have ties in this")


# Moving about. ------------------------------------------------------------------------------


def canvas(page: Page) -> Locator:
    """Return the picture, with the keyboard on it."""
    found = page.locator(".network-canvas")
    found.focus()
    return found


def test_keyboard_moves_zooms_and_goes_from_actor_to_actor(window: Page) -> None:
    """What the description of the picture promises."""
    window.emulate_media(reduced_motion="reduce")
    picture = canvas(window)
    scale, centre = window.evaluate(SCALE), window.evaluate(CENTRE)
    picture.press("+")
    assert window.evaluate(SCALE) == pytest.approx(scale * 1.3)
    picture.press("-")
    assert window.evaluate(SCALE) == pytest.approx(scale)
    picture.press("ArrowRight")
    assert window.evaluate(CENTRE)["x"] == pytest.approx(centre["x"] + 60 / scale)
    picture.press("ArrowUp")
    assert window.evaluate(CENTRE)["y"] == pytest.approx(centre["y"] - 60 / scale)
    picture.press("0")
    assert window.evaluate(CENTRE) == pytest.approx(centre)
    picture.press("n")
    expect(window.locator("#panel h2")).to_have_text("Japan")
    picture.press("n")
    second = window.locator("#panel h2").inner_text()
    assert second != "Japan"
    picture.press("p")
    expect(window.locator("#panel h2")).to_have_text("Japan")
    picture.press("Enter")
    expect(window.locator("#panel")).to_be_focused()
    picture = canvas(window)
    picture.press("Escape")
    assert window.evaluate("() => khgraph.state.now.actor") is None
    described = window.locator(f"#{picture.get_attribute('aria-describedby')}")
    for key in ("Arrow keys", "zoom", "N and P", "Enter", "Escape"):
        expect(described).to_contain_text(key)


def test_buttons_zoom_and_fit(window: Page) -> None:
    """For those without a wheel; Fit gives the first view back."""
    window.emulate_media(reduced_motion="reduce")
    scale, centre = window.evaluate(SCALE), window.evaluate(CENTRE)
    window.get_by_role("button", name="Zoom in").click()
    assert window.evaluate(SCALE) == pytest.approx(scale * 1.3)
    window.get_by_role("button", name="Zoom out").click()
    window.get_by_role("button", name="Zoom out").click()
    assert window.evaluate(SCALE) == pytest.approx(scale / 1.3)
    window.get_by_role("button", name="Fit the whole network").click()
    assert window.evaluate(SCALE) == pytest.approx(scale)
    assert window.evaluate(CENTRE) == pytest.approx(centre)


def test_a_resized_window_shows_the_whole_unless_the_reader_has_zoomed(window: Page) -> None:
    """Also when the window changes while another view is shown."""
    window.emulate_media(reduced_motion="reduce")
    scale = window.evaluate(SCALE)
    window.set_viewport_size({"width": 1920, "height": 1080})
    window.wait_for_function(f"khgraph.views.network.net.getScale() > {scale * 1.1}")
    window.locator("#tab-table").click()
    window.set_viewport_size({"width": 1366, "height": 768})
    window.locator("#tab-network").click()
    window.wait_for_function(f"Math.abs(khgraph.views.network.net.getScale() - {scale}) < 1e-6")
    window.get_by_role("button", name="Zoom in").click()
    centre = window.evaluate(CENTRE)
    window.set_viewport_size({"width": 1500, "height": 800})
    canvas_width = "document.querySelector('.network-canvas canvas').clientWidth"
    window.wait_for_function(f"{canvas_width} > 1100")
    window.evaluate("() => new Promise(requestAnimationFrame)")
    assert window.evaluate(SCALE) == pytest.approx(scale * 1.3)
    assert window.evaluate(CENTRE) == pytest.approx(centre)


def test_a_dragged_mark_takes_its_lines_along(window: Page) -> None:
    """And stays where it was put when the time changes."""
    x, y = window.evaluate(POINT_OF_ACTOR, "ussr")
    window.mouse.move(x, y)
    window.mouse.down()
    window.mouse.move(x + 40, y + 30, steps=4)
    window.mouse.up()
    moved = window.evaluate(POINT_OF_ACTOR, "ussr")
    assert moved == pytest.approx([x + 40, y + 30], abs=1)
    window.evaluate(SET, {"from": "1936", "to": "1936"})
    assert window.evaluate(POINT_OF_ACTOR, "ussr") == pytest.approx(moved, abs=0.01)


def test_a_phone_begins_at_what_is_chosen_and_is_moved_by_one_finger(
    browser: Browser, corpus_page: Path
) -> None:
    """Near enough to be read; the page is scrolled where the picture is not."""
    page = open_page(browser, corpus_page, "#actor=lingsheng", PHONE)
    assert page.evaluate(SCALE) >= 0.72
    box = page.locator(".network-canvas").bounding_box()
    assert box is not None
    x, y = page.evaluate(POINT_OF_ACTOR, "lingsheng")
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    assert box["height"] < 0.65 * PHONE[1]
    assert not page.locator(".network-legend ul").is_visible()
    short = page.locator(".network-legend summary span")
    expect(short).to_contain_text(" \N{MIDDLE DOT} \N{NOT EQUAL TO} disputed")
    page.locator(".network-legend summary").click()
    expect(short).to_be_hidden()
    action = "() => document.querySelector('.network-canvas canvas').style.touchAction"
    assert page.evaluate(action) == "none"
    page.close()


# On paper. ----------------------------------------------------------------------------------


def test_svg_shows_what_the_canvas_shows(kept: Page) -> None:
    """As many lines, the same labels and marks; it says under which reading."""
    kept.evaluate(SET, {"from": "1936", "to": "1936", "actor": None, "min": "probable"})
    parts = kept.evaluate("""() => {
      const picture = khgraph.views.network.svg();
      return {
        lines: picture.querySelectorAll("path.line").length,
        texts: [...picture.querySelectorAll("text")].map((text) => text.textContent),
        dashed: picture.querySelectorAll("path.line[stroke-dasharray]").length,
        markup: picture.outerHTML,
        size: [picture.getAttribute("width"), picture.getAttribute("height")].map(Number),
      };
    }""")
    wanted = wanted_1936()
    assert parts["lines"] == len(wanted)
    dashes = [line for line in wanted if kept.evaluate(LOOKS, line)["dashes"]]
    assert parts["dashed"] == len(dashes)
    rows = [row for label in kept.evaluate(LABELS) for row in label["rows"]]
    assert len(rows) > 50
    for row in [*rows, *kept.evaluate(MARKS)]:
        assert row in parts["texts"]
    words = " ".join(parts["texts"])
    assert "probable or surer" in words
    assert f"{kept.evaluate('khgraph.state.derive().ties.length')} signed ties" in words
    assert "from 1936-01-01 to 1936-12-31" in words
    assert parts["size"][0] > 900
    # It stands alone: it has its name space, and leans on no style sheet of the page.
    assert parts["markup"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "var(" not in parts["markup"]
    assert "style=" not in parts["markup"]


def test_a_printer_gets_the_svg(window: Page) -> None:
    """In place of the canvas, and only while it prints."""
    printed = window.locator(".network-print")
    window.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert printed.count() == 1
    window.emulate_media(media="print")
    expect(printed).to_be_visible()
    expect(window.locator(".network-stage")).to_be_hidden()
    window.emulate_media(media="screen")
    window.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert printed.count() == 0


def test_a_page_without_a_tie_stands(browser: Browser, tmp_path: Path) -> None:
    """No actor, nothing to fit, nothing to go to; the keys do no harm."""
    path = tmp_path / "page.html"
    path.write_text(draw([statement(LINGSHENG, ALLIED, LINGSHENG)]), encoding="utf-8", newline="")
    page = open_page(browser, path)
    picture = canvas(page)
    for key in ("n", "p", "0", "+", "ArrowLeft"):
        picture.press(key)
    assert page.evaluate(DRAWN) == []
    assert page.evaluate("() => khgraph.views.network.svg() !== null")
    page.close()
