"""Direct triples: each statement that counts under a reading, as a plain triple to be queried.

They are a reading of the sources and not facts: another reading gives other
triples. They live in memory for one command and are never stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from khgraph.dates import NOT
from khgraph.errors import KhgraphError
from khgraph.lives import Life, lives
from khgraph.model import Entity, RelationType, Statement
from khgraph.namespaces import shorten
from khgraph.records import relation_types
from khgraph.records import statements as read_statements
from khgraph.stores import Store, Term, iri_of, text_of
from khgraph.stores.local import LocalStore

if TYPE_CHECKING:
    from khgraph.reading import Reading

# Beyond this the copy in memory would take longer than most questions are worth.
MOST_TRIPLES = 2_000_000


class Entailed(NamedTuple):
    """A relation that follows from a narrower one; `is_mutual` says whether both ways."""

    iri: str
    is_mutual: bool


Entailments = Mapping[str, tuple[Entailed, ...]]


def entailments(store: Store) -> dict[str, tuple[Entailed, ...]]:
    """Return by the IRI of each relation type what follows from it, itself among it, by IRI.

    That is every broader relation type. Both ways goes what the statement's own relation type
    says of both, and a mutual relation without a sign, such as having to do with one another;
    who was attacked fought nobody by that, and is nobody's enemy.
    """
    types = relation_types(store)
    above: dict[str, set[str]] = defaultdict(set)
    for narrower, broader in store.select(
        "SELECT ?narrower ?broader WHERE { ?narrower rdfs:subPropertyOf ?broader"
        " FILTER(isIRI(?narrower) && isIRI(?broader)) }"
    ):
        if iri_of(broader) in types:
            above[iri_of(narrower)].add(iri_of(broader))
    return {iri: _entailed(iri, types, above) for iri in types}


def _entailed(
    iri: str, types: Mapping[str, RelationType], above: Mapping[str, set[str]]
) -> tuple[Entailed, ...]:
    found: set[str] = set()
    pending = [iri]
    while pending:
        kind = pending.pop()
        if kind not in found:
            found.add(kind)
            pending += above.get(kind, ())
    is_mutual = {
        kind: types[iri].is_symmetric or (types[kind].is_symmetric and types[kind].sign is None)
        for kind in found
    }
    return tuple(Entailed(kind, is_mutual[kind]) for kind in sorted(found))


def counting(
    statements: Iterable[Statement], reading: Reading, known: Mapping[str, Life] | None = None
) -> list[Statement]:
    """Return the statements of which a claim counts under *reading*, in their order.

    Parameters
    ----------
    statements : iterable of Statement
    reading : Reading
    known : mapping of str to Life, optional
        The lives by IRI, by default those that *statements* tell of.
    """
    statements = list(statements)
    if known is None:
        known = lives(statements) if reading.span else {}
    return [
        statement
        for statement in statements
        if reading.covers(statement)
        and any(
            reading.accepts(claim) and reading.presence(statement, claim, known) != NOT
            for claim in statement.claims
        )
    ]


def direct_triples(
    statements: Iterable[Statement],
    reading: Reading,
    types: Entailments,
    *,
    literals: Mapping[str, Term] | None = None,
    known: Mapping[str, Life] | None = None,
) -> list[ox.Triple]:
    """Return the triples that *statements* make under *reading*, sorted, each once.

    Parameters
    ----------
    statements : iterable of Statement
    reading : Reading
        Which claims count; a statement that all its claims doubt or deny gives no triple.
    types : mapping of str to tuple of Entailed
        As `entailments` returns it; what is not in it follows from nothing else.
    literals : mapping of str to term, optional
        By the IRI of a statement the literal that is its object, with its datatype and
        language; one that is not in it becomes a plain string.
    known : mapping of str to Life, optional
        As in `counting`.

    Raises
    ------
    KhgraphError
        If a thing has no IRI.
    """
    return _triples(counting(statements, reading, known), types, literals or {})


def _triples(
    statements: Iterable[Statement], types: Entailments, literals: Mapping[str, Term]
) -> list[ox.Triple]:
    found: dict[tuple[str, str, str], ox.Triple] = {}
    for statement in statements:
        relation = statement.relation
        start = _node(statement, statement.subject)
        end: Term
        if isinstance(statement.object, Entity):
            end = _node(statement, statement.object)
        else:
            end = literals.get(statement.iri) or ox.Literal(statement.object)
        alone = (Entailed(relation.iri, relation.is_symmetric),)
        for kind, is_mutual in types.get(relation.iri, alone):
            predicate = ox.NamedNode(kind)
            found[str(start), kind, str(end)] = ox.Triple(start, predicate, end)
            if is_mutual and isinstance(end, ox.NamedNode):
                found[str(end), kind, str(start)] = ox.Triple(end, predicate, start)
    return [found[key] for key in sorted(found)]


def _node(statement: Statement, thing: Entity) -> ox.NamedNode:
    try:
        return ox.NamedNode(thing.iri)
    except ValueError as error:
        raise KhgraphError(
            f"{shorten(statement.iri)} joins a thing without a name; give every node an IRI"
        ) from error


class DirectStore(LocalStore):
    """A store in memory: all of another one, and the direct triples of a reading.

    Attributes
    ----------
    statement_count : int
        How many statements count.
    contested_count : int
        How many of these another claim doubts or denies.
    """

    def __init__(self, store: LocalStore, reading: Reading) -> None:
        graph = ox.Store()
        graph.bulk_extend(store._graph)
        super().__init__(graph)
        self._name, self._files, self._reading = store.data_name, store.paths, reading
        # The copy in memory is read faster than a store on disk.
        statements = counting(read_statements(self), reading)
        self.statement_count = len(statements)
        self.contested_count = sum(
            any(claim.stance in ("doubts", "denies") for claim in statement.claims)
            for statement in statements
        )
        triples = _triples(statements, entailments(self), _literals(self))
        graph.bulk_extend(ox.Quad(*triple) for triple in triples)

    @property
    def data_name(self) -> str:
        """What the data is called that the triples were made from."""
        return self._name

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that the data was read from."""
        return self._files

    @property
    def caveat(self) -> str:
        """What an answer rests on, to be told with it."""
        count, contested = self.statement_count, self.contested_count
        words = f"direct triples of {count:,} statement{'s' * (count != 1)}"
        if contested:
            words += f", {contested:,} of them doubted or denied by another claim"
        limit = "rows of statements and claims are not limited by it"
        return f"{words}; reading: {self._reading.describe()}; {limit}"


