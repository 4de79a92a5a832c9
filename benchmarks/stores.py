"""Indexes of a million and of ten million triples, asked through khgraph and by the engine alone.

Whole processes, each in turn with the engine's own Python package doing the same, so that
a machine whose speed drifts slows both alike. The ratio of a query is one of processor
time, which other work disturbs least, and leaves out by how much longer khgraph takes to
start, which an empty query shows; that of an index is one of time as it passes.

Run it as ``python benchmarks/stores.py``, or with other numbers of triples as arguments.
With KHGRAPH_BENCH_FOLDER the made-up data and its index stay there for the next time.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import model_data
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from khgraph import resources
from khgraph.namespaces import PREFIXES
from khgraph.stores.index import read_stamp

SIZES = (1_000_000, 10_000_000)
KHGRAPH = str(Path(sys.executable).parent / "khgraph")
# What a user has: compiled modules are kept.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

LOAD_BOUND = 1.3
QUERY_BOUND = 1.2
PATH_BOUND = 0.2
DISTANCES = (2, 3, 4, 6)
PAIRS = 5
# From this size on everything is done less often, and rdflib is not asked.
LARGE = 5_000_000
# How long rdflib may take over one query.
PATIENCE = 20

PEER_LOAD = """
import sys
import pyoxigraph as ox
folder, data, ontology = sys.argv[1:]
store = ox.Store(folder)
store.bulk_load(path=data, format=ox.RdfFormat.N_TRIPLES)
store.bulk_load(path=ontology, format=ox.RdfFormat.TURTLE)
store.flush()
store.optimize()
print(len(store))
"""
PEER_QUERY = """
import sys
import pyoxigraph as ox
store = ox.Store.read_only(sys.argv[1])
answer = store.query(open(sys.argv[2]).read())
if isinstance(answer, ox.QueryBoolean):
    print("true" if answer else "false")
else:
    triples = isinstance(answer, ox.QueryTriples)
    form = ox.RdfFormat.N_TRIPLES if triples else ox.QueryResultsFormat.TSV
    answer.serialize(sys.stdout.buffer, format=form)
"""
RDFLIB = """
import json, signal, sys, time
import rdflib
patience, ontology, data, *queries = sys.argv[1:]
def stop(*_):
    raise TimeoutError
signal.signal(signal.SIGALRM, stop)
start = time.perf_counter()
graph = rdflib.Graph()
graph.parse(data, format="nt")
graph.parse(ontology, format="turtle")
found = [time.perf_counter() - start]
graph.query("ASK {}")
for path in queries:
    start = time.perf_counter()
    signal.alarm(int(patience))
    try:
        list(graph.query(open(path).read()))
        found.append(time.perf_counter() - start)
    except Exception as error:
        found.append(type(error).__name__)
    finally:
        signal.alarm(0)
print(json.dumps(found))
"""


# A process that is started from this one would count the memory of this one as its own.
LAUNCHER = """
import os, resource, sys, time
start = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
cpu = usage.ru_utime + usage.ru_stime
code = os.waitstatus_to_exitcode(status)
sys.stderr.write(f"\\n{seconds} {cpu} {usage.ru_maxrss} {code}")
"""


class Run(NamedTuple):
    """One run of a process: its seconds and those of the processor, its memory, its output."""

    seconds: float
    cpu: float
    megabytes: float
    output: bytes


def run(command: Sequence[str]) -> Run:
    """Run a command to its end.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    done = subprocess.run(
        (sys.executable, "-I", "-S", "-c", LAUNCHER, *command),
        capture_output=True,
        env=ENVIRONMENT,
        check=True,
    )
    *said, figures = done.stderr.decode().split("\n")
    seconds, cpu, memory, code = figures.split()
    if code != "0":
        raise RuntimeError(f"{' '.join(command)} ends with {code}: {' '.join(said)}")
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return Run(float(seconds), float(cpu), float(memory) / scale, done.stdout)


def median(runs: Sequence[Run]) -> float:
    """Return the median seconds."""
    return statistics.median(one.seconds for one in runs)


def cpu(runs: Sequence[Run]) -> float:
    """Return the median seconds of the processor."""
    return statistics.median(one.cpu for one in runs)


def line(name: str, ours: Sequence[Run], ratio: float, bound: float, more: str = "") -> None:
    """Print one case."""
    mark = "  over" if ratio > bound else ""
    memory = max(one.megabytes for one in ours)
    print(
        f"  {name:<28}{median(ours) * 1000:>9.0f} ms{memory:>7.0f} MB"
        f"{ratio:>7.2f}   bound {bound:.1f}{mark}{more}",
        flush=True,
    )


