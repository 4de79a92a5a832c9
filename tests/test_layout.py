"""The coordinates of the picture: the same at every run, with room for all, friends near."""

from __future__ import annotations

import itertools
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khgraph.drawing.layout import HEIGHT, WIDTH, Link, layout
from khgraph.drawing.spacing import Box, Pair, Point, Wanted, settle

FRIENDS, ENEMIES = Link(1.0), Link(2.2)
LABELLED = Box(45, 10, 34)


def mean_distance(points: Mapping[str, Point], pairs: Iterable[Pair]) -> float:
    """Return how far apart *pairs* are in the mean."""
    spans = [math.dist(points[a], points[b]) for a, b in pairs]
    return sum(spans) / len(spans)


def overlaps(points: Mapping[str, Point], boxes: Mapping[str, Box], slack: float) -> list[Pair]:
    """Return the pairs whose boxes share more than *slack* in both directions."""
    found = []
    for a, b in itertools.combinations(sorted(points), 2):
        (ax, ay), (bx, by) = points[a], points[b]
        over_x = boxes[a].half_width + boxes[b].half_width - abs(ax - bx)
        over_y = min(ay + boxes[a].below, by + boxes[b].below) - max(
            ay - boxes[a].above, by - boxes[b].above
        )
        if min(over_x, over_y) > slack:
            found.append((a, b))
    return found


