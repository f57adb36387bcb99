"""Settle how a lesson went, and correct it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from domain.errors import ClassFull, NotAllowed, NotFound, SlotTaken
from domain.lessons import Booking, Status
from domain.ports import TryAgain
from domain.services.desk import Desk
from domain.services.reactions import react


class Outcome(StrEnum):
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    NOT_HELD = "not_held"


_STATUS = {
    Outcome.ATTENDED: Status.COMPLETED,
    Outcome.NO_SHOW: Status.NO_SHOW,
    Outcome.NOT_HELD: Status.CANCELLED,
}


def settle(desk: Desk, booking_id: int, outcome: Outcome, *, teacher_id: int | None = None) -> Booking:
    """Status and money in one: attended charges the price, no-show its fee, a lesson not held nothing.

    A teacher (`teacher_id`) settles own lessons only. Saying the same again changes nothing.

    Raises NotFound, NotAllowed (it was settled otherwise), NotStartedYet.
    """
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    settle_locked(desk, {booking_id: outcome}, [booking], teacher_id=teacher_id)
    return booking


def settle_several(desk: Desk, outcomes: Mapping[int, Outcome], *, teacher_id: int | None = None) -> list[Booking]:
    """The same for several lessons, by their bookings' ids: all of it happens or nothing. Raises as `settle`."""
    bookings = desk.work.bookings.locked(desk.school_id, list(outcomes))
    settle_locked(desk, outcomes, bookings, teacher_id=teacher_id)
    return bookings


def settle_locked(
    desk: Desk, outcomes: Mapping[int, Outcome], bookings: Sequence[Booking], *, teacher_id: int | None = None
) -> None:
    """bookings: their rows locked. Raises as `settle`."""
    _ensure_own(bookings, teacher_id)
    changed = [booking for booking in bookings if booking.status is not _STATUS[outcomes[booking.id]]]
    for booking in changed:
        match outcomes[booking.id]:
            case Outcome.ATTENDED:
                booking.complete(desk.actor, desk.now)
            case Outcome.NO_SHOW:
                booking.miss(desk.actor, desk.now)
            case Outcome.NOT_HELD:
                booking.fall_out(desk.actor, desk.now)
    for booking in changed:
        desk.work.bookings.save(booking)
    react(desk, *changed)


def correct(
    desk: Desk, booking_id: int, outcome: Outcome, *, teacher_id: int | None = None, reason: str = ""
) -> Booking:
    """Settle a lesson otherwise than it was. What the old outcome cost is taken back, what the new one costs is
    entered, a package's lesson is given back or taken out, and the student is told.

    A teacher (`teacher_id`) corrects own lessons only, and only for some hours. A lesson that was not held has given
    its place away; it takes it again, unless something else is there now. Saying the same again changes nothing.

    Raises NotFound, NotAllowed, SlotTaken, ClassFull.
    """
    seen = desk.work.bookings.get(desk.school_id, booking_id, lock=False)
    _ensure_own([seen], teacher_id)
    if seen.status is Status.CANCELLED:
        desk.work.calendars.lock(desk.school_id, _calendars(seen))
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    if booking.status is not seen.status:
        raise TryAgain("it was settled otherwise meanwhile")
    if booking.settled_at is not None and booking.status is _STATUS[outcome]:
        return booking
    if seen.status is Status.CANCELLED:
        _ensure_free(desk, booking)
    correct_locked(desk, {booking_id: outcome}, [booking], reason=reason)
    return booking


def correct_several(desk: Desk, outcomes: Mapping[int, Outcome], *, teacher_id: int | None = None) -> list[Booking]:
    """The same for several lessons that were held, by their bookings' ids: all of it happens or nothing. Raises as
    `correct`; NotAllowed if one of them is noted as not held."""
    bookings = desk.work.bookings.locked(desk.school_id, list(outcomes))
    _ensure_own(bookings, teacher_id)
    for booking in bookings:
        if booking.status is Status.CANCELLED:
            raise NotAllowed(action="correct", status=booking.status.value)
    correct_locked(desk, outcomes, bookings)
    return bookings


def correct_locked(
    desk: Desk, outcomes: Mapping[int, Outcome], bookings: Sequence[Booking], *, reason: str = ""
) -> None:
    """bookings: their rows locked; what was not held and is to have its place again has it free. Those that are noted
    as said stay as they are."""
    changed = [booking for booking in bookings if booking.status is not _STATUS[outcomes[booking.id]]]
    left = [booking for booking in changed if booking.status is Status.CANCELLED]
    for booking in changed:
        booking.correct(_STATUS[outcomes[booking.id]], desk.actor, desk.now, reason)
    react(desk, *changed)  # reads, so what is written comes after it
    for booking in left:
        desk.work.bookings.take_again(booking)
    for booking in changed:
        desk.work.bookings.save(booking)


def of_somebody_else(bookings: Sequence[Booking], teacher_id: int | None) -> Booking | None:
    """The first that is of no lesson of the teacher, who is not to find it; None of the school's own people."""
    others = (booking for booking in bookings if teacher_id not in {None, *booking.session.teacher_ids})
    return next(others, None)


def _ensure_own(bookings: Sequence[Booking], teacher_id: int | None) -> None:
    if (booking := of_somebody_else(bookings, teacher_id)) is not None:
        raise NotFound(what="booking", id=booking.id)


def _calendars(booking: Booking) -> tuple[int, ...]:
    """Those that the booking would keep busy; teacher and car only of a lesson that went with it."""
    session, own = booking.session, (booking.student_id,)
    return (*session.teacher_ids, *session.resource_ids, *own) if session.gone else own


def _ensure_free(desk: Desk, booking: Booking) -> None:
    session, occupied = booking.session, booking.session.during
    if session.gone:
        occupied = desk.catalogue.lesson_type(session.lesson_type_id).occupied(session.during)
    else:
        session = desk.work.calendars.session(desk.school_id, session.id)
        if session.taken >= session.capacity:
            raise ClassFull(start=session.start)
    if desk.work.calendars.busy(desk.school_id, _calendars(booking), occupied, desk.now, None):
        raise SlotTaken(start=session.start)
