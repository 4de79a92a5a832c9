"""Whether data keep the rules: SHACL shapes, queries that must find nothing, and dates.

A rule is named after what states it: the shape ``kh:ClaimStanceShape`` is the
rule ``claim-stance``, the query ``queries/checks/shared-label.rq`` is the rule
``shared-label``, and the rules in `COMPUTED_RULES` are worked out here, because
neither language can read an EDTF date or a list of line ranges.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from khgraph import resources
from khgraph.catalogue import named_queries
from khgraph.dates import edtf_bounds
from khgraph.errors import DateError
from khgraph.namespaces import PREFIXES, local_name, shorten
from khgraph.stores import FileStore, Store, Term, text_of
from khgraph.stores.rdf_files import read_bytes
from khgraph.turtle import parse

if TYPE_CHECKING:
    import rdflib

COMPUTED_RULES = {
    "claim-bounds-stale": "The day bounds of a claim do not match its kh:when; run khgraph fmt.",
    "claim-lines-reversed": "A range of kh:lines must run from a lower line to a higher one, "
    "counted from 1; put the lines in order.",
    "claim-when-not-edtf": "The date of a claim cannot be read: {}.",
}

# A date with one of these faults is not compared with its bounds too.
_DATE_RULES = (
    "claim-bounds",
    "claim-bounds-out-of-order",
    "claim-bounds-without-when",
    "claim-when",
    "ill-formed-date",
)

# A thing with one of these faults is to blame, and not what points to it.
_ROOT_RULES = ("kind", "undescribed-thing", "unknown-term")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: a thing of the graph that breaks a rule.

    Attributes
    ----------
    focus : str
        What breaks the rule, as prefix:name.
    rule : str
        The name of the rule, such as ``claim-stance``.
    message : str
        What is wrong and what to do.
    value : str
        The offending values, as prefix:name or plain text, sorted and joined by
        a comma; empty where something is missing.
    file : str
        The file that describes *focus*, or else the one that names it.
    line : int
        The line there, counted from 1; 0 where it is not found.
    """

    focus: str
    rule: str
    message: str
    value: str
    file: str
    line: int

    def __str__(self) -> str:
        """Return the fault in one line: where, what, and in brackets the rule and the value."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        rule = f"{self.rule}: {self.value}" if self.value else self.rule
        return f"{place}: {self.focus}: {self.message} [{rule}]"


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a validation, sorted by focus and rule; none where all rules are kept."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class _Fault(NamedTuple):
    iri: str
    rule: str
    message: str
    value: str


def validate(
    paths: Sequence[str | Path] | None = None,
    *,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Return what breaks the rules in *paths*, read together with the ontology.

    Parameters
    ----------
    paths : sequence of path, optional
        Turtle files; by default the bundled data.
    progress : callable, optional
        Called with what is about to be done, in words.

    Returns
    -------
    Report
        The same for the same triples, in whatever order they stand.

    Raises
    ------
    LoadError
        If a file cannot be read, is not Turtle or has a blank node.

    Notes
    -----
    One fault gives one finding as far as can be told: what points to a thing
    that is itself at fault is not blamed, a value that a query finds wrong is
    left to the query, and bounds are compared with a date only if both are sound.
    """
    tell = progress or (lambda step: None)
    files = _Files()
    for path in (*map(Path, paths or (resources.data_path(),)), resources.ontology_path()):
        tell(f"reading {path}")
        files.add(path)
    store = FileStore(paths)
    tell("asking the queries that must find nothing")
    faults = list(_query_faults(store))
    tell("checking each thing against its shape")
    faults += _unexplained(faults, list(_shape_faults(files.triples)))
    tell("working out dates and line ranges")
    settled = {fault.iri for fault in faults if fault.rule in _DATE_RULES}
    faults += (fault for fault in _date_faults(store) if fault.iri not in settled)
    faults += _line_faults(store)
    return Report(tuple(_findings(faults, files)))


