"""How two things are connected: the best paths whose every hop rests on a claim.

The search asks a store only for neighbours, level by level, so it runs on any. Why there
is no path, `khgraph.paths.refusals` says.
"""

from khgraph.paths.finding import degrees, find_routes, make_hops
from khgraph.paths.routes import (
    Hop,
    Path,
    Routes,
    kin_words,
    sources_of,
    unseen,
    via_words,
)
from khgraph.paths.search import RANKINGS, Search
from khgraph.paths.web import Field, Web, is_passable

__all__ = [
    "RANKINGS",
    "Field",
    "Hop",
    "Path",
    "Routes",
    "Search",
    "Web",
    "degrees",
    "find_routes",
    "is_passable",
    "kin_words",
    "make_hops",
    "sources_of",
    "unseen",
    "via_words",
]
