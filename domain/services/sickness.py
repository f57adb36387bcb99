"""A teacher is off sick: time off, and what follows for the lessons of that time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import Invalid
from domain.hindrances import SICK
from domain.lessons import Booking, Status
from domain.schools import TimeOff
from domain.services.desk import Desk
from domain.services.stranding import Change, Stranding, follow, open_then
from domain.timeslots import Interval

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Sickness:
    off: TimeOff
    stranding: Stranding


def affected(desk: Desk, teacher_id: int, during: Interval) -> list[Booking]:
    """The teacher's lessons that have not begun and can't be held then, by start."""
    bookings = desk.work.bookings.open_in(desk.school_id, during, teacher_id)
    return [booking for booking in bookings if booking.status is Status.CONFIRMED and booking.start > desk.now]


def call_in_sick(desk: Desk, teacher_id: int, during: Interval, reason: str = SICK) -> Sickness:
    """Enter the time off, and ask the students. Said again, it changes nothing that stands. A lesson that is being
    given as the time off begins is no part of it: it goes on, and is settled as ever.

    Raises NotFound, Invalid.
    """
    teacher = desk.catalogue.teacher(teacher_id)
    if during.end <= desk.now:
        raise Invalid(field="to", reason="must not be in the past")
    if during.duration > LONGEST:
        raise Invalid(field="to", reason=f"must be within {LONGEST.days} days of the start")
    bookings = open_then(desk, during, teacher.id)
    during = _behind_what_runs(bookings, during, desk.now)
    for known in desk.catalogue.time_off:
        if known.calendar_id == teacher.id and known.during.start <= during.start and during.end <= known.during.end:
            return Sickness(
                known, follow(desk, Change(known.id, desk.catalogue, during, teacher.id), bookings=bookings)
            )
    off = TimeOff(desk.work.next_id(), teacher.id, during, reason)
    after = replace(desk.catalogue, time_off=(*desk.catalogue.time_off, off))
    stranding = follow(desk, Change(off.id, after, during, teacher.id), bookings=bookings)
    desk.work.calendars.add_time_off(desk.school_id, off)
    return Sickness(off, stranding)


def _behind_what_runs(bookings: Iterable[Booking], during: Interval, now: datetime) -> Interval:
    if during.start > now:
        return during
    running = [b.end for b in bookings if b.status is Status.CONFIRMED and b.start <= during.start]
    start = max(running, default=during.start)
    if start >= during.end:
        raise Invalid(field="to", reason="must be after the end of the lesson that is being given")
    return Interval(start, during.end)
