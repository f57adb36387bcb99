"""Issue invoices, and credit notes for what is taken back of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from domain.invoices import About, Invoice, InvoiceKind, InvoiceLine, Parties
from domain.ledger import LedgerEntry, TracedEntry
from domain.notices import NoticeKind, Role
from domain.references import reference
from domain.schools import Student
from domain.services.desk import Desk
from domain.services.telling import plan
from domain.timeslots import to_utc, to_wall

OVERDUE_TOLD_AT = time(9)
"""Wall time on the day after the last one on which it could be paid in time."""


def issue(desk: Desk, student_id: int, until: datetime | None = None) -> Invoice | None:
    """Put everything that was sold to the student (before `until`) and is on no invoice yet on a new one. None if there
    is nothing.

    Nobody else invoices or reverses anything of the school until this work ends, so an entry stands on one invoice only
    and numbers have no gap. Raises NotFound.
    """
    invoices = desk.work.ledger.invoices
    student = desk.work.students.get(desk.school_id, student_id)
    invoices.lock(desk.school_id)
    lines = tuple(_line(desk, due) for due in invoices.uninvoiced(desk.school_id, student.id, until))
    if not lines:
        return None
    today = desk.today
    (number,) = invoices.numbers(desk.school_id, 1)
    invoice = Invoice(
        id=desk.work.next_id(),
        school_id=desk.school_id,
        number=number,
        kind=InvoiceKind.INVOICE,
        student_id=student.id,
        issued_at=desk.now,
        issued_on=today,
        due_on=today + timedelta(days=desk.catalogue.school.invoicing.payment_days),
        lines=lines,
        parties=_parties(desk, student),
    )
    invoices.add(invoice)
    _tell(desk, invoice, NoticeKind.INVOICE_ISSUED, desk.now)
    assert invoice.due_on is not None
    morning = datetime.combine(invoice.due_on + timedelta(days=1), OVERDUE_TOLD_AT)
    _tell(desk, invoice, NoticeKind.INVOICE_OVERDUE, to_utc(morning, desk.catalogue.zone))
    return invoice


def issue_all(desk: Desk, until: datetime | None = None) -> list[Invoice]:
    """An invoice to each student to whom something was sold (before `until`) that is on none."""
    invoices = desk.work.ledger.invoices
    invoices.lock(desk.school_id)
    issued = [issue(desk, student_id, until) for student_id in invoices.students_to_invoice(desk.school_id, until)]
    return [invoice for invoice in issued if invoice is not None]


def credit(desk: Desk, credited: Sequence[Invoice], reversals: Sequence[LedgerEntry]) -> list[Invoice]:
    """A credit note for each of the invoices, which have entries that these reversals take back. `Invoices.lock` is
    held."""
    invoices = desk.work.ledger.invoices
    numbers = invoices.numbers(desk.school_id, len(credited)) if credited else ()
    by_entry = {reversal.reverses_id: reversal for reversal in reversals if reversal.reverses_id is not None}
    notes = []
    for invoice, number in zip(credited, numbers, strict=True):
        taken_back = [
            InvoiceLine(by_entry[line.entry_id].id, -line.amount, line.vat_basis_points, line.about)
            for line in invoice.lines
            if line.entry_id in by_entry
        ]
        note = Invoice(
            id=desk.work.next_id(),
            school_id=desk.school_id,
            number=number,
            kind=InvoiceKind.CREDIT_NOTE,
            student_id=invoice.student_id,
            issued_at=desk.now,
            issued_on=desk.today,
            due_on=None,
            lines=tuple(taken_back),
            parties=invoice.parties,
            credits_id=invoice.id,
            reason=next(iter(by_entry.values())).reference,
        )
        invoices.add(note)
        _tell(desk, note, NoticeKind.INVOICE_CREDITED, desk.now)
        notes.append(note)
    return notes


def _tell(desk: Desk, invoice: Invoice, kind: NoticeKind, due_at: datetime) -> None:
    plan(desk, kind, Role.STUDENT, invoice.student_id, due_at, invoice_id=invoice.id)


def _line(desk: Desk, due: TracedEntry) -> InvoiceLine:
    entry, catalogue = due.entry, desk.catalogue
    if due.product_id is not None:
        product = catalogue.package_product(due.product_id)
        return InvoiceLine(entry.id, entry.amount, product.vat_basis_points, About(entry.kind, dict(product.names)))
    assert due.lesson_type_id is not None
    assert due.start is not None
    assert entry.booking_id is not None
    kind = catalogue.lesson_type(due.lesson_type_id)
    start = to_wall(due.start, catalogue.zone).isoformat(timespec="minutes")
    about = About(entry.kind, dict(kind.names), reference(entry.booking_id), start)
    return InvoiceLine(entry.id, entry.amount, kind.vat_basis_points, about)


def _parties(desk: Desk, student: Student) -> Parties:
    school = desk.catalogue.school
    settings = school.invoicing
    return Parties(
        school=school.name,
        address=settings.address,
        registration=settings.registration,
        pay_to=settings.pay_to,
        phone=school.phone,
        student=student.name,
        language=student.language,
    )
