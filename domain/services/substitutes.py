"""Who else could give a lesson, in what else: at its own time, for the student or for the school to say yes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.errors import Refusal
from domain.hindrances import Hindrance
from domain.lessons import Booking, Session
from domain.schools import Resource, Student, Teacher
from domain.services.booking import hold
from domain.services.desk import Desk
from domain.services.offering import at_schools_wish, make
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import to_wall
from domain.waitlist import Offer, Offered, Reason


def hold_another(
    desk: Desk, booking: Booking, student: Student, hindrance: Hindrance, told_at: datetime, until: datetime
) -> Offered | None:
    """Hold whoever and whatever could be had instead of who or what is off, for the student to say yes to.

    With the same teacher if that one is there, else with another one at the same branch, else at another branch, the
    student's own first; with the same car or one that is driven alike. The school waives its own notice.
    """
    desk = at_schools_wish(desk)
    own = tuple(id_ for id_ in booking.session.teacher_ids if id_ not in hindrance.calendar_ids)
    branch_id = booking.session.branch_id
    for place, teachers in ((branch_id, own), *_others(desk, booking.session, student).items()):
        for cars in (booking.session.resource_ids, _alike(desk, booking, place)):
            if (slot := _slot(desk, booking, teachers, cars)) is None:
                continue
            try:
                held = hold(desk, student, slot, until=until, moving=booking)
            except Refusal:
                continue
            offer = _offer(desk, booking, slot, held, until)
            make(desk, offer, held, told_at)
            return Offered(offer, held, booking)
    return None


def free_teachers(desk: Desk, session: Session) -> tuple[Teacher, ...]:
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


def _offer(desk: Desk, booking: Booking, slot: Slot, held: Booking, until: datetime) -> Offer:
    return Offer(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=booking.student_id,
        reason=Reason.SICK,
        held_id=held.id,
        place=f"teacher:{slot.teacher_id}:{slot.start:%Y-%m-%dT%H:%MZ}",
        made_at=desk.now,
        until=until,
        moves=booking.id,
    )


def _others(desk: Desk, session: Session, student: Student) -> dict[int | None, list[int]]:
    """Branch id -> the other teachers of such lessons who are there then: the lesson's branch first, then the student's
    own. Who works at no branch in particular comes to the lesson's."""
    kind = desk.catalogue.lesson_type(session.lesson_type_id)
    wall = to_wall(session.start, desk.catalogue.zone)
    there: dict[int | None, list[int]] = {session.branch_id: [], student.branch_id: []}
    for teacher in desk.catalogue.teachers_of(kind):
        if teacher.id not in session.teacher_ids:
            branch_id = teacher.branch_at(wall)
            there.setdefault(session.branch_id if branch_id is None else branch_id, []).append(teacher.id)
    return there


def _slot(desk: Desk, booking: Booking, teacher_ids: Sequence[int], resource_ids: tuple[int, ...]) -> Slot | None:
    kind = desk.catalogue.lesson_type(booking.session.lesson_type_id)
    if not teacher_ids or (kind.requires and not resource_ids):
        return None
    query = SlotQuery(
        kind,
        (Window(booking.start, None),),
        desk.now,
        teacher_ids=tuple(teacher_ids),
        student_id=booking.student_id,
        resource_ids=resource_ids,
        ignoring=booking.session.id,
        attributes=booking.wished,
    )
    return next(search(desk, query), None)


def _alike(desk: Desk, booking: Booking, branch_id: int | None) -> tuple[int, ...]:
    """Cars of that branch that are driven as the student wished, else alike, and whatever else the lesson needs."""
    session, wished = booking.session, booking.wished
    present = [desk.catalogue.resources[id_] for id_ in session.resource_ids if id_ in desk.catalogue.resources]

    def alike(resource: Resource) -> bool:
        return any(
            resource.kind == own.kind
            and resource.branch_id in {None, branch_id, *([own.branch_id] if branch_id == session.branch_id else [])}
            and resource.attributes.get("transmission")
            == wished.get("transmission", own.attributes.get("transmission"))
            for own in present
        )

    return tuple(resource.id for resource in desk.catalogue.resources.values() if resource.active and alike(resource))
