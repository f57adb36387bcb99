"""The guard that keeps tests on this machine."""

import socket

import pytest

from tests.sockets import OutsideWorld


@pytest.mark.parametrize("host", ["192.0.2.1", "api.telegram.org", "2001:db8::1"])
def test_the_outside_world_is_refused(host: str) -> None:
    with pytest.raises(OutsideWorld, match="a test tried to reach"):
        socket.create_connection((host, 443), timeout=1)


def test_loopback_is_let_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
