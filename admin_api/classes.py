"""Classes: sessions that the school plans and students take seats in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.booking_shapes import Override, Reason
from admin_api.counter import Counter, CurrentCaller
from admin_api.slots import SlotOut, lesson_type_of, offered
from admin_api.values import (
    LEFT_OUT,
    Changes,
    Cursor,
    Flag,
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
from domain.errors import BreakNeeded, DayFull, Invalid, OutsideHours, SlotTaken, TravelNeeded, Unsuitable
from domain.lessons import Session
from domain.schools import Catalogue
from domain.services.classes import cancel_session, change_session, plan_class
from domain.services.individual import others_at
from domain.timeslots import Interval

router = APIRouter(prefix="/sessions", tags=["classes"])


class SessionOut(Out):
    """taken: of its seats, drafts included. planned: a class; other sessions are individual lessons. version grows when
    time, teachers or resources change. series, occurrence: the day of the series' rule that it stands for."""

    id: int
    lesson_type: int
    start: datetime
    end: datetime
    teachers: list[Named]
    resources: list[Named]
    branch: int | None
    capacity: int
    taken: int
    planned: bool
    cancelled: bool
    version: int
    series: int | None
    occurrence: date | None

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
            planned=session.planned,
            cancelled=session.cancelled,
            version=session.version,
            series=session.series_id,
            occurrence=session.occurrence,
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


class SessionChanges(Changes):
    """release_busy: students who have something else at the new time give up their places and are told so; else they
    are named in the refusal. override: give a car that is not as the student wished it."""

    start: Moment = LEFT_OUT
    end: Moment = LEFT_OUT
    teachers: Annotated[list[IdIn], Field(min_length=1, max_length=20)] = LEFT_OUT
    resources: Annotated[list[IdIn], Field(max_length=20)] = LEFT_OUT
    branch: IdIn | None = LEFT_OUT
    capacity: Annotated[StrictInt, Field(ge=2, le=1_000)] = LEFT_OUT
    release_busy: Flag = LEFT_OUT
    override: Override = LEFT_OUT


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
    """A class, or the session of an individual lesson."""
    with caller.counter() as counter:
        return SessionOut.of(counter.work.calendars.plan.session(counter.school_id, session_id), counter.catalogue)


@router.post("", status_code=201, response_model=SessionOut)
def plan_session(caller: CurrentCaller, new: NewSession) -> Response:
    """Plan a class. It keeps its teachers and rooms busy; working hours do not bind it, time off and closures do."""

    def act(counter: Counter) -> SessionOut:
        kind = offered(counter.catalogue, new.lesson_type)
        session = Session(
            id=counter.work.next_id(),
            school_id=counter.school_id,
            lesson_type_id=kind.id,
            during=_during(new.start, new.end or new.start + kind.duration),
            teacher_ids=tuple(new.teachers),
            resource_ids=tuple(new.resources),
            capacity=new.capacity or kind.capacity,
            branch_id=new.branch,
        )
        return SessionOut.of(plan_class(counter.desk, session), counter.catalogue)

    return caller.answer(act)


@router.patch("/{session_id}")
def change_planned(caller: CurrentCaller, session_id: Id, changes: SessionChanges) -> SessionOut:
    """Change a class, or the teacher and car of an individual lesson, before it begins; who is concerned is told.

    With another start and no end it stays as long as it is.
    """

    def act(counter: Counter) -> SessionOut:
        given = changes.given()
        release_busy = given.pop("release_busy", False)
        override: Override | None = given.pop("override", None)
        counter = counter.passing(override.reason if override else None, caller.key_id)
        if {"start", "end"} & given.keys():
            present = counter.work.calendars.plan.session(counter.school_id, session_id).during
            start = given.pop("start", present.start)
            given["during"] = _during(start, given.pop("end", start + present.duration))
        kept = {_KEPT.get(name, name): value for name, value in given.items()}
        kept |= {name: tuple(kept[name]) for name in ("teacher_ids", "resource_ids") if name in kept}
        session = change_session(counter.desk, session_id, release_busy=release_busy, **kept)
        return SessionOut.of(session, counter.catalogue)

    try:
        return caller.change(act)
    except (SlotTaken, OutsideHours, DayFull, BreakNeeded, TravelNeeded, Unsuitable) as refusal:
        with caller.counter() as counter:
            refusal.data["alternatives"] = _instead(counter, session_id)
        raise


@router.post("/{session_id}/cancel", response_model=SessionOut)
def cancel_planned(caller: CurrentCaller, session_id: Id, why: Reason | None = None) -> Response:
    """Cancel it with all places in it; everybody is told, and it costs nobody anything. Of a series, this one only.

    Cancelling twice is cancelling once.
    """
    reason = why.reason if why else ""

    def act(counter: Counter) -> SessionOut:
        return SessionOut.of(cancel_session(counter.desk, session_id, reason=reason), counter.catalogue)

    return caller.answer(act, status=200)


_KEPT = {"teachers": "teacher_ids", "resources": "resource_ids", "branch": "branch_id"}


def _during(start: datetime, end: datetime) -> Interval:
    if end <= start:
        raise Invalid(field="end", reason="must be after the start")
    return Interval(start, end)


def _instead(counter: Counter, session_id: int) -> list[dict[str, Any]]:
    """With whom and in what an individual lesson could be at its time; of a class nothing is proposed."""
    session = counter.work.calendars.plan.session(counter.school_id, session_id)
    if session.planned:
        return []
    slots = others_at(counter.desk, session)
    return [SlotOut.of(slot, counter.catalogue).model_dump(mode="json") for slot in slots]
