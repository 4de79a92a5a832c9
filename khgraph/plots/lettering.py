"""Letters: the fonts they are taken from, how wide they are, and where lines of them break."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from khgraph.tables import one_line

# What XML cannot hold, besides the control characters that `one_line` takes out.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# Tried for letters that those bundled with matplotlib lack.
_EAST_ASIAN = (
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)


def families(form: str, kind: str) -> tuple[str, ...]:
    """Return the fonts: for an SVG whatever the reader has, for a PNG what is here."""
    if form == "svg":
        return (kind,)
    from matplotlib.font_manager import fontManager

    here = {font.name for font in fontManager.ttflist}
    bundled = "DejaVu Serif" if kind == "serif" else "DejaVu Sans"
    return (bundled, *(name for name in _EAST_ASIAN if name in here))


def clean(text: str) -> str:
    """Return *text* as one line that every form can hold."""
    return _NOT_XML.sub("\ufffd", one_line(text))


def text_width(text: str, size: float, **style: Any) -> float:
    """Return how wide a line of text is, in points; a little more where letters close up."""
    weight, family = style.get("weight", "normal"), style.get("family", ("sans-serif",))
    return size * sum(_advance(char, weight, family) for char in text)


@functools.cache
def _advance(char: str, weight: str, family: tuple[str, ...]) -> float:
    """Return the width of a letter at the size of 1."""
    if unicodedata.combining(char):
        return 0.0
    # A font that lacks such a letter would measure the box in its place.
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    fonts = FontProperties(family=family, weight=weight, size=100)
    return float(text_to_path.get_text_width_height_descent(char, fonts, ismath=False)[0]) / 100


def wrapped(text: str, width: float, size: float, **style: Any) -> list[str]:
    """Return *text* in lines no wider than *width*; a word that is wider is broken."""
    lines, filled = [""], 0.0
    space = text_width(" ", size, **style)
    for word in text.split():
        long = text_width(word, size, **style)
        if lines[-1] and filled + space + long <= width:
            lines[-1] += f" {word}"
            filled += space + long
            continue
        if lines[-1]:
            lines.append("")
        filled = 0.0
        for char in word:
            wide = text_width(char, size, **style)
            if lines[-1] and filled + wide > width:
                lines.append("")
                filled = 0.0
            lines[-1] += char
            filled += wide
    return lines if lines != [""] else []


def cut(text: str, width: float, size: float) -> str:
    """Return the beginning of *text* that is no wider than *width*."""
    if text_width(text, size) <= width:
        return text
    room = width - text_width("\u2026", size)
    kept = 0
    while (room := room - text_width(text[kept], size)) >= 0:
        kept += 1
    return text[:kept] + "\u2026"
