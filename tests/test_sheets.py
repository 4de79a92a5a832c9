"""The sheets: all that is known is on them, escaped, and they ask nothing of the network."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from khgraph.dates import Bounds
from khgraph.joining import Joining
from khgraph.model import Claim, Entity, RelationType, Statement
from khgraph.names import NameIndex
from khgraph.paths import Hop, Routes, Search, find_routes
from khgraph.paths import Path as Route
from khgraph.reading import Reading
from khgraph.records import sources
from khgraph.sheets import joining_sheet, paths_sheet, surroundings_sheet
from khgraph.sheets.sketch import MOST_DRAWN, Rectangle, sketch
from khgraph.stores import Store
from khgraph.surroundings import Neighbour, Surroundings, find_surroundings

SIGNS = {1: "supported", -1: "opposed", 0: "met", None: "knew"}
WORST = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}</style>&amp;"


def entity(name: str, label: str | None = None, kind: str = "Person") -> Entity:
    """Return a thing."""
    return Entity(f"https://w3id.org/khgraph/actor/{name}", label or name.title(), kind)


def hop(a: Entity, b: Entity, sign: int | None = 1, stance: str = "affirms", **more: Any) -> Hop:
    """Return a hop with one claim."""
    verb = SIGNS[sign]
    kind = RelationType(f"urn:r/{verb}", verb, f"was {verb} by", sign, False, False)
    claim = Claim(
        iri=f"urn:c/{a.id}-{b.id}",
        source=more.get("source", "test2000"),
        locator=more.get("locator", "p. 9"),
        lines="12-14",
        stance=stance,
        attribution=(more.get("author", "Ada Quill"),),
        according_to=more.get("views", ()),
        when=more.get("when"),
        bounds=Bounds(),
        comment=more.get("comment", "In our words."),
        curator_note=more.get("note"),
    )
    statement = Statement(f"https://w3id.org/khgraph/statement/{a.id}-{b.id}", a, kind, b, (claim,))
    return Hop(a, b, statement, (claim,), True, more.get("others", ()))


ALDA, BORO, CIRA = entity("alda"), entity("boro"), entity("cira", kind="State")
HOPS = (
    hop(ALDA, BORO, 1, when="1931", others=(("urn:s/1", -1), ("urn:s/2", 1))),
    hop(BORO, CIRA, -1, "thinksPossible", note="Read with care.", views=("The Fox",)),
)
ROUTES = Routes((Route(HOPS),), 1, False, 2)
JOINED = Joining((ALDA, BORO, CIRA), HOPS, ((ALDA, BORO, CIRA),), 3)
AROUND = Surroundings(ALDA, 2, (Neighbour(1, HOPS[0]), Neighbour(2, HOPS[1])))
SOURCES = {"test2000": "Ada Quill (2000) An invented chronicle", "other": "Not cited here"}


def all_sheets(**more: Any) -> list[str]:
    """Return the three kinds of sheets of the hops above."""
    rest = (Reading(min_stance="possible"), Search(), more.get("data", "the data"), SOURCES)
    return [
        paths_sheet(more.get("routes", ROUTES), *rest),
        joining_sheet(more.get("joined", JOINED), *rest),
        surroundings_sheet(more.get("around", AROUND), *rest),
    ]


SHEETS = all_sheets()
KINDS = pytest.mark.parametrize("text", SHEETS, ids=["paths", "joining", "surroundings"])


class Elements(html.parser.HTMLParser):
    """The elements of a sheet with their attributes, and its text without the style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._is_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self._is_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._is_style = False

    def handle_data(self, data: str) -> None:
        """Note text."""
        if not self._is_style:
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join("".join(self.words).split())


