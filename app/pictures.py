"""Pictures of messages in the outbox, for whoever fetches them by a link."""

from __future__ import annotations

from app.bootstrap import Application
from app.channels import picture_links


def picture_of(application: Application, message_id: int) -> bytes | None:
    """The picture that goes with the message, as a PNG; None if none does."""
    from bot.pictures import draw_week

    rows = application.database.execute(
        "SELECT message -> 'picture', language FROM outbox WHERE id = %(id)s", {"id": message_id}
    )
    if not rows or rows[0][0] is None:
        return None
    plan, language = rows[0]
    return draw_week(plan, language)


def linked_picture(application: Application, name: str) -> bytes | None:
    """The picture that a link of ours names; None if it is none of ours, or its time is over."""
    links = picture_links(application.settings, application.clock)
    message_id = links.message_of(name) if links is not None else None
    return None if message_id is None else picture_of(application, message_id)
