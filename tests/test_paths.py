"""Shortest paths that rest on claims, against networkx and against counts by hand.

Joined in small.ttl under the default reading (probable, any time; numbers as in test_reading.py,
and a kinship K, participations P1 (Boro), P2 (Zämyn), membership M of the Tavan Army in Nur):

    alda - nur  1, 2     nur - osk   5, 16    boro - cira  9         boro - battle-of-sel   P1
    alda - khar 3        khar - osk  6        cira - dorn  10, 17    zamyn - battle-of-sel  P2
    alda - boro K        boro - osk  7        nur - dorn   13        tavan-army - nur       M
    nur - khar  4        nur - vell  14       osk - vell   15

Zämyn and Lone share only the place Sel, which a path passes through only where there is no other.

    alda - zamyn   K P1 P2                                                             1 chain
    alda - osk     by nur {1, 2} x {5, 16}, by khar 3 6, by boro K 7                   6 chains, 3 ways
    boro - dorn    by cira 9 x {10, 17}; the report 11 joins them in one hop           2 chains, 1 way
    vell - khar    by nur 14 4, by osk 15 6                                            2 chains, 2 ways
    tavan - alda   by nur M x {1, 2}                                                   2 chains, 1 way
    cira - nur     by dorn {10, 17} x 13                                               2 chains, 1 way
"""  # noqa: E501 - the table is read across

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise, product
from pathlib import Path as FilePath

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khgraph.dates import NOT
from khgraph.errors import KhgraphError
from khgraph.model import STANCES, Claim, Entity, Statement
from khgraph.names import NameIndex
from khgraph.namespaces import KH, KHA, KHE, KHP, KHS, RDF
from khgraph.paths import (
    MOST_PATHS,
    Hop,
    Path,
    evidence_path,
    shortest_chains,
    strength,
    why_not,
)
from khgraph.reading import Reading
from khgraph.records import narrower_types, statements
from khgraph.stores import FileStore, Step, Store

Neighbours = Callable[[Iterable[str]], list[Step]]
ANY = Reading()
QUILL, ROOK, CIRA = (
    Entity(KHA + name.lower(), name, "Person") for name in ("Quill", "Rook", "Cira")
)


@pytest.fixture(scope="module")
def find(small: Store) -> Callable[..., Path | None]:
    """Return a function from two names and a reading to the path between them."""
    index = NameIndex(small)

    def find(start: str, end: str, reading: Reading = ANY) -> Path | None:
        return evidence_path(small, index.find(start), index.find(end), reading)

    return find


@pytest.fixture(scope="module")
def neighbours(small: Store) -> Neighbours:
    """Return the neighbours in the small graph under the default reading."""
    return lambda frontier: small.neighbours(frontier, ANY.sparql())


def names(path: Path | None) -> list[str]:
    """Return the ids of a path's statements."""
    return [hop.statement.iri.removeprefix(KHS) for hop in path.hops] if path else []


# The search


@pytest.mark.parametrize(
    ("start", "end", "chains"),
    [
        (
            "alda",
            "zamyn",
            [
                (
                    "alda-sibling-of-boro",
                    "boro-participated-in-battle-of-sel",
                    "zamyn-participated-in-battle-of-sel",
                )
            ],
        ),
        (
            "alda",
            "osk",
            [
                ("alda-allied-with-nur", "nur-enemy-of-osk"),
                ("alda-allied-with-nur", "osk-attacked-nur"),
                ("alda-sibling-of-boro", "boro-served-osk"),
                ("alda-supported-khar", "osk-supported-khar"),
                ("nur-executed-alda", "nur-enemy-of-osk"),
                ("nur-executed-alda", "osk-attacked-nur"),
            ],
        ),
        (
            "boro",
            "dorn",
            [
                ("cira-rival-of-boro", "cira-hostile-to-dorn"),
                ("cira-rival-of-boro", "dorn-betrayed-cira"),
            ],
        ),
        (
            "vell",
            "khar",
            [
                ("vell-allied-with-osk", "osk-supported-khar"),
                ("vell-neutral-to-nur", "nur-opposed-khar"),
            ],
        ),
        (
            "tavan-army",
            "alda",
            [
                ("tavan-army-part-of-nur", "alda-allied-with-nur"),
                ("tavan-army-part-of-nur", "nur-executed-alda"),
            ],
        ),
        ("alda", "alda", []),
        ("alda", "lone", []),
        ("zamyn", "lone", []),
        ("alda", "quill", []),
        ("alda", "not-there", []),
    ],
)
def test_chains_of_the_small_graph(
    neighbours: Neighbours, start: str, end: str, chains: list[tuple[str, ...]]
) -> None:
    """All shortest chains are found, forward and backward, and no other."""
    for first, last in ((start, end), (end, start)):
        found = shortest_chains(KHA + first, KHA + last, neighbours)
        ids = {tuple(step[1].removeprefix(KHS) for step in chain) for chain in found}
        assert ids == {chain if first == start else chain[::-1] for chain in chains}
        assert len(found) == len(chains)
        assert found == sorted(found)