def _literals(store: Store) -> dict[str, Term]:
    """Return the literals that are objects, by the IRI of the statement; of several the first."""
    rows = store.select(
        "SELECT ?statement ?value WHERE { ?statement a kh:Statement ; rdf:object ?value"
        " FILTER(isIRI(?statement) && isLiteral(?value)) }"
    )
    found: dict[str, Term] = {}
    for statement, value in sorted(rows, key=lambda row: (text_of(row[1]), str(row[1]))):
        if value is not None:
            found.setdefault(iri_of(statement), value)
    return found


def refuse_direct(store: Store) -> None:
    """Refuse a store that direct triples cannot be made from.

    Raises
    ------
    KhgraphError
        If it lies at an endpoint, or holds more than `MOST_TRIPLES`.
    """
    made = "direct triples are made in memory"
    if not isinstance(store, LocalStore):
        raise KhgraphError(
            f"{made}, and {store.data_name} is an endpoint; ask it without a reading, or give "
            "its data as files"
        )
    if len(store) > MOST_TRIPLES:
        raise KhgraphError(
            f"{made}, and {store.data_name} holds {len(store):,} triples, more than "
            f"{MOST_TRIPLES:,}; ask it without a reading, or give less data"
        )


def direct_store(store: Store, reading: Reading) -> DirectStore:
    """Return a store in memory with everything of *store* and the direct triples of *reading*.

    Raises
    ------
    KhgraphError
        As `refuse_direct`.

    Notes
    -----
    To copy the graph and to read its statements takes time in the number of triples:
    less than a second for fifty thousand.
    """
    refuse_direct(store)
    if not isinstance(store, LocalStore):
        raise TypeError(f"{store} is not held in this process")
    return DirectStore(store, reading)
