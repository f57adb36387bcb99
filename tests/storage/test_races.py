"""Races on committed rows. Each guard has a twin test that removes it and shows the fault it prevents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from time import sleep

import psycopg
import pytest

from app.channels import SIMULATOR
from bot.conversation import Conversations
from bot.dialogs.exchange import Channel, Inbound, Kind
from domain.lessons import Actor, Booking, Session
from domain.policies import Policy
from domain.schools import Student
from domain.services.attendance import Outcome, settle
from domain.services.booking import book, confirm, expire, hold
from domain.services.cancelling import cancel
from domain.services.rescheduling import reschedule
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, seat_of
from domain.timeslots import Interval
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.chat import Chat, Message, Town
from tests.factories import OpenWork, SmallSchool, found_school, moment
from tests.storage.racing import Do, race, together, without_locks
from tests.watched_database import WatchedDatabase

RACERS = 8
NOW = moment("2027-06-01 12:00")
MONDAY = "2027-06-07 08:00"
"""Only Mette works then."""


def slot_at(school: SmallSchool, wall: str = MONDAY, *, car: int = 0) -> Slot:
    """By Mette, in one certain car."""
    kind, start = school.types["driving"], moment(wall)
    return Slot(Interval(start, start + kind.duration), kind.id, school.mette.id, (school.cars[car].id,))


def students(school: SmallSchool, count: int = RACERS) -> list[Student]:
    return [school.student(f"Racer {number}") for number in range(count)]


def booking_it(school: SmallSchool, slot: Slot, actor: Actor = Actor.STUDENT) -> Callable[[Student], Do]:
    return lambda student: lambda work: book(school.desk(work, actor, NOW), student, slot)


def holders(database: Database, school: SmallSchool, calendar_id: int) -> int:
    """How many active allocations the busiest instant of a calendar has."""
    ((most,),) = database.execute(
        "SELECT max((SELECT count(*) FROM allocations b WHERE b.school_id = a.school_id AND b.active "
        "AND b.calendar_id = a.calendar_id AND tstzrange(b.starts_at, b.ends_at) @> a.starts_at)) "
        "FROM allocations a WHERE a.school_id = %s AND a.calendar_id = %s AND a.active",
        [school.id, calendar_id],
    )
    return most or 0


Scratch = Callable[..., tuple[Database, OpenWork, SmallSchool]]


@pytest.fixture
def scratch(make_database: Callable[[], str]) -> Iterator[Scratch]:
    """A database of its own, without the constraints named, and a school in it."""
    opened: list[Database] = []

    def make(*dropped: str) -> tuple[Database, OpenWork, SmallSchool]:
        url = make_database()
        with psycopg.connect(url, autocommit=True) as owner:
            for constraint in dropped:
                table, _, name = constraint.partition(".")
                owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        database, catalogues = Database(url, size=RACERS + 2).open(), CatalogueCache()
        opened.append(database)

        def open_work() -> AbstractContextManager[UnitOfWork]:
            return unit_of_work(database, catalogues)

        return database, open_work, found_school(open_work)

    yield make
    for database in opened:
        database.close()


def test_of_eight_students_on_one_slot_one_gets_it_and_seven_are_refused(
    database: Database, open_work: OpenWork, school: SmallSchool
) -> None:
    result = race(open_work, list(map(booking_it(school, slot_at(school)), students(school))))
    assert (len(result.won), result.lost, result.again) == (1, ["slot_taken"] * 7, 0)
    assert holders(database, school, school.mette.id) == 1


def test_without_locks_and_constraint_the_slot_is_booked_eight_times(scratch: Scratch) -> None:
    database, open_work, school = scratch("allocations.allocations_no_overlap")
    deeds = list(map(booking_it(school, slot_at(school)), students(school)))
    result = race(without_locks(open_work, RACERS), deeds)
    assert len(result.won) == RACERS
    assert holders(database, school, school.mette.id) == RACERS


def test_the_constraint_alone_still_lets_only_one_have_it(scratch: Scratch) -> None:
    database, open_work, school = scratch()
    deeds = list(map(booking_it(school, slot_at(school)), students(school)))
    result = race(without_locks(open_work, RACERS), deeds)
    assert (len(result.won), result.lost) == (1, ["slot_taken"] * 7)
    assert result.again >= 7, "the constraint refuses by undoing the work, which then has to be done anew"
    assert holders(database, school, school.mette.id) == 1


def test_the_locks_alone_still_let_only_one_have_it(scratch: Scratch) -> None:
    _, open_work, school = scratch("allocations.allocations_no_overlap")
    result = race(open_work, list(map(booking_it(school, slot_at(school)), students(school))))
    assert (len(result.won), result.lost, result.again) == (1, ["slot_taken"] * 7, 0)


def test_lessons_that_share_only_a_car_or_only_a_teacher_race_too(
    database: Database, open_work: OpenWork, school: SmallSchool
) -> None:
    kind, start = school.types["driving"], moment("2027-06-07 12:00")
    during = Interval(start, start + kind.duration)
    golf, polo = (car.id for car in school.cars)
    slots = [
        Slot(during, kind.id, teacher.id, (car,)) for teacher in (school.mette, school.jonas) for car in (golf, polo)
    ]
    racers = students(school)
    deeds = [booking_it(school, slots[place % 4])(student) for place, student in enumerate(racers)]
    result = race(open_work, deeds)
    assert result.again == 0
    assert len(result.won) == 2, "two teachers in two cars"
    for calendar_id in (school.mette.id, school.jonas.id, golf, polo):
        assert holders(database, school, calendar_id) == 1


def test_one_student_at_two_places_at_once_is_refused(open_work: OpenWork, school: SmallSchool) -> None:
    kind, start = school.types["driving"], moment("2027-06-07 12:00")
    during = Interval(start, start + kind.duration)
    slots = [Slot(during, kind.id, teacher.id, (car.id,)) for teacher, car in
             zip((school.mette, school.jonas), school.cars, strict=True)]  # fmt: skip
    ida = school.student("Ida")
    result = race(open_work, [booking_it(school, slot)(ida) for slot in slots])
    assert (len(result.won), result.lost, result.again) == (1, ["student_busy"], 0)


def test_a_student_cannot_race_past_the_most_open_bookings(open_work: OpenWork, school: SmallSchool) -> None:
    ida = school.student("Ida")
    slots = [slot_at(school, f"2027-06-07 {hour:02}:00") for hour in range(8, 16)]
    result = race(open_work, [booking_it(school, slot)(ida) for slot in slots])
    assert (len(result.won), result.lost, result.again) == (5, ["too_many_open_bookings"] * 3, 0)


def taken(database: Database, session: Session) -> int:
    ((seats,),) = database.execute("SELECT taken FROM sessions WHERE id = %s", [session.id])
    return int(seats)


def at_most_one_a_day(open_work: OpenWork, school: SmallSchool) -> list[Do]:
    """One student, who books five lessons on one day of a school that allows one."""
    with open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(max_bookings_per_day=1)))
        work.commit()
    ida = school.student("Ida")
    slots = [slot_at(school, f"2027-06-07 {hour:02}:00") for hour in (8, 9, 10, 11, 12)]
    return [booking_it(school, slot)(ida) for slot in slots]


def test_a_student_cannot_race_past_the_most_lessons_a_day(open_work: OpenWork, school: SmallSchool) -> None:
    result = race(open_work, at_most_one_a_day(open_work, school))
    assert (len(result.won), result.lost, result.again) == (1, ["too_many_that_day"] * 4, 0)


def test_without_the_students_lock_all_of_them_are_booked(scratch: Scratch) -> None:
    _, open_work, school = scratch()
    result = race(without_locks(open_work, 5), at_most_one_a_day(open_work, school))
    assert len(result.won) == 5


def test_of_eight_students_on_the_last_seat_one_gets_it(
    database: Database, open_work: OpenWork, school: SmallSchool
) -> None:
    session = school.plans_class("2027-06-07 17:00")
    first, *racers = students(school, RACERS + 1)
    assert race(open_work, [booking_it(school, seat_of(session))(first)]).won
    result = race(open_work, list(map(booking_it(school, seat_of(session)), racers)))
    assert (len(result.won), result.lost, result.again) == (1, ["class_full"] * 7, 0)
    assert taken(database, session) == 2


def test_without_the_lock_the_check_of_seats_still_lets_only_one_in(scratch: Scratch) -> None:
    database, open_work, school = scratch()
    session = school.plans_class("2027-06-07 17:00")
    result = race(without_locks(open_work, RACERS), list(map(booking_it(school, seat_of(session)), students(school))))
    assert (len(result.won), result.lost) == (2, ["class_full"] * 6)
    assert result.again >= 6
    assert taken(database, session) == 2


def test_without_lock_and_check_the_class_is_oversold(scratch: Scratch) -> None:
    database, open_work, school = scratch("sessions.ck_sessions_seats")
    session = school.plans_class("2027-06-07 17:00")
    result = race(without_locks(open_work, RACERS), list(map(booking_it(school, seat_of(session)), students(school))))
    assert len(result.won) == RACERS
    assert taken(database, session) == RACERS


def state(database: Database, booking: Booking) -> tuple[str, bool, int]:
    """Status, whether it keeps its teacher's calendar, and how many ledger entries it has made."""
    rows = database.execute(
        "SELECT b.status, EXISTS (SELECT FROM allocations a WHERE a.session_id = b.session_id AND a.active), "
        "(SELECT count(*) FROM ledger_entries e WHERE e.booking_id = b.id) FROM bookings b WHERE b.id = %s",
        [booking.id],
    )
    status, active, entries = rows[0]
    return status, active, entries


