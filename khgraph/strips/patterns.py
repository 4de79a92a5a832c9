"""Patterns and the test of the two theories as text, as rows and for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from khgraph.model import Pair, pair_of
from khgraph.spans import span_words
from khgraph.strips.histories import turn_lines, turn_value
from khgraph.strips.triads import note_lines, surest
from khgraph.strips.wording import (
    CLAIM_COLUMNS,
    Ink,
    claim_cells,
    claim_words,
    foot_lines,
    hedge_words,
    when_words,
)
from khgraph.tables import Table, fold_lines, one_line, signed

if TYPE_CHECKING:
    from khgraph.histories import Chronicle
    from khgraph.patterns import Instance, Pattern
    from khgraph.reading import Reading, Tie
    from khgraph.theories import Outcomes, Share, Verdict

# Patterns of which there are so many instances that they are counted, unless asked for by name.
COUNTED = ("focal-position", "open-triad")


def patterns_strip(
    found: Mapping[str, Sequence[Instance]],
    patterns: Sequence[Pattern],
    corpus: Chronicle,
    reading: Reading,
    years: int,
    rule: str,
    width: int,
    *,
    listed: bool,
    color: bool = False,
) -> str:
    """Return the instances as text, under the definition of each pattern.

    Where *listed*, every tie is shown and those of `COUNTED` too; else the best of each side.
    """
    ink = Ink(color)
    lines: list[str] = []
    for pattern in patterns:
        if pattern.name not in found:
            continue
        instances = found[pattern.name]
        head = f"{pattern.title}  [{pattern.name}]"
        lines += [ink.strong(line) for line in fold_lines(head, width)]
        lines += fold_lines(pattern.definition, width, "  ")
        lines += [ink.faint(line) for line in fold_lines(pattern.literature, width, "  ")]
        if not instances:
            lines += ["", "  No instance under this reading."]
        elif pattern.name in COUNTED and not listed:
            lines += ["", *_count_lines(instances, width)]
            hint = f"khgraph patterns {pattern.name} --actor NAME lists them with their evidence."
            lines += fold_lines(hint, width, "  ")
        else:
            for number, instance in enumerate(instances, 1):
                lines += ["", *_instance_lines(number, instance, corpus, listed, ink, width)]
        lines.append("")
    feet = [
        f"Reading: {reading.describe()}.",
        f"Projection: {rule}.",
        f"Within {years} years. Dates certain: they leave no doubt; possible: they allow it. How "
        "sure the authors are, the evidence says. Ties without a date make no pattern, unless "
        "--undated lets lasting ones in; kinship and command need none.",
    ]
    return "\n".join((*lines, *foot_lines(feet, ink, width))) + "\n"


def _count_lines(instances: Sequence[Instance], width: int) -> list[str]:
    counts = Counter(instance.outcome for instance in instances)
    lines = []
    for words, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        lines += fold_lines(words, width, f"  {count:>5}  ", "         ")
    return lines


def _instance_lines(
    number: int, instance: Instance, corpus: Chronicle, is_full: bool, ink: Ink, width: int
) -> list[str]:
    roles = "; ".join(f"{role} {corpus.actors[actor].label}" for role, actor in instance.roles)
    surely = "dates certain" if instance.is_certain else "dates possible"
    days = dict(instance.facts).get("certain")
    if days:
        sure = [span_words(*span.split("/")) for span in str(days).split("; ")]
        surely = f"dates certain {', '.join(sure)}"
    head = f"{number}. {roles}  ({span_words(instance.first, instance.last)}; {surely})"
    lines = fold_lines(head, width, "  ", "     ")
    if instance.outcome:
        lines += fold_lines(
            instance.outcome[0].upper() + instance.outcome[1:] + ".", width, "     "
        )
    groups: dict[tuple[str, Pair], list[Tie]] = {}
    for what, tie in instance.evidence:
        groups.setdefault((what, pair_of(tie.statement)), []).append(tie)
    shown = None
    for (what, _), ties in groups.items():
        if what != shown:
            lines += fold_lines(f"{what}:", width, "     ")
            shown = what
        for tie in ties if is_full else [surest(ties)]:
            lines += _tie_lines(tie, ink, width, 0 if is_full else len(ties) - 1)
    for turn in instance.turns:
        lines += ["   " + line for line in turn_lines(turn, ink, width - 3)]
    return lines


def _tie_lines(tie: Tie, ink: Ink, width: int, others: int) -> list[str]:
    """Return a tie with its surest claim, and how many *others* stand behind the same side."""
    words = f"{hedge_words(tie.claims)}{tie.statement.sentence()}  {when_words(tie.claims)}"
    words += f"  (and {others} more)" if others else ""
    mark = f"     {signed(tie.statement.sign)}  "
    lines = fold_lines(words, width, mark, "        ")
    denied = " - a claim denies or doubts it" if tie.is_denied else ""
    more = f" (and {len(tie.claims) - 1} more)" if len(tie.claims) > 1 else ""
    evidence = fold_lines(claim_words(tie.claims[0]) + more + denied, width, "          ")
    evidence += note_lines(tie.claims[0], width, "          ")
    return lines + [ink.faint(line) for line in evidence]


def patterns_table(found: Mapping[str, Sequence[Instance]], corpus: Chronicle) -> Table:
    """Return the instances as rows, one a tie and claim."""
    rows = []
    for name, instances in found.items():
        for number, instance in enumerate(instances, 1):
            roles = "; ".join(
                f"{role}: {corpus.actors[actor].label}" for role, actor in instance.roles
            )
            head = (name, number, roles, instance.first, instance.last, instance.is_certain)
            for what, tie in instance.evidence:
                side = (
                    instance.outcome,
                    what,
                    signed(tie.statement.sign),
                    tie.statement.sentence(),
                )
                rows += [(*head, *side, *claim_cells(claim)) for claim in tie.claims]
    columns = ("pattern", "instance", "roles", "first", "last", "certain")
    shows = ("outcome", "shows", "sign", "statement")
    return Table((*columns, *shows, *CLAIM_COLUMNS), tuple(rows))


def patterns_value(
    found: Mapping[str, Sequence[Instance]],
    patterns: Sequence[Pattern],
    corpus: Chronicle,
    reading: Reading,
    years: int,
    rule: str,
) -> dict[str, Any]:
    """Return the instances for JSON."""
    return {
        "patterns": [
            {
                "name": pattern.name,
                "title": pattern.title,
                "definition": pattern.definition,
                "literature": pattern.literature,
                "instances": [
                    _instance_value(instance, corpus) for instance in found[pattern.name]
                ],
            }
            for pattern in patterns
            if pattern.name in found
        ],
        "years": years,
        "reading": reading.as_dict(),
        "projection": rule,
    }


def _instance_value(instance: Instance, corpus: Chronicle) -> dict[str, Any]:
    return {
        "roles": [
            {"role": role, "actor": corpus.actors[actor].id, "label": corpus.actors[actor].label}
            for role, actor in instance.roles
        ],
        "first": instance.first,
        "last": instance.last,
        "certain": instance.is_certain,
        "outcome": instance.outcome or None,
        "facts": dict(instance.facts),
        "evidence": [
            {
                "shows": what,
                "statement": tie.statement.sentence(),
                "sign": tie.statement.sign,
                "claims": [claim.as_dict() for claim in tie.claims],
            }
            for what, tie in instance.evidence
        ],
        "turns": [turn_value(turn) for turn in instance.turns],
    }


def verdict_strip(
    verdict: Verdict,
    sensitivity: Sequence[tuple[str, Outcomes]],
    reading: Reading,
    rule: str,
    null_model: str,
    width: int,
    *,
    color: bool = False,
) -> str:
    """Return the test as text: what became of the triangles, the shares, other readings."""
    ink = Ink(color)
    found = verdict.outcomes
    lines = [ink.strong("What became of the triangles"), ""]
    for name, total in (("unbalanced", found.unbalanced), ("balanced", found.balanced)):
        after = ", ".join(f"{count} {words}" for words, count in _next_counts(found, name))
        lines += fold_lines(f"{total} {name}: next {after}.", width, "  ", "    ")
    words = (
        f"{found.fronts} united fronts with lasting ties: {found.fronts_without_foe} lost the foe; "
        f"within {verdict.years} years {found.fell_out} of these fell out, {found.parted} parted, "
        f"{found.held} held."
    )
    lines += [*fold_lines(words, width, "  ", "    "), ""]
    lines += [ink.strong(line) for line in fold_lines(f"Against chance: {null_model}", width)]
    lines.append("")
    for share in verdict.shares:
        lines += fold_lines(_share_words(share), width, "  ", "    ")
    lines += ["", ink.strong("Under other readings"), ""]
    heads = ("triads", "balanced", "turned", "broke", "foe lost", "fell out")
    table = Table(("reading", *heads), tuple((one_line(w), *_cells(o)) for w, o in sensitivity))
    from khgraph.tables import render

    lines += render(table, "table").splitlines()
    feet = [
        "turned: unbalanced triangles that next became balanced; broke: that lost a side.",
        f"Reading: {reading.describe()}.",
        f"Projection: {rule}.",
        f"{verdict.free} of {verdict.stretches} signs are free to change in the null model.",
        f"{verdict.draws} draws, seed {verdict.seed}; intervals hold 95 % of the draws; the "
        "p-value is two-sided.",
        "A corpus that five historians chose can illustrate a theory; it cannot prove a law.",
    ]
    lines.append("")
    return "\n".join((*lines, *foot_lines(feet, ink, width))) + "\n"


def _next_counts(found: Outcomes, name: str) -> list[tuple[str, int]]:
    return [
        ("balanced", getattr(found, f"{name}_to_balanced")),
        ("unbalanced", getattr(found, f"{name}_to_unbalanced")),
        ("ambivalent", getattr(found, f"{name}_to_ambivalent")),
        ("broken up", getattr(found, f"{name}_broken")),
        ("still so at the end", getattr(found, f"{name}_open")),
    ]


def _share_words(share: Share) -> str:
    words = f"{share.name[0].upper()}{share.name[1:]}: {share.part} of {share.whole}"
    if share.observed is None:
        return f"{words}; nothing to compare."
    words += f" ({share.observed:.2f})"
    if share.mean is None or share.p is None:
        return f"{words}; chance never gives one."
    return (
        f"{words}; by chance {share.mean:.2f} ({share.low:.2f} to {share.high:.2f}), "
        f"p-value {share.p:.3f}."
    )


def _cells(found: Outcomes) -> tuple[int, ...]:
    return (
        found.triangles,
        found.balanced,
        found.unbalanced_to_balanced,
        found.unbalanced_broken,
        found.fronts_without_foe,
        found.fell_out,
    )


def verdict_table(verdict: Verdict) -> Table:
    """Return the shares as rows."""
    columns = ("share", "part", "whole", "observed", "mean", "low", "high", "p", "draws")
    rows = [
        (s.name, s.part, s.whole, s.observed, s.mean, s.low, s.high, s.p, s.draws)
        for s in verdict.shares
    ]
    return Table(columns, tuple(rows))


def verdict_value(
    verdict: Verdict,
    sensitivity: Sequence[tuple[str, Outcomes]],
    reading: Reading,
    rule: str,
    null_model: str,
) -> dict[str, Any]:
    """Return the test for JSON."""
    return {
        "outcomes": verdict.outcomes._asdict(),
        "shares": [share._asdict() for share in verdict.shares],
        "stretches": verdict.stretches,
        "free": verdict.free,
        "draws": verdict.draws,
        "seed": verdict.seed,
        "years": verdict.years,
        "null_model": null_model,
        "sensitivity": [
            {"reading": words, "outcomes": outcomes._asdict()} for words, outcomes in sensitivity
        ],
        "reading": reading.as_dict(),
        "projection": rule,
    }
