"""Free-slot search over teacher and resource and student calendars.

Each calendar's day is one integer, a bit per five minutes, counted from local midnight in elapsed time, so a day of a
clock change simply has 276 or 300 bits (and some more at both ends, into which buffers reach). A lesson that needs n
free bits in a row starts where `runs(free, n)` has a bit; the intersection over everybody concerned is an AND. Days are
read lazily: what is not looked at costs nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from math import ceil, gcd
from typing import TypeVar

from domain.lessons import Session
from domain.rules.breaks import Breaks
from domain.rules.holding import StartGrid
from domain.schools import Catalogue, LessonType, Resource, Teacher
from domain.timeslots import Interval, day_start, local_day, to_wall

CELL = timedelta(minutes=5)
_CELL_SECONDS = 300
_CELLS_OF_A_DAY = 288

_REACH_CELLS = 24
_REACH_SECONDS = _REACH_CELLS * _CELL_SECONDS
REACH = _REACH_CELLS * CELL
"""How far a buffer may reach into the day before or after; no lesson type has a longer one."""

FIRST_READ_DAYS = 4
"""Days whose calendars the first query reads; the second reads all that remain. Most questions end within these."""

FOREMOST_TEACHERS, FOREMOST_RESOURCES = 6, 4
"""Where all days fit the first query, it reads the calendars of so many teachers, and of so many cars (rooms …) for
each of them; the second reads the others. Most questions end with these, however large the school."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the student can (UTC): the lesson fits in [start, end), or starts at `start` exactly if `end` is None."""

    start: datetime
    end: datetime | None

    @property
    def last(self) -> datetime:
        return self.end if self.end is not None else self.start + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A bookable offer. `session_id` and `seats` are set for a place in a class that the school has planned.

    wished: what the student wants the resources to be like, which is kept with the booking.
    """

    during: Interval
    lesson_type_id: int
    teacher_id: int | None
    resource_ids: tuple[int, ...] = ()
    branch_id: int | None = None
    session_id: int | None = None
    seats: int = 1
    wished: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def start(self) -> datetime:
        return self.during.start

    @property
    def end(self) -> datetime:
        return self.during.end


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """
    windows: best first; slots come window by window, within one by time.
    teacher_ids: to choose from, the preferred one first; empty means any who teaches it.
    student_id: whose calendar must be free too, if known.
    resource_ids: to choose the resources from; empty means any of the kinds required.
    ignoring: a session whose own allocations do not count, when it is the one to be moved.
    attributes: what the resources must be like that can be so at all: {"transmission": "automatic"} is said of cars.
    licence_class: of the student; cars that are for other classes are left out.
    freely: neither notice nor horizon binds, as for a lesson that is booked already.
    spread: leave at least a lesson's length between the starts offered, so that few offers show much choice.
    """

    lesson_type: LessonType
    windows: tuple[Window, ...]
    now: datetime
    teacher_ids: tuple[int, ...] = ()
    student_id: int | None = None
    resource_ids: tuple[int, ...] = ()
    ignoring: int | None = None
    spread: bool = True
    freely: bool = False
    licence_class: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


Permitted = Callable[[datetime, int | None, int | None], bool]
"""(start, teacher id, branch id) -> whether the rules beside notice and horizon let the student book that."""

Busy = Mapping[int, Sequence[int]]
"""Calendar id -> start, end, start, end … in Unix seconds of what it is busy with, sorted and without overlaps; and,
where they were asked for, `driven(teacher id)` -> the same of the lessons that the teacher drives, and
`coming(student id)` -> of all lessons that the student has booked."""

ReadBusy = Callable[[Sequence[int], Interval, int | None], Busy]
"""(calendar ids, during, session to ignore) -> what keeps them busy then."""


def runs(free: int, length: int) -> int:
    """The bits of `free` at which `length` set bits in a row begin."""
    have = 1
    while have < length and free:
        step = min(have, length - have)
        free &= free >> step
        have += step
    return free


def driven(teacher_id: int) -> int:
    """The name, in `Busy`, of what a teacher drives: the lessons in a car themselves, without buffers. Only asked for
    where it counts; nobody locks it, since whoever adds to it has locked the teacher's calendar."""
    return -teacher_id


def coming(student_id: int) -> int:
    """The name, in `Busy`, of all lessons to come that the student has booked, whatever time was looked at."""
    return -student_id


