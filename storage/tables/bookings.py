"""Places in sessions, and the calendars that these hold."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from storage.tables.parts import flag, moment, of_school, ref, words

bookings = of_school(
    "bookings",
    *ref("session_id", "sessions"),
    *ref("student_id", "students"),
    Column("status", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("policy", JSONB, nullable=False),
    moment("hold_until"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    words("note"),
    moment("created_at", nullable=False),
    moment("settled_at"),
    Column("moves", Integer, nullable=False, server_default=text("0")),
    moment("answer_until"),
    Column("wished", JSONB),
    moment("imposed_at"),
    Column("pickup", Text),
    CheckConstraint(
        "status IN ('draft', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired', 'requested')", name="status"
    ),
    CheckConstraint("(status = 'draft') = (hold_until IS NOT NULL)", name="hold"),
    CheckConstraint("(status = 'requested') = (answer_until IS NOT NULL)", name="request"),
    Index(None, "school_id", "student_id", "status"),
    Index(None, "school_id", "session_id"),
    Index(None, "school_id", "settled_at", postgresql_where=text("settled_at IS NOT NULL")),
    Index("ix_bookings_holds", "hold_until", postgresql_where=text("status = 'draft'")),
    Index("ix_bookings_requests", "answer_until", postgresql_where=text("status = 'requested'")),
)
"""moves: how often the student has moved it. answer_until: when a request lapses that the school has not answered.
wished: what the student wants the car or room to be like, if anything. imposed_at: when the school put it at the time
that it has, unless the student has chosen it. pickup: where the student is fetched for it, if not where for others."""

allocations = of_school(
    "allocations",
    *ref("calendar_id", "calendars"),
    *ref("session_id", "sessions"),
    *ref("booking_id", "bookings", nullable=True),
    Column("role", Text, nullable=False),
    moment("starts_at", nullable=False),
    moment("ends_at", nullable=False),
    moment("hold_until"),
    flag("active", default=True),
    CheckConstraint("ends_at > starts_at AND ends_at - starts_at <= interval '24 hours'", name="length"),
    CheckConstraint("role IN ('teacher', 'student', 'resource')", name="role"),
    Index("ix_allocations_time", "school_id", "calendar_id", "starts_at", postgresql_where=text("active")),
    Index(None, "school_id", "session_id"),
    ExcludeConstraint(
        (text("int8range(school_id, school_id, '[]')"), "&&"),
        (text("int8range(calendar_id, calendar_id, '[]')"), "&&"),
        (text("tstzrange(starts_at, ends_at)"), "&&"),
        name="allocations_no_overlap",
        using="gist",
        where=text("active"),
    ),
    postgresql_with={"fillfactor": "75"},
)
"""A calendar held for a time range, buffers included. Two active ones of a calendar never overlap, whoever writes.

Allocations are at most 24 hours long, so that those reaching into a range are found by their start. hold_until is
that of the draft it belongs to, NULL once confirmed.
"""
