"""Classes that are full: they can be waited for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogs.exchange import Choice
from bot.dialogs.talk import Talk
from bot.dialogs.wording import wall
from domain.hindrances import hindrance
from domain.lessons import Session
from domain.schools import LessonType
from domain.services.searching import classes_in
from domain.slots import Window

MOST = 2
"""Offered at once, so that the menu stays one that is read at a glance."""


def full_classes(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> list[Session]:
    """The first full ones that start in the windows and can be held, but not those in which the student has a seat."""
    if not kind.is_class:
        return []
    full = [
        session
        for session in classes_in(talk.at, kind, windows)
        if session.taken >= session.capacity
        and any(w.start <= session.start < w.last for w in windows)
        and hindrance(talk.school, session) is None
    ]
    if not full:
        return []
    own = talk.work.bookings.coming(talk.at.school_id, talk.student.id, talk.now)
    return [session for session in full if not any(mine.session.during.overlaps(session.during) for mine in own)][:MOST]


def waiting_choices(talk: Talk, sessions: Sequence[Session]) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"wait:{session.id}", "choice_wait_class", {"start": wall(session.start, talk.school)})
        for session in sessions
    )
