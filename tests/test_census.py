"""The graph in numbers, all counted by hand, and the same numbers as VoID and DCAT."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result
from rdflib.namespace import RDF
from rdflib.term import Node

from khgraph.census import Census, census, decade
from khgraph.cli import main
from khgraph.dates import Bounds, edtf_bounds
from khgraph.description import describe
from khgraph.model import Claim
from khgraph.namespaces import KH, KHB, PREFIXES
from khgraph.stores import FileStore, Store
from khgraph.strips.figures import census_strip
from khgraph.turtle import parse, write

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SCRIPT = Path(sys.executable).with_name("khgraph")
Loader = Callable[[str], Store]

THINGS = (
    ("Person", 8),
    ("State", 2),
    ("People", 1),
    ("MilitaryUnit", 1),
    ("Organization", 1),
    ("Event", 2),
    ("Place", 1),
    ("Source", 2),
)
TOTAL = (("statements", 25), ("claims", 29), ("turns", 1), ("sources", 2))
SIGNS = (("friendly", 7), ("neutral", 1), ("hostile", 9), ("unsigned", 8))
STANCES_OF = (("test2000", (20, 2, 1, 1, 1, 0)), ("test2010", (2, 0, 0, 0, 0, 2)))
# 24 of 29 claims have a date; of 25 statements both sources speak of three, and one is hearsay.
SHARES = (
    ("claims with a date", 0.828),
    ("statements of a single source", 0.88),
    ("statements only reported", 0.04),
)
# Undated are the brothers, the friend, the rivals, the birthplace and the attack.
DECADES = (("1930s", 23), ("1940s", 1), ("no date", 5))
BY_DECADE = "claims by decade of what they speak of"


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Return a function that reads Turtle as the only data."""

    def load(text: str) -> Store:
        path = tmp_path / "data.ttl"
        path.write_text(HEAD + text, encoding="utf-8")
        return FileStore([path])

    return load


