"""The layers: who may import whom, and what must not be paid for at start-up."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import khgraph

PACKAGE = Path(khgraph.__file__).parent

# A module imports only what stands before it.
ORDER = (
    "errors",
    "namespaces",
    "resources",
    "writing",
    "cache",
    "dates",
    "model",
    "stores",
    "turtle",
    "formatter",
    "catalogue",
    "shapes",
    "lives",
    "records",
    "names",
    "spans",
    "reading",
    "projection",
    "direct",
    "paths",
    "steiner",
    "bonds",
    "joining",
    "surroundings",
    "triads",
    "robustness",
    "histories",
    "patterns",
    "nulls",
    "theories",
    "signed",
    "edgelist",
    "frustration",
    "series",
    "balance",
    "dossier",
    "contested",
    "comparison",
    "verification",
    "census",
    "description",
    "tables",
    "results",
    "interchange",
    "repl",
    "plots",
    "strips",
    "drawing",
    "sheets",
    "serving",
    "knowledge",
    "cli",
)

# What every command imports when it starts, `--help` and tab completion included.
AT_START = (
    "__init__",
    "errors",
    "namespaces",
    "resources",
    "writing",
    "cache",
    "dates",
    "model",
    "stores",
    "names",
    "lives",
    "records",
    "spans",
    "reading",
    "paths",
    "catalogue",
    "dossier",
    "tables",
    "results",
    "strips",
    "cli",
)
SLOW = ("rdflib", "networkx", "pyvis", "pyshacl", "edtf", "rich", "jinja2", "matplotlib")

ONE_DOOR = {
    "pyvis": "drawing",
    "jinja2": "drawing sheets",
    "pyshacl": "shapes",
    "edtf": "dates",
    "click": "cli",
    "rich": "tables",
    "matplotlib": "plots",
    "waitress": "serving",
    "prompt_toolkit": "repl",
    "pygments": "repl",
}


class Import(NamedTuple):
    """One import: where, of what, and whether it runs when the module is imported."""

    place: str
    layer: str
    target: str
    runs_at_import: bool


def layer_of(path: Path, package: Path = PACKAGE) -> str:
    """Return the first part of a module's name below the package, such as ``cli``."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def imports_in(path: Path, package: Path = PACKAGE) -> Iterator[Import]:
    """Yield the imports of a file, in functions and under TYPE_CHECKING too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _walk(tree, str(path.relative_to(package)), layer_of(path, package), True)


def _walk(node: ast.AST, place: str, layer: str, runs: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inside = runs and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            inside = False
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(f"{place}:{child.lineno}", layer, alias.name, runs)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{place}:{child.lineno} imports by a relative name"
            for alias in child.names:
                target = f"{child.module}.{alias.name}"
                yield Import(f"{place}:{child.lineno}", layer, target, runs)
        else:
            yield from _walk(child, place, layer, inside)


FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if "_resources" not in path.relative_to(PACKAGE).parts
)
IMPORTS = [found for path in FILES for found in imports_in(path)]
LAYERS = sorted({layer_of(path) for path in FILES} - {"__init__", "__main__"})


@pytest.mark.parametrize("layer", LAYERS)
def test_module_has_its_place(layer: str) -> None:
    """Every module of the package stands in the order; a new one has to be put there."""
    assert layer in ORDER


@pytest.mark.parametrize("layer", [layer for layer in ORDER if layer in LAYERS])
def test_imports_point_upward(layer: str) -> None:
    """A module imports only modules that stand before it, in functions too."""
    wrong = []
    for found in IMPORTS:
        root, _, rest = found.target.partition(".")
        target = rest.partition(".")[0]
        if found.layer != layer or root != "khgraph" or target == layer:
            continue
        if target not in ORDER or ORDER.index(target) > ORDER.index(layer):
            wrong.append(f"{found.place} imports {found.target}")
    assert wrong == []


@pytest.mark.parametrize("layer", AT_START)
def test_start_up_imports_nothing_slow(layer: str) -> None:
    """A module that a command imports at start imports no slow library at its top."""
    assert [
        f"{found.place} imports {found.target}"
        for found in IMPORTS
        if found.layer == layer and found.runs_at_import and found.target.split(".")[0] in SLOW
    ] == []


@pytest.mark.parametrize("library", ONE_DOOR)
def test_library_has_one_door(library: str) -> None:
    """Only one module imports the library, or the two that fill templates."""
    layers = {found.layer for found in IMPORTS if found.target.split(".")[0] == library}
    assert layers <= set(ONE_DOOR[library].split())


def test_start_up_imports_nothing_slow_by_a_detour() -> None:
    """Importing the command line brings in no slow library, through others either."""
    code = f"import sys, khgraph.cli; print(sorted({set(SLOW)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_reader_sees_every_kind_of_import(tmp_path: Path) -> None:
    """The reader of imports tells what runs at import from what waits."""
    path = tmp_path / "cli" / "one.py"
    path.parent.mkdir()
    path.write_text(
        "import a, b.c\n"
        "from khgraph import dates\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    import d\n"
        "try:\n"
        "    import e\n"
        "except ImportError:\n"
        "    pass\n"
        "class X:\n"
        "    import f\n"
        "    def g(self):\n"
        "        from h import i\n"
    )
    assert [found[1:] for found in imports_in(path, tmp_path)] == [
        ("cli", "a", True),
        ("cli", "b.c", True),
        ("cli", "khgraph.dates", True),
        ("cli", "typing.TYPE_CHECKING", True),
        ("cli", "d", False),
        ("cli", "e", True),
        ("cli", "f", True),
        ("cli", "h.i", False),
    ]
