"""How far a student has come."""

from __future__ import annotations

from domain.errors import NotFound
from domain.learning import History, ModuleProgress, Progress, measure
from domain.schools import Student
from domain.services.desk import Desk


def progress(desk: Desk, student: Student) -> Progress:
    """What has happened, measured against the student's plan; without a curriculum by lesson type only."""
    return progress_of(desk, student.id)


def progress_of(desk: Desk, student_id: int) -> Progress:
    """The same by the student's id. Raises NotFound."""
    return measured(desk, desk.work.learning.history(desk.school_id, student_id))


def measured(desk: Desk, history: History) -> Progress:
    return measure(desk.catalogue.curricula.get(history.curriculum_id or 0), history)


def module_named(found: Progress, code: str) -> ModuleProgress:
    """The module of the student's plan with that code. Raises NotFound."""
    for line in found.modules:
        if line.module.code == code:
            return line
    raise NotFound(what="module", id=code)
