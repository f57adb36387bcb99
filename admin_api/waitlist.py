"""Who waits, what is offered, and teachers who are off sick."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.following import ClassOut, RequestOut, StrandedOut, affected
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
    SchoolDay,
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
from domain.services.leaving import remove
from domain.services.offering import retract
from domain.services.sickness import Sickness, call_in_sick
from domain.services.waiting import wait_for_class, wait_for_earlier
from domain.timeslots import Interval
from domain.waitlist import HIGHEST_PRIORITY, Entry, Offer, OfferStatus, Reason, Wishes

router = APIRouter(tags=["waitlist"])

WallTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["08:00"])]
Weekday = Annotated[StrictInt, Field(ge=0, le=6)]
Priority = Annotated[StrictInt, Field(ge=0, le=HIGHEST_PRIORITY, description="The higher comes first")]


class Part(In):
    """Of the day, in wall time; an end of 00:00 is midnight."""

    start: WallTime
    end: WallTime


class WishesIn(In):
    """When an earlier lesson would suit; what is left out does not matter. weekdays: 0 is Monday."""

    weekdays: Annotated[list[Weekday], Field(max_length=7)] = Field(default_factory=list)
    parts: Annotated[list[Part], Field(max_length=10)] = Field(default_factory=list)
    teachers: Annotated[list[IdIn], Field(max_length=50)] = Field(default_factory=list)
    until: SchoolDay | None = None

    def kept(self, catalogue: Catalogue) -> Wishes:
        for teacher_id in self.teachers:
            catalogue.teacher(teacher_id)
        parts = tuple((time.fromisoformat(part.start), time.fromisoformat(part.end)) for part in self.parts)
        return Wishes(frozenset(self.weekdays), parts, frozenset(self.teachers), self.until)


class WishesOut(Out):
    weekdays: list[int]
    parts: list[dict[str, str]]
    teachers: list[int]
    until: date | None

    @classmethod
    def of(cls, wishes: Wishes) -> WishesOut:
        return cls(
            weekdays=sorted(wishes.weekdays),
            parts=[{"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"} for start, end in wishes.parts],
            teachers=sorted(wishes.teacher_ids),
            until=wishes.until,
        )


class EntryOut(Out):
    """session: the class that is waited for; booking: the lesson that shall become earlier. place: among those who wait
    for the same class, from 1."""

    id: int
    student: Named
    session: int | None
    booking: int | None
    wishes: WishesOut
    priority: int
    since: datetime
    place: int | None

    @classmethod
    def of(cls, entry: Entry, name: str, place: int | None, catalogue: Catalogue) -> EntryOut:
        return cls(
            id=entry.id,
            student=Named(id=entry.student_id, name=name),
            session=entry.session_id,
            booking=entry.booking_id,
            wishes=WishesOut.of(entry.wishes),
            priority=entry.priority,
            since=local(entry.created_at, catalogue.zone),
            place=place,
        )


class NewEntry(In):
    """Either a session (a full class) or a booking (a lesson that shall become earlier)."""

    student: IdIn
    session: IdIn | None = None
    booking: IdIn | None = None
    wishes: WishesIn = Field(default_factory=WishesIn)
    priority: Priority = 0


class NewPriority(In):
    priority: Priority


class OfferOut(Out):
    """until: when it ends unanswered. booking: the draft that holds the place, the booking itself once taken (if it
    `moves` none). moves: the booking that moves there."""

    id: int
    student: Named
    reason: Reason
    status: OfferStatus
    start: datetime
    teachers: list[Named]
    made_at: datetime
    until: datetime
    booking: int
    moves: int | None
    entry: int | None

    @classmethod
    def of(cls, offer: Offer, name: str, session: Session, catalogue: Catalogue) -> OfferOut:
        return cls(
            id=offer.id,
            student=Named(id=offer.student_id, name=name),
            reason=offer.reason,
            status=offer.status,
            start=local(session.start, catalogue.zone),
            teachers=named(session.teacher_ids, catalogue.teachers),
            made_at=local(offer.made_at, catalogue.zone),
            until=local(offer.until, catalogue.zone),
            booking=offer.held_id,
            moves=offer.moves,
            entry=offer.entry_id,
        )


class Illness(In):
    start: Annotated[Moment, Field(alias="from")]
    end: Annotated[Moment, Field(alias="to")]
    reason: Words = "sick"


class SicknessOut(Out):
    time_off: int
    lessons: list[StrandedOut]
    classes: list[ClassOut]
    requests: list[RequestOut]

    @classmethod
    def of(cls, sickness: Sickness, catalogue: Catalogue) -> SicknessOut:
        return cls(
            time_off=sickness.off.id,
            **affected(sickness.stranding, catalogue),
        )


@router.get("/waitlist")
def list_waitlist(
    caller: CurrentCaller,
    student: Id | None = None,
    session: Annotated[Id | None, Query(description="Those who wait for this class")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[EntryOut]:
    """Who waits for a seat in a class or for an earlier lesson, by age."""
    with caller.counter() as counter:
        found = counter.work.waitlist.entries(
            counter.school_id,
            counter.now,
            limit=limit + 1,
            student_id=student,
            session_id=session,
            after=place_of(cursor),
        )
        lines, last = cut(found, limit)
        items = [EntryOut.of(line.entry, line.student_name, line.place, counter.catalogue) for line in lines]
        return Page(items=items, next=cursor_of(last.entry.created_at, last.entry.id) if last else None)


@router.post("/waitlist", status_code=201, response_model=EntryOut)
def add_entry(caller: CurrentCaller, new: NewEntry) -> Response:
    """Let a student wait. Who waits for the same already keeps their place, with the new wishes."""

    def act(counter: Counter) -> EntryOut:
        student = counter.work.students.get(counter.school_id, new.student)
        if new.session is not None and new.booking is None:
            entry = wait_for_class(counter.desk, student, new.session, priority=new.priority)
        elif new.booking is not None and new.session is None:
            wishes = new.wishes.kept(counter.catalogue)
            entry = wait_for_earlier(counter.desk, student, new.booking, wishes, priority=new.priority)
        else:
            raise Invalid(field="session", reason="or a booking is needed, and not both")
        return _shown(counter, entry)

    return caller.answer(act)


@router.patch("/waitlist/{entry_id}")
def change_entry(caller: CurrentCaller, entry_id: Id, new: NewPriority) -> EntryOut:
    """Give it another priority."""

    def act(counter: Counter) -> EntryOut:
        entry = counter.work.waitlist.get(counter.school_id, entry_id)
        counter.work.waitlist.prioritise(counter.school_id, entry_id, new.priority)
        return _shown(counter, entry)

    return caller.change(act)


@router.delete("/waitlist/{entry_id}", status_code=204)
def remove_entry(caller: CurrentCaller, entry_id: Id) -> None:
    """Take the student off the list. What is being offered for it goes to the next one."""
    caller.change(lambda counter: remove(counter.desk, entry_id))


@router.get("/offers")
def list_offers(
    caller: CurrentCaller,
    is_open: Annotated[bool | None, Query(alias="open", description="Only those that can (not) be answered")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OfferOut]:
    """What was offered to whom, and what became of it, by age."""
    with caller.counter() as counter:
        found = counter.work.offers.all(counter.school_id, limit=limit + 1, is_open=is_open, after=place_of(cursor))
        lines, last = cut(found, limit)
        items = [OfferOut.of(line.offer, line.student_name, line.session, counter.catalogue) for line in lines]
        return Page(items=items, next=cursor_of(last.offer.made_at, last.offer.id) if last else None)


@router.delete("/offers/{offer_id}", status_code=204)
def withdraw_offer(caller: CurrentCaller, offer_id: Id) -> None:
    """Take it back: the student is told, and the place goes to the next one. One that has been answered stays as it
    is."""
    caller.change(lambda counter: retract(counter.desk, counter.work.offers.get(counter.school_id, offer_id)))


@router.post("/teachers/{teacher_id}/sick", status_code=201, response_model=SicknessOut)
def report_sick(caller: CurrentCaller, teacher_id: Id, illness: Illness) -> Response:
    """Time off for a teacher who is sick. Students are asked: another teacher is held for them where one is free."""

    def act(counter: Counter) -> SicknessOut:
        if illness.end <= illness.start:
            raise Invalid(field="to", reason="must be after the start")
        during = Interval(illness.start, illness.end)
        return SicknessOut.of(call_in_sick(counter.desk, teacher_id, during, illness.reason), counter.catalogue)

    return caller.answer(act, alone=True)


def _shown(counter: Counter, entry: Entry) -> EntryOut:
    """The entry as the list has it."""
    found = counter.work.waitlist.entries(counter.school_id, counter.now, limit=200, student_id=entry.student_id)
    line = next((line for line in found if line.entry.id == entry.id), None)
    if line is None:
        raise NotFound(what="waitlist_entry", id=entry.id)
    return EntryOut.of(line.entry, line.student_name, line.place, counter.catalogue)