def load(data: Path, folder: Path, rounds: int) -> Path:
    """Print how long the index takes to be made; return its folder."""
    index, alone = folder / "index", folder / "alone"
    ontology = str(resources.ontology_path())

    def ours() -> Run:
        remove(index)
        return run((KHGRAPH, "index", str(index), "--data", str(data)))

    def peer() -> Run:
        remove(alone)
        return run((sys.executable, "-c", PEER_LOAD, str(alone), str(data), ontology))

    ours_runs, peer_runs = zip(*((ours(), peer()) for _ in range(rounds)), strict=True)
    remove(alone)
    ratios = [a.seconds / b.seconds for a, b in zip(ours_runs, peer_runs, strict=True)]
    count = int(peer_runs[0].output)
    if read_stamp(index)["triples"] != count:
        raise RuntimeError(f"the index does not hold the {count} triples that the engine counts")
    more = (
        f"   {sum(p.stat().st_size for p in index.rglob('*') if p.is_file()) / 1e6:.0f} MB on disk"
    )
    line("index", ours_runs, statistics.median(ratios), LOAD_BOUND, more)
    return index


def remove(folder: Path) -> None:
    """Take away a folder, if it is there."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def queries(world: model_data.World) -> dict[str, str]:
    """Return the ten kinds of query."""
    power, some, other = (f"<{world.iri(n)}>" for n in (100, 2_000, 2_001))
    return {
        "all of one actor": f"SELECT ?p ?o {{ {some} ?p ?o }}",
        "statements and claims": "SELECT ?statement ?other ?stance ?lines {"
        f" ?statement rdf:subject {power} ; rdf:object ?other ."
        " ?claim kh:about ?statement ; kh:stance ?stance ; kh:lines ?lines }",
        "two hops, counted": "SELECT (COUNT(*) AS ?count) {"
        f" ?one rdf:subject {power} ; rdf:object ?middle ."
        " ?two rdf:subject ?middle ; rdf:object ?end FILTER(isIRI(?end)) }",
        "narrower types": "SELECT (COUNT(*) AS ?count) {"
        " ?type rdfs:subPropertyOf* kh:hostileTo . ?statement rdf:predicate ?type }",
        "claims by stance": "SELECT ?stance (COUNT(*) AS ?count)"
        " { ?claim kh:stance ?stance } GROUP BY ?stance ORDER BY ?stance",
        "begun before a day": "SELECT (COUNT(*) AS ?count) { ?claim kh:latestStart ?day"
        ' FILTER(?day < "1910-01-01"^^xsd:date) }',
        "two optional, in order": "SELECT ?event (COUNT(?statement) AS ?count)"
        " (COUNT(?holder) AS ?told) { ?statement rdf:predicate kh:fought ."
        " OPTIONAL { ?statement kh:atEvent ?event }"
        " OPTIONAL { ?claim kh:about ?statement ; kh:accordingTo ?holder } }"
        " GROUP BY ?event ORDER BY DESC(?count) ?event LIMIT 20",
        "part of a label": "SELECT ?thing ?label { ?thing skos:prefLabel ?label"
        ' FILTER(CONTAINS(LCASE(STR(?label)), "zuzo")) } LIMIT 20',
        "CONSTRUCT": "CONSTRUCT { ?statement ?p ?o }"
        f" {{ ?statement rdf:subject {power} ; ?p ?o }}",
        "ASK": f"ASK {{ ?statement rdf:subject {power} ; rdf:object {other} }}",
    }


def ask(world: model_data.World, data: Path, index: Path, rounds: int) -> None:
    """Print how long each kind of query takes."""
    header = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    empty = index.with_name("empty.rq")
    empty.write_text("ASK {}", encoding="utf-8")
    texts = queries(world)
    files = {name: index.with_name(f"{number}.rq") for number, name in enumerate(texts)}
    for name, path in files.items():
        path.write_text(header + texts[name], encoding="utf-8")
    engine = index / read_stamp(index)["part"] / "engine"

    def commands(path: Path, form: str) -> tuple[Sequence[str], Sequence[str]]:
        ours = (KHGRAPH, "query", str(path), "--data", str(index), "--format", form)
        return ours, (sys.executable, "-c", PEER_QUERY, str(engine), str(path))

    # By how much longer khgraph takes to start is found out with every query.
    later, starts = [], []
    for name in texts:
        ours, peer = commands(files[name], "nt" if name == "CONSTRUCT" else "tsv")
        if lines_of(run(ours)) != lines_of(run(peer)):
            raise RuntimeError(f"{name}: khgraph and the engine do not answer the same")
        runs, peers = [], []
        for _ in range(rounds):
            start, peer_start = (run(command) for command in commands(empty, "tsv"))
            starts.append(start)
            later.append(start.cpu - peer_start.cpu)
            runs.append(run(ours))
            peers.append(run(peer))
        less = statistics.median(later)
        ratio = (cpu(runs) - less) / cpu(peers)
        line(name, runs, ratio, QUERY_BOUND)
    print(
        f"  {'an empty query':<28}{median(starts) * 1000:>9.0f} ms,"
        f" {statistics.median(later) * 1000:.0f} ms of the processor more than the engine alone"
    )
    if len(world.subjects) * 20 < LARGE:
        with_rdflib(data, [files[name] for name in texts], list(texts))


def lines_of(one: Run) -> list[bytes]:
    """Return the lines of an output in an order of their own."""
    return sorted(filter(None, one.output.splitlines()))


def with_rdflib(data: Path, files: Sequence[Path], names: Sequence[str]) -> None:
    """Print what rdflib takes for the same, in one process that holds all in memory."""
    found = run(
        (
            *(sys.executable, "-c", RDFLIB, str(PATIENCE)),
            *(str(path) for path in (resources.ontology_path(), data, *files)),
        )
    )
    seconds, *answers = json.loads(found.output)
    print(f"  rdflib: loads in {seconds:.1f} s, {found.megabytes:.0f} MB; then, in ms:")
    for name, taken in zip(names, answers, strict=True):
        words = f"over {PATIENCE} s" if taken == "TimeoutError" else taken
        shown = words if isinstance(words, str) else f"{words * 1000:.0f}"
        print(f"    {name:<26}{shown:>9}", flush=True)


def pairs_apart(world: model_data.World, distance: int) -> list[tuple[str, str]]:
    """Return pairs of actors whose shortest path has so many hops, drawn by chance."""
    ties = world.counting_ties()
    size = world.actor_count + world.event_count
    graph = coo_matrix((np.ones(len(ties)), ties.T), shape=(size, size)).tocsr()
    rng = np.random.default_rng(model_data.SEED + distance)
    found: list[tuple[str, str]] = []
    while len(found) < PAIRS:
        start = int(rng.integers(world.actor_count))
        hops = dijkstra(graph, directed=False, unweighted=True, indices=start)
        ends = np.flatnonzero(hops[: world.actor_count] == distance)
        if len(ends):
            found.append((world.iri(start), world.iri(int(rng.choice(ends)))))
    return found


def paths(world: model_data.World, index: Path) -> None:
    """Print how long the whole command takes from one actor to another."""
    for distance in DISTANCES:
        taken = []
        for start, end in pairs_apart(world, distance):
            command = (KHGRAPH, "path", start, end, "--data", str(index), "--format", "json")
            runs = [run(command) for _ in range(4)]
            hops = len(hops_of(runs[0].output))
            if hops != distance:
                raise RuntimeError(f"{' '.join(command)} finds {hops} hops, not {distance}")
            # The first may have waited for the disk.
            taken.append((median(runs[1:]), max(one.megabytes for one in runs)))
        seconds = [seconds for seconds, _ in taken]
        mark = "  over" if max(seconds) > PATH_BOUND else ""
        print(
            f"  {f'path of {distance} hops':<28}{statistics.median(seconds) * 1000:>9.0f} ms"
            f"{max(memory for _, memory in taken):>7.0f} MB"
            f"   slowest of {PAIRS} pairs {max(seconds) * 1000:.0f} ms,"
            f" bound {PATH_BOUND * 1000:.0f}{mark}",
            flush=True,
        )


def hops_of(output: bytes) -> list[object]:
    """Return the hops of the first path in the JSON of a search."""
    value = json.loads(output)
    first = value["paths"][0] if "paths" in value else value
    hops: list[object] = first["hops"]
    return hops


def measure(count: int, folder: Path) -> None:
    """Print the cases of one size."""
    folder.mkdir(exist_ok=True)
    world = model_data.draw(count)
    data = folder / f"made-up-{count}.nt"
    if not data.exists():
        model_data.write(world, data)
    is_large = count >= LARGE
    print(f"{count:,} triples: {data.stat().st_size / 1e6:,.0f} MB of N-Triples", flush=True)
    index = load(data, folder, 1 if is_large else 3)
    ask(world, data, index, 3 if is_large else 5)
    if is_large:
        paths(world, index)


def main() -> None:
    """Print the figures of all sizes."""
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    kept = os.environ.get("KHGRAPH_BENCH_FOLDER")
    print("stores: khgraph as a whole process, and its ratio to the engine's own package alone")
    with contextlib.ExitStack() as stack:
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        for size in sizes:
            measure(size, folder / str(size))


if __name__ == "__main__":
    main()
