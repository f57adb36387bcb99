"""The demo school's catalogue and people: an example to try the program on, not a model of any real school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from app.demo_curriculum import category_b
from domain.curricula import Curriculum
from domain.languages import named
from domain.money import Money
from domain.policies import Policy
from domain.schools import (
    Branch,
    LessonType,
    Resource,
    School,
    Student,
    Teacher,
    TimeOff,
    WorkingHours,
)
from domain.timeslots import local_day
from storage.checks import CHANNELS
from storage.unit_of_work import UnitOfWork

CODE = "NORD"
ZONE = ZoneInfo("Europe/Copenhagen")
CURRENCY = "DKK"

_HARBOUR = ("Harbour St", "Havnegade", "Hafenstraße", "Hamngatan", "Havnegata")
_STATION = ("Station Square", "Banegårdspladsen", "Bahnhofsplatz", "Stationstorget", "Stasjonsplassen")


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """Ids by the names that the demo's history uses: lesson types by code, teachers and students in their order."""

    school_id: int
    types: dict[str, LessonType]
    teachers: tuple[Teacher, ...]
    students: tuple[Student, ...]
    room: Resource


def found(work: UnitOfWork, today: date) -> DemoSchool:
    """Write the school, its catalogue and its people; nobody has booked anything yet."""
    school_id = work.next_id()
    to = work.administration
    to.add_school(School(school_id, CODE, "Nordlys Køreskole", ZONE, "en", CURRENCY, Policy(), "+4570000000"))
    harbour = Branch(work.next_id(), named(*_HARBOUR), "Harbour Street 12, 8000 Aarhus C")
    station = Branch(work.next_id(), named(*_STATION), "Station Square 3, 8600 Silkeborg")
    for branch in (harbour, station):
        to.add_branch(school_id, branch)
    types = {kind.code: kind for kind in _lesson_types(work)}
    to.add_lesson_types(school_id, *types.values())
    cars, room = _resources(work, harbour, station)
    for resource in (*cars, room):
        to.add_resource(school_id, resource)
    teachers = _teachers(work, types, harbour, station)
    for teacher in teachers:
        to.add_teacher(school_id, teacher)
    away = local_day(today + timedelta(days=23), ZONE)
    to.add_time_off(school_id, TimeOff(work.next_id(), teachers[2].id, away, "Course"))
    to.add_time_off(school_id, TimeOff(work.next_id(), cars[1].id, away, "Service"))
    curriculum = category_b(work, types)
    to.add_curriculum(school_id, curriculum)
    students = _students(work, school_id, teachers, harbour, curriculum)
    for student in students:
        to.add_student(student)
    _link(work, school_id, teachers, students)
    return DemoSchool(school_id, types, teachers, students, room)


def _lesson_types(work: UnitOfWork) -> Iterator[LessonType]:
    def kind(code: str, names: Sequence[str], minutes: int, price: int, **more: object) -> LessonType:
        break_after = timedelta(minutes=15)
        settings = {"buffer_after": break_after, "requires": ("car",)} | more
        duration, cost = timedelta(minutes=minutes), Money(price * 100, CURRENCY)
        return LessonType(work.next_id(), code, named(*names), duration, cost, **settings)  # type: ignore[arg-type]

    yield kind("driving", ("Driving lesson", "Køretime", "Fahrstunde", "Körlektion", "Kjøretime"), 45, 650)
    yield kind(
        "double",
        ("Double driving lesson", "Dobbelt køretime", "Doppelte Fahrstunde", "Dubbel körlektion", "Dobbel kjøretime"),
        90, 1_250,
    )  # fmt: skip
    yield kind("track", ("Closed track", "Lukket bane", "Übungsplatz", "Övningsbana", "Øvingsbane"), 60, 800)
    yield kind("slippery", ("Slippery road", "Glatbane", "Glätteplatz", "Halkbana", "Glattkjøring"), 60, 900)
    yield kind("test-drive", ("Test drive", "Prøvetur", "Probefahrt", "Provkörning", "Prøvetur"), 30, 350)
    yield kind(
        "theory", ("Theory class", "Teorilektion", "Theoriestunde", "Teorilektion", "Teoritime"), 45, 0,
        buffer_after=timedelta(0), capacity=12, requires=("room",),
    )  # fmt: skip
    yield kind(
        "first-aid",
        ("First aid class", "Førstehjælpskursus", "Erste-Hilfe-Kurs", "Första hjälpen-kurs", "Førstehjelpskurs"),
        240, 600, capacity=12, requires=("room",),
    )  # fmt: skip
    yield kind(
        "track-day", ("Track day", "Banedag", "Platztag", "Bandag", "Banedag"), 180, 950, capacity=8, requires=()
    )


