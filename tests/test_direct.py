"""Direct triples: what follows from which statement, under which reading, and that none is kept.

On 1939-08-20 these twelve statements of small.ttl count (probable or surer), each with the
triples that follow; a relation in brackets goes both ways:

    nur-opposed-khar       opposed, hostileTo, tiedTo, [relatedTo]                    5
    nur-enemy-of-osk       [enemyOf], [hostileTo], [tiedTo], [relatedTo]              8
    cira-hostile-to-dorn   hostileTo, tiedTo, [relatedTo]                             4
    vell-neutral-to-nur    neutralTo, tiedTo, [relatedTo]                             4
    osk-supported-khar     supported, friendlyTo, tiedTo, [relatedTo]                 5
    boro-served-osk        served, friendlyTo, tiedTo, [relatedTo]                    5
    vell-allied-with-osk   [alliedWith], [friendlyTo], [tiedTo], [relatedTo]          8
    battle-of-sel-occurred occurred, relatedTo: the object is a literal               2
    boro-, zamyn-participated-in-battle-of-sel   participatedIn, [relatedTo]      3 + 3
    tavan-army-part-of-nur partOf, [relatedTo]                                        3
    tavan-army-strength    strength, quantity, relatedTo: the object is a literal     3

No two of them join the same things, so they make 53. Of them vell-allied-with-osk is denied by
Rook. The siblings and the origin of Lone are undated, Zämyn's move is of 1940.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph import direct
from khgraph.dates import Bounds
from khgraph.direct import (
    DirectStore,
    Entailed,
    counting,
    direct_store,
    direct_triples,
    entailments,
    refuse_direct,
)
from khgraph.errors import KhgraphError
from khgraph.model import STANCES, Claim, Entity, RelationType, Statement
from khgraph.namespaces import KH, KHA, XSD, shorten
from khgraph.reading import Reading, ties
from khgraph.records import lives_of, statements
from khgraph.stores import FileStore, Store, iri_of, text_of
from khgraph.stores.index import IndexStore, build_index
from khgraph.stores.rdf_files import read_triples

DAY = "1939-08-20"
PAIRS = "SELECT ?a ?b {{ ?a kh:{} ?b }} ORDER BY ?a ?b"


def pairs(store: Store, relation: str) -> list[tuple[str, str]]:
    """Return the ids, or texts, that a relation joins."""
    rows = store.select(PAIRS.format(relation))
    return [(text_of(a).removeprefix(KHA), text_of(b).removeprefix(KHA)) for a, b in rows]


@pytest.fixture(scope="module")
def on_the_day(small: FileStore) -> DirectStore:
    """Return the small graph with its direct triples on the day of the battle."""
    return direct_store(small, Reading(on=DAY))


def test_a_day_of_the_small_graph(small: FileStore, on_the_day: DirectStore) -> None:
    """The statements and triples of a day are those that were counted by hand."""
    assert on_the_day.statement_count == 12
    assert on_the_day.contested_count == 1
    assert len(on_the_day) - len(small) == 53


def test_friends_and_enemies_may_be_asked_for_by_the_broad_relation(
    on_the_day: DirectStore,
) -> None:
    """A narrower relation gives the broader one; a symmetric relation goes both ways."""
    assert pairs(on_the_day, "friendlyTo") == [
        ("boro", "osk"),
        ("osk", "khar"),
        ("osk", "vell"),
        ("vell", "osk"),
    ]
    assert pairs(on_the_day, "hostileTo") == [
        ("cira", "dorn"),
        ("nur", "khar"),
        ("nur", "osk"),
        ("osk", "nur"),
    ]
    assert pairs(on_the_day, "supported") == [("osk", "khar")]
    assert pairs(on_the_day, "betrayed") == []


def test_what_is_done_to_somebody_is_not_done_by_him(small: FileStore) -> None:
    """Who is attacked has not fought by that, nor is he hostile; the two are only related."""
    store = direct_store(small, Reading(types=("attacked",)))
    assert store.statement_count == 1
    assert pairs(store, "attacked") == [("osk", "nur")]
    assert pairs(store, "fought") == pairs(store, "hostileTo") == [("osk", "nur")]
    assert pairs(store, "relatedTo") == [("nur", "osk"), ("osk", "nur")]


def test_a_literal_keeps_its_type_and_is_no_subject(on_the_day: DirectStore) -> None:
    """A number stays a number; what goes both ways stops at a literal."""
    army = ox.NamedNode(KHA + "tavan-army")
    integer = ox.NamedNode(XSD + "integer")
    for relation in ("strength", "quantity", "relatedTo"):
        rows = on_the_day.select(f"SELECT ?n {{ kha:tavan-army kh:{relation} ?n }}")
        assert (ox.Literal("300", datatype=integer),) in rows, relation
    assert on_the_day.select("SELECT ?a { ?a kh:quantity 300 }") == [(army,)]
    assert on_the_day.ask("ASK { khe:battle-of-sel kh:occurred true }")


@pytest.mark.parametrize("stance", ["affirms", "probable", "possible", "reports"])
def test_doubt_and_denial_give_no_triple(small: FileStore, stance: str) -> None:
    """What is only doubted or denied is no triple, in any reading."""
    store = direct_store(small, Reading(stance))
    assert pairs(store, "secretAgentOf") == []
    assert not store.ask("ASK { kha:dorn kh:friendlyTo kha:osk }")


def test_the_store_is_whole_and_the_other_untouched(
    small: FileStore, small_path: Path, on_the_day: DirectStore
) -> None:
    """Everything of the store is there, under its name; the store itself learns nothing."""
    before = small_path.read_bytes()
    size = len(small)
    everything = "CONSTRUCT WHERE { ?s ?p ?o }"
    assert set(small.construct(everything)) < set(on_the_day.construct(everything))
    assert (on_the_day.data_name, on_the_day.paths) == (small.data_name, small.paths)
    assert len(small) == size
    assert pairs(small, "friendlyTo") == []
    assert small_path.read_bytes() == before


def test_a_caveat_says_what_the_triples_are(small: FileStore, on_the_day: DirectStore) -> None:
    """It counts the statements, says how many are disputed, and under which reading."""
    assert on_the_day.caveat == (
        "direct triples of 12 statements, 1 of them doubted or denied by another claim; reading: "
        "all sources; probable or surer; on 1939-08-20, undated ties left out; unsaid ends and "
        "beginnings without limit; rows of statements and claims are not limited by it"
    )
    assert direct_store(small, Reading(types=("attacked",))).caveat == (
        "direct triples of 1 statement; reading: all sources; probable or surer; only attacked; "
        "at any time; rows of statements and claims are not limited by it"
    )


def test_a_life_ends_a_tie(tmp_path: Path) -> None:
    """No tie outlasts its actors: the lives of the store are known to the triples."""
    path = tmp_path / "lives.ttl"
    path.write_text(
        """
        @prefix kh: <https://w3id.org/khgraph/ontology#> .
        @prefix kha: <https://w3id.org/khgraph/actor/> .
        @prefix khb: <https://w3id.org/khgraph/source/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        kha:a a kh:Person ; skos:prefLabel "A" . kha:b a kh:Person ; skos:prefLabel "B" .
        <urn:s> a kh:Statement ; rdf:subject kha:a ; rdf:predicate kh:served ; rdf:object kha:b .
        <urn:c> a kh:Claim ; kh:about <urn:s> ; kh:stance kh:affirms ; dcterms:source khb:x ;
            kh:when "1930/" ; kh:earliestStart "1930-01-01"^^xsd:date ;
            kh:latestStart "1930-12-31"^^xsd:date .
        <urn:t> a kh:Statement ; rdf:subject kha:a ; rdf:predicate kh:died ; rdf:object true .
        <urn:d> a kh:Claim ; kh:about <urn:t> ; kh:stance kh:affirms ; dcterms:source khb:x ;
            kh:when "1936-04-24" ; kh:earliestStart "1936-04-24"^^xsd:date ;
            kh:latestStart "1936-04-24"^^xsd:date ; kh:earliestEnd "1936-04-24"^^xsd:date ;
            kh:latestEnd "1936-04-24"^^xsd:date .
        """
    )
    store = FileStore([path])
    assert pairs(direct_store(store, Reading(on="1936-04-24")), "served") == [("a", "b")]
    assert pairs(direct_store(store, Reading(on="1936-04-25")), "served") == []


def test_named_graphs_stay_what_they_are(tmp_path: Path, small_path: Path) -> None:
    """Data in named graphs is one graph with the triples, and still may be asked by graph."""
    graph = ox.NamedNode("urn:g")
    quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in read_triples(small_path)]
    path = tmp_path / "small.nq"
    path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    found = direct_store(FileStore([path]), Reading(on=DAY))
    assert found.statement_count == 12
    assert found.ask("ASK { kha:osk kh:friendlyTo kha:khar . kha:osk skos:prefLabel ?label }")
    assert found.ask("ASK { GRAPH <urn:g> { kha:osk skos:prefLabel ?label } }")


def test_an_index_gives_the_same(tmp_path: Path, small: FileStore, small_path: Path) -> None:
    """Of an index on disk come the same triples, and the index stays as it was."""
    build_index([small_path], tmp_path / "index")
    store = IndexStore(tmp_path / "index")
    everything = "CONSTRUCT WHERE { ?s ?p ?o }"
    found = direct_store(store, Reading(on=DAY))
    expected = direct_store(small, Reading(on=DAY))
    assert set(found.construct(everything)) == set(expected.construct(everything))
    assert found.caveat == expected.caveat
    assert set(store.construct(everything)) == set(small.construct(everything))


# ---- which statements


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Return some reading of the small graph."""
    day = st.sampled_from([None, "1933-07-01", "1936-04-24", DAY, "1950-01-01"])
    first, last = sorted([draw(day) or "", draw(day) or ""])
    on = draw(day) if not first and not last else None
    return Reading(
        draw(st.sampled_from(["affirms", "probable", "possible", "reports"])),
        on,
        draw(st.sampled_from([(), ("test2000",), ("test2010",)])),
        draw(st.booleans()),
        first or None,
        last or None,
        draw(st.sampled_from([(), (Entity(KHA + "cira", "Cira", "Person"),)])),
        draw(st.sampled_from([(), ("served", "enemyOf")])),
        frozenset(),
        draw(st.sampled_from([(), ("person", "state")])),
        draw(st.sampled_from([None, 0, 5])),
    )


