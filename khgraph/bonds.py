"""The best attested of several statements as a hop, with what else joins its two things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from khgraph.model import STANCES
from khgraph.paths import Hop, Search, Web, make_hop
from khgraph.records import relation_types
from khgraph.stores import Step, Store

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


def best_hops(store: Store, web: Web, choices: Sequence[Iterable[Step]]) -> list[Hop]:
    """Return for each of *choices*, some steps of the web, the hop that is attested best.

    One request to the store for the statements; one more for what else joins the things
    where the web left something out. The start of each step must have been asked about.
    """
    offered = [sorted(steps) for steps in choices]
    statements = web.statements({step.statement for steps in offered for step in steps})

    def weakness(step: Step) -> tuple[int, int, Step]:
        claims = web.claims(statements[step.statement])
        surest = min(STANCES.index(claim.stance) for claim in claims)
        # The step last, and in it the statement before what follows from it.
        sources = len({claim.source for claim in claims})
        return surest, -sources, step._replace(start="", end="")

    chosen = [min(steps, key=weakness) for steps in offered]
    joining = _joining(store, web, chosen)
    return [make_hop(web, step, joining[step.start, step.end]) for step in chosen]


def _joining(
    store: Store, web: Web, steps: Iterable[Step]
) -> dict[tuple[str, str], list[tuple[str, int | None]]]:
    """Return the statements between the ends of each step with their signs, by IRI.

    Whatever their time, and whether or not the search lets them be hops.
    """
    reading = web.reading._replace(on=None, first=None, last=None, levels=())
    full = web
    if web.search != Search() or web.reading != reading:
        full = Web(store, reading, Search())
        full.ask(step.start for step in steps)
    pairs = {(step.start, step.end) for step in steps}
    found: dict[tuple[str, str], set[Step]] = {pair: set() for pair in pairs}
    for start in {start for start, _ in pairs}:
        for step in steps_from(full, start):
            if (start, step.end) in found:
                found[start, step.end].add(step)
    kinds = relation_types(store, {step.relation for many in found.values() for step in many})
    signs = {iri: kind.sign for iri, kind in kinds.items()}
    return {
        pair: sorted({(step.statement, signs.get(step.relation)) for step in many})
        for pair, many in found.items()
    }
