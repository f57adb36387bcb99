"""By which way a notice goes to a person, and in which language."""

from __future__ import annotations

from collections.abc import Callable

from bot.ports import Reach, TurnWork
from domain.notices import Notice

FirstTransport = Callable[[str | None], str]
"""How a contact is reached that has not been heard yet, by the transport that was noted for it."""


def transport_of(reach: Reach, first: FirstTransport) -> str:
    return reach.transport if reach.heard and reach.transport else first(reach.transport)


def language_of(work: TurnWork, notice: Notice, reach: Reach | None) -> str:
    return (reach and reach.language) or work.catalogue(notice.school_id).school.language


def outbox_key(notice: Notice) -> str:
    """Under which its message is queued once, however often it is told."""
    return f"{notice.school_id}:{notice.key}"
