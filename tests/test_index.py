"""The index on disk: it answers as files do, and is there whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import gzip
import json
import os
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.cli import main
from khgraph.errors import LoadError, OutputError
from khgraph.model import Entity
from khgraph.names import NameIndex, fold
from khgraph.namespaces import KH, KHA, KHB, PREFIXES, RDF
from khgraph.reading import Reading
from khgraph.records import entities, lives_of, statements, turns
from khgraph.stores import FileStore, adjacency, bulk_load, open_store
from khgraph.stores.adjacency import Adjacency, AdjacencyWriter
from khgraph.stores.index import INDEX_VERSION, IndexStore, build_index, is_index, size_on_disk
from khgraph.stores.local import LocalStore, merged
from khgraph.stores.rdf_files import FORMATS

SCRIPT = Path(sys.executable).with_name("khgraph")
SMALL = Path(__file__).parent / "data" / "small.ttl"
TRIPLE = "<urn:a> <urn:b> <urn:c> .\n"
DEADLINE = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the small graph; no test may change it."""
    folder = tmp_path_factory.mktemp("made") / "small.index"
    build_index([SMALL], folder)
    return folder


def run(*arguments: str) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def names_in(folder: Path) -> list[str]:
    """Return what lies in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size and the time of the last change of everything below *folder*."""
    found = (path for path in folder.rglob("*"))
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


# It answers as files do


def test_index_answers_as_the_files(made: Path, small: FileStore) -> None:
    """Records, lives, turns, names of the data and the number of triples are the same."""
    store = open_store([made])
    assert isinstance(store, IndexStore)
    assert store.data_name == "small.ttl"
    assert store.paths == ()
    assert len(store) == len(small)
    assert statements(store) == statements(small)
    assert entities(store) == entities(small)
    assert lives_of(store) == lives_of(small)
    assert turns(store) == turns(small)


ZAMYN = Entity(KHA + "zamyn", "Zämyn", "Person")
READINGS = (
    Reading(),
    Reading("affirms"),
    Reading("reports"),
    Reading("possible", sources=("first2001",)),
    Reading("reports", sources=("first2001", "second2010")),
    Reading("reports", viewpoints=(ZAMYN,)),
    Reading("affirms", viewpoints=(ZAMYN,), sources=("second2010",)),
    Reading(types=("siblingOf",)),
    Reading("reports", types=("hostileTo",), narrower=frozenset({"fought", "killed"})),
    Reading(on="1939-05-11"),
)


