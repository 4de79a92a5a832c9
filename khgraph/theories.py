"""Heider against Bulag: what became of triangles, against chance that keeps who is tied when.

Heider expects an unbalanced triangle to move towards balance, and a balanced one
to stay. Bulag expects friends whom only a foe has joined to fall out once it is
gone. Both are counted over the stretches of the life histories. The null model
keeps every stretch of every pair with its days, and each actor's number of
friendly and hostile stretches on average, and redraws which are friendly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from khgraph.histories import Chronicle, Phase, held_on
from khgraph.model import ACCEPTED_STANCES, Pair, Statement, Turn
from khgraph.nulls import draw_signs, fit_signs, interval, p_value
from khgraph.projection import CONFLICTS
from khgraph.reading import Reading
from khgraph.spans import next_day, years_after

DEFAULT_DRAWS = 1000
DEFAULT_SEED = 1939

# The horizons, in years, under which the test is repeated.
HORIZONS = (0, 5, 10, 50)

NULL_MODEL = (
    "signs of the pairs' stretches redrawn, keeping each stretch with its days, each ambivalent "
    "stretch, and on average each actor's numbers of friendly and hostile stretches "
    "(adapted from Hao and Kovács 2024)"
)

# What stands for a stretch that is ambivalent, and for a side without any.
_AMBIVALENT = -1
_NONE = -2


class Outcomes(NamedTuple):
    """What became of the triangles of a corpus.

    Attributes
    ----------
    triangles, balanced : int
        Stretches of triangles, and how many of these are balanced.
    unbalanced_to_balanced, unbalanced_to_unbalanced, unbalanced_to_ambivalent : int
        What came next after an unbalanced stretch: a balanced triangle, another
        unbalanced one, or an ambivalent side.
    unbalanced_broken, unbalanced_open : int
        The loss of a side, and stretches that last to the end of the reading's time.
    balanced_to_balanced, balanced_to_unbalanced, balanced_to_ambivalent : int
    balanced_broken, balanced_open : int
        The same after a balanced stretch.
    fronts : int
        Stretches of two friends and a foe with ties that last on all three sides.
    fronts_without_foe : int
        How many of them lost their foe: a later day on which neither friend has a tie with it.
    fell_out, parted, held : int
        What became of the friends within the given years after that: a hostile or
        ambivalent tie, none that lasted to the end of those years, or a friendly one throughout.
    """

    triangles: int
    balanced: int
    unbalanced_to_balanced: int
    unbalanced_to_unbalanced: int
    unbalanced_to_ambivalent: int
    unbalanced_broken: int
    unbalanced_open: int
    balanced_to_balanced: int
    balanced_to_unbalanced: int
    balanced_to_ambivalent: int
    balanced_broken: int
    balanced_open: int
    fronts: int
    fronts_without_foe: int
    fell_out: int
    parted: int
    held: int

    @property
    def unbalanced(self) -> int:
        """How many stretches of triangles are unbalanced."""
        return self.triangles - self.balanced


class Share(NamedTuple):
    """A share in the data and under the null model.

    `observed` is None where nothing could be counted; `mean`, `low` and `high` are
    those of the draws in which something could, `draws` their number, and None
    where there is none. `p` is two-sided.
    """

    name: str
    part: int
    whole: int
    observed: float | None
    draws: int
    mean: float | None
    low: float | None
    high: float | None
    p: float | None


# The shares that are tested: name, what is counted, out of what.
SHARES: tuple[tuple[str, Callable[[Outcomes], int], Callable[[Outcomes], int]], ...] = (
    ("triangles that are balanced", lambda o: o.balanced, lambda o: o.triangles),
    (
        "unbalanced triangles that next became balanced",
        lambda o: o.unbalanced_to_balanced,
        lambda o: o.unbalanced,
    ),
    ("unbalanced triangles that broke up", lambda o: o.unbalanced_broken, lambda o: o.unbalanced),
    ("balanced triangles that broke up", lambda o: o.balanced_broken, lambda o: o.balanced),
    (
        "united fronts whose friends fell out after the loss of the foe",
        lambda o: o.fell_out,
        lambda o: o.fronts_without_foe,
    ),
)


class Verdict(NamedTuple):
    """The outcomes of a reading and its shares against the null model.

    Of `stretches` signed ones only `free` can have another sign under the null model;
    the numbers of friends and foes leave the others none. Where few are free, there is
    little chance to differ from.
    """

    outcomes: Outcomes
    shares: tuple[Share, ...]
    stretches: int
    free: int
    draws: int
    seed: int
    years: int


class _Piece(NamedTuple):
    """Days on which three sides keep their stretches, by number; and which sides last."""

    first: str
    last: str
    sides: tuple[int, ...]
    lasting: bool


def outcomes(chronicle: Chronicle, years: int) -> Outcomes:
    """Return what became of the triangles; all zero where there is none."""
    numbers, signs = _numbered(chronicle)
    return _count(list(_pieces(chronicle, numbers)), signs, years, chronicle.time[1])


def verdict(
    chronicle: Chronicle,
    years: int,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int], None] | None = None,
) -> Verdict:
    """Return the outcomes, and each share of `SHARES` with its interval under the null model.

    Parameters
    ----------
    chronicle : Chronicle
    years : int
        How many years after the loss of a foe the friends are watched.
    draws, seed : int
        How many assignments of signs are drawn, and from which seed.
    progress : callable, optional
        Told after each draw how many are done.
    """
    numbers, signs = _numbered(chronicle)
    pieces = list(_pieces(chronicle, numbers))
    found = _count(pieces, signs, years, chronicle.time[1])
    drawn: list[Outcomes] = []
    free = 0
    if len(signs):
        nodes = sorted({node for pair, _ in numbers for node in pair})
        place = {node: i for i, node in enumerate(nodes)}
        pairs = np.array([[place[a], place[b]] for (a, b), _ in numbers], dtype=np.int64)
        chances = fit_signs(pairs, signs)
        free = int(((chances > 0) & (chances < 1)).sum())
        for done, row in enumerate(draw_signs(chances, seed, draws), 1):
            drawn.append(_count(pieces, row, years, chronicle.time[1]))
            if progress is not None:
                progress(done)
    shares = tuple(_share(name, part, whole, found, drawn) for name, part, whole in SHARES)
    return Verdict(found, shares, len(signs), free, draws, seed, years)


def sensitivity(
    statements: Sequence[Statement],
    turns: Sequence[Turn],
    reading: Reading,
    conflict: str,
    years: int,
) -> list[tuple[str, Outcomes]]:
    """Return the outcomes under other readings, each with what it changes in words.

    Every minimum stance, horizon and rule for ties of both signs is tried, and each
    source alone, one change at a time.
    """
    sources = sorted({claim.source for s in statements if s.sign is not None for claim in s.claims})
    variants: list[tuple[str, Reading, str]] = [("as it is", reading, conflict)]
    variants += [
        (f"min-stance {stance}", reading._replace(min_stance=stance), conflict)
        for stance in ACCEPTED_STANCES
        if stance != reading.min_stance
    ]
    variants += [
        (f"horizon {years_off}", reading._replace(horizon=years_off), conflict)
        for years_off in HORIZONS
        if years_off != reading.horizon
    ]
    variants += [(f"conflict {rule}", reading, rule) for rule in CONFLICTS if rule != conflict]
    variants += [
        (f"source {source}", reading._replace(sources=(source,)), conflict)
        for source in sources
        if reading.sources != (source,)
    ]
    return [
        (words, outcomes(Chronicle(statements, turns, other, rule), years))
        for words, other, rule in variants
    ]


def _share(
    name: str,
    part: Callable[[Outcomes], int],
    whole: Callable[[Outcomes], int],
    found: Outcomes,
    drawn: Sequence[Outcomes],
) -> Share:
    values = [part(each) / whole(each) for each in drawn if whole(each)]
    observed = part(found) / whole(found) if whole(found) else None
    mean = low = high = None
    if values:
        mean = float(np.mean(values))
        low, high = interval(values)
    p = p_value(observed, values) if observed is not None and values else None
    return Share(name, part(found), whole(found), observed, len(values), mean, low, high, p)


def _numbered(chronicle: Chronicle) -> tuple[dict[tuple[Pair, str], int], NDArray[np.int8]]:
    """Return a number for each signed stretch, by pair and first day, and the signs by number."""
    numbers: dict[tuple[Pair, str], int] = {}
    signs: list[int] = []
    for pair, stretches in chronicle.pairs.items():
        for stretch in stretches:
            if stretch.sign:
                numbers[pair, stretch.first] = len(signs)
                signs.append(stretch.sign)
    return numbers, np.array(signs, dtype=np.int8)


def _pieces(chronicle: Chronicle, numbers: dict[tuple[Pair, str], int]) -> Iterator[list[_Piece]]:
    """Yield the phases of every triangle that is ever joined on all sides."""
    for history in chronicle.histories():
        yield [
            _Piece(
                phase.first,
                phase.last,
                tuple(
                    _NONE if side is None else numbers.get((pair, side.first), _AMBIVALENT)
                    for pair, side in zip(history.pairs, phase.sides, strict=True)
                ),
                _is_lasting(phase),
            )
            for phase in history.phases
        ]


def _is_lasting(phase: Phase) -> bool:
    """Return whether every side has a tie that is more than an act."""
    days = ((phase.first, phase.last),)
    return all(
        side is not None
        and any(not tie.statement.relation.is_act for tie in held_on(side.ties, days))
        for side in phase.sides
    )


def _count(
    histories: Sequence[Sequence[_Piece]], signs: NDArray[np.int8], years: int, end: str
) -> Outcomes:
    """Return the outcomes where the stretches have these signs, up to the day *end*."""
    counts = dict.fromkeys(Outcomes._fields, 0)
    # The last two places are those of `_NONE` and `_AMBIVALENT`, counted from the end.
    values: list[int | None] = [*signs.tolist(), 0, None]
    for pieces in histories:
        phases = list(_merged(pieces, values))
        if phases and phases[-1][0][1] < end:
            # After its last tie a history goes on without one.
            phases.append(((next_day(phases[-1][0][1]), end), (0, 0, 0), False))
        for place, (_, state, _) in enumerate(phases):
            if 0 in state or None in state:
                continue
            balanced = _product(state) > 0
            counts["triangles"] += 1
            counts["balanced"] += balanced
            was = "balanced" if balanced else "unbalanced"
            counts[f"{was}_{_next(phases, place, end)}"] += 1
            if (state.count(1), state.count(-1)) == (1, 2):
                _follow_front(phases, place, years, counts)
    return Outcomes(**counts)


_Merged = tuple[tuple[str, str], tuple[int | None, ...], bool]


def _merged(pieces: Sequence[_Piece], values: Sequence[int | None]) -> Iterator[_Merged]:
    """Yield (days, signs, lasting), neighbouring pieces of the same signs as one."""
    current: _Merged | None = None
    for piece in pieces:
        state = tuple(values[number] for number in piece.sides)
        if current is not None and current[1] == state:
            current = ((current[0][0], piece.last), state, current[2] or piece.lasting)
            continue
        if current is not None:
            yield current
        current = ((piece.first, piece.last), state, piece.lasting)
    if current is not None:
        yield current


def _product(state: Sequence[int | None]) -> int:
    product = 1
    for sign in state:
        product *= sign or 0
    return product


def _next(phases: Sequence[_Merged], place: int, end: str) -> str:
    """Return what came after a triangle, as the end of the name of a count."""
    if phases[place][0][1] == end:
        return "open"
    state = phases[place + 1][1]
    if 0 in state:
        return "broken"
    if None in state:
        return "to_ambivalent"
    return "to_balanced" if _product(state) > 0 else "to_unbalanced"


def _follow_front(
    phases: Sequence[_Merged], place: int, years: int, counts: dict[str, int]
) -> None:
    """Count a united front, whether it lost its foe, and what became of the friends then."""
    _, state, lasting = phases[place]
    if not lasting:
        return
    friends = state.index(1)
    foes = [i for i in range(3) if i != friends]
    counts["fronts"] += 1
    rest = phases[place + 1 :]
    lost = next((i for i, p in enumerate(rest) if all(p[1][foe] == 0 for foe in foes)), None)
    if lost is None:
        return
    counts["fronts_without_foe"] += 1
    limit = years_after(rest[lost][0][0], years)
    # The friends may have fallen out on the way, while the foe was going.
    watched = [p for p in rest if p[0][0] <= limit]
    signs = [p[1][friends] for p in watched]
    if any(sign is None or sign < 0 for sign in signs):
        counts["fell_out"] += 1
    elif 0 in signs:
        counts["parted"] += 1
    else:
        counts["held"] += 1
