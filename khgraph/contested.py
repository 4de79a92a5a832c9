"""Where claims contradict one another: stances, numbers, dates, signs, and what excludes what.

Only what answers the same question is set against one another: numbers of the same
relation, unit and event (so casualties are never set against deaths), dates of one
event or act, spans that can overlap. Two statements that exclude one another in
some other way are joined by ``kh:incompatibleWith`` in the data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from khgraph.dates import OPEN_END, OPEN_START, Bounds, days_between
from khgraph.dossier import statement_dict
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, Statement, time_key
from khgraph.records import exclusions, quantities, statements
from khgraph.stores import Store, named

KINDS = ("stance", "number", "date", "sign", "exclusion")

_AGAINST = ("doubts", "denies")
# Not set against another date to the month: EDTF's seasons and what is marked as uncertain.
_VAGUE = re.compile(r"[~?%]|(?<![0-9-])[0-9X]{4}-2[1-4]")
# An approximate number may be off by so large a part of it.
_TOLERANCE = 0.1


class Side(NamedTuple):
    """One position in a clash, with the claims that take it; never empty."""

    position: str
    statement: Statement
    claims: tuple[Claim, ...]


class Clash(NamedTuple):
    """Positions on one question that cannot all be right.

    `kind` is one of `KINDS`; `question` names in words what is in question.
    """

    kind: str
    question: str
    sides: tuple[Side, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that take part, sorted."""
        return tuple(sorted({claim.source for side in self.sides for claim in side.claims}))

    def as_dict(self) -> dict[str, Any]:
        """Return the clash for JSON."""
        return {
            "kind": self.kind,
            "question": self.question,
            "sides": [
                {
                    "position": side.position,
                    "statement": statement_dict(side.statement)["id"],
                    "sentence": side.statement.sentence(),
                    "claims": [claim.as_dict() for claim in side.claims],
                }
                for side in self.sides
            ],
        }


