"""What a page carries in itself: templates that escape, and scripts and styles named by hash."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup


def environment(folder: Path) -> jinja2.Environment:
    """Return an environment over *folder* that escapes all, and stops at a misspelt name."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "sort_keys": True,
    }
    return made


def inline(text: str) -> Markup:
    """Return *text* unescaped, for a script or style element that it cannot close.

    Raises
    ------
    ValueError
        If it could close it.
    """
    if "</script" in text.lower() or "</style" in text.lower():
        raise ValueError("an inlined file would close its own element")
    return Markup(text)  # noqa: S704 - a file of ours or of pyvis, checked above


def sha256(text: str) -> str:
    """Return the hash of an inlined text as a content security policy writes it."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
