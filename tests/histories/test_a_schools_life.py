"""Students, teachers and staff act at random, the clock moves across a clock change, and the books stay true.

The model is small: what each lesson came to, what it cost, and who had to be told. Everything else is read from the
database by other words than the program's own. A refusal is an answer like any other; nothing else may be raised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.bootstrap import Application
from app.channels import SIMULATOR
from app.worker import DueWork
from bot.conversation import again_if_lost
from domain.errors import Refusal
from domain.lessons import TRANSITIONS, Actor, Booking, Status
from domain.policies import Policy
from domain.schools import Student, Teacher
from domain.services.attendance import Outcome, correct, settle
from domain.services.booking import book, confirm, hold, release
from domain.services.cancelling import cancel
from domain.services.classes import cancel_session, change_session
from domain.services.desk import Desk
from domain.services.offering import decline, take
from domain.services.progress import progress
from domain.services.rescheduling import reschedule
from domain.services.searching import search
from domain.services.sickness import call_in_sick
from domain.services.waiting import wait_for_class, wait_for_earlier
from domain.slots import Slot, SlotQuery, Window
from domain.timeslots import Interval, day_start, to_utc, to_wall
from storage.engine import Database
from tests.factories import DEMO, ZONE, Clock, SmallSchool, found_school, moment
from tests.histories.books import Books, Row

T = TypeVar("T")

BEFORE_A_CLOCK_CHANGE = ["2026-10-23 07:00", "2027-03-26 07:00"]
"""Fridays; in the night to Sunday the clocks are set back, or forward."""

NEWS = {
    "notice_lesson_booked", "notice_lesson_moved", "notice_lesson_cancelled", "notice_confirmed_by_school",
    "notice_moved_by_school", "notice_cancelled_by_school", "notice_attendance_corrected", "notice_missed",
}  # fmt: skip
"""Messages that tell of a change which somebody else has made."""

MOST_DAYS_OFF = 2
RULES = Policy(minimum_notice_minutes=60, max_open_bookings=4)
HALF = 50
DAYS, HOURS, ANY = st.integers(0, 4), st.integers(8, 17), st.integers(0, 9)
WHO = st.sampled_from([Actor.STUDENT, Actor.STAFF])


class SchoolLife(RuleBasedStateMachine):
    """database: one of its own, in which each life has a school of its own."""

    database: Database

    @initialize(begins=st.sampled_from(BEFORE_A_CLOCK_CHANGE))
    def found(self, begins: str) -> None:
        self.clock = Clock(moment(begins))
        self.app = Application(DEMO, self.database, self.clock)
        self.due = DueWork(self.app)
        self.school: SmallSchool = found_school(self.app.open_work, RULES)
        self.students = [self.school.student(name) for name in ("Anna Berg", "Bo Lind", "Mia Holt")]
        people: list[Student | Teacher] = [*self.students, self.school.mette, self.school.jonas]
        for person in people:
            self.has_a_phone(person)
        for day in (1, 4):
            self.plan_class(day, 17)
        self.books = Books(self.database, self.school.id)
        self.known: dict[int, Row] = {}
        self.fees: Counter[int] = Counter()
        self.owed: Counter[int] = Counter()
        self.last_message, self.days_off = 0, 0
        self.expected: Counter[tuple[int, str]] | None = Counter()
        self.actors = {Actor.SYSTEM}

    def has_a_phone(self, person: Student | Teacher) -> None:
        role = "student" if isinstance(person, Student) else "teacher"
        with self.app.open_work() as work:
            work.administration.link_contact(
                self.school.id, role, person.id, "sms", person.phone or "", language="en", transport=SIMULATOR
            )
            work.commit()

    # What happens

    @rule(minutes=st.sampled_from([4, 6, 50, 400, 900, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)
        self.expected = None  # what is due by itself is held to be told once, whenever that is
        self.due.run()

    @rule(who=ANY, by=WHO, kind=st.sampled_from(["driving", "track", "theory"]), day=DAYS, hour=HOURS)
    def books_a_lesson(self, who: int, by: Actor, kind: str, day: int, hour: int) -> None:
        student = self.students[who % 3]
        slot = self.slot(student, kind, day, hour)
        booked = slot and self.does(by, lambda desk: book(desk, student, slot))
        if booked:
            self.told_of(booked, by, "lesson_booked", "confirmed_by_school")

    @rule(who=ANY, day=DAYS, hour=HOURS, yes=st.booleans())
    def holds_a_lesson_and_decides(self, who: int, day: int, hour: int, yes: bool) -> None:
        student = self.students[who % 3]
        slot = self.slot(student, "driving", day, hour)
        held = slot and self.does(Actor.STUDENT, lambda desk: hold(desk, student, slot))
        if held and yes and self.does(Actor.STUDENT, lambda desk: confirm(desk, held.id)):
            self.told_of(held, Actor.STUDENT, "lesson_booked", "confirmed_by_school")
        elif held:
            self.does(Actor.STUDENT, lambda desk: release(desk, student, held.id))

    @rule(who=ANY, day=DAYS, hour=HOURS)
    def holds_a_lesson_and_forgets_it(self, who: int, day: int, hour: int) -> None:
        student = self.students[who % 3]
        if slot := self.slot(student, "driving", day, hour):
            self.does(Actor.STUDENT, lambda desk: hold(desk, student, slot))

    @rule(which=ANY, by=WHO, day=DAYS, hour=HOURS)
    def moves_a_lesson(self, which: int, by: Actor, day: int, hour: int) -> None:
        if (row := self.one(which, "confirmed")) is None:
            return
        slot = self.slot(self.student(row), self.kind_of(row), day, hour, ignoring=row.session_id)
        if slot is None:
            return
        fee, left = self.late_fee(row, by), self.teachers_of(row)
        if moved := self.does(by, lambda desk: reschedule(desk, self.student(row), row.id, slot)):
            self.fees[row.student_id] += fee
            stays, session = moved.start == row.start, moved.session
            self.told_of(moved, by, None, None if stays else "moved_by_school")
            self.expect((teacher, "notice_lesson_booked") for teacher in set(session.teacher_ids) - left)
            self.expect(
                (teacher, "notice_lesson_moved") for teacher in left.intersection(session.teacher_ids) if not stays
            )
            self.expect((teacher, "notice_lesson_cancelled") for teacher in left - set(moved.session.teacher_ids))

    @rule(which=ANY, by=st.sampled_from([Actor.STUDENT, Actor.STAFF, Actor.TEACHER]))
    def cancels_a_lesson(self, which: int, by: Actor) -> None:
        row = self.one(which, "confirmed")
        if row is None:
            return
        fee = self.late_fee(row, by)
        if cancelled := self.does(by, lambda desk: cancel(desk, row.id)):
            self.fees[row.student_id] += fee
            self.told_of(cancelled, by, "lesson_cancelled", "cancelled_by_school")

    @rule(which=ANY, outcome=st.sampled_from(list(Outcome)))
    def says_how_a_lesson_went(self, which: int, outcome: Outcome) -> None:
        row = self.one(which, "confirmed", begun=True)
        if row and (settled := self.does(Actor.TEACHER, lambda desk: settle(desk, row.id, outcome))):
            told = {Outcome.NOT_HELD: "cancelled_by_school", Outcome.NO_SHOW: "missed"}.get(outcome)
            self.expect([(settled.student_id, f"notice_{told}")] if told else [])

    @rule(which=ANY, outcome=st.sampled_from(list(Outcome)))
    def corrects_how_a_lesson_went(self, which: int, outcome: Outcome) -> None:
        row = self.one(which, "completed", "no_show")
        if row and (corrected := self.does(Actor.STAFF, lambda desk: correct(desk, row.id, outcome))):
            was = self.known[row.id].status
            changed = corrected.status.value != was
            self.expect([(corrected.student_id, "notice_attendance_corrected")] if changed else [])

    @rule(which=ANY, outcome=st.sampled_from([*Outcome, Outcome.ATTENDED]))
    def a_lesson_takes_place(self, which: int, outcome: Outcome) -> None:
        if row := self.one(which, "confirmed"):
            self.clock.now = max(self.clock.now, row.end)
            self.expected = None
            self.does(Actor.TEACHER, lambda desk: settle(desk, row.id, outcome))

    @rule(day=DAYS, hour=st.integers(10, 17))
    def plans_a_class(self, day: int, hour: int) -> None:
        self.plan_class(day, hour)
        self.expected = None

    @rule(which=ANY, who=ANY)
    def joins_a_class(self, which: int, who: int) -> None:
        student, session_id = self.students[who % 3], self.a_class(which)
        slots = [slot for slot in self.slots(student, "theory", 0, 0, days=30) if slot.session_id == session_id]
        if slots and (joined := self.does(Actor.STUDENT, lambda desk: book(desk, student, slots[0]))):
            self.told_of(joined, Actor.STUDENT, "lesson_booked", "confirmed_by_school")

    @rule(which=ANY, capacity=st.integers(1, 3))
    def changes_the_seats_of_a_class(self, which: int, capacity: int) -> None:
        if session_id := self.a_class(which):
            self.does(Actor.STAFF, lambda desk: change_session(desk, session_id, capacity=capacity))
            self.expected = None

    @rule(which=ANY)
    def cancels_a_class(self, which: int) -> None:
        if session_id := self.a_class(which):
            self.does(Actor.STAFF, lambda desk: cancel_session(desk, session_id))
            self.expected = None

    @rule(which=ANY, who=ANY)
    def waits_for_a_class(self, which: int, who: int) -> None:
        student = self.students[who % 3]
        if session_id := self.a_class(which):
            self.does(Actor.STUDENT, lambda desk: wait_for_class(desk, student, session_id))

    @rule(which=ANY)
    def waits_for_an_earlier_lesson(self, which: int) -> None:
        if row := self.one(which, "confirmed"):
            self.does(Actor.STUDENT, lambda desk: wait_for_earlier(desk, self.student(row), row.id))

    @rule(who=ANY, yes=st.booleans())
    def answers_an_offer(self, who: int, yes: bool) -> None:
        student = self.students[who % 3]
        answer: Callable[..., object] = take if yes else decline
        with self.app.open_work() as work:
            offers = work.offers.open_to(self.school.id, student.id, self.clock.now)
        if offers:
            self.does(Actor.STUDENT, lambda desk: answer(desk, student, offers[0].id))
            self.expected = None

    @precondition(lambda self: self.days_off < MOST_DAYS_OFF)
    @rule(whose=st.booleans(), day=st.integers(0, 2))
    def calls_in_sick(self, whose: bool, day: int) -> None:
        teacher = self.school.mette if whose else self.school.jonas
        self.days_off += 1
        first = to_wall(self.clock.now, ZONE).date() + timedelta(days=day)
        off = Interval(day_start(first, ZONE), day_start(first + timedelta(days=1), ZONE))
        self.does(Actor.TEACHER, lambda desk: call_in_sick(desk, teacher.id, off))
        self.expected = None

    # What must be true then

    @invariant()
    def everything_is_in_order(self) -> None:
        if not hasattr(self, "school"):
            return
        rows = self.books.bookings()
        self.due.run()
        self.transitions(rows)
        rows = self.books.bookings()
        self.transitions(rows)
        assert self.books.overlaps(self.clock.now) == {}
        assert self.books.wrong_seats() == []
        self.money(rows)
        self.learning(rows)
        self.post()
        self.actors = {Actor.SYSTEM}

    def transitions(self, rows: dict[int, Row]) -> None:
        """Every booking is where one of those who acted may have brought it."""
        for id_, row in rows.items():
            before = Status(self.known[id_].status) if id_ in self.known else Status.DRAFT
            after = Status(row.status)
            assert before is after or self.may(before, after), f"{row} was {before}"
            assert id_ not in self.known or row.version >= self.known[id_].version
        self.known = rows

    def may(self, before: Status, after: Status) -> bool:
        """Directly, or by way of a confirmation in between (held and confirmed, or booked and cancelled, in one)."""
        ways = [(before, after)], [(before, Status.CONFIRMED), (Status.CONFIRMED, after)]
        return any(
            all(any(permission.who & self.actors for permission in TRANSITIONS.get(step, ())) for step in way)
            for way in ways
        )

    def money(self, rows: dict[int, Row]) -> None:
        """What each student owes is what their lessons came to, and the fees they agreed to."""
        owed = Counter(self.fees)
        for row in rows.values():
            if row.status in {"completed", "no_show"}:
                owed[row.student_id] += row.price
        assert self.books.owed() == {student: amount for student, amount in owed.items() if amount}

    def learning(self, rows: dict[int, Row]) -> None:
        """Progress counts the lessons that took place and no others."""
        came = Counter((row.student_id, row.type_id) for row in rows.values() if row.status == "completed")
        with self.app.open_work() as work:
            desk = self.school.desk(work, Actor.STAFF, self.clock.now)
            for student in self.students:
                made = progress(desk, student)
                done = {id_: line.completed for line in made.modules for id_ in line.module.lesson_type_ids} | dict(
                    made.others
                )
                for kind in self.school.types.values():
                    assert done.get(kind.id, 0) == came[student.id, kind.id], (student.name, kind.code)

    def post(self) -> None:
        """What changed was told to those concerned, once; nothing was told twice, and nothing waits."""
        fresh = self.books.told(self.last_message)
        news = Counter((told.person_id, told.name) for told in fresh if told.name in NEWS)
        if self.expected is not None:
            assert news == self.expected
        assert self.books.told_twice() == []
        assert self.books.untold(self.clock.now) == []
        self.last_message = max([self.last_message, *(told.id for told in fresh)])
        self.expected = Counter()

    # How it is done

    def does(self, by: Actor, deed: Callable[[Desk], T]) -> T | None:
        """Carry it out in a transaction; None if it was refused."""
        self.actors.add(by)

        def once() -> T:
            with self.app.open_work() as work:
                done = deed(self.school.desk(work, by, self.clock.now))
                work.commit()
            return done

        return self.refusable(lambda: again_if_lost(once))

    def refusable(self, deed: Callable[[], T]) -> T | None:
        try:
            return deed()
        except Refusal as refusal:
            note(f"refused: {refusal.code}")
            return None

    def told_of(self, booking: Booking, by: Actor, to_teacher: str | None, to_student: str | None) -> None:
        teachers = booking.session.teacher_ids if by is not Actor.TEACHER and to_teacher else ()
        self.expect((teacher, f"notice_{to_teacher}") for teacher in teachers)
        if by is not Actor.STUDENT and to_student:
            self.expect([(booking.student_id, f"notice_{to_student}")])

    def expect(self, told: Any) -> None:
        assert self.expected is not None
        self.expected.update(told)

    def slot(self, student: Student, kind: str, day: int, hour: int, ignoring: int | None = None) -> Slot | None:
        """A free time that day from that hour on, as the student would be shown it."""
        return next(iter(self.slots(student, kind, day, hour, ignoring=ignoring)), None)

    def slots(
        self, student: Student, kind: str, day: int, hour: int, *, days: int = 1, ignoring: int | None = None
    ) -> list[Slot]:
        window = Window(self.wall(day, hour), self.wall(day + days, 0))
        with self.app.open_work() as work:
            desk = self.school.desk(work, Actor.STUDENT, self.clock.now)
            query = SlotQuery(
                self.school.types[kind], (window,), self.clock.now, student_id=student.id, ignoring=ignoring
            )
            try:
                return list(search(desk, query, student))
            except Refusal:  # whoever can have none is told so
                return []

    def plan_class(self, day: int, hour: int) -> None:
        start = self.wall(day, hour)
        if start > self.clock.now:
            self.refusable(lambda: self.school.plans_class(to_wall(start, ZONE).isoformat(" ", "minutes")))

    def wall(self, day: int, hour: int) -> Any:
        first = to_wall(self.clock.now, ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        return to_utc(first + timedelta(days=day, hours=hour), ZONE)

    def one(self, which: int, *statuses: str, begun: bool = False) -> Row | None:
        found = [
            row
            for row in self.books.bookings().values()
            if row.status in statuses and (not begun or row.start <= self.clock.now)
        ]
        return found[which % len(found)] if found else None

    def a_class(self, which: int) -> int | None:
        rows = self.database.execute(
            "SELECT id FROM sessions WHERE school_id = %(school)s AND capacity > 1 AND NOT cancelled "
            "AND starts_at > %(now)s ORDER BY id",
            {"school": self.school.id, "now": self.clock.now},
        )
        return rows[which % len(rows)][0] if rows else None

    def student(self, row: Row) -> Student:
        return next(student for student in self.students if student.id == row.student_id)

    def kind_of(self, row: Row) -> str:
        return next(code for code, kind in self.school.types.items() if kind.id == row.type_id)

    def teachers_of(self, row: Row) -> set[int]:
        with self.app.open_work() as work:
            return set(work.bookings.get(self.school.id, row.id, lock=False).session.teacher_ids)

    def late_fee(self, row: Row, by: Actor) -> int:
        """Half the price for a student within a day of the start, unless the teacher is off then anyway."""
        late = by is Actor.STUDENT and self.clock.now > row.start - timedelta(hours=24)
        with self.app.open_work() as work:
            off = work.catalogue(self.school.id).time_off
        away = any(
            each.calendar_id in self.teachers_of(row) and each.during.overlaps(Interval(row.start, row.end))
            for each in off
        )
        return row.price * HALF // 100 if late and not away else 0


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    with Database(fresh_database_url) as opened:
        yield opened


def test_whatever_people_do_the_books_stay_true(database: Database) -> None:
    SchoolLife.database = database
    run_state_machine_as_test(
        SchoolLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
