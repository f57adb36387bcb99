"""A small school of one's own, founded anew for each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.settings import load_settings
from domain.curricula import Curriculum, Module, ModuleKind
from domain.lessons import Actor, Booking, Session
from domain.money import Money
from domain.policies import Policy
from domain.schools import (
    Branch,
    LessonType,
    Resource,
    School,
    Student,
    Teacher,
    WorkingHours,
)
from domain.services.booking import book
from domain.services.classes import plan_class
from domain.services.desk import Desk
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from domain.timeslots import Interval, to_utc
from storage.unit_of_work import UnitOfWork

ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = "2026-11-23 08:00"
"""When stories begin, unless they say otherwise."""

DRIVING = {"en": "Driving lesson", "da": "Køretime", "de": "Fahrstunde", "sv": "Körlektion", "nb": "Kjøretime"}
TRACK = {"en": "Closed track", "da": "Lukket bane", "de": "Übungsplatz", "sv": "Övningsbana", "nb": "Øvingsbane"}
THEORY = {"en": "Theory class", "da": "Teorilektion", "de": "Theoriestunde", "sv": "Teorilektion", "nb": "Teoritime"}
"""What the lesson types of the small school are called."""

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]

DEMO = load_settings({"DEMO": "1"}, None)
"""The demo's settings, frozen and so read once: every chat is held by a program of its own."""

_numbers = itertools.count(1)


def moment(wall: str) -> datetime:
    """The instant of a wall time at the school: "2026-11-23 08:00"."""
    return to_utc(datetime.fromisoformat(wall), ZONE)


