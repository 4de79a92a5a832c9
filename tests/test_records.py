"""Records: statements, claims and turns as the small graph has them."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from khgraph.dates import OPEN_END, OPEN_START, Bounds, edtf_bounds
from khgraph.errors import KhgraphError
from khgraph.lives import LIFE_TYPES, lives
from khgraph.model import STANCES, Entity, RelationType
from khgraph.namespaces import KH, KHA, KHB, KHC, KHE, KHS, KHT, PREFIXES
from khgraph.records import (
    entities,
    lives_of,
    narrower_types,
    relation_types,
    signed_statements,
    sources,
    statements,
    turns,
)
from khgraph.stores import FileStore, Store, iri_of

# Counted by hand in small.ttl:
#   25 statements: 17 signed ones between actors, one kinship, two participations, one event, one
#   number, one membership, one move, one origin;
#   29 claims: one for each statement, a second for nur-enemy-of-osk, dorn-secret-agent-of-osk
#   and vell-allied-with-osk, and one for the turn.
STATEMENT_COUNT = 25
CLAIM_COUNT = 29

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
Loader = Callable[[str], Store]


@pytest.fixture
def load(tmp_path: Path, small_path: Path) -> Loader:
    """Return a function that adds Turtle to the small graph."""

    def load(text: str) -> Store:
        path = tmp_path / "more.ttl"
        path.write_text(HEAD + text, encoding="utf-8")
        return FileStore([small_path, path])

    return load


def test_counts(small: Store) -> None:
    """Every statement and every claim of the file is there once, by IRI."""
    found = statements(small)
    answers = [*(s.claims for s in found), *(turn.claims for turn in turns(small))]
    claims = [claim for some in answers for claim in some]
    assert len(found) == STATEMENT_COUNT
    assert len({claim.iri for claim in claims}) == len(claims) == CLAIM_COUNT
    assert [statement.iri for statement in found] == sorted(statement.iri for statement in found)


def test_stances(small: Store) -> None:
    """All six stances are there, as often as the file has them."""
    counts = Counter(claim.stance for found in statements(small) for claim in found.claims)
    assert counts == {
        "affirms": 21,
        "thinksProbable": 2,
        "thinksPossible": 1,
        "reports": 1,
        "doubts": 1,
        "denies": 2,
    }
    assert set(counts) == set(STANCES)


def test_a_statement_and_its_claims(small: Store) -> None:
    """A statement has its ends, its relation with the sign, and its claims by IRI."""
    (found,) = statements(small, [KHS + "nur-enemy-of-osk"])
    assert found.subject == Entity(KHA + "nur", "Nur", "State")
    assert found.object == Entity(KHA + "osk", "Osk", "State")
    assert found.relation == RelationType(
        KH + "enemyOf", "was an enemy of", "was an enemy of", -1, is_symmetric=True, is_act=False
    )
    assert (found.sign, found.is_tie) == (-1, True)
    assert found.sentence() == "Nur was an enemy of Osk"
    first, second = found.claims
    assert first.iri == KHC + "test2000-nur-enemy-of-osk"
    assert (first.source, first.stance, first.attribution) == ("test2000", "affirms", ("Quill",))
    assert first.comment == "Enemies from 1932 to this day."
    assert first.when == "1932/.."
    assert first.bounds == Bounds("1932-01-01", "1932-12-31", OPEN_END, OPEN_END)
    assert (second.source, second.attribution, second.when) == (
        "test2010",
        ("Rook",),
        "1939-05/1939-09",
    )
    assert second.citation == f"test2010 {second.locator}"
    assert (first.according_to, first.curator_note) == ((), None)


def test_every_relation_type_of_the_file_is_defined(small: Store) -> None:
    """Sign, symmetry and aspect come from the ontology; an unsigned type has None."""
    types = relation_types(small)
    assert {statement.relation.iri for statement in statements(small)} <= set(types)
    assert types[KH + "neutralTo"].sign == 0
    assert types[KH + "siblingOf"].sign is None
    assert types[KH + "supported"].sign == 1
    assert types[KH + "executed"].is_act
    assert not types[KH + "executed"].is_symmetric
    assert types[KH + "executed"].inverse_label == "was executed by"


def test_narrower_types(small: Store) -> None:
    """Below a type are those that say in the ontology that they are, at any remove."""
    below = narrower_types(small)
    assert {KH + name for name in below} == set(relation_types(small))
    assert below["fought"] == {"attacked", "defeated"}
    assert below["invaded"] == {"conquered", "occupied"}
    assert below["killed"] == {"executed"}
    assert below["attacked"] == set()
    assert {"fought", "attacked", "conquered", "killed", "executed"} < below["hostileTo"]
    assert "friendlyTo" not in below["hostileTo"]


def test_narrower_types_agree_with_a_walk(small: Store) -> None:
    """For every type they are what a walk down from it, step by step, comes to."""
    rows = small.select(
        "SELECT ?type ?wider { ?type rdfs:subPropertyOf ?wider FILTER(isIRI(?type)) }"
    )
    steps = {(iri_of(wider), iri_of(kind)) for kind, wider in rows}
    types = set(relation_types(small))
    for name, below in narrower_types(small).items():
        reached, more = {KH + name}, {KH + name}
        while more:
            more = {kind for wider, kind in steps if wider in more} - reached
            reached |= more
        assert {KH + other for other in below} == (reached & types) - {KH + name}


def test_narrower_types_of_a_file_of_ones_own(load: Loader) -> None:
    """Types of the data count too; two that are below each other are so; no type is below itself.

    What is no relation type is passed through and not named.
    """
    kind = 'a kh:RelationType ; skos:prefLabel "x"'
    below = narrower_types(
        load(
            f"kh:raided {kind} ; rdfs:subPropertyOf kh:skirmished ."
            " kh:skirmished rdfs:subPropertyOf kh:attacked ."
            f" kh:one {kind} ; rdfs:subPropertyOf kh:two . kh:two {kind} ;"
            " rdfs:subPropertyOf kh:one, kh:two ."
        )
    )
    assert below["attacked"] == {"raided"}
    assert "raided" in below["fought"] & below["hostileTo"]
    assert "skirmished" not in below
    assert below["one"] == {"two"}
    assert below["two"] == {"one"}
    assert below["raided"] == set()


def test_unknown_start_and_undated_claims(small: Store) -> None:
    """What the source does not date stays unknown; what it leaves open is open."""
    when = {
        claim.iri.removeprefix(KHC): (claim.when, claim.bounds)
        for statement in statements(small)
        for claim in statement.claims
    }
    assert when["test2000-alda-sibling-of-boro"] == (None, Bounds())
    assert when["test2000-boro-served-osk"] == (
        "/1939-22",
        Bounds(None, None, "1939-06-01", "1939-08-31"),
    )
    assert when["test2000-alda-supported-khar"] == (
        "../1935",
        Bounds(OPEN_START, OPEN_START, "1935-01-01", "1935-12-31"),
    )


def test_bounds_are_those_of_the_date(small: Store) -> None:
    """The bounds in the file are what its dates give."""
    answers = [*(s.claims for s in statements(small)), *(turn.claims for turn in turns(small))]
    for claim in (claim for some in answers for claim in some):
        assert claim.bounds == (edtf_bounds(claim.when) if claim.when else Bounds()), claim.iri


def test_qualifiers_are_in_words(small: Store) -> None:
    """Role, unit, event and content narrow the statement and its sentence."""
    sentences = {statement.iri: statement.sentence() for statement in statements(small)}
    assert sentences[KHS + "boro-served-osk"] == "Boro served Osk as guide"
    assert sentences[KHS + "tavan-army-strength"] == "Tavan Army had a strength of 300 men"
    assert sentences[KHS + "nur-executed-alda"] == "Nur executed Alda, at Night of Embers"
    assert sentences[KHS + "nur-accused-dorn"] == (
        "Nur accused Dorn: that Dorn was a secret agent of Osk"
    )
    assert sentences[KHS + "battle-of-sel-occurred"] == "Battle of Sel took place"


def test_report_and_curators_note(small: Store) -> None:
    """A report says whose view it is; the curator's note stays apart from the comment."""
    (report,) = statements(small, [KHS + "boro-distrusted-dorn"])[0].claims
    assert (report.stance, report.attribution, report.according_to) == (
        "reports",
        ("Quill",),
        ("Cira",),
    )
    (claim,) = statements(small, [KHS + "nur-accused-dorn"])[0].claims
    assert claim.curator_note == "The text leaves open who in Nur spoke."


