"""What a query asks, in words: before it is run, or instead."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.catalogue import NamedQuery
from khgraph.errors import QueryError
from khgraph.namespaces import KH, PREFIXES, shorten
from khgraph.repl.tokens import Token, columns_of, tokens_of
from khgraph.stores import Store, Term, is_iri, language_of, text_of, values_block
from khgraph.stores.sparql import calls_service, form_of, syntax_fault
from khgraph.tables import fold_lines, harmless, one_line

if TYPE_CHECKING:
    from khgraph.reading import Reading

_OWN = tuple(PREFIXES[prefix] for prefix in PREFIXES if prefix.startswith("kh"))


class BoundParameter(NamedTuple):
    """A parameter with the term that stands for it, and the term's label where it has one."""

    name: str
    type: str
    term: Term
    label: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the parameter for JSON; the term as N-Triples write it."""
        return self._asdict() | {"term": str(self.term)}


class UsedTerm(NamedTuple):
    """A term of the project that a query uses; without a label where the data has no such thing."""

    iri: str
    label: str | None
    definition: str | None


class Explanation(NamedTuple):
    """What a query asks.

    `parameters` are as they would be bound, `prefixes` those that the text uses, `limit`
    is None where it has none.
    """

    name: str
    question: str
    form: str
    data: str
    reading: Reading | None
    columns: tuple[str, ...]
    parameters: tuple[BoundParameter, ...]
    terms: tuple[UsedTerm, ...]
    prefixes: dict[str, str]
    limit: int | None
    calls_service: bool
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation for JSON."""
        return self._asdict() | {
            "reading": self.reading.as_dict() if self.reading else None,
            "columns": list(self.columns),
            "parameters": [parameter.as_dict() for parameter in self.parameters],
            "terms": [term._asdict() for term in self.terms],
        }

    def words(self, width: int) -> str:
        """Return the explanation for people, folded to *width*; the query's text as it is."""
        reading = "none: the statements and claims as they are"
        if self.reading:
            reading = f"with direct triples of: {self.reading.describe()}"
        service = "yes, it asks another endpoint" if self.calls_service else "no"
        heading = f"{self.name}: {self.question}" if self.question else f"query {self.name}"
        lines = fold_lines(heading, width, "", "  ")
        for name, words in (
            ("form", self.form),
            ("data", self.data),
            ("reading", reading),
            ("columns", " ".join(self.columns)),
            ("limit", "none" if self.limit is None else str(self.limit)),
            ("SERVICE", service),
        ):
            if words:
                lines += fold_lines(words, width, f"  {name:<10}", " " * 12)
        rows = [
            (f"${p.name} ({p.type})", _shown(p.term) + (f"  {p.label}" if p.label else ""))
            for p in self.parameters
        ]
        lines += _block("parameters", rows, width)
        lines += _block("terms", [(shorten(t.iri), _term_words(t)) for t in self.terms], width)
        prefixes = [(f"{prefix}:", iri) for prefix, iri in self.prefixes.items()]
        lines += _block("prefixes", prefixes, width)
        return "\n".join(lines) + "\n\n" + harmless(self.text.rstrip()) + "\n"


def _shown(term: Term) -> str:
    return shorten(text_of(term)) if is_iri(term) else one_line(str(term))


def _term_words(term: UsedTerm) -> str:
    if term.label is None:
        return "no term of the ontology" if term.iri.startswith(KH) else "not in the data"
    return f"{term.label}: {term.definition}" if term.definition else term.label


def _block(heading: str, rows: list[tuple[str, str]], width: int) -> list[str]:
    """Return lines under a heading, the first cells in a column of their own; none for no row."""
    if not rows:
        return []
    indent = max(len(first) for first, _ in rows) + 6
    lines = ["", f"  {heading}"]
    for first, second in rows:
        # A name that is as long as the line would leave no room beside it.
        start = f"    {one_line(first)}".ljust(indent)
        lines += fold_lines(second, max(width, indent + 20), start, " " * indent) or [start]
    return lines


