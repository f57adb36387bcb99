"""The slot search again, as simple as can be: every minute is looked at, one by one. Slow, and easy to believe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.rules.holding import StartGrid
from domain.rules.notice import Horizon, MinimumNotice
from domain.schools import Catalogue, WorkingHours
from domain.slots import SlotQuery, Window
from domain.timeslots import Interval

Found = tuple[datetime, int, tuple[int, ...]]
"""Start, teacher, resources."""

MINUTE = timedelta(minutes=1)


def search(catalogue: Catalogue, query: SlotQuery, busy: Mapping[int, Sequence[Interval]]) -> list[Found]:
    """All offers, window by window and by time, each start once, as far apart as the query wants them."""
    blocked = {calendar_id: _minutes_of(parts) for calendar_id, parts in busy.items()}
    for off in catalogue.time_off:
        blocked.setdefault(off.calendar_id, set()).update(_minutes_of([off.during]))
    gap = query.lesson_type.duration + query.lesson_type.buffer_after if query.spread else timedelta(0)
    found: dict[datetime, Found] = {}
    for window in query.windows:
        free_from = window.start
        for start in _starts(catalogue, query, window):
            if start in found or start < free_from or (offer := _offer(catalogue, query, start, blocked)) is None:
                continue
            found[start] = offer
            free_from = start + gap
    return list(found.values())


def _starts(catalogue: Catalogue, query: SlotQuery, window: Window) -> Iterator[datetime]:
    policy, length = catalogue.school.policy, query.lesson_type.duration
    earliest = query.now + timedelta(minutes=policy[MinimumNotice].minimum_notice_minutes)
    latest = query.now + timedelta(days=policy[Horizon].horizon_days)
    if window.end is None:
        if earliest <= window.start <= latest and window.start.minute % 5 == 0:
            yield window.start
        return
    start = window.start
    while start + length <= window.end:
        if earliest <= start <= latest and start.minute % 5 == 0:  # so it is in no zone on the grid, if not here
            wall = start.astimezone(catalogue.zone)
            if wall.minute % policy[StartGrid].start_grid_minutes == 0:
                yield start
        start += MINUTE


def _offer(catalogue: Catalogue, query: SlotQuery, start: datetime, blocked: Mapping[int, set[int]]) -> Found | None:
    kind = query.lesson_type
    lesson = Interval(start, start + kind.duration)
    whole = Interval(start - kind.buffer_before, start + kind.duration + kind.buffer_after)
    if query.student_id is not None and not _free(blocked, query.student_id, lesson):
        return None
    day = start.astimezone(catalogue.zone).date()
    teachers = list(query.teacher_ids) or _turned(list(catalogue.teachers), query.student_id or 0)
    teacher = next(
        (
            id_
            for id_ in teachers
            if _works(catalogue.teachers[id_].hours, day, catalogue.zone, lesson) and _free(blocked, id_, whole)
        ),
        None,
    )
    if teacher is None:
        return None
    place = list(catalogue.teachers).index(teacher)
    resources = [
        next((id_ for id_ in _turned(_of_kind(catalogue, wanted), place) if _free(blocked, id_, whole)), None)
        for wanted in kind.requires
    ]
    if None in resources:
        return None
    return start, teacher, tuple(id_ for id_ in resources if id_ is not None)


def _of_kind(catalogue: Catalogue, kind: str) -> list[int]:
    return [resource.id for resource in catalogue.resources.values() if resource.kind == kind]


def _turned(ids: list[int], start: int) -> list[int]:
    """Every student begins the round of teachers, and every teacher that of cars, at a place of their own."""
    start = start % len(ids) if ids else 0
    return ids[start:] + ids[:start]


def _works(hours: Sequence[WorkingHours], day: date, zone: ZoneInfo, lesson: Interval) -> bool:
    """Whether the hours of that day cover every minute of the lesson, which ends on the day it began."""
    midnight = instant(day + timedelta(days=1), time(), zone)
    if lesson.end > midnight:
        return False
    spans = []
    for part in hours:
        if part.weekday == day.weekday():
            end = midnight if part.end == time() else instant(day, part.end, zone)
            spans.append((instant(day, part.start, zone), end))
    moment = lesson.start
    while moment < lesson.end:
        if not any(start <= moment < end for start, end in spans):
            return False
        moment += MINUTE
    return True


@lru_cache(4_000)
def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first instant with that wall time; if the clocks skip it, as long after the skip as it is after its begin."""
    wanted = datetime.combine(day, wall)
    moment = datetime.combine(day, wall, zone).astimezone(UTC) - timedelta(hours=2)  # surely before it
    before: datetime | None = None
    while True:
        shown = moment.astimezone(zone).replace(tzinfo=None)
        if shown == wanted:
            return moment
        if before is not None and before < wanted < shown and shown - before > MINUTE:
            return moment + (wanted - before - MINUTE)
        before = shown
        moment += MINUTE


def _minutes_of(parts: Sequence[Interval]) -> set[int]:
    taken: set[int] = set()
    for part in parts:
        taken.update(range(int(part.start.timestamp()) // 60, -(-int(part.end.timestamp()) // 60)))
    return taken


def _free(blocked: Mapping[int, set[int]], calendar_id: int, during: Interval) -> bool:
    taken = blocked.get(calendar_id, ())
    return not any(
        minute in taken for minute in range(int(during.start.timestamp()) // 60, int(during.end.timestamp()) // 60)
    )
