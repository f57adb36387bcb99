"""An index of what was sent without having been asked for: a yes may be meant for that"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "unasked"
down_revision = "reasons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_unasked", "outbox", ["contact_id", "created_at"], postgresql_where=sa.text("event_id IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_unasked", table_name="outbox")