def held(school: SmallSchool, wall: str = MONDAY) -> Booking:
    student = school.student("Ida")
    with school.open_work() as work:
        booking = hold(school.desk(work, Actor.STUDENT, NOW), student, slot_at(school, wall))
        work.commit()
    return booking


def confirm_and_expire(school: SmallSchool, booking: Booking) -> list[Do]:
    """The student at the last moment, the worker at the next, twice."""
    lapse = NOW + timedelta(minutes=5)
    return [
        lambda work: confirm(school.desk(work, Actor.STUDENT, lapse - timedelta(seconds=1)), booking.id).status,
        lambda work: expire(school.desk(work, Actor.SYSTEM, lapse), booking.id),
        lambda work: expire(school.desk(work, Actor.SYSTEM, lapse), booking.id),
    ]


def test_a_draft_is_confirmed_or_expired_but_never_both(
    database: Database, open_work: OpenWork, school: SmallSchool
) -> None:
    for wall in ("2027-06-07 08:00", "2027-06-07 09:00", "2027-06-08 08:00", "2027-06-08 09:00"):
        booking = held(school, wall)
        result = race(open_work, confirm_and_expire(school, booking))
        if "hold_expired" in result.lost:
            assert state(database, booking) == ("expired", False, 0)
        else:
            assert state(database, booking) == ("confirmed", True, 0)
        assert result.again == 0


