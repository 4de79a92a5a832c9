"""The page as a whole in a real browser: offline, by keyboard, by link, for every reader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer import (
    ARMY,
    ENEMY,
    HOSTILE,
    JAPAN,
    USSR,
    claim,
    draw,
    hostile_page,
    open_page,
    statement,
)
from playwright.sync_api import Browser, Page, expect

from khgraph.drawing import VIEWS

AXE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"laptop": (1366, 768), "desktop": (1920, 1080), "phone": (390, 844)}
STATE = "() => JSON.stringify(khgraph.state.now)"


@pytest.fixture
def shown(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Open the page of the corpus."""
    window = open_page(browser, corpus_page)
    yield window
    window.close()


def write(folder: Path, text: str) -> Path:
    """Write a page."""
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, corpus_page: Path, view: str
) -> None:
    """With the network cut, one file is read, whatever is looked at and clicked."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_offline(True)
    window = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    window.on("request", lambda request: requests.append(request.url))
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on("console", lambda message: complaints.append(message.text))
    window.goto(f"file://{corpus_page}#view={view}&actor=japan&path=lingsheng&path=jinjuurjab")
    expect(window.locator(f"#view-{view}")).to_be_visible()
    window.locator("#from").press("ArrowRight")
    window.locator("#min").select_option("reports")
    window.locator("#panel button.row").first.click()
    expect(window.locator("#panel h2")).to_contain_text("Japan")
    window.go_back()
    context.close()
    assert requests == [f"file://{corpus_page}"]
    assert complaints == []


def test_every_view_is_reached_by_keyboard(shown: Page) -> None:
    """Arrow keys go from tab to tab, Tab from there into the view."""
    shown.locator("#tab-network").focus()
    for name in [*list(VIEWS)[1:], "network"]:
        shown.keyboard.press("ArrowRight")
        expect(shown.locator(f"#tab-{name}")).to_be_focused()
        expect(shown.locator(f"#view-{name}")).to_be_visible()
        assert shown.locator("[role=tabpanel]:visible").count() == 1
    shown.keyboard.press("End")
    expect(shown.locator("#view-table")).to_be_visible()
    shown.keyboard.press("Home")
    expect(shown.locator("#view-network")).to_be_visible()
    for name in VIEWS:
        shown.locator(f"#tab-{name}").click()
        shown.locator(f"#tab-{name}").focus()
        shown.keyboard.press("Tab")
        inside = shown.evaluate(
            "(id) => document.getElementById(id).contains(document.activeElement)", f"view-{name}"
        )
        assert inside, f"Tab does not lead from its tab into the view {name}"


def test_address_restores_what_was_chosen(browser: Browser, corpus_page: Path, shown: Page) -> None:
    """Time, stance, sources, signs, view and actor, each chosen as a reader does it."""
    shown.locator("#tab-ribbons").click()
    shown.locator("#name").fill("Lingsheng")
    shown.keyboard.press("Enter")
    shown.locator("#from").focus()
    for _ in range(30):
        shown.keyboard.press("ArrowRight")
    shown.locator("#to").focus()
    for _ in range(70):
        shown.keyboard.press("ArrowLeft")
    shown.locator("#min").select_option("possible")
    shown.locator("#sources-words").click()
    shown.locator("[name=source][value=valdai2019]").uncheck()
    shown.locator("[name=sign][value='0']").uncheck()
    wanted = shown.evaluate(STATE)
    first = shown.evaluate("khgraph.slider.FIRST")
    last = shown.evaluate("khgraph.slider.LAST")
    assert f'"from":"{first + 30}","to":"{last - 70}"' in wanted
    assert '"actor":"lingsheng"' in wanted
    other = open_page(browser, corpus_page, "#" + shown.url.partition("#")[2])
    assert other.evaluate(STATE) == wanted
    for name in ("#extent", "#reading", "#panel"):
        assert other.locator(name).inner_text() == shown.locator(name).inner_text()
    assert not other.locator("[name=source][value=valdai2019]").is_checked()
    assert not other.locator("[name=sign][value='0']").is_checked()
    other.close()


@pytest.mark.parametrize(
    "hash_",
    [
        "#view=nowhere&from=soon&to=1939-13-40&min=sure&actor=nobody&pair=japan",
        "#sources=nobody&signs=xyz&horizon=-3&days=1936&path=japan&turn=none",
        "#view=constructor&min=__proto__&actor=%00&from=0000",
    ],
)
def test_address_that_names_nothing_is_passed_over(
    browser: Browser, corpus_page: Path, hash_: str
) -> None:
    """What is not valid is as if it were not there."""
    window = open_page(browser, corpus_page, hash_)
    state: dict[str, Any] = window.evaluate("() => ({ ...khgraph.state.now })")
    assert state["view"] == "network"
    assert (state["from"], state["to"], state["min"]) == (None, None, "probable")
    assert (state["actor"], state["pair"], state["turn"], state["path"]) == (None,) * 4
    assert (state["sources"], state["horizon"], state["days"]) == ([], None, None)
    window.close()


def test_back_goes_to_what_was_chosen_before(shown: Page) -> None:
    """A step of the reader is a step of the browser's history; a drag of a thumb is one too."""
    shown.locator("#tab-turns").click()
    shown.locator("#tab-table").click()
    shown.go_back()
    expect(shown.locator("#view-turns")).to_be_visible()
    shown.go_back()
    expect(shown.locator("#view-network")).to_be_visible()


