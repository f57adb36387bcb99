"""Learning over PostgreSQL: what old rows become, what the catalogue reads back, and that a chain is never forked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest
from psycopg.rows import TupleRow

from domain.curricula import Curriculum, EducationLink, Module, ModuleKind, Skill, Unit
from domain.errors import Invalid, NotAllowed, NotFound
from domain.feedback import Mark
from domain.learning import PlanChange, Signer
from domain.lessons import Actor, Booking
from domain.schools import Student, Teacher
from domain.services.attendance import Outcome, settle
from domain.services.marking import mark, note
from domain.services.progress import progress_of
from domain.services.signing import Hand, open_for_student, open_for_teacher, sign, verified
from domain.signatures import Fault
from domain.timeslots import Interval
from storage.engine import APPLICATION_ROLE
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import UnitOfWork
from tests.factories import OpenWork, SmallSchool, found_school, moment
from tests.storage.books import Books
from tests.storage.racing import race, without_locks

NOW = moment("2026-11-23 08:00")


@pytest.fixture
def rows(database_url: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """A connection as the tables' owner, whose transaction is undone."""
    with psycopg.connect(database_url) as connection:
        yield connection
        connection.rollback()


def test_what_rules_ask_read_as_one_is_what_is_read_apart(school: SmallSchool) -> None:
    ida, around = school.student("Ida Krogh"), Interval(NOW, NOW + timedelta(days=30))
    booked = [school.books(ida, start) for start in ("2026-11-24 10:00", "2026-11-25 10:00")]
    books = Books(school, ida, NOW)
    books.drives("2026-11-16 10:00")
    books.pays(100)
    with school.open_work() as work:
        for ignoring in (None, booked[0].session.id):
            history = work.learning.history(school.id, ida.id)
            starts = work.bookings.starts(school.id, ida.id, around, NOW, ignoring=ignoring)
            as_one = work.learning.what_rules_ask(school.id, ida.id, around, NOW, ignoring=ignoring)
            assert as_one == (history, starts, work.ledger.account(school.id, ida.id).balance.minor)
            assert len(starts) == (2 if ignoring is None else 1)
        with pytest.raises(NotFound):
            work.learning.what_rules_ask(school.id, booked[0].id, around, NOW)


def curriculum_of(school: SmallSchool, *modules: Module) -> Curriculum:
    """A curriculum of these modules, kept; students who come now are on it."""
    with school.open_work() as work:
        made = Curriculum(work.next_id(), {"en": "Short B"}, "B", modules)
        work.administration.add_curriculum(school.id, made)
        work.commit()
    school.curriculum = made
    return made


def short(school: SmallSchool, *codes: str) -> Curriculum:
    """One driving lesson for each of the codes."""
    with school.open_work() as work:
        skills = (Skill("parking", {"en": "Parking"}),)
        modules = [
            Module(
                work.next_id(), code, ModuleKind.ROAD, {"en": code, "da": code}, (school.types["driving"].id,),
                skills=skills,
            )
            for code in codes
        ]  # fmt: skip
    return curriculum_of(school, *modules)


def drives(school: SmallSchool, student: Student, start: str, teacher: Teacher | None = None) -> Booking:
    booking = school.books(student, start, teacher=teacher)
    with school.open_work() as work:
        settle(school.desk(work, Actor.TEACHER, booking.end), booking.id, Outcome.ATTENDED)
        work.commit()
    return booking


def teacher(person: Teacher) -> Hand:
    return Hand(Signer.TEACHER, person.id, person.name, "sms")


def student(person: Student) -> Hand:
    return Hand(Signer.STUDENT, person.id, person.name, "sms")


def signs(school: SmallSchool, who: Student, module: Module, hand: Hand, now: datetime = NOW) -> int:
    """The number of the signature."""
    with school.open_work() as work:
        number = sign(school.desk(work, Actor(hand.signer.value), now), who.id, module.id, hand).number
        work.commit()
    return number


def chain_fault(school: SmallSchool, who: Student) -> Fault | None:
    with school.open_work() as work:
        return verified(school.desk(work, Actor.STAFF, NOW), who.id)[1]


