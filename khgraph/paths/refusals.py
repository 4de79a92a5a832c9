"""Why no path joins two things, and what would open one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from khgraph.lives import Life
from khgraph.model import ACCEPTED_STANCES, Entity
from khgraph.namespaces import local_name
from khgraph.paths.finding import find_routes
from khgraph.paths.routes import Path, sources_of, via_words
from khgraph.paths.search import Search
from khgraph.records import lives_of
from khgraph.spans import ALWAYS, common, possible_span, span_words, union
from khgraph.stores import Store, iri_of, named

if TYPE_CHECKING:
    from khgraph.reading import Reading


def why_not(
    store: Store, start: Entity, end: Entity, reading: Reading, search: Search | None = None
) -> list[str]:
    """Return in sentences why no path joins two things, and which single choice would open one."""
    if start.iri == end.iri:
        return ["the two names mean the same thing"]
    reasons = [words for thing in (start, end) if (words := _unjoined(store, thing))]
    if reasons:
        return reasons
    search = search or Search()
    found: dict[str, str] = {}
    for words, other, wider in _looser(reading, search):
        # Of several values of one option the first that opens a path asks for the least.
        option = words.split()[1]
        if option in found:
            continue
        routes = find_routes(store, start, end, other, wider._replace(k=1, rank="shortest"))
        if routes.paths:
            found[option] = _opening(store, words, routes.paths[0], reading, other)
            if len(found) == _MOST_OPENINGS:
                break
    if found:
        return list(found.values())
    for stance, words in (
        (reading.min_stance, "without all of the limits together"),
        ("reports", "with --min-stance reports and no other limit"),
    ):
        everything = type(reading)(min_stance=stance)
        routes = find_routes(store, start, end, everything)
        if routes.paths:
            return [_opening(store, words, routes.paths[0], everything, everything)]
    return ["no chain of claims joins them, in any reading"]


_MOST_OPENINGS = 3


def _unjoined(store: Store, thing: Entity) -> str | None:
    """Return in words that nothing is said of a thing that would join it to another."""
    if store.neighbours({thing.iri}, ""):
        return None
    reason = f"no claim in the data joins {thing.label} to anything"
    rows = store.select(
        "SELECT ?thing ?source WHERE { ?thing kh:namedIn ?source } ORDER BY ?source",
        {"thing": named(thing.iri)},
    )
    sources = [local_name(iri_of(source)) for _, source in rows]
    if sources:
        verbs = "name it, but are" if len(sources) > 1 else "names it, but is"
        reason += f"; {' and '.join(sources)} {verbs} not yet read into claims"
    return reason


def _looser(reading: Reading, search: Search) -> Iterator[tuple[str, Reading, Search]]:
    """Yield what drops one limit: in words, the reading and the search without it."""
    for stance in ("probable", "possible", "reports"):
        if not set(ACCEPTED_STANCES[stance]) <= set(ACCEPTED_STANCES[reading.min_stance]):
            yield f"with --min-stance {stance}", reading._replace(min_stance=stance), search
    if (reading.span or search.in_time) and not reading.include_undated:
        yield "with --undated", reading._replace(include_undated=True), search
    if reading.span:
        ends = (("--from", reading.first), ("--to", reading.last))
        flag = "--on" if reading.on else " and ".join(name for name, day in ends if day)
        yield f"without {flag}", reading._replace(on=None, first=None, last=None), search
    if reading.sources:
        yield "without --source", reading._replace(sources=()), search
    if reading.viewpoints:
        yield "without --according-to", reading._replace(viewpoints=()), search
    if reading.types:
        yield "without --type", reading._replace(types=(), narrower=frozenset()), search
    if reading.levels:
        yield "without --level", reading._replace(levels=()), search
    if reading.horizon is not None:
        yield "without --horizon", reading._replace(horizon=None), search
    if search.max_hops is not None:
        yield "without --max-hops", reading, search._replace(max_hops=None)
    if search.sign is not None:
        flag = "--friends-only" if search.sign > 0 else "--enemies-only"
        yield f"without {flag}", reading, search._replace(sign=None)
    if search.product is not None:
        other = "-" if search.product > 0 else "+"
        yield f"with --product {other}", reading, search._replace(product=-search.product)
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


def _opening(store: Store, words: str, path: Path, reading: Reading, other: Reading) -> str:
    """Return in a sentence the path that dropping a limit opens, and what the limit kept out."""
    between = via_words(path)
    way = f"one of {len(path.hops)} hops, by way of {between}" if between else "a direct one"
    sentence = f"{words} there is {way}"
    if reading.sources and not other.sources:
        return f"{sentence}: {_source_words(path)}"
    if reading.span and not other.span:
        return f"{sentence}: {_time_words(path, other, lives_of(store))}"
    return sentence


def _source_words(path: Path) -> str:
    """Return which sources a path rests on: those of which each has it whole, or all it takes."""
    shared = frozenset.intersection(
        *(frozenset(claim.source for claim in hop.claims) for hop in path.hops)
    )
    if shared:
        return f"wholly in {' or in '.join(sorted(shared))}"
    return f"it rests on {' and '.join(sources_of(path))} together"


def _time_words(path: Path, reading: Reading, known: Mapping[str, Life]) -> str:
    """Return when all hops of a path can have held at once."""
    days = ALWAYS
    for hop in path.hops:
        lasts = not hop.statement.relation.is_act
        spans = [
            possible_span(reading.bounds(hop.statement, claim, known))
            for claim in hop.claims
            if claim.when is not None or (reading.include_undated and lasts)
        ]
        if not spans:
            return "a hop of it has no date"
        days = common(days, union(spans))
    if not days:
        return "its hops do not all hold at one time"
    spells = " or ".join(span_words(first, last) for first, last in days)
    return f"all its hops can have held only {spells}"
