"""who waits for a place, places that were freed, and what is offered; how late somebody comes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "filling"
down_revision = "sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("freed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "session_id"],
            ["sessions.school_id", "sessions.id"],
            name=op.f("fk_openings_school_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_openings")),
    )
    op.create_index(
        "ix_openings_due", "openings", ["due_at"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_table(
        "waitlist_entries",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("wishes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(session_id IS NULL) <> (booking_id IS NULL)", name=op.f("ck_waitlist_entries_subject")),
        sa.CheckConstraint("priority BETWEEN 0 AND 9", name=op.f("ck_waitlist_entries_priority")),
        sa.ForeignKeyConstraint(
            ["school_id", "booking_id"],
            ["bookings.school_id", "bookings.id"],
            name=op.f("fk_waitlist_entries_school_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "session_id"],
            ["sessions.school_id", "sessions.id"],
            name=op.f("fk_waitlist_entries_school_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_waitlist_entries_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_waitlist_entries")),
    )
    op.create_index(
        op.f("ix_waitlist_entries_school_id_student_id"),
        "waitlist_entries",
        ["school_id", "student_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_waitlist_entries_class",
        "waitlist_entries",
        ["school_id", "session_id", "student_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND session_id IS NOT NULL"),
    )
    op.create_index(
        "uq_waitlist_entries_earlier",
        "waitlist_entries",
        ["school_id", "booking_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND booking_id IS NOT NULL"),
    )
    op.create_table(
        "offers",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("opening_id", sa.BigInteger(), nullable=True),
        sa.Column("held_id", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f("ck_offers_ended")),
        sa.CheckConstraint("reason IN ('class', 'earlier', 'sick')", name=op.f("ck_offers_reason")),
        sa.CheckConstraint(
            "status IN ('open', 'taken', 'declined', 'lapsed', 'withdrawn')", name=op.f("ck_offers_status")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "entry_id"],
            ["waitlist_entries.school_id", "waitlist_entries.id"],
            name=op.f("fk_offers_school_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "held_id"], ["bookings.school_id", "bookings.id"], name=op.f("fk_offers_school_id_held_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "moves"], ["bookings.school_id", "bookings.id"], name=op.f("fk_offers_school_id_moves")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "opening_id"],
            ["openings.school_id", "openings.id"],
            name=op.f("fk_offers_school_id_opening_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_offers_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_offers")),
        sa.UniqueConstraint("school_id", "entry_id", "place", name=op.f("uq_offers_school_id_entry_id_place")),
        sa.UniqueConstraint("school_id", "held_id", name=op.f("uq_offers_school_id_held_id")),
    )
    op.create_index(
        op.f("ix_offers_school_id_student_id"),
        "offers",
        ["school_id", "student_id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "uq_offers_entry", "offers", ["school_id", "entry_id"], unique=True, postgresql_where=sa.text("status = 'open'")
    )
    op.create_index(
        "uq_offers_moves", "offers", ["school_id", "moves"], unique=True, postgresql_where=sa.text("status = 'open'")
    )
    op.create_index(
        "uq_offers_opening",
        "offers",
        ["school_id", "opening_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:

    op.drop_index("uq_offers_opening", table_name="offers", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("uq_offers_moves", table_name="offers", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("uq_offers_entry", table_name="offers", postgresql_where=sa.text("status = 'open'"))
    op.drop_index(
        op.f("ix_offers_school_id_student_id"), table_name="offers", postgresql_where=sa.text("status = 'open'")
    )
    op.drop_table("offers")
    op.drop_index(
        "uq_waitlist_entries_earlier",
        table_name="waitlist_entries",
        postgresql_where=sa.text("ended_at IS NULL AND booking_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_waitlist_entries_class",
        table_name="waitlist_entries",
        postgresql_where=sa.text("ended_at IS NULL AND session_id IS NOT NULL"),
    )
    op.drop_index(
        op.f("ix_waitlist_entries_school_id_student_id"),
        table_name="waitlist_entries",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("waitlist_entries")
    op.drop_index("ix_openings_due", table_name="openings", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_table("openings")