def test_a_module_is_read_back_as_it_was_written(school: SmallSchool) -> None:
    with school.open_work() as work:
        full = Module(
            work.next_id(), "road", ModuleKind.ROAD, {"en": "Road", "da": "Vej"},
            (school.types["track"].id, school.types["driving"].id), 720, Unit.MINUTES, None, ("track",),
            (EducationLink("Safe traffic", "https://www.sikkertrafik.dk"),), (Skill("parking", {"en": "Parking"}),),
        )  # fmt: skip
        first = Module(work.next_id(), "track", ModuleKind.TRACK, {"en": "Track"}, (school.types["track"].id,), 4)
        test = Module(work.next_id(), "test", ModuleKind.TEST, {"en": "Test"}, requires=("road",))
    made = curriculum_of(school, first, replace(full, lesson_minutes=60), test)
    with school.open_work() as work:
        assert work.catalogue(school.id).curricula[made.id] == made


def test_modules_of_before_keep_counting(fresh_database_url: str) -> None:
    """What a program without kinds, codes and several lesson types has written is filled in, and its own words work."""
    downgrade(fresh_database_url, "learning-1")
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute(
            "INSERT INTO schools (id, code, name, zone, language, currency) "
            "VALUES (1, 'T1', 'Test', 'Europe/Copenhagen', 'da', 'DKK')"
        )
        for number, code, capacity in ((2, "theory", 12), (3, "driving", 1), (4, "track", 1)):
            connection.execute(
                "INSERT INTO lesson_types (school_id, id, code, names, duration_minutes, price_minor, capacity) "
                """VALUES (1, %s, %s, '{"en": "Lesson"}', 45, 0, %s)""",
                [number, code, capacity],
            )
        connection.execute("INSERT INTO curricula (school_id, id, name, licence_class) VALUES (1, 9, 'B', 'B')")
        old = "INSERT INTO curriculum_modules (school_id, curriculum_id, position, lesson_type_id, required) VALUES "
        connection.execute(f"{old} (1, 9, 1, 2, 29), (1, 9, 2, 4, 4), (1, 9, 3, 3, 8), (1, 9, 4, 3, 8)")
    upgrade(fresh_database_url)
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute(f"{old} (1, 9, 5, 4, 2)")  # an old program, still running
        found = connection.execute(
            "SELECT m.code, m.kind, m.titles->>'en', array_agg(l.lesson_type_id), count(DISTINCT m.id) "
            "FROM curriculum_modules m LEFT JOIN module_lesson_types l ON l.module_id = m.id "
            "GROUP BY m.position, m.code, m.kind, m.titles ORDER BY m.position"
        ).fetchall()
    assert found == [
        ("theory", "theory", "Lesson", [2], 1),
        ("track", "track", "Lesson", [4], 1),
        ("driving", "road", "Lesson", [3], 1),
        ("driving-4", "road", "Lesson", [3], 1),
        ("", "road", None, [None], 1),
    ]
    from storage.catalogue import CatalogueCache, read_catalogue
    from storage.engine import Database
    from storage.unit_of_work import unit_of_work

    with Database(fresh_database_url) as database, unit_of_work(database, CatalogueCache()) as work:
        last = read_catalogue(work, 1).curricula[9].modules[-1]
    assert (last.code, last.lesson_type_ids, last.title("en")) == (str(last.id), (4,), str(last.id))


def test_what_progress_follows_from_is_one_read(school: SmallSchool) -> None:
    plan = short(school, "one", "two")
    ida = school.student("Ida Krogh")
    first = drives(school, ida, "2026-11-16 10:00")
    coming = school.books(ida, "2026-11-26 10:00", made="2026-11-20 10:00")
    with school.open_work() as work:
        work.learning.change(school.id, ida.id, PlanChange(plan.modules[1].id, credited=1, reason="Havn"), NOW)
        work.commit()
    with school.open_work() as work:
        before = work.statements
        history = work.learning.history(school.id, ida.id)
        assert work.statements == before + 1
    assert [lesson.booking_id for lesson in history.lessons] == [first.id]
    assert [lesson.booking_id for lesson in history.coming] == [coming.id]
    assert (history.lessons[0].start, history.lessons[0].teacher_ids) == (first.start, (school.mette.id,))
    assert history.changes == (PlanChange(plan.modules[1].id, credited=1, reason="Havn"),)
    assert history.student_name == "Ida Krogh"


