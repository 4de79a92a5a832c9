"""Dossiers, paths, triads, histories and patterns as text: exact, folded, honest about gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import pytest

from khgraph.dates import Bounds
from khgraph.dossier import Dossier, dossier
from khgraph.histories import Chronicle, History
from khgraph.model import Claim, Entity, RelationType, Statement, Turn
from khgraph.names import NameIndex
from khgraph.namespaces import KH, KHA, KHS, RDF, expand
from khgraph.paths import RANKINGS, Hop, Path, Routes, Search, find_routes
from khgraph.patterns import PATTERNS, Corpus, find_patterns
from khgraph.projection import RULE, project
from khgraph.reading import Reading, network
from khgraph.records import statements, turns
from khgraph.robustness import robustness
from khgraph.spans import span_words
from khgraph.stores import FileStore, Store
from khgraph.strips.dossiers import dossier_strip, dossier_table
from khgraph.strips.histories import HISTORY_RULE, history_strip, history_table, history_value
from khgraph.strips.paths import (
    hop_lines,
    others_words,
    paths_strip,
    paths_table,
    paths_value,
    sign_mark,
    sign_words,
)
from khgraph.strips.patterns import (
    patterns_strip,
    patterns_table,
    patterns_value,
    verdict_strip,
    verdict_table,
    verdict_value,
)
from khgraph.strips.triads import surest, triads_strip, triads_table, triads_value
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    claim_words,
    hedge_words,
    when_words,
)
from khgraph.tables import fold_lines
from khgraph.theories import Outcomes, Share, Verdict
from khgraph.triads import SAME_DAY, triads

if TYPE_CHECKING:
    import networkx as nx

ALLIED = RelationType("urn:r/allied", "was allied with", "was allied with", 1, True, False)
BORN = RelationType("urn:r/born", "was born in", "was the birthplace of", None, False, True)
OPPOSED = RelationType("urn:r/opposed", "opposed", "was opposed by", -1, False, False)
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


def found_routes(
    store: Store,
    start: str,
    end: str,
    reading: Reading | None = None,
    search: Search | None = None,
) -> Routes:
    """Return the best paths between two things of a store, of which there must be one."""
    index = NameIndex(store)
    found = find_routes(store, index.find(start), index.find(end), reading or Reading(), search)
    assert found.paths
    return found


def found_strip(
    store: Store,
    start: str,
    end: str,
    reading: Reading | None = None,
    search: Search | None = None,
    *,
    width: int = 80,
    color: bool = False,
) -> str:
    """Return the strip of the best paths between two things of a store."""
    routes = found_routes(store, start, end, reading, search)
    shown = reading or Reading(), search or Search()
    return paths_strip(routes, *shown, width, color=color)


def signed_path(*signs: int | None, is_plural: bool = False, stances: Sequence[str] = ()) -> Path:
    """Return a path from Alda to the Khar whose hops have these signs, affirmed if not told."""
    khar = Entity("urn:a/khar", "Khar", "People", is_plural)
    things = [ALDA, *([NUR] * (len(signs) - 1)), khar]
    claims = [(a_claim(stance),) for stance in stances or ["affirms"] * len(signs)]
    return Path(
        tuple(
            Hop(start, end, a_statement(relation=OPPOSED._replace(sign=sign)), said, True)
            for (start, end), sign, said in zip(pairwise(things), signs, claims, strict=True)
        )
    )


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
        # The months 21 to 23 are seasons.
        (("1939-22",), "[summer 1939]"),
        (("1939-21", "1939-22~", "1939-23"), "[spring 1939; summer 1939~; autumn 1939]"),
        (("/1939-22",), "[/summer 1939]"),
        (("1938-23/1939-21",), "[autumn 1938/spring 1939]"),
        (("1939-22", "1939-06-22", "1939-12-21"), "[summer 1939; 1939-06-22; 1939-12-21]"),
        (("1939-2X",), "[1939-2X]"),
    ],
)
def test_when_words(dates: tuple[str | None, ...], words: str) -> None:
    """Dates stand in brackets as the sources have them, each once; a season has its name."""
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


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("0001-01-01", "9999-12-31", "at any time"),
        ("1932-01-01", "1945-12-31", "1932 to 1945"),
        ("1932-01-01", "1932-12-31", "1932"),
        ("1932-01-01", "1945-11-30", "1932-01 to 1945-11"),
        ("1932-02-01", "1932-02-29", "1932-02"),
        ("1933-02-01", "1933-02-28", "1933-02"),
        ("1932-02-01", "1932-02-28", "1932-02-01 to 1932-02-28"),
        ("1932-02-02", "1932-12-31", "1932-02-02 to 1932-12-31"),
        ("1936-04-24", "1936-04-24", "1936-04-24"),
        ("1936-04-01", "1936-04-24", "1936-04-01 to 1936-04-24"),
        ("0001-01-01", "1931-12-31", "until 1931"),
        ("0001-01-01", "1931-11-30", "until 1931-11"),
        ("0001-01-01", "1931-11-29", "until 1931-11-29"),
        ("1932-01-01", "9999-12-31", "from 1932"),
        ("1932-03-01", "9999-12-31", "from 1932-03"),
        ("1932-03-02", "9999-12-31", "from 1932-03-02"),
    ],
)
def test_span_words(first: str, last: str, words: str) -> None:
    """Whole years and months are named as such, and an open side has no day."""
    assert span_words(first, last) == words


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
    text = found_strip(small, "alda", "dorn")
    assert text == (
        "● Alda\n"
        "│ -  was executed by Nur, at Night of Embers  [1936-04-24]\n"
        "│      Quill affirms, test2000 p. 2 (lines 20-24)\n"
        "│        Nur had Alda shot that night.\n"
        "│      1 more statement joins the two, at whatever time: 1 friendly.\n"
        "● Nur\n"
        "│ -  accused Dorn: that Dorn was a secret agent of Osk  [1937]\n"
        "│      Quill affirms, test2000 p. 15 (lines 150-154)\n"
        "│        Nur accused Dorn of being an agent.\n"
        "│        Editors: The text leaves open who in Nur spoke.\n"
        "● Dorn\n"
        "\n"
        "Product of the signs: - x - = +. By the signs Dorn is an enemy's enemy to Alda:\n"
        "on the friend's side.\n"
        "\n"
        "Reading: all sources; probable or surer; at any time.\n"
        "The only shortest path, of 2 hops.\n"
    )
    coloured = found_strip(small, "alda", "dorn", color=True)
    assert without_colour(coloured) == text
    assert coloured.startswith("● \x1b[1mAlda\x1b[0m\n│ \x1b[1;31m-\x1b[0m  was executed by Nur")
    assert "\x1b" not in text


def test_several_paths(small: Store) -> None:
    """Each of several paths has its number; the rule by which they are ranked follows them."""
    search = Search(3, max_hops=2)
    lines = found_strip(small, "alda", "osk", search=search).splitlines()
    assert [line for line in lines if line.startswith("Path ")] == [
        "Path 1 of 3",
        "Path 2 of 3",
        "Path 3 of 3",
    ]
    assert " ".join(" ".join(lines[lines.index("Search: at most 2 hops.") - 1 :]).split()) == (
        "Reading: all sources; probable or surer; at any time. Search: at most 2 hops."
        " 3 shortest paths of 2 hops."
        f" Rank (--rank shortest): {RANKINGS['shortest']}."
    )


def test_fewer_paths_than_asked_for_are_told(small: Store) -> None:
    """Where there are not so many it says up to what length was looked."""
    one = found_strip(small, "boro", "dorn", search=Search(9, max_hops=2))
    assert one.endswith(
        "\nThe only shortest path, of 2 hops.\nThere is no other path of up to 2 hops.\n"
    )
    two = found_strip(small, "vell", "khar", search=Search(3, max_hops=2))
    assert two.endswith("\nThere are no more paths of up to 2 hops.\n")
    evidence = found_strip(small, "boro", "dorn", search=Search(1, "evidence"))
    assert "\nOf the paths of up to 4 hops.\nRank (--rank evidence): " in evidence


def test_order_in_time_is_told(small: Store) -> None:
    """Of a search in time order each path says whether its hops certainly follow one another."""
    search = Search(in_time=True)
    certain = found_strip(small, "alda", "dorn", search=search)
    assert (
        "\nIn time order: certainly, if the dates that stand with the hops are right.\n" in certain
    )
    possible = found_strip(
        small,
        "alda",
        "boro",
        Reading(include_undated=True),
        Search(in_time=True, max_hops=3, via=(Entity(expand("kha:khar"), "Khar", "People"),)),
    )
    assert "\nIn time order: possibly; the dates leave room for another order.\n" in possible
    assert "\nSearch: each hop no earlier than the one before, undated hops only with" in possible


def test_a_search_that_was_cut_off_says_so(small: Store) -> None:
    """What is not the whole answer tells so."""
    routes = found_routes(small, "alda", "osk")._replace(is_cut=True)
    text = paths_strip(routes, Reading(), Search(), 80)
    assert text.endswith("\nThe search was cut off: a better path may have been missed.\n")


def test_a_hedged_hop_says_so(small: Store) -> None:
    """A hop that is only possible is marked in its words."""
    text = found_strip(small, "boro", "khar", Reading("possible"))
    assert "│ +? possibly: was a friend of Khar  [no date]\n" in text
    assert "\nSign: +? (a friend). Not every hop is affirmed.\n" in text
    assert text.endswith("\nThe only shortest path, of 1 hop.\n")
    coloured = found_strip(small, "boro", "khar", Reading("possible"), color=True)
    assert without_colour(coloured) == text
    assert "│ \x1b[1;34m+\x1b[0m? possibly: " in coloured


def test_a_hedged_hop_without_sign_needs_no_mark(tmp_path: FilePath) -> None:
    """Its words are hedged; of a sign there is nothing that could be in doubt."""
    path = tmp_path / "kin.ttl"
    path.write_text(
        f"@prefix kh: <{KH}> . @prefix kha: <{KHA}> . @prefix khs: <{KHS}> . @prefix rdf: <{RDF}> ."
        ' @prefix skos: <http://www.w3.org/2004/02/skos/core#> . kha:a skos:prefLabel "A" ;'
        ' a kh:Person . kha:b skos:prefLabel "B" ; a kh:Person . khs:x a kh:Statement ;'
        " rdf:subject kha:a ; rdf:predicate kh:siblingOf ; rdf:object kha:b ."
        " <urn:x> a kh:Claim ; kh:about khs:x ; kh:stance kh:thinksProbable ."
    )
    text = found_strip(FileStore([path]), "a", "b")
    assert text.startswith("● A\n│ ·  probably: was a sibling of B  [no date]\n")
    assert "\nProduct of the signs: none, since hop 1 carries no sign of friend or enemy.\n" in text


def test_claims_with_different_dates_have_each_its_own(small: Store) -> None:
    """Both stand with the hop, and each before its claim; one date for all stands once."""
    text = found_strip(small, "nur", "osk")
    assert text.startswith(
        "● Nur\n"
        "│ -  was an enemy of Osk  [1932/..; 1939-05/1939-09]\n"
        "│      [1932/..] Quill affirms, test2000 p. 5 (lines 50-54)\n"
        "│        Enemies from 1932 to this day.\n"
        "│      [1939-05/1939-09] Rook affirms, test2010 p. 6 (lines 60-64)\n"
        "│        Enemies for one summer only.\n"
    )


@pytest.mark.parametrize(
    ("dates", "lines"),
    [
        (("1939", "1939"), ["Quill affirms, ", "Quill affirms, "]),
        ((None, None), ["Quill affirms, ", "Quill affirms, "]),
        # A claim that has no date of its own begins with its author.
        (("1939-22", None), ["[summer 1939] Quill affirms, ", "Quill affirms, "]),
        (
            ("1939", "[..1940]", "1939"),
            ["[1939] Quill affirms, ", "[..1940] Quill affirms, ", "[1939] Quill affirms, "],
        ),
    ],
)
def test_own_dates_of_claims(dates: tuple[str | None, ...], lines: list[str]) -> None:
    """Only where the claims differ in it does the date stand with each that has one."""
    claims = tuple(a_claim(when=when) for when in dates)
    hop = Hop(ALDA, NUR, a_statement(*claims), claims, True)
    shown = [line for line in hop_lines(hop, Ink(False), 80) if "affirms" in line]
    assert shown == [f"     {line}test2000 p. 1 (lines 10-14)" for line in lines]


@pytest.mark.parametrize(
    ("sign", "stances", "mark"),
    [
        (-1, ("affirms",), "- "),
        (-1, ("thinksProbable", "affirms"), "- "),
        (-1, ("thinksProbable",), "-?"),
        (1, ("reports", "thinksPossible"), "+?"),
        (0, ("reports",), "0?"),
        (0, ("affirms",), "0 "),
        (1, (), "+?"),
        (None, ("thinksPossible",), "· "),
    ],
)
def test_sign_marks(sign: int | None, stances: tuple[str, ...], mark: str) -> None:
    """Two places: the sign, and a question mark where it has one that no claim affirms."""
    claims = tuple(map(a_claim, stances))
    statement = a_statement(*claims, relation=OPPOSED._replace(sign=sign))
    hop = Hop(ALDA, NUR, statement, claims, True)
    assert sign_mark(hop, Ink(False)) == mark
    assert without_colour(sign_mark(hop, Ink(True))) == mark
    (first, *_) = hop_lines(hop, Ink(False), 80)
    assert first.startswith(f"{mark} ")


def test_a_path_by_way_of_a_place_says_so(small: Store) -> None:
    """A path that had to run through more than actors and events tells it."""
    text = found_strip(small, "lone", "zamyn")
    wide = "No path runs through actors and events alone; this takes what there is."
    assert text.endswith(f"\nThe only shortest path, of 2 hops.\n{wide}\n")


@pytest.mark.parametrize(
    ("end", "search", "limit"),
    [
        ("zamyn", Search(), ""),
        ("zamyn", Search(without_types=("met",)), ""),
        # As far as was looked for the path that is shown, and so for another too.
        ("zamyn", Search(max_hops=3), " of up to 2 hops"),
        ("zamyn", Search(9, max_hops=3), " of up to 3 hops"),
        ("zamyn", Search(in_time=True), " of up to 2 hops"),
        # Lone, Sel, Zämyn, the battle, Boro, Alda.
        (
            "alda",
            Search(via=(Entity(expand("kha:zamyn"), "Zämyn", "Person"),)),
            " of up to 5 hops",
        ),
    ],
    ids=["none", "of-hops", "length", "length-of-many", "time", "by-way"],
)
def test_a_limited_search_tells_how_far_it_looked_for_a_way_round_places(
    small: Store, end: str, search: Search, limit: str
) -> None:
    """Where longer paths might be without a place it does not say that there is none at all."""
    reading = Reading(include_undated=True)
    text = found_strip(small, "lone", end, reading, search, width=200)
    assert text.endswith(
        f"\nNo path{limit} runs through actors and events alone; this takes what there is.\n"
    )


def test_rival_paths_are_counted(small: Store) -> None:
    """Where several paths are as short it says how many, and by what rule this one was taken."""
    text = " ".join(found_strip(small, "boro", "nur").split())
    rule = f"Rank (--rank shortest): {RANKINGS['shortest']}."
    assert text.endswith(f" 2 shortest paths of 2 hops. {rule}")


@pytest.mark.parametrize("width", [40, 80])
def test_a_path_keeps_to_the_width(small: Store, width: int) -> None:
    """No line of a path is wider than the terminal."""
    for start, end in (("lone", "alda"), ("tavan-army", "zamyn")):
        text = found_strip(small, start, end, Reading("reports"), Search(9), width=width)
        assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_the_product_of_signs(length: int) -> None:
    """The product is told in words; a hop without sign leaves none, a neutral hop makes it 0."""
    marks = {1: "+", -1: "-", 0: "0"}
    roles = {1: "friend", -1: "enemy"}
    for signs in product((1, -1, 0, None), repeat=length):
        words = sign_words(signed_path(*signs))
        unsigned = [str(place) for place, sign in enumerate(signs, 1) if sign is None]
        if unsigned:
            verb = "hop {} carries" if len(unsigned) == 1 else "hops {} carry"
            which = verb.format(", ".join(unsigned))
            assert words == f"Product of the signs: none, since {which} no sign of friend or enemy."
            continue
        shown = " x ".join(marks[sign or 0] for sign in signs)
        if 0 in signs:
            assert words == f"Product of the signs: {shown} = 0 (neutral)."
            continue
        first, *others = (roles[sign or 0] for sign in signs)
        role = "'s ".join((f"a{'n' * (first == 'enemy')} {first}", *others))
        if length == 1:
            assert words == f"Sign: {shown} ({role})."
            continue
        # Each enemy on the way changes the side.
        side = "enemy" if signs.count(-1) % 2 else "friend"
        mark = "-" if side == "enemy" else "+"
        assert words == (
            f"Product of the signs: {shown} = {mark}."
            f" By the signs Khar is {role} to Alda: on the {side}'s side."
        )


@pytest.mark.parametrize(
    ("signs", "stances", "words"),
    [
        (
            (-1, 1),
            ("thinksProbable", "affirms"),
            "Product of the signs: -? x + = -."
            " By the signs Khar is an enemy's friend to Alda: on the enemy's side."
            " Not every hop is affirmed.",
        ),
        (
            (-1, -1),
            ("reports", "thinksPossible"),
            "Product of the signs: -? x -? = +."
            " By the signs Khar is an enemy's enemy to Alda: on the friend's side."
            " Not every hop is affirmed.",
        ),
        (
            (0, -1),
            ("affirms", "thinksProbable"),
            "Product of the signs: 0 x -? = 0 (neutral). Not every hop is affirmed.",
        ),
        ((1,), ("thinksPossible",), "Sign: +? (a friend). Not every hop is affirmed."),
        (
            (None, -1),
            ("affirms", "thinksProbable"),
            "Product of the signs: none, since hop 1 carries no sign of friend or enemy.",
        ),
    ],
)
def test_a_product_of_signs_that_nobody_affirms(
    signs: tuple[int | None, ...], stances: tuple[str, ...], words: str
) -> None:
    """The signs in doubt are marked, and what follows from them is said to be."""
    assert sign_words(signed_path(*signs, stances=stances)) == words


def test_the_last_thing_may_be_many() -> None:
    """What the last thing is to the first is said in its number."""
    assert sign_words(signed_path(-1, -1, is_plural=True)) == (
        "Product of the signs: - x - = +."
        " By the signs Khar are an enemy's enemy to Alda: on the friend's side."
    )


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        ((), ""),
        ((1,), "1 more statement joins the two, at whatever time: 1 friendly."),
        ((None,), "1 more statement joins the two, at whatever time: 1 without sign."),
        (
            (0, None, -1, 1, -1),
            "5 more statements join the two, at whatever time:"
            " 1 friendly, 2 hostile, 1 neutral, 1 without sign.",
        ),
    ],
)
def test_other_statements_of_a_hop(signs: tuple[int | None, ...], words: str) -> None:
    """The further statements between the two are counted by their signs."""
    (hop,) = signed_path(1).hops
    others = tuple((f"urn:s/{number}", sign) for number, sign in enumerate(signs))
    assert others_words(hop._replace(others=others)) == words


def test_a_path_as_rows(small: Store) -> None:
    """Paths have one row a claim of a hop; no path has none, under the same columns."""
    table = paths_table(found_routes(small, "alda", "dorn").paths)
    assert table.columns == ("path", "hop", "from", "statement", "to", "sign", *CLAIM_COLUMNS)
    assert [row[:6] for row in table.rows] == [
        (1, 1, "Alda", "Alda was executed by Nur, at Night of Embers", "Nur", "-"),
        (1, 2, "Nur", "Nur accused Dorn: that Dorn was a secret agent of Osk", "Dorn", "-"),
    ]
    assert paths_table(()) == (table.columns, ())
    # By Nur the enmity with Osk has two claims.
    rows = paths_table(found_routes(small, "alda", "osk", search=Search(2)).paths).rows
    assert [row[:2] for row in rows] == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 2)]


def test_paths_for_json(small: Store) -> None:
    """The value for JSON has the paths, what was looked at, the reading and the search."""
    routes = found_routes(small, "vell", "khar", search=Search(2))
    value = paths_value(routes, Reading(), Search(2), ["why"])
    assert list(value) == [
        *("paths", "shortest_count", "looked_at_hops", "is_cut", "is_wide"),
        *("reasons", "reading", "search"),
    ]
    assert value["paths"] == [path.as_dict() for path in routes.paths]
    assert (value["shortest_count"], value["looked_at_hops"]) == (2, 2)
    assert (value["is_cut"], value["is_wide"], value["reasons"]) == (False, False, ["why"])
    assert value["reading"] == Reading().as_dict()
    assert value["search"] == Search(2).as_dict()


FOOT = "\n".join(
    (
        "Reading: all sources; probable or surer; at any time.",
        *fold_lines(f"Projection: {RULE}; {SAME_DAY}.", 80, "", "  "),
        "",
    )
)


def test_triads(small: Store) -> None:
    """A triangle shows each side with its surest claim; counts, reading and rule follow."""
    projected = projection_of(small)
    text = triads_strip(triads(projected), projected, None, Reading(), RULE, 80)
    assert text == (
        "+--  Khar, Nur, Osk  (balanced; possibly at one time, 1931-09 to 1939-12)\n"
        "  -  Nur opposed Khar  [1931-09~/1945]\n"
        "       Quill affirms, test2000 p. 4 (lines 40-44)\n"
        "  +  probably: Osk supported Khar  [193X]\n"
        "       Quill thinks probable, test2000 p. 7 (lines 70-74)\n"
        "  -  Nur was an enemy of Osk  [1932/..; 1939-05/1939-09]  (and 1 more)\n"
        "       Quill affirms, test2000 p. 5 (lines 50-54)\n"
        "\n"
        "1 triangle: 0 +++, 0 ++-, 1 +--, 0 ---; 1 balanced, 1 weakly balanced.\n"
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
        "0 triangles around Cira: 0 +++, 0 ++-, 0 +--, 0 ---; 0 balanced, 0 weakly\n"
        "  balanced.\n" + FOOT
    )
    reading = Reading(on="1939-06-15")
    projected = projection_of(small, reading)
    khar = index.find("khar")
    text = triads_strip(triads(projected, khar.iri), projected, khar, reading, RULE, 80)
    assert text.startswith("+--  Khar, Nur, Osk  (balanced; possibly on that day)\n")
    assert "\n1 triangle around Khar: " in text
    assert "ambivalent, with ties" not in text


def test_a_triad_says_when_it_certainly_was_one(small: Store) -> None:
    """Over a span it says on which days it must have held, and on which it can have."""
    reading = Reading(last="1935-12-31")
    projected = projection_of(small, reading)
    text = triads_strip(triads(projected), projected, None, reading, RULE, 80)
    assert text.startswith(
        "++-  Alda, Khar, Nur  (unbalanced; at one time certainly 1931-09-30 to\n"
        "     1935-01-01, possibly 1931-09 to 1935-12)\n"
    )


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
    assert list(value) == ["triads", "census", "ambivalent", "reading", "projection"]
    assert value["census"] == {"+++": 0, "++-": 0, "+--": 1, "---": 0}
    (triad,) = value["triads"]
    assert triad["actors"] == ["Khar", "Nur", "Osk"]
    assert (triad["type"], triad["balanced"], triad["weakly_balanced"]) == ("+--", True, True)
    # Nobody says that Osk supported the Khar on any one day.
    assert triad["certain"] is False
    assert triad["days"] == [["1931-09-01", "1939-12-31"]]
    assert [edge["overruled"] for edge in triad["edges"]] == [[], [], []]
    assert "robustness" not in triad
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
    assert value["projection"] == f"{RULE}; {SAME_DAY}"
    around = triads_value(found, projected, NameIndex(small).find("khar"), Reading(), RULE)
    assert around["ambivalent"] == []
    table = triads_table(found, projected)
    assert len(table.rows) == 5
    assert table.columns[:9] == (
        *("triad", "type", "balanced", "weakly_balanced", "certain"),
        *("a", "b", "sign", "statement"),
    )
    assert table.rows[0][:9] == (
        *(1, "+--", True, True, False),
        *("Khar", "Nur", "-", "Nur opposed Khar"),
    )


def test_the_surest_tie_speaks_for_an_edge(small: Store) -> None:
    """Of several ties that which is undenied, certain, affirmed and dated comes first."""
    projected = projection_of(small)
    (triad,) = triads(projected)
    edge = triad.edges[2]
    assert surest(edge.ties).statement.iri.endswith("/nur-enemy-of-osk")
    assert surest(edge.ties[::-1]) == surest(edge.ties)


def test_a_triad_says_what_it_hangs_on(small: Store) -> None:
    """With its robustness a triangle says under how many readings it stands, and its hinges.

    Two sources and all, with four stances each: all and test2000 have it from probable on.
    """
    projected = projection_of(small)
    found = triads(projected)
    tested = robustness(statements(small), Reading(), found)
    text = triads_strip(found, projected, None, Reading(), RULE, 80, tested=tested)
    assert (
        "       Quill affirms, test2000 p. 5 (lines 50-54)\n"
        "  Under 12 readings (each source and all, each minimum stance): balanced in 6,\n"
        "    unbalanced in 0, none or ambivalent in 6.\n"
        "  Without khc:test2000-nur-opposed-khar (test2000 p. 4): no triangle.\n"
        "  Without khc:test2000-osk-supported-khar (test2000 p. 7): no triangle.\n"
        "\n"
    ) in text
    (value,) = triads_value(found, projected, None, Reading(), RULE, tested)["triads"]
    assert (value["robustness"]["balanced_in"], value["robustness"]["present_in"]) == (6, 6)
    table = triads_table(found, projected, tested)
    assert table.columns[-4:] == ("without", "readings", "balanced_in", "present_in")
    assert [row[-4:] for row in table.rows] == [
        *[("absent", 12, 6, 6)] * 2,
        *[("+--", 12, 6, 6)] * 3,
    ]


def test_a_triad_shows_what_was_overruled_and_what_is_weakest() -> None:
    """The side says which tie the rule decided against, and which of its claims is least sure."""
    osk = Entity("urn:a/osk", "Osk", "State")
    guess = a_claim("thinksPossible", locator="p. 2")._replace(iri="urn:c/guess")
    friends = a_statement(a_claim(), guess)
    quarrel = a_statement(a_claim("thinksProbable", locator="p. 3"), relation=OPPOSED)
    rows = [
        friends,
        quarrel._replace(iri="urn:s/quarrel"),
        a_statement(a_claim(locator="p. 4"))._replace(iri="urn:s/one", subject=NUR, object=osk),
        a_statement(a_claim(locator="p. 5"))._replace(iri="urn:s/two", object=osk),
    ]
    reading = Reading("possible")
    projected = project(network(rows, reading), "strongest-stance")
    text = triads_strip(triads(projected), projected, None, reading, RULE, 80)
    assert text.startswith("+++  Alda, Nur, Osk  (balanced; possibly ")
    assert (
        "  +  Alda was allied with Nur  [no date]\n"
        "       Quill affirms, test2000 p. 1 (lines 10-14)\n"
        "       The weakest of its 2 claims: Quill thinks possible, test2000 p. 2 (lines\n"
        "         10-14)\n"
        "       Against it: - probably: Alda opposed Nur  [no date]; Quill thinks\n"
        "         probable, test2000 p. 3 (lines 10-14)\n"
        "  +  Alda was allied with Osk  [no date]\n"
        "       Quill affirms, test2000 p. 5 (lines 10-14)\n"
    ) in text
    # The settled pair is told once more below, whatever triangles it is in.
    below = text.partition("\nSettled by the rule, with ties of both signs:\n\n")[2]
    assert below.startswith("+    Alda, Nur\n  +  Alda was allied with Nur  [no date]\n")
    alone = triads_strip([], projected, osk, reading, RULE, 80)
    assert "Settled by the rule" not in alone


def small_history(small: Store, *names: str) -> tuple[History, dict[str, Entity]]:
    """Return the history of three actors of the small graph, and the actors."""
    index = NameIndex(small)
    three = [index.find(name) for name in names]
    chronicle = Chronicle(statements(small), turns(small), Reading())
    history = chronicle.history(*(entity.iri for entity in three))
    return history, {entity.iri: entity for entity in three}


ALDAS_LIFE = """\
Life history: Alda, Khar, Nur
Signs in the order Alda - Khar; Alda - Nur; Khar - Nur.

