"""From RDF to records: the one place that knows how statements, claims and turns are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from khgraph.dates import BOUND_PROPERTIES, Bounds, parse_day
from khgraph.errors import DateError, KhgraphError
from khgraph.lives import LIFE_TYPES, Life, lives
from khgraph.model import QUALIFIER_WORDS, Claim, Entity, RelationType, Statement, Turn, time_key
from khgraph.namespaces import KH, PREFIXES, RDF, RDFS, local_name, shorten
from khgraph.stores import Store, Term, iri_of, is_iri, language_of, named, text_of, values_block

_ATTRIBUTED = PREFIXES["prov"] + "wasAttributedTo"
_SOURCE = PREFIXES["dcterms"] + "source"
_Properties = dict[str, list[Term]]
# How many things are asked about in one query.
_BATCH = 500


def entities(store: Store, iris: Iterable[str] | None = None) -> dict[str, Entity]:
    """Return the labelled things of the graph by IRI, or those of *iris* that it holds.

    An English preferred label comes first, then one without a language, then any.
    """
    rows = (
        row
        for values in values_in_batches("thing", iris)
        for row in store.select(
            f"SELECT ?thing ?label ?kind ?plural WHERE {{ {values}"
            " ?thing skos:prefLabel ?label ; a ?kind . OPTIONAL { ?thing kh:isPlural ?plural }"
            f' FILTER(isIRI(?thing) && STRSTARTS(STR(?kind), "{KH}")) }}'
        )
    )
    labels: dict[str, set[tuple[int, str]]] = defaultdict(set)
    kinds: dict[str, set[str]] = defaultdict(set)
    plurals = set()
    for thing, label, kind, plural in rows:
        language = language_of(label)
        rank = 0 if language.split("-")[0] == "en" else 1 if not language else 2
        labels[iri_of(thing)].add((rank, text_of(label)))
        kinds[iri_of(thing)].add(local_name(iri_of(kind)))
        if text_of(plural) == "true":
            plurals.add(iri_of(thing))
    # Of two kinds, such as Person and Actor, the narrower one happens to be the later by name.
    return {
        iri: Entity(iri, min(labels[iri])[1], max(kinds[iri]), iri in plurals)
        for iri in sorted(labels)
    }


def relation_types(store: Store, iris: Iterable[str] | None = None) -> dict[str, RelationType]:
    """Return the relation types by IRI, or those of *iris*."""
    rows = store.select(
        "SELECT ?type ?label ?inverse ?sign ?symmetric ?aspect WHERE {"
        f" {_values('type', iris)}"
        " ?type a kh:RelationType ; skos:prefLabel ?label . FILTER(isIRI(?type))"
        " OPTIONAL { ?type kh:inverseLabel ?inverse } OPTIONAL { ?type kh:sign ?sign }"
        " OPTIONAL { ?type kh:isSymmetric ?symmetric } OPTIONAL { ?type kh:aspect ?aspect } }"
    )
    for kind, _, _, sign, _, _ in rows:
        if sign is not None and text_of(sign) not in ("1", "0", "-1"):
            raise KhgraphError(
                f"{shorten(iri_of(kind))} has the sign {text_of(sign)!r}; write 1, 0 or -1, or none"
            )
    return {
        iri_of(kind): RelationType(
            iri_of(kind),
            text_of(label),
            text_of(inverse) or text_of(label),
            int(text_of(sign)) if sign is not None else None,
            text_of(symmetric) == "true",
            text_of(aspect) == KH + "Act",
        )
        for kind, label, inverse, sign, symmetric, aspect in rows
    }


def statements(
    store: Store, iris: Iterable[str] | None = None, *, touching: str | None = None
) -> list[Statement]:
    """Return statements with all their claims, sorted by IRI.

    Parameters
    ----------
    store : Store
    iris : iterable of str, optional
        Only these statements; by default all.
    touching : str, optional
        Only the statements that this thing is the subject, the object or a qualifier of.
    """
    if touching is not None:
        rows = store.select(
            "SELECT DISTINCT ?touching ?statement WHERE {"
            " ?statement a kh:Statement ; ?property ?touching }",
            {"touching": named(touching)},
        )
        iris = [_name_of(statement) for _, statement in rows]
    if iris is not None:
        iris = sorted(set(iris))
        if not iris:
            return []
    found = _properties(store, "Statement", "node", iris, "?node ?property ?value .")
    if iris is None:
        contents, things, types = found, entities(store), relation_types(store)
    else:
        inner = {
            text_of(value) for node in found.values() for value in node.get(KH + "content", [])
        }
        contents = _properties(store, None, "node", inner, "?node ?property ?value .")
        mentioned = _iris_in(found) | _iris_in(contents)
        things = entities(store, mentioned)
        types = relation_types(store, mentioned)
    claims_of = _claims(store, iris)
    return [
        Statement(
            iri,
            _entity(_required(iri, node, RDF + "subject"), things),
            _relation(_required(iri, node, RDF + "predicate"), types),
            _object(_required(iri, node, RDF + "object"), things),
            tuple(claims_of.get(iri, ())),
            tuple(_qualifiers(node, contents, types, things)),
            _one(node, KH + "atEvent"),
        )
        for iri, node in sorted(found.items())
    ]


def _qualifiers(
    node: _Properties,
    contents: dict[str, _Properties],
    types: dict[str, RelationType],
    things: dict[str, Entity],
) -> Iterable[tuple[str, str]]:
    """Yield what narrows the statement *node*, in words."""
    for name in QUALIFIER_WORDS:
        for value in node.get(KH + name, []):
            text = text_of(value)
            if name == "content":
                yield name, _content_words(contents.get(text, {}), types, things) or text
            else:
                yield name, things[text].label if is_iri(value) and text in things else text


def _content_words(
    node: _Properties, types: dict[str, RelationType], things: dict[str, Entity]
) -> str:
    """Return in words the statement that an accusation contains, empty where it is none."""
    if not all(RDF + name in node for name in ("subject", "predicate", "object")):
        return ""
    subject = _entity(node[RDF + "subject"][0], things)
    relation = _relation(node[RDF + "predicate"][0], types)
    value = _object(node[RDF + "object"][0], things)
    words = value.label if isinstance(value, Entity) else value
    return f"{subject.label} {relation.label} {words}"


def _entity(term: Term, things: dict[str, Entity]) -> Entity:
    iri = text_of(term)
    return things.get(iri) or Entity(iri, local_name(iri), "Thing")


def _object(term: Term, things: dict[str, Entity]) -> Entity | str:
    return _entity(term, things) if is_iri(term) else text_of(term)


def _relation(term: Term, types: dict[str, RelationType]) -> RelationType:
    iri = text_of(term)
    name = local_name(iri)
    return types.get(iri) or RelationType(iri, name, name, None, False, False)


def turns(store: Store) -> list[Turn]:
    """Return the turning points, in the order of their earliest date, then by IRI."""
    found = _properties(store, "Turn", "node", None, "?node ?property ?value .")
    if not found:
        return []
    ends = {
        text_of(value)
        for node in found.values()
        for name in ("fromStatement", "toStatement")
        for value in node.get(KH + name, [])
        if is_iri(value)
    }
    by_iri = {statement.iri: statement for statement in statements(store, ends)}
    events = entities(store, _iris_in(found))
    claims_of = _claims(store, found)
    result = []
    for iri, node in found.items():
        after = text_of(_required(iri, node, KH + "toStatement"))
        if after not in by_iri:
            raise KhgraphError(
                f"{shorten(iri)} turns to {shorten(after)}, which is no statement of the graph"
            )
        result.append(
            Turn(
                iri,
                _one(node, RDFS + "label") or local_name(iri),
                local_name(_one(node, KH + "turnKind") or ""),
                by_iri.get(_one(node, KH + "fromStatement") or ""),
                by_iri[after],
                events.get(_one(node, KH + "byEvent") or ""),
                tuple(claims_of.get(iri, ())),
            )
        )
    return sorted(result, key=lambda turn: (time_key(turn.claims), turn.iri))


def quantities(store: Store) -> frozenset[str]:
    """Return the IRIs of the relation types whose object is a number."""
    rows = store.select(
        "SELECT ?type WHERE { ?type rdfs:subPropertyOf* kh:quantity FILTER(isIRI(?type)) }"
    )
    return frozenset(iri_of(kind) for (kind,) in rows)


def narrower_types(store: Store) -> dict[str, frozenset[str]]:
    """Return, by the id of each relation type, the ids of the types below it."""
    rows = store.select(
        "SELECT ?type ?narrower WHERE { ?narrower rdfs:subPropertyOf* ?type ;"
        " a kh:RelationType . ?type a kh:RelationType FILTER(isIRI(?type) && isIRI(?narrower)) }"
    )
    below: dict[str, set[str]] = defaultdict(set)
    for kind, narrower in rows:
        below[local_name(iri_of(kind))].add(local_name(iri_of(narrower)))
    return {name: frozenset(found - {name}) for name, found in sorted(below.items())}


def signed_statements(store: Store, kinds: Iterable[str] = ()) -> list[Statement]:
    """Return the statements of signed relation types and of those that tell of lives, by IRI.

    This is all that a network is made from, a quarter of the data. *kinds* are the ids
    of further relation types to be taken in.
    """
    ids = ", ".join(f"kh:{name}" for name in sorted({*LIFE_TYPES, *kinds}))
    rows = store.select(
        "SELECT DISTINCT ?statement { { ?kind kh:sign ?sign . ?statement rdf:predicate ?kind }"
        f" UNION {{ ?statement rdf:predicate ?kind FILTER(?kind IN ({ids})) }}"
        " ?statement a kh:Statement }"
    )
    return statements(store, [_name_of(statement) for (statement,) in rows])


def lives_of(store: Store, iris: Iterable[str] | None = None) -> dict[str, Life]:
    """Return the lives of actors and events by IRI, or of those in *iris*; see `khgraph.lives`."""
    if iris is not None:
        iris = set(iris)
        if not iris:
            return {}
    kinds = ", ".join(f"kh:{name}" for name in LIFE_TYPES)
    rows = store.select(
        f"SELECT DISTINCT ?statement {{ {_values('thing', iris)}"
        f" ?statement {'rdf:subject ?thing ; ' if iris is not None else ''}rdf:predicate ?kind"
        f" FILTER(?kind IN ({kinds})) }}"
    )
    return lives(statements(store, [_name_of(statement) for (statement,) in rows]))


def other_names(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the names that each thing has besides its preferred label, by IRI, sorted."""
    found: dict[str, set[str]] = {}
    for thing, name in store.select("SELECT ?thing ?name WHERE { ?thing skos:altLabel ?name }"):
        found.setdefault(text_of(thing), set()).add(text_of(name))
    return {iri: tuple(sorted(names)) for iri, names in sorted(found.items())}


