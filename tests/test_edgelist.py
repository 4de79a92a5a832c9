"""Edge lists: every form that is read and every fault that is refused; the four rules by hand.

The ties of `TIES`, pair by pair (rows in brackets):

    alda - bira    [2] + from bira, [3] - from alda
    alda - cira    [4] + from cira, [5] + from alda
    bira - dorn    [7] + and [8] + from dorn, [9] - from bira
    cira - dorn    [6] - from dorn
"""

import csv
import random
from io import StringIO
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.dates import NOT, OPEN_END, OPEN_START, Bounds, edtf_bounds, presence_within
from khgraph.edgelist import (
    AMBIVALENT,
    CANCELLED,
    ONE_SIDED,
    RULES,
    Combined,
    LeftOut,
    Rows,
    combine,
    read_rows,
)
from khgraph.errors import DateError, KhgraphError, LoadError

TIES = """source,target,sign
bira,alda,+
alda,bira,-1
cira,alda,1
alda,cira,+1
dorn,cira,-
dorn,bira,1
dorn,bira,1
bira,dorn,-1
"""
Ties = list[tuple[str, str, int]]


def rows_in(content: str | bytes) -> Rows:
    """Return the rows of a file that is not grouped."""
    return read_rows(content, "ties.csv")[None]


def ties_of(rows: Rows) -> Ties:
    """Return (source, target, sign) row by row."""
    ends = zip(rows.sources.tolist(), rows.targets.tolist(), rows.signs.tolist(), strict=True)
    return [(rows.nodes[a], rows.nodes[b], sign) for a, b, sign in ends]


def edges_of(combined: Combined) -> dict[tuple[str, str], int]:
    """Return the sign of each edge of the graph."""
    nodes, pairs, signs = combined.graph
    names = [(nodes[a], nodes[b]) for a, b in pairs.tolist()]
    return dict(zip(names, signs.tolist(), strict=True))


def as_csv(ties: Ties) -> str:
    """Return the ties as a file."""
    return "source,target,sign\n" + "".join(f"{a},{b},{sign}\n" for a, b, sign in ties)


def test_rows_as_they_stand() -> None:
    """Rows keep their order, direction, sign and number; names are sorted."""
    rows = rows_in(TIES)
    assert rows.nodes == ("alda", "bira", "cira", "dorn")
    assert ties_of(rows) == [
        ("bira", "alda", 1),
        ("alda", "bira", -1),
        ("cira", "alda", 1),
        ("alda", "cira", 1),
        ("dorn", "cira", -1),
        ("dorn", "bira", 1),
        ("dorn", "bira", 1),
        ("bira", "dorn", -1),
    ]
    assert rows.numbers.tolist() == [2, 3, 4, 5, 6, 7, 8, 9]
    assert rows.days is None
    assert rows.bounds(0) == Bounds()
    kinds = [array.dtype for array in (rows.sources, rows.targets, rows.signs, rows.numbers)]
    assert kinds == [np.int64, np.int64, np.int8, np.int64]


# Whatever a name can be once the space around it is dropped; quoting is the csv module's affair.
names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=6).filter(
    lambda text: text == text.strip()
)
name_pairs = st.tuples(names, names).filter(lambda pair: pair[0] != pair[1])


