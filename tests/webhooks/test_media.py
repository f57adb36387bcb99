"""Pictures, fetched by providers."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from webhooks.media import media_routes


def fetch(path: str, method: str = "GET") -> httpx.Response:
    app = Starlette(routes=media_routes({"1a-2b-seal.png": (b"a picture", "image/png")}.get))

    async def once() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, path)

    return asyncio.run(once())


def test_a_picture_is_given_to_whoever_knows_its_name() -> None:
    shown = fetch("/media/1a-2b-seal.png")
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, b"a picture", "image/png")
    assert shown.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("name", ["1b-2b-seal.png", "x", "%00.png", "..%2f1a-2b-seal.png", "1a-2b-seal.png%20"])
def test_whoever_asks_for_anything_else_is_told_nothing(name: str) -> None:
    refused = fetch(f"/media/{name}")
    assert (refused.status_code, refused.content) == (404, refused.content and b"Not Found")


def test_twilio_may_ask_for_the_head_first() -> None:
    assert fetch("/media/1a-2b-seal.png", "HEAD").status_code == 200
