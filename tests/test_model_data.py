"""The made-up data of the benchmarks: of this model, of the size asked for, the same each time."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.dates import BOUND_PROPERTIES, edtf_bounds
from khgraph.model import ACCEPTED_STANCES
from khgraph.namespaces import KH
from khgraph.reading import Reading
from khgraph.records import relation_types, statements
from khgraph.shapes import validate
from khgraph.stores import FileStore, text_of
from khgraph.stores.rdf_files import read_triples


def load() -> ModuleType:
    """Return the script of the benchmarks."""
    path = Path(__file__).resolve().parent.parent / "benchmarks" / "model_data.py"
    spec = importlib.util.spec_from_file_location("model_data", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


model_data = load()


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of 5,000 triples."""
    path = tmp_path_factory.mktemp("made-up") / "made-up.nt"
    model_data.write(model_data.draw(5_000), path)
    return path


@given(
    count=st.integers(model_data.FEWEST, 6_000),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=30)
def test_number_of_triples_is_the_one_asked_for(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int
) -> None:
    """Every line is another triple, and there are as many as were asked for."""
    path = tmp_path_factory.mktemp("size") / "x.nt"
    model_data.write(model_data.draw(count, seed), path)
    lines = path.read_text().splitlines()
    assert len(lines) == count
    assert len(set(lines)) == count


def test_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    """The file depends on the number and the seed, and on nothing else."""
    paths = [tmp_path / name for name in ("one.nt", "other.nt", "third.nt")]
    for path, seed in zip(paths, (7, 7, 8), strict=True):
        model_data.write(model_data.draw(3_000, seed), path)
    one, other, third = (path.read_bytes() for path in paths)
    assert one == other
    assert one != third


def test_too_few_triples_are_refused() -> None:
    """Fewer triples than the smallest world takes are refused in words."""
    with pytest.raises(ValueError, match=r"^a world takes 1000 triples at least, not 999$"):
        model_data.draw(999)


def test_data_keep_the_rules(made_up: Path) -> None:
    """The shapes and the checks of the project find nothing, in this many triples of RDF."""
    assert validate([made_up]).findings == ()
    assert len(read_triples(made_up)) == len(set(read_triples(made_up))) == 5_000


def test_terms_are_those_of_the_ontology() -> None:
    """Relation types, kinds and stances are in the ontology."""
    store = FileStore()
    assert {KH + name for name in model_data.RELATIONS} <= relation_types(store).keys()
    for name in model_data.KINDS:
        assert store.ask(f"ASK {{ kh:{name} rdfs:subClassOf* kh:Actor }}"), name
    for name in model_data.STANCES:
        assert store.ask(f"ASK {{ kh:{name} a kh:Stance }}"), name
    assert ACCEPTED_STANCES["probable"] == model_data.COUNTING


def test_bounds_follow_from_the_dates(made_up: Path) -> None:
    """Every claim has the day bounds that its date says, and every way of dating comes up."""
    names = " ".join(f"?{name}" for name in BOUND_PROPERTIES)
    wanted = " ".join(f"OPTIONAL {{ ?claim kh:{name} ?{name} }}" for name in BOUND_PROPERTIES)
    rows = FileStore([made_up]).select(f"SELECT ?when {names} {{ ?claim kh:when ?when {wanted} }}")
    ways = set()
    for when, *bounds in rows:
        text = text_of(when)
        assert tuple(text_of(day) or None for day in bounds) == tuple(edtf_bounds(text)), text
        ways.add(("/" in text, len(text)))
    assert ways == {(False, 4), (False, 7), (False, 10), (True, 11), (True, 21)}


def test_statements_are_those_of_the_world(made_up: Path) -> None:
    """The arrays say what the file says: who stands with whom, and by which claims."""
    world = model_data.draw(5_000)
    found = {s.iri.rpartition("/")[2]: s for s in statements(FileStore([made_up]))}
    assert len(found) == len(world.subjects)
    accepts = Reading().accepts
    pairs = []
    for number in range(len(world.subjects)):
        statement = found[f"s{number}"]
        assert statement.subject.iri == world.iri(world.subjects[number])
        assert statement.subject.label == world.label(world.subjects[number])
        assert statement.subject.kind == world.kind(world.subjects[number])
        assert statement.relation.id == model_data.RELATIONS[world.relations[number]]
        assert len(statement.claims) == world.claim_starts[number + 1] - world.claim_starts[number]
        if world.objects[number] >= 0:
            assert not isinstance(statement.object, str)
            assert statement.object.iri == world.iri(world.objects[number])
            if any(map(accepts, statement.claims)):
                pairs.append((world.subjects[number], world.objects[number]))
        else:
            assert isinstance(statement.object, str)
    assert [tuple(pair) for pair in world.counting_ties()] == pairs


def test_a_few_powers_stand_in_many_statements() -> None:
    """Degrees are skewed: of 10,000 actors the hundred first hold more than the 5,000 last."""
    world = model_data.draw(1_400_000)
    assert world.actor_count == 10_000
    degrees = np.bincount(world.counting_ties().ravel(), minlength=world.actor_count)
    degrees = degrees[: world.actor_count]
    assert degrees[:100].sum() > degrees[5_000:].sum()
    assert degrees[0] == degrees.max() > 100 * np.median(degrees)


@given(numbers=st.sets(st.integers(0, 10**7), min_size=2))
def test_names_are_unique(numbers: set[int]) -> None:
    """No two things have the same name, and so none the same IRI."""
    assert len({model_data.name_of(number) for number in numbers}) == len(numbers)
