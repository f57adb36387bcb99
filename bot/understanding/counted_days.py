"""Days counted from today: "in 2 weeks", "3 days from now", "the next 3 days"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.understanding.dates import months_on
from bot.understanding.marks import Marks
from bot.understanding.phrases import UNITS
from bot.understanding.spans import Days, Stretch, one_day

_WEEK = timedelta(days=7)
_MONTHS_IN = {UNITS["month"]: 1, UNITS["year"]: 12}
_A_FEW = 3
_MOST = 999


def count_at(marks: Marks, at: int) -> int | None:
    """The number told here."""
    for kind in ("digits", "number", "article"):
        if marks.is_(at, kind):
            value = marks.value(at, kind)
            return value if 1 <= value <= _MOST else None
    return None


def in_time(marks: Marks, at: int, today: date) -> tuple[Days, int] | None:
    """ "in 2 weeks", "3 days from now"."""
    led = marks.is_(at, "in")
    start = at + 1 if led else at
    count, unit = count_at(marks, start), marks.unit(start + 1)
    if count is None or unit not in {UNITS["day"], UNITS["week"], *_MONTHS_IN}:
        return None
    trailed = marks.is_(start + 2, "from_now")
    if unit == UNITS["week"] and marks.is_(start + 2, "from", "on") and marks.is_(start + 3, "weekday"):
        # "a week on Monday"
        return Days((one_day(today + count * _WEEK),), weeks_on=count), start + 3
    since = start + 3 if marks.is_(start + 2, "from") else start + 2
    if unit == UNITS["week"] and not led and marks.is_(since, "relday"):
        # "two weeks tomorrow", "a week from tomorrow"
        day = today + timedelta(days=marks.value(since, "relday")) + count * _WEEK
        return Days((one_day(day),)), since + 1
    if not (led or trailed):
        return None
    end = start + 3 if trailed else start + 2
    if unit in _MONTHS_IN:
        return Days((one_day(_same_day(today, count * _MONTHS_IN[unit])),)), end
    days = count * (7 if unit == UNITS["week"] else 1)
    weeks, rest = divmod(days, 7)
    return Days((one_day(today + timedelta(days=days)),), weeks_on=0 if rest else weeks), end


def within(marks: Marks, at: int, today: date) -> tuple[Days, int] | None:
    """ "the next 3 days", "within 2 weeks"."""
    if not marks.is_(at, "within", "next", "coming"):
        return None
    if marks.is_(at, "within") and marks.is_(at + 1, "relday"):
        days = marks.value(at + 1, "relday") + 1  # "within a fortnight"
        return Days((Stretch(today, today + timedelta(days=days)),), longer=True), at + 2
    counted = count_at(marks, at + 1) if not marks.is_(at + 1, "article") or marks.is_(at, "within") else None
    start = at + 2 if counted else at + 1
    unit = marks.unit(start)
    some = _A_FEW if unit == UNITS["day"] else 1
    count = counted or (some if marks.is_(at, "within") else None)
    if count is None or unit not in {UNITS["day"], UNITS["week"], UNITS["month"]}:
        return None
    if unit == UNITS["week"] and not counted and marks.is_(at, "next"):
        return None
    days = count * {UNITS["day"]: 1, UNITS["week"]: 7, UNITS["month"]: 30}[unit]
    return Days((Stretch(today, today + timedelta(days=days + 1)),), longer=True), start + 1


def _same_day(day: date, months: int) -> date:
    """That day of a later month, or the month's last."""
    first = months_on(day, months)
    last = months_on(day, months + 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
