"""The schema, as SQLAlchemy tables. Migrations are compared with it (`justdriving migrate --check`).

Every table of a school has `school_id` first in its primary key, its unique keys and its foreign keys, so no row can
point into another school and the tables can be distributed by school. Contacts, conversations, inbox and outbox belong
to the platform: one person may have several schools. All times are timestamptz; all money is minor units.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ids = Sequence("ids", metadata=metadata, data_type=BigInteger, increment=64)
"""Programs take 64 ids at a time and hand them out themselves."""


def _moment(name: str, **options: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), **options)


def _words(name: str, default: str | None = "") -> Column[Any]:
    if default is None:
        return Column(name, Text)
    return Column(name, Text, nullable=False, server_default=default)


def _flag(name: str, *, default: bool) -> Column[Any]:
    return Column(name, Boolean, nullable=False, server_default=text("true" if default else "false"))


def _of_school(name: str, *parts: Any, key: tuple[str, ...] = ("school_id", "id"), **options: Any) -> Table:
    # What points at another row of the school needs no check of the school itself.
    rooted = not any(isinstance(part, ForeignKeyConstraint) for part in parts)
    columns = [Column("school_id", BigInteger, *([ForeignKey("schools.id")] if rooted else []), nullable=False)]
    if "id" in key:
        columns.append(Column("id", BigInteger, nullable=False))
    return Table(name, metadata, *columns, *parts, PrimaryKeyConstraint(*key), **options)


def _ref(column: str, table: str, *, nullable: bool = False) -> list[Any]:
    """A column that points at a row of the same school."""
    return [
        Column(column, BigInteger, nullable=nullable),
        ForeignKeyConstraint(["school_id", column], [f"{table}.school_id", f"{table}.id"]),
    ]


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
    _words("phone", None),
    Column("catalogue_version", BigInteger, nullable=False, server_default=text("1")),
    _moment("created_at", nullable=False, server_default=func.now()),
    UniqueConstraint("code"),
    CheckConstraint("code = upper(code)", name="code_upper"),
)
"""catalogue_version grows, by trigger, with every change to the school's catalogue."""

branches = _of_school("branches", Column("name", Text, nullable=False), _words("address"))

calendars = _of_school(
    "calendars",
    Column("kind", Text, nullable=False),
    CheckConstraint("kind IN ('teacher', 'student', 'resource')", name="kind"),
)
"""One for each teacher, student and resource, with the same id. Its row is what racers lock."""

teachers = _of_school(
    "teachers",
    Column("name", Text, nullable=False),
    _words("phone", None),
    _flag("active", default=True),
    Column("most_driving_minutes", Integer),
    Column("travel_minutes", Integer, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["school_id", "id"], ["calendars.school_id", "calendars.id"]),
    CheckConstraint("most_driving_minutes BETWEEN 5 AND 1440", name="most_driving"),
    CheckConstraint("travel_minutes BETWEEN 0 AND 240", name="travel"),
)

