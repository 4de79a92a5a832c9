"""What joins several things, and what lies around one: smallest, cited, and told as it is."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.approximation import steiner_tree

from khgraph import joining
from khgraph.cli import main
from khgraph.errors import KhgraphError
from khgraph.joining import JOINING_RULE, Joining, find_joining, why_apart
from khgraph.model import Entity
from khgraph.names import NameIndex
from khgraph.namespaces import KHA, KHE, KHP, KHS
from khgraph.paths import Search
from khgraph.reading import Reading
from khgraph.steiner import small_tree, smallest_tree
from khgraph.stores import FileStore, Step, Store
from khgraph.strips.joining import (
    counts_words,
    joining_strip,
    size_words,
    surroundings_strip,
)
from khgraph.surroundings import Surroundings, find_surroundings
from khgraph.tables import fit_encoding

SMALL = str(Path(__file__).parent / "data" / "small.ttl")
DATA = ("--data", SMALL)

Around = dict[str, set[str]]


def run(*arguments: str) -> Result:
    """Run the command in this process; only an exit is no fault of ours."""
    result = CliRunner().invoke(main, arguments, prog_name="khgraph")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# ---- trees


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Around, list[str], dict[str, int]]:
    """Return a small graph, two to four ends in it, and a weight for each vertex."""
    count = draw(st.integers(2, 8))
    names = [chr(ord("a") + i) for i in range(count)]
    pairs = list(combinations(names, 2))
    is_edge = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    edges = [pair for pair, is_there in zip(pairs, is_edge, strict=True) if is_there]
    around: Around = {name: set() for name in names}
    for a, b in edges:
        around[a].add(b)
        around[b].add(a)
    ends = draw(st.lists(st.sampled_from(names), unique=True, min_size=2, max_size=min(4, count)))
    weights = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    return around, ends, dict(zip(names, weights, strict=True))


def network_of(around: Mapping[str, Collection[str]]) -> nx.Graph[str]:
    """Return the graph for networkx."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(sorted(around))
    network.add_edges_from((a, b) for a in sorted(around) for b in sorted(around[a]))
    return network


def least(
    around: Mapping[str, Collection[str]], ends: Collection[str], weights: Mapping[str, int]
) -> tuple[int, int] | None:
    """Return the edges and the weight of the smallest tree, by trying all sets of vertices."""
    network = network_of(around)
    others = sorted(set(around) - set(ends))
    sizes = []
    for more in chain.from_iterable(combinations(others, n) for n in range(len(others) + 1)):
        part = network.subgraph({*ends, *more})
        if nx.is_connected(part):
            sizes.append((len(part) - 1, sum(weights.get(vertex, 0) for vertex in more)))
    return min(sizes, default=None)


def size(
    edges: Iterable[tuple[str, str]], ends: Collection[str], weights: Mapping[str, int]
) -> tuple[int, int]:
    """Return the edges and the weight of what must be a tree that joins *ends*."""
    tree: nx.Graph[str] = nx.Graph(list(edges))
    assert nx.is_tree(tree)
    assert set(ends) <= set(tree)
    between = set(tree) - set(ends)
    return tree.number_of_edges(), sum(weights.get(vertex, 0) for vertex in between)


@settings(max_examples=400)
@given(graphs())
def test_no_tree_is_smaller(case: tuple[Around, list[str], dict[str, int]]) -> None:
    """The tree has the fewest edges, and of those the least weight between the ends."""
    around, ends, weights = case
    best = least(around, ends, weights)
    if best is None:
        with pytest.raises(ValueError, match="no tree joins the ends"):
            smallest_tree(around, ends, weights)
        with pytest.raises(ValueError, match="no tree joins the ends"):
            small_tree(around, ends)
        return
    edges = smallest_tree(around, ends, weights)
    assert set(edges) <= {(a, b) for a in around for b in around[a] if a < b}
    assert size(edges, ends, weights) == best
    near = small_tree(around, ends)
    assert best[0] <= size(near, ends, {})[0] <= 2 * best[0]


def test_no_tree_is_smaller_where_there_are_many() -> None:
    """The same in dense graphs, where edges and weights pull different ways."""
    chance = random.Random(1939)  # noqa: S311 - not for secrets
    for _ in range(300):
        names = "abcdefg"[: chance.randint(4, 7)]
        around: Around = {name: set() for name in names}
        for a, b in combinations(names, 2):
            if chance.random() < 0.45:
                around[a].add(b)
                around[b].add(a)
        ends = chance.sample(names, chance.randint(2, 4))
        weights = {name: chance.randint(0, 6) for name in names}
        best = least(around, ends, weights)
        if best is not None:
            assert size(smallest_tree(around, ends, weights), ends, weights) == best


def test_no_weight_outweighs_an_edge() -> None:
    """By hand: two edges through what weighs much, not three through what weighs nothing."""
    around = {"a": {"m", "n"}, "m": {"a", "z"}, "n": {"a", "o"}, "o": {"n", "z"}, "z": {"m", "o"}}
    assert smallest_tree(around, "az", {"m": 1000}) == (("a", "m"), ("m", "z"))
    # Of two ways equally long, the light one, though its first step is the heavier.
    around = {"a": {"m", "n"}, "m": {"a", "p"}, "n": {"a", "q"}}
    around |= {"p": {"m", "z"}, "q": {"n", "z"}, "z": {"p", "q"}}
    assert smallest_tree(around, "az", {"m": 3, "p": 1, "n": 1, "q": 4}) == (
        ("a", "m"),
        ("m", "p"),
        ("p", "z"),
    )


