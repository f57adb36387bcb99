"""What follows from an event, in the same transaction: charges and fees, and the notices that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.events import (
    BookingCancelled,
    BookingChanged,
    BookingCompleted,
    BookingConfirmed,
    BookingCorrected,
    BookingMissed,
    BookingMoved,
    Event,
    RequestDeclined,
    RequestLapsed,
)
from domain.lessons import Actor, Booking, Session, Status
from domain.notices import REMINDERS, Notice, NoticeKind, Role
from domain.services.charging import charge
from domain.services.desk import Desk
from domain.services.telling import Beside, plan, plan_as_one
from domain.services.waiting import freed

TOO_LATE_TO_REMIND = timedelta(minutes=30)
"""A reminder that would come this soon after the booking itself is not planned: the student has just read it."""


def react(desk: Desk, *bookings: Booking, course: Mapping[str, str] | None = None) -> None:
    """Handle and clear the events recorded on the bookings.

    Whoever has to be told the same of several is told once: of the first, and how many more there are; each of them is
    judged once more when that is told. course: the names, by language, of the course that they are together.
    """
    news: dict[tuple[NoticeKind, int], list[_News]] = {}
    events: list[Event] = []
    for booking in sorted(bookings, key=lambda booking: booking.start):
        events += booking.events
        booking.events = []
    charge(desk, events)
    _tell_gone(desk, events)
    for event in events:
        _plan(desk, event)
        _fill(desk, event)
        for told in _news(desk, event):
            news.setdefault((told.kind, told.person_id), []).append(told)
        for asked in _to_sign(desk, event):
            asked.plan(desk, desk.now)
    named = {"course_names": dict(course)} if course else {}

    def planned(each: _News) -> Beside:
        return lambda beside: each.plan(desk, desk.now, {**named, **beside})

    for found in news.values():
        plan_as_one([planned(each) for each in found])


def _fill(desk: Desk, event: Event) -> None:
    """What was left is free for others; what was held for the booking to move to is held no longer."""
    match event:
        case BookingMoved(left=left) | BookingCancelled(booking=Booking(session=left)):
            freed(desk, left)
            desk.work.offers.end_for(desk.school_id, event.booking.id, desk.now)


def _tell_gone(desk: Desk, events: Iterable[Event]) -> None:
    """Of the earlier times that were being offered for lessons which somebody else has moved or cancelled."""
    left = {event.booking.id: event.booking for event in events if isinstance(event, BookingMoved | BookingCancelled)}
    if not left or desk.actor is Actor.STUDENT:
        return
    for offer in desk.work.offers.instead_of(desk.school_id, left, desk.now):
        listed = any(id_ == offer.moves and booking.status is Status.CONFIRMED for id_, booking in left.items())
        held = desk.work.bookings.get(desk.school_id, offer.held_id, lock=False)
        data = {"listed": listed}
        plan(desk, NoticeKind.PLACE_GONE, Role.STUDENT, offer.student_id, desk.now, booking=held, data=data)


@dataclass(frozen=True, slots=True)
class _News:
    """What a person is to be told of a booking; left: the session, if it is one that is the booking's no more."""

    kind: NoticeKind
    role: Role
    person_id: int
    booking: Booking
    left: Session | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def plan(self, desk: Desk, due_at: datetime, more: Mapping[str, Any] | None = None) -> Notice:
        data = {**self.data, **(more or {})}
        return plan(
            desk, self.kind, self.role, self.person_id, due_at, booking=self.booking, session=self.left, data=data
        )


def _news(desk: Desk, event: Event) -> Iterator[_News]:
    """All who are concerned, except the one who did it."""
    teachers = event.booking.session.teacher_ids
    match event:
        case BookingConfirmed():
            by_school = NoticeKind.REQUEST_APPROVED if event.approved else NoticeKind.CONFIRMED_BY_SCHOOL
            yield from _both(desk, event, NoticeKind.LESSON_BOOKED, teachers, by_school)
        case RequestDeclined():
            yield _to_student(event, NoticeKind.REQUEST_DECLINED)
        case RequestLapsed():
            yield _to_student(event, NoticeKind.REQUEST_LAPSED)
        case BookingMoved():
            yield from _moved(desk, event)
        case BookingChanged():
            yield from _changed(desk, event)
        case BookingCancelled():
            told = () if event.with_class or event.actor is Actor.SYSTEM else teachers
            yield from _both(desk, event, NoticeKind.LESSON_CANCELLED, told, NoticeKind.CANCELLED_BY_SCHOOL)
        case BookingMissed():
            yield _to_student(event, NoticeKind.MISSED)
        case BookingCorrected():
            yield _to_student(event, NoticeKind.ATTENDANCE_CORRECTED)


