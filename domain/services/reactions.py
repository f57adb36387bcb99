"""What follows from an event, in the same transaction: charges and fees, and the notices that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.events import (
    BookingCancelled,
    BookingChanged,
    BookingCompleted,
    BookingConfirmed,
    BookingCorrected,
    BookingMoved,
    Event,
    RequestDeclined,
    RequestLapsed,
)
from domain.lessons import Actor, Booking, Session, Status
from domain.notices import REMINDERS, Notice, NoticeKind, Role
from domain.services.charging import charge
from domain.services.desk import Desk
from domain.services.waiting import freed

TOO_LATE_TO_REMIND = timedelta(minutes=30)
"""A reminder that would come this soon after the booking itself is not planned: the student has just read it."""


def react(desk: Desk, *bookings: Booking, course: str | None = None) -> None:
    """Handle and clear the events recorded on the bookings.

    Whoever has to be told the same of several is told once: of the first, and how many more there are. course: the
    name of the course that they are together.
    """
    news: dict[tuple[NoticeKind, int], list[_News]] = {}
    for booking in sorted(bookings, key=lambda booking: booking.start):
        events, booking.events = booking.events, []
        for event in events:
            charge(desk, event)
            _plan(desk, event)
            _fill(desk, event)
            for told in _news(desk, event):
                news.setdefault((told.kind, told.person_id), []).append(told)
            for asked in _to_sign(desk, event):
                _schedule(desk, asked, desk.now, {})
    for first, *others in news.values():
        more = {"more": len(others)} if others else {}
        named = {"course": course} if course else {}
        _schedule(desk, first, desk.now, {**first.data, **more, **named})


def _fill(desk: Desk, event: Event) -> None:
    """What was left is free for others; what was held for the booking to move to is held no longer."""
    match event:
        case BookingMoved(left=left) | BookingCancelled(booking=Booking(session=left)):
            freed(desk, left)
            desk.work.waitlist.end_offers(desk.school_id, event.booking.id, desk.now)


@dataclass(frozen=True, slots=True)
class _News:
    """What a person is to be told of a booking; session_id: of a session that is not the booking's."""

    kind: NoticeKind
    role: Role
    person_id: int
    booking: Booking
    session_id: int | None
    data: dict[str, Any]


def _news(desk: Desk, event: Event) -> Iterator[_News]:
    """All who are concerned, except the one who did it."""
    teachers = event.booking.session.teacher_ids
    match event:
        case BookingConfirmed():
            by_school = NoticeKind.REQUEST_APPROVED if event.approved else NoticeKind.CONFIRMED_BY_SCHOOL
            yield from _both(desk, event, NoticeKind.LESSON_BOOKED, teachers, by_school)
        case RequestDeclined():
            yield _News(NoticeKind.REQUEST_DECLINED, Role.STUDENT, event.booking.student_id, event.booking, None, {})
        case RequestLapsed():
            yield _News(NoticeKind.REQUEST_LAPSED, Role.STUDENT, event.booking.student_id, event.booking, None, {})
        case BookingMoved():
            yield from _both(desk, event, NoticeKind.LESSON_MOVED, teachers, NoticeKind.MOVED_BY_SCHOOL)
            for teacher_id in sorted(set(event.left.teacher_ids) - set(teachers)):
                yield _to_teacher(event, NoticeKind.LESSON_CANCELLED, teacher_id, event.left.id)
        case BookingChanged():
            yield from _changed(desk, event)
        case BookingCancelled():
            told = () if event.with_class else teachers
            yield from _both(desk, event, NoticeKind.LESSON_CANCELLED, told, NoticeKind.CANCELLED_BY_SCHOOL)
        case BookingCorrected():
            booking = event.booking
            kind = NoticeKind.ATTENDANCE_CORRECTED
            yield _News(kind, Role.STUDENT, booking.student_id, booking, None, {})


