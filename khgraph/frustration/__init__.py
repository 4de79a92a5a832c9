"""How far a signed graph is from camps: the fewest offending edges, exact and with a proof.

An edge offends if it is positive between camps or negative within one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from khgraph.errors import KhgraphError
from khgraph.frustration.covering import (
    PRECISION,
    Cover,
    CycleRows,
    Deadline,
    add_cycles,
    cover,
    improve,
    minimise,
    offence,
    offending,
    round_off,
)
from khgraph.frustration.cycles import CycleFinder
from khgraph.frustration.reduction import UNIT, Block, biconnected_blocks, expand, reduce
from khgraph.signed import SignedGraph, edge_weights


class Frustration(NamedTuple):
    """Camps under which few edges offend, and how few there must be.

    Attributes
    ----------
    count : int
        How many edges offend under `camps`; with weights, their weight.
    lower_bound : int
        No camps do with less.
    camps : tuple of int
        The camp of each node. For two camps, 0 or 1 *within a component*: the sides of
        one component can be swapped without any other, so that only the camps of nodes
        in one component may be compared. The node with the most edges, of several the
        first, has 0. For any number of camps, numbers of camps in the order of their
        first nodes; every camp holds together by positive edges.
    components : tuple of int
        The connected component of each node, edges of both signs counted, in the order
        of their first nodes.
    offending : tuple of int
        The edges that offend, as places in the graph's arrays.
    weak : bool
        Whether any number of camps was allowed.
    """

    count: int  # type: ignore[assignment] # the field's own word, over tuple.count
    lower_bound: int
    camps: tuple[int, ...]
    components: tuple[int, ...]
    offending: tuple[int, ...]
    weak: bool

    @property
    def optimal(self) -> bool:
        """Whether it is proven that no camps do with less."""
        return self.count == self.lower_bound


class Forced(NamedTuple):
    """Which offending edges offend under all best camps.

    `edges` are those of which it is proven, `undecided` those for which time ran out,
    both as places in the graph's arrays; of all others there are best camps under which
    they do not offend.
    """

    edges: tuple[int, ...]
    undecided: tuple[int, ...]


def frustration(
    graph: SignedGraph,
    *,
    weak: bool = False,
    weights: NDArray[np.integer] | None = None,
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Frustration:
    """Return camps under which the fewest edges of *graph* offend, with the proof's bound.

    Parameters
    ----------
    graph : SignedGraph
        Any; the empty one has 0 offending edges.
    weak : bool
        False for two camps (strong balance, the line index of balance or frustration
        index), True for any number (weak balance, clusterability).
    weights : array of int, shape (m,), optional
        How much each edge counts, 1 or more, such as how many rows of a source it stands
        for; by default 1.
    time_limit : float, optional
        Seconds; the camps are then the best found, and `optimal` tells whether the proof
        was done. Without it, the search ends only with a proof.
    progress : callable, optional
        Is told in words how far the search has come.

    Returns
    -------
    Frustration
        The same for the same input, unless time ran out.

    Raises
    ------
    KhgraphError
        If the weights do not fit the edges, or are not whole numbers of at least 1.

    Notes
    -----
    The problem is NP-hard. It is first reduced exactly (`khgraph.frustration.reduction`); for each
    core left, the offending edges are the cheapest set that meets every bad cycle
    (`khgraph.frustration.covering`). Historical networks need a fraction of a second; random signs,
    unlike any history, become hard at a few hundred edges.

    References
    ----------
    D. Cartwright and F. Harary, Structural balance, Psychological Review 63 (1956).
    F. Harary, On the measurement of structural balance, Behavioral Science 4 (1959).
    J. A. Davis, Clustering and structural balance in graphs, Human Relations 20 (1967).
    """
    amounts = edge_weights(graph, weights)
    deadline = Deadline(time_limit)
    camps, lower = _best_camps(
        len(graph.nodes), graph.pairs, graph.signs * amounts, weak, deadline, progress
    )
    components = _components(graph, np.ones(len(graph.signs), np.bool_))
    camps = _weak_camps(graph, camps) if weak else _two_camps(graph, camps, components)
    edges = _offending(graph, camps)
    return Frustration(
        int(amounts[edges].sum()),
        lower,
        tuple(camps.tolist()),
        tuple(components.tolist()),
        tuple(edges.tolist()),
        weak,
    )


def forced_edges(
    graph: SignedGraph,
    found: Frustration,
    *,
    weak: bool = False,
    weights: NDArray[np.integer] | None = None,
    time_limit: float | None = None,
) -> Forced:
    """Return which of the offending edges of *found* offend under all best camps.

    Best camps are often many, and only what offends under all of them is a fact about
    the graph rather than about the camps that were found.

    Parameters
    ----------
    graph, weak, weights
        As they were given to `frustration`.
    found : Frustration
        Its answer. If that is not proven best, every edge is undecided.
    time_limit : float, optional
        Seconds; what is not decided by then is undecided.

    Raises
    ------
    KhgraphError
        If *found* is no answer for this graph, `weak` and these weights.

    Notes
    -----
    An edge offends in every optimum if the optimum rises when it is forbidden to offend.
    That is asked of many edges at once: among all values of the linear programme that
    cost no more than the optimum, how little can the edges in question add up to? If
    not to less than their number, all are forced. Camps met on the way that are as good
    free the edges that do not offend under them. What neither settles is solved again,
    one by one, with the edge made too heavy to offend.
    """
    amounts = edge_weights(graph, weights)
    camps = np.array(found.camps, dtype=np.int64)
    if (
        found.weak != weak
        or len(camps) != len(graph.nodes)
        or found.offending != tuple(_offending(graph, camps).tolist())
        or found.count != amounts[list(found.offending)].sum()
    ):
        raise KhgraphError(
            "these camps were found for another graph, index or weights; "
            "give forced_edges what frustration was given"
        )
    if not found.optimal:
        return Forced((), found.offending)
    deadline = Deadline(time_limit)
    forced: list[int] = []
    undecided: list[int] = []
    for block, places in biconnected_blocks(
        len(graph.nodes), graph.pairs, graph.signs * amounts, weak=weak
    ):
        sides = camps[block.nodes]
        together, open_edges = _settle_together(block, sides, weak, deadline)
        singly, left = _settle_singly(block, sides, open_edges, weak, deadline)
        forced += places[sorted(together | singly)].tolist()
        undecided += places[sorted(left)].tolist()
    return Forced(tuple(sorted(forced)), tuple(sorted(undecided)))


def _best_camps(
    n: int,
    pairs: NDArray[np.int64],
    signed_weights: NDArray[np.int64],
    weak: bool,
    deadline: Deadline,
    progress: Callable[[str], None] | None = None,
) -> tuple[NDArray[np.int64], int]:
    """Return camps, 1 and -1 or named by a node, and the least weight that must offend."""
    reduction = reduce(n, pairs, signed_weights, weak=weak)
    found: dict[int, Cover] = {}
    # The smallest first: if time runs out, most of them are proven.
    order = sorted(range(len(reduction.blocks)), key=lambda i: len(reduction.blocks[i].weights))
    for turn, i in enumerate(order, 1):
        block = reduction.blocks[i]
        name = f"core {turn} of {len(order)} ({len(block.nodes)} nodes, {len(block.weights)} edges)"
        tell = progress and partial(_tell, progress, name)
        found[i] = cover(block, weak=weak, deadline=deadline, progress=tell)
    covers = [found[i] for i in range(len(found))]
    lower = reduction.constant + sum(one.lower_bound for one in covers)
    return expand(n, reduction, [one.camps for one in covers], weak=weak), -(-lower // UNIT)


def _tell(progress: Callable[[str], None], name: str, lower: int, upper: int) -> None:
    progress(f"{name}: at least {lower / UNIT:g} offending, at most {upper / UNIT:g}")


def _settle_together(
    block: Block, camps: NDArray[np.int64], weak: bool, deadline: Deadline
) -> tuple[set[int], set[int]]:
    """Return edges of a block that are forced, and those that the programme leaves open.

    *camps* are best ones of the block.
    """
    meeting, optimum = offending(block, camps), offence(block, camps)
    if not optimum:
        return set(), set()
    finder, rows = CycleFinder(block, weak=weak), CycleRows(len(block.weights))
    wanted = 2 * len(block.weights)
    add_cycles(rows, finder, np.zeros(len(block.weights)), meeting, wanted, deadline)
    pending, unclear = set(meeting.tolist()), set[int]()
    while pending and not deadline.is_over:
        costs = np.zeros(len(block.weights))
        costs[list(pending)] = 1
        matrix = sparse.csr_array(sparse.vstack([rows.matrix(), -block.weights[None, :]]))
        least = np.append(np.ones(len(rows)), -float(optimum))
        answer = minimise(costs, matrix, least, deadline, "highs-ipm")
        if answer is None:
            break
        values, bound = answer
        # Under any best camps a whole number of them offends.
        if bound > len(pending) - 1 + PRECISION:
            return pending, unclear
        others = improve(block, round_off(block, values, weak=weak), weak=weak)
        free = _free_under(block, others, optimum)
        if pending & free:
            pending, unclear = pending - free, unclear - free
        elif not add_cycles(rows, finder, values, meeting, wanted, deadline):
            low = {edge for edge in pending if values[edge] < 1 - PRECISION}
            if not low:
                break
            pending, unclear = pending - low, unclear | low
    return set(), pending | unclear


def _settle_singly(
    block: Block, camps: NDArray[np.int64], edges: set[int], weak: bool, deadline: Deadline
) -> tuple[set[int], set[int]]:
    """Return which of the edges of a block are forced to offend, and which are undecided."""
    optimum = offence(block, camps)
    pairs = np.stack([block.tails, block.heads], axis=1)
    forced, undecided, free = set[int](), set[int](), set[int]()
    for edge in sorted(edges):
        if edge in free:
            continue
        if deadline.is_over:
            undecided.add(edge)
            continue
        weights = block.weights.copy()
        weights[edge] += optimum
        signed = np.where(block.negative, -weights, weights)
        others, lower = _best_camps(len(block.nodes), pairs, signed, weak, deadline)
        free |= _free_under(block, others, optimum)
        if lower > optimum:
            forced.add(edge)
        elif edge not in free:
            undecided.add(edge)
    return forced, undecided - free


def _free_under(block: Block, camps: NDArray[np.int64], optimum: int) -> set[int]:
    """Return the edges that do not offend under the camps, if these are best; else none."""
    if offence(block, camps) > optimum:
        return set()
    return set(range(len(block.weights))) - set(offending(block, camps).tolist())


def _offending(graph: SignedGraph, camps: NDArray[np.int64]) -> NDArray[np.int64]:
    together = camps[graph.pairs[:, 0]] == camps[graph.pairs[:, 1]]
    return np.flatnonzero(together == (graph.signs < 0))


def _components(graph: SignedGraph, used: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the component of each node by the edges *used*, in the order of first nodes."""
    n = len(graph.nodes)
    if not n:
        return np.empty(0, np.int64)
    ends = graph.pairs[used].T
    matrix = sparse.coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(n, n))
    _, labels = csgraph.connected_components(matrix, directed=False)
    _, firsts, places = np.unique(labels, return_index=True, return_inverse=True)
    ranks = np.empty(len(firsts), np.int64)
    ranks[np.argsort(firsts)] = np.arange(len(firsts))
    found: NDArray[np.int64] = ranks[places]
    return found


def _two_camps(
    graph: SignedGraph, sides: NDArray[np.int64], components: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return 0 or 1 for each node, 0 for the one with the most edges in its component."""
    n = len(graph.nodes)
    degrees = np.bincount(graph.pairs.ravel(), minlength=n)
    order = np.lexsort((np.arange(n), -degrees, components))
    _, firsts = np.unique(components[order], return_index=True)
    found: NDArray[np.int64] = (sides != sides[order[firsts]][components]).astype(np.int64)
    return found


def _weak_camps(graph: SignedGraph, camps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the same camps split into what positive edges hold together, and numbered."""
    together = camps[graph.pairs[:, 0]] == camps[graph.pairs[:, 1]]
    return _components(graph, together & (graph.signs > 0))
