"""What stands behind the simulator: turns as any channel's, and what the outbox and inbox hold of an address."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.bootstrap import Application
from app.channels import SIMULATOR
from app.clock import DemoClock
from app.media import picture_of
from app.worker import DueWork
from bot.channels.buttons import button_data
from bot.dialogs.exchange import Channel, Inbound, Reply
from bot.relay import Relay
from bot.rendering import render
from webhooks.simulator import PICTURES_PATH, Person, Shown, ShownChoice

_PEOPLE = """
SELECT DISTINCT ON (c.address, l.school_id, l.role) coalesce(t.name, p.name), l.role, c.address, s.name
FROM contact_links l
JOIN contacts c ON c.id = l.contact_id JOIN schools s ON s.id = l.school_id
LEFT JOIN teachers t ON t.school_id = l.school_id AND t.id = l.person_id
LEFT JOIN students p ON p.school_id = l.school_id AND p.id = l.person_id
WHERE c.address LIKE '+%' ORDER BY c.address, l.school_id, l.role
"""

_SAID = """
SELECT o.id, c.channel, o.message, o.language, o.created_at, o.origin, o.status FROM outbox o
JOIN contacts c ON c.id = o.contact_id
WHERE c.address = %(address)s AND o.status <> 'void' {only} ORDER BY o.id DESC LIMIT 200
"""

_HEARD = """
SELECT channel, event_id, content, received_at FROM inbox WHERE address = %(address)s
ORDER BY received_at DESC LIMIT 200
"""

_TURN = "AND o.event_id = %(event_id)s AND c.channel = %(channel)s"


class SimulatorBackend:
    """Satisfies `webhooks.simulator.Backend`. Its methods block and are called off the event loop."""

    def __init__(self, application: Application, clock: DemoClock) -> None:
        self._app = application
        self._clock = clock
        self._relay: tuple[Relay, asyncio.AbstractEventLoop] | None = None

    def connect(self, relay: Relay, loop: asyncio.AbstractEventLoop) -> None:
        """Use this process's relay, so that what is said is sent at once."""
        self._relay = relay, loop

    def people(self) -> Sequence[Person]:
        return [Person(*row) for row in self._app.database.execute(_PEOPLE)]

    def say(self, inbound: Inbound) -> Sequence[Shown]:
        if inbound.tap is not None and inbound.channel is Channel.TELEGRAM:
            inbound = replace(inbound, origin=self._pressed(inbound))
        self._app.conversations.receive(inbound, SIMULATOR)
        self._send()
        return self._said(inbound.address, _TURN, event_id=inbound.event_id, channel=inbound.channel.value)

    def messages(self, address: str, channel: Channel | None = None) -> Sequence[Shown]:
        said = self._said(address)
        # Menus are numbered in each conversation, so a button's id says nothing without its channel.
        labels = {(message.channel, choice.id): choice.label for message in said for choice in message.choices}
        heard = [_heard(row, labels) for row in self._app.database.execute(_HEARD, {"address": address})]
        both = sorted([*heard, *said], key=lambda message: (message.at, message.direction))
        return [message for message in both if channel is None or message.channel == channel]

    def picture(self, message_id: str) -> bytes | None:
        number = message_id.removeprefix("out-")
        return picture_of(self._app, int(number)) if number.isascii() and number.isdigit() else None

    def now(self) -> datetime:
        return self._clock()

    def advance(self, by: timedelta) -> datetime:
        """Let the time pass: the clock stops at each moment at which something is due, so that all is told then."""
        target = self._clock() + by
        due = DueWork(self._app)
        for _ in range(2_000):
            upcoming = due.upcoming()
            if upcoming is None or upcoming > target:
                break
            self._clock.move_to(max(upcoming, self._clock()))
            due.run()
            self._send()
        self._clock.move_to(target)
        due.run()
        self._send()
        return self._clock()

    def _send(self) -> None:
        if self._relay is None:
            return
        relay, loop = self._relay
        sending = asyncio.run_coroutine_threadsafe(relay.drain(), loop)
        with contextlib.suppress(TimeoutError):  # a provider is slow; the relay goes on by itself
            sending.result(timeout=5)

    def _said(self, address: str, only: str = "", **values: Any) -> list[Shown]:
        rows = self._app.database.execute(_SAID.format(only=only), {"address": address} | values)
        return [_shown(row) for row in reversed(rows)]

    def _pressed(self, inbound: Inbound) -> dict[str, str]:
        assert inbound.tap is not None
        rows = self._app.database.execute(
            "SELECT o.id FROM outbox o JOIN contacts c ON c.id = o.contact_id WHERE c.address = %(address)s "
            "AND c.channel = %(channel)s AND (o.message->>'menu')::bigint = %(menu)s ORDER BY o.id DESC LIMIT 1",
            {"address": inbound.address, "channel": inbound.channel.value, "menu": inbound.tap.menu},
        )
        return {"message_id": f"out-{rows[0][0]}"} if rows else {}


def _shown(row: Sequence[Any]) -> Shown:
    message_id, channel, message, language, at, origin, status = row
    reply = Reply.from_data(message)
    rendered = render(reply, language, Channel(channel), at.date())
    choices = tuple(
        ShownChoice(button_data(reply.menu or 0, number), label) for number, label in enumerate(rendered.labels, 1)
    )
    return Shown(
        id=f"out-{message_id}",
        direction="out",
        channel=Channel(channel),
        text=rendered.text if channel == Channel.SMS else rendered.body,
        choices=choices,
        at=at,
        edits=origin.get("message_id") if reply.edit and channel == Channel.TELEGRAM and not reply.picture else None,
        status=status,
        ask_contact=reply.ask_contact,
        picture=f"{PICTURES_PATH}/out-{message_id}.png" if reply.picture else None,
    )


def _heard(row: Sequence[Any], labels: dict[tuple[Channel, str], str]) -> Shown:
    channel, event_id, content, at = row
    text = content.get("text", "")
    if "tap" in content:
        menu, index = content["tap"]
        text = labels.get((Channel(channel), button_data(menu, index + 1)), "(an old button)")
    return Shown(
        id=f"in-{channel}-{event_id}",
        direction="in",
        channel=Channel(channel),
        text=text or f"({content.get('kind', '')})",
        choices=(),
        at=at,
        edits=None,
        status="received",
        ask_contact=False,
        pressed="tap" in content,
    )
