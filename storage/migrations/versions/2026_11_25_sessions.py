"""classes in full, series, courses, closures, special hours, shared lessons"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "sessions"
down_revision = "rules"
branch_labels = None
depends_on = None

CATALOGUE = ("special_hours", "closures")
CHECKS = (
    ("lesson_types", "places", "places BETWEEN 1 AND 8 AND (places = 1 OR capacity = 1)"),
    ("teachers", "most_driving", "most_driving_minutes BETWEEN 5 AND 1440"),
    ("teachers", "travel", "travel_minutes BETWEEN 0 AND 240"),
    ("sessions", "occurrence", "(series_id IS NULL) = (occurrence IS NULL)"),
)
CLASSES = "ix_sessions_school_id_lesson_type_id_starts_at"


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_courses_school_id")),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_courses")),
    )
    op.create_table(
        "closures",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_closures_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "branch_id"],
            ["branches.school_id", "branches.id"],
            name=op.f("fk_closures_school_id_branch_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_closures")),
    )
    op.create_table(
        "series",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_type_id", sa.BigInteger(), nullable=False),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("made_until", sa.Date(), nullable=False),
        sa.CheckConstraint("begins >= first", name=op.f("ck_series_order")),
        sa.CheckConstraint("capacity BETWEEN 2 AND 1000", name=op.f("ck_series_capacity")),
        sa.CheckConstraint("duration_minutes BETWEEN 5 AND 720", name=op.f("ck_series_duration")),
        sa.ForeignKeyConstraint(
            ["school_id", "branch_id"],
            ["branches.school_id", "branches.id"],
            name=op.f("fk_series_school_id_branch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_type_id"],
            ["lesson_types.school_id", "lesson_types.id"],
            name=op.f("fk_series_school_id_lesson_type_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_series")),
    )
    op.create_index("ix_series_made", "series", ["made_until"], unique=False)
    op.create_table(
        "course_series",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "course_id"],
            ["courses.school_id", "courses.id"],
            name=op.f("fk_course_series_school_id_course_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "series_id"],
            ["series.school_id", "series.id"],
            name=op.f("fk_course_series_school_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "course_id", "series_id", name=op.f("pk_course_series")),
    )
    op.create_table(
        "series_calendars",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("role IN ('teacher', 'resource')", name=op.f("ck_series_calendars_role")),
        sa.ForeignKeyConstraint(
            ["school_id", "calendar_id"],
            ["calendars.school_id", "calendars.id"],
            name=op.f("fk_series_calendars_school_id_calendar_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "series_id"],
            ["series.school_id", "series.id"],
            name=op.f("fk_series_calendars_school_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "series_id", "calendar_id", name=op.f("pk_series_calendars")),
    )
    op.create_table(
        "series_exclusions",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "series_id"],
            ["series.school_id", "series.id"],
            name=op.f("fk_series_exclusions_school_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "series_id", "day", name=op.f("pk_series_exclusions")),
    )
    op.create_table(
        "special_hours",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("teacher_id", sa.BigInteger(), nullable=False),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("extra", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "(starts IS NULL) = (ends IS NULL) AND (ends > starts OR ends = '00:00')",
            name=op.f("ck_special_hours_order"),
        ),
        sa.CheckConstraint("starts IS NOT NULL OR NOT extra", name=op.f("ck_special_hours_something")),
        sa.ForeignKeyConstraint(
            ["school_id", "branch_id"],
            ["branches.school_id", "branches.id"],
            name=op.f("fk_special_hours_school_id_branch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teachers.school_id", "teachers.id"],
            name=op.f("fk_special_hours_school_id_teacher_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_special_hours")),
    )
    op.create_index(
        op.f("ix_special_hours_school_id_teacher_id_day"),
        "special_hours",
        ["school_id", "teacher_id", "day"],
        unique=False,
    )
    op.create_table(
        "course_sessions",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "course_id"],
            ["courses.school_id", "courses.id"],
            name=op.f("fk_course_sessions_school_id_course_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "session_id"],
            ["sessions.school_id", "sessions.id"],
            name=op.f("fk_course_sessions_school_id_session_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "course_id", "session_id", name=op.f("pk_course_sessions")),
    )
    op.create_table(
        "enrolments",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "course_id"],
            ["courses.school_id", "courses.id"],
            name=op.f("fk_enrolments_school_id_course_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_enrolments_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "course_id", "student_id", name=op.f("pk_enrolments")),
    )
    op.add_column("lesson_types", sa.Column("places", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column(
        "lesson_types",
        sa.Column("wishes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "notices",
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("sessions", sa.Column("planned", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("sessions", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("sessions", sa.Column("series_id", sa.BigInteger(), nullable=True))
    op.add_column("sessions", sa.Column("occurrence", sa.Date(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_sessions_school_id_series_id_occurrence"), "sessions", ["school_id", "series_id", "occurrence"]
    )
    op.create_foreign_key(
        op.f("fk_sessions_school_id_series_id"), "sessions", "series", ["school_id", "series_id"], ["school_id", "id"]
    )
    op.add_column("students", sa.Column("pickup", sa.Text(), server_default="", nullable=False))
    op.add_column("teachers", sa.Column("most_driving_minutes", sa.Integer(), nullable=True))
    op.add_column("teachers", sa.Column("travel_minutes", sa.Integer(), server_default=sa.text("0"), nullable=False))
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    op.execute("UPDATE sessions SET planned = true WHERE capacity > 1")
    _index_classes("planned AND NOT cancelled")
    for table in CATALOGUE:
        op.execute(
            f"CREATE TRIGGER count_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION count_catalogue_version()"
        )


def _index_classes(condition: str) -> None:
    op.drop_index(CLASSES, table_name="sessions")
    op.create_index(
        CLASSES, "sessions", ["school_id", "lesson_type_id", "starts_at"], postgresql_where=sa.text(condition)
    )


def downgrade() -> None:
    _index_classes("capacity > 1 AND NOT cancelled")
    for table, name, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.drop_column("teachers", "travel_minutes")
    op.drop_column("teachers", "most_driving_minutes")
    op.drop_column("students", "pickup")
    op.drop_constraint(op.f("fk_sessions_school_id_series_id"), "sessions", type_="foreignkey")
    op.drop_constraint(op.f("uq_sessions_school_id_series_id_occurrence"), "sessions", type_="unique")
    op.drop_column("sessions", "occurrence")
    op.drop_column("sessions", "series_id")
    op.drop_column("sessions", "version")
    op.drop_column("sessions", "planned")
    op.drop_column("notices", "data")
    op.drop_column("lesson_types", "wishes")
    op.drop_column("lesson_types", "places")
    op.drop_table("enrolments")
    op.drop_table("course_sessions")
    op.drop_index(op.f("ix_special_hours_school_id_teacher_id_day"), table_name="special_hours")
    op.drop_table("special_hours")
    op.drop_table("series_exclusions")
    op.drop_table("series_calendars")
    op.drop_table("course_series")
    op.drop_index("ix_series_made", table_name="series")
    op.drop_table("series")
    op.drop_table("closures")
    op.drop_table("courses")
