"""Two sources side by side: nothing is lost, nothing stands twice, and no third source speaks.

The graph of `GRAPH`, with all its claims; `a` is the source a2000, `b` is b2010, `c` is c2020:

    alda-served-osk       a affirms 1938, b denies 1938           a clash of stances
    nur-deaths            a 300 men, b 400 men, c 500 men         a clash of numbers
    sel-occurred          a 1939, b 1939, c 1940                  agreed, though c says otherwise
    nur-enemy-of-osk      a and b think probable, 1939 and none   agreed
    boro-served-osk       a affirms, b reports 1937               unequal
    boro-friend-of-alda   a reports, b thinks possible            unequal
    boro-opposed-osk      a reports and affirms, b affirms 1935   agreed, by the surest of a
    alda-kin-of-boro      a 1936, c denies                        only a
    alda-strength         a affirms 1 man and reports 2           only a, at odds with itself
    nur-allied-with-alda  b 1934, c                               only b
    osk-supported-boro    c                                       not shown
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.cli import main
from khgraph.comparison import Comparison, compare
from khgraph.dates import BOUND_PROPERTIES, Bounds, edtf_bounds
from khgraph.model import STANCES, Statement
from khgraph.namespaces import PREFIXES
from khgraph.records import statements
from khgraph.stores import FileStore, Store
from khgraph.strips.contests import RULES, comparison_strip, comparison_table

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
FIRST, SECOND, THIRD = "a2000", "b2010", "c2020"

THINGS = {
    "kha:alda": ("Person", "Alda"),
    "kha:boro": ("Person", "Boro"),
    "kha:cira": ("Person", "Cira"),
    "kha:nur": ("State", "Nur"),
    "kha:osk": ("State", "Osk"),
    "kha:quill": ("Person", "Ada Quill"),
    "khe:sel": ("Event", "Battle of Sel"),
    "khp:tav": ("Place", "Tav"),
    **{f"khb:{source}": ("Source", source.title()) for source in (FIRST, SECOND, THIRD)},
}
BASE = HEAD + "".join(
    f'{iri} a kh:{kind} ; skos:prefLabel "{label}"@en .\n' for iri, (kind, label) in THINGS.items()
)


@cache
def bounds_of(when: str) -> Bounds:
    """Return the bounds of a date, none for the empty text."""
    return edtf_bounds(when) if when else Bounds()


def told(name: str, triple: str, *claims: tuple[str, ...], more: str = "") -> str:
    """Return a statement in Turtle with claims of source, stance and date, numbered in order."""
    subject, predicate, thing = triple.split()
    lines = [
        f"khs:{name} a kh:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ;"
        f" rdf:object {thing} {more}."
    ]
    for number, (source, stance, *rest) in enumerate(claims, start=1):
        when = rest[0] if rest else ""
        bounds = bounds_of(when)
        dates = "".join(
            f'; kh:{key} "{day}"^^xsd:date '
            for key, day in zip(BOUND_PROPERTIES, bounds, strict=True)
            if day
        )
        dates += f'; kh:when "{when}" ' if when else ""
        lines.append(
            f"khc:{name}-{number} a kh:Claim ; kh:about khs:{name} ; dcterms:source khb:{source} ;"
            f' kh:locator "p. {number}" ; kh:lines "10-14" ; kh:stance kh:{stance} ;'
            f' prov:wasAttributedTo kha:quill ; rdfs:comment "Of {name}."@en {dates}.'
        )
    return "\n".join(lines) + "\n"


MEN = '; kh:unit "men"@en '
GRAPH = BASE + "".join(
    (
        told(
            "alda-served-osk",
            "kha:alda kh:served kha:osk",
            (FIRST, "affirms", "1938"),
            (SECOND, "denies", "1938"),
        ),
        told("nur-deaths-300", "kha:nur kh:deaths 300", (FIRST, "affirms"), more=MEN),
        told("nur-deaths-400", "kha:nur kh:deaths 400", (SECOND, "affirms"), more=MEN),
        told("nur-deaths-500", "kha:nur kh:deaths 500", (THIRD, "affirms"), more=MEN),
        told(
            "sel-occurred",
            "khe:sel kh:occurred true",
            (FIRST, "affirms", "1939"),
            (SECOND, "affirms", "1939"),
            (THIRD, "affirms", "1940"),
        ),
        told(
            "nur-enemy-of-osk",
            "kha:nur kh:enemyOf kha:osk",
            (SECOND, "thinksProbable"),
            (FIRST, "thinksProbable", "1939"),
        ),
        told(
            "boro-served-osk",
            "kha:boro kh:served kha:osk",
            (FIRST, "affirms"),
            (SECOND, "reports", "1937"),
        ),
        told(
            "boro-friend-of-alda",
            "kha:boro kh:friendOf kha:alda",
            (FIRST, "reports"),
            (SECOND, "thinksPossible"),
        ),
        told(
            "boro-opposed-osk",
            "kha:boro kh:opposed kha:osk",
            (FIRST, "reports", "1935"),
            (FIRST, "affirms"),
            (SECOND, "affirms", "1935"),
        ),
        told(
            "alda-kin-of-boro",
            "kha:alda kh:kinOf kha:boro",
            (FIRST, "affirms", "1936"),
            (THIRD, "denies"),
        ),
        told("alda-strength-1", "kha:alda kh:strength 1", (FIRST, "affirms"), more=MEN),
        told("alda-strength-2", "kha:alda kh:strength 2", (FIRST, "reports"), more=MEN),
        told(
            "nur-allied-with-alda",
            "kha:nur kh:alliedWith kha:alda",
            (SECOND, "affirms", "1934"),
            (THIRD, "affirms"),
        ),
        told("osk-supported-boro", "kha:osk kh:supported kha:boro", (THIRD, "affirms")),
    )
)


def store_of(tmp_path: Path, text: str) -> Store:
    """Return a graph of this Turtle."""
    path = tmp_path / "more.ttl"
    path.write_text(text, encoding="utf-8")
    return FileStore([path])


@pytest.fixture(scope="module")
def graph_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the graph."""
    path = tmp_path_factory.mktemp("comparison") / "graph.ttl"
    path.write_text(GRAPH, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(graph_path: Path) -> Store:
    """Return the graph; no test may change it."""
    return FileStore([graph_path])


def names(found: Iterable[Statement]) -> list[str]:
    """Return the ids of statements."""
    return [statement.iri.rsplit("/", 1)[-1] for statement in found]


def clashes_of(found: Comparison) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return the clashes as kinds and sides with the sources of their claims."""
    return [
        (
            clash.kind,
            [(side.position, [claim.source for claim in side.claims]) for side in clash.sides],
        )
        for clash in found.clashes
    ]


# ---- the parts


def test_two_sources(graph: Store) -> None:
    """Every statement is in its list, in time order with the undated last, and in no other."""
    found = compare(graph, FIRST, SECOND)
    assert (found.first, found.second) == (FIRST, SECOND)
    assert clashes_of(found) == [
        ("stance", [("for", [FIRST]), ("against", [SECOND])]),
        ("number", [("300", [FIRST]), ("400", [SECOND])]),
    ]
    assert names(found.agreed) == ["boro-opposed-osk", "nur-enemy-of-osk", "sel-occurred"]
    assert names(found.unequal) == ["boro-served-osk", "boro-friend-of-alda"]
    assert names(found.only_first) == [
        *("alda-kin-of-boro", "alda-strength-1", "alda-strength-2"),
    ]
    assert names(found.only_second) == ["nur-allied-with-alda"]
    # Of Cira and the place nobody speaks; of Nur both, in two statements.
    assert [entity.label for entity in found.common] == [
        *("Alda", "Battle of Sel", "Boro", "Nur", "Osk"),
    ]
    assert found.parts() == (
        ("agreed", found.agreed),
        ("unequal", found.unequal),
        (f"only {FIRST}", found.only_first),
        (f"only {SECOND}", found.only_second),
    )


def test_a_third_source_is_not_heard(graph: Store) -> None:
    """Neither its claims nor its statements are shown, nor what it contradicts."""
    found = compare(graph, FIRST, SECOND)
    shown = [s for _, part in found.parts() for s in part]
    shown += [side.statement for clash in found.clashes for side in clash.sides]
    assert {claim.source for statement in shown for claim in statement.claims} == {FIRST, SECOND}
    assert "osk-supported-boro" not in names(shown)
    assert "nur-deaths-500" not in names(shown)
    # Of the three dates of the battle only that of the third source differs.
    (battle,) = [s for s in found.agreed if s.relation.id == "occurred"]
    assert [(claim.source, claim.when) for claim in battle.claims] == [
        (FIRST, "1939"),
        (SECOND, "1939"),
    ]
    # Set against the second alone, the third is at odds with it.
    assert clashes_of(compare(graph, SECOND, THIRD)) == [
        ("number", [("400", [SECOND]), ("500", [THIRD])]),
        ("date", [("1939", [SECOND]), ("1940", [THIRD])]),
    ]


def test_what_one_source_has_against_itself_is_no_clash_of_two(graph: Store) -> None:
    """A source at odds with itself alone keeps its statements in its own list."""
    for pair in ((FIRST, SECOND), (SECOND, FIRST), (FIRST, THIRD)):
        found = compare(graph, *pair)
        assert all(clash.sources == tuple(sorted(pair)) for clash in found.clashes)
        only = names(found.only_first if pair[0] == FIRST else found.only_second)
        assert {"alda-strength-1", "alda-strength-2"} <= set(only)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (
            "date",
            told("x", "khe:sel kh:occurred true", (FIRST, "affirms", "1939"), (SECOND, "affirms")),
            "khc:x-3 a kh:Claim ; kh:about khs:x ; dcterms:source khb:b2010 ; kh:when '1940' ;"
            " kh:stance kh:affirms ; kh:earliestStart '1940-01-01' ; kh:latestStart '1940-12-31' ;"
            " kh:earliestEnd '1940-01-01' ; kh:latestEnd '1940-12-31' .\n",
        ),
        (
            "sign",
            told("x", "kha:alda kh:alliedWith kha:nur", (FIRST, "affirms", "1939")),
            told("y", "kha:nur kh:enemyOf kha:alda", (SECOND, "affirms", "1939")),
        ),
        (
            "exclusion",
            told("x", "kha:alda kh:cameFrom khp:tav", (FIRST, "affirms")),
            told(
                "y",
                "kha:alda kh:cameFrom khe:sel",
                (SECOND, "affirms"),
                more="; kh:incompatibleWith khs:x ",
            ),
        ),
    ],
)
def test_other_clashes_of_two_sources(tmp_path: Path, kind: str, one: str, other: str) -> None:
    """Dates, signs and exclusions are compared too; what is at odds is in no list."""
    store = store_of(tmp_path, BASE + one + other)
    for pair in ((FIRST, SECOND), (SECOND, FIRST)):
        found = compare(store, *pair)
        assert [clash.kind for clash in found.clashes] == [kind]
        assert [part for _, part in found.parts()] == [(), (), (), ()]


def test_an_exclusion_with_a_third_source_is_none(tmp_path: Path) -> None:
    """Where only a third source holds the other statement there is nothing to exclude."""
    store = store_of(
        tmp_path,
        BASE
        + told("x", "kha:alda kh:cameFrom khp:tav", (FIRST, "affirms"), (SECOND, "affirms"))
        + told(
            "y",
            "kha:alda kh:cameFrom khe:sel",
            (THIRD, "affirms"),
            more="; kh:incompatibleWith khs:x ",
        ),
    )
    found = compare(store, FIRST, SECOND)
    assert (found.clashes, names(found.agreed)) == ((), ["x"])
    assert [clash.kind for clash in compare(store, FIRST, THIRD).clashes] == ["exclusion"]


def test_an_exclusion_within_one_source_is_none_of_two(tmp_path: Path) -> None:
    """What one source says of two statements does not take what both agree on out of its list."""
    store = store_of(
        tmp_path,
        BASE
        + told("x", "kha:alda kh:cameFrom khp:tav", (FIRST, "affirms"))
        + told(
            "y",
            "kha:alda kh:cameFrom khe:sel",
            (FIRST, "affirms"),
            more="; kh:incompatibleWith khs:x ",
        )
        + told("z", "kha:nur kh:cameFrom khp:tav", (FIRST, "affirms"), (SECOND, "affirms")),
    )
    found = compare(store, FIRST, SECOND)
    assert (found.clashes, names(found.agreed), names(found.only_first)) == ((), ["z"], ["x", "y"])


@pytest.mark.parametrize(
    ("of_first", "of_second", "part"),
    [
        (["affirms"], ["affirms"], "agreed"),
        (["thinksProbable"], ["thinksProbable"], "agreed"),
        (["thinksPossible"], ["thinksPossible"], "agreed"),
        (["reports"], ["reports"], "unequal"),
        (["affirms"], ["thinksProbable"], "unequal"),
        (["thinksPossible"], ["thinksProbable"], "unequal"),
        (["affirms"], ["reports"], "unequal"),
        # The surest claim of a source decides.
        (["reports", "affirms"], ["affirms"], "agreed"),
        (["thinksPossible", "thinksProbable"], ["thinksProbable", "reports"], "agreed"),
        (["thinksPossible", "affirms"], ["thinksPossible"], "unequal"),
        # To deny or to doubt it together is not to hold it.
        (["denies"], ["denies"], "unequal"),
        (["doubts"], ["doubts"], "unequal"),
        (["doubts"], ["denies"], "unequal"),
        # What is no stance is nothing that both hold.
        (["shouts"], ["affirms"], "unequal"),
        (["shouts"], ["shouts"], "unequal"),
        (["shouts", "affirms"], ["affirms"], "agreed"),
    ],
)
def test_how_surely(tmp_path: Path, of_first: list[str], of_second: list[str], part: str) -> None:
    """Both hold equally what both hold as surely; who only reports holds nothing."""
    claims = [(FIRST, stance) for stance in of_first] + [(SECOND, stance) for stance in of_second]
    store = store_of(tmp_path, BASE + told("x", "kha:alda kh:served kha:osk", *claims))
    for pair in ((FIRST, SECOND), (SECOND, FIRST)):
        found = compare(store, *pair)
        assert {name for name, statements in found.parts() if statements} == {part}


def test_a_claim_without_a_stance(tmp_path: Path) -> None:
    """It holds nothing and clashes with nothing, and the text says that it takes no stance."""
    more = "khc:y a kh:Claim ; kh:about khs:x ; dcterms:source khb:b2010 .\n"
    told_once = told("x", "kha:alda kh:served kha:osk", (FIRST, "affirms"))
    found = compare(store_of(tmp_path, BASE + told_once + more), FIRST, SECOND)
    assert (found.clashes, found.agreed, names(found.unequal)) == ((), (), ["x"])
    text = comparison_strip(found, "d.ttl", 80)
    assert "\n       an unnamed author takes no stance that is known, b2010\n" in text


def test_sources_that_are_each_at_odds_with_themselves(tmp_path: Path) -> None:
    """Of one question, each at another time, and so not with one another: both hold it all."""
    both = [(source, "affirms", when) for source, when in ((FIRST, "1938"), (SECOND, "1940"))]
    store = store_of(
        tmp_path,
        BASE
        + told("x", "kha:nur kh:strength 300", *both, more=MEN)
        + told("y", "kha:nur kh:strength 400", *both, more=MEN),
    )
    found = compare(store, FIRST, SECOND)
    assert (found.clashes, names(found.agreed)) == ((), ["x", "y"])


def test_a_denial_of_another_time_is_no_clash(tmp_path: Path) -> None:
    """Who holds it of one year and who denies it of another do not clash, nor hold it equally."""
    store = store_of(
        tmp_path,
        BASE
        + told(
            "x",
            "kha:alda kh:served kha:osk",
            (FIRST, "affirms", "1930"),
            (SECOND, "denies", "1940"),
        ),
    )
    found = compare(store, FIRST, SECOND)
    assert (found.clashes, names(found.unequal)) == ((), ["x"])


def test_common_things_are_actors_and_events(tmp_path: Path) -> None:
    """Places and qualifiers do not count, nor what only one of the two speaks of."""
    store = store_of(
        tmp_path,
        BASE
        + told("x", "kha:alda kh:cameFrom khp:tav", (FIRST, "affirms"))
        + told("y", "kha:boro kh:cameFrom khp:tav", (SECOND, "affirms"))
        + told("z", "kha:boro kh:participatedIn khe:sel", (SECOND, "affirms"), (THIRD, "affirms"))
        + told("w", "khe:sel kh:occurred true", (FIRST, "denies")),
    )
    assert [entity.label for entity in compare(store, FIRST, SECOND).common] == ["Battle of Sel"]
    assert [e.label for e in compare(store, SECOND, THIRD).common] == ["Battle of Sel", "Boro"]
    assert compare(store, FIRST, THIRD).common[0].iri.endswith("/event/sel")


def test_common_things_of_one_name_stand_by_iri(tmp_path: Path) -> None:
    """Things are told apart by their IRI, and those of one label come in its order."""
    twins = [f"boro-{i}" for i in range(1, 9)]
    both = (FIRST, "affirms"), (SECOND, "affirms")
    store = store_of(
        tmp_path,
        BASE
        + "".join(f'kha:{twin} a kh:Person ; skos:prefLabel "Boro"@en .\n' for twin in twins)
        + "".join(told(twin, f"kha:{twin} kh:served kha:osk", *both) for twin in twins)
        + told("x", "kha:boro kh:served kha:alda", *both),
    )
    assert [entity.id for entity in compare(store, FIRST, SECOND).common] == [
        *("alda", "boro", *twins, "osk"),
    ]


def test_a_source_without_claims(graph: Store) -> None:
    """Nobody agrees with who says nothing; against it the other stands alone."""
    found = compare(graph, FIRST, "unread1999")
    assert (found.clashes, found.agreed, found.unequal, found.only_second) == ((), (), (), ())
    assert found.common == ()
    assert len(found.only_first) == 10
    nothing = compare(graph, "unread1999", "unread2001")
    assert nothing == Comparison("unread1999", "unread2001", (), (), (), (), (), ())


def test_an_empty_graph(tmp_path: Path) -> None:
    """Where nothing is said there is nothing to compare, and the text says so."""
    found = compare(store_of(tmp_path, BASE), FIRST, SECOND)
    assert found == Comparison(FIRST, SECOND, (), (), (), (), (), ())
    text = comparison_strip(found, "empty.ttl", 80)
    assert text.startswith("a2000 and b2010\nStatements: 0 held by both, 0 ")
    assert "(0)" not in text


# ---- for any graph

CLAIM = st.tuples(
    st.sampled_from([FIRST, SECOND, THIRD]),
    st.sampled_from(STANCES),
    st.sampled_from(["", "1935", "1935-03-04", "1930/1936", "1936/"]),
)
CLAIMS = st.lists(CLAIM, max_size=4)
TRIPLES = {
    "kha:alda kh:served kha:osk": "",
    "kha:osk kh:opposed kha:alda": "",
    "kha:osk kh:attacked kha:alda": "",
    "kha:nur kh:deaths 300": MEN,
    "kha:nur kh:deaths 400": MEN,
    "khe:sel kh:occurred true": "",
    "kha:alda kh:cameFrom khp:tav": "; kh:incompatibleWith khs:s7 ",
    "kha:alda kh:cameFrom khe:sel": "",
}


def dated(claim: tuple[str, str, str]) -> tuple[str, ...]:
    """Return a claim without its date where that is empty."""
    return claim if claim[2] else claim[:2]


@settings(max_examples=25)
@given(st.lists(CLAIMS, min_size=len(TRIPLES), max_size=len(TRIPLES)))
def test_nothing_is_lost_and_nothing_stands_twice(
    graph_path: Path, rows: list[list[tuple[str, str, str]]]
) -> None:
    """Every statement of the two sources is in exactly one list, or in clashes, with its claims."""
    text = BASE + "".join(
        told(f"s{i}", triple, *map(dated, claims), more=more)
        for i, ((triple, more), claims) in enumerate(zip(TRIPLES.items(), rows, strict=True))
    )
    store = store_of(graph_path.parent, text)
    pair = {FIRST, SECOND}
    expected = {
        s.iri: tuple(claim for claim in s.claims if claim.source in pair)
        for s in statements(store)
        if pair & {claim.source for claim in s.claims}
    }
    found = compare(store, FIRST, SECOND)
    listed = [s for _, part in found.parts() for s in part]
    contested = {side.statement for clash in found.clashes for side in clash.sides}
    places = Counter(s.iri for s in listed) + Counter(s.iri for s in contested)
    assert set(places) == set(expected)
    assert set(places.values()) <= {1}
    for statement in (*listed, *contested):
        assert statement.claims == expected[statement.iri]
    for clash in found.clashes:
        assert {claim.source for side in clash.sides for claim in side.claims} == pair
        for side in clash.sides:
            assert set(side.claims) <= set(expected[side.statement.iri])
    for only, source in ((found.only_first, FIRST), (found.only_second, SECOND)):
        assert all({claim.source for claim in s.claims} == {source} for s in only)
    for statement in (*found.agreed, *found.unequal):
        ranks = [
            min(STANCES.index(c.stance) for c in statement.claims if c.source == source)
            for source in (FIRST, SECOND)
        ]
        is_equal = ranks[0] == ranks[1] < 3
        assert (statement in found.agreed) is is_equal
        assert (statement in found.unequal) is not is_equal
    # Seen from the other side the same, with the two lists of one source exchanged.
    turned = compare(store, SECOND, FIRST)
    assert turned == Comparison(
        SECOND,
        FIRST,
        found.agreed,
        found.unequal,
        found.clashes,
        found.only_second,
        found.only_first,
        found.common,
    )


# ---- as text

FOOT = """\
What only one source holds: --format csv.
Numbers are set against one another only where subject, relation, unit and event
  agree: casualties are killed, wounded and missing together, and never set
  against deaths.
Dates are compared where they name an event or an act; a season, or a date
  marked as uncertain, only to the year. Friend and enemy at the same time need
  be no contradiction: a source may mean both.
Data: graph.ttl.
"""

TEXT = (
    """\
a2000 and b2010
Statements: 3 held by both, 2 spoken of by both, not held alike, 2 clashes, 3
only in a2000, 1 only in b2010, 5 actors and events of which both speak.

Held, and doubted or denied (1)
  Alda served Osk
    for
      [1938] Quill affirms, a2000 p. 1 (lines 10-14)
        Of alda-served-osk.
    against
      [1938] Quill denies, b2010 p. 2 (lines 10-14)
        Of alda-served-osk.

Different numbers (1)
  Nur had deaths to the number of ... men
    300
      Quill affirms, a2000 p. 1 (lines 10-14)
        Of nur-deaths-300.
    400
      Quill affirms, b2010 p. 1 (lines 10-14)
        Of nur-deaths-400.

Held by both (3)
  -  Boro opposed Osk
       [1935] Quill reports, a2000 p. 1 (lines 10-14)
         Of boro-opposed-osk.
       Quill affirms, a2000 p. 2 (lines 10-14)
         Of boro-opposed-osk.
       [1935] Quill affirms, b2010 p. 3 (lines 10-14)
         Of boro-opposed-osk.
  ?  probably: Nur was an enemy of Osk
       Quill thinks probable, b2010 p. 1 (lines 10-14)
         Of nur-enemy-of-osk.
       [1939] Quill thinks probable, a2000 p. 2 (lines 10-14)
         Of nur-enemy-of-osk.
  ·  Battle of Sel took place
       [1939] Quill affirms, a2000 p. 1 (lines 10-14)
         Of sel-occurred.
       [1939] Quill affirms, b2010 p. 2 (lines 10-14)
         Of sel-occurred.

Spoken of by both, not held alike (2)
  +  Boro served Osk
       Quill affirms, a2000 p. 1 (lines 10-14)
         Of boro-served-osk.
       [1937] Quill reports, b2010 p. 2 (lines 10-14)
         Of boro-served-osk.
  ?  possibly: Boro was a friend of Alda
       Quill reports, a2000 p. 1 (lines 10-14)
         Of boro-friend-of-alda.
       Quill thinks possible, b2010 p. 2 (lines 10-14)
         Of boro-friend-of-alda.

"""
    + FOOT
)


def test_the_text(graph: Store) -> None:
    """The clashes and what both speak of stand in full, the rest as numbers."""
    assert comparison_strip(compare(graph, FIRST, SECOND), "graph.ttl", 80) == TEXT


def test_the_text_in_40_columns(tmp_path: Path) -> None:
    """What is too long for the line goes on under it."""
    store = store_of(
        tmp_path,
        BASE
        + told(
            "x",
            "kha:alda kh:friendOf kha:boro",
            (FIRST, "affirms", "1930/1936"),
            (SECOND, "affirms", "1931"),
        )
        + told("y", "kha:nur kh:alliedWith kha:osk", (FIRST, "affirms"), (SECOND, "affirms")),
    )
    text = comparison_strip(compare(store, FIRST, SECOND), "d.ttl", 40)
    assert text.startswith(
        "a2000 and b2010\n"
        "Statements: 2 held by both, 0 spoken of\n"
        "by both, not held alike, 0 clashes, 0\n"
        "only in a2000, 0 only in b2010, 4 actors\n"
        "and events of which both speak.\n"
        "\n"
        "Held by both (2)\n"
        "  +  Alda was a friend of Boro\n"
        "       [1930/1936] Quill affirms, a2000\n"
        "         p. 1 (lines 10-14)\n"
        "         Of x.\n"
        "       [1931] Quill affirms, b2010 p. 2\n"
        "         (lines 10-14)\n"
        "         Of x.\n"
        "  +  Nur was allied with Osk\n"
        "       Quill affirms, a2000 p. 1 (lines\n"
        "         10-14)\n"
        "         Of y.\n"
        "       Quill affirms, b2010 p. 2 (lines\n"
        "         10-14)\n"
        "         Of y.\n"
        "\n"
        "What only one source holds: --format\n"
        "  csv.\n"
    )


def test_the_text_of_what_is_not_held_alike(tmp_path: Path) -> None:
    """Where nobody affirms it a hedge says so, and in place of a sign stands a question mark."""
    store = store_of(
        tmp_path,
        BASE
        + told("x", "kha:alda kh:served kha:osk", (FIRST, "denies", "1938"), (SECOND, "doubts"))
        + told("y", "khe:sel kh:occurred true", (FIRST, "reports", "1939"), (SECOND, "reports")),
    )
    text = comparison_strip(compare(store, FIRST, SECOND), "d.ttl", 80)
    assert "Held by both" not in text
    assert (
        "\nSpoken of by both, not held alike (2)\n"
        "  ?  doubted: Alda served Osk\n"
        "       [1938] Quill denies, a2000 p. 1 (lines 10-14)\n"
        "         Of x.\n"
        "       Quill doubts, b2010 p. 2 (lines 10-14)\n"
        "         Of x.\n"
        # What has no sign keeps its dot.
        "  ·  only reported: Battle of Sel took place\n"
        "       [1939] Quill reports, a2000 p. 1 (lines 10-14)\n"
    ) in text


def test_a_long_heading_is_folded() -> None:
    """The names of two sources may be longer than the line."""
    first, second = "a" * 30, "b" * 30
    found = Comparison(first, second, (), (), (), (), (), ())
    lines = comparison_strip(found, "d.ttl", 40, color=True).splitlines()
    assert lines[:2] == [f"\x1b[1m{first} and\x1b[0m", f"\x1b[1m{second}\x1b[0m"]


def without_colour(text: str) -> str:
    """Return *text* without escape sequences."""
    return re.sub("\x1b\\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_text_keeps_to_the_width(graph: Store, width: int) -> None:
    """No line is wider than the terminal, and none loses a word; colour changes nothing else."""
    found = compare(graph, FIRST, SECOND)
    text = comparison_strip(found, "graph.ttl", width)
    assert max(map(len, text.splitlines())) <= width
    assert text.split() == comparison_strip(found, "graph.ttl", 1000).split()
    assert all(" ".join(rule.split()) in " ".join(text.split()) for rule in RULES)
    assert "\x1b" not in text
    coloured = comparison_strip(found, "graph.ttl", width, color=True)
    assert without_colour(coloured) == text


def test_headings_are_strong_and_evidence_is_faint(graph: Store) -> None:
    """In colour the sources and the parts stand out, and who says so steps back."""
    lines = comparison_strip(
        compare(graph, FIRST, SECOND), "graph.ttl", 80, color=True
    ).splitlines()
    assert lines[0] == "\x1b[1ma2000 and b2010\x1b[0m"
    assert "\x1b[1mDifferent numbers (1)\x1b[0m" in lines
    assert "\x1b[1mHeld by both (3)\x1b[0m" in lines
    assert "\x1b[2m         Of sel-occurred.\x1b[0m" in lines
    assert lines[-1] == "\x1b[2mData: graph.ttl.\x1b[0m"


# ---- as JSON and as rows


def test_a_comparison_as_json(graph: Store) -> None:
    """JSON names the sources, and has clashes, every list in full, and what they share."""
    value = compare(graph, FIRST, SECOND).as_dict()
    assert list(value) == [
        *("sources", "clashes", "agreed", "unequal"),
        *("only a2000", "only b2010", "common"),
    ]
    assert value["sources"] == [FIRST, SECOND]
    assert compare(graph, SECOND, FIRST).as_dict()["sources"] == [SECOND, FIRST]
    assert value["common"] == ["Alda", "Battle of Sel", "Boro", "Nur", "Osk"]
    assert [clash["kind"] for clash in value["clashes"]] == ["stance", "number"]
    assert [s["id"] for s in value["agreed"]] == [
        *("khs:boro-opposed-osk", "khs:nur-enemy-of-osk", "khs:sel-occurred"),
    ]
    assert [s["id"] for s in value["unequal"]] == ["khs:boro-served-osk", "khs:boro-friend-of-alda"]
    assert [s["id"] for s in value["only a2000"]] == [
        *("khs:alda-kin-of-boro", "khs:alda-strength-1", "khs:alda-strength-2"),
    ]
    assert value["only b2010"] == [
        {
            "id": "khs:nur-allied-with-alda",
            "sentence": "Nur was allied with Alda",
            "subject": "Nur",
            "relation": "alliedWith",
            "object": "Alda",
            "other": "Alda",
            "sign": 1,
            "qualifiers": {},
            "claims": [
                {
                    "id": "nur-allied-with-alda-1",
                    "source": "b2010",
                    "locator": "p. 1",
                    "lines": "10-14",
                    "stance": "affirms",
                    "attribution": ["Ada Quill"],
                    "according_to": [],
                    "when": "1934",
                    "precision": None,
                    "comment": "Of nur-allied-with-alda.",
                    "curator_note": None,
                }
            ],
        }
    ]


ROWS = [
    ("clash: stance", "for", "Alda served Osk", FIRST, "affirms"),
    ("clash: stance", "against", "Alda served Osk", SECOND, "denies"),
    ("clash: number", "300", "Nur had deaths to the number of 300 men", FIRST, "affirms"),
    ("clash: number", "400", "Nur had deaths to the number of 400 men", SECOND, "affirms"),
    ("agreed", "", "Boro opposed Osk", FIRST, "reports"),
    ("agreed", "", "Boro opposed Osk", FIRST, "affirms"),
    ("agreed", "", "Boro opposed Osk", SECOND, "affirms"),
    ("agreed", "", "Nur was an enemy of Osk", SECOND, "thinksProbable"),
    ("agreed", "", "Nur was an enemy of Osk", FIRST, "thinksProbable"),
    ("agreed", "", "Battle of Sel took place", FIRST, "affirms"),
    ("agreed", "", "Battle of Sel took place", SECOND, "affirms"),
    ("unequal", "", "Boro served Osk", FIRST, "affirms"),
    ("unequal", "", "Boro served Osk", SECOND, "reports"),
    ("unequal", "", "Boro was a friend of Alda", FIRST, "reports"),
    ("unequal", "", "Boro was a friend of Alda", SECOND, "thinksPossible"),
    ("only a2000", "", "Alda was kin of Boro", FIRST, "affirms"),
    ("only a2000", "", "Alda had a strength of 1 men", FIRST, "affirms"),
    ("only a2000", "", "Alda had a strength of 2 men", FIRST, "reports"),
    ("only b2010", "", "Nur was allied with Alda", SECOND, "affirms"),
]


def test_a_comparison_as_rows(graph: Store) -> None:
    """Every claim of the two sources is one row, the clashes first, then part by part."""
    table = comparison_table(compare(graph, FIRST, SECOND))
    assert table.columns == (
        *("part", "position", "statement", "when", "stance", "according_to"),
        *("source", "locator", "lines", "comment", "author", "precision", "note", "claim"),
    )
    assert [(*row[:3], row[6], row[4]) for row in table.rows] == ROWS
    assert table.rows[0] == (
        *("clash: stance", "for", "Alda served Osk", "1938", "affirms", ""),
        *("a2000", "p. 1", "10-14", "Of alda-served-osk."),
        *("Ada Quill", None, None, "khc:alda-served-osk-1"),
    )


# ---- the command


def run(*arguments: str) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, ["compare", *arguments], prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_command(graph_path: Path) -> None:
    """The command prints the text of 80 columns, without colour in a pipe, and ends well."""
    data = ("--data", str(graph_path))
    result = run(FIRST, SECOND, *data)
    assert (result.exit_code, result.stdout, result.stderr) == (0, TEXT, "")
    assert run(f"khb:{FIRST}", f"khb:{SECOND}", *data).stdout == TEXT
    turned = run(SECOND, FIRST, *data).stdout
    assert turned.startswith("b2010 and a2000\n")
    assert "1 only in b2010, 3 only in a2000" in " ".join(turned.split())


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_the_command_gives_rows(graph_path: Path, form: str, delimiter: str) -> None:
    """CSV and TSV hold every claim of the two sources, those of one source too."""
    result = run(FIRST, SECOND, "-f", form, "--data", str(graph_path))
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout), delimiter=delimiter))
    assert [
        (r["part"], r["position"], r["statement"], r["source"], r["stance"]) for r in rows
    ] == ROWS


def test_the_command_gives_json(graph: Store, graph_path: Path) -> None:
    """JSON is the comparison's dictionary."""
    result = run(FIRST, SECOND, "-f", "json", "--data", str(graph_path))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == compare(graph, FIRST, SECOND).as_dict()


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json"])
def test_the_command_writes_a_file(graph_path: Path, tmp_path: Path, form: str) -> None:
    """-o writes what would have been printed."""
    arguments = (FIRST, SECOND, "-f", form, "--data", str(graph_path))
    target = tmp_path / "out"
    result = run(*arguments, "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == run(*arguments).stdout


def test_two_sources_that_never_meet(tmp_path: Path) -> None:
    """To have nothing in common is an answer too, with exit code 0; so is to say nothing."""
    path = tmp_path / "apart.ttl"
    path.write_text(
        BASE
        + told("x", "kha:alda kh:served kha:osk", (FIRST, "affirms"))
        + told("y", "kha:boro kh:served kha:nur", (SECOND, "affirms")),
        encoding="utf-8",
    )
    for other in (SECOND, THIRD):
        result = run(FIRST, other, "--data", str(path))
        assert result.exit_code == 0
        words = "Statements: 0 held by both, 0 spoken of by both, not held alike, 0 clashes,"
        assert words in result.stdout


def test_what_the_command_cannot_do(graph_path: Path, tmp_path: Path) -> None:
    """An unknown source, one source twice, and a missing one are told, with exit code 2."""
    data = ("--data", str(graph_path))
    known = "there are a2000, b2010, c2020"
    for arguments, message in (
        ((FIRST, "d2030", *data), f"no source is called 'd2030'; {known}"),
        (("alda", SECOND, *data), f"no source is called 'alda'; {known}"),
        ((FIRST, FIRST, *data), "a2000 is given twice; name two sources"),
        ((f"khb:{FIRST}", FIRST, *data), "a2000 is given twice; name two sources"),
        ((FIRST, *data), "Missing argument 'SOURCE'"),
        (data, "Missing argument 'SOURCE'"),
        ((FIRST, SECOND, THIRD, *data), "unexpected extra argument"),
        ((FIRST, SECOND, "-f", "xml", *data), "'xml' is not one of"),
        ((FIRST, SECOND, "--data", str(tmp_path / "none.ttl")), "there is no such file"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert message in result.stderr


def test_several_files_are_one_graph(graph_path: Path, tmp_path: Path) -> None:
    """What one file adds to a source is compared with the rest."""
    more = tmp_path / "more.ttl"
    more.write_text(
        HEAD + "khc:new a kh:Claim ; kh:about khs:boro-opposed-osk ; dcterms:source khb:b2010 ;"
        ' kh:stance kh:denies ; kh:locator "p. 9" .\n',
        encoding="utf-8",
    )
    text = run(FIRST, SECOND, "--data", str(graph_path), "--data", str(more)).stdout
    assert "\nHeld, and doubted or denied (2)\n" in text
    assert "\nHeld by both (2)\n" in text
    assert text.endswith("\nData: graph.ttl, more.ttl.\n")
