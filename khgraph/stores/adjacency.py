"""Who stands in a statement with whom: a table beside an index on disk.

The engine needs a tenth of a millisecond to lead from a thing to each of its
neighbours, and a great power has thousands. This table holds the statements by the
things that they join, and leads to thousands in the time of a few hundred. It is filled
while the triples go by on their way into the index, and says nothing that they do not.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

import pyoxigraph as ox

from khgraph.errors import LoadError
from khgraph.namespaces import KH, PREFIXES, RDF
from khgraph.stores.base import Step, Store
from khgraph.stores.local import LocalStore
from khgraph.stores.terms import Term, is_iri, text_of

_SUBJECT, _RELATION, _OBJECT = RDF + "subject", RDF + "predicate", RDF + "object"
_ABOUT = KH + "about"
# What of a claim may decide whether its statement counts; claims alike in these are of one kind.
_DECIDING = (
    KH + "stance",
    KH + "accordingTo",
    PREFIXES["dcterms"] + "source",
    PREFIXES["prov"] + "wasAttributedTo",
)
_OF_STATEMENTS = (_SUBJECT, _RELATION, _OBJECT)
_NOTED = frozenset({*_OF_STATEMENTS, _ABOUT, *_DECIDING})

# With more kinds of claims than this it is quicker to ask the engine.
MOST_KINDS = 20_000
_BATCH = 20_000

# A pattern that looks at one claim's deciding properties and the relation type, and at no more:
# whether a statement counts can then be told from the kinds of its claims.
_VERB = (
    r"(?:kh:about \?statement|kh:stance \?stance|kh:accordingTo \?seer"
    r"|dcterms:source \?source|prov:wasAttributedTo \?seer)"
)
_DECIDABLE = re.compile(
    rf"(?:\s|\.|[{{}}]|UNION\b|\?claim {_VERB}(?: ; {_VERB})*|\?statement rdf:predicate \?kind"
    r"|FILTER\(\?(?:stance|seer|source|kind) IN \((?:(?:kh:\w+|<[^<>\s]*>)(?:, )?)*\)\))*"
)

# What is only needed to make the table lies in a file of its own, which goes away.
_SCHEMA = """
PRAGMA main.journal_mode = OFF;
PRAGMA main.synchronous = OFF;
PRAGMA scratch.journal_mode = OFF;
PRAGMA scratch.synchronous = OFF;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL);
CREATE TABLE kind (id INTEGER NOT NULL, property TEXT, value TEXT);
CREATE TABLE scratch.noted (statement TEXT NOT NULL, subject INT, relation INT, object INT);
CREATE TABLE scratch.claim (iri TEXT NOT NULL, statement TEXT NOT NULL, kind INT NOT NULL);
CREATE TABLE scratch.unclear (iri TEXT PRIMARY KEY);
"""
_SEEN_AGAIN = """
INSERT OR IGNORE INTO unclear
  SELECT statement FROM noted GROUP BY statement HAVING COUNT(*) > 1;
INSERT OR IGNORE INTO unclear SELECT iri FROM claim GROUP BY iri HAVING COUNT(*) > 1;
DELETE FROM noted WHERE statement IN (SELECT iri FROM unclear);
DELETE FROM claim WHERE iri IN (SELECT iri FROM unclear);
"""
_TIES = """
CREATE INDEX scratch.claim_by_statement ON claim (statement, kind);
CREATE TABLE tie AS
  SELECT statement, subject, relation, object,
    (SELECT group_concat(kind) FROM claim WHERE claim.statement = noted.statement) AS kinds
  FROM noted WHERE subject NOTNULL AND object NOTNULL AND relation NOTNULL AND subject != object
  ORDER BY subject;
CREATE TABLE relation AS
  SELECT id, iri FROM thing WHERE id IN (SELECT relation FROM tie);
