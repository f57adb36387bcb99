"""Hold a slot for a student, confirm it, let it go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.busy import Busy, overlaps
from domain.errors import (
    ClassFull,
    HoldExpired,
    NotFound,
    OutsideHours,
    Refusal,
    SlotTaken,
    StudentBusy,
    Unsuitable,
)
from domain.hindrances import is_affected
from domain.lessons import OFFERED, Actor, Booking, Session, Status, hold_end
from domain.ports import Standing
from domain.rules.rule import Occasion
from domain.schools import Catalogue, Student
from domain.services.bookability import paused
from domain.services.desk import Desk
from domain.services.facts import StudentFacts, wish
from domain.services.judging import judge, keep_passed
from domain.services.reactions import react
from domain.services.refusing import ensure_can_be_held, to_watch, why_not
from domain.services.waiting import given_back, let_go
from domain.slots import Slot, SlotQuery, Window, find_slots
from domain.timeslots import Interval


def hold(
    desk: Desk,
    student: Student,
    slot: Slot,
    *,
    instead_of: int | None = None,
    until: datetime | None = None,
    moving: Booking | None = None,
) -> Booking:
    """Take the slot for the student as a draft for the policy's `hold_minutes`, or, being offered, until `until`.

    The school's rules hold (`domain/rules/`); the teacher works then; teacher, resources and student are free; a class
    has a seat. `instead_of` is an earlier draft of the student, let go of first. `moving` is a booking of the student
    that would move there: then the rules for moving hold, and at the very same time it is not in the way.

    Raises Broken, OutsideHours, SlotTaken, StudentBusy, ClassFull, Unsuitable.
    """
    booking = _draft(desk, student, slot, instead_of, moving)
    if until is not None:
        booking.hold_until, booking.note = until, OFFERED
    desk.work.bookings.add(booking, shared=_shared(booking, moving))
    return booking


def _shared(booking: Booking, moving: Booking | None) -> frozenset[int]:
    """What the booking that would move keeps busy at that very time already: the student, and perhaps the teacher or
    the car."""
    if moving is None or moving.session.during != booking.session.during:
        return frozenset()
    return frozenset({booking.student_id, *moving.session.teacher_ids, *moving.session.resource_ids})


def book(desk: Desk, student: Student, slot: Slot) -> Booking:
    """Hold and confirm in one go, under the same rules and in the same way."""
    booking = _draft(desk, student, slot)
    booking.confirm(desk.actor, desk.now)
    desk.work.bookings.add(booking)
    keep_passed(desk, booking)
    react(desk, booking)
    return booking


def confirm(desk: Desk, booking_id: int, student: Student | None = None) -> Booking:
    """Turn the draft into a confirmed booking: reminders are planned and the teacher is told.

    By a student, where the school approves what students book, it turns into a request instead. Confirming twice is
    confirming once. A draft of a lesson that can't be held any more, because teacher or car are off or gone, the school
    is closed or books such lessons no more, is let go of; so is that of a `student` who is paused by now. Raises
    HoldExpired, NotAllowed, NotFound.
    """
    return confirm_draft(desk, desk.work.bookings.get(desk.school_id, booking_id), student)


def confirm_draft(desk: Desk, booking: Booking, student: Student | None = None) -> Booking:
    """The same for a booking that is locked already."""
    if booking.status is Status.DRAFT and (refusal := _unfounded(desk, booking, student)) is not None:
        let_go(desk, booking)
        raise refusal
    if booking.status is Status.CONFIRMED or (booking.status is Status.REQUESTED and desk.actor is Actor.STUDENT):
        return booking
    booking.confirm(desk.actor, desk.now)
    desk.work.bookings.save(booking)
    react(desk, booking)
    return booking


def release(desk: Desk, student: Student, booking_id: int) -> None:
    """Let go of the student's draft. Does nothing if it is a draft no more."""
    booking = own_booking(desk, student, booking_id)
    if booking.status is Status.DRAFT:
        let_go(desk, booking)


def expire(desk: Desk, booking_id: int) -> bool:
    """Let go of a draft whose hold has lapsed. Returns whether it was one."""
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    if booking.status is not Status.DRAFT or booking.held(desk.now):
        return False
    booking.expire(desk.now)
    desk.work.bookings.save(booking)
    given_back(desk, booking)
    return True


