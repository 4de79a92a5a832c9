"""Named queries: the header, its faults, and parameters that become terms."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from khgraph import resources
from khgraph.catalogue import NamedQuery, Parameter, find_query, named_queries, parse_query
from khgraph.errors import KhgraphError, LoadError, NameLookupError, QueryError
from khgraph.names import NameIndex
from khgraph.namespaces import KHA, KHB, XSD
from khgraph.stores import Store

TEXT = """#+ summary: Who is it?
#+ tags: kin, evidence
#+ tags: time
#+ param: actor actor kha:alda
#+ param: day day
#+ columns: actor day other
SELECT $actor $day ?other WHERE { $actor ?p ?other }
"""

RESOLVED = {"Alda": KHA + "alda", "kha:alda": KHA + "alda", "test2000": KHB + "test2000"}


def resolve(name: str, actors_only: bool) -> str:
    """Return the IRI of one of three names."""
    if name not in RESOLVED or (actors_only and name == "test2000"):
        raise NameLookupError(f"no {'actor' if actors_only else 'thing'} is called {name!r}")
    return RESOLVED[name]


def query() -> NamedQuery:
    """Return the query of `TEXT`."""
    return parse_query("who", TEXT)


def test_the_header_is_read() -> None:
    """Summary, tags, parameters and columns come from the header, the text stays whole."""
    found = query()
    assert found.name == "who"
    assert found.summary == "Who is it?"
    assert found.tags == ("kin", "evidence", "time")
    assert found.parameters == (
        Parameter("actor", "actor", "kha:alda"),
        Parameter("day", "day", None),
    )
    assert found.columns == ("actor", "day", "other")
    assert found.text == TEXT
    assert found.parameter_words == "actor=kha:alda, day"
    assert found.as_dict() == {
        "name": "who",
        "question": "Who is it?",
        "tags": ["kin", "evidence", "time"],
        "parameters": [
            {"name": "actor", "type": "actor", "default": "kha:alda"},
            {"name": "day", "type": "day", "default": None},
        ],
        "columns": ["actor", "day", "other"],
    }


PARAMETER_FORM = "; TYPE is one of actor, thing, source, iri, day, integer, text"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "#+ tags: time",
            "#+ author: me",
            "unknown header line '#+ author: me'; the keys are summary, tags, param, columns",
            id="unknown key",
        ),
        pytest.param(
            "#+ tags: time",
            "#+ tags",
            "unknown header line '#+ tags'; the keys are summary, tags, param, columns",
            id="no colon",
        ),
        pytest.param(
            "#+ summary: Who is it?\n",
            "",
            "the header needs one line '#+ summary: ...'",
            id="no summary",
        ),
        pytest.param(
            "#+ tags: time",
            "#+ summary: Again?",
            "the header needs one line '#+ summary: ...'",
            id="two summaries",
        ),
        pytest.param(
            "columns: actor day other",
            "columns:",
            "the header needs one line '#+ columns: ...'",
            id="empty columns",
        ),
        pytest.param(
            "param: day day",
            "param: day date",
            f"write '#+ param: NAME TYPE [DEFAULT]', not 'day date'{PARAMETER_FORM}",
            id="unknown type",
        ),
        pytest.param(
            "param: day day",
            "param: $day day",
            f"write '#+ param: NAME TYPE [DEFAULT]', not '$day day'{PARAMETER_FORM}",
            id="no variable name",
        ),
        pytest.param(
            "param: day day",
            "param:",
            f"write '#+ param: NAME TYPE [DEFAULT]', not ''{PARAMETER_FORM}",
            id="empty parameter",
        ),
        pytest.param(
            "param: day day",
            "param: actor thing",
            "the parameter actor is declared twice",
            id="declared twice",
        ),
        pytest.param(
            "param: day day",
            "param: year integer",
            "the parameter year must be one of the columns",
            id="not a column",
        ),
        pytest.param(
            "SELECT $actor $day ?other",
            "SELECT $actor ?day ?other",
            "the parameter day is nowhere written $day",
            id="not marked",
        ),
    ],
)
def test_a_faulty_header_is_refused(old: str, new: str, message: str) -> None:
    """Each fault of a header has a sentence of its own, with the name of the query."""
    assert old in TEXT
    with pytest.raises(QueryError) as caught:
        parse_query("who", TEXT.replace(old, new))
    assert str(caught.value) == f"query who: {message}"


def test_a_line_after_the_header_is_no_header() -> None:
    """A comment further down is the query's own."""
    assert parse_query("who", TEXT + "#+ nonsense\n").columns == query().columns


def test_defaults_are_filled_in() -> None:
    """A parameter that is not given takes its default, one that is given does not."""
    terms = query().bindings({"day": "1939-08-20"}, resolve)
    assert terms == {
        "actor": ox.NamedNode(KHA + "alda"),
        "day": ox.Literal("1939-08-20", datatype=ox.NamedNode(XSD + "date")),
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "query who needs the parameter day (day); give it with -p day=VALUE"),
        ({"daz": "1939-08-20"}, "query who has no parameter 'daz'; it takes actor, day"),
        (
            {"day": "1939"},
            "parameter day: '1939' is not a day; write it YYYY-MM-DD, such as 1939-08-20",
        ),
        ({"day": "1939-02-30"}, "parameter day: there is no day 1939-02-30 in the calendar"),
        (
            {"day": "1939-08-20", "actor": "Boro"},
            "parameter actor: no actor is called 'Boro'",
        ),
    ],
    ids=["missing", "unknown", "no day", "impossible day", "unknown actor"],
)
def test_bad_parameters_are_refused(given: dict[str, str], message: str) -> None:
    """What is missing, unknown or of the wrong type is named, with what is wanted."""
    with pytest.raises(QueryError) as caught:
        query().bindings(given, resolve)
    assert str(caught.value) == message