class Contest(NamedTuple):
    """What is contested, and what rests on little: see `contest`."""

    clashes: tuple[Clash, ...]
    only_reported: tuple[Statement, ...]
    single_source: tuple[Statement, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the contest for JSON."""
        return {
            "clashes": [clash.as_dict() for clash in self.clashes],
            "only_reported": [statement_dict(statement) for statement in self.only_reported],
            "single_source": len(self.single_source),
        }


def contest(store: Store, entity: Entity | None = None) -> Contest:
    """Return what is contested in the whole graph, or in what touches *entity*.

    Returns
    -------
    Contest
        The clashes by kind, then in time order; the statements that nobody more than
        reports; and those that only one source speaks of. All empty for an empty graph.
    """
    touching = statements(store, touching=entity.iri) if entity else []
    own = {statement.iri for statement in touching}
    # A view is contradicted by statements that need not touch its holder.
    is_wide = entity is None or entity.kind == "Source" or _has_views(store, entity)
    found = statements(store) if is_wide else touching
    known = {statement.iri: statement for statement in found}
    pairs = [pair for pair in exclusions(store) if known.keys() & set(pair)]
    missing = {iri for pair in pairs for iri in pair} - known.keys()
    known |= {statement.iri: statement for statement in statements(store, missing)}
    excluding = [(known[a], known[b]) for a, b in pairs if a in known and b in known]
    found_clashes = clashes(found, quantities(store), excluding)
    if entity is not None and entity.kind == "Source":
        found_clashes = [clash for clash in found_clashes if entity.id in clash.sources]
        found = [s for s in found if entity.id in s.sources]
    elif entity is not None:
        found_clashes = [c for c in found_clashes if _has_part(entity, own, c)]
        found = [s for s in found if s.iri in own or _is_held_by(entity, s.claims)]
    return Contest(
        tuple(found_clashes),
        tuple(s for s in found if s.is_only_reported),
        tuple(s for s in found if len(s.sources) == 1),
    )


def _has_views(store: Store, entity: Entity) -> bool:
    """Return whether *entity* is the author of a claim, or the holder of its view."""
    holder = named(entity.iri)
    return store.ask(f"ASK {{ ?claim kh:accordingTo|prov:wasAttributedTo {holder} }}")


def _is_held_by(entity: Entity, claims: Iterable[Claim]) -> bool:
    return any(entity.label in (*c.attribution, *c.according_to) for c in claims)


def _has_part(entity: Entity, own: set[str], clash: Clash) -> bool:
    """Return whether a clash is about *entity*, or sets a view of its own against another."""
    return any(
        side.statement.iri in own or _is_held_by(entity, side.claims) for side in clash.sides
    )


def clashes(
    found: Sequence[Statement],
    numbers: frozenset[str],
    excluding: Iterable[tuple[Statement, Statement]] = (),
) -> list[Clash]:
    """Return the clashes among *found*, by kind and in time order.

    Parameters
    ----------
    found : sequence of Statement
    numbers : frozenset of str
        The IRIs of the relation types whose object is a number.
    excluding : iterable of pairs of Statement
        Statements that cannot both be true.
    """
    result = [clash for statement in found for clash in _of_stance(statement)]
    result += _of_number([s for s in found if s.relation.iri in numbers])
    result += _of_duration(found)
    result += [clash for statement in found for clash in _of_date(statement)]
    result += _of_sign(found)
    result += [clash for pair in excluding for clash in _of_exclusion(*pair)]
    return sorted(
        result,
        key=lambda clash: (
            KINDS.index(clash.kind),
            time_key(claim for side in clash.sides for claim in side.claims),
            clash.question,
        ),
    )


def _for(statement: Statement, least: str = "reports") -> list[Claim]:
    """Return the claims that let the statement stand, from *least* sure upwards."""
    return [claim for claim in statement.claims if claim.stance in ACCEPTED_STANCES[least]]


def _of_stance(statement: Statement) -> list[Clash]:
    """Return the clash of those who hold a statement with those who doubt or deny it."""
    against = [claim for claim in statement.claims if claim.stance in _AGAINST]
    holding = [c for c in _for(statement) if any(_can_overlap(c.bounds, d.bounds) for d in against)]
    against = [d for d in against if any(_can_overlap(c.bounds, d.bounds) for c in holding)]
    if not holding:
        return []
    sides = (Side("for", statement, tuple(holding)), Side("against", statement, tuple(against)))
    return [Clash("stance", statement.sentence(), sides)]


def _of_number(found: Sequence[Statement]) -> list[Clash]:
    """Return the clashes of numbers that measure the same thing in the same unit."""
    same: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for statement in found:
        same[statement.subject.iri, statement.relation.iri, statement.qualifiers].append(statement)
    result = []
    for group in same.values():
        sides = [
            Side(_number_words(number, claim), statement, (claim,))
            for statement in group
            for number in [_number(statement)]
            if number is not None
            for claim in _for(statement)
        ]
        clashing = _at_odds(sides, _numbers_differ)
        if clashing:
            first = clashing[0].statement
            verb = first.relation.label
            question = f"{first.subject.label} {verb} ...{first.qualifier_words}"
            result.append(Clash("number", question, tuple(clashing)))
    return result


def _of_duration(found: Sequence[Statement]) -> list[Clash]:
    """Return the clashes of a number of days with the exact dates that the same source gives."""
    spans: dict[tuple[str, str], list[Side]] = defaultdict(list)
    for statement in found:
        for claim in _for(statement, "possible"):
            if statement.relation.id == "occurred" and _is_exact(claim):
                days = days_between(claim.bounds)
                side = Side(f"{claim.when}, which are {days} days", statement, (claim,))
                spans[statement.subject.iri, claim.source].append(side)
    result = []
    for statement in found:
        number = _number(statement)
        if statement.relation.id != "duration" or statement.qualifier("unit") != "days":
            continue
        for claim in _for(statement, "possible"):
            dated = spans[statement.subject.iri, claim.source]
            if number is None or not dated:
                continue
            mine = Side(f"{_number_words(number, claim)} days", statement, (claim,))
            low, high = _range(mine)
            # The last day may be counted or not.
            lengths = [days_between(side.claims[0].bounds) for side in dated]
            if not any(low <= days + 1 and days <= high for days in lengths):
                question = f"{statement.subject.label}: how long"
                result.append(Clash("number", question, (mine, *dated)))
    return result


def _is_exact(claim: Claim) -> bool:
    first, latest_start, earliest_end, last = claim.bounds
    return (
        first is not None
        and last is not None
        and OPEN_START < first == latest_start
        and OPEN_END > last == earliest_end
        and first < last
        and not _VAGUE.search(claim.when or "")
    )


def _number(statement: Statement) -> float | None:
    try:
        return float(statement.object_label)
    except ValueError:
        return None


def _number_words(number: float, claim: Claim) -> str:
    mark = {"approximately": "about ", "moreThan": "more than ", "lessThan": "up to "}
    return f"{mark.get(claim.precision or '', '')}{number:,.15g}"


def _numbers_differ(one: Side, other: Side) -> bool:
    (low, high), (other_low, other_high) = _range(one), _range(other)
    bounds, other_bounds = one.claims[0].bounds, other.claims[0].bounds
    return (high < other_low or other_high < low) and _can_overlap(bounds, other_bounds)


def _range(side: Side) -> tuple[float, float]:
    """Return the numbers that a claim allows."""
    number = _number(side.statement) or 0.0
    return {
        "approximately": (number - abs(number) * _TOLERANCE, number + abs(number) * _TOLERANCE),
        "moreThan": (number, float("inf")),
        "lessThan": (float("-inf"), number),
    }.get(side.claims[0].precision or "", (number, number))


def _of_date(statement: Statement) -> list[Clash]:
    """Return the clash of dates of one event, birth, death or act.

    A lasting tie has none: two sources may see it at different times. What is done at
    an event is dated by the event.
    """
    if statement.object != "true" and (
        not statement.relation.is_act
        or statement.qualifier("atEvent")
        or (isinstance(statement.object, Entity) and statement.object.kind == "Event")
    ):
        return []
    sides = [
        Side(claim.when, statement, (claim,)) for claim in _for(statement, "possible") if claim.when
    ]
    clashing = _at_odds(sides, _dates_differ)
    return [Clash("date", statement.sentence(), tuple(clashing))] if clashing else []


def _dates_differ(one: Side, other: Side) -> bool:
    """Return whether two dates name beginnings, or ends, that cannot be the same."""
    first, second = one.claims[0], other.claims[0]
    mine, theirs = _widened(first), _widened(second)
    return not (
        _can_overlap(mine, theirs)
        and _meet(
            mine.earliest_start, mine.latest_start, theirs.earliest_start, theirs.latest_start
        )
        and _meet(mine.earliest_end, mine.latest_end, theirs.earliest_end, theirs.latest_end)
    )


def _meet(low: str | None, high: str | None, other_low: str | None, other_high: str | None) -> bool:
    """Return whether two ranges of days have a day in common; an unknown bound is open."""
    return (low or OPEN_START) <= (other_high or OPEN_END) and (other_low or OPEN_START) <= (
        high or OPEN_END
    )


def _widened(claim: Claim) -> Bounds:
    """Return a claim's bounds, those of a season or an uncertain date as wide as its years."""
    if not _VAGUE.search(claim.when or ""):
        return claim.bounds
    starts = _years(claim.bounds.earliest_start, claim.bounds.latest_start)
    return Bounds(*starts, *_years(claim.bounds.earliest_end, claim.bounds.latest_end))


def _years(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """Return the first day of the year of *first* and the last of that of *last*."""
    low = f"{first[:4]}-01-01" if first else None
    return low, f"{last[:4]}-12-31" if last else None


def _at_odds(sides: list[Side], differ: Callable[[Side, Side], bool]) -> list[Side]:
    """Return the sides that differ from at least one other, claims of one position joined."""
    odd = set()
    for i, j in combinations(range(len(sides)), 2):
        if differ(sides[i], sides[j]):
            odd |= {i, j}
    joined: dict[tuple[str, str], Side] = {}
    for i in sorted(odd):
        side = sides[i]
        key = side.position, side.statement.iri
        claims = (*joined[key].claims, *side.claims) if key in joined else side.claims
        joined[key] = side._replace(claims=claims)
    return list(joined.values())


def _of_sign(found: Sequence[Statement]) -> list[Clash]:
    """Return, for each pair of actors, the ties of opposite sign that held at the same time.

    Only dated claims that are probable or surer count: an undated tie may belong to
    another time.
    """
    pairs: dict[frozenset[str], list[Statement]] = defaultdict(list)
    for statement in found:
        if statement.is_tie and statement.sign and isinstance(statement.object, Entity):
            pairs[frozenset((statement.subject.iri, statement.object.iri))].append(statement)
    result = []
    for group in pairs.values():
        sides: dict[str, Side] = {}
        for one, other in combinations(group, 2):
            if one.sign == other.sign:
                continue
            for claim in _for(one, "probable"):
                for contrary in _for(other, "probable"):
                    if _hold_together(one, claim, other, contrary):
                        for statement, held in ((one, claim), (other, contrary)):
                            _add(sides, statement, held)
        if sides:
            ordered = sorted(
                sides.values(), key=lambda s: (-(s.statement.sign or 0), time_key(s.claims))
            )
            names = sorted((group[0].subject.label, group[0].object_label))
            result.append(Clash("sign", " and ".join(names), tuple(ordered)))
    return result


def _add(sides: dict[str, Side], statement: Statement, claim: Claim) -> None:
    position = "friendly" if statement.sign == 1 else "hostile"
    side = sides.setdefault(statement.iri, Side(position, statement, ()))
    if claim not in side.claims:
        sides[statement.iri] = side._replace(claims=(*side.claims, claim))


def _of_exclusion(one: Statement, other: Statement) -> list[Clash]:
    """Return the clash of two statements that exclude one another, where both are held."""
    sides = [Side(s.sentence(), s, tuple(_for(s))) for s in (one, other)]
    if not all(side.claims for side in sides):
        return []
    return [Clash("exclusion", f"{one.sentence()}, or {other.sentence()}", tuple(sides))]


def opposes(clash: Clash, first: str, second: str) -> bool:
    """Return whether a claim of the source *first* is at odds with one of *second*."""
    singles = [side._replace(claims=(claim,)) for side in clash.sides for claim in side.claims]
    differ = {
        "stance": _stances_differ,
        "number": _numbers_differ,
        "date": _dates_differ,
        "sign": _signs_differ,
    }.get(clash.kind, _positions_differ)
    return any(
        differ(one, other)
        for one in singles
        for other in singles
        if (one.claims[0].source, other.claims[0].source) == (first, second)
    )


def _signs_differ(one: Side, other: Side) -> bool:
    return one.statement.sign != other.statement.sign and _hold_together(
        one.statement, one.claims[0], other.statement, other.claims[0]
    )


def _stances_differ(one: Side, other: Side) -> bool:
    return one.position != other.position and _can_overlap(
        one.claims[0].bounds, other.claims[0].bounds
    )


def _positions_differ(one: Side, other: Side) -> bool:
    return one.position != other.position


def _can_overlap(one: Bounds, other: Bounds) -> bool:
    """Return whether two spans may share a day; what is not known may be anything."""
    return _meet(one.earliest_start, one.latest_end, other.earliest_start, other.latest_end)


def _hold_together(one: Statement, mine: Claim, other: Statement, theirs: Claim) -> bool:
    """Return whether two claims surely speak of a common time.

    A lasting tie fills the time that its date names; an act lies somewhere in it, so
    all of that must fall within the other's time. Two acts meet only on one day.
    """
    start, end = _time(one, mine)
    other_start, other_end = _time(other, theirs)
    if not (start and end and other_start and other_end):
        return False
    if one.relation.is_act and other.relation.is_act:
        return start == end == other_start == other_end
    if one.relation.is_act:
        return other_start <= start and end <= other_end
    if other.relation.is_act:
        return start <= other_start and other_end <= end
    return start <= other_end and other_start <= end


def _time(statement: Statement, claim: Claim) -> tuple[str | None, str | None]:
    """Return the first and the last day of the time that a claim names, None for none.

    A set such as [1932..1945] says of a lasting tie only that it held at some time in it.
    """
    bounds = claim.bounds
    is_unsure = re.search(r"^\[|[X~?%]", claim.when or "")
    if is_unsure and not statement.relation.is_act:
        return None, None
    whole = bounds.earliest_start, bounds.latest_end
    if statement.relation.is_act or bounds.latest_start is None or bounds.earliest_end is None:
        return whole
    # Of an interval only the days that are sure; of a single date all of it, if it is sure.
    if bounds.latest_start <= bounds.earliest_end:
        return bounds.latest_start, bounds.earliest_end
    return (None, None) if "/" in (claim.when or "") else whole
