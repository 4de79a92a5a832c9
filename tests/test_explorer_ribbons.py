"""The ribbons of the explorer: every dated tie a bar where its days are, and read by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from explorer import (
    ALLIED,
    ENEMY,
    EXECUTED,
    JAPAN,
    LINGSHENG,
    SPIED,
    SUPPORTED,
    TREATY,
    USSR,
    claim,
    draw,
    open_page,
    statement,
)
from playwright.sync_api import Browser, Page, expect

from khgraph.dates import OPEN_END, OPEN_START, edtf_bounds
from khgraph.lives import placed_act
from khgraph.model import STANCE_WORDS, Statement, Turn
from khgraph.reading import Reading, Tie, ties
from khgraph.records import statements
from khgraph.spans import Spans, common, union
from khgraph.stores import open_store

THROUGHOUT = Reading(first=OPEN_START, last=OPEN_END)
VIEW = "#view-ribbons"

FOE = statement(JAPAN, ENEMY, USSR, claim("foe", when="1932/1945"), claim("not", "doubts"))
PACT = statement(JAPAN, TREATY, USSR, claim("pact", when="1941-04-13"))
SPY = statement(LINGSHENG, SPIED, JAPAN, claim("spy", "thinksPossible", when="1935"))
FRIEND = statement(JAPAN, SUPPORTED, LINGSHENG, claim("friend", when="/1936-04-24"))
KILLED = statement(JAPAN, EXECUTED, LINGSHENG, claim("killed", when="1936-04-24"))
SINCE = statement(JAPAN, SUPPORTED, USSR, claim("since", when="1940/"))
SOMETIME = statement(USSR, EXECUTED, JAPAN, claim("sometime", when="1936"))
ONCE = statement(LINGSHENG, ALLIED, JAPAN)
INVENTED = [FOE, PACT, SPY, FRIEND, KILLED, SINCE, SOMETIME, ONCE]
TURN = Turn(
    "urn:t/turned",
    "Japan turns on its friend",
    "betrayal",
    FRIEND,
    KILLED,
    None,
    (claim("turn", when="1936-04-24"),),
)


@pytest.fixture(scope="module")
def corpus() -> list[Statement]:
    """Return the statements of the corpus."""
    return list(statements(open_store(())))


@pytest.fixture
def invented(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the ribbons of Japan on a page of invented ties, from 1932 to 1945."""
    path = tmp_path / "page.html"
    path.write_text(draw(INVENTED, turns=[TURN]), encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=ribbons&actor=japan")
    yield window
    window.close()


def joins(tie: Tie, actor: str) -> bool:
    """Return whether the tie has the actor of this id as one end."""
    ends = (tie.statement.subject, tie.statement.object)
    return any(not isinstance(end, str) and end.id == actor for end in ends)


def ids(found: list[Tie]) -> list[str]:
    """Return the ids of the statements of ties, sorted."""
    return sorted(tie.iri.rpartition("/")[2].rpartition("#")[2] for tie in found)


def state(window: Page) -> dict[str, Any]:
    """Return what is chosen."""
    now: dict[str, Any] = window.evaluate("({ ...khgraph.state.now })")
    return now


def bars(window: Page) -> list[str]:
    """Return the ids of the ties that have a bar, sorted."""
    return sorted(
        window.eval_on_selector_all(f"{VIEW} [data-tie]", "all => all.map(a => a.dataset.tie)")
    )


def rects(window: Page, one: Statement, kind: str = "rect:not([pointer-events])") -> list[Any]:
    """Return the attributes of what draws a tie."""
    found: list[Any] = window.eval_on_selector_all(
        f'{VIEW} [data-tie="{one.iri.rpartition("/")[2]}"] {kind}',
        "all => all.map(a => Object.fromEntries([...a.attributes].map(b => [b.name, b.value])))",
    )
    return found


@pytest.mark.parametrize("actor", ["lingsheng", "japan", "ussr"])
def test_every_dated_tie_of_an_actor_is_one_bar(
    browser: Browser, corpus_page: Path, corpus: list[Statement], actor: str
) -> None:
    """As khgraph.reading has them over all time; what is not in time is counted as undated."""
    window = open_page(browser, corpus_page, f"#view=ribbons&actor={actor}")
    dated = ids([tie for tie in ties(corpus, THROUGHOUT) if joins(tie, actor)])
    every = ids([tie for tie in ties(corpus, Reading()) if joins(tie, actor)])
    assert len(dated) < len(every)
    assert bars(window) == dated
    about = f"{len(dated)} dated ties and {len(every) - len(dated)} without a date, at any time"
    expect(window.locator(f"{VIEW} .ribbons-about")).to_contain_text(about)
    window.close()


def test_parts_of_a_bar_are_the_days_of_its_tie(
    browser: Browser, corpus_page: Path, corpus: list[Statement]
) -> None:
    """Full where it must have held, something where it can have; unsaid beyond every named day."""
    window = open_page(browser, corpus_page, "#view=ribbons")
    found = window.evaluate(
        "khgraph.state.derive().all()"
        ".map(tie => [tie.statement.id, khgraph.views.ribbons.parts(tie)])"
    )
    drawn = dict(found)
    wanted = ties(corpus, THROUGHOUT)
    assert sorted(drawn) == ids(wanted)
    kinds = set()
    for tie in wanted:
        parts = drawn[ids([tie])[0]]
        by_kind: dict[str, Spans] = {
            kind: union((part["first"], part["last"]) for part in parts if part["kind"] == kind)
            for kind in ("certain", "possible", "unsaid")
        }
        assert union(span for spans in by_kind.values() for span in spans) == tie.possible
        assert by_kind["certain"] == tie.certain
        named = [
            day
            for one in tie.claims
            for day in one.bounds
            if day not in (None, OPEN_START, OPEN_END) and day is not None
        ]
        assert common(by_kind["unsaid"], ((min(named), max(named)),)) == ()
        kinds |= {kind for kind, spans in by_kind.items() if spans}
    assert kinds == {"certain", "possible", "unsaid"}
    window.close()


def test_bars_stand_at_their_days(invented: Page) -> None:
    """The axis is from the first day of 1932 to the last of 1945, so a year is a fourteenth."""
    width = float(invented.locator(f"{VIEW} .ribbons-plot").first.get_attribute("width") or 0)
    possible, certain = rects(invented, FOE)
    assert (float(possible["x"]), float(possible["width"])) == pytest.approx((0, width), abs=0.5)
    # Certain from the last day of 1932 to the first of 1945: thirteen years in, twelve years long.
    assert float(certain["x"]) == pytest.approx(width / 14, abs=0.5)
    assert float(certain["width"]) == pytest.approx(width * 12 / 14, abs=0.5)
    assert (possible["fill-opacity"], certain["fill-opacity"]) == ("0.32", "1")


def test_friendly_stands_above_the_line_and_hostile_below(invented: Page) -> None:
    """In the lane of the Soviet Union; the neutral pact is on the line."""

    def middle(one: Statement) -> float:
        (box,) = rects(invented, one, "rect[pointer-events]")
        return float(box["y"]) + float(box["height"]) / 2

    assert middle(SINCE) < middle(PACT) < middle(FOE)


def test_open_end_is_an_arrow_and_no_bar(invented: Page) -> None:
    """Supported from 1940 on: a faded bar for the year that is named, then a line to the edge."""
    (bar,) = rects(invented, SINCE)
    width = float(invented.locator(f"{VIEW} .ribbons-plot").first.get_attribute("width") or 0)
    assert float(bar["width"]) == pytest.approx(width / 14, abs=0.5)
    (line,) = rects(invented, SINCE, "path")
    assert line["fill"] == "none"
    start, end = line["d"].partition("H")[2].split("M")
    assert float(start) == pytest.approx(width, abs=0.01)
    # The head of the arrow: from above the line to its end, and back below it.
    assert end.count("L") == 2


def test_acts_are_marks_and_not_bars(invented: Page) -> None:
    """Filled on a known day; hollow with a line over the days it can have been on."""
    (diamond,) = rects(invented, KILLED, "path")
    assert rects(invented, KILLED) == []
    assert diamond["fill"] == diamond["stroke"]
    line, hollow = rects(invented, SOMETIME, "path")
    assert (line["fill"], hollow["fill"]) == ("none", "#fbfaf7")


def test_hedged_and_contested_ties_look_so(invented: Page) -> None:
    """Dotted, with a question mark; the doubted one with its sign; a plain one with neither."""
    (spy,) = rects(invented, SPY)
    assert spy["stroke-dasharray"] == "1.5 1.5"
    plain = rects(invented, FOE)
    assert all("stroke-dasharray" not in bar for bar in plain)

    def mark(one: Statement) -> list[str]:
        place = f'{VIEW} [data-tie="{one.iri.rpartition("/")[2]}"] text'
        return invented.locator(place).all_text_contents()

    assert (mark(SPY), mark(FOE), mark(SINCE)) == (["?"], ["≠"], [])


def test_keys_go_from_lane_to_lane_and_along_a_lane(invented: Page) -> None:
    """One stop for Tab; what is stepped on is read out; Enter opens the pair, or the turn."""
    names = invented.locator(f"{VIEW} .ribbons-open")
    assert names.count() == 2
    assert [names.nth(i).get_attribute("tabindex") for i in range(2)] == ["0", "-1"]
    caption = invented.locator(f"{VIEW} .ribbons-caption")
    names.first.focus()
    invented.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    assert [names.nth(i).get_attribute("tabindex") for i in range(2)] == ["-1", "0"]
    expect(names.nth(1)).to_contain_text("Lingsheng")
    invented.keyboard.press("ArrowRight")
    expect(caption).to_have_text(
        "+ Japan supported Lingsheng, until 1936-04-24 "
        "(beginning not stated; certainly 1936-04-24); bulag2009 p. 9, lines 613-616"
    )
    assert invented.locator(f"{VIEW} .ribbons-on").count() == 1
    invented.keyboard.press("ArrowRight")
    expect(caption).to_have_text(
        "+ Japan was spied for by Lingsheng (possibly), 1935 "
        "(on no day for certain); bulag2009 p. 9, lines 613-616"
    )
    invented.keyboard.press("Home")
    expect(names.first).to_be_focused()
    assert invented.locator(f"{VIEW} .ribbons-on").count() == 0
    invented.keyboard.press("End")
    for _ in range(4):
        invented.keyboard.press("ArrowRight")
        if "Turning point" in caption.inner_text():
            break
    expect(caption).to_have_text(
        "Turning point (betrayal): Japan turns on its friend, 1936-04-24; "
        "Uradyn E. Bulag affirms, bulag2009 p. 9, lines 613-616"
    )
    invented.keyboard.press("Enter")
    assert state(invented)["turn"] == "turned"


@pytest.mark.parametrize(
    ("stance", "hash_", "words", "look", "mark"),
    [
        ("affirms", "", "", ("#8E3A73", "#fbfaf7"), []),
        ("thinksPossible", "&min=possible", "possibly: ", ("#fbfaf7", "#8E3A73"), ["?"]),
        ("thinksPossible", "&min=probable", "possibly: ", ("#fbfaf7", "grey"), ["?"]),
        ("denies", "", "denied: ", ("#fbfaf7", "grey"), ["\N{NOT EQUAL TO}"]),
    ],
)
def test_turning_points_look_as_sure_as_they_are(
    browser: Browser,
    tmp_path: Path,
    stance: str,
    hash_: str,
    words: str,
    look: tuple[str, str],
    mark: list[str],
) -> None:
    """Full where affirmed; hollow with a sign where not, grey where it does not count."""
    turn = TURN._replace(claims=(claim("turn", stance, when="1936-04-24"),))
    path = tmp_path / "page.html"
    path.write_text(draw(INVENTED, turns=[turn]), encoding="utf-8", newline="")
    window = open_page(browser, path, f"#view=ribbons&actor=japan{hash_}")
    found = window.locator(f"{VIEW} [data-turn]")
    grey = window.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--quiet')")
    head = found.locator("path").last
    shown = [str(head.get_attribute(key)).lower() for key in ("fill", "stroke")]
    assert shown == [(grey.strip() if one == "grey" else one).lower() for one in look]
    assert found.locator("text").all_text_contents() == mark
    head.hover()
    caption = window.locator(f"{VIEW} .ribbons-caption")
    expect(caption).to_contain_text(f"(betrayal): {words}Japan turns on its friend, 1936-04-24; ")
    expect(caption).to_contain_text(f"Uradyn E. Bulag {STANCE_WORDS[stance]}, bulag2009 p. 9")
    off = "not counted by the present sources and stance"
    assert (off in caption.inner_text()) == (look[1] == "grey")
    window.close()


def test_enter_opens_the_pair_and_keeps_the_place(invented: Page) -> None:
    """The lane of the pair is held on top, and has the focus still."""
    names = invented.locator(f"{VIEW} .ribbons-open")
    names.first.focus()
    invented.keyboard.press("Enter")
    assert state(invented)["pair"] == ["japan", "ussr"]
    top = invented.locator(f"{VIEW} .ribbons-top .ribbons-open")
    expect(top).to_contain_text("Soviet Union")
    expect(top).to_be_focused()
    expect(invented.locator("#panel h2")).to_have_text("Japan and Soviet Union")
    # Chosen from the other side, the ribbons stay those of Japan.
    invented.evaluate("khgraph.state.set({ pair: ['lingsheng', 'japan'] })")
    expect(invented.locator(f"{VIEW} h2")).to_have_text("Japan through time")
    expect(invented.locator(f"{VIEW} .ribbons-top .ribbons-open")).to_contain_text("Lingsheng")


def test_clicks_choose_pair_turn_and_partner(invented: Page) -> None:
    """A bar and a name the pair, the notch the turning point, the arrow the partner's ribbons."""
    invented.locator(f"{VIEW} [data-turn] path").last.click()
    assert state(invented)["turn"] == "turned"
    expect(invented.locator(f"{VIEW} .ribbons-top .ribbons-open")).to_contain_text("Lingsheng")
    invented.locator(f'{VIEW} [data-tie="{FOE.iri.rpartition("/")[2]}"]').click()
    assert state(invented)["pair"] == ["japan", "ussr"]
    invented.get_by_role("button", name="Ribbons of Lingsheng").click()
    assert state(invented)["actor"] == "lingsheng"
    expect(invented.locator(f"{VIEW} h2")).to_have_text("Lingsheng through time")


def test_pointing_at_a_bar_reads_it(invented: Page) -> None:
    """In words, with its time, what another claim says of it, and where it is said."""
    invented.locator(f'{VIEW} [data-tie="{FOE.iri.rpartition("/")[2]}"]').hover()
    expect(invented.locator(f"{VIEW} .ribbons-caption")).to_have_text(
        "− Japan was an enemy of Soviet Union (another claim doubts or denies it), 1932 to 1945 "
        "(certainly 1932-12-31 to 1945-01-01); bulag2009 p. 9, lines 613-616"
    )
    invented.locator(f'{VIEW} [data-partner="lingsheng"] .ribbons-undated').hover()
    expect(invented.locator(f"{VIEW} .ribbons-caption")).to_contain_text(
        "+ Japan was allied with Lingsheng, no date in the source"
    )


def test_without_an_actor_one_is_to_be_chosen(browser: Browser, corpus_page: Path) -> None:
    """Ten names, the first of them shown as an example; a name that nobody has is said so."""
    window = open_page(browser, corpus_page, "#view=ribbons")
    chooser = window.locator(f"{VIEW} .ribbons-chooser")
    names = chooser.locator("p button")
    assert names.count() == 10
    best = names.first.inner_text()
    expect(chooser).to_contain_text(f"As an example, here is the best connected: {best}.")
    expect(window.locator(f"{VIEW} h2")).to_have_text(f"{best} through time")
    window.get_by_label("Whose friends and enemies?").fill("Nobody at all")
    window.keyboard.press("Enter")
    expect(window.locator("#status")).to_have_text("No actor here is called “Nobody at all”.")
    window.get_by_label("Whose friends and enemies?").fill("Lingsheng")
    window.keyboard.press("Enter")
    assert state(window)["actor"] == "lingsheng"
    expect(chooser).to_be_hidden()
    window.close()


def test_chosen_time_zooms_and_what_is_outside_is_named(invented: Page) -> None:
    """In 1942 and 1943: one tie lies before the years shown; who has no other is listed."""
    invented.evaluate("khgraph.state.set({ from: '1942', to: '1943' })")
    # One year of context on either side: 1941 to 1944, of which the band is the middle half.
    plot = invented.locator(f"{VIEW} .ribbons-plot").first
    width = float(plot.get_attribute("width") or 0)
    band = plot.locator("rect").first
    assert float(band.get_attribute("x") or 0) == pytest.approx(width / 4, abs=1)
    assert float(band.get_attribute("width") or 0) == pytest.approx(width / 2, abs=1)
    assert bars(invented) == sorted(one.iri.rpartition("/")[2] for one in (FOE, SINCE, PACT))
    expect(invented.locator(f"{VIEW} h3")).to_have_text("Dated only outside the years shown (1)")
    expect(invented.locator(f"{VIEW} .ribbons-group button")).to_contain_text("Lingsheng")
    notes = invented.locator(f'{VIEW} [data-partner="ussr"] .ribbons-undated')
    assert notes.locator("span").all_text_contents() == ["1 earlier"]


def test_lanes_are_sorted_as_asked(browser: Browser, corpus_page: Path) -> None:
    """By name in the order of the labels, by ties the richest first; the address stays."""
    window = open_page(browser, corpus_page, "#view=ribbons&actor=ussr")
    labels = window.locator(f"{VIEW} li.ribbons-row .ribbons-label")
    by_time = labels.all_text_contents()
    window.get_by_label("Lanes").select_option("name")
    by_name = labels.all_text_contents()
    assert by_name == sorted(by_time, key=str.casefold)
    window.get_by_label("Lanes").select_option("ties")
    tallies = window.locator(f"{VIEW} li.ribbons-row .ribbons-tally").all_text_contents()
    sums = [sum(map(int, re.findall(r"[0-9]+", tally))) for tally in tallies]
    assert sums == sorted(sums, reverse=True)
    assert sums[0] > sums[-1]
    assert window.url.endswith("#view=ribbons&actor=ussr")
    window.close()


def test_axis_is_cut_to_the_dated_years_where_they_are_few(
    browser: Browser, corpus_page: Path
) -> None:
    """Unless the reader wants the whole century; a chosen time goes first."""
    window = open_page(browser, corpus_page, "#view=ribbons&actor=lingsheng")
    years = window.locator(f"{VIEW} .ribbons-axis text")
    only = window.get_by_label("only 1931 to 1937")
    expect(only).to_be_checked()
    assert "1900" not in years.all_text_contents()
    assert "died 1936" in years.all_text_contents()
    only.uncheck()
    assert "1900" in years.all_text_contents()
    window.evaluate("khgraph.state.set({ from: '1931', to: '1945' })")
    expect(only).to_be_hidden()
    window.evaluate("khgraph.state.set({ from: null, to: null, actor: 'japan' })")
    expect(window.locator(f"{VIEW} .ribbons-head [type=checkbox]")).not_to_be_checked()
    assert "1900" in years.all_text_contents()
    window.close()


@pytest.mark.parametrize("hash_", ["actor=japan", "actor=japan&from=1931&to=1945"])
def test_picture_stands_alone(browser: Browser, corpus_page: Path, hash_: str) -> None:
    """An SVG of its own with title, reading and legend, and with the bars that the view shows."""
    window = open_page(browser, corpus_page, f"#view=ribbons&{hash_}")
    text = window.evaluate("new XMLSerializer().serializeToString(khgraph.views.ribbons.svg())")
    picture = ElementTree.fromstring(text)  # noqa: S314 - the page's own text
    svg = "{http://www.w3.org/2000/svg}"
    assert picture.tag == f"{svg}svg"
    words = " ".join(picture.itertext())
    assert picture.findtext(f"{svg}title") == "Japan through time"
    assert window.evaluate("khgraph.reading.describe(khgraph.state.choice())")[:40] in words
    assert "friendly above the line, hostile below" in words
    drawn = sorted(g.get("data-tie", "") for g in picture.iter(f"{svg}g") if g.get("data-tie"))
    assert drawn == bars(window)
    assert len(drawn) > 50
    assert not [part for part in picture.iter() if part.get("class") or part.get("style")]
    window.close()


def test_nothing_is_wider_than_a_phone(browser: Browser, corpus_page: Path) -> None:
    """Names stand above their lanes there."""
    window = open_page(browser, corpus_page, "#view=ribbons&pair=japan&pair=ussr", (390, 844))
    right = window.eval_on_selector_all(
        f"{VIEW} *", "all => Math.max(...all.map(a => a.getBoundingClientRect().right))"
    )
    assert right <= 390
    name = window.locator(f"{VIEW} li.ribbons-row .ribbons-open").first.bounding_box()
    plot = window.locator(f"{VIEW} li.ribbons-row .ribbons-plot").first.bounding_box()
    assert name is not None
    assert plot is not None
    assert name["y"] + name["height"] <= plot["y"] + 2
    window.close()


@pytest.mark.parametrize(
    "when", ["1936-04-24", "1936", "1932/1945", "/1936-04-24", "1991/..", "../1936", "[..1932]"]
)
def test_turning_points_are_placed_as_acts(invented: Page, when: str) -> None:
    """By the rule of khgraph.lives.placed_act: at the side that is known."""
    bounds = edtf_bounds(when)
    placed = placed_act(bounds)
    found = invented.evaluate(
        "bounds => khgraph.views.ribbons.timeOf([{ when: 'some', days: bounds }])", list(bounds)
    )
    assert found["first"] == (placed.earliest_start or OPEN_START)
    assert found["last"] == (placed.latest_end or OPEN_END)
    assert found["isOpenBefore"] == (bounds.earliest_start in (None, OPEN_START))
    assert found["isOpenAfter"] == (bounds.latest_end in (None, OPEN_END))


def test_pair_or_actor_without_a_tie_is_said_to_have_none(browser: Browser, tmp_path: Path) -> None:
    """Kinship has no sign, so it makes no lane."""
    path = tmp_path / "page.html"
    path.write_text(draw(), encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=ribbons&actor=fuming")
    about = window.locator(f"{VIEW} .ribbons-head .ribbons-about")
    expect(about).to_have_text("No signed tie of Fúming counts under the present reading.")
    window.evaluate("khgraph.state.set({ actor: null, pair: ['lingsheng', 'fuming'] })")
    expect(about).to_have_text("No signed tie of Fúming counts under the present reading.")
    window.evaluate("khgraph.state.set({ actor: 'lingsheng', pair: null })")
    window.evaluate("khgraph.state.set({ actor: null, pair: ['lingsheng', 'fuming'] })")
    expect(window.locator(f"{VIEW} .ribbons-top .ribbons-about")).to_have_text(
        "No signed tie of Lingsheng and Fúming counts under the present reading."
    )
    assert window.locator(f"{VIEW} li.ribbons-row").count() > 0
    window.close()


def test_no_tie_at_all_is_said(browser: Browser, tmp_path: Path) -> None:
    """A page without a signed tie has no lanes, and says so."""
    path = tmp_path / "page.html"
    path.write_text(draw([]), encoding="utf-8", newline="")
    window = open_page(browser, path, "#view=ribbons")
    expect(window.locator(VIEW)).to_contain_text("No signed tie counts under the present reading.")
    assert window.evaluate("khgraph.views.ribbons.svg()") is None
    window.close()
