"""How much a triangle hangs on who is read: under every reading, and without any one claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from khgraph.lives import lives
from khgraph.model import ACCEPTED_STANCES, Claim, Pair, Statement, pair_key, pair_of
from khgraph.projection import project, settled_sign
from khgraph.reading import Reading, network, ties
from khgraph.spans import common, union
from khgraph.triads import BALANCED, Triad, type_of

if TYPE_CHECKING:
    import networkx as nx

    from khgraph.reading import Tie

ABSENT = "absent"
AMBIVALENT = "ambivalent"


class Variant(NamedTuple):
    """What a triangle is under one reading: its type, ``ambivalent`` or ``absent``."""

    sources: tuple[str, ...]
    min_stance: str
    state: str


class Hinge(NamedTuple):
    """A claim without which the triangle is another one, and what it is then."""

    claim: Claim
    statement: Statement
    state: str


class Robustness(NamedTuple):
    """A triangle under every reading of source and minimum stance, and its hinges.

    `variants` come source by source, all sources first, from the surest stance to
    the least sure; `hinges` in the order of the claims' IRIs.
    """

    triad: Triad
    variants: tuple[Variant, ...]
    hinges: tuple[Hinge, ...]

    @property
    def present_count(self) -> int:
        """In how many of the variants it is a triangle without an ambivalent side."""
        return sum(variant.state not in (ABSENT, AMBIVALENT) for variant in self.variants)

    @property
    def balanced_count(self) -> int:
        """In how many of the variants it is balanced."""
        return sum(variant.state in BALANCED for variant in self.variants)

    @property
    def turning(self) -> tuple[Hinge, ...]:
        """The hinges that turn a balanced triangle into an unbalanced one, or back."""
        return tuple(
            hinge
            for hinge in self.hinges
            if hinge.state not in (ABSENT, AMBIVALENT)
            and (hinge.state in BALANCED) != self.triad.is_balanced
        )


def robustness(
    statements: Iterable[Statement],
    reading: Reading,
    found: Sequence[Triad],
    conflict: str = "ambivalent",
) -> list[Robustness]:
    """Return for each triangle what it is under other readings, and which claims it hinges on.

    Parameters
    ----------
    statements : iterable of Statement
        All of the data.
    reading : Reading
        The reading under which the triangles were found; its time, types and levels
        stay, each source that speaks of ties and each minimum stance is tried.
    found : sequence of Triad
        As `khgraph.triads.triads` gives them.
    conflict : str
        See `khgraph.projection.CONFLICTS`.

    Returns
    -------
    list of Robustness
        In the order of *found*; empty for none.
    """
    statements = list(statements)
    known = lives(statements)
    relevant = [s for s in statements if s.is_tie and s.sign is not None]
    there = {claim.source for s in relevant for claim in s.claims}
    sources = sorted(there & set(reading.sources) if reading.sources else there)
    variants: dict[tuple[str, ...], list[Variant]] = {triad.nodes: [] for triad in found}
    for chosen in (reading.sources, *((source,) for source in sources)):
        for stance in ACCEPTED_STANCES:
            other = reading._replace(sources=chosen, min_stance=stance)
            projected = project(network(relevant, other, known), conflict)
            for nodes, states in variants.items():
                states.append(Variant(chosen, stance, _state(projected, nodes)))
    by_pair: dict[Pair, list[Statement]] = {}
    for statement in relevant:
        by_pair.setdefault(pair_of(statement), []).append(statement)

    def hinges(triad: Triad) -> tuple[Hinge, ...]:
        result = []
        for edge in triad.edges:
            # What was overruled is no hinge: without it the sign would win all the more.
            for claim, statement in sorted(
                ((claim, tie.statement) for tie in edge.ties for claim in tie.claims),
                key=lambda item: item[0].iri,
            ):
                without = [
                    s._replace(claims=tuple(c for c in s.claims if c.iri != claim.iri))
                    for s in by_pair[pair_key(edge.a, edge.b)]
                ]
                state = _state_with(triad, edge.a, edge.b, ties(without, reading, known), conflict)
                if state != triad.type:
                    result.append(Hinge(claim, statement, state))
        return tuple(result)

    return [Robustness(triad, tuple(variants[triad.nodes]), hinges(triad)) for triad in found]


def _state(projected: nx.Graph[str], nodes: Sequence[str]) -> str:
    """Return the type of the triangle of *nodes* in a projected network."""
    a, b, c = nodes
    pairs = ((a, b), (a, c), (b, c))
    ambivalent = {(x, y) for x, y, _ in projected.graph["ambivalent"]}
    if any(pair not in ambivalent and not projected.has_edge(*pair) for pair in pairs):
        return ABSENT
    if any(pair in ambivalent for pair in pairs):
        return AMBIVALENT
    sides = [projected.edges[pair] for pair in pairs]
    if not common(*(side["possible"] for side in sides)):
        return ABSENT
    return type_of(side["sign"] for side in sides)


def _state_with(triad: Triad, a: str, b: str, left: Sequence[Tie], conflict: str) -> str:
    """Return the type of a triangle whose side a - b rests on the ties that are *left*."""
    signed = [tie for tie in left if tie.sign]
    if not signed:
        return ABSENT
    sign = settled_sign(signed, conflict)
    if not sign:
        return AMBIVALENT
    days = union(span for tie in signed if tie.sign == sign for span in tie.possible)
    others = [edge for edge in triad.edges if (edge.a, edge.b) != (a, b)]
    if not common(days, *(edge.possible for edge in others)):
        return ABSENT
    return type_of((sign, *(edge.sign for edge in others)))
