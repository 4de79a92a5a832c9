"""Validation: each rule is broken by one file, and data that keep the rules give no finding."""

import csv
import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import rdflib

from khgraph import resources
from khgraph.errors import LoadError, QueryError
from khgraph.namespaces import PREFIXES, shorten
from khgraph.shapes import COMPUTED_RULES, Finding, Report, rule_name, validate
from khgraph.stores import FileStore, text_of

DATA = Path(__file__).parent / "data"
VALID = DATA / "valid.ttl"
INVALID = sorted((DATA / "invalid").glob("*.ttl"), key=lambda path: path.stem)
CHECKS = sorted((resources.queries_path() / "checks").glob("*.rq"))
SH = rdflib.Namespace(PREFIXES["sh"])
SHAPES = rdflib.Graph().parse(resources.shapes_path(), format="turtle")
SHAPE_RULES = {shape: rule_name(str(shape)) for shape in SHAPES.subjects(SH.message)}

with (DATA / "invalid" / "findings.tsv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))

# What is changed in valid.ttl, and the one rule that is broken then.
CHANGES = [
    # things
    ("kha:japan\n    a kh:State ;", "kha:japan\n    a kh:Actor ;", "kind"),
    ("kha:japan\n    a kh:State ;", "kha:japan\n    a kh:State, prov:Agent ;", "kind"),
    ("kha:japan\n    a kh:State ;", "kha:japan\n    a kh:Stat ;", "undescribed-thing"),
    ("kha:japan\n    a kh:State ;", "kha:japan", "undescribed-thing"),
    ('    skos:prefLabel "Japan"@en ;\n', "", "label"),
    ('"Japan"@en', '"Japan"', "label"),
    ('"Japan"@en', '"日本"@ja', "label"),
    ('"Ling Sheng"@en', '"Lingsheng"@en', "other-label"),
    ('"Ling Sheng"@en', "kha:bulag", "other-label"),
    ("kh:namedIn khb:anonymous2000", 'kh:namedIn "A leaflet"', "named-in"),
    ('"The leaflet names no author."@en', '""@en', "curator-note"),
    ("kha:mongols", "kha:Mongols", "iri-of-another-kind"),
    ("kha:mongols", "kha:the--mongols", "iri-of-another-kind"),
    ('    skos:scopeNote "The people, not the state."@en ;\n', "", "shared-label"),
    ('skos:prefLabel "Mongols"@en', 'skos:prefLabel "MONGOLIA"@en', "shared-label"),
    # sources
    ('"A leaflet"@en', '"A leaflet"@en, "Ein Flugblatt"@de', "source-title"),
    ('    dcterms:issued "2000-05-01"^^xsd:date ;\n', "", "source-year"),
    ("dcterms:creator kha:bulag", 'dcterms:creator "Bulag"', "source-creator"),
    ("dcterms:creator kha:bulag", "dcterms:creator khe:battle", "source-creator"),
    ('"Licence unknown; facts only."@en', '"Licence unknown; facts only."', "source-rights"),
    # statements
    ("rdf:subject kha:japan", "rdf:subject khc:bulag2009-japan-holds", "statement-subject"),
    ("rdf:predicate kh:executed", "rdf:predicate kh:killed, kh:executed", "statement-relation"),
    ("rdf:predicate kh:executed", "rdf:predicate kha:japan", "statement-relation"),
    ("rdf:predicate kh:deaths", "rdf:predicate kh:quantity", "statement-relation"),
    ("rdf:object 31", 'rdf:object "31"', "statement-number"),
    ("rdf:object 31", "rdf:object kha:japan", "statement-number"),
    ('kh:unit "men"@en', 'kh:unit "men"@en, "horses"@en', "statement-number"),
    ('"It was a border incident."@en', '"It was a border incident."', "statement-text"),
    ('"It was a border incident."@en', '" "@en', "statement-text"),
    ("rdf:object true", "rdf:object false", "statement-unary"),
    ("rdf:object khi:autonomy", "rdf:object true", "statement-thing"),
    ("rdf:object khi:autonomy", "rdf:object 31", "statement-thing"),
    ("rdf:object khi:autonomy", "rdf:object khs:lingsheng-died", "statement-thing"),
    ('"Nomonhan jiken"@ja-latn', '""', "statement-name"),
    ('"governor"@en', '"Gouverneur"@de', "statement-words"),
    ("kh:topic khp:hulunbuir", "kh:topic khs:lingsheng-died", "statement-third-thing"),
    # turns
    ("kh:fromStatement khs:l", "kh:fromStatement khs:lingsheng-died, khs:l", "turn-from"),
    ("kh:fromStatement khs:l", "kh:fromStatement khs:japan-executed-lingsheng, khs:l", "turn-from"),
    ("kh:toStatement khs:j", "kh:toStatement khs:lingsheng-died, khs:j", "turn-to"),
    ("kh:byEvent khe:execution", "kh:byEvent khe:execution, khe:battle", "turn-event"),
    ("    kh:turnKind kh:betrayal ;\n", "", "turn-kind"),
    ("kh:turnKind kh:betrayal", "kh:turnKind kh:betrayal, kh:purge", "turn-kind"),
    # claims
    ("kh:stance kh:thinksProbable", "kh:stance kh:thinksProbable, kh:doubts", "claim-stance"),
    ("kh:stance kh:thinksProbable", 'kh:stance "probable"', "claim-stance"),
    ("kh:accordingTo kha:japan", 'kh:accordingTo "Japan"', "claim-view"),
    ("    kh:accordingTo kha:japan ;\n", "", "claim-report"),
    ('kh:locator "p. 9"', 'kh:locator "p. 9", "p. 10"', "claim-locator"),
    ('kh:locator "p. 9"', 'kh:locator ""', "claim-locator"),
    ('    kh:lines "613-616" ;\n', "", "claim-lines"),
    ('kh:lines "613-616"', 'kh:lines "613-616, 620"', "claim-lines"),
    ('kh:lines "613-616"', 'kh:lines "0-5"', "claim-lines-reversed"),
    ('"So the author says."@en', '"So sagt der Verfasser."@de', "claim-comment"),
    ('kh:when "1932/.."', 'kh:when "1932/.."@en', "claim-when"),
    ('kh:when "1932/.."', 'kh:when "1932/1931"', "claim-when-not-edtf"),
    ('kh:when "1932/.."', 'kh:when "1932/"', "claim-bounds-stale"),
    ('    kh:earliestStart "1932-01-01"^^xsd:date ;\n', "", "claim-bounds-stale"),
    ('"1932-01-01"', '"1931-12-31"^^xsd:date, "1932-01-01"', "claim-bounds-stale"),
    ('"1932-01-01"^^xsd:date', '"1933-01-01"^^xsd:date', "claim-bounds-out-of-order"),
    ('"1932-01-01"^^xsd:date', '"1932-02-30"^^xsd:date', "ill-formed-date"),
    ('"2000-05-01"^^xsd:date', '"2000-13-01"^^xsd:date', "ill-formed-date"),
    ("kh:precision kh:moreThan", "kh:precision kh:moreThan, kh:lessThan", "claim-precision"),
    ("khc:bulag2009-japan-holds", "khc:anonymous2000-japan-holds", "claim-iri-without-source"),
    # the graph as a whole
    (
        "kh:about kht:japan-turned-on-lingsheng",
        "kh:about khs:japan-holds",
        "statement-without-claim",
    ),
    ("kh:atEvent khe", "kh:atEvnt khe", "unknown-term"),
    ("kh:stance kh:thinksProbable", "kh:stance kh:probable", "unknown-term"),
    ("kh:byEvent khe:execution", "kh:byEvent khe:exekution", "undescribed-thing"),
    ("kh:namedIn khb:anonymous2000", "kh:namedIn khb:anonymus2000", "undescribed-thing"),
    ('kh:locator "p. 9"', 'kh:locator "p. 9" ; kh:role "historian"@en', "property-out-of-place"),
]

DEATH_OF_BULAG = """
khs:bulag-died a kh:Statement ;
    rdf:subject kha:bulag ; rdf:predicate kh:died ; rdf:object true .
khc:bulag2009-bulag-died a kh:Claim ; kh:about khs:bulag-died ;
    kh:stance kh:affirms ; prov:wasAttributedTo kha:bulag ; dcterms:source khb:bulag2009 ;
    kh:locator "p. 1" ; kh:lines "1" ; rdfs:comment "He died in 1930."@en ; kh:when "1930" ;
    kh:earliestStart "1930-01-01"^^xsd:date ; kh:latestStart "1930-12-31"^^xsd:date ;
    kh:earliestEnd "1930-01-01"^^xsd:date ; kh:latestEnd "1930-12-31"^^xsd:date .
"""
DEED_OF_BULAG = """
khs:deed a kh:Statement ;
    rdf:subject kha:bulag ; rdf:predicate kh:attacked ; rdf:object kha:japan .
khc:bulag2009-deed a kh:Claim ; kh:about khs:deed ;
    kh:stance kh:affirms ; prov:wasAttributedTo kha:bulag ; dcterms:source khb:bulag2009 ;
    kh:locator "p. 2" ; kh:lines "2" ; rdfs:comment "He attacked Japan."@en ; kh:when "1931" ;
    kh:earliestStart "1931-01-01"^^xsd:date ; kh:latestStart "1931-12-31"^^xsd:date ;
    kh:earliestEnd "1931-01-01"^^xsd:date ; kh:latestEnd "1931-12-31"^^xsd:date .
"""
ANOTHER_DEATH = DEATH_OF_BULAG.replace("bulag-died", "bulag-died-later").replace("1930", "1932")
REFUSED_DEATH = DEATH_OF_BULAG.replace("affirms", "denies")
OTHER_EVENT = 'khe:other-battle a kh:Event ; skos:prefLabel "Other"@en ; skos:altLabel "{}"@en .'


def rules(findings: Sequence[Finding]) -> list[str]:
    """Return the rules of *findings*, in order."""
    return [finding.rule for finding in findings]


def shapes_of(graph: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return the shapes that *graph* declares."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    return {shape for kind in kinds for shape in graph.subjects(rdflib.RDF.type, kind)}


def write(path: Path, text: str) -> Path:
    """Write *text* to *path* and return the path."""
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["file"])
def test_a_faulty_file_gives_its_own_finding_and_no_other(row: dict[str, str]) -> None:
    """A file with one fault is reported once, by the rule of its name, with the exact message."""
    report = validate([DATA / "invalid" / row["file"]])
    assert [
        {"focus": f.focus, "rule": f.rule, "value": f.value, "message": f.message}
        for f in report.findings
    ] == [{key: row[key] for key in ("focus", "rule", "value", "message")}]
    assert not report.conforms
    assert row["file"] == f"{row['rule']}.ttl"


def test_every_rule_has_a_file_that_breaks_it() -> None:
    """Each shape with a message, each check and each computed rule has a file; none is spare."""
    names = [*SHAPE_RULES.values(), *(path.stem for path in CHECKS), *COMPUTED_RULES]
    assert len(names) == len(set(names))
    assert sorted(names) == [path.stem for path in INVALID]
    assert [row["file"] for row in EXPECTED] == [path.name for path in INVALID]


@pytest.mark.parametrize(("old", "new", "rule"), CHANGES)
def test_a_change_of_valid_data_breaks_one_rule(
    old: str, new: str, rule: str, tmp_path: Path
) -> None:
    """One wrong place in valid data gives findings of one rule, whichever way it is wrong."""
    text = VALID.read_text(encoding="utf-8")
    assert old in text
    prefixes = f"@prefix foaf: <{PREFIXES['foaf']}> .\n"
    report = validate([write(tmp_path / "changed.ttl", prefixes + text.replace(old, new, 1))])
    assert rules(report.findings) == [rule]


def test_valid_data_conform() -> None:
    """Data that use every kind of thing and keep the rules give no finding."""
    assert validate([VALID]) == Report(())
    assert validate([VALID]).conforms


def test_the_ontology_conforms() -> None:
    """The ontology keeps its own rules."""
    assert [str(finding) for finding in validate([resources.ontology_path()]).findings] == []


def test_the_bundled_data_conform() -> None:
    """The data that are shipped keep every rule."""
    assert [str(finding) for finding in validate().findings] == []


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        pytest.param(DEATH_OF_BULAG + DEED_OF_BULAG, ["act-after-death"], id="a deed a year after"),
        pytest.param(DEED_OF_BULAG, [], id="no death"),
        pytest.param(REFUSED_DEATH + DEED_OF_BULAG, [], id="a death that is denied"),
        pytest.param(DEATH_OF_BULAG + ANOTHER_DEATH + DEED_OF_BULAG, [], id="a disputed death"),
        pytest.param(
            DEATH_OF_BULAG + DEED_OF_BULAG.replace("kh:affirms", "kh:doubts"), [], id="doubted"
        ),
        pytest.param(
            DEATH_OF_BULAG + DEED_OF_BULAG.replace("attacked", "commemorated"), [], id="exempt"
        ),
        pytest.param(
            DEATH_OF_BULAG + DEED_OF_BULAG.replace("attacked", "honoured"),
            ["act-after-death"],
            id="the dead honour nobody",
        ),
        pytest.param(
            DEATH_OF_BULAG + DEED_OF_BULAG.replace("attacked", "opposed"), [], id="a state, no act"
        ),
        pytest.param(
            DEATH_OF_BULAG
            + DEED_OF_BULAG.replace("subject kha:bulag", "subject kha:japan").replace(
                "object kha:japan", "object kha:bulag"
            ),
            ["act-after-death"],
            id="attacked when dead",
        ),
    ],
)
def test_the_dead_do_not_act(addition: str, expected: list[str], tmp_path: Path) -> None:
    """An act after the last affirmed day of death is found; memory, doubt and dispute are not."""
    text = VALID.read_text(encoding="utf-8") + addition
    assert rules(validate([write(tmp_path / "data.ttl", text)]).findings) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Battle of Khalkhin Gol", ["shared-label"], id="the preferred name"),
        pytest.param("EXECUTION of Lingsheng", ["shared-label"], id="in another case"),
        pytest.param("Japan", [], id="the name of an actor"),
    ],
)
def test_names_are_shared_within_a_namespace_only(
    name: str, expected: list[str], tmp_path: Path
) -> None:
    """A name may belong to an actor and an event, but not to two events."""
    text = VALID.read_text(encoding="utf-8") + OTHER_EVENT.format(name)
    assert rules(validate([write(tmp_path / "data.ttl", text)]).findings) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kh:sign -1", "kh:sign 1", []),
        ("kh:sign -1", "kh:sign 0", ["sign-against-hierarchy"]),
        ("    kh:sign -1 ;\n", "", ["sign-against-hierarchy"]),
        ("subPropertyOf kh:friendlyTo", "subPropertyOf kh:killed", []),
        ("subPropertyOf kh:friendlyTo", "subPropertyOf kh:kinOf", ["sign-against-hierarchy"]),
        ("subPropertyOf kh:friendlyTo", "subPropertyOf kh:tiedTo", ["sign-against-hierarchy"]),
    ],
)
def test_the_sign_follows_the_hierarchy(
    old: str, new: str, expected: list[str], tmp_path: Path
) -> None:
    """A relation type has the sign of its head, and none outside the signed heads."""
    text = (DATA / "invalid" / "sign-against-hierarchy.ttl").read_text(encoding="utf-8")
    assert old in text
    findings = validate([write(tmp_path / "data.ttl", text.replace(old, new))]).findings
    assert rules(findings) == expected


