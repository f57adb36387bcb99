"""Curricula have names by language, and closures reasons

The one that they had is in the language of their school. It is kept beside them for programs that know no other.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "reasons"
down_revision = "imposed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, one, many in (("curricula", "name", "names"), ("closures", "reason", "reasons")):
        op.add_column(table, sa.Column(many, JSONB, nullable=False, server_default=sa.text("'{}'")))
        op.execute(
            f"UPDATE {table} t SET {many} = jsonb_build_object(s.language, t.{one}) "
            f"FROM schools s WHERE s.id = t.school_id AND t.{one} <> ''"
        )


def downgrade() -> None:
    for table, many in (("curricula", "names"), ("closures", "reasons")):
        op.drop_column(table, many)
