"""Sessions out of rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from domain.lessons import Session
from domain.timeslots import Interval

SESSION_COLUMNS = """
  s.id, s.lesson_type_id, s.starts_at, s.ends_at, s.capacity, s.taken, s.branch_id, s.cancelled, s.planned,
  s.version, s.series_id, s.occurrence,
  ARRAY(SELECT a.calendar_id FROM allocations a WHERE a.school_id = s.school_id AND a.session_id = s.id
        AND a.role = 'teacher' ORDER BY a.id),
  ARRAY(SELECT a.calendar_id FROM allocations a WHERE a.school_id = s.school_id AND a.session_id = s.id
        AND a.role = 'resource' ORDER BY a.id)
"""
SESSION_WIDTH = 14


def session_of(school_id: int, columns: Sequence[Any]) -> Session:
    """The session in `SESSION_COLUMNS`."""
    session_id, lesson_type_id, start, end, capacity, taken, branch_id, cancelled, *more = columns
    planned, version, series_id, occurrence, teachers, resources = more
    return Session(
        id=session_id,
        school_id=school_id,
        lesson_type_id=lesson_type_id,
        during=Interval(start.astimezone(UTC), end.astimezone(UTC)),
        teacher_ids=tuple(teachers),
        resource_ids=tuple(resources),
        capacity=capacity,
        taken=taken,
        branch_id=branch_id,
        cancelled=cancelled,
        planned=planned,
        version=version,
        series_id=series_id,
        occurrence=occurrence,
    )
