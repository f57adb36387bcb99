"""Moments as seen from now: "in 2 hours"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.marks import Marks
from bot.understanding.phrases import SPANS, UNITS
from bot.understanding.reading import Window
from bot.understanding.tokens import Shape

_COUNTS = ("digits", "number", "article")
_QUARTERS = 8
"""So many quarters of an hour are named otherwise."""
_MOST = 999
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
    found = _counted(marks, start)
    if found is None or led:
        return found and _with_minutes(marks, *found)
    return (found[0], found[1] + 1) if marks.is_(found[1], "from_now") else None


def _with_minutes(marks: Marks, minutes: int, at: int) -> tuple[int, int]:
    """The same, and the minutes said behind the hours: "in 1 hour and 20 minutes"."""
    more = marks.skip(at, "and")
    kind = marks.which(more, _COUNTS) if marks.unit(at - 1) == UNITS["hour"] else ""
    if not kind or marks.unit(more + 1) != UNITS["minute"]:
        return minutes, at
    return minutes + marks.value(more, kind), more + 2


def _counted(marks: Marks, at: int) -> tuple[int, int] | None:
    """So many hours or minutes, and the place after them: "2 hours", "two and a half hours"."""
    kind, halved = marks.which(at, _COUNTS), _half_behind(marks, at)
    unit_at = halved or at + 1
    each = _FRACTIONS.get(marks.unit(unit_at), 0)
    if not each or not (kind or halved):
        return None
    count = marks.value(at, kind) if kind else marks[at].token.numbers[0]
    return (count * each + (each // 2 if halved else 0), unit_at + 1) if 1 <= count <= _MOST else None


def _half_behind(marks: Marks, at: int) -> int:
    """The place after "2.5", "2,5" or "two and a half"; 0 if it is none."""
    if marks.shape(at) in {Shape.DOTTED, Shape.JUNK} and marks[at].token.numbers[1:] == (5,):
        return at + 1
    return at + 2 if marks.is_(at, *_COUNTS) and marks.is_(at + 1, "and_half") else 0


def _hour_in(minutes: int, now: datetime, zone: ZoneInfo) -> Window:
    instant = now.replace(second=0, microsecond=0, tzinfo=zone).astimezone(UTC) + timedelta(minutes=minutes)
    begin = instant.astimezone(zone).replace(tzinfo=None, fold=0)
    return Window(begin, begin + timedelta(hours=1))
