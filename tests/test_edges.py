"""Edge lists in place of the data: what ``triads --edges`` prints, and every way to misuse it.

Of `TIES`, by hand: alda, bira and cira are joined by a friendship and two enmities (balanced),
bira, cira and dorn by two friendships and an enmity; alda and dorn have rows of both signs.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from khgraph.cli import main
from khgraph.edgelist import RULES, Combined, combine, read_rows
from khgraph.signed import count_triangles
from khgraph.strips.edges import RowTriad, row_triads, rows_strip, rows_table, rows_value

TRIBES = str(Path(__file__).parent / "data" / "tribes.csv")
SMALL = str(Path(__file__).parent / "data" / "small.ttl")

TIES = """source,target,sign,year
bira,alda,+,1939
cira,alda,-,1939
cira,bira,-,1939
bira,cira,-,1940
dorn,bira,+,1940
dorn,cira,+,1940
alda,dorn,+,1940
dorn,alda,-,1940
"""
RULE = f"{RULES['any']} (--combine any)"
FOOT = (
    "Rows: direction dropped; rows of one sign make one edge; a pair with rows of\n"
    "  both signs is ambivalent and left out (--combine any).\n"
)


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, input=stdin, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def ties(tmp_path: Path) -> str:
    """Return the file of the ties."""
    path = tmp_path / "ties.csv"
    path.write_text(TIES)
    return str(path)


def combined(rule: str = "any") -> Combined:
    """Return the ties as one graph."""
    return combine(read_rows(TIES, "ties.csv")[None], rule)


BALANCED = RowTriad(("alda", "bira", "cira"), "+--", (1, -1, -1), ((2,), (3,), (4, 5)))
UNBALANCED = RowTriad(("bira", "cira", "dorn"), "++-", (-1, 1, 1), ((4, 5), (6,), (7,)))


# ---- the strips


def test_triangles_with_the_rows_of_their_sides() -> None:
    """Each triangle has its signs and the rows of its sides, in the order of its nodes."""
    assert list(row_triads(combined(), unbalanced=False, node=None)) == [BALANCED, UNBALANCED]
    assert list(row_triads(combined(), unbalanced=True, node=None)) == [UNBALANCED]
    assert list(row_triads(combined(), unbalanced=False, node="alda")) == [BALANCED]
    assert list(row_triads(combined(), unbalanced=True, node="alda")) == []
    assert list(row_triads(combined(), unbalanced=False, node="dorn")) == [UNBALANCED]
    assert list(row_triads(combined(), unbalanced=False, node="nobody")) == []
    # With mutual ties alone bira - cira is the only edge.
    assert list(row_triads(combined("mutual"), unbalanced=False, node=None)) == []
    assert (BALANCED.is_balanced, BALANCED.is_weakly_balanced) == (True, True)
    assert (UNBALANCED.is_balanced, UNBALANCED.is_weakly_balanced) == (False, False)
    foes = BALANCED._replace(type="---")
    assert (foes.is_balanced, foes.is_weakly_balanced) == (False, True)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"), st.sampled_from("abcde"), st.sampled_from([1, -1])
        ).filter(lambda row: row[0] != row[1]),
        min_size=1,
    )
)
def test_the_triangles_are_as_many_as_the_census_says(made: list[tuple[str, str, int]]) -> None:
    """The list and the count agree by type; every row stands in the side of its pair."""
    text = "source,target,sign\n" + "".join(f"{a},{b},{sign}\n" for a, b, sign in made)
    graph = combine(read_rows(text, "ties.csv")[None])
    found = list(row_triads(graph, unbalanced=False, node=None))
    counts = count_triangles(graph.graph)
    assert {kind: [triad.type for triad in found].count(kind) for kind in counts} == counts
    for triad in found:
        a, b, c = triad.nodes
        for (x, y), sign, rows in zip(
            ((a, b), (a, c), (b, c)), triad.signs, triad.rows, strict=True
        ):
            of_pair = [n for n, row in enumerate(made, 2) if {row[0], row[1]} == {x, y}]
            assert list(rows) == of_pair
            assert {made[number - 2][2] for number in rows} == {sign}


def test_text_of_the_triangles() -> None:
    """A line for each triangle, the census with its shares, what is left out, and the rule."""
    found = list(row_triads(combined(), unbalanced=False, node=None))
    text = rows_strip({"": (combined(), found)}, [f"Rows: {RULE}."], 80)
    assert text == (
        "+--  alda, bira, cira  (balanced; rows 2; 3; 4, 5)\n"
        "++-  bira, cira, dorn  (unbalanced; rows 4, 5; 6; 7)\n"
        "2 triangles: 0 +++, 1 ++-, 1 +--, 0 ---; share balanced 0.5000, weakly balanced\n"
        "  0.5000. Pairs left out: 1.\n\n" + FOOT
    )


def test_text_of_groups() -> None:
    """Groups stand under their value; three enemies are said to be weakly balanced."""
    foes = "source,target,sign\na,b,-\na,c,-\nb,c,-\n"
    graph = combine(read_rows(foes, "foes.csv")[None])
    pair = combine(read_rows("source,target,sign\na,b,-\n", "pair.csv")[None])
    groups = {
        "1939": (graph, list(row_triads(graph, unbalanced=False, node=None))),
        "1940": (pair, None),
    }
    assert rows_strip(groups, ["Rows: as they are."], 80) == (
        "1939\n"
        "---  a, b, c  (unbalanced, but weakly balanced; rows 2; 3; 4)\n"
        "1 triangle: 0 +++, 0 ++-, 0 +--, 1 ---; share balanced 0.0000, weakly balanced\n"
        "  1.0000.\n\n"
        "1940\n"
        "0 triangles: 0 +++, 0 ++-, 0 +--, 0 ---; no share of balanced ones.\n\n"
        "Rows: as they are.\n"
    )
    coloured = rows_strip(groups, ["Rows: as they are."], 80, color=True)
    assert "\x1b[1m1939\x1b[0m\n" in coloured


def test_rows_of_triangles_and_of_the_census() -> None:
    """A triangle is a row with its rows' numbers, a census a row for each group."""
    found = list(row_triads(combined(), unbalanced=False, node=None))
    table = rows_table({"": (combined(), found)}, None)
    assert table.columns == (
        *("type", "balanced", "weakly_balanced", "a", "b", "c"),
        *("rows_ab", "rows_ac", "rows_bc"),
    )
    assert table.rows == (
        ("+--", True, True, "alda", "bira", "cira", "2", "3", "4 5"),
        ("++-", False, False, "bira", "cira", "dorn", "4 5", "6", "7"),
    )
    parted = rows_table({"x": (combined(), found), "y": (combined(), [])}, "w")
    assert parted.columns == ("w", *table.columns)
    assert parted.rows == tuple(("x", *row) for row in table.rows)
    census = rows_table({"x": (combined(), None), "y": (combined("mutual"), None)}, "w")
    assert census.columns == ("w", "+++", "++-", "+--", "---")
    assert census.rows == (("x", 0, 1, 1, 0), ("y", 0, 0, 0, 0))
    assert rows_table({"": (combined(), None)}, None).rows == ((0, 1, 1, 0),)


