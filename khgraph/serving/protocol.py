"""The SPARQL 1.1 Protocol: what an HTTP request asks, and why some are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

# What a WSGI server gives of a request.
Environ = Mapping[str, Any]

MAX_BODY = 2**20
_MAX_FIELDS = 1000
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"


class Refusal(Exception):  # noqa: N818 - not every refusal is an error: some only lead elsewhere
    """An HTTP status other than 200, with one sentence for the person at the other end.

    Parameters
    ----------
    status : str
        As in HTTP, such as ``404 Not Found``.
    sentence : str
    headers : sequence of pairs
    """

    def __init__(
        self, status: str, sentence: str, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers


class QueryRequest(NamedTuple):
    """A query, and the dataset that the request names; both tuples empty where it names none."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def bad_request(sentence: str) -> Refusal:
    """Return the refusal of a request that its sender has to mend."""
    return Refusal("400 Bad Request", sentence)


def read_request(environ: Environ) -> QueryRequest | None:
    """Return what a GET, HEAD or POST request asks; None for a GET without any parameter.

    Raises
    ------
    Refusal
        If it is no query of the SPARQL 1.1 Protocol; says why.
    """
    fields = _fields(_utf8(environ.get("QUERY_STRING", "").encode("latin-1"), "the query string"))
    if environ["REQUEST_METHOD"] == "POST":
        fields += _posted(environ)
    elif not fields:
        return None
    if any(name == "update" for name, _ in fields):
        raise bad_request("this endpoint takes queries only; nothing here can be updated")
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        how_many = f"there are {len(queries)}" if queries else "there is none"
        raise bad_request(f"a request carries one parameter called query; {how_many} here")
    return QueryRequest(
        queries[0],
        # An empty field of a form is one that was not filled in.
        tuple(value for name, value in fields if name == "default-graph-uri" and value),
        tuple(value for name, value in fields if name == "named-graph-uri" and value),
    )


def _posted(environ: Environ) -> list[tuple[str, str]]:
    """Return the parameters that the body of a POST request carries."""
    media_type, *parameters = environ.get("CONTENT_TYPE", "").lower().split(";")
    media_type = media_type.strip()
    if media_type not in (_FORM, _QUERY):
        raise Refusal(
            "415 Unsupported Media Type",
            f"the body of a POST is of type {_QUERY}, or {_FORM} with a parameter called query",
            (("Accept-Post", f"{_QUERY}, {_FORM}"),),
        )
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8", "us-ascii"):
            raise Refusal("415 Unsupported Media Type", "a query is sent in UTF-8")
    body = environ["wsgi.input"].read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Refusal("413 Content Too Large", f"a query has at most {MAX_BODY:,} bytes")
    text = _utf8(body, "the body")
    return [("query", text)] if media_type == _QUERY else _fields(text)


def _fields(encoded: str) -> list[tuple[str, str]]:
    """Return the names and values of an URL-encoded text."""
    try:
        return parse_qsl(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except UnicodeDecodeError:
        raise bad_request("the parameters are not in UTF-8") from None
    except ValueError:
        raise bad_request(f"a request has at most {_MAX_FIELDS:,} parameters") from None


def _utf8(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad_request(f"{place} is not in UTF-8") from None
