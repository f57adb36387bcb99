"""What calendars are busy with, and their locks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.busy import Busy
from domain.errors import NotFound
from domain.lessons import Session
from domain.ports import Holding, Standing
from domain.schools import TimeOff
from domain.timeslots import Interval
from storage import seats
from storage.busy import OVERLAPPING, BusyLooks, array_of, asked_range
from storage.plan import SqlPlan
from storage.sessions import SESSION_COLUMNS, session_of
from storage.standing import STANDINGS, standing_of

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_HOLDINGS = f"""
SELECT a.calendar_id, a.session_id, s.lesson_type_id, a.starts_at, a.ends_at, s.starts_at, s.ends_at, a.booking_id,
  a.hold_until
FROM allocations a JOIN sessions s ON s.school_id = a.school_id AND s.id = a.session_id
WHERE {OVERLAPPING} ORDER BY a.starts_at
"""

_LOCK = """
SELECT id FROM calendars WHERE school_id = %(school_id)s AND id = ANY(%(calendars)s::bigint[])
ORDER BY id FOR NO KEY UPDATE
"""

_LOCK_AROUND = """
SELECT id FROM calendars WHERE school_id = %(school_id)s AND (kind <> 'student' OR id IN (
  SELECT b.student_id FROM sessions s JOIN bookings b ON b.school_id = s.school_id AND b.session_id = s.id
  WHERE s.school_id = %(school_id)s AND b.status IN ('draft', 'requested', 'confirmed')
    AND s.starts_at < %(end)s AND s.starts_at > %(start)s - interval '24 hours' AND s.ends_at > %(start)s))
ORDER BY id FOR NO KEY UPDATE
"""


class SqlCalendars:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._locked: set[int] = set()
        self._looks = BusyLooks(work)

    @property
    def plan(self) -> SqlPlan:
        return SqlPlan(self._work)

    def lock(self, school_id: int, calendar_ids: Sequence[int]) -> None:
        if wanted := set(calendar_ids) - self._locked:
            self._work.ahead(_LOCK, {"school_id": school_id, "calendars": array_of(wanted)})
            self._locked |= wanted

    def has_locked(self, calendar_id: int) -> bool:
        return calendar_id in self._locked

    def lock_around(self, school_id: int, during: Interval) -> None:
        period = {"school_id": school_id, "start": during.start, "end": during.end}
        self.locked(id_ for (id_,) in self._work.read(_LOCK_AROUND, period))

    def locked(self, calendar_ids: Iterable[int]) -> None:
        """They are locked in this work already, by another statement."""
        self._locked.update(calendar_ids)

    def busy(
        self,
        school_id: int,
        calendar_ids: Sequence[int],
        during: Interval,
        now: datetime,
        ignoring: int | None,
        *,
        coming_of: int | None = None,
    ) -> Busy:
        return self._looks.busy(school_id, calendar_ids, during, now, ignoring, coming_of=coming_of)

    def standing(
        self,
        school_id: int,
        calendar_ids: Sequence[int],
        during: Interval,
        now: datetime,
        *,
        student_id: int | None = None,
        session_ids: Sequence[int] = (),
        ignoring: Sequence[int] = (),
        without: Sequence[int] = (),
    ) -> Standing:
        values = asked_range(school_id, calendar_ids, during) | {
            "now": now,
            "student_id": student_id or 0,
            "sessions": array_of(session_ids),
        }
        values |= {"without": list(without)} if without else {"ignoring": array_of(ignoring)}
        return standing_of(self._work.look(STANDINGS[bool(without), "drivers" in values], values))

    def seat(
        self,
        school_id: int,
        session_id: int,
        student_id: int,
        during: Interval,
        now: datetime,
        ignoring: Sequence[int] = (),
    ) -> tuple[Session, Standing] | None:
        asked = asked_range(school_id, (student_id,), during) | {
            "now": now,
            "student_id": student_id,
            "session_id": session_id,
            "sessions": array_of((session_id,)),
            "ignoring": array_of(ignoring),
        }
        return seats.seat(self._work, school_id, asked)

    def holdings(self, school_id: int, calendar_ids: Sequence[int], during: Interval) -> list[Holding]:
        rows = self._work.read(_HOLDINGS, asked_range(school_id, calendar_ids, during))
        return [
            Holding(
                calendar_id,
                session_id,
                lesson_type_id,
                Interval(start.astimezone(UTC), end.astimezone(UTC)),
                Interval(begins.astimezone(UTC), ends.astimezone(UTC)),
                booking_id,
                hold_until and hold_until.astimezone(UTC),
            )
            for calendar_id, session_id, lesson_type_id, start, end, begins, ends, booking_id, hold_until in rows
        ]

    def add_time_off(self, school_id: int, off: TimeOff) -> None:
        self._work.write(
            "INSERT INTO time_off (school_id, id, calendar_id, starts_at, ends_at, reason) "
            "VALUES (%(school_id)s, %(id)s, %(calendar_id)s, %(start)s, %(end)s, %(reason)s)",
            {
                "school_id": school_id,
                "id": off.id,
                "calendar_id": off.calendar_id,
                "start": off.during.start,
                "end": off.during.end,
                "reason": off.reason,
            },
        )

    def session(self, school_id: int, session_id: int) -> Session:
        rows = self._work.hold(
            f"SELECT {SESSION_COLUMNS} FROM sessions s WHERE s.school_id = %(school_id)s AND s.id = %(id)s "
            "FOR NO KEY UPDATE OF s",
            {"school_id": school_id, "id": session_id},
        )
        if not rows:
            raise NotFound(what="session", id=session_id)
        return session_of(school_id, rows[0])

    def sessions(self, school_id: int, session_ids: Sequence[int]) -> list[Session]:
        rows = self._work.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions s WHERE s.school_id = %(school_id)s AND s.id = ANY(%(ids)s) "
            "ORDER BY s.id FOR NO KEY UPDATE OF s",
            {"school_id": school_id, "ids": list(session_ids)},
        )
        return [session_of(school_id, row) for row in rows]

    def classes(self, school_id: int, lesson_type_id: int, during: Interval) -> list[Session]:
        asked = {"school_id": school_id, "type": lesson_type_id, "start": during.start, "end": during.end}
        return seats.classes(self._work, school_id, asked)

    def classes_beside(
        self,
        school_id: int,
        lesson_type_id: int,
        during: Interval,
        student_id: int,
        now: datetime,
        ignoring: int | None,
    ) -> tuple[list[Session], Busy]:
        asked = asked_range(school_id, (student_id,), during) | {"type": lesson_type_id, "now": now}
        asked |= {"ignoring": ignoring or 0, "open_of": student_id}
        return seats.classes_beside(self._work, school_id, student_id, asked)
