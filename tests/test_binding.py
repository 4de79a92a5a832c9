"""Terms in place of a query's parameters, and the places of its clauses."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.catalogue import named_queries
from khgraph.errors import QueryError
from khgraph.names import NameIndex
from khgraph.namespaces import KHA, PREFIXES
from khgraph.stores import FileStore, Term
from khgraph.stores.binding import bound, written
from khgraph.stores.outline import outline, plain
from khgraph.stores.paging import PagedQuery
from khgraph.stores.sparql import form_of, is_query

A = ox.NamedNode("urn:a")
WORDS = ox.Literal('a "b" $a ?a } # <urn:x>')


def said(text: str, bindings: dict[str, Term]) -> str:
    """Return what is said of a query that cannot be bound."""
    with pytest.raises(QueryError) as caught:
        bound(text, bindings)
    return str(caught.value)


# Terms in a query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SELECT $a ?b { $a ?p ?b } ORDER BY $a",
            "SELECT (<urn:a> AS $a) ?b { <urn:a> ?p ?b } ORDER BY $a",
        ),
        ("SELECT ?a{?a ?p ?ab}", "SELECT (<urn:a> AS ?a){<urn:a> ?p ?ab}"),
        (
            'SELECT ?a { ?s ?p \'?a\', """$a""", <x?a> # ?a\n}',
            'SELECT (<urn:a> AS ?a) { ?s ?p \'?a\', """$a""", <x?a> # ?a\n}',
        ),
        (
            "SELECT ?a { ?s kh:p\\?a ?a ; kh:q\\'s '?a' }",
            "SELECT (<urn:a> AS ?a) { ?s kh:p\\?a <urn:a> ; kh:q\\'s '?a' }",
        ),
        (
            "SELECT ?a (CONCAT(STR(?a), 'x') AS ?c) { ?s ?p ?a }",
            "SELECT (<urn:a> AS ?a) (CONCAT(STR(<urn:a>), 'x') AS ?c) { ?s ?p <urn:a> }",
        ),
        (
            "SELECT ?a (COUNT(*) AS ?n) { ?s ?p ?a } GROUP BY ?a HAVING(?a = ?a) ORDER BY STR(?a)",
            "SELECT (<urn:a> AS ?a) (COUNT(*) AS ?n) { ?s ?p <urn:a> } "
            "GROUP BY (<urn:a> AS ?a_given_group) HAVING(<urn:a> = <urn:a>) ORDER BY STR(?a)",
        ),
        (
            "SELECT ?a { FILTER(!BOUND(?a) || bound( ?a )) }",
            "SELECT (<urn:a> AS ?a) { FILTER(!true || true) }",
        ),
        (
            "SELECT ?a ?s { { SELECT ?s ?a { ?s ?p ?a } } OPTIONAL { ?a ?q ?s } }",
            "SELECT (<urn:a> AS ?a) ?s { { SELECT ?s  { ?s ?p <urn:a> } } "
            "OPTIONAL { <urn:a> ?q ?s } }",
        ),
        (
            "SELECT ?a { { SELECT DISTINCT ?a { ?s ?p ?a } GROUP BY ?a } }",
            "SELECT (<urn:a> AS ?a) { { SELECT DISTINCT (<urn:a> AS ?a_given) { ?s ?p <urn:a> } "
            "GROUP BY (<urn:a> AS ?a_given_group) } }",
        ),
        (
            "SELECT ?a { { SELECT * { ?s ?p ?a } } ?a_given ?p ?a }",
            "SELECT (<urn:a> AS ?a) { { SELECT * { ?s ?p <urn:a> } } ?a_given ?p <urn:a> }",
        ),
        (
            "SELECT ?a ?s { { SELECT ?s { ?s ?p ?a { SELECT ?a { ?a ?p ?s } } } } ?s ?p ?a }",
            "SELECT (<urn:a> AS ?a) ?s { { SELECT ?s { ?s ?p ?a { SELECT ?a { ?a ?p ?s } } } } "
            "?s ?p <urn:a> }",
        ),
        ("ASK { ?a ?p ?b }", "ASK { <urn:a> ?p ?b }"),
        ("DESCRIBE ?a ?b { ?a ?p ?b }", "DESCRIBE <urn:a> ?b { <urn:a> ?p ?b }"),
        (
            "CONSTRUCT { ?b ?p ?a } WHERE { ?a ?p ?b }",
            "CONSTRUCT { ?b ?p <urn:a> } WHERE { <urn:a> ?p ?b }",
        ),
        (
            "PREFIX select: <urn:select#> SELECT ?a { ?a select:where ?b "
            "FILTER(?b < ?a && ?a > 3) }",
            "PREFIX select: <urn:select#> SELECT (<urn:a> AS ?a) { <urn:a> select:where ?b "
            "FILTER(?b < <urn:a> && <urn:a> > 3) }",
        ),
    ],
    ids=[
        "simple",
        "tight",
        "opaque",
        "escapes",
        "expression",
        "groups",
        "bound",
        "inner",
        "inner-alone",
        "inner-star",
        "inner-not-selected",
        "ask",
        "describe",
        "construct",
        "keywords-as-names",
    ],
)
def test_terms_stand_where_variables_stood(text: str, expected: str) -> None:
    """The term stands in the patterns, the name in the outermost SELECT clause."""
    assert bound(text, {"a": A}) == expected


@pytest.mark.parametrize(
    ("text", "bindings", "message"),
    [
        (
            "SELECT ?b { ?a ?p ?b }",
            {"a": A},
            "The SPARQL query does not contains variable ?a in its SELECT projection",
        ),
        (
            "SELECT (STR(?a) AS ?b) { ?a ?p ?b }",
            {"a": A},
            "The SPARQL query does not contains variable ?a in its SELECT projection",
        ),
        (
            "ASK { ?b ?p ?c }",
            {"a": A},
            "The SPARQL query does not contains variable ?a in its SELECT projection",
        ),
        (
            "SELECT * { ?a ?p ?b }",
            {"a": A},
            "name the columns of the query; with * no variable can be bound",
        ),
        ("SELECT ?a { ?a ?p ?b }", {"a b": A}, "The variable name is invalid"),
        (
            "SELECT ?a { BIND(1 AS ?a) }",
            {"a": A},
            "it sets ?a, which has a value already",
        ),
        (
            "SELECT ?a { { SELECT ?a (1 AS ?a) {} } }",
            {"a": A},
            "it sets ?a, which has a value already",
        ),
        (
            "SELECT ?a { VALUES (?b ?a) { (1 2) } }",
            {"a": A},
            "it lists values of ?a, which has one already",
        ),
        (
            "SELECT ?a { ?a ?p ?b } VALUES ?a { 1 }",
            {"a": A},
            "it lists values of ?a, which has one already",
        ),
        (
            "SELECT ?a { ?b ?p ?c MINUS { ?b { ?q } ?a } }",
            {"a": A},
            "MINUS cannot hold ?a, which is bound; write FILTER NOT EXISTS",
        ),
        (
            "SELECT ?a { FILTER(1<?a&&?a>2) }",
            {"a": A},
            "put a space after each < that is no IRI's",
        ),
        (
            "SELECT ?a { FILTER(?b <?a&&?a> 2) }",
            {"a": A},
            "put a space after each < that is no IRI's",
        ),
        (
            "SELECT ?a { ?a ?p ?b }",
            {"a": ox.BlankNode("x")},
            "only an IRI or a literal can be asked about, not _:x",
        ),
    ],
    ids=[
        "not-selected",
        "only-in-an-expression",
        "nowhere",
        "star",
        "no-name",
        "set",
        "set-inside",
        "listed",
        "listed-at-the-end",
        "minus",
        "comparison-or-iri",
        "comparison-or-iri-after-a-space",
        "blank-node",
    ],
)
def test_what_cannot_be_bound(text: str, bindings: dict[str, Term], message: str) -> None:
    """Where a term would mean something else than the variable, it is an error."""
    assert said(text, bindings) == f"the query cannot be answered: {message}"


def test_minus_without_the_variable_is_left_alone() -> None:
    """Only a MINUS over the bound variable is in question."""
    text = "SELECT ?a { ?b ?p ?a MINUS { ?b ?q ?c } ?a ?p ?c }"
    assert bound(text, {"a": A}).count("<urn:a>") == 3


def test_nothing_to_bind() -> None:
    """A query without parameters stays as it is, whatever it is."""
    assert bound("no } query", {}) == "no } query"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?a { ?a ?p ?b ", "the brackets of the query do not match"),
        ("SELECT ?a { ?a ?p (?b } )", "the brackets of the query do not match"),
        ("SELECT ?a", "the query has no pattern in braces"),
        ("PREFIX a: <urn:x>", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_what_has_no_outline(text: str, message: str) -> None:
    """A text whose clauses cannot be told apart is not changed."""
    assert said(text, {"a": A}) == message


# The same as the engine's own binding

TERMS: st.SearchStrategy[Term] = st.one_of(
    st.sampled_from([A, ox.NamedNode("urn:b"), ox.Literal(1), ox.Literal("x", language="en")]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=6).map(
        ox.Literal
    ),
    st.sampled_from(["\\u0041", "\\\\U0001F600", '"""', "'", "\\", "\\n", "}", "# x", "$a"]).map(
        ox.Literal
    ),
)
TEMPLATES = [
    "SELECT $a ?s {{ ?s ?p $a }} ORDER BY ?s",
    "SELECT ?s $a {{ ?s <urn:p> ?o OPTIONAL {{ ?s <urn:q> $a BIND(1 AS ?x) }} }} ORDER BY ?s",
    "SELECT $a ?s {{ {{ SELECT ?s $a {{ ?s ?p $a }} }} }} ORDER BY ?s",
    "SELECT $a ?s {{ {{ SELECT DISTINCT $a ?s {{ ?s ?p $a }} LIMIT 1 }} }} ORDER BY ?s",
    "SELECT $a ?s {{ ?s ?p ?o FILTER(sameTerm(?o, $a) || 'x$a' = \"$a\") }} ORDER BY ?s",
    "SELECT $a ?s {{ ?s ?p ?o FILTER NOT EXISTS {{ ?s ?q $a }} }} ORDER BY ?s",
    "SELECT $a (COUNT(?s) AS ?n) {{ ?s ?p $a }} GROUP BY $a",
    "SELECT $a ?s {{ {{ ?s <urn:p> $a }} UNION {{ ?s <urn:q> $a }} }} ORDER BY ?s # $a {{",
    "SELECT $a ?s {{ ?s ?p ?o {{ SELECT ?s {{ ?s <urn:q> ?a }} }} FILTER(?o = $a) }} ORDER BY ?s",
    "ASK {{ ?s ?p $a }}",
]


