"""The life history of a triangle as text, as rows and for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from khgraph.histories import turn_place
from khgraph.model import Entity, Turn
from khgraph.namespaces import local_name
from khgraph.spans import common, span_words
from khgraph.strips.triads import balance_words, claims_of, note_lines
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    claim_words,
    foot_lines,
    hedge_words,
    when_words,
)
from khgraph.tables import Table, fold_lines

if TYPE_CHECKING:
    from khgraph.histories import Change, History, Phase
    from khgraph.reading import Reading, Tie

SIGN_MARKS = {1: "+", -1: "-", 0: "±", None: "·"}
_STATE_WORDS = {
    "ambivalent": "a side is ambivalent",
    "open": "open: one side has no tie",
    "one tie": "only one side is tied",
    "no tie": "no tie at all",
}
HISTORY_RULE = (
    "a stretch lasts while its three signs stay the same; it is certain if on some day of it "
    "all the ties that make it must have held, else possible; ties without a date make none, "
    "unless --undated lets lasting ones in"
)


def marks(phase: Phase) -> str:
    """Return the three signs in the order of the pairs, such as ``+-·``; ± is ambivalent."""
    return "".join(SIGN_MARKS[sign] for sign in phase.signs)


def state_words(phase: Phase) -> str:
    """Return the state of a phase in words."""
    if phase.is_balanced is not None:
        return f"{phase.state} {balance_words(phase)}"
    return _STATE_WORDS[phase.state]


def history_strip(
    history: History,
    actors: Mapping[str, Entity],
    reading: Reading,
    rule: str,
    width: int,
    *,
    color: bool = False,
) -> str:
    """Return the history as text: its stretches in time order, each with what began and ended it.

    Every tie and every turning point stands once, where it begins.
    """
    ink = Ink(color)
    labels = [actors[node].label if node in actors else local_name(node) for node in history.nodes]
    lines = fold_lines(f"Life history: {', '.join(labels)}", width)
    lines = [ink.strong(line) for line in lines]
    sides = [f"{x} - {y}" for x, y in _named_pairs(labels)]
    lines += fold_lines(f"Signs in the order {'; '.join(sides)}.", width, "", "  ")
    changes: list[Change | None] = [None, *history.changes()]
    told: set[str] = set()
    for phase, change in zip(history.phases, changes, strict=bool(history.phases)):
        lines += ["", *(ink.strong(line) for line in _head_lines(phase, width))]
        if change is not None:
            lines += _ending_lines(change, actors, ink, width)
        for place, side in enumerate(phase.sides):
            if side is not None and change is not None and place not in change.sides:
                mark = SIGN_MARKS[side.sign]
                lines += fold_lines(f"{sides[place]}: as before", width, f"  {mark}  ", "     ")
        for item in _events(phase, history.turns):
            if item.iri not in told:
                told.add(item.iri)
                if isinstance(item, Turn):
                    lines += turn_lines(item, ink, width)
                else:
                    lines += _tie_lines(item, ink, width)
    rest = [turn for turn in history.turns if turn.iri not in told]
    if rest:
        words = "Turning points told of these ties outside these stretches, or without a date:"
        lines += ["", *fold_lines(words, width, "", "  ")]
        lines += [line for turn in rest for line in turn_lines(turn, ink, width)]
    lines.append("")
    if not history.phases:
        lines.append("No dated tie joins any two of them.")
    feet = [
        f"Reading: {reading.describe()}.",
        f"Projection: {rule}.",
        f"Stretches: {HISTORY_RULE}.",
    ]
    return "\n".join((*lines, *foot_lines(feet, ink, width))) + "\n"


def _named_pairs(labels: Sequence[str]) -> list[tuple[str, str]]:
    a, b, c = labels
    return [(a, b), (a, c), (b, c)]


def _head_lines(phase: Phase, width: int) -> list[str]:
    head = f"{marks(phase)}  {span_words(phase.first, phase.last)}  {state_words(phase)}"
    if phase.is_balanced is not None or phase.state == "ambivalent":
        sure = ", ".join(span_words(*span) for span in phase.certain_days)
        head += f", certainly {sure}" if sure else ", possibly"
    return fold_lines(head, width, "", "     ")


def _events(phase: Phase, turns: Sequence[Turn]) -> list[Turn | Tie]:
    """Return the ties that hold in a phase and the turns that fall in it, as they begin."""
    items: list[tuple[str, int, str, Turn | Tie]] = []
    for side in phase.sides:
        for tie in () if side is None else side.ties:
            if common(tie.possible, ((phase.first, phase.last),)):
                items.append((tie.possible[0][0], 0, tie.iri, tie))
    for turn in turns:
        day = turn_place(turn)
        if day is not None and phase.first <= day <= phase.last:
            items.append((day, 1, turn.iri, turn))
    return [item for *_, item in sorted(items, key=lambda item: item[:3])]


def _tie_lines(tie: Tie, ink: Ink, width: int) -> list[str]:
    """Return a tie with its surest claim."""
    words = f"{hedge_words(tie.claims)}{tie.statement.sentence()}  {when_words(tie.claims)}"
    mark = f"  {SIGN_MARKS[tie.sign]}  "
    lines = fold_lines(words, width, mark, "     ")
    lines[0] = lines[0].replace(mark, f"  {ink.sign(tie.sign)}  ", 1)
    more = f" (and {len(tie.claims) - 1} more)" if len(tie.claims) > 1 else ""
    denied = " - a claim denies or doubts it" if tie.is_denied else ""
    evidence = fold_lines(claim_words(tie.claims[0]) + more + denied, width, "       ", "         ")
    evidence += note_lines(tie.claims[0], width, "       ")
    return lines + [ink.faint(line) for line in evidence]


def _ending_lines(change: Change, actors: Mapping[str, Entity], ink: Ink, width: int) -> list[str]:
    """Return what ended when this stretch began: ties, and actors."""
    lines: list[str] = []
    # An act is over when it is done: that is no ending of a tie.
    for tie in (tie for tie in change.ended if not tie.statement.relation.is_act):
        words = (
            f"Ended: {SIGN_MARKS[tie.sign]} {hedge_words(tie.claims)}{tie.statement.sentence()}  "
            f"{when_words(tie.claims)}; {claim_words(tie.claims[0])}"
        )
        lines += fold_lines(words, width, "     ", "       ")
    for node in change.lost:
        label = actors[node].label if node in actors else local_name(node)
        lines += fold_lines(f"Lost: {label}", width, "     ", "       ")
    return [ink.faint(line) for line in lines]


def turn_lines(turn: Turn, ink: Ink, width: int) -> list[str]:
    """Return a turning point with who tells of it and where."""
    words = f"{turn.label}  {when_words(turn.claims)}"
    lines = fold_lines(f"Turning point ({turn.kind}): {words}", width, "  >  ", "     ")
    for claim in turn.claims:
        found = fold_lines(claim_words(claim), width, "       ", "         ")
        lines += [ink.faint(line) for line in found]
    return lines


def history_table(history: History, actors: Mapping[str, Entity]) -> Table:
    """Return the history as rows, one a stretch, side and claim; a stretch without ties has one."""
    rows: list[tuple[Any, ...]] = []
    for number, phase in enumerate(history.phases, 1):
        head = (number, phase.first, phase.last, phase.state, phase.is_balanced, phase.is_certain)
        before = len(rows)
        for place, ((a, b), side) in enumerate(zip(history.pairs, phase.sides, strict=True)):
            if side is None:
                continue
            for tie in history.ties_in(phase, place):
                names = (actors[a].label, actors[b].label, SIGN_MARKS[side.sign])
                for claim in tie.claims:
                    rows.append((*head, *names, tie.statement.sentence(), *claim_cells(claim)))
        if len(rows) == before:
            rows.append((*head, *(None,) * (4 + len(CLAIM_COLUMNS))))
    columns = ("stretch", "first", "last", "state", "balanced", "certain")
    return Table((*columns, "a", "b", "sign", "statement", *CLAIM_COLUMNS), tuple(rows))


def history_value(
    history: History, actors: Mapping[str, Entity], reading: Reading, rule: str
) -> dict[str, Any]:
    """Return the history for JSON."""
    labels = {n: actors[n].label if n in actors else local_name(n) for n in history.nodes}
    changes: list[Change | None] = [None, *history.changes()]
    return {
        "actors": list(labels.values()),
        "stretches": [
            {
                "first": phase.first,
                "last": phase.last,
                "state": phase.state,
                "balanced": phase.is_balanced,
                "weakly_balanced": phase.is_weakly_balanced,
                "certain": phase.is_certain,
                "sides": [
                    {
                        "a": labels[a],
                        "b": labels[b],
                        "sign": None if side is None else side.sign,
                        "claims": claims_of(history.ties_in(phase, place)),
                    }
                    for place, ((a, b), side) in enumerate(
                        zip(history.pairs, phase.sides, strict=True)
                    )
                ],
                "began": claims_of(change.began) if change else [],
                "ended": claims_of(change.ended) if change else [],
                "lost": [labels[node] for node in change.lost] if change else [],
                "turns": [turn_value(turn) for turn in change.turns] if change else [],
            }
            for phase, change in zip(history.phases, changes, strict=bool(history.phases))
        ],
        "turns": [turn_value(turn) for turn in history.turns],
        "reading": reading.as_dict(),
        "projection": rule,
        "stretch_rule": HISTORY_RULE,
    }


def turn_value(turn: Turn) -> dict[str, Any]:
    """Return a turning point for JSON."""
    return {
        "id": local_name(turn.iri),
        "kind": turn.kind,
        "label": turn.label,
        "claims": [claim.as_dict() for claim in turn.claims],
    }
