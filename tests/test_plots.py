"""The picture of a series, read back from its SVG: where everything stands, and what it shows.

Places are in points from the upper left corner, as the SVG has them. A line of text takes the
room that its letters have in the font that the picture names first.
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from khgraph.drawing import look
from khgraph.plots import PlotMark, PlotPoint, page, plot_series

SVG = "{http://www.w3.org/2000/svg}"


class Written(NamedTuple):
    """One line of text: its words, the box it takes, and where it is anchored."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    x: float


def point(x0: float, x1: float | None = None, **changes: Any) -> PlotPoint:
    """Return a slice, of a year unless said otherwise."""
    plain = PlotPoint(
        *(x0, x0 + 1 if x1 is None else x1, f"{x0:g}", 6, 9, 2, 3, 1, 4, 1, 0.75, (3, 3), (1, 1))
    )
    return plain._replace(**changes)


def years(first: int, last: int) -> list[PlotPoint]:
    """Return slices of a year, none like the one before it."""
    return [
        point(
            year,
            friendly=5 + year * 7 % 11,
            hostile=8 + year * 5 % 31,
            balanced_ratio=None if year % 9 == 0 else year % 5 / 4,
            triangles=0 if year % 9 == 0 else 4,
            strong=(year % 6 + year % 3, year % 6),
            weak=(year % 3, year % 3),
        )
        for year in range(first, last + 1)
    ]


def groups(count: int, label: str = "group {}") -> list[PlotPoint]:
    """Return groups of which it is not known what certainly held."""
    unknown = {"sure_friendly": None, "sure_hostile": None, "sure_triangles": None}
    return [point(i, label=label.format(i), **unknown) for i in range(count)]


def crowd(label: str = "What came to pass then") -> list[PlotMark]:
    """Return 43 turning points, 12 of them in 1939 and six in 1945."""
    places = [1939 + i / 13 for i in range(12)] + [1945 + i / 50 for i in range(6)]
    places += [1905 + 4 * i for i in range(25)]
    return [PlotMark(x, f"{x:.2f}", label) for x in places]


def draw(
    points: Sequence[PlotPoint], marks: Sequence[PlotMark] = (), **choices: Any
) -> ElementTree.Element:
    """Return the SVG of a series, parsed."""
    plain = {"title": "A title", "notes": ["A rule."], "form": "svg"}
    return ElementTree.fromstring(plot_series(points, marks, **{**plain, **choices}))  # noqa: S314


def written(root: ElementTree.Element) -> list[Written]:
    """Return every line of text with the box it takes."""
    return [_box(node) for node in root.iter(f"{SVG}text")]


def _box(node: ElementTree.Element) -> Written:
    style = dict(part.split(": ", 1) for part in node.attrib["style"].split("; "))
    words = node.text or ""
    size = float(style["font-size"].removesuffix("px"))
    font = FontProperties(
        family=style["font-family"].split(",")[0].strip("'"),
        size=size,
        weight=int(style.get("font-weight", "400")),
    )
    # The picture's font has no wide letters; in any that has them they are square.
    wide = [char for char in words if unicodedata.east_asian_width(char) == "W"]
    narrow = "".join(char for char in words if char not in wide)
    width = text_to_path.get_text_width_height_descent(narrow, font, ismath=False)[0]
    width += len(wide) * size
    x, y = float(node.attrib["x"]), float(node.attrib["y"])
    start = {"start": 0.0, "middle": width / 2, "end": width}[style["text-anchor"]]
    above, below = 0.74 * size, 0.2 * size
    if node.attrib["transform"].startswith("rotate(-90"):
        return Written(words, x - above, y + start - width, x + below, y + start, x)
    return Written(words, x - start, y - above, x - start + width, y + below, x)


def words_of(root: ElementTree.Element) -> list[str]:
    """Return every line of text."""
    return [line.words for line in written(root)]


def path(root: ElementTree.Element, name: str) -> list[list[tuple[float, float]]]:
    """Return the points of a named shape, a list for each part; none if it is not there."""
    found = root.findall(f".//{SVG}g[@id='{name}']/{SVG}path")
    if not found:
        return []
    (node,) = found
    parts = node.attrib["d"].split("M")[1:]
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([-\d.e]+) ([-\d.e]+) *\n?", part)]
        for part in parts
    ]


