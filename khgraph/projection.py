"""From the signed multigraph of a reading to a simple signed network, by one stated rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import networkx as nx

from khgraph.dates import OPEN_END
from khgraph.errors import KhgraphError
from khgraph.model import STANCES
from khgraph.spans import union

if TYPE_CHECKING:
    from khgraph.reading import Tie

# How a pair with ties of both signs is settled, and what is printed of it.
CONFLICTS = {
    "ambivalent": "a pair with ties of both signs is ambivalent and left out",
    "latest": (
        "of ties of both signs the sign of that which certainly began last counts; "
        "a pair that this does not settle is ambivalent and left out"
    ),
    "majority": (
        "of ties of both signs the sign that more sources speak of counts; "
        "a pair that this does not settle is ambivalent and left out"
    ),
    "strongest-stance": (
        "of ties of both signs the sign with the surest claim counts; "
        "a pair that this does not settle is ambivalent and left out"
    ),
}


def rule_words(conflict: str = "ambivalent") -> str:
    """Return the rule of the projection in words, to be printed with every result."""
    return (
        "direction dropped; parallel ties of one sign make one edge; "
        f"{CONFLICTS[conflict]}; neutral ties make no edge; no person's tie is lifted to a state; "
        "no tie outlasts an actor whose end is dated, and no act its event"
    )


RULE = rule_words()


def project(network: nx.MultiDiGraph[str], conflict: str = "ambivalent") -> nx.Graph[str]:
    """Return the simple signed network of a signed multigraph.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        As `khgraph.reading.network` makes it: edges with ``sign`` and ``tie``.
    conflict : str
        How a pair with ties of both signs is settled; a key of `CONFLICTS`.

    Returns
    -------
    networkx.Graph
        The same nodes. An edge carries ``sign`` (1 or -1), ``ties`` (the ties
        behind it, by statement IRI), ``overruled`` (those of the other sign),
        ``is_certain`` (whether one of its ties certainly holds in the reading's
        time), and ``possible`` and ``certain``, the days on which they can and must
        have held. Pairs that stay unsettled stand in ``graph["ambivalent"]`` as a
        sorted list of (node, node, ties). An empty network gives an empty one.

    Notes
    -----
    The rule is `rule_words(conflict)`. Linear in the number of edges.

    Raises
    ------
    KhgraphError
        If there is no such rule.
    """
    if conflict not in CONFLICTS:
        raise KhgraphError(f"no rule is called {conflict!r}; use one of {', '.join(CONFLICTS)}")
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for a, b, attributes in network.edges(data=True):
        if a != b and attributes["sign"]:
            pairs.setdefault((min(a, b), max(a, b)), []).append(attributes["tie"])
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network.nodes(data=True), key=lambda node: node[0]))
    ambivalent = []
    for (a, b), found in sorted(pairs.items()):
        ties = sorted(found, key=lambda tie: tie.statement.iri)
        sign = settled_sign(ties, conflict)
        if not sign:
            ambivalent.append((a, b, tuple(ties)))
            continue
        behind = tuple(tie for tie in ties if tie.sign == sign)
        simple.add_edge(
            a,
            b,
            sign=sign,
            ties=behind,
            overruled=tuple(tie for tie in ties if tie.sign != sign),
            is_certain=any(tie.is_certain for tie in behind),
            possible=union(span for tie in behind for span in tie.possible),
            certain=union(span for tie in behind for span in tie.certain),
        )
    simple.graph["ambivalent"] = ambivalent
    return simple


def settled_sign(ties: Sequence[Tie], conflict: str = "ambivalent") -> int:
    """Return the sign of a pair with these signed ties, 0 if it is ambivalent or there is none."""
    signs = {tie.sign for tie in ties if tie.sign}
    if len(signs) < 2:
        return signs.pop() if signs else 0
    if conflict == "ambivalent":
        return 0
    friends = [tie for tie in ties if tie.sign > 0]
    foes = [tie for tie in ties if tie.sign < 0]
    wins = _WINS[conflict]
    return int(wins(friends, foes)) - int(wins(foes, friends))


def _began_last(ties: Sequence[Tie], others: Sequence[Tie]) -> bool:
    """Return whether one of the ties certainly began after all the others."""
    mine = [claim.bounds.earliest_start for tie in ties for claim in tie.claims]
    # Where the beginning is unsaid, it was before the end.
    theirs = [
        claim.bounds.latest_start or claim.bounds.latest_end or OPEN_END
        for tie in others
        for claim in tie.claims
    ]
    return max((day for day in mine if day), default="") > max(theirs)


def _has_more_sources(ties: Sequence[Tie], others: Sequence[Tie]) -> bool:
    mine, theirs = (
        {claim.source for tie in side for claim in tie.claims} for side in (ties, others)
    )
    return len(mine) > len(theirs)


def _is_surer(ties: Sequence[Tie], others: Sequence[Tie]) -> bool:
    mine, theirs = (
        min(STANCES.index(claim.stance) for tie in side for claim in tie.claims)
        for side in (ties, others)
    )
    return mine < theirs


_WINS: dict[str, Callable[[Sequence[Tie], Sequence[Tie]], bool]] = {
    "latest": _began_last,
    "majority": _has_more_sources,
    "strongest-stance": _is_surer,
}