lesson_types = _of_school(
    "lesson_types",
    Column("code", Text, nullable=False),
    Column("names", JSONB, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("buffer_before_minutes", Integer, nullable=False, server_default=text("0")),
    Column("buffer_after_minutes", Integer, nullable=False, server_default=text("0")),
    Column("price_minor", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False, server_default=text("0")),
    Column("capacity", Integer, nullable=False, server_default=text("1")),
    Column("places", Integer, nullable=False, server_default=text("1")),
    Column("requires", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("wishes", JSONB, nullable=False, server_default=text("'{}'")),
    _flag("active", default=True),
    UniqueConstraint("school_id", "code"),
    CheckConstraint("duration_minutes BETWEEN 5 AND 720", name="duration"),
    CheckConstraint("buffer_before_minutes BETWEEN 0 AND 120", name="buffer_before"),
    CheckConstraint("buffer_after_minutes BETWEEN 0 AND 120", name="buffer_after"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("vat_basis_points BETWEEN 0 AND 10000", name="vat"),
    CheckConstraint("capacity >= 1", name="capacity"),
    CheckConstraint("places BETWEEN 1 AND 8 AND (places = 1 OR capacity = 1)", name="places"),
)
"""places: students who may share an individual lesson. wishes: by kind of resource, what its attributes must be."""

lesson_type_prices = _of_school(
    "lesson_type_prices",
    *_ref("lesson_type_id", "lesson_types"),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("price_minor", BigInteger, nullable=False),
    UniqueConstraint("school_id", "lesson_type_id", "valid_from"),
    CheckConstraint("valid_until >= valid_from", name="order"),
    CheckConstraint("price_minor >= 0", name="price"),
)
"""Prices of lessons on these days at the school, the last one included; on other days the lesson type's own holds."""

package_products = _of_school(
    "package_products",
    Column("names", JSONB, nullable=False),
    Column("lessons", Integer, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False, server_default=text("0")),
    Column("valid_days", Integer),
    _flag("by_chat", default=False),
    _flag("active", default=True),
    CheckConstraint("lessons BETWEEN 1 AND 1000", name="lessons"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint("vat_basis_points BETWEEN 0 AND 10000", name="vat"),
    CheckConstraint("valid_days >= 1", name="valid_days"),
)

package_product_types = _of_school(
    "package_product_types",
    *_ref("product_id", "package_products"),
    *_ref("lesson_type_id", "lesson_types"),
    key=("school_id", "product_id", "lesson_type_id"),
)

teacher_lesson_types = _of_school(
    "teacher_lesson_types",
    *_ref("teacher_id", "teachers"),
    *_ref("lesson_type_id", "lesson_types"),
    key=("school_id", "teacher_id", "lesson_type_id"),
)

working_hours = _of_school(
    "working_hours",
    *_ref("teacher_id", "teachers"),
    *_ref("branch_id", "branches", nullable=True),
    Column("weekday", SmallInteger, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("ends > starts OR ends = '00:00'", name="order"),
)

special_hours = _of_school(
    "special_hours",
    *_ref("teacher_id", "teachers"),
    *_ref("branch_id", "branches", nullable=True),
    Column("day", Date, nullable=False),
    Column("starts", Time),
    Column("ends", Time),
    _flag("extra", default=False),
    CheckConstraint("(starts IS NULL) = (ends IS NULL) AND (ends > starts OR ends = '00:00')", name="order"),
    CheckConstraint("starts IS NOT NULL OR NOT extra", name="something"),
    Index(None, "school_id", "teacher_id", "day"),
)
"""What a teacher works on one date: beside the weekly hours (extra), or in their place. No times: not at all."""

closures = _of_school(
    "closures",
    *_ref("branch_id", "branches", nullable=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    _words("reason"),
    CheckConstraint("last >= first", name="order"),
)
"""Whole days on which the school, or one branch of it, is closed."""

resources = _of_school(
    "resources",
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    *_ref("branch_id", "branches", nullable=True),
    Column("attributes", JSONB, nullable=False, server_default=text("'{}'")),
    _flag("active", default=True),
    ForeignKeyConstraint(["school_id", "id"], ["calendars.school_id", "calendars.id"]),
)

time_off = _of_school(
    "time_off",
    *_ref("calendar_id", "calendars"),
    _moment("starts_at", nullable=False),
    _moment("ends_at", nullable=False),
    _words("reason"),
    CheckConstraint("ends_at > starts_at", name="order"),
)

curricula = _of_school("curricula", Column("name", Text, nullable=False), Column("licence_class", Text, nullable=False))

curriculum_modules = _of_school(
    "curriculum_modules",
    *_ref("curriculum_id", "curricula"),
    Column("position", Integer, nullable=False),
    Column("id", BigInteger, nullable=False, server_default=text("nextval('ids')")),
    _words("code"),
    _words("kind", "road"),
    Column("titles", JSONB, nullable=False, server_default=text("'{}'")),
    *_ref("lesson_type_id", "lesson_types", nullable=True),
    Column("required", Integer, nullable=False),
    _words("unit", "lessons"),
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

module_lesson_types = _of_school(
    "module_lesson_types",
    *_ref("module_id", "curriculum_modules"),
    *_ref("lesson_type_id", "lesson_types"),
    Column("place", SmallInteger, nullable=False),
    key=("school_id", "module_id", "lesson_type_id"),
)
"""Lessons that count for a module; place 1 is the usual type."""

policy_overrides = _of_school(
    "policy_overrides",
    *_ref("lesson_type_id", "lesson_types", nullable=True),
    *_ref("branch_id", "branches", nullable=True),
    Column("policy", JSONB, nullable=False),
    UniqueConstraint("school_id", "lesson_type_id", "branch_id", postgresql_nulls_not_distinct=True),
    CheckConstraint("lesson_type_id IS NOT NULL OR branch_id IS NOT NULL", name="scope"),
)
"""What is set otherwise than in the school's policy, for a lesson type, for a branch, or for one at the other."""

students = _of_school(
    "students",
    Column("name", Text, nullable=False),
    _words("phone", None),
    Column("language", Text, nullable=False),
    *_ref("usual_teacher_id", "teachers", nullable=True),
    *_ref("branch_id", "branches", nullable=True),
    *_ref("curriculum_id", "curricula", nullable=True),
    _words("status", "active"),
    Column("birth_date", Date),
    _words("licence_class", None),
    Column("exam_on", Date),
    _words("pickup"),
    _moment("created_at", nullable=False, server_default=func.now()),
    ForeignKeyConstraint(["school_id", "id"], ["calendars.school_id", "calendars.id"]),
    UniqueConstraint("school_id", "phone"),
)

series = _of_school(
    "series",
    *_ref("lesson_type_id", "lesson_types"),
    *_ref("branch_id", "branches", nullable=True),
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

series_calendars = _of_school(
    "series_calendars",
    *_ref("series_id", "series"),
    *_ref("calendar_id", "calendars"),
    Column("role", Text, nullable=False),
    Column("place", SmallInteger, nullable=False),
    CheckConstraint("role IN ('teacher', 'resource')", name="role"),
    key=("school_id", "series_id", "calendar_id"),
)
"""The teachers and rooms of a series."""

series_exclusions = _of_school(
    "series_exclusions",
    *_ref("series_id", "series"),
    Column("day", Date, nullable=False),
    _words("reason"),
    key=("school_id", "series_id", "day"),
)
"""Days of the rule on which there is no occurrence and never will be."""

sessions = _of_school(
    "sessions",
    *_ref("lesson_type_id", "lesson_types"),
    *_ref("branch_id", "branches", nullable=True),
    _moment("starts_at", nullable=False),
    _moment("ends_at", nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    _flag("cancelled", default=False),
    _flag("planned", default=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    *_ref("series_id", "series", nullable=True),
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

courses = _of_school(
    "courses",
    Column("name", Text, nullable=False),
    _flag("active", default=True),
)
"""Classes that are enrolled in as one."""

course_sessions = _of_school(
    "course_sessions",
    *_ref("course_id", "courses"),
    *_ref("session_id", "sessions"),
    key=("school_id", "course_id", "session_id"),
)

course_series = _of_school(
    "course_series",
    *_ref("course_id", "courses"),
    *_ref("series_id", "series"),
    key=("school_id", "course_id", "series_id"),
)

enrolments = _of_school(
    "enrolments",
    *_ref("course_id", "courses"),
    *_ref("student_id", "students"),
    _moment("since", nullable=False),
    _moment("left_at"),
    key=("school_id", "course_id", "student_id"),
)
"""Who is in a course, and since when no more."""

bookings = _of_school(
    "bookings",
    *_ref("session_id", "sessions"),
    *_ref("student_id", "students"),
    Column("status", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("policy", JSONB, nullable=False),
    _moment("hold_until"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    _words("note"),
    _moment("created_at", nullable=False),
    _moment("settled_at"),
    Column("moves", Integer, nullable=False, server_default=text("0")),
    _moment("answer_until"),
    Column("wished", JSONB),
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
wished: what the student wants the car or room to be like, if anything."""

allocations = _of_school(
    "allocations",
    *_ref("calendar_id", "calendars"),
    *_ref("session_id", "sessions"),
    *_ref("booking_id", "bookings", nullable=True),
    Column("role", Text, nullable=False),
    _moment("starts_at", nullable=False),
    _moment("ends_at", nullable=False),
    _moment("hold_until"),
    _flag("active", default=True),
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

packages = _of_school(
    "packages",
    *_ref("student_id", "students"),
    *_ref("product_id", "package_products"),
    Column("lesson_type_ids", ARRAY(BigInteger), nullable=False),
    Column("lessons", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default=text("0")),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    _moment("sold_at", nullable=False),
    _moment("valid_until"),
    _moment("returned_at"),
    CheckConstraint("used BETWEEN 0 AND lessons", name="used"),
    CheckConstraint("returned_at IS NULL OR used = 0", name="returned"),
    Index(None, "school_id", "student_id"),
)
"""Prepaid lessons of a student, as they were sold. `used` counts the lessons taken out of it; its row is their lock."""

package_uses = _of_school(
    "package_uses",
    *_ref("package_id", "packages"),
    *_ref("booking_id", "bookings"),
    Column("lessons", SmallInteger, nullable=False),
    Column("key", Text, nullable=False),
    _moment("at", nullable=False),
    UniqueConstraint("school_id", "key"),
    CheckConstraint("lessons IN (1, -1)", name="lessons"),
    Index(None, "school_id", "package_id"),
    Index(None, "school_id", "booking_id"),
)
"""Append-only: 1 is a lesson taken out of the package, -1 the same one given back."""

invoice_counters = _of_school("invoice_counters", Column("last", BigInteger, nullable=False), key=("school_id",))
"""The last number given. Its row is locked until the invoice is committed, so that no number is ever missing."""

invoices = _of_school(
    "invoices",
    Column("number", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    *_ref("student_id", "students"),
    *_ref("credits_id", "invoices", nullable=True),
    _moment("issued_at", nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date),
    Column("currency", Text, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    _words("reason"),
    Column("parties", JSONB, nullable=False),
    UniqueConstraint("school_id", "number"),
    CheckConstraint(
        "CASE kind WHEN 'invoice' THEN total_minor > 0 AND credits_id IS NULL AND due_on IS NOT NULL "
        "WHEN 'credit_note' THEN total_minor < 0 AND credits_id IS NOT NULL AND due_on IS NULL ELSE false END",
        name="kind",
    ),
    Index(None, "school_id", "student_id", "number"),
    Index(None, "school_id", "credits_id", postgresql_where=text("credits_id IS NOT NULL")),
)
"""Append-only. Invoices and credit notes of a school share one series of numbers. parties: who wrote it to whom, as
it was then."""

ledger_entries = _of_school(
    "ledger_entries",
    *_ref("student_id", "students"),
    *_ref("booking_id", "bookings", nullable=True),
    *_ref("package_id", "packages", nullable=True),
    *_ref("reverses_id", "ledger_entries", nullable=True),
    *_ref("invoice_id", "invoices", nullable=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("key", Text, nullable=False),
    _words("method"),
    _words("reference"),
    _moment("at", nullable=False),
    UniqueConstraint("school_id", "key"),
    CheckConstraint("amount_minor <> 0", name="amount"),
    CheckConstraint(
        "CASE WHEN kind IN ('charge', 'late_fee', 'no_show_fee') THEN amount_minor > 0 AND booking_id IS NOT NULL "
        "WHEN kind = 'package' THEN amount_minor > 0 AND package_id IS NOT NULL "
        "WHEN kind = 'payment' THEN amount_minor < 0 "
        "WHEN kind = 'refund' THEN amount_minor > 0 "
        "ELSE kind = 'reversal' AND reverses_id IS NOT NULL END",
        name="trace",
    ),
    CheckConstraint("reverses_id IS NULL OR kind = 'reversal'", name="reversal"),
    Index(None, "school_id", "student_id", "id"),
    Index(None, "school_id", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
    Index(None, "school_id", "reverses_id", unique=True, postgresql_where=text("reverses_id IS NOT NULL")),
)
"""Append-only: a trigger refuses UPDATE and DELETE. What is owed can be traced to its booking or package, what is taken
back to the entry it reverses. invoice_id: the invoice that a payment is for, if the payer said so."""

invoice_lines = _of_school(
    "invoice_lines",
    *_ref("invoice_id", "invoices"),
    Column("position", Integer, nullable=False),
    *_ref("entry_id", "ledger_entries"),
    Column("amount_minor", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False),
    Column("about", JSONB, nullable=False),
    UniqueConstraint("school_id", "entry_id"),
    CheckConstraint("amount_minor <> 0", name="amount"),
    key=("school_id", "invoice_id", "position"),
)
"""Append-only. A line is a ledger entry, which stands on one invoice at most. about: what it is for, as it was then."""

notices = _of_school(
    "notices",
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    *_ref("booking_id", "bookings", nullable=True),
    Column("version", Integer),
    *_ref("session_id", "sessions", nullable=True),
    *_ref("invoice_id", "invoices", nullable=True),
    Column("key", Text, nullable=False),
    Column("data", JSONB, nullable=False, server_default=text("'{}'")),
    _moment("due_at", nullable=False),
    _moment("done_at"),
    _words("outcome"),
    ForeignKeyConstraint(["school_id", "person_id"], ["calendars.school_id", "calendars.id"]),
    UniqueConstraint("school_id", "key"),
    CheckConstraint("num_nonnulls(booking_id, session_id, invoice_id) > 0 OR data <> '{}'", name="subject"),
    Index("ix_notices_due", "due_at", postgresql_where=text("done_at IS NULL")),
)

waitlist_entries = _of_school(
    "waitlist_entries",
    *_ref("student_id", "students"),
    *_ref("session_id", "sessions", nullable=True),
    *_ref("booking_id", "bookings", nullable=True),
    Column("wishes", JSONB, nullable=False, server_default=text("'{}'")),
    Column("priority", SmallInteger, nullable=False, server_default=text("0")),
    _moment("created_at", nullable=False),
    _moment("ended_at"),
    _words("outcome"),
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

openings = _of_school(
    "openings",
    *_ref("session_id", "sessions", nullable=True),
    _moment("starts_at"),
    _moment("ends_at"),
    _moment("freed_at", nullable=False),
    _moment("due_at", nullable=False),
    _moment("done_at"),
    _words("outcome"),
    CheckConstraint("num_nonnulls(session_id, starts_at) = 1 AND num_nonnulls(session_id, ends_at) = 1", name="place"),
    CheckConstraint("ends_at > starts_at", name="order"),
    Index("ix_openings_due", "due_at", postgresql_where=text("done_at IS NULL")),
)
"""Places that were freed, as due work: written with what freed them, until somebody has them or nobody wants them. Of
hours that are worked anew it is their time instead of a session."""

offers = _of_school(
    "offers",
    *_ref("student_id", "students"),
    *_ref("entry_id", "waitlist_entries", nullable=True),
    *_ref("opening_id", "openings", nullable=True),
    *_ref("held_id", "bookings"),
    *_ref("moves", "bookings", nullable=True),
    Column("reason", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("status", Text, nullable=False),
    _moment("made_at", nullable=False),
    _moment("until", nullable=False),
    _moment("ended_at"),
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

api_keys = _of_school(
    "api_keys",
    _words("label"),
    Column("hash", LargeBinary, nullable=False),
    _moment("created_at", nullable=False, server_default=func.now()),
    _moment("revoked_at"),
    Index("uq_api_keys_hash", "hash", unique=True),
)
"""hash: SHA-256 of the key, which has 256 random bits and is shown once."""

passed_rules = _of_school(
    "passed_rules",
    *_ref("booking_id", "bookings"),
    *_ref("key_id", "api_keys", nullable=True),
    Column("rules", ARRAY(Text), nullable=False),
    Column("reason", Text, nullable=False),
    _moment("at", nullable=False),
    Index(None, "school_id", "booking_id"),
)
"""Rules that staff have passed over, and why. Append-only, like the ledger."""

answers = _of_school(
    "answers",
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    Column("body", Text),
    _moment("created_at", nullable=False),
    Index(None, "school_id", "created_at"),
    key=("school_id", "key"),
)
"""What requests with an Idempotency-Key were answered; kept for 24 hours. fingerprint: SHA-256 of the request."""

contacts = Table(
    "contacts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    _moment("gone_at"),
    _moment("created_at", nullable=False, server_default=func.now()),
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
    _moment("last_inbound_at"),
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
    _moment("received_at", nullable=False),
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
    _moment("at", nullable=False),
    PrimaryKeyConstraint("channel", "event_id"),
)
"""Events whose turn failed unexpectedly, and how often. After three times the event is parked."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("contact_id", BigInteger, ForeignKey("contacts.id"), nullable=False),
    Column("transport", Text, nullable=False),
    Column("message", JSONB, nullable=False),
    Column("language", Text, nullable=False),
    Column("origin", JSONB, nullable=False, server_default=text("'{}'")),
    Column("event_id", Text),
    Column("key", Text),
    Column("school_id", BigInteger),
    Column("booking_id", BigInteger),
    Column("version", Integer),
    _moment("created_at", nullable=False),
    _moment("due_at", nullable=False),
    _moment("expires_at"),
    _flag("once", default=False),
    _words("status", "queued"),
    _moment("lease_until"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("provider_id", Text),
    Column("delivery", Text),
    _words("error"),
    _moment("sent_at"),
    CheckConstraint("status IN ('queued', 'sent', 'unknown', 'failed', 'void')", name="status"),
    Index("uq_outbox_key", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
    Index("ix_outbox_queued", "contact_id", "id", postgresql_where=text("status = 'queued'")),
    Index("ix_outbox_provider", "provider_id", postgresql_where=text("provider_id IS NOT NULL")),
    postgresql_with={"fillfactor": "80"},
)
"""What is to be said, written with the change it tells of. `message` is semantic (`bot.dialogs.exchange.Reply`).

once: a reminder, rather lost than repeated; everything else is rather repeated than lost.
"""

school_messages = _of_school(
    "school_messages",
    Column("contact_id", BigInteger, ForeignKey("contacts.id"), nullable=False),
    Column("person_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("context", JSONB),
    Column("thread_id", BigInteger),
    _moment("at", nullable=False),
    _moment("closed_at"),
    ForeignKeyConstraint(["school_id", "person_id"], ["calendars.school_id", "calendars.id"]),
    ForeignKeyConstraint(["school_id", "thread_id"], ["school_messages.school_id", "school_messages.id"]),
    Index(None, "school_id", "at", postgresql_where=text("closed_at IS NULL")),
    Index(None, "school_id", "thread_id", postgresql_where=text("thread_id IS NOT NULL")),
)
"""The school's inbox: what people wrote to its staff.

context: what the dialog was asking (`bot.dialogs.school`). thread_id: the message with which the talk began.
"""

# Learning

plans = _of_school(
    "plans",
    *_ref("student_id", "students"),
    Column("enrolled_on", Date, nullable=False),
    key=("school_id", "student_id"),
)
"""Only of students whose day of enrolment is not that of their registration."""

plan_changes = _of_school(
    "plan_changes",
    *_ref("student_id", "students"),
    *_ref("module_id", "curriculum_modules"),
    Column("required", Integer),
    Column("credited", Integer, nullable=False, server_default=text("0")),
    _flag("exempt", default=False),
    Column("reason", Text, nullable=False),
    _moment("at", nullable=False),
    CheckConstraint("required > 0", name="required"),
    CheckConstraint("credited >= 0", name="credited"),
    key=("school_id", "student_id", "module_id"),
)
"""How a student's plan differs from the curriculum."""

module_results = _of_school(
    "module_results",
    *_ref("student_id", "students"),
    *_ref("module_id", "curriculum_modules"),
    Column("passed", Boolean, nullable=False),
    Column("taken_on", Date, nullable=False),
    *_ref("teacher_id", "teachers", nullable=True),
    _words("note"),
    _moment("at", nullable=False),
    Index(None, "school_id", "student_id"),
)
"""Results of tests; of several of a module the newest holds."""

marks = _of_school(
    "marks",
    *_ref("booking_id", "bookings"),
    *_ref("module_id", "curriculum_modules"),
    Column("skill", Text, nullable=False),
    Column("mark", SmallInteger, nullable=False),
    *_ref("teacher_id", "teachers", nullable=True),
    _moment("at", nullable=False),
    CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),
    key=("school_id", "booking_id", "skill"),
)

lesson_notes = _of_school(
    "lesson_notes",
    *_ref("booking_id", "bookings"),
    Column("text", Text, nullable=False),
    *_ref("teacher_id", "teachers", nullable=True),
    _moment("at", nullable=False),
    Index(None, "school_id", "booking_id"),
)

signatures = _of_school(
    "signatures",
    *_ref("student_id", "students"),
    Column("number", Integer, nullable=False),
    *_ref("module_id", "curriculum_modules"),
    Column("signer", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    _moment("at", nullable=False),
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

heartbeats = Table("heartbeats", metadata, Column("name", Text, primary_key=True), _moment("at", nullable=False))

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