def limits(catalogue: Catalogue, teacher: Teacher, lesson_type: LessonType) -> bool:
    """Whether it matters for such a lesson what the teacher drives beside it."""
    return lesson_type.drives and (teacher.most_driving is not None or bool(breaks_of(catalogue, lesson_type)))


def breaks_of(catalogue: Catalogue, lesson_type: LessonType) -> Mapping[int | None, Breaks]:
    """Branch id -> which breaks are kept for such lessons there; None: at any other. Empty where none are."""
    key = ("breaks", lesson_type.id)
    if key not in catalogue.notes:
        found = {branch_id: policy[Breaks] for branch_id, policy in catalogue.policies_of(lesson_type.id).items()}
        some = lesson_type.drives and any(rule.break_after_minutes is not None for rule in found.values())
        catalogue.notes[key] = found if some else {}
    kept: Mapping[int | None, Breaks] = catalogue.notes[key]
    return kept


def breaks_kept(
    catalogue: Catalogue, lesson_type: LessonType, branch_id: int | None, during: Interval, ranges: Sequence[int]
) -> bool:
    """Whether a teacher who gives the lesson there has the breaks that are due. ranges: as in `day_is_full`."""
    rules = breaks_of(catalogue, lesson_type)
    if not rules:
        return True
    rule = rules.get(branch_id, rules[None])
    return rule.kept(int(during.start.timestamp()), int(during.end.timestamp()), ranges)


def day_is_full(teacher: Teacher, lesson_type: LessonType, day: Interval, ranges: Sequence[int]) -> bool:
    """Whether one more such lesson that day would be more driving than is agreed with the teacher.

    ranges: what `Busy` has of `driven(teacher.id)`.
    """
    if teacher.most_driving is None or not lesson_type.drives:
        return False
    start, end = day.start.timestamp(), day.end.timestamp()
    begun = (at for at in range(0, len(ranges), 2) if start <= ranges[at] < end)
    seconds = sum(ranges[at + 1] - ranges[at] for at in begun)
    return timedelta(seconds=seconds) + lesson_type.duration > teacher.most_driving


def overlaps(busy: Sequence[int], during: Interval) -> bool:
    """Whether a calendar that is busy so has something then."""
    start, end = during.start.timestamp(), during.end.timestamp()
    return any(busy[at] < end and start < busy[at + 1] for at in range(0, len(busy), 2))


