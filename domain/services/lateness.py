"""Somebody is running late: whom it concerns is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.errors import Invalid
from domain.lessons import Booking
from domain.notices import NoticeKind, Role
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.telling import plan
from domain.timeslots import Interval

AHEAD = timedelta(hours=6)
"""Who says so means a lesson that starts within this time."""

SOON = timedelta(hours=1)
"""One that starts within this time is plainly meant; of a later one it is asked."""

BEGUN = timedelta(minutes=15)
"""Or one that should have begun so long ago."""

MOST_MINUTES = 240


def teachers_next(desk: Desk, teacher_id: int, until: datetime | None = None) -> list[list[Booking]]:
    """The teacher's lessons that may be meant, the next one first; of each its places. until: another end than that of
    the next hours."""
    around = Interval(desk.now - BEGUN, max(until or desk.now + AHEAD, desk.now))
    coming = desk.work.bookings.of_teacher(desk.school_id, teacher_id, around)
    return _by_lesson(booking for booking in coming if booking.status == "confirmed")


def students_next(desk: Desk, student: Student, until: datetime | None = None) -> list[list[Booking]]:
    """The student's lessons that may be meant, the next one first. until: as for a teacher."""
    coming = desk.work.bookings.coming(desk.school_id, student.id, desk.now)
    last = until or desk.now + AHEAD
    return _by_lesson(booking for booking in coming if desk.now - BEGUN <= booking.start < last)


def is_soon(desk: Desk, booking: Booking) -> bool:
    """Whether it is plain that this lesson is meant, as it starts soon or should have."""
    return booking.start <= desk.now + SOON


def teacher_is_late(desk: Desk, lesson: Iterable[Booking], minutes: int) -> None:
    """Tell the students of the teacher's lesson. Saying the same again tells nobody twice. Raises Invalid."""
    _ensure_sensible(minutes)
    for booking in lesson:
        _tell(desk, booking, NoticeKind.TEACHER_LATE, Role.STUDENT, booking.student_id, minutes)


def student_is_late(desk: Desk, booking: Booking, minutes: int) -> None:
    """Tell the teachers of the student's lesson. As for a teacher."""
    _ensure_sensible(minutes)
    for teacher_id in booking.session.teacher_ids:
        _tell(desk, booking, NoticeKind.STUDENT_LATE, Role.TEACHER, teacher_id, minutes)


def _ensure_sensible(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(field="minutes", reason=f"must be between 1 and {MOST_MINUTES}")


def _by_lesson(bookings: Iterable[Booking]) -> list[list[Booking]]:
    lessons: dict[int, list[Booking]] = {}
    for booking in sorted(bookings, key=lambda booking: (booking.start, booking.id)):
        lessons.setdefault(booking.session.id, []).append(booking)
    return list(lessons.values())


def _tell(desk: Desk, booking: Booking, kind: NoticeKind, role: Role, person_id: int, minutes: int) -> None:
    plan(desk, kind, role, person_id, desk.now, booking=booking, data={"minutes": minutes})
