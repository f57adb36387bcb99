"""Who waits at the demo school: Freja, for an earlier time than that of her last coming lesson."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.demo_school import DemoSchool
from domain.lessons import Actor
from domain.schools import Catalogue
from domain.services.desk import Desk
from domain.services.waiting import wait_for_earlier
from domain.waitlist import Wishes
from storage.unit_of_work import UnitOfWork

WAITING = 4
SINCE = timedelta(days=2)
WORKDAYS = frozenset(range(5))


def wait(work: UnitOfWork, school: DemoSchool, catalogue: Catalogue, now: datetime) -> None:
    student = school.students[WAITING]
    *_, last = work.bookings.coming(school.school_id, student.id, now)
    desk = Desk(work, catalogue, Actor.STUDENT, now - SINCE)
    wait_for_earlier(desk, student, last.id, Wishes(weekdays=WORKDAYS))