@settings(max_examples=100)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_ends_and_of_the_graph_does_not_count(
    case: tuple[Around, list[str], dict[str, int]], chance: Any
) -> None:
    """Equal input gives the same tree, in whatever order it comes."""
    around, ends, weights = case
    if least(around, ends, weights) is None:
        return
    shuffled, turned = list(around), list(ends)
    chance.shuffle(shuffled)
    chance.shuffle(turned)
    other = {name: around[name] for name in shuffled}
    assert smallest_tree(other, turned, weights) == smallest_tree(around, ends, weights)
    assert small_tree(other, turned) == small_tree(around, ends)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_never_larger_than_the_approximations_of_networkx(seed: int) -> None:
    """Also for eight ends in a graph that is too large for trying everything."""
    network = nx.gnm_random_graph(60, 110, seed=seed)
    whole = network.subgraph(max(nx.connected_components(network), key=len))
    around = {str(a): {str(b) for b in whole[a]} for a in whole}
    ends = sorted(around)[:: len(around) // 8][:8]
    assert len(ends) == 8
    found = size(smallest_tree(around, ends, {}), ends, {})[0]
    for method in ("mehlhorn", "kou"):
        tree = steiner_tree(network_of(around), ends, method=method)
        assert found <= tree.number_of_edges()


def test_weight_counts_once_for_each_thing_between() -> None:
    """Where three branches meet, what lies between is counted once, and an end not at all.

    By hand: joining a, b, c by way of m costs 3 edges and 7; by way of n 3 edges and 6.
    """
    around = {"a": {"m", "n"}, "b": {"m", "n"}, "c": {"m", "n"}}
    around |= {"m": {"a", "b", "c"}, "n": {"a", "b", "c"}}
    assert smallest_tree(around, "abc", {"m": 7, "n": 6, "a": 100}) == (
        ("a", "n"),
        ("b", "n"),
        ("c", "n"),
    )
    assert smallest_tree(around, "abc", {"m": 5, "n": 6, "a": 100}) == (
        ("a", "m"),
        ("b", "m"),
        ("c", "m"),
    )
    # An end may itself lie between the others.
    chain_of_three = {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}
    assert smallest_tree(chain_of_three, "abc", {"b": 9}) == (("a", "b"), ("b", "c"))


def test_one_end_needs_no_edge() -> None:
    """Nothing is to be joined."""
    assert smallest_tree({"a": {"b"}, "b": {"a"}}, ["a"], {}) == ()
    assert small_tree({"a": {"b"}, "b": {"a"}}, ["a"]) == ()


# ---- joining


def things(store: Store, *names: str) -> list[Entity]:
    """Return the things that names mean."""
    index = NameIndex(store)
    return [index.find(name) for name in names]


def told(found: Joining | Surroundings) -> list[str]:
    """Return the hops in words."""
    return [hop.sentence() for hop in found.hops]


def test_of_equally_short_trees_the_one_through_the_rarer_things(small: Store) -> None:
    """Cira, Nur and Alda are three hops apart by way of Boro, and by way of Dorn.

    Counted by hand: Boro stands in six statements, Dorn in five.
    """
    found = find_joining(small, things(small, "cira", "nur", "alda"), Reading())
    assert [thing.id for thing in found.between] == ["dorn"]
    assert (len(found.hops), found.commonness) == (3, 5)
    assert told(found) == [
        "Nur was allied with Alda",
        "Nur accused Dorn: that Dorn was a secret agent of Osk",
        "Dorn had the hostility of Cira",
    ]
    assert (found.is_joined, found.is_exact, found.is_wide) == (True, True, False)
    assert [group[0].id for group in found.groups] == ["cira"]


def test_each_hop_is_the_best_attested_and_knows_the_others(small: Store) -> None:
    """Nur and Osk are enemies by two sources, which beats an attack by one.

    Alda and Nur: allied and executed are both affirmed by one source; the first by id.
    """
    pair = find_joining(small, things(small, "osk", "nur"), Reading())
    (hop,) = pair.hops
    assert hop.statement.iri == KHS + "nur-enemy-of-osk"
    assert hop.others == ((KHS + "osk-attacked-nur", -1),)
    pair = find_joining(small, things(small, "nur", "alda"), Reading())
    (hop,) = pair.hops
    assert hop.statement.iri == KHS + "alda-allied-with-nur"
    assert hop.others == ((KHS + "nur-executed-alda", -1),)


def test_the_surest_statement_comes_before_the_one_with_more_sources(tmp_path: Path) -> None:
    """One affirmation beats two sources that think it probable, and any order of ids."""
    text = turtle_of({KHA + "a0": {KHA + "b0"}, KHA + "b0": {KHA + "a0"}})
    text += (
        f"<{KHS}a-first> a kh:Statement ; rdf:subject <{KHA}a0> ;"
        f" rdf:predicate kh:supported ; rdf:object <{KHA}b0> ."
    )
    for source in "xy":
        text += (
            f"<urn:c:{source}> a kh:Claim ; kh:about <{KHS}a-first> ;"
            f" kh:stance kh:thinksProbable ; dcterms:source <urn:b/{source}> ."
        )
    path = tmp_path / "two.ttl"
    path.write_text(text, encoding="utf-8")
    store = FileStore([path])
    ends = things(store, "a0", "b0")
    (hop,) = find_joining(store, ends, Reading()).hops
    assert (hop.statement.iri, hop.others) == (KHS + "a0-b0", ((KHS + "a-first", 1),))
    (hop,) = find_surroundings(store, ends[0], Reading()).hops
    assert hop.statement.iri == KHS + "a0-b0"


def test_others_count_whatever_the_search_and_the_time(small: Store) -> None:
    """What else joins the two is told though it is no hop, except what is not claimed."""
    (hop,) = find_joining(
        small, things(small, "nur", "alda"), Reading(on="1936-01-01"), Search(sign=1)
    ).hops
    assert hop.statement.iri == KHS + "alda-allied-with-nur"
    assert hop.others == ((KHS + "nur-executed-alda", -1),)
    # That Dorn was an agent of Osk is doubted and denied: no reading makes it a hop.
    found = find_joining(small, things(small, "dorn", "osk"), Reading(min_stance="reports"))
    assert [thing.id for thing in found.between] == ["boro"]


def test_places_join_only_where_nothing_else_does(small: Store) -> None:
    """Lone and Zämyn have only the place in common; as an end it is no way round."""
    found = find_joining(small, things(small, "lone", "zamyn"), Reading())
    assert [thing.id for thing in found.between] == ["sel"]
    assert (found.is_wide, found.commonness) == (True, 2)
    found = find_joining(small, things(small, "lone", "sel", "zamyn"), Reading())
    assert (found.between, found.is_wide, len(found.hops)) == ((), False, 2)


def test_the_tree_is_told_from_its_middle_the_longest_branch_last(small: Store) -> None:
    """Each hop leads on from a thing that came before.

    By hand: Nur has three ways on, and that to Alda leads on to Boro and to the battle.
    """
    ends = things(small, "tavan-army", "vell", "battle-of-sel", "alda")
    found = find_joining(small, ends, Reading())
    seen = [found.hops[0].start.id]
    for hop in found.hops:
        assert hop.start.id in seen
        seen.append(hop.end.id)
    assert seen == ["nur", "tavan-army", "vell", "alda", "boro", "battle-of-sel"]
    assert [thing.id for thing in found.things] == seen
    # Six statements speak of Boro, eight of Nur.
    assert found.commonness == 14


def test_the_reading_and_the_search_limit_the_hops(small: Store) -> None:
    """Other claims, other trees."""
    boro_nur = things(small, "boro", "nur")
    assert [t.id for t in find_joining(small, boro_nur, Reading()).between] == ["alda"]
    (alda,) = things(small, "alda")
    around = find_joining(small, boro_nur, Reading(), Search(without=(alda,)))
    assert [t.id for t in around.between] == ["osk"]
    kin = find_joining(small, boro_nur, Reading(), Search(without_types=("siblingOf",)))
    assert [t.id for t in kin.between] == ["osk"]
    enemies = find_joining(small, boro_nur, Reading(), Search(sign=-1))
    assert {t.id for t in enemies.between} == {"cira", "dorn"}
    assert {hop.sign for hop in enemies.hops} == {-1}


def test_limits_of_whole_paths_do_not_count(small: Store) -> None:
    """A tree has no product, no direction and no order; what limits hops still does."""
    search = Search(
        sign=-1,
        product=1,
        in_time=True,
        directed=True,
        via=tuple(things(small, "khar")),
        max_hops=1,
    )
    ends = things(small, "boro", "nur")
    plain = Search(sign=-1)
    assert find_joining(small, ends, Reading(), search) == find_joining(
        small, ends, Reading(), plain
    )
    assert find_surroundings(small, ends[0], Reading(), search, 2) == find_surroundings(
        small, ends[0], Reading(), plain, 2
    )


def test_what_is_not_joined_is_told_by_groups(small: Store) -> None:
    """The larger group first; and what would join them."""
    ends = things(small, "zamyn", "nur", "quill", "alda")
    search = Search(sign=1)
    found = find_joining(small, ends, Reading(), search)
    assert [[end.id for end in group] for group in found.groups] == [
        ["nur", "alda"],
        ["zamyn"],
        ["quill"],
    ]
    assert (found.is_joined, found.hops, found.things) == (False, (), ())
    assert why_apart(small, found, Reading(), search) == [
        "joined: Nur and Alda",
        "joined to none of the others: Zämyn",
        "joined to none of the others: Quill",
        "Nur and Zämyn: without --friends-only there is one of 4 hops, by way of "
        "Alda, Boro and Battle of Sel",
        "Nur and Quill: no claim in the data joins Quill to anything",
        "Zämyn and Quill: no claim in the data joins Quill to anything",
    ]


@pytest.mark.parametrize(
    ("names", "without", "words"),
    [
        (["nur"], [], "one thing alone needs nothing to join it; name two or more"),
        (["nur", "osk", "nur"], [], "Nur is to be joined twice; name it once"),
        (["nur", "osk"], ["osk"], "Osk cannot be both joined and left out"),
    ],
)
def test_ends_that_cannot_be_joined_are_refused(
    small: Store, names: list[str], without: list[str], words: str
) -> None:
    """In one sentence that says which."""
    search = Search(without=tuple(things(small, *without)))
    with pytest.raises(KhgraphError, match=f"^{re.escape(words)}$"):
        find_joining(small, things(small, *names), Reading(), search)


def test_beyond_the_limits_it_is_an_approximation_and_says_so(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine ends, or more things around them than are looked at exactly."""
    # Lone is joined to the other eight by way of Sel, Zämyn and the battle.
    names = ["nur", "osk", "alda", "boro", "cira", "dorn", "khar", "vell", "lone"]
    found = find_joining(small, things(small, *names), Reading())
    assert (len(found.between), len(found.hops), found.is_exact) == (3, 11, False)
    assert find_joining(small, things(small, *names[:8]), Reading()).is_exact
    monkeypatch.setattr(joining, "MOST_THINGS", 3)
    few = find_joining(small, things(small, "tavan-army", "boro", "cira"), Reading())
    assert not few.is_exact
    assert size([(h.start.id, h.end.id) for h in few.hops], [e.id for e in few.ends], {})[0] <= 8
    text = joining_strip(few, Reading(), Search(), 200)
    assert "Found by approximation: it has at most twice as many hops as the smallest.\n" in text


def test_a_tree_with_nothing_between_is_exact_however_it_was_found(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No tree joins nine things with fewer than eight hops, nor two with fewer than one."""
    names = ["nur", "osk", "alda", "boro", "cira", "dorn", "khar", "vell", "tavan-army"]
    found = find_joining(small, things(small, *names), Reading())
    assert (found.between, len(found.hops), found.is_exact) == ((), 8, True)
    assert "approximation" not in joining_strip(found, Reading(), Search(), 200)
    monkeypatch.setattr(joining, "MOST_THINGS", 1)
    assert find_joining(small, things(small, "nur", "osk"), Reading()).is_exact
    assert not find_joining(small, things(small, "nur", "boro"), Reading()).is_exact


class _Counting(FileStore):
    """A store that counts what it is asked."""

    def __init__(self, path: str) -> None:
        super().__init__([path])
        self.asked: list[set[str]] = []

    def neighbours(self, frontier: Iterable[str], accepted: str) -> list[Step]:
        """Note the request."""
        self.asked.append(set(frontier))
        return super().neighbours(self.asked[-1], accepted)


def test_the_store_is_asked_once_for_each_level() -> None:
    """All ends at once, then all that lies around them; nothing is asked about twice.

    A tree of three hops is certain once two levels are known.
    """
    store = _Counting(SMALL)
    find_joining(store, things(store, "cira", "nur", "alda"), Reading())
    assert len(store.asked) == 2
    assert store.asked[0] == {KHA + "cira", KHA + "nur", KHA + "alda"}
    assert store.asked[0].isdisjoint(store.asked[1])
    store.asked.clear()
    # The neighbours of neighbours need not be asked about.
    find_joining(store, things(store, "nur", "osk"), Reading())
    assert len(store.asked) == 1
    store.asked.clear()
    # Nothing leads to Quill, so nothing further can join him.
    assert not find_joining(store, things(store, "nur", "quill"), Reading()).is_joined
    assert len(store.asked) == 1


def test_it_looks_on_where_a_tree_as_short_may_be_the_rarer(tmp_path: Path) -> None:
    """By hand: a and b have x in common, and b and c have y, as all of the first level tells.

    That makes four hops. So do those by p and q, which only the second level joins, and
    p and q stand in fewer statements.
    """
    edges = ["a0-x0", "b0-x0", "b0-y0", "c0-y0", "a0-p0", "p0-q0", "b0-q0", "c0-q0"]
    edges += [f"{one}-w{number}" for one in ("x0", "y0") for number in range(5)]
    around: Around = {}
    for edge in edges:
        one, other = (KHA + name for name in edge.split("-"))
        around.setdefault(one, set()).add(other)
        around.setdefault(other, set()).add(one)
    path = tmp_path / "world.ttl"
    path.write_text(turtle_of(around), encoding="utf-8")
    store = FileStore([path])
    found = find_joining(store, things(store, "a0", "b0", "c0"), Reading())
    assert {thing.id for thing in found.between} == {"p0", "q0"}
    assert (len(found.hops), found.commonness) == (4, 5)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Around, list[str]]:
    """Return a graph of actors, events and places by IRI, and some ends."""
    names = [KHA + f"a{i}" for i in range(5)] + [KHE + "e0", KHE + "e1", KHP + "p0", KHP + "p1"]
    pairs = list(combinations(names, 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=4, max_size=14))
    around: Around = {name: set() for name in names}
    for a, b in edges:
        around[a].add(b)
        around[b].add(a)
    return around, draw(st.lists(st.sampled_from(names), unique=True, min_size=2, max_size=4))


def turtle_of(around: Around) -> str:
    """Return the graph as data: an affirmed statement for each edge."""
    lines = [
        "@prefix kh: <https://w3id.org/khgraph/ontology#> .",
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
    ]
    for thing in around:
        kind = "Event" if "/event/" in thing else "Place" if "/place/" in thing else "Person"
        lines.append(f'<{thing}> a kh:{kind} ; skos:prefLabel "{thing.rsplit("/", 1)[-1]}" .')
    for a in sorted(around):
        for b in sorted(around[a]):
            if a < b:
                name = f"{a.rsplit('/', 1)[-1]}-{b.rsplit('/', 1)[-1]}"
                lines.append(
                    f"<{KHS}{name}> a kh:Statement ; rdf:subject <{a}> ;"
                    f" rdf:predicate kh:knew ; rdf:object <{b}> ."
                    f" <urn:c:{name}> a kh:Claim ; kh:about <{KHS}{name}> ;"
                    " kh:stance kh:affirms ; dcterms:source <urn:b> ."
                )
    return "\n".join(lines)


def without_places(around: Around, ends: Collection[str]) -> Around:
    """Return the graph without places that are no ends."""
    kept = {name for name in around if "/place/" not in name or name in ends}
    return {name: around[name] & kept for name in kept}


@settings(max_examples=60)
@given(worlds())
def test_growing_from_the_ends_misses_no_smaller_tree(
    tmp_path_factory: pytest.TempPathFactory, world: tuple[Around, list[str]]
) -> None:
    """The tree is as small as one from the whole graph, places left out where that can be."""
    around, ends = world
    path = tmp_path_factory.mktemp("world") / "world.ttl"
    path.write_text(turtle_of(around), encoding="utf-8")
    store = FileStore([path])
    found = find_joining(store, things(store, *ends), Reading())
    weights = {name: len(near) for name, near in around.items()}
    narrow = least(without_places(around, ends), ends, weights)
    wide = least(around, ends, weights)
    assert found.is_joined == (wide is not None)
    if wide is None:
        network = network_of(around)
        groups = {
            frozenset(e for e in ends if e in nx.node_connected_component(network, end))
            for end in ends
        }
        assert {frozenset(end.iri for end in group) for group in found.groups} == groups
        return
    assert found.is_wide == (narrow is None)
    edges = [(hop.start.iri, hop.end.iri) for hop in found.hops]
    assert size(edges, ends, weights) == (narrow or wide)
    assert found.commonness == (narrow or wide)[1]


# ---- surroundings


def test_the_surroundings_of_the_small_graph(small: Store) -> None:
    """Counted by hand: six things at one hop from Nur, two at two, one at three, one at four."""
    (nur,) = things(small, "nur")
    found = find_surroundings(small, nur, Reading(), depth=4)
    assert found.counts == {1: 6, 2: 2, 3: 1, 4: 1}
    assert [(n.depth, n.hop.sign, n.thing.id) for n in found.neighbours] == [
        (1, 1, "alda"),
        (1, -1, "dorn"),
        (1, -1, "khar"),
        (1, -1, "osk"),
        (1, 0, "vell"),
        (1, None, "tavan-army"),
        (2, -1, "cira"),
        (2, None, "boro"),
        (3, None, "battle-of-sel"),
        (4, None, "zamyn"),
    ]


def test_surroundings_take_the_best_way(small: Store) -> None:
    """Boro is two hops from Nur by Alda and by Osk; both are affirmed by one source."""
    (nur,) = things(small, "nur")
    found = find_surroundings(small, nur, Reading(), depth=2)
    by_id = {n.thing.id: n.hop for n in found.neighbours}
    assert by_id["boro"].statement.iri == KHS + "alda-sibling-of-boro"
    assert by_id["osk"].statement.iri == KHS + "nur-enemy-of-osk"
    assert by_id["osk"].others == ((KHS + "osk-attacked-nur", -1),)
    assert [claim.source for claim in by_id["osk"].claims] == ["test2000", "test2010"]


@settings(max_examples=40)
@given(worlds(), st.integers(1, 4))
def test_surroundings_are_the_nearest_things(
    tmp_path_factory: pytest.TempPathFactory, world: tuple[Around, list[str]], depth: int
) -> None:
    """Each thing at its distance; places are reached, and nothing through them."""
    around, (centre, *_) = world
    path = tmp_path_factory.mktemp("world") / "world.ttl"
    path.write_text(turtle_of(around), encoding="utf-8")
    store = FileStore([path])
    found = find_surroundings(store, things(store, centre)[0], Reading(), depth=depth)
    directed: nx.DiGraph[str] = nx.DiGraph()
    directed.add_nodes_from(around)
    directed.add_edges_from(
        (a, b) for a in around for b in around[a] if "/place/" not in a or a == centre
    )
    wanted = nx.single_source_shortest_path_length(directed, centre, cutoff=depth)
    assert {n.thing.iri: n.depth for n in found.neighbours} == {
        thing: hops for thing, hops in wanted.items() if hops
    }
    for neighbour in found.neighbours:
        start = neighbour.hop.start.iri
        assert neighbour.thing.iri in around[start]
        assert wanted[start] == neighbour.depth - 1


def test_nothing_around(small: Store) -> None:
    """Quill only writes."""
    (quill,) = things(small, "quill")
    found = find_surroundings(small, quill, Reading())
    assert (found.neighbours, found.hops, found.counts) == ((), (), {1: 0})
    assert counts_words(found) == "0 things at one hop"


# ---- the commands


def test_between_as_a_strip() -> None:
    """The whole text: branches set in, the evidence, what lies between, the reading, the rule."""
    result = run("between", "Alda", "Nur", "Tavan Army", *DATA)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "● Nur\n"
        "│ +  was allied with Alda  [1930/1936-04-24]\n"
        "│      Quill affirms, test2000 p. 1 (lines 10-14)\n"
        "│        Alda stood with Nur until the Night of Embers.\n"
        "│      1 more statement joins the two, at whatever time: 1 hostile.\n"
        "│   ● Alda\n"
        "│\n"
        "│ ·  included Tavan Army  [1931/1945]\n"
        "│      Quill affirms, test2000 p. 26 (lines 260-264)\n"
        "│        An army of Nur.\n"
        "● Tavan Army\n"
        "\n"
        "2 hops join the 3, with nothing between them.\n"
        "\n"
        "Reading: all sources; probable or surer; at any time.\n"
        "Rule: the fewest hops, then between the ends the things that stand in the fewest\n"
        "  statements; for each two the surest statement, then the one with the most\n"
        "  sources, then the first by id.\n"
    )


