"""The composition root: ports meet adapters here, for web, worker, terminal and tests alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from app.clock import DemoClock, system_clock
from app.setting_kinds import is_loopback
from app.settings import Settings
from bot.channels.picture_links import PictureLinks
from bot.channels.ports import Adapter
from bot.conversation import Conversations
from bot.dialogs.exchange import Channel
from bot.rendering import fits, labels, parts
from storage import heartbeats
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.lanes import Lanes
from storage.outbox import Outbox
from storage.unit_of_work import UnitOfWork, unit_of_work

PROVIDER, SIMULATOR = "provider", "simulator"

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
        self.conversations = Conversations(self.open_work, self.clock, fits, labels, parts)

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


@dataclass
class Channels:
    """The adapters that are set up, and what comes with them."""

    adapters: dict[tuple[str, Channel], Adapter]
    reconcile: dict[tuple[str, Channel], Callable[[Any, datetime], Awaitable[Any]]]

    async def close(self) -> None:
        for adapter in self.adapters.values():
            await adapter.close()


def channels(settings: Settings, clock: Callable[[], datetime] = system_clock) -> Channels:
    """An adapter for each channel that the settings name; the simulator for all in the demo."""
    adapters: dict[tuple[str, Channel], Adapter] = {}
    reconcile: dict[tuple[str, Channel], Callable[[Any, datetime], Awaitable[Any]]] = {}
    if settings.web.demo:
        from bot.channels.simulator import SimulatorAdapter

        adapters |= {(SIMULATOR, channel): SimulatorAdapter() for channel in Channel}
    if settings.telegram.bot_token is not None:
        from bot.channels.telegram import TelegramAdapter

        token = settings.telegram.bot_token.get_secret_value()
        adapters[PROVIDER, Channel.TELEGRAM] = TelegramAdapter(token, settings.telegram.api_url)
    for channel, adapter, find in _twilio(settings, picture_links(settings, clock)):
        adapters[PROVIDER, channel] = adapter
        reconcile[PROVIDER, channel] = find
    return Channels(adapters, reconcile)


def _twilio(
    settings: Settings, pictures: PictureLinks | None
) -> list[tuple[Channel, Adapter, Callable[[Any, datetime], Awaitable[Any]]]]:
    twilio = settings.twilio
    if twilio.account_sid is None or twilio.auth_token is None:
        return []
    from bot.channels.sms import SmsAdapter
    from bot.channels.twilio import TwilioGateway
    from bot.channels.whatsapp import WhatsAppAdapter, on_whatsapp
    from webhooks.twilio import STATUS_PATH

    gateway = TwilioGateway(
        twilio.account_sid,
        twilio.auth_token.get_secret_value(),
        api_url=twilio.api_url,
        content_api_url=twilio.content_api_url,
        status_callback=settings.web.public_url and settings.web.public_url.rstrip("/") + STATUS_PATH,
    )

    async def find(message: Any, since: datetime) -> Any:
        to = on_whatsapp(message.address) if message.channel is Channel.WHATSAPP else message.address
        try:
            found = await gateway.find(to, message.text, since)
            # A menu of buttons has its text without the numbers.
            return found or (await gateway.find(to, message.body, since) if message.body != message.text else None)
        except Exception:
            return None  # no answer to that question either: it stays unknown

    found: list[tuple[Channel, Adapter, Callable[[Any, datetime], Awaitable[Any]]]] = []
    if twilio.sms_from or twilio.messaging_service_sid:
        sms = SmsAdapter(gateway, sender=twilio.sms_from, service=twilio.messaging_service_sid)
        found.append((Channel.SMS, sms, find))
    if twilio.whatsapp_from:
        linked = pictures.link if pictures is not None else None
        whatsapp = WhatsAppAdapter(gateway, sender=twilio.whatsapp_from, pictures=linked)
        found.append((Channel.WHATSAPP, whatsapp, find))
    return found


def picture_links(settings: Settings, clock: Callable[[], datetime]) -> PictureLinks | None:
    """Where Twilio may fetch pictures; None where it can't: it wants https. Twilio's own token keeps the addresses."""
    public, token = settings.web.public_url, settings.twilio.auth_token
    if token is None or not public or not public.startswith("https://"):
        return None
    return PictureLinks(public, token.get_secret_value().encode(), clock)


def _stands_in(settings: Settings) -> bool:
    """Whether Twilio is set up and is a stand-in. Telegram does not count: nobody unheard is reached by it."""
    host = urlsplit(settings.twilio.api_url).hostname
    return settings.twilio.account_sid is not None and host is not None and is_loopback(host)
