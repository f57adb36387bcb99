"""Time as a value: instants in UTC, half-open intervals, and the school's wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


def require_utc(moment: datetime, name: str = "moment") -> datetime:
    """Return `moment` if it is an aware datetime in UTC; ValueError otherwise."""
    if moment.tzinfo is not UTC and moment.utcoffset() != timedelta(0):
        raise ValueError(f"{name} must be an aware datetime in UTC, got {moment!r}")
    return moment


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from `start` up to but not including `end`, both in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_utc(self.start, "start")
        require_utc(self.end, "end")
        if self.end <= self.start:
            raise ValueError(f"an interval must end after it starts: {self.start} .. {self.end}")

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Interval) -> bool:
        return self.start <= other.start and other.end <= self.end

    def widened(self, before: timedelta, after: timedelta) -> Interval:
        return Interval(self.start - before, self.end + after)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a naive wall time.

    A doubled wall time (clocks set back) means its first occurrence; a skipped one (clocks set forward) means the
    instant that many minutes after the gap began: 02:30 in a gap of one hour at 02:00 is the instant called 03:30.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def to_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """The naive wall time of an instant."""
    return moment.astimezone(zone).replace(tzinfo=None)


def comes_twice(there: datetime) -> bool:
    """Whether a local time is also that of another instant, because the clocks are set back (or is that of none)."""
    return there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()


@lru_cache(4096)
def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return to_utc(datetime.combine(day, time()), zone)


@lru_cache(4096)
def local_day(day: date, zone: ZoneInfo) -> Interval:
    """The instants of a local day: 23, 24 or 25 hours in most zones."""
    return Interval(day_start(day, zone), day_start(day + timedelta(days=1), zone))
