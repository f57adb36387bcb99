"""Invoices and credit notes: issued, listed, printed, credited."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import HTMLResponse, Response

from admin_api.counter import Counter, CurrentCaller
from admin_api.invoice_page import invoice_html
from admin_api.invoice_paper import paper_of
from admin_api.values import (
    LEFT_OUT,
    Changes,
    Cursor,
    Flag,
    Id,
    IdIn,
    In,
    Items,
    Limit,
    MoneyOut,
    Named,
    Out,
    Page,
    SchoolDay,
    Words,
    cursor_of_id,
    cut,
    id_of,
    local,
)
from domain.invoices import Invoice, InvoiceKind, InvoiceLine, InvoiceStanding, InvoiceStatus, Invoicing
from domain.ledger import EntryKind
from domain.services.crediting import credit
from domain.services.invoicing import issue, issue_all
from domain.timeslots import day_start

router = APIRouter(tags=["invoices"])


class InvoicingOut(Out):
    """payment_days: from an invoice's day to its due day. The rest is printed on invoices: the school's address, its
    number in the companies' register, how to pay."""

    payment_days: int
    address: str
    registration: str
    pay_to: str

    @classmethod
    def of(cls, invoicing: Invoicing) -> InvoicingOut:
        return cls(**invoicing.data())


class InvoicingChanges(Changes):
    payment_days: Annotated[StrictInt, Field(ge=0, le=365)] = LEFT_OUT
    address: Words = LEFT_OUT
    registration: Words = LEFT_OUT
    pay_to: Words = LEFT_OUT


class InvoiceLineOut(Out):
    """entry: the ledger entry. start: of the lesson, as wall time. vat: that is in the amount."""

    entry: int
    kind: EntryKind
    name: str
    booking_reference: str | None
    start: str | None
    amount: MoneyOut
    vat_basis_points: int
    vat: MoneyOut

    @classmethod
    def of(cls, line: InvoiceLine, language: str) -> InvoiceLineOut:
        return cls(
            entry=line.entry_id,
            kind=line.about.kind,
            name=line.about.name(language),
            booking_reference=line.about.reference,
            start=line.about.start,
            amount=MoneyOut.of(line.amount),
            vat_basis_points=line.vat_basis_points,
            vat=MoneyOut.of(line.vat),
        )


class InvoiceOut(Out):
    """number: without a gap; invoices and credit notes share one series. credits: the invoice that a credit note is
    for. status, credited, paid, remaining: of an invoice."""

    id: int
    number: int
    kind: InvoiceKind
    student: Named
    issued_at: datetime
    issued_on: date
    due_on: date | None
    total: MoneyOut
    vat: MoneyOut
    credits: int | None
    reason: str
    status: InvoiceStatus | None
    credited: MoneyOut | None
    paid: MoneyOut | None
    remaining: MoneyOut | None
    lines: list[InvoiceLineOut]

    @classmethod
    def of(cls, invoice: Invoice, standing: InvoiceStanding | None, counter: Counter) -> InvoiceOut:
        catalogue = counter.catalogue
        return cls(
            id=invoice.id,
            number=invoice.number,
            kind=invoice.kind,
            student=Named(id=invoice.student_id, name=invoice.parties.student),
            issued_at=local(invoice.issued_at, catalogue.zone),
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            total=MoneyOut.of(invoice.total),
            vat=MoneyOut.of(invoice.vat),
            credits=invoice.credits_id,
            reason=invoice.reason,
            status=standing.status(counter.desk.today) if standing else None,
            credited=MoneyOut.of(standing.credited) if standing else None,
            paid=MoneyOut.of(standing.paid) if standing else None,
            remaining=MoneyOut.of(standing.remaining) if standing else None,
            lines=[InvoiceLineOut.of(line, catalogue.school.language) for line in invoice.lines],
        )


class NewInvoices(In):
    """student: only this one; all of the school, if left out. until: the last day of which something is invoiced.
    dry_run: only show what would be issued; the ids and
    numbers then shown are not given to anything."""

    student: IdIn | None = None
    until: SchoolDay | None = None
    dry_run: Flag = False


class NewCredit(In):
    """entries: ids of the lines' ledger entries; all that still stand, if left out. reason: printed."""

    entries: Annotated[list[IdIn], Field(max_length=1_000)] = Field(default_factory=list)
    reason: Words = ""


@router.get("/school/invoicing")
def get_invoicing(caller: CurrentCaller) -> InvoicingOut:
    """What invoices say of the school."""
    with caller.counter() as counter:
        return InvoicingOut.of(counter.catalogue.school.invoicing)


