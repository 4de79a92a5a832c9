"""The graph as a Python object: what the commands do, for programs and notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from khgraph.model import Claim, Entity, Statement, Turn
from khgraph.names import NameIndex
from khgraph.reading import Reading
from khgraph.stores import Row, Store, Term, open_store, text_of

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from khgraph.balance import Point
    from khgraph.census import Census
    from khgraph.comparison import Comparison
    from khgraph.contested import Contest
    from khgraph.dossier import Dossier, Hit
    from khgraph.histories import History
    from khgraph.joining import Joining
    from khgraph.paths import Path as EvidencePath
    from khgraph.paths import Routes, Search
    from khgraph.patterns import Instance
    from khgraph.shapes import Report
    from khgraph.surroundings import Surroundings
    from khgraph.triads import Triad
    from khgraph.verification import SourceCheck


def load(*locations: str | Path) -> KnowledgeGraph:
    """Return the bundled graph, or the one in RDF files, in an index or at an endpoint's URL.

    Raises
    ------
    LoadError
        If a file cannot be read.
    """
    return KnowledgeGraph(open_store(locations))


class KnowledgeGraph:
    """Typed access to actors, statements and claims, and the functions behind the commands.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def names(self) -> NameIndex:
        """All names of all things."""
        return NameIndex(self.store)

    @cached_property
    def graph(self) -> rdflib.Graph:
        """The data as an rdflib graph; made once, changes to it do not reach the commands."""
        return self.to_rdflib()

    def to_rdflib(self) -> rdflib.Graph:
        """Return the data, without the ontology, as a new rdflib graph with the prefixes bound.

        Of an index or an endpoint, all that is said of anything but the ontology's terms.

        Raises
        ------
        LoadError
            If a file has gone since it was loaded, or cannot be read any more.
        """
        import pyoxigraph as ox
        import rdflib

        from khgraph.namespaces import KH, PREFIXES
        from khgraph.stores.rdf_files import read_triples

        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        parts = [read_triples(path) for path in self.store.paths] or [
            self.store.construct(
                "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o"
                f' FILTER(!STRSTARTS(STR(?s), "{KH.removesuffix("#")}")) }}'
            )
        ]
        for triples in parts:
            # rdflib reads fewer formats, and no graph beside the one; N-Triples suit both.
            text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
            graph.parse(data=(text or b"").decode(), format="nt")
        return graph

    def actors(self) -> list[Entity]:
        """Return persons, states, peoples, armies and organisations, by label."""
        return [entity for entity in self.names if entity.is_actor]

    @cached_property
    def _statements(self) -> tuple[Statement, ...]:
        from khgraph.records import statements

        return tuple(statements(self.store))

    def statements(self) -> list[Statement]:
        """Return all statements with their claims, by IRI."""
        return list(self._statements)

    def claims(self) -> list[Claim]:
        """Return all claims about statements and turning points, by IRI."""
        claims = [claim for statement in self._statements for claim in statement.claims]
        claims += [claim for turn in self._turns for claim in turn.claims]
        by_iri = {claim.iri: claim for claim in claims}
        return [by_iri[iri] for iri in sorted(by_iri)]

    @cached_property
    def _turns(self) -> tuple[Turn, ...]:
        from khgraph.records import turns

        return tuple(turns(self.store))

    def turns(self) -> list[Turn]:
        """Return the turning points in time order."""
        return list(self._turns)

    def thing(self, name: str) -> Entity:
        """Return what *name* means: an id, a CURIE, an IRI or any label.

        Raises
        ------
        NameLookupError
            If nothing or more than one thing has the name.
        """
        return self.names.find(name)

    def _actor(self, name: str | None) -> Entity | None:
        return None if name is None else self.names.find(name, actors_only=True)

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the solutions of a SELECT query; see `khgraph.stores.Store.select`."""
        return self.store.select(text, bindings)

    def query(self, name: str, /, **parameters: str) -> list[dict[str, str]]:
        """Return the answer to a named query, one dictionary a row, empty text where unbound.

        Parameters
        ----------
        name : str
            The name of a query in the catalogue, such as ``ties-of-actor``.
        **parameters : str
            Its parameters as they are given on the command line, such as ``actor="Japan"``.

        Raises
        ------
        QueryError
            If there is no such query, or a parameter is unknown, missing or of the wrong type.
        """
        from khgraph.catalogue import find_query

        query = find_query(name)
        bindings = query.bindings(
            parameters, lambda text, actors_only: self.names.find(text, actors_only=actors_only).iri
        )
        rows = self.store.select(query.text, bindings)
        return [dict(zip(query.columns, map(text_of, row), strict=True)) for row in rows]

    def show(self, name: str) -> Dossier:
        """Return what the graph holds about the thing called *name*."""
        from khgraph.dossier import dossier

        return dossier(self.store, self.thing(name))

    def find(self, text: str) -> list[Hit]:
        """Return where *text* stands in labels and claims."""
        from khgraph.dossier import find

        return find(self.store, text)

    def contested(self, name: str | None = None) -> Contest:
        """Return where claims contradict one another, in all or about one thing."""
        from khgraph.contested import contest

        return contest(self.store, self.thing(name) if name is not None else None)

    def compare(self, first: str, second: str) -> Comparison:
        """Return what two sources, given by id, both hold, what one holds, where they clash."""
        from khgraph.comparison import compare

        return compare(self.store, first, second)

    def census(self) -> Census:
        """Return what the graph holds, in numbers."""
        from khgraph.census import census

        return census(self.store)

    def verify(self, folder: str | Path) -> list[SourceCheck]:
        """Check every claim against the texts of which *folder* has copies."""
        from khgraph.verification import verify

        return verify(self.store, Path(folder))

    def path(self, start: str, end: str, reading: Reading | None = None) -> EvidencePath | None:
        """Return the best of the shortest paths between two things, or None."""
        routes = self.routes(start, end, reading)
        return routes.paths[0] if routes.paths else None

    def routes(
        self,
        start: str,
        end: str,
        reading: Reading | None = None,
        search: Search | None = None,
    ) -> Routes:
        """Return the best paths between two things within the limits of *search*."""
        from khgraph.paths import find_routes

        ends = self.thing(start), self.thing(end)
        return find_routes(self.store, *ends, reading or Reading(), search)

    def between(
        self, *names: str, reading: Reading | None = None, search: Search | None = None
    ) -> Joining:
        """Return the fewest hops that join the things of *names*."""
        from khgraph.joining import find_joining

        ends = [self.thing(name) for name in names]
        return find_joining(self.store, ends, reading or Reading(), search)

    def neighbours(
        self,
        name: str,
        depth: int = 1,
        reading: Reading | None = None,
        search: Search | None = None,
    ) -> Surroundings:
        """Return the things within *depth* hops of the thing called *name*."""
        from khgraph.surroundings import find_surroundings

        return find_surroundings(self.store, self.thing(name), reading or Reading(), search, depth)

    def network(self, reading: Reading | None = None) -> nx.MultiDiGraph[str]:
        """Return the signed multigraph of a reading; see `khgraph.reading.network`."""
        from khgraph.reading import network

        return network(self._statements, reading or Reading())

    def triads(
        self,
        actor: str | None = None,
        reading: Reading | None = None,
        conflict: str = "ambivalent",
    ) -> list[Triad]:
        """Return the signed triangles, of all actors or around one."""
        from khgraph.projection import project
        from khgraph.triads import triads

        centre = self._actor(actor)
        return triads(project(self.network(reading), conflict), centre.iri if centre else None)

    def history(
        self,
        first: str,
        second: str,
        third: str,
        reading: Reading | None = None,
        conflict: str = "ambivalent",
    ) -> History:
        """Return the life history of the ties between three actors."""
        from khgraph.histories import Chronicle

        chronicle = Chronicle(self._statements, self._turns, reading or Reading(), conflict)
        names = (first, second, third)
        return chronicle.history(*(self.names.find(n, actors_only=True).iri for n in names))

    def patterns(
        self,
        *names: str,
        actor: str | None = None,
        years: int = 10,
        reading: Reading | None = None,
        conflict: str = "ambivalent",
    ) -> dict[str, list[Instance]]:
        """Return the instances of the patterns of friend and enemy, of all or of those named.

        Without a reading, unknown ends and beginnings lie at most ten years off.
        """
        from khgraph.patterns import DEFAULT_HORIZON, Corpus, find_patterns

        chosen = reading or Reading(horizon=DEFAULT_HORIZON)
        corpus = Corpus(self._statements, self._turns, chosen, conflict)
        centre = self._actor(actor)
        return find_patterns(corpus, names, years, centre.iri if centre else None)

    def balance(
        self,
        reading: Reading | None = None,
        every: str | None = None,
        conflict: str = "ambivalent",
    ) -> list[Point]:
        """Return the balance of a reading: of the whole, or of every year, month or event."""
        from khgraph.balance import network_point
        from khgraph.projection import project
        from khgraph.series import slices

        if every is None:
            return [network_point(project(self.network(reading), conflict), with_details=True)]
        parts = slices(self._statements, self._turns, reading or Reading(), every, conflict)
        return [network_point(p.network, p.label, (p.first, p.last), p.turns) for p in parts]

    def draw(self, reading: Reading | None = None, focus: str | None = None) -> str:
        """Return the interactive page as HTML text."""
        from khgraph.drawing import page_of

        return page_of(self.store, reading or Reading(), focus=self._actor(focus))

    def validate(self) -> Report:
        """Return what the shapes and checks find wrong in the data."""
        from khgraph.shapes import validate

        return validate(self.store.paths)

    @property
    def data_name(self) -> str:
        """The names of the data files, as printed with results."""
        return self.store.data_name
