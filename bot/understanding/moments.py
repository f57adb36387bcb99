"""Moments as seen from now: "in 2 hours"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.marks import Marks
from bot.understanding.phrases import SPANS, UNITS
from bot.understanding.reading import Window

_COUNTS = ("digits", "number", "article")
_QUARTERS = 8
"""So many quarters of an hour are named otherwise."""
_FRACTIONS = {UNITS["hour"]: 60, UNITS["minute"]: 1}


def moment_at(marks: Marks, at: int, now: datetime, zone: ZoneInfo) -> tuple[Window, int] | None:
    """ "in 2 hours": the hour from then, also where the clocks change in between."""
    led = marks.is_(at, "in")
    found = _minutes(marks, at, led=led) if led or "from_now" in marks.kinds else None
    return (_hour_in(found[0], now, zone), found[1]) if found else None


def _minutes(marks: Marks, at: int, *, led: bool) -> tuple[int, int] | None:
    """How long it is until then, and the place after it."""
    start = at + 1 if led else at
    if led and marks.is_(start, "quarter") and not marks.is_(start + 1, "past", "to_hour"):
        return 15, start + 1
    if led and (span := marks.which(start, tuple(SPANS))):
        return SPANS[span], start + 1
    kind = marks.which(start, _COUNTS)
    if led and kind and marks.is_(start + 1, "quarter") and marks.value(start, kind) < _QUARTERS:
        return 15 * marks.value(start, kind), start + 2  # "om tre kvarter"
    unit = marks.unit(start + 1)
    if not kind or unit not in _FRACTIONS or not (led or marks.is_(start + 2, "from_now")):
        return None
    count = marks.value(start, kind)
    if not 1 <= count <= 999:
        return None
    return count * _FRACTIONS[unit], start + 2 if led else start + 3


def _hour_in(minutes: int, now: datetime, zone: ZoneInfo) -> Window:
    instant = now.replace(second=0, microsecond=0, tzinfo=zone).astimezone(UTC) + timedelta(minutes=minutes)
    begin = instant.astimezone(zone).replace(tzinfo=None, fold=0)
    return Window(begin, begin + timedelta(hours=1))
