"""Teachers, their working hours, and time off of teachers and cars."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.following import AskStudents, ClassOut, RequestOut, StrandedOut, affected, followed
from admin_api.planned import ensure_not_needed, given_up
from admin_api.values import LEFT_OUT, Changes, Flag, Id, IdIn, In, Items, Moment, Out, WallTime, Words, local
from domain.errors import Invalid, NotFound
from domain.schools import Catalogue, Teacher, TimeOff, WorkingHours
from domain.services.reopening import reopen
from domain.timeslots import Interval

router = APIRouter(tags=["teachers"])


class Hours(In):
    """weekday: 0 is Monday. Wall times in the school's zone; an end of 00:00 is the midnight that ends the day."""

    weekday: Annotated[StrictInt, Field(ge=0, le=6)]
    start: WallTime
    end: WallTime
    branch: IdIn | None = None

    @classmethod
    def of(cls, hours: WorkingHours) -> Hours:
        return cls(
            weekday=hours.weekday, start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}", branch=hours.branch_id
        )

    @property
    def worked(self) -> WorkingHours:
        return WorkingHours(self.weekday, time.fromisoformat(self.start), time.fromisoformat(self.end), self.branch)


_MINUTE = timedelta(minutes=1)
Driving = Annotated[StrictInt, Field(ge=5, le=1_440)]
Travel = Annotated[StrictInt, Field(ge=0, le=240)]
Week = Annotated[list[Hours], Field(max_length=100)]
LessonTypes = Annotated[list[IdIn], Field(max_length=200, description="Ids of those the teacher gives")]


class TeacherOut(Out):
    """most_driving_minutes: in lessons that take a car, on one day; null for no limit. travel_minutes: kept free when
    the hours change from one branch to another."""

    id: int
    name: str
    phone: str | None
    active: bool
    lesson_types: list[int]
    hours: list[Hours]
    most_driving_minutes: int | None
    travel_minutes: int

    @classmethod
    def of(cls, teacher: Teacher) -> TeacherOut:
        return cls(
            id=teacher.id,
            name=teacher.name,
            phone=teacher.phone,
            active=teacher.active,
            lesson_types=sorted(teacher.lesson_type_ids),
            hours=[Hours.of(hours) for hours in teacher.hours],
            most_driving_minutes=teacher.most_driving // _MINUTE if teacher.most_driving is not None else None,
            travel_minutes=teacher.travel // _MINUTE,
        )


class NewTeacher(In):
    """phone: E.164."""

    name: Words
    phone: Words | None = None
    lesson_types: LessonTypes = Field(default_factory=list)
    hours: Week = Field(default_factory=list)
    most_driving_minutes: Driving | None = None
    travel_minutes: Travel = 0
    active: Flag = True


class TeacherChanges(Changes):
    """lesson_types and hours are replaced as a whole. despite_lessons: let one with lessons to come be not active, give
    their kind no more, or work then no more."""

    name: Words = LEFT_OUT
    phone: Words | None = LEFT_OUT
    lesson_types: LessonTypes = LEFT_OUT
    hours: Week = LEFT_OUT
    most_driving_minutes: Driving | None = LEFT_OUT
    travel_minutes: Travel = LEFT_OUT
    active: Flag = LEFT_OUT
    despite_lessons: Flag = LEFT_OUT


class TimeOffOut(Out):
    """of: id of the teacher or resource."""

    id: int
    of: int
    name: str
    start: datetime
    end: datetime
    reason: str

    @classmethod
    def made(cls, off: TimeOff, catalogue: Catalogue) -> TimeOffOut:
        who = catalogue.teachers.get(off.calendar_id) or catalogue.resources[off.calendar_id]
        return cls(
            id=off.id,
            of=off.calendar_id,
            name=who.name,
            start=local(off.during.start, catalogue.zone),
            end=local(off.during.end, catalogue.zone),
            reason=off.reason,
        )


class TimeOffEntered(TimeOffOut):
    """lessons, classes: what is booked then and can't be held as agreed; requests: what students had asked for."""

    lessons: list[StrandedOut]
    classes: list[ClassOut]
    requests: list[RequestOut]


class NewTimeOff(In):
    """of: id of the teacher or resource."""

    of: IdIn
    start: Moment
    end: Moment
    reason: Words = ""
    ask_students: AskStudents = True


@router.get("/teachers")
def list_teachers(caller: CurrentCaller, active: bool | None = None) -> Items[TeacherOut]:
    """All teachers."""
    with caller.counter() as counter:
        teachers = counter.catalogue.teachers.values()
        return Items(items=[TeacherOut.of(t) for t in teachers if active is None or t.active is active])


