"""Bad cycles found by shortest paths, against all cycles that networkx enumerates."""

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.frustration.cycles import Cycle, CycleFinder
from khgraph.frustration.reduction import Block

N = 6
Edges = dict[tuple[int, int], tuple[int, int]]

# A pair, its sign and its length in quarters, so that no cycle comes near 1 by rounding.
signed_lengths = st.dictionaries(
    st.sampled_from(list(combinations(range(N), 2))),
    st.tuples(st.sampled_from([1, -1]), st.integers(0, 4)),
)


def block_of(edges: Edges) -> Block:
    """Return the edges as a block, biconnected or not."""
    pairs = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
    negative = np.array([edges[a, b][0] < 0 for a, b in sorted(edges)], dtype=np.bool_)
    ones = np.ones(len(edges), dtype=np.int64)
    return Block(np.arange(N), pairs[:, 0], pairs[:, 1], ones, negative)


def lengths_of(edges: Edges) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the lengths of the edges."""
    return np.array([edges[pair][1] / 4 for pair in sorted(edges)], dtype=np.float64)


def is_bad(negative: int, weak: bool) -> bool:
    """Return whether a cycle with so many negative edges is bad."""
    return negative == 1 if weak else negative % 2 == 1


def shortest_bad_cycle(edges: Edges, weak: bool) -> float:
    """Return the length of the shortest bad cycle, by looking at every simple cycle."""
    best = float("inf")
    for nodes in nx.simple_cycles(nx.Graph(list(edges))):
        steps = [edges[min(a, b), max(a, b)] for a, b in pairwise([*nodes, nodes[0]])]
        if is_bad(sum(sign < 0 for sign, _ in steps), weak):
            best = min(best, sum(length for _, length in steps) / 4)
    return best


def check(cycle: Cycle, block: Block, weak: bool) -> None:
    """Hold that it is a simple cycle of real edges, and bad."""
    assert len(set(cycle.nodes)) == len(cycle.nodes) == len(cycle.edges) >= 3
    for (a, b), edge in zip(pairwise([*cycle.nodes, cycle.nodes[0]]), cycle.edges, strict=True):
        assert (block.tails[edge], block.heads[edge]) == (min(a, b), max(a, b))
    assert is_bad(int(block.negative[list(cycle.edges)].sum()), weak)


@given(signed_lengths, st.booleans(), st.sampled_from([1, 3, 50]))
def test_what_is_found_is_a_short_bad_cycle(edges: Edges, weak: bool, per_source: int) -> None:
    """Each is simple, made of real edges, bad and shorter than 1; and one is found if there is one.

    Every bad cycle has a negative edge, so that searching from these misses none.
    """
    block, lengths = block_of(edges), lengths_of(edges)
    found = list(
        CycleFinder(block, weak=weak).find(lengths, np.flatnonzero(block.negative), per_source)
    )
    for cycle in found:
        check(cycle, block, weak)
        assert lengths[list(cycle.edges)].sum() < 1
    assert bool(found) == (shortest_bad_cycle(edges, weak) < 1)


@given(signed_lengths, st.booleans(), st.lists(st.integers(0, 2), min_size=N, max_size=N))
def test_edges_that_offend_under_any_camps_meet_every_bad_cycle(
    edges: Edges, weak: bool, camps: list[int]
) -> None:
    """Searching from what offends under some camps, however bad, misses nothing."""
    block, lengths = block_of(edges), lengths_of(edges)
    sides = np.array(camps) if weak else np.array(camps) % 2
    meeting = np.flatnonzero((sides[block.tails] == sides[block.heads]) == block.negative)
    found = list(CycleFinder(block, weak=weak).find(lengths, meeting, 20))
    assert bool(found) == (shortest_bad_cycle(edges, weak) < 1)


@given(signed_lengths, st.booleans())
def test_finder_can_be_asked_again(edges: Edges, weak: bool) -> None:
    """Other lengths in between change no later answer."""
    block, lengths = block_of(edges), lengths_of(edges)
    meeting = np.flatnonzero(block.negative)
    finder = CycleFinder(block, weak=weak)
    first = list(finder.find(lengths, meeting, 9))
    list(finder.find(np.zeros(len(lengths)), meeting, 9))
    assert list(finder.find(lengths, meeting, 9)) == first


@given(st.permutations(range(N)), st.booleans())
def test_of_equally_short_cycles_the_one_with_fewer_edges_comes_first(
    names: list[int], weak: bool
) -> None:
    """With all lengths 0, a triangle is found before the long way round, whatever the names."""
    ring = [(i, (i + 1) % N) for i in range(N)]
    edges: Edges = {}
    for a, b in [*ring, (0, 2)]:
        low, high = sorted((names[a], names[b]))
        edges[low, high] = (-1 if (a, b) == (0, 1) else 1, 0)
    block = block_of(edges)
    (cycle,) = CycleFinder(block, weak=weak).find(np.zeros(7), np.flatnonzero(block.negative), 1)
    assert sorted(cycle.nodes) == sorted(names[:3])


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize(("hostile_length", "found"), [(0, True), (15, True), (17, False)])
def test_far_ends_are_reached_as_long_as_the_cycle_is_short(
    weak: bool, hostile_length: int, found: bool
) -> None:
    """An enmity between the ends of a path that is nearly as long as allowed is closed."""
    edges: Edges = {(i, i + 1): (1, 0) for i in range(N - 1)} | {(0, N - 1): (-1, 0)}
    block = block_of(edges)
    lengths = np.where(block.negative, hostile_length, (100 - 16) / (N - 1)) / 100
    cycles = list(CycleFinder(block, weak=weak).find(lengths, np.flatnonzero(block.negative), 9))
    assert bool(cycles) == found
    for cycle in cycles:
        check(cycle, block, weak)


@pytest.mark.parametrize(("size", "count"), [(3, 1), (31, 1), (33, 1), (100, 1)])
def test_ring_with_one_enmity(size: int, count: int) -> None:
    """The only cycle is found whole, however long, from however many sources."""
    pairs = np.array([(i, i + 1) for i in range(size - 1)] + [(0, size - 1)], dtype=np.int64)
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    negative = np.zeros(size, dtype=np.bool_)
    negative[0] = True
    ones = np.ones(size, dtype=np.int64)
    block = Block(np.arange(size), pairs[:, 0], pairs[:, 1], ones, negative)
    for weak in (False, True):
        found = CycleFinder(block, weak=weak).find(np.zeros(size), np.arange(size), 5)
        rows = {tuple(sorted(cycle.edges)) for cycle in found}
        assert rows == {tuple(range(size))}
        assert len(rows) == count
