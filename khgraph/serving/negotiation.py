"""What form an answer takes: the media types that are offered, and those a client accepts."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A form of answers: its name as with ``--format``, and its media types, the proper one first.

    `parameters` follow the media type in ``Content-Type``.
    """

    name: str
    media_types: tuple[str, ...]
    parameters: str = ""


class Choice(NamedTuple):
    """The form that a client gets, and under which name."""

    name: str
    content_type: str


_UTF8 = "; charset=utf-8"

# In the order in which they are given to who accepts several alike. The generic names come
# last in each: a client that knows only them still gets an answer, and under that name.
ROWS = (
    Format("srj", ("application/sparql-results+json", "application/json")),
    Format("srx", ("application/sparql-results+xml", "application/xml", "text/xml")),
    Format("csv", ("text/csv",), f"{_UTF8}; header=present"),
    Format("tsv", ("text/tab-separated-values",), _UTF8),
)
GRAPHS = (
    Format("ttl", ("text/turtle", "application/x-turtle"), _UTF8),
    Format("nt", ("application/n-triples",)),
    Format("jsonld", ("application/ld+json", "application/json")),
    Format("rdf", ("application/rdf+xml", "application/xml", "text/xml")),
    Format("trig", ("application/trig",)),
    Format("nq", ("application/n-quads",)),
)
PAGE = Format("html", ("text/html", "application/xhtml+xml"))


def choose(formats: tuple[Format, ...], accept: str) -> Choice | None:
    """Return the format that suits an ``Accept`` header best, None where none does.

    The most specific range that covers a media type says its quality (RFC 9110, 12.5.1);
    among equals the earlier format wins. A range with an asterisk stands for proper media
    types only. No header accepts everything.

    Examples
    --------
    >>> choose(ROWS, "text/*;q=0.5, application/json;q=0.4, */*;q=0.1")
    Choice(name='csv', content_type='text/csv; charset=utf-8; header=present')
    >>> choose(ROWS, "image/png") is None
    True
    """
    ranges = _ranges(accept)
    best, best_quality = None, 0.0
    for offered in formats:
        for media_type in offered.media_types:
            is_proper = media_type == offered.media_types[0]
            quality = _quality(ranges, media_type) if is_proper else ranges.get(media_type, 0.0)
            if quality > best_quality:
                best = Choice(offered.name, media_type + offered.parameters)
                best_quality = quality
    return best


def listed(formats: tuple[Format, ...]) -> str:
    """Return the proper media types of *formats*, as a sentence names them."""
    return ", ".join(offered.media_types[0] for offered in formats)


def _ranges(accept: str) -> dict[str, float]:
    """Return the quality of each media range of an ``Accept`` header."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_range:
            ranges[media_range] = max(ranges.get(media_range, 0.0), _weight(parameters))
    return ranges or {"*/*": 1.0}


def _weight(parameters: list[str]) -> float:
    """Return the number behind ``q=``; what cannot be read counts as if it were not there."""
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 1.0
    return 1.0


def _quality(ranges: dict[str, float], media_type: str) -> float:
    for media_range in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        if media_range in ranges:
            return ranges[media_range]
    return 0.0