def test_chain_is_connected(neighbours: Neighbours) -> None:
    """A chain's steps follow each other, and say which way the statement is read."""
    (chain,) = shortest_chains(KHA + "alda", KHA + "zamyn", neighbours)
    battle = KHE + "battle-of-sel"
    assert tuple(step[:4] for step in chain) == (
        (KHA + "alda", KHS + "alda-sibling-of-boro", KHA + "boro", True),
        (KHA + "boro", KHS + "boro-participated-in-battle-of-sel", battle, True),
        (battle, KHS + "zamyn-participated-in-battle-of-sel", KHA + "zamyn", False),
    )


def test_place_is_an_end_and_no_way(neighbours: Neighbours) -> None:
    """A place can be asked for, but nothing is joined by being at one place."""
    for name, count in (("zamyn", 1), ("lone", 1), ("boro", 3)):
        (chain,) = shortest_chains(KHA + name, KHP + "sel", neighbours)
        assert len(chain) == count


NODES = [f"urn:/actor/{letter}" for letter in "abcdef"] + ["urn:/event/e", "urn:/place/p"]
multigraphs = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=18,
)


def steps_of(edges: list[tuple[str, str]]) -> dict[str, list[Step]]:
    """Return the steps that lead away from each node, both ways along each edge."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for number, (a, b) in enumerate(edges):
        steps[a].append(Step(a, f"s{number:02}", b, True, "r"))
        steps[b].append(Step(b, f"s{number:02}", a, False, "r"))
    return steps


@given(multigraphs, st.sampled_from(NODES), st.sampled_from(NODES))
def test_chains_agree_with_networkx(edges: list[tuple[str, str]], start: str, end: str) -> None:
    """The chains are all shortest paths of networkx, times the parallel statements of each hop.

    Places other than the ends are taken out of networkx's graph. The store is asked once a level.
    """
    steps = steps_of(edges)
    asked = []

    def neighbours(frontier: Iterable[str]) -> list[Step]:
        asked.append(set(frontier))
        return sorted(step for node in asked[-1] for step in steps[node])

    found = shortest_chains(start, end, neighbours)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from([start, end])
    graph.add_edges_from(
        edge
        for edge in edges
        if all("/place/" not in node or node in (start, end) for node in edge)
    )
    expected: list[tuple[Step, ...]] = []
    if start != end and nx.has_path(graph, start, end):
        for nodes in nx.all_shortest_paths(graph, start, end):
            expected += product(
                *([step for step in steps[a] if step[2] == b] for a, b in pairwise(nodes))
            )
    assert found == sorted(expected)
    if found:
        assert len(asked) == len(found[0])


def test_many_paths_are_cut_off() -> None:
    """Where more than `MOST_PATHS` chains are as short, so many are given, each a whole one."""
    a, b, c = NODES[:3]
    edges = [(a, b), (b, c)] * 60
    steps = steps_of(edges)
    found = shortest_chains(a, c, lambda frontier: [s for node in frontier for s in steps[node]])
    assert len(found) == len(set(found)) == MOST_PATHS
    assert {(len(chain), chain[0][0], chain[1][0], chain[1][2]) for chain in found} == {
        (2, a, b, c)
    }


# The path that is shown


@pytest.mark.parametrize(
    ("start", "end", "sign", "count"),
    [
        ("alda", "zamyn", None, 1),
        ("boro", "dorn", 1, 1),
        ("nur", "khar", -1, 1),
        ("cira", "nur", 1, 1),
        ("tavan-army", "alda", None, 1),
        ("cira", "osk", -1, 1),
    ],
)
def test_sign_and_count(
    find: Callable[..., Path | None], start: str, end: str, sign: int | None, count: int
) -> None:
    """The sign is the product of the hops' signs, or none where one has none, both ways."""
    for path in (find(start, end), find(end, start)):
        assert path is not None
        assert (path.sign, path.path_count) == (sign, count)


