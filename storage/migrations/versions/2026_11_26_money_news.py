"""Notices of packages and payments, which their data names"""

from __future__ import annotations

from alembic import op

revision = "money_news"
down_revision = "room_for_confirmation"
branch_labels = None
depends_on = None

_SUBJECT = "num_nonnulls(booking_id, session_id, invoice_id) > 0"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_notices_subject"), "notices", type_="check")
    op.create_check_constraint(op.f("ck_notices_subject"), "notices", f"{_SUBJECT} OR data <> '{{}}'")


def downgrade() -> None:
    op.execute(f"DELETE FROM notices WHERE NOT {_SUBJECT}")
    op.drop_constraint(op.f("ck_notices_subject"), "notices", type_="check")
    op.create_check_constraint(op.f("ck_notices_subject"), "notices", _SUBJECT)
