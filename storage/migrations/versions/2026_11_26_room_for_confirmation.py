"""Leave room in the pages of allocations: confirming a hold then changes no index"""

from __future__ import annotations

from alembic import op

revision = "room_for_confirmation"
down_revision = "wished"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE allocations SET (fillfactor = 75)")


def downgrade() -> None:
    op.execute("ALTER TABLE allocations RESET (fillfactor)")
