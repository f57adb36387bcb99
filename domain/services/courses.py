"""Take part in a course, and leave it: a place in each of its coming classes, or in none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.busy import overlaps
from domain.courses import Course
from domain.errors import Changed, ClassFull, NotAllowed, Refusal, StudentBusy
from domain.lessons import Actor, Booking, Session, Status
from domain.money import Money
from domain.policies import broken
from domain.rules.notice import Horizon
from domain.rules.rule import About, Broken, Occasion
from domain.schools import Student
from domain.services.bookability import paused
from domain.services.booking import expire
from domain.services.desk import Desk
from domain.services.facts import wish_for
from domain.services.reactions import react
from domain.services.refusing import ensure_can_be_held
from domain.timeslots import Interval

_A_MOMENT = timedelta(minutes=1)


def with_classes(desk: Desk, course_id: int) -> tuple[Course, list[Session]]:
    """The course, and those of its classes that have not begun, by start. Raises NotFound."""
    course, sessions = desk.work.courses.with_sessions(desk.school_id, course_id)
    return course, [session for session in sessions if session.start > desk.now]


def coming_classes(desk: Desk, course_id: int) -> list[Session]:
    return coming_classes_of(desk, [course_id])[course_id]


def coming_classes_of(desk: Desk, course_ids: Sequence[int]) -> dict[int, list[Session]]:
    """The classes of several courses that have not begun, by start, by the courses' ids."""
    found = desk.work.courses.sessions_of(desk.school_id, course_ids)
    return {id_: [session for session in sessions if session.start > desk.now] for id_, sessions in found.items()}


def join(desk: Desk, student: Student, course_id: int) -> list[Booking]:
    """Book all coming classes of the course in which the student has no place yet, or none of them.

    The rules hold for the first of them; horizon and numbers of bookings don't, since a course is one thing. Student
    and teachers are told once of all of it. Joining twice is joining once.

    Raises NotFound, NotAllowed, Broken, Closed, OutsideHours, ClassFull, StudentBusy.
    """
    return take_part(desk, student, *with_classes(desk, course_id))


def take_part(desk: Desk, student: Student, course: Course, classes: Sequence[Session]) -> list[Booking]:
    """The same for a course that has been read already, with its coming classes."""
    for pausing in paused(student):
        raise pausing
    desk.work.calendars.lock(desk.school_id, [student.id])
    mine = own_places(desk, student, classes)
    wanted = [session for session in classes if session.id not in mine]
    if not course.active or not (wanted or mine):
        raise NotAllowed(action="join", status="over")
    if wanted:
        for refusal in _forbidding(desk, student, wanted[0]):
            raise refusal
        for session in wanted:
            ensure_can_be_held(desk.catalogue, session)
        wanted = _with_seats(desk, student, wanted)
    bookings = [_place_in(desk, student, session) for session in wanted]
    for booking in bookings:
        desk.work.bookings.add(booking)
    desk.work.courses.enrol(desk.school_id, course.id, student.id, desk.now)
    react(desk, *bookings, course=course.names)
    return bookings


def barring(desk: Desk, student: Student, classes: Sequence[Session]) -> list[Refusal]:
    """All that keeps the student from taking part in a course with these coming classes, of which they have none."""
    coming = desk.work.bookings.coming(desk.school_id, student.id, desk.now)
    own = [booking.session.during for booking in coming]
    busy = next((each for each in classes if any(each.during.overlaps(other) for other in own)), None)
    full = next((each for each in classes if each.taken >= each.capacity), None)
    return [
        *paused(student),
        *_forbidding(desk, student, classes[0]),
        *_hindered(desk, classes),
        *([ClassFull(start=full.start)] if full is not None else []),
        *([StudentBusy(start=busy.start)] if busy is not None else []),
    ]


def _hindered(desk: Desk, classes: Sequence[Session]) -> list[Refusal]:
    """That the first of the classes that can't be held as it is planned can't be."""
    for session in classes:
        try:
            ensure_can_be_held(desk.catalogue, session)
        except Refusal as refusal:
            return [refusal]
    return []


