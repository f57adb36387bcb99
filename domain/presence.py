"""When teachers work and cars and rooms can be used, whatever is booked then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from domain.timeslots import Interval, local_day, to_wall

if TYPE_CHECKING:
    from domain.schools import Catalogue, LessonType, Teacher
    from domain.slots import Window


def gained(before: Catalogue, after: Catalogue, calendar_id: int, during: Interval) -> Iterator[Interval]:
    """What of `during` the teacher, car or room has come to be there for, day by day."""
    for day in _days(after, during):
        there = _within(present_on(after, calendar_id, day), during)
        yield from _without(there, present_on(before, calendar_id, day))


def present_on(catalogue: Catalogue, calendar_id: int, day: date) -> Sequence[Interval]:
    """A teacher's hours of that day where it is not closed, a car's or room's whole day; time off left out."""
    return catalogue.kept(("present", calendar_id, day), lambda: _present_on(catalogue, calendar_id, day))


def _present_on(catalogue: Catalogue, calendar_id: int, day: date) -> Sequence[Interval]:
    off = catalogue.time_off_by_calendar.get(calendar_id, ())
    teacher, resource = catalogue.teachers.get(calendar_id), catalogue.resources.get(calendar_id)
    if teacher is not None and teacher.active:
        return _without([part for part, _ in worked_on(catalogue, teacher, day)], off)
    return _without([local_day(day, catalogue.zone)], off) if resource is not None and resource.active else []


def worked_on(catalogue: Catalogue, teacher: Teacher, day: date) -> Iterator[tuple[Interval, int | None]]:
    """The teacher's hours of that day with their branches, closed ones left out, by time. Between two branches the way
    is kept free, at the cost of the later hours."""
    left: tuple[datetime, int] | None = None
    for part, branch_id in _hours_of(catalogue, teacher, day):
        start = part.start
        if branch_id is not None:
            if left is not None and left[1] != branch_id:
                start = max(start, left[0] + teacher.travel)
            left = part.end, branch_id
        if start < part.end:
            yield Interval(start, part.end), branch_id


def is_on_the_way(catalogue: Catalogue, teacher: Teacher, during: Interval) -> bool:
    """Whether it lies within the teacher's hours, but not within what the way between two branches leaves of them."""
    day = to_wall(during.start, catalogue.zone).date()
    hours, kept = _hours_of(catalogue, teacher, day), worked_on(catalogue, teacher, day)
    return any(part.holds(during) for part, _ in hours) and not any(part.holds(during) for part, _ in kept)


def _hours_of(catalogue: Catalogue, teacher: Teacher, day: date) -> list[tuple[Interval, int | None]]:
    parts = [
        (part, hours.branch_id)
        for hours in teacher.hours_on(day)
        if catalogue.closure_on(day, hours.branch_id) is None and (part := hours.on(day, catalogue.zone)) is not None
    ]
    return sorted(parts, key=lambda each: each[0])


def working(catalogue: Catalogue, kind: LessonType, windows: Iterable[Window]) -> Iterator[Teacher]:
    """Those whose hours leave room for such a lesson in one of the windows."""
    spans = [
        Interval(window.start, window.end if window.end is not None else window.start + kind.duration)
        for window in windows
    ]
    days = [(day, span) for span in spans for day in _days(catalogue, span)]
    for teacher in catalogue.teachers_of(kind):
        there = (part for day, span in days for part in _within(present_on(catalogue, teacher.id, day), span))
        if any(part.duration >= kind.duration for part in there):
            yield teacher


def room_on(
    catalogue: Catalogue, kind: LessonType, day: date, teacher_id: int | None = None
) -> Iterator[tuple[int | None, Interval]]:
    """Who gives such lessons, or only that teacher, with the hours of that day in which one has room. Classes are
    planned whatever the hours, unless the school is closed."""
    if kind.is_class:
        if catalogue.closure_on(day) is None:
            yield teacher_id, local_day(day, catalogue.zone)
        return
    for teacher in catalogue.teachers_of(kind):
        if teacher_id in {None, teacher.id}:
            there = present_on(catalogue, teacher.id, day)
            yield from ((teacher.id, part) for part in there if part.duration >= kind.duration)


def _days(catalogue: Catalogue, during: Interval) -> Iterator[date]:
    """The local days of which it has a part."""
    day, last = (to_wall(moment, catalogue.zone).date() for moment in (during.start, during.end))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _within(parts: Iterable[Interval], during: Interval) -> list[Interval]:
    return [
        Interval(max(part.start, during.start), min(part.end, during.end)) for part in parts if part.overlaps(during)
    ]


def _without(parts: Iterable[Interval], cuts: Iterable[Interval]) -> list[Interval]:
    left = list(parts)
    for cut in cuts:
        left = [piece for part in left for piece in _pieces(part, cut)]
    return left


def _pieces(part: Interval, cut: Interval) -> Iterator[Interval]:
    """What is left of `part` before and after `cut`."""
    if not part.overlaps(cut):
        yield part
        return
    if part.start < cut.start:
        yield Interval(part.start, cut.start)
    if cut.end < part.end:
        yield Interval(cut.end, part.end)
