"""Take entries of the ledger back: by further entries, and by a credit note where an invoice has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.ledger import LedgerEntry
from domain.services.desk import Desk
from domain.services.invoicing import credit


def take_back(desk: Desk, find: Callable[[], Sequence[LedgerEntry]], reason: str) -> list[LedgerEntry]:
    """Reverse what `find` finds, which are entries that stand. Returns the reversals.

    It looks once nobody else can invoice or reverse anything of the school until this work ends.
    """
    desk.work.ledger.invoices.lock(desk.school_id)
    found = find()
    if not found:
        return []
    invoices = desk.work.ledger.invoices.with_entries(desk.school_id, [entry.id for entry in found])
    reversals = [entry.reversal(desk.work.next_id(), desk.now, reason) for entry in found]
    for reversal in reversals:
        desk.work.ledger.append(reversal)
    credit(desk, invoices, reversals)
    return reversals
