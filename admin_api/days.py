"""Days that are not like others: what a teacher works on a certain date, and when the school is closed."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.following import AskStudents, ClassOut, RequestOut, StrandedOut, affected, followed
from admin_api.planned import Planned
from admin_api.values import Flag, Id, IdIn, In, Items, OneOrNames, Out, SchoolDay, WallTime, by_language
from domain.errors import NotFound
from domain.schools import Closure, SpecialDay, WorkingHours
from domain.timeslots import Interval, local_day

router = APIRouter(tags=["hours"])


class Part(In):
    """Wall times in the school's zone; an end of 00:00 is the midnight that ends the day."""

    start: WallTime
    end: WallTime
    branch: IdIn | None = None

    @classmethod
    def of(cls, hours: WorkingHours) -> Part:
        return cls(start=f"{hours.start:%H:%M}", end=f"{hours.end:%H:%M}", branch=hours.branch_id)

    def on(self, day: date) -> WorkingHours:
        return WorkingHours(day.weekday(), time.fromisoformat(self.start), time.fromisoformat(self.end), self.branch)


class SpecialHours(In):
    """hours: what is worked that day, none for nothing. extra: beside the weekly hours; else in their place."""

    hours: Annotated[list[Part], Field(max_length=20)]
    extra: Flag = False
    ask_students: AskStudents = True


class SpecialDayOut(Out):
    day: date
    hours: list[Part]
    extra: bool

    @classmethod
    def of(cls, special: SpecialDay) -> SpecialDayOut:
        return cls(day=special.day, hours=[Part.of(hours) for hours in special.hours], extra=special.extra)


class SpecialDayEntered(SpecialDayOut):
    """lessons, classes: what is booked that day and can't be held as agreed, since the teacher works otherwise;
    requests: what students had asked for."""

    lessons: list[StrandedOut]
    classes: list[ClassOut]
    requests: list[RequestOut]


class ClosureOut(Out):
    """first, last: days, both included. branch: null for the whole school. sessions: those that stand in its way; they
    stay until they are cancelled. reason: in the school's language; reasons: in all that there are."""

    id: int
    first: date
    last: date
    branch: int | None
    reason: str
    reasons: dict[str, str]
    sessions: list[Planned]

    @classmethod
    def of(cls, closure: Closure, counter: Counter) -> ClosureOut:
        days = _days_of(closure, counter)
        found = counter.work.views.sessions(counter.school_id, days, branch_id=closure.branch_id)
        return cls(
            id=closure.id,
            first=closure.first,
            last=closure.last,
            branch=closure.branch_id,
            reason=closure.reason(counter.catalogue.school.language),
            reasons=dict(closure.reasons),
            sessions=[Planned.of(session, counter.catalogue) for session in found],
        )


class ClosureEntered(ClosureOut):
    """lessons: those that can't be held as agreed; classes: the same, for the school to move or cancel;
    requests: what students had asked for."""

    lessons: list[StrandedOut]
    classes: list[ClassOut]
    requests: list[RequestOut]


class NewClosure(In):
    """reason: in the school's language, or an object of several by language."""

    first: SchoolDay
    last: SchoolDay
    branch: IdIn | None = None
    reason: OneOrNames = ""
    ask_students: AskStudents = True


@router.get("/teachers/{teacher_id}/days")
def list_special_days(caller: CurrentCaller, teacher_id: Id) -> Items[SpecialDayOut]:
    """Dates on which the teacher works otherwise than every week, not more than a month back."""
    with caller.counter() as counter:
        return Items(items=[SpecialDayOut.of(each) for each in counter.catalogue.teacher(teacher_id).special])


@router.put("/teachers/{teacher_id}/days/{day}")
def set_special_day(caller: CurrentCaller, teacher_id: Id, day: SchoolDay, hours: SpecialHours) -> SpecialDayEntered:
    """Say what the teacher works on that date. Lessons booked outside those hours are treated as if the teacher had
    time off then: they are listed, and their students are asked."""

    def act(counter: Counter) -> SpecialDayEntered:
        counter.catalogue.teacher(teacher_id)
        special = SpecialDay(day, tuple(part.on(day) for part in hours.hours), hours.extra)
        counter.work.administration.set_special_day(counter.school_id, teacher_id, special)
        of_day, entered = local_day(day, counter.catalogue.zone), counter.work.next_id()
        stranding = followed(counter, entered, of_day, teacher_id, ask=hours.ask_students)
        return SpecialDayEntered(
            **dict(SpecialDayOut.of(special)),
            **affected(stranding, counter.catalogue),
        )

    return caller.change(act, alone=True)


@router.delete("/teachers/{teacher_id}/days/{day}", status_code=204)
def remove_special_day(caller: CurrentCaller, teacher_id: Id, day: SchoolDay) -> None:
    """Let the date be as every week."""

    def act(counter: Counter) -> None:
        if not any(special.day == day for special in counter.catalogue.teacher(teacher_id).special):
            raise NotFound(what="special_day", id=day.isoformat())
        counter.work.administration.remove_special_day(counter.school_id, teacher_id, day)
        followed(counter, counter.work.next_id(), local_day(day, counter.catalogue.zone), teacher_id)

    caller.change(act, alone=True)


@router.get("/closures")
def list_closures(caller: CurrentCaller) -> Items[ClosureOut]:
    """Those that lie ahead or not more than a month back, by their first day."""
    with caller.counter() as counter:
        return Items(items=[ClosureOut.of(closure, counter) for closure in counter.catalogue.closures])


@router.post("/closures", status_code=201, response_model=ClosureEntered)
def add_closure(caller: CurrentCaller, new: NewClosure) -> Response:
    """Nothing is offered on those days and no occurrence of a series is made. What is booked and planned is listed; it
    stays until somebody moves or cancels it, but is not reminded of. Students with lessons then are asked for another
    time; classes are for you to move or cancel."""

    def act(counter: Counter) -> ClosureEntered:
        reasons = by_language(new.reason, counter.catalogue.school.language)
        closure = Closure(counter.work.next_id(), new.first, new.last, new.branch, reasons)
        counter.work.administration.add_closure(counter.school_id, closure)
        stranding = followed(counter, closure.id, _days_of(closure, counter), ask=new.ask_students)
        return ClosureEntered(
            **dict(ClosureOut.of(closure, counter)),
            **affected(stranding, counter.catalogue),
        )

    return caller.answer(act, alone=True)


@router.delete("/closures/{closure_id}", status_code=204)
def remove_closure(caller: CurrentCaller, closure_id: Id) -> None:
    """Open again on those days. Occurrences that were left out are not made by that. Students who were asked about
    their lessons are told that they take place."""

    def act(counter: Counter) -> None:
        counter.work.administration.remove_closure(counter.school_id, closure_id)
        for closure in counter.catalogue.closures:
            if closure.id == closure_id:
                followed(counter, closure.id, _days_of(closure, counter))

    caller.change(act, alone=True)


def _days_of(closure: Closure, counter: Counter) -> Interval:
    zone = counter.catalogue.zone
    return Interval(local_day(closure.first, zone).start, local_day(closure.last, zone).end)
