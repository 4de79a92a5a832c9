"""``python -m khgraph``."""

from khgraph.cli import main

main(prog_name="khgraph")
