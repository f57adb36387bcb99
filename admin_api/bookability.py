"""Why can't this student book?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from admin_api.counter import CurrentCaller
from admin_api.errors import plain, title_of
from admin_api.slots import SlotOut, lesson_type_of
from admin_api.values import Id, Moment, Out, Words
from admin_api.wishes import own_first
from domain.errors import NotFound, Refusal
from domain.lessons import Actor
from domain.rules.rule import Broken
from domain.schools import Catalogue, LessonType
from domain.services.bookability import reasons, reasons_at, together
from domain.services.searching import search
from domain.services.sooner import against_sooner
from domain.slots import SlotQuery, Window, first

router = APIRouter(tags=["rules"])

PROPOSALS = 3


class ObstacleOut(Out):
    """rule: its name, null where it is none of the school's rules. code, title: as of a refusal; data: the next legal
    option."""

    rule: str | None
    code: str
    title: str
    data: dict[str, Any]

    @classmethod
    def of(cls, refusal: Refusal, catalogue: Catalogue) -> ObstacleOut:
        rule = refusal.rule.name if isinstance(refusal, Broken) else None
        return cls(rule=rule, code=refusal.code, title=title_of(refusal.code), data=plain(refusal.data, catalogue.zone))


class BookabilityOut(Out):
    """obstacles: what keeps the student from booking; none, and `next` are the first times that can be booked. sooner:
    the rules that forbid the time that is free first, on a day before those; of no time in particular only."""

    obstacles: list[ObstacleOut]
    sooner: list[ObstacleOut]
    next: list[SlotOut]


@router.get("/students/{student_id}/bookability")
def get_bookability(
    caller: CurrentCaller,
    student_id: Id,
    lesson_type: Annotated[Words | None, Query(description="Id or code; the first one offered, if left out")] = None,
    start: Annotated[Moment | None, Query(description="Of a lesson wanted; at any time, if left out")] = None,
    teacher: Annotated[Id | None, Query(description="With whom, if that is to be judged too")] = None,
) -> BookabilityOut:
    """What the student would be told who asks "why can't I book?"."""
    with caller.counter() as counter:
        desk, catalogue = counter.desk.by(Actor.STUDENT), counter.catalogue
        student = counter.work.students.get(counter.school_id, student_id)
        kind = _first_offered(catalogue) if lesson_type is None else lesson_type_of(catalogue, lesson_type)
        teacher_id = catalogue.teacher(teacher).id if teacher is not None else None
        found = reasons(desk, student, kind) if start is None else reasons_at(desk, student, kind, start, teacher_id)
        latest = max(policy.latest_start(desk.now) for policy in catalogue.policies_of(kind.id).values())
        query = SlotQuery(
            kind,
            (Window(desk.now, latest + kind.duration),),
            desk.now,
            teacher_ids=own_first(catalogue, kind, student),
            student_id=student.id,
        )
        free = [] if reasons(desk, student, kind) else first(search(desk, query, student), PROPOSALS)
        if not found and not free:
            found = [*together(desk, student, kind)]
        sooner = against_sooner(desk, student, kind, free[0]) if free and start is None else []
        return BookabilityOut(
            obstacles=[ObstacleOut.of(refusal, catalogue) for refusal in found],
            sooner=[ObstacleOut.of(refusal, catalogue) for refusal in sooner],
            next=[SlotOut.of(slot, catalogue) for slot in free],
        )


def _first_offered(catalogue: Catalogue) -> LessonType:
    if not catalogue.bookable_types:
        raise NotFound(what="lesson_type")
    return catalogue.bookable_types[0]