def _ones(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start if end > start else 0


class _Day:
    """One local day as bits. Ranges are rounded outward when they block and inward when they allow."""

    def __init__(self, day: date, catalogue: Catalogue, busy: _LazyBusy) -> None:
        self.date = day
        self.catalogue = catalogue
        self.whole = whole = local_day(day, catalogue.zone)
        self.origin = int(whole.start.timestamp())
        self.cells = int(whole.duration.total_seconds()) // _CELL_SECONDS
        self._most = self.cells + 2 * _REACH_CELLS
        self._busy = busy
        self._free: dict[int, int] = {}

    def allowing(self, start: float, end: float) -> int:
        first = -(-(ceil(start) - self.origin) // _CELL_SECONDS)
        last = (int(end) - self.origin) // _CELL_SECONDS
        return _ones(max(0, first), min(self.cells, max(0, last)))

    def free(self, calendar_id: int) -> int:
        """Bits not allocated, from `REACH` before midnight to as long after the next one."""
        if (known := self._free.get(calendar_id)) is not None:
            return known
        ranges = self._busy.get(calendar_id, ())
        # Sorted and apart from each other, so the flat list is sorted too and the day's own part is found at once.
        base = self.origin - _REACH_SECONDS
        first = bisect_right(ranges, base) & ~1
        last = bisect_left(ranges, base + self._most * _CELL_SECONDS)
        busy = 0
        for at in range(first, last, 2):
            start, end = (ranges[at] - base) // _CELL_SECONDS, -(-(ranges[at + 1] - base) // _CELL_SECONDS)
            busy |= (1 << end) - (1 << start) if start > 0 else (1 << end) - 1
        for off in self.catalogue.time_off_by_calendar.get(calendar_id, ()):
            start, end = int(off.start.timestamp()) - base, int(off.end.timestamp()) - base
            # Clipped to the day: years of time off must not become numbers of a million bits.
            busy |= _ones(max(0, start // _CELL_SECONDS), min(self._most, -(-end // _CELL_SECONDS)))
        free = self._free[calendar_id] = ((1 << self._most) - 1) & ~busy
        return free

    def worked(self, teacher: Teacher, length: int) -> Mapping[int | None, int]:
        """Cells at which something so long fits into the teacher's hours, by branch. The same for whoever asks of
        this catalogue, so kept with it."""
        key = ("worked", teacher.id, self.date, length)
        if (known := self.catalogue.notes.get(key)) is None:
            bits = self._worked(teacher)
            known = self.catalogue.notes[key] = {branch_id: runs(bits[branch_id], length) for branch_id in bits}
        starts: Mapping[int | None, int] = known
        return starts

    def manned(self, teachers: Sequence[Teacher], length: int) -> int:
        """Cells at which something so long fits into the hours of one of the teachers."""
        return _union(cells for teacher in teachers for cells in self.worked(teacher, length).values())

    def _worked(self, teacher: Teacher) -> dict[int | None, int]:
        """Closed branches left out. Between two branches the way is kept free, at the cost of the later hours."""
        parts = [
            (during, hours.branch_id)
            for hours in teacher.hours_on(self.date)
            if self.catalogue.closure_on(self.date, hours.branch_id) is None
            and (during := hours.on(self.date, self.catalogue.zone)) is not None
        ]
        bits: dict[int | None, int] = {}
        left: tuple[datetime, int] | None = None
        for during, branch_id in sorted(parts, key=lambda part: part[0]):
            start = during.start
            if branch_id is not None:
                if left is not None and left[1] != branch_id:
                    start = max(start, left[0] + teacher.travel)
                left = during.end, branch_id
            bits[branch_id] = bits.get(branch_id, 0) | self.allowing(start.timestamp(), during.end.timestamp())
        return bits

    def is_full(self, teacher: Teacher, lesson_type: LessonType) -> bool:
        if teacher.most_driving is None or not lesson_type.drives:
            return False
        return day_is_full(teacher, lesson_type, self.whole, self._busy.get(driven(teacher.id)))

    def rested(self, teacher: Teacher, rule: Breaks, starts: int, length: timedelta) -> int:
        """Those of the cells at which a lesson so long may start without a break being missed."""
        driving, seconds, left = self._busy.get(driven(teacher.id)), int(length.total_seconds()), 0
        while starts:
            bit = starts & -starts
            starts ^= bit
            at = self.origin + (bit.bit_length() - 1) * _CELL_SECONDS
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
        return datetime.fromtimestamp(self.origin + cell * _CELL_SECONDS, UTC)


@lru_cache(200)
def _grid(first_minute: int, minutes: int, cells: int) -> int:
    bits = 0
    for cell in range(-first_minute % minutes // 5, cells, minutes // 5):
        bits |= 1 << cell
    return bits


def _cells(span: timedelta) -> int:
    return -(-int(span.total_seconds()) // _CELL_SECONDS)


class _Terms:
    """What the rules say of a start: the same wherever it is, unless branches have rules of their own.

    earliest, latest, grid: what is allowed anywhere; `allow` says whether it is where it would be.
    """

    def __init__(self, catalogue: Catalogue, query: SlotQuery, permitted: Permitted | None) -> None:
        kind, self._zone = query.lesson_type.id, catalogue.zone
        self._policies = catalogue.policies_of(kind)
        policies = self._policies.values()
        self._now = query.now
        self._varied = len(set(map(id, policies))) > 1 and not query.freely
        self._permitted = permitted
        if query.freely:
            self.earliest = min(window.start for window in query.windows)
            self.latest = max(window.last for window in query.windows)
        else:
            self.earliest = min(policy.earliest_start(query.now) for policy in policies)
            self.latest = max(policy.latest_start(query.now) for policy in policies)
        self.grid = gcd(*(policy[StartGrid].start_grid_minutes for policy in policies))

    def allow(self, start: datetime, teacher_id: int | None, branch_id: int | None, *, exact: bool = True) -> bool:
        """exact: the start need not be on the grid."""
        if self._varied:
            policy = self._policies.get(branch_id, self._policies[None])
            if not policy.earliest_start(self._now) <= start <= policy.latest_start(self._now):
                return False
            if not exact and to_wall(start, self._zone).minute % policy[StartGrid].start_grid_minutes:
                return False
        return self._permitted is None or self._permitted(start, teacher_id, branch_id)

    @property
    def plain(self) -> bool:
        """Whether there is nothing to ask `allow` for."""
        return not self._varied and self._permitted is None


def find_slots(
    catalogue: Catalogue, query: SlotQuery, read_busy: ReadBusy, permitted: Permitted | None = None
) -> Iterator[Slot]:
    """Offers for an individual lesson, lazily: window by window, by time, each start once.

    At most two reads of the calendars are made for each run of the iterator, the second only if the first days do
    not give enough.
    """
    teachers = _candidates(catalogue, query)
    pools = [pool(catalogue, query, kind) for kind in query.lesson_type.requires]
    if not teachers or not all(pools):
        return
    terms = _Terms(catalogue, query, permitted)
    days = _days_to_read(catalogue, query, teachers, terms.earliest, terms.latest)
    calendars = sorted(
        {teacher.id for teacher in teachers}
        | {driven(teacher.id) for teacher in teachers if limits(catalogue, teacher, query.lesson_type)}
        | {resource.id for among in pools for resource in among}
        | ({query.student_id} if query.student_id is not None else set())
    )
    foremost = _foremost(catalogue, query, teachers, pools)
    reader = _LazyDays(catalogue, days, calendars, foremost, query.ignoring, read_busy)
    gap = int((query.lesson_type.duration + query.lesson_type.buffer_after).total_seconds()) if query.spread else 0
    seen: set[int] = set()
    not_before = 0

    def passed(at: int) -> bool:
        """Whether the start (Unix seconds) needs no look: offered already, or too near to the last one."""
        return at < not_before or at in seen

    for window in query.windows:
        not_before = 0
        for day in reader.within(window):
            for start in _starts(day, query, teachers, pools, window, terms, passed):
                at = int(start.moment.timestamp())
                seen.add(at)
                not_before = at + gap
                yield start.slot(query)


def pool(catalogue: Catalogue, query: SlotQuery, kind: str) -> tuple[Resource, ...]:
    """The resources of a kind that are as the lesson, the student and the wish want them."""
    among, there = query.resource_ids, catalogue.resources_of(kind)
    wishes = {**query.lesson_type.wishes.get(kind, {}), **catalogue.said_of(kind, query.attributes)}
    return tuple(
        resource
        for resource in there
        if (not among or resource.id in among) and resource.fits(wishes) and resource.teaches(query.licence_class)
    )


T = TypeVar("T")


def _turned(round_: Sequence[T], start: int) -> Sequence[T]:
    """From `start` on and round again. Who is as good as another is used evenly, each teacher has a car of their own
    as long as there are enough, and those who book at once do not all want the same one."""
    start %= max(len(round_), 1)
    return [*round_[start:], *round_[:start]]


def _foremost(
    catalogue: Catalogue, query: SlotQuery, teachers: Sequence[Teacher], pools: Sequence[Sequence[Resource]]
) -> set[int]:
    """The calendars that are looked at first, of those that a search may have to look at."""
    few = teachers[:FOREMOST_TEACHERS]
    return {
        *(teacher.id for teacher in few),
        *(driven(teacher.id) for teacher in few if limits(catalogue, teacher, query.lesson_type)),
        *(
            resource.id
            for teacher in few
            for among in pools
            for resource in _turned(among, catalogue.place_of(teacher.id))[:FOREMOST_RESOURCES]
        ),
        *(() if query.student_id is None else (query.student_id,)),
    }


def _candidates(catalogue: Catalogue, query: SlotQuery) -> tuple[Teacher, ...]:
    teaching = catalogue.teachers_of(query.lesson_type)
    if not query.teacher_ids:
        return tuple(_turned(teaching, query.student_id or 0))
    order = {teacher_id: place for place, teacher_id in enumerate(query.teacher_ids)}
    return tuple(sorted((t for t in teaching if t.id in order), key=lambda teacher: order[teacher.id]))


def _days_to_read(
    catalogue: Catalogue, query: SlotQuery, teachers: Sequence[Teacher], earliest: datetime, latest: datetime
) -> list[date]:
    """The local days on which one of the teachers may work and a window is open, in order."""
    weekdays = {hours.weekday for teacher in teachers for hours in teacher.hours}
    special = {special.day for teacher in teachers for special in teacher.special}
    days: set[date] = set()
    for window in query.windows:
        start, end = max(window.start, earliest), min(window.last, latest + timedelta(minutes=1))
        if start >= end:
            continue
        day, last = to_wall(start, catalogue.zone).date(), to_wall(end - CELL / 300, catalogue.zone).date()
        while day <= last:
            if (day.weekday() in weekdays or day in special) and catalogue.closure_on(day) is None:
                days.add(day)
            day += timedelta(days=1)
    return sorted(days)


class _LazyDays:
    def __init__(
        self,
        catalogue: Catalogue,
        days: Sequence[date],
        calendars: Sequence[int],
        foremost: Collection[int],
        ignoring: int | None,
        read_busy: ReadBusy,
    ) -> None:
        self._catalogue = catalogue
        self._days = days
        self._calendars = calendars
        self._foremost = foremost
        self._ignoring = ignoring
        self._read = read_busy
        self._bits: dict[date, _Day] = {}

    def within(self, window: Window) -> Iterator[_Day]:
        zone = self._catalogue.zone
        first = to_wall(window.start, zone).date()
        for place, day in enumerate(self._days):
            if day < first:
                continue
            if day_start(day, zone) >= window.last:
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
        first = [id_ for id_ in self._calendars if id_ in self._foremost] if few else self._calendars
        others = [id_ for id_ in self._calendars if id_ not in self._foremost] if few else []
        busy = _LazyBusy(lambda calendars: self._read(calendars, during, self._ignoring), first, others)
        for day in wanted:
            self._bits.setdefault(day, _Day(day, self._catalogue, busy))


class _LazyBusy:
    """`Busy` of some calendars at once, and of the others as soon as one of them is asked for."""

    def __init__(self, read: Callable[[Sequence[int]], Busy], first: Sequence[int], others: Collection[int]) -> None:
        self._read = read
        self._busy = read(first)
        self._others = frozenset(others)

    def get(self, calendar_id: int, default: Sequence[int] = ()) -> Sequence[int]:
        if calendar_id in self._others:
            others, self._others = self._others, frozenset()
            self._busy = {**self._busy, **self._read(sorted(others))}
        return self._busy.get(calendar_id, default)


@dataclass(frozen=True, slots=True)
class _Start:
    moment: datetime
    teacher: Teacher
    resources: tuple[Resource, ...]
    branch_id: int | None

    def slot(self, query: SlotQuery) -> Slot:
        kind = query.lesson_type
        during = Interval(self.moment, self.moment + kind.duration)
        resource_ids = tuple(resource.id for resource in self.resources)
        return Slot(during, kind.id, self.teacher.id, resource_ids, self.branch_id, wished=query.attributes)


def _starts(
    day: _Day,
    query: SlotQuery,
    teachers: Sequence[Teacher],
    pools: Sequence[Sequence[Resource]],
    window: Window,
    terms: _Terms,
    passed: Callable[[int], bool],
) -> Iterator[_Start]:
    kind = query.lesson_type
    length, before, after = _cells(kind.duration), _cells(kind.buffer_before), _cells(kind.buffer_after)
    whole = before + length + after

    allowed = _allowed(day, window, terms, length)
    if allowed:  # before a calendar is looked at: the hours between midnight and the first lesson cost nothing
        allowed &= day.manned(teachers, length)
    if allowed and query.student_id is not None:
        allowed &= runs(day.free(query.student_id) >> _REACH_CELLS, length)
    if not allowed:
        return
    breaks = breaks_of(day.catalogue, kind)
    rooms: dict[int, int] = {}
    able: dict[int, list[tuple[int | None, int]]] = {}

    def room(calendar_id: int) -> int:
        """Cells at which a lesson may start: free from its buffer's begin to the end of the one after it."""
        if (known := rooms.get(calendar_id)) is None:
            known = rooms[calendar_id] = runs(day.free(calendar_id), whole) >> _REACH_CELLS - before
        return known

    def at_branches(teacher: Teacher) -> list[tuple[int | None, int]]:
        """The branches at which the teacher can begin the lesson, with the cells at which that is."""
        if (known := able.get(teacher.id)) is None:
            there = {} if day.is_full(teacher, kind) else day.worked(teacher, length)
            known = able[teacher.id] = [
                (branch_id, cells) for branch_id, bits in there.items() if (cells := rested(teacher, branch_id, bits))
            ]
        return known

    def rested(teacher: Teacher, branch_id: int | None, bits: int) -> int:
        """Those of the cells at which the teacher is free, and has the breaks that are due."""
        cells = bits & room(teacher.id)
        return day.rested(teacher, breaks.get(branch_id, breaks[None]), cells, kind.duration) if breaks else cells

    def equipped(teacher: Teacher, branch_id: int | None, bit: int) -> tuple[Resource, ...] | None:
        """One of each kind that is free, at that branch or at none."""
        found: list[Resource] = []
        for among in pools:
            for resource in _turned(among, day.catalogue.place_of(teacher.id)):
                if room(resource.id) & bit and (branch_id is None or resource.branch_id in (None, branch_id)):
                    found.append(resource)
                    break
            else:
                return None
        return tuple(found)

    def begin(bit: int, cell: int) -> _Start | None:
        """With the first teacher who can, in what is free for that one."""
        for teacher in teachers:
            for branch_id, cells in at_branches(teacher):
                if not cells & bit:
                    continue
                moment = day.moment(cell)
                if not terms.plain and not terms.allow(moment, teacher.id, branch_id, exact=window.end is None):
                    continue
                if (resources := equipped(teacher, branch_id, bit)) is not None:
                    return _Start(moment, teacher, resources, branch_id)
        return None

    # Start by start: few teachers and cars are looked at before the first that are free.
    while allowed:
        bit = allowed & -allowed
        allowed ^= bit
        cell = bit.bit_length() - 1
        if passed(day.origin + cell * _CELL_SECONDS):
            continue
        if (found := begin(bit, cell)) is not None:
            yield found
            continue
        # Everybody has been looked at by now: what none of them can is out of the question.
        allowed &= _union(cells for there in able.values() for _, cells in there)
        if any(cells & bit for there in able.values() for _, cells in there):
            for among in pools:
                allowed &= _union(room(resource.id) for resource in among)


def _union(sets: Iterable[int]) -> int:
    bits = 0
    for one in sets:
        bits |= one
    return bits


def _allowed(day: _Day, window: Window, terms: _Terms, length: int) -> int:
    """Cells at which the window, the notice and the horizon let a lesson start."""
    by_rule = day.allowing(terms.earliest.timestamp(), terms.latest.timestamp() + _CELL_SECONDS)
    if window.end is None:
        at = window.start.timestamp() - day.origin
        return by_rule & (1 << int(at) // _CELL_SECONDS) if at >= 0 and at % _CELL_SECONDS == 0 else 0
    inside = runs(day.allowing(window.start.timestamp(), window.end.timestamp()), length)
    return inside & by_rule & day.grid(terms.grid)


def class_slots(
    catalogue: Catalogue,
    query: SlotQuery,
    sessions: Sequence[Session],
    busy: Busy,
    permitted: Permitted | None = None,
) -> Iterator[Slot]:
    """Places in the planned classes that fit the windows and the student's calendar, by window and time."""
    terms = _Terms(catalogue, query, permitted)
    mine = busy.get(query.student_id, ()) if query.student_id is not None else ()
    taken = [(mine[at], mine[at + 1]) for at in range(0, len(mine), 2)]
    seen: set[int] = set()
    for window in query.windows:
        for session in sorted(sessions, key=lambda session: session.start):
            start, end = int(session.start.timestamp()), int(session.end.timestamp())
            if session.id in seen or session.id == query.ignoring or session.taken >= session.capacity:
                continue
            if not terms.earliest <= session.start <= terms.latest or any(a < end and start < b for a, b in taken):
                continue
            if query.teacher_ids and not set(query.teacher_ids) & set(session.teacher_ids):
                continue
            if not _fits(session.during, window):
                continue
            teacher_id = session.teacher_ids[0] if session.teacher_ids else None
            if not terms.allow(session.start, teacher_id, session.branch_id):
                continue
            seen.add(session.id)
            yield Slot(
                session.during,
                session.lesson_type_id,
                teacher_id,
                session.resource_ids,
                session.branch_id,
                session.id,
                session.capacity - session.taken,
            )


def _fits(during: Interval, window: Window) -> bool:
    if window.end is None:
        return during.start == window.start
    return window.start <= during.start and during.end <= window.end


def nearest(
    search: Callable[[Window], Iterator[Slot]], wanted: datetime, count: int, back: timedelta, ahead: timedelta
) -> list[Slot]:
    """The `count` slots that start nearest to `wanted`, from `back` before it to `ahead` after it, in order of time.

    First those after it, lazily; then only those before it that are not farther away.
    """
    found = first(search(Window(wanted, wanted + ahead)), count)
    reach = min(found[-1].start - wanted, back) if len(found) == count else back
    if reach > timedelta(0):
        found += search(Window(wanted - reach, wanted))
    found.sort(key=lambda slot: abs(slot.start - wanted))
    return sorted(found[:count], key=lambda slot: slot.start)


def first(slots: Iterator[Slot], count: int) -> list[Slot]:
    return list(islice(slots, count))
