"""Telegram's and the network's failures, sorted.

| what happened | result |
|---|---|
| 403; chat or user not found | undeliverable, contact gone |
| other 400 (text refused, too long …) | undeliverable |
| 429 | rate limited, for as long as Telegram says |
| 401, 404 (bad token), 409 | transient: an operator will mend it |
| connection refused, no route, no free connection | transient: nothing was sent |
| 5xx | transient |
| 504, time-out or broken connection after the request, unreadable answer | unknown |
"""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.ports import RateLimited, SendResult, Transient, Undeliverable, Unknown

_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "chat_id is empty")
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid", "no text in the message")
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)


def sort_error(error: TelegramError) -> SendResult:
    """The result that stands for this error of a send. Its reason never carries the bot's token."""
    words = error.message
    if isinstance(error, RetryAfter):
        return RateLimited(_seconds(error))
    if isinstance(error, InvalidToken | Conflict):
        return Transient(f"telegram refuses the bot: {type(error).__name__}")
    if isinstance(error, Forbidden):
        return Undeliverable(words, contact_gone=True)
    if isinstance(error, BadRequest):
        return Undeliverable(words, contact_gone=any(known in words.lower() for known in _NOBODY_THERE))
    if isinstance(error, ChatMigrated):
        return Undeliverable(words, contact_gone=True)
    return _network(error)


def cannot_be_edited(error: TelegramError) -> bool:
    """Whether the message is gone or frozen, so that a new one is needed."""
    return isinstance(error, BadRequest) and any(known in error.message.lower() for known in _NOT_EDITABLE)


def was_the_same(error: TelegramError) -> bool:
    """Whether an edit changed nothing because the message already says it."""
    return isinstance(error, BadRequest) and "message is not modified" in error.message.lower()


def _network(error: TelegramError) -> SendResult:
    cause = error.__cause__
    if isinstance(cause, _NEVER_SENT):
        return Transient(f"telegram cannot be reached: {type(cause).__name__}")
    if isinstance(error, TimedOut) or isinstance(cause, httpx.HTTPError):
        return Unknown(f"no answer from telegram: {type(cause or error).__name__}")
    if "too many requests" in error.message.lower():
        return RateLimited(timedelta(seconds=1))
    if "gateway time" in error.message.lower() or "invalid server response" in error.message.lower():
        return Unknown(f"telegram answered: {error.message}")
    return Transient(f"telegram answered: {error.message}")


def _seconds(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
