"""The search for paths against brute force over all simple paths of small random graphs.

What may be a hop is worked out here anew, from the statements and the reading: the oracle
walks every sequence of different things and tries every choice of statements for its hops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from math import prod
from random import Random
from typing import NamedTuple

import networkx as nx
import pyoxigraph as ox
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khgraph.dates import BOUND_PROPERTIES, NOT, OPEN_END, OPEN_START, Bounds
from khgraph.model import STANCES, Claim, Entity, Statement
from khgraph.namespaces import KHA, KHB, KHC, KHE, KHP, KHS, PREFIXES
from khgraph.paths import RANKINGS, Path, Routes, Search, find_routes, unseen
from khgraph.paths.refusals import why_not
from khgraph.reading import Reading
from khgraph.records import lives_of, statements
from khgraph.stores import Step
from khgraph.stores.local import LocalStore

# The things of every random graph: five actors, an event, a place.
THINGS = {
    **{KHA + letter: Entity(KHA + letter, letter.upper(), "Person") for letter in "abc"},
    **{KHA + letter: Entity(KHA + letter, letter.upper(), "State") for letter in "de"},
    KHE + "f": Entity(KHE + "f", "F", "Event"),
    KHP + "p": Entity(KHP + "p", "P", "Place"),
}
IRIS = tuple(THINGS)
A, B, C, D, E, EVENT, PLACE = THINGS.values()

# Sign, symmetry and aspect of the relation types; two lie below ``hostileTo``.
RELATIONS = {
    "alliedWith": "kh:sign 1 ; kh:isSymmetric true",
    "supported": "kh:sign 1",
    "enemyOf": "kh:sign -1 ; kh:isSymmetric true ; rdfs:subPropertyOf kh:hostileTo",
    "opposed": "kh:sign -1 ; rdfs:subPropertyOf kh:hostileTo",
    "executed": "kh:sign -1 ; kh:aspect kh:Act",
    "neutralTo": "kh:sign 0",
    "siblingOf": "kh:isSymmetric true",
    "visited": "kh:aspect kh:Act",
    "hostileTo": "kh:sign -1",
    "existed": "kh:aspect kh:StateOfAffairs",
}
SYMMETRIC = {"alliedWith", "enemyOf", "siblingOf"}
SIGNS = {"alliedWith": 1, "supported": 1, "enemyOf": -1, "opposed": -1, "executed": -1}
DAYS = tuple(f"1936-01-0{number}" for number in range(1, 6))


def day(number: int) -> str:
    """Return one of the five days on which something happens."""
    return DAYS[number - 1]


# Dates of every form: a day, a span, one that is vague at either end, open, or half unsaid.
DATES: dict[str, Bounds] = {
    **{f"on {n}": Bounds(day(n), day(n), day(n), day(n)) for n in range(1, 6)},
    "1 or 2": Bounds(day(1), day(2), day(1), day(2)),
    "2 to 4, somewhen": Bounds(day(2), day(4), day(2), day(4)),
    "1/3": Bounds(day(1), day(1), day(3), day(3)),
    "2~/4": Bounds(day(2), day(3), day(4), day(5)),
    "3/": Bounds(day(3), day(3), None, None),
    "3~/": Bounds(day(3), day(4), None, None),
    "/2": Bounds(None, None, day(2), day(2)),
    "/3~": Bounds(None, None, day(3), day(4)),
    "../4": Bounds(OPEN_START, OPEN_START, day(4), day(4)),
    "4/..": Bounds(day(4), day(4), OPEN_END, OPEN_END),
    "[..3]": Bounds(None, day(3), None, day(3)),
    "[3..]": Bounds(day(3), None, day(3), None),
    "year 1930": Bounds("1930-01-01", "1930-12-31", "1930-01-01", "1930-12-31"),
}


class Word(NamedTuple):
    """A claim of a random graph."""

    source: str = "one"
    stance: str = "affirms"
    when: str | None = None
    author: str = "a"


class Line(NamedTuple):
    """A statement of a random graph: two things, how they are related, and its claims."""

    subject: str
    relation: str
    object: str
    words: tuple[Word, ...] = (Word(),)


_SCHEMA = "".join(
    f'kh:{name} a kh:RelationType ; skos:prefLabel "{name}" ; {properties} .\n'
    for name, properties in RELATIONS.items()
) + "".join(
    f'<{iri}> a kh:{thing.kind} ; skos:prefLabel "{thing.label}" .\n'
    for iri, thing in THINGS.items()
)


def turtle(lines: Iterable[Line], lives: Mapping[str, str]) -> str:
    """Return a graph as Turtle; *lives* are the dates of existence of some of the things."""
    said = [
        (f"s{n:02}", line.subject, line.relation, f"<{line.object}>", line.words)
        for n, line in enumerate(lines)
    ]
    said += [
        (f"life{n}", thing, "existed", "true", (Word(when=when),))
        for n, (thing, when) in enumerate(sorted(lives.items()))
    ]
    text = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()]
    text.append(_SCHEMA)
    for name, subject, relation, value, words in said:
        text.append(
            f"<{KHS}{name}> a kh:Statement ; rdf:subject <{subject}> ;"
            f" rdf:predicate kh:{relation} ; rdf:object {value} .\n"
        )
        for number, word in enumerate(words):
            text.append(
                f"<{KHC}{name}-{number}> a kh:Claim ; kh:about <{KHS}{name}> ;"
                f" kh:stance kh:{word.stance} ; dcterms:source <{KHB}{word.source}> ;"
                f" prov:wasAttributedTo <{KHA}{word.author}>"
            )
            if word.when is not None:
                text.append(f' ; kh:when "{word.when}"')
                for key, bound in zip(BOUND_PROPERTIES, DATES[word.when], strict=True):
                    if bound is not None:
                        text.append(f' ; kh:{key} "{bound}"^^xsd:date')
            text.append(" .\n")
    return "".join(text)


class CountingStore(LocalStore):
    """A store that keeps count of what it was asked for."""

    def __init__(self, lines: Iterable[Line], lives: Mapping[str, str] | None = None) -> None:
        graph = ox.Store()
        graph.load(turtle(lines, lives or {}), format=ox.RdfFormat.TURTLE)
        super().__init__(graph)
        self.asked: list[set[str]] = []

    @property
    def data_name(self) -> str:
        """The name of the graph."""
        return "random"

    def neighbours(self, frontier: Iterable[str], accepted: str) -> list[Step]:
        """Return the neighbours, and note what they were asked of."""
        frontier = set(frontier)
        self.asked.append(frontier)
        return super().neighbours(frontier, accepted)


# The oracle


class Way(NamedTuple):
    """A statement that may be the hop from one thing to another, with its claims that count."""

    statement: Statement
    claims: tuple[Claim, ...]


Things = tuple[str, ...]
Rank = tuple[int, ...]


class Oracle:
    """Every simple path of a graph under a reading and the limits of a search.

    Parameters
    ----------
    store : CountingStore
    reading : Reading
    search : Search
    """

    def __init__(self, store: CountingStore, reading: Reading, search: Search) -> None:
        self.reading = reading
        self.search = search
        self.known = lives_of(store)
        everything = statements(store)
        objects = (one.object.iri for one in everything if isinstance(one.object, Entity))
        self.standing = Counter((*objects, *(one.subject.iri for one in everything)))
        self.ways: dict[tuple[str, str], list[Way]] = {}
        for statement in everything:
            one, other = statement.subject, statement.object
            claims = self._counting(statement)
            if not isinstance(other, Entity) or one == other or not claims:
                continue
            way = Way(statement, claims)
            if self._is_hop(statement):
                self.ways.setdefault((one.iri, other.iri), []).append(way)
                if not search.directed or statement.relation.id in SYMMETRIC:
                    self.ways.setdefault((other.iri, one.iri), []).append(way)

    def _counting(self, statement: Statement) -> tuple[Claim, ...]:
        reading = self.reading
        return tuple(
            claim
            for claim in statement.claims
            if reading.accepts(claim)
            and reading.covers(statement)
            and reading.presence(statement, claim, self.known) != NOT
            and (
                claim.when is not None
                or not self.search.in_time
                or (
                    reading.include_undated and statement.relation.id not in ("executed", "visited")
                )
            )
        )

    def _is_hop(self, statement: Statement) -> bool:
        name, search = statement.relation.id, self.search
        ends = (statement.subject.iri, getattr(statement.object, "iri", ""))
        sign = sign_between(name, *ends)
        if search.sign is not None and sign != search.sign:
            return False
        if search.product is not None and sign not in (1, -1):
            return False
        return name not in search.without_types and name not in search.without_narrower

    def sequences(self, start: str, end: str, *, is_wide: bool) -> Iterator[Things]:
        """Yield every sequence of different things from one to the other, as far as joined."""
        via = tuple(thing.iri for thing in self.search.via)
        barred = {thing.iri for thing in self.search.without}
        if not is_wide:
            barred |= {PLACE.iri} - {start, end, *via}
        beginnings: list[Things] = [(start,)]
        while beginnings:
            things = beginnings.pop()
            if things[-1] == end:
                if tuple(iri for iri in things if iri in via) == via:
                    yield things
                continue
            beginnings += [
                (*things, iri)
                for iri in IRIS
                if (things[-1], iri) in self.ways and iri not in barred and iri not in things
            ]

    def paths(self, start: str, end: str) -> tuple[bool, dict[Things, Rank]]:
        """Return whether a place has to be gone through, and the best rank of each sequence."""
        if start == end:
            return False, {}
        limit = self.search.max_hops or len(IRIS)
        for is_wide in (False, True):
            found = {}
            for things in self.sequences(start, end, is_wide=is_wide):
                choices = product(*(self.ways[pair] for pair in pairwise(things)))
                ranks = [self.rank(things, ways) for ways in choices if self.takes(ways)]
                if ranks and len(things) - 1 <= limit:
                    found[things] = min(ranks)
            if found:
                return is_wide, found
        return False, {}

    def takes(self, ways: Sequence[Way]) -> bool:
        """Return whether the hops together keep to the limits of the search."""
        signs = [way.statement.sign or 0 for way in ways]
        if self.search.product is not None and prod(signs) != self.search.product:
            return False
        return not self.search.in_time or can_follow([self.days(way) for way in ways])

    def days(self, way: Way) -> set[str]:
        """Return those of the days of trial on which a hop can have held by one of its claims."""
        bounds = [self.reading.bounds(way.statement, claim, self.known) for claim in way.claims]
        return {
            day
            for day in TRIAL_DAYS
            if any(
                (b.earliest_start or OPEN_START) <= day <= (b.latest_end or OPEN_END)
                for b in bounds
            )
        }

    def degree(self, iri: str) -> int:
        """Return in how many statements a thing stands, whoever makes, doubts or denies them."""
        return self.standing[iri]

    def rank(self, things: Things, ways: Sequence[Way]) -> Rank:
        """Return what `RANKINGS` says of a path, the lower the better."""
        hops = len(ways)
        weakest = max(min(STANCES.index(claim.stance) for claim in way.claims) for way in ways)
        fewest = min(len({claim.source for claim in way.claims}) for way in ways)
        common = sum(self.degree(iri) for iri in things[1:-1])
        years = [year_of(way.claims) for way in ways]
        named = [year for year in years if year]
        apart = (max(named) - min(named) if named else 0) + 100 * years.count(0)
        return {
            "shortest": (hops, weakest, -fewest, common, apart),
            "evidence": (weakest, -fewest, hops, common, apart),
            "specific": (common, hops, weakest, -fewest, apart),
        }[self.search.rank]


def sign_between(relation: str, *ends: str) -> int | None:
    """Return the sign of a relation between two things; only actors are friends and enemies."""
    if not all(end.startswith(KHA) for end in ends):
        return None
    return 0 if relation == "neutralTo" else SIGNS.get(relation)


TRIAL_DAYS = (OPEN_START, "1930-06-01", *DAYS, "1936-06-01", OPEN_END)


def can_follow(days: Sequence[set[str]]) -> bool:
    """Return whether there are days, one of each set, none earlier than the one before."""
    found = {OPEN_START}
    for held in days:
        found = {day for day in held if any(before <= day for before in found)}
    return bool(found)


def year_of(claims: Iterable[Claim]) -> int:
    """Return the first year that claims name, 0 for none; open sides name none."""
    firsts = []
    for claim in claims:
        named = [day for day in claim.bounds if day and day not in (OPEN_START, OPEN_END)]
        firsts += [int(named[0][:4])] if named else []
    return min(firsts, default=0)


def things_of(path: Path) -> Things:
    """Return the IRIs of the things of a path."""
    return tuple(thing.iri for thing in path.things)


def assert_agrees(
    lines: Sequence[Line],
    ends: tuple[Entity, Entity],
    reading: Reading,
    search: Search,
    lives: Mapping[str, str] | None = None,
) -> Routes:
    """Assert that the search finds what the oracle does, in its order; return what was found."""
    store = CountingStore(lines, lives)
    start, end = ends
    routes = find_routes(store, start, end, reading, search)
    oracle = Oracle(store, reading, search)
    is_wide, everything = oracle.paths(start.iri, end.iri)
    looked_at = {
        things: rank for things, rank in everything.items() if len(things) - 1 <= routes.longest
    }
    found = [things_of(path) for path in routes.paths]

    assert (bool(found), routes.is_wide) == (bool(everything), is_wide)
    assert len(set(found)) == len(found) == min(search.k, len(looked_at))
    ranks = []
    for path, things in zip(routes.paths, found, strict=True):
        ways = [Way(hop.statement, hop.claims) for hop in path.hops]
        for way, hop, pair in zip(ways, path.hops, pairwise(things), strict=True):
            assert any(
                way.statement.iri == known.statement.iri and set(way.claims) == set(known.claims)
                for known in oracle.ways[pair]
            )
            assert (hop.start.iri, hop.end.iri) == pair
            assert hop.is_forward == (hop.statement.subject.iri == hop.start.iri)
            assert hop.sign == sign_between(hop.statement.relation.id, *pair)
            assert hop.is_affirmed == any(claim.stance == "affirms" for claim in hop.claims)
        assert oracle.takes(ways)
        assert oracle.rank(things, ways) == looked_at[things]
        ranks.append(looked_at[things])
    assert ranks == sorted(looked_at.values())[: search.k]
    assert not routes.is_cut
    assert_asked_once(store, routes, search)
    if not found:
        assert_tells_how_far_it_looked(oracle, ends, routes)
        return routes

    least = min(len(things) - 1 for things in everything)
    is_plain = search.product is None and not search.in_time and not search.via
    shortest = [things for things in everything if len(things) - 1 == least]
    assert routes.shortest_count == (len(shortest) if is_plain else None)
    most = search.max_hops if search.max_hops is not None else least + 2
    if search.max_hops is not None:
        assert routes.longest <= search.max_hops
    elif is_plain:
        assert routes.longest <= most
    if is_plain and search.rank == "shortest" and len(found) == search.k:
        # No longer ones were looked at than were needed; beyond two hops more, all at once.
        assert routes.longest == len(found[-1]) - 1 or len(found[-1]) - 1 > least + 2
    if len(found) < search.k or (is_plain and search.rank != "shortest"):
        assert routes.longest >= min(most, len(IRIS))
    return routes


def assert_tells_how_far_it_looked(
    oracle: Oracle, ends: tuple[Entity, Entity], routes: Routes
) -> None:
    """Assert that a search without a result says how long the paths were that it looked for.

    That is as long as it was told, or 12 and more; none where the hops do not even join the two.
    """
    search = oracle.search
    assert routes == Routes(longest=routes.longest)
    sequences = oracle.sequences(*(end.iri for end in ends), is_wide=True)
    if search.product is None and not search.via:
        assert bool(routes.longest) == any(True for _ in sequences)
    if search.max_hops is not None:
        assert routes.longest in (0, search.max_hops)
        assert unseen(routes, search) == []
    elif routes.longest:
        assert routes.longest >= 12
        assert not search.is_plain
        assert unseen(routes, search) == [
            f"there is none of up to {routes.longest} hops; --max-hops N looks further"
        ]


def assert_asked_once(store: CountingStore, routes: Routes, search: Search) -> None:
    """Assert that no thing was asked about twice, and the store no more than once a level."""
    asked = [iri for frontier in store.asked for iri in frontier]
    assert len(asked) == len(set(asked))
    assert all(store.asked)
    if routes.paths and not routes.is_wide:
        assert len(store.asked) <= routes.longest * (len(search.via) + 1)


# Random graphs, readings and searches

STANCES_DRAWN = (*STANCES[:4], *STANCES[:2], *["affirms"] * 6, "denies")


def random_lines(random: Random, relations: Sequence[str], least: int, most: int) -> list[Line]:
    """Return the statements of a graph, several of which may join the same two things."""

    def word() -> Word:
        when = random.choice([None, None, *DATES])
        source = random.choice(["one", "one", "two", "three"])
        return Word(source, random.choice(STANCES_DRAWN), when, random.choice("aab"))

    found = []
    for _ in range(random.randint(least, most)):
        subject, value = random.sample(IRIS, 2)
        said = tuple(word() for _ in range(random.choice([1, 1, 2])))
        found.append(Line(subject, random.choice(relations), value, said))
    return found


def seeded(seed: int) -> Random:
    """Return the same random choices for a seed each time."""
    return Random(seed)  # noqa: S311 - a graph, not a secret


def lines_of(
    relations: Sequence[str] = tuple(RELATIONS)[:8], least: int = 8, most: int = 18
) -> st.SearchStrategy[list[Line]]:
    """Return a strategy for graphs; from a seed, since drawn line by line most are too sparse."""
    seeds = st.integers(0, 2**32 - 1)
    return seeds.map(lambda seed: random_lines(seeded(seed), relations, least, most))


pairs_of_ends = st.permutations(list(THINGS.values())).map(lambda things: (things[0], things[1]))

# Signs are of actors alone; between other things a search for them finds nothing.
pairs_of_actors = st.permutations([A, B, C, D, E]).map(lambda things: (things[0], things[1]))
mostly_actors = st.one_of(pairs_of_actors, pairs_of_actors, pairs_of_actors, pairs_of_ends)


def others_than(ends: tuple[Entity, Entity], most: int) -> st.SearchStrategy[tuple[Entity, ...]]:
    """Return a strategy for some things that are no ends, in any order."""
    rest = [thing for thing in THINGS.values() if thing not in ends]
    return st.permutations(rest).flatmap(
        lambda things: st.integers(0, most).map(lambda count: tuple(things[:count]))
    )


ranks = st.sampled_from(sorted(RANKINGS))
counts = st.sampled_from([1, 2, 3, 5, 8, 100])


@given(lines_of(), pairs_of_ends, counts, ranks, st.none() | st.integers(1, 6))
def test_the_best_by_every_rank(
    lines: list[Line], ends: tuple[Entity, Entity], k: int, rank: str, max_hops: int | None
) -> None:
    """The k best paths are the first k of all simple paths, by the criteria of their rank."""
    assert_agrees(lines, ends, Reading("reports"), Search(k, rank, max_hops=max_hops))


@given(lines_of(), pairs_of_ends)
def test_shortest_paths_are_counted_as_networkx_does(
    lines: list[Line], ends: tuple[Entity, Entity]
) -> None:
    """Their number is that of all shortest paths of the simple graph, parallel ones not counted."""
    store = CountingStore(lines)
    start, end = ends
    accepted = [line for line in lines if any(word.stance == "affirms" for word in line.words)]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(IRIS)
    graph.add_edges_from((line.subject, line.object) for line in accepted)
    narrow = graph.subgraph({*IRIS} - {PLACE.iri} | {start.iri, end.iri})
    routes = find_routes(store, start, end, Reading("affirms"))
    is_wide = not nx.has_path(narrow, start.iri, end.iri)
    joined = graph if is_wide else narrow
    if not nx.has_path(joined, start.iri, end.iri):
        assert routes.paths == ()
        return
    ways = list(nx.all_shortest_paths(joined, start.iri, end.iri))
    assert (routes.shortest_count, routes.is_wide) == (len(ways), is_wide)
    assert len(routes.paths) == 1
    assert list(things_of(routes.paths[0])) in ways


@given(lines_of(), pairs_of_ends, counts, ranks)
def test_the_way_back_is_the_way_there(
    lines: list[Line], ends: tuple[Entity, Entity], k: int, rank: str
) -> None:
    """From the other end the paths are as good, the same where their ranks differ; as on a rerun.

    Which of equally good paths comes first is decided by their statements, and does not depend
    on what the store gives first.
    """
    start, end = ends
    store, reading, search = CountingStore(lines), Reading(), Search(k, rank)
    there = find_routes(store, start, end, reading, search)
    back = find_routes(store, end, start, reading, search)
    assert find_routes(CountingStore(lines), start, end, reading, search) == there
    found = [things_of(path) for path in there.paths]
    turned = [things_of(path)[::-1] for path in back.paths]
    _, everything = Oracle(store, reading, search).paths(start.iri, end.iri)
    assert [everything[things] for things in found] == [everything[things] for things in turned]
    all_ranks = list(everything.values())
    for one, other in zip(found, turned, strict=True):
        if all_ranks.count(everything[one]) == 1:
            assert one == other
    assert there._replace(paths=()) == back._replace(paths=())


signed_names = sorted(SIGNS)


@given(lines_of(signed_names, 14, 22), mostly_actors, counts, ranks, st.data())
def test_the_product_of_the_signs(
    lines: list[Line], ends: tuple[Entity, Entity], k: int, rank: str, data: st.DataObject
) -> None:
    """There is a path with a product exactly where one through different things has it."""
    sign, directed = data.draw(st.sampled_from([1, -1])), data.draw(st.booleans())
    via = data.draw(others_than(ends, 1))
    search = Search(k, rank, product=sign, directed=directed, via=via)
    routes = assert_agrees(lines, ends, Reading("reports"), search)
    for path in routes.paths:
        signs = [SIGNS[hop.statement.relation.id] for hop in path.hops]
        assert path.sign == prod(signs) == sign
        assert all(thing.is_actor for thing in path.things)


@given(lines_of(signed_names, 16, 26), mostly_actors, counts, ranks, st.sampled_from([1, -1]))
def test_friends_alone_and_enemies_alone(
    lines: list[Line], ends: tuple[Entity, Entity], k: int, rank: str, sign: int
) -> None:
    """Every hop is a tie of that sign between actors; what an event or place is to one is none."""
    routes = assert_agrees(lines, ends, Reading("reports"), Search(k, rank, sign=sign))
    for path in routes.paths:
        assert {SIGNS[hop.statement.relation.id] for hop in path.hops} == {sign}
        assert all(thing.is_actor for thing in path.things)


@given(lines_of(most=16), pairs_of_ends, counts, ranks, st.booleans(), st.data())
def test_in_time_order(
    lines: list[Line],
    ends: tuple[Entity, Entity],
    k: int,
    rank: str,
    undated: bool,
    data: st.DataObject,
) -> None:
    """There is a path in time order exactly where days can be found that follow one another."""
    things = st.sampled_from([A.iri, B.iri, D.iri])
    lives = data.draw(st.dictionaries(things, st.sampled_from(["1/3", "2~/4", "/3~", "4/.."])))
    reading = Reading("reports", include_undated=undated)
    routes = assert_agrees(lines, ends, reading, Search(k, rank, in_time=True), lives)
    for path in routes.paths:
        assert path.order in ("certain", "possible")
        for hop in path.hops:
            for claim in hop.claims:
                assert claim.when is not None or (
                    undated and hop.statement.relation.id not in ("executed", "visited")
                )


@given(lines_of(), pairs_of_ends, counts, ranks, st.data())
def test_limits_of_hops_and_things(
    lines: list[Line], ends: tuple[Entity, Entity], k: int, rank: str, data: st.DataObject
) -> None:
    """Signs, directions, things to pass and to avoid, types and lengths all limit at once."""
    aside = data.draw(others_than(ends, 3))
    cut = data.draw(st.integers(0, len(aside)))
    types = data.draw(st.sets(st.sampled_from(sorted(RELATIONS)), max_size=1))
    search = Search(
        k,
        rank,
        sign=data.draw(st.sampled_from([None, None, None, 1, -1])),
        directed=data.draw(st.sampled_from([False, False, True])),
        via=aside[:cut],
        without=aside[cut:],
        without_types=tuple(types),
        without_narrower=frozenset({"enemyOf", "opposed"} if "hostileTo" in types else ()),
        max_hops=data.draw(st.none() | st.integers(1, 6)),
    )
    assert_agrees(lines, ends, Reading("reports"), search)


NARROWER = frozenset({"enemyOf", "opposed"})
READING_LIMITS: dict[str, list[dict[str, object]]] = {
    "stance": [{"min_stance": name} for name in ("affirms", "possible", "reports")],
    "day": [{"on": DAYS[1]}, {"on": DAYS[2], "include_undated": True}],
    "source": [{"sources": ("one",)}, {"sources": ("two", "three")}],
    "viewpoint": [{"viewpoints": (A,)}, {"viewpoints": (A, B)}],
    "type": [{"types": ("hostileTo", "supported"), "narrower": NARROWER}],
    "level": [{"levels": ("person", "state")}, {"levels": ("person",)}],
}
SEARCH_LIMITS: dict[str, list[dict[str, object]]] = {
    "sign": [{"sign": 1}, {"sign": -1}],
    "product": [{"product": 1}, {"product": -1}],
    "time": [{"in_time": True}],
    "direction": [{"directed": True}],
    "via": [],
    "without": [],
    "without-type": [{"without_types": ("hostileTo",), "without_narrower": NARROWER}],
    "length": [{"max_hops": 1}, {"max_hops": 2}, {"max_hops": 3}],
}


class Case(NamedTuple):
    """A graph, two of its things, and what is looked for between them."""

    lines: list[Line]
    ends: tuple[Entity, Entity]
    reading: Reading
    search: Search


def cases(least: int, most: int) -> st.SearchStrategy[Case]:
    """Return a strategy for cases with so many limits, of the reading or of the search."""
    return st.integers(0, 2**32 - 1).map(lambda seed: random_case(seeded(seed), least, most))


def random_case(random: Random, least: int, most: int) -> Case:
    """Return a case with so many limits, at least and at most."""
    lines = random_lines(random, tuple(RELATIONS)[:8], 8, 16)
    start, end, *rest = random.sample(list(THINGS.values()), len(THINGS))
    of_reading: dict[str, object] = {"include_undated": random.random() < 0.3}
    of_search: dict[str, object] = {}
    limits = random.sample([*READING_LIMITS, *SEARCH_LIMITS], random.randint(least, most))
    for limit in limits:
        if limit in READING_LIMITS:
            of_reading |= random.choice(READING_LIMITS[limit])
        elif limit == "via":
            of_search["via"] = tuple(rest[: random.choice([1, 1, 2])])
        elif limit == "without":
            of_search["without"] = tuple(rest[2 : 2 + random.choice([1, 2])])
        else:
            of_search |= random.choice(SEARCH_LIMITS[limit])
    reading = Reading(**of_reading)  # type: ignore[arg-type] # the names are those of its choices
    k, rank = random.choice([1, 3, 8, 100]), random.choice(sorted(RANKINGS))
    search = Search(k, rank, **of_search)  # type: ignore[arg-type] # so are these
    return Case(lines, (start, end), reading, search)


@settings(max_examples=250)
@given(cases(1, 4), st.sampled_from([{}, {A.iri: "1/3"}, {D.iri: "2~/4", B.iri: "/3~"}]))
def test_every_limit_with_every_reading(case: Case, lives: dict[str, str]) -> None:
    """The limits of a search and those of a reading hold together."""
    assert_agrees(*case, lives)


# Whether the hops certainly follow one another

EXTREMES = (OPEN_START, "1930-01-01", "1930-12-31", *DAYS, OPEN_END)


def realisations(bounds: Bounds, *, is_act: bool) -> set[tuple[str, str]]:
    """Return every first and last day that something with *bounds* can have had."""
    first, last = bounds.earliest_start or OPEN_START, bounds.latest_end or OPEN_END
    if is_act:
        return {(day, day) for day in EXTREMES if first <= day <= last}
    return {
        (start, end)
        for start in EXTREMES
        for end in EXTREMES
        if first <= start <= (bounds.latest_start or OPEN_END)
        and (bounds.earliest_end or OPEN_START) <= end <= last
        and start <= end
    }


def always_follow(hops: Iterable[set[tuple[str, str]]]) -> bool:
    """Return whether, however the hops were dated in truth, each can come after the one before."""
    arrivals = {OPEN_START}
    for spans in hops:
        if any(arrival > end for arrival in arrivals for _, end in spans):
            return False
        arrivals = {max(arrival, start) for arrival in arrivals for start, _ in spans}
    return True


chains = st.lists(
    st.tuples(
        st.sampled_from(["opposed", "executed", "siblingOf"]),
        st.lists(
            st.sampled_from([*DATES, None]).map(lambda when: Word(when=when)),
            min_size=1,
            max_size=2,
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=200)
@given(chains, st.sampled_from([{}, {A.iri: "1/3"}, {B.iri: "2~/4", C.iri: "/3~"}]))
@example([("opposed", [Word(when="/2")]), ("executed", [Word(when="on 3")])], {})
@example([("executed", [Word(when="on 3")]), ("opposed", [Word(when="3/")])], {})
@example([("executed", [Word(when="on 3")]), ("opposed", [Word(when="/2")])], {})
@example([("executed", [Word(when="1 or 2")]), ("executed", [Word(when="on 1")])], {})
@example([("executed", [Word(when="1 or 2")]), ("executed", [Word(when="on 2")])], {})
@example(
    [("opposed", [Word(when="on 1"), Word(when="on 5")]), ("opposed", [Word(when="on 3")])], {}
)
def test_order_is_certain_where_every_reading_of_the_dates_has_it(
    chain: list[tuple[str, list[Word]]], lives: dict[str, str]
) -> None:
    """Over all days that vague dates can mean, hops that always can follow certainly do."""
    things = (A, B, C, D, E)
    lines = [
        Line(one.iri, relation, other.iri, tuple(said))
        for (one, other), (relation, said) in zip(pairwise(things), chain, strict=False)
    ]
    reading = Reading(include_undated=True)
    ends = (A, things[len(chain)])
    routes = assert_agrees(lines, ends, reading, Search(in_time=True), lives)
    known = lives_of(CountingStore(lines, lives))
    for path in routes.paths:
        spans = []
        for hop in path.hops:
            is_act = hop.statement.relation.id == "executed"
            bounds = [reading.bounds(hop.statement, claim, known) for claim in hop.claims]
            spans.append(set().union(*(realisations(one, is_act=is_act) for one in bounds)))
        assert path.order == ("certain" if always_follow(spans) else "possible")


# What else joins the two things of a hop


@given(cases(0, 2))
def test_the_others_are_the_other_statements_that_count(case: Case) -> None:
    """With a hop go all other statements of its two things by a claim that counts, and no more.

    Whenever they held, whichever way they point, and whether or not the search takes them.
    """
    lines, ends, reading, search = case
    routes = find_routes(CountingStore(lines), *ends, reading, search)
    for path in routes.paths:
        for hop in path.hops:
            expected = sorted(
                (
                    KHS + f"s{number:02}",
                    sign_between(line.relation, line.subject, line.object),
                )
                for number, line in enumerate(lines)
                if {line.subject, line.object} == {hop.start.iri, hop.end.iri}
                and (not reading.types or line.relation in (*reading.types, *reading.narrower))
                and any(_counts(word, reading) for word in line.words)
            )
            assert list(hop.others) == [one for one in expected if one[0] != hop.statement.iri]
            assert hop.statement.iri in dict(expected)


def _counts(word: Word, reading: Reading) -> bool:
    """Return whether a claim counts, whenever it says that it was."""
    least = {"affirms": 0, "probable": 1, "possible": 2, "reports": 3}[reading.min_stance]
    if STANCES.index(word.stance) > least or (
        reading.sources and word.source not in reading.sources
    ):
        return False
    # Who only reports holds nothing on their own.
    views = {KHA + word.author} if word.stance != "reports" else set()
    return not reading.viewpoints or bool(views & {seer.iri for seer in reading.viewpoints})


# What would open a path


def relaxations(reading: Reading, search: Search) -> Iterator[tuple[str, Reading, Search]]:
    """Yield every single limit that can be dropped, in the words for it, in their order."""
    stances = ["affirms", "probable", "possible", "reports"]
    for stance in stances[stances.index(reading.min_stance) + 1 :]:
        yield f"with --min-stance {stance}", reading._replace(min_stance=stance), search
    if (reading.on or search.in_time) and not reading.include_undated:
        yield "with --undated", reading._replace(include_undated=True), search
    if reading.on:
        yield "without --on", reading._replace(on=None), search
    if reading.sources:
        yield "without --source", reading._replace(sources=()), search
    if reading.viewpoints:
        yield "without --according-to", reading._replace(viewpoints=()), search
    if reading.types:
        yield "without --type", reading._replace(types=(), narrower=frozenset()), search
    if reading.levels:
        yield "without --level", reading._replace(levels=()), search
    if search.max_hops:
        yield "without --max-hops", reading, search._replace(max_hops=None)
    if search.sign:
        word = {1: "friends", -1: "enemies"}[search.sign]
        yield f"without --{word}-only", reading, search._replace(sign=None)
    if search.product:
        mark = {1: "-", -1: "+"}[search.product]
        yield f"with --product {mark}", reading, search._replace(product=-search.product)
        yield "without --product", reading, search._replace(product=None)
    if search.in_time:
        yield "without --time-respecting", reading, search._replace(in_time=False)
    if search.directed:
        yield "without --directed", reading, search._replace(directed=False)
    if search.via:
        yield "without --via", reading, search._replace(via=())
    if search.without or search.without_types:
        bare = search._replace(without=(), without_types=(), without_narrower=frozenset())
        yield "without --without", reading, bare


@settings(max_examples=300)
@given(cases(1, 3))
def test_what_would_open_a_path_does(case: Case) -> None:
    """A limit is named when without it alone there is a path, and only then; the first three.

    Of an option with several looser values only the first is told.

    The path that is told of is a shortest one without the limit, through the things it names.
    """
    lines, ends, reading, search = case
    store = CountingStore(lines)
    start, end = (thing.iri for thing in ends)
    if Oracle(store, reading, search).paths(start, end)[1]:
        return
    reasons = why_not(store, *ends, reading, search)
    lonely = [
        f"no claim in the data joins {thing.label} to anything"
        for thing in ends
        if all(thing.iri not in (line.subject, line.object) for line in lines)
    ]
    if lonely:
        assert reasons == lonely
        return
    opening: list[tuple[str, Reading, Search, dict[tuple[str, ...], tuple[int, ...]]]] = []
    for words, other, wider in relaxations(reading, search):
        everything = Oracle(store, other, wider).paths(start, end)[1]
        is_told = words.split()[1] in {told.split()[1] for told, *_ in opening}
        if everything and not is_told:
            opening.append((words, other, wider, everything))
    if not opening:
        for stance, words in (
            (reading.min_stance, "without all of the limits together"),
            ("reports", "with --min-stance reports and no other limit"),
        ):
            bare = Reading(stance)
            everything = Oracle(store, bare, Search()).paths(start, end)[1]
            if everything:
                opening.append((words, bare, Search(), everything))
                break
        else:
            assert reasons == ["no chain of claims joins them, in any reading"]
            return
    assert len(reasons) == min(3, len(opening))
    for reason, (words, other, wider, everything) in zip(reasons, opening, strict=False):
        told, _, why = reason.partition(": ")
        least = min(map(len, everything))
        ways = {
            f"{words} there is {_way_words(things)}": things
            for things in everything
            if len(things) == least
        }
        assert told in ways
        is_single = "limit" not in words
        is_about_sources = is_single and bool(reading.sources and not other.sources)
        is_about_time = is_single and bool(reading.on and not other.on)
        assert bool(why) == (is_about_sources or is_about_time)
        if is_about_sources:
            for sources in _sources_told(why):
                alone = other._replace(sources=sources)
                assert ways[told] in Oracle(store, alone, wider).paths(start, end)[1]


def _way_words(things: Things) -> str:
    """Return how a path is told of."""
    between = [THINGS[iri].label for iri in things[1:-1]]
    if not between:
        return "a direct one"
    listed = " and ".join(filter(None, (", ".join(between[:-1]), between[-1])))
    return f"one of {len(things) - 1} hops, by way of {listed}"


def _sources_told(why: str) -> list[tuple[str, ...]]:
    """Return the sources that a sentence says to hold a path, each alone or all together."""
    if why.startswith("wholly in "):
        return [(source,) for source in why.removeprefix("wholly in ").split(" or in ")]
    assert why.startswith("it rests on ")
    assert why.endswith(" together")
    return [tuple(why.removeprefix("it rests on ").removesuffix(" together").split(" and "))]
