"""Why a lesson that was offered, or is to become another, is not possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.busy import Busy, breaks_kept, day_is_full, driven, limits, overlaps
from domain.errors import BreakNeeded, Closed, DayFull, OutsideHours, Refusal, SlotTaken, TravelNeeded, Unsuitable
from domain.hindrances import Cause, Hindrance, hindrance
from domain.lessons import Session
from domain.presence import is_on_the_way
from domain.schools import Catalogue, LessonType
from domain.timeslots import Interval, local_day, to_wall


def to_watch(
    catalogue: Catalogue, teacher_id: int, lesson_type: LessonType, during: Interval
) -> tuple[tuple[int, ...], Interval]:
    """What must be read beside the calendars of a lesson, and for which time, to judge it: all of the day if it matters
    what its teacher drives on it."""
    occupied = lesson_type.occupied(during)
    teacher = catalogue.teachers.get(teacher_id)
    if teacher is None or not limits(catalogue, teacher, lesson_type):
        return (), occupied
    day = local_day(to_wall(during.start, catalogue.zone).date(), catalogue.zone)
    return (driven(teacher_id),), Interval(min(occupied.start, day.start), max(occupied.end, day.end))


def why_not(
    catalogue: Catalogue,
    lesson_type: LessonType,
    during: Interval,
    teacher_id: int,
    resource_ids: Sequence[int],
    busy: Busy,
    otherwise: type[Refusal] = OutsideHours,
) -> Refusal:
    """The refusal of a lesson that the search does not find. otherwise: where nothing of teacher and resources says."""
    found = _reasons(catalogue, lesson_type, during, teacher_id, resource_ids, busy)
    return next(found, otherwise(start=during.start))


def ensure_can_be_held(catalogue: Catalogue, session: Session) -> None:
    """Raise Closed or OutsideHours if a class can't be held as it is planned."""
    match hindrance(catalogue, session):
        case Hindrance(Cause.CLOSED, reasons=reasons):
            raise Closed(start=session.start, reason=reasons)
        case Hindrance(calendar_ids=away):
            raise OutsideHours(start=session.start, calendar_ids=list(away))


def _reasons(
    catalogue: Catalogue,
    lesson_type: LessonType,
    during: Interval,
    teacher_id: int,
    resource_ids: Sequence[int],
    busy: Busy,
) -> Iterator[Refusal]:
    start, occupied, held = during.start, lesson_type.occupied(during), (teacher_id, *resource_ids)
    if taken := [id_ for id_ in held if overlaps(busy.get(id_, ()), occupied)]:
        yield SlotTaken(start=start, calendar_ids=taken)
    if (teacher := catalogue.teachers.get(teacher_id)) is None:
        return
    wall = to_wall(start, catalogue.zone)
    branch_id = teacher.branch_at(wall)
    if (closure := catalogue.closure_on(wall.date(), branch_id)) is not None:
        yield Closed(start=start, reason=closure.reasons)
    if day_is_full(teacher, lesson_type, local_day(wall.date(), catalogue.zone), busy.get(driven(teacher.id), ())):
        yield DayFull(start=start, minutes=(teacher.most_driving or timedelta(0)) // timedelta(minutes=1))
    if not breaks_kept(catalogue, lesson_type, branch_id, during, busy.get(driven(teacher.id), ())):
        yield BreakNeeded(start=start)
    if is_on_the_way(catalogue, teacher, during):
        yield TravelNeeded(start=start)
    off = catalogue.time_off_by_calendar
    if away := [id_ for id_ in held if any(part.overlaps(occupied) for part in off.get(id_, ()))]:
        yield OutsideHours(start=start, calendar_ids=away)
    there = [catalogue.resources[id_] for id_ in resource_ids if id_ in catalogue.resources]
    if unused := [each.id for each in there if not each.active]:
        yield Unsuitable(start=start, calendar_ids=unused)
    if elsewhere := [each.id for each in there if branch_id is not None and each.branch_id not in {None, branch_id}]:
        yield Unsuitable(start=start, calendar_ids=elsewhere)
