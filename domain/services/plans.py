"""Fit a plan to a student: what was done elsewhere, what need not be done, what has to be done more often."""

from __future__ import annotations

from datetime import date, timedelta

from domain.errors import Invalid
from domain.learning import ModuleResult, PlanChange, Progress
from domain.services.desk import Desk
from domain.services.progress import module_named, progress_of

LONGEST_AGO, FARTHEST_AHEAD = timedelta(days=20 * 366), timedelta(days=366)


def enrol(desk: Desk, student_id: int, on: date) -> None:
    """Say on which day the student's training began, or will. Raises Invalid for a day that cannot be meant."""
    if not desk.today - LONGEST_AGO <= on <= desk.today + FARTHEST_AHEAD:
        raise Invalid(field="enrolled_on", reason="must be within the last 20 years or the next one")
    desk.work.learning.enrol(desk.school_id, student_id, on)


def change_module(
    desk: Desk,
    student_id: int,
    code: str,
    *,
    required: int | None = None,
    credited: int = 0,
    exempt: bool = False,
    reason: str,
) -> Progress:
    """Let the student's plan differ in one module, for a reason that is kept. All left alone: as the curriculum has it.

    Raises NotFound, Invalid.
    """
    line = module_named(progress_of(desk, student_id), code)
    if required is None and not credited and not exempt:
        desk.work.learning.take_back(desk.school_id, student_id, line.module.id)
        return progress_of(desk, student_id)
    if not reason.strip():
        raise Invalid(field="reason", reason="must say why the plan differs")
    if line.module.by_result and (required is not None or credited):
        raise Invalid(field="module", reason="is completed by a result: it is passed or exempt")
    change = PlanChange(line.module.id, required, credited, exempt, reason.strip())
    desk.work.learning.change(desk.school_id, student_id, change, desk.now)
    return progress_of(desk, student_id)


def record_result(
    desk: Desk,
    student_id: int,
    code: str,
    *,
    passed: bool,
    taken_on: date,
    today: date,
    teacher_id: int | None = None,
    note: str = "",
) -> ModuleResult:
    """Enter how a test (or a course held by others) went. A wrong entry is corrected by another one: the newest holds.

    Saying the same again changes nothing. Raises NotFound, Invalid (lessons complete the module, or the day is still
    to come).
    """
    line = module_named(progress_of(desk, student_id), code)
    if not line.module.by_result:
        raise Invalid(field="module", reason="is completed by lessons, not by a result")
    if taken_on > today:
        raise Invalid(field="taken_on", reason="must not be in the future")
    if line.result is not None and (line.result.passed, line.result.taken_on) == (passed, taken_on):
        return line.result
    result = ModuleResult(desk.work.next_id(), line.module.id, passed, taken_on, desk.now, teacher_id, note)
    desk.work.learning.add_result(desk.school_id, student_id, result)
    return result
