"""Triangles seen from one of their corners, and the triangles that are still open.

The six focal positions are what an actor's own two ties and the tie between the
others make of a triangle. An open triad has only two ties; balance theory says
which sign the third should have, and the sources say which it got.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from khgraph.histories import Phase, Stretch, held_on
from khgraph.patterns.corpus import Corpus, Instance
from khgraph.reading import Tie
from khgraph.spans import Span, day_before, next_day, years_after

# By the signs of one's own two ties, the greater first, and of the tie between the others.
POSITIONS = {
    (1, 1, 1): "my friends are friends",
    (1, 1, -1): "my friends quarrel",
    (1, -1, 1): "my friend befriends my enemy",
    (1, -1, -1): "my friend shares my enemy: the enemy of my enemy is my friend",
    (-1, -1, 1): "my enemies are allied",
    (-1, -1, -1): "three are at enmity",
}


def focal_positions(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield every stretch of every triangle, as each of its three actors sees it."""
    for history in corpus.histories():
        for phase in history.phases:
            if phase.is_balanced is None:
                continue
            for place, node in enumerate(history.nodes):
                far = 2 - place  # the pairs stand so that the one without the node mirrors it
                near = sorted(
                    (sign, other)
                    for i, sign in enumerate(phase.signs)
                    for other in history.pairs[i]
                    if i != far and sign is not None and other != node
                )[::-1]
                between = phase.signs[far]
                (first, x), (second, y) = near
                yield Instance(
                    "focal-position",
                    (
                        ("seen from", node),
                        ("friend" if first > 0 else "enemy", x),
                        ("friend" if second > 0 else "enemy", y),
                    ),
                    phase.first,
                    phase.last,
                    phase.is_certain,
                    _evidence(phase),
                    outcome=POSITIONS[first, second, between or 0],
                    facts=(("own", _mark(first) + _mark(second)), ("far", _mark(between))),
                )


def _evidence(phase: Phase) -> tuple[tuple[str, Tie], ...]:
    days = ((phase.first, phase.last),)
    return tuple(
        ("friends" if side.sign > 0 else "foes", tie)
        for side in phase.sides
        if side is not None
        for tie in held_on(side.ties, days)
        if tie.sign == side.sign
    )


def predicted_signs(first: int, second: int) -> tuple[int, int | None]:
    """Return the sign of the third tie that strong and weak balance predict from two.

    Strong balance predicts their product; weak balance says nothing of two enemies
    of one actor.

    Examples
    --------
    >>> predicted_signs(1, -1), predicted_signs(-1, -1)
    ((-1, -1), (1, None))
    """
    product = first * second
    return product, None if first < 0 and second < 0 else product


def open_triads(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield the open triads, each with what theory predicts for the third tie and what came.

    An open triad is an actor with signed ties to two others, on days on which the two
    have no signed tie; a stretch of them on which the two ties keep their signs
    counts once. The third tie came if it began at most *years* after its last day.
    """
    around: dict[str, list[str]] = defaultdict(list)
    for a, b in corpus.pairs:
        around[a].append(b)
        around[b].append(a)
    for middle in sorted(around):
        for x, y in combinations(sorted(around[middle]), 2):
            if (x, y) in corpus.bonds:
                continue  # one is part, member or kin of the other, and needs no third tie
            third = corpus.pair(x, y)
            for one in corpus.pair(middle, x):
                for two in corpus.pair(middle, y):
                    if one.sign and two.sign:
                        yield from _openings(middle, (x, y), (one, two), third, years)


def _openings(
    middle: str,
    ends: tuple[str, str],
    sides: tuple[Stretch, Stretch],
    third: tuple[Stretch, ...],
    years: int,
) -> Iterator[Instance]:
    """Yield the days of two stretches before, between and after those of the third pair."""
    first, last = max(side.first for side in sides), min(side.last for side in sides)
    start = first
    for stretch in (*third, None):
        if stretch is not None and stretch.last < start:
            continue
        end = last if stretch is None else min(last, day_before(stretch.first))
        is_open = stretch is None or start < stretch.first
        if start <= end and is_open:
            limit = max(next_day(end), years_after(end, years))
            came = stretch if stretch and stretch.first <= limit else None
            yield _opening(middle, ends, sides, (start, end), came)
        if stretch is None or stretch.last >= last:
            return
        start = next_day(stretch.last)


def _opening(
    middle: str,
    ends: tuple[str, str],
    sides: tuple[Stretch, Stretch],
    days: Span,
    came: Stretch | None,
) -> Instance:
    strong, weak = predicted_signs(sides[0].sign, sides[1].sign)
    outcome = f"{_marks(sides)}: strong balance predicts {_mark(strong)}, weak {_mark(weak)}; "
    outcome += "none recorded" if came is None else f"then came {_mark(came.sign)}"
    evidence = [
        ("friend" if side.sign > 0 else "enemy", tie)
        for side in sides
        for tie in held_on(side.ties, (days,))
        if tie.sign == side.sign
    ]
    if came is not None:
        evidence += [("third tie", tie) for tie in came.ties]
    return Instance(
        "open-triad",
        (("between", middle), ("one", ends[0]), ("other", ends[1])),
        *days,
        False,
        tuple(evidence),
        outcome=outcome,
        facts=(
            ("two", _marks(sides)),
            ("strong", strong),
            ("weak", weak),
            ("came", None if came is None else came.sign),
        ),
    )


def _marks(sides: tuple[Stretch, Stretch]) -> str:
    return "".join(sorted(_mark(side.sign) for side in sides))


def _mark(sign: int | None) -> str:
    return {1: "+", -1: "-", 0: "+ and -", None: "nothing"}[sign]
