"""Moments as seen from now: "in 2 hours"."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.understanding.marks import Marks
from bot.understanding.phrases import UNITS
from bot.understanding.reading import Window

_COUNTS = ("digits", "number", "article")
_QUARTERS = 8
"""So many quarters of an hour are named otherwise."""
_FRACTIONS = {UNITS["hour"]: 60, UNITS["minute"]: 1}


def moment_at(marks: Marks, at: int, now: datetime) -> tuple[Window, int] | None:
    """ "in 2 hours": the hour from then."""
    led = marks.is_(at, "in")
    return _moment(marks, at, now, led=led) if led or "from_now" in marks.kinds else None


def _moment(marks: Marks, at: int, now: datetime, *, led: bool) -> tuple[Window, int] | None:
    start = at + 1 if led else at
    if led and marks.is_(start, "quarter") and not marks.is_(start + 1, "past", "to_hour"):
        return _hour_in(15, now), start + 1
    if led and marks.is_(start, "half_hour", "hour_and_half"):
        return _hour_in(30 if marks.is_(start, "half_hour") else 90, now), start + 1
    kind = marks.which(start, _COUNTS)
    if led and kind and marks.is_(start + 1, "quarter") and marks.value(start, kind) < _QUARTERS:
        return _hour_in(15 * marks.value(start, kind), now), start + 2  # "om tre kvarter"
    unit = marks.unit(start + 1)
    if not kind or unit not in _FRACTIONS or not (led or marks.is_(start + 2, "from_now")):
        return None
    count = marks.value(start, kind)
    if not 1 <= count <= 999:
        return None
    return _hour_in(count * _FRACTIONS[unit], now), start + 2 if led else start + 3


def _hour_in(minutes: int, now: datetime) -> Window:
    begin = now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return Window(begin, begin + timedelta(hours=1))
