"""The claims against the texts: the cited lines must exist and name one of the parties.

The texts are not part of the project. Who has plain-text copies puts them in a folder;
a copy is known by its SHA-256 sum, whatever its name.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from khgraph.errors import LoadError
from khgraph.names import fold
from khgraph.namespaces import KH, RDF, local_name, shorten
from khgraph.stores import Store, is_iri, text_of

# What a claim speaks of: the ends of its statement, what narrows it, and whose view it is.
_PARTIES = (
    *(RDF + name for name in ("subject", "object")),
    *(KH + name for name in ("against", "topic", "atEvent")),
)
_TURN_ENDS = tuple(KH + name for name in ("fromStatement", "toStatement"))

# No text has the labels that the editors made up, such as "Visit of Gromyko to Tokyo"; there
# each word with a capital counts.
_NAMED_BY_US = ("Group", "Event", "Idea", "Document", "Monument", "Place")

# A label of fewer letters, such as US or EU, must stand as a word of its own.
_SHORT = 5


class Failure(NamedTuple):
    """A claim that its cited lines do not bear out."""

    claim: str
    lines: str
    problem: str


class SourceCheck(NamedTuple):
    """The claims of one source against its copy; `path` is None where there is no copy."""

    source: str
    path: Path | None
    claims: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether there is a copy, and every claim stood the test."""
        return self.path is not None and not self.failures

    def as_dict(self) -> dict[str, Any]:
        """Return the check for JSON."""
        return {
            "source": self.source,
            "copy": self.path.name if self.path else None,
            "claims": self.claims,
            "failures": [failure._asdict() for failure in self.failures],
        }


def verify(store: Store, folder: Path, sources: Iterable[str] = ()) -> list[SourceCheck]:
    """Check the claims of each source against the copy of its text in *folder*.

    Parameters
    ----------
    store : Store
    folder : path
        Its files are looked at, not those of folders in it.
    sources : iterable of str
        Ids of the sources to check; empty for all that have claims.

    Returns
    -------
    list of SourceCheck
        By id of the source; empty where no source has claims.

    Raises
    ------
    LoadError
        If the folder or a file in it cannot be read.
    """
    copies = _copies(folder)
    checksums = {
        local_name(text_of(source)): text_of(checksum)
        for source, checksum in store.select("SELECT ?source ?sum WHERE { ?source kh:sha256 ?sum }")
    }
    claims = _claims(store)
    wanted = set(sources) or set(claims)
    parties = _Parties(store)
    checks = []
    for source in sorted(wanted):
        path = copies.get(checksums.get(source, ""))
        found = sorted(claims.get(source, ()))
        text = _Text(path) if path else None
        failures = []
        for claim, proposition, lines in found:
            problem = _missing(source, proposition, lines, parties)
            if problem is None and text:
                problem = text.problem(lines, parties.names(claim, proposition))
            if problem:
                failures.append(Failure(shorten(claim), lines, problem))
        checks.append(SourceCheck(source, path, len(found), tuple(failures)))
    return checks


def _missing(source: str, proposition: str, lines: str, parties: _Parties) -> str | None:
    """Return what a claim lacks to be checked at all, None if it lacks nothing."""
    if not source:
        return "the claim names no source"
    if proposition not in parties.propositions:
        return "the claim is about no statement of the data"
    return None if lines else "the claim cites no lines"


