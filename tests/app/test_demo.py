"""The demo school: founded once, the same for a day, never telling of what is past."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import demo_sessions
from app.demo import KEY_FILE, seed
from app.demo_history import History
from app.demo_learning import Learning
from app.demo_school import ZONE, DemoSchool, found
from domain.curricula import ModuleKind
from domain.lessons import Actor
from domain.services.desk import Desk
from domain.services.next_step import next_step
from domain.services.progress import progress_of
from domain.services.searching import search
from domain.services.signing import open_for_teacher, verified
from domain.slots import SlotQuery, Window
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_second_start_finds_school_and_key_as_they_were(fresh_database_url: str, tmp_path: Path) -> None:
    with Database(fresh_database_url) as database:
        key = seed(database, CatalogueCache(), NOW, tmp_path)
        before = _counts(database)
        assert seed(database, CatalogueCache(), NOW + timedelta(days=3), tmp_path) == key
        assert _counts(database) == before
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_a_lost_or_foreign_key_file_gives_a_new_key_and_the_old_one_still_opens(
    fresh_database_url: str, tmp_path: Path
) -> None:
    with Database(fresh_database_url) as database:
        catalogues = CatalogueCache()
        first = seed(database, catalogues, NOW, tmp_path)
        (tmp_path / KEY_FILE).unlink()
        second = seed(database, catalogues, NOW, tmp_path)
        (tmp_path / KEY_FILE).write_text("jd_of_another_database")
        third = seed(database, catalogues, NOW, tmp_path)
        assert len({first, second, third}) == 3
        with unit_of_work(database, catalogues) as work:
            assert all(work.keys.school_of(key) for key in (first, second, third))


def test_two_processes_that_start_at_once_found_one_school(fresh_database_url: str, tmp_path: Path) -> None:
    keys: list[str] = []
    with Database(fresh_database_url) as database:
        starts = [
            threading.Thread(target=lambda: keys.append(seed(database, CatalogueCache(), NOW, tmp_path)))
            for _ in range(2)
        ]
        for start in starts:
            start.start()
        for start in starts:
            start.join()
        assert len(keys) == 2
        assert len(set(keys)) == 1
        assert _counts(database)[0] == 1


@pytest.mark.parametrize("days", range(0, 364, 27))  # 27: every weekday, and both clock changes are near one of them
def test_on_any_day_the_demo_is_whole_and_silent_about_the_past(database_url: str, days: int) -> None:
    now = NOW + timedelta(days=days, hours=days % 24)
    with Database(database_url) as database, unit_of_work(database, CatalogueCache()) as work:
        school = found(work, now.astimezone(ZONE).date())
        History(work, school, work.catalogue(school.school_id), now).tell()
        Learning(work, school, work.catalogue(school.school_id), now).tell()
        anna = school.students[0]
        account = work.ledger.account(school.school_id, anna.id)
        assert (account.balance.minor, account.lessons) == (130_000, 2)
        assert work.bookings.coming(school.school_id, anna.id, now) == []
        for other in school.students[1:]:
            assert work.bookings.coming(school.school_id, other.id, now)
        due = work.read(
            "SELECT count(*) FROM notices WHERE school_id = %(id)s AND done_at IS NULL AND due_at <= %(now)s",
            {"id": school.school_id, "now": now},
        )
        assert due == [(0,)]
        upcoming = work.views.classes(school.school_id, limit=50, start=now)
        assert len(upcoming) >= 10
        _assert_learning(Desk(work, work.catalogue(school.school_id), Actor.STAFF, now), school)
        demo_sessions.plan(work, school, now)
        for code in ("first-aid", "track-day"):
            kind, ahead = school.types[code], Window(now, now + timedelta(days=60))
            found_by_anna = SlotQuery(kind, (ahead,), now, student_id=anna.id)
            desk = Desk(work, work.catalogue(school.school_id), Actor.STUDENT, now)
            assert list(search(desk, found_by_anna, anna)), code
        # Never committed: the next day founds it anew.


def _assert_learning(desk: Desk, school: DemoSchool) -> None:
    """29 theory lessons, 4 on the track, 16 on the road, 4 on slippery road; all students are in the midst of it."""
    (curriculum,) = desk.catalogue.curricula.values()
    required = {kind: sum(m.required for m in curriculum.modules if m.kind is kind) for kind in ModuleKind}
    assert required == {"theory": 29, "track": 4, "road": 16, "slippery_road": 4, "first_aid": 1, "test": 2}
    for student in school.students:
        progress = progress_of(desk, student.id)
        assert 0 < progress.share < 1
        assert verified(desk, student.id)[1] is None
        assert all(line.completed <= line.required for line in progress.modules)
    anna, sofia = school.students[0], school.students[2]
    assert [signature.signer for signature in verified(desk, anna.id)[0]] == ["teacher", "student"]
    assert next_step(desk, sofia, progress_of(desk, sofia.id)).kind == "sign"
    (lesson,) = desk.work.learning.feedback(school.school_id, anna.id, limit=5)
    assert (len(lesson.marks), len(lesson.notes)) == (3, 1)
    mette, jonas = (open_for_teacher(desk, teacher.id) for teacher in school.teachers[:2])
    assert mette == [], "the talk in README.md ends with attendance"
    assert sorted(part.line.module.code for part in jonas) == ["theory-1", "track"]


def _counts(database: Database) -> list[int]:
    tables = ("schools", "students", "bookings", "notices", "ledger_entries", "contact_links", "api_keys")
    return [database.execute(f"SELECT count(*) FROM {table}")[0][0] for table in tables]
