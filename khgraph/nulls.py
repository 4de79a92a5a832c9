"""A null model of signs: who is tied stays, and how friendly each node is; the rest is chance.

Kept exactly: which nodes are tied, each edge by itself, parallel ones too. Kept on average over
the draws, not in each: how many positive and how many negative edges every node has, and so how
many there are in all. Not kept: whatever else the signs have in common, such as triangles,
factions, equal signs of parallel edges, or runs in time. Direction, dates and weights play no part.

The model is the STP randomization of Hao and Kovács, who found that verdicts on balance change
with it. Theirs is what is kept, and that entropy is at its maximum under it. From that it follows
that edges are independent and that edge ij is positive with the probability
1 / (1 + exp(-(a_i + a_j))). Ours are the way to fit the a, the exact treatment of edges to which
the degrees leave no choice, the parallel edges, and the interval and the p-value.

References
----------
B. Hao and I. A. Kovács, Proper network randomization is key to assessing social balance, Science
Advances 10 (2024), doi:10.1126/sciadv.adj0104.
A. Gallo, D. Garlaschelli, R. Lambiotte, F. Saracco and T. Squartini, Testing structural balance
theories in heterogeneous signed networks, Communications Physics 7 (2024),
doi:10.1038/s42005-024-01640-7.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from khgraph.errors import KhgraphError

# How far the expected share of positive edges of a node may be from the observed one. A share,
# since rounding takes the last digits from a sum over very many edges.
TOLERANCE = 1e-9

_MAX_STEPS = 200
_Vector = NDArray[np.float64]


def fit_signs(pairs: NDArray[np.int64], signs: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return for every edge the probability of being positive under the null model.

    Parameters
    ----------
    pairs : int64 array of shape (m, 2)
        The two nodes of each edge, as small integers; pairs may repeat.
    signs : int8 array of shape (m,)
        1 or -1, as observed.

    Returns
    -------
    float64 array of shape (m,)
        Exactly 0 or 1 where every assignment of signs with these signed degrees gives the edge
        one sign, as where all edges of a node have it; between them elsewhere, if perhaps by less
        than a float can hold. Their mean over the edges of a node differs from its share of
        positive edges by `TOLERANCE` at most. Empty for no edges.

    Raises
    ------
    KhgraphError
        If the arrays do not fit each other, a node is tied to itself, a sign is not 1 or -1, or
        the fit does not reach the tolerance.

    Notes
    -----
    An edge has a choice if and only if it lies on a closed walk whose edges alternate in sign,
    since the difference of two assignments with equal signed degrees falls apart into such walks.
    They are the directed cycles of a graph with two nodes for each node, one for each sign that
    comes next, so that strong components find these edges in O(n + m). Over them alone the
    degrees lie inside what can be had, and the likelihood has a maximum: the probabilities are
    unique. It is found by Newton's method; each step solves for its direction by conjugate
    gradients, O(m) an iteration.
    """
    pairs, signs = np.asarray(pairs, np.int64), np.asarray(signs)
    if pairs.ndim != 2 or pairs.shape[1:] != (2,) or signs.shape != (len(pairs),):
        raise KhgraphError(
            f"pairs of the shape {pairs.shape} and signs of the shape {signs.shape} do not fit; "
            "give two nodes and one sign for each edge"
        )
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise KhgraphError("an edge ties a node to itself; leave such edges out")
    if not np.isin(signs, (1, -1)).all():
        raise KhgraphError("a sign is neither 1 nor -1; leave such edges out")
    probabilities = (signs > 0).astype(np.float64)
    free = _has_choice(pairs, signs)
    if free.any():
        probabilities[free] = _fit(pairs[free], probabilities[free])
    return probabilities


