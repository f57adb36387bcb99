"""Where a student is fetched for a lesson, if elsewhere than for the others"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pickup"
down_revision = "unasked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("pickup", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "pickup")