def extent(root: ElementTree.Element, name: str) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom of a named shape."""
    points = [place for part in path(root, name) for place in part]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def are_apart(a: Sequence[float], b: Sequence[float]) -> bool:
    """Return whether two boxes (left, top, right, bottom) share no room."""
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


class Shape(NamedTuple):
    """A series to draw."""

    points: Sequence[PlotPoint]
    marks: Sequence[PlotMark] = ()
    is_time: bool = True
    title: str = "Friends and enemies"
    notes: Sequence[str] = ("Reading: all sources.", "A slice is a year.")


LONG = "A turning point that takes a great many words to tell " * 6 + "z" * 400
WIDE = "\u8bfa\u95e8\u7f55 \u54c8\u62c9\u54c8\u6cb3 " * 20
NOTHING = point(
    1939,
    friendly=0,
    hostile=0,
    sure_friendly=0,
    sure_hostile=0,
    ambivalent=0,
    triangles=0,
    sure_triangles=0,
    balanced_ratio=None,
    strong=(0, 0),
    weak=(0, 0),
)
SHAPES = {
    "one year": Shape(years(1939, 1939), [PlotMark(1939.1, "1939-02", "One")]),
    "one day": Shape([point(1939.62, 1939.62)]),
    "three years": Shape(years(1938, 1940), crowd()[:12]),
    "120 years, none": Shape(years(1900, 2019)),
    "120 years, 43 marks": Shape(years(1900, 2019), crowd()),
    "200 years, long": Shape(years(1800, 1999), crowd(LONG), title=LONG, notes=[LONG] * 2),
    "200 marks": Shape(
        years(1900, 2019), [PlotMark(1900 + i / 2, f"day {i}", "A turn") for i in range(200)]
    ),
    "one group": Shape(groups(1), is_time=False),
    "three groups, long": Shape(groups(3, LONG), is_time=False, title=LONG),
    "51 groups": Shape(groups(51, "1946\u201350 ({})"), [PlotMark(3.5, "", "x")], is_time=False),
    "200 groups": Shape(groups(200, "monastery {}"), is_time=False),
    "great numbers": Shape(
        [
            point(x, friendly=123456, hostile=98765, triangles=234567, strong=(54321, 1))
            for x in range(12)
        ],
        is_time=False,
    ),
    "nothing in it": Shape([NOTHING]),
    "wide letters": Shape(years(1939, 1939), crowd(WIDE), title=WIDE, notes=[WIDE]),
    "60 groups, long": Shape(groups(60, LONG), is_time=False),
}


@functools.cache
def drawn(name: str) -> tuple[ElementTree.Element, list[Written]]:
    """Return the SVG of a shape, and its lines of text."""
    shape = SHAPES[name]
    root = draw(
        shape.points,
        shape.marks,
        is_time=shape.is_time,
        title=shape.title,
        notes=shape.notes,
    )
    return root, written(root)


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_is_cut_off_and_no_words_overlap(name: str) -> None:
    """Every line of text stands within the page and apart from all others."""
    root, lines = drawn(name)
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    for line in lines:
        assert 0 < line.left <= line.right < width, line
        assert 0 < line.top < line.bottom < height, line
    for a, b in itertools.combinations(lines, 2):
        assert are_apart(a[1:5], b[1:5]), (a, b)


@pytest.mark.parametrize("name", SHAPES)
def test_every_mark_has_a_flag_a_rule_and_a_line_in_the_list(name: str) -> None:
    """The flags carry 1, 2, 3 ... in the order of time, and none covers another."""
    root, lines = drawn(name)
    names = [node.attrib.get("id", "") for node in root.iter(f"{SVG}g")]
    numbers = [f"{number}" for number in range(1, len(SHAPES[name].marks) + 1)]
    assert [name for name in names if name.startswith("flag-")] == [f"flag-{n}" for n in numbers]
    assert {name for name in names if name.startswith("rule-")} == {f"rule-{n}" for n in numbers}
    boxes = [extent(root, f"flag-{number}") for number in numbers]
    for a, b in itertools.combinations(boxes, 2):
        assert are_apart(a, b)
    width = float(root.attrib["viewBox"].split()[2])
    for number, (left, top, right, bottom) in zip(numbers, boxes, strict=True):
        assert 0 < left < right < width
        inside = [
            line.words
            for line in lines
            if left < line.left and line.right < right and top < line.top and line.bottom < bottom
        ]
        assert inside == [number]
    if numbers:
        heading = max(line.top for line in lines if line.words == "Turning points")
        listed = [line.words for line in lines if line.top > heading - 2]
        assert [words for words in listed if words in numbers] == numbers


@given(st.lists(st.floats(1900, 1950), min_size=1, max_size=60))
@settings(max_examples=12)
def test_rules_stand_at_their_time_and_pass_between_flags(places: list[float]) -> None:
    """In the order of time each rule comes from its own flag, through no other, to its place."""
    root = draw(years(1900, 1949), [PlotMark(x, "", "") for x in places])
    left, _, right, _ = extent(root, "friendly-possible")
    boxes = [extent(root, f"flag-{number + 1}") for number in range(len(places))]
    for number, place in enumerate(sorted(places)):
        (rule,) = path(root, f"rule-{number + 1}")
        assert rule[-1][0] == pytest.approx(left + (place - 1900) / 50 * (right - left), abs=0.01)
        assert rule[-2][0] == rule[-1][0]
        start, bend = rule[0], rule[1]
        box = boxes[number]
        assert start[0] == pytest.approx((box[0] + box[2]) / 2, abs=0.01)
        assert start[1] == pytest.approx(box[3], abs=0.01)
        assert bend[0] == start[0]
        for other in boxes:
            is_beside = not other[0] < start[0] < other[2]
            assert is_beside or other[3] <= start[1] + 0.01
    centres = [box[0] + box[2] for box in boxes]
    assert centres == sorted(centres)


def test_marks_beyond_the_slices_are_on_the_scale() -> None:
    """A turning point before the first slice widens the scale instead of being moved."""
    root = draw(years(1930, 1939), [PlotMark(1925.0, "1925", "Before")])
    left = extent(root, "friendly-possible")[0]
    (rule,) = path(root, "rule-1")
    right = extent(root, "friendly-possible")[2]
    assert left - rule[-1][0] == pytest.approx((right - left) / 2, abs=0.01)


def test_heights_are_in_proportion() -> None:
    """Friendly ties stand on the line, hostile ones hang from it, the sure within the possible."""
    slices = [point(1939, friendly=8, hostile=20, sure_friendly=2, sure_hostile=5)]
    root = draw(slices)
    tops = {name: extent(root, name) for name in ("friendly-possible", "hostile-possible")}
    friendly, hostile = tops["friendly-possible"], tops["hostile-possible"]
    one = (friendly[3] - friendly[1]) / 8
    assert friendly[3] == hostile[1]
    assert hostile[3] - hostile[1] == pytest.approx(20 * one, abs=0.01)
    for name, count, base in (("friendly-sure", -2, friendly[3]), ("hostile-sure", 5, hostile[1])):
        _, top, _, bottom = extent(root, name)
        assert sorted([base, base + count * one]) == pytest.approx([top, bottom], abs=0.01)
    assert path(root, "friendly-plain") == path(root, "hostile-plain") == []


def levels(root: ElementTree.Element, name: str) -> list[float]:
    """Return the heights of the level parts of a line, from left to right."""
    return [
        y0
        for part in path(root, name)
        for (x0, y0), (x1, y1) in itertools.pairwise(part)
        if y0 == y1 and x1 > x0
    ]


def test_share_has_a_gap_where_there_is_no_triangle() -> None:
    """A line is interrupted, neither at 0 nor at 1, for a slice without a triangle."""
    ratios = [1.0, 0.5, None, None, 0.0, None, 1.0]
    slices = [
        point(1930 + i, balanced_ratio=ratio, triangles=0 if ratio is None else 2)
        for i, ratio in enumerate(ratios)
    ]
    root = draw(slices)
    left, _, right, _ = extent(root, "balanced-ratio")
    year = (right - left) / 7
    parts = [(part[0][0], part[-1][0]) for part in path(root, "balanced-ratio")]
    expected = [(0, 2), (4, 5), (6, 7)]
    for found, (start, end) in zip(parts, expected, strict=True):
        assert found == pytest.approx((left + start * year, left + end * year), abs=0.01)
    whole, half, nothing, again = levels(root, "balanced-ratio")
    assert whole == again < half < nothing
    assert nothing - half == pytest.approx(half - whole, abs=0.01)
    heights = {line.words: line for line in written(root)}
    for words, y in (("100%", whole), ("50%", half), ("0%", nothing)):
        assert heights[words].top < y < heights[words].bottom


def test_slices_of_time_join_and_gaps_between_them_stay() -> None:
    """A slice that ends on the day before the next begins joins it; a missing year is a gap."""
    slices = [point(1930), point(1931, 1931 + 364 / 365), point(1932), point(1934)]
    assert len(path(draw(slices), "two-camps")) == 2
    assert len(path(draw(groups(4), is_time=False), "two-camps")) == 4


def test_a_day_that_ends_as_it_begins_is_there() -> None:
    """A slice of one day joins the day after it, and is a day wide where none follows."""
    days = [point(1939 + day / 365, 1939 + day / 365) for day in (10, 11, 20, 40)]
    parts = path(draw(days), "two-camps")
    assert [len(set(part)) for part in parts] == [3, 2, 2]
    joined, *alone = [part[-1][0] - part[0][0] for part in parts]
    assert joined == pytest.approx(2 * alone[0], rel=0.01)
    assert alone[0] == pytest.approx(alone[1], rel=0.01)
    assert alone[0] > 1


def test_numbers_are_written_where_slices_are_wide() -> None:
    """Three slices say how many triangles the share is of; 120 show it by the stripe alone."""
    few = words_of(draw([point(1938), point(1939, balanced_ratio=None, triangles=0)]))
    assert "3 of 4" in few
    assert not [words for words in few if words.endswith("of 0")]
    assert {"6", "9"} <= set(few)
    assert "3 of 4" not in words_of(draw([point(1900 + i) for i in range(120)]))


@pytest.mark.parametrize(
    ("known", "keys", "shapes"),
    [
        ((2, 3), {"certainly held", "possibly held"}, {"possible", "sure"}),
        ((None, None), set(), {"plain"}),
        (
            (2, None),
            {"certainly held", "possibly held", "not known which"},
            {"possible", "sure", "plain"},
        ),
    ],
)
def test_certainty_that_is_not_known_is_not_claimed(
    known: tuple[int | None, ...], keys: set[str], shapes: set[str]
) -> None:
    """Dark and pale are explained and drawn only where something is known of certainty."""
    slices = [
        point(1930 + i, sure_friendly=n, sure_hostile=n, sure_triangles=None)
        for i, n in enumerate(known)
    ]
    root = draw(slices)
    everything = {"certainly held", "possibly held", "not known which"}
    assert everything & set(words_of(root)) == keys
    for sign in ("friendly", "hostile"):
        drawn = {kind for kind in ("possible", "sure", "plain") if path(root, f"{sign}-{kind}")}
        assert drawn == shapes
    assert path(root, "triangles-plain")
    assert not path(root, "triangles-sure")


def test_unproven_index_is_a_range() -> None:
    """Between bound and count the index is hatched, and said to be from one to the other."""
    proven, open_ = point(1938, strong=(4, 4)), point(1939, strong=(8, 6), weak=(4, 2))
    root = draw([proven, open_])
    assert {"6\u20138", "4", "range where not proven"} <= set(words_of(root))
    low, high = levels(root, "two-camps")
    unit = (low - high) / 4
    left, top, right, bottom = extent(root, "two-camps-unproven")
    middle = sum(extent(root, "two-camps")[::2]) / 2
    assert left == pytest.approx(middle, abs=0.01)
    assert top == pytest.approx(high, abs=0.01)
    assert bottom - top == pytest.approx(2 * unit, abs=0.01)
    assert right == extent(root, "two-camps")[2]
    *_, weak_top, _, weak_bottom = extent(root, "any-camps-unproven")
    assert weak_bottom - weak_top == pytest.approx(2 * unit, abs=0.01)
    assert extent(root, "any-camps")[1] == pytest.approx(weak_bottom, abs=0.01)
    sure = draw([proven, point(1939)])
    assert "range where not proven" not in words_of(sure)
    assert not path(sure, "two-camps-unproven") + path(sure, "any-camps-unproven")


def test_counts_that_are_all_zero_are_none() -> None:
    """No scale is drawn for what there is nothing of."""
    slices = [point(1939, ambivalent=0)]
    assert words_of(draw(slices)).count("none") == 1
    slices = [point(1939, ambivalent=0, triangles=0, sure_triangles=0, balanced_ratio=None)]
    root = draw(slices)
    assert words_of(root).count("none") == 2
    assert not path(root, "balanced-ratio")


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        (1900, 2020, [f"{year}" for year in range(1900, 2021, 10)]),
        (1931, 1946, [f"{year}" for year in range(1931, 1946)]),
        (1936, 1940, ["Jan", "Apr", "Jul", "Oct"] * 4 + ["1936", "1937", "1938", "1939"]),
        (1939, 1940, [*MONTHS, "1939"]),
        # From the middle of May to the middle of June.
        (
            1939 + 134 / 365,
            1939 + 165 / 365,
            [*map(str, range(15, 32)), *map(str, range(1, 15)), "May 1939", "Jun 1939"],
        ),
        (1939 + 50 / 365, 1939 + 51 / 365, ["20", "Feb 1939"]),
        # One day has no room for the name of its month.
        (1939 + 150 / 365, 1939 + 180 / 365, ["31", *map(str, range(1, 30)), "Jun 1939"]),
        (1, 2001, [f"{year}" for year in range(200, 2001, 200)]),
    ],
)
def test_scale_of_time(start: float, end: float, labels: list[str]) -> None:
    """Years, quarters, months or days, whichever can be read; the greater unit under the lesser."""
    root = draw([point(start, end)], notes=[])
    foot = extent(root, "any-camps")[3]
    found = [line.words for line in written(root) if line.top > foot + 3 and line.x > 150]
    assert found[: len(labels)] == labels


def test_marks_and_labels_agree_on_time() -> None:
    """The rule of the first of January stands over the year's label."""
    root = draw(years(1900, 2019), [PlotMark(1950.0, "then", "It begins")])
    (rule,) = path(root, "rule-1")
    (label,) = [line for line in written(root) if line.words == "1950"]
    assert label.x == pytest.approx(rule[-1][0], abs=0.01)