def test_size_words(small: Store) -> None:
    """One hop, and one thing or several between."""
    one = find_joining(small, things(small, "nur", "osk"), Reading())
    assert size_words(one) == "One hop joins the 2, with nothing between them."
    two = find_joining(small, things(small, "boro", "nur"), Reading())
    assert size_words(two) == "2 hops join the 2, by way of Alda."
    enemies = find_joining(small, things(small, "boro", "nur"), Reading(), Search(sign=-1))
    assert size_words(enemies) == "3 hops join the 2, by way of Cira and Dorn."


class _Ascii(io.StringIO):
    encoding = "ascii"


@pytest.mark.parametrize("names", [["zamyn", "lone", "khar", "vell"], ["battle-of-sel", "dorn"]])
def test_strips_keep_to_the_width_and_to_ascii(small: Store, names: list[str]) -> None:
    """Eighty columns, no colour where there is none, and nothing lost but diacritics."""
    found = find_joining(small, things(small, *names), Reading())
    text = joining_strip(found, Reading(), Search(), 80)
    (first, *_) = things(small, *names)
    text += surroundings_strip(
        find_surroundings(small, first, Reading(), depth=4), Reading(), Search(), 80
    )
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    plain = fit_encoding(text, _Ascii())
    assert plain.isascii()
    # The only marks of doubt are those of signs, and none stands for a letter.
    assert plain.count("?") == text.count("+?")
    assert ("+? " in text) == ("khar" in names)
    colored = joining_strip(found, Reading(), Search(), 80, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == joining_strip(found, Reading(), Search(), 80)


def test_a_hedged_hop_says_so() -> None:
    """What nobody affirms is not told as a fact."""
    result = run("between", "Boro", "Khar", *DATA, "--min-stance", "possible")
    assert "│ +? possibly: was a friend of Khar  [no date]\n" in result.stdout
    result = run("neighbours", "Boro", *DATA, "--min-stance", "possible")
    assert "\n  +? Khar\n     [no date] possibly: Boro was a friend of Khar\n" in result.stdout
    assert "\n  +  Osk\n" in result.stdout


def test_between_as_rows_and_json() -> None:
    """A row a claim; the value has all that the strip says."""
    result = run("between", "osk", "nur", "boro", *DATA, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["hop"], row["sign"], row["others"], row["source"]) for row in rows] == [
        ("1", "+", "0", "test2000"),
        ("2", "-", "1", "test2000"),
        ("2", "-", "1", "test2010"),
    ]
    tsv = run("between", "osk", "nur", "boro", *DATA, "--format", "tsv").stdout
    assert list(csv.DictReader(io.StringIO(tsv), delimiter="\t")) == rows
    value = json.loads(run("between", "osk", "nur", "boro", *DATA, "--format", "json").stdout)
    assert [end["id"] for end in value["ends"]] == ["kha:osk", "kha:nur", "kha:boro"]
    assert [hop["id"] for hop in value["hops"]] == ["khs:boro-served-osk", "khs:nur-enemy-of-osk"]
    assert (value["between"], value["is_exact"], value["is_wide"]) == ([], True, False)
    assert (value["rule"], value["reasons"]) == (JOINING_RULE, [])
    assert value["search"] == {"every_sign": None, "without": [], "without_types": [], "words": ""}


