"""Balance as text, as rows and for JSON: one network, or a series of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from khgraph.histories import turn_place
from khgraph.plots import PlotMark, PlotPoint
from khgraph.series import matched_camps
from khgraph.spans import next_day
from khgraph.strips.histories import turn_value
from khgraph.strips.triads import claims_of, side_lines, surest
from khgraph.strips.wording import Ink, foot_lines, hedge_words, when_words
from khgraph.tables import Cell, Table, fold_lines, one_line, render, signed
from khgraph.triads import BALANCED

if TYPE_CHECKING:
    from khgraph.balance import Index, Point

# How many pairs without an edge are listed in text; the other forms list all.
MOST_LISTED = 20


def name_of(point: Point, node: str) -> str:
    """Return the label of a node; a node of an edge list is its own."""
    if point.network is None:
        return node
    return str(point.network.nodes[node].get("label", node))


def balance_strip(point: Point, feet: Sequence[str], width: int, *, color: bool = False) -> str:
    """Return the balance of one network as text: indices, camps, offending ties, quarrels."""
    ink = Ink(color)
    balance = point.balance
    head = "Balance" + (f": {point.label}" if point.label else "")
    lines = [ink.strong(line) for line in fold_lines(head, width)]
    friendly, hostile = point.edges()
    lines += fold_lines(
        f"{_many(len(balance.graph.nodes), 'node')}; {_many(friendly + hostile, 'edge')}: "
        f"{friendly} friendly, {hostile} hostile"
        + (_certain_words(point))
        + f"; {_many(point.ambivalent, 'ambivalent pair')}.",
        width,
        "",
        "  ",
    )
    lines += fold_lines(_triangle_words(point), width, "", "  ")
    for name, index in (
        ("Line index of balance, two camps", balance.frustration),
        ("Weak index, any number of camps", balance.weak_frustration),
    ):
        lines += fold_lines(f"{name}: {index_words(index)}.", width, "", "  ")
    if point.certain_frustration is not None:
        words = "Line index of the ties alone that certainly held"
        lines += fold_lines(f"{words}: {index_words(point.certain_frustration)}.", width, "", "  ")
    if point.combined is not None and point.combined.constant:
        words = (
            f"Rows that offend whatever the camps: {point.combined.constant}, of pairs with rows"
        )
        lines += fold_lines(f"{words} of both signs.", width, "", "  ")
    lines += ["", *_camp_lines(point, ink, width)]
    lines += _offending_lines(point, ink, width)
    lines += _quarrel_lines(point, ink, width)
    lines += _left_out_lines(point, ink, width)
    return "\n".join((*lines, *foot_lines(feet, ink, width))) + "\n"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def index_words(index: Index) -> str:
    """Return an index with its bound and whether it is proven."""
    if index.optimal:
        return f"{index.value}, proven least for these ties (lower bound {index.lower_bound})"
    return f"at most {index.value}, at least {index.lower_bound}, not proven: the time was up"


def _certain_words(point: Point) -> str:
    certain = point.certain_edges()
    if certain is None:
        return ""
    return f" (of these certainly {certain[0]} friendly, {certain[1]} hostile)"


def _triangle_words(point: Point) -> str:
    counts = point.balance.triangles
    total = sum(counts.values())
    words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    words = f"{_many(total, 'triangle')}: {words}"
    if point.certain is not None:
        words += f" ({sum(point.certain.values())} certain)"
    ratio, weak = point.balance.balanced_ratio, point.balance.weakly_balanced_ratio
    if ratio is None or weak is None:
        return f"{words}; no share of balanced ones."
    return f"{words}; share balanced {ratio:.4f}, weakly balanced {weak:.4f}."


def _camp_lines(point: Point, ink: Ink, width: int) -> list[str]:
    """Return the camps, those apart whom a single tie places and nothing else."""
    balance = point.balance
    if not balance.camps:
        return []
    count = len(set(balance.components))
    apart = "one component" if count == 1 else f"{count} components, each with camps of its own"
    lines = [ink.strong(line) for line in fold_lines(f"Camps ({apart})", width)]
    graph = balance.graph
    degree = dict.fromkeys(graph.nodes, 0)
    for pair in graph.pairs.tolist():
        for node in pair:
            degree[graph.nodes[node]] += 1
    for number, camp in zip(balance.components, balance.camps, strict=True):
        held = [node for node in camp if degree[node] > 1]
        hanging = [node for node in camp if degree[node] == 1]
        mark = f"  {number + 1:>3}  "
        if held:
            names = ", ".join(sorted(name_of(point, node) for node in held))
            lines += fold_lines(names, width, mark, "       ")
        if hanging:
            names = ", ".join(sorted(name_of(point, node) for node in hanging))
            words = f"placed by a single tie: {names}"
            made = fold_lines(words, width, "       " if held else mark, "         ")
            lines += [ink.faint(line) for line in made]
    return [*lines, ""]


def _offending_lines(point: Point, ink: Ink, width: int) -> list[str]:
    balance = point.balance
    details = balance.details
    if details is None or not details.offending:
        return []
    lines = fold_lines("Ties that stand against the division, which is one of the best", width)
    lines = [ink.strong(line) for line in lines]
    for edge in details.offending:
        a, b = _ends(point, edge)
        sign = int(balance.graph.signs[edge])
        often = "in every best division"
        if edge in details.undecided:
            often = "no time to tell whether in every best division"
        elif edge not in details.forced:
            often = "in this one, not in every best division"
        words = f"{name_of(point, a)} - {name_of(point, b)}: {often}"
        mark = f"  {signed(sign)}  "
        made = fold_lines(words, width, mark, "     ")
        made[0] = made[0].replace(mark, f"  {ink.sign(sign)}  ", 1)
        lines += made
        if point.network is not None:
            ties = point.network.edges[a, b]["ties"]
            lines += ["   " + line for line in side_lines(ties, ink, width - 3)]
        elif point.combined is not None:
            rows = ", ".join(map(str, point.combined.rows_of(edge)))
            lines += [ink.faint(line) for line in fold_lines(f"rows {rows}", width, "       ")]
    return [*lines, ""]


def _ends(point: Point, edge: int) -> tuple[str, str]:
    graph = point.balance.graph
    a, b = graph.pairs[edge].tolist()
    return graph.nodes[a], graph.nodes[b]


def _quarrel_lines(point: Point, ink: Ink, width: int) -> list[str]:
    details = point.balance.details
    if details is None or not details.quarrels:
        return []
    count = len(details.quarrels)
    words = (
        "A quarrel (a cycle with an odd number of hostile ties) forces 1 tie against any division"
    )
    if count > 1:
        words = (
            f"{count} quarrels (cycles with an odd number of hostile ties) without a tie in "
            f"common force {count} ties against any division"
        )
    lines = [ink.strong(line) for line in fold_lines(words, width)]
    for quarrel in details.quarrels:
        lines += fold_lines(_cycle_words(point, quarrel.nodes, quarrel.edges), width, "  ", "     ")
        for edge in quarrel.edges if point.network is not None else ():
            lines += [ink.faint(line) for line in _hop_lines(point, edge, width)]
    return [*lines, ""]


def _hop_lines(point: Point, edge: int, width: int) -> list[str]:
    """Return the tie that speaks best for an edge, with its source and page."""
    a, b = _ends(point, edge)
    if point.network is None:
        return []
    tie = surest(point.network.edges[a, b]["ties"])
    words = (
        f"{signed(tie.sign)} {hedge_words(tie.claims)}{tie.statement.sentence()}  "
        f"{when_words(tie.claims)}; {tie.claims[0].citation}"
    )
    return fold_lines(words, width, "       ", "         ")


def _cycle_words(point: Point, nodes: Sequence[int], edges: Sequence[int]) -> str:
    graph = point.balance.graph
    words = ""
    for node, edge in zip(nodes, edges, strict=True):
        words += f"{name_of(point, graph.nodes[node])} ({signed(int(graph.signs[edge]))}) "
    return words + name_of(point, graph.nodes[nodes[0]])


def _left_out_lines(point: Point, ink: Ink, width: int) -> list[str]:
    """Return the pairs that have no edge because their ties disagree."""
    lines: list[str] = []
    if point.combined is not None and point.combined.left_out:
        out = point.combined.left_out
        lines = [ink.strong(f"Left out ({len(out)})")]
        for pair in out[:MOST_LISTED]:
            rows = ", ".join(map(str, pair.rows))
            lines += fold_lines(
                f"{pair.a} - {pair.b}: {pair.why} (rows {rows})", width, "  ", "    "
            )
        if len(out) > MOST_LISTED:
            lines.append(f"  ... and {len(out) - MOST_LISTED} more; --format json lists them")
    if point.network is not None and point.network.graph["ambivalent"]:
        lines = [ink.strong("Left out as ambivalent")]
        for a, b, ties in point.network.graph["ambivalent"]:
            words = f"{name_of(point, a)} - {name_of(point, b)}"
            lines += fold_lines(words, width, "  ±  ", "     ")
            for sign in (1, -1):
                made = side_lines([tie for tie in ties if tie.sign == sign], ink, width - 3)
                lines += ["   " + line for line in made]
    return [*lines, ""] if lines else []


def series_strip(
    points: Sequence[Point], what: str, feet: Sequence[str], width: int, *, color: bool = False
) -> str:
    """Return a series as a table, one line a slice or value."""
    ink = Ink(color)
    columns = (what, "nodes", "+", "-", "±", "balanced", "line index", "weak index")
    rows = []
    for point in points:
        balance = point.balance
        total = sum(balance.triangles.values())
        good = sum(balance.triangles[kind] for kind in BALANCED)
        rows.append(
            (
                _short(point.label),
                len(balance.graph.nodes),
                *point.edges(),
                point.ambivalent,
                f"{good} of {total}" if total else "no triangle",
                _index_cell(balance.frustration),
                _index_cell(balance.weak_frustration),
            )
        )
    lines = render(Table(columns, tuple(rows)), "table").splitlines()
    told = [(point.label, turn) for point in points for turn in point.turns]
    if told:
        lines += ["", ink.strong("Turning points")]
    for label, turn in told:
        words = f"{turn.label}  {when_words(turn.claims)}, {turn.claims[0].citation}"
        lines += fold_lines(words, width, f"  {label}  ", " " * (len(label) + 4))
    proven = sum(p.balance.frustration.optimal for p in points)
    weakly = sum(p.balance.weak_frustration.optimal for p in points)
    words = (
        f"{_many(len(points), 'result')}; line index proven in {proven}, weak index in {weakly}. "
        "An index of two numbers lies between them. balanced: of the triangles."
    )
    lines += ["", *fold_lines(words, width, "", "  ")]
    return "\n".join((*lines, *foot_lines(feet, ink, width))) + "\n"


def _short(label: str) -> str:
    """Return a label that leaves the columns room; the other forms have it whole."""
    label = one_line(label)
    return label if len(label) <= 24 else label[:23] + "…"


def _index_cell(index: Index) -> str:
    return f"{index.value}" if index.optimal else f"{index.lower_bound} to {index.value}"


def balance_table(points: Sequence[Point], what: str) -> Table:
    """Return a series, or one network, as rows."""
    columns = (
        *(what, "first", "last", "nodes", "edges", "friendly", "hostile"),
        *("certainly_friendly", "certainly_hostile", "ambivalent"),
        *(
            "+++",
            "++-",
            "+--",
            "---",
            "certain_triangles",
            "balanced_ratio",
            "weakly_balanced_ratio",
        ),
        *("frustration", "frustration_lower_bound", "frustration_optimal"),
        *("weak_frustration", "weak_frustration_lower_bound", "weak_frustration_optimal"),
        *("components", "camps", "turns"),
    )
    return Table(columns, tuple(_row(point) for point in points))


def _row(point: Point) -> tuple[Cell, ...]:
    balance = point.balance
    edges = point.edges()
    certain = point.certain_edges() or (None, None)
    return (
        *(point.label or None, point.first, point.last),
        *(len(balance.graph.nodes), sum(edges), *edges),
        *(*certain, point.ambivalent, *balance.triangles.values()),
        None if point.certain is None else sum(point.certain.values()),
        *(balance.balanced_ratio, balance.weakly_balanced_ratio),
        *(*balance.frustration, balance.frustration.optimal),
        *(*balance.weak_frustration, balance.weak_frustration.optimal),
        len(set(balance.components)),
        json.dumps(
            [[name_of(point, n) for n in camp] for camp in balance.camps], ensure_ascii=False
        ),
        "; ".join(turn.label for turn in point.turns),
    )


def point_value(point: Point, camp_numbers: Sequence[int] | None = None) -> dict[str, Any]:
    """Return the balance of one network for JSON, the number of each camp over time if given."""
    balance = point.balance
    friendly, hostile = point.edges()
    value: dict[str, Any] = {}
    if point.first is not None:
        value |= {"slice": point.label, "first": point.first, "last": point.last}
    value |= {
        "nodes": len(balance.graph.nodes),
        "edges": friendly + hostile,
        "negative_edges": hostile,
        "triangles": balance.triangles,
        "balanced_ratio": balance.balanced_ratio,
        "weakly_balanced_ratio": balance.weakly_balanced_ratio,
        "frustration": _index_value(balance.frustration),
        "weak_frustration": _index_value(balance.weak_frustration),
        "camps": [[name_of(point, node) for node in camp] for camp in balance.camps],
        "camp_components": list(balance.components),
    }
    if camp_numbers is not None:
        value["camp_numbers"] = list(camp_numbers)
    certain = point.certain_edges()
    if certain is not None:
        value["certain_edges"] = {"positive": certain[0], "negative": certain[1]}
        value["certain_triangles"] = point.certain
    if point.certain_frustration is not None:
        value["certain_frustration"] = _index_value(point.certain_frustration)
    if point.network is not None:
        value["ambivalent"] = [
            {"a": name_of(point, a), "b": name_of(point, b), "claims": claims_of(ties)}
            for a, b, ties in point.network.graph["ambivalent"]
        ]
    if point.combined is not None:
        value["always_offending"] = point.combined.constant
        value["left_out"] = [
            {"a": out.a, "b": out.b, "rows": list(out.rows), "why": out.why}
            for out in point.combined.left_out
        ]
    if balance.details is not None:
        value |= _details_value(point)
    if point.network is not None:
        value["turns"] = [turn_value(turn) for turn in point.turns]
    return value


def series_value(points: Sequence[Point], what: str, about: Mapping[str, Any]) -> Any:
    """Return a series for JSON: a list for an edge list by a column, else slices with the rules.

    *about* is what holds for all of them: the rule, or the reading and the projection.
    """
    if points and points[0].combined is not None and points[0].first is None:
        return [{"by": point.label, **point_value(point), **about} for point in points]
    camps = [[frozenset(camp) for camp in point.balance.camps] for point in points]
    numbers = matched_camps(camps)
    return {
        "series": [point_value(p, n) for p, n in zip(points, numbers, strict=True)],
        "every": what,
        **about,
    }


def plot_parts(points: Sequence[Point]) -> tuple[list[PlotPoint], list[PlotMark], bool]:
    """Return what the plot draws: the points, the turning points, and whether along a time."""
    spans = [_years(point) for point in points]
    is_time = all(span is not None for span in spans)
    drawn, marks = [], []
    for place, (point, span) in enumerate(zip(points, spans, strict=True)):
        balance = point.balance
        certain = point.certain_edges() or (None, None)
        friendly, hostile = point.edges()
        x0, x1 = span if is_time and span is not None else (float(place), place + 1.0)
        drawn.append(
            PlotPoint(
                x0=x0,
                x1=x1,
                label=point.label,
                friendly=friendly,
                hostile=hostile,
                sure_friendly=certain[0],
                sure_hostile=certain[1],
                ambivalent=point.ambivalent,
                triangles=sum(balance.triangles.values()),
                sure_triangles=None if point.certain is None else sum(point.certain.values()),
                balanced_ratio=balance.balanced_ratio,
                strong=(balance.frustration.value, balance.frustration.lower_bound),
                weak=(balance.weak_frustration.value, balance.weak_frustration.lower_bound),
            )
        )
        for turn in point.turns:
            day = turn_place(turn)
            if day is not None:
                marks.append(
                    PlotMark(_decimal_year(day), when_words(turn.claims)[1:-1], turn.label)
                )
    return drawn, marks, is_time


def _years(point: Point) -> tuple[float, float] | None:
    """Return the beginning and end of a point in years, None where it has no time."""
    if point.first is not None and point.last is not None:
        return _decimal_year(point.first), _decimal_year(next_day(point.last))
    if re.fullmatch(r"[0-9]{4}", point.label):
        return float(point.label), float(point.label) + 1
    return None


def _decimal_year(day: str) -> float:
    when = date.fromisoformat(day)
    start, end = date(when.year, 1, 1), date(when.year, 12, 31)
    return when.year + (when - start).days / ((end - start).days + 1)


def _index_value(index: Index) -> dict[str, Any]:
    return {"count": index.value, "optimal": index.optimal, "lower_bound": index.lower_bound}


def _details_value(point: Point) -> dict[str, Any]:
    details, graph = point.balance.details, point.balance.graph
    if details is None:
        return {}
    offending = []
    for edge in details.offending:
        a, b = _ends(point, edge)
        in_every = None if edge in details.undecided else edge in details.forced
        item: dict[str, Any] = {"a": name_of(point, a), "b": name_of(point, b)}
        item |= {"sign": int(graph.signs[edge]), "in_every_optimum": in_every}
        if point.network is not None:
            item["claims"] = claims_of(point.network.edges[a, b]["ties"])
        if point.combined is not None:
            item["rows"] = list(point.combined.rows_of(edge))
        offending.append(item)
    return {
        "offending": offending,
        "quarrels": [
            [
                {
                    "a": name_of(point, graph.nodes[a]),
                    "b": name_of(point, graph.nodes[b]),
                    "sign": int(graph.signs[edge]),
                }
                for a, b, edge in zip(
                    quarrel.nodes,
                    (*quarrel.nodes[1:], quarrel.nodes[0]),
                    quarrel.edges,
                    strict=True,
                )
            ]
            for quarrel in details.quarrels
        ],
    }