@given(readings())
def test_what_counts_is_what_the_networks_count(reading: Reading) -> None:
    """Of the signed statements between actors those count that are ties under the reading."""
    store = FileStore([Path(__file__).with_name("data") / "small.ttl"])
    records = statements(store)
    found = {s.iri for s in counting(records, reading, lives_of(store)) if s.is_tie}
    signed = {s.iri for s in records if s.sign is not None}
    assert found & signed == {tie.iri for tie in ties(records, reading)}
    assert counting(records, reading) == counting(records, reading, lives_of(store))


# ---- which triples


def claim(stance: str) -> Claim:
    """Return an undated claim."""
    return Claim("urn:c", "x", "p. 1", "", stance, (), (), None, Bounds(), "", None)


def statement(start: str, relation: RelationType, end: Entity | str, *stances: str) -> Statement:
    """Return a statement with a claim of each stance."""
    return Statement(
        f"urn:s:{start}",
        Entity(f"urn:{start}", start, "Person"),
        relation,
        end,
        tuple(map(claim, stances)),
    )


B = Entity("urn:b", "B", "Person")
LIKES = RelationType("urn:likes", "liked", "was liked by", 1, False, False)
MEETS = RelationType("urn:meets", "met", "met", None, True, True)


def written(triples: Iterable[ox.Triple]) -> list[str]:
    """Return triples as text."""
    return [str(triple) for triple in triples]