@pytest.mark.parametrize(
    ("thing", "names"),
    [
        (
            KHA + "boro",
            [
                "alda-sibling-of-boro",
                "boro-distrusted-dorn",
                "boro-friend-of-khar",
                "boro-participated-in-battle-of-sel",
                "boro-served-osk",
                "cira-rival-of-boro",
            ],
        ),
        (KHE + "night-of-embers", ["nur-executed-alda"]),
        (KHS + "dorn-secret-agent-of-osk", ["nur-accused-dorn"]),
        (KHA + "quill", []),
        ("urn:not-there", []),
    ],
    ids=["actor", "event-as-qualifier", "content", "author", "unknown"],
)
def test_statements_touching_a_thing(small: Store, thing: str, names: list[str]) -> None:
    """A thing touches the statements that it is subject, object or qualifier of."""
    assert [found.iri for found in statements(small, touching=thing)] == [KHS + n for n in names]


def test_some_statements_are_as_complete_as_all(small: Store) -> None:
    """A statement asked for alone has the same claims and words as among all."""
    for statement in statements(small):
        assert statements(small, [statement.iri]) == [statement]
    assert statements(small, []) == []
    assert statements(small, [KHS + "no-such"]) == []
    assert len(statements(small, [KHS + "nur-opposed-khar"] * 2)) == 1


