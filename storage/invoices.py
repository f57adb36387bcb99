"""Invoices and credit notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, LiteralString

from domain.errors import NotFound
from domain.invoices import (
    About,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceStanding,
    Parties,
    standings,
)
from domain.ledger import EntryKind, TracedEntry
from domain.money import Money
from storage.entries import STANDS, TRACE, TRACE_COLUMNS, traced_of
from storage.jsonb import jsonb

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_LOCK = """
INSERT INTO invoice_counters AS c (school_id, last) VALUES (%(school_id)s, 0)
ON CONFLICT (school_id) DO UPDATE SET last = c.last RETURNING last
"""

_GIVEN = "UPDATE invoice_counters SET last = %(last)s WHERE school_id = %(school_id)s"

_ADD = """
INSERT INTO invoices (school_id, id, number, kind, student_id, credits_id, issued_at, issued_on, due_on, currency,
                      total_minor, reason, parties)
VALUES (%(school_id)s, %(id)s, %(number)s, %(kind)s, %(student_id)s, %(credits_id)s, %(issued_at)s, %(issued_on)s,
        %(due_on)s, %(currency)s, %(total)s, %(reason)s, %(parties)s)
"""

_ADD_LINES = """
INSERT INTO invoice_lines (school_id, invoice_id, position, entry_id, amount_minor, vat_basis_points, about)
SELECT %(school_id)s, %(invoice_id)s, place, line.entry_id, line.amount, line.vat, line.about
FROM jsonb_array_elements(%(lines)s) WITH ORDINALITY AS l(line_json, place),
  LATERAL jsonb_to_record(line_json) AS line(entry_id bigint, amount bigint, vat integer, about jsonb)
"""

INVOICES = """
SELECT i.id, i.number, i.kind, i.student_id, i.issued_at, i.issued_on, i.due_on, i.currency, i.parties, i.credits_id,
  i.reason, (SELECT jsonb_agg(jsonb_build_array(l.entry_id, l.amount_minor, l.vat_basis_points, l.about)
             ORDER BY l.position)
      FROM invoice_lines l WHERE l.school_id = i.school_id AND l.invoice_id = i.id)
FROM invoices i
"""

_DUE = f"""
FROM ledger_entries e WHERE e.school_id = %(school_id)s AND e.kind IN ('charge', 'late_fee', 'no_show_fee', 'package')
  AND (%(until)s::timestamptz IS NULL OR e.at < %(until)s) AND {STANDS}
  AND NOT EXISTS (SELECT FROM invoice_lines l WHERE l.school_id = e.school_id AND l.entry_id = e.id)
"""

_PAID = """
SELECT e.student_id, e.invoice_id, -sum(e.amount_minor)::bigint FROM ledger_entries e
LEFT JOIN ledger_entries o ON o.school_id = e.school_id AND o.id = e.reverses_id
WHERE e.school_id = %(school_id)s AND e.student_id = ANY(%(students)s)
  AND coalesce(o.kind, e.kind) IN ('payment', 'refund')
