"""What goes with messages, pictures and invoices, fetched by a link: `GET /media/<name>`.

The name is signed and good for some hours. Whoever asks for anything else is told nothing: 404.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.sealed_links import PATH

HEADERS = {"cache-control": "private, no-store", "x-robots-tag": "noindex", "x-content-type-options": "nosniff"}


def media_routes(linked: Callable[[str], tuple[bytes, str] | None]) -> list[Route]:
    """linked: what has that name, and its media type; None if there is nothing for whoever asks. It blocks, so it runs
    in a thread."""

    async def show(request: Request) -> Response:
        found = await run_in_threadpool(linked, request.path_params["name"])
        if found is None:
            return Response(status_code=404, headers=HEADERS)
        content, media_type = found
        return Response(content, media_type=media_type, headers=HEADERS)

    return [Route(f"{PATH}/{{name}}", show, methods=["GET"])]
