"""What is true of a school whatever has happened to it: read from the database by SQL that is not the program's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from storage.engine import Database

LIVE = "('draft', 'requested', 'confirmed', 'completed', 'no_show')"

OVERLAPS = {
    "students": """
        SELECT a.student_id, a.id, b.id FROM held a JOIN held b
        ON a.student_id = b.student_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        WHERE NOT EXISTS (SELECT 1 FROM offers o WHERE o.school_id = %(school)s AND o.status = 'open'
                          AND o.held_id IN (a.id, b.id) AND o.moves IN (a.id, b.id))
        """,
    "teachers, cars and rooms": """
        SELECT p.calendar_id, p.session_id, q.session_id FROM used p JOIN used q
        ON p.calendar_id = q.calendar_id AND p.session_id < q.session_id
        AND p.starts_at < q.ends_at AND q.starts_at < p.ends_at
        """,
}
"""Pairs of lessons at the same time. A place on offer may lie over the lesson that would move there: the student will
have one or the other."""

_HELD = f"""
WITH held AS (
  SELECT b.id, b.student_id, s.starts_at, s.ends_at
  FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
  WHERE b.school_id = %(school)s AND b.status IN {LIVE} AND (b.hold_until IS NULL OR b.hold_until > %(now)s)
), used AS (
  SELECT DISTINCT a.calendar_id, s.id AS session_id,
    s.starts_at - make_interval(mins => t.buffer_before_minutes) AS starts_at,
    s.ends_at + make_interval(mins => t.buffer_after_minutes) AS ends_at
  FROM sessions s JOIN allocations a ON a.school_id = s.school_id AND a.session_id = s.id AND a.role <> 'student'
  JOIN lesson_types t ON t.school_id = s.school_id AND t.id = s.lesson_type_id
  WHERE s.school_id = %(school)s AND NOT s.cancelled AND a.active
    AND (a.hold_until IS NULL OR a.hold_until > %(now)s)
)
"""

_SEATS = f"""
SELECT s.id, s.capacity, s.taken, count(b.id) FROM sessions s
LEFT JOIN bookings b ON b.school_id = s.school_id AND b.session_id = s.id AND b.status IN {LIVE}
WHERE s.school_id = %(school)s AND NOT s.cancelled GROUP BY s.school_id, s.id
HAVING s.taken <> count(b.id) OR count(b.id) > s.capacity
"""

_BOOKINGS = """
SELECT b.id, b.student_id, b.status, b.version, b.price_minor, b.session_id, s.starts_at, s.ends_at, s.lesson_type_id
FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE b.school_id = %(school)s ORDER BY b.id
"""

_MESSAGES = """
SELECT o.id, l.person_id, o.message->'says'->0->>0, o.key, o.created_at FROM outbox o
JOIN contact_links l ON l.contact_id = o.contact_id AND l.school_id = o.school_id
WHERE o.school_id = %(school)s AND o.id > %(after)s ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A booking as the database has it."""

    id: int
    student_id: int
    status: str
    version: int
    price: int
    session_id: int
    start: datetime
    end: datetime
    type_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was put on its way."""

    id: int
    person_id: int
    name: str
    key: str | None
    at: datetime


class Books:
    def __init__(self, database: Database, school_id: int) -> None:
        self._database = database
        self._school = school_id

    def bookings(self) -> dict[int, Row]:
        return {row[0]: Row(*row) for row in self._database.execute(_BOOKINGS, {"school": self._school})}

    def overlaps(self, now: datetime) -> dict[str, list[tuple[object, ...]]]:
        values = {"school": self._school, "now": now}
        return {whose: rows for whose, sql in OVERLAPS.items() if (rows := self._database.execute(_HELD + sql, values))}

    def wrong_seats(self) -> list[tuple[object, ...]]:
        """Sessions whose count of places taken is not that of their bookings, or more than there are."""
        return self._database.execute(_SEATS, {"school": self._school})

    def owed(self) -> dict[int, int]:
        """What each student owes, in minor units."""
        rows = self._database.execute(
            "SELECT student_id, sum(amount_minor)::bigint FROM ledger_entries WHERE school_id = %(school)s GROUP BY 1",
            {"school": self._school},
        )
        return {student_id: owed for student_id, owed in rows if owed}

    def told(self, after: int = 0) -> list[Told]:
        return [Told(*row) for row in self._database.execute(_MESSAGES, {"school": self._school, "after": after})]

    def told_twice(self) -> list[str]:
        """Keys under which more than one message was put on its way."""
        keys = Counter(told.key for told in self.told() if told.key is not None)
        return [key for key, times in keys.items() if times > 1]

    def untold(self, now: datetime) -> list[tuple[object, ...]]:
        return self._database.execute(
            "SELECT kind, due_at FROM notices WHERE school_id = %(school)s AND done_at IS NULL AND due_at <= %(now)s",
            {"school": self._school, "now": now},
        )
