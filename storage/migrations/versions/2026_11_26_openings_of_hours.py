"""Openings of hours: time that teachers work anew, or again, is offered to those who wait, as a freed lesson is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "openings_of_hours"
down_revision = "talks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("openings", "session_id", nullable=True)
    for name in ("starts_at", "ends_at"):
        op.add_column("openings", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_openings_place"),
        "openings",
        "num_nonnulls(session_id, starts_at) = 1 AND num_nonnulls(session_id, ends_at) = 1",
    )
    op.create_check_constraint(op.f("ck_openings_order"), "openings", "ends_at > starts_at")


def downgrade() -> None:
    of_hours = "SELECT id FROM openings WHERE session_id IS NULL"
    op.execute(f"UPDATE offers SET opening_id = NULL WHERE opening_id IN ({of_hours})")
    op.execute("DELETE FROM openings WHERE session_id IS NULL")
    op.drop_constraint(op.f("ck_openings_order"), "openings", type_="check")
    op.drop_constraint(op.f("ck_openings_place"), "openings", type_="check")
    for name in ("ends_at", "starts_at"):
        op.drop_column("openings", name)
    op.alter_column("openings", "session_id", nullable=False)
