"""What all webhooks share: a body read within limits, secrets compared in constant time, and failures answered."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

MAX_BODY = 1_000_000
"""Bytes of a request body that are read. Real updates and forms are under 100 kB."""

BODY_SECONDS = 15.0
"""How long a body may take to arrive."""

log = logging.getLogger(__name__)


class Rejected(Exception):
    """The request is answered with `status` and goes no further."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def body_of(request: Request, limit: int = MAX_BODY) -> bytes:
    """The whole body. Raises `Rejected` 413 over `limit` bytes (counted, whatever Content-Length says), 408 when it
    does not arrive in time, 400 when the client goes away or lies about the length.
    """
    declared = header(request, b"content-length")
    if declared:
        if not declared.isascii() or not declared.isdigit():
            raise Rejected(400)
        if len(declared) > 12 or int(declared) > limit:
            raise Rejected(413)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _joined(request.receive, limit)
    except TimeoutError:
        raise Rejected(408) from None


async def _joined(receive: Receive, limit: int) -> bytes:
    """By ASGI's messages themselves: `Request.stream` costs as much again as what it reads."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Rejected(400)
        body += message.get("body", b"")
        if len(body) > limit:
            raise Rejected(413)
        more = message.get("more_body", False)
    return body


def content_type(request: Request) -> str:
    """The media type alone, in lower case."""
    return header(request, b"content-type").partition(";")[0].strip().lower()


def header(request: Request, name: bytes) -> str:
    """The first header of that name (in lower case), or nothing. Starlette's mapping encodes the name and looks at
    all of them again for each question."""
    return next((value.decode("latin-1") for key, value in request.scope["headers"] if key == name), "")


def same(given: str, expected: str) -> bool:
    """Whether the secrets are equal, in a time that does not tell where they differ. An empty secret equals nothing."""
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def refusal(status: int) -> Response:
    """An empty answer. The connection ends with it: part of the request may not have been read."""
    return Response(status_code=status, headers={"connection": "close"})


async def accepted(work: Awaitable[None], event: str) -> bool:
    """Whether the work was done and is safe. A failure is logged here and never shown; the channel is to retry."""
    try:
        await work
    except Exception:
        log.exception("%s failed; the channel is told to try again", event)
        return False
    return True
