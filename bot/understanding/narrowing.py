"""Weekdays dated by what is said beside them: "Tuesday next week", "Friday 27 November"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.understanding.item import Item
from bot.understanding.reading import Window
from bot.understanding.spans import Days, Hours, Stretch, one_day
from bot.understanding.weekdays import Weekdays

_SHORTEST_MONTH = 28
_SHORTEST_YEAR = 365
_WEEKEND = (5, 6)
_SPREADS = {"every": {"and"}, "next": {"and", "or"}}


class Narrowing:
    """Dates the weekdays of a message."""

    def __init__(self, weekdays: Weekdays) -> None:
        self._weekdays = weekdays

    def narrowed(self, items: list[Item]) -> list[Item]:
        """The items with every weekday dated by what is said beside it."""
        gone: set[int] = set()
        if len([item for item in items if isinstance(item.what, Days) and item.what.longer]) > 1:
            items = _between_bounds(items)
        _spread_every(items)
        for place, item in enumerate(items):
            within = self._longer(item)
            if within is None:
                continue
            named = [at for at in _named_beside(items, place) if set(_run(items[at])) <= set(_run(item) or range(7))]
            for at in named:
                weekdays = replace(_days(items[at]), weekdays=_run(items[at]))
                items[at] = replace(items[at], what=self._weekdays.dated(weekdays, within=within))
            if named or _dated_in_month(items, place) or _dated_in_year(items, place):
                gone.add(place)
        for place in range(len(items)):
            self._match_date(items, place, gone)
        kept = [item for place, item in enumerate(items) if place not in gone]
        return [
            replace(item, what=self._weekdays.dated(item.what))
            if isinstance(item.what, Days) and item.what.weekdays
            else item
            for item in kept
        ]

    def _longer(self, item: Item) -> Days | None:
        """The longer time that this is, in which a day said beside it lies."""
        if not isinstance(item.what, Days):
            return None
        if item.what.weekdays == _WEEKEND:
            return self._weekdays.dated(item.what)
        return item.what if item.what.longer or item.what.weeks_on else None

    def _match_date(self, items: list[Item], place: int, gone: set[int]) -> None:
        """A day beside a date: one day when they agree, a question when they don't ("Friday 26 November")."""
        what = items[place].what
        if place in gone or not isinstance(what, Days) or not (what.weekdays or _is_date(what)):
            return
        if what.weekdays and place + 1 < len(items) and _is_no_date(items[place + 1]):
            gone.add(place)  # "Friday 31 November"
            return
        for at in (*_days_beside(items, place), *_days_beside(items, place, -1)):
            beside, (first, last) = _days(items[at]), sorted((at, place))
            if at in gone or not _is_date(beside):
                continue
            days = [day for day in beside.stretches if day.first.weekday() in what.weekdays or day in what.stretches]
            if days and (what.weekdays or len(what.stretches) == 1):
                items[first] = replace(items[first], what=_weekend(days[0]) if _is_weekend(what) else Days((days[0],)))
                gone.add(last)
            elif what.weekdays and last == first + 1 and items[last].join == "":
                both = (*beside.stretches, *self._weekdays.dated(what).stretches[:1])
                items[at] = replace(items[at], what=Days(both, question="ambiguous"))
                gone.add(place)
            return


def _between_bounds(items: list[Item]) -> list[Item]:
    """ "No earlier than the 4th, no later than the 9th" are the days between."""
    kept: list[Item] = []
    for item in items:
        since, until = (_only_stretch(kept[-1]) if kept else None), _only_stretch(item)
        if item.join != "or" and since and until and until.first < since.first < until.end < since.end:
            kept[-1] = replace(kept[-1], what=Days((Stretch(since.first, until.end),), longer=True))
        else:
            kept.append(item)
    return kept


def _only_stretch(item: Item) -> Stretch | None:
    """That of several days."""
    days = item.what
    if not isinstance(days, Days) or len(days.stretches) != 1 or days.weekdays:
        return None
    return None if _is_one_day(days.stretches[0]) else days.stretches[0]


def _is_weekend(days: Days) -> bool:
    return days.weekdays == _WEEKEND


def _weekend(day: Stretch) -> Days:
    """ "The weekend of the 5th" is both of its days."""
    saturday = day.first - timedelta(days=day.first.weekday() - _WEEKEND[0])
    return Days((Stretch(saturday, saturday + timedelta(days=len(_WEEKEND))),))


