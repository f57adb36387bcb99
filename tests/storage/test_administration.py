"""What staff write, and what is refused before it reaches a table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.courses import Course
from domain.curricula import Curriculum, Module, ModuleKind
from domain.errors import Invalid, NotFound
from domain.ledger import EntryKind, LedgerEntry
from domain.money import Money
from domain.policies import Policy
from domain.rules.holding import Holding
from domain.schools import (
    Branch,
    LessonType,
    Resource,
    School,
    Student,
    Teacher,
    TimeOff,
    WorkingHours,
)
from domain.timeslots import Interval
from storage import checks
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import UnitOfWork, unit_of_work

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SCHOOL = School(0, "T0", "Nordlys", ZoneInfo("Europe/Copenhagen"), "en", "DKK", Policy())
TYPE = LessonType(0, "driving", {"en": "Lesson"}, timedelta(minutes=45), Money(65_000, "DKK"))


def road(lesson_type_id: int, required: int, **more: Any) -> Module:
    return Module(next(_ids), "road", ModuleKind.ROAD, {"en": "Road"}, (lesson_type_id,), required, **more)


_ids = itertools.count(1)


@pytest.fixture
def work(database_url: str) -> Iterator[UnitOfWork]:
    """Never committed."""
    with Database(database_url) as database, unit_of_work(database, CatalogueCache()) as opened:
        yield opened


@pytest.fixture
def school_id(work: UnitOfWork) -> int:
    school_id = work.next_id()
    work.administration.add_school(replace(SCHOOL, id=school_id, code=f"T{school_id}"))
    return school_id


def test_what_was_written_is_read_back(work: UnitOfWork, school_id: int) -> None:
    to = work.administration
    branch = Branch(work.next_id(), {"en": "Harbour St"}, "Harbour Street 12")
    kind = replace(TYPE, id=work.next_id(), buffer_after=timedelta(minutes=15), requires=("car",))
    hours = (WorkingHours(0, time(8), time(12), branch.id), WorkingHours(0, time(12), time(0)))
    teacher = Teacher(work.next_id(), "Mette Holm", frozenset({kind.id}), hours, "+4530000001")
    car = Resource(work.next_id(), "car", "red Golf", branch.id, {"transmission": "manual"})
    curriculum = Curriculum(work.next_id(), {"en": "B"}, "B", (road(kind.id, 16),))
    off = TimeOff(work.next_id(), car.id, Interval(NOW, NOW + timedelta(days=1)), "Service")
    to.add_branch(school_id, branch)
    to.add_lesson_types(school_id, kind)
    to.add_teacher(school_id, teacher)
    to.add_resource(school_id, car)
    to.add_curriculum(school_id, curriculum)
    to.add_time_off(school_id, off)
    catalogue = work.catalogue(school_id)
    assert catalogue.school.name == "Nordlys"
    assert catalogue.branches == {branch.id: branch}
    assert catalogue.lesson_types == {kind.id: kind}
    assert catalogue.teachers == {teacher.id: teacher}
    assert catalogue.resources == {car.id: car}
    assert catalogue.curricula == {curriculum.id: curriculum}
    assert [part.id for part in catalogue.time_off] in ([off.id], [])  # what is long past is not kept in memory


def test_changes_replace_what_was_there_and_count_the_version(work: UnitOfWork, school_id: int) -> None:
    to = work.administration
    kind = replace(TYPE, id=work.next_id())
    to.add_lesson_types(school_id, kind)
    teacher = Teacher(work.next_id(), "Mette", frozenset({kind.id}), (WorkingHours(0, time(8), time(12)),))
    to.add_teacher(school_id, teacher)
    before = work.catalogue(school_id)
    rested = replace(teacher, name="Mette Holm", hours=(WorkingHours(1, time(9), time(10)),), active=False)
    to.save_teacher(school_id, rested)
    to.save_school(replace(before.school, policy=Policy(hold_minutes=9)))
    after = work.catalogue(school_id)
    assert after.teachers[teacher.id] == rested
    assert after.school.policy[Holding].hold_minutes == 9
    assert after.version > before.version


def test_a_code_belongs_to_one_school(work: UnitOfWork, school_id: int) -> None:
    with pytest.raises(Invalid, match="is another school's"):
        work.administration.add_school(replace(SCHOOL, id=work.next_id(), code=f"T{school_id}"))


def test_a_phone_belongs_to_one_student_of_a_school(work: UnitOfWork, school_id: int) -> None:
    anna = Student(work.next_id(), school_id, "Anna", "+4520000001", "en")
    work.administration.add_student(anna)
    work.administration.save_student(replace(anna, name="Anna Berg"))
    with pytest.raises(Invalid, match="is another student's"):
        work.administration.add_student(replace(anna, id=work.next_id()))


def test_a_phone_belongs_to_a_student_or_to_a_teacher_who_is_active(work: UnitOfWork, school_id: int) -> None:
    """Whoever writes by SMS is known by the number."""
    to = work.administration
    mette = Teacher(work.next_id(), "Mette", frozenset(), (), phone="+4520000009")
    to.add_teacher(school_id, mette)
    work.flush()
    anna = Student(work.next_id(), school_id, "Anna", mette.phone, "en")
    with pytest.raises(Invalid, match="is another teacher's"):
        to.add_student(anna)
    with pytest.raises(Invalid, match="is another teacher's"):
        to.add_teacher(school_id, replace(mette, id=work.next_id()))
    to.save_teacher(school_id, replace(mette, active=False))
    work.flush()
    to.add_student(anna)
    work.flush()
    with pytest.raises(Invalid, match="is another student's"):
        to.save_teacher(school_id, mette)


def test_a_key_is_known_by_its_hash_until_it_is_revoked(work: UnitOfWork, school_id: int) -> None:
    key = work.keys.create(school_id, "office")
    assert key.startswith("jd_")
    assert len(key) > 40
    known = work.keys.school_of(key)
    assert known is not None
    assert known[0] == school_id
    assert work.keys.school_of(key + "x") is None
    assert work.keys.school_of("\ud800\0") is None
    stored = work.read("SELECT hash FROM api_keys WHERE id = %(id)s", {"id": known[1]})
    assert key.encode() not in bytes(stored[0][0])
    work.keys.revoke(school_id + 1, known[1], NOW)
    assert work.keys.school_of(key) == known
    work.keys.revoke(school_id, known[1], NOW)
    assert work.keys.school_of(key) is None


def test_a_contact_speaks_as_the_person_it_is_linked_to(work: UnitOfWork, school_id: int) -> None:
    anna = Student(work.next_id(), school_id, "Anna", "+4520000001", "en")
    work.administration.add_student(anna)
    address = f"+45{school_id:08}"
    to = (school_id, "student", anna.id, "sms", address)
    contact_id = work.administration.link_contact(*to, language="en", transport="simulator")
    assert work.administration.link_contact(*to) == contact_id
    opened = work.conversations.open(contact_id)
    assert (opened.school_id, opened.role, opened.person_id) == (school_id, "student", anna.id)
    assert (opened.language, opened.transport, opened.student) == ("en", "simulator", anna)
    with pytest.raises(Invalid):
        work.administration.link_contact(school_id, "student", anna.id, "fax", address)


def test_time_off_that_is_not_there_cannot_be_removed(work: UnitOfWork, school_id: int) -> None:
    with pytest.raises(NotFound):
        work.administration.remove_time_off(school_id, 1)


HOURS = WorkingHours(0, time(8), time(12))


@pytest.mark.parametrize(
    ("check", "value", "field"),
    [
        (checks.school, replace(SCHOOL, name=" "), "name"),
        (checks.school, replace(SCHOOL, name="x\0"), "name"),
        (checks.school, replace(SCHOOL, name="\ud800"), "name"),
        (checks.school, replace(SCHOOL, name="x" * 201), "name"),
        (checks.school, replace(SCHOOL, code="nord"), "code"),
        (checks.school, replace(SCHOOL, code="NØRD"), "code"),
        (checks.school, replace(SCHOOL, currency="kr"), "currency"),
        (checks.school, replace(SCHOOL, language="EN"), "language"),
        (checks.school, replace(SCHOOL, phone="70000000"), "phone"),
        (checks.phone, "+45 20 00 00 01", "phone"),
        (checks.phone, "+٤٥٢٠٠٠٠٠٠١", "phone"),
        (checks.phone, "+4520000001\n", "phone"),
        (checks.zone, "Europe/Nowhere", "zone"),
        (checks.zone, "../../etc/passwd", "zone"),
        (checks.zone, "", "zone"),
        (checks.hours, (HOURS, HOURS), "hours"),
        (checks.hours, (HOURS, WorkingHours(0, time(11), time(13))), "hours"),
        (checks.hours, (WorkingHours(0, time(20), time(0)), WorkingHours(0, time(21), time(22))), "hours"),
        (checks.hours, (WorkingHours(0, time(12), time(8)),), "hours"),
        (checks.hours, (WorkingHours(7, time(8), time(9)),), "hours"),
        (checks.hours, (WorkingHours(0, time(8, 0, 1), time(9)),), "hours"),
        (checks.resource, Resource(1, "car", ""), "name"),
        (checks.resource, Resource(1, "Car!", "x"), "kind"),
        (checks.resource, Resource(1, "car", "x", attributes={"a": "\0"}), "attributes"),
        (checks.curriculum, Curriculum(1, {"en": "B"}, "B", (road(1, 0),)), "modules"),
        (checks.student, Student(1, 1, "Anna", None, "english"), "language"),
        (checks.student, Student(1, 1, "Anna", None, "en", status="gone"), "status"),
    ],
)
def test_what_breaks_a_rule_is_refused(check: Any, value: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(value)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (replace(TYPE, code="Driving"), "code"),
        (replace(TYPE, code="7"), "code"),
        (replace(TYPE, names={}), "names"),
        (replace(TYPE, names={"en": " "}), "names"),
        (replace(TYPE, duration=timedelta(minutes=4)), "duration_minutes"),
        (replace(TYPE, duration=timedelta(seconds=2_701)), "duration_minutes"),
        (replace(TYPE, buffer_after=timedelta(minutes=121)), "buffer_after_minutes"),
        (replace(TYPE, price=Money(-1, "DKK")), "price"),
        (replace(TYPE, price=Money(1, "EUR")), "price"),
        (replace(TYPE, price=Money(2**63, "DKK")), "price"),
        (replace(TYPE, capacity=0), "capacity"),
        (replace(TYPE, requires=("car", "car")), "requires"),
    ],
)
def test_lesson_types_that_cannot_be_are_refused(kind: LessonType, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checks.lesson_type(kind, "DKK")
    assert refused.value.field == field


def test_the_midnight_that_ends_a_day_is_an_end() -> None:
    checks.hours((WorkingHours(0, time(8), time(12)), WorkingHours(0, time(12), time(0)), HOURS_NEXT_DAY))


HOURS_NEXT_DAY = WorkingHours(1, time(0), time(6))


def test_a_ledger_reads_with_its_running_balance(work: UnitOfWork, school_id: int) -> None:
    anna = Student(work.next_id(), school_id, "Anna", None, "en")
    work.administration.add_student(anna)
    for number, (kind, amount) in enumerate(
        [(EntryKind.REFUND, 65_000), (EntryKind.PAYMENT, -50_000), (EntryKind.REFUND, 10_000)]
    ):
        at, money = NOW + timedelta(minutes=number), Money(amount, "DKK")
        work.ledger.append(LedgerEntry(work.next_id(), school_id, anna.id, kind, money, f"{number}", at))
    lines = work.views.ledger(school_id, anna.id, limit=10)
    assert [line.balance.minor for line in lines] == [65_000, 15_000, 25_000]
    rest = work.views.ledger(school_id, anna.id, limit=10, after=(lines[0].entry.at, lines[0].entry.id))
    assert rest == lines[1:]
    assert work.ledger.keyed(school_id, "1") == lines[1].entry
    assert work.ledger.keyed(school_id + 1, "1") is None


def test_branches_and_courses_of_a_program_without_names_by_language_keep_theirs(
    work: UnitOfWork, school_id: int
) -> None:
    for table in ("branches", "courses"):
        work.write(
            f"INSERT INTO {table} (school_id, id, name) VALUES (%(school)s, %(id)s, 'Havnen')",
            {"school": school_id, "id": work.next_id()},
        )
    (branch,), (course,) = work.catalogue(school_id).branches.values(), work.courses.all(school_id)
    assert (branch.name("da"), course.name("da")) == ("Havnen", "Havnen")


def test_a_program_without_names_by_language_finds_one(work: UnitOfWork, school_id: int) -> None:
    work.administration.add_branch(school_id, Branch(work.next_id(), {"da": "Havnen", "en": "Harbour"}))
    work.courses.add(Course(work.next_id(), school_id, {"da": "Vinter"}))
    rows = work.read(
        "SELECT b.name, c.name FROM branches b JOIN courses c USING (school_id) WHERE school_id = %(id)s",
        {"id": school_id},
    )
    assert rows == [("Harbour", "Vinter")]
