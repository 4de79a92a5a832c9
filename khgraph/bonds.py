"""The best attested of several statements as a hop, with what else joins its two things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from khgraph.paths import Hop, Search, Web, make_hops
from khgraph.paths.worth import edges_of
from khgraph.stores import Step

# By which of several statements two things are said to be joined.
BOND_RULE = "the surest statement, then the one with the most sources, then the first by id"


def hop_limits(search: Search) -> Search:
    """Return a search with those limits alone that hold for single hops."""
    return Search(
        sign=search.sign,
        without=search.without,
        without_types=search.without_types,
        without_narrower=search.without_narrower,
    )


def steps_from(web: Web, thing: str) -> list[Step]:
    """Return the steps that lead on from a thing that the web was asked about, sorted."""
    return sorted(step for step, _ in web.onward((thing, 1)))


def best_hops(web: Web, choices: Sequence[Iterable[Step]]) -> list[Hop]:
    """Return for each of *choices*, some steps of the web, the hop that is attested best.

    The store is asked what the claims are worth, then for those statements that are
    chosen, and for what else joins their things.
    """
    offered = [list(steps) for steps in choices]
    weakness = {edge.step: edge.weakness for edge in edges_of(web, chain(*offered))}

    def order(step: Step) -> tuple[tuple[int, int], Step]:
        # The step last, and in it the statement before what follows from it.
        return weakness[step], step._replace(start="", end="")

    return make_hops(web, [min(steps, key=order) for steps in offered])
