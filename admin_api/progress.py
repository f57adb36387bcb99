"""How far students have come: their plans, results of tests, what is missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.bookability import ObstacleOut
from admin_api.counter import Counter, CurrentCaller
from admin_api.slots import SlotOut
from admin_api.values import Changes, Flag, Id, In, Items, Out, SchoolDay, Words, local
from domain.curricula import ModuleKind, Unit
from domain.learning import ModuleProgress, ModuleResult, PlanStatus, Progress, Signer
from domain.lessons import Actor
from domain.services.bookability import reasons
from domain.services.next_step import StepKind, next_step, proposals
from domain.services.plans import change_module, enrol, record_result
from domain.services.progress import progress_of

router = APIRouter(prefix="/students/{student_id}", tags=["learning"])

Count = Annotated[StrictInt, Field(ge=0, le=100_000)]


class ModuleProgressOut(Out):
    """A module of the student's plan. lesson_type: the usual one that counts.

    missing: lessons or minutes (see `unit`) still to be done; booked: of these, how many coming bookings will do.
    available: what it requires is complete. passed: of a test; null until it was taken.
    signed_by: of a module with lessons, who has signed that it is complete.
    """

    code: str
    title: str
    kind: ModuleKind
    lesson_type: int | None
    unit: Unit
    completed: int
    required: int
    missing: int
    booked: int
    complete: bool
    available: bool
    exempt: bool
    passed: bool | None
    signed_by: list[Signer]

    @classmethod
    def of(cls, line: ModuleProgress, language: str) -> ModuleProgressOut:
        module = line.module
        return cls(
            code=module.code,
            title=module.title(language),
            kind=module.kind,
            lesson_type=next(iter(module.lesson_type_ids), None),
            unit=module.unit,
            completed=line.completed,
            required=line.required,
            missing=line.missing if not line.complete else 0,
            booked=line.missing - line.to_book,
            complete=line.complete,
            available=line.available,
            exempt=line.exempt,
            passed=line.result.passed if line.result else None,
            signed_by=[signer for signer in Signer if signer in line.sign_offs],
        )


class OtherOut(Out):
    """Completed lessons that no module counts."""

    lesson_type: int
    completed: int


class ProgressOut(Items[ModuleProgressOut]):
    """items: the modules of the student's curriculum, in order; none without one. percent: of the whole plan."""

    curriculum: int | None
    status: PlanStatus
    percent: int
    others: list[OtherOut]

    @classmethod
    def for_student(cls, progress: Progress, language: str) -> ProgressOut:
        return cls(
            items=[ModuleProgressOut.of(line, language) for line in progress.modules],
            curriculum=progress.curriculum.id if progress.curriculum else None,
            status=progress.status,
            percent=int(progress.share * 100),
            others=[OtherOut(lesson_type=kind, completed=count) for kind, count in progress.others.items()],
        )


class PlanModuleOut(Out):
    """required: in this student's plan. credited: done elsewhere. reason: why the plan differs from the curriculum."""

    code: str
    title: str
    required: int
    unit: Unit
    credited: int
    exempt: bool
    reason: str

    @classmethod
    def of(cls, line: ModuleProgress, language: str) -> PlanModuleOut:
        return cls(
            code=line.module.code,
            title=line.module.title(language),
            required=line.required,
            unit=line.module.unit,
            credited=line.change.credited if line.change else 0,
            exempt=line.exempt,
            reason=line.change.reason if line.change else "",
        )


class PlanOut(Out):
    curriculum: int | None
    licence_class: str | None
    enrolled_on: date
    status: PlanStatus
    modules: list[PlanModuleOut]

    @classmethod
    def of(cls, progress: Progress, language: str) -> PlanOut:
        return cls(
            curriculum=progress.curriculum.id if progress.curriculum else None,
            licence_class=progress.curriculum.licence_class if progress.curriculum else None,
            enrolled_on=progress.history.enrolled_on,
            status=progress.status,
            modules=[PlanModuleOut.of(line, language) for line in progress.modules],
        )


class PlanChanges(Changes):
    """The curriculum itself is the student's: PATCH /students."""

    enrolled_on: date


class PlanModuleIn(In):
    """How the plan differs from the curriculum in this module, in place of how it differed before.

    required: in place of the curriculum's. credited: so many lessons or minutes were done elsewhere. exempt: it need
    not be done. With none of these it is as the curriculum has it.
    """

    required: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = None
    credited: Count = 0
    exempt: Flag = False
    reason: Words = ""


class NewResult(In):
    """module: code of a test. taken_on: the day; today if left out."""

    module: Words
    passed: Flag
    taken_on: SchoolDay | None = None
    note: Words = ""


