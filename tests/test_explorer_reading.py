"""The page computes what Python computes: ties, triangles, histories and words of a reading."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from explorer import ENEMY, SUPPORTED, TREATY, open_page
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from khgraph.dates import OPEN_END, OPEN_START, Bounds, edge_day, edtf_bounds
from khgraph.drawing import page
from khgraph.errors import DateError
from khgraph.histories import Change, Chronicle, Phase, Stretch
from khgraph.lives import Life, lives
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, RelationType, Statement, Turn
from khgraph.namespaces import local_name
from khgraph.projection import project
from khgraph.reading import Reading, Tie, network, ties
from khgraph.records import entities, statements, turns
from khgraph.spans import common, day_before, next_day, span_words, union, years_after
from khgraph.stores import open_store
from khgraph.triads import triads

STANCES = tuple(ACCEPTED_STANCES)
# Days, months, years and centuries; open on either side; one on which a war ended.
TIMES: tuple[tuple[str | None, str | None], ...] = (
    (None, None),
    ("1931-10-01", "1931-10-01"),
    ("1936-06-01", "1936-06-01"),
    ("1939-08-20", "1939-08-20"),
    ("1945-08-09", "1945-08-09"),
    ("1936-04-01", "1936-04-30"),
    ("1907-01-01", "1907-12-31"),
    ("1936-01-01", "1936-12-31"),
    ("1939-01-01", "1939-12-31"),
    ("1932-01-01", "1945-12-31"),
    ("1939-05-11", "1939-09-16"),
    (None, "1931-12-31"),
    ("1945-09-02", None),
    (OPEN_START, OPEN_END),
)
SOURCE_SETS = ((), ("bulag2009",), ("batbayar2000", "bulag2009"), ("nobody2000",))
HORIZONS = (None, 0, 10)

# A tie as both tell it: id, sign, certain, denied, hedged, and the days.
TIES = """(choices) => choices.map((choice) => khgraph.reading.ties(choice).map((tie) =>
  [tie.statement.id, tie.sign, tie.isCertain, tie.isDenied, tie.isHedged, tie.possible, tie.certain]
))"""

TRIANGLES = """(choices) => choices.map((choice) =>
  khgraph.timelines.triangles(khgraph.reading.ties(choice)).map((triad) => [
    triad.actors.map((actor) => actor.id).sort(), triad.type, triad.isBalanced, triad.isCertain,
    triad.days,
  ]))"""

STRETCHES = """(choice) => khgraph.timelines.pairsOf(khgraph.reading.ties(choice)).map((pair) => [
  [pair.a.id, pair.b.id].sort(), khgraph.timelines.timeline(pair.ties).map((stretch) =>
    [stretch.first, stretch.last, stretch.sign, stretch.isCertain,
     stretch.ties.map((tie) => tie.statement.id).sort()]),
]).filter(([, found]) => found.length)"""

HISTORIES = """([choice, threes]) => {
  const { graph, reading, timelines } = khgraph;
  const pairs = new Map(timelines.pairsOf(reading.ties(choice)).map((pair) =>
    [pair.key, timelines.timeline(pair.ties)]));
  const ids = (ties) => ties.map((tie) => tie.statement.id).sort();
  return threes.map((three) => {
    const [a, b, c] = three.map(graph.thing);
    const sides = [[a, b], [a, c], [b, c]].map((pair) => pairs.get(graph.pairKey(...pair)) || []);
    const phases = timelines.phases(sides);
    return [
      phases.map(({ first, last, sides }) => [first, last, sides.map((side) => side && side.sign)]),
      timelines.changes(phases, [a, b, c], choice).map((change) => [
        change.day, change.sides, ids(change.began), ids(change.ended),
        change.turns.map((turn) => turn.id).sort(), change.lost.map((actor) => actor.id).sort(),
      ]),
    ];
  });
}"""


class Corpus:
    """The data of a page, with what every reading of it needs."""

    def __init__(self, found: Iterable[Statement], told: Iterable[Turn]) -> None:
        self.statements = list(found)
        self.turns = list(told)
        self.lives: Mapping[str, Life] = lives(self.statements)
        self.signed = [s for s in self.statements if s.is_tie and s.sign is not None]

    def ties(self, reading: Reading) -> list[Tie]:
        """Return the ties of a reading, the lives told by all statements."""
        return ties(self.signed, reading, self.lives)


@functools.cache
def corpus() -> Corpus:
    """Return the bundled data, read once."""
    store = open_store(())
    return Corpus(statements(store), turns(store))


@pytest.fixture(scope="module")
def window(browser: Browser, corpus_page: Path) -> Iterator[Page]:
    """Open the page of the whole corpus; no test here may change what it shows."""
    opened = open_page(browser, corpus_page)
    yield opened
    opened.close()


def choice_of(reading: Reading) -> dict[str, Any]:
    """Return a reading as the page has it."""
    first, last = reading.span or (None, None)
    return {
        "sources": list(reading.sources),
        "min": reading.min_stance,
        "undated": reading.include_undated,
        "horizon": reading.horizon,
        "first": None if first == OPEN_START and reading.first is None else first,
        "last": None if last == OPEN_END and reading.last is None else last,
    }


def told(tie: Tie) -> list[Any]:
    """Return a tie as `TIES` tells it."""
    is_hedged = tie.claims[0].stance != "affirms"
    marks = [tie.sign, tie.is_certain, tie.is_denied, is_hedged]
    return [local_name(tie.iri), *marks, spans(tie.possible), spans(tie.certain)]


def spans(found: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return spans as JSON has them."""
    return [list(span) for span in found]


