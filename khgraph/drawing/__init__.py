"""Draw a reading as one HTML page that opens offline and asks nothing of the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from khgraph.drawing import look
from khgraph.drawing.history import actor_records, headline, histories, is_hedged, turn_records
from khgraph.drawing.layout import HEIGHT, WIDTH
from khgraph.drawing.scene import Scene, compose

if TYPE_CHECKING:
    from khgraph.model import Entity, Statement, Turn
    from khgraph.reading import Reading

HERE = Path(__file__).parent
MARGIN = 10
VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"


def page(
    statements: Iterable[Statement],
    turns: Iterable[Turn],
    reading: Reading,
    *,
    focus: Entity | None = None,
    data_name: str,
    sources: Mapping[str, str] | None = None,
) -> str:
    """Return the page for a reading.

    Parameters
    ----------
    statements : iterable of Statement
        With all their claims, as `khgraph.records.statements` gives them.
    turns : iterable of Turn
        As `khgraph.records.turns` gives them.
    reading : Reading
    focus : Entity, optional
        Show only the actors within two signed ties of this one, and those that
        an unsigned tie joins to it.
    data_name : str
        What the data is called, to be printed on the page.
    sources : mapping of str to str, optional
        A full reference for each id of a source, to be printed under the tables.

    Returns
    -------
    str
        HTML in which nothing is asked from anywhere: scripts are inline and named
        by hash in the page's own content security policy. Equal input gives equal
        text. Write it as UTF-8 without translating newlines.
    """
    # What else is drawn, with the same look, need not wait for the library of this page.
    from khgraph.drawing.picture import picture

    scene = compose(statements, turns, reading, focus)
    records = histories(scene)
    network = picture(scene, {record["iri"]: i for i, record in enumerate(records)})
    # pyvis's own template calls two servers and escapes nothing: only its hook is used.
    network.templateEnv = _environment()
    network.templateEnv.globals.update(
        _content(scene, records, network.edges, data_name, sources or {})
    )
    network.path = "page.html.j2"
    html: str = network.generate_html()
    return html


def _environment() -> jinja2.Environment:
    """Return an environment that escapes everything and stops at a misspelt name."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "sort_keys": True,
    }
    return environment


def _content(
    scene: Scene,
    records: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    data_name: str,
    sources: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the template prints besides pyvis's nodes and edges."""
    title, extent = headline(scene)
    scripts = [_vis_network(), _inline("paint.js"), _inline("page.js")]
    ties = scene.drawn_ties
    kinds = {look.shape_of(actor.kind) for actor in scene.actors if actor.iri in scene.drawn}
    return {
        "title": title,
        "extent": extent,
        "reading": scene.reading,
        "data_name": data_name,
        "sources": sorted(sources.items()),
        "actors": actor_records(scene),
        "focus": scene.place[scene.focus.iri] if scene.focus else None,
        "records": [{key: record[key] for key in record if key != "iri"} for record in records],
        "turns": turn_records(scene),
        "look": look,
        "extent_size": {"width": WIDTH + 2 * MARGIN, "height": HEIGHT + 2 * MARGIN},
        "shapes": [shape for shape in look.SHAPES.values() if shape in kinds],
        "signs": [sign for sign in look.LINES if any(tie.sign == sign for tie in ties)],
        "hedged_signs": [
            sign for sign in look.LINES if any(tie.sign == sign and is_hedged(tie) for tie in ties)
        ],
        "has_turned": any(edge["turned"] for edge in edges),
        "is_contested": any(tie.is_denied for tie in ties),
        "is_vague": any(not tie.is_certain for tie in ties),
        "unsigned_count": len(scene.unsigned),
        "shows_unsigned": scene.focus is not None,
        "style": _inline("page.css"),
        "scripts": scripts,
        "script_hashes": [_sha256(script) for script in scripts],
    }


def _vis_network() -> Markup:
    """Return vis-network as pyvis ships it, its licence banner included."""
    # The template must not parse the bundle, and universal newlines keep the hash true:
    # a browser turns CRLF into LF before it hashes.
    text = (resources.files("pyvis") / VIS_NETWORK).read_text(encoding="utf-8")
    code, _, _ = text.partition("//# sourceMappingURL=")
    return _script(code)


def _inline(name: str) -> Markup:
    return _script((HERE / name).read_text(encoding="utf-8"))


def _script(text: str) -> Markup:
    """Return *text* unescaped, for a script or style element that it cannot close."""
    if "</script" in text.lower() or "</style" in text.lower():
        raise ValueError("an inlined file would close its own element")
    return Markup(text)  # noqa: S704 - a file of ours or of pyvis, checked above


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