GROUP BY e.student_id, e.invoice_id
"""


class SqlInvoices:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._last: dict[int, int] = {}
        """School id -> the number given last; nobody else gives one while the counter is locked."""

    def lock(self, school_id: int) -> None:
        ((self._last[school_id],),) = self._work.read(_LOCK, {"school_id": school_id})

    def numbers(self, school_id: int, count: int) -> Sequence[int]:
        before = self._last[school_id]
        self._last[school_id] = last = before + count
        self._work.write(_GIVEN, {"school_id": school_id, "last": last})
        return range(before + 1, last + 1)

    def add(self, invoice: Invoice) -> None:
        self._work.write(
            _ADD,
            {
                "school_id": invoice.school_id,
                "id": invoice.id,
                "number": invoice.number,
                "kind": invoice.kind.value,
                "student_id": invoice.student_id,
                "credits_id": invoice.credits_id,
                "issued_at": invoice.issued_at,
                "issued_on": invoice.issued_on,
                "due_on": invoice.due_on,
                "currency": invoice.total.currency,
                "total": invoice.total.minor,
                "reason": invoice.reason,
                "parties": jsonb(asdict(invoice.parties)),
            },
        )
        lines = [
            {
                "entry_id": line.entry_id,
                "amount": line.amount.minor,
                "vat": line.vat_basis_points,
                "about": asdict(line.about),
            }
            for line in invoice.lines
        ]
        self._work.write(_ADD_LINES, {"school_id": invoice.school_id, "invoice_id": invoice.id, "lines": jsonb(lines)})

    def get(self, school_id: int, invoice_id: int) -> Invoice:
        found = self._read("i.id = %(id)s", school_id, {"id": invoice_id})
        if not found:
            raise NotFound(what="invoice", id=invoice_id)
        return found[0]

    def with_entries(self, school_id: int, entry_ids: Sequence[int]) -> list[Invoice]:
        return self._read(
            "i.id IN (SELECT l.invoice_id FROM invoice_lines l WHERE l.school_id = %(school_id)s "
            "AND l.entry_id = ANY(%(entries)s))",
            school_id,
            {"entries": list(entry_ids)},
        )

    def uninvoiced(self, school_id: int, student_id: int, until: datetime | None) -> list[TracedEntry]:
        rows = self._work.read(
            f"SELECT {TRACE_COLUMNS} FROM (SELECT e.* {_DUE} AND e.student_id = %(student_id)s) e {TRACE} "
            "ORDER BY e.at, e.id",
            {"school_id": school_id, "student_id": student_id, "until": until},
        )
        return [traced_of(school_id, row) for row in rows]

    def students_to_invoice(self, school_id: int, until: datetime | None) -> list[int]:
        which = {"school_id": school_id, "until": until}
        rows = self._work.read(f"SELECT DISTINCT e.student_id {_DUE} ORDER BY 1", which)
        return [student_id for (student_id,) in rows]

    def standings(self, school_id: int, student_ids: Sequence[int]) -> list[InvoiceStanding]:
        students = {"students": list(student_ids)}
        found = self._read("i.student_id = ANY(%(students)s)", school_id, students)
        if not found:
            return []
        currency = found[0].total.currency
        paid: dict[int, dict[int | None, Money]] = {}
        for student_id, invoice_id, amount in self._work.read(_PAID, {"school_id": school_id} | students):
            paid.setdefault(student_id, {})[invoice_id] = Money(amount, currency)
        stands = [
            standing
            for student_id in {invoice.student_id for invoice in found}
            for standing in standings(
                [i for i in found if i.student_id == student_id and i.kind is InvoiceKind.INVOICE],
                [i for i in found if i.student_id == student_id and i.kind is InvoiceKind.CREDIT_NOTE],
                paid.get(student_id, {}),
            )
        ]
        return sorted(stands, key=lambda standing: standing.invoice.number)

    def _read(self, condition: LiteralString, school_id: int, values: dict[str, Any]) -> list[Invoice]:
        rows = self._work.read(
            f"{INVOICES} WHERE i.school_id = %(school_id)s AND {condition} ORDER BY i.number",
            {"school_id": school_id} | values,
        )
        return [invoice_of(school_id, row) for row in rows]


def invoice_of(school_id: int, columns: Sequence[Any]) -> Invoice:
    """The invoice in the columns of `INVOICES`."""
    invoice_id, number, kind, student_id, issued_at, issued_on, due_on, currency, parties, credits_id, reason, lines = (
        columns
    )
    return Invoice(
        id=invoice_id,
        school_id=school_id,
        number=number,
        kind=InvoiceKind(kind),
        student_id=student_id,
        issued_at=issued_at.astimezone(UTC),
        issued_on=issued_on,
        due_on=due_on,
        lines=tuple(
            InvoiceLine(
                entry_id,
                Money(amount, currency),
                vat,
                About(EntryKind(about["kind"]), about["names"], about["reference"], about["start"]),
            )
            for entry_id, amount, vat, about in lines
        ),
        parties=Parties(**parties),
        credits_id=credits_id,
        reason=reason,
    )