@given(
    st.lists(st.tuples(name_pairs, st.sampled_from(["1", "+1", "+", "-1", "-"])), min_size=1),
    st.permutations(["source", "target", "sign", "note; or, remark"]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
    st.booleans(),
)
def test_every_form_gives_the_same_rows(
    ties: list[tuple[tuple[str, str], str]],
    order: list[str],
    delimiter: str,
    line_end: str,
    quoting: int,
    has_mark: bool,
    is_text: bool,
) -> None:
    """Column order, delimiter, line ends, quotes, mark and other columns change nothing."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(order)
    for (a, b), sign in ties:
        cells = {"source": a, "target": b, "sign": sign}
        writer.writerow([cells.get(column, 'a "note", long; long') for column in order])
    text = "\ufeff" * has_mark + stream.getvalue()
    rows = rows_in(text if is_text else text.encode())
    assert rows.nodes == tuple(sorted({name for pair, _ in ties for name in pair}))
    assert ties_of(rows) == [(a, b, -1 if sign.startswith("-") else 1) for (a, b), sign in ties]
    assert rows.numbers.tolist() == list(range(2, len(ties) + 2))


def test_space_and_empty_lines() -> None:
    """Space around names, cells and rows is dropped; empty lines count as rows of the file."""
    rows = rows_in('source , target,sign\n\n alda , "bira, the younger", 1\n   \ncira,alda,- \n\n')
    assert ties_of(rows) == [("alda", "bira, the younger", 1), ("cira", "alda", -1)]
    assert rows.numbers.tolist() == [3, 5]


def test_line_ends_in_quotes_make_no_row() -> None:
    """A quoted cell may hold line ends; its row is one, as in a table program."""
    rows = rows_in('source,target,sign,note\r\na,b,1,"one\r\ntwo"\r\nb,c,-,three\r\n')
    assert ties_of(rows) == [("a", "b", 1), ("b", "c", -1)]
    assert rows.numbers.tolist() == [2, 3]


def test_delimiter_is_that_of_the_header() -> None:
    """The delimiter that divides the header counts, whatever is in the rows."""
    assert ties_of(rows_in("source;target;sign\na,b,c;d,e,f;1\n")) == [("a,b,c", "d,e,f", 1)]
    assert ties_of(rows_in("source\ttarget\tsign\na;b\tc,d\t-\n")) == [("a;b", "c,d", -1)]


def test_large_file_is_read_in_parts() -> None:
    """Row numbers, codes and order hold over thousands of rows."""
    shuffled = random.Random(5)  # noqa: S311 - the same file each time
    ties = [(f"n{a}", f"n{b}", shuffled.choice((1, -1))) for a, b in combinations(range(80), 2)]
    shuffled.shuffle(ties)
    rows = rows_in(as_csv(ties))
    assert ties_of(rows) == ties
    assert rows.numbers.tolist() == list(range(2, len(ties) + 2))


EMPTY = ": the file is empty; write a header, such as source,target,sign, and a row for each tie"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", EMPTY),
        ("\ufeff \n\n", EMPTY),
        ('""\n', EMPTY),
        ("\nsource,target,sign\na,b,1\n", ", row 1: it is empty; write the header there"),
        ("source,target,sign\n", ": no row follows the header; write one for each tie"),
        ("source,target,sign\n\n \n", ": no row follows the header; write one for each tie"),
        (
            "source,target,value\na,b,1\n",
            ", row 1: no column is called sign (there are: source, target, value); "
            "the first row must name source, target and sign",
        ),
        (
            "alda,bira,1\ncira,bira,1\n",
            ", row 1: no column is called source (there are: alda, bira, 1); "
            "the first row must name source, target and sign",
        ),
        (
            "source target sign\na b 1\n",
            ", row 1: no column is called source (there are: source target sign); "
            "the first row must name source, target and sign",
        ),
        (
            "source,target,sign,target\na,b,1,c\n",
            ", row 1: two columns are called target; rename one",
        ),
        ("source,target,sign\na,b,1\n,b,1\n", ", row 3: the source is empty; fill in a name"),
        ("source,target,sign\na, ,1\n", ", row 2: the target is empty; fill in a name"),
        (
            "source,target,sign\na,b,1\n\nc,c,-1\n",
            ", row 4: 'c' is tied to itself; correct one end or delete the row",
        ),
        (
            "source,target,sign\na,b,1\na,c\n",
            ", row 3: 2 cells, but 3 columns; write one cell for each, and put a cell that holds "
            "the delimiter in double quotes",
        ),
        (
            "source,target,sign\na,b,1\nc,b,1\nDorn, the elder,b,1\n",
            ", row 4: 4 cells, but 3 columns; write one cell for each, and put a cell that holds "
            "the delimiter in double quotes",
        ),
        (
            'source,target,sign\na,b,1\nc,"b,1\nd,b,1\n',
            ", row 3: not CSV (unexpected end of data); mend its double quotes",
        ),
        (
            'source,target,sign\na,"b"c,1\n',
            ", row 2: not CSV (',' expected after '\"'); mend its double quotes",
        ),
        (
            '"source"x,target,sign\na,b,1\n',
            ", row 1: not CSV (',' expected after '\"'); mend its double quotes",
        ),
        (b"source,target,sign\na,b,1\n\xff,b,1\n", ", row 3: not UTF-8; save the file in UTF-8"),
        (
            "source,target,sign\na,b,1\n".encode("utf-16"),
            ", row 1: not UTF-8; save the file in UTF-8",
        ),
    ],
)  # fmt: skip
def test_what_is_no_edge_list_is_refused(content: str | bytes, message: str) -> None:
    """Each fault is one sentence with the place, the row and what to do."""
    with pytest.raises(LoadError) as caught:
        rows_in(content)
    assert str(caught.value) == f"ties.csv{message}"


@pytest.mark.parametrize(
    "sign", ["0", "", "NaN", "nan", "true", "True", "0.5", "2", "--", "-2", "1.0", "+-", "−1", "١"]
)
def test_other_signs_are_refused(sign: str) -> None:
    """What is neither friendly nor hostile is never taken for either."""
    with pytest.raises(LoadError) as caught:
        rows_in(f"source,target,sign\na,b,1\nb,d,1\na,c,{sign}\nb,c,{sign}\n")
    assert str(caught.value) == (
        f"ties.csv, row 4: the sign is {sign!r}; write 1 or + for a friendly tie, -1 or - for a "
        "hostile one, and leave out any other"
    )


DATED = """source,target,sign,from,to
a,b,1,1931,1936-08
a,c,-1,1939-05-11,1939-09-16
b,c,1,,1940
b,d,1,1938,
c,d,-1,,
a,d,-1,..,1939-06
b,e,1,1939-07-02,..
"""


def test_dates_are_bounds() -> None:
    """The span of each row, worked out by hand; an empty cell is unknown and .. open."""
    rows = rows_in(DATED)
    assert [rows.bounds(row) for row in range(7)] == [
        Bounds("1931-01-01", "1931-12-31", "1936-08-01", "1936-08-31"),
        Bounds("1939-05-11", "1939-05-11", "1939-09-16", "1939-09-16"),
        Bounds(None, None, "1940-01-01", "1940-12-31"),
        Bounds("1938-01-01", "1938-12-31", None, None),
        Bounds(),
        Bounds(OPEN_START, OPEN_START, "1939-06-01", "1939-06-30"),
        Bounds("1939-07-02", "1939-07-02", OPEN_END, OPEN_END),
    ]
    assert rows.days is not None
    assert rows.days.shape == (7, 4)
    assert rows.days.dtype == np.dtype("datetime64[D]")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1930-12-31", [4, 6, 7]),
        ("1931-01-01", [2, 4, 6, 7]),
        ("1936-08-31", [2, 4, 6, 7]),
        ("1936-09-01", [4, 6, 7]),
        ("1939-05-10", [4, 5, 6, 7]),
        ("1939-05-11", [3, 4, 5, 6, 7]),
        ("1939-07-01", [3, 4, 5, 6]),
        ("1939-07-02", [3, 4, 5, 6, 8]),
        ("1941-01-01", [5, 6, 8]),
    ],
)
def test_rows_within_a_day(day: str, expected: list[int]) -> None:
    """On a day there are the rows that may hold then, the undated one always."""
    assert rows_in(DATED).within(day, day).numbers.tolist() == expected


CELLS = ("", "..", "1939", "1939-08", "1939-08-20", "193X", "1941-05~")


@pytest.mark.parametrize("start", CELLS)
def test_bounds_and_within_agree_with_the_dates_of_the_graph(start: str) -> None:
    """A row's span is that of the same interval in the knowledge graph, and so is its presence."""
    for end in CELLS:
        text = f"source,target,sign,from,to\na,b,1,{start},{end}\n"
        try:
            bounds = edtf_bounds(f"{start}/{end}") if start or end else Bounds()
        except DateError:
            with pytest.raises(DateError):
                rows_in(text)
            continue
        rows = rows_in(text)
        assert rows.bounds(0) == bounds
        days = ("1929-12-31", "1939-08-19", "1939-08-20", "1939-12-31", "1940-01-01", "1999-01-01")
        for first, last in combinations(days, 2):
            held = presence_within(bounds, first, last, is_act=False) != NOT
            assert len(rows.within(first, last).signs) == held


def test_one_column_of_dates_is_enough() -> None:
    """Without a column to, the end of every tie is not known; likewise from."""
    only_from = rows_in("source,target,sign,from\na,b,1,1939\n")
    assert only_from.bounds(0) == Bounds("1939-01-01", "1939-12-31", None, None)
    only_to = rows_in("to,source,target,sign\n1939,a,b,1\n")
    assert only_to.bounds(0) == Bounds(None, None, "1939-01-01", "1939-12-31")


def test_within_keeps_rows_whole() -> None:
    """A selection has the same ties, numbers and spans, and only the nodes that they name."""
    rows = rows_in(DATED)
    found = rows.within("1939-05-11", "1939-07-01")
    assert found.numbers.tolist() == [3, 4, 5, 6, 7]
    assert found.nodes == ("a", "b", "c", "d")
    assert ties_of(found) == ties_of(rows)[1:6]
    assert [found.bounds(row) for row in range(5)] == [rows.bounds(row) for row in range(1, 6)]
    nothing = rows_in("source,target,sign,to\na,b,1,1930\n").within("1939-01-01", "1939-12-31")
    assert nothing.nodes == ()
    assert ties_of(nothing) == []
    for rule in RULES:
        assert edges_of(combine(nothing, rule)) == {}


def test_undated_file_is_always_there() -> None:
    """Without dates every row may hold on any day."""
    assert ties_of(rows_in(TIES).within("1939-01-01", "1939-01-01")) == ties_of(rows_in(TIES))


@pytest.mark.parametrize("content", [TIES, DATED], ids=["undated", "dated"])
@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("1939-02-30", "1940-01-01", "there is no day 1939-02-30 in the calendar"),
        ("1939-01-01", "1939", "'1939' is not a day; write it YYYY-MM-DD, such as 1939-08-20"),
        (
            "1939-01-02",
            "1939-01-01",
            "1939-01-01 lies before 1939-01-02; give the first day first",
        ),
    ],
)
def test_within_wants_two_days_in_order(content: str, first: str, last: str, message: str) -> None:
    """The span is checked, whether or not there are dates to compare it with."""
    with pytest.raises(DateError) as caught:
        rows_in(content).within(first, last)
    assert str(caught.value) == message


