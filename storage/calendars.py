"""What calendars are busy with, and their locks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, LiteralString

from domain.busy import Busy
from domain.errors import NotFound
from domain.lessons import Session
from domain.ports import Holding, Standing
from domain.schools import TimeOff
from domain.timeslots import Interval
from storage.busy import DRIVEN, OVERLAPPING, BusyLooks, array_of, asked_range

if TYPE_CHECKING:
    from storage.plan import SqlPlan
    from storage.unit_of_work import UnitOfWork

_NONE_IGNORED = "(a.session_id <> ALL(%(ignoring)s::bigint[]) OR a.booking_id IS NULL)"

_LEFT_OUT = "a.session_id <> ALL(%(without)s)"

COUNTED: LiteralString = """
  NOT (b.status = 'draft' AND b.note = 'offered' AND EXISTS (
    SELECT FROM offers o WHERE o.school_id = b.school_id AND o.held_id = b.id AND o.moves IS NOT NULL))
"""
"""Of bookings: a draft that is held for a lesson to move to is no lesson beside it."""

_STANDING_TEXT = """
SELECT 'busy', a.calendar_id, date_part('epoch', a.starts_at)::bigint, date_part('epoch', a.ends_at)::bigint
FROM allocations a
WHERE {overlapping} AND (a.hold_until IS NULL OR a.hold_until > %(now)s) AND {counted}
UNION ALL
SELECT DISTINCT 'lapsed', a.booking_id, 0, 0 FROM allocations a
WHERE {overlapping} AND a.hold_until <= %(now)s AND a.booking_id IS NOT NULL
UNION ALL
SELECT 'lapsed', b.id, 0, 0 FROM bookings b
WHERE b.school_id = %(school_id)s AND b.session_id = ANY(%(sessions)s::bigint[]) AND b.hold_until <= %(now)s
UNION ALL
SELECT 'open', b.id, 0, date_part('epoch', s.ends_at)::bigint
FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id
WHERE b.school_id = %(school_id)s AND b.student_id = %(student_id)s AND s.ends_at > %(now)s
  AND b.status IN ('draft', 'requested', 'confirmed') AND (b.hold_until IS NULL OR b.hold_until > %(now)s)
  AND {lessons}
{driven}
ORDER BY 1, 2, 3
"""
_ALSO_DRIVEN = """
UNION ALL
SELECT 'busy', d.calendar_id, date_part('epoch', d.starts_at)::bigint, date_part('epoch', d.ends_at)::bigint
FROM ({}) d
"""


def _standing(counted: LiteralString, *, driven: bool) -> LiteralString:
    also: LiteralString = _ALSO_DRIVEN.format(DRIVEN.format(counted=counted)) if driven else ""
    return _STANDING_TEXT.format(overlapping=OVERLAPPING, counted=counted, lessons=COUNTED, driven=also)


_STANDINGS = {
    (without, driven): _standing(_LEFT_OUT if without else _NONE_IGNORED, driven=driven)
    for without in (False, True)
    for driven in (False, True)
}
"""By whether sessions are left out altogether, and whether what teachers drive is asked for."""

STANDING_OF_STUDENT = _STANDINGS[False, False]

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

SESSION_COLUMNS = """
  s.id, s.lesson_type_id, s.starts_at, s.ends_at, s.capacity, s.taken, s.branch_id, s.cancelled, s.planned,
  s.version, s.series_id, s.occurrence,
  ARRAY(SELECT a.calendar_id FROM allocations a WHERE a.school_id = s.school_id AND a.session_id = s.id
        AND a.role = 'teacher' ORDER BY a.id),
  ARRAY(SELECT a.calendar_id FROM allocations a WHERE a.school_id = s.school_id AND a.session_id = s.id
        AND a.role = 'resource' ORDER BY a.id)
"""
SESSION_WIDTH = 14

FROM_CLASSES = """
FROM sessions s
WHERE s.school_id = %(school_id)s AND s.lesson_type_id = %(type)s AND s.planned AND NOT s.cancelled
  AND s.starts_at >= %(start)s AND s.starts_at < %(end)s
ORDER BY s.starts_at, s.id
"""
_CLASSES = f"SELECT {SESSION_COLUMNS} {FROM_CLASSES}"


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


def standing_of(rows: Iterable[Sequence[Any]]) -> Standing:
    """What `_STANDINGS` told."""
    busy: dict[int, list[int]] = {}
    lapsed, open_ends = set[int](), list[datetime]()
    for what, id_, start, end in rows:
        if what == "busy":
            busy.setdefault(id_, []).extend((start, end))
        elif what == "lapsed":
            lapsed.add(id_)
        else:
            open_ends.append(datetime.fromtimestamp(end, UTC))
    return Standing(busy, tuple(sorted(lapsed)), tuple(open_ends))


class SqlCalendars:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._locked: set[int] = set()
        self._looks = BusyLooks(work)

    @property
    def plan(self) -> SqlPlan:
        from storage.plan import SqlPlan

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
        return standing_of(self._work.look(_STANDINGS[bool(without), "drivers" in values], values))

    def seat(
        self,
        school_id: int,
        session_id: int,
        student_id: int,
        during: Interval,
        now: datetime,
        ignoring: Sequence[int] = (),
    ) -> tuple[Session, Standing] | None:
        from storage.seats import seat

        asked = asked_range(school_id, (student_id,), during) | {
            "now": now,
            "student_id": student_id,
            "session_id": session_id,
            "sessions": array_of((session_id,)),
            "ignoring": array_of(ignoring),
        }
        return seat(self._work, school_id, asked)

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
        from storage.seats import classes_known

        asked = {"school_id": school_id, "type": lesson_type_id, "start": during.start, "end": during.end}
        if (known := classes_known(self._work, school_id, asked)) is not None:
            return known
        return [session_of(school_id, row) for row in self._work.look(_CLASSES, asked)]

    def classes_beside(
        self,
        school_id: int,
        lesson_type_id: int,
        during: Interval,
        student_id: int,
        now: datetime,
        ignoring: int | None,
    ) -> tuple[list[Session], Busy]:
        from storage.seats import classes_beside

        asked = asked_range(school_id, (student_id,), during) | {"type": lesson_type_id, "now": now}
        asked |= {"ignoring": ignoring or 0, "open_of": student_id}
        return classes_beside(self._work, school_id, student_id, asked)
