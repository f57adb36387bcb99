"""The demo: a school that is there at the first start and stays as it was left at every later one."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from app import demo_rules, demo_sessions
from app.demo_history import History
from app.demo_learning import Learning
from app.demo_money import tell_of_money
from app.demo_school import CODE, ZONE, found
from app.demo_waitlist import wait
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import UnitOfWork, unit_of_work

KEY_FILE = "admin-key"
_LOCK = 7_261_002
"""Any number, the same in all processes: only one seeds at a time."""


def seed(database: Database, catalogues: CatalogueCache, now: datetime, data_dir: Path) -> str:
    """Found the demo school unless it is there. Returns its admin key, the same one as long as its file is kept.

    Only the key's hash is in the database, so the key itself stands in `data_dir`/admin-key, for its owner's eyes
    only. Safe to call from several processes at once.
    """
    with unit_of_work(database, catalogues) as work:
        work.read("SELECT pg_advisory_xact_lock(%(key)s)", {"key": _LOCK})
        school_id = work.conversations.school_by_code(CODE)
        if school_id is None:
            school = found(work, now.astimezone(ZONE).date())
            school_id = school.school_id
            catalogue = work.catalogue(school_id)
            History(work, school, catalogue, now).tell()
            tell_of_money(work, school, now)
            wait(work, school, catalogue, now)
            demo_sessions.plan(work, school, now)
            Learning(work, school, catalogue, now).tell()
            demo_rules.rule(work, school, now)
        key = _admin_key(work, school_id, data_dir / KEY_FILE)
        work.commit()
    return key


def _admin_key(work: UnitOfWork, school_id: int, file: Path) -> str:
    """The key in the file if it opens this school, else a new one, kept there."""
    try:
        kept = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        kept = ""
    known = work.keys.school_of(kept) if kept else None
    if known is not None and known[0] == school_id:
        return kept
    key = work.keys.create(school_id, "demo")
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as output:
        output.write(key + "\n")
    fresh.replace(file)
    return key
