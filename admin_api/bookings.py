"""Bookings: list, look up, book, confirm, move, cancel, settle. All by the domain's use cases, as staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from admin_api.booking_shapes import BookingOut, Correction, NewBooking, NewTime, Reason
from admin_api.counter import Caller, Counter, CurrentCaller
from admin_api.slots import SlotOut, alternatives, lesson_type_of, offered
from admin_api.values import (
    Cursor,
    Id,
    Limit,
    Moment,
    Page,
    cursor_of,
    cut,
    place_of,
)
from admin_api.wishes import lesson_at, seat_at, seat_in, teachers_for
from domain.errors import (
    BreakNeeded,
    ClassFull,
    Closed,
    DayFull,
    Invalid,
    NotFound,
    OutsideHours,
    Refusal,
    SlotTaken,
    StudentBusy,
    TravelNeeded,
)
from domain.lessons import Booking, Status
from domain.references import booking_id_of
from domain.schools import LessonType, Student
from domain.services.attendance import Outcome, correct, settle
from domain.services.booking import book, confirm
from domain.services.cancelling import cancel
from domain.services.requests import approve, decline
from domain.services.rescheduling import reschedule
from domain.slots import Slot

router = APIRouter(prefix="/bookings", tags=["bookings"])


@router.get("")
def list_bookings(
    caller: CurrentCaller,
    student: Id | None = None,
    teacher: Id | None = None,
    status: Annotated[list[Status], Query(max_length=7)] = [],  # noqa: B006 # FastAPI copies it
    start: Annotated[Moment | None, Query(alias="from", description="Lessons that start then or later")] = None,
    end: Annotated[Moment | None, Query(alias="to", description="Lessons that start before")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[BookingOut]:
    """By start of the lesson."""
    with caller.counter() as counter:
        lines, last = cut(
            counter.work.views.bookings(
                counter.school_id,
                limit=limit + 1,
                student_id=student,
                teacher_id=teacher,
                statuses=status,
                start=start,
                end=end,
                after=place_of(cursor),
            ),
            limit,
        )
        passed = counter.work.views.passed_rules(counter.school_id, [line.booking.id for line in lines])
        items = [
            BookingOut.of(line.booking, line.student_name, counter.catalogue, passed.get(line.booking.id, ()))
            for line in lines
        ]
        return Page(items=items, next=cursor_of(last.booking.start, last.booking.id) if last else None)


@router.get("/{booking}")
def get_booking(
    caller: CurrentCaller, booking: Annotated[str, Path(max_length=20, description="Id, or reference such as K7Q2")]
) -> BookingOut:
    """By id or reference. Digits alone are taken for an id first."""
    with caller.counter() as counter:
        candidates = [int(booking)] if booking.isascii() and booking.isdigit() else []
        candidates += [id_ for id_ in [booking_id_of(booking)] if id_ is not None]
        for booking_id in candidates:
            try:
                line = counter.work.views.booking(counter.school_id, min(booking_id, 2**63 - 1))
            except NotFound:
                continue
            return _with_passed(counter, line.booking, line.student_name)
        raise NotFound(what="booking", id=booking)


@router.post("", status_code=201, response_model=BookingOut)
def create_booking(caller: CurrentCaller, new: NewBooking) -> Response:
    """Book for a student, under the school's rules unless `override` passes over them. A slot that is taken is refused
    with the nearest alternatives."""

    def act(counter: Counter) -> BookingOut:
        counter = counter.passing(new.override.reason if new.override else None, caller.key_id)
        student = counter.work.students.get(counter.school_id, new.student)
        kind = offered(counter.catalogue, new.lesson_type) if new.lesson_type is not None else None
        slot = _slot(counter, student, new, kind, new.attributes, preferred=student.usual_teacher_id)
        return _with_passed(counter, book(counter.desk, student, slot), student.name)

    try:
        return caller.answer(act)
    except _TAKEN as refusal:
        _add_alternatives(caller, refusal, new, new.student, new.lesson_type)
        raise


@router.post("/{booking_id}/reschedule", response_model=BookingOut)
def reschedule_booking(caller: CurrentCaller, booking_id: Id, new: NewTime) -> Response:
    """Move it to another time. Reference and price stay; the school's moving costs the student nothing. What the
    student wished of the car holds, unless you name other attributes, or override it with other resources."""

    def act(counter: Counter) -> BookingOut:
        counter = counter.passing(new.override.reason if new.override else None, caller.key_id)
        line = counter.work.views.booking(counter.school_id, booking_id)
        old = line.booking
        student = counter.work.students.get(counter.school_id, old.student_id)
        kind = counter.catalogue.lesson_type(old.session.lesson_type_id)
        present = old.session.teacher_ids[0] if old.session.teacher_ids else None
        chosen = new.override is not None and bool(new.resources)  # staff's own choice, whatever was wished
        wished = new.attributes or ({} if chosen else old.wished)
        slot = _slot(counter, student, new, kind, wished, preferred=present, ignoring=old.session.id)
        if slot.lesson_type_id != kind.id:
            raise Invalid(field="session", reason="must be of the same lesson type")
        moved = reschedule(counter.desk, student, booking_id, slot)
        return _with_passed(counter, moved, line.student_name)

    try:
        return caller.answer(act, status=200)
    except _TAKEN as refusal:
        with caller.counter() as counter:
            old = counter.work.views.booking(counter.school_id, booking_id).booking
        _add_alternatives(caller, refusal, new, old.student_id, old.session.lesson_type_id)
        raise


@router.post("/{booking_id}/confirm", response_model=BookingOut)
def confirm_booking(caller: CurrentCaller, booking_id: Id) -> Response:
    """Turn a draft into a booking. Confirming twice is confirming once."""
    return caller.answer(lambda counter: _shown(counter, confirm(counter.desk, booking_id)), status=200)


@router.post("/{booking_id}/approve", response_model=BookingOut)
def approve_booking(caller: CurrentCaller, booking_id: Id) -> Response:
    """Say yes to a request (`GET /bookings?status=requested` lists them). Student and teacher are told."""
    return caller.answer(lambda counter: _shown(counter, approve(counter.desk, booking_id)), status=200)


@router.post("/{booking_id}/decline", response_model=BookingOut)
def decline_booking(caller: CurrentCaller, booking_id: Id, why: Reason | None = None) -> Response:
    """Say no to a request. The student is told, with the reason, and the place is free again."""
    reason = why.reason if why else ""
    return caller.answer(lambda counter: _shown(counter, decline(counter.desk, booking_id, reason)), status=200)


@router.post("/{booking_id}/cancel", response_model=BookingOut)
def cancel_booking(caller: CurrentCaller, booking_id: Id, why: Reason | None = None) -> Response:
    """Cancel it without a fee. Cancelling twice is cancelling once."""
    reason = why.reason if why else ""
    return caller.answer(lambda counter: _shown(counter, cancel(counter.desk, booking_id, reason=reason)), status=200)


@router.post("/{booking_id}/complete", response_model=BookingOut)
def complete_booking(caller: CurrentCaller, booking_id: Id) -> Response:
    """The student was there: charges the price. Possible from the start of the lesson."""
    return caller.answer(
        lambda counter: _shown(counter, settle(counter.desk, booking_id, Outcome.ATTENDED)), status=200
    )


@router.post("/{booking_id}/no-show", response_model=BookingOut)
def miss_booking(caller: CurrentCaller, booking_id: Id) -> Response:
    """The student did not come: charges the no-show fee. Possible from the start of the lesson."""
    return caller.answer(lambda counter: _shown(counter, settle(counter.desk, booking_id, Outcome.NO_SHOW)), status=200)


@router.post("/{booking_id}/correct", response_model=BookingOut)
def correct_booking(caller: CurrentCaller, booking_id: Id, new: Correction) -> Response:
    """Settle a lesson otherwise than it was. What the old outcome cost is reversed (and credited, if it stands on an
    invoice), what the new one costs is charged, and the student is told."""
    return caller.answer(
        lambda counter: _shown(counter, correct(counter.desk, booking_id, new.outcome, reason=new.reason)), status=200
    )


def _shown(counter: Counter, booking: Booking) -> BookingOut:
    student = counter.work.students.get(counter.school_id, booking.student_id)
    return _with_passed(counter, booking, student.name)


def _with_passed(counter: Counter, booking: Booking, student_name: str) -> BookingOut:
    passed = counter.work.views.passed_rules(counter.school_id, [booking.id]).get(booking.id, ())
    return BookingOut.of(booking, student_name, counter.catalogue, passed)


def _slot(
    counter: Counter,
    student: Student,
    new: NewTime,
    kind: LessonType | None,
    wished: Mapping[str, str],
    *,
    preferred: int | None,
    ignoring: int | None = None,
) -> Slot:
    if new.session is not None:
        return seat_in(counter, new.session)
    if new.start is None:
        raise Invalid(field="start", reason="is needed, or a session")
    if kind is None:
        raise Invalid(field="lesson_type", reason="is needed, or a session")
    if kind.is_class:
        return seat_at(counter, kind, new.start)
    teachers = teachers_for(counter, kind, new.teacher, preferred)
    return lesson_at(
        counter,
        student,
        kind,
        new.start,
        teachers=teachers,
        resource_ids=new.resources,
        ignoring=ignoring,
        attributes=wished,
    )


_TAKEN = (SlotTaken, StudentBusy, ClassFull, OutsideHours, Closed, DayFull, BreakNeeded, TravelNeeded)


def _add_alternatives(caller: Caller, refusal: Refusal, new: NewTime, student_id: int, named: int | str | None) -> None:
    """Add to the refusal what could be booked instead, looked up after the failed work has ended."""
    with caller.counter() as counter:
        wanted: datetime | None = new.start
        if new.session is not None:
            session = counter.work.calendars.plan.session(counter.school_id, new.session)
            wanted, named = session.start, session.lesson_type_id
        if wanted is None or named is None:
            return
        kind = lesson_type_of(counter.catalogue, named)
        teachers = (counter.catalogue.teacher(new.teacher),) if new.teacher is not None else ()
        student = counter.work.students.get(counter.school_id, student_id)
        found: list[SlotOut] = alternatives(counter, kind, wanted, student, teachers)
        refusal.data |= {"start": wanted, "alternatives": [slot.model_dump(mode="json") for slot in found]}