def test_only_possible_claims_vanish_when_asked(shown: Page) -> None:
    """Affirmed, probable, possible, reported: each lets in more ties, and says how many."""
    counts = {}
    for stance in ("affirms", "probable", "possible", "reports"):
        shown.locator("#min").select_option(stance)
        counts[stance] = shown.evaluate("khgraph.state.derive().ties.length")
        assert f"{counts[stance]} signed ties" in shown.locator("#extent").inner_text()
    assert counts["affirms"] < counts["probable"] < counts["possible"] < counts["reports"]


def test_window_between_the_thumbs_can_be_dragged(browser: Browser, corpus_page: Path) -> None:
    """Both ends move by the same number of years, and stop where the axis does."""
    window = open_page(browser, corpus_page, "#from=1931&to=1941")
    box = window.locator("#window").bounding_box()
    track = window.locator("#track").bounding_box()
    assert box is not None
    assert track is not None
    first, last = (window.evaluate(f"khgraph.slider.{name}") for name in ("FIRST", "LAST"))
    year = (track["width"] - 24) / (last - first)
    # Above the thumbs, which stand in the middle.
    x, y = box["x"] + box["width"] / 2, box["y"] + 4
    window.mouse.move(x, y)
    window.mouse.down()
    window.mouse.move(x + 10 * year, y, steps=5)
    state = window.evaluate("() => [khgraph.state.now.from, khgraph.state.now.to]")
    assert state == ["1941", "1951"]
    window.mouse.move(x + 500 * year, y, steps=5)
    window.mouse.up()
    state = window.evaluate("() => [khgraph.state.now.from, khgraph.state.now.to]")
    assert state == [str(last - 10), None]
    window.close()


def test_colleagues_question_is_answered_by_clicks(shown: Page) -> None:
    """Who said that Komatsubara was a Soviet agent, on which page, and who does not think so."""
    shown.locator("#name").fill("Komatsubara")
    shown.keyboard.press("Enter")
    panel = shown.locator("#panel")
    expect(panel.locator("h2")).to_contain_text("Komatsubara")
    panel.get_by_role("button", name="was a secret agent of Soviet Union").click()
    said = panel.inner_text()
    assert "Kuromiya thinks possible" in said
    assert "kuromiya2014 section (1), lines 48-51" in said
    shown.go_back()
    panel.get_by_role("button", name="betrayed Japan").click()
    said = panel.inner_text()
    assert "Not both can be true: Michitarō Komatsubara was loyal to Japan" in said
    assert "Kuromiya reports (the view of V. Datsyshen)" in said
    assert "kuromiya2014 note 5 (as printed), lines 89-90" in said


