"""Where the clauses of a query stand: what must be known to change a query without breaking it.

This is no parser of SPARQL: it tells strings, comments and IRIs from the rest, pairs
the brackets, and finds the clauses by their keywords, in sub-queries too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from khgraph.errors import QueryError

# What in a query is no SPARQL of its own: comments, strings and IRIs.
_OPAQUE = re.compile(
    "|".join(
        (
            r"\\[^\n\r]",  # a character of a name that is written as an escape, such as a quote
            r"#[^\n\r]*",
            r'"{3}.*?"{3}',
            r"'{3}.*?'{3}",
            r'"(?:[^"\\\n\r]|\\.)*"',
            r"'(?:[^'\\\n\r]|\\.)*'",
            r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>",
            r"[\"'][^\n\r]*",  # a string that is not closed
        )
    ),
    re.DOTALL,
)
VARIABLE = r"[?$][\w\u00b7\u0300-\u036f\u203f\u2040]+"
_TOKEN = re.compile(
    rf"(?P<name>(?:[^\W\d][\w.-]*)?:[\w.:%\\-]*)|(?P<variable>{VARIABLE})"
    r"|@[A-Za-z-]+|(?P<word>[^\W\d]\w*)|(?P<mark>[{}()*])"
)
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class Span(NamedTuple):
    """From where to where something stands in the text of a query."""

    start: int
    end: int


class Token(NamedTuple):
    """A keyword in capitals, the name of a variable without its mark, a bracket, or a star.

    `depth` counts the round brackets around it within its clause.
    """

    kind: str
    text: str
    start: int
    end: int
    depth: int


class Outline(NamedTuple):
    """The clauses of a query or a sub-query.

    `head` is all between the keyword of the form and the dataset or the body; `body`
    the group pattern with its braces; `modifiers` the clauses after it by keyword;
    `inner` the sub-queries, wherever in the body they stand.
    """

    form: str
    start: int
    head: Span
    template: Span | None
    dataset: Span
    body: Span
    modifiers: dict[str, Span]
    end: int
    inner: tuple[Outline, ...]


def plain(text: str) -> str:
    """Return *text* with comments, strings and IRIs blanked out, every character in its place.

    Examples
    --------
    >>> plain("ASK { <urn:x> ?p '}' } # {")
    'ASK {         ?p     }    '
    """
    return _OPAQUE.sub(
        lambda found: r"\_" if found[0].startswith("\\") else re.sub(r"[^\n\r]", " ", found[0]),
        text,
    )


def tokens_in(text: str, span: Span) -> Iterator[Token]:
    """Yield the keywords, variables, brackets and stars in a part of a blanked text."""
    depth = 0
    for found in _TOKEN.finditer(text, span.start, span.end):
        kind = found.lastgroup
        if kind is None or kind == "name":
            continue
        word = found[0].upper() if kind == "word" else found[0]
        if kind == "variable":
            word = word[1:]
        depth -= word == ")"
        yield Token(kind, word, *found.span(), depth)
        depth += word == "("


def outline(text: str) -> Outline:
    """Return where the clauses of a query stand.

    Raises
    ------
    QueryError
        If it is no query, or its brackets do not match.
    """
    blanked = plain(text)
    tokens = list(tokens_in(blanked, Span(0, len(blanked))))
    start = next((i for i, token in enumerate(tokens) if token.text in _FORMS), None)
    if start is None:
        raise QueryError("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
    return _Reader(tokens, len(blanked)).query(start, len(tokens))


class _Reader:
    """Reads the clauses off the tokens of a query."""

    def __init__(self, tokens: list[Token], end: int) -> None:
        self._tokens = tokens
        self._end = end
        self._partner: dict[int, int] = {}
        opened: list[int] = []
        for i, token in enumerate(tokens):
            if token.text in ("{", "("):
                opened.append(i)
            elif token.text in ("}", ")"):
                if not opened or tokens[opened[-1]].text + token.text not in ("{}", "()"):
                    raise QueryError("the brackets of the query do not match")
                self._partner[opened.pop()] = i
        if opened:
            raise QueryError("the brackets of the query do not match")

    def query(self, first: int, last: int) -> Outline:
        """Return the query whose keyword is the token *first*, and that ends before *last*."""
        tokens = self._tokens
        form, i = tokens[first].text, first + 1
        template = None
        if form == "CONSTRUCT" and i < last and tokens[i].text == "{":
            template = Span(tokens[i].start, tokens[self._partner[i]].end)
            i = self._partner[i] + 1
        head_start = i
        while i < last and tokens[i].text not in ("{", "WHERE", "FROM", *_MODIFIERS):
            i = self._partner.get(i, i) + 1
        head = Span(tokens[first].end, self._place(i))
        if head_start == i or form in ("CONSTRUCT", "ASK"):
            head = Span(head.end, head.end)
        dataset_start = self._place(i)
        while i < last and tokens[i].text not in ("{", "WHERE", *_MODIFIERS):
            i += 1
        dataset = Span(dataset_start, self._place(i))
        i += i < last and tokens[i].text == "WHERE"
        body = Span(dataset.end, dataset.end)
        inner: tuple[Outline, ...] = ()
        if i < last and tokens[i].text == "{":
            close = self._partner[i]
            body = Span(tokens[i].start, tokens[close].end)
            inner = tuple(self._queries_in(i + 1, close))
            i = close + 1
        elif template is None and form != "DESCRIBE":
            raise QueryError("the query has no pattern in braces")
        starts: list[tuple[str, int]] = []
        while i < last:
            if tokens[i].text in _MODIFIERS:
                starts.append((tokens[i].text, tokens[i].start))
            i = self._partner.get(i, i) + 1
        end = self._place(last)
        modifiers = {
            word: Span(place, stop)
            for (word, place), (_, stop) in zip(starts, [*starts[1:], ("", end)], strict=False)
        }
        return Outline(
            form, tokens[first].start, head, template, dataset, body, modifiers, end, inner
        )

    def _place(self, i: int) -> int:
        """Return where the token *i* begins, or where the text ends that has no more."""
        return self._tokens[i].start if i < len(self._tokens) else self._end

    def _queries_in(self, first: int, last: int) -> Iterator[Outline]:
        i = first
        while i < last:
            if self._tokens[i].text == "SELECT" and self._tokens[i - 1].text == "{":
                close = self._partner[i - 1]
                yield self.query(i, close)
                i = close
            i += 1
