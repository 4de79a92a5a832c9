"""A reading: which claims count, and the signed multigraph that they make.

The only bridge from records to networkx.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from khgraph import dates
from khgraph.errors import DateError, KhgraphError
from khgraph.lives import Life, joint_life, lives, placed_act, within_life, within_spell
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, Statement
from khgraph.namespaces import KH, KHB
from khgraph.spans import (
    ALWAYS,
    Span,
    Spans,
    certain_span,
    common,
    possible_span,
    union,
    within_years,
)

if TYPE_CHECKING:
    import networkx as nx

STANCE_LIMIT_WORDS = {
    "affirms": "affirmed",
    "probable": "probable or surer",
    "possible": "possible or surer",
    "reports": "possible, surer or only reported",
}

# The levels of actors that a reading may be limited to, and the kinds of actors on each.
LEVELS = {
    "person": ("Person",),
    "group": ("Group", "People", "MilitaryUnit", "Organization"),
    "state": ("State",),
}


class _Choices(NamedTuple):
    """What a reading chooses."""

    min_stance: str = "probable"
    on: str | None = None
    sources: tuple[str, ...] = ()
    include_undated: bool = False
    first: str | None = None
    last: str | None = None
    viewpoints: tuple[Entity, ...] = ()
    types: tuple[str, ...] = ()
    narrower: frozenset[str] = frozenset()
    levels: tuple[str, ...] = ()
    horizon: int | None = None


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
        Whether a lasting tie that the source does not date possibly holds in the
        reading's time; by default it is left out, since it would hold on every day.
    first, last : str, optional
        Days; only what holds on some day from `first` to `last`. A side that is
        None is open. Not together with `on`.
    viewpoints : tuple of Entity
        Whose eyes it is seen through: claims that one of these makes on their own,
        and what is passed on as their view, whoever passes it on. Empty for all.
    types : tuple of str
        Ids of relation types; empty for all. With them goes what is `narrower`.
    narrower : frozenset of str
        Ids of the types below `types`; `khgraph.records.narrower_types` finds them.
    levels : tuple of str
        ``person``, ``group``, ``state``: only ties between actors of these; empty for all.
    horizon : int, optional
        How many years a tie may possibly reach beyond the last day, or before the
        first, that a source gives, where it leaves the end or the beginning
        unsaid. None for as long as its actors last.

    Raises
    ------
    DateError
        If a day is none, or `last` comes before `first`.
    KhgraphError
        If there is no such stance or level, a source's id is not well formed, the
        horizon is negative, or both `on` and a span are given.
    """

    __slots__ = ()

    def __new__(
        cls,
        min_stance: str = "probable",
        on: str | None = None,
        sources: tuple[str, ...] = (),
        include_undated: bool = False,
        first: str | None = None,
        last: str | None = None,
        viewpoints: tuple[Entity, ...] = (),
        types: tuple[str, ...] = (),
        narrower: frozenset[str] = frozenset(),
        levels: tuple[str, ...] = (),
        horizon: int | None = None,
    ) -> Self:
        """Return the reading, once its choices are checked."""
        who = (viewpoints, types, narrower, levels, horizon)
        reading = super().__new__(cls, min_stance, on, sources, include_undated, first, last, *who)
        for day in (reading.on, reading.first, reading.last):
            if day is not None:
                dates.parse_day(day)
        if reading.on is not None and (reading.first or reading.last):
            raise KhgraphError("a reading is on a day or over a span, not both")
        if reading.first and reading.last and reading.last < reading.first:
            raise DateError(f"the span ends on {reading.last}, before it begins on {reading.first}")
        if reading.min_stance not in ACCEPTED_STANCES:
            known = ", ".join(ACCEPTED_STANCES)
            raise KhgraphError(f"no stance is called {reading.min_stance!r}; use one of {known}")
        for source in reading.sources:
            if not re.fullmatch(r"[\w.~-]+", source):
                raise KhgraphError(f"{source!r} is not the id of a source, such as bulag2009")
        for kind in (*reading.types, *reading.narrower):
            if not re.fullmatch(r"\w+", kind):
                raise KhgraphError(f"{kind!r} is not the id of a relation type, such as fought")
        for level in reading.levels:
            if level not in LEVELS:
                raise KhgraphError(f"no level is called {level!r}; use one of {', '.join(LEVELS)}")
        if reading.horizon is not None and reading.horizon < 0:
            raise KhgraphError("a horizon is a number of years, 0 or more")
        return reading

    @property
    def span(self) -> Span | None:
        """The first and last day of the reading's time, None for any time."""
        if self.on is not None:
            return self.on, self.on
        if self.first is None and self.last is None:
            return None
        return self.first or dates.OPEN_START, self.last or dates.OPEN_END

    @property
    def time_words(self) -> str:
        """The reading's time, such as ``1939-08-20``; empty for any time."""
        if self.on or self.span is None:
            return self.on or ""
        start = f"from {self.first} " if self.first else ""
        return f"{start}{f'to {self.last}' if self.last else 'on'}"

    def accepts(self, claim: Claim) -> bool:
        """Return whether the claim's stance, source and viewpoint count."""
        if self.sources and claim.source not in self.sources:
            return False
        accepted = ACCEPTED_STANCES[self.min_stance]
        if not self.viewpoints:
            return claim.stance in accepted
        seers = {entity.iri for entity in self.viewpoints}
        if seers & claim.holders:
            return claim.stance in (*accepted, "reports")
        # Who only reports does not see it so.
        own = claim.stance in accepted and claim.stance != "reports"
        return own and bool(seers & claim.authors)

    def covers(self, statement: Statement) -> bool:
        """Return whether the relation's type counts, and the level of the actors it joins."""
        kind = statement.relation.id
        if self.types and kind not in self.types and kind not in self.narrower:
            return False
        ends = (statement.subject, statement.object)
        kinds = {kind for level in self.levels for kind in LEVELS[level]}
        return not kinds or all(isinstance(end, Entity) and end.kind in kinds for end in ends)

    def bounds(self, statement: Statement, claim: Claim, known: Mapping[str, Life]) -> dates.Bounds:
        """Return when the claim can hold: as dated, what is unsaid bounded by all that is known.

        That is, in this order: the other claims about the statement that count, for an act
        the event at which it was done, the lives of both ends, and the horizon; what is
        then still unsaid of an act is left out. *known* are the lives by IRI.
        """
        lived = self._lived(statement, claim, known)
        if statement.relation.is_act and claim.when is not None:
            lived = placed_act(lived)
        if self.horizon is None:
            return lived
        near = within_years(claim.bounds, self.horizon)
        return claim.bounds._replace(
            earliest_start=max(
                filter(None, (lived.earliest_start, near.earliest_start)), default=None
            ),
            latest_end=min(filter(None, (lived.latest_end, near.latest_end)), default=None),
        )

    def _lived(self, statement: Statement, claim: Claim, known: Mapping[str, Life]) -> dates.Bounds:
        """Return when the claim can hold, without horizon, an act of unsaid day not placed."""
        others = (other.bounds for other in statement.claims if self.accepts(other))
        bounds = within_spell(claim.bounds, others)
        is_act = statement.relation.is_act
        event = known.get(statement.event or "")
        if is_act and claim.when is not None and event is not None:
            bounds = within_life(bounds, event)
        ends = (statement.subject, statement.object)
        there = [known[end.iri] for end in ends if isinstance(end, Entity) and end.iri in known]
        return within_life(bounds, joint_life(there))

    def sure_days(
        self, statement: Statement, claim: Claim, known: Mapping[str, Life]
    ) -> Span | None:
        """Return the days on which the claim must hold, None for none.

        Neither a horizon nor the place that is given to an act makes it sure.
        """
        bounds = self._lived(statement, claim, known)
        return certain_span(bounds, is_act=statement.relation.is_act)

    def presence(
        self, statement: Statement, claim: Claim, known: Mapping[str, Life] | None = None
    ) -> str:
        """Return whether the claim holds within the reading's time: certainly, possibly or not."""
        if self.span is None:
            return dates.CERTAINLY
        if claim.when is None and not self.include_undated:
            return dates.NOT
        if claim.when is None and statement.relation.is_act:
            return dates.NOT
        is_act = statement.relation.is_act
        bounds = self.bounds(statement, claim, known or {})
        found = dates.presence_within(bounds, *self.span, is_act=is_act)
        if found == dates.CERTAINLY:
            # A horizon says how far to look, and makes nothing sure; nor does it make the day
            # of an act known that it is placed at the only side that a source tells.
            lived = self._lived(statement, claim, known or {})
            return dates.presence_within(lived, *self.span, is_act=is_act)
        return found

    def sparql(self) -> str:
        """Return the same rule as a SPARQL pattern over ``?statement``, without time and level.

        A join, so that a statement comes once for each claim that counts: ask for
        DISTINCT. The engine takes fifteen times as long over an EXISTS.
        """
        accepted = ACCEPTED_STANCES[self.min_stance]
        pattern = "?claim kh:about ?statement . "
        if self.viewpoints:
            seers = ", ".join(f"<{entity.iri}>" for entity in self.viewpoints)
            own = _stances(name for name in accepted if name != "reports")
            told = _stances(dict.fromkeys((*accepted, "reports")))
            pattern += (
                "{ ?claim prov:wasAttributedTo ?seer ; kh:stance ?stance ."
                f" FILTER(?stance IN ({own})) }} UNION "
                "{ ?claim kh:accordingTo ?seer ; kh:stance ?stance ."
                f" FILTER(?stance IN ({told})) }} "
                f"FILTER(?seer IN ({seers}))"
            )
        else:
            pattern += f"?claim kh:stance ?stance . FILTER(?stance IN ({_stances(accepted)}))"
        if self.sources:
            sources = ", ".join(f"<{KHB}{name}>" for name in self.sources)
            pattern += f" ?claim dcterms:source ?source . FILTER(?source IN ({sources}))"
        if self.types:
            kinds = ", ".join(f"<{KH}{name}>" for name in sorted({*self.types, *self.narrower}))
            pattern += f" ?statement rdf:predicate ?kind . FILTER(?kind IN ({kinds}))"
        return pattern

    def describe(self) -> str:
        """Return the reading in words, to be printed with every result."""
        words = [", ".join(self.sources) or "all sources", STANCE_LIMIT_WORDS[self.min_stance]]
        if self.viewpoints:
            words.append(f"as seen by {' or '.join(entity.label for entity in self.viewpoints)}")
        if self.types:
            words.append(f"only {', '.join(self.types)}{' and narrower' * bool(self.narrower)}")
        if self.levels:
            words.append(f"only between actors of the level {' or '.join(self.levels)}")
        time = f"on {self.on}" if self.on else self.time_words
        undated = f", undated ties {'let in' if self.include_undated else 'left out'}"
        words.append(time + undated if time else "at any time")
        if self.horizon is not None:
            years = "1 year" if self.horizon == 1 else f"{self.horizon} years"
            words.append(f"unsaid ends and beginnings at most {years} off")
        elif time:
            words.append("unsaid ends and beginnings without limit")
        return "; ".join(words)

    def as_dict(self) -> dict[str, Any]:
        """Return the reading for JSON."""
        return {
            "sources": list(self.sources) or "all",
            "min_stance": self.min_stance,
            "according_to": [entity.id for entity in self.viewpoints] or "all",
            "types": list(self.types) or "all",
            "levels": list(self.levels) or "all",
            "on": self.on,
            "from": self.first,
            "to": self.last,
            "include_undated": self.include_undated,
            "horizon": self.horizon,
            "words": self.describe(),
        }


