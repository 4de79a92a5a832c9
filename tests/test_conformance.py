"""One graph in several places: each store says the same of it, and so does each command.

The stores are the files in memory, an index on disk, Oxigraph's server and Virtuoso;
what an engine cannot do for reasons of its own is listed, and held to be still so.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from endpoints import SMALL, Server, oxigraph, virtuoso

from khgraph.catalogue import NamedQuery, named_queries
from khgraph.dossier import dossier, find
from khgraph.errors import NameLookupError
from khgraph.names import NameIndex
from khgraph.namespaces import KH, KHA, KHE
from khgraph.paths import degrees
from khgraph.records import (
    entities,
    exclusions,
    lives_of,
    narrower_types,
    quantities,
    relation_types,
    signed_statements,
    sources,
    statements,
    turns,
)
from khgraph.results import render_answer
from khgraph.stores import FileStore, Store, open_store, text_of
from khgraph.stores.index import build_index

QUERIES = named_queries()
KHGRAPH = str(Path(sys.executable).with_name("khgraph"))
COMMAND_SECONDS = 300

# What an engine says otherwise, by engine, data and query, and why.
DIFFERENCES = {
    (
        "virtuoso",
        "bundled",
        "contested-statements",
    ): "STR of a truth value is unbound in Virtuoso 7.2.5; the standard says that it is true",
}


class Case(NamedTuple):
    """A store, and the local one over the same data; `location` is its --data."""

    engine: str
    data: str
    store: Store
    local: Store
    location: str


@pytest.fixture(scope="session")
def local_stores() -> dict[str, Store]:
    """Return the stores that the others are compared with."""
    return {"small": FileStore([SMALL]), "bundled": FileStore()}


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Server]:
    """Run Oxigraph's server."""
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server() -> Iterator[Server]:
    """Run Virtuoso."""
    with virtuoso() as server:
        yield server


