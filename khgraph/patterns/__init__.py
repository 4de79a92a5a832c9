"""Patterns of friend and enemy in dated and cited ties: their definitions, and where they occur.

Each is a definition that a program can decide, with the literature it comes from.
Where a definition is our reading of an author, it says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from khgraph.errors import NameLookupError
from khgraph.patterns.corpus import BOND_TYPES, Corpus, Instance, Pattern
from khgraph.patterns.figures import (
    autonomy_traps,
    broken_fronts,
    buffers,
    dilemmas,
    schmitt_pairs,
    third_neighbours,
    united_fronts,
)
from khgraph.patterns.positions import POSITIONS, focal_positions, open_triads

__all__ = [
    "BOND_TYPES",
    "DEFAULT_HORIZON",
    "DEFAULT_YEARS",
    "PATTERNS",
    "Corpus",
    "Instance",
    "Pattern",
    "find_patterns",
]

DEFAULT_YEARS = 10
# Patterns ask what followed on what: an enmity of 1937 that no source ends says little of 1956.
DEFAULT_HORIZON = 10

PATTERNS: Sequence[Pattern] = (
    Pattern(
        "schmitt-pair",
        "Schmitt's pair: a friend found out as an enemy",
        "Two actors have a friendly tie; one of them then accuses, suspects, betrays, deceives, "
        "arrests, purges, executes or kills the other, at most the given years after the last day "
        "on which the friendly tie can have held.",
        "C. Schmitt, Der Begriff des Politischen (1927), as read by U. E. Bulag 2009, p. 5: "
        "whether a friend is real or a hidden enemy. The choice of acts is our reading.",
        schmitt_pairs,
    ),
    Pattern(
        "united-front",
        "Mao's united front: friends against a foe",
        "A balanced triangle of the type +--: two friends with a lasting tie, and a foe whom both "
        "are hostile to, all on one same day. Which of the two friends is the self, the reader "
        "chooses.",
        "Mao Zedong's strategy of 1925 as read by U. E. Bulag 2009, p. 5; balance after F. Heider "
        "1946 and D. Cartwright and F. Harary 1956.",
        united_fronts,
    ),
    Pattern(
        "autonomy-trap",
        "Bulag's autonomy trap: the foe goes, and the friends fall out",
        "A united front of friends with a lasting tie, whose foe comes to its end, or whose "
        "lasting enmity with both friends has a dated end; at most the given years later a hostile "
        "tie between the friends begins. Possible where the dates let the quarrel come before the "
        "foe was gone.",
        "U. E. Bulag 2009, pp. 7-8: friends without a foe have no boundary between themselves. The "
        "limit in years and the end of the enmity as a test are our reading.",
        autonomy_traps,
    ),
    Pattern(
        "co-ethnic-dilemma",
        "The co-ethnic dilemma: led by one against one's own",
        "Somebody who is no state follows a leader (serves it, fights for or beside it, is loyal "
        "to it, belongs to it or is commanded by it), the leader is hostile to a third party, and "
        "the follower is tied to that third party by friendship of its own or by kinship, all on "
        "one same day. It ends by desertion, defection, refusal, defiance or disillusion.",
        "U. E. Bulag 2009, pp. 6, 10-12: Inner Mongols on the Japanese side against the Mongols of "
        "the MPR. As a pattern it is our reading.",
        dilemmas,
    ),
    Pattern(
        "buffer",
        "Buffer: tied both ways to two enemies",
        "An actor has ties of both signs to each of two actors that are hostile to one another, "
        "all on one same day.",
        "U. E. Bulag 2009, p. 12: Inner Mongolia as a buffer; buffer states in international "
        "relations, e.g. T. M. Fazal 2004. Two-sided ties as the test are our reading.",
        buffers,
    ),
    Pattern(
        "third-neighbour",
        "Third neighbour: a new friend outside two",
        "An actor keeps a balance towards two states, and in that time a friendly tie begins that "
        "joins it to a third, who is then no friend of either.",
        "U. E. Bulag 2009, p. 3, and S. Luzyanin 2019, p. 5: Mongolia's third neighbours. That the "
        "third must be no friend of either is our reading.",
        third_neighbours,
    ),
    Pattern(
        "common-foe-did-not-hold",
        "A common foe that did not hold the friends together",
        "A united front of friends with a lasting tie, between whom a hostile tie begins, at most "
        "the given years after it, while both can still have been hostile to the common foe on a "
        "later day.",
        "Against F. Heider 1946, for whom a balanced triangle is at rest; U. E. Bulag 2009, p. 7.",
        broken_fronts,
    ),
    Pattern(
        "focal-position",
        "The six focal positions: a triangle as one of its actors sees it",
        "Every stretch of days on which three actors make a triangle, seen from each of them: "
        + "; ".join(POSITIONS.values())
        + ".",
        "F. Heider 1946; the six positions are the partitions of a triangle by the actor's own two "
        "ties and the tie between the others.",
        focal_positions,
    ),
    Pattern(
        "open-triad",
        "Open triads: two ties, and the third that theory predicts",
        "An actor with signed ties to two others on days on which these have none recorded, nor "
        "are part or kin of one another; the third tie came if it began at most the given years "
        "after the last of these days. Strong balance "
        "predicts the product of the two signs; weak balance nothing for two enemies.",
        "F. Heider 1946; J. A. Davis 1967; tested on states by Z. Maoz et al. 2007.",
        open_triads,
    ),
)


def find_patterns(
    corpus: Corpus,
    names: Sequence[str] = (),
    years: int = DEFAULT_YEARS,
    actor: str | None = None,
) -> dict[str, list[Instance]]:
    """Return the instances of each pattern, or of those named, in time order.

    Parameters
    ----------
    corpus : Corpus
    names : sequence of str
        Names of patterns; empty for all of `PATTERNS`.
    years : int
        How many years after its occasion a consequence still counts.
    actor : str, optional
        The IRI of an actor; only instances in which it has a role. An open triad or a
        focal position is that of the actor whose two ties it is about.

    Returns
    -------
    dict of str to list of Instance
        In the order of `PATTERNS`; a pattern without an instance has an empty list.

    Raises
    ------
    NameLookupError
        If there is no pattern of a name.
    """
    known = [pattern.name for pattern in PATTERNS]
    for name in names:
        if name not in known:
            raise NameLookupError(
                f"no pattern is called {name!r}; there are {', '.join(known)}", tuple(known)
            )
    return {
        pattern.name: sorted(
            (
                found
                for found in pattern.find(corpus, years)
                if actor is None or actor in _centres(found)
            ),
            key=lambda found: (found.first, found.last, found.roles),
        )
        for pattern in PATTERNS
        if not names or pattern.name in names
    }


def _centres(found: Instance) -> tuple[str, ...]:
    """Return the actors whose instance it is."""
    actors = tuple(actor for _, actor in found.roles)
    return actors[:1] if found.pattern in ("focal-position", "open-triad") else actors
