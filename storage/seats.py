"""Classes and the seats in them, read together with what else the student has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.busy import Busy, coming
from domain.lessons import Session
from domain.ports import Standing
from storage.busy import BUSY_OF_STUDENT, read_busy
from storage.sessions import SESSION_COLUMNS, SESSION_WIDTH, session_of
from storage.standing import STANDING_OF_STUDENT, standing_of

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_FROM_CLASSES = """
FROM sessions s
WHERE s.school_id = %(school_id)s AND s.lesson_type_id = %(type)s AND s.planned AND NOT s.cancelled
  AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
ORDER BY s.starts_at, s.id
"""
_CLASSES = f"SELECT {SESSION_COLUMNS} {_FROM_CLASSES}"

_CLASSES_BESIDE = f"""
WITH own (calendar_id, ranges) AS MATERIALIZED ({BUSY_OF_STUDENT})
SELECT {SESSION_COLUMNS},
  (SELECT ranges FROM own WHERE calendar_id > 0), (SELECT ranges FROM own WHERE calendar_id < 0)
{_FROM_CLASSES}
"""

_SEAT = f"""
WITH standing (what, id, starts, ends) AS MATERIALIZED ({STANDING_OF_STUDENT})
SELECT {SESSION_COLUMNS}, ARRAY(SELECT jsonb_build_array(what, id, starts, ends) FROM standing)
FROM sessions s
WHERE s.school_id = %(school_id)s AND s.id = %(session_id)s AND NOT EXISTS (SELECT FROM standing WHERE what = 'lapsed')
FOR NO KEY UPDATE OF s
"""
"""No row where a hold has lapsed: whoever takes its place locks that booking before the session."""


def classes_beside(
    work: UnitOfWork, school_id: int, student_id: int, asked: Mapping[str, Any]
) -> tuple[list[Session], Busy]:
    rows = work.look(_CLASSES_BESIDE, asked)
    if not rows:
        return [], {}
    named = zip((student_id, coming(student_id)), rows[0][SESSION_WIDTH:], strict=True)
    sessions = [session_of(school_id, row[:SESSION_WIDTH]) for row in rows]
    return sessions, read_busy([(calendar_id, ranges) for calendar_id, ranges in named if ranges is not None])


def classes(work: UnitOfWork, school_id: int, asked: Mapping[str, Any]) -> list[Session]:
    """From memory, if they have just been looked at for a student."""
    for known, rows in work.looked_at(_CLASSES_BESIDE):
        if all(known[name] == value for name, value in asked.items()):
            return [session_of(school_id, row[:SESSION_WIDTH]) for row in rows]
    return [session_of(school_id, row) for row in work.look(_CLASSES, asked)]


def seat(work: UnitOfWork, school_id: int, asked: Mapping[str, Any]) -> tuple[Session, Standing] | None:
    for *columns, standing in work.read(_SEAT, asked):
        return session_of(school_id, columns), standing_of(standing)
    return None
