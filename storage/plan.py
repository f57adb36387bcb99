"""What the school has planned: classes with their calendars, changed and cancelled as wholes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from domain.errors import NotFound
from domain.lessons import Booking, Session, Status
from domain.series import Series
from domain.timeslots import Interval
from storage import series
from storage.bookings import BOOKING_COLUMNS, FROM_BOOKINGS, booking_of
from storage.sessions import SESSION_COLUMNS, session_of
from storage.statements import Stage

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_CLASSES = f"""
SELECT {SESSION_COLUMNS} FROM sessions s
WHERE s.school_id = %(school_id)s AND s.planned AND NOT s.cancelled
  AND s.starts_at > %(start)s::timestamptz - interval '24 hours' AND s.starts_at < %(end)s AND s.ends_at > %(start)s
  AND (%(calendar_id)s::bigint IS NULL OR EXISTS (
    SELECT FROM allocations t WHERE t.school_id = s.school_id AND t.session_id = s.id AND t.active
      AND t.calendar_id = %(calendar_id)s))
ORDER BY s.starts_at, s.id
"""

_SEATS = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.session_id = ANY(%(sessions)s) AND b.status NOT IN ('cancelled', 'expired')
ORDER BY b.id
"""

_NOTED = f"""
SELECT {BOOKING_COLUMNS} FROM {FROM_BOOKINGS}
WHERE b.school_id = %(school_id)s AND b.session_id = %(session_id)s AND b.settled_at IS NOT NULL
ORDER BY b.id
"""

_SAVE_SESSION = """
UPDATE sessions SET starts_at = %(start)s, ends_at = %(end)s, branch_id = %(branch_id)s, capacity = %(capacity)s,
                    taken = %(taken)s, version = %(version)s, cancelled = %(cancelled)s, series_id = %(series_id)s
WHERE school_id = %(school_id)s AND id = %(id)s
"""

_SAVE_BOOKINGS = """
UPDATE bookings b SET status = v.status, version = v.version, note = v.note, hold_until = NULL,
  imposed_at = v.imposed_at, answer_until = CASE v.status WHEN 'requested' THEN b.answer_until END
FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(versions)s::int[], %(notes)s::text[],
            %(imposed)s::timestamptz[])
  AS v(id, status, version, note, imposed_at)
WHERE b.school_id = %(school_id)s AND b.id = v.id
"""

_FORGET_ALLOCATIONS = "DELETE FROM allocations WHERE school_id = %(school_id)s AND session_id = %(session_id)s"

_FREE_ALL = """
UPDATE allocations SET active = false WHERE school_id = %(school_id)s AND session_id = %(session_id)s AND active
"""


class SqlPlan:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def session(self, school_id: int, session_id: int) -> Session:
        rows = self._work.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions s WHERE s.school_id = %(school_id)s AND s.id = %(id)s",
            {"school_id": school_id, "id": session_id},
        )
        if not rows:
            raise NotFound(what="session", id=session_id)
        return session_of(school_id, rows[0])

    def classes(self, school_id: int, during: Interval, calendar_id: int | None = None) -> list[Session]:
        period = {"start": during.start, "end": during.end}
        rows = self._work.read(_CLASSES, {"school_id": school_id, "calendar_id": calendar_id} | period)
        return [session_of(school_id, row) for row in rows]

    def seats(self, school_id: int, session_ids: Sequence[int], *, lock: bool = False) -> list[Booking]:
        query = f"{_SEATS} FOR NO KEY UPDATE OF b" if lock else _SEATS
        rows = self._work.read(query, {"school_id": school_id, "sessions": list(session_ids)})
        return [booking_of(school_id, row) for row in rows]

    def noted(self, school_id: int, session_id: int, *, lock: bool = False) -> list[Booking]:
        query = f"{_NOTED} FOR NO KEY UPDATE OF b" if lock else _NOTED
        rows = self._work.read(query, {"school_id": school_id, "session_id": session_id})
        return [booking_of(school_id, row) for row in rows]

    def add(self, session: Session) -> None:
        self._work.bookings.add_session(session)
        self._work.bookings.allocate(session, _own_calendars(session, None))

    def replace(self, session: Session, bookings: Sequence[Booking]) -> None:
        self._work.write(_FORGET_ALLOCATIONS, {"school_id": session.school_id, "session_id": session.id}, Stage.FREE)
        self._save(session, bookings)
        staying = [booking for booking in bookings if booking.status is not Status.CANCELLED]
        held = _own_calendars(session, None if session.planned or len(staying) != 1 else staying[0].id)
        self._work.bookings.allocate(session, [*held, *((b.student_id, b.id, "student") for b in staying)])

    def cancel(self, session: Session, bookings: Sequence[Booking]) -> None:
        self._work.write(_FREE_ALL, {"school_id": session.school_id, "session_id": session.id}, Stage.FREE)
        self._save(session, bookings)

    def days(self, rule: str, first: date, last: date, zone: ZoneInfo) -> list[date]:
        from storage.recurrence import days

        return days(rule, first, last, zone)

    def series(self, school_id: int, series_id: int) -> Series:
        return series.one(self._work, school_id, series_id, lock=True)

    def occurrences(self, school_id: int, series_id: int) -> list[Session]:
        rows = self._work.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions s WHERE s.school_id = %(school_id)s AND s.series_id = %(id)s "
            "ORDER BY s.occurrence",
            {"school_id": school_id, "id": series_id},
        )
        return [session_of(school_id, row) for row in rows]

    def add_series(self, made: Series) -> None:
        series.add(self._work, made)

    def save_series(self, changed: Series) -> None:
        series.save(self._work, changed)

    def hand_over(self, left: Series, since: date, to: Series) -> None:
        series.hand_over(self._work, left, since, to)

    def _save(self, session: Session, bookings: Sequence[Booking]) -> None:
        self._work.write(_SAVE_SESSION, _row(session))
        if bookings:
            self._work.write(_SAVE_BOOKINGS, _rows(session.school_id, bookings))


def _own_calendars(session: Session, booking_id: int | None) -> list[tuple[int, int | None, str]]:
    """Those that the session keeps busy, with the booking it goes with, if it goes with one."""
    return [
        *((teacher_id, booking_id, "teacher") for teacher_id in session.teacher_ids),
        *((resource_id, booking_id, "resource") for resource_id in session.resource_ids),
    ]


def _row(session: Session) -> dict[str, Any]:
    return {
        "school_id": session.school_id,
        "id": session.id,
        "start": session.start,
        "end": session.end,
        "branch_id": session.branch_id,
        "capacity": session.capacity,
        "taken": session.taken,
        "version": session.version,
        "cancelled": session.cancelled,
        "series_id": session.series_id,
    }


def _rows(school_id: int, bookings: Sequence[Booking]) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "ids": [booking.id for booking in bookings],
        "statuses": [booking.status.value for booking in bookings],
        "versions": [booking.version for booking in bookings],
        "notes": [booking.note for booking in bookings],
        "imposed": [booking.imposed_at for booking in bookings],
    }
