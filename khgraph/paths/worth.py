"""What the claims behind steps are worth: all that ranks paths, and of the records no more."""

from __future__ import annotations

from collections.abc import Iterable

from khgraph.dates import BOUND_PROPERTIES, OPEN_END, OPEN_START
from khgraph.model import STANCES, Claim, Statement
from khgraph.namespaces import local_name
from khgraph.paths.best import Edge
from khgraph.paths.web import Web, Worth
from khgraph.records import values_in_batches
from khgraph.spans import Spans, possible_span, union
from khgraph.stores import Step, iri_of, text_of


def edges_of(web: Web, steps: Iterable[Step]) -> list[Edge]:
    """Return the steps with what their claims are worth, in their order."""
    steps = sorted(steps)
    # A search that looks at longer paths too asks only for what they add.
    new = [step for step in steps if step.statement not in web.worth]
    if new:
        web.worth |= _of_records(web, new) if web.needs_evidence else _of_claims(web, new)
    return [Edge(step, *web.worth[step.statement]) for step in steps]


def _of_records(web: Web, steps: Iterable[Step]) -> dict[str, Worth]:
    """Return the worth by statement where whole records are needed, for time or level."""
    by_iri = web.statements({step.statement for step in steps})
    return {iri: _worth(web, statement) for iri, statement in by_iri.items()}


def _worth(web: Web, statement: Statement) -> Worth:
    claims = web.claims(statement)
    return (
        statement.sign if statement.is_tie else None,
        min(STANCES.index(claim.stance) for claim in claims),
        len({claim.source for claim in claims}),
        _first_year(claim.bounds for claim in claims),
        _days(web, statement, claims) if web.search.in_time else (),
    )


def _days(web: Web, statement: Statement, claims: Iterable[Claim]) -> Spans:
    """Return the days on which a statement can have held by any of *claims*."""
    return union(possible_span(web.reading.bounds(statement, claim, web.known)) for claim in claims)


def _first_year(all_bounds: Iterable[Iterable[str | None]]) -> int:
    """Return the first year that claims name, each by its first bound that does; 0 for none."""
    years = []
    for bounds in all_bounds:
        day = next((day for day in bounds if day not in (None, OPEN_START, OPEN_END)), None)
        if day:
            years.append(int(day[:4]))
    return min(years, default=0)


def _of_claims(web: Web, steps: Iterable[Step]) -> dict[str, Worth]:
    """Return the worth by statement from stance, source and dates of its claims alone.

    A path of a hundred equally short ones needs the records of its own statements only.
    """
    signs = {step.statement: web.sign_of(step) for step in steps}
    stances: dict[str, int] = {}
    sources: dict[str, set[str]] = {iri: set() for iri in signs}
    bounds: dict[str, dict[str, dict[str, str]]] = {iri: {} for iri in signs}
    names = ", ".join(f"kh:{name}" for name in BOUND_PROPERTIES)
    for values in values_in_batches("statement", signs):
        for statement, claim, stance, origin, bound, day in web.store.select(
            "SELECT DISTINCT ?statement ?claim ?stance ?origin ?bound ?day WHERE {"
            f" {values} {web.reading.sparql()} OPTIONAL {{ ?claim dcterms:source ?origin }}"
            f" OPTIONAL {{ ?claim ?bound ?day FILTER(?bound IN ({names})) }} }}"
        ):
            iri = iri_of(statement)
            rank = STANCES.index(local_name(iri_of(stance)))
            stances[iri] = min(rank, stances.get(iri, rank))
            sources[iri].add(text_of(origin))
            days = bounds[iri].setdefault(text_of(claim), {})
            if bound is not None:
                days[local_name(iri_of(bound))] = text_of(day)
    return {
        iri: (
            sign,
            stances[iri],
            len(sources[iri]),
            _first_year(map(days.get, BOUND_PROPERTIES) for days in bounds[iri].values()),
            (),
        )
        for iri, sign in signs.items()
    }
