"""A student's account: payments in and out, the ledger and the balance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Caller, Counter, CurrentCaller, KeyReused
from admin_api.values import (
    Cursor,
    Id,
    IdIn,
    In,
    Limit,
    MoneyIn,
    MoneyOut,
    Out,
    Page,
    Words,
    cursor_of,
    cut,
    local,
    place_of,
)
from domain.ledger import EntryKind, LedgerEntry, Method, TracedEntry
from domain.money import MOST_MONEY, Money
from domain.references import reference
from domain.schools import Catalogue
from domain.services.paying import pay, refund, reverse

router = APIRouter(prefix="/students/{student_id}", tags=["money"])


class MoneyMoved(MoneyIn):
    """amount_minor: øre, cents … in the school's currency. reference: the payer's or the bank's."""

    amount_minor: Annotated[StrictInt, Field(ge=1, le=MOST_MONEY)]
    method: Method | None = None
    reference: Words = ""


class NewPayment(MoneyMoved):
    """invoice: the id of the one it is for; without, it settles the oldest first."""

    invoice: IdIn | None = None


class Why(In):
    reason: Words = ""


class EntryOut(Out):
    """amount: what is owed is positive, what was paid negative. booking, package: what it is for. reverses: the entry
    that it takes back. invoice: the one a payment was meant for."""

    id: int
    kind: EntryKind
    amount: MoneyOut
    at: datetime
    booking: int | None
    booking_reference: str | None
    package: int | None
    reverses: int | None
    invoice: int | None
    method: Method | None
    reference: str

    @classmethod
    def of(cls, entry: LedgerEntry, catalogue: Catalogue) -> EntryOut:
        return cls(
            id=entry.id,
            kind=entry.kind,
            amount=MoneyOut.of(entry.amount),
            at=local(entry.at, catalogue.zone),
            booking=entry.booking_id,
            booking_reference=reference(entry.booking_id) if entry.booking_id is not None else None,
            package=entry.package_id,
            reverses=entry.reverses_id,
            invoice=entry.invoice_id,
            method=entry.method,
            reference=entry.reference,
        )


class LineOut(EntryOut):
    """lesson_type, start: of the lesson that it is for. product: of the package. balance: what the student owed after
    this entry."""

    lesson_type: str | None
    start: datetime | None
    product: int | None
    balance: MoneyOut

    @classmethod
    def of_line(cls, traced: TracedEntry, balance: Money, catalogue: Catalogue) -> LineOut:
        kind = catalogue.lesson_types.get(traced.lesson_type_id or 0)
        return cls(
            **dict(EntryOut.of(traced.entry, catalogue)),
            lesson_type=kind.code if kind is not None else None,
            start=traced.start and local(traced.start, catalogue.zone),
            product=traced.product_id,
            balance=MoneyOut.of(balance),
        )


class BalanceOut(Out):
    """balance: what the student owes; less than nothing is to the good. unpaid: how many lessons, fees and packages
    that covers, the newest first."""

    balance: MoneyOut
    unpaid_lessons: int
    unpaid_fees: int
    unpaid_packages: int


class PaymentOut(Out):
    payment: EntryOut
    balance: MoneyOut


class RefundOut(Out):
    refund: EntryOut
    balance: MoneyOut


class ReversalOut(Out):
    reversal: EntryOut
    balance: MoneyOut


@router.post("/payments", status_code=201, response_model=PaymentOut)
def register_payment(caller: CurrentCaller, student_id: Id, new: NewPayment) -> Response:
    """Register a payment that was received, of any part of what is owed, or more. The Idempotency-Key is the payment's
    own for good, not for 24 hours."""

    def act(counter: Counter) -> PaymentOut:
        def enter(key: str) -> LedgerEntry:
            return pay(
                counter.desk, student_id, new.money, key,
                method=new.method, reference=new.reference, invoice_id=new.invoice,
            )  # fmt: skip

        kept = _kept(counter, enter, caller)
        return PaymentOut(payment=EntryOut.of(kept, counter.catalogue), balance=_balance(counter, student_id))

    return caller.answer(act)


@router.post("/refunds", status_code=201, response_model=RefundOut)
def register_refund(caller: CurrentCaller, student_id: Id, new: MoneyMoved) -> Response:
    """Register that money was paid back, at most what the student has to the good. The Idempotency-Key is the refund's
    own for good."""

    def act(counter: Counter) -> RefundOut:
        def enter(key: str) -> LedgerEntry:
            return refund(counter.desk, student_id, new.money, key, method=new.method, reference=new.reference)

        kept = _kept(counter, enter, caller)
        return RefundOut(refund=EntryOut.of(kept, counter.catalogue), balance=_balance(counter, student_id))

    return caller.answer(act)


@router.post("/ledger/{entry_id}/reverse", status_code=201, response_model=ReversalOut)
def reverse_entry(caller: CurrentCaller, student_id: Id, entry_id: Id, why: Why | None = None) -> Response:
    """Take an entry back by a further one: a payment that bounced, a fee that is let off. What stands on an invoice is
    credited at once. Reversing twice is reversing once."""

    def act(counter: Counter) -> ReversalOut:
        reversal = reverse(counter.desk, student_id, entry_id, why.reason if why else "")
        return ReversalOut(reversal=EntryOut.of(reversal, counter.catalogue), balance=_balance(counter, student_id))

    return caller.answer(act)


@router.get("/ledger")
def list_ledger(caller: CurrentCaller, student_id: Id, limit: Limit = 100, cursor: Cursor = None) -> Page[LineOut]:
    """Every entry with what it is for and the balance after it, the oldest first."""
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        lines, last = cut(
            counter.work.views.ledger(counter.school_id, student_id, limit=limit + 1, after=place_of(cursor)), limit
        )
        items = [LineOut.of_line(line.traced, line.balance, counter.catalogue) for line in lines]
        return Page(items=items, next=cursor_of(last.traced.entry.at, last.traced.entry.id) if last else None)


@router.get("/balance")
def get_balance(caller: CurrentCaller, student_id: Id) -> BalanceOut:
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        account = counter.work.ledger.account(counter.school_id, student_id)
        return BalanceOut(
            balance=MoneyOut.of(account.balance),
            unpaid_lessons=account.lessons,
            unpaid_fees=account.fees,
            unpaid_packages=account.packages,
        )


def _kept(counter: Counter, enter: Callable[[str], LedgerEntry], caller: Caller) -> LedgerEntry:
    """What the ledger has under the key, which must be what was asked to be entered now."""
    asked = enter(caller.key_or_new)
    kept = counter.work.ledger.keyed(counter.school_id, asked.key)
    if kept is None or (kept.student_id, kept.amount) != (asked.student_id, asked.amount):
        raise KeyReused
    return kept


def _balance(counter: Counter, student_id: int) -> MoneyOut:
    return MoneyOut.of(counter.work.ledger.account(counter.school_id, student_id).balance)
