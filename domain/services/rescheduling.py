"""Move a booking to another slot."""

from __future__ import annotations

from domain.lessons import Actor, Booking
from domain.rules.rule import Occasion
from domain.schools import Student
from domain.services.booking import own_booking, take_place
from domain.services.cancelling import Agreed, ensure_agreed, may_always_leave, move_fee
from domain.services.desk import Desk
from domain.services.facts import change
from domain.services.individual import ensure_wished
from domain.services.judging import keep_passed
from domain.services.reactions import react
from domain.slots import Slot


def reschedule(
    desk: Desk,
    student: Student,
    booking_id: int,
    slot: Slot,
    *,
    agreed: Agreed | None = None,
) -> Booking:
    """Give the student's booking a place at `slot` and free its old one, both or neither.

    Its reference and price stay, and what the student wished of the car, unless the slot is of another wish. The
    student's own old lesson is not in the way of the new one. After the cut-off a student pays the late fee;
    `agreed` as in cancelling. Whether it may be left is judged by the rules it was booked under, whether the new
    time may be taken by today's. A lesson that the school can't hold as agreed, or that it moved to a time that was
    too near, may always be left, and that costs nothing.

    Raises what holding and cancelling raise.
    """
    return move(desk, student, own_booking(desk, student, booking_id), slot, agreed=agreed)


def move(
    desk: Desk,
    student: Student,
    booking: Booking,
    slot: Slot,
    *,
    agreed: Agreed | None = None,
    free: bool = False,
    held: Booking | None = None,
) -> Booking:
    """The same for a booking that is locked already. held: a draft of the student that keeps that very place, and that
    whoever calls lets go of. A lesson that the school itself proposes to move (`free`) may always be left, and that
    costs nothing."""
    booking.ensure_movable(desk.now)
    if not (free := free or may_always_leave(desk, booking)):
        booking.policy.ensure(change(desk, student, booking, Occasion.LEAVE))
    if desk.actor is Actor.STUDENT:
        ensure_agreed(desk, booking, move_fee(desk, booking), agreed)
    left = booking.session
    session = take_place(desk, student, slot, moved=booking, held=held)
    booking.wished = slot.wished or booking.wished
    ensure_wished(desk, session, booking.wished)
    booking.move(session, desk.actor, desk.now, free=free)
    left.taken -= 1
    desk.work.bookings.save(booking, left)
    keep_passed(desk, booking)
    react(desk, booking)
    return booking
