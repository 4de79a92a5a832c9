"""Coordinates for the picture: the same at every run, friends near, enemies further apart.

For each connected component, stress is made small by stochastic gradient descent;
the components share out a picture of 16:9 by the room that they need, and
`khgraph.drawing.spacing` then finds room for every mark and label.

References
----------
J. X. Zheng, S. Pawar and D. F. M. Goodman, Graph drawing by stochastic gradient
descent, IEEE Transactions on Visualization and Computer Graphics 25 (2019), 2738-2748.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from khgraph.drawing.spacing import Box, Pair, Point, Rectangle, Wanted, settle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WIDTH, HEIGHT = 1040.0, 585.0
SEED = 1939
SWEEPS, STARTS = 30, 3
# Two hubs stand further apart than a hub and a leaf: by this share for each step of the square
# root of the number of partners that the lesser of the two has.
HUB_STRETCH = 0.3
# What joins two nodes counts for so many times more than a way round.
LINK_WEIGHT = 3.0
# The share of a component's part of the picture that is kept free at each side.
PADDING = 0.07
# Two actors that are joined to nobody else stand no further apart than this.
MAX_LENGTH = 150.0
# Stress crowds the middle of a large network: from CROWD nodes on, this share of each axis is
# spread evenly by rank; in a smaller one, less.
EVENNESS, CROWD = 0.8, 30
# The lesser direction of a component is drawn out at most so many times.
MAX_STRETCH = 3.0
# What several that are joined need beside the room of their boxes.
SLACK = 1.25

Component = tuple[Sequence[str], Sequence[Point], float]


class Link(NamedTuple):
    """What joins two nodes: how far apart they should be, and how far its lines bend out.

    `bulge` is in shares of the distance between the two; 0 for one straight line.
    """

    length: float
    bulge: float = 0.0


def layout(boxes: Mapping[str, Box], links: Mapping[Pair, Link]) -> dict[str, Point]:
    """Return a point for every node.

    Parameters
    ----------
    boxes : mapping of str to Box
        The nodes and the room that each needs, in the unit of the result.
    links : mapping of pair to Link
        For each pair of nodes that is joined; lengths count relative to one another.

    Returns
    -------
    dict of str to (float, float)
        Points within `WIDTH` x `HEIGHT` around the origin, to one decimal, by
        node in sorted order; empty for no node. Equal input gives equal output,
        whatever the order of the mappings.

    Notes
    -----
    O(n * m * log n) for the distances, O(n^2) for each sweep and O(n^2 + m^2) for each
    round of `settle`: about half a second for 110 nodes, some seconds for 300. It is not
    made for more.
    """
    import numpy as np

    nodes = sorted(boxes)
    if not nodes:
        return {}
    lines = {(min(pair), max(pair)): link for pair, link in sorted(links.items())}
    lines = {(a, b): link for (a, b), link in sorted(lines.items()) if a != b}
    lengths = _lengths(nodes, lines)
    place = {node: i for i, node in enumerate(nodes)}
    wanted = Wanted(*np.zeros((2, len(nodes), len(nodes))))
    components: list[Component] = []
    for component in _components(lengths):
        within = _wanted(component, lengths)
        where = np.ix_(*[[place[node] for node in component]] * 2)
        wanted.distance[where], wanted.weight[where] = within
        rooms = [boxes[node] for node in component]
        need = math.fsum(2 * room.half_width * (room.above + room.below) for room in rooms)
        unit = _into_unit_box(_stress(within))
        components.append((component, unit, need * (SLACK if len(component) > 1 else 1)))
    placed, parts = _pack(components)
    bulges = {pair: link.bulge for pair, link in lines.items()}
    points = settle(placed, boxes, bulges, wanted, parts, (WIDTH, HEIGHT))
    return {
        node: (round(x - WIDTH / 2, 1) + 0.0, round(y - HEIGHT / 2, 1) + 0.0)
        for node, (x, y) in points.items()
    }


def _lengths(nodes: Sequence[str], lines: Mapping[Pair, Link]) -> dict[str, dict[str, float]]:
    """Return the length of each link from each node, with room between hubs."""
    lengths: dict[str, dict[str, float]] = {node: {} for node in nodes}
    for (a, b), link in lines.items():
        lengths[a][b] = lengths[b][a] = link.length
    count = {node: len(others) for node, others in lengths.items()}
    return {
        a: {
            b: length * (1 + HUB_STRETCH * (math.sqrt(min(count[a], count[b])) - 1))
            for b, length in others.items()
        }
        for a, others in lengths.items()
    }


def _components(links: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    """Return the connected components, the largest first, each sorted."""
    seen: set[str] = set()
    found = []
    for start in links:
        if start in seen:
            continue
        seen.add(start)
        component, frontier = [start], [start]
        while frontier:
            fresh = sorted(set(links[frontier.pop()]) - seen)
            seen.update(fresh)
            component += fresh
            frontier += fresh
        found.append(sorted(component))
    return sorted(found, key=lambda nodes: (-len(nodes), nodes))


def _distances(start: str, links: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the length of the shortest way from *start* to each node that it reaches."""
    reached: dict[str, float] = {}
    queue = [(0.0, start)]
    while queue:
        distance, node = heapq.heappop(queue)
        if node in reached:
            continue
        reached[node] = distance
        for other, length in links[node].items():
            if other not in reached:
                heapq.heappush(queue, (distance + length, other))
    return reached


