"""Two sources side by side: what both hold, what only one holds, and where they clash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from khgraph.contested import Clash, clashes, opposes
from khgraph.dossier import statement_dict
from khgraph.model import ACCEPTED_STANCES, Entity, Statement, time_key
from khgraph.records import exclusions, quantities, statements
from khgraph.stores import Store


class Comparison(NamedTuple):
    """What two sources say; every statement carries the claims of these two alone.

    `agreed` holds what both hold equally surely, `unequal` what else both speak of (one
    may hold it more surely, both only report it, or both deny it), `clashes` where they
    contradict one another, `only_first` and `only_second` what but one of them speaks of;
    `common` the actors and events of which both speak. A statement in a clash is in no
    other list.
    """

    first: str
    second: str
    agreed: tuple[Statement, ...]
    unequal: tuple[Statement, ...]
    clashes: tuple[Clash, ...]
    only_first: tuple[Statement, ...]
    only_second: tuple[Statement, ...]
    common: tuple[Entity, ...]

    def parts(self) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
        """Return the lists of statements by name."""
        return (
            ("agreed", self.agreed),
            ("unequal", self.unequal),
            (f"only {self.first}", self.only_first),
            (f"only {self.second}", self.only_second),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison for JSON."""
        return {
            "sources": [self.first, self.second],
            "clashes": [clash.as_dict() for clash in self.clashes],
            **{name: [statement_dict(s) for s in found] for name, found in self.parts()},
            "common": [entity.label for entity in self.common],
        }


def compare(store: Store, first: str, second: str) -> Comparison:
    """Return the comparison of two sources, given by their ids.

    Every list is in time order; a source without claims gives empty lists.
    """
    found = []
    for statement in statements(store):
        claims = tuple(claim for claim in statement.claims if claim.source in (first, second))
        if claims:
            found.append(statement._replace(claims=claims))
    found.sort(key=lambda statement: (time_key(statement.claims), statement.iri))
    by_iri = {statement.iri: statement for statement in found}
    pairs = [(by_iri[a], by_iri[b]) for a, b in exclusions(store) if a in by_iri and b in by_iri]
    contrary = [
        clash for clash in clashes(found, quantities(store), pairs) if opposes(clash, first, second)
    ]
    clashing = {side.statement.iri for clash in contrary for side in clash.sides}
    shared = [s for s in found if len(s.sources) == 2 and s.iri not in clashing]
    agreed = [s for s in shared if _is_equal(s, first, second)]
    return Comparison(
        first,
        second,
        tuple(agreed),
        tuple(s for s in shared if s not in agreed),
        tuple(contrary),
        tuple(s for s in found if s.sources == {first} and s.iri not in clashing),
        tuple(s for s in found if s.sources == {second} and s.iri not in clashing),
        tuple(_common(found, first, second)),
    )


def _is_equal(statement: Statement, first: str, second: str) -> bool:
    """Return whether both hold it, the surest claim of each with the same stance."""
    held = ACCEPTED_STANCES["possible"]
    surest = [
        min(
            (held.index(c.stance) for c in statement.claims if c.source == s and c.stance in held),
            default=None,
        )
        for s in (first, second)
    ]
    return surest[0] is not None and surest[0] == surest[1]


def _common(found: Sequence[Statement], first: str, second: str) -> list[Entity]:
    """Return the actors and events of which both sources speak, by label."""
    named: dict[str, dict[str, Entity]] = {first: {}, second: {}}
    for statement in found:
        for thing in (statement.subject, statement.object):
            if isinstance(thing, Entity) and (thing.is_actor or thing.kind == "Event"):
                for source in statement.sources:
                    named[source][thing.iri] = thing
    both = named[first].keys() & named[second].keys()
    return sorted((named[first][iri] for iri in both), key=lambda thing: (thing.label, thing.iri))