def own_booking(desk: Desk, student: Student, booking_id: int, *, lock: bool = True) -> Booking:
    """The student's own booking, its row locked unless it is only looked at; NotFound if it is somebody else's."""
    booking = desk.work.bookings.get(student.school_id, booking_id, lock=lock)
    if booking.student_id != student.id:
        raise NotFound(what="booking", id=booking_id)
    return booking


def take_place(desk: Desk, student: Student, slot: Slot, *, moved: Booking, held: Booking | None = None) -> Session:
    """A place in a session at the slot, its calendars locked and found free: a new session, or one more in a class.

    The session of the booking that is `moved` is not in the way, nor is the draft `held`, which goes.

    Raises Broken, OutsideHours, SlotTaken, StudentBusy, ClassFull.
    """
    policy, facts = desk.policy_for(slot), StudentFacts(desk, student, ignoring=moved.session.id)
    judge(desk, policy, wish(desk, student, slot, facts, Occasion.MOVE), reads=False)
    gone = (moved,) if held is None else (moved, held)
    session, facts.open_ends = _taken(desk, student, slot, gone)
    judge(desk, policy, wish(desk, student, slot, facts, Occasion.MOVE), reads=True)
    return session


def _unfounded(desk: Desk, draft: Booking, student: Student | None) -> Refusal | None:
    """Why the draft can't become a booking though its hold lasts: what it rests on has gone meanwhile."""
    if student is not None and (pausing := paused(student)):
        return pausing[0]
    stands = _stands(desk.catalogue, draft.session) and not is_affected(desk.catalogue, draft)
    return None if stands else HoldExpired(start=draft.start)


def _stands(catalogue: Catalogue, session: Session) -> bool:
    """Whether what the session rests on is there still. Who gives a class, and in which room, is the school's plan."""
    if session.planned:
        return catalogue.lesson_type(session.lesson_type_id).active
    people = [catalogue.teachers[id_].active for id_ in session.teacher_ids]
    things = [catalogue.resources[id_].active for id_ in session.resource_ids]
    return catalogue.lesson_type(session.lesson_type_id).active and any(people) and all(things)


def _ensure_open(desk: Desk, student: Student, slot: Slot) -> None:
    """An offer may be older than the school's word that the type is booked no more, or the student is paused."""
    if not desk.catalogue.lesson_type(slot.lesson_type_id).active:
        raise NotFound(what="lesson_type", id=slot.lesson_type_id)
    for pausing in paused(student):
        raise pausing


def _draft(
    desk: Desk, student: Student, slot: Slot, instead_of: int | None = None, moving: Booking | None = None
) -> Booking:
    _ensure_open(desk, student, slot)
    occasion = Occasion.BOOK if moving is None else Occasion.MOVE
    policy, facts = desk.policy_for(slot), StudentFacts(desk, student, ignoring=moving.session.id if moving else None)
    judge(desk, policy, wish(desk, student, slot, facts, occasion), reads=False)
    same_time = moving is not None and moving.session.during == slot.during
    gone = (moving,) if moving is not None and same_time else ()
    session, facts.open_ends = _taken(desk, student, slot, gone, instead_of)
    judge(desk, policy, wish(desk, student, slot, facts, occasion), reads=True)
    return Booking(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        session=session,
        student_id=student.id,
        status=Status.DRAFT,
        price=desk.catalogue.price_at(slot.lesson_type_id, slot.start),
        policy=policy,
        created_at=desk.now,
        hold_until=hold_end(policy, desk.now),
        wished=slot.wished or (moving.wished if moving is not None else {}),
    )


def _taken(
    desk: Desk, student: Student, slot: Slot, gone: Sequence[Booking] = (), instead_of: int | None = None
) -> tuple[Session, Sequence[datetime]]:
    """The place, and when what the student had booked before ends. gone: of the student, and not in the way.

    Locks go from calendars to bookings to sessions, so that those who take lapsed drafts over and those who let go of
    theirs never wait for each other.
    """
    if slot.session_id is not None:
        return _seat_in_class(desk, student, slot, slot.session_id, gone, instead_of)
    return _new_lesson(desk, student, slot, gone, instead_of)