NOT_EDTF = (
    "is not an EDTF date of the years 1 to 9999; "
    "write for example 1936-04-24, 1936-04, 1932/1945 or /1936"
)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("May 1939", "", f"from: 'May 1939' {NOT_EDTF}"),
        ("", "1939-13", f"to: '1939-13' {NOT_EDTF}"),
        ("1939-02-30", "", "from: there is no day 1939-02-30 in the calendar"),
        (
            "1939-24",
            "",
            "from: '1939-24' does not say which winter of the year; "
            "write the months, such as [1939-12..1940-02]",
        ),
        (
            "1931/1933",
            "",
            "from: '1931/1933' is not one date; write the start under from, the end under to",
        ),
        (
            "",
            "[1931..1933]",
            "to: '[1931..1933]' is not one date; write the start under from, the end under to",
        ),
    ],
)
def test_bad_dates_are_refused(start: str, end: str, message: str) -> None:
    """A date that cannot be read is named with its row and column."""
    content = f"source,target,sign,from,to\na,b,1,1939,1940\nb,c,1,1939,1940\na,c,1,{start},{end}\n"
    with pytest.raises(DateError) as caught:
        rows_in(content)
    assert str(caught.value) == f"ties.csv, row 4, {message}"


def test_end_before_start_is_refused() -> None:
    """A tie that ends before it begins is named with its row and both dates."""
    with pytest.raises(DateError) as caught:
        rows_in("source,target,sign,from,to\na,b,1,1939,1940\na,c,1,1939-05,1939-04-30\n")
    assert str(caught.value) == (
        "ties.csv, row 3: it is from 1939-05 to 1939-04-30, which ends before it begins; "
        "correct one of the two"
    )


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["10", "9", "10", "-1", "2.5"], ["-1", "2.5", "9", "10"]),
        (["10", "9", "1e3"], ["10", "1e3", "9"]),
        (["1946-49", "1947-50", "1946-49"], ["1946-49", "1947-50"]),
        (["b", "a", "B", "ä"], ["B", "a", "b", "ä"]),
        (["1", "01", "1.0", "0"], ["0", "01", "1", "1.0"]),
        (["010000000000000001", "10000000000000000"], ["10000000000000000", "010000000000000001"]),
    ],
)
def test_groups_come_in_order(values: list[str], order: list[str]) -> None:
    """Groups are in the order of their numbers if all are numbers, else of their text."""
    lines = [f"a{row},b{row},1, {value}\n" for row, value in enumerate(values)]
    groups = read_rows("source,target,sign,year\n" + "".join(lines), "ties.csv", by="year")
    assert list(groups) == order
    for value, rows in groups.items():
        expected = [row for row, other in enumerate(values) if other == value]
        assert rows.numbers.tolist() == [row + 2 for row in expected]
        assert ties_of(rows) == [(f"a{row}", f"b{row}", 1) for row in expected]
        assert rows.nodes == tuple(
            sorted(name for row in expected for name in (f"a{row}", f"b{row}"))
        )


