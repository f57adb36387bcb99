"""Due work, and the relay: what a worker does beside answering. Any number of workers may run."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import LiteralString

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from psycopg.rows import TupleRow

from app import metrics
from app.bootstrap import Application
from app.channels import PROVIDER, channels
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
from storage.pruning import prune
from storage.series import due_series

log = logging.getLogger(__name__)

QUICKLY_READ = 160
"""Characters of a message that are read within milliseconds. Longer ones may take a tenth of a second, and a thread."""

SENDS_FINISH = timedelta(seconds=5)
"""How long the end waits for providers that are slow to answer."""


_UPCOMING = """
SELECT least(
  (SELECT min(due_at) FROM notices WHERE done_at IS NULL AND due_at > %(now)s),
  (SELECT min(due_at) FROM openings WHERE done_at IS NULL AND due_at > %(now)s),
  (SELECT min(hold_until) FROM bookings WHERE status = 'draft' AND hold_until > %(now)s),
  (SELECT min(answer_until) FROM bookings WHERE status = 'requested' AND answer_until > %(now)s))
"""


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

    def upcoming(self) -> datetime | None:
        """The next moment after now at which something becomes due, if there is one."""
        ((moment,),) = self._app.database.execute(_UPCOMING, {"now": self._app.clock()})
        found: datetime | None = moment
        return found

    def fill(self) -> int:
        """Offer the places that were freed to those who wait."""
        return fill_openings(self._app.open_work, self._app.clock())

    def tell(self) -> int:
        return tell_due(self._app.open_work, self._app.clock(), self._app.ways)

    def expire_holds(self) -> None:
        """Let go of drafts that were not confirmed in time."""
        self._each("hold", self._bookings_until("draft", "hold_until"), expire)

    def lapse_requests(self) -> None:
        """Let go of requests that the school has not answered in time."""
        self._each("request", self._bookings_until("requested", "answer_until"), lapse)

    def extend_series(self) -> None:
        """Make the occurrences of endless series that students may soon book."""
        self._each("series", due_series(self._app.database, self._app.clock()), extend_series)

    def _bookings_until(self, status: str, until: LiteralString) -> list[TupleRow]:
        """(school id, booking id) of those of that status whose time is over."""
        return self._app.database.execute(
            f"SELECT school_id, id FROM bookings WHERE status = %(status)s AND {until} <= %(now)s "
            f"ORDER BY {until} LIMIT 500",
            {"status": status, "now": self._app.clock()},
        )

    def _each(self, what: str, due: Iterable[Sequence[int]], act: Callable[[Desk, int], object]) -> None:
        """Do it for each (school id, id), in a transaction of its own: one that fails keeps no other waiting."""
        for school_id, id_ in due:
            try:
                with self._app.open_work() as work:
                    act(Desk(work, work.catalogue(school_id), Actor.SYSTEM, self._app.clock()), id_)
                    work.commit()
            except Exception:
                log.exception("due work could not be done; the rest is", extra={"what": what, "id": id_})

    def beat(self) -> None:
        heartbeats.beat(self._app.database)

    def tidy(self) -> None:
        """Forget what is settled and old."""
        prune(self._app.database, self._app.clock())


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
        (due.tidy, 21_600),
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
            metrics.turns(inbound.channel, "failed").inc()
            raise
    metrics.turns(inbound.channel, "handled" if turn.contact_id is not None else "repeated").inc()
    nudge()
