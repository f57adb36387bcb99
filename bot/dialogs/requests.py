"""Has the school answered? What a student has asked for at a school that looks at each booking first, and what became
of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.dialogs.account import tell_lessons
from bot.dialogs.flow import telling
from bot.dialogs.own_lessons import coming
from bot.dialogs.talk import Talk
from bot.dialogs.wording import lesson_label, wall
from domain.lessons import Booking, Status

_LOOKED_BACK = timedelta(days=30)


def tell(talk: Talk) -> None:
    """Those that wait and those that came to nothing; without any that waits also the lessons that there are, among
    which are those to which the school has said yes."""
    waiting = [booking for booking in coming(talk) if booking.status is Status.REQUESTED]
    since = talk.now - _LOOKED_BACK
    in_vain = talk.work.bookings.asked_in_vain(talk.student.school_id, talk.student.id, since)
    if waiting or in_vain:
        talk.say("requests", lines=[_line(talk, booking) for booking in (*waiting, *in_vain)])
    else:
        talk.say("no_requests")
    if not waiting:
        tell_lessons(talk)


def _line(talk: Talk, request: Booking) -> dict[str, Any]:
    """until: when it lapses, if it still waits; reason: in the school's words, if it said no."""
    waits = request.status is Status.REQUESTED
    return {
        **lesson_label(talk.school, request, talk.language),
        "until": wall(request.answer_until, talk.school) if waits and request.answer_until is not None else None,
        "waits": waits,
        "declined": request.declined,
        "reason": request.reason if request.declined else "",
    }


FLOW = telling("requests", tell)