@pytest.fixture(scope="module")
def settled_path(tmp_path_factory: pytest.TempPathFactory, small_path: Path) -> Path:
    """Return the small graph where Alda's support for the Khar has no open start."""
    text = small_path.read_text(encoding="utf-8")
    for name in ("earliestStart", "latestStart"):
        text = text.replace(f'    kh:{name} "0001-01-01"^^xsd:date ;\n', "")
    path = tmp_path_factory.mktemp("settled") / "settled.ttl"
    path.write_text(text.replace('"../1935"', '"/1935"'), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def settled(settled_path: Path) -> Store:
    """Return the graph of `settled_path`; no test may change it."""
    return FileStore([settled_path])


def run(*arguments: str | Path) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, [str(word) for word in arguments], prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def groups_of(found: Census) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return the counts by group."""
    return dict(found.groups)


def a_claim(bounds: Bounds, when: str | None = None) -> Claim:
    """Return a claim with these bounds."""
    return Claim(
        iri="urn:c/claim",
        source="test2000",
        locator="p. 1",
        lines="1",
        stance="affirms",
        attribution=(),
        according_to=(),
        when=when,
        bounds=bounds,
        comment="",
        curator_note=None,
    )


# ---- the numbers


def test_the_small_graph(settled: Store) -> None:
    """Every number of the small graph is that which was counted by hand, in the order of print."""
    assert census(settled) == Census(
        (
            ("things", THINGS),
            ("total", TOTAL),
            ("statements by sign", SIGNS),
            (BY_DECADE, DECADES),
            ("turns by kind", (("betrayal", 1),)),
        ),
        STANCES_OF,
        SHARES,
    )


def test_the_small_graph_as_it_is(small: Store) -> None:
    """An open start changes no number but that of the decades, of which none is lost."""
    found = census(small)
    groups = groups_of(found)
    decades = dict(groups.pop(BY_DECADE))
    assert groups == {
        "things": THINGS,
        "total": TOTAL,
        "statements by sign": SIGNS,
        "turns by kind": (("betrayal", 1),),
    }
    assert decades["1940s"] == 1
    assert sum(decades.values()) == 29
    assert (found.stances, found.shares) == (STANCES_OF, SHARES)


def test_a_graph_of_a_source_alone(load: Loader) -> None:
    """Where nothing is said there is nothing to count, and no share of it."""
    store = load('khb:book a kh:Source ; skos:prefLabel "Book" .\n')
    assert census(store) == Census(
        (
            ("things", (("Source", 1),)),
            ("total", (("statements", 0), ("claims", 0), ("turns", 0), ("sources", 0))),
            ("statements by sign", ()),
            (BY_DECADE, ()),
            ("turns by kind", ()),
        ),
        (),
        (
            ("claims with a date", None),
            ("statements of a single source", None),
            ("statements only reported", None),
        ),
    )


def test_kinds_stand_in_their_order(load: Loader) -> None:
    """Actors come first, then events, places, ideas and documents, then the others by name."""
    kinds = (
        *("Source", "Monument", "Document", "Idea", "Place", "Event", "Actor", "Organization"),
        *("MilitaryUnit", "People", "State", "Group", "Person"),
    )
    store = load(
        "".join(f'kha:x{i} a kh:{kind} ; skos:prefLabel "X" .\n' for i, kind in enumerate(kinds))
        + 'kha:y a kh:Place ; skos:prefLabel "Y" .\n'
    )
    assert groups_of(census(store))["things"] == (
        ("Person", 1),
        ("Group", 1),
        ("State", 1),
        ("People", 1),
        ("MilitaryUnit", 1),
        ("Organization", 1),
        ("Actor", 1),
        ("Event", 1),
        ("Place", 2),
        ("Idea", 1),
        ("Document", 1),
        ("Monument", 1),
        ("Source", 1),
    )


def test_terms_are_not_things(load: Loader) -> None:
    """A relation type that the data adds is no thing; one kind is counted of a thing with two."""
    store = load(
        'kh:cousinOf a kh:RelationType ; skos:prefLabel "was a cousin of" ; kh:sign 1 .\n'
        'kha:x a kh:Person, kh:Actor ; skos:prefLabel "X" .\n'
        "khs:s a kh:Statement ; rdf:subject kha:x ; rdf:predicate kh:cousinOf ;"
        " rdf:object kha:y .\n"
    )
    groups = groups_of(census(store))
    assert groups["things"] == (("Person", 1),)
    assert groups["statements by sign"] == (("friendly", 1),)


def test_turns_by_kind(load: Loader) -> None:
    """Turns are counted by kind, in the order of the kinds' names, and their claims as claims."""
    statement = "khs:s a kh:Statement ; rdf:subject kha:x ; rdf:predicate kh:p ; rdf:object 1 .\n"
    kinds = ("purge", "betrayal", "purge", "alliance")
    store = load(
        statement
        + "".join(
            f"kht:t{i} a kh:Turn ; kh:toStatement khs:s ; kh:turnKind kh:{kind} .\n"
            f"khc:c{i} a kh:Claim ; kh:about kht:t{i} ; dcterms:source khb:book ;"
            " kh:stance kh:thinksPossible .\n"
            for i, kind in enumerate(kinds)
        )
    )
    found = census(store)
    assert groups_of(found)["turns by kind"] == (("alliance", 1), ("betrayal", 1), ("purge", 2))
    assert groups_of(found)["total"] == (
        ("statements", 1),
        ("claims", 4),
        ("turns", 4),
        ("sources", 1),
    )
    assert found.stances == (("book", (0, 0, 4, 0, 0, 0)),)
    # No claim is about the statement, so it is of no source and nobody reports it.
    assert found.shares[1:] == (
        ("statements of a single source", 0.0),
        ("statements only reported", 0.0),
    )


def claims_about(statement: str, *answers: tuple[str, str]) -> str:
    """Return a statement with claims, each a source and a stance."""
    return (
        f"khs:{statement} a kh:Statement ; rdf:subject kha:x ;"
        " rdf:predicate kh:p ; rdf:object 1 .\n"
    ) + "".join(
        f"khc:{statement}-{i} a kh:Claim ; kh:about khs:{statement} ;"
        f" dcterms:source khb:{source} ; kh:stance kh:{stance} .\n"
        for i, (source, stance) in enumerate(answers)
    )


def test_shares_and_stances(load: Loader) -> None:
    """A share is of all statements; two claims of one source are a single source."""
    store = load(
        claims_about("a", ("zed", "affirms"), ("zed", "denies"))
        + claims_about("b", ("zed", "reports"), ("alp", "reports"))
        + claims_about("c", ("alp", "reports"))
        + claims_about("d", ("alp", "reports"), ("zed", "doubts"))
        + claims_about("e", ("alp", "thinksProbable"))
        + claims_about("f")
    )
    found = census(store)
    assert found.stances == (("alp", (0, 1, 0, 3, 0, 0)), ("zed", (1, 0, 0, 1, 1, 1)))
    assert found.shares == (
        ("claims with a date", 0.0),
        ("statements of a single source", 0.5),
        ("statements only reported", 0.333),
    )
    assert groups_of(found)["total"][:2] == (("statements", 6), ("claims", 8))
    assert groups_of(found)["statements by sign"] == (("unsigned", 6),)


def test_sources_stand_in_order(load: Loader) -> None:
    """However many there are, sources come by id."""
    names = ("mu", "alpha", "zeta", "nu", "beta", "xi", "eta", "theta", "iota", "delta")
    store = load(claims_about("a", *((name, "affirms") for name in names)))
    assert [source for source, _ in census(store).stances] == [
        *("alpha", "beta", "delta", "eta", "iota", "mu", "nu", "theta", "xi", "zeta"),
    ]


def test_several_files_are_counted_together(load: Loader, small_path: Path) -> None:
    """The numbers are of all files together, and what two of them say is counted once."""
    path = load('kha:nur a kh:State .\nkha:new a kh:State ; skos:prefLabel "New" .\n').paths[0]
    things = dict(groups_of(census(FileStore([small_path, path])))["things"])
    assert things == dict(THINGS) | {"State": 3}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("1939", "1930s"),
        ("1939-08-20", "1930s"),
        ("1930-01-01", "1930s"),
        ("1929-12-31", "1920s"),
        ("1940", "1940s"),
        ("193X", "1930s"),
        ("19XX", "1900s"),
        ("0950", "0950s"),
        ("2019", "2010s"),
        # What began in one decade and ended in another is of the first.
        ("1928/1945", "1920s"),
        ("1932/..", "1930s"),
        ("1938/", "1930s"),
        ("[1938..]", "1930s"),
        ("[1928..1936]", "1920s"),
        # Where the beginning is not known the end says it.
        ("/1936-04-24", "1930s"),
        ("[..1936]", "1930s"),
        # The ends of the calendar are no dates.
        ("../..", "no date"),
        ("../", "no date"),
        ("/..", "no date"),
    ],
)
def test_decade(when: str, expected: str) -> None:
    """A claim is of the decade in which what it speaks of began, or else ended."""
    assert decade(a_claim(edtf_bounds(when), when)) == expected


