"""The HTML page: what is on it, that it asks nothing of the network, and how it behaves."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import math
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from khgraph.dates import Bounds, edtf_bounds
from khgraph.drawing import page
from khgraph.drawing.layout import HEIGHT, WIDTH, Link, layout
from khgraph.drawing.scene import MAX_ACTORS
from khgraph.drawing.spacing import Box
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.reading import Reading, ties

CHROMIUM = Path("/usr/bin/chromium")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]

SUPPORTED = RelationType("urn:o/supported", "supported", "was supported by", 1, False, False)
ALLIED = RelationType("urn:o/allied", "was allied with", "was allied with", 1, True, False)
EXECUTED = RelationType("urn:o/executed", "executed", "was executed by", -1, False, True)
ENEMY = RelationType("urn:o/enemy", "was an enemy of", "was an enemy of", -1, True, False)
SPIED = RelationType("urn:o/spied", "spied for", "was spied for by", 1, False, False)
TREATY = RelationType("urn:o/treaty", "made a treaty with", "made a treaty with", 0, True, True)
KIN = RelationType("urn:o/kin", "was kin of", "was kin of", None, True, False)

JAPAN = Entity("urn:a/japan", "Japan", "State")
USSR = Entity("urn:a/ussr", "Soviet Union", "State")
LINGSHENG = Entity("urn:a/lingsheng", "Lingsheng", "Person")
FUMING = Entity("urn:a/fuming", "Fúming", "Person")
ARMY = Entity("urn:a/army", "Kwantung Army", "MilitaryUnit")
ZHUKOV = Entity("urn:a/zhukov", "Georgy Zhukov", "Person")
DAUR = Entity("urn:a/daur", "Daur", "People")


def claim(name: str, stance: str = "affirms", when: str | None = None, **more: Any) -> Claim:
    """Return a claim of Bulag's, page 9."""
    fields: dict[str, Any] = {
        "source": "bulag2009",
        "locator": "p. 9",
        "lines": "613-616",
        "attribution": ("Uradyn E. Bulag",),
        "according_to": (),
        "comment": "",
        "curator_note": None,
    }
    bounds = edtf_bounds(when) if when else Bounds()
    return Claim(iri=f"urn:c/{name}", stance=stance, when=when, bounds=bounds, **(fields | more))


def statement(a: Entity, relation: RelationType, b: Entity, *claims: Claim) -> Statement:
    """Return a statement, with a plain affirmation where no claim is given."""
    name = f"{a.id}-{relation.id}-{b.id}"
    return Statement(f"urn:s/{name}", a, relation, b, claims or (claim(name),))


BACKED = statement(
    JAPAN,
    SUPPORTED,
    LINGSHENG,
    claim("backed", when="/1936-04-24", comment="On good terms at first.", lines="600-601"),
)
KILLED = statement(JAPAN, EXECUTED, LINGSHENG, claim("killed", when="1936-04-24"))
MAYBE_SPY = statement(
    LINGSHENG,
    SPIED,
    USSR,
    claim("spy", "thinksPossible", curator_note="The hedge is the author's."),
)
NO_SPY = statement(
    LINGSHENG, ALLIED, JAPAN, claim("no", "denies", according_to=("The Mongol governors",))
)
STATEMENTS = [
    BACKED,
    KILLED,
    MAYBE_SPY,
    NO_SPY,
    statement(JAPAN, ENEMY, USSR, claim("foe", when="1932/1945"), claim("not", "doubts")),
    statement(JAPAN, TREATY, USSR, claim("pact", when="1941-04-13")),
    statement(ARMY, SUPPORTED, JAPAN),
    statement(LINGSHENG, KIN, FUMING),
    statement(ZHUKOV, ENEMY, ARMY),
]
TURNS = [
    Turn(
        "urn:t/1",
        "Japan turns on its friend",
        "betrayal",
        BACKED,
        KILLED,
        None,
        (claim("turn", when="1936-04-24"),),
    )
]
POSSIBLE = Reading(min_stance="possible")


def island(text: str) -> dict[str, Any]:
    """Return the data that the page carries."""
    found = re.findall(r'<script type="application/json" id="graph">(.*?)</script>', text, re.S)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