class _Files:
    """The files under validation: their triples, and which of them describes or names what."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []
        self._describing: dict[str, Path] = {}
        self._naming: dict[str, Path] = {}
        self._text = cache(lambda path: read_bytes(path).decode("utf-8"))

    def add(self, path: Path) -> None:
        triples = parse(path)
        self.triples += triples
        for triple in triples:
            self._describing.setdefault(text_of(triple.subject), path)
            for term in (triple.predicate, triple.object):
                self._naming.setdefault(text_of(term), path)

    def place(self, iri: str) -> tuple[str, int]:
        """Return the file and line where the block of a thing begins, or where it is named."""
        path = self._describing.get(iri) or self._naming[iri]
        text = self._text(path)
        name = rf"{re.escape(shorten(iri))}(?![\w-])"
        found = re.search(rf"^{name}", text, re.MULTILINE) or re.search(name, text)
        return str(path), text.count("\n", 0, found.start()) + 1 if found else 0


def _query_faults(store: Store) -> Iterator[_Fault]:
    """Yield what the queries in ``queries/checks`` find; their summary is the message."""
    for check in named_queries(resources.queries_path() / "checks").values():
        for focus, *values in store.select(check.text):
            value = ", ".join(shorten(text_of(term)) for term in values if term is not None)
            yield _Fault(text_of(focus), check.name, check.summary, value)


def _shape_faults(triples: Iterable[ox.Triple]) -> Iterator[_Fault]:
    """Yield the violations of ``ontology/shapes.ttl``."""
    # They take half a second to import, which nothing but validation needs.
    import pyshacl
    import rdflib

    shapes = rdflib.Graph().parse(resources.shapes_path(), format="turtle")
    with _quiet("rdflib.term"):
        graph = _rdflib_graph(triples)
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", inplace=True)
    sh = rdflib.Namespace(PREFIXES["sh"])
    for result in report.objects(None, sh.result):
        focus, value, message, shape = (
            str(report.value(result, sh[name], default=""))
            for name in ("focusNode", "value", "resultMessage", "sourceShape")
        )
        # A shape of the node as a whole gives the node itself as the value.
        found = "" if value == focus else shorten(value)
        yield _Fault(focus, rule_name(shape), message, found)


def rule_name(shape: str) -> str:
    """Return the name of the rule that the shape with this IRI states.

    Examples
    --------
    >>> rule_name("https://w3id.org/khgraph/ontology#ClaimStanceShape")
    'claim-stance'
    """
    return re.sub(r"\B(?=[A-Z])", "-", local_name(shape).removesuffix("Shape")).lower()


def _rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return *triples* for pyshacl, the literals as they are written."""
    import rdflib

    graph = rdflib.Graph()
    for triple in triples:
        subject, predicate, value = (text_of(term) for term in triple)
        term: rdflib.URIRef | rdflib.Literal = rdflib.URIRef(value)
        if isinstance(triple.object, ox.Literal):
            language = triple.object.language
            datatype = None if language else triple.object.datatype.value
            term = rdflib.Literal(value, language, datatype, normalize=False)
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), term))
    return graph


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Silence a logger: rdflib logs a traceback for an ill-formed literal, which is a finding."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _date_faults(store: Store) -> Iterator[_Fault]:
    """Yield the claims whose date is not EDTF, or whose bounds are not those of their date."""
    derive = cache(edtf_bounds)
    for claim, when, *days in store.select(
        "SELECT ?claim ?when ?a ?b ?c ?d WHERE { ?claim a kh:Claim ; kh:when ?when"
        " OPTIONAL { ?claim kh:earliestStart ?a } OPTIONAL { ?claim kh:latestStart ?b }"
        " OPTIONAL { ?claim kh:earliestEnd ?c } OPTIONAL { ?claim kh:latestEnd ?d } }"
    ):
        try:
            derived = derive(text_of(when))
        except DateError as error:
            yield _computed("claim-when-not-edtf", claim, when, str(error))
        else:
            if tuple(text_of(day) or None for day in days) != derived:
                yield _computed("claim-bounds-stale", claim, when)


def _line_faults(store: Store) -> Iterator[_Fault]:
    """Yield the claims with a range of lines that runs backwards or begins before line 1."""
    for claim, lines in store.select("SELECT ?claim ?lines WHERE { ?claim kh:lines ?lines }"):
        for first, last in re.findall(r"([0-9]+)(?:-([0-9]+))?", text_of(lines)):
            if not 1 <= int(first) <= int(last or first):
                yield _computed("claim-lines-reversed", claim, lines)


def _computed(rule: str, focus: Term | None, value: Term | None, detail: str = "") -> _Fault:
    message = COMPUTED_RULES[rule].format(detail)
    return _Fault(text_of(focus), rule, message, text_of(value))


def _unexplained(known: list[_Fault], faults: list[_Fault]) -> Iterator[_Fault]:
    """Yield those of *faults* that neither *known* ones nor the thing pointed to explain."""
    to_blame = {shorten(fault.iri) for fault in known + faults if fault.rule in _ROOT_RULES}
    reported = {(fault.iri, fault.value) for fault in known if fault.value}
    for fault in faults:
        if fault.value not in to_blame and (fault.iri, fault.value) not in reported:
            yield fault


def _findings(faults: Iterable[_Fault], files: _Files) -> list[Finding]:
    """Return one finding for each thing, rule and message, sorted."""
    values: dict[tuple[str, str, str], set[str]] = {}
    for iri, rule, message, value in faults:
        values.setdefault((iri, rule, message), set()).add(value)
    findings = (
        Finding(shorten(iri), rule, message, ", ".join(sorted(found - {""})), *files.place(iri))
        for (iri, rule, message), found in values.items()
    )
    return sorted(findings)