def test_decade_without_dates() -> None:
    """Nothing is made up: no bounds, no decade; the first and the last day alone decide."""
    assert decade(a_claim(Bounds())) == "no date"
    assert decade(a_claim(Bounds(earliest_start="1939-01-01"))) == "1930s"
    assert decade(a_claim(Bounds(latest_end="1939-01-01"))) == "1930s"
    assert decade(a_claim(Bounds("1921-01-01", "1939-01-01", "1941-01-01", "1951-01-01"))) == (
        "1920s"
    )


def test_rows(settled: Store) -> None:
    """The rows have every number under its group, the stances of each source, the shares last."""
    assert census(settled).rows() == [
        *(("things", name, number) for name, number in THINGS),
        *(("total", name, number) for name, number in TOTAL),
        *(("statements by sign", name, number) for name, number in SIGNS),
        *((BY_DECADE, name, number) for name, number in DECADES),
        ("turns by kind", "betrayal", 1),
        ("claims of test2000 by stance", "affirms", 20),
        ("claims of test2000 by stance", "thinksProbable", 2),
        ("claims of test2000 by stance", "thinksPossible", 1),
        ("claims of test2000 by stance", "reports", 1),
        ("claims of test2000 by stance", "doubts", 1),
        ("claims of test2000 by stance", "denies", 0),
        ("claims of test2010 by stance", "affirms", 2),
        ("claims of test2010 by stance", "thinksProbable", 0),
        ("claims of test2010 by stance", "thinksPossible", 0),
        ("claims of test2010 by stance", "reports", 0),
        ("claims of test2010 by stance", "doubts", 0),
        ("claims of test2010 by stance", "denies", 2),
        ("share", "claims with a date", 0.828),
        ("share", "statements of a single source", 0.88),
        ("share", "statements only reported", 0.04),
    ]


