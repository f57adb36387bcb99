"""Wait for a place, and note when one is given back.

A place that is free is noted in the transaction that freed it, so no killed process can lose it.
"""

from __future__ import annotations

from dataclasses import replace

from domain.errors import AlreadyStarted, Invalid, NotAllowed, NotFound, PlaceFree, StudentBusy
from domain.lessons import Booking, Session, Status
from domain.rules.rule import About, Occasion
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.facts import wish_for
from domain.services.refusing import ensure_can_be_held
from domain.timeslots import Interval
from domain.waitlist import Entry, Wishes


def wait_for_class(desk: Desk, student: Student, session_id: int, *, priority: int = 0) -> Entry:
    """Put the student on the waitlist of a full class. Waiting twice is waiting once.

    Nobody waits for what they could not book: the rules are asked as if a seat were wanted now. Raises NotFound,
    AlreadyStarted, Closed, OutsideHours, StudentBusy (who has a seat needs none), PlaceFree, NotAllowed, Broken.
    """
    session = desk.work.calendars.session(desk.school_id, session_id)
    if not session.planned or session.cancelled:
        raise NotFound(what="session", id=session_id)
    if session.start <= desk.now:
        raise AlreadyStarted(starts_at=session.start)
    ensure_can_be_held(desk.catalogue, session)
    coming = desk.work.bookings.coming(desk.school_id, student.id, desk.now)
    if any(booking.session.during.overlaps(session.during) for booking in coming):
        raise StudentBusy(start=session.start)
    if session.taken < session.capacity:
        raise PlaceFree(start=session.start)
    _ensure_could_book(desk, student, session)
    entry = Entry(desk.work.next_id(), desk.school_id, student.id, desk.now, session_id=session_id, priority=priority)
    return desk.work.waitlist.add(entry)


def wait_for_earlier(
    desk: Desk, student: Student, booking_id: int, wishes: Wishes | None = None, *, priority: int = 0
) -> Entry:
    """Let the student be told when a time earlier than that of their lesson is freed. Asked again, the new wishes hold.

    Raises NotFound, NotAllowed, AlreadyStarted, Broken (the student may not move it), Invalid (of wishes in vain).
    """
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    if booking.student_id != student.id:
        raise NotFound(what="booking", id=booking_id)
    if booking.status is not Status.CONFIRMED:
        raise NotAllowed(action="wait", status=booking.status.value)
    if booking.start <= desk.now:
        raise AlreadyStarted(starts_at=booking.start)
    _ensure_could_move(desk, student, booking)
    if wishes is not None and (vain := in_vain(desk, booking, wishes)) is not None:
        raise Invalid(field=f"wishes.{vain}", reason="leaves no time that is earlier than the lesson")
    entry = Entry(
        desk.work.next_id(),
        desk.school_id,
        student.id,
        desk.now,
        booking_id=booking_id,
        wishes=wishes or Wishes(),
        priority=priority,
    )
    return desk.work.waitlist.add(entry)


def in_vain(desk: Desk, booking: Booking, wishes: Wishes) -> str | None:
    """The name of a wish, as in its data, that no time before the lesson could meet, whatever is freed; None if all of
    them could be met."""
    kind = desk.catalogue.lesson_type(booking.session.lesson_type_id)
    left = Interval(desk.now, booking.start)
    if wishes.teacher_ids and not wishes.teacher_ids & {teacher.id for teacher in desk.catalogue.teachers_of(kind)}:
        return "teachers"
    for name, value, some in (
        ("until", wishes.until, replace(wishes, weekdays=frozenset(), parts=())),
        ("weekdays", wishes.weekdays, replace(wishes, parts=())),
        ("parts", wishes.parts, wishes),
    ):
        suiting = some.within(left, desk.catalogue.zone)
        if value and not any(part.duration >= kind.duration for part in suiting):
            return name
    return None


def _ensure_could_book(desk: Desk, student: Student, session: Session) -> None:
    if student.status != "active":
        raise NotAllowed(action="book", status=student.status)
    kind, teacher_id = desk.catalogue.lesson_type(session.lesson_type_id), next(iter(session.teacher_ids), None)
    wish = wish_for(desk, student, kind, session.start, teacher_id=teacher_id)
    desk.catalogue.policy_for(kind.id, session.branch_id).ensure(wish)


def _ensure_could_move(desk: Desk, student: Student, booking: Booking) -> None:
    kind = desk.catalogue.lesson_type(booking.session.lesson_type_id)
    wish = wish_for(desk, student, kind, booking.start, occasion=Occasion.MOVE)
    for rule in desk.catalogue.policy_for(kind.id, booking.session.branch_id).asked(Occasion.MOVE):
        if rule.about is About.PERSON:
            rule.check(wish)


def freed(desk: Desk, session: Session) -> None:
    """A place in the session is free from now on: look whether somebody waits for it."""
    if session.start > desk.now:
        desk.work.openings.open_up(desk.school_id, desk.work.next_id(), session.id, desk.now)


def end_draft(desk: Desk, draft: Booking) -> None:
    """Let go of a locked draft; what becomes of its place is the caller's."""
    draft.release(desk.actor, desk.now)
    desk.work.bookings.save(draft)


def let_go(desk: Desk, draft: Booking) -> None:
    """Let go of a locked draft: its place is free, or the next one's."""
    end_draft(desk, draft)
    given_back(desk, draft)


def given_back(desk: Desk, draft: Booking) -> None:
    """A draft is one no more. If it held an offer, that has lapsed, and the place is the next one's."""
    if draft.offered:
        desk.work.offers.lapse(desk.school_id, draft.id, desk.now)
    else:
        freed(desk, draft.session)