class ResultOut(Out):
    """teacher: who entered it; null for the school's staff. Of several results of a test the newest holds."""

    id: int
    module: str
    passed: bool
    taken_on: date
    teacher: int | None
    note: str
    at: datetime

    @classmethod
    def of(cls, result: ModuleResult, progress: Progress, counter: Counter) -> ResultOut:
        line = progress.of(result.module_id)
        return cls(
            id=result.id,
            module=line.module.code if line else str(result.module_id),
            passed=result.passed,
            taken_on=result.taken_on,
            teacher=result.teacher_id,
            note=result.note,
            at=local(result.at, counter.catalogue.zone),
        )


class NextStepOut(Out):
    """kind: sign (the student is to sign), lesson (to be booked), booked (all that the module needs is, and
    a lesson is still to come), result (a test, or a course held by others), teacher (only a teacher's word is missing,
    how the lessons went or the signature), done, or no_plan.

    proposals: of a lesson, as POST /bookings takes them: what the student could book now. obstacles: what keeps the
    student from booking it.
    """

    kind: StepKind
    module: ModuleProgressOut | None
    lesson_type: int | None
    proposals: list[SlotOut]
    obstacles: list[ObstacleOut]


@router.get("/progress")
def get_progress(caller: CurrentCaller, student_id: Id) -> ProgressOut:
    """Module by module. It follows from what has happened: a lesson whose attendance is corrected counts no more."""
    with caller.counter() as counter:
        return ProgressOut.for_student(progress_of(counter.desk, student_id), _language(counter))


@router.get("/plan")
def get_plan(caller: CurrentCaller, student_id: Id) -> PlanOut:
    """The student's curriculum with what differs for this student."""
    with caller.counter() as counter:
        return PlanOut.of(progress_of(counter.desk, student_id), _language(counter))


@router.patch("/plan")
def change_plan(caller: CurrentCaller, student_id: Id, changes: PlanChanges) -> PlanOut:
    """Say when the student enrolled."""

    def act(counter: Counter) -> PlanOut:
        counter.work.students.get(counter.school_id, student_id)
        enrol(counter.desk, student_id, changes.enrolled_on)
        return PlanOut.of(progress_of(counter.desk, student_id), _language(counter))

    return caller.change(act)


@router.put("/plan/{module}")
def change_plan_module(caller: CurrentCaller, student_id: Id, module: str, change: PlanModuleIn) -> PlanOut:
    """Let the student's plan differ in one module, for a reason: done elsewhere, exempt, or more of it."""

    def act(counter: Counter) -> PlanOut:
        changed = change_module(
            counter.desk,
            student_id,
            module,
            required=change.required,
            credited=change.credited,
            exempt=change.exempt,
            reason=change.reason,
        )
        return PlanOut.of(changed, _language(counter))

    return caller.change(act)


@router.get("/results")
def list_results(caller: CurrentCaller, student_id: Id) -> Items[ResultOut]:
    """Of tests, the oldest entry first."""
    with caller.counter() as counter:
        progress = progress_of(counter.desk, student_id)
        return Items(items=[ResultOut.of(result, progress, counter) for result in progress.history.results])


@router.post("/results", status_code=201, response_model=ResultOut)
def add_result(caller: CurrentCaller, student_id: Id, new: NewResult) -> Response:
    """Enter how a test went. A wrong entry is corrected by another one."""

    def act(counter: Counter) -> ResultOut:
        today = counter.desk.today
        result = record_result(
            counter.desk,
            student_id,
            new.module,
            passed=new.passed,
            taken_on=new.taken_on or today,
            today=today,
            note=new.note,
        )
        return ResultOut.of(result, progress_of(counter.desk, student_id), counter)

    return caller.answer(act)


@router.get("/next-step")
def get_next_step(caller: CurrentCaller, student_id: Id) -> NextStepOut:
    """What the student is told when asking for it, with places that can be booked."""
    with caller.counter() as counter:
        desk, student = counter.desk, counter.work.students.get(counter.school_id, student_id)
        progress = progress_of(desk, student_id)
        step = next_step(desk, student, progress)
        kind = step.lesson_type
        found = reasons(desk.by(Actor.STUDENT), student, kind) if kind is not None else []
        return NextStepOut(
            kind=step.kind,
            module=ModuleProgressOut.of(step.line, _language(counter)) if step.line else None,
            lesson_type=kind.id if kind is not None else None,
            proposals=[SlotOut.of(slot, counter.catalogue) for slot in proposals(desk, student, progress, step)],
            obstacles=[ObstacleOut.of(refusal, counter.catalogue) for refusal in found],
        )


def _language(counter: Counter) -> str:
    return counter.catalogue.school.language
