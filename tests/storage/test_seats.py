"""Classes and their seats: what is read as one is what would be read apart."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta

import pytest

from domain.busy import coming
from domain.lessons import Actor, Session
from domain.schools import Student
from domain.services.booking import hold
from domain.slots import seat_of
from domain.timeslots import Interval
from tests.factories import SmallSchool, moment

NOW = moment("2026-11-23 08:00")
WEEK = Interval(NOW, NOW + timedelta(days=7))


@pytest.fixture
def evening(school: SmallSchool) -> Session:
    return school.plans_class("2026-11-25 18:30")


@pytest.fixture
def ida(school: SmallSchool) -> Student:
    return school.student("Ida Krogh", usual=school.mette)


def keeps(school: SmallSchool, student: Student, session: Session) -> int:
    """A seat that is held for the student from now on."""
    slot = seat_of(session)
    with school.open_work() as work:
        held = hold(school.desk(work, Actor.STUDENT, NOW), student, slot)
        work.commit()
    return held.id


def test_classes_are_told_with_what_the_student_has(school: SmallSchool, evening: Session, ida: Student) -> None:
    lessons = [school.books(ida, start) for start in ("2026-11-24 10:00", "2026-12-10 10:00")]
    keeps(school, ida, evening)
    wanted = school.id, school.types["theory"].id, WEEK
    for now in (NOW, NOW + timedelta(hours=1)):
        for ignoring in (None, lessons[0].session.id):
            with school.open_work() as work:
                classes = work.calendars.classes(*wanted)
                own = work.calendars.busy(school.id, [ida.id], WEEK, now, ignoring, coming_of=ida.id)
            with school.open_work() as work:
                beside, told = work.calendars.classes_beside(*wanted, ida.id, now, ignoring)
                assert (list(map(astuple, beside)), told) == (list(map(astuple, classes)), own)
                counted = work.statements
                assert list(map(astuple, work.calendars.classes(*wanted))) == list(map(astuple, classes))
                assert work.statements == counted, "they are known by now"
            assert len(own.get(ida.id, ())) == 2 * ((ignoring is None) + (now == NOW))
            assert len(own[coming(ida.id)]) == 4


def test_a_seat_is_told_with_what_else_the_student_has(school: SmallSchool, evening: Session, ida: Student) -> None:
    school.books(ida, "2026-11-24 10:00")
    keeps(school, ida, evening)
    for ignoring in ([], [evening.id]):
        with school.open_work() as work:
            calendars = work.calendars
            calendars.lock(school.id, [ida.id])
            standing = calendars.standing(
                school.id, [ida.id], evening.during, NOW, student_id=ida.id, session_ids=[evening.id], ignoring=ignoring
            )
            session = calendars.session(school.id, evening.id)
            found = calendars.seat(school.id, evening.id, ida.id, evening.during, NOW, ignoring)
            assert found is not None
            assert (astuple(found[0]), found[1]) == (astuple(session), standing)
            assert sorted(standing.open_ends) == work.bookings.open_ends(school.id, ida.id, WEEK, NOW)
        assert (session.taken, len(standing.open_ends)) == (1, 2)
        assert bool(standing.busy) is not bool(ignoring)


@pytest.mark.parametrize("whose", ["own", "another's"])
def test_a_seat_whose_hold_has_lapsed_is_given_after_that_is_gone(
    school: SmallSchool, evening: Session, ida: Student, whose: str
) -> None:
    held = keeps(school, ida if whose == "own" else school.student("Ole Lund"), evening)
    later = NOW + timedelta(hours=1)
    with school.open_work() as work:
        assert work.calendars.seat(school.id, evening.id, ida.id, evening.during, later) is None
        slot = seat_of(evening)
        hold(school.desk(work, Actor.STUDENT, later), ida, slot)
        work.commit()
    with school.open_work() as work:
        assert work.bookings.get(school.id, held).status == "expired"
        assert work.calendars.session(school.id, evening.id).taken == 1


def test_there_is_no_seat_in_what_is_no_session(school: SmallSchool, evening: Session, ida: Student) -> None:
    with school.open_work() as work:
        assert work.calendars.seat(school.id, ida.id, ida.id, evening.during, NOW) is None
