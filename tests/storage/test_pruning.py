"""What is forgotten, when, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest

from app.bootstrap import Application
from app.channels import SIMULATOR
from app.worker import DueWork
from bot.dialogs.exchange import Channel, Inbound
from domain.lessons import Actor
from domain.policies import Policy
from domain.series import Series
from domain.services.series import extend_series, plan_series
from storage.engine import Database
from storage.pruning import BATCH, EVENTS_KEPT, MESSAGES_KEPT, prune
from tests.factories import DEMO, Clock, found_school, moment

NOW = moment("2027-06-01 12:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(make_database: Callable[[], str]) -> Iterator[Application]:
    with Database(make_database(), size=8) as database:
        yield Application(DEMO, database, Clock(NOW))


def count(house: Application, table: str) -> int:
    ((rows,),) = house.database.execute(f"SELECT count(*) FROM {table}")
    return int(rows)


def hears(house: Application, event_id: str) -> bool:
    """Whether the event is handled, and not known already."""
    heard = Inbound(Channel.SMS, "+4599000001", event_id, text="hello")
    return house.conversations.receive(heard, SIMULATOR).contact_id is not None


def test_a_repeated_event_is_known_for_thirty_days(house: Application) -> None:
    hears(house, "once")
    prune(house.database, NOW + EVENTS_KEPT)
    assert not hears(house, "once")
    prune(house.database, NOW + EVENTS_KEPT + MINUTE)
    assert hears(house, "once")


def test_failures_are_forgotten_with_their_events(house: Application) -> None:
    with house.open_work() as work:
        work.conversations.failed("sms", "+4599000001", "bad", "RuntimeError", NOW)
        work.commit()
    assert prune(house.database, NOW + EVENTS_KEPT) == 0
    assert prune(house.database, NOW + EVENTS_KEPT + MINUTE) == 1
    assert count(house, "failures") == 0


def test_messages_are_forgotten_ninety_days_after_they_are_settled_and_never_while_they_wait(
    house: Application,
) -> None:
    for event in "abcde":
        hears(house, event)
    ids = [id_ for (id_,) in house.database.execute("SELECT id FROM outbox ORDER BY id")]
    house.outbox.unknown(ids[0], "no answer")
    house.outbox.failed(ids[1], "no such number", NOW)
    house.outbox.sent(ids[2], "SM1", NOW)
    house.outbox.sent(ids[3], "SM2", NOW + timedelta(days=1))

    def left(days: int) -> list[int]:
        prune(house.database, NOW + timedelta(days=days) + MINUTE)
        return [ids.index(id_) for (id_,) in house.database.execute("SELECT id FROM outbox ORDER BY id")]

    assert left(89) == [0, 1, 2, 3, 4]
    assert left(90) == [3, 4]
    assert left(400) == [4]


def test_notices_of_a_lesson_are_forgotten_ninety_days_after_it_and_never_before_they_are_told(
    house: Application,
) -> None:
    school = found_school(house.open_work, policy=Policy(horizon_days=200))
    ida = school.student("Ida Krogh")
    school.books(ida, "2027-12-01 10:00", made="2027-06-01 12:00")
    DueWork(house).tell()  # the teacher hears of it at once
    end = moment("2027-12-01 10:45")

    def left(kept_until: timedelta) -> int:
        prune(house.database, end + kept_until)
        return count(house, "notices")

    assert left(timedelta(0)) == 4, "a move would ask what was told of the lesson before"
    house.clock.set("2027-12-01 10:45")  # type: ignore[attr-defined]
    assert left(2 * MESSAGES_KEPT) == 3, "the reminders and the question to the teacher wait"
    DueWork(house).tell()
    assert left(MESSAGES_KEPT) == 3
    assert left(MESSAGES_KEPT + MINUTE) == 0
    assert count(house, "bookings") == 1


def test_that_a_series_waits_is_told_once_for_as_long_as_it_waits(house: Application) -> None:
    school = found_school(house.open_work)

    def worker_comes_by() -> list[tuple[str]]:
        with house.open_work() as work:
            extend_series(school.desk(work, Actor.SYSTEM, house.clock()), series.id)
            work.commit()
        DueWork(house).tell()
        prune(house.database, house.clock())
        return list(house.database.execute("SELECT text FROM school_messages"))

    with house.open_work() as work:
        desk = school.desk(work, Actor.STAFF, NOW)
        day = NOW.date()
        series = Series(
            id=work.next_id(), school_id=school.id, lesson_type_id=school.types["theory"].id,
            rule="FREQ=WEEKLY;BYDAY=TU", first=day, starts=time(18), duration=timedelta(minutes=90),
            teacher_ids=(school.jonas.id,), resource_ids=(school.room.id,), capacity=4, begins=day,
            made_until=day - timedelta(days=1),
        )  # fmt: skip
        plan_series(desk, series)
        work.administration.save_teacher(school.id, replace(school.jonas, active=False))
        work.administration.link_contact(
            school.id, "teacher", school.mette.id, "sms", "+4599000009", language="en", transport=SIMULATOR
        )
        work.commit()
    for _ in range(3):
        house.clock.now += MESSAGES_KEPT + timedelta(days=1)  # type: ignore[attr-defined]
        assert len(worker_comes_by()) == 1
    with house.open_work() as work:
        work.administration.save_teacher(school.id, school.jonas)
        work.commit()
    house.clock.now += MESSAGES_KEPT + timedelta(days=1)  # type: ignore[attr-defined]
    worker_comes_by()
    assert count(house, "notices WHERE kind = 'series_waits'") == 0, "what goes on is settled"


def test_many_are_forgotten_in_small_batches_and_without_waiting_for_a_row_in_use(house: Application) -> None:
    house.database.execute(
        "INSERT INTO inbox SELECT 'sms', 'event-' || n, '+4599000001', '{}', %s FROM generate_series(1, %s) n",
        [NOW, 2 * BATCH + 1],
    )
    with house.database.connection() as other, other.transaction():
        other.execute("SELECT FROM inbox WHERE event_id = 'event-7' FOR UPDATE")
        assert prune(house.database, NOW + 2 * EVENTS_KEPT) == 2 * BATCH
    assert prune(house.database, NOW + 2 * EVENTS_KEPT) == 1


def test_the_worker_prunes(house: Application) -> None:
    hears(house, "once")
    house.clock.now = NOW + EVENTS_KEPT + MINUTE  # type: ignore[attr-defined]
    DueWork(house).tidy()
    assert count(house, "inbox") == 0
