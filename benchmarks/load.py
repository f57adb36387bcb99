"""A load that costs little itself: prepared requests over a few kept connections, answers read to their end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


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
    return asyncio.run(_measure(port, jobs, connections))


async def _measure(port: int, jobs: Sequence[Sequence[bytes]], connections: int) -> Measured:
    queue = iter(jobs)
    times: list[float] = []
    statuses: dict[int, int] = {}

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for job in queue:
            for one in job:
                began = time.perf_counter()
                writer.write(one)
                status = await _answer(reader)
                times.append(time.perf_counter() - began)
                statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    took = time.perf_counter() - began
    times.sort()
    return Measured(len(times) / took, times[len(times) // 2], times[len(times) * 99 // 100], statuses)


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at >= 0:
        length = int(lower[at + 15 : lower.find(b"\r", at)])
        if length:
            await reader.readexactly(length)
    return int(head[9:12])
