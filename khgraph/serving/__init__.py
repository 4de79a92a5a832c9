"""A read-only SPARQL 1.1 Protocol endpoint, with a page to ask it from.

A server of HTTP hands each query to one of a few processes that hold the data open.
Such a process can be ended while it works, which nothing inside it could do: so a query
that runs too long is stopped, and one that takes all memory takes only its own process.
"""
