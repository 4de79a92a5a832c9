"""The first and the last day of actors, as far as claims affirm them.

No tie outlasts its actors: where a source leaves open how long a tie held, the
death of a person or the end of a state still bounds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from khgraph.dates import OPEN_END, OPEN_START, Bounds
from khgraph.model import Claim, Statement

# The relation types, by id, whose claims date an actor's beginning, its end, or both.
_BEGINNINGS = ("born", "existed")
_ENDS = ("died", "existed")
LIFE_TYPES = ("born", "died", "existed")


class Life(NamedTuple):
    """The first and last day that an actor can have had, None where no claim says.

    `birth` and `death` are the claims that say so, the one with the widest date first.
    """

    first: str | None = None
    last: str | None = None
    birth: tuple[Claim, ...] = ()
    death: tuple[Claim, ...] = ()


def lives(statements: Iterable[Statement]) -> dict[str, Life]:
    """Return the lives of actors by IRI; an actor of whom nothing is known has no entry.

    Only affirmed claims count. Where they differ, the widest span that any of them
    allows stands, so that no tie is cut short by one side of a dispute.
    """
    births: dict[str, list[Claim]] = {}
    deaths: dict[str, list[Claim]] = {}
    for statement in statements:
        for kinds, found in ((_BEGINNINGS, births), (_ENDS, deaths)):
            if statement.relation.id in kinds and statement.subject.is_actor:
                claims = [claim for claim in statement.claims if claim.stance == "affirms"]
                found.setdefault(statement.subject.iri, []).extend(claims)
    result = {}
    for iri in sorted(births.keys() | deaths.keys()):
        birth = [claim for claim in births.get(iri, ()) if claim.bounds.earliest_start]
        death = [claim for claim in deaths.get(iri, ()) if claim.bounds.latest_end]
        # Who was born some time before a day, or died some time after one, has no first or last.
        if any(c.bounds.latest_start and not c.bounds.earliest_start for c in births.get(iri, ())):
            birth = []
        if any(c.bounds.earliest_end and not c.bounds.latest_end for c in deaths.get(iri, ())):
            death = []
        birth.sort(key=lambda claim: (claim.bounds.earliest_start, claim.iri))
        death.sort(key=lambda claim: claim.iri)
        death.sort(key=lambda claim: claim.bounds.latest_end or "", reverse=True)
        if birth or death:
            result[iri] = Life(
                birth[0].bounds.earliest_start if birth else None,
                death[0].bounds.latest_end if death else None,
                tuple(birth),
                tuple(death),
            )
    return result


def within_life(bounds: Bounds, life: Life) -> Bounds:
    """Return *bounds* with the sides that are unknown bounded by *life*.

    What a source dates stays as it is, and so does what it dates after the death
    or before the birth: that is for the checks of the data to find.

    Examples
    --------
    >>> within_life(Bounds("1932-01-01", "1932-12-31"), Life(last="1936-04-24")).latest_end
    '1936-04-24'
    """
    first, last = bounds.earliest_start, bounds.latest_end
    if first is None and last is None and (life.last or OPEN_END) < (life.first or OPEN_START):
        return bounds
    begun_by = min(bounds.latest_start or OPEN_END, last or OPEN_END)
    lasted_to = max(bounds.earliest_end or OPEN_START, first or OPEN_START)
    if first is None and life.first and life.first <= begun_by:
        first = life.first
    if last is None and life.last and life.last >= lasted_to:
        last = life.last
    return bounds._replace(earliest_start=first, latest_end=last)


def joint_life(known: Iterable[Life]) -> Life:
    """Return the days that all of these lives share: from the last birth to the first death."""
    known = list(known)
    return Life(
        max((life.first for life in known if life.first), default=None),
        min((life.last for life in known if life.last), default=None),
    )
