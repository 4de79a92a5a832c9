"""Bulag's, Schmitt's and Mao's figures of friend and enemy, each as a test that a program can make.

A figure is looked for in ties, not in settled signs, unless it speaks of a united
front: that somebody is friend and enemy at once is what many of them are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from khgraph.histories import History, Phase, held_on
from khgraph.model import Pair, Turn, pair_key
from khgraph.patterns.corpus import (
    FOLLOWING,
    KINSHIP,
    LEADING,
    Corpus,
    Instance,
    days_of,
    ending,
    onset,
    sure_days_of,
    turns_between,
)
from khgraph.reading import Tie
from khgraph.spans import Span, common, next_day, years_after

# Acts by which a friend is named or treated as a hidden enemy.
_UNMASKING = frozenset(
    ("accused", "arrested", "betrayed", "deceived", "executed", "killed", "purged", "suspected")
)
# How a follower who is torn ends it.
_LEAVING = frozenset(
    ("betrayed", "defectedFrom", "defectedTo", "deserted", "defied", "disillusionedWith", "refused")
)
_EVEN_HANDED = "balancedTowards"


def schmitt_pairs(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield the friends of whom one was found out, or treated, as a hidden enemy."""
    for a, b in sorted(corpus.ties):
        for one, other in ((a, b), (b, a)):
            found_out = []
            friends: dict[str, Tie] = {}
            sure = False
            for tie in corpus.hostile(a, b):
                subject, kind = tie.statement.subject.iri, tie.statement.relation.id
                if subject == one and kind in _UNMASKING:
                    before = [f for f in corpus.friendly(a, b) if _is_recent(f, tie, years)]
                    friends |= {friend.iri: friend for friend in before}
                    found_out += [tie] if before else []
                    sure = sure or any(_is_surely_recent(f, tie, years) for f in before)
            if not found_out:
                continue
            ends = [onset(tie) for tie in found_out]
            last = max(end[1] for end in ends)
            yield Instance(
                "schmitt-pair",
                (("who turns", one), ("on whom", other)),
                min(end[0] for end in ends),
                last,
                sure,
                (
                    *(("friend", friend) for friend in friends.values()),
                    *(("the charge or act", tie) for tie in found_out),
                ),
                turns_between(corpus, [(a, b)], min(end[0] for end in ends), last),
            )


def _is_recent(friendly: Tie, hostile: Tie, years: int) -> bool:
    """Return whether a friendly tie can have begun before a hostile one, and was not long over."""
    start = onset(hostile)
    return onset(friendly)[0] < start[1] and friendly.possible[-1][1] >= years_after(
        start[0], -years
    )


def _is_surely_recent(friendly: Tie, hostile: Tie, years: int) -> bool:
    """Return whether that leaves no doubt."""
    begun, start = onset(friendly), onset(hostile)
    lasted = friendly.certain[-1][1] if friendly.certain else begun[1]
    return begun[1] <= start[0] and start[1] <= years_after(lasted, years)


def fronts(corpus: Corpus) -> Iterator[tuple[History, int, Phase, Pair, str]]:
    """Yield the balanced stretches of two friends and a foe, with their place in the history.

    The friends have a tie that lasts, and no mere act of friendship.
    """
    for history in corpus.histories():
        for place, phase in enumerate(history.phases):
            if phase.state == "+--":
                a, b = history.pairs[phase.signs.index(1)]
                (foe,) = set(history.nodes) - {a, b}
                held = held_on(corpus.friendly(a, b), ((phase.first, phase.last),))
                if not all(tie.statement.relation.is_act for tie in held):
                    yield history, place, phase, (a, b), foe


def _front_evidence(corpus: Corpus, phase: Phase, friends: Pair, foe: str) -> list[tuple[str, Tie]]:
    days = ((phase.first, phase.last),)
    a, b = friends
    return [
        *(("friends", tie) for tie in held_on(corpus.friendly(a, b), days)),
        *(("foe", tie) for tie in held_on(corpus.hostile(a, foe), days)),
        *(("foe", tie) for tie in held_on(corpus.hostile(b, foe), days)),
    ]


