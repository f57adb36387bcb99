"""Local days as bits, and the calendars that are read for them.

Each calendar's day is one integer, a bit per five minutes, counted from local midnight in elapsed time, so a day of a
clock change simply has 276 or 300 bits (and some more at both ends, into which buffers reach). A lesson that needs n
free bits in a row starts where `runs(free, n)` has a bit; the intersection over everybody concerned is an AND. Days are
read lazily: what is not looked at costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import ceil

from domain.busy import Busy, ReadBusy, day_is_full, driven
from domain.presence import worked_on
from domain.rules.breaks import Breaks
from domain.schools import Catalogue, LessonType, Teacher
from domain.timeslots import Interval, day_start, local_day, to_wall

CELL = timedelta(minutes=5)
CELL_SECONDS = 300
_CELLS_OF_A_DAY = 288

REACH_CELLS = 24
_REACH_SECONDS = REACH_CELLS * CELL_SECONDS
REACH = REACH_CELLS * CELL
"""How far a buffer may reach into the day before or after; no lesson type has a longer one."""

FIRST_READ_DAYS = 4
"""Days whose calendars the first query reads; the second reads all that remain. Most questions end within these."""


def runs(free: int, length: int) -> int:
    """The bits of `free` at which `length` set bits in a row begin."""
    for step in _steps(length):
        free &= free >> step
    return free


@lru_cache(300)
def _steps(length: int) -> tuple[int, ...]:
    """How far to shift, one after the other: each time twice as many bits in a row are known."""
    steps, have = [], 1
    while have < length:
        steps.append(min(have, length - have))
        have += steps[-1]
    return tuple(steps)


class Day:
    """One local day as bits. Ranges are rounded outward when they block and inward when they allow."""

    def __init__(self, day: date, catalogue: Catalogue, busy: LazyBusy) -> None:
        self.date = day
        self.catalogue = catalogue
        self.whole = whole = local_day(day, catalogue.zone)
        self.origin = int(whole.start.timestamp())
        self.cells = int(whole.duration.total_seconds()) // CELL_SECONDS
        self._base = self.origin - _REACH_SECONDS
        self._most = self.cells + 2 * REACH_CELLS
        self._end = self._base + self._most * CELL_SECONDS
        self._all = (1 << self._most) - 1
        self._busy = busy
        self._free: dict[int, int] = {}

    @property
    def unread(self) -> Set[int]:
        """The calendars that are not read before one of them is asked for."""
        return self._busy.others

    def allowing(self, start: float, end: float) -> int:
        """The cells from one instant to another (Unix seconds)."""
        first = -(-(ceil(start) - self.origin) // CELL_SECONDS)
        last = (int(end) - self.origin) // CELL_SECONDS
        return _ones(max(0, first), min(self.cells, max(0, last)))

    def free(self, calendar_id: int) -> int:
        """Bits not allocated, from `REACH` before midnight to as long after the next one."""
        if (known := self._free.get(calendar_id)) is not None:
            return known
        ranges = self._busy.get(calendar_id)
        # Sorted and apart from each other, so the flat list is sorted too and the day's own part is found at once.
        base = self._base
        first = bisect_right(ranges, base) & ~1
        last = bisect_left(ranges, self._end)
        busy = 0
        for at in range(first, last, 2):
            start, end = (ranges[at] - base) // CELL_SECONDS, -(-(ranges[at + 1] - base) // CELL_SECONDS)
            busy |= (1 << end) - (1 << start) if start > 0 else (1 << end) - 1
        for off in self.catalogue.time_off_by_calendar.get(calendar_id, ()):
            start, end = int(off.start.timestamp()) - base, int(off.end.timestamp()) - base
            # Clipped to the day: years of time off must not become numbers of a million bits.
            busy |= _ones(max(0, start // CELL_SECONDS), min(self._most, -(-end // CELL_SECONDS)))
        free = self._free[calendar_id] = self._all & ~busy
        return free

    def worked(self, teacher: Teacher, length: int) -> Mapping[int | None, int]:
        """Cells at which something so long fits into the teacher's hours, by branch. The same for whoever asks of
        this catalogue, so kept with it."""
        return self.catalogue.kept(
            ("worked", teacher.id, self.date, length),
            lambda: {branch_id: runs(bits, length) for branch_id, bits in self._worked(teacher).items()},
        )

    def manned(self, teachers: Sequence[Teacher], kind: LessonType, chosen: Hashable) -> int:
        """Cells at which such a lesson fits into the hours of one of the teachers. chosen: how they were, of those who
        teach it."""
        length = cells_of(kind.duration)
        return self.catalogue.kept(
            ("manned", kind.id, chosen, self.date),
            lambda: union(cells for teacher in teachers for cells in self.worked(teacher, length).values()),
        )

    def _worked(self, teacher: Teacher) -> dict[int | None, int]:
        bits: dict[int | None, int] = {}
        for part, branch_id in worked_on(self.catalogue, teacher, self.date):
            bits[branch_id] = bits.get(branch_id, 0) | self.allowing(part.start.timestamp(), part.end.timestamp())
        return bits

    def is_full(self, teacher: Teacher, lesson_type: LessonType) -> bool:
        if teacher.most_driving is None:
            return False  # and nothing need be read for it
        return day_is_full(teacher, lesson_type, self.whole, self._busy.get(driven(teacher.id)))

    def rested(self, teacher: Teacher, rule: Breaks, starts: int, length: timedelta) -> int:
        """Those of the cells at which a lesson so long may start without a break being missed."""
        driving, seconds, left = self._busy.get(driven(teacher.id)), int(length.total_seconds()), 0
        while starts:
            bit = starts & -starts
            starts ^= bit
            at = self.origin + (bit.bit_length() - 1) * CELL_SECONDS
            left |= bit if rule.kept(at, at + seconds, driving) else 0
        return left

    def grid(self, minutes: int) -> int:
        """Cells whose wall time is on the school's grid."""
        if self.cells == _CELLS_OF_A_DAY:
            return _grid(to_wall(self.moment(0), self.catalogue.zone).minute, minutes, self.cells)
        bits = 0
        for cell in range(self.cells):  # the clocks change, in some places by half an hour
            if to_wall(self.moment(cell), self.catalogue.zone).minute % minutes == 0:
                bits |= 1 << cell
        return bits

    def moment(self, cell: int) -> datetime:
        return datetime.fromtimestamp(self.origin + cell * CELL_SECONDS, UTC)


