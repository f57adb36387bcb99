"""Rules of the demo school's own, and a request that waits for its answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.demo_school import DemoSchool
from domain.lessons import Actor
from domain.schools import PolicyOverride
from domain.services.booking import book
from domain.services.desk import Desk
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from storage.unit_of_work import UnitOfWork

BORN = (date(2008, 3, 14), date(2007, 11, 2), date(2008, 8, 30), date(2008, 1, 21), date(2007, 6, 9))
"""The students' birthdays, in their order."""

ASKED_AHEAD = timedelta(days=10)


def rule(work: UnitOfWork, school: DemoSchool, now: datetime) -> None:
    """Who drives on the slippery road has driven twice before; test drives wait for the school's yes."""
    for student, born in zip(school.students, BORN, strict=True):
        present = work.students.get(school.school_id, student.id)
        work.administration.save_student(replace(present, birth_date=born, licence_class="B"))
    for kind, values in (("slippery", {"lessons_before": {"driving": 2}}), ("test-drive", {"approval_needed": True})):
        override = PolicyOverride(work.next_id(), values, lesson_type_id=school.types[kind].id)
        work.administration.set_override(school.school_id, override)
    _ask(work, school, now)


def _ask(work: UnitOfWork, school: DemoSchool, now: datetime) -> None:
    """The last of the students asks for a test drive."""
    desk = Desk(work, work.catalogue(school.school_id), Actor.STUDENT, now)
    freja, start = school.students[-1], now + ASKED_AHEAD
    query = SlotQuery(school.types["test-drive"], (Window(start, start + timedelta(days=7)),), now, student_id=freja.id)
    book(desk, freja, next(search(desk, query, freja)))