CREATE UNIQUE INDEX thing_by_iri ON thing (iri);
CREATE INDEX tie_by_subject ON tie (subject);
CREATE INDEX tie_by_object ON tie (object);
"""
_FORWARD = (
    "SELECT statement, iri, relation, kinds FROM tie JOIN thing ON thing.id = object"
    " WHERE subject = ?"
)
_BACKWARD = (
    "SELECT statement, iri, relation, kinds FROM tie JOIN thing ON thing.id = subject"
    " WHERE object = ?"
)

_Properties = dict[str, list[Term]]
# From the kinds of a statement's claims, with commas between, and its relation type.
_Rule = Callable[[str | None, int], bool]


class AdjacencyWriter:
    """Notes statements and claims from the triples that go by, and makes the table of them.

    Parameters
    ----------
    path : path
        A file that does not exist yet; another one beside it is made and taken away.

    Notes
    -----
    The triples of one node mostly come together; what is seen of a node in one go is
    one row. A node that comes in parts, or that says two things where one is to be
    said, is looked up in the whole graph at the end, which is slow and right.
    """

    def __init__(self, path: Path) -> None:
        self._scratch = path.with_name(path.name + "-scratch")
        # Made in one thread and finished in another, never in two at once.
        self._rows = sqlite3.connect(path, check_same_thread=False)
        self._rows.execute("ATTACH ? AS scratch", (str(self._scratch),))
        self._rows.executescript(_SCHEMA)
        self._things: dict[str, int] = {}
        self._kinds: dict[tuple[tuple[str, str], ...], int] = {}
        self._noted: list[tuple[str, int | None, int | None, int | None]] = []
        self._claims: list[tuple[str, str, int]] = []
        self._unclear: list[tuple[str]] = []

    def passing(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield *quads* as they are, and note what they say."""
        node: Term | None = None
        properties: _Properties = {}
        # Every triple comes through here, and most are not noted.
        for quad in quads:
            name = quad.predicate.value
            if name in _NOTED:
                if quad.subject != node:
                    self._add_node(node, properties)
                    node, properties = quad.subject, {}
                properties.setdefault(name, []).append(quad.object)
            yield quad
        self._add_node(node, properties)

    def finish(self, graph: ox.Store) -> None:
        """Make the table, once all triples have gone by into *graph*."""
        self._write()
        self._rows.executescript(_SEEN_AGAIN)
        for (node,) in self._rows.execute("SELECT iri FROM unclear ORDER BY iri").fetchall():
            self._look_up(node, graph)
        self._write()
        things = ((number, iri) for iri, number in self._things.items())
        self._rows.executemany("INSERT INTO thing VALUES (?, ?)", things)
        for alike, kind in self._kinds.items():
            pairs = alike or ((None, None),)
            self._rows.executemany("INSERT INTO kind VALUES (?, ?, ?)", [(kind, *p) for p in pairs])
        self._rows.commit()
        self._rows.executescript(_TIES)
        self.close()

    def close(self) -> None:
        """Let go of the files, finished or not, also where another thread is still at work."""
        with suppress(sqlite3.ProgrammingError):
            self._rows.interrupt()
        self._rows.close()
        self._scratch.unlink(missing_ok=True)

    def _add_node(self, term: Term | None, properties: _Properties) -> None:
        """Make a row of what was seen of a node in one go."""
        if term is None:
            return
        node = _key(term)
        ends = [properties.get(name, ()) for name in _OF_STATEMENTS]
        about = properties.get(_ABOUT, ())
        if not about and all(len(values) == 1 for values in ends):
            self._add_statements(node, properties)
        elif len(about) == 1 and not any(ends):
            self._add_claims(node, properties)
        else:
            self._unclear.append((node,))
        if len(self._noted) + len(self._claims) + len(self._unclear) > _BATCH:
            self._write()

    def _look_up(self, node: str, graph: ox.Store) -> None:
        """Make the rows of a node from all that the graph says of it."""
        term = ox.BlankNode(node[2:]) if node.startswith("_:") else ox.NamedNode(node)
        properties: _Properties = {}
        for quad in graph.quads_for_pattern(term, None, None):
            values = properties.setdefault(quad.predicate.value, [])
            if quad.object not in values:
                values.append(quad.object)
        self._add_statements(node, properties)
        self._add_claims(node, properties)

    def _add_statements(self, node: str, properties: _Properties) -> None:
        for ends in product(*(properties.get(name, ()) for name in _OF_STATEMENTS)):
            subject, relation, thing = map(self._thing, ends)
            self._noted.append((node, subject, relation, thing))

    def _add_claims(self, node: str, properties: _Properties) -> None:
        pairs = {(name, str(v)) for name in _DECIDING for v in properties.get(name, ())}
        kind = self._kinds.setdefault(tuple(sorted(pairs)), len(self._kinds))
        for statement in properties.get(_ABOUT, ()):
            self._claims.append((node, _key(statement), kind))

    def _thing(self, term: Term) -> int | None:
        """Return the number of a named thing, None for what no step leads to."""
        return self._things.setdefault(text_of(term), len(self._things)) if is_iri(term) else None

    def _write(self) -> None:
        self._rows.executemany("INSERT INTO noted VALUES (?, ?, ?, ?)", self._noted)
        self._rows.executemany("INSERT INTO claim VALUES (?, ?, ?)", self._claims)
        self._rows.executemany("INSERT OR IGNORE INTO unclear VALUES (?)", self._unclear)
        for rows in (self._noted, self._claims, self._unclear):
            rows.clear()


