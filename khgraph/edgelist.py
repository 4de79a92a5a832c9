"""Plain signed edge lists: CSV text to rows, and rows to a simple signed graph by one stated rule.

One row is one tie: ``source,target,sign``, with ``from`` and ``to`` where it is dated. A row that
cannot be read is refused with its number; nothing is guessed and nothing dropped on the way in.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from khgraph.dates import OPEN_END, OPEN_START, Bounds, edtf_bounds, parse_day
from khgraph.errors import DateError, KhgraphError, LoadError
from khgraph.signed import SignedGraph

REQUIRED = ("source", "target", "sign")
SIGNS = {"1": 1, "+1": 1, "+": 1, "-1": -1, "-": -1}
DELIMITERS = (",", ";", "\t")

# Each is printed with the results that it made.
RULES = {
    "any": "direction dropped; rows of one sign make one edge; a pair with rows of both signs is "
    "ambivalent and left out",
    "sum": "direction dropped; a pair has the sign of most of its rows; a pair with as many "
    "positive as negative rows is left out",
    "mutual": "a pair with rows in both directions and of one sign makes one edge; one with rows "
    "of both signs is ambivalent and left out, and so is a pair with rows in one direction only",
    "keep": "direction dropped; every row is an edge of its own; of two opposite edges of one "
    "pair exactly one offends, however the nodes are divided",
}

AMBIVALENT = "rows of both signs"
CANCELLED = "as many positive as negative rows"
ONE_SIDED = "rows in one direction only"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# So few that the rows of a large file do not set off the garbage collector again and again.
_BATCH = 100
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


class Rows(NamedTuple):
    """Signed ties as a file gives them, one a row, in the order of the file.

    Attributes
    ----------
    nodes : tuple of str
        The names that occur in these rows, sorted.
    sources, targets : int64 array
        Positions in `nodes`, a row each; never equal.
    signs : int8 array
        1 or -1.
    numbers : int64 array
        The rows' numbers in the file; the header is row 1. An empty line counts, a line end in
        quotes does not.
    days : datetime64[D] array of shape (rows, 4), or None
        The four bounds of each row's span in the order of `khgraph.dates.Bounds`, NaT where
        nothing is known. A row possibly holds from the first of them to the last, certainly from
        the second to the third if they stand in that order. None for a file without dates.
    """

    nodes: tuple[str, ...]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    signs: NDArray[np.int8]
    numbers: NDArray[np.int64]
    days: NDArray[np.datetime64] | None = None

    def bounds(self, row: int) -> Bounds:
        """Return the span of the row at position *row*; without dates it has no bound."""
        if self.days is None:
            return Bounds()
        return Bounds(*(None if np.isnat(day) else str(day) for day in self.days[row]))

    def within(self, first_day: str, last_day: str) -> Rows:
        """Return the rows that certainly or possibly hold on some day of a span.

        Undated rows always do. Nodes without a remaining row are dropped.

        Raises
        ------
        DateError
            If one of the two is no day, or the last comes before the first.
        """
        if parse_day(last_day) < parse_day(first_day):
            raise DateError(f"{last_day} lies before {first_day}; give the first day first")
        if self.days is None:
            return self
        # A comparison with NaT is false, so what is not known rules nothing out.
        too_late = self.days[:, 0] > np.datetime64(last_day)
        too_early = self.days[:, 3] < np.datetime64(first_day)
        return _selected(self, np.flatnonzero(~(too_late | too_early)))


def _selected(rows: Rows, chosen: NDArray[np.int64]) -> Rows:
    """Return the rows at these positions, with only the nodes that they name."""
    ends = np.concatenate([rows.sources[chosen], rows.targets[chosen]])
    names, positions = np.unique(ends, return_inverse=True)
    return Rows(
        tuple(rows.nodes[name] for name in names),
        positions[: len(chosen)].astype(np.int64),
        positions[len(chosen) :].astype(np.int64),
        rows.signs[chosen],
        rows.numbers[chosen],
        None if rows.days is None else rows.days[chosen],
    )


def read_rows(content: str | bytes, place: str, by: str | None = None) -> dict[str | None, Rows]:
    """Return the signed ties of a CSV file, group by group.

    Parameters
    ----------
    content : str or bytes
        The first row names the columns, in any order: ``source``, ``target`` and ``sign``, for
        dated ties ``from`` and ``to`` or one of them, and others, which are not read. The
        delimiter (comma, semicolon or tab) is that of the header; cells may be quoted. A byte
        order mark, any line ends and empty lines are taken, and space around a cell is dropped.
        A sign is ``1``, ``+1``, ``+``, ``-1`` or ``-``. A date is one of EDTF levels 0 and 1,
        as `khgraph.dates.edtf_bounds` reads it within ``from/to``: an empty cell is not known,
        ``..`` is open. Bytes must be UTF-8.
    place : str
        What errors call the file.
    by : str, optional
        The column to group by.

    Returns
    -------
    dict
        From the value of *by* to its `Rows`: in the order of numbers if every value is one, else
        in that of the text. Without *by* there is one group, None.

    Raises
    ------
    DateError
        If a date is not well formed, or a tie ends before it begins.
    LoadError
        If there is no row or no such column, or a row has too few or too many cells, an empty
        name, another sign, or ties a node to itself. It names the row.

    Notes
    -----
    Linear in the rows, but for the sorting of names. Every distinct date is parsed once.
    """
    numbers, columns = _columns(_text(content, place), place, by)
    for name in REQUIRED[:2]:
        if "" in columns[name].values:
            number = numbers[columns[name].first("")]
            raise LoadError(f"{place}, row {number}: the {name} is empty; fill in a name")
    for sign in columns["sign"].values:
        if sign not in SIGNS:
            raise LoadError(
                f"{place}, row {numbers[columns['sign'].first(sign)]}: the sign is {sign!r}; write "
                "1 or + for a friendly tie, -1 or - for a hostile one, and leave out any other"
            )
    nodes = sorted({*columns["source"].values, *columns["target"].values})
    places = {name: i for i, name in enumerate(nodes)}
    sources, targets = (
        np.array([places[name] for name in column.values], np.int64)[column.codes]
        for column in (columns["source"], columns["target"])
    )
    loops = np.flatnonzero(sources == targets)
    if loops.size:
        raise LoadError(
            f"{place}, row {numbers[loops[0]]}: {nodes[sources[loops[0]]]!r} is tied to itself; "
            "correct one end or delete the row"
        )
    rows = Rows(
        tuple(nodes),
        sources,
        targets,
        np.array([SIGNS[sign] for sign in columns["sign"].values], np.int8)[columns["sign"].codes],
        numbers,
        _days(columns.get("from"), columns.get("to"), numbers, place),
    )
    return {None: rows} if by is None else _groups(rows, columns[by], by, place)


class _Column(NamedTuple):
    """A column: its distinct cells in order of first appearance, and which each row has."""

    values: list[str]
    codes: NDArray[np.int64]

    def first(self, value: str) -> int:
        """Return the position of the first row that has *value*."""
        return int(np.argmax(self.codes == self.values.index(value)))


def _text(content: str | bytes, place: str) -> str:
    """Return the content as text without a byte order mark."""
    if isinstance(content, bytes):
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = content.count(b"\n", 0, error.start) + 1
            raise LoadError(f"{place}, row {row}: not UTF-8; save the file in UTF-8") from None
    return content.removeprefix("\ufeff")


def _columns(text: str, place: str, by: str | None) -> tuple[NDArray[np.int64], dict[str, _Column]]:
    """Return the rows' numbers, and the columns that are read."""
    header, delimiter = _header(text, place)
    known = ", ".join(header)
    for name in REQUIRED:
        if name not in header:
            raise LoadError(
                f"{place}, row 1: no column is called {name} (there are: {known}); "
                "the first row must name source, target and sign"
            )
    if by is not None and by not in header:
        raise LoadError(
            f"{place}, row 1: no column is called {by!r}; to group, take one of: {known}"
        )
    wanted = [name for name in header if name in (*REQUIRED, "from", "to", by)]
    for name in wanted:
        if wanted.count(name) > 1:
            raise LoadError(f"{place}, row 1: two columns are called {name}; rename one")
    numbers = array("q")
    columns = [(header.index(name), _codes(), array("q")) for name in wanted]
    records = _records(text, delimiter, place)
    next(records)
    while batch := list(islice(records, _BATCH)):
        for number, row in batch:
            if len(row) != len(header):
                raise LoadError(
                    f"{place}, row {number}: {len(row)} cells, but {len(header)} columns; write "
                    "one cell for each, and put a cell that holds the delimiter in double quotes"
                )
        numbers.extend(number for number, _ in batch)
        for position, codes, found in columns:
            found.extend([codes[row[position].strip()] for _, row in batch])
    if not numbers:
        raise LoadError(f"{place}: no row follows the header; write one for each tie")
    return np.array(numbers, np.int64), {
        name: _Column(list(codes), np.array(found, np.int64))
        for name, (_, codes, found) in zip(wanted, columns, strict=True)
    }