def test_a_relation_of_which_nothing_is_known_gives_its_own_triple() -> None:
    """Without entailments a statement is one triple, or two where it is symmetric."""
    made = [statement("a", LIKES, B, "affirms"), statement("c", MEETS, B, "affirms")]
    assert written(direct_triples(made, Reading(), {})) == [
        "<urn:a> <urn:likes> <urn:b>",
        "<urn:b> <urn:meets> <urn:c>",
        "<urn:c> <urn:meets> <urn:b>",
    ]


def test_each_triple_comes_once_and_in_order() -> None:
    """Two statements of the same give one triple, the order is that of the terms."""
    made = [statement(name, LIKES, B, "affirms") for name in ("z", "a", "z")]
    assert written(direct_triples(made, Reading(), {})) == [
        "<urn:a> <urn:likes> <urn:b>",
        "<urn:z> <urn:likes> <urn:b>",
    ]
    assert direct_triples([], Reading(), {}) == []


def test_a_literal_is_given_or_a_string() -> None:
    """The literal of the data is taken where it is known."""
    made = [statement("a", LIKES, "3", "affirms")]
    three = ox.Literal(3)
    assert written(direct_triples(made, Reading(), {}, literals={"urn:s:a": three})) == [
        f"<urn:a> <urn:likes> {three}"
    ]
    assert written(direct_triples(made, Reading(), {})) == ['<urn:a> <urn:likes> "3"']


def test_a_thing_without_a_name_is_refused() -> None:
    """A blank node cannot be joined to anything."""
    made = [statement("a", LIKES, Entity("b0", "b0", "Thing"), "affirms")]
    with pytest.raises(KhgraphError) as caught:
        direct_triples(made, Reading(), {})
    assert str(caught.value) == "urn:s:a joins a thing without a name; give every node an IRI"


@given(st.lists(st.sampled_from(STANCES), max_size=4), st.sampled_from(["affirms", "reports"]))
def test_one_claim_that_counts_is_enough(stances: list[str], least: str) -> None:
    """A statement gives a triple if and only if a claim affirms it, as far as the reading asks."""
    accepted = {"affirms": STANCES[:1], "reports": STANCES[:4]}[least]
    found = direct_triples([statement("a", LIKES, B, *stances)], Reading(least), {})
    assert bool(found) == bool(set(stances) & set(accepted))