def _changed(desk: Desk, event: BookingChanged) -> Iterator[_News]:
    """The teachers of a class are told of all of it at once, elsewhere."""
    session, before = event.booking.session, event.before
    moved = session.during != before.during
    kind = NoticeKind.MOVED_BY_SCHOOL if moved else NoticeKind.CHANGED_BY_SCHOOL
    was = {"was": before.start.isoformat()} if moved else {}
    yield from _both(desk, event, NoticeKind.LESSON_CHANGED, (), kind, was)
    if session.planned:
        return
    for teacher_id in sorted({*session.teacher_ids, *before.teacher_ids}):
        if teacher_id not in session.teacher_ids:
            yield _to_teacher(event, NoticeKind.LESSON_CANCELLED, teacher_id, session.id)
        elif teacher_id not in before.teacher_ids:
            yield _to_teacher(event, NoticeKind.LESSON_BOOKED, teacher_id)
        else:
            yield _to_teacher(event, NoticeKind.LESSON_CHANGED, teacher_id)


def _both(
    desk: Desk,
    event: Event,
    to_teacher: NoticeKind,
    teacher_ids: Iterable[int],
    to_student: NoticeKind,
    data: dict[str, Any] | None = None,
) -> Iterator[_News]:
    if desk.actor is not Actor.TEACHER:
        for teacher_id in teacher_ids:
            yield _to_teacher(event, to_teacher, teacher_id)
    if desk.actor is not Actor.STUDENT:
        booking = event.booking
        yield _News(to_student, Role.STUDENT, booking.student_id, booking, None, data or {})


def _to_teacher(event: Event, kind: NoticeKind, teacher_id: int, session_id: int | None = None) -> _News:
    return _News(kind, Role.TEACHER, teacher_id, event.booking, session_id, {})


def _to_sign(desk: Desk, event: Event) -> Iterator[_News]:
    """The teacher, of a lesson that took place. Whether it has completed a module is looked at when that is told."""
    booking = event.booking
    settled = isinstance(event, BookingCompleted | BookingCorrected) and booking.status is Status.COMPLETED
    if settled and desk.catalogue.counts_for_a_module(booking.session.lesson_type_id):
        for teacher_id in booking.session.teacher_ids[:1]:
            yield _to_teacher(event, NoticeKind.SIGN_OFF, teacher_id)


def _plan(desk: Desk, event: Event) -> None:
    """What is to be said and asked at its time: reminders, attendance."""
    if not isinstance(event, BookingConfirmed | BookingMoved | BookingChanged):
        return
    booking = event.booking
    for kind, before in REMINDERS.items():
        due = booking.start - before
        if due > desk.now + TOO_LATE_TO_REMIND:
            _schedule(desk, _News(kind, Role.STUDENT, booking.student_id, booking, None, {}), due, {})
    ask_attendance(desk, booking.session)


def ask_attendance(desk: Desk, session: Session) -> None:
    """Have its first teacher asked at its end how it went."""
    for teacher_id in session.teacher_ids[:1]:
        tell_of_session(desk, session, NoticeKind.ATTENDANCE, teacher_id, session.end)


def tell_of_session(
    desk: Desk,
    session: Session,
    kind: NoticeKind,
    teacher_id: int,
    due_at: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    desk.work.notices.schedule(
        Notice(
            id=desk.work.next_id(),
            school_id=session.school_id,
            kind=kind,
            role=Role.TEACHER,
            person_id=teacher_id,
            due_at=due_at,
            version=session.version,
            session_id=session.id,
            data=data or {},
        )
    )


def _schedule(desk: Desk, news: _News, due_at: datetime, data: dict[str, Any]) -> None:
    booking = news.booking
    desk.work.notices.schedule(
        Notice(
            id=desk.work.next_id(),
            school_id=booking.school_id,
            kind=news.kind,
            role=news.role,
            person_id=news.person_id,
            due_at=due_at,
            booking_id=booking.id,
            version=booking.version,
            session_id=news.session_id,
            data=data,
        )
    )
