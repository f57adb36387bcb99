"""What follows from an event, in the same transaction: charges and fees, and the notices that tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.events import BookingCancelled, BookingCompleted, BookingConfirmed, BookingCorrected, BookingMoved, Event
from domain.lessons import Actor, Booking, Status
from domain.notices import REMINDERS, Notice, NoticeKind, Role
from domain.services.charging import charge
from domain.services.desk import Desk

TOO_LATE_TO_REMIND = timedelta(minutes=30)
"""A reminder that would come this soon after the booking itself is not planned: the student has just read it."""


def react(desk: Desk, booking: Booking) -> None:
    """Handle and clear the events recorded on the booking."""
    events, booking.events = booking.events, []
    for event in events:
        charge(desk, event)
        _notify(desk, event)
        _ask_to_sign(desk, event)


def _notify(desk: Desk, event: Event) -> None:
    booking = event.booking
    teachers = booking.session.teacher_ids
    match event:
        case BookingConfirmed():
            _remind(desk, booking)
            _tell(desk, booking, NoticeKind.LESSON_BOOKED, teachers, NoticeKind.CONFIRMED_BY_SCHOOL)
        case BookingMoved():
            _remind(desk, booking)
            _tell(desk, booking, NoticeKind.LESSON_MOVED, teachers, NoticeKind.MOVED_BY_SCHOOL)
            for teacher_id in set(event.left.teacher_ids) - set(teachers):
                _schedule(desk, booking, NoticeKind.LESSON_CANCELLED, Role.TEACHER, teacher_id, desk.now, event.left.id)
        case BookingCancelled():
            _tell(desk, booking, NoticeKind.LESSON_CANCELLED, teachers, NoticeKind.CANCELLED_BY_SCHOOL)
        case BookingCorrected():
            _schedule(desk, booking, NoticeKind.ATTENDANCE_CORRECTED, Role.STUDENT, booking.student_id, desk.now)


def _ask_to_sign(desk: Desk, event: Event) -> None:
    """The teacher, of a lesson that took place. Whether it has completed a module is looked at when that is told."""
    booking = event.booking
    settled = isinstance(event, BookingCompleted | BookingCorrected) and booking.status is Status.COMPLETED
    if settled and desk.catalogue.counts_for_a_module(booking.session.lesson_type_id):
        for teacher_id in booking.session.teacher_ids[:1]:
            _schedule(desk, booking, NoticeKind.SIGN_OFF, Role.TEACHER, teacher_id, desk.now)


def _remind(desk: Desk, booking: Booking) -> None:
    for kind, before in REMINDERS.items():
        due = booking.start - before
        if due > desk.now + TOO_LATE_TO_REMIND:
            _schedule(desk, booking, kind, Role.STUDENT, booking.student_id, due)
    for teacher_id in booking.session.teacher_ids[:1]:
        desk.work.notices.schedule(
            Notice(
                id=desk.work.next_id(),
                school_id=booking.school_id,
                kind=NoticeKind.ATTENDANCE,
                role=Role.TEACHER,
                person_id=teacher_id,
                due_at=booking.end,
                session_id=booking.session.id,
            )
        )


def _tell(
    desk: Desk,
    booking: Booking,
    to_teacher: NoticeKind,
    teacher_ids: Iterable[int],
    to_student: NoticeKind,
) -> None:
    """Tell those concerned, except the one who did it."""
    if desk.actor is not Actor.TEACHER:
        for teacher_id in teacher_ids:
            _schedule(desk, booking, to_teacher, Role.TEACHER, teacher_id, desk.now)
    if desk.actor is not Actor.STUDENT:
        _schedule(desk, booking, to_student, Role.STUDENT, booking.student_id, desk.now)


def _schedule(
    desk: Desk,
    booking: Booking,
    kind: NoticeKind,
    role: Role,
    person_id: int,
    due_at: datetime,
    session_id: int | None = None,
) -> None:
    desk.work.notices.schedule(
        Notice(
            id=desk.work.next_id(),
            school_id=booking.school_id,
            kind=kind,
            role=role,
            person_id=person_id,
            due_at=due_at,
            booking_id=booking.id,
            version=booking.version,
            session_id=session_id,
        )
    )
