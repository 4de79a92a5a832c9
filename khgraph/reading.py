"""A reading: which claims count, and the signed multigraph that they make.

The only bridge from records to networkx.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from khgraph import dates
from khgraph.errors import KhgraphError
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, Statement
from khgraph.namespaces import KHB

if TYPE_CHECKING:
    import networkx as nx

STANCE_LIMIT_WORDS = {
    "affirms": "affirmed",
    "probable": "probable or surer",
    "possible": "possible or surer",
    "reports": "possible, surer or only reported",
}


class _Choices(NamedTuple):
    """What a reading chooses."""

    min_stance: str = "probable"
    on: str | None = None
    sources: tuple[str, ...] = ()
    include_undated: bool = False


class Reading(_Choices):
    """Which claims count.

    Parameters
    ----------
    min_stance : str
        ``affirms``, ``probable``, ``possible`` or ``reports``, each letting in those before it.
        Doubted and denied statements never make a tie.
    on : str, optional
        A day; only what certainly or possibly holds then.
    sources : tuple of str
        Ids of sources; empty for all.
    include_undated : bool
        Whether a lasting tie that the source does not date possibly holds on the
        day; by default it is left out, since it would hold on every day there is.

    Raises
    ------
    DateError
        If `on` is no day.
    KhgraphError
        If there is no such stance, or a source's id is not well formed.
    """

    __slots__ = ()

    def __new__(
        cls,
        min_stance: str = "probable",
        on: str | None = None,
        sources: tuple[str, ...] = (),
        include_undated: bool = False,
    ) -> Self:
        """Return the reading, once its choices are checked."""
        if on is not None:
            dates.parse_day(on)
        if min_stance not in ACCEPTED_STANCES:
            known = ", ".join(ACCEPTED_STANCES)
            raise KhgraphError(f"no stance is called {min_stance!r}; use one of {known}")
        for source in sources:
            if not re.fullmatch(r"[\w.~-]+", source):
                raise KhgraphError(f"{source!r} is not the id of a source, such as bulag2009")
        return super().__new__(cls, min_stance, on, sources, include_undated)

    def accepts(self, claim: Claim) -> bool:
        """Return whether the claim's stance and source count."""
        return claim.stance in ACCEPTED_STANCES[self.min_stance] and (
            not self.sources or claim.source in self.sources
        )

    def presence(self, statement: Statement, claim: Claim) -> str:
        """Return whether the claim holds within the reading's time: certainly, possibly or not."""
        if self.on is None:
            return dates.CERTAINLY
        if claim.when is None and not self.include_undated:
            return dates.NOT
        return dates.presence_on(claim.bounds, self.on, is_act=statement.relation.is_act)

    def sparql(self) -> str:
        """Return the same rule as a SPARQL pattern over ``?statement``, without the time.

        A join, so that a statement comes once for each claim that counts: ask for
        DISTINCT. The engine takes fifteen times as long over an EXISTS.
        """
        stances = ", ".join(f"kh:{name}" for name in ACCEPTED_STANCES[self.min_stance])
        pattern = f"?claim kh:about ?statement ; kh:stance ?stance . FILTER(?stance IN ({stances}))"
        if self.sources:
            sources = ", ".join(f"<{KHB}{name}>" for name in self.sources)
            pattern += f" ?claim dcterms:source ?source . FILTER(?source IN ({sources}))"
        return pattern

    def describe(self) -> str:
        """Return the reading in words, to be printed with every result."""
        sources = ", ".join(self.sources) or "all sources"
        time = "at any time"
        if self.on:
            time = f"on {self.on}, undated ties {'let in' if self.include_undated else 'left out'}"
        return f"{sources}; {STANCE_LIMIT_WORDS[self.min_stance]}; {time}"

    def as_dict(self) -> dict[str, Any]:
        """Return the reading for JSON."""
        return {
            "sources": list(self.sources) or "all",
            "min_stance": self.min_stance,
            "on": self.on,
            "include_undated": self.include_undated,
            "words": self.describe(),
        }


class Tie(NamedTuple):
    """A statement between two actors as a reading sees it.

    `claims` are the claims that count, the surest first; `is_certain` says
    whether one of them certainly holds in the reading's time; `is_denied`
    whether another claim doubts or denies the statement.
    """

    statement: Statement
    claims: tuple[Claim, ...]
    is_certain: bool
    is_denied: bool

    @property
    def sign(self) -> int:
        """1, 0 or -1."""
        return self.statement.sign or 0


def ties(statements: Iterable[Statement], reading: Reading) -> list[Tie]:
    """Return the signed ties between actors that count under *reading*, by statement IRI."""
    found = []
    for statement in statements:
        if not statement.is_tie or statement.sign is None:
            continue
        present = [
            (reading.presence(statement, claim), claim)
            for claim in statement.claims
            if reading.accepts(claim)
        ]
        held = [(presence, claim) for presence, claim in present if presence != dates.NOT]
        if not held:
            continue
        order = ACCEPTED_STANCES["reports"]
        found.append(
            Tie(
                statement,
                tuple(sorted((c for _, c in held), key=lambda c: (order.index(c.stance), c.iri))),
                any(presence == dates.CERTAINLY for presence, _ in held),
                any(claim.stance in ("doubts", "denies") for claim in statement.claims),
            )
        )
    return sorted(found, key=lambda tie: tie.statement.iri)


def network(statements: Iterable[Statement], reading: Reading) -> nx.MultiDiGraph[str]:
    """Return the signed multigraph that *statements* make under *reading*.

    Nodes are actor IRIs with the attributes ``label`` and ``kind``; an edge runs
    from subject to object, has the statement's IRI as key, and carries ``sign``
    (1, 0, -1), ``relation`` (the label of its type) and ``tie`` (a `Tie`). An
    empty reading gives an empty graph.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for tie in ties(statements, reading):
        ends = [tie.statement.subject, tie.statement.object]
        start, end = (entity for entity in ends if isinstance(entity, Entity))
        for entity in (start, end):
            graph.add_node(entity.iri, label=entity.label, kind=entity.kind)
        graph.add_edge(
            start.iri,
            end.iri,
            key=tie.statement.iri,
            sign=tie.sign,
            relation=tie.statement.relation.label,
            tie=tie,
        )
    return graph
