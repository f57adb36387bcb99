"""Schools that exist in memory only, and their calendars as plain lists: what the slot search is tested on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.busy import Busy
from domain.money import Money
from domain.policies import Policy
from domain.schools import Catalogue, Closure, LessonType, Resource, School, Teacher, TimeOff
from domain.timeslots import Interval, to_utc

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
KIND, METTE, JONAS, GOLF, POLO, STUDENT = 1, 11, 12, 21, 22, 31
"""Ids of the lesson type, two teachers, two cars and a student."""


def at(wall: str, zone: ZoneInfo = COPENHAGEN) -> datetime:
    """The instant of a wall time such as "2027-03-28 08:00"."""
    return to_utc(datetime.fromisoformat(wall), zone)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def lesson_type(
    duration: int = 45, before: int = 0, after: int = 15, requires: tuple[str, ...] = ("car",), capacity: int = 1
) -> LessonType:
    return LessonType(
        KIND,
        "driving",
        {"en": "Driving lesson"},
        minutes(duration),
        Money(65_000, "DKK"),
        minutes(before),
        minutes(after),
        capacity,
        requires,
    )


def catalogue(
    *teachers: Teacher,
    kind: LessonType | None = None,
    zone: ZoneInfo = COPENHAGEN,
    policy: Policy | None = None,
    cars: Sequence[int] = (GOLF,),
    time_off: Sequence[TimeOff] = (),
    attributes: Mapping[int, Mapping[str, str]] | None = None,
    places: Mapping[int, int | None] | None = None,
    closures: Sequence[Closure] = (),
) -> Catalogue:
    """attributes, places: of the cars, if they have any; a place is the id of a branch."""
    kind = kind or lesson_type()
    return Catalogue(
        School(1, "T1", "Test", zone, "en", "DKK", policy or Policy()),
        version=1,
        branches={},
        teachers={teacher.id: teacher for teacher in teachers},
        lesson_types={kind.id: kind},
        resources={
            car: Resource(car, "car", f"car {car}", (places or {}).get(car), (attributes or {}).get(car, {}))
            for car in cars
        },
        curricula={},
        time_off=tuple(time_off),
        closures=tuple(closures),
    )


@dataclass(slots=True)
class Calendars:
    """What is busy, by calendar id; `asked` are the reads that were made, `looked_at` the calendars of each."""

    busy: dict[int, list[Interval]] = field(default_factory=dict)
    asked: list[Interval] = field(default_factory=list)
    looked_at: list[list[int]] = field(default_factory=list)

    def read(self, calendar_ids: Sequence[int], during: Interval, _ignoring: int | None) -> Busy:
        self.asked.append(during)
        self.looked_at.append(list(calendar_ids))
        answer: dict[int, list[int]] = {}
        for calendar_id in calendar_ids:
            for part in sorted(self.busy.get(calendar_id, ())):
                if part.overlaps(during):
                    answer.setdefault(calendar_id, []).extend((int(part.start.timestamp()), int(part.end.timestamp())))
        return answer
