"""Telegram updates, read into what a person did.

An update is read by hand from its JSON: python-telegram-bot's object tree costs some 180 µs an update, of which a turn
needs six fields. The tests hold this reading against python-telegram-bot's own on a corpus of updates.

What becomes what:

- "/start CODE" (a deep link) is the text "CODE"; "/start" alone is "menu".
- "/book@ourbot tue 4pm" is "book tue 4pm"; "/my_lessons" is "my lessons".
- A button of ours is a tap; any other button data is a stale tap, so that the press is still answered.
- The sender's own shared contact is `CONTACT` with a verified phone; anybody else's is `FOREIGN_CONTACT` without.
- Photos, voice notes, stickers, places, files … are `MEDIA` with their caption.
- What comes from groups and channels is `Elsewhere`, when it is addressed to the bot; the bot works in private only.
- Everything else is None: nothing to do, and no reason to have it sent again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from bot.channels.buttons import press
from bot.dialogs.exchange import Channel, Inbound, Kind
from bot.handlers.payload import clean, hint
from domain.languages import spoken

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
"""What the bot asks Telegram for: everything `read` makes something of."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w{1,64}))?(?:\s+(.*))?\s*", re.ASCII | re.DOTALL)
_MENTION = re.compile(r"@(\w{2,64})", re.ASCII)
_FILES = ("photo", "voice", "sticker", "document", "video", "video_note", "audio", "animation", "paid_media")
_MEDIA = frozenset({*_FILES, "location", "venue", "poll", "dice", "story", "game", "checklist"})
_ID_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody spoke to the bot in a group or channel, where it does not work. Worth one kind word in `chat_id`."""

    chat_id: int
    message_id: int | None = None
    language: str | None = None


def read(update: object) -> Inbound | Elsewhere | None:
    """What the person did by this update, or None when there is nothing to answer. Never raises."""
    if not isinstance(update, dict) or not _is_id(update.get("update_id")):
        return None
    event_id = str(update["update_id"])
    if isinstance(query := update.get("callback_query"), dict):
        return _pressed(event_id, query)
    if isinstance(message := update.get("message"), dict):
        return _said(event_id, message)
    if isinstance(message := update.get("edited_message"), dict):
        said = _said(event_id, message)
        # A moving live location edits its message every few seconds: without words there is nothing to answer.
        return _edited(said) if isinstance(said, Inbound) and said.text else None
    return None


def _pressed(event_id: str, query: dict[str, Any]) -> Inbound | None:
    message, sender = query.get("message"), query.get("from")
    query_id = query.get("id")
    if not isinstance(message, dict) or not isinstance(sender, dict) or not isinstance(query_id, str):
        return None
    address, message_id = _private_chat(message), message.get("message_id", 0)
    if address is None or not _is_id(sender.get("id")):
        return None
    origin = {"callback_query_id": clean(query_id, 64)}
    if _is_id(message_id) and message_id > 0:
        origin["message_id"] = str(message_id)
    return Inbound(
        channel=Channel.TELEGRAM,
        address=address,
        event_id=event_id,
        kind=Kind.TAP,
        tap=press(query.get("data")),
        name=hint(sender.get("first_name")),
        language=spoken(hint(sender.get("language_code"), 16)),
        origin=origin,
    )


def _said(event_id: str, message: dict[str, Any]) -> Inbound | Elsewhere | None:
    address, sender = _private_chat(message), message.get("from")
    if address is None:
        return _elsewhere(message)
    if not isinstance(sender, dict) or not _is_id(sender.get("id")) or sender.get("is_bot") is True:
        return None
    kind, text, phone = _content(message, sender["id"])
    if kind is None:
        return None
    return Inbound(
        channel=Channel.TELEGRAM,
        address=address,
        event_id=event_id,
        kind=kind,
        text=text,
        phone=phone,
        name=hint(sender.get("first_name")),
        language=spoken(hint(sender.get("language_code"), 16)),
        # The adapter takes the "share my number" keyboard away again with its next plain message.
        origin={"keyboard": "contact"} if kind is Kind.CONTACT else {},
    )


def _content(message: Mapping[str, Any], sender_id: int) -> tuple[Kind | None, str, str | None]:
    if isinstance(text := message.get("text"), str):
        return Kind.TEXT, _words(clean(text)), None
    if isinstance(contact := message.get("contact"), dict):
        phone = _own_phone(contact, sender_id)
        return (Kind.CONTACT if phone else Kind.FOREIGN_CONTACT), "", phone
    if any(message[part] is not None for part in _MEDIA.intersection(message)):
        return Kind.MEDIA, clean(message.get("caption")), None
    return None, "", None


def _words(text: str) -> str:
    """Commands as the words they stand for; other text as it is."""
    if not text.startswith("/") or (command := _COMMAND.fullmatch(text)) is None:
        return text
    name, rest = command[1].lower(), (command[3] or "").strip()
    if name == "start":
        return rest or "menu"
    return f"{name.replace('_', ' ')} {rest}".strip()


def _own_phone(contact: Mapping[str, Any], sender_id: int) -> str | None:
    """E.164 with plus, when the contact is the sender's own. Telegram gives the number with or without the plus."""
    if contact.get("user_id") != sender_id or isinstance(contact["user_id"], bool):
        return None
    number = contact.get("phone_number")
    digits = re.sub(r"[\s()+.-]", "", number) if isinstance(number, str) else ""
    return f"+{digits}" if re.fullmatch(r"[1-9]\d{6,14}", digits, re.ASCII) else None


def _edited(said: Inbound) -> Inbound:
    return Inbound(
        channel=said.channel,
        address=said.address,
        event_id=said.event_id,
        kind=Kind.EDITED,
        text=said.text,
        name=said.name,
        language=said.language,
    )


def _private_chat(message: Mapping[str, Any]) -> str | None:
    chat = message.get("chat")
    if not isinstance(chat, dict) or chat.get("type") != "private" or not _is_id(chat.get("id")):
        return None
    return str(chat["id"]) if chat["id"] > 0 else None


def _elsewhere(message: Mapping[str, Any]) -> Elsewhere | None:
    chat, text, message_id = message.get("chat"), message.get("text"), message.get("message_id")
    if not isinstance(chat, dict) or chat.get("type") not in ("group", "supergroup", "channel"):
        return None
    if not _is_id(chat.get("id")) or not isinstance(text, str) or not _addressed(text):
        return None
    sender = message.get("from")
    tag = sender.get("language_code") if isinstance(sender, dict) else None
    return Elsewhere(chat["id"], message_id if _is_id(message_id) else None, spoken(hint(tag, 16)))


def _addressed(text: str) -> bool:
    """Whether a bot is spoken to. By default Telegram shows one in a group only what is said to it."""
    if _COMMAND.fullmatch(text):
        return True
    return any(name.lower().endswith("bot") for name in _MENTION.findall(text[:4096]))


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -_ID_LIMIT < value < _ID_LIMIT
