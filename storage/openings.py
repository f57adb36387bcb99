"""Places and hours that were freed, to be offered to those who wait."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.timeslots import Interval
from domain.waitlist import Opening
from storage.sessions import SESSION_COLUMNS, session_of
from storage.statements import Stage

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_OPEN_UP = """
INSERT INTO openings (school_id, id, session_id, freed_at, due_at)
SELECT %(school_id)s, %(id)s, %(session_id)s, %(now)s, %(now)s
WHERE EXISTS (SELECT FROM waitlist_entries WHERE school_id = %(school_id)s AND ended_at IS NULL)
"""

_OPEN_HOURS = """
INSERT INTO openings (school_id, id, starts_at, ends_at, freed_at, due_at)
SELECT %(school_id)s, %(id)s, %(start)s, %(end)s, %(now)s, %(now)s
WHERE EXISTS (SELECT FROM waitlist_entries WHERE school_id = %(school_id)s AND ended_at IS NULL)
"""

_CLAIM = f"""
SELECT o.school_id, o.id, o.freed_at, o.starts_at, o.ends_at, {SESSION_COLUMNS}
FROM openings o LEFT JOIN sessions s ON s.school_id = o.school_id AND s.id = o.session_id
WHERE o.done_at IS NULL AND o.due_at <= %(now)s
ORDER BY o.due_at, o.id LIMIT 1
FOR UPDATE OF o SKIP LOCKED
"""


class SqlOpenings:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def open_up(self, school_id: int, opening_id: int, session_id: int, now: datetime) -> None:
        values = {"school_id": school_id, "id": opening_id, "session_id": session_id, "now": now}
        self._work.write(_OPEN_UP, values, Stage.FREE)

    def open_hours(self, school_id: int, opening_id: int, during: Interval, now: datetime) -> None:
        period = {"start": during.start, "end": during.end}
        self._work.write(_OPEN_HOURS, {"school_id": school_id, "id": opening_id, "now": now} | period)

    def claim(self, now: datetime) -> Opening | None:
        for school_id, opening_id, freed_at, start, end, *columns in self._work.read(_CLAIM, {"now": now}):
            session = session_of(school_id, columns) if start is None else None
            during = session.during if session is not None else Interval(start.astimezone(UTC), end.astimezone(UTC))
            return Opening(opening_id, school_id, session, during, freed_at.astimezone(UTC))
        return None

    def put_off(self, opening: Opening, due_at: datetime) -> None:
        self._work.write(
            "UPDATE openings SET due_at = %(due_at)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s AND done_at IS NULL",
            {"school_id": opening.school_id, "id": opening.id, "due_at": due_at},
        )

    def close(self, opening: Opening, now: datetime, outcome: str) -> None:
        self._work.write(
            "UPDATE openings SET done_at = %(now)s, outcome = %(outcome)s "
            "WHERE school_id = %(school_id)s AND id = %(id)s AND done_at IS NULL",
            {"school_id": opening.school_id, "id": opening.id, "now": now, "outcome": outcome},
        )
