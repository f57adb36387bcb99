"""Telegram by long polling, for places that Telegram cannot reach by webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.dialogs.exchange import Inbound
from bot.handlers.elsewhere import word_to
from bot.handlers.telegram import ALLOWED_UPDATES, Elsewhere, read

if TYPE_CHECKING:
    from telegram import Bot

WAIT_SECONDS = 25
"""How long Telegram holds a poll open when there is nothing new."""

ATTEMPTS = 3
"""How often an update that fails is tried before it is left behind."""

MAX_PAUSE = 60.0

log = logging.getLogger(__name__)


async def poll(
    bot: Bot,
    receive: Callable[[Inbound], Awaitable[None]],
    *,
    load_offset: Callable[[], Awaitable[int | None]],
    save_offset: Callable[[int], Awaitable[None]],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    wait: int = WAIT_SECONDS,
) -> None:
    """Fetch updates and hand them over, one after the other, until cancelled.

    receive: one durable turn; returns once it is committed, raises when it is not.
    load_offset, save_offset: where to go on (the next update id), kept across restarts. It moves past an update only
        after its turn is committed, or has failed `ATTEMPTS` times. When it cannot be saved (the database is away),
        the update comes again; the inbox knows it then.
    Network failures, Telegram's limits and failures to load or save are waited out; a wrong token and a webhook or
    second poller in the way are logged with what to do, and tried again.
    """
    offset: int | None = None
    loaded = False
    pause = 1.0
    while True:
        try:
            if not loaded:
                offset, loaded = await load_offset(), True
            for update in await _fetch(bot, offset, wait):
                offset = await _handle(bot, update, receive, save_offset, sleep)
            pause = 1.0
        except Exception as failure:
            await sleep(_explained(failure, pause))
            pause = min(pause * 2, MAX_PAUSE)


async def _fetch(bot: Bot, offset: int | None, wait: int) -> list[dict[str, Any]]:
    """Updates as plain JSON: one that python-telegram-bot cannot read must not hold up the rest."""
    query = {"timeout": wait, "allowed_updates": list(ALLOWED_UPDATES)} | ({} if offset is None else {"offset": offset})
    # In lower case, which Telegram takes too: by its own name python-telegram-bot insists on its parsing method.
    updates: Any = await bot.do_api_request("getupdates", api_kwargs=query, read_timeout=wait + 10.0)
    return [update for update in updates if isinstance(update, dict) and isinstance(update.get("update_id"), int)]


async def _handle(
    bot: Bot,
    update: dict[str, Any],
    receive: Callable[[Inbound], Awaitable[None]],
    save_offset: Callable[[int], Awaitable[None]],
    sleep: Callable[[float], Awaitable[None]],
) -> int:
    """The offset after this update, saved."""
    update_id: int = update["update_id"]
    event = read(update)
    if isinstance(event, Inbound):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await receive(event)
                break
            except Exception:
                log.exception("telegram update %s failed (%s of %s)", update_id, attempt, ATTEMPTS)
                if attempt < ATTEMPTS:
                    await sleep(float(attempt))
        else:
            log.error("telegram update %s is left behind after %s attempts", update_id, ATTEMPTS)
    elif isinstance(event, Elsewhere):
        await _answer_in_place(bot, event)
    await save_offset(update_id + 1)
    return update_id + 1


async def _answer_in_place(bot: Bot, elsewhere: Elsewhere) -> None:
    """Once: where the bot may not write, nothing is lost."""
    from telegram.error import TelegramError

    try:
        await bot.do_api_request("sendmessage", api_kwargs=word_to(elsewhere))
    except TelegramError as failure:
        log.info("telegram: a word in a group was not sent (%s)", type(failure).__name__)


def _explained(failure: Exception, pause: float) -> float:
    """Log what is wrong and what to do; how many seconds to wait."""
    from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

    if isinstance(failure, RetryAfter):
        wait = failure.retry_after
        return float(wait if isinstance(wait, int | float) else wait.total_seconds())
    if isinstance(failure, Conflict):
        log.error(
            "telegram: another poller of this bot is running, or a webhook is set. Stop the other one; or delete the "
            "webhook (`justdriving telegram delete-webhook`) to poll; or set TELEGRAM_MODE=webhook"
        )
        return MAX_PAUSE
    if isinstance(failure, InvalidToken):
        log.error("telegram does not know the bot: check TELEGRAM_BOT_TOKEN")
        return MAX_PAUSE
    if isinstance(failure, NetworkError):
        log.warning("telegram cannot be reached (%s); next try in %.0f s", type(failure).__name__, pause)
    else:
        log.error("polling telegram failed; next try in %.0f s", pause, exc_info=failure)
    return pause
