"""Where the admin API stands: /api/v1/… with its OpenAPI document, and /docs, which works without the internet.

Its models take as long to make as all the rest of a start, and most processes are never asked for them: so the API is
put together when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from fastapi import FastAPI

    from admin_api.ports import Works

PREFIX = "/api/v1"
DOCS = "/docs"


def admin_routes(works: Works, clock: Callable[[], datetime]) -> list[BaseRoute]:
    """works: opens a unit of work. clock: now, in UTC."""
    api = _Api(works, clock)
    return [Mount(PREFIX, api), Route(DOCS, api.docs)]


class _Api:
    """ASGI: the API, from the first request on."""

    def __init__(self, works: Works, clock: Callable[[], datetime]) -> None:
        self._works, self._clock = works, clock
        self._lock = Lock()
        self._made: FastAPI | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        made = self._made
        if made is None:  # off the event loop: others' turns go on meanwhile
            made = await run_in_threadpool(self._make)
        await made(scope, receive, send)

    def docs(self, _: Request) -> Response:
        from admin_api.docs_page import docs_page

        return HTMLResponse(docs_page(self._make().openapi(), PREFIX))

    def _make(self) -> FastAPI:
        from admin_api.application import admin_app

        with self._lock:
            if self._made is None:
                self._made = admin_app(self._works, self._clock)
            return self._made