def exclusions(store: Store) -> list[tuple[str, str]]:
    """Return the pairs of statements of which not both can be true, each pair once, sorted."""
    rows = store.select(
        "SELECT ?one ?other WHERE { ?one kh:incompatibleWith ?other"
        " FILTER(isIRI(?one) && isIRI(?other) && ?one != ?other) }"
    )
    pairs = [(iri_of(one), iri_of(other)) for one, other in rows]
    return sorted({(min(pair), max(pair)) for pair in pairs})


def sources(store: Store) -> dict[str, str]:
    """Return the full reference of each source that has claims, by its id: authors, year, title.

    Authors stand in the order of their labels, and are left out where a source names none.
    """
    rows = store.select(
        "SELECT DISTINCT ?source ?title ?year ?author WHERE {"
        " ?claim dcterms:source ?source . ?source dcterms:title ?title ."
        " OPTIONAL { ?source dcterms:issued ?year }"
        " OPTIONAL { ?source dcterms:creator ?person . ?person skos:prefLabel ?author } }"
        " ORDER BY ?source ?author"
    )
    parts: dict[str, tuple[str, str, list[str]]] = {}
    for source, title, year, author in rows:
        entry = parts.setdefault(local_name(text_of(source)), (text_of(title), text_of(year), []))
        if author is not None:
            entry[2].append(text_of(author))
    return {
        name: " ".join((*filter(None, [", ".join(authors), f"({year})" if year else ""]), title))
        for name, (title, year, authors) in parts.items()
    }


