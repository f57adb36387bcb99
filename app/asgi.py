"""The ASGI application: webhooks, admin API, health, and in the demo the simulator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from admin_api.routes import admin_routes
from app import metrics
from app.bootstrap import Application
from app.clock import DemoClock
from app.lingering import Lingering
from app.media import linked
from app.nudge import Notifier
from app.simulator import SimulatorBackend
from app.worker import handle, working
from bot.dialogs.exchange import Inbound
from bot.understanding.reader import get_ready
from storage import heartbeats
from webhooks.front import Front
from webhooks.health import health_routes
from webhooks.media import media_routes
from webhooks.simulator import simulator_routes
from webhooks.telegram import telegram_routes
from webhooks.twilio import twilio_routes


def create_app(application: Application, *, with_worker: bool) -> ASGIApp:
    """with_worker: relay and due work run in this process too; else a worker elsewhere is woken."""
    settings = application.settings
    nudge: list[Callable[[], None]] = []

    async def receive(inbound: Inbound) -> None:
        await handle(application, inbound, nudge[0])

    async def on_status(sid: str, status: str, error: str | None) -> None:
        gone = error is not None and _is_gone(error)
        await application.in_thread(
            lambda: application.outbox.forward(sid, status, error, application.clock(), contact_gone=gone)
        )
        nudge[0]()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        application.threads.submit(get_ready)  # while the first requests come in
        if not with_worker:
            nudge.append(Notifier(application.database, application.lanes).nudge)
            yield
            return
        async with working(application) as relay:
            nudge.append(relay.nudge)
            if simulator is not None:
                simulator.connect(relay, asyncio.get_running_loop())
            yield

    secret, token = settings.telegram.webhook_secret, settings.twilio.auth_token
    webhooks = [
        *telegram_routes(receive, secret.get_secret_value() if secret else None),
        *twilio_routes(receive, on_status, token.get_secret_value() if token else "", settings.web.public_url or ""),
    ]
    routes: list[BaseRoute] = [*webhooks]
    routes += media_routes(lambda name: linked(application, name))
    routes += admin_routes(application.open_work, application.clock)
    routes += health_routes(application.faults, lambda: _exposition(application))
    simulator = None
    if settings.web.demo and isinstance(application.clock, DemoClock):
        simulator = SimulatorBackend(application, application.clock)
        routes += simulator_routes(simulator)
    # The admin API is a FastAPI application of its own; what FastAPI does for each request is no use to a webhook.
    return Lingering(Front(Starlette(routes=routes, lifespan=lifespan), webhooks))


def _is_gone(error_code: str) -> bool:
    """Whether Twilio's error says that the number can't be reached for good."""
    from bot.channels.ports import Undeliverable
    from bot.channels.twilio_errors import sort_code

    result = sort_code(int(error_code)) if error_code.isdecimal() else None
    return isinstance(result, Undeliverable) and result.contact_gone


def _exposition(application: Application) -> bytes:
    due, oldest = application.outbox.waiting(application.clock())
    metrics.QUEUED.set(due)
    metrics.OLDEST.set(oldest)
    age = heartbeats.age(application.database)
    metrics.HEARTBEAT.set(age.total_seconds() if age is not None else float("nan"))
    return metrics.exposition()
