"""Classes: sessions that the school plans and students take seats in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.slots import lesson_type_of, offered
from admin_api.values import (
    Cursor,
    Id,
    IdIn,
    In,
    Limit,
    Moment,
    Named,
    Out,
    Page,
    Words,
    cursor_of,
    cut,
    local,
    named,
    place_of,
)
from domain.errors import Invalid, NotFound
from domain.lessons import Session
from domain.schools import Catalogue
from domain.timeslots import Interval

router = APIRouter(prefix="/sessions", tags=["classes"])


class SessionOut(Out):
    """taken: of its seats, drafts included."""

    id: int
    lesson_type: int
    start: datetime
    end: datetime
    teachers: list[Named]
    resources: list[Named]
    branch: int | None
    capacity: int
    taken: int

    @classmethod
    def of(cls, session: Session, catalogue: Catalogue) -> SessionOut:
        return cls(
            id=session.id,
            lesson_type=session.lesson_type_id,
            start=local(session.start, catalogue.zone),
            end=local(session.end, catalogue.zone),
            teachers=named(session.teacher_ids, catalogue.teachers),
            resources=named(session.resource_ids, catalogue.resources),
            branch=session.branch_id,
            capacity=session.capacity,
            taken=session.taken,
        )


class NewSession(In):
    """lesson_type: id or code. end and capacity: the lesson type's, if left out."""

    lesson_type: IdIn | Words
    start: Moment
    end: Moment | None = None
    teachers: Annotated[list[IdIn], Field(min_length=1, max_length=20)]
    resources: Annotated[list[IdIn], Field(max_length=20)] = Field(default_factory=list)
    branch: IdIn | None = None
    capacity: Annotated[StrictInt, Field(ge=2, le=1_000)] | None = None


@router.get("")
def list_sessions(
    caller: CurrentCaller,
    lesson_type: Annotated[Words | None, Query(description="Id or code")] = None,
    start: Annotated[Moment | None, Query(alias="from", description="Now, if left out")] = None,
    end: Annotated[Moment | None, Query(alias="to", description="Those that start before")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[SessionOut]:
    """Planned classes by start, full ones too."""
    with caller.counter() as counter:
        kind = lesson_type_of(counter.catalogue, lesson_type) if lesson_type is not None else None
        rows, last = cut(
            counter.work.views.classes(
                counter.school_id,
                limit=limit + 1,
                lesson_type_id=kind.id if kind else None,
                start=start or counter.now,
                end=end,
                after=place_of(cursor),
            ),
            limit,
        )
        items = [SessionOut.of(session, counter.catalogue) for session in rows]
        return Page(items=items, next=cursor_of(last.start, last.id) if last else None)


@router.get("/{session_id}")
def get_session(caller: CurrentCaller, session_id: Id) -> SessionOut:
    with caller.counter() as counter:
        session = counter.work.views.session(counter.school_id, session_id)
        if session.capacity == 1:
            raise NotFound(what="session", id=session_id)
        return SessionOut.of(session, counter.catalogue)


@router.post("", status_code=201, response_model=SessionOut)
def plan_session(caller: CurrentCaller, new: NewSession) -> Response:
    """Plan a class. It keeps its teachers and rooms busy; working hours do not bind it, time off does."""

    def act(counter: Counter) -> SessionOut:
        kind = offered(counter.catalogue, new.lesson_type)
        end = new.end or new.start + kind.duration
        if end <= new.start:
            raise Invalid(field="end", reason="must be after the start")
        session = Session(
            id=counter.work.next_id(),
            school_id=counter.school_id,
            lesson_type_id=kind.id,
            during=Interval(new.start, end),
            teacher_ids=tuple(new.teachers),
            resource_ids=tuple(new.resources),
            capacity=new.capacity or kind.capacity,
            branch_id=new.branch,
        )
        counter.work.administration.plan_class(counter.desk, session)
        return SessionOut.of(session, counter.catalogue)

    return caller.answer(act)
