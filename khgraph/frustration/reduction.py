"""Exact reductions of a frustration problem to its hard cores.

Two indices are meant. The *strong* one splits the nodes into two camps, the *weak* one
into any number; an edge offends if it is positive between camps or negative within one,
and the weight of the offending edges is to be least. Most of a historical network plays
no part in that: whoever hangs on by one tie can always be satisfied. What is taken away
here is taken so that every optimum of the rest extends to an optimum of the whole.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# node -> neighbour -> weight, negative for an enmity; both directions are kept, no zero.
Adjacency = dict[int, dict[int, int]]

# Weights are counted in this unit, so that halving them some times leaves them whole.
UNIT = 16


class Block(NamedTuple):
    """A biconnected core: nodes 0 to n - 1 and edges between them.

    `nodes` are their numbers in the whole; of each edge there are both ends, the weight
    (positive, in units) and whether it is negative.
    """

    nodes: NDArray[np.int64]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    weights: NDArray[np.int64]
    negative: NDArray[np.bool_]


class Relations:
    """Which nodes are known to stand together or against each other (a signed union-find)."""

    def __init__(self, n: int) -> None:
        self._parents = list(range(n))
        self._signs = [1] * n

    def find(self, node: int) -> tuple[int, int]:
        """Return the representative of the node's set, and the node's sign towards it."""
        parents, signs = self._parents, self._signs
        trail = []
        while parents[node] != node:
            trail.append(node)
            node = parents[node]
        sign = 1
        for step in reversed(trail):
            sign *= signs[step]
            parents[step], signs[step] = node, sign
        return node, sign

    def relate(self, a: int, b: int, sign: int) -> bool:
        """Put *a* and *b* together (1) or opposite (-1); False if they were related before."""
        root_a, sign_a = self.find(a)
        root_b, sign_b = self.find(b)
        if root_a == root_b:
            return False
        # The smaller number stays, so that the answer hangs on no order of calls.
        low, high = sorted((root_a, root_b))
        self._parents[high], self._signs[high] = low, sign * sign_a * sign_b
        return True


class Reduction(NamedTuple):
    """What is left of a problem: its cores, the weight that offends whatever is done, the way back.

    A step back is (node, others): the node stands with the weighted majority of the
    others, each a pair of a node and a weight, negative where the node opposes it.
    """

    blocks: tuple[Block, ...]
    constant: int
    steps: tuple[tuple[int, tuple[tuple[int, int], ...]], ...]


def reduce(
    n: int,
    pairs: NDArray[np.int64],
    signed_weights: NDArray[np.int64],
    *,
    weak: bool,
) -> Reduction:
    """Return the cores of the problem on *n* nodes.

    Notes
    -----
    Applied until nothing changes, in every biconnected block by itself, since each bad
    cycle lies in one block:

    - a node joins the neighbour that holds at least half of its weight (for the weak
      index only a friend): moving it there costs nothing;
    - two edges between the same nodes become one: of opposite ones the lighter always
      offends;
    - strong: a node with three neighbours becomes a triangle among them, whose weights
      are the node's best cost for each way in which the three may stand;
    - weak: an enmity offends only within one camp, and a camp that is best holds
      together by friendships; where friendships do not join the two, it is dropped.
    """
    adjacency = _whole(n, pairs, signed_weights * UNIT)
    constant = 0
    steps: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    cores: list[Adjacency] = []
    pending = [adjacency]
    while pending:
        part = pending.pop()
        constant += _shrink(part, weak, steps)
        while weak and _drop_far_enmities(part):
            constant += _shrink(part, weak, steps)
        found = _blocks(part)
        # A part that comes out whole has nothing more to give.
        if len(found) != 1 or len(found[0]) != len(part):
            pending.extend(reversed(found))
        elif any(weight < 0 for around in part.values() for weight in around.values()):
            cores.append(part)
        else:
            first = min(part)
            steps.extend((node, ((first, 1),)) for node in part if node != first)
    return Reduction(tuple(map(_as_block, cores)), constant, tuple(steps))


def biconnected_blocks(
    n: int,
    pairs: NDArray[np.int64],
    signed_weights: NDArray[np.int64],
    *,
    weak: bool,
) -> list[tuple[Block, NDArray[np.int64]]]:
    """Return the blocks that have a negative edge, and the row in *pairs* of each of their edges.

    Nothing is reduced, and weights are as given; but for the weak index the enmities that
    no chain of friendships closes are left out. The pairs are in lexicographic order.
    """
    adjacency = _whole(n, pairs, signed_weights)
    if weak:
        _drop_far_enmities(adjacency)
    keys = pairs[:, 0] * n + pairs[:, 1]
    found = []
    for block in map(_as_block, _blocks(adjacency)):
        if block.negative.any():
            ends = block.nodes[block.tails] * n + block.nodes[block.heads]
            found.append((block, np.searchsorted(keys, ends)))
    return found


def _whole(n: int, pairs: NDArray[np.int64], signed_weights: NDArray[np.int64]) -> Adjacency:
    adjacency: Adjacency = {node: {} for node in range(n)}
    for (a, b), weight in zip(pairs.tolist(), signed_weights.tolist(), strict=True):
        adjacency[a][b] = adjacency[b][a] = weight
    return adjacency


def _shrink(
    adjacency: Adjacency, weak: bool, steps: list[tuple[int, tuple[tuple[int, int], ...]]]
) -> int:
    """Apply the rules to nodes until none fits; return the weight that offends for certain."""
    constant = 0
    queue = deque(adjacency)
    queued = set(queue)
    while queue:
        node = queue.popleft()
        queued.discard(node)
        around = adjacency.get(node)
        if around is None:
            continue
        total = sum(map(abs, around.values()))
        candidates = [(-abs(w), other) for other, w in around.items() if w > 0 or not weak]
        if not candidates:
            new: list[tuple[int, int, int]] = []
        elif -2 * min(candidates)[0] >= total:
            target = min(candidates)[1]
            steps.append((node, ((target, around[target]),)))
            sign = 1 if around[target] > 0 else -1
            new = [(target, other, sign * w) for other, w in around.items() if other != target]
        elif not weak and len(around) == 3 and total % 2 == 0:
            steps.append((node, tuple(around.items())))
            new = _star_to_triangle(around)
        else:
            continue
        del adjacency[node]
        for other in around:
            del adjacency[other][node]
        for a, b, weight in new:
            before = adjacency[a].get(b, 0)
            after = before + weight
            constant += (abs(before) + abs(weight) - abs(after)) // 2
            if after:
                adjacency[a][b] = adjacency[b][a] = after
            else:
                del adjacency[a][b], adjacency[b][a]
        touched = {*around, *(end for a, b, _ in new for end in (a, b))}
        for other in sorted(touched - queued):
            queue.append(other)
            queued.add(other)
    return constant


def _star_to_triangle(around: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return the triangle that costs what a node with three neighbours costs at its best.

    If one neighbour stands against the other two (seen through the signs), its edge is
    the one that offends, since none holds half; so the two triangle edges at a neighbour
    add up to its weight.
    """
    (a, x), (b, y), (c, z) = around.items()
    total = abs(x) + abs(y) + abs(z)
    edges = ((a, b, x, y, z), (a, c, x, z, y), (b, c, y, z, x))
    return [
        (p, q, (total // 2 - abs(opposite)) * (1 if (v > 0) == (w > 0) else -1))
        for p, q, v, w, opposite in edges
    ]


def _drop_far_enmities(adjacency: Adjacency) -> bool:
    """Delete negative edges between nodes that no chain of friendships joins; say if any was."""
    places: dict[int, int] = {}
    for start in adjacency:
        if start in places:
            continue
        places[start] = start
        stack = [start]
        while stack:
            for other, weight in adjacency[stack.pop()].items():
                if weight > 0 and other not in places:
                    places[other] = start
                    stack.append(other)
    far = [(a, b) for a, around in adjacency.items() for b in around if places[a] != places[b]]
    for a, b in far:
        del adjacency[a][b]
    return bool(far)


def _blocks(adjacency: Adjacency) -> list[Adjacency]:
    """Return the biconnected components that have an edge.

    References
    ----------
    J. Hopcroft and R. Tarjan, Efficient algorithms for graph manipulation,
    Communications of the ACM 16 (1973), 372-378.
    """
    found: list[Adjacency] = []
    entered: dict[int, int] = {}
    lowest: dict[int, int] = {}
    for root in adjacency:
        if root in entered:
            continue
        entered[root] = lowest[root] = len(entered)
        path: list[tuple[int, int, int, Iterator[int]]] = [(root, root, 0, iter(adjacency[root]))]
        edges: list[tuple[int, int]] = []
        while path:
            node, parent, start, rest = path[-1]
            for other in rest:
                if other not in entered:
                    entered[other] = lowest[other] = len(entered)
                    path.append((other, node, len(edges), iter(adjacency[other])))
                    edges.append((node, other))
                    break
                if other != parent and entered[other] < entered[node]:
                    edges.append((node, other))
                    lowest[node] = min(lowest[node], entered[other])
            else:
                path.pop()
                if node == root:
                    continue
                lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] >= entered[parent]:
                    found.append(_adjacency(adjacency, edges[start:]))
                    del edges[start:]
    return found


def _adjacency(whole: Adjacency, edges: list[tuple[int, int]]) -> Adjacency:
    part: Adjacency = {node: {} for node in sorted({end for edge in edges for end in edge})}
    for a, b in edges:
        part[a][b] = part[b][a] = whole[a][b]
    return part


def _as_block(core: Adjacency) -> Block:
    rows = sorted((a, b, w) for a, around in core.items() for b, w in around.items() if a < b)
    table = np.array(rows, dtype=np.int64)
    nodes = np.array(sorted(core), dtype=np.int64)
    tails, heads = np.searchsorted(nodes, table[:, 0]), np.searchsorted(nodes, table[:, 1])
    return Block(nodes, tails, heads, np.abs(table[:, 2]), table[:, 2] < 0)


def expand(
    n: int, reduction: Reduction, labels: Iterable[NDArray[np.int64]], *, weak: bool
) -> NDArray[np.int64]:
    """Return a camp for each of the *n* nodes of the whole, from those of each core.

    For the strong index camps are 1 and -1; for the weak one a camp is named by one of
    its nodes.
    """
    relations = Relations(n)
    for block, camps in zip(reduction.blocks, labels, strict=True):
        firsts: dict[int, int] = {}
        for node, camp in zip(block.nodes.tolist(), camps.tolist(), strict=True):
            if weak:
                relations.relate(firsts.setdefault(camp, node), node, 1)
            else:
                relations.relate(int(block.nodes[0]), node, int(camps[0]) * camp)
    for node, others in reversed(reduction.steps):
        # Nodes that nothing relates yet may stand either way.
        for other, _ in others[1:]:
            relations.relate(others[0][0], other, 1)
        votes = sum(weight * relations.find(other)[1] for other, weight in others)
        root, _ = relations.find(others[0][0])
        relations.relate(root, node, 1 if votes > 0 else -1)
    found = [relations.find(node) for node in range(n)]
    return np.array([root if weak else sign for root, sign in found], dtype=np.int64)