@KINDS
def test_a_sheet_runs_nothing_and_asks_nothing(text: str) -> None:
    """No script, no handler, no address outside; the policy names the style by its hash."""
    found = Elements(text)
    assert not {"script", "img", "link", "iframe", "object", "embed"} & {
        tag for tag, _ in found.elements
    }
    for tag, attributes in found.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            value = attributes.get(name)
            assert value is None or value.startswith("#"), (tag, value)
    style = re.findall(r"<style>(.*?)</style>", text, re.S)
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    (policy,) = (a["content"] for t, a in found.elements if a.get("http-equiv"))
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@KINDS
def test_every_reference_in_a_sheet_leads_somewhere(text: str) -> None:
    """The drawing leads to the cards; no id stands twice."""
    found = Elements(text)
    ids = [a["id"] for _, a in found.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "")[1:] for t, a in found.elements if t == "a"}
    assert targets <= set(ids)
    assert bool(targets) == ("sketch" in text.split("<body>")[1])


@KINDS
def test_a_sheet_tells_all_of_each_hop(text: str) -> None:
    """Sign, date, stance, author, view, words, source, page, lines, note and what else there is."""
    words = Elements(text).text
    for wanted in (
        "supported Boro",
        "possibly: ",
        "+ friendly 1931",
        "−? hostile no date in the source",
        "Ada Quill affirms test2000 p. 9, lines 12-14",
        "Ada Quill thinks possible (with The Fox) test2000 p. 9, lines 12-14",
        "In our words.",
        "Editors: Read with care.",
        "2 more statements join the two, at whatever time: 1 friendly, 1 hostile.",
        "Reading: all sources; possible or surer; at any time.",
        "Data: the data.",
        "Ada Quill (2000) An invented chronicle",
    ):
        assert wanted in words, wanted
    assert re.search(r"Made with khgraph \d+\.\d+\.\d+", words)
    # A source that is not cited is not listed.
    assert "Not cited here" not in words


def test_the_head_of_each_sheet() -> None:
    """What it is about, and how much there is."""
    paths, joined, around = (Elements(text).text for text in SHEETS)
    assert "Alda and Cira 1 path by which they are connected, each hop with its evidence." in paths
    assert "By the signs Cira is a friend's enemy to Alda: on the enemy's side." in paths
    assert "What joins Alda, Boro and Cira 2 hops join the 3, with nothing between them." in joined
    assert "Around Alda 1 thing at one hop, 1 at two, each with the best attested" in around
    assert "One hop: 1" in around
    assert "Two hops: 1" in around


@KINDS
def test_a_hedged_hop_looks_hedged_and_no_other(text: str) -> None:
    """By its class, which the style makes dotted, and by its mark."""
    cards = [
        (attributes["class"] or "").split()
        for tag, attributes in Elements(text).elements
        if tag == "li" and (attributes.get("class") or "").split()[:1] in (["hop"], ["card"])
    ]
    assert [("hedged" in names, names[1]) for names in cards] == [
        (False, "friend"),
        (True, "enemy"),
    ]


def test_several_paths_are_numbered_and_one_is_not() -> None:
    """Path 1 of 2; and the order in time where there is one."""
    two = Routes((Route(HOPS), Route(HOPS[:1], "possible")), None, False, 2)
    text = paths_sheet(two, Reading(), Search(k=2), "d", {})
    assert "<h2>Path 1 of 2</h2>" in text
    assert "<h2>Path 2 of 2</h2>" in text
    assert "In time order: possibly; the dates leave room for another order." in text
    assert "Path 1" not in SHEETS[0]


