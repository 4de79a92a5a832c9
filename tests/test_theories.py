"""What became of triangles: counted by hand for every field, and the null model built again.

A fact is written as a sentence, ``a + b 1930/1935``, with ``+`` and ``-`` for ties that last and
``(+)`` and ``(-)`` for acts. All hand-made dates are years, so that a chronicle can be read off.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner, Result

from khgraph.cli import main
from khgraph.dates import Bounds, edtf_bounds
from khgraph.histories import Chronicle
from khgraph.model import ACCEPTED_STANCES, Claim, Entity, RelationType, Statement
from khgraph.namespaces import KH
from khgraph.nulls import draw_signs, fit_signs, interval, p_value
from khgraph.projection import CONFLICTS
from khgraph.reading import Reading
from khgraph.records import statements
from khgraph.stores import FileStore
from khgraph.theories import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    HORIZONS,
    NULL_MODEL,
    SHARES,
    Outcomes,
    outcomes,
    sensitivity,
    verdict,
)

RELATIONS = {
    mark: RelationType(KH + name, name, name, sign, is_symmetric=False, is_act="(" in mark)
    for mark, name, sign in (
        *(("+", "befriended", 1), ("-", "opposed", -1)),
        *(("(+)", "helped", 1), ("(-)", "struck", -1)),
    )
}


@cache
def bounds_of(when: str) -> Bounds:
    """Return the bounds of a date, parsed once."""
    return edtf_bounds(when)


def fact(text: str, source: str = "test2000", stance: str = "affirms") -> Statement:
    """Return the statement that a sentence makes."""
    subject, mark, end, when = text.split()
    a, b = (Entity(f"urn:{name}", name, "State") for name in (subject, end))
    claim = Claim(
        *(f"claim of {text}", source, "p. 1", "1", stance, ("Ada Quill",), (), when),
        *(bounds_of(when), "In our words.", None),
    )
    return Statement(text, a, RELATIONS[mark], b, (claim,))


def chronicle(facts: Sequence[str], reading: Reading | None = None) -> Chronicle:
    """Return the chronicle of facts."""
    return Chronicle([fact(each) for each in facts], (), reading or Reading())


def counted(facts: Sequence[str], years: int = 10) -> dict[str, int]:
    """Return the outcomes that are not zero."""
    found = outcomes(chronicle(facts), years)
    return {name: count for name, count in found._asdict().items() if count}


# Here a and b are friends of c throughout, and what they are to one another makes the triangle.
OPENING = ["a + c 1930/1950", "b + c 1930/1950"]

# On one day two sides change their sign.
UNSETTLED = [
    *("a + c 1930/1940", "a - b 1930/1935", "b + c 1930/1935"),
    *("a + b 1936/1940", "b - c 1936/1940"),
]
RECONCILED = [
    *("a + c 1930/..", "a - b 1930/1935", "b - c 1930/1935"),
    *("a + b 1936/..", "b + c 1936/.."),
]

# A front of a and b against c, which c leaves at the end of 1935.
FRONT = ["a - c 1930/1935", "b - c 1930/1935"]
LOST = dict.fromkeys(
    ("triangles", "balanced", "balanced_broken", "fronts", "fronts_without_foe"), 1
)

CASES: dict[str, tuple[list[str], dict[str, int]]] = {
    "no triangle": (["a + b 1930/1935", "b + c 1930/1935"], {}),
    "unbalanced, then balanced, which breaks up": (
        [*OPENING, "a - b 1930/1935", "a + b 1936/1940"],
        {
            **{"triangles": 2, "balanced": 1},
            **{"unbalanced_to_balanced": 1, "balanced_broken": 1},
        },
    ),
    "balanced, then unbalanced, which breaks up": (
        [*OPENING, "a + b 1930/1935", "a - b 1936/1940"],
        {
            **{"triangles": 2, "balanced": 1},
            **{"balanced_to_unbalanced": 1, "unbalanced_broken": 1},
        },
    ),
    "unbalanced, then another unbalanced one": (
        UNSETTLED,
        {"triangles": 2, "unbalanced_to_unbalanced": 1, "unbalanced_broken": 1},
    ),
    "balanced, then another balanced one": (
        RECONCILED,
        # The first is a front of a and c too; b is a foe no more, but tied to both.
        {
            **{"triangles": 2, "balanced": 2, "fronts": 1},
            **{"balanced_to_balanced": 1, "balanced_open": 1},
        },
    ),
    "unbalanced, then ambivalent": (
        [*OPENING, "a - b 1930/1940", "a + b 1936/1940"],
        {"triangles": 1, "unbalanced_to_ambivalent": 1},
    ),
    "balanced, then ambivalent": (
        [*OPENING, "a + b 1930/1940", "a - b 1936/1940"],
        {"triangles": 1, "balanced": 1, "balanced_to_ambivalent": 1},
    ),
    "broken up, and ambivalent on another side": (
        ["a + b 1930/1935", "a + c 1930/1940", "b + c 1930/1940", "b - c 1936/1940"],
        {"triangles": 1, "balanced": 1, "balanced_broken": 1},
    ),
    "unbalanced to the end": (
        ["a + c 1930/..", "b + c 1930/..", "a - b 1935/.."],
        {"triangles": 1, "unbalanced_open": 1},
    ),
    "balanced to the end": (
        ["a + c 1930/..", "b + c 1930/..", "a + b 1935/.."],
        {"triangles": 1, "balanced": 1, "balanced_open": 1},
    ),
    "a front that comes back": (
        ["a + b 1930/..", "a - c 1930/..", "b - c 1931/1935", "b - c 1940/.."],
        {"triangles": 2, "balanced": 2, "balanced_broken": 1, "balanced_open": 1, "fronts": 2},
    ),
    "a front whose foe an act makes": (
        ["a + b 1930/1960", "a - c 1930/1935", "b (-) c 1932", "a - b 1937/1940"],
        {"triangles": 1, "balanced": 1, "balanced_broken": 1},
    ),
    "a front whose friends an act makes": (
        ["a (+) b 1932", *FRONT, "a - b 1937/1940"],
        {"triangles": 1, "balanced": 1, "balanced_broken": 1},
    ),
    "friends who fell out": (
        ["a + b 1930/1935", *FRONT, "a - b 1937/1940"],
        LOST | {"fell_out": 1},
    ),
    "friends who became ambivalent": (
        ["a + b 1930/1960", *FRONT, "a - b 1937/1940"],
        LOST | {"fell_out": 1},
    ),
    "friends who fell out on the last day of the ten years": (
        ["a + b 1930/1960", *FRONT, "a - b 1946-01-01/1950"],
        LOST | {"fell_out": 1},
    ),
    "friends who fell out a day later": (
        ["a + b 1930/1960", *FRONT, "a - b 1946-01-02/1950"],
        LOST | {"held": 1},
    ),
    "friends who parted, and met again": (
        ["a + b 1930/1938", "a + b 1950/1951", *FRONT],
        LOST | {"parted": 1},
    ),
    "friends who held": (["a + b 1930/1960", *FRONT], LOST | {"held": 1}),
    "friends who fell out as one friend was at peace already": (
        ["a + b 1930/1960", "a - c 1930/1935", "b - c 1930/1933", "a - b 1937/1940"],
        LOST | {"fell_out": 1},
    ),
    "a front in which one friend is at enmity still": (
        ["a + b 1930/1960", "a - c 1930/..", "b - c 1930/1935", "a - b 1937/1940"],
        {"triangles": 1, "balanced": 1, "balanced_broken": 1, "fronts": 1},
    ),
}


@pytest.mark.parametrize(("facts", "expected"), CASES.values(), ids=list(CASES))
def test_outcomes_by_hand(facts: list[str], expected: dict[str, int]) -> None:
    """Each chronicle has the outcomes worked out for it, and no others."""
    assert counted(facts) == expected


def test_the_cases_have_every_outcome() -> None:
    """No field of the outcomes is left without a case."""
    assert {name for _, expected in CASES.values() for name in expected} == set(Outcomes._fields)


def test_outcomes_of_many_triangles_are_summed() -> None:
    """Triangles that share nobody count one by one."""
    facts: list[str] = []
    total = dict.fromkeys(Outcomes._fields, 0)
    for number, (case, expected) in enumerate(CASES.values()):
        for each in case:
            subject, mark, end, when = each.split()
            facts.append(f"{subject}{number} {mark} {end}{number} {when}")
        for name, count in expected.items():
            total[name] += count
    found = outcomes(chronicle(facts), 10)
    assert found._asdict() == total
    assert found.unbalanced == found.triangles - found.balanced
    # What comes next is counted once for every stretch of a triangle.
    for name, whole in (("unbalanced", found.unbalanced), ("balanced", found.balanced)):
        fates = ("to_balanced", "to_unbalanced", "to_ambivalent", "broken", "open")
        assert sum(getattr(found, f"{name}_{fate}") for fate in fates) == whole
    assert found.fell_out + found.parted + found.held == found.fronts_without_foe


def test_the_years_for_which_friends_are_watched() -> None:
    """With fewer years a quarrel may come too late to count."""
    facts = ["a + b 1930/1960", *FRONT, "a - b 1940/1950"]
    assert counted(facts, years=4)["fell_out"] == 1
    assert counted(facts, years=3)["held"] == 1


def test_outcomes_within_the_reading_s_time() -> None:
    """A stretch that lasts to the end of the reading's time is open there."""
    facts = ["a + b 1930/1960", *FRONT]
    reading = Reading(last="1933-12-31")
    found = outcomes(chronicle(facts, reading), 10)
    assert (found.triangles, found.balanced_open, found.fronts_without_foe) == (1, 1, 0)