@given(st.lists(TERMS, min_size=1, max_size=4), st.sampled_from(TEMPLATES), st.data())
def test_as_the_engine_binds(terms: list[Term], template: str, data: st.DataObject) -> None:
    """A query with the term in it says what the engine says with the variable bound to it."""
    graph = ox.Store()
    for i, term in enumerate(terms):
        for name in ("urn:p", "urn:q")[: 1 + i % 2]:
            graph.add(ox.Quad(ox.NamedNode(f"urn:s{i}"), ox.NamedNode(name), term))
    term = data.draw(st.sampled_from(terms) | TERMS)
    text = template.format()
    here = graph.query(text, substitutions={ox.Variable("a"): term})
    there = graph.query(bound(text, {"a": term}))
    if isinstance(here, ox.QueryBoolean):
        assert isinstance(there, ox.QueryBoolean)
        assert bool(here) is bool(there)
        return
    assert isinstance(here, ox.QuerySolutions)
    assert isinstance(there, ox.QuerySolutions)
    assert there.variables == here.variables
    assert [tuple(row) for row in there] == [tuple(row) for row in here]


def test_catalogue_is_bound_as_by_the_engine(small: FileStore) -> None:
    """Each named query says the same with its parameters as terms."""
    names = NameIndex(FileStore())
    bundled = FileStore()
    checked = 0
    for query in named_queries().values():
        bindings = query.bindings(
            {}, lambda name, actors_only: names.find(name, actors_only=actors_only).iri
        )
        if not bindings:
            continue
        checked += 1
        assert bundled.select(bound(query.text, bindings)) == bundled.select(query.text, bindings)
        others: dict[str, Term] = {
            name: ox.NamedNode(KHA + "alda") if isinstance(term, ox.NamedNode) else term
            for name, term in bindings.items()
        }
        assert small.select(bound(query.text, others)) == small.select(query.text, others)
    assert checked >= 5


