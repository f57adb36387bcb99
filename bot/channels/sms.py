"""SMS, by Twilio."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.markup import split_plain
from bot.channels.ports import Outgoing, SendResult
from bot.channels.twilio import FAILURES, TwilioGateway, sort_failure

MAX_TEXT = 1600
"""Characters that Twilio takes in one message, about ten segments."""


class SmsAdapter:
    """Sends `Outgoing.text`, whose choices are numbered; `Outgoing.address` is E.164 with plus.

    A text over Twilio's limit goes out in parts; when a later part fails, the result is that part's.
    """

    def __init__(self, gateway: TwilioGateway, *, sender: str | None = None, service: str | None = None) -> None:
        """sender: E.164 number or name. service: messaging service sid, which chooses the number; it wins."""
        self._gateway = gateway
        self._sender = _sender_fields(sender, service)

    async def send(self, message: Outgoing) -> SendResult:
        try:
            for part in split_plain(message.text, MAX_TEXT):
                sent = await self._gateway.post(message.address, self._sender, body=part)
        except FAILURES as failure:
            return sort_failure(failure)
        return sent

    async def close(self) -> None:
        await self._gateway.close()


def _sender_fields(sender: str | None, service: str | None) -> Mapping[str, str]:
    """How Twilio is told who sends. Raises ValueError when nobody does."""
    if service:
        return {"messaging_service_sid": service}
    if sender:
        return {"from_": sender}
    raise ValueError("a sender's number or a messaging service is needed")
