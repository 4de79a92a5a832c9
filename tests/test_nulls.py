"""The null model of signs, against all assignments of signs, linear programs and hand counts."""

from functools import partial
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog

from khgraph import nulls
from khgraph.errors import KhgraphError
from khgraph.nulls import TOLERANCE, draw_signs, fit_signs, interval, p_value

Edges = list[tuple[int, int, int]]
# Up to six nodes, so that half of the graphs leave some edges a choice and some none; parallel
# edges come as they fall.
signed_multigraphs = st.lists(
    st.tuples(st.sampled_from(list(combinations(range(6), 2))), st.sampled_from([1, -1])).map(
        lambda edge: (*edge[0], edge[1])
    ),
    max_size=14,
)


def fitted(edges: Edges) -> NDArray[np.float64]:
    """Return the probabilities of these edges."""
    table = np.array(edges, np.int64).reshape(-1, 3)
    return fit_signs(table[:, :2], table[:, 2].astype(np.int8))


def incidence(edges: Edges) -> NDArray[np.float64]:
    """Return the matrix with a row for each node and a column for each edge."""
    matrix = np.zeros((max((b for _, b, _ in edges), default=0) + 1, len(edges)))
    for column, (a, b, _) in enumerate(edges):
        matrix[a, column] += 1
        matrix[b, column] += 1
    return matrix


def observed(edges: Edges) -> NDArray[np.float64]:
    """Return 1 for each positive edge and 0 for each negative one."""
    return np.array([sign > 0 for *_, sign in edges], float)


@given(signed_multigraphs)
def test_expected_signed_degrees_are_the_observed_ones(edges: Edges) -> None:
    """Every node's expected positive edges are those it has, within the tolerance for each edge."""
    matrix = incidence(edges)
    probabilities = fitted(edges)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    off = np.abs(matrix @ (probabilities - observed(edges)))
    assert (off <= TOLERANCE * matrix.sum(axis=1) + 1e-12).all()


@given(signed_multigraphs)
def test_edges_without_a_choice_agree_with_linear_programs(edges: Edges) -> None:
    """An edge is certain if and only if no shares with these degrees give it another sign."""
    matrix, signs = incidence(edges), observed(edges)
    for edge, probability in enumerate(fitted(edges)):
        cost = np.zeros(len(edges))
        # The furthest that the edge can move away from its sign.
        cost[edge] = 1 if signs[edge] else -1
        furthest = linprog(cost, A_eq=matrix, b_eq=matrix @ signs, bounds=(0, 1))
        assert furthest.status == 0
        if abs(furthest.x[edge] - signs[edge]) < 1e-7:
            assert probability == signs[edge]
        else:
            assert 0 < probability < 1


@given(signed_multigraphs)
def test_log_odds_are_sums_over_the_two_nodes(edges: Edges) -> None:
    """Where there is a choice, ln(p / (1 - p)) = a_i + a_j for some a of the nodes."""
    probabilities = fitted(edges)
    free = (probabilities > 0) & (probabilities < 1)
    if free.any():
        odds = np.log(probabilities[free] / (1 - probabilities[free]))
        matrix = incidence(edges)[:, free].T
        a = np.linalg.lstsq(matrix, odds)[0]
        assert matrix @ a == pytest.approx(odds, abs=1e-6)