def test_no_text_becomes_a_part_of_the_query() -> None:
    """Quotes, brackets and marks of variables stay in their string."""
    graph = ox.Store()
    graph.add(ox.Quad(A, A, WORDS))
    text = bound("SELECT $a ?s { ?s ?p $a }", {"a": WORDS})
    assert text == (
        r'SELECT ("a \"b\" $a ?a } # <urn:x>" AS $a) ?s { ?s ?p "a \"b\" $a ?a } # <urn:x>" }'
    )
    rows = graph.query(text)
    assert isinstance(rows, ox.QuerySolutions)
    assert [tuple(row) for row in rows] == [(WORDS, A)]


def test_escapes_are_read_in_any_order() -> None:
    """A backslash before a u is written so that reading escapes first does no harm."""
    term = ox.Literal("\\u0041 \\U0001F600 \\n")
    text = written(term)
    assert text == r'"\\\u00750041 \\\u00550001F600 \\n"'
    early = re.sub(r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), text)
    assert early == r'"\\u0041 \\U0001F600 \\n"'
    for form in (text, early):
        rows = ox.Store().query(f"SELECT ({form} AS ?x) {{}}")
        assert isinstance(rows, ox.QuerySolutions)
        assert [row[0] for row in rows] == [term]


# The outline


def test_outline_of_all_clauses() -> None:
    """Each clause stands where its keyword does, whatever stands in strings and names."""
    text = (
        "PREFIX group: <urn:order#> # SELECT\n"
        "SELECT DISTINCT ?a (COUNT(?b) AS ?n) FROM <urn:g> FROM NAMED group:by\n"
        "WHERE { ?a group:by 'LIMIT }' ; ?b [] { SELECT * { ?s ?p ?o } LIMIT 3 } }\n"
        "GROUP BY ?a HAVING (?n > 1) ORDER BY DESC(?n) LIMIT 5 OFFSET 6 VALUES ?b { 1 }"
    )
    found = outline(text)

    def cut(start: int, end: int) -> str:
        return text[start:end].strip()

    assert cut(*found.head) == "DISTINCT ?a (COUNT(?b) AS ?n)"
    assert cut(*found.dataset) == "FROM <urn:g> FROM NAMED group:by"
    assert cut(*found.body).startswith("{ ?a group:by")
    assert cut(*found.body).endswith("LIMIT 3 } }")
    assert {word: cut(*span) for word, span in found.modifiers.items()} == {
        "GROUP": "GROUP BY ?a",
        "HAVING": "HAVING (?n > 1)",
        "ORDER": "ORDER BY DESC(?n)",
        "LIMIT": "LIMIT 5",
        "OFFSET": "OFFSET 6",
        "VALUES": "VALUES ?b { 1 }",
    }
    (inner,) = found.inner
    assert cut(inner.start, inner.end) == "SELECT * { ?s ?p ?o } LIMIT 3"
    assert PagedQuery(text).limit == 5
    assert not PagedQuery(text).is_star
    assert PagedQuery("SELECT * { ?s ?p ?o }").is_star