def test_a_query_without_parameters_takes_none() -> None:
    """A parameter for a query that has none is refused."""
    with pytest.raises(QueryError, match=r"^query q has no parameter 'a'; it takes none$"):
        parse_query("q", "#+ summary: Q?\n#+ columns: a\n").bindings({"a": "1"}, resolve)


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("actor", "Alda", ox.NamedNode(KHA + "alda")),
        ("thing", "test2000", ox.NamedNode(KHB + "test2000")),
        ("source", "test2000", ox.NamedNode(KHB + "test2000")),
        ("iri", "kha:no-such", ox.NamedNode(KHA + "no-such")),
        ("iri", "<urn:x>", ox.NamedNode("urn:x")),
        ("integer", "-07", ox.Literal(-7)),
        ("text", '"} # \\', ox.Literal('"} # \\')),
        ("text", "", ox.Literal("")),
    ],
)
def test_a_text_becomes_a_term(kind: str, text: str, term: ox.NamedNode | ox.Literal) -> None:
    """Every type gives a term; nothing is pasted into the query."""
    assert Parameter("x", kind, None).term(text, resolve) == term


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("actor", "test2000", "no actor is called 'test2000'"),
        ("thing", "nobody", "no thing is called 'nobody'"),
        ("source", "Alda", "'Alda' is not a source, such as bulag2009"),
        ("source", "nobody", "no thing is called 'nobody'"),
        ("iri", "kha:a b", f"'{KHA}a b' is not an IRI: Invalid IRI code point ' '"),
        ("integer", "1.5", "'1.5' is not a whole number of at most 18 digits"),
        ("integer", "1" * 19, f"'{'1' * 19}' is not a whole number of at most 18 digits"),
        ("integer", "١٢", "'١٢' is not a whole number of at most 18 digits"),
        ("day", "٢٠٠٠-01-01", "'٢٠٠٠-01-01' is not a day; "),
    ],
)
def test_a_text_of_the_wrong_type_is_refused(kind: str, text: str, message: str) -> None:
    """The fault names the parameter and says what the type wants."""
    with pytest.raises(QueryError) as caught:
        Parameter("x", kind, None).term(text, resolve)
    assert str(caught.value).startswith(f"parameter x: {message}")


def test_an_iri_without_prefix_lists_the_prefixes() -> None:
    """A bare word is no IRI; the prefixes there are stand in the message."""
    with pytest.raises(QueryError, match=r"^parameter x: 'alda' has no prefix; use one of crm, "):
        Parameter("x", "iri", None).term("alda", resolve)


def test_text_that_is_no_unicode_is_refused() -> None:
    """A lone surrogate cannot be a literal and is the caller's fault."""
    with pytest.raises(QueryError, match=r"^parameter x: "):
        Parameter("x", "text", None).term("\udcff", resolve)


def test_names_resolve_against_a_store(small: Store) -> None:
    """The names of a store are those that parameters understand."""
    index = NameIndex(small)
    terms = query().bindings(
        {"actor": "old ALDA", "day": "1939-08-20"},
        lambda name, actors_only: index.find(name, actors_only=actors_only).iri,
    )
    assert terms["actor"] == ox.NamedNode(KHA + "alda")


def test_named_queries_are_those_of_the_folder(tmp_path: Path) -> None:
    """Every .rq file of a folder is a query of its name, in order; other files are none."""
    for name in ("b.rq", "a.rq"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "c.txt").write_text("no query")
    assert list(named_queries(tmp_path)) == ["a", "b"]
    assert named_queries(tmp_path)["a"].name == "a"


def test_a_faulty_file_of_the_folder_is_named(tmp_path: Path) -> None:
    """An unreadable query file is an error with its path."""
    (tmp_path / "a.rq").write_bytes(b"# \xe9")
    with pytest.raises(LoadError) as caught:
        named_queries(tmp_path)
    assert str(caught.value) == f"{tmp_path / 'a.rq'}:1: not UTF-8; save the file in UTF-8"


def test_the_catalogue_is_the_bundled_folder() -> None:
    """Without a folder the bundled queries are read, and each is found by its name."""
    names = sorted(path.stem for path in resources.queries_path().glob("*.rq"))
    assert sorted(named_queries()) == names
    assert len(names) >= 12
    assert find_query(names[0]).name == names[0]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "who-turned",
            "there is no query 'who-turned'; did you mean who-turned-on-whom or "
            "who-recognised-whom?",
        ),
        ("zzz", "there is no query 'zzz'; khgraph queries lists them"),
        ("", "there is no query ''; khgraph queries lists them"),
        (
            "checks/statement-name",
            "there is no query 'checks/statement-name'; did you mean contested-statements?",
        ),
        ("../queries/killings", "there is no query '../queries/killings'; did you mean killings?"),
    ],
    ids=["mistyped", "unknown", "empty", "a check", "a path"],
)
def test_an_unknown_query_names_the_nearest(name: str, message: str) -> None:
    """A mistyped name brings up the nearest; a path is no name."""
    with pytest.raises(KhgraphError) as caught:
        find_query(name)
    assert str(caught.value) == message