@pytest.mark.parametrize(
    "edges",
    [
        [(0, 1, -1), (0, 3, 1), (1, 2, 1), (1, 2, -1), (2, 3, -1)],
        [(0, 1, 1), (0, 1, -1), (0, 3, -1), (1, 2, -1), (2, 3, 1), (2, 3, 1)],
        [(0, 1, -1), (0, 2, 1), (0, 2, -1), (0, 3, 1), (1, 2, 1), (2, 3, -1), (2, 3, -1)],
        [
            *((0, 2, 1), (0, 3, -1), (0, 4, -1), (1, 2, -1), (1, 3, 1)),
            *((1, 4, 1), (2, 3, -1), (2, 4, 1), (3, 4, 1)),
        ],
    ],
    ids=["five edges", "six edges", "seven edges", "five nodes, simple"],
)
def test_entropy_is_at_its_maximum(edges: Edges) -> None:
    """The fit's is the distribution of maximal entropy over all assignments of signs.

    That is sought from the uniform one by projecting on one node's expected degree after another
    (Csiszar, I-divergence geometry, Annals of Probability 3, 1975), without a thought for edges
    being independent.
    """
    assignments = np.array(list(product([0.0, 1.0], repeat=len(edges))))
    degrees = assignments @ incidence(edges).T
    wanted = incidence(edges) @ observed(edges)
    chances = np.full(len(assignments), 1 / len(assignments))

    def tilted(tilt: float, node: int) -> NDArray[np.float64]:
        weights = chances * np.exp(tilt * degrees[:, node])
        return np.asarray(weights / weights.sum())

    for node in [*range(len(wanted))] * 200:
        found = brentq(
            lambda tilt, node=node: tilted(tilt, node) @ degrees[:, node] - wanted[node], -20, 20
        )
        chances = tilted(found, node)
    assert chances @ degrees == pytest.approx(wanted, abs=1e-9)
    assert fitted(edges) == pytest.approx(chances @ assignments, abs=1e-7)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([(0, 1, 1), (1, 2, -1), (2, 3, 1), (0, 3, -1)], [0.5] * 4),
        ([(0, 1, 1), (0, 1, -1)], [0.5] * 2),
        ([(0, 1, 1), (0, 1, -1), (0, 1, 1)], [2 / 3] * 3),
        ([(a, b, 1 if (a, b) in ((0, 1), (2, 3)) else -1) for a, b in combinations(range(4), 2)],
         [1 / 3] * 6),
    ],
    ids=["alternating square", "two parallel", "three parallel", "matching in four"],
)  # fmt: skip
def test_symmetric_graphs(edges: Edges, expected: list[float]) -> None:
    """Where all edges are alike each is positive with the share of positive edges."""
    assert fitted(edges) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    "edges",
    [
        [(0, 1, 1), (0, 2, 1), (0, 3, 1)],
        [(0, 1, -1), (0, 2, -1), (1, 2, -1)],
        [(0, 1, 1), (1, 2, -1), (2, 3, 1)],
        [(0, 1, 1), (1, 2, 1), (0, 2, -1)],
    ],
    ids=["all positive", "all negative", "tree", "triangle"],
)
def test_signs_that_the_degrees_leave_no_choice(edges: Edges) -> None:
    """If only one assignment of signs has the degrees, it is certain, exactly."""
    assert fitted(edges).tolist() == observed(edges).tolist()


def test_edges_at_a_node_of_one_sign_are_certain() -> None:
    """A node that is friend to all stays so, and the other edges keep their choice."""
    square = [(0, 1, 1), (1, 2, -1), (2, 3, 1), (0, 3, -1)]
    probabilities = fitted([*square, *((node, 4, 1) for node in range(4))])
    assert probabilities[:4] == pytest.approx([0.5] * 4, abs=1e-8)
    assert probabilities[4:].tolist() == [1.0] * 4


def test_certain_edges_without_a_node_of_one_sign() -> None:
    """A clique of friends and a set of mutual enemies that take each node's all are certain.

    Nodes 0 to 2 are friends of each other, 3 to 5 enemies; between them every node has a friend,
    and the hexagon of 0-3-1-4-2-5 alternates. The 9 positive ends of 0 to 2 that are not used
    within the clique must go across, so that no edge inside either set can turn.
    """
    inside = [(0, 1, 1), (0, 2, 1), (1, 2, 1), (3, 4, -1), (3, 5, -1), (4, 5, -1)]
    across = [(0, 3, 1), (1, 3, -1), (1, 4, 1), (2, 4, -1), (2, 5, 1), (0, 5, -1)]
    probabilities = fitted(inside + across)
    assert probabilities[:6].tolist() == [1.0] * 3 + [0.0] * 3
    assert probabilities[6:] == pytest.approx([0.5] * 6, abs=1e-8)


@given(signed_multigraphs)
def test_turning_every_sign_turns_the_probabilities(edges: Edges) -> None:
    """With all signs turned an edge is as often negative as it was positive."""
    turned = fitted([(a, b, -sign) for a, b, sign in edges])
    assert turned == pytest.approx(1 - fitted(edges), abs=1e-6)


@given(signed_multigraphs, st.randoms(use_true_random=False), st.permutations(range(6)))
def test_order_direction_and_names_change_nothing(
    edges: Edges, random: Random, names: list[int]
) -> None:
    """Each edge keeps its probability when edges are shuffled, turned round and renamed."""
    probabilities = fitted(edges)
    order = list(range(len(edges)))
    random.shuffle(order)
    # Names far apart, so that they cannot be taken for positions.
    moved = [(10 * names[b] + 7, 10 * names[a] + 7, sign) for a, b, sign in edges]
    again = fitted([moved[place] for place in order])
    assert again == pytest.approx(probabilities[order], abs=1e-6)


