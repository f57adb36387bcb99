"""`justdriving doctor`: is everything there that is needed, and what to do where it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from app.serving import StartError, database
from app.settings import Settings
from bot.handlers.telegram import ALLOWED_UPDATES
from storage import heartbeats
from storage.engine import APPLICATION_ROLE, Database
from storage.learning import broken_chains
from storage.revisions import is_current


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
    from bot.channels.telegram import close_bot, open_bot

    bot = open_bot(telegram.bot_token.get_secret_value(), telegram.api_url)
    try:
        me = await bot.get_me()
        webhook = (await bot.get_webhook_info()).url
    except Exception as error:
        return Finding("telegram", False, f"the token or the address does not work ({type(error).__name__}).")
    finally:
        await close_bot(bot)
    if telegram.mode == "webhook" and not webhook:
        return Finding("telegram", False, f"@{me.username}: run `justdriving telegram set-webhook`.")
    if telegram.mode == "polling" and webhook:
        return Finding("telegram", False, f"@{me.username} has a webhook, which keeps polling from working: delete it.")
    return Finding("telegram", True, f"@{me.username} by {telegram.mode}.")


async def _twilio(settings: Settings) -> Finding:
    twilio = settings.twilio
    if twilio.account_sid is None or twilio.auth_token is None:
        return Finding(
            "twilio", True, "not set up: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to have SMS and WhatsApp."
        )
    if not (twilio.sms_from or twilio.messaging_service_sid or twilio.whatsapp_from):
        return Finding("twilio", False, "no number to send from: set TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM.")
    from bot.channels.twilio import TwilioGateway

    gateway = TwilioGateway(twilio.account_sid, twilio.auth_token.get_secret_value(), api_url=twilio.api_url)
    try:
        await gateway.client.messages.list_async(limit=1)
    except Exception as error:
        return Finding("twilio", False, f"the account does not answer as it should ({type(error).__name__}).")
    finally:
        await gateway.close()
    return Finding("twilio", True, "the account answers.")


def _address(settings: Settings) -> Finding:
    if settings.web.public_url is None:
        return Finding(
            "address", True, "PUBLIC_URL is not set: Telegram is polled, and Twilio can't reach this program."
        )
    return Finding("address", True, f"providers reach this program at {settings.web.public_url}.")


def set_webhook(settings: Settings) -> str:
    """Tell Telegram where to send updates. ValueError says what is missing or went wrong."""
    telegram, url = settings.telegram, settings.web.public_url
    if telegram.bot_token is None or telegram.webhook_secret is None or url is None:
        raise ValueError("Set TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET and PUBLIC_URL first.")
    from bot.channels.telegram import close_bot, open_bot
    from bot.channels.telegram import set_webhook as tell
    from webhooks.telegram import PATH

    token, secret = telegram.bot_token.get_secret_value(), telegram.webhook_secret.get_secret_value()
    address = url.rstrip("/") + PATH

    async def call() -> None:
        bot = open_bot(token, telegram.api_url)
        try:
            await tell(bot, address, secret, ALLOWED_UPDATES)
        finally:
            await close_bot(bot)

    try:
        asyncio.run(call())
    except Exception as error:
        raise ValueError(f"Telegram refused ({type(error).__name__}): check the token and the address.") from error
    return f"Telegram sends updates to {address}."


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
