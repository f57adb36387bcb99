"""Wake the relay: at once in its own process, by NOTIFY in another."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

import psycopg

from storage.engine import Database
from storage.lanes import Lanes

CHANNEL = "justdriving_outbox"
_PAUSE = 0.02
"""Seconds in which further nudges are taken together. NOTIFY takes a lock of the whole database cluster, so it is
sent apart from the turns and at most fifty times a second."""
_NOTIFY = f"NOTIFY {CHANNEL}".encode()

log = logging.getLogger(__name__)


class Notifier:
    """Nudges the relays of other processes. To be used on one event loop, on one of its lanes."""

    def __init__(self, database: Database, lanes: Lanes) -> None:
        self._database = database
        self._lanes = lanes
        self._pending: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        if self._pending is None or self._pending.done():
            self._pending = asyncio.create_task(self._soon())

    async def _soon(self) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            await self._lanes.run(self._notify)
        except psycopg.Error:
            log.warning("could not wake the worker; it looks by itself every second")

    def _notify(self) -> None:
        with self._database.connection() as connection:
            connection.wire.run([(_NOTIFY, ())])


async def listen(url: str, nudge: Callable[[], None]) -> None:
    """Call `nudge` whenever another process asks for it, until cancelled. Connects anew when the database goes away."""
    while True:
        with contextlib.suppress(psycopg.Error):
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                async for _ in connection.notifies():
                    nudge()
        await asyncio.sleep(1)
