"""Sends what is in the outbox: claim under a lease, send, mark. Order per recipient is kept.

A reply is rather repeated than lost, a reminder rather lost than repeated. Errors are sorted by the adapters; here they
become another try, another channel, or an end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.channels.ports import (
    Adapter,
    Button,
    Outgoing,
    RateLimited,
    SendResult,
    Sent,
    Transient,
    Undeliverable,
    Unknown,
)
from bot.dialogs.exchange import Channel, Reply
from bot.rendering import locale, render

log = logging.getLogger(__name__)

MOST_TRIES = 8
"""With the back-off below: given up after about an hour and a half."""

T = TypeVar("T")


class QueuedMessage(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def transport(self) -> str: ...
    @property
    def message(self) -> Mapping[str, Any]: ...
    @property
    def language(self) -> str: ...
    @property
    def origin(self) -> Mapping[str, str]: ...
    @property
    def attempts(self) -> int: ...
    @property
    def once(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...


class OutboxPort(Protocol):
    def claim(self, now: datetime, limit: int = 50) -> Sequence[QueuedMessage]: ...

    def sent(self, message_id: int, provider_id: str, now: datetime) -> None: ...

    def later(self, message_id: int, due_at: datetime, error: str, *, counted: bool = True) -> None: ...

    def unknown(self, message_id: int, error: str) -> None: ...

    def failed(self, message_id: int, error: str, now: datetime, *, contact_gone: bool = False) -> None: ...


Reconcile = Callable[[Outgoing, datetime], Awaitable[Sent | None]]
"""Asks a provider whether a message whose sending ended unknown was sent after all, since the moment given."""


class Relay:
    """
    adapters: by (transport, channel). A message without one waits: its channel is not set up.
    reconcile: by (transport, channel), where the provider can be asked.
    in_thread: runs a blocking call off the event loop.
    """

    def __init__(
        self,
        outbox: OutboxPort,
        adapters: Mapping[tuple[str, Channel], Adapter],
        clock: Callable[[], datetime],
        in_thread: Callable[[Callable[[], T]], Awaitable[T]],
        *,
        reconcile: Mapping[tuple[str, Channel], Reconcile] | None = None,
        count: Callable[[str, str], None] | None = None,
    ) -> None:
        self._outbox = outbox
        self._adapters = adapters
        self._clock = clock
        self._in_thread: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread
        self._reconcile = reconcile or {}
        self._count = count
        self._nudged = asyncio.Event()
        self._draining = asyncio.Lock()
        self._stopping = False

    def nudge(self) -> None:
        """There is something to send. To be called on the relay's event loop."""
        self._nudged.set()

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is being sent has been. To be called on the relay's event loop."""
        self._stopping = True
        self._nudged.set()

    async def run(self, every: float = 1.0) -> None:
        """Send whenever nudged, and look by itself every so many seconds, until stopped or cancelled.

        What is cancelled in the middle of sending waits for its lease to run out, and may be sent again.
        """
        while not self._stopping:
            self._nudged.clear()
            try:
                await self.drain()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("the relay could not work; it will look again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), every)

    async def drain(self) -> int:
        """Send all that is due now. Returns how many messages were handled."""
        handled = 0
        async with self._draining:
            while not self._stopping and (claimed := await self._in_thread(lambda: self._outbox.claim(self._clock()))):
                await asyncio.gather(*(self._handle(message) for message in claimed))
                handled += len(claimed)
        return handled

    async def _handle(self, message: QueuedMessage) -> None:
        way = (message.transport, Channel(message.channel))
        adapter = self._adapters.get(way)
        if adapter is None:
            wait = timedelta(minutes=5)
            await self._in_thread(
                lambda: self._outbox.later(
                    message.id, self._clock() + wait, f"{message.channel} is not set up", counted=False
                )
            )
            return
        try:
            outgoing = outgoing_of(message)
        except Exception:
            log.exception("message cannot be put into words", extra={"outbox_id": message.id})
            await self._in_thread(lambda: self._outbox.failed(message.id, "cannot be rendered", self._clock()))
            return
        result = await self._send(adapter, outgoing)
        if isinstance(result, Unknown) and (ask := self._reconcile.get(way)) is not None:
            result = await ask(outgoing, message.created_at) or result
        if self._count is not None:
            self._count(message.channel, type(result).__name__.lower())
        await self._in_thread(lambda: self._mark(message, result))

    async def _send(self, adapter: Adapter, outgoing: Outgoing) -> SendResult:
        try:
            return await adapter.send(outgoing)
        except Exception as error:
            log.exception("an adapter broke its promise", extra={"outbox_id": outgoing.id})
            return Unknown(type(error).__name__)

    def _mark(self, message: QueuedMessage, result: SendResult) -> None:
        now = self._clock()
        match result:
            case Sent(provider_id=provider_id):
                self._outbox.sent(message.id, provider_id, now)
            case RateLimited(retry_after=wait):
                self._outbox.later(message.id, now + wait, "rate limited", counted=False)
            case Undeliverable(reason=reason, contact_gone=gone):
                self._outbox.failed(message.id, reason, now, contact_gone=gone)
            case Unknown(reason=reason) if message.once:
                self._outbox.unknown(message.id, reason)
            case Transient(reason=reason) | Unknown(reason=reason):
                if message.attempts >= MOST_TRIES:
                    self._outbox.failed(message.id, reason, now)
                else:
                    self._outbox.later(message.id, now + back_off(message.attempts), reason)


def back_off(attempts: int) -> timedelta:
    """2, 4, 8 … seconds up to half an hour, give or take a quarter, so that many failures don't come back as one."""
    return timedelta(seconds=min(2.0 ** min(attempts * 1.6, 11), 1800) * random.uniform(0.75, 1.25))


def outgoing_of(message: QueuedMessage) -> Outgoing:
    """The message in words, for its channel."""
    channel = Channel(message.channel)
    reply = Reply.from_data(message.message)
    rendered = render(reply, message.language, channel, message.created_at.date())
    labels = locale(message.language)["messages"]
    return Outgoing(
        id=message.id,
        channel=channel,
        address=message.address,
        text=rendered.text,
        body=rendered.body,
        language=message.language,
        buttons=tuple(Button(number, label) for number, label in enumerate(rendered.labels, 1)),
        menu=reply.menu,
        edit=reply.edit,
        ask_contact=reply.ask_contact,
        origin=message.origin,
        picture=reply.picture,
        contact_label=labels["button_share_phone"],
        list_label=labels["button_list"],
    )
