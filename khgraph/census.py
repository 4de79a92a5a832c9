"""What the graph holds, in numbers: things, statements and claims by kind, source, stance and time.

The same numbers describe the dataset to machines, as VoID and DCAT.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from khgraph.dates import OPEN_END, OPEN_START
from khgraph.model import ACTOR_KINDS, STANCES, Claim, Statement
from khgraph.namespaces import KH
from khgraph.records import entities, statements, turns
from khgraph.stores import Store


class Census(NamedTuple):
    """Counts by group; every group is a tuple of (name, number), in the order of print.

    `stances` has the claims of each source by stance, in the order of
    `khgraph.model.STANCES`. `shares` holds parts of the statements or claims, from 0 to
    1, None where there are none to take a part of.
    """

    groups: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    stances: tuple[tuple[str, tuple[int, ...]], ...]
    shares: tuple[tuple[str, float | None], ...]

    def rows(self) -> list[tuple[str, str, int | float | None]]:
        """Return group, name and number, the shares last."""
        found: list[tuple[str, str, int | float | None]] = [
            (group, name, number) for group, counts in self.groups for name, number in counts
        ]
        found += [
            (f"claims of {source} by stance", stance, number)
            for source, numbers in self.stances
            for stance, number in zip(STANCES, numbers, strict=True)
        ]
        return found + [("share", name, share) for name, share in self.shares]

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers for JSON."""
        found: dict[str, dict[str, int | float | None]] = {}
        for group, name, number in self.rows():
            found.setdefault(group, {})[name] = number
        return found


def census(store: Store) -> Census:
    """Return the numbers of what the store holds, without the terms of the ontology."""
    things = [thing for iri, thing in entities(store).items() if not iri.startswith(KH)]
    found, turning = statements(store), turns(store)
    claims = [claim for part in (found, turning) for item in part for claim in item.claims]
    kinds = Counter(thing.kind for thing in things)
    sources = sorted({claim.source for claim in claims} - {""})
    groups = [
        ("things", _sorted(kinds, (*ACTOR_KINDS, "Event", "Place", "Idea", "Document"))),
        (
            "total",
            (
                ("statements", len(found)),
                ("claims", len(claims)),
                ("turns", len(turning)),
                ("sources", len(sources)),
            ),
        ),
        (
            "statements by sign",
            _sorted(Counter(_sign(s) for s in found), ("friendly", "neutral", "hostile")),
        ),
        ("claims by decade of what they speak of", _sorted(Counter(map(decade, claims)))),
        ("turns by kind", _sorted(Counter(turn.kind for turn in turning))),
    ]
    by_source = Counter((claim.source, claim.stance) for claim in claims)
    stances = [(source, tuple(by_source[source, name] for name in STANCES)) for source in sources]
    return Census(tuple(groups), tuple(stances), tuple(_shares(found, claims)))


def _sign(statement: Statement) -> str:
    return {1: "friendly", 0: "neutral", -1: "hostile", None: "unsigned"}[statement.sign]


def _shares(found: list[Statement], claims: list[Claim]) -> Iterable[tuple[str, float | None]]:
    yield "claims with a date", _share([bool(claim.when) for claim in claims])
    yield (
        "statements of a single source",
        _share([len(s.sources) == 1 for s in found]),
    )
    yield (
        "statements only reported",
        _share([s.is_only_reported for s in found]),
    )


def _share(held: list[bool]) -> float | None:
    return round(sum(held) / len(held), 3) if held else None


def decade(claim: Claim) -> str:
    """Return the decade in which what a claim speaks of began, or else ended.

    Examples
    --------
    >>> from khgraph.dates import edtf_bounds
    >>> claim = Claim(*"isplt", (), (), "1939-08", edtf_bounds("1939-08"), "", None)
    >>> decade(claim)
    '1930s'
    """
    days = (claim.bounds.earliest_start, claim.bounds.latest_end)
    known = [day for day in days if day not in (None, OPEN_START, OPEN_END)]
    return f"{known[0][:3]}0s" if known and known[0] else "no date"


def _sorted(counts: Counter[str], order: Iterable[str] = ()) -> tuple[tuple[str, int], ...]:
    """Return the counts in *order*, then what it does not name by name."""
    ranks = {name: i for i, name in enumerate(order)}
    return tuple(sorted(counts.items(), key=lambda item: (ranks.get(item[0], len(ranks)), item[0])))
