"""Invoices and credit notes, and which of them are paid.

An invoice is never changed. What was wrong on it is taken back by a credit note, which has a number of the same series
and refers to it. How much of an invoice is open is not kept anywhere: it follows from what was credited and paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.errors import Invalid
from domain.languages import name_in
from domain.ledger import EntryKind
from domain.money import Money


@dataclass(frozen=True, slots=True)
class Invoicing:
    """
    payment_days: from the day of an invoice to the last day on which it can be paid in time.
    address, registration, pay_to: what invoices say of the school: its address, its number in the companies' register,
        and how to pay. Lines are kept.
    """

    payment_days: int = 14
    address: str = ""
    registration: str = ""
    pay_to: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.payment_days, bool) or not 0 <= self.payment_days <= 365:
            raise Invalid(field="payment_days", reason="must be between 0 and 365")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Invoicing:
        """From stored JSON; unknown names are dropped."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def data(self) -> dict[str, Any]:
        return asdict(self)


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class About:
    """What a line is for. kind: of the ledger entry; names: of the lesson type or package, by language; reference: of
    the booking; start: of the lesson (wall time, ISO)."""

    kind: EntryKind
    names: Mapping[str, str]
    reference: str | None = None
    start: str | None = None

    def name(self, language: str) -> str:
        return name_in(language, self.names)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A ledger entry on an invoice. vat_basis_points: hundredths of a per cent, included in the amount."""

    entry_id: int
    amount: Money
    vat_basis_points: int
    about: About

    @property
    def vat(self) -> Money:
        return included_vat(self.amount, self.vat_basis_points)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who wrote it to whom, as it was on that day. language: in which it is printed."""

    school: str
    address: str
    registration: str
    pay_to: str
    phone: str | None
    student: str
    language: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, or a credit note, whose amounts are negative.

    number: without a gap in the school. issued_on, due_on: days at the school; a credit note is never due.
    credits_id: the invoice that a credit note takes something back of.
    """

    id: int
    school_id: int
    number: int
    kind: InvoiceKind
    student_id: int
    issued_at: datetime
    issued_on: date
    due_on: date | None
    lines: tuple[InvoiceLine, ...]
    parties: Parties
    credits_id: int | None = None
    reason: str = ""

    @property
    def total(self) -> Money:
        return sum_of([line.amount for line in self.lines])

    @property
    def vat(self) -> Money:
        return sum_of([line.vat for line in self.lines])


class InvoiceStatus(StrEnum):
    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"


@dataclass(frozen=True, slots=True)
class InvoiceStanding:
    """What has become of an invoice. credited, paid: how much of its total; the rest is still to be paid."""

    invoice: Invoice
    credited: Money
    paid: Money

    @property
    def remaining(self) -> Money:
        return self.invoice.total - self.credited - self.paid

    def status(self, today: date) -> InvoiceStatus:
        """today: at the school."""
        if self.credited == self.invoice.total:
            return InvoiceStatus.CREDITED
        if not self.remaining:
            return InvoiceStatus.PAID
        if self.invoice.due_on is not None and today > self.invoice.due_on:
            return InvoiceStatus.OVERDUE
        return InvoiceStatus.PARTLY_PAID if self.paid else InvoiceStatus.OPEN


def standings(
    invoices: Sequence[Invoice], credit_notes: Iterable[Invoice], paid: Mapping[int | None, Money]
) -> list[InvoiceStanding]:
    """What of a student's invoices, given by number, is credited and paid.

    paid: what was paid less what was paid back, by the invoice it was meant for; None for what named none. What is
    meant for an invoice settles it first. All the rest, and what one was paid too much, settles the oldest.
    """
    credited: dict[int, int] = {}
    for note in credit_notes:
        assert note.credits_id is not None
        credited[note.credits_id] = credited.get(note.credits_id, 0) - note.total.minor
    meant = {invoice_id: amount.minor for invoice_id, amount in paid.items()}
    owed = {invoice.id: invoice.total.minor - credited.get(invoice.id, 0) for invoice in invoices}
    own = {invoice_id: min(open_, max(0, meant.get(invoice_id, 0))) for invoice_id, open_ in owed.items()}
    free = sum(meant.values()) - sum(own.values())
    found = []
    for invoice in invoices:
        more = max(0, min(free, owed[invoice.id] - own[invoice.id]))
        free -= more
        currency = invoice.total.currency
        found.append(
            InvoiceStanding(
                invoice, Money(credited.get(invoice.id, 0), currency), Money(own[invoice.id] + more, currency)
            )
        )
    return found


def included_vat(amount: Money, basis_points: int) -> Money:
    """The tax that is in an amount, rounded half away from zero."""
    sign = -1 if amount.minor < 0 else 1
    whole = 10_000 + basis_points
    return Money(sign * ((2 * abs(amount.minor) * basis_points + whole) // (2 * whole)), amount.currency)


def sum_of(amounts: Sequence[Money]) -> Money:
    """Of at least one amount."""
    total = amounts[0]
    for amount in amounts[1:]:
        total += amount
    return total
