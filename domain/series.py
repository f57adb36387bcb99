"""Series: a class that comes again and again, at a wall time that stays the same across clock changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.lessons import Session
from domain.timeslots import Interval, to_utc

_ENDS = re.compile(r"\b(COUNT|UNTIL)=", re.I)


class Left(StrEnum):
    """Why a day of the rule has no occurrence."""

    SKIPPED = "skipped"  # chosen by staff, because something was in the way
    CONFLICT = "conflict"  # something was in the way when the series went on by itself


@dataclass(frozen=True, slots=True)
class Series:
    """
    rule: RFC 5545, such as "FREQ=WEEKLY;BYDAY=TU", counted from the day `first`; an occurrence a day at most.
    starts: wall time in the school's zone. duration: elapsed time.
    begins, until: the days between which the rule holds here; before and after it another series may have taken over.
    made_until: up to and including this day its occurrences stand among the sessions.
    left_out: days of the rule that have no occurrence and never will, and why.
    """

    id: int
    school_id: int
    lesson_type_id: int
    rule: str
    first: date
    starts: time
    duration: timedelta
    teacher_ids: tuple[int, ...]
    resource_ids: tuple[int, ...]
    capacity: int
    begins: date
    made_until: date
    until: date | None = None
    branch_id: int | None = None
    left_out: Mapping[date, Left] = field(default_factory=dict)

    @property
    def is_endless(self) -> bool:
        return self.until is None and not _ENDS.search(self.rule)

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.until is None or day <= self.until)

    def during(self, day: date, zone: ZoneInfo) -> Interval:
        """When the occurrence of that day takes place: the wall time stays, whatever the clocks do."""
        start = to_utc(datetime.combine(day, self.starts), zone)
        return Interval(start, start + self.duration)

    def session(self, session_id: int, day: date, zone: ZoneInfo) -> Session:
        """The class of that day."""
        return Session(
            id=session_id,
            school_id=self.school_id,
            lesson_type_id=self.lesson_type_id,
            during=self.during(day, zone),
            teacher_ids=self.teacher_ids,
            resource_ids=self.resource_ids,
            capacity=self.capacity,
            branch_id=self.branch_id,
            planned=True,
            series_id=self.id,
            occurrence=day,
        )