@dataclass(slots=True)
class Clock:
    """A clock that is set by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def set(self, wall: str) -> None:
        self.now = moment(wall)


@dataclass
class SmallSchool:
    """Mette (Mon-Fri 08-16) drives the red Golf or the blue Polo, Jonas (Mon-Fri 10-18) too, and teaches theory.

    Phone numbers are of this school alone, so that schools never share a contact unless a test wants it.
    """

    open_work: OpenWork
    school: School
    types: dict[str, LessonType]
    mette: Teacher
    jonas: Teacher
    cars: tuple[Resource, Resource]
    room: Resource
    curriculum: Curriculum
    students: dict[str, Student] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.school.id

    @property
    def code(self) -> str:
        return self.school.code

    def student(
        self, name: str, language: str = "en", usual: Teacher | None = None, phone: str | None = None
    ) -> Student:
        """A student whom the school knows by phone number."""
        with self.open_work() as work:
            student = Student(
                work.next_id(), self.id, name, phone or new_phone(), language, usual.id if usual else None, None,
                self.curriculum.id,
            )  # fmt: skip
            work.administration.add_student(student)
            work.commit()
        self.students[name] = student
        return student

    def books(
        self,
        student: Student,
        start: str,
        kind: str = "driving",
        teacher: Teacher | None = None,
        made: str | None = None,
    ) -> Booking:
        """A lesson at that wall time, booked by the student at `made` (a week before it, if not said)."""
        begins = moment(start)
        with self.open_work() as work:
            desk = self.desk(work, Actor.STUDENT, moment(made) if made else begins - timedelta(days=7))
            wanted = (teacher or self.mette).id
            query = SlotQuery(self.types[kind], (Window(begins, None),), desk.now, teacher_ids=(wanted,))
            booking = book(desk, student, next(search(desk, query)))
            work.commit()
        return booking

    def lets_mette_teach_theory(self) -> None:
        with self.open_work() as work:
            self.mette = replace(self.mette, lesson_type_ids=self.jonas.lesson_type_ids)
            work.administration.save_teacher(self.id, self.mette)
            work.commit()

    def plans_class(self, start: str, minutes: int | None = None) -> Session:
        """A theory class with two seats, by Jonas, who knows of it; as long as such classes are, if not said."""
        begins, kind = moment(start), self.types["theory"]
        with self.open_work() as work:
            session = Session(
                id=work.next_id(),
                school_id=self.id,
                lesson_type_id=kind.id,
                during=Interval(begins, begins + (timedelta(minutes=minutes) if minutes else kind.duration)),
                teacher_ids=(self.jonas.id,),
                resource_ids=(self.room.id,),
                capacity=kind.capacity,
            )
            planned = begins - timedelta(days=14)
            session = plan_class(self.desk(work, Actor.STAFF, planned), session)
            tell_planned(work, self.id)
            work.commit()
        return session

    def desk(self, work: UnitOfWork, actor: Actor, now: datetime) -> Desk:
        return Desk(work, work.catalogue(self.id), actor, now)


def tell_planned(work: UnitOfWork, school_id: int) -> None:
    """Teachers know of the classes that are planned for them by now."""
    work.flush()
    work.write(
        "UPDATE notices SET done_at = due_at, outcome = 'told' WHERE school_id = %(id)s AND kind = 'class_given'",
        {"id": school_id},
    )


def new_phone() -> str:
    return f"+4540{next(_numbers):06}"


def found_school(open_work: OpenWork, policy: Policy | None = None, language: str = "en") -> SmallSchool:
    """A school with its catalogue and no students yet."""
    number = next(_numbers)
    with open_work() as work:
        to, school_id = work.administration, work.next_id()
        school = School(
            school_id, f"T{number:05}", "Havn Driving", ZONE, language, "DKK", policy or Policy(), "+4570000000"
        )
        to.add_school(school)
        harbour = Branch(work.next_id(), {"en": "Harbour St"}, "Harbour Street 12")
        to.add_branch(school_id, harbour)
        kinds = {
            "driving": _kind(work, "driving", DRIVING, 45, 650),
            "track": _kind(work, "track", TRACK, 60, 800),
            "theory": _kind(work, "theory", THEORY, 45, 0, capacity=2, requires=("room",)),
        }
        to.add_lesson_types(school_id, *kinds.values())
        golf, polo = (Resource(work.next_id(), "car", name, harbour.id) for name in ("red Golf", "blue Polo"))
        room = Resource(work.next_id(), "room", "theory room", harbour.id)
        for resource in (golf, polo, room):
            to.add_resource(school_id, resource)
        everything = frozenset(kind.id for kind in kinds.values())
        mette = Teacher(
            work.next_id(), "Mette Holm", everything - {kinds["theory"].id}, _hours(8, 16, harbour), new_phone()
        )
        jonas = Teacher(work.next_id(), "Jonas Lund", everything, _hours(10, 18, harbour), new_phone())
        for teacher in (mette, jonas):
            to.add_teacher(school_id, teacher)
        curriculum = Curriculum(
            work.next_id(), {"en": "Category B", "da": "Kategori B"}, "B",
            (
                Module(work.next_id(), "driving", ModuleKind.ROAD, kinds["driving"].names, (kinds["driving"].id,), 16),
                Module(work.next_id(), "theory", ModuleKind.THEORY, kinds["theory"].names, (kinds["theory"].id,), 29),
            ),
        )  # fmt: skip
        to.add_curriculum(school_id, curriculum)
        work.commit()
    return SmallSchool(open_work, school, kinds, mette, jonas, (golf, polo), room, curriculum)


def _kind(
    work: UnitOfWork,
    code: str,
    names: dict[str, str],
    minutes: int,
    price: int,
    *,
    capacity: int = 1,
    requires: tuple[str, ...] = ("car",),
) -> LessonType:
    return LessonType(
        work.next_id(),
        code,
        names,
        timedelta(minutes=minutes),
        Money(price * 100, "DKK"),
        buffer_after=timedelta(minutes=15 if capacity == 1 else 0),
        capacity=capacity,
        requires=requires,
    )


def _hours(start: int, end: int, branch: Branch) -> tuple[WorkingHours, ...]:
    return tuple(WorkingHours(weekday, time(start), time(end), branch.id) for weekday in range(5))
