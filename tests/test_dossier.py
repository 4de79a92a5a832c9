"""Dossiers: what is said of one thing, in sections and in time; and where a text stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from khgraph.dates import UNDATED
from khgraph.dossier import (
    SECTIONS,
    Dossier,
    Hit,
    dossier,
    find,
    statement_dict,
    turn_dict,
)
from khgraph.model import time_key
from khgraph.names import NameIndex
from khgraph.namespaces import PREFIXES
from khgraph.stores import FileStore, Store

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


def dossier_of(store: Store, name: str) -> Dossier:
    """Return the dossier of the thing called *name*."""
    return dossier(store, NameIndex(store).find(name))


def sections_of(store: Store, name: str) -> dict[str, list[str]]:
    """Return the ids of the statements by section."""
    return {
        title: [statement.iri.rsplit("/", 1)[-1] for statement in found]
        for title, found in dossier_of(store, name).sections
    }


def test_statements_stand_in_sections_by_time(small: Store) -> None:
    """Kin come before ties; within a section what is dated comes first, in time order."""
    assert sections_of(small, "alda") == {
        "Kin": ["alda-sibling-of-boro"],
        # ../1935 begins before all time; the alliance of 1930 before the execution of 1936.
        "Ties": ["alda-supported-khar", "alda-allied-with-nur", "nur-executed-alda"],
    }
    assert sections_of(small, "nur")["Ties"][-1] == "osk-attacked-nur"


@pytest.mark.parametrize(
    ("name", "section", "statement"),
    [
        ("boro", "Kin", "alda-sibling-of-boro"),
        ("lone", "Peoples, bodies and places", "lone-came-from-sel"),
        ("nur", "Peoples, bodies and places", "tavan-army-part-of-nur"),
        ("boro", "Events", "boro-participated-in-battle-of-sel"),
        ("khe:battle-of-sel", "Events", "battle-of-sel-occurred"),
        ("tavan-army", "Other facts", "tavan-army-strength"),
        ("zamyn", "Other facts", "zamyn-moved-to-sel"),
        ("vell", "Ties", "vell-neutral-to-nur"),
        ("khe:night-of-embers", "As a third party or topic", "nur-executed-alda"),
    ],
)
def test_each_kind_of_statement_has_its_section(
    small: Store, name: str, section: str, statement: str
) -> None:
    """The family of the relation decides, then its sign, then whether an event is a party."""
    assert statement in sections_of(small, name)[section]


def test_sections_follow_the_ontology(load: Loader) -> None:
    """A relation under another belongs to its section, a new one too."""
    store = load(
        "kh:cousinOf a kh:RelationType ; rdfs:subPropertyOf kh:siblingOf ;"
        ' skos:prefLabel "was a cousin of" .\n'
        "khs:x a kh:Statement ; rdf:subject kha:lone ; rdf:predicate kh:cousinOf ;"
        " rdf:object kha:cira .\n"
        "khs:y a kh:Statement ; rdf:subject kha:lone ; rdf:predicate kh:commanded ;"
        " rdf:object kha:tavan-army .\n"
        "khs:z a kh:Statement ; rdf:subject kha:lone ; rdf:predicate kh:calls ;"
        ' rdf:object khe:battle-of-sel ; kh:name "The Day"@en .\n'
    )
    assert sections_of(store, "lone") == {
        "Kin": ["x"],
        "Peoples, bodies and places": ["lone-came-from-sel"],
        "Offices": ["y"],
        "Names, views and ideas": ["z"],
    }
    assert list(sections_of(store, "lone")) == [
        t for t in SECTIONS if t in sections_of(store, "lone")
    ]


def test_the_heading_has_names_notes_and_mentions(load: Loader) -> None:
    """Other names, notes and mentions come each in a fixed order, none twice."""
    store = load(
        'kha:lone skos:altLabel "Zed"@en, "Älone"@en, "alone"@en, "Zed"@mn ;'
        ' skos:scopeNote "Not the other Lone."@en ; kh:curatorNote "B."@en, "A."@en ;'
        " kh:namedIn khb:test2010, khb:test2000 .\n"
    )
    found = dossier_of(store, "lone")
    assert found.names == ("alone", "Älone", "Zed")
    assert found.scope_note == "Not the other Lone."
    assert found.curator_note == "A. B."
    assert found.named_in == ("test2000", "test2010")
    assert found.reference is None


def test_a_source_has_its_reference(load: Loader) -> None:
    """A source is shown with its full reference, or its bare title where no claim is from it."""
    store = load(
        'khb:test1999 a kh:Source ; skos:prefLabel "Test 1999" ; dcterms:title "Unread" .\n'
    )
    reference = dossier_of(store, "test2000").reference
    assert reference == "Quill (2000) An invented chronicle of the Sel"
    assert dossier_of(store, "test1999").reference == "Unread"


def test_turns_of_either_side_and_of_the_event(small: Store) -> None:
    """A turning point stands in the dossiers of both parties and of its event, and no other."""
    for name in ("alda", "nur", "khe:night-of-embers"):
        assert [turn.label for turn in dossier_of(small, name).turns] == [
            "Nur turns on its ally Alda"
        ]
    assert dossier_of(small, "boro").turns == ()


def test_a_dossier_as_json(small: Store) -> None:
    """The dossier's dictionary has the relation's sign and each claim in full."""
    found = dossier_of(small, "khar").as_dict()
    assert list(found) == [
        *("id", "label", "kind", "reference", "names", "scope_note", "curator_note"),
        *("named_in", "sections", "turns"),
    ]
    assert (found["id"], found["label"], found["kind"]) == ("kha:khar", "Khar", "People")
    assert found["sections"]["Ties"][0] == {
        "id": "khs:alda-supported-khar",
        "sentence": "Khar was supported by Alda",
        "subject": "Alda",
        "relation": "supported",
        "object": "Khar",
        "other": "Alda",
        "sign": 1,
        "qualifiers": {},
        "claims": [
            {
                "id": "test2000-alda-supported-khar",
                "source": "test2000",
                "locator": "p. 3",
                "lines": "30-34",
                "stance": "affirms",
                "attribution": ["Quill"],
                "according_to": [],
                "when": "../1935",
                "precision": None,
                "comment": "Alda had always stood by the Khar, until 1935.",
                "curator_note": None,
            }
        ],
    }


def test_a_statement_and_a_turn_as_json(small: Store) -> None:
    """Seen from nowhere a statement is read forward; a turn has its words, event and claims."""
    found = dossier_of(small, "alda")
    statements = {s.iri.rsplit("/", 1)[-1]: s for _, section in found.sections for s in section}
    executed = statement_dict(statements["nur-executed-alda"])
    assert executed["sentence"] == "Nur executed Alda, at Night of Embers"
    assert executed["other"] == "Alda"
    assert executed["qualifiers"] == {"atEvent": "Night of Embers"}
    turn = turn_dict(found.turns[0])
    assert turn["id"] == "kht:nur-turned-on-alda"
    assert turn["kind"] == "betrayal"
    assert turn["before"] == "Alda was allied with Nur"
    assert turn["after"] == "Nur executed Alda, at Night of Embers"
    assert turn["event"] == "Night of Embers"
    assert [claim["when"] for claim in turn["claims"]] == ["1936-04-24"]


def test_time_keys(small: Store) -> None:
    """What has only an end is placed at it, before what happens that day; the undated last."""
    by_name = {
        statement.iri.rsplit("/", 1)[-1]: statement
        for name in ("dorn", "osk", "boro")
        for _, section in dossier_of(small, name).sections
        for statement in section
    }
    keys = {name: time_key(statement.claims) for name, statement in by_name.items()}
    assert keys["boro-served-osk"] == ("1939-06-01", False)  # /1939-22
    assert keys["dorn-betrayed-cira"] == ("1936-12-31", False)  # [..1936]
    assert keys["nur-enemy-of-osk"] == ("1932-01-01", True)  # the earlier of two claims
    assert keys["alda-sibling-of-boro"] == (UNDATED, False)
    assert time_key(by_name["cira-rival-of-boro"].claims) == (UNDATED, False)


def test_find_looks_in_names_claims_and_terms(small: Store) -> None:
    """Names come first, then claims with their citation, then terms; each by id."""
    assert find(small, "SEL") == [
        Hit("name", "kha:boro", "The Fox of the Sel", ""),
        Hit("name", "khe:battle-of-sel", "Battle of Sel", ""),
        Hit("name", "khe:battle-of-sel", "Sel River Incident", ""),
        Hit("name", "khp:sel", "Sel", ""),
        Hit(
            "claim",
            "khc:test2000-lone-came-from-sel",
            "Lone was born on the Sel.",
            "test2000 p. 28",
        ),
        Hit(
            "claim",
            "khc:test2000-zamyn-moved-to-sel",
            "Zämyn went to live on the Sel.",
            "test2000 p. 27",
        ),
    ]
    kinds = [hit.kind for hit in find(small, "betray")]
    assert kinds == sorted(kinds, key=["name", "claim", "term"].index)
    assert Hit("term", "kh:betrayed", "betrayed", "") in find(small, "betray")


@pytest.mark.parametrize("text", ["zamyn WENT", "ZÄMYN  went", "za\u0308myn went"])
def test_find_knows_no_case_and_no_diacritics(small: Store, text: str) -> None:
    """A text is found however its letters and spaces are written."""
    assert [hit.id for hit in find(small, text)] == ["khc:test2000-zamyn-moved-to-sel"]


def test_find_looks_in_the_names_of_turns(small: Store) -> None:
    """A turning point is found by its label."""
    assert find(small, "turns on its ally") == [
        Hit("name", "kht:nur-turned-on-alda", "Nur turns on its ally Alda", "")
    ]


@pytest.mark.parametrize("text", ["", "  ", "nothing of the kind", '" } #'])
def test_find_may_find_nothing(small: Store, text: str) -> None:
    """An empty text, an unknown one and one that looks like SPARQL find nothing."""
    assert find(small, text) == []


def test_find_gives_what_a_poor_claim_has(load: Loader) -> None:
    """A claim without source or page is found all the same."""
    store = load('khc:poor a kh:Claim ; rdfs:comment "Found nowhere." .\n')
    assert find(store, "nowhere") == [Hit("claim", "khc:poor", "Found nowhere.", "")]