def _copies(folder: Path) -> dict[str, Path]:
    """Return the files of *folder* by their SHA-256 sum; what cannot be read is no copy."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise LoadError(f"{error.filename or folder}: cannot be read: {error.strerror}") from error
    copies = {}
    for path in files:
        with suppress(OSError), path.open("rb") as stream:
            copies[hashlib.file_digest(stream, "sha256").hexdigest()] = path
    return copies


def _claims(store: Store) -> dict[str, list[tuple[str, str, str]]]:
    """Return claim, proposition and lines, by source."""
    rows = store.select(
        "SELECT ?claim ?about ?source ?lines WHERE { ?claim a kh:Claim"
        " OPTIONAL { ?claim kh:about ?about }"
        " OPTIONAL { ?claim dcterms:source ?source FILTER(isIRI(?source)) }"
        " OPTIONAL { ?claim kh:lines ?lines } }"
    )
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for claim, about, source, lines in rows:
        found[local_name(text_of(source))].append((text_of(claim), text_of(about), text_of(lines)))
    return found


class _Parties:
    """By which names the parties of a claim may stand in a text."""

    def __init__(self, store: Store) -> None:
        self._labels: dict[str, set[str]] = defaultdict(set)
        for thing, label, kind in store.select(
            "SELECT ?thing ?label ?kind WHERE"
            " { ?thing skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label ; a ?kind }"
        ):
            # What stands in brackets tells two things apart; no text has it.
            name = re.sub(r" \([^()]*\)$", "", text_of(label))
            self._labels[text_of(thing)].add(name)
            if text_of(kind) == KH + "Person":
                self._labels[text_of(thing)].add(name.rsplit(" ", 1)[-1])
            elif local_name(text_of(kind)) in _NAMED_BY_US:
                words = re.findall(r"\b[^\W\d_]{4,}", name)
                self._labels[text_of(thing)] |= {word for word in words if word[0].isupper()}
        self.propositions: set[str] = set()
        self._ends: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        for node, prop, value in store.select(
            "SELECT ?node ?name ?value WHERE {"
            " { ?node a kh:Statement } UNION { ?node a kh:Turn } ?node ?name ?value }"
        ):
            self.propositions.add(text_of(node))
            if text_of(prop) in (*_PARTIES, KH + "byEvent", *_TURN_ENDS) and is_iri(value):
                self._ends[text_of(node)].add(text_of(value))
            elif text_of(prop) == KH + "name":
                self._words[text_of(node)].add(text_of(value))
        # What is said of an event itself may name it by who took part in it, or where it was.
        for statement, part in store.select(
            "SELECT DISTINCT ?statement ?part WHERE {"
            " ?statement rdf:subject ?event . ?event a kh:Event ."
            " { ?other rdf:object ?event ; rdf:subject ?part ; rdf:predicate ?relation ."
            "   ?relation rdfs:subPropertyOf* kh:participatedIn }"
            " UNION { ?other rdf:subject ?event ; rdf:object ?part ;"
            "   rdf:predicate kh:tookPlaceAt } }"
        ):
            self._ends[text_of(statement)].add(text_of(part))
        self._viewers: dict[str, set[str]] = defaultdict(set)
        self._authors: dict[str, set[str]] = defaultdict(set)
        for claim, role, value in store.select(
            "SELECT ?claim ?name ?value WHERE { ?claim a kh:Claim ; ?name ?value"
            " FILTER(?name IN (kh:accordingTo, prov:wasAttributedTo)) }"
        ):
            kept = self._viewers if text_of(role) == KH + "accordingTo" else self._authors
            kept[text_of(claim)].add(text_of(value))

    def names(self, claim: str, proposition: str) -> set[str] | None:
        """Return the names of the parties; None where the author speaks of nobody else."""
        parties = set(self._ends[proposition])
        for end in self._ends[proposition]:
            parties |= self._ends.get(end, set())
        others = (parties | self._viewers[claim]) - self._authors[claim]
        if not others:
            return None
        return {label for party in others for label in self._labels.get(party, ())} | self._words[
            proposition
        ]


class _Text:
    """A plain-text copy, line by line."""

    def __init__(self, path: Path) -> None:
        self._lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        if not self._lines[-1]:
            del self._lines[-1]

    def problem(self, lines: str, names: set[str] | None) -> str | None:
        """Return what is wrong with a claim that cites *lines*, None if nothing is."""
        cited = []
        for part in lines.split(","):
            match = re.fullmatch(r"\s*([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?\s*", part)
            if not match:
                return f"{part.strip()!r} is no line or range of lines"
            first, last = int(match[1]), int(match[2] or match[1])
            if last < first or last > len(self._lines):
                return f"there are no lines {part.strip()}; the copy has {len(self._lines)}"
            cited += self._lines[first - 1 : last]
        text = " ".join(map(_readable, cited))
        if not text.strip():
            return "the cited lines are empty"
        if names is not None and not _names_one(text, names):
            return "the cited lines name none of the parties"
        return None


# The Mongolian letters that the encoding lacks were set as the nearest that it has.
_MONGOLIAN = str.maketrans("їЇєЄ", "үҮөӨ")


def _readable(line: str) -> str:
    """Return a line with what is Cyrillic read in the wrong encoding, if any, put right too."""
    if not re.search(r"[\xa8\xaa\xaf\xb8\xba\xbf-\xff]{3}", line):
        return line
    again = line.encode("cp1252", "ignore").decode("cp1251", "ignore").translate(_MONGOLIAN)
    return f"{line} {again}"


def _names_one(text: str, names: set[str]) -> bool:
    """Return whether one of *names* stands in *text*; case, diacritics and spaces do not count.

    Copies break words at ligatures and line ends, so longer names are sought without
    spaces. A short one must be a word of its own, and in capitals if it is: US is not us.
    """
    spaced = fold(text)
    joined = re.sub(r"\W", "", spaced)
    for name in names:
        folded = fold(name)
        bare = re.sub(r"\W", "", folded)
        if not bare:
            continue
        # Chinese and Japanese put no space between words.
        if len(bare) < _SHORT and max(bare) < "\u2e80":
            place, wanted = (text, name) if name.isupper() else (spaced, folded)
            if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", place):
                return True
        elif bare in joined:
            return True
    return False