@pytest.mark.parametrize("form", ["table", "html", "graphml", "csv", "json"])
def test_between_what_is_not_joined(form: str) -> None:
    """Exit code 1, the groups on standard error, and valid empty rows and values."""
    result = run("between", "Nur", "Alda", "Quill", *DATA, "--format", form)
    assert result.exit_code == 1
    assert result.stderr == (
        "nothing joins Nur, Alda and Quill (all sources; probable or surer; at any time)\n"
        "  joined: Nur and Alda\n"
        "  joined to none of the others: Quill\n"
        "  Nur and Quill: no claim in the data joins Quill to anything\n"
    )
    if form == "csv":
        assert result.stdout.startswith("hop,from,statement,to,sign,others,when,")
        assert result.stdout.count("\n") == 1
    elif form == "json":
        value = json.loads(result.stdout)
        assert value["hops"] == []
        assert [[end["id"] for end in group] for group in value["groups"]] == [
            ["kha:nur", "kha:alda"],
            ["kha:quill"],
        ]
        assert len(value["reasons"]) == 3
    else:
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["between", "Nur"], "name two things or more"),
        (["between", "Nur", "State of Nur"], "Nur is to be joined twice; name it once"),
        (["between", "Nur", "Osc"], "no thing is called 'Osc'; did you mean Osk?"),
        (
            ["between", "Nur", "Osk", "--friends-only", "--enemies-only"],
            "--friends-only and --enemies-only leave no hop; give one of them",
        ),
        (
            ["between", "Nur", "Osk", "--without", "Osk"],
            "Osk cannot be both joined and left out",
        ),
    ],
)
def test_calls_that_cannot_be_used(arguments: list[str], words: str) -> None:
    """Exit code 2 and one sentence."""
    result = run(*arguments, *DATA)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"Error: {words}\n")


