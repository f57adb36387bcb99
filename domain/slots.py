"""Free-slot search over teacher and resource and student calendars, start by start and day by day, lazily."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from math import gcd
from typing import TypeVar

from domain.busy import Busy, ReadBusy, breaks_of, driven, limits
from domain.days import CELL, CELL_SECONDS, REACH_CELLS, Day, LazyDays, cells_of, runs, union
from domain.hindrances import hindrance
from domain.lessons import Session
from domain.rules.holding import StartGrid
from domain.schools import Catalogue, LessonType, Resource, Teacher
from domain.timeslots import Interval, to_wall

FOREMOST_TEACHERS, FOREMOST_RESOURCES = 8, 6
"""Where all days fit the first query, it reads the calendars of so many teachers, and of so many cars (rooms …) for
each of them; the second reads the others. Most questions end with these, however large the school. One of which these
are more than half is read as a whole: on its full days a second query costs more than the calendars that it saves."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the student can (UTC): the lesson fits in [start, end), or starts at `start` exactly if `end` is None."""

    start: datetime
    end: datetime | None

    @property
    def last(self) -> datetime:
        return self.end if self.end is not None else self.start + timedelta(minutes=1)

    def fits(self, during: Interval) -> bool:
        if self.end is None:
            return during.start == self.start
        return self.start <= during.start and during.end <= self.end


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


def seat_of(session: Session) -> Slot:
    """A place in it, as far as there is one."""
    return Slot(
        session.during,
        session.lesson_type_id,
        session.teacher_ids[0] if session.teacher_ids else None,
        session.resource_ids,
        session.branch_id,
        session.id,
        session.capacity - session.taken,
    )


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
    branch_ids: where it may be; empty means anywhere.
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
    branch_ids: tuple[int, ...] = ()


Permitted = Callable[[datetime, int | None, int | None], bool]
"""(start, teacher id, branch id) -> whether the rules beside notice and horizon let the student book that."""


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
    crew = _crew_of(catalogue, query)
    if not crew.teachers or not all(crew.pools):
        return
    terms = _Terms(catalogue, query, permitted)
    days = _days_to_read(catalogue, query, crew.teachers, terms.earliest, terms.latest)
    own = {query.student_id} if query.student_id is not None else set()
    reader = LazyDays(catalogue, days, crew.calendars | own, crew.foremost | own, query.ignoring, read_busy)
    gap = int((query.lesson_type.duration + query.lesson_type.buffer_after).total_seconds()) if query.spread else 0
    seen: set[int] = set()
    not_before = 0

    def passed(at: int) -> bool:
        """Whether the start (Unix seconds) needs no look: offered already, or too near to the last one."""
        return at < not_before or at in seen

    for window in query.windows:
        not_before = 0
        for day in reader.within(window.start, window.last):
            for start in _starts(day, query, crew, window, terms, passed):
                at = int(start.moment.timestamp())
                seen.add(at)
                not_before = at + gap
                yield start.slot(query)


def pool(catalogue: Catalogue, query: SlotQuery, kind: str) -> Sequence[Resource]:
    """The resources of a kind that are as the lesson, the student and the wish want them."""
    wishes = {**query.lesson_type.wishes.get(kind, {}), **catalogue.said_of(kind, query.attributes)}
    among = query.resource_ids
    return [
        resource
        for resource in catalogue.resources_of(kind)
        if (not among or resource.id in among) and resource.fits(wishes) and resource.teaches(query.licence_class)
    ]


T = TypeVar("T")


def _turned(round_: Sequence[T], start: int) -> Sequence[T]:
    """From `start` on and round again. Who is as good as another is used evenly, each teacher has a car of their own
    as long as there are enough, and those who book at once do not all want the same one."""
    start %= max(len(round_), 1)
    return [*round_[start:], *round_[:start]]


@dataclass(frozen=True, slots=True)
class _Crew:
    """With whom and what a lesson can be given. teachers: in the order in which they are asked. pools: of each kind of
    resource that is needed. calendars: theirs; foremost: those looked at first."""

    teachers: Sequence[Teacher]
    pools: Sequence[Sequence[Resource]]
    calendars: Set[int]
    foremost: Set[int]


def _crew_of(catalogue: Catalogue, query: SlotQuery) -> _Crew:
    kind, teaching = query.lesson_type, catalogue.teachers_of(query.lesson_type)
    if query.resource_ids:
        return _crew(catalogue, query)
    order = query.teacher_ids or (query.student_id or 0) % max(len(teaching), 1)
    key = ("crew", kind.id, order, query.licence_class, tuple(query.attributes.items()))
    return catalogue.kept(key, lambda: _crew(catalogue, query))


