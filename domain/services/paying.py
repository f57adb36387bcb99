"""Register what was paid and what was paid back, and take a wrong entry back."""

from __future__ import annotations

from domain.errors import Invalid, NotAllowed, NotFound, RefundTooLarge
from domain.ledger import EntryKind, LedgerEntry, Method
from domain.money import Money
from domain.notices import NoticeKind, Role
from domain.services.desk import Desk
from domain.services.reversing import take_back
from domain.services.telling import plan


def pay(
    desk: Desk,
    student_id: int,
    amount: Money,
    key: str,
    *,
    method: Method | None = None,
    reference: str = "",
    invoice_id: int | None = None,
) -> LedgerEntry:
    """Enter a payment of a positive `amount` in the school's currency; the same `key` is the same payment, of which
    the student is told once.

    invoice_id: the student's invoice that it is for, if the payer said so; it may be a part of what is open there, or
    more. Without, what is paid settles the oldest invoice first. Raises Invalid, NotFound.
    """
    _ensure_payable(desk, amount)
    student = desk.work.students.get(desk.school_id, student_id)
    if invoice_id is not None:
        invoice = desk.work.ledger.invoices.get(desk.school_id, invoice_id)
        if invoice.student_id != student.id or invoice.credits_id is not None:
            raise NotFound(what="invoice", id=invoice_id)
    entry = LedgerEntry(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=student.id,
        kind=EntryKind.PAYMENT,
        amount=-amount,
        key=f"payment:{key}",
        at=desk.now,
        method=method,
        reference=reference,
        invoice_id=invoice_id,
    )
    desk.work.ledger.append(entry)
    plan(desk, NoticeKind.PAYMENT_REGISTERED, Role.STUDENT, student.id, desk.now, data={"entry": entry.key})
    return entry


def refund(
    desk: Desk, student_id: int, amount: Money, key: str, *, method: Method | None = None, reference: str = ""
) -> LedgerEntry:
    """Enter that a positive `amount` was paid back, which the student must have to the good; the same `key` is the same
    refund, of which the student is told once. Two at once do not both take the same money. Raises Invalid, NotFound,
    RefundTooLarge.
    """
    _ensure_payable(desk, amount)
    student = desk.work.students.get(desk.school_id, student_id)
    desk.work.calendars.lock(desk.school_id, [student.id])
    entry = LedgerEntry(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        student_id=student.id,
        kind=EntryKind.REFUND,
        amount=amount,
        key=f"refund:{key}",
        at=desk.now,
        method=method,
        reference=reference,
    )
    if desk.work.ledger.keyed(desk.school_id, entry.key) is not None:
        return entry
    good = -desk.work.ledger.account(desk.school_id, student.id).balance
    if amount.minor > good.minor:
        raise RefundTooLarge(good if good.minor > 0 else good.percent(0))
    desk.work.ledger.append(entry)
    plan(desk, NoticeKind.PAYMENT_REFUNDED, Role.STUDENT, student.id, desk.now, data={"entry": entry.key})
    return entry


def reverse(desk: Desk, student_id: int, entry_id: int, reason: str = "") -> LedgerEntry:
    """Take an entry back: a payment that bounced, a fee that is let off. Reversing twice is reversing once, and told
    once.

    A package is given back as a whole, and a reversal is final: both are NotAllowed here. Raises NotFound, NotAllowed.
    """

    def standing() -> list[LedgerEntry]:
        entry = desk.work.ledger.get(desk.school_id, entry_id)
        if entry.student_id != student_id:
            raise NotFound(what="ledger_entry", id=entry_id)
        if entry.kind in {EntryKind.PACKAGE, EntryKind.REVERSAL}:
            raise NotAllowed(action="reverse", status=entry.kind.value)
        return [] if desk.work.ledger.keyed(desk.school_id, f"reversal:{entry.id}") else [entry]

    reversals = take_back(desk, standing, reason)
    for reversal in reversals:
        plan(desk, NoticeKind.ENTRY_REVERSED, Role.STUDENT, student_id, desk.now, data={"entry": reversal.key})
        return reversal
    before = desk.work.ledger.keyed(desk.school_id, f"reversal:{entry_id}")
    assert before is not None
    return before


def _ensure_payable(desk: Desk, amount: Money) -> None:
    currency = desk.catalogue.school.currency
    if amount.minor <= 0:
        raise Invalid(field="amount", reason="must be more than zero")
    if amount.currency != currency:
        raise Invalid(field="currency", reason=f"must be {currency}, the school's own")
