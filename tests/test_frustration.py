"""The exact indices, against brute force, an independent integer programme and published values.

``data/tribes.csv`` holds the 58 ties, 29 of them hostile, among 16 tribes of the eastern central
highlands of New Guinea: K. E. Read, Cultures of the central highlands, New Guinea, Southwestern
Journal of Anthropology 10 (1954), 1-43, as P. Hage and F. Harary, Structural Models in
Anthropology (1983), made a signed graph of them. Published are the line index of balance, 7, and
the share of balanced triangles, .8676471.
"""

import csv
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from khgraph.errors import KhgraphError
from khgraph.frustration import Frustration, covering, forced_edges, frustration
from khgraph.signed import SignedGraph, count_triangles, signed_graph

N = 7
NODES = "abcdefg"
Signed = dict[tuple[str, str], int]
signed_pairs = st.dictionaries(
    st.sampled_from(list(combinations(NODES, 2))), st.sampled_from([1, -1])
)


def graph_of(edges: Signed, nodes: str = NODES) -> SignedGraph:
    """Return the signed graph on *nodes* with these edges."""
    return signed_graph([(a, b, sign) for (a, b), sign in edges.items()], nodes)


@st.composite
def weighted_graphs(draw: st.DrawFn) -> tuple[SignedGraph, Any]:
    """Return a graph of seven nodes, and weights from 1 to 3 or none."""
    graph = graph_of(draw(signed_pairs))
    m = len(graph.signs)
    weights = draw(st.none() | st.lists(st.integers(1, 3), min_size=m, max_size=m))
    return graph, None if weights is None else np.array(weights, dtype=np.int64)