def _ones(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start if end > start else 0


def union(sets: Iterable[int]) -> int:
    """The bits that are set in any of them."""
    bits = 0
    for one in sets:
        bits |= one
    return bits


@lru_cache(200)
def _grid(first_minute: int, minutes: int, cells: int) -> int:
    bits = 0
    for cell in range(-first_minute % minutes // 5, cells, minutes // 5):
        bits |= 1 << cell
    return bits


def cells_of(span: timedelta) -> int:
    """In how many cells the span fits."""
    return -(-int(span.total_seconds()) // CELL_SECONDS)


class LazyDays:
    """Local days, read as they are asked for. foremost: the calendars that are looked at first."""

    def __init__(
        self,
        catalogue: Catalogue,
        days: Sequence[date],
        calendars: Set[int],
        foremost: Set[int],
        ignoring: int | None,
        read_busy: ReadBusy,
    ) -> None:
        self._catalogue = catalogue
        self._days = days
        self._calendars = calendars
        self._foremost = foremost
        self._ignoring = ignoring
        self._read = read_busy
        self._bits: dict[date, Day] = {}

    def within(self, start: datetime, end: datetime) -> Iterator[Day]:
        """The days that reach into [start, end), of those to be read."""
        zone = self._catalogue.zone
        first = to_wall(start, zone).date()
        for place, day in enumerate(self._days):
            if day < first:
                continue
            if day_start(day, zone) >= end:
                return
            if day not in self._bits:
                self._load(place)
            yield self._bits[day]

    def _load(self, place: int) -> None:
        """Read from the wanted day: first a few days, then, once, all others. Where those few are all, first a few
        calendars, then, once, the others."""
        if not self._bits:
            wanted = self._days[place : place + FIRST_READ_DAYS]
        else:
            wanted = [day for day in self._days if day not in self._bits]
        zone = self._catalogue.zone
        during = Interval(day_start(wanted[0], zone) - REACH, day_start(wanted[-1] + timedelta(days=1), zone) + REACH)
        few = len(wanted) == len(self._days) and 2 * len(self._foremost) <= len(self._calendars)
        first = self._foremost if few else self._calendars
        others = self._calendars - first
        read, ignoring = self._read, self._ignoring  # alone: whatever kept these days would be kept by them
        busy = LazyBusy(lambda calendars: read(sorted(calendars), during, ignoring), first, others)
        for day in wanted:
            self._bits.setdefault(day, Day(day, self._catalogue, busy))


class LazyBusy:
    """`Busy` of some calendars at once, and of the others as soon as one of them is asked for."""

    def __init__(self, read: Callable[[Set[int]], Busy], first: Set[int], others: Set[int]) -> None:
        self._read = read
        self._busy = read(first)
        self.others = others
        """Those not read yet."""

    def get(self, calendar_id: int) -> Sequence[int]:
        if calendar_id in self.others:
            others, self.others = self.others, frozenset()
            self._busy = {**self._busy, **self._read(others)}
        return self._busy.get(calendar_id, ())
