"""Messages the system starts by itself, as due work: each has a time, a recipient and a reason that must still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class NoticeKind(StrEnum):
    REMINDER_DAY = "reminder_day"  # to the student, 24 h before
    REMINDER_SOON = "reminder_soon"  # to the student, 2 h before
    ATTENDANCE = "attendance"  # to the teacher, at the lesson's end
    SIGN_OFF = "sign_off"  # to the teacher, when a lesson has completed a module
    COUNTERSIGN = "countersign"  # to the student, when the teacher has signed
    CONFIRMED_BY_SCHOOL = "confirmed_by_school"  # to the student
    MOVED_BY_SCHOOL = "moved_by_school"
    CANCELLED_BY_SCHOOL = "cancelled_by_school"
    CHANGED_BY_SCHOOL = "changed_by_school"  # another teacher, car or room
    REQUEST_APPROVED = "request_approved"
    REQUEST_DECLINED = "request_declined"
    REQUEST_LAPSED = "request_lapsed"
    LESSON_BOOKED = "lesson_booked"  # to the teacher
    LESSON_MOVED = "lesson_moved"
    LESSON_CANCELLED = "lesson_cancelled"
    MISSED = "missed"  # to the student, who did not come
    ATTENDANCE_CORRECTED = "attendance_corrected"  # to the student
    LESSON_CHANGED = "lesson_changed"
    CLASS_GIVEN = "class_given"  # to the teacher, of a whole class
    CLASS_CHANGED = "class_changed"
    CLASS_TAKEN = "class_taken"
    CLASS_CANCELLED = "class_cancelled"
    CLASS_STAFFED = "class_staffed"  # to a teacher of a class: another one is off, or there after all
    OFFER = "offer"  # to the student: a place is held, and asked about
    AFFECTED = "affected"  # to the student: the lesson can't be held as agreed, what now?
    AS_PLANNED = "as_planned"  # to the student who was asked that: it can be held after all
    PLACE_GONE = "place_gone"  # to the student: what was held for them is not to be had
    COMPANION = "companion"  # to the student: somebody asks whether they share a lesson
    COMPANION_COMES = "companion_comes"  # to the student who asked
    COMPANION_STAYS = "companion_stays"
    UNANSWERED = "unanswered"  # to the school, for the student who has not said what now
    SERIES_WAITS = "series_waits"  # to the school: an endless series can't go on, for want of a teacher
    TEACHER_LATE = "teacher_late"  # to the student
    STUDENT_LATE = "student_late"  # to the teacher
    PACKAGE_SOLD = "package_sold"  # to the student, by the school
    PACKAGE_RETURNED = "package_returned"
    PAYMENT_REGISTERED = "payment_registered"
    PAYMENT_REFUNDED = "payment_refunded"
    ENTRY_REVERSED = "entry_reversed"  # to the student: a fee is let off, a payment has bounced
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_CREDITED = "invoice_credited"
    INVOICE_OVERDUE = "invoice_overdue"


REMINDERS = {NoticeKind.REMINDER_DAY: timedelta(hours=24), NoticeKind.REMINDER_SOON: timedelta(hours=2)}
"""How long before the lesson's start a reminder is due."""


class Role(StrEnum):
    STUDENT = "student"
    TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Notice:
    """person_id: of the student or teacher to be told.

    It speaks of a booking in a certain version, perhaps of the session it has left, of a whole session in its own, of
    an invoice, or of what its data names. The key is unique in the school: the same reason is told once. data: what is
    told beside the booking or session as it is then, as JSON: was (the start before, ISO), now (start and end after
    it), more (how many others the same happened to), led_by (of each of these: the key of the first, with which it is
    told), course_names (by language), listed (the student stays on the
    waitlist), minutes (how late somebody is), cause (the id of what was entered), who (the id of a teacher who is off
    or there after all) and back (which of these); another number of minutes, or another cause, is another reason;
    package (its id), entry (its key in the ledger), series (its id).
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
    invoice_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        if self.invoice_id is not None:
            return f"{self.kind}:{self.invoice_id}"
        for what in ("package", "entry"):
            if what in self.data:
                return f"{self.kind}:{self.data[what]}"
        subject = f"{self.booking_id}:{self.version}"
        if self.booking_id is None:
            subject = f"session:{self.session_id}:{self.version}"
        late = f":{self.data['minutes']}min" if "minutes" in self.data else ""
        cause = f":{self.data['cause']}" if "cause" in self.data else ""
        return f"{self.kind}:{subject}:{self.person_id}{late}{cause}"