def test_citation_is_copied(browser: Browser, corpus_page: Path) -> None:
    """Source in full, page, who and how surely; said on the button."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    window = context.new_page()
    window.goto(f"file://{corpus_page}#pair=komatsubara&pair=ussr")
    window.locator("#panel .copy").first.click()
    expect(window.locator("#panel .copy").first).to_have_text("Copied")
    text = window.evaluate("navigator.clipboard.readText()")
    assert "Kuromiya" in text
    assert "(2014)" in text
    assert "section (1)" in text
    context.close()


def test_help_opens_and_closes_by_keyboard(shown: Page) -> None:
    """By its sign, closed by Escape; the search box takes the sign as text."""
    shown.locator("#tab-network").focus()
    shown.keyboard.press("?")
    expect(shown.locator("#help")).to_be_visible()
    shown.keyboard.press("Escape")
    expect(shown.locator("#help")).to_be_hidden()
    shown.keyboard.press("/")
    expect(shown.locator("#name")).to_be_focused()
    shown.keyboard.type("?")
    expect(shown.locator("#help")).to_be_hidden()
    assert shown.locator("#name").input_value() == "?"


def test_a_name_that_nothing_has_is_said_to_have_none(shown: Page) -> None:
    """In words that can be seen."""
    shown.locator("#name").fill("Napoleon")
    shown.keyboard.press("Enter")
    expect(shown.locator("#status")).to_have_text("Nothing here is called “Napoleon”.")
    expect(shown.locator("#status")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_injected_markup_never_runs(browser: Browser, tmp_path: Path, view: str) -> None:
    """Markup in every field of the data is shown as text, whatever is clicked."""
    path = write(tmp_path, hostile_page())
    window = open_page(browser, path, f"#view={view}&min=reports")
    window.wait_for_timeout(100)
    for i in range(len(HOSTILE)):
        window.evaluate("(i) => khgraph.state.chooseActor(khgraph.graph.things[i])", i)
        window.evaluate(
            "(i) => khgraph.state.choosePair(khgraph.graph.statements[i].subject,"
            " khgraph.graph.statements[i].object)",
            i,
        )
    window.evaluate("() => khgraph.state.chooseTurn(khgraph.graph.turns[0])")
    assert window.evaluate("window.__x") is None
    assert window.evaluate("document.querySelectorAll('img, svg[onload], [onerror]').length") == 0
    window.close()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_grave_hinders_a_reader_who_cannot_see(
    browser: Browser, corpus_page: Path, view: str
) -> None:
    """The checker axe finds nothing serious in any view, with an actor chosen."""
    assert AXE.exists(), "axe-core is missing: npm ci --prefix tests/clients"
    window = open_page(
        browser,
        corpus_page,
        f"#view={view}&actor=lingsheng&path=lingsheng&path=jinjuurjab&from=1931&to=1941",
    )
    window.evaluate(AXE.read_text(encoding="utf-8"))
    found = window.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    grave = [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
    window.close()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", SIZES)
def test_every_view_is_seen_at_every_size(
    browser: Browser, corpus_page: Path, tmp_path: Path, view: str, size: str
) -> None:
    """Nothing is wider than the screen, and a picture is written for a person to look at."""
    path = "&path=lingsheng&path=jinjuurjab" if view == "path" else ""
    actor = "&actor=lingsheng" if view == "ribbons" else ""
    window = open_page(browser, corpus_page, f"#view={view}{actor}{path}", SIZES[size])
    window.wait_for_timeout(300)
    assert window.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    folder = Path(os.environ.get("KHGRAPH_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    picture = window.screenshot(path=folder / f"{view}-{size}.png")
    # A page with nothing on it makes a small file.
    assert len(picture) > 20_000
    window.close()


def test_empty_data_make_a_page_that_says_so(browser: Browser, tmp_path: Path) -> None:
    """Every view stands without anything in it."""
    path = write(tmp_path, draw([]))
    for view in VIEWS:
        window = open_page(browser, path, f"#view={view}")
        assert "0 actors, 0 signed ties" in window.locator("#extent").inner_text()
        window.close()


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("1936", "1936"),
        ("1936-04-24", "1936-04-24"),
        ("1939-22", "summer 1939"),
        ("1900~", "about 1900"),
        ("1939?", "perhaps 1939"),
        ("193X", "the 1930s"),
        ("19XX/19XX", "the 1900s to the 1900s"),
        ("1932/1945", "1932 to 1945"),
        ("1901~/1945", "about 1901 to 1945"),
        ("/1936-04-24", "until 1936-04-24, beginning not said"),
        ("1928/", "from 1928, end not said"),
        ("1991/..", "ever since 1991"),
        ("[1932..1936-04-24]", "some time from 1932 to 1936-04-24"),
        ("[..1936]", "some time up to 1936"),
        ("[1939-08-20..]", "some time from 1939-08-20 on"),
    ],
)
def test_dates_are_told_in_words(browser: Browser, tmp_path: Path, when: str, words: str) -> None:
    """As exact as they are in the data, and no more."""
    window = open_page(browser, write(tmp_path, draw([])))
    assert window.evaluate("(when) => khgraph.wording.date(when)", when) == words
    window.close()


def test_a_drag_of_a_thumb_is_one_step_back(shown: Page) -> None:
    """Back undoes the time and keeps the actor that was chosen before."""
    shown.locator("#name").fill("Lingsheng")
    shown.keyboard.press("Enter")
    shown.locator("#from").press("ArrowRight")
    assert shown.evaluate("khgraph.state.now.from") is not None
    shown.go_back()
    assert shown.evaluate("khgraph.state.now.from") is None
    assert shown.evaluate("khgraph.state.now.actor") == "lingsheng"


def test_page_goes_on_where_the_browser_refuses_a_step(shown: Page) -> None:
    """Some let a page write so many entries of history in a while, and no more."""
    shown.evaluate(
        "() => { history.pushState = history.replaceState = () => { throw new Error('enough'); }; }"
    )
    shown.locator("#from").press("ArrowRight")
    year = shown.evaluate("khgraph.slider.FIRST") + 1
    assert shown.evaluate("khgraph.state.now.from") == str(year)
    expect(shown.locator("#span-words")).to_contain_text(str(year))


def test_actors_that_are_not_drawn_can_follow_at_once(shown: Page) -> None:
    """One is let go while the next is seated, within one frame."""
    shown.evaluate(
        """() => {
          const { graph, state } = khgraph;
          for (const thing of graph.actors.filter((one) => !one.isDrawn).slice(0, 12)) {
            state.chooseActor(thing);
          }
          state.chooseActor(graph.thing('japan'));
        }"""
    )
    expect(shown.locator("#panel h2")).to_have_text("Japan")


def test_what_the_search_offers_is_what_it_finds(shown: Page) -> None:
    """Namesakes differ by kind and years, and names may end in brackets of their own."""
    wrong = shown.evaluate(
        """() => khgraph.graph.things.filter((thing) => {
          const offered = `${thing.label} (${khgraph.search.describe(thing)})`;
          return khgraph.search.find(offered) !== thing || !khgraph.search.find(thing.label);
        }).map((thing) => thing.label)"""
    )
    assert wrong == []


def test_keys_in_a_field_stay_in_it(browser: Browser, corpus_page: Path) -> None:
    """The sign for help is a sign there; Escape takes back the field and not the choice."""
    window = open_page(browser, corpus_page, "#view=matrix&actor=japan")
    window.locator("#name").fill("Ling")
    window.keyboard.press("?")
    expect(window.locator("#help")).to_be_hidden()
    window.keyboard.press("Escape")
    assert window.locator("#name").input_value() == ""
    assert window.evaluate("khgraph.state.now.actor") == "japan"
    window.keyboard.press("Escape")
    assert window.evaluate("khgraph.state.now.actor") is None
    window.close()


def test_years_of_three_figures_are_years(browser: Browser, tmp_path: Path) -> None:
    """They are written with four in the address, and limit what is seen."""
    path = write(
        tmp_path,
        draw(
            [
                statement(JAPAN, ENEMY, USSR, claim("a", when="0950")),
                statement(ARMY, ENEMY, USSR, claim("b", when="0990")),
            ]
        ),
    )
    window = open_page(browser, path)
    for _ in range(30):
        window.locator("#from").press("ArrowRight")
    assert window.evaluate("khgraph.state.now.from") == "0980"
    assert "1 signed tie" in window.locator("#extent").inner_text()
    again = open_page(browser, path, "#" + window.url.partition("#")[2])
    assert again.evaluate(STATE) == window.evaluate(STATE)
    again.close()
    window.close()


def test_hedges_stand_before_what_they_hedge(browser: Browser, corpus_page: Path) -> None:
    """In the panel of an actor, in that of a pair, and before a turning point that is denied."""
    window = open_page(browser, corpus_page, "#actor=komatsubara")
    panel = window.locator("#panel")
    expect(panel).to_contain_text("probably: Michitarō Komatsubara betrayed Japan")
    expect(panel).to_contain_text("possibly: Michitarō Komatsubara was a secret agent")
    window.evaluate("khgraph.state.chooseActor(null)")
    expect(panel).to_contain_text("denied: Biambaa crosses to Manchukuo")
    expect(panel).to_contain_text("probably: Komatsubara betrays Japan")
    window.evaluate("khgraph.state.set({ pair: ['komatsubara', 'japan'] })")
    expect(panel).to_contain_text("reports the view of V. Datsyshen")
    window.close()
