"""The text of a query: its form, what it may not do, and what is wrong in which place of it."""

from __future__ import annotations

import re

import pyoxigraph as ox

from khgraph.namespaces import PREFIXES
from khgraph.stores.base import BASE_IRI
from khgraph.stores.outline import plain

_PROLOGUE = re.compile(r"(?:\s|PREFIX\s*\S*:|BASE\b)*", re.IGNORECASE)
_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = (
    *("INSERT", "DELETE", "WITH", "LOAD", "CLEAR"),
    *("DROP", "CREATE", "ADD", "MOVE", "COPY"),
)


def form_of(text: str) -> str:
    """Return the keyword that a query begins with after its prologue, in capitals.

    Examples
    --------
    >>> form_of("PREFIX : <urn:x> select ?s { ?s ?p ?o }")
    'SELECT'
    """
    blanked = plain(text)
    start = _PROLOGUE.match(blanked).end()  # type: ignore[union-attr] # it matches the empty text too
    return re.split(r"\W", blanked[start:], maxsplit=1)[0].upper()


def is_query(text: str) -> bool:
    r"""Return whether a text asks and changes nothing, whichever way an engine reads it.

    Examples
    --------
    >>> is_query("PREFIX : <urn:x> ASK { ?s ?p ?o }")
    True
    >>> is_query("DROP ALL") or is_query("#\\u000ADROP ALL #\n ASK {}")
    False
    """
    return all(form_of(form) in _QUERY_FORMS for form in {text, _decoded(text)})


def _decoded(text: str) -> str:
    r"""Return a text with the characters that its escapes such as ``\u0041`` stand for.

    The standard lets them stand anywhere, before the text is read; not every engine does.
    """
    return re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})",
        lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)),
        text,
    )


TOO_DEEP = "the query is nested too deeply, or repeats one thing too often; write a shorter one"


def too_deep(text: str) -> bool:
    """Return whether a query has so many parts in parts that the engine may run out of stack."""
    return len(text) > _DEEPEST and any(
        text.upper().count(mark) > _DEEPEST for mark in ("{", "[", "((", "BIND", "UNION", "!!")
    )


_DEEPEST = 1000


def syntax_fault(text: str) -> str | None:
    """Return what is wrong with a query and where, None where it is SPARQL 1.1; ask nothing."""
    if too_deep(text):
        return TOO_DEEP
    # A value for what is not selected is refused once the text is read, and before it is run. No
    # text has every name of a list that is longer than it has letters.
    name = next(n for n in (f"unselected{i}" for i in range(len(text) + 1)) if n not in text)
    try:
        ox.Store().query(
            text,
            prefixes=PREFIXES,
            base_iri=BASE_IRI,
            substitutions={ox.Variable(name): ox.Literal("")},
        )
    except SyntaxError as error:
        return describe_query_error(text, str(error))
    except RuntimeError:
        return None
    return None


def needs_keyword(text: str, word: str) -> bool:
    """Return whether a query has *word* as a keyword, and not only in names, strings or comments.

    The word is spoilt wherever it stands: anywhere else another does as well, and only
    as a keyword it is missed. So the engine's own grammar says which it is.
    """
    spoilt = re.sub(word, word[:-2] + "Q" + word[-1], text, flags=re.IGNORECASE)
    return spoilt != text and syntax_fault(text) is None and syntax_fault(spoilt) is not None


def calls_service(text: str) -> bool:
    """Return whether a query asks another endpoint, and so would reach the network.

    Examples
    --------
    >>> calls_service("ASK { SERVICE <https://example.org/> { ?s ?p ?o } }")
    True
    >>> calls_service('ASK { ?service ?p "SERVICE" } # SERVICE')
    False
    """
    return needs_keyword(text, "SERVICE")


def undeclared_prologue(text: str) -> str:
    """Return the PREFIX lines, in one line, for the project's prefixes that *text* takes as known.

    Examples
    --------
    >>> undeclared_prologue("ASK { ?s rdf:type owl:Class }")
    'PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdf: \
<http://www.w3.org/1999/02/22-rdf-syntax-ns#> '
    """
    blanked = plain(text)
    declared = set(re.findall(r"\bPREFIX\s*([\w.-]*):", blanked, re.IGNORECASE))
    used = set(re.findall(r"(?<![\w.:?$%\\-])([^\W\d_][\w.-]*):", blanked))
    wanted = sorted((used & set(PREFIXES)) - declared)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in wanted)


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
    blanked = plain(text)
    start = _PROLOGUE.match(blanked).end()  # type: ignore[union-attr] # it matches the empty text too
    form = form_of(text)
    reasons = re.findall(r"(?:^|of |, )((?!Prefix)[A-Z][\w*]*(?: [\w*]+){2,})(?=,|$)", found[3])
    if form in _UPDATES:
        cause = "updates are not taken; write SELECT, ASK, CONSTRUCT or DESCRIBE"
        line_number, column = _place(blanked, start)
    elif form not in _QUERY_FORMS and blanked[start:]:
        cause = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        line_number, column = _place(blanked, start)
    elif reasons:
        cause = reasons[0].replace("The ", "the ", 1)
    elif undeclared := _undeclared_prefix(blanked):
        cause = f"{undeclared[0]} is not declared; add PREFIX {undeclared[0]} <...>"
        line_number, column = _place(blanked, undeclared.start())
    elif column <= len(lines[line_number - 1]) or line_number < len(lines):
        cause = "this cannot stand here"
    elif blanked.count("{") > blanked.count("}") or "{" not in blanked:
        cause = "the query breaks off here"
    else:
        cause = "something before this cannot be read"
    line = lines[line_number - 1]
    # A tab stays a tab, so that the pointer stands under what it points at.
    pointer = re.sub(r"[^\t]", " ", line[: column - 1].ljust(column - 1)) + "^"
    return f"line {line_number}, column {column}: {cause}\n  {line}\n  {pointer}"


def _undeclared_prefix(blanked: str) -> re.Match[str] | None:
    """Return where a query without its strings, IRIs and comments uses an unknown prefix."""
    declared = {f"{prefix}:" for prefix in PREFIXES}
    declared |= set(re.findall(r"\bPREFIX\s*([\w.-]*:)", blanked, re.IGNORECASE))
    used = re.finditer(r"(?<![\w.:?$%\\-])(?:[^\W\d_][\w.-]*)?:", blanked)
    return next((match for match in used if match[0] not in declared), None)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of *offset*, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
