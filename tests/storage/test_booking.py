"""Booking, moving, cancelling, settling and paying over PostgreSQL, as the use cases promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from domain.errors import (
    AlreadyStarted,
    Changed,
    ClassFull,
    HoldExpired,
    Invalid,
    NotAllowed,
    NotFound,
    NotStartedYet,
    OutsideHours,
    Refusal,
    SlotTaken,
    StudentBusy,
)
from domain.ledger import LedgerEntry
from domain.lessons import Actor, Booking, Session, Status
from domain.money import Money
from domain.policies import Policy
from domain.rules.rule import Broken
from domain.schools import Student, Teacher
from domain.services.attendance import Outcome, settle
from domain.services.booking import book, confirm, expire, hold, own_booking, release
from domain.services.cancelling import Agreed, cancel
from domain.services.classes import plan_class
from domain.services.desk import Desk
from domain.services.paying import pay
from domain.services.progress import progress
from domain.services.rescheduling import reschedule
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, seat_of
from domain.timeslots import Interval
from storage.engine import Database
from tests.factories import OpenWork, SmallSchool, found_school, moment

T = TypeVar("T")
NOW = moment("2027-06-01 12:00")
LAPSED = NOW + timedelta(minutes=5)
MONDAY = "2027-06-07"
FREE = Money(0, "DKK")
PRICE = Money(65_000, "DKK")


class Office:
    """A school's desk: each thing asked of it is a transaction of its own."""

    def __init__(self, school: SmallSchool, database: Database) -> None:
        self.school = school
        self.database = database

    def do(self, deed: Callable[[Desk], T], actor: Actor = Actor.STUDENT, now: datetime = NOW) -> T:
        with self.school.open_work() as work:
            done = deed(self.school.desk(work, actor, now))
            work.commit()
        return done

    def refuses(
        self, deed: Callable[[Desk], object], refusal: type[Refusal], actor: Actor = Actor.STUDENT, now: datetime = NOW
    ) -> Refusal:
        with pytest.raises(refusal) as refused:
            self.do(deed, actor, now)
        return refused.value

    def slot(self, wall: str, teacher: Teacher | None = None, car: int = 0, kind: str = "driving") -> Slot:
        start, wanted = moment(wall), self.school.types[kind]
        teacher_id = (teacher or self.school.mette).id
        return Slot(Interval(start, start + wanted.duration), wanted.id, teacher_id, (self.school.cars[car].id,))

    def booking(self, lesson: Booking) -> Booking:
        return self.do(lambda desk: desk.work.bookings.get(desk.school_id, lesson.id))

    def busy(self, calendar_id: int) -> list[tuple[str, str]]:
        """Wall times at which a calendar is held."""
        return [
            (start, end)
            for start, end in self.database.execute(
                "SELECT to_char(starts_at AT TIME ZONE 'Europe/Copenhagen', 'DD HH24:MI'), "
                "to_char(ends_at AT TIME ZONE 'Europe/Copenhagen', 'DD HH24:MI') FROM allocations "
                "WHERE school_id = %s AND calendar_id = %s AND active ORDER BY starts_at",
                [self.school.id, calendar_id],
            )
        ]

    def ledger(self, student: Student) -> list[tuple[str, int]]:
        return [
            (kind, amount)
            for kind, amount in self.database.execute(
                "SELECT kind, amount_minor FROM ledger_entries WHERE student_id = %s ORDER BY id", [student.id]
            )
        ]

    def seats(self, session: Session) -> int:
        return self.do(lambda desk: desk.work.calendars.session(desk.school_id, session.id)).taken


@pytest.fixture
def office(school: SmallSchool, database: Database) -> Office:
    return Office(school, database)


@pytest.fixture
def ida(school: SmallSchool) -> Student:
    return school.student("Ida Krogh", usual=school.mette)


@pytest.fixture
def ole(school: SmallSchool) -> Student:
    return school.student("Ole Lund")


Deed = Callable[[Desk], Booking]


def holding(student: Student, slot: Slot, instead_of: int | None = None) -> Deed:
    return lambda desk: hold(desk, student, slot, instead_of=instead_of)


