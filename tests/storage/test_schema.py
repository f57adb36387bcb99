"""What PostgreSQL itself guarantees, whoever writes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg.rows import TupleRow
from sqlalchemy.exc import DBAPIError

from storage import migrations
from storage.embedded import EmbeddedPostgres
from storage.engine import APPLICATION_ROLE, Database
from storage.migrate import differences, downgrade, upgrade
from storage.revisions import is_current, newest
from storage.tables import metadata
from tests import database as databases
from tests.factories import OpenWork, SmallSchool, moment

PLATFORM = {"schools", "contacts", "contact_links", "conversations", "inbox", "outbox", "failures", "heartbeats",
            "demo_clock", "telegram_polling"}  # fmt: skip
"""Tables of the whole platform. All others are a school's."""


@pytest.fixture
def rows(database_url: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """A connection as the tables' owner, whose transaction is undone."""
    with psycopg.connect(database_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def as_application(rows: psycopg.Connection[TupleRow]) -> psycopg.Connection[TupleRow]:
    """The same as the role that the program works as."""
    rows.execute(f"SET ROLE {APPLICATION_ROLE}")
    return rows


KEYS = """
SELECT c.conrelid::regclass::text, c.conname, c.contype, coalesce(c.confrelid::regclass::text, ''),
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.place),
  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, place)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.place)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE t.relnamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')
"""


def test_every_key_of_a_schools_table_begins_with_the_school(rows: psycopg.Connection[TupleRow]) -> None:
    """And every foreign key takes the school along, so no row can point into another school."""
    faults, seen = [], set()
    for table, name, kind, target, columns, target_columns in rows.execute(KEYS):
        if table in PLATFORM or table == "alembic_version":
            continue
        seen.add(table)
        own = target not in PLATFORM
        if kind != "f" and columns[0] != "school_id":
            faults.append(name)
        if kind == "f" and own and (columns[0], target_columns[0]) != ("school_id", "school_id"):
            faults.append(name)
        if kind == "f" and not own and target not in {"schools", "contacts"}:
            faults.append(name)
    assert faults == []
    assert seen == {table.name for table in metadata.sorted_tables} - PLATFORM


def test_every_table_of_a_school_says_so(rows: psycopg.Connection[TupleRow]) -> None:
    for table in metadata.sorted_tables:
        if table.name not in PLATFORM:
            assert not table.columns["school_id"].nullable
            assert next(iter(table.primary_key.columns)).name == "school_id"


def test_a_link_of_the_platform_points_into_one_school_only(rows: psycopg.Connection[TupleRow]) -> None:
    of_links = [
        (columns, target) for table, _, kind, target, columns, _ in rows.execute(KEYS)
        if table == "contact_links" and kind == "f"
    ]  # fmt: skip
    assert (["school_id", "person_id"], "calendars") in of_links


def test_a_row_cannot_point_into_another_school(
    rows: psycopg.Connection[TupleRow], school: SmallSchool, other_school: SmallSchool
) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        rows.execute(
            "INSERT INTO teacher_lesson_types (school_id, teacher_id, lesson_type_id) VALUES (%s, %s, %s)",
            [school.id, school.mette.id, other_school.types["driving"].id],
        )


def test_the_program_owns_nothing_and_is_no_superuser(as_application: psycopg.Connection[TupleRow]) -> None:
    owned = as_application.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [APPLICATION_ROLE]
    ).fetchone()
    assert owned == (0,)
    role = as_application.execute(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert role == (False, False, False, False)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute("ALTER TABLE bookings DROP CONSTRAINT pk_bookings")


def test_the_pools_connections_work_as_that_role(database: Database) -> None:
    assert database.execute("SELECT current_user") == [(APPLICATION_ROLE,)]


CHANGES: list[LiteralString] = ["UPDATE ledger_entries SET reference = 'x'", "DELETE FROM ledger_entries",
                                "TRUNCATE ledger_entries"]  # fmt: skip
APPEND_ONLY_CHANGES: list[LiteralString] = [
    "UPDATE package_uses SET lessons = 1", "DELETE FROM package_uses", "UPDATE invoices SET total_minor = 1",
    "DELETE FROM invoices", "UPDATE invoice_lines SET amount_minor = 1", "DELETE FROM invoice_lines",
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES + APPEND_ONLY_CHANGES)
def test_the_program_may_not_change_the_ledger(
    as_application: psycopg.Connection[TupleRow], change: LiteralString
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute(change)


@pytest.mark.parametrize("change", CHANGES[:2])
def test_not_even_the_owner_changes_the_ledger_by_accident(
    rows: psycopg.Connection[TupleRow], school: SmallSchool, change: LiteralString
) -> None:
    enter(rows, school)
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        rows.execute(change)


def test_without_its_trigger_the_owner_would_change_the_ledger(
    rows: psycopg.Connection[TupleRow], school: SmallSchool
) -> None:
    enter(rows, school)
    rows.execute("ALTER TABLE ledger_entries DISABLE TRIGGER append_only")
    assert rows.execute(CHANGES[0]).rowcount > 0


def enter(rows: psycopg.Connection[TupleRow], school: SmallSchool) -> None:
    rows.execute(
        "INSERT INTO ledger_entries (school_id, id, student_id, kind, amount_minor, currency, key, at) "
        "VALUES (%s, 1, %s, 'refund', 5, 'DKK', 'k', now())",
        [school.id, school.student("Ida").id],
    )


CATALOGUE_CHANGES: dict[str, LiteralString] = {
    "lesson_type_prices": "INSERT INTO lesson_type_prices (school_id, id, lesson_type_id, valid_from, price_minor) "
    "SELECT school_id, 1, id, '2027-01-01', 1 FROM lesson_types WHERE school_id = %(s)s LIMIT 1",
    "package_products": "INSERT INTO package_products (school_id, id, names, lessons, price_minor) "
    "VALUES (%(s)s, 1, '{}', 1, 1)",
    "schools": "UPDATE schools SET name = 'Other' WHERE id = %(s)s",
    "branches": "UPDATE branches SET name = 'Other' WHERE school_id = %(s)s",
    "teachers": "UPDATE teachers SET name = 'Other' WHERE school_id = %(s)s",
    "lesson_types": "UPDATE lesson_types SET price_minor = 1 WHERE school_id = %(s)s",
    "teacher_lesson_types": "DELETE FROM teacher_lesson_types WHERE school_id = %(s)s",
    "working_hours": "DELETE FROM working_hours WHERE school_id = %(s)s",
    "resources": "UPDATE resources SET active = false WHERE school_id = %(s)s",
    "time_off": "INSERT INTO time_off (school_id, id, calendar_id, starts_at, ends_at) "
    "SELECT %(s)s, 1, min(id), now(), now() + interval '1 day' FROM teachers WHERE school_id = %(s)s",
    "curricula": "UPDATE curricula SET name = 'Other' WHERE school_id = %(s)s",
    "curriculum_modules": "UPDATE curriculum_modules SET required = 3 WHERE school_id = %(s)s",
    "module_lesson_types": "DELETE FROM module_lesson_types WHERE school_id = %(s)s",
}


@pytest.mark.parametrize("table", CATALOGUE_CHANGES)
def test_a_change_of_the_catalogue_is_counted(
    as_application: psycopg.Connection[TupleRow], school: SmallSchool, other_school: SmallSchool, table: str
) -> None:
    before = versions(as_application, school, other_school)
    assert as_application.execute(CATALOGUE_CHANGES[table], {"s": school.id}).rowcount > 0
    after = versions(as_application, school, other_school)
    assert after[0] > before[0]
    assert after[1] == before[1], "the other school has not changed"


def test_what_the_catalogue_does_not_hold_is_not_counted(
    as_application: psycopg.Connection[TupleRow], school: SmallSchool, other_school: SmallSchool
) -> None:
    before = versions(as_application, school, other_school)
    school.student("Ida Krogh")
    school.plans_class("2027-06-08 17:00")
    assert versions(as_application, school, other_school) == before


def versions(rows: psycopg.Connection[TupleRow], *schools: SmallSchool) -> list[int]:
    return [
        version
        for school in schools
        for (version,) in rows.execute("SELECT catalogue_version FROM schools WHERE id = %s", [school.id])
    ]


ALLOCATE = """
INSERT INTO allocations (school_id, id, calendar_id, session_id, role, starts_at, ends_at, active)
SELECT %(school)s, coalesce(max(id), 0) + 1, %(calendar)s, %(session)s, %(role)s, %(start)s, %(end)s, %(active)s
FROM allocations
"""


@pytest.mark.parametrize("role", ["teacher", "resource", "student"])
def test_a_calendar_is_never_held_twice_at_a_time(
    rows: psycopg.Connection[TupleRow], school: SmallSchool, role: str
) -> None:
    calendar = {"teacher": school.mette.id, "resource": school.cars[0].id, "student": school.student("Ida").id}[role]
    session = school.plans_class("2027-06-08 17:00")

    def hold(start: str, end: str, active: bool = True) -> None:
        values = {"school": school.id, "calendar": calendar, "session": session.id, "role": role, "active": active}
        with rows.transaction():
            rows.execute(ALLOCATE, values | {"start": moment(start), "end": moment(end)})

    hold("2027-06-09 10:00", "2027-06-09 11:00")
    hold("2027-06-09 11:00", "2027-06-09 12:00")  # beside it
    hold("2027-06-09 09:00", "2027-06-09 10:00")
    hold("2027-06-09 10:30", "2027-06-09 10:31", active=False)  # let go of
    for start, end in (("10:59", "11:30"), ("09:30", "10:01"), ("10:15", "10:30"), ("08:00", "13:00")):
        with pytest.raises(psycopg.errors.ExclusionViolation) as refused:
            hold(f"2027-06-09 {start}", f"2027-06-09 {end}")
        assert refused.value.diag.constraint_name == "allocations_no_overlap"
    rows.execute("ALTER TABLE allocations DROP CONSTRAINT allocations_no_overlap")
    hold("2027-06-09 10:59", "2027-06-09 11:30")  # the twin: it is this constraint that refuses


def test_two_schools_may_hold_calendars_of_one_number(
    rows: psycopg.Connection[TupleRow], school: SmallSchool, other_school: SmallSchool
) -> None:
    """Their ids never meet in practice; the constraint would not mind."""
    for of in (school, other_school):
        rows.execute("INSERT INTO calendars (school_id, id, kind) VALUES (%s, 5, 'teacher')", [of.id])
        session = of.plans_class("2027-06-08 17:00")
        start, end = moment("2027-06-09 10:00"), moment("2027-06-09 11:00")
        values = {"school": of.id, "calendar": 5, "session": session.id, "role": "teacher", "active": True}
        rows.execute(ALLOCATE, values | {"start": start, "end": end})


def test_a_class_never_has_more_students_than_seats(rows: psycopg.Connection[TupleRow], school: SmallSchool) -> None:
    session = school.plans_class("2027-06-08 17:00")

    def take(seats: int) -> None:
        with rows.transaction():
            rows.execute("UPDATE sessions SET taken = %s WHERE id = %s", [seats, session.id])

    take(session.capacity)
    for seats in (session.capacity + 1, -1):
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            take(seats)
        assert refused.value.diag.constraint_name == "ck_sessions_seats"


def test_only_a_draft_has_an_end_of_its_hold(rows: psycopg.Connection[TupleRow], school: SmallSchool) -> None:
    booking = school.books(school.student("Ida"), "2027-06-08 10:00")
    for change in ("hold_until = now()", "status = 'draft'", "status = 'postponed'"):
        with pytest.raises(psycopg.errors.CheckViolation), rows.transaction():
            rows.execute(f"UPDATE bookings SET {change} WHERE id = %s", [booking.id])


def test_the_migrations_make_the_schema_that_the_tables_describe(fresh_database_url: str) -> None:
    assert differences(fresh_database_url) is None
    assert is_current(fresh_database_url)


def test_a_table_that_the_migrations_forgot_is_found(fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("ALTER TABLE branches ADD COLUMN forgotten text")
    assert "forgotten" in (differences(fresh_database_url) or "")


def test_the_migrations_go_down_and_up_again_with_data_in_them(fresh_database_url: str, open_work: OpenWork) -> None:
    """The last step back keeps all that it has no reason to drop; the first schema's takes the schools with it."""
    url = fresh_database_url
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO schools (id, code, name, zone, language, currency) "
            "VALUES (1, 'T1', 'Test', 'Europe/Copenhagen', 'da', 'DKK')"
        )
    downgrade(url, "-1")
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT code, catalogue_version FROM schools").fetchall() == [("T1", 1)]
    downgrade(url, "base")
    with psycopg.connect(url) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic%'"
        ).fetchall()
        functions = connection.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        assert (left, functions.fetchall()) == ([], [])
    upgrade(url)
    assert differences(url) is None
    with psycopg.connect(url) as connection:
        connection.execute(f"SET ROLE {APPLICATION_ROLE}")
        assert connection.execute("SELECT count(*) FROM schools").fetchone() == (0,)


def test_the_newest_revision_is_the_one_that_the_migrations_lead_to() -> None:
    from alembic.script import ScriptDirectory

    assert newest() == ScriptDirectory(str(Path(migrations.__path__[0]))).get_current_head()


def test_a_migration_comes_with_the_rights_to_its_tables_or_not_at_all(database_server: str) -> None:
    """Else a program killed between the two would find the newest revision and have no right to its tables."""
    with databases.new_database(database_server) as url:
        with psycopg.connect(url) as connection:
            connection.execute(
                "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE 'no rights are given'; END $$"
            )
            connection.execute(
                "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('GRANT') EXECUTE FUNCTION refuse()"
            )
        with pytest.raises(DBAPIError, match="no rights are given"):
            upgrade(url)
        assert not is_current(url)
        with psycopg.connect(url) as connection:
            connection.execute("DROP EVENT TRIGGER refuse")
        upgrade(url)
        assert is_current(url)


def test_many_programs_may_migrate_at_once(database_server: str) -> None:
    with databases.new_database(database_server) as url, ThreadPoolExecutor(3) as pool:
        assert list(pool.map(upgrade, [url] * 3)) == [None] * 3
        assert is_current(url)


def test_two_databases_of_a_new_server_may_be_migrated_at_once(folder: Path) -> None:
    """The application's role belongs to the server: whoever comes second finds it being made."""
    with (
        EmbeddedPostgres.start(folder, durable=False, throwaway=True) as server,
        databases.new_database(server.url) as url,
        psycopg.connect(server.url) as first,
        psycopg.connect(server.url, autocommit=True) as watching,
        ThreadPoolExecutor(1) as second,
    ):
        first.execute(f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN")
        migrated = second.submit(upgrade, url)
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'transactionid' AND query LIKE 'CREATE ROLE%'"
        while not migrated.done() and not watching.execute(waiting).fetchone():
            time.sleep(0.01)
        assert not migrated.done()
        first.commit()
        migrated.result(timeout=10)
        assert is_current(url)