@router.get("/teachers/{teacher_id}")
def get_teacher(caller: CurrentCaller, teacher_id: Id) -> TeacherOut:
    with caller.counter() as counter:
        return TeacherOut.of(counter.catalogue.teacher(teacher_id))


@router.post("/teachers", status_code=201, response_model=TeacherOut)
def add_teacher(caller: CurrentCaller, new: NewTeacher) -> Response:
    """Add a teacher, with lesson types and weekly hours."""

    def act(counter: Counter) -> TeacherOut:
        teacher = replace(Teacher(counter.work.next_id(), "", frozenset()), **_as_kept(dict(new)))
        counter.work.administration.add_teacher(counter.school_id, teacher)
        return TeacherOut.of(teacher)

    return caller.answer(act)


@router.patch("/teachers/{teacher_id}")
def change_teacher(caller: CurrentCaller, teacher_id: Id, changes: TeacherChanges) -> TeacherOut:
    """Change some of it. Lessons booked before stay; one who is not active is not offered any more. Whoever has lessons
    to come is kept active, keeps their kinds, the weekly hours that they lie in and the minutes of driving that they
    take: they are listed (`still_needed`), to be given to others or moved first."""

    def act(counter: Counter) -> TeacherOut:
        given, before = changes.given(), counter.catalogue.teacher(teacher_id)
        despite = given.pop("despite_lessons", False)
        teacher = replace(before, **_as_kept(given))
        if not despite:
            ensure_not_needed(counter, given_up(counter, before, teacher))
        counter.work.administration.save_teacher(counter.school_id, teacher)
        reopen(counter.desk, counter.work.catalogue(counter.school_id), calendar_id=teacher_id)
        return TeacherOut.of(teacher)

    return caller.change(act, alone=True)


@router.get("/time-off")
def list_time_off(caller: CurrentCaller, of: Id | None = None) -> Items[TimeOffOut]:
    """Time off that lies ahead or not more than a month back, by start."""
    with caller.counter() as counter:
        found = [off for off in counter.catalogue.time_off if of is None or off.calendar_id == of]
        return Items(items=[TimeOffOut.made(off, counter.catalogue) for off in found])


@router.post("/time-off", status_code=201, response_model=TimeOffEntered)
def add_time_off(caller: CurrentCaller, new: NewTimeOff) -> Response:
    """Nothing is offered then, and what was only held or asked for is let go of. Lessons that are booked are listed;
    they stay until somebody moves or cancels them, but are not reminded of. Their students are asked: another teacher
    or car is held for them where one is free, and moving and cancelling is free of charge."""

    def act(counter: Counter) -> TimeOffEntered:
        if new.end <= new.start:
            raise Invalid(field="end", reason="must be after the start")
        if new.of not in counter.catalogue.teachers and new.of not in counter.catalogue.resources:
            raise NotFound(what="teacher_or_resource", id=new.of)
        off = TimeOff(counter.work.next_id(), new.of, Interval(new.start, new.end), new.reason)
        counter.work.administration.add_time_off(counter.school_id, off)
        stranding = followed(counter, off.id, off.during, new.of, ask=new.ask_students)
        return TimeOffEntered(
            **dict(TimeOffOut.made(off, counter.catalogue)),
            **affected(stranding, counter.catalogue),
        )

    return caller.answer(act, alone=True)


@router.delete("/time-off/{time_off_id}", status_code=204)
def remove_time_off(caller: CurrentCaller, time_off_id: Id) -> None:
    """Whoever or whatever it was of is there after all. Students who were asked about their lessons are told so."""

    def act(counter: Counter) -> None:
        counter.work.administration.remove_time_off(counter.school_id, time_off_id)
        for off in counter.catalogue.time_off:
            if off.id == time_off_id:
                followed(counter, off.id, off.during, off.calendar_id)

    caller.change(act, alone=True)


def _as_kept(given: dict[str, Any]) -> dict[str, Any]:
    """Fields as the domain names and types them."""
    kept = dict(given)
    if "lesson_types" in kept:
        kept["lesson_type_ids"] = frozenset(kept.pop("lesson_types"))
    if "hours" in kept:
        kept["hours"] = tuple(hours.worked for hours in kept["hours"])
    if "most_driving_minutes" in kept:
        minutes = kept.pop("most_driving_minutes")
        kept["most_driving"] = timedelta(minutes=minutes) if minutes is not None else None
    if "travel_minutes" in kept:
        kept["travel"] = timedelta(minutes=kept.pop("travel_minutes"))
    return kept
