"""Made-up data of this model in any size: actors, events, statements and claims, as N-Triples.

A few great powers stand in very many statements and most actors in few, as in the
real data; some actors hang on the others by their kin alone, so that there are long
ways too. The same number of triples and the same seed give the same file.

Run it as ``python benchmarks/model_data.py 1000000 made-up.nt``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from khgraph.namespaces import KH, KHA, KHB, KHC, KHE, KHS, PREFIXES, RDF, RDFS, SKOS, XSD

SEED = 1939
FEWEST = 1_000
SOURCE_COUNT = 24

Integers = NDArray[np.int64]

# Relation types by what they join, each with how often it is drawn.
TIES = {
    "alliedWith": 4,
    "attacked": 5,
    "cooperatedWith": 5,
    "courted": 6,
    "criticised": 3,
    "distrusted": 3,
    "fought": 6,
    "friendlyTo": 4,
    "hostileTo": 7,
    "negotiatedWith": 5,
    "opposed": 6,
    "supported": 9,
    "threatened": 2,
}
BELONGING = {"heldOfficeIn": 5, "memberOf": 6, "partOf": 4}
KIN = {"parentOf": 3, "siblingOf": 2}
TEXTS = {"hasQuality": 2, "holdsThat": 3}
AT_EVENTS = {"participatedIn": 1}
# These happen once to each, and have the object true.
LIVES = ("born", "died", "existed", "occurred")
RELATIONS = (*TIES, *BELONGING, *KIN, *TEXTS, *AT_EVENTS, *LIVES)
# Of the statements that are drawn, the share of each group.
GROUPS = ((TIES, 0.52), (BELONGING, 0.12), (KIN, 0.06), (TEXTS, 0.10), (AT_EVENTS, 0.20))
# The types whose statements may say at which event it was done.
_DONE_AT_EVENTS = ("attacked", "fought", "threatened")

STANCES = {
    "affirms": 0.80,
    "thinksProbable": 0.06,
    "thinksPossible": 0.04,
    "doubts": 0.02,
    "denies": 0.02,
    "reports": 0.06,
}
# The stances that count where a reading asks for no other.
COUNTING = ("affirms", "thinksProbable")
_REPORTS = list(STANCES).index("reports")

# The kinds of actors, from the most to the least connected, and how many of a thousand each is.
KINDS = {
    "State": 1,
    "Organization": 10,
    "MilitaryUnit": 15,
    "People": 4,
    "Group": 20,
    "Person": 950,
}
# The share of actors that one tie of kin alone joins to the others.
_RELATIVE_SHARE = 0.08

_DAYS = np.arange("1850-01-01", "1991-01-01", dtype="datetime64[D]")


def _day(text: str) -> int:
    return int(np.searchsorted(_DAYS, np.datetime64(text)))


# Nobody acts before birth or after death.
_BIRTHS = (_day("1850-01-01"), _day("1884-01-01"))
_ACTS = (_day("1900-01-01"), _day("1945-01-01"))
_DEATHS = (_day("1946-01-01"), _day("1990-01-01"))

# How a claim is dated, how often, and the number of triples that the date takes.
_UNDATED, _ON_DAY, _IN_MONTH, _IN_YEAR, _FROM_TO, _SINCE = range(6)
_DATING_SHARES = (0.30, 0.26, 0.12, 0.14, 0.12, 0.06)
_DATING_TRIPLES = np.array([0, 5, 5, 5, 5, 3])
_STATEMENT_TRIPLES = 4
_CLAIM_TRIPLES = 8
_SOURCE_TRIPLES = 7

_SYLLABLES = tuple(c + v for c in "bdghjklmnrstxz" for v in "aeiou")


class World(NamedTuple):
    """All that is left to chance, as arrays; things are numbers, actors first, then events.

    `subjects`, `objects` (-1 for a text or the truth), `relations` (places in
    `RELATIONS`) and `events` (-1 for none) are of the statements; statement *i* has the
    claims from `claim_starts[i]` up to `claim_starts[i + 1]`. `stances` (places in
    `STANCES`), `sources`, `datings`, `firsts` and `lasts` are of the claims.
    `extra_names` is the number of names that fill up the number of triples.
    """

    actor_count: int
    event_count: int
    subjects: Integers
    objects: Integers
    relations: Integers
    events: Integers
    claim_starts: Integers
    stances: Integers
    sources: Integers
    datings: Integers
    firsts: Integers
    lasts: Integers
    extra_names: int

    @property
    def collective_count(self) -> int:
        """The number of actors that are no persons; they come first."""
        return _collective_count(self.actor_count)

    def kind(self, thing: int) -> str:
        """Return the id of the class of an actor or event."""
        if thing >= self.actor_count:
            return "Event"
        if thing >= self.collective_count:
            return "Person"
        shares = np.cumsum([share for kind, share in KINDS.items() if kind != "Person"])
        place = np.searchsorted(shares, thing * shares[-1] / self.collective_count, side="right")
        return list(KINDS)[int(place)]

    def iri(self, thing: int) -> str:
        """Return the IRI of an actor or event."""
        if thing < self.actor_count:
            return KHA + name_of(thing).lower()
        return f"{KHE}event-{thing - self.actor_count}"

    def label(self, thing: int) -> str:
        """Return the preferred label of an actor or event; no other thing has it."""
        if thing < self.actor_count:
            return f"{name_of(thing)} {name_of(thing * 7 + 1)}"
        return f"Meeting {thing - self.actor_count} at {name_of(thing * 7 + 1)}"

    def author(self, source: int) -> int:
        """Return the actor who wrote a source."""
        return self.collective_count + source % (self.actor_count - self.collective_count)

    def counting_ties(self) -> Integers:
        """Return as rows the two things that each statement joins by a claim that counts."""
        counting = [list(STANCES).index(name) for name in COUNTING]
        claims = np.isin(self.stances, counting).astype(np.int64)
        joins = (np.add.reduceat(claims, self.claim_starts[:-1]) > 0) & (self.objects >= 0)
        return np.stack([self.subjects[joins], self.objects[joins]], axis=1)


def name_of(number: int) -> str:
    """Return a made-up name that no other number has.

    Examples
    --------
    >>> name_of(0), name_of(71), name_of(343_000)
    ('Bababa', 'Bebeba', 'Bababebe')
    """
    parts: list[str] = []
    while number or len(parts) < 3:
        number, rest = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[rest])
    return "".join(parts).capitalize()


def _collective_count(actor_count: int) -> int:
    return max(len(KINDS) - 1, actor_count * (1000 - KINDS["Person"]) // 1000)


def draw(triple_count: int, seed: int = SEED) -> World:
    """Return a world that takes exactly *triple_count* triples to write.

    Raises
    ------
    ValueError
        If these are fewer than `FEWEST`.
    """
    if triple_count < FEWEST:
        raise ValueError(f"a world takes {FEWEST} triples at least, not {triple_count}")
    rng = np.random.default_rng(seed)
    actor_count, event_count = max(40, triple_count // 140), max(5, triple_count // 500)
    lives = _lives(rng, actor_count, event_count)
    # More than there is room for; what is over is cut off.
    drawn = _statements(rng, actor_count, event_count, triple_count // 15)
    subjects, objects, relations = (
        np.concatenate(parts) for parts in zip(_kin(rng, actor_count), lives, drawn, strict=True)
    )
    count = len(subjects)
    done = np.isin(relations, [RELATIONS.index(name) for name in _DONE_AT_EVENTS])
    events = actor_count + rng.integers(0, event_count, count)
    events[~done | (rng.random(count) < 0.5)] = -1

    claim_counts = 1 + rng.choice(3, count, p=(0.75, 0.18, 0.07))
    claim_starts = np.concatenate([[0], np.cumsum(claim_counts)])
    claim_count = int(claim_starts[-1])
    stances = rng.choice(len(STANCES), claim_count, p=list(STANCES.values()))
    datings = rng.choice(len(_DATING_SHARES), claim_count, p=_DATING_SHARES)
    of_claim = np.repeat(relations, claim_counts)
    spans = np.tile(_ACTS, (len(RELATIONS), 1))
    spans[RELATIONS.index("born")] = spans[RELATIONS.index("existed")] = _BIRTHS
    spans[RELATIONS.index("died")] = _DEATHS
    low, high = spans[of_claim].T
    firsts = rng.integers(low, high)
    # What existed goes on, and nobody is born or dies over a span.
    datings[of_claim == RELATIONS.index("existed")] = _SINCE
    moment = np.isin(of_claim, [RELATIONS.index("born"), RELATIONS.index("died")])
    datings[moment & (datings > _IN_YEAR)] = _IN_YEAR
    lasts = np.minimum(firsts + rng.integers(1, 2000, claim_count), _ACTS[1])

    sizes = _CLAIM_TRIPLES + _DATING_TRIPLES[datings] + (stances == _REPORTS)
    triples = _STATEMENT_TRIPLES + (events >= 0) + np.add.reduceat(sizes, claim_starts[:-1])
    things = 2 * actor_count + (actor_count + 2) // 3 + 2 * event_count
    room = triple_count - things - _SOURCE_TRIPLES * SOURCE_COUNT
    kept = int(np.searchsorted(np.cumsum(triples), room, side="right"))
    claims = int(claim_starts[kept])
    return World(
        actor_count,
        event_count,
        subjects[:kept],
        objects[:kept],
        relations[:kept],
        events[:kept],
        claim_starts[: kept + 1],
        stances[:claims],
        rng.integers(0, SOURCE_COUNT, claim_count)[:claims],
        datings[:claims],
        firsts[:claims],
        lasts[:claims],
        room - int(triples[:kept].sum()),
    )


_Statements = tuple[Integers, Integers, Integers]


def _kin(rng: np.random.Generator, actor_count: int) -> _Statements:
    """Return the one tie of each relative: to the relative before, or to any other person."""
    persons = _collective_count(actor_count)
    first = _first_relative(actor_count)
    subjects = np.arange(first, actor_count)
    objects = rng.integers(persons, first, len(subjects))
    is_chained = rng.random(len(subjects)) < 0.5
    is_chained[:1] = False
    objects[is_chained] = subjects[is_chained] - 1
    return subjects, objects, _drawn(rng, KIN, len(subjects))


def _lives(rng: np.random.Generator, actor_count: int, event_count: int) -> _Statements:
    """Return when some were born, died, existed and took place."""
    persons = _collective_count(actor_count)
    parts: list[tuple[Integers, Integers]] = []
    for name, low, high, share in (
        ("existed", 0, persons, 0.5),
        ("born", persons, actor_count, 0.3),
        ("died", persons, actor_count, 0.2),
        ("occurred", actor_count, actor_count + event_count, 0.8),
    ):
        subjects = low + np.flatnonzero(rng.random(high - low) < share)
        parts.append((subjects, np.full(len(subjects), RELATIONS.index(name))))
    subjects, relations = (np.concatenate(part) for part in zip(*parts, strict=True))
    return subjects, np.full(len(subjects), -1), relations


def _statements(
    rng: np.random.Generator, actor_count: int, event_count: int, count: int
) -> _Statements:
    """Return statements of the kinds that an actor may stand in many times."""
    first = _first_relative(actor_count)
    collectives = _collective_count(actor_count)
    group = rng.choice(len(GROUPS), count, p=[share for _, share in GROUPS])
    subjects, objects = _by_power(rng, first, count), _by_power(rng, first, count)
    relations = np.zeros(count, dtype=np.int64)
    for place, (types, _) in enumerate(GROUPS):
        here = np.flatnonzero(group == place)
        relations[here] = _drawn(rng, types, len(here))
        if types is BELONGING:
            objects[here] = _by_power(rng, collectives, len(here))
        elif types is KIN:
            subjects[here], objects[here] = rng.integers(collectives, first, (2, len(here)))
        elif types is AT_EVENTS:
            objects[here] = actor_count + _by_power(rng, event_count, len(here))
        elif types is TEXTS:
            objects[here] = -1
    kept = subjects != objects
    return subjects[kept], objects[kept], relations[kept]


def _first_relative(actor_count: int) -> int:
    return actor_count - int(actor_count * _RELATIVE_SHARE)


def _by_power(rng: np.random.Generator, among: int, count: int) -> Integers:
    """Return numbers below *among*, the lower the oftener."""
    weights = np.cumsum((np.arange(among) + 5.0) ** -0.9)
    found: Integers = np.searchsorted(weights, rng.random(count) * weights[-1], side="right")
    return found


def _drawn(rng: np.random.Generator, types: dict[str, int], count: int) -> Integers:
    """Return the places in `RELATIONS` of *types*, as often as each is to be drawn."""
    weights = np.array(list(types.values()), dtype=np.float64)
    places = np.array([RELATIONS.index(name) for name in types])
    found: Integers = places[rng.choice(len(places), count, p=weights / weights.sum())]
    return found


def write(world: World, path: Path) -> None:
    """Write the triples, each in a line, without holding them all in memory."""
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        for block in _blocks(world):
            file.write(block)


_TYPE = f"<{RDF}type>"
_PREF_LABEL, _ALT_LABEL = f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>"
_DCTERMS, _PROV = PREFIXES["dcterms"], PREFIXES["prov"]
_DATE = f"^^<{XSD}date>"
_BOUNDS = tuple(
    f"<{KH}{name}>" for name in ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
)


def _blocks(world: World) -> Iterator[str]:
    """Yield the lines of one thing, source or statement after the other."""
    things = world.actor_count + world.event_count
    for thing in range(things):
        node = f"<{world.iri(thing)}>"
        yield f"{node} {_TYPE} <{KH}{world.kind(thing)}> .\n"
        yield f'{node} {_PREF_LABEL} "{world.label(thing)}"@en .\n'
        if thing < world.actor_count and thing % 3 == 0:
            yield f'{node} {_ALT_LABEL} "{name_of(thing)} the Elder"@en .\n'
    for number in range(world.extra_names):
        thing = number % world.actor_count
        node = f"<{world.iri(thing)}>"
        yield f'{node} {_ALT_LABEL} "{name_of(thing)}, {number + 1}"@en .\n'
    for source in range(SOURCE_COUNT):
        node, year = f"<{KHB}{_source(source)}>", 1950 + source
        yield (
            f"{node} {_TYPE} <{KH}Source> .\n"
            f'{node} {_PREF_LABEL} "Source {source} {year}"@en .\n'
            f'{node} <{_DCTERMS}title> "Made-up reading {source}"@en .\n'
            f'{node} <{_DCTERMS}issued> "{year}"^^<{XSD}gYear> .\n'
            f"{node} <{_DCTERMS}creator> <{world.iri(world.author(source))}> .\n"
            f'{node} <{KH}rightsNote> "Made up by chance."@en .\n'
            f'{node} <{KH}sha256> "{source:064x}" .\n'
        )
    yield from _statement_blocks(world)


def _source(number: int) -> str:
    return f"source{number}"


def _statement_blocks(world: World) -> Iterator[str]:
    """Yield the lines of each statement and its claims."""
    iris = [f"<{world.iri(i)}>" for i in range(world.actor_count + world.event_count)]
    texts = [name_of(i * 31 + 5) for i in range(1 << 12)]
    authors = [iris[world.author(i)] for i in range(SOURCE_COUNT)]
    stances = list(STANCES)
    lives = [RELATIONS.index(name) for name in LIVES]
    dates = _Dates()
    # Numbers of Python's own: to take them one by one out of an array is slow.
    starts = world.claim_starts.tolist()
    claims = list(
        zip(
            *(column.tolist() for column in (world.stances, world.sources, world.datings)),
            world.firsts.tolist(),
            world.lasts.tolist(),
            strict=True,
        )
    )
    columns = (world.subjects, world.objects, world.relations, world.events)
    for number, (subject, thing, relation, event) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        node = f"<{KHS}s{number}>"
        if thing >= 0:
            value = iris[thing]
        elif relation in lives:
            value = f'"true"^^<{XSD}boolean>'
        else:
            value = f'"the {texts[number & 4095]} of the year {number}"@en'
        block = (
            f"{node} {_TYPE} <{KH}Statement> .\n"
            f"{node} <{RDF}subject> {iris[subject]} .\n"
            f"{node} <{RDF}predicate> <{KH}{RELATIONS[relation]}> .\n"
            f"{node} <{RDF}object> {value} .\n"
        )
        if event >= 0:
            block += f"{node} <{KH}atEvent> {iris[event]} .\n"
        for place in range(starts[number], starts[number + 1]):
            stance, source, dating, first, last = claims[place]
            claim = f"<{KHC}{_source(source)}-s{number}-{place - starts[number] + 1}>"
            block += (
                f"{claim} {_TYPE} <{KH}Claim> .\n"
                f"{claim} <{KH}about> {node} .\n"
                f"{claim} <{KH}stance> <{KH}{stances[stance]}> .\n"
                f"{claim} <{_DCTERMS}source> <{KHB}{_source(source)}> .\n"
                f"{claim} <{_PROV}wasAttributedTo> {authors[source]} .\n"
                f'{claim} <{KH}locator> "p. {1 + place % 300}" .\n'
                f'{claim} <{KH}lines> "{1 + place % 9000}-{3 + place % 9000}" .\n'
                f'{claim} <{RDFS}comment> "The {texts[place & 4095]} of {texts[first & 4095]}'
                f' speaks for it, and so does remark {place}."@en .\n'
            )
            if stance == _REPORTS:
                block += f"{claim} <{KH}accordingTo> {authors[source - 1]} .\n"
            if dating:
                when, bounds = dates.of(dating, first, last)
                block += f'{claim} <{KH}when> "{when}" .\n'
                for name, day in zip(_BOUNDS, bounds, strict=False):
                    block += f'{claim} {name} "{day}"{_DATE} .\n'
        yield block


class _Dates:
    """The dates of claims as EDTF, and the bounds that follow from them."""

    def __init__(self) -> None:
        months, years = _DAYS.astype("datetime64[M]"), _DAYS.astype("datetime64[Y]")
        self._days = _DAYS.astype(str).tolist()
        self._month_ends = _last_days(months)
        self._year_ends = _last_days(years)

    def of(self, dating: int, first: int, last: int) -> tuple[str, tuple[str, ...]]:
        """Return the date, and its bounds in the order of `khgraph.dates.BOUND_PROPERTIES`."""
        day = self._days[first]
        if dating == _ON_DAY:
            return day, (day, day, day, day)
        if dating == _IN_MONTH:
            low, high = day[:7] + "-01", self._month_ends[first]
            return day[:7], (low, high, low, high)
        if dating == _IN_YEAR:
            low, high = day[:4] + "-01-01", self._year_ends[first]
            return day[:4], (low, high, low, high)
        if dating == _SINCE:
            return f"{day}/", (day, day)
        end = self._days[last]
        return f"{day}/{end}", (day, day, end, end)


def _last_days(periods: NDArray[np.datetime64]) -> list[str]:
    """Return for each month or year its last day."""
    days: list[str] = ((periods + 1).astype("datetime64[D]") - 1).astype(str).tolist()
    return days


def main() -> None:
    """Write the file that the command line names."""
    count, path, *seed = sys.argv[1:]
    write(draw(int(count), *map(int, seed)), Path(path))


if __name__ == "__main__":
    main()
