"""The form of data files: bounds from dates, canonical text, and what the form cannot keep."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from khgraph import resources, turtle
from khgraph.errors import DateError, LoadError
from khgraph.formatter import BOUNDS, format_bytes, format_file, with_bounds
from khgraph.namespaces import KH, KHC

HEAD = (
    "@prefix kh: <https://w3id.org/khgraph/ontology#> .\n"
    "@prefix khc: <https://w3id.org/khgraph/claim/> .\n"
)
CLAIM = HEAD + 'khc:a kh:when "1939-05/1939-09" ; a kh:Claim .\n'
FORMED = (
    "@prefix kh: <https://w3id.org/khgraph/ontology#> .\n"
    "@prefix khc: <https://w3id.org/khgraph/claim/> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "\n"
    "khc:a\n"
    "    a kh:Claim ;\n"
    '    kh:earliestEnd "1939-09-01"^^xsd:date ;\n'
    '    kh:earliestStart "1939-05-01"^^xsd:date ;\n'
    '    kh:latestEnd "1939-09-30"^^xsd:date ;\n'
    '    kh:latestStart "1939-05-31"^^xsd:date ;\n'
    '    kh:when "1939-05/1939-09" ;\n'
    ".\n"
)


def written(folder: Path, text: str, name: str = "a.ttl") -> Path:
    """Return a file with *text*."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_put_in_form_with_its_bounds(tmp_path: Path) -> None:
    """The four bounds of a date are derived, and the text is canonical."""
    assert format_file(written(tmp_path, CLAIM)) == FORMED


def test_the_form_of_the_form_is_itself(tmp_path: Path) -> None:
    """Formatting twice changes nothing more."""
    assert format_file(written(tmp_path, FORMED)) == FORMED


def test_stale_bounds_are_replaced(tmp_path: Path) -> None:
    """Bounds of an older date go; those of a claim without a date too."""
    stale = CLAIM + (
        'khc:a kh:latestEnd "1999-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
        'khc:b a kh:Claim ; kh:earliestStart "1999" .\n'
    )
    assert format_file(written(tmp_path, stale)) == FORMED + "\nkhc:b\n    a kh:Claim ;\n.\n"


@pytest.mark.parametrize(
    ("when", "kept"),
    [
        ("/1936-04-24", ["earliestEnd", "latestEnd"]),
        ("1938/", ["earliestStart", "latestStart"]),
        ("[..1936]", ["latestStart", "latestEnd"]),
        ("1939", ["earliestStart", "latestStart", "earliestEnd", "latestEnd"]),
    ],
)
def test_an_unknown_bound_is_left_out(when: str, kept: list[str]) -> None:
    """Where a date says nothing of a bound there is none."""
    claim = ox.NamedNode(KHC + "a")
    triples = with_bounds([ox.Triple(claim, ox.NamedNode(KH + "when"), ox.Literal(when))])
    found = {triple.predicate.value.removeprefix(KH) for triple in triples}
    assert found == {"when", *kept}
    assert len(BOUNDS) == 4


def test_other_triples_stay(small_path: Path) -> None:
    """No triple but a bound is added or lost, and the bounds of the small graph are right."""
    triples = turtle.parse(small_path)
    assert set(with_bounds(triples)) == set(triples)


def test_the_bundled_files_are_in_form() -> None:
    """The data and the ontology have their form; mend it with khgraph fmt."""
    for path in (resources.data_path(), resources.ontology_path()):
        assert format_file(path) == path.read_text(encoding="utf-8"), f"run: khgraph fmt {path}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", ": the file is empty", id="empty"),
        pytest.param(HEAD, ": the file holds no triples", id="no triples"),
        pytest.param("# only words\n", ": the file holds no triples", id="comments only"),
        pytest.param(
            CLAIM + "# a thought\n",
            ":4: the comment would be lost; make it a kh:curatorNote or delete it",
            id="comment at the end",
        ),
        pytest.param(
            HEAD + 'khc:a kh:name "a # b", """c " # d""" ; # why\n  kh:topic <urn:x#y> .',
            ":3: the comment would be lost; make it a kh:curatorNote or delete it",
            id="comment after strings",
        ),
        pytest.param(
            HEAD + "khc:a kh:topic [] .",
            ": a value of kh:topic at khc:a has no name; give every node an IRI",
            id="blank node",
        ),
        pytest.param(
            HEAD + "khc:a kh:topic",
            ":3: Unexpected end",
            id="broken",
        ),
    ],
)
def test_what_the_form_cannot_keep_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Nothing is dropped without a word: not a comment, not a blank node, not a whole file."""
    path = written(tmp_path, text)
    with pytest.raises(LoadError) as caught:
        format_file(path)
    assert str(caught.value) == f"{path}{message}"


def test_a_hash_that_begins_no_comment_is_kept(tmp_path: Path) -> None:
    """A # inside strings, IRIs and escaped names is part of them."""
    text = (
        HEAD
        + "@prefix x: <urn:x/> .\n"
        + "khc:a kh:name \"#1\", '#2', \"\"\"a\n#3\"\"\", '''#4''' ;\n"
        + "    kh:topic <urn:y#z>, x:a\\#b .\n"
    )
    found = format_file(written(tmp_path, text))
    for value in ('"#1"', '"#2"', '"a\\n#3"', '"#4"', "<urn:y#z>", "<urn:x/a#b>"):
        assert f" {value} ;" in found


@pytest.mark.parametrize("name", ["a.nt", "a.txt", "a", "a.jsonld"])
def test_only_turtle_has_a_form(tmp_path: Path, name: str) -> None:
    """A file of another format is not turned into Turtle under its own name."""
    path = written(tmp_path, "<urn:a> <urn:b> <urn:c> .", name)
    with pytest.raises(LoadError) as caught:
        format_file(path)
    assert str(caught.value) == f"{path}: only Turtle has a form; name a file that ends in .ttl"


def test_a_bad_date_names_file_and_claim(tmp_path: Path) -> None:
    """A date that is none is told with the claim that has it."""
    path = written(tmp_path, CLAIM.replace("1939-05/1939-09", "1939-09/1939-05"))
    with pytest.raises(DateError) as caught:
        format_file(path)
    assert str(caught.value) == f"{path}: khc:a: '1939-09/1939-05' ends before it begins"


def test_bytes_are_formatted_like_a_file() -> None:
    """Standard input gets the same form."""
    assert format_bytes(CLAIM.encode(), "standard input") == FORMED


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "standard input: the file is empty"),
        (b"\xe9", "standard input:1: not UTF-8; save the file in UTF-8"),
        (CLAIM.replace("1939-05/", "May/").encode(), "standard input: khc:a: 'May/1939-09' is not"),
    ],
    ids=["empty", "encoding", "date"],
)
def test_faults_of_bytes_have_their_name(content: bytes, message: str) -> None:
    """An error names what the user gave and no temporary file."""
    with pytest.raises((LoadError, DateError)) as caught:
        format_bytes(content, "standard input")
    assert str(caught.value).startswith(message)