def booking(student: Student, slot: Slot) -> Deed:
    return lambda desk: book(desk, student, slot)


def moving(lesson: Booking, student: Student, slot: Slot, fee: Money | None = None) -> Deed:
    agreed = Agreed(fee) if fee is not None else None
    return lambda desk: reschedule(desk, student, lesson.id, slot, agreed=agreed)


def settling(lesson: Booking, outcome: Outcome, teacher_id: int | None = None) -> Deed:
    return lambda desk: settle(desk, lesson.id, outcome, teacher_id=teacher_id)


def test_a_hold_keeps_all_calendars_with_the_buffers_of_teacher_and_car(office: Office, ida: Student) -> None:
    lesson = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    assert (lesson.status, lesson.hold_until, lesson.price) == (Status.DRAFT, LAPSED, PRICE)
    assert office.busy(office.school.mette.id) == [("07 10:00", "07 11:00")]
    assert office.busy(office.school.cars[0].id) == [("07 10:00", "07 11:00")]
    assert office.busy(ida.id) == [("07 10:00", "07 10:45")]
    assert office.busy(office.school.jonas.id) == []


def test_a_held_slot_is_taken_for_others_until_the_hold_lapses(office: Office, ida: Student, ole: Student) -> None:
    held = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    again = holding(ole, office.slot(f"{MONDAY} 10:00"))
    office.refuses(again, SlotTaken, now=LAPSED - timedelta(seconds=1))
    assert office.do(again, now=LAPSED).status is Status.DRAFT
    assert office.booking(held).status is Status.EXPIRED
    assert office.busy(office.school.mette.id) == [("07 10:00", "07 11:00")]


def test_a_confirmed_booking_stays_and_confirming_twice_is_confirming_once(office: Office, ida: Student) -> None:
    held = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    for _ in range(2):
        confirmed = office.do(lambda desk: confirm(desk, held.id))
    assert (confirmed.status, confirmed.hold_until) == (Status.CONFIRMED, None)
    assert office.do(lambda desk: expire(desk, held.id), Actor.SYSTEM, LAPSED) is False
    assert office.booking(held).status is Status.CONFIRMED
    told = office.database.execute(
        "SELECT count(*) FROM notices WHERE booking_id = %s AND kind = 'lesson_booked'", [held.id]
    )
    assert told == [(1,)]


@pytest.mark.parametrize("tidied", [False, True], ids=["before the worker came", "after the worker came"])
def test_a_lapsed_hold_is_refused_as_lapsed_and_may_be_taken_anew(office: Office, ida: Student, tidied: bool) -> None:
    held = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    if tidied:
        assert office.do(lambda desk: expire(desk, held.id), Actor.SYSTEM, LAPSED)
    office.refuses(lambda desk: confirm(desk, held.id), HoldExpired, now=LAPSED)
    again = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")), now=LAPSED)
    assert office.do(lambda desk: confirm(desk, again.id), now=LAPSED).status is Status.CONFIRMED


def test_letting_go_frees_the_slot_at_once(office: Office, ida: Student, ole: Student) -> None:
    held = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    office.refuses(lambda desk: release(desk, ole, held.id), NotFound)
    for _ in range(2):
        office.do(lambda desk: release(desk, ida, held.id))
    assert office.busy(office.school.mette.id) == office.busy(ida.id) == []
    office.do(holding(ole, office.slot(f"{MONDAY} 10:00")))


def test_a_student_who_looks_on_holds_one_slot_only(office: Office, ida: Student) -> None:
    first = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    second = office.do(holding(ida, office.slot(f"{MONDAY} 10:15"), instead_of=first.id))
    assert office.booking(first).status is Status.CANCELLED
    assert office.busy(office.school.mette.id) == [("07 10:15", "07 11:15")]
    assert office.booking(second).status is Status.DRAFT


def test_a_hold_that_is_refused_keeps_the_one_before_it(office: Office, ida: Student, ole: Student) -> None:
    office.do(booking(ole, office.slot(f"{MONDAY} 12:00")))
    first = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    office.refuses(holding(ida, office.slot(f"{MONDAY} 12:00"), instead_of=first.id), SlotTaken)
    assert office.booking(first).status is Status.DRAFT


