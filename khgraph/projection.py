"""From the signed multigraph of a reading to a simple signed network, by one stated rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from khgraph.reading import Tie

RULE = (
    "direction dropped; parallel ties of one sign make one edge; a pair with ties of both signs "
    "is ambivalent and left out; neutral ties make no edge; no person's tie is lifted to a state"
)


def project(network: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return the simple signed network of a signed multigraph.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        As `khgraph.reading.network` makes it: edges with ``sign`` and ``tie``.

    Returns
    -------
    networkx.Graph
        The same nodes. An edge carries ``sign`` (1 or -1), ``ties`` (the ties
        behind it, by statement IRI) and ``is_certain`` (whether one of them
        certainly holds). Pairs with ties of both signs stand in
        ``graph["ambivalent"]`` as a sorted list of (node, node, ties). An empty
        network gives an empty one.

    Notes
    -----
    The rule is `RULE`. Linear in the number of edges.
    """
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for a, b, attributes in network.edges(data=True):
        if a != b and attributes["sign"]:
            pairs.setdefault((min(a, b), max(a, b)), []).append(attributes["tie"])
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network.nodes(data=True), key=lambda node: node[0]))
    ambivalent = []
    for (a, b), ties in sorted(pairs.items()):
        ties = sorted(ties, key=lambda tie: tie.statement.iri)
        signs = {tie.sign for tie in ties}
        if len(signs) == 2:
            ambivalent.append((a, b, tuple(ties)))
            continue
        simple.add_edge(
            a,
            b,
            sign=signs.pop(),
            ties=tuple(ties),
            is_certain=any(tie.is_certain for tie in ties),
        )
    simple.graph["ambivalent"] = ambivalent
    return simple
