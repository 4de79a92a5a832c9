"""Renew the golden answers: what each named query, with its defaults, says of the bundled data.

Run it by ``make golden`` after a change of data or queries, and read the
difference before it is committed: it is what the change says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from khgraph.catalogue import NamedQuery, named_queries
from khgraph.names import NameIndex
from khgraph.results import render_answer
from khgraph.stores import FileStore, Store, Term
from khgraph.writing import write_file

FOLDER = Path(__file__).resolve().parent / "golden"


def default_bindings(query: NamedQuery, names: NameIndex) -> dict[str, Term]:
    """Return the terms of the query's default parameters."""
    return query.bindings(
        {}, lambda name, actors_only: names.find(name, actors_only=actors_only).iri
    )


def golden_text(query: NamedQuery, store: Store, names: NameIndex) -> str:
    """Return the query's answer as CSV."""
    return render_answer(store.query(query.text, default_bindings(query, names)), "csv").text


def main() -> None:
    """Write one file a query, and remove those whose query has gone."""
    store = FileStore()
    names = NameIndex(store)
    FOLDER.mkdir(exist_ok=True)
    queries = named_queries()
    for path in FOLDER.glob("*.csv"):
        if path.stem not in queries:
            path.unlink()
    for query in queries.values():
        write_file(FOLDER / f"{query.name}.csv", golden_text(query, store, names))
    sys.stdout.write(f"{len(queries)} answers in {FOLDER}\n")


if __name__ == "__main__":
    main()
