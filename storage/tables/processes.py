"""What the running processes tell each other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Table, Text, text

from storage.tables.parts import metadata, moment

heartbeats = Table("heartbeats", metadata, Column("name", Text, primary_key=True), moment("at", nullable=False))

demo_clock = Table(
    "demo_clock",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("ahead_seconds", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("singleton", name="singleton"),
)
"""How far the demo's clock is ahead of the machine's; shared by all its processes."""

telegram_polling = Table(
    "telegram_polling",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("next_update", BigInteger, nullable=False),
    CheckConstraint("singleton", name="singleton"),
)
"""The next update to ask for, when Telegram is polled."""
