"""The school's books: the ledger, and with it packages and invoices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, LiteralString

from domain.errors import NotFound
from domain.ledger import Account, LedgerEntry, LedgerLine
from domain.money import Money
from storage.entries import ENTRY_COLUMNS, STANDS, entry_of, read_lines
from storage.invoices import SqlInvoices
from storage.packages import SqlPackages

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_APPEND = """
INSERT INTO ledger_entries (school_id, id, student_id, booking_id, package_id, reverses_id, invoice_id, kind,
                            amount_minor, currency, key, method, reference, at)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(booking_id)s, %(package_id)s, %(reverses_id)s, %(invoice_id)s,
        %(kind)s, %(amount)s, %(currency)s, %(key)s, %(method)s, %(reference)s, %(at)s)
ON CONFLICT (school_id, key) DO NOTHING
"""

_ACCOUNT = """
WITH entries AS (
  SELECT e.id, e.at, e.kind, e.amount_minor FROM ledger_entries e
  WHERE e.school_id = %(school_id)s AND e.student_id = %(student_id)s
), total AS (SELECT coalesce(sum(amount_minor), 0)::bigint AS owed FROM entries
), unpaid AS (
  SELECT kind FROM (
    SELECT kind, sum(amount_minor) OVER (ORDER BY at DESC, id DESC) - amount_minor AS newer
    FROM entries e WHERE amount_minor > 0 AND kind <> 'reversal' AND NOT EXISTS (
      SELECT FROM ledger_entries r WHERE r.school_id = %(school_id)s AND r.reverses_id = e.id)) dues, total
  WHERE newer < total.owed
)
SELECT s.currency, total.owed, (SELECT count(*) FROM unpaid WHERE kind = 'charge'),
  (SELECT count(*) FROM unpaid WHERE kind IN ('late_fee', 'no_show_fee')),
  (SELECT count(*) FROM unpaid WHERE kind = 'package')
FROM schools s, total WHERE s.id = %(school_id)s
"""


class SqlLedger:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self.packages = SqlPackages(work)
        self.invoices = SqlInvoices(work)
        self._accounts: dict[tuple[int, int], Account] = {}

    def append(self, entry: LedgerEntry) -> None:
        self._accounts.clear()
        self._work.write(
            _APPEND,
            {
                "school_id": entry.school_id,
                "id": entry.id,
                "student_id": entry.student_id,
                "booking_id": entry.booking_id,
                "package_id": entry.package_id,
                "reverses_id": entry.reverses_id,
                "invoice_id": entry.invoice_id,
                "kind": entry.kind.value,
                "amount": entry.amount.minor,
                "currency": entry.amount.currency,
                "key": entry.key,
                "method": entry.method.value if entry.method is not None else "",
                "reference": entry.reference,
                "at": entry.at,
            },
        )

    def get(self, school_id: int, entry_id: int) -> LedgerEntry:
        rows = self._work.read(
            f"SELECT {ENTRY_COLUMNS} FROM ledger_entries e WHERE e.school_id = %(school_id)s AND e.id = %(id)s",
            {"school_id": school_id, "id": entry_id},
        )
        if not rows:
            raise NotFound(what="ledger_entry", id=entry_id)
        return entry_of(school_id, rows[0])

    def keyed(self, school_id: int, key: str) -> LedgerEntry | None:
        rows = self._work.read(
            f"SELECT {ENTRY_COLUMNS} FROM ledger_entries e WHERE e.school_id = %(school_id)s AND e.key = %(key)s",
            {"school_id": school_id, "key": key},
        )
        return entry_of(school_id, rows[0]) if rows else None

    def standing_of(self, school_id: int, booking_ids: Sequence[int]) -> list[LedgerEntry]:
        rows = self._work.read(
            f"""
            SELECT {ENTRY_COLUMNS} FROM ledger_entries e
            WHERE e.school_id = %(school_id)s AND e.booking_id = ANY(%(bookings)s) AND e.kind <> 'reversal' AND {STANDS}
            ORDER BY e.at, e.id
            """,
            {"school_id": school_id, "bookings": list(booking_ids)},
        )
        return [entry_of(school_id, row) for row in rows]

    def account(self, school_id: int, student_id: int) -> Account:
        """Read once in a work, as long as nothing is entered."""
        of = (school_id, student_id)
        if of not in self._accounts:
            ((currency, owed, lessons, fees, packages),) = self._work.look(
                _ACCOUNT, {"school_id": school_id, "student_id": student_id}
            )
            self._accounts[of] = Account(Money(owed, currency), lessons, fees, packages)
        return self._accounts[of]

    def statement(self, school_id: int, student_id: int, *, limit: int, skip: int = 0) -> list[LedgerLine]:
        which: LiteralString = "ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s OFFSET %(skip)s"
        return read_lines(self._work, school_id, student_id, which, {"limit": limit, "skip": skip})
