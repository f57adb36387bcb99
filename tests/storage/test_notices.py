from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from app.bootstrap import Application
from app.worker import DueWork
from domain.lessons import Actor
from domain.notices import Notice, NoticeKind
from domain.services.booking import hold
from domain.services.cancelling import cancel
from domain.services.rescheduling import reschedule
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from storage.engine import Database
from tests.factories import DEMO, Clock, SmallSchool, found_school, moment
from tests.storage.racing import together

START = moment("2027-06-07 10:00")
MADE = START - timedelta(days=7)


@pytest.fixture
def house(make_database: Callable[[], str]) -> Iterator[Application]:
    """The program on a database where nothing else is due."""
    with Database(make_database(), size=8) as database:
        yield Application(DEMO, database, Clock(MADE))


@pytest.fixture
def school(house: Application) -> SmallSchool:
    return found_school(house.open_work)


def planned(house: Application) -> list[tuple[str, str, int | None]]:
    """(kind, wall time, version) of what has not been told yet, by time."""
    return [
        (kind, wall, version)
        for kind, wall, version in house.database.execute(
            "SELECT kind, to_char(due_at AT TIME ZONE 'Europe/Copenhagen', 'MM-DD HH24:MI'), version FROM notices "
            "WHERE done_at IS NULL ORDER BY due_at, kind"
        )
    ]


def test_a_booking_plans_its_notices(house: Application, school: SmallSchool) -> None:
    school.books(school.student("Ida"), "2027-06-07 10:00")
    assert planned(house) == [
        ("lesson_booked", "05-31 10:00", 1),
        ("reminder_day", "06-06 10:00", 1),
        ("reminder_soon", "06-07 08:00", 1),
        ("attendance", "06-07 10:45", 1),
    ]


def test_a_reminder_that_would_come_at_once_is_not_planned(house: Application, school: SmallSchool) -> None:
    school.books(school.student("Ida"), "2027-06-07 10:00", made="2027-06-06 09:30")
    assert [kind for kind, *_ in planned(house)] == ["lesson_booked", "reminder_soon", "attendance"]
    school.books(school.student("Ole"), "2027-06-08 10:00", made="2027-06-07 09:29")
    assert ("reminder_day", "06-07 10:00", 1) in planned(house)


def test_a_move_tells_the_new_time_and_reminds_of_it(house: Application, school: SmallSchool) -> None:
    ida = school.student("Ida")
    booking = school.books(ida, "2027-06-07 10:00")
    with house.open_work() as work:
        desk = school.desk(work, Actor.STUDENT, MADE)
        window = (Window(moment("2027-06-09 11:00"), None),)
        query = SlotQuery(school.types["driving"], window, MADE, teacher_ids=(school.jonas.id,), student_id=ida.id)
        reschedule(desk, ida, booking.id, next(search(desk, query)))
        work.commit()
    assert [notice for notice in planned(house) if notice[2] == 2] == [
        ("lesson_booked", "05-31 10:00", 2),  # to the teacher who gets it
        ("lesson_cancelled", "05-31 10:00", 2),  # to the teacher who is left
        ("reminder_day", "06-08 11:00", 2),
        ("reminder_soon", "06-09 09:00", 2),
    ]


def due(house: Application) -> DueWork:
    return DueWork(house)


def outcomes(house: Application) -> list[tuple[str, str]]:
    return [
        (kind, outcome)
        for kind, outcome in house.database.execute(
            "SELECT kind, outcome FROM notices WHERE done_at IS NOT NULL ORDER BY due_at, kind"
        )
    ]


def test_the_reminders_of_a_cancelled_lesson_are_void(house: Application, school: SmallSchool) -> None:
    booking = school.books(school.student("Ida"), "2027-06-07 10:00")
    with house.open_work() as work:
        cancel(school.desk(work, Actor.STUDENT, MADE), booking.id)
        work.commit()
    house.clock.set("2027-06-08 10:00")  # type: ignore[attr-defined]
    due(house).run()
    assert outcomes(house) == [
        ("lesson_booked", "void"),
        ("lesson_cancelled", "void"),
        ("reminder_day", "void"),
        ("reminder_soon", "void"),
        ("attendance", "void"),
    ]


