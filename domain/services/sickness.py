"""A teacher is off sick: time off, and for each lesson somebody else who could give it, held until the student answers.

Nothing is moved here. The student is asked; who does not answer in time is flagged to the school.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import Invalid, Refusal
from domain.lessons import Booking, Session, Status
from domain.notices import Notice, NoticeKind, Role
from domain.quiet import quiet_until
from domain.schools import Resource, Student, Teacher, TimeOff
from domain.services.booking import hold
from domain.services.desk import Desk
from domain.services.offering import at_schools_wish, make
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import Interval, to_wall
from domain.waitlist import SHORTEST_OFFER, Offer, Reason

ANSWER_WITHIN = timedelta(hours=4)
"""How long another teacher is held for a student, at most."""

BEFORE_START = timedelta(minutes=30)
"""So long before the lesson the school must know, at the latest."""

URGENT = timedelta(hours=3)
"""So long before the lesson students are told even in quiet hours."""

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Stranded:
    """A lesson without its teacher. offer: another teacher who is held for it; teacher_id: who that is."""

    booking: Booking
    student: Student
    offer: Offer | None = None
    teacher_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sickness:
    """classes: each with the teachers who could give it instead; that is for the school to decide."""

    off: TimeOff
    lessons: tuple[Stranded, ...]
    classes: tuple[tuple[Session, tuple[Teacher, ...]], ...]


def affected(desk: Desk, teacher_id: int, during: Interval) -> list[Booking]:
    """The teacher's lessons that have not begun and can't be held then, by start."""
    bookings = desk.work.bookings.of_teacher(desk.school_id, teacher_id, during)
    return [booking for booking in bookings if booking.status is Status.CONFIRMED and booking.start > desk.now]


def call_in_sick(desk: Desk, teacher_id: int, during: Interval, reason: str = "sick") -> Sickness:
    """Enter the time off, hold substitutes, and plan the questions to the students.

    Said again, it changes nothing that stands. Raises NotFound, Invalid.
    """
    teacher = desk.catalogue.teacher(teacher_id)
    if during.end <= desk.now:
        raise Invalid(field="to", reason="must not be in the past")
    if during.duration > LONGEST:
        raise Invalid(field="to", reason=f"must be within {LONGEST.days} days of the start")
    off = _taken_off(desk, teacher, during, reason)
    without = replace(desk, catalogue=replace(desk.catalogue, time_off=(*desk.catalogue.time_off, off)))
    bookings = affected(desk, teacher_id, during)
    lessons = tuple(_stranded(without, booking) for booking in bookings if _of_one(booking.session))
    classes = {booking.session.id: booking.session for booking in bookings if not _of_one(booking.session)}
    return Sickness(off, lessons, tuple((session, _free(without, session)) for session in classes.values()))


def _of_one(session: Session) -> bool:
    """Whether it is one student's lesson: of a class, or one that is shared, the school decides who gives it."""
    return not session.planned and session.taken == 1


def _taken_off(desk: Desk, teacher: Teacher, during: Interval, reason: str) -> TimeOff:
    for known in desk.catalogue.time_off:
        if known.calendar_id == teacher.id and known.during.start <= during.start and during.end <= known.during.end:
            return known
    off = TimeOff(desk.work.next_id(), teacher.id, during, reason)
    desk.work.calendars.add_time_off(desk.school_id, off)
    return off


def _stranded(desk: Desk, booking: Booking) -> Stranded:
    student = desk.work.students.get(desk.school_id, booking.student_id)
    standing = desk.work.waitlist.open_offers(desk.school_id, student.id, desk.now)
    if (offer := next((offer for offer in standing if offer.moves == booking.id), None)) is not None:
        held = desk.work.bookings.get(desk.school_id, offer.held_id, lock=False)
        return Stranded(booking, student, offer, next(iter(held.session.teacher_ids), None))
    told_at = _told_at(desk, booking)
    until = min(told_at + ANSWER_WITHIN, booking.start - BEFORE_START)
    _schedule(desk, booking, NoticeKind.UNANSWERED, max(until, told_at))
    found = _proposed(desk, booking, student, told_at, until) if until - told_at >= SHORTEST_OFFER else None
    if found is None:
        _schedule(desk, booking, NoticeKind.AFFECTED, told_at)
        return Stranded(booking, student)
    return Stranded(booking, student, *found)