def test_booking_keeps_the_rules_of_time(office: Office, ida: Student) -> None:
    def try_at(now: str) -> Callable[[], object]:
        return lambda: office.do(booking(ida, office.slot(f"{MONDAY} 10:00")), now=moment(now))

    with pytest.raises(Broken, match="too_short_notice"):
        try_at("2027-06-07 08:01")()
    with pytest.raises(Broken, match="beyond_horizon"):
        try_at("2027-04-08 09:59")()
    try_at("2027-06-07 08:00")()


def test_a_student_has_so_many_open_bookings_holds_included(office: Office, ida: Student) -> None:
    for hour in range(8, 12):
        office.do(booking(ida, office.slot(f"{MONDAY} {hour:02}:00")))
    held = office.do(holding(ida, office.slot(f"{MONDAY} 12:00")))
    one_more = holding(ida, office.slot(f"{MONDAY} 13:00"))
    refusal = office.refuses(one_more, Broken)
    assert refusal.code == "too_many_open_bookings"
    assert (refusal.limit, refusal.next_free_at) == (5, moment(f"{MONDAY} 08:45"))
    office.do(holding(ida, office.slot(f"{MONDAY} 13:00"), instead_of=held.id))
    office.refuses(holding(ida, office.slot(f"{MONDAY} 14:00")), Broken)
    office.do(holding(ida, office.slot(f"{MONDAY} 14:00")), now=LAPSED)


@pytest.mark.parametrize(
    ("wall", "refusal"),
    [
        (f"{MONDAY} 07:45", OutsideHours),
        (f"{MONDAY} 15:30", OutsideHours),
        ("2027-06-06 10:00", OutsideHours),
        (f"{MONDAY} 10:45", SlotTaken),
        (f"{MONDAY} 09:30", SlotTaken),
    ],
    ids=["before work", "past the end of work", "on a Sunday", "in the buffer after", "with the buffer over the next"],
)
def test_where_no_lesson_fits_the_reason_is_told(
    office: Office, ida: Student, ole: Student, wall: str, refusal: type[Refusal]
) -> None:
    office.do(booking(ole, office.slot(f"{MONDAY} 10:00")))
    office.refuses(booking(ida, office.slot(wall)), refusal)


def test_lessons_may_follow_one_another_without_a_gap(office: Office, ida: Student, ole: Student) -> None:
    for student, wall in ((ida, "10:00"), (ole, "11:00"), (ida, "12:00"), (ole, "09:00")):
        office.do(booking(student, office.slot(f"{MONDAY} {wall}")))


def test_a_students_own_calendar_counts_over_all_kinds_of_lessons(office: Office, ida: Student) -> None:
    session = office.school.plans_class(f"{MONDAY} 12:00")
    office.do(booking(ida, seat_of(session)))
    for kind in ("driving", "track"):
        office.refuses(booking(ida, office.slot(f"{MONDAY} 12:30", kind=kind)), StudentBusy)
    office.do(booking(ida, office.slot(f"{MONDAY} 12:45")))
    at_the_same_time = office.school.plans_class(f"{MONDAY} 13:15")
    office.refuses(booking(ida, seat_of(at_the_same_time)), StudentBusy)


def test_a_class_keeps_its_teacher_and_room_busy_but_other_students_free(
    office: Office, ida: Student, ole: Student
) -> None:
    office.school.plans_class(f"{MONDAY} 12:00")
    office.refuses(booking(ida, office.slot(f"{MONDAY} 12:00", office.school.jonas)), SlotTaken)
    office.do(booking(ida, office.slot(f"{MONDAY} 12:00")))


def test_a_class_has_as_many_students_as_seats(office: Office, ida: Student, ole: Student) -> None:
    session, eva = office.school.plans_class(f"{MONDAY} 12:00"), office.school.student("Eva")
    bookings = [office.do(booking(who, seat_of(session))) for who in (ida, ole)]
    office.refuses(booking(eva, seat_of(session)), ClassFull)
    office.refuses(booking(ida, seat_of(session)), Refusal)
    office.do(lambda desk: cancel(desk, bookings[0].id))
    assert office.seats(session) == 1
    assert office.busy(office.school.jonas.id) == [("07 12:00", "07 12:45")], "the class goes on"
    office.do(booking(eva, seat_of(session)))


