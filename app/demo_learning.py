"""The demo's students in the midst of their training: what they did elsewhere, what is signed, how lessons went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo_school import ZONE, DemoSchool
from domain.learning import Progress, Signer
from domain.lessons import Actor
from domain.schools import Catalogue, Student
from domain.services.desk import Desk
from domain.services.marking import mark, note
from domain.services.plans import change_module, enrol, record_result
from domain.services.progress import progress_of
from domain.services.signing import Hand, sign, teacher_of
from storage.unit_of_work import UnitOfWork

MOVED_HERE = "Moved here from Havn Køreskole"


@dataclass(frozen=True, slots=True)
class Credit:
    student: int
    module: str
    lessons: int


CREDITS = (
    Credit(0, "track", 4),
    Credit(1, "track", 3),
    Credit(2, "track", 4),
    Credit(3, "theory-1", 6),
    Credit(3, "theory-2", 23),
    Credit(3, "track", 3),
    Credit(4, "theory-1", 6),
    Credit(4, "track", 4),
)
FIRST_AIDERS = (0, 1, 3)
SIGNED = ((0, "theory-1", "both"), (1, "track", "both"), (2, "theory-1", "teacher"))
"""(student, module, by whom). Mikkel's theory waits for Jonas, and Sofia is still to sign hers."""

MARKS = (("observation", 4), ("junctions", 3), ("parking", 2))
NOTE = "Looks over the shoulder without being told. Next time: parking on a hill."


class Learning:
    def __init__(self, work: UnitOfWork, school: DemoSchool, catalogue: Catalogue, now: datetime) -> None:
        self._work = work
        self._school = school
        self._catalogue = catalogue
        self._now = now

    def tell(self) -> None:
        for student in self._school.students:
            enrol(self._desk(Actor.STAFF), student.id, (self._now - timedelta(weeks=6)).astimezone(ZONE).date())
        for credit in CREDITS:
            student_id = self._school.students[credit.student].id
            change_module(
                self._desk(Actor.STAFF), student_id, credit.module, credited=credit.lessons, reason=MOVED_HERE
            )
        for place in FIRST_AIDERS:
            self._first_aid(self._school.students[place])
        for place, module, by in SIGNED:
            self._sign(self._school.students[place], module, both=by == "both")
        self._judge(self._school.students[0])
        self._work.flush()  # an UPDATE does not see what is inserted by the same statement
        self._work.write(
            "UPDATE notices SET done_at = %(now)s, outcome = 'before the demo' "
            "WHERE school_id = %(school_id)s AND kind = 'countersign' AND done_at IS NULL",
            {"school_id": self._school.school_id, "now": self._now},
        )

    def _desk(self, actor: Actor, ago: timedelta = timedelta(0)) -> Desk:
        return Desk(self._work, self._catalogue, actor, self._now - ago)

    def _progress(self, student: Student) -> Progress:
        return progress_of(self._desk(Actor.STAFF), student.id)

    def _first_aid(self, student: Student) -> None:
        today = self._now.astimezone(ZONE).date()
        record_result(
            self._desk(Actor.STAFF), student.id, "first-aid",
            passed=True, taken_on=today - timedelta(days=16), today=today, note="Røde Kors",
        )  # fmt: skip

    def _sign(self, student: Student, code: str, *, both: bool) -> None:
        """By the teacher the day before yesterday, by the student an hour later."""
        progress = self._progress(student)
        line = next(line for line in progress.modules if line.module.code == code)
        teacher = self._catalogue.teacher(teacher_of(self._desk(Actor.STAFF), progress, line) or 0)
        hands = [Hand(Signer.TEACHER, teacher.id, teacher.name, "sms")]
        hands += [Hand(Signer.STUDENT, student.id, student.name, "sms")] if both else []
        for hours, hand in enumerate(hands):
            desk = self._desk(Actor(hand.signer.value), timedelta(days=2) - timedelta(hours=hours))
            sign(desk, student.id, line.module.id, hand)

    def _judge(self, student: Student) -> None:
        """The student's last lesson on the road, by who gave it."""
        road = next(line for line in self._progress(student).modules if line.module.code == "road-1")
        lesson = road.lessons[-1]
        desk, teacher_id = self._desk(Actor.TEACHER, timedelta(days=2)), lesson.teacher_ids[0]
        for skill, value in MARKS:
            mark(desk, lesson.booking_id, skill, value, teacher_id=teacher_id)
        note(desk, lesson.booking_id, NOTE, teacher_id=teacher_id)
