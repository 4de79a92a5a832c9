"""``khgraph path``: what it prints in each form, its exit codes, and the bundled data it cites."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from khgraph import resources
from khgraph.cli import main
from khgraph.namespaces import KH, KHB, PREFIXES, RDF, expand
from khgraph.paths import RANKINGS, best
from khgraph.tables import fit_encoding

SMALL = ("--data", str(Path(__file__).parent / "data" / "small.ttl"))


def run(*arguments: str) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, ("path", *arguments), prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answer(*arguments: str) -> dict[str, Any]:
    """Return what the command gives as JSON, and assert that its exit code says whether."""
    result = run(*arguments, "-f", "json")
    value: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if value["paths"] else 1)
    return value


def between(value: dict[str, Any]) -> list[list[str]]:
    """Return the ids of the things between the ends, path by path."""
    return [
        [hop["to_id"].partition(":")[2] for hop in path["hops"][:-1]] for path in value["paths"]
    ]


# Options


@pytest.mark.parametrize(
    ("options", "ways", "words"),
    [
        (("-k", "3", "--max-hops", "2"), [["boro"], ["nur"], ["khar"]], "at most 2 hops"),
        (("--rank", "specific"), [["khar"]], ""),
        (("--friends-only",), [["khar"]], "every hop between friends"),
        (
            ("--enemies-only", "-k", "2"),
            [["nur"]],
            "every hop between enemies",
        ),
        (
            ("--product", "-", "--max-hops", "2", "-k", "9"),
            [["nur"]],
            "the product of the signs is -; at most 2 hops",
        ),
        (
            ("--product", "+", "--max-hops", "2", "-k", "9"),
            [["nur"], ["khar"]],
            "the product of the signs is +; at most 2 hops",
        ),
        (
            ("--time-respecting",),
            [["nur"]],
            "each hop no earlier than the one before, undated hops only with --undated",
        ),
        (
            ("--directed", "-k", "9", "--max-hops", "2"),
            [["boro"], ["nur"]],
            "statements followed from subject to object; at most 2 hops",
        ),
        (("--via", "Khar", "--via", "Nur"), [["khar", "nur"]], "by way of Khar, then Nur"),
        (("--without", "Boro", "--without", "nur"), [["khar"]], "not through Boro or Nur"),
        (
            ("--without", "kinOf", "--without", "kh:hostileTo"),
            [["khar"]],
            "no hop of the type kinOf or hostileTo and narrower",
        ),
        # Nothing is narrower than these.
        (
            ("--without", "siblingOf", "--without", "executed", "--max-hops", "2"),
            [["nur"]],
            "no hop of the type siblingOf or executed; at most 2 hops",
        ),
        # A thing and a type, told apart by what they are.
        (
            ("--without", "served", "--without", "NUR"),
            [["khar"]],
            "not through Nur; no hop of the type served and narrower",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_options_of_a_search(options: tuple[str, ...], ways: list[list[str]], words: str) -> None:
    """What is searched for from Alda to Osk is what is found, and is told with it."""
    value = answer("Alda", "Osk", *options, *SMALL)
    assert between(value) == ways
    assert value["search"]["words"] == words
    text = " ".join(run("Alda", "Osk", *options, *SMALL).stdout.split())
    assert (f" Search: {words}. " in text) == bool(words)


def test_json_says_what_was_asked() -> None:
    """Every option of the search stands in the answer for programs."""
    options = ("-k", "4", "--rank", "evidence", "--enemies-only", "--product", "-", "--directed")
    more = ("--time-respecting", "--via", "nur", "--without", "boro", "--without", "served")
    value = answer("Alda", "Osk", *options, *more, "--max-hops", "7", *SMALL)
    assert {key: value["search"][key] for key in value["search"] if key != "words"} == {
        "k": 4,
        "rank": "evidence",
        "ranking": RANKINGS["evidence"],
        "every_sign": -1,
        "product": -1,
        "time_respecting": True,
        "directed": True,
        "via": ["nur"],
        "without": ["boro"],
        "without_types": ["served"],
        "max_hops": 7,
    }


def test_json_has_all() -> None:
    """The answer for programs has both paths with all claims, and what else joins their things."""
    value = answer("vell", "nur", "-k", "2", "--max-hops", "2", *SMALL)
    assert list(value.items())[:2] == [("from", "Vell League"), ("to", "Nur")]
    assert between(value) == [[], ["osk"]]
    assert [path["sign"] for path in value["paths"]] == [0, -1]
    assert [path["meaning"] for path in value["paths"]] == [None, "a friend's enemy"]
    assert [path["is_affirmed"] for path in value["paths"]] == [True, True]
    (hedged,) = answer("osk", "khar", *SMALL)["paths"]
    assert (hedged["sign"], hedged["is_affirmed"]) == (1, False)
    assert (value["shortest_count"], value["looked_at_hops"]) == (1, 2)
    (neutral,) = value["paths"][0]["hops"]
    assert neutral["others"] == []
    hostile = value["paths"][1]["hops"][1]
    assert (hostile["from_id"], hostile["to_id"], hostile["id"]) == (
        "kha:osk",
        "kha:nur",
        "khs:nur-enemy-of-osk",
    )
    assert [claim["id"] for claim in hostile["claims"]] == [
        "test2000-nur-enemy-of-osk",
        "test2010-nur-enemy-of-osk",
    ]
    assert hostile["others"] == [{"id": "khs:osk-attacked-nur", "sign": -1}]


def test_csv_has_a_row_for_each_claim() -> None:
    """Each claim of each hop of each path is a row, with its source and place."""
    rows = list(
        csv.DictReader(
            io.StringIO(
                run("vell", "nur", "-k", "2", "--max-hops", "2", "-f", "csv", *SMALL).stdout
            )
        )
    )
    assert [
        (row["path"], row["hop"], row["from"], row["to"], row["sign"], row["claim"]) for row in rows
    ] == [
        ("1", "1", "Vell League", "Nur", "0", "khc:test2000-vell-neutral-to-nur"),
        ("2", "1", "Vell League", "Osk", "+", "khc:test2000-vell-allied-with-osk"),
        ("2", "2", "Osk", "Nur", "-", "khc:test2000-nur-enemy-of-osk"),
        ("2", "2", "Osk", "Nur", "-", "khc:test2010-nur-enemy-of-osk"),
    ]
    assert [(row["source"], row["locator"]) for row in rows][2:] == [
        ("test2000", "p. 5"),
        ("test2010", "p. 6"),
    ]


# No path


NO_PATH = ("Boro", "Dorn", "--max-hops", "1", *SMALL)
NO_PATH_WORDS = (
    "no path from Boro to Dorn (all sources; probable or surer; at any time; at most 1 hop)\n"
    "  with --min-stance reports there is a direct one\n"
    "  without --max-hops there is one of 2 hops, by way of Cira\n"
)


@pytest.mark.parametrize("form", ["table", "html", "graphml"])
def test_no_path_prints_nothing(form: str) -> None:
    """Without a path there is nothing to draw or to read; why, standard error says; exit code 1."""
    result = run(*NO_PATH, "-f", form)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", NO_PATH_WORDS)


def test_no_path_is_an_empty_answer_for_programs() -> None:
    """JSON and CSV stay what they are, with no paths; JSON has the reasons."""
    result = run(*NO_PATH, "-f", "json")
    assert (result.exit_code, result.stderr) == (1, NO_PATH_WORDS)
    value = json.loads(result.stdout)
    assert list(value.items())[:3] == [("from", "Boro"), ("to", "Dorn"), ("paths", [])]
    assert (value["paths"], value["shortest_count"], value["is_wide"]) == ([], None, False)
    assert value["looked_at_hops"] == 1
    assert value["reasons"] == [line.strip() for line in NO_PATH_WORDS.splitlines()[1:]]
    for form, mark in (("csv", ","), ("tsv", "\t")):
        result = run(*NO_PATH, "-f", form)
        assert (result.exit_code, result.stderr) == (1, NO_PATH_WORDS)
        (head,) = csv.reader(io.StringIO(result.stdout), delimiter=mark)
        assert head[:7] == ["path", "hop", "from", "statement", "to", "sign", "when"]


def test_no_path_says_first_how_far_was_looked() -> None:
    """Where longer ones are to be had only by asking, that comes before what would open one."""
    result = run("Dorn", "Alda", "--time-respecting", *SMALL)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "no path from Dorn to Alda (all sources; probable or surer; at any time; each hop no"
        " earlier than the one before, undated hops only with --undated)\n"
        "  there is none of up to 12 hops; --max-hops N looks further\n"
        "  with --undated there is one of 3 hops, by way of Cira and Boro\n"
        "  without --time-respecting there is one of 2 hops, by way of Nur\n"
    )
    value = answer("Dorn", "Alda", "--time-respecting", *SMALL)
    assert value["reasons"] == [line.strip() for line in result.stderr.splitlines()[1:]]
    assert (value["looked_at_hops"], value["is_cut"]) == (12, False)


def test_no_path_says_that_the_search_was_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not looked at may be there; it is not said that there is none."""
    monkeypatch.setattr(best, "MOST_BEGINNINGS", 0)
    result = run("Alda", "Dorn", *SMALL)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[1] == (
        "  the search was cut off before it had looked at all, so there may be one;"
        " a smaller --max-hops or another limit makes it whole"
    )
    assert answer("Alda", "Dorn", *SMALL)["is_cut"] is True


