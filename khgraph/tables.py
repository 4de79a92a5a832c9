"""Results as text: tables for people, CSV, TSV and JSON for programs.

On a terminal rich draws the table; into a pipe goes plain text of the same
columns, which needs no import. The order of rows is the caller's.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Any, NamedTuple, TextIO

Cell = str | int | float | bool | None

_ASCII = {
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "│": "|",
    "─": "-",
    "●": "*",
    "→": "->",
    "←": "<-",
    # Not a hyphen: the mark of a relation without a sign would turn into that of an enemy.
    "·": ".",
}

# What a terminal may obey instead of showing it: escape sequences, and marks that turn the line.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# A word of up to this many characters, such as a day, is not broken where a table is narrow.
_UNBROKEN = 30


class Table(NamedTuple):
    """Rows of cells under named columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def render(table: Table, form: str, *, width: int | None = None, color: bool = False) -> str:
    """Return *table* as text.

    Parameters
    ----------
    table : Table
    form : str
        ``table``, ``csv``, ``tsv`` or ``json``.
    width : int, optional
        The width of the terminal; None for a pipe, where nothing is folded.
    color : bool
        Whether the terminal takes colour.

    Returns
    -------
    str
        With a final newline. A table without rows gives its header; one that is too
        wide for its terminal comes row by row, so that no column is cut off.
    """
    if form == "json":
        return to_json(table.records())
    if form in ("csv", "tsv"):
        return _delimited(table, "," if form == "csv" else "\t")
    if not width or not table.rows:
        return _plain(table)
    return _boxed(table, width, color) if _fits(table, width) else _listed(table, width)


def to_json(value: Any) -> str:
    """Return *value* as JSON, readable, keys in their order, with a final newline."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _delimited(table: Table, delimiter: str) -> str:
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return stream.getvalue()


def _plain(table: Table) -> str:
    cells = [table.columns, *(tuple(_line(cell) for cell in row) for row in table.rows)]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(table.columns))]
    numbers = [_is_numeric(table, i) for i in range(len(table.columns))]
    lines = ["  ".join(map(_padded, row, widths, numbers)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * size for size in widths))
    return "\n".join(lines) + "\n"


def _padded(text: str, size: int, is_number: bool) -> str:
    space = " " * (size - _width(text))
    return space + text if is_number else text + space


def _is_numeric(table: Table, column: int) -> bool:
    return bool(table.rows) and all(isinstance(row[column], int) for row in table.rows)


def _width(text: str) -> int:
    """Return how many places *text* takes, two for a Chinese or Japanese character."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _fits(table: Table, width: int) -> bool:
    """Return whether every column has room for its words, or for `_NARROWEST` places."""
    needed = 0
    for i, name in enumerate(table.columns):
        cells = [name, *(_line(row[i]) for row in table.rows)]
        words = (_width(word) for cell in cells for word in cell.split() if len(word) <= _UNBROKEN)
        widest = max(map(_width, cells))
        needed += min(widest, max(*words, _NARROWEST)) + 2
    return needed - 2 <= width


_NARROWEST = 10


def _listed(table: Table, width: int) -> str:
    """Return the rows one under the other, a line or more for each cell that is not empty."""
    indent = max(map(len, table.columns)) + 2
    blocks = []
    for row in table.rows:
        lines = []
        for name, cell in zip(table.columns, row, strict=True):
            text = _line(cell)
            if text:
                lines += textwrap.wrap(
                    text,
                    max(width, indent + 1),
                    initial_indent=name.ljust(indent),
                    subsequent_indent=" " * indent,
                    break_on_hyphens=False,
                )
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _boxed(table: Table, width: int, color: bool) -> str:
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for i, name in enumerate(table.columns):
        is_number = _is_numeric(table, i)
        words = [word for row in table.rows for word in _line(row[i]).split()]
        longest = max(map(len, (word for word in words if len(word) <= _UNBROKEN)), default=1)
        drawn.add_column(
            Text(name),
            justify="right" if is_number else "left",
            overflow="fold",
            min_width=longest if width >= 8 * len(table.columns) else None,
        )
    for row in table.rows:
        drawn.add_row(*(Text(_line(cell)) for cell in row))
    stream = io.StringIO()
    Console(
        file=stream, width=width, force_terminal=color, no_color=not color, legacy_windows=False
    ).print(drawn)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _line(cell: Cell) -> str:
    return one_line(_text(cell))


def one_line(text: str) -> str:
    """Return *text* in one line without control characters, which a terminal would obey.

    Examples
    --------
    >>> one_line(" in  two" + chr(10) + "lines" + chr(27))
    'in two lines\ufffd'
    """
    return harmless(" ".join(text.split()))


def harmless(text: str) -> str:
    """Return *text* without control characters, line ends and tabs kept."""
    return _CONTROL.sub("\ufffd", text)


def fold_lines(text: str, width: int, indent: str = "", hang: str | None = None) -> list[str]:
    """Return *text* folded to *width*, the first line after *indent*, the others after *hang*.

    The empty text gives no line.
    """
    return textwrap.wrap(
        harmless(re.sub(r"[\t-\r]+", " ", text)),
        max(width, len(indent) + 20),
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_on_hyphens=False,
    )


def fit_encoding(text: str, stream: TextIO) -> str:
    """Return *text* so that *stream* can take it: marks in ASCII, letters without diacritics.

    Only what the stream cannot take is changed; a question mark is the last resort.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_fitted(char, encoding) for char in text)
    return text


def _fitted(char: str, encoding: str) -> str:
    letters = "".join(
        c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)
    )
    for form in (char, _ASCII.get(char, char), letters):
        try:
            form.encode(encoding)
        except UnicodeEncodeError:
            continue
        return form
    return "?"


def signed(sign: int | None) -> str:
    """Return the sign as a mark: ``+``, ``-``, ``0``, or a dot for none.

    Examples
    --------
    >>> [signed(sign) for sign in (1, 0, -1, None)]
    ['+', '0', '-', '·']
    """
    return "·" if sign is None else {1: "+", 0: "0", -1: "-"}[sign]
