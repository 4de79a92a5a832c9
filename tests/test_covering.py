"""The cheapest edges that meet every bad cycle, against brute force and counts by hand.

Among n enemies of one another the best two camps are as equal as can be: of the n(n-1)/2
enmities floor(n^2/4) lie between them and the others offend. A third of each enmity meets
every triangle, so that the linear programme proves only n(n-1)/6 of them.
"""

import math
from itertools import combinations, product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from khgraph.frustration import covering
from khgraph.frustration.covering import (
    CycleRows,
    Deadline,
    cover,
    improve,
    minimise,
    offence,
    offending,
    relax,
    round_off,
)
from khgraph.frustration.cycles import Cycle, CycleFinder
from khgraph.frustration.reduction import Block

N = 6
Weighted = dict[tuple[int, int], int]
weighted_pairs = st.dictionaries(
    st.sampled_from(list(combinations(range(N), 2))), st.integers(-3, 3).filter(bool), min_size=1
)
NO_LIMIT = Deadline(None)


def block_of(edges: Weighted, n: int = N) -> Block:
    """Return the edges as a block, biconnected or not."""
    rows = np.array(sorted((a, b, w) for (a, b), w in edges.items()), dtype=np.int64)
    return Block(np.arange(n), rows[:, 0], rows[:, 1], np.abs(rows[:, 2]), rows[:, 2] < 0)


def every_camps(n: int, weak: bool) -> list[NDArray[np.int64]]:
    """Return every split of *n* nodes, into two camps 1 and -1 or any number 0, 1, ..."""
    if not weak:
        return [np.array((1, *rest)) for rest in product((1, -1), repeat=n - 1)]
    found: list[tuple[int, ...]] = [()]
    for _ in range(n):
        found = [(*one, camp) for one in found for camp in range(max(one, default=-1) + 2)]
    return [np.array(one) for one in found]


def enemies(n: int) -> Block:
    """Return n nodes, all enemies of one another."""
    return block_of(dict.fromkeys(combinations(range(n), 2), -1), n)


def torn_friend(n: int) -> Block:
    """Return n enemies of one another who are all friends of the last node.

    It can keep but one of them, so that for any number of camps n - 1 ties offend; half
    of each friendship meets every bad cycle.
    """
    edges = dict.fromkeys(combinations(range(n), 2), -1) | {(i, n): 1 for i in range(n)}
    return block_of(edges, n + 1)


@given(weighted_pairs, st.booleans())
def test_cover_agrees_with_brute_force(edges: Weighted, weak: bool) -> None:
    """The camps are best, and the bound proves it."""
    block = block_of(edges)
    found = cover(block, weak=weak, deadline=NO_LIMIT)
    best = min(offence(block, camps) for camps in every_camps(N, weak))
    assert found.weight == found.lower_bound == best
    assert offence(block, found.camps) == best


@given(weighted_pairs, st.booleans())
def test_programme_never_proves_too_much(edges: Weighted, weak: bool) -> None:
    """The bound of the linear programme is below the optimum, and its rows are bad cycles."""
    block = block_of(edges)
    finder, rows = CycleFinder(block, weak=weak), CycleRows(len(block.weights))
    found, values = relax(block, finder, rows, weak=weak, deadline=NO_LIMIT)
    best = min(offence(block, camps) for camps in every_camps(N, weak))
    assert found.lower_bound <= best <= found.weight == offence(block, found.camps)
    if len(rows):
        assert (rows.matrix() @ values >= 1 - 1e-6).all() or found.lower_bound == found.weight


@pytest.mark.parametrize(("n", "index"), [(5, 4), (6, 6), (7, 9), (8, 12), (9, 16)])
def test_gap_is_closed_among_enemies(n: int, index: int) -> None:
    """From seven enemies on, the linear programme is not enough."""
    block = enemies(n)
    assert n * (n - 1) // 2 - n * n // 4 == index
    finder, rows = CycleFinder(block, weak=False), CycleRows(len(block.weights))
    relaxed, _ = relax(block, finder, rows, weak=False, deadline=NO_LIMIT)
    assert relaxed.lower_bound == math.ceil(n * (n - 1) / 6)
    found = cover(block, weak=False, deadline=NO_LIMIT)
    assert (found.weight, found.lower_bound) == (index, index)


