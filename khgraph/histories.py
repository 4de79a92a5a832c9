"""Life histories: how the signs of a pair and of a triangle changed, day by day, and by what.

A history is a sequence of stretches of days on which nothing changes, as far as the
dates of the sources tell. Two ties of one year may overlap in it because nobody
knows the months: such a stretch is possible, not certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from khgraph.dates import OPEN_END, OPEN_START
from khgraph.lives import Life, lives
from khgraph.model import Entity, Pair, Statement, Turn, pair_key, pair_of
from khgraph.projection import settled_sign
from khgraph.reading import Reading, Tie, ties
from khgraph.spans import Span, Spans, common, day_before, next_day, possible_span, union
from khgraph.triads import BALANCED, WEAKLY_BALANCED, type_of


class Stretch(NamedTuple):
    """Days in a row on which a pair has one sign: 1, -1, or 0 while it is ambivalent.

    `ties` are the signed ties that can have held on one of these days; it
    `is_certain` if ties of that sign (of both signs if 0) must have held on one of them.
    """

    first: str
    last: str
    sign: int
    is_certain: bool
    ties: tuple[Tie, ...]


class Phase(NamedTuple):
    """Days in a row on which a triangle keeps its three signs; a side is None where no tie is."""

    first: str
    last: str
    sides: tuple[Stretch | None, Stretch | None, Stretch | None]

    @property
    def state(self) -> str:
        """The type, or ``ambivalent``, or ``open`` (two ties), ``one tie`` and ``no tie``."""
        signs = [side.sign for side in self.sides if side is not None]
        if len(signs) < 3:
            return ("no tie", "one tie", "open")[len(signs)]
        if 0 in signs:
            return "ambivalent"
        return type_of(signs)

    @property
    def signs(self) -> tuple[int | None, ...]:
        """The signs of the three sides, None where no tie is."""
        return tuple(None if side is None else side.sign for side in self.sides)

    @property
    def is_balanced(self) -> bool | None:
        """Whether the triangle is balanced, None where it is none."""
        return self.state in BALANCED if len(self.state) == 3 else None

    @property
    def is_weakly_balanced(self) -> bool | None:
        """Whether the triangle is weakly balanced, None where it is none."""
        return self.state in WEAKLY_BALANCED if len(self.state) == 3 else None

    @property
    def certain_days(self) -> Spans:
        """The days on which all the ties that make the state must have held."""
        return common(
            *(
                union(span for tie in side.ties if tie.sign == sign for span in tie.certain)
                for side in self.sides
                if side is not None
                for sign in ((1, -1) if side.sign == 0 else (side.sign,))
            ),
            ((self.first, self.last),),
        )

    @property
    def is_certain(self) -> bool:
        """Whether there is such a day."""
        return bool(self.certain_days)


class Change(NamedTuple):
    """What stands between two phases: the sides that changed, by which ties and turns.

    `sides` are the places, 0 to 2, of the sides whose sign is another one;
    `began` and `ended` the ties of these sides that begin on the first day after or
    end on the last day before; `lost` the actors whose last day that is.
    """

    day: str
    before: Phase
    after: Phase
    sides: tuple[int, ...]
    began: tuple[Tie, ...]
    ended: tuple[Tie, ...]
    turns: tuple[Turn, ...]
    lost: tuple[str, ...]


class History(NamedTuple):
    """The phases of three actors in time order, and the turning points told of their ties.

    The sides of a phase stand in the order of `pairs`.
    """

    nodes: tuple[str, str, str]
    phases: tuple[Phase, ...]
    turns: tuple[Turn, ...]
    known: Mapping[str, Life]

    @property
    def pairs(self) -> tuple[Pair, Pair, Pair]:
        """The three pairs: first and second node, first and third, second and third."""
        a, b, c = self.nodes
        return (a, b), (a, c), (b, c)

    def ties_in(self, phase: Phase, place: int) -> tuple[Tie, ...]:
        """Return the signed ties of a side that can have held on a day of a phase."""
        side = phase.sides[place]
        return tuple(held_on(side.ties if side else (), ((phase.first, phase.last),)))

    def changes(self) -> list[Change]:
        """Return what stands between each two phases that follow on one another."""
        return [self._change(before, after) for before, after in pairwise(self.phases)]

    def _change(self, before: Phase, after: Phase) -> Change:
        places = [i for i in range(3) if before.signs[i] != after.signs[i]]
        began, ended = [], []
        for place in places:
            was, now = before.sides[place], after.sides[place]
            old = () if was is None else was.ties
            new = () if now is None else now.ties
            began += [tie for tie in new if any(a == after.first for a, _ in tie.possible)]
            ended += [tie for tie in old if any(b == before.last for _, b in tie.possible)]
        new_iris, old_iris = ({tie.iri for tie in ties} for ties in (began, ended))
        return Change(
            after.first,
            before,
            after,
            tuple(places),
            tuple(began),
            tuple(ended),
            tuple(
                turn
                for turn in self.turns
                if _touches(turn, before.last, after.first)
                and (
                    turn.after.iri in new_iris
                    or (turn.before is not None and turn.before.iri in old_iris)
                )
            ),
            tuple(n for n in self.nodes if n in self.known and self.known[n].last == before.last),
        )


def with_time(reading: Reading) -> Reading:
    """Return a reading that places its ties in time: over all days there are, if it has none."""
    if reading.span is not None:
        return reading
    return reading._replace(first=OPEN_START, last=OPEN_END)


class Chronicle:
    """The timelines of all pairs under one reading, and the histories of triangles from them.

    Parameters
    ----------
    statements : iterable of Statement
        All of the data, since lives are read from them too.
    turns : iterable of Turn
    reading : Reading
        Its time bounds the timelines; lasting ties without a date stand in them only
        if it lets them in, undated acts never.
    conflict : str
        How ties of both signs on one day are settled; see `khgraph.projection.CONFLICTS`.

    Attributes
    ----------
    time : Span
        The first and last day of the reading's time.
    lives : dict of str to Life
    actors : dict of str to Entity
        Who has a signed tie, by IRI.
    ties : dict of Pair to list of Tie
        The signed and the neutral ties, by pair in order.
    pairs : dict of Pair to tuple of Stretch
        The timelines, by pair in order.
    """

    def __init__(
        self,
        statements: Iterable[Statement],
        turns: Iterable[Turn],
        reading: Reading,
        conflict: str = "ambivalent",
    ) -> None:
        statements = list(statements)
        self.lives = lives(statements)
        self.time = reading.span or (OPEN_START, OPEN_END)
        found = ties(statements, with_time(reading), self.lives)
        self.actors: dict[str, Entity] = {}
        self.ties: dict[Pair, list[Tie]] = defaultdict(list)
        for tie in found:
            start, end = tie.statement.subject, tie.statement.object
            self.ties[pair_of(tie.statement)].append(tie)
            if isinstance(end, Entity) and tie.sign:
                self.actors |= {start.iri: start, end.iri: end}
        signed = {pair: [tie for tie in found if tie.sign] for pair, found in self.ties.items()}
        self.pairs = {
            pair: timeline(signed[pair], conflict) for pair in sorted(signed) if signed[pair]
        }
        self._turns: dict[Pair, list[Turn]] = defaultdict(list)
        for turn in turns:
            ends = {pair_of(s) for s in (turn.before, turn.after) if s is not None and s.is_tie}
            if any(reading.accepts(claim) for claim in turn.claims):
                for pair in sorted(ends):
                    self._turns[pair].append(turn)

    def turns_of(self, a: str, b: str) -> list[Turn]:
        """Return the turning points that are told of a tie between two actors."""
        return self._turns.get(pair_key(a, b), [])

    def pair(self, a: str, b: str) -> tuple[Stretch, ...]:
        """Return the timeline of a pair, empty if it is never tied."""
        return self.pairs.get(pair_key(a, b), ())

    def history(self, a: str, b: str, c: str) -> History:
        """Return the life history of three actors.

        Returns
        -------
        History
            From the first day on which a tie joins two of them to the last; without
            phases if none ever does.
        """
        x, y, z = sorted((a, b, c))
        sides = (self.pair(x, y), self.pair(x, z), self.pair(y, z))
        turns = {turn.iri: turn for p in ((x, y), (x, z), (y, z)) for turn in self.turns_of(*p)}
        return History((x, y, z), _phases(sides), tuple(turns.values()), self.lives)

    def histories(self, node: str | None = None) -> list[History]:
        """Return the histories of all threes that were joined on all sides on some day.

        By nodes; only those with *node*, if it is given. An ambivalent side joins too.
        """
        around: dict[str, set[str]] = defaultdict(set)
        for a, b in self.pairs:
            around[a].add(b)
            around[b].add(a)
        found = []
        for a in sorted(around):
            for b, c in combinations(sorted(n for n in around[a] if n > a), 2):
                if c in around[b] and (node is None or node in (a, b, c)):
                    history = self.history(a, b, c)
                    if any(None not in phase.signs for phase in history.phases):
                        found.append(history)
        return found


def held_on(found: Iterable[Tie], days: Spans) -> list[Tie]:
    """Return the ties that can have held on one of the days."""
    return [tie for tie in found if common(tie.possible, days)]


def timeline(found: Sequence[Tie], conflict: str = "ambivalent") -> tuple[Stretch, ...]:
    """Return the stretches of a pair with these ties, in time order, gaps left out.

    Neighbouring days of one sign are one stretch, whichever ties make it.
    """
    stretches: list[Stretch] = []
    for first, last in segments(span for tie in found for span in tie.possible):
        here = [tie for tie in found if any(a <= first and last <= b for a, b in tie.possible)]
        if not here:
            continue
        sign = settled_sign(here, conflict)
        previous = stretches[-1] if stretches else None
        if previous and previous.sign == sign and next_day(previous.last) == first:
            behind = {tie.statement.iri: tie for tie in (*previous.ties, *here)}
            stretches[-1] = _stretch(previous.first, last, sign, behind.values())
        else:
            stretches.append(_stretch(first, last, sign, here))
    return tuple(stretches)


def _stretch(first: str, last: str, sign: int, found: Iterable[Tie]) -> Stretch:
    found = sorted(found, key=lambda tie: tie.statement.iri)
    days = ((first, last),)
    certain = [
        union(span for tie in found if tie.sign == each for span in tie.certain)
        for each in ((1, -1) if sign == 0 else (sign,))
    ]
    return Stretch(first, last, sign, bool(common(days, *certain)), tuple(found))


def segments(spans: Iterable[Span]) -> list[Span]:
    """Return the days from the first to the last of *spans*, cut wherever one begins or ends.

    Examples
    --------
    >>> segments([("1931-01-01", "1932-12-31"), ("1932-01-01", "1945-12-31")])
    [('1931-01-01', '1931-12-31'), ('1932-01-01', '1932-12-31'), ('1933-01-01', '1945-12-31')]
    """
    spans = list(spans)
    if not spans:
        return []
    end = max(last for _, last in spans)
    starts = {first for first, _ in spans} | {next_day(last) for _, last in spans if last < end}
    cuts = sorted(starts)
    return [*((a, day_before(b)) for a, b in pairwise(cuts)), (cuts[-1], end)]


def _phases(sides: Sequence[Sequence[Stretch]]) -> tuple[Phase, ...]:
    """Return the phases of three timelines."""
    phases: list[Phase] = []
    for first, last in segments((s.first, s.last) for side in sides for s in side):
        here = [
            next((s for s in side if s.first <= first and last <= s.last), None) for side in sides
        ]
        phases.append(Phase(first, last, (here[0], here[1], here[2])))
    return tuple(phases)


def _touches(turn: Turn, last: str, first: str) -> bool:
    """Return whether a turning point can have come between the day *last* and the day *first*."""
    spans = union(possible_span(c.bounds) for c in turn.claims if c.when is not None)
    place = turn_place(turn)
    return place is not None and place <= first and spans[-1][1] >= last


def turn_place(turn: Turn) -> str | None:
    """Return the day at which a turning point stands in a history, None where none is dated.

    The first on which it can have come; where the beginning is open, the last.
    """
    spans = union(possible_span(c.bounds) for c in turn.claims if c.when is not None)
    if not spans:
        return None
    return spans[-1][1] if spans[0][0] == OPEN_START else spans[0][0]
