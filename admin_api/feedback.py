"""What teachers say of lessons: marks for skills, and notes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import Id, In, Items, Out, Said, Words, local
from domain.feedback import HIGHEST, LOWEST, Feedback, Mark, Note
from domain.references import reference
from domain.schools import Catalogue
from domain.services.marking import mark, note

router = APIRouter(tags=["learning"])


class MarkOut(Out):
    """mark: from 1 (has been shown) to 5 (safely and alone). teacher: null if the school's staff entered it."""

    module: str
    skill: str
    name: str
    mark: int
    teacher: int | None
    at: datetime

    @classmethod
    def of(cls, given: Mark, catalogue: Catalogue) -> MarkOut:
        module, language = catalogue.module(given.module_id), catalogue.school.language
        names = {skill.code: skill.name(language) for skill in (module.skills if module else ())}
        return cls(
            module=module.code if module else str(given.module_id),
            skill=given.skill,
            name=names.get(given.skill, given.skill),
            mark=given.mark,
            teacher=given.teacher_id,
            at=local(given.at, catalogue.zone),
        )


class NoteOut(Out):
    text: str
    teacher: int | None
    at: datetime

    @classmethod
    def of(cls, given: Note, catalogue: Catalogue) -> NoteOut:
        return cls(text=given.text, teacher=given.teacher_id, at=local(given.at, catalogue.zone))


class FeedbackOut(Out):
    """Of one completed lesson."""

    booking: int
    reference: str
    lesson_type: int
    start: datetime
    end: datetime
    marks: list[MarkOut]
    notes: list[NoteOut]

    @classmethod
    def of(cls, lesson: Feedback, catalogue: Catalogue) -> FeedbackOut:
        return cls(
            booking=lesson.booking_id,
            reference=reference(lesson.booking_id),
            lesson_type=lesson.lesson_type_id,
            start=local(lesson.start, catalogue.zone),
            end=local(lesson.end, catalogue.zone),
            marks=[MarkOut.of(given, catalogue) for given in lesson.marks],
            notes=[NoteOut.of(given, catalogue) for given in lesson.notes],
        )


class NewMark(In):
    """skill: code of a skill of the module that the lesson counts for. mark: from 1 to 5."""

    skill: Words
    mark: Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST)]


class NewNote(In):
    """The student may read it."""

    text: Said


@router.get("/students/{student_id}/feedback")
def list_feedback(
    caller: CurrentCaller, student_id: Id, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Items[FeedbackOut]:
    """Marks and notes by lesson, the newest lesson first."""
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        found = counter.work.learning.feedback(counter.school_id, student_id, limit=limit)
        return Items(items=[FeedbackOut.of(lesson, counter.catalogue) for lesson in found])


@router.post("/bookings/{booking_id}/marks", status_code=201, response_model=MarkOut)
def add_mark(caller: CurrentCaller, booking_id: Id, new: NewMark) -> Response:
    """Mark a skill in a completed lesson. Marking it again replaces the mark."""

    def act(counter: Counter) -> MarkOut:
        return MarkOut.of(mark(counter.desk, booking_id, new.skill, new.mark), counter.catalogue)

    return caller.answer(act)


@router.post("/bookings/{booking_id}/notes", status_code=201, response_model=NoteOut)
def add_note(caller: CurrentCaller, booking_id: Id, new: NewNote) -> Response:
    """Add a note to a completed lesson."""

    def act(counter: Counter) -> NoteOut:
        return NoteOut.of(note(counter.desk, booking_id, new.text), counter.catalogue)

    return caller.answer(act)
