"""When the school put a booking at its time, which then costs the student nothing to leave"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "imposed"
down_revision = "unchecked_queues"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("imposed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "imposed_at")