def test_groups_keep_their_dates() -> None:
    """A column that is read anyway can group, and rows keep their spans."""
    groups = read_rows(DATED, "ties.csv", by="sign")
    assert {value: rows.numbers.tolist() for value, rows in groups.items()} == {
        "-1": [3, 6, 7],
        "1": [2, 4, 5, 8],
    }
    assert groups["-1"].bounds(2) == Bounds(OPEN_START, OPEN_START, "1939-06-01", "1939-06-30")


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (
            "decade",
            "row 1: no column is called 'decade'; to group, take one of: "
            "source, target, sign, year",
        ),
        ("year", "row 3: the year is empty; fill it in or delete the row"),
    ],
)
def test_groups_need_a_full_column(by: str, message: str) -> None:
    """A column that is not there, or a row without a value in it, is refused."""
    with pytest.raises(LoadError) as caught:
        read_rows("source,target,sign,year\na,b,1,1\nb,c,1, \n", "ties.csv", by)
    assert str(caught.value) == f"ties.csv, {message}"


def test_any_leaves_ambivalent_pairs_out() -> None:
    """By default a pair of one mind is an edge, an ambivalent one is listed with its rows."""
    found = combine(rows_in(TIES))
    assert found.rule == "any"
    assert found.graph.nodes == ("alda", "bira", "cira", "dorn")
    assert edges_of(found) == {("alda", "cira"): 1, ("cira", "dorn"): -1}
    assert [found.rows_of(edge) for edge in range(2)] == [(4, 5), (6,)]
    assert found.left_out == (
        LeftOut("alda", "bira", (2, 3), AMBIVALENT),
        LeftOut("bira", "dorn", (7, 8, 9), AMBIVALENT),
    )
    assert found.weights is None
    assert found.constant == 0
    assert [array.dtype for array in found.graph[1:]] == [np.int64, np.int8]


