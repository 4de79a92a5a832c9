"""A graph that lies at a SPARQL endpoint, asked as if it lay here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from khgraph.errors import KhgraphError, LoadError, QueryError
from khgraph.stores.base import BASE_IRI, Answer, Store
from khgraph.stores.binding import bound
from khgraph.stores.endpoint import Endpoint, Refusal, Reply
from khgraph.stores.paging import PagedQuery, columns_of, is_distinct, is_suspicious, split_values
from khgraph.stores.solutions import (
    GRAPH,
    ROWS,
    Solutions,
    Template,
    read_boolean,
    read_graph,
    read_rows,
)
from khgraph.stores.sparql import (
    form_of,
    is_query,
    syntax_fault,
    undeclared_prologue,
)
from khgraph.stores.terms import Term

# Engines compile a list of IRIs into a program of their own; Virtuoso refuses 5,000. No round
# number, which would look like the limit of an endpoint where each has one row.
VALUES_AT_ONCE = 490
_CAP_HEADER = "X-SPARQL-MaxRows"

_PROBE = (
    "SELECT ?found WHERE {"
    ' { SELECT ("ontology" AS ?found) WHERE { ?type a kh:RelationType } LIMIT 1 } UNION'
    ' { SELECT ("statements" AS ?found) WHERE { ?statement a kh:Statement } LIMIT 1 } }'
)
_GRAPHS = (
    "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?statement a kh:Statement } }"
    " ORDER BY ?graph LIMIT 3"
)


class RemoteStore(Store):
    """The default graph of a SPARQL endpoint.

    Nothing but queries is sent, each as a form by POST. An answer is whole or an
    error: rows that the endpoint holds back are fetched page by page.

    Parameters
    ----------
    url : str
        The address of the endpoint; ``?default-graph-uri=...`` names the graph.
    timeout : float
        Seconds that a request and its whole answer may take.
    probe : bool
        Whether the first query is preceded by a small one that finds out if the data of
        khgraph are there at all.

    Raises
    ------
    LoadError
        If *url* is no address, or holds a password; when first asked, if no endpoint is
        there, or it holds no data of khgraph.
    """

    neighbours_at_once = 200

    def __init__(self, url: str, *, timeout: float = 60.0, probe: bool = True) -> None:
        self._endpoint = Endpoint(url, timeout)
        self._must_probe = probe

    @property
    def data_name(self) -> str:
        """The address without what stands after ``?``."""
        return self._endpoint.name

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:  # noqa: D102
        try:
            text.encode()
        except UnicodeEncodeError:
            raise QueryError("the query holds something that is no Unicode character") from None
        # Servers take an update in the place of a query, and some carry it out.
        if not is_query(text):
            raise QueryError(
                syntax_fault(text) or "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
            )
        if self._must_probe:
            self._probe()
            self._must_probe = False
        form = form_of(text)
        try:
            asked = _with_prologue(bound(text, bindings or {}))
            if form == "ASK":
                return read_boolean(self._ask(asked, ROWS), self.data_name)
            if form == "DESCRIBE":
                return read_graph(self._ask(asked, GRAPH), self.data_name)
            if form == "CONSTRUCT":
                template = Template(asked)
                return template.fill(self._solutions(template.select).answer())
            return self._solutions(asked).answer()
        except Refusal as refusal:
            raise QueryError(
                syntax_fault(text)
                or f"{self.data_name}: the endpoint does not take this query: {refusal.words}"
            ) from None

    def _ask(self, text: str, accept: str) -> Reply:
        reply = self._endpoint.ask(text, accept)
        # Virtuoso's word for an answer of what it had found when its time was up.
        if reply.headers.get("X-SQL-State") == "S1TAT":
            raise QueryError(
                f"{self.data_name}: the endpoint broke its answer off when its time was up; "
                "ask for less"
            )
        return reply

    def _solutions(self, text: str) -> Solutions:
        """Return all solutions of a SELECT query, in however many requests."""
        parts = split_values(text, VALUES_AT_ONCE)
        if not parts:
            return Solutions(columns_of(text), [])
        answers = [self._whole(part) for part in parts]
        variables = answers[0].variables
        rows = [row for answer in answers for row in answer.rows]
        if len(parts) > 1 and is_distinct(text):
            rows = list({repr(sorted(row.items())): row for row in rows}.values())
        # As the engine here orders the columns of a star, so that nothing depends on the place.
        if "*" in text and PagedQuery(text).is_star:
            variables = sorted(variables)
        return Solutions(variables, rows)

    def _whole(self, text: str) -> Solutions:
        """Return the solutions of a query, those among them that the endpoint holds back."""
        reply = self._ask(text, ROWS)
        found = read_rows(reply, self.data_name)
        got = len(found.rows)
        cap = re.fullmatch(r"\s*([0-9]{1,12})\s*", reply.headers.get(_CAP_HEADER, ""))
        if not (is_suspicious(got) or (cap and 0 < int(cap[1]) <= got)):
            return found
        try:
            query = PagedQuery(text)
            if query.limit == got:
                return found
            total = self._count(query)
            return found if total <= got else self._pages(query, found.variables, got, total)
        except (QueryError, Refusal) as error:
            raise QueryError(
                f"{self.data_name}: the endpoint gives {got:,} rows at once, and cannot be asked "
                f"for what may follow ({error}); set a LIMIT, or ask for less"
            ) from None

    def _count(self, query: PagedQuery) -> int:
        rows = read_rows(self._ask(query.count(), ROWS), self.data_name).rows
        try:
            return int(rows[0]["khgraph_count"]["value"])
        except (LookupError, ValueError):
            raise QueryError("it does not count its rows") from None

    def _pages(self, query: PagedQuery, variables: list[str], size: int, total: int) -> Solutions:
        rows: list[dict[str, object]] = []
        while len(rows) < total:
            # Each page begins with the last row of the one before, which shows that they fit.
            overlap = min(1, len(rows), size - 1)
            text = query.page(variables, size, len(rows) - overlap)
            page = read_rows(self._ask(text, ROWS), self.data_name).rows
            if page[:overlap] != rows[len(rows) - overlap :]:
                raise QueryError("its pages do not follow one another")
            if len(page) <= overlap:
                raise QueryError(f"it counts {total:,} rows, and shows {len(rows):,}")
            rows += page[overlap:]
        return Solutions(variables, rows)

    def _probe(self) -> None:
        """Find out whether the data are there.

        Raises
        ------
        LoadError
            If they are not, or no endpoint is; says what to do.
        """
        name = self.data_name
        try:
            rows = read_rows(self._ask(_with_prologue(_PROBE), ROWS), name).rows
            found = {row["found"]["value"] for row in rows}
        except LoadError:
            raise
        except (KhgraphError, Refusal) as error:
            raise LoadError(
                str(error)
                if isinstance(error, KhgraphError)
                else f"{name}: no SPARQL 1.1 is understood at this address: {error}"
            ) from None
        except (LookupError, TypeError):
            raise LoadError(f"{name}: what answers at this address is no SPARQL endpoint") from None
        if {"ontology", "statements"} <= found:
            return
        if "statements" in found:
            raise LoadError(
                f"{name}: the endpoint holds statements but not their ontology; "
                "load ontology/khgraph.ttl there"
            )
        lacking = "no statements" if "ontology" in found else "no khgraph data"
        files = (
            "data/triples.ttl"
            if "ontology" in found
            else "data/triples.ttl and ontology/khgraph.ttl"
        )
        raise LoadError(
            f"{name}: the endpoint answers, but its default graph holds {lacking}; "
            + (self._other_graphs() or f"load {files} there")
        )

    def _other_graphs(self) -> str:
        """Return in words which graphs hold statements, and how to ask them; may be empty."""
        try:
            reply = self._endpoint.ask(_with_prologue(_GRAPHS), ROWS, in_all_graphs=True)
            graphs = [row["graph"]["value"] for row in read_rows(reply, self.data_name).rows]
        except (KhgraphError, Refusal, LookupError, TypeError):
            return ""
        if not graphs:
            return ""
        listed = " and ".join(f"<{graph}>" for graph in graphs)
        verb = "hold" if len(graphs) > 1 else "holds"
        parameter = f"default-graph-uri={quote(graphs[0], safe=':/')}"
        return f"{listed} {verb} some: append ?{parameter} to the address"


def _with_prologue(text: str) -> str:
    """Return a query with the prefixes, and the base, that it takes as known."""
    is_relative = re.search(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\s]*>", text)
    base = f"BASE <{BASE_IRI}> " if is_relative else ""
    return f"{base}{undeclared_prologue(text)}{text}"