def _wanted(nodes: Sequence[str], links: Mapping[str, Mapping[str, float]]) -> Wanted:
    """Return how far apart each two of *nodes*, a connected component, should be."""
    import numpy as np

    reached = [_distances(node, links) for node in nodes]
    distance = np.array([[row[node] for node in nodes] for row in reached])
    factor = np.ones_like(distance)
    place = {node: i for i, node in enumerate(nodes)}
    for i, node in enumerate(nodes):
        for other, length in links[node].items():
            # Two enemies may have a short way round over a common friend: their own length counts.
            distance[i, place[other]] = length
            factor[i, place[other]] = LINK_WEIGHT
    np.fill_diagonal(factor, 0)
    return Wanted(distance, factor / np.maximum(distance, 0.1) ** 2)


def _stress(wanted: Wanted) -> list[Point]:
    """Return a point for each node of a component: the best of some descents on the stress.

    In a sweep every two nodes meet once; those that meet at one time are moved at once.
    """
    import numpy as np

    # Not for secrets: a fixed seed is the point.
    chance = random.Random(SEED)  # noqa: S311
    count, widest = len(wanted.distance), float(wanted.distance.max())
    if count == 1:
        return [(0.0, 0.0)]
    xs, ys = np.array(
        [[[chance.random() * widest for _ in range(count)] for _ in range(STARTS)] for _ in "xy"]
    )
    meetings = []
    for first, second in _meetings(count):
        i, j = np.array(first), np.array(second)
        meetings.append((i, j, wanted.distance[i, j], wanted.weight[i, j]))
    lowest = min(float(weight.min()) for *_, weight in meetings)
    highest = max(float(weight.max()) for *_, weight in meetings)
    step, last = 1 / lowest, 0.05 / highest
    # Rounded, so that the mathematics library of no machine makes a difference.
    decay = round((last / step) ** (1 / (SWEEPS - 1)), 9)
    for _ in range(SWEEPS):
        chance.shuffle(meetings)
        for i, j, distance, weight in meetings:
            dx, dy = xs[:, i] - xs[:, j], ys[:, i] - ys[:, j]
            far = np.sqrt(dx * dx + dy * dy) + 1e-9
            move = np.minimum(step * weight, 1) * (far - distance) / (2 * far)
            xs[:, i] -= move * dx
            xs[:, j] += move * dx
            ys[:, i] -= move * dy
            ys[:, j] += move * dy
        step *= decay
    dx, dy = xs[:, :, None] - xs[:, None], ys[:, :, None] - ys[:, None]
    wrong = np.sqrt(dx * dx + dy * dy) - wanted.distance
    # Sums go down the first axis, one after another, and so are the same everywhere.
    stress = (wanted.weight * wrong * wrong).transpose(1, 2, 0).reshape(-1, STARTS).sum(axis=0)
    best = int(stress.argmin())
    return list(zip(xs[best].tolist(), ys[best].tolist(), strict=True))


