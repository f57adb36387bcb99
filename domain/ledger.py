"""A student's account: an append-only list of entries whose sum is the balance.

Sign: what the student owes is positive, what the student has paid is negative. A mistake is corrected by a reversal,
never by a change.
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
    PAYMENT = "payment"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """
    key: unique in the school; the same key is the same fact and is entered once.
    booking_id: what it is for; None for payments.
    reference: the payer's or the bank's.
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

    def __post_init__(self) -> None:
        if not self.amount:
            raise Invalid(field="amount", reason="must not be zero")
        if self.kind is EntryKind.PAYMENT and self.amount.minor > 0:
            raise Invalid(field="amount", reason="a payment lowers what is owed")


@dataclass(frozen=True, slots=True)
class Account:
    """balance: what the student owes (negative: has to the good). lessons, fees: how many charges and fees that covers,
    the newest first."""

    balance: Money
    lessons: int
    fees: int
