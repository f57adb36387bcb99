"""Settle how a whole class went, and correct it: all came but those who are named, or it did not take place."""

from __future__ import annotations

from collections.abc import Collection

from domain.errors import Changed, NotFound
from domain.lessons import Booking, Status
from domain.services.desk import Desk
from domain.services.reactions import react


def open_seats(desk: Desk, session_id: int, *, lock: bool = False) -> list[Booking]:
    """The places of the class of which nobody has said yet how it went, in the order in which they were booked."""
    seats = desk.work.calendars.plan.seats(desk.school_id, [session_id], lock=lock)
    return [booking for booking in seats if booking.status is Status.CONFIRMED]


def settle_class(
    desk: Desk,
    session_id: int,
    seen: Collection[int],
    missing: Collection[int] = (),
    *,
    held: bool = True,
    teacher_id: int | None = None,
) -> list[Booking]:
    """Status and money of the whole class in one, as `settle` does it for one: bookings of `missing` are no-shows, the
    others attended; if it was not `held`, nobody pays anything. All of it happens or nothing.

    seen: the open places as whoever answers was shown them. They are what is settled, so nobody is taken for present
    who was not on the list. A teacher (`teacher_id`) settles own classes only.

    Raises Changed (the open places are others by now), NotFound, NotStartedYet.
    """
    bookings = open_seats(desk, session_id, lock=True)
    if {booking.id for booking in bookings} != set(seen) or not set(missing) <= set(seen):
        raise Changed()
    _ensure_own(bookings, session_id, teacher_id)
    for booking in bookings:
        if not held:
            booking.fall_out(desk.actor, desk.now)
        elif booking.id in missing:
            booking.miss(desk.actor, desk.now)
        else:
            booking.complete(desk.actor, desk.now)
        desk.work.bookings.save(booking)
    react(desk, *bookings)
    return bookings


def _ensure_own(bookings: Collection[Booking], session_id: int, teacher_id: int | None) -> None:
    """A class of somebody else is not found by a teacher."""
    if teacher_id is not None and not all(teacher_id in booking.session.teacher_ids for booking in bookings):
        raise NotFound(what="session", id=session_id)


def noted_seats(desk: Desk, session_id: int, *, lock: bool = False) -> list[Booking]:
    """The places of the class of which it was said who came, in the order in which they were booked."""
    seats = desk.work.calendars.plan.seats(desk.school_id, [session_id], lock=lock)
    return [booking for booking in seats if booking.status in {Status.COMPLETED, Status.NO_SHOW}]


def correct_class(
    desk: Desk,
    session_id: int,
    seen: Collection[int],
    missing: Collection[int] = (),
    *,
    held: bool = True,
    teacher_id: int | None = None,
) -> list[Booking]:
    """As `settle_class`, of places that were settled otherwise: those of `seen` that went as said stay as they are.

    Raises Changed (they are not settled any more), NotFound, NotAllowed (it is too late).
    """
    bookings = [booking for booking in noted_seats(desk, session_id, lock=True) if booking.id in set(seen)]
    if len(bookings) != len(seen):
        raise Changed()
    _ensure_own(bookings, session_id, teacher_id)
    changed: list[Booking] = []
    for booking in bookings:
        status = Status.NO_SHOW if booking.id in missing else Status.COMPLETED
        status = status if held else Status.CANCELLED
        if booking.status is not status:
            booking.correct(status, desk.actor, desk.now, "")
            changed.append(booking)
    react(desk, *changed)  # reads, so what is written comes after it
    for booking in changed:
        desk.work.bookings.save(booking)
    return bookings
