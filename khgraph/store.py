"""The one door to RDF: bundled data or files, asked in SPARQL 1.1 and answered by Oxigraph.

The data and the ontology are in one default graph. Nothing is asserted that the
files do not say: a statement stays a question, and only its claims answer it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from khgraph import cache, resources
from khgraph.errors import LoadError, QueryError
from khgraph.namespaces import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".n3": ox.RdfFormat.N3,
}

# What Oxigraph raises when it evaluates a query, some of it only while the answers are read.
_EVALUATION_ERRORS = (RuntimeError, OSError, ValueError)

# What in a query is no SPARQL of its own: comments, strings and IRIs.
_OPAQUE = re.compile(
    "|".join(
        (
            r"#[^\n]*",
            r'"{3}.*?"{3}',
            r"'{3}.*?'{3}",
            r'"(?:[^"\\\n]|\\.)*"',
            r"'(?:[^'\\\n]|\\.)*'",
            r"<[^<>\"{}|^`\\\s]*>",
            r"[\"'][^\n]*",  # a string that is not closed
        )
    ),
    re.DOTALL,
)
_PROLOGUE = re.compile(r"(?:\s|PREFIX\s+\S*:|BASE\b)*", re.IGNORECASE)
_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = (
    *("INSERT", "DELETE", "WITH", "LOAD", "CLEAR"),
    *("DROP", "CREATE", "ADD", "MOVE", "COPY"),
)


class Store:
    """A graph that answers SPARQL.

    Parameters
    ----------
    paths : sequence of path, optional
        RDF files to read in place of the bundled data; the ontology is always read too.

    Raises
    ------
    LoadError
        If a file cannot be read; says which, and in which line.
    """

    def __init__(self, paths: Sequence[str | Path] | None = None) -> None:
        self.paths = [Path(path) for path in paths or (resources.data_path(),)]
        contents = {path: read_bytes(path) for path in (resources.ontology_path(), *self.paths)}
        # Only what is bundled is kept for the next command: nothing of a user's is copied.
        kept = None if paths else _recall(tuple(contents.values()))
        self._graph = kept or ox.Store()
        if not kept:
            for path, content in contents.items():
                self._load(path, content)
            if not paths:
                cache.remember(tuple(contents.values()), self._keep)
        self._has_named_graphs = next(self._graph.named_graphs(), None) is not None

    def _keep(self, folder: Path) -> None:
        """Write all that was loaded to a store on disk."""
        ox.Store(str(folder)).bulk_extend(self._graph)

    def _load(self, path: Path, content: bytes) -> None:
        rdf_format = rdf_format_of(path)
        try:
            self._graph.load(content, format=rdf_format, base_iri=path.resolve().as_uri())
        except SyntaxError as error:
            raise LoadError(describe_syntax_error(path, error)) from error
        except ValueError as error:
            raise LoadError(f"{path}: not valid RDF: {error}") from error

    @property
    def data_name(self) -> str:
        """The names of the data files, as printed with results."""
        return ", ".join(path.name for path in self.paths)

    def __len__(self) -> int:
        """Return the number of triples, those of the ontology included."""
        return len(self._graph)

    def query(
        self, text: str, bindings: Mapping[str, Term] | None = None
    ) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        """Run any SPARQL 1.1 query.

        Parameters
        ----------
        text : str
            The query; the prefixes of `khgraph.namespaces.PREFIXES` are declared.
        bindings : mapping of str to term, optional
            Values for variables; each must stand in the SELECT clause.

        Raises
        ------
        QueryError
            If it is not SPARQL 1.1, or names no such variable; says where.
        """
        try:
            return self._graph.query(
                text,
                prefixes=PREFIXES,
                base_iri="https://w3id.org/khgraph/",
                substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
                use_default_graph_as_union=self._has_named_graphs,
            )
        except SyntaxError as error:
            raise QueryError(describe_query_error(text, str(error))) from error
        except _EVALUATION_ERRORS as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the solutions of a SELECT query, in the query's order, unbound as None."""
        solutions = self.query(text, bindings)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError("this is not a SELECT query")
        width = len(solutions.variables)
        try:
            return [tuple(solution[i] for i in range(width)) for solution in solutions]
        except _EVALUATION_ERRORS as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def ask(self, text: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query."""
        answer = self.query(text, bindings)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this is not an ASK query")
        return bool(answer)

    def construct(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        triples = self.query(text, bindings)
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError("this is not a CONSTRUCT or DESCRIBE query")
        try:
            return list(triples)
        except _EVALUATION_ERRORS as error:
            raise QueryError(f"the query cannot be answered: {error}") from error

    def neighbours(
        self, frontier: Iterable[str], accepted: str
    ) -> list[tuple[str, str, str, bool]]:
        """Return the statements that lead away from the things in *frontier*.

        Parameters
        ----------
        frontier : iterable of str
            IRIs.
        accepted : str
            A SPARQL group pattern over ``?statement`` that says which count.

        Returns
        -------
        list of (from, statement, to, forward)
            IRIs, and whether *from* is the statement's subject; sorted.
        """
        values = values_block("from", frontier)
        # The values stand in both branches: outside, each would be built whole and joined after.
        rows = self.select(
            "SELECT DISTINCT ?from ?statement ?to ?forward WHERE {"
            f" {{ {values}"
            " ?statement rdf:subject ?from ; rdf:object ?to . BIND(true AS ?forward) }"
            f" UNION {{ {values}"
            " ?statement rdf:object ?from ; rdf:subject ?to . BIND(false AS ?forward) }"
            f" FILTER(isIRI(?to) && ?to != ?from) {accepted} }}"
        )
        if not all(is_iri(statement) for _, statement, _, _ in rows):
            raise LoadError("a statement has no name; give every node an IRI")
        return sorted(
            (iri_of(start), iri_of(statement), iri_of(end), text_of(forward) == "true")
            for start, statement, end, forward in rows
        )


def _recall(contents: Sequence[bytes]) -> ox.Store | None:
    """Return the store that an earlier command kept of these files, None where there is none."""
    entry = cache.recall(contents)
    if entry is None:
        return None
    try:
        return ox.Store.read_only(str(entry))
    except _EVALUATION_ERRORS:
        cache.forget(entry)
        return None


def values_block(variable: str, iris: Iterable[str]) -> str:
    """Return the VALUES block of SPARQL that lets a variable be one of *iris*."""
    return f"VALUES ?{variable} {{ {' '.join(str(named(iri)) for iri in sorted(iris))} }}"


def named(iri: str) -> Term:
    """Return the node that *iri* names.

    Raises
    ------
    QueryError
        If it is not a well-formed IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}") from error


