"""What the graph holds about one thing, and where a text is found in it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyoxigraph as ox

from khgraph.model import Entity, Statement, Turn, time_key
from khgraph.names import fold
from khgraph.namespaces import KH, shorten
from khgraph.records import sources, statements, turns
from khgraph.stores import Store, text_of, values_block

SECTIONS = (
    "Kin",
    "Peoples, bodies and places",
    "Offices",
    "Ties",
    "Events",
    "Names, views and ideas",
    "Other facts",
    "As a third party or topic",
)

# The relation types of a section, each with all that the ontology puts under it.
_FAMILIES = {
    "Kin": ("kinOf", "arrangedMarriageOf"),
    "Peoples, bodies and places": ("memberOf", "partOf", "cameFrom"),
    "Offices": ("heldOfficeIn", "representative", "founded"),
    "Names, views and ideas": ("calls", "holdsThat", "holdsTheory", "advocated", "opposedIdea"),
}


class Dossier(NamedTuple):
    """All that is said of one thing, in sections; within each in time order.

    `reference` is the full title of a source, None for anything else.
    """

    entity: Entity
    reference: str | None
    names: tuple[str, ...]
    scope_note: str | None
    curator_note: str | None
    named_in: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Statement, ...]], ...]
    turns: tuple[Turn, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the dossier for JSON."""
        return {
            "id": shorten(self.entity.iri),
            "label": self.entity.label,
            "kind": self.entity.kind,
            "reference": self.reference,
            "names": list(self.names),
            "scope_note": self.scope_note,
            "curator_note": self.curator_note,
            "named_in": list(self.named_in),
            "sections": {
                title: [statement_dict(statement, self.entity) for statement in found]
                for title, found in self.sections
            },
            "turns": [turn_dict(turn) for turn in self.turns],
        }


def statement_dict(statement: Statement, seen_from: Entity | None = None) -> dict[str, Any]:
    """Return a statement for JSON, in words from the side of *seen_from*."""
    inverse = statement.is_seen_from_object(seen_from)
    other = statement.subject.label if inverse else statement.object_label
    return {
        "id": shorten(statement.iri),
        "sentence": statement.sentence(inverse=inverse),
        "subject": statement.subject.label,
        "relation": statement.relation.id,
        "object": statement.object_label,
        "other": other,
        "sign": statement.sign,
        "qualifiers": dict(statement.qualifiers),
        "claims": [claim.as_dict() for claim in statement.claims],
    }


def turn_dict(turn: Turn) -> dict[str, Any]:
    """Return a turn for JSON."""
    return {
        "id": shorten(turn.iri),
        "label": turn.label,
        "kind": turn.kind,
        "before": turn.before.sentence() if turn.before else None,
        "after": turn.after.sentence(),
        "event": turn.event.label if turn.event else None,
        "claims": [claim.as_dict() for claim in turn.claims],
    }


def dossier(store: Store, entity: Entity) -> Dossier:
    """Return what the graph holds about *entity*.

    Statements of which it is only a qualifier (the third party, the topic, the
    event) come in a section of their own.
    """
    names, notes, scope, named_in, title = [], [], [], [], None
    for _, property_iri, value in store.select(
        "SELECT ?thing ?property ?value WHERE { ?thing ?property ?value }",
        {"thing": ox.NamedNode(entity.iri)},
    ):
        name = shorten(text_of(property_iri))
        if name == "dcterms:title":
            title = text_of(value)
        elif name == "skos:altLabel":
            names.append(text_of(value))
        elif name == "kh:curatorNote":
            notes.append(text_of(value))
        elif name == "skos:scopeNote":
            scope.append(text_of(value))
        elif name == "kh:namedIn":
            named_in.append(shorten(text_of(value)).removeprefix("khb:"))
    sections: dict[str, list[Statement]] = {}
    families = _families(store)
    own = statements(store, touching=entity.iri)
    for statement in own:
        sections.setdefault(_section(statement, entity, families), []).append(statement)
    ids = {statement.iri for statement in own}
    return Dossier(
        entity,
        (sources(store).get(entity.id) or title) if entity.kind == "Source" else None,
        tuple(sorted(set(names), key=lambda name: (fold(name), name))),
        " ".join(sorted(scope)) or None,
        " ".join(sorted(notes)) or None,
        tuple(sorted(named_in)),
        tuple(
            (title, tuple(sorted(sections[title], key=lambda s: (time_key(s.claims), s.iri))))
            for title in SECTIONS
            if title in sections
        ),
        tuple(
            turn
            for turn in turns(store)
            if turn.after.iri in ids
            or (turn.before is not None and turn.before.iri in ids)
            or (turn.event is not None and turn.event.iri == entity.iri)
        ),
    )


def _families(store: Store) -> dict[str, str]:
    """Return the section of each relation type that belongs to one by its place in the ontology."""
    titles = {KH + root: title for title, roots in _FAMILIES.items() for root in roots}
    rows = store.select(
        # That the root is a relation type is told to engines that start a path from triples only.
        "SELECT ?type ?root WHERE { ?type rdfs:subPropertyOf* ?root . ?root a kh:RelationType"
        f" {values_block('root', titles)} }}"
    )
    return {text_of(kind): titles[text_of(root)] for kind, root in rows}


def _section(statement: Statement, entity: Entity, families: dict[str, str]) -> str:
    ends = [end for end in (statement.subject, statement.object) if isinstance(end, Entity)]
    if entity.iri not in [end.iri for end in ends]:
        return "As a third party or topic"
    if statement.relation.iri in families:
        return families[statement.relation.iri]
    if statement.sign is not None:
        return "Ties"
    return "Events" if any(end.kind == "Event" for end in ends) else "Other facts"


class Hit(NamedTuple):
    """A place where a searched text stands: the name of a thing, a claim, or a term."""

    kind: str
    id: str
    text: str
    citation: str


_HIT_KINDS = ("name", "claim", "term")


def find(store: Store, text: str) -> list[Hit]:
    """Return where *text* stands in labels and in the claims' own words.

    Case and diacritics do not count. The names of things come first, those of
    turns included, then claims, then the terms of the ontology; each by id. An
    empty text finds nothing.
    """
    wanted = fold(text)
    if not wanted:
        return []
    hits = set()
    for thing, label in store.select(
        "SELECT ?thing ?label WHERE { { ?thing skos:prefLabel|skos:altLabel ?label }"
        " UNION { ?thing a kh:Turn ; rdfs:label ?label } }"
    ):
        if wanted in fold(text_of(label)):
            kind = "term" if text_of(thing).startswith(KH) else "name"
            hits.add(Hit(kind, shorten(text_of(thing)), text_of(label), ""))
    for claim, comment, source, locator in store.select(
        "SELECT ?claim ?comment ?source ?locator WHERE { ?claim a kh:Claim ; rdfs:comment ?comment"
        " OPTIONAL { ?claim dcterms:source ?source } OPTIONAL { ?claim kh:locator ?locator } }"
    ):
        if wanted in fold(text_of(comment)):
            citation = f"{shorten(text_of(source)).removeprefix('khb:')} {text_of(locator)}"
            hits.add(Hit("claim", shorten(text_of(claim)), text_of(comment), citation.strip()))
    return sorted(hits, key=lambda hit: (_HIT_KINDS.index(hit.kind), hit.id, hit.text))
