"""Credit an invoice, whole or some of its lines."""

from __future__ import annotations

from collections.abc import Collection

from domain.errors import Invalid, NotAllowed
from domain.invoices import Invoice, InvoiceKind
from domain.ledger import EntryKind, LedgerEntry
from domain.services.desk import Desk
from domain.services.reversing import take_back
from domain.services.selling import let_go


def credit(desk: Desk, invoice_id: int, *, entry_ids: Collection[int] = (), reason: str = "") -> Invoice:
    """Take the invoice's lines back, those of `entry_ids` or all that still stand, and write a credit note of them.

    A package on it is given back, if nothing of it has been used. Raises NotFound, NotAllowed, and Invalid for entries
    that are not on the invoice.
    """
    ledger = desk.work.ledger

    def standing() -> list[LedgerEntry]:
        invoice = ledger.invoices.get(desk.school_id, invoice_id)
        on_it = {line.entry_id for line in invoice.lines}
        if invoice.kind is not InvoiceKind.INVOICE:
            raise NotAllowed(action="credit", status=invoice.kind.value)
        if not on_it.issuperset(entry_ids):
            raise Invalid(field="entries", reason="must be on the invoice")
        entries = [ledger.get(desk.school_id, entry_id) for entry_id in sorted(set(entry_ids) or on_it)]
        left = [entry for entry in entries if ledger.keyed(desk.school_id, f"reversal:{entry.id}") is None]
        if not left:
            raise NotAllowed(action="credit", status="credited")
        for entry in left:
            if entry.kind is EntryKind.PACKAGE:
                assert entry.package_id is not None
                let_go(desk, entry.package_id)
        return left

    reversals = take_back(desk, standing, reason)
    (note,) = ledger.invoices.with_entries(desk.school_id, [reversal.id for reversal in reversals])
    return note
