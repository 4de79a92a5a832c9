"""Signed triangles of a simple signed network: their types, and whether they are balanced."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING, Any, Protocol

from khgraph.spans import ALWAYS, Spans, common

if TYPE_CHECKING:
    import networkx as nx

    from khgraph.reading import Tie

# The place of a type is the number of its negative edges.
TYPES = ("+++", "++-", "+--", "---")
BALANCED = ("+++", "+--")
WEAKLY_BALANCED = ("+++", "+--", "---")


def type_of(signs: Iterable[int]) -> str:
    """Return the type of a triangle with these signs, such as ``+--``."""
    return "".join(sorted("+" if sign > 0 else "-" for sign in signs))


# What is printed with every count of triangles.
SAME_DAY = "the three sides of a triangle can have held on one same day"


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a triangle: two nodes, the sign, the ties behind it and those against it.

    `possible` and `certain` are the days on which it can and must have held.
    """

    a: str
    b: str
    sign: int
    ties: tuple[Tie, ...] = ()
    overruled: tuple[Tie, ...] = ()
    possible: Spans = ALWAYS
    certain: Spans = ALWAYS

    @property
    def is_certain(self) -> bool:
        """Whether there is a day on which it must have held."""
        return bool(self.certain)


_ATTRIBUTES = {field.name for field in fields(Edge)}


@dataclass(frozen=True, slots=True)
class Triad:
    """A signed triangle: three nodes in order, and the edges between them."""

    nodes: tuple[str, str, str]
    edges: tuple[Edge, Edge, Edge]

    @property
    def type(self) -> str:
        """``+++``, ``++-``, ``+--`` or ``---``."""
        return type_of(edge.sign for edge in self.edges)

    @property
    def is_balanced(self) -> bool:
        """Whether the product of the signs is positive (Heider; Cartwright and Harary)."""
        return self.type in BALANCED

    @property
    def is_weakly_balanced(self) -> bool:
        """Whether it is not ``++-``, so that three enemies count as balanced too (Davis)."""
        return self.type in WEAKLY_BALANCED

    @property
    def days(self) -> Spans:
        """The days on which all three edges can have held."""
        return common(*(edge.possible for edge in self.edges))

    @property
    def certain_days(self) -> Spans:
        """The days on which all three edges must have held."""
        return common(*(edge.certain for edge in self.edges))

    @property
    def is_certain(self) -> bool:
        """Whether there is such a day."""
        return bool(self.certain_days)


def triads(network: nx.Graph[str], node: str | None = None) -> list[Triad]:
    """Return the signed triangles of *network*.

    Parameters
    ----------
    network : networkx.Graph
        Simple and undirected; every edge carries ``sign`` 1 or -1, and may carry
        ``ties``, ``overruled``, ``possible`` and ``certain``, as
        `khgraph.projection.project` makes it. An edge without days holds on every day.
    node : str, optional
        Only the triangles around this node.

    Returns
    -------
    list of Triad
        Sorted by nodes; empty for a network without triangles, or without *node*.
        Three edges that cannot have held on one same day are no triangle.

    Raises
    ------
    networkx.NetworkXNotImplemented
        If the network is directed or has parallel edges.
    networkx.NetworkXError
        If an edge has another sign than 1 and -1, or none.

    Notes
    -----
    Every triangle is found at its smallest node from the neighbours' sets, in
    O(m * d) for m edges and largest degree d.

    References
    ----------
    F. Heider, Attitudes and cognitive organization, Journal of Psychology 21 (1946).
    D. Cartwright and F. Harary, Structural balance, Psychological Review 63 (1956).
    J. A. Davis, Clustering and structural balance in graphs, Human Relations 20 (1967).
    """
    # Here, since edge lists are counted without it.
    import networkx as nx

    if network.is_directed() or network.is_multigraph():
        raise nx.NetworkXNotImplemented("signed triads need a simple undirected network")
    for a, b, attributes in network.edges(data=True):
        if attributes.get("sign") not in (1, -1):
            sign = attributes.get("sign")
            raise nx.NetworkXError(f"the edge {a} - {b} has the sign {sign}, not 1 or -1")
    if node is not None and node not in network:
        return []
    neighbours = {name: set(network[name]) - {name} for name in network}
    found = []
    centres = [node] if node is not None else sorted(network)
    for a in centres:
        around = sorted(name for name in neighbours[a] if node is not None or name > a)
        for b, c in combinations(around, 2):
            if c in neighbours[b]:
                found.append(tuple(sorted((a, b, c))))
    made = (_triad(network, *names) for names in sorted(found))
    return [triad for triad in made if triad.days]


def _triad(network: nx.Graph[str], a: str, b: str, c: str) -> Triad:
    return Triad((a, b, c), (_edge(network, a, b), _edge(network, a, c), _edge(network, b, c)))


def _edge(network: nx.Graph[str], a: str, b: str) -> Edge:
    data: dict[str, Any] = network.edges[a, b]
    return Edge(a, b, **{name: value for name, value in data.items() if name in _ATTRIBUTES})


class Typed(Protocol):
    """A triangle of whatever make."""

    @property
    def type(self) -> str:
        """One of `TYPES`."""


def census(found: Iterable[Typed]) -> dict[str, int]:
    """Return how many triangles of each of the four types there are."""
    counts = dict.fromkeys(TYPES, 0)
    for triad in found:
        counts[triad.type] += 1
    return counts


def balanced_ratio(counts: Mapping[str, int], kinds: Container[str] = BALANCED) -> float | None:
    """Return the share of triangles of *kinds* in a census, None where there is no triangle.

    Examples
    --------
    >>> balanced_ratio({"+++": 1, "++-": 2, "+--": 1, "---": 0})
    0.5
    """
    total = sum(counts.values())
    if not total:
        return None
    return sum(count for kind, count in counts.items() if kind in kinds) / total
