"""The tokens of a query, whole or half typed: enough to explain it and to complete it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyoxigraph as ox

from khgraph.namespaces import PREFIXES
from khgraph.stores.base import BASE_IRI, EVALUATION_ERRORS
from khgraph.stores.sparql import calls_service, syntax_fault

_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<comment>\#[^\n]*)",
            r'(?P<string>"{3}.*?"{3}|\'{3}.*?\'{3}'
            r'|"(?!"")(?:[^"\\\n]|\\.)*"|\'(?!\'\')(?:[^\'\\\n]|\\.)*\')',
            r"(?P<open>[\"'].*)",
            r'(?P<iri><[^<>"{}|^`\\\s]*>)',
            r"(?P<variable>[?$]\w*)",
            r"(?P<blank>_:[\w.-]*)",
            r"(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)",
            r"(?P<tag>@[A-Za-z-]+)",
            r"(?P<number>[0-9]+(?:\.[0-9]+)?)",
            r"(?P<word>[^\W\d]\w*)",
            r"(?P<mark>\S)",
        )
    ),
    re.DOTALL,
)
_OPENING, _CLOSING = "{([", "})]"


class Token(NamedTuple):
    """A token: what it is, its text, and its place in the query.

    `kind` is ``comment``, ``string``, ``open`` (a string that is not closed), ``iri``,
    ``variable``, ``blank``, ``name`` (with a prefix), ``tag``, ``number``, ``word`` or ``mark``.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the token."""
        return self.start + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of *text*, which need not be SPARQL.

    Examples
    --------
    >>> [token.kind for token in tokens_of("ASK { ?a kh:fought <urn:b> } # no")]
    ['word', 'mark', 'variable', 'name', 'iri', 'mark', 'comment']
    """
    return [
        Token(match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(text)
    ]


def is_balanced(text: str) -> bool:
    """Return whether every bracket and string of *text* is closed."""
    pending: list[str] = []
    for kind, mark, _ in tokens_of(text):
        if kind == "open":
            return False
        if kind == "mark" and mark in _OPENING:
            pending.append(_CLOSING[_OPENING.index(mark)])
        elif kind == "mark" and mark in _CLOSING and (not pending or pending.pop() != mark):
            return False
    return not pending


def columns_of(text: str) -> tuple[str, ...]:
    """Return the variables that a query selects, in order; none where it selects nothing.

    An empty graph is asked, with GRAPH for SERVICE: even a query of nothing would call it.
    """
    if calls_service(text):
        text = _without_service(text)
        if calls_service(text):
            return ()
    try:
        answer = ox.Store().query(text, prefixes=PREFIXES, base_iri=BASE_IRI)
    except (SyntaxError, *EVALUATION_ERRORS):
        return ()
    if not isinstance(answer, ox.QuerySolutions):
        return ()
    return tuple(variable.value for variable in answer.variables)


def _without_service(text: str) -> str:
    """Return *text* with GRAPH for SERVICE, every character after it in its place.

    Even a query of nothing would call the service.
    """
    result = text
    tokens = tokens_of(text)
    for token, following in zip(tokens, [*tokens[1:], Token("", "", 0)], strict=True):
        if token.kind == "word" and token.text.upper() == "SERVICE":
            result = _replaced(result, token, "GRAPH")
            if following.kind == "word" and following.text.upper() == "SILENT":
                result = _replaced(result, following, "")
    return result


def _replaced(text: str, token: Token, word: str) -> str:
    return text[: token.start] + word.ljust(len(token.text)) + text[token.end :]


def is_complete(text: str) -> bool:
    """Return whether *text* is a whole query.

    Examples
    --------
    >>> is_complete("ASK { ?a ?b ?c"), is_complete("ASK { ?a ?b ?c }")
    (False, True)
    """
    return is_balanced(text) and syntax_fault(text) is None
