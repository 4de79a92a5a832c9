"""The least weight of edges that meets every bad cycle of a block, with a proof.

Linear programme over the bad cycles found so far, more of them found by shortest paths
until none is violated; where that leaves a gap, an integer programme with the same rows.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from khgraph.cycles import Cycle, CycleFinder
from khgraph.reduction import Block, Relations

_EPSILON = 1e-6


class Deadline:
    """How many seconds are left."""

    def __init__(self, seconds: float | None) -> None:
        self._end = math.inf if seconds is None else time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self._end - time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.left <= 0


class Cover(NamedTuple):
    """Camps of a block's nodes, the weight that offends under them, and the least there can be."""

    camps: NDArray[np.int64]
    weight: int
    lower_bound: int


class CycleRows:
    """The rows of a programme: each says that one of a cycle's edges offends."""

    def __init__(self, edge_count: int) -> None:
        self._edge_count = edge_count
        self._known: set[tuple[int, ...]] = set()
        self._columns: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, cycle: Cycle) -> bool:
        """Add a cycle's row; False if it is there already."""
        row = tuple(sorted(cycle.edges))
        if row in self._known:
            return False
        self._known.add(row)
        self._columns.append(row)
        return True

    def matrix(self) -> sparse.csr_array:
        """Return the rows as a matrix of zeros and ones."""
        ends = np.cumsum([0, *map(len, self._columns)])
        columns = np.fromiter((c for row in self._columns for c in row), np.int64, ends[-1])
        shape = (len(self._columns), self._edge_count)
        return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=shape)


def minimise(
    costs: NDArray[np.float64],
    rows: sparse.csr_array,
    least: NDArray[np.float64],
    deadline: Deadline,
) -> tuple[NDArray[np.float64], float] | None:
    """Return values from 0 to 1 of least cost whose rows come to *least*, and a bound of the cost.

    None if the solver ran out of time or failed. The bound is not the solver's: any
    weights of the rows that are not negative prove one, so it is added up here from
    those that the solver offers.
    """
    options = {} if math.isinf(deadline.left) else {"time_limit": max(deadline.left, 0.01)}
    found = linprog(costs, A_ub=-rows, b_ub=-least, bounds=(0, 1), method="highs", options=options)
    if found.status != 0:
        return None
    prices = np.maximum(-found.ineqlin.marginals, 0)
    bound = prices @ least + np.minimum(costs - rows.T @ prices, 0).sum()
    return np.clip(found.x, 0, 1), float(bound)


def cover(
    block: Block,
    *,
    weak: bool,
    deadline: Deadline,
    progress: Callable[[str], None] | None = None,
) -> Cover:
    """Return camps under which the least weight of a block offends, and the bound that proves it.

    When time runs out the camps are the best found and the bound is still one.
    """
    unit = math.gcd(*block.weights.tolist())
    finder, rows = CycleFinder(block, weak=weak), CycleRows(len(block.weights))
    values = np.zeros(len(block.weights))
    best = improve(block, round_off(block, values, weak=weak), weak=weak)
    lower = 0
    while lower < (upper := offence(block, best)) and not deadline.is_over:
        if not _add_cycles(rows, finder, values, offending(block, best), deadline):
            return _close_gap(block, rows, finder, Cover(best, upper, lower), weak, deadline)
        found = minimise(block.weights.astype(float), rows.matrix(), np.ones(len(rows)), deadline)
        if found is None:
            break
        values, bound = found
        lower = max(lower, math.ceil(bound / unit - _EPSILON) * unit)
        camps = improve(block, round_off(block, values, weak=weak), weak=weak)
        if offence(block, camps) < upper:
            best = camps
        if progress:
            progress(f"{len(block.nodes)} nodes: at least {lower}, at most {offence(block, best)}")
    return Cover(best, offence(block, best), lower)