def test_value_of_the_triangles() -> None:
    """One object, which counts what it lists, or with a column a list of them with its value."""
    found = list(row_triads(combined(), unbalanced=True, node=None))
    value = rows_value({"": (combined(), found)}, None, RULE)
    assert value == {
        "nodes": 4,
        "edges": 5,
        "triangles": {"+++": 0, "++-": 1, "+--": 0, "---": 0},
        "balanced_ratio": 0.0,
        "weakly_balanced_ratio": 0.0,
        "triads": [
            {
                "nodes": ["bira", "cira", "dorn"],
                "type": "++-",
                "balanced": False,
                "weakly_balanced": False,
                "edges": [
                    {"a": "bira", "b": "cira", "sign": -1, "rows": [4, 5]},
                    {"a": "bira", "b": "dorn", "sign": 1, "rows": [6]},
                    {"a": "cira", "b": "dorn", "sign": 1, "rows": [7]},
                ],
            }
        ],
        "left_out": [{"a": "alda", "b": "dorn", "rows": [8, 9], "why": "rows of both signs"}],
        "rule": RULE,
    }
    (parted,) = rows_value({"x": (combined(), found)}, "w", RULE)
    assert parted == {"by": "x", **value}
    (counted,) = rows_value({"x": (combined(), None)}, "w", RULE)
    assert "triads" not in counted
    assert counted["triangles"] == {"+++": 0, "++-": 1, "+--": 1, "---": 0}


# ---- the command


def test_the_command_prints_the_strip(ties: str) -> None:
    """Text, by triangle or only the census, of all or around a node."""
    whole = run("triads", "--edges", ties)
    assert (whole.exit_code, whole.stderr) == (0, "")
    lines = whole.stdout.splitlines()
    assert lines[:2] == [
        "+--  alda, bira, cira  (balanced; rows 2; 3; 4, 5)",
        "++-  bira, cira, dorn  (unbalanced; rows 4, 5; 6; 7)",
    ]
    assert run("triads", "--edges", ties, "--unbalanced").stdout.startswith("++-  bira")
    census = run("triads", "--edges", ties, "--census").stdout
    assert census == "\n".join(lines[2:]) + "\n"
    around = run("triads", "alda", "--edges", ties).stdout.splitlines()
    assert [line for line in around if "(" in line and "rows" in line] == lines[:1]


