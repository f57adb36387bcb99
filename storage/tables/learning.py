"""Students, their curricula, and how far they have come."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables.parts import flag, moment, of_school, ref, words

curricula = of_school(
    "curricula",
    Column("names", JSONB, nullable=False, server_default=text("'{}'")),
    Column("name", Text, nullable=False),
    Column("licence_class", Text, nullable=False),
)
"""name: for programs from before there were names by language."""

curriculum_modules = of_school(
    "curriculum_modules",
    *ref("curriculum_id", "curricula"),
    Column("position", Integer, nullable=False),
    Column("id", BigInteger, nullable=False, server_default=text("nextval('ids')")),
    words("code"),
    words("kind", "road"),
    Column("titles", JSONB, nullable=False, server_default=text("'{}'")),
    *ref("lesson_type_id", "lesson_types", nullable=True),
    Column("required", Integer, nullable=False),
    words("unit", "lessons"),
    Column("lesson_minutes", Integer),
    Column("requires", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("links", JSONB, nullable=False, server_default=text("'[]'")),
    Column("skills", JSONB, nullable=False, server_default=text("'[]'")),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("required > 0", name="required"),
    CheckConstraint("kind IN ('theory', 'track', 'road', 'slippery_road', 'first_aid', 'test')", name="kind"),
    CheckConstraint("unit IN ('lessons', 'minutes')", name="unit"),
    CheckConstraint("lesson_minutes BETWEEN 5 AND 720", name="lesson_minutes"),
    key=("school_id", "curriculum_id", "position"),
)
"""lesson_type_id: the first that counts, for programs that know of one only; all stand in `module_lesson_types`."""

module_lesson_types = of_school(
    "module_lesson_types",
    *ref("module_id", "curriculum_modules"),
    *ref("lesson_type_id", "lesson_types"),
    Column("place", SmallInteger, nullable=False),
    key=("school_id", "module_id", "lesson_type_id"),
)
"""Lessons that count for a module; place 1 is the usual type."""

students = of_school(
    "students",
    Column("name", Text, nullable=False),
    words("phone", None),
    Column("language", Text, nullable=False),
    *ref("usual_teacher_id", "teachers", nullable=True),
    *ref("branch_id", "branches", nullable=True),
    *ref("curriculum_id", "curricula", nullable=True),
    words("status", "active"),
    Column("birth_date", Date),
    words("licence_class", None),
    Column("exam_on", Date),
    words("pickup"),
    moment("created_at", nullable=False, server_default=func.now()),
    ForeignKeyConstraint(["school_id", "id"], ["calendars.school_id", "calendars.id"]),
    UniqueConstraint("school_id", "phone"),
)

plans = of_school(
    "plans",
    *ref("student_id", "students"),
    Column("enrolled_on", Date, nullable=False),
    key=("school_id", "student_id"),
)
"""Only of students whose day of enrolment is not that of their registration."""

plan_changes = of_school(
    "plan_changes",
    *ref("student_id", "students"),
    *ref("module_id", "curriculum_modules"),
    Column("required", Integer),
    Column("credited", Integer, nullable=False, server_default=text("0")),
    flag("exempt", default=False),
    Column("reason", Text, nullable=False),
    moment("at", nullable=False),
    CheckConstraint("required > 0", name="required"),
    CheckConstraint("credited >= 0", name="credited"),
    key=("school_id", "student_id", "module_id"),
)
"""How a student's plan differs from the curriculum."""

module_results = of_school(
    "module_results",
    *ref("student_id", "students"),
    *ref("module_id", "curriculum_modules"),
    Column("passed", Boolean, nullable=False),
    Column("taken_on", Date, nullable=False),
    *ref("teacher_id", "teachers", nullable=True),
    words("note"),
    moment("at", nullable=False),
    Index(None, "school_id", "student_id"),
)
"""Results of tests; of several of a module the newest holds."""

marks = of_school(
    "marks",
    *ref("booking_id", "bookings"),
    *ref("module_id", "curriculum_modules"),
    Column("skill", Text, nullable=False),
    Column("mark", SmallInteger, nullable=False),
    *ref("teacher_id", "teachers", nullable=True),
    moment("at", nullable=False),
    CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),
    key=("school_id", "booking_id", "skill"),
)

lesson_notes = of_school(
    "lesson_notes",
    *ref("booking_id", "bookings"),
    Column("text", Text, nullable=False),
    *ref("teacher_id", "teachers", nullable=True),
    moment("at", nullable=False),
    Index(None, "school_id", "booking_id"),
)

signatures = of_school(
    "signatures",
    *ref("student_id", "students"),
    Column("number", Integer, nullable=False),
    *ref("module_id", "curriculum_modules"),
    Column("signer", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    moment("at", nullable=False),
    Column("channel", Text, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("contacts.id")),
    Column("booking_ids", ARRAY(BigInteger), nullable=False),
    Column("content", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    ForeignKeyConstraint(["school_id", "person_id"], ["calendars.school_id", "calendars.id"]),
    UniqueConstraint("school_id", "student_id", "number"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("signer IN ('teacher', 'student')", name="signer"),
)
"""Append-only like the ledger: a chain for each student (`domain.signatures`), whose links are counted."""
