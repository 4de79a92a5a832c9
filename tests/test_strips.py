"""Dossiers, paths and triads as text: exact at 80 columns, folded at 40, honest about gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from khgraph.dates import Bounds
from khgraph.dossier import Dossier, dossier
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.names import NameIndex
from khgraph.namespaces import expand
from khgraph.paths import RANKING, Path, evidence_path
from khgraph.projection import RULE, project
from khgraph.reading import Reading, network
from khgraph.records import statements
from khgraph.store import Store
from khgraph.strips.dossiers import dossier_strip, dossier_table
from khgraph.strips.paths import path_strip, path_table, sign_words
from khgraph.strips.triads import surest, triads_strip, triads_table, triads_value
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    claim_cells,
    claim_words,
    hedge_words,
    when_words,
)
from khgraph.triads import triads

if TYPE_CHECKING:
    import networkx as nx

ALLIED = RelationType("urn:r/allied", "was allied with", "was allied with", 1, True, False)
BORN = RelationType("urn:r/born", "was born in", "was the birthplace of", None, False, True)
ALDA = Entity("urn:a/alda", "Alda", "Person")
NUR = Entity("urn:a/nur", "Nur", "State")


def a_claim(
    stance: str = "affirms",
    *,
    when: str | None = None,
    attribution: tuple[str, ...] = ("Ada Quill",),
    according_to: tuple[str, ...] = (),
    source: str = "test2000",
    locator: str = "p. 1",
    lines: str = "10-14",
    comment: str = "In our words.",
    curator_note: str | None = None,
) -> Claim:
    """Return a claim, by default a plain affirmation."""
    return Claim(
        iri="urn:c/claim",
        source=source,
        locator=locator,
        lines=lines,
        stance=stance,
        attribution=attribution,
        according_to=according_to,
        when=when,
        bounds=Bounds(),
        comment=comment,
        curator_note=curator_note,
    )


def a_statement(*claims: Claim, relation: RelationType = ALLIED) -> Statement:
    """Return a statement about Alda and Nur."""
    return Statement("urn:s/statement", ALDA, relation, NUR, claims)


def a_dossier(*statements: Statement, turns: tuple[Turn, ...] = ()) -> Dossier:
    """Return a dossier of Alda with these statements as ties."""
    sections = (("Ties", statements),) if statements else ()
    return Dossier(ALDA, None, (), None, None, (), sections, turns)


def found_path(store: Store, start: str, end: str, reading: Reading | None = None) -> Path:
    """Return the path between two things of a store."""
    index = NameIndex(store)
    found = evidence_path(store, index.find(start), index.find(end), reading or Reading())
    assert found is not None
    return found


def projection_of(store: Store, reading: Reading | None = None) -> nx.Graph[str]:
    """Return the simple signed network of a reading."""
    return project(network(statements(store), reading or Reading()))


def without_colour(text: str) -> str:
    """Return *text* without escape sequences."""
    return re.sub("\x1b\\[[0-9;]*m", "", text)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (a_claim(), "Quill affirms, test2000 p. 1 (lines 10-14)"),
        (a_claim("thinksPossible"), "Quill thinks possible, test2000 p. 1 (lines 10-14)"),
        (
            a_claim("reports", according_to=("Cira", "Dorn")),
            "Quill reports (the view of Cira, Dorn), test2000 p. 1 (lines 10-14)",
        ),
        # Who takes a stance takes it with others, and does not report them.
        *(
            (
                a_claim(stance, according_to=("Cira", "Dorn")),
                f"Quill {words} (with Cira, Dorn), test2000 p. 1 (lines 10-14)",
            )
            for stance, words in (
                *(("affirms", "affirms"), ("thinksPossible", "thinks possible")),
                *(("doubts", "doubts"), ("denies", "denies")),
                ("", "takes no stance that is known"),
            )
        ),
        (
            a_claim(attribution=("Ada Quill", "Rook")),
            "Quill and Rook affirms, test2000 p. 1 (lines 10-14)",
        ),
        (a_claim(lines=""), "Quill affirms, test2000 p. 1"),
        (a_claim(locator="", lines=""), "Quill affirms, test2000"),
        (a_claim(source=""), "Quill affirms, no source given p. 1 (lines 10-14)"),
        (a_claim(attribution=()), "an unnamed author affirms, test2000 p. 1 (lines 10-14)"),
        (a_claim(""), "Quill takes no stance that is known, test2000 p. 1 (lines 10-14)"),
        (a_claim("shouts"), "Quill takes no stance that is known, test2000 p. 1 (lines 10-14)"),
    ],
)
def test_claim_words(claim: Claim, words: str) -> None:
    """Who, how surely, whose view and where; what a claim lacks is said and not made up."""
    assert claim_words(claim) == words


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ((None,), "[no date]"),
        ((), "[no date]"),
        (("1939",), "[1939]"),
        (("[..1936]",), "[..1936]"),
        (("1939", None, "1939", "1940"), "[1939; 1940]"),
        (("[..1936]", "1937"), "[..1936; 1937]"),
    ],
)
def test_when_words(dates: tuple[str | None, ...], words: str) -> None:
    """Dates stand in brackets as the sources have them, each once."""
    assert when_words([a_claim(when=when) for when in dates]) == words


@pytest.mark.parametrize(
    ("stances", "words"),
    [
        (("affirms",), ""),
        (("denies", "affirms"), ""),
        (("thinksProbable",), "probably: "),
        (("denies", "thinksPossible"), "possibly: "),
        (("reports",), "only reported: "),
        (("doubts", "denies"), "doubted: "),
        (("denies",), "denied: "),
        ((), "claimed by nobody: "),
        (("",), "with no known stance: "),
        (("", "denies"), "denied: "),
    ],
)
def test_hedge_words(stances: tuple[str, ...], words: str) -> None:
    """The surest claim decides, and a statement that nobody claims is never a fact."""
    assert hedge_words([a_claim(stance) for stance in stances]) == words


DORN = """\
Dorn  (kha:dorn, person)

