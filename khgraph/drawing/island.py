"""The data of a page: all statements, claims and turning points of a scene as rows for JSON.

Rows and not objects, because a page is mailed: the names of the columns stand once, in
``COLUMNS``, and what many rows share stands once in ``shared``.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from khgraph.dates import Bounds
from khgraph.drawing import look
from khgraph.drawing.scene import Scene
from khgraph.model import (
    ACCEPTED_STANCES,
    PRECISION_WORDS,
    STANCE_WORDS,
    STANCES,
    Claim,
    Entity,
    Statement,
    agreeing,
)
from khgraph.namespaces import local_name
from khgraph.projection import rule_words
from khgraph.reading import STANCE_LIMIT_WORDS, Reading
from khgraph.triads import SAME_DAY

COLUMNS = {
    # `first` and `last` are the days of a life, null where no claim tells them; `names` what
    # else it is called.
    "things": ("id", "label", "kind", "first", "last", "names"),
    "relations": ("id", "label", "sign", "symmetric", "act"),
    # `id` is null where it is made of the ids of subject, relation and object; `object` is a
    # thing, or a text; `event` are the days of the event at which it was; `covered` says
    # whether the reading's relation types and levels let it count; `mentions` are the third
    # parties and topics in the qualifiers, `rivals` the statements of which not both can be true.
    "statements": (
        *("id", "subject", "relation", "object", "verb", "inverse", "qualifiers"),
        *("event", "covered", "mentions", "rivals", "claims"),
    ),
    # `stance` is a place in `words.stances`; `days` are the four bounds; `seen` is 0 where the
    # reading's viewpoints shut it out, 2 where it passes on a view that they ask for.
    "claims": (
        *("source", "locator", "lines", "stance", "who", "after", "when", "days"),
        *("comment", "note", "precision", "seen"),
    ),
    "turns": ("id", "label", "kind", "before", "after", "event", "claims"),
}

# The columns that hold a place in `shared`.
SHARED = {
    "statements": ("verb", "inverse", "event"),
    "claims": ("source", "locator", "who", "after", "when", "days", "note", "precision"),
}


def island(
    scene: Scene,
    sources: Mapping[str, str],
    data_name: str,
    names: Mapping[str, Sequence[str]],
    exclusions: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """Return what the scripts of the page read.

    Parameters
    ----------
    scene : Scene
    sources : mapping of str to str
        A full reference for each id of a source.
    data_name : str
        What the data is called.
    names : mapping of str to sequence of str
        What things are called besides their label, by IRI.
    exclusions : iterable of (str, str)
        The IRIs of two statements of which not both can be true.

    Returns
    -------
    dict
        For JSON, with a table for each key of `COLUMNS` but claims, which stand in the
        rows of their statement or turn.
    """
    shared = _Shared()
    place = scene.place
    relations = {s.relation.iri: s.relation for s in scene.statements}
    kinds = {iri: i for i, iri in enumerate(sorted(relations))}
    numbers = {statement.iri: i for i, statement in enumerate(scene.statements)}
    ids = _names(s.iri for s in scene.statements)
    thing_ids = _names(thing.iri for thing in scene.things)
    relation_ids = _names(relations)
    turn_ids = _names(turn.iri for turn in scene.turns)
    reading = scene.reading
    rivals = _rivals(exclusions, numbers)
    # A qualifier holds a label; the checks of the data see to it that it names one thing.
    labels = {thing.label: i for i, thing in enumerate(scene.things)}

    def claims(found: Iterable[Claim]) -> list[list[Any]]:
        order = sorted(found, key=lambda claim: (claim.bounds.time_key, claim.iri))
        return [_claim_row(claim, shared, reading) for claim in order]

    def statement_row(statement: Statement) -> list[Any]:
        end = statement.object
        verb = agreeing(statement.relation.label, statement.subject)
        inverse = agreeing(statement.relation.inverse_label, end)
        return [
            _unless_made(ids[statement.iri], statement, thing_ids, relation_ids),
            place[statement.subject.iri],
            kinds[statement.relation.iri],
            place[end.iri] if isinstance(end, Entity) else end,
            shared.place(verb),
            shared.place(inverse),
            statement.qualifier_words,
            shared.place(_event_days(statement, scene)),
            int(reading.covers(statement)),
            sorted({labels[text] for _, text in statement.qualifiers if text in labels}),
            sorted(rivals[statement.iri]),
            claims(statement.claims),
        ]

    statements = [statement_row(statement) for statement in scene.statements]
    turns = [
        [
            turn_ids[turn.iri],
            turn.label,
            turn.kind,
            _told(turn.before, numbers),
            _told(turn.after, numbers),
            turn.event.label if turn.event else "",
            claims(turn.claims),
        ]
        for turn in scene.turns
    ]
    return {
        "columns": COLUMNS,
        "shared": {"columns": SHARED, "values": shared.values},
        "data": data_name,
        "things": [
            [
                *(thing_ids[thing.iri], thing.label, thing.kind, *_life(thing, scene)),
                list(names.get(thing.iri, ())),
            ]
            for thing in scene.things
        ],
        "relations": [
            [relation_ids[iri], kind.label, kind.sign, int(kind.is_symmetric), int(kind.is_act)]
            for iri, kind in sorted(relations.items())
        ],
        "statements": statements,
        "turns": turns,
        "sources": sorted(sources.items()),
        "drawn": sorted(place[iri] for iri in scene.drawn),
        "focus": place[scene.focus.iri] if scene.focus else None,
        "reading": opening(reading),
        "words": _words(reading),
        "look": look.as_dict(),
    }


def opening(reading: Reading) -> dict[str, Any]:
    """Return the choices with which the page opens, and which its reader can change."""
    return {
        "from": reading.on or reading.first,
        "to": reading.on or reading.last,
        "min": reading.min_stance,
        "sources": list(reading.sources),
        "undated": reading.include_undated,
        "horizon": reading.horizon,
    }


def _words(reading: Reading) -> dict[str, Any]:
    """Return what the page says of readings, stances and rules."""
    plain = Reading()
    # What the reader of the page cannot change, each part in the words of the reading.
    fixed = plain._replace(
        viewpoints=reading.viewpoints,
        types=reading.types,
        narrower=reading.narrower,
        levels=reading.levels,
    )
    parts = [part for part in fixed.describe().split("; ") if part not in plain.describe()]
    return {
        "fixed": parts,
        "limits": STANCE_LIMIT_WORDS,
        "stances": [[name, STANCE_WORDS[name]] for name in STANCES],
        "accepted": ACCEPTED_STANCES,
        "rule": rule_words(),
        "same_day": SAME_DAY,
    }


class _Shared:
    """Values that many rows share, each once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self.values: list[Any] = []

    def place(self, value: Any) -> int:
        """Return the place of a text, or of a list or null."""
        key = json.dumps(value)
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


