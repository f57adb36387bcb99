"""Messages the system starts by itself, as due work: each has a time, a recipient and a reason that must still hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class NoticeKind(StrEnum):
    REMINDER_DAY = "reminder_day"  # to the student, 24 h before
    REMINDER_SOON = "reminder_soon"  # to the student, 2 h before
    ATTENDANCE = "attendance"  # to the teacher, at the lesson's end
    SIGN_OFF = "sign_off"  # to the teacher, when a lesson has completed a module
    COUNTERSIGN = "countersign"  # to the student, when the teacher has signed
    CONFIRMED_BY_SCHOOL = "confirmed_by_school"  # to the student
    MOVED_BY_SCHOOL = "moved_by_school"
    CANCELLED_BY_SCHOOL = "cancelled_by_school"
    LESSON_BOOKED = "lesson_booked"  # to the teacher
    LESSON_MOVED = "lesson_moved"
    LESSON_CANCELLED = "lesson_cancelled"
    ATTENDANCE_CORRECTED = "attendance_corrected"  # to the student


REMINDERS = {NoticeKind.REMINDER_DAY: timedelta(hours=24), NoticeKind.REMINDER_SOON: timedelta(hours=2)}
"""How long before the lesson's start a reminder is due."""


class Role(StrEnum):
    STUDENT = "student"
    TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Notice:
    """person_id: of the student or teacher to be told.

    It speaks of a booking in a certain version, perhaps of the session it has left, or (attendance) of a whole session.
    The key is unique in the school: the same reason is told once.
    """

    id: int
    school_id: int
    kind: NoticeKind
    role: Role
    person_id: int
    due_at: datetime
    booking_id: int | None = None
    version: int | None = None
    session_id: int | None = None

    @property
    def key(self) -> str:
        subject = f"session:{self.session_id}" if self.booking_id is None else f"{self.booking_id}:{self.version}"
        return f"{self.kind}:{subject}:{self.person_id}"