Ties (5)
  -  [..1936] betrayed Cira
       Quill affirms, test2000 p. 20 (lines 200-204)
         Dorn betrayed Cira in 1936 or before.
  ?  [1937] doubted: was a secret agent of Osk
       Quill doubts, test2000 p. 13 (lines 130-134)
         Hardly an agent.
       Rook denies, test2010 p. 14 (lines 140-144)
         No agent at all.
  -  [1937] was accused by Nur: that Dorn was a secret agent of Osk
       Quill affirms, test2000 p. 15 (lines 150-154)
         Nur accused Dorn of being an agent.
         Editors: The text leaves open who in Nur spoke.
  ?  [1939] only reported: was distrusted by Boro
       Quill reports (the view of Cira), test2000 p. 12 (lines 120-124)
         Cira said that Boro did not trust Dorn.
  -  [1939-05/1939-09] had the hostility of Cira
       Quill affirms, test2000 p. 11 (lines 110-114)
         Cira was hostile to Dorn that summer.
"""


def test_a_dossier(small: Store) -> None:
    """A dossier says the sign, the date, the hedge and the evidence of every tie."""
    index = NameIndex(small)
    found = dossier(small, index.find("dorn"))
    assert dossier_strip(found, 80) == DORN
    assert without_colour(dossier_strip(found, 80, color=True)) == DORN
    assert "\x1b[1;31m-\x1b[0m  [..1936] betrayed" in dossier_strip(found, 80, color=True)


def test_a_dossier_with_turns_and_another_side(small: Store) -> None:
    """A third party's statement is told whole, a turn with what was before and after."""
    found = dossier(small, NameIndex(small).find("Night of Embers"))
    assert dossier_strip(found, 80) == (
        "Night of Embers  (khe:night-of-embers, event)\n"
        "\n"
        "As a third party or topic (1)\n"
        "  -  [1936-04-24] Nur executed Alda, at Night of Embers\n"
        "       Quill affirms, test2000 p. 2 (lines 20-24)\n"
        "         Nur had Alda shot that night.\n"
        "\n"
        "Turning points (1)\n"
        "  [1936-04-24] Nur turns on its ally Alda (betrayal)\n"
        "       before: Alda was allied with Nur\n"
        "       after: Nur executed Alda, at Night of Embers\n"
        "       Quill affirms, test2000 p. 29 (lines 290-294)\n"
        "         Between the alliance and the execution lies one night.\n"
    )


def test_a_heading_with_everything() -> None:
    """Names, notes and mentions follow the name, each folded; a turn may lack a before."""
    after = a_statement(a_claim())
    turn = Turn("urn:t", "Alda turns", "", None, after, None, (a_claim(when="1936"),))
    found = a_dossier(turns=(turn,))._replace(
        names=("Old Alda", "The One"),
        scope_note="Not the other.",
        curator_note="Perhaps two men.",
        named_in=("test2010",),
    )
    assert dossier_strip(found, 40) == (
        "Alda  (urn:a/alda, person)\n"
        "also called Old Alda; The One\n"
        "Not the other.\n"
        "Editors: Perhaps two men.\n"
        "Named in test2010, which is not yet read\n"
        "into claims.\n"
        "\n"
        "Turning points (1)\n"
        "  [1936] Alda turns\n"
        "       before: (not said)\n"
        "       after: Alda was allied with Nur\n"
        "       Quill affirms, test2000 p. 1\n"
        "         (lines 10-14)\n"
        "         In our words.\n"
    )