def test_teacher_and_student_sign_once_each_and_in_that_order(school: SmallSchool) -> None:
    (one, two) = short(school, "one", "two").modules
    ida = school.student("Ida Krogh")
    drives(school, ida, "2026-11-16 10:00")
    for hand in (student(ida), teacher(school.jonas)):
        with pytest.raises(NotAllowed):
            signs(school, ida, one, hand)
    with pytest.raises(NotAllowed):
        signs(school, ida, two, teacher(school.mette))  # it is not complete
    with pytest.raises(NotFound), school.open_work() as work:
        sign(school.desk(work, Actor.TEACHER, NOW), ida.id, 1, teacher(school.mette))
    assert [signs(school, ida, one, hand) for hand in (teacher(school.mette), student(ida))] == [1, 2]
    assert [signs(school, ida, one, hand) for hand in (teacher(school.mette), student(ida))] == [1, 2], "second taps"
    assert chain_fault(school, ida) is None


def test_what_is_open_is_listed_for_whose_turn_it_is(school: SmallSchool) -> None:
    one, _ = short(school, "one", "two").modules
    ida = school.student("Ida Krogh")
    drives(school, ida, "2026-11-16 10:00")
    drives(school, ida, "2026-11-17 12:00", school.jonas)

    def waiting() -> tuple[list[str], list[str], list[str]]:
        with school.open_work() as work:
            desk = school.desk(work, Actor.STAFF, NOW)
            lists = (
                open_for_teacher(desk, school.mette.id),
                open_for_teacher(desk, school.jonas.id),
                open_for_student(desk, ida.id),
            )
        mette, jonas, own = ([part.line.module.code for part in found] for found in lists)
        return mette, jonas, own

    assert waiting() == (["one"], ["two"], [])
    signs(school, ida, one, teacher(school.mette))
    assert waiting() == ([], ["two"], ["one"])
    signs(school, ida, one, student(ida))
    assert waiting() == ([], ["two"], [])


def test_a_teacher_who_is_gone_leaves_signing_to_the_usual_one(school: SmallSchool) -> None:
    (one,) = short(school, "one").modules
    ida = school.student("Ida Krogh", usual=school.mette)
    drives(school, ida, "2026-11-17 12:00", school.jonas)
    with school.open_work() as work:
        work.administration.save_teacher(school.id, replace(school.jonas, active=False))
        work.commit()
    assert signs(school, ida, one, teacher(school.mette)) == 1


TAMPERED = (
    ("UPDATE signatures SET content = replace(content, 'Ida', 'Eva') WHERE student_id = %s AND number = 2", "hash"),
    ("UPDATE signatures SET person_id = student_id WHERE student_id = %s AND number = 1", "content"),
    ("UPDATE signatures SET hash = repeat('a', 64) WHERE student_id = %s AND number = 2", "hash"),
    ("DELETE FROM signatures WHERE student_id = %s AND number = 1", "number"),
)


@pytest.mark.parametrize(("change", "reason"), TAMPERED, ids=["words", "column", "hash", "deleted"])
def test_a_record_changed_behind_the_programs_back_shows(
    school: SmallSchool, database_url: str, change: str, reason: str
) -> None:
    one, two = short(school, "one", "two").modules
    ida = school.student("Ida Krogh")
    for start in ("2026-11-16 10:00", "2026-11-17 10:00"):
        drives(school, ida, start)
    for module in (one, two):
        signs(school, ida, module, teacher(school.mette))
        signs(school, ida, module, student(ida))
    assert chain_fault(school, ida) is None
    with psycopg.connect(database_url) as owner:
        owner.execute("ALTER TABLE signatures DISABLE TRIGGER append_only")
        assert owner.execute(change, [ida.id]).rowcount == 1
        owner.execute("ALTER TABLE signatures ENABLE TRIGGER append_only")
    found = chain_fault(school, ida)
    assert found is not None
    assert found.reason == reason
    assert found.number == (2 if "number = 2" in change else 1)


