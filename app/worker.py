"""Due work, and the relay: what a worker does beside answering. Any number of workers may run."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from app import metrics
from app.bootstrap import PROVIDER, Application, channels
from app.filling import fill_openings
from app.nudge import listen
from bot.dialogs.exchange import Inbound
from bot.notices import tell_due
from bot.relay import Relay
from domain.lessons import Actor
from domain.services.booking import expire
from domain.services.desk import Desk
from domain.services.requests import lapse
from domain.services.series import extend_series
from storage import heartbeats
from storage.series import due_series

log = logging.getLogger(__name__)

INBOX_KEPT = timedelta(days=30)
"""An event is recognised as repeated for so long; channels give up after a day."""

QUICKLY_READ = 160
"""Characters of a message that are read within milliseconds. Longer ones may take a tenth of a second, and a thread."""

SENDS_FINISH = timedelta(seconds=5)
"""How long the end waits for providers that are slow to answer."""


class DueWork:
    """Everything that becomes due with time. Each part can be called at any time, from anywhere, however often."""

    def __init__(self, application: Application) -> None:
        self._app = application

    def run(self) -> None:
        """Do all that is due now."""
        self.expire_holds()
        self.lapse_requests()
        self.extend_series()
        self.fill()
        self.tell()

    def fill(self) -> int:
        """Offer the places that were freed to those who wait."""
        return fill_openings(self._app.open_work, self._app.clock())

    def tell(self) -> int:
        return tell_due(self._app.open_work, self._app.clock(), self._app.first_transport)

    def expire_holds(self) -> None:
        """Let go of drafts that were not confirmed in time."""
        for school_id, booking_id in self._app.database.execute(
            "SELECT school_id, id FROM bookings WHERE status = 'draft' AND hold_until <= %(now)s "
            "ORDER BY hold_until LIMIT 500",
            {"now": self._app.clock()},
        ):
            try:
                self._expire(school_id, booking_id)
            except Exception:
                log.exception("a hold could not be ended; the others are", extra={"booking_id": booking_id})

    def lapse_requests(self) -> None:
        """Let go of requests that the school has not answered in time."""
        for school_id, booking_id in self._app.database.execute(
            "SELECT school_id, id FROM bookings WHERE status = 'requested' AND answer_until <= %(now)s "
            "ORDER BY answer_until LIMIT 500",
            {"now": self._app.clock()},
        ):
            try:
                with self._app.open_work() as work:
                    lapse(Desk(work, work.catalogue(school_id), Actor.SYSTEM, self._app.clock()), booking_id)
                    work.commit()
            except Exception:
                log.exception("a request could not be ended; the others are", extra={"booking_id": booking_id})

    def _expire(self, school_id: int, booking_id: int) -> None:
        with self._app.open_work() as work:
            expire(Desk(work, work.catalogue(school_id), Actor.SYSTEM, self._app.clock()), booking_id)
            work.commit()

    def extend_series(self) -> None:
        """Make the occurrences of endless series that students may soon book."""
        for school_id, series_id in due_series(self._app.database, self._app.clock()):
            try:
                self._extend(school_id, series_id)
            except Exception:
                log.exception("a series could not be extended; the others are", extra={"series_id": series_id})

    def _extend(self, school_id: int, series_id: int) -> None:
        with self._app.open_work() as work:
            extend_series(Desk(work, work.catalogue(school_id), Actor.SYSTEM, self._app.clock()), series_id)
            work.commit()

    def beat(self) -> None:
        heartbeats.beat(self._app.database)

    def tidy(self) -> None:
        """Forget events that nobody will repeat."""
        self._app.database.execute(
            "DELETE FROM inbox WHERE received_at < %(before)s", {"before": self._app.clock() - INBOX_KEPT}
        )


@asynccontextmanager
async def working(application: Application) -> AsyncIterator[Relay]:
    """Relay, ticks and polling, as long as the context lasts. Ends within seconds, after the sends at hand."""
    ways = channels(application.settings, application.clock)
    relay = Relay(
        application.outbox,
        ways.adapters,
        application.clock,
        application.in_thread,
        reconcile=ways.reconcile,
        count=lambda channel, result: metrics.SENDS.labels(channel, result).inc(),
    )
    loop = asyncio.get_running_loop()
    due = DueWork(application)
    due.beat()
    ticks = _ticks(due, lambda: loop.call_soon_threadsafe(relay.nudge))
    sending = asyncio.create_task(relay.run(), name="relay")
    tasks = [sending, asyncio.create_task(listen(application.database.url, relay.nudge), name="listen")]
    if application.settings.telegram.bot_token is not None and application.settings.telegram.mode == "polling":
        tasks.append(asyncio.create_task(_poll(application, relay.nudge), name="telegram polling"))
    ticks.start()
    try:
        yield relay
    finally:
        await asyncio.to_thread(ticks.shutdown, wait=True)  # sends go on while the last due work is done
        relay.stop()
        await asyncio.wait([sending], timeout=SENDS_FINISH.total_seconds())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(5):
                await ways.close()


def _ticks(due: DueWork, nudge: Callable[[], object]) -> BackgroundScheduler:
    """APScheduler as a mere ticker: what is due stands in tables, so a missed or doubled tick does no harm."""

    def tell() -> None:
        if due.tell():
            nudge()

    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(3)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    ticks = (
        (tell, 1),
        (due.fill, 5),
        (due.expire_holds, 10),
        (due.lapse_requests, 10),
        (due.beat, 10),
        (due.extend_series, 600),
        (due.tidy, 3600),
    )
    for job, seconds in ticks:
        scheduler.add_job(job, "interval", seconds=seconds)
    return scheduler


async def _poll(application: Application, nudge: Callable[[], None]) -> None:
    from bot.channels.telegram import close_bot, open_bot
    from bot.handlers.polling import poll

    settings, database = application.settings.telegram, application.database
    assert settings.bot_token is not None

    async def receive(inbound: Inbound) -> None:
        await handle(application, inbound, nudge)

    async def load() -> int | None:
        rows = await application.in_thread(lambda: database.execute("SELECT next_update FROM telegram_polling"))
        return int(rows[0][0]) if rows else None

    async def save(offset: int) -> None:
        await application.in_thread(
            lambda: database.execute(
                "INSERT INTO telegram_polling (next_update) VALUES (%(offset)s) ON CONFLICT (singleton) "
                "DO UPDATE SET next_update = excluded.next_update",
                {"offset": offset},
            )
        )

    bot = open_bot(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        await poll(bot, receive, load_offset=load, save_offset=save)
    finally:
        await close_bot(bot)


async def handle(application: Application, inbound: Inbound, nudge: Callable[[], None]) -> None:
    """One durable turn for an event from a provider; then the relay is nudged."""
    run = application.lanes.run if len(inbound.text) <= QUICKLY_READ else application.in_thread
    with metrics.TURN_SECONDS.time():
        try:
            turn = await run(lambda: application.conversations.receive(inbound, PROVIDER))
        except Exception:
            metrics.TURNS.labels(inbound.channel, "failed").inc()
            raise
    metrics.TURNS.labels(inbound.channel, "handled" if turn.contact_id is not None else "repeated").inc()
    nudge()