def distance_to_line(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from the line between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    share = min(max(share, 0), 1)
    return math.dist(point, (start[0] + share * dx, start[1] + share * dy))


def assert_within_bounds(points: Mapping[str, Point], boxes: Mapping[str, Box]) -> None:
    """Fail unless every box is in the picture; points have one decimal."""
    assert list(points) == sorted(boxes)
    for node, (x, y) in points.items():
        box = boxes[node]
        assert abs(x) <= WIDTH / 2 - box.half_width + 0.05
        assert -HEIGHT / 2 + box.above - 0.05 <= y <= HEIGHT / 2 - box.below + 0.05
        assert (x, y) == (round(x, 1), round(y, 1))


def camps(size: int) -> tuple[dict[str, Box], dict[Pair, Link], dict[Pair, Link]]:
    """Return two cliques of friends, and an enemy in the other for each."""
    blocs = [[f"{bloc}{i}" for i in range(size)] for bloc in "ab"]
    boxes = {name: Box(20, 8, 20) for bloc in blocs for name in bloc}
    friends = {pair: FRIENDS for bloc in blocs for pair in itertools.combinations(bloc, 2)}
    return boxes, friends, dict.fromkeys(zip(*blocs, strict=True), ENEMIES)


def tangle(count: int, box: Box, seed: int) -> tuple[dict[str, Box], dict[Pair, Link]]:
    """Return a network with some hubs and many leaves, as networks of actors are."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    names = [f"n{i:03}" for i in range(count)]
    links = {}
    for i in range(1, count):
        links[names[int(i * chance.random() ** 3)], names[i]] = chance.choice([FRIENDS, ENEMIES])
    return dict.fromkeys(names, box), links


def test_layout_is_deterministic_and_within_bounds() -> None:
    """The order of the input does not count, and all stay in the picture with their labels."""
    boxes = {f"n{i}": Box(40, 10, 30) for i in range(60)}
    links = {(f"n{i}", f"n{i * 7 % 60}"): Link(1 + i % 2) for i in range(60)}
    points = layout(boxes, links)
    assert points == layout(dict(reversed(boxes.items())), dict(reversed(links.items())))
    assert_within_bounds(points, boxes)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_and_turned_links_change_nothing(seed: int) -> None:
    """Neither the order of the mappings counts nor which end of a link is named first."""
    boxes, links = tangle(50, LABELLED, 7)
    chance = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    nodes, pairs = list(boxes), list(links)
    chance.shuffle(nodes)
    chance.shuffle(pairs)
    turned = {pair[:: chance.choice([1, -1])]: links[pair] for pair in pairs}
    again = layout({node: boxes[node] for node in nodes}, turned)  # type: ignore[arg-type]
    assert list(again.items()) == list(layout(boxes, links).items())


def test_no_hash_seed_makes_a_difference() -> None:
    """Two processes that order their sets differently draw the same."""
    code = (
        "import json\n"
        "from khgraph.drawing.layout import Link, layout\n"
        "from khgraph.drawing.spacing import Box\n"
        "names = list({f'n{i}' for i in range(40)})\n"
        "links = {(f'n{i}', f'n{i * i % 37}'): Link(1 + i % 3) for i in range(40)}\n"
        "points = layout({name: Box(30, 8, 25) for name in names},"
        " {pair: links[pair] for pair in set(links)})\n"
        "print(json.dumps([names, points]))\n"
    )
    found = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for seed in ("1", "2")
    ]
    (first, points), (second, again) = found
    assert first != second
    assert points == again


def test_no_node_has_no_place() -> None:
    """Nothing in, nothing out."""
    assert layout({}, {}) == {}


def test_one_node_stands_in_the_middle() -> None:
    """A link to itself is none."""
    assert layout({"a": LABELLED}, {}) == {"a": (0.0, 0.0)}
    assert layout({"a": LABELLED}, {("a", "a"): FRIENDS}) == {"a": (0.0, 0.0)}


def test_two_nodes_stand_side_by_side() -> None:
    """They are level, with the same distance to the middle, and no further apart than needed."""
    points = layout(dict.fromkeys("ab", LABELLED), {("a", "b"): FRIENDS})
    assert sorted(points.values()) == [(-75.0, 0.0), (75.0, 0.0)]


def test_a_box_larger_than_the_picture_does_no_harm() -> None:
    """Such a box begins where the picture begins."""
    points = layout({"a": Box(WIDTH, 10, 2 * HEIGHT), "b": LABELLED}, {("a", "b"): FRIENDS})
    assert points["a"] == (WIDTH / 2, 10 - HEIGHT / 2)


def test_layout_sets_enemies_further_apart_than_friends() -> None:
    """Two blocs, at odds with one another, stand apart."""
    boxes, friends, enemies = camps(6)
    points = layout(boxes, friends | enemies)
    assert mean_distance(points, enemies) > 1.3 * mean_distance(points, friends)


@pytest.mark.parametrize("size", [4, 9])
def test_camps_are_regions(size: int) -> None:
    """A line can be drawn between two camps: everybody stands nearer to the middle of its own."""
    boxes, friends, enemies = camps(size)
    points = layout(boxes, friends | enemies)
    middles = {
        bloc: [sum(points[f"{bloc}{i}"][axis] for i in range(size)) / size for axis in (0, 1)]
        for bloc in "ab"
    }
    for name, point in points.items():
        nearest = min(middles, key=lambda bloc: math.dist(point, middles[bloc]))
        assert nearest == name[0], name


def test_leaves_are_fanned_out_around_their_hub() -> None:
    """Twelve leaves stand on every side: no gap between two lines is wider than a quarter turn."""
    boxes = {f"n{i:02}": LABELLED for i in range(13)}
    points = layout(boxes, {("n00", node): FRIENDS for node in boxes if node != "n00"})
    x, y = points.pop("n00")
    angles = sorted(math.atan2(other_y - y, other_x - x) for other_x, other_y in points.values())
    gaps = [b - a for a, b in itertools.pairwise([*angles, angles[0] + 2 * math.pi])]
    assert max(gaps) < math.pi / 2
    assert min(gaps) > math.radians(4)


def test_leaves_stand_nearest_to_their_own_hub() -> None:
    """Of three hubs that are enemies, each has its friends around it."""
    hubs = "abc"
    leaves = [f"{hub}{i}" for hub in hubs for i in range(8)]
    boxes = dict.fromkeys([*hubs, *leaves], Box(30, 8, 22))
    links = dict.fromkeys(itertools.combinations(hubs, 2), ENEMIES)
    links |= {(leaf[0], leaf): FRIENDS for leaf in leaves}
    points = layout(boxes, links)
    for leaf in leaves:
        assert min(hubs, key=lambda hub: math.dist(points[hub], points[leaf])) == leaf[0], leaf


def test_a_chain_is_drawn_along_the_picture() -> None:
    """Its nodes follow one another from one side to the other."""
    names = [f"n{i}" for i in range(7)]
    boxes = dict.fromkeys(names, LABELLED)
    points = layout(boxes, dict.fromkeys(itertools.pairwise(names), FRIENDS))
    xs = [points[name][0] for name in names]
    assert xs in (sorted(xs), sorted(xs, reverse=True))
    assert max(xs) - min(xs) > WIDTH / 2


def test_a_small_component_stands_at_an_edge() -> None:
    """It is beside the larger one, not in it, and does not take much room."""
    boxes, links = tangle(40, Box(30, 8, 22), 5)
    boxes |= dict.fromkeys(["y", "z"], Box(30, 8, 22))
    points = layout(boxes, links | {("y", "z"): FRIENDS})
    small = [points.pop("y"), points.pop("z")]
    least = min(x for x, _ in small)
    assert least > max(x for x, _ in points.values())
    assert least > WIDTH / 2 - 0.2 * WIDTH


@pytest.mark.parametrize(
    ("count", "box"), [(60, LABELLED), (30, Box(60, 12, 50)), (100, Box(30, 9, 24))]
)
def test_layout_leaves_no_label_on_another(count: int, box: Box) -> None:
    """Where there is room for all, no two boxes overlap, be they a star or a tangle."""
    boxes = {f"n{i:02}": box for i in range(count)}
    star = layout(boxes, {(node, "n00"): Link(1.0, 0.1) for node in boxes if node != "n00"})
    assert overlaps(star, boxes, 0.5) == []
    boxes, links = tangle(count, box, 11)
    assert overlaps(layout(boxes, links), boxes, 0.5) == []


def test_strangers_without_links_have_room_too() -> None:
    """Each has a place of its own in the picture."""
    boxes = {f"n{i:02}": LABELLED for i in range(60)}
    points = layout(boxes, {})
    assert_within_bounds(points, boxes)
    assert overlaps(points, boxes, 0.5) == []


def test_no_mark_stands_on_a_line_between_two_others() -> None:
    """A mark on a line looks like a tie that nobody speaks of."""
    box = Box(30, 9, 24)
    boxes, links = tangle(40, box, 3)
    points = layout(boxes, links)
    touched = []
    for (a, b), node in itertools.product(links, boxes):
        if node in (a, b):
            continue
        # The mark is all that the box has above its point, but for a margin of 3.
        if distance_to_line(points[node], points[a], points[b]) < box.above - 3:
            touched.append((a, b, node))
    assert touched == []


def settle_freely(points: dict[str, Point], lines: dict[Pair, float]) -> dict[str, Point]:
    """Return better places in a picture of 600 x 400 where no distance is wanted."""
    boxes = dict.fromkeys(points, Box(30, 9, 24))
    nothing = Wanted(*np.zeros((2, len(points), len(points))))
    parts = dict.fromkeys(points, (0.0, 0.0, 600.0, 400.0))
    return settle(points, boxes, lines, nothing, parts, (600, 400))


def test_a_mark_leaves_the_line_of_two_others() -> None:
    """A straight line is left by the mark's size; a bent one by the way it bends out too."""
    points = {"a": (100.0, 200.0), "b": (500.0, 200.0), "c": (300.0, 200.0)}
    straight = settle_freely(points, {("a", "b"): 0.0})
    assert distance_to_line(straight["c"], straight["a"], straight["b"]) > 6
    bent = settle_freely(points, {("a", "b"): 0.4})
    chord = math.dist(bent["a"], bent["b"])
    # The mark stood at the middle, where a bend is furthest out; on its way out it may go along.
    off = distance_to_line(bent["c"], bent["a"], bent["b"])
    along = math.sqrt(math.dist(bent["c"], bent["a"]) ** 2 - off**2) / chord
    assert off > 6 + 0.4 * chord * 4 * along * (1 - along)


def test_two_lines_that_cross_are_undone() -> None:
    """One move is enough for it, and nothing speaks against it."""
    points = {"a": (200.0, 100.0), "b": (400.0, 250.0), "c": (400.0, 100.0), "d": (200.0, 250.0)}
    points = settle_freely(points, {("a", "b"): 0.0, ("c", "d"): 0.0})

    def turn(p: Point, q: Point, r: Point) -> bool:
        return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])

    a, b, c, d = (points[node] for node in "abcd")
    assert turn(a, b, c) == turn(a, b, d) or turn(c, d, a) == turn(c, d, b)