def test_neutral_hop_makes_the_sign_neutral(find: Callable[..., Path | None]) -> None:
    """A product with a neutral tie is 0, which is not the same as no sign."""
    path = find("vell", "dorn")
    assert names(path) == ["vell-neutral-to-nur", "nur-accused-dorn"]
    assert path is not None
    assert path.sign == 0


def test_count_is_of_ways_not_of_statements(find: Callable[..., Path | None]) -> None:
    """Six chains from Alda to Osk lead three ways: by Nur, by the Khar and by Boro."""
    path = find("alda", "osk")
    assert path is not None
    assert (len(path.hops), path.path_count) == (2, 3)


def test_surest_path_is_shown(find: Callable[..., Path | None]) -> None:
    """Of two ways from the League to the Khar the one without the merely probable hop is shown."""
    path = find("vell", "khar")
    assert names(path) == ["vell-neutral-to-nur", "nur-opposed-khar"]
    assert path is not None
    assert path.path_count == 2
    weakest = [min(STANCES.index(claim.stance) for claim in hop.claims) for hop in path.hops]
    assert weakest == [0, 0]


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        # By the Khar one hop is only probable; Nur stands in 8 statements, Boro in 6.
        ("alda", "osk", ["alda-sibling-of-boro", "boro-served-osk"]),
        # Both by Dorn: from the accusation of 1937 the betrayal (1936) is nearer than 1939.
        ("cira", "nur", ["dorn-betrayed-cira", "nur-accused-dorn"]),
        # Both by Nur: the undated attack counts as a century from the membership of 1931.
        ("tavan-army", "osk", ["tavan-army-part-of-nur", "nur-enemy-of-osk"]),
    ],
    ids=["fewest-statements", "nearest-dates", "dated"],
)
def test_most_telling_path_is_shown(
    find: Callable[..., Path | None], start: str, end: str, shown: list[str]
) -> None:
    """Among equally sure paths the more specific is shown, then the one nearer in time."""
    assert names(find(start, end)) == shown
    assert names(find(end, start)) == shown[::-1]


def test_strength_of_hops(small: Store) -> None:
    """The key is the weakest stance, the statements of the things between, the years apart.

    The open start of ../1935 is no year: it counts as 1935, the alliance as 1930.
    """
    by_name = {found.iri.removeprefix(KHS): found for found in statements(small)}
    hops = []
    for name in ("alda-supported-khar", "alda-allied-with-nur", "tavan-army-strength"):
        found = by_name[name]
        thing = found.object if isinstance(found.object, Entity) else found.subject
        hops.append(Hop(found.subject, thing, found, found.claims, is_forward=True))
    assert strength(hops[:2], {KHA + "khar": 4, KHA + "nur": 8}) == (0, 4, 5)
    assert strength(hops, {}) == (1, 0, 9)


def test_looser_reading_opens_a_shorter_path(find: Callable[..., Path | None]) -> None:
    """A report joins Boro and Dorn in one hop; a reading that takes no report needs two."""
    assert len(names(find("boro", "dorn"))) == 2
    assert names(find("boro", "dorn", Reading("reports"))) == ["boro-distrusted-dorn"]


def test_denied_tie_is_no_hop(find: Callable[..., Path | None]) -> None:
    """What is only doubted and denied joins nothing, under any reading."""
    path = find("dorn", "osk", Reading("reports"))
    assert path is not None
    assert "dorn-secret-agent-of-osk" not in names(path)
    assert len(path.hops) == 2


def test_path_on_a_day(find: Callable[..., Path | None]) -> None:
    """On a day only what holds then is a hop, and only the claims that hold then are shown."""
    path = find("nur", "osk", Reading(on="1950-01-01"))
    assert names(path) == ["nur-enemy-of-osk"]
    assert path is not None
    assert [claim.source for claim in path.hops[0].claims] == ["test2000"]
    assert find("alda", "nur", Reading(on="1936-04-25")) is None
    assert names(find("alda", "boro", Reading(on="1936-04-25", include_undated=True))) == [
        "alda-sibling-of-boro"
    ]


