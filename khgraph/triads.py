"""Signed triangles of a simple signed network, balanced or not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from khgraph.reading import Tie

TYPES = ("+++", "++-", "+--", "---")


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a triangle: two nodes, the sign, and the ties behind it."""

    a: str
    b: str
    sign: int
    ties: tuple[Tie, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Triad:
    """A signed triangle: three nodes in order, and the edges between them."""

    nodes: tuple[str, str, str]
    edges: tuple[Edge, Edge, Edge]

    @property
    def type(self) -> str:
        """``+++``, ``++-``, ``+--`` or ``---``."""
        return "".join(sorted("+" if edge.sign > 0 else "-" for edge in self.edges))

    @property
    def is_balanced(self) -> bool:
        """Whether the product of the signs is positive, as in the two papers named in `triads`."""
        return self.type in ("+++", "+--")

    @property
    def is_certain(self) -> bool:
        """Whether all three edges certainly hold in the reading's time."""
        return all(edge.is_certain for edge in self.edges)


def triads(network: nx.Graph[str], node: str | None = None) -> list[Triad]:
    """Return the signed triangles of *network*.

    Parameters
    ----------
    network : networkx.Graph
        Simple and undirected; every edge carries ``sign`` 1 or -1, and may carry
        ``ties`` and ``is_certain``, as `khgraph.projection.project` makes it.
    node : str, optional
        Only the triangles around this node.

    Returns
    -------
    list of Triad
        Sorted by nodes; empty for a network without triangles, or without *node*.

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
    """
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
    return [_triad(network, *names) for names in sorted(found)]


def _triad(network: nx.Graph[str], a: str, b: str, c: str) -> Triad:
    return Triad((a, b, c), (_edge(network, a, b), _edge(network, a, c), _edge(network, b, c)))


def _edge(network: nx.Graph[str], a: str, b: str) -> Edge:
    data: dict[str, Any] = network.edges[a, b]
    return Edge(a, b, data["sign"], data.get("ties", ()), data.get("is_certain", True))


def census(found: list[Triad]) -> dict[str, int]:
    """Return how many triangles of each of the four types there are."""
    counts = dict.fromkeys(TYPES, 0)
    for triad in found:
        counts[triad.type] += 1
    return counts