def test_signed_statements(small: Store) -> None:
    """They are the statements of types with a sign, 0 too, and those that tell of lives."""
    found = signed_statements(small)
    everything = statements(small)
    kept = [s for s in everything if s.sign is not None or s.relation.id in LIFE_TYPES]
    assert found == kept
    # 17 signed ones and the occurrence of the battle.
    assert len(found) == 18
    assert {s.relation.id for s in found if s.sign is None} == {"occurred"}
    assert any(s.sign == 0 for s in found)


def test_signed_statements_of_further_types(small: Store) -> None:
    """Types that are named come too, whether or not they have a sign, and none twice."""
    more = signed_statements(small, ("siblingOf", "partOf", "fought", "enemyOf"))
    added = {s.iri for s in more} - {s.iri for s in signed_statements(small)}
    assert added == {KHS + "alda-sibling-of-boro", KHS + "tavan-army-part-of-nur"}
    assert [s.iri for s in more] == sorted({s.iri for s in more})


def test_only_statements_are_signed_statements(load: Loader) -> None:
    """What has a signed type and is no statement is left aside."""
    loaded = load("khs:nothing rdf:predicate kh:enemyOf ; rdf:subject kha:nur .")
    assert KHS + "nothing" not in {s.iri for s in signed_statements(loaded)}


LIVES = """
khs:alda-died a kh:Statement ; rdf:subject kha:alda ; rdf:predicate kh:died ; rdf:object true .
khc:x-alda-died a kh:Claim ; kh:about khs:alda-died ; dcterms:source khb:test2000 ;
    kh:locator "p. 1" ; kh:stance kh:affirms ; kh:when "1936-04-24" ;
    kh:earliestStart "1936-04-24"^^xsd:date ; kh:latestStart "1936-04-24"^^xsd:date ;
    kh:earliestEnd "1936-04-24"^^xsd:date ; kh:latestEnd "1936-04-24"^^xsd:date .
"""


def test_lives_of_are_those_of_all_statements(small: Store, load: Loader) -> None:
    """Reading only what tells of lives comes to the same."""
    assert lives_of(small) == lives(statements(small))
    assert list(lives_of(small)) == [KHE + "battle-of-sel"]
    loaded = load(LIVES)
    assert lives_of(loaded) == lives(statements(loaded))
    assert lives_of(loaded)[KHA + "alda"].last == "1936-04-24"


