"""Sessions, the series that they come of, and courses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, SmallInteger, Text, Time, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.parts import flag, moment, of_school, ref, words

series = of_school(
    "series",
    *ref("lesson_type_id", "lesson_types"),
    *ref("branch_id", "branches", nullable=True),
    Column("rule", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("begins", Date, nullable=False),
    Column("until", Date),
    Column("starts", Time, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("made_until", Date, nullable=False),
    CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
    CheckConstraint("capacity BETWEEN 2 AND 1000", name="capacity"),
    CheckConstraint("begins >= first", name="order"),
    Index("ix_series_made", "made_until"),
)
"""A class that comes again by an RFC 5545 rule, counted from `first`, at a wall time of the school's zone.

begins, until: the days between which the rule holds here; another series may have the rest. made_until: up to and
including this day its occurrences stand among the sessions.
"""

series_calendars = of_school(
    "series_calendars",
    *ref("series_id", "series"),
    *ref("calendar_id", "calendars"),
    Column("role", Text, nullable=False),
    Column("place", SmallInteger, nullable=False),
    CheckConstraint("role IN ('teacher', 'resource')", name="role"),
    key=("school_id", "series_id", "calendar_id"),
)
"""The teachers and rooms of a series."""

series_exclusions = of_school(
    "series_exclusions",
    *ref("series_id", "series"),
    Column("day", Date, nullable=False),
    words("reason"),
    key=("school_id", "series_id", "day"),
)
"""Days of the rule on which there is no occurrence and never will be."""

sessions = of_school(
    "sessions",
    *ref("lesson_type_id", "lesson_types"),
    *ref("branch_id", "branches", nullable=True),
    moment("starts_at", nullable=False),
    moment("ends_at", nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    flag("cancelled", default=False),
    flag("planned", default=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    *ref("series_id", "series", nullable=True),
    Column("occurrence", Date),
    UniqueConstraint("school_id", "series_id", "occurrence"),
    CheckConstraint("ends_at > starts_at", name="order"),
    CheckConstraint("taken BETWEEN 0 AND capacity", name="seats"),
    CheckConstraint("(series_id IS NULL) = (occurrence IS NULL)", name="occurrence"),
    Index(None, "school_id", "lesson_type_id", "starts_at", postgresql_where=text("planned AND NOT cancelled")),
    Index(None, "school_id", "starts_at"),
)
"""planned: a class, there before anybody has a place in it; other sessions go with their last booking.

occurrence: the day of its series' rule that it stands for, wherever it was moved to. Cancelled ones keep it, so what
was deleted is never made again.
"""

courses = of_school(
    "courses",
    Column("names", JSONB, nullable=False, server_default=text("'{}'")),
    Column("name", Text, nullable=False),
    flag("active", default=True),
)
"""Classes that are enrolled in as one. name: for programs from before there were names by language."""

course_sessions = of_school(
    "course_sessions",
    *ref("course_id", "courses"),
    *ref("session_id", "sessions"),
    key=("school_id", "course_id", "session_id"),
)

course_series = of_school(
    "course_series",
    *ref("course_id", "courses"),
    *ref("series_id", "series"),
    key=("school_id", "course_id", "series_id"),
)

enrolments = of_school(
    "enrolments",
    *ref("course_id", "courses"),
    *ref("student_id", "students"),
    moment("since", nullable=False),
    moment("left_at"),
    key=("school_id", "course_id", "student_id"),
)
"""Who is in a course, and since when no more."""