def test_hostile_names_stay_text() -> None:
    """Whatever the data says is escaped, wherever it stands."""
    evil = entity("evil", WORST, WORST)
    bad = hop(
        evil,
        BORO,
        author=WORST,
        comment=WORST,
        note=WORST,
        locator=WORST,
        views=(WORST,),
        when=WORST,
        source="test2000",
    )
    strange = bad._replace(statement=bad.statement._replace(iri=f"urn:{WORST} x"))
    texts = all_sheets(
        routes=Routes((Route((strange,)),), 1, False, 1),
        joined=Joining((evil, BORO), (strange,), ((evil, BORO),)),
        around=Surroundings(evil, 1, (Neighbour(1, strange),)),
        data=WORST,
    )
    for text in texts:
        found = Elements(text)
        assert not {"script", "img"} & {tag for tag, _ in found.elements}
        assert sum(tag == "style" for tag, _ in found.elements) == 1
        assert "{{ 7*7 }}" in text
        assert not [a for _, a in found.elements if any(name.startswith("on") for name in a)]
        ids = [a["id"] or "" for _, a in found.elements if "id" in a]
        assert all(re.fullmatch(r"[\w-]+", name) for name in ids)
        assert WORST in "".join(found.words)


def test_equal_input_gives_equal_text() -> None:
    """To the byte."""
    assert all_sheets() == SHEETS


def star(count: int, *, are_others: bool = False) -> Surroundings:
    """Return so many things around one; with others, each joined by more than the one before."""
    hops = [
        hop(
            ALDA,
            entity(f"n{number:02}", f"Military Governor Number {number}"),
            (1, -1, 0, None)[number % 4],
            others=tuple((f"urn:s/{i}", 1) for i in range(number)) if are_others else (),
        )
        for number in range(count)
    ]
    return Surroundings(ALDA, 1, tuple(Neighbour(1, one) for one in hops))


@pytest.mark.parametrize("count", [1, 2, 5, 12, MOST_DRAWN - 1])
def test_labels_do_not_overlap(count: int) -> None:
    """Neither one another nor the marks of others, and all lie within the drawing."""
    drawing = sketch(star(count).hops, {ALDA.iri})
    assert len(drawing.nodes) == count + 1
    for one, other in combinations(drawing.nodes, 2):
        assert not one.room.overlaps(other.room), (one.lines, other.lines)
    box = Rectangle(
        drawing.left, drawing.top, drawing.left + drawing.width, drawing.top + drawing.height
    )
    for node in drawing.nodes:
        assert box.left <= node.room.left
        assert node.room.right <= box.right
        assert box.top <= node.room.top
        assert node.room.bottom <= box.bottom
        assert box.left < node.x < box.right
    assert sketch(star(count).hops, {ALDA.iri}) == drawing


def test_lines_run_from_subject_to_object() -> None:
    """Also where the hop takes the statement backward; a symmetric one has no arrow."""
    forward = hop(ALDA, BORO)
    backward = Hop(BORO, ALDA, forward.statement, forward.claims, False)
    (there,), (back,) = sketch([forward], ()).lines, sketch([backward], ()).lines
    assert there[:4] == back[:4]
    assert there.arrow == back.arrow != ""
    mutual = forward.statement._replace(
        relation=forward.statement.relation._replace(is_symmetric=True)
    )
    assert sketch([forward._replace(statement=mutual)], ()).lines[0].arrow == ""


def test_rectangles() -> None:
    """Sharing an edge is no overlap; a line that only touches goes not through."""
    square = Rectangle(0, 0, 2, 2)
    assert square.overlaps(Rectangle(1, 1, 3, 3))
    assert not square.overlaps(Rectangle(2, 0, 4, 2))
    assert not square.overlaps(Rectangle(0, 2, 2, 4))
    assert square.is_crossed(-1, 1, 3, 1)
    assert square.is_crossed(1, 1, 9, 9)
    assert square.is_crossed(1, -5, 1, 5)
    assert not square.is_crossed(3, -5, 3, 5)
    assert not square.is_crossed(-1, 3, 3, 3)
    assert not square.is_crossed(-2, 1, 1, 4)
    assert not square.is_crossed(-3, 1, -1, 1)


