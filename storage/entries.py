"""Entries of the ledger, and what they are for, out of rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, LiteralString

from domain.ledger import EntryKind, LedgerEntry, LedgerLine, Method, TracedEntry
from domain.money import Money

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

ENTRY_COLUMNS = """
  e.id, e.student_id, e.kind, e.amount_minor, e.currency, e.key, e.at, e.booking_id, e.reference, e.package_id,
  e.reverses_id, e.invoice_id, e.method
"""
_OWN_COLUMNS = 13

TRACE_COLUMNS = f"{ENTRY_COLUMNS}, s.lesson_type_id, s.starts_at, p.product_id"

TRACE = """
LEFT JOIN bookings b ON b.school_id = e.school_id AND b.id = e.booking_id
LEFT JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
LEFT JOIN packages p ON p.school_id = e.school_id AND p.id = e.package_id
"""
"""What an entry is for."""

STANDS = "NOT EXISTS (SELECT FROM ledger_entries r WHERE r.school_id = e.school_id AND r.reverses_id = e.id)"
"""It has not been reversed."""


def entry_of(school_id: int, columns: Sequence[Any]) -> LedgerEntry:
    """The entry in `ENTRY_COLUMNS`."""
    entry_id, student_id, kind, amount, currency, key, at, booking_id, reference, *more = columns[:_OWN_COLUMNS]
    package_id, reverses_id, invoice_id, method = more
    return LedgerEntry(
        id=entry_id,
        school_id=school_id,
        student_id=student_id,
        kind=EntryKind(kind),
        amount=Money(amount, currency),
        key=key,
        at=at.astimezone(UTC),
        booking_id=booking_id,
        reference=reference,
        package_id=package_id,
        reverses_id=reverses_id,
        invoice_id=invoice_id,
        method=Method(method) if method else None,
    )


def traced_of(school_id: int, columns: Sequence[Any]) -> TracedEntry:
    """The entry in `TRACE_COLUMNS`."""
    lesson_type_id, start, product_id = columns[_OWN_COLUMNS : _OWN_COLUMNS + 3]
    return TracedEntry(entry_of(school_id, columns), lesson_type_id, start and start.astimezone(UTC), product_id)


def read_lines(
    work: UnitOfWork, school_id: int, student_id: int, which: LiteralString, values: dict[str, Any]
) -> list[LedgerLine]:
    """A student's entries with what they are for and the balance after each. which: conditions on `e`, and order."""
    rows = work.read(
        f"""
        SELECT {TRACE_COLUMNS}, e.balance FROM (
          SELECT e.*, sum(e.amount_minor) OVER (ORDER BY e.at, e.id)::bigint AS balance
          FROM ledger_entries e WHERE e.school_id = %(school_id)s AND e.student_id = %(student_id)s
        ) e {TRACE} {which}
        """,
        values | {"school_id": school_id, "student_id": student_id},
    )
    return [LedgerLine(traced_of(school_id, row), Money(row[-1], row[4])) for row in rows]
