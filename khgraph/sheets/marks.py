"""The marks of things and signs on a sheet: those of the page, and those of what is no actor."""

from __future__ import annotations

from khgraph.drawing import look
from khgraph.drawing.look import Shape

# The page draws actors alone; a path leads through events too, and ends at anything.
_OTHERS = {
    "Event": Shape("event", "", "#e9c46a", "M8 .6l2 5.4l5.4 2l-5.4 2l-2 5.4l-2-5.4l-5.4-2l5.4-2z"),
    "Place": Shape("place", "", "#8fb8a4", "M8 15.4l-4.6-7a5.2 5.2 0 1 1 9.2 0z"),
    "Idea": Shape("idea", "", "#e6e0f0", "M4 3h8a3.4 5 0 0 1 0 10h-8a3.4 5 0 0 1 0-10z"),
    "Document": Shape("document", "", "#ffffff", "M3 1h7l3.4 3.4v10.6h-10.4z"),
    "Monument": Shape("monument", "", "#cfc8bd", "M6.4 1h3.2l1.4 11h2.4v3h-10.8v-3h2.4z"),
}
_THING = Shape("thing", "", "#e8e4d8", "M8 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8z")


def mark_of(kind: str) -> Shape:
    """Return how a thing of *kind* is drawn."""
    return look.SHAPES.get(kind) or _OTHERS.get(kind) or _THING


_NAMES = {1: "friend", -1: "enemy", 0: "neutral", None: "unsigned"}

# The same hues, light enough to be read on a dark ground.
_DARK = {"friend": "#6cb6e8", "enemy": "#f2945a", "neutral": "#aaa8b0", "unsigned": "#8d897f"}


def sign_class(sign: int | None) -> str:
    """Return the name of a sign in the style."""
    return _NAMES[sign]


def palette() -> str:
    """Return the colours as custom properties of CSS, for light and dark.

    The marks on a tie are darker than the tie, so that they can be read.
    """
    signs = {
        _NAMES[sign]: look.COLOURS["marks"].get(str(sign), "#6a665e")  # type: ignore[attr-defined]
        for sign in _NAMES
    }
    light = {"paper": look.PAPER, "ink": look.INK, **signs}
    dark = {"paper": "#17171b", "ink": "#eceae4", **_DARK}
    rules = [f":root {{ {_properties(light)} }}"]
    rules.append(f"@media (prefers-color-scheme: dark) {{ :root {{ {_properties(dark)} }} }}")
    # Paper is light, whatever the screen is.
    rules.append(f"@media print {{ :root {{ {_properties(light)} }} }}")
    return "\n".join(rules) + "\n"


def _properties(colours: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())
