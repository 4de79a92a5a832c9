"""The text of the page: what it holds, that it names no address, and that text stays text."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from explorer import (
    ARMY,
    BACKED,
    DAUR,
    ENEMY,
    FUMING,
    HOSTILE,
    JAPAN,
    KILLED,
    LINGSHENG,
    MAYBE_SPY,
    NO_SPY,
    POSSIBLE,
    STATEMENTS,
    TURNS,
    USSR,
    ZHUKOV,
    draw,
    hostile_page,
    statement,
)

from khgraph.dates import Bounds
from khgraph.drawing import PAGE, SCRIPTS, STYLES, VIEWS, scene
from khgraph.drawing.island import COLUMNS, SHARED
from khgraph.errors import KhgraphError
from khgraph.model import STANCES, Entity
from khgraph.reading import Reading, ties


def island(text: str) -> dict[str, Any]:
    """Return the data that the page carries."""
    found = re.findall(r'<script type="application/json" id="graph">(.*?)</script>', text, re.S)
    assert len(found) == 1
    data: dict[str, Any] = json.loads(found[0])
    return data


def rows(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    """Return a table of the page with the names of its columns."""
    return named(data, table, data[table])


def named(data: dict[str, Any], table: str, some: list[list[Any]]) -> list[dict[str, Any]]:
    """Return rows with the names of their columns, and what they share looked up."""
    found = [dict(zip(COLUMNS[table], row, strict=True)) for row in some]
    for row in found:
        for name in SHARED.get(table, ()):
            row[name] = data["shared"]["values"][row[name]]
        if table == "statements":
            if row["id"] is None:
                ends = [data["things"][row[side]][0] for side in ("subject", "object")]
                row["id"] = f"{ends[0]}-{data['relations'][row['relation']][0]}-{ends[1]}"
            row["claims"] = named(data, "claims", row["claims"])
    return found


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


def test_page_is_the_same_whatever_the_order_of_its_input() -> None:
    """Equal input gives equal bytes, also when the statements come in another order."""
    assert draw() == draw() == draw(list(reversed(STATEMENTS)), turns=TURNS)


def test_page_holds_every_statement_and_claim() -> None:
    """Also those that the reading leaves out: the reader of the page may let them in."""
    data = island(draw(reading=Reading(min_stance="affirms", sources=("nobody",))))
    found = {row["id"]: row for row in rows(data, "statements")}
    assert sorted(found) == sorted(s.iri.rpartition("/")[2] for s in STATEMENTS)
    for wanted in STATEMENTS:
        row = found[wanted.iri.rpartition("/")[2]]
        claims = row["claims"]
        assert len(claims) == len(wanted.claims)
        for claim in claims:
            same = [
                c
                for c in wanted.claims
                if STANCES[claim["stance"]] == c.stance and claim["when"] == c.when
            ]
            assert len(same) == 1
            assert claim["comment"] == same[0].comment
            assert claim["days"] == (list(same[0].bounds) if same[0].bounds != Bounds() else None)
            assert claim["who"] == " and ".join(same[0].attribution)
            assert claim["after"] == " and ".join(same[0].according_to)


def test_one_line_for_each_sign_of_a_pair() -> None:
    """Friend and enemy between one pair are two lines on two sides; parallel ties share one."""
    again = statement(JAPAN, ENEMY, LINGSHENG)
    data = island(draw([*STATEMENTS, again], turns=TURNS))
    labels = [row["label"] for row in rows(data, "things")]
    pair = {labels.index("Japan"), labels.index("Lingsheng")}
    lines = [edge for edge in data["edges"] if {edge["from"], edge["to"]} == pair]
    assert sorted(edge["sign"] for edge in lines) == [-1, 1]
    assert {edge["smooth"]["type"] for edge in lines} == {"curvedCW", "curvedCCW"}
    assert len({edge["id"] for edge in data["edges"]}) == len(data["edges"])
    signed = ties([*STATEMENTS, again], POSSIBLE)
    wanted = {
        (frozenset((t.statement.subject.label, t.statement.object_label)), t.sign) for t in signed
    }
    found = {
        (frozenset((labels[edge["from"]], labels[edge["to"]])), edge["sign"])
        for edge in data["edges"]
    }
    assert found == wanted


def test_who_is_drawn_does_not_depend_on_the_time() -> None:
    """The map is the same whatever day the page opens at, so that two of them can be compared."""
    data = [island(draw(reading=POSSIBLE._replace(on=on))) for on in (None, "1936-01-01")]
    assert data[0]["nodes"] == data[1]["nodes"]
    assert data[0]["edges"] == data[1]["edges"]
    assert [d["reading"]["from"] for d in data] == [None, "1936-01-01"]


def test_page_of_the_corpus_is_the_same_on_every_run() -> None:
    """Whatever the order of sets and dictionaries: two runs give the same bytes."""
    command = [sys.executable, "-m", "khgraph", "draw", "-o", "-"]
    pages = [
        subprocess.run(
            command,
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert pages[0] == pages[1]
    assert len(pages[0]) < 1_500_000


def test_focus_keeps_actors_within_two_ties() -> None:
    """Three ties away is left out; kin of the focus is kept, though not drawn as a tie."""
    data = island(draw(focus=LINGSHENG))
    things = rows(data, "things")
    labels = {thing["label"] for thing in things}
    assert labels == {"Japan", "Soviet Union", "Lingsheng", "Fúming", "Kwantung Army"}
    assert things[data["focus"]]["label"] == "Lingsheng"
    drawn = {things[i]["label"] for i in data["drawn"]}
    assert drawn == labels - {"Fúming"}
    assert "<h1>Friends and enemies of Lingsheng</h1>" in draw(focus=LINGSHENG)


def test_focus_without_any_tie_is_drawn_alone() -> None:
    """An actor of whom nothing is said has a page all the same."""
    data = island(draw(focus=DAUR))
    assert [node["label"] for node in data["nodes"]] == ["Daur"]
    assert data["statements"] == []


def test_no_statement_still_makes_a_page() -> None:
    """Nothing to draw is no error."""
    data = island(draw([]))
    assert (data["nodes"], data["edges"], data["things"]) == ([], [], [])


def test_the_best_connected_are_drawn_and_all_are_held() -> None:
    """The rest is there for the search, the table and every other view."""
    crowd = [Entity(f"urn:a/c{i:03}", f"Rider {i:03}", "Person") for i in range(150)]
    data = island(draw([statement(rider, ENEMY, JAPAN) for rider in crowd]))
    assert len(data["nodes"]) == scene.MAX_ACTORS
    assert len(data["things"]) == len(crowd) + 1
    assert "Japan" in {node["label"] for node in data["nodes"]}


def test_more_than_a_page_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence that names the way out; a part of it still makes a page."""
    monkeypatch.setattr(scene, "MAX_STATEMENTS", 7)
    message = (
        "one page holds at most 7 statements, and these are 9; "
        "draw a part of them with --focus ACTOR"
    )
    with pytest.raises(KhgraphError, match=f"^{message}$"):
        draw()
    assert len(island(draw(focus=FUMING))["statements"]) == 1


