"""The simulator's own form: JSON read into what a person did, and what was said put into JSON.

Whatever does not fit is refused as a `Misfit` with a sentence. A sentence never repeats what was sent: that may hold
characters which no answer can carry.
"""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.buttons import press
from bot.dialogs.exchange import Channel, Inbound, Kind
from bot.handlers import telegram
from bot.handlers.payload import clean

MAX_ADVANCE = timedelta(days=60)

_ADDRESS = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_EVENT_ID = re.compile(r"[!-~]{1,64}")
_NUMBER = r"(?:(\d{1,7})%s)?"
_DURATION = re.compile(
    "P(?=.)"
    + "".join(_NUMBER % unit for unit in "WD")
    + "(?:T(?=.)"
    + "".join(_NUMBER % unit for unit in "HMS")
    + ")?",
    re.ASCII,
)
_TAG = re.compile(r"<[^<>]*>")
_HTML_BOLD = re.compile(r"<b>(.*?)</b>", re.DOTALL)
_STARRED = re.compile(r"(?<![\w*])\*(?!\s)([^*\n]+)(?<!\s)\*(?![\w*])")
_KINDS = {"text": Kind.TEXT, "media": Kind.MEDIA, "edited": Kind.EDITED}


class Misfit(ValueError):
    """The request is no request of ours; says in a sentence what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the demo knows. role: "student" or "teacher"; address: E.164 with plus; school: its name."""

    name: str
    role: str
    address: str
    school: str


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice under a message. id: `m:<menu>:<n>`, what a button of it carries."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the person's phone has it.

    direction: "in" from the person, "out" to the person.
    text: in the channel's markup: HTML with <b> alone on Telegram, *bold* on WhatsApp, plain on SMS.
    at: when it was said, by the demo's clock.
    edits: the id of the message that this one replaces.
    status: how far its delivery is, in the outbox's words.
    ask_contact: the "share my phone number" button stands under it.
    picture: where the page finds the picture that goes with it.
    pressed: a button was pressed rather than written; text is the button's label. Telegram shows no such message.
    """

    id: str
    direction: str
    channel: Channel
    text: str
    choices: tuple[ShownChoice, ...]
    at: datetime
    edits: str | None = None
    status: str = "sent"
    ask_contact: bool = False
    pressed: bool = False
    picture: str | None = None


def inbound_of(body: Mapping[str, Any]) -> Inbound:
    """What the person did. Raises `Misfit`.

    A choice goes before a text, as with a pressed WhatsApp button, which brings both. The network vouches for the
    sender's number on SMS and WhatsApp; on Telegram the person shares it by `contact`.
    """
    address, channel = address_of(body.get("address")), channel_of(body.get("channel")) or Channel.SMS
    kind = _kind_of(body)
    text, choice, contact = _text_of(body, "text"), _text_of(body, "choice"), body.get("contact")
    if contact is not None and not isinstance(contact, bool):
        raise Misfit("contact must be true or false.")
    if contact and channel is not Channel.TELEGRAM:
        raise Misfit("contact is for telegram: sms and whatsapp tell the number by themselves.")
    inbound = Inbound(
        channel=channel,
        address=address,
        event_id=_event_id_of(body),
        phone=None if channel is Channel.TELEGRAM else address,
    )
    if contact:
        return replace(inbound, kind=Kind.CONTACT, phone=address, origin={"keyboard": "contact"})
    if choice is not None:
        return replace(inbound, kind=Kind.TAP, tap=press(choice))
    if text is None and kind is not Kind.MEDIA:
        raise Misfit("Either text or choice is needed.")
    return replace(inbound, kind=kind, text=_as_sent(text or "", channel))


def address_of(given: object) -> str:
    """A phone number in E.164. Raises `Misfit`."""
    if not isinstance(given, str) or not _ADDRESS.fullmatch(given):
        raise Misfit('address must be a phone number with plus and country code, such as "+4520000001".')
    return given


def channel_of(given: object) -> Channel | None:
    """None when none is given. Raises `Misfit` for one that isn't ours."""
    if given is None:
        return None
    if not isinstance(given, str) or given not in set(Channel):
        raise Misfit('channel must be "sms", "whatsapp" or "telegram".')
    return Channel(given)


def advance_of(body: Mapping[str, Any]) -> timedelta:
    """How far the clock is to go. Raises `Misfit`."""
    given = body.get("advance")
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise Misfit('advance must be an ISO 8601 duration in whole numbers, such as "PT24H" or "P1DT30M".')
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    by = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if by > MAX_ADVANCE:
        raise Misfit(f"The clock goes forward by at most P{MAX_ADVANCE.days}D at once.")
    return by


def shown(message: Shown) -> dict[str, Any]:
    """A message as JSON. `text` is what a person reads; `spans` is the same in pieces, some of them bold."""
    spans = _spans(message)
    plain = "".join(text for text, _ in spans) if message.channel is Channel.TELEGRAM else message.text
    return {
        "id": message.id,
        "direction": message.direction,
        "channel": message.channel.value,
        "text": plain,
        "spans": [{"text": text, "bold": bold} for text, bold in spans],
        "choices": [{"id": choice.id, "label": choice.label} for choice in message.choices],
        "at": moment(message.at),
        "edits": message.edits,
        "status": message.status,
        "ask_contact": message.ask_contact,
        "pressed": message.pressed,
        "picture": message.picture,
    }


def moment(at: datetime) -> str:
    """In UTC, as `2026-11-26T15:45:00+00:00`."""
    return at.astimezone(UTC).isoformat()


def _spans(message: Shown) -> list[tuple[str, bool]]:
    if message.direction == "in" or message.channel is Channel.SMS:
        return [(message.text, False)]
    if message.channel is Channel.WHATSAPP:
        pieces = _STARRED.split(message.text)
    else:
        pieces = [html.unescape(_TAG.sub("", piece)) for piece in _HTML_BOLD.split(message.text)]
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


def _kind_of(body: Mapping[str, Any]) -> Kind:
    given = body.get("kind", "text")
    if not isinstance(given, str) or given not in _KINDS:
        raise Misfit('kind must be "text", "media" or "edited".')
    return _KINDS[given]


def _text_of(body: Mapping[str, Any], name: str) -> str | None:
    given = body.get(name)
    if given is not None and not isinstance(given, str):
        raise Misfit(f"{name} must be a string.")
    return None if given is None else clean(given)


def _event_id_of(body: Mapping[str, Any]) -> str:
    given = body.get("event_id")
    if given is None:
        return f"sim-{uuid.uuid4().hex}"
    if not isinstance(given, str) or not _EVENT_ID.fullmatch(given):
        raise Misfit("event_id must be 1 to 64 visible ASCII characters.")
    return given


def _as_sent(text: str, channel: Channel) -> str:
    """Telegram's commands as the words they stand for, read where real updates are."""
    if channel is not Channel.TELEGRAM or not text.startswith("/"):
        return text
    chat = {"id": 1, "type": "private"}
    update = {"update_id": 1, "message": {"message_id": 1, "chat": chat, "from": {"id": 1}, "text": text}}
    said = telegram.read(update)
    return said.text if isinstance(said, Inbound) else text