def _moved(desk: Desk, event: BookingMoved) -> Iterator[_News]:
    """Who had it before and has it no more is told so, whoever did it."""
    session, left = event.booking.session, event.left
    moved = moved_from(left, session)
    if desk.actor is not Actor.STUDENT:
        yield _to_student(event, NoticeKind.MOVED_BY_SCHOOL if moved else NoticeKind.CHANGED_BY_SCHOOL, moved)
    if desk.actor is not Actor.TEACHER:
        for teacher_id in session.teacher_ids:
            had = NoticeKind.LESSON_MOVED if moved else NoticeKind.LESSON_CHANGED
            kind = had if teacher_id in left.teacher_ids else NoticeKind.LESSON_BOOKED
            yield _to_teacher(event, kind, teacher_id, data=moved)
    for teacher_id in sorted(set(left.teacher_ids) - set(session.teacher_ids)):
        yield _to_teacher(event, NoticeKind.LESSON_CANCELLED, teacher_id, left)


def _changed(desk: Desk, event: BookingChanged) -> Iterator[_News]:
    """The teachers of a class are told of all of it at once, elsewhere."""
    session, before = event.booking.session, event.before
    moved = moved_from(before, session)
    if desk.actor is not Actor.STUDENT:
        yield _to_student(event, NoticeKind.MOVED_BY_SCHOOL if moved else NoticeKind.CHANGED_BY_SCHOOL, moved)
    if session.planned:
        return
    for teacher_id in sorted({*session.teacher_ids, *before.teacher_ids}):
        if teacher_id not in session.teacher_ids:
            yield _to_teacher(event, NoticeKind.LESSON_CANCELLED, teacher_id, session)
        elif teacher_id not in before.teacher_ids:
            yield _to_teacher(event, NoticeKind.LESSON_BOOKED, teacher_id)
        else:
            kind = NoticeKind.LESSON_MOVED if moved else NoticeKind.LESSON_CHANGED
            yield _to_teacher(event, kind, teacher_id, data=moved)


def moved_from(before: Session, after: Session) -> dict[str, Any]:
    """What a notice is to say of the times, if they have changed: from when to when."""
    if before.during == after.during:
        return {}
    return {"was": before.start.isoformat(), "now": [after.start.isoformat(), after.end.isoformat()]}


def _both(
    desk: Desk, event: Event, to_teacher: NoticeKind, teacher_ids: Iterable[int], to_student: NoticeKind
) -> Iterator[_News]:
    if desk.actor is not Actor.TEACHER:
        for teacher_id in teacher_ids:
            yield _to_teacher(event, to_teacher, teacher_id)
    if desk.actor is not Actor.STUDENT:
        yield _to_student(event, to_student)


def _to_student(event: Event, kind: NoticeKind, data: Mapping[str, Any] | None = None) -> _News:
    return _News(kind, Role.STUDENT, event.booking.student_id, event.booking, data=data or {})


def _to_teacher(
    event: Event, kind: NoticeKind, teacher_id: int, left: Session | None = None, data: Mapping[str, Any] | None = None
) -> _News:
    return _News(kind, Role.TEACHER, teacher_id, event.booking, left, data or {})


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
            plan(desk, kind, Role.STUDENT, booking.student_id, due, booking=booking)
    ask_attendance(desk, booking.session)


def ask_attendance(desk: Desk, session: Session) -> None:
    """Have its first teacher asked at its end how it went."""
    for teacher_id in session.teacher_ids[:1]:
        plan(desk, NoticeKind.ATTENDANCE, Role.TEACHER, teacher_id, session.end, session=session)
