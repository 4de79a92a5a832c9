"""Named queries: one question a file, its words and its parameters in a ``#+`` header.

The file is valid SPARQL as it stands. A parameter is a variable of the SELECT
clause, marked ``$name``; its value is bound as a term and never pasted into the
text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from khgraph import dates, resources
from khgraph.errors import KhgraphError, QueryError
from khgraph.namespaces import KHB, XSD, expand
from khgraph.stores import Term, named
from khgraph.stores.rdf_files import read_bytes

KEYS = ("summary", "tags", "param", "columns")
TYPES = ("actor", "thing", "source", "iri", "day", "integer", "text")

Resolve = Callable[[str, bool], str]

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Parameter(NamedTuple):
    """An input of a query: its variable, its type, and the value taken where none is given."""

    name: str
    type: str
    default: str | None

    def term(self, text: str, resolve: Resolve) -> Term:
        """Return *text* as the term that this parameter takes.

        Parameters
        ----------
        text : str
            What the user gave.
        resolve : callable
            From a name, and whether only actors count, to an IRI.

        Raises
        ------
        QueryError
            If *text* is not of the type; names the parameter.
        """
        try:
            return self._term(text, resolve)
        except (KhgraphError, ValueError) as error:
            raise QueryError(f"parameter {self.name}: {error}") from error

    def _term(self, text: str, resolve: Resolve) -> Term:
        if self.type in ("actor", "thing"):
            return named(resolve(text, self.type == "actor"))
        if self.type == "source":
            iri = resolve(text, False)
            if not iri.startswith(KHB):
                raise QueryError(f"{text!r} is not a source, such as bulag2009")
            return named(iri)
        if self.type == "day":
            return ox.Literal(dates.parse_day(text), datatype=ox.NamedNode(XSD + "date"))
        if self.type == "integer":
            # Within what every SPARQL engine can count with.
            if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
                raise QueryError(f"{text!r} is not a whole number of at most 18 digits")
            return ox.Literal(int(text))
        if self.type == "iri":
            return named(expand(text))
        return ox.Literal(text)


class NamedQuery(NamedTuple):
    """A query of the catalogue."""

    name: str
    summary: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str

    @property
    def parameter_words(self) -> str:
        """The parameters with their defaults, such as ``actor=kha:japan, day``."""
        return ", ".join(
            name if default is None else f"{name}={default}" for name, _, default in self.parameters
        )

    def as_dict(self) -> dict[str, Any]:
        """Return what the header says, for JSON."""
        return {
            "name": self.name,
            "question": self.summary,
            "tags": list(self.tags),
            "parameters": [parameter._asdict() for parameter in self.parameters],
            "columns": list(self.columns),
        }

    def bindings(self, given: Mapping[str, str], resolve: Resolve) -> dict[str, Term]:
        """Return the terms for the parameters, defaults filled in.

        Raises
        ------
        QueryError
            If a parameter is unknown, missing or of the wrong type; names the ones there are.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                known = f"it takes {', '.join(names)}" if names else "it takes none"
                raise QueryError(f"query {self.name} has no parameter {name!r}; {known}")
        terms = {}
        for parameter in self.parameters:
            text = given.get(parameter.name, parameter.default)
            if text is None:
                raise QueryError(
                    f"query {self.name} needs the parameter {parameter.name} ({parameter.type}); "
                    f"give it with -p {parameter.name}=VALUE"
                )
            terms[parameter.name] = parameter.term(text, resolve)
        return terms


def parse_query(name: str, text: str) -> NamedQuery:
    """Return the query whose file has this *text*.

    Raises
    ------
    QueryError
        If the header has an unknown key, lacks one, or does not fit the query.
    """
    header: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        key, colon, value = line[2:].partition(":")
        key = key.strip()
        if not colon or key not in KEYS:
            raise QueryError(
                f"query {name}: unknown header line {line!r}; the keys are {', '.join(KEYS)}"
            )
        header.setdefault(key, []).append(value.strip())
    for key in ("summary", "columns"):
        values = header.get(key, [])
        if len(values) != 1 or not values[0]:
            raise QueryError(f"query {name}: the header needs one line '#+ {key}: ...'")
    columns = tuple(header["columns"][0].split())
    parameters = tuple(_parse_parameter(name, line) for line in header.get("param", []))
    names = [parameter.name for parameter in parameters]
    for parameter in names:
        if names.count(parameter) > 1:
            raise QueryError(f"query {name}: the parameter {parameter} is declared twice")
        if parameter not in columns:
            raise QueryError(f"query {name}: the parameter {parameter} must be one of the columns")
        if not re.search(rf"\${parameter}\b", text):
            raise QueryError(
                f"query {name}: the parameter {parameter} is nowhere written ${parameter}"
            )
    return NamedQuery(
        name,
        header["summary"][0],
        tuple(" ".join(header.get("tags", [])).replace(",", " ").split()),
        parameters,
        columns,
        text,
    )


def _parse_parameter(query: str, line: str) -> Parameter:
    name, kind, default = [*line.split(None, 2), "", "", ""][:3]
    if not _VARIABLE.fullmatch(name) or kind not in TYPES:
        raise QueryError(
            f"query {query}: write '#+ param: NAME TYPE [DEFAULT]', not {line!r}; "
            f"TYPE is one of {', '.join(TYPES)}"
        )
    return Parameter(name, kind, default or None)


def named_queries(folder: Path | None = None) -> dict[str, NamedQuery]:
    """Return the queries of *folder*, by default the catalogue, by name."""
    folder = folder or resources.queries_path()
    return {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}


def read_query(path: Path) -> NamedQuery:
    """Return the query of one file."""
    return parse_query(path.stem, read_bytes(path).decode())


def find_query(name: str) -> NamedQuery:
    """Return a query of the catalogue by its name.

    Raises
    ------
    QueryError
        If there is none of the name; names the nearest.
    """
    names = [path.stem for path in sorted(resources.queries_path().glob("*.rq"))]
    if name in names:
        return read_query(resources.queries_path() / f"{name}.rq")
    import difflib

    near = difflib.get_close_matches(name, names, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "khgraph queries lists them"
    raise QueryError(f"there is no query {name!r}; {hint}")
