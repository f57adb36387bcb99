"""How the webhooks' tests call: in this process, with what the webhook handed over in a list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.applications import Starlette

from bot.dialogs.exchange import Inbound
from webhooks.telegram import telegram_routes
from webhooks.twilio import twilio_routes

SECRET = "a-secret-of-the-test"
AUTH_TOKEN = "auth-token-of-the-test"
PUBLIC_URL = "https://school.example/driving"


class House:
    """What the webhooks hand over to. `fails` makes each turn fail."""

    def __init__(self) -> None:
        self.received: list[Inbound] = []
        self.statuses: list[tuple[str, str, str | None]] = []
        self.fails = False

    async def receive(self, inbound: Inbound) -> None:
        if self.fails:
            raise RuntimeError("the database of house 17 is away")
        self.received.append(inbound)

    async def on_status(self, sid: str, status: str, error: str | None) -> None:
        if self.fails:
            raise RuntimeError("the database of house 17 is away")
        self.statuses.append((sid, status, error))


def app(house: House, secret: str | None = SECRET, auth_token: str | None = AUTH_TOKEN) -> Starlette:
    return Starlette(
        routes=[
            *telegram_routes(house.receive, secret),
            *twilio_routes(house.receive, house.on_status, auth_token, PUBLIC_URL),
        ]
    )


class Client:
    """Calls the webhooks as they stand, without a socket. A failure inside them is a failure of the test."""

    def __init__(self, house: House, secret: str | None = SECRET, auth_token: str | None = AUTH_TOKEN) -> None:
        self._app = app(house, secret, auth_token)

    def request(
        self,
        method: str,
        path: str,
        content: str | bytes | AsyncIterator[bytes] = b"",
        headers: Mapping[str, str | bytes] | None = None,
    ) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
                named = [(name.encode(), _bytes(value)) for name, value in (headers or {}).items()]
                return await http.request(method, path, content=content, headers=named)

        return asyncio.run(run())

    def post(
        self, path: str, content: str | bytes | AsyncIterator[bytes], headers: Mapping[str, str | bytes]
    ) -> httpx.Response:
        return self.request("POST", path, content, headers)


def _bytes(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value