def readings() -> list[Reading]:
    """Return readings that pair every choice with every other, and all choices of time."""
    made = [
        Reading(stance, sources=chosen, first=first, last=last, include_undated=undated, horizon=h)
        for number, (stance, chosen, (first, last)) in enumerate(
            product(STANCES, SOURCE_SETS, TIMES)
        )
        for undated, h in [tuple(product((False, True), HORIZONS))[number % 6]]
    ]
    made += [
        Reading("possible", first=first, last=last, include_undated=undated, horizon=horizon)
        for (first, last), undated, horizon in product(TIMES, (False, True), HORIZONS)
    ]
    return made


def differing(window: Page, data: Corpus, wanted: Sequence[Reading]) -> list[str]:
    """Return which readings the page computes otherwise, and where they first differ."""
    found = window.evaluate(TIES, [choice_of(reading) for reading in wanted])
    wrong = []
    for reading, mine in zip(wanted, found, strict=True):
        right = {row[0]: row for row in map(told, data.ties(reading))}
        got = {row[0]: row for row in mine}
        assert len(got) == len(mine)
        off = [
            name for name in sorted(right.keys() | got.keys()) if right.get(name) != got.get(name)
        ]
        wrong += [f"{reading}: {right.get(name)} but {got.get(name)}" for name in off[:1]]
    return wrong


def test_the_ties_of_many_readings(window: Page) -> None:
    """Ids, signs, marks and days, under every stance, source, time and horizon."""
    wanted = readings()
    assert len(wanted) == 4 * 4 * 14 + 14 * 6
    assert differing(window, corpus(), wanted) == []
    sizes = {len(corpus().ties(reading)) for reading in wanted}
    assert min(sizes) == 0
    assert max(sizes) > 400


