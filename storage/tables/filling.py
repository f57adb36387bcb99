"""What is due to be told, and who waits for a place."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.parts import moment, of_school, ref, words

notices = of_school(
    "notices",
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("booking_id", BigInteger),
    Column("version", Integer),
    Column("session_id", BigInteger),
    *ref("invoice_id", "invoices", nullable=True),
    Column("key", Text, nullable=False),
    Column("data", JSONB, nullable=False, server_default=text("'{}'")),
    moment("due_at", nullable=False),
    moment("done_at"),
    words("outcome"),
    UniqueConstraint("school_id", "key"),
    CheckConstraint("num_nonnulls(booking_id, session_id, invoice_id) > 0 OR data <> '{}'", name="subject"),
    Index("ix_notices_due", "due_at", postgresql_where=text("done_at IS NULL")),
)
"""Four come with each booking, and they are gone when their time is. That its person, booking and session are there is
seen when one is told, where it counts; foreign keys would cost each booking twelve look-ups."""

waitlist_entries = of_school(
    "waitlist_entries",
    *ref("student_id", "students"),
    *ref("session_id", "sessions", nullable=True),
    *ref("booking_id", "bookings", nullable=True),
    Column("wishes", JSONB, nullable=False, server_default=text("'{}'")),
    Column("priority", SmallInteger, nullable=False, server_default=text("0")),
    moment("created_at", nullable=False),
    moment("ended_at"),
    words("outcome"),
    CheckConstraint("(session_id IS NULL) <> (booking_id IS NULL)", name="subject"),
    CheckConstraint("priority BETWEEN 0 AND 9", name="priority"),
    Index(
        "uq_waitlist_entries_class",
        "school_id",
        "session_id",
        "student_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL AND session_id IS NOT NULL"),
    ),
    Index(
        "uq_waitlist_entries_earlier",
        "school_id",
        "booking_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL AND booking_id IS NOT NULL"),
    ),
    Index(None, "school_id", "student_id", postgresql_where=text("ended_at IS NULL")),
)
"""Who waits: for a seat in a class (session_id), or for an earlier time than that of a lesson (booking_id)."""

openings = of_school(
    "openings",
    *ref("session_id", "sessions", nullable=True),
    moment("starts_at"),
    moment("ends_at"),
    moment("freed_at", nullable=False),
    moment("due_at", nullable=False),
    moment("done_at"),
    words("outcome"),
    CheckConstraint("num_nonnulls(session_id, starts_at) = 1 AND num_nonnulls(session_id, ends_at) = 1", name="place"),
    CheckConstraint("ends_at > starts_at", name="order"),
    Index("ix_openings_due", "due_at", postgresql_where=text("done_at IS NULL")),
)
"""Places that were freed, as due work: written with what freed them, until somebody has them or nobody wants them. Of
hours that are worked anew it is their time instead of a session."""

offers = of_school(
    "offers",
    *ref("student_id", "students"),
    *ref("entry_id", "waitlist_entries", nullable=True),
    *ref("opening_id", "openings", nullable=True),
    *ref("held_id", "bookings"),
    *ref("moves", "bookings", nullable=True),
    Column("reason", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("status", Text, nullable=False),
    moment("made_at", nullable=False),
    moment("until", nullable=False),
    moment("ended_at"),
    UniqueConstraint("school_id", "entry_id", "place"),
    UniqueConstraint("school_id", "held_id"),
    CheckConstraint("reason IN ('class', 'earlier', 'sick')", name="reason"),
    CheckConstraint("status IN ('open', 'taken', 'declined', 'lapsed', 'withdrawn')", name="status"),
    CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
    Index("uq_offers_opening", "school_id", "opening_id", unique=True, postgresql_where=text("status = 'open'")),
    Index("uq_offers_entry", "school_id", "entry_id", unique=True, postgresql_where=text("status = 'open'")),
    Index("uq_offers_moves", "school_id", "moves", unique=True, postgresql_where=text("status = 'open'")),
    Index(None, "school_id", "student_id", postgresql_where=text("status = 'open'")),
)
"""A place held for one student by a draft (held_id), for the booking `moves` if it would move there. A place is offered
to one at a time, and to each who waits once."""
