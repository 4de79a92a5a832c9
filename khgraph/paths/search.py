"""What is searched for: how many paths, by which rank, within which limits."""

from __future__ import annotations

from typing import Any, NamedTuple

from khgraph.model import Entity, RelationType

# The rules by which paths are ranked; each says all of its criteria, in their order.
RANKINGS = {
    "shortest": "the fewest hops, then the surest weakest claim, then the most sources behind "
    "the least attested hop, then between the ends the things that stand in the fewest "
    "statements, then the dates nearest together",
    "evidence": "the surest weakest claim, then the most sources behind the least attested hop, "
    "then the fewest hops, then between the ends the things that stand in the fewest "
    "statements, then the dates nearest together",
    "specific": "between the ends the things that stand in the fewest statements, taken together, "
    "then the fewest hops, then the surest weakest claim, then the most sources behind the "
    "least attested hop, then the dates nearest together",
}

# How many hops longer than the shortest a further path may be, unless --max-hops says more.
SLACK = 2


class Search(NamedTuple):
    """The limits of a search for paths; those of the claims are a `khgraph.reading.Reading`.

    Parameters
    ----------
    k : int
        How many paths, at most.
    rank : str
        A key of `RANKINGS`.
    sign : int, optional
        1 or -1: every hop is a tie between friends, or one between enemies.
    product : int, optional
        1 or -1: every hop is signed, and this is the product of the signs.
    in_time : bool
        Whether each hop can have been no earlier than the one before.
    directed : bool
        Whether statements are followed only from subject to object; symmetric ones both ways.
    via : tuple of Entity
        What a path must pass through, in this order.
    without : tuple of Entity
        What it may not pass through.
    without_types : tuple of str
        Ids of relation types that are no hop; `without_narrower` are those below them.
    max_hops : int, optional
        The longest path.
    """

    k: int = 1
    rank: str = "shortest"
    sign: int | None = None
    product: int | None = None
    in_time: bool = False
    directed: bool = False
    via: tuple[Entity, ...] = ()
    without: tuple[Entity, ...] = ()
    without_types: tuple[str, ...] = ()
    without_narrower: frozenset[str] = frozenset()
    max_hops: int | None = None

    @property
    def needs_relations(self) -> bool:
        """Whether a step's relation type decides if it is a hop."""
        return bool(self.sign or self.product or self.directed)

    @property
    def is_signed(self) -> bool:
        """Whether every hop must be a tie with a sign, and so one between actors."""
        return self.sign is not None or self.product is not None

    @property
    def is_plain(self) -> bool:
        """Whether no limit but those of single hops holds, so that shortest paths are walks."""
        return self.product is None and not self.in_time and not self.via

    def takes(self, relation: RelationType | None, relation_id: str) -> bool:
        """Return whether a statement of this relation type may be a hop."""
        if relation_id in self.without_types or relation_id in self.without_narrower:
            return False
        sign = relation.sign if relation else None
        if self.sign is not None and sign != self.sign:
            return False
        return self.product is None or sign in (1, -1)

    def limits(self) -> list[str]:
        """Return in words the limits that are set, to be printed with every result."""
        words = []
        if self.sign is not None:
            words.append(f"every hop between {'friends' if self.sign > 0 else 'enemies'}")
        if self.product is not None:
            words.append(f"the product of the signs is {'+' if self.product > 0 else '-'}")
        if self.in_time:
            words.append(
                "each hop no earlier than the one before, undated hops only with --undated"
            )
        if self.directed:
            words.append("statements followed from subject to object")
        if self.via:
            words.append(f"by way of {', then '.join(entity.label for entity in self.via)}")
        if self.without:
            words.append(f"not through {' or '.join(entity.label for entity in self.without)}")
        if self.without_types:
            narrower = " and narrower" if self.without_narrower else ""
            words.append(f"no hop of the type {' or '.join(self.without_types)}{narrower}")
        if self.max_hops is not None:
            words.append(f"at most {self.max_hops} {'hop' if self.max_hops == 1 else 'hops'}")
        return words

    def as_dict(self) -> dict[str, Any]:
        """Return the search for JSON."""
        return {
            "k": self.k,
            "rank": self.rank,
            "ranking": RANKINGS[self.rank],
            "every_sign": self.sign,
            "product": self.product,
            "time_respecting": self.in_time,
            "directed": self.directed,
            "via": [entity.id for entity in self.via],
            "without": [entity.id for entity in self.without],
            "without_types": list(self.without_types),
            "max_hops": self.max_hops,
            "words": "; ".join(self.limits()),
        }
