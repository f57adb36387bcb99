"""Somebody is running late: whom it concerns is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from domain.errors import Invalid
from domain.lessons import Booking
from domain.notices import NoticeKind, Role
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.telling import plan
from domain.timeslots import Interval

AHEAD = timedelta(hours=6)
"""Who says so means a lesson that starts within this time."""

BEGUN = timedelta(minutes=15)
"""Or one that should have begun so long ago."""

MOST_MINUTES = 240


def teacher_is_late(desk: Desk, teacher_id: int, minutes: int) -> list[Booking]:
    """Tell the students of the teacher's next lesson. Returns their bookings; none if there is no such lesson.

    Saying the same again tells nobody twice. Raises Invalid.
    """
    _ensure_sensible(minutes)
    around = Interval(desk.now - BEGUN, desk.now + AHEAD)
    coming = desk.work.bookings.of_teacher(desk.school_id, teacher_id, around)
    concerned = _of_next(booking for booking in coming if booking.status == "confirmed")
    for booking in concerned:
        _tell(desk, booking, NoticeKind.TEACHER_LATE, Role.STUDENT, booking.student_id, minutes)
    return concerned


def student_is_late(desk: Desk, student: Student, minutes: int) -> Booking | None:
    """Tell the teachers of the student's next lesson. As for a teacher."""
    _ensure_sensible(minutes)
    coming = desk.work.bookings.coming(desk.school_id, student.id, desk.now)
    near = [booking for booking in coming if desk.now - BEGUN <= booking.start < desk.now + AHEAD]
    for booking in near[:1]:
        for teacher_id in booking.session.teacher_ids:
            _tell(desk, booking, NoticeKind.STUDENT_LATE, Role.TEACHER, teacher_id, minutes)
    return near[0] if near else None


def _ensure_sensible(minutes: int) -> None:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(field="minutes", reason=f"must be between 1 and {MOST_MINUTES}")


def _of_next(bookings: Iterable[Booking]) -> list[Booking]:
    """Those of the lesson that begins first."""
    found = sorted(bookings, key=lambda booking: (booking.start, booking.id))
    return [booking for booking in found if booking.session.id == found[0].session.id]


def _tell(desk: Desk, booking: Booking, kind: NoticeKind, role: Role, person_id: int, minutes: int) -> None:
    plan(desk, kind, role, person_id, desk.now, booking=booking, data={"minutes": minutes})