def test_reading_and_view_with_which_it_opens() -> None:
    """What the reader can change opens as asked for; what cannot is said in words."""
    reading = Reading(
        min_stance="reports",
        first="1931-09-18",
        sources=("bulag2009",),
        include_undated=True,
        horizon=10,
        types=("enemy",),
        viewpoints=(JAPAN,),
        levels=("state",),
    )
    data = island(draw(reading=reading, view="path", chosen=(USSR, JAPAN)))
    assert data["reading"] == {
        "from": "1931-09-18",
        "to": None,
        "min": "reports",
        "sources": ["bulag2009"],
        "undated": True,
        "horizon": 10,
    }
    assert data["words"]["fixed"] == [
        "as seen by Japan",
        "only enemy",
        "only between actors of the level state",
    ]
    labels = [row["label"] for row in rows(data, "things")]
    assert data["opening"] == {
        "view": "path",
        "chosen": [labels.index("Soviet Union"), labels.index("Japan")],
    }
    covered = {row["id"] for row in rows(data, "statements") if row["covered"]}
    assert covered == {"japan-enemy-ussr"}
    # No claim is Japan's own, and none passes its view on.
    assert {c["seen"] for row in rows(data, "statements") for c in row["claims"]} == {0}


def test_viewpoint_tells_own_views_from_those_passed_on() -> None:
    """What another reports as their view counts as it is reported."""
    bulag = Entity("urn:a/bulag", "Uradyn E. Bulag", "Person")
    claims = tuple(
        c._replace(authors=frozenset({bulag.iri}))
        for s in (BACKED, MAYBE_SPY, NO_SPY)
        for c in s.claims
    )
    told = NO_SPY.claims[0]._replace(
        iri="urn:c/told", stance="reports", holders=frozenset({bulag.iri})
    )
    passed = claims[0]._replace(iri="urn:c/passed", stance="reports")
    made = BACKED._replace(claims=(*claims, told, passed))
    data = island(draw([made], reading=Reading(viewpoints=(bulag,))))
    seen = {
        (STANCES[claim["stance"]], claim["seen"]) for claim in rows(data, "statements")[0]["claims"]
    }
    assert seen == {("affirms", 1), ("thinksPossible", 1), ("denies", 1), ("reports", 2)} | {
        ("reports", 0)
    }