+··  until 1929  only one side is tied
  +  Alda supported Khar  [../1935]
       Quill affirms, test2000 p. 3 (lines 30-34)

++·  1930-01 to 1931-08  open: one side has no tie
  +  Alda - Khar: as before
  +  Alda was allied with Nur  [1930/1936-04-24]
       Quill affirms, test2000 p. 1 (lines 10-14)

++-  1931-09 to 1935-12  ++- unbalanced, certainly 1931-09-30 to 1935-01-01
  +  Alda - Khar: as before
  +  Alda - Nur: as before
  -  Nur opposed Khar  [1931-09~/1945]
       Quill affirms, test2000 p. 4 (lines 40-44)

·+-  1936-01-01 to 1936-04-23  open: one side has no tie
     Ended: + Alda supported Khar  [../1935]; Quill affirms, test2000 p. 3
       (lines 30-34)
  +  Alda - Nur: as before
  -  Khar - Nur: as before

·±-  1936-04-24  open: one side has no tie
  -  Khar - Nur: as before
  -  Nur executed Alda, at Night of Embers  [1936-04-24]
       Quill affirms, test2000 p. 2 (lines 20-24)
  >  Turning point (betrayal): Nur turns on its ally Alda  [1936-04-24]
       Quill affirms, test2000 p. 29 (lines 290-294)

