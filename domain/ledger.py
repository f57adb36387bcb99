"""A student's account: an append-only list of entries whose sum is the balance.

Sign: what the student owes is positive, what the student has paid is negative. A mistake is corrected by a reversal,
never by a change. What is owed names the booking or the package it is for, so every amount can be traced.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Invalid
from domain.money import Money


class EntryKind(StrEnum):
    CHARGE = "charge"
    LATE_FEE = "late_fee"
    NO_SHOW_FEE = "no_show_fee"
    PACKAGE = "package"
    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


OF_BOOKINGS = frozenset({EntryKind.CHARGE, EntryKind.LATE_FEE, EntryKind.NO_SHOW_FEE})
DUES = OF_BOOKINGS | {EntryKind.PACKAGE}
"""What is sold, and so stands on invoices."""


class Method(StrEnum):
    """How money was paid, or paid back."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"
    MOBILEPAY = "mobilepay"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """
    key: unique in the school; the same key is the same fact and is entered once.
    booking_id, package_id: what it is for; None for what was paid. A reversal has those of the entry it takes back.
    reverses_id: the entry that it takes back whole; only reversals have one, and an entry is taken back once.
    invoice_id: the invoice that a payment is for, if the payer said so.
    method: how it was paid, if that is known.
    reference: the payer's or the bank's; of a reversal, why.
    """

    id: int
    school_id: int
    student_id: int
    kind: EntryKind
    amount: Money
    key: str
    at: datetime
    booking_id: int | None = None
    reference: str = ""
    package_id: int | None = None
    reverses_id: int | None = None
    invoice_id: int | None = None
    method: Method | None = None

    def __post_init__(self) -> None:
        if not self.amount:
            raise Invalid(field="amount", reason="must not be zero")
        if self.kind is EntryKind.PAYMENT and self.amount.minor > 0:
            raise Invalid(field="amount", reason="a payment lowers what is owed")
        if self.kind in DUES | {EntryKind.REFUND} and self.amount.minor < 0:
            raise Invalid(field="amount", reason=f"a {self.kind} raises what is owed")
        if self.kind in OF_BOOKINGS and self.booking_id is None:
            raise Invalid(field="booking", reason=f"a {self.kind} is for a booking")
        if self.kind is EntryKind.PACKAGE and self.package_id is None:
            raise Invalid(field="package", reason="is the one that was sold")
        if (self.kind is EntryKind.REVERSAL) != (self.reverses_id is not None):
            raise Invalid(field="reverses", reason="is what a reversal takes back, and nothing else does")

    def reversal(self, entry_id: int, at: datetime, reason: str = "") -> LedgerEntry:
        """The entry that takes this one back whole."""
        return LedgerEntry(
            id=entry_id,
            school_id=self.school_id,
            student_id=self.student_id,
            kind=EntryKind.REVERSAL,
            amount=-self.amount,
            key=f"reversal:{self.id}",
            at=at,
            booking_id=self.booking_id,
            reference=reason,
            package_id=self.package_id,
            reverses_id=self.id,
            invoice_id=self.invoice_id,
        )


@dataclass(frozen=True, slots=True)
class Account:
    """balance: what the student owes (negative: has to the good). lessons, fees, packages: how many charges, fees and
    packages that covers, the newest first."""

    balance: Money
    lessons: int
    fees: int
    packages: int = 0


@dataclass(frozen=True, slots=True)
class TracedEntry:
    """An entry with what it is for: the lesson's type and start (UTC), or the package's product."""

    entry: LedgerEntry
    lesson_type_id: int | None = None
    start: datetime | None = None
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """balance: what the student owed after the entry."""

    traced: TracedEntry
    balance: Money

    @property
    def entry(self) -> LedgerEntry:
        return self.traced.entry