def test_a_seat_whose_hold_has_lapsed_may_be_taken_by_whoever_held_it(
    office: Office, ida: Student, ole: Student
) -> None:
    session = office.school.plans_class(f"{MONDAY} 12:00")
    office.do(booking(ole, seat_of(session)))
    office.do(holding(ida, seat_of(session)))
    assert office.do(holding(ida, seat_of(session)), now=LAPSED).status is Status.DRAFT
    assert office.seats(session) == 2


def test_a_seat_whose_hold_has_lapsed_is_in_nobodys_way(office: Office, ida: Student, ole: Student) -> None:
    session, eva = office.school.plans_class(f"{MONDAY} 12:00"), office.school.student("Eva")
    office.do(booking(ole, seat_of(session)))
    office.do(holding(ida, seat_of(session)))
    office.refuses(holding(eva, seat_of(session)), ClassFull)
    assert office.do(booking(eva, seat_of(session)), now=LAPSED).status is Status.CONFIRMED
    assert office.seats(session) == 2


def test_a_slot_keeps_the_length_of_its_lesson_whoever_asks(office: Office, ida: Student) -> None:
    longer = replace(
        office.slot(f"{MONDAY} 10:00"), during=Interval(moment(f"{MONDAY} 10:00"), moment(f"{MONDAY} 15:00"))
    )
    office.refuses(booking(ida, longer), Refusal)


def test_cancelling_early_is_free_and_late_costs_the_fee_that_was_agreed(office: Office, ida: Student) -> None:
    bookings = [office.school.books(ida, f"{MONDAY} {hour}:00") for hour in ("10", "11")]
    cut_off = moment("2027-06-06 10:00")
    office.do(lambda desk: cancel(desk, bookings[0].id, agreed=Agreed(FREE)), now=cut_off)
    assert office.ledger(ida) == []
    late = moment("2027-06-06 11:00") + timedelta(seconds=1)
    refusal = office.refuses(lambda desk: cancel(desk, bookings[1].id, agreed=Agreed(FREE)), Changed, now=late)
    assert refusal.fee == Money(32_500, "DKK")
    assert office.booking(bookings[1]).status is Status.CONFIRMED
    for _ in range(2):
        office.do(lambda desk: cancel(desk, bookings[1].id, agreed=Agreed(refusal.fee)), now=late)
    assert office.ledger(ida) == [("late_fee", 32_500)]
    assert office.busy(office.school.mette.id) == []


def test_the_school_cancels_for_nothing_and_students_not_after_the_start(office: Office, ida: Student) -> None:
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    start = moment(f"{MONDAY} 10:00")
    office.refuses(lambda desk: cancel(desk, lesson.id), AlreadyStarted, now=start)
    office.refuses(lambda desk: cancel(desk, lesson.id), NotStartedYet, Actor.SYSTEM)
    cancelled = office.do(lambda desk: cancel(desk, lesson.id, reason="ill"), Actor.TEACHER, start)
    assert (cancelled.status, office.ledger(ida)) == (Status.CANCELLED, [])
    assert office.booking(lesson).note == "ill"


def test_a_booking_keeps_the_terms_it_was_made_under(database: Database, open_work: OpenWork) -> None:
    school = found_school(open_work, Policy(free_until_hours=1, late_fee_percent=10))
    office, ida = Office(school, database), school.student("Ida")
    lesson = school.books(ida, f"{MONDAY} 10:00")
    with open_work() as work:
        work.administration.save_school(replace(school.school, policy=Policy(late_fee_percent=100)))
        work.administration.save_lesson_type(school.id, replace(school.types["driving"], price=Money(99_900, "DKK")))
        work.commit()
    office.do(lambda desk: cancel(desk, lesson.id), now=moment(f"{MONDAY} 09:30"))
    assert office.ledger(ida) == [("late_fee", 6_500)]


