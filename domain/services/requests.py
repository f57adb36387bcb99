"""Answer what students ask for, at schools that look at each booking first."""

from __future__ import annotations

from domain.errors import NotAllowed
from domain.lessons import Booking, Status
from domain.services.desk import Desk
from domain.services.reactions import react
from domain.services.waiting import given_back


def approve(desk: Desk, booking_id: int) -> Booking:
    """Yes: the booking stands, student and teacher are told. Approving twice is approving once.

    Raises NotFound, NotAllowed (it is no request, or one no more), AlreadyStarted.
    """
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    if booking.status is Status.CONFIRMED:
        return booking
    if booking.status is not Status.REQUESTED:
        raise NotAllowed(action="approve", status=booking.status.value)
    booking.confirm(desk.actor, desk.now)
    return _saved(desk, booking)


def decline(desk: Desk, booking_id: int, reason: str = "") -> Booking:
    """No: the place is free again, and the student is told, with the reason. Declining twice is declining once.

    Raises NotFound, NotAllowed.
    """
    return say_no(desk, desk.work.bookings.get(desk.school_id, booking_id), reason)


def say_no(desk: Desk, booking: Booking, reason: str = "") -> Booking:
    """The same to a request that is locked already."""
    if booking.status is Status.CANCELLED:
        return booking
    booking.withdraw(desk.actor, desk.now, reason)
    given_back(desk, booking)
    return _saved(desk, booking)


def lapse(desk: Desk, booking_id: int) -> bool:
    """Let go of a request that the school has not answered in time. Returns whether it was one."""
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    if not booking.unanswered(desk.now):
        return False
    booking.lapse(desk.now)
    given_back(desk, booking)
    _saved(desk, booking)
    return True


def _saved(desk: Desk, booking: Booking) -> Booking:
    desk.work.bookings.save(booking)
    react(desk, booking)
    return booking