@pytest.mark.parametrize("change", ["UPDATE signatures SET number = 1", "DELETE FROM signatures"])
def test_signatures_are_only_ever_added(rows: psycopg.Connection[TupleRow], school: SmallSchool, change: str) -> None:
    (one,) = short(school, "one").modules
    ida = school.student("Ida Krogh")
    drives(school, ida, "2026-11-16 10:00")
    signs(school, ida, one, teacher(school.mette))
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"), rows.transaction():
        rows.execute(change)
    rows.execute(f"SET ROLE {APPLICATION_ROLE}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows.execute(change)


def signing_at_once(school: SmallSchool) -> tuple[Student, list[Callable[[UnitOfWork], object]]]:
    """Four modules that Mette may sign, and a deed for each."""
    plan = short(school, "one", "two", "three", "four")
    ida = school.student("Ida Krogh")
    for day in (16, 17, 18, 19):
        drives(school, ida, f"2026-11-{day} 10:00")

    def deed(module: Module) -> Callable[[UnitOfWork], object]:
        return lambda work: sign(
            school.desk(work, Actor.TEACHER, NOW), ida.id, module.id, teacher(school.mette)
        ).number  # fmt: skip

    return ida, [deed(module) for module in plan.modules]


def test_signing_at_once_never_forks_the_chain(school: SmallSchool, open_work: OpenWork) -> None:
    ida, deeds = signing_at_once(school)
    result = race(open_work, deeds)
    assert (sorted(result.won), result.again) == ([1, 2, 3, 4], 0)  # type: ignore[type-var]
    assert chain_fault(school, ida) is None


def test_without_the_lock_only_the_constraint_keeps_it_from_forking(school: SmallSchool, open_work: OpenWork) -> None:
    ida, deeds = signing_at_once(school)
    result = race(without_locks(open_work, len(deeds)), deeds)
    assert result.again > 0
    assert chain_fault(school, ida) is None


def test_without_either_the_chain_forks(fresh_database_url: str) -> None:
    from storage.catalogue import CatalogueCache
    from storage.engine import Database
    from storage.unit_of_work import unit_of_work

    with psycopg.connect(fresh_database_url) as owner:
        owner.execute("ALTER TABLE signatures DROP CONSTRAINT uq_signatures_school_id_student_id_number")
    with Database(fresh_database_url, size=12) as database:
        catalogues = CatalogueCache()
        works: OpenWork = lambda: unit_of_work(database, catalogues)  # noqa: E731
        school = found_school(works)
        ida, deeds = signing_at_once(school)
        race(without_locks(works, len(deeds)), deeds)
        found = chain_fault(school, ida)
    assert found is not None


def test_marks_and_notes_are_kept_with_the_lesson(school: SmallSchool) -> None:
    (one,) = short(school, "one").modules
    ida = school.student("Ida Krogh")
    lesson = drives(school, ida, "2026-11-16 10:00")
    open_lesson = school.books(ida, "2026-11-26 10:00", made="2026-11-20 10:00")
    later = NOW + timedelta(minutes=5)
    with school.open_work() as work:
        desk = school.desk(work, Actor.TEACHER, NOW)
        mark(desk, lesson.id, "parking", 3, teacher_id=school.mette.id)
        mark(school.desk(work, Actor.TEACHER, later), lesson.id, "parking", 4, teacher_id=school.mette.id)
        note(desk, lesson.id, "Parallel parking went well", teacher_id=school.mette.id)
        for refusal, deed in (
            (NotFound, lambda: mark(desk, lesson.id, "flying", 3)),
            (Invalid, lambda: mark(desk, lesson.id, "parking", 6)),
            (Invalid, lambda: note(desk, lesson.id, "  ")),
            (NotFound, lambda: mark(desk, lesson.id, "parking", 3, teacher_id=school.jonas.id)),
            (NotAllowed, lambda: note(desk, open_lesson.id, "Too early")),
        ):
            with pytest.raises(refusal):
                deed()
        work.commit()
    with school.open_work() as work:
        (feedback,) = work.learning.feedback(school.id, ida.id, limit=5)
    assert feedback.marks == (Mark(one.id, "parking", 4, later, school.mette.id),)
    assert [part.text for part in feedback.notes] == ["Parallel parking went well"]


def test_nothing_of_another_school_is_learnt(school: SmallSchool, other_school: SmallSchool) -> None:
    (one,) = short(school, "one").modules
    ida = school.student("Ida Krogh")
    drives(school, ida, "2026-11-16 10:00")
    with other_school.open_work() as work:
        elsewhere = other_school.desk(work, Actor.STAFF, NOW)
        with pytest.raises(NotFound):
            progress_of(elsewhere, ida.id)
        with pytest.raises(NotFound):
            sign(elsewhere, ida.id, one.id, teacher(school.mette))
        assert work.learning.chain(other_school.id, ida.id) == []
        assert open_for_teacher(elsewhere, school.mette.id) == []
