"""The best paths in what is known between two ends: best first, each through different things."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from khgraph.dates import OPEN_START
from khgraph.paths.web import State
from khgraph.spans import Spans
from khgraph.stores import Step

# A search ends once it has seen so many beginnings of paths, and says so.
MOST_BEGINNINGS = 200_000

_UNDATED_YEARS = 100


class Edge(NamedTuple):
    """A step with what its claims are worth.

    `stance` is the rank of its surest claim, 0 for affirmed; `sources` how many
    speak for it; `year` the first that is named, 0 for none; `days` those on which
    it can have held.
    """

    step: Step
    sign: int | None
    stance: int
    sources: int
    year: int
    days: Spans = ()

    @property
    def weakness(self) -> tuple[int, int]:
        """The key that puts the best attested first."""
        return (self.stance, -self.sources)


class Tally(NamedTuple):
    """What the beginning of a path comes to; no member gets better by a further hop."""

    hops: int = 0
    stance: int = 0
    few_sources: int = -1_000_000
    commonness: int = 0
    first_year: int = 9999
    last_year: int = 0
    undated: int = 0

    def with_edge(self, edge: Edge, commonness: int) -> Tally:
        """Return the tally of one hop more, to a thing that stands in so many statements."""
        return Tally(
            self.hops + 1,
            max(self.stance, edge.stance),
            max(self.few_sources, -edge.sources),
            self.commonness + commonness,
            min(self.first_year, edge.year or 9999),
            max(self.last_year, edge.year),
            self.undated + (not edge.year),
        )

    @property
    def spread(self) -> int:
        """How many years the dates lie apart, an undated hop counting as a century."""
        return max(0, self.last_year - self.first_year) + _UNDATED_YEARS * self.undated


Key = tuple[int, ...]


def shortest_key(tally: Tally, hops: int, commonness: int) -> Key:
    """Return the key of the rank ``shortest``; *hops* and *commonness* are those of the whole."""
    return (hops, tally.stance, tally.few_sources, commonness, tally.spread)


def evidence_key(tally: Tally, hops: int, commonness: int) -> Key:
    """Return the key of the rank ``evidence``."""
    return (tally.stance, tally.few_sources, hops, commonness, tally.spread)


def specific_key(tally: Tally, hops: int, commonness: int) -> Key:
    """Return the key of the rank ``specific``."""
    return (commonness, hops, tally.stance, tally.few_sources, tally.spread)


KEYS: Mapping[str, Callable[[Tally, int, int], Key]] = {
    "shortest": shortest_key,
    "evidence": evidence_key,
    "specific": specific_key,
}


class Leg(NamedTuple):
    """A part of the way: to its goal, from whose states it is so many hops and statements yet.

    `hops` and `commonness` are at least what is left of this leg from a state or thing;
    `beyond` is the length of the legs after it.
    """

    goal: str
    hops: Mapping[State, int]
    commonness: Mapping[str, int]
    beyond: int


class Course(NamedTuple):
    """A whole path: its edges, its tally and its key."""

    edges: tuple[Edge, ...]
    tally: Tally
    key: Key


class _Beginning(NamedTuple):
    """A path so far; tuples compare by key, then by the statements, so that order is fixed."""

    key: Key
    statements: tuple[str, ...]
    tally: Tally
    leg: int
    state: State
    product: int
    day: str
    edges: tuple[Edge, ...]


class BestFirst:
    """A search over the beginnings of paths, the most promising first.

    Parameters
    ----------
    edges : callable
        From a thing to the edges that lead on from it.
    degree : mapping of str to int
        How many statements each thing stands in.
    legs : sequence of Leg
        The parts of the way, one unless it must lead by way of other things.
    key : callable
        A value of `KEYS`.
    longest : int
        The most hops.
    product : int, optional
        What the product of the signs must be.
    in_time : bool
        Whether the days must follow one another.
    by_product : bool
        Whether the states of the legs carry the product.

    Notes
    -----
    A* over paths, not over things: what is left is never estimated too high, and no
    criterion gets better by a further hop, so that paths come out in their order.
    """

    def __init__(
        self,
        edges: Callable[[str], Sequence[Edge]],
        degree: Mapping[str, int],
        legs: Sequence[Leg],
        key: Callable[[Tally, int, int], Key],
        longest: int,
        *,
        product: int | None = None,
        in_time: bool = False,
        by_product: bool = False,
    ) -> None:
        self._edges = edges
        self._degree = degree
        self._legs = legs
        self._key = key
        self._longest = longest
        self._product = product
        self._in_time = in_time
        self._by_product = by_product
        self.is_cut = False
        # The stops that come after each leg, which it must not pass.
        self._later = [{leg.goal for leg in legs[number + 1 :]} for number in range(len(legs))]

    def courses(self, start: str) -> Iterator[Course]:
        """Yield paths from *start*, the best first, each through things of its own."""
        heap = [_Beginning((), (), Tally(), 0, (start, 1), 1, OPEN_START, ())]
        found: set[tuple[str, ...]] = set()
        goal = self._legs[-1].goal
        seen = 0
        while heap:
            beginning = heapq.heappop(heap)
            things = (start, *(edge.step.end for edge in beginning.edges))
            if beginning.edges and things[-1] == goal:
                if things not in found:
                    found.add(things)
                    yield Course(beginning.edges, beginning.tally, beginning.key)
                continue
            if seen > MOST_BEGINNINGS:
                self.is_cut = True
                return
            for further in self._continued(beginning, things):
                heapq.heappush(heap, further)
                seen += 1

    def _continued(self, beginning: _Beginning, things: tuple[str, ...]) -> Iterator[_Beginning]:
        leg = self._legs[beginning.leg]
        last = self._legs[-1].goal
        for edge in self._edges(things[-1]):
            thing = edge.step.end
            if thing in things or thing in self._later[beginning.leg]:
                continue
            product = beginning.product * (edge.sign or 0) if self._product is not None else 1
            if thing == last and self._product is not None and product != self._product:
                continue
            day = arrival(edge.days, beginning.day) if self._in_time else beginning.day
            if day is None:
                continue
            state = (thing, product if self._by_product else 1)
            left, number = leg.hops.get(state), beginning.leg
            if left is None:
                continue
            if thing == leg.goal and thing != last:
                number += 1
                left = 0
            # What was reached counts at once; of the rest, its own commonness is not counted again.
            weight = 0 if thing == last else self._degree.get(thing, 0)
            tally = beginning.tally.with_edge(edge, weight)
            hops = tally.hops + left + leg.beyond
            if hops > self._longest:
                continue
            key = self._key(tally, hops, tally.commonness + leg.commonness.get(thing, 0))
            statements = (*beginning.statements, edge.step.statement)
            edges = (*beginning.edges, edge)
            yield _Beginning(key, statements, tally, number, state, product, day, edges)


def arrival(days: Spans, day: str) -> str | None:
    """Return the first of *days* that is *day* or later, None where there is none.

    Examples
    --------
    >>> arrival((("1932-01-01", "1932-12-31"), ("1936-01-01", "1936-12-31")), "1933-05-01")
    '1936-01-01'
    """
    return next((max(first, day) for first, last in days if last >= day), None)


def without_needless(edges: Iterable[Edge], *, in_time: bool) -> list[Edge]:
    """Return the edges that are worth a try, of those to one thing with one sign and one year.

    Of a surer one and one that more sources speak for, either may make the better path:
    where another hop is no surer, the sources decide. Where time counts, the edges of each
    set of days are held against one another alone.
    """
    kept: dict[tuple[object, ...], list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.weakness, edge.step)):
        place = (edge.step.end, edge.sign, edge.year, edge.days if in_time else ())
        surer = kept.setdefault(place, [])
        if not surer or edge.sources > surer[-1].sources:
            surer.append(edge)
    return sorted((edge for surer in kept.values() for edge in surer), key=lambda edge: edge.step)


def hops_left(goal: State, edges: Iterable[Edge], *, by_product: bool) -> dict[State, int]:
    """Return how many hops each state is from the goal by *edges*, at least."""
    into: dict[str, list[Edge]] = {}
    for edge in edges:
        into.setdefault(edge.step.end, []).append(edge)
    left = {goal: 0}
    frontier = [goal]
    while frontier:
        reached = []
        for thing, product in frontier:
            for edge in into.get(thing, ()):
                before = (edge.step.start, product * (edge.sign or 0) if by_product else 1)
                if before not in left:
                    left[before] = left[thing, product] + 1
                    reached.append(before)
        frontier = reached
    return left


def commonness_left(goal: str, edges: Iterable[Edge], degree: Mapping[str, int]) -> dict[str, int]:
    """Return in how many statements the things between each thing and the goal stand, at least.

    Neither the thing itself nor the goal is counted. By Dijkstra's algorithm.
    """
    into: dict[str, set[str]] = {}
    for edge in edges:
        into.setdefault(edge.step.end, set()).add(edge.step.start)
    least = {goal: 0}
    heap = [(0, goal)]
    while heap:
        cost, thing = heapq.heappop(heap)
        if cost > least[thing]:
            continue
        through = cost + (degree.get(thing, 0) if thing != goal else 0)
        for before in into.get(thing, ()):
            if through < least.get(before, through + 1):
                least[before] = through
                heapq.heappush(heap, (through, before))
    return least
