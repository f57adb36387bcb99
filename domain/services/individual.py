"""Whether an individual lesson is possible with another teacher or in another car."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.busy import Busy
from domain.errors import Invalid, Unsuitable
from domain.lessons import Booking, Session
from domain.schools import LessonType, Resource
from domain.services.desk import Desk
from domain.services.refusing import to_watch, why_not
from domain.slots import Slot, SlotQuery, Window, find_slots
from domain.timeslots import Interval


def ensure_possible(desk: Desk, session: Session, bookings: Sequence[Booking], busy: Busy) -> Slot:
    """The very search that offers lessons must find it, so all holds that holds for booking, notice and horizon aside.
    Returns what it finds, which says at which branch the lesson is.

    A car that is not as a student wished it is given only where staff pass over that, for a reason.

    Raises Invalid, Unsuitable, SlotTaken, DayFull, BreakNeeded, TravelNeeded, Closed, OutsideHours.
    """
    kind = replace(desk.catalogue.lesson_type(session.lesson_type_id), duration=session.during.duration)
    _ensure_sound(desk, session, kind)
    licence_classes = _licence_classes(desk, bookings)
    _ensure_suitable(desk, session, kind, licence_classes)
    ensure_wished(desk, session, _wished(bookings))
    query = SlotQuery(
        kind,
        (Window(session.start, None),),
        desk.now,
        teacher_ids=session.teacher_ids,
        resource_ids=session.resource_ids,
        freely=True,
    )
    if (slot := next(find_slots(desk.catalogue, query, lambda *_: busy), None)) is None:
        teacher_id = session.teacher_ids[0]
        raise why_not(desk.catalogue, kind, session.during, teacher_id, session.resource_ids, busy)
    return slot


def others_at(desk: Desk, session: Session) -> list[Slot]:
    """With whom and in what else the lesson could be at its time: one proposal for each teacher who is free then."""
    kind = replace(desk.catalogue.lesson_type(session.lesson_type_id), duration=session.during.duration)
    bookings = desk.work.calendars.plan.seats(session.school_id, [session.id])
    teachers = desk.catalogue.teachers_of(kind)
    resources = [resource for needed in kind.requires for resource in desk.catalogue.resources_of(needed)]
    calendars = [*(teacher.id for teacher in teachers), *(resource.id for resource in resources)]
    during = kind.occupied(session.during)
    for teacher in teachers:
        watched, needed = to_watch(desk.catalogue, teacher.id, kind, session.during)
        calendars += watched
        during = Interval(min(during.start, needed.start), max(during.end, needed.end))
    busy = desk.work.calendars.standing(session.school_id, calendars, during, desk.now, without=(session.id,)).busy
    licence_class = next(iter(_licence_classes(desk, bookings)), None)
    query = SlotQuery(
        kind,
        (Window(session.start, None),),
        desk.now,
        freely=True,
        licence_class=licence_class,
        attributes=_wished(bookings),
    )
    present = (session.teacher_ids, session.resource_ids)
    found = (
        next(find_slots(desk.catalogue, replace(query, teacher_ids=(teacher.id,)), lambda *_: busy), None)
        for teacher in teachers
    )
    return [slot for slot in found if slot is not None and ((slot.teacher_id,), slot.resource_ids) != present]


def _ensure_sound(desk: Desk, session: Session, kind: LessonType) -> None:
    teaching = {teacher.id for teacher in desk.catalogue.teachers_of(kind)}
    if len(session.teacher_ids) != 1 or session.teacher_ids[0] not in teaching:
        raise Invalid(field="teachers", reason="must be one teacher who gives these lessons")
    resources = _resources(desk, session)
    if sorted(resource.kind for resource in resources) != sorted(kind.requires):
        raise Invalid(field="resources", reason=f"must be one of each: {', '.join(kind.requires) or 'none'}")
    if len(resources) != len(session.resource_ids):
        raise Invalid(field="resources", reason="must be active resources of this school")


def _ensure_suitable(desk: Desk, session: Session, kind: LessonType, licence_classes: set[str | None]) -> None:
    wrong = [
        resource.id
        for resource in _resources(desk, session)
        if not resource.fits(kind.wishes.get(resource.kind, {}))
        or not all(resource.teaches(licence_class) for licence_class in licence_classes)
    ]
    if wrong:
        raise Unsuitable(start=session.start, calendar_ids=wrong)


def ensure_wished(desk: Desk, session: Session, wished: Mapping[str, str]) -> None:
    """Raise Unsuitable if its car is not as wished; or note it, where staff pass over that."""
    unlike = desk.catalogue.unlike(session.resource_ids, wished)
    if unlike and desk.passing is None:
        raise Unsuitable(start=session.start, calendar_ids=unlike, wished=dict(wished))
    if unlike and desk.passing is not None:
        desk.passing.note("wished")


def _wished(bookings: Sequence[Booking]) -> dict[str, str]:
    """What the students want, all together."""
    return {name: value for booking in bookings for name, value in booking.wished.items()}


def _resources(desk: Desk, session: Session) -> list[Resource]:
    known = desk.catalogue.resources
    return [known[id_] for id_ in session.resource_ids if id_ in known and known[id_].active]


def _licence_classes(desk: Desk, bookings: Sequence[Booking]) -> set[str | None]:
    students = (desk.work.students.get(booking.school_id, booking.student_id) for booking in bookings)
    return {desk.catalogue.licence_class_of(student) for student in students}
