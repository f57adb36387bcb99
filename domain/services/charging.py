"""Where what happens to a booking becomes money. There is no other place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from domain.events import BookingCancelled, BookingCompleted, BookingCorrected, BookingMissed, BookingMoved, Event
from domain.ledger import EntryKind, LedgerEntry
from domain.lessons import Booking, Status
from domain.money import Money
from domain.packages import Package, Prepaid
from domain.services.desk import Desk
from domain.services.reversing import take_back

SETTLED_BY = frozenset({EntryKind.CHARGE, EntryKind.NO_SHOW_FEE})
"""What follows from how a lesson went. A late fee stays, however it went then."""


def charge(desk: Desk, events: Sequence[Event]) -> None:
    """Attended: a lesson of the oldest package that pays for it, else its price. No-show: the fee, always in money.
    Cancelled or moved late: the fee. Corrected: as if it had gone so from the first; what the old outcome had brought
    is taken back before.

    Prices and fees are those the booking was made at. However many events there are, each thing is looked at once.
    """
    corrected = [event for event in events if isinstance(event, BookingCorrected)]
    _take_back(desk, corrected)
    settled = [e.booking for e in events if isinstance(e, BookingCompleted | BookingMissed | BookingCorrected)]
    prepaid = _settle_packages(desk, settled, {e.booking.id for e in corrected if e.was is Status.COMPLETED})
    for booking in settled:
        if _attended(booking) and booking.id not in prepaid:
            _enter(desk, booking, EntryKind.CHARGE, booking.price)
        if booking.status is Status.NO_SHOW:
            _enter(desk, booking, EntryKind.NO_SHOW_FEE, booking.policy.no_show_fee(booking.price))
    for event in events:
        if isinstance(event, BookingMoved | BookingCancelled):
            _enter(desk, event.booking, EntryKind.LATE_FEE, event.fee)


def _settle_packages(desk: Desk, settled: Sequence[Booking], undone: Collection[int]) -> set[int]:
    """Put back the lessons of bookings that turn out not to have been attended (`undone`), and take out those of the
    attended. Returns the ids of those that a package pays for. What costs nothing uses up nothing."""
    concerned = [booking for booking in settled if booking.price and (booking.id in undone or _attended(booking))]
    if not concerned or not desk.catalogue.package_products:
        return set()
    packages, paid = desk.work.ledger.packages, set[int]()
    prepaid, as_it_is = packages.prepaid(desk.school_id, concerned), dict[int, Package]()
    for booking in concerned:
        found = prepaid.get(booking.id, Prepaid())
        if _attended(booking):
            usable = (as_it_is.get(package.id, package) for package in found.usable)
            if package := next((package for package in usable if package.left), None):
                packages.use(package, booking, desk.work.next_id(), desk.now)
                as_it_is[package.id] = replace(package, used=package.used + 1)
                paid.add(booking.id)
        elif found.by is not None:
            packages.give_back(found.by, booking, desk.work.next_id(), desk.now)
    return paid


def _attended(booking: Booking) -> bool:
    return booking.status is Status.COMPLETED


def _take_back(desk: Desk, corrected: Iterable[BookingCorrected]) -> None:
    """Reverse what the old outcomes of corrected lessons had brought; one that was not held has brought nothing."""
    ledger = desk.work.ledger
    by_reason: dict[str, list[int]] = {}
    for event in corrected:
        if event.was is not Status.CANCELLED:
            by_reason.setdefault(event.reason, []).append(event.booking.id)
    for reason, bookings in by_reason.items():

        def brought(ids: Sequence[int] = tuple(bookings)) -> list[LedgerEntry]:
            return [entry for entry in ledger.standing_of(desk.school_id, ids) if entry.kind in SETTLED_BY]

        take_back(desk, brought, reason)


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
