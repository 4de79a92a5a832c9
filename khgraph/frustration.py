"""Exact frustration: how many edges of a signed graph must offend, whatever the camps.

For two camps it is the line index of balance, for any number of them its weak form. An
edge offends if it is positive between camps or negative within one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from khgraph.covering import Deadline, cover
from khgraph.cycles import Cycle, CycleFinder
from khgraph.reduction import UNIT, Block, expand, reduce
from khgraph.signed import SignedGraph

# How many cycles the quarrels are chosen from at most, and how long the choice is pondered.
_MOST_CYCLES = 4000
_MOST_BRANCHES = 500


class Frustration(NamedTuple):
    """Camps under which few edges offend, and the proven least.

    Attributes
    ----------
    value : int
        The weight of `offending`, counted again from `camps`.
    lower_bound : int
        No camps do better than this.
    camps : array of int64, shape (n,)
        For two camps 1 and -1, which tell nodes of one component apart and mean nothing
        between components; for any number of camps one of its nodes names each. The
        node of highest degree of a component, of these the first, has 1.
    offending : tuple of int
        Places in the edges of the graph, in order.
    """

    value: int
    lower_bound: int
    camps: NDArray[np.int64]
    offending: tuple[int, ...]

    @property
    def optimal(self) -> bool:
        """Whether the value is proven to be the least."""
        return self.value == self.lower_bound


class Forced(NamedTuple):
    """The offending edges that offend under all best camps, and those left undecided."""

    forced: tuple[int, ...]
    undecided: tuple[int, ...]


def frustration(
    graph: SignedGraph,
    *,
    weak: bool = False,
    weights: NDArray[np.int64] | None = None,
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Frustration:
    """Return the least weight of offending edges, with camps that show it and a bound.

    Parameters
    ----------
    graph : SignedGraph
    weak : bool
        Whether any number of camps is allowed (Davis), not two (Harary).
    weights : array of int64, shape (m,), optional
        Positive; how much each edge counts. 1 each by default.
    time_limit : float, optional
        Seconds after which the best camps so far are returned with a bound that may be
        lower. Without it the answer is proven.
    progress : callable, optional
        Told in words how the bounds stand.

    Returns
    -------
    Frustration
        The same for the same input, unless time ran out. 0 for a graph without edges.

    Notes
    -----
    The problem is NP-hard. It is reduced exactly, split into biconnected blocks, and
    each is solved by cutting planes over its bad cycles (`khgraph.covering`).

    References
    ----------
    F. Harary, On the measurement of structural balance, Behavioral Science 4 (1959).
    J. A. Davis, Clustering and structural balance in graphs, Human Relations 20 (1967).
    M. Grötschel and W. R. Pulleyblank, Weakly bipartite graphs and the max-cut problem,
    Operations Research Letters 1 (1981).
    """
    n = len(graph.nodes)
    counted = _weights(graph, weights)
    reduction = reduce(n, graph.pairs, graph.signs.astype(np.int64) * counted, weak=weak)
    deadline = Deadline(time_limit)
    covers = [
        cover(block, weak=weak, deadline=deadline, progress=progress) for block in reduction.blocks
    ]
    camps = expand(n, reduction, [found.camps for found in covers], weak=weak)
    if not weak:
        camps = _faced(graph, camps)
    offending = _offending(graph, camps)
    least = reduction.constant + sum(found.lower_bound for found in covers)
    return Frustration(int(counted[list(offending)].sum()), -(-least // UNIT), camps, offending)


def _weights(graph: SignedGraph, weights: NDArray[np.int64] | None) -> NDArray[np.int64]:
    return np.ones(len(graph.pairs), dtype=np.int64) if weights is None else weights


def _offending(graph: SignedGraph, camps: NDArray[np.int64]) -> tuple[int, ...]:
    together = camps[graph.pairs[:, 0]] == camps[graph.pairs[:, 1]]
    return tuple(np.flatnonzero(together == (graph.signs < 0)).tolist())


def _faced(graph: SignedGraph, camps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return two camps with 1 for the node of highest degree of each component."""
    n = len(graph.nodes)
    ends = (graph.pairs[:, 0], graph.pairs[:, 1])
    matrix = sparse.coo_array((np.ones(len(graph.pairs)), ends), shape=(n, n))
    _, component = sparse.csgraph.connected_components(matrix, directed=False)
    degree = np.bincount(graph.pairs.ravel(), minlength=n)
    # The last that is written stays: the first node among those of highest degree.
    order = np.lexsort((-np.arange(n), degree))
    leader = np.zeros(component.max(initial=-1) + 1, dtype=np.int64)
    leader[component[order]] = order
    faced: NDArray[np.int64] = camps * camps[leader[component]]
    return faced


