"""A school large enough to measure: teachers, cars, students with phones, coming bookings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg

from domain.policies import Policy
from storage.jsonb import jsonb

ZONE = ZoneInfo("Europe/Copenhagen")
HOURS = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]
LESSON = timedelta(minutes=45)
SCHOOL = 1


@dataclass(frozen=True, slots=True)
class Size:
    teachers: int = 20
    cars: int = 15
    students: int = 3_000
    bookings: int = 5_000
    days: int = 60


def phone(student: int) -> str:
    return f"+45{20_000_000 + student}"


def build(url: str, size: Size, school_id: int = SCHOOL, seed: int = 1) -> None:
    """One school in an empty, migrated database. Students have SMS contacts and no usual teacher."""
    base = school_id * 1_000_000
    teachers = [base + 1_000 + n for n in range(size.teachers)]
    cars = [base + 2_000 + n for n in range(size.cars)]
    students = [base + 10_000 + n for n in range(size.students)]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO schools (id, code, name, zone, language, currency, policy) "
            "VALUES (%s, %s, 'Measured', 'Europe/Copenhagen', 'en', 'DKK', %s)",
            [school_id, f"BENCH{school_id}", jsonb(Policy(max_open_bookings=50).data())],
        )
        _copy(
            cursor,
            "calendars (school_id, id, kind)",
            [
                *((school_id, n, "teacher") for n in teachers),
                *((school_id, n, "resource") for n in cars),
                *((school_id, n, "student") for n in students),
            ],
        )
        cursor.execute(
            "INSERT INTO lesson_types (school_id, id, code, names, duration_minutes, buffer_after_minutes, "
            "price_minor, requires) VALUES (%s, %s, 'driving', %s, 45, 15, 65000, '{car}')",
            [school_id, base + 1, jsonb({"en": "Driving lesson", "da": "Køretime"})],
        )
        _copy(cursor, "teachers (school_id, id, name)", ((school_id, n, f"Teacher{n} T") for n in teachers))
        _copy(
            cursor,
            "teacher_lesson_types (school_id, teacher_id, lesson_type_id)",
            ((school_id, n, base + 1) for n in teachers),
        )
        _copy(
            cursor,
            "working_hours (school_id, id, teacher_id, weekday, starts, ends)",
            (
                (school_id, base + 100_000 + place * 7 + day, n, day, time(8), time(18))
                for place, n in enumerate(teachers)
                for day in range(6)
            ),
        )
        _copy(cursor, "resources (school_id, id, kind, name)", ((school_id, n, "car", f"Car {n}") for n in cars))
        _copy(
            cursor, "students (school_id, id, name, language)", ((school_id, n, f"Student {n}", "en") for n in students)
        )
        if school_id == SCHOOL:
            _contacts(cursor, school_id, students)
        _bookings(cursor, school_id, base, teachers, cars, students, size, random.Random(seed))
        connection.commit()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT setval('ids', 900000000)")
        connection.execute("VACUUM ANALYZE")


def _contacts(cursor: psycopg.Cursor[tuple[object, ...]], school_id: int, students: list[int]) -> None:
    _copy(cursor, "contacts (id, channel, address)", ((n, "sms", phone(place)) for place, n in enumerate(students)))
    _copy(
        cursor,
        "contact_links (contact_id, school_id, role, person_id)",
        ((n, school_id, "student", n) for n in students),
    )
    _copy(
        cursor,
        "conversations (contact_id, school_id, role, person_id, language)",
        ((n, school_id, "student", n, "en") for n in students),
    )


def _bookings(
    cursor: psycopg.Cursor[tuple[object, ...]],
    school_id: int,
    base: int,
    teachers: list[int],
    cars: list[int],
    students: list[int],
    size: Size,
    chance: random.Random,
) -> None:
    """Coming bookings, spread at random over the hours of the coming days, one car each."""
    places = list(_places(size, teachers, cars))
    chance.shuffle(places)
    policy = jsonb(Policy().data())
    sessions, bookings, allocations = [], [], []
    busy: set[tuple[int, datetime]] = set()
    for number, (start, teacher, car) in enumerate(sorted(places[: size.bookings])):
        session, booking = base + 200_000 + number, base + 400_000 + number
        student = students[number % len(students)]
        while (student, start) in busy:
            student = chance.choice(students)
        busy.add((student, start))
        end = start + LESSON
        sessions.append((school_id, session, base + 1, start, end, 1, 1))
        bookings.append(
            (school_id, booking, session, student, "confirmed", 65000, "DKK", policy, start - timedelta(days=70))
        )
        for place, (calendar, role, after) in enumerate(
            [(teacher, "teacher", 15), (car, "resource", 15), (student, "student", 0)]
        ):
            allocations.append(
                (
                    school_id,
                    base + 600_000 + number * 3 + place,
                    calendar,
                    session,
                    booking,
                    role,
                    start,
                    end + timedelta(minutes=after),
                )
            )
    _copy(cursor, "sessions (school_id, id, lesson_type_id, starts_at, ends_at, capacity, taken)", sessions)
    _copy(
        cursor,
        "bookings (school_id, id, session_id, student_id, status, price_minor, currency, policy, created_at)",
        bookings,
    )
    _copy(
        cursor,
        "allocations (school_id, id, calendar_id, session_id, booking_id, role, starts_at, ends_at)",
        allocations,
    )


def _places(size: Size, teachers: list[int], cars: list[int]) -> Iterator[tuple[datetime, int, int]]:
    today = datetime.now(ZONE).date()
    for day in _workdays(today, size.days):
        for hour in HOURS:
            start = datetime.combine(day, time(hour), ZONE).astimezone(UTC)
            yield from ((start, teacher, car) for teacher, car in zip(teachers, cars, strict=False))


def _workdays(first: date, days: int) -> Iterator[date]:
    for ahead in range(1, days):
        day = first + timedelta(days=ahead)
        if day.weekday() < 6:
            yield day


def _copy(cursor: psycopg.Cursor[tuple[object, ...]], target: str, rows: object) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:  # type: ignore[attr-defined]
            copy.write_row(row)
