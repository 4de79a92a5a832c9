"""Lives: the first and last day of actors, from statements made by hand."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khgraph.dates import OPEN_END, OPEN_START, Bounds, edtf_bounds
from khgraph.lives import Life, lives, placed_act, within_life, within_spell
from khgraph.model import Claim, Entity, RelationType, Statement
from khgraph.namespaces import KH
from khgraph.records import statements
from khgraph.stores import Store

ALDA = Entity("urn:alda", "Alda", "Person")
NUR = Entity("urn:nur", "Nur", "State")
SEL = Entity("urn:sel", "Sel", "Place")


def claim(iri: str, when: str | None, stance: str = "affirms") -> Claim:
    """Return a claim with this date."""
    bounds = edtf_bounds(when) if when else Bounds()
    return Claim(iri, "test2000", "", "", stance, (), (), when, bounds, "", None)


def statement(subject: Entity, kind: str, *claims: Claim, iri: str = "urn:s") -> Statement:
    """Return a statement that something was born, died, existed or the like."""
    relation = RelationType(KH + kind, kind, kind, None, is_symmetric=False, is_act=False)
    return Statement(iri, subject, relation, "true", claims)


# From statements to lives


@pytest.mark.parametrize(
    ("kind", "when", "first", "last"),
    [
        ("born", "1886-03", "1886-03-01", None),
        ("died", "1936-04-24", None, "1936-04-24"),
        ("died", "1938", None, "1938-12-31"),
        ("existed", "1932/1945", "1932-01-01", "1945-12-31"),
        ("existed", "1924/", "1924-01-01", None),
        ("existed", "/1991", None, "1991-12-31"),
        ("existed", "1946/..", "1946-01-01", OPEN_END),
        ("born", "[1880..1890]", "1880-01-01", None),
        ("died", "[..1938]", None, "1938-12-31"),
    ],
)
def test_what_a_claim_says_of_a_life(
    kind: str, when: str, first: str | None, last: str | None
) -> None:
    """A birth dates the first day, a death the last, existence both, as far as they are known."""
    said = claim("c", when)
    birth, death = (said,) * (first is not None), (said,) * (last is not None)
    assert lives([statement(NUR, kind, said)]) == {"urn:nur": Life(first, last, birth, death)}


def test_birth_death_and_existence_make_one_life() -> None:
    """All statements about an actor count together, whatever their order."""
    born = statement(ALDA, "born", claim("b", "1886"), iri="urn:b")
    died = statement(ALDA, "died", claim("d", "1936-04-24"), iri="urn:d")
    state = statement(NUR, "existed", claim("e", "1932/1945"), iri="urn:e")
    found = lives([born, died, state])
    assert found == lives([state, died, born])
    assert (found["urn:alda"].first, found["urn:alda"].last) == ("1886-01-01", "1936-04-24")
    assert found["urn:alda"].birth == born.claims
    assert found["urn:alda"].death == died.claims
    assert list(found) == ["urn:alda", "urn:nur"]


@pytest.mark.parametrize(
    "stance", ["thinksProbable", "thinksPossible", "reports", "doubts", "denies"]
)
def test_only_affirmed_claims_count(stance: str) -> None:
    """What an author does not affirm ends no life, alone or beside another claim."""
    weak, sure = claim("a", "1950", stance), claim("b", "1936-04-24")
    assert lives([statement(ALDA, "died", weak)]) == {}
    assert lives([statement(ALDA, "died", weak, sure)]) == {
        "urn:alda": Life(None, "1936-04-24", (), (sure,))
    }


def test_disputed_dates_take_the_widest() -> None:
    """Of three births and three deaths the earliest and the latest stand, and come first."""
    born = [claim("a", "1890"), claim("b", "1886-05-01"), claim("c", "1886-05-01")]
    died = [claim("d", "1936-04-24"), claim("f", "1938"), claim("e", "1938-12-31")]
    found = lives(
        [
            statement(ALDA, "born", *born[::-1]),
            statement(ALDA, "died", *died[:1], iri="urn:t"),
            statement(ALDA, "died", *died[1:], iri="urn:u"),
        ]
    )["urn:alda"]
    assert (found.first, found.last) == ("1886-05-01", "1938-12-31")
    assert [said.iri for said in found.birth] == ["b", "c", "a"]
    assert [said.iri for said in found.death] == ["e", "f", "d"]


@pytest.mark.parametrize(
    ("kind", "dates"),
    [("died", ("1937-11-27", "[1945..]")), ("born", ("1900", "[..1880]"))],
)
def test_a_dispute_with_an_unknown_side_leaves_it_unknown(
    kind: str, dates: tuple[str, str]
) -> None:
    """Died in 1937, or after 1945: the second allows any later day, so no last day stands."""
    said = [claim(str(number), when) for number, when in enumerate(dates)]
    life = lives([statement(ALDA, kind, *said)]).get("urn:alda", Life())
    assert (life.first, life.last) == (None, None)


@pytest.mark.parametrize(
    "found",
    [
        statement(ALDA, "died", claim("c", None)),
        statement(ALDA, "died"),
        statement(ALDA, "killed", claim("c", "1936")),
        statement(ALDA, "born", claim("c", "[..1886]")),
    ],
    ids=["undated", "unclaimed", "killed", "born-before"],
)
def test_what_tells_of_no_life(found: Statement) -> None:
    """Without a date or a claim, or of another kind, a statement bounds nothing."""
    assert lives([found]) == {}


def test_an_event_has_days_too() -> None:
    """When an event occurred bounds what was done at it."""
    found = statement(SEL, "occurred", claim("c", "1939-05-11/1939-09-16"))
    assert lives([found])[SEL.iri][:2] == ("1939-05-11", "1939-09-16")


def test_the_small_graph_tells_of_no_death(small: Store) -> None:
    """An execution is no statement of a death: the data says who died by `died`."""
    assert all("/event/" in iri for iri in lives(statements(small)))
    assert lives([]) == {}


# From lives to bounds


@pytest.mark.parametrize(
    ("when", "life", "first", "last"),
    [
        ("1932/", Life(last="1936-04-24"), "1932-01-01", "1936-04-24"),
        ("[1932..]", Life(last="1936-04-24"), "1932-01-01", "1936-04-24"),
        ("/1939", Life(first="1886-01-01"), "1886-01-01", "1939-12-31"),
        ("[..1939]", Life("1886-01-01", "1936-04-24"), "1886-01-01", "1936-04-24"),
        (None, Life("1886-01-01", "1936-04-24"), "1886-01-01", "1936-04-24"),
        (None, Life(first="1886-01-01"), "1886-01-01", None),
        (None, Life(), None, None),
        # A vague date is narrowed to the life, and what is dated beyond it stays.
        ("193X", Life(first="1932-03-01"), "1932-03-01", "1939-12-31"),
        ("193X", Life(last="1936-04-24"), "1930-01-01", "1936-04-24"),
        ("193X", Life(first="1950-01-01"), "1930-01-01", "1939-12-31"),
        ("1932/1945", Life("1886-01-01", "1936-04-24"), "1932-01-01", "1945-12-31"),
        ("1932/..", Life(last="1936-04-24"), "1932-01-01", OPEN_END),
        # What begins after the death is not made to end before it begins.
        ("1938/", Life(last="1936-04-24"), "1938-01-01", None),
        ("/1880", Life(first="1886-01-01"), None, "1880-12-31"),
        # A beginning in the year of the death was before it, an end in the year of birth after it.
        ("1936/", Life(last="1936-04-24"), "1936-01-01", "1936-04-24"),
        ("[1936-03..]", Life(last="1936-03-01"), "1936-03-01", "1936-03-01"),
        ("/1886", Life(first="1886-03-07"), "1886-03-07", "1886-12-31"),
    ],
)
def test_a_life_bounds_what_is_unknown(
    when: str | None, life: Life, first: str | None, last: str | None
) -> None:
    """An unknown beginning is not before the birth, and an unknown end not after the death."""
    before = edtf_bounds(when) if when else Bounds()
    after = within_life(before, life)
    assert (after.earliest_start, after.latest_end) == (first, last)
    assert after[1:3] == before[1:3]


DAYS = [f"1939-08-{number}" for number in range(10, 15)]
bound = st.none() | st.sampled_from(DAYS)
bounds_of_days = st.builds(Bounds, bound, bound, bound, bound)
life_of_days = st.builds(Life, bound, bound)


def fits(bounds: Bounds) -> bool:
    """Return whether some beginning and some end after it are within *bounds*."""
    return any(
        (bounds[0] or start) <= start <= (bounds[1] or start)
        and (bounds[2] or end) <= end <= (bounds[3] or end)
        for start, end in product(DAYS, DAYS)
        if start <= end
    )


@given(bounds_of_days, life_of_days)
def test_a_life_narrows_and_turns_nothing_inside_out(bounds: Bounds, life: Life) -> None:
    """A side becomes that of the life or stays; none widens; twice is once."""
    assume(fits(bounds))
    assume(not (life.first and life.last) or life.first <= life.last)
    after = within_life(bounds, life)
    assert after[1:3] == bounds[1:3]
    assert after.earliest_start in (bounds.earliest_start, life.first)
    assert after.latest_end in (bounds.latest_end, life.last)
    assert (after.earliest_start or OPEN_START) >= (bounds.earliest_start or OPEN_START)
    assert (after.latest_end or OPEN_END) <= (bounds.latest_end or OPEN_END)
    assert (after.earliest_start or OPEN_START) <= (after.latest_end or OPEN_END)
    assert within_life(after, life) == after


@given(life_of_days)
def test_a_life_that_ends_before_it_begins_turns_nothing_inside_out(life: Life) -> None:
    """A birth and a death that contradict each other do not make an undated tie impossible."""
    assert fits(within_life(Bounds(), life))


@pytest.mark.parametrize(
    ("when", "others", "first", "last"),
    [
        ("1935-11/", ["/1939-08-23"], "1935-11-01", "1939-08-23"),
        ("/1939-08-23", ["1935-11/"], "1935-11-01", "1939-08-23"),
        ("1939-05-15/", ["1939-22", "1939-05-11/1939-09-16"], "1939-05-15", "1939-09-16"),
        ("1935/1939", ["1930/1945"], "1935-01-01", "1939-12-31"),
        ("1945/", ["/1939"], "1945-01-01", None),
        (None, ["1935/1939"], None, None),
    ],
)
def test_the_claims_about_one_statement_are_one_spell(
    when: str | None, others: list[str], first: str | None, last: str | None
) -> None:
    """What one leaves unsaid another dates, as wide as they have it and never inside out."""
    bounds = edtf_bounds(when) if when else Bounds()
    found = within_spell(bounds, [edtf_bounds(other) for other in others])
    assert (found.earliest_start, found.latest_end) == (first, last)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("1937-07/", "1937-07-01", "1937-07-31"),
        ("/1936", "1936-01-01", "1936-12-31"),
        ("1939", "1939-01-01", "1939-12-31"),
        ("[..1936]", None, "1936-12-31"),
    ],
)
def test_an_act_is_placed_where_it_is_dated(when: str, first: str | None, last: str) -> None:
    """An act of which only the beginning is said was done then, and no later."""
    found = placed_act(edtf_bounds(when))
    assert (found.earliest_start, found.latest_end) == (first, last)