def test_a_lesson_may_be_moved_into_its_own_time(office: Office, ida: Student) -> None:
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    moved = office.do(moving(lesson, ida, office.slot(f"{MONDAY} 10:15")))
    assert (moved.id, moved.reference, moved.version, moved.price) == (lesson.id, lesson.reference, 2, PRICE)
    assert office.busy(office.school.mette.id) == [("07 10:15", "07 11:15")]
    assert office.busy(ida.id) == [("07 10:15", "07 11:00")]
    assert office.booking(lesson).start == moment(f"{MONDAY} 10:15")


def test_a_move_that_is_refused_changes_nothing(office: Office, ida: Student, ole: Student) -> None:
    office.school.books(ole, f"{MONDAY} 12:00")
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    for slot, refusal in (
        (office.slot(f"{MONDAY} 12:00"), SlotTaken),
        (office.slot(f"{MONDAY} 18:00"), OutsideHours),
        (office.slot("2027-06-01 13:00"), Broken),
        (office.slot("2027-09-01 10:00"), Broken),
    ):
        office.refuses(moving(lesson, ida, slot), refusal)
    office.refuses(moving(lesson, ole, office.slot(f"{MONDAY} 14:00")), NotFound)
    assert office.booking(lesson).version == 1
    assert office.busy(ida.id) == [("07 10:00", "07 10:45")]


def test_each_late_move_costs_its_fee(office: Office, ida: Student) -> None:
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    late = moment("2027-06-06 16:00")
    office.refuses(moving(lesson, ida, office.slot(f"{MONDAY} 12:00"), FREE), Changed, now=late)
    half = Money(32_500, "DKK")
    office.do(moving(lesson, ida, office.slot(f"{MONDAY} 12:00"), half), now=late)
    office.do(moving(lesson, ida, office.slot(f"{MONDAY} 14:00"), half), now=late)
    office.do(moving(lesson, ida, office.slot("2027-06-09 14:00")), Actor.STAFF, late)
    assert office.ledger(ida) == [("late_fee", 32_500)] * 2


def test_a_seat_moves_to_another_class(office: Office, ida: Student) -> None:
    monday, tuesday = (office.school.plans_class(f"2027-06-{day} 17:00") for day in ("07", "08"))
    lesson = office.do(booking(ida, seat_of(monday)))
    office.do(moving(lesson, ida, seat_of(tuesday)))
    assert (office.seats(monday), office.seats(tuesday)) == (0, 1)
    assert office.busy(ida.id) == [("08 17:00", "08 17:45")]
    assert office.busy(office.school.jonas.id) == [("07 17:00", "07 17:45"), ("08 17:00", "08 17:45")]


def test_a_seat_does_not_move_into_a_full_class_or_over_another_lesson(
    office: Office, ida: Student, ole: Student
) -> None:
    monday, tuesday = (office.school.plans_class(f"2027-06-{day} 15:00") for day in ("07", "08"))
    lesson = office.do(booking(ida, seat_of(monday)))
    office.school.books(ida, "2027-06-08 15:15")
    office.refuses(moving(lesson, ida, seat_of(tuesday)), StudentBusy)
    eva = office.school.student("Eva")
    for student in (ole, eva):
        office.do(booking(student, seat_of(tuesday)))
    office.refuses(moving(lesson, ida, seat_of(tuesday)), ClassFull)
    assert office.seats(monday) == 1


def test_a_seat_in_a_class_does_not_free_its_teacher_for_a_lesson_of_ones_own(office: Office, ida: Student) -> None:
    session = office.school.plans_class(f"{MONDAY} 12:00")
    lesson = office.do(booking(ida, seat_of(session)))
    office.refuses(moving(lesson, ida, office.slot(f"{MONDAY} 12:00", office.school.jonas)), SlotTaken)


def test_a_held_draft_is_not_moved(office: Office, ida: Student) -> None:
    held = office.do(holding(ida, office.slot(f"{MONDAY} 10:00")))
    office.refuses(moving(held, ida, office.slot(f"{MONDAY} 12:00")), NotAllowed)


AFTER = moment(f"{MONDAY} 10:45")


