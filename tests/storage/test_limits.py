"""A teacher's most driving on a day holds when two book at once, and the worker lets series go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.bootstrap import Application
from app.worker import DueWork
from domain.errors import DayFull
from domain.lessons import Actor
from domain.schools import Student
from domain.series import Series
from domain.services.booking import book
from domain.services.rescheduling import reschedule
from domain.services.series import plan_series
from domain.slots import Slot
from domain.timeslots import Interval
from storage.engine import Database
from storage.unit_of_work import UnitOfWork
from tests.factories import DEMO, Clock, OpenWork, SmallSchool, found_school, moment
from tests.storage.racing import Do, race, without_locks

NOW = moment("2027-06-01 12:00")


def slot_at(school: SmallSchool, wall: str) -> Slot:
    kind, start = school.types["driving"], moment(wall)
    return Slot(Interval(start, start + kind.duration), kind.id, school.mette.id, (school.cars[0].id,))


def booking(school: SmallSchool, student: Student, wall: str) -> Do:
    return lambda work: book(school.desk(work, Actor.STUDENT, NOW), student, slot_at(school, wall))


@pytest.fixture
def limited(open_work: OpenWork, school: SmallSchool) -> SmallSchool:
    """Mette drives 90 minutes a day: two lessons."""
    with open_work() as work:
        work.administration.save_teacher(school.id, replace(school.mette, most_driving=timedelta(minutes=90)))
        work.commit()
    return school


def test_of_four_who_book_a_day_of_two_lessons_two_are_refused(open_work: OpenWork, limited: SmallSchool) -> None:
    hours = ("08:00", "10:00", "12:00", "14:00")
    students = [limited.student(f"Racer {hour}") for hour in hours]
    deeds = [booking(limited, who, f"2027-06-07 {hour}") for who, hour in zip(students, hours, strict=True)]
    result = race(open_work, deeds)
    assert (len(result.won), result.lost) == (2, ["day_full"] * 2)


def test_without_locks_all_four_would_be_driven(open_work: OpenWork, limited: SmallSchool) -> None:
    hours = ("08:00", "10:00", "12:00", "14:00")
    students = [limited.student(f"Racer {hour}") for hour in hours]
    deeds = [booking(limited, who, f"2027-06-07 {hour}") for who, hour in zip(students, hours, strict=True)]
    result = race(without_locks(open_work, 4), deeds)
    assert (len(result.won), result.lost) == (4, [])


def test_a_lesson_is_not_in_its_own_way_when_it_is_moved(open_work: OpenWork, limited: SmallSchool) -> None:
    ida, ole = limited.student("Ida"), limited.student("Ole")
    with open_work() as work:
        first = book(limited.desk(work, Actor.STUDENT, NOW), ida, slot_at(limited, "2027-06-07 08:00"))
        book(limited.desk(work, Actor.STUDENT, NOW), ole, slot_at(limited, "2027-06-07 10:00"))
        other = book(limited.desk(work, Actor.STUDENT, NOW), ole, slot_at(limited, "2027-06-08 10:00"))
        reschedule(limited.desk(work, Actor.STUDENT, NOW), ida, first.id, slot_at(limited, "2027-06-07 14:00"))
        with pytest.raises(DayFull) as refused:
            reschedule(limited.desk(work, Actor.STUDENT, NOW), ole, other.id, slot_at(limited, "2027-06-07 12:00"))
        assert refused.value.minutes == 90


def test_the_worker_lets_endless_series_go_on(make_database: Callable[[], str]) -> None:
    with Database(make_database(), size=4) as database:
        house = Application(DEMO, database, Clock(NOW))
        school = found_school(house.open_work)
        with house.open_work() as work:
            series = tuesdays(work, school)
            plan_series(school.desk(work, Actor.STAFF, NOW), series)
            work.commit()
        due = DueWork(house)
        before = made(database, series)
        due.run()
        assert made(database, series) == before
        house.clock.set("2027-06-22 12:00")  # type: ignore[attr-defined]
        due.run()
        due.run()
        assert made(database, series) == before + 3


def made(database: Database, series: Series) -> int:
    ((count,),) = database.execute("SELECT count(*) FROM sessions WHERE series_id = %s", [series.id])
    return int(count)


def tuesdays(work: UnitOfWork, school: SmallSchool) -> Series:
    first = date(2027, 6, 8)
    return Series(
        work.next_id(), school.id, school.types["theory"].id, "FREQ=WEEKLY;BYDAY=TU", first, time(18),
        timedelta(minutes=90), (school.jonas.id,), (school.room.id,), 4, first, first,
    )  # fmt: skip