def edge_of(text: str, wanted: Statement) -> dict[str, Any] | None:
    """Return the edge that draws a statement, or None."""
    data = island(text)
    ids = [i for i, r in enumerate(data["records"]) if r["words"] == wanted.sentence()]
    return next((edge for edge in data["edges"] if [edge["id"]] == ids), None)


class Elements(html.parser.HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_code = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._in_code = tag == "script" and not dict(attrs)
        if self._in_code:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._in_code = False

    def handle_data(self, data: str) -> None:
        """Note the text of a script."""
        if self._in_code:
            self.scripts[-1] += data


def draw(statements: list[Statement] | None = None, **more: Any) -> str:
    """Return the page of the statements above, or of others."""
    reading = more.pop("reading", POSSIBLE)
    turns = more.pop("turns", TURNS if statements is None else [])
    return page(
        STATEMENTS if statements is None else statements,
        turns,
        reading,
        data_name=more.pop("data_name", "the test data"),
        **more,
    )


def test_page_is_the_same_whatever_the_order_of_its_input() -> None:
    """Equal input gives equal bytes, also when the statements come in another order."""
    assert draw() == draw() == draw(list(reversed(STATEMENTS)), turns=TURNS)


def test_each_signed_tie_of_the_reading_is_one_edge() -> None:
    """Also where several ties join one pair; none is dropped, none is merged."""
    for reading in (Reading(), POSSIBLE, Reading(on="1936-01-01")):
        signed = [e for e in island(draw(reading=reading))["edges"] if e["sign"] is not None]
        assert len(signed) == len(ties(STATEMENTS, reading))


def test_doubted_and_denied_statements_are_told_but_not_drawn() -> None:
    """The denial is in the history of the pair, marked, and has no line."""
    text = draw(reading=Reading(min_stance="reports"))
    assert edge_of(text, NO_SPY) is None
    (record,) = [r for r in island(text)["records"] if r["words"] == NO_SPY.sentence()]
    assert record["remarks"] == ["Denied, so not drawn as a tie."]
    assert record["claims"][0]["after"] == "The Mongol governors"


def test_a_hedged_tie_looks_hedged() -> None:
    """It is dotted, lighter and marked, where the plain tie of its sign is solid."""
    text = draw()
    plain, hedged = edge_of(text, BACKED), edge_of(text, MAYBE_SPY)
    assert plain is not None
    assert hedged is not None
    assert (plain["mark"], plain["dashes"]) == ("", False)
    assert (hedged["mark"], hedged["dashes"]) == ("?", [2, 4])
    assert plain["color"] != hedged["color"]


def test_parallel_ties_take_ways_of_their_own() -> None:
    """Friend and enemy between one pair are two curves, on two sides."""
    text = draw()
    curves = [edge_of(text, s) for s in (BACKED, KILLED)]
    ways = {json.dumps(edge["smooth"]) for edge in curves if edge}
    assert len(ways) == 2
    # One that runs the other way round still keeps its side: the bend counts from the sorted pair.
    back = statement(LINGSHENG, EXECUTED, JAPAN)
    there, again = (edge_of(draw([BACKED, other]), other) for other in (KILLED, back))
    assert there is not None
    assert again is not None
    assert {there["smooth"]["type"], again["smooth"]["type"]} == {"curvedCW", "curvedCCW"}


def test_only_a_tie_that_came_after_a_turning_point_has_its_notch() -> None:
    """The notch stands on the statement after, not before."""
    text = draw()
    before, after = edge_of(text, BACKED), edge_of(text, KILLED)
    assert before is not None
    assert after is not None
    assert (before["turned"], after["turned"]) == (False, True)


def test_ties_without_sign_wait_behind_the_legend() -> None:
    """They are hidden at first, and shown at first where the page is about one actor."""
    hidden = {e["hidden"] for e in island(draw())["edges"] if e["sign"] is None}
    assert hidden == set()
    # Fúming has no signed tie, so he is drawn only on Lingsheng's page.
    told = statement(LINGSHENG, KIN, USSR)
    edges = island(draw([*STATEMENTS, told]))["edges"]
    assert [e["hidden"] for e in edges if e["sign"] is None] == [True]
    edges = island(draw([*STATEMENTS, told], focus=LINGSHENG))["edges"]
    assert [e["hidden"] for e in edges if e["sign"] is None] == [False, False]


def test_focus_keeps_actors_within_two_ties() -> None:
    """Three ties away is left out; kin of the focus is kept."""
    data = island(draw(focus=LINGSHENG))
    labels = {actor["label"] for actor in data["actors"]}
    assert labels == {"Japan", "Soviet Union", "Lingsheng", "Fúming", "Kwantung Army"}
    assert data["actors"][data["focus"]]["label"] == "Lingsheng"
    assert "<h1>Friends and enemies of Lingsheng</h1>" in draw(focus=LINGSHENG)


def test_focus_without_any_tie_is_drawn_alone() -> None:
    """An actor of whom nothing is said has a page that says so."""
    text = draw(focus=DAUR)
    assert [node["label"] for node in island(text)["nodes"]] == ["Daur"]
    assert "No signed tie counts under this reading." in text


def test_nothing_to_draw_is_said_in_words() -> None:
    """No statement at all still makes a page."""
    text = draw([])
    assert island(text)["nodes"] == []
    assert "No signed tie counts under this reading." in text


def test_too_many_actors_are_counted_and_stay_in_search_and_table() -> None:
    """The best connected are drawn; the rest keeps its row and its entry."""
    crowd = [Entity(f"urn:a/c{i:03}", f"Rider {i:03}", "Person") for i in range(MAX_ACTORS + 2)]
    text = draw([statement(rider, ENEMY, JAPAN) for rider in crowd])
    data = island(text)
    assert len(data["nodes"]) == MAX_ACTORS
    assert len(data["actors"]) == len(crowd) + 1
    assert "3 actors with fewer ties are left out of the picture" in text
    assert "Japan" in {node["label"] for node in data["nodes"]}
    last = crowd[-1].label
    assert f'<option value="{last}">person, not drawn</option>' in text
    assert f"{last} was an enemy of Japan" in text.split("<tbody>")[1].split("</tbody>")[0]


def test_reading_data_and_sources_stand_on_the_page() -> None:
    """A picture is of some reading of some data, and says of which."""
    reading = Reading(min_stance="possible", on="1936-01-01", sources=("bulag2009",))
    text = draw(reading=reading, sources={"bulag2009": "Bulag, The Nomonhan Incident, 2009"})
    assert reading.describe() in text
    assert "the test data" in text
    assert "<dt>bulag2009</dt><dd>Bulag, The Nomonhan Incident, 2009</dd>" in text


def test_table_says_what_the_picture_shows() -> None:
    """Each tie of the reading has a row with sign, date, source, page and lines."""
    table = draw().split("<tbody>")[1].split("</tbody>")[0]
    assert table.count('<th scope="row">') == len(ties(STATEMENTS, POSSIBLE))
    row = next(row for row in table.split("</tr>") if KILLED.sentence() in row)
    for part in ("hostile", "1936-04-24", "affirms: Uradyn E. Bulag", "bulag2009 p. 9, lines 613-"):
        assert part in row


def test_page_names_no_address_outside_itself() -> None:
    """No element loads anything, no style imports anything, and the policy forbids it."""
    text = draw()
    elements = Elements(text).elements
    for tag, attributes in elements:
        for name in ("src", "srcset", "href", "action", "data", "poster"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    assert not {"link", "base", "iframe", "object"} & {tag for tag, _ in elements}
    style = text.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "sourceMappingURL" not in text
    assert "@license" in text


def test_policy_names_each_script_by_its_hash() -> None:
    """What the browser hashes is what the policy lists, so that no other script runs."""
    text = draw()
    (policy,) = [
        attributes["content"] or ""
        for tag, attributes in Elements(text).elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    listed = re.findall(r"'sha256-([^']+)'", policy)
    scripts = Elements(text).scripts
    assert listed == [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    ]
    assert len(scripts) == 3


HOSTILE = (
    '<img src=x onerror="window.__x=1">',
    "</script><script>window.__x=1</script>",
    '"><svg onload=window.__x=1>',
    "<!--<script>",
    "href javascript:window.__x=1 {{ 7*7 }}",
)


def hostile_page() -> str:
    """Return a page with markup wherever text of the data can stand."""
    actors = [Entity(f"urn:a/{i}{text}", text, "Person") for i, text in enumerate(HOSTILE)]
    found = []
    for i, (a, b) in enumerate(zip(actors, actors[1:] + actors[:1], strict=True)):
        bad = HOSTILE[i]
        said = claim(
            f"{i}{bad}",
            comment=bad,
            locator=bad,
            lines=bad,
            attribution=(bad,),
            according_to=(bad,),
            curator_note=bad,
        )
        relation = RelationType(f"urn:o/{bad}", bad, bad, -1, False, False)
        found.append(Statement(f"urn:s/{i}{bad}", a, relation, b, (said,), (("role", bad),)))
    turn = Turn("urn:t/x", HOSTILE[0], HOSTILE[1], found[0], found[1], actors[2], found[0].claims)
    return draw(
        found, turns=[turn], data_name=HOSTILE[1], focus=actors[0], sources={HOSTILE[0]: HOSTILE[2]}
    )


def test_hostile_text_stays_text() -> None:
    """No name, comment or title becomes an element, and none is lost."""
    text = hostile_page()
    plain = Elements(draw(focus=LINGSHENG))
    found = Elements(text)
    assert len(found.scripts) == len(plain.scripts)
    assert not {"img"} & {tag for tag, _ in found.elements}
    assert not any(name.startswith("on") for _, attributes in found.elements for name in attributes)
    assert {actor["label"] for actor in island(text)["actors"]} == set(HOSTILE)
    assert "{{ 7*7 }}" in text


def test_layout_is_deterministic_and_within_bounds() -> None:
    """The order of the input does not count, and all stay in the picture with their labels."""
    boxes = {f"n{i}": Box(40, 10, 30) for i in range(60)}
    links = {(f"n{i}", f"n{i * 7 % 60}"): Link(1 + i % 2) for i in range(60)}
    points = layout(boxes, links)
    assert points == layout(dict(reversed(boxes.items())), dict(reversed(links.items())))
    for x, y in points.values():
        assert abs(x) <= WIDTH / 2 - 40
        assert -HEIGHT / 2 + 10 <= y <= HEIGHT / 2 - 30
    assert layout({}, {}) == {}


def test_layout_sets_enemies_further_apart_than_friends() -> None:
    """Two blocs, at odds with one another, stand apart."""
    blocs = [[f"{bloc}{i}" for i in range(6)] for bloc in "ab"]
    boxes = {name: Box(20, 8, 20) for bloc in blocs for name in bloc}
    friends = {(a, b): Link(1.0) for bloc in blocs for a in bloc for b in bloc if a < b}
    enemies = {(a, b): Link(2.0) for a, b in zip(*blocs, strict=True)}
    points = layout(boxes, friends | enemies)

    def mean(pairs: Iterable[tuple[str, str]]) -> float:
        spans = [math.dist(points[a], points[b]) for a, b in pairs]
        return sum(spans) / len(spans)

    assert mean(enemies) > 1.3 * mean(friends)


def test_a_friend_is_drawn_nearer_than_an_enemy() -> None:
    """Where all else is equal, the sign alone makes the difference."""
    text = draw([statement(JAPAN, ALLIED, LINGSHENG), statement(JAPAN, ENEMY, USSR)])
    at = {node["label"]: (node["x"], node["y"]) for node in island(text)["nodes"]}
    friend = math.dist(at["Japan"], at["Lingsheng"])
    assert math.dist(at["Japan"], at["Soviet Union"]) > 1.2 * friend


def test_layout_leaves_no_label_on_another() -> None:
    """Where there is room for all, no two boxes overlap."""
    boxes = {f"n{i:02}": Box(45, 10, 34) for i in range(60)}
    links = {(f"n{i:02}", "n00"): Link(1.0, 0.1) for i in range(1, 60)}
    points = layout(boxes, links)
    for a, (ax, ay) in points.items():
        for b, (bx, by) in points.items():
            if a < b:
                assert abs(ax - bx) > 89.5 or abs(ay - by) > 43.5, (a, b)


# In a real browser. ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium as the system has it; it must be there where CI is set."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing; install chromium")
        pytest.skip(f"{CHROMIUM} is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


class Opened:
    """A page open in the browser with its network cut, and what it asked or complained of."""

    def __init__(self, browser: Browser, folder: Path, text: str, **context: Any) -> None:
        path = folder / "page.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        self.requests: list[str] = []
        self.complaints: list[str] = []
        options = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"}
        self._context = browser.new_context(**(options | context))
        self._context.set_offline(True)
        self.page: Page = self._context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.goto(path.as_uri())

    def point_on(self, wanted: Statement, share: float = 0.5) -> tuple[float, float]:
        """Return where on the screen the line of a statement is."""
        x, y = self.page.evaluate(
            """([words, share]) => {
                const { network, data } = window.khgraph;
                const id = data.records.findIndex((record) => record.words === words);
                const at = network.canvasToDOM(network.body.edges[id].edgeType.getPoint(share));
                const frame = document.getElementById("picture").getBoundingClientRect();
                return [at.x + frame.x, at.y + frame.y];
            }""",
            [wanted.sentence(), share],
        )
        return x, y

    def click_on(self, wanted: Statement) -> None:
        """Click on the line of a statement."""
        self.page.mouse.click(*self.point_on(wanted))
        # vis-network holds a click back for a moment, in case a second one follows.
        self.page.locator("#panel .entry").first.wait_for()

    def visible_edges(self) -> int:
        """Return how many lines are shown."""
        count: int = self.page.evaluate(
            "() => window.khgraph.edges.get({ filter: (edge) => !edge.hidden }).length"
        )
        return count

    def close(self) -> None:
        """Close the page."""
        self._context.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Open the page of the statements above, with one tie without sign between drawn actors."""
    text = draw([*STATEMENTS, statement(LINGSHENG, KIN, USSR)], turns=TURNS)
    opened = Opened(browser, tmp_path, text)
    yield opened
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert opened.complaints == []
    opened.close()


def test_page_opens_offline_without_a_request_or_complaint(opened: Opened) -> None:
    """One file is read, and nothing else is asked; the fixture looks at the complaints."""
    assert len(opened.requests) == 1
    painted = opened.page.evaluate(
        """() => {
            const canvas = document.querySelector("#picture canvas");
            const pixels = canvas.getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height).data;
            let blue = 0;
            for (let i = 0; i < pixels.length; i += 4) {
                if (pixels[i] < 40 && pixels[i + 2] > 150 && pixels[i + 3] > 200) blue += 1;
            }
            return blue;
        }"""
    )
    assert painted > 50


def test_click_on_a_line_tells_the_whole_history_of_the_pair(opened: Opened) -> None:
    """All statements between the two, the denied one too, with who, when and where."""
    opened.click_on(KILLED)
    panel = opened.page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Japan and Lingsheng"
    words = panel.locator(".entry > .words").all_inner_texts()
    assert words == [BACKED.sentence(), KILLED.sentence(), NO_SPY.sentence()]
    said = panel.inner_text()
    for part in (
        "affirms: Uradyn E. Bulag",
        "denies: Uradyn E. Bulag, according to The Mongol governors",
        "/1936-04-24 · bulag2009 p. 9, lines 600-601",
        "no date in the source",
        "On good terms at first.",
        "Denied, so not drawn as a tie.",
        "Turning point: betrayal",
        "Japan turns on its friend",
    ):
        assert part in said
    assert panel.locator(".clicked .words").first.inner_text() == KILLED.sentence()


def test_click_on_an_actor_lists_its_ties(opened: Opened) -> None:
    """Signed ties first, in time order; what else is said stands apart."""
    x, y = opened.page.evaluate(
        """() => {
            const { network, data } = window.khgraph;
            const id = data.actors.findIndex(({ label }) => label === "Lingsheng");
            const at = network.canvasToDOM(network.getPosition(id));
            const frame = document.getElementById("picture").getBoundingClientRect();
            return [at.x + frame.x, at.y + frame.y];
        }"""
    )
    opened.page.mouse.click(x, y)
    opened.page.locator("#panel .row").first.wait_for()
    assert opened.page.locator("#panel h2").inner_text() == "Lingsheng"
    drawn = opened.page.locator("#panel ol").first.locator(".row")
    assert [text.split("\n")[0] for text in drawn.all_inner_texts()] == [
        BACKED.sentence(),
        KILLED.sentence(),
        MAYBE_SPY.sentence(),
    ]
    drawn.first.click()
    assert opened.page.locator("#panel h2").inner_text() == "Japan and Lingsheng"


def test_search_by_keyboard_centres_an_actor_and_escape_clears(opened: Opened) -> None:
    """Part of a name without its accents is enough; a name that is not there is said so."""
    keyboard = opened.page.keyboard
    keyboard.press("/")
    keyboard.type("soviet")
    keyboard.press("Enter")
    centre, place, chosen = opened.page.evaluate(
        """() => {
            const { network } = window.khgraph;
            const [id] = network.getSelectedNodes();
            return [network.getViewPosition(), network.getPosition(id),
                    window.khgraph.data.actors[id].label];
        }"""
    )
    assert chosen == "Soviet Union"
    assert centre == pytest.approx(place, abs=0.5)
    assert opened.page.locator("#panel h2").inner_text() == "Soviet Union"
    keyboard.press("Escape")
    assert opened.page.evaluate("() => window.khgraph.network.getSelectedNodes()") == []
    assert opened.page.locator("#name").input_value() == ""
    keyboard.type("fuming")
    keyboard.press("Enter")
    assert "not in the picture" in opened.page.locator("#panel").inner_text()
    opened.page.fill("#name", "Nobody")
    keyboard.press("Enter")
    assert "No actor here is called “Nobody”." in opened.page.locator("#status").inner_text()


def test_legend_switches_ties_without_sign(opened: Opened) -> None:
    """Off at first; on adds lines, off again takes them away."""
    before = opened.visible_edges()
    opened.page.check("#unsigned")
    assert opened.visible_edges() == before + 1
    opened.page.uncheck("#unsigned")
    assert opened.visible_edges() == before


def test_a_turning_point_can_be_read_first(opened: Opened) -> None:
    """The panel of the fresh page lists the turns, each a way in."""
    opened.page.get_by_role("button", name="Japan turns on its friend").click()
    assert opened.page.locator("#panel h2").inner_text() == "Japan and Lingsheng"


def test_two_loads_give_the_same_positions(opened: Opened) -> None:
    """And the positions are those that Python computed."""
    positions = "() => window.khgraph.network.getPositions()"
    first = opened.page.evaluate(positions)
    opened.page.reload()
    second = opened.page.evaluate(positions)
    assert first == second
    given = {str(n["id"]): n for n in island(opened.page.content())["nodes"]}
    assert {i: (p["x"], p["y"]) for i, p in first.items()} == {
        # vis-network gives whole numbers.
        i: (pytest.approx(n["x"], abs=1), pytest.approx(n["y"], abs=1))
        for i, n in given.items()
    }


def test_injected_markup_never_runs(browser: Browser, tmp_path: Path) -> None:
    """Neither on loading, nor when hostile text is hovered, listed or searched for."""
    opened = Opened(browser, tmp_path, hostile_page())
    data = island(hostile_page())
    for i in range(len(data["actors"])):
        opened.page.fill("#name", data["actors"][i]["label"])
        opened.page.press("#name", "Enter")
        opened.page.locator("#panel .row").first.click()
        opened.page.mouse.move(300 + 20 * i, 300)
    opened.page.keyboard.press("Escape")
    assert opened.page.evaluate("() => window.__x") is None
    assert opened.page.locator("#panel img, #panel script, main svg[onload]").count() == 0
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert opened.complaints == []
    opened.close()


def test_table_can_be_read_without_scripts(browser: Browser, tmp_path: Path) -> None:
    """Whoever has no canvas reads the same ties in words."""
    opened = Opened(browser, tmp_path, draw(), java_script_enabled=False)
    rows = opened.page.locator("#ties tbody tr")
    assert rows.count() == len(ties(STATEMENTS, POSSIBLE))
    assert rows.first.is_visible()
    opened.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_page_is_no_wider_than_the_screen(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    """No sideways scrolling, on a phone either; the search can be reached at once."""
    opened = Opened(browser, tmp_path, draw(), viewport={"width": width, "height": height})
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert opened.page.locator("#name").is_visible()
    opened.close()