def test_two_workers_claim_each_notice_once_and_do_not_wait_for_each_other(
    house: Application, school: SmallSchool
) -> None:
    for hour in range(8, 16):
        school.books(school.student(f"Racer {hour}"), f"2027-06-07 {hour:02}:00")
    later = moment("2027-06-08 10:00")
    with house.open_work() as one, house.open_work() as other:
        first, second = one.notices.claim(later, 10), other.notices.claim(later, 100)
        assert len(first) == 10
        assert len(second) == 8 * 4 - 10
        assert not {notice.id for notice in first} & {notice.id for notice in second}
        assert first == sorted(first, key=lambda notice: (notice.due_at, notice.id))


def test_a_notice_whose_worker_died_is_claimed_again(house: Application, school: SmallSchool) -> None:
    school.books(school.student("Ida"), "2027-06-07 10:00")
    kinds: list[NoticeKind] = []
    for finished in (False, True, True):
        with house.open_work() as work:
            for notice in work.notices.claim(MADE):
                kinds.append(notice.kind)
                work.notices.done(notice, MADE, "told")
            if finished:
                work.commit()
    assert kinds == [NoticeKind.LESSON_BOOKED] * 2


def test_the_same_reason_is_planned_once(house: Application, school: SmallSchool) -> None:
    booking = school.books(school.student("Ida"), "2027-06-07 10:00")
    before = planned(house)
    with house.open_work() as work:
        (notice,) = work.notices.claim(MADE)
        work.rollback()
    with house.open_work() as work:
        work.notices.schedule(
            Notice(
                work.next_id(), school.id, notice.kind, notice.role, notice.person_id, START,
                booking_id=booking.id, version=1,
            )
        )  # fmt: skip
        work.commit()
    assert planned(house) == before


def test_many_workers_tell_every_notice_once(house: Application, school: SmallSchool) -> None:
    for hour in range(8, 16):
        ida = school.student(f"Racer {hour}")
        with house.open_work() as work:
            work.administration.link_contact(
                school.id, "student", ida.id, "sms", str(ida.phone), language="en", transport="simulator"
            )
            work.commit()
        school.books(ida, f"2027-06-07 {hour:02}:00")
    house.clock.set("2027-06-07 07:00")  # type: ignore[attr-defined]
    together(lambda worker: worker.tell(), [due(house) for _ in range(4)])
    told = [kind for kind, outcome in outcomes(house) if outcome == "told"]
    messages = house.database.execute("SELECT count(*), count(DISTINCT key) FROM outbox")
    assert messages == [(len(told), len(told))]
    assert told.count("reminder_day") + told.count("reminder_soon") == len(told) > 0


def test_drafts_are_let_go_of_when_their_hold_ends(house: Application, school: SmallSchool) -> None:
    ida = school.student("Ida")
    with house.open_work() as work:
        desk = school.desk(work, Actor.STUDENT, MADE)
        query = SlotQuery(school.types["driving"], (Window(START, None),), MADE)
        booking = hold(desk, ida, next(search(desk, query)))
        work.commit()

    def status() -> list[tuple[object, ...]]:
        return house.database.execute(
            "SELECT b.status, b.hold_until IS NULL, bool_or(a.active) FROM bookings b JOIN allocations a "
            "ON a.session_id = b.session_id WHERE b.id = %s GROUP BY 1, 2",
            [booking.id],
        )

    house.clock.now = MADE + timedelta(minutes=5) - timedelta(seconds=1)  # type: ignore[attr-defined]
    due(house).run()
    assert status() == [("draft", False, True)]
    house.clock.now = MADE + timedelta(minutes=5)  # type: ignore[attr-defined]
    together(lambda worker: worker.expire_holds(), [due(house) for _ in range(3)])
    assert status() == [("expired", True, False)]
