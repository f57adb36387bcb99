"""answers to requests with an Idempotency-Key, and sessions by start for lists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_answers_school_id")),
        sa.PrimaryKeyConstraint("school_id", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_school_id_created_at"), "answers", ["school_id", "created_at"])
    op.create_index(op.f("ix_sessions_school_id_starts_at"), "sessions", ["school_id", "starts_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_school_id_starts_at"), table_name="sessions")
    op.drop_table("answers")