def _told_at(desk: Desk, booking: Booking) -> datetime:
    """Now, or when quiet hours are over, unless the lesson is too near for that."""
    morning = quiet_until(desk.policy, desk.catalogue.zone, desk.now)
    return desk.now if morning is None else max(desk.now, min(morning, booking.start - URGENT))


def _schedule(desk: Desk, booking: Booking, kind: NoticeKind, due_at: datetime) -> None:
    desk.work.notices.schedule(
        Notice(
            id=desk.work.next_id(),
            school_id=desk.school_id,
            kind=kind,
            role=Role.STUDENT,
            person_id=booking.student_id,
            due_at=due_at,
            booking_id=booking.id,
            version=booking.version,
        )
    )


def _proposed(
    desk: Desk, booking: Booking, student: Student, told_at: datetime, until: datetime
) -> tuple[Offer, int | None] | None:
    """Hold another teacher at the same time, with the same car or one like it. The school waives its own notice."""
    desk = at_schools_wish(desk)
    for cars in (booking.session.resource_ids, _cars_like(desk, booking.session)):
        if (slot := _slot_with(desk, booking, cars)) is None:
            continue
        try:
            held = hold(desk, student, slot, until=until, moving=booking)
        except Refusal:
            continue
        offer = Offer(
            id=desk.work.next_id(),
            school_id=desk.school_id,
            student_id=student.id,
            reason=Reason.SICK,
            held_id=held.id,
            place=f"teacher:{slot.teacher_id}:{slot.start:%Y-%m-%dT%H:%MZ}",
            made_at=desk.now,
            until=until,
            moves=booking.id,
        )
        make(desk, offer, held, told_at)
        return offer, slot.teacher_id
    return None


def _slot_with(desk: Desk, booking: Booking, resource_ids: tuple[int, ...]) -> Slot | None:
    session = booking.session
    kind = desk.catalogue.lesson_type(session.lesson_type_id)
    wall = to_wall(session.start, desk.catalogue.zone)
    teachers = tuple(
        teacher.id
        for teacher in desk.catalogue.teachers_of(kind)
        if teacher.id not in session.teacher_ids
        and (session.branch_id is None or teacher.branch_at(wall) in {None, session.branch_id})
    )
    if not teachers or (kind.requires and not resource_ids):
        return None
    query = SlotQuery(
        kind,
        (Window(session.start, None),),
        desk.now,
        teacher_ids=teachers,
        student_id=booking.student_id,
        resource_ids=resource_ids,
        ignoring=session.id,
        attributes=booking.wished,
    )
    return next(search(desk, query), None)


def _cars_like(desk: Desk, session: Session) -> tuple[int, ...]:
    """Cars of the same branch that are driven alike, and whatever else the lesson needs."""
    present = [desk.catalogue.resources[id_] for id_ in session.resource_ids if id_ in desk.catalogue.resources]

    def alike(resource: Resource) -> bool:
        return any(
            resource.kind == own.kind
            and resource.branch_id in {None, own.branch_id}
            and resource.attributes.get("transmission") == own.attributes.get("transmission")
            for own in present
        )

    return tuple(resource.id for resource in desk.catalogue.resources.values() if resource.active and alike(resource))


def _free(desk: Desk, session: Session) -> tuple[Teacher, ...]:
    """Who gives such classes and has nothing else then."""
    kind = desk.catalogue.lesson_type(session.lesson_type_id)
    others = [teacher for teacher in desk.catalogue.teachers_of(kind) if teacher.id not in session.teacher_ids]
    during = kind.occupied(session.during)
    busy = desk.work.calendars.busy(desk.school_id, [teacher.id for teacher in others], during, desk.now, None)
    off = desk.catalogue.time_off_by_calendar
    return tuple(
        teacher
        for teacher in others
        if teacher.id not in busy and not any(part.overlaps(session.during) for part in off.get(teacher.id, ()))
    )
