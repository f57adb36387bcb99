"""The channels that the settings name: an adapter for each, and how Twilio is asked what became of a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from secrets import token_bytes

from app.settings import Settings
from bot.channels.ports import Adapter, Outgoing, Sent
from bot.channels.sealed_links import Linked, SealedLinks
from bot.dialogs.exchange import Channel
from bot.relay import Reconcile

PROVIDER, SIMULATOR = "provider", "simulator"
"""The transports."""

_OF_THIS_RUN = token_bytes()


@dataclass
class Channels:
    """The adapters that are set up, and what comes with them."""

    adapters: dict[tuple[str, Channel], Adapter] = field(default_factory=dict)
    reconcile: dict[tuple[str, Channel], Reconcile] = field(default_factory=dict)

    async def close(self) -> None:
        for adapter in self.adapters.values():
            await adapter.close()


def channels(settings: Settings, clock: Callable[[], datetime]) -> Channels:
    """An adapter for each channel that the settings name; the simulator for all in the demo."""
    made = Channels()
    if settings.web.demo:
        from bot.channels.simulator import SimulatorAdapter

        made.adapters |= {(SIMULATOR, channel): SimulatorAdapter() for channel in Channel}
    if settings.telegram.bot_token is not None:
        from bot.channels.telegram import TelegramAdapter

        token = settings.telegram.bot_token.get_secret_value()
        made.adapters[PROVIDER, Channel.TELEGRAM] = TelegramAdapter(token, settings.telegram.api_url)
    for channel, adapter, find in _twilio(settings, provider_links(settings, clock)):
        made.adapters[PROVIDER, channel] = adapter
        made.reconcile[PROVIDER, channel] = find
    return made


def _twilio(settings: Settings, links: SealedLinks | None) -> list[tuple[Channel, Adapter, Reconcile]]:
    twilio = settings.twilio
    if twilio.account_sid is None or twilio.auth_token is None:
        return []
    from bot.channels.sms import SmsAdapter
    from bot.channels.twilio import TwilioGateway
    from bot.channels.whatsapp import WhatsAppAdapter, on_whatsapp
    from webhooks.twilio import STATUS_PATH

    gateway = TwilioGateway(
        twilio.account_sid,
        twilio.auth_token.get_secret_value(),
        api_url=twilio.api_url,
        content_api_url=twilio.content_api_url,
        status_callback=settings.web.public_url and settings.web.public_url.rstrip("/") + STATUS_PATH,
    )

    async def find(message: Outgoing, since: datetime) -> Sent | None:
        to = on_whatsapp(message.address) if message.channel is Channel.WHATSAPP else message.address
        try:
            found = await gateway.find(to, message.text, since)
            # A menu of buttons has its text without the numbers.
            return found or (await gateway.find(to, message.body, since) if message.body != message.text else None)
        except Exception:
            return None  # no answer to that question either: it stays unknown

    found: list[tuple[Channel, Adapter, Reconcile]] = []
    if twilio.sms_from or twilio.messaging_service_sid:
        sms = SmsAdapter(gateway, sender=twilio.sms_from, service=twilio.messaging_service_sid)
        found.append((Channel.SMS, sms, find))
    if twilio.whatsapp_from:
        linked = partial(links.link, Linked.PICTURE) if links is not None else None
        whatsapp = WhatsAppAdapter(gateway, sender=twilio.whatsapp_from, pictures=linked)
        found.append((Channel.WHATSAPP, whatsapp, find))
    return found


def provider_links(settings: Settings, clock: Callable[[], datetime]) -> SealedLinks | None:
    """Where Twilio may fetch pictures; None where it can't."""
    links = links_to(settings, clock) if settings.twilio.auth_token is not None else None
    return links if links is not None and links.is_public else None


def links_to(settings: Settings, clock: Callable[[], datetime]) -> SealedLinks | None:
    """Where what goes with messages is fetched; None where it can't be, as that wants https. A channel's own token
    keeps the addresses. The demo's are good on this machine, as long as it runs."""
    public, tokens = settings.web.public_url, (settings.twilio.auth_token, settings.telegram.bot_token)
    secret = next((token.get_secret_value().encode() for token in tokens if token is not None), None)
    links = SealedLinks(public or "", secret or b"", clock)
    if secret is not None and links.is_public:
        return links
    local = f"http://{settings.web.host}:{settings.web.port}"
    return SealedLinks(local, _OF_THIS_RUN, clock) if settings.web.demo else None
