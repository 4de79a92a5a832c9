"""The shortest path between two things whose every hop rests on a claim.

The search asks only for neighbours, batch by batch, so it runs on any store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.dates import NOT, OPEN_END, OPEN_START
from khgraph.errors import KhgraphError
from khgraph.lives import Life
from khgraph.model import ACCEPTED_STANCES, STANCES, Claim, Entity, Statement
from khgraph.namespaces import local_name, shorten
from khgraph.records import lives_of, statements
from khgraph.stores import Step, iri_of, named, text_of, values_block

if TYPE_CHECKING:
    from khgraph.reading import Reading
    from khgraph.stores import Store

# A place, an idea or a document that two actors share says little of how they are connected.
PASSABLE_NAMESPACES = ("/actor/", "/event/")
MOST_PATHS = 2000

RANKING = (
    "shown is the one whose weakest claim is the surest, then whose things between stand in the "
    "fewest statements, then whose dates lie nearest together"
)


class Hop(NamedTuple):
    """One step: from one thing to the next by a statement, read forward or backward."""

    start: Entity
    end: Entity
    statement: Statement
    claims: tuple[Claim, ...]
    is_forward: bool

    @property
    def sign(self) -> int | None:
        """The sign of the statement, None for kinship, office and participation."""
        return self.statement.sign

    @property
    def words(self) -> str:
        """What the path says of `start`: the relation in its direction, and `end`."""
        return self.statement.predicate_words if self.is_forward else self.statement.inverse_words

    def sentence(self) -> str:
        """Return the hop in words, in the direction of the path."""
        return f"{self.start.label} {self.words}"


class Path(NamedTuple):
    """A sequence of hops.

    `path_count` says how many sequences of things are as short as this one;
    `is_wide` whether it had to go through a place, an idea or a document.
    """

    hops: tuple[Hop, ...]
    path_count: int
    is_wide: bool

    @property
    def sign(self) -> int | None:
        """The product of the signs, or None where a hop carries no sign."""
        product = 1
        for hop in self.hops:
            if hop.sign is None:
                return None
            product *= hop.sign
        return product

    def as_dict(self) -> dict[str, Any]:
        """Return the path for JSON."""
        return {
            "hops": [
                {
                    "from": hop.start.label,
                    "relation": hop.statement.relation.label
                    if hop.is_forward
                    else hop.statement.relation.inverse_label,
                    "to": hop.end.label,
                    "sign": hop.sign,
                    "statement": hop.statement.sentence(),
                    "claims": [claim.as_dict() for claim in hop.claims],
                }
                for hop in self.hops
            ],
            "sign": self.sign,
        }


class _Side:
    """One end of a search: what it has seen, and by which steps it came there."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.seen = {start}
        self.frontier = {start}
        self.steps: dict[str, list[Step]] = {}

    def advance(self, steps: Iterable[Step], goal: str, is_passable: Callable[[str], bool]) -> None:
        """Take one level of steps away from the frontier."""
        reached: set[str] = set()
        for step in steps:
            target = step[2]
            if target not in self.seen and (target == goal or is_passable(target)):
                self.steps.setdefault(target, []).append(step)
                reached.add(target)
        self.seen |= reached
        self.frontier = reached

    def chains(self, node: str) -> Iterator[tuple[Step, ...]]:
        """Yield the chains of steps from the start to *node*."""
        if node == self.start:
            yield ()
        for step in self.steps.get(node, ()):
            for chain in self.chains(step[0]):
                yield (*chain, step)