def is_iri(term: Term | None) -> bool:
    """Return whether *term* is a named node."""
    return isinstance(term, ox.NamedNode)


def language_of(term: Term | None) -> str:
    """Return the language tag of a literal, empty where it has none."""
    return (term.language or "") if isinstance(term, ox.Literal) else ""


def iri_of(term: Term | None) -> str:
    """Return the IRI of a named node."""
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"{term} is not an IRI")
    return term.value


def text_of(term: Term | None) -> str:
    """Return the IRI, the literal's text, or the blank node's label; empty for an unbound term."""
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else term.value


def rdf_format_of(path: Path) -> ox.RdfFormat:
    """Return the RDF format that the file's name says."""
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = " ".join(FORMATS)
        raise LoadError(
            f"{path}: no RDF format ends in {path.suffix!r}; name the file with one of {known}"
        ) from None


def read_triples(path: Path) -> list[ox.Triple]:
    """Return the triples of an RDF file, those of named graphs among them, in its order.

    Raises
    ------
    LoadError
        If it cannot be read.
    """
    quads = ox.parse(read_bytes(path), format=rdf_format_of(path), base_iri=path.resolve().as_uri())
    return [quad.triple for quad in quads]


def read_bytes(path: Path) -> bytes:
    """Return the content of *path* without a byte order mark; it must be UTF-8 and not empty.

    Raises
    ------
    LoadError
        If it is missing, unreadable, empty or in another encoding.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise LoadError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise LoadError(f"{path}: this is a folder; name a file in it") from None
    except OSError as error:
        raise LoadError(f"{path}: cannot be read: {error.strerror}") from error
    return checked_bytes(content, path)


def checked_bytes(content: bytes, path: Path) -> bytes:
    """Return *content* without a byte order mark; *path* names it in errors.

    Raises
    ------
    LoadError
        If it is empty or not UTF-8.
    """
    if not content.strip():
        raise LoadError(f"{path}: the file is empty")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LoadError(f"{path}:{line}: not UTF-8; save the file in UTF-8") from None
    return content.removeprefix(b"\xef\xbb\xbf")


def describe_syntax_error(path: Path, error: SyntaxError) -> str:
    """Return ``file:line: what is wrong`` for an RDF parser's error."""
    message = re.sub(r"^Parser error at line \d+ between columns \d+ and \d+: ", "", str(error.msg))
    message = re.sub(r"^Parser error .*?: ", "", message)
    place = f"{path}:{error.lineno}" if error.lineno else str(path)
    return f"{place}: {message}"