def test_a_reading_that_its_reader_cannot_change(browser: Browser, tmp_path: Path) -> None:
    """Whose eyes, which relation types and which levels: the page holds to them."""
    data = corpus()
    bulag = next(s for s in data.signed if any(claim.holders for claim in s.claims))
    seer_iri = sorted(next(claim.holders for claim in bulag.claims if claim.holders))[0]
    seer = entities(open_store(()), [seer_iri])[seer_iri]
    for limits in (
        Reading(viewpoints=(seer,)),
        Reading(levels=("state", "group")),
        Reading(types=("enemy", "opposed"), narrower=frozenset({"fought"})),
    ):
        path = tmp_path / "limited.html"
        path.write_text(
            page(data.statements, data.turns, limits, data_name="x"), encoding="utf-8", newline=""
        )
        window = open_page(browser, path)
        wanted = [
            limits._replace(min_stance=stance, first=first, last=last)
            for stance, (first, last) in product(STANCES, TIMES[:9:2])
        ]
        assert differing(window, data, wanted) == []
        assert any(data.ties(reading) for reading in wanted)
        described = "(choices) => choices.map(khgraph.reading.describe)"
        assert window.evaluate(described, [choice_of(r) for r in wanted]) == [
            reading.describe() for reading in map(on_its_day, wanted)
        ]
        window.close()


def on_its_day(reading: Reading) -> Reading:
    """Return a reading over one day as one on it: the page knows no difference."""
    if reading.first is not None and reading.first == reading.last:
        return reading._replace(on=reading.first, first=None, last=None)
    return reading


ATTACKED = RelationType("urn:o/attacked", "attacked", "was attacked by", -1, False, True)
DIED = RelationType("urn:o/died", "died", "died", None, False, True)
BORN = RelationType("urn:o/born", "was born", "was born", None, False, True)
OCCURRED = RelationType("urn:o/occurred", "occurred", "occurred", None, False, True)

# Whole, vague, half-known, open on a side, on and around the days of the lives and the event.
NASTY = (
    *("1936", "1936-04-24", "1936-04", "/1936-04-24", "../1936", "1936/", "1936/..", "1932/1945"),
    *("[..1936-04-24]", "[1936-04-24..]", "[1931..1940]", "193X", "1936-05/1936-09", "../.."),
    *("1930-01", "1941/1942", "0001-01-01/0001-02", "9999-12"),
)
LIVES = ((None, None), ("1931-03", "1936-04-24"), ("[..1932]", "1940"), ("1936-04-24", "[1936..]"))


def nasty() -> list[Statement]:
    """Return ties of every kind with every pair of dates, between actors of every life.

    Hand-made to be complete: each pair of dates of one statement, of an act and of what
    lasts, at an event and at none.
    """
    numbers = iter(range(10**6))

    # The parser is slow, and the dates are few.
    parsed = functools.cache(edtf_bounds)

    def claim(when: str | None, stance: str) -> Claim:
        bounds = parsed(when) if when else Bounds()
        iri = f"urn:c/c{next(numbers):05}"
        return Claim(iri, "a", "p. 1", "", stance, ("A",), (), when, bounds, "", None)

    def tells(thing: Entity, kind: RelationType, when: str) -> Statement:
        iri = f"urn:s/{thing.id}-{kind.id}"
        return Statement(iri, thing, kind, "true", (claim(when, "affirms"),))

    battle = Entity("urn:e/battle", "A battle", "Battle")
    made = [tells(battle, OCCURRED, "1936-03/1936-06")]
    couples: list[tuple[Entity, Entity]] = []
    # Many riders of each life, so that no two have more ties than anybody could follow.
    for copy in range(45):
        riders = [Entity(f"urn:a/p{copy:02}{i}", f"Rider {copy:02}{i}", "Person") for i in range(4)]
        couples += combinations(riders, 2)
        for rider, (born, died) in zip(riders, LIVES, strict=True):
            made += [tells(rider, BORN, born)] if born else []
            made += [tells(rider, DIED, died)] if died else []
    stances = tuple(product(("affirms", "thinksProbable", "reports", "denies"), repeat=2))
    kinds = tuple(product((SUPPORTED, ENEMY, ATTACKED, TREATY), (None, battle.iri)))
    for number, (one, other) in enumerate(product((None, *NASTY), repeat=2)):
        # Turned by steps that share no factor, so that all meet all.
        for step, (kind, event) in enumerate(kinds):
            a, b = couples[(number + step * 7) % len(couples)]
            first, second = stances[(number * 3 + step) % len(stances)]
            iri = f"urn:s/s{number:03}-{kind.id}-{'event' if event else 'plain'}"
            claims = (claim(one, first), claim(other, second))
            made.append(Statement(iri, a, kind, b, claims, (), event))
    return made


