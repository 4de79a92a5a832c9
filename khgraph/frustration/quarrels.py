"""Disjoint quarrels: bad cycles without a common edge, a proof of frustration to be read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from khgraph.frustration.covering import Deadline
from khgraph.frustration.cycles import Cycle, CycleFinder
from khgraph.frustration.reduction import Block
from khgraph.signed import SignedGraph, edge_weights

# From how many cycles, and how many edges in all, the quarrels are chosen as well as can be;
# among more they are taken as they come, the shortest first.
_MOST_CYCLES = 1500
_MOST_EDGES = 50_000
_MOST_BRANCHES = 200


def disjoint_quarrels(
    graph: SignedGraph,
    *,
    weak: bool = False,
    weights: NDArray[np.integer] | None = None,
    time_limit: float | None = None,
) -> tuple[Cycle, ...]:
    """Return bad cycles no two of which share an edge, many of them and short ones first.

    In each at least one edge offends whatever the camps, so there are at most as many
    as the frustration: a proof that needs no computer, if not always of the last one. A
    bad cycle has an odd number of negative edges, for the weak index exactly one.

    Parameters
    ----------
    graph : SignedGraph
    weak : bool
        For which index.
    weights : array of int, shape (m,), optional
        An edge of weight w stands for w ties beside each other: it may lie in as many
        cycles, and the same cycle may come again. 1 each by default.
    time_limit : float, optional
        Seconds after which no more are sought.

    Returns
    -------
    tuple of Cycle
        By length, then by nodes; empty for a balanced graph.

    Raises
    ------
    KhgraphError
        If the weights do not fit the edges, or are not whole numbers of at least 1.
    """
    capacity = edge_weights(graph, weights)
    m = len(graph.pairs)
    if not m:
        return ()
    ones = np.ones(m, dtype=np.int64)
    block = Block(
        np.arange(len(graph.nodes)), graph.pairs[:, 0], graph.pairs[:, 1], ones, graph.signs < 0
    )
    finder, deadline = CycleFinder(block, weak=weak), Deadline(time_limit)
    pool: dict[tuple[int, ...], Cycle] = {}
    greedy: list[Cycle] = []
    left = capacity.copy()
    while not deadline.is_over:
        # A cycle of free edges is shorter than 1, one with a full edge is not.
        lengths = np.where(left > 0, 1.0 / (m + 1), 2.0)
        open_enmities = np.flatnonzero(block.negative & (left > 0))
        found: list[Cycle] = []
        size = 0
        for cycle in finder.find(lengths, open_enmities, per_source=10):
            found.append(cycle)
            size += len(cycle.edges)
            if size > _MOST_EDGES or deadline.is_over:
                break
        found.sort(key=_by_length)
        pool |= {tuple(sorted(cycle.edges)): cycle for cycle in found}
        before = len(greedy)
        for cycle in found:
            edges = list(cycle.edges)
            while left[edges].min() > 0:
                left[edges] -= 1
                greedy.append(cycle)
        if len(greedy) == before:
            break
    greedy.sort(key=_by_length)
    size = sum(len(cycle.edges) for cycle in pool.values())
    if not pool or len(pool) > _MOST_CYCLES or size > _MOST_EDGES or deadline.is_over:
        return tuple(greedy)
    chosen = _most_disjoint(sorted(pool.values(), key=_by_length), capacity, deadline)
    return tuple(chosen if len(chosen) >= len(greedy) else greedy)


def _by_length(cycle: Cycle) -> tuple[int, tuple[int, ...]]:
    return len(cycle.edges), cycle.nodes


def _most_disjoint(
    pool: list[Cycle], capacity: NDArray[np.int64], deadline: Deadline
) -> list[Cycle]:
    """Return as many cycles of the pool as fit the edges, or none if the solver has no answer."""
    rows = np.concatenate([cycle.edges for cycle in pool])
    columns = np.repeat(np.arange(len(pool)), [len(cycle.edges) for cycle in pool])
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), (len(capacity), len(pool)))
    # Of equally many cycles the shorter ones.
    longest = max(len(cycle.edges) for cycle in pool)
    costs = np.array([-1 + len(c.edges) / (longest * (capacity.sum() + 1)) for c in pool])
    found = milp(
        costs,
        constraints=LinearConstraint(matrix, -np.inf, capacity),
        integrality=np.ones(len(pool)),
        bounds=Bounds(0, int(capacity.max())),
        options={"node_limit": _MOST_BRANCHES, **deadline.options()},
    )
    # 0 is solved and 1 out of branches or time. What is chosen is added up again here.
    if found.status not in (0, 1) or found.x is None:
        return []
    times = np.round(found.x).astype(np.int64)
    if (matrix @ times > capacity).any():
        return []
    return [cycle for cycle, n in zip(pool, times.tolist(), strict=True) for _ in range(n)]
