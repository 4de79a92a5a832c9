"""Coordinates for the picture: the same at every run, friends near, enemies further apart.

For each connected component, stress is made small by stochastic gradient descent;
the components share out a picture of 16:10 by their size, and boxes that
overlap (a mark with its label under it) are pushed apart. Pure Python, seeded.

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
from typing import NamedTuple

from khgraph.drawing.spacing import Box, Pair, Point, separate

WIDTH, HEIGHT = 960.0, 600.0
SEED = 1939
SWEEPS = 60
# The share of a component's part of the picture that is kept free at each side.
PADDING = 0.05
# Two actors that are joined to nobody else stand no further apart than this.
MAX_LENGTH = 150.0
# Stress crowds the middle of a large network: from CROWD nodes on, this share of each axis is
# spread evenly by rank; in a smaller one, less.
EVENNESS, CROWD = 0.6, 30
# The lesser direction of a component is drawn out at most so many times.
MAX_STRETCH = 3.0

Component = tuple[Sequence[str], Sequence[Point]]
Rectangle = tuple[float, float, float, float]


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
    O(n * m * log n) for the distances and O(n^2) for each sweep; made for a few hundred nodes.
    """
    lengths: dict[str, dict[str, float]] = {node: {} for node in sorted(boxes)}
    lines: dict[Pair, float] = {}
    for (a, b), link in sorted(links.items()):
        if a != b:
            lengths[a][b] = lengths[b][a] = link.length
            lines[min(a, b), max(a, b)] = link.bulge
    components = [
        (nodes, _into_unit_box(_stress(nodes, lengths))) for nodes in _components(lengths)
    ]
    points = _pack(components)
    separate(points, boxes, lines, (WIDTH, HEIGHT))
    return {
        node: (round(x - WIDTH / 2, 1) + 0.0, round(y - HEIGHT / 2, 1) + 0.0)
        for node, (x, y) in sorted(points.items())
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


def _stress(nodes: Sequence[str], links: Mapping[str, Mapping[str, float]]) -> list[Point]:
    """Return a point for each of *nodes*, a connected component, by descent on the stress."""
    # Not for secrets: a fixed seed is the point.
    chance = random.Random(SEED)  # noqa: S311
    xs = [chance.random() for _ in nodes]
    ys = [chance.random() for _ in nodes]
    terms = []
    for i, node in enumerate(nodes):
        reached = _distances(node, links)
        for j in range(i):
            # Two enemies may have a short way round over a common friend: their own length counts.
            terms.append((i, j, links[node].get(nodes[j], reached[nodes[j]])))
    if not terms:
        return list(zip(xs, ys, strict=True))
    longest = max(distance for _, _, distance in terms) ** 2
    decay = math.log(longest / 0.1) / (SWEEPS - 1)
    for sweep in range(SWEEPS):
        step = longest * math.exp(-decay * sweep)
        chance.shuffle(terms)
        for i, j, wanted in terms:
            dx, dy = xs[i] - xs[j], ys[i] - ys[j]
            distance = math.sqrt(dx * dx + dy * dy) or 1e-9
            move = min(1.0, step / (wanted * wanted)) * (distance - wanted) / (2 * distance)
            xs[i] -= move * dx
            ys[i] -= move * dy
            xs[j] += move * dx
            ys[j] += move * dy
    return list(zip(xs, ys, strict=True))


def _into_unit_box(points: Sequence[Point]) -> list[Point]:
    """Return *points* with their longest direction along x, spread over the unit square."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    xx = sum((x - mean_x) ** 2 for x, _ in points)
    yy = sum((y - mean_y) ** 2 for _, y in points)
    xy = sum((x - mean_x) * (y - mean_y) for x, y in points)
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(angle), math.sin(angle)
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


def _pack(components: Sequence[Component]) -> dict[str, Point]:
    """Return the points of all components, each in its part of `WIDTH` x `HEIGHT`."""
    placed = {}
    for (nodes, points), (left, top, width, height) in _divide(
        components, (0.0, 0.0, WIDTH, HEIGHT)
    ):
        # The longer direction of the component along the longer side of its part.
        is_upright = height > width
        longest = MAX_LENGTH * (len(nodes) - 1)
        reach_x = min(width * (1 - 2 * PADDING), longest)
        reach_y = min(height * (1 - 2 * PADDING), longest)
        for node, (along, across) in zip(nodes, points, strict=True):
            x, y = (across, along) if is_upright else (along, across)
            placed[node] = (
                left + width / 2 + reach_x * (x - 0.5),
                top + height / 2 + reach_y * (y - 0.5),
            )
    return placed


def _divide(components: Sequence[Component], area: Rectangle) -> list[tuple[Component, Rectangle]]:
    """Cut *area* into one part for each component, in proportion, always across the longer side."""
    if len(components) <= 1:
        return [(component, area) for component in components]
    # Two marks alone need more room for each than many do together.
    weights = [len(nodes) + 1 for nodes, _ in components]
    cut, first, total = 1, weights[0], sum(weights)
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
