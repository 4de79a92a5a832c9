"""Paths that rest on claims, on the small graph, against networkx and against counts by hand.

Joined in small.ttl under the default reading (probable, any time; numbers as in test_reading.py,
and a kinship K, participations P1 (Boro), P2 (Zämyn), membership M of the Tavan Army in Nur):

    alda - nur  1, 2     nur - osk   5, 16    boro - cira  9         boro - battle-of-sel   P1
    alda - khar 3        khar - osk  6        cira - dorn  10, 17    zamyn - battle-of-sel  P2
    alda - boro K        boro - osk  7        nur - dorn   13        tavan-army - nur       M
    nur - khar  4        nur - vell  14       osk - vell   15

Zämyn and Lone share only the place Sel, which a path passes through only where there is no other.

    alda - zamyn   K P1 P2                                              1 way
    alda - osk     by nur {1, 2} x {5, 16}, by khar 3 6, by boro K 7    3 ways, 6 of statements
    boro - dorn    by cira 9 x {10, 17}; the report 11 joins directly   1 way, 2 of statements
    vell - khar    by nur 14 4, by osk 15 6                             2 ways
    tavan - alda   by nur M x {1, 2}                                    1 way, 2 of statements
    cira - nur     by dorn {10, 17} x 13                                1 way, 2 of statements
"""

from collections.abc import Callable
from itertools import pairwise, product
from math import prod
from pathlib import Path as FilePath

import networkx as nx
import pytest

from khgraph.dates import NOT, OPEN_START
from khgraph.errors import KhgraphError
from khgraph.model import STANCES, Claim, Entity, RelationType, Statement
from khgraph.names import NameIndex
from khgraph.namespaces import KH, KHA, KHE, KHP, KHS, RDF
from khgraph.paths import (
    RANKINGS,
    Hop,
    Path,
    Routes,
    Search,
    best,
    degrees,
    find_routes,
    is_passable,
    kin_words,
    sources_of,
    unseen,
    via_words,
)
from khgraph.paths.best import BestFirst, Edge, Leg, Tally, arrival, shortest_key
from khgraph.paths.finding import statements_between
from khgraph.paths.refusals import why_not
from khgraph.reading import Reading
from khgraph.records import narrower_types, statements
from khgraph.stores import FileStore, Step, Store

ANY = Reading()
QUILL, ROOK, CIRA, BORO, LONE, NUR, OSK, VELL, ALDA = (
    Entity(KHA + name.lower(), name, kind)
    for name, kind in (
        *((name, "Person") for name in ("Quill", "Rook", "Cira", "Boro", "Lone")),
        *(("Nur", "State"), ("Osk", "State"), ("Vell", "Organization"), ("Alda", "Person")),
    )
)
Find = Callable[..., Routes]


@pytest.fixture(scope="module")
def find(small: Store) -> Find:
    """Return a function from two names, a reading and a search to what is found between them."""
    index = NameIndex(small)

    def find(start: str, end: str, reading: Reading = ANY, search: Search | None = None) -> Routes:
        return find_routes(small, index.find(start), index.find(end), reading, search)

    return find


def best_of(routes: Routes) -> Path:
    """Return the best path, which there must be."""
    return routes.paths[0]


def names(path: Path | None) -> list[str]:
    """Return the ids of a path's statements."""
    return [hop.statement.iri.removeprefix(KHS) for hop in path.hops] if path else []


def shown(routes: Routes) -> list[str]:
    """Return the ids of the statements of the best path, none where there is none."""
    return names(best_of(routes)) if routes.paths else []


def ids(path: Path) -> list[str]:
    """Return the ids of a path's things."""
    return [thing.id for thing in path.things]


# The search


@pytest.mark.parametrize(
    ("start", "end", "ways"),
    [
        ("alda", "zamyn", [["boro", "battle-of-sel"]]),
        ("alda", "osk", [["boro"], ["khar"], ["nur"]]),
        ("boro", "dorn", [["cira"]]),
        ("vell", "khar", [["nur"], ["osk"]]),
        ("tavan-army", "alda", [["nur"]]),
        ("cira", "nur", [["dorn"]]),
        ("zamyn", "lone", [["sel"]]),
        ("alda", "nur", [[]]),
        ("alda", "alda", []),
        ("alda", "quill", []),
    ],
)
def test_shortest_ways_of_the_small_graph(
    find: Find, start: str, end: str, ways: list[list[str]]
) -> None:
    """All sequences of things that are as short as the shortest are found and counted, both ways.

    Each comes once, whichever of the statements between its things could be the hops.
    """
    for first, last in ((start, end), (end, start)):
        routes = find(first, last, ANY, Search(10))
        least = min((len(path.hops) for path in routes.paths), default=0)
        found = [ids(path)[1:-1] for path in routes.paths if len(path.hops) == least]
        assert sorted(found) == [way if first == start else way[::-1] for way in ways]
        assert routes.shortest_count == (len(ways) or None)


def test_hops_are_connected(find: Find) -> None:
    """A path's hops follow each other, and say which way the statement is read."""
    (path,) = find("alda", "zamyn").paths
    assert [
        (hop.start.iri, hop.statement.iri, hop.end.iri, hop.is_forward) for hop in path.hops
    ] == [
        (KHA + "alda", KHS + "alda-sibling-of-boro", KHA + "boro", True),
        (
            KHA + "boro",
            KHS + "boro-participated-in-battle-of-sel",
            KHE + "battle-of-sel",
            True,
        ),
        (
            KHE + "battle-of-sel",
            KHS + "zamyn-participated-in-battle-of-sel",
            KHA + "zamyn",
            False,
        ),
    ]


def test_place_is_an_end_and_no_way(find: Find) -> None:
    """A place can be asked for, but nothing is joined by being at one place."""
    for name, count in (("zamyn", 1), ("lone", 1), ("boro", 3)):
        routes = find(name, "sel")
        assert len(best_of(routes).hops) == count
        assert routes.is_wide is False
    assert [is_passable(space + "x") for space in (KHA, KHE, KHP)] == [True, True, False]


@pytest.mark.parametrize(
    ("start", "end", "joining"),
    [
        ("alda", "nur", {"alda-allied-with-nur": 1, "nur-executed-alda": -1}),
        ("osk", "nur", {"nur-enemy-of-osk": -1, "osk-attacked-nur": -1}),
        ("cira", "dorn", {"cira-hostile-to-dorn": -1, "dorn-betrayed-cira": -1}),
        ("boro", "alda", {"alda-sibling-of-boro": None}),
        # What is only reported is not probable, and what is only doubted or denied joins nothing.
        ("boro", "dorn", {}),
        ("dorn", "osk", {}),
    ],
)
def test_statements_between(
    small: Store, start: str, end: str, joining: dict[str, int | None]
) -> None:
    """The statements that join two things are given with their signs, whichever is named first."""
    a, b = KHA + start, KHA + end
    expected = {(min(a, b), max(a, b)): [(KHS + name, joining[name]) for name in sorted(joining)]}
    assert statements_between(small, [(a, b)], ANY) == expected
    assert statements_between(small, [(b, a), (a, b)], ANY) == expected
    assert statements_between(small, [], ANY) == {}


