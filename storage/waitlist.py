"""Who waits for a seat in a class or for an earlier lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.waitlist import Candidate, Entry, Opening, Wishes
from storage.bookings import BOOKING_COLUMNS, booking_of
from storage.jsonb import jsonb
from storage.people import REACHABLE, STUDENT_COLUMNS, student_of

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

ENTRY_COLUMNS = "e.id, e.student_id, e.created_at, e.session_id, e.booking_id, e.wishes, e.priority"
_ENTRY_WIDTH = ENTRY_COLUMNS.count(",") + 1
_STUDENT_WIDTH = STUDENT_COLUMNS.count(",") + 1

WAITING = """
  e.ended_at IS NULL AND (
    EXISTS (SELECT FROM sessions w WHERE w.school_id = e.school_id AND w.id = e.session_id AND NOT w.cancelled
            AND w.starts_at > %(now)s)
    OR EXISTS (SELECT FROM bookings v JOIN sessions w ON w.school_id = v.school_id AND w.id = v.session_id
               WHERE v.school_id = e.school_id AND v.id = e.booking_id AND v.status = 'confirmed'
               AND w.starts_at > %(now)s))
"""
"""Whether an entry can still come to something."""

_ADD = """
INSERT INTO waitlist_entries AS e (school_id, id, student_id, session_id, booking_id, wishes, priority, created_at)
VALUES (%(school_id)s, %(id)s, %(student_id)s, %(session_id)s, %(booking_id)s, %(wishes)s, %(priority)s, %(at)s)
"""

_AGAIN_FOR_CLASS = f"""
ON CONFLICT (school_id, session_id, student_id) WHERE ended_at IS NULL AND session_id IS NOT NULL
DO UPDATE SET priority = greatest(e.priority, excluded.priority) RETURNING {ENTRY_COLUMNS}
"""

_AGAIN_FOR_EARLIER = f"""
ON CONFLICT (school_id, booking_id) WHERE ended_at IS NULL AND booking_id IS NOT NULL
DO UPDATE SET wishes = excluded.wishes, priority = greatest(e.priority, excluded.priority) RETURNING {ENTRY_COLUMNS}
"""

_CANDIDATES = f"""
SELECT {ENTRY_COLUMNS}, {STUDENT_COLUMNS},
  ARRAY(SELECT f.place FROM offers f WHERE f.school_id = e.school_id AND f.entry_id = e.id), {BOOKING_COLUMNS}
FROM waitlist_entries e
JOIN students p ON p.school_id = e.school_id AND p.id = e.student_id
LEFT JOIN (bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id)
  ON b.school_id = e.school_id AND b.id = e.booking_id
WHERE e.school_id = %(school_id)s AND e.ended_at IS NULL AND p.status = 'active'
  AND (e.session_id = %(session_id)s
       OR b.status = 'confirmed' AND s.starts_at > %(start)s
          AND CASE WHEN %(is_class)s THEN s.lesson_type_id = %(lesson_type_id)s AND s.planned
              ELSE NOT s.planned AND s.taken = 1 AND NOT EXISTS (
                SELECT FROM allocations a WHERE a.school_id = e.school_id AND a.session_id = %(session_id)s
                AND a.calendar_id = e.student_id) END)
  AND NOT EXISTS (SELECT FROM offers f WHERE f.school_id = e.school_id AND f.entry_id = e.id AND f.status = 'open')
  AND NOT EXISTS (SELECT FROM offers f WHERE f.school_id = e.school_id AND f.moves = b.id AND f.status = 'open')
  AND {REACHABLE}
"""
"""Whoever gave the very time up is not offered it."""

_ENTRIES = f"""
SELECT p.name,
  CASE WHEN e.session_id IS NOT NULL THEN
    (SELECT count(*) FROM waitlist_entries o WHERE o.school_id = e.school_id AND o.session_id = e.session_id
     AND o.ended_at IS NULL AND (-o.priority, o.created_at, o.id) <= (-e.priority, e.created_at, e.id)) END,
  {ENTRY_COLUMNS}
FROM waitlist_entries e JOIN students p ON p.school_id = e.school_id AND p.id = e.student_id
WHERE e.school_id = %(school_id)s AND {WAITING}
  AND (%(student_id)s::bigint IS NULL OR e.student_id = %(student_id)s)
  AND (%(session_id)s::bigint IS NULL OR e.session_id = %(session_id)s)
  AND (%(after_moment)s::timestamptz IS NULL OR (e.created_at, e.id) > (%(after_moment)s, %(after_id)s))
