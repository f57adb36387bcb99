"""What a student wishes of the car is kept with the booking"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "wished"
down_revision = "lighter_queues"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("wished", JSONB, nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "wished")
