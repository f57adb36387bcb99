"""What a person did without words, where nothing waits for it: a photo, an edited message, a contact."""

from __future__ import annotations

from bot.dialogs.exchange import Kind
from bot.dialogs.talk import Talk

_TOLD = {
    Kind.MEDIA: "only_text",
    Kind.EDITED: "edited",
    Kind.FOREIGN_CONTACT: "foreign_contact",
}


def wordless(talk: Talk) -> str | None:
    """The message that is said to it; None where there are words to read, or a stranger shares the own number."""
    kind = talk.inbound.kind
    if kind in {Kind.CONTACT, Kind.FOREIGN_CONTACT} and talk.speaker.role is not None:
        return "contact_not_needed"
    if kind is Kind.MEDIA and talk.inbound.text:
        return None
    if kind is Kind.TEXT and not talk.reading.text:
        return "empty"
    return _TOLD.get(kind)