def _stances(names: Iterable[str]) -> str:
    return ", ".join(f"kh:{name}" for name in names)


class Tie(NamedTuple):
    """A statement between two actors as a reading sees it.

    `claims` are the claims that count, the surest first; `is_certain` says
    whether one of them certainly holds in the reading's time; `is_denied`
    whether another claim doubts or denies the statement. On the days of
    `possible`, all within the reading's time, it can have held, on those of
    `certain` it must have.
    """

    statement: Statement
    claims: tuple[Claim, ...]
    is_certain: bool
    is_denied: bool
    possible: Spans = ALWAYS
    certain: Spans = ALWAYS

    @property
    def iri(self) -> str:
        """The IRI of the statement."""
        return self.statement.iri

    @property
    def sign(self) -> int:
        """1, 0 or -1."""
        return self.statement.sign or 0


def ties(
    statements: Iterable[Statement], reading: Reading, known: Mapping[str, Life] | None = None
) -> list[Tie]:
    """Return the signed ties between actors that count under *reading*, by statement IRI.

    `known` are the lives of actors by IRI, by default those that *statements* tell of.
    """
    statements = list(statements)
    known = lives(statements) if known is None else known
    signed = (s for s in statements if s.is_tie and s.sign is not None)
    found = (tie_of(statement, reading, known) for statement in signed)
    return sorted((tie for tie in found if tie), key=lambda tie: tie.statement.iri)