def test_source_limits_the_path(find: Callable[..., Path | None]) -> None:
    """With one source only its claims make a hop."""
    assert names(find("nur", "osk", Reading(sources=("test2010",)))) in (
        ["nur-enemy-of-osk"],
        ["osk-attacked-nur"],
    )
    assert find("alda", "osk", Reading(sources=("test2010",))) is None


@pytest.mark.parametrize(
    ("reading", "start", "end", "shown"),
    [
        # Only Cira holds that Boro distrusted Dorn; Quill passes it on.
        (Reading(viewpoints=(CIRA,)), "boro", "dorn", ["boro-distrusted-dorn"]),
        (
            Reading("reports", viewpoints=(QUILL,)),
            "boro",
            "dorn",
            ["cira-rival-of-boro", "cira-hostile-to-dorn"],
        ),
        (Reading(viewpoints=(CIRA,)), "alda", "nur", []),
        (Reading(viewpoints=(ROOK,)), "nur", "osk", ["nur-enemy-of-osk"]),
        (Reading(viewpoints=(ROOK, CIRA)), "alda", "osk", []),
        (
            Reading(types=("siblingOf", "served")),
            "alda",
            "osk",
            ["alda-sibling-of-boro", "boro-served-osk"],
        ),
        (Reading(types=("executed", "enemyOf")), "alda", "boro", []),
        # Kin are persons both; the battle is no actor.
        (
            Reading(levels=("person",)),
            "alda",
            "dorn",
            ["alda-sibling-of-boro", "cira-rival-of-boro", "cira-hostile-to-dorn"],
        ),
        (Reading(levels=("person",)), "alda", "zamyn", []),
        (Reading(levels=("group",)), "tavan-army", "nur", []),
        (Reading(levels=("group", "state")), "tavan-army", "nur", ["tavan-army-part-of-nur"]),
        (Reading(first="1936-04-25"), "alda", "nur", []),
        (Reading(last="1936-04-23"), "alda", "nur", ["alda-allied-with-nur"]),
        (
            Reading(first="1939-01-01", last="1939-12-31"),
            "boro",
            "zamyn",
            ["boro-participated-in-battle-of-sel", "zamyn-participated-in-battle-of-sel"],
        ),
        (Reading(on="1950-01-01", horizon=12), "vell", "osk", ["vell-allied-with-osk"]),
        (Reading(on="1950-01-01", horizon=11), "vell", "osk", []),
    ],
    ids=lambda value: value.describe() if isinstance(value, Reading) else "",
)
def test_limits_of_a_reading(
    find: Callable[..., Path | None], reading: Reading, start: str, end: str, shown: list[str]
) -> None:
    """A path keeps to the views, types, levels and time of its reading, both ways."""
    assert names(find(start, end, reading)) == shown
    assert names(find(end, start, reading)) == shown[::-1]


def test_claims_of_a_path_are_those_of_the_viewpoint(find: Callable[..., Path | None]) -> None:
    """Of two claims for one hop that is shown which is the viewpoint's own."""
    for viewpoint, source in ((QUILL, "test2000"), (ROOK, "test2010")):
        path = find("nur", "osk", Reading(viewpoints=(viewpoint,), types=("enemyOf",)))
        assert path is not None
        assert [claim.source for claim in path.hops[0].claims] == [source]


def test_narrower_types_are_hops_too(small: Store, find: Callable[..., Path | None]) -> None:
    """Among enemies alone Alda and Boro are joined the long way round, by four of them."""
    below = narrower_types(small)["hostileTo"]
    path = find("alda", "boro", Reading(types=("hostileTo",), narrower=below))
    assert names(path) == [
        "nur-executed-alda",
        "nur-accused-dorn",
        "dorn-betrayed-cira",
        "cira-rival-of-boro",
    ]
    assert path is not None
    assert path.sign == 1


