"""Cancel a booking."""

from __future__ import annotations

from domain.errors import Changed
from domain.lessons import Actor, Booking, Status
from domain.money import Money
from domain.services.desk import Desk
from domain.services.reactions import react


def cancel(desk: Desk, booking_id: int, *, agreed_fee: Money | None = None, reason: str = "") -> Booking:
    """Cancel a confirmed booking (or let go of a draft) and free its place.

    A student pays the booking's own late fee after its cut-off; school and teacher cancel without a fee. If
    `agreed_fee` is given and the fee has become another meanwhile, nothing happens and Changed(fee) is raised: nobody
    pays what they have not been told. Cancelling twice is cancelling once.

    Raises NotFound, NotAllowed, AlreadyStarted, Changed.
    """
    booking = desk.work.bookings.get(desk.school_id, booking_id)
    if booking.status is Status.CANCELLED:
        return booking
    if booking.status is Status.DRAFT:
        booking.release(desk.actor, desk.now)
    else:
        if desk.actor is Actor.STUDENT:
            ensure_agreed(desk, booking, booking.fee_at(desk.now), agreed_fee)
        booking.cancel(desk.actor, desk.now, reason)
    desk.work.bookings.save(booking)
    react(desk, booking)
    return booking


def ensure_agreed(desk: Desk, booking: Booking, fee: Money, agreed_fee: Money | None) -> None:
    """Raise Changed(fee) if the student would now pay another late fee than the one agreed to."""
    if agreed_fee is not None and desk.now < booking.start and fee != agreed_fee:
        raise Changed(fee=fee)
