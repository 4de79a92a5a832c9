"""From what a user types to the thing that is meant: an id, a CURIE, an IRI or any label.

Case and diacritics do not count, but a label to the letter wins over one that only
sounds so, and a preferred label over other labels. A name that fits two things lists
both; one that fits none lists the nearest.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from khgraph.errors import NameLookupError
from khgraph.model import Entity
from khgraph.namespaces import KH, PREFIXES, THING_NAMESPACES, expand, shorten
from khgraph.records import entities
from khgraph.stores import Store, text_of

_LONGEST_SHOWN = 60
# The languages in which a whole label is looked for, before all names are read.
_LANGUAGES = ("en", "ja", "mn", "ru", "zh")
_THING_PREFIXES = tuple(f"{prefix}:" for prefix in PREFIXES if PREFIXES[prefix] in THING_NAMESPACES)


def fold(text: str) -> str:
    """Return *text* without case, diacritics or doubled space, for comparing names.

    Examples
    --------
    >>> fold("Genghis  Kh\u00e1n")
    'genghis khan'
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


class NameIndex:
    """All names of the things in a store; read when a name first needs more than its id.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        return {
            iri: entity for iri, entity in entities(self._store).items() if not iri.startswith(KH)
        }

    @cached_property
    def _ids(self) -> dict[str, set[str]]:
        ids: dict[str, set[str]] = defaultdict(set)
        for iri, entity in self._entities.items():
            if iri.removesuffix(entity.id) in THING_NAMESPACES:
                ids[fold(entity.id)].add(iri)
        return ids

    @cached_property
    def _labels(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The IRIs by folded preferred label, and by folded other label."""
        preferred: dict[str, set[str]] = defaultdict(set)
        other: dict[str, set[str]] = defaultdict(set)
        for thing, is_preferred, label in self._store.select(
            "SELECT ?thing ?preferred ?label WHERE {"
            " { ?thing skos:prefLabel ?label BIND(1 AS ?preferred) } UNION"
            " { ?thing skos:altLabel ?label BIND(0 AS ?preferred) } }"
        ):
            if text_of(thing) in self._entities:
                table = preferred if text_of(is_preferred) == "1" else other
                table[fold(text_of(label))].add(text_of(thing))
        return preferred, other

    def __iter__(self) -> Iterator[Entity]:
        """Iterate over the things, by label."""
        return iter(sorted(self._entities.values(), key=lambda e: (fold(e.label), e.iri)))

    def find(self, name: str, *, actors_only: bool = False) -> Entity:
        """Return the one thing that *name* means.

        Parameters
        ----------
        name : str
            An id, a CURIE, an IRI or a label.
        actors_only : bool
            Whether only actors are looked for.

        Raises
        ------
        NameLookupError
            If nothing or more than one thing has the name; names the candidates.
        """
        wanted = name.strip()
        if not wanted:
            raise NameLookupError("the name is empty; give an id, a CURIE, an IRI or a label")
        for matches in self._lookups(wanted):
            if actors_only:
                matches = [entity for entity in matches if entity.is_actor]
            if len(matches) == 1:
                return matches[0]
            if matches:
                options = tuple(
                    f"{entity.label} ({shorten(entity.iri)})"
                    for entity in sorted(matches, key=lambda e: e.iri)
                )
                raise NameLookupError(
                    f"{name!r} may mean {' or '.join(options)}; give the id in brackets", options
                )
        nearest = self.nearest(wanted, actors_only=actors_only)
        kind = "actor" if actors_only else "thing"
        shown = wanted if len(wanted) <= _LONGEST_SHOWN else wanted[:_LONGEST_SHOWN] + "..."
        message = f"no {kind} is called {shown!r}"
        if nearest:
            message += f"; did you mean {' or '.join(nearest)}?"
        elif re.fullmatch(r"[a-z]+:\S+", wanted) and wanted.partition(":")[0] not in PREFIXES:
            message += f"; the prefixes of things are {', '.join(_THING_PREFIXES)}"
        else:
            message += f"; try: khgraph find {max(shown.split(), key=len)!r}"
        raise NameLookupError(message, nearest)

    def _lookups(self, wanted: str) -> Iterator[list[Entity]]:
        """Yield what *wanted* may mean, the most exact first."""
        key = fold(wanted)
        prefix, colon, _ = wanted.partition(":")
        # IRIs, ids as the project writes them and whole labels are found without reading all names.
        if wanted[0] + wanted[-1] == "<>" or "://" in wanted or (colon and prefix in PREFIXES):
            yield self._described({expand(wanted)})
        elif re.fullmatch(r"[a-z0-9-]+", key):
            yield self._described({ns + key for ns in THING_NAMESPACES})
        yield from self._labelled(wanted)
        yield self._known(self._ids.get(key, set()))
        preferred, other = self._labels
        for name in (key, key.removeprefix("the ")):
            yield self._known(preferred.get(name, set()))
            yield self._known(other.get(name, set()))

    def _labelled(self, wanted: str) -> Iterator[list[Entity]]:
        """Yield the things whose preferred label is *wanted* to the letter, then whose other is."""
        literals = " ".join(str(ox.Literal(wanted, language=tag)) for tag in (None, *_LANGUAGES))
        for name in ("prefLabel", "altLabel"):
            rows = self._store.select(
                f"SELECT DISTINCT ?thing {{ VALUES ?label {{ {literals} }}"
                f" ?thing skos:{name} ?label FILTER(isIRI(?thing)) }}"
            )
            yield self._described({text_of(thing) for (thing,) in rows})

    def _described(self, iris: Iterable[str]) -> list[Entity]:
        """Return the things of *iris* that the store describes; what is no IRI is none of them."""
        wanted = {iri for iri in iris if not iri.startswith(KH) and _is_iri(iri)}
        return list(entities(self._store, wanted).values()) if wanted else []

    def _known(self, iris: set[str]) -> list[Entity]:
        return [self._entities[iri] for iri in sorted(iris) if iri in self._entities]

    def nearest(self, name: str, *, actors_only: bool = False, count: int = 3) -> tuple[str, ...]:
        """Return the preferred labels of the things whose names are nearest to *name*."""
        import difflib

        key = fold(name)
        names: dict[str, set[str]] = defaultdict(set)
        for table in self._labels:
            for label, iris in table.items():
                for iri in iris:
                    if not actors_only or self._entities[iri].is_actor:
                        names[label].add(iri)
        # A surname says more than a word that only looks alike.
        close = [label for label in sorted(names) if len(key) > 3 and key in label.split()]
        close += difflib.get_close_matches(key, names, n=count * 2, cutoff=0.6)
        found: list[str] = []
        for label in close:
            for iri in sorted(names[label]):
                if self._entities[iri].label not in found:
                    found.append(self._entities[iri].label)
        return tuple(found[:count])


def _is_iri(text: str) -> bool:
    try:
        return bool(ox.NamedNode(text))
    except ValueError:
        return False
