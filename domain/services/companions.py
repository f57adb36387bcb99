"""Bring somebody along to an individual lesson that may be shared: name them, and they are asked.

Who names somebody learns nothing of whether the school knows them, until they answer themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.errors import Refusal
from domain.lessons import Booking, Status
from domain.notices import NoticeKind, Role
from domain.quiet import quiet_until
from domain.schools import Student
from domain.services.booking import book
from domain.services.desk import Desk
from domain.services.telling import plan
from domain.slots import seat_of


def to_share(desk: Desk, bookings: Iterable[Booking]) -> list[Booking]:
    """Those of the bookings beside which another student has room."""
    return [booking for booking in bookings if _has_room(desk, booking)]


def ask_along(desk: Desk, booking: Booking, named: str) -> None:
    """Have the student asked who has that phone number (E.164) or exactly that name, if there is one and only one.

    Of a lesson as it is now, everybody is asked once. In quiet hours the question waits.
    """
    found = desk.work.students.called(desk.school_id, named)
    if len(found) != 1 or found[0].id == booking.student_id or found[0].status != "active":
        return
    asked_at = quiet_until(desk.policy, desk.catalogue.zone, desk.now) or desk.now
    plan(desk, NoticeKind.COMPANION, Role.STUDENT, found[0].id, asked_at, booking=booking)


def asked_about(desk: Desk, booking_id: int, version: int) -> Booking | None:
    """The booking beside which a student was asked; None if that can't be answered any more: it was moved, changed or
    cancelled, has begun, or its places are taken."""
    booking = desk.work.bookings.get(desk.school_id, booking_id, lock=False)
    return booking if booking.version == version and _has_room(desk, booking) else None


def come_along(desk: Desk, student: Student, booking: Booking) -> Booking:
    """The student's yes: a place in the same lesson, by the same rules as any other. Who asked is told.

    Raises what booking raises; then who asked is told that nobody comes.
    """
    try:
        joined = book(desk, student, seat_of(booking.session))
    except Refusal:
        stay_away(desk, student, booking)
        raise
    _tell(desk, NoticeKind.COMPANION_COMES, student, booking)
    return joined


def stay_away(desk: Desk, student: Student, booking: Booking) -> None:
    """The student's no. Who asked is told."""
    _tell(desk, NoticeKind.COMPANION_STAYS, student, booking)


def _has_room(desk: Desk, booking: Booking) -> bool:
    session = booking.session
    shared = not session.planned and session.taken < session.capacity
    return shared and booking.status is Status.CONFIRMED and desk.now < booking.start


def _tell(desk: Desk, kind: NoticeKind, student: Student, booking: Booking) -> None:
    about = {"cause": student.id}
    plan(desk, kind, Role.STUDENT, booking.student_id, desk.now, booking=booking, data=about)
