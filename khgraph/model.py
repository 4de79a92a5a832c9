"""What the graph holds, as plain immutable records: entities, relation types, claims, statements.

No record knows RDF, SPARQL or networkx; `khgraph.records` fills them. They are named
tuples because a command pays for each class it defines, and a dataclass costs seven
times as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from khgraph.dates import UNDATED, Bounds
from khgraph.namespaces import local_name

# The author's stance, from the surest to the most contrary; `ontology/khgraph.ttl` defines them.
STANCES = ("affirms", "thinksProbable", "thinksPossible", "reports", "doubts", "denies")

# What each minimum stance lets in. A doubt or a denial never makes a tie.
ACCEPTED_STANCES: dict[str, tuple[str, ...]] = {
    "affirms": STANCES[:1],
    "probable": STANCES[:2],
    "possible": STANCES[:3],
    "reports": STANCES[:4],
}

# How exactly a number is meant; `ontology/khgraph.ttl` defines them.
PRECISION_WORDS = {
    "approximately": "about this number",
    "moreThan": "more than this number",
    "lessThan": "up to this number",
}

STANCE_WORDS = {
    "affirms": "affirms",
    "thinksProbable": "thinks probable",
    "thinksPossible": "thinks possible",
    "reports": "reports",
    "doubts": "doubts",
    "denies": "denies",
}


class Entity(NamedTuple):
    """A thing of the graph: an actor, event, place, idea, document, monument or source."""

    iri: str
    label: str
    kind: str
    is_plural: bool = False

    @property
    def id(self) -> str:
        """The last part of the IRI, by which the thing may be named."""
        return local_name(self.iri)

    @property
    def is_actor(self) -> bool:
        """Whether it is a person, group, state, people, army or organisation."""
        return self.kind in ACTOR_KINDS


ACTOR_KINDS = ("Person", "Group", "State", "People", "MilitaryUnit", "Organization", "Actor")


class RelationType(NamedTuple):
    """A kind of relation; `sign` is 1, 0, -1, or None where the relation carries no sign."""

    iri: str
    label: str
    inverse_label: str
    sign: int | None
    is_symmetric: bool
    is_act: bool

    @property
    def id(self) -> str:
        """The local name, such as ``supported``."""
        return local_name(self.iri)


class Claim(NamedTuple):
    """One source's answer to a proposition.

    `attribution` and `according_to` are labels, `authors` and `holders` the IRIs of
    the same.
    """

    iri: str
    source: str
    locator: str
    lines: str
    stance: str
    attribution: tuple[str, ...]
    according_to: tuple[str, ...]
    when: str | None
    bounds: Bounds
    comment: str
    curator_note: str | None
    precision: str | None = None
    authors: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()

    def as_dict(self) -> dict[str, Any]:
        """Return the claim for JSON."""
        return {
            "id": local_name(self.iri),
            "source": self.source,
            "locator": self.locator,
            "lines": self.lines,
            "stance": self.stance,
            "attribution": list(self.attribution),
            "according_to": list(self.according_to),
            "when": self.when,
            "precision": self.precision,
            "comment": self.comment,
            "curator_note": self.curator_note,
        }

    @property
    def lines_words(self) -> str:
        """The cited lines, such as ``line 61`` or ``lines 61-63``; empty without any."""
        if not self.lines:
            return ""
        return f"{'line' if self.lines.isdecimal() else 'lines'} {self.lines}"

    @property
    def citation(self) -> str:
        """The source and the place in it, such as ``bulag2009 p. 9``."""
        return f"{self.source} {self.locator}"


def time_key(claims: Iterable[Claim]) -> tuple[str, bool]:
    """Return the key that puts what *claims* speak of in time order, the undated last."""
    return min((claim.bounds.time_key for claim in claims), default=(UNDATED, True))


class Statement(NamedTuple):
    """A relation between two things, or a thing and a literal, with the claims that answer it.

    `qualifiers` holds what narrows the statement (role, name, unit, third party,
    topic, event, content) as pairs of a property's local name and a text; `event` is
    the IRI of the event at which it was so.
    """

    iri: str
    subject: Entity
    relation: RelationType
    object: Entity | str
    claims: tuple[Claim, ...]
    qualifiers: tuple[tuple[str, str], ...] = ()
    event: str | None = None

    @property
    def sign(self) -> int | None:
        """The sign of the relation type."""
        return self.relation.sign

    @property
    def sources(self) -> frozenset[str]:
        """The ids of the sources that speak of it."""
        return frozenset(claim.source for claim in self.claims)

    @property
    def is_only_reported(self) -> bool:
        """Whether it has claims, and none does more than report it."""
        return {claim.stance for claim in self.claims} == {"reports"}

    @property
    def is_tie(self) -> bool:
        """Whether it joins two different actors."""
        return (
            isinstance(self.object, Entity)
            and self.subject.is_actor
            and self.object.is_actor
            and self.subject.iri != self.object.iri
        )

    @property
    def object_label(self) -> str:
        """The label of the object, or the literal itself."""
        return self.object.label if isinstance(self.object, Entity) else self.object

    def qualifier(self, name: str) -> str | None:
        """Return the text of a qualifier, or None."""
        return next((text for key, text in self.qualifiers if key == name), None)

    def is_seen_from_object(self, entity: Entity | None) -> bool:
        """Return whether *entity* is the object, and not the subject."""
        return (
            entity is not None
            and isinstance(self.object, Entity)
            and self.object.iri == entity.iri
            and self.subject.iri != entity.iri
        )

    def sentence(self, *, inverse: bool = False) -> str:
        """Return the statement in words, from the object's side if *inverse*."""
        if inverse:
            return f"{self.object_label} {self.inverse_words}"
        return f"{self.subject.label} {self.predicate_words}"

    @property
    def predicate_words(self) -> str:
        """The relation, its object and its qualifiers in words."""
        verb = agreeing(self.relation.label, self.subject)
        if self.object == "true":
            return verb + self.qualifier_words
        return f"{verb} {self.object_label}{self.qualifier_words}"

    @property
    def inverse_words(self) -> str:
        """The relation read from the object, the subject and the qualifiers in words."""
        verb = agreeing(self.relation.inverse_label, self.object)
        return f"{verb} {self.subject.label}{self.qualifier_words}"

    @property
    def qualifier_words(self) -> str:
        """The qualifiers in words, with a leading space or comma; empty without any."""
        words = "".join(QUALIFIER_WORDS[key].format(text) for key, text in self.qualifiers)
        head, that, rest = words.partition(_THAT)
        return head + that + rest.replace(_THAT, " and that ")