def _new_lesson(
    desk: Desk, student: Student, slot: Slot, gone: Sequence[Booking], instead_of: int | None
) -> tuple[Session, Sequence[datetime]]:
    if slot.teacher_id is None:
        raise OutsideHours(start=slot.start)
    lesson_type = desk.catalogue.lesson_type(slot.lesson_type_id)
    if slot.during.duration != lesson_type.duration:  # offered before the school gave its lessons another length
        raise SlotTaken(start=slot.start)
    calendars = (slot.teacher_id, *slot.resource_ids, student.id)
    _lock(desk, student, calendars, instead_of)
    watched, during = to_watch(desk.catalogue, slot.teacher_id, lesson_type, slot.during)
    standing = _standing(desk, student, (*calendars, *watched), during, gone)
    _ensure_offered(desk, student, slot, standing.busy)
    session = Session(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        lesson_type_id=lesson_type.id,
        during=slot.during,
        teacher_ids=(slot.teacher_id,),
        resource_ids=slot.resource_ids,
        capacity=lesson_type.places,
        taken=1,
        branch_id=slot.branch_id,
    )
    return session, standing.open_ends


def _seat_in_class(
    desk: Desk, student: Student, slot: Slot, session_id: int, gone: Sequence[Booking], instead_of: int | None
) -> tuple[Session, Sequence[datetime]]:
    _lock(desk, student, (student.id,), instead_of)
    standing, session = _seat(desk, student, slot.during, session_id, gone)
    session.taken -= sum(booking.session.id == session_id for booking in gone)
    if session.cancelled or (session.during, session.lesson_type_id) != (slot.during, slot.lesson_type_id):
        raise SlotTaken(start=session.start)
    ensure_can_be_held(desk.catalogue, session)
    _ensure_for(desk, student, session)
    if session.taken >= session.capacity:
        raise ClassFull(start=session.start)
    if standing.busy:
        raise StudentBusy(start=session.start)
    session.taken += 1
    return session, standing.open_ends


def _seat(
    desk: Desk, student: Student, during: Interval, session_id: int, gone: Sequence[Booking]
) -> tuple[Standing, Session]:
    """The session, locked, and what stands. Where holds have lapsed they give way first."""
    calendars, left = desk.work.calendars, [booking.session.id for booking in gone]
    if (found := calendars.seat(desk.school_id, session_id, student.id, during, desk.now, left)) is not None:
        session, standing = found
        return standing, session
    standing = _standing(desk, student, (student.id,), during, gone, (session_id,))
    return standing, calendars.session(desk.school_id, session_id)


def _ensure_for(desk: Desk, student: Student, session: Session) -> None:
    """A lesson that is shared is in a car for the class that each of them learns for; classes are the school's plan."""
    if session.planned:
        return
    licence_class = desk.catalogue.licence_class_of(student)
    there = (desk.catalogue.resources.get(resource_id) for resource_id in session.resource_ids)
    if wrong := [resource.id for resource in there if resource is not None and not resource.teaches(licence_class)]:
        raise Unsuitable(start=session.start, calendar_ids=wrong)


def _lock(desk: Desk, student: Student, calendars: Sequence[int], instead_of: int | None) -> None:
    desk.work.calendars.lock(desk.school_id, calendars)
    if instead_of is not None:
        release(desk, student, instead_of)


def _standing(
    desk: Desk,
    student: Student,
    calendars: Sequence[int],
    during: Interval,
    gone: Sequence[Booking],
    session_ids: Sequence[int] = (),
) -> Standing:
    """What stands now. A draft whose time is over gives way at once; nobody waits for the worker to tidy it up."""
    standing = desk.work.calendars.standing(
        desk.school_id,
        calendars,
        during,
        desk.now,
        student_id=student.id,
        session_ids=session_ids,
        ignoring=[booking.session.id for booking in gone],
    )
    for booking_id in standing.lapsed:
        expire(desk, booking_id)
    return standing


def _ensure_offered(desk: Desk, student: Student, slot: Slot, busy: Busy) -> None:
    """The same search that made the offer must still find it, now that its calendars are locked."""
    assert slot.teacher_id is not None
    query = SlotQuery(
        desk.catalogue.lesson_type(slot.lesson_type_id),
        (Window(slot.start, None),),
        desk.now,
        teacher_ids=(slot.teacher_id,),
        student_id=student.id,
        resource_ids=slot.resource_ids,
        licence_class=desk.catalogue.licence_class_of(student),
        freely=desk.passing is not None,
        attributes=slot.wished,
    )
    if next(find_slots(desk.catalogue, query, lambda *_: busy), None) is not None:
        return
    if overlaps(busy.get(student.id, ()), slot.during):
        raise StudentBusy(start=slot.start)
    raise why_not(desk.catalogue, query.lesson_type, slot.during, slot.teacher_id, slot.resource_ids, busy)
