"""Tables as text: every form, narrow terminals, poor encodings and hostile cells."""

import csv
import io
import json

import pytest

from khgraph.tables import (
    Table,
    fit_encoding,
    fold_lines,
    harmless,
    one_line,
    render,
    signed,
    to_json,
)

TABLE = Table(
    ("name", "sign", "held", "note"),
    (
        ("Alda", -1, True, 'said "no", twice'),
        ("Zämyn", 0, False, None),
        ("Khar", 10, None, "two\nlines\tand a tab"),
    ),
)


def test_a_pipe_gets_aligned_columns() -> None:
    """Without a width the columns are as wide as their widest cell and nothing is folded."""
    assert render(TABLE, "table") == (
        "name   sign  held   note\n"
        "-----  ----  -----  -------------------\n"
        'Alda     -1  true   said "no", twice\n'
        "Zämyn     0  false\n"
        "Khar     10         two lines and a tab\n"
    )


def test_wide_characters_are_counted_twice() -> None:
    """A Japanese name and a combining mark keep the next column in line."""
    table = Table(("a", "b"), (("ヌル", 1), ("e\u0301", 2), ("abcd", 3)))
    assert render(table, "table").splitlines() == [
        "a     b",
        "----  -",
        "ヌル  1",
        "e\u0301     2",
        "abcd  3",
    ]


def test_a_table_without_rows_has_its_header() -> None:
    """An empty result still says what its columns are, in every form but JSON."""
    empty = Table(("a", "bc"), ())
    assert render(empty, "table") == "a  bc\n-  --\n"
    assert render(empty, "table", width=3) == "a  bc\n-  --\n"
    assert render(empty, "csv") == "a,bc\n"
    assert render(empty, "tsv") == "a\tbc\n"
    assert render(empty, "json") == "[]\n"


def test_csv_gives_the_cells_back() -> None:
    """Quotes, commas, tabs and line ends survive CSV and TSV; an absent value is an empty cell."""
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(render(TABLE, form)), delimiter=delimiter))
        assert rows == [
            ["name", "sign", "held", "note"],
            ["Alda", "-1", "true", 'said "no", twice'],
            ["Zämyn", "0", "false", ""],
            ["Khar", "10", "", "two\nlines\tand a tab"],
        ]


def test_json_keeps_types() -> None:
    """JSON has numbers, booleans and null, readable letters and a final newline."""
    text = render(TABLE, "json")
    assert json.loads(text) == TABLE.records()
    assert "Zämyn" in text
    assert text.endswith("]\n")


def test_json_refuses_what_is_no_json() -> None:
    """A number that JSON does not have is an error, not a word that no parser takes."""
    with pytest.raises(ValueError, match="Out of range float"):
        to_json({"number": float("nan")})


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_is_not_exceeded(width: int) -> None:
    """No line is wider than the terminal, or ends in spaces."""
    table = Table(("word", "text"), (("x" * 70, "many small words " * 30), ("b", "c")))
    for line in render(table, "table", width=width).splitlines():
        assert len(line) <= width
        assert line == line.rstrip()


def test_a_table_too_wide_for_its_terminal_comes_row_by_row() -> None:
    """Where the columns have no room, each row is a block of its cells without the empty ones."""
    columns = ("subject", "relation", "object", "when", "source")
    rows = (
        ("Nur", "was an enemy of", "Osk", "1932/..", "test2000"),
        ("Vell League", "kept out of the quarrels of", "Nur", None, "test2000"),
    )
    assert render(Table(columns, rows), "table", width=32) == (
        "subject   Nur\n"
        "relation  was an enemy of\n"
        "object    Osk\n"
        "when      1932/..\n"
        "source    test2000\n"
        "\n"
        "subject   Vell League\n"
        "relation  kept out of the\n"
        "          quarrels of\n"
        "object    Nur\n"
        "source    test2000\n"
    )


def test_a_day_is_not_broken_where_there_is_room() -> None:
    """At 80 columns a date stays in one piece beside long texts."""
    row = ("Mongol soldiers of the Hingan Army", "killed", "Japanese officers " * 3, "1945-08-11")
    table = Table(("killer", "relation", "victim", "when"), (row,))
    assert "1945-08-11" in render(table, "table", width=60)


def test_numbers_stand_on_the_right_of_a_terminal_column() -> None:
    """A column of whole numbers is aligned on the right."""
    table = Table(("count",), ((5,), (1000,)))
    assert render(table, "table", width=40).splitlines()[2:] == ["    5", " 1000"]


def test_colour_only_where_asked() -> None:
    """Escape sequences come with color=True alone."""
    assert "\x1b" not in render(TABLE, "table", width=80)
    assert "\x1b" in render(TABLE, "table", width=80, color=True)


def test_markup_in_a_cell_stays_text() -> None:
    """A cell that looks like the markup of the library that draws tables is shown as it is."""
    table = Table(("[red]a[/red]",), (("[bold]b[/bold] :smile: [/]",),))
    drawn = render(table, "table", width=80)
    assert "[bold]b[/bold] :smile: [/]" in drawn
    assert "[red]a[/red]" in drawn


@pytest.mark.parametrize("width", [None, 80])
def test_a_cell_cannot_command_the_terminal(width: int | None) -> None:
    """Escape sequences and marks that turn the line do not reach the terminal from the data."""
    table = Table(("a",), (("\x1b[31mred\x07 \u202eback\x9b",),))
    assert "\ufffd[31mred\ufffd \ufffdback\ufffd" in render(table, "table", width=width)


def test_exact_forms_keep_control_characters() -> None:
    """What a program reads is not changed."""
    table = Table(("a",), (("\x1b[31m",),))
    assert render(table, "csv") == "a\n\x1b[31m\n"
    assert json.loads(render(table, "json")) == [{"a": "\x1b[31m"}]


def test_one_line_and_harmless() -> None:
    """One line has no line end; a harmless text keeps its lines and tabs."""
    assert one_line(" a \n\n b\tc\r\x00") == "a b c \ufffd"
    assert harmless("a\n\tb\x1b\r") == "a\n\tb\ufffd\ufffd"


def test_fold_lines_hangs_and_keeps_hyphens() -> None:
    """The first line has its indent, the others theirs; a date is not broken at its hyphens."""
    text = "He fought from 1939-05-11 to 1939-08-31."
    assert fold_lines(text, 24, "- ", "    ") == [
        "- He fought from",
        "    1939-05-11 to",
        "    1939-08-31.",
    ]
    assert fold_lines("", 24, "  ") == []


def test_fold_lines_never_gets_narrower_than_twenty_after_the_indent() -> None:
    """A terminal of a few columns does not fold to single letters."""
    assert fold_lines("one two three four", 3, "      ") == ["      one two three four"]


class Stream(io.StringIO):
    """A text stream that says an encoding of its own."""

    encoding = ""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "● Zämyn │ · “ヌル” – … →"),
        ("ascii", '* Zamyn | . "??" - ... ->'),
        ("latin-1", '* Zämyn | · "??" - ... ->'),
    ],
)
def test_text_is_fitted_to_the_encoding(encoding: str, expected: str) -> None:
    """Marks turn to ASCII, letters lose their diacritics; only the rest becomes a question mark."""
    assert fit_encoding("● Zämyn │ · “ヌル” – … →", Stream(encoding)) == expected


def test_an_unsigned_relation_does_not_turn_hostile_in_ascii() -> None:
    """The mark of no sign never becomes the mark of an enemy."""
    signs = [fit_encoding(signed(sign), Stream("ascii")) for sign in (1, 0, -1, None)]
    assert signs == ["+", "0", "-", "."]
