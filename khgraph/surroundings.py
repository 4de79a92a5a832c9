"""The things around one thing to a depth of some hops, each by the best attested way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.bonds import BOND_RULE, best_hops, hop_limits, steps_from
from khgraph.model import Entity
from khgraph.names import fold
from khgraph.namespaces import shorten
from khgraph.paths import Hop, Search, Web, is_passable
from khgraph.stores import Step, Store

if TYPE_CHECKING:
    from khgraph.reading import Reading

SURROUNDINGS_RULE = (
    f"each thing at its fewest hops, by {BOND_RULE}; "
    "by the number of hops, then friendly, hostile, neutral and unsigned, then by name"
)
DEEPEST = 4

_SIGN_ORDER = (1, -1, 0, None)


class Neighbour(NamedTuple):
    """A thing, how many hops away it is, and the hop by which it is reached."""

    depth: int
    hop: Hop

    @property
    def thing(self) -> Entity:
        """What is reached."""
        return self.hop.end

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        thing = self.thing
        return {
            "id": shorten(thing.iri),
            "label": thing.label,
            "kind": thing.kind,
            "depth": self.depth,
            "hop": self.hop.as_dict(),
        }


class Surroundings(NamedTuple):
    """What lies around `centre` within `depth` hops, in the order of `SURROUNDINGS_RULE`."""

    centre: Entity
    depth: int
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def counts(self) -> dict[int, int]:
        """How many things there are at each number of hops, 0 where there is none."""
        found = Counter(neighbour.depth for neighbour in self.neighbours)
        return {depth: found[depth] for depth in range(1, self.depth + 1)}

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops by which the things are reached: a tree from the centre."""
        return tuple(neighbour.hop for neighbour in self.neighbours)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "centre": {
                "id": shorten(self.centre.iri),
                "label": self.centre.label,
                "kind": self.centre.kind,
            },
            "depth": self.depth,
            "counts": {str(depth): count for depth, count in self.counts.items()},
            "neighbours": [neighbour.as_dict() for neighbour in self.neighbours],
        }


def find_surroundings(
    store: Store, centre: Entity, reading: Reading, search: Search | None = None, depth: int = 1
) -> Surroundings:
    """Return the things within *depth* hops of *centre* under *reading*.

    Places, ideas and documents are reached, but nothing is reached through them. Of
    *search* only the limits of single hops count. One request to the store a level, and
    three for the statements and their signs.
    """
    web = Web(store, reading, hop_limits(search or Search()))
    reached = {centre.iri: 0}
    ways: dict[str, list[Step]] = {}
    frontier = [centre.iri]
    for level in range(1, depth + 1):
        passable = [thing for thing in frontier if level == 1 or is_passable(thing)]
        web.ask(passable)
        for thing in passable:
            for step in steps_from(web, thing):
                if reached.setdefault(step.end, level) == level:
                    ways.setdefault(step.end, []).append(step)
        frontier = sorted(thing for thing in ways if reached[thing] == level)
    hops = best_hops(web, list(ways.values()))
    found = [Neighbour(reached[hop.end.iri], hop) for hop in hops]
    return Surroundings(centre, depth, tuple(sorted(found, key=_order)))


def _order(neighbour: Neighbour) -> tuple[int, int, str, str]:
    thing, sign = neighbour.thing, neighbour.hop.sign
    return neighbour.depth, _SIGN_ORDER.index(sign), fold(thing.label), thing.iri
