"""The named queries: each is well formed, says the same on two engines, and has its answer."""

from __future__ import annotations

import importlib.util
import re
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, ModuleType
from typing import NamedTuple

import pyoxigraph as ox
import pytest
import rdflib

from khgraph import resources
from khgraph.catalogue import NamedQuery, named_queries
from khgraph.names import NameIndex
from khgraph.namespaces import KH, KHB, PREFIXES, XSD
from khgraph.stores import FileStore, Store, Term

QUERIES = named_queries()
CHECKS = sorted((resources.queries_path() / "checks").glob("*.rq"))
NAMED = pytest.mark.parametrize("query", QUERIES.values(), ids=list(QUERIES))
FILES = pytest.mark.parametrize(
    "path",
    [*sorted(resources.queries_path().glob("*.rq")), *CHECKS],
    ids=lambda path: path.stem,
)

# The slowest query takes rdflib three seconds here; one that it cannot join well takes for ever.
RDFLIB_SECONDS = 20

# What in a query is no name: strings, IRIs and comments.
OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*')

Value = tuple[str, str, str, str] | None


# rdflib joins so slowly that it gets the claims of three sources, enough for every query.
SAMPLE = ("bulag2009", "kuromiya2014", "zuljan2019")


class Bundled(NamedTuple):
    """The bundled data and ontology, and a sample of it on both engines."""

    store: Store
    names: NameIndex
    sample: Store
    graph: rdflib.Graph