@pytest.fixture(scope="module")
def tribes() -> SignedGraph:
    """Return the ties of the highland tribes."""
    with (Path(__file__).parent / "data" / "tribes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return signed_graph((row["source"], row["target"], int(row["sign"])) for row in rows)


def every_camps(n: int, weak: bool) -> Iterator[tuple[int, ...]]:
    """Yield every split of *n* nodes, into two camps or any number."""
    if not weak:
        yield from ((0, *rest) for rest in product((0, 1), repeat=max(n - 1, 0)))
        return
    found: list[tuple[int, ...]] = [()]
    for _ in range(n):
        found = [(*one, camp) for one in found for camp in range(max(one, default=-1) + 2)]
    yield from found


def offending(graph: SignedGraph, camps: tuple[int, ...]) -> tuple[int, ...]:
    """Return the edges that offend, by the definition."""
    rows = zip(graph.pairs.tolist(), graph.signs.tolist(), strict=True)
    return tuple(
        edge
        for edge, ((a, b), sign) in enumerate(rows)
        if (sign > 0 and camps[a] != camps[b]) or (sign < 0 and camps[a] == camps[b])
    )


def weight_of(edges: tuple[int, ...], weights: Any) -> int:
    """Return how much edges count."""
    return len(edges) if weights is None else int(weights[list(edges)].sum())


def optima(graph: SignedGraph, weak: bool, weights: Any) -> tuple[int, set[int]]:
    """Return the least weight that offends, and the edges that offend whenever it does."""
    every = {offending(graph, camps) for camps in every_camps(len(graph.nodes), weak)}
    least = min(weight_of(edges, weights) for edges in every)
    best = [set(edges) for edges in every if weight_of(edges, weights) == least]
    return least, set.intersection(*best)


def check_camps(graph: SignedGraph, found: Frustration, weights: Any = None) -> None:
    """Hold that camps, components and offending edges are what they are said to be."""
    assert found.offending == offending(graph, found.camps)
    assert found.count == weight_of(found.offending, weights)
    assert found.lower_bound <= found.count
    network: nx.Graph[int] = nx.Graph([tuple(pair) for pair in graph.pairs.tolist()])
    network.add_nodes_from(range(len(graph.nodes)))
    components = sorted(map(sorted, nx.connected_components(network)))
    assert [found.components[node] for node in range(len(graph.nodes))] == [
        next(i for i, part in enumerate(components) if node in part)
        for node in range(len(graph.nodes))
    ]
    if found.weak:
        friends: nx.Graph[int] = nx.Graph()
        friends.add_nodes_from(network)
        friends.add_edges_from(
            (a, b)
            for (a, b), sign in zip(graph.pairs.tolist(), graph.signs.tolist(), strict=True)
            if sign > 0 and found.camps[a] == found.camps[b]
        )
        parts = sorted(map(sorted, nx.connected_components(friends)))
        assert list(found.camps) == [
            next(i for i, part in enumerate(parts) if node in part)
            for node in range(len(graph.nodes))
        ]
    else:
        assert set(found.camps) <= {0, 1}
        for part in components:
            first = min(part, key=lambda node: (-network.degree(node), node))
            assert found.camps[first] == 0


@given(weighted_graphs(), st.booleans())
def test_index_agrees_with_brute_force(given_: tuple[SignedGraph, Any], weak: bool) -> None:
    """The count is the least there is, is proven, and is what its camps show."""
    graph, weights = given_
    found = frustration(graph, weak=weak, weights=weights)
    assert found.count == optima(graph, weak, weights)[0]
    assert found.optimal
    assert found.weak == weak
    check_camps(graph, found, weights)


@given(weighted_graphs(), st.booleans())
def test_forced_edges_offend_in_every_optimum(given_: tuple[SignedGraph, Any], weak: bool) -> None:
    """Exactly the edges that offend under all best camps are called forced."""
    graph, weights = given_
    found = frustration(graph, weak=weak, weights=weights)
    forced = forced_edges(graph, found, weak=weak, weights=weights)
    assert set(forced.edges) == optima(graph, weak, weights)[1]
    assert forced.edges == tuple(sorted(forced.edges))
    assert forced.undecided == ()


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.5, 0.8]))
def test_two_camps_agree_with_an_independent_programme(seed: int, hostile: float) -> None:
    """On 24 nodes a programme with a variable for each node and edge has the same optimum."""
    graph = random_graph(24, 60, hostile, seed)
    (n, m), pairs = (24, 60), graph.pairs
    rows, lows = [], []
    for edge, ((a, b), sign) in enumerate(zip(pairs.tolist(), graph.signs.tolist(), strict=True)):
        if sign > 0:
            rows += [{a: -1, b: 1, n + edge: 1}, {a: 1, b: -1, n + edge: 1}]
            lows += [0, 0]
        else:
            rows += [{a: 1, b: 1, n + edge: 1}, {a: -1, b: -1, n + edge: 1}]
            lows += [1, -1]
    matrix = sparse.lil_array((len(rows), n + m))
    for i, row in enumerate(rows):
        for column, value in row.items():
            matrix[i, column] = value
    oracle = milp(
        np.r_[np.zeros(n), np.ones(m)],
        constraints=LinearConstraint(matrix.tocsr(), lows, np.inf),
        integrality=np.ones(n + m),
        bounds=Bounds(0, 1),
    )
    assert oracle.status == 0
    found = frustration(graph)
    assert (found.count, found.lower_bound) == (round(oracle.fun), round(oracle.fun))


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.4]))
def test_any_number_of_camps_agrees_with_an_independent_programme(
    seed: int, hostile: float
) -> None:
    """On 11 nodes a programme over who stands together, pair by pair, has the same optimum."""
    n = 11
    graph = random_graph(n, 30, hostile, seed)
    place = {pair: i for i, pair in enumerate(combinations(range(n), 2))}
    rows = []
    for three in combinations(range(n), 3):
        for far in combinations(three, 2):
            # Who stands with a third stands with whoever stands with it.
            near = [pair for pair in combinations(three, 2) if pair != far]
            rows.append({place[far]: 1, **{place[pair]: -1 for pair in near}})
    matrix = sparse.lil_array((len(rows), len(place)))
    for i, row in enumerate(rows):
        for column, value in row.items():
            matrix[i, column] = value
    costs = np.zeros(len(place))
    for (a, b), sign in zip(graph.pairs.tolist(), graph.signs.tolist(), strict=True):
        costs[place[a, b]] = -sign
    oracle = milp(
        costs,
        constraints=LinearConstraint(matrix.tocsr(), -1, np.inf),
        integrality=np.ones(len(place)),
        bounds=Bounds(0, 1),
    )
    assert oracle.status == 0
    expected = round(oracle.fun) + int((graph.signs > 0).sum())
    found = frustration(graph, weak=True)
    assert (found.count, found.lower_bound) == (expected, expected)


