"""Tell of an invoice: that it is there, that something of it was credited, that it was to be paid by now."""

from __future__ import annotations

from datetime import datetime

from bot.conversation import FALLBACK_LANGUAGE, TurnWork
from bot.dialogs.exchange import Reply, Say
from bot.dialogs.wording import money
from bot.prompting import FirstTransport, transport_of
from domain.notices import Notice, NoticeKind

OF_INVOICES = frozenset({NoticeKind.INVOICE_ISSUED, NoticeKind.INVOICE_CREDITED, NoticeKind.INVOICE_OVERDUE})


def tell_of_invoice(work: TurnWork, notice: Notice, now: datetime, first: FirstTransport) -> str:
    """Queue the notice's message. Returns the outcome: "told", or why there was nothing to tell."""
    assert notice.invoice_id is not None
    invoices = work.ledger.invoices
    invoice = invoices.get(notice.school_id, notice.invoice_id)
    standings = invoices.standings(notice.school_id, [invoice.student_id])
    due = next((standing.remaining for standing in standings if standing.invoice.id == invoice.id), None)
    if notice.kind is NoticeKind.INVOICE_OVERDUE and not due:
        return "void"  # it was paid or credited in time
    reach = work.conversations.reach(notice.school_id, notice.person_id)
    if reach is None:
        return "no_contact"
    params = {
        "number": invoice.number,
        "total": money(invoice.total if invoice.credits_id is None else -invoice.total),
        "due": money(due) if due is not None else None,
        "due_on": invoice.due_on and invoice.due_on.isoformat(),
        "credits": invoices.get(notice.school_id, invoice.credits_id).number if invoice.credits_id else None,
    }
    work.conversations.queue(
        reach.contact_id,
        Reply((Say(f"notice_{notice.kind}", params),)).data(),
        transport=transport_of(reach, first),
        language=reach.language or work.catalogue(notice.school_id).school.language or FALLBACK_LANGUAGE,
        now=now,
        key=f"{notice.school_id}:{notice.key}",
        school_id=notice.school_id,
    )
    return "told"