def describe_query_error(text: str, message: str) -> str:
    """Return a SPARQL parser's error in words: the line, the place in it, and the likely cause."""
    found = re.search(r"error at (\d+):(\d+): expected (.*)", message, re.DOTALL)
    if not found:
        return f"not SPARQL 1.1: {message}"
    # The parser points at the furthest place that it reached in any attempt, often the end.
    lines = text.rstrip().split("\n")
    line_number, column = int(found[1]), int(found[2])
    if line_number > len(lines):
        line_number, column = len(lines), len(lines[-1]) + 1
    plain = _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    start = _PROLOGUE.match(plain).end()  # type: ignore[union-attr] # it matches the empty text too
    form = re.split(r"\W", plain[start:], maxsplit=1)[0].upper()
    reasons = re.findall(r"(?:^|of |, )((?!Prefix)[A-Z][\w*]*(?: [\w*]+){2,})(?=,|$)", found[3])
    if form in _UPDATES:
        cause = "updates are not taken; write SELECT, ASK, CONSTRUCT or DESCRIBE"
        line_number, column = _place(plain, start)
    elif form not in _QUERY_FORMS and plain[start:]:
        cause = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        line_number, column = _place(plain, start)
    elif reasons:
        cause = reasons[0].replace("The ", "the ", 1)
    elif undeclared := _undeclared_prefix(plain):
        cause = f"{undeclared[0]} is not declared; add PREFIX {undeclared[0]} <...>"
        line_number, column = _place(plain, undeclared.start())
    elif column <= len(lines[line_number - 1]) or line_number < len(lines):
        cause = "this cannot stand here"
    elif plain.count("{") > plain.count("}") or "{" not in plain:
        cause = "the query breaks off here"
    else:
        cause = "something before this cannot be read"
    line = lines[line_number - 1]
    # A tab stays a tab, so that the pointer stands under what it points at.
    pointer = re.sub(r"[^\t]", " ", line[: column - 1].ljust(column - 1)) + "^"
    return f"line {line_number}, column {column}: {cause}\n  {line}\n  {pointer}"


def _undeclared_prefix(plain: str) -> re.Match[str] | None:
    """Return where a query without its strings, IRIs and comments uses an unknown prefix."""
    declared = {f"{prefix}:" for prefix in PREFIXES}
    declared |= set(re.findall(r"\bPREFIX\s+([\w.-]*:)", plain, re.IGNORECASE))
    used = re.finditer(r"(?<![\w.:?$%\\-])(?:[^\W\d_][\w.-]*)?:", plain)
    return next((match for match in used if match[0] not in declared), None)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of *offset*, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