@pytest.mark.parametrize(("count", "every"), [(1, 1), (3, 1), (51, 1), (200, 4)])
def test_groups_carry_their_labels(count: int, every: int) -> None:
    """Each group is named under its bar, each fourth of very many."""
    root = draw(groups(count), is_time=False)
    labels = [line for line in written(root) if line.words.startswith("group ")]
    assert [line.words for line in labels] == [f"group {i}" for i in range(0, count, every)]
    bars = path(root, "friendly-plain")
    for label, bar in zip(labels, bars[::every], strict=True):
        xs = [x for x, _ in bar]
        assert max(xs) - min(xs) < page.GROUP_WIDTH
        middle = (min(xs) + max(xs)) / 2
        assert middle == pytest.approx((label.left + label.right) / 2, abs=3)


def test_long_labels_of_many_groups_are_cut() -> None:
    """A label that stands upright is no longer than the stripe above it is high."""
    labels = [line for line in drawn("60 groups, long")[1] if line.words.endswith("\u2026")]
    assert len(labels) == 60
    for label in labels:
        assert LONG.startswith(label.words.rstrip("\u2026"))
        assert 50 < label.bottom - label.top < 110


def test_groups_at_bare_positions_have_width() -> None:
    """A group that ends where it begins is drawn around its position."""
    bare = [group._replace(x1=group.x0) for group in groups(3)]
    assert len(path(draw(bare, is_time=False), "friendly-plain")) == 3


def test_colours_are_those_of_the_page() -> None:
    """Friendly and hostile look the same in both pictures."""
    assert (page.PAPER, page.INK, page.TURN) == (look.PAPER, look.INK, look.TURN_COLOUR)
    assert (look.LINES[1].colour, look.LINES[-1].colour) == (page.FRIENDLY, page.HOSTILE)