def _resources(work: UnitOfWork, harbour: Branch, station: Branch) -> tuple[tuple[Resource, ...], Resource]:
    manual, automatic = {"transmission": "manual"}, {"transmission": "automatic"}
    cars = (
        Resource(work.next_id(), "car", "red Golf", harbour.id, manual),
        Resource(work.next_id(), "car", "blue Polo", station.id, manual),
        Resource(work.next_id(), "car", "white Yaris", harbour.id, automatic),
        Resource(work.next_id(), "car", "green Fiesta", station.id, manual),
    )
    return cars, Resource(work.next_id(), "room", "theory room", harbour.id, {"seats": "12"})


def _teachers(work: UnitOfWork, types: dict[str, LessonType], harbour: Branch, station: Branch) -> tuple[Teacher, ...]:
    everything = frozenset(kind.id for kind in types.values())
    on_roads = everything - {types[code].id for code in ("slippery", "theory", "first-aid", "track-day")}
    mette = (*_week(harbour, range(5), "08:00-12:00", "12:30-17:00"), *_week(harbour, [3], "17:00-20:00"))
    jonas = (*_week(station, range(5), "09:00-13:00", "13:30-17:00"), *_week(station, [1], "17:00-20:00"))
    amina = (*_week(harbour, range(1, 5), "08:00-12:00", "12:30-16:00"), *_week(harbour, [5], "09:00-14:00"))
    return (
        Teacher(work.next_id(), "Mette Holm", everything, mette, "+4530000001"),
        Teacher(work.next_id(), "Jonas Lund", everything, jonas, "+4530000002"),
        Teacher(work.next_id(), "Amina Yilmaz", on_roads, amina, "+4530000003"),
    )


def _week(branch: Branch, weekdays: range | list[int], *parts: str) -> Iterator[WorkingHours]:
    for weekday in weekdays:
        for part in parts:
            start, _, end = part.partition("-")
            yield WorkingHours(weekday, time.fromisoformat(start), time.fromisoformat(end), branch.id)


def _students(
    work: UnitOfWork, school_id: int, teachers: tuple[Teacher, ...], branch: Branch, curriculum: Curriculum
) -> tuple[Student, ...]:
    people = (
        ("Anna Berg", "en", teachers[0]),
        ("Mikkel Sørensen", "da", teachers[1]),
        ("Sofia Rossi", "en", teachers[2]),
        ("Emil Krogh", "da", teachers[1]),
        ("Freja Dahl", "da", teachers[2]),
    )
    return tuple(
        Student(
            id=work.next_id(),
            school_id=school_id,
            name=name,
            phone=f"+45200000{number:02}",
            language=language,
            usual_teacher_id=teacher.id,
            branch_id=branch.id,
            curriculum_id=curriculum.id,
        )
        for number, (name, language, teacher) in enumerate(people, start=1)
    )


def _link(work: UnitOfWork, school_id: int, teachers: tuple[Teacher, ...], students: tuple[Student, ...]) -> None:
    """On every channel by the phone number, and by the simulator: the demo never sends to strangers."""
    people = [("teacher", teacher.id, teacher.phone, language) for teacher, language in zip(
        teachers, ("en", "da", "en"), strict=True
    )]  # fmt: skip
    people += [("student", student.id, student.phone, student.language) for student in students]
    for role, person_id, phone, language in people:
        for channel in CHANNELS:
            work.administration.link_contact(
                school_id, role, person_id, channel, str(phone), language=language, transport="simulator"
            )