@pytest.mark.parametrize("n", [4, 5, 6, 7])
def test_gap_is_closed_for_any_number_of_camps(n: int) -> None:
    """The friend of many enemies: the programme proves half, the truth is all but one."""
    block = torn_friend(n)
    finder, rows = CycleFinder(block, weak=True), CycleRows(len(block.weights))
    relaxed, _ = relax(block, finder, rows, weak=True, deadline=NO_LIMIT)
    assert relaxed.lower_bound == math.ceil(n / 2)
    found = cover(block, weak=True, deadline=NO_LIMIT)
    assert (found.weight, found.lower_bound) == (n - 1, n - 1)


def test_bound_is_added_up_from_the_prices() -> None:
    """Of edges that cost 2, 3 and 5, one comes for 2, and two and a half for 7.5."""
    costs = np.array([2.0, 3.0, 5.0])
    rows = CycleRows(3)
    rows.add(Cycle((0, 1, 2), (0, 2, 1)))
    for method in ("highs-ds", "highs-ipm"):
        found = minimise(costs, rows.matrix(), np.ones(1), NO_LIMIT, method)
        assert found is not None
        values, bound = found
        assert bound == pytest.approx(2, abs=1e-6)
        assert values == pytest.approx([1, 0, 0], abs=1e-6)
        found = minimise(costs, rows.matrix(), np.full(1, 2.5), NO_LIMIT, method)
        assert found is not None
        assert found[1] == pytest.approx(7.5, abs=1e-6)


def test_bound_does_not_trust_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices and a value that are too good give a bound that holds all the same."""
    rows = CycleRows(3)
    rows.add(Cycle((0, 1, 2), (0, 1, 2)))

    def boaster(*_: Any, **__: Any) -> SimpleNamespace:
        marginals = SimpleNamespace(marginals=np.array([-50.0]))
        return SimpleNamespace(status=0, fun=99.0, x=np.ones(3), ineqlin=marginals)

    monkeypatch.setattr(covering, "linprog", boaster)
    found = minimise(np.array([2.0, 3.0, 5.0]), rows.matrix(), np.ones(1), NO_LIMIT, "highs-ds")
    assert found is not None
    # 50 for the row, less what the three edges are overpaid: 48 + 47 + 45.
    assert found[1] == 50 - 140


@pytest.mark.parametrize("status", [1, 2, 3, 4])
def test_status_is_read_before_values(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """What a solver leaves behind when it fails is no answer, of either programme."""

    def failing(*_: Any, **__: Any) -> SimpleNamespace:
        marginals = SimpleNamespace(marginals=np.array([-1.0]))
        return SimpleNamespace(
            status=status, fun=99.0, x=np.ones(21), mip_dual_bound=None, ineqlin=marginals
        )

    monkeypatch.setattr(covering, "linprog", failing)
    found = cover(enemies(7), weak=False, deadline=NO_LIMIT)
    assert (found.weight, found.lower_bound) == (9, 9)
    monkeypatch.setattr(covering, "milp", failing)
    found = cover(enemies(7), weak=False, deadline=NO_LIMIT)
    assert found.lower_bound == 0
    assert found.weight == offence(enemies(7), found.camps) >= 9


def test_bound_of_a_failed_integer_programme_is_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a programme that was solved or ran out of time has a bound."""

    def failing(*_: Any, **__: Any) -> SimpleNamespace:
        return SimpleNamespace(status=4, x=np.ones(21), mip_dual_bound=21.0)

    monkeypatch.setattr(covering, "milp", failing)
    found = cover(enemies(7), weak=False, deadline=NO_LIMIT)
    assert found.lower_bound == 7