def random_graph(n: int, m: int, hostile: float, seed: int) -> SignedGraph:
    """Return a seeded random signed graph."""
    rng = np.random.default_rng(seed)
    names = [f"{i:03}" for i in range(n)]
    every = list(combinations(names, 2))
    chosen = rng.choice(len(every), size=m, replace=False)
    return signed_graph([(*every[i], -1 if rng.random() < hostile else 1) for i in chosen], names)


def test_tribes_have_their_published_values(tribes: SignedGraph) -> None:
    """The line index is 7, all seven are forced; of the triangles .8676471 are balanced."""
    assert (len(tribes.nodes), len(tribes.signs), int((tribes.signs < 0).sum())) == (16, 58, 29)
    found = frustration(tribes)
    assert (found.count, found.lower_bound, found.optimal) == (7, 7, True)
    check_camps(tribes, found)
    forced = forced_edges(tribes, found)
    assert forced.edges == found.offending
    counts = count_triangles(tribes)
    assert round((counts["+++"] + counts["+--"]) / sum(counts.values()), 7) == 0.8676471


def test_tribes_in_any_number_of_camps(tribes: SignedGraph) -> None:
    """In three camps two ties offend, both friendships of Masil with the camp it is not in."""
    found = frustration(tribes, weak=True)
    assert (found.count, found.optimal) == (2, True)
    assert len(set(found.camps)) == 3
    names = [{tribes.nodes[node] for node in tribes.pairs[edge]} for edge in found.offending]
    assert all("Masil" in pair for pair in names)
    assert [int(tribes.signs[edge]) for edge in found.offending] == [1, 1]
    check_camps(tribes, found)
    assert forced_edges(tribes, found, weak=True).edges == found.offending


