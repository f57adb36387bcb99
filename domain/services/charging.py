"""Where what happens to a booking becomes money. There is no other place."""

from __future__ import annotations

from domain.events import BookingCancelled, BookingCompleted, BookingCorrected, BookingMissed, BookingMoved, Event
from domain.ledger import EntryKind, LedgerEntry
from domain.lessons import Booking, Status
from domain.money import Money
from domain.services.desk import Desk
from domain.services.reversing import take_back

SETTLED_BY = frozenset({EntryKind.CHARGE, EntryKind.NO_SHOW_FEE})
"""What follows from how a lesson went. A late fee stays, however it went then."""


def charge(desk: Desk, event: Event) -> None:
    """Attended: a lesson of the oldest package that pays for it, else its price. No-show: the fee, always in money.
    Cancelled or moved late: the fee. Corrected: what the old outcome had brought is taken back first.

    Prices and fees are those the booking was made at.
    """
    booking = event.booking
    match event:
        case BookingCompleted() | BookingMissed():
            _settle(desk, booking)
        case BookingMoved() | BookingCancelled():
            _enter(desk, booking, EntryKind.LATE_FEE, event.fee)
        case BookingCorrected():
            _unsettle(desk, booking, event.reason)
            _settle(desk, booking)


def _settle(desk: Desk, booking: Booking) -> None:
    if booking.status is Status.COMPLETED and not _prepaid(desk, booking):
        _enter(desk, booking, EntryKind.CHARGE, booking.price)
    if booking.status is Status.NO_SHOW:
        _enter(desk, booking, EntryKind.NO_SHOW_FEE, booking.policy.no_show_fee(booking.price))


def _prepaid(desk: Desk, booking: Booking) -> bool:
    """Whether a package pays for it. What costs nothing uses up nothing."""
    if not booking.price or not desk.catalogue.package_products:
        return False
    packages = desk.work.ledger.packages
    usable = packages.usable(desk.school_id, booking.student_id, booking.session.lesson_type_id, booking.start)
    if not usable:
        return False
    packages.use(usable[0], booking, desk.work.next_id(), desk.now)
    return True


def _unsettle(desk: Desk, booking: Booking, reason: str) -> None:
    ledger = desk.work.ledger

    def brought() -> list[LedgerEntry]:
        return [entry for entry in ledger.standing_of(desk.school_id, booking.id) if entry.kind in SETTLED_BY]

    take_back(desk, brought, reason)
    if desk.catalogue.package_products and (package := ledger.packages.used_for(desk.school_id, booking.id)):
        ledger.packages.give_back(package, booking, desk.work.next_id(), desk.now)


def _enter(desk: Desk, booking: Booking, kind: EntryKind, amount: Money) -> None:
    if amount:
        desk.work.ledger.append(
            LedgerEntry(
                id=desk.work.next_id(),
                school_id=booking.school_id,
                student_id=booking.student_id,
                kind=kind,
                amount=amount,
                key=f"{kind}:{booking.id}:{booking.version}",
                at=desk.now,
                booking_id=booking.id,
            )
        )
