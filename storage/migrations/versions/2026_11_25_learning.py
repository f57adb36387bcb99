"""curricula with modules of kinds, prerequisites and links; plans, results, marks, notes and the chain of signatures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "learning"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_modules()
    _create_tables()
    _fill_modules()
    op.execute(
        "CREATE TRIGGER count_version AFTER INSERT OR UPDATE OR DELETE ON module_lesson_types "
        "FOR EACH ROW EXECUTE FUNCTION count_catalogue_version()"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON signatures FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _widen_modules() -> None:
    """Old programs go on: what they write of a module has its defaults for the rest."""
    op.add_column(
        "curriculum_modules", sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('ids')"), nullable=False)
    )
    op.add_column("curriculum_modules", sa.Column("code", sa.Text(), server_default="", nullable=False))
    op.add_column("curriculum_modules", sa.Column("kind", sa.Text(), server_default="road", nullable=False))
    op.add_column(
        "curriculum_modules", sa.Column("titles", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("curriculum_modules", sa.Column("unit", sa.Text(), server_default="lessons", nullable=False))
    op.add_column("curriculum_modules", sa.Column("lesson_minutes", sa.Integer(), nullable=True))
    op.add_column(
        "curriculum_modules",
        sa.Column("requires", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "curriculum_modules", sa.Column("links", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.add_column(
        "curriculum_modules", sa.Column("skills", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.alter_column("curriculum_modules", "lesson_type_id", existing_type=sa.BIGINT(), nullable=True)
    op.create_unique_constraint(op.f("uq_curriculum_modules_school_id_id"), "curriculum_modules", ["school_id", "id"])
    op.create_check_constraint(
        op.f("ck_curriculum_modules_kind"),
        "curriculum_modules",
        "kind IN ('theory', 'track', 'road', 'slippery_road', 'first_aid', 'test')",
    )
    op.create_check_constraint(
        op.f("ck_curriculum_modules_unit"), "curriculum_modules", "unit IN ('lessons', 'minutes')"
    )
    op.create_check_constraint(
        op.f("ck_curriculum_modules_lesson_minutes"), "curriculum_modules", "lesson_minutes BETWEEN 5 AND 720"
    )


def _create_tables() -> None:
    op.create_table(
        "module_lesson_types",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_type_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_type_id"],
            ["lesson_types.school_id", "lesson_types.id"],
            name=op.f("fk_module_lesson_types_school_id_lesson_type_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "module_id"],
            ["curriculum_modules.school_id", "curriculum_modules.id"],
            name=op.f("fk_module_lesson_types_school_id_module_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "module_id", "lesson_type_id", name=op.f("pk_module_lesson_types")),
    )
    op.create_table(
        "module_results",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("teacher_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "module_id"],
            ["curriculum_modules.school_id", "curriculum_modules.id"],
            name=op.f("fk_module_results_school_id_module_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_module_results_school_id_student_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teachers.school_id", "teachers.id"],
            name=op.f("fk_module_results_school_id_teacher_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_module_results")),
    )
    op.create_index(
        op.f("ix_module_results_school_id_student_id"), "module_results", ["school_id", "student_id"], unique=False
    )
    op.create_table(
        "plan_changes",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=True),
        sa.Column("credited", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("exempt", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("credited >= 0", name=op.f("ck_plan_changes_credited")),
        sa.CheckConstraint("required > 0", name=op.f("ck_plan_changes_required")),
        sa.ForeignKeyConstraint(
            ["school_id", "module_id"],
            ["curriculum_modules.school_id", "curriculum_modules.id"],
            name=op.f("fk_plan_changes_school_id_module_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_plan_changes_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "student_id", "module_id", name=op.f("pk_plan_changes")),
    )
    op.create_table(
        "plans",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_plans_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "student_id", name=op.f("pk_plans")),
    )
    op.create_table(
        "signatures",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("booking_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("signer IN ('teacher', 'student')", name=op.f("ck_signatures_signer")),
        sa.CheckConstraint("number > 0", name=op.f("ck_signatures_number")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_signatures_contact_id")),
        sa.ForeignKeyConstraint(
            ["school_id", "module_id"],
            ["curriculum_modules.school_id", "curriculum_modules.id"],
            name=op.f("fk_signatures_school_id_module_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "person_id"],
            ["calendars.school_id", "calendars.id"],
            name=op.f("fk_signatures_school_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["students.school_id", "students.id"],
            name=op.f("fk_signatures_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_signatures")),
        sa.UniqueConstraint(
            "school_id", "student_id", "number", name=op.f("uq_signatures_school_id_student_id_number")
        ),
    )
    op.create_table(
        "lesson_notes",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("teacher_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "booking_id"],
            ["bookings.school_id", "bookings.id"],
            name=op.f("fk_lesson_notes_school_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teachers.school_id", "teachers.id"],
            name=op.f("fk_lesson_notes_school_id_teacher_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_lesson_notes")),
    )
    op.create_index(
        op.f("ix_lesson_notes_school_id_booking_id"), "lesson_notes", ["school_id", "booking_id"], unique=False
    )
    op.create_table(
        "marks",
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("module_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("mark", sa.SmallInteger(), nullable=False),
        sa.Column("teacher_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mark BETWEEN 1 AND 5", name=op.f("ck_marks_mark")),
        sa.ForeignKeyConstraint(
            ["school_id", "booking_id"],
            ["bookings.school_id", "bookings.id"],
            name=op.f("fk_marks_school_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "module_id"],
            ["curriculum_modules.school_id", "curriculum_modules.id"],
            name=op.f("fk_marks_school_id_module_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teachers.school_id", "teachers.id"],
            name=op.f("fk_marks_school_id_teacher_id"),
        ),
        sa.PrimaryKeyConstraint("school_id", "booking_id", "skill", name=op.f("pk_marks")),
    )


def _fill_modules() -> None:
    """Modules made before are called as their lesson type is."""
    op.execute(
        """
        UPDATE curriculum_modules m SET titles = t.names, code = t.code || CASE WHEN EXISTS (
            SELECT FROM curriculum_modules o WHERE o.school_id = m.school_id AND o.curriculum_id = m.curriculum_id
              AND o.lesson_type_id = m.lesson_type_id AND o.position < m.position) THEN '-' || m.position ELSE '' END,
          kind = CASE WHEN t.code IN ('track', 'first_aid') THEN t.code
            WHEN t.code LIKE 'slippery%' THEN 'slippery_road' WHEN t.capacity > 1 THEN 'theory' ELSE 'road' END
        FROM lesson_types t WHERE t.school_id = m.school_id AND t.id = m.lesson_type_id
        """
    )
    op.execute(
        "INSERT INTO module_lesson_types (school_id, module_id, lesson_type_id, place) "
        "SELECT school_id, id, lesson_type_id, 1 FROM curriculum_modules"
    )


def downgrade() -> None:
    op.drop_table("marks")
    op.drop_index(op.f("ix_lesson_notes_school_id_booking_id"), table_name="lesson_notes")
    op.drop_table("lesson_notes")
    op.drop_table("signatures")
    op.drop_table("plans")
    op.drop_table("plan_changes")
    op.drop_index(op.f("ix_module_results_school_id_student_id"), table_name="module_results")
    op.drop_table("module_results")
    op.drop_table("module_lesson_types")
    op.execute("DELETE FROM curriculum_modules WHERE lesson_type_id IS NULL")
    op.drop_constraint(op.f("uq_curriculum_modules_school_id_id"), "curriculum_modules", type_="unique")
    op.alter_column("curriculum_modules", "lesson_type_id", existing_type=sa.BIGINT(), nullable=False)
    op.drop_column("curriculum_modules", "skills")
    op.drop_column("curriculum_modules", "links")
    op.drop_column("curriculum_modules", "requires")
    op.drop_column("curriculum_modules", "lesson_minutes")
    op.drop_column("curriculum_modules", "unit")
    op.drop_column("curriculum_modules", "titles")
    op.drop_column("curriculum_modules", "kind")
    op.drop_column("curriculum_modules", "code")
    op.drop_column("curriculum_modules", "id")