def test_without_triangles_everything_is_zero() -> None:
    """Of an empty chronicle nothing is counted, and nothing is compared with chance."""
    empty = verdict(chronicle([]), 10, draws=5)
    assert set(empty.outcomes) == {0}
    assert empty[2:] == (0, 0, 5, DEFAULT_SEED, 10)
    assert len(empty.shares) == len(SHARES)
    for share in empty.shares:
        assert share[1:] == (0, 0, None, 0, None, None, None, None)
    no_triangle = verdict(chronicle(["a + b 1930/1935", "b - c 1930/1935"]), 10, draws=5)
    assert {share[1:] for share in no_triangle.shares} == {(0, 0, None, 0, None, None, None, None)}


# Against chance


def test_a_null_with_one_assignment_gives_the_observed_values() -> None:
    """A foe of two friends has no friend in any draw: every share is as observed, and p is 1."""
    found = verdict(chronicle(["a + b 1930/1935", *FRONT, "d - e 1900/1901"]), 10, draws=20)
    assert (found.outcomes.balanced, found.stretches, found.free) == (1, 4, 0)
    balanced, _, _, broken, _ = found.shares
    assert balanced[1:] == (1, 1, 1.0, 20, 1.0, 1.0, 1.0, 1.0)
    assert broken[1:] == (1, 1, 1.0, 20, 1.0, 1.0, 1.0, 1.0)
    assert {share.draws for share in found.shares[1:3]} == {0}
    unbalanced = verdict(chronicle(["a - b 1930", "a + c 1930", "b + c 1930"]), 10, draws=20)
    assert unbalanced.shares[0][1:] == (0, 1, 0.0, 20, 0.0, 0.0, 0.0, 1.0)
    assert unbalanced.shares[2][1:] == (1, 1, 1.0, 20, 1.0, 1.0, 1.0, 1.0)


