"""The smallest tree that joins several vertices of a graph, exactly or nearly: Steiner trees."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

Edge = tuple[str, str]

_State = tuple[int, int]


class _Graph(NamedTuple):
    """Vertices as numbers in the order of their names, so that order never depends on chance."""

    names: list[str]
    around: list[list[int]]
    ends: list[int]
    weights: list[int]


def smallest_tree(
    around: Mapping[str, Collection[str]], ends: Iterable[str], weights: Mapping[str, int]
) -> tuple[Edge, ...]:
    """Return the edges of a tree that joins *ends*: the fewest, then the least weight between.

    Parameters
    ----------
    around : mapping of str to collection of str
        For each vertex those that an edge joins it to; undirected, simple, without loops.
    ends : iterable of str
        The vertices to be joined, at least one.
    weights : mapping of str to int
        What each vertex that is no end adds; not negative, 0 where it is missing.

    Returns
    -------
    tuple of (str, str)
        Each in order, and sorted; empty for one end. Equal input gives equal output,
        whatever the order of the ends and of the mappings.

    Raises
    ------
    ValueError
        If no tree joins them.

    Notes
    -----
    A state is a vertex with a set of ends that a tree joins to it (Dreyfus and Wagner
    1971); states are taken up best first, with their bounds on what is left to be joined
    (Hougardy, Silvanus and Vygen 2017). The worst case is 3^k n + 2^k m log n for k ends;
    the bounds leave most of it undone.

    References
    ----------
    S. E. Dreyfus and R. A. Wagner, The Steiner problem in graphs, Networks 1 (1971), 195-207.
    S. Hougardy, J. Silvanus and J. Vygen, Dijkstra meets Steiner: a fast exact
    goal-oriented Steiner tree algorithm, Mathematical Programming Computation 9 (2017), 135-202.
    """
    graph = _numbered(around, ends, weights)
    # No saving in weight outweighs an edge.
    step = 1 + sum(graph.weights)
    ways = [_ways_to(end, graph, step) for end in graph.ends]
    root, *others = graph.ends
    everything = (1 << len(others)) - 1
    if not others:
        return ()
    if any(ways[0][other] is None for other in others):
        raise ValueError("no tree joins the ends")

    left = _Bound(ways, step)
    # The weight of a vertex is paid on leaving it, so that trees that meet in one share it.
    cost: dict[_State, int] = {(other, 1 << i): 0 for i, other in enumerate(others)}
    came: dict[_State, tuple[_State, ...]] = dict.fromkeys(cost, ())
    heap = [(left(*state), state) for state in sorted(cost)]
    heapq.heapify(heap)
    fixed: set[_State] = set()
    joined_at: dict[int, list[int]] = {}
    while heap:
        _, state = heapq.heappop(heap)
        if state in fixed:
            continue
        fixed.add(state)
        vertex, joined = state
        if vertex == root and joined == everything:
            break
        further: list[tuple[_State, int, tuple[_State, ...]]] = [
            ((other, joined), cost[state] + step + graph.weights[vertex], (state,))
            for other in graph.around[vertex]
        ]
        further += [
            ((vertex, joined | rest), cost[state] + cost[vertex, rest], (state, (vertex, rest)))
            for rest in joined_at.get(vertex, ())
            if not joined & rest
        ]
        joined_at.setdefault(vertex, []).append(joined)
        for target, price, parts in further:
            if target not in fixed and price < cost.get(target, price + 1):
                cost[target] = price
                came[target] = parts
                heapq.heappush(heap, (2 * price + left(*target), target))
    return _edges_of((root, everything), came, graph)


class _Bound:
    """Twice what it costs at least to join the ends that a state has not joined.

    Either the way to the furthest of them, or half of a tour through them all, which
    takes two edges for each of the tree. Weights do not count on the tour: where a tree
    branches, it goes through a vertex more than twice.
    """

    def __init__(self, ways: list[list[int | None]], step: int) -> None:
        # The root is the first of the ends, and is never among those that are joined.
        self._ways = ways
        self._step = step
        self._tours: dict[int, tuple[list[list[int | None]], int]] = {}

    def __call__(self, vertex: int, joined: int) -> int:
        """Return the bound of a state."""
        if joined not in self._tours:
            self._tours[joined] = self._tour(joined)
        missing, tree = self._tours[joined]
        # What lies apart from the ends is never reached.
        costs = sorted(way for ways in missing if (way := ways[vertex]) is not None)
        two = costs[0] // self._step + costs[min(1, len(costs) - 1)] // self._step
        return max(2 * costs[-1], (two + tree) * self._step)

    def _tour(self, joined: int) -> tuple[list[list[int | None]], int]:
        """Return the ways to the missing ends, and the edges of the smallest tree of such ways."""
        missing = [self._ways[0]]
        missing += [ways for i, ways in enumerate(self._ways[1:]) if not joined >> i & 1]
        ends = [ways.index(0) for ways in missing]
        # By Prim's algorithm.
        near = {i: missing[0][end] or 0 for i, end in enumerate(ends) if i}
        edges = 0
        while near:
            nearest = min(near, key=lambda i: (near[i], i))
            edges += near.pop(nearest) // self._step
            for i in near:
                near[i] = min(near[i], missing[nearest][ends[i]] or 0)
        return missing, edges


def small_tree(around: Mapping[str, Collection[str]], ends: Iterable[str]) -> tuple[Edge, ...]:
    """Return the edges of a tree that joins *ends*, at most twice as many as the fewest.

    Parameters, result and error are those of `smallest_tree`, without weights.

    Notes
    -----
    By networkx, O(m + n log n).

    References
    ----------
    K. Mehlhorn, A faster approximation algorithm for the Steiner problem in graphs,
    Information Processing Letters 27 (1988), 125-128.
    """
    import networkx as nx
    from networkx.algorithms.approximation import steiner_tree

    graph = _numbered(around, ends, {})
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(graph.names)))
    network.add_edges_from((a, b) for a, near in enumerate(graph.around) for b in near if a < b)
    if not set(graph.ends) <= nx.node_connected_component(network, graph.ends[0]):
        raise ValueError("no tree joins the ends")
    if len(graph.ends) == 1:
        return ()
    # What lies apart from the ends cannot help, and the algorithm wants a way from everywhere.
    whole = network.subgraph(nx.node_connected_component(network, graph.ends[0]))
    tree = steiner_tree(whole, graph.ends, method="mehlhorn")
    return tuple(sorted(_named_edge(a, b, graph) for a, b in tree.edges()))


def _numbered(
    around: Mapping[str, Collection[str]], ends: Iterable[str], weights: Mapping[str, int]
) -> _Graph:
    """Return the graph without the dead ends that no smallest tree goes into."""
    wanted = set(ends)
    near = {vertex: set(others) for vertex, others in around.items()}
    for end in wanted:
        near.setdefault(end, set())
    dead = [vertex for vertex, others in near.items() if len(others) < 2 and vertex not in wanted]
    while dead:
        vertex = dead.pop()
        for other in near.pop(vertex):
            near[other].discard(vertex)
            if len(near[other]) == 1 and other not in wanted:
                dead.append(other)
    names = sorted(near)
    place = {name: i for i, name in enumerate(names)}
    return _Graph(
        names,
        [sorted(place[other] for other in near[name]) for name in names],
        sorted(place[end] for end in wanted),
        [0 if name in wanted else weights.get(name, 0) for name in names],
    )


def _ways_to(end: int, graph: _Graph, step: int) -> list[int | None]:
    """Return what the cheapest way from each vertex to *end* costs, its own weight included."""
    ways: list[int | None] = [None] * len(graph.names)
    heap = [(0, end)]
    while heap:
        cost, vertex = heapq.heappop(heap)
        if ways[vertex] is not None:
            continue
        ways[vertex] = cost
        for other in graph.around[vertex]:
            if ways[other] is None:
                heapq.heappush(heap, (cost + step + graph.weights[other], other))
    return ways


def _edges_of(
    state: _State, came: Mapping[_State, tuple[_State, ...]], graph: _Graph
) -> tuple[Edge, ...]:
    """Return the edges of the tree of a state, from the states that it was made of."""
    edges = set()
    open_states = [state]
    while open_states:
        state = open_states.pop()
        parts = came[state]
        if len(parts) == 1:
            edges.add(_named_edge(state[0], parts[0][0], graph))
        open_states += parts
    return tuple(sorted(edges))


def _named_edge(a: int, b: int, graph: _Graph) -> Edge:
    return graph.names[min(a, b)], graph.names[max(a, b)]
