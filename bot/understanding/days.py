"""The grammar of days: weekdays, "tomorrow", weeks, weekends, "in 2 days", and what lies between or beyond them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.understanding.counted_days import in_time, within
from bot.understanding.dates import DateGrammar
from bot.understanding.day_words import BEGIN, SIDES
from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Marks
from bot.understanding.periods import Periods
from bot.understanding.phrases import UNITS
from bot.understanding.spans import Days, Stretch, one_day
from bot.understanding.weekday_names import WeekdayNames
from bot.understanding.weekdays import Weekdays

Found = tuple[Days, int]
_WEEK = timedelta(days=7)
_SATURDAY = 5
_WISHED = {"workdays": range(_SATURDAY), "weekend": (_SATURDAY,)}
_NEAR = frozenset({"the", "on", "last", "ordinal", "digits", "weekday"})
"""What "the last Friday before New Year" begins with."""
_WEEKLY = frozenset({"unit", "week_of", "half"})
_NAMED = frozenset({"weekday", "weekday_weak", "weekend"})
_IN_A_ROW = frozenset({"the", "on", "last", "ordinal", "digits"})
"""What "the first Monday in December" begins with."""
_BEGIN_DATE = frozenset({"the", "on", "comma", "dated", "digits", "ordinal", "month", "month_weak", "date", "dotted"})
_BEGIN_HOUR = ("digits", "number", "clock", "dotted", "clock_word", "part", "quarter", "half_past", "half_to")
_PARTS_OF_MONTHS = frozenset(SIDES) | {"after_next", "day_after_next"}
_BEGIN_ANY = BEGIN | {"after", "from", "from_now", "before", "until", "between"}
"""What it begins with when others bound it."""


class DaysGrammar:
    """Reads days from marks, as seen from `today` and up to `last`.

    moving: the message moves a lesson, so that "Monday to Tuesday" is no range.
    """

    def __init__(self, marks: Marks, lexicon: Lexicon, today: date, last: date, *, moving: bool) -> None:
        self.marks = marks
        self._today = today
        self._last = last
        self._moving = moving
        self._singles: dict[tuple[int, bool], Found | None] = {}
        self.dates = DateGrammar(marks, lexicon, today)
        self.weekdays = Weekdays(today)
        self._names = WeekdayNames(marks, lexicon)
        self._periods = Periods(marks, self.dates, self.weekdays, today)

    def at(self, at: int, *, near: bool) -> Found | None:
        """The days said here and the place after them."""
        if not self.marks.is_any(at, _BEGIN_ANY):
            return None
        found = self._bounded(at) or self._range(at, near=near) or self._single(at, near=near)
        return self._onwards(found) if "or_later" in self.marks.kinds else found

    def _onwards(self, found: Found | None) -> Found | None:
        """ "Thursday or later"."""
        if found is None or not self.marks.is_(found[1], "or_later") or self.marks.is_(found[1] + 1, *_BEGIN_HOUR):
            return found  # "Tuesday or after 5 on Thursday"
        stretch = self._plainly(found[0])
        if stretch is None or found[0].open_:
            return found
        return Days((Stretch(stretch.first, max(self._last, stretch.end + _WEEK)),), longer=True), found[1] + 1

    def _single(self, at: int, *, near: bool) -> Found | None:
        if (at, near) not in self._singles:  # asked for by itself and as either end of a range
            begins = self.marks.is_any(at, BEGIN)
            self._singles[at, near] = self._read_single(at, near=near) if begins else None
        return self._singles[at, near]

    def _read_single(self, at: int, *, near: bool) -> Found | None:
        kinds = self.marks.kinds
        counted = "unit" in kinds  # most of it is in few messages
        bounded = "after" in kinds or "before" in kinds
        return (
            (self._week_beside(at) if bounded and counted else None)
            or (self._nearest(at) if bounded and self.marks.is_any(at, _NEAR) else None)
            or (self._periods.advent(at) if "advent" in kinds else None)
            or (self._periods.nth(at) if not _NAMED.isdisjoint(kinds) and self.marks.is_any(at, _IN_A_ROW) else None)
            or self._date(at, near=near)
            or (in_time(self.marks, at, self._today) if counted else None)
            or (within(self.marks, at, self._today) if counted or "within" in kinds else None)
            or (self._periods.nth_week(at) if not _WEEKLY.isdisjoint(kinds) else None)
            or (self._periods.week_of(at) if "week_of" in kinds else None)
            or (self._periods.month_part(at) if not _PARTS_OF_MONTHS.isdisjoint(kinds) else None)
            or (self._periods.period(at) if counted or "this_month" in kinds else None)
            or self._names.at(at)
            or self._relative(at)
            or self._next_to(at)
            or self._open(at)
        )

    def _nearest(self, at: int) -> Found | None:
        """ "the first working day after Christmas", "the last Friday before New Year", "Monday after the 6th"."""
        start = self.marks.skip(at, "the", "on")
        place = (1, start + 1) if self.marks.is_(start, "last") else self.dates.ordinal(start)
        day_at = place[1] if place is not None and place[0] == 1 else start
        kind = self.marks.which(day_at, ("weekday", "workdays", "weekend") if day_at > start else ("weekday",))
        after = self.marks.is_(day_at + 1, "after")
        if not kind or not (after or self.marks.is_(day_at + 1, "before")):
            return None
        found = self._led(day_at + 2)
        stretch = self._plainly(found[0]) if found and not found[0].weekdays else None
        if found is None or stretch is None or found[0].open_:
            return None
        wished = _WISHED[kind] if kind in _WISHED else (self.marks.value(day_at, kind),)
        newyear = stretch.end if stretch.end.timetuple().tm_yday == 1 else None  # which is a holiday, too
        days = Stretch(stretch.end, stretch.end + 2 * _WEEK) if after else Stretch(stretch.first - _WEEK, stretch.first)
        near = [day for day in days.days() if day.weekday() in wished and day != newyear]
        day = near[0] if after else near[-1]
        whole = Stretch(day, day + timedelta(days=2)) if kind == "weekend" else one_day(day)
        return (Days((whole,)) if day >= self._today else Days(question="past")), found[1]

    def _week_beside(self, at: int) -> Found | None:
        """ "the week before Christmas", "ugen efter d. 5"."""
        unit_at = self.marks.skip(at, "the", "on", "in")
        after = self.marks.is_(unit_at + 1, "after")
        if self.marks.unit(unit_at) != UNITS["week"] or not (after or self.marks.is_(unit_at + 1, "before")):
            return None
        found = self._led(unit_at + 2)
        stretch = self._plainly(found[0]) if found and not found[0].open_ else None
        if found is None or stretch is None or found[0].longer:
            return None
        first = stretch.end if after else stretch.first - _WEEK
        week = Stretch(max(first, self._today), first + _WEEK)
        return (Days((week,), longer=True) if week.first < week.end else Days(question="past")), found[1]

    def _next_to(self, at: int) -> Found | None:
        """ "the day before Christmas Eve"."""
        if not self.marks.is_(at, "day_before", "following_day"):
            return None
        found = self._led(at + 1)
        stretch = self._plainly(found[0]) if found else None
        if found is None or stretch is None or stretch.end - stretch.first > timedelta(days=1):
            return None
        step = timedelta(days=-1 if self.marks.is_(at, "day_before") else 1)
        return Days((one_day(stretch.first + step),)), found[1]

    def _led(self, at: int) -> Found | None:
        """A day behind a small word: "den" leads a date as well as a weekday."""
        return self._single(at, near=False) or self._single(self.marks.skip(at, "on"), near=False)

    def _date(self, at: int, *, near: bool) -> Found | None:
        found = self.dates.at(at, near=near)
        if found is None or not found[0].longer or at == 0 or self.marks.is_(found[1] - 1, "digits"):
            return found
        # A month's name alone is a time only where it is said as one.
        return found if self.marks.is_(at - 1, "in", "of", "this", "next", "from", "on") else None

    def _range(self, at: int, *, near: bool) -> Found | None:
        """ "Monday to Wednesday", "24-26 December"."""
        in_month = self.dates.range_at(at) or self.dates.list_at(at)
        if in_month:
            return in_month
        opened = self.marks.is_(at, "from", "between")
        first = self._from_now(at) or self._single(at + 1 if opened else at, near=near)
        first = self._dated(first) if first and first[0].weekdays else first
        if not first or not self._closes(first[1], opened=opened):
            return None
        last = self._dated(self._led(first[1] + 1)) or self._numbered(at + opened, first[1] + 1, opened=opened)
        start, end = (self._plainly(found[0]) if found else None for found in (first, last))
        if last is None or start is None or end is None:
            return None
        if end.first <= start.first and last[0].weekdays:
            end = Stretch(end.first + _WEEK, end.end + _WEEK)
        if start.first >= end.end:
            return None
        if self.marks.is_(at, "between") and self.marks.is_(at + 1, "feast") and self.marks.is_(last[1] - 1, "feast"):
            return (Days((Stretch(start.end, end.first),), longer=True), last[1]) if start.end < end.first else None
        if self._holds("feast", first[1] + 1, last[1]):
            end = one_day(end.first)  # "from the 7th to Christmas" ends as it begins
        run = tuple(day.weekday() for day in Stretch(start.first, end.end).days()) if last[0].weekdays else ()
        return Days((Stretch(start.first, end.end),), run=run), last[1]

    def _from_now(self, at: int) -> Found | None:
        return (Days((one_day(self._today),)), at + 1) if self.marks.is_(at, "from_now") else None

    def _numbered(self, first: int, at: int, *, opened: bool) -> Found | None:
        """The other end of "vom 1. bis zum 3.": a full stop at the very end makes a date of it behind another one, as
        the end of "vom 1. bis 3" does."""
        led = self.marks.is_(first - 1, "dated_bound") or self.marks.is_(first, "dated")
        found = self._single(at, near=True) if self.marks[first].token.dot or led else None
        ends = opened and led and self.marks.is_(at, "digits") and self.marks.ends_clause(at + 1)
        return (self.dates.coming(self.marks.value(at, "digits")), at + 1) if found is None and ends else found

    def _closes(self, at: int, *, opened: bool) -> bool:
        if self.marks.is_(at, "dash"):
            return True
        if opened and self.marks.is_(at, "and"):
            return True
        return self.marks.is_(at, "to") and not self._moving

    def _bounded(self, at: int) -> Found | None:
        """ "after Tuesday", "before the 5th", "from Thursday"."""
        if not self.marks.is_(at, "after", "from", "before", "until"):
            return None
        if self._moving and self.marks.is_(at, "to"):
            return None  # "rykke den frem til onsdag"
        found = self._narrowed(self._led(at + 1))
        stretch = self._plainly(found[0]) if found else None
        if found is None or stretch is None or found[0].open_:
            return None
        ranged = self._closes(found[1], opened=True) and not self.marks.is_(found[1] + 1, "until", "before")
        if self.marks.is_(at, "from") and (ranged or self._moving):
            return None
        if self.marks.is_(at, "from") and self.marks.is_(at, "of") and not self.marks.is_(found[1], "onwards", "on"):
            return None  # "die Stunde von Freitag"
        if self.marks.is_(at, "after"):
            kept = Stretch(stretch.end, max(self._last, stretch.end + _WEEK))
        elif self.marks.is_(at, "from"):
            kept = Stretch(stretch.first, max(self._last, stretch.end + _WEEK))
        else:
            until = self.marks.is_(at, "until") or self._holds("end_in", at + 1, found[1])
            if until and self._holds("feast", at + 1, found[1]):
                stretch = one_day(stretch.first)  # "until Christmas" ends as it begins
            named_today = not until and stretch.first == self._today and found[0].weekdays and not found[0].step
            end_of = stretch.first + _WEEK if named_today else stretch.first  # "before Tuesday", said on a Tuesday
            kept = Stretch(self._today, stretch.end if until else end_of)
        end = self.marks.skip(found[1], "onwards")
        longer = kept.end - kept.first > _WEEK
        return (Days((kept,), longer=longer) if kept.first < kept.end else Days(question="past")), end

    def _holds(self, kind: str, start: int, end: int) -> bool:
        return any(self.marks.is_(place, kind) for place in range(start, end))

    def _narrowed(self, found: Found | None) -> Found | None:
        """ "from Wednesday next week", "from next week Wednesday", "before Tuesday 15 December": both as one."""
        dated = self._dated(found)
        if found is None or dated is not found:
            return dated
        beside = self._single(self.marks.skip(found[1], "on"), near=False)
        if beside is None:
            return found
        for longer, named in ((found[0], beside[0]), (beside[0], found[0])):
            if longer.longer and named.weekdays:
                return self.weekdays.dated(named, within=longer), beside[1]
        return found

    def _dated(self, found: Found | None) -> Found | None:
        """A weekday with its date behind it as that date: "Tuesday 15 December"."""
        if found is None or not (found[0].weekdays and self.marks.is_any(found[1], _BEGIN_DATE)):
            return found
        date_of_it = self._led(self.marks.skip(found[1], "on", "comma"))
        days = date_of_it[0].stretches if date_of_it else ()
        agree = len(days) == 1 and days == (one_day(days[0].first),) and days[0].first.weekday() in found[0].weekdays
        return date_of_it if agree else found

    def _plainly(self, days: Days) -> Stretch | None:
        """The one stretch meant, when it is only one."""
        if days.weekdays:
            days = self.weekdays.dated(days)
        return days.stretches[0] if len(days.stretches) == 1 else None

    def _relative(self, at: int) -> Found | None:
        if not self.marks.is_(at, "relday"):
            return None
        offset = self.marks.value(at, "relday")
        day = self._today + timedelta(days=offset)
        if offset < 0:
            return Days(question="past", gone=(one_day(day),)), at + 1
        if (
            self.marks.is_(at + 1, "in")
            and self.marks.unit(at + 3)
            and (later := in_time(self.marks, at + 1, self._today))
        ):
            ahead = later[0].stretches[0].first - self._today  # "i dag om 14 dage"
            return Days((one_day(day + ahead),)), later[1]
        return Days((one_day(day),)), at + 1

    def _open(self, at: int) -> Found | None:
        return (Days(open_=True), at + 1) if self.marks.is_(at, "soonest", "any") else None
