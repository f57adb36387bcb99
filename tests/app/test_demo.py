"""The demo school: founded once, the same for a day, never telling of what is past."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.demo import KEY_FILE, seed
from app.demo_history import History
from app.demo_school import ZONE, found
from storage.administration import school_of_key
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
            assert all(school_of_key(work, key) for key in (first, second, third))


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
        # Never committed: the next day founds it anew.


def _counts(database: Database) -> list[int]:
    tables = ("schools", "students", "bookings", "notices", "ledger_entries", "contact_links", "api_keys")
    return [database.execute(f"SELECT count(*) FROM {table}")[0][0] for table in tables]
