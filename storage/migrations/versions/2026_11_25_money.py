"""Money: prices by date, packages, invoices, and ledger entries that say what they are for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "money"
down_revision = "learning"
branch_labels = None
depends_on = None

CATALOGUE = ("lesson_type_prices", "package_products", "package_product_types")
APPEND_ONLY = ("package_uses", "invoices", "invoice_lines")
TRACE = (
    "CASE WHEN kind IN ('charge', 'late_fee', 'no_show_fee') THEN amount_minor > 0 AND booking_id IS NOT NULL "
    "WHEN kind = 'package' THEN amount_minor > 0 AND package_id IS NOT NULL "
    "WHEN kind = 'payment' THEN amount_minor < 0 "
    "WHEN kind = 'refund' THEN amount_minor > 0 "
    "ELSE kind = 'reversal' AND reverses_id IS NOT NULL END"
)

DOCUMENT = (
    "CASE kind WHEN 'invoice' THEN total_minor > 0 AND credits_id IS NULL AND due_on IS NOT NULL "
    "WHEN 'credit_note' THEN total_minor < 0 AND credits_id IS NOT NULL AND due_on IS NULL ELSE false END"
)


def upgrade() -> None:
    op.create_table(
        "invoice_counters",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_invoice_counters_school_id")),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_invoice_counters")),
    )
    op.create_table(
        "package_products",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_basis_points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        sa.Column("by_chat", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("lessons BETWEEN 1 AND 1000", name=op.f("ck_package_products_lessons")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_package_products_price")),
        sa.CheckConstraint("valid_days >= 1", name=op.f("ck_package_products_valid_days")),
        sa.CheckConstraint("vat_basis_points BETWEEN 0 AND 10000", name=op.f("ck_package_products_vat")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_package_products_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_package_products")),
    )
    op.create_table(
        "lesson_type_prices",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_type_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_lesson_type_prices_price")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_lesson_type_prices_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_type_id"],
            ["lesson_types.school_id", "lesson_types.id"],
            name=op.f("fk_lesson_type_prices_school_id_lesson_type_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_lesson_type_prices")),
        sa.UniqueConstraint(
            "school_id",
            "lesson_type_id",
            "valid_from",
            name=op.f("uq_lesson_type_prices_school_id_lesson_type_id_valid_from"),
        ),
    )
    op.create_table(
        "package_product_types",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_type_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_type_id"],
            ["lesson_types.school_id", "lesson_types.id"],
            name=op.f("fk_package_product_types_school_id_lesson_type_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "product_id"],
            ["package_products.school_id", "package_products.id"],
            name=op.f("fk_package_product_types_school_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "product_id", "lesson_type_id", name=op.f("pk_package_product_types")),
    )
    op.create_table(
        "invoices",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("credits_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("parties", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            DOCUMENT,
            name=op.f("ck_invoices_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "credits_id"],
            ["invoices.school_id", "invoices.id"],
            name=op.f("fk_invoices_school_id_credits_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_invoices_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("school_id", "number", name=op.f("uq_invoices_school_id_number")),
    )
    op.create_index(
        op.f("ix_invoices_school_id_credits_id"),
        "invoices",
        ["school_id", "credits_id"],
        unique=False,
        postgresql_where=sa.text("credits_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_invoices_school_id_student_id_number"), "invoices", ["school_id", "student_id", "number"], unique=False
    )
    op.create_table(
        "packages",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_type_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("returned_at IS NULL OR used = 0", name=op.f("ck_packages_returned")),
        sa.CheckConstraint("used BETWEEN 0 AND lessons", name=op.f("ck_packages_used")),
        sa.ForeignKeyConstraint(
            ["school_id", "product_id"],
            ["package_products.school_id", "package_products.id"],
            name=op.f("fk_packages_school_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_packages_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_packages")),
    )
    op.create_index(op.f("ix_packages_school_id_student_id"), "packages", ["school_id", "student_id"], unique=False)
    op.create_table(
        "package_uses",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("package_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("lessons", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lessons IN (1, -1)", name=op.f("ck_package_uses_lessons")),
        sa.ForeignKeyConstraint(
            ["school_id", "booking_id"],
            ["bookings.school_id", "bookings.id"],
            name=op.f("fk_package_uses_school_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "package_id"],
            ["packages.school_id", "packages.id"],
            name=op.f("fk_package_uses_school_id_package_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_package_uses")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_package_uses_school_id_key")),
    )
    op.create_index(
        op.f("ix_package_uses_school_id_booking_id"), "package_uses", ["school_id", "booking_id"], unique=False
    )
    op.create_index(
        op.f("ix_package_uses_school_id_package_id"), "package_uses", ["school_id", "package_id"], unique=False
    )
    op.create_table(
        "invoice_lines",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_basis_points", sa.Integer(), nullable=False),
        sa.Column("about", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_invoice_lines_amount")),
        sa.ForeignKeyConstraint(
            ["school_id", "entry_id"],
            ["ledger_entries.school_id", "ledger_entries.id"],
            name=op.f("fk_invoice_lines_school_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "invoice_id"],
            ["invoices.school_id", "invoices.id"],
            name=op.f("fk_invoice_lines_school_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "invoice_id", "position", name=op.f("pk_invoice_lines")),
        sa.UniqueConstraint("school_id", "entry_id", name=op.f("uq_invoice_lines_school_id_entry_id")),
    )
    op.add_column("bookings", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_bookings_school_id_settled_at"),
        "bookings",
        ["school_id", "settled_at"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )
    op.add_column("ledger_entries", sa.Column("package_id", sa.BigInteger(), nullable=True))
    op.add_column("ledger_entries", sa.Column("reverses_id", sa.BigInteger(), nullable=True))
    op.add_column("ledger_entries", sa.Column("invoice_id", sa.BigInteger(), nullable=True))
    op.add_column("ledger_entries", sa.Column("method", sa.Text(), server_default="", nullable=False))
    op.create_index(
        op.f("ix_ledger_entries_school_id_booking_id"),
        "ledger_entries",
        ["school_id", "booking_id"],
        unique=False,
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_ledger_entries_school_id_reverses_id"),
        "ledger_entries",
        ["school_id", "reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_ledger_entries_school_id_invoice_id"),
        "ledger_entries",
        "invoices",
        ["school_id", "invoice_id"],
        ["school_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_ledger_entries_school_id_package_id"),
        "ledger_entries",
        "packages",
        ["school_id", "package_id"],
        ["school_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_ledger_entries_school_id_reverses_id"),
        "ledger_entries",
        "ledger_entries",
        ["school_id", "reverses_id"],
        ["school_id", "id"],
    )
    op.add_column(
        "lesson_types", sa.Column("vat_basis_points", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("notices", sa.Column("invoice_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notices_school_id_invoice_id"), "notices", "invoices", ["school_id", "invoice_id"], ["school_id", "id"]
    )
    op.add_column(
        "schools",
        sa.Column("invoicing", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.create_check_constraint(op.f("ck_lesson_types_vat"), "lesson_types", "vat_basis_points BETWEEN 0 AND 10000")
    op.create_check_constraint(op.f("ck_ledger_entries_trace"), "ledger_entries", TRACE)
    op.create_check_constraint(
        op.f("ck_ledger_entries_reversal"), "ledger_entries", "reverses_id IS NULL OR kind = 'reversal'"
    )
    op.drop_constraint(op.f("ck_notices_subject"), "notices", type_="check")
    op.create_check_constraint(
        op.f("ck_notices_subject"), "notices", "num_nonnulls(booking_id, session_id, invoice_id) > 0"
    )
    op.execute(
        """
        UPDATE bookings b SET settled_at = s.ends_at FROM sessions s
        WHERE s.school_id = b.school_id AND s.id = b.session_id
          AND (b.status IN ('completed', 'no_show') OR (b.status = 'cancelled' AND b.note = 'not_held'))
        """
    )
    for table in CATALOGUE:
        op.execute(
            f"CREATE TRIGGER count_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION count_catalogue_version()"
        )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE invoice_id IS NOT NULL")
    op.drop_constraint(op.f("ck_notices_subject"), "notices", type_="check")
    op.create_check_constraint(
        op.f("ck_notices_subject"), "notices", "booking_id IS NOT NULL OR session_id IS NOT NULL"
    )
    op.drop_constraint(op.f("ck_ledger_entries_reversal"), "ledger_entries", type_="check")
    op.drop_constraint(op.f("ck_ledger_entries_trace"), "ledger_entries", type_="check")
    op.drop_constraint(op.f("ck_lesson_types_vat"), "lesson_types", type_="check")
    op.drop_column("schools", "invoicing")
    op.drop_constraint(op.f("fk_notices_school_id_invoice_id"), "notices", type_="foreignkey")
    op.drop_column("notices", "invoice_id")
    op.drop_column("lesson_types", "vat_basis_points")
    op.drop_constraint(op.f("fk_ledger_entries_school_id_reverses_id"), "ledger_entries", type_="foreignkey")
    op.drop_constraint(op.f("fk_ledger_entries_school_id_package_id"), "ledger_entries", type_="foreignkey")
    op.drop_constraint(op.f("fk_ledger_entries_school_id_invoice_id"), "ledger_entries", type_="foreignkey")
    op.drop_index(
        op.f("ix_ledger_entries_school_id_reverses_id"),
        table_name="ledger_entries",
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.drop_index(
        op.f("ix_ledger_entries_school_id_booking_id"),
        table_name="ledger_entries",
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.drop_column("ledger_entries", "method")
    op.drop_column("ledger_entries", "invoice_id")
    op.drop_column("ledger_entries", "reverses_id")
    op.drop_column("ledger_entries", "package_id")
    op.drop_column("bookings", "settled_at")
    op.drop_table("invoice_lines")
    op.drop_index(op.f("ix_package_uses_school_id_package_id"), table_name="package_uses")
    op.drop_index(op.f("ix_package_uses_school_id_booking_id"), table_name="package_uses")
    op.drop_table("package_uses")
    op.drop_index(op.f("ix_packages_school_id_student_id"), table_name="packages")
    op.drop_table("packages")
    op.drop_index(op.f("ix_invoices_school_id_student_id_number"), table_name="invoices")
    op.drop_index(
        op.f("ix_invoices_school_id_credits_id"),
        table_name="invoices",
        postgresql_where=sa.text("credits_id IS NOT NULL"),
    )
    op.drop_table("invoices")
    op.drop_table("package_product_types")
    op.drop_table("lesson_type_prices")
    op.drop_table("package_products")
    op.drop_table("invoice_counters")
