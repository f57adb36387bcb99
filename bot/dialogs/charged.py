"""What is it for? The entries of the amount that is asked about, or the fees, each with its lesson or package."""

from __future__ import annotations

from bot.dialogs import statement
from bot.dialogs.asked_terms import tell_terms
from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk
from bot.dialogs.wording import money
from bot.understanding.amounts import amount_in
from domain.currencies import MINOR_DIGITS
from domain.ledger import EntryKind
from domain.money import Money

_ASKED_ABOUT = frozenset({"type", "booking"})
_FEES = frozenset({EntryKind.LATE_FEE, EntryKind.NO_SHOW_FEE})


def tell(talk: Talk) -> None:
    """Without such an entry it is told that there is none, and what there is; of fees, which there could be. What is
    asked of a lesson that is just being booked, moved or cancelled is told by the terms."""
    if not _ASKED_ABOUT.isdisjoint(talk.frame.data):
        tell_terms(talk)
        return
    lines = statement.latest(talk)
    amount = _amount(talk)
    found = [
        line
        for line in lines
        if (line.entry.kind in _FEES if amount is None else abs(line.entry.amount.minor) == amount.minor)
    ]
    if found:
        statement.say_lines(talk, found[: statement.AT_ONCE])
    elif amount is None:
        tell_terms(talk)
    elif lines and abs(lines[0].balance.minor) == amount.minor:
        statement.tell(talk, statement.FEW)
    else:
        talk.say("no_such_entry", amount=money(amount))
        statement.tell(talk, statement.FEW)


def _amount(talk: Talk) -> Money | None:
    said, currency = amount_in(talk.reading.text), talk.school.school.currency
    return Money(int(said * 10 ** MINOR_DIGITS[currency]), currency) if said is not None else None


FLOW = telling("charged", tell)
