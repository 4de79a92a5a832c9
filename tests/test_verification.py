"""Verification: a claim's cited lines must be in the copy of its source, and name a party."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.cli import evidence, main
from khgraph.errors import LoadError
from khgraph.namespaces import PREFIXES
from khgraph.stores import FileStore, Store
from khgraph.strips.figures import verification_strip
from khgraph.verification import Failure, SourceCheck, verify

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

UNNAMED = "the cited lines name none of the parties"
EMPTY = "the cited lines are empty"

# Ada Quill is the author of all; Brevia attacked Moltan, and Sorrel has no part in it.
WORLD = (
    'kha:quill a kh:Person ; skos:prefLabel "Ada Quill"@en .\n'
    'kha:brevia a kh:State ; skos:prefLabel "Brevia"@en .\n'
    'kha:moltan a kh:State ; skos:prefLabel "Moltan"@en .\n'
    'kha:nesse a kh:State ; skos:prefLabel "Nessebar"@en .\n'
    'kha:sorrel a kh:State ; skos:prefLabel "Sorrel"@en .\n'
    'khe:ember a kh:Event ; skos:prefLabel "Night of Embers"@en .\n'
)


def statement(name: str, subject: str, relation: str, value: str, more: str = "") -> str:
    """Return a statement in Turtle."""
    return (
        f"khs:{name} a kh:Statement ; rdf:subject {subject} ; rdf:predicate kh:{relation} ;"
        f" rdf:object {value} {more} .\n"
    )


def claim(name: str, source: str, lines: str, about: str = "khs:s", more: str = "") -> str:
    """Return a claim of Ada Quill in Turtle."""
    return (
        f"khc:{name} a kh:Claim ; kh:about {about} ; dcterms:source khb:{source} ;"
        f" kh:lines {json.dumps(lines)} ; prov:wasAttributedTo kha:quill ;"
        f" kh:stance kh:affirms {more} .\n"
    )


def source(name: str, copy: bytes) -> str:
    """Return a source in Turtle that knows its copy."""
    checksum = hashlib.sha256(copy).hexdigest()
    return f'khb:{name} a kh:Source ; skos:prefLabel "{name}" ; kh:sha256 "{checksum}" .\n'


ATTACK = statement("s", "kha:brevia", "attacked", "kha:moltan")


def graph(folder: Path, turtle: str) -> Path:
    """Write Turtle to a file."""
    path = folder / "graph.ttl"
    path.write_text(HEAD + turtle, encoding="utf-8")
    return path


def texts(folder: Path, **copies: str | bytes) -> Path:
    """Write the copies to a folder of their own, each under its name."""
    found = folder / "texts"
    found.mkdir(exist_ok=True)
    for name, copy in copies.items():
        data = copy.encode() if isinstance(copy, str) else copy
        (found / f"{name}.txt").write_bytes(data)
    return found


def problem(
    folder: Path,
    copy: str,
    turtle: str = WORLD + ATTACK,
    *,
    lines: str = "1",
    about: str = "khs:s",
    more: str = "",
) -> str | None:
    """Return what is wrong with a claim that cites *lines* of *copy*, None if nothing is."""
    data = source("book", copy.encode()) + turtle + claim("c", "book", lines, about, more)
    found = verify(FileStore([graph(folder, data)]), texts(folder, copy=copy))
    (check,) = (each for each in found if each.source == "book")
    assert check.claims == 1
    assert check.path is not None
    assert check.passed == (not check.failures)
    if check.passed:
        return None
    (failure,) = check.failures
    assert (failure.claim, failure.lines) == ("khc:c", lines)
    return failure.problem


def named(folder: Path, cases: Sequence[tuple[str, str]]) -> list[bool]:
    """Return of each case, a thing in Turtle and a line, whether the line names the thing.

    All are read at once: the thing of each case has a claim that cites its line.
    """
    copy = "\n".join(line for _, line in cases)
    data = WORLD + source("book", copy.encode())
    for number, (thing, _) in enumerate(cases):
        data += f"kha:x{number} {thing} .\n"
        data += statement(f"s{number}", f"kha:x{number}", "occurred", "true")
        data += claim(f"c{number}", "book", str(number + 1), f"khs:s{number}")
    (check,) = verify(FileStore([graph(folder, data)]), texts(folder, copy=copy))
    assert check.path is not None
    assert {failure.problem for failure in check.failures} <= {UNNAMED}
    failed = {failure.claim for failure in check.failures}
    return [f"khc:c{number}" not in failed for number in range(len(cases))]


def run(*arguments: str | Path) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, [str(word) for word in arguments], prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# ---- the copy


def test_a_copy_is_known_by_its_sum(tmp_path: Path) -> None:
    """The name of a copy does not count, nor do files beside it."""
    turtle = WORLD + ATTACK + source("book", b"Brevia\n") + claim("c", "book", "1")
    store = FileStore([graph(tmp_path, turtle)])
    folder = texts(tmp_path, another="Moltan\n", zebra="Brevia\n", book="no copy of it\n")
    (folder / "deeper").mkdir()
    assert verify(store, folder) == [SourceCheck("book", folder / "zebra.txt", 1, ())]
    (folder / "zebra.txt").rename(folder / "picture.jpeg")
    assert verify(store, folder) == [SourceCheck("book", folder / "picture.jpeg", 1, ())]


@pytest.mark.parametrize("copy", ["Brevia", "Brevia\n\n", "brevia\n", "\ufeffBrevia\n"])
def test_another_text_is_no_copy(tmp_path: Path, copy: str) -> None:
    """A text that differs in a byte is not the copy; its source is not checked, nor passed."""
    turtle = WORLD + ATTACK + source("book", b"Brevia\n") + claim("c", "book", "9")
    (check,) = verify(FileStore([graph(tmp_path, turtle)]), texts(tmp_path, book=copy))
    assert check == SourceCheck("book", None, 1, ())
    assert not check.passed


def test_a_source_without_a_sum_has_no_copy(tmp_path: Path) -> None:
    """A source that knows no sum is not checked, and nor is any in an empty folder."""
    turtle = (
        WORLD
        + ATTACK
        + source("book", b"")
        + claim("c", "book", "1")
        + claim("d", "other", "1")
        + 'khb:other a kh:Source ; skos:prefLabel "other" .\n'
    )
    store = FileStore([graph(tmp_path, turtle)])
    expected = [SourceCheck("book", None, 1, ()), SourceCheck("other", None, 1, ())]
    assert verify(store, texts(tmp_path)) == expected


def test_folders_in_the_folder_are_not_looked_at(tmp_path: Path) -> None:
    """A copy in a folder of the folder is not found."""
    turtle = WORLD + ATTACK + source("book", b"Brevia\n") + claim("c", "book", "1")
    folder = texts(tmp_path)
    (folder / "deeper").mkdir()
    (folder / "deeper" / "book.txt").write_text("Brevia\n")
    assert verify(FileStore([graph(tmp_path, turtle)]), folder) == [
        SourceCheck("book", None, 1, ())
    ]


@pytest.mark.parametrize(
    ("name", "reason"), [("absent", "No such file or directory"), ("file", "Not a directory")]
)
def test_what_is_no_folder_is_refused(tmp_path: Path, small: Store, name: str, reason: str) -> None:
    """A folder that is not there, or is a file, is named with the reason."""
    (tmp_path / "file").touch()
    with pytest.raises(LoadError) as caught:
        verify(small, tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: cannot be read: {reason}"


@pytest.mark.parametrize(("method", "name"), [("iterdir", "texts")])
def test_what_may_not_be_read_is_named(
    tmp_path: Path, small: Store, monkeypatch: pytest.MonkeyPatch, method: str, name: str
) -> None:
    """A folder that may not be read is named."""
    folder = texts(tmp_path, a="Brevia\n")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, method, refuse)
    with pytest.raises(LoadError) as caught:
        verify(small, folder)
    assert str(caught.value) == f"{tmp_path / name}: cannot be read: Permission denied"


def test_a_fault_without_a_name_names_the_folder(
    tmp_path: Path, small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system does not say which file it could not read, the folder is named."""

    def refuse(path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(LoadError) as caught:
        verify(small, tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read: Input/output error"


# ---- the lines


FOUR = "Once upon a time\n\nBrevia was great,\n \t\xa0\n"


LINES = {
    "3": None,
    "3-3": None,
    "1-4": None,
    "2-3": None,
    "3-4": None,
    "1,3": None,
    "3,1": None,
    "3-4,1-2": None,
    "1,2,3": None,
    " 1 , 2-3 ": None,
    "1": UNNAMED,
    "4,1": UNNAMED,
    "1-2,4": UNNAMED,
    "2": EMPTY,
    "4": EMPTY,
    "2,4": EMPTY,
    "5": "there are no lines 5; the copy has 4",
    "3-5": "there are no lines 3-5; the copy has 4",
    "3, 5-6 ": "there are no lines 5-6; the copy has 4",
    "7,9": "there are no lines 7; the copy has 4",
    "4-3": "there are no lines 4-3; the copy has 4",
    "3,2-1": "there are no lines 2-1; the copy has 4",
    "0": "'0' is no line or range of lines",
    "0-3": "'0-3' is no line or range of lines",
    "3-0": "'3-0' is no line or range of lines",
    "03": "'03' is no line or range of lines",
    "-3": "'-3' is no line or range of lines",
    "3-": "'3-' is no line or range of lines",
    "2--3": "'2--3' is no line or range of lines",
    "2-3-4": "'2-3-4' is no line or range of lines",
    "2 - 3": "'2 - 3' is no line or range of lines",
    "2\u20133": "'2\u20133' is no line or range of lines",
    "3.0": "'3.0' is no line or range of lines",
    "three": "'three' is no line or range of lines",
    "3; 4": "'3; 4' is no line or range of lines",
    "1 3": "'1 3' is no line or range of lines",
    "": "the claim cites no lines",
    "3,": "'' is no line or range of lines",
    "3, x ,9": "'x' is no line or range of lines",
}


def test_lines(tmp_path: Path) -> None:
    """Lines are counted from 1, in ranges and commas; each must exist, and some hold words."""
    turtle = WORLD + ATTACK + source("book", FOUR.encode())
    for number, lines in enumerate(LINES):
        turtle += claim(f"c{number:02}", "book", lines)
    (check,) = verify(FileStore([graph(tmp_path, turtle)]), texts(tmp_path, book=FOUR))
    assert check.claims == len(LINES)
    found = {failure.lines: failure.problem for failure in check.failures}
    assert {lines: found.get(lines) for lines in LINES} == LINES


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_last_line_may_end_or_not(tmp_path: Path, end: str) -> None:
    """The last line counts with and without a line end after it, and nothing follows it."""
    copy = f"Once\nBrevia{end}"
    assert problem(tmp_path, copy, lines="2") is None
    assert problem(tmp_path, copy, lines="3") == "there are no lines 3; the copy has 2"


def test_an_empty_last_line_is_a_line(tmp_path: Path) -> None:
    """Two line ends at the end of a copy leave an empty line that can be cited."""
    assert problem(tmp_path, "Brevia\n\n", lines="2") == EMPTY
    assert problem(tmp_path, "Brevia\n\n", lines="3") == "there are no lines 3; the copy has 2"
    assert problem(tmp_path, "\n", lines="1") == EMPTY


def test_an_empty_copy_has_no_lines(tmp_path: Path) -> None:
    """A copy of no bytes is a copy, without a line to cite."""
    assert problem(tmp_path, "", lines="1") == "there are no lines 1; the copy has 0"


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    """Lines are counted as other tools do: a form feed or a separator ends none."""
    copy = "one\x0cone\u2028one\x85one\rone\nBrevia\n"
    assert problem(tmp_path, copy, lines="2") is None
    assert problem(tmp_path, copy, lines="3") == "there are no lines 3; the copy has 2"


def test_bytes_that_are_no_utf8_do_not_hinder(tmp_path: Path) -> None:
    """What cannot be decoded parts words, and those around it are found."""
    copy = b"\xff\xfe bad\n\xe9 Brevia \xc3\nis\xffUS\n"
    turtle = WORLD + ATTACK + source("book", copy) + claim("c", "book", "2")
    turtle += claim("d", "book", "3") + 'kha:brevia skos:altLabel "US" .\n'
    (check,) = verify(FileStore([graph(tmp_path, turtle)]), texts(tmp_path, book=copy))
    assert check.passed


# ---- the names


NAMES = [
    # Preferred, alternative and hidden labels; no other words about a thing.
    ('skos:prefLabel "Orland"@en', "Then Orland fell.", True),
    ('skos:prefLabel "Orland"@en', "Then Norway fell.", False),
    ('skos:altLabel "Old Kingdom"@en', "the Old Kingdom fell", True),
    ('skos:hiddenLabel "Orlande"', "l'Orlande", True),
    ('skos:prefLabel "Orland"@en ; skos:altLabel "Tervel"', "Tervel", True),
    ('skos:prefLabel "Orland"@en ; skos:scopeNote "Kingdom"@en', "Kingdom", False),
    # Case, diacritics, width and doubled spaces do not count.
    ('skos:prefLabel "Orland"@en', "ORLAND", True),
    ('skos:prefLabel "ORLAND"@en', "orland", True),
    ('skos:prefLabel "Orländ"@en', "Orland", True),
    ('skos:prefLabel "Orland"@en', "Órla\u0308nd", True),
    ('skos:prefLabel "Orland"@en', "\uff2f\uff52\uff4c\uff41\uff4e\uff44", True),
    ('skos:prefLabel "Straße"@de', "STRASSE", True),
    ('skos:prefLabel "Old Kingdom"@en', "Old   kingdom", True),
    ('skos:prefLabel "Qur\u2019an League"@en', "Qur'an League", True),
    # Other scripts.
    ('skos:altLabel "Орланд"@mn', "орланд", True),
    ('skos:altLabel "Орланд"@mn', "Orland", False),
    ('skos:altLabel "オルランド"@ja', "昔オルランドは", True),
    # Broken by a ligature, a hyphen or a space; by other words it is another name.
    ('skos:prefLabel "Conflict League"@en', "the Confl ict League", True),
    ('skos:prefLabel "Conflict League"@en', "the Con\ufb02ict League", True),
    ('skos:prefLabel "Conflict League"@en', "the Con- flict\u00ad Lea\u2010gue", True),
    ('skos:prefLabel "Conflict-League"@en', "the Conflict League", True),
    ('skos:prefLabel "Conflict League"@en', "the Conflict and the League", False),
    ('skos:prefLabel "Conflict League"@en', "the League", False),
    # What stands in brackets at the end tells two things apart; no text has it.
    ('skos:prefLabel "Orland (island kingdom)"@en', "Orland", True),
    ('skos:prefLabel "Orland (island kingdom)"@en', "the island kingdom", False),
    ('skos:prefLabel "Or (old) land"@en', "Or land", False),
    ('skos:prefLabel "Or (old) land"@en', "Or (old) land", True),
    ('skos:prefLabel "Or (old) land (new)"@en', "Or (old) land", True),
    ('skos:prefLabel "Orchid (old) land (new)"@en', "an orchid", False),
    # A short name is a word of its own.
    ('skos:altLabel "US"@en', "Russia", False),
    ('skos:altLabel "US"@en', "A bus, a user; campus", False),
    ('skos:altLabel "US"@en', "3US", False),
    ('skos:altLabel "US"@en', "US2", False),
    ('skos:altLabel "US"@en', "the US.", True),
    ('skos:altLabel "US"@en', "(US-led", True),
    ('skos:altLabel "US"@en', "US", True),
    ('skos:altLabel "US"@en', "U S", False),
    ('skos:altLabel "US (state)"@en', "Russia", False),
    ('skos:altLabel "US (state)"@en', "the US", True),
    ('skos:altLabel "U.S."@en', "the U.S. army", True),
    ('skos:altLabel "U.S."@en', "the uxsx army", False),
    ('skos:altLabel "A Ra"@en', "a  ra", True),
    ('skos:altLabel "A Ra"@en', "Sahara", False),
    ('skos:altLabel "A-Bra"@en', "cadabra", False),
    ('skos:altLabel "上海"@ja', "在 上海。", True),
    # Four letters are few; five are not.
    ('skos:altLabel "Nuri"@en', "Nurislam", False),
    ('skos:altLabel "Nuri"@en', "Nuri", True),
    ('skos:altLabel "Nuri"@en', "N uri", False),
    ('skos:altLabel "Núri"@en', "Nurislam", False),
    ('skos:altLabel "Nuris"@en', "Nurislam", True),
    ('skos:altLabel "Nuris"@en', "N uris", True),
    ('skos:altLabel "Нури"@mn', "Нурис", False),
    # A name without letters names nobody.
    ('skos:altLabel "???"@en', "???", False),
    ('skos:altLabel "???"@en ; skos:hiddenLabel "Orland"', "Orland", True),
    ('skos:altLabel ""@en', "Norway", False),
]


def test_names(tmp_path: Path) -> None:
    """A party is named by any of its labels, however the copy breaks or writes it."""
    cases = [(f"a kh:State ; {labels}", copy) for labels, copy, _ in NAMES]
    found = [
        (*case[:-1], is_named) for case, is_named in zip(NAMES, named(tmp_path, cases), strict=True)
    ]
    assert found == NAMES


@pytest.mark.parametrize(
    ("copy", "lines", "is_named"),
    [
        ("by the Nesse-\nbar army", "1-2", True),
        ("by the Nesse\nbar army", "1-2", True),
        ("by the Nesse-\nbar army", "1", False),
        ("by the Nesse-\nbar army", "2", False),
        ("bar army\n12\nby the Nesse-", "3,1", True),
        ("bar army\n12\nby the Nesse-", "1-3", False),
    ],
)
def test_a_name_may_run_over_the_end_of_a_line(
    tmp_path: Path, copy: str, lines: str, is_named: bool
) -> None:
    """A long name is found across lines, and pages, in the order in which they are cited."""
    turtle = WORLD + statement("s", "kha:nesse", "attacked", "kha:moltan")
    assert problem(tmp_path, copy, turtle, lines=lines) == (None if is_named else UNNAMED)


def test_a_line_end_does_not_make_one_word_of_two(tmp_path: Path) -> None:
    """A short name that ends a line is a word of its own; so is one of two words across lines."""
    turtle = WORLD + 'kha:us a kh:State ; skos:altLabel "US", "A Ra" .\n'
    turtle += statement("s", "kha:us", "attacked", "kha:moltan")
    assert problem(tmp_path, "with the US\nand all", turtle, lines="1-2") is None
    assert problem(tmp_path, "the bold a\nra king", turtle, lines="1-2") is None
    assert problem(tmp_path, "the cam\npus and all", turtle, lines="1-2") == UNNAMED


SURNAMES = [
    ("kh:Person", "Otgon Temur", "General Temur", True),
    ("kh:Person", "Otgon Temur", "Otgon Temur", True),
    ("kh:Person", "Otgon Temur", "Otgon alone", False),
    ("kh:Person", "Otgon Mor Temur", "General Temur", True),
    ("kh:Person", "Otgon Mor Temur", "Mor Otgon", False),
    ("kh:Person", "Otgon Temur (general)", "General Temur", True),
    ("kh:Person", "Otgon Temur (general)", "a general", False),
    ("kh:Person, kh:Actor", "Otgon Temur", "General Temur", True),
    ("kh:Person", "Lin Wu", "for Wu, there", True),
    ("kh:Person", "Lin Wu", "wuther", False),
    ("kh:Organization", "Otgon Temur", "General Temur", False),
    ("kh:MilitaryUnit", "Black Riders", "the Riders", False),
]


def test_a_person_is_named_by_surname(tmp_path: Path) -> None:
    """The last word of a person's name is enough, and of no other thing's."""
    cases = [(f'a {kind} ; skos:prefLabel "{label}"@en', copy) for kind, label, copy, _ in SURNAMES]
    found = [
        (*case[:-1], is_named)
        for case, is_named in zip(SURNAMES, named(tmp_path, cases), strict=True)
    ]
    assert found == SURNAMES


MADE_UP = ("Group", "Event", "Idea", "Document", "Monument", "Place")


@pytest.mark.parametrize("kind", MADE_UP)
def test_a_label_of_the_editors_counts_by_its_words(tmp_path: Path, kind: str) -> None:
    """Of what the editors had to name themselves a word with a capital is enough."""
    turtle = WORLD + f'kha:x a kh:{kind} ; skos:prefLabel "First Visit of Gromov"@en .\n'
    turtle += statement("s", "kha:x", "attacked", "kha:moltan")
    assert problem(tmp_path, "then Gromov came", turtle) is None
    assert problem(tmp_path, "it was the first time", turtle) is None
    assert problem(tmp_path, "then Sorrel came", turtle) == UNNAMED


WORDS = [
    ("Visit of Gromov to the envoys", "the envoys", False),
    ("Visit of Gromov to the envoys", "of Gromov", True),
    ("Visit of Gromov to the envoys", "a visit", True),
    # The word counts as a name does: without diacritics, across breaks, a short one whole.
    ("Visit of Grömov", "Gro-mov", True),
    ("Raid on Oren", "to Oren", True),
    ("Raid on Oren", "to Orenburg", False),
    # Words of three letters are too few, unless they are the label.
    ("War of the Nur", "the Nur", False),
    ("War of the Nur", "a war", False),
    ("Nur", "the Nur", True),
    # A word is of letters; what stands in brackets is not said.
    ("Sino-Tavan pact", "with Tavan", True),
    ("Sino-Tavan pact", "the pact", False),
    ("Meeting of XV_Tavan", "with Tavan", False),
    ("Protocol 17Tavan", "with Tavan", False),
    ("Protocol 5Tavan", "the 5Tavan", False),
    ("Army of Tavan2", "with Tavan", True),
    ("Winter (Tavan year)", "of Tavan", False),
    ("Winter (Tavan year)", "in winter", True),
    ("Өргөө палас", "Өргөө", True),
]


def test_which_words_of_such_a_label_count(tmp_path: Path) -> None:
    """A word counts if it begins with a capital and has four letters or more."""
    cases = [(f'a kh:Idea ; skos:prefLabel "{label}"@en', copy) for label, copy, _ in WORDS]
    found = [
        (*case[:-1], is_named) for case, is_named in zip(WORDS, named(tmp_path, cases), strict=True)
    ]
    assert found == WORDS


@pytest.mark.parametrize("kind", ["Person", "State", "People", "MilitaryUnit", "Organization"])
def test_a_label_of_the_texts_counts_as_a_whole(tmp_path: Path, kind: str) -> None:
    """Of what texts call by a name one word of it, that is no surname, is too little."""
    turtle = WORLD + f'kha:x a kh:{kind} ; skos:prefLabel "Greater Tavan Gromov"@en .\n'
    turtle += statement("s", "kha:x", "attacked", "kha:moltan")
    assert problem(tmp_path, "Tavan", turtle) == UNNAMED
    assert problem(tmp_path, "Greater Tavan Gromov", turtle) is None


def garbled(text: str) -> str:
    """Return Cyrillic as it looks where its CP1251 bytes were read as Latin-1."""
    return text.encode("cp1251").decode("latin-1")


CYRILLIC = [
    ("Орланд", garbled("Орланд"), True),
    ("Орланд", "see " + garbled("в Орланде, 1939") + " p. 9", True),
    ("Орланд", garbled("Моряк"), False),
    ("Хал", garbled("Хал"), True),
    ("Ёлкин", garbled("ЁЛКИН"), True),
    # The letter for u with a straight tail was set as that of Ukrainian.
    ("Сүхбаатар", garbled("Сїхбаатар"), True),
    ("Шүрхүү", garbled("Судлаач Шїрхїї"), True),
    ("Шүрхүү", "Шүрхүү", True),
    # The line as it stands counts too, and so do letters that the encoding lacks.
    ("Orland", "Orland " + garbled("есть"), True),
    ("Орланд", "Орланд " + garbled("есть"), True),
    ("Орланд", "満洲 " + garbled("Орланд") + " → 満洲", True),
    ("Évêché", "Évêché", True),
    # A dash that the bytes of Latin-1 lack parts words; a byte that means nothing is left out.
    ("Халх", garbled("Халх") + "–" + garbled("Гол"), True),
    ("Халх", garbled("Халхын") + "–" + garbled("Гол"), False),
    ("Орланд", "\u02dc " + garbled("Орланд"), True),
    # Two letters in a row are French, not Russian.
    ("йй", "éé", False),
]


def test_cyrillic_in_the_wrong_encoding(tmp_path: Path) -> None:
    """Cyrillic whose bytes were read as Latin letters is read again."""
    cases = [(f'a kh:State ; skos:prefLabel "{label}"', copy) for label, copy, _ in CYRILLIC]
    found = [
        (*case[:-1], is_named)
        for case, is_named in zip(CYRILLIC, named(tmp_path, cases), strict=True)
    ]
    assert found == CYRILLIC


# ---- the parties


@pytest.mark.parametrize(
    ("copy", "is_named"),
    [
        ("Brevia", True),
        ("Moltan", True),
        ("Brevia and Moltan", True),
        ("Sorrel", False),
        ("attacked", False),
        ("Ada Quill", False),
    ],
)
def test_either_party_is_enough(tmp_path: Path, copy: str, is_named: bool) -> None:
    """The subject or the object must be named; the relation and the author do not count."""
    assert problem(tmp_path, copy) == (None if is_named else UNNAMED)


@pytest.mark.parametrize("name", ["against", "topic", "atEvent"])
def test_what_narrows_a_statement_is_a_party(tmp_path: Path, name: str) -> None:
    """A third party, a topic and an event of the statement count as its parties."""
    turtle = WORLD + statement(
        "s", "kha:brevia", "attacked", "kha:moltan", f"; kh:{name} khe:ember"
    )
    assert problem(tmp_path, "on the night of embers", turtle) is None
    assert problem(tmp_path, "Brevia", turtle) is None
    assert problem(tmp_path, "Sorrel", turtle) == UNNAMED


@pytest.mark.parametrize("name", ["role", "unit"])
def test_a_role_names_nobody(tmp_path: Path, name: str) -> None:
    """The words of a role or a unit do not say who is meant."""
    more = f'; kh:{name} "torchbearer"@en'
    turtle = WORLD + statement("s", "kha:brevia", "attacked", "kha:moltan", more)
    assert problem(tmp_path, "a torchbearer", turtle) == UNNAMED


def test_a_statement_is_not_named_by_another(tmp_path: Path) -> None:
    """The parties and the name of another statement do not count."""
    turtle = WORLD + ATTACK
    turtle += statement("t", "kha:brevia", "calls", "kha:sorrel", '; kh:name "Land of Ash"@en')
    assert problem(tmp_path, "Sorrel", turtle) == UNNAMED
    assert problem(tmp_path, "Land of Ash", turtle) == UNNAMED


def test_a_name_that_somebody_uses(tmp_path: Path) -> None:
    """The name that a statement is about is enough, as are its parties."""
    turtle = WORLD + statement(
        "s", "kha:brevia", "calls", "kha:moltan", '; kh:name "Land of Ash"@en, "Pit"@en'
    )
    assert problem(tmp_path, "the Land of Ash", turtle) is None
    assert problem(tmp_path, "a pit", turtle) is None
    assert problem(tmp_path, "pity", turtle) == UNNAMED
    assert problem(tmp_path, "Moltan", turtle) is None
    assert problem(tmp_path, "Land of Dust", turtle) == UNNAMED


def test_whose_view_it_is(tmp_path: Path) -> None:
    """Whoever the author follows counts as a party of that claim."""
    more = "; kh:accordingTo kha:sorrel"
    other = "khc:d a kh:Claim ; kh:about khs:s ; kh:accordingTo kha:nesse .\n"
    for turtle in (WORLD + ATTACK, WORLD + ATTACK + other):
        assert problem(tmp_path, "said Sorrel", turtle, more=more) is None
        assert problem(tmp_path, "Brevia", turtle, more=more) is None
        assert problem(tmp_path, "said Nessebar", turtle, more=more) == UNNAMED


@pytest.mark.parametrize(
    ("turtle", "more", "expected"),
    [
        (statement("s", "kha:quill", "occurred", "true"), "", None),
        (statement("s", "kha:quill", "supported", "kha:quill"), "", None),
        (statement("s", "kha:quill", "strength", "300"), "; kh:accordingTo kha:quill", None),
        (statement("s", "kha:quill", "calls", "true", '; kh:name "Ash"@en'), "", None),
        (statement("s", "kha:quill", "calls", "true", '; kh:topic "Ash"@en'), "", None),
        (statement("s", "kha:quill", "calls", "true", "; kh:topic khe:ember"), "", UNNAMED),
        (statement("s", "kha:quill", "supported", "kha:sorrel"), "", UNNAMED),
        (statement("s", "kha:quill", "occurred", "true"), "; kh:accordingTo kha:sorrel", UNNAMED),
        # The author of another claim is somebody of whom this author speaks.
        (
            statement("s", "kha:sorrel", "occurred", "true")
            + "khc:d a kh:Claim ; kh:about khs:s ; prov:wasAttributedTo kha:sorrel .\n",
            "",
            UNNAMED,
        ),
        (
            statement("s", "kha:sorrel", "supported", "kha:quill"),
            "; prov:wasAttributedTo kha:sorrel",
            None,
        ),
    ],
)
def test_an_author_need_not_name_itself(
    tmp_path: Path, turtle: str, more: str, expected: str | None
) -> None:
    """Who speaks of nobody else says I and we; who speaks of another must name it."""
    assert problem(tmp_path, "I was there.", WORLD + turtle, more=more) == expected
    assert problem(tmp_path, "Quill was there.", WORLD + turtle, more=more) == expected


def test_an_author_cites_lines_all_the_same(tmp_path: Path) -> None:
    """Where nobody is to be named the lines must yet exist, and hold words."""
    turtle = WORLD + statement("s", "kha:quill", "occurred", "true")
    assert problem(tmp_path, "I was.\n \n", turtle, lines="2") == EMPTY
    expected = "there are no lines 3; the copy has 2"
    assert problem(tmp_path, "I was.\n \n", turtle, lines="3") == expected


def test_a_party_without_a_label_cannot_be_named(tmp_path: Path) -> None:
    """A thing that is called nothing is in no text."""
    turtle = WORLD + statement("s", "kha:nobody", "occurred", "true")
    assert problem(tmp_path, "nobody", turtle) == UNNAMED


EVENT = (
    WORLD
    + 'khp:hill a kh:Place ; skos:prefLabel "Hill of Crows"@en .\n'
    + statement("s", "khe:ember", "occurred", "true")
    + statement("who", "kha:brevia", "participatedIn", "khe:ember")
    + statement("host", "kha:moltan", "organised", "khe:ember")
    + statement("where", "khe:ember", "tookPlaceAt", "khp:hill")
    + statement("teller", "kha:nesse", "mentions", "khe:ember")
    + statement("effect", "khe:ember", "mentions", "kha:sorrel")
)


@pytest.mark.parametrize(
    ("copy", "is_named"),
    [
        ("Night of Embers", True),
        ("Brevia", True),
        ("Moltan", True),
        ("Hill of Crows", True),
        ("Nessebar", False),
        ("Sorrel", False),
    ],
)
def test_an_event_is_named_by_who_took_part_or_where_it_was(
    tmp_path: Path, copy: str, is_named: bool
) -> None:
    """What is said of an event may name it by those who took part, in any role, or its place."""
    assert problem(tmp_path, copy, EVENT) == (None if is_named else UNNAMED)


def test_only_what_is_said_of_an_event_is_named_so(tmp_path: Path) -> None:
    """An event that is the object is named by its own name, and so is what is no event."""
    assert problem(tmp_path, "Brevia", EVENT, about="khs:teller") == UNNAMED
    assert problem(tmp_path, "Night of Embers", EVENT, about="khs:teller") is None
    group = (
        WORLD
        + 'kha:league a kh:Organization ; skos:prefLabel "Ash League"@en .\n'
        + statement("s", "kha:league", "occurred", "true")
        + statement("who", "kha:brevia", "participatedIn", "kha:league")
    )
    assert problem(tmp_path, "Brevia", group) == UNNAMED
    assert problem(tmp_path, "Ash League", group) is None


TURN = (
    WORLD
    + 'kha:tarn a kh:State ; skos:prefLabel "Tarnwald"@en .\n'
    + statement("before", "kha:brevia", "alliedWith", "kha:moltan", "; kh:against kha:tarn")
    + statement("after", "kha:nesse", "attacked", "kha:quill", '; kh:name "Land of Ash"@en')
    + "kht:t a kh:Turn ; kh:fromStatement khs:before ; kh:toStatement khs:after ;"
    + ' kh:byEvent khe:ember ; rdfs:label "The great reversal"@en .\n'
)


@pytest.mark.parametrize(
    ("copy", "is_named"),
    [
        ("Brevia", True),
        ("Moltan", True),
        ("Tarnwald", True),
        ("Nessebar", True),
        ("Night of Embers", True),
        ("Sorrel", False),
        ("Quill", False),
        ("The great reversal", False),
        ("Land of Ash", False),
    ],
)
def test_a_turn_is_named_by_the_parties_of_its_statements(
    tmp_path: Path, copy: str, is_named: bool
) -> None:
    """A party of what held before or after is enough, or the event between; not the author."""
    assert problem(tmp_path, copy, TURN, about="kht:t") == (None if is_named else UNNAMED)


def test_a_turn_lends_nothing_to_its_statements(tmp_path: Path) -> None:
    """What is said of a statement is not named by the other side of a turn or its event."""
    for copy in ("Nessebar", "Night of Embers"):
        assert problem(tmp_path, copy, TURN, about="khs:before") == UNNAMED


# ---- any text


LABEL = "Zzyzx"
# Lines, ranges of them, and the numbers of the lines that hold the label.
CitedText = tuple[list[str], list[tuple[int, int]], set[int]]
# Nothing that folds to a z, so that no line holds the label before it is put there.
OTHER = st.characters(exclude_categories=["Cs"], exclude_characters="\n").filter(
    lambda char: "z" not in unicodedata.normalize("NFKD", char).casefold()
)


@st.composite
def cited_text(draw: st.DrawFn) -> CitedText:
    """Return lines of any text, with the label put into some of them, and any ranges of them."""
    lines = draw(st.lists(st.text(OTHER, max_size=12), min_size=1, max_size=6))
    spans = draw(
        st.lists(
            st.tuples(st.integers(1, len(lines)), st.integers(1, len(lines))),
            min_size=1,
            max_size=3,
        )
    )
    holding = draw(st.sets(st.integers(1, len(lines)), max_size=2))
    for number in holding:
        place = draw(st.integers(0, len(lines[number - 1])))
        lines[number - 1] = lines[number - 1][:place] + LABEL + lines[number - 1][place:]
    return lines, [(min(span), max(span)) for span in spans], holding


@pytest.fixture(scope="module")
def any_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for every example."""
    return tmp_path_factory.mktemp("any")


@given(st.lists(cited_text(), min_size=1, max_size=4))
@settings(max_examples=50)
def test_any_text(any_folder: Path, drawn: list[CitedText]) -> None:
    """Whatever the texts, a claim passes exactly where a cited line holds the label."""
    turtle = WORLD + f'kha:z a kh:State ; skos:prefLabel "{LABEL}" .\n'
    turtle += statement("s", "kha:z", "occurred", "true")
    expected: list[list[str]] = []
    for number, (lines, spans, holding) in enumerate(drawn):
        # Without a line end an empty last line would be none.
        copy = "\n".join(lines) + ("\n" if number % 2 or not lines[-1] else "")
        written = ",".join(
            f"{first}-{last}" if first < last else f"{last}" for first, last in spans
        )
        turtle += source(f"b{number}", copy.encode()) + claim(f"c{number}", f"b{number}", written)
        texts(any_folder, **{f"b{number}": copy})
        cited = {line for first, last in spans for line in range(first, last + 1)}
        if cited & holding:
            expected.append([])
        else:
            is_empty = not "".join(lines[line - 1] for line in cited).strip()
            expected.append([EMPTY if is_empty else UNNAMED])
    checks = verify(FileStore([graph(any_folder, turtle)]), any_folder / "texts")
    assert all(check.path for check in checks)
    assert [[failure.problem for failure in check.failures] for check in checks] == expected


# ---- several claims and sources


ALPHA = "Brevia was great.\nAnd then?\n"
BETA = "Of nobody.\n"
MANY = (
    WORLD
    + ATTACK
    + source("beta", BETA.encode())
    + source("alpha", ALPHA.encode())
    + source("gamma", b"lost\n")
    + source("delta", b"Nothing is cited.\n")
    + claim("alpha-2", "alpha", "2")
    + claim("alpha-3", "alpha", "1-2")
    + claim("alpha-1", "alpha", "9")
    + claim("beta-1", "beta", "x")
    + claim("gamma-1", "gamma", "1")
    + claim("gamma-2", "gamma", "x")
)
ALPHA_FAILS = (
    Failure("khc:alpha-1", "9", "there are no lines 9; the copy has 2"),
    Failure("khc:alpha-2", "2", "the cited lines name none of the parties"),
)
BETA_FAILS = (Failure("khc:beta-1", "x", "'x' is no line or range of lines"),)


@pytest.fixture
def many(tmp_path: Path) -> tuple[Path, Path]:
    """Return a graph of several sources and the folder of the texts that there are."""
    folder = texts(tmp_path, one=BETA, two=ALPHA, three="Nothing is cited.\n")
    return graph(tmp_path, MANY), folder


def test_sources_and_failures_stand_in_order(many: tuple[Path, Path]) -> None:
    """Sources come by id, their failures by claim; a source without claims is left out."""
    path, folder = many
    assert verify(FileStore([path]), folder) == [
        SourceCheck("alpha", folder / "two.txt", 3, ALPHA_FAILS),
        SourceCheck("beta", folder / "one.txt", 1, BETA_FAILS),
        SourceCheck("gamma", None, 2, ()),
    ]


def test_failures_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    """However many fail, and however they are written, they come by id, then by lines."""
    names = ("mu", "alpha", "zeta", "nu", "beta", "xi", "eta", "theta", "iota", "delta")
    turtle = WORLD + ATTACK + source("book", b"Sorrel")
    turtle += "".join(claim(name, "book", "1") for name in names) + claim("iota", "book", "0")
    (check,) = verify(FileStore([graph(tmp_path, turtle)]), texts(tmp_path, book="Sorrel"))
    assert [(failure.claim, failure.lines) for failure in check.failures] == [
        ("khc:alpha", "1"),
        ("khc:beta", "1"),
        ("khc:delta", "1"),
        ("khc:eta", "1"),
        ("khc:iota", "0"),
        ("khc:iota", "1"),
        ("khc:mu", "1"),
        ("khc:nu", "1"),
        ("khc:theta", "1"),
        ("khc:xi", "1"),
        ("khc:zeta", "1"),
    ]


def test_only_some_sources(many: tuple[Path, Path]) -> None:
    """Asked for, a source is checked though it has no claims, once, and no other is."""
    path, folder = many
    assert verify(FileStore([path]), folder, iter(["delta", "beta", "delta"])) == [
        SourceCheck("beta", folder / "one.txt", 1, BETA_FAILS),
        SourceCheck("delta", folder / "three.txt", 0, ()),
    ]


def test_a_graph_without_claims(tmp_path: Path) -> None:
    """Where no source has claims there is nothing to check."""
    path = graph(tmp_path, WORLD + source("book", b"Brevia"))
    assert verify(FileStore([path]), texts(tmp_path, book="Brevia")) == []


def test_a_check_passes_with_a_copy_and_no_failure() -> None:
    """To pass takes both; claims there need not be."""
    path = Path("copy.txt")
    assert SourceCheck("book", path, 0, ()).passed
    assert not SourceCheck("book", path, 2, ALPHA_FAILS[:1]).passed
    assert not SourceCheck("book", None, 2, ()).passed


def test_a_check_as_json() -> None:
    """JSON has the name of the copy, not the folder that it is in."""
    assert SourceCheck("alpha", Path("some/where/two.txt"), 3, ALPHA_FAILS).as_dict() == {
        "source": "alpha",
        "copy": "two.txt",
        "claims": 3,
        "failures": [
            {
                "claim": "khc:alpha-1",
                "lines": "9",
                "problem": "there are no lines 9; the copy has 2",
            },
            {
                "claim": "khc:alpha-2",
                "lines": "2",
                "problem": "the cited lines name none of the parties",
            },
        ],
    }
    assert SourceCheck("gamma", None, 2, ()).as_dict() == {
        "source": "gamma",
        "copy": None,
        "claims": 2,
        "failures": [],
    }


# ---- the command


def test_the_command_tells_each_source_and_failure(many: tuple[Path, Path]) -> None:
    """One line a source, one a failure; exit code 1, since something fails."""
    path, folder = many
    result = run("verify", "--sources", folder, "--data", path)
    assert result.exit_code == 1
    assert result.stdout == (
        "alpha (two.txt): 3 claims, 2 fail\n"
        "  khc:alpha-1, lines 9: there are no lines 9; the copy has 2\n"
        "  khc:alpha-2, lines 2: the cited lines name none of the parties\n"
        "beta (one.txt): 1 claim, 1 fail\n"
        "  khc:beta-1, lines x: 'x' is no line or range of lines\n"
        f"gamma: not checked; no file in {folder} has its SHA-256 sum\n"
    )
    assert result.stderr == ""


def test_the_command_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all is well the exit code is 0, and a note says how many claims stand."""
    told: list[str] = []
    monkeypatch.setattr(evidence, "note", told.append)
    turtle = WORLD + ATTACK + source("beta", b"Moltan") + source("alpha", b"Brevia")
    turtle += claim("a", "alpha", "1") + claim("b", "beta", "1") + claim("c", "beta", "1-1")
    folder = texts(tmp_path, a="Brevia", b="Moltan")
    result = run("verify", "--sources", folder, "--data", graph(tmp_path, turtle))
    assert result.exit_code == 0
    assert result.stdout == (
        "alpha (a.txt): 1 claim, all cited lines name a party\n"
        "beta (b.txt): 2 claims, all cited lines name a party\n"
    )
    assert told == ["3 claims cite lines that name a party"]


def test_the_command_says_nothing_of_claims_that_failed(
    many: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note that all stand is not told where some do not."""
    told: list[str] = []
    monkeypatch.setattr(evidence, "note", told.append)
    path, folder = many
    assert run("verify", "--sources", folder, "--data", path).exit_code == 1
    assert told == []


@pytest.mark.parametrize(
    ("only", "exit_code", "expected"),
    [
        (["delta"], 0, ["delta (three.txt): 0 claims, all cited lines name a party"]),
        (["khb:delta"], 0, ["delta (three.txt): 0 claims, all cited lines name a party"]),
        (
            ["beta", "delta"],
            1,
            [
                "beta (one.txt): 1 claim, 1 fail",
                "  khc:beta-1, lines x: 'x' is no line or range of lines",
                "delta (three.txt): 0 claims, all cited lines name a party",
            ],
        ),
        (["gamma"], 1, ["gamma: not checked; no file in TEXTS has its SHA-256 sum"]),
    ],
)
def test_the_command_for_some_sources(
    many: tuple[Path, Path], only: list[str], exit_code: int, expected: list[str]
) -> None:
    """Only what is asked for is checked, and decides the exit code."""
    path, folder = many
    options = [word for name in only for word in ("--source", name)]
    result = run("verify", "--sources", folder, "--data", path, *options)
    assert result.exit_code == exit_code
    assert result.stdout.replace(str(folder), "TEXTS").splitlines() == expected


def test_the_command_as_json(many: tuple[Path, Path]) -> None:
    """JSON has every source, that without a copy too."""
    path, folder = many
    result = run("verify", "--sources", folder, "--data", path, "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "source": "alpha",
            "copy": "two.txt",
            "claims": 3,
            "failures": [failure._asdict() for failure in ALPHA_FAILS],
        },
        {
            "source": "beta",
            "copy": "one.txt",
            "claims": 1,
            "failures": [
                {
                    "claim": "khc:beta-1",
                    "lines": "x",
                    "problem": "'x' is no line or range of lines",
                }
            ],
        },
        {"source": "gamma", "copy": None, "claims": 2, "failures": []},
    ]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_the_command_as_rows(many: tuple[Path, Path], form: str, delimiter: str) -> None:
    """There is a row for each claim that fails."""
    path, folder = many
    only = ("--source", "beta", "--source", "alpha")
    result = run("verify", "--sources", folder, "--data", path, "--format", form, *only)
    assert result.exit_code == 1
    assert list(csv.reader(io.StringIO(result.stdout), delimiter=delimiter)) == [
        ["source", "claim", "lines", "problem"],
        ["alpha", "khc:alpha-1", "9", "there are no lines 9; the copy has 2"],
        ["alpha", "khc:alpha-2", "2", "the cited lines name none of the parties"],
        ["beta", "khc:beta-1", "x", "'x' is no line or range of lines"],
    ]
    result = run("verify", "--sources", folder, "--data", path, "-f", form, "--source", "delta")
    assert result.exit_code == 0
    assert result.stdout == delimiter.join(("source", "claim", "lines", "problem")) + "\n"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command_writes_a_file(many: tuple[Path, Path], tmp_path: Path, form: str) -> None:
    """What would be printed stands in the file; the exit code is the same."""
    path, folder = many
    words = ("verify", "--sources", folder, "--data", path, "--format", form)
    output = tmp_path / "report"
    result = run(*words, "-o", output)
    assert (result.exit_code, result.stdout) == (1, "")
    assert output.read_text(encoding="utf-8") == run(*words).stdout


def test_the_command_misused(many: tuple[Path, Path]) -> None:
    """No folder, no such folder and no such source are told in a sentence; exit code 2."""
    path, folder = many
    result = run("verify", "--data", path)
    assert result.exit_code == 2
    assert "Missing option '--sources'" in result.stderr
    result = run("verify", "--sources", folder / "two.txt", "--data", path)
    assert result.exit_code == 2
    assert result.stderr == f"Error: {folder / 'two.txt'}: cannot be read: Not a directory\n"
    result = run("verify", "--sources", folder, "--data", path, "--source", "omega")
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: no source is called 'omega'; there are alpha, beta, delta, gamma\n"
    )
    assert result.stdout == ""


def test_the_command_on_the_small_graph(small_path: Path) -> None:
    """The texts of the small graph were never written: both its sources are not checked."""
    folder = small_path.parent
    result = run("verify", "--sources", folder, "--data", small_path)
    assert result.exit_code == 1
    assert result.stdout == (
        f"test2000: not checked; no file in {folder} has its SHA-256 sum\n"
        f"test2010: not checked; no file in {folder} has its SHA-256 sum\n"
    )


def test_hostile_names_cannot_command_the_terminal() -> None:
    """Line ends and escape sequences in ids, names and lines do not leave their line."""
    failure = Failure("khc:a\n\x1b[2Jb", "1\n2", "wrong\r\x07")
    checks = [
        SourceCheck("bo\nok", Path("co\x1bpy.txt"), 1, (failure,)),
        SourceCheck("lost", None, 1, ()),
    ]
    assert verification_strip(checks, Path("so\nme")) == (
        "bo ok (co\ufffdpy.txt): 1 claim, 1 fail\n"
        "  khc:a \ufffd[2Jb, lines 1 2: wrong \ufffd\n"
        "lost: not checked; no file in so me has its SHA-256 sum\n"
    )
    assert verification_strip([], Path("some")) == "no claim to check\n"


# ---- what an earlier form got wrong


@pytest.mark.parametrize("name", ["Үндэсний", "Дөрбөт", "Шүрхүү", "Гомбосүрэн"])
def test_the_letters_that_the_encoding_lacks(tmp_path: Path, name: str) -> None:
    """A Mongolian name is found though its own letters were set as others."""
    assert named(
        tmp_path,
        [
            (
                f'a kh:People ; skos:prefLabel "{name}"@mn',
                garbled(name.translate(str.maketrans("үҮөӨ", "їЇєЄ"))),
            )
        ],
    ) == [True]


def test_a_label_in_capitals_stands_in_capitals(tmp_path: Path) -> None:
    """US is not us; a Japanese name needs no space around it."""
    assert named(
        tmp_path,
        [
            ('a kh:State ; skos:prefLabel "US"', "They told us."),
            ('a kh:State ; skos:prefLabel "US"', "The US told them."),
            ('a kh:State ; skos:prefLabel "日本"', "日本軍が来た"),
        ],
    ) == [False, True, True]


def test_a_line_number_past_all_counting(tmp_path: Path) -> None:
    """A number of thousands of digits is no line, and no fault of ours."""
    lines = "1" * 5000
    assert problem(tmp_path, "Brevia\n", lines=lines) == f"{lines!r} is no line or range of lines"


def test_a_source_of_another_namespace(tmp_path: Path) -> None:
    """A source may have an IRI of its own."""
    copy = b"Brevia came.\n"
    turtle = WORLD + ATTACK + source("book", copy) + claim("c", "book", "1")
    turtle = turtle.replace("khb:book", "<https://example.org/book>")
    (check,) = verify(FileStore([graph(tmp_path, turtle)]), texts(tmp_path, copy=copy))
    assert (check.source, check.passed) == ("book", True)


def test_rows_say_that_there_is_no_copy(tmp_path: Path) -> None:
    """What was not checked has a row too."""
    path = graph(tmp_path, WORLD + ATTACK + source("book", b"x") + claim("c", "book", "1"))
    found = run("verify", "--sources", texts(tmp_path), "--data", path, "--format", "csv")
    assert found.exit_code == 1
    assert found.stdout.splitlines()[1:] == ["book,,,no file in the folder has its SHA-256 sum"]


def test_a_file_that_may_not_be_read_is_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops nothing but the check of its own source."""
    turtle = WORLD + ATTACK
    for name in ("a", "b"):
        turtle += source(name, name.encode() + b" Brevia") + claim(f"c{name}", name, "1")
    folder = texts(tmp_path, a="a Brevia", b="b Brevia")
    opened: Any = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    checks = verify(FileStore([graph(tmp_path, turtle)]), folder)
    assert [(check.source, check.passed) for check in checks] == [("a", False), ("b", True)]


def test_what_cannot_be_checked_fails(tmp_path: Path) -> None:
    """A claim without a source, lines or a statement is not passed over in silence."""
    copy = b"Brevia\n"
    turtle = WORLD + ATTACK + source("book", copy) + claim("good", "book", "1")
    turtle += claim("lost", "book", "1", "khs:nowhere")
    turtle += "khc:nolines a kh:Claim ; kh:about khs:s ; dcterms:source khb:book .\n"
    turtle += 'khc:nosource a kh:Claim ; kh:about khs:s ; kh:lines "1" .\n'
    path = graph(tmp_path, turtle)
    found = verify(FileStore([path]), texts(tmp_path, copy=copy))
    assert [(check.source, check.claims, check.failures) for check in found] == [
        ("", 1, (Failure("khc:nosource", "1", "the claim names no source"),)),
        (
            "book",
            3,
            (
                Failure("khc:lost", "1", "the claim is about no statement of the data"),
                Failure("khc:nolines", "", "the claim cites no lines"),
            ),
        ),
    ]
    assert "1 claim of no source: 1 fail" in verification_strip(found, Path("some"))
    assert run("verify", "--sources", texts(tmp_path), "--data", path).exit_code == 1


def test_nothing_to_check_is_no_success(tmp_path: Path) -> None:
    """Without a claim the answer is no."""
    result = run("verify", "--sources", texts(tmp_path), "--data", graph(tmp_path, WORLD))
    assert (result.exit_code, result.stdout) == (1, "no claim to check\n")