def _has_choice(pairs: NDArray[np.int64], signs: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return for each edge whether it lies on a closed walk that alternates in sign."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(pairs):
        return np.zeros(0, bool)
    names, places = np.unique(pairs, return_inverse=True)
    # Node v stands twice: at 2v a negative edge is to be taken next, at 2v + 1 a positive one.
    ends = 2 * places.reshape(pairs.shape)
    here = (signs > 0).astype(np.int64)
    tails = ends + here[:, None]
    heads = ends[:, ::-1] + (1 - here)[:, None]
    size = 2 * len(names)
    graph = coo_array(
        (np.ones(tails.size, np.int8), (tails.ravel(), heads.ravel())), shape=(size, size)
    )
    _, component = connected_components(graph, directed=True, connection="strong")
    # A walk can be run backwards: one direction of the edge is on a cycle if the other is.
    alternates: NDArray[np.bool_] = component[tails[:, 0]] == component[heads[:, 0]]
    return alternates


class _Ends(NamedTuple):
    """The two ends of every edge, and how many nodes there are."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    node_count: int

    def at_edges(self, values: _Vector) -> _Vector:
        """Sum the values of the two ends of each edge."""
        return values[self.left] + values[self.right]

    def at_nodes(self, values: _Vector) -> _Vector:
        """Sum the values of the edges of each node."""
        ends = (self.left, self.right)
        sums = sum(np.bincount(nodes, values, self.node_count) for nodes in ends)
        return np.asarray(sums, np.float64)


def _fit(pairs: NDArray[np.int64], observed: _Vector) -> _Vector:
    """Return the probabilities that maximise the likelihood, which has a maximum here."""
    from scipy.special import expit

    names, places = np.unique(pairs, return_inverse=True)
    left, right = places.reshape(pairs.shape).T
    ends = _Ends(left, right, len(names))
    target = ends.at_nodes(observed)
    allowed = TOLERANCE * ends.at_nodes(np.ones(len(left)))

    def loss(a: _Vector) -> float:
        return float(np.logaddexp(0, ends.at_edges(a)).sum() - a @ target)

    a = np.zeros(len(names))
    for _ in range(_MAX_STEPS):
        probabilities: _Vector = expit(ends.at_edges(a))
        excess = ends.at_nodes(probabilities) - target
        if (np.abs(excess) <= allowed).all():
            return probabilities
        step = _solve(ends, probabilities * (1 - probabilities), -excess)
        now, descent, size = loss(a), float(excess @ step), 1.0
        # The last term is what rounding may hide of the decrease near the end.
        while loss(a + size * step) > now + 1e-4 * size * descent + 1e-12 * (1 + abs(now)):
            size /= 2
        a += size * step
    raise KhgraphError(
        f"the null model of the signs was not reached in {_MAX_STEPS} steps: the expected positive "
        f"edges of a node are still {np.abs(excess).max():.2g} off; leave the null model out"
    )


def _solve(ends: _Ends, slopes: _Vector, right_side: _Vector) -> _Vector:
    """Return about the step of Newton's method, by preconditioned conjugate gradients.

    The system is singular where a component is bipartite, but then consistent too.
    """
    diagonal = ends.at_nodes(slopes)
    solution = np.zeros_like(right_side)
    residual = right_side.copy()
    direction = scaled = residual / diagonal
    product = float(residual @ scaled)
    # The closer to the maximum, the more exact the step: convergence is then superlinear.
    wanted = product * min(0.01, product**0.5)
    for _ in range(10 * ends.node_count):
        if product <= wanted:
            break
        image = ends.at_nodes(slopes * ends.at_edges(direction))
        size = product / float(direction @ image)
        solution += size * direction
        residual -= size * image
        scaled = residual / diagonal
        product, last = float(residual @ scaled), product
        direction = scaled + product / last * direction
    return solution


def draw_signs(probabilities: NDArray[np.float64], seed: int, draws: int) -> NDArray[np.int8]:
    """Return *draws* independent assignments of signs, each edge by its own probability.

    The same seed gives the same rows; more draws add rows and change none.

    Returns
    -------
    int8 array of shape (draws, m)
        1 and -1.

    Raises
    ------
    KhgraphError
        If a probability is not in [0, 1], or there is to be no draw.
    """
    probabilities = np.asarray(probabilities, np.float64)
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise KhgraphError("a probability is not between 0 and 1; take those of fit_signs")
    if draws < 1:
        raise KhgraphError(f"{draws} draws are none; ask for at least one")
    generator = np.random.default_rng(seed)
    signs = np.full((draws, len(probabilities)), -1, np.int8)
    for row in signs:
        row[generator.random(len(row)) < probabilities] = 1
    return signs


def interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Return the interval that holds the middle *level* of the values.

    Its ends are the quantiles (1 - level) / 2 and (1 + level) / 2, interpolated linearly
    between the two nearest values.

    Raises
    ------
    KhgraphError
        If there is no value, one is not a finite number, or the level is not in (0, 1).

    Examples
    --------
    >>> interval(range(101), 0.5)
    (25.0, 75.0)
    """
    if not 0 < level < 1:
        raise KhgraphError(f"the level {level} is not between 0 and 1; write for example 0.95")
    low, high = np.quantile(_finite(values), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def p_value(observed: float, values: ArrayLike) -> float:
    """Return the two-sided p-value of *observed* among values drawn under the null model.

    Twice the smaller of the shares of values that are as low or lower and as high or higher,
    and 1 at most. The observed value counts as one of them, so that no p-value is 0; if it
    were one more draw, a p-value of p or less would have a probability of p at most.

    Raises
    ------
    KhgraphError
        If there is no value, or one is not a finite number.

    References
    ----------
    B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Statistical
    Applications in Genetics and Molecular Biology 9 (2010), article 39.

    Examples
    --------
    >>> p_value(12, range(10)), p_value(4, range(10))
    (0.18181818181818182, 1.0)
    """
    drawn = _finite(values)
    if not np.isfinite(observed):
        raise KhgraphError(f"the observed value {observed} is no number; test one that is defined")
    as_low, as_high = 1 + int((drawn <= observed).sum()), 1 + int((drawn >= observed).sum())
    return min(1.0, 2 * min(as_low, as_high) / (1 + drawn.size))


def _finite(values: ArrayLike) -> _Vector:
    """Return the values of the draws as an array; there must be some, all finite."""
    drawn = np.asarray(values, np.float64)
    if not drawn.size:
        raise KhgraphError("there are no values of draws; draw signs first")
    if not np.isfinite(drawn).all():
        raise KhgraphError(
            "the value of a draw is no finite number; test a measure that every draw has"
        )
    return drawn
