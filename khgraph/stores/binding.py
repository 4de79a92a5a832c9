"""A query with terms in place of its parameters, for stores that bind no variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from khgraph.errors import QueryError
from khgraph.stores.outline import VARIABLE, Outline, Span, Token, outline, plain, tokens_in
from khgraph.stores.terms import Term

_REFUSED = "the query cannot be answered: "
_Change = tuple[int, int, str]


def bound(text: str, bindings: Mapping[str, Term]) -> str:
    """Return a query in which the variables of *bindings* are terms.

    The patterns get the term in place of the variable, the outermost SELECT clause
    gives it its name; a sub-query that does not select the variable has another one of
    that name, which stays. No text of a user's is ever pasted, only what terms are
    written as.

    Parameters
    ----------
    text : str
        A SPARQL query.
    bindings : mapping of str to term
        Values for variables; each must stand in the SELECT clause.

    Raises
    ------
    QueryError
        If a variable does not stand in the SELECT clause, or where no term can stand for it.

    Examples
    --------
    >>> bound("SELECT $a ?b { $a ?p ?b } ORDER BY $a", {"a": ox.NamedNode("urn:x")})
    'SELECT (<urn:x> AS $a) ?b { <urn:x> ?p ?b } ORDER BY $a'
    """
    if not bindings:
        return text
    for name in bindings:
        if not re.fullmatch(VARIABLE, f"?{name}"):
            raise QueryError(f"{_REFUSED}The variable name is invalid")
    query = outline(text)
    blanked = plain(text)
    _check_angles(text, blanked, bindings)
    changes = sorted(_Binder(blanked, bindings).changes(query, set(bindings)))
    pieces, last = [], 0
    for start, end, new in changes:
        pieces += [text[last:start], new]
        last = end
    return "".join([*pieces, text[last:]])


def written(term: Term) -> str:
    r"""Return a term as it stands in a query.

    Raises
    ------
    QueryError
        If it has no name that another process knows.

    Examples
    --------
    >>> written(ox.Literal('a "b"'))
    '"a \\"b\\""'
    """
    if isinstance(term, ox.Literal):
        # Some engines take \uXXXX for a character before they read strings, even after a backslash.
        return re.sub(r"\\\\([uU])", lambda found: rf"\\\u{ord(found[1]):04X}", str(term))
    if not isinstance(term, ox.NamedNode):
        raise QueryError(f"{_REFUSED}only an IRI or a literal can be asked about, not {term}")
    return str(term)


def _check_angles(text: str, blanked: str, names: Mapping[str, Term]) -> None:
    """Refuse what may be two comparisons or an IRI, such as ``?x<?a&&?b>?y``."""
    for found in re.finditer(r"(?:(?<=[\w)\"'])<|<(?=[?$]))([^<>\s]*)>", text):
        inside = (mark[0][1:] for mark in re.finditer(VARIABLE, found[1]))
        if blanked[found.start()] == " " and any(name in names for name in inside):
            raise QueryError(f"{_REFUSED}put a space after each < that is no IRI's")


class _Binder:
    """Says what is to be changed in a blanked query, as places and new texts."""

    def __init__(self, blanked: str, bindings: Mapping[str, Term]) -> None:
        self._blanked = blanked
        self._terms = {name: written(term) for name, term in bindings.items()}
        known = {found[0][1:] for found in re.finditer(VARIABLE, blanked)}
        self._fresh: dict[str, str] = {}
        for name in bindings:
            fresh = f"{name}_given"
            while fresh in known:
                fresh += "_"
            self._fresh[name] = fresh

    def changes(
        self, query: Outline, names: set[str], *, is_inner: bool = False
    ) -> Iterator[_Change]:
        """Yield the changes for a query in which the variables *names* are bound."""
        if query.form == "SELECT":
            yield from self._head(query, names, is_inner)
        elif query.form == "DESCRIBE":
            yield from self._terms_in(query.head, names)
        else:
            used = {t.text for t in tokens_in(self._blanked, Span(query.start, query.end))}
            for name in sorted(names - used):
                raise QueryError(_not_selected(name))
        if query.template is not None:
            yield from self._terms_in(query.template, names)
        yield from self._body(query, names)
        for word, span in query.modifiers.items():
            if word == "GROUP":
                yield from self._group(span, names)
            elif word == "HAVING":
                yield from self._terms_in(span, names)
            elif word == "VALUES":
                self._refuse_values(span, names)

    def _tokens(self, span: Span) -> list[Token]:
        return list(tokens_in(self._blanked, span))

    def _head(self, query: Outline, names: set[str], is_inner: bool) -> Iterator[_Change]:
        tokens = self._tokens(query.head)
        plain_names = {t.text for t in tokens if t.kind == "variable" and t.depth == 0}
        is_star = any(t.text == "*" and t.depth == 0 for t in tokens)
        if not is_inner:
            for name in sorted(names - plain_names):
                raise QueryError(
                    f"{_REFUSED}name the columns of the query; with * no variable can be bound"
                    if is_star
                    else _not_selected(name)
                )
        # A sub-query need not hand out what is a term outside, unless it has nothing else to give.
        is_needed = is_inner and not any(
            t.text == "AS" or (t.kind == "variable" and t.depth == 0 and t.text not in names)
            for t in tokens
        )
        for i, token in enumerate(tokens):
            if token.kind != "variable" or token.text not in names:
                continue
            if token.depth:
                self._refuse_assignment(tokens, i)
                yield token.start, token.end, self._terms[token.text]
            elif is_inner and not is_needed:
                yield token.start, token.end, ""
            else:
                mark = self._blanked[token.start : token.end]
                alias = f"?{self._fresh[token.text]}" if is_inner else mark
                yield token.start, token.end, f"({self._terms[token.text]} AS {alias})"

    def _body(self, query: Outline, names: set[str]) -> Iterator[_Change]:
        at = query.body.start
        for inner in query.inner:
            yield from self._terms_in(Span(at, inner.start), names)
            head = self._tokens(inner.head)
            selected = {t.text for t in head if t.kind == "variable" and t.depth == 0}
            is_star = any(t.text == "*" and t.depth == 0 for t in head)
            yield from self.changes(inner, names if is_star else names & selected, is_inner=True)
            at = inner.end
        yield from self._terms_in(Span(at, query.body.end), names)

    def _terms_in(self, span: Span, names: set[str]) -> Iterator[_Change]:
        """Yield the terms in place of the variables of a pattern."""
        tokens = self._tokens(span)
        self._refuse_minus(tokens, names)
        for i, token in enumerate(tokens):
            if token.text == "VALUES" and token.kind == "word":
                self._refuse_values(Span(token.start, span.end), names)
            if token.kind != "variable" or token.text not in names:
                continue
            self._refuse_assignment(tokens, i)
            if i >= 2 and [t.text for t in tokens[i - 2 : i]] == ["BOUND", "("]:
                yield tokens[i - 2].start, tokens[i + 1].end, "true"
            else:
                yield token.start, token.end, self._terms[token.text]

    def _group(self, span: Span, names: set[str]) -> Iterator[_Change]:
        tokens = self._tokens(span)
        for i, token in enumerate(tokens):
            if token.kind == "variable" and token.text in names:
                self._refuse_assignment(tokens, i)
                term = self._terms[token.text]
                alias = f"({term} AS ?{self._fresh[token.text]}_group)"
                yield token.start, token.end, term if token.depth else alias

    def _refuse_assignment(self, tokens: list[Token], i: int) -> None:
        if i and tokens[i - 1].text == "AS":
            raise QueryError(f"{_REFUSED}it sets ?{tokens[i].text}, which has a value already")

    def _refuse_values(self, span: Span, names: set[str]) -> None:
        for token in self._tokens(span)[1:]:
            if token.text == "{":
                return
            if token.text in names and token.kind == "variable":
                raise QueryError(
                    f"{_REFUSED}it lists values of ?{token.text}, which has one already"
                )

    def _refuse_minus(self, tokens: list[Token], names: set[str]) -> None:
        """Refuse MINUS over a bound variable: it compares by the variables that both sides have."""
        for i, token in enumerate(tokens):
            if token.text != "MINUS" or token.kind != "word":
                continue
            level = 0
            for inside in tokens[i + 1 :]:
                level += (inside.text == "{") - (inside.text == "}")
                if inside.kind == "variable" and inside.text in names:
                    raise QueryError(
                        f"{_REFUSED}MINUS cannot hold ?{inside.text}, which is bound; "
                        "write FILTER NOT EXISTS"
                    )
                if level == 0:
                    break


def _not_selected(name: str) -> str:
    return f"{_REFUSED}The SPARQL query does not contains variable ?{name} in its SELECT projection"
