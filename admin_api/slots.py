"""Free times, by the same search as in the chat, and why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from admin_api.counter import Counter, CurrentCaller
from admin_api.values import Id, Moment, Named, Out, Words, local, named
from admin_api.wishes import own_first
from domain.errors import Invalid, NotFound, Refusal
from domain.lessons import Actor
from domain.schools import Catalogue, LessonType, Student, Teacher
from domain.services.bookability import barring, forbidding
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, find_slots, first, nearest, pool

router = APIRouter(tags=["slots"])

Attribute = Annotated[str, Field(max_length=200, pattern="^[^:]+:.+$")]
LONGEST_WINDOW = timedelta(days=731)
ALTERNATIVES = 3


class SlotOut(Out):
    """What POST /bookings takes. session and seats are set for a place in a planned class."""

    start: datetime
    end: datetime
    lesson_type: int
    teacher: Named | None
    resources: list[Named]
    branch: int | None
    session: int | None
    seats: int

    @classmethod
    def of(cls, slot: Slot, catalogue: Catalogue) -> SlotOut:
        teacher = catalogue.teachers.get(slot.teacher_id or 0)
        return cls(
            start=local(slot.start, catalogue.zone),
            end=local(slot.end, catalogue.zone),
            lesson_type=slot.lesson_type_id,
            teacher=Named(id=teacher.id, name=teacher.name) if teacher else None,
            resources=named(slot.resource_ids, catalogue.resources),
            branch=slot.branch_id,
            session=slot.session_id,
            seats=slot.seats,
        )


class SlotsOut(Out):
    """reason: why there are none: the code of a rule that forbids them all, such as too_short_notice or debt_limit, or
    no_teacher, no_resource, no_hours, no_class, student_busy, fully_booked, or not_allowed of a student who is paused.
    Beside times that you can book: why the student can't book them without you, such as staff_only."""

    items: list[SlotOut]
    reason: str | None = None


@router.get("/slots")
def list_slots(
    caller: CurrentCaller,
    lesson_type: Annotated[Words, Query(description="Id or code")],
    start: Annotated[Moment | None, Query(alias="from", description="Now, if left out")] = None,
    end: Annotated[Moment | None, Query(alias="to", description="A week after `from`, if left out")] = None,
    teacher: Annotated[Id | None, Query(description="Any, if left out")] = None,
    student: Annotated[Id | None, Query(description="Whose calendar must be free too")] = None,
    attribute: Annotated[
        list[Attribute], Query(max_length=5, description="What the car or room must be like: transmission:automatic")
    ] = [],  # noqa: B006 # FastAPI copies it
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    spread: Annotated[bool, Query(description="At least a lesson's length between the starts")] = False,
) -> SlotsOut:
    """Free times that a booking made now could take, by start."""
    with caller.counter() as counter:
        kind = offered(counter.catalogue, lesson_type)
        window = _window(counter.now, start, end)
        person = counter.work.students.get(counter.school_id, student) if student is not None else None
        query = SlotQuery(
            kind,
            (window,),
            counter.now,
            teacher_ids=(counter.catalogue.teacher(teacher).id,) if teacher is not None else (),
            student_id=student,
            licence_class=counter.catalogue.licence_class_of(person) if person is not None else None,
            spread=spread,
            attributes=dict(each.split(":", 1) for each in attribute),
        )
        asked = query if teacher is not None else replace(query, teacher_ids=own_first(counter.catalogue, kind, person))
        try:
            found = first(search(counter.desk, asked, person), limit)
        except Refusal as refusal:
            return SlotsOut(items=[], reason=refusal.code)
        if not found:
            return SlotsOut(items=[], reason=_why_none(counter, query, window, person))
        alone = barring(counter.desk.by(Actor.STUDENT), person, kind) if person is not None else None
        return SlotsOut(
            items=[SlotOut.of(slot, counter.catalogue) for slot in found], reason=alone.code if alone else None
        )


