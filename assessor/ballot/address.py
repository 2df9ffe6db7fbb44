"""Which machine is asking, and by which address phones reach this one."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

_ELSEWHERE = ("10.254.254.254", "192.168.254.254", "203.0.113.1")  # private networks, then any way out
_FORWARDED = frozenset({b"x-forwarded-for", b"x-real-ip", b"forwarded"})


def phone_address(port: int) -> str:
    """The likely root address for phones in the same network, or that of this machine where it is in none.

    The system is asked which of its own addresses it would use for a far one. Nothing is sent.
    """
    return f"http://{lan_address() or '127.0.0.1'}:{port}"


def lan_address() -> str | None:
    for far in _ELSEWHERE:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))  # a datagram socket: this chooses a way and sends nothing
            own = str(probe.getsockname()[0])
            if not ip_address(own).is_loopback and not ip_address(own).is_unspecified:
                return own
    return None


def from_this_machine(scope: Scope) -> bool:
    """Whether whoever asks sits at this machine: over loopback, or over one of its own addresses on both ends.

    Headers that tell of another client are never believed; one that is there at all means that
    somebody else is asking by way of a program on this machine.
    """
    if any(name in _FORWARDED for name, _ in scope["headers"]):
        return False
    client, own = _plain(scope.get("client")), _plain(scope.get("server"))
    return client is not None and (client.is_loopback or client == own)


def asks_by_own_address(scope: Scope, name: str) -> bool:
    """Whether the Host header is the very address at which the question arrived, so no foreign name for it."""
    with suppress(ValueError):
        return ip_address(name) == _plain(scope.get("server"))
    return False


def _plain(end: tuple[str, int | None] | None) -> IPv4Address | IPv6Address | None:
    """One end of a connection; an IPv4 address in IPv6 clothes is what it is."""
    if end is None:
        return None
    with suppress(ValueError):
        found = ip_address(end[0].split("%")[0])
        return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    return None
