"""The bundled data: rules that every record keeps, and claims read against the page by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khgraph import resources
from khgraph.formatter import format_file
from khgraph.model import Claim, Statement, Turn
from khgraph.namespaces import local_name
from khgraph.records import statements, turns
from khgraph.store import Store

# The last line of each page of the plain-text copy of Bulag 2009.
PAGE_ENDS = (46, 89, 152, 218, 296, 347, 442, 537, 633, 704, 798, 890, 959)


@pytest.fixture(scope="module")
def store() -> Store:
    """Return the bundled data."""
    return Store()


@pytest.fixture(scope="module")
def all_statements(store: Store) -> list[Statement]:
    """Return every statement."""
    return statements(store)


@pytest.fixture(scope="module")
def all_turns(store: Store) -> list[Turn]:
    """Return every turn."""
    return turns(store)


@pytest.fixture(scope="module")
def all_claims(all_statements: list[Statement], all_turns: list[Turn]) -> dict[str, Claim]:
    """Return every claim by its id."""
    records: list[Statement | Turn] = [*all_statements, *all_turns]
    return {local_name(claim.iri): claim for record in records for claim in record.claims}


def ranges(lines: str) -> list[tuple[int, int]]:
    """Return the line ranges of a claim as pairs."""
    pairs = [part.partition("-") for part in lines.split(",")]
    return [(int(first), int(last or first)) for first, _, last in pairs]


def page_of(line: int) -> int:
    """Return the page on which a line of the copy stands."""
    return next(page for page, end in enumerate(PAGE_ENDS, 1) if line <= end)


@pytest.mark.parametrize(
    "path", [resources.data_path(), resources.ontology_path()], ids=["data", "ontology"]
)
def test_the_file_is_in_form(path: Path) -> None:
    """The data and the ontology stand in the one form, with the bounds of every date."""
    assert path.read_text(encoding="utf-8") == format_file(path), f"run: khgraph fmt {path}"


def test_every_statement_and_turn_is_answered(
    all_statements: list[Statement], all_turns: list[Turn]
) -> None:
    """No question stands without a claim."""
    records: list[Statement | Turn] = [*all_statements, *all_turns]
    silent = [record.iri for record in records if not record.claims]
    assert silent == []


def test_the_locator_is_the_page_of_the_lines(all_claims: dict[str, Claim]) -> None:
    """Every cited line exists, and the page is the one on which it stands."""
    wrong = {}
    for name, claim in all_claims.items():
        pages = {page_of(line) for pair in ranges(claim.lines) for line in pair}
        cited = set()
        for part in claim.locator.removeprefix("pp. ").removeprefix("p. ").split(", "):
            first, _, last = part.partition("-")
            cited |= set(range(int(first), int(last or first) + 1))
        if not pages <= cited or min(pages) != min(cited) or max(pages) != max(cited):
            wrong[name] = (claim.locator, claim.lines)
    assert wrong == {}


def test_no_claim_cites_a_page_number_or_an_empty_line_alone(all_claims: dict[str, Claim]) -> None:
    """A range of lines goes forward and is not longer than a column."""
    wrong = {
        name: claim.lines
        for name, claim in all_claims.items()
        for first, last in ranges(claim.lines)
        if last < first or last - first > 45
    }
    assert wrong == {}


def test_a_report_says_whose_view_it_is(all_claims: dict[str, Claim]) -> None:
    """What is only reported has its holder."""
    assert [
        name
        for name, claim in all_claims.items()
        if claim.stance == "reports" and not claim.according_to
    ] == []


def test_comments_are_sentences(all_claims: dict[str, Claim]) -> None:
    """Every claim is told in a sentence of our own that ends."""
    wrong = [n for n, claim in all_claims.items() if not re.search(r"[.?]$", claim.comment)]
    assert wrong == []


# Read on the page: id, stance, whose view, date, a line within the cited range.
READ_BY_HAND = [
    ("bulag2009-japan-executed-lingsheng", "affirms", (), "1936-04-24", 566),
    ("bulag2009-lingsheng-spied-for-mpr", "reports", ("Japan",), None, 556),
    ("bulag2009-lingsheng-kin-of-merse", "affirms", (), None, 612),
    ("bulag2009-jinjuurjab-loyal-to-japan", "reports", ("Japan",), "1939", 711),
    ("bulag2009-jinjuurjab-defected-to-soviet-mongolian-forces", "affirms", (), "1945-08-09", 886),
    ("bulag2009-guo-wenlin-commanded-tenth-military-zone", "affirms", (), "1945-08-09", 884),
    ("bulag2009-third-corps-rifles", "affirms", (), "1931-09/1932-02", 525),
    ("bulag2009-schmitt-holds-theory-concept-of-the-political", "affirms", (), "1927", 261),
    ("bulag2009-mao-holds-theory-united-front", "affirms", (), "1925", 267),
    ("bulag2009-hingan-army-strength-at-the-battle", "affirms", (), "1939-22", 342),
    ("bulag2009-barga-fought-for-manchukuo", "denies", (), "1939-22", 842),
    ("bulag2009-mpr-puppet-of-ussr", "doubts", (), "1939", 297),
    ("bulag2009-babujab-died", "affirms", (), "1916", 402),
    ("bulag2009-manzhouli-conference-1935-occurred", "affirms", (), "1935", 547),
    ("bulag2009-manzhouli-conference-1936-occurred", "affirms", (), "1936", 716),
    ("bulag2009-mongolia-calls-it-border-incident", "thinksProbable", (), "2009", 167),
    ("bulag2009-japan-too-proud", "thinksPossible", (), "2009", 149),
    ("bulag2009-bulag-on-the-mild-occupation", "thinksPossible", (), None, 923),
    (
        "bulag2009-inner-mongols-unconscionable-collaborators",
        "denies",
        (),
        None,
        794,
    ),
    ("bulag2009-merse-attacked-hailar", "affirms", (), None, 512),
]


@pytest.mark.parametrize(
    ("name", "stance", "holders", "when", "line"), READ_BY_HAND, ids=[c[0] for c in READ_BY_HAND]
)
def test_a_claim_says_what_the_page_says(
    all_claims: dict[str, Claim],
    name: str,
    stance: str,
    holders: tuple[str, ...],
    when: str | None,
    line: int,
) -> None:
    """Stance, holder, date and lines are those that a reader found on the page."""
    claim = all_claims[name]
    assert (claim.stance, claim.according_to, claim.when) == (stance, holders, when)
    assert any(first <= line <= last for first, last in ranges(claim.lines))


PERSONS = (
    "lingsheng jinjuurjab ganjuurjab babujab sebjingtai merse guo-wenlin tomorbagan gada-meiren "
    "han-sewang xiao-lama badmarabtan gongsangnorbu zhang-zuolin zhang-xueliang pu-yi "
    "chiang-kai-shek zhukov medvedev elbegdorj schmitt mao coox genden bogdanov"
)


@pytest.mark.parametrize("name", PERSONS.split())
def test_the_persons_are_there(store: Store, name: str) -> None:
    """Every person of the essay, and the two whom the ontology was asked to model besides."""
    assert store.ask(f"ASK {{ kha:{name} a kh:Person ; skos:prefLabel ?label }}")


def test_one_man_has_both_spellings(store: Store) -> None:
    """A second spelling in the source is a label, not a second man."""
    rows = store.select(
        'SELECT ?man WHERE { ?man skos:prefLabel|skos:altLabel "Ganjuurjab"@en , "Ganjuurjav"@en }'
    )
    assert len(rows) == 1


def test_nobody_is_tied_by_an_accusation_alone(all_statements: list[Statement]) -> None:
    """What is only charged or suspected is never affirmed."""
    charged = {
        "khs:lingsheng-spied-for-mpr",
        "khs:jinjuurjab-spied-for-mpr",
        "khs:barga-in-mongolia-spied-for-japan",
    }
    stances = {
        claim.stance
        for statement in all_statements
        if f"khs:{local_name(statement.iri)}" in charged
        for claim in statement.claims
    }
    assert stances == {"reports"}