def test_simplex_method_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the interior point fails, the simplex method answers."""
    asked = []

    def half_failing(*given_: Any, method: str, **named: Any) -> Any:
        asked.append(method)
        if method == "highs-ipm":
            return SimpleNamespace(status=4)
        return true_solver(*given_, method=method, **named)

    true_solver = linprog
    monkeypatch.setattr(covering, "linprog", half_failing)
    rows = CycleRows(3)
    rows.add(Cycle((0, 1, 2), (0, 1, 2)))
    found = minimise(np.ones(3), rows.matrix(), np.ones(1), NO_LIMIT, "highs-ipm")
    assert found is not None
    assert found[1] == pytest.approx(1)
    assert asked == ["highs-ipm", "highs-ds"]


def test_without_time_there_are_camps_and_a_bound() -> None:
    """At once the camps are no worse than any single move, and the bound is below."""
    found = cover(enemies(9), weak=False, deadline=Deadline(0))
    assert found.lower_bound == 0
    assert found.weight == offence(enemies(9), found.camps) == 16


def test_deadline() -> None:
    """A limit of nothing is over; without a limit nothing is told to the solver."""
    assert Deadline(0).is_over
    assert Deadline(-1).is_over
    assert not Deadline(3600).is_over
    assert not NO_LIMIT.is_over
    assert NO_LIMIT.options() == {}
    assert Deadline(-5).options() == {"time_limit": 0.01}
    assert 3590 < Deadline(3600).options()["time_limit"] <= 3600


def test_rows_are_kept_once() -> None:
    """A cycle walked the other way round is the same row."""
    rows = CycleRows(5)
    assert rows.add(Cycle((0, 1, 2), (0, 3, 1)))
    assert not rows.add(Cycle((2, 1, 0), (1, 3, 0)))
    assert rows.add(Cycle((0, 1, 2, 3), (0, 4, 2, 1)))
    assert len(rows) == 2
    assert rows.matrix().toarray().tolist() == [[1, 1, 0, 1, 0], [1, 1, 1, 0, 1]]
    assert CycleRows(5).matrix().shape == (0, 5)


@given(weighted_pairs, st.booleans(), st.lists(st.integers(0, N - 1), min_size=N, max_size=N))
def test_no_single_move_betters_improved_camps(
    edges: Weighted, weak: bool, start: list[int]
) -> None:
    """Improving never costs, and leaves no node that would rather stand elsewhere."""
    block = block_of(edges)
    camps = np.array(start) if weak else np.where(np.array(start) % 2 == 0, 1, -1)
    better = improve(block, camps, weak=weak)
    assert offence(block, better) <= offence(block, camps)
    # One more number than there are nodes: one of them is a camp of its own.
    for node, camp in product(range(N), range(N + 1) if weak else (1, -1)):
        moved = better.copy()
        moved[node] = camp
        assert offence(block, moved) >= offence(block, better)
    assert set(better.tolist()) <= (set(range(N)) if weak else {1, -1})


@given(weighted_pairs, st.booleans(), st.data())
def test_rounding_keeps_what_is_whole(edges: Weighted, weak: bool, data: st.DataObject) -> None:
    """Values that are 0 and 1 as some camps have them are rounded to no more than those."""
    block = block_of(edges)
    camps = data.draw(st.sampled_from(every_camps(N, weak)))
    values = np.zeros(len(block.weights))
    values[offending(block, camps)] = 1
    rounded = round_off(block, values, weak=weak)
    assert set(offending(block, rounded).tolist()) <= set(offending(block, camps).tolist())


def test_progress_is_told_of_bounds_that_close_in() -> None:
    """After each programme the bound and the best are told; they never part."""
    told: list[tuple[int, int]] = []
    found = cover(
        enemies(8),
        weak=False,
        deadline=NO_LIMIT,
        progress=lambda low, high: told.append((low, high)),
    )
    assert told[-1] == (found.lower_bound, found.weight) == (12, 12)
    assert all(low <= 12 <= high for low, high in told)
    assert [low for low, _ in told] == sorted(low for low, _ in told)
