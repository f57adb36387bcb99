"""Series with their calendars and the days they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.errors import NotFound
from domain.series import Left, Series
from storage.statements import Stage

if TYPE_CHECKING:
    from storage.engine import Database
    from storage.unit_of_work import UnitOfWork

_COLUMNS = """
  r.id, r.lesson_type_id, r.rule, r.first, r.starts, r.duration_minutes, r.capacity, r.begins, r.made_until, r.until,
  r.branch_id,
  ARRAY(SELECT c.calendar_id FROM series_calendars c WHERE c.school_id = r.school_id AND c.series_id = r.id
        AND c.role = 'teacher' ORDER BY c.place),
  ARRAY(SELECT c.calendar_id FROM series_calendars c WHERE c.school_id = r.school_id AND c.series_id = r.id
        AND c.role = 'resource' ORDER BY c.place),
  ARRAY(SELECT ARRAY[x.day::text, x.reason] FROM series_exclusions x
        WHERE x.school_id = r.school_id AND x.series_id = r.id ORDER BY x.day)
"""

_BY_ID = f"SELECT {_COLUMNS} FROM series r WHERE r.school_id = %(school_id)s AND r.id = %(id)s"

_LIST = f"""
SELECT {_COLUMNS} FROM series r
WHERE r.school_id = %(school_id)s AND r.id > %(after)s AND (r.until IS NULL OR r.until >= r.begins)
ORDER BY r.id LIMIT %(limit)s
"""

_DUE = """
SELECT r.school_id, r.id FROM series r JOIN schools s ON s.id = r.school_id
WHERE r.until IS NULL AND r.rule !~* '(COUNT|UNTIL)='
  AND r.made_until < (%(now)s AT TIME ZONE s.zone)::date + coalesce((s.policy->>'horizon_days')::int, 60) + 27
ORDER BY r.made_until LIMIT 500
"""

_ADD = """
INSERT INTO series (school_id, id, lesson_type_id, branch_id, rule, first, begins, until, starts, duration_minutes,
                    capacity, made_until)
VALUES (%(school_id)s, %(id)s, %(lesson_type_id)s, %(branch_id)s, %(rule)s, %(first)s, %(begins)s, %(until)s,
        %(starts)s, %(duration_minutes)s, %(capacity)s, %(made_until)s)
"""

_SAVE = """
UPDATE series SET branch_id = %(branch_id)s, rule = %(rule)s, first = %(first)s, begins = %(begins)s,
  until = %(until)s, starts = %(starts)s, duration_minutes = %(duration_minutes)s, capacity = %(capacity)s,
  made_until = %(made_until)s
WHERE school_id = %(school_id)s AND id = %(id)s
"""

_CALENDARS = """
INSERT INTO series_calendars (school_id, series_id, calendar_id, role, place)
SELECT %(school_id)s, %(id)s, c.calendar, c.role, c.place
FROM unnest(%(calendars)s::bigint[], %(roles)s::text[]) WITH ORDINALITY AS c(calendar, role, place)
"""

_LEAVE_OUT = """
INSERT INTO series_exclusions (school_id, series_id, day, reason)
SELECT %(school_id)s, %(id)s, x.day, x.reason FROM unnest(%(days)s::date[], %(reasons)s::text[]) AS x(day, reason)
ON CONFLICT (school_id, series_id, day) DO NOTHING
"""

_HAND_OVER = """
UPDATE sessions SET series_id = %(to)s
WHERE school_id = %(school_id)s AND series_id = %(left)s AND occurrence >= %(since)s RETURNING id
"""


def one(work: UnitOfWork, school_id: int, series_id: int, *, lock: bool = False) -> Series:
    """NotFound if there is none."""
    query = f"{_BY_ID} FOR NO KEY UPDATE" if lock else _BY_ID
    rows = work.read(query, {"school_id": school_id, "id": series_id})
    if not rows:
        raise NotFound(what="series", id=series_id)
    return _series_of(school_id, rows[0])


def listed(work: UnitOfWork, school_id: int, *, limit: int, after: int | None = None) -> list[Series]:
    """Those that have not been cancelled altogether, by id."""
    rows = work.read(_LIST, {"school_id": school_id, "after": after or 0, "limit": limit})
    return [_series_of(school_id, row) for row in rows]


def due_series(database: Database, now: datetime) -> list[tuple[int, int]]:
    """(school id, series id) of the endless ones that are not made as far ahead as they should be."""
    return [(school_id, series_id) for school_id, series_id in database.execute(_DUE, {"now": now})]


def add(work: UnitOfWork, series: Series) -> None:
    work.write(_ADD, _row(series))
    _add_parts(work, series)


def save(work: UnitOfWork, series: Series) -> None:
    key = {"school_id": series.school_id, "id": series.id}
    work.write("DELETE FROM series_calendars WHERE school_id = %(school_id)s AND series_id = %(id)s", key, Stage.FREE)
    work.write(_SAVE, _row(series))
    _add_parts(work, series)


def hand_over(work: UnitOfWork, left: Series, since: date, to: Series) -> None:
    work.change(_HAND_OVER, {"school_id": left.school_id, "left": left.id, "to": to.id, "since": since})


def _add_parts(work: UnitOfWork, series: Series) -> None:
    key = {"school_id": series.school_id, "id": series.id}
    calendars = [*series.teacher_ids, *series.resource_ids]
    roles = ["teacher"] * len(series.teacher_ids) + ["resource"] * len(series.resource_ids)
    work.write(_CALENDARS, key | {"calendars": calendars, "roles": roles})
    if series.left_out:
        reasons = [reason.value for reason in series.left_out.values()]
        work.write(_LEAVE_OUT, key | {"days": list(series.left_out), "reasons": reasons})


def _row(series: Series) -> dict[str, Any]:
    return {
        "school_id": series.school_id,
        "id": series.id,
        "lesson_type_id": series.lesson_type_id,
        "branch_id": series.branch_id,
        "rule": series.rule,
        "first": series.first,
        "begins": series.begins,
        "until": series.until,
        "starts": series.starts,
        "duration_minutes": series.duration // timedelta(minutes=1),
        "capacity": series.capacity,
        "made_until": series.made_until,
    }


def _series_of(school_id: int, columns: Sequence[Any]) -> Series:
    series_id, lesson_type_id, rule, first, starts, minutes, capacity, begins, made_until, until, *more = columns
    branch_id, teachers, resources, left_out = more
    return Series(
        id=series_id,
        school_id=school_id,
        lesson_type_id=lesson_type_id,
        rule=rule,
        first=first,
        starts=starts,
        duration=timedelta(minutes=minutes),
        teacher_ids=tuple(teachers),
        resource_ids=tuple(resources),
        capacity=capacity,
        begins=begins,
        made_until=made_until,
        until=until,
        branch_id=branch_id,
        left_out={date.fromisoformat(day): Left(reason) for day, reason in left_out},
    )
