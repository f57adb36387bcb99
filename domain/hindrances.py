"""What keeps a lesson from being held as it was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.lessons import Booking, Session, Status
from domain.schools import Catalogue, Teacher, TimeOff
from domain.timeslots import to_wall

SICK = "sick"
"""The reason of time off that teachers give by chat."""


class Cause(StrEnum):
    CLOSED = "closed"  # the school, or its branch there
    TEACHER = "teacher"  # all its teachers are off
    RESOURCE = "resource"  # a car or a room is


@dataclass(frozen=True, slots=True)
class Hindrance:
    """reason: what was entered with the time off. calendar_ids: of who or what is off. reasons: of a closure, by
    language."""

    cause: Cause
    reason: str = ""
    calendar_ids: tuple[int, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


def hindrance(catalogue: Catalogue, session: Session) -> Hindrance | None:
    """Whatever can be done least about comes first."""
    day = to_wall(session.start, catalogue.zone).date()
    if (closure := catalogue.closure_on(day, session.branch_id)) is not None:
        return Hindrance(Cause.CLOSED, reasons=closure.reasons)
    if not catalogue.time_off and not any(teacher.special for teacher in catalogue.teachers.values()):
        return None
    away = {id_: _away(catalogue, session, id_) for id_ in (*session.teacher_ids, *session.resource_ids)}
    absent = [id_ for id_ in session.teacher_ids if away[id_] is not None]
    if absent and len(absent) == len(session.teacher_ids):
        return Hindrance(Cause.TEACHER, away[absent[0]] or "", tuple(absent))
    missing = [id_ for id_ in session.resource_ids if away[id_] is not None]
    return Hindrance(Cause.RESOURCE, away[missing[0]] or "", tuple(missing)) if missing else None


def is_affected(catalogue: Catalogue, booking: Booking) -> bool:
    """Whether the lesson can't be held as it was agreed."""
    return hindrance(catalogue, booking.session) is not None


def taking_place(catalogue: Catalogue, bookings: Iterable[Booking]) -> list[Booking]:
    """Those that were held or are to be."""
    return [
        booking for booking in bookings if booking.status is not Status.CONFIRMED or not is_affected(catalogue, booking)
    ]


def given_by(catalogue: Catalogue, session: Session) -> tuple[int, ...]:
    """The teachers who are there, as nobody else gives it; all of them if none is: if it is held, then by them."""
    return tuple(present(catalogue, session)) or session.teacher_ids


def of_teacher(catalogue: Catalogue, teacher_id: int, bookings: Iterable[Booking]) -> list[Booking]:
    """Those that the teacher gives, and that no other one gives alone because the teacher is off."""
    return [booking for booking in bookings if teacher_id in given_by(catalogue, booking.session)]


def present(catalogue: Catalogue, session: Session) -> list[int]:
    """Its teachers who are there."""
    return [id_ for id_ in session.teacher_ids if _away(catalogue, session, id_) is None]


def _away(catalogue: Catalogue, session: Session, calendar_id: int) -> str | None:
    """Why the teacher, car or room is not there; None if it is."""
    off = next((off for off in catalogue.time_off if _takes(off, session, calendar_id)), None)
    if off is not None:
        return off.reason
    teacher = catalogue.teachers.get(calendar_id)
    return "" if teacher is not None and _works_otherwise(catalogue, session, teacher) else None


def _takes(off: TimeOff, session: Session, calendar_id: int) -> bool:
    return off.calendar_id == calendar_id and off.during.overlaps(session.during)


def _works_otherwise(catalogue: Catalogue, session: Session, teacher: Teacher) -> bool:
    """Whether that date has hours of its own that leave the lesson out. Classes are not bound by hours, but nobody
    gives one on a date that is free altogether."""
    day = to_wall(session.start, catalogue.zone).date()
    special = next((special for special in teacher.special if special.day == day and not special.extra), None)
    if special is None:
        return False
    if session.planned:
        return not special.hours
    parts = (hours.on(day, catalogue.zone) for hours in special.hours)
    return not any(part.start <= session.start and session.end <= part.end for part in parts if part is not None)
