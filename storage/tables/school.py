"""A school, its branches and teachers, and their hours."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.parts import flag, metadata, moment, of_school, ref, words

schools = Table(
    "schools",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("policy", JSONB, nullable=False, server_default=text("'{}'")),
    Column("invoicing", JSONB, nullable=False, server_default=text("'{}'")),
    words("phone", None),
    Column("catalogue_version", BigInteger, nullable=False, server_default=text("1")),
    moment("created_at", nullable=False, server_default=func.now()),
    UniqueConstraint("code"),
    CheckConstraint("code = upper(code)", name="code_upper"),
)
"""catalogue_version grows, by trigger, with every change to the school's catalogue."""

branches = of_school(
    "branches",
    Column("names", JSONB, nullable=False, server_default=text("'{}'")),
    Column("name", Text, nullable=False),
    words("address"),
)
"""name: for programs from before there were names by language."""

calendars = of_school(
    "calendars",
    Column("kind", Text, nullable=False),
    CheckConstraint("kind IN ('teacher', 'student', 'resource')", name="kind"),
)
"""One for each teacher, student and resource, with the same id. Its row is what racers lock."""

teachers = of_school(
    "teachers",
    Column("name", Text, nullable=False),
    words("phone", None),
    flag("active", default=True),
    Column("most_driving_minutes", Integer),
    Column("travel_minutes", Integer, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["school_id", "id"], ["calendars.school_id", "calendars.id"]),
    CheckConstraint("most_driving_minutes BETWEEN 5 AND 1440", name="most_driving"),
    CheckConstraint("travel_minutes BETWEEN 0 AND 240", name="travel"),
)

teacher_lesson_types = of_school(
    "teacher_lesson_types",
    *ref("teacher_id", "teachers"),
    *ref("lesson_type_id", "lesson_types"),
    key=("school_id", "teacher_id", "lesson_type_id"),
)

working_hours = of_school(
    "working_hours",
    *ref("teacher_id", "teachers"),
    *ref("branch_id", "branches", nullable=True),
    Column("weekday", SmallInteger, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("ends > starts OR ends = '00:00'", name="order"),
)

special_hours = of_school(
    "special_hours",
    *ref("teacher_id", "teachers"),
    *ref("branch_id", "branches", nullable=True),
    Column("day", Date, nullable=False),
    Column("starts", Time),
    Column("ends", Time),
    flag("extra", default=False),
    CheckConstraint("(starts IS NULL) = (ends IS NULL) AND (ends > starts OR ends = '00:00')", name="order"),
    CheckConstraint("starts IS NOT NULL OR NOT extra", name="something"),
    Index(None, "school_id", "teacher_id", "day"),
)
"""What a teacher works on one date: beside the weekly hours (extra), or in their place. No times: not at all."""

closures = of_school(
    "closures",
    *ref("branch_id", "branches", nullable=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("reasons", JSONB, nullable=False, server_default=text("'{}'")),
    words("reason"),
    CheckConstraint("last >= first", name="order"),
)
"""Whole days on which the school, or one branch of it, is closed. reason: for programs from before there were reasons
by language."""

resources = of_school(
    "resources",
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    *ref("branch_id", "branches", nullable=True),
    Column("attributes", JSONB, nullable=False, server_default=text("'{}'")),
    flag("active", default=True),
    ForeignKeyConstraint(["school_id", "id"], ["calendars.school_id", "calendars.id"]),
)

time_off = of_school(
    "time_off",
    *ref("calendar_id", "calendars"),
    moment("starts_at", nullable=False),
    moment("ends_at", nullable=False),
    words("reason"),
    CheckConstraint("ends_at > starts_at", name="order"),
)

policy_overrides = of_school(
    "policy_overrides",
    *ref("lesson_type_id", "lesson_types", nullable=True),
    *ref("branch_id", "branches", nullable=True),
    Column("policy", JSONB, nullable=False),
    UniqueConstraint("school_id", "lesson_type_id", "branch_id", postgresql_nulls_not_distinct=True),
    CheckConstraint("lesson_type_id IS NOT NULL OR branch_id IS NOT NULL", name="scope"),
)
"""What is set otherwise than in the school's policy, for a lesson type, for a branch, or for one at the other."""