def test_a_thing_of_which_nothing_is_said() -> None:
    """An empty dossier says so; a source shows its reference instead."""
    empty = a_dossier()
    ending = "\n\nNo source read so far says anything of it.\n"
    assert dossier_strip(empty, 80) == f"Alda  (urn:a/alda, person){ending}"
    source = empty._replace(reference="Quill (2000) A chronicle")
    assert dossier_strip(source, 80) == "Alda  (urn:a/alda, person)\nQuill (2000) A chronicle\n"


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        (a_statement(), "  ?  [no date] claimed by nobody: was allied with Nur"),
        (a_statement(a_claim("")), "  ?  [no date] with no known stance: was allied with Nur"),
        (
            a_statement(a_claim("denies"), relation=BORN),
            "  ·  [no date] denied: was born in Nur",
        ),
        (a_statement(a_claim(), relation=BORN), "  ·  [no date] was born in Nur"),
    ],
    ids=["no claim", "no stance", "denied and unsigned", "unsigned"],
)
def test_a_statement_that_nobody_affirms_shows_no_sign(statement: Statement, line: str) -> None:
    """A sign stands only before what somebody affirms; what has none keeps its dot."""
    assert dossier_strip(a_dossier(statement), 80).splitlines()[3] == line


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", ["nur", "dorn", "khe:battle-of-sel"])
def test_a_dossier_keeps_to_the_width(small: Store, name: str, width: int) -> None:
    """No line is wider than the terminal, with colour or without, and none loses a word."""
    found = dossier(small, NameIndex(small).find(name))
    text = dossier_strip(found, width)
    assert max(map(len, text.splitlines())) <= width
    assert without_colour(dossier_strip(found, width, color=True)) == text
    assert text.split() == dossier_strip(found, 1000).split()


def test_hostile_labels_cannot_command_the_terminal() -> None:
    """Line ends and escape sequences in a label do not leave their line."""
    hostile = Entity("urn:a/x", "Evil\n\x1b[2JName", "Person")
    statement = a_statement(a_claim(comment="a\n\n\x1b]0;title\x07b"))._replace(object=hostile)
    text = dossier_strip(a_dossier(statement)._replace(entity=hostile), 80)
    assert "\x1b" not in text
    assert text.startswith("Evil \ufffd[2JName  (urn:a/x, person)\n")


def test_a_claim_as_cells() -> None:
    """Every column has its cell: the author, how exactly, the editors' note and the IRI too."""
    claim = a_claim(attribution=("Ada Quill", "Rook"), curator_note="See p. 2.")
    claim = claim._replace(iri=expand("khc:test2000-x"), precision="moreThan")
    cells = dict(zip(CLAIM_COLUMNS, claim_cells(claim), strict=True))
    assert list(cells)[-4:] == ["author", "precision", "note", "claim"]
    assert list(cells.values())[-4:] == [
        *("Ada Quill; Rook", "moreThan", "See p. 2.", "khc:test2000-x"),
    ]


def test_a_dossier_as_rows(small: Store) -> None:
    """A dossier has one row a claim, with the statement in words from its own side."""
    table = dossier_table(dossier(small, NameIndex(small).find("dorn")))
    assert table.columns == (
        *("section", "sign", "statement", "when", "stance", "according_to"),
        *("source", "locator", "lines", "comment", "author", "precision", "note", "claim"),
    )
    assert len(table.rows) == 6
    assert table.rows[4] == (
        *("Ties", "-", "Dorn was distrusted by Boro", "1939", "reports", "Cira"),
        *("test2000", "p. 12", "120-124", "Cira said that Boro did not trust Dorn."),
        *("Quill", None, None, "khc:test2000-boro-distrusted-dorn"),
    )