@pytest.fixture(scope="session")
def golden() -> ModuleType:
    """Return the script beside this file."""
    spec = importlib.util.spec_from_file_location("golden", Path(__file__).with_name("golden.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bundled:
    """Return the bundled data, and the sample read once by each engine."""
    store = FileStore()
    graph = rdflib.Graph().parse(resources.data_path())
    kept = {rdflib.URIRef(KHB + name) for name in SAMPLE}
    for claim, source in list(graph.subject_objects(rdflib.DCTERMS.source)):
        if source not in kept:
            graph.remove((claim, None, None))
    answered = set(graph.objects(None, rdflib.URIRef(KH + "about")))
    for kind in ("Statement", "Turn"):
        for node in list(graph.subjects(rdflib.RDF.type, rdflib.URIRef(KH + kind))):
            if node not in answered:
                graph.remove((node, None, None))
    path = tmp_path_factory.mktemp("sample") / "sample.nt"
    graph.serialize(path, format="nt", encoding="utf-8")
    graph.parse(resources.ontology_path())
    return Bundled(store, NameIndex(store), FileStore([path]), graph)


def names_in(text: str) -> str:
    """Return the query without what is no name, the PREFIX lines included."""
    return re.sub(r"^PREFIX .*$", "", OPAQUE.sub(" ", text), flags=re.MULTILINE)


@FILES
def test_prefixes_are_the_projects(path: Path) -> None:
    """Every prefix that is used is declared, none else, each as the project's table has it."""
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^PREFIX ([a-z]*): <([^>]*)>$", text, re.MULTILINE)
    assert text.upper().count("PREFIX ") == len(declared), "write PREFIX at the start of a line"
    assert dict(declared) == {prefix: PREFIXES.get(prefix) for prefix, _ in declared}
    used = set(re.findall(r"(?<![\w?$])([a-z]+):", names_in(text)))
    assert sorted(used) == [prefix for prefix, _ in declared], "sorted, and those that are used"


@FILES
def test_the_file_is_plain_sparql(path: Path) -> None:
    """The file is SPARQL 1.1 as it stands, on an engine that knows none of our prefixes."""
    text = path.read_text(encoding="utf-8")
    ox.Store().query(text)
    rdflib.Graph(bind_namespaces="none").query(text)


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_has_its_message(path: Path) -> None:
    """The summary of a check is the message about what it finds."""
    head = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert re.fullmatch(r"#\+ summary: \S.+\.", head)


@NAMED
def test_the_summary_is_a_question(query: NamedQuery) -> None:
    """A named query answers a question, has tags, and parameters with defaults."""
    assert re.fullmatch(r"[A-Z].+\?", query.summary)
    assert query.tags
    assert all(parameter.default for parameter in query.parameters)


@NAMED
def test_the_columns_are_the_projection(query: NamedQuery) -> None:
    """SELECT names the columns of the header, in order, and marks the parameters by $."""
    (select,) = re.findall(r"^SELECT (.*)$", query.text, re.MULTILINE)
    parameters = {parameter.name for parameter in query.parameters}
    expected = [f"${name}" if name in parameters else f"?{name}" for name in query.columns]
    assert select.removeprefix("DISTINCT ").split() == expected
    assert "*" not in select
    assert not re.search(r"SELECT\s+\*", query.text, re.IGNORECASE)
    for name in parameters:
        assert f"?{name} " not in query.text, f"write ${name} everywhere"


@contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """Fail what does not end, so that one query cannot hold up the suite."""

    def give_up(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"no answer within {seconds} seconds; help the engine with the join order")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def ox_value(term: Term | None) -> Value:
    """Return what a term of pyoxigraph says, comparable with one of rdflib."""
    if term is None:
        return None
    assert not isinstance(term, ox.Triple)
    if isinstance(term, ox.Literal):
        datatype = "" if term.language else term.datatype.value
        return "literal", term.value, (term.language or "").lower(), datatype
    return "node", term.value, "", ""


def rdflib_value(term: object) -> Value:
    """Return what a term of rdflib says, comparable with one of pyoxigraph."""
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        datatype = "" if term.language else str(term.datatype or XSD + "string")
        return "literal", str(term), (term.language or "").lower(), datatype
    return "node", str(term), "", ""


def rdflib_term(term: Term) -> rdflib.URIRef | rdflib.Literal:
    """Return a term of pyoxigraph as one of rdflib."""
    if isinstance(term, ox.Literal):
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
    assert isinstance(term, ox.NamedNode)
    return rdflib.URIRef(term.value)


@NAMED
def test_two_engines_agree(query: NamedQuery, bundled: Bundled, golden: ModuleType) -> None:
    """Both pyoxigraph and rdflib give the same rows in the same order, at least one of them."""
    bindings = golden.default_bindings(query, bundled.names)
    # rdflib ignores a binding for a variable that it does not know, and gives all rows.
    assert set(bindings) <= set(query.columns)
    rows = bundled.sample.select(query.text, bindings)
    with deadline(RDFLIB_SECONDS):
        result = bundled.graph.query(
            query.text, initBindings={name: rdflib_term(term) for name, term in bindings.items()}
        )
        others = [[rdflib_value(term) for term in row] for row in result]  # type: ignore[union-attr] # SELECT gives rows
    assert [str(name) for name in result.vars or ()] == list(query.columns)
    assert rows
    assert [[ox_value(term) for term in row] for row in rows] == others


@NAMED
def test_the_order_is_total(query: NamedQuery, bundled: Bundled, golden: ModuleType) -> None:
    """Rows that differ differ in what they are ordered by, so that no engine can shuffle them."""
    (order,) = re.findall(r"^ORDER BY (.*)$", query.text, re.MULTILINE)
    keys = [name.strip("?$") for name in order.split()]
    names = list(dict.fromkeys((*query.columns, *keys)))
    projection = "SELECT " + " ".join(f"?{name}" for name in names)
    text = re.sub(r"^SELECT .*$", projection, query.text, flags=re.MULTILINE)
    rows_of = defaultdict(set)
    for row in bundled.store.select(text, golden.default_bindings(query, bundled.names)):
        cells = dict(zip(names, map(str, row), strict=True))
        key = tuple(cells[name] for name in keys)
        rows_of[key].add(tuple(cells[name] for name in query.columns))
    ties = {key: rows for key, rows in rows_of.items() if len(rows) > 1}
    assert not ties, f"rows that ORDER BY {order} does not tell apart"


@NAMED
def test_the_golden_answer(query: NamedQuery, bundled: Bundled, golden: ModuleType) -> None:
    """The answer over the bundled data is the golden one; renew it with make golden."""
    path = golden.FOLDER / f"{query.name}.csv"
    expected = path.read_bytes().decode()
    assert golden.golden_text(query, bundled.store, bundled.names) == expected, "run: make golden"


def test_no_golden_answer_is_left_over(golden: ModuleType) -> None:
    """Every golden answer belongs to a query."""
    assert sorted(path.stem for path in golden.FOLDER.iterdir()) == sorted(QUERIES)


def test_there_are_enough_questions() -> None:
    """The catalogue asks at least thirty questions."""
    assert len(QUERIES) >= 30
