"""``khgraph balance``: every form, one network or a series, and every way to misuse it."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner, Result

from khgraph.balance import INDEX_RULE, Index, network_point, rows_point
from khgraph.cli import main
from khgraph.edgelist import RULES, read_rows
from khgraph.projection import rule_words
from khgraph.reading import Reading
from khgraph.series import SLICE_RULES
from khgraph.strips.balance import balance_strip, index_words, series_strip
from khgraph.triads import SAME_DAY

TRIBES = str(Path(__file__).parent / "data" / "tribes.csv")
SMALL = str(Path(__file__).parent / "data" / "small.ttl")
DATA = ("--data", SMALL)

DATED = """source,target,sign,from,to,w
aa,bb,+,1930,1932-06-30,1
bb,cc,-,1931-03,1933,1
aa,cc,-,1932,..,2
aa,cc,+,,,10
bb,aa,-,1934-05-05,1934,2
"""


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, input=stdin, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def value_of(*arguments: str) -> Any:
    """Return what the command gives as JSON."""
    result = run("balance", *arguments, "-f", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def table_of(*arguments: str) -> list[dict[str, str]]:
    """Return the rows that the command gives as CSV."""
    result = run("balance", *arguments, "-f", "csv")
    assert (result.exit_code, result.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.fixture
def dated(tmp_path: Path) -> str:
    """Return the file of the dated ties."""
    path = tmp_path / "dated.csv"
    path.write_text(DATED)
    return str(path)


# ---- an edge list


def test_the_tribes_as_json() -> None:
    """The keys that are promised, and the published values."""
    value = value_of("--edges", TRIBES)
    assert list(value) == [
        *("nodes", "edges", "negative_edges", "triangles"),
        *("balanced_ratio", "weakly_balanced_ratio", "frustration", "weak_frustration"),
        *("camps", "camp_components", "always_offending", "left_out"),
        *("offending", "quarrels", "rule"),
    ]
    assert [value[key] for key in ("nodes", "edges", "negative_edges")] == [16, 58, 29]
    assert value["triangles"] == {"+++": 19, "++-": 2, "+--": 40, "---": 7}
    assert value["balanced_ratio"] == pytest.approx(0.8676471, abs=5e-8)
    assert value["frustration"] == {"count": 7, "optimal": True, "lower_bound": 7}
    assert value["weak_frustration"] == {"count": 2, "optimal": True, "lower_bound": 2}
    assert sorted(name for camp in value["camps"] for name in camp) == sorted(
        {row[key] for row in rows_of_tribes() for key in ("source", "target")}
    )
    assert value["camp_components"] == [0, 0]
    assert value["left_out"] == []
    assert value["rule"] == (f"Rows: {RULES['any']} (--combine any).")


def rows_of_tribes() -> list[dict[str, str]]:
    """Return the rows of the file of the tribes."""
    return list(csv.DictReader(io.StringIO(Path(TRIBES).read_text())))


def test_what_offends_among_the_tribes() -> None:
    """Seven ties with their rows offend against the camps, and quarrels prove most of them."""
    value = value_of("--edges", TRIBES)
    rows = rows_of_tribes()
    camp = {name: number for number, camp in enumerate(value["camps"]) for name in camp}
    bad = [
        (*sorted((row["source"], row["target"])), int(row["sign"]), [number])
        for number, row in enumerate(rows, 2)
        if (camp[row["source"]] == camp[row["target"]]) != (row["sign"] == "1")
    ]
    assert len(bad) == 7
    assert sorted(bad) == [
        (each["a"], each["b"], each["sign"], each["rows"]) for each in value["offending"]
    ]
    assert {each["in_every_optimum"] for each in value["offending"]} <= {True, False}
    signs = {frozenset((row["source"], row["target"])): int(row["sign"]) for row in rows}
    used = []
    for quarrel in value["quarrels"]:
        assert [side["b"] for side in quarrel] == [
            *(side["a"] for side in quarrel[1:]),
            quarrel[0]["a"],
        ]
        used += [frozenset((side["a"], side["b"])) for side in quarrel]
        assert all(signs[frozenset((s["a"], s["b"]))] == s["sign"] for s in quarrel)
        assert sum(side["sign"] < 0 for side in quarrel) % 2 == 1
    assert len(used) == len(set(used))
    assert 0 < len(value["quarrels"]) <= 7


def test_the_tribes_as_text() -> None:
    """The indices in words, proven, with camps, what offends, why, and the rules."""
    result = run("balance", "--edges", TRIBES)
    assert (result.exit_code, result.stderr) == (0, "")
    text = result.stdout
    assert text.startswith(
        "Balance\n"
        "16 nodes; 58 edges: 29 friendly, 29 hostile; 0 ambivalent pairs.\n"
        "68 triangles: 19 +++, 2 ++-, 40 +--, 7 ---; share balanced 0.8676, weakly\n"
        "  balanced 0.9706.\n"
        "Line index of balance, two camps: 7, proven least for these ties (lower bound\n"
        "  7).\n"
        "Weak index, any number of camps: 2, proven least for these ties (lower bound 2).\n\n"
        "Camps (one component)\n    1  "
    )
    assert "\nTies that stand against the division, which is one of the best\n  " in text
    assert "Left out" not in text
    feet = " ".join(text.split("\nRows: ")[1].split())
    assert feet == f"{RULES['any']} (--combine any). Index: {INDEX_RULE}."
    assert max(map(len, text.splitlines())) <= 80


def test_without_details() -> None:
    """What offends, and why, is left out where it is not wanted, and of series."""
    value = value_of("--edges", TRIBES, "--no-details")
    assert not {"offending", "quarrels"} & value.keys()
    text = run("balance", "--edges", TRIBES, "--no-details").stdout
    assert "stand against the division" not in text
    assert "uarrel" not in text
    parts = value_of("--edges", TRIBES, "--by", "sign")
    assert not any({"offending", "quarrels"} & part.keys() for part in parts)
    parts = value_of("--edges", TRIBES, "--by", "sign", "--details")
    assert all({"offending", "quarrels"} <= part.keys() for part in parts)


def test_what_is_left_out_is_named(dated: str) -> None:
    """A pair with rows of both signs, with its rows and the reason, in text and JSON."""
    value = value_of("--edges", dated)
    assert value["left_out"] == [
        {"a": "aa", "b": "bb", "rows": [2, 6], "why": "rows of both signs"},
        {"a": "aa", "b": "cc", "rows": [4, 5], "why": "rows of both signs"},
    ]
    assert (
        "Left out (2)\n  aa - bb: rows of both signs (rows 2, 6)\n"
        "  aa - cc: rows of both signs (rows 4, 5)\n"
    ) in run("balance", "--edges", dated).stdout


def test_many_left_out_are_cut_short_in_text(tmp_path: Path) -> None:
    """Text lists twenty pairs and counts the others, JSON lists them all."""
    path = tmp_path / "many.csv"
    rows = [f"a,b{number:02},{sign}\n" for number in range(23) for sign in "+-"]
    path.write_text("source,target,sign\n" + "".join(rows))
    text = run("balance", "--edges", str(path)).stdout
    assert "Left out (23)\n  a - b00: " in text
    assert "  a - b19: " in text
    assert "b20" not in text
    assert "\n  ... and 3 more; --format json lists them\n" in text
    assert len(value_of("--edges", str(path))["left_out"]) == 23


def test_rules_for_rows(dated: str) -> None:
    """Each rule has its index, by hand: with ``keep`` one of each two opposed rows offends."""
    found = {
        rule: value_of("--edges", dated, "--combine", rule)
        for rule in ("any", "sum", "mutual", "keep")
    }
    assert {rule: value["frustration"]["count"] for rule, value in found.items()} == {
        **dict.fromkeys(("any", "sum", "mutual"), 0),
        "keep": 2,
    }
    assert found["keep"]["weak_frustration"] == {"count": 2, "optimal": True, "lower_bound": 2}
    assert found["keep"]["triangles"] == {"+++": 0, "++-": 1, "+--": 2, "---": 1}
    assert found["any"]["balanced_ratio"] is None
    assert [value["edges"] for value in found.values()] == [1, 1, 0, 5]
    assert [value["negative_edges"] for value in found.values()] == [1, 1, 0, 3]
    assert [value["always_offending"] for value in found.values()] == [0, 0, 0, 2]
    for rule, value in found.items():
        assert value["rule"].startswith(f"Rows: {RULES[rule]} (--combine {rule}).")
    text = run("balance", "--edges", dated, "--combine", "keep").stdout
    assert "3 nodes; 5 edges: 2 friendly, 3 hostile; 0 ambivalent pairs.\n" in text
    assert "Rows that offend whatever the camps: 2, of pairs with rows of both signs.\n" in text


def test_a_list_by_a_column(dated: str) -> None:
    """A list with the value of each part first, in the order of numbers; as text a table."""
    parts = value_of("--edges", dated, "--by", "w")
    assert [part["by"] for part in parts] == ["1", "2", "10"]
    assert [next(iter(part)) for part in parts] == ["by"] * 3
    assert [(part["nodes"], part["edges"], part["negative_edges"]) for part in parts] == [
        (3, 2, 1),
        (3, 2, 2),
        (2, 1, 0),
    ]
    assert parts[0]["camps"] == [["aa", "bb"], ["cc"]]
    assert run("balance", "--edges", dated, "--by", "w").stdout.startswith(
        "w   nodes  +  -  ±  balanced     line index  weak index\n"
        "--  -----  -  -  -  -----------  ----------  ----------\n"
        "1       3  1  1  0  no triangle  0           0\n"
        "2       3  0  2  0  no triangle  0           0\n"
        "10      2  1  0  0  no triangle  0           0\n\n"
        "3 results; line index proven in 3, weak index in 3. "
    )
    rows = table_of("--edges", dated, "--by", "w")
    assert [(row["w"], row["nodes"], row["first"]) for row in rows] == [
        ("1", "3", ""),
        ("2", "3", ""),
        ("10", "2", ""),
    ]
    assert [json.loads(row["camps"]) for row in rows] == [part["camps"] for part in parts]
    assert {row["certainly_friendly"] for row in rows} == {""}


def test_a_dated_list_by_time(dated: str) -> None:
    """Slices with their days, numbered camps and one rule for all; the undated row in each."""
    value = value_of("--edges", dated, "--every", "year")
    assert list(value) == ["series", "every", "rule"]
    assert value["every"] == "year"
    assert value["rule"].startswith(
        f"Rows: {RULES['any']} (--combine any). Slices: {SLICE_RULES['year']}. Time: "
    )
    found = [
        (part["slice"], part["first"], part["edges"], part["camp_numbers"])
        for part in value["series"]
    ]
    assert found == [
        ("1930", "1930-01-01", 2, [0]),
        ("1931", "1931-01-01", 3, [0]),
        ("1932", "1932-01-01", 2, [0, 1]),
        # bb and cc: the first camp was aa and bb, the second cc.
        ("1933", "1933-01-01", 1, [0, 1]),
        ("1934", "1934-01-01", 1, [2, 0]),
    ]
    rows = table_of("--edges", dated, "--every", "event")
    assert [row["event"] for row in rows] == [
        *("1930-01-01", "1931-03-01", "1932-01-01", "1932-07-01", "1934-01-01", "1934-05-05"),
    ]
    assert len(table_of("--edges", dated, "--every", "month")) == 60


def test_a_day_chooses_rows(dated: str) -> None:
    """A time without a series chooses the rows that can hold in it."""
    value = value_of("--edges", dated, "--on", "1931-06-01")
    assert (value["edges"], value["triangles"]["++-"]) == (3, 1)
    assert value["frustration"] == {"count": 1, "optimal": True, "lower_bound": 1}
    parts = value_of("--edges", dated, "--from", "1934", "--by", "w")
    assert [(part["by"], part["nodes"]) for part in parts] == [("1", 0), ("2", 3), ("10", 2)]


def test_standard_input_and_tsv(dated: str) -> None:
    """A dash is standard input; TSV has the columns of CSV."""
    whole = run("balance", "--edges", dated, "-f", "csv").stdout
    assert run("balance", "--edges", "-", "-f", "csv", stdin=DATED).stdout == whole
    tabbed = run("balance", "--edges", dated, "-f", "tsv").stdout
    assert list(csv.reader(io.StringIO(tabbed), delimiter="\t")) == list(
        csv.reader(io.StringIO(whole))
    )


# ---- the data under a reading


def test_a_reading_as_json() -> None:
    """The numbers counted by hand in test_balance.py, with claims, reading and projection."""
    value = value_of(*DATA, "--min-stance", "reports")
    assert [value[key] for key in ("nodes", "edges", "negative_edges")] == [8, 11, 6]
    assert value["triangles"] == {"+++": 1, "++-": 0, "+--": 1, "---": 1}
    assert value["certain_triangles"] == {"+++": 0, "++-": 0, "+--": 0, "---": 0}
    assert value["certain_edges"] == {"positive": 5, "negative": 6}
    assert value["balanced_ratio"] == pytest.approx(2 / 3)
    assert value["weakly_balanced_ratio"] == 1.0
    assert value["frustration"] == {"count": 1, "optimal": True, "lower_bound": 1}
    assert value["weak_frustration"] == {"count": 0, "optimal": True, "lower_bound": 0}
    assert value["projection"] == f"{rule_words()}; {SAME_DAY}"
    assert value["reading"]["min_stance"] == "reports"
    (pair,) = value["ambivalent"]
    assert (pair["a"], pair["b"]) == ("Alda", "Nur")
    assert {claim["sign"] for claim in pair["claims"]} == {1, -1}
    (tie,) = value["offending"]
    assert {tie["a"], tie["b"]} < {"Boro", "Cira", "Dorn"}
    assert tie["sign"] == -1
    assert tie["claims"]
    (quarrel,) = value["quarrels"]
    assert {side["a"] for side in quarrel} == {"Boro", "Cira", "Dorn"}
    assert value["turns"] == []
    assert "left_out" not in value
    assert "slice" not in value


def test_a_reading_as_text() -> None:
    """The offending tie stands with its claim, the ambivalent pair with both of its sides."""
    text = run("balance", *DATA, "--min-stance", "reports").stdout
    assert text.startswith(
        "Balance\n"
        "8 nodes; 11 edges: 5 friendly, 6 hostile (of these certainly 5 friendly, 6\n"
        "  hostile); 1 ambivalent pair.\n"
        "3 triangles: 1 +++, 0 ++-, 1 +--, 1 --- (0 certain); share balanced 0.6667,\n"
        "  weakly balanced 1.0000.\n"
    )
    plain = " ".join(text.split())
    assert "Line index of the ties alone that certainly held: 1, proven least" in plain
    assert "A quarrel (a cycle with an odd number of hostile ties) forces 1 tie against" in plain
    assert "Left out as ambivalent\n  ±  Alda - Nur\n     +  Alda was allied with Nur" in text
    assert "Quill affirms, test2000 p. 2 (lines 20-24)" in text
    reading = Reading("reports").describe()
    assert " ".join(text.split("\nReading: ")[1].split()) == (
        f"{reading}. Projection: {rule_words()}; {SAME_DAY}. Index: {INDEX_RULE}."
    )
    assert max(map(len, text.splitlines())) <= 80


def test_the_conflict_rule_is_used_and_told() -> None:
    """Settled by the latest tie, alda and nur are foes and nothing is ambivalent."""
    value = value_of(*DATA, "--min-stance", "reports", "--conflict", "latest")
    assert (value["edges"], value["ambivalent"]) == (12, [])
    assert value["projection"] == f"{rule_words('latest')}; {SAME_DAY}"


def test_a_series_as_json() -> None:
    """Slices with days, turns and numbered camps; the rules stand once."""
    value = value_of(*DATA, "--min-stance", "reports", "--every", "year")
    assert list(value) == ["series", "every", "reading", "projection", "slices"]
    assert (value["every"], value["slices"]) == ("year", SLICE_RULES["year"])
    series = {part["slice"]: part for part in value["series"]}
    assert list(series) == [str(year) for year in range(1930, 1946)]
    assert (series["1936"]["first"], series["1936"]["last"]) == ("1936-01-01", "1936-12-31")
    (turn,) = series["1936"]["turns"]
    assert turn["label"] == "Nur turns on its ally Alda"
    assert not any(part["turns"] for name, part in series.items() if name != "1936")
    assert [pair["a"] for pair in series["1936"]["ambivalent"]] == ["Alda"]
    for part in series.values():
        assert len(part["camp_numbers"]) == len(part["camps"]) == len(part["camp_components"])
        assert "offending" not in part
    # Cira and Dorn, foes by 1936, have camps of their own until then.
    assert series["1930"]["camps"] == [["Alda", "Boro", "Khar", "Nur", "Osk"], ["Cira"], ["Dorn"]]
    assert series["1932"]["camps"][:2] == [["Alda", "Boro", "Khar", "Osk"], ["Nur"]]
    assert series["1932"]["camp_numbers"][0] == series["1930"]["camp_numbers"][0] == 0
    assert series["1932"]["camp_numbers"][1] == 3


def test_a_series_as_rows() -> None:
    """A row for each slice with what is certain, both indices, camps and turns."""
    rows = table_of(*DATA, "--min-stance", "reports", "--every", "year")
    by_year = {row["year"]: row for row in rows}
    assert by_year["1933"] == {
        **{"year": "1933", "first": "1933-01-01", "last": "1933-12-31", "nodes": "7"},
        **{"edges": "7", "friendly": "4", "hostile": "3", "certainly_friendly": "2"},
        **{"certainly_hostile": "2", "ambivalent": "0", "+++": "0", "++-": "1", "+--": "1"},
        **{"---": "0", "certain_triangles": "1", "balanced_ratio": "0.5"},
        **{"weakly_balanced_ratio": "0.5", "frustration": "1", "frustration_lower_bound": "1"},
        **{"frustration_optimal": "true", "weak_frustration": "1"},
        **{"weak_frustration_lower_bound": "1", "weak_frustration_optimal": "true"},
        **{"components": "2", "turns": ""},
        "camps": '[["Alda", "Boro", "Khar", "Osk"], ["Nur"], ["Cira"], ["Dorn"]]',
    }
    assert by_year["1936"]["turns"] == "Nur turns on its ally Alda"
    assert (by_year["1930"]["balanced_ratio"], by_year["1930"]["certain_triangles"]) == ("", "0")


def test_a_series_as_text() -> None:
    """A line for each slice under a head, and the rules."""
    call = ("--min-stance", "reports", "--from", "1935", "--to", "1936", "--every", "year")
    text = run("balance", *DATA, *call).stdout
    assert text.startswith(
        "year  nodes  +  -  ±  balanced  line index  weak index\n"
        "----  -----  -  -  -  --------  ----------  ----------\n"
        "1935      7  4  3  0  1 of 2    1           1\n"
        "1936      7  2  3  1  1 of 1    0           0\n\n"
        "Turning points\n"
        "  1936  Nur turns on its ally Alda  [1936-04-24], test2000 p. 29\n\n"
        "2 results; line index proven in 2, weak index in 2. "
    )
    assert f"Slices: {SLICE_RULES['year']}.\n" in text
    assert max(map(len, text.splitlines())) <= 80


def test_one_network_as_rows() -> None:
    """A single result is one row without label and days."""
    (row,) = table_of(*DATA, "--min-stance", "reports")
    assert (row["all"], row["first"], row["last"]) == ("", "", "")
    assert (row["nodes"], row["frustration"], row["ambivalent"]) == ("8", "1", "1")


def test_nothing_is_balanced_and_a_series_of_nothing_is_empty() -> None:
    """A time without ties gives 0 and no ratio; a span without dates an empty series."""
    value = value_of(*DATA, "--source", "test2010", "--on", "1800-01-01")
    assert (value["nodes"], value["balanced_ratio"], value["camps"]) == (0, None, [])
    assert value["frustration"] == {"count": 0, "optimal": True, "lower_bound": 0}
    call = (*DATA, "--source", "test2010", "--to", "1900", "--every", "month")
    assert value_of(*call)["series"] == []
    assert table_of(*call) == []
    assert "0 results; line index proven in 0" in run("balance", *call).stdout


# ---- files


def test_a_result_is_written_to_a_file(tmp_path: Path) -> None:
    """With -o nothing is printed, and the file is what would have been."""
    for form in ("table", "csv", "tsv", "json"):
        call = ("balance", "--edges", TRIBES, "-f", form)
        output = tmp_path / f"out.{form}"
        result = run(*call, "-o", str(output))
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
        assert output.read_bytes() == run(*call).stdout_bytes


def test_a_failure_leaves_the_file_alone(tmp_path: Path) -> None:
    """A call that fails writes nothing, and nothing is left beside the file."""
    output = tmp_path / "kept.csv"
    picture = tmp_path / "picture.svg"
    output.write_text("kept")
    for bad in (("--edges", "-"), ("--edges", TRIBES, "--by", "year"), ("--edges", str(tmp_path))):
        assert run("balance", *bad, "-o", str(output), stdin="").exit_code == 2
    result = run("balance", "--edges", TRIBES, "-o", str(tmp_path / "none" / "out.csv"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no folder" in result.stderr
    call = ("balance", "--edges", TRIBES, "--by", "sign", "--plot")
    for pair in (
        (picture, tmp_path / "none" / "out.csv"),
        (tmp_path / "none" / "picture.svg", output),
        (picture, tmp_path / "folder" / ".." / picture.name),
    ):
        result = run(*call, str(pair[0]), "-o", str(pair[1]))
        assert (result.exit_code, result.stdout) == (2, "")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.csv"]
    assert output.read_text() == "kept"


@pytest.mark.parametrize(("suffix", "head"), [(".svg", b"<?xml"), (".PNG", b"\x89PNG")])
def test_a_series_is_drawn(tmp_path: Path, dated: str, suffix: str, head: bytes) -> None:
    """The picture is written beside the result, in the form that its name asks for."""
    picture = tmp_path / f"series{suffix}"
    for call in (
        (*DATA, "--every", "year"),
        ("--edges", dated, "--by", "w"),
        ("--edges", dated, "--every", "year"),
    ):
        picture.unlink(missing_ok=True)
        result = run("balance", *call, "--plot", str(picture))
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == run("balance", *call).stdout
        assert picture.read_bytes().startswith(head)
    drawn = picture.read_bytes()
    assert run("balance", *call, "--plot", str(picture)).exit_code == 0
    assert picture.read_bytes() == drawn


# ---- what is refused


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            (*DATA, "--plot", "out.svg"),
            "--plot draws a series; add --every year, or --by with --edges",
        ),
        (
            ("--edges", TRIBES, "--plot", "out.svg"),
            "--plot draws a series; add --every year, or --by with --edges",
        ),
        (
            (*DATA, "--every", "year", "--plot", "out.pdf"),
            "--plot out.pdf: name a file that ends in .svg or .png",
        ),
        (
            (*DATA, "--every", "year", "--plot", "svg"),
            "--plot svg: name a file that ends in .svg or .png",
        ),
        (
            (*DATA, "--every", "year", "--on", "1939-08-20"),
            "--every needs a span; give --from and --to, not --on",
        ),
        (
            (*DATA, "--on", "1939-08-20", "--from", "1939"),
            "--on is a day, --from and --to a span; give one or the other",
        ),
        (
            ("--edges", TRIBES, "--every", "year", "--by", "sign"),
            "--by parts the rows by a column, --every by time; give one",
        ),
        (
            ("--edges", TRIBES, "--every", "year"),
            f"{TRIBES}: no row is dated; give the columns from and to",
        ),
        (
            (*DATA, "--source", "test2010", "--to", "1900", "--every", "year", "--plot", "o.svg"),
            "there is no slice to draw; choose a longer span or other sources",
        ),
        (
            (*DATA, "--from", "1940", "--to", "1939"),
            "the span ends on 1939-12-31, before it begins on 1940-01-01",
        ),
    ],
)
def test_a_call_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...], message: str
) -> None:
    """Each is told in a sentence, with exit code 2; nothing is printed, nothing written."""
    monkeypatch.chdir(tmp_path)
    result = run("balance", *call)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == f"Error: {message}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "call",
    [
        ("--time-limit", "0"),
        ("--time-limit", "-1"),
        ("--time-limit", "soon"),
        ("--time-limit", "nan"),
        ("--time-limit", "inf"),
        ("--every", "decade"),
        ("--combine", "all", "--edges", TRIBES),
        ("--format", "xml"),
        ("--conflict", "first"),
        ("--plot", "."),
        ("extra",),
    ],
    ids=" ".join,
)
def test_values_that_options_do_not_take(call: tuple[str, ...]) -> None:
    """Such a call is refused before anything is read."""
    result = run("balance", *DATA, *call)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: khgraph balance")


# ---- time limits


def test_words_of_an_index() -> None:
    """Only an index whose bounds meet is called proven."""
    assert index_words(Index(2, 2)) == "2, proven least for these ties (lower bound 2)"
    assert index_words(Index(3, 1)) == "at most 3, at least 1, not proven: the time was up"


def test_a_time_limit_gives_a_bound(tmp_path: Path) -> None:
    """Where the time is up at once, nothing is called proven, in no form.

    How far a call comes in no time is not the same twice, so each is held against itself.
    """
    path = tmp_path / "hard.csv"
    signs = np.random.default_rng(1939).choice(["+", "-"], size=13 * 6)
    pairs = combinations("abcdefghijklm", 2)
    rows = "".join(f"{a},{b},{sign}\n" for (a, b), sign in zip(pairs, signs, strict=True))
    path.write_text("source,target,sign\n" + rows)
    call = ("--edges", str(path), "--time-limit", "0.000000001")
    value = value_of(*call)
    for name in ("frustration", "weak_frustration"):
        index = value[name]
        assert 0 <= index["lower_bound"] < index["count"]
        assert index["optimal"] is False
    assert {tie["in_every_optimum"] for tie in value["offending"]} == {None}
    text = " ".join(run("balance", *call).stdout.split())
    found = re.findall(r"at most (\d+), at least (\d+), not proven: the time was up", text)
    assert len(found) == 2
    assert all(int(least) < int(most) for most, least in found)
    assert "proven least" not in text
    assert text.count("no time to tell whether in every best division") == int(found[0][0])
    (row,) = table_of(*call)
    assert (row["frustration_optimal"], row["weak_frustration_optimal"]) == ("false", "false")
    assert int(row["frustration_lower_bound"]) < int(row["frustration"])


def test_a_series_tells_what_is_not_proven() -> None:
    """An index without a proof stands as two numbers, and is not counted as proven."""
    rows = read_rows("source,target,sign\na,b,+\na,c,+\nb,c,-\n", "ties.csv")[None]
    point = rows_point(rows, "any", "1939")
    open_ = point._replace(
        label="1940",
        balance=point.balance._replace(frustration=Index(5, 3), weak_frustration=Index(4, 0)),
    )
    assert series_strip([point, open_], "year", ["A rule."], 80) == (
        "year  nodes  +  -  ±  balanced  line index  weak index\n"
        "----  -----  -  -  -  --------  ----------  ----------\n"
        "1939      3  2  1  0  0 of 1    1           1\n"
        "1940      3  2  1  0  0 of 1    3 to 5      0 to 4\n\n"
        "2 results; line index proven in 1, weak index in 1. An index of two numbers lies\n"
        "  between them. balanced: of the triangles.\n"
        "A rule.\n"
    )


def test_names_of_a_camp_are_in_order() -> None:
    """Camps list labels by the alphabet, whatever the order of the ids behind them."""
    made: nx.Graph[str] = nx.Graph(ambivalent=[])
    for node, label in zip("abcd", ("Zed", "Yan", "Abe", "Bob"), strict=True):
        made.add_node(node, label=label)
    made.add_edges_from(combinations("abcd", 2), sign=1, is_certain=True, ties=())
    text = balance_strip(network_point(made), ["A rule."], 80)
    assert "Camps (one component)\n    1  Abe, Bob, Yan, Zed\n" in text
