"""One turn of a conversation: drop a repeated event, lock, step, save, queue the reply, commit.

Everything a turn does happens in one transaction. If it is undone by a lost race it is done anew; if it fails
unexpectedly it is counted, the caller tells the channel to deliver the event again, and after three times the event is
parked: the person gets an apology and the school sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar

from bot.dialogs.exchange import Inbound, Kind, Reply, Say
from bot.ports import Opened, OpenWork, TurnWork
from bot.speaking import ANY_SCREEN, Screen, speak
from domain.languages import FALLBACK
from domain.ports import TryAgain

log = logging.getLogger(__name__)

TRIES = 3
"""How often a turn is done anew after a lost race, and how often an event may fail before it is parked."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of an event. contact_id is None if it had been handled before."""

    contact_id: int | None

    @classmethod
    def repeated(cls) -> Self:
        return cls(None)


@dataclass(frozen=True, slots=True)
class Conversations:
    """
    open_work: opens a transaction.
    clock: tells the time (UTC).
    screen: tells what replies are like on their channel.
    """

    open_work: OpenWork
    clock: Callable[[], datetime]
    screen: Screen = ANY_SCREEN

    def receive(self, inbound: Inbound, transport: str) -> Turn:
        """Handle one event, durably: when this returns, the reply is in the outbox. Raises what went wrong, counted."""
        try:
            arrived = self.clock()
            return again_if_lost(lambda: self._turn(inbound, transport, arrived))
        except Exception as error:
            if self._count(inbound, error) < TRIES:
                raise
            log.exception("event parked", extra={"channel": inbound.channel, "event_id": inbound.event_id})
            return self._park(inbound, transport)

    def _turn(self, inbound: Inbound, transport: str, now: datetime) -> Turn:
        with self.open_work() as work:
            opened = work.conversations.open_turn(
                inbound.channel, inbound.address, inbound.event_id, content_of(inbound), now
            )
            if opened is None:
                return Turn.repeated()
            if inbound.kind is Kind.OPTED_OUT:
                work.conversations.gone(opened.contact_id, now)
            elif inbound.kind is not Kind.OPTED_IN:
                speak(work, opened, inbound, now, transport=transport, clock=self.clock, screen=self.screen)
            work.commit()
        return Turn(opened.contact_id)

    def _count(self, inbound: Inbound, error: Exception) -> int:
        with self.open_work() as work:
            count = work.conversations.failed(
                inbound.channel, inbound.address, inbound.event_id, type(error).__name__, self.clock()
            )
            work.commit()
        return count

    def _park(self, inbound: Inbound, transport: str) -> Turn:
        """Take the event as handled, say sorry, and start the conversation over."""
        now = self.clock()
        with self.open_work() as work:
            opened = work.conversations.open_turn(
                inbound.channel, inbound.address, inbound.event_id, content_of(inbound), now
            )
            if opened is None:
                return Turn.repeated()
            language = opened.language or FALLBACK
            _save(work, opened, transport, now)
            sorry = Reply((Say("sorry", {"event": inbound.event_id[-6:]}),))
            work.conversations.queue(opened.contact_id, sorry.data(), transport=transport, language=language, now=now)
            if opened.school_id is not None:
                work.conversations.tell_school(
                    opened.school_id, opened.contact_id, opened.person_id, f"[failed] {inbound.text}", now
                )
            work.commit()
        return Turn(opened.contact_id)


def again_if_lost(do: Callable[[], T]) -> T:
    """Do it, and anew after a lost race, a few times."""
    for _ in range(TRIES - 1):
        try:
            return do()
        except TryAgain:
            continue
    return do()


def content_of(inbound: Inbound) -> dict[str, Any]:
    """What the inbox keeps of an event."""
    content: dict[str, Any] = {"kind": inbound.kind.value, "text": inbound.text}
    if inbound.tap is not None:
        content["tap"] = [inbound.tap.menu, inbound.tap.index]
    return content


def _save(work: TurnWork, opened: Opened, transport: str, now: datetime) -> None:
    """Start the conversation over."""
    work.conversations.save(
        opened.contact_id,
        state={},
        language=opened.language,
        transport=transport,
        school_id=opened.school_id,
        role=opened.role,
        person_id=opened.person_id,
        heard_at=now,
    )
