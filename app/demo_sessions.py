"""What the demo school has planned beside its evenings: theory on Saturdays, as a series and a course of its own, and
when it is closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.demo_school import ZONE, DemoSchool
from domain.courses import Course
from domain.lessons import Actor
from domain.schools import Closure
from domain.series import Series
from domain.services.desk import Desk
from domain.services.series import plan_series
from storage.unit_of_work import UnitOfWork

SATURDAY = 5


def plan(work: UnitOfWork, school: DemoSchool, now: datetime) -> None:
    """A course of four Saturdays that begins next week or the week after, and the days around Christmas."""
    today = now.astimezone(ZONE).date()
    christmas = date(today.year, 12, 24)
    closure = Closure(work.next_id(), christmas, christmas + timedelta(days=2), None, "Christmas")
    work.administration.add_closure(school.school_id, closure)
    first = today + timedelta(days=7 + (SATURDAY - today.weekday()) % 7)
    series = Series(
        id=work.next_id(),
        school_id=school.school_id,
        lesson_type_id=school.types["theory"].id,
        rule="FREQ=WEEKLY;BYDAY=SA;COUNT=4",
        first=first,
        starts=time(10),
        duration=timedelta(minutes=90),
        teacher_ids=(school.teachers[1].id,),
        resource_ids=(school.room.id,),
        capacity=school.types["theory"].capacity,
        begins=first,
        made_until=first,
        branch_id=school.room.branch_id,
    )
    plan_series(Desk(work, work.catalogue(school.school_id), Actor.STAFF, now), series)
    work.courses.add(Course(work.next_id(), school.school_id, "Theory on Saturdays", (), (series.id,)))