def test_the_dictionary_agrees_with_the_rows(settled: Store) -> None:
    """Every group and share of the dictionary has the numbers of the rows, in their order."""
    found = census(settled)
    value = found.as_dict()
    assert value["things"] == dict(THINGS)
    assert value["total"] == {"statements": 25, "claims": 29, "turns": 1, "sources": 2}
    assert value["statements by sign"] == dict(SIGNS)
    assert value[BY_DECADE] == dict(DECADES)
    assert value["turns by kind"] == {"betrayal": 1}
    assert value["share"] == dict(SHARES)
    names = [name for name, _ in found.groups]
    in_rows = [row for row in found.rows() if row[0] in (*names, "share")]
    assert in_rows == [
        (group, name, number)
        for group in (*names, "share")
        for name, number in value[group].items()
    ]


# ---- the command


SMALL_STRIP = """\
Things
       8  Person
       2  State
       1  People
       1  MilitaryUnit
       1  Organization
       2  Event
       1  Place
       2  Source

Total
      25  statements
      29  claims
       1  turns
       2  sources

Statements by sign
       7  friendly
       1  neutral
       9  hostile
       8  unsigned

Claims by decade of what they speak of
      23  1930s
       1  1940s
       5  no date

Turns by kind
       1  betrayal

Claims by source and stance
  source    affirms  probable  possible  reports  doubts  denies  all
  --------  -------  --------  --------  -------  ------  ------  ---
  test2000       20         2         1        1       1       0   25
  test2010        2         0         0        0       0       2    4

Shares
   82.8%  claims with a date
   88.0%  statements of a single source
    4.0%  statements only reported

Data: settled.ttl.
"""


def test_the_command(settled_path: Path, settled: Store) -> None:
    """The numbers stand group by group, in columns; colour adds no word."""
    result = run("stats", "--data", settled_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, SMALL_STRIP, "")
    coloured = census_strip(census(settled), "settled.ttl", color=True)
    assert "\x1b[1mThings\x1b[0m\n" in coloured
    assert coloured.endswith("\x1b[2mData: settled.ttl.\x1b[0m\n")
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == SMALL_STRIP


