"""The statements around two ends, asked of a store level by level as a search needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from khgraph.dates import NOT
from khgraph.errors import KhgraphError
from khgraph.lives import Life
from khgraph.model import STANCES, Claim, RelationType, Statement
from khgraph.namespaces import local_name, shorten
from khgraph.paths.search import Search
from khgraph.records import lives_of, relation_types, statements
from khgraph.spans import Spans
from khgraph.stores import Step, Store

if TYPE_CHECKING:
    from khgraph.reading import Reading

# A place, an idea or a document that two actors share says little of how they are connected.
PASSABLE_NAMESPACES = ("/actor/", "/event/")

# A thing, and the product of the signs on the way to it; 1 where the product does not matter.
State = tuple[str, int]

# What the claims behind a step are worth: the members of a `khgraph.paths.best.Edge` after it.
Worth = tuple[int | None, int, int, int, Spans]


def is_passable(iri: str) -> bool:
    """Return whether a path may lead through this thing: an actor or an event."""
    return any(part in iri for part in PASSABLE_NAMESPACES)


class Web:
    """What a store holds around the things that it was asked about.

    Parameters
    ----------
    store : Store
    reading : Reading
        Which claims count.
    search : Search
        Which statements may be hops.
    """

    def __init__(self, store: Store, reading: Reading, search: Search) -> None:
        self.store = store
        self.reading = reading
        self.search = search
        self._relations: Mapping[str, RelationType] = (
            relation_types(store) if search.needs_relations else {}
        )
        needs_time = reading.span is not None or search.in_time
        self.known: Mapping[str, Life] = lives_of(store) if needs_time else {}
        self.needs_evidence = needs_time or bool(reading.levels)
        # By way of others each leg may have either sign; the whole is looked at when it is found.
        self.by_product = search.product is not None and not search.via
        self._forbidden = {entity.iri for entity in search.without}
        self._steps: dict[str, dict[tuple[str, bool], Step]] = {}
        self._asked: set[str] = set()
        self._statements: dict[str, Statement] = {}
        # By statement; `khgraph.paths.worth` fills it.
        self.worth: dict[str, Worth] = {}

    def ask(self, things: Iterable[str]) -> None:
        """Learn all steps that lead away from *things*, in one request to the store."""
        new = set(things) - self._asked
        if not new:
            return
        self._asked |= new
        found = self.store.neighbours(new, self.reading.sparql())
        found = [step for step in found if self._takes(step)]
        if self.needs_evidence:
            by_iri = self.statements({step.statement for step in found})
            held = {iri for iri, statement in by_iri.items() if self.claims(statement)}
            found = [step for step in found if step.statement in held]
        for step in found:
            back = step._replace(start=step.end, end=step.start, is_forward=not step.is_forward)
            for one in (step, back):
                self._steps.setdefault(one.start, {})[one.statement, one.is_forward] = one

    def _takes(self, step: Step) -> bool:
        if step.end in self._forbidden:
            return False
        if self.search.is_signed and not all("/actor/" in end for end in (step.start, step.end)):
            return False
        return self.search.takes(self._relations.get(step.relation), local_name(step.relation))

    def onward(self, state: State) -> Iterator[tuple[Step, State]]:
        """Yield the steps that lead on from a state, and where they lead."""
        thing, product = state
        for step in self._steps.get(thing, {}).values():
            if step.is_forward or self._leads_back(step):
                yield step, (step.end, product * self._sign(step))

    def before(self, state: State) -> Iterator[State]:
        """Yield the states from which a step leads to this one."""
        thing, product = state
        for step in self._steps.get(thing, {}).values():
            if not step.is_forward or self._leads_back(step):
                yield step.end, product * self._sign(step)

    def _leads_back(self, step: Step) -> bool:
        """Return whether a statement may be followed from its object too."""
        if not self.search.directed:
            return True
        relation = self._relations.get(step.relation)
        return relation is not None and relation.is_symmetric

    def sign_of(self, step: Step) -> int | None:
        """Return the sign of a step's relation, None where the search asks for none."""
        relation = self._relations.get(step.relation)
        return relation.sign if relation and self.search.is_signed else None

    def _sign(self, step: Step) -> int:
        """Return what a step does to the product of a state."""
        if not self.by_product:
            return 1
        relation = self._relations.get(step.relation)
        return (relation.sign or 0) if relation else 1

    def statements(self, iris: Iterable[str]) -> dict[str, Statement]:
        """Return statements with their claims by IRI; each is asked for once.

        Raises
        ------
        KhgraphError
            If what a claim is about is not declared as a statement.
        """
        wanted = set(iris)
        new = wanted - self._statements.keys()
        if new:
            self._statements |= {found.iri: found for found in statements(self.store, new)}
        if undeclared := sorted(wanted - self._statements.keys()):
            raise KhgraphError(f"{shorten(undeclared[0])} is no kh:Statement; run khgraph validate")
        return {iri: self._statements[iri] for iri in wanted}

    def claims(self, statement: Statement) -> tuple[Claim, ...]:
        """Return the claims that count, the surest first."""
        found = [
            claim
            for claim in statement.claims
            if self.reading.accepts(claim)
            and self.reading.covers(statement)
            and self.reading.presence(statement, claim, self.known) != NOT
            and (
                claim.when is not None or not self.search.in_time or self._counts_undated(statement)
            )
        ]
        return tuple(sorted(found, key=lambda claim: (STANCES.index(claim.stance), claim.iri)))

    def _counts_undated(self, statement: Statement) -> bool:
        """Return whether undated claims count: in time order only of what lasts, and if asked."""
        if not self.search.in_time:
            return True
        return self.reading.include_undated and not statement.relation.is_act


