"""Plan a class: a session with its own capacity, before anybody has a place in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.errors import Invalid, SlotTaken
from domain.lessons import Session
from domain.services.booking import expire
from domain.services.desk import Desk

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


def plan_class(work: UnitOfWork, desk: Desk, session: Session) -> None:
    """A class with its teachers and rooms, whose calendars it keeps busy from now on.

    The school plans its classes freely, so working hours do not bind it; time off and other lessons do.

    Raises Invalid, SlotTaken.
    """
    _ensure_sound(desk, session)
    held = [*session.teacher_ids, *session.resource_ids]
    occupied = desk.catalogue.lesson_type(session.lesson_type_id).occupied(session.during)
    work.calendars.lock(session.school_id, held)
    standing = work.calendars.standing(session.school_id, held, occupied, desk.now)
    for booking_id in standing.lapsed:
        expire(desk, booking_id)
    busy = set(standing.busy)
    off = desk.catalogue.time_off_by_calendar
    busy |= {id_ for id_ in held if any(part.overlaps(session.during) for part in off.get(id_, ()))}
    if busy:
        raise SlotTaken(start=session.start, calendar_ids=sorted(busy))
    work.bookings.add_session(session)
    allocations: list[tuple[int, int | None, str]] = [(id_, None, "teacher") for id_ in session.teacher_ids]
    allocations += [(id_, None, "resource") for id_ in session.resource_ids]
    work.bookings.allocate(session, allocations)


def _ensure_sound(desk: Desk, session: Session) -> None:
    catalogue = desk.catalogue
    kind = catalogue.lesson_type(session.lesson_type_id)
    if not kind.is_class:
        raise Invalid(field="lesson_type", reason="is an individual lesson, planned by booking it")
    if not 2 <= session.capacity <= 1_000:
        raise Invalid(field="capacity", reason="must be between 2 and 1000")
    if session.start < desk.now:
        raise Invalid(field="start", reason="must not be in the past")
    if session.during.duration > timedelta(hours=12):
        raise Invalid(field="end", reason="must be within 12 hours of the start")
    if not session.teacher_ids or any(
        id_ not in catalogue.teachers or not catalogue.teachers[id_].active for id_ in session.teacher_ids
    ):
        raise Invalid(field="teachers", reason="must be one or more active teachers of this school")
    kinds = [catalogue.resources[id_].kind for id_ in session.resource_ids if id_ in catalogue.resources]
    if len(kinds) != len(session.resource_ids) or not set(kind.requires) <= set(kinds):
        wanted = ", ".join(kind.requires)
        raise Invalid(field="resources", reason="must be resources of this school" + (f": {wanted}" if wanted else ""))
    held = (*session.teacher_ids, *session.resource_ids)
    if len(set(held)) != len(held):
        raise Invalid(field="teachers", reason="must be different ones")