@pytest.mark.parametrize("depth", ["0", "5", "x"])
def test_a_depth_that_is_none(depth: str) -> None:
    """One to four."""
    result = run("neighbours", "Nur", "--depth", depth, *DATA)
    assert result.exit_code == 2
    assert "Invalid value for '--depth'" in result.stderr


def test_neighbours_as_a_strip() -> None:
    """By depth, with sign, evidence and what else joins the two."""
    result = run("neighbours", "Osk", "--depth", "2", "--enemies-only", *DATA)
    assert (result.exit_code, result.stderr) == (0, "")
    head, _, rest = result.stdout.partition("\n\n")
    assert head == "Osk: 1 thing at one hop, 3 at two."
    assert rest.startswith(
        "One hop (1)\n"
        "  -  Nur\n"
        "     [1932/..; 1939-05/1939-09] Osk was an enemy of Nur\n"
        "       [1932/..] Quill affirms, test2000 p. 5 (lines 50-54)\n"
        "         Enemies from 1932 to this day.\n"
        "       [1939-05/1939-09] Rook affirms, test2010 p. 6 (lines 60-64)\n"
        "         Enemies for one summer only.\n"
        "       1 more statement joins the two, at whatever time: 1 hostile.\n"
        "\n"
        "Two hops (3)\n"
        "  -  Alda\n"
    )
    assert result.stdout.endswith(
        "Search: every hop between enemies.\n"
        "Rule: each thing at its fewest hops, by the surest statement, then the one with\n"
        "  the most sources, then the first by id; by the number of hops, then friendly,\n"
        "  hostile, neutral and unsigned, then by name.\n"
        "Places, ideas and documents are reached, and nothing through them.\n"
    )