def test_the_command_reads_standard_input(ties: str) -> None:
    """A dash is standard input, with or without a byte order mark and of any line ends."""
    whole = run("triads", "--edges", ties).stdout
    for text in (TIES, "\ufeff" + TIES, TIES.replace("\n", "\r\n"), TIES.replace(",", ";")):
        assert run("triads", "--edges", "-", stdin=text.encode()).stdout == whole


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_the_command_for_programs(ties: str, form: str, delimiter: str) -> None:
    """CSV and TSV have a row for each triangle, and with a column its value first."""
    call = ("triads", "--edges", ties, "-f", form)
    rows = list(csv.reader(io.StringIO(run(*call).stdout), delimiter=delimiter))
    assert [row[0] for row in rows] == ["type", "+--", "++-"]
    rows = list(csv.reader(io.StringIO(run(*call, "--by", "year").stdout), delimiter=delimiter))
    assert rows[0][:2] == ["year", "type"]
    assert [row[:2] for row in rows[1:]] == [["1939", "+--"], ["1940", "++-"]]
    rows = list(
        csv.reader(io.StringIO(run(*call, "--by", "year", "--census").stdout), delimiter=delimiter)
    )
    assert rows == [
        ["year", "+++", "++-", "+--", "---"],
        ["1939", "0", "0", "1", "0"],
        ["1940", "0", "1", "0", "0"],
    ]


def test_json_of_the_command(ties: str, tmp_path: Path) -> None:
    """JSON is one object, or a list with ``by``; -o writes the same."""
    call = ("triads", "--edges", ties, "-f", "json")
    value = json.loads(run(*call).stdout)
    assert [triad["type"] for triad in value["triads"]] == ["+--", "++-"]
    assert value["rule"] == RULE
    assert "triads" not in json.loads(run(*call, "--census").stdout)
    parts = json.loads(run(*call, "--by", "year").stdout)
    assert [(part["by"], part["nodes"], part["edges"]) for part in parts] == [
        ("1939", 3, 3),
        ("1940", 4, 3),
    ]
    sides = parts[0]["triads"][0]["edges"]
    assert [side["rows"] for side in sides] == [[2], [3], [4]]
    output = tmp_path / "out.json"
    assert run(*call, "-o", str(output)).stdout == ""
    assert json.loads(output.read_text()) == value


def test_rules_of_the_command(ties: str) -> None:
    """The rule that is asked for is used and told."""
    for rule, edges in (("any", 5), ("sum", 5), ("mutual", 1)):
        value = json.loads(run("triads", "--edges", ties, "--combine", rule, "-f", "json").stdout)
        assert (value["edges"], value["rule"]) == (edges, f"{RULES[rule]} (--combine {rule})")


def test_census_of_the_tribes() -> None:
    """The published share of balanced triangles, from the file with its citation elsewhere."""
    value = json.loads(run("triads", "--edges", TRIBES, "--census", "-f", "json").stdout)
    assert value["triangles"] == {"+++": 19, "++-": 2, "+--": 40, "---": 7}
    assert value["balanced_ratio"] == pytest.approx(0.8676471, abs=5e-8)
    listed = json.loads(run("triads", "--edges", TRIBES, "--unbalanced", "-f", "json").stdout)
    assert len(listed["triads"]) == 9
    assert not any(triad["balanced"] for triad in listed["triads"])


def test_a_span_chooses_rows(tmp_path: Path) -> None:
    """Only rows that can hold in the time that is asked for make edges; undated ones always."""
    path = tmp_path / "dated.csv"
    path.write_text("source,target,sign,from,to\na,b,+,1930,1931\nb,c,-,1932,\na,c,-,,\n")
    call = ("triads", "--edges", str(path), "-f", "json", "--census")
    counted = {
        options: json.loads(run(*call, *options).stdout)["edges"]
        for options in (
            (),
            ("--on", "1931-12-31"),
            ("--on", "1932-01-01"),
            ("--from", "1931", "--to", "1932"),
            ("--to", "1929"),
            ("--from", "1950"),
        )
    }
    assert list(counted.values()) == [3, 2, 2, 3, 1, 2]


LONG = "A name as long as the way from the Sel to the sea and back again " * 2


