"""Courses are joined and left as one: all places or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.courses import Course, seats_left
from domain.errors import Changed, ClassFull, NotAllowed, StudentBusy
from domain.lessons import Actor, Booking, Status
from domain.money import Money
from domain.rules.rule import Broken
from domain.schools import Student
from domain.services.booking import book
from domain.services.classes import change_session
from domain.services.courses import coming_classes, fee_for_leaving, join, leave, own_places
from domain.services.desk import Desk
from domain.slots import seat_of
from storage.unit_of_work import UnitOfWork
from tests.factories import OpenWork, SmallSchool, moment
from tests.storage.racing import race

NOW = moment("2027-06-01 12:00")
EVENINGS = ("2027-06-07 18:30", "2027-06-08 18:30", "2027-06-09 18:30", "2027-06-10 18:30", "2027-06-14 18:30",
            "2027-06-15 18:30")  # fmt: skip
"""More than the five coming lessons that a student may have."""


@pytest.fixture
def course(open_work: OpenWork, school: SmallSchool) -> Course:
    """Six theory evenings of two seats each."""
    sessions = [school.plans_class(start) for start in EVENINGS]
    with open_work() as work:
        made = Course(work.next_id(), school.id, {"en": "Summer"}, tuple(session.id for session in sessions))
        work.courses.add(made)
        work.commit()
    return made


@pytest.fixture
def work(open_work: OpenWork) -> Iterator[UnitOfWork]:
    with open_work() as opened:
        yield opened


def desk(work: UnitOfWork, school: SmallSchool, actor: Actor = Actor.STUDENT, wall: str | None = None) -> Desk:
    return school.desk(work, actor, moment(wall) if wall else NOW)


def places(work: UnitOfWork, school: SmallSchool, student: Student) -> list[Booking]:
    return work.bookings.coming(school.id, student.id, NOW)


def test_joining_books_every_class_at_once(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    ida = school.student("Ida")
    assert len(join(desk(work, school), ida, course.id)) == 6
    assert [booking.session.id for booking in places(work, school, ida)] == list(course.session_ids)
    assert {session.taken for session in work.courses.with_sessions(school.id, course.id)[1]} == {1}
    assert work.courses.of_student(school.id, ida.id) == [course.id]
    assert work.courses.students(school.id, course.id) == [(ida.id, "Ida")]
    told = work.read(
        "SELECT kind, data FROM notices WHERE school_id = %(id)s AND due_at = %(now)s AND data->>'led_by' IS NULL",
        {"id": school.id, "now": NOW},
    )
    assert told == [("lesson_booked", {"more": 5, "course_names": {"en": "Summer"}})], "the teacher, once"


def test_joining_twice_is_joining_once(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    ida = school.student("Ida")
    join(desk(work, school), ida, course.id)
    assert join(desk(work, school), ida, course.id) == []
    assert len(places(work, school, ida)) == 6


def test_a_place_one_has_already_is_kept(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    ida = school.student("Ida")
    first = work.courses.with_sessions(school.id, course.id)[1][0]
    book(desk(work, school), ida, seat_of(first))
    assert len(join(desk(work, school), ida, course.id)) == 5


def test_one_full_class_keeps_all_of_it_away(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    third = work.courses.with_sessions(school.id, course.id)[1][2]
    for name in ("Ole", "Eva"):
        book(desk(work, school), school.student(name), seat_of(third))
    assert seats_left(coming_classes(desk(work, school), course.id)) == 0
    ida = school.student("Ida")
    with pytest.raises(ClassFull) as refused:
        join(desk(work, school), ida, course.id)
    assert refused.value.start == third.start
    assert places(work, school, ida) == []
    assert work.courses.of_student(school.id, ida.id) == []


def test_one_class_at_which_the_student_is_busy_keeps_all_of_it_away(
    work: UnitOfWork, school: SmallSchool, course: Course
) -> None:
    ida, fourth = school.student("Ida"), work.courses.with_sessions(school.id, course.id)[1][3]
    attic = replace(school.room, id=work.next_id(), name="attic")
    work.administration.add_resource(school.id, attic)
    school.lets_mette_teach_theory()
    other = change_session(
        desk(work, school, Actor.STAFF), school.plans_class("2027-06-21 18:30").id,
        during=fourth.during, teacher_ids=(school.mette.id,), resource_ids=(attic.id,),
    )  # fmt: skip
    book(desk(work, school), ida, seat_of(other))
    with pytest.raises(StudentBusy) as refused:
        join(desk(work, school), ida, course.id)
    assert refused.value.start == fourth.start
    assert len(places(work, school, ida)) == 1


def test_notice_holds_for_the_first_class(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    with pytest.raises(Broken, match="too_short_notice"):
        join(desk(work, school, wall="2027-06-07 18:00"), school.student("Ida"), course.id)


def test_a_course_that_has_begun_is_joined_for_the_rest(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    late = desk(work, school, wall="2027-06-09 08:00")
    assert len(join(late, school.student("Ida"), course.id)) == 4


def test_who_is_paused_and_what_is_over_is_refused(work: UnitOfWork, school: SmallSchool, course: Course) -> None:
    with pytest.raises(NotAllowed):
        join(desk(work, school), replace(school.student("Ida"), status="inactive"), course.id)
    work.courses.save(replace(course, active=False))
    with pytest.raises(NotAllowed):
        join(desk(work, school), school.student("Ole"), course.id)


def test_leaving_gives_up_all_that_is_to_come_for_what_each_costs(
    work: UnitOfWork, school: SmallSchool, course: Course
) -> None:
    ida = school.student("Ida")
    work.administration.save_lesson_type(school.id, replace(school.types["theory"], price=Money(10_000, "DKK")))
    join(desk(work, school), ida, course.id)
    late = desk(work, school, wall="2027-06-08 12:00")
    mine = own_places(late, ida, coming_classes(late, course.id)).values()
    assert fee_for_leaving(late, mine) == Money(5_000, "DKK"), "half of the one class within a day"
    with pytest.raises(Changed):
        leave(late, ida, course.id, agreed_fee=Money(0, "DKK"))
    left = leave(late, ida, course.id, agreed_fee=Money(5_000, "DKK"))
    assert len(left) == 5
    assert {booking.status for booking in left} == {Status.CANCELLED}
    assert {session.taken for session in coming_classes(late, course.id)} == {0}
    assert work.ledger.account(school.id, ida.id).balance == Money(5_000, "DKK")
    assert work.courses.of_student(school.id, ida.id) == []
    assert leave(late, ida, course.id) == []
    assert len(join(late, ida, course.id)) == 5, "and comes back"


def test_of_five_who_join_at_once_two_are_in_and_three_in_nothing(
    open_work: OpenWork, school: SmallSchool, course: Course
) -> None:
    students = [school.student(f"Racer {number}") for number in range(5)]
    result = race(
        open_work,
        [lambda work, who=who: join(desk(work, school), who, course.id) for who in students],  # type: ignore[misc]
    )
    assert (len(result.won), result.lost) == (2, ["class_full"] * 3)
    with open_work() as work:
        counts = sorted(len(places(work, school, student)) for student in students)
        assert counts == [0, 0, 0, 6, 6]
        assert {session.taken for session in work.courses.with_sessions(school.id, course.id)[1]} == {2}


def test_a_series_in_a_course_is_all_of_its_occurrences(work: UnitOfWork, school: SmallSchool) -> None:
    from datetime import date, time

    from domain.series import Series
    from domain.services.series import plan_series

    series = Series(
        work.next_id(), school.id, school.types["theory"].id, "FREQ=WEEKLY;COUNT=3", date(2027, 6, 7), time(18),
        timedelta(minutes=90), (school.jonas.id,), (school.room.id,), 4, date(2027, 6, 7), date(2027, 6, 7),
    )  # fmt: skip
    plan_series(desk(work, school, Actor.STAFF), series)
    course = Course(work.next_id(), school.id, {"en": "Mondays"}, (), (series.id,))
    work.courses.add(course)
    assert len(join(desk(work, school), school.student("Ida"), course.id)) == 3
