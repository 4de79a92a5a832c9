"""The addresses that a server listens at, and the names that it answers to."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    address = _address(host)
    return address is not None and address.is_loopback


def names_of(host: str, address: str) -> frozenset[str]:
    """Return the names by which a server that listens at *address* may be spoken to.

    Parameters
    ----------
    host : str
        As the user gave it, a name or an address.
    address : str
        What it stands for.
    """
    names = {"localhost", host.lower().strip("[]"), address}
    if not is_loopback(address):
        own = socket.gethostname().lower()
        names |= {own, f"{own.partition('.')[0]}.local"}
    return frozenset(names)


def answers_to(header: str, names: Iterable[str], *, takes_addresses: bool) -> bool:
    """Return whether a ``Host`` header speaks to a server of these names.

    A page on the web may let its own name point to this machine, and would then be let
    read what it asks here by the browser; but its requests bear that name.

    Parameters
    ----------
    header : str
    names : iterable of str
    takes_addresses : bool
        Whether any IP address will do, since nobody can let one point elsewhere.

    Examples
    --------
    >>> answers_to("localhost:3030", ["localhost"], takes_addresses=False)
    True
    >>> answers_to("evil.example:3030", ["localhost"], takes_addresses=True)
    False
    """
    host = _without_port(header.strip().lower())
    address = _address(host)
    if address is not None and (takes_addresses or address.is_loopback):
        return True
    return host in names or host.endswith(".localhost")


def _without_port(host: str) -> str:
    """Return the name or address in a header, nothing where it has more than that and a port."""
    found = re.fullmatch(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{0,5})?", host)
    return (found[1] or found[2].removesuffix(".")) if found else ""


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