def test_neighbours_as_rows_and_json() -> None:
    """A row a claim, with the signs of what else joins the two."""
    result = run("neighbours", "Nur", *DATA, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(r["depth"], r["id"], r["sign"], r["others"], r["other_signs"]) for r in rows] == [
        ("1", "kha:alda", "+", "1", "-"),
        ("1", "kha:dorn", "-", "0", ""),
        ("1", "kha:khar", "-", "0", ""),
        ("1", "kha:osk", "-", "1", "-"),
        ("1", "kha:osk", "-", "1", "-"),
        ("1", "kha:vell", "0", "0", ""),
        ("1", "kha:tavan-army", "·", "0", ""),
    ]
    value = json.loads(run("neighbours", "Nur", *DATA, "--format", "json").stdout)
    assert value["counts"] == {"1": 6}
    assert value["centre"] == {"id": "kha:nur", "label": "Nur", "kind": "State"}
    assert [n["label"] for n in value["neighbours"]][:2] == ["Alda", "Dorn"]


def test_neighbours_where_there_are_none() -> None:
    """Exit code 1; rows and values are empty and valid."""
    result = run("neighbours", "Quill", *DATA)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "nothing is joined to Quill (all sources; probable or surer; at any time)\n"
    )
    result = run("neighbours", "Quill", *DATA, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["neighbours"]) == (1, [])


