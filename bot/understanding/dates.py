"""The grammar of calendar dates: "24 December", "the 7th", "3/4", "2026-11-26"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.understanding.feasts import by_easter
from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Marks
from bot.understanding.phrases import UNITS
from bot.understanding.spans import Days, Stretch, one_day
from bot.understanding.tokens import Shape

Found = tuple[Days, int]

_MONTHS = ("month", "month_weak")
_AFTER_A_DATE = (
    "comma",
    "stop",
    "or",
    "and",
    "at",
    "after",
    "from",
    "before",
    "until",
    "between",
    "around",
    "part",
    "of",
    "half_to",
    "clock",
    "clock_word",
)
_YEARS = range(1960, 2100)
"""What four digits behind a month say; earlier ones may be a clock time, 1930."""
_JUST_GONE = timedelta(days=31)
"""Who says a date of the last weeks without its year means none in a year."""
_DECEMBER = 12
_MOST_IN_A_ROW = 5
"""So many lessons or choices are told apart by their place: "the second one"."""
_NEVER_A_DATE = ("counted", "currency", "unit", "am", "pm", "oclock")


class DateGrammar:
    """Reads calendar dates from marks, as seen from `today`."""

    def __init__(self, marks: Marks, lexicon: Lexicon, today: date) -> None:
        self.marks = marks
        self._lexicon = lexicon
        self._today = today

    def at(self, at: int, *, near: bool) -> Found | None:
        """The date said here and the place after it. near: a weekday stands directly before."""
        start = self.marks.skip(at, "the", "dated")
        if self.marks.is_(start, "feast"):
            return self._feast(self.marks.value(start, "feast")), start + 1
        dated = any(self.marks.is_(place, "dated") for place in range(at, start))
        dated = dated or self.marks.is_(at - 1, "dated_bound") or self._goes_on(at)  # "ab dem 7."
        found = self._written(start, dated=dated) or self._day_first(start) or self._month_first(start)
        return found or self._day_only(start, dated=dated, the=start > at, near=near) or self.month_at(start)

    def _feast(self, days: int) -> Days:
        """A feast of one day, or of several: 12241226 is Christmas."""
        moving = by_easter(days, self._today)
        if moving is not None:
            return Days((Stretch(*moving),))
        (first_month, first_day), (month, day) = (divmod(date, 100) for date in divmod(days, 10000))
        last = self.dated(day, month, 0)
        if days // 10000 == days % 10000 or not last.stretches:  # of one day, or gone
            return last
        end = last.stretches[0].end
        begin = end.replace(year=end.year - (first_month > month), month=first_month, day=first_day)
        return Days((Stretch(max(begin, self._today), end),))

    def _goes_on(self, at: int) -> bool:
        """Whether a date stands before in a list that says only once that it is one: "den 9 och 11"."""
        if not (self.marks.is_(at - 1, "or", "and", "comma") and self.marks.is_(at - 2, "digits")):
            return False
        ends = self.marks.ends_clause(at + 1) or self.marks.is_(at + 1, *_AFTER_A_DATE)
        return ends and (self.marks.is_(at - 3, "dated") or self._goes_on(at - 2))

    def range_at(self, at: int) -> Found | None:
        """Two days of one month, the month said once: "24-26 December", "1. til 5. december"."""
        start = self.marks.skip(at, "the", "dated", "from", "between")
        first = self._day(start)
        closers = ("dash", "to", "and") if self.marks.is_(at, "between") else ("dash", "to")
        if first is None or not self.marks.is_(first[1], *closers):
            return None
        last = self._day_first(self.marks.skip(first[1] + 1, "the", "dated"))
        if last is None or not last[0].stretches:
            return None
        end = last[0].stretches[0]
        if not 1 <= first[0] < end.first.day:
            return None
        return Days((Stretch(end.first.replace(day=first[0]), end.end),), longer=True), last[1]

    def list_at(self, at: int) -> Found | None:
        """Days of one month, the month said once: "3 or 4 December"."""
        days: list[int] = []
        while (day := self._day(self.marks.skip(at, "the", "dated"))) and self.marks.is_(day[1], "or", "and", "comma"):
            days.append(day[0])
            at = self.marks.skip(day[1], "or", "and", "comma")
        last = self._day_first(self.marks.skip(at, "the", "dated")) if days else None
        if last is None or len(last[0].stretches) != 1:
            return None
        end = last[0].stretches[0].first
        found = [self.dated(day, end.month, end.year).stretches for day in days]
        return Days((*(stretch for each in found for stretch in each), *last[0].stretches)), last[1]

    def _written(self, at: int, *, dated: bool) -> Found | None:
        shape = self.marks.shape(at)
        if shape is Shape.DATE and not self.marks.is_(at + 1, "counted", "unit"):
            return self._numeric(self.marks[at].token.numbers, iso=self.marks[at].token.iso), at + 1
        if shape is Shape.DOTTED and self._reads_as_date(at, dated=dated):
            return self._numeric(self.marks[at].token.numbers, iso=False), at + 1
        return None

    def _reads_as_date(self, at: int, *, dated: bool) -> bool:
        """Whether a dotted pair can only be a date: nobody says 14.12 of the clock, and 24.10 is no time."""
        token = self.marks[at].token
        day, month = token.numbers
        if not (1 <= day <= 31 and 1 <= month <= 12) or self.marks.is_(at + 1, "counted", "unit", "currency"):
            return False
        if not self._lexicon.dotted_dates:
            goes_on = at + 1 < self.marks.end or month % 5 > 0
            return day > 24 or (token.dot and goes_on and not self.marks.is_(at - 1, "at"))  # not "at 4.10. thanks"
        if day > 24:
            return True
        is_clock = day <= 23 and len(token.text.split(".")[1]) == 2 and month % 5 == 0
        return dated or token.dot or not is_clock

    def _numeric(self, numbers: tuple[int, ...], *, iso: bool) -> Days:
        if iso:
            year, month, day = numbers
        else:
            day, month = numbers[:2] if self._lexicon.date_order == "dmy" else numbers[1::-1]
            year = numbers[2] if len(numbers) > 2 else 0
            if month > 12 >= day:
                day, month = month, day
        return self.dated(day, month, year)

    def _day(self, at: int) -> tuple[int, int] | None:
        """A day of the month in digits or as an ordinal, and the place after it."""
        kind = self.marks.which(at, ("ordinal", "digits"))
        if kind == "ordinal":
            return self.marks.value(at, "ordinal"), at + 1
        if kind == "digits" and len(self.marks[at].token.text) <= 2:
            return self.marks.value(at, "digits"), self.marks.skip(at + 1, "ordinal_suffix")
        return None

    def ordinal(self, at: int) -> tuple[int, int] | None:
        """A place in a row, "first", "2nd" or "3.", and the place after it."""
        if self.marks.is_(at, "ordinal"):
            return self.marks.value(at, "ordinal"), at + 1
        day = self._day(at)
        dotted = day is not None and self.marks[at].token.dot and self._lexicon.ordinal_dot
        return day if day is not None and (dotted or day[1] > at + 1) else None

    def _day_first(self, at: int) -> Found | None:
        day = self._day(at)
        if day is None:
            return None
        month = self._month(self.marks.skip(day[1], "of", "stop")) or self._numbered_month(day[1])
        if month is None or (self.marks.is_(month[1], "unit", "half") and not self.marks.is_(month[1] + 1, "digits")):
            return None  # "erste Dezemberwoche"
        year, end = self._year(month[1])
        return self.dated(day[0], month[0], year), end

    def _month_first(self, at: int) -> Found | None:
        month = self._month(at)
        if month is None:
            return None
        day = self._day(self.marks.skip(month[1], "the"))
        if day is None or day[0] > 31 or self.marks.is_(day[1], *_NEVER_A_DATE):
            return None
        year, end = self._year(day[1])
        return self.dated(day[0], month[0], year), end

    def _month(self, at: int) -> tuple[int, int] | None:
        kind = self.marks.which(at, _MONTHS)
        return (self.marks.value(at, kind), self.marks.skip(at + 1, "stop")) if kind else None

    def _numbered_month(self, at: int) -> tuple[int, int] | None:
        """ "am dritten zwölften"."""
        if not self._lexicon.ordinal_dot or not self.marks.is_(at, "ordinal"):
            return None
        month = self.marks.value(at, "ordinal")
        named = month <= _DECEMBER and self.marks.is_(at - 1, "ordinal")
        return (month, at + 1) if named else None

    def _year(self, at: int) -> tuple[int, int]:
        """The year said behind a month, 0 if none, and the place after it: "may 2027", "may last year"."""
        start = self.marks.skip(at, "comma")
        if self.marks.is_(start, "digits") and self.marks.value(start, "digits") in _YEARS:
            return self.marks.value(start, "digits"), start + 1
        if self.marks.is_(start, "next", "last") and self.marks.unit(start + 1) == UNITS["year"]:
            return self._today.year + (1 if self.marks.is_(start, "next") else -1), start + 2
        return 0, at

    def _day_only(self, at: int, *, dated: bool, the: bool, near: bool) -> Found | None:
        """ "the 7th", "den 7.", "torsdag 26."."""
        if the and self.marks.is_(at, "ordinal"):
            return self._in_words(at, near=near)
        if not self.marks.is_(at, "digits") or len(self.marks[at].token.text) > 2:
            return None
        token, end = self.marks[at].token, self.marks.skip(at + 1, "ordinal_suffix")
        day = token.numbers[0]
        dotted = token.dot and self._lexicon.ordinal_dot and (the or near or end < len(self.marks))
        if not (end > at + 1 or dotted or dated or (near and 24 < day <= 31)):
            return None
        halved = end > at + 1 and self.marks.is_(end, "am", "pm")  # "the 11th a.m."
        if not halved and self.marks.is_(end, *_NEVER_A_DATE, "counted_one", "week_of"):
            return None
        return self._in_month(day, end)

    def _in_words(self, at: int, *, near: bool) -> Found | None:
        """ "on the seventh", "Thursday the third"; "the second lesson" is none, and no more is "die zweite"."""
        if not near and self.marks.is_(at - 1, "undated"):
            return None
        end = at + 1
        stops = near or end >= len(self.marks) or self.marks.is_(end, *_AFTER_A_DATE) or self._counts_nothing(at)
        return self._in_month(self.marks.value(at, "ordinal"), end) if stops else None

    def _counts_nothing(self, at: int) -> bool:
        """Whether no lesson or choice can be meant by its place in a row: "the ninth suits me", but not "the fifth
        floor"."""
        if self.marks.value(at, "ordinal") <= _MOST_IN_A_ROW or self.marks.shape(at + 1) is not Shape.WORD:
            return False
        word = self.marks[at + 1].token.text
        named = self.marks.is_(at + 1, *_NEVER_A_DATE, "counted_one", "the_one") or word in self._lexicon.lesson_heads
        return word in self._lexicon.vocabulary and not named

    def _in_month(self, day: int, at: int) -> Found:
        """The day in the month said after it, or in the next month that has it still to come."""
        after = self.marks.skip(at, "of")
        if self.marks.is_(at, "this_month"):
            return self.dated(day, self._today.month, self._today.year), at + 1
        if self.marks.is_(after, "this", "next") and self.marks.unit(after + 1) == UNITS["month"]:
            first = months_on(self._today, 1 if self.marks.is_(after, "next") else 0)
            return self.dated(day, first.month, first.year), after + 2
        return self.coming(day), at

    def coming(self, day: int) -> Days:
        """That day of this month or the next that has it."""
        found = [made for step in range(3) if (made := _made(months_on(self._today, step), day)) is not None]
        coming = [made for made in found if made >= self._today]
        if not coming:
            return Days(question="no_such_date")
        if coming[0] == self._today and len(coming) > 1:
            return Days((one_day(coming[0]), one_day(coming[1])), question="which_month")
        return Days((one_day(coming[0]),))

    def month_at(self, at: int, *, led: bool = False) -> Found | None:
        """A month as a whole: "in December", "next month" is a unit and read elsewhere.

        led: something before it needs a month, so that "end of dec" is one.
        """
        named = self._month(at)
        if named is None or self.marks.is_(at, "unit"):
            return None
        month, (year, end) = named[0], self._year(named[1])
        if not (led or year or self.marks.is_(at, "month") or self.marks.is_(at - 1, "in")):
            return None
        first = date(year or self._today.year, month, 1)
        last = months_on(first, 1)
        if last <= self._today:
            if year:
                return Days(question="past", gone=(Stretch(first, last),)), end
            first, last = first.replace(year=first.year + 1), last.replace(year=last.year + 1)
        return Days((Stretch(first, last),), longer=True), end

    def dated(self, day: int, month: int, year: int) -> Days:
        """The day of that date; without a year (0) the next one, unless the last one has just gone."""
        if year:
            full = year + 2000 if year < 100 else year
            return self._only(_date(full, month, day))
        for step in (0, 1):
            made = _date(self._today.year - step, month, day)
            if made is not None and timedelta(0) < self._today - made <= _JUST_GONE:
                return Days(question="past", gone=(one_day(made),))
        for step in range(9):
            made = _date(self._today.year + step, month, day)
            if made is not None and made >= self._today:
                return Days((one_day(made),))
        return Days(question="no_such_date")

    def _only(self, made: date | None) -> Days:
        if made is None:
            return Days(question="no_such_date")
        return Days((one_day(made),)) if made >= self._today else Days(question="past", gone=(one_day(made),))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _made(month: date, day: int) -> date | None:
    return _date(month.year, month.month, day)


def months_on(day: date, months: int) -> date:
    """The first of the month so many months after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
