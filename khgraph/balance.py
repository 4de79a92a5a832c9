"""How balanced a signed network is: triangles, two exact indices, camps and what forces them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from khgraph.edgelist import AMBIVALENT, Combined, Rows, combine
from khgraph.frustration import Frustration, forced_edges, frustration
from khgraph.frustration.covering import Deadline
from khgraph.frustration.quarrels import disjoint_quarrels
from khgraph.signed import (
    SignedGraph,
    count_triangles,
    from_network,
    list_triangles,
    signed_graph,
)
from khgraph.triads import BALANCED, TYPES, WEAKLY_BALANCED, balanced_ratio, census, triads

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    from khgraph.frustration.cycles import Cycle
    from khgraph.model import Turn
    from khgraph.spans import Span

# Printed with every index.
INDEX_RULE = (
    "the line index counts the ties that stand against the best division into two camps, friendly "
    "between them or hostile within one; the weak index allows any number of camps; a camp is "
    "computed, where an enemy's enemy is a friend, and is no alliance"
)


class Index(NamedTuple):
    """An index of frustration: the offending ties of a division, and a proven lower bound."""

    value: int
    lower_bound: int

    @property
    def optimal(self) -> bool:
        """Whether no division can do better."""
        return self.value == self.lower_bound


class Details(NamedTuple):
    """What is behind the line index.

    Attributes
    ----------
    offending : tuple of int
        The edges that offend in the division into camps.
    forced : frozenset of int
        Those of them that offend in every best division.
    undecided : frozenset of int
        Those for which there was no time to tell.
    quarrels : tuple of Cycle
        Cycles with an odd number of negative edges, no two with an edge in common.
    """

    offending: tuple[int, ...]
    forced: frozenset[int]
    undecided: frozenset[int]
    quarrels: tuple[Cycle, ...]


class Balance(NamedTuple):
    """The balance of a signed network.

    Attributes
    ----------
    graph : SignedGraph
    triangles : dict of str to int
        By type.
    frustration, weak_frustration : Index
    camps : tuple of tuple of str
        The best division into two camps, component by component, for which each has
        its own two; those of one component stand next to one another. The members
        sorted, camps in the order of their component's first member, the camp of that
        member first. Nodes without an edge are in none.
    components : tuple of int
        For each camp the number of its component, from 0.
    details : Details or None
        Where they were asked for.
    """

    graph: SignedGraph
    triangles: dict[str, int]
    frustration: Index
    weak_frustration: Index
    camps: tuple[tuple[str, ...], ...]
    components: tuple[int, ...]
    details: Details | None = None

    @property
    def balanced_ratio(self) -> float | None:
        """The share of balanced triangles, None where there is no triangle."""
        return balanced_ratio(self.triangles, BALANCED)

    @property
    def weakly_balanced_ratio(self) -> float | None:
        """The share of weakly balanced triangles, None where there is no triangle."""
        return balanced_ratio(self.triangles, WEAKLY_BALANCED)

    @property
    def negative_edges(self) -> int:
        """How many edges are hostile."""
        return int((self.graph.signs < 0).sum())


def measure(
    graph: SignedGraph,
    *,
    triangles: dict[str, int] | None = None,
    weights: NDArray[np.int64] | None = None,
    constant: int = 0,
    time_limit: float | None = None,
    with_details: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Balance:
    """Return the balance of a signed graph.

    Parameters
    ----------
    graph : SignedGraph
    triangles : dict of str to int, optional
        The census, where it is known by a stricter rule; else all triangles count.
    weights : int64 array, optional
        How many parallel ties each edge stands for; 1 each by default.
    constant : int
        Offending ties that no division can spare, besides those of the graph.
    time_limit : float, optional
        Seconds for all of it; without it both indices are computed to the end.
    with_details : bool
        Whether the offending edges that are forced and the quarrels are sought too.
    progress : callable, optional
        Told in words what is being done.
    """
    deadline = Deadline(time_limit)
    strong = frustration(graph, weights=weights, time_limit=deadline.rest, progress=progress)
    weak = frustration(
        graph, weights=weights, weak=True, time_limit=deadline.rest, progress=progress
    )
    camps, components = _camps(graph, strong)
    details = None
    if with_details:
        forced = forced_edges(graph, strong, weights=weights, time_limit=deadline.rest)
        details = Details(
            strong.offending,
            frozenset(forced.edges),
            frozenset(forced.undecided),
            disjoint_quarrels(graph, weights=weights, time_limit=deadline.rest),
        )
    return Balance(
        graph,
        count_triangles(graph) if triangles is None else triangles,
        # Two camps are a case of any number, so that each index bounds the other.
        Index(strong.count + constant, max(strong.lower_bound, weak.lower_bound) + constant),
        Index(min(strong.count, weak.count) + constant, weak.lower_bound + constant),
        camps,
        components,
        details,
    )


def _camps(
    graph: SignedGraph, found: Frustration
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """Return the camps, and the number of the component of each."""
    members: dict[int, dict[int, list[str]]] = {}
    for node in np.unique(graph.pairs).tolist():
        sides = members.setdefault(found.components[node], {})
        sides.setdefault(found.camps[node], []).append(graph.nodes[node])
    camps, numbers = [], []
    for number, sides in enumerate(members.values()):
        for side in sides.values():
            camps.append(tuple(side))
            numbers.append(number)
    return tuple(camps), tuple(numbers)


class Point(NamedTuple):
    """The balance of one network, or of one slice of a series, with what it was made from.

    Attributes
    ----------
    label : str
        The slice, or the value of the column that parts an edge list; empty for a whole.
    first, last : str or None
        The days of a slice.
    balance : Balance
    certain : dict of str to int, or None
        The census of the triangles that certainly held; None where rows have no dates.
    network : networkx.Graph or None
        As `khgraph.projection.project` makes it, where ties with claims were measured.
    combined : Combined or None
        Where the rows of an edge list were.
    turns : tuple of Turn
        The turning points that stand in the days of a slice.
    certain_frustration : Index or None
        The line index of the edges that certainly held, where details were asked for.
    """

    label: str
    first: str | None
    last: str | None
    balance: Balance
    certain: dict[str, int] | None = None
    network: nx.Graph[str] | None = None
    combined: Combined | None = None
    turns: tuple[Turn, ...] = ()
    certain_frustration: Index | None = None

    @property
    def ambivalent(self) -> int:
        """How many pairs have ties of both signs and no edge."""
        if self.combined is not None:
            return sum(out.why == AMBIVALENT for out in self.combined.left_out)
        return 0 if self.network is None else len(self.network.graph["ambivalent"])

    def edges(self) -> tuple[int, int]:
        """Return how many friendly and hostile edges there are; of ``keep`` every row is one."""
        if self.combined is not None and self.combined.rule == "keep":
            return int(self.combined.positive.sum()), int(self.combined.negative.sum())
        hostile = self.balance.negative_edges
        return len(self.balance.graph.pairs) - hostile, hostile

    def certain_edges(self) -> tuple[int, int] | None:
        """Return how many friendly and hostile edges certainly held, None if that is unknown."""
        if self.network is None:
            return None
        sure = [data["sign"] for *_, data in self.network.edges(data=True) if data["is_certain"]]
        return sure.count(1), sure.count(-1)


def network_point(
    network: nx.Graph[str],
    label: str = "",
    days: Span | None = None,
    turns: tuple[Turn, ...] = (),
    **options: Any,
) -> Point:
    """Return the balance of a projected network; *options* are those of `measure`.

    Nodes without a signed tie are left out; triangles count that can have held on one day.
    """
    joined = {node for edge in network.edges for node in edge}
    joined |= {node for a, b, _ in network.graph["ambivalent"] for node in (a, b)}
    graph = from_network(network.subgraph(joined))
    found = triads(network)
    balance = measure(graph, triangles=census(found), **options)
    first, last = days or (None, None)
    certain = census(triad for triad in found if triad.is_certain)
    index = None
    if options.get("with_details"):
        sure = [(a, b, d["sign"]) for a, b, d in network.edges(data=True) if d["is_certain"]]
        least = frustration(signed_graph(sure), time_limit=options.get("time_limit"))
        index = Index(least.count, least.lower_bound)
    return Point(label, first, last, balance, certain, network, None, turns, index)


def rows_point(
    rows: Rows, rule: str, label: str = "", days: Span | None = None, **options: Any
) -> Point:
    """Return the balance of the rows of an edge list, combined by *rule*.

    *options* are those of `measure`. Under ``keep`` each choice of one row a side
    makes a triangle.
    """
    combined = combine(rows, rule)
    balance = measure(
        combined.graph,
        triangles=_row_triangles(combined) if rule == "keep" else None,
        weights=combined.weights,
        constant=combined.constant,
        **options,
    )
    first, last = days or (None, None)
    return Point(label, first, last, balance, None, None, combined)


def _row_triangles(combined: Combined) -> dict[str, int]:
    """Return the census in which every choice of one row for each side is a triangle."""
    pairs = combined.pairs
    ones = np.ones(len(pairs), dtype=np.int8)
    found = list_triangles(SignedGraph(combined.graph.nodes, pairs, ones)).nodes
    count = max(len(combined.graph.nodes), 1)
    keys = pairs[:, 0] * count + pairs[:, 1]
    # Per triangle the number of ways to have 0, 1, 2, 3 negative sides: a product of polynomials.
    ways = np.zeros((len(found), 4), dtype=np.int64)
    ways[:, 0] = 1
    for x, y in ((0, 1), (0, 2), (1, 2)):
        place = np.searchsorted(keys, found[:, x] * count + found[:, y])
        shifted = np.roll(ways, 1, axis=1)
        shifted[:, 0] = 0
        ways = (
            ways * combined.positive[place][:, None] + shifted * combined.negative[place][:, None]
        )
    return dict(zip(TYPES, ways.sum(axis=0).tolist(), strict=True))
