"""``python -m khgraph``."""

from khgraph.cli import run

run()