def test_sum_follows_the_greater_number() -> None:
    """Two friendly rows outweigh a hostile one; one each cancel out."""
    found = combine(rows_in(TIES), "sum")
    assert edges_of(found) == {("alda", "cira"): 1, ("bira", "dorn"): 1, ("cira", "dorn"): -1}
    assert [found.rows_of(edge) for edge in range(3)] == [(4, 5), (7, 8, 9), (6,)]
    assert found.left_out == (LeftOut("alda", "bira", (2, 3), CANCELLED),)
    assert found.weights is None
    assert found.constant == 0


def test_mutual_wants_both_directions() -> None:
    """A tie counts if both sides have it; one side alone or a quarrel over it is left out."""
    found = combine(rows_in(TIES), "mutual")
    assert edges_of(found) == {("alda", "cira"): 1}
    assert found.rows_of(0) == (4, 5)
    assert found.left_out == (
        LeftOut("alda", "bira", (2, 3), AMBIVALENT),
        LeftOut("bira", "dorn", (7, 8, 9), AMBIVALENT),
        LeftOut("cira", "dorn", (6,), ONE_SIDED),
    )
    one_sided = combine(rows_in(as_csv([("a", "b", 1), ("a", "b", -1)])), "mutual")
    assert one_sided.left_out == (LeftOut("a", "b", (2, 3), ONE_SIDED),)


def test_keep_counts_every_row() -> None:
    """Of opposite rows only the surplus is left as weight, and the rest is a constant."""
    found = combine(rows_in(TIES), "keep")
    assert edges_of(found) == {("alda", "cira"): 1, ("bira", "dorn"): 1, ("cira", "dorn"): -1}
    assert found.weights is not None
    assert found.weights.tolist() == [2, 1, 1]
    assert found.constant == 2
    assert found.left_out == ()
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert found.positive.tolist() == [1, 2, 2, 0]
    assert found.negative.tolist() == [1, 0, 1, 1]
    assert found.kept.tolist() == [1, 2, 3]
    assert [found.rows_of(edge) for edge in range(3)] == [(4, 5), (7, 8, 9), (6,)]