def test_letting_go_of_a_lapsed_hold_and_taking_it_over_do_not_wait_for_each_other(
    open_work: OpenWork, school: SmallSchool
) -> None:
    lapse = NOW + timedelta(minutes=5)
    for hour in range(8, 15):
        wall, next_one = f"2027-06-07 {hour:02}:00", f"2027-06-08 {hour:02}:00"
        held_by, others = school.student("Ida"), students(school, 3)
        with open_work() as work:
            lapsed = hold(school.desk(work, Actor.STUDENT, NOW), held_by, slot_at(school, wall))
            work.commit()

        def look_on(work: UnitOfWork, wall: str = next_one, of: Student = held_by, held: int = lapsed.id) -> Booking:
            return hold(school.desk(work, Actor.STUDENT, lapse), of, slot_at(school, wall), instead_of=held)

        def take_over(student: Student, slot: Slot) -> Do:
            return lambda work: hold(school.desk(work, Actor.STUDENT, lapse), student, slot)

        result = race(open_work, [look_on, *(take_over(other, slot_at(school, wall)) for other in others)])
        assert (len(result.won), result.lost, result.again) == (2, ["slot_taken"] * 2, 0)


def test_without_the_rows_lock_a_confirmed_lesson_loses_its_calendar(scratch: Scratch) -> None:
    database, open_work, school = scratch()
    booking = held(school)
    confirming, expiring, _ = confirm_and_expire(school, booking)
    result = race(without_locks(open_work, 2), [confirming, expiring])
    assert result.lost == []
    assert state(database, booking)[1] is False, "told as confirmed, and given away"


