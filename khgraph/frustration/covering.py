"""The least weight of edges that meets every bad cycle of a block, with a proof.

Linear programme over the bad cycles found so far, more of them found by shortest paths
until none is violated; where that leaves a gap, an integer programme with the same rows.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from khgraph.frustration.cycles import Cycle, CycleFinder
from khgraph.frustration.reduction import Block, Relations

# How far the solver's numbers may be off.
PRECISION = 1e-6
_MOST_ROWS_AT_ONCE = 12_000


# Seconds that one programme may take before another method has its turn.
_PATIENCE = 60.0


class Deadline:
    """How many seconds are left."""

    def __init__(self, seconds: float | None) -> None:
        self._end = math.inf if seconds is None else time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, infinite without a limit."""
        return self._end - time.monotonic()

    @property
    def rest(self) -> float | None:
        """The limit for whoever comes next: what is left, None without a limit."""
        return None if math.isinf(self._end) else max(self.left, 0.01)

    @property
    def is_over(self) -> bool:
        """Whether none is left."""
        return self.left <= 0

    def options(self) -> dict[str, float]:
        """Return what tells the solver of it."""
        # The solver takes no limit of zero or less.
        return {} if math.isinf(self._end) else {"time_limit": max(self.left, 0.01)}


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
    method: str,
) -> tuple[NDArray[np.float64], float] | None:
    """Return values from 0 to 1 of least cost whose rows come to *least*, and a bound of the cost.

    None if the solver ran out of time, or failed by the simplex method too. The bound is
    not the solver's: any prices of the rows that are not negative prove one, so it is
    added up here from those that the solver offers.
    """
    for way in dict.fromkeys((method, "highs-ds")):
        # The interior point method, fast as it is, does not always come to an end.
        seconds = deadline.left if way == "highs-ds" else min(deadline.left, _PATIENCE)
        options = Deadline(None if math.isinf(seconds) else seconds).options()
        found = linprog(costs, A_ub=-rows, b_ub=-least, bounds=(0, 1), method=way, options=options)
        # What the other fields hold after another status is no answer.
        if found.status == 0 and found.ineqlin.marginals is not None:
            break
        if deadline.is_over:
            return None
    else:
        return None
    prices = np.maximum(-found.ineqlin.marginals, 0)
    bound = prices @ least + np.minimum(costs - rows.T @ prices, 0).sum()
    return np.clip(found.x, 0, 1), float(bound)


def cover(
    block: Block,
    *,
    weak: bool,
    deadline: Deadline,
    progress: Callable[[int, int], None] | None = None,
) -> Cover:
    """Return camps under which the least weight of a block offends, and the bound that proves it.

    When time runs out the camps are the best found and the bound is still one. *progress*
    is told the bound and the best weight whenever the programme has been solved.
    """
    finder, rows = CycleFinder(block, weak=weak), CycleRows(len(block.weights))
    found, _ = relax(block, finder, rows, weak=weak, deadline=deadline, progress=progress)
    if found.lower_bound < found.weight:
        found = _close_gap(block, finder, rows, found, weak, deadline, progress)
    return found


def relax(
    block: Block,
    finder: CycleFinder,
    rows: CycleRows,
    *,
    weak: bool,
    deadline: Deadline,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Cover, NDArray[np.float64]]:
    """Solve the linear programme, adding to *rows* until it is done or its bound is met.

    Returns the camps that its values are rounded to, with its bound, and the values.
    """
    unit = math.gcd(*block.weights.tolist())
    values = np.zeros(len(block.weights))
    camps = improve(block, round_off(block, values, weak=weak), weak=weak)
    best = Cover(camps, offence(block, camps), 0)
    for turn in count():
        if best.lower_bound >= best.weight or deadline.is_over:
            break
        wanted = min(len(values) << turn >> 1, _MOST_ROWS_AT_ONCE) + 1
        if not add_cycles(rows, finder, values, offending(block, best.camps), wanted, deadline):
            break
        # The simplex method is faster while few values are fractional, the interior
        # point by far when many are, which a third turn foretells.
        method = "highs-ds" if turn < 2 else "highs-ipm"
        least = np.ones(len(rows))
        found = minimise(block.weights.astype(float), rows.matrix(), least, deadline, method)
        if found is None:
            break
        values, bound = found
        best = _better(block, best, values, _round_up(bound / unit) * unit, weak=weak)
        if progress:
            progress(best.lower_bound, best.weight)
    return best, values


def _round_up(bound: float) -> int:
    """Return the least whole number that *bound* allows, up to the solver's precision."""
    return math.ceil(bound - PRECISION)


def _better(
    block: Block, best: Cover, values: NDArray[np.float64], lower: int, *, weak: bool
) -> Cover:
    """Return *best*, or the camps that *values* are rounded to if fewer offend; bound raised."""
    camps = improve(block, round_off(block, values, weak=weak), weak=weak)
    lower = max(lower, best.lower_bound)
    if (weight := offence(block, camps)) < best.weight:
        return Cover(camps, weight, lower)
    return best._replace(lower_bound=lower)


def add_cycles(
    rows: CycleRows,
    finder: CycleFinder,
    values: NDArray[np.float64],
    meeting: NDArray[np.int64],
    wanted: int,
    deadline: Deadline,
) -> int:
    """Add rows that *values* violate, about as many as *wanted*; return how many.

    *meeting* are edges that every bad cycle meets. Halfway between *values* and them a
    violated cycle is violated all the more by *values*: such are looked for first.
    """
    per_source = 3 + wanted // (len(meeting) + 1)
    inside = np.zeros(len(values))
    inside[meeting] = 1
    added = 0
    for lengths in ((values + inside) / 2, values):
        for cycle in finder.find(lengths, meeting, per_source):
            added += rows.add(cycle)
            if added >= wanted or deadline.is_over:
                return added
        if added:
            break
    return added


def _close_gap(
    block: Block,
    finder: CycleFinder,
    rows: CycleRows,
    best: Cover,
    weak: bool,
    deadline: Deadline,
    progress: Callable[[int, int], None] | None,
) -> Cover:
    """Solve the integer programme, with more rows until its answer violates none."""
    unit = math.gcd(*block.weights.tolist())
    while best.lower_bound < best.weight and not deadline.is_over:
        found = milp(
            block.weights / unit,
            constraints=LinearConstraint(rows.matrix(), 1, np.inf),
            integrality=np.ones(len(block.weights)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0, **deadline.options()},
        )
        # 0 is solved and 1 out of time; only then do the other fields mean anything.
        if found.status not in (0, 1) or found.x is None or found.mip_dual_bound is None:
            break
        values = np.round(found.x)
        best = _better(block, best, values, _round_up(found.mip_dual_bound) * unit, weak=weak)
        if progress:
            progress(best.lower_bound, best.weight)
        meeting = offending(block, best.camps)
        if not add_cycles(rows, finder, values, meeting, _MOST_ROWS_AT_ONCE, deadline):
            break
    return best


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
    pending = [node for node in range(n) if around[node]]
    queued = [bool(near) for near in around]
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