def tie_of(statement: Statement, reading: Reading, known: Mapping[str, Life]) -> Tie | None:
    """Return a statement between two actors as *reading* sees it, None if no claim counts.

    `known` are the lives of actors by IRI. The statement need not be signed.
    """
    if not reading.covers(statement):
        return None
    held = []
    for claim in statement.claims:
        if reading.accepts(claim):
            presence = reading.presence(statement, claim, known)
            if presence != dates.NOT:
                held.append((presence, claim))
    if not held:
        return None
    order = ACCEPTED_STANCES["reports"]
    claims = sorted((c for _, c in held), key=lambda c: (order.index(c.stance), c.iri))
    return Tie(
        statement,
        tuple(claims),
        any(presence == dates.CERTAINLY for presence, _ in held),
        any(claim.stance in ("doubts", "denies") for claim in statement.claims),
        *_days(statement, claims, reading, known),
    )


def _days(
    statement: Statement, claims: Iterable[Claim], reading: Reading, known: Mapping[str, Life]
) -> tuple[Spans, Spans]:
    """Return the days of the reading's time on which a claim can hold, and on which one must."""
    time = ALWAYS if reading.span is None else (reading.span,)
    claims = list(claims)
    possible = [possible_span(reading.bounds(statement, claim, known)) for claim in claims]
    certain = [reading.sure_days(statement, claim, known) for claim in claims]
    return common(time, union(possible)), common(time, union(span for span in certain if span))


def network(
    statements: Iterable[Statement], reading: Reading, known: Mapping[str, Life] | None = None
) -> nx.MultiDiGraph[str]:
    """Return the signed multigraph that *statements* make under *reading*; `known` as in `ties`.

    Nodes are actor IRIs with the attributes ``label`` and ``kind``; an edge runs
    from subject to object, has the statement's IRI as key, and carries ``sign``
    (1, 0, -1), ``relation`` (the label of its type) and ``tie`` (a `Tie`). An
    empty reading gives an empty graph.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for tie in ties(statements, reading, known):
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