def test_the_command_on_a_graph_of_a_source_alone(load: Loader) -> None:
    """What cannot be counted has an empty group or a dash."""
    path = load('khb:book a kh:Source ; skos:prefLabel "Book" .\n').paths[0]
    result = run("stats", "--data", path)
    assert result.exit_code == 0
    assert result.stdout == (
        "Things\n"
        "       1  Source\n"
        "\n"
        "Total\n"
        "       0  statements\n"
        "       0  claims\n"
        "       0  turns\n"
        "       0  sources\n"
        "\n"
        "Statements by sign\n"
        "\n"
        "Claims by decade of what they speak of\n"
        "\n"
        "Turns by kind\n"
        "\n"
        "Claims by source and stance\n"
        "  source  affirms  probable  possible  reports  doubts  denies  all\n"
        "  ------  -------  --------  --------  -------  ------  ------  ---\n"
        "\n"
        "Shares\n"
        "       -  claims with a date\n"
        "       -  statements of a single source\n"
        "       -  statements only reported\n"
        "\n"
        "Data: data.ttl.\n"
    )


def test_large_numbers_and_hostile_names() -> None:
    """Thousands are set apart; a name cannot leave its line or command the terminal."""
    found = Census((("turns by EDTF", (("a\n\x1b[2Jb", 1234567), ("c", 1000))),), (), ())
    text = census_strip(found, "data.ttl")
    assert text.startswith("Turns by EDTF\n  1,234,567  a \ufffd[2Jb\n   1,000  c\n\n")


def test_no_share_and_the_share_of_nothing_differ() -> None:
    """A share of 0 is told as such; where there is nothing to take a share of stands a dash."""
    found = Census((), (), (("none", 0.0), ("all", 1.0), ("one in eight", 0.125), ("no", None)))
    assert census_strip(found, "data.ttl").split("Shares\n")[1] == (
        "    0.0%  none\n  100.0%  all\n   12.5%  one in eight\n       -  no\n\nData: data.ttl.\n"
    )


