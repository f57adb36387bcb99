"""What the demo school has planned beside its evenings: theory on Saturdays, as a series and a course of its own, first
aid and track days, and when it is closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.demo_history import hush
from app.demo_school import ZONE, DemoSchool
from domain.courses import Course
from domain.languages import named
from domain.lessons import Actor, Session
from domain.schools import Closure
from domain.series import Series
from domain.services.classes import plan_class
from domain.services.desk import Desk
from domain.services.series import plan_series
from domain.timeslots import Interval, to_utc
from storage.unit_of_work import UnitOfWork

FRIDAY, SATURDAY = 4, 5

_SATURDAYS = (
    "Theory on Saturdays", "Teori om lørdagen", "Theorie am Samstag", "Teori på lördagar", "Teori på lørdager",
)  # fmt: skip
_CHRISTMAS = ("Christmas", "jul", "Weihnachten", "jul", "jul")


def plan(work: UnitOfWork, school: DemoSchool, now: datetime) -> None:
    """A course of four Saturdays that begins next week or the week after, and the days around Christmas."""
    today = now.astimezone(ZONE).date()
    christmas = date(today.year, 12, 24)
    closure = Closure(work.next_id(), christmas, christmas + timedelta(days=2), None, named(*_CHRISTMAS))
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
    desk = Desk(work, work.catalogue(school.school_id), Actor.STAFF, now)
    plan_series(desk, series)
    for kind, weekday, hour, weeks in (("first-aid", FRIDAY, 17, 2), ("track-day", SATURDAY, 9, 3)):
        for day in (today + timedelta(days=(weekday - today.weekday()) % 7 + 7 * week) for week in (weeks, weeks + 4)):
            if not closure.covers(day, None):
                plan_class(desk, _class(school, desk, kind, datetime.combine(day, time(hour, 30))))
    work.courses.add(Course(work.next_id(), school.school_id, named(*_SATURDAYS), (), (series.id,)))
    hush(work, school.school_id, now)


def _class(school: DemoSchool, desk: Desk, code: str, start: datetime) -> Session:
    """With Mette, in the theory room if it takes one."""
    kind, begins = school.types[code], to_utc(start, ZONE)
    return Session(
        id=desk.work.next_id(),
        school_id=school.school_id,
        lesson_type_id=kind.id,
        during=Interval(begins, begins + kind.duration),
        teacher_ids=(school.teachers[0].id,),
        resource_ids=(school.room.id,) if kind.requires else (),
        capacity=kind.capacity,
        branch_id=school.room.branch_id,
    )
