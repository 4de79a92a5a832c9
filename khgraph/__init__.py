"""khgraph: the friends and enemies around the Battle of Khalkhin Gol, cited, signed and dated."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khgraph.errors import KhgraphError as KhgraphError
    from khgraph.knowledge import KnowledgeGraph as KnowledgeGraph
    from khgraph.knowledge import load as load

__all__ = ["KhgraphError", "KnowledgeGraph", "load"]


def __getattr__(name: str) -> object:
    # The command line imports this package too, and must not pay for what it does not use.
    if name in ("KnowledgeGraph", "load"):
        from khgraph import knowledge

        return getattr(knowledge, name)
    if name == "KhgraphError":
        from khgraph.errors import KhgraphError

        return KhgraphError
    raise AttributeError(f"module 'khgraph' has no attribute {name!r}")