"""


def test_a_history(small: Store) -> None:
    """Every stretch says its signs, days and state, what ended, what goes on and what began."""
    history, actors = small_history(small, "nur", "khar", "alda")
    text = history_strip(history, actors, Reading(), RULE, 80)
    assert text.startswith(ALDAS_LIFE)
    assert "··-  1936-04-25 to 1945-12-31  only one side is tied\n" in text
    assert "\nReading: all sources; probable or surer; at any time.\n" in text
    assert f"Stretches: {HISTORY_RULE}." in " ".join(text.split())
    coloured = history_strip(history, actors, Reading(), RULE, 80, color=True)
    assert without_colour(coloured) == text
    assert "  \x1b[1;31m-\x1b[0m  Nur executed Alda" in coloured


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_history_keeps_to_the_width(small: Store, width: int) -> None:
    """No line is wider than the terminal, and none loses a word."""
    history, actors = small_history(small, "alda", "khar", "nur")
    text = history_strip(history, actors, Reading(), RULE, width)
    assert max(map(len, text.splitlines())) <= width
    assert text.split() == history_strip(history, actors, Reading(), RULE, 1000).split()


def test_a_turn_outside_the_stretches_is_told_at_the_end(small: Store) -> None:
    """What no stretch has a place for is not lost; an empty history says that it is one."""
    history, actors = small_history(small, "alda", "khar", "nur")
    (turn,) = history.turns
    undated = turn._replace(iri="urn:undated", label="Somebody wavers", claims=(a_claim(),))
    text = history_strip(history._replace(turns=(turn, undated)), actors, Reading(), RULE, 80)
    assert (
        "\nTurning points told of these ties outside these stretches, or without a date:\n"
        "  >  Turning point (betrayal): Somebody wavers  [no date]\n"
        "       Quill affirms, test2000 p. 1 (lines 10-14)\n"
    ) in text
    assert text.count("Nur turns on its ally Alda") == 1
    nothing, nobody = small_history(small, "lone", "zamyn", "nur")
    empty = history_strip(nothing, nobody, Reading(), RULE, 80)
    assert empty.startswith("Life history: Lone, Nur, Zämyn\nSigns in the order Lone - Nur; ")
    assert "\nNo dated tie joins any two of them.\n" in empty
    assert history_table(nothing, nobody).rows == ()
    assert history_value(nothing, nobody, Reading(), RULE)["stretches"] == []


def test_a_history_as_rows_and_as_json(small: Store) -> None:
    """One row a stretch, side and claim; JSON has the sides, what began and ended, and the turn."""
    history, actors = small_history(small, "alda", "khar", "nur")
    table = history_table(history, actors)
    assert [(row[0], *row[3:5], row[8], row[9]) for row in table.rows if row[0] in (3, 5)] == [
        (3, "++-", False, "+", "Alda supported Khar"),
        (3, "++-", False, "+", "Alda was allied with Nur"),
        (3, "++-", False, "-", "Nur opposed Khar"),
        (5, "open", None, "±", "Alda was allied with Nur"),
        (5, "open", None, "±", "Nur executed Alda, at Night of Embers"),
        (5, "open", None, "-", "Nur opposed Khar"),
    ]
    value = history_value(history, actors, Reading(), RULE)
    assert value["actors"] == ["Alda", "Khar", "Nur"]
    assert [stretch["state"] for stretch in value["stretches"]] == [
        *("one tie", "open", "++-", "open", "open", "one tie"),
    ]
    night = value["stretches"][4]
    assert [claim["statement"] for claim in night["began"]] == [
        "Nur executed Alda, at Night of Embers"
    ]
    assert [turn["label"] for turn in night["turns"]] == ["Nur turns on its ally Alda"]
    after = value["stretches"][5]
    assert [claim["sign"] for claim in after["ended"]] == [1, -1]
    assert [side["sign"] for side in after["sides"]] == [None, None, -1]
    assert (value["projection"], value["stretch_rule"]) == (RULE, HISTORY_RULE)


SCHMITT = """\
  1. who turns Nur; on whom Alda  (1936-04-24; dates certain)
     friend:
     +  Alda was allied with Nur  [1930/1936-04-24]
          Quill affirms, test2000 p. 1 (lines 10-14)
     the charge or act:
     -  Nur executed Alda, at Night of Embers  [1936-04-24]
          Quill affirms, test2000 p. 2 (lines 20-24)
     >  Turning point (betrayal): Nur turns on its ally Alda  [1936-04-24]
          Quill affirms, test2000 p. 29 (lines 290-294)

