"""A school behind the simulator that says what it is told to."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.dialogs.exchange import Channel, Inbound
from webhooks.simulator import Person, Shown

ANNA = "+4520000001"
NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)


@dataclass
class School:
    """A backend that keeps what it is asked and answers what it is told to.

    news: said by itself, once somebody has written; failing_turns: how many turns fail before one works.
    """

    answers: list[Shown] = field(default_factory=list)
    heard: list[Inbound] = field(default_factory=list)
    asked: list[tuple[str, Channel | None]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    clock: datetime = NOW
    fails: bool = False
    news: list[Shown] = field(default_factory=list)
    failing_turns: int = 0

    def people(self) -> list[Person]:
        self._work()
        return [Person("Anna Holm", "student", ANNA, "Nordlys")]

    def say(self, inbound: Inbound) -> list[Shown]:
        self._work()
        if self.failing_turns:
            self.failing_turns -= 1
            raise RuntimeError("the turn of house 17 failed")
        self.heard.append(inbound)
        return self.answers

    def messages(self, address: str, channel: Channel | None = None) -> list[Shown]:
        self._work()
        self.asked.append((address, channel))
        return [*self.answers, *(self.news if self.heard else ())]

    def picture(self, message_id: str) -> bytes | None:
        self._work()
        return b"a picture" if message_id == "out-7" else None

    def now(self) -> datetime:
        self._work()
        return self.clock

    def advance(self, by: timedelta) -> datetime:
        self._work()
        self.clock += by
        return self.clock

    def _work(self) -> None:
        self.threads.add(threading.get_ident())
        if self.fails:
            raise RuntimeError("the database of house 17 is away")
