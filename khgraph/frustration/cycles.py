"""Short bad cycles of a signed graph: those that force an edge to offend.

For two camps a cycle is bad if it has an odd number of negative edges (Cartwright and
Harary 1956), for any number of camps if it has exactly one (Davis 1967).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from khgraph.frustration.reduction import Block

# Beside lengths that matter: of equally long cycles the one with fewer edges is found.
_PER_EDGE = 1e-7
_SOURCES_AT_ONCE = 32


class Cycle(NamedTuple):
    """A bad cycle: its nodes in order, and the edge from each to the next and back to the first."""

    nodes: tuple[int, ...]
    edges: tuple[int, ...]


class CycleFinder:
    """Finds short bad cycles of a block by shortest paths.

    Two camps: paths run on the signed double cover, where a node stands once for an
    even and once for an odd number of negative edges behind it; a friendship keeps the
    layer and an enmity changes it. A closed walk that ends in the other layer holds a
    bad cycle. Any number of camps: paths run over friendships, and an enmity closes them.
    """

    def __init__(self, block: Block, *, weak: bool) -> None:
        self._block, self._weak = block, weak
        n, m = len(block.nodes), len(block.weights)
        edges = np.arange(m)
        if weak:
            usable = edges[~block.negative]
            starts, ends, arcs = block.tails[usable], block.heads[usable], usable
            self._closing = edges[block.negative]
            self._size = n
        else:
            flip = np.where(block.negative, n, 0)
            starts = np.concatenate([block.tails, block.tails + n])
            ends = np.concatenate([block.heads + flip, block.heads + n - flip])
            arcs = np.concatenate([edges, edges])
            self._closing = edges
            self._size = 2 * n
        matrix = sparse.csr_array(
            (
                np.concatenate([arcs, arcs]) + 1.0,
                (np.concatenate([starts, ends]), np.concatenate([ends, starts])),
            ),
            shape=(self._size, self._size),
        )
        self._matrix, self._arcs = matrix, matrix.data.astype(np.int64) - 1
        pairs = zip(block.tails.tolist(), block.heads.tolist(), strict=True)
        self._edge_of = {pair: edge for edge, pair in enumerate(pairs)}

    def find(
        self, lengths: NDArray[np.float64], offending: NDArray[np.int64], per_source: int
    ) -> Iterator[Cycle]:
        """Yield bad cycles shorter than 1, a batch of sources after the other.

        Parameters
        ----------
        lengths : array, shape (m,)
            Of the edges, none negative.
        offending : array of edges
            A set that every bad cycle meets, such as what offends under any camps;
            searching from its ends then misses no bad cycle shorter than 1.
        per_source : int
            How many cycles one source may give.
        """
        n = len(self._block.nodes)
        tails, heads = self._block.tails, self._block.heads
        self._matrix.data = lengths[self._arcs] + _PER_EDGE
        a, b = tails[self._closing], heads[self._closing]
        for sources in self._batches(offending):
            distances, before = csgraph.dijkstra(
                self._matrix, indices=sources, return_predecessors=True, limit=1.0
            )
            if self._weak:
                ends = [(a, b)]
            else:
                flip = np.where(self._block.negative, 0, n)
                ends = [(a, b + flip), (a + n, b + n - flip)]
            for row in range(len(sources)):
                distance, tree = distances[row], before[row]
                sums = [distance[p] + distance[q] + lengths[self._closing] for p, q in ends]
                around = np.concatenate(sums)
                short = np.flatnonzero(around < 1.0 - 1e-6)
                if len(short) > per_source:
                    short = short[np.argsort(around[short], kind="stable")[:per_source]]
                for place in short.tolist():
                    layer, edge = divmod(place, len(self._closing))
                    p, q = ends[layer]
                    yield self._cycle(tree, int(p[edge]), int(q[edge]))

    def _batches(self, offending: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Yield nodes that meet all the given edges, those first that meet the most."""
        tails, heads = self._block.tails[offending], self._block.heads[offending]
        n = len(self._block.nodes)
        counts = np.bincount(np.concatenate([tails, heads]), minlength=n)
        chosen = np.unique(np.where(counts[heads] > counts[tails], heads, tails))
        for start in range(0, len(chosen), _SOURCES_AT_ONCE):
            yield chosen[start : start + _SOURCES_AT_ONCE]

    def _cycle(self, tree: NDArray[np.int32], p: int, q: int) -> Cycle:
        """Return a simple bad cycle within the walk from *p* to the root of the tree and to *q*.

        *p* and *q* are nodes of the cover whose edge closes the walk. Where the walk
        comes back to a node in the same layer, the way between was no use; where it
        comes back in the other, the way between is itself a bad cycle.
        """
        n = len(self._block.nodes)
        forward, backward = [p], [q]
        while tree[forward[-1]] >= 0:
            forward.append(int(tree[forward[-1]]))
        while tree[backward[-1]] >= 0:
            backward.append(int(tree[backward[-1]]))
        stack: list[int] = []
        places: dict[int, int] = {}
        for state in forward + backward[-2::-1]:
            node = state % n
            if node in places:
                start = places[node]
                if stack[start] != state:
                    stack = stack[start:]
                    break
                for gone in stack[start + 1 :]:
                    del places[gone % n]
                del stack[start + 1 :]
            else:
                places[node] = len(stack)
                stack.append(state)
        nodes = [state % n for state in stack]
        edges = [
            self._edge_of[min(a, b), max(a, b)]
            for a, b in zip(nodes, nodes[1:] + nodes[:1], strict=True)
        ]
        return Cycle(tuple(nodes), tuple(edges))
