"""Tell of money: of an invoice that is there, that was credited or is overdue; of a package; of what was paid, paid
back or taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.dialogs.exchange import Reply, Say
from bot.dialogs.wording import money, wall
from bot.news import Kept
from bot.ports import TurnWork
from bot.reaching import Ways, language_of, outbox_key, transport_of
from domain.invoices import InvoiceStanding
from domain.ledger import LedgerEntry
from domain.notices import Notice, NoticeKind
from domain.ports import Notices


class KeptNotices(Notices, Kept, Protocol):
    """Notices, and what has become of them."""


class MoneyWork(TurnWork, Protocol):
    @property
    def notices(self) -> KeptNotices: ...


def tell_of_money(work: MoneyWork, notice: Notice, now: datetime, ways: Ways) -> str:
    """Queue the notice's message. Returns the outcome: "told", or why there was nothing to tell."""
    reach = work.conversations.reach(notice.school_id, notice.person_id)
    language = language_of(work, notice, reach)
    if (params := TELLS[notice.kind](work, notice, language)) is None:
        return "void"
    if reach is None:
        return "no_contact"
    work.conversations.queue(
        reach.contact_id,
        Reply((Say(f"notice_{notice.kind}", params),)).data(),
        transport=transport_of(reach, ways),
        language=language,
        now=now,
        key=outbox_key(notice),
        school_id=notice.school_id,
    )
    return "told"


Tell = Callable[[MoneyWork, Notice, str], dict[str, Any] | None]
"""(work, notice, language) -> what the message is told; None if there is nothing to tell any more."""


def _invoice(work: MoneyWork, notice: Notice, _: str) -> dict[str, Any] | None:
    assert notice.invoice_id is not None
    invoices = work.ledger.invoices
    invoice = invoices.get(notice.school_id, notice.invoice_id)
    standings = invoices.standings(notice.school_id, [invoice.student_id])
    standing = next((each for each in standings if each.invoice.id == invoice.id), None)
    due = standing.remaining if standing is not None else None
    if notice.kind is NoticeKind.INVOICE_OVERDUE and not due:
        return None  # it was paid or credited in time
    return {
        "number": invoice.number,
        "total": money(invoice.total if invoice.credits_id is None else -invoice.total),
        "due": money(due) if due is not None else None,
        "settled": _settled(standing),
        "due_on": invoice.due_on and invoice.due_on.isoformat(),
        "credits": invoices.get(notice.school_id, invoice.credits_id).number if invoice.credits_id else None,
    }


def _settled(standing: InvoiceStanding | None) -> str | None:
    """How an invoice came to be settled on which nothing is open."""
    if standing is None or standing.remaining:
        return None
    if not standing.credited:
        return "paid"
    return "both" if standing.paid else "credited"


def _package(work: MoneyWork, notice: Notice, language: str) -> dict[str, Any] | None:
    package = work.ledger.packages.get(notice.school_id, notice.data["package"])
    if notice.kind is NoticeKind.PACKAGE_SOLD and package.returned_at is not None:
        return None
    catalogue, until = work.catalogue(notice.school_id), package.valid_until
    return {
        "name": catalogue.package_product(package.product_id).name(language),
        "lessons": package.lessons,
        "price": money(package.price),
        "until": wall(until - timedelta(seconds=1), catalogue) if until is not None else None,
    }


def _payment(work: MoneyWork, notice: Notice, _: str) -> dict[str, Any] | None:
    """Of money that came in or went back."""
    entry = work.ledger.keyed(notice.school_id, notice.data["entry"])
    if entry is None or work.ledger.keyed(notice.school_id, f"reversal:{entry.id}") is not None:
        return None
    return _amount(work, entry) | {"method": entry.method and entry.method.value}


def _reversal(work: MoneyWork, notice: Notice, _: str) -> dict[str, Any] | None:
    """A credit note tells of what was invoiced; of money that nobody was told of, its end is no news."""
    reversal = work.ledger.keyed(notice.school_id, notice.data["entry"])
    if reversal is None or reversal.reverses_id is None:
        return None
    entry = work.ledger.get(notice.school_id, reversal.reverses_id)
    if work.ledger.invoices.with_entries(notice.school_id, [entry.id]):
        return None
    told_of = [f"{kind}:{entry.key}" for kind in (NoticeKind.PAYMENT_REGISTERED, NoticeKind.PAYMENT_REFUNDED)]
    if any(outcome == "void" for _, outcome in work.notices.keyed(notice.school_id, told_of)):
        return None
    start = None
    if entry.booking_id is not None:
        booking = work.bookings.get(notice.school_id, entry.booking_id, lock=False)
        start = wall(booking.start, work.catalogue(notice.school_id))
    return _amount(work, entry) | {"kind": entry.kind.value, "start": start, "reason": reversal.reference}


def _amount(work: MoneyWork, entry: LedgerEntry) -> dict[str, Any]:
    """How much it was, either way, and what is owed now."""
    balance = work.ledger.account(entry.school_id, entry.student_id).balance
    amount = entry.amount if entry.amount.minor > 0 else -entry.amount
    return {"amount": money(amount), "balance": money(balance), "owed": money(-balance)}


TELLS: dict[NoticeKind, Tell] = {
    NoticeKind.INVOICE_ISSUED: _invoice,
    NoticeKind.INVOICE_CREDITED: _invoice,
    NoticeKind.INVOICE_OVERDUE: _invoice,
    NoticeKind.PACKAGE_SOLD: _package,
    NoticeKind.PACKAGE_RETURNED: _package,
    NoticeKind.PAYMENT_REGISTERED: _payment,
    NoticeKind.PAYMENT_REFUNDED: _payment,
    NoticeKind.ENTRY_REVERSED: _reversal,
}
