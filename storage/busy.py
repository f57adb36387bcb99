"""What keeps calendars busy, looked at as offers are made.

As a rule one look tells. Where a time is hard to find, more follow, of more days and other calendars: those read around
what they ask for too, so that the next ones find it in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from struct import unpack
from typing import TYPE_CHECKING, Any, LiteralString

from domain.busy import Busy, coming
from domain.timeslots import Interval

if TYPE_CHECKING:
    from psycopg.rows import TupleRow

    from storage.unit_of_work import UnitOfWork

_NARROW_LOOKS = 2
"""How many in a work read only what they ask for."""

_BEFORE = timedelta(hours=36)
"""From how long ago on the others read: the nearest times may be earlier ones, on today's day."""

_MOST_AROUND = timedelta(days=40)

OVERLAPPING = """
  a.school_id = %(school_id)s AND a.calendar_id = ANY(%(calendars)s::bigint[]) AND a.active
  AND a.starts_at < %(end)s AND a.starts_at > %(start)s - interval '24 hours' AND a.ends_at > %(start)s
"""

_NOT_IGNORED = "(a.session_id <> %(ignoring)s OR a.booking_id IS NULL)"
"""Whoever leaves a class leaves its teacher and its room as busy as they were."""

DRIVEN = """
  SELECT -a.calendar_id AS calendar_id, s.starts_at, s.ends_at FROM allocations a
  JOIN sessions s ON s.school_id = a.school_id AND s.id = a.session_id
  JOIN lesson_types k ON k.school_id = s.school_id AND k.id = s.lesson_type_id AND k.requires @> '{{car}}'
  WHERE a.school_id = %(school_id)s AND a.calendar_id = ANY(%(drivers)s::bigint[]) AND a.active AND a.role = 'teacher'
    AND a.starts_at < %(end)s AND a.starts_at > %(start)s - interval '24 hours' AND a.ends_at > %(start)s
    AND (a.hold_until IS NULL OR a.hold_until > %(now)s) AND {counted}
"""
"""What teachers drive, as `domain.busy.driven` names it."""

_OPEN = """
  SELECT -a.calendar_id AS calendar_id, a.starts_at, a.ends_at FROM allocations a
  WHERE a.school_id = %(school_id)s AND a.calendar_id = %(open_of)s AND a.active AND a.hold_until IS NULL
    AND a.starts_at > %(now)s - interval '24 hours' AND a.ends_at > %(now)s
"""
"""A student's coming lessons, as `domain.busy.coming` names them."""

_BUSY_TEXT = """
SELECT calendar_id, string_agg(
  int8send(date_part('epoch', starts_at)::bigint) || int8send(date_part('epoch', ends_at)::bigint), '')
FROM (
  SELECT a.calendar_id, a.starts_at, a.ends_at FROM allocations a
  WHERE {overlapping}
    AND (a.hold_until IS NULL OR a.hold_until > %(now)s)
    AND {counted}
  {more}
) busy
GROUP BY calendar_id
"""
"""Starts and ends as bytes, which cost a quarter less than arrays; date_part, because extract computes in numeric."""


def _busy(*, driven: bool, coming: bool) -> LiteralString:
    more: LiteralString = f"UNION ALL {DRIVEN.format(counted=_NOT_IGNORED)}" if driven else ""
    more += f"UNION ALL {_OPEN}" if coming else ""
    return _BUSY_TEXT.format(overlapping=OVERLAPPING, counted=_NOT_IGNORED, more=more)


_BUSIES = {
    (driven, coming): _busy(driven=driven, coming=coming) for driven in (False, True) for coming in (False, True)
}
"""By whether what teachers drive is asked for, and whether a student's coming lessons are."""

BUSY_OF_STUDENT = _BUSIES[False, True]
"""What a student has in a time, and all that is to come."""


class BusyLooks:
    """The looks of one work."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

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
        asked = asked_range(school_id, calendar_ids, during) | {"now": now, "ignoring": ignoring or 0}
        if coming_of is not None:
            asked["open_of"] = coming_of
        before = list(self._looked_at(asked))
        for known, rows in before:
            if _covers(known, asked):
                return _part(read_busy(rows), calendar_ids, during, coming_of)
        if len(before) < _NARROW_LOOKS:
            return read_busy(self._look(asked))
        return _part(
            read_busy(self._look(_around(asked, [known for known, _ in before]))), calendar_ids, during, coming_of
        )

    def _look(self, asked: Mapping[str, Any]) -> list[TupleRow]:
        return self._work.look(_BUSIES["drivers" in asked, "open_of" in asked], asked)

    def _looked_at(self, asked: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], list[TupleRow]]]:
        """What was looked at before in this work, and is remembered, of the same school with the same left out."""
        for query in _BUSIES.values():
            for known, rows in self._work.looked_at(query):
                if all(known[name] == asked[name] for name in ("school_id", "now", "ignoring")):
                    yield known, rows


def _covers(known: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return (
        known["start"] <= asked["start"]
        and known["end"] >= asked["end"]
        and all(_ids(asked, name) <= _ids(known, name) for name in ("calendars", "drivers"))
        and asked.get("open_of") in {None, known.get("open_of")}
    )


def _around(asked: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What is asked, what was before, and from when the nearest times may be; not more than so many days."""
    every = [asked, *before]
    start = min(asked["now"] - _BEFORE, *(each["start"] for each in every))
    end = max(each["end"] for each in every)
    if end - start > _MOST_AROUND:
        return asked
    wide = dict(asked) | {"start": start, "end": end}
    for name in ("calendars", "drivers"):
        if ids := set[int]().union(*(_ids(each, name) for each in every)):
            wide[name] = array_of(sorted(ids))
    return wide


def _ids(asked: Mapping[str, Any], name: str) -> set[int]:
    listed: str = asked.get(name, "{}")[1:-1]
    return set(map(int, listed.split(","))) if listed else set()


def read_busy(rows: Sequence[TupleRow]) -> Busy:
    return {calendar_id: _by_start(unpack(f">{len(ranges) // 8}q", ranges)) for calendar_id, ranges in rows}


def _by_start(ranges: Sequence[int]) -> Sequence[int]:
    """They come in any order. As they are apart from each other, their ends are in the order of their starts."""
    ordered = list(ranges)
    ordered[::2], ordered[1::2] = sorted(ranges[::2]), sorted(ranges[1::2])
    return ordered


def _part(busy: Busy, calendar_ids: Sequence[int], during: Interval, coming_of: int | None) -> Busy:
    """Of more that was read what is asked for."""
    start, end = during.start.timestamp(), during.end.timestamp()
    part = dict[int, Sequence[int]]()
    for calendar_id in calendar_ids:
        ranges = busy.get(calendar_id, ())
        inside = [at for at in range(0, len(ranges), 2) if ranges[at] < end and start < ranges[at + 1]]
        if inside:
            part[calendar_id] = [moment for at in inside for moment in ranges[at : at + 2]]
    if coming_of is not None and (ranges := busy.get(coming(coming_of), ())):
        part[coming(coming_of)] = ranges
    return part


def array_of(values: Iterable[int | str | None]) -> str:
    """Numbers or plain words as PostgreSQL writes an array; the driver would look at the type of each of them first."""
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def asked_range(school_id: int, calendar_ids: Sequence[int], during: Interval) -> dict[str, Any]:
    values: dict[str, Any] = {"school_id": school_id, "start": during.start, "end": during.end}
    values["calendars"] = array_of([id_ for id_ in calendar_ids if id_ > 0])
    if drivers := [-id_ for id_ in calendar_ids if id_ < 0]:
        values["drivers"] = array_of(drivers)
    return values