@router.patch("/school/invoicing")
def change_invoicing(caller: CurrentCaller, changes: InvoicingChanges) -> InvoicingOut:
    """Change some of it, for invoices to come."""

    def act(counter: Counter) -> InvoicingOut:
        school = counter.catalogue.school
        invoicing = Invoicing.from_data(school.invoicing.data() | changes.given())
        counter.work.administration.save_invoicing(counter.school_id, invoicing)
        return InvoicingOut.of(invoicing)

    return caller.change(act, alone=True)


@router.post("/invoices", response_model=Items[InvoiceOut])
def issue_invoices(caller: CurrentCaller, new: NewInvoices) -> Response:
    """Invoice what was sold and stands on no invoice: lessons, fees and packages. Students who have nothing of the kind
    get none. They are told by chat."""

    def act(counter: Counter) -> Items[InvoiceOut]:
        until = day_start(new.until + timedelta(days=1), counter.catalogue.zone) if new.until is not None else None
        if new.student is not None:
            one = issue(counter.desk, new.student, until)
            issued = [one] if one is not None else []
        else:
            issued = issue_all(counter.desk, until)
        shown = Items(items=_shown(counter, issued))
        if new.dry_run:
            raise _DryRun(shown)
        return shown

    try:
        return caller.answer(act, status=200)
    except _DryRun as dry:
        return Response(dry.shown.model_dump_json(), 200, media_type="application/json")


@router.get("/invoices")
def list_invoices(
    caller: CurrentCaller, student: Id | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[InvoiceOut]:
    """By number, credit notes too."""
    with caller.counter() as counter:
        rows, last = cut(
            counter.work.views.invoices(counter.school_id, limit=limit + 1, student_id=student, after=id_of(cursor)),
            limit,
        )
        return Page(items=_shown(counter, list(rows)), next=cursor_of_id(last.number) if last else None)


@router.get("/invoices/unpaid")
def list_unpaid_invoices(caller: CurrentCaller, overdue: bool = False) -> Items[InvoiceOut]:
    """All of which something is still to be paid, by number. overdue: only those whose due day has passed."""
    with caller.counter() as counter:
        debtors = counter.work.views.invoiced_debtors(counter.school_id)
        late = {InvoiceStatus.OVERDUE}
        return Items(
            items=[
                InvoiceOut.of(standing.invoice, standing, counter)
                for standing in counter.work.ledger.invoices.standings(counter.school_id, debtors)
                if standing.remaining and (not overdue or standing.status(counter.desk.today) in late)
            ]
        )


@router.get("/invoices/{invoice_id}.html", response_class=HTMLResponse)
def print_invoice(caller: CurrentCaller, invoice_id: Id) -> HTMLResponse:
    """As a page to print, in the student's language."""
    with caller.counter() as counter:
        return HTMLResponse(invoice_html(paper_of(counter.work.ledger.invoices, counter.school_id, invoice_id)))


@router.get("/invoices/{invoice_id}.pdf", response_class=Response)
def invoice_as_pdf(caller: CurrentCaller, invoice_id: Id) -> Response:
    """As a PDF, in the student's language."""
    from admin_api.invoice_pdf import invoice_pdf

    with caller.counter() as counter:
        paper = paper_of(counter.work.ledger.invoices, counter.school_id, invoice_id)
    name = f'inline; filename="{paper.file_name}.pdf"'
    return Response(invoice_pdf(paper), media_type="application/pdf", headers={"Content-Disposition": name})


@router.get("/invoices/{invoice_id}")
def get_invoice(caller: CurrentCaller, invoice_id: Id) -> InvoiceOut:
    with caller.counter() as counter:
        (shown,) = _shown(counter, [counter.work.ledger.invoices.get(counter.school_id, invoice_id)])
        return shown


@router.post("/invoices/{invoice_id}/credit", status_code=201, response_model=InvoiceOut)
def credit_invoice(caller: CurrentCaller, invoice_id: Id, new: NewCredit | None = None) -> Response:
    """Take the invoice back, whole or some of its lines: the entries are reversed and a credit note is written."""
    what = new or NewCredit()

    def act(counter: Counter) -> InvoiceOut:
        note = credit(counter.desk, invoice_id, entry_ids=what.entries, reason=what.reason)
        return InvoiceOut.of(note, None, counter)

    return caller.answer(act)


class _DryRun(Exception):
    """Leaves the work without a commit, so that nothing was done."""

    def __init__(self, shown: Items[InvoiceOut]) -> None:
        self.shown = shown


def _shown(counter: Counter, invoices: list[Invoice]) -> list[InvoiceOut]:
    students = sorted({invoice.student_id for invoice in invoices})
    standings = counter.work.ledger.invoices.standings(counter.school_id, students) if students else []
    of = {standing.invoice.id: standing for standing in standings}
    return [InvoiceOut.of(invoice, of.get(invoice.id), counter) for invoice in invoices]