def _meetings(count: int) -> list[tuple[list[int], list[int]]]:
    """Return rounds of pairs in which each two of *count* meet once, as in a tournament.

    Examples
    --------
    >>> _meetings(3)
    [([1], [2]), ([0], [2]), ([0], [1])]
    """
    ring = list(range(count + count % 2))
    half = len(ring) // 2
    rounds = []
    for _ in ring[1:]:
        # In an odd tournament, who meets the one too many has a rest.
        pairs = [p for p in zip(ring[:half], reversed(ring[half:]), strict=True) if max(p) < count]
        rounds.append(([min(p) for p in pairs], [max(p) for p in pairs]))
        ring = [ring[0], ring[-1], *ring[1:-1]]
    return rounds


def _into_unit_box(points: Sequence[Point]) -> list[Point]:
    """Return *points* with their longest direction along x, spread over the unit square."""
    # Exact sums and square roots are the same on every machine and in every Python.
    mean_x = math.fsum(x for x, _ in points) / len(points)
    mean_y = math.fsum(y for _, y in points) / len(points)
    xx = math.fsum((x - mean_x) * (x - mean_x) for x, _ in points)
    yy = math.fsum((y - mean_y) * (y - mean_y) for _, y in points)
    xy = math.fsum((x - mean_x) * (y - mean_y) for x, y in points)
    # The cosine of twice the angle between the longest direction and the x-axis.
    whole = math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy)
    double = (xx - yy) / whole if whole else 1.0
    cos, sin = math.sqrt(max(0.0, 1 + double) / 2), math.sqrt(max(0.0, 1 - double) / 2)
    if xy < 0:
        sin = -sin
    xs = [(x - mean_x) * cos + (y - mean_y) * sin for x, y in points]
    ys = [(y - mean_y) * cos - (x - mean_x) * sin for x, y in points]
    # A chain is all but flat; drawn to full height its noise would look like a shape.
    span_x, span_y = max(xs) - min(xs), max(ys) - min(ys)
    height = min(1.0, MAX_STRETCH * span_y / span_x) if span_x else 0.0
    return [(x, 0.5 + (y - 0.5) * height) for x, y in zip(_spread(xs), _spread(ys), strict=True)]


def _spread(values: Sequence[float]) -> list[float]:
    """Return *values* moved to [0, 1], part of the way towards even gaps."""
    low, high = min(values), max(values)
    if high - low < 1e-6:
        return [0.5 for _ in values]
    evenness = EVENNESS * min(1.0, len(values) / CROWD)
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    result = [0.0] * len(values)
    for rank, i in enumerate(order):
        even = rank / (len(values) - 1)
        result[i] = (1 - evenness) * (values[i] - low) / (high - low) + evenness * even
    return result


def _pack(components: Sequence[Component]) -> tuple[dict[str, Point], dict[str, Rectangle]]:
    """Return the points of all components, and the part of `WIDTH` x `HEIGHT` for each node."""
    placed, parts = {}, {}
    for (nodes, points, _), part in _divide(components, (0.0, 0.0, WIDTH, HEIGHT)):
        left, top, width, height = part
        # The longer direction of the component along the longer side of its part.
        is_upright = height > width
        longest = MAX_LENGTH * (len(nodes) - 1)
        reach_x = min(width * (1 - 2 * PADDING), longest)
        reach_y = min(height * (1 - 2 * PADDING), longest)
        for node, (along, across) in zip(nodes, points, strict=True):
            x, y = (across, along) if is_upright else (along, across)
            parts[node] = part
            placed[node] = (
                left + width / 2 + reach_x * (x - 0.5),
                top + height / 2 + reach_y * (y - 0.5),
            )
    return placed, parts


def _divide(components: Sequence[Component], area: Rectangle) -> list[tuple[Component, Rectangle]]:
    """Cut *area* into one part for each component, in proportion, always across the longer side."""
    if len(components) <= 1:
        return [(component, area) for component in components]
    weights = [need for _, _, need in components]
    cut, first, total = 1, weights[0], math.fsum(weights)
    while first + weights[cut] <= total / 2 and cut + 1 < len(components):
        first += weights[cut]
        cut += 1
    left, top, width, height = area
    share = first / total
    if width >= height:
        parts = (
            (left, top, width * share, height),
            (left + width * share, top, width * (1 - share), height),
        )
    else:
        parts = (
            (left, top, width, height * share),
            (left, top + height * share, width, height * (1 - share)),
        )
    return _divide(components[:cut], parts[0]) + _divide(components[cut:], parts[1])