def agreeing(words: str, subject: Entity | str) -> str:
    """Return a relation's label with its verb in the number of *subject*.

    Examples
    --------
    >>> agreeing("was an enemy of", Entity("urn:m", "Mongols", "People", is_plural=True))
    'were an enemy of'
    """
    verb, space, rest = words.partition(" ")
    if isinstance(subject, Entity) and subject.is_plural:
        verb = _PLURALS.get(verb, verb)
    return verb + space + rest


_PLURALS = {
    "was": "were",
    "is": "are",
    "calls": "call",
    "commemorates": "commemorate",
    "emphasises": "emphasise",
    "holds": "hold",
    "mentions": "mention",
    "neglects": "neglect",
}

# What narrows a statement, in the order in which it is told.
QUALIFIER_WORDS = {
    "role": " as {}",
    "name": " “{}”",
    "unit": " {}",
    "against": " against {}",
    "topic": " (on {})",
    "atEvent": ", at {}",
    "content": ": that {}",  # a second one is joined by "and"
}


_THAT = ": that "


Pair = tuple[str, str]


def pair_key(a: str, b: str) -> Pair:
    """Return the IRIs of two actors in order, by which their pair is known."""
    return min(a, b), max(a, b)


def pair_of(statement: Statement) -> Pair:
    """Return the pair that a tie joins.

    Raises
    ------
    TypeError
        If the statement's object is a literal.
    """
    if not isinstance(statement.object, Entity):
        raise TypeError(f"{statement.iri} joins no two actors")
    return pair_key(statement.subject.iri, statement.object.iri)


class Turn(NamedTuple):
    """A turning point: what held before, what holds after, and the event between."""

    iri: str
    label: str
    kind: str
    before: Statement | None
    after: Statement
    event: Entity | None
    claims: tuple[Claim, ...]
