"""The ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.ledger import Account, LedgerEntry
from domain.money import Money

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_APPEND = """
INSERT INTO ledger_entries (school_id, id, student_id, booking_id, kind, amount_minor, currency, key, reference, at)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(booking_id)s, %(kind)s, %(amount)s, %(currency)s, %(key)s,
        %(reference)s, %(at)s)
ON CONFLICT (school_id, key) DO NOTHING
"""

_ACCOUNT = """
WITH entries AS (
  SELECT id, at, kind, amount_minor FROM ledger_entries WHERE school_id = %(school_id)s AND student_id = %(student_id)s
), total AS (SELECT coalesce(sum(amount_minor), 0)::bigint AS owed FROM entries
), unpaid AS (
  SELECT kind FROM (
    SELECT kind, sum(amount_minor) OVER (ORDER BY at DESC, id DESC) - amount_minor AS newer
    FROM entries WHERE amount_minor > 0) charges, total
  WHERE newer < total.owed
)
SELECT s.currency, total.owed, (SELECT count(*) FROM unpaid WHERE kind = 'charge'),
  (SELECT count(*) FROM unpaid WHERE kind <> 'charge')
FROM schools s, total WHERE s.id = %(school_id)s
"""


class SqlLedger:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def append(self, entry: LedgerEntry) -> None:
        self._work.write(
            _APPEND,
            {
                "school_id": entry.school_id,
                "id": entry.id,
                "student_id": entry.student_id,
                "booking_id": entry.booking_id,
                "kind": entry.kind.value,
                "amount": entry.amount.minor,
                "currency": entry.amount.currency,
                "key": entry.key,
                "reference": entry.reference,
                "at": entry.at,
            },
        )

    def account(self, school_id: int, student_id: int) -> Account:
        ((currency, owed, lessons, fees),) = self._work.read(
            _ACCOUNT, {"school_id": school_id, "student_id": student_id}
        )
        return Account(Money(owed, currency), lessons, fees)
