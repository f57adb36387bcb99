"""What has happened at the demo school and what is coming, told by the same use cases that students and staff use.

Everything follows from the date alone, so two demos started on one day are alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.demo_school import CURRENCY, ZONE, DemoSchool
from domain.lessons import Actor, Booking, Session
from domain.money import Money
from domain.schools import Catalogue, Student
from domain.services.attendance import Outcome, settle
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.classes import plan_class
from domain.services.desk import Desk
from domain.services.paying import pay
from domain.services.searching import search
from domain.slots import SlotQuery, Window, seat_of
from domain.timeslots import Interval, to_utc
from storage.unit_of_work import UnitOfWork

BOOKED_AHEAD = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Lesson:
    """days: from today; the lesson takes the first free time then, or on the next day the teacher works."""

    student: int
    days: int
    kind: str
    hour: int = 8
    teacher: int | None = None
    outcome: Outcome | str = Outcome.ATTENDED


PAST = (
    Lesson(0, -23, "driving", 9),
    Lesson(0, -16, "driving", 13),
    Lesson(0, -9, "driving", 10),
    Lesson(1, -27, "track", 9),
    Lesson(1, -24, "driving", 10),
    Lesson(1, -17, "double", 14),
    Lesson(1, -8, "driving", 10),
    Lesson(2, -20, "test-drive", 9),
    Lesson(2, -13, "driving", 10),
    Lesson(2, -6, "driving", 9, outcome="cancelled late"),
    Lesson(3, -28, "track", 13),
    Lesson(3, -21, "driving", 14),
    Lesson(3, -14, "driving", 14, outcome=Outcome.NO_SHOW),
    Lesson(3, -7, "slippery", 9),
    Lesson(4, -5, "driving", 12),
)
COMING = (
    Lesson(1, 2, "driving", 14),
    Lesson(1, 5, "double", 9),
    Lesson(1, 9, "driving", 8, teacher=0),
    Lesson(2, 3, "driving", 10),
    Lesson(2, 10, "slippery", 14, teacher=1),
    Lesson(3, 1, "driving", 13),
    Lesson(3, 8, "double", 14),
    Lesson(4, 3, "driving", 8, teacher=0),
    Lesson(4, 6, "driving", 12),
    Lesson(4, 12, "track", 9),
)
PAYMENTS = ((0, -12, 650), (1, -15, 2_700), (2, -10, 1_500), (3, -18, 800), (4, -4, 650))
CLASS_DAYS = (0, 2)
CLASS_HOURS = (18, 19)


class History:
    def __init__(self, work: UnitOfWork, school: DemoSchool, catalogue: Catalogue, now: datetime) -> None:
        self._work = work
        self._school = school
        self._catalogue = catalogue
        self._now = now
        self._today = now.astimezone(ZONE).date()

    def tell(self) -> None:
        for lesson in PAST:
            booking = self._book(lesson)
            if lesson.outcome == "cancelled late":
                cancel(self._desk(Actor.STUDENT, booking.start - timedelta(hours=5)), booking.id)
            else:
                self._settle(booking, Outcome(lesson.outcome))
        for student, days, amount in PAYMENTS:
            at = to_utc(datetime.combine(self._today + timedelta(days=days), time(12)), ZONE)
            paid = Money(amount * 100, CURRENCY)
            key = f"demo-{student}-{days}"
            pay(self._desk(Actor.STAFF, at), self._school.students[student].id, paid, key, reference="MobilePay")
        for weeks in range(-3, 4):
            self._classes(self._today + timedelta(weeks=weeks, days=-self._today.weekday()))
        for lesson in COMING:
            self._book(lesson)
        hush(self._work, self._school.school_id, self._now)

    def _desk(self, actor: Actor, at: datetime) -> Desk:
        return Desk(self._work, self._catalogue, actor, at)

    def _book(self, lesson: Lesson) -> Booking:
        student = self._school.students[lesson.student]
        start = to_utc(datetime.combine(self._today + timedelta(days=lesson.days), time(lesson.hour)), ZONE)
        desk = self._desk(Actor.STUDENT, min(start - BOOKED_AHEAD, self._now - timedelta(days=1)))
        usual = student.usual_teacher_id
        teacher_id = usual if lesson.teacher is None else self._school.teachers[lesson.teacher].id
        assert teacher_id is not None
        query = SlotQuery(
            self._school.types[lesson.kind],
            tuple(Window(day, day + timedelta(hours=5)) for day in self._days_from(start)),
            desk.now,
            teacher_ids=(teacher_id,),
            student_id=student.id,
        )
        return book(desk, student, next(search(desk, query)))

    def _days_from(self, start: datetime) -> Sequence[datetime]:
        return [start + timedelta(days=days) for days in range(4)]

    def _classes(self, monday: date) -> None:
        """A week's theory evenings, today's left out; some students were in the past ones."""
        for weekday in CLASS_DAYS:
            day = monday + timedelta(days=weekday)
            if day == self._today:
                continue
            for hour in CLASS_HOURS:
                self._class(day, hour)

    def _class(self, day: date, hour: int) -> None:
        kind = self._school.types["theory"]
        start = to_utc(datetime.combine(day, time(hour)), ZONE)
        session = Session(
            id=self._work.next_id(),
            school_id=self._school.school_id,
            lesson_type_id=kind.id,
            during=Interval(start, start + kind.duration),
            teacher_ids=(self._school.teachers[1].id,),
            resource_ids=(self._school.room.id,),
            capacity=kind.capacity,
            branch_id=self._school.room.branch_id,
        )
        planned = min(start - timedelta(weeks=4), self._now - timedelta(days=1))
        plan_class(self._desk(Actor.STAFF, planned), session)
        if start < self._now:
            for student in self._school.students[:3]:
                self._settle(self._take_seat(student, session), Outcome.ATTENDED)

    def _take_seat(self, student: Student, session: Session) -> Booking:
        return book(self._desk(Actor.STUDENT, session.start - BOOKED_AHEAD), student, seat_of(session))

    def _settle(self, booking: Booking, outcome: Outcome) -> None:
        """By the teacher, ten minutes after the lesson."""
        settle(self._desk(Actor.TEACHER, booking.end + timedelta(minutes=10)), booking.id, outcome)


def hush(work: UnitOfWork, school_id: int, now: datetime) -> None:
    """Tell nobody what was due before the demo began."""
    work.flush()  # an UPDATE does not see what is inserted by the same statement
    work.write(
        "UPDATE notices SET done_at = %(now)s, outcome = 'before the demo' "
        "WHERE school_id = %(school_id)s AND done_at IS NULL AND due_at <= %(now)s",
        {"school_id": school_id, "now": now},
    )
