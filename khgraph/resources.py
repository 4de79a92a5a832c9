"""Where the data, the ontology and the queries are: beside the package, or inside the wheel.

A wheel carries them in ``khgraph/_resources``; a checkout, and so an editable
install, has them at its top.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """Return the folder that holds ``data/``, ``ontology/`` and ``queries/``."""
    packed = _PACKAGE / "_resources"
    return packed if packed.is_dir() else _PACKAGE.parent


def data_path() -> Path:
    """Return the bundled data file."""
    return root() / "data" / "triples.ttl"


def ontology_path() -> Path:
    """Return the ontology."""
    return root() / "ontology" / "khgraph.ttl"


def shapes_path() -> Path:
    """Return the SHACL shapes."""
    return root() / "ontology" / "shapes.ttl"


def queries_path() -> Path:
    """Return the folder of the named queries; its ``checks/`` hold those that must find nothing."""
    return root() / "queries"