def _claims(store: Store, propositions: Iterable[str] | None) -> dict[str, list[Claim]]:
    """Return the claims by the proposition that they answer, each list sorted by IRI."""
    found = _properties(
        store,
        "Claim",
        "proposition",
        propositions,
        "?node kh:about ?proposition ; ?property ?value .",
    )
    people = entities(
        store,
        {
            text_of(value)
            for node in found.values()
            for name in (_ATTRIBUTED, KH + "accordingTo")
            for value in node.get(name, [])
            if is_iri(value)
        },
    )
    answers: dict[str, list[Claim]] = defaultdict(list)
    for iri, node in sorted(found.items()):
        claim = _claim(iri, node, people)
        for proposition in node[KH + "about"]:
            answers[text_of(proposition)].append(claim)
    return answers


def _claim(iri: str, node: _Properties, people: dict[str, Entity]) -> Claim:
    return Claim(
        iri,
        source=local_name(_one(node, _SOURCE) or ""),
        locator=_one(node, KH + "locator") or "",
        lines=_one(node, KH + "lines") or "",
        stance=local_name(_one(node, KH + "stance") or ""),
        attribution=_labels(node, _ATTRIBUTED, people),
        according_to=_labels(node, KH + "accordingTo", people),
        when=_one(node, KH + "when"),
        bounds=Bounds(*(_day(iri, node, name) for name in BOUND_PROPERTIES)),
        comment=_one(node, RDFS + "comment") or "",
        curator_note=_one(node, KH + "curatorNote"),
        precision=local_name(_one(node, KH + "precision") or "") or None,
        authors=frozenset(map(text_of, node.get(_ATTRIBUTED, []))),
        holders=frozenset(map(text_of, node.get(KH + "accordingTo", []))),
    )