class _Side:
    """One end of a field: how far each state is from it, as far as it has grown."""

    def __init__(
        self, web: Web, origin: State, other: str, passable: Callable[[str], bool]
    ) -> None:
        self._web = web
        self._other = other
        self._passable = passable
        self.distance = {origin: 0}
        self.frontier = {origin}
        self.level = 0

    def advance(self, *, ahead: bool) -> set[State]:
        """Grow by one level, with one request to the store; return what was reached."""
        self._web.ask(thing for thing, _ in self.frontier)
        self.level += 1
        reached: set[State] = set()
        for state in self.frontier:
            following = (target for _, target in self._web.onward(state))
            for target in following if ahead else self._web.before(state):
                thing = target[0]
                if target not in self.distance and (thing == self._other or self._passable(thing)):
                    self.distance[target] = self.level
                    reached.add(target)
        self.frontier = reached
        return reached


class Field:
    """All that lies on paths of up to some length between two ends.

    Parameters
    ----------
    web : Web
    start, goal : str
        IRIs.
    passable : callable
        Which things may lie between.

    Notes
    -----
    Breadth-first from both ends by whole levels, always from the end with the
    smaller frontier: one request a level. States of a search by product are
    vertices of the signed double cover (Zaslavsky 1982): walks to (thing, -1) are
    the walks to the thing whose product is negative.
    """

    def __init__(self, web: Web, start: str, goal: str, passable: Callable[[str], bool]) -> None:
        self._web = web
        self._passable = passable
        self.origin: State = (start, 1)
        self.target: State = (goal, (web.search.product or 1) if web.by_product else 1)
        self._ahead = _Side(web, self.origin, goal, passable)
        self._behind = _Side(web, self.target, start, passable)
        self._found: dict[int, list[Step]] = {}

    def meet(self) -> int | None:
        """Grow until the two sides meet; return the length of the shortest walk, None without."""
        while self._is_growing:
            reached = self._advance()
            lengths = [
                self._ahead.distance[state] + self._behind.distance[state]
                for state in reached
                if state in self._ahead.distance and state in self._behind.distance
            ]
            if lengths:
                return min(lengths)
        return None

    def reach(self, hops: int) -> bool:
        """Grow until every path of up to *hops* hops is known; return whether more could come."""
        while self._ahead.level + self._behind.level < hops and self._is_growing:
            self._advance()
        return self._is_growing

    @property
    def _is_growing(self) -> bool:
        """Whether there is more to learn; a side that has grown out knows all there is."""
        return bool(self._ahead.frontier and self._behind.frontier)

    def _advance(self) -> set[State]:
        if len(self._behind.frontier) < len(self._ahead.frontier):
            return self._behind.advance(ahead=False)
        return self._ahead.advance(ahead=True)

    def steps(self, hops: int) -> list[Step]:
        """Return the steps of all paths of up to *hops* hops between the ends, sorted.

        Some of them may lie on walks that pass a thing twice, and on no path.
        """
        if hops not in self._found:
            self.reach(hops)
            self._found[hops] = sorted(self._forward(hops, self._left(hops)))
        return self._found[hops]

    def _forward(self, hops: int, left: Mapping[State, int]) -> set[Step]:
        """Return the steps from the start by which the goal can be reached in time."""
        found = set()
        seen, frontier = {self.origin}, [self.origin]
        for distance in range(hops):
            reached = []
            for state in frontier:
                for step, target in self._web.onward(state):
                    if distance + 1 + left.get(target, hops) > hops:
                        continue
                    if target[0] == self.origin[0]:
                        continue
                    found.add(step)
                    if target not in seen and target[0] != self.target[0]:
                        seen.add(target)
                        reached.append(target)
            frontier = reached
        return found

    def _left(self, hops: int) -> dict[State, int]:
        """Return how far the goal is from each state on a path of up to so many hops.

        What the side of the start has seen it knows the distance of; what it has not is
        farther than it has grown.
        """
        ahead = self._ahead
        unseen = ahead.level + 1 if ahead.frontier else hops + 1
        left = {self.target: 0}
        frontier = [self.target]
        for distance in range(hops):
            reached = []
            for state in frontier:
                for before in self._web.before(state):
                    thing = before[0]
                    if before in left or thing == self.target[0]:
                        continue
                    if thing != self.origin[0] and not self._passable(thing):
                        continue
                    if distance + 1 + ahead.distance.get(before, unseen) > hops:
                        continue
                    left[before] = distance + 1
                    if thing != self.origin[0]:
                        reached.append(before)
            frontier = reached
        return left
