"""Who waits for a place, in which order, and what they are offered when one is freed.

    entry      a student's wish for a place: in a full class, or at an earlier time than a lesson of theirs
    opening    a place that was freed and for which somebody may be waiting: due work
    offer      a place held for one student until a time, as a draft booking

The order is explainable: see `Candidate.rank`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from domain.errors import Invalid
from domain.lessons import Booking, Session
from domain.schools import Student
from domain.slots import Slot
from domain.timeslots import Interval, local_day, to_utc, to_wall

SHORTEST_OFFER = timedelta(minutes=5)
"""Less time to answer is no offer."""

HIGHEST_PRIORITY = 9


@dataclass(frozen=True, slots=True)
class Wishes:
    """When an earlier lesson would suit; what is empty does not matter.

    weekdays: 0 is Monday. parts: of the day, in wall time; the lesson fits in one of them, and an end of 00:00 is
    midnight. teacher_ids: any of these. until: the last day on which it would be of use.
    """

    weekdays: frozenset[int] = frozenset()
    parts: tuple[tuple[time, time], ...] = ()
    teacher_ids: frozenset[int] = frozenset()
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)):
            raise Invalid(field="weekdays", reason="must be 0 (Monday) to 6")
        if any(start >= end and end != time() for start, end in self.parts):
            raise Invalid(field="parts", reason="must end after they start")

    def fit(self, slot: Slot, zone: ZoneInfo) -> bool:
        start, end = to_wall(slot.start, zone), to_wall(slot.end, zone)
        if self.weekdays and start.weekday() not in self.weekdays:
            return False
        if self.until is not None and start.date() > self.until:
            return False
        if self.teacher_ids and slot.teacher_id not in self.teacher_ids:
            return False
        return not self.parts or any(_within(start, end, part) for part in self.parts)

    def within(self, during: Interval, zone: ZoneInfo) -> Iterator[Interval]:
        """The stretches of that time on the days and in the parts of the day that are wished."""
        day, last = (to_wall(moment, zone).date() for moment in (during.start, during.end))
        while day <= min(last, self.until or last):
            whole = local_day(day, zone)
            for opens, closes in self.parts or ((time(), time()),):
                start = to_utc(datetime.combine(day, opens), zone)
                end = to_utc(datetime.combine(day, closes), zone) if closes != time() else whole.end
                start, end = max(start, during.start), min(end, during.end)
                if start < end and (not self.weekdays or day.weekday() in self.weekdays):
                    yield Interval(start, end)
            day += timedelta(days=1)

    def data(self) -> dict[str, Any]:
        return {
            "weekdays": sorted(self.weekdays),
            "parts": [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in self.parts],
            "teachers": sorted(self.teacher_ids),
            "until": self.until and self.until.isoformat(),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Wishes:
        until = data.get("until")
        return cls(
            frozenset(data.get("weekdays", ())),
            tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in data.get("parts", ())),
            frozenset(data.get("teachers", ())),
            date.fromisoformat(until) if until else None,
        )


def _within(start: datetime, end: datetime, part: tuple[time, time]) -> bool:
    opens, closes = part
    midnight = end.date() > start.date()
    if closes == time():
        return start.time() >= opens and (not midnight or end.time() == time())
    return start.time() >= opens and not midnight and end.time() <= closes


@dataclass(frozen=True, slots=True)
class Entry:
    """A student waits: for a seat in the class `session_id`, or for an earlier time than that of `booking_id`.

    priority: 0 to 9, given by the school; the higher comes first.
    """

    id: int
    school_id: int
    student_id: int
    created_at: datetime
    session_id: int | None = None
    booking_id: int | None = None
    wishes: Wishes = field(default_factory=Wishes)
    priority: int = 0

    def __post_init__(self) -> None:
        if (self.session_id is None) == (self.booking_id is None):
            raise ValueError("an entry waits for a class or for an earlier lesson")
        if not 0 <= self.priority <= HIGHEST_PRIORITY:
            raise Invalid(field="priority", reason=f"must be between 0 and {HIGHEST_PRIORITY}")


@dataclass(frozen=True, slots=True)
class Opening:
    """A place in `session` was freed at `freed_at`, of an individual lesson the whole of its time. Without a session,
    `during` is worked anew, which may be room for several lessons."""

    id: int
    school_id: int
    session: Session | None
    during: Interval
    freed_at: datetime

    @property
    def of_class(self) -> bool:
        return self.session is not None and self.session.planned


class Reason(StrEnum):
    """Why a place is offered."""

    CLASS = "class"  # a seat in a class was freed
    EARLIER = "earlier"  # an earlier time was freed
    SICK = "sick"  # the teacher is off, and another one has time; or the car, and there is another one


class OfferStatus(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Offer:
    """A place held for one student, by the draft `held_id`, until `until`.

    place: names the place, so that it is offered to an entry once. moves: the booking that moves there if the answer
    is yes; without one the draft itself becomes the booking.
    """

    id: int
    school_id: int
    student_id: int
    reason: Reason
    held_id: int
    place: str
    made_at: datetime
    until: datetime
    entry_id: int | None = None
    opening_id: int | None = None
    moves: int | None = None
    status: OfferStatus = OfferStatus.OPEN

    def open_at(self, now: datetime) -> bool:
        return self.status is OfferStatus.OPEN and now < self.until


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with the draft that holds its place, and the lesson that would move there."""

    offer: Offer
    held: Booking
    moving: Booking | None


_START = "start:%Y-%m-%dT%H:%MZ"
"""A freed time as the name of a place."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with whom it is of; booking: the one that would become earlier; passed: places offered to it before."""

    entry: Entry
    student: Student
    booking: Booking | None = None
    passed: frozenset[str] = frozenset()

    def was_offered(self, freed: Interval, length: timedelta) -> bool:
        """Whether a lesson of that length over the freed time was offered before: one place is one offer, however the
        lesson could lie in it."""
        starts = (
            datetime.strptime(place, _START).replace(tzinfo=UTC) for place in self.passed if place[:6] == "start:"
        )
        return any(freed.start - length < start < freed.end for start in starts)

    def rank(self, start: datetime) -> tuple[int, int, int, datetime, int]:
        """For a place that starts at `start`, the smallest first:

        1. those who wait for this very class, before those for whom it would be earlier;
        2. the priority that the school gave;
        3. for whom it is more whole days earlier;
        4. who has waited longer.
        """
        gain = (self.booking.start - start).days if self.booking is not None else 0
        return (self.booking is not None, -self.entry.priority, -gain, self.entry.created_at, self.entry.id)


def ranked(candidates: Iterable[Candidate], start: datetime) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: candidate.rank(start))


def place_of(opening: Opening, slot: Slot) -> str:
    """A seat that is freed a second time is another place; a time is the same one however often it is freed."""
    return f"opening:{opening.id}" if opening.of_class else slot.start.strftime(_START)
