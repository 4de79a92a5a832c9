"""Who asks: a token from the environment, or a name and password from netrc."""

from __future__ import annotations

import os
import re
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from khgraph.errors import LoadError

TOKEN_VARIABLE = "KHGRAPH_TOKEN"  # noqa: S105 - the name of a variable, and no token
_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Whom an address speaks to."""

    scheme: str
    host: str
    port: int


class Credentials:
    """What is told to a server about who asks; it is never told to another one.

    A token goes to the server of the first address only, and to the same one by
    HTTPS. A name and password go to the host that netrc has them for: over HTTPS at
    once, and without only where asked for, so that Digest need not show them.

    Parameters
    ----------
    url : str
        The address that the user gave.

    Raises
    ------
    LoadError
        If the token is none that can be sent; which does not say what it is.
    """

    def __init__(self, url: str) -> None:
        self._origin = _origin(url)
        self._token = os.environ.get(TOKEN_VARIABLE, "").strip()
        if not re.fullmatch(r"[!-~]*", self._token):
            raise LoadError(f"{TOKEN_VARIABLE} holds a space or a letter that no token has")
        self._answers: dict[Origin, AuthBase] = {}
        self._netrc: dict[str, tuple[str, str] | None] = {}

    def for_url(self, url: str) -> AuthBase:
        """Return what a request to *url* says of who asks."""
        origin = _origin(url)
        if self._token and self._is_trusted(origin):
            return _Bearer(self._token)
        pair = self._pair(url)
        if origin not in self._answers and pair and origin.scheme == "https":
            self._answers[origin] = HTTPBasicAuth(*(word.encode() for word in pair))
        return self._answers.get(origin) or _Nobody()

    def answer(self, url: str, challenge: str) -> bool:
        """Return whether there is more to say to a server that wants to know who asks."""
        origin, pair = _origin(url), self._pair(url)
        if not pair or (self._token and self._is_trusted(origin)):
            return False
        said = self._answers.get(origin)
        if "digest" in challenge.lower() and not isinstance(said, HTTPDigestAuth):
            self._answers[origin] = _Digest(*pair)
            return True
        if "basic" in challenge.lower() and said is None:
            self._answers[origin] = HTTPBasicAuth(*(word.encode() for word in pair))
            return True
        return False

    def failure(self, url: str) -> str:
        """Return in words why a server lets nobody in."""
        if self._token:
            return f"the endpoint does not take the token in {TOKEN_VARIABLE}"
        if self._pair(url):
            return (
                "the endpoint does not take the name and password that netrc has for "
                f"{urlsplit(url).hostname}"
            )
        return (
            "the endpoint wants to know who asks; put name and password in ~/.netrc, or a token "
            f"in {TOKEN_VARIABLE}"
        )

    def _is_trusted(self, origin: Origin) -> bool:
        is_upgrade = (self._origin.port, origin.port) == (80, 443)
        return origin == self._origin or (is_upgrade and origin.host == self._origin.host)

    def _pair(self, url: str) -> tuple[str, str] | None:
        host = _origin(url).host
        if host not in self._netrc:
            self._netrc[host] = requests.utils.get_netrc_auth(url)
        return self._netrc[host]


class _Digest(HTTPDigestAuth):
    """A name, and proof of knowing the password."""

    def __init__(self, name: str, password: str) -> None:
        super().__init__(name, password)
        # What the server gave to prove it with is kept by thread, and each query has its own.
        self._thread_local = SimpleNamespace()


class _Bearer(AuthBase):
    """A token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Nobody(AuthBase):
    """Nothing, where requests would by itself tell what netrc has."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _origin(url: str) -> Origin:
    parts = urlsplit(url)
    return Origin(parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0))