def test_the_ties_of_a_graph_with_nasty_dates(browser: Browser, tmp_path: Path) -> None:
    """Lives that cut, acts at events, spells of two claims, open and unknown sides."""
    made = nasty()
    data = Corpus(made, ())
    assert len(data.signed) == 19 * 19 * 8
    path = tmp_path / "nasty.html"
    text = page(made, (), Reading(), data_name="nasty dates")
    path.write_text(text, encoding="utf-8", newline="")
    window = open_page(browser, path)
    times = (*TIMES[:3], ("1936-04-24", "1936-04-24"), ("1936-04-25", None), (None, "1936-04-23"))
    wanted = [
        Reading(stance, first=first, last=last, include_undated=undated, horizon=horizon)
        for stance, undated, horizon, times in (
            ("affirms", False, None, times[1:]),
            ("reports", True, None, times[:4]),
            ("reports", False, 0, times[3:]),
            ("reports", True, 10, (*times[2:], TIMES[-1])),
        )
        for first, last in times
    ]
    assert differing(window, data, wanted) == []
    throughout = Reading("reports", first=OPEN_START, last=OPEN_END, horizon=10)
    assert stretches_on(window, throughout) == stretches_of(data, throughout)
    window.close()


@pytest.mark.parametrize("stance", STANCES)
def test_triangles(window: Page, stance: str) -> None:
    """Those of the projected network, with type, days and certainty."""
    wanted = [
        Reading(stance, first=first, last=last, include_undated=undated, horizon=horizon)
        for (first, last), undated, horizon in product(TIMES, (False, True), (None, 10))
    ]
    found = window.evaluate(TRIANGLES, [choice_of(reading) for reading in wanted])
    right = [triangles_of(reading) for reading in wanted]
    assert [sorted(rows) for rows in found] == right
    assert {row[1] for rows in right for row in rows} >= {"+++", "+--", "++-"}
    assert any(row[3] for rows in right for row in rows)


def triangles_of(reading: Reading) -> list[list[Any]]:
    """Return the triangles of a reading as `TRIANGLES` tells them."""
    simple = project(network(corpus().signed, reading, corpus().lives))
    return sorted(
        [
            sorted(map(local_name, triad.nodes)),
            "".join(sorted(triad.type)),
            triad.is_balanced,
            triad.is_certain,
            spans(triad.days),
        ]
        for triad in triads(simple)
    )


THROUGHOUT = (
    Reading(first=OPEN_START, last=OPEN_END),
    Reading("reports", first=OPEN_START, last=OPEN_END, horizon=10),
    Reading("possible", first=OPEN_START, last=OPEN_END, include_undated=True),
    Reading(first="1931-01-01", last="1945-12-31"),
)


@pytest.mark.parametrize("reading", THROUGHOUT, ids=Reading.describe)
def test_timelines(window: Page, reading: Reading) -> None:
    """The stretches of every pair: days, sign, certainty and the ties behind each."""
    right = stretches_of(corpus(), reading)
    assert len(right) > 50
    assert stretches_on(window, reading) == right


def stretches_on(window: Page, reading: Reading) -> list[Any]:
    """Return the timelines of all pairs as the page has them."""
    return sorted(window.evaluate(STRETCHES, choice_of(reading)))


def stretches_of(data: Corpus, reading: Reading) -> list[Any]:
    """Return the same from Python."""

    def row(stretch: Stretch) -> list[Any]:
        names = sorted(local_name(tie.iri) for tie in stretch.ties)
        return [stretch.first, stretch.last, stretch.sign, stretch.is_certain, names]

    chronicle = Chronicle(data.statements, data.turns, reading)
    return sorted(
        [sorted(map(local_name, pair)), [row(stretch) for stretch in found]]
        for pair, found in chronicle.pairs.items()
    )


