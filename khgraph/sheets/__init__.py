"""Paths and subgraphs as sheets: HTML pages that need no script, no network and no second file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khgraph.drawing import look
from khgraph.drawing.inline import environment, inline, sha256
from khgraph.sheets.cards import hop_card, kinds_of, outline, source_ids
from khgraph.sheets.marks import mark_of, palette
from khgraph.sheets.sketch import MOST_DRAWN, sketch
from khgraph.strips.joining import (
    counts_words,
    hops_words,
    joining_foot,
    size_words,
    surroundings_foot,
)
from khgraph.strips.paths import ORDER_WORDS, foot_sentences, sign_words
from khgraph.strips.wording import hedge_words

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from khgraph.joining import Joining
    from khgraph.paths import Hop, Routes, Search
    from khgraph.reading import Reading
    from khgraph.surroundings import Surroundings

HERE = Path(__file__).parent


def paths_sheet(
    routes: Routes, reading: Reading, search: Search, data_name: str, sources: Mapping[str, str]
) -> str:
    """Return paths as a sheet: things on a line, and between two of them a card for the hop.

    Parameters
    ----------
    routes : Routes
        With one path at least.
    reading : Reading
    search : Search
    data_name : str
        What the data is called, to be printed on the sheet.
    sources : mapping of str to str
        A full reference for each id of a source; those that are cited are printed.

    Returns
    -------
    str
        HTML in which nothing is asked from anywhere and no script runs: its content
        security policy names the style by hash. Equal input gives equal text. Write it
        as UTF-8 without translating newlines.
    """
    first, last = routes.paths[0].things[0], routes.paths[0].things[-1]
    paths = [
        {
            "things": path.things,
            "cards": [hop_card(hop) for hop in path.hops],
            "sign_words": sign_words(path),
            "order_words": ORDER_WORDS[path.order] if path.order else "",
        }
        for path in routes.paths
    ]
    hops = [hop for path in routes.paths for hop in path.hops]
    count = len(paths)
    return _render(
        "paths.html.j2",
        hops,
        sources,
        title=f"{first.label} and {last.label}",
        lead=f"{count} {'path' if count == 1 else 'paths'} by which they are connected, "
        "each hop with its evidence.",
        paths=paths,
        foot=foot_sentences(routes, reading, search),
        data_name=data_name,
    )


def joining_sheet(
    found: Joining, reading: Reading, search: Search, data_name: str, sources: Mapping[str, str]
) -> str:
    """Return what joins several things as a sheet: a drawing, and a card for each hop.

    Parameters and result are those of `paths_sheet`; *found* must be joined.
    """
    labels = [end.label for end in found.ends]
    ends = {end.iri for end in found.ends}
    return _render(
        "subgraph.html.j2",
        found.hops,
        sources,
        title=f"What joins {', '.join(labels[:-1])} and {labels[-1]}",
        lead=size_words(found),
        sketch=sketch(found.hops, ends),
        outline=outline(found.hops, found.hops),
        ends=ends,
        drawn_words="",
        names_end=False,
        sections=[("", [hop_card(hop) for hop in found.hops])],
        foot=joining_foot(found, reading, search),
        data_name=data_name,
    )


def surroundings_sheet(
    found: Surroundings,
    reading: Reading,
    search: Search,
    data_name: str,
    sources: Mapping[str, str],
) -> str:
    """Return what lies around a thing as a sheet: a drawing, and a card for each thing.

    Parameters and result are those of `paths_sheet`. The drawing shows at most
    `khgraph.sheets.sketch.MOST_DRAWN` things, those that most statements join.
    """
    drawn = _drawn(found)
    sections = []
    for depth, count in found.counts.items():
        cards = [hop_card(n.hop) for n in found.neighbours if n.depth == depth]
        if cards:
            sections.append((f"{hops_words(depth).capitalize()}: {count}", cards))
    words = ""
    if len(drawn) < len(found.hops):
        words = (
            f"Drawn: {len(drawn)} of {len(found.hops)}, the nearest first, and of these those "
            "that most statements join."
        )
    return _render(
        "subgraph.html.j2",
        found.hops,
        sources,
        title=f"Around {found.centre.label}",
        lead=f"{counts_words(found)}, each with the best attested statement by which it is "
        "reached.",
        sketch=sketch(drawn, {found.centre.iri}) if drawn else None,
        outline=outline(drawn, found.hops),
        ends={found.centre.iri},
        drawn_words=words,
        names_end=True,
        sections=sections,
        foot=surroundings_foot(reading, search),
        data_name=data_name,
    )


def _drawn(found: Surroundings) -> list[Hop]:
    """Return the hops that are drawn: those nearest first that most statements join."""
    order = sorted(found.neighbours, key=lambda n: (n.depth, -len(n.hop.others), n.hop.end.iri))
    shown = {found.centre.iri}
    hops = []
    for neighbour in order[: MOST_DRAWN if len(order) > MOST_DRAWN else None]:
        if neighbour.hop.start.iri in shown:
            shown.add(neighbour.thing.iri)
            hops.append(neighbour.hop)
    return hops


def _render(template: str, hops: Sequence[Hop], sources: Mapping[str, str], **content: Any) -> str:
    style = _style()
    cited = source_ids(hops)
    return (
        _environment()
        .get_template(template)
        .render(
            **content,
            look=look,
            mark_of=mark_of,
            kinds=kinds_of(hops),
            is_hedged=any(hedge_words(hop.claims) for hop in hops),
            signs=[s for s in (1, -1, 0, None) if any(hop.sign == s for hop in hops)],
            references=[(name, sources[name]) for name in sorted(cited) if name in sources],
            version=version("khgraph"),
            style=style,
            style_hash=sha256(style),
        )
    )


@cache
def _environment() -> jinja2.Environment:
    return environment(HERE)


@cache
def _style() -> Markup:
    return inline(palette() + (HERE / "sheet.css").read_text(encoding="utf-8"))