def test_the_command_as_json(settled_path: Path) -> None:
    """JSON has the numbers as a dictionary of groups."""
    result = run("stats", "--data", settled_path, "--format", "json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert value["things"] == dict(THINGS)
    assert value["total"] == dict(TOTAL)
    assert value[BY_DECADE] == {"1930s": 23, "1940s": 1, "no date": 5}
    assert value["share"] == dict(SHARES)


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_the_command_as_rows(settled_path: Path, settled: Store, form: str, delimiter: str) -> None:
    """There is a row for each number, with its group and name."""
    result = run("stats", "--data", settled_path, "--format", form)
    assert result.exit_code == 0
    rows = list(csv.reader(io.StringIO(result.stdout), delimiter=delimiter))
    assert rows[0] == ["group", "name", "number"]
    assert rows[1] == ["things", "Person", "8"]
    assert rows[-1] == ["share", "statements only reported", "0.04"]
    assert [tuple(row) for row in rows[1:]] == [
        (group, name, str(number)) for group, name, number in census(settled).rows()
    ]


def test_a_share_of_nothing_is_empty(load: Loader) -> None:
    """In rows a share that there is not is an empty cell; in JSON it is null."""
    path = load('khb:book a kh:Source ; skos:prefLabel "Book" .\n').paths[0]
    rows = run("stats", "--data", path, "-f", "csv").stdout.splitlines()
    assert rows[-3:] == [
        "share,claims with a date,",
        "share,statements of a single source,",
        "share,statements only reported,",
    ]
    value = json.loads(run("stats", "--data", path, "-f", "json").stdout)
    assert set(value["share"].values()) == {None}


@pytest.mark.parametrize("options", [(), ("-f", "csv"), ("-f", "json"), ("--void",)])
def test_the_command_writes_a_file(
    settled_path: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """What would be printed stands in the file."""
    words: tuple[str | Path, ...] = ("stats", "--data", settled_path, *options)
    result = run(*words, "-o", tmp_path / "numbers")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "numbers").read_text(encoding="utf-8") == run(*words).stdout


def test_the_command_misused(tmp_path: Path) -> None:
    """A file that is not there and a form that is none are faults of the call."""
    result = run("stats", "--data", tmp_path / "absent.ttl")
    assert result.exit_code == 2
    assert result.stderr == f"Error: {tmp_path / 'absent.ttl'}: there is no such file\n"
    assert run("stats", "--format", "xml").exit_code == 2
    assert run("stats", "bulag2009").exit_code == 2


# ---- the description


DATASET = rdflib.URIRef("https://w3id.org/khgraph/dataset")
VOID = rdflib.Namespace(PREFIXES["void"])
DCTERMS = rdflib.Namespace(PREFIXES["dcterms"])

ONE_CLAIM = """\
kha:alda a kh:Person ; skos:prefLabel "Alda"@en .
kha:nur a kh:State ; skos:prefLabel "Nur"@en .
khb:book a kh:Source ; skos:prefLabel "Book"@en .
khc:book-1 a kh:Claim ; kh:about khs:s ; dcterms:source khb:book ; kh:stance kh:doubts .
khs:s a kh:Statement, <http://www.w3.org/2004/02/skos/core#Concept> ; rdf:subject kha:alda ;
    rdf:predicate kh:supported ; rdf:object kha:nur .
"""

# 3 x 2 triples of the things, 4 of the claim, 5 of the statement; predicates are the type, the
# label, about, source, stance and the three of a statement; classes are five of kh: and one other.
ONE_CLAIM_DESCRIBED = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kh: <https://w3id.org/khgraph/ontology#> .
@prefix kha: <https://w3id.org/khgraph/actor/> .
@prefix khb: <https://w3id.org/khgraph/source/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/khgraph/dataset>
    a void:Dataset ;
    a dcat:Dataset ;
    dcterms:description "Who was whose friend and enemy, who says so, on which page, how surely \
and when: statements as questions, claims as the sources' answers, turns between them."@en ;
    dcterms:language "en" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:source khb:book ;
    dcterms:temporal <https://w3id.org/khgraph/dataset/period> ;
    dcterms:title "Friends and enemies around the Battle of Khalkhin Gol (1939)"@en ;
    void:classPartition <https://w3id.org/khgraph/dataset/class/Claim> ;
    void:classPartition <https://w3id.org/khgraph/dataset/class/Person> ;
    void:classPartition <https://w3id.org/khgraph/dataset/class/Source> ;
    void:classPartition <https://w3id.org/khgraph/dataset/class/State> ;
    void:classPartition <https://w3id.org/khgraph/dataset/class/Statement> ;
    void:classPartition \
<https://w3id.org/khgraph/dataset/class/http://www.w3.org/2004/02/skos/core#Concept> ;
    void:classes 6 ;
    void:distinctSubjects 5 ;
    void:entities 3 ;
    void:exampleResource kha:lingsheng ;
    void:properties 8 ;
    void:subset <https://w3id.org/khgraph/dataset/claims/book> ;
    void:triples 15 ;
    void:uriSpace "https://w3id.org/khgraph/" ;
    void:vocabulary <http://purl.org/dc/terms/> ;
    void:vocabulary <http://www.w3.org/2004/02/skos/core#> ;
    void:vocabulary <http://www.w3.org/ns/prov#> ;
    void:vocabulary <https://w3id.org/khgraph/ontology#> ;
    dcat:distribution <https://w3id.org/khgraph/dataset/turtle> ;
    dcat:keyword "Khalkhin Gol"@en ;
    dcat:keyword "Nomonhan"@en ;
    dcat:keyword "signed network"@en ;
    dcat:version "0.2.0" ;
.

<https://w3id.org/khgraph/dataset/claims/book>
    a void:Dataset ;
    dcterms:source khb:book ;
    dcterms:title "The claims of book"@en ;
    void:entities 1 ;
    void:uriSpace "https://w3id.org/khgraph/claim/book-" ;
.

<https://w3id.org/khgraph/dataset/class/Claim>
    void:class kh:Claim ;
    void:entities 1 ;
.

<https://w3id.org/khgraph/dataset/class/Person>
    void:class kh:Person ;
    void:entities 1 ;
.

<https://w3id.org/khgraph/dataset/class/Source>
    void:class kh:Source ;
    void:entities 1 ;
.

<https://w3id.org/khgraph/dataset/class/State>
    void:class kh:State ;
    void:entities 1 ;
.

<https://w3id.org/khgraph/dataset/class/Statement>
    void:class kh:Statement ;
    void:entities 1 ;
.

<https://w3id.org/khgraph/dataset/class/http://www.w3.org/2004/02/skos/core#Concept>
    void:class skos:Concept ;
    void:entities 1 ;
.

<https://w3id.org/khgraph/dataset/period>
    a dcterms:PeriodOfTime ;
    dcat:endDate "2019"^^xsd:gYear ;
    dcat:startDate "1905"^^xsd:gYear ;
.

<https://w3id.org/khgraph/dataset/turtle>
    a dcat:Distribution ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle> ;
.
"""


def numbers_of(graph: rdflib.Graph, subject: Node) -> dict[str, int]:
    """Return the VoID numbers of a dataset or a part of it."""
    return {
        str(name).removeprefix(str(VOID)): int(value)
        for name, value in graph.predicate_objects(subject)
        if isinstance(value, rdflib.Literal) and isinstance(value.value, int)
    }


def described(store: Store) -> rdflib.Graph:
    """Return the description as rdflib reads it."""
    return rdflib.Graph().parse(data=describe(store, census(store)), format="turtle")


@pytest.fixture(scope="module")
def description(settled: Store) -> rdflib.Graph:
    """Return the description of the small graph; no test may change it."""
    return described(settled)


def test_the_description_has_the_numbers_counted_by_hand(description: rdflib.Graph) -> None:
    """The small graph has 18 things; with 29 claims, 25 statements and a turn it has 73 nodes."""
    numbers = numbers_of(description, DATASET)
    # The triples and the predicates are counted by another library below.
    del numbers["triples"], numbers["properties"]
    assert numbers == {"entities": 18, "distinctSubjects": 73, "classes": 11}


def test_the_description_has_the_numbers_of_another_library(
    description: rdflib.Graph, settled_path: Path
) -> None:
    """Each number of the description is that which rdflib counts in the file."""
    data = rdflib.Graph().parse(settled_path)
    assert numbers_of(description, DATASET) == {
        "triples": len(data),
        "distinctSubjects": len(set(data.subjects())),
        "properties": len(set(data.predicates())),
        "classes": len(set(data.objects(None, RDF.type))),
        "entities": sum(
            1
            for kind in dict(THINGS)
            for _ in data.subjects(RDF.type, rdflib.URIRef(KH + kind), unique=True)
        ),
    }
    parts = {
        str(description.value(part, VOID["class"])): numbers_of(description, part)
        for part in description.objects(DATASET, VOID.classPartition)
    }
    kinds = list(data.objects(None, RDF.type))
    assert parts == {str(kind): {"entities": kinds.count(kind)} for kind in kinds}
    assert parts[KH + "Claim"] == {"entities": 29}
    claims = list(data.objects(None, DCTERMS.source))
    subsets = {
        description.value(part, DCTERMS.source): numbers_of(description, part)
        for part in description.objects(DATASET, VOID.subset)
    }
    assert subsets == {source: {"entities": claims.count(source)} for source in claims}
    assert subsets[rdflib.URIRef(KHB + "test2000")] == {"entities": 25}
    assert subsets[rdflib.URIRef(KHB + "test2010")] == {"entities": 4}


def test_the_description_of_one_claim(load: Loader) -> None:
    """The description is told in full, each part under a name of its own."""
    store = load(ONE_CLAIM)
    expected = ONE_CLAIM_DESCRIBED.replace("VERSION", version("khgraph"))
    assert describe(store, census(store)) == expected


def test_the_description_without_claims(load: Loader) -> None:
    """A graph of a source alone has one thing, one class and no part for claims."""
    graph = described(load('khb:book a kh:Source ; skos:prefLabel "Book" .\n'))
    assert numbers_of(graph, DATASET) == {
        "triples": 2,
        "distinctSubjects": 1,
        "properties": 2,
        "classes": 1,
        "entities": 1,
    }
    assert list(graph.objects(DATASET, VOID.subset)) == []
    assert list(graph.objects(DATASET, DCTERMS.source)) == []


def test_what_two_files_say_is_described_once(load: Loader, small_path: Path) -> None:
    """A triple that stands in two files is one triple."""
    path = load('kha:nur a kh:State .\nkha:new a kh:State ; skos:prefLabel "New" .\n').paths[0]
    alone = numbers_of(described(FileStore([small_path])), DATASET)
    both = numbers_of(described(FileStore([small_path, path])), DATASET)
    assert both == alone | {
        "triples": alone["triples"] + 2,
        "distinctSubjects": 74,
        "entities": 19,
    }


def test_named_graphs_are_described_as_one(tmp_path: Path) -> None:
    """Files in other forms are read too; a triple in two named graphs is one."""
    path = tmp_path / "data.trig"
    triples = 'khb:book a kh:Source ; skos:prefLabel "Book" .'
    path.write_text(f"{HEAD}<urn:g> {{ {triples} }}\n<urn:h> {{ {triples} }}\n", encoding="utf-8")
    assert numbers_of(described(FileStore([path])), DATASET)["triples"] == 2


def test_the_description_is_in_the_one_form(settled: Store, tmp_path: Path) -> None:
    """The description is written as the project writes all Turtle."""
    text = describe(settled, census(settled))
    path = tmp_path / "void.ttl"
    path.write_text(text, encoding="utf-8")
    assert write(parse(path)) == text


def test_the_description_is_the_same_on_every_machine(settled_path: Path, tmp_path: Path) -> None:
    """Two runs in two folders under two names give the same bytes, and no path stands in them."""
    copy = tmp_path / "a copy" / "renamed.ttl"
    copy.parent.mkdir()
    copy.write_bytes(settled_path.read_bytes())
    texts = [
        subprocess.run(
            [SCRIPT, "stats", "--void", "--data", path],
            cwd=path.parent,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for path, seed in ((settled_path, "1"), (copy, "2"))
    ]
    assert texts[0] == texts[1]
    for word in ("settled", "renamed", "file:", str(tmp_path), str(Path.home()), ".ttl"):
        assert word.encode() not in texts[0]
    assert texts[0].decode() == run("stats", "--void", "--data", settled_path).stdout


def test_an_open_start_leaves_the_end() -> None:
    """What began before all time belongs to the decade of its end."""
    assert decade(a_claim(edtf_bounds("../1935"), "../1935")) == "1930s"


def test_a_claim_without_a_source_is_of_none(load: Loader) -> None:
    """It is counted as a claim, and makes no source."""
    store = load(
        "khs:s a kh:Statement ; rdf:subject kha:a ; rdf:predicate kh:died ; rdf:object true ."
        " khc:c a kh:Claim ; kh:about khs:s ; kh:stance kh:affirms ."
    )
    found = census(store)
    assert "" not in dict(found.stances)
    assert dict(groups_of(found)["total"])["sources"] == len(found.stances)


def test_data_with_a_relative_iri_is_described(tmp_path: Path) -> None:
    """What the other commands read is described as well."""
    path = tmp_path / "r.ttl"
    path.write_text("<rel> <http://x/p> 'a' .\n")
    assert run("stats", "--void", "--data", path).exit_code == 0


def test_the_description_beside_the_data_is_the_present_one() -> None:
    """data/void.ttl is what the command prints of the bundled data."""
    kept = Path(__file__).resolve().parent.parent / "data" / "void.ttl"
    assert run("stats", "--void").stdout == kept.read_text(encoding="utf-8"), "run: make golden"