def test_a_path(small: Store) -> None:
    """A path is a strip of hops with their evidence; the signs and the reading follow."""
    found = found_path(small, "alda", "dorn")
    text = path_strip(found, Reading(), 80)
    assert text == (
        "● Alda\n"
        "│ -  was executed by Nur, at Night of Embers  [1936-04-24]\n"
        "│      Quill affirms, test2000 p. 2 (lines 20-24)\n"
        "│        Nur had Alda shot that night.\n"
        "● Nur\n"
        "│ -  accused Dorn: that Dorn was a secret agent of Osk  [1937]\n"
        "│      Quill affirms, test2000 p. 15 (lines 150-154)\n"
        "│        Nur accused Dorn of being an agent.\n"
        "│        Editors: The text leaves open who in Nur spoke.\n"
        "● Dorn\n"
        "\n"
        "Product of the signs: - x - = + (on the friend's side).\n"
        "Reading: all sources; probable or surer; at any time.\n"
        "The only shortest path, of 2 hops.\n"
    )
    assert without_colour(path_strip(found, Reading(), 80, color=True)) == text


def test_a_hedged_hop_says_so(small: Store) -> None:
    """A hop that is only possible is marked in its words."""
    reading = Reading("possible")
    text = path_strip(found_path(small, "boro", "khar", reading), reading, 80)
    assert "│ +  possibly: was a friend of Khar  [no date]\n" in text
    assert text.endswith("\nThe only shortest path, of 1 hop.\n")


def test_a_path_by_way_of_a_place_says_so(small: Store) -> None:
    """A path that had to run through more than actors and events tells it."""
    text = path_strip(found_path(small, "lone", "zamyn"), Reading(), 80)
    wide = "No path runs through actors and events alone; this one takes what there is."
    assert text.endswith(f"\nThe only shortest path, of 2 hops.\n{wide}\n")


def test_rival_paths_are_counted(small: Store) -> None:
    """Where several paths are as short it says how many, and by what rule this one was taken."""
    text = path_strip(found_path(small, "boro", "nur"), Reading(), 80)
    assert f"2 shortest paths of 2 hops; {RANKING}." in " ".join(text.split())


@pytest.mark.parametrize("width", [40, 80])
def test_a_path_keeps_to_the_width(small: Store, width: int) -> None:
    """No line of a path is wider than the terminal."""
    text = path_strip(found_path(small, "lone", "alda"), Reading(), width)
    assert max(map(len, text.splitlines())) <= width


def test_the_product_of_signs(small: Store) -> None:
    """The product is told in words; a hop without sign leaves none, a neutral hop makes it 0."""
    assert sign_words(found_path(small, "alda", "nur", Reading("affirms", "1935-01-01")).hops) == (
        "Product of the signs: + = + (on the friend's side)."
    )
    assert sign_words(found_path(small, "boro", "nur").hops) == (
        "Product of the signs: none, since hop 1 carries no sign of friend or enemy."
    )
    assert sign_words(found_path(small, "lone", "zamyn").hops) == (
        "Product of the signs: none, since hops 1, 2 carry no sign of friend or enemy."
    )
    assert sign_words(found_path(small, "vell", "khar", Reading("affirms")).hops) == (
        "Product of the signs: 0 x - = 0 (neutral)."
    )
    assert sign_words(found_path(small, "vell", "nur", Reading("affirms")).hops) == (
        "Product of the signs: 0 = 0 (neutral)."
    )
    assert sign_words(found_path(small, "dorn", "nur").hops) == (
        "Product of the signs: - = - (on the enemy's side)."
    )


def test_a_path_as_rows(small: Store) -> None:
    """A path has one row a claim of a hop; no path has none, under the same columns."""
    table = path_table(found_path(small, "alda", "dorn"))
    assert table.columns[:5] == ("hop", "from", "statement", "to", "sign")
    assert [row[:5] for row in table.rows] == [
        (1, "Alda", "Alda was executed by Nur, at Night of Embers", "Nur", "-"),
        (2, "Nur", "Nur accused Dorn: that Dorn was a secret agent of Osk", "Dorn", "-"),
    ]
    assert path_table(None) == (table.columns, ())


FOOT = """\
Reading: all sources; probable or surer; at any time.
Projection: direction dropped; parallel ties of one sign make one edge; a pair
  with ties of both signs is ambivalent and left out; neutral ties make no edge;
  no person's tie is lifted to a state.
"""


