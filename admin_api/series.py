"""Series: classes that come again by a rule. One occurrence alone is changed and cancelled as a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.slots import offered
from admin_api.values import (
    LEFT_OUT,
    Changes,
    Cursor,
    Flag,
    Id,
    IdIn,
    In,
    Limit,
    Named,
    Out,
    Page,
    SchoolDay,
    WallTime,
    Words,
    cursor_of_id,
    cut,
    id_of,
    local,
    named,
)
from domain.lessons import Session
from domain.schools import Catalogue
from domain.series import Series
from domain.services.occurrences import Choice, Fate, Occurrence, Reason
from domain.services.series import cancel_series, change_series, plan_series

router = APIRouter(prefix="/series", tags=["classes"])

Rule = Annotated[Words, Field(examples=["FREQ=WEEKLY;BYDAY=TU"], description="RFC 5545; an occurrence a day at most")]
Minutes = Annotated[StrictInt, Field(ge=5, le=720)]
Seats = Annotated[StrictInt, Field(ge=2, le=1_000)]
Teachers = Annotated[list[IdIn], Field(min_length=1, max_length=20)]
Rooms = Annotated[list[IdIn], Field(max_length=20)]
Days = Annotated[list[SchoolDay], Field(max_length=400)]


class SeriesOut(Out):
    """start: wall time of the school. begins, until: the days between which the rule holds. made_until: up to here its
    occurrences are planned; an endless one goes on by itself. left_out: days without an occurrence, and why."""

    id: int
    lesson_type: int
    rule: str
    first: date
    begins: date
    until: date | None
    start: str
    duration_minutes: int
    teachers: list[Named]
    resources: list[Named]
    branch: int | None
    capacity: int
    made_until: date
    left_out: dict[date, str]

    @classmethod
    def of(cls, series: Series, catalogue: Catalogue) -> SeriesOut:
        return cls(
            id=series.id,
            lesson_type=series.lesson_type_id,
            rule=series.rule,
            first=series.first,
            begins=series.begins,
            until=series.until,
            start=f"{series.starts:%H:%M}",
            duration_minutes=series.duration // timedelta(minutes=1),
            teachers=named(series.teacher_ids, catalogue.teachers),
            resources=named(series.resource_ids, catalogue.resources),
            branch=series.branch_id,
            capacity=series.capacity,
            made_until=series.made_until,
            left_out={day: why.value for day, why in series.left_out.items()},
        )


class OccurrenceOut(Out):
    """fate: what becomes of that day: planned, changed, cancelled, kept (as it was), closed or skipped (left out),
    conflict. session: null where there is none. calendar_ids, students: who is in the way; of one that is cancelled,
    students are those who lose their places. reasons: of a conflict, slot_taken, students_busy, closed, seats_taken (of
    fewer seats than students) or places_lost (the new rule has not that day, and students have places)."""

    day: date
    start: datetime
    end: datetime
    fate: Fate
    session: int | None
    calendar_ids: list[int]
    students: list[int]
    reasons: list[Reason]

    @classmethod
    def of(cls, found: Occurrence, catalogue: Catalogue, *, tried: bool = False) -> OccurrenceOut:
        there = found.fate in {Fate.CHANGED, Fate.CANCELLED, Fate.KEPT} or (found.fate is Fate.PLANNED and not tried)
        return cls(
            day=found.day,
            start=local(found.session.start, catalogue.zone),
            end=local(found.session.end, catalogue.zone),
            fate=found.fate,
            session=found.session.id if there else None,
            calendar_ids=list(found.calendar_ids),
            students=list(found.students),
            reasons=list(found.reasons),
        )

    @classmethod
    def made(cls, session: Session, catalogue: Catalogue) -> OccurrenceOut:
        assert session.occurrence is not None
        fate = Fate.CANCELLED if session.cancelled else Fate.PLANNED
        return cls.of(Occurrence(session.occurrence, session, fate), catalogue)


class SeriesResult(Out):
    """series: null if it was only tried. Of a series that was split, the part that was changed."""

    series: SeriesOut | None
    occurrences: list[OccurrenceOut]


class Choosing(In):
    """skip: days to leave out, or as they are if there is an occurrence; skip_conflicts: all on which something is in
    the way. Without either, a conflict is refused with a list of all of them. dry_run: only tell what would be."""

    skip: Days = Field(default_factory=list)
    skip_conflicts: Flag = False
    dry_run: Flag = False


class NewSeries(Choosing):
    """lesson_type: id or code. first: the first occurrence. duration_minutes and capacity: the lesson type's, if left
    out."""

    lesson_type: IdIn | Words
    rule: Rule
    first: SchoolDay
    start: WallTime
    duration_minutes: Minutes | None = None
    teachers: Teachers
    resources: Rooms = Field(default_factory=list)
    branch: IdIn | None = None
    capacity: Seats | None = None


class SeriesChanges(Changes):
    """since: from that day on; all coming occurrences, if left out. release_busy: students who have something else at a
    new time give up their places. cancel_booked: with another rule, occurrences on days that it has not are cancelled
    though students have places in them; else they are conflicts, which `skip` keeps as they are."""

    since: SchoolDay = LEFT_OUT
    rule: Rule = LEFT_OUT
    start: WallTime = LEFT_OUT
    duration_minutes: Minutes = LEFT_OUT
    teachers: Teachers = LEFT_OUT
    resources: Rooms = LEFT_OUT
    branch: IdIn | None = LEFT_OUT
    capacity: Seats = LEFT_OUT
    skip: Days = LEFT_OUT
    skip_conflicts: Flag = LEFT_OUT
    release_busy: Flag = LEFT_OUT
    cancel_booked: Flag = LEFT_OUT
    dry_run: Flag = LEFT_OUT


class End(In):
    """since: from that day on; all coming occurrences, if left out."""

    since: SchoolDay | None = None
    reason: Words = ""


@router.get("")
def list_series(caller: CurrentCaller, limit: Limit = 50, cursor: Cursor = None) -> Page[SeriesOut]:
    """By id; those that were cancelled altogether are left out."""
    with caller.counter() as counter:
        found = counter.work.views.all_series(counter.school_id, limit=limit + 1, after=id_of(cursor))
        rows, last = cut(found, limit)
        items = [SeriesOut.of(series, counter.catalogue) for series in rows]
        return Page(items=items, next=cursor_of_id(last.id) if last else None)


@router.get("/{series_id}")
def get_series(caller: CurrentCaller, series_id: Id) -> SeriesResult:
    """With all occurrences that were made, cancelled ones too."""
    with caller.counter() as counter:
        series = counter.work.views.series(counter.school_id, series_id)
        sessions = counter.work.calendars.plan.occurrences(counter.school_id, series_id)
        occurrences = [OccurrenceOut.made(session, counter.catalogue) for session in sessions]
        return SeriesResult(series=SeriesOut.of(series, counter.catalogue), occurrences=occurrences)


@router.post("", status_code=201, response_model=SeriesResult)
def add_series(caller: CurrentCaller, new: NewSeries) -> Response:
    """Plan it, all of it or nothing. Days on which the school or the branch is closed have no occurrence."""

    def act(counter: Counter) -> SeriesResult:
        kind = offered(counter.catalogue, new.lesson_type)
        minutes = new.duration_minutes
        series = Series(
            id=counter.work.next_id(),
            school_id=counter.school_id,
            lesson_type_id=kind.id,
            rule=new.rule,
            first=new.first,
            starts=time.fromisoformat(new.start),
            duration=timedelta(minutes=minutes) if minutes is not None else kind.duration,
            teacher_ids=tuple(new.teachers),
            resource_ids=tuple(new.resources),
            capacity=new.capacity or kind.capacity,
            begins=new.first,
            made_until=new.first,
            branch_id=new.branch,
        )
        choice = Choice(frozenset(new.skip), new.skip_conflicts, dry_run=new.dry_run)
        return _result(counter, series.id, plan_series(counter.desk, series, choice), tried=new.dry_run)

    return caller.answer(act, status=200 if new.dry_run else 201)


@router.patch("/{series_id}")
def change_planned_series(caller: CurrentCaller, series_id: Id, changes: SeriesChanges) -> SeriesResult:
    """Change the coming occurrences, all or nothing; who is concerned is told once. What an occurrence was given by
    itself, it keeps."""

    def act(counter: Counter) -> SeriesResult:
        given = changes.given()
        choice = Choice(
            frozenset(given.pop("skip", ())),
            given.pop("skip_conflicts", False),
            given.pop("release_busy", False),
            given.pop("cancel_booked", False),
            given.pop("dry_run", False),
        )
        since = given.pop("since", None)
        series, found = change_series(counter.desk, series_id, _as_kept(given), since=since, choice=choice)
        return _result(counter, series.id, found, tried=choice.dry_run)

    return caller.change(act)


@router.post("/{series_id}/cancel", response_model=SeriesResult)
def cancel_planned_series(caller: CurrentCaller, series_id: Id, end: End | None = None) -> Response:
    """Cancel the coming occurrences with all places in them; no more are made. Everybody is told once."""
    end = end or End()

    def act(counter: Counter) -> SeriesResult:
        return _result(counter, series_id, cancel_series(counter.desk, series_id, since=end.since, reason=end.reason))

    return caller.answer(act, status=200)


def _result(counter: Counter, series_id: int, found: Sequence[Occurrence], *, tried: bool = False) -> SeriesResult:
    series = None if tried else counter.work.views.series(counter.school_id, series_id)
    return SeriesResult(
        series=SeriesOut.of(series, counter.catalogue) if series else None,
        occurrences=[OccurrenceOut.of(each, counter.catalogue, tried=tried) for each in found],
    )


def _as_kept(given: dict[str, Any]) -> dict[str, Any]:
    """Fields as the domain names and types them."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        match name:
            case "start":
                kept["starts"] = time.fromisoformat(value)
            case "duration_minutes":
                kept["duration"] = timedelta(minutes=value)
            case "teachers" | "resources":
                kept[f"{name.removesuffix('s')}_ids"] = tuple(value)
            case "branch":
                kept["branch_id"] = value
            case _:
                kept[name] = value
    return kept