def _days_beside(items: Sequence[Item], place: int, step: int = 1) -> list[int]:
    """The place of the next days in that direction, with nothing but hours between: "Sunday at 2, 28 March"."""
    at = place
    while 0 <= at + step < len(items):
        later = items[max(at, at + step)]
        at += step
        if later.join in {"or", "and"} or not later.beside:
            break
        if isinstance(items[at].what, Days):
            return [at]
    return []


def _run(item: Item) -> tuple[int, ...]:
    """The weekdays it names."""
    days = _days(item)
    return days.weekdays or days.run


def _dated_in_month(items: list[Item], place: int) -> bool:
    """Whether a day beside a month is of it: "next month on the 3rd"."""
    month = _days(items[place]).stretches
    if len(month) != 1 or month[0].first.day != 1 or (month[0].end - month[0].first).days < _SHORTEST_MONTH:
        return False
    for at in (place + 1, place - 1):
        if not 0 <= at < len(items) or items[max(at, place)].join in {"or", "and"} or not items[max(at, place)].beside:
            continue
        beside = items[at].what
        if isinstance(beside, Days) and _is_date(beside) and len(beside.stretches) == 1:
            day, first = beside.stretches[0].first.day, month[0].first
            inside = [each for each in month[0].days() if (each.day, each.month) == (day, first.month)]
            dated = Days(tuple(map(one_day, inside)), question=None if inside else "no_such_date")
            items[at] = replace(items[at], what=dated)
            return True
    return False


def _dated_in_year(items: list[Item], place: int) -> bool:
    """Whether what is said beside a year is of it: "next year in January"."""
    year = _days(items[place]).stretches
    if len(year) != 1 or (year[0].end - year[0].first).days < _SHORTEST_YEAR:
        return False
    for at in (place + 1, place - 1):
        if not 0 <= at < len(items) or items[max(at, place)].join or not items[max(at, place)].beside:
            continue
        beside = items[at].what
        if isinstance(beside, Days) and len(beside.stretches) == 1 and not beside.weekdays:
            return year[0].first <= beside.stretches[0].first < year[0].end
    return False


def _days(item: Item) -> Days:
    assert isinstance(item.what, Days)
    return item.what


def _is_no_date(item: Item) -> bool:
    """Whether it is a date beside a day that is none, or gone."""
    days = item.what
    if not isinstance(days, Days) or item.join or not item.beside or days.step == "last":
        return False
    return days.question in {"past", "no_such_date"} and not (days.stretches or days.weekdays)


def _is_date(days: Days) -> bool:
    return bool(days.stretches) and not days.longer and all(_is_one_day(stretch) for stretch in days.stretches)


def _is_one_day(stretch: Stretch) -> bool:
    return stretch == one_day(stretch.first)


def _spread_every(items: list[Item]) -> None:
    """ "every Tuesday and Thursday" is every Thursday, too, "next Tuesday or Thursday" next Thursday, and "Monday
    afternoons" every Monday's."""
    for place in range(1, len(items)):
        if _is_every_day(items[place].what) and not items[place].join and len(_weekdays(items[place - 1])) == 1:
            days = _days(items[place - 1])
            if place == 1 or not items[place - 1].join:
                items[place - 1] = replace(items[place - 1], what=replace(days, step=days.step or "every"))
        last, what, join = items[place - 1].what, items[place].what, items[place].join
        if isinstance(last, Days) and isinstance(what, Days) and join in _SPREADS.get(last.step, ()):
            items[place] = replace(items[place], what=replace(what, step=what.step or last.step))


def _is_every_day(what: Days | Hours | Window) -> bool:
    return isinstance(what, Hours) and what.every_day


def _weekdays(item: Item) -> tuple[int, ...]:
    return item.what.weekdays if isinstance(item.what, Days) else ()


def _named_beside(items: Sequence[Item], place: int) -> list[int]:
    """The places of the weekdays that stand beside a longer time: "Monday or Tuesday next week"."""
    for step in (-1, 1):
        found: list[int] = []
        at = place + step
        joined = items[place].join if step < 0 else ""
        while 0 <= at < len(items) and joined not in {"or", "and"}:
            what = items[at].what
            if isinstance(what, Days):
                if not (what.weekdays or what.run) or what.step not in {"", "every"}:
                    break
                if step > 0 and not found and items[at].join in {"or", "and"}:
                    break
                found.append(at)
                if step < 0 and not items[at].join:
                    break
            elif isinstance(what, Window):
                break
            at += step
        if found:
            return found
    return []
