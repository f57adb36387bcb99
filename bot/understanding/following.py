"""The day or week after one that was said before: "not this Friday but the one after", "tomorrow or the day after"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.item import Item
from bot.understanding.marks import Marks
from bot.understanding.phrases import UNITS
from bot.understanding.spans import Days, Hours, Stretch, one_day
from bot.understanding.weekdays import Weekdays

_LED = ("on", "the", "dated", "feast", "weekday", "relday", "digits", "ordinal", "month", "date", "dotted", "unit")
"""What follows what is no day after the one before: "the day after Christmas"."""
_TIMED = ("at", "after", "from", "before", "around", "between")
_WEEKEND = (5, 6)
_WEEK = timedelta(days=7)
_FOLLOWING = ("following_week", "following_day", "following_one", "unit", "next", "coming", "weekday")


class Following:
    """Reads from marks what follows the times before."""

    def __init__(self, marks: Marks, weekdays: Weekdays) -> None:
        self._marks = marks
        self._weekdays = weekdays

    def at(self, at: int, items: list[Item]) -> tuple[Days, int] | None:
        """ "not next week, the week after", "move Friday to the week after"."""
        if not items or not self._marks.is_(at, *_FOLLOWING):
            return None
        one = self._one_after(at, items)
        if one or self._marks.is_(at, "following_day", "weekday"):
            return one
        again = self._is_refused_again(at, items[-1])
        end_at = at + 1 + again
        if not (again or self._marks.is_(at, "following_week")):
            end_at += self._marks.is_(at, "unit") and self._marks.is_(at + 1, "after")
            ends = self._marks.ends_clause(end_at) or self._marks.is_(end_at, "soft", "any", "fits", "goes_on", *_TIMED)
            if not ends or (end_at == at + 1 and not self._marks.is_(at, "next")):
                return None
        if items[-1].negated:
            items[-1] = self._refused_once(items[-1])
        last = next((item.what for item in reversed(items) if isinstance(item.what, Days)), Days())
        if self._marks.is_(at, "next") and _is_one(last):
            return replace(last, step="week_on"), end_at  # "not this Friday but the next"
        if not last.longer:
            last = self._weekdays.week_of(last)
        if not last.stretches:
            return None
        end = self._end_of_week(last.stretches[0])
        return Days((Stretch(end, end + _WEEK),), longer=True), end_at

    def _is_refused_again(self, at: int, last: Item) -> bool:
        """Whether the coming week is named, which was just refused: "not next week, the following week"."""
        if not (last.negated and self._marks.is_(at, "next", "coming") and self._marks.unit(at + 1) == UNITS["week"]):
            return False
        monday = self._weekdays.monday() + _WEEK
        return isinstance(last.what, Days) and last.what.stretches == (Stretch(monday, monday + _WEEK),)

    def _end_of_week(self, days: Stretch) -> date:
        """The end of the week in which fewer days than one has end; of more, their own."""
        last = days.end - timedelta(days=1)
        return days.end if days.end - days.first >= _WEEK else last + timedelta(days=7 - last.weekday())

    def _refused_once(self, item: Item) -> Item:
        """ "Can't on Monday, the week after?" is of one Monday: said on a Monday, the next."""
        days = item.what
        if not isinstance(days, Days) or days.step or days.weekdays != (self._weekdays.today.weekday(),):
            return _of_its_week(item)
        return replace(item, what=replace(days, step="week_on"))

    def _one_after(self, at: int, items: list[Item]) -> tuple[Days, int] | None:
        """ "not this Friday but the one after", "ikke på fredag, men fredagen efter"."""
        last, end = items[-1].what, at + 1
        one = isinstance(last, Days) and _is_one(last) and self._marks.is_(at, "following_one")
        if self._marks.is_(at, "following_day") and not one:
            return self._day_after(at, items[-2 if isinstance(last, Hours) and len(items) > 1 else -1])
        if not isinstance(last, Days) or not _is_one(last):
            return None
        if self._marks.is_(at, "weekday") and self._marks.value(at, "weekday") in last.weekdays:
            end += self._marks.is_(end, "after")
        if not self._marks.ends_clause(end) or not (end > at + 1 or self._marks.is_(at, "following_one")):
            return None
        if items[-1].negated:
            items[-1] = _of_its_week(items[-1])
        return replace(last, step="week_on"), end

    def _day_after(self, at: int, last: Item) -> tuple[Days, int] | None:
        """ "tomorrow or the day after", "tomorrow at 9 or the day after at 11"."""
        if not isinstance(last.what, Days) or self._marks.is_(at + 1, *_LED):
            return None
        day = self._weekdays.dated(last.what) if last.what.weekdays else last.what
        return (Days((one_day(day.stretches[-1].end),)), at + 1) if day.stretches else None


def _is_one(days: Days) -> bool:
    """Whether it is a weekday or a weekend, and not that of every week."""
    return days.step != "every" and (len(days.weekdays) == 1 or days.weekdays == _WEEKEND)


def _of_its_week(item: Item) -> Item:
    """The weekday that comes next, and not one of each week."""
    days = item.what
    return replace(item, what=replace(days, step=days.step or "this")) if isinstance(days, Days) else item


def a_week_on_where_refused(items: list[Item]) -> list[Item]:
    """ "Tuesday doesn't work, a later Tuesday?": the weekday that was just refused, and no hours, is that of the week
    after."""
    if len(items) < 2 or not items[0].negated or not all(isinstance(item.what, Days) for item in items):
        return items
    refused, read = frozenset[int](), list[Item]()
    for item in items:
        days = item.what
        assert isinstance(days, Days)
        alone = len(days.weekdays) == 1 and not (days.step or days.stretches)
        if alone and item.negated:
            refused |= set(days.weekdays)
            read.append(_of_its_week(item))
        elif alone and not item.to and refused.issuperset(days.weekdays):
            read.append(replace(item, what=replace(days, step="week_on")))
        else:
            read.append(item)
    return read if any(_step(item) == "week_on" for item in read) else items


def behind_what_is_too_soon(items: list[Item], weekdays: Weekdays) -> list[Item]:
    """ "Tuesday's too early, how about Friday", said on a Friday: the one after that Tuesday."""
    read, after = list[Item](), date.min
    for item in items:
        what = item.what
        if isinstance(what, Days) and what.step == "too_soon":
            after = weekdays.dated(what).stretches[0].first
        elif isinstance(what, Days) and _is_one(what) and not (what.step or item.negated):
            sooner = weekdays.dated(what).stretches[0].first < after
            what = replace(what, step="week_on") if sooner else what
        read.append(replace(item, what=what))
    return read


def on_its_day(items: list[Item]) -> list[Item]:
    """ "Thursday morning doesn't work, how about the afternoon": the other hours are wished on the day of those."""
    if len(items) < 3 or not (items[0].negated and items[1].negated and items[1].beside):
        return items
    day, others = items[0].what, [item.what for item in items[1:]]
    one = isinstance(day, Days) and _is_one(day) and not (day.step or day.longer)
    if not one or not all(isinstance(what, Hours) for what in others) or all(item.negated for item in items):
        return items
    return [replace(items[0], negated=False), *items[1:]]


def not_this_one(items: list[Item], marks: Marks) -> list[Item]:
    """ "The following Thursday, not this one": the weekday that is named is that of the week after."""
    if "this" not in marks.kinds or not any(_refuses_this(marks, at) for at in range(marks.end)):
        return items
    place = max((at for at, item in enumerate(items) if _is_one_weekday(item.what)), default=None)
    if place is None:
        return items
    named = items[place].what
    assert isinstance(named, Days)
    return [
        *items[:place],
        replace(items[place], what=replace(named, step="week_on", question=None)),
        *items[place + 1 :],
    ]


def _refuses_this(marks: Marks, at: int) -> bool:
    if not (marks.is_(at, "not") and marks.is_(at + 1, "this")):
        return False
    return marks.ends_clause(marks.skip(at + 2, "the_one", "number"))


def _is_one_weekday(what: object) -> bool:
    return isinstance(what, Days) and len(what.weekdays) == 1 and what.step != "every"


def _step(item: Item) -> str:
    return item.what.step if isinstance(item.what, Days) else ""
