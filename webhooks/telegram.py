"""Telegram's webhook: verify, read, hand over, acknowledge.

| answer | when |
|---|---|
| 200 | the update is safe, or there is nothing to do with it |
| 400 | no JSON object |
| 403 | the secret is missing, wrong, or not configured |
| 405, 408, 413, 415 | not POST, too slow, over 1 MB, not JSON |
| 503 | the turn failed; Telegram sends the update again |
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.dialogs.exchange import Inbound
from bot.handlers.elsewhere import word_to
from bot.handlers.telegram import Elsewhere, read
from webhooks.intake import Rejected, accepted, body_of, content_type, header, refusal, same

PATH = "/webhooks/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = SECRET_HEADER.lower().encode()

log = logging.getLogger(__name__)


def telegram_routes(receive: Callable[[Inbound], Awaitable[None]], secret: str | None) -> list[Route]:
    """The route of Telegram's webhook, as a plain Starlette route (a FastAPI one costs 80 µs more a request).

    receive: one durable turn; returns once it is committed, raises when it is not.
    secret: what setWebhook was given as `secret_token`. Without one every request is refused with 403.
    """
    if not secret:
        log.warning("TELEGRAM_WEBHOOK_SECRET is not set: every request to %s is refused", PATH)

    async def telegram_webhook(request: Request) -> Response:
        if not same(header(request, _SECRET), secret or ""):
            log.warning("telegram webhook refused: %s", "wrong secret" if secret else "no secret is configured")
            return refusal(403)
        try:
            update = _json_object(await _json_body(request))
        except Rejected as rejected:
            return refusal(rejected.status)
        event = read(update)
        if isinstance(event, Inbound):
            safe = await accepted(receive(event), f"telegram update {event.event_id}")
            return Response(status_code=200 if safe else 503)
        if isinstance(event, Elsewhere):
            # Telegram carries out a call in the answer, and tells nobody how it went.
            return JSONResponse({"method": "sendMessage"} | word_to(event))
        return Response()

    return [Route(PATH, telegram_webhook, methods=["POST"])]


async def _json_body(request: Request) -> bytes:
    if content_type(request) != "application/json":
        raise Rejected(415)
    return await body_of(request)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise Rejected(400) from None
    if not isinstance(update, dict):
        raise Rejected(400)
    return update