def test_names_are_short_where_one_has_them_and_whole_where_two_do() -> None:
    """What stands in an address must name one thing."""
    other = Entity("urn:b/japan", "Japan of another list", "State")
    data = island(
        draw([*STATEMENTS, statement(other, ENEMY, ZHUKOV), statement(ARMY, ENEMY, USSR)])
    )
    ids = {row["label"]: row["id"] for row in rows(data, "things")}
    assert ids["Japan"] == "urn:a/japan"
    assert ids["Japan of another list"] == "urn:b/japan"
    assert ids["Soviet Union"] == "ussr"


def test_reading_data_and_sources_stand_on_the_page() -> None:
    """A picture is of some reading of some data, and says of which."""
    text = draw(sources={"bulag2009": "Bulag, The Nomonhan Incident, 2009"})
    assert "<b>Data:</b> the test data, khgraph " in text
    assert "<dt>bulag2009</dt><dd>Bulag, The Nomonhan Incident, 2009</dd>" in text
    assert "pair with ties of both signs is ambivalent" in text


def test_turning_points_name_what_was_before_and_after() -> None:
    """By place where the statement is on the page, in words where it is not."""
    data = island(draw())
    ids = [row["id"] for row in rows(data, "statements")]
    (turn,) = rows(data, "turns")
    assert (ids[turn["before"]], ids[turn["after"]]) == (
        "japan-supported-lingsheng",
        "japan-executed-lingsheng",
    )
    data = island(draw([KILLED], turns=TURNS))
    (turn,) = rows(data, "turns")
    assert (turn["before"], turn["after"]) == (BACKED.sentence(), 0)


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
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    listed = re.findall(r"'sha256-([^']+)'", policy)
    scripts = Elements(text).scripts
    assert listed == [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    ]
    assert len(scripts) == 2


def test_hostile_text_stays_text() -> None:
    """No name, comment or title becomes an element, and none is lost."""
    text = hostile_page()
    plain = Elements(draw(focus=LINGSHENG, sources={"bulag2009": "Bulag"}))
    found = Elements(text)
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in plain.elements]
    assert not any(name.startswith("on") for _, attributes in found.elements for name in attributes)
    assert {row["label"] for row in rows(island(text), "things")} == set(HOSTILE)
    assert "{{ 7*7 }}" in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_script_makes_the_one_object_of_its_name(name: str) -> None:
    """Together they are one script: a stray name in one could hide another's."""
    code = (PAGE / f"{name}.js").read_text(encoding="utf-8")
    made = re.findall(r"^(?:const|let|var|function|class)\s+(\w+)", code, re.M)
    if name == "main":
        assert set(VIEWS) <= set(re.findall(r"\w+", code))
    else:
        assert made == [name]


def test_scripts_put_no_text_into_the_page_as_markup() -> None:
    """Text from the data is never parsed: no script knows how."""
    for name in SCRIPTS:
        code = (PAGE / f"{name}.js").read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in code, (name, word)
        assert "new Function" not in code
        assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(", code), name


def test_every_file_of_the_page_is_used() -> None:
    """No script or style lies beside the others without being in the page."""
    named = {f"{name}.js" for name in SCRIPTS} | {f"{name}.css" for name in STYLES}
    assert {path.name for path in PAGE.iterdir()} == named | {"page.html.j2"}