def lesson_type_of(catalogue: Catalogue, named: int | str) -> LessonType:
    """By id or code; NotFound if there is none."""
    for kind in catalogue.lesson_types.values():
        if named in (kind.id, kind.code, str(kind.id)):
            return kind
    raise NotFound(what="lesson_type", id=named)


def offered(catalogue: Catalogue, named: int | str) -> LessonType:
    kind = lesson_type_of(catalogue, named)
    if not kind.active:
        raise Invalid(field="lesson_type", reason="is not offered any more")
    return kind


def alternatives(
    counter: Counter, kind: LessonType, wanted: datetime, student: Student, teachers: tuple[Teacher, ...]
) -> list[SlotOut]:
    """The free times nearest to the one that was wanted: of those teachers, or of any if they have none. None for a
    student who can't book such lessons at all."""
    asked = [tuple(teacher.id for teacher in teachers)] if teachers else []
    for chosen in (*asked, own_first(counter.catalogue, kind, student)):

        def free(window: Window, chosen: tuple[int, ...] = chosen) -> Iterator[Slot]:
            query = SlotQuery(
                kind, (window,), counter.now, teacher_ids=chosen, student_id=student.id, spread=not kind.is_class
            )
            return search(counter.desk, query, student)

        try:
            found = nearest(free, wanted, ALTERNATIVES, timedelta(days=4), timedelta(days=10), kind.duration)
        except Refusal:
            return []
        if found:
            return [SlotOut.of(slot, counter.catalogue) for slot in found]
    return []


def _window(now: datetime, start: datetime | None, end: datetime | None) -> Window:
    start = start or now
    end = end or start + timedelta(days=7)
    if end <= start:
        raise Invalid(field="to", reason="must be after from")
    if end - start > LONGEST_WINDOW:
        raise Invalid(field="to", reason=f"must be within {LONGEST_WINDOW.days} days of from")
    return Window(start, end)


def _why_none(counter: Counter, query: SlotQuery, window: Window, student: Student | None) -> str:
    return (
        (_rule_against(counter, query, window) if student is None else _rule_for(counter, query, window, student))
        or _busy_student(counter, query)
        or (_no_class if query.lesson_type.is_class else _nobody_there)(counter, query, window)
        or "fully_booked"
    )


def _rule_against(counter: Counter, query: SlotQuery, window: Window) -> str | None:
    """Notice or horizon, which hold for anybody."""
    policies = counter.catalogue.policies_of(query.lesson_type.id).values()
    if all(_last_start(query, window) < policy.earliest_start(query.now) for policy in policies):
        return "too_short_notice"
    return "beyond_horizon" if all(window.start > policy.latest_start(query.now) for policy in policies) else None


def _rule_for(counter: Counter, query: SlotQuery, window: Window, student: Student) -> str | None:
    last = max(window.start, _last_start(query, window))
    teacher_id = next(iter(query.teacher_ids), None)
    found = forbidding(counter.desk, student, query.lesson_type, window.start, last, teacher_id=teacher_id)
    return found[0].code if found else None


def _last_start(query: SlotQuery, window: Window) -> datetime:
    return window.last - query.lesson_type.duration


def _busy_student(counter: Counter, query: SlotQuery) -> str | None:
    if query.student_id is None:
        return None
    for_anybody = replace(query, student_id=None)
    return "student_busy" if next(search(counter.desk, for_anybody), None) is not None else None


def _no_class(counter: Counter, query: SlotQuery, window: Window) -> str | None:
    planned = counter.work.views.classes(
        counter.school_id, limit=1, lesson_type_id=query.lesson_type.id, start=window.start, end=window.end
    )
    return None if planned else "no_class"


def _nobody_there(counter: Counter, query: SlotQuery, _: Window) -> str | None:
    catalogue, kind = counter.catalogue, query.lesson_type
    if not any(not query.teacher_ids or t.id in query.teacher_ids for t in catalogue.teachers_of(kind)):
        return "no_teacher"
    if not all(pool(catalogue, query, needed) for needed in kind.requires):
        return "no_resource"
    nobody_busy = find_slots(catalogue, query, lambda *_: {})
    return "no_hours" if next(nobody_busy, None) is None else None
