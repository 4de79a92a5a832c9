"""``python -m khgraph``."""

import sys

from khgraph.cli import run

sys.argv[0] = "khgraph"
run()
