"""Is it alive, is it ready, what does it count."""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def health_routes(faults: Callable[[], list[str]], metrics: Callable[[], bytes]) -> list[Route]:
    """faults: what keeps the program from working, one sentence each. metrics: in Prometheus' text format. Both may
    block."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        found = await anyio.to_thread.run_sync(faults)
        return JSONResponse({"status": "not ready" if found else "ok", "faults": found}, 503 if found else 200)

    async def metrics_page(_: Request) -> Response:
        return Response(await anyio.to_thread.run_sync(metrics), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics_page)]
