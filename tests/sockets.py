"""A guard: no test talks to the world. Loopback and unix sockets are all it lets through."""

import ipaddress
import sys
from typing import Any

GUARDED = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}  # audit event -> where its address stands


class OutsideWorld(RuntimeError):
    """A test tried to reach another machine."""


def refuse_all_but_loopback() -> None:
    """Refuse from now on, in this process, whatever library asks. Can't be undone: audit hooks stay."""
    sys.addaudithook(_guard)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in GUARDED:
        return
    address = arguments[GUARDED[event]]
    host = address[0] if isinstance(address, tuple) else address
    if event != "socket.getaddrinfo" and not isinstance(address, tuple):
        return  # a unix socket
    if not _is_loopback(host):
        raise OutsideWorld(f"a test tried to reach {host!r}: point it at a stand-in on 127.0.0.1")


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback or ipaddress.ip_address(str(host)).is_unspecified
    except ValueError:
        return False
