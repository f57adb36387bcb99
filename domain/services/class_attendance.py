"""Settle how a whole class went, and correct it: all came but those who are named, or it did not take place."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.errors import ClassFull, NotFound, SlotTaken
from domain.lessons import Booking, Status
from domain.services.attendance import Outcome, correct_locked, of_somebody_else, settle_locked
from domain.services.desk import Desk


def open_seats(desk: Desk, session_id: int, *, lock: bool = False) -> list[Booking]:
    """The places of the class of which nobody has said yet how it went, in the order in which they were booked."""
    seats = desk.work.calendars.plan.seats(desk.school_id, [session_id], lock=lock)
    return [booking for booking in seats if booking.status is Status.CONFIRMED]


def noted_seats(desk: Desk, session_id: int, *, lock: bool = False) -> list[Booking]:
    """The places of the class of which it was said who came, or that it was not held, in the order in which they were
    booked."""
    return desk.work.calendars.plan.noted(desk.school_id, session_id, lock=lock)


def settle_class(
    desk: Desk,
    seats: Sequence[Booking],
    missing: Collection[int] = (),
    *,
    held: bool = True,
    teacher_id: int | None = None,
) -> None:
    """Status and money of the whole class in one, as `settle` does it for one: bookings of `missing` are no-shows, the
    others attended; if it was not `held`, nobody pays anything. All of it happens or nothing.

    seats: open places of the class, locked, as whoever answers was shown them. They are what is settled, so nobody is
    taken for present who was not on the list. A teacher (`teacher_id`) settles own classes only.

    Raises NotFound, NotStartedYet.
    """
    settle_locked(desk, _outcomes(seats, missing, held=held), seats, teacher_id=teacher_id)


def correct_class(
    desk: Desk,
    seats: Sequence[Booking],
    missing: Collection[int] = (),
    *,
    held: bool = True,
    teacher_id: int | None = None,
) -> None:
    """As `settle_class`, of places that were settled otherwise: those that went as said stay as they are. Those of a
    class that was not held have been given away; they are taken again, unless something else is there now.

    Raises NotFound, NotAllowed (it is too late), SlotTaken, ClassFull.
    """
    _ensure_own(seats, teacher_id)
    _ensure_free(desk, [booking for booking in seats if held and booking.status is Status.CANCELLED])
    correct_locked(desk, _outcomes(seats, missing, held=held), seats)


def _outcomes(seats: Sequence[Booking], missing: Collection[int], *, held: bool) -> dict[int, Outcome]:
    return {
        seat.id: Outcome.NOT_HELD if not held else Outcome.NO_SHOW if seat.id in missing else Outcome.ATTENDED
        for seat in seats
    }


def _ensure_free(desk: Desk, left: Sequence[Booking]) -> None:
    """That students of a class can have their places in it again."""
    if not left:
        return
    students = [booking.student_id for booking in left]
    desk.work.calendars.lock(desk.school_id, students)
    session = desk.work.calendars.session(desk.school_id, left[0].session.id)
    if session.taken + len(left) > session.capacity:
        raise ClassFull(start=session.start)
    if desk.work.calendars.busy(desk.school_id, students, session.during, desk.now, None):
        raise SlotTaken(start=session.start)


def _ensure_own(seats: Sequence[Booking], teacher_id: int | None) -> None:
    if (booking := of_somebody_else(seats, teacher_id)) is not None:
        raise NotFound(what="session", id=booking.session.id)