@pytest.mark.parametrize("reading", THROUGHOUT, ids=Reading.describe)
def test_histories(window: Page, reading: Reading) -> None:
    """The phases of all threes, and what stands between them: ties, turns, and who was lost."""
    chronicle = Chronicle(corpus().statements, corpus().turns, reading)
    found = chronicle.histories()
    threes = [[local_name(node) for node in history.nodes] for history in found]
    right = [
        [
            [phase_row(phase) for phase in history.phases],
            [change_row(change) for change in history.changes()],
        ]
        for history in found
    ]
    assert window.evaluate(HISTORIES, [choice_of(reading), threes]) == right
    changes = [change for history in found for change in history.changes()]
    assert any(change.turns for change in changes)
    assert any(change.lost for change in changes)


def phase_row(phase: Phase) -> list[Any]:
    """Return a phase as `HISTORIES` tells it."""
    return [phase.first, phase.last, list(phase.signs)]


def change_row(change: Change) -> list[Any]:
    """Return a change as `HISTORIES` tells it."""
    began, ended = ([local_name(tie.iri) for tie in some] for some in (change.began, change.ended))
    turned = sorted(local_name(turn.iri) for turn in change.turns)
    lost = sorted(map(local_name, change.lost))
    return [change.day, list(change.sides), sorted(began), sorted(ended), turned, lost]


def test_readings_in_words(window: Page) -> None:
    """As the command line prints them; sources in the order of their ids."""
    wanted = [
        on_its_day(reading)._replace(sources=tuple(sorted(reading.sources)))
        for reading in [*readings(), Reading(horizon=1)]
    ]
    found = window.evaluate(
        "(choices) => choices.map(khgraph.reading.describe)", [choice_of(r) for r in wanted]
    )
    assert found == [reading.describe() for reading in wanted]


def test_every_statement_in_words(window: Page) -> None:
    """From both sides, word for word."""
    found = window.evaluate(
        """() => khgraph.graph.statements.map((statement) => [
          statement.id, khgraph.graph.sentence(statement),
          statement.object ? khgraph.graph.sentence(statement, statement.object) : null])"""
    )
    assert len(found) == len(corpus().statements)
    for statement in corpus().statements:
        # From the object's side only where that is another thing than the subject.
        is_seen = isinstance(statement.object, Entity) and statement.is_seen_from_object(
            statement.object
        )
        inverse = None
        if isinstance(statement.object, Entity):
            inverse = statement.sentence(inverse=is_seen)
        row = [local_name(statement.iri), statement.sentence(), inverse]
        assert row in found


DAYS = st.dates().map(lambda day: day.isoformat()) | st.sampled_from(
    [OPEN_START, OPEN_END, "0001-01-02", "9999-12-30", "1936-02-29", "1900-02-28", "2000-02-29"]
)
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(SPANS, max_size=5), st.lists(SPANS, max_size=5), DAYS, st.integers(-3000, 3000))
@settings(max_examples=150)
def test_days(
    window: Page, one: list[tuple[str, str]], two: list[tuple[str, str]], day: str, by: int
) -> None:
    """Union, common days, neighbours, anniversaries and words of any days of the calendar."""
    found = window.evaluate(
        """([one, two, day, by]) => {
          const { days } = khgraph;
          return [days.union(one), days.common(days.union(one), days.union(two)), days.next(day),
            days.before(day), days.yearsAfter(day, by), one.map(days.words)];
        }""",
        [one, two, day, by],
    )
    assert found == [
        spans(union(one)),
        spans(common(union(one), union(two))),
        next_day(day),
        day_before(day),
        years_after(day, by),
        [span_words(*span) for span in one],
    ]


@given(
    st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True)
    | st.builds(
        "{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)
    )
    | st.text(max_size=11)
)
@settings(max_examples=200)
def test_edges_of_years_months_and_days(window: Page, text: str) -> None:
    """What is no year, month or day of the calendar is nothing."""
    found = window.evaluate(
        "(text) => [khgraph.days.edge(text, false), khgraph.days.edge(text, true)]", text
    )
    assert found == [edge_or_nothing(text, is_last=False), edge_or_nothing(text, is_last=True)]


