"""What is drawn of a reading: which actors, which ties, and what stays out for want of room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from khgraph import dates
from khgraph.model import Entity, Statement, Turn
from khgraph.reading import Reading, Tie, ties

MAX_ACTORS = 80
MAX_DISTANCE = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """The content of one page.

    Attributes
    ----------
    actors : tuple of Entity
        All that can be looked up, by label.
    drawn : frozenset of str
        The IRIs of the actors in the picture.
    ties : tuple of Tie
        The signed ties of the reading between `actors`, by statement IRI; those
        with both ends in `drawn` are in the picture.
    unsigned : tuple of Statement
        The drawn statements that carry no sign.
    history : tuple of Statement
        Every statement between two of `actors`, under whatever reading.
    turns : tuple of Turn
        The turning points whose statement before or after is in `history`.
    """

    reading: Reading
    focus: Entity | None
    actors: tuple[Entity, ...]
    drawn: frozenset[str]
    ties: tuple[Tie, ...]
    unsigned: tuple[Statement, ...]
    history: tuple[Statement, ...]
    turns: tuple[Turn, ...]

    @property
    def place(self) -> dict[str, int]:
        """The place of each actor in `actors`, by IRI; it is the actor's id on the page."""
        return {actor.iri: i for i, actor in enumerate(self.actors)}

    @property
    def drawn_ties(self) -> tuple[Tie, ...]:
        """The ties with both ends in the picture."""
        return tuple(tie for tie in self.ties if self.drawn.issuperset(ends(tie.statement)))


def ends(statement: Statement) -> tuple[str, str]:
    """Return the IRIs of the two actors of a statement that is a tie."""
    if not isinstance(statement.object, Entity):
        raise TypeError(f"{statement.iri} joins no two actors")
    return statement.subject.iri, statement.object.iri


def holds(statement: Statement, reading: Reading) -> bool:
    """Return whether a claim of *statement* counts and holds in the time of *reading*."""
    return reading.covers(statement) and any(
        reading.accepts(claim) and reading.presence(statement, claim) != dates.NOT
        for claim in statement.claims
    )


def compose(
    statements: Iterable[Statement], turns: Iterable[Turn], reading: Reading, focus: Entity | None
) -> Scene:
    """Choose what the page shows.

    Parameters
    ----------
    statements : iterable of Statement
        With their claims; those that do not join two actors are passed over.
    turns : iterable of Turn
    reading : Reading
    focus : Entity, optional
        Keep the actors within `MAX_DISTANCE` signed ties of this one, and those
        that an unsigned tie joins to it.

    Returns
    -------
    Scene
        With at most `MAX_ACTORS` drawn: the focus, then those with the most partners.
    """
    statements = list(statements)
    between = sorted((s for s in statements if s.is_tie), key=lambda s: s.iri)
    signed = ties(statements, reading)
    loose = [s for s in between if s.sign is None and holds(s, reading)]
    partners = _partners(tie.statement for tie in signed)
    known = {e.iri: e for s in between for e in (s.subject, s.object) if isinstance(e, Entity)}
    candidates = {iri for iri in partners if partners[iri]}
    distance: dict[str, int] = {}
    if focus is not None:
        distance = _ball(focus.iri, partners)
        loose = [s for s in loose if focus.iri in ends(s)]
        candidates = {focus.iri, *distance, *(iri for s in loose for iri in ends(s))}
        known = {iri: known.get(iri, focus) for iri in candidates}
    ranked = sorted(
        candidates,
        key=lambda iri: (
            distance.get(iri, 1) if focus else 0,
            -len(partners.get(iri, ())),
            known[iri].label,
            iri,
        ),
    )
    drawn = frozenset(ranked[:MAX_ACTORS])
    history = tuple(s for s in between if known.keys() >= set(ends(s)))
    told = {s.iri for s in history}
    return Scene(
        reading,
        focus,
        tuple(sorted(known.values(), key=lambda e: (e.label.casefold(), e.iri))),
        drawn,
        tuple(tie for tie in signed if tie.statement.iri in told),
        tuple(s for s in loose if drawn.issuperset(ends(s))),
        history,
        tuple(t for t in turns if told & {s.iri for s in (t.before, t.after) if s is not None}),
    )


def _partners(statements: Iterable[Statement]) -> dict[str, set[str]]:
    """Return the other actors that each actor is joined to."""
    partners: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        a, b = ends(statement)
        partners[a].add(b)
        partners[b].add(a)
    return partners


def _ball(centre: str, partners: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the distance from *centre* of all within `MAX_DISTANCE` ties of it."""
    distance = {centre: 0}
    frontier = {centre}
    for step in range(1, MAX_DISTANCE + 1):
        frontier = {iri for near in frontier for iri in partners.get(near, ())} - distance.keys()
        distance.update(dict.fromkeys(frontier, step))
    return distance


def pairs(statements: Sequence[Statement]) -> dict[tuple[str, str], list[Statement]]:
    """Return the statements between each two actors, under the sorted pair."""
    found: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        a, b = ends(statement)
        found[min(a, b), max(a, b)].append(statement)
    return dict(found)
