"""SPARQL by hand: a prompt for it, and what the prompt and ``khgraph query`` have in common.

`running` answers a query within a time, `explanation` says in words what a query
asks, `words` what may be typed next, `session` is the prompt without a terminal,
and `prompt` puts it on one.
"""
