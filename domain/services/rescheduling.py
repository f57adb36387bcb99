"""Move a booking to another slot."""

from __future__ import annotations

from domain.lessons import Booking
from domain.money import Money
from domain.policies import TIME_RULES, BookingRequest, ensure_bookable
from domain.schools import Student
from domain.services.booking import own_booking, take_place
from domain.services.cancelling import ensure_agreed
from domain.services.desk import Desk
from domain.services.reactions import react
from domain.slots import Slot


def reschedule(
    desk: Desk, student: Student, booking_id: int, slot: Slot, *, agreed_fee: Money | None = None
) -> Booking:
    """Give the student's booking a place at `slot` and free its old one, both or neither.

    Its reference and price stay. The student's own old lesson is not in the way of the new one. After the cut-off a
    student pays the late fee; `agreed_fee` as in cancelling. The rules of notice and horizon hold for the new time.

    Raises what holding and cancelling raise.
    """
    booking = own_booking(desk, student, booking_id)
    ensure_agreed(desk, booking, agreed_fee)
    ensure_bookable(desk.policy, BookingRequest(slot.start, desk.now), TIME_RULES)
    left = booking.session
    session = take_place(desk, student, slot, ignoring=left.id)
    booking.move(session, desk.actor, desk.now)
    left.taken -= 1
    desk.work.bookings.save(booking, left)
    react(desk, booking)
    return booking
