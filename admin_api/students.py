"""Students."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, WithJsonSchema
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import (
    LEFT_OUT,
    Changes,
    Cursor,
    Day,
    Id,
    IdIn,
    In,
    Limit,
    Out,
    Page,
    Words,
    cursor_of_id,
    cut,
    id_of,
)
from domain.errors import Invalid
from domain.languages import LANGUAGES
from domain.schools import Student

router = APIRouter(tags=["students"])

StudentStatus = Literal["active", "inactive"]


def _spoken(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"must be a language that we speak: {', '.join(LANGUAGES)}")
    return code


Language = Annotated[str, AfterValidator(_spoken), WithJsonSchema({"type": "string", "enum": list(LANGUAGES)})]


class StudentOut(Out):
    id: int
    name: str
    phone: str | None
    language: str
    status: str
    usual_teacher: int | None
    branch: int | None
    curriculum: int | None
    birth_date: date | None
    licence_class: str | None
    exam_on: date | None
    pickup: str

    @classmethod
    def of(cls, student: Student) -> StudentOut:
        return cls(
            id=student.id,
            name=student.name,
            phone=student.phone,
            language=student.language,
            status=student.status,
            usual_teacher=student.usual_teacher_id,
            branch=student.branch_id,
            curriculum=student.curriculum_id,
            birth_date=student.birth_date,
            licence_class=student.licence_class,
            exam_on=student.exam_on,
            pickup=student.pickup,
        )


class NewStudent(In):
    """phone: E.164, by which the student is known when writing to us. language: the school's, if left out.
    licence_class: which the student learns for, such as B. exam_on: the day of the examination, once it is booked.
    pickup: where the teacher fetches the student."""

    name: Words
    phone: Words | None = None
    language: Language | None = None
    status: StudentStatus = "active"
    usual_teacher: IdIn | None = None
    branch: IdIn | None = None
    curriculum: IdIn | None = None
    birth_date: Day | None = None
    licence_class: Words | None = None
    exam_on: Day | None = None
    pickup: Words = ""


class StudentChanges(Changes):
    name: Words = LEFT_OUT
    phone: Words | None = LEFT_OUT
    language: Language = LEFT_OUT
    status: StudentStatus = LEFT_OUT
    usual_teacher: IdIn | None = LEFT_OUT
    branch: IdIn | None = LEFT_OUT
    curriculum: IdIn | None = LEFT_OUT
    birth_date: Day | None = LEFT_OUT
    licence_class: Words | None = LEFT_OUT
    exam_on: Day | None = LEFT_OUT
    pickup: Words = LEFT_OUT


@router.get("/students")
def list_students(
    caller: CurrentCaller,
    phone: Annotated[Words | None, Query(description="Exactly, in E.164 form (+ is %2B in an address)")] = None,
    name: Annotated[Words | None, Query(description="A part of it, in any case")] = None,
    status: StudentStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StudentOut]:
    """By id."""
    with caller.counter() as counter:
        rows, last = cut(
            counter.work.views.students(
                counter.school_id,
                limit=limit + 1,
                phone="+" + phone.strip() if phone and phone.startswith(" ") else phone,
                name=name,
                status=status,
                after=id_of(cursor),
            ),
            limit,
        )
        return Page(items=[StudentOut.of(student) for student in rows], next=cursor_of_id(last.id) if last else None)


@router.get("/students/{student_id}")
def get_student(caller: CurrentCaller, student_id: Id) -> StudentOut:
    with caller.counter() as counter:
        return StudentOut.of(counter.work.students.get(counter.school_id, student_id))


@router.post("/students", status_code=201, response_model=StudentOut)
def add_student(caller: CurrentCaller, new: NewStudent) -> Response:
    """Register a student."""

    def act(counter: Counter) -> StudentOut:
        _ensure_born(counter, new.birth_date)
        fields = _as_kept(dict(new)) | {"language": new.language or counter.catalogue.school.language}
        student = Student(id=counter.work.next_id(), school_id=counter.school_id, **fields)
        counter.work.administration.add_student(student)
        return StudentOut.of(student)

    return caller.answer(act)


@router.patch("/students/{student_id}")
def change_student(caller: CurrentCaller, student_id: Id, changes: StudentChanges) -> StudentOut:
    """Change some of it."""

    def act(counter: Counter) -> StudentOut:
        counter.work.calendars.lock(counter.school_id, [student_id])
        student = counter.work.students.get(counter.school_id, student_id)
        student = replace(student, **_as_kept(given := changes.given()))
        _ensure_born(counter, given.get("birth_date"))
        counter.work.administration.save_student(student)
        return StudentOut.of(student)

    return caller.change(act)


def _ensure_born(counter: Counter, birth_date: date | None) -> None:
    if birth_date is not None and birth_date > counter.desk.today:
        raise Invalid(field="birth_date", reason="must not be in the future")


def _as_kept(given: dict[str, Any]) -> dict[str, Any]:
    """Fields as the domain names them."""
    names = {"usual_teacher": "usual_teacher_id", "branch": "branch_id", "curriculum": "curriculum_id"}
    return {names.get(name, name): value for name, value in given.items()}