"""

FRONT = """\
  1. friend Khar; friend Osk; foe Nur  (1932 to 1939; dates possible)
     Formed by the change of Nur - Osk.
     friends:
     +  probably: Osk supported Khar  [193X]
          Quill thinks probable, test2000 p. 7 (lines 70-74)
     foe:
     -  Nur opposed Khar  [1931-09~/1945]
          Quill affirms, test2000 p. 4 (lines 40-44)
     -  Nur was an enemy of Osk  [1932/..; 1939-05/1939-09]
          Quill affirms, test2000 p. 5 (lines 50-54) (and 1 more)

"""


def small_patterns(store: Store, width: int, *, listed: bool, color: bool = False) -> str:
    """Return the patterns of the small graph as text."""
    corpus = Corpus(statements(store), turns(store), Reading())
    return patterns_strip(
        *(find_patterns(corpus), PATTERNS, corpus, Reading(), 10, RULE, width),
        listed=listed,
        color=color,
    )


def test_patterns(small: Store) -> None:
    """Each instance has its roles, days, outcome, evidence and turns under the definition."""
    text = small_patterns(small, 80, listed=False)
    assert text.startswith("Schmitt's pair: a friend found out as an enemy  [schmitt-pair]\n  Two ")
    assert SCHMITT in text
    assert FRONT in text
    assert (
        "Buffer: tied both ways to two enemies  [buffer]\n"
        "  An actor has ties of both signs to each of two actors that are hostile to one\n"
        "  another, all on one same day.\n"
        "  U. E. Bulag 2009, p. 12: Inner Mongolia as a buffer; buffer states in\n"
        "  international relations, e.g. T. M. Fazal 2004. Two-sided ties as the test are\n"
        "  our reading.\n"
        "\n"
        "  No instance under this reading.\n"
        "\n"
    ) in text
    assert "\n      2  my friend befriends my enemy\n" in text
    assert (
        "  khgraph patterns focal-position --actor NAME lists them with their evidence.\n" in text
    )
    small_print = " ".join(text.split())
    assert "Within 10 years. Dates certain: they leave no doubt; possible: they" in small_print
    assert without_colour(small_patterns(small, 80, listed=False, color=True)) == text


def test_patterns_that_are_many_are_listed_on_demand(small: Store) -> None:
    """Focal positions and open triads are counted, unless they are asked for."""
    text = small_patterns(small, 80, listed=True)
    assert "lists them with their evidence" not in text
    assert (
        "  1. seen from Alda; friend Nur; friend Khar  (1931-09 to 1935-12; dates\n     certain)\n"
    ) in text
    assert "     My friends quarrel.\n" in text
    assert "     third tie:\n" in text


@pytest.mark.parametrize("width", [40, 60, 80])
def test_patterns_keep_to_the_width(small: Store, width: int) -> None:
    """No line is wider than the terminal, and none loses a word."""
    text = small_patterns(small, width, listed=True)
    assert max(map(len, text.splitlines())) <= width
    assert text.split() == small_patterns(small, 1000, listed=True).split()


def test_only_the_patterns_that_were_looked_for_are_shown(small: Store) -> None:
    """Text, rows and JSON hold what was found and nothing of the other patterns."""
    corpus = Corpus(statements(small), turns(small), Reading())
    found = find_patterns(corpus, ["schmitt-pair", "buffer"])
    text = patterns_strip(found, PATTERNS, corpus, Reading(), 3, RULE, 80, listed=True)
    assert re.findall(r"\[([a-z-]+)\]\n", text) == ["schmitt-pair", "buffer"]
    assert "\nWithin 3 years." in text
    table = patterns_table(found, corpus)
    assert [row[:10] for row in table.rows] == [
        (
            *("schmitt-pair", 1, "who turns: Nur; on whom: Alda", "1936-04-24", "1936-04-24"),
            *(True, "", what, sign, words),
        )
        for what, sign, words in (
            ("friend", "+", "Alda was allied with Nur"),
            ("the charge or act", "-", "Nur executed Alda, at Night of Embers"),
        )
    ]
    value = patterns_value(found, PATTERNS, corpus, Reading(), 3, RULE)
    assert [pattern["name"] for pattern in value["patterns"]] == ["schmitt-pair", "buffer"]
    (instance,) = value["patterns"][0]["instances"]
    assert instance["roles"] == [
        {"role": "who turns", "actor": "nur", "label": "Nur"},
        {"role": "on whom", "actor": "alda", "label": "Alda"},
    ]
    assert (instance["certain"], instance["outcome"], instance["facts"]) == (True, None, {})
    assert [turn["id"] for turn in instance["turns"]] == ["nur-turned-on-alda"]
    assert value["patterns"][1]["instances"] == []


# One number for each field, so that no two can be mistaken.
COUNTED = Outcomes(46, 30, 1, 2, 3, 4, 6, 5, 7, 8, 9, 1, 12, 11, 6, 3, 2)
VERDICT = Verdict(
    COUNTED,
    (
        Share("triangles that are balanced", 30, 46, 30 / 46, 20, 0.5, 0.25, 0.75, 0.0952),
        Share("unbalanced triangles that broke up", 4, 16, 0.25, 0, None, None, None, None),
        Share("balanced triangles that broke up", 0, 0, None, 20, 0.5, 0.25, 0.75, None),
    ),
    *(176, 89, 20, 1939, 7),
)
OTHERS = [("as it is", COUNTED), ("source test2000", COUNTED._replace(triangles=5))]


def test_a_verdict() -> None:
    """The outcomes in words, each share against chance, the other readings, and the small print."""
    text = verdict_strip(VERDICT, OTHERS, Reading(), RULE, "the null model of the test", 80)
    assert text.startswith(
        "What became of the triangles\n"
        "\n"
        "  16 unbalanced: next 1 balanced, 2 unbalanced, 3 ambivalent, 4 broken up, 6\n"
        "    still so at the end.\n"
        "  30 balanced: next 5 balanced, 7 unbalanced, 8 ambivalent, 9 broken up, 1 still\n"
        "    so at the end.\n"
        "  12 united fronts with lasting ties: 11 lost the foe; within 7 years 6 of these\n"
        "    fell out, 3 parted, 2 held.\n"
        "\n"
        "Against chance: the null model of the test\n"
        "\n"
        "  Triangles that are balanced: 30 of 46 (0.65); by chance 0.50 (0.25 to 0.75),\n"
        "    p-value 0.095.\n"
        "  Unbalanced triangles that broke up: 4 of 16 (0.25); chance never gives one.\n"
        "  Balanced triangles that broke up: 0 of 0; nothing to compare.\n"
        "\n"
        "Under other readings\n"
        "\n"
        "reading          triads  balanced  turned  broke  foe lost  fell out\n"
        "---------------  ------  --------  ------  -----  --------  --------\n"
        "as it is             46        30       1      4        11         6\n"
        "source test2000       5        30       1      4        11         6\n"
        "\n"
    )
    small_print = " ".join(text.split())
    assert "Reading: all sources; probable or surer; at any time." in small_print
    assert f"Projection: {RULE}." in small_print
    assert "89 of 176 signs are free to change in the null model." in small_print
    assert "20 draws, seed 1939; intervals hold 95 % of the draws;" in small_print
    assert max(map(len, text.splitlines())) <= 80
    coloured = verdict_strip(VERDICT, OTHERS, Reading(), RULE, "x", 80, color=True)
    assert without_colour(coloured) == verdict_strip(VERDICT, OTHERS, Reading(), RULE, "x", 80)


def test_a_verdict_as_rows_and_as_json() -> None:
    """Rows and JSON have every number of the shares, and JSON the outcomes of every reading."""
    table = verdict_table(VERDICT)
    assert table.columns == (
        *("share", "part", "whole", "observed", "mean", "low", "high", "p", "draws"),
    )
    assert table.rows[0] == (
        *("triangles that are balanced", 30, 46, 30 / 46, 0.5, 0.25, 0.75, 0.0952, 20),
    )
    value = verdict_value(VERDICT, OTHERS, Reading(), RULE, "the null model")
    assert value["outcomes"] == COUNTED._asdict()
    assert value["shares"][1] == VERDICT.shares[1]._asdict()
    assert [(row["reading"], row["outcomes"]["triangles"]) for row in value["sensitivity"]] == [
        ("as it is", 46),
        ("source test2000", 5),
    ]
    assert (value["stretches"], value["free"], value["draws"]) == (176, 89, 20)
    assert (value["seed"], value["years"], value["null_model"]) == (1939, 7, "the null model")
