"""Plan classes, change them, cancel them; and change with whom and in what a booked lesson is.

The school plans its classes freely, so working hours do not bind them; time off, closures and other lessons do. For an
individual lesson all holds that holds when it is booked, notice and horizon aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.busy import Busy, overlaps
from domain.errors import AlreadyStarted, Closed, Invalid, NotAllowed, SlotTaken, StudentsBusy
from domain.lessons import Session
from domain.ports import Standing
from domain.schools import Closure
from domain.services.booking import expire
from domain.services.desk import Desk
from domain.services.individual import ensure_possible
from domain.services.judging import keep_passed
from domain.services.refusing import to_watch
from domain.services.touching import Outcome, Touched, cancel_all, carry_out, given, tell_teachers, touch
from domain.timeslots import to_wall

LONGEST = timedelta(hours=12)
FEWEST_SEATS, MOST_SEATS = 2, 1_000


def plan_class(desk: Desk, session: Session) -> Session:
    """A class with its teachers, who are told, and rooms, whose calendars it keeps busy from now on.

    Raises Invalid, Closed, SlotTaken.
    """
    session = replace(session, planned=True)
    ensure_sound(desk, session)
    ensure_teaching(desk, session.lesson_type_id, session.teacher_ids)
    ensure_open(desk, session)
    desk.work.calendars.lock(session.school_id, calendars_of(session))
    ensure_free(desk, session, _standing(desk, session, calendars_of(session)).busy)
    desk.work.calendars.plan.add(session)
    tell_teachers(desk, given([session]))
    return session


def change_session(desk: Desk, session_id: int, *, release_busy: bool = False, **changes: Any) -> Session:
    """Give a session that has not begun another time (`during`), other `teacher_ids`, `resource_ids`, another
    `branch_id` or `capacity`; what is not given stays. Everybody concerned is told once.

    An individual lesson's time is changed by moving its booking, not here. A class may be moved to a time at which some
    of its students have something else: with `release_busy` these give up their places and are told so.

    Raises NotFound, NotAllowed, AlreadyStarted, Invalid, Closed, SlotTaken, StudentsBusy; for an individual lesson what
    booking it raises.
    """
    wanted = (*changes.get("teacher_ids", ()), *changes.get("resource_ids", ()))
    touched = touch(desk, [session_id], wanted)[0]
    outcome = changed(touched, changes)
    if outcome is None:
        return touched.session
    after = outcome.after
    ensure_changeable(desk, outcome)
    if after.capacity < len(touched.bookings):
        raise Invalid(field="capacity", reason=f"must be at least {len(touched.bookings)}: so many seats are taken")
    if after.planned:
        ensure_teaching(desk, after.lesson_type_id, set(after.teacher_ids) - set(touched.session.teacher_ids))
        ensure_open(desk, after)
    students = tuple(booking.student_id for booking in touched.bookings)
    standing = _standing(desk, after, (*calendars_of(after), *students), without=(after.id,))
    if after.planned:
        ensure_free(desk, after, standing.busy)
    else:
        slot = ensure_possible(desk, after, touched.bookings, standing.busy)
        if "teacher_ids" in changes and "branch_id" not in changes:
            after.branch_id = slot.branch_id
    busy = busy_students(touched, after, standing.busy)
    if busy and not release_busy:
        raise StudentsBusy(start=after.start, students=sorted(busy))
    tell_teachers(desk, carry_out(desk, [replace(outcome, leaving=busy)]))
    for booking in touched.bookings:
        keep_passed(desk, booking)
    return after


def cancel_session(desk: Desk, session_id: int, *, reason: str = "") -> Session:
    """Cancel a session with all places in it, and tell everybody. Cancelling twice is cancelling once.

    Raises NotFound, NotAllowed (it has been held: somebody's attendance is settled).
    """
    touched = touch(desk, [session_id])
    if touched[0].session.cancelled:
        return touched[0].session
    return cancel_all(desk, touched, reason)[0]


def changed(touched: Touched, changes: dict[str, Any]) -> Outcome | None:
    """What becomes of the session; None if nothing does."""
    before = touched.session
    differs = {name for name, value in changes.items() if getattr(before, name) != value}
    if not differs:
        return None
    after = replace(before, **changes)
    if differs != {"capacity"}:
        after.version += 1
    return Outcome(touched, after)


def ensure_changeable(desk: Desk, outcome: Outcome) -> None:
    before, after = outcome.before, outcome.after
    if before.cancelled:
        raise NotAllowed(action="change", status="cancelled")
    if desk.now >= before.start:
        raise AlreadyStarted(starts_at=before.start)
    if not before.planned and before.during != after.during:
        raise Invalid(field="start", reason="of an individual lesson is changed by moving its booking")
    if not before.planned and before.capacity != after.capacity:
        raise Invalid(field="capacity", reason="is that of the lesson type")
    if after.planned:
        ensure_sound(desk, after)


def ensure_sound(desk: Desk, session: Session) -> None:
    """Raise Invalid if such a class cannot be, whenever it is."""
    catalogue = desk.catalogue
    kind = catalogue.lesson_type(session.lesson_type_id)
    if not kind.is_class:
        raise Invalid(field="lesson_type", reason="is an individual lesson, planned by booking it")
    if not FEWEST_SEATS <= session.capacity <= MOST_SEATS:
        raise Invalid(field="capacity", reason=f"must be between {FEWEST_SEATS} and {MOST_SEATS}")
    if session.start < desk.now:
        raise Invalid(field="start", reason="must not be in the past")
    if session.during.duration > LONGEST:
        raise Invalid(field="end", reason="must be within 12 hours of the start")
    teachers = [catalogue.teachers.get(id_) for id_ in session.teacher_ids]
    if not teachers or any(teacher is None or not teacher.active for teacher in teachers):
        raise Invalid(field="teachers", reason="must be one or more active teachers of this school")
    resources = [catalogue.resources[id_] for id_ in session.resource_ids if id_ in catalogue.resources]
    fitting = {resource.kind for resource in resources if resource.fits(kind.wishes.get(resource.kind, {}))}
    if len(resources) != len(session.resource_ids) or not set(kind.requires) <= fitting:
        wanted = ", ".join(kind.requires)
        raise Invalid(field="resources", reason="must be resources of this school" + (f": {wanted}" if wanted else ""))
    if len(set(calendars_of(session))) != len(calendars_of(session)):
        raise Invalid(field="teachers", reason="must be different ones")
    if session.branch_id is not None and session.branch_id not in catalogue.branches:
        raise Invalid(field="branch", reason="must be one of this school")


def ensure_teaching(desk: Desk, lesson_type_id: int, teacher_ids: Iterable[int]) -> None:
    """Raise Invalid, with their names, if some of those who come to give it don't give such lessons."""
    teachers = (desk.catalogue.teachers[id_] for id_ in teacher_ids)
    others = sorted(each.name for each in teachers if lesson_type_id not in each.lesson_type_ids)
    if others:
        raise Invalid(field="teachers", reason=f"must give such lessons: {', '.join(others)}")


def ensure_open(desk: Desk, session: Session) -> None:
    """Raise Closed if the school, or the session's branch, is closed on its day."""
    if (closure := closure_of(desk, session)) is not None:
        raise Closed(start=session.start, reason=closure.reasons)


def closure_of(desk: Desk, session: Session) -> Closure | None:
    day = to_wall(session.start, desk.catalogue.zone).date()
    return desk.catalogue.closure_on(day, session.branch_id)


def ensure_free(desk: Desk, session: Session, busy: Busy) -> None:
    """Raise SlotTaken, with the calendars that are in the way, if a teacher or room of the class is not free."""
    if taken := not_free(desk, session, busy):
        raise SlotTaken(start=session.start, calendar_ids=sorted(taken))


def not_free(desk: Desk, session: Session, busy: Busy) -> set[int]:
    """The teachers and rooms that have something else then, buffers included, or time off."""
    occupied = desk.catalogue.lesson_type(session.lesson_type_id).occupied(session.during)
    off = desk.catalogue.time_off_by_calendar
    return {
        id_
        for id_ in calendars_of(session)
        if overlaps(busy.get(id_, ()), occupied) or any(part.overlaps(session.during) for part in off.get(id_, ()))
    }


def busy_students(touched: Touched, session: Session, busy: Busy) -> frozenset[int]:
    """Those with a place in it who have something else at the time it has become."""
    students = (booking.student_id for booking in touched.bookings)
    return frozenset(id_ for id_ in students if overlaps(busy.get(id_, ()), session.during))


def calendars_of(session: Session) -> tuple[int, ...]:
    return (*session.teacher_ids, *session.resource_ids)


def _standing(desk: Desk, session: Session, calendars: tuple[int, ...], without: tuple[int, ...] = ()) -> Standing:
    """What stands then; drafts whose time is over give way."""
    kind = desk.catalogue.lesson_type(session.lesson_type_id)
    during = kind.occupied(session.during)
    if not session.planned and session.teacher_ids:
        watched, during = to_watch(desk.catalogue, session.teacher_ids[0], kind, session.during)
        calendars = (*calendars, *watched)
    standing = desk.work.calendars.standing(session.school_id, calendars, during, desk.now, without=without)
    for booking_id in standing.lapsed:
        expire(desk, booking_id)
    return standing
