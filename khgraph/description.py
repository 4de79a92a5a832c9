"""The dataset described for machines: VoID and DCAT, with the numbers of the census."""

from __future__ import annotations

from importlib.metadata import version

import pyoxigraph as ox

from khgraph.census import Census
from khgraph.namespaces import KH, KHC, PREFIXES, RDF, XSD, expand, local_name
from khgraph.stores import Store, is_iri, text_of
from khgraph.stores.rdf_files import read_triples
from khgraph.turtle import write

DATASET = "https://w3id.org/khgraph/dataset"
TITLE = "Friends and enemies around the Battle of Khalkhin Gol (1939)"
_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_VOCABULARIES = (KH, PREFIXES["dcterms"], PREFIXES["prov"], PREFIXES["skos"])
# From the first year that the sources speak of as theirs to the last: Bulag's 1905, Valdai's 2019.
_YEARS = ("1905", "2019")


def describe(store: Store, census: Census) -> str:
    """Return the description of the data in Turtle, in the project's one form.

    The numbers are those of the data files alone, without the ontology.
    """
    triples = {triple for path in store.paths for triple in read_triples(path)}
    sources = {
        local_name(text_of(source)): ox.NamedNode(text_of(source))
        for (source,) in store.select("SELECT DISTINCT ?source WHERE { ?c dcterms:source ?source }")
        if is_iri(source)
    }
    groups = {group: dict(counts) for group, counts in census.groups}
    found: list[ox.Triple] = []

    def say(subject: str, name: str, *values: ox.NamedNode | ox.Literal) -> None:
        node = ox.NamedNode(subject)
        found.extend(ox.Triple(node, ox.NamedNode(expand(name)), value) for value in values)

    say(DATASET, "rdf:type", *map(_node, ("void:Dataset", "dcat:Dataset")))
    say(DATASET, "dcterms:title", _text(TITLE))
    say(
        DATASET,
        "dcterms:description",
        _text(
            "Who was whose friend and enemy, who says so, on which page, how surely and when: "
            "statements as questions, claims as the sources' answers, turns between them."
        ),
    )
    say(DATASET, "dcterms:license", ox.NamedNode(_LICENSE))
    say(DATASET, "dcterms:language", ox.Literal("en"))
    say(DATASET, "dcterms:temporal", ox.NamedNode(f"{DATASET}/period"))
    say(f"{DATASET}/period", "rdf:type", _node("dcterms:PeriodOfTime"))
    for name, year in zip(("dcat:startDate", "dcat:endDate"), _YEARS, strict=True):
        say(f"{DATASET}/period", name, ox.Literal(year, datatype=ox.NamedNode(XSD + "gYear")))
    say(DATASET, "dcat:version", ox.Literal(version("khgraph")))
    say(DATASET, "dcat:keyword", *map(_text, ("Khalkhin Gol", "Nomonhan", "signed network")))
    say(DATASET, "dcterms:source", *sources.values())
    say(DATASET, "void:vocabulary", *map(ox.NamedNode, _VOCABULARIES))
    say(DATASET, "void:uriSpace", ox.Literal("https://w3id.org/khgraph/"))
    say(DATASET, "void:exampleResource", ox.NamedNode(expand("kha:lingsheng")))
    say(DATASET, "void:triples", ox.Literal(len(triples)))
    say(DATASET, "void:entities", ox.Literal(sum(groups["things"].values())))
    say(DATASET, "void:distinctSubjects", ox.Literal(len({t.subject for t in triples})))
    say(DATASET, "void:properties", ox.Literal(len({t.predicate for t in triples})))
    classes: dict[str, int] = {}
    for triple in triples:
        if triple.predicate.value == RDF + "type" and isinstance(triple.object, ox.NamedNode):
            classes[triple.object.value] = classes.get(triple.object.value, 0) + 1
    say(DATASET, "void:classes", ox.Literal(len(classes)))
    for iri, number in classes.items():
        part = f"{DATASET}/class/{iri.removeprefix(KH)}"
        say(DATASET, "void:classPartition", ox.NamedNode(part))
        say(part, "void:class", ox.NamedNode(iri))
        say(part, "void:entities", ox.Literal(number))
    for name, numbers in census.stances:
        if name not in sources:
            continue
        part = f"{DATASET}/claims/{name}"
        say(DATASET, "void:subset", ox.NamedNode(part))
        say(part, "rdf:type", _node("void:Dataset"))
        say(part, "dcterms:title", _text(f"The claims of {name}"))
        say(part, "dcterms:source", sources[name])
        say(part, "void:uriSpace", ox.Literal(f"{KHC}{name}-"))
        say(part, "void:entities", ox.Literal(sum(numbers)))
    say(DATASET, "dcat:distribution", ox.NamedNode(f"{DATASET}/turtle"))
    say(f"{DATASET}/turtle", "rdf:type", _node("dcat:Distribution"))
    say(f"{DATASET}/turtle", "dcat:mediaType", ox.NamedNode(_TURTLE))
    say(f"{DATASET}/turtle", "dcterms:license", ox.NamedNode(_LICENSE))
    return write(found)


_TURTLE = "https://www.iana.org/assignments/media-types/text/turtle"


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def _text(words: str) -> ox.Literal:
    return ox.Literal(words, language="en")