def _crew(catalogue: Catalogue, query: SlotQuery) -> _Crew:
    kind = query.lesson_type
    pools = [pool(catalogue, query, required) for required in kind.requires]
    teachers = _candidates(catalogue, query)
    few = teachers[:FOREMOST_TEACHERS]
    nearest = (
        resource
        for teacher in few
        for among in pools
        for resource in _turned(among, catalogue.place_of(teacher.id))[:FOREMOST_RESOURCES]
    )
    everything = (resource for among in pools for resource in among)
    calendars, foremost = _calendars(catalogue, kind, teachers, everything), _calendars(catalogue, kind, few, nearest)
    return _Crew(teachers, pools, calendars, foremost)


def _calendars(
    catalogue: Catalogue, kind: LessonType, teachers: Iterable[Teacher], resources: Iterable[Resource]
) -> Set[int]:
    """The calendars that a search among these has to do with: of teachers for whom it matters what they drive beside
    such a lesson, that too."""
    found = {resource.id for resource in resources}
    for teacher in teachers:
        found.add(teacher.id)
        if limits(catalogue, teacher, kind):
            found.add(driven(teacher.id))
    return found


def _candidates(catalogue: Catalogue, query: SlotQuery) -> Sequence[Teacher]:
    teaching = catalogue.teachers_of(query.lesson_type)
    if not query.teacher_ids:
        return _turned(teaching, query.student_id or 0)
    order = {teacher_id: place for place, teacher_id in enumerate(query.teacher_ids)}
    return sorted((t for t in teaching if t.id in order), key=lambda teacher: order[teacher.id])


def _days_to_read(
    catalogue: Catalogue, query: SlotQuery, teachers: Sequence[Teacher], earliest: datetime, latest: datetime
) -> list[date]:
    """The local days on which one of the teachers may work and a window is open, in order."""
    weekdays, special = catalogue.kept(
        ("worked on", query.lesson_type.id, query.teacher_ids),
        lambda: (
            frozenset(hours.weekday for teacher in teachers for hours in teacher.hours),
            frozenset(special.day for teacher in teachers for special in teacher.special),
        ),
    )
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
    day: Day,
    query: SlotQuery,
    crew: _Crew,
    window: Window,
    terms: _Terms,
    passed: Callable[[int], bool],
) -> Iterator[_Start]:
    kind, teachers, pools, wished = query.lesson_type, crew.teachers, crew.pools, query.branch_ids
    length, before, after = cells_of(kind.duration), cells_of(kind.buffer_before), cells_of(kind.buffer_after)
    whole = before + length + after

    allowed = _allowed(day, window, terms, length)
    if allowed:  # before a calendar is looked at: the hours between midnight and the first lesson cost nothing
        allowed &= day.manned(teachers, kind, query.teacher_ids)
    if allowed and query.student_id is not None:
        allowed &= runs(day.free(query.student_id) >> REACH_CELLS, length)
    if not allowed:
        return
    breaks = breaks_of(day.catalogue, kind)
    room = _Room(day, whole, REACH_CELLS - before)
    able: dict[int, list[tuple[int | None, int]]] = {}

    def at_branches(teacher: Teacher) -> list[tuple[int | None, int]]:
        """The branches at which the teacher can begin the lesson, with the cells at which that is."""
        if (known := able.get(teacher.id)) is None:
            there = {} if day.is_full(teacher, kind) else day.worked(teacher, length)
            known = able[teacher.id] = [
                (branch_id, cells)
                for branch_id, bits in there.items()
                if (not wished or branch_id in wished) and (cells := rested(teacher, branch_id, bits))
            ]
        return known

    def rested(teacher: Teacher, branch_id: int | None, bits: int) -> int:
        """Those of the cells at which the teacher is free, and has the breaks that are due."""
        cells = bits & room[teacher.id]
        return day.rested(teacher, breaks.get(branch_id, breaks[None]), cells, kind.duration) if breaks else cells

    def begin(bit: int, cell: int, unread: Set[int]) -> _Start | None:
        """With the first teacher who can, in what is free for that one; the calendars in `unread` are passed over."""
        for teacher in teachers:
            if teacher.id in unread:
                continue
            for branch_id, cells in at_branches(teacher):
                if not cells & bit:
                    continue
                moment = day.moment(cell)
                if not terms.plain and not terms.allow(moment, teacher.id, branch_id, exact=window.end is None):
                    continue
                if (resources := _equipped(pools, day, teacher, branch_id, room, bit, unread)) is not None:
                    return _Start(moment, teacher, resources, branch_id)
        return None

    # Start by start: few teachers and cars are looked at before the first that are free.
    while allowed:
        bit = allowed & -allowed
        allowed ^= bit
        cell = bit.bit_length() - 1
        if passed(day.origin + cell * CELL_SECONDS):
            continue
        if (found := begin(bit, cell, day.unread) or begin(bit, cell, frozenset())) is not None:
            yield found
            continue
        # Everybody has been looked at by now: what none of them can is out of the question.
        allowed &= union(cells for there in able.values() for _, cells in there)
        if any(cells & bit for there in able.values() for _, cells in there):
            for among in pools:
                allowed &= union(room[resource.id] for resource in among)