def test_triads(small: Store) -> None:
    """A triangle shows each side with its surest claim; counts, reading and rule follow."""
    projected = projection_of(small)
    text = triads_strip(triads(projected), projected, None, Reading(), RULE, 80)
    assert text == (
        "+--  Khar, Nur, Osk  (balanced)\n"
        "  -  Nur opposed Khar  [1931-09~/1945]\n"
        "       Quill affirms, test2000 p. 4 (lines 40-44)\n"
        "  +  probably: Osk supported Khar  [193X]\n"
        "       Quill thinks probable, test2000 p. 7 (lines 70-74)\n"
        "  -  Nur was an enemy of Osk  [1932/..; 1939-05/1939-09]  (and 1 more)\n"
        "       Quill affirms, test2000 p. 5 (lines 50-54)\n"
        "\n"
        "1 triangle: 0 +++, 0 ++-, 1 +--, 0 ---; 1 balanced.\n"
        "Left out as ambivalent, with ties of both signs:\n"
        "\n"
        "+/-  Alda, Nur\n"
        "  +  Alda was allied with Nur  [1930/1936-04-24]\n"
        "       Quill affirms, test2000 p. 1 (lines 10-14)\n"
        "  -  Nur executed Alda, at Night of Embers  [1936-04-24]\n"
        "       Quill affirms, test2000 p. 2 (lines 20-24)\n"
        "\n" + FOOT
    )
    coloured = triads_strip(triads(projected), projected, None, Reading(), RULE, 80, color=True)
    assert without_colour(coloured) == text


def test_triads_around_one_actor_and_on_a_day(small: Store) -> None:
    """Around an actor only its own ambivalent pairs are named; a day says how sure it is."""
    index = NameIndex(small)
    projected = projection_of(small)
    cira = index.find("cira")
    assert triads_strip([], projected, cira, Reading(), RULE, 80) == (
        "0 triangles around Cira: 0 +++, 0 ++-, 0 +--, 0 ---; 0 balanced.\n" + FOOT
    )
    reading = Reading(on="1939-06-15")
    projected = projection_of(small, reading)
    khar = index.find("khar")
    text = triads_strip(triads(projected, khar.iri), projected, khar, reading, RULE, 80)
    assert text.startswith("+--  Khar, Nur, Osk  (balanced, possibly on that day)\n")
    assert "\n1 triangle around Khar: " in text
    assert "ambivalent, with ties" not in text


def test_triads_keep_to_the_width(small: Store) -> None:
    """No line of the triads is wider than the terminal."""
    projected = projection_of(small)
    text = triads_strip(triads(projected), projected, None, Reading(), RULE, 40)
    assert max(map(len, text.splitlines())) <= 40


def test_triads_as_json_and_as_rows(small: Store) -> None:
    """JSON has every side with its claims; the rows are one a side and claim."""
    projected = projection_of(small)
    found = triads(projected)
    value = triads_value(found, projected, None, Reading(), RULE)
    assert list(value) == ["triads", "ambivalent", "reading", "projection"]
    (triad,) = value["triads"]
    assert triad["actors"] == ["Khar", "Nur", "Osk"]
    assert (triad["type"], triad["balanced"], triad["certain"]) == ("+--", True, True)
    assert [(edge["a"], edge["b"], edge["sign"]) for edge in triad["edges"]] == [
        ("Khar", "Nur", -1),
        ("Khar", "Osk", 1),
        ("Nur", "Osk", -1),
    ]
    # Nur and Osk: two claims of enmity, one of an attack.
    assert [claim["id"] for claim in triad["edges"][2]["claims"]] == [
        "test2000-nur-enemy-of-osk",
        "test2010-nur-enemy-of-osk",
        "test2010-osk-attacked-nur",
    ]
    (pair,) = value["ambivalent"]
    assert (pair["a"], pair["b"]) == ("Alda", "Nur")
    assert [(claim["sign"], claim["statement"]) for claim in pair["claims"]] == [
        (1, "Alda was allied with Nur"),
        (-1, "Nur executed Alda, at Night of Embers"),
    ]
    assert value["reading"]["words"] == "all sources; probable or surer; at any time"
    assert value["projection"] == RULE
    around = triads_value(found, projected, NameIndex(small).find("khar"), Reading(), RULE)
    assert around["ambivalent"] == []
    table = triads_table(found, projected)
    assert len(table.rows) == 5
    assert table.rows[0][:7] == (1, "+--", True, "Khar", "Nur", "-", "Nur opposed Khar")


def test_the_surest_tie_speaks_for_an_edge(small: Store) -> None:
    """Of several ties that which is undenied, certain, affirmed and dated comes first."""
    projected = projection_of(small)
    (triad,) = triads(projected)
    edge = triad.edges[2]
    assert surest(edge.ties).statement.iri.endswith("/nur-enemy-of-osk")
    assert surest(edge.ties[::-1]) == surest(edge.ties)