def test_others_of_a_hop(find: Find) -> None:
    """With a hop go the other statements between the two that count, even of another time."""
    by_end = {hop.end.id: hop.others for hop in best_of(find("alda", "dorn")).hops}
    assert by_end == {"nur": ((KHS + "alda-allied-with-nur", 1),), "dorn": ()}
    (hop,) = best_of(find("nur", "osk", Reading(on="1950-01-01"))).hops
    assert hop.others == ((KHS + "osk-attacked-nur", -1),)
    (hop,) = best_of(find("nur", "osk", Reading(sources=("test2000",)))).hops
    assert hop.others == ()
    (hop,) = best_of(find("alda", "nur", ANY, Search(sign=-1))).hops
    assert hop.others == ((KHS + "alda-allied-with-nur", 1),)


def test_degrees(small: Store) -> None:
    """A thing stands in all statements that it is subject or object of, denied ones too.

    Alda in 1, 2, 3 and K; Boro in 7, 9, K, P1, the friendship 8 that is only possible and the
    report 11; Nur in 1, 2, 4, 5, 13, 14, 16 and M; the Tavan Army in M and with its strength.
    """
    counts = {"alda": 4, "boro": 6, "nur": 8, "tavan-army": 2}
    found = degrees(small, [KHA + name for name in counts])
    assert found == {KHA + name: count for name, count in counts.items()}
    assert degrees(small, [KHA + "quill"]) == {}
    assert degrees(small, []) == {}


# Limits of the search

VIA_BORO = [["boro", "cira"], ["boro", "osk", "nur"]]


@pytest.mark.parametrize(
    ("start", "end", "search", "paths"),
    [
        ("alda", "osk", Search(9, sign=1), [["khar"]]),
        # Among friends alone: 1, 3, 6, 7 and 15, of which the sibling is none.
        ("boro", "nur", Search(9, sign=1), [["osk", "khar", "alda"]]),
        ("alda", "dorn", Search(9, sign=-1), [["nur"]]),
        ("alda", "boro", Search(9, sign=-1, max_hops=9), [["nur", "dorn", "cira"]]),
        ("nur", "alda", Search(directed=True), [[]]),
        # 13 leads from Nur to Dorn, 17 on to Cira, and 9 is symmetric.
        ("nur", "boro", Search(9, directed=True), [["alda"], ["dorn", "cira"]]),
        (
            "osk",
            "boro",
            Search(9, directed=True, without=(VELL,)),
            [["nur", "alda"], ["nur", "dorn", "cira"]],
        ),
        ("dorn", "nur", Search(directed=True), [["cira", "boro", "alda"]]),
        ("alda", "dorn", Search(without=(NUR,)), [["boro", "cira"]]),
        ("alda", "dorn", Search(without=(NUR, CIRA)), []),
        ("alda", "boro", Search(without_types=("siblingOf",)), [["nur", "osk"]]),
        ("alda", "dorn", Search(9, via=(BORO,), max_hops=4), VIA_BORO),
        ("alda", "dorn", Search(via=(OSK, BORO), max_hops=5), [["nur", "osk", "boro", "cira"]]),
        ("alda", "dorn", Search(via=(BORO, OSK)), [["boro", "osk", "nur"]]),
        ("alda", "osk", Search(9, max_hops=1), []),
        ("alda", "dorn", Search(9, max_hops=2), [["nur"]]),
        ("lone", "zamyn", Search(max_hops=1), []),
    ],
    ids=lambda value: "; ".join(value.limits()) if isinstance(value, Search) else None,
)
def test_limits_of_a_search(
    find: Find, start: str, end: str, search: Search, paths: list[list[str]]
) -> None:
    """Paths keep to the signs, directions, things, types and lengths that are asked for."""
    routes = find(start, end, ANY, search)
    assert [ids(path)[1:-1] for path in routes.paths] == paths


def test_the_product_of_the_signs(find: Find) -> None:
    """Of parallel statements those are taken as hops that give the product.

    From Alda to Osk: 1 5 or 1 16 is -, 2 5 or 2 16 is +, and 3 6 is +; kinship K has no sign.
    """
    for sign, hops in (
        (
            1,
            [
                ["nur-executed-alda", "nur-enemy-of-osk"],
                ["alda-supported-khar", "osk-supported-khar"],
            ],
        ),
        (-1, [["alda-allied-with-nur", "nur-enemy-of-osk"]]),
    ):
        paths = find("alda", "osk", ANY, Search(9, product=sign, max_hops=2)).paths
        assert [names(path) for path in paths] == hops
        assert {path.sign for path in paths} == {sign}


def test_the_product_is_that_of_the_whole_way(find: Find) -> None:
    """By way of others the signs of all legs are multiplied; each leg may have either."""
    for sign, hops in (
        (1, ["nur-executed-alda", "nur-enemy-of-osk"]),
        (-1, ["alda-allied-with-nur", "nur-enemy-of-osk"]),
    ):
        search = Search(product=sign, via=(NUR,))
        assert shown(find("alda", "osk", ANY, search)) == hops
        assert shown(find("osk", "alda", ANY, search)) == hops[::-1]


def test_no_walk_through_a_thing_twice_makes_a_product(find: Find) -> None:
    """Nur and Alda are friends and enemies, but no path runs to Alda and back to change its sign.

    From Nur to the League 14 is neutral. By Osk 5 15 is -, and so is 4 6 15 by the Khar; + is
    only 1 3 6 15, by Alda, the Khar and Osk, and with 2 for 1 that is - too.
    """
    paths = find("nur", "vell", ANY, Search(9, product=-1)).paths
    between = [ids(path)[1:-1] for path in paths]
    assert between == [["osk"], ["khar", "osk"], ["alda", "khar", "osk"]]
    (path,) = find("nur", "vell", ANY, Search(9, product=1)).paths
    assert names(path) == [
        "alda-allied-with-nur",
        "alda-supported-khar",
        "osk-supported-khar",
        "vell-allied-with-osk",
    ]


@pytest.mark.parametrize(
    ("start", "end", "undated", "order", "hops"),
    [
        # The accusation of 1937 comes after the alliance of 1930 to 1936, not before it.
        ("alda", "dorn", False, "certain", ["nur-executed-alda", "nur-accused-dorn"]),
        ("dorn", "alda", False, None, []),
        # Kinship is no act: without date it may have held at any time, but only if it is let in.
        ("cira", "alda", False, None, []),
        ("cira", "alda", True, "possible", ["cira-rival-of-boro", "alda-sibling-of-boro"]),
        # Served until the summer of 1939, at the latest its last day; that of the battle is known.
        ("osk", "zamyn", False, "possible", None),
        ("boro", "zamyn", False, "certain", None),
        # Betrayed in 1936 or before, accused in 1937: so they were, and never the other way.
        ("cira", "nur", False, "certain", ["dorn-betrayed-cira", "nur-accused-dorn"]),
        ("nur", "cira", False, "certain", ["nur-accused-dorn", "cira-hostile-to-dorn"]),
    ],
)
def test_in_time_order(
    find: Find, start: str, end: str, undated: bool, order: str | None, hops: list[str] | None
) -> None:
    """Hops follow one another in time, certainly or possibly by the dates of the sources."""
    reading = Reading(include_undated=undated)
    routes = find(start, end, reading, Search(in_time=True, max_hops=3))
    assert [path.order for path in routes.paths] == [order] * bool(order)
    if hops is not None:
        assert shown(routes) == hops


