"""The errors that are the caller's to mend.

Each says what is wrong, where, and what to do. The command line prints the
text and exits with 2; anything else that is raised is a bug and keeps its
traceback.
"""


class KhgraphError(Exception):
    """A fault in what the caller gave: a file, a name, a query, a date, a place to write."""


class LoadError(KhgraphError):
    """A file that cannot be read as what it should be: RDF, or an edge list."""


class NameLookupError(KhgraphError):
    """A name that fits nothing in the graph, or more than one thing.

    Attributes
    ----------
    candidates : tuple of str
        The labels that the name may have meant; empty when none is near.
    """

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class QueryError(KhgraphError):
    """A SPARQL query, its header or a parameter of it that cannot be used."""


class DateError(KhgraphError):
    """A date that is not well formed, or a span that ends before it begins."""


class OutputError(KhgraphError):
    """A result that cannot be written where it was asked for."""
