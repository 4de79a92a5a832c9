"""What the page tells in words: every statement and turn of a scene as plain records for JSON."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from khgraph.drawing.look import LINES, UNSIGNED, shape_of
from khgraph.drawing.scene import Scene, ends, holds
from khgraph.model import STANCE_WORDS, Claim, Statement, time_key
from khgraph.reading import Reading, Tie

NO_DATE = "no date in the source"


def dates_of(claims: tuple[Claim, ...]) -> str:
    """Return the dates that *claims* give, as the data has them, each once, in time order."""
    dated = sorted((claim.bounds.time_key, claim.when) for claim in claims if claim.when)
    return "; ".join(dict.fromkeys(when for _, when in dated)) or NO_DATE


def is_hedged(tie: Tie) -> bool:
    """Return whether even the surest claim behind *tie* stops short of affirming it."""
    return tie.claims[0].stance != "affirms"


def remarks(statement: Statement, tie: Tie | None, reading: Reading) -> list[str]:
    """Return in words what makes *statement* less than a plain tie, if anything does."""
    if tie is not None:
        found = []
        if is_hedged(tie):
            found.append(f"Hedged: the surest claim only {STANCE_WORDS[tie.claims[0].stance]} it.")
        if tie.is_denied:
            found.append("Contested: another claim doubts or denies it.")
        if not tie.is_certain:
            found.append(f"Its dates only possibly cover {reading.time_words}.")
        return found
    stances = {claim.stance for claim in statement.claims}
    if not stances:
        return ["No claim answers it, so it is not drawn."]
    if stances == {"denies"}:
        return ["Denied, so not drawn as a tie."]
    if stances <= {"doubts", "denies"}:
        return ["Doubted, so not drawn as a tie."]
    if not holds(statement, reading):
        return ["Outside this reading, so not drawn."]
    return []


def claim_record(claim: Claim, reading: Reading) -> dict[str, Any]:
    """Return a claim in the words of the side panel and the table."""
    place = " ".join(part for part in (claim.source, claim.locator) if part)
    if claim.lines:
        place += f", {claim.lines_words}"
    return {
        "stance": STANCE_WORDS.get(claim.stance, claim.stance),
        "who": " and ".join(claim.attribution) or "author not named",
        "after": " and ".join(claim.according_to),
        "when": claim.when or NO_DATE,
        "where": place or "no source recorded",
        "comment": claim.comment,
        "note": claim.curator_note or "",
        "counts": reading.accepts(claim),
        "against": claim.stance in ("doubts", "denies"),
    }


def turn_records(scene: Scene) -> list[dict[str, Any]]:
    """Return the turning points in words, with their claims.

    ``pair`` holds the places in ``scene.actors`` of the two that the statement
    after the turn is about, else of those before; None if neither is told.
    """
    place = scene.place
    told = {statement.iri for statement in scene.history}
    records = []
    for turn in scene.turns:
        near = [s for s in (turn.after, turn.before) if s is not None and s.iri in told]
        records.append(
            {
                "kind": turn.kind,
                "label": turn.label,
                "before": turn.before.sentence() if turn.before else "",
                "after": turn.after.sentence(),
                "event": turn.event.label if turn.event else "",
                "when": dates_of(turn.claims),
                "claims": [
                    claim_record(claim, scene.reading) for claim in in_time_order(turn.claims)
                ],
                "pair": [place[iri] for iri in ends(near[0])] if near else None,
            }
        )
    return records


def in_time_order(claims: tuple[Claim, ...]) -> list[Claim]:
    """Return *claims* by their first day, the undated last."""
    return sorted(claims, key=lambda claim: (claim.bounds.time_key, claim.iri))


def histories(scene: Scene) -> list[dict[str, Any]]:
    """Return a record for each statement of the scene, in time order.

    Returns
    -------
    list of dict
        ``a`` and ``b`` are places in ``scene.actors``; ``is_tie`` says whether the
        reading makes it a signed tie; ``turns`` are places in ``scene.turns``.
    """
    place = scene.place
    tie_of = {tie.statement.iri: tie for tie in scene.ties}
    turns_of: dict[str, list[int]] = defaultdict(list)
    for i, turn in enumerate(scene.turns):
        for iri in {s.iri for s in (turn.before, turn.after) if s is not None}:
            turns_of[iri].append(i)
    records = []
    for statement in sorted(scene.history, key=lambda s: (time_key(s.claims), s.iri)):
        tie = tie_of.get(statement.iri)
        a, b = ends(statement)
        records.append(
            {
                "iri": statement.iri,
                "a": place[a],
                "b": place[b],
                "words": statement.sentence(),
                "sign": statement.sign,
                "line": (UNSIGNED if statement.sign is None else LINES[statement.sign]).word,
                "glyph": (UNSIGNED if statement.sign is None else LINES[statement.sign]).glyph,
                "when": dates_of(statement.claims),
                "is_tie": tie is not None,
                "remarks": remarks(statement, tie, scene.reading),
                "claims": [
                    claim_record(claim, scene.reading) for claim in in_time_order(statement.claims)
                ],
                "turns": turns_of[statement.iri],
            }
        )
    return records


def headline(scene: Scene) -> tuple[str, str]:
    """Return the title of the page, and in one sentence how much of the reading is drawn."""
    if scene.focus is None:
        title = "Friends and enemies around Khalkhin Gol"
    else:
        title = f"Friends and enemies of {scene.focus.label}"
    drawn = scene.drawn_ties
    if not drawn:
        return title, "No signed tie counts under this reading."
    counts = {sign: sum(tie.sign == sign for tie in drawn) for sign in LINES}
    kinds = ", ".join(f"{counts[sign]} {LINES[sign].word}" for sign in LINES if counts[sign])
    words = f"{_count(len(scene.drawn), 'actor')} and {_count(len(drawn), 'tie')} ({kinds})."
    tied = {iri for tie in scene.ties for iri in ends(tie.statement)}
    left_out = len(tied - scene.drawn)
    if left_out:
        verb = "is" if left_out == 1 else "are"
        words += (
            f" {_count(left_out, 'actor')} with fewer ties {verb} left out of the picture"
            " and kept in the search and the table."
        )
    return title, words


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def actor_records(scene: Scene) -> list[dict[str, Any]]:
    """Return label, kind in words and whether it is drawn, for each actor of *scene*."""
    return [
        {
            "label": actor.label,
            "kind": shape_of(actor.kind).word,
            "is_drawn": actor.iri in scene.drawn,
        }
        for actor in scene.actors
    ]
