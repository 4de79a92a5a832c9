"""The triangles of an edge list as text, as rows and for JSON, each side with its row numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from khgraph.signed import count_triangles, list_triangles
from khgraph.strips.triads import balance_words
from khgraph.strips.wording import Ink, foot_lines
from khgraph.tables import Table, fold_lines, one_line
from khgraph.triads import BALANCED, TYPES, WEAKLY_BALANCED, balanced_ratio, census

if TYPE_CHECKING:
    from khgraph.edgelist import Combined


class RowTriad(NamedTuple):
    """A triangle of an edge list: its nodes, its type, and the rows behind its three sides."""

    nodes: tuple[str, str, str]
    type: str
    signs: tuple[int, int, int]
    rows: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

    @property
    def is_balanced(self) -> bool:
        """Whether it is balanced."""
        return self.type in BALANCED

    @property
    def is_weakly_balanced(self) -> bool:
        """Whether it is weakly balanced."""
        return self.type in WEAKLY_BALANCED


def row_triads(combined: Combined, *, unbalanced: bool, node: str | None) -> Iterator[RowTriad]:
    """Yield the triangles of an edge list, by nodes; only unbalanced ones, or those of a node."""
    graph = combined.graph
    places = {tuple(pair): place for place, pair in enumerate(graph.pairs.tolist())}
    found = list_triangles(graph)
    for (a, b, c), kind in zip(found.nodes.tolist(), found.types.tolist(), strict=True):
        nodes = (graph.nodes[a], graph.nodes[b], graph.nodes[c])
        if (unbalanced and TYPES[kind] in BALANCED) or (node is not None and node not in nodes):
            continue
        x, y, z = places[a, b], places[a, c], places[b, c]
        signs = graph.signs
        yield RowTriad(
            nodes,
            TYPES[kind],
            (int(signs[x]), int(signs[y]), int(signs[z])),
            (combined.rows_of(x), combined.rows_of(y), combined.rows_of(z)),
        )


def _counts(combined: Combined, found: Sequence[RowTriad] | None) -> dict[str, int]:
    """Return the census of the triangles that are listed, of all where none are."""
    if found is None:
        return count_triangles(combined.graph)
    return census(found)


def rows_strip(
    groups: Mapping[str, tuple[Combined, Sequence[RowTriad] | None]],
    feet: Sequence[str],
    width: int,
    *,
    color: bool = False,
) -> str:
    """Return the triangles of each group as text, with the census; None lists none."""
    ink = Ink(color)
    lines: list[str] = []
    for label, (combined, found) in groups.items():
        if label:
            lines += [ink.strong(line) for line in fold_lines(one_line(label), width)]
        for triad in found or ():
            rows = "; ".join(", ".join(map(str, side)) for side in triad.rows)
            words = f"{triad.type}  {', '.join(triad.nodes)}  ({balance_words(triad)}; rows {rows})"
            lines += fold_lines(words, width, "", "     ")
        counts = _counts(combined, found)
        ratio, weak = balanced_ratio(counts, BALANCED), balanced_ratio(counts, WEAKLY_BALANCED)
        total = sum(counts.values())
        words = f"{total} triangle{'' if total == 1 else 's'}: "
        words += ", ".join(f"{count} {kind}" for kind, count in counts.items())
        if ratio is None or weak is None:
            words += "; no share of balanced ones."
        else:
            words += f"; share balanced {ratio:.4f}, weakly balanced {weak:.4f}."
        if combined.left_out:
            words += f" Pairs left out: {len(combined.left_out)}."
        lines += [*fold_lines(words, width, "", "  "), ""]
    return "\n".join((*lines, *foot_lines(feet, ink, width))) + "\n"


def rows_table(
    groups: Mapping[str, tuple[Combined, Sequence[RowTriad] | None]], by: str | None
) -> Table:
    """Return the triangles as rows, or the census of each group where none are listed."""
    first = (by,) if by else ()
    if any(found is None for _, found in groups.values()):
        counted = tuple(
            (*((label,) if by else ()), *_counts(combined, found).values())
            for label, (combined, found) in groups.items()
        )
        return Table((*first, *TYPES), counted)
    rows = [
        (
            *((label,) if by else ()),
            *(triad.type, triad.is_balanced, triad.is_weakly_balanced, *triad.nodes),
            *(" ".join(map(str, side)) for side in triad.rows),
        )
        for label, (_, found) in groups.items()
        for triad in found or ()
    ]
    columns = ("type", "balanced", "weakly_balanced", "a", "b", "c")
    return Table((*first, *columns, "rows_ab", "rows_ac", "rows_bc"), tuple(rows))


def rows_value(
    groups: Mapping[str, tuple[Combined, Sequence[RowTriad] | None]], by: str | None, rule: str
) -> Any:
    """Return the triangles for JSON: one object, or a list of them with ``by``."""
    values = []
    for label, (combined, found) in groups.items():
        counts = _counts(combined, found)
        value: dict[str, Any] = {"by": label} if by else {}
        value |= {
            "nodes": len(combined.graph.nodes),
            "edges": len(combined.graph.pairs),
            "triangles": counts,
            "balanced_ratio": balanced_ratio(counts, BALANCED),
            "weakly_balanced_ratio": balanced_ratio(counts, WEAKLY_BALANCED),
        }
        if found is not None:
            value["triads"] = [_triad_value(triad) for triad in found]
        value["left_out"] = [
            {"a": out.a, "b": out.b, "rows": list(out.rows), "why": out.why}
            for out in combined.left_out
        ]
        value["rule"] = rule
        values.append(value)
    return values if by else values[0]


def _triad_value(triad: RowTriad) -> dict[str, Any]:
    a, b, c = triad.nodes
    return {
        "nodes": list(triad.nodes),
        "type": triad.type,
        "balanced": triad.is_balanced,
        "weakly_balanced": triad.is_weakly_balanced,
        "edges": [
            {"a": x, "b": y, "sign": sign, "rows": list(rows)}
            for (x, y), sign, rows in zip(
                ((a, b), (a, c), (b, c)), triad.signs, triad.rows, strict=True
            )
        ],
    }
