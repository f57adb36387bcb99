"""Why there is no lesson at a time, whatever the rules say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.busy import overlaps
from domain.errors import ClassFull, Closed, OutsideHours, Refusal, SlotTaken, StudentBusy, TravelNeeded, Unsuitable
from domain.hindrances import Cause, hindrance
from domain.presence import is_on_the_way, working
from domain.schools import LessonType, Student, Teacher
from domain.services.desk import Desk
from domain.services.refusing import to_watch, why_not
from domain.slots import SlotQuery, Window, find_slots, pool
from domain.timeslots import Interval, to_wall


def unavailable(
    desk: Desk, student: Student, kind: LessonType, start: datetime, teacher_id: int | None = None
) -> Iterator[Refusal]:
    """The student has something else then; it is closed, nobody works, or only who is on the way from one branch to
    another, no car is for the student, or all is taken; of a certain teacher also that they drive enough that day, or
    have a break."""
    during = Interval(start, start + kind.duration)
    own = desk.work.calendars.busy(desk.school_id, [student.id], during, desk.now, None)
    if overlaps(own.get(student.id, ()), during):
        yield StudentBusy(start=start)
    if kind.is_class:
        yield from _no_class(desk, kind, start)
        return
    teachers = [each for each in desk.catalogue.teachers_of(kind) if teacher_id in {None, each.id}]
    there = {each.id for each in working(desk.catalogue, kind, [Window(start, None)])}
    if not any(each.id in there for each in teachers):
        yield _nobody(desk, teachers, during)
    elif not all(pool(desk.catalogue, _anybody(desk, student, kind, start), needed) for needed in kind.requires):
        yield Unsuitable(start=start)
    elif not _is_free(desk, student, kind, start, tuple(each.id for each in teachers)):
        yield SlotTaken(start=start) if teacher_id is None else _not_with(desk, kind, during, teacher_id)


def _not_with(desk: Desk, kind: LessonType, during: Interval, teacher_id: int) -> Refusal:
    watched, span = to_watch(desk.catalogue, teacher_id, kind, during)
    busy = desk.work.calendars.busy(desk.school_id, (teacher_id, *watched), span, desk.now, None)
    return why_not(desk.catalogue, kind, during, teacher_id, (), busy, SlotTaken)


def _nobody(desk: Desk, teachers: list[Teacher], during: Interval) -> Refusal:
    start = during.start
    if any(is_on_the_way(desk.catalogue, each, during) for each in teachers):
        return TravelNeeded(start=start)
    wall = to_wall(start, desk.catalogue.zone)
    closures = [desk.catalogue.closure_on(wall.date(), each.branch_at(wall)) for each in teachers]
    closed = next((closure for closure in closures if closure is not None), None)
    return Closed(start=start, reason=closed.reasons) if closed is not None else OutsideHours(start=start)


def _anybody(desk: Desk, student: Student, kind: LessonType, start: datetime) -> SlotQuery:
    """Such a lesson then with any teacher, whatever the student's own calendar and the rules say."""
    licence_class = desk.catalogue.licence_class_of(student)
    return SlotQuery(kind, (Window(start, None),), desk.now, licence_class=licence_class, freely=True)


def _is_free(desk: Desk, student: Student, kind: LessonType, start: datetime, teacher_ids: tuple[int, ...]) -> bool:
    query = replace(_anybody(desk, student, kind, start), teacher_ids=teacher_ids)
    calendars = desk.work.calendars
    found = find_slots(
        desk.catalogue, query, lambda ids, span, ignoring: calendars.busy(desk.school_id, ids, span, desk.now, ignoring)
    )
    return next(found, None) is not None


def _no_class(desk: Desk, kind: LessonType, start: datetime) -> Iterator[Refusal]:
    then = desk.work.calendars.classes(desk.school_id, kind.id, Interval(start, start + timedelta(minutes=1)))
    found = {session.id: hindrance(desk.catalogue, session) for session in then}
    possible = [session for session in then if found[session.id] is None]
    closed = next((found for found in found.values() if found is not None and found.cause is Cause.CLOSED), None)
    if closed is not None:
        yield Closed(start=start, reason=closed.reasons)
    elif not possible:
        yield OutsideHours(start=start)
    elif all(session.taken >= session.capacity for session in possible):
        yield ClassFull(start=start)
