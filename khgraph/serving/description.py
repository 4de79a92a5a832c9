"""What the endpoint says of itself: a SPARQL 1.1 Service Description."""

from __future__ import annotations

from typing import NamedTuple

from khgraph.namespaces import PREFIXES, RDF, XSD

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
# The names that the W3C gives to what `khgraph.serving.negotiation` offers.
_FORMAT_NAMES = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
)


class Dataset(NamedTuple):
    """What is served: its name, its size, and whether it lies in several graphs."""

    name: str
    triple_count: int
    has_named_graphs: bool


def describe(endpoint: str, dataset: Dataset, form: str, *, calls_others: bool) -> bytes:
    """Return the description of the service at the URL *endpoint*.

    Parameters
    ----------
    endpoint : str
    dataset : Dataset
    form : str
        The name of a format of graphs.
    calls_others : bool
        Whether SERVICE is answered.
    """
    import io

    import pyoxigraph as ox

    from khgraph.serving.graphs import write_graph

    node = ox.NamedNode
    kind = node(RDF + "type")
    service, whole, graph = (node(endpoint + end) for end in ("", "#dataset", "#default-graph"))
    size = ox.Literal(str(dataset.triple_count), datatype=node(XSD + "integer"))
    features = ["UnionDefaultGraph"] * dataset.has_named_graphs
    features += ["BasicFederatedQuery"] * calls_others
    triples = [
        ox.Triple(service, kind, node(_SD + "Service")),
        ox.Triple(service, node(_SD + "endpoint"), service),
        ox.Triple(service, node(_SD + "supportedLanguage"), node(_SD + "SPARQL11Query")),
        *(
            ox.Triple(service, node(_SD + "resultFormat"), node(_FORMATS + n))
            for n in _FORMAT_NAMES
        ),
        *(ox.Triple(service, node(_SD + "feature"), node(_SD + name)) for name in features),
        ox.Triple(service, node(_SD + "defaultDataset"), whole),
        ox.Triple(whole, kind, node(_SD + "Dataset")),
        ox.Triple(whole, node(PREFIXES["dcterms"] + "title"), ox.Literal(dataset.name)),
        ox.Triple(whole, node(_SD + "defaultGraph"), graph),
        ox.Triple(graph, kind, node(_SD + "Graph")),
        ox.Triple(graph, node(PREFIXES["void"] + "triples"), size),
    ]
    output = io.BytesIO()
    write_graph(triples, form, output)
    return output.getvalue()