NAMES = st.sampled_from("pqrst")


@pytest.fixture(scope="session")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., FileStore]:
    """Return what makes a store of relation types below one another."""
    folder = tmp_path_factory.mktemp("ontology")

    def made(below: Iterable[tuple[str, str]], symmetric: Iterable[str]) -> FileStore:
        lines = [f"<urn:{name}> a <{KH}RelationType> ." for name in "pqrst"]
        label = "http://www.w3.org/2004/02/skos/core#prefLabel"
        lines += [f'<urn:{name}> <{label}> "{name}" .' for name in "pqrst"]
        up = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"
        lines += [f"<urn:{a}> <{up}> <urn:{b}> ." for a, b in below]
        lines += [f"<urn:{name}> <{KH}isSymmetric> true ." for name in symmetric]
        path = folder / "types.ttl"
        path.write_text("\n".join(lines))
        return FileStore([path])

    return made


@given(st.sets(st.tuples(NAMES, NAMES), max_size=8), st.sets(NAMES, max_size=3), NAMES)
def test_what_follows_is_what_the_rules_give(
    ontology: Callable[..., FileStore],
    below: set[tuple[str, str]],
    symmetric: set[str],
    start: str,
) -> None:
    """Entailments are those of the two rules, applied until nothing new comes, cycles and all.

    None of these types has a sign.
    """
    broader = {start}
    while not (new := {up for low, up in below if low in broader}) <= broader:
        broader |= new
    facts = {(name, "a", "b") for name in broader}
    facts |= {(name, "b", "a") for name in broader if {name, start} & symmetric}
    found = entailments(ontology(below, symmetric))[f"urn:{start}"]
    triples = {(kind[-1], "a", "b") for kind, _ in found}
    triples |= {(kind[-1], "b", "a") for kind, is_mutual in found if is_mutual}
    assert triples == facts
    assert list(found) == sorted(found)


def test_entailments_stop_at_relation_types(small: FileStore) -> None:
    """Terms of other vocabularies do not follow; every type of the ontology has its own."""
    found = entailments(small)
    kinds = {iri_of(kind) for (kind,) in small.select("SELECT ?k { ?k a kh:RelationType }")}
    assert set(found) == kinds
    assert {up for entailed in found.values() for up, _ in entailed} <= kinds
    assert [(shorten(iri), mutual) for iri, mutual in found[KH + "attacked"]] == [
        ("kh:attacked", False),
        ("kh:fought", False),
        ("kh:hostileTo", False),
        ("kh:relatedTo", True),
        ("kh:tiedTo", False),
    ]
    assert found[KH + "relatedTo"] == (Entailed(KH + "relatedTo", True),)


# ---- where they cannot be made


class _Elsewhere(Store):
    """A store that is not held in this process."""

    data_name = "https://example.org/sparql"

    def query(self, text: str, bindings: object = None) -> ox.QueryBoolean:
        """Nothing may be asked before the refusal."""
        raise AssertionError(text)


def test_an_endpoint_is_refused() -> None:
    """The triples would have to be made here, of data that lies elsewhere."""
    with pytest.raises(KhgraphError) as caught:
        direct_store(_Elsewhere(), Reading())
    assert str(caught.value) == (
        "direct triples are made in memory, and https://example.org/sparql is an endpoint; "
        "ask it without a reading, or give its data as files"
    )


def test_too_large_a_graph_is_refused(small: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph that would take too long to copy is refused by its size; one at the limit is not."""
    monkeypatch.setattr(direct, "MOST_TRIPLES", len(small))
    refuse_direct(small)
    monkeypatch.setattr(direct, "MOST_TRIPLES", 2_000)
    with pytest.raises(KhgraphError) as caught:
        refuse_direct(small)
    assert str(caught.value) == (
        f"direct triples are made in memory, and small.ttl holds {len(small):,} triples, more "
        "than 2,000; ask it without a reading, or give less data"
    )


def test_the_bundled_data() -> None:
    """Of the bundled data many statements count; each triple has a statement that says it."""
    store = FileStore()
    found = direct_store(store, Reading())
    assert found.statement_count > 2_000
    assert len(found) - len(store) > found.statement_count
    assert not store.ask("ASK { ?a kh:relatedTo ?b }")
    assert not found.ask(
        "ASK { ?a ?relation ?b . ?relation a kh:RelationType FILTER(isIRI(?b))"
        " FILTER NOT EXISTS { ?s rdf:subject ?a ; rdf:object ?b }"
        " FILTER NOT EXISTS { ?s rdf:subject ?b ; rdf:object ?a } }"
    )
