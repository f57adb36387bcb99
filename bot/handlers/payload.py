"""Text from outside, made safe to keep and to send on."""

from __future__ import annotations

from bot.dialogs.exchange import MAX_TEXT


def clean(text: object, limit: int = MAX_TEXT) -> str:
    """The text as it can be stored and sent on: a string of at most `limit` characters without NUL or lone surrogates.

    Anything that is not a string is the empty string. PostgreSQL keeps no NUL, UTF-8 has no lone surrogates, and JSON
    can carry both.
    """
    if not isinstance(text, str):
        return ""
    text = text[:limit]
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def hint(text: object, limit: int = 64) -> str | None:
    """A name or language from a profile, None when there is none."""
    return clean(text, limit).strip() or None
