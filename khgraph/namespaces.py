"""The prefixes of the project: one table, used by the data, the queries and the tool."""

from khgraph.errors import KhgraphError

KH = "https://w3id.org/khgraph/ontology#"
KHA = "https://w3id.org/khgraph/actor/"
KHB = "https://w3id.org/khgraph/source/"
KHC = "https://w3id.org/khgraph/claim/"
KHD = "https://w3id.org/khgraph/document/"
KHE = "https://w3id.org/khgraph/event/"
KHI = "https://w3id.org/khgraph/idea/"
KHP = "https://w3id.org/khgraph/place/"
KHS = "https://w3id.org/khgraph/statement/"
KHT = "https://w3id.org/khgraph/turn/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "crminf": "http://www.cidoc-crm.org/extensions/crminf/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "kh": KH,
    "kha": KHA,
    "khb": KHB,
    "khc": KHC,
    "khd": KHD,
    "khe": KHE,
    "khi": KHI,
    "khp": KHP,
    "khs": KHS,
    "kht": KHT,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "rel": "http://purl.org/vocab/relationship/",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS,
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}

# The namespaces whose things a reader may name by their bare id, such as `lingsheng`.
THING_NAMESPACES = (KHA, KHE, KHP, KHI, KHD, KHB)


def shorten(iri: str) -> str:
    """Return *iri* as prefix:name where a prefix of the table fits, else unchanged.

    Examples
    --------
    >>> shorten("https://w3id.org/khgraph/actor/lingsheng")
    'kha:lingsheng'
    >>> shorten("urn:x")
    'urn:x'
    """
    best = ""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(namespace) > len(PREFIXES.get(best, "")):
            best = prefix
    if not best:
        return iri
    return f"{best}:{iri[len(PREFIXES[best]) :]}"


def expand(name: str) -> str:
    """Return the IRI of a CURIE such as ``kha:lingsheng``; an IRI is returned as it is.

    Raises
    ------
    KhgraphError
        If there is no prefix, or it is not in the table.

    Examples
    --------
    >>> expand("kha:lingsheng")
    'https://w3id.org/khgraph/actor/lingsheng'
    """
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    if "://" in name or name.startswith("urn:"):
        return name
    known = ", ".join(sorted(PREFIXES))
    problem = f"prefix {prefix!r} in {name!r} is not known" if colon else f"{name!r} has no prefix"
    raise KhgraphError(f"{problem}; use one of {known}")


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/`` of *iri*.

    Examples
    --------
    >>> local_name("https://w3id.org/khgraph/ontology#killed")
    'killed'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