def test_search_without_time_says_nothing_of_the_order(find: Find) -> None:
    """Whether hops follow one another is only told where it was asked for."""
    assert best_of(find("cira", "nur")).order is None


def test_a_thing_cannot_be_passed_twice(find: Find) -> None:
    """What is an end, passed twice, or both passed and not, is told with its name."""
    for search, name in (
        (Search(via=(BORO,)), None),
        (Search(via=(OSK,)), "Osk"),
        (Search(via=(BORO, CIRA, BORO)), "Boro"),
        (Search(via=(CIRA,), without=(CIRA,)), "Cira"),
        (Search(without=(OSK,)), "Osk"),
    ):
        if name is None:
            assert find("alda", "osk", ANY, search).paths
            continue
        with pytest.raises(KhgraphError) as caught:
            find("alda", "osk", ANY, search)
        assert str(caught.value) == f"a path cannot both pass and not pass {name}, or pass it twice"


def test_limits_in_words() -> None:
    """Every limit that is set is told, and none that is not."""
    assert Search().limits() == []
    assert Search(
        7, "evidence", 1, -1, True, True, (NUR, OSK), (CIRA,), ("met",), max_hops=1
    ).limits() == [
        "every hop between friends",
        "the product of the signs is -",
        "each hop no earlier than the one before, undated hops only with --undated",
        "statements followed from subject to object",
        "by way of Nur, then Osk",
        "not through Cira",
        "no hop of the type met",
        "at most 1 hop",
    ]
    assert Search(
        sign=-1, product=1, without=(NUR, OSK), without_types=("a", "b"), max_hops=2
    ).limits() == [
        "every hop between enemies",
        "the product of the signs is +",
        "not through Nur or Osk",
        "no hop of the type a or b",
        "at most 2 hops",
    ]
    # What is below a type is left out with it, and that is told.
    assert Search(
        without_types=("a", "b"), without_narrower=frozenset({"c"}), max_hops=2
    ).limits() == ["no hop of the type a or b and narrower", "at most 2 hops"]
    assert Search(3, "specific", via=(NUR,), max_hops=4).as_dict() == {
        "k": 3,
        "rank": "specific",
        "ranking": RANKINGS["specific"],
        "every_sign": None,
        "product": None,
        "time_respecting": False,
        "directed": False,
        "via": ["nur"],
        "without": [],
        "without_types": [],
        "max_hops": 4,
        "words": "by way of Nur; at most 4 hops",
    }


def test_which_relations_a_search_takes() -> None:
    """A type or one below it is barred by its id; signs by that of the type."""
    ally, enemy, kin = (
        RelationType(KH + name, name, name, sign, False, False)
        for name, sign in (("alliedWith", 1), ("enemyOf", -1), ("siblingOf", None))
    )
    barred = Search(without_types=("alliedWith",), without_narrower=frozenset({"enemyOf"}))
    assert [barred.takes(kind, kind.id) for kind in (ally, enemy, kin)] == [False, False, True]
    assert [Search(sign=-1).takes(kind, kind.id) for kind in (ally, enemy, kin)] == [
        False,
        True,
        False,
    ]
    assert [Search(product=1).takes(kind, kind.id) for kind in (ally, enemy, kin)] == [
        True,
        True,
        False,
    ]
    neutral = ally._replace(sign=0)
    assert [Search(product=1).takes(neutral, "x"), Search().takes(neutral, "x")] == [False, True]
    assert [Search(sign=1).takes(None, "x"), Search().takes(None, "x")] == [False, True]


AT_THE_BATTLE = (
    "khs:x a kh:Statement ; rdf:subject kha:quill ; rdf:predicate kh:attacked ;"
    f" rdf:object <{KHE}battle-of-sel> . <urn:x> a kh:Claim ; kh:about khs:x ;"
    " kh:stance kh:affirms . khs:y a kh:Statement ; rdf:subject kha:rook ;"
    f" rdf:predicate kh:supported ; rdf:object <{KHP}sel> ."
    " <urn:y> a kh:Claim ; kh:about khs:y ; kh:stance kh:affirms ."
    " khs:z a kh:Statement ; rdf:subject kha:quill ; rdf:predicate kh:participatedIn ;"
    f" rdf:object <{KHE}battle-of-sel> . <urn:z> a kh:Claim ; kh:about khs:z ;"
    " kh:stance kh:affirms ."
)


def test_only_actors_are_friends_and_enemies(small_path: FilePath, tmp_path: FilePath) -> None:
    """What an actor is to an event or a place is a hop without sign, and none where signs count.

    Quill attacked the battle, where Boro and Zämyn were; Rook supported the place Sel.
    """
    store = FileStore([small_path, more(tmp_path, AT_THE_BATTLE)])
    index = NameIndex(store)
    quill, rook, battle, sel, boro = (
        index.find(name) for name in ("quill", "rook", "battle-of-sel", "sel", "boro")
    )
    for start, end, statement in ((quill, battle, "x"), (rook, sel, "y")):
        for ends in ((start, end), (end, start)):
            (hop,) = best_of(find_routes(store, *ends, ANY)).hops
            assert (hop.statement.iri, hop.statement.sign) == (
                KHS + statement,
                {"x": -1, "y": 1}[statement],
            )
            assert (hop.sign, Path((hop,)).sign, kin_words(Path((hop,)))) == (None, None, None)
            assert hop.as_dict()["sign"] is None
            for search in (Search(sign=1), Search(sign=-1), Search(product=1), Search(product=-1)):
                routes = find_routes(store, *ends, ANY, search)
                assert routes == Routes(longest=routes.longest)
    # What else joins the two has as little a sign.
    for barred, others in (("participatedIn", "z"), ("attacked", "x")):
        (hop,) = best_of(
            find_routes(store, quill, battle, ANY, Search(without_types=(barred,)))
        ).hops
        assert hop.others == ((KHS + others, None),)
    path = best_of(find_routes(store, quill, boro, ANY))
    assert (ids(path), path.sign) == (["quill", "battle-of-sel", "boro"], None)
    assert why_not(store, quill, battle, ANY, Search(sign=-1)) == [
        "without --enemies-only there is a direct one"
    ]


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
def test_sign_and_count(find: Find, start: str, end: str, sign: int | None, count: int) -> None:
    """The sign is the product of the hops' signs, or none where one has none, both ways."""
    for routes in (find(start, end), find(end, start)):
        assert (best_of(routes).sign, routes.shortest_count) == (sign, count)


