"""Contacts and what is said with them, across schools."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.parts import flag, metadata, moment, words

contacts = Table(
    "contacts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    moment("gone_at"),
    moment("created_at", nullable=False, server_default=func.now()),
    UniqueConstraint("channel", "address"),
)
"""gone_at: since when the channel refuses to deliver (blocked, opted out, no such number)."""

contact_links = Table(
    "contact_links",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("contacts.id"), nullable=False),
    Column("school_id", BigInteger, ForeignKey("schools.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("contact_id", "school_id", "role"),
    ForeignKeyConstraint(["school_id", "person_id"], ["calendars.school_id", "calendars.id"]),
    CheckConstraint("role IN ('student', 'teacher')", name="role"),
    Index(None, "school_id", "person_id"),
)
"""Who a contact is: a student or teacher of a school, perhaps of several."""

conversations = Table(
    "conversations",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("contacts.id"), primary_key=True),
    Column("school_id", BigInteger, ForeignKey("schools.id")),
    Column("role", Text),
    Column("person_id", BigInteger),
    Column("language", Text),
    Column("transport", Text),
    Column("state", JSONB, nullable=False, server_default=text("'{}'")),
    moment("last_inbound_at"),
    postgresql_with={"fillfactor": "70"},
)
"""The dialog's state, and as whom of which school the contact speaks now. Its row is the lock of a turn.

transport: by which way the contact was last heard ("provider" or "simulator"); what is said takes the same.
"""

inbox = Table(
    "inbox",
    metadata,
    Column("channel", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    moment("received_at", nullable=False),
    PrimaryKeyConstraint("channel", "event_id"),
)
"""What has been handled. The primary key makes an event act once, however often it is delivered."""

failures = Table(
    "failures",
    metadata,
    Column("channel", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("error", Text, nullable=False),
    moment("at", nullable=False),
    PrimaryKeyConstraint("channel", "event_id"),
)
"""Events whose turn failed unexpectedly, and how often. After three times the event is parked."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, nullable=False),
    Column("transport", Text, nullable=False),
    Column("message", JSONB, nullable=False),
    Column("language", Text, nullable=False),
    Column("origin", JSONB, nullable=False, server_default=text("'{}'")),
    Column("event_id", Text),
    Column("key", Text),
    Column("school_id", BigInteger),
    Column("booking_id", BigInteger),
    Column("version", Integer),
    moment("created_at", nullable=False),
    moment("due_at", nullable=False),
    moment("expires_at"),
    flag("once", default=False),
    words("status", "queued"),
    moment("lease_until"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("provider_id", Text),
    Column("delivery", Text),
    words("error"),
    moment("sent_at"),
    CheckConstraint("status IN ('queued', 'sent', 'unknown', 'failed', 'void')", name="status"),
    Index("uq_outbox_key", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
    Index("ix_outbox_unasked", "contact_id", "created_at", postgresql_where=text("event_id IS NULL")),
    Index("ix_outbox_queued", "contact_id", "id", postgresql_where=text("status = 'queued'")),
    Index("ix_outbox_provider", "provider_id", postgresql_where=text("provider_id IS NOT NULL")),
    postgresql_with={"fillfactor": "80"},
)
"""What is to be said, written with the change it tells of. `message` is semantic (`bot.dialogs.exchange.Reply`).

once: a reminder, rather lost than repeated; everything else is rather repeated than lost.
"""