directed_ties = st.lists(
    st.tuples(st.permutations("abcde").map(lambda names: names[:2]), st.sampled_from([1, -1])).map(
        lambda tie: (tie[0][0], tie[0][1], tie[1])
    ),
    min_size=1,
    max_size=16,
)


def by_pair(ties: Ties) -> dict[tuple[str, str], list[tuple[int, int, bool]]]:
    """Return for each pair its rows: number, sign, and whether it runs from the first node."""
    pairs: dict[tuple[str, str], list[tuple[int, int, bool]]] = {}
    for number, (a, b, sign) in enumerate(ties, start=2):
        pairs.setdefault((min(a, b), max(a, b)), []).append((number, sign, a < b))
    return dict(sorted(pairs.items()))


@pytest.mark.parametrize("rule", RULES)
@given(ties=directed_ties)
def test_rules_agree_with_a_plain_reading(rule: str, ties: Ties) -> None:
    """Each pair is an edge or left out as the rule's sentence says, and no row is lost."""
    edges, weights, left_out, constant = {}, [], [], 0
    behind = []
    for pair, rows in by_pair(ties).items():
        numbers = tuple(number for number, *_ in rows)
        signs = [sign for _, sign, _ in rows]
        total = sum(signs)
        is_torn = len(set(signs)) == 2
        if rule == "keep":
            constant += min(signs.count(1), signs.count(-1))
            why = None
        elif rule == "sum":
            why = CANCELLED if total == 0 else None
        elif rule == "mutual" and len({forward for *_, forward in rows}) == 1:
            why = ONE_SIDED
        else:
            why = AMBIVALENT if is_torn else None
        if why:
            left_out.append(LeftOut(*pair, numbers, why))
        elif total:
            edges[pair] = 1 if total > 0 else -1
            weights.append(abs(total))
            behind.append(numbers)
    found = combine(rows_in(as_csv(ties)), rule)
    assert found.graph.nodes == tuple(sorted({name for a, b, _ in ties for name in (a, b)}))
    assert edges_of(found) == edges
    assert list(edges_of(found)) == sorted(edges)
    assert [found.rows_of(edge) for edge in range(len(edges))] == behind
    assert found.left_out == tuple(left_out)
    assert found.constant == constant
    assert (None if found.weights is None else found.weights.tolist()) == (
        weights if rule == "keep" else None
    )
    assert (found.positive + found.negative).sum() == len(ties)
    assert found.positive.sum() == [sign for *_, sign in ties].count(1)


def least_offending(edges: list[tuple[str, str, int, int]]) -> int:
    """Return the least weight of edges that offend over all divisions into two factions."""
    best = sum(weight for *_, weight in edges)
    for sides in product([1, -1], repeat=5):
        side = dict(zip("abcde", sides, strict=True))
        best = min(best, sum(w for a, b, sign, w in edges if side[a] * side[b] != sign))
    return best


@given(directed_ties)
def test_keep_keeps_the_frustration_of_all_rows(ties: Ties) -> None:
    """The least number of offending rows is that of the weighted graph and the constant."""
    found = combine(rows_in(as_csv(ties)), "keep")
    assert found.weights is not None
    weighted = [
        (*pair, sign, weight)
        for (pair, sign), weight in zip(
            edges_of(found).items(), found.weights.tolist(), strict=True
        )
    ]
    every_row = [(a, b, sign, 1) for a, b, sign in ties]
    assert least_offending(weighted) + found.constant == least_offending(every_row)


def test_every_rule_is_a_sentence() -> None:
    """Each rule says in words what it does, to be printed with its results."""
    assert list(RULES) == ["any", "sum", "mutual", "keep"]
    assert len(set(RULES.values())) == 4
    for sentence in RULES.values():
        assert len(sentence.split()) > 10
        assert not sentence.endswith(".")


def test_unknown_rule_is_refused() -> None:
    """A rule that is none is named with those there are."""
    with pytest.raises(KhgraphError) as caught:
        combine(rows_in(TIES), "majority")
    assert str(caught.value) == ("no rule is called 'majority'; use one of any, sum, mutual, keep")
