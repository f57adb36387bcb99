"""Talks with the demo school, held with the real program over PostgreSQL on a clock that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.bootstrap import Application, build
from app.clock import DemoClock
from app.demo import seed
from app.demo_school import ZONE
from app.settings import load_settings
from app.simulator import SimulatorBackend
from bot.dialogs.exchange import Channel, Inbound

BEGIN = datetime(2026, 11, 24, 10, tzinfo=ZONE).astimezone(UTC)
"""A Tuesday morning; the demo's past and future follow from its date."""


class StillClock(DemoClock):
    """Moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = moment


class Talks:
    def __init__(self, application: Application, clock: StillClock) -> None:
        self._simulator = SimulatorBackend(application, clock)
        self._events = itertools.count(1)

    def hold(self, address: str, at: str | None, written: str) -> str:
        """What `written` becomes when its lines after "> " are sent by SMS from `address`, at the wall time `at`."""
        if at is not None:
            moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)
            self._simulator.advance(moment - self._simulator.now())
        lines: list[str] = []
        if not written.startswith("> "):
            lines += self.last_words(address).splitlines()
        for line in written.splitlines():
            if line.startswith("> "):
                lines += [line, *self.say(address, line.removeprefix("> ")).splitlines()]
        return "".join(f"{line}\n" for line in lines)

    def say(self, address: str, text: str) -> str:
        return "\n".join(self.answers(address, text))

    def answers(self, address: str, text: str) -> list[str]:
        """The messages that come, one by one."""
        event = Inbound(Channel.SMS, address, f"docs-{next(self._events)}", text=text, phone=address)
        return [message.text for message in self._simulator.say(event)]

    def last_words(self, address: str) -> str:
        said = [m.text for m in self._simulator.messages(address, Channel.SMS) if m.direction == "out"]
        return said[-1]


@contextmanager
def demo(url: str, folder: Path) -> Iterator[tuple[Application, StillClock]]:
    """The demo school, founded at `BEGIN` in the empty database at `url`."""
    clock = StillClock(BEGIN)
    application = build(load_settings({"DEMO": "1"}, None), url, clock=clock).open()
    try:
        seed(application.database, application.catalogues, BEGIN, folder)
        yield application, clock
    finally:
        application.close()
