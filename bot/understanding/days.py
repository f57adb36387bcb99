"""The grammar of days: weekdays, "tomorrow", weeks, weekends, "in 2 days", and what lies between or beyond them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.understanding.advent import sunday_of_advent
from bot.understanding.dates import DateGrammar, months_on
from bot.understanding.lexicon import UNITS, Lexicon
from bot.understanding.marks import Marks
from bot.understanding.spans import Days, Stretch, one_day
from bot.understanding.weekdays import Weekdays

Found = tuple[Days, int]

_SIDES = ("early_in", "mid_in", "late_in", "end_in", "last_day", "first_day", "first_week", "last_week")
_STEPS = ("every", "coming", "next", "this", "last")
_WEEKDAY = ("weekday", "weekdays", "weekday_weak", "weekday_faint", "weekend", "workdays")
_BESIDE_WEAK = (
    "instead_of",
    *(
        "weekday",
        "weekday_weak",
        "weekdays",
        "on",
        "at",
        "am",
        "pm",
        "after",
        "before",
        "until",
        "from",
        "around",
        "part",
        "parts",
    ),
    *("this", "next", "coming", "digits", "clock", "dotted", "oclock", "between", "not", "week", "dash"),
    *("half_to", "half_past", "quarter", "three_quarters_of", "clock_word", "its_part", "regret"),
)
_OF_CLOCK = ("digits", "clock", "dotted", "around", "after", "before", "between")
"""What a time of day begins with, behind "maybe": "sat maybe 12"."""
_COUNTED = frozenset({"digits", "number"})
_CLOCKED = ("am", "pm", "oclock", "dash", "to", "onwards", "or_before")
"""What makes an hour of the number before it: "Thursday week 2-4"."""
_WEEK = timedelta(days=7)
_MONTHS_IN = {UNITS["month"]: 1, UNITS["year"]: 12}
_A_FEW = 3
_MOST = 999
_WEEKS_OF_MONTH = 4
_SUNDAY = 6
_WEEKLY = frozenset({"unit", "week_of"})
_IN_A_ROW = frozenset({"the", "on", "last", "ordinal", "digits"})
"""What "the first Monday in December" begins with."""
_BEGIN_DATE = frozenset({"the", "on", "comma", "dated", "digits", "ordinal", "month", "month_weak", "date", "dotted"})
_BEGIN = frozenset(
    [
        "the",
        "on",
        "dated",
        "feast",
        "digits",
        "ordinal",
        "month",
        "month_weak",
        "date",
        "dotted",
        "in",
        "number",
        "article",
        "within",
        "week_of",
        "after_next",
        "this_month",
        "unit",
        "relday",
        "day_before",
        "day_after_next",
        "following_day",
        "soonest",
        "any",
    ]
).union(_SIDES, _STEPS, _WEEKDAY)
"""What a day begins with: most words of a message are none of these."""
_PARTS_OF_MONTHS = frozenset(_SIDES) | {"after_next", "day_after_next"}
_BEGIN_ANY = _BEGIN | {"after", "from", "before", "until", "between"}
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
        self._days_of_week = lexicon.days_of_week
        self._singles: dict[tuple[int, bool], Found | None] = {}
        self.dates = DateGrammar(marks, lexicon, today)
        self.weekdays = Weekdays(today)

    def at(self, at: int, *, near: bool) -> Found | None:
        """The days said here and the place after them."""
        if not self.marks.is_any(at, _BEGIN_ANY):
            return None
        return self._bounded(at) or self._range(at, near=near) or self._single(at, near=near)

    def _single(self, at: int, *, near: bool) -> Found | None:
        if (at, near) not in self._singles:  # asked for by itself and as either end of a range
            begins = self.marks.is_any(at, _BEGIN)
            self._singles[at, near] = self._read_single(at, near=near) if begins else None
        return self._singles[at, near]

    def _read_single(self, at: int, *, near: bool) -> Found | None:
        kinds = self.marks.kinds
        counted = "unit" in kinds  # most of it is in few messages
        return (
            (self._advent(at) if "advent" in kinds else None)
            or (self._nth(at) if "weekday" in kinds and self.marks.is_any(at, _IN_A_ROW) else None)
            or self._date(at, near=near)
            or (self._in(at) if counted else None)
            or (self._within(at) if counted or "within" in kinds else None)
            or (self._nth_week(at) if not _WEEKLY.isdisjoint(kinds) else None)
            or (self._week_of(at) if "week_of" in kinds else None)
            or (self._month_part(at) if not _PARTS_OF_MONTHS.isdisjoint(kinds) else None)
            or (self._period(at) if counted or "this_month" in kinds else None)
            or self._weekday(at)
            or self._relative(at)
            or self._next_to(at)
            or self._open(at)
        )

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
        first = self._single(at + 1 if opened else at, near=near)
        first = self._dated(first) if first and first[0].weekdays else first
        if not first or not self._closes(first[1], opened=opened):
            return None
        last = self._dated(self._led(first[1] + 1)) or self._numbered(at + opened, first[1] + 1)
        start, end = (self._plainly(found[0]) if found else None for found in (first, last))
        if last is None or start is None or end is None:
            return None
        if end.first <= start.first and last[0].weekdays:
            end = Stretch(end.first + _WEEK, end.end + _WEEK)
        if start.first >= end.end:
            return None
        run = tuple(day.weekday() for day in Stretch(start.first, end.end).days()) if last[0].weekdays else ()
        return Days((Stretch(start.first, end.end),), run=run), last[1]

    def _numbered(self, first: int, at: int) -> Found | None:
        """The other end of "vom 1. bis zum 3.": a full stop at the very end makes a date of it behind another one."""
        return self._single(at, near=True) if self.marks[first].token.dot else None

    def _closes(self, at: int, *, opened: bool) -> bool:
        if self.marks.is_(at, "dash"):
            return True
        if self._moving:
            return False
        return self.marks.is_(at, "to") or (opened and self.marks.is_(at, "and"))

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
        if self.marks.is_(at, "from") and (self._closes(found[1], opened=True) or self._moving):
            return None
        if self.marks.is_(at, "from") and self.marks.is_(at, "of") and not self.marks.is_(found[1], "onwards", "on"):
            return None  # "die Stunde von Freitag"
        if self.marks.is_(at, "after"):
            kept = Stretch(stretch.end, max(self._last, stretch.end + _WEEK))
        elif self.marks.is_(at, "from"):
            kept = Stretch(stretch.first, max(self._last, stretch.end + _WEEK))
        else:
            until = self.marks.is_(at, "until") or self.marks.is_(self.marks.skip(at + 1, "on", "the"), "end_in")
            if until and any(self.marks.is_(place, "feast") for place in range(at + 1, found[1])):
                stretch = one_day(stretch.first)  # "until Christmas" ends as it begins
            kept = Stretch(self._today, stretch.end if until else stretch.first)
        end = self.marks.skip(found[1], "onwards")
        return (Days((kept,)) if kept.first < kept.end else Days(question="past")), end

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

    def _count(self, at: int) -> int | None:
        for kind in ("digits", "number", "article"):
            if self.marks.is_(at, kind):
                value = self.marks.value(at, kind)
                return value if 1 <= value <= _MOST else None
        return None

    def _in(self, at: int) -> Found | None:
        """ "in 2 weeks", "3 days from now"."""
        led = self.marks.is_(at, "in")
        start = at + 1 if led else at
        count, unit = self._count(start), self.marks.unit(start + 1)
        if count is None or unit not in {UNITS["day"], UNITS["week"], *_MONTHS_IN}:
            return None
        trailed = self.marks.is_(start + 2, "from_now")
        if unit == UNITS["week"] and self.marks.is_(start + 2, "from", "on") and self.marks.is_(start + 3, "weekday"):
            # "a week on Monday"
            return Days((one_day(self._today + count * _WEEK),), weeks_on=count), start + 3
        since = start + 3 if self.marks.is_(start + 2, "from") else start + 2
        if unit == UNITS["week"] and not led and self.marks.is_(since, "relday"):
            # "two weeks tomorrow", "a week from tomorrow"
            day = self._today + timedelta(days=self.marks.value(since, "relday")) + count * _WEEK
            return Days((one_day(day),)), since + 1
        if not (led or trailed):
            return None
        end = start + 3 if trailed else start + 2
        if unit in _MONTHS_IN:
            return Days((one_day(_same_day(self._today, count * _MONTHS_IN[unit])),)), end
        days = count * (7 if unit == UNITS["week"] else 1)
        weeks, rest = divmod(days, 7)
        return Days((one_day(self._today + timedelta(days=days)),), weeks_on=0 if rest else weeks), end

    def _within(self, at: int) -> Found | None:
        """ "the next 3 days", "within 2 weeks"."""
        if not self.marks.is_(at, "within", "next", "coming"):
            return None
        if self.marks.is_(at, "within") and self.marks.is_(at + 1, "relday"):
            days = self.marks.value(at + 1, "relday") + 1  # "within a fortnight"
            return Days((Stretch(self._today, self._today + timedelta(days=days)),), longer=True), at + 2
        counted = self._count(at + 1) if not self.marks.is_(at + 1, "article") or self.marks.is_(at, "within") else None
        start = at + 2 if counted else at + 1
        unit = self.marks.unit(start)
        some = _A_FEW if unit == UNITS["day"] else 1
        count = counted or (some if self.marks.is_(at, "within") else None)
        if count is None or unit not in {UNITS["day"], UNITS["week"], UNITS["month"]}:
            return None
        if unit == UNITS["week"] and not counted and self.marks.is_(at, "next"):
            return None
        days = count * {UNITS["day"]: 1, UNITS["week"]: 7, UNITS["month"]: 30}[unit]
        return Days((Stretch(self._today, self._today + timedelta(days=days + 1)),), longer=True), start + 1

    def _nth(self, at: int) -> Found | None:
        """ "the first Monday in December", "the last Friday of the month"."""
        start = self.marks.skip(at, "the", "on")
        last = self.marks.is_(start, "last")
        place = (0, start + 1) if last else self.dates.ordinal(start)
        if place is None or place[0] > 5 or not self.marks.is_(place[1], "weekday"):
            return None
        after = self.marks.skip(place[1] + 1, "of", "in", "the")
        month = self.dates.month_at(after, led=True) or (self._period(after) if self._is_month(after) else None)
        if month is None or after == place[1] + 1 or not month[0].stretches:
            return None
        weekday = self.marks.value(place[1], "weekday")
        days = [day for day in month[0].stretches[0].days() if day.weekday() == weekday]
        chosen = days[place[0] - 1 : place[0]] if place[0] else days[-1:]
        if not chosen:
            return Days(question="no_such_date"), month[1]
        return (Days((one_day(chosen[0]),)) if chosen[0] >= self._today else Days(question="past")), month[1]

    def _advent(self, at: int) -> Found | None:
        """ "the second Sunday of Advent", "1. Advent"."""
        place = self.dates.ordinal(self.marks.skip(at, "the", "on"))
        if place is None:
            return None
        sunday = self.marks.is_(place[1], "weekday") and self.marks.value(place[1], "weekday") == _SUNDAY
        end = self.marks.skip(place[1] + 1, "of", "in", "the") if sunday else place[1]
        if not self.marks.is_(end, "advent"):
            return None
        day = sunday_of_advent(place[0], self._today)
        return Days((one_day(day),)) if day else Days(question="no_such_date"), end + 1

    def _nth_week(self, at: int) -> Found | None:
        """ "the second week of December"."""
        place = self.dates.ordinal(self.marks.skip(at, "the", "in"))
        if place is None or place[0] > _WEEKS_OF_MONTH:
            return None
        led = self.marks.is_(place[1], "week_of")
        if not led and self.marks.unit(place[1]) != UNITS["week"]:
            month = self.dates.month_at(place[1], led=True) if self._is_week(place[1] + 1) else None
            return self._week_in(month[0], place[0], month[1] + 1) if month else None  # "erste Dezemberwoche"
        after = self.marks.skip(place[1] + 1, "of", "in", "the")
        month = self.dates.month_at(after, led=True) or (self._period(after) if self._is_month(after) else None)
        if month is None or not (led or after > place[1] + 1):
            return None
        return self._week_in(month[0], place[0], month[1])

    def _is_week(self, at: int) -> bool:
        return self.marks.unit(at) == UNITS["week"]

    def _week_in(self, month: Days, place: int, end: int) -> Found | None:
        if not month.stretches:
            return None
        whole = month.stretches[0]
        first = whole.first + (place - 1) * _WEEK
        return Days((Stretch(first, min(first + _WEEK, whole.end)),), longer=True), end

    def _week_of(self, at: int) -> Found | None:
        """ "the week of 7 December", "week commencing the 7th"."""
        if not self.marks.is_(at, "week_of"):
            return None
        day = self.dates.at(self.marks.skip(at + 1, "on"), near=True)
        if day is None or len(day[0].stretches) != 1:
            return None
        first = day[0].stretches[0].first
        monday = first - timedelta(days=first.weekday())
        return Days((Stretch(monday, monday + _WEEK),), longer=True), day[1]

    def _is_month(self, at: int) -> bool:
        return self.marks.unit(self.marks.skip(at, *_STEPS)) == UNITS["month"] or self.marks.is_(at, "this_month")

    def _month_part(self, at: int) -> Found | None:
        """ "the first week of December", "early January", "the week after next", "übernächsten Freitag"."""
        if self.marks.is_(at, "day_after_next") and self.marks.is_(at + 1, "weekday"):
            return Days(weekdays=(self.marks.value(at + 1, "weekday"),), step="after_next"), at + 2
        if self.marks.is_(at, "after_next"):
            first = self.weekdays.monday() + 2 * _WEEK
            return Days((Stretch(first, first + _WEEK),), longer=True), at + 1
        side = self.marks.which(at, _SIDES)
        month = self.dates.month_at(at + 1, led=True) if side else None
        if month is None:
            return None
        return Days(tuple(_part_of(stretch, side) for stretch in month[0].stretches), longer=True), month[1]

    def _period(self, at: int) -> Found | None:
        """ "next week", "early next month", "week 48"."""
        if self.marks.is_(at, "this_month"):
            return Days((self._month("this"),), longer=True), at + 1
        side = self.marks.which(at, _SIDES)
        start = self.marks.skip(at, *_SIDES, "the")
        step = self._step(start)
        unit_at = self.marks.skip(start, *_STEPS)
        unit = self.marks.unit(unit_at)
        if unit == UNITS["week"] and not step and self.marks.is_(unit_at + 1, "digits"):
            return self._week_number(unit_at + 1)
        if unit == UNITS["year"] and step in {"next", "coming"}:
            year = self._today.year + 1
            return Days((Stretch(date(year, 1, 1), date(year + 1, 1, 1)),), longer=True), unit_at + 1
        if unit == UNITS["month"] and not (step or side) and self.marks.is_(at - 1, "of"):
            step = "this"  # "the last Friday of the month"
        if unit not in {UNITS["week"], UNITS["month"]} or not (step or side) or step == "every":
            return None
        if step == "last":
            return Days(longer=True, question="past", gone=(self._gone(unit),)), unit_at + 1
        found = self._week(step) if unit == UNITS["week"] else self._month(step)
        return Days((_part_of(found, side),), longer=True), unit_at + 1

    def _gone(self, unit: int) -> Stretch:
        """The week or month before this one."""
        if unit == UNITS["month"]:
            return Stretch(months_on(self._today, -1), months_on(self._today, 0))
        monday = self.weekdays.monday()
        return Stretch(monday - _WEEK, monday)

    def _step(self, at: int) -> str:
        """Which one is meant; of two words the second says it, "all next week"."""
        while self.marks.is_(at, "this") and self.marks.is_(at + 1, "next", "coming"):
            at += 1
        return self.marks.which(at, _STEPS)

    def _week(self, step: str) -> Stretch:
        first = self.weekdays.monday() + (_WEEK if step in {"next", "coming"} else timedelta(0))
        return Stretch(first, first + _WEEK)

    def _month(self, step: str) -> Stretch:
        ahead = 1 if step in {"next", "coming"} else 0
        return Stretch(months_on(self._today, ahead), months_on(self._today, ahead + 1))

    def _week_number(self, at: int) -> Found | None:
        number = self.marks.value(at, "digits")
        if self.marks.is_(at + 1, "counted", "unit") or not 1 <= number <= 53:
            return None
        for year in (self._today.isocalendar().year, self._today.isocalendar().year + 1):
            try:
                first = date.fromisocalendar(year, number, 1)
            except ValueError:
                continue
            if first + _WEEK > self._today:
                return Days((Stretch(first, first + _WEEK),), longer=True), at + 1
        return Days(question="no_such_date"), at + 1

    def _weekday(self, at: int) -> Found | None:
        """A weekday, weekend or working days, with "this", "next" or "every" before."""
        start = self.marks.skip(at, "the")
        step = self._step(start)
        day_at = self.marks.skip(start, *_STEPS)
        kind = self.marks.which(day_at, _WEEKDAY)
        if not kind or (kind == "weekday_weak" and not (step or self._is_weekday(day_at))):
            return None
        if kind == "weekday_faint" and not self._is_plainly_weekday(day_at):
            return None
        if step == "last":
            return Days(question="past"), day_at + 1
        if kind in {"weekend", "workdays"}:
            weekdays: tuple[int, ...] = (5, 6) if kind == "weekend" else (0, 1, 2, 3, 4)
        else:
            weekdays = (self.marks.value(day_at, kind),)
        if kind == "weekday" and not step and (end := self._week_after(day_at + 1)):
            return Days(weekdays=weekdays, step="week_on"), end
        if self.marks.is_(day_at + 1, "day_after_next"):
            return Days(weekdays=weekdays, step="after_next"), day_at + 2
        end = day_at + 1
        if step in {"", "this"} and self.marks.is_(end, "coming") and not self.marks.is_any(end + 1, _BEGIN - _COUNTED):
            end += 1  # "this Saturday coming"
        return Days(weekdays=weekdays, step="every" if kind == "weekdays" else step), end

    def _week_after(self, at: int) -> int:
        """The place after "week" in "Tuesday week", "(om) otte dage" in "onsdag otte dage"; 0 if neither is there."""
        numbered = self.marks.is_(at + 1, "digits", "number") and not self.marks.is_(at + 2, *_CLOCKED)
        if self.marks.is_(at, "week_after") and not numbered:
            return at + 1
        start = self.marks.skip(at, "in", "of")
        days = self._count(start) if self.marks.unit(start + 1) == UNITS["day"] else None
        return start + 2 if days is not None and days == self._days_of_week else 0

    def _is_weekday(self, at: int) -> bool:
        """Whether a word that is seldom a weekday is one here: something about time stands beside it."""
        after = self.marks.skip(at + 1, "comma", "or", "and", "stop")
        return (
            self._is_listed(at)
            or (self._ends_clause(at + 1) and "weekday" in self.marks.kinds)  # "can't do fri. can we do sat?"
            or self.marks.is_(at - 1, *_BESIDE_WEAK)
            or (self.marks.unit(at - 1) == UNITS["week"] and self.marks.is_(at - 2, *_STEPS))  # "nächste Woche Di"
            or self.marks.is_(after, *_BESIDE_WEAK)
            or (self.marks.is_(at + 1, "soft") and self.marks.is_(self.marks.skip(at + 1, "soft"), *_OF_CLOCK))
            or (at == 0 and self._ends_clause(self.marks.skip(1, "stop")))
            or (self.marks.is_(at - 1, "number") and self._ends_clause(at + 1))  # "quarter to twelve sat"
            or (self._ends_clause(at + 1) and ("make_it" in self.marks.kinds or self.marks.is_(at - 1, "vacant")))
        )

    def _ends_clause(self, at: int) -> bool:
        return at >= len(self.marks) or self.marks.is_(at, "stop", "comma")

    def _is_plainly_weekday(self, at: int) -> bool:
        """ "am So", "So Vormittag", "Sa oder So", but not "so um drei"."""
        if self.marks.is_(at - 1, "on", "dated", *_STEPS) or self.marks.is_(at + 1, "part", "parts"):
            return True
        return self._is_listed(at)

    def _is_listed(self, at: int) -> bool:
        joined = self.marks.is_(at - 1, "or", "and", "comma", "dash")
        return joined and self.marks.is_(at - 2, "weekday", "weekday_weak")

    def _relative(self, at: int) -> Found | None:
        if not self.marks.is_(at, "relday"):
            return None
        offset = self.marks.value(at, "relday")
        day = self._today + timedelta(days=offset)
        if offset < 0:
            return Days(question="past", gone=(one_day(day),)), at + 1
        if self.marks.is_(at + 1, "in") and self.marks.unit(at + 3) and (later := self._in(at + 1)):
            ahead = later[0].stretches[0].first - self._today  # "i dag om 14 dage"
            return Days((one_day(day + ahead),)), later[1]
        return Days((one_day(day),)), at + 1

    def _open(self, at: int) -> Found | None:
        return (Days(open_=True), at + 1) if self.marks.is_(at, "soonest", "any") else None


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


def _same_day(day: date, months: int) -> date:
    """That day of a later month, or the month's last."""
    first = months_on(day, months)
    last = months_on(day, months + 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
