"""An early refusal that arrives: what a client is still sending is read and dropped first.

A server that closes while data is coming resets the connection, and with it goes the answer: the client learns of a
broken pipe instead of a body that is too large.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
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
        body = _Body(receive)

        def answering(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start" and message["status"] >= REFUSALS and body.coming:
                return refusing(message)
            return send(message)

        async def refusing(message: Message) -> None:
            if not any(name == b"expect" for name, _ in scope["headers"]):  # who expects a word sends nothing before it
                await body.drop()
            await send(message)

        await self._app(scope, body.read, answering)


class _Body:
    """What a client sends. coming: there is more of it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.coming = True

    async def read(self) -> Message:
        message = await self._receive()
        self.coming = message.get("more_body", False)  # and nothing comes after a disconnect
        return message

    async def drop(self) -> None:
        dropped = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(MOST_SECONDS):
                while self.coming and dropped <= MOST_BYTES:
                    dropped += len((await self.read()).get("body", b""))
