"""From two things, a reading and a search to the best paths between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from khgraph.dates import OPEN_END, OPEN_START
from khgraph.errors import KhgraphError
from khgraph.model import Entity, pair_key
from khgraph.namespaces import shorten
from khgraph.paths.best import (
    KEYS,
    BestFirst,
    Course,
    Edge,
    Leg,
    commonness_left,
    hops_left,
    without_needless,
)
from khgraph.paths.routes import Hop, Path, Routes
from khgraph.paths.search import SLACK, Search
from khgraph.paths.web import Field, Web, is_passable
from khgraph.paths.worth import edges_of
from khgraph.stores import Step, Store, iri_of, named, text_of, values_block

if TYPE_CHECKING:
    from khgraph.reading import Reading

# How long a path may be that no shortest walk leads to: one with a product, in time order or by
# way of others. Without a limit the search for what is not there would go on for hours.
MOST_HOPS = 12


def find_routes(
    store: Store, start: Entity, end: Entity, reading: Reading, search: Search | None = None
) -> Routes:
    """Return the best paths from *start* to *end* under *reading*, within the limits of *search*.

    A reading in time counts only what certainly or possibly holds then. Only where no
    path runs through actors and events alone may one go through places, ideas and
    documents too.

    Raises
    ------
    KhgraphError
        If a thing is given twice, or a statement by which a path leads is not declared as
        one, or none of the claims about it is.
    """
    search = search or Search()
    if start.iri == end.iri:
        return Routes()
    stops = [start, *search.via, end]
    for number, stop in enumerate(stops):
        if stop.iri in {other.iri for other in (*stops[:number], *search.without)}:
            raise KhgraphError(
                f"a path cannot both pass and not pass {stop.label}, or pass it twice"
            )
    web = Web(store, reading, search)
    iris = [stop.iri for stop in stops]
    routes = _Finder(store, web, iris, is_passable).routes()
    if routes.paths:
        return routes
    wide = _Finder(store, web, iris, lambda _: True).routes()
    if wide.paths:
        return wide._replace(is_wide=True)
    longest = max(routes.longest, wide.longest)
    return Routes(longest=longest, is_cut=routes.is_cut or wide.is_cut)


class _Finder:
    """The search by one rule of what may lie between."""

    def __init__(
        self, store: Store, web: Web, stops: Sequence[str], passable: Callable[[str], bool]
    ) -> None:
        self._store = store
        self._web = web
        self._search = web.search
        self._stops = stops
        self._passable = passable
        self._fields = [Field(web, a, b, passable) for a, b in pairwise(stops)]
        self._degrees: dict[str, int] = {}

    def routes(self) -> Routes:
        """Return what is found, looking at longer paths only where the short are too few."""
        lengths = []
        for field in self._fields:
            length = field.meet()
            if length is None:
                return Routes()
            lengths.append(length)
        shortest, limit = sum(lengths), self._search.max_hops
        if limit is not None and shortest > limit:
            return Routes(longest=limit)
        longest = shortest
        if self._search.rank != "shortest":
            longest = shortest + SLACK if limit is None else limit
        courses: list[Course] = []
        while True:
            shorter = courses
            courses, is_cut = self._courses(longest, lengths)
            # What was found whole is better than what was found first of more.
            courses = max(courses, shorter, key=len) if is_cut else courses
            most = limit if limit is not None else max(MOST_HOPS, shortest + SLACK)
            if courses and limit is None:
                most = min(course.tally.hops for course in courses) + SLACK
            if len(courses) >= self._search.k or longest >= most or is_cut:
                break
            longest = longest + 1 if longest < shortest + SLACK else most
        count = self._shortest_count(shortest) if self._search.is_plain else None
        return Routes(self._paths(courses), count, False, longest, is_cut)

    def _courses(self, longest: int, lengths: Sequence[int]) -> tuple[list[Course], bool]:
        """Return the best paths of up to *longest* hops, and whether the search was cut off."""
        search = self._search
        slack = longest - sum(lengths)
        steps = {
            step
            for field, length in zip(self._fields, lengths, strict=True)
            for step in field.steps(length + slack)
        }
        edges = edges_of(self._web, steps)
        between = {edge.step.end for edge in edges} | {edge.step.start for edge in edges}
        new = between - self._degrees.keys() - {self._stops[0], self._stops[-1]}
        self._degrees |= degrees(self._store, new)
        found: dict[tuple[str, ...], Course] = {}
        is_cut = False
        for chosen, weakness in self._classes(edges):
            finder = self._best_first(chosen, longest, lengths)
            for course in finder.courses(self._stops[0]):
                if weakness not in (None, (course.tally.stance, course.tally.few_sources)):
                    continue
                found.setdefault(tuple(edge.step.end for edge in course.edges), course)
                if len(found) >= search.k:
                    return list(found.values()), is_cut
            is_cut = is_cut or finder.is_cut
        return list(found.values()), is_cut

    def _classes(self, edges: list[Edge]) -> Iterator[tuple[list[Edge], tuple[int, int] | None]]:
        """Yield the edges from which to search, one time after the other.

        By evidence, first those from which the best attested paths are made, then also
        those that are weaker, with the weakness that a path must have to count as new.
        """
        if self._search.rank != "evidence":
            yield edges, None
            return
        for stance in sorted({edge.stance for edge in edges}):
            for few in sorted({-edge.sources for edge in edges}):
                weakness = (stance, few)
                yield (
                    [edge for edge in edges if edge.stance <= stance and -edge.sources <= few],
                    weakness,
                )

    def _best_first(self, edges: list[Edge], longest: int, lengths: Sequence[int]) -> BestFirst:
        search, by_product, degree = self._search, self._web.by_product, self._degrees
        onward: dict[str, list[Edge]] = {}
        for edge in edges:
            onward.setdefault(edge.step.start, []).append(edge)
        kept = {
            thing: without_needless(found, in_time=search.in_time)
            for thing, found in onward.items()
        }
        weights = degree if search.rank == "specific" else {}
        stops = set(self._stops)
        # A leg does not pass the ends of others.
        own = [
            [edge for edge in edges if not {edge.step.start, edge.step.end} & (stops - ends)]
            for ends in ({a, b} for a, b in pairwise(self._stops))
        ]
        legs = [
            Leg(
                field.target[0],
                hops_left(field.target, own[number], by_product=by_product),
                commonness_left(field.target[0], edges, weights) if weights else {},
                sum(lengths[number + 1 :]),
            )
            for number, field in enumerate(self._fields)
        ]
        return BestFirst(
            lambda thing: kept.get(thing, ()),
            degree,
            legs,
            KEYS["shortest" if search.rank == "evidence" else search.rank],
            longest,
            product=search.product,
            in_time=search.in_time,
            by_product=by_product,
        )

    def _shortest_count(self, shortest: int) -> int:
        """Return how many sequences of things are as short as the shortest."""
        (field,) = self._fields
        onward: dict[str, set[str]] = {}
        for step in field.steps(shortest):
            onward.setdefault(step.start, set()).add(step.end)
        counts = {field.origin[0]: 1}
        for _ in range(shortest):
            following: dict[str, int] = {}
            for thing, count in counts.items():
                for target in onward.get(thing, ()):
                    following[target] = following.get(target, 0) + count
            counts = following
        return counts.get(field.target[0], 0)

    def _paths(self, courses: Sequence[Course]) -> tuple[Path, ...]:
        # A step that several paths take is one hop.
        steps = list(dict.fromkeys(edge.step for course in courses for edge in course.edges))
        hop_of = dict(zip(steps, make_hops(self._web, steps), strict=True))
        paths = []
        for course in courses:
            hops = tuple(hop_of[edge.step] for edge in course.edges)
            paths.append(Path(hops, order_of(self._web, hops) if self._search.in_time else None))
        return tuple(paths)


def make_hops(web: Web, steps: Sequence[Step]) -> list[Hop]:
    """Return steps as hops, their statements and what else joins their things asked for at once.

    Raises
    ------
    KhgraphError
        If a statement is not declared as one, or none of the claims about it is.
    """
    web.statements(step.statement for step in steps)
    pairs = {(step.start, step.end) for step in steps}
    joining = statements_between(web.store, pairs, web.reading)
    return [_hop(web, step, joining[pair_key(step.start, step.end)]) for step in steps]


def _hop(web: Web, step: Step, joining: Iterable[tuple[str, int | None]] = ()) -> Hop:
    """Return a step as a hop; *joining* are all statements between its two things."""
    statement = web.statements([step.statement])[step.statement]
    start, end = statement.subject, statement.object
    claims = web.claims(statement)
    if not claims:
        raise KhgraphError(
            f"no claim about {shorten(statement.iri)} is a kh:Claim; run khgraph validate"
        )
    if not isinstance(end, Entity):
        raise TypeError(f"{statement.iri} leads to a literal")
    if not step.is_forward:
        start, end = end, start
    # They join the same two things, and so have a sign where the statement itself may have one.
    others = tuple(
        (iri, sign if statement.is_tie else None) for iri, sign in joining if iri != step.statement
    )
    return Hop(start, end, statement, claims, step.is_forward, others)


def order_of(web: Web, hops: Iterable[Hop]) -> str:
    """Return whether hops that can follow one another in time certainly do.

    They do if each ends no earlier than the latest day by which those before it can
    have begun, whichever of its claims that count is right.
    """
    day = OPEN_START
    for hop in hops:
        is_act = hop.statement.relation.is_act
        dated = [web.reading.bounds(hop.statement, claim, web.known) for claim in hop.claims]
        for bounds in dated:
            # What lasts is over no earlier than it can have begun; an act is over at once.
            lasted_to = "" if is_act else bounds.earliest_end or ""
            if max(lasted_to, bounds.earliest_start or OPEN_START) < day:
                return "possible"
        for bounds in dated:
            begun_by = OPEN_END if is_act else bounds.latest_start or OPEN_END
            day = max(day, min(begun_by, bounds.latest_end or OPEN_END))
    return "certain"


def degrees(store: Store, things: Iterable[str]) -> dict[str, int]:
    """Return how many statements each thing is the subject or object of."""
    things = set(things)
    if not things:
        return {}
    values = values_block("thing", things)
    rows = store.select(
        "SELECT ?thing (COUNT(?statement) AS ?count) WHERE {"
        f" {{ {values} ?statement rdf:subject ?thing }}"
        f" UNION {{ {values} ?statement rdf:object ?thing }} }} GROUP BY ?thing"
    )
    return {iri_of(thing): int(text_of(count)) for thing, count in rows}


def statements_between(
    store: Store, pairs: Iterable[tuple[str, str]], reading: Reading
) -> dict[tuple[str, str], list[tuple[str, int | None]]]:
    """Return the statements that join each pair of things, at whatever time, with their signs.

    Under the pair in order; each list by IRI.
    """
    ordered = {pair_key(a, b) for a, b in pairs}
    if not ordered:
        return {}
    both = sorted({*ordered, *((b, a) for a, b in ordered)})
    values = " ".join(f"({named(a)} {named(b)})" for a, b in both)
    rows = store.select(
        f"SELECT DISTINCT ?a ?b ?statement ?sign WHERE {{ VALUES (?a ?b) {{ {values} }}"
        f" ?statement rdf:subject ?a ; rdf:object ?b ; rdf:predicate ?relation . {reading.sparql()}"
        " OPTIONAL { ?relation kh:sign ?sign } }"
    )
    found: dict[tuple[str, str], list[tuple[str, int | None]]] = {pair: [] for pair in ordered}
    for a, b, statement, sign in rows:
        one, other = iri_of(a), iri_of(b)
        value = int(text_of(sign)) if sign is not None else None
        found[pair_key(one, other)].append((iri_of(statement), value))
    return {pair: sorted(joined, key=lambda one: one[0]) for pair, joined in found.items()}
