"""Why can't I book sooner?"""

from __future__ import annotations

from domain.rules.rule import Broken, Facts
from domain.schools import LessonType, Student
from domain.services.bookability import forbidding
from domain.services.desk import Desk
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import local_day, to_wall


def against_sooner(
    desk: Desk, student: Student, kind: LessonType, first: Slot, facts: Facts | None = None
) -> list[Broken]:
    """The refusals of the rules that forbid the time that is free first, if that is on a day before `first`, the first
    that can be booked. Of classes, which are few, none is looked for."""
    today = local_day(to_wall(first.start, desk.catalogue.zone).date(), desk.catalogue.zone)
    if kind.is_class or today.start <= desk.now:
        return []
    query = SlotQuery(
        kind,
        (Window(desk.now, today.start),),
        desk.now,
        student_id=student.id,
        licence_class=desk.catalogue.licence_class_of(student),
        freely=True,
    )
    free = next(search(desk, query), None)
    return forbidding(desk, student, kind, free.start, free.start, facts=facts) if free is not None else []
