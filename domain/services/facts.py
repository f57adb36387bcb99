"""What the rules may want to know of a student, read only when one of them asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from domain.ledger import Account
from domain.ports import Standing, Work
from domain.rules.rule import Facts, Occasion, Request
from domain.schools import LessonType, Student
from domain.services.desk import Desk
from domain.slots import Slot
from domain.timeslots import Interval


class StudentFacts(Facts):
    """standing: what was read with the calendars locked, if it was. moved: the booking that is being moved."""

    def __init__(self, desk: Desk, student: Student, *, moved: int | None = None) -> None:
        self.standing: Standing | None = None
        self._desk = desk
        self._student = student
        self._moved = moved

    @property
    def work(self) -> Work:
        return self._desk.work

    @cached_property
    def open_ends(self) -> Sequence[datetime]:
        desk, student = self._desk, self._student
        if self.standing is not None:
            return self.standing.open_ends
        moment = Interval(desk.now, desk.now + timedelta(seconds=1))
        return desk.work.calendars.standing(
            student.school_id, (), moment, desk.now, student_id=student.id
        ).open_ends  # fmt: skip

    def starts(self, during: Interval) -> Sequence[datetime]:
        student = self._student
        return self.work.bookings.starts(student.school_id, student.id, during, self._desk.now, ignoring=self._moved)

    @cached_property
    def completed(self) -> Mapping[int, int]:
        return self.work.students.completed(self._student.school_id, self._student.id)

    @cached_property
    def account(self) -> Account:
        return self.work.ledger.account(self._student.school_id, self._student.id)


def wish(desk: Desk, student: Student, slot: Slot, facts: Facts, occasion: Occasion = Occasion.BOOK) -> Request:
    """The student's wish for the slot, as the rules judge it."""
    kind = desk.catalogue.lesson_type(slot.lesson_type_id)
    return Request(occasion, desk.now, slot.start, desk.catalogue, student, kind, facts, slot.teacher_id)


def wish_for(desk: Desk, student: Student, kind: LessonType, start: datetime) -> Request:
    """The wish for a lesson of that type at that time, with whomever."""
    facts = StudentFacts(desk, student)
    return Request(Occasion.BOOK, desk.now, start, desk.catalogue, student, kind, facts)
