"""A student's open invoices, as one answer, and the paper of one: "can I get invoice 12 as a PDF"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk
from bot.dialogs.wording import money
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import says_one, spoken
from domain.invoices import InvoiceStanding
from domain.timeslots import to_wall

_OTHERS = 3


def open_invoices(talk: Talk) -> list[dict[str, Any]]:
    """Those of which something is to be paid, the oldest first."""
    return _open(talk, _standings(talk))


def _standings(talk: Talk) -> Sequence[InvoiceStanding]:
    return talk.work.ledger.invoices.standings(talk.student.school_id, [talk.student.id])


def _open(talk: Talk, standings: Sequence[InvoiceStanding]) -> list[dict[str, Any]]:
    today = to_wall(talk.now, talk.school.zone).date()
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
    """The list, or the paper that is asked for: that of the number which is said, else the last."""
    standings, words = _standings(talk), spoken(talk.reading.text)
    dated = talk.reading.windows or talk.reading.gone
    numbers = [] if dated else [word for word in words if word.isdecimal()]
    numbered = [standing for standing in standings if str(standing.invoice.number) in numbers]
    unknown = bool(numbers) and not numbered
    if standings and not unknown and (numbered or says_one(words, listened_for("on_paper"))):
        tell_paper(talk, (numbered or standings)[-1], standings)
    else:
        talk.say("invoices", invoices=_open(talk, standings), pay_to=talk.school.school.invoicing.pay_to)


def tell_paper(talk: Talk, standing: InvoiceStanding, standings: Sequence[InvoiceStanding]) -> None:
    """Where it can be fetched; where nothing can, the school is asked for it."""
    number, school = standing.invoice.number, talk.school.school
    link = talk.papers(school.id, standing.invoice.id)
    if link is None:
        talk.tell_school(f"[paper] {talk.student.name}: {number}")
        talk.say("paper_asked_for", number=number, school=school.name)
        return
    others = [each.invoice.number for each in reversed(standings) if each is not standing][:_OTHERS]
    talk.say("paper", number=number, link=link, others=others)


INVOICES = telling("invoices", tell_invoices)
