"""Weeks, months and parts of them: "next week", "early January", "the last Friday of the month", "week 48"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.understanding.advent import sunday_of_advent
from bot.understanding.dates import DateGrammar, months_on
from bot.understanding.day_words import SIDES, STEPS, step_at
from bot.understanding.marks import Marks
from bot.understanding.phrases import UNITS
from bot.understanding.spans import Days, Stretch, one_day
from bot.understanding.weekdays import Weekdays

Found = tuple[Days, int]
_WEEKS_OF_MONTH = 4
_SATURDAY, _SUNDAY = 5, 6
_WEEK = timedelta(days=7)
_IN_ONE_WORD = frozenset({"unit", "half"})
"""What may be written in one word with the month that it is part of."""
_HALVES = {0: "late_in", 1: "early_in", 2: "late_in"}


class Periods:
    """Reads them from marks, as seen from `today`."""

    def __init__(self, marks: Marks, dates: DateGrammar, weekdays: Weekdays, today: date) -> None:
        self._marks = marks
        self._dates = dates
        self._weekdays = weekdays
        self._today = today

    def nth(self, at: int) -> Found | None:
        """ "the first Monday in December", "the last weekend of the month"."""
        start = self._marks.skip(at, "the", "on")
        last = self._marks.is_(start, "last")
        place = (0, start + 1) if last else self._dates.ordinal(start)
        kind = self._marks.which(place[1], ("weekday", "weekday_weak", "weekend")) if place is not None else ""
        if place is None or place[0] > 5 or not kind:
            return None
        after = self._marks.skip(place[1] + 1, "of", "in", "on", "the")
        month = self._dates.month_at(after, led=True) or (self.period(after) if self._is_month(after) else None)
        if month is None or after == place[1] + 1 or not month[0].stretches:
            return None
        weekend = kind == "weekend"
        weekday = _SATURDAY if weekend else self._marks.value(place[1], kind)
        days = [day for day in month[0].stretches[0].days() if day.weekday() == weekday]
        chosen = days[place[0] - 1 : place[0]] if place[0] else days[-1:]
        if not chosen:
            return Days(question="no_such_date"), month[1]
        days_of_it = Stretch(chosen[0], chosen[0] + timedelta(days=1 + weekend))
        return (Days((days_of_it,)) if days_of_it.end > self._today else Days(question="past")), month[1]

    def advent(self, at: int) -> Found | None:
        """ "the second Sunday of Advent", "1. Advent"."""
        place = self._dates.ordinal(self._marks.skip(at, "the", "on"))
        if place is None:
            return None
        sunday = self._marks.is_(place[1], "weekday") and self._marks.value(place[1], "weekday") == _SUNDAY
        end = self._marks.skip(place[1] + 1, "of", "in", "the") if sunday else place[1]
        if not self._marks.is_(end, "advent"):
            return None
        day = sunday_of_advent(place[0], self._today)
        return Days((one_day(day),)) if day else Days(question="no_such_date"), end + 1

    def nth_week(self, at: int) -> Found | None:
        """ "the second week of December"."""
        start = self._marks.skip(at, "the", "in")
        place = (0, start + 1) if self._marks.is_(start, "last") else self._dates.ordinal(start)
        if place is None or place[0] > _WEEKS_OF_MONTH:
            return None
        led = self._marks.is_(place[1], "week_of")
        if not led and self._marks.unit(place[1]) != UNITS["week"]:
            return self._part_in_one_word(*place)
        if not place[0]:
            return None
        after = self._marks.skip(place[1] + 1, "of", "in", "the")
        month = self._dates.month_at(after, led=True) or (self.period(after) if self._is_month(after) else None)
        if month is None or not (led or after > place[1] + 1):
            return None
        return self._week_in(month[0], place[0], month[1])

    def _is_week(self, at: int) -> bool:
        return self._marks.unit(at) == UNITS["week"]

    def _part_in_one_word(self, place: int, at: int) -> Found | None:
        """ "erste Dezemberwoche", "letzte Novemberwoche", "zweite Januarhälfte"."""
        month = self._dates.month_at(at, led=True) if self._marks.is_any(at + 1, _IN_ONE_WORD) else None
        if month is None:
            return None
        if self._is_week(at + 1) and place:
            return self._week_in(month[0], place, month[1] + 1)
        side = "last_week" if self._is_week(at + 1) else _HALVES.get(place, "")
        return (Days(_parts_of(month[0], side), longer=True), month[1] + 1) if side else None

    def _week_in(self, month: Days, place: int, end: int) -> Found | None:
        if not month.stretches:
            return None
        whole = month.stretches[0]
        first = whole.first + (place - 1) * _WEEK
        return Days((Stretch(first, min(first + _WEEK, whole.end)),), longer=True), end

    def week_of(self, at: int) -> Found | None:
        """ "the week of 7 December", "week commencing the 7th"."""
        if not self._marks.is_(at, "week_of"):
            return None
        day = self._dates.at(at + 1, near=True) or self._dates.at(self._marks.skip(at + 1, "on"), near=True)
        if day is None or len(day[0].stretches) != 1:
            return None
        first = day[0].stretches[0].first
        monday = first - timedelta(days=first.weekday())
        return Days((Stretch(monday, monday + _WEEK),), longer=True), day[1]

    def _is_month(self, at: int) -> bool:
        return self._marks.unit(self._marks.skip(at, *STEPS)) == UNITS["month"] or self._marks.is_(at, "this_month")

    def month_part(self, at: int) -> Found | None:
        """ "the first week of December", "early January", "the week after next", "übernächsten Freitag"."""
        if self._marks.is_(at, "day_after_next") and self._marks.is_(at + 1, "weekday", "weekend"):
            one = self._marks.is_(at + 1, "weekday")
            weekdays = (self._marks.value(at + 1, "weekday"),) if one else (5, 6)
            return Days(weekdays=weekdays, step="after_next"), at + 2
        if self._marks.is_(at, "after_next"):
            first = self._weekdays.monday() + 2 * _WEEK
            return Days((Stretch(first, first + _WEEK),), longer=True), at + 1
        side = self._marks.which(at, SIDES)
        month = self._dates.month_at(at + 1, led=True) if side else None
        if month is None:
            return None
        return Days(_parts_of(month[0], side), longer=True), month[1]

    def period(self, at: int) -> Found | None:
        """ "next week", "early next month", "week 48"."""
        if self._marks.is_(at, "this_month") or self._marks.is_(at + 1, "end_in"):
            return self._this(at)
        side = self._marks.which(self._marks.skip(at, "the"), SIDES)
        start = self._marks.skip(at, *SIDES, "the")
        step = step_at(self._marks, start)
        unit_at = self._marks.skip(start, *STEPS)
        unit = self._marks.unit(unit_at)
        if unit == UNITS["week"] and not step and self._marks.is_(unit_at + 1, "digits"):
            return self._week_number(unit_at + 1)
        if unit == UNITS["year"] and step in {"next", "coming"}:
            year = self._today.year + 1
            return Days((Stretch(date(year, 1, 1), date(year + 1, 1, 1)),), longer=True), unit_at + 1
        if unit == UNITS["month"] and not (step or side) and self._marks.is_(at - 1, "of"):
            step = "this"  # "the last Friday of the month"
        if unit not in {UNITS["week"], UNITS["month"]} or not (step or side) or step == "every":
            return self._either(step, unit_at)
        if step == "last":
            return Days(longer=True, question="past", gone=(self._gone(unit),)), unit_at + 1
        of = self._week if unit == UNITS["week"] else self._month
        part = _part_of(of(step), side)
        if side and not step and part.end <= self._today:
            part = _part_of(of("next"), side)  # "early in the month", said at its end
        return Days((part,), longer=True), unit_at + 1

    def _this(self, at: int) -> Found | None:
        """ "This month", "månedens udgang", "before the week is out"."""
        if self._marks.is_(at, "this_month"):
            return Days((self._month("this"),), longer=True), at + 1
        if self._marks.unit(at) not in {UNITS["week"], UNITS["month"]}:
            return None
        whole = self._week("this") if self._is_week(at) else self._month("this")
        return Days((_part_of(whole, "end_in"),), longer=True), at + 2

    def _either(self, step: str, at: int) -> Found | None:
        """ "this or next week"."""
        if step not in {"this", "coming", "next"} or not self._marks.is_(at, "or"):
            return None
        unit = self._marks.unit(self._marks.skip(at + 1, *STEPS))
        last = self.period(at + 1) if unit in {UNITS["week"], UNITS["month"]} else None
        if last is None:
            return None
        first = self._week(step) if unit == UNITS["week"] else self._month(step)
        return Days((first, *last[0].stretches), longer=True), last[1]

    def _gone(self, unit: int) -> Stretch:
        """The week or month before this one."""
        if unit == UNITS["month"]:
            return Stretch(months_on(self._today, -1), months_on(self._today, 0))
        monday = self._weekdays.monday()
        return Stretch(monday - _WEEK, monday)

    def _week(self, step: str) -> Stretch:
        first = self._weekdays.monday() + (_WEEK if step in {"next", "coming"} else timedelta(0))
        return Stretch(first, first + _WEEK)

    def _month(self, step: str) -> Stretch:
        ahead = 1 if step in {"next", "coming"} else 0
        return Stretch(months_on(self._today, ahead), months_on(self._today, ahead + 1))

    def _week_number(self, at: int) -> Found | None:
        number = self._marks.value(at, "digits")
        if self._marks.is_(at + 1, "counted", "unit", "oclock") or not 1 <= number <= 53:
            return None
        for year in (self._today.isocalendar().year, self._today.isocalendar().year + 1):
            try:
                first = date.fromisocalendar(year, number, 1)
            except ValueError:
                continue
            if first + _WEEK > self._today:
                return Days((Stretch(first, first + _WEEK),), longer=True), at + 1
        return Days(question="no_such_date"), at + 1


def _parts_of(days: Days, side: str) -> tuple[Stretch, ...]:
    return tuple(_part_of(stretch, side) for stretch in days.stretches)


def _part_of(stretch: Stretch, side: str) -> Stretch:
    length = (stretch.end - stretch.first).days
    half = stretch.first + timedelta(days=length // 2)
    parts = {
        "early_in": Stretch(stretch.first, half),
        "mid_in": _middle(stretch, length),
        "late_in": Stretch(half, stretch.end),
        "end_in": Stretch(stretch.end - _WEEK if length > 2 * _WEEK.days else half, stretch.end),
        "first_week": Stretch(stretch.first, stretch.first + _WEEK),
        "last_week": Stretch(stretch.end - _WEEK, stretch.end),
        "first_day": one_day(stretch.first),
        "last_day": one_day(stretch.end - timedelta(days=1)),
    }
    return parts.get(side, stretch)


def _middle(stretch: Stretch, length: int) -> Stretch:
    """Tuesday to Thursday of a week, the 10th to the 20th of a month."""
    first, days = (1, 3) if length <= 2 * _WEEK.days else (9, 11)
    return Stretch(stretch.first + timedelta(days=first), stretch.first + timedelta(days=first + days))
