"""How the adapters' tests send: real clients, a real server on this machine, and one message after the other."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.channels.ports import Adapter, Button, Outgoing, SendResult
from bot.channels.sms import SmsAdapter
from bot.channels.telegram import TelegramAdapter
from bot.channels.twilio import TwilioGateway
from bot.channels.whatsapp import WhatsAppAdapter
from bot.dialogs.exchange import Channel
from tests.standins.telegram import TelegramStandIn
from tests.standins.twilio import SMS_NUMBER, WHATSAPP_NUMBER, TwilioStandIn

CHAT = "4001"
PHONE = "+4520000001"
CALLBACK = "https://school.example/webhooks/twilio/status"


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(number, label) for number, label in enumerate(labels, start=1))


def outgoing(text: str = "Booked: <b>Thu 26 Nov 16:45</b>", **given: Any) -> Outgoing:
    """A message to the Telegram chat, unless told otherwise."""
    fields: dict[str, Any] = {"id": 1, "channel": Channel.TELEGRAM, "address": CHAT, "language": "en"}
    return Outgoing(**(fields | {"text": text, "body": text} | given))


def sms(text: str = "Booked: Thu 26 Nov 16:45", **given: Any) -> Outgoing:
    return outgoing(text, **({"channel": Channel.SMS, "address": PHONE} | given))


def whatsapp(*labels: str, body: str = "Which time?", **given: Any) -> Outgoing:
    numbered = "\n".join([body, *(f"{number} {label}" for number, label in enumerate(labels, start=1))])
    given = {"menu": 7 if labels else None} | given
    return outgoing(numbered, body=body, channel=Channel.WHATSAPP, address=PHONE, buttons=buttons(*labels), **given)


def by_telegram(stand_in: TelegramStandIn, *messages: Outgoing, timeout: float = 5.0) -> list[SendResult]:
    """The results of sending these, in order, by one adapter."""

    async def run() -> list[SendResult]:
        return await _all(TelegramAdapter(stand_in.token, stand_in.url, timeout=timeout), messages)

    return asyncio.run(run())


def by_sms(stand_in: TwilioStandIn, *messages: Outgoing, timeout: float = 5.0, **sender: Any) -> list[SendResult]:
    async def run() -> list[SendResult]:
        return await _all(SmsAdapter(gateway(stand_in, timeout), **(sender or {"sender": SMS_NUMBER})), messages)

    return asyncio.run(run())


def by_whatsapp(stand_in: TwilioStandIn, *messages: Outgoing) -> list[SendResult]:
    async def run() -> list[SendResult]:
        return await _all(WhatsAppAdapter(gateway(stand_in), sender=WHATSAPP_NUMBER), messages)

    return asyncio.run(run())


def gateway(stand_in: TwilioStandIn, timeout: float = 5.0, auth_token: str | None = None) -> TwilioGateway:
    return TwilioGateway(
        stand_in.account,
        auth_token or stand_in.auth_token,
        api_url=stand_in.url,
        content_api_url=stand_in.url,
        status_callback=CALLBACK,
        timeout=timeout,
    )


async def _all(adapter: Adapter, messages: tuple[Outgoing, ...]) -> list[SendResult]:
    try:
        return [await adapter.send(message) for message in messages]
    finally:
        await adapter.close()