def edge_or_nothing(text: str, *, is_last: bool) -> str:
    """Return the edge of a time, empty where it is none."""
    try:
        return edge_day(text, is_last=is_last)
    except DateError:
        return ""


# The rule of a time, over the bounds that the data itself holds and without any of our code:
# a signed relation between two different actors, an accepted stance, a date; a side of it that
# is unsaid is as wide as other counted claims about the statement have it, an act ends with its
# event, nobody outlives a tie that is not dated after them, and an act with one side is placed
# at it. The whole rule for all sources, undated ties left out and no horizon; only `certainly`
# or `possibly` is not told apart.
COUNT = """
SELECT DISTINCT ?statement ?a ?b ?sign WHERE {
  ?statement rdf:subject ?a ; rdf:predicate ?kind ; rdf:object ?b .
  ?kind kh:sign ?sign ; kh:aspect ?aspect .
  FILTER(?a != ?b)
  ?a a ?a_kind . ?b a ?b_kind . FILTER(?a_kind IN (%(actors)s) && ?b_kind IN (%(actors)s))
  ?claim kh:about ?statement ; kh:stance ?stance ; kh:when ?when .
  FILTER(?stance IN (%(stances)s))
  OPTIONAL { ?claim kh:earliestStart ?es0 }
  OPTIONAL { ?claim kh:latestStart ?ls }
  OPTIONAL { ?claim kh:earliestEnd ?ee }
  OPTIONAL { ?claim kh:latestEnd ?le0 }
  { SELECT ?claim (MIN(?day) AS ?low) (MAX(?day) AS ?high) WHERE {
    ?claim kh:earliestStart|kh:latestStart|kh:earliestEnd|kh:latestEnd ?day } GROUP BY ?claim }
  OPTIONAL { SELECT ?statement (MIN(?day) AS ?spell_first) WHERE {
    ?other kh:about ?statement ; kh:stance ?s ; kh:earliestStart ?day .
    FILTER(?s IN (%(stances)s)) } GROUP BY ?statement }
  OPTIONAL { SELECT ?statement (MAX(?day) AS ?spell_last) WHERE {
    ?other kh:about ?statement ; kh:stance ?s ; kh:latestEnd ?day .
    FILTER(?s IN (%(stances)s)) } GROUP BY ?statement }
  BIND(COALESCE(?es0, IF(?spell_first <= ?low, ?spell_first, ?none)) AS ?es1)
  BIND(COALESCE(?le0, IF(?spell_last >= ?high, ?spell_last, ?none)) AS ?le1)
  OPTIONAL { ?statement kh:atEvent ?found_event FILTER(?aspect = kh:Act) }
  BIND(COALESCE(?found_event, <urn:none>) AS ?event)
  OPTIONAL { %(event_birth)s }
  OPTIONAL { %(event_death)s }
  %(event_cut)s
  OPTIONAL { %(a_birth)s }
  OPTIONAL { %(a_death)s }
  OPTIONAL { %(b_birth)s }
  OPTIONAL { %(b_death)s }
  BIND(IF(COALESCE(?a_birth > ?b_birth, BOUND(?a_birth)), ?a_birth, ?b_birth) AS ?birth)
  BIND(IF(COALESCE(?a_death < ?b_death, BOUND(?a_death)), ?a_death, ?b_death) AS ?death)
  %(life_cut)s
  BIND(COALESCE(?es3, IF(?aspect = kh:Act, ?ee, ?none)) AS ?es)
  BIND(COALESCE(?le3, IF(?aspect = kh:Act, ?ls, ?none)) AS ?le)
  FILTER(COALESCE(?es <= "%(last)s"^^xsd:date, true))
  FILTER(COALESCE(?le >= "%(first)s"^^xsd:date, true))
}
"""


