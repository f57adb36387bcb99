"""Settle how a lesson went."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import NotFound
from domain.lessons import Booking, Status
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
    if teacher_id is not None and teacher_id not in booking.session.teacher_ids:
        raise NotFound(what="booking", id=booking_id)
    if booking.status is _STATUS[outcome]:
        return booking
    match outcome:
        case Outcome.ATTENDED:
            booking.complete(desk.actor, desk.now)
        case Outcome.NO_SHOW:
            booking.miss(desk.actor, desk.now)
        case Outcome.NOT_HELD:
            booking.cancel(desk.actor, desk.now, "not_held")
    desk.work.bookings.save(booking)
    react(desk, booking)
    return booking