def test_what_is_well_placed_stays() -> None:
    """Where nothing overlaps, crosses or touches, nothing moves."""
    points = {"a": (100.0, 100.0), "b": (300.0, 100.0), "c": (300.0, 300.0)}
    assert settle_freely(points, {("a", "b"): 0.0}) == points


def test_the_whole_picture_is_used() -> None:
    """Hubs and leaves spread over it: no quarter of either axis is empty."""
    boxes, links = tangle(100, Box(30, 9, 24), 2)
    points = layout(boxes, links)
    for axis, size in ((0, WIDTH), (1, HEIGHT)):
        quarters = [int(4 * (point[axis] / size + 0.5)) for point in points.values()]
        assert all(quarters.count(quarter) >= 10 for quarter in range(4))


NAMES = [f"n{i}" for i in range(12)]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.builds(Box, *[st.floats(0.5, 120, allow_nan=False)] * 3),
        min_size=1,
    ),
    st.dictionaries(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.builds(Link, st.floats(0.1, 9), st.floats(0, 0.4)),
    ),
)
def test_every_network_stays_in_the_picture(boxes: dict[str, Box], links: dict[Pair, Link]) -> None:
    """Whatever joins whom, every box is in the picture, and the same input gives the same."""
    links = {pair: link for pair, link in links.items() if boxes.keys() >= set(pair)}
    points = layout(boxes, links)
    assert_within_bounds(points, boxes)
    assert points == layout(boxes, links)