def _day(iri: str, node: _Properties, name: str) -> str | None:
    day = _one(node, KH + name)
    if day is not None:
        try:
            parse_day(day)
        except DateError as error:
            raise KhgraphError(
                f"{shorten(iri)} has kh:{name} {day!r}, which is no day; run khgraph fmt"
            ) from error
    return day


def _properties(
    store: Store, kind: str | None, variable: str, iris: Iterable[str] | None, pattern: str
) -> dict[str, _Properties]:
    """Return property values by node for the ``?node ?property ?value`` of *pattern*, sorted.

    Only nodes of the class *kind* count, if one is given. Where *iris* says what
    *variable* may be, the class is looked at here: engines that were to join it would
    read all nodes of that class.
    """
    joined = f"?node a kh:{kind} ." if kind and iris is None else ""
    found: dict[Term | None, _Properties] = {}
    for values in values_in_batches(variable, iris):
        part: dict[Term | None, _Properties] = {}
        for node, name, value in store.select(
            f"SELECT DISTINCT ?node ?property ?value WHERE {{ {values} {joined} {pattern} }}"
        ):
            if value is not None:
                part.setdefault(node, {}).setdefault(text_of(name), []).append(value)
        # What comes in two batches comes whole in each.
        found |= part
    if kind and not joined:
        wanted = KH + kind
        found = {
            node: properties
            for node, properties in found.items()
            if any(text_of(value) == wanted for value in properties.get(RDF + "type", ()))
        }
    for properties in found.values():
        for listed in properties.values():
            if len(listed) > 1:
                listed.sort(key=lambda value: (text_of(value), str(value)))
    return {_name_of(node): properties for node, properties in found.items()}


def _name_of(node: Term | None) -> str:
    """Return the IRI of a statement, claim or turn, which must have one."""
    if not is_iri(node):
        raise KhgraphError("a statement, claim or turn has no name; give every node an IRI")
    return text_of(node)


def _one(node: _Properties, name: str) -> str | None:
    """Return the text of the first value, or None where there is none."""
    return text_of(node[name][0]) if name in node else None


def _labels(node: _Properties, name: str, people: dict[str, Entity]) -> tuple[str, ...]:
    return tuple(
        sorted(
            people[iri].label if iri in people else iri for iri in map(text_of, node.get(name, []))
        )
    )


def _required(iri: str, node: _Properties, name: str) -> Term:
    """Return the first value of a property that no record can do without."""
    if name not in node:
        raise KhgraphError(f"{shorten(iri)} has no {shorten(name)}; run khgraph validate")
    return node[name][0]


def _iris_in(nodes: dict[str, _Properties]) -> set[str]:
    """Return the IRIs among the values of *nodes*."""
    return {
        text_of(value)
        for node in nodes.values()
        for values in node.values()
        for value in values
        if is_iri(value)
    }


def _values(variable: str, iris: Iterable[str] | None) -> str:
    if iris is None:
        return ""
    return values_block(variable, iris)


def values_in_batches(variable: str, iris: Iterable[str] | None) -> Iterator[str]:
    """Yield the blocks of values for one query each, a single empty one where all are asked for.

    From about a thousand values on the engine joins by comparing all with all.
    """
    if iris is None:
        yield ""
        return
    wanted = sorted(set(iris))
    for start in range(0, len(wanted), _BATCH):
        yield values_block(variable, wanted[start : start + _BATCH])