@pytest.fixture(scope="session")
def index_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return an index of each set of data."""
    folder = tmp_path_factory.mktemp("index")
    build_index([SMALL], folder / "small")
    build_index(None, folder / "bundled")
    return {name: folder / name for name in ("small", "bundled")}


ENGINES = ("index", "oxigraph", "virtuoso")


@pytest.fixture(scope="session", params=[(e, d) for e in ENGINES for d in ("small", "bundled")])
def case(request: pytest.FixtureRequest, local_stores: dict[str, Store]) -> Case:
    """Return one store after the other."""
    engine, data = request.param
    if engine == "index":
        location = str(request.getfixturevalue("index_folders")[data])
    else:
        server = request.getfixturevalue(f"{engine}_server")
        location = server.small if data == "small" else server.bundled
    return Case(engine, data, open_store([location]), local_stores[data], location)


# Named queries


@pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
def test_named_queries(case: Case, query: NamedQuery, local_stores: dict[str, Store]) -> None:
    """A named query says the same, byte for byte, with its default parameters."""
    names = NameIndex(local_stores["bundled"])
    bindings = query.bindings(
        {}, lambda name, actors_only: names.find(name, actors_only=actors_only).iri
    )
    expected = render_answer(case.local.query(query.text, bindings), "csv").text
    got = render_answer(case.store.query(query.text, bindings), "csv").text
    if reason := DIFFERENCES.get((case.engine, case.data, query.name)):
        assert got != expected, f"no longer so: {reason}"
    else:
        assert got == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?turn a kh:Turn ; rdfs:label ?label } ORDER BY ?turn",
        "SELECT (COUNT(*) AS ?n) { ?s a kh:Statement }",
        "SELECT ?s ?sign { ?s kh:sign ?sign FILTER(?sign < 0) } ORDER BY ?s",
        "SELECT ?s ?symmetric { ?s kh:isSymmetric ?symmetric } ORDER BY ?s",
        "SELECT ?c ?d { ?c kh:earliestStart ?d FILTER(?d < '1930-01-01'^^xsd:date) } ORDER BY ?c",
        "SELECT ?label { ?s skos:prefLabel ?label FILTER(LANG(?label) = 'en') } ORDER BY ?label",
        "ASK { kh:killed kh:sign -1 }",
        "ASK { kh:killed kh:sign 1 }",
        "CONSTRUCT { ?s rdf:type ?o } WHERE { ?s rdf:type ?o FILTER(?o = kh:Turn) }",
        "CONSTRUCT WHERE { ?s kh:sign ?o }",
    ],
)
def test_queries_of_all_forms(case: Case, text: str) -> None:
    """What somebody may write comes out as from the files, in each form of output."""
    form = "ttl" if text.startswith("CONSTRUCT") else "srj"
    expected = render_answer(case.local.query(text), form)
    assert expected.text
    assert render_answer(case.store.query(text), form) == expected


# Neighbours, records, names


def test_neighbours(case: Case) -> None:
    """The steps that lead away from everything there is are the same, and in the same order."""
    frontier = [iri for iri in entities(case.local) if not iri.startswith(KH)]
    steps = case.local.neighbours(frontier, "")
    assert len(steps) > len(frontier) / 2
    assert case.store.neighbours(frontier, "") == steps
    assert case.store.neighbours([], "") == []
    pattern = "?statement rdf:predicate ?kind . ?kind kh:sign -1 ."
    hostile = case.local.neighbours(frontier[:300], pattern)
    assert hostile
    assert case.store.neighbours(frontier[:300], pattern) == hostile


def test_statements_and_claims(case: Case) -> None:
    """Statements with all their claims are the same: all of them, some, and those about a thing."""
    rows = case.local.select("SELECT ?s { ?s a kh:Statement } ORDER BY ?s")
    step = 1 if case.data == "small" else 3
    some = [text_of(iri) for (iri,) in rows][::step]
    expected = statements(case.local, some)
    assert len(expected) == len(some) > 20
    assert statements(case.store, some) == expected
    # All the bundled ones at once are what ``contested`` and ``stats`` below ask for.
    if case.data == "small":
        assert statements(case.store) == expected
    assert statements(case.store, []) == []
    thing = KHA + ("alda" if case.data == "small" else "japan")
    about = statements(case.local, touching=thing)
    assert about
    assert statements(case.store, touching=thing) == about
    assert signed_statements(case.store) == signed_statements(case.local)


def test_turns_and_other_records(case: Case) -> None:
    """Turns, kinds of relations, lives and sources are the same."""
    for read in (
        turns,
        entities,
        relation_types,
        narrower_types,
        quantities,
        lives_of,
        exclusions,
        sources,
    ):
        expected = read(case.local)
        assert read(case.store) == expected, read.__name__
        if read is entities:
            assert entities(case.store, []) == {}
        assert expected or (read is exclusions and case.data == "small"), read.__name__


def test_degrees(case: Case) -> None:
    """The numbers of statements by thing are the same, of many things too."""
    things = sorted(entities(case.local))
    expected = degrees(case.local, things)
    assert max(expected.values()) > 3
    assert degrees(case.store, things) == expected


def test_names(case: Case) -> None:
    """A name means the same thing; one that fits nothing has the same neighbours."""
    there, here = NameIndex(case.store), NameIndex(case.local)
    assert list(there) == list(here)
    labels = [entity.label for entity in here][::25]
    for name in (*labels, KHA + "nobody", "Japn", "khe:x", "battle"):
        answers = []
        for names in (here, there):
            try:
                answers.append(names.find(name).iri)
            except NameLookupError as error:
                answers.append(str(error))
        assert answers[0] == answers[1]


def test_dossier_and_search(case: Case) -> None:
    """All that is said of a thing is in the same sections; a text stands in the same places."""
    names = ["Alda", KHE + "battle-of-sel"] if case.data == "small" else ["Japan", "bulag2009"]
    for name in names:
        entity = NameIndex(case.local).find(name)
        assert dossier(case.store, entity) == dossier(case.local, entity)
    assert find(case.store, "the") == find(case.local, "the")
    assert find(case.local, "the")


# Whole commands


class Command(NamedTuple):
    """A command, and how often it names its data."""

    words: tuple[str, ...]
    is_named: bool = False


BUNDLED = (
    Command(("path", "Jinjuurjab", "Lingsheng")),
    Command(("path", "Japan", "Soviet Union", "--on", "1939-08-20", "--format", "json")),
    Command(("show", "Japan")),
    Command(("show", "Lingsheng", "--format", "json")),
    Command(("triads", "Inner Mongols", "--on", "1931-10-01")),
    Command(("query", "who-turned-on-whom")),
    Command(("query", "turns-of-actor", "-p", "actor=Japan", "--format", "srj")),
    Command(("balance",)),
    Command(("contested", "Japan"), is_named=True),
    Command(("find", "war")),
    Command(("stats",), is_named=True),
)
SMALL_ONES = (
    Command(("path", "Alda", "Nur")),
    Command(("show", "Alda")),
    Command(("triads", "Alda")),
    Command(("query", "who-turned-on-whom", "--format", "csv")),
    Command(("balance",)),
    Command(("contested", "Alda"), is_named=True),
)


class Done(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    said: str


@cache
def run(*words: str) -> Done:
    """Run the installed command."""
    done = subprocess.run(
        [KHGRAPH, *words], capture_output=True, text=True, timeout=COMMAND_SECONDS
    )
    return Done(done.returncode, done.stdout, done.stderr)


def compare(case: Case, command: Command) -> None:
    """Assert that a command prints the same on both stores, but for the name of the data."""
    is_small = case.data == "small"
    expected = run(*command.words, *(("--data", str(SMALL)) if is_small else ()))
    assert expected.code == 0, expected.said
    out = expected.out
    if command.is_named:
        name = "Data: small.ttl." if is_small else "Data: triples.ttl."
        assert out.count(name) == 1
        out = out.replace(name, f"Data: {case.store.data_name}.")
    assert run(*command.words, "--data", case.location) == expected._replace(out=out)


@pytest.mark.parametrize("command", SMALL_ONES, ids=lambda command: "-".join(command.words))
@pytest.mark.parametrize("case", [(e, "small") for e in ENGINES], indirect=True)
def test_commands_on_the_small_graph(case: Case, command: Command) -> None:
    """A command prints the same, byte for byte; only the name of the data is another one."""
    compare(case, command)


@pytest.mark.parametrize("command", BUNDLED, ids=lambda command: "-".join(command.words))
@pytest.mark.parametrize("case", [(e, "bundled") for e in ENGINES[1:]], indirect=True)
def test_commands_on_the_bundled_data(case: Case, command: Command) -> None:
    """A command prints the same, byte for byte; only the name of the data is another one."""
    compare(case, command)


def test_names_of_the_data(case: Case) -> None:
    """An index is called by its files, an endpoint by its address."""
    if case.engine == "index":
        assert case.store.data_name == case.local.data_name
    else:
        assert case.store.data_name == case.location.partition("?")[0]
    assert text_of(case.store.select("SELECT (1 AS ?x) {}")[0][0]) == "1"