# Five actors, most of them tied twice in turn, and one pair ambivalent for a time.
WEB = [
    *("a + b 1930/1935", "a - b 1936/1945", "a - c 1930/1938", "a + c 1939/1950"),
    *("a + d 1930/1950", "b - c 1930/1941", "b - d 1931/1940", "b + d 1941/1946"),
    *("c + d 1930/1937", "c - d 1938/1950", "a + e 1930/1950", "a - e 1940/1945"),
    *("b + e 1930/1950", "c - e 1932/1950"),
]


def web_with(signs: Sequence[int]) -> Chronicle:
    """Return the web with other signs of its stretches, given in the order of pairs and days."""
    drawn = iter(signs)
    facts = []
    for (a, b), stretches in chronicle(WEB).pairs.items():
        for stretch in stretches:
            marks = {1: "+", -1: "-"}[next(drawn)] if stretch.sign else "+-"
            ends = a.removeprefix("urn:"), b.removeprefix("urn:")
            days = f"{stretch.first}/{stretch.last}"
            facts += [f"{ends[0]} {mark} {ends[1]} {days}" for mark in marks]
    assert next(drawn, None) is None
    return chronicle(facts)


def null_chances() -> list[float]:
    """Return how probably each signed stretch of the web is friendly under the null model."""
    pairs, signs = [], []
    for (a, b), stretches in chronicle(WEB).pairs.items():
        for stretch in stretches:
            if stretch.sign:
                pairs.append(["abcde".index(a[-1]), "abcde".index(b[-1])])
                signs.append(stretch.sign)
    return [float(chance) for chance in fit_signs(np.array(pairs), np.array(signs))]


