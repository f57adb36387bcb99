"""What a teacher works on a day, when all that keeps the hours free is taken out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.schools import Catalogue, Teacher
from domain.timeslots import Interval


def worked(catalogue: Catalogue, teacher: Teacher, day: date) -> list[Interval]:
    """The teacher's hours on that date, by start: closures of the school and of branches, and time off, left out."""
    open_hours = (
        during
        for hours in teacher.hours_on(day)
        if catalogue.closure_on(day, hours.branch_id) is None and (during := hours.on(day, catalogue.zone)) is not None
    )
    off = catalogue.time_off_by_calendar.get(teacher.id, ())
    return sorted((part for during in open_hours for part in _without(during, off)), key=lambda part: part.start)


def _without(during: Interval, taken: Iterable[Interval]) -> list[Interval]:
    left = [during]
    for gone in taken:
        left = [part for whole in left for part in _cut(whole, gone)]
    return left


def _cut(whole: Interval, gone: Interval) -> list[Interval]:
    if not whole.overlaps(gone):
        return [whole]
    before = [Interval(whole.start, gone.start)] if whole.start < gone.start else []
    after = [Interval(gone.end, whole.end)] if gone.end < whole.end else []
    return [*before, *after]