def test_text_keeps_to_eighty_columns(tmp_path: Path) -> None:
    """Long names are folded, and what a terminal would obey is not passed on."""
    path = tmp_path / "long.csv"
    solid = "x" * 200
    with path.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("source", "target", "sign", "kind"))
        for a, b in ((LONG, solid), (solid, "bell\x1b[31m\n"), (LONG, "bell\x1b[31m\n")):
            rows.writerow((a, b, "-", LONG))
    for options in ((), ("--by", "kind"), ("--census", "--by", "kind"), (solid,)):
        result = run("triads", "--edges", str(path), *options)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= 80
        assert "\x1b" not in result.stdout


CLAIMS = [
    *(("--min-stance", "reports"), ("--source", "test2000"), ("--according-to", "Quill")),
    *(("--type", "fought"), ("--level", "state"), ("--undated",), ("--horizon", "3")),
    *(("--conflict", "latest"), ("--data", SMALL)),
]


@pytest.mark.parametrize("command", ["triads", "balance"])
@pytest.mark.parametrize("options", CLAIMS, ids=lambda options: options[0])
def test_options_that_choose_among_claims(command: str, options: tuple[str, ...]) -> None:
    """An edge list has no claims, so what chooses among them is refused, before it is read."""
    result = run(command, "--edges", "nowhere.csv", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(
        f"Error: {options[0]} chooses among claims, which an edge list has not\n"
    )


@pytest.mark.parametrize("command", ["triads", "balance"])
@pytest.mark.parametrize("options", [("--by", "year"), ("--combine", "any"), ("--combine", "sum")])
def test_options_that_need_an_edge_list(command: str, options: tuple[str, ...]) -> None:
    """What parts and combines rows is refused where there are none, even at its default."""
    result = run(command, "--data", SMALL, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"Error: {options[0]} goes with --edges FILE.csv\n")


@pytest.mark.parametrize("options", [("--robust",), ("--history", "a", "b", "c")])
def test_what_is_of_claims_alone(ties: str, options: tuple[str, ...]) -> None:
    """Histories and robustness are not of rows."""
    result = run("triads", "--edges", ties, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("--history and --robust are of claims, and not of --edges\n")


def test_a_node_that_is_not_there(ties: str) -> None:
    """Nodes are taken as they are written."""
    result = run("triads", "Alda", "--edges", ties)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: no row of the edge list has the node 'Alda'\n"


@pytest.mark.parametrize("command", ["triads", "balance"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "standard input: the file is empty; "),
        ("source,target,sign\n", "standard input: no row follows the header; "),
        ("a,b,1\n", "standard input, row 1: no column is called source "),
        ("source,target,sign\na,b,1\nb,c,0\n", "standard input, row 3: the sign is '0'; "),
        ("source,target,sign\na,b,2\n", "standard input, row 2: the sign is '2'; "),
        ("source,target,sign\na,b,friend\n", "standard input, row 2: the sign is 'friend'; "),
        ("source,target,sign\na,b,\n", "standard input, row 2: the sign is ''; "),
        ("source,target,sign\na,b,1\n\nc,c,1\n", "standard input, row 4: 'c' is tied to itself; "),
        ("source,target,sign\n,b,1\n", "standard input, row 2: the source is empty; "),
        ("source,target,sign\na,b\n", "standard input, row 2: 2 cells, but 3 columns; "),
        ("source,target,sign,from\na,b,1,soon\n", "standard input, row 2, from: 'soon' "),
        (
            "source,target,sign,from,to\na,b,1,1940,1939\n",
            "standard input, row 2: it is from 1940 to 1939, which ends before it begins; ",
        ),
        (b"source,target,sign\nm\xe9,b,1\n", "standard input, row 2: not UTF-8; "),
    ],
)
def test_a_file_that_is_no_edge_list(command: str, text: str | bytes, message: str) -> None:
    """The row and what to do are named; nothing is printed."""
    result = run(command, "--edges", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {message}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["triads", "balance"])
def test_a_file_that_cannot_be_read(command: str, tmp_path: Path) -> None:
    """A missing file and a folder are told; so is a column that is not there."""
    result = run(command, "--edges", str(tmp_path / "none.csv"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: {tmp_path / 'none.csv'}: cannot be read: No such file or directory\n"
    )
    result = run(command, "--edges", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {tmp_path}: cannot be read: Is a directory\n"
    result = run(command, "--edges", TRIBES, "--by", "year")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {TRIBES}, row 1: no column is called 'year'; ")


@pytest.mark.parametrize("command", ["triads", "balance"])
@pytest.mark.parametrize(
    "time", [("--on", "1939-08-20"), ("--from", "1939"), ("--to", "1939")], ids=" ".join
)
def test_rows_without_dates_cannot_be_placed(command: str, time: tuple[str, ...]) -> None:
    """A time is refused for a list without dates, not ignored."""
    result = run(command, "--edges", TRIBES, *time)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(
        f"Error: {TRIBES} has no column from or to, so no row can be placed in time\n"
    )