def _codes() -> defaultdict[str, int]:
    """Return a mapping that numbers its keys from 0 as they come."""
    codes: defaultdict[str, int] = defaultdict()
    codes.default_factory = codes.__len__
    return codes


def _header(text: str, place: str) -> tuple[list[str], str]:
    """Return the names in the first row, and the delimiter that divides it into the most."""
    found: list[tuple[list[str], str]] = []
    problems: list[LoadError] = []
    for delimiter in DELIMITERS:
        try:
            number, row = next(_records(text, delimiter, place), (0, []))
        except LoadError as error:
            # What is quoted well with one delimiter is not with another.
            problems.append(error)
            continue
        if number == 0:
            raise LoadError(
                f"{place}: the file is empty; write a header, such as source,target,sign, and a "
                "row for each tie"
            )
        if number > 1:
            raise LoadError(f"{place}, row 1: it is empty; write the header there")
        found.append(([name.strip() for name in row], delimiter))
    if not found:
        raise problems[0]
    return max(found, key=lambda one: len(one[0]))


def _records(text: str, delimiter: str, place: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of every row that is not empty."""
    # Strict, since a quote that is never closed would swallow the rest of the file.
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    number = 0
    # A cell may be as long as it likes; the module's own limit is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        for number, row in enumerate(reader, start=1):
            if row and (len(row) > 1 or row[0].strip()):
                yield number, row
    except csv.Error as error:
        raise LoadError(
            f"{place}, row {number + 1}: not CSV ({error}); mend its double quotes"
        ) from None


def _days(
    start: _Column | None, end: _Column | None, numbers: NDArray[np.int64], place: str
) -> NDArray[np.datetime64] | None:
    """Return the four bounds of every row, as `khgraph.dates.edtf_bounds` has them of from/to."""
    if start is None and end is None:
        return None
    start, end = (
        _Column([""], np.zeros(len(numbers), np.int64)) if side is None else side
        for side in (start, end)
    )
    days = np.concatenate(
        [
            _side_days(start, "from", OPEN_START, numbers, place),
            _side_days(end, "to", OPEN_END, numbers, place),
        ],
        axis=1,
    )
    wrong = np.flatnonzero(days[:, 0] > days[:, 3])
    if wrong.size:
        row = wrong[0]
        dates = [side.values[side.codes[row]] for side in (start, end)]
        raise DateError(
            f"{place}, row {numbers[row]}: it is from {dates[0]} to {dates[1]}, which ends before "
            "it begins; correct one of the two"
        )
    # No span ends before it begins, so one bound limits the other; a comparison with NaT is false.
    days[:, 1] = np.where(days[:, 1] > days[:, 3], days[:, 3], days[:, 1])
    days[:, 2] = np.where(days[:, 2] < days[:, 0], days[:, 0], days[:, 2])
    return days


def _side_days(
    column: _Column, name: str, open_day: str, numbers: NDArray[np.int64], place: str
) -> NDArray[np.datetime64]:
    """Return the first and the last day on which each row can have begun, or ended."""
    spans = []
    for cell in column.values:
        try:
            spans.append(_span(cell, open_day))
        except DateError as error:
            number = numbers[column.first(cell)]
            raise DateError(f"{place}, row {number}, {name}: {error}") from error
    return np.array(spans, "datetime64[D]")[column.codes]


def _span(cell: str, open_day: str) -> tuple[str | None, str | None]:
    """Return the first and last day of one side of an interval."""
    if not cell:
        return None, None
    if cell == "..":
        return open_day, open_day
    if _DAY.fullmatch(cell):
        # Days are many, and the parser of all EDTF takes milliseconds over each.
        return parse_day(cell), cell
    if "/" in cell or "[" in cell:
        raise DateError(f"{cell!r} is not one date; write the start under from, the end under to")
    return edtf_bounds(cell)[:2]


def _groups(rows: Rows, column: _Column, name: str, place: str) -> dict[str | None, Rows]:
    """Return the rows of each value, in the order of the values."""
    if "" in column.values:
        number = rows.numbers[column.first("")]
        raise LoadError(f"{place}, row {number}: the {name} is empty; fill it in or delete the row")
    values = sorted(column.values)
    if all(map(_NUMBER.fullmatch, values)):
        # Stable, so that 1 and 01 keep the order of their text.
        values.sort(key=Decimal)
    order = np.argsort(column.codes, kind="stable")
    chosen = np.split(order, np.cumsum(np.bincount(column.codes))[:-1])
    parts = dict(zip(column.values, chosen, strict=True))
    return {value: _selected(rows, parts[value]) for value in values}


class LeftOut(NamedTuple):
    """A pair whose rows make no edge: its two nodes, the rows' numbers, and why."""

    a: str
    b: str
    rows: tuple[int, ...]
    why: str


class Combined(NamedTuple):
    """A simple signed graph, and what of the rows went into it.

    Attributes
    ----------
    rule : str
        The key of `RULES`.
    graph : SignedGraph
        All nodes of the rows, and one edge for each pair that *rule* gives a sign.
    weights : int64 array or None
        Under ``keep`` the surplus of rows of the edge's sign, for each edge; else None: all are 1.
    constant : int
        Under ``keep`` the number of offending rows of which no division into factions is free;
        else 0. The frustration of the rows is that of the weighted graph plus this.
    left_out : tuple of LeftOut
        By pair; empty under ``keep``.
    pairs : int64 array of shape (pairs, 2)
        Every pair that has a row, i < j, in lexicographic order, whether it is an edge or not.
    positive, negative : int64 array
        How many rows of each sign each of `pairs` has, for a census that counts every row.
    kept : int64 array
        The position in `pairs` of each edge of `graph`.
    numbers, starts : int64 array
        The row numbers pair by pair, and where those of each of `pairs` start, and the end.
    """

    rule: str
    graph: SignedGraph
    weights: NDArray[np.int64] | None
    constant: int
    left_out: tuple[LeftOut, ...]
    pairs: NDArray[np.int64]
    positive: NDArray[np.int64]
    negative: NDArray[np.int64]
    kept: NDArray[np.int64]
    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]

    def rows_of(self, edge: int) -> tuple[int, ...]:
        """Return the numbers of the rows behind the edge at position *edge* of the graph."""
        pair = self.kept[edge]
        return tuple(self.numbers[self.starts[pair] : self.starts[pair + 1]].tolist())


