"""Cancel a booking."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import Changed, NotFound
from domain.hindrances import is_affected
from domain.lessons import Actor, Booking, Status
from domain.money import Money
from domain.rules.rule import Occasion
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.facts import change
from domain.services.reactions import react
from domain.services.waiting import given_back


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a student was told of the lesson when they were asked: what it costs to leave, and perhaps the booking's
    version then and whether the lesson was off."""

    fee: Money
    version: int | None = None
    off: bool = False


def cancel(
    desk: Desk, booking_id: int, *, student: Student | None = None, agreed: Agreed | None = None, reason: str = ""
) -> Booking:
    """Cancel a confirmed booking (or let go of a draft, or take a request back) and free its place.

    `student` is the one who cancels, if it is one: then the rules it was booked under are asked, and it must be theirs.
    A student pays the booking's own late fee after its cut-off; school and teacher cancel without a fee. A lesson that
    can't be held as agreed, or that the school moved to a time that was too near, may always be cancelled, and costs
    nothing. If the lesson is another meanwhile than what was `agreed` of, or takes place after all, nothing happens and
    Changed(start) is raised; Changed(fee), if it costs another fee: nobody pays what they have not been told.
    Cancelling twice is cancelling once.

    Raises NotFound, NotAllowed, AlreadyStarted, Changed, Broken.
    """
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    return call_off(desk, booking, student=student, agreed=agreed, reason=reason)


def call_off(
    desk: Desk, booking: Booking, *, student: Student | None = None, agreed: Agreed | None = None, reason: str = ""
) -> Booking:
    """The same for a booking that is locked already."""
    if student is not None and booking.student_id != student.id:
        raise NotFound(what="booking", id=booking.id)
    if booking.status is Status.CANCELLED:
        return booking
    if booking.status is Status.DRAFT:
        booking.release(desk.actor, desk.now)
        given_back(desk, booking)
    elif booking.status is Status.REQUESTED:
        booking.withdraw(desk.actor, desk.now, reason)
        given_back(desk, booking)
    else:
        if desk.actor is Actor.STUDENT:
            ensure_agreed(desk, booking, cancel_fee(desk, booking), agreed)
        off = may_always_leave(desk, booking)
        if student is not None and booking.status is Status.CONFIRMED and not off:
            booking.policy.ensure(change(desk, student, booking, Occasion.CANCEL))
        booking.cancel(desk.actor, desk.now, reason, free=off)
    desk.work.bookings.save(booking)
    react(desk, booking)
    return booking


def cancel_fee(desk: Desk, booking: Booking) -> Money:
    """What a student pays for cancelling it now: nothing, if the school itself is why."""
    return _fair(desk, booking, booking.fee_at(desk.now))


def move_fee(desk: Desk, booking: Booking) -> Money:
    """The same for moving it."""
    return _fair(desk, booking, booking.move_fee_at(desk.now))


def _fair(desk: Desk, booking: Booking, fee: Money) -> Money:
    return fee.percent(0) if may_always_leave(desk, booking) else fee


def may_always_leave(desk: Desk, booking: Booking) -> bool:
    """Whether the school itself is why the student can't come: the lesson can't be held as agreed, or was put at its
    time when leaving that was late already."""
    return booking.imposed or is_affected(desk.catalogue, booking)


def ensure_agreed(desk: Desk, booking: Booking, fee: Money, agreed: Agreed | None) -> None:
    """Raise Changed(start) if the lesson is another now than was agreed of, and Changed(fee) if the student would pay
    another late fee."""
    if agreed is None or desk.now >= booking.start:
        return
    after_all = agreed.off and not is_affected(desk.catalogue, booking)
    if after_all or agreed.version not in {None, booking.version}:
        raise Changed(start=booking.start)
    if fee != agreed.fee:
        raise Changed(fee=fee)
