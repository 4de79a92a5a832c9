"""The ontology: one, versioned, and in step with what the package knows of it."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from khgraph.model import ACCEPTED_STANCES, ACTOR_KINDS, QUALIFIER_WORDS, STANCES
from khgraph.namespaces import KH, local_name
from khgraph.records import relation_types
from khgraph.stores import FileStore, Store, iri_of, text_of


@pytest.fixture(scope="module")
def store() -> Store:
    """Return the bundled data with the ontology."""
    return FileStore()


def names(store: Store, pattern: str) -> set[str]:
    """Return the local names that ?x takes in a pattern."""
    return {local_name(iri_of(x)) for (x,) in store.select(f"SELECT ?x WHERE {{ {pattern} }}")}


def test_there_is_one_ontology_and_its_version_is_the_package_s(store: Store) -> None:
    """One owl:Ontology, whose version IRI and version are those of the package."""
    rows = store.select(
        "SELECT ?iri ?version ?info WHERE"
        " { ?iri a owl:Ontology ; owl:versionIRI ?version ; owl:versionInfo ?info }"
    )
    iri = KH.removesuffix("#")
    assert [tuple(map(text_of, row)) for row in rows] == [
        (iri, f"{iri}/{version('khgraph')}", version("khgraph"))
    ]


def test_the_stances_are_the_ontology_s_in_its_order(store: Store) -> None:
    """The package's order of stances is kh:order, with the report, which has none, before doubt."""
    rows = store.select(
        "SELECT ?stance ?order WHERE { ?stance a kh:Stance OPTIONAL { ?stance kh:order ?order } }"
    )
    order = {local_name(iri_of(s)): int(text_of(o)) if o is not None else None for s, o in rows}
    assert set(order) == set(STANCES)
    ranked = [name for name in STANCES if order[name] is not None]
    assert ranked == sorted(ranked, key=lambda name: -(order[name] or 0))
    assert order["reports"] is None
    assert all(
        "doubts" not in names and "denies" not in names for names in ACCEPTED_STANCES.values()
    )


def test_the_kinds_of_actor_are_the_ontology_s(store: Store) -> None:
    """What the package counts as an actor is kh:Actor and its subclasses."""
    assert names(store, "?x rdfs:subClassOf* kh:Actor") == set(ACTOR_KINDS)


def test_every_qualifier_is_a_property_of_statements(store: Store) -> None:
    """What narrows a statement in words is a property that the ontology gives to statements."""
    assert names(store, "?x rdfs:domain kh:Statement") == set(QUALIFIER_WORDS)


@pytest.mark.parametrize(
    ("name", "sign", "is_symmetric", "is_act"),
    [
        ("alliedWith", 1, True, False),
        ("supported", 1, False, False),
        ("patronOf", 1, False, False),
        ("defectedTo", 1, False, True),
        ("negotiatedWith", 0, True, True),
        ("surrenderedTo", 0, False, True),
        ("enemyOf", -1, True, False),
        ("rivalOf", -1, True, False),
        ("invaded", -1, False, True),
        ("executed", -1, False, True),
        ("tortured", -1, False, True),
        ("accused", -1, False, True),
        ("suspected", -1, False, False),
        ("betrayed", -1, False, True),
        ("deserted", -1, False, True),
        ("claimedTerritoryOf", -1, False, False),
        ("parentOf", None, False, False),
        ("marriedTo", None, True, False),
        ("memberOf", None, False, False),
        ("suzerainOf", None, False, False),
        ("calls", None, False, False),
        ("commemorated", None, False, True),
        ("holdsTheory", None, False, False),
        ("educated", None, False, False),
    ],
)
def test_a_relation_type_is_what_it_says(
    store: Store, name: str, sign: int | None, is_symmetric: bool, is_act: bool
) -> None:
    """Sign, symmetry and aspect of the relations that carry the history."""
    found = relation_types(store)[KH + name]
    assert (found.sign, found.is_symmetric, found.is_act) == (sign, is_symmetric, is_act)


def test_no_symmetric_relation_reads_differently_backwards(store: Store) -> None:
    """A symmetric relation has the same words from both sides."""
    assert [
        relation.id
        for relation in relation_types(store).values()
        if relation.is_symmetric and relation.label != relation.inverse_label
    ] == []


def test_unsigned_relations_cannot_become_ties(store: Store) -> None:
    """Every type under kh:tiedTo but the head carries a sign, and no other does."""
    tied = names(store, "?x rdfs:subPropertyOf* kh:tiedTo") - {"tiedTo"}
    assert names(store, "?x a kh:RelationType ; kh:sign ?sign") == tied
