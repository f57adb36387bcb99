"""Register a payment."""

from __future__ import annotations

from domain.errors import Invalid
from domain.ledger import EntryKind, LedgerEntry
from domain.money import Money
from domain.services.desk import Desk


def pay(desk: Desk, student_id: int, amount: Money, key: str, *, reference: str = "") -> LedgerEntry:
    """Enter a payment of a positive `amount` in the school's currency; the same `key` is the same payment.

    Raises Invalid, NotFound.
    """
    currency = desk.catalogue.school.currency
    if amount.minor <= 0:
        raise Invalid(field="amount", reason="must be more than zero")
    if amount.currency != currency:
        raise Invalid(field="currency", reason=f"this school's currency is {currency}")
    student = desk.work.students.get(desk.school_id, student_id)
    entry = LedgerEntry(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=student.id,
        kind=EntryKind.PAYMENT,
        amount=-amount,
        key=f"payment:{key}",
        at=desk.now,
        reference=reference,
    )
    desk.work.ledger.append(entry)
    return entry