@pytest.mark.parametrize("reading", READINGS, ids=Reading.describe)
def test_neighbours_are_those_of_the_files(
    made: Path, small: FileStore, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under every kind of reading the table alone leads where the engine leads."""
    store = IndexStore(made)
    things = list(entities(small))
    expected = small.neighbours(things, reading.sparql())
    all_steps = small.neighbours(things, "")
    monkeypatch.setattr(LocalStore, "neighbours", None)
    assert store.neighbours(things, reading.sparql()) == expected
    assert store.neighbours(iter(things), "") == all_steps


def test_readings_differ(small: FileStore) -> None:
    """The readings above do not all let in the same, or they would test nothing."""
    things = list(entities(small))
    counts = [len(small.neighbours(things, reading.sparql())) for reading in READINGS]
    assert len(set(counts)) >= 5
    assert min(counts) < max(counts) < len(small.neighbours(things, ""))


@pytest.mark.parametrize(
    "accepted",
    [
        "?statement kh:atEvent ?event .",
        "?claim kh:about ?statement . MINUS { ?claim kh:stance kh:affirms }",
        "?claim kh:about ?statement ; kh:when ?when .",
        "?claim kh:about ?statement . ?other kh:about ?statement FILTER(?claim != ?other)",
    ],
)
def test_what_the_table_cannot_tell_the_engine_is_asked(
    made: Path, small: FileStore, accepted: str
) -> None:
    """A pattern that looks at more than the kind of one claim is answered all the same."""
    table = Adjacency(made / "1" / "adjacency.sqlite")
    things = list(entities(small))
    assert table.steps(things, accepted) is None
    found = IndexStore(made).neighbours(things, accepted)
    assert found == small.neighbours(things, accepted)
    assert found


def test_many_kinds_of_claims_are_left_to_the_engine(
    made: Path, small: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the claims are of too many kinds to try each, the engine is asked."""
    monkeypatch.setattr(adjacency, "MOST_KINDS", 1)
    table = Adjacency(made / "1" / "adjacency.sqlite")
    assert table.steps([KHA + "alda"], Reading().sparql()) is None
    things = list(entities(small))
    expected = small.neighbours(things, Reading().sparql())
    assert IndexStore(made).neighbours(things, Reading().sparql()) == expected


class Graph(LocalStore):
    """Quads in memory."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        graph = ox.Store()
        graph.extend([*quads, *merged(quads)])
        super().__init__(graph)

    @property
    def data_name(self) -> str:
        """What it is called."""
        return "quads"


def node(name: str) -> ox.NamedNode:
    """Return a node of the tests' own."""
    return ox.NamedNode("urn:" + name)


THINGS = [node("a"), node("b"), node("c")]
ENDS = st.sampled_from([*THINGS, ox.Literal("text"), ox.BlankNode("x")])
STATEMENTS = st.sampled_from([node("s1"), node("s2"), node("s3")])
CLAIMS = st.sampled_from([node("c1"), node("c2"), ox.BlankNode("c3")])
STANCES = st.sampled_from([ox.NamedNode(KH + name) for name in ("affirms", "doubts", "reports")])
SOURCES = st.sampled_from([ox.NamedNode(KHB + "one"), ox.NamedNode(KHB + "two")])
GRAPHS = st.sampled_from([ox.DefaultGraph(), node("g")])


def quad(
    subject: st.SearchStrategy[Any], name: str, value: st.SearchStrategy[Any]
) -> st.SearchStrategy[ox.Quad]:
    """Return a strategy for quads of one property."""
    return st.builds(ox.Quad, subject, st.just(ox.NamedNode(name)), value, GRAPHS)


QUADS = st.one_of(
    quad(STATEMENTS, RDF + "subject", st.sampled_from([*THINGS, ox.BlankNode("x")])),
    quad(STATEMENTS, RDF + "object", ENDS),
    quad(STATEMENTS, RDF + "predicate", st.sampled_from([node("p"), ox.NamedNode(KH + "fought")])),
    quad(CLAIMS, KH + "about", STATEMENTS),
    quad(CLAIMS, KH + "stance", STANCES),
    quad(CLAIMS, KH + "accordingTo", st.sampled_from(THINGS)),
    quad(CLAIMS, PREFIXES["dcterms"] + "source", SOURCES),
    quad(CLAIMS, PREFIXES["prov"] + "wasAttributedTo", st.sampled_from(THINGS)),
    quad(CLAIMS, PREFIXES["rdfs"] + "comment", st.just(ox.Literal("between"))),
)
TWO = Entity("urn:a", "A", "Person")


@given(quads=st.lists(QUADS, max_size=25))
@settings(max_examples=200)
def test_table_leads_where_the_engine_leads(
    tmp_path_factory: pytest.TempPathFactory, quads: list[ox.Quad]
) -> None:
    """Whatever the order, the gaps and the repetitions of the triples, the answers are the same."""
    path = tmp_path_factory.mktemp("table") / "table"
    graph = Graph(quads)
    writer = AdjacencyWriter(path)
    assert list(writer.passing(quads)) == quads
    writer.finish(graph._graph)
    assert names_in(path.parent) == ["table"]
    table = Adjacency(path)
    things = [thing.value for thing in THINGS]
    for reading in (
        Reading(),
        Reading("reports", sources=("one",)),
        Reading("reports", viewpoints=(TWO,)),
        Reading("reports", types=("fought",)),
    ):
        expected = graph.neighbours(things, reading.sparql())
        assert table.steps(things, reading.sparql()) == expected
    assert table.steps(things, "") == graph.neighbours(things, "")


def test_statement_without_a_name_is_refused_as_of_files(tmp_path: Path) -> None:
    """Data with blank nodes are refused by the same sentence, whichever way they are read."""
    path = tmp_path / "x.ttl"
    path.write_text(
        f"@prefix rdf: <{RDF}> . [] rdf:subject <urn:a> ; rdf:predicate <urn:p> ;"
        " rdf:object <urn:b> ."
    )
    build_index([path], tmp_path / "i")
    for store in (FileStore([path]), IndexStore(tmp_path / "i")):
        with pytest.raises(LoadError) as caught:
            store.neighbours(["urn:a"], "")
        assert str(caught.value) == "a statement has no name; give every node an IRI"


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    """The same label in two files is two nodes."""
    for name in ("one.nt", "two.nt"):
        (tmp_path / name).write_text(f'_:x <urn:p> "{name}" .\n')
    files = [tmp_path / "one.nt", tmp_path / "two.nt"]
    build_index(files, tmp_path / "i")
    query = "SELECT DISTINCT ?x { ?x <urn:p> ?y }"
    assert len(IndexStore(tmp_path / "i").select(query)) == len(FileStore(files).select(query)) == 2


# What it reads


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.ttl", TRIPLE.encode()),
        ("x.nt", TRIPLE.encode()),
        ("x.nt.gz", gzip.compress(TRIPLE.encode())),
        ("X.TTL.GZ", gzip.compress(b"\xef\xbb\xbf" + TRIPLE.encode())),
        ("two-parts.nt.gz", gzip.compress(TRIPLE.encode()) + gzip.compress(TRIPLE.encode())),
        ("named.nq", b"<urn:a> <urn:b> <urn:c> <urn:g> .\n"),
        ("byte-order-mark.ttl", b"\xef\xbb\xbf" + TRIPLE.encode()),
        ("x.jsonld", b'{"@id": "urn:a", "urn:b": {"@id": "urn:c"}}'),
    ],
)
def test_formats_compressed_or_not(tmp_path: Path, name: str, content: bytes) -> None:
    """A file is read in the format that its name says, also where it ends in .gz."""
    path = tmp_path / name
    path.write_bytes(content)
    ontology = len(FileStore([SMALL])) - len(list(ox.parse(path=SMALL)))
    assert build_index([path], tmp_path / "i") == ontology + 1
    store = IndexStore(tmp_path / "i")
    assert store.ask("ASK { <urn:a> <urn:b> <urn:c> . kh:killed kh:sign -1 }")
    assert store.data_name == name


