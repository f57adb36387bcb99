"""A student's account: payments in, the ledger and the balance out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StrictInt
from starlette.responses import Response

from admin_api.counter import Counter, CurrentCaller, KeyReused
from admin_api.values import (
    MOST_MONEY,
    Cursor,
    Id,
    In,
    Limit,
    MoneyOut,
    Out,
    Page,
    Words,
    cursor_of,
    cut,
    local,
    place_of,
)
from domain.ledger import EntryKind, LedgerEntry
from domain.lessons import reference
from domain.money import Money
from domain.schools import Catalogue
from domain.services.paying import pay

router = APIRouter(prefix="/students/{student_id}", tags=["money"])


class NewPayment(In):
    """amount_minor: øre, cents … received, in the school's currency. reference: the payer's or the bank's."""

    amount_minor: Annotated[StrictInt, Field(ge=1, le=MOST_MONEY)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["DKK"])]
    reference: Words = ""


class EntryOut(Out):
    """amount: what is owed is positive, what was paid negative. booking: what it is for."""

    id: int
    kind: EntryKind
    amount: MoneyOut
    at: datetime
    booking: int | None
    booking_reference: str | None
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
            reference=entry.reference,
        )


class LineOut(EntryOut):
    """balance: what the student owed after this entry."""

    balance: MoneyOut


class BalanceOut(Out):
    """balance: what the student owes; less than nothing is to the good. unpaid: how many lessons and fees that covers,
    the newest first."""

    balance: MoneyOut
    unpaid_lessons: int
    unpaid_fees: int


class PaymentOut(Out):
    payment: EntryOut
    balance: MoneyOut


@router.post("/payments", status_code=201, response_model=PaymentOut)
def register_payment(caller: CurrentCaller, student_id: Id, new: NewPayment) -> Response:
    """Register a payment that was received. The Idempotency-Key is the payment's own for good, not for 24 hours."""
    key = caller.key_or_new

    def act(counter: Counter) -> PaymentOut:
        amount = Money(new.amount_minor, new.currency)
        paid = pay(counter.desk, student_id, amount, key, reference=new.reference)
        kept = counter.work.views.entry(counter.school_id, paid.key)
        if kept is None or (kept.student_id, kept.amount) != (student_id, paid.amount):
            raise KeyReused
        balance = counter.work.ledger.account(counter.school_id, student_id).balance
        return PaymentOut(payment=EntryOut.of(kept, counter.catalogue), balance=MoneyOut.of(balance))

    return caller.answer(act)


@router.get("/ledger")
def list_ledger(caller: CurrentCaller, student_id: Id, limit: Limit = 100, cursor: Cursor = None) -> Page[LineOut]:
    """Every entry with the balance after it, the oldest first."""
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        lines, last = cut(
            counter.work.views.ledger(counter.school_id, student_id, limit=limit + 1, after=place_of(cursor)), limit
        )
        items = [
            LineOut(**dict(EntryOut.of(line.entry, counter.catalogue)), balance=MoneyOut.of(line.balance))
            for line in lines
        ]
        return Page(items=items, next=cursor_of(last.entry.at, last.entry.id) if last else None)


@router.get("/balance")
def get_balance(caller: CurrentCaller, student_id: Id) -> BalanceOut:
    with caller.counter() as counter:
        counter.work.students.get(counter.school_id, student_id)
        account = counter.work.ledger.account(counter.school_id, student_id)
        balance = MoneyOut.of(account.balance)
        return BalanceOut(balance=balance, unpaid_lessons=account.lessons, unpaid_fees=account.fees)