def test_a_thing_at_fault_is_reported_once_and_not_by_what_points_to_it(tmp_path: Path) -> None:
    """A source without its block gives one finding, though every claim cites it."""
    text = VALID.read_text(encoding="utf-8")
    block = re.compile(r"^khb:bulag2009\n.*?^\.\n", re.MULTILINE | re.DOTALL)
    report = validate([write(tmp_path / "data.ttl", block.sub("", text))])
    assert [(f.focus, f.rule) for f in report.findings] == [("khb:bulag2009", "undescribed-thing")]


def test_findings_of_one_rule_and_thing_are_one_with_all_values(tmp_path: Path) -> None:
    """Two wrong names of one thing are listed in one finding, sorted."""
    text = VALID.read_text(encoding="utf-8").replace('"Ling Sheng"@en', "kha:japan, kha:bulag")
    (finding,) = validate([write(tmp_path / "data.ttl", text)]).findings
    assert (finding.rule, finding.value) == ("other-label", "kha:bulag, kha:japan")


def test_a_finding_says_where_it_is() -> None:
    """The file and the line of the block come first, the rule last."""
    path = DATA / "invalid" / "claim-stance.ttl"
    (finding,) = validate([path]).findings
    line = path.read_text(encoding="utf-8").split("\n").index(finding.focus) + 1
    assert (finding.file, finding.line) == (str(path), line)
    assert str(finding).startswith(f"{path}:{line}: {finding.focus}: A claim needs exactly one")
    assert str(finding).endswith("[claim-stance]")


