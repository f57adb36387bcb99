"""How far a student has come."""

from __future__ import annotations

from dataclasses import dataclass

from domain.schools import LessonType, Student
from domain.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Line:
    """Lessons of one type completed, of those required."""

    lesson_type: LessonType
    completed: int
    required: int


def progress(desk: Desk, student: Student) -> list[Line]:
    """A line for each module of the student's curriculum; without one, for each type completed."""
    completed = desk.work.students.completed(student.school_id, student.id)
    curriculum = desk.catalogue.curricula.get(student.curriculum_id or 0)
    if curriculum is None:
        return [Line(desk.catalogue.lesson_type(type_id), count, 0) for type_id, count in completed.items()]
    return [
        Line(
            desk.catalogue.lesson_type(module.lesson_type_id), completed.get(module.lesson_type_id, 0), module.required
        )
        for module in curriculum.modules
    ]
