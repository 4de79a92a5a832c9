"""What may be typed next: parameters and their values, terms, things, keywords, variables.

Things are offered by the beginning of their id, their label or another word of the
label; case and diacritics do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from khgraph.catalogue import NamedQuery, Parameter
from khgraph.errors import KhgraphError
from khgraph.names import NameIndex, fold
from khgraph.namespaces import KH, PREFIXES, THING_NAMESPACES, local_name, shorten
from khgraph.records import relation_types
from khgraph.repl.tokens import tokens_of
from khgraph.stores import Store, is_iri, language_of, text_of
from khgraph.stores.local import LocalStore

KEYWORDS = (
    *("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FROM", "NAMED", "PREFIX", "BASE"),
    *("DISTINCT", "REDUCED", "OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH"),
    *("SERVICE", "SILENT", "EXISTS", "NOT", "IN", "AS", "UNDEF"),
    *("GROUP BY", "ORDER BY", "HAVING", "ASC", "DESC", "LIMIT", "OFFSET"),
    *("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "SEPARATOR"),
    *("BOUND", "COALESCE", "IF", "STR", "LANG", "LANGMATCHES", "DATATYPE", "IRI", "BNODE"),
    *("isIRI", "isBLANK", "isLITERAL", "isNUMERIC", "sameTerm", "STRDT", "STRLANG", "RAND"),
    *("REGEX", "REPLACE", "SUBSTR", "STRLEN", "UCASE", "LCASE", "CONTAINS", "STRSTARTS"),
    *("STRENDS", "STRBEFORE", "STRAFTER", "CONCAT", "ENCODE_FOR_URI", "ABS", "ROUND", "CEIL"),
    *("FLOOR", "NOW", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "true", "false"),
)
# Two letters begin too many labels to be of use.
_SHORTEST_LABEL = 3
# A larger graph than this has more names than anyone wants to choose from.
_MOST_NAMES = 50_000


class Offer(NamedTuple):
    """Something that may be typed: what is typed in full, and what it means."""

    text: str
    meaning: str = ""


def parameters_beginning(
    query: NamedQuery, beginning: str, given: Iterable[str] = ()
) -> list[Offer]:
    """Return the parameters of *query* that begin so, ``name=``, without those that are given."""
    taken = set(given)
    return [
        Offer(f"{p.name}=", f"{p.type}, by default {p.default}" if p.default else p.type)
        for p in query.parameters
        if p.name.startswith(beginning) and p.name not in taken
    ]


def values_beginning(parameter: Parameter, store: Store, beginning: str) -> list[Offer]:
    """Return the values for a parameter that begin so; none where any text will do."""
    if parameter.type in ("actor", "thing", "source"):
        return _things_beginning(store, parameter.type, beginning)
    if parameter.type == "iri" and (parameter.default or "").removeprefix("<").startswith(
        ("kh:", KH)
    ):
        return _relations_beginning(store, beginning)
    return []


def _things_beginning(store: Store, kind: str, beginning: str) -> list[Offer]:
    things = [
        thing
        for thing in NameIndex(store)
        if kind == "thing" or (thing.is_actor if kind == "actor" else thing.kind == "Source")
    ]
    if ":" in beginning:
        short = {shorten(thing.iri): thing.label for thing in things}
        return [Offer(name, label) for name, label in short.items() if name.startswith(beginning)]
    ids = [thing.id for thing in things]
    wanted = fold(beginning)
    return [
        # An id that two things share says nothing without its prefix.
        Offer(thing.id if ids.count(thing.id) == 1 else shorten(thing.iri), thing.label)
        for thing in things
        if thing.id.startswith(wanted) or fold(thing.label).startswith(wanted)
    ]


def _relations_beginning(store: Store, beginning: str) -> list[Offer]:
    """Return the relation types as an IRI parameter takes them: with their prefix."""
    wanted = beginning.lower()
    kinds = relation_types(store)
    return [
        Offer(shorten(iri), kinds[iri].label)
        for iri in sorted(kinds)
        if shorten(iri).lower().startswith(wanted) or local_name(iri).lower().startswith(wanted)
    ]


class Vocabulary:
    """The names that a query over a store may use; read when they are first asked for.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """The label and all folded names, by the short form of an IRI; the ontology comes first."""
        try:
            rows = self._store.select(
                "SELECT ?thing ?label ?preferred WHERE {"
                " { ?thing skos:prefLabel ?label BIND(true AS ?preferred) } UNION"
                " { ?thing skos:altLabel ?label BIND(false AS ?preferred) } }"
                f" LIMIT {_MOST_NAMES}"
            )
        except KhgraphError:
            return {}
        labels: dict[str, tuple[int, str]] = {}
        names: dict[str, list[str]] = {}
        spaces = (KH, *THING_NAMESPACES)
        for thing, label, preferred in rows:
            iri, words = text_of(thing), text_of(label)
            if is_iri(thing) and iri.removesuffix(local_name(iri)) in spaces:
                names.setdefault(iri, []).append(fold(words))
                if text_of(preferred) == "true":
                    language = language_of(label).split("-")[0]
                    found = (0 if language == "en" else 1 if not language else 2, words)
                    labels[iri] = min(labels.get(iri, found), found)
        order = sorted(names, key=lambda iri: (not iri.startswith(KH), shorten(iri)))
        return {
            shorten(iri): (labels.get(iri, (0, ""))[1], tuple(sorted(names[iri]))) for iri in order
        }

    @cached_property
    def _properties(self) -> tuple[str, ...]:
        """The short forms of the properties that the data uses; of an endpoint that is too much."""
        if not isinstance(self._store, LocalStore):
            return ()
        rows = self._store.select("SELECT DISTINCT ?property WHERE { ?s ?property ?o }")
        short = {shorten(text_of(term)) for (term,) in rows}
        return tuple(sorted(name for name in short if name.partition(":")[0] in PREFIXES))

    def terms_beginning(self, beginning: str) -> Iterator[Offer]:
        """Yield the terms and things whose short form begins so, such as ``kha:ling``."""
        for name, (label, _) in self._names.items():
            if name.startswith(beginning):
                yield Offer(name, label)
        for name in self._properties:
            if name.startswith(beginning) and name not in self._names:
                yield Offer(name)

    def named(self, beginning: str) -> Iterator[Offer]:
        """Yield the terms and things of which the id or a name begins so, then a word of a name."""
        wanted = fold(beginning)
        if len(wanted) < _SHORTEST_LABEL:
            return
        inside = []
        for name, (label, names) in self._names.items():
            local = name.partition(":")[2]
            if local.lower().startswith(wanted) or any(n.startswith(wanted) for n in names):
                yield Offer(name, label)
            elif any(f" {wanted}" in known for known in names):
                inside.append(Offer(name, label))
        yield from inside


