"""What goes in and out of a dialog, free of any channel's own form.

An `Inbound` is one thing a person did; a `Reply` is one thing the system says. Replies are semantic: a message name,
its parameters and the choices. Words, markup and buttons are made from them later, for the channel that carries them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MAX_TEXT = 2_000
"""Characters of a message that are read; what follows is dropped. Longer than two joined SMS of 10 segments."""


class Channel(StrEnum):
    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"


class Kind(StrEnum):
    """What sort of thing arrived."""

    TEXT = "text"
    TAP = "tap"  # a button of ours was pressed
    CONTACT = "contact"  # the sender shared the sender's own contact: `phone` is verified
    FOREIGN_CONTACT = "foreign_contact"  # somebody else's contact was forwarded: proves nothing
    MEDIA = "media"  # photo, voice note, sticker, location …: `text` holds the caption, if any
    EDITED = "edited"  # an earlier message was edited
    OPTED_OUT = "opted_out"  # the carrier was told to deliver nothing more, and says so itself
    OPTED_IN = "opted_in"
    PROMPT = "prompt"  # the system itself opens a dialog, e.g. asks a teacher for attendance


@dataclass(frozen=True, slots=True)
class Tap:
    """A press on choice `index` (from 0) of menu number `menu` of this conversation."""

    menu: int
    index: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a person did.

    address: E.164 with plus on SMS and WhatsApp ("+4520000001"), the chat id in digits on Telegram.
    event_id: the channel's own id of this event; the same id is the same event, and acts once.
    phone: E.164, only when the channel vouches for it (the sender's number on SMS and WhatsApp, the sender's own
        shared contact on Telegram).
    name, language: what the channel's profile says, hints only.
    origin: what the channel's adapter needs to answer this very event (ids of the message to edit, of the button
        press to acknowledge). Opaque here.
    prompt: for `Kind.PROMPT`, the flow to open and its data.
    """

    channel: Channel
    address: str
    event_id: str
    kind: Kind = Kind.TEXT
    text: str = ""
    tap: Tap | None = None
    phone: str | None = None
    name: str | None = None
    language: str | None = None
    origin: Mapping[str, str] = field(default_factory=dict)
    prompt: tuple[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer.

    id: what it means to the dialog; stable, never shown.
    label: message name of its words, rendered with `params`.
    """

    id: str
    label: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """One text of a reply: its name in the locale files and what is put into it (JSON values)."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one turn says to the person of the conversation, as one message.

    says: texts, one below the other.
    choices: offered with them, in order; numbered from 1 where the channel has no buttons.
    menu: the menu's number in its conversation, if there are choices.
    edit: replace the message whose button was pressed, where the channel can; a new message elsewhere.
    ask_contact: show the channel's "share my phone number" button, where it has one.
    picture: the plan of a picture that goes with the texts, where the channel shows pictures; drawn when it is sent.
    """

    says: tuple[Say, ...]
    choices: tuple[Choice, ...] = ()
    menu: int | None = None
    edit: bool = False
    ask_contact: bool = False
    picture: Mapping[str, Any] | None = None

    def data(self) -> dict[str, Any]:
        """As JSON, for the outbox."""
        data: dict[str, Any] = {"says": [[say.message, say.params] for say in self.says]}
        if self.choices:
            data["choices"] = [[choice.id, choice.label, choice.params] for choice in self.choices]
            data["menu"] = self.menu
        if self.edit:
            data["edit"] = True
        if self.ask_contact:
            data["ask_contact"] = True
        if self.picture is not None:
            data["picture"] = self.picture
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Reply:
        return cls(
            tuple(Say(*say) for say in data["says"]),
            tuple(Choice(*choice) for choice in data.get("choices", ())),
            data.get("menu"),
            data.get("edit", False),
            data.get("ask_contact", False),
            data.get("picture"),
        )