def fee_for_leaving(desk: Desk, places: Iterable[Booking]) -> Money:
    """What the student pays for giving up these places in a course."""
    return sum((booking.fee_at(desk.now) for booking in places), Money(0, desk.catalogue.school.currency))


def leave(desk: Desk, student: Student, course_id: int, *, agreed_fee: Money | None = None) -> list[Booking]:
    """Cancel the student's places in all coming classes of the course. The fee is what each of them costs.

    agreed_fee: as in cancelling. Leaving twice is leaving once. Raises NotFound, Changed.
    """
    course, classes = with_classes(desk, course_id)
    desk.work.calendars.lock(desk.school_id, [student.id])
    found = own_places(desk, student, classes).values()
    bookings = desk.work.bookings.locked(desk.school_id, [booking.id for booking in found])
    bookings = [booking for booking in bookings if booking.status is Status.CONFIRMED and booking.start > desk.now]
    fee = fee_for_leaving(desk, bookings)
    if agreed_fee is not None and desk.actor is Actor.STUDENT and fee != agreed_fee:
        raise Changed(fee=fee)
    for booking in bookings:
        booking.cancel(desk.actor, desk.now, course.name(desk.catalogue.school.language))
        desk.work.bookings.save(booking)
    desk.work.courses.leave(desk.school_id, course.id, student.id, desk.now)
    react(desk, *bookings, course=course.names)
    return bookings


def own_places(desk: Desk, student: Student, classes: Sequence[Session]) -> dict[int, Booking]:
    """The student's confirmed places in these classes, by session."""
    ids = {session.id for session in classes}
    coming = desk.work.bookings.coming(desk.school_id, student.id, desk.now)
    return {booking.session.id: booking for booking in coming if booking.session.id in ids}


def _forbidding(desk: Desk, student: Student, first: Session) -> list[Refusal]:
    """The refusals of the rules that hold for taking part, which are asked about the first class. They name no other
    time from which it would be possible: a course is held when it is held."""
    kind = desk.catalogue.lesson_type(first.lesson_type_id)
    request = wish_for(desk, student, kind, first.start, teacher_id=next(iter(first.teacher_ids), None))
    asked = desk.catalogue.policy_for(kind.id, first.branch_id).asked(Occasion.BOOK)
    rules = [rule for rule in asked if rule.about is not About.NUMBER and not isinstance(rule, Horizon)]
    return [
        Broken(each.rule, **{**each.data, "earliest": None}) if "earliest" in each.data else each
        for each in broken(rules, request)
    ]


def _with_seats(desk: Desk, student: Student, wanted: Sequence[Session]) -> list[Session]:
    """The classes, their rows locked in the order of their ids, each with a seat and none while the student is busy."""
    calendars = desk.work.calendars
    span = Interval(min(session.start for session in wanted), max(session.end for session in wanted))
    full = [session.id for session in wanted if session.taken >= session.capacity]
    standing = calendars.standing(desk.school_id, [student.id], span, desk.now, student_id=student.id, session_ids=full)
    for booking_id in standing.lapsed:
        expire(desk, booking_id)
    held = calendars.sessions(desk.school_id, [session.id for session in wanted])
    for session in sorted(held, key=lambda each: each.start):
        if session.cancelled or session.taken >= session.capacity:
            raise ClassFull(start=session.start)
        if overlaps(standing.busy.get(student.id, ()), session.during):
            raise StudentBusy(start=session.start)
    return sorted(held, key=lambda session: session.start)


def _place_in(desk: Desk, student: Student, session: Session) -> Booking:
    policy = desk.catalogue.policy_for(session.lesson_type_id, session.branch_id)
    booking = Booking(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        session=replace(session, taken=session.taken + 1),
        student_id=student.id,
        status=Status.DRAFT,
        price=desk.catalogue.price_at(session.lesson_type_id, session.start),
        policy=policy,
        created_at=desk.now,
        hold_until=desk.now + _A_MOMENT,
    )
    booking.confirm(Actor.STAFF, desk.now)  # the school has offered the course as it is: there is nothing to approve
    booking.events = [replace(event, actor=desk.actor) for event in booking.events]
    return booking