def test_relative_iris_stand_for_the_file(tmp_path: Path) -> None:
    """A relative IRI is resolved against the file, as when it is read itself."""
    path = tmp_path / "my notes.ttl"
    path.write_text("<> <urn:b> <#x> .")
    build_index([path], tmp_path / "i")
    query = "SELECT ?s ?o { ?s <urn:b> ?o }"
    assert IndexStore(tmp_path / "i").select(query) == FileStore([path]).select(query)


LONG = TRIPLE.encode() * 5_000


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.ttl", b"", "{path}: the file is empty"),
        ("x.ttl", b" \n", "{path}: the file is empty"),
        ("x.ttl", b"<urn:a>\n\xe9", "{path}:2: not UTF-8; save the file in UTF-8"),
        (
            "long.nt",
            LONG + b'<urn:a> <urn:b> "\xe9" .',
            "{path}:5001: not UTF-8; save the file in UTF-8",
        ),
        (
            "long.nt",
            LONG + b"<urn:a> <urn:b> .\n",
            "{path}:5001: The object of a triple must be an IRI, a blank node or a literal",
        ),
        ("x.nt.gz", b"no gzip", "{path}: cannot be unpacked: Not a gzipped file (b'no')"),
        (
            "x.nt.gz",
            gzip.compress(LONG)[:-9],
            "{path}: cannot be unpacked: Compressed file ended before the end-of-stream marker was "
            "reached",
        ),
        (
            "x.gz",
            gzip.compress(LONG),
            "{stem}: no RDF format ends in ''; name the file with one of {known}",
        ),
        (
            "x.csv",
            b"a,b",
            "{path}: no RDF format ends in '.csv'; name the file with one of {known}",
        ),
    ],
)
def test_unreadable_file_leaves_nothing_and_the_old_index_stays(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """Whatever is wrong with the last file, it is named, and what stood there still answers."""
    path = tmp_path / "data" / name
    path.parent.mkdir()
    path.write_bytes(content)
    expected = message.format(path=path, stem=path.with_suffix(""), known=" ".join(FORMATS))
    with pytest.raises(LoadError) as caught:
        build_index([SMALL, path], tmp_path / "new")
    assert str(caught.value) == expected
    assert names_in(tmp_path) == ["data"]
    build_index([SMALL], tmp_path / "old")
    before = snapshot(tmp_path / "old")
    with pytest.raises(LoadError):
        build_index([SMALL, path], tmp_path / "old")
    assert snapshot(tmp_path / "old").keys() == before.keys()
    assert IndexStore(tmp_path / "old").data_name == "small.ttl"
    result = run("index", str(tmp_path / "old"), "--data", str(SMALL), "--data", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {expected}\n"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    """A path that is no file is named before anything is done."""
    for path, message in (
        (tmp_path / "no.ttl", "there is no such file"),
        (tmp_path / "f.ttl", "this is a folder; name a file in it"),
    ):
        (tmp_path / "f.ttl").mkdir(exist_ok=True)
        with pytest.raises(LoadError) as caught:
            build_index([SMALL, path], tmp_path / "i")
        assert str(caught.value) == f"{path}: {message}"
        assert names_in(tmp_path) == ["f.ttl"]


def test_disc_that_fails_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of which only the beginning can be read is the fault of that file."""
    path = tmp_path / "x.nt"
    path.write_bytes(LONG)
    read = bulk_load._Counted.readinto

    def fail(self: bulk_load._Counted, buffer: memoryview) -> int:
        if self._read > 0:
            raise OSError(errno.EIO, "Input/output error")
        return read(self, buffer[:1000])

    monkeypatch.setattr(bulk_load._Counted, "readinto", fail)
    with pytest.raises(LoadError) as caught:
        build_index([path], tmp_path / "i")
    assert str(caught.value) == f"{path}: cannot be read: Input/output error"
    assert names_in(tmp_path) == ["x.nt"]


# Where it is put


def test_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    """Nothing of the user's is ever replaced."""
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(OutputError) as caught:
        build_index([SMALL], tmp_path)
    assert str(caught.value) == f"{tmp_path}: the folder holds other things; name a new one"
    with pytest.raises(OutputError) as caught:
        build_index([SMALL], tmp_path / "thesis.txt")
    assert str(caught.value) == f"{tmp_path / 'thesis.txt'}: this is a file; an index is a folder"
    with pytest.raises(OutputError) as caught:
        build_index([SMALL], tmp_path / "a" / "b")
    message = f"{tmp_path / 'a' / 'b'}: there is no folder {tmp_path / 'a'}; make it first"
    assert str(caught.value) == message
    assert names_in(tmp_path) == ["thesis.txt"]


def test_empty_folder_and_older_index_are_taken(tmp_path: Path) -> None:
    """An index takes an empty folder, and the place of an older one, of any version."""
    folder = tmp_path / "i"
    folder.mkdir()
    build_index([SMALL], folder)
    assert names_in(folder) == ["1", "khgraph-index.json"]
    (folder / "khgraph-index.json").write_text('{"version": "0"}')
    (tmp_path / "x.nt").write_text(TRIPLE)
    build_index([tmp_path / "x.nt"], folder)
    assert names_in(folder) == ["2", "khgraph-index.json"]
    assert IndexStore(folder).data_name == "x.nt"


@pytest.mark.parametrize(
    ("stamp", "message"),
    [
        (None, "this folder is no index; khgraph index makes one"),
        ("no json", "this folder is no index; khgraph index makes one"),
        ("[]", "this folder is no index; khgraph index makes one"),
        (
            '{"version": "2 pyoxigraph-0.4"}',
            f"the index is of version '2 pyoxigraph-0.4', and this is '{INDEX_VERSION}'; "
            "build it anew with khgraph index",
        ),
        (
            json.dumps({"version": INDEX_VERSION, "part": "../secret"}),
            "khgraph-index.json is damaged; build it anew with khgraph index",
        ),
    ],
)
def test_what_is_no_index_is_refused(tmp_path: Path, stamp: str | None, message: str) -> None:
    """A folder that is no index, or that another engine wrote, is told in one sentence."""
    if stamp is not None:
        (tmp_path / "khgraph-index.json").write_text(stamp)
    with pytest.raises(LoadError) as caught:
        open_store([tmp_path])
    assert str(caught.value) == f"{tmp_path}: {message}"


def test_index_without_its_files(tmp_path: Path) -> None:
    """An index of which a part is missing says what to do."""
    build_index([SMALL], tmp_path / "i")
    shutil.rmtree(tmp_path / "i" / "1" / "engine")
    with pytest.raises(LoadError) as caught:
        IndexStore(tmp_path / "i")
    assert str(caught.value).startswith(f"{tmp_path / 'i'}: the index cannot be opened: ")
    assert str(caught.value).endswith("; build it anew with khgraph index")
    build_index([SMALL], tmp_path / "i")
    assert IndexStore(tmp_path / "i").data_name == "small.ttl"


def test_index_is_moved_copied_and_only_read(made: Path, tmp_path: Path) -> None:
    """A copy in another place answers, and reading writes nothing, not even a time."""
    copy, moved = tmp_path / "copy", tmp_path / "a place with ü %20?#"
    shutil.copytree(made, copy)
    copy.rename(moved)
    for path in (*moved.rglob("*"), moved):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = snapshot(moved)
    store = IndexStore(moved)
    assert len(store.neighbours([KHA + "alda"], "")) > 0
    assert len(statements(store)) > 0
    result = run("path", "Alda", "Boro", "--data", str(moved))
    assert result.exit_code == 0
    assert snapshot(moved) == before


# While others read and build


READ_ON = """
import sys
from pathlib import Path
from khgraph.stores.index import IndexStore
folder, stop = map(Path, sys.argv[1:])
sizes = set()
print("reading", flush=True)
while not stop.exists():
    store = IndexStore(folder)
    rows = store.select("SELECT ?s ?p ?o { ?s ?p ?o }")
    assert len(rows) == len(store), (len(rows), len(store))
    store.neighbours(["urn:a"], "")
    sizes.add(store.data_name)
print(*sorted(sizes))
"""


def test_others_read_while_it_is_built_anew(tmp_path: Path) -> None:
    """Two processes open and read without pause while the index is replaced again and again."""
    folder, stop = tmp_path / "i", tmp_path / "stop"
    (tmp_path / "x.nt").write_text(TRIPLE)
    files = [SMALL, tmp_path / "x.nt"]
    build_index(files[:1], folder)
    opened = IndexStore(folder)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READ_ON, str(folder), str(stop)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "reading\n"
        for number in range(6):
            build_index([files[number % 2]], folder)
    finally:
        stop.touch()
        outputs = [reader.communicate(timeout=DEADLINE) for reader in readers]
    assert [errors for _, errors in outputs] == ["", ""]
    assert {name for output, _ in outputs for name in output.split()} <= {"small.ttl", "x.nt"}
    # What was open before the first of these builds is whole to the end.
    small = FileStore([SMALL])
    assert statements(opened) == statements(small)
    assert opened.neighbours([KHA + "alda"], "") == small.neighbours([KHA + "alda"], "")
    assert names_in(folder) == ["7", "khgraph-index.json"]


def test_two_builders_do_not_meet(tmp_path: Path) -> None:
    """A second builder is refused while the first is at work, and what that does is not touched."""
    folder = tmp_path / "i"
    build_index([SMALL], folder)
    (folder / "building").mkdir()
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OutputError) as caught:
            build_index([SMALL], folder)
        assert str(caught.value) == f"{folder}: another khgraph index is building there; wait"
        assert names_in(folder) == ["1", "building", "khgraph-index.json"]
    finally:
        os.close(held)
    build_index([SMALL], folder)
    assert names_in(folder) == ["2", "khgraph-index.json"]


# When it is broken off


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that takes a second or more to load."""
    path = tmp_path_factory.mktemp("large") / "large.nt"
    path.write_text(
        "".join(f"<urn:a{i}> <urn:b{i % 7}> <urn:c{i * 31}> .\n" for i in range(200_000))
    )
    return path


def begin(folder: Path, data: Path) -> subprocess.Popen[bytes]:
    """Start building, and return once the engine has begun to write."""
    process = subprocess.Popen(
        [SCRIPT, "index", folder, "--data", data], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    end = time.monotonic() + DEADLINE
    while not (folder / "building" / "engine" / "CURRENT").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)
    return process


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "old"])
def test_interruption_leaves_nothing_half_built(
    tmp_path: Path, large: Path, number: signal.Signals, code: int, is_new: bool
) -> None:
    """Ctrl-C and kill take away what was begun, and nothing that stood there."""
    folder = tmp_path / "i"
    if not is_new:
        build_index([SMALL], folder)
    process = begin(folder, large)
    process.send_signal(number)
    output, errors = process.communicate(timeout=DEADLINE)
    assert process.returncode == code
    assert output == b""
    assert b"Traceback" not in errors
    if is_new:
        assert names_in(tmp_path) == []
    else:
        assert names_in(folder) == ["1", "khgraph-index.json"]
        assert IndexStore(folder).data_name == "small.ttl"


def test_what_a_killed_process_left_goes_with_the_next(tmp_path: Path, large: Path) -> None:
    """After a kill that cannot be caught the old index answers, and the next build tidies up."""
    new, old = tmp_path / "new", tmp_path / "old"
    build_index([SMALL], old)
    for folder in (new, old):
        process = begin(folder, large)
        process.kill()
        process.communicate(timeout=DEADLINE)
    assert IndexStore(old).data_name == "small.ttl"
    with pytest.raises(LoadError):
        IndexStore(new)
    build_index([SMALL], new)
    build_index([SMALL], old)
    assert names_in(new) == ["1", "khgraph-index.json"]
    assert names_in(old) == ["2", "khgraph-index.json"]


def test_interruption_while_the_engine_tidies_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What interrupts the wait for the engine does not wait for it, and leaves nothing either."""

    def interrupted(*jobs: Callable[[], None]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk_load, "_side_by_side", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_index([SMALL], tmp_path / "i")
    assert names_in(tmp_path) == []


def test_full_disc_is_told_in_a_sentence(tmp_path: Path, large: Path) -> None:
    """Where no more can be written, that is said, nothing stays, and the old index answers."""
    folder = tmp_path / "i"
    build_index([SMALL], folder)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    done = subprocess.run(
        [SCRIPT, "index", folder, "--data", large],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        timeout=DEADLINE,
        check=False,
    )
    assert done.stderr == f"Error: {folder}: cannot be written: File too large\n"
    assert (done.returncode, done.stdout) == (2, "")
    assert names_in(folder) == ["1", "khgraph-index.json"]
    assert IndexStore(folder).data_name == "small.ttl"


def test_jobs_side_by_side_raise_what_one_raises() -> None:
    """An error in a thread is not lost, and the other job is waited for."""
    done = []

    def fail() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left on device"):
        bulk_load._side_by_side(fail, lambda: done.append(1))
    assert done == [1]


# The command


def test_command_says_what_it_made_and_how_to_use_it(tmp_path: Path) -> None:
    """The size, the time and the next command; nothing on standard error that is no terminal."""
    folder = tmp_path / "my index"
    result = run("index", str(folder), "--data", str(SMALL))
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = result.stdout.splitlines()
    count = len(FileStore([SMALL]))
    size = size_on_disk(folder) / 1e6
    assert first.startswith(f"{count:,} triples, {size:,.0f} MB on disk, in ")
    assert first.endswith(" s")
    assert second == f"to use it: khgraph stats --data '{folder}'"
    for command in (("show", "alda"), ("path", "alda", "zamyn"), ("stats",), ("query", "killings")):
        there = run(*command, "--data", str(folder))
        files = run(*command, "--data", str(SMALL))
        assert (there.exit_code, there.stdout) == (files.exit_code, files.stdout), command


def test_command_makes_an_index_of_the_bundled_data(tmp_path: Path) -> None:
    """Without --data it is the bundled data."""
    assert run("index", str(tmp_path / "i")).exit_code == 0
    assert len(IndexStore(tmp_path / "i")) == len(FileStore())
    assert is_index(tmp_path / "i")


def test_progress_is_shown_on_a_terminal(tmp_path: Path, large: Path) -> None:
    """A terminal shows what is loaded and how much of how much, and is left with an empty line."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(SCRIPT, ["khgraph", "index", str(tmp_path / "i"), "--data", str(large)])  # noqa: S606
    shown = b""
    try:
        while chunk := os.read(terminal, 65536):
            shown += chunk
    except OSError:
        pass
    finally:
        os.close(terminal)
        _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    megabytes = large.stat().st_size / 1e6
    assert re.search(rf"\rlarge.nt: 1 of {megabytes:.0f} MB, \d+:\d\d\x1b", shown.decode())
    assert re.search(r"\rmaking it ready for reading: \d+:\d\d\x1b", shown.decode())
    assert re.search(r"\r\x1b\[K20\d,\d{3} triples", shown.decode())


# What a large index spares


def test_names_in_full_are_found_without_reading_all(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id, a CURIE, an IRI and a label to the letter are looked up, and not searched for."""

    def read_all(index: NameIndex) -> None:
        raise AssertionError("all names are read")

    for name in ("_entities", "_ids", "_labels"):
        monkeypatch.setattr(NameIndex, name, property(read_all))
    index = NameIndex(IndexStore(made))
    for name in (
        "alda",
        "kha:alda",
        KHA + "alda",
        "Alda",
        "Old Alda",
        "Tavan Army",
        "State of Nur",
    ):
        assert index.find(name).iri in (KHA + "alda", KHA + "tavan-army", KHA + "nur"), name
    with pytest.raises(AssertionError, match="all names are read"):
        index.find("OLD ALDA")


def test_label_to_the_letter_is_what_reading_all_would_find() -> None:
    """For every preferred label of the bundled data both ways lead to the same thing."""
    index = NameIndex(FileStore())
    preferred, _ = index._labels
    for entity in index:
        assert index.find(entity.label) == entity
        assert preferred[fold(entity.label)] == {entity.iri}


def test_lives_of_some_are_those_of_all() -> None:
    """The lives of a few things are the same as when all are read; of none there are none."""
    store = FileStore()
    everyone = lives_of(store)
    some = dict(sorted(everyone.items())[::10])
    assert len(everyone) > len(some) > 5
    assert lives_of(store, iter(some)) == some
    assert lives_of(store, []) == lives_of(store, [KHA + "nobody"]) == {}
