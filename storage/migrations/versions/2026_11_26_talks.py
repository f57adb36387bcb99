"""Talks with the school: what the dialog was asking, and which message goes on from which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "talks"
down_revision = "money_news"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("school_messages", sa.Column("context", postgresql.JSONB(), nullable=True))
    op.add_column("school_messages", sa.Column("thread_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_school_messages_school_id_thread_id"),
        "school_messages",
        "school_messages",
        ["school_id", "thread_id"],
        ["school_id", "id"],
    )
    op.create_index(
        op.f("ix_school_messages_school_id_thread_id"),
        "school_messages",
        ["school_id", "thread_id"],
        unique=False,
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_school_messages_school_id_thread_id"),
        table_name="school_messages",
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    op.drop_constraint(op.f("fk_school_messages_school_id_thread_id"), "school_messages", type_="foreignkey")
    op.drop_column("school_messages", "thread_id")
    op.drop_column("school_messages", "context")
