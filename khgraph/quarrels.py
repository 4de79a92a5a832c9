"""Disjoint quarrels: bad cycles without a common edge, a proof of frustration to be read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from khgraph.cycles import Cycle, CycleFinder
from khgraph.reduction import Block
from khgraph.signed import SignedGraph, edge_weights

# How many cycles the quarrels are chosen from at most, and how long the choice is pondered.
_MOST_CYCLES = 4000
_MOST_BRANCHES = 500


def disjoint_quarrels(
    graph: SignedGraph, *, weak: bool = False, weights: NDArray[np.integer] | None = None
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

    Raises
    ------
    KhgraphError
        If the weights do not fit the edges, or are not whole numbers of at least 1.

    Returns
    -------
    tuple of Cycle
        By length, then by nodes; empty for a balanced graph.
    """
    capacity = edge_weights(graph, weights)
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
    left = capacity.copy()
    while True:
        # A cycle of edges that are left is shorter than 1, one with a used edge is not.
        lengths = np.where(left > 0, 1.0 / (m + 1), 2.0)
        found = list(finder.find(lengths, np.flatnonzero(block.negative), per_source=10))
        for cycle in found[: _MOST_CYCLES - len(pool)]:
            pool.setdefault(tuple(sorted(cycle.edges)), cycle)
        taken = 0
        for cycle in sorted(found, key=_by_length):
            times = left[list(cycle.edges)].min()
            if times:
                left[list(cycle.edges)] -= times
                pool.setdefault(tuple(sorted(cycle.edges)), cycle)
                taken += 1
        if not taken:
            return _most_disjoint(sorted(pool.values(), key=_by_length), capacity)


def _by_length(cycle: Cycle) -> tuple[int, tuple[int, ...]]:
    return len(cycle.edges), cycle.nodes


def _most_disjoint(pool: list[Cycle], capacity: NDArray[np.int64]) -> tuple[Cycle, ...]:
    """Return as many cycles of the pool as can be had within the capacity, or nearly."""
    if not pool:
        return ()
    times = np.zeros(len(pool), dtype=np.int64)
    left = capacity.copy()
    for place, cycle in enumerate(pool):
        times[place] = left[list(cycle.edges)].min()
        left[list(cycle.edges)] -= times[place]
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
        options={"node_limit": _MOST_BRANCHES},
    )
    # 0 is solved and 1 out of branches. What is chosen is added up again here.
    if found.status in (0, 1) and found.x is not None:
        chosen = np.round(found.x).astype(np.int64)
        if chosen.sum() >= times.sum() and (matrix @ chosen <= capacity).all():
            times = chosen
    return tuple(cycle for cycle, n in zip(pool, times.tolist(), strict=True) for _ in range(n))
