"""The answer to a search: paths whose every hop is a statement with the claims that count."""

from __future__ import annotations

from typing import Any, NamedTuple

from khgraph.model import STANCES, Claim, Entity, Statement
from khgraph.namespaces import local_name, shorten
from khgraph.paths.search import Search


class Hop(NamedTuple):
    """One step: from one thing to the next by a statement, read forward or backward.

    `claims` are those that count, the surest first. `others` are the further
    statements between the same two things, as pairs of IRI and sign: whatever
    their time, and whether or not the search let them be hops.
    """

    start: Entity
    end: Entity
    statement: Statement
    claims: tuple[Claim, ...]
    is_forward: bool
    others: tuple[tuple[str, int | None], ...] = ()

    @property
    def sign(self) -> int | None:
        """The sign of a tie between actors, None for kinship, office and participation."""
        return self.statement.sign if self.statement.is_tie else None

    @property
    def is_affirmed(self) -> bool:
        """Whether a claim that counts affirms it."""
        return any(claim.stance == STANCES[0] for claim in self.claims)

    @property
    def words(self) -> str:
        """What the path says of `start`: the relation in its direction, and `end`."""
        return self.statement.predicate_words if self.is_forward else self.statement.inverse_words

    def sentence(self) -> str:
        """Return the hop in words, in the direction of the path."""
        return f"{self.start.label} {self.words}"

    def as_dict(self) -> dict[str, Any]:
        """Return the hop for JSON."""
        relation = self.statement.relation
        return {
            "from": self.start.label,
            "from_id": shorten(self.start.iri),
            "relation": relation.label if self.is_forward else relation.inverse_label,
            "to": self.end.label,
            "to_id": shorten(self.end.iri),
            "sign": self.sign,
            "sentence": self.sentence(),
            "statement": self.statement.sentence(),
            "id": shorten(self.statement.iri),
            "claims": [claim.as_dict() for claim in self.claims],
            "others": [{"id": shorten(iri), "sign": sign} for iri, sign in self.others],
        }


class Path(NamedTuple):
    """A sequence of hops through different things.

    `order` says, of a search in time order, whether the hops certainly or only
    possibly follow one another: ``certain``, ``possible``; None of any other search.
    """

    hops: tuple[Hop, ...]
    order: str | None = None

    @property
    def things(self) -> tuple[Entity, ...]:
        """The things from one end to the other."""
        return (self.hops[0].start, *(hop.end for hop in self.hops))

    @property
    def sign(self) -> int | None:
        """The product of the signs, or None where a hop carries no sign."""
        product = 1
        for hop in self.hops:
            if hop.sign is None:
                return None
            product *= hop.sign
        return product

    def as_dict(self) -> dict[str, Any]:
        """Return the path for JSON."""
        return {
            "hops": [hop.as_dict() for hop in self.hops],
            "sign": self.sign,
            "meaning": kin_words(self),
            "is_affirmed": all(hop.is_affirmed for hop in self.hops),
            "order": self.order,
        }


class Routes(NamedTuple):
    """What a search found, the best path first.

    Attributes
    ----------
    paths : tuple of Path
        Through different sequences of things; empty where none joins the two.
    shortest_count : int, optional
        How many sequences of things are as short as the shortest; None where a
        limit of the search keeps them from being counted.
    is_wide : bool
        Whether they had to go through places, ideas or documents.
    longest : int
        Up to how many hops was looked.
    is_cut : bool
        Whether the search was ended before it had looked at all that was to be looked at.
    """

    paths: tuple[Path, ...] = ()
    shortest_count: int | None = None
    is_wide: bool = False
    longest: int = 0
    is_cut: bool = False


def unseen(routes: Routes, search: Search) -> list[str]:
    """Return in a sentence how far a search without a result looked, none where it saw all."""
    if routes.is_cut:
        return [
            "the search was cut off before it had looked at all, so there may be one; "
            "a smaller --max-hops or another limit makes it whole"
        ]
    if routes.longest and search.max_hops is None:
        return [f"there is none of up to {routes.longest} hops; --max-hops N looks further"]
    return []


_KIN = {1: ("friend", "a friend"), -1: ("enemy", "an enemy")}


def kin_words(path: Path) -> str | None:
    """Return what the last thing is to the first by the signs, None where a hop has none.

    That is how theory would have it, and no statement of any source.

    Examples
    --------
    >>> from khgraph.model import RelationType
    >>> def hop(sign):
    ...     kind = RelationType("urn:r", "r", "r", sign, False, False)
    ...     one, other = Entity("urn:a", "A", "Person"), Entity("urn:b", "B", "Person")
    ...     return Hop(one, other, Statement("urn:s", one, kind, other, ()), (), True)
    >>> kin_words(Path((hop(-1), hop(-1)))), kin_words(Path((hop(1), hop(-1), hop(1))))
    ("an enemy's enemy", "a friend's enemy's friend")
    """
    signs = [hop.sign for hop in path.hops]
    if any(sign not in _KIN for sign in signs):
        return None
    first, *rest = (sign for sign in signs if sign is not None)
    return "'s ".join((_KIN[first][1], *(_KIN[sign][0] for sign in rest)))


def via_words(path: Path) -> str:
    """Return the things between the ends, such as ``Japan and Manchukuo``, empty without any."""
    labels = [hop.end.label for hop in path.hops[:-1]]
    return " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))


def sources_of(path: Path) -> tuple[str, ...]:
    """Return the ids of the sources that its hops rest on, sorted."""
    return tuple(sorted({local_name(claim.source) for hop in path.hops for claim in hop.claims}))