def test_the_null_model_is_the_web_with_other_signs() -> None:
    """Every draw counts what a chronicle with the drawn signs would, its own days kept."""
    observed = outcomes(chronicle(WEB), 10)
    found = verdict(chronicle(WEB), 10, draws=40, seed=7)
    assert found.outcomes == observed
    chances = null_chances()
    assert found.stretches == len(chances)
    assert 0 < found.free == sum(0 < chance < 1 for chance in chances)
    rows = draw_signs(np.array(chances), 7, 40)
    drawn = [outcomes(web_with([int(sign) for sign in row]), 10) for row in rows]
    assert len(set(drawn)) > 5
    assert [share.name for share in found.shares] == [name for name, _, _ in SHARES]
    for share, (_, part, whole) in zip(found.shares, SHARES, strict=True):
        values = [part(each) / whole(each) for each in drawn if whole(each)]
        assert values
        assert (share.part, share.whole) == (part(observed), whole(observed))
        assert share.observed == (share.part / share.whole if share.whole else None)
        assert share.draws == len(values)
        assert share.mean == pytest.approx(sum(values) / len(values))
        assert (share.low, share.high) == pytest.approx(interval(values))
        expected = None if share.observed is None else p_value(share.observed, values)
        assert share.p == expected


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [
        ("triangles that are balanced", "balanced", "triangles"),
        ("unbalanced triangles that next became balanced", "unbalanced_to_balanced", "unbalanced"),
        ("unbalanced triangles that broke up", "unbalanced_broken", "unbalanced"),
        ("balanced triangles that broke up", "balanced_broken", "balanced"),
        (
            *("united fronts whose friends fell out after the loss of the foe", "fell_out"),
            "fronts_without_foe",
        ),
    ],
)
def test_what_each_share_is_of(name: str, part: str, whole: str) -> None:
    """A share is named after what is counted in it."""
    numbers = Outcomes(*(2**place for place in range(len(Outcomes._fields), 0, -1)))
    ((counts, out_of),) = [shares for label, *shares in SHARES if label == name]
    assert counts(numbers) == getattr(numbers, part)
    assert out_of(numbers) == getattr(numbers, whole)


def test_draws_are_the_same_from_the_same_seed() -> None:
    """Seed and number of draws make the result; another seed makes another."""
    web = chronicle(WEB)
    assert verdict(web, 10, draws=30) == verdict(web, 10, 30, DEFAULT_SEED)
    assert verdict(web, 10, 30, seed=1).shares != verdict(web, 10, 30, seed=2).shares
    assert DEFAULT_DRAWS >= 1000


def test_progress_is_told_after_each_draw() -> None:
    """Each draw is told once, with how many are done."""
    done: list[int] = []
    verdict(chronicle(WEB), 10, draws=4, progress=done.append)
    assert done == [1, 2, 3, 4]


# Other readings


def test_sensitivity_rows() -> None:
    """One choice of the reading is changed at a time; the outcomes are those of that reading."""
    past = [
        fact("a + b 1930/1960"),
        fact("a - c 1930/1935", "test2010"),
        fact("b - c 1930/", "test2010"),
        fact("b + c 1934/1935", "test2000", "thinksPossible"),
        fact("c + d 1930/1935", "test2020"),
    ]
    reading = Reading(horizon=5)
    rows = sensitivity(past, (), reading, "latest", 10)
    expected = {
        "as it is": (reading, "latest"),
        "min-stance affirms": (Reading("affirms", horizon=5), "latest"),
        "min-stance possible": (Reading("possible", horizon=5), "latest"),
        "min-stance reports": (Reading("reports", horizon=5), "latest"),
        "horizon 0": (Reading(horizon=0), "latest"),
        "horizon 10": (Reading(horizon=10), "latest"),
        "horizon 50": (Reading(horizon=50), "latest"),
        "conflict ambivalent": (reading, "ambivalent"),
        "conflict majority": (reading, "majority"),
        "conflict strongest-stance": (reading, "strongest-stance"),
        **{
            f"source {name}": (Reading(sources=(name,), horizon=5), "latest")
            for name in ("test2000", "test2010", "test2020")
        },
    }
    assert [words for words, _ in rows] == list(expected)
    for words, found in rows:
        chosen, conflict = expected[words]
        assert found == outcomes(Chronicle(past, (), chosen, conflict), 10)
    assert len({found for _, found in rows}) >= 4
    # A choice that is made already is no other reading.
    alone = sensitivity(past, (), Reading(sources=("test2010",)), "ambivalent", 10)
    assert [words for words, _ in alone if words.startswith("source")] == [
        *("source test2000", "source test2020"),
    ]
    assert "min-stance probable" not in dict(alone)
    assert "conflict ambivalent" not in dict(alone)
    assert sorted(name for name, _ in alone if name.startswith("horizon")) == sorted(
        f"horizon {years}" for years in HORIZONS
    )