def _key(term: Term) -> str:
    """Return what names a node in the table: an IRI, or a blank node's label after ``_:``."""
    return text_of(term) if is_iri(term) else str(term)


class Adjacency:
    """The table, read-only; several processes may read it at once.

    Parameters
    ----------
    path : path
        As an `AdjacencyWriter` made it.
    """

    def __init__(self, path: Path) -> None:
        # Immutable: nothing is locked and nothing written, so a disc will do.
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._rows = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._relations: dict[int, str] = dict(self._rows.execute("SELECT id, iri FROM relation"))
        self._rules: dict[str, _Rule | None] = {}
        (self._kind_count,) = self._rows.execute("SELECT COUNT(DISTINCT id) FROM kind").fetchone()

    def steps(self, frontier: Iterable[str], accepted: str) -> list[Step] | None:
        """Return what `Store.neighbours` does, None where only the engine can tell what counts.

        Raises
        ------
        LoadError
            If a statement has no name.
        """
        if accepted not in self._rules:
            self._rules[accepted] = self._rule(accepted)
        counts = self._rules[accepted]
        if counts is None:
            return None
        found = []
        for start in set(frontier):
            row = self._rows.execute("SELECT id FROM thing WHERE iri = ?", (start,)).fetchone()
            for is_forward, query in ((True, _FORWARD), (False, _BACKWARD)) if row else ():
                for statement, end, relation, kinds in self._rows.execute(query, row):
                    if counts(kinds, relation):
                        relation_iri = self._relations[relation]
                        found.append(Step(start, statement, end, is_forward, relation_iri))
        if any(step.statement.startswith("_:") for step in found):
            raise LoadError("a statement has no name; give every node an IRI")
        found.sort()
        return found

    def _rule(self, accepted: str) -> _Rule | None:
        """Return what tells from the kinds of its claims and its type whether a statement counts.

        Each kind is held against the pattern once, as a made-up claim of that kind about a
        made-up statement of every type.
        """
        if not accepted.strip():
            return lambda kinds, relation: True
        if self._kind_count > MOST_KINDS or not _DECIDABLE.fullmatch(accepted):
            return None
        asks_type = "?kind" in accepted
        rows = self._examples(asks_type).select(
            f"SELECT DISTINCT ?statement ?kind {{ {accepted} }}"
        )
        numbers = {iri: number for number, iri in self._relations.items()}
        counting = {
            (text_of(row[0]).rpartition(":")[2], numbers.get(text_of(row[1]))) for row in rows
        }
        known: dict[tuple[str | None, int | None], bool] = {}

        def counts(kinds: str | None, relation: int) -> bool:
            key = (kinds, relation if asks_type else None)
            if key not in known:
                known[key] = any((kind, key[1]) in counting for kind in (kinds or "").split(","))
            return known[key]

        return counts

    def _examples(self, with_types: bool) -> Store:
        """Return a graph of one statement with one claim for every kind of claim."""
        lines = []
        for number, name, value in self._rows.execute("SELECT id, property, value FROM kind"):
            claim, statement = f"<urn:claim:{number}>", f"<urn:statement:{number}>"
            lines.append(f"{claim} <{_ABOUT}> {statement} .")
            if name is not None:
                lines.append(f"{claim} <{name}> {value} .")
            if with_types:
                types = self._relations.values()
                lines += (f"{statement} <{_RELATION}> <{iri}> ." for iri in types)
        graph = ox.Store()
        graph.load("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
        return _Examples(graph)


class _Examples(LocalStore):
    """Made-up claims, one of each kind."""

    @property
    def data_name(self) -> str:
        return "examples"
