"""By which way a notice goes to a person, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.ports import Reach, TurnWork
from bot.speaking import ANY_SCREEN, Screen
from domain.notices import Notice


@dataclass(frozen=True, slots=True)
class Ways:
    """
    first: how a contact is reached that has not been heard yet, by the transport that was noted for it.
    screen: what messages are like there.
    """

    first: Callable[[str | None], str]
    screen: Screen = ANY_SCREEN


def transport_of(reach: Reach, ways: Ways) -> str:
    return reach.transport if reach.heard and reach.transport else ways.first(reach.transport)


def language_of(work: TurnWork, notice: Notice, reach: Reach | None) -> str:
    return (reach and reach.language) or work.catalogue(notice.school_id).school.language


def outbox_key(notice: Notice) -> str:
    """Under which its message is queued once, however often it is told."""
    return f"{notice.school_id}:{notice.key}"