@pytest.mark.parametrize(
    ("options", "flag"),
    [
        (("--from", "1936-04-25"), "--from"),
        (("--to", "1929"), "--to"),
        (("--from", "1936-04-25", "--to", "1939"), "--from and --to"),
    ],
    ids=" ".join,
)
def test_flags_are_named_as_they_were_given(options: tuple[str, ...], flag: str) -> None:
    """It is said which flags to leave out, and none that was not there."""
    (reason,) = answer("Alda", "Nur", "--max-hops", "1", *options, *SMALL)["reasons"][-1:]
    assert reason.startswith(f"without {flag} there is a direct one: ")


# Calls that cannot be used, or have no answer


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("alda", "osk", "--via", "ALDA"),
            "a path cannot both pass and not pass Alda, or pass it twice",
        ),
        (
            ("alda", "osk", "--via", "osk"),
            "a path cannot both pass and not pass Osk, or pass it twice",
        ),
        (
            ("alda", "osk", "--without", "Old Alda"),
            "a path cannot both pass and not pass Alda, or pass it twice",
        ),
        (
            ("alda", "osk", "--without", "osk"),
            "a path cannot both pass and not pass Osk, or pass it twice",
        ),
        (
            ("alda", "osk", "--via", "nur", "--via", "ヌル"),
            "a path cannot both pass and not pass Nur, or pass it twice",
        ),
        (
            ("alda", "osk", "--via", "nur", "--without", "nur"),
            "a path cannot both pass and not pass Nur, or pass it twice",
        ),
        (("aldo", "osk"), "no thing is called 'aldo'; did you mean Alda?"),
        (("alda", "osk", "--via", "bora"), "no thing is called 'bora'; did you mean Boro?"),
        (("alda", "osk", "--without", "cirra"), "no thing is called 'cirra'; did you mean Cira?"),
        (
            ("alda", "osk", "--without", "zzzz"),
            "no thing is called 'zzzz'; try: khgraph find 'zzzz'",
        ),
        (
            ("alda", "osk", "--without", ""),
            "the name is empty; give an id, a CURIE, an IRI or a label",
        ),
        (
            ("alda", "osk", "--without", "> } DROP ALL #"),
            "no thing is called '> } DROP ALL #'; try: khgraph find 'DROP'",
        ),
        (
            ("alda", "osk", "--friends-only", "--enemies-only"),
            "--friends-only and --enemies-only leave no hop; give one of them",
        ),
        (
            ("alda", "osk", "--friends-only", "--product", "-"),
            "of friends alone the product is +; drop --product or --friends-only",
        ),
        (("alda", "osk", "-k", "0"), "Invalid value for '-k': 0 is not in the range 1<=x<=1000."),
        (
            ("alda", "osk", "-k", "1001"),
            "Invalid value for '-k': 1001 is not in the range 1<=x<=1000.",
        ),
        (
            ("alda", "osk", "--max-hops", "0"),
            "Invalid value for '--max-hops': 0 is not in the range x>=1.",
        ),
        (
            ("alda", "osk", "--product", "0"),
            "Invalid value for '--product': '0' is not one of '+', '-'.",
        ),
        (
            ("alda", "osk", "--rank", "best"),
            "Invalid value for '--rank': 'best' is not one of 'shortest', 'evidence', 'specific'.",
        ),
        (("alda",), "Missing argument 'B'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_call_that_cannot_be_used(arguments: tuple[str, ...], message: str) -> None:
    """What is wrong is one sentence on standard error; the exit code is 2."""
    result = run(*arguments, *SMALL)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == f"Error: {message}"


@pytest.mark.parametrize("names", [("alda", "alda"), ("alda", "Old Alda"), ("ヌル", "kha:nur")])
def test_one_thing_under_two_names(names: tuple[str, str]) -> None:
    """From a thing to itself there is no path, whatever else is asked."""
    for options in ((), ("-k", "9"), ("--via", "boro"), ("--product", "+")):
        result = run(*names, *options, *SMALL)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.endswith("\n  the two names mean the same thing\n")


@pytest.mark.parametrize("rank", sorted(RANKINGS))
def test_a_thousand_paths_between_two_great_powers(rank: str) -> None:
    """All paths between the two that most is said of come within a minute, each a different one.

    Not all of up to three hops are asked for, as the two are joined directly.
    """
    started = time.monotonic()
    value = answer("Japan", "Soviet Union", "-k", "1000", "--rank", rank)
    assert time.monotonic() - started < 60
    ways = between(value)
    assert len({tuple(way) for way in ways}) == len(ways) <= 1000
    assert max(map(len, ways)) < value["looked_at_hops"] == 3
    assert not value["is_cut"]


# The strip


def strips() -> list[str]:
    """Return strips of many pairs of the small graph and of some of the bundled one."""
    names = ("alda", "zamyn", "osk", "khar", "tavan-army", "lone", "vell")
    found = [
        run(one, other, "-k", "3", "--min-stance", "reports", *SMALL).stdout
        for one, other in combinations(names, 2)
    ]
    return found + [run(*ends, "-k", "3").stdout for ends in BUNDLED]


BUNDLED: Sequence[tuple[str, str]] = (
    ("Jinjuurjab", "Lingsheng"),
    ("Lingsheng", "Genden"),
    ("Genden", "Bogdanov"),
    ("Zhukov", "Tsuji"),
    ("Inner Mongols", "Putin"),
    ("Komatsubara", "Stalin"),
)


class Ascii(io.StringIO):
    """A stream that takes nothing but ASCII."""

    encoding = "ascii"


def test_strips_keep_to_the_width_and_to_ascii() -> None:
    """No line has more than 80 columns or any colour; in ASCII no mark becomes a question mark."""
    found = strips()
    assert all(found)
    for text in found:
        assert "\x1b" not in text
        for line in text.splitlines():
            assert len(line) <= 80 or len(line.split()) <= 3
        plain = fit_encoding(text, Ascii())
        assert plain.isascii()
        assert plain.count("?") == text.count("?") + sum(map(text.count, UNKNOWN))
        assert plain.startswith(("* ", "Path 1 of "))
        for before, after in zip(text.splitlines(), plain.splitlines(), strict=True):
            assert (before[:1] == "│") == (after[:1] == "|")
            # The mark of no sign does not turn into that of an enemy.
            if before.startswith(("│ ·", "│ +", "│ -", "│ 0")):
                assert after[2] == before[2].replace("·", ".")


# Letters that have no form in ASCII.
UNKNOWN = ("ヌ", "ル")


# The bundled data


class Cited(NamedTuple):
    """What the data says, read without the package: claims by IRI, and the ends of statements."""

    claims: dict[str, tuple[str, ...]]
    ends: dict[str, set[str]]


@pytest.fixture(scope="module")
def cited() -> Cited:
    """Return of each claim what it is about and says where and how, of each statement its ends."""
    terms: dict[tuple[str, str], str] = {}
    for triple in ox.parse(path=str(resources.data_path())):
        terms[triple.subject.value, triple.predicate.value] = triple.object.value
    names = (KH + "about", PREFIXES["dcterms"] + "source", KH + "locator", KH + "stance")
    claims = {
        subject: tuple(terms[subject, name] for name in names)
        for subject, name in terms
        if name == KH + "stance"
    }
    ends: dict[str, set[str]] = {}
    for (subject, name), term in terms.items():
        if name in (RDF + "subject", RDF + "object"):
            ends.setdefault(subject, set()).add(term)
    return Cited(claims, ends)


@pytest.mark.parametrize(
    ("names", "options"),
    [
        *((names, ("-k", "3")) for names in BUNDLED),
        (("Komatsubara", "Stalin"), ("--min-stance", "affirms")),
        (("Komatsubara", "Stalin"), ("--min-stance", "possible", "-k", "2")),
        (("Soviet Union", "Japan"), ("--max-hops", "1")),
        (("Zhukov", "Tsuji"), ("--rank", "evidence", "-k", "3")),
        (("Inner Mongols", "Putin"), ("--without", "Japan", "--rank", "specific")),
        (("Genden", "Bogdanov"), ("--time-respecting",)),
        (("Lingsheng", "Genden"), ("--product", "+")),
    ],
    ids=lambda value: " ".join(value),
)
def test_every_hop_is_cited(cited: Cited, names: tuple[str, str], options: tuple[str, ...]) -> None:
    """Each hop joins two things by a statement of the data, with claims as the data has them."""
    value = answer(*names, *options)
    assert value["paths"]
    stances = ("affirms", "thinksProbable", "thinksPossible")
    accepted = stances[
        : ("affirms", "probable", "possible").index(value["reading"]["min_stance"]) + 1
    ]
    for path in value["paths"]:
        hops = path["hops"]
        assert all(before["to_id"] == after["from_id"] for before, after in pairwise(hops))
        assert len({hops[0]["from_id"], *(hop["to_id"] for hop in hops)}) == len(hops) + 1
        for hop in hops:
            statement = expand(hop["id"])
            assert cited.ends[statement] == {expand(hop["from_id"]), expand(hop["to_id"])}
            assert hop["claims"]
            for claim in hop["claims"]:
                about, source, locator, stance = cited.claims[expand("khc:" + claim["id"])]
                assert about == statement
                assert (source, locator) == (KHB + claim["source"], claim["locator"])
                assert stance == KH + claim["stance"]
                assert claim["stance"] in accepted


def test_no_direct_claim_joins_komatsubara_and_stalin(cited: Cited) -> None:
    """In one hop the two are joined only if a statement of the data joins them."""
    ends = {expand("kha:komatsubara"), expand("kha:stalin")}
    is_joined = any(ends == found for found in cited.ends.values())
    options = ("--max-hops", "1", "--min-stance", "reports")
    value = answer("Komatsubara", "Stalin", *options)
    assert is_joined or value["paths"] == []
    assert all(len(path["hops"]) == 1 for path in value["paths"])