class _Room(dict[int, int]):
    """Of each calendar the cells at which a lesson may start: free from its buffer's begin to the end of the one after
    it. Worked out when first asked for, and often asked for: every car may be looked at for every start."""

    def __init__(self, day: Day, whole: int, before_it: int) -> None:
        super().__init__()
        self._day, self._whole, self._before_it = day, whole, before_it

    def __missing__(self, calendar_id: int) -> int:
        room = self[calendar_id] = runs(self._day.free(calendar_id), self._whole) >> self._before_it
        return room


def _equipped(
    pools: Sequence[Sequence[Resource]],
    day: Day,
    teacher: Teacher,
    branch_id: int | None,
    room: Mapping[int, int],
    bit: int,
    unread: Set[int],
) -> tuple[Resource, ...] | None:
    """One of each kind that is free, at that branch or at none, those unread passed over; None if a kind has none."""
    found: list[Resource] = []
    for among in pools:
        for resource in _turned(among, day.catalogue.place_of(teacher.id)):
            if resource.id in unread or (branch_id is not None and resource.branch_id not in (None, branch_id)):
                continue
            if room[resource.id] & bit:
                found.append(resource)
                break
        else:
            return None
    return tuple(found)


def _allowed(day: Day, window: Window, terms: _Terms, length: int) -> int:
    """Cells at which the window, the notice and the horizon let a lesson start."""
    by_rule = day.allowing(terms.earliest.timestamp(), terms.latest.timestamp() + CELL_SECONDS)
    if window.end is None:
        at = window.start.timestamp() - day.origin
        return by_rule & (1 << int(at) // CELL_SECONDS) if at >= 0 and at % CELL_SECONDS == 0 else 0
    inside = runs(day.allowing(window.start.timestamp(), window.end.timestamp()), length)
    return inside & by_rule & day.grid(terms.grid)


def class_slots(
    catalogue: Catalogue,
    query: SlotQuery,
    sessions: Sequence[Session],
    busy: Busy,
    permitted: Permitted | None = None,
) -> Iterator[Slot]:
    """Places in the planned classes that can be held and fit the windows and the student's calendar, by window and
    time."""
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
            if query.branch_ids and session.branch_id not in query.branch_ids:
                continue
            if not window.fits(session.during) or hindrance(catalogue, session) is not None:
                continue
            teacher_id = session.teacher_ids[0] if session.teacher_ids else None
            if not terms.allow(session.start, teacher_id, session.branch_id):
                continue
            seen.add(session.id)
            yield seat_of(session)


def nearest(
    search: Callable[[Window], Iterator[Slot]],
    wanted: datetime,
    count: int,
    back: timedelta,
    ahead: timedelta,
    length: timedelta,
) -> list[Slot]:
    """The `count` slots that start nearest to `wanted`, from `back` before it to `ahead` after it, in order of time.

    First those after it, lazily; then only those before it that are not farther away, and are over when the first of
    those begins. length: of such a lesson, which may still go on at `wanted`.
    """
    found = first(search(Window(wanted, wanted + ahead)), count)
    reach = min(found[-1].start - wanted, back) if len(found) == count else back
    if reach > timedelta(0):
        end = min([wanted + length, *(slot.start for slot in found[:1])])
        found += search(Window(wanted - reach, end))
    found.sort(key=lambda slot: abs(slot.start - wanted))
    return sorted(found[:count], key=lambda slot: slot.start)


def first(slots: Iterator[Slot], count: int) -> list[Slot]:
    return list(islice(slots, count))
