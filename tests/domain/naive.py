"""The slot search again, as simple as can be: every minute is looked at, one by one. Slow, and easy to believe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.rules.holding import StartGrid
from domain.rules.notice import Horizon, MinimumNotice
from domain.schools import Catalogue, LessonType, Resource, Teacher
from domain.slots import SlotQuery, Window
from domain.timeslots import Interval

Found = tuple[datetime, int, tuple[int, ...], int | None]
"""Start, teacher, resources, branch."""

MINUTE = timedelta(minutes=1)


def search(catalogue: Catalogue, query: SlotQuery, busy: Mapping[int, Sequence[Interval]]) -> list[Found]:
    """busy: by calendar, and by the negative id of a teacher the lessons driven.

    All offers, window by window and by time, each start once, as far apart as the query wants them."""
    blocked = {calendar_id: _minutes_of(parts) for calendar_id, parts in busy.items() if calendar_id > 0}
    driven = {-calendar_id: parts for calendar_id, parts in busy.items() if calendar_id < 0}
    for off in catalogue.time_off:
        blocked.setdefault(off.calendar_id, set()).update(_minutes_of([off.during]))
    gap = query.lesson_type.duration + query.lesson_type.buffer_after if query.spread else timedelta(0)
    found: dict[datetime, Found] = {}
    for window in query.windows:
        free_from = window.start
        for start in _starts(catalogue, query, window):
            if (
                start in found
                or start < free_from
                or (offer := _offer(catalogue, query, start, blocked, driven)) is None
            ):
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


def _offer(
    catalogue: Catalogue,
    query: SlotQuery,
    start: datetime,
    blocked: Mapping[int, set[int]],
    driven: Mapping[int, Sequence[Interval]],
) -> Found | None:
    kind = query.lesson_type
    lesson = Interval(start, start + kind.duration)
    whole = Interval(start - kind.buffer_before, start + kind.duration + kind.buffer_after)
    if query.student_id is not None and not _free(blocked, query.student_id, lesson):
        return None
    day = start.astimezone(catalogue.zone).date()
    teachers = list(query.teacher_ids) or _turned(list(catalogue.teachers), query.student_id or 0)
    for teacher_id in teachers:
        teacher = catalogue.teachers[teacher_id]
        if not _free(blocked, teacher_id, whole) or _has_driven_enough(catalogue, teacher, kind, day, driven):
            continue
        place = list(catalogue.teachers).index(teacher_id)
        for branch_id, spans in _spans(catalogue, teacher, day).items():
            if not _works(spans, day, catalogue.zone, lesson):
                continue
            resources = [
                next(
                    (
                        id_
                        for id_ in _turned(_of_kind(catalogue, query, wanted), place)
                        if _free(blocked, id_, whole) and _is_at(catalogue.resources[id_], branch_id)
                    ),
                    None,
                )
                for wanted in kind.requires
            ]
            if None not in resources:
                return start, teacher_id, tuple(id_ for id_ in resources if id_ is not None), branch_id
    return None


def _has_driven_enough(
    catalogue: Catalogue, teacher: Teacher, kind: LessonType, day: date, driven: Mapping[int, Sequence[Interval]]
) -> bool:
    """Whether one lesson more would be more driving that day than is agreed, if it is one in a car."""
    if teacher.most_driving is None or "car" not in kind.requires:
        return False
    done = [part for part in driven.get(teacher.id, ()) if part.start.astimezone(catalogue.zone).date() == day]
    return sum((part.duration for part in done), kind.duration) > teacher.most_driving


def _is_at(resource: Resource, branch_id: int | None) -> bool:
    return branch_id is None or resource.branch_id is None or resource.branch_id == branch_id


def _of_kind(catalogue: Catalogue, query: SlotQuery, kind: str) -> list[int]:
    """Those of the kind that are as the lesson and the student need them."""
    wanted = query.lesson_type.wishes.get(kind, {})
    return [
        resource.id
        for resource in catalogue.resources.values()
        if resource.kind == kind
        and all(resource.attributes.get(name) == value for name, value in wanted.items())
        and query.licence_class in (None, resource.attributes.get("licence_class", query.licence_class))
    ]


def _turned(ids: list[int], start: int) -> list[int]:
    """Every student begins the round of teachers, and every teacher that of cars, at a place of their own."""
    start = start % len(ids) if ids else 0
    return ids[start:] + ids[:start]


Spans = list[tuple[datetime, datetime]]


def _spans(catalogue: Catalogue, teacher: Teacher, day: date) -> dict[int | None, Spans]:
    """When the teacher works that day, by branch: what is said of the date goes before the week; closed branches are
    left out; after hours at one branch the way to another is kept free."""
    hours = [part for part in teacher.hours if part.weekday == day.weekday()]
    for special in teacher.special:
        if special.day == day:
            hours = [*hours, *special.hours] if special.extra else list(special.hours)
    parts = []
    for part in hours:
        shut = [c for c in catalogue.closures if c.first <= day <= c.last and c.branch_id in (None, part.branch_id)]
        end_day = day + timedelta(days=1) if part.end == time() else day
        start, end = instant(day, part.start, catalogue.zone), instant(end_day, part.end, catalogue.zone)
        if not shut and start < end:
            parts.append((start, end, part.branch_id))
    spans: dict[int | None, Spans] = {}
    before: tuple[datetime, int] | None = None
    for start, end, branch_id in sorted(parts, key=lambda each: each[:2]):
        arrives = start
        if branch_id is not None:
            if before is not None and before[1] != branch_id:
                arrives = max(start, before[0] + teacher.travel)
            before = end, branch_id
        spans.setdefault(branch_id, []).append((arrives, end))
    return spans


def _works(spans: Spans, day: date, zone: ZoneInfo, lesson: Interval) -> bool:
    """Whether the spans cover every minute of the lesson, which ends on the day it began."""
    if lesson.end > instant(day + timedelta(days=1), time(), zone):
        return False
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
