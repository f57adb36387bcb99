"""The school's staff: keys, messages, and what they have done."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables.parts import moment, of_school, ref, words

api_keys = of_school(
    "api_keys",
    words("label"),
    Column("hash", LargeBinary, nullable=False),
    moment("created_at", nullable=False, server_default=func.now()),
    moment("revoked_at"),
    Index("uq_api_keys_hash", "hash", unique=True),
)
"""hash: SHA-256 of the key, which has 256 random bits and is shown once."""

passed_rules = of_school(
    "passed_rules",
    *ref("booking_id", "bookings"),
    *ref("key_id", "api_keys", nullable=True),
    Column("rules", ARRAY(Text), nullable=False),
    Column("reason", Text, nullable=False),
    moment("at", nullable=False),
    Index(None, "school_id", "booking_id"),
)
"""Rules that staff have passed over, and why. Append-only, like the ledger."""

answers = of_school(
    "answers",
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    Column("body", Text),
    moment("created_at", nullable=False),
    Index(None, "school_id", "created_at"),
    key=("school_id", "key"),
)
"""What requests with an Idempotency-Key were answered; kept for 24 hours. fingerprint: SHA-256 of the request."""

school_messages = of_school(
    "school_messages",
    Column("contact_id", BigInteger, ForeignKey("contacts.id"), nullable=False),
    Column("person_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("context", JSONB),
    Column("thread_id", BigInteger),
    moment("at", nullable=False),
    moment("closed_at"),
    ForeignKeyConstraint(["school_id", "person_id"], ["calendars.school_id", "calendars.id"]),
    ForeignKeyConstraint(["school_id", "thread_id"], ["school_messages.school_id", "school_messages.id"]),
    Index(None, "school_id", "at", postgresql_where=text("closed_at IS NULL")),
    Index(None, "school_id", "thread_id", postgresql_where=text("thread_id IS NOT NULL")),
)
"""The school's inbox: what people wrote to its staff.

context: what the dialog was asking (`bot.dialogs.school`). thread_id: the message with which the talk began.
"""