def test_no_hop_outlasts_its_actors(small_path: FilePath, tmp_path: FilePath) -> None:
    """An alliance whose end nobody dates is over when one of the allies is.

    The League ended in 1940: in 1943 it is joined to Osk only by what is dated to 1945.
    """
    path = tmp_path / "more.ttl"
    path.write_text(
        f"@prefix kh: <{KH}> . @prefix kha: <{KHA}> . @prefix khs: <{KHS}> . @prefix rdf: <{RDF}> ."
        " @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        " khs:e a kh:Statement ; rdf:subject kha:vell ; rdf:predicate kh:existed ; rdf:object true."
        ' <urn:e> a kh:Claim ; kh:about khs:e ; kh:stance kh:affirms ; kh:when "1930/1940" ;'
        ' kh:earliestStart "1930-01-01"^^xsd:date ; kh:latestStart "1930-12-31"^^xsd:date ;'
        ' kh:earliestEnd "1940-01-01"^^xsd:date ; kh:latestEnd "1940-12-31"^^xsd:date .'
    )
    reading = Reading(on="1943-01-01")
    for files, shown in (
        ([small_path], ["vell-allied-with-osk"]),
        ([small_path, path], ["vell-neutral-to-nur", "nur-enemy-of-osk"]),
    ):
        store = FileStore(files)
        index = NameIndex(store)
        assert names(evidence_path(store, index.find("vell"), index.find("osk"), reading)) == shown


def test_no_path_to_itself_or_to_the_unjoined(find: Callable[..., Path | None]) -> None:
    """Nothing is joined to itself or to an author."""
    assert find("alda", "alda") is None
    assert find("alda", "quill") is None


def test_a_place_joins_only_what_nothing_else_does(find: Callable[..., Path | None]) -> None:
    """A path goes through a place only where there is no other, and says so."""
    wide, narrow = find("zamyn", "lone"), find("alda", "boro")
    assert wide is not None
    assert narrow is not None
    assert (wide.is_wide, [hop.end.id for hop in wide.hops]) == (True, ["sel", "lone"])
    assert narrow.is_wide is False


def test_undeclared_statement_is_named(small_path: FilePath, tmp_path: FilePath) -> None:
    """A claim about something that is not declared as a statement is the file's fault."""
    path = tmp_path / "more.ttl"
    path.write_text(
        f"@prefix kh: <{KH}> . @prefix kha: <{KHA}> . @prefix khs: <{KHS}> . @prefix rdf: <{RDF}> ."
        " khs:x rdf:subject kha:quill ; rdf:predicate kh:killed ; rdf:object kha:rook ."
        " <urn:claim> kh:about khs:x ; kh:stance kh:affirms ."
    )
    store = FileStore([small_path, path])
    index = NameIndex(store)
    with pytest.raises(KhgraphError) as caught:
        evidence_path(store, index.find("quill"), index.find("rook"), ANY)
    assert str(caught.value) == "khs:x is no kh:Statement; run khgraph validate"


@pytest.mark.parametrize(
    "reading",
    [
        ANY,
        Reading("reports", first="1936-05-01", last="1939-08-31", include_undated=True),
        Reading("possible", levels=("person", "state")),
        Reading(viewpoints=(CIRA, ROOK)),
        Reading(types=("siblingOf", "participatedIn", "served", "rivalOf", "accused")),
    ],
    ids=Reading.describe,
)
def test_every_pair_agrees_with_networkx(small: Store, reading: Reading) -> None:
    """For every two things there is a path exactly where networkx has one, and as short."""
    index = NameIndex(small)

    def counts(statement: Statement, claim: Claim) -> bool:
        holds = reading.presence(statement, claim) != NOT
        return holds and reading.covers(statement) and reading.accepts(claim)

    graph: nx.Graph[str] = nx.Graph()
    graph.add_node(KHP + "sel")
    for statement in statements(small):
        if not isinstance(statement.object, str) and any(
            counts(statement, claim) for claim in statement.claims
        ):
            graph.add_edge(statement.subject.iri, statement.object.iri)
    graph.remove_node(KHP + "sel")
    things = [thing for thing in index if thing.is_actor or thing.kind == "Event"]
    for start, end in product(things, things):
        path = evidence_path(small, start, end, reading)
        joined = start != end and {start.iri, end.iri} <= set(graph)
        if not (joined and nx.has_path(graph, start.iri, end.iri)):
            assert path is None or path.is_wide
            continue
        assert path is not None
        assert not path.is_wide
        assert len(path.hops) == nx.shortest_path_length(graph, start.iri, end.iri)
        assert path.path_count == len(list(nx.all_shortest_paths(graph, start.iri, end.iri)))
        assert [path.hops[0].start, path.hops[-1].end] == [start, end]
        for before, after in pairwise(path.hops):
            assert before.end == after.start
        for hop in path.hops:
            assert hop.claims
            assert all(counts(hop.statement, claim) for claim in hop.claims)


