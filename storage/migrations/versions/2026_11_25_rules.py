"""rules of their own for branches and lesson types, requests that await an answer, and what staff passed over"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "rules"
down_revision = "money"
branch_labels = None
depends_on = None

STATUSES = "'draft', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired'"


def upgrade() -> None:
    op.add_column("students", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("students", sa.Column("licence_class", sa.Text(), nullable=True))
    op.add_column("students", sa.Column("exam_on", sa.Date(), nullable=True))
    op.add_column("bookings", sa.Column("moves", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("bookings", sa.Column("answer_until", sa.DateTime(timezone=True), nullable=True))
    _allow(f"{STATUSES}, 'requested'")
    op.create_check_constraint(
        op.f("ck_bookings_request"), "bookings", "(status = 'requested') = (answer_until IS NOT NULL)"
    )
    op.create_index(
        "ix_bookings_requests", "bookings", ["answer_until"], postgresql_where=sa.text("status = 'requested'")
    )
    _create_overrides()
    _create_passed_rules()


def _allow(statuses: str) -> None:
    op.drop_constraint(op.f("ck_bookings_status"), "bookings", type_="check")
    op.create_check_constraint(op.f("ck_bookings_status"), "bookings", f"status IN ({statuses})")


def _create_overrides() -> None:
    op.create_table(
        "policy_overrides",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_type_id", sa.BigInteger(), nullable=True),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("policy", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "lesson_type_id IS NOT NULL OR branch_id IS NOT NULL", name=op.f("ck_policy_overrides_scope")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_type_id"],
            ["lesson_types.school_id", "lesson_types.id"],
            name=op.f("fk_policy_overrides_school_id_lesson_type_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "branch_id"],
            ["branches.school_id", "branches.id"],
            name=op.f("fk_policy_overrides_school_id_branch_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_policy_overrides")),
        sa.UniqueConstraint(
            "school_id",
            "lesson_type_id",
            "branch_id",
            name=op.f("uq_policy_overrides_school_id_lesson_type_id_branch_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.execute(
        "CREATE TRIGGER count_version AFTER INSERT OR UPDATE OR DELETE ON policy_overrides "
        "FOR EACH ROW EXECUTE FUNCTION count_catalogue_version()"
    )


def _create_passed_rules() -> None:
    op.create_table(
        "passed_rules",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.BigInteger(), nullable=True),
        sa.Column("rules", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "booking_id"],
            ["bookings.school_id", "bookings.id"],
            name=op.f("fk_passed_rules_school_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "key_id"],
            ["api_keys.school_id", "api_keys.id"],
            name=op.f("fk_passed_rules_school_id_key_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_passed_rules")),
    )
    op.create_index(op.f("ix_passed_rules_school_id_booking_id"), "passed_rules", ["school_id", "booking_id"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON passed_rules "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Requests that await an answer become drafts whose hold is over."""
    op.drop_table("passed_rules")
    op.drop_table("policy_overrides")
    op.drop_index("ix_bookings_requests", table_name="bookings")
    op.drop_constraint(op.f("ck_bookings_request"), "bookings", type_="check")
    op.execute("UPDATE bookings SET status = 'draft', hold_until = answer_until WHERE status = 'requested'")
    _allow(STATUSES)
    op.drop_column("bookings", "answer_until")
    op.drop_column("bookings", "moves")
    op.drop_column("students", "exam_on")
    op.drop_column("students", "licence_class")
    op.drop_column("students", "birth_date")