AT_THE_BATTLE = (
    f"<{KHS}x> a kh:Statement ; rdf:subject <{KHA}a0> ; rdf:predicate kh:attacked ;"
    f" rdf:object <{KHE}e0> . <urn:c:x> a kh:Claim ; kh:about <{KHS}x> ; kh:stance kh:affirms ;"
    " dcterms:source <urn:b> ."
)


def test_only_actors_are_friends_and_enemies(tmp_path: Path) -> None:
    """What an actor did to an event is a hop without sign, and none among enemies alone."""
    path = tmp_path / "battle.ttl"
    path.write_text(turtle_of({KHA + "a0": set(), KHE + "e0": set()}) + AT_THE_BATTLE)
    store = FileStore([path])
    ends = things(store, "a0", "e0")
    (hop,) = find_joining(store, ends, Reading()).hops
    assert (hop.statement.sign, hop.sign) == (-1, None)
    (neighbour,) = find_surroundings(store, ends[1], Reading()).neighbours
    assert (neighbour.thing, neighbour.hop.sign) == (ends[0], None)
    for search in (Search(sign=-1), Search(sign=1)):
        assert not find_joining(store, ends, Reading(), search).is_joined
        for end in ends:
            assert find_surroundings(store, end, Reading(), search).neighbours == ()


