"""A message's picture, drawn off the event loop."""

from __future__ import annotations

import asyncio
import logging

from bot.channels.ports import Outgoing

log = logging.getLogger(__name__)


async def drawn(message: Outgoing) -> bytes | None:
    """The PNG; None if there is none or it cannot be drawn: the text says it all too. Never raises."""
    if message.picture is None:
        return None
    from bot.pictures import draw_week  # loads the drawing library, which only those need who show pictures

    try:
        return await asyncio.to_thread(draw_week, message.picture, message.language)
    except Exception:
        log.exception("a picture cannot be drawn", extra={"outbox_id": message.id})
        return None