@pytest.mark.parametrize("path", sorted(named_queries()))
def test_pages_of_the_catalogue_are_queries(path: str) -> None:
    """A page and the count of any named query is a query of standard SPARQL."""
    query = named_queries()[path]
    paged = PagedQuery(query.text)
    for text in (paged.count(), paged.page(query.columns, 10, 20)):
        assert isinstance(ox.Store().query(text, prefixes=PREFIXES), ox.QuerySolutions)
        assert form_of(text) == "SELECT"


@given(st.text(alphabet="?$a<>#'\"\\{}() \n\ru0041:S", max_size=30))
def test_blanking_keeps_every_place(text: str) -> None:
    """What is blanked is as long as before, and its lines are where they were."""
    blanked = plain(text)
    assert len(blanked) == len(text)
    assert [i for i, char in enumerate(blanked) if char in "\n\r"] == [
        i for i, char in enumerate(text) if char in "\n\r"
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("BASE<urn:x>PREFIX:<urn:y#>ASK{}", "ASK"),
        ("# c\rDROP ALL #\n SELECT", "DROP"),
        ("PREFIX a: <urn:\\u0041#> SELECT ?s {}", "SELECT"),
        ("\ufeffSELECT", ""),
        ("", ""),
    ],
)
def test_form_of_a_query(text: str, form: str) -> None:
    """The first keyword after the prologue is the form, a line ends as SPARQL says."""
    assert form_of(text) == form
    assert is_query(text) is (form in ("SELECT", "ASK"))