def test_neutral_hop_makes_the_sign_neutral(find: Find) -> None:
    """A product with a neutral tie is 0, which is not the same as no sign."""
    path = best_of(find("vell", "dorn"))
    assert names(path) == ["vell-neutral-to-nur", "nur-accused-dorn"]
    assert path.sign == 0
    assert kin_words(path) is None


def test_count_is_of_ways_not_of_statements(find: Find) -> None:
    """Six chains of statements from Alda to Osk lead three ways: by Nur, the Khar and Boro."""
    routes = find("alda", "osk")
    assert (len(best_of(routes).hops), routes.shortest_count) == (2, 3)


def test_surest_path_is_shown(find: Find) -> None:
    """Of two ways from the League to the Khar the one without the merely probable hop is shown."""
    routes = find("vell", "khar")
    path = best_of(routes)
    assert names(path) == ["vell-neutral-to-nur", "nur-opposed-khar"]
    assert routes.shortest_count == 2
    weakest = [min(STANCES.index(claim.stance) for claim in hop.claims) for hop in path.hops]
    assert weakest == [0, 0]


@pytest.mark.parametrize(
    ("start", "end", "hops"),
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
def test_most_telling_path_is_shown(find: Find, start: str, end: str, hops: list[str]) -> None:
    """Among equally sure paths the more specific is shown, then the one nearer in time."""
    assert shown(find(start, end)) == hops
    assert shown(find(end, start)) == hops[::-1]


@pytest.mark.parametrize(
    ("rank", "ways"),
    [
        # By the Khar one hop is only probable. Of statements stand the Khar in 4 (3, 4, 6, 8),
        # Boro in 6, Nur in 8 and the League in 2 (14, 15).
        ("shortest", [["boro"], ["nur"], ["khar"], ["nur", "vell"], ["khar", "nur"]]),
        (
            "evidence",
            [["boro"], ["nur"], ["nur", "vell"], ["khar", "nur"], ["khar", "nur", "vell"]],
        ),
        ("specific", [["khar"], ["boro"], ["nur"], ["nur", "vell"], ["khar", "nur"]]),
    ],
)
def test_ranks(find: Find, rank: str, ways: list[list[str]]) -> None:
    """Each rank puts its own criterion first: hops, the surest weakest claim, rarity."""
    paths = find("alda", "osk", ANY, Search(5, rank)).paths
    assert [ids(path)[1:-1] for path in paths] == ways


def test_a_surer_hop_does_not_hide_a_better_attested_one(tmp_path: FilePath) -> None:
    """Where another hop is only probable, of two statements the better attested makes the path.

    From Vell to Khar by Osk one hop is probable anyway. Of the parallel statements of the other,
    one is affirmed by one source, one thought probable by two; both of one year.
    """
    head = "".join(
        f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in (("kh", KH), ("kha", KHA), ("rdf", RDF))
    )
    said = [
        ("a", "alliedWith", "y", [("affirms", 1)]),
        ("b", "supported", "y", [("thinksProbable", 1), ("thinksProbable", 2)]),
        ("c", "alliedWith", "z", [("thinksProbable", 1), ("thinksProbable", 2)]),
    ]
    text = head
    for name, kind, end, claims in said:
        start = "x" if end == "y" else "y"
        text += (
            f"<urn:s/{name}> a kh:Statement ; rdf:subject kha:{start} ;"
            f" rdf:predicate kh:{kind} ; rdf:object kha:{end} .\n"
        )
        for stance, source in claims:
            text += (
                f"<urn:c/{name}{source}> a kh:Claim ; kh:about <urn:s/{name}> ;"
                f" kh:stance kh:{stance} ; <http://purl.org/dc/terms/source> <urn:b/{source}> .\n"
            )
    path = tmp_path / "parallel.ttl"
    path.write_text(text)
    store = FileStore([path])
    ends = (Entity(KHA + "x", "X", "Person"), Entity(KHA + "z", "Z", "Person"))
    for rank in RANKINGS:
        routes = find_routes(store, *ends, ANY, Search(rank=rank))
        assert [hop.statement.iri for hop in best_of(routes).hops] == ["urn:s/b", "urn:s/c"]


def test_tally_of_hops() -> None:
    """Stance and sources are those of the weakest hop; years lie apart, the undated a century.

    Nothing is apart in a single dated hop, and a second undated one adds a second century.
    """
    step = Step("a", "s", "b", True, "r")
    tally = Tally()
    assert tally.spread == 0
    seen = []
    for stance, sources, year in ((1, 3, 1935), (0, 2, 1930), (2, 4, 0), (0, 9, 1939), (0, 2, 0)):
        tally = tally.with_edge(Edge(step, 1, stance, sources, year), 5)
        seen.append((tally.hops, tally.stance, tally.few_sources, tally.commonness, tally.spread))
    assert seen == [
        (1, 1, -3, 5, 0),
        (2, 1, -2, 10, 5),
        (3, 2, -2, 15, 105),
        (4, 2, -2, 20, 109),
        (5, 2, -2, 25, 209),
    ]


def test_open_sides_name_no_year(find: Find) -> None:
    """The open start of ../1935 is no year: it counts as 1935, the execution as 1936.

    So from the Khar by Alda to Nur the execution is one year off, the alliance of 1930 five.
    """
    assert shown(find("khar", "nur", ANY, Search(via=(ALDA,)))) == [
        "alda-supported-khar",
        "nur-executed-alda",
    ]


def test_arrival_is_the_first_day_that_is_not_too_early() -> None:
    """Of several spells the first that has not ended; none where all are over."""
    spells = (("1932-01-01", "1932-12-31"), ("1936-01-01", "1936-12-31"))
    assert arrival(spells, OPEN_START) == "1932-01-01"
    assert arrival(spells, "1932-12-31") == "1932-12-31"
    assert arrival(spells, "1933-01-01") == "1936-01-01"
    assert arrival(spells, "1936-12-31") == "1936-12-31"
    assert arrival(spells, "1937-01-01") is None
    assert arrival((), OPEN_START) is None


def test_a_search_that_is_cut_off_says_so(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many beginnings the search ends with what it has; with enough it is whole.

    A search that ends with nothing is told of as one that may have missed a path.

    It never has fewer paths for having looked at longer ones too.
    """
    whole = find("alda", "osk", ANY, Search(9))
    assert not whole.is_cut
    counts = []
    for most in range(30):
        monkeypatch.setattr(best, "MOST_BEGINNINGS", most)
        cut = find("alda", "osk", ANY, Search(9))
        assert cut.is_cut == (most < 28)
        assert cut.paths == whole.paths[: len(cut.paths)]
        counts.append(len(cut.paths))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, len(whole.paths))
    monkeypatch.setattr(best, "MOST_BEGINNINGS", 0)
    assert find("alda", "osk") == Routes(longest=2, is_cut=True)
    monkeypatch.setattr(best, "MOST_BEGINNINGS", 6)
    assert not find("alda", "osk", ANY, Search(1)).is_cut


def test_beginnings_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a path of three hops two beginnings are seen before the last; one fewer are too few."""
    edges = {a: [Edge(Step(a, a + b, b, True, "r"), 1, 0, 1, 1939)] for a, b in pairwise("abcd")}
    for most, found in ((2, 1), (1, 0)):
        monkeypatch.setattr(best, "MOST_BEGINNINGS", most)
        legs = [Leg("d", {("b", 1): 2, ("c", 1): 1, ("d", 1): 0}, {}, 0)]
        search = BestFirst(lambda thing: edges.get(thing, []), {}, legs, shortest_key, 3)
        assert len(list(search.courses("a"))) == found
        assert search.is_cut is (found == 0)


def test_looser_reading_opens_a_shorter_path(find: Find) -> None:
    """A report joins Boro and Dorn in one hop; a reading that takes no report needs two."""
    assert len(shown(find("boro", "dorn"))) == 2
    assert shown(find("boro", "dorn", Reading("reports"))) == ["boro-distrusted-dorn"]


def test_denied_tie_is_no_hop(find: Find) -> None:
    """What is only doubted and denied joins nothing, under any reading, nor goes with a hop."""
    routes = find("dorn", "osk", Reading("reports"), Search(20, max_hops=9))
    assert len(best_of(routes).hops) == 2
    denied = "dorn-secret-agent-of-osk"
    for path in routes.paths:
        assert denied not in names(path)
        assert all(iri != KHS + denied for hop in path.hops for iri, _ in hop.others)


def test_path_on_a_day(find: Find) -> None:
    """On a day only what holds then is a hop, and only the claims that hold then are shown."""
    path = best_of(find("nur", "osk", Reading(on="1950-01-01")))
    assert names(path) == ["nur-enemy-of-osk"]
    assert [claim.source for claim in path.hops[0].claims] == ["test2000"]
    assert find("alda", "nur", Reading(on="1936-04-25")).paths == ()
    assert shown(find("alda", "boro", Reading(on="1936-04-25", include_undated=True))) == [
        "alda-sibling-of-boro"
    ]


def test_source_limits_the_path(find: Find) -> None:
    """With one source only its claims make a hop, and the dated statement is the better."""
    path = best_of(find("nur", "osk", Reading(sources=("test2010",))))
    assert names(path) == ["nur-enemy-of-osk"]
    assert [claim.source for claim in path.hops[0].claims] == ["test2010"]
    assert find("alda", "osk", Reading(sources=("test2010",))).paths == ()


@pytest.mark.parametrize(
    ("reading", "start", "end", "hops"),
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
    find: Find, reading: Reading, start: str, end: str, hops: list[str]
) -> None:
    """A path keeps to the views, types, levels and time of its reading, both ways."""
    assert shown(find(start, end, reading)) == hops
    assert shown(find(end, start, reading)) == hops[::-1]


def test_claims_of_a_path_are_those_of_the_viewpoint(find: Find) -> None:
    """Of two claims for one hop that is shown which is the viewpoint's own."""
    for viewpoint, source in ((QUILL, "test2000"), (ROOK, "test2010")):
        path = best_of(find("nur", "osk", Reading(viewpoints=(viewpoint,), types=("enemyOf",))))
        assert [claim.source for claim in path.hops[0].claims] == [source]


def test_narrower_types_are_hops_too(small: Store, find: Find) -> None:
    """Among enemies alone Alda and Boro are joined the long way round, by four of them."""
    below = narrower_types(small)["hostileTo"]
    path = best_of(find("alda", "boro", Reading(types=("hostileTo",), narrower=below)))
    assert names(path) == [
        "nur-executed-alda",
        "nur-accused-dorn",
        "dorn-betrayed-cira",
        "cira-rival-of-boro",
    ]
    assert path.sign == 1
    without = Search(without_types=("hostileTo",), without_narrower=below)
    assert shown(find("boro", "dorn", ANY, without)) == []


def more(tmp_path: FilePath, text: str) -> FilePath:
    """Return a file with this Turtle, to be read beside the small graph."""
    path = tmp_path / "more.ttl"
    path.write_text(
        f"@prefix kh: <{KH}> . @prefix kha: <{KHA}> . @prefix khs: <{KHS}> . @prefix rdf: <{RDF}> ."
        f" @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . {text}"
    )
    return path


ENDED = (
    "khs:e a kh:Statement ; rdf:subject kha:vell ; rdf:predicate kh:existed ; rdf:object true."
    ' <urn:e> a kh:Claim ; kh:about khs:e ; kh:stance kh:affirms ; kh:when "1930/1940" ;'
    ' kh:earliestStart "1930-01-01"^^xsd:date ; kh:latestStart "1930-12-31"^^xsd:date ;'
    ' kh:earliestEnd "1940-01-01"^^xsd:date ; kh:latestEnd "1940-12-31"^^xsd:date .'
)


def test_no_hop_outlasts_its_actors(small_path: FilePath, tmp_path: FilePath) -> None:
    """An alliance whose end nobody dates is over when one of the allies is.

    The League ended in 1940: in 1943 it is joined to Osk only by what is dated to 1945.
    """
    path = more(tmp_path, ENDED)
    reading = Reading(on="1943-01-01")
    for files, hops in (
        ([small_path], ["vell-allied-with-osk"]),
        ([small_path, path], ["vell-neutral-to-nur", "nur-enemy-of-osk"]),
    ):
        store = FileStore(files)
        index = NameIndex(store)
        ends = index.find("vell"), index.find("osk")
        assert shown(find_routes(store, *ends, reading)) == hops


def test_no_path_to_itself_or_to_the_unjoined(find: Find) -> None:
    """Nothing is joined to itself or to an author."""
    for end in ("alda", "quill"):
        routes = find("alda", end, ANY, Search(3, max_hops=5))
        assert (routes.paths, routes.shortest_count, routes.is_wide) == ((), None, False)


def test_a_place_joins_only_what_nothing_else_does(find: Find) -> None:
    """A path goes through a place only where there is no other, and says so."""
    wide, narrow = find("zamyn", "lone"), find("alda", "boro")
    assert (wide.is_wide, ids(best_of(wide))) == (True, ["zamyn", "sel", "lone"])
    assert narrow.is_wide is False
    # Zämyn and Boro met at the battle; by way of the place there would be no other.
    assert all("sel" not in ids(path) for path in find("boro", "zamyn", ANY, Search(50)).paths)


def test_undeclared_statement_is_named(small_path: FilePath, tmp_path: FilePath) -> None:
    """A claim about something that is not declared as a statement is the file's fault."""
    path = more(
        tmp_path,
        "khs:x rdf:subject kha:quill ; rdf:predicate kh:killed ; rdf:object kha:rook ."
        " <urn:claim> kh:about khs:x ; kh:stance kh:affirms .",
    )
    store = FileStore([small_path, path])
    with pytest.raises(KhgraphError) as caught:
        find_routes(store, QUILL, ROOK, ANY)
    assert str(caught.value) == "khs:x is no kh:Statement; run khgraph validate"


def test_undeclared_claim_is_named(small_path: FilePath, tmp_path: FilePath) -> None:
    """A statement about which only something speaks that is no claim is the file's fault too."""
    path = more(
        tmp_path,
        "khs:x a kh:Statement ; rdf:subject kha:quill ; rdf:predicate kh:killed ;"
        " rdf:object kha:rook . <urn:claim> kh:about khs:x ; kh:stance kh:affirms .",
    )
    store = FileStore([small_path, path])
    with pytest.raises(KhgraphError) as caught:
        find_routes(store, QUILL, ROOK, ANY)
    assert str(caught.value) == "no claim about khs:x is a kh:Claim; run khgraph validate"


def simple_graph(store: Store, reading: Reading) -> "nx.Graph[str]":
    """Return which things are joined under a reading, the place Sel left out."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node(KHP + "sel")
    for statement in statements(store):
        if not isinstance(statement.object, str) and any(
            counts(reading, statement, claim) for claim in statement.claims
        ):
            graph.add_edge(statement.subject.iri, statement.object.iri)
    graph.remove_node(KHP + "sel")
    return graph


def counts(reading: Reading, statement: Statement, claim: Claim) -> bool:
    """Return whether a claim counts."""
    holds = reading.presence(statement, claim) != NOT
    return holds and reading.covers(statement) and reading.accepts(claim)


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
    """For every two things there is a path exactly where networkx has one, and as short.

    With enough asked for there are all simple paths of up to two hops more.
    """
    graph = simple_graph(small, reading)
    things = [thing for thing in NameIndex(small) if thing.is_actor or thing.kind == "Event"]
    for start, end in product(things, things):
        routes = find_routes(small, start, end, reading, Search(100))
        joined = start != end and {start.iri, end.iri} <= set(graph)
        if not (joined and nx.has_path(graph, start.iri, end.iri)):
            assert not routes.paths or routes.is_wide
            continue
        assert not routes.is_wide
        least = int(nx.shortest_path_length(graph, start.iri, end.iri))
        assert routes.longest == least + 2
        assert routes.shortest_count == len(list(nx.all_shortest_paths(graph, start.iri, end.iri)))
        found = [[thing.iri for thing in path.things] for path in routes.paths]
        assert sorted(found) == sorted(nx.all_simple_paths(graph, start.iri, end.iri, least + 2))
        assert list(map(len, found)) == sorted(map(len, found))
        for path in routes.paths:
            assert [path.hops[0].start, path.hops[-1].end] == [start, end]
            for before, after in pairwise(path.hops):
                assert before.end == after.start
            for hop in path.hops:
                assert hop.claims
                assert all(counts(reading, hop.statement, claim) for claim in hop.claims)


# In words


def test_path_in_words(find: Find) -> None:
    """Every hop is a sentence in the direction of the path."""
    path = best_of(find("alda", "zamyn"))
    assert [hop.sentence() for hop in path.hops] == [
        "Alda was a sibling of Boro",
        "Boro took part in Battle of Sel",
        "Battle of Sel had as participant Zämyn",
    ]
    assert via_words(path) == "Boro and Battle of Sel"
    assert sources_of(path) == ("test2000",)
    value = path.as_dict()
    last = value["hops"][-1]
    assert {key: last[key] for key in list(last)[:9]} == {
        "from": "Battle of Sel",
        "from_id": "khe:battle-of-sel",
        "relation": "had as participant",
        "to": "Zämyn",
        "to_id": "kha:zamyn",
        "sign": None,
        "sentence": "Battle of Sel had as participant Zämyn",
        "statement": "Zämyn took part in Battle of Sel",
        "id": "khs:zamyn-participated-in-battle-of-sel",
    }
    assert value["hops"][1]["relation"] == "took part in"
    assert [claim["source"] for claim in last["claims"]] == ["test2000"]
    assert list(value) == ["hops", "sign", "meaning", "is_affirmed", "order"]
    assert (value["sign"], value["meaning"], value["order"]) == (None, None, None)
    # All three are affirmed; that Osk supported the Khar is probable.
    assert value["is_affirmed"] is True
    (hedged,) = find("alda", "osk", ANY, Search(sign=1)).paths
    assert [hop.is_affirmed for hop in hedged.hops] == [True, False]
    assert hedged.as_dict()["is_affirmed"] is False
    first = best_of(find("alda", "dorn", ANY, Search(in_time=True))).as_dict()
    assert (first["sign"], first["meaning"], first["order"]) == (1, "an enemy's enemy", "certain")
    assert first["hops"][0]["others"] == [{"id": "khs:alda-allied-with-nur", "sign": 1}]


def test_things_between_in_words(find: Find) -> None:
    """What lies between is listed with commas and one and."""
    for start, end, via, words in (
        ("alda", "nur", (), ""),
        ("alda", "osk", (NUR,), "Nur"),
        ("tavan-army", "dorn", (NUR, OSK, BORO, CIRA), "Nur, Osk, Boro and Cira"),
    ):
        assert via_words(best_of(find(start, end, ANY, Search(via=via)))) == words


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_kinship_by_the_signs(length: int) -> None:
    """What the last is to the first is read from the first on: a friend's enemy is my friend's."""
    one, other = Entity("urn:a", "A", "Person"), Entity("urn:b", "B", "State")
    for signs in product((1, -1, 0, None), repeat=length):
        hops = tuple(
            Hop(
                one,
                other,
                Statement(
                    "urn:s", one, RelationType("urn:r", "r", "r", sign, False, False), other, ()
                ),
                (),
                True,
            )
            for sign in signs
        )
        path = Path(hops)
        if None in signs:
            assert (path.sign, kin_words(path)) == (None, None)
        elif 0 in signs:
            assert (path.sign, kin_words(path)) == (0, None)
        else:
            assert path.sign == prod(sign or 0 for sign in signs)
            roles = [{1: "friend", -1: "enemy"}[sign or 0] for sign in signs]
            words = {"friend": "a friend", "enemy": "an enemy"}[roles[0]]
            assert kin_words(path) == "'s ".join((words, *roles[1:]))


@pytest.mark.parametrize(
    ("kind", "iri", "sign"),
    [
        ("State", "urn:b", -1),
        ("People", "urn:b", -1),
        ("Event", "urn:b", None),
        ("Place", "urn:b", None),
        ("Idea", "urn:b", None),
        # What one does to oneself makes no friend or enemy.
        ("Person", "urn:a", None),
    ],
)
def test_a_hop_has_a_sign_between_two_actors(kind: str, iri: str, sign: int | None) -> None:
    """The sign of the relation type is that of the hop only where both are actors, and two."""
    one, other = Entity("urn:a", "A", "Person"), Entity(iri, "B", kind)
    fought = RelationType("urn:r", "r", "r", -1, False, False)
    for start, end in ((one, other), (other, one)):
        hop = Hop(start, end, Statement("urn:s", start, fought, end, ()), (), True)
        assert (hop.sign, hop.as_dict()["sign"]) == (sign, sign)
        assert Path((hop, hop)).sign == (None if sign is None else 1)


def test_what_no_claim_that_counts_affirms_is_not_affirmed(small: Store) -> None:
    """Of the claims that a hop shows one must affirm it; without any nothing does."""
    (statement,) = statements(small, {KHS + "dorn-secret-agent-of-osk"})
    (enmity,) = statements(small, {KHS + "nur-enemy-of-osk"})
    doubted = Hop(VELL, OSK, statement, statement.claims, True)
    assert [claim.stance for claim in statement.claims] == ["doubts", "denies"]
    assert not doubted.is_affirmed
    assert not doubted._replace(claims=()).is_affirmed
    assert doubted._replace(claims=(*statement.claims, enmity.claims[0])).is_affirmed


# Why there is none


@pytest.mark.parametrize(
    ("start", "end", "search", "longest", "words"),
    [
        # Nothing joins them at all, or all paths were looked at: there is no more to be said.
        ("alda", "alda", Search(), 0, None),
        ("alda", "quill", Search(product=-1), 0, None),
        ("dorn", "alda", Search(max_hops=1), 1, None),
        ("dorn", "alda", Search(in_time=True, max_hops=4), 4, None),
        (
            "dorn",
            "alda",
            Search(in_time=True),
            12,
            "there is none of up to 12 hops; --max-hops N looks further",
        ),
        # Eleven hops to Lone by the place Sel and back, and two more are looked at.
        (
            "nur",
            "alda",
            Search(via=(LONE,)),
            13,
            "there is none of up to 13 hops; --max-hops N looks further",
        ),
    ],
    ids=["itself", "author", "length", "time-and-length", "time", "by-way"],
)
def test_how_far_a_search_without_a_result_looked(
    find: Find, start: str, end: str, search: Search, longest: int, words: str | None
) -> None:
    """It tells up to how many hops there is none, where that was not the caller's own limit."""
    routes = find(start, end, ANY, search)
    assert routes == Routes(longest=longest)
    assert unseen(routes, search) == ([words] if words else [])


def test_a_search_that_was_cut_off_says_that_there_may_be_one() -> None:
    """Whatever its limit and length; that it looked up to some length it did not."""
    words = (
        "the search was cut off before it had looked at all, so there may be one; "
        "a smaller --max-hops or another limit makes it whole"
    )
    for search in (Search(), Search(max_hops=7)):
        assert unseen(Routes(longest=7, is_cut=True), search) == [words]


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
            ["without --source there is one of 2 hops, by way of Sel: wholly in test2000"],
        ),
        (
            "tavan-army",
            "nur",
            Reading(on="1950-01-01"),  # M has ended, and no undated tie is the army's
            [
                "without --on there is a direct one: all its hops can have held only 1931 to 1945",
            ],
        ),
        (
            "alda",
            "dorn",
            Reading(on="1937-06-01"),  # K is undated, 7, 5 and 13 hold; 10 and 17 do not
            [
                "with --undated there is one of 4 hops, by way of Boro, Osk and Nur",
                "without --on there is one of 2 hops, by way of Nur:"
                " its hops do not all hold at one time",
            ],
        ),
        (
            "alda",
            "nur",
            Reading(first="1936-04-25", last="1939-12-31"),
            [
                "with --undated there is one of 3 hops, by way of Boro and Osk",
                "without --from and --to there is a direct one:"
                " all its hops can have held only 1930-01-01 to 1936-04-24",
            ],
        ),
        (
            "alda",
            "nur",
            Reading(types=("alliedWith",), first="1936-04-25", include_undated=True),
            [
                "without --from there is a direct one:"
                " all its hops can have held only 1930-01-01 to 1936-04-24",
                "without --type there is one of 3 hops, by way of Boro and Osk",
            ],
        ),
        (
            "nur",
            "dorn",
            Reading(types=("accused",), last="1936-12-31"),
            [
                "without --to there is a direct one: all its hops can have held only 1937",
            ],
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
def test_why_not(
    small: Store, find: Find, start: str, end: str, reading: Reading, reasons: list[str]
) -> None:
    """Where there is no path the reasons say what is missing, or which limit closes the way."""
    index = NameIndex(small)
    assert find(start, end, reading).paths == ()
    assert why_not(small, index.find(start), index.find(end), reading) == reasons


def test_why_not_names_two_limits(small: Store, find: Find) -> None:
    """Where no one limit alone closes the way, it is not said that there is none in any reading."""
    index = NameIndex(small)
    boro, khar = index.find("boro"), index.find("khar")
    reading = Reading("affirms", on="1960-01-01", sources=("test2010",))
    assert find("boro", "khar", reading).paths == ()
    assert why_not(small, boro, khar, reading) == [
        "without all of the limits together there is one of 2 hops, by way of Alda"
    ]
    # Nor do they where a length is one of the two.
    reading = Reading("affirms", sources=("test2010",))
    assert why_not(small, boro, khar, reading, Search(max_hops=1)) == [
        "without all of the limits together there is one of 2 hops, by way of Alda"
    ]


def test_why_not_gives_up_the_stance_last(small_path: FilePath, tmp_path: FilePath) -> None:
    """Where the stance and another limit close the way, and the others alone do not open it."""
    path = more(
        tmp_path,
        "khs:x a kh:Statement ; rdf:subject kha:quill ; rdf:predicate kh:alliedWith ;"
        " rdf:object kha:rook . <urn:x> a kh:Claim ; kh:about khs:x ;"
        " kh:stance kh:thinksPossible ; <http://purl.org/dc/terms/source> <urn:b/a> .",
    )
    store = FileStore([small_path, path])
    reading = Reading("affirms", sources=("other",))
    assert why_not(store, QUILL, ROOK, reading) == [
        "with --min-stance reports and no other limit there is a direct one"
    ]
    # The same with the stance that lets it in: one limit is left, and named.
    assert why_not(store, QUILL, ROOK, reading._replace(min_stance="possible")) == [
        "without --source there is a direct one: wholly in a"
    ]


def test_why_not_in_any_reading(small: Store) -> None:
    """What is joined to other things, but only to some apart, has no chain in any reading."""
    index = NameIndex(small)
    # Lone and Zämyn are joined by Sel alone; without it they have claims, and no way.
    sel = (index.find("sel"),)
    reasons = why_not(small, index.find("lone"), index.find("alda"), ANY, Search(without=sel))
    assert reasons == [
        "without --without there is one of 5 hops, by way of Sel, Zämyn, Battle of Sel and Boro"
    ]


@pytest.mark.parametrize(
    ("reading", "search", "reasons"),
    [
        (
            Reading("affirms", types=("friendOf",)),
            Search(),
            [
                "with --min-stance possible there is a direct one",
                "without --type there is one of 2 hops, by way of Alda",
            ],
        ),
        # Of Rook's the Khar is in no claim; Test 2000 has 7 and 6, and others.
        (
            Reading(sources=("test2010",)),
            Search(),
            [
                "without --source there is one of 2 hops, by way of Alda: wholly in test2000",
            ],
        ),
        (
            ANY,
            Search(max_hops=1),
            [
                "with --min-stance possible there is a direct one",
                "without --max-hops there is one of 2 hops, by way of Alda",
            ],
        ),
        (
            Reading(on="1935-06-01"),
            Search(in_time=True, sign=1, max_hops=1),
            ["without --max-hops there is one of 2 hops, by way of Osk"],
        ),
    ],
    ids=["stance", "source", "length", "time"],
)
def test_why_not_from_boro_to_the_khar(
    small: Store, find: Find, reading: Reading, search: Search, reasons: list[str]
) -> None:
    """Each limit that alone opens a path is named, up to three; what two close, neither does."""
    index = NameIndex(small)
    assert find("boro", "khar", reading, search).paths == ()
    assert why_not(small, index.find("boro"), index.find("khar"), reading, search) == reasons


def test_undated_is_offered_once(small: Store) -> None:
    """A day and an order in time both keep the undated out; that it would help is said once."""
    index = NameIndex(small)
    ends = index.find("alda"), index.find("boro")
    assert why_not(small, *ends, Reading(on="1935-06-01"), Search(in_time=True, max_hops=1)) == [
        "with --undated there is a direct one",
        "without --max-hops there is one of 3 hops, by way of Nur and Osk",
    ]


def test_why_not_knows_how_long_actors_lasted(small_path: FilePath, tmp_path: FilePath) -> None:
    """The days on which hops can have held are no more than those of their actors.

    The alliance of the League and Osk began in 1938; the League ended in 1940.
    """
    store = FileStore([small_path, more(tmp_path, ENDED)])
    index = NameIndex(store)
    ends = index.find("vell"), index.find("osk")
    reading = Reading(on="1943-01-01", types=("alliedWith",))
    assert why_not(store, *ends, reading)[0] == (
        "without --on there is a direct one: all its hops can have held only 1938 to 1940"
    )


def test_why_not_of_spells_and_of_no_date(small: Store, tmp_path: FilePath) -> None:
    """Days between two spells are none of theirs; what no source dates is said to have no date."""
    spells = "".join(
        f' <urn:{year}> a kh:Claim ; kh:about khs:x ; kh:stance kh:affirms ; kh:when "{year}" ;'
        f' kh:earliestStart "{year}-01-01"^^xsd:date ; kh:latestEnd "{year}-12-31"^^xsd:date .'
        for year in (1930, 1939)
    )
    path = more(
        tmp_path,
        "khs:x a kh:Statement ; rdf:subject kha:quill ; rdf:predicate kh:alliedWith ;"
        " rdf:object kha:rook . <urn:undated> a kh:Claim ; kh:about khs:x ; kh:stance kh:affirms ."
        + spells,
    )
    store = FileStore([path])
    assert why_not(store, QUILL, ROOK, Reading(on="1935-01-01")) == [
        "with --undated there is a direct one",
        "without --on there is a direct one: all its hops can have held only 1930 or 1939",
    ]
    index = NameIndex(small)
    ends = index.find("boro"), index.find("cira")
    reading = Reading(on="1935-01-01", types=("rivalOf",))
    assert why_not(small, *ends, reading) == [
        "with --undated there is a direct one",
        "without --on there is a direct one: a hop of it has no date",
    ]


def test_why_not_does_not_blame_what_is_let_in(small: Store) -> None:
    """Kinship without a date holds on every day where it is let in; the service had ended."""
    index = NameIndex(small)
    ends = index.find("alda"), index.find("osk")
    reading = Reading(on="1950-01-01", include_undated=True, types=("siblingOf", "served"))
    assert why_not(small, *ends, reading)[0] == (
        "without --on there is one of 2 hops, by way of Boro:"
        " all its hops can have held only until 1939-08"
    )
    undated = reading._replace(include_undated=False)
    assert why_not(small, *ends, undated)[0] == (
        "without --on there is one of 2 hops, by way of Boro: a hop of it has no date"
    )


def test_an_undated_act_is_of_no_day(small: Store) -> None:
    """That Osk once attacked Nur is placed on no day, even where the undated is let in."""
    index = NameIndex(small)
    ends = index.find("osk"), index.find("nur")
    reading = Reading(on="1939-08-20", include_undated=True, types=("attacked",))
    assert why_not(small, *ends, reading)[0] == (
        "without --on there is a direct one: a hop of it has no date"
    )
    assert find_routes(small, *ends, reading).paths == ()
    search = Search(in_time=True)
    assert find_routes(small, *ends, reading._replace(on=None), search).paths == ()


def test_why_not_names_the_sources_that_it_takes_together(tmp_path: FilePath) -> None:
    """A path that no one source has whole rests on several; one that two have is in either."""
    text = ""
    for name, end, sources in (("x", "rook", "ab"), ("y", "cira", "bc"), ("z", "boro", "d")):
        start = {"rook": "quill", "cira": "rook", "boro": "cira"}[end]
        text += (
            f"khs:{name} a kh:Statement ; rdf:subject kha:{start} ; rdf:predicate kh:alliedWith ;"
            f" rdf:object kha:{end} ."
        )
        for source in sources:
            text += (
                f" <urn:{name}{source}> a kh:Claim ; kh:about khs:{name} ; kh:stance kh:affirms ;"
                f" <http://purl.org/dc/terms/source> <urn:b/{source}> ."
            )
    store = FileStore([more(tmp_path, text)])
    told = {
        end.label: why_not(store, QUILL, end, Reading(sources=("other",)))
        for end in (ROOK, CIRA, BORO)
    }
    assert told == {
        "Rook": ["without --source there is a direct one: wholly in a or in b"],
        "Cira": ["without --source there is one of 2 hops, by way of rook: wholly in b"],
        "Boro": [
            "without --source there is one of 3 hops, by way of rook and cira:"
            " it rests on a and b and c and d together"
        ],
    }


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ("", ""),
        ("kh:namedIn <urn:s/one>", "; one names it, but is not yet read into claims"),
        (
            "kh:namedIn <urn:s/two>, <urn:s/one>",
            "; one and two name it, but are not yet read into claims",
        ),
    ],
)
def test_sources_that_only_name_a_thing(tmp_path: FilePath, sources: str, words: str) -> None:
    """Of what no claim speaks of it is said which sources name it."""
    store = FileStore([more(tmp_path, f"kha:quill a kh:Person ; {sources} .")])
    assert why_not(store, QUILL, QUILL._replace(iri=KHA + "x", label="X"), ANY) == [
        f"no claim in the data joins Quill to anything{words}",
        "no claim in the data joins X to anything",
    ]