def shortest_chains(
    start: str,
    end: str,
    neighbours: Callable[[Iterable[str]], list[Step]],
    is_passable: Callable[[str], bool] | None = None,
) -> list[tuple[Step, ...]]:
    """Return all shortest chains of steps from *start* to *end*.

    Parameters
    ----------
    start, end : str
        IRIs.
    neighbours : callable
        From IRIs to the steps (from, statement, to, forward) that lead away from
        them; what leads from one thing to another also leads back.
    is_passable : callable, optional
        Which things a chain may pass through; by default actors and events.

    Returns
    -------
    list of tuple of Step
        At most `MOST_PATHS`, in the order of their steps; empty where there is
        none, or where *start* is *end*.

    Notes
    -----
    Breadth-first from both ends by whole levels, always from the end with the
    smaller frontier: one call of *neighbours* a level. The two sides first meet
    in things that both have just reached, and every shortest chain passes through
    exactly one of these.
    """
    if start == end:
        return []
    passable = is_passable or _is_passable
    ahead, behind = _Side(start), _Side(end)
    while ahead.frontier and behind.frontier:
        if len(ahead.frontier) <= len(behind.frontier):
            ahead.advance(neighbours(ahead.frontier), end, passable)
        else:
            behind.advance(neighbours(behind.frontier), start, passable)
        meeting = ahead.frontier & behind.frontier
        if meeting:
            return sorted(islice(_joined(ahead, behind, meeting), MOST_PATHS))
    return []


def _joined(ahead: _Side, behind: _Side, meeting: set[str]) -> Iterator[tuple[Step, ...]]:
    """Yield the chains that come together in the things of *meeting*."""
    for node in sorted(meeting):
        for first in ahead.chains(node):
            for last in behind.chains(node):
                turned = [
                    Step(step.end, step.statement, step.start, not step.is_forward, step.relation)
                    for step in last
                ]
                yield (*first, *reversed(turned))


def _is_passable(iri: str) -> bool:
    return any(part in iri for part in PASSABLE_NAMESPACES)


def strength(hops: Sequence[Hop], degree: Mapping[str, int]) -> tuple[int, int, int]:
    """Return the key that ranks paths of one length, the best first.

    Parameters
    ----------
    hops : sequence of Hop
    degree : mapping of str to int
        How many statements each thing between the ends stands in.

    Returns
    -------
    tuple of int
        The rank of the weakest hop's surest stance; how many statements the things
        between stand in; how many years the hops' dates lie apart, an undated hop
        counting as a century.
    """
    weakest = max(min(STANCES.index(claim.stance) for claim in hop.claims) for hop in hops)
    common = sum(degree.get(hop.end.iri, 0) for hop in hops[:-1])
    years = [_year(hop) for hop in hops]
    dated = [year for year in years if year]
    spread = (max(dated) - min(dated) if dated else 0) + 100 * years.count(0)
    return weakest, common, spread


def _year(hop: Hop) -> int:
    """Return the first year that a hop's claims name, 0 where none is dated."""
    days = [
        next((day for day in claim.bounds if day not in (None, OPEN_START, OPEN_END)), None)
        for claim in hop.claims
    ]
    return min((int(day[:4]) for day in days if day), default=0)


def evidence_path(store: Store, start: Entity, end: Entity, reading: Reading) -> Path | None:
    """Return the best of the shortest paths from *start* to *end* under *reading*.

    `RANKING` says which of the shortest is the best. A reading on a day counts only
    what certainly or possibly holds then. Only where no path runs through actors
    and events alone may one go through places, ideas and documents too.

    Returns
    -------
    Path or None
        None where no path exists, or *start* is *end*.

    Raises
    ------
    KhgraphError
        If a claim's statement, by which a path leads, is not declared as one.
    """
    known: Mapping[str, Life] = lives_of(store) if reading.span else {}

    def neighbours(frontier: Iterable[str]) -> list[Step]:
        steps = store.neighbours(frontier, reading.sparql())
        if reading.span is None and not reading.levels:
            return steps
        held = {
            s.iri
            for s in statements(store, {step[1] for step in steps})
            if _counting(s, reading, known)
        }
        return [step for step in steps if step[1] in held]

    chains = shortest_chains(start.iri, end.iri, neighbours)
    is_wide = not chains
    if is_wide:
        chains = shortest_chains(start.iri, end.iri, neighbours, lambda _: True)
    if not chains:
        return None
    used = {step[1] for chain in chains for step in chain}
    by_iri = {statement.iri: statement for statement in statements(store, used)}
    if undeclared := sorted(used - set(by_iri)):
        raise KhgraphError(f"{shorten(undeclared[0])} is no kh:Statement; run khgraph validate")
    claims = {iri: _counting(statement, reading, known) for iri, statement in by_iri.items()}
    candidates = [
        tuple(_hop(by_iri[iri], claims[iri], forward) for _, iri, _, forward, _ in chain)
        for chain in chains
    ]
    degree = _degrees(store, {step[2] for chain in chains for step in chain[:-1]})
    best = min(
        candidates,
        key=lambda hops: (strength(hops, degree), [hop.statement.iri for hop in hops]),
    )
    path_count = len({tuple(step[:3:2] for step in chain) for chain in chains})
    return Path(best, path_count, is_wide)