def cancel_and_attend(school: SmallSchool, booking: Booking) -> list[Do]:
    after = booking.end + timedelta(minutes=1)
    return [
        lambda work: cancel(school.desk(work, Actor.STAFF, after), booking.id).status,
        lambda work: settle(school.desk(work, Actor.TEACHER, after), booking.id, Outcome.ATTENDED).status,
        lambda work: settle(school.desk(work, Actor.TEACHER, after), booking.id, Outcome.NO_SHOW).status,
        lambda work: settle(school.desk(work, Actor.TEACHER, after), booking.id, Outcome.ATTENDED).status,
    ]


def test_a_lesson_is_settled_one_way_and_charged_once(
    database: Database, open_work: OpenWork, school: SmallSchool
) -> None:
    entries = {"cancelled": 0, "completed": 1, "no_show": 1}
    for day in ("07", "08", "09", "10"):
        booking = school.books(school.student("Ida"), f"2027-06-{day} 10:00")
        result = race(open_work, cancel_and_attend(school, booking))
        status, active, charged = state(database, booking)
        assert {str(won) for won in result.won} == {status}
        assert result.lost == ["not_allowed"] * (4 - len(result.won))
        assert (active, charged) == (status != "cancelled", entries[status])
        assert result.again == 0


def test_without_the_rows_lock_a_cancelled_lesson_is_charged(scratch: Scratch) -> None:
    database, open_work, school = scratch()
    booking = school.books(school.student("Ida"), "2027-06-07 10:00")
    race(without_locks(open_work, 2), cancel_and_attend(school, booking)[:2])
    _, active, charged = state(database, booking)
    assert (active, charged) == (False, 1)


def test_of_two_moves_onto_one_slot_one_moves_and_the_other_stays(
    database: Database, open_work: OpenWork, school: SmallSchool
) -> None:
    people = students(school, 2)
    lessons = [school.books(person, f"2027-06-08 {hour}:00") for person, hour in zip(people, ("10", "11"), strict=True)]

    def moving(person: Student, booking: Booking) -> Do:
        return lambda work: reschedule(school.desk(work, Actor.STUDENT, NOW), person, booking.id, slot_at(school)).start

    result = race(open_work, [moving(*pair) for pair in zip(people, lessons, strict=True)])
    assert (result.won, result.lost, result.again) == ([moment(MONDAY)], ["slot_taken"], 0)
    assert holders(database, school, school.mette.id) == 1
    rows = database.execute(
        "SELECT b.version, (SELECT count(*) FROM allocations a WHERE a.session_id = b.session_id AND a.active) "
        "FROM bookings b WHERE b.school_id = %s ORDER BY 1",
        [school.id],
    )
    assert rows == [(1, 3), (2, 3)], "each keeps a teacher, a car and a student, at the old time or the new"


def test_lessons_moved_past_each_other_do_not_wait_for_each_other(open_work: OpenWork, school: SmallSchool) -> None:
    people = students(school, 4)
    lessons = [
        school.books(person, f"2027-06-08 {hour}:00", teacher=teacher)
        for person, hour, teacher in zip(
            people, ("10", "11", "12", "13"), (school.mette, school.jonas) * 2, strict=True
        )
    ]

    def moving(person: Student, booking: Booking, place: int) -> Do:
        teacher = (school.jonas, school.mette)[place % 2]
        window = (Window(moment(f"2027-06-09 {10 + place}:00"), None),)

        def move(work: UnitOfWork) -> datetime:
            desk = school.desk(work, Actor.STUDENT, NOW)
            query = SlotQuery(school.types["driving"], window, NOW, teacher_ids=(teacher.id,), student_id=person.id)
            return reschedule(desk, person, booking.id, next(search(desk, query))).start

        return move

    result = race(open_work, [moving(person, lesson, place) for place, (person, lesson) in
                              enumerate(zip(people, lessons, strict=True))])  # fmt: skip
    assert (len(result.won), result.again) == (4, 0)


def test_who_waits_for_a_move_of_the_same_lesson_finds_it_where_it_is_by_then(
    open_work: OpenWork, school: SmallSchool
) -> None:
    (person,) = students(school, 1)
    lesson, waiting = school.books(person, "2027-06-08 10:00"), threading.Event()

    def look(_: object) -> datetime:
        waiting.set()
        with open_work() as work:
            return work.bookings.get(school.id, lesson.id).start

    with open_work() as mover, ThreadPoolExecutor(1) as threads:
        reschedule(school.desk(mover, Actor.STUDENT, NOW), person, lesson.id, slot_at(school))
        found = threads.submit(look, None)
        waiting.wait(10)
        sleep(0.3)  # until the other one stands before the lock
        mover.commit()
        assert found.result(30) == moment(MONDAY)


