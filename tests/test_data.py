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
from khgraph.stores import FileStore, Store

# Where the parts of the other copies lie: name of the part and its lines.
PARTS = {
    "kuromiya2014": {
        "abstract": (6, 16),
        "introduction": (18, 45),
        "section (1)": (46, 75),
        "section (2)": (77, 149),
        "section (3)": (151, 207),
        "section (4)": (209, 225),
        "conclusion": (237, 289),
    },
    "batbayar2000": {
        "paragraph 1": (26, 28),
        "paragraph 4": (39, 41),
        "paragraph 9": (59, 63),
        "paragraph 11": (69, 85),
        "paragraph 14": (103, 105),
        "contents": (107, 146),
    },
    "zuljan2019": {"paragraph 1": (1, 1), "paragraph 3": (3, 3), "note [1]": (4, 4)},
    "valdai2019": {
        "Barabanov, p. 3": (49, 65),
        "Luzyanin, p. 8": (125, 145),
        "Luzyanin, p. 15": (225, 233),
        "Streltsov, p. 16": (235, 255),
        "Streltsov, p. 25": (363, 371),
        "Streltsov, p. 28": (403, 409),
    },
}
CHAPTERS = {"Barabanov": "Oleg Barabanov", "Luzyanin": "Sergei Luzyanin"}
CHAPTERS["Streltsov"] = "Dmitry Streltsov"

# The bold lines of the Valdai copy repeat its text, and sometimes drop a hedge.
PULL_QUOTES = (61, 83, 119, 145, 163, *range(199, 206), 231, 267, *range(291, 294), 345, 371, 391)

# The last line of each page of the plain-text copy of Bulag 2009.
PAGE_ENDS = (46, 89, 152, 218, 296, 347, 442, 537, 633, 704, 798, 890, 959)


@pytest.fixture(scope="module")
def store() -> Store:
    """Return the bundled data."""
    return FileStore()


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
    """Every line of Bulag's that is cited exists, and the page is the one on which it stands."""
    wrong = {}
    for name, claim in all_claims.items():
        if claim.source != "bulag2009":
            continue
        pages = {page_of(line) for pair in ranges(claim.lines) for line in pair}
        cited = set()
        for part in claim.locator.removeprefix("pp. ").removeprefix("p. ").split(", "):
            first, _, last = part.partition("-")
            cited |= set(range(int(first), int(last or first) + 1))
        if not pages <= cited or min(pages) != min(cited) or max(pages) != max(cited):
            wrong[name] = (claim.locator, claim.lines)
    assert wrong == {}


@pytest.mark.parametrize(
    ("source", "part"), [(source, part) for source, parts in PARTS.items() for part in parts]
)
def test_the_locator_is_the_part_of_the_lines(
    all_claims: dict[str, Claim], source: str, part: str
) -> None:
    """What cites one part of a text alone cites lines of that part, and there are such claims."""
    first, last = PARTS[source][part]
    cited = [
        claim for claim in all_claims.values() if claim.source == source and claim.locator == part
    ]
    assert cited
    wrong = [
        (claim.iri, claim.lines)
        for claim in cited
        if not any(first <= line <= last for pair in ranges(claim.lines) for line in pair)
    ]
    assert wrong == []


def test_the_chapter_s_author_speaks(all_claims: dict[str, Claim]) -> None:
    """In the Valdai report the author named in the locator is the one who claims."""
    claims = [claim for claim in all_claims.values() if claim.source == "valdai2019"]
    named = [claim for claim in claims if claim.locator.partition(",")[0] in CHAPTERS]
    assert len(named) > 0.95 * len(claims)
    assert {
        claim.iri
        for claim in named
        if claim.attribution != (CHAPTERS[claim.locator.partition(",")[0]],)
    } == set()


