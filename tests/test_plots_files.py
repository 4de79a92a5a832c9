"""The picture of a series as a file: the words it holds, its bytes, and what is no picture."""

import hashlib
import re
import struct
import subprocess
import sys
import warnings
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from khgraph.errors import KhgraphError
from khgraph.plots import FORMS, PlotMark, PlotPoint, plot_series

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"

SLICE = PlotPoint(1939, 1940, "1939", 6, 9, 2, 3, 1, 4, 1, 0.75, (3, 3), (1, 1))
MARKS = [PlotMark(1905 + i, f"{1905 + i}", "What came to pass then") for i in range(43)]


def years(first: int, last: int) -> list[PlotPoint]:
    """Return slices of a year, all alike."""
    return [SLICE._replace(x0=year, x1=year + 1) for year in range(first, last + 1)]


def draw(
    points: Sequence[PlotPoint], marks: Sequence[PlotMark] = (), **choices: Any
) -> ElementTree.Element:
    """Return the SVG of a series, parsed."""
    plain = {"title": "A title", "notes": ["A rule."], "form": "svg"}
    return ElementTree.fromstring(plot_series(points, marks, **{**plain, **choices}))  # noqa: S314


def words_of(root: ElementTree.Element) -> list[str]:
    """Return every line of text."""
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def test_words_that_are_said() -> None:
    """Title, notes and labels stand in the picture, and what the parts are called."""
    root = draw(
        years(1930, 1939),
        [PlotMark(1936.31, "1936-04-24", "Lingsheng, friend of Japan, is put to death by it")],
        title="Friends and enemies",
        notes=["Reading: all sources.", "A slice is a year."],
    )
    lines = words_of(root)
    for words in (
        "Friends and enemies",
        "Reading: all sources.",
        "A slice is a year.",
        "1936-04-24",
        "Lingsheng, friend of Japan, is put to death by it",
        "Ties by sign",
        "friendly",
        "hostile",
        "certainly held",
        "possibly held",
        "Ambivalent pairs",
        "Balanced triangles",
        "Triangles",
        "Line index of balance",
        "two camps",
        "any number",
        "of camps",
    ):
        assert lines.count(words) == 1, words


def test_no_list_where_there_is_nothing_to_list() -> None:
    """Without marks and notes nothing is said of them."""
    lines = words_of(draw(years(1930, 1939), notes=["", " "]))
    assert not {"Turning points", "listed below", "Reading and rules"} & set(lines)


HOSTILE = 'a <b>&amp; "q"\' $x^2$ $ \\alpha {} %s Халхын гол, Үүр'


def test_any_words_are_kept_as_they_are() -> None:
    """Markup, mathematics and other scripts are words; ends of line and controls are none."""
    unclean = HOSTILE + "\n \x1b\x00\ud800\ufffe]]>"
    clean = HOSTILE + " \ufffd\ufffd\ufffd\ufffd]]>"
    root = draw(
        [SLICE._replace(x0=0, x1=1, label=unclean)],
        [PlotMark(0.5, "$1$", unclean)],
        title=unclean,
        notes=[unclean, " \n"],
        is_time=False,
    )
    lines = words_of(root)
    assert root.findtext(f"{SVG}title") == clean
    assert root.attrib["role"] == "img"
    everything = "".join(lines).replace(" ", "")
    assert everything.count(clean.replace(" ", "")) == 4
    assert "$1$" in lines
    time = draw(years(1939, 1939), [PlotMark(1939.5, "$1$", unclean)], title=unclean)
    # On a wide page each is one line.
    assert words_of(time).count(clean) == 2


@pytest.mark.parametrize("form", FORMS)
def test_equal_input_gives_equal_bytes(form: str) -> None:
    """Neither the clock nor the order of a hash nor the user's settings change the picture."""
    code = (
        "import hashlib, sys; from khgraph.plots import *\n"
        "p = PlotPoint(1939, 1940, 'a', 6, 9, 2, 3, 1, 4, 1, 0.75, (3, 1), (1, 0))\n"
        "made = plot_series([p], [PlotMark(1939.5, 'b', 'c')], title='d', notes=['e'], "
        f"form={form!r})\n"
        "print(hashlib.sha256(made).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2000000000")
    }
    slices = [SLICE._replace(label="a", strong=(3, 1), weak=(1, 0))]
    marks = [PlotMark(1939.5, "b", "c")]
    with mpl.rc_context({"font.size": 31.0, "svg.fonttype": "path", "savefig.bbox": "tight"}):
        made = plot_series(slices, marks, title="d", notes=["e"], form=form)
        assert (mpl.rcParams["font.size"], mpl.rcParams["svg.fonttype"]) == (31.0, "path")
    assert found == {hashlib.sha256(made).hexdigest()}
    assert not re.search(rb"20\d\d-\d\d-\d\d|[Mm]atplotlib", made)


def test_png_is_as_large_as_the_page() -> None:
    """A PNG has 2.5 pixels to a point; letters that no font has are no warning."""
    choices: dict[str, Any] = {"title": "\u8bfa\u95e8\u7f55", "notes": []}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = plot_series(years(1900, 1949), MARKS, form="png", **choices)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", made[16:24])
    page = draw(years(1900, 1949), MARKS, **choices).attrib["viewBox"].split()
    assert width == 2100 == 2.5 * float(page[2])
    assert height == pytest.approx(2.5 * float(page[3]), abs=1)


def test_nothing_is_loaded_from_elsewhere() -> None:
    """The SVG carries all it shows: every reference is to a part of itself."""
    for node in draw(years(1900, 1949), MARKS).iter():
        links = [node.attrib.get("href", "#"), node.attrib.get(f"{XLINK}href", "#")]
        assert all(link.startswith("#") for link in links)
        assert node.tag not in (f"{SVG}image", f"{SVG}script")


@pytest.mark.parametrize(
    ("points", "form", "message"),
    [
        ([], "svg", "there is no slice to draw; choose a longer span or other sources"),
        ([SLICE], "pdf", "no picture is called 'pdf'; use one of svg, png"),
        (
            [SLICE._replace(x1=1938)],
            "png",
            "the slice 1939 ends before it begins; turn it round",
        ),
        (
            [SLICE, SLICE._replace(x0=1939.5, x1=1940.5, label="1939.5")],
            "svg",
            "the slices 1939 and 1939.5 overlap or are out of order; "
            "give windows that overlap as groups, each at a position of its own",
        ),
        (
            [SLICE, SLICE._replace(x0=1930, x1=1931, label="1930")],
            "svg",
            "the slices 1939 and 1930 overlap or are out of order; "
            "give windows that overlap as groups, each at a position of its own",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(points: list[PlotPoint], form: str, message: str) -> None:
    """The fault is named in one sentence."""
    with pytest.raises(KhgraphError) as caught:
        plot_series(points, [], title="", notes=[], form=form)
    assert str(caught.value) == message


def test_drawing_library_waits_until_it_is_used() -> None:
    """Importing the module loads neither matplotlib nor numpy."""
    code = "import sys, khgraph.plots; print({'matplotlib', 'numpy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout == "set()\n"
