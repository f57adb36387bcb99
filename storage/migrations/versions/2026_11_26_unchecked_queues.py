"""Queues without foreign keys: what they name is read, and so checked, when they are worked off"""

from __future__ import annotations

from alembic import op

revision = "unchecked_queues"
down_revision = "names"
branch_labels = None
depends_on = None

_OF_NOTICES = {"person_id": "calendars", "booking_id": "bookings", "session_id": "sessions"}


def upgrade() -> None:
    op.drop_constraint(op.f("fk_outbox_contact_id"), "outbox", type_="foreignkey")
    for column in _OF_NOTICES:
        op.drop_constraint(op.f(f"fk_notices_school_id_{column}"), "notices", type_="foreignkey")


def downgrade() -> None:
    for column, table in _OF_NOTICES.items():
        name = op.f(f"fk_notices_school_id_{column}")
        op.create_foreign_key(name, "notices", table, ["school_id", column], ["school_id", "id"])
    op.create_foreign_key(op.f("fk_outbox_contact_id"), "outbox", "contacts", ["contact_id"], ["id"])
