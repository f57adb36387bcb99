"""What stands before every route: a key, and a body within limits. Plain ASGI, so that nothing of a request is read for
somebody who may not ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_api.errors import problem

MAX_BODY = 1_000_000
"""Bytes."""

BODY_SECONDS = 15.0
"""How long a body may take to arrive."""

OPEN = "/openapi.json"

SchoolOfKey = Callable[[str], tuple[int, int] | None]


class Guard:
    """Lets a request pass with `school_id` and `key_id` in its state, and its body read."""

    def __init__(self, app: ASGIApp, school_of_key: SchoolOfKey, body_seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._school_of_key = school_of_key
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(scope.get("root_path", "")) == OPEN:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = await self._identify(scope, headers) or _declared(headers)
        if refused is not None:
            await refused(scope, receive, send)
            return
        body = await _read(receive, self._body_seconds)
        if isinstance(body, Response):
            await body(scope, receive, send)
        elif body and _media_type(headers) != "application/json":
            await problem("not_json")(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _identify(self, scope: Scope, headers: Headers) -> Response | None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        known = None
        if scheme.lower() == "bearer" and key.strip():
            known = await to_thread.run_sync(self._school_of_key, key.strip())
        if known is None:
            error = ', error="invalid_token"' if key else ""
            return problem("unauthorized", headers={"WWW-Authenticate": f'Bearer realm="admin API"{error}'})
        scope.setdefault("state", {})
        scope["state"]["school_id"], scope["state"]["key_id"] = known
        return None


def _declared(headers: Headers) -> Response | None:
    """A refusal of the length that is declared, if it needs one."""
    declared = headers.get("content-length")
    if declared is None:
        return None
    if not declared.isascii() or not declared.isdigit():
        return problem("bad_request", detail="Content-Length must be a number")
    return problem("too_large", headers=_END) if len(declared) > 12 or int(declared) > MAX_BODY else None


_END = {"Connection": "close"}
"""Part of the request may not have been read."""


async def _read(receive: Receive, seconds: float) -> bytes | Response:
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return problem("bad_request", detail="The client went away", headers=_END)
                body += message.get("body", b"")
                if len(body) > MAX_BODY:
                    return problem("too_large", headers=_END)
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        return problem("timeout", headers=_END)


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _replay(body: bytes, receive: Receive) -> Receive:
    """What was read, once, and after it whatever comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