class Place(NamedTuple):
    """Offers for a place of a text: they stand for what begins at `start`."""

    start: int
    offers: list[Offer]


def sparql_offers(before: str, after: str, vocabulary: Vocabulary) -> Place:
    """Return what may be typed in a query between *before* and *after*.

    Nothing is offered in a string, a comment or an IRI.
    """
    tokens = tokens_of(before)
    last = tokens[-1] if tokens else None
    if last is not None and last.kind in ("comment", "open"):
        return Place(len(before), [])
    if last is None or last.end < len(before) or last.kind == "mark":
        return Place(len(before), [])
    if last.kind == "variable":
        return Place(last.start, _variables(before[: last.start] + " " + after, last.text))
    if last.kind == "name":
        return Place(last.start, list(vocabulary.terms_beginning(last.text)))
    if last.kind != "word":
        return Place(len(before), [])
    typed = last.text
    # Who types in small letters gets small letters.
    keywords = [w.lower() if typed.islower() and w.isupper() else w for w in KEYWORDS]
    offers = [Offer(word) for word in keywords if word.lower().startswith(typed.lower())]
    offers += [
        Offer(f"{prefix}:", PREFIXES[prefix])
        for prefix in sorted(PREFIXES)
        if prefix.startswith(typed)
    ]
    return Place(last.start, [*offers, *vocabulary.named(typed)])


def _variables(text: str, typed: str) -> list[Offer]:
    """Return the variables of *text* that begin as *typed*, with the mark that it has."""
    names = {token.text[1:] for token in tokens_of(text) if token.kind == "variable"}
    wanted = sorted(name for name in names if name and name.startswith(typed[1:]))
    return [Offer(typed[0] + name) for name in wanted if name != typed[1:]]
