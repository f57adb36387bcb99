"""WhatsApp, by Twilio."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.channels.content import Templates, shape_of, variables
from bot.channels.markup import split_plain
from bot.channels.ports import Outgoing, SendResult, Sent
from bot.channels.sms import MAX_TEXT
from bot.channels.twilio import FAILURES, TwilioGateway, failure_code, sort_failure
from bot.channels.twilio_errors import CONTENT, MEDIA

MAX_CAPTION = 1024
"""Characters under a picture."""

log = logging.getLogger(__name__)


class WhatsAppAdapter:
    """Sends choices as buttons or a list where WhatsApp has room for them, else as numbered text.

    `Outgoing.address` is E.164 with plus. Up to three short labels are buttons, up to ten a list; when Twilio cannot
    make the template, or refuses it, the same message goes out as numbered text. Outside WhatsApp's 24 hours the result
    is `Undeliverable("needs_template")`, now or by the delivery status.

    A picture goes with the numbered text as its caption, in one message, so that they keep their order. Without an
    address at which Twilio could fetch it, the text goes alone.
    """

    def __init__(
        self,
        gateway: TwilioGateway,
        *,
        sender: str,
        pictures: Callable[[int], str] | None = None,
    ) -> None:
        """sender: E.164 number. pictures: where the picture of a message, named by its id, can be fetched over
        https."""
        self._pictures = pictures
        self._gateway = gateway
        self._templates = Templates(gateway)
        self._sender = {"from_": on_whatsapp(sender)}

    async def send(self, message: Outgoing) -> SendResult:
        try:
            if message.picture is not None and self._pictures is not None:
                return await self._with_picture(message, self._pictures(message.id))
            return await self._with_buttons(message) or await self._as_text(message)
        except FAILURES as failure:
            return sort_failure(failure)

    async def close(self) -> None:
        await self._gateway.close()

    async def _with_picture(self, message: Outgoing, url: str) -> Sent:
        to, fits = on_whatsapp(message.address), len(message.text) <= MAX_CAPTION
        try:
            caption = {"body": message.text} if fits else {}
            sent = await self._gateway.post(to, self._sender, media_url=[url], **caption)
        except FAILURES as failure:
            if failure_code(failure) not in MEDIA:
                raise
            log.warning("twilio refuses a picture (%s); the text goes alone", failure_code(failure))
            return await self._as_text(message)
        return sent if fits else await self._as_text(message)

    async def _with_buttons(self, message: Outgoing) -> Sent | None:
        """None when the message has to be numbered text."""
        shape = shape_of(message)
        sid = shape and await self._templates.sid(shape)
        if not shape or not sid:
            return None
        try:
            return await self._gateway.post(
                on_whatsapp(message.address),
                self._sender,
                content_sid=sid,
                content_variables=variables(message, shape),
            )
        except FAILURES as failure:
            if failure_code(failure) not in CONTENT:
                raise
            log.warning("twilio refuses the template %s (%s); numbered text instead", shape.name, failure_code(failure))
            self._templates.rest()
            return None

    async def _as_text(self, message: Outgoing) -> Sent:
        for part in split_plain(message.text, MAX_TEXT):
            sent = await self._gateway.post(on_whatsapp(message.address), self._sender, body=part)
        return sent


def on_whatsapp(number: str) -> str:
    """The number as Twilio is told that it is WhatsApp's."""
    return f"whatsapp:{number}"
