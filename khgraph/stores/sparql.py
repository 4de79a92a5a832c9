"""The text of a query: its form, what it may not do, and what is wrong in which place of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from khgraph.errors import QueryError
from khgraph.namespaces import PREFIXES
from khgraph.stores.terms import Term

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


def _plain(text: str) -> str:
    """Return *text* with comments, strings and IRIs blanked out, every character in its place."""
    return _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def form_of(text: str) -> str:
    """Return the keyword that a query begins with after its prologue, in capitals.

    Examples
    --------
    >>> form_of("PREFIX : <urn:x> select ?s { ?s ?p ?o }")
    'SELECT'
    """
    plain = _plain(text)
    start = _PROLOGUE.match(plain).end()  # type: ignore[union-attr] # it matches the empty text too
    return re.split(r"\W", plain[start:], maxsplit=1)[0].upper()


def calls_service(text: str) -> bool:
    """Return whether a query asks another endpoint, and so would reach the network.

    Examples
    --------
    >>> calls_service("ASK { SERVICE <https://example.org/> { ?s ?p ?o } }")
    True
    >>> calls_service('ASK { ?service :service "SERVICE" } # SERVICE')
    False
    """
    # A character may be written as an escape; the engine takes no keyword so written, others may.
    decoded = re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
        lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)),
        text,
    )
    return any(
        re.search(r"(?<![\w:?$@.%\\-])SERVICE(?![\w:.%\\-])", _plain(form), re.IGNORECASE)
        for form in {text, decoded}
    )


def undeclared_prologue(text: str) -> str:
    """Return the PREFIX lines, in one line, for the project's prefixes that *text* takes as known.

    Examples
    --------
    >>> undeclared_prologue("ASK { ?s rdf:type owl:Class }")
    'PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdf: \
<http://www.w3.org/1999/02/22-rdf-syntax-ns#> '
    """
    plain = _plain(text)
    declared = set(re.findall(r"\bPREFIX\s+([\w.-]*):", plain, re.IGNORECASE))
    used = set(re.findall(r"(?<![\w.:?$%\\-])([^\W\d_][\w.-]*):", plain))
    wanted = sorted((used & set(PREFIXES)) - declared)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in wanted)


def bound(text: str, bindings: Mapping[str, Term]) -> str:
    """Return a query in which the variables of *bindings* are terms, for stores that bind none.

    The pattern gets the term in place of the variable, the SELECT clause gives it its
    name; no text of a user's is ever pasted, only what RDF terms are written as.

    Raises
    ------
    QueryError
        If a variable does not stand in the SELECT clause, or is selected by an inner query.

    Examples
    --------
    >>> import pyoxigraph as ox
    >>> bound("SELECT $a ?b { $a ?p ?b } ORDER BY $a", {"a": ox.NamedNode("urn:x")})
    'SELECT (<urn:x> AS $a) ?b { <urn:x> ?p ?b } ORDER BY $a'
    """
    if not bindings:
        return text
    plain = _plain(text)
    opening, closing = plain.find("{"), plain.rfind("}")
    is_select = form_of(text) == "SELECT"
    for name in bindings:
        if not re.fullmatch(r"[^\W\d]\w*", name):
            raise QueryError("the query cannot be answered: The variable name is invalid")
        if is_select and not re.search(rf"[?$]{name}\b", plain[:opening]):
            raise QueryError(
                "the query cannot be answered: The SPARQL query does not contains variable "
                f"?{name} in its SELECT projection"
            )
    inner = [match.span() for match in re.finditer(r"\bSELECT\b[^{]*", plain, re.IGNORECASE)]

    def replaced(match: re.Match[str]) -> str:
        name, place = match[1], match.start()
        if name not in bindings or place > closing:
            return match[0]
        if place < opening:
            return f"({bindings[name]} AS {match[0]})" if is_select else match[0]
        if any(start <= place < end for start, end in inner if start > opening):
            raise QueryError(f"the query cannot be answered: an inner SELECT selects ?{name}")
        return str(bindings[name])

    # The places are those of the blanked text, so nothing in a string or a comment is touched.
    pieces, last = [], 0
    for match in re.finditer(r"[?$](\w+)", plain):
        pieces += [text[last : match.start()], replaced(match)]
        last = match.end()
    return "".join([*pieces, text[last:]])


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
    plain = _plain(text)
    start = _PROLOGUE.match(plain).end()  # type: ignore[union-attr] # it matches the empty text too
    form = form_of(text)
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
