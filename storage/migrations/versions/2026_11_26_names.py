"""Branches and courses have names by language

The one name that they had is in the language of their school. It is kept beside them for programs that know no other.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "names"
down_revision = "openings_of_hours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("branches", "courses"):
        op.add_column(table, sa.Column("names", JSONB, nullable=False, server_default=sa.text("'{}'")))
        op.execute(
            f"UPDATE {table} t SET names = jsonb_build_object(s.language, t.name) "
            "FROM schools s WHERE s.id = t.school_id"
        )


def downgrade() -> None:
    for table in ("branches", "courses"):
        op.drop_column(table, "names")