def test_a_large_neighbourhood_draws_those_that_most_statements_join() -> None:
    """And says how many; the cards have all."""
    around = star(40, are_others=True)
    text = surroundings_sheet(around, Reading(), Search(), "d", {})
    assert (
        f"Drawn: {MOST_DRAWN} of 40, the nearest first, and of these those that most statements "
        "join."
    ) in text
    drawing = text.split('<svg class="sketch"')[1].split("</svg>")[0]
    assert drawing.count('class="node') == MOST_DRAWN + 1
    assert ">Number 10</text>" in drawing
    assert ">Number 9</text>" not in drawing
    assert text.count('<li class="card') == 40
    assert "Drawn:" not in surroundings_sheet(star(30), Reading(), Search(), "d", {})


def test_sheets_of_the_small_graph(small: Store) -> None:
    """From the store to the sheet, with the full reference of the source."""
    index = NameIndex(small)
    reading = Reading()
    routes = find_routes(small, index.find("zamyn"), index.find("nur"), reading)
    text = paths_sheet(routes, reading, Search(), small.data_name, sources(small))
    assert "<title>Zämyn and Nur - khgraph</title>" in text
    assert "An invented chronicle of the Sel" in text
    assert "reconsidered" not in text
    around = find_surroundings(small, index.find("nur"), reading, depth=4)
    text = surroundings_sheet(around, reading, Search(), small.data_name, sources(small))
    assert text.count('<li class="card') == 10
    assert "reconsidered" in text


# ---- in a browser


class Seen:
    """A sheet in a browser, with what it asked for and complained of."""

    def __init__(self, page: Page, path: Path) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page = page
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")

    def color(self, selector: str, name: str = "color") -> str:
        """Return a computed colour."""
        value: str = self.page.locator(selector).first.evaluate(
            f"element => getComputedStyle(element)['{name}']"
        )
        return value


@KINDS
@pytest.mark.parametrize("width", [1100, 360])
def test_in_a_browser(browser: Browser, tmp_path: Path, text: str, width: int) -> None:
    """One request, for the sheet itself; no complaint; nothing wider than the window."""
    path = tmp_path / "sheet.html"
    path.write_text(text, encoding="utf-8", newline="")
    context = browser.new_context(viewport={"width": width, "height": 800})
    seen = Seen(context.new_page(), path)
    assert seen.requests == [path.as_uri()]
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    # The style was applied: its hash is right.
    assert seen.color("body", "backgroundColor") == "rgb(251, 250, 247)"
    if "<figure>" in text:
        is_wide = width > 768
        assert seen.page.locator(".sketch").is_visible() == is_wide
        assert seen.page.locator(".outline").is_visible() == (not is_wide)
        if is_wide:
            seen.page.locator(".glyph").first.click()
            assert seen.page.url.split("#")[1] == "s-khs_3a_alda-boro"
    context.close()


def luminance(color: str) -> float:
    """Return the relative luminance of a computed colour, as WCAG 2 defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_in_light_and_dark(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    """Contrast of 4.5 to 1 at least, as WCAG 2 asks for, also for the words of the signs."""
    path = tmp_path / "sheet.html"
    path.write_text(
        joining_sheet(JOINED._replace(hops=star(4).hops), Reading(), Search(), "d", SOURCES),
        encoding="utf-8",
        newline="",
    )
    context = browser.new_context(viewport={"width": 1100, "height": 800}, color_scheme=scheme)
    seen = Seen(context.new_page(), path)
    paper = luminance(seen.color("body", "backgroundColor"))
    card = luminance(seen.color(".card article", "backgroundColor"))
    assert (paper < 0.1) == (scheme == "dark")
    for selector, ground in (
        ("h1", paper),
        ("footer p", paper),
        (".lead", paper),
        ("h3", card),
        (".card .when", card),
        (".card .chip.friend", card),
        (".card .chip.enemy", card),
        (".card .chip.neutral", card),
        (".card .chip.unsigned", card),
    ):
        lighter, darker = sorted((luminance(seen.color(selector)), ground), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, selector
    context.close()