def life_pattern(thing: str, kind: str) -> str:
    """Return the pattern that binds the widest affirmed beginning or end of a thing's life."""
    types, sure, vague, widest = {
        "birth": ("kh:born, kh:existed, kh:occurred", "earliestStart", "latestStart", "MIN"),
        "death": ("kh:died, kh:existed, kh:occurred", "latestEnd", "earliestEnd", "MAX"),
    }[kind]
    return f"""SELECT ?{thing} ({widest}(?day) AS ?{thing}_{kind}) WHERE {{
      ?s rdf:subject ?{thing} ; rdf:predicate ?p . FILTER(?p IN ({types}))
      ?c kh:about ?s ; kh:stance kh:affirms .
      {{ ?c kh:{sure} ?day }}
      UNION {{ ?c kh:{vague} ?vague . FILTER NOT EXISTS {{ ?c kh:{sure} ?known }} }}
    }} GROUP BY ?{thing} HAVING(COUNT(?vague) = 0)"""


def cut(birth: str, death: str, before: int) -> str:
    """Return the pattern that narrows the sides numbered *before* to a life."""
    es, le, after = f"?es{before}", f"?le{before}", before + 1
    low, high = '"0001-01-01"^^xsd:date', '"9999-12-31"^^xsd:date'
    return f"""
  BIND(IF(COALESCE(?ls < {le}, BOUND(?ls)), ?ls, COALESCE({le}, {high})) AS ?begun{after})
  BIND(IF(COALESCE(?ee > {es}, BOUND(?ee)), ?ee, COALESCE({es}, {low})) AS ?lasted{after})
  BIND(COALESCE({death} >= {birth}, true) AS ?is_life{after})
  BIND(IF(COALESCE(?is_life{after} && COALESCE({es}, {low}) < {birth}
    && {birth} <= ?begun{after}, false), {birth}, {es}) AS ?es{after})
  BIND(IF(COALESCE(?is_life{after} && COALESCE({le}, {high}) > {death}
    && {death} >= ?lasted{after}, false), {death}, {le}) AS ?le{after})"""


def count_query(first: str, last: str) -> str:
    """Return the query of the ties in a time."""
    kinds = ("Person", "Group", "State", "People", "MilitaryUnit", "Organization", "Actor")
    return COUNT % {
        "actors": ", ".join(f"kh:{kind}" for kind in kinds),
        "stances": "kh:affirms, kh:thinksProbable",
        "event_cut": cut("?event_birth", "?event_death", 1),
        "life_cut": cut("?birth", "?death", 2),
        "first": first,
        "last": last,
        **{
            f"{thing}_{kind}": life_pattern(thing, kind)
            for thing, kind in product(("a", "b", "event"), ("birth", "death"))
        },
    }


@pytest.mark.parametrize(
    ("from_", "to"), [(1936, 1936), (1931, 1931), (1939, 1945), (1924, 1935), (1907, 1912)]
)
def test_the_count_on_the_page_is_that_of_a_query(window: Page, from_: int, to: int) -> None:
    """Set by the thumbs of the time, read where the reader reads it; the query stands above."""
    rows = list(open_store(()).select(count_query(f"{from_}-01-01", f"{to}-12-31")))
    found = {str(row[0]): (str(row[1]), str(row[2]), str(row[3])) for row in rows}
    actors = {end for a, b, _ in found.values() for end in (a, b)}
    signs = [sign.split('"')[1] if '"' in sign else sign for *_, sign in found.values()]
    for thumb, year in (("#from", from_), ("#to", to)):
        window.locator(thumb).fill(str(year))
    friendly, hostile, neutral = (signs.count(sign) for sign in ("1", "-1", "0"))
    said = (
        f"{len(actors)} actors, {len(found)} signed ties: "
        f"{friendly} friendly, {hostile} hostile, {neutral} neutral."
    )
    assert window.locator("#extent").text_content() == said
    assert window.evaluate("location.hash") == f"#from={from_}&to={to}"
    window.locator("#whole").click()
