"""The first 10 offers over 60 days: how long, how many statements, how many days are read.

The same questions to a school of 20 teachers, 15 cars and 5,000 coming bookings, to one with ten times the teachers
and cars, and to one with ten times the bookings too: ten students ask for any time, for mornings and for after three.
Beside the first the naive way: read everything, and look at each start of the whole time for each teacher and car.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.school import ZONE, Size, build
from domain.busy import Busy
from domain.lessons import Actor
from domain.rules.holding import StartGrid
from domain.schools import Catalogue
from domain.services.desk import Desk
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from domain.timeslots import Interval, to_utc, to_wall
from storage.catalogue import CatalogueCache
from storage.embedded import EmbeddedPostgres
from storage.engine import Database
from storage.migrate import upgrade
from storage.unit_of_work import UnitOfWork, unit_of_work

OFFERS = 10
DAYS = 60
SCHOOLS = {
    "20 teachers, 5,000 bookings": Size(),
    "200 teachers, 5,000 bookings": Size(teachers=200, cars=150),
    "200 teachers, 50,000 bookings": Size(teachers=200, cars=150, bookings=50_000),
}


@dataclass
class Read:
    """What one search read: statements, and the days of each."""

    spans: list[Interval]

    @property
    def days(self) -> int:
        return sum(round(span.duration / timedelta(days=1)) for span in self.spans)


def run(repeats: int = 5) -> dict[str, float]:
    """Milliseconds and counts, by name."""
    figures: dict[str, float] = {}
    first = next(iter(SCHOOLS))
    for name, size in SCHOOLS.items():
        with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres.start(Path(folder) / "data") as server:
            upgrade(server.url)
            build(server.url, size)
            with Database(server.url) as database:
                found = _measured(database, repeats, beside_naive=name == first)
                figures |= {f"{name}: {what}": value for what, value in found.items()}
    for name in list(SCHOOLS)[1:]:
        figures[f"{name}: times the first"] = figures[f"{name}: ms"] / figures[f"{first}: ms"]
    return figures


def _measured(database: Database, repeats: int, *, beside_naive: bool) -> dict[str, float]:
    times, thoughts, naive, reads = [], [], [], []
    with unit_of_work(database, CatalogueCache()) as work:
        desk = Desk(work, work.catalogue(1), Actor.STUDENT, datetime.now(UTC))
        queries = list(_queries(desk.catalogue, desk.now))
        for _ in range(repeats):
            for query in queries:
                read = Read([])
                began = time.perf_counter()
                waited = _watch(work, read, lambda query=query: _first(desk, query))  # type: ignore[misc]
                times.append(time.perf_counter() - began)
                thoughts.append(times[-1] - waited)
                reads.append(read)
        for query in queries[:3] if beside_naive else ():
            began = time.perf_counter()
            found = _naive(desk, query)
            naive.append(time.perf_counter() - began)
            assert found == [slot.start for slot in _first(desk, query)], "the naive way finds others"
    figures = {
        "ms": _median(times) * 1000,
        "ms without the database": _median(thoughts) * 1000,
        "most statements": max(len(read.spans) for read in reads),
        "days read, median": _median([read.days for read in reads]),
    }
    return figures | ({"naive way, times ours": _median(naive) / _median(times)} if naive else {})


def _queries(catalogue: Catalogue, now: datetime) -> Iterator[SlotQuery]:
    kind = catalogue.bookable_types[0]
    students = range(1_010_000, 1_010_010)
    today = to_wall(now, catalogue.zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def daily(start: int, end: int) -> tuple[Window, ...]:
        days = (today + timedelta(days=day) for day in range(1, DAYS))
        at = timedelta(hours=1)
        return tuple(Window(to_utc(day + start * at, ZONE), to_utc(day + end * at, ZONE)) for day in days)

    for student in students:
        for windows in ((Window(now, now + timedelta(days=DAYS)),), daily(8, 12), daily(15, 24)):
            yield SlotQuery(kind, windows, now, student_id=student)


def _first(desk: Desk, query: SlotQuery) -> list[Any]:
    found = []
    for slot in search(desk, query):
        found.append(slot)
        if len(found) == OFFERS:
            break
    return found


def _watch(work: UnitOfWork, read: Read, act: Callable[[], object]) -> float:
    """Do it and note what it reads. Returns the seconds that the reading took."""
    calendars, spent = work.calendars, [0.0]
    busy = calendars.busy

    def watched(
        school_id: int, ids: Sequence[int], during: Interval, now: datetime, ignoring: int | None, **more: Any
    ) -> Busy:
        began = time.perf_counter()
        read.spans.append(during)
        found = busy(school_id, ids, during, now, ignoring, **more)
        spent[0] += time.perf_counter() - began
        return found

    calendars.busy = watched  # type: ignore[method-assign,assignment]
    try:
        act()
    finally:
        calendars.busy = busy  # type: ignore[method-assign]
    return spent[0]


def _naive(desk: Desk, query: SlotQuery) -> list[datetime]:
    """All calendars over the whole time, and each start of the grid for each teacher and car."""
    catalogue, kind, policy = desk.catalogue, query.lesson_type, desk.policy
    teachers, cars = catalogue.teachers_of(kind), catalogue.resources_of("car")
    ids = [*(teacher.id for teacher in teachers), *(car.id for car in cars), query.student_id or 0]
    span = Interval(desk.now, desk.now + timedelta(days=DAYS + 1))
    busy = desk.work.calendars.busy(desk.school_id, ids, span, desk.now, None)
    step = timedelta(minutes=policy[StartGrid].start_grid_minutes)
    gap = kind.duration + kind.buffer_after
    found: list[datetime] = []
    for window in query.windows:
        assert window.end is not None
        earliest = max(window.start, policy.earliest_start(desk.now))
        wall = to_wall(earliest, catalogue.zone)
        start = earliest + (-timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) % step)
        not_before = start
        while start + kind.duration <= window.end and start <= policy.latest_start(desk.now):
            lesson = Interval(start, start + kind.duration)
            free = _is_free(busy, query.student_id or 0, lesson) and any(
                _is_free(busy, teacher.id, kind.occupied(lesson))
                and any(hours.on(day, catalogue.zone) is not None and _within(hours, day, catalogue, lesson)
                        for day in [to_wall(start, catalogue.zone).date()]
                        for hours in teacher.hours if hours.weekday == day.weekday())
                for teacher in teachers
            ) and any(_is_free(busy, car.id, kind.occupied(lesson)) for car in cars)  # fmt: skip
            if free and start >= not_before and start not in found:
                found.append(start)
                not_before = start + gap
            start += step
    return found[:OFFERS]


def _within(hours: Any, day: Any, catalogue: Catalogue, lesson: Interval) -> bool:
    during = hours.on(day, catalogue.zone)
    return bool(during.start <= lesson.start and lesson.end <= during.end)


def _is_free(busy: Busy, calendar_id: int, during: Interval) -> bool:
    ranges, start, end = busy.get(calendar_id, ()), during.start.timestamp(), during.end.timestamp()
    return not any(ranges[at] < end and start < ranges[at + 1] for at in range(0, len(ranges), 2))


def _median(of: Sequence[float]) -> float:
    return sorted(of)[len(of) // 2]