def test_many_nodes_of_unlike_friendliness() -> None:
    """The degrees are reached where some probabilities are below one in ten thousand."""
    generator = np.random.default_rng(3)
    pairs = np.array(list(combinations(range(60), 2)))
    friendliness = generator.normal(0, 4, 60)
    chance = 1 / (1 + np.exp(-friendliness[pairs].sum(axis=1)))
    edges = [
        (int(a), int(b), 1 if hit else -1)
        for (a, b), hit in zip(pairs, generator.random(len(pairs)) < chance, strict=True)
    ]
    probabilities = fitted(edges)
    free = (probabilities > 0) & (probabilities < 1)
    assert free.sum() > 1000
    assert probabilities[free].min() < 1e-4
    off = np.abs(incidence(edges) @ (probabilities - observed(edges)))
    assert off.max() <= 59 * TOLERANCE + 1e-12


def test_step_that_goes_too_far_is_shortened() -> None:
    """Thousands of parallel edges beside a few, on which whole steps of Newton's method diverge."""
    edges = []
    for a, b, count, positive in [
        (0, 2, 2, 0),
        (0, 3, 3000, 331),
        (1, 2, 4, 4),
        (1, 3, 3, 2),
        (2, 3, 3000, 4),
    ]:
        edges += [(a, b, 1)] * positive + [(a, b, -1)] * (count - positive)
    matrix = incidence(edges)
    off = np.abs(matrix @ (fitted(edges) - observed(edges)))
    assert (off <= TOLERANCE * matrix.sum(axis=1) + 1e-12).all()


def test_no_edges() -> None:
    """Without edges there are no probabilities, and a draw is empty."""
    assert fitted([]).shape == (0,)
    assert draw_signs(fitted([]), 1, 3).shape == (3, 0)


@pytest.mark.parametrize(
    ("pairs", "signs", "message"),
    [
        (
            [[0, 1]],
            [1, 1],
            "pairs of the shape (1, 2) and signs of the shape (2,) do not fit; "
            "give two nodes and one sign for each edge",
        ),
        (
            [[0, 1, 2]],
            [1],
            "pairs of the shape (1, 3) and signs of the shape (1,) do not fit; "
            "give two nodes and one sign for each edge",
        ),
        ([[0, 1], [2, 2]], [1, 1], "an edge ties a node to itself; leave such edges out"),
        ([[0, 1]], [0], "a sign is neither 1 nor -1; leave such edges out"),
        ([[0, 1]], [2], "a sign is neither 1 nor -1; leave such edges out"),
    ],
)
def test_what_is_no_signed_graph_is_refused(
    pairs: list[list[int]], signs: list[int], message: str
) -> None:
    """Arrays that do not fit, loops and other signs are refused."""
    with pytest.raises(KhgraphError) as caught:
        fit_signs(np.array(pairs), np.array(signs, np.int8))
    assert str(caught.value) == message


