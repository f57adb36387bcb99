"""The completion record for the authority, as JSON and as PDF."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.signatures import FaultOut, SignatureOut
from admin_api.values import Id, Out, local
from domain.curricula import ModuleKind, Unit
from domain.learning import Lesson, ModuleProgress, PlanStatus
from domain.references import reference
from domain.schools import Catalogue
from domain.services.record import CompletionRecord, completion_record
from domain.signatures import head

router = APIRouter(prefix="/students/{student_id}", tags=["learning"])


class LessonOut(Out):
    """reference: of its booking."""

    reference: str
    lesson_type: str
    start: datetime
    end: datetime
    minutes: int
    teachers: list[str]

    @classmethod
    def of(cls, lesson: Lesson, catalogue: Catalogue) -> LessonOut:
        kind, teachers = catalogue.lesson_type(lesson.lesson_type_id), catalogue.teachers
        return cls(
            reference=reference(lesson.booking_id),
            lesson_type=kind.name(catalogue.school.language),
            start=local(lesson.start, catalogue.zone),
            end=local(lesson.end, catalogue.zone),
            minutes=lesson.duration // timedelta(minutes=1),
            teachers=[teachers[id_].name for id_ in lesson.teacher_ids if id_ in teachers],
        )


class RecordedResult(Out):
    passed: bool
    taken_on: date


class RecordedModule(Out):
    """by_result: a result completes it, and no lessons do. reason: why the plan differs from the curriculum here.

    signatures: numbers, in the chain, of those that stand for this module.
    """

    code: str
    title: str
    kind: ModuleKind
    unit: Unit
    required: int
    completed: int
    by_result: bool
    complete: bool
    credited: int
    exempt: bool
    reason: str
    lessons: list[LessonOut]
    result: RecordedResult | None
    signatures: list[int]

    @classmethod
    def of(cls, line: ModuleProgress, catalogue: Catalogue) -> RecordedModule:
        result, change = line.result, line.change
        return cls(
            code=line.module.code,
            title=line.module.title(catalogue.school.language),
            kind=line.module.kind,
            unit=line.module.unit,
            required=line.required,
            completed=line.completed,
            by_result=line.module.by_result,
            complete=line.complete,
            credited=line.credited,
            exempt=line.exempt,
            reason=change.reason if change else "",
            lessons=[LessonOut.of(lesson, catalogue) for lesson in line.lessons],
            result=RecordedResult(passed=result.passed, taken_on=result.taken_on) if result else None,
            signatures=sorted(sign_off.number for sign_off in line.sign_offs.values()),
        )


class RecordedStudent(Out):
    id: int
    name: str


class RecordOut(Out):
    """As of `issued_at`. verified: nothing in the chain of signatures has been changed. head: its last hash, which
    stands for all of it."""

    school: str
    student: RecordedStudent
    licence_class: str | None
    curriculum: str | None
    status: PlanStatus
    enrolled_on: date
    issued_at: datetime
    modules: list[RecordedModule]
    signatures: list[SignatureOut]
    verified: bool
    fault: FaultOut | None
    head: str

    @classmethod
    def of(cls, record: CompletionRecord, catalogue: Catalogue) -> RecordOut:
        curriculum, fault = record.progress.curriculum, record.fault
        return cls(
            school=record.school.name,
            student=RecordedStudent(id=record.student.id, name=record.student.name),
            licence_class=curriculum.licence_class if curriculum else None,
            curriculum=curriculum.name(catalogue.school.language) if curriculum else None,
            status=record.progress.status,
            enrolled_on=record.progress.history.enrolled_on,
            issued_at=local(record.issued_at, catalogue.zone),
            modules=[RecordedModule.of(line, catalogue) for line in record.progress.modules],
            signatures=[SignatureOut.of(signature, catalogue) for signature in record.chain],
            verified=fault is None,
            fault=FaultOut(number=fault.number, reason=fault.reason) if fault else None,
            head=head(record.chain),
        )


@router.get("/completion-record")
def get_record(caller: CurrentCaller, student_id: Id) -> RecordOut:
    """All lessons, tests and signatures of the student's training, for the authority or the next school."""
    with caller.counter() as counter:
        return _record(counter, student_id)


@router.get(
    "/completion-record.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The record on A4"}},
)
def get_record_as_pdf(caller: CurrentCaller, student_id: Id) -> Response:
    """The same, to be printed, in the school's language."""
    from admin_api.record_pdf import record_pdf

    with caller.counter() as counter:
        record, language = _record(counter, student_id), counter.catalogue.school.language
    name = f'inline; filename="completion-record-{student_id}.pdf"'
    return Response(record_pdf(record, language), 200, {"Content-Disposition": name}, "application/pdf")


def _record(counter: Counter, student_id: int) -> RecordOut:
    return RecordOut.of(completion_record(counter.desk, student_id), counter.catalogue)