def test_no_pull_quote_is_cited(all_claims: dict[str, Claim]) -> None:
    """A quotation set in bold is no evidence."""
    assert {
        claim.iri
        for claim in all_claims.values()
        if claim.source == "valdai2019"
        and any(
            first <= line <= last for first, last in ranges(claim.lines) for line in PULL_QUOTES
        )
    } == set()


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
    ("kuromiya2014-komatsubara-secret-agent-of-ussr", "thinksPossible", (), None, 51),
    ("kuromiya2014-komatsubara-betrayed-japan", "thinksProbable", (), None, 54),
    ("kuromiya2014-komatsubara-supported-ussr", "thinksProbable", (), None, 54),
    ("kuromiya2014-komatsubara-loyal-to-japan", "reports", ("V. Datsyshen",), None, 89),
    ("kuromiya2014-biambaa-captors-killed-biambaa", "thinksProbable", (), "1939", 193),
    ("kuromiya2014-executed-mongolians-spied-for-japan", "denies", (), "1937/1939", 248),
    ("kuromiya2014-great-terror-in-mongolia-deaths-20000", "affirms", (), "1937/1939", 247),
    ("kuromiya2014-tsuji-met-zhukov", "reports", ("CIA",), "1955", 215),
    ("kuromiya2014-japan-deaths-at-khalkhin-gol-8717", "affirms", (), None, 40),
    ("batbayar2000-nazi-soviet-pact-occurred", "affirms", (), "1939-08-24", 77),
    ("batbayar2000-anti-comintern-pact-occurred", "affirms", (), "1935-11", 65),
    ("batbayar2000-battle-local-war", "thinksPossible", (), None, 69),
    ("batbayar2000-genden-courted-japan", "reports", ("Soviet leadership",), None, 57),
    ("batbayar2000-soviet-troops-in-mongolia-30000", "affirms", (), None, 67),
    ("zuljan2019-japan-deaths-at-khalkhin-gol-8440", "reports", ("Clodfelter",), None, 4),
    ("zuljan2019-neutrality-pact-occurred", "affirms", (), "1941-04-13", 3),
    ("valdai2019-nazi-soviet-pact-occurred", "affirms", (), "1939-08-23", 69),
    ("valdai2019-japan-manchukuo-casualties-52000", "affirms", (), None, 151),
    ("valdai2019-mpr-army-attacked-manchukuo", "thinksProbable", (), "1934/1939", 179),
    ("valdai2019-tanaka-giichi-wrote-tanaka-memorial-open", "thinksPossible", (), None, 127),
    ("valdai2019-yeltsin-apologised-to-japan", "affirms", (), "1991/", 295),
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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tanaka-giichi", "katsuhiko-tanaka"),
        ("tanaka-giichi", "kakuei-tanaka"),
        ("a-amar", "mr-amar"),
        ("batbayar", "baabar"),
        ("outer-mongolia", "mpr"),
        ("mpr", "mongolia"),
    ],
)
def test_namesakes_stay_apart(store: Store, first: str, second: str) -> None:
    """Two who share a name are two, and each has statements of its own."""
    for name in (first, second):
        assert store.ask(f"ASK {{ ?s a kh:Statement ; ?p kha:{name} }}")


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Jukov", "kha:zhukov"),
        ("Lyzyanin", "kha:luzyanin"),
        ("Halhin-Gol", "khe:battle-of-khalkhin-gol"),
        ("Kuantung army", "kha:kwantung-army"),
        ("Manchouli", "khp:manzhouli"),
        ("Genghis Khan", "kha:chinggis-khan"),
    ],
)
def test_a_source_s_spelling_leads_to_the_one(store: Store, spelling: str, name: str) -> None:
    """However a source spells it, it is the same node."""
    assert store.ask(f'ASK {{ {name} skos:altLabel "{spelling}"@en }}')


def test_nobody_is_tied_by_an_accusation_alone(all_statements: list[Statement]) -> None:
    """What is only charged or suspected is never affirmed."""
    charged = {
        "khs:lingsheng-spied-for-mpr",
        "khs:jinjuurjab-spied-for-mpr",
        "khs:barga-in-mongolia-spied-for-japan",
        "khs:bogdanov-conspired-with-japan",
        "khs:genden-headed-spy-organisation",
        "khs:demid-headed-spy-organisation",
        "khs:genden-betrayed-mpr",
        "khs:japan-planned-occupation-of-mongolia",
    }
    stances = {
        claim.stance
        for statement in all_statements
        if f"khs:{local_name(statement.iri)}" in charged
        for claim in statement.claims
    }
    assert stances == {"reports"}