# The command


@cache
def run(*arguments: str) -> Result:
    """Run the test in this process, with few draws."""
    call = ["patterns", "--test", "--draws", "20", *arguments]
    return CliRunner().invoke(main, call, prog_name="khgraph")


def test_the_command_prints_the_test() -> None:
    """Outcomes, shares against chance and other readings, under rules and seed, in 80 columns."""
    result = run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    words = " ".join(result.stdout.split())
    for head in ("What became of the triangles", "Under other readings"):
        assert head in lines
    assert f"Against chance: {NULL_MODEL}" in words
    for name, _, _ in SHARES:
        assert f"{name[0].upper()}{name[1:]}: " in words
    assert "20 draws, seed 1939; intervals hold 95 % of the draws" in words
    assert f"Reading: {Reading(horizon=10).describe()}." in words
    assert any(line.startswith("as it is ") for line in lines)


def test_the_test_as_json() -> None:
    """JSON has the counts, the shares with their intervals, and every other reading."""
    value = json.loads(run("-f", "json").stdout)
    assert list(value) == [
        *("outcomes", "shares", "stretches", "free", "draws", "seed", "years", "null_model"),
        *("sensitivity", "reading", "projection"),
    ]
    assert list(value["outcomes"]) == list(Outcomes._fields)
    assert (value["draws"], value["seed"], value["years"]) == (20, 1939, 10)
    assert 0 < value["free"] < value["stretches"]
    words = f"{value['free']} of {value['stretches']} signs are free to change in the null model."
    assert words in " ".join(run().stdout.split())
    assert value["null_model"] == NULL_MODEL
    store = FileStore()
    own = outcomes(Chronicle(statements(store), (), Reading(horizon=10)), 10)
    assert value["outcomes"] == own._asdict()
    rows = {row["reading"]: row["outcomes"] for row in value["sensitivity"]}
    assert rows["as it is"] == value["outcomes"]
    changes = len(ACCEPTED_STANCES) - 1 + len(HORIZONS) - 1 + len(CONFLICTS) - 1
    sources = {f"source {name}" for name in ("batbayar2000", "bulag2009", "kuromiya2014")}
    assert sources | {"source valdai2019", "source zuljan2019"} <= rows.keys()
    assert len(rows) == 1 + changes + 5
    assert [share["name"] for share in value["shares"]] == [name for name, _, _ in SHARES]
    for share in value["shares"]:
        assert share["low"] <= share["mean"] <= share["high"]
        assert 0 < share["p"] <= 1


@pytest.mark.parametrize(("form", "mark"), [("csv", ","), ("tsv", "\t")])
def test_the_test_as_rows(form: str, mark: str) -> None:
    """The rows are the shares, with the numbers of the JSON."""
    head, *rows = run("-f", form).stdout.splitlines()
    assert head.split(mark) == [
        *("share", "part", "whole", "observed", "mean", "low", "high", "p", "draws"),
    ]
    shares = json.loads(run("-f", "json").stdout)["shares"]
    for row, share in zip(rows, shares, strict=True):
        name, *numbers = row.split(mark)
        assert name == share["name"]
        assert [float(number) for number in numbers[:3]] == [
            *(share["part"], share["whole"], share["observed"]),
        ]
        assert float(numbers[6]) == share["p"]
        assert int(numbers[7]) == share["draws"]


def test_the_seed_of_the_command() -> None:
    """Another seed gives other draws, and the same reading gives the same counts."""
    value = json.loads(run("-f", "json").stdout)
    other = json.loads(run("--seed", "5", "--years", "3", "-f", "json").stdout)
    assert (other["seed"], other["years"]) == (5, 3)
    assert other["outcomes"]["triangles"] == value["outcomes"]["triangles"]
    assert [share["mean"] for share in other["shares"]] != [s["mean"] for s in value["shares"]]
    assert run("--draws", "0").exit_code == 2