def _add_cycles(
    rows: CycleRows,
    finder: CycleFinder,
    values: NDArray[np.float64],
    meeting: NDArray[np.int64],
    deadline: Deadline,
) -> int:
    """Add rows that *values* violate; return how many."""
    wanted = max(200, len(values) // 8)
    added = 0
    for cycle in finder.find(values, meeting, per_source=20):
        added += rows.add(cycle)
        if added >= wanted or deadline.is_over:
            break
    return added


def _close_gap(
    block: Block,
    rows: CycleRows,
    finder: CycleFinder,
    known: Cover,
    weak: bool,
    deadline: Deadline,
) -> Cover:
    """Solve the integer programme, with more rows until its answer violates none."""
    unit = math.gcd(*block.weights.tolist())
    best, upper, lower = known
    while lower < upper and not deadline.is_over:
        options = {} if math.isinf(deadline.left) else {"time_limit": max(deadline.left, 0.01)}
        found = milp(
            block.weights / unit,
            constraints=LinearConstraint(rows.matrix(), 1, np.inf),
            integrality=np.ones(len(block.weights)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0, **options},
        )
        # 0 is solved, 1 out of time; only then do the other fields mean anything.
        if found.status not in (0, 1):
            break
        if found.mip_dual_bound is not None:
            lower = max(lower, math.ceil(found.mip_dual_bound - _EPSILON) * unit)
        if found.x is None:
            break
        values = np.round(found.x)
        camps = improve(block, round_off(block, values, weak=weak), weak=weak)
        if offence(block, camps) < upper:
            best, upper = camps, offence(block, camps)
        if not _add_cycles(rows, finder, values, offending(block, best), deadline):
            break
    return Cover(best, upper, lower)


def offending(block: Block, camps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the edges that offend: positive between camps, negative within one."""
    return np.flatnonzero((camps[block.tails] == camps[block.heads]) == block.negative)


def offence(block: Block, camps: NDArray[np.int64]) -> int:
    """Return the weight of the edges that offend."""
    return int(block.weights[offending(block, camps)].sum())


def round_off(block: Block, values: NDArray[np.float64], *, weak: bool) -> NDArray[np.int64]:
    """Return camps from the values of a programme, keeping edges of small value satisfied.

    The edges are taken by value, then weight; each is satisfied unless those before it
    forbid. If the values are 0 and 1 and violate no cycle, only the ones offend.
    """
    n = len(block.nodes)
    relations = Relations(n)
    order = np.lexsort((-block.weights, values))
    if weak:
        order = order[~block.negative[order] & (values[order] < 0.5)]
    tails, heads, negative = (part[order].tolist() for part in block[1:3] + block[4:])
    for a, b, is_negative in zip(tails, heads, negative, strict=True):
        relations.relate(a, b, -1 if is_negative else 1)
    return np.array(
        [root if weak else sign for root, sign in map(relations.find, range(n))], dtype=np.int64
    )


def improve(block: Block, camps: NDArray[np.int64], *, weak: bool) -> NDArray[np.int64]:
    """Return camps that no move of a single node betters."""
    n = len(block.nodes)
    signed = np.where(block.negative, -block.weights, block.weights)
    around: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for a, b, weight in zip(
        block.tails.tolist(), block.heads.tolist(), signed.tolist(), strict=True
    ):
        around[a].append((b, weight))
        around[b].append((a, weight))
    labels = camps.tolist()
    sizes = np.bincount(camps, minlength=n).tolist() if weak else []
    pending = list(range(n))
    queued = [True] * n
    while pending:
        node = pending.pop()
        queued[node] = False
        if weak:
            # A node's pull to each camp; one of its own pulls with 0.
            pull: dict[int, int] = {}
            for other, weight in around[node]:
                pull[labels[other]] = pull.get(labels[other], 0) + weight
            here = pull.get(labels[node], 0)
            best = max(pull, key=lambda camp: (pull[camp], -camp))
            if max(pull[best], 0) <= here:
                continue
            target = best
            if pull[best] <= 0:
                if sizes[labels[node]] == 1:
                    continue
                target = sizes.index(0)
            sizes[labels[node]] -= 1
            sizes[target] += 1
        else:
            if sum(weight * labels[other] for other, weight in around[node]) * labels[node] >= 0:
                continue
            target = -labels[node]
        labels[node] = target
        for other, _ in around[node]:
            if not queued[other]:
                queued[other] = True
                pending.append(other)
    return np.array(labels, dtype=np.int64)