def combine(rows: Rows, rule: str = "any") -> Combined:
    """Return the simple signed graph that rows make by one of `RULES`.

    Raises
    ------
    KhgraphError
        If there is no such rule.

    Notes
    -----
    ``keep`` rests on this: where p positive and n negative rows join two nodes, n offend if the
    two share a faction and p if not. That is min(p, n) in either case, and abs(p - n) more if
    one edge of the sign of p - n would offend. A pair with p = n is therefore no edge.

    O(r log r) for r rows.
    """
    if rule not in RULES:
        raise KhgraphError(f"no rule is called {rule!r}; use one of {', '.join(RULES)}")
    count = len(rows.nodes)
    low, high = np.minimum(rows.sources, rows.targets), np.maximum(rows.sources, rows.targets)
    keys, pair_of_row = np.unique(low * count + high, return_inverse=True)
    pairs = np.stack(np.divmod(keys, max(count, 1)), axis=1)
    positive, negative, forward, backward = (
        np.bincount(pair_of_row[which], minlength=len(keys)).astype(np.int64)
        for which in (
            rows.signs > 0,
            rows.signs < 0,
            rows.sources < rows.targets,
            rows.sources > rows.targets,
        )
    )
    surplus = positive - negative
    ambivalent = (positive > 0) & (negative > 0)
    numbers = rows.numbers[np.argsort(pair_of_row, kind="stable")]
    starts = np.concatenate([[0], np.cumsum(positive + negative)])
    # Why a pair can be left out; the first reason that holds is told.
    reasons = {
        "any": [(AMBIVALENT, ambivalent)],
        "sum": [(CANCELLED, surplus == 0)],
        "mutual": [(ONE_SIDED, (forward == 0) | (backward == 0)), (AMBIVALENT, ambivalent)],
        "keep": [],
    }[rule]
    why = np.full(len(keys), len(reasons))
    for place, (_, holds) in reversed(list(enumerate(reasons))):
        why[holds] = place
    out = np.flatnonzero(why < len(reasons))
    bounds = zip(starts[out].tolist(), starts[out + 1].tolist(), strict=True)
    left_out = tuple(
        LeftOut(rows.nodes[a], rows.nodes[b], tuple(numbers[first:end].tolist()), reasons[place][0])
        for (a, b), (first, end), place in zip(
            pairs[out].tolist(), bounds, why[out].tolist(), strict=True
        )
    )
    kept = np.flatnonzero((why == len(reasons)) & (surplus != 0))
    graph = SignedGraph(rows.nodes, pairs[kept], np.sign(surplus[kept]).astype(np.int8))
    is_weighted = rule == "keep"
    return Combined(
        rule,
        graph,
        np.abs(surplus[kept]) if is_weighted else None,
        int(np.minimum(positive, negative).sum()) if is_weighted else 0,
        left_out,
        pairs,
        positive,
        negative,
        kept,
        numbers,
        starts,
    )
