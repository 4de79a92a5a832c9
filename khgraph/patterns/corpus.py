"""What patterns are looked for in: the ties and bonds of a reading, and what an instance is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple

from khgraph.dates import OPEN_END
from khgraph.histories import Chronicle, turn_place, with_time
from khgraph.model import Entity, Pair, Statement, Turn, pair_key, pair_of
from khgraph.reading import Reading, Tie, tie_of
from khgraph.spans import Span, Spans, union

# Ties by which one follows another's lead, from the follower to the leader; and those
# from the leader to the follower.
FOLLOWING = frozenset(
    (
        "agentOf",
        "foughtAlongside",
        "foughtFor",
        "loyalTo",
        "served",
        "spiedFor",
        "memberOf",
        "partOf",
    )
)
LEADING = frozenset(("commanded", "controlled", "governed", "headed", "suzerainOf"))
KINSHIP = frozenset(("kinOf", "descendedFrom", "marriedTo", "parentOf", "siblingOf"))
BOND_TYPES = KINSHIP | FOLLOWING | LEADING


class Instance(NamedTuple):
    """One occurrence of a pattern.

    Attributes
    ----------
    pattern : str
        The name of the pattern.
    roles : tuple of (role, actor IRI)
        In the order in which the pattern names them.
    first, last : str
        The days between which it can have held.
    is_certain : bool
        Whether the dates leave no doubt that it did; what is not certain is possible.
        It is of the dates alone: how sure the authors are, the evidence says.
    evidence : tuple of (what it shows, Tie)
    turns : tuple of Turn
        Turning points told of its ties.
    outcome : str
        What became of it, in words; empty where the pattern does not ask.
    facts : tuple of (name, value)
        What `outcome` says, for programs.
    """

    pattern: str
    roles: tuple[tuple[str, str], ...]
    first: str
    last: str
    is_certain: bool
    evidence: tuple[tuple[str, Tie], ...]
    turns: tuple[Turn, ...] = ()
    outcome: str = ""
    facts: tuple[tuple[str, str | int | None], ...] = ()


class Pattern(NamedTuple):
    """A pattern: its name, its definition and literature, and how it is found."""

    name: str
    title: str
    definition: str
    literature: str
    find: Callable[[Corpus, int], Iterable[Instance]]


class Corpus(Chronicle):
    """The chronicle of a reading, with the ties that carry no sign of friend or enemy.

    `bonds` are kinship, membership and command by pair, of which undated ones count as
    possible on every day that their actors may have seen, since sources seldom date them.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        turns: Iterable[Turn],
        reading: Reading,
        conflict: str = "ambivalent",
    ) -> None:
        statements = list(statements)
        super().__init__(statements, turns, reading, conflict)
        loose = with_time(reading)._replace(include_undated=True)
        self.bonds: dict[Pair, list[Tie]] = defaultdict(list)
        for statement in statements:
            if not statement.is_tie or statement.sign is not None:
                continue
            if statement.relation.id not in BOND_TYPES:
                continue
            tie = tie_of(statement, loose, self.lives)
            if tie is not None:
                self.bonds[pair_of(statement)].append(tie)
        for tie in chain(*self.ties.values(), *self.bonds.values()):
            for entity in (tie.statement.subject, tie.statement.object):
                if isinstance(entity, Entity):
                    self.actors.setdefault(entity.iri, entity)

    def friendly(self, a: str, b: str) -> list[Tie]:
        """Return the friendly ties of a pair, as they begin."""
        return self._signed(a, b, 1)

    def hostile(self, a: str, b: str) -> list[Tie]:
        """Return the hostile ties of a pair, as they begin."""
        return self._signed(a, b, -1)

    def _signed(self, a: str, b: str, sign: int) -> list[Tie]:
        found = [tie for tie in self.ties.get(pair_key(a, b), ()) if tie.sign == sign]
        return sorted(found, key=lambda tie: (tie.possible, tie.iri))

    def neighbours(self) -> dict[str, list[str]]:
        """Return by actor those to whom it has a signed or neutral tie, sorted."""
        around: dict[str, set[str]] = defaultdict(set)
        for a, b in self.ties:
            around[a].add(b)
            around[b].add(a)
        return {actor: sorted(others) for actor, others in sorted(around.items())}


def onset(tie: Tie) -> Span:
    """Return the days between which a tie can have begun, before the reading's time too."""
    firsts = [claim.bounds.earliest_start for claim in tie.claims]
    lasts = [claim.bounds.latest_start for claim in tie.claims]
    known = [day for day in firsts if day]
    first = min(known) if len(known) == len(firsts) else tie.possible[0][0]
    last = max((day for day in lasts if day), default=tie.possible[-1][1])
    return first, max(first, min(last, tie.possible[-1][1]))


def ending(tie: Tie) -> Span | None:
    """Return the days between which a lasting tie can have ended, None where that is open.

    An act has no end of its own: that a battle is over does not end an enmity.
    """
    if tie.statement.relation.is_act:
        return None
    last = tie.possible[-1][1]
    if last == OPEN_END or any(claim.bounds.latest_end is None for claim in tie.claims):
        return None
    ends = [claim.bounds.earliest_end for claim in tie.claims]
    return min((day for day in ends if day), default=tie.possible[0][0]), last


def days_of(ties: Iterable[Tie]) -> Spans:
    """Return the days on which one of the ties can have held."""
    return union(span for tie in ties for span in tie.possible)


def sure_days_of(ties: Iterable[Tie]) -> Spans:
    """Return the days on which one of the ties must have held."""
    return union(span for tie in ties for span in tie.certain)


def turns_between(corpus: Corpus, pairs: Iterable[Pair], first: str, last: str) -> tuple[Turn, ...]:
    """Return the dated turning points told of pairs that fall between two days."""
    found = {}
    for a, b in pairs:
        for turn in corpus.turns_of(a, b):
            day = turn_place(turn)
            if day is not None and first <= day <= last:
                found[turn.iri] = turn
    return tuple(found.values())