def forced_edges(
    graph: SignedGraph,
    found: Frustration,
    *,
    weak: bool = False,
    weights: NDArray[np.int64] | None = None,
    time_limit: float | None = None,
) -> Forced:
    """Return which of the offending edges offend under all best camps.

    Each is made dearer by one in its turn: if the least weight rises with it, no best
    camps spare it. Where *found* is not optimal, or time runs out, edges stay undecided.
    *weak* and *weights* are those of *found*.
    """
    if not found.optimal:
        return Forced((), found.offending)
    counted = _weights(graph, weights)
    deadline = Deadline(time_limit)
    forced, undecided = [], []
    spared: set[int] = set()
    for edge in found.offending:
        if edge in spared:
            continue
        if deadline.is_over:
            undecided.append(edge)
            continue
        dearer = counted.copy()
        dearer[edge] += 1
        limit = None if time_limit is None else deadline.left
        other = frustration(graph, weak=weak, weights=dearer, time_limit=limit)
        if other.lower_bound > found.value:
            forced.append(edge)
        elif other.value == found.value:
            # These camps are best too, and spare whatever does not offend under them.
            spared |= set(found.offending) - set(other.offending)
        else:
            undecided.append(edge)
    return Forced(tuple(forced), tuple(undecided))


def disjoint_quarrels(graph: SignedGraph, *, weak: bool = False) -> tuple[Cycle, ...]:
    """Return bad cycles no two of which share an edge, many of them and short ones first.

    In each at least one edge offends whatever the camps, so there are at most as many
    as the frustration: a proof that needs no computer, if not always of the last one. A
    bad cycle has an odd number of negative edges, for the weak index exactly one.

    Returns
    -------
    tuple of Cycle
        By length, then by nodes; empty for a balanced graph.
    """
    if not len(graph.pairs):
        return ()
    m = len(graph.pairs)
    block = Block(
        np.arange(len(graph.nodes)),
        graph.pairs[:, 0],
        graph.pairs[:, 1],
        np.ones(m, dtype=np.int64),
        graph.signs < 0,
    )
    finder = CycleFinder(block, weak=weak)
    pool: dict[tuple[int, ...], Cycle] = {}
    used = np.zeros(m, dtype=bool)
    while True:
        # A cycle of free edges is shorter than 1, one with a used edge is not.
        lengths = np.where(used, 2.0, 1.0 / (m + 1))
        found = list(finder.find(lengths, np.flatnonzero(block.negative), per_source=10))
        for cycle in found[: _MOST_CYCLES - len(pool)]:
            pool.setdefault(tuple(sorted(cycle.edges)), cycle)
        taken = 0
        for cycle in sorted(found, key=_by_length):
            if not used[list(cycle.edges)].any():
                used[list(cycle.edges)] = True
                pool.setdefault(tuple(sorted(cycle.edges)), cycle)
                taken += 1
        if not taken:
            return _most_disjoint(sorted(pool.values(), key=_by_length), m)


def _by_length(cycle: Cycle) -> tuple[int, tuple[int, ...]]:
    return len(cycle.edges), cycle.nodes


def _most_disjoint(pool: list[Cycle], edge_count: int) -> tuple[Cycle, ...]:
    """Return as many cycles of the pool as can be had without a common edge, or nearly."""
    greedy: list[Cycle] = []
    used: set[int] = set()
    for cycle in pool:
        if used.isdisjoint(cycle.edges):
            greedy.append(cycle)
            used |= set(cycle.edges)
    if not pool:
        return ()
    rows = np.concatenate([cycle.edges for cycle in pool])
    columns = np.repeat(np.arange(len(pool)), [len(cycle.edges) for cycle in pool])
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), (edge_count, len(pool)))
    # Of equally many cycles the shorter ones.
    longest = max(len(cycle.edges) for cycle in pool)
    costs = np.array([-1 + len(c.edges) / (longest * (edge_count + 1)) for c in pool])
    found = milp(
        costs,
        constraints=LinearConstraint(matrix, -np.inf, 1),
        integrality=np.ones(len(pool)),
        bounds=Bounds(0, 1),
        options={"node_limit": _MOST_BRANCHES},
    )
    if found.x is None:
        return tuple(greedy)
    chosen = [cycle for cycle, value in zip(pool, found.x, strict=True) if value > 0.5]
    return tuple(chosen if len(chosen) >= len(greedy) else greedy)
