"""What a page holds, and which of its actors the network draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from khgraph.errors import KhgraphError
from khgraph.lives import Life, lives
from khgraph.model import Entity, Pair, Statement, Turn, pair_of
from khgraph.reading import Reading, Tie, ties

MAX_ACTORS = 110
MAX_STATEMENTS = 20_000
MAX_DISTANCE = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """The content of one page.

    Attributes
    ----------
    statements : tuple of Statement
        All that the page can tell of, by IRI, whether or not the reading lets it count.
    turns : tuple of Turn
        The turning points whose statement before or after is among them.
    things : tuple of Entity
        The subjects and objects of the statements, by label; a thing's place is its
        number on the page.
    drawn : frozenset of str
        The IRIs of the actors in the network.
    ties : tuple of Tie
        The signed ties between them at any time, under the reading's other choices.
    lives : mapping of str to Life
    """

    reading: Reading
    focus: Entity | None
    statements: tuple[Statement, ...]
    turns: tuple[Turn, ...]
    things: tuple[Entity, ...]
    drawn: frozenset[str]
    ties: tuple[Tie, ...]
    lives: Mapping[str, Life]

    @property
    def place(self) -> dict[str, int]:
        """The place of each thing in `things`, by IRI."""
        return {thing.iri: i for i, thing in enumerate(self.things)}


def compose(
    statements: Iterable[Statement], turns: Iterable[Turn], reading: Reading, focus: Entity | None
) -> Scene:
    """Choose what the page holds.

    Parameters
    ----------
    statements : iterable of Statement
        With all their claims.
    turns : iterable of Turn
    reading : Reading
        Its time is where the page opens: who is drawn does not depend on it.
    focus : Entity, optional
        Keep the actors within `MAX_DISTANCE` signed ties of this one, those that an
        unsigned tie joins to it, and what is said of these.

    Returns
    -------
    Scene
        With at most `MAX_ACTORS` drawn: the focus, then those with the most partners, without
        those whose partners all stay out.

    Raises
    ------
    KhgraphError
        If there are more statements than one page can hold.
    """
    statements = sorted(statements, key=lambda statement: statement.iri)
    known = lives(statements)
    found = ties(statements, reading._replace(on=None, first=None, last=None), known)
    partners = _partners(tie.statement for tie in found)
    distance: dict[str, int] = {}
    if focus is not None:
        distance = _ball(focus.iri, partners)
        near = {focus.iri, *distance}
        for statement in statements:
            if statement.is_tie and focus.iri in pair_of(statement):
                near.update(pair_of(statement))
        statements = [s for s in statements if near.issuperset(_actors(s)) and _actors(s)]
    if len(statements) > MAX_STATEMENTS:
        raise KhgraphError(
            f"one page holds at most {MAX_STATEMENTS:,} statements, and these are "
            f"{len(statements):,}; draw a part of them with --focus ACTOR"
        )
    things = {e.iri: e for s in statements for e in (s.subject, s.object) if isinstance(e, Entity)}
    if focus is not None:
        things.setdefault(focus.iri, focus)
    candidates = {iri for iri in partners if iri in things}
    if focus is not None:
        candidates = {iri for iri in things if iri in distance or iri == focus.iri}
    ranked = sorted(
        candidates,
        key=lambda iri: (
            distance.get(iri, 0),
            -len(partners.get(iri, ())),
            things[iri].label,
            iri,
        ),
    )
    drawn = _joined(ranked[:MAX_ACTORS], partners, focus)
    told = {statement.iri for statement in statements}
    return Scene(
        reading,
        focus,
        tuple(statements),
        tuple(t for t in turns if told & {s.iri for s in (t.before, t.after) if s is not None}),
        tuple(sorted(things.values(), key=lambda e: (e.label.casefold(), e.iri))),
        drawn,
        tuple(tie for tie in found if drawn.issuperset(pair_of(tie.statement))),
        known,
    )


def _actors(statement: Statement) -> list[str]:
    """Return the IRIs of the actors among the ends of *statement*."""
    ends = (statement.subject, statement.object)
    return [end.iri for end in ends if isinstance(end, Entity) and end.is_actor]


def _partners(statements: Iterable[Statement]) -> dict[str, set[str]]:
    """Return the other actors that each actor is joined to."""
    partners: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        a, b = pair_of(statement)
        partners[a].add(b)
        partners[b].add(a)
    return partners


def _joined(
    ranked: Sequence[str], partners: Mapping[str, set[str]], focus: Entity | None
) -> frozenset[str]:
    """Return those of *ranked* that have a partner among them, and the focus."""
    chosen = set(ranked)
    joined = {iri for iri in chosen if partners.get(iri, set()) & chosen}
    return frozenset(joined | ({focus.iri} & chosen if focus else set()))


def _ball(centre: str, partners: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the distance from *centre* of all within `MAX_DISTANCE` ties of it."""
    distance = {centre: 0}
    frontier = {centre}
    for step in range(1, MAX_DISTANCE + 1):
        frontier = {iri for near in frontier for iri in partners.get(near, ())} - distance.keys()
        distance.update(dict.fromkeys(frontier, step))
    return distance


def lines(found: Iterable[Tie]) -> dict[Pair, list[int]]:
    """Return the signs that each pair of actors has, the friendly first: one line for each."""
    signs: dict[Pair, set[int]] = defaultdict(set)
    for tie in found:
        signs[pair_of(tie.statement)].add(tie.sign)
    return {pair: sorted(signs[pair], reverse=True) for pair in sorted(signs)}
