"""Pages of invented statements, and pages in a real browser, for the tests of the explorer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from khgraph.dates import Bounds, edtf_bounds
from khgraph.drawing import page
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.reading import Reading

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium; skip where it is missing, unless this is where it must be."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"the browser {CHROMIUM} is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def open_page(
    browser: Browser, path: Path, hash_: str = "", size: tuple[int, int] = (1366, 768)
) -> Page:
    """Open a file in a new window of its own; an error in its scripts fails the test at once."""
    window = browser.new_page(viewport={"width": size[0], "height": size[1]})
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    window.goto(f"file://{path}{hash_}")
    assert errors == []
    assert window.evaluate("window.khgraph !== undefined")
    # What the browser has not laid out yet, because nobody looks at it, would have no text.
    window.add_style_tag(content=".table-row { content-visibility: visible !important }")
    return window


# What is invented: seven actors, nine statements, one turning point.

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