def explain(
    query: NamedQuery, bindings: Mapping[str, Term], store: Store, reading: Reading | None = None
) -> Explanation:
    """Return what *query* asks of *store*; nothing is asked but what its terms are called.

    Parameters
    ----------
    query : NamedQuery
        One without a question is a text that somebody wrote.
    bindings : mapping of str to term
        Its parameters, as `NamedQuery.bindings` returns them.
    store : Store
    reading : Reading, optional
        The reading of the direct triples, None where there are none.

    Raises
    ------
    QueryError
        If it is not SPARQL 1.1; says where.
    """
    fault = syntax_fault(query.text)
    if fault is not None:
        raise QueryError(f"query {query.name}: {fault}")
    tokens = tokens_of(query.text)
    prefixes = _prefixes_in(tokens)
    used = _own_terms(tokens, prefixes)
    named = {text_of(term) for term in bindings.values() if is_iri(term)}
    found = _described(store, used | named)
    return Explanation(
        query.name,
        query.summary,
        form_of(query.text),
        store.data_name,
        reading,
        query.columns or columns_of(query.text),
        tuple(
            BoundParameter(p.name, p.type, bindings[p.name], found[text_of(bindings[p.name])].label)
            if is_iri(bindings[p.name])
            else BoundParameter(p.name, p.type, bindings[p.name], None)
            for p in query.parameters
        ),
        tuple(found[iri] for iri in sorted(used)),
        prefixes,
        _limit_of(tokens),
        calls_service(query.text),
        query.text,
    )


def _prefixes_in(tokens: list[Token]) -> dict[str, str]:
    """Return the prefixes that a query uses with what they stand for, sorted."""
    declared = dict(PREFIXES)
    places = set()
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        kinds = (word.kind, name.kind, iri.kind)
        if word.text.upper() == "PREFIX" and kinds == ("word", "name", "iri"):
            declared[name.text.partition(":")[0]] = iri.text[1:-1]
            places.add(name.start)
    used = {t.text.partition(":")[0] for t in tokens if t.kind == "name" and t.start not in places}
    return {prefix: declared[prefix] for prefix in sorted(used) if prefix in declared}


def _own_terms(tokens: list[Token], prefixes: Mapping[str, str]) -> set[str]:
    """Return the IRIs in the project's namespaces that a query names, in whichever way."""
    found = set()
    for kind, text, _ in tokens:
        if kind == "iri":
            found.add(text[1:-1])
        elif kind == "name":
            prefix, _, local = text.partition(":")
            found.add(prefixes.get(prefix, "") + local.replace("\\", ""))
    # A namespace by itself stands in a PREFIX line.
    return {iri for iri in found if iri.startswith(_OWN) and iri not in _OWN}


def _limit_of(tokens: list[Token]) -> int | None:
    """Return the number after the LIMIT of the query as a whole, not of one within it."""
    depth, limit = 0, None
    for token, following in pairwise(tokens):
        if token.kind == "mark":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.text.upper() == "LIMIT" and following.kind == "number":
            limit = int(following.text)
    return limit


def _described(store: Store, iris: set[str]) -> dict[str, UsedTerm]:
    """Return label and definition by IRI, in English where there are several."""
    found: dict[str, UsedTerm] = {iri: UsedTerm(iri, None, None) for iri in iris}
    if not iris:
        return found
    rows = store.select(
        "SELECT ?term ?label ?definition WHERE {"
        f" {values_block('term', iris)} ?term skos:prefLabel ?label"
        " OPTIONAL { ?term skos:definition ?definition } }"
    )

    def rank(term: Term | None) -> tuple[bool, str]:
        return language_of(term).split("-")[0] not in ("en", ""), text_of(term)

    rows.sort(key=lambda row: (rank(row[1]), rank(row[2])), reverse=True)
    for term, label, definition in rows:
        iri = text_of(term)
        found[iri] = UsedTerm(iri, text_of(label), text_of(definition) or None)
    return found
