"""The exact reductions, against brute force over all camps and against networkx's blocks."""

from collections.abc import Iterator
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from khgraph.frustration.reduction import UNIT, Block, Relations, biconnected_blocks, expand, reduce

N = 7
# A pair of nodes and its weight, negative for an enmity.
weighted_pairs = st.dictionaries(
    st.sampled_from(list(combinations(range(N), 2))), st.integers(-9, 9).filter(bool)
)
unit_pairs = st.dictionaries(
    st.sampled_from(list(combinations(range(N), 2))), st.sampled_from([1, -1])
)
Weighted = dict[tuple[int, int], int]


def arrays(edges: Weighted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs in lexicographic order and their signed weights."""
    rows = sorted((a, b, w) for (a, b), w in edges.items())
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, :2], table[:, 2]


def every_camps(n: int, weak: bool) -> Iterator[tuple[int, ...]]:
    """Yield every split of *n* nodes, into two camps 1 and -1 or any number 0, 1, ..."""
    if not weak:
        yield from ((1, *rest) for rest in product((1, -1), repeat=max(n - 1, 0)))
        return
    found: list[tuple[int, ...]] = [()]
    for _ in range(n):
        found = [(*one, camp) for one in found for camp in range(max(one, default=-1) + 2)]
    yield from found


def offence(edges: Weighted, camps: tuple[int, ...]) -> int:
    """Return the weight that offends."""
    return sum(abs(w) for (a, b), w in edges.items() if (camps[a] == camps[b]) == (w < 0))


def edges_of(block: Block) -> Weighted:
    """Return a block's edges between its own numbers of nodes."""
    signed = np.where(block.negative, -block.weights, block.weights)
    rows = zip(block.tails.tolist(), block.heads.tolist(), signed.tolist(), strict=True)
    return {(a, b): w for a, b, w in rows}


def best_camps(block: Block, weak: bool) -> tuple[int, ...]:
    """Return camps of a block under which the least weight offends."""
    edges = edges_of(block)
    return min(every_camps(len(block.nodes), weak), key=lambda camps: offence(edges, camps))


@given(st.one_of(weighted_pairs, unit_pairs), st.booleans())
def test_optimum_of_the_cores_extends_to_an_optimum_of_the_whole(
    edges: Weighted, weak: bool
) -> None:
    """What the cores cost at best, and the constant, is what the whole costs at best."""
    reduction = reduce(N, *arrays(edges), weak=weak)
    best = [best_camps(block, weak) for block in reduction.blocks]
    cost = reduction.constant + sum(
        offence(edges_of(block), camps) for block, camps in zip(reduction.blocks, best, strict=True)
    )
    optimum = min(offence(edges, camps) for camps in every_camps(N, weak))
    assert cost == optimum * UNIT
    camps = expand(N, reduction, [np.array(one) for one in best], weak=weak)
    assert offence(edges, tuple(camps.tolist())) == optimum


@given(st.one_of(weighted_pairs, unit_pairs), st.booleans())
def test_no_node_of_a_core_can_be_satisfied_for_free(edges: Weighted, weak: bool) -> None:
    """In a core every node has three neighbours, and no friend holds half of its weight."""
    for block in reduce(N, *arrays(edges), weak=weak).blocks:
        around: dict[int, list[int]] = {node: [] for node in range(len(block.nodes))}
        for (a, b), weight in edges_of(block).items():
            around[a].append(weight)
            around[b].append(weight)
        for weights in around.values():
            held = [abs(w) for w in weights if w > 0 or not weak]
            assert held
            assert 2 * max(held) < sum(map(abs, weights))
            assert len(weights) >= 3
        assert block.negative.any()


@pytest.mark.parametrize(
    ("signs", "strong", "weak"),
    [((1, 1, 1), 0, 0), ((1, 1, -1), 1, 1), ((1, -1, -1), 0, 0), ((-1, -1, -1), 1, 0)],
)
def test_triangle_needs_no_search(signs: tuple[int, ...], strong: int, weak: int) -> None:
    """A triangle is all reduction: its cost is the constant."""
    edges = dict(zip([(0, 1), (0, 2), (1, 2)], signs, strict=True))
    for is_weak, cost in ((False, strong), (True, weak)):
        reduction = reduce(3, *arrays(edges), weak=is_weak)
        assert reduction.blocks == ()
        assert reduction.constant == cost * UNIT


def test_tree_needs_no_search() -> None:
    """Without cycles nothing offends, and every edge of the camps that come back is satisfied."""
    edges = {(0, 1): 1, (1, 2): -1, (1, 3): -1, (3, 4): 1, (5, 6): -1}
    for weak in (False, True):
        reduction = reduce(N, *arrays(edges), weak=weak)
        assert (reduction.blocks, reduction.constant) == ((), 0)
        assert offence(edges, tuple(expand(N, reduction, [], weak=weak).tolist())) == 0


@pytest.mark.parametrize("weak", [False, True])
def test_nearly_half_of_the_weight_is_not_enough(weak: bool) -> None:
    """A friend of weight 5 against three of 2 that stand together is given up."""
    edges = {(0, 1): 5, (0, 2): 2, (0, 3): 2, (0, 4): 2, (2, 3): 9, (2, 4): 9, (1, 2): -9}
    reduction = reduce(5, *arrays(edges), weak=weak)
    best = [best_camps(block, weak) for block in reduction.blocks]
    cost = sum(
        offence(edges_of(block), camps) for block, camps in zip(reduction.blocks, best, strict=True)
    )
    assert reduction.constant + cost == 5 * UNIT


def test_node_with_three_neighbours_becomes_a_triangle() -> None:
    """Four enemies of one another are all reduction: two of the six edges offend."""
    reduction = reduce(4, *arrays(dict.fromkeys(combinations(range(4), 2), -1)), weak=False)
    assert (reduction.blocks, reduction.constant) == ((), 2 * UNIT)


def test_enmity_across_friendships_is_dropped() -> None:
    """For any number of camps, two circles of friends that are enemies offend nowhere."""
    friends = {(0, 1): 1, (0, 2): 1, (1, 2): 1, (3, 4): 1, (3, 5): 1, (4, 5): 1}
    edges = friends | {(a, b): -1 for a in range(3) for b in range(3, 6)}
    reduction = reduce(6, *arrays(edges), weak=True)
    assert (reduction.blocks, reduction.constant) == ((), 0)
    camps = expand(6, reduction, [], weak=True).tolist()
    assert camps[:3] == camps[:1] * 3
    assert camps[3:] == camps[3:4] * 3
    assert camps[0] != camps[3]


@given(weighted_pairs, st.booleans())
def test_blocks_are_those_of_networkx(edges: Weighted, weak: bool) -> None:
    """The blocks with a negative edge are found, each edge with its place and weight."""
    kept = dict(edges)
    if weak:
        friendly = nx.Graph([pair for pair, w in edges.items() if w > 0])
        friendly.add_nodes_from(range(N))
        kept = {
            (a, b): w
            for (a, b), w in edges.items()
            if b in nx.node_connected_component(friendly, a)
        }
    expected = sorted(
        sorted((min(edge), max(edge)) for edge in part)
        for part in nx.biconnected_component_edges(nx.Graph(list(kept)))
    )
    pairs, weights = arrays(edges)
    found = []
    for block, places in biconnected_blocks(N, pairs, weights, weak=weak):
        ends = [(int(block.nodes[a]), int(block.nodes[b])) for a, b in edges_of(block)]
        assert [tuple(pair) for pair in pairs[places].tolist()] == ends
        assert weights[places].tolist() == list(edges_of(block).values())
        found.append(ends)
    assert sorted(found) == [part for part in expected if any(edges[pair] < 0 for pair in part)]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] != p[1])),
    st.lists(st.sampled_from([1, -1]), min_size=7, max_size=7),
)
def test_relations_follow_from_one_another(pairs: list[tuple[int, int]], side: list[int]) -> None:
    """Related by their true sides, nodes of one component show them, others nothing."""
    relations = Relations(7)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(7))
    for a, b in pairs:
        assert relations.relate(a, b, side[a] * side[b]) == (not nx.has_path(graph, a, b))
        graph.add_edge(a, b)
    for component in nx.connected_components(graph):
        first = min(component)
        for node in component:
            assert relations.find(node) == (first, side[first] * side[node])


def test_long_chain_is_no_deep_recursion() -> None:
    """A ring of many nodes is split and reduced without recursion."""
    n = 5000
    ring = {(i, i + 1): 1 for i in range(n - 1)} | {(0, n - 1): -1}
    for weak in (False, True):
        assert reduce(n, *arrays(ring), weak=weak).constant == UNIT
        assert len(biconnected_blocks(n, *arrays(ring), weak=weak)) == 1
