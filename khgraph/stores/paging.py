"""Queries cut to what an endpoint takes and gives at once: pages of rows, parts of long lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from khgraph.errors import QueryError
from khgraph.stores.outline import VARIABLE, Outline, Span, outline, plain, tokens_in


def is_suspicious(count: int) -> bool:
    """Return whether so many rows may be all that an endpoint gives at once.

    Limits are round numbers or powers of two; of the counts that are no limit, one in
    a hundred is asked after.

    Examples
    --------
    >>> [count for count in (10, 50, 99, 100, 1024, 1536, 10_000) if is_suspicious(count)]
    [50, 100, 1024, 10000]
    """
    return count == 50 or (count >= 64 and (count % 100 == 0 or count & (count - 1) == 0))


class PagedQuery:
    """A SELECT query that can be counted, and asked for page by page.

    Parameters
    ----------
    text : str
        The query, its prefixes declared.

    Raises
    ------
    QueryError
        If its clauses cannot be told apart.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._query = outline(text)
        self._blanked = plain(text)

    @property
    def limit(self) -> int | None:
        """The most rows that the query itself asks for, None where it asks for all."""
        span = self._query.modifiers.get("LIMIT")
        found = span and re.match(r"LIMIT\s+([0-9]+)", self._cut(span, self._blanked), re.I)
        return int(found[1]) if found else None

    @property
    def is_star(self) -> bool:
        """Whether the columns are whatever variables there are."""
        return any(
            token.text == "*" and token.depth == 0
            for token in tokens_in(self._blanked, self._query.head)
        )

    def count(self) -> str:
        """Return the query for the number of rows."""
        return self._around("(COUNT(*) AS ?khgraph_count)", self._inner(""), "")

    def page(self, variables: Sequence[str], size: int, offset: int) -> str:
        """Return the query for *size* rows after *offset* others.

        The rows are in the query's own order, and where it leaves that open, in that of
        their values: no page repeats or leaves out what another one shows.

        Raises
        ------
        QueryError
            If a variable is none of standard SPARQL.
        """
        if not all(re.fullmatch(VARIABLE, f"?{name}") for name in variables):
            raise QueryError("its columns have no names that can be asked for")
        names = " ".join(f"?{name}" for name in variables)
        return self._around(names, self._inner(names), f"LIMIT {size} OFFSET {offset}")

    def _cut(self, span: Span, text: str | None = None) -> str:
        return (self._text if text is None else text)[span.start : span.end]

    def _around(self, head: str, inner: str, end: str) -> str:
        """Return a query over the sub-query *inner*, with the prologue and the dataset of this."""
        prologue = self._text[: self._query.start]
        dataset = self._cut(self._query.dataset)
        return f"{prologue}SELECT {head} {dataset}\nWHERE {{ {{ {inner}\n}} }} {end}"

    def _inner(self, order: str) -> str:
        """Return the query as a sub-query, sorted to the last by the variables of *order*."""
        query = self._query
        parts = [f"SELECT{self._cut(query.head)}\nWHERE {self._cut(query.body)}"]
        for word in ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
            span = query.modifiers.get(word)
            if span and (word != "ORDER" or order or "LIMIT" in query.modifiers):
                parts.append(self._cut(span))
            if word == "ORDER" and order:
                parts.append(order if span else f"ORDER BY {order}")
        return "\n".join(parts)


def split_values(text: str, size: int) -> list[str]:
    """Return queries over parts of the IRIs that a SELECT query begins its pattern with.

    Engines compile a long ``VALUES`` block into something that they then refuse, and
    servers take forms of some size only. The answers of the parts together are the
    answer of the whole, in no order; rows that DISTINCT leaves out are left to the caller.

    Parameters
    ----------
    text : str
    size : int
        How many IRIs may be asked after at once.

    Returns
    -------
    list of str
        Nothing where the list is empty, as then the answer is. Only *text* where the list
        is not too long, or the query cannot be split: its rows are sorted, limited, or
        counted over several of the IRIs.
    """
    is_empty = re.search(rf"\bVALUES\s+{VARIABLE}\s*\{{\s*\}}", text, re.IGNORECASE)
    if text.count("<") <= size and not is_empty:
        return [text]
    query = outline(text)
    block = re.compile(rf"\{{\s*VALUES\s+({VARIABLE})\s*\{{([^{{}}]*)\}}", re.IGNORECASE)
    blanked = plain(text)
    found = block.match(blanked, query.body.start)
    if query.form != "SELECT" or not found:
        return [text]
    if {"ORDER", "LIMIT", "OFFSET", "HAVING", "VALUES"} & set(query.modifiers):
        return [text]
    if not _is_summed_by(query, blanked, found[1][1:]):
        return [text]
    start, end = found.span(2)
    if not re.fullmatch(r"(?:\s*<[^<>\s]*>)*\s*", text[start:end]):
        return [text]
    iris = re.findall(r"<[^<>]*>", text[start:end])
    if 0 < len(iris) <= size or not columns_of(text):
        return [text]
    return [
        f"{text[:start]} {' '.join(iris[i : i + size])} {text[end:]}"
        for i in range(0, len(iris), size)
    ]


def columns_of(text: str) -> list[str]:
    """Return the columns that a SELECT query names, none where it has a star.

    Examples
    --------
    >>> columns_of("SELECT DISTINCT ?a (COUNT(?b) AS ?n) { ?a ?p ?b } GROUP BY ?a")
    ['a', 'n']
    """
    tokens = list(tokens_in(plain(text), outline(text).head))
    return [
        token.text
        for i, token in enumerate(tokens)
        if token.kind == "variable" and (token.depth == 0 or tokens[i - 1].text == "AS")
    ]


def _is_summed_by(query: Outline, blanked: str, variable: str) -> bool:
    """Return whether no row of the query comes from several values of *variable*."""
    if "GROUP" in query.modifiers:
        grouped = tokens_in(blanked, query.modifiers["GROUP"])
        return any(token.text == variable and token.depth == 0 for token in grouped)
    # Without groups, an expression may be an aggregate of all that there is.
    return not any(token.depth for token in tokens_in(blanked, query.head))


def is_distinct(text: str) -> bool:
    """Return whether a query asks for each row once."""
    query = outline(text)
    head: Iterator[str] = (token.text for token in tokens_in(plain(text), query.head))
    return next(head, "") == "DISTINCT"
