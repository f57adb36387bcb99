"""The composition root: ports meet adapters here, for web, worker, terminal and tests alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from app.channels import PROVIDER, SIMULATOR, links_to
from app.clock import DemoClock, system_clock
from app.setting_kinds import is_loopback
from app.settings import Settings
from bot.channels.sealed_links import Linked
from bot.conversation import Conversations
from bot.dialogs.talk import without_papers
from bot.reaching import Ways
from bot.rendering import fits, labels, parts
from bot.speaking import Screen
from storage import heartbeats
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.lanes import Lanes
from storage.outbox import Outbox
from storage.unit_of_work import UnitOfWork, unit_of_work

TURNS = 6
"""Turns under way at once in a process, each with a connection. They wait for the database half of the time; more
would only wait for the interpreter."""

THREADS = 8
"""Threads for what may block: sending's claims and marks, due work."""

T = TypeVar("T")


@dataclass
class Application:
    """All parts, put together. Opens nothing until `open()`."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    catalogues: CatalogueCache = field(default_factory=CatalogueCache)
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="turn")
    )

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.database.connect, TURNS)
        self.outbox = Outbox(self.database)
        links = links_to(self.settings, self.clock)
        screen = Screen(
            fits, labels, parts, partial(links.link, Linked.INVOICE) if links is not None else without_papers
        )
        self.conversations = Conversations(self.open_work, self.clock, screen)
        self.ways = Ways(self.first_transport, screen)

    def open(self) -> Application:
        self.database.open()
        return self

    def close(self) -> None:
        self.threads.shutdown(wait=True, cancel_futures=True)
        self.lanes.close()
        self.database.close()

    def open_work(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction; see `storage.unit_of_work`."""
        return unit_of_work(self.database, self.catalogues)

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Whatever may block, off the event loop. Turns take `lanes`."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)

    def first_transport(self, noted: str | None) -> str:
        """How a contact is reached that has not been heard yet. noted: what its conversation says of it.

        The demo's people have invented numbers, which belong to strangers: they are noted as the simulator's, and their
        messages stay there, unless Twilio is a stand-in on this machine.
        """
        if not self.settings.web.demo:
            return noted or PROVIDER
        return PROVIDER if _stands_in(self.settings) else SIMULATOR

    def faults(self) -> list[str]:
        """What keeps the program from working, one sentence each."""
        try:
            working = heartbeats.alive(self.database)
        except Exception as error:
            return [f"The database does not answer ({type(error).__name__})."]
        return [] if working else ["No worker is running: reminders and replies wait."]


def build(settings: Settings, url: str, *, clock: Callable[[], datetime] | None = None) -> Application:
    """The application on the database at `url`; `clock` in place of the machine's or the demo's own."""
    database = Database(url, size=THREADS + 4)
    if clock is None:
        clock = DemoClock(database) if settings.web.demo else system_clock
    return Application(settings, database, clock)


def _stands_in(settings: Settings) -> bool:
    """Whether Twilio is set up and is a stand-in. Telegram does not count: nobody unheard is reached by it."""
    host = urlsplit(settings.twilio.api_url).hostname
    return settings.twilio.account_sid is not None and host is not None and is_loopback(host)
