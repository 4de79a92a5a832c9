"""Names: what a user types, and the one thing that is meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.errors import KhgraphError, NameLookupError
from khgraph.names import NameIndex, fold
from khgraph.namespaces import (
    KH,
    KHA,
    KHB,
    KHE,
    KHP,
    PREFIXES,
    THING_NAMESPACES,
    expand,
    local_name,
    shorten,
)
from khgraph.stores import FileStore, Store

# What the small graph has no reason to hold: shared names, other scripts, ids in capitals.
MORE = f"""
@prefix kh: <{KH}> . @prefix kha: <{KHA}> . @prefix khe: <{KHE}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kha:boro-ii a kh:Person ; skos:prefLabel "Boro II"@en ; skos:altLabel "Boro"@en, "The Fox"@en .
kha:egin a kh:Person, kh:Actor ; skos:prefLabel "えぎん"@ja, "Egin"@en .
kha:egin skos:altLabel "The Fox"@en .
kha:KGB a kh:Organization ; skos:prefLabel "Committee" ; skos:altLabel "Tavan Army"@en .
kha:cup a kh:State ; skos:prefLabel "Cup"@en .
khe:cup a kh:Event ; skos:prefLabel "Cup final"@en .
kha:tre a kh:Person ; skos:prefLabel "Тре"@ru .
kha:skos a kh:Person ; skos:prefLabel "org"@en .
<urn:elsewhere:guest> a kh:Person ; skos:prefLabel "Guest: a life"@en .
_:x a kh:Person ; skos:prefLabel "Nobody"@en .
kha:no-kind skos:prefLabel "No kind"@en .
"""


@pytest.fixture(scope="module")
def index(small: Store) -> NameIndex:
    """Return the names of the small graph."""
    return NameIndex(small)


@pytest.fixture(scope="module")
def more(small_path: Path, tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    """Return the names of the small graph and of `MORE`."""
    path = tmp_path_factory.mktemp("names") / "more.ttl"
    path.write_text(MORE, encoding="utf-8")
    return NameIndex(FileStore([small_path, path]))


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("alda", KHA + "alda"),
        ("tavan-army", KHA + "tavan-army"),
        ("battle-of-sel", KHE + "battle-of-sel"),
        ("kha:alda", KHA + "alda"),
        ("khe:battle-of-sel", KHE + "battle-of-sel"),
        (KHA + "alda", KHA + "alda"),
        (f"<{KHA}alda>", KHA + "alda"),
        ("Alda", KHA + "alda"),
        ("  alda\t", KHA + "alda"),
        ("ALDA", KHA + "alda"),
        ("Old Alda", KHA + "alda"),
        ("old   alda", KHA + "alda"),
        ("ヌル", KHA + "nur"),
        ("Zämyn", KHA + "zamyn"),
        ("Zamyn", KHA + "zamyn"),
        ("ZA\u0308MYN", KHA + "zamyn"),
        ("the Khar", KHA + "khar"),
        ("The State of Nur", KHA + "nur"),
        ("test2000", KHB + "test2000"),
        ("Test 2000", KHB + "test2000"),
        ("Sel", KHP + "sel"),
    ],
    ids=ascii,
)
def test_a_name_finds_its_thing(index: NameIndex, name: str, iri: str) -> None:
    """An id, a CURIE, an IRI and every label find the thing; case and diacritics do not count."""
    assert index.find(name).iri == iri


def test_what_is_found_has_its_label_and_kind(index: NameIndex) -> None:
    """The thing comes with its preferred English label, its kind and its id."""
    nur = index.find("ヌル")
    assert (nur.label, nur.kind, nur.id, nur.is_actor) == ("Nur", "State", "nur", True)
    assert not index.find("battle-of-sel").is_actor


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Boro", KHA + "boro"),
        ("Tavan Army", KHA + "tavan-army"),
        ("boro ii", KHA + "boro-ii"),
        ("Egin", KHA + "egin"),
        ("えぎん", KHA + "egin"),
        ("kgb", KHA + "KGB"),
        ("committee", KHA + "KGB"),
        ("тре", KHA + "tre"),
        ("org", KHA + "skos"),
        ("skos", KHA + "skos"),
        ("Guest: a life", "urn:elsewhere:guest"),
    ],
    ids=ascii,
)
def test_unusual_names(more: NameIndex, name: str, iri: str) -> None:
    """A preferred label wins; an id may have capitals, a label may be a prefix or have a colon."""
    assert more.find(name).iri == iri


def test_label_is_english_where_there_is_one(more: NameIndex) -> None:
    """An English label comes before one without a language, that before one in another."""
    labels = [more.find(name).label for name in ("egin", "kgb", "tre")]
    assert labels == ["Egin", "Committee", "Тре"]
    assert more.find("egin").kind == "Person"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "The Fox",
            "'The Fox' may mean Boro II (kha:boro-ii) or Egin (kha:egin); give the id in brackets",
        ),
        ("cup", "'cup' may mean Cup (kha:cup) or Cup final (khe:cup); give the id in brackets"),
    ],
)
def test_ambiguous_name_lists_both(more: NameIndex, name: str, message: str) -> None:
    """A name of two things is an error that shows how to name each."""
    with pytest.raises(NameLookupError) as caught:
        more.find(name)
    assert str(caught.value) == message
    assert [more.find(text.split("(")[1][:-1]).label for text in caught.value.candidates] == [
        text.split(" (")[0] for text in caught.value.candidates
    ]


def test_actors_only_leaves_out_the_rest(more: NameIndex) -> None:
    """Where only actors count, an event of the same id is no candidate."""
    assert more.find("cup", actors_only=True).iri == KHA + "cup"
    with pytest.raises(NameLookupError) as caught:
        more.find("Battle of Sel", actors_only=True)
    assert str(caught.value) == ("no actor is called 'Battle of Sel'; try: khgraph find 'Battle'")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Aldda", ("Alda",)),
        ("Zaemyn", ("Zämyn",)),
        ("kha:boro-the-great", ()),
        ("Tavan", ("Tavan Army",)),
        ("embers", ("Night of Embers",)),
        ("Vell Leage", ("Vell League",)),
    ],
)
def test_unknown_name_lists_the_nearest(
    index: NameIndex, name: str, nearest: tuple[str, ...]
) -> None:
    """A mistyped name is an error that offers the preferred labels near to it."""
    with pytest.raises(NameLookupError) as caught:
        index.find(name)
    assert caught.value.candidates == nearest
    rest = f"did you mean {' or '.join(nearest)}?" if nearest else f"try: khgraph find {name!r}"
    assert str(caught.value) == f"no thing is called {name!r}; {rest}"


def test_nearest_actors_are_not_crowded_out(more: NameIndex) -> None:
    """Things that do not count take no place among the nearest."""
    assert more.nearest("cup final", actors_only=True) == ()
    assert more.nearest("cup finals") == ("Cup final",)
    assert more.nearest("Boro I", actors_only=True, count=1) == ("Boro II",)


@pytest.mark.parametrize("name", ["", " ", "\t\n"], ids=repr)
def test_empty_name(index: NameIndex, name: str) -> None:
    """No name is an error that says what a name is."""
    with pytest.raises(NameLookupError) as caught:
        index.find(name)
    assert str(caught.value) == "the name is empty; give an id, a CURIE, an IRI or a label"
    assert caught.value.candidates == ()


@pytest.mark.parametrize(
    "name",
    [
        'Al"da',
        "'; DROP ALL; --",
        '" } ?s ?p ?o . { "',
        "<alda",
        "<>",
        "<not an iri>",
        "http://[",
        "kha:",
        "kha:al da",
        "kha:alda>",
        "foo:alda",
        "Nobody",
        "No kind",
        "betrayal",
        "kh:betrayal",
        "\x00",
        "?",
        ".*",
        "x" * 3000,
    ],
    ids=lambda name: ascii(name[:24]),
)
def test_hostile_name_is_only_unknown(more: NameIndex, name: str) -> None:
    """Quotes, SPARQL, broken IRIs, terms of the ontology and nameless things are no names."""
    with pytest.raises(NameLookupError, match=r"^no thing is called "):
        more.find(name)


@given(st.text(max_size=12))
def test_any_text_finds_a_thing_or_is_an_error(index: NameIndex, name: str) -> None:
    """Whatever is typed, the answer is a thing that has the name, or a `NameLookupError`."""
    try:
        found = index.find(name)
    except NameLookupError:
        return
    assert found in set(index)


def test_things_are_listed_by_label(index: NameIndex) -> None:
    """The index lists every thing once, by label, and no term of the ontology."""
    assert [entity.label for entity in index] == [
        "Alda",
        "Battle of Sel",
        "Boro",
        "Cira",
        "Dorn",
        "Khar",
        "Lone",
        "Night of Embers",
        "Nur",
        "Osk",
        "Quill",
        "Rook",
        "Sel",
        "Tavan Army",
        "Test 2000",
        "Test 2010",
        "Vell League",
        "Zämyn",
    ]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Genghis  Khán", "genghis khan"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("De’Wang", "de'wang"),
        ("\u00c5", "a"),
        ("Ｋｈａｒ", "khar"),
        ("凌陞", "凌陞"),
    ],
    ids=ascii,
)
def test_fold(text: str, folded: str) -> None:
    """Case, diacritics, widths, curly quotes and spaces make no difference."""
    assert fold(text) == folded


# CURIEs


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_every_prefix_goes_both_ways(prefix: str) -> None:
    """A CURIE of each prefix of the table expands to the IRI that shortens to it."""
    assert expand(f"{prefix}:a-name") == PREFIXES[prefix] + "a-name"
    assert shorten(PREFIXES[prefix] + "a-name") == f"{prefix}:a-name"


@given(st.sampled_from(sorted(PREFIXES.values())), st.text(max_size=8))
def test_shortening_loses_nothing(namespace: str, name: str) -> None:
    """What is shortened expands to the same IRI, whatever follows the namespace."""
    if not name.startswith("//"):
        assert expand(shorten(namespace + name)) == namespace + name


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("urn:x", "urn:x"),
        ("https://example.org/a:b", "https://example.org/a:b"),
        ("<urn:x>", "urn:x"),
        ("schema://host/x", "schema://host/x"),
    ],
)
def test_iris_expand_to_themselves(text: str, iri: str) -> None:
    """An IRI, in angle brackets or not, is no CURIE."""
    assert expand(text) == iri


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("foo:bar", "prefix 'foo' in 'foo:bar' is not known"),
        ("alda", "'alda' has no prefix"),
    ],
)
def test_unknown_prefix(name: str, problem: str) -> None:
    """A prefix that is not in the table is named, with those that are."""
    with pytest.raises(KhgraphError) as caught:
        expand(name)
    assert str(caught.value) == f"{problem}; use one of {', '.join(sorted(PREFIXES))}"


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (KHA + "alda", "alda"),
        (KH + "killed", "killed"),
        ("https://x/a#b/c", "c"),
        ("urn:x", "urn:x"),
    ],
)
def test_local_name(iri: str, name: str) -> None:
    """The local name is what follows the last hash or slash."""
    assert local_name(iri) == name


def test_namespaces_do_not_overlap() -> None:
    """No namespace begins with another, so that shortening has one answer."""
    spaces = sorted(PREFIXES.values())
    assert [a for a in spaces for b in spaces if a != b and a.startswith(b)] == []
    assert set(THING_NAMESPACES) <= set(spaces)
