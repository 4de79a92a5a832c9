"""The smallest cited subgraph that joins several things, each of its hops a statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.bonds import BOND_RULE, best_hops, hop_limits, steps_from
from khgraph.errors import KhgraphError
from khgraph.model import Entity
from khgraph.namespaces import shorten
from khgraph.paths import Hop, Search, Web, degrees, is_passable
from khgraph.paths.refusals import why_not
from khgraph.steiner import Edge, small_tree, smallest_tree
from khgraph.stores import Store

if TYPE_CHECKING:
    from khgraph.reading import Reading

JOINING_RULE = (
    "the fewest hops, then between the ends the things that stand in the fewest statements; "
    f"for each two {BOND_RULE}"
)

# Up to so many ends the tree is exact: each further one takes about three times as long.
MOST_ENDS = 8
# And as long as no more things than this are known around them.
MOST_THINGS = 20_000


class Joining(NamedTuple):
    """What joins several things: the hops of a tree, or the groups that no hop joins.

    Attributes
    ----------
    ends : tuple of Entity
        The things to be joined, as they were given.
    hops : tuple of Hop
        In the order in which the tree is told: from the best connected thing, each hop from
        a thing that came before, the longest branch last. None where the ends are not joined.
    groups : tuple of tuple of Entity
        Which of the ends are joined with one another: one group where all are.
    commonness : int
        In how many statements the things between the ends stand, taken together.
    is_wide : bool
        Whether the tree had to go through places, ideas or documents.
    is_exact : bool
        Whether no smaller tree joins them; else it has at most twice as many hops as that.
    """

    ends: tuple[Entity, ...]
    hops: tuple[Hop, ...] = ()
    groups: tuple[tuple[Entity, ...], ...] = ()
    commonness: int = 0
    is_wide: bool = False
    is_exact: bool = True

    @property
    def is_joined(self) -> bool:
        """Whether one tree joins all ends."""
        return len(self.groups) == 1

    @property
    def things(self) -> tuple[Entity, ...]:
        """All things of the tree, in the order in which it is told."""
        if not self.hops:
            return ()
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def between(self) -> tuple[Entity, ...]:
        """The things of the tree that are no ends."""
        ends = {end.iri for end in self.ends}
        return tuple(thing for thing in self.things if thing.iri not in ends)

    def as_dict(self) -> dict[str, Any]:
        """Return the tree for JSON."""
        return {
            "ends": [_entity_value(end) for end in self.ends],
            "between": [_entity_value(thing) for thing in self.between],
            "hops": [hop.as_dict() for hop in self.hops],
            "groups": [[_entity_value(end) for end in group] for group in self.groups],
            "commonness": self.commonness,
            "is_exact": self.is_exact,
            "is_wide": self.is_wide,
        }


def _entity_value(entity: Entity) -> dict[str, str]:
    return {"id": shorten(entity.iri), "label": entity.label, "kind": entity.kind}


def find_joining(
    store: Store, ends: Sequence[Entity], reading: Reading, search: Search | None = None
) -> Joining:
    """Return the smallest tree of hops that joins *ends* under *reading*.

    By `JOINING_RULE`. Of *search* only the limits of single hops count: sign, things and
    types that are left out. Only where nothing else joins the ends may the tree lead
    through places, ideas and documents that are no ends themselves.

    Raises
    ------
    KhgraphError
        If there are fewer than two ends, or one is given twice or is to be left out too.
    """
    search = hop_limits(search or Search())
    if len(ends) < 2:
        raise KhgraphError("one thing alone needs nothing to join it; name two or more")
    for number, end in enumerate(ends):
        if end.iri in {other.iri for other in ends[:number]}:
            raise KhgraphError(f"{end.label} is to be joined twice; name it once")
        if end.iri in {other.iri for other in search.without}:
            raise KhgraphError(f"{end.label} cannot be both joined and left out")
    web = Web(store, reading, search)
    iris = [end.iri for end in ends]
    balls = Balls(web, iris, is_passable)
    is_wide = not balls.meet()
    if is_wide:
        balls = Balls(web, iris, lambda _: True)
        if not balls.meet():
            by_iri = {end.iri: end for end in ends}
            groups = tuple(tuple(by_iri[iri] for iri in group) for group in balls.groups())
            return Joining(tuple(ends), groups=groups, is_wide=True)
    edges, is_exact = _tree(store, balls)
    hops, commonness = _told(store, web, edges, iris)
    # Fewer hops than these join no so many things.
    is_exact = is_exact or len(hops) == len(ends) - 1
    return Joining(tuple(ends), hops, (tuple(ends),), commonness, is_wide, is_exact)


class Balls:
    """What is known around several ends, grown from all of them at once, level by level.

    Parameters
    ----------
    web : Web
    ends : sequence of str
        IRIs.
    passable : callable
        Which things other than the ends may be gone through.

    Attributes
    ----------
    around : dict of str to set of str
        For each thing that was reached those that a hop is known to join it to.
    level : int
        How many levels were asked of the store, with one request each: all hops are
        known of what is less than so many hops from an end.
    """

    def __init__(self, web: Web, ends: Sequence[str], passable: Callable[[str], bool]) -> None:
        self._web = web
        self._passable = passable
        self.ends = list(ends)
        self.around: dict[str, set[str]] = {end: set() for end in ends}
        self.level = 0
        self._group = {end: end for end in ends}
        self._nearest = {end: end for end in ends}
        self._frontier = set(ends)

    @property
    def is_growing(self) -> bool:
        """Whether there is more to learn."""
        return bool(self._frontier)

    def advance(self) -> None:
        """Learn what lies around the things that were reached last."""
        self._web.ask(self._frontier)
        self.level += 1
        reached = set()
        for thing in sorted(self._frontier):
            for step in steps_from(self._web, thing):
                if step.end not in self.around:
                    if not self._passable(step.end):
                        continue
                    self.around[step.end] = set()
                    self._nearest[step.end] = self._nearest[thing]
                    reached.add(step.end)
                self.around[thing].add(step.end)
                self.around[step.end].add(thing)
                one, other = self._first(thing), self._first(step.end)
                self._group[max(one, other)] = min(one, other)
        self._frontier = reached

    def _first(self, thing: str) -> str:
        """Return the end by which the group is known whose ball a thing lies in."""
        end = self._nearest[thing]
        while self._group[end] != end:
            end = self._group[end]
        return end

    def groups(self) -> list[list[str]]:
        """Return which ends are known to be joined: the largest group first, then as given."""
        found: dict[str, list[str]] = {}
        for end in self.ends:
            found.setdefault(self._first(end), []).append(end)
        return sorted(found.values(), key=lambda group: -len(group))

    def meet(self) -> bool:
        """Grow until all ends are joined; return whether they are.

        Groups that can still grow do, until it is known which of them are one.
        """
        while len(self.groups()) > 1:
            if len({self._first(thing) for thing in self._frontier}) < 2:
                # What is left could only grow towards groups that have no more ways out.
                return False
            self.advance()
        return True


def _tree(store: Store, balls: Balls) -> tuple[tuple[Edge, ...], bool]:
    """Return the edges of the smallest tree, and whether it certainly is the smallest.

    Each edge of a tree of C edges has an end within (C - 1) / 2 hops of an end of the
    tree, and is known once these are asked about. Where the balls meet, all ways between
    ends are known that Mehlhorn's tree is made of.
    """
    if len(balls.ends) > MOST_ENDS:
        return small_tree(balls.around, balls.ends), False
    while len(balls.around) <= MOST_THINGS:
        edges = smallest_tree(balls.around, balls.ends, _weights(store, balls.around))
        if (len(edges) - 1) // 2 < balls.level or not balls.is_growing:
            return edges, True
        balls.advance()
    return small_tree(balls.around, balls.ends), False


def _weights(store: Store, around: dict[str, set[str]]) -> dict[str, int]:
    """Return how many statements the things that may lie between others stand in."""
    return degrees(store, [thing for thing, others in around.items() if len(others) > 1])


def _told(
    store: Store, web: Web, edges: Collection[Edge], ends: Sequence[str]
) -> tuple[tuple[Hop, ...], int]:
    """Return the edges of a tree as hops in the order of telling, and its commonness."""
    near: dict[str, list[str]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    root = min(near, key=lambda thing: (-len(near[thing]), thing not in ends, thing))
    pairs = list(_branches(root, near))
    # The far end may not have been asked about; then the near one was.
    web.ask(start for start, _ in pairs)
    hops = best_hops(web, [[s for s in steps_from(web, a) if s.end == b] for a, b in pairs])
    between = degrees(store, near.keys() - set(ends))
    return tuple(hops), sum(between.values())


def _branches(root: str, near: dict[str, list[str]]) -> Iterator[Edge]:
    """Yield the edges of a tree away from *root*, depth first, the deepest branch last."""
    parent = {root: ""}
    order = [root]
    for thing in order:
        for other in near[thing]:
            if other != parent[thing]:
                parent[other] = thing
                order.append(other)
    depth = dict.fromkeys(order, 0)
    for thing in reversed(order[1:]):
        depth[parent[thing]] = max(depth[parent[thing]], depth[thing] + 1)
    stack = [root]
    while stack:
        thing = stack.pop()
        if thing != root:
            yield parent[thing], thing
        below = [other for other in near[thing] if other != parent[thing]]
        stack += sorted(below, key=lambda other: (depth[other], other), reverse=True)


def why_apart(
    store: Store, found: Joining, reading: Reading, search: Search | None = None
) -> list[str]:
    """Return in sentences which ends are joined, and which change would join two groups."""
    sentences = []
    for group in found.groups:
        labels = [end.label for end in group]
        if len(labels) > 1:
            sentences.append(f"joined: {', '.join(labels[:-1])} and {labels[-1]}")
        else:
            sentences.append(f"joined to none of the others: {labels[0]}")
    for one, other in combinations(found.groups, 2):
        reasons = why_not(store, one[0], other[0], reading, search)
        sentences += [f"{one[0].label} and {other[0].label}: {reason}" for reason in reasons]
        if len(sentences) > _MOST_SENTENCES:
            break
    return sentences


_MOST_SENTENCES = 8
