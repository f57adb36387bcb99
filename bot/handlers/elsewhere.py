"""The word to who speaks to the bot in a group or channel: where it can be talked with."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Channel
from bot.handlers.telegram import Elsewhere
from bot.rendering import say_text
from domain.languages import FALLBACK


def word_to(elsewhere: Elsewhere) -> dict[str, Any]:
    """What Telegram's sendMessage is given."""
    text = say_text("private_only", {}, elsewhere.language or FALLBACK, Channel.TELEGRAM)
    word: dict[str, Any] = {"chat_id": elsewhere.chat_id, "text": text}
    if elsewhere.message_id is not None:
        word["reply_parameters"] = {"message_id": elsewhere.message_id, "allow_sending_without_reply": True}
    return word
