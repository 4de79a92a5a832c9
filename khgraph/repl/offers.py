"""What may be typed next at the prompt: in a dot-command, or in a query."""

from __future__ import annotations

import re
from collections.abc import Callable

from khgraph.catalogue import Parameter, find_query, named_queries
from khgraph.errors import KhgraphError
from khgraph.namespaces import local_name
from khgraph.records import relation_types
from khgraph.repl.session import COMMANDS, FORMS, QUERY_FORMS, STANCES
from khgraph.repl.words import (
    Offer,
    Place,
    Vocabulary,
    parameters_beginning,
    sparql_offers,
    values_beginning,
)
from khgraph.stores import Store
from khgraph.stores.sparql import form_of


class Menu:
    """What may be typed at the cursor.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._vocabulary = Vocabulary(store)

    def at(self, before: str, after: str = "") -> Place:
        """Return what may stand between *before* and *after*, and from where on it is replaced."""
        if not before.lstrip().startswith("."):
            return sparql_offers(before, after, self._vocabulary)
        start = len(before) - len(re.split(r"\s", before)[-1])
        typed = before[start:]
        words = before[:start].split()
        if not words:
            names = [name for name in COMMANDS if name.startswith(typed[1:])]
            return Place(start, [Offer(f".{name}", COMMANDS[name].help) for name in names])
        name, *given = words
        if name == ".explain" and form_of(" ".join([*given, typed])) in QUERY_FORMS:
            return sparql_offers(before, after, self._vocabulary)
        try:
            return self._argument(name.removeprefix("."), given, typed, start)
        except KhgraphError:
            return Place(start, [])

    def _argument(self, command: str, given: list[str], typed: str, start: int) -> Place:
        if command in ("query", "explain") and given:
            return self._parameter(given, typed, start)
        find = self._finders().get(command)
        offers = find(typed) if find else []
        return Place(start, offers)

    def _finders(self) -> dict[str, Callable[[str], list[Offer]]]:
        """Return what finds the argument of each command."""
        switch = _one_of("on", "off")
        return {
            "query": _query_names,
            "explain": _query_names,
            "format": _one_of(*FORMS),
            "time": switch,
            "direct": switch,
            "undated": switch,
            "reading": _one_of("clear"),
            "min-stance": _one_of(*STANCES),
            "level": _one_of("person", "group", "state"),
            "source": lambda typed: self._values("source", typed),
            "according-to": lambda typed: self._values("actor", typed),
            "type": self._types,
            "describe": self._terms,
        }

    def _values(self, kind: str, typed: str) -> list[Offer]:
        return values_beginning(Parameter("", kind, None), self._store, typed)

    def _types(self, typed: str) -> list[Offer]:
        kinds = relation_types(self._store)
        wanted = typed.lower()
        return [
            Offer(local_name(iri), kinds[iri].label)
            for iri in sorted(kinds)
            if local_name(iri).lower().startswith(wanted)
        ]

    def _terms(self, typed: str) -> list[Offer]:
        if ":" in typed:
            return list(self._vocabulary.terms_beginning(typed))
        return list(self._vocabulary.named(typed))

    def _parameter(self, given: list[str], typed: str, start: int) -> Place:
        query = find_query(given[0])
        name, equals, value = typed.partition("=")
        if not equals:
            taken = [pair.partition("=")[0] for pair in given[1:]]
            return Place(start, parameters_beginning(query, name, taken))
        offers = [
            offer
            for parameter in query.parameters
            if parameter.name == name
            for offer in values_beginning(parameter, self._store, value)
        ]
        return Place(start + len(name) + 1, offers)


def _query_names(typed: str) -> list[Offer]:
    return [
        Offer(name, query.summary)
        for name, query in named_queries().items()
        if name.startswith(typed)
    ]


def _one_of(*words: str) -> Callable[[str], list[Offer]]:
    return lambda typed: [Offer(word) for word in words if word.startswith(typed)]