def test_a_finding_without_a_line_or_with_a_value_reads_well() -> None:
    """Where the line is not found the file stands alone; a value follows the rule."""
    finding = Finding("kha:a", "label", "Name it.", "A", "data.ttl", 0)
    assert str(finding) == "data.ttl: kha:a: Name it. [label: A]"


def test_the_report_does_not_depend_on_the_order_of_triples(tmp_path: Path) -> None:
    """Shuffled triples of many faulty files give the same findings in the same order."""
    lines = set()
    for path in INVALID[::4]:
        lines |= set(rdflib.Graph().parse(path).serialize(format="nt").splitlines())
    reports = []
    for seed in (1, 2):
        shuffled = sorted(lines)
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, not a secret
        findings = validate([write(tmp_path / "data.nt", "\n".join(shuffled))]).findings
        reports.append([(f.focus, f.rule, f.message, f.value) for f in findings])
    assert reports[0] == reports[1] == sorted(reports[0])
    assert len(reports[0]) > 10


def test_the_report_does_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds print the same report."""
    script = "import sys, khgraph.shapes as s; print(*s.validate(sys.argv[1:]).findings, sep='\\n')"
    command = [sys.executable, "-c", script, *map(str, INVALID[::6])]
    reports = {
        subprocess.run(
            command,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(reports) == 1


def test_progress_is_told_step_by_step() -> None:
    """The caller hears of each file and each of the three kinds of rule."""
    steps: list[str] = []
    validate([VALID], progress=steps.append)
    assert steps == [
        f"reading {VALID}",
        f"reading {resources.ontology_path()}",
        "asking the queries that must find nothing",
        "checking each thing against its shape",
        "working out dates and line ranges",
    ]


def test_an_ill_formed_date_is_found_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What rdflib would log as a traceback is a finding and nothing else."""
    assert rules(validate([DATA / "invalid" / "ill-formed-date.ttl"]).findings)
    assert caplog.records == []


