"""What the rules may want to know of a student, read only when one of them asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from domain.learning import History, Lesson
from domain.lessons import Actor, Booking
from domain.money import Money
from domain.ports import Work
from domain.rules.prerequisites import Prerequisites
from domain.rules.rule import Facts, Occasion, Request, Rule
from domain.schools import LessonType, Student
from domain.services.desk import Desk
from domain.slots import Slot
from domain.timeslots import Interval


class StudentFacts(Facts):
    """ignoring: the session that is being left."""

    def __init__(self, desk: Desk, student: Student, *, ignoring: int | None = None) -> None:
        self.notes: dict[Any, Any] = {}
        self._desk = desk
        self._student = student
        self._ignoring = ignoring

    @property
    def work(self) -> Work:
        return self._desk.work

    @cached_property
    def open_ends(self) -> Sequence[datetime]:
        student = self._student
        return self.work.bookings.open_ends(student.school_id, student.id, self._looked_at, self._desk.now)

    @cached_property
    def course_ends(self) -> Sequence[datetime]:
        return self.work.courses.ends_for(self._student.school_id, self._student.id, self._desk.now)

    @property
    def open_ends_known(self) -> bool:
        """Whether nothing has to be read for them: they are set by who has read them beside something else."""
        return "open_ends" in vars(self)

    def starts(self, during: Interval) -> Sequence[datetime]:
        known = self._known_starts if self._looked_at.start <= during.start else self._read(during)
        return [start for start in known if during.start <= start < during.end]

    @cached_property
    def _looked_at(self) -> Interval:
        return Interval(self._desk.now - timedelta(days=8), self._desk.now + timedelta(days=2_000))

    @cached_property
    def _known_starts(self) -> Sequence[datetime]:
        if not self._order_is_kept:
            return self._read(self._looked_at)
        self._read_together()
        return self._known_starts

    def _read_together(self) -> None:
        """What the rules about the order of modules, about numbers and about debt ask for."""
        student, now = self._student, self._desk.now
        self._history, self._known_starts, owed = self.work.learning.what_rules_ask(
            student.school_id, student.id, self._looked_at, now, ignoring=self._ignoring
        )
        self.balance = Money(owed, self._desk.catalogue.school.currency)

    @property
    def _order_is_kept(self) -> bool:
        """Whether the history will be asked for as well, by the rule about the order of modules."""
        catalogue = self._desk.catalogue
        if self._student.curriculum_id not in catalogue.curricula or "_history" in vars(self):
            return False
        policies = (policy for type_id in catalogue.lesson_types for policy in catalogue.policies_of(type_id).values())
        return catalogue.kept("order", lambda: any(policy[Prerequisites].modules_in_order for policy in policies))

    def _read(self, during: Interval) -> Sequence[datetime]:
        student, now = self._student, self._desk.now
        return self.work.bookings.starts(student.school_id, student.id, during, now, ignoring=self._ignoring)

    @cached_property
    def completed(self) -> Mapping[int, int]:
        return self.work.students.completed(self._student.school_id, self._student.id)

    @cached_property
    def history(self) -> History:
        kept = tuple(lesson for lesson in self._history.coming if lesson.session_id != self._ignoring)
        return replace(self._history, coming=kept) if self._ignoring is not None else self._history

    @property
    def moved(self) -> Lesson | None:
        if self._ignoring is None:
            return None
        return next((lesson for lesson in self._history.coming if lesson.session_id == self._ignoring), None)

    @cached_property
    def _history(self) -> History:
        """With the lesson that is being left."""
        return self.work.learning.history(self._student.school_id, self._student.id)

    @cached_property
    def balance(self) -> Money:
        if self._order_is_kept:
            self._read_together()
            return self.balance
        return self.work.ledger.account(self._student.school_id, self._student.id).balance


def wish(desk: Desk, student: Student, slot: Slot, facts: Facts, occasion: Occasion = Occasion.BOOK) -> Request:
    """The student's wish for the slot, as the rules judge it."""
    kind = desk.catalogue.lesson_type(slot.lesson_type_id)
    rules = desk.policy_for(slot).asked(occasion)
    return _request(desk, student, kind, slot.start, facts, occasion, slot.teacher_id, rules)


def wish_for(
    desk: Desk,
    student: Student,
    kind: LessonType,
    start: datetime,
    facts: Facts | None = None,
    occasion: Occasion = Occasion.BOOK,
    teacher_id: int | None = None,
) -> Request:
    """The wish for a lesson of that type at that time, perhaps with that teacher."""
    return _request(desk, student, kind, start, facts or StudentFacts(desk, student), occasion, teacher_id)


def change(desk: Desk, student: Student, booking: Booking, occasion: Occasion) -> Request:
    """The wish to leave or cancel what is booked."""
    kind = desk.catalogue.lesson_type(booking.session.lesson_type_id)
    asked = _request(desk, student, kind, booking.start, StudentFacts(desk, student), occasion, None)
    return replace(asked, booking=booking)


def _request(
    desk: Desk,
    student: Student,
    kind: LessonType,
    start: datetime,
    facts: Facts,
    occasion: Occasion,
    teacher_id: int | None,
    rules: tuple[Rule, ...] | None = None,
) -> Request:
    by_student = desk.actor is Actor.STUDENT
    if rules is None:
        rules = desk.catalogue.policy_for(kind.id, student.branch_id).asked(occasion)
    return Request(occasion, desk.now, start, desk.catalogue, student, kind, facts, by_student, teacher_id, rules=rules)