@pytest.mark.parametrize(
    ("outcome", "status", "entries"),
    [
        (Outcome.ATTENDED, Status.COMPLETED, [("charge", 65_000)]),
        (Outcome.NO_SHOW, Status.NO_SHOW, [("no_show_fee", 65_000)]),
        (Outcome.NOT_HELD, Status.CANCELLED, []),
    ],
)
def test_settling_charges_exactly_once(
    office: Office, ida: Student, outcome: Outcome, status: Status, entries: list[tuple[str, int]]
) -> None:
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    for _ in range(3):
        settled = office.do(settling(lesson, outcome), Actor.TEACHER, AFTER)
    assert (settled.status, office.ledger(ida)) == (status, entries)
    for other in set(Outcome) - {outcome}:
        office.refuses(settling(lesson, other), NotAllowed, Actor.TEACHER, AFTER)
    assert office.ledger(ida) == entries


def test_a_lesson_is_not_settled_before_it_begins_nor_by_another_teacher(office: Office, ida: Student) -> None:
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    early = moment(f"{MONDAY} 10:00") - timedelta(seconds=1)
    for outcome in (Outcome.ATTENDED, Outcome.NO_SHOW):
        office.refuses(settling(lesson, outcome), NotStartedYet, Actor.TEACHER, early)
    jonas = office.school.jonas.id
    office.refuses(settling(lesson, Outcome.ATTENDED, teacher_id=jonas), NotFound, Actor.TEACHER, AFTER)
    office.refuses(settling(lesson, Outcome.ATTENDED), NotAllowed, Actor.STUDENT, AFTER)
    mette = office.school.mette.id
    office.do(settling(lesson, Outcome.ATTENDED, teacher_id=mette), Actor.TEACHER, AFTER)


def test_a_lesson_without_a_price_leaves_no_entry(office: Office, ida: Student) -> None:
    session = office.school.plans_class(f"{MONDAY} 12:00")
    lesson = office.do(booking(ida, seat_of(session)))
    office.do(settling(lesson, Outcome.ATTENDED), Actor.TEACHER, moment(f"{MONDAY} 13:00"))
    assert (office.booking(lesson).status, office.ledger(ida)) == (Status.COMPLETED, [])


def test_what_awaits_attendance_is_what_has_ended_and_is_not_settled(office: Office, ida: Student) -> None:
    bookings = [office.school.books(ida, f"{MONDAY} {hour}:00") for hour in ("10", "12", "14")]
    office.do(settling(bookings[0], Outcome.ATTENDED), Actor.TEACHER, AFTER)
    waiting = office.do(
        lambda desk: desk.work.bookings.awaiting_attendance(desk.school_id, office.school.mette.id, desk.now),
        now=moment(f"{MONDAY} 12:45"),
    )
    assert [lesson.id for lesson in waiting] == [bookings[1].id]


def test_the_same_payment_is_entered_once(office: Office, ida: Student) -> None:
    def paying(amount: Money, key: str) -> Callable[[Desk], LedgerEntry]:
        return lambda desk: pay(desk, ida.id, amount, key)

    for amount in (PRICE, PRICE, Money(1, "DKK")):
        office.do(paying(amount, "MP-1"), Actor.STAFF)
    office.do(paying(Money(500, "DKK"), "MP-2"), Actor.STAFF)
    assert office.ledger(ida) == [("payment", -65_000), ("payment", -500)]


@pytest.mark.parametrize("amount", [Money(0, "DKK"), Money(-1, "DKK"), Money(100, "EUR")], ids=str)
def test_a_payment_is_positive_and_in_the_schools_currency(office: Office, ida: Student, amount: Money) -> None:
    office.refuses(lambda desk: pay(desk, ida.id, amount, "MP-1"), Invalid, Actor.STAFF)


def test_progress_counts_completed_lessons_of_those_required(office: Office, ida: Student) -> None:
    outcomes = (Outcome.ATTENDED, Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.NOT_HELD)
    for hour, outcome in zip(("08", "09", "10", "11"), outcomes, strict=True):
        lesson = office.school.books(ida, f"{MONDAY} {hour}:00")
        office.do(settling(lesson, outcome), Actor.TEACHER, moment("2027-06-08 08:00"))
    found = office.do(lambda desk: progress(desk, ida))
    assert [(line.module.code, line.completed, line.required) for line in found.modules] == [
        ("driving", 2, 16),
        ("theory", 0, 29),
    ]
    without = replace(ida, curriculum_id=None)
    office.do(lambda desk: desk.work.administration.save_student(without))  # type: ignore[attr-defined]
    found = office.do(lambda desk: progress(desk, without))
    assert (found.modules, found.others) == ((), {office.school.types["driving"].id: 2})


