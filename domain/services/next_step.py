"""What is my next step? The first thing in a student's plan that can be done now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.learning import ModuleProgress, Progress, Signer
from domain.schools import LessonType
from domain.services.desk import Desk
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, first


class StepKind(StrEnum):
    SIGN = "sign"  # the student signs what the teacher has signed
    LESSON = "lesson"  # a lesson or class is to be booked
    BOOKED = "booked"  # all lessons that the module needs are booked
    RESULT = "result"  # a test, or a course held by others
    TEACHER = "teacher"  # all is done but the teacher's signature
    DONE = "done"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class NextStep:
    """line: the module it is about. lesson_type: what to book."""

    kind: StepKind
    line: ModuleProgress | None = None
    lesson_type: LessonType | None = None


def next_step(desk: Desk, progress: Progress) -> NextStep:
    """Signing comes first, since it takes a moment; then the first module in order that is open and not complete."""
    if not progress.modules:
        return NextStep(StepKind.NO_PLAN)
    if own := _first_awaiting(progress, Signer.STUDENT):
        return NextStep(StepKind.SIGN, own)
    if (line := progress.next) is not None:
        return _for_module(desk, line)
    if unsigned := _first_awaiting(progress, Signer.TEACHER):
        return NextStep(StepKind.TEACHER, unsigned)
    return NextStep(StepKind.DONE)


def _first_awaiting(progress: Progress, signer: Signer) -> ModuleProgress | None:
    return next((line for line in progress.modules if line.awaits(signer)), None)


def _for_module(desk: Desk, line: ModuleProgress) -> NextStep:
    if line.module.by_result:
        return NextStep(StepKind.RESULT, line)
    if line.to_book == 0:
        return NextStep(StepKind.BOOKED, line)
    types = (desk.catalogue.lesson_type(type_id) for type_id in line.module.lesson_type_ids)
    offered = next((kind for kind in types if kind.active), None)
    return NextStep(StepKind.LESSON, line, offered)


def proposals(desk: Desk, progress: Progress, step: NextStep, most: int = 3) -> list[Slot]:
    """Bookable places for the step: with the usual teacher where that is possible, else with any."""
    if step.lesson_type is None:
        return []
    student_id, usual = progress.history.student_id, progress.history.usual_teacher_id
    for teachers in _tries(desk, step.lesson_type, usual):
        query = SlotQuery(
            step.lesson_type,
            (Window(desk.now, desk.catalogue.school.policy.latest_start(desk.now)),),
            desk.now,
            teacher_ids=teachers,
            student_id=student_id,
        )
        if found := first(search(desk, query), most):
            return found
    return []


def _tries(desk: Desk, kind: LessonType, usual: int | None) -> Iterator[tuple[int, ...]]:
    if usual is not None and not kind.is_class and any(t.id == usual for t in desk.catalogue.teachers_of(kind)):
        yield (usual,)
    yield ()