def test_a_thing_without_a_word_for_a_name(tmp_path: Path) -> None:
    """An empty label leaves its line empty, and breaks nothing."""
    text = turtle_of({KHA + "a0": {KHA + "b0"}, KHA + "b0": {KHA + "a0"}})
    for label in ("", " "):
        path = tmp_path / "nameless.ttl"
        path.write_text(text.replace('"b0"', f'"{label}"'), encoding="utf-8")
        shown = run("neighbours", "a0", "--data", str(path))
        assert (shown.exit_code, shown.stderr) == (0, "")
        assert shown.stdout.startswith("a0: 1 thing at one hop.\n\nOne hop (1)\n  ·")
        joined = run("between", "a0", "kha:b0", "--data", str(path))
        assert (joined.exit_code, joined.stderr) == (0, "")
        way = run("path", "a0", "kha:b0", "--data", str(path))
        assert (way.exit_code, way.stderr) == (0, "")
        around = run("neighbours", "kha:b0", "--data", str(path))
        assert (around.exit_code, around.stderr) == (0, "")


def test_a_long_strip_shows_the_first_hundred_and_how_to_get_all(tmp_path: Path) -> None:
    """Of 101 things 100 are shown, and the rows have them all."""
    centre = KHA + "a0"
    around: Around = {centre: set()}
    for number in range(101):
        around[f"{KHA}b{number:03}"] = {centre}
        around[centre].add(f"{KHA}b{number:03}")
    path = tmp_path / "star.ttl"
    path.write_text(turtle_of(around), encoding="utf-8")
    store = FileStore([path])
    found = find_surroundings(store, things(store, "a0")[0], Reading())
    strip = surroundings_strip(found, Reading(), Search(), 80)
    assert strip.startswith("a0: 101 things at one hop.\n\nOne hop (101)\n")
    assert "The first 100 of 101; --format csv gives all.\n" in strip
    assert ("  ·  b099\n" in strip, "  ·  b100\n" in strip) == (True, False)


# ---- the form by the name of the file


@pytest.mark.parametrize(
    ("command", "name", "begin"),
    [
        (["path", "nur", "osk"], "x.html", "<!DOCTYPE html>"),
        (["path", "nur", "osk"], "x.graphml", "<?xml"),
        (["between", "nur", "osk"], "x.HTML", "<!DOCTYPE html>"),
        (["between", "nur", "osk"], "x.htm", "<!DOCTYPE html>"),
        (["between", "nur", "osk"], "x.json", "{"),
        (["neighbours", "nur"], "x.csv", "depth,id,"),
        (["neighbours", "nur"], "x.tsv", "depth\tid\t"),
        (["neighbours", "nur"], "x.graphml", "<?xml"),
        (["neighbours", "nur"], "x.txt", "Nur: 6 things"),
        (["neighbours", "nur"], "csv", "Nur: 6 things"),
    ],
)
def test_the_name_of_the_file_says_the_form(
    tmp_path: Path, command: list[str], name: str, begin: str
) -> None:
    """As it ends; any other name gets the default."""
    path = tmp_path / name
    result = run(*command, *DATA, "-o", str(path))
    assert (result.exit_code, result.output) == (0, "")
    assert path.read_text(encoding="utf-8").startswith(begin)


def test_a_form_that_is_given_wins(tmp_path: Path) -> None:
    """Even the one that is the default."""
    path = tmp_path / "x.html"
    run("between", "nur", "osk", *DATA, "-o", str(path), "--format", "json")
    assert path.read_text(encoding="utf-8").startswith("{")
    run("between", "nur", "osk", *DATA, "-o", str(path), "--format", "table")
    assert path.read_text(encoding="utf-8").startswith("● ")


# ---- the bundled data


def test_four_of_the_bundled_data() -> None:
    """Every hop has a claim with source and place; the tree joins the four."""
    store = FileStore()
    ends = things(store, "Lingsheng", "Jinjuurjab", "Genden", "Bogdanov")
    found = find_joining(store, ends, Reading())
    assert found.is_joined
    assert all(claim.source and claim.locator for hop in found.hops for claim in hop.claims)
    size([(h.start.iri, h.end.iri) for h in found.hops], [end.iri for end in ends], {})
    assert {hop.claims[0].stance for hop in found.hops} <= {"affirms", "thinksProbable"}