def test_nothing_of_another_school_is_found(
    office: Office, ida: Student, other_school: SmallSchool, database: Database
) -> None:
    lesson = office.school.books(ida, f"{MONDAY} 10:00")
    session = office.school.plans_class(f"{MONDAY} 17:00")
    elsewhere, stranger = Office(other_school, database), other_school.student("Ida Krogh")
    for deed in (
        lambda desk: confirm(desk, lesson.id),
        lambda desk: expire(desk, lesson.id),
        lambda desk: cancel(desk, lesson.id),
        settling(lesson, Outcome.NOT_HELD),
        lambda desk: own_booking(desk, stranger, lesson.id),
        lambda desk: release(desk, stranger, lesson.id),
        lambda desk: reschedule(desk, stranger, lesson.id, elsewhere.slot(f"{MONDAY} 12:00")),
        lambda desk: pay(desk, ida.id, PRICE, "MP-1"),
        booking(stranger, seat_of(session)),
        booking(stranger, office.slot(f"{MONDAY} 12:00")),
        lambda desk: desk.catalogue.teacher(office.school.mette.id),
    ):
        elsewhere.refuses(deed, NotFound, Actor.STAFF)
    assert office.booking(lesson).status is Status.CONFIRMED


def test_a_teacher_or_car_of_another_school_is_not_booked(
    office: Office, ida: Student, other_school: SmallSchool
) -> None:
    slot = office.slot(f"{MONDAY} 10:00")
    office.refuses(booking(ida, replace(slot, teacher_id=other_school.mette.id)), OutsideHours)
    office.refuses(booking(ida, replace(slot, resource_ids=(other_school.cars[0].id,))), OutsideHours)


def test_what_the_search_offers_can_be_booked_and_what_it_does_not_offer_cannot(
    office: Office, ida: Student, ole: Student
) -> None:
    office.school.books(ole, f"{MONDAY} 10:00")
    office.school.books(ida, f"{MONDAY} 13:00", teacher=office.school.jonas)
    window = Window(moment(f"{MONDAY} 07:00"), moment(f"{MONDAY} 19:00"))
    query = SlotQuery(office.school.types["driving"], (window,), NOW, teacher_ids=(office.school.mette.id,),
                      student_id=ida.id, spread=False)  # fmt: skip
    offered = {slot.start: slot for slot in office.do(lambda desk: list(search(desk, query)))}
    start = window.start
    while start < moment(f"{MONDAY} 19:00"):
        with office.school.open_work() as work:  # never committed
            desk = office.school.desk(work, Actor.STUDENT, NOW)
            wanted = offered.get(start) or office.slot(f"{start.astimezone(office.school.school.zone):%Y-%m-%d %H:%M}")
            if start in offered:
                book(desk, ida, wanted)
                work.flush()
            else:
                with pytest.raises(Refusal):
                    book(desk, ida, wanted)
        start += timedelta(minutes=15)
    assert len(offered) > 10


def test_a_class_longer_than_its_kind_is_not_offered_over_the_students_other_lesson(
    office: Office, ida: Student
) -> None:
    kind, start = office.school.types["theory"], moment(f"{MONDAY} 12:00")
    with office.school.open_work() as work:
        long = Session(work.next_id(), office.school.id, kind.id, Interval(start, start + timedelta(hours=3)),
                       (office.school.jonas.id,), (office.school.room.id,), capacity=2)  # fmt: skip
        plan_class(office.school.desk(work, Actor.STAFF, NOW), long)
        work.commit()
    office.school.books(ida, f"{MONDAY} 14:00")
    query = SlotQuery(kind, (Window(start, None),), NOW, student_id=ida.id)
    assert office.do(lambda desk: list(search(desk, query))) == []
    office.refuses(booking(ida, seat_of(long)), StudentBusy)