def test_fit_that_is_not_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit that runs out of steps is refused, never handed out."""
    monkeypatch.setattr(nulls, "_MAX_STEPS", 1)
    with pytest.raises(KhgraphError) as caught:
        fitted([(0, 1, 1), (0, 1, 1), (0, 1, -1)])
    assert str(caught.value) == (
        "the null model of the signs was not reached in 1 steps: the expected positive edges of "
        "a node are still 0.5 off; leave the null model out"
    )


def test_draws_are_repeatable() -> None:
    """A seed gives one result; more draws begin with the same; another seed gives another."""
    probabilities = np.full(50, 0.5)
    draws = draw_signs(probabilities, 7, 20)
    assert draws.shape == (20, 50)
    assert draws.dtype == np.int8
    assert set(np.unique(draws).tolist()) == {1, -1}
    assert (draws == draw_signs(probabilities, 7, 20)).all()
    assert (draws[:5] == draw_signs(probabilities, 7, 5)).all()
    assert (draws != draw_signs(probabilities, 8, 20)).any()
    assert (draws[0] != draws[1]).any()


def test_draws_follow_the_probabilities_independently() -> None:
    """Shares are the probabilities within five deviations, certain ones exactly; no correlation."""
    probabilities = np.array([0.0, 0.1, 0.5, 0.9, 1.0])
    positive = draw_signs(probabilities, 1, 4000) > 0
    off = np.abs(positive.mean(axis=0) - probabilities)
    assert (off <= 5 * np.sqrt(probabilities * (1 - probabilities) / 4000)).all()
    assert np.abs(np.corrcoef(positive[:, 1:4].T) - np.eye(3)).max() < 5 / np.sqrt(4000)


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    """A number outside [0, 1] is not drawn by."""
    with pytest.raises(KhgraphError) as caught:
        draw_signs(np.array([0.5, probability]), 1, 1)
    assert str(caught.value) == "a probability is not between 0 and 1; take those of fit_signs"


@pytest.mark.parametrize("draws", [0, -3])
def test_no_draws_are_refused(draws: int) -> None:
    """At least one draw is asked for."""
    with pytest.raises(KhgraphError) as caught:
        draw_signs(np.array([0.5]), 1, draws)
    assert str(caught.value) == f"{draws} draws are none; ask for at least one"


@pytest.mark.parametrize(
    ("values", "level", "expected"),
    [
        (list(range(101)), 0.95, (2.5, 97.5)),
        (list(range(101)), 0.5, (25, 75)),
        (list(range(101))[::-1], 0.9, (5, 95)),
        ([3, 1, 2], 0.5, (1.5, 2.5)),
        ([0, 10], 0.8, (1, 9)),
        ([4], 0.95, (4, 4)),
        ([2, 2, 2], 0.95, (2, 2)),
    ],
)
def test_interval(values: list[int], level: float, expected: tuple[float, float]) -> None:
    """The ends are the quantiles, whatever the order of the values."""
    found = interval(values, level)
    assert found == pytest.approx(expected)
    assert all(type(end) is float for end in found)


def test_interval_holds_nineteen_of_twenty_by_default() -> None:
    """The default level is 0.95."""
    assert interval(range(1001)) == pytest.approx((25, 975))


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, float("nan")])
def test_other_levels_are_refused(level: float) -> None:
    """A level is a share, not a percentage."""
    with pytest.raises(KhgraphError) as caught:
        interval([1, 2], level)
    assert str(caught.value) == f"the level {level} is not between 0 and 1; write for example 0.95"


@pytest.mark.parametrize(
    ("value", "values", "expected"),
    [
        (100, range(99), 0.02),
        (-1, range(99), 0.02),
        (98, range(99), 0.04),
        (49, range(99), 1),
        (5, [5] * 9, 1),
        (7, [7], 1),
        (0.9, [0.5, 0.6, 0.9, 0.9], 1),
        (2, [1, 1, 1, 2, 1, 1, 1, 1, 1], 0.4),
    ],
)
def test_p_value(value: float, values: list[float], expected: float) -> None:
    """Worked out by hand: twice the smaller share, ties on both sides, the observed one counted."""
    assert p_value(value, values) == pytest.approx(expected)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=20), st.integers(-4, 4))
def test_p_value_has_two_sides(values: list[int], value: int) -> None:
    """It is above 0, at most 1, and the same when everything is turned round."""
    found = p_value(value, values)
    assert 2 / (len(values) + 1) <= found or found == 1
    assert 0 < found <= 1
    assert found == p_value(-value, [-one for one in values])


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=25))
def test_p_value_is_never_too_small_too_often(values: list[int]) -> None:
    """If each of equally likely values is the observed one in turn, p <= x in x of them at most."""
    found = [
        p_value(value, values[:place] + values[place + 1 :]) for place, value in enumerate(values)
    ]
    for limit in set(found) - {1.0}:
        assert sum(one <= limit for one in found) <= limit * len(values) + 1e-9


def test_values_must_be_numbers() -> None:
    """Without a value, or with an undefined one, neither test is made."""
    for test in (interval, partial(p_value, 1)):
        with pytest.raises(KhgraphError) as caught:
            test([])
        assert str(caught.value) == "there are no values of draws; draw signs first"
        for undefined in (float("nan"), float("inf")):
            with pytest.raises(KhgraphError) as caught:
                test([1.0, undefined])
            assert str(caught.value) == (
                "the value of a draw is no finite number; test a measure that every draw has"
            )


def test_undefined_observation_is_refused() -> None:
    """What the observed graph does not have is not tested."""
    with pytest.raises(KhgraphError) as caught:
        p_value(float("nan"), [1.0])
    assert str(caught.value) == "the observed value nan is no number; test one that is defined"
