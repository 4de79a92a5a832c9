"""The first and the last day of actors and events, as far as claims affirm them.

No tie outlasts its actors: where a source leaves open how long a tie held, the
death of a person or the end of a state still bounds it. What was done at an event
was done before its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from khgraph.dates import OPEN_END, OPEN_START, Bounds
from khgraph.model import Claim, Statement

# The relation types, by id, whose claims date a beginning, an end, or both.
_BEGINNINGS = ("born", "existed", "occurred")
_ENDS = ("died", "existed", "occurred")
LIFE_TYPES = ("born", "died", "existed", "occurred")


class Life(NamedTuple):
    """The first and last day that an actor or event can have had, None where no claim says.

    `birth` and `death` are the claims that say so, the one with the widest date first.
    """

    first: str | None = None
    last: str | None = None
    birth: tuple[Claim, ...] = ()
    death: tuple[Claim, ...] = ()


def lives(statements: Iterable[Statement]) -> dict[str, Life]:
    """Return the lives of actors and events by IRI; one of which nothing is known has no entry.

    Only affirmed claims count. Where they differ, the widest span that any of them
    allows stands, so that no tie is cut short by one side of a dispute.
    """
    births: dict[str, list[Claim]] = {}
    deaths: dict[str, list[Claim]] = {}
    for statement in statements:
        for kinds, found in ((_BEGINNINGS, births), (_ENDS, deaths)):
            if statement.relation.id in kinds:
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
    """Return *bounds* narrowed to the days of *life*, as far as both can be true.

    An unknown side is bounded by the life. A vague date is narrowed to what of it falls
    in the life. What a source dates wholly before the birth or after the death stays as
    it is: that is for the checks of the data to find.

    Examples
    --------
    >>> within_life(Bounds("1932-01-01", "1932-12-31"), Life(last="1936-04-24")).latest_end
    '1936-04-24'
    >>> within_life(Bounds("1930-01-01", "1939-12-31"), Life(first="1932-03-01")).earliest_start
    '1932-03-01'
    """
    first, last = bounds.earliest_start, bounds.latest_end
    if (life.last or OPEN_END) < (life.first or OPEN_START):
        return bounds
    begun_by = min(bounds.latest_start or OPEN_END, last or OPEN_END)
    lasted_to = max(bounds.earliest_end or OPEN_START, first or OPEN_START)
    if life.first and (first or OPEN_START) < life.first <= begun_by:
        first = life.first
    if life.last and (last or OPEN_END) > life.last >= lasted_to:
        last = life.last
    return bounds._replace(earliest_start=first, latest_end=last)


def joint_life(known: Iterable[Life]) -> Life:
    """Return the days that all of these lives share: from the last birth to the first death."""
    known = list(known)
    return Life(
        max((life.first for life in known if life.first), default=None),
        min((life.last for life in known if life.last), default=None),
    )


def within_spell(bounds: Bounds, others: Iterable[Bounds]) -> Bounds:
    """Return *bounds* with the sides that are unknown as wide as *others* have them.

    The claims about one statement speak of one spell: where one dates its beginning
    and another its end, the two make a whole.

    Examples
    --------
    >>> ended = Bounds(earliest_end="1939-08-23", latest_end="1939-08-23")
    >>> within_spell(Bounds("1935-11-01", "1935-11-30"), [ended]).latest_end
    '1939-08-23'
    """
    if bounds == Bounds():
        return bounds
    others = list(others)
    known = [day for day in bounds if day]
    first, last = bounds.earliest_start, bounds.latest_end
    if first is None:
        days = [b.earliest_start for b in others if b.earliest_start]
        first = min(days, default=None)
        first = first if first and first <= min(known) else None
    if last is None:
        days = [b.latest_end for b in others if b.latest_end]
        last = max(days, default=None)
        last = last if last and last >= max(known) else None
    return bounds._replace(earliest_start=first, latest_end=last)


def placed_act(bounds: Bounds) -> Bounds:
    """Return the bounds of an act with a side that is still unknown set to the side that is known.

    An act is done at one moment. Where a source says only from when on, it counts when
    that can have begun; where only until when, when that can have ended.

    Examples
    --------
    >>> placed_act(Bounds("1937-07-01", "1937-07-31")).latest_end
    '1937-07-31'
    """
    first, last = bounds.earliest_start, bounds.latest_end
    return bounds._replace(
        earliest_start=bounds.earliest_end if first is None else first,
        latest_end=bounds.latest_start if last is None else last,
    )
