"""What is my next step? The first thing in a student's plan that can be done now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Refusal
from domain.learning import Lesson, ModuleProgress, Progress, Signer
from domain.lessons import Actor
from domain.schools import LessonType, Student
from domain.services.bookability import barring
from domain.services.desk import Desk
from domain.services.facts import StudentFacts
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, first


class StepKind(StrEnum):
    SIGN = "sign"  # the student signs what the teacher has signed
    LESSON = "lesson"  # a lesson or class is to be booked
    BOOKED = "booked"  # all lessons that the module needs are booked, and some are still to come
    RESULT = "result"  # a test, or a course held by others
    TEACHER = "teacher"  # all is done but the teacher's word: how the lessons went, or the signature
    DONE = "done"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class NextStep:
    """line: the module it is about. lesson_type: what to book. booked: lessons to come, the first one first: those of
    the module, or where all of its own have begun, any."""

    kind: StepKind
    line: ModuleProgress | None = None
    lesson_type: LessonType | None = None
    booked: tuple[Lesson, ...] = ()


def next_step(desk: Desk, student: Student, progress: Progress) -> NextStep:
    """Signing comes first, since it takes a moment; then the first module in order that is open and not complete."""
    if not progress.modules:
        return NextStep(StepKind.NO_PLAN)
    if own := _first_awaiting(progress, Signer.STUDENT):
        return NextStep(StepKind.SIGN, own)
    if (line := progress.next) is not None:
        return _for_module(desk, student, progress, line)
    if unsigned := _first_awaiting(progress, Signer.TEACHER):
        return NextStep(StepKind.TEACHER, unsigned)
    return NextStep(StepKind.DONE)


def _first_awaiting(progress: Progress, signer: Signer) -> ModuleProgress | None:
    return next((line for line in progress.modules if line.awaits(signer)), None)


def _for_module(desk: Desk, student: Student, progress: Progress, line: ModuleProgress) -> NextStep:
    """Of several types that count for it, the first that the student may book; if there is none, the first."""
    if line.module.by_result:
        return NextStep(StepKind.RESULT, line)
    own = _coming(desk, line.booked)
    if line.to_book == 0:
        coming = own or _coming(desk, progress.history.coming)
        return NextStep(StepKind.BOOKED if coming else StepKind.TEACHER, line, booked=coming)
    types = [desk.catalogue.lesson_type(type_id) for type_id in line.module.lesson_type_ids]
    offered = [kind for kind in types if kind.active]
    if len(offered) > 1:
        facts = StudentFacts(desk, student)
        offered = [kind for kind in offered if barring(desk.by(Actor.STUDENT), student, kind, facts) is None] or offered
    return NextStep(StepKind.LESSON, line, next(iter(offered), None), own)


def _coming(desk: Desk, lessons: tuple[Lesson, ...]) -> tuple[Lesson, ...]:
    """Without those that have begun, of which it has not been said yet how they went."""
    return tuple(lesson for lesson in lessons if lesson.start > desk.now)


def proposals(desk: Desk, student: Student, progress: Progress, step: NextStep, most: int = 3) -> list[Slot]:
    """What the student could book for the step: with the usual teacher where that is possible, else with any. None if
    a rule stands in the way."""
    if step.lesson_type is None:
        return []
    facts, latest = StudentFacts(desk, student), desk.catalogue.school.policy.latest_start(desk.now)
    for teachers in _tries(desk, step.lesson_type, progress.history.usual_teacher_id):
        windows = (Window(desk.now, latest),)
        query = SlotQuery(step.lesson_type, windows, desk.now, teacher_ids=teachers, student_id=student.id)
        try:
            if found := first(search(desk.by(Actor.STUDENT), query, student, facts), most):
                return found
        except Refusal:
            return []
    return []


def _tries(desk: Desk, kind: LessonType, usual: int | None) -> Iterator[tuple[int, ...]]:
    if usual is not None and not kind.is_class and any(t.id == usual for t in desk.catalogue.teachers_of(kind)):
        yield (usual,)
    yield ()