def _hop(statement: Statement, claims: tuple[Claim, ...], is_forward: bool) -> Hop:
    start, end = statement.subject, statement.object
    if not isinstance(end, Entity):
        raise TypeError(f"{statement.iri} leads to a literal")
    if not is_forward:
        start, end = end, start
    return Hop(start, end, statement, claims, is_forward)


def _counting(
    statement: Statement, reading: Reading, known: Mapping[str, Life]
) -> tuple[Claim, ...]:
    """Return the claims that count under *reading*, the surest first."""
    found = [
        claim
        for claim in statement.claims
        if reading.accepts(claim)
        and reading.covers(statement)
        and reading.presence(statement, claim, known) != NOT
    ]
    return tuple(sorted(found, key=lambda claim: (STANCES.index(claim.stance), claim.iri)))


def _degrees(store: Store, iris: Iterable[str]) -> dict[str, int]:
    """Return how many statements each thing is the subject or object of."""
    things = set(iris)
    if not things:
        return {}
    rows = store.select(
        f"SELECT ?thing (COUNT(?statement) AS ?count) WHERE {{ {values_block('thing', things)}"
        " { ?statement rdf:subject ?thing } UNION { ?statement rdf:object ?thing } }"
        " GROUP BY ?thing"
    )
    return {iri_of(thing): int(text_of(count)) for thing, count in rows}


def why_not(store: Store, start: Entity, end: Entity, reading: Reading) -> list[str]:
    """Return in sentences why no path joins two things, and what would open one."""
    if start.iri == end.iri:
        return ["the two names mean the same thing"]
    reasons = []
    for thing in (start, end):
        if not store.neighbours({thing.iri}, ""):
            reason = f"no claim in the data joins {thing.label} to anything"
            sources = store.select(
                "SELECT ?thing ?source WHERE { ?thing kh:namedIn ?source } ORDER BY ?source",
                {"thing": named(thing.iri)},
            )
            if sources:
                names = " and ".join(local_name(iri_of(source)) for _, source in sources)
                verbs = "name it, but are" if len(sources) > 1 else "names it, but is"
                reason += f"; {names} {verbs} not yet read into claims"
            reasons.append(reason)
    if reasons:
        return reasons
    looser = [
        (f"with --min-stance {stance}", reading._replace(min_stance=stance))
        for stance in ("probable", "possible", "reports")
        if not set(ACCEPTED_STANCES[stance]) <= set(ACCEPTED_STANCES[reading.min_stance])
    ]
    if reading.span:
        looser.append(("with --undated", reading._replace(include_undated=True)))
        flag = "--on" if reading.on else "--from and --to"
        looser.append((f"without {flag}", reading._replace(on=None, first=None, last=None)))
    if reading.sources:
        looser.append(("without --source", reading._replace(sources=())))
    if reading.viewpoints:
        looser.append(("without --according-to", reading._replace(viewpoints=())))
    if reading.types:
        looser.append(("without --type", reading._replace(types=(), narrower=frozenset())))
    if reading.levels:
        looser.append(("without --level", reading._replace(levels=())))
    if reading.horizon is not None:
        looser.append(("without --horizon", reading._replace(horizon=None)))
    looser.append(
        ("with --min-stance reports and no other limit", type(reading)(min_stance="reports"))
    )
    for words, other in looser:
        found = evidence_path(store, start, end, other)
        if found:
            between = " and ".join(hop.end.label for hop in found.hops[:-1])
            way = (
                f"one of {len(found.hops)} hops, by way of {between}" if between else "a direct one"
            )
            return [f"{words} there is {way}"]
    return ["no chain of claims joins them, in any reading"]
