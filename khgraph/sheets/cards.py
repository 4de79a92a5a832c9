"""Hops as the records that the templates print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from khgraph.model import PRECISION_WORDS, STANCE_WORDS, Claim
from khgraph.namespaces import local_name, shorten
from khgraph.paths import Hop
from khgraph.strips.paths import others_words
from khgraph.strips.wording import hedge_words

NO_DATE = "no date in the source"


def hop_card(hop: Hop) -> dict[str, Any]:
    """Return a hop with its evidence; `hedge` is empty where a claim affirms it."""
    return {
        "anchor": anchor(hop),
        "id": shorten(hop.statement.iri),
        "start": hop.start,
        "end": hop.end,
        "words": hop.words,
        "sign": hop.sign,
        "hedge": hedge_words(hop.claims).removesuffix(": "),
        "when": _dates_of(hop.claims),
        "claims": [_claim_card(claim) for claim in hop.claims],
        "others": others_words(hop),
    }


def _claim_card(claim: Claim) -> dict[str, str]:
    place = claim.citation.strip()
    if claim.lines:
        place += f", {claim.lines_words}"
    return {
        "stance": STANCE_WORDS.get(claim.stance, claim.stance),
        "who": " and ".join(claim.attribution) or "author not named",
        "after": " and ".join(claim.according_to),
        "when": claim.when or NO_DATE,
        "where": place or "no source recorded",
        "comment": claim.comment,
        "note": claim.curator_note or "",
        "precision": PRECISION_WORDS.get(claim.precision or "", ""),
    }


def _dates_of(claims: Iterable[Claim]) -> str:
    """Return the dates that *claims* give, as the data has them, each once, in time order."""
    dated = sorted((claim.bounds.time_key, claim.when) for claim in claims if claim.when)
    return "; ".join(dict.fromkeys(when for _, when in dated)) or NO_DATE


def anchor(hop: Hop) -> str:
    """Return the id of a hop's card in the page, by which the drawing refers to it."""
    # The data may name a statement by any IRI, and no two may come to the same id.
    return "s-" + "".join(
        char if char.isalnum() or char == "-" else f"_{ord(char):x}_"
        for char in shorten(hop.statement.iri)
    )


def kinds_of(hops: Iterable[Hop]) -> list[str]:
    """Return the kinds of the things of *hops*, sorted."""
    return sorted({thing.kind for hop in hops for thing in (hop.start, hop.end)})


def source_ids(hops: Iterable[Hop]) -> set[str]:
    """Return the ids of the sources that *hops* rest on."""
    return {local_name(claim.source) for hop in hops for claim in hop.claims}


def outline(drawn: Sequence[Hop], hops: Sequence[Hop]) -> list[dict[str, Any]]:
    """Return a tree of hops as nested records, a thing with the hops that lead on from it."""
    if not hops:
        return []
    below: dict[str, list[Hop]] = {}
    for hop in drawn:
        below.setdefault(hop.start.iri, []).append(hop)
    root = hops[0].start

    def branch(hop: Hop) -> dict[str, Any]:
        return {
            "thing": hop.end,
            "sign": hop.sign,
            "is_hedged": bool(hedge_words(hop.claims)),
            "anchor": anchor(hop),
            "below": [branch(other) for other in below.get(hop.end.iri, ())],
        }

    return [{"thing": root, "below": [branch(hop) for hop in below.get(root.iri, ())]}]