@pytest.mark.parametrize("n", range(2, 10))
def test_enemies_of_one_another(n: int) -> None:
    """Among n enemies as many ties offend as the two camps hold within; alone, none."""
    graph = signed_graph([(a, b, -1) for a, b in combinations("abcdefghi"[:n], 2)])
    found = frustration(graph)
    assert (found.count, found.lower_bound) == (n * (n - 1) // 2 - n * n // 4,) * 2
    alone = frustration(graph, weak=True)
    assert (alone.count, alone.camps) == (0, tuple(range(n)))


@given(signed_pairs, st.sets(st.sampled_from(NODES)))
def test_changing_sides_changes_no_line_index(edges: Signed, turned: set[str]) -> None:
    """Turning every tie of some nodes keeps each cycle's sign, and so the index."""
    switched = {
        (a, b): -sign if (a in turned) != (b in turned) else sign for (a, b), sign in edges.items()
    }
    assert frustration(graph_of(switched)).count == frustration(graph_of(edges)).count


@given(signed_pairs)
def test_more_camps_are_no_worse(edges: Signed) -> None:
    """The weak index is at most the line index, and neither is more than the enmities."""
    graph = graph_of(edges)
    weak, strong = frustration(graph, weak=True).count, frustration(graph).count
    assert weak <= strong <= int((graph.signs < 0).sum())


@given(signed_pairs, signed_pairs, st.sampled_from([1, -1]), st.booleans())
def test_index_adds_over_a_bridge(left: Signed, right: Signed, sign: int, weak: bool) -> None:
    """Two networks joined by one tie offend as much as each by itself."""
    upper = {(a.upper(), b.upper()): s for (a, b), s in right.items()}
    joined = graph_of(left | upper | {("A", "a"): sign}, NODES + NODES.upper())
    apart = [frustration(graph_of(part), weak=weak).count for part in (left, right)]
    assert frustration(joined, weak=weak).count == sum(apart)


@given(signed_pairs, st.permutations(NODES), st.booleans())
def test_other_names_change_no_index(edges: Signed, names: list[str], weak: bool) -> None:
    """The index is the graph's, not its names'."""
    renamed = dict(zip(NODES, names, strict=True))
    turned = signed_graph([(renamed[a], renamed[b], s) for (a, b), s in edges.items()], NODES)
    assert frustration(turned, weak=weak).count == frustration(graph_of(edges), weak=weak).count


@given(weighted_graphs(), st.booleans(), st.integers(2, 5))
def test_weights_scale(given_: tuple[SignedGraph, Any], weak: bool, factor: int) -> None:
    """Everything some times heavier counts as many times."""
    graph, weights = given_
    heavier = factor * (np.ones(len(graph.signs), np.int64) if weights is None else weights)
    once = frustration(graph, weak=weak, weights=weights)
    many = frustration(graph, weak=weak, weights=heavier)
    assert (many.count, many.lower_bound) == (factor * once.count, factor * once.lower_bound)


def test_weights_decide() -> None:
    """Of a triangle with one enmity the lightest tie offends, and it is forced."""
    graph = signed_graph([("a", "b", 1), ("a", "c", 1), ("b", "c", -1)])
    for light in range(3):
        weights = np.full(3, 5)
        weights[light] = 2
        for weak in (False, True):
            found = frustration(graph, weak=weak, weights=weights)
            assert (found.count, found.offending) == (2, (light,))
            forced = forced_edges(graph, found, weak=weak, weights=weights)
            assert forced.edges == (light,)
    unweighted = frustration(graph)
    assert forced_edges(graph, unweighted) == ((), ())


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("nodes", ["", "a", "abc"])
def test_without_edges(nodes: str, weak: bool) -> None:
    """Nothing offends where there is nothing, and it is proven."""
    graph = signed_graph([], nodes)
    found = frustration(graph, weak=weak)
    assert (found.count, found.lower_bound, found.offending) == (0, 0, ())
    assert found.optimal
    assert found.components == tuple(range(len(nodes)))
    assert found.camps == (tuple(range(len(nodes))) if weak else (0,) * len(nodes))
    assert forced_edges(graph, found, weak=weak) == ((), ())


@pytest.mark.parametrize("weak", [False, True])
def test_same_graph_has_the_same_camps(weak: bool) -> None:
    """Of several optima the same is chosen, however the edges were given."""
    graph = random_graph(60, 150, 0.15, seed=5)
    names = [(graph.nodes[a], graph.nodes[b]) for a, b in graph.pairs.tolist()]
    turned = signed_graph(
        [(b, a, s) for (a, b), s in zip(names, graph.signs.tolist(), strict=True)][::-1]
    )
    found = [frustration(one, weak=weak) for one in (graph, graph, turned)]
    assert found[0] == found[1] == found[2]
    assert found[0].optimal
    check_camps(graph, found[0])
    assert forced_edges(graph, found[0], weak=weak) == forced_edges(turned, found[2], weak=weak)


def test_first_of_the_highest_degree_has_camp_0() -> None:
    """In each component by itself; whoever has no tie has 0 too."""
    graph = signed_graph([("b", "c", -1), ("b", "d", -1), ("e", "f", -1)], ["a"])
    found = frustration(graph)
    assert graph.nodes == tuple("abcdef")
    assert found.camps == (0, 0, 1, 1, 0, 1)
    assert found.components == (0, 1, 1, 1, 2, 2)


@pytest.mark.parametrize("weak", [False, True])
def test_out_of_time_there_are_camps_and_a_bound(weak: bool) -> None:
    """What is not proven is not called optimal, and the truth lies between."""
    graph = random_graph(60, 400, 0.4, seed=8)
    found = frustration(graph, weak=weak, time_limit=0)
    assert not found.optimal
    assert found.lower_bound < found.count == len(found.offending)
    check_camps(graph, found)
    assert forced_edges(graph, found, weak=weak) == ((), found.offending)


def test_unproven_bound_is_below_the_truth(tribes: SignedGraph) -> None:
    """Without time the tribes' index is bounded from both sides."""
    found = frustration(tribes, time_limit=0)
    assert found.lower_bound <= 7 <= found.count


def test_solver_that_fails_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """If no programme can be solved the camps are still real, and are not called optimal."""

    def failing(*_: Any, **__: Any) -> SimpleNamespace:
        return SimpleNamespace(status=4, fun=7.0, x=None, mip_dual_bound=7.0)

    monkeypatch.setattr(covering, "linprog", failing)
    monkeypatch.setattr(covering, "milp", failing)
    graph = random_graph(30, 120, 0.4, seed=8)
    found = frustration(graph)
    assert not found.optimal
    check_camps(graph, found)


@pytest.mark.parametrize("weak", [False, True])
def test_edges_are_undecided_without_time(tribes: SignedGraph, weak: bool) -> None:
    """Nothing is called forced that was not proven."""
    found = frustration(tribes, weak=weak)
    assert forced_edges(tribes, found, weak=weak, time_limit=0) == ((), found.offending)


def test_edges_are_settled_one_by_one_where_the_programme_is_too_weak() -> None:
    """Among seven enemies nine ties offend and none is forced; one more friend changes that.

    The linear programme proves seven of the nine, too few to settle anything. A tie of
    weight 1 that stands against two heavy ones is forced beside them.
    """
    enemies = [(a, b, -1) for a, b in combinations("abcdefg", 2)]
    graph = signed_graph([*enemies, ("a", "y", 1), ("y", "z", 1), ("a", "z", -1)])
    weights = np.ones(len(graph.signs), dtype=np.int64)
    names = [(graph.nodes[a], graph.nodes[b]) for a, b in graph.pairs.tolist()]
    for pair in (("a", "y"), ("y", "z")):
        weights[names.index(pair)] = 2
    found = frustration(graph, weights=weights)
    assert found.count == 10
    forced = forced_edges(graph, found, weights=weights)
    assert [names[edge] for edge in forced.edges] == [("a", "z")]
    assert forced.undecided == ()


def test_edge_is_forced_where_the_programme_is_too_weak() -> None:
    """Of seven enemies two are friends of one other: their enmity offends in every optimum.

    The linear programme settles no edge here; solving again for each one does.
    """
    friends = {("b", "g"), ("c", "g")}
    pairs = list(combinations("abcdefg", 2))
    graph = signed_graph([(a, b, 1 if (a, b) in friends else -1) for a, b in pairs])
    found = frustration(graph)
    forced = forced_edges(graph, found)
    assert found.count == 7
    assert [pairs[edge] for edge in forced.edges] == [("b", "c")]
    assert (found.count, set(forced.edges)) == optima(graph, False, None)
    assert forced.undecided == ()


def test_answer_to_another_question_is_refused(tribes: SignedGraph) -> None:
    """Camps of another graph, index or weights settle nothing."""
    found = frustration(tribes)
    twice = np.full(58, 2)
    other = signed_graph([("a", "b", 1), ("a", "c", 1), ("b", "c", -1)])
    turned = tribes._replace(signs=-tribes.signs)
    calls: list[tuple[SignedGraph, Frustration, dict[str, Any]]] = [
        (tribes, found, {"weak": True}),
        (tribes, found, {"weights": twice}),
        (other, found, {}),
        (turned, found, {}),
        (tribes, frustration(tribes, weights=twice), {}),
    ]
    for graph, answer, named in calls:
        with pytest.raises(KhgraphError) as caught:
            forced_edges(graph, answer, **named)
        assert str(caught.value) == (
            "these camps were found for another graph, index or weights; "
            "give forced_edges what frustration was given"
        )


def test_weights_are_checked(tribes: SignedGraph) -> None:
    """A weight for each edge, or none."""
    with pytest.raises(KhgraphError) as caught:
        frustration(tribes, weights=np.ones(57, dtype=np.int64))
    assert str(caught.value) == (
        "the weights have the shape (57,) for 58 edges; give one for each edge"
    )


def test_progress_is_told_in_words() -> None:
    """Each line names the core and says between what the index lies, in ties."""
    told: list[str] = []
    graph = signed_graph([(a, b, -1) for a, b in combinations("abcdefg", 2)])
    frustration(graph, progress=told.append)
    assert told[0].startswith("core 1 of 1 (7 nodes, 21 edges): at least ")
    assert told[-1] == ("core 1 of 1 (7 nodes, 21 edges): at least 9 offending, at most 9")
