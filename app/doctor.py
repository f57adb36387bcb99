"""`justdriving doctor`: is everything there that is needed, and what to do where it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.serving import StartError, database
from app.settings import Settings, TelegramSettings
from bot.handlers.telegram import ALLOWED_UPDATES
from storage import heartbeats
from storage.engine import APPLICATION_ROLE, Database
from storage.revisions import is_current
from storage.signatures import broken_chains

if TYPE_CHECKING:
    from telegram import Bot


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    ok: bool
    words: str


def examine(settings: Settings) -> list[Finding]:
    """Settings, database and channels, one after the other."""
    return [
        Finding("settings", True, "they can be read and none is unsafe."),
        *_database(settings),
        *asyncio.run(_channels(settings)),
    ]


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        with database(settings, join=True) as url, Database(url, size=1) as opened:
            ((version,),) = opened.execute("SHOW server_version")
            yield Finding("database", True, f"PostgreSQL {version} answers.")
            current = is_current(url)
            yield Finding("schema", current, "up to date." if current else "not up to date: run `justdriving migrate`.")
            ((role,),) = opened.execute("SELECT current_user")
            owner = role != APPLICATION_ROLE
            words = f"works as {role}" + (
                ", which may own the tables: let the owner create roles and migrate again to have its own."
                if owner
                else "."
            )
            yield Finding("role", True, words)
            if current:
                yield _signatures(opened)
                alive = heartbeats.alive(opened)
                yield Finding(
                    "worker",
                    True,
                    "is running." if alive else "is not running now: `make run` or `justdriving worker`.",
                )
    except StartError as error:
        yield Finding("database", False, str(error))


def _signatures(opened: Database) -> Finding:
    """Whether anybody has changed what was signed."""
    broken = list(broken_chains(opened))
    if not broken:
        return Finding("signatures", True, "every chain fits.")
    code, name, fault = broken[0]
    more = f", and {len(broken) - 1} more chains do not fit" if broken[1:] else ""
    words = f"number {fault.number} of {name} at {code} was changed outside the program ({fault.reason}){more}."
    return Finding("signatures", False, words)


async def _channels(settings: Settings) -> list[Finding]:
    return [await _telegram(settings), await _twilio(settings), _address(settings)]


async def _telegram(settings: Settings) -> Finding:
    telegram = settings.telegram
    if telegram.bot_token is None:
        return Finding("telegram", True, "not set up: set TELEGRAM_BOT_TOKEN to have it.")
    from telegram.error import InvalidToken

    from bot.channels.telegram import close_bot, open_bot

    bot = open_bot(telegram.bot_token.get_secret_value(), telegram.api_url)
    try:
        me = await bot.get_me()
        webhook = await bot.get_webhook_info()
    except InvalidToken:
        return Finding("telegram", False, "does not know the bot: set TELEGRAM_BOT_TOKEN as @BotFather gives it.")
    except Exception as error:
        words = (
            f"can't be reached at {telegram.api_url} ({type(error).__name__}): check the network and TELEGRAM_API_URL."
        )
        return Finding("telegram", False, words)
    finally:
        await close_bot(bot)
    wanted = _webhook(settings) if telegram.mode == "webhook" else ""
    if webhook.url != wanted:
        return Finding("telegram", False, f"@{me.username} {_other_webhook(webhook.url, wanted)}")
    if wanted and webhook.pending_update_count and webhook.last_error_message:
        words = f"could not deliver to {wanted} ({webhook.last_error_message}): start the program, or check your proxy."
        return Finding("telegram", False, f"@{me.username} {words}")
    return Finding("telegram", True, f"@{me.username} by {telegram.mode}.")


def _webhook(settings: Settings) -> str:
    from webhooks.telegram import PATH

    return (settings.web.public_url or "").rstrip("/") + PATH


def _other_webhook(there: str, wanted: str) -> str:
    if not wanted:
        return f"has a webhook, {there}, which keeps polling from working: run `justdriving telegram delete-webhook`."
    where = f"sends updates to {there}, not here" if there else "sends updates nowhere"
    return f"{where}: run `justdriving telegram set-webhook`."


async def _twilio(settings: Settings) -> Finding:
    twilio = settings.twilio
    if twilio.account_sid is None or twilio.auth_token is None:
        return Finding(
            "twilio", True, "not set up: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to have SMS and WhatsApp."
        )
    if not (twilio.sms_from or twilio.messaging_service_sid or twilio.whatsapp_from):
        return Finding("twilio", False, "no number to send from: set TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM.")
    from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

    from bot.channels.twilio import TwilioGateway

    gateway = TwilioGateway(twilio.account_sid, twilio.auth_token.get_secret_value(), api_url=twilio.api_url)
    try:
        await gateway.client.messages.list_async(limit=1)
    except TwilioException:
        return Finding("twilio", False, "refuses the account: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
    except Exception as error:
        words = f"can't be reached at {twilio.api_url} ({type(error).__name__}): check the network and TWILIO_API_URL."
        return Finding("twilio", False, words)
    finally:
        await gateway.close()
    return Finding("twilio", True, "the account answers.")


def _address(settings: Settings) -> Finding:
    address = settings.web.public_url
    if address is None:
        return Finding(
            "address", True, "PUBLIC_URL is not set: Telegram is polled, and Twilio can't reach this program."
        )
    if not address.startswith("https://"):
        return Finding("address", False, f"PUBLIC_URL={address} has no TLS: providers only call https://.")
    return Finding("address", True, f"providers reach this program at {address}.")


def set_webhook(settings: Settings) -> str:
    """Tell Telegram where to send updates. ValueError says what is missing or went wrong."""
    telegram = settings.telegram
    if telegram.bot_token is None or telegram.webhook_secret is None or settings.web.public_url is None:
        raise ValueError("Set TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET and PUBLIC_URL first.")
    from bot.channels.telegram import set_webhook as tell

    secret, address = telegram.webhook_secret.get_secret_value(), _webhook(settings)
    _with_bot(telegram, lambda bot: tell(bot, address, secret, ALLOWED_UPDATES))
    return f"Telegram sends updates to {address}."


def delete_webhook(settings: Settings) -> str:
    """Let Telegram keep updates until they are fetched. ValueError says what is missing or went wrong."""
    _with_bot(settings.telegram, lambda bot: bot.delete_webhook())
    return "Telegram calls nobody any more: updates are fetched with TELEGRAM_MODE=polling."


def _with_bot(telegram: TelegramSettings, call: Callable[[Bot], Awaitable[object]]) -> None:
    if telegram.bot_token is None:
        raise ValueError("Set TELEGRAM_BOT_TOKEN first.")
    from bot.channels.telegram import close_bot, open_bot

    token = telegram.bot_token.get_secret_value()

    async def ask() -> None:
        bot = open_bot(token, telegram.api_url)
        try:
            await call(bot)
        finally:
            await close_bot(bot)

    try:
        asyncio.run(ask())
    except Exception as error:
        raise ValueError(f"Telegram refused ({type(error).__name__}): check the token and the address.") from error


def sync_whatsapp(settings: Settings) -> Iterator[str]:
    """Create the content templates that menus on WhatsApp need, and show them. ValueError says what is missing."""
    twilio = settings.twilio
    if twilio.account_sid is None or twilio.auth_token is None:
        raise ValueError("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN first.")
    from bot.channels.content import MAX_BUTTONS, MAX_ROWS, Shape, Templates
    from bot.channels.twilio import TwilioGateway

    shapes = [Shape(n, as_list=False) for n in range(1, MAX_BUTTONS + 1)]
    shapes += [Shape(n, as_list=True) for n in range(1, MAX_ROWS + 1)]
    account, token = twilio.account_sid, twilio.auth_token.get_secret_value()

    async def call() -> list[tuple[str, str | None]]:
        gateway = TwilioGateway(account, token, api_url=twilio.api_url, content_api_url=twilio.content_api_url)
        try:
            templates = Templates(gateway)
            return [(shape.name, await templates.sid(shape)) for shape in shapes]
        finally:
            await gateway.close()

    for name, sid in asyncio.run(call()):
        yield f"{name}: {sid or 'refused; menus of this size go out as numbered text'}"
