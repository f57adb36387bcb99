"""Lighter inbox and outbox: no index that serves the simulator alone, and none over the keys of what has no key"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "lighter_queues"
down_revision = "filling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_inbox_channel_address_received_at", table_name="inbox")
    op.drop_index("ix_outbox_contact_id_created_at", table_name="outbox")
    op.drop_constraint("uq_outbox_key", "outbox", type_="unique")
    op.create_index("uq_outbox_key", "outbox", ["key"], unique=True, postgresql_where=sa.text("key IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("uq_outbox_key", table_name="outbox")
    op.create_unique_constraint("uq_outbox_key", "outbox", ["key"])
    op.create_index("ix_outbox_contact_id_created_at", "outbox", ["contact_id", "created_at"])
    op.create_index("ix_inbox_channel_address_received_at", "inbox", ["channel", "address", "received_at"])
