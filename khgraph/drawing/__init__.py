"""Draw a reading as one HTML page that opens offline and asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khgraph import records
from khgraph.drawing import look
from khgraph.drawing.inline import environment, inline, sha256
from khgraph.drawing.island import island
from khgraph.drawing.scene import compose

if TYPE_CHECKING:
    from markupsafe import Markup

    from khgraph.model import Entity, Statement, Turn
    from khgraph.reading import Reading
    from khgraph.stores import Store

PAGE = Path(__file__).parent / "page"
VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"

# In the order in which they build on one another. Each but the last makes one object of its
# own name, and together they are one script.
SCRIPTS = (
    *("dom", "days", "graph", "reading", "timelines", "state", "wording", "pictures"),
    *("files", "exports", "panel", "search", "slider", "filters"),
    *("lines", "guests", "surface", "camera", "placing", "paint", "legend", "plate", "pointing"),
    *("network", "camps", "grids", "occasions", "matrix", "lanes", "bands", "ribbons", "turns"),
    *("triangles", "triads", "routes", "path"),
    *("table", "main"),
)

STYLES = ("page", "network", "matrix", "ribbons", "turns", "triads", "path", "table")

# What the tabs say, by the name of the script that draws the view.
VIEWS = {
    "network": "Network",
    "matrix": "Matrix",
    "ribbons": "Ribbons",
    "turns": "Turns",
    "triads": "Triads",
    "path": "Path",
    "table": "Table",
}


def page(
    statements: Iterable[Statement],
    turns: Iterable[Turn],
    reading: Reading,
    *,
    focus: Entity | None = None,
    data_name: str,
    sources: Mapping[str, str] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
    exclusions: Iterable[tuple[str, str]] = (),
    view: str = "network",
    chosen: Iterable[Entity] = (),
) -> str:
    """Return the page for a reading.

    Parameters
    ----------
    statements : iterable of Statement
        All of the data, with all their claims, as `khgraph.records.statements` gives them.
    turns : iterable of Turn
        As `khgraph.records.turns` gives them.
    reading : Reading
        Its time, sources and stance are what the page opens with.
    focus : Entity, optional
        Hold only what is said of the actors within two signed ties of this one, and of
        those that an unsigned tie joins to it.
    data_name : str
        What the data is called, to be printed on the page.
    sources : mapping of str to str, optional
        A full reference for each id of a source.
    names : mapping of str to sequence of str, optional
        What things are called besides their label, by IRI, for the search.
    exclusions : iterable of (str, str)
        The IRIs of two statements of which not both can be true, each pair once.
    view : str
        A key of `VIEWS`, with which the page opens.
    chosen : iterable of Entity
        With which things it opens: the two ends of a path, or one actor.

    Returns
    -------
    str
        HTML in which nothing is asked from anywhere: scripts are inline and named
        by hash in the page's own content security policy. Equal input gives equal
        text. Write it as UTF-8 without translating newlines.

    Raises
    ------
    KhgraphError
        If there is more than one page can hold.
    """
    # What else is drawn, with the same look, need not wait for the library of this page.
    from khgraph.drawing.picture import picture

    scene = compose(statements, turns, reading, focus)
    references = dict(sources or {})
    data = island(scene, references, data_name, names or {}, exclusions)
    place = scene.place
    data["opening"] = {"view": view, "chosen": [place[e.iri] for e in chosen if e.iri in place]}
    network = picture(scene)
    # pyvis's own template calls two servers and escapes nothing: only its hook is used.
    network.templateEnv = environment(PAGE)
    network.templateEnv.globals.update(_content(data, focus, references))
    network.path = "page.html.j2"
    html: str = network.generate_html()
    return html


def page_of(
    store: Store,
    reading: Reading,
    *,
    focus: Entity | None = None,
    view: str = "network",
    chosen: Iterable[Entity] = (),
) -> str:
    """Return the page for a reading of all that a store holds; the choices are those of `page`."""
    return page(
        records.statements(store),
        records.turns(store),
        reading,
        focus=focus,
        data_name=store.data_name,
        sources=records.sources(store),
        names=records.other_names(store),
        exclusions=records.exclusions(store),
        view=view,
        chosen=chosen,
    )


def _content(
    data: dict[str, Any], focus: Entity | None, sources: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the template prints besides pyvis's nodes and edges."""
    title = "Friends and enemies around Khalkhin Gol"
    if focus is not None:
        title = f"Friends and enemies of {focus.label}"
    scripts = [_vis_network(), _own_script()]
    return {
        "title": title,
        "island": data,
        "look": look,
        "views": VIEWS,
        "stances": data["words"]["limits"],
        "sources": sorted(sources.items()),
        "version": version("khgraph"),
        "style": inline("".join(_read(f"{name}.css") for name in STYLES)),
        "scripts": scripts,
        "script_hashes": [sha256(script) for script in scripts],
    }


def _vis_network() -> Markup:
    """Return vis-network as pyvis ships it, its licence banner included."""
    # The template must not parse the bundle, and universal newlines keep the hash true:
    # a browser turns CRLF into LF before it hashes.
    text = (resources.files("pyvis") / VIS_NETWORK).read_text(encoding="utf-8")
    code, _, _ = text.partition("//# sourceMappingURL=")
    return inline(code)


def _own_script() -> Markup:
    """Return the scripts of the page as one, in a scope of its own."""
    texts = "\n".join(_read(f"{name}.js") for name in SCRIPTS)
    return inline(f'(() => {{\n"use strict";\n{texts}}})();\n')


def _read(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