def united_fronts(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield the balanced triangles of two friends against a foe, with what formed each."""
    for history, place, phase, (a, b), foe in fronts(corpus):
        evidence = _front_evidence(corpus, phase, (a, b), foe)
        formed = ""
        turns: tuple[Turn, ...] = ()
        if place:
            change = history.changes()[place - 1]
            turns = change.turns
            sides = [history.pairs[i] for i in change.sides]
            names = [" - ".join(corpus.actors[n].label for n in pair) for pair in sides]
            formed = f"formed by the change of {', '.join(names)}"
        yield Instance(
            "united-front",
            (("friend", a), ("friend", b), ("foe", foe)),
            phase.first,
            phase.last,
            phase.is_certain,
            tuple(evidence),
            turns,
            formed,
            (("certain", "; ".join("/".join(span) for span in phase.certain_days) or None),),
        )


def autonomy_traps(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield the united fronts whose friends fell out once the foe had gone."""
    for _, _, phase, (a, b), foe in fronts(corpus):
        end = _foe_end(corpus, phase, (a, b), foe)
        # Who had parted before cannot fall out over it.
        if end is None or not any(t.possible[-1][1] >= end[0] for t in corpus.friendly(a, b)):
            continue
        after = [
            tie
            for tie in corpus.hostile(a, b)
            if onset(tie)[0] > phase.first
            and onset(tie)[1] >= end[0]
            and onset(tie)[0] <= years_after(end[1], years)
            and not _is_back(corpus, (a, b), foe, end[1], onset(tie)[0])
        ]
        if not after:
            continue
        last = max(onset(tie)[1] for tie in after)
        start = onset(after[0])
        yield Instance(
            "autonomy-trap",
            (("friend", a), ("friend", b), ("foe that went", foe)),
            phase.first,
            last,
            phase.is_certain and start[0] > end[1] and start[1] <= years_after(end[0], years),
            (
                *_front_evidence(corpus, phase, (a, b), foe),
                *(("falling out", tie) for tie in after),
            ),
            turns_between(corpus, [(a, b)], end[0], years_after(end[1], years)),
            _gone_words(corpus, (a, b), foe, end[1]),
        )


def _is_back(corpus: Corpus, friends: Pair, foe: str, gone: str, day: str) -> bool:
    """Return whether a friend has the foe again on *day*, by a tie that began after *gone*."""
    return any(
        gone < onset(tie)[0] <= day <= tie.possible[-1][1]
        for friend in friends
        for tie in corpus.hostile(friend, foe)
    )


def _gone_words(corpus: Corpus, friends: Pair, foe: str, day: str) -> str:
    """Return in words when no friend had the foe any more, and who has it again later."""
    names = [corpus.actors[friend].label for friend in friends]
    words = f"no hostile tie of {' or '.join(names)} with {corpus.actors[foe].label} "
    words += f"goes on after {day}"
    again = []
    for friend in friends:
        later = [onset(tie)[0] for tie in corpus.hostile(friend, foe) if onset(tie)[0] > day]
        if later:
            again.append(f"{corpus.actors[friend].label} again from {min(later)}")
    return f"{words}; {'; '.join(again)}" if again else words


def _foe_end(corpus: Corpus, phase: Phase, friends: Pair, foe: str) -> Span | None:
    """Return when a front's foe went, or both friends' enmity with it ended; None if not."""
    life = corpus.lives.get(foe)
    stretches = [stretch for friend in friends for stretch in corpus.pair(friend, foe)]
    died = None if life is None else life.last
    if life is not None and died and any(stretch.last == died for stretch in stretches):
        days = [claim.bounds.earliest_end for claim in life.death]
        return min((day for day in days if day), default=died), died
    ends = [_enmity_end(corpus, phase, friend, foe) for friend in friends]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    last = max(end[1] for end in known)
    after = next_day(last)
    if any(stretch.sign < 1 and stretch.first <= after <= stretch.last for stretch in stretches):
        return None
    return max(end[0] for end in known), last


def _enmity_end(corpus: Corpus, phase: Phase, friend: str, foe: str) -> Span | None:
    """Return when the lasting enmity of a phase ended, None if that is open or it went on."""
    hostile = held_on(corpus.hostile(friend, foe), ((phase.first, phase.last),))
    ends = [ending(tie) for tie in hostile if not tie.statement.relation.is_act]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    last = max(end[1] for end in known)
    if not any(stretch.last == last for stretch in corpus.pair(friend, foe)):
        return None
    return max(end[0] for end in known), last


def dilemmas(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield those who were led by one against another to whom they were tied."""
    around = corpus.neighbours()
    for follower in sorted(around.keys() | {n for pair in corpus.bonds for n in pair}):
        if corpus.actors[follower].kind == "State":
            continue
        others = set(around.get(follower, ()))
        others |= {n for pair in corpus.bonds if follower in pair for n in pair if n != follower}
        for leader in sorted(others):
            led = _led(corpus, follower, leader)
            if not led:
                continue
            for other in sorted(others - {leader}):
                enmity = corpus.hostile(leader, other)
                tied = _attached(corpus, follower, other)
                days = common(days_of(led), days_of(enmity), days_of(tied))
                if not days:
                    continue
                first, last = days[0][0], days[-1][1]
                ends = [
                    tie
                    for tie in (
                        *corpus.hostile(follower, leader),
                        *corpus.friendly(follower, other),
                    )
                    if tie.statement.relation.id in _LEAVING
                    and tie.statement.subject.iri == follower
                    and onset(tie)[1] >= first
                    and onset(tie)[0] <= years_after(last, years)
                ]
                ends.sort(key=lambda tie: (onset(tie), tie.iri))
                yield Instance(
                    "co-ethnic-dilemma",
                    (("torn", follower), ("leader", leader), ("other side", other)),
                    first,
                    last,
                    bool(common(sure_days_of(led), sure_days_of(enmity), sure_days_of(tied))),
                    (
                        *(("led", tie) for tie in held_on(led, days)),
                        *(("against", tie) for tie in held_on(enmity, days)),
                        *(("tied", tie) for tie in held_on(tied, days)),
                        *(("how it ended", tie) for tie in ends),
                    ),
                    turns_between(
                        corpus,
                        [(follower, leader), (follower, other)],
                        first,
                        years_after(last, years),
                    ),
                    "" if ends else "how it ended is not said",
                )


def _led(corpus: Corpus, follower: str, leader: str) -> list[Tie]:
    """Return the ties by which *follower* follows the lead of *leader*."""
    found = []
    bonds: Sequence[Tie] = corpus.bonds.get(pair_key(follower, leader), ())
    if corpus.actors[leader].kind in ("People", "Group"):
        bonds = ()  # a people has members, but gives no orders
    for tie in (*corpus.friendly(follower, leader), *bonds):
        kind, is_from = tie.statement.relation.id, tie.statement.subject.iri == follower
        follows = kind in FOLLOWING and (is_from or tie.statement.relation.is_symmetric)
        if follows or (kind in LEADING and not is_from):
            found.append(tie)
    return found


def _attached(corpus: Corpus, actor: str, other: str) -> list[Tie]:
    """Return an actor's own friendly ties and its kinship with another, going over left out."""
    own = [
        tie
        for tie in corpus.friendly(actor, other)
        if tie.statement.relation.id not in _LEAVING
        and (tie.statement.subject.iri == actor or tie.statement.relation.is_symmetric)
    ]
    bonds = corpus.bonds.get(pair_key(actor, other), ())
    return own + [tie for tie in bonds if tie.statement.relation.id in KINSHIP]


def buffers(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield those who had ties of both signs to each of two who were enemies."""
    for actor, others in corpus.neighbours().items():
        for a, b in combinations(others, 2):
            both = [
                (corpus.friendly(actor, a), corpus.hostile(actor, a)),
                (corpus.friendly(actor, b), corpus.hostile(actor, b)),
            ]
            enmity = corpus.hostile(a, b)
            sets = [ties for pair in both for ties in pair] + [enmity]
            days = common(*(days_of(ties) for ties in sets))
            if not days:
                continue
            yield Instance(
                "buffer",
                (("between", actor), ("enemy", a), ("enemy", b)),
                days[0][0],
                days[-1][1],
                bool(common(*(sure_days_of(ties) for ties in sets))),
                (
                    *(("friend", tie) for good, _ in both for tie in held_on(good, days)),
                    *(("foe", tie) for _, bad in both for tie in held_on(bad, days)),
                    *(("enemies", tie) for tie in held_on(enmity, days)),
                ),
            )


def third_neighbours(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield those who, standing between two, found a friend outside both."""
    around = corpus.neighbours()
    for actor, others in around.items():
        states = [other for other in others if corpus.actors[other].kind == "State"]
        for a, b in combinations(states, 2):
            between = [_even_handed(corpus, actor, a), _even_handed(corpus, actor, b)]
            days = common(*(days_of(ties) for ties in between))
            if not days:
                continue
            for friend in others:
                if friend in (a, b):
                    continue
                new = [
                    tie
                    for tie in corpus.friendly(actor, friend)
                    if onset(tie)[0] >= days[0][0] and common(tie.possible, days)
                ]
                outside = not any(held_on(corpus.friendly(friend, n), days_of(new)) for n in (a, b))
                if new and outside:
                    yield Instance(
                        "third-neighbour",
                        (("between", actor), ("neighbour", a), ("neighbour", b), ("third", friend)),
                        max(days[0][0], new[0].possible[0][0]),
                        min(days[-1][1], new[-1].possible[-1][1]),
                        _is_surely_new(new, between),
                        (
                            *(("between", t) for ties in between for t in held_on(ties, days)),
                            *(("third", tie) for tie in new),
                        ),
                        turns_between(
                            corpus, [(actor, friend)], onset(new[0])[0], new[-1].possible[-1][1]
                        ),
                    )


def _is_surely_new(new: Sequence[Tie], between: Sequence[Sequence[Tie]]) -> bool:
    """Return whether a friend surely came while the balance was kept."""
    kept = max(onset(tie)[1] for ties in between for tie in ties)
    days = common(sure_days_of(new), *(sure_days_of(ties) for ties in between))
    return bool(days) and onset(new[0])[0] > kept


def _even_handed(corpus: Corpus, actor: str, other: str) -> list[Tie]:
    """Return the ties by which an actor keeps a balance towards another."""
    ties = corpus.ties.get(pair_key(actor, other), ())
    return [
        tie
        for tie in ties
        if tie.statement.relation.id == _EVEN_HANDED and tie.statement.subject.iri == actor
    ]


def broken_fronts(corpus: Corpus, years: int) -> Iterator[Instance]:
    """Yield the united fronts whose friends fell out while their common foe was still there."""
    for _, _, phase, (a, b), foe in fronts(corpus):
        foes = days_of(corpus.hostile(a, foe)), days_of(corpus.hostile(b, foe))
        sure = sure_days_of(corpus.hostile(a, foe)), sure_days_of(corpus.hostile(b, foe))
        broken = []
        for tie in corpus.hostile(a, b):
            start = onset(tie)
            still = any(first <= start[0] and start[1] < last for first, last in common(*foes))
            # The friends were friends before, or it is no falling out.
            before = any(onset(friend)[1] < start[0] for friend in corpus.friendly(a, b))
            if still and before and phase.first < start[0] <= years_after(phase.last, years):
                broken.append(tie)
        if not broken:
            continue
        start = onset(broken[0])
        yield Instance(
            "common-foe-did-not-hold",
            (("friend", a), ("friend", b), ("common foe", foe)),
            phase.first,
            start[1],
            phase.is_certain
            and start[1] <= years_after(phase.last, years)
            and any(x <= start[0] and start[1] <= y for x, y in common(*sure)),
            (
                *_front_evidence(corpus, phase, (a, b), foe),
                *(("falling out", tie) for tie in broken),
            ),
            turns_between(corpus, [(a, b)], start[0], start[1]),
        )
