"""How far a student has come: a plan measured against what has happened.

Nothing here is kept: progress follows from completed bookings, results of tests and the plan's changes, so a lesson
whose attendance is corrected counts no more by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.curricula import Curriculum, Module, Unit

LESSON = timedelta(minutes=45)
"""What a lesson weighs in the whole where its module doesn't say how long one is."""


class PlanStatus(StrEnum):
    ACTIVE = "active"
    COMPLETED = "completed"


class Signer(StrEnum):
    TEACHER = "teacher"
    STUDENT = "student"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A booking of the student's that was completed, or is still to come. Times in UTC."""

    booking_id: int
    lesson_type_id: int
    start: datetime
    end: datetime
    teacher_ids: tuple[int, ...] = ()
    branch_id: int | None = None
    session_id: int | None = None

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PlanChange:
    """How one student's plan differs from the curriculum in a module.

    required: in place of the curriculum's. credited: done elsewhere, say at another school. exempt: need not be done.
    """

    module_id: int
    required: int | None = None
    credited: int = 0
    exempt: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModuleResult:
    """A test that was taken; of several results of a module the newest holds.

    teacher_id: who entered it; None for the school's staff.
    """

    id: int
    module_id: int
    passed: bool
    taken_on: date
    at: datetime
    teacher_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a signature of the chain says of a module. booking_ids: the lessons that were signed."""

    number: int
    module_id: int
    signer: Signer
    person_id: int
    at: datetime
    booking_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class History:
    """All that a student's progress follows from, each list the oldest first."""

    student_id: int
    student_name: str
    enrolled_on: date
    curriculum_id: int | None = None
    usual_teacher_id: int | None = None
    lessons: tuple[Lesson, ...] = ()
    coming: tuple[Lesson, ...] = ()
    changes: tuple[PlanChange, ...] = ()
    results: tuple[ModuleResult, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """One module of one student's plan.

    completed: in the module's unit, with what was credited: of that, `credited` is counted, no more than was needed.
    lessons: that count for it. booked: coming ones that will. available: what it requires is complete.
    """

    module: Module
    required: int
    completed: int
    lessons: tuple[Lesson, ...] = ()
    booked: tuple[Lesson, ...] = ()
    change: PlanChange | None = None
    result: ModuleResult | None = None
    sign_offs: Mapping[Signer, SignOff] = field(default_factory=dict)
    available: bool = True
    credited: int = 0

    @property
    def exempt(self) -> bool:
        return self.change is not None and self.change.exempt

    @property
    def complete(self) -> bool:
        if self.exempt:
            return True
        return self.result is not None and self.result.passed if self.module.by_result else self.missing == 0

    @property
    def missing(self) -> int:
        """What is left to be done, in the module's unit."""
        return max(0, self.required - self.completed)

    @property
    def to_book(self) -> int:
        """What is left when all that is booked has taken place."""
        return max(0, self.missing - sum(self.module.worth(lesson.duration) for lesson in self.booked))

    @property
    def share(self) -> float:
        """From 0 to 1."""
        if self.complete:
            return 1.0
        return 0.0 if self.module.by_result else self.completed / self.required

    @property
    def to_be_signed(self) -> bool:
        """Lessons are signed off; results, and what was credited whole, stand by themselves."""
        return self.complete and bool(self.lessons) and not self.exempt and not self.module.by_result

    def awaits(self, signer: Signer) -> bool:
        """Whether it is this one's turn to sign: the teacher first, then the student."""
        if not self.to_be_signed or signer in self.sign_offs:
            return False
        return signer is Signer.TEACHER or Signer.TEACHER in self.sign_offs

    @property
    def signed(self) -> bool:
        return len(self.sign_offs) == len(Signer)

    @property
    def teacher_id(self) -> int | None:
        """Who gave its last lesson."""
        teachers = self.lessons[-1].teacher_ids if self.lessons else ()
        return teachers[0] if teachers else None


@dataclass(frozen=True, slots=True)
class Progress:
    """
    modules: in the curriculum's order; none without a curriculum.
    others: completed lessons of types that no module counts, by lesson type id.
    """

    history: History
    curriculum: Curriculum | None
    modules: tuple[ModuleProgress, ...]
    others: Mapping[int, int]

    def of(self, module_id: int) -> ModuleProgress | None:
        return next((line for line in self.modules if line.module.id == module_id), None)

    @property
    def complete(self) -> bool:
        return bool(self.modules) and all(line.complete for line in self.modules)

    @property
    def status(self) -> PlanStatus:
        """Completed: every module is complete, and those with lessons are signed by teacher and student."""
        unsigned = any(line.to_be_signed and not line.signed for line in self.modules)
        return PlanStatus.COMPLETED if self.complete and not unsigned else PlanStatus.ACTIVE

    @property
    def share(self) -> float:
        """Of the whole plan, from 0 to 1; a module weighs what its lessons take."""
        weights = [_weight(line) for line in self.modules]
        done = sum(line.share * weight for line, weight in zip(self.modules, weights, strict=True))
        return min(1.0, done / sum(weights)) if weights else 0.0

    @property
    def next(self) -> ModuleProgress | None:
        """The first module in order that is not complete and may be taken now."""
        return next((line for line in self.modules if not line.complete and line.available), None)

    def lacking(self, module: Module) -> tuple[Module, ...]:
        """The modules that it requires, and that are not complete."""
        return tuple(line.module for line in self.modules if line.module.code in module.requires and not line.complete)


def measure(curriculum: Curriculum | None, history: History) -> Progress:
    """Count what has happened against the plan.

    A lesson counts whole for one module: the first in order that takes its type and is not full yet, or the last that
    takes it. A sign-off stands as long as all lessons that were signed are still completed.
    """
    tallies = [_Tally(module, history) for module in (curriculum.modules if curriculum else ())]
    others: dict[int, int] = {}
    for lesson in history.lessons:
        if (tally := _for(lesson, tallies)) is None:
            others[lesson.lesson_type_id] = others.get(lesson.lesson_type_id, 0) + 1
        else:
            tally.lessons.append(lesson)
    for lesson in history.coming:
        if (tally := _for(lesson, tallies)) is not None:
            tally.booked.append(lesson)
    done = {tally.module.code for tally in tallies if tally.line(available=True).complete}
    lines = (tally.line(available=done.issuperset(tally.module.requires)) for tally in tallies)
    return Progress(history, curriculum, tuple(lines), others)


class _Tally:
    """What one module has been given so far."""

    def __init__(self, module: Module, history: History) -> None:
        self.module = module
        self.change = next((change for change in history.changes if change.module_id == module.id), None)
        self.required = module.required
        if self.change is not None:
            self.required = module.required if self.change.required is None else self.change.required
        self.result = next((r for r in reversed(history.results) if r.module_id == module.id), None)
        done = {lesson.booking_id for lesson in history.lessons}
        self.sign_offs = {
            sign_off.signer: sign_off
            for sign_off in history.sign_offs
            if sign_off.module_id == module.id and sign_off.booking_ids <= done
        }
        self.lessons: list[Lesson] = []
        self.booked: list[Lesson] = []

    @property
    def held(self) -> int:
        return sum(self.module.worth(lesson.duration) for lesson in self.lessons)

    @property
    def credited(self) -> int:
        return min(self.change.credited, max(0, self.required - self.held)) if self.change is not None else 0

    @property
    def completed(self) -> int:
        return self.credited + self.held

    @property
    def full(self) -> bool:
        """With what is booked, which is counted only after all that was completed."""
        booked = sum(self.module.worth(lesson.duration) for lesson in self.booked)
        return self.completed + booked >= self.required

    def line(self, *, available: bool) -> ModuleProgress:
        return ModuleProgress(
            self.module,
            self.required,
            self.completed,
            tuple(self.lessons),
            tuple(self.booked),
            self.change,
            self.result,
            self.sign_offs,
            available,
            self.credited,
        )


def _for(lesson: Lesson, tallies: Sequence[_Tally]) -> _Tally | None:
    """The module that a lesson counts for."""
    takers = [tally for tally in tallies if lesson.lesson_type_id in tally.module.lesson_type_ids]
    return next((tally for tally in takers if not tally.full), takers[-1] if takers else None)


def _weight(line: ModuleProgress) -> int:
    """In minutes."""
    lesson = LESSON // timedelta(minutes=1)
    if line.module.by_result:
        return lesson
    return line.required * (1 if line.module.unit is Unit.MINUTES else line.module.lesson_minutes or lesson)