def test_a_blank_node_is_refused(tmp_path: Path) -> None:
    """A node without a name is an error that says so, not a finding."""
    path = write(tmp_path / "blank.ttl", '[] <http://www.w3.org/2000/01/rdf-schema#label> "x" .')
    with pytest.raises(LoadError, match="give every node an IRI"):
        validate([path])


def test_a_syntax_error_is_refused_with_its_line(tmp_path: Path) -> None:
    """A file that is not Turtle is an error with file and line."""
    path = write(tmp_path / "broken.ttl", "@prefix kh: <https://w3id.org/k#> .\nkh:a kh:b .\n")
    with pytest.raises(LoadError, match=r"broken\.ttl:2: "):
        validate([path])


def test_a_check_without_a_message_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query without its summary line is an error that names the query."""
    (tmp_path / "checks").mkdir()
    write(tmp_path / "checks" / "mute.rq", "SELECT ?focus WHERE { ?focus ?p ?o } ORDER BY ?focus")
    monkeypatch.setattr(resources, "queries_path", lambda: tmp_path)
    with pytest.raises(QueryError, match="query mute: the header needs one line"):
        validate([VALID])


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_is_written_as_the_others(path: Path) -> None:
    """Header, prefixes, columns and order follow the one form, and the focus comes first."""
    text = path.read_text(encoding="utf-8")
    header = re.findall(r"^#\+ (\w+): (.+)$", text, re.MULTILINE)
    assert [key for key, _ in header] == ["summary", "columns"]
    summary, columns = header[0][1], header[1][1].split()
    assert summary[0] == summary[0].upper() or summary.startswith("kh:")
    assert summary.endswith(".")
    select = text.partition("\nSELECT ")[2].partition("\nWHERE ")[0]
    aliases = re.sub(r"\(.*?AS (\?\w+)\)", r"\1", select).removeprefix("DISTINCT ")
    assert aliases.split() == [f"?{name}" for name in columns]
    assert columns[0] == "focus"
    assert text.endswith(f"\nORDER BY {' '.join(f'?{name}' for name in columns)}\n")
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", text, re.MULTILINE))
    assert declared == {prefix: PREFIXES[prefix] for prefix in sorted(declared)}
    assert list(declared) == sorted(declared)
    body = re.sub(r'"[^"]*"|#.*', "", text.partition("\nSELECT ")[2])
    assert set(re.findall(r"(\w+):", body)) == set(declared)


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_finds_the_same_in_two_engines(path: Path) -> None:
    """Oxigraph and rdflib find the same fault in the file that breaks the check."""
    faulty = DATA / "invalid" / f"{path.stem}.ttl"
    query = path.read_text(encoding="utf-8")
    graph = rdflib.Graph()
    for source in (faulty, resources.ontology_path()):
        graph.parse(source, format="turtle")
    expected = [[text_of(term) for term in row] for row in FileStore([faulty]).select(query)]
    result = graph.query(query)
    found = [[str(row.get(name) or "") for name in result.vars or ()] for row in result.bindings]
    assert found == expected
    assert found


def test_shapes_are_named_and_speak_plainly() -> None:
    """Each shape has an IRI; a rule's message is one English text that ends with a full stop."""
    for shape in shapes_of(SHAPES):
        assert re.fullmatch(r"kh:[A-Z][A-Za-z0-9]+Shape", shorten(str(shape)))
    for shape in SHAPE_RULES:
        (message,) = SHAPES.objects(shape, SH.message)
        assert isinstance(message, rdflib.Literal)
        assert message.language == "en"
        assert message.endswith(".")


def test_every_shape_is_a_rule_or_serves_one() -> None:
    """A shape with targets has a message; a shape without is a condition inside another."""
    targets = (SH.targetClass, SH.targetSubjectsOf)
    targeting = {shape for target in targets for shape in SHAPES.subjects(target)}
    inner = (SH.node, SH["not"], SH.property)
    serving = {shape for path in inner for shape in SHAPES.objects(None, path)}
    for alternatives in SHAPES.objects(None, SH["or"]):
        serving |= set(SHAPES.items(alternatives))
    assert targeting == set(SHAPE_RULES)
    assert serving == shapes_of(SHAPES) - targeting


def test_shapes_name_terms_that_exist() -> None:
    """Every kh: term in the shapes is in the ontology, or is a shape."""
    ontology = rdflib.Graph().parse(resources.ontology_path(), format="turtle")
    known = set(ontology.subjects()) | set(SHAPES.subjects())
    terms = {term for triple in SHAPES for term in triple if str(term).startswith(PREFIXES["kh"])}
    assert terms <= known
