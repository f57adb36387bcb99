"""Where what happens to a booking becomes money. There is no other place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    Cancelled or moved late: the fee. Corrected: as if it had gone so from the first, once `uncharge` has taken back
    what the old outcome had brought.

    Prices and fees are those the booking was made at.
    """
    booking = event.booking
    match event:
        case BookingCompleted() | BookingMissed() | BookingCorrected():
            _settle(desk, booking)
        case BookingMoved() | BookingCancelled():
            _enter(desk, booking, EntryKind.LATE_FEE, event.fee)


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


def uncharge(desk: Desk, corrected: Iterable[BookingCorrected]) -> None:
    """Take back what the old outcomes of corrected lessons had brought, however many they are, at one look. A lesson
    that was not held has brought nothing."""
    ledger = desk.work.ledger
    by_reason: dict[str, dict[int, Booking]] = {}
    for event in corrected:
        if event.was is Status.CANCELLED:
            continue
        by_reason.setdefault(event.reason, {})[event.booking.id] = event.booking
    for reason, bookings in by_reason.items():

        def brought(ids: Sequence[int] = tuple(bookings)) -> list[LedgerEntry]:
            return [entry for entry in ledger.standing_of(desk.school_id, ids) if entry.kind in SETTLED_BY]

        paid = {reversal.booking_id for reversal in take_back(desk, brought, reason)}
        prepaid = [id_ for id_ in bookings if id_ not in paid] if desk.catalogue.package_products else []
        used = ledger.packages.used_for(desk.school_id, prepaid) if prepaid else {}
        for booking_id, package in used.items():
            ledger.packages.give_back(package, bookings[booking_id], desk.work.next_id(), desk.now)


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
