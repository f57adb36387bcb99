"""Packages, invoices and the ledger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables.parts import moment, of_school, ref, words

packages = of_school(
    "packages",
    *ref("student_id", "students"),
    *ref("product_id", "package_products"),
    Column("lesson_type_ids", ARRAY(BigInteger), nullable=False),
    Column("lessons", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default=text("0")),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    moment("sold_at", nullable=False),
    moment("valid_until"),
    moment("returned_at"),
    CheckConstraint("used BETWEEN 0 AND lessons", name="used"),
    CheckConstraint("returned_at IS NULL OR used = 0", name="returned"),
    Index(None, "school_id", "student_id"),
)
"""Prepaid lessons of a student, as they were sold. `used` counts the lessons taken out of it; its row is their lock."""

package_uses = of_school(
    "package_uses",
    *ref("package_id", "packages"),
    *ref("booking_id", "bookings"),
    Column("lessons", SmallInteger, nullable=False),
    Column("key", Text, nullable=False),
    moment("at", nullable=False),
    UniqueConstraint("school_id", "key"),
    CheckConstraint("lessons IN (1, -1)", name="lessons"),
    Index(None, "school_id", "package_id"),
    Index(None, "school_id", "booking_id"),
)
"""Append-only: 1 is a lesson taken out of the package, -1 the same one given back."""

invoice_counters = of_school("invoice_counters", Column("last", BigInteger, nullable=False), key=("school_id",))
"""The last number given. Its row is locked until the invoice is committed, so that no number is ever missing."""

invoices = of_school(
    "invoices",
    Column("number", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    *ref("student_id", "students"),
    *ref("credits_id", "invoices", nullable=True),
    moment("issued_at", nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date),
    Column("currency", Text, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    words("reason"),
    Column("parties", JSONB, nullable=False),
    UniqueConstraint("school_id", "number"),
    CheckConstraint(
        "CASE kind WHEN 'invoice' THEN total_minor > 0 AND credits_id IS NULL AND due_on IS NOT NULL "
        "WHEN 'credit_note' THEN total_minor < 0 AND credits_id IS NOT NULL AND due_on IS NULL ELSE false END",
        name="kind",
    ),
    Index(None, "school_id", "student_id", "number"),
    Index(None, "school_id", "credits_id", postgresql_where=text("credits_id IS NOT NULL")),
)
"""Append-only. Invoices and credit notes of a school share one series of numbers. parties: who wrote it to whom, as
it was then."""

ledger_entries = of_school(
    "ledger_entries",
    *ref("student_id", "students"),
    *ref("booking_id", "bookings", nullable=True),
    *ref("package_id", "packages", nullable=True),
    *ref("reverses_id", "ledger_entries", nullable=True),
    *ref("invoice_id", "invoices", nullable=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("key", Text, nullable=False),
    words("method"),
    words("reference"),
    moment("at", nullable=False),
    UniqueConstraint("school_id", "key"),
    CheckConstraint("amount_minor <> 0", name="amount"),
    CheckConstraint(
        "CASE WHEN kind IN ('charge', 'late_fee', 'no_show_fee') THEN amount_minor > 0 AND booking_id IS NOT NULL "
        "WHEN kind = 'package' THEN amount_minor > 0 AND package_id IS NOT NULL "
        "WHEN kind = 'payment' THEN amount_minor < 0 "
        "WHEN kind = 'refund' THEN amount_minor > 0 "
        "ELSE kind = 'reversal' AND reverses_id IS NOT NULL END",
        name="trace",
    ),
    CheckConstraint("reverses_id IS NULL OR kind = 'reversal'", name="reversal"),
    Index(None, "school_id", "student_id", "id"),
    Index(None, "school_id", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
    Index(None, "school_id", "reverses_id", unique=True, postgresql_where=text("reverses_id IS NOT NULL")),
)
"""Append-only: a trigger refuses UPDATE and DELETE. What is owed can be traced to its booking or package, what is taken
back to the entry it reverses. invoice_id: the invoice that a payment is for, if the payer said so."""

invoice_lines = of_school(
    "invoice_lines",
    *ref("invoice_id", "invoices"),
    Column("position", Integer, nullable=False),
    *ref("entry_id", "ledger_entries"),
    Column("amount_minor", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False),
    Column("about", JSONB, nullable=False),
    UniqueConstraint("school_id", "entry_id"),
    CheckConstraint("amount_minor <> 0", name="amount"),
    key=("school_id", "invoice_id", "position"),
)
"""Append-only. A line is a ledger entry, which stands on one invoice at most. about: what it is for, as it was then."""
