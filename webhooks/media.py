"""Pictures that go with messages, fetched by providers: `GET /media/<name>.png`.

The name is signed and good for some hours. Whoever asks for anything else is told nothing: 404.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.picture_links import PATH

HEADERS = {"cache-control": "private, no-store", "x-robots-tag": "noindex", "x-content-type-options": "nosniff"}


def media_routes(picture: Callable[[str], bytes | None]) -> list[Route]:
    """picture: the PNG of that name, None if there is none for whoever asks; it blocks, so it runs in a thread."""

    async def show(request: Request) -> Response:
        png = await run_in_threadpool(picture, request.path_params["name"])
        if png is None:
            return Response(status_code=404, headers=HEADERS)
        return Response(png, media_type="image/png", headers=HEADERS)

    return [Route(f"{PATH}/{{name}}", show, methods=["GET"])]
