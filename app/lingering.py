"""An early refusal that arrives: what a client is still sending is read and dropped first.

A server that closes while data is coming resets the connection, and with it goes the answer: the client learns of a
broken pipe instead of a body that is too large.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 8_000_000
MOST_SECONDS = 3.0
REFUSALS = 400


class Lingering:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        coming = True

        async def reading() -> Message:
            nonlocal coming
            message = await receive()
            coming = message.get("more_body", False)  # and nothing comes after a disconnect
            return message

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= REFUSALS and coming:
                await drop()
            await send(message)

        async def drop() -> None:
            if any(name == b"expect" for name, _ in scope["headers"]):
                return  # the client waits for a word before it sends anything
            dropped = 0
            with suppress(TimeoutError):
                async with asyncio.timeout(MOST_SECONDS):
                    while coming and dropped <= MOST_BYTES:
                        dropped += len((await reading()).get("body", b""))

        await self._app(scope, reading, answering)
