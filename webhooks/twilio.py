"""Twilio's webhooks: inbound messages (SMS, WhatsApp) and delivery statuses.

| answer | when |
|---|---|
| 200, empty TwiML | the message or status is safe, or there is nothing to do with it |
| 400 | no form, or over 500 fields |
| 403 | the signature is missing or wrong, or no auth token is configured |
| 405, 408, 413, 415 | not POST, too slow, over 1 MB, not a form |
| 503 | the turn failed; Twilio tries again |

Twilio tries again only when the webhook's URL asks for it: configure it as `…/webhooks/twilio/messages#rc=3&rp=all`
(the fragment is not sent, and not signed).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.dialogs.exchange import Inbound
from bot.handlers.payload import clean
from bot.handlers.twilio import read
from webhooks.intake import Rejected, accepted, body_of, content_type, header, refusal
from webhooks.signature import signed_by, url_variants

MESSAGES_PATH = "/webhooks/twilio/messages"
STATUS_PATH = "/webhooks/twilio/status"
SIGNATURE_HEADER = b"x-twilio-signature"
MAX_FIELDS = 500
_FIELD = re.compile("(?=[^&])([^=&]*)=?([^&]*)")

EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'

log = logging.getLogger(__name__)

Verified = Callable[[Request, str], Awaitable[dict[str, str]]]


def twilio_routes(
    receive: Callable[[Inbound], Awaitable[None]],
    on_status: Callable[[str, str, str | None], Awaitable[None]],
    auth_token: str | None,
    public_url: str,
) -> list[Route]:
    """The routes of Twilio's webhooks, as plain Starlette routes.

    receive: one durable turn; returns once it is committed, raises when it is not.
    on_status: (message sid, status, error code or None), as Twilio names them; may come twice and in any order.
    auth_token: signs the requests. Without one every request is refused with 403.
    public_url: how Twilio reaches this server, with scheme and without the webhook's path; part of what is signed.
    """
    if not auth_token:
        log.warning("TWILIO_AUTH_TOKEN is not set: every request to Twilio's webhooks is refused")
    verified = _verifier(auth_token or "", public_url)

    async def twilio_messages(request: Request) -> Response:
        try:
            form = await verified(request, MESSAGES_PATH)
        except Rejected as rejected:
            return refusal(rejected.status)
        inbound = read(form)
        if inbound is None:
            log.info("twilio message without a sender to answer is dropped")
            return _twiml()
        return _twiml(await accepted(receive(inbound), f"twilio message {inbound.event_id}"))

    async def twilio_status(request: Request) -> Response:
        try:
            form = await verified(request, STATUS_PATH)
        except Rejected as rejected:
            return refusal(rejected.status)
        sid = clean(form.get("MessageSid") or form.get("SmsSid"), 64)
        status = clean(form.get("MessageStatus") or form.get("SmsStatus"), 32)
        if not sid or not status:
            return _twiml()
        error = clean(form.get("ErrorCode"), 16) or None
        return _twiml(await accepted(on_status(sid, status, error), f"status of twilio message {sid}"))

    return [
        Route(MESSAGES_PATH, twilio_messages, methods=["POST"]),
        Route(STATUS_PATH, twilio_status, methods=["POST"]),
    ]


def _verifier(auth_token: str, public_url: str) -> Verified:
    urls = {path: url_variants(public_url, path) for path in (MESSAGES_PATH, STATUS_PATH)}

    async def verified(request: Request, path: str) -> dict[str, str]:
        """The form's fields, the first of each name. Raises `Rejected`."""
        given = header(request, SIGNATURE_HEADER)
        if not auth_token or not given:
            log.warning("twilio webhook refused: %s", "no signature" if auth_token else "no auth token is configured")
            raise Rejected(403)
        if content_type(request) != "application/x-www-form-urlencoded":
            raise Rejected(415)
        fields = form_fields(await body_of(request))
        query = request.scope["query_string"].decode("latin-1")
        signed = [f"{url}?{query}" if query else url for url in urls[path]]
        if not signed_by(auth_token, signed, fields, given):
            log.warning("twilio webhook refused: wrong signature (is PUBLIC_URL what Twilio calls?)")
            raise Rejected(403)
        return dict(reversed(fields))

    return verified


def form_fields(body: bytes) -> list[tuple[str, str]]:
    """The form's fields in order, as `parse_qsl` reads them, which takes five times as long: most have nothing to
    unquote. Bytes that are no UTF-8 become U+FFFD, as the signer's own reading would."""
    fields: list[tuple[str, str]] = _FIELD.findall(body.decode("utf-8", "replace"))
    if len(fields) > MAX_FIELDS:
        raise Rejected(400)
    return [
        (_unquoted(name), _unquoted(value)) if "%" in (said := name + value) or "+" in said else (name, value)
        for name, value in fields
    ]


def _unquoted(quoted: str) -> str:
    spaced = quoted.replace("+", " ")
    return unquote_to_bytes(spaced).decode("utf-8", "replace") if "%" in spaced else spaced


_DONE, _FAILED = (Response(EMPTY_TWIML, status_code=status, media_type="text/xml") for status in (200, 503))


def _twiml(safe: bool = True) -> Response:
    return _DONE if safe else _FAILED