def test_path_in_words(find: Callable[..., Path | None]) -> None:
    """Every hop is a sentence in the direction of the path."""
    path = find("alda", "zamyn")
    assert path is not None
    assert [hop.sentence() for hop in path.hops] == [
        "Alda was a sibling of Boro",
        "Boro took part in Battle of Sel",
        "Battle of Sel had as participant Zämyn",
    ]
    last = path.as_dict()["hops"][-1]
    assert (last["from"], last["relation"], last["to"], last["sign"]) == (
        "Battle of Sel",
        "had as participant",
        "Zämyn",
        None,
    )
    assert [claim["source"] for claim in last["claims"]] == ["test2000"]
    assert path.as_dict()["sign"] is None


# Why there is none


@pytest.mark.parametrize(
    ("start", "end", "reading", "reasons"),
    [
        ("alda", "alda", ANY, ["the two names mean the same thing"]),
        ("alda", "quill", ANY, ["no claim in the data joins Quill to anything"]),
        (
            "rook",
            "quill",
            ANY,
            [
                "no claim in the data joins Rook to anything",
                "no claim in the data joins Quill to anything",
            ],
        ),
        (
            "zamyn",
            "lone",
            Reading(sources=("test1900",)),
            ["without --source there is one of 2 hops, by way of Sel"],
        ),
        (
            "tavan-army",
            "nur",
            Reading(on="1950-01-01"),  # M has ended, and no undated tie is the army's
            ["without --on there is a direct one"],
        ),
        (
            "alda",
            "dorn",
            Reading(on="1937-06-01"),  # K is undated, 7, 5 and 13 hold; 10 and 17 do not
            ["with --undated there is one of 4 hops, by way of Boro and Osk and Nur"],
        ),
        (
            "alda",
            "nur",
            Reading(first="1936-04-25", last="1939-12-31"),
            ["with --undated there is one of 3 hops, by way of Boro and Osk"],
        ),
        (
            "alda",
            "nur",
            Reading(types=("alliedWith",), first="1936-04-25", include_undated=True),
            ["without --from and --to there is a direct one"],
        ),
        (
            "nur",
            "dorn",
            Reading(types=("accused",), last="1936-12-31"),
            ["without --from and --to there is a direct one"],
        ),
        (
            "boro",
            "dorn",
            Reading(levels=("state",)),
            ["without --level there is one of 2 hops, by way of Cira"],
        ),
        (
            "alda",
            "osk",
            Reading(types=("executed",), narrower=frozenset({"occupied"})),
            ["without --type there is one of 2 hops, by way of Boro"],
        ),
        (
            "alda",
            "boro",
            Reading(viewpoints=(ROOK,)),
            ["without --according-to there is a direct one"],
        ),
    ],
    ids=[
        *("itself", "author", "two-authors", "source", "on-a-day", "undated"),
        *("undated-in-a-span", "span", "open-span", "level", "type", "viewpoint"),
    ],
)
def test_why_not(small: Store, start: str, end: str, reading: Reading, reasons: list[str]) -> None:
    """Where there is no path the reasons say what is missing, or which limit closes the way."""
    index = NameIndex(small)
    first, last = index.find(start), index.find(end)
    assert evidence_path(small, first, last, reading) is None
    assert why_not(small, first, last, reading) == reasons


def test_why_not_names_two_limits(small: Store) -> None:
    """Where no one limit alone closes the way, it is not said that there is none in any reading."""
    index = NameIndex(small)
    boro, khar = index.find("boro"), index.find("khar")
    reading = Reading("affirms", on="1960-01-01", sources=("test2010",))
    assert evidence_path(small, boro, khar, reading) is None
    assert why_not(small, boro, khar, reading) == [
        "with --min-stance reports and no other limit there is a direct one"
    ]