def test_entities(small: Store) -> None:
    """Labelled things come by IRI, all or those that are asked for."""
    assert entities(small, [KHA + "khar", KHB + "test2000", "urn:not-there"]) == {
        KHA + "khar": Entity(KHA + "khar", "Khar", "People"),
        KHB + "test2000": Entity(KHB + "test2000", "Test 2000", "Source"),
    }
    assert entities(small, []) == {}
    assert sum(entity.is_actor for entity in entities(small).values()) == 13


def test_sources(small: Store) -> None:
    """A source's reference has its authors, its year and its title."""
    assert sources(small) == {
        "test2000": "Quill (2000) An invented chronicle of the Sel",
        "test2010": "Rook (2010) The invented chronicle reconsidered",
    }


def test_turn(small: Store) -> None:
    """A turn joins the tie before, the tie after and the event between, with its claim."""
    (turn,) = turns(small)
    assert (turn.iri, turn.label, turn.kind) == (
        KHT + "nur-turned-on-alda",
        "Nur turns on its ally Alda",
        "betrayal",
    )
    assert turn.before is not None
    assert turn.before.sentence() == "Alda was allied with Nur"
    assert turn.after.sentence() == "Nur executed Alda, at Night of Embers"
    assert turn.event == Entity(KHE + "night-of-embers", "Night of Embers", "Event")
    assert [claim.when for claim in turn.claims] == ["1936-04-24"]


def test_turns_are_in_time_order(load: Loader) -> None:
    """Turns come by their earliest day; those without a date come last, by IRI."""
    turn = "a kh:Turn ; kh:toStatement khs:nur-opposed-khar ."
    store = load(
        f"kht:a-undated {turn} kht:b-late {turn} kht:c-next {turn}"
        ' khc:b kh:about kht:b-late ; a kh:Claim ; kh:when "1940" ;'
        ' kh:earliestStart "1940-01-01"^^xsd:date ; kh:stance kh:affirms .'
        ' khc:c kh:about kht:c-next ; a kh:Claim ; kh:when "/1938" ;'
        ' kh:earliestEnd "1938-01-01"^^xsd:date ; kh:stance kh:affirms .'
    )
    assert [turn.iri.removeprefix(KHT) for turn in turns(store)] == [
        "nur-turned-on-alda",
        "c-next",
        "b-late",
        "a-undated",
    ]
    bare = turns(store)[1]
    assert (bare.label, bare.kind, bare.before, bare.event) == ("c-next", "", None, None)


def test_literals_that_look_like_iris_are_literals(load: Loader) -> None:
    """A text that begins with http is no thing, and an IRI that does not is one."""
    store = load(
        'khs:x a kh:Statement ; rdf:subject kha:alda ; rdf:object "http is no IRI" ;'
        ' rdf:predicate kh:holdsThat ; kh:name "http://example.org/ is a name" .'
        f' khs:z a kh:Statement ; rdf:subject kha:alda ; rdf:object "{KHA}nur" ;'
        f' rdf:predicate kh:holdsThat ; kh:name "{KHA}nur" .'
        " khs:y a kh:Statement ; rdf:subject kha:alda ; rdf:predicate kh:supported ;"
        " rdf:object <urn:guest> . <urn:guest> a kh:Person ; skos:prefLabel 'Guest' ."
    )
    for found in (
        statements(store),
        statements(store, [KHS + "x", KHS + "y", KHS + "z", KHS + "nur-opposed-khar"]),
    ):
        by_iri = {statement.iri: statement for statement in found}
        assert by_iri[KHS + "x"].object == "http is no IRI"
        assert by_iri[KHS + "x"].qualifier("name") == "http://example.org/ is a name"
        assert by_iri[KHS + "z"].object == by_iri[KHS + "z"].qualifier("name") == KHA + "nur"
        assert by_iri[KHS + "y"].object == Entity("urn:guest", "Guest", "Person")


