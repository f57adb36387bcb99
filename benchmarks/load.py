"""A load that costs little itself: prepared requests over a few kept connections, answers read to their end."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

try:
    import uvloop
except ImportError:  # Windows
    uvloop = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Measured:
    """rate: requests per second. p50, p99: seconds. statuses: how often each came."""

    rate: float
    p50: float
    p99: float
    statuses: dict[int, int]


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """An HTTP/1.1 POST as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench.local", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def measure(port: int, jobs: Sequence[Sequence[bytes]], connections: int) -> Measured:
    """Each job's requests one after the other, jobs side by side over so many connections."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None) as runner:
        return runner.run(_measure(port, jobs, connections))


async def _measure(port: int, jobs: Sequence[Sequence[bytes]], connections: int) -> Measured:
    queue = iter(jobs)
    times: list[float] = []
    statuses: Counter[int] = Counter()
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    clients = [_Client(queue, times, statuses, loop.create_future()) for _ in range(connections)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    took = time.perf_counter() - began
    times.sort()
    return Measured(len(times) / took, times[len(times) // 2], times[len(times) * 99 // 100], dict(statuses))


class _Client(asyncio.Protocol):
    """One connection, one request at a time. done: resolved when there are no more jobs."""

    def __init__(
        self,
        jobs: Iterator[Sequence[bytes]],
        times: list[float],
        statuses: Counter[int],
        done: asyncio.Future[None],
    ) -> None:
        self.done = done
        self._requests = (request for job in jobs for request in job)
        self._times = times
        self._statuses = statuses
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not _is_whole(self._answer):
            return
        self._times.append(time.perf_counter() - self._asked)
        self._statuses[int(self._answer[9:12])] += 1
        self._answer = b""
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the server closed the connection"))

    def _ask(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._asked = time.perf_counter()
        self._transport.write(request)


def _is_whole(answer: bytes) -> bool:
    """Whether head and body are there."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    lower = head.lower()
    at = lower.find(b"content-length:")
    return at < 0 or len(body) >= int(lower[at + 15 :].partition(b"\r")[0])
