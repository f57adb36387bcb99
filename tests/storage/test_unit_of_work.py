from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from domain.errors import Invalid, NotFound
from domain.ledger import EntryKind, LedgerEntry
from domain.money import Money
from domain.ports import TryAgain
from domain.schools import Branch
from storage.catalogue import CatalogueCache
from storage.engine import IDS_PER_BLOCK, Database
from storage.refusals import meaning_of
from storage.statements import Stage
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.factories import OpenWork, SmallSchool

NOW = datetime(2027, 6, 7, 12, 0, tzinfo=UTC)


def names_of_branches(work: UnitOfWork, school: SmallSchool) -> list[str]:
    rows = work.read("SELECT name FROM branches WHERE school_id = %(id)s ORDER BY name", {"id": school.id})
    return [name for (name,) in rows]


def test_leaving_without_commit_undoes_everything(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
        assert names_of_branches(work, school) == ["Airport", "Harbour St"]

    def fail() -> None:
        with open_work() as work:
            work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
            work.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with open_work() as work:
        assert names_of_branches(work, school) == ["Harbour St"]


def test_what_is_committed_stays_and_what_comes_after_it_does_not(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
        work.commit()
        work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Zoo"}))
    with open_work() as work:
        assert names_of_branches(work, school) == ["Airport", "Harbour St"]


def test_a_connection_is_as_good_as_new_after_a_failed_work(database_url: str) -> None:
    catalogues = CatalogueCache()
    with Database(database_url, size=1) as database:
        with pytest.raises(psycopg.errors.DivisionByZero), unit_of_work(database, catalogues) as work:
            work.read("SELECT 1 / 0")
        with unit_of_work(database, catalogues) as work:
            assert work.read("SELECT 1") == [(1,)]


def test_a_lost_connection_is_not_given_out_again(database_url: str) -> None:
    catalogues = CatalogueCache()

    def be_cut_off(database: Database) -> None:
        with unit_of_work(database, catalogues) as work:
            ((pid,),) = work.read("SELECT pg_backend_pid()")
            with psycopg.connect(database_url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
            work.read("SELECT 1")

    with Database(database_url, size=1) as database:
        with pytest.raises(psycopg.OperationalError):
            be_cut_off(database)
        with unit_of_work(database, catalogues) as work:
            assert work.read("SELECT 1") == [(1,)]


def test_writes_are_kept_and_go_out_as_one_statement(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        work.next_id()
        before = work.statements
        for name in ("Airport", "Bridge", "Castle"):
            work.administration.add_branch(school.id, Branch(work.next_id(), {"en": name}))
        assert work.statements == before
        work.flush()
        assert work.statements == before + 1
        work.flush()
        assert work.statements == before + 1


def test_a_read_sees_the_writes_before_it(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        for name in ("Airport", "Bridge"):
            work.administration.add_branch(school.id, Branch(work.next_id(), {"en": name}))
        assert names_of_branches(work, school) == ["Airport", "Bridge", "Harbour St"]


def test_a_read_apart_leaves_the_writes_before_it_kept(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
        before = work.statements
        apart = work.read_apart("SELECT name FROM branches WHERE school_id = %(id)s", {"id": school.id})
        assert (apart, work.statements) == ([("Harbour St",)], before + 1)
        assert names_of_branches(work, school) == ["Airport", "Harbour St"]


def test_what_is_looked_at_again_comes_from_memory_until_something_is_written_locked_or_read(
    open_work: OpenWork, school: SmallSchool
) -> None:
    first, other = ({"id": school.id, "name": name} for name in ("Harbour St", "Airport"))
    with open_work() as work:

        def cost(parameters: dict[str, int | str]) -> int:
            before = work.statements
            query = "SELECT name FROM branches WHERE school_id = %(id)s AND name = %(name)s"
            found = work.look(query, parameters)
            assert len(found) == (1 if parameters == first else airports)
            return work.statements - before

        airports = 0
        assert [cost(first), cost(first), cost(other), cost(first)] == [1, 0, 1, 0]
        work.calendars.lock(school.id, [school.mette.id])
        assert [cost(first), cost(first)] == [1, 0]
        work.read("SELECT 1")
        assert [cost(first), cost(first)] == [1, 0]
        work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
        airports = 1
        assert [cost(other), cost(other)] == [2, 0]


def test_what_frees_a_place_goes_before_what_takes_it(open_work: OpenWork, school: SmallSchool) -> None:
    booking = school.books(school.student("Ida"), "2027-06-08 10:00")
    again = """
        INSERT INTO allocations (school_id, id, calendar_id, session_id, role, starts_at, ends_at)
        SELECT school_id, %(id)s, calendar_id, session_id, role, starts_at, ends_at FROM allocations
        WHERE school_id = %(school_id)s AND session_id = %(session_id)s AND role = 'teacher' AND id <> %(id)s
    """
    free = "UPDATE allocations SET active = false WHERE school_id = %(school_id)s AND session_id = %(session_id)s"
    key = {"school_id": school.id, "session_id": booking.session.id}

    def swap(stage: Stage) -> None:
        with open_work() as work:
            work.write(free, key, stage)
            work.write(again, key | {"id": work.next_id()})
            work.flush()

    swap(Stage.FREE)
    with pytest.raises(TryAgain):  # the twin: within one stage no order can be relied upon
        swap(Stage.TAKE)


def test_parameters_of_writes_sent_together_are_not_mixed_up(open_work: OpenWork, school: SmallSchool) -> None:
    with open_work() as work:
        for number in range(12):
            work.administration.add_branch(
                school.id, Branch(work.next_id(), {"en": f"Branch {number:02}"}, f"%(name)s {number}")
            )
        rows = work.read("SELECT name, address FROM branches WHERE school_id = %(id)s ORDER BY name", {"id": school.id})
    assert [row for row in rows if row[0] != "Harbour St"] == [
        (f"Branch {number:02}", f"%(name)s {number}") for number in range(12)
    ]


class Diagnosed(psycopg.errors.IntegrityError):
    def __init__(self, constraint: str) -> None:
        super().__init__("duplicate key value violates unique constraint")
        self._constraint = constraint

    @property
    def diag(self) -> Any:
        return self

    @property
    def constraint_name(self) -> str:
        return self._constraint


COUNT = "UPDATE invoice_counters SET last = last + cardinality(%(items)s::int[]) WHERE school_id = %(id)s"


def test_writes_to_one_row_that_belong_together_are_gathered(open_work: OpenWork, school: SmallSchool) -> None:
    """Its end shows why: in one statement PostgreSQL changes a row once."""

    def counted(work: UnitOfWork) -> int:
        ((found,),) = work.read("SELECT last FROM invoice_counters WHERE school_id = %(id)s", {"id": school.id})
        assert isinstance(found, int)
        return found

    with open_work() as work:
        work.ledger.invoices.lock(school.id)
        for item in (1, 2, 3):
            work.gather(COUNT, {"id": school.id}, "items", item)
        work.gather(COUNT, {"id": 0}, "items", 4)
        assert counted(work) == 3
        work.gather(COUNT, {"id": school.id}, "items", 5)
        assert counted(work) == 4, "what was sent is not counted again"
        for item in (1, 2, 3):
            work.write(COUNT, {"id": school.id, "items": [item]})
        assert counted(work) == 5


@pytest.mark.parametrize("constraint", ["allocations_no_overlap", "ck_sessions_seats", "uq_students_school_id_phone"])
def test_a_lost_race_is_tried_again(constraint: str) -> None:
    assert isinstance(meaning_of(Diagnosed(constraint)), TryAgain)


def test_a_row_that_is_missed_is_a_refusal_that_names_the_field() -> None:
    meaning = meaning_of(Diagnosed("fk_students_school_id_usual_teacher_id"))
    assert isinstance(meaning, Invalid)
    assert meaning.field == "usual_teacher"


@pytest.mark.parametrize("constraint", ["pk_bookings", "ck_bookings_status", ""])
def test_a_fault_of_the_program_stays_one(constraint: str) -> None:
    error = Diagnosed(constraint)
    assert meaning_of(error) is error


def test_every_constraint_that_means_a_lost_race_exists(open_work: OpenWork) -> None:
    from storage.refusals import _LOST_RACES

    with open_work() as work:
        rows = work.read(
            "SELECT conname FROM pg_constraint WHERE conname = ANY(%(names)s) "
            "UNION SELECT indexname FROM pg_indexes WHERE indexname = ANY(%(names)s)",
            {"names": list(_LOST_RACES)},
        )
    assert {name for (name,) in rows} == _LOST_RACES


def test_postgresqls_last_word_reaches_the_caller_as_a_refusal(
    open_work: OpenWork, school: SmallSchool, other_school: SmallSchool
) -> None:
    def teach_elsewhere() -> None:
        with open_work() as work:
            work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
            work.write(
                "INSERT INTO teacher_lesson_types (school_id, teacher_id, lesson_type_id) VALUES (%(s)s, %(t)s, %(k)s)",
                {"s": school.id, "t": school.mette.id, "k": other_school.types["driving"].id},
            )
            work.commit()

    with pytest.raises(Invalid) as refused:
        teach_elsewhere()
    assert refused.value.field == "lesson_type"
    with open_work() as work:
        assert names_of_branches(work, school) == ["Harbour St"]


def test_a_deadlock_is_tried_again(open_work: OpenWork, school: SmallSchool) -> None:
    both = threading.Barrier(2)
    lock = "SELECT FROM calendars WHERE school_id = %(school)s AND id = %(id)s FOR UPDATE"

    def cross(ids: tuple[int, int]) -> str:
        try:
            with open_work() as work:
                work.read(lock, {"school": school.id, "id": ids[0]})
                both.wait()
                work.read(lock, {"school": school.id, "id": ids[1]})
        except TryAgain:
            return "again"
        return "done"

    pair = (school.mette.id, school.jonas.id)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(cross, [pair, pair[::-1]])) == ["again", "done"]


def test_the_same_insert_several_times_is_one_of_several_rows(open_work: OpenWork, school: SmallSchool) -> None:
    insert = "INSERT INTO branches (school_id, id, name, address) VALUES (%(school)s, %(id)s, lower(%(name)s), %(to)s)"
    with open_work() as work:
        for name, to in (("A", ""), ("B", "100 %"), ("C", "x")):
            work.write(insert, {"school": school.id, "id": work.next_id(), "name": name, "to": to})
        work.write("UPDATE schools SET phone = %(to)s WHERE id = %(school)s", {"school": school.id, "to": "+451"})
        before = work.statements
        rows = work.read(
            "SELECT name, address FROM branches WHERE school_id = %(id)s AND length(name) = 1 ORDER BY name",
            {"id": school.id},
        )
        assert rows == [("a", ""), ("b", "100 %"), ("c", "x")]
        assert work.statements == before + 2


def test_ids_are_unique_over_threads_and_programs(database_url: str) -> None:
    def draw(database: Database) -> int:
        with database.connection() as connection:
            return database.ids.next(connection)

    with Database(database_url) as one, Database(database_url) as other, ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda place: draw((one, other)[place % 2]), range(IDS_PER_BLOCK * 6)))
    assert len(set(taken)) == len(taken)


@pytest.fixture
def narrow(database_url: str) -> Iterator[Database]:
    """A pool with as many connections as there are workers, and none to spare."""
    with Database(database_url, size=3, timeout=2) as database:
        yield database


def test_works_that_hold_every_connection_still_get_ids(narrow: Database) -> None:
    """Whoever draws a new block of ids must not wait for a connection that only the others could give back."""
    catalogues, everybody = CatalogueCache(), threading.Barrier(3)

    def draw(_: int) -> int:
        with unit_of_work(narrow, catalogues) as work:
            everybody.wait()
            return work.next_id()

    with ThreadPoolExecutor(3) as threads:
        assert len(set(threads.map(draw, range(3)))) == 3


def test_the_catalogue_is_read_once_until_it_changes(database: Database, school: SmallSchool) -> None:
    catalogues = CatalogueCache()
    with unit_of_work(database, catalogues) as work:
        first = work.catalogue(school.id)
    with unit_of_work(database, catalogues) as work:
        assert work.catalogue(school.id) is first
        work.administration.add_branch(school.id, Branch(work.next_id(), {"en": "Airport"}))
        work.commit()
    with unit_of_work(database, catalogues) as work:
        assert len(work.catalogue(school.id).branches) == 2


def test_a_school_that_does_not_exist_is_not_found(open_work: OpenWork) -> None:
    with pytest.raises(NotFound), open_work() as work:
        work.catalogue(-1)


def test_the_same_key_is_entered_into_the_ledger_once(open_work: OpenWork, school: SmallSchool) -> None:
    student = school.student("Ida")
    for amount in (100, 999):
        with open_work() as work:
            entry = LedgerEntry(
                work.next_id(), school.id, student.id, EntryKind.REFUND, Money(amount, "DKK"), "a key", NOW
            )
            work.ledger.append(entry)
            work.commit()
    with open_work() as work:
        assert work.ledger.account(school.id, student.id).balance == Money(100, "DKK")


@pytest.mark.parametrize(
    ("entries", "balance", "lessons", "fees"),
    [
        ([], 0, 0, 0),
        ([650], 650, 1, 0),
        ([650, 650, -650], 650, 1, 0),
        ([650, 650, -700], 600, 1, 0),
        ([650, 650, -100], 1_200, 2, 0),
        ([650, -1_000], -350, 0, 0),
        ([650, 325], 975, 1, 1),
        ([325, 650, -325], 650, 1, 0),
        ([650, 325, -650], 325, 0, 1),
    ],
)
def test_a_balance_tells_what_the_newest_charges_are_that_it_covers(
    open_work: OpenWork, school: SmallSchool, entries: list[int], balance: int, lessons: int, fees: int
) -> None:
    student, kinds = school.student("Ida"), {650: EntryKind.CHARGE, 325: EntryKind.LATE_FEE}
    lesson = school.books(student, "2026-11-30 10:00").id
    with open_work() as work:
        for place, minor in enumerate(entries):
            kind, amount = kinds.get(minor, EntryKind.PAYMENT), Money(minor, "DKK")
            entry = LedgerEntry(work.next_id(), school.id, student.id, kind, amount, f"{place}", NOW, lesson)
            work.ledger.append(entry)
        account = work.ledger.account(school.id, student.id)
    assert (account.balance, account.lessons, account.fees) == (Money(balance, "DKK"), lessons, fees)