def test_unlabelled_things_keep_their_id(load: Loader) -> None:
    """A thing, relation or content that the file does not describe is named by its IRI."""
    store = load(
        "khs:x a kh:Statement ; rdf:subject kha:who ; rdf:predicate kh:knew ;"
        " rdf:object kha:whom ; kh:content khs:nowhere ."
    )
    (found,) = statements(store, [KHS + "x"])
    assert found.sentence() == f"who knew whom: that {KHS}nowhere"
    assert (found.subject.kind, found.sign, found.is_tie, found.claims) == (
        "Thing",
        None,
        False,
        (),
    )


def test_one_claim_about_two_statements_answers_both(load: Loader) -> None:
    """A claim belongs to every proposition that it is about, and to no other."""
    store = load(
        "khc:both a kh:Claim ; kh:stance kh:denies ;"
        " kh:about khs:nur-opposed-khar, khs:alda-sibling-of-boro ."
    )
    for name in ("nur-opposed-khar", "alda-sibling-of-boro"):
        (found,) = statements(store, [KHS + name])
        assert [claim.iri.removeprefix(KHC) for claim in found.claims] == [
            "both",
            f"test2000-{name}",
        ]
        assert found.claims[0].source == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "khs:x a kh:Statement ; rdf:subject kha:alda ; rdf:predicate kh:supported .",
            "khs:x has no rdf:object; run khgraph validate",
        ),
        (
            "khs:x a kh:Statement ; rdf:object kha:alda ; rdf:predicate kh:supported .",
            "khs:x has no rdf:subject; run khgraph validate",
        ),
        (
            "khs:x a kh:Statement ; rdf:object kha:alda ; rdf:subject kha:boro .",
            "khs:x has no rdf:predicate; run khgraph validate",
        ),
        ("kht:x a kh:Turn .", "kht:x has no kh:toStatement; run khgraph validate"),
        (
            "kht:x a kh:Turn ; kh:toStatement khs:nowhere .",
            "kht:x turns to khs:nowhere, which is no statement of the graph",
        ),
        (
            "[] a kh:Statement ; rdf:subject kha:alda .",
            "a statement, claim or turn has no name; give every node an IRI",
        ),
    ],
    ids=["no-object", "no-subject", "no-predicate", "no-after", "no-such-after", "blank"],
)
def test_broken_record_is_named(load: Loader, text: str, message: str) -> None:
    """A statement or turn that lacks a part is the file's fault, and the error says which."""
    store = load(text)
    with pytest.raises(KhgraphError) as caught:
        [*statements(store), *turns(store)]
    assert str(caught.value) == message


def test_empty_data(tmp_path: Path) -> None:
    """Data without statements give none."""
    path = tmp_path / "empty.ttl"
    path.write_text("# nothing yet\n")
    assert (statements(FileStore([path])), turns(FileStore([path]))) == ([], [])


STATEMENT = (
    "khs:s a kh:Statement ; rdf:subject kha:a ; rdf:predicate kh:killed ; rdf:object kha:b .\n"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            STATEMENT + 'kh:killed kh:sign "x" .',
            "kh:killed has the sign 'x'; write 1, 0 or -1, or none",
        ),
        (
            'kh:zz a kh:RelationType ; skos:prefLabel "zz" ; kh:sign 2 .'
            + STATEMENT.replace("kh:killed", "kh:zz"),
            "kh:zz has the sign '2'; write 1, 0 or -1, or none",
        ),
        (
            STATEMENT + 'khc:c a kh:Claim ; kh:about khs:s ; kh:earliestStart "zz"^^xsd:date .',
            "khc:c has kh:earliestStart 'zz', which is no day; run khgraph fmt",
        ),
        (
            STATEMENT.replace("khs:s", "[]"),
            "a statement, claim or turn has no name; give every node an IRI",
        ),
    ],
    ids=["sign-word", "sign-two", "bound", "nameless"],
)
def test_spoilt_records_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """What no reader of records can use is told in a sentence that names it."""
    path = tmp_path / "spoilt.ttl"
    path.write_text(HEAD + text)
    with pytest.raises(KhgraphError) as caught:
        statements(FileStore([path]))
    assert str(caught.value) == message