@pytest.fixture
def town(make_database: Callable[[], str]) -> Iterator[Town]:
    database = WatchedDatabase(make_database())
    with database:
        yield Town(database)


def racing_chats(town: Town) -> list[Chat]:
    """Eight students of one school who all have the same times before them."""
    school = town.found()
    chats = [town.person(school, school.student(f"Racer {number}", usual=school.mette)) for number in range(RACERS)]
    for chat in chats:
        chat.says("monday 30 november")
        chat.forget()
    return chats


def all_pick_the_first(town: Town, chats: list[Chat]) -> list[Message]:
    start = threading.Barrier(RACERS)

    def pick(chat: Chat) -> None:
        start.wait(10)
        town.app.conversations.receive(chat.inbound(Kind.TEXT, text="1"), SIMULATOR)

    together(pick, chats)
    town.deliver()
    return [chat.last for chat in chats]


def test_in_the_chat_one_student_gets_the_slot_and_seven_are_offered_the_nearest(town: Town) -> None:
    chats = racing_chats(town)
    answers = all_pick_the_first(town, chats)
    (winner,) = [answer for answer in answers if "confirm_booking" in answer.names]
    losers = [answer for answer in answers if answer is not winner]
    assert town.bookings() == [("2026-11-30 08:00", "draft")]
    for loser in losers:
        assert loser.names[0] == "refused_slot_taken", loser.shown.text
        times = [choice.params["start"][11:16] for choice in loser.reply.choices if choice.id.startswith("slot:")]
        assert times == ["09:00", "10:00", "11:00"]
    chats[answers.index(winner)].picks("book")
    assert town.bookings() == [("2026-11-30 08:00", "confirmed")]


def test_in_the_chat_without_guards_all_eight_are_told_they_have_it(town: Town) -> None:
    chats = racing_chats(town)
    with psycopg.connect(town.database.url, autocommit=True) as owner:
        owner.execute("ALTER TABLE allocations DROP CONSTRAINT allocations_no_overlap")
    town.app.conversations = Conversations(without_locks(town.app.open_work, RACERS), town.clock)
    answers = all_pick_the_first(town, chats)
    assert all("confirm_booking" in answer.names for answer in answers)
    assert town.bookings() == [("2026-11-30 08:00", "draft")] * RACERS


def test_one_event_delivered_by_two_threads_is_one_turn(town: Town) -> None:
    chat = town.person(school := town.found(), school.student("Ida"))
    event = chat.inbound(Kind.TEXT, text="monday 30 november")
    turns: list[int | None] = []
    together(lambda inbound: turns.append(town.app.conversations.receive(inbound, SIMULATOR).contact_id), [event] * 4)
    assert [turn is None for turn in sorted(turns, key=lambda turn: turn is None)] == [False, True, True, True]
    town.deliver()
    assert len(chat.heard) == 1


def test_two_messages_at_once_are_two_turns_one_after_the_other(town: Town) -> None:
    chat = town.person(school := town.found(), school.student("Ida"))
    events = [chat.inbound(Kind.TEXT, text="monday 30 november") for _ in range(4)]
    together(lambda inbound: town.app.conversations.receive(inbound, SIMULATOR), events)
    town.deliver()
    assert [message.reply.menu for message in chat.heard] == [1, 2, 3, 4]


def test_a_strangers_first_messages_at_once_make_one_contact(town: Town) -> None:
    events = [Inbound(Channel.SMS, "+4599000001", f"first-{number}", Kind.TEXT, "hello") for number in range(4)]
    together(lambda inbound: town.app.conversations.receive(inbound, SIMULATOR), events)
    contacts = town.database.execute("SELECT count(*) FROM contacts WHERE address = '+4599000001'")
    assert contacts == [(1,)]
    replies = town.database.execute("SELECT count(*) FROM outbox o JOIN contacts c ON c.id = o.contact_id "
                                    "WHERE c.address = '+4599000001'")  # fmt: skip
    assert replies == [(4,)]
