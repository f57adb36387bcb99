"""What a channel adapter is given and what it answers.

A new channel is one module in this folder with one class that satisfies `Adapter`, one module in `bot.handlers` that
turns its payload into an `Inbound`, and a row in `bot.dialogs.capabilities`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from bot.dialogs.exchange import Channel


@dataclass(frozen=True, slots=True)
class Button:
    """A choice in the person's words. `number` is its digit (from 1) where the channel shows numbers."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One rendered message, ready for a channel.

    id: the outbox row's id; the adapter may use it to make the send idempotent.
    text: in the channel's own markup (HTML on Telegram, *bold* on WhatsApp, GSM-7 where possible on SMS). On a
        channel without buttons the numbered choices are already part of it; `body` is the text without them.
    buttons: the choices, also when `text` already lists them. `menu` numbers the menu they belong to.
    origin: of the inbound this answers (see `Inbound.origin`), empty for notices.
    picture: the plan of a picture to go with it; `bot.pictures` draws it.
    contact_label: words on the "share my phone number" button; list_label: on the button that opens a list of choices
        (at most 20 characters). In the person's language, like everything else here.
    """

    id: int
    channel: Channel
    address: str
    text: str
    body: str
    language: str
    buttons: tuple[Button, ...] = ()
    menu: int | None = None
    edit: bool = False
    ask_contact: bool = False
    origin: Mapping[str, str] = field(default_factory=dict)
    picture: Mapping[str, Any] | None = None
    contact_label: str = "Share my phone number"
    list_label: str = "Choose"


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has it. `provider_id` names it there (MessageSid, message_id)."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Permanent: blocked, opted out, no such number, refused content. Never to be tried again as it is."""

    reason: str
    contact_gone: bool = False


@dataclass(frozen=True, slots=True)
class RateLimited:
    retry_after: timedelta


@dataclass(frozen=True, slots=True)
class Transient:
    """Not sent for certain, worth another try: connection refused, 5xx before acceptance, bad credentials."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no answer came back: it may or may not have been sent."""

    reason: str


SendResult = Sent | Undeliverable | RateLimited | Transient | Unknown


class Adapter(Protocol):
    """Sends one message. Never raises for what a provider can do; sorts it into a `SendResult` instead."""

    async def send(self, message: Outgoing) -> SendResult: ...

    async def close(self) -> None: ...
