"""People who write to the school, and the school's answers."""

from __future__ import annotations

from typing import Any

import httpx

from app.channels import SIMULATOR
from bot.dialogs.exchange import Channel
from tests.admin_api.calling import Staff
from tests.chat import Chat, Town


def phone(
    town: Town,
    staff: Staff,
    person: int,
    channel: Channel = Channel.SMS,
    *,
    role: str = "student",
    language: str = "en",
) -> Chat:
    """The phone of a student or teacher, connected with the school."""
    chat = town.stranger(channel, f"+4521{person % 1_000_000:06}")
    with town.app.open_work() as work:
        work.administration.link_contact(
            staff.school_id, role, person, channel, chat.address, language=language, transport=SIMULATOR
        )
        work.commit()
    return chat


def writes(chat: Chat, text: str) -> Chat:
    """Write to the people of the school."""
    chat.says("talk to the school").hears("ask_message")
    return chat.says(text).hears("message_passed_on").forget()


def only_message(staff: Staff) -> Any:
    (message,) = staff.gets("/messages")["items"]
    return message


def replies(staff: Staff, message: int, text: str, key: str | None = None) -> httpx.Response:
    """Answer and close: nothing more is expected."""
    return staff.ask("POST", f"/messages/{message}/reply", json={"text": text, "close": True}, retry_key=key)