ORDER BY e.created_at, e.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """place: in the order of those who wait for the same class, from 1; None for an earlier lesson, whose order depends
    on what is freed."""

    entry: Entry
    student_name: str
    place: int | None


def entry_of(school_id: int, columns: Sequence[Any]) -> Entry:
    """The entry in `ENTRY_COLUMNS`."""
    entry_id, student_id, created_at, session_id, booking_id, wishes, priority = columns
    return Entry(
        entry_id, school_id, student_id, created_at.astimezone(UTC), session_id, booking_id,
        Wishes.from_data(wishes), priority,
    )  # fmt: skip


class SqlWaitlist:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def add(self, entry: Entry) -> Entry:
        again = _AGAIN_FOR_CLASS if entry.session_id is not None else _AGAIN_FOR_EARLIER
        (row,) = self._work.read(
            _ADD + again,
            {
                "school_id": entry.school_id,
                "id": entry.id,
                "student_id": entry.student_id,
                "session_id": entry.session_id,
                "booking_id": entry.booking_id,
                "wishes": jsonb(entry.wishes.data()),
                "priority": entry.priority,
                "at": entry.created_at,
            },
        )
        return entry_of(entry.school_id, row)

    def get(self, school_id: int, entry_id: int) -> Entry:
        rows = self._work.read(
            f"SELECT {ENTRY_COLUMNS} FROM waitlist_entries e "
            "WHERE e.school_id = %(school_id)s AND e.id = %(id)s AND e.ended_at IS NULL FOR UPDATE",
            {"school_id": school_id, "id": entry_id},
        )
        if not rows:
            raise NotFound(what="waitlist_entry", id=entry_id)
        return entry_of(school_id, rows[0])

    def of_student(self, school_id: int, student_id: int, now: datetime) -> list[Entry]:
        rows = self._work.read(
            f"SELECT {ENTRY_COLUMNS} FROM waitlist_entries e WHERE e.school_id = %(school_id)s "
            f"AND e.student_id = %(student_id)s AND {WAITING} ORDER BY e.created_at, e.id",
            {"school_id": school_id, "student_id": student_id, "now": now},
        )
        return [entry_of(school_id, row) for row in rows]

    def candidates(self, opening: Opening) -> list[Candidate]:
        session = opening.session
        rows = self._work.read(
            _CANDIDATES,
            {
                "school_id": opening.school_id,
                "session_id": session.id if session is not None else None,
                "start": opening.during.start,
                "is_class": opening.of_class,
                "lesson_type_id": session.lesson_type_id if session is not None else None,
            },
        )
        return [_candidate(opening.school_id, row) for row in rows]

    def entries(
        self,
        school_id: int,
        now: datetime,
        *,
        limit: int,
        student_id: int | None = None,
        session_id: int | None = None,
        after: tuple[datetime, int] | None = None,
    ) -> list[WaitingLine]:
        """Who waits, by age."""
        rows = self._work.read(
            _ENTRIES,
            {
                "school_id": school_id,
                "now": now,
                "limit": limit,
                "student_id": student_id,
                "session_id": session_id,
                "after_moment": after[0] if after else None,
                "after_id": after[1] if after else None,
            },
        )
        return [WaitingLine(entry_of(school_id, row[2:]), row[0], row[1]) for row in rows]

    def prioritise(self, school_id: int, entry_id: int, priority: int) -> None:
        self._work.write(
            "UPDATE waitlist_entries SET priority = %(priority)s WHERE school_id = %(school_id)s AND id = %(id)s",
            {"school_id": school_id, "id": entry_id, "priority": priority},
        )

    def end(self, school_id: int, entry_id: int, now: datetime, outcome: str) -> None:
        self._work.write(
            "UPDATE waitlist_entries SET ended_at = %(now)s, outcome = %(outcome)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s AND ended_at IS NULL",
            {"school_id": school_id, "id": entry_id, "now": now, "outcome": outcome},
        )


def _candidate(school_id: int, row: Sequence[Any]) -> Candidate:
    entry = entry_of(school_id, row[:_ENTRY_WIDTH])
    student = student_of(school_id, row[_ENTRY_WIDTH : _ENTRY_WIDTH + _STUDENT_WIDTH])
    passed, *booking = row[_ENTRY_WIDTH + _STUDENT_WIDTH :]
    own = booking_of(school_id, booking) if booking[0] is not None else None
    return Candidate(entry, student, own, frozenset(passed))
