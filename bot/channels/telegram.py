"""Telegram, by python-telegram-bot's `Bot`."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import deque

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.buttons import button_data
from bot.channels.drawing import drawn
from bot.channels.markup import split_html, visible_length
from bot.channels.ports import Outgoing, SendResult, Sent, Undeliverable, Unknown
from bot.channels.telegram_errors import cannot_be_edited, sort_error, was_the_same

API_URL = "https://api.telegram.org"
MAX_TEXT = 4096
"""UTF-16 units of a message after its entities are parsed."""

MAX_CAPTION = 1024
"""UTF-16 units of the words under a picture."""

SHORT_LABEL = 14
"""Two labels up to this long stand side by side on a narrow phone."""

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None

log = logging.getLogger(__name__)


def open_bot(token: str, api_url: str | None = None, *, timeout: float = 10.0, connections: int = 64) -> Bot:
    """A client of the Bot API at `api_url` (no path; Telegram itself when None). Connects on first use.

    timeout: seconds to wait for an answer. Close it with `close_bot`.
    """
    # python-telegram-bot's own opt-in: times as timedelta, instead of a deprecation warning whenever Telegram says 429.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    # httpx logs each URL at INFO, and a Bot API URL holds the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    request = HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=timeout,
        write_timeout=timeout,
        connect_timeout=5.0,
        pool_timeout=5.0,
    )
    base = (api_url or API_URL).rstrip("/")
    return Bot(token, base_url=f"{base}/bot", request=request, get_updates_request=request)


async def close_bot(bot: Bot) -> None:
    await bot.request.shutdown()


async def set_webhook(bot: Bot, url: str, secret: str, allowed_updates: tuple[str, ...]) -> None:
    """Have Telegram send updates to `url` with `secret` in their header. Raises `TelegramError`."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=allowed_updates)


class TelegramAdapter:
    """Sends to private chats; `Outgoing.address` is the chat id in digits.

    - A message with `edit` replaces the one whose button was pressed, or is sent anew where that is gone.
    - A button press is acknowledged once, beside the first message that answers it, so that its spinner stops; whether
      that works has no bearing on the send.
    - A text over Telegram's limit goes out in parts, the buttons under the last. When a later part fails, the result is
      that part's: trying again repeats the earlier parts.
    - A picture is drawn now and uploaded, with the text as its caption; a text over the caption's limit follows it. If
      it cannot be drawn, or Telegram will not have it, the text goes alone.
    - Telegram has no idempotency key: a send tried again after `Unknown` may arrive twice.
    """

    def __init__(self, token: str, api_url: str | None = None, *, timeout: float = 10.0) -> None:
        self.bot = open_bot(token, api_url, timeout=timeout)
        self._acknowledged: deque[str] = deque(maxlen=1000)

    async def send(self, message: Outgoing) -> SendResult:
        query_id = message.origin.get("callback_query_id")
        if not query_id or query_id in self._acknowledged:
            return await self._deliver(message)
        self._acknowledged.append(query_id)
        _, result = await asyncio.gather(self._acknowledge(query_id), self._deliver(message))
        return result

    async def close(self) -> None:
        await close_bot(self.bot)

    async def _acknowledge(self, query_id: str) -> None:
        try:
            await self.bot.answer_callback_query(query_id)
        except TelegramError as error:  # too old, most often: the spinner has stopped by itself
            log.info("button press not acknowledged: %s", type(error).__name__)

    async def _deliver(self, message: Outgoing) -> SendResult:
        parts = split_html(message.text, MAX_TEXT)
        try:
            if message.picture is not None and (shown := await self._show(message)) is not None:
                return shown
            if _replaces(message) and len(parts) == 1:
                edited = await self._edit(message, int(message.origin["message_id"]))
                if edited is not None:
                    return edited
            for part in parts[:-1]:
                await self._say(message, part, None)
            return await self._say(message, parts[-1], _markup(message))
        except TelegramError as error:
            return sort_error(error)
        except (LookupError, TypeError, AttributeError) as error:  # python-telegram-bot reading an odd answer
            log.exception("telegram's answer cannot be read")
            return Unknown(f"telegram's answer cannot be read: {type(error).__name__}")

    async def _show(self, message: Outgoing) -> Sent | None:
        """The picture and, if it has room, the text. None when the text is still to be said."""
        photo = await drawn(message)
        if photo is None:
            return None
        fits = visible_length(message.text) <= MAX_CAPTION
        try:
            said = await self.bot.send_photo(
                int(message.address),
                photo,
                caption=message.text if fits else None,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(message) if fits else None,
            )
        except BadRequest as error:
            result = sort_error(error)
            if not isinstance(result, Undeliverable) or result.contact_gone:
                raise
            log.warning("telegram refuses a picture (%s); the text goes alone", result.reason)
            return None
        return Sent(str(said.message_id)) if fits else None

    async def _say(self, message: Outgoing, text: str, markup: Markup) -> Sent:
        said = await self.bot.send_message(
            int(message.address),
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=markup,
        )
        return Sent(str(said.message_id))

    async def _edit(self, message: Outgoing, message_id: int) -> Sent | None:
        """None when that message can no longer be edited."""
        try:
            await self.bot.edit_message_text(
                message.text,
                chat_id=int(message.address),
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_inline_keyboard(message),
            )
        except TelegramError as error:
            if cannot_be_edited(error):
                return None
            if not was_the_same(error):
                raise
        return Sent(str(message_id))


def _replaces(message: Outgoing) -> bool:
    """Whether it takes the place of the message whose button was pressed. A text cannot become a picture."""
    wanted = message.edit and message.picture is None and not message.ask_contact
    return wanted and "message_id" in message.origin


def _markup(message: Outgoing) -> Markup:
    if message.ask_contact:
        return _contact_keyboard(message)
    if inline := _inline_keyboard(message):
        return inline
    return ReplyKeyboardRemove() if message.origin.get("keyboard") == "contact" else None


def _inline_keyboard(message: Outgoing) -> InlineKeyboardMarkup | None:
    if not message.buttons or message.menu is None:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    room = False
    for button in message.buttons:
        label = button.label.strip() or str(button.number)
        key = InlineKeyboardButton(label, callback_data=button_data(message.menu, button.number))
        short = len(label) <= SHORT_LABEL
        if room and short:
            rows[-1].append(key)
            room = False
        else:
            rows.append([key])
            room = short
    return InlineKeyboardMarkup(rows)


def _contact_keyboard(message: Outgoing) -> ReplyKeyboardMarkup:
    """Telegram asks for a contact by the reply keyboard only; choices stand under it and come back as their words."""
    share = KeyboardButton(message.contact_label, request_contact=True)
    rows = [[share], *([KeyboardButton(button.label)] for button in message.buttons)]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
