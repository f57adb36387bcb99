"""A student's open invoices, as one answer."""

from __future__ import annotations

from typing import Any

from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk
from bot.dialogs.wording import money
from domain.timeslots import to_wall


def open_invoices(talk: Talk) -> list[dict[str, Any]]:
    """Those of which something is to be paid, the oldest first."""
    today = to_wall(talk.now, talk.school.zone).date()
    standings = talk.work.ledger.invoices.standings(talk.student.school_id, [talk.student.id])
    return [
        {
            "number": standing.invoice.number,
            "remaining": money(standing.remaining),
            "due_on": standing.invoice.due_on.isoformat(),
            "overdue": today > standing.invoice.due_on,
        }
        for standing in standings
        if standing.remaining and standing.invoice.due_on is not None
    ]


def tell_invoices(talk: Talk) -> None:
    talk.say("invoices", invoices=open_invoices(talk), pay_to=talk.school.school.invoicing.pay_to)


INVOICES = telling("invoices", tell_invoices)