def _names(iris: Iterable[str]) -> dict[str, str]:
    """Return a name for each IRI: its last part, or all of it where another has the same."""
    iris = list(iris)
    count = Counter(local_name(iri) for iri in iris)
    return {iri: local_name(iri) if count[local_name(iri)] == 1 else iri for iri in iris}


def _unless_made(
    name: str,
    statement: Statement,
    thing_ids: Mapping[str, str],
    relation_ids: Mapping[str, str],
) -> str | None:
    """Return the name of a statement, or None where the page can make it of its parts."""
    if not isinstance(statement.object, Entity):
        return name
    kind = relation_ids[statement.relation.iri]
    relation = re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", kind)
    ends = thing_ids[statement.subject.iri], thing_ids[statement.object.iri]
    return None if name == f"{ends[0]}-{relation}-{ends[1]}" else name


def _claim_row(claim: Claim, shared: _Shared, reading: Reading) -> list[Any]:
    return [
        shared.place(claim.source),
        shared.place(claim.locator),
        claim.lines,
        STANCES.index(claim.stance) if claim.stance in STANCES else None,
        shared.place(" and ".join(claim.attribution)),
        shared.place(" and ".join(claim.according_to)),
        shared.place(claim.when),
        shared.place(None if claim.bounds == Bounds() else list(claim.bounds)),
        claim.comment,
        shared.place(claim.curator_note or ""),
        shared.place(PRECISION_WORDS.get(claim.precision or "", "")),
        _seen(claim, reading),
    ]


def _seen(claim: Claim, reading: Reading) -> int:
    """Return whether the claim is one of those through whose eyes the reading looks.

    0 if not; 1 if it is their own or nobody is asked for; 2 if another passes it on.
    """
    if not reading.viewpoints:
        return 1
    seers = {entity.iri for entity in reading.viewpoints}
    if seers & claim.holders:
        return 2
    return int(bool(seers & claim.authors) and claim.stance != "reports")


def _rivals(
    exclusions: Iterable[tuple[str, str]], numbers: Mapping[str, int]
) -> dict[str, set[int]]:
    """Return the places of the statements that cannot be true beside each statement, by its IRI."""
    found: dict[str, set[int]] = defaultdict(set)
    for one, other in exclusions:
        if one in numbers and other in numbers:
            found[one].add(numbers[other])
            found[other].add(numbers[one])
    return found


def _event_days(statement: Statement, scene: Scene) -> list[str | None] | None:
    life = scene.lives.get(statement.event or "")
    return [life.first, life.last] if life else None


def _life(thing: Entity, scene: Scene) -> list[str | None]:
    life = scene.lives.get(thing.iri)
    return [life.first, life.last] if life else [None, None]


def _told(statement: Statement | None, numbers: Mapping[str, int]) -> int | str | None:
    """Return the place of a statement, or its words where it is not on the page."""
    if statement is None:
        return None
    return numbers.get(statement.iri, statement.sentence())
