"""A time that the school has put a lesson at, so near that leaving it is late, costs the student nothing to leave."""

from __future__ import annotations

import pytest

from domain.lessons import Actor, Booking
from domain.services.classes import change_session
from domain.services.offering import slot_of
from domain.services.rescheduling import move
from domain.slots import Slot
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment


def moves(town: Town, school: SmallSchool, booking: Booking, start: str) -> None:
    """Staff move the lesson there."""
    town.until("2026-11-24 10:00")
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        found = work.bookings.get(school.id, booking.id)
        before, begins = slot_of(found.session), moment(start)
        during = Interval(begins, begins + found.session.during.duration)
        slot = Slot(during, before.lesson_type_id, before.teacher_id, before.resource_ids, before.branch_id)
        move(desk, work.students.get(school.id, booking.student_id), found, slot)
        work.commit()
    town.work()


@pytest.fixture
def lesson(school: SmallSchool, anna: Chat) -> Booking:
    return school.books(school.students["Anna Berg"], "2026-12-10 10:00", made="2026-11-20 12:00")


def test_a_lesson_that_staff_moved_to_tomorrow_is_cancelled_for_nothing(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    moves(town, school, lesson, "2026-11-25 09:00")
    anna.hears("notice_moved_by_school", "Wed 25 Nov 09:00", da="ons 25. nov. 9.00").forget()
    town.until("2026-11-24 12:00")
    anna.says("cancel my lesson", da="aflys min time").hears("It is free.", da="Det er gratis.")
    anna.picks("cancel").hears("cancelled").says("how much do i owe", da="hvad skylder jeg").hears(
        "You owe nothing", da="Du skylder ikke noget"
    )


def test_it_may_also_be_moved_for_nothing_and_from_then_on_costs_what_it_cost(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    moves(town, school, lesson, "2026-11-25 09:00")
    town.until("2026-11-24 12:00")
    anna.forget().says("move my lesson to wednesday at 2pm", da="flyt min time til onsdag kl 14").hears("confirm_move")
    anna.picks("move").hears("moved", "Wed 25 Nov 14:00", da="ons 25. nov. 14.00")
    town.until("2026-11-24 15:00")
    anna.forget().says("cancel my lesson", da="aflys min time").hears(
        "It is late, so it costs", da="Det er sent, så det koster"
    )


def test_moved_on_by_staff_in_good_time_it_is_free_as_long_as_any_other(
    anna: Chat, town: Town, school: SmallSchool, lesson: Booking
) -> None:
    moves(town, school, lesson, "2026-11-25 09:00")
    moves(town, school, lesson, "2026-12-04 10:00")
    town.until("2026-12-03 12:00")
    anna.forget().says("cancel my lesson", da="aflys min time").hears(
        "It is late, so it costs", da="Det er sent, så det koster"
    )


def test_a_class_that_was_moved_to_tomorrow_is_left_for_nothing(anna: Chat, town: Town, school: SmallSchool) -> None:
    planned = school.plans_class("2026-12-10 18:30")
    student = school.students["Anna Berg"]
    school.books(student, "2026-12-10 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    town.until("2026-11-24 10:00")
    with town.app.open_work() as work:
        begins = moment("2026-11-25 09:00")
        during = Interval(begins, begins + planned.during.duration)
        change_session(school.desk(work, Actor.STAFF, town.clock()), planned.id, during=during)
        work.commit()
    town.work()
    with town.app.open_work() as work:
        (booking,) = work.bookings.coming(school.id, student.id, town.clock())
        assert booking.imposed
        assert booking.free_until == booking.start
