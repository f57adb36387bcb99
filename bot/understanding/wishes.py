"""The times of a message put together: which hours go with which days, what is excluded, what must be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.understanding.combining import spans_of
from bot.understanding.days import DaysGrammar
from bot.understanding.item import Item
from bot.understanding.lexicon import Lexicon
from bot.understanding.narrowing import Narrowing
from bot.understanding.pairing import pairs
from bot.understanding.reading import Window
from bot.understanding.spans import Days, Hours, Span, Stretch, one_day
from bot.understanding.windows import Exclusion, windows_in

_OPEN_DAYS = 7
"""So many days are offered when hours are named but no day."""
_TWO_DAYS_WITH_HOURS = 3
"""Changes between days and hours in "Wednesday 9 and Thursday 14"."""


@dataclass(frozen=True, slots=True)
class Wished:
    """Windows best first, what has to be asked, whether no day was named, and the last day of a longer stretch.

    week_on: where no day was named and nothing is left of today, what is wished of the same day a week later.
    gone: the days named that are over, where no others are.
    """

    windows: tuple[Window, ...] = ()
    question: str | None = None
    dayless: bool = False
    until: date | None = None
    week_on: tuple[Window, ...] = ()
    gone: tuple[Window, ...] = ()


class Wishes:
    """Makes windows of items, as seen from now.

    either_week: of lessons that there are: said on a Thursday, "Thursday" is that of next week as well.
    """

    def __init__(
        self, days: DaysGrammar, lexicon: Lexicon, now: datetime, horizon_days: int, *, either_week: bool = False
    ) -> None:
        self._either_week = either_week
        self._days = days
        self._lexicon = lexicon
        self._now = now
        self._horizon_days = horizon_days

    def windows(self, items: Sequence[Item]) -> Wished:
        """All that the items wish for."""
        if not items:
            return Wished()
        items = _without_open(_dated_or_timed(items))
        if any(item.either for item in items):
            return self._date_or_time(items)
        wished = Narrowing(self._days.weekdays).narrowed([item for item in items if not item.negated])
        excluded = self._exclusions(
            [item for item in items if item.negated], [item.what for item in items if not item.negated]
        )
        moments = [item.what for item in wished if isinstance(item.what, Window)]
        found = self._all(_said_last(pairs(wished)), excluded)
        if not wished:
            found = self._on_open_days((), excluded)
        if not moments:
            return found
        if all(any(_is_within(moment, window) for window in found.windows) for moment in moments):
            return Wished(tuple(moments))  # "today, 3 hours from now"
        return Wished((*moments, *found.windows), found.question if found.windows else None, until=found.until)

    def _date_or_time(self, items: Sequence[Item]) -> Wished:
        """ "10.10" is the tenth of October or ten past ten, "Tuesday 1" one o'clock or the first."""
        times = self.windows([replace(item, either=None) for item in items])
        dates = self.windows([replace(item, what=item.either or item.what, either=None) for item in items])
        both = (*times.windows, *dates.windows) if len(items) > 1 else (*dates.windows, *times.windows)
        last = _midnight(self._now.date() + timedelta(days=self._horizon_days + 1))
        if not times.windows or not any(window.start < last for window in dates.windows):
            return times if times.windows else dates
        return Wished(both, "ambiguous")

    def _all(self, paired: Sequence[tuple[list[Item], list[Item]]], excluded: Sequence[Exclusion]) -> Wished:
        results = [self._pair(days, hours, excluded) for days, hours in paired]
        windows = tuple([window for result in results for window in result.windows])
        questions = [result.question for result in results if result.question]
        if windows:
            questions = [question for question in questions if question not in {"past", "no_such_date"}]
        until = max((result.until for result in results if result.until), default=None)
        dayless, week_on = any(result.dayless for result in results), [w for result in results for w in result.week_on]
        gone = () if windows else tuple(window for result in results for window in result.gone)
        return Wished(windows, questions[0] if questions else None, dayless, until, tuple(week_on), gone)

    def _pair(self, days: list[Item], hours: list[Item], excluded: Sequence[Exclusion]) -> Wished:
        spans, unsure = spans_of(hours, self._lexicon)
        if hours and not spans:
            return Wished()
        said = [item.what for item in days if isinstance(item.what, Days)]
        named = [each for each in said if not each.open_]
        if not named:
            return self._dayless(hours, spans, excluded, unsure=unsure)
        windows, question = [], None
        for each in named:
            stretches = [meant for stretch in each.stretches for meant in self._weeks(stretch)]
            found = [window for stretch in stretches for window in windows_in(stretch, spans, excluded, self._now)]
            found = list(dict.fromkeys(found))  # of today nothing may be left
            windows += found
            question = question or each.question or (None if found else "past")
        longer = [each.end for days in named for each in days.stretches if each.end - each.first > timedelta(days=1)]
        asked = self._asked(windows, "ambiguous" if unsure and not question else question)
        gone = tuple(Window(_midnight(each.first), _midnight(each.end)) for days in named for each in days.gone)
        return replace(asked, gone=gone, until=max(longer) - timedelta(days=1) if longer else asked.until)

    def _weeks(self, stretch: Stretch) -> tuple[Stretch, ...]:
        if not (self._either_week and stretch.rolls and stretch.first == self._now.date()):
            return (stretch,)
        return stretch, one_day(stretch.first + timedelta(days=7))

    def _asked(self, windows: list[Window], question: str | None) -> Wished:
        """A choice between readings is only asked for when more than one of them is still possible."""
        if windows and question in {"past", "no_such_date"}:
            question = None
        if question in {"ambiguous", "which_month"} and len(windows) < 2:
            question = None if windows else "past"
        return Wished(tuple(windows), question)

    def _dayless(
        self, hours: list[Item], spans: Sequence[Span], excluded: Sequence[Exclusion], *, unsure: bool
    ) -> Wished:
        today = self._now.date()
        if not hours and not excluded:
            return Wished((Window(self._now, _midnight(today + timedelta(days=self._horizon_days + 1))),))
        if spans and all(span.end is None for span in spans):
            stretch = Stretch(today, today + timedelta(days=2))
            windows = [window for span in spans for window in windows_in(stretch, [span], excluded, self._now)]
            return Wished(tuple(windows), "which_day", dayless=True)
        found = self._on_open_days(spans, excluded)
        return replace(found, question="ambiguous") if unsure else found

    def _on_open_days(self, spans: Sequence[Span], excluded: Sequence[Exclusion]) -> Wished:
        today = self._now.date()
        stretch = Stretch(today, today + timedelta(days=_OPEN_DAYS))
        windows = windows_in(stretch, spans, excluded, self._now)
        over = not any(window.start.date() == today for window in windows)
        week_on = windows_in(one_day(stretch.end), spans, excluded, self._now) if over else ()
        return Wished(tuple(windows), dayless=True, week_on=tuple(week_on))

    def _exclusions(self, items: Sequence[Item], wished: Sequence[Days | Hours | Window]) -> list[Exclusion]:
        found: list[Exclusion] = []
        for item in items:
            if isinstance(item.what, Days):
                days = item.what
                other = days.step == "" and any(_is_date_of(what, days.weekdays) for what in wished)
                if days.weekdays and days.step in {"", "every"} and not other:  # not "Friday the 4th, not on Friday"
                    found.append(Exclusion(weekdays=days.weekdays))
                else:
                    dated = self._days.weekdays.dated(days) if days.weekdays else days
                    other = days.step == "next" and any(_names(what, days.weekdays) for what in wished)
                    stretches = dated.stretches[:1] if other else dated.stretches  # "this Friday, not next Friday"
                    found += [Exclusion(stretches=stretches)] if stretches else []
            elif isinstance(item.what, Hours):
                spans = item.what.spans(self._lexicon)
                if found and not item.join and not found[-1].spans:
                    found[-1] = replace(found[-1], spans=spans)
                else:
                    found.append(Exclusion(spans=spans))
        return found


def _is_date_of(what: Days | Hours | Window, weekdays: tuple[int, ...]) -> bool:
    """Whether it is the date of one of these weekdays."""
    if not isinstance(what, Days) or what.weekdays or what.longer or len(what.stretches) != 1:
        return False
    days = list(what.stretches[0].days())
    return len(days) == 1 and days[0].weekday() in weekdays


def _names(what: Days | Hours | Window, weekdays: tuple[int, ...]) -> bool:
    return isinstance(what, Days) and what.weekdays == weekdays


def _said_last(paired: Sequence[tuple[list[Item], list[Item]]]) -> list[tuple[list[Item], list[Item]]]:
    """Where the same day is said again further on, what is said of it then: "I work until 2 on Thursday, so Thursday
    after 3"; "you're open on Saturdays, this Saturday"."""
    if len(paired) < 2:
        return list(paired)
    kept: list[tuple[list[Item], list[Item]]] = []
    for days, hours in paired:
        if days and not days[0].beside and days[0].join not in {"or", "and"}:
            kept = [pair for pair in kept if not _is_again(pair[0], days)]
        kept.append((days, hours))
    return kept


def _is_again(days: Sequence[Item], later: Sequence[Item]) -> bool:
    first, again = _stretches(days), _stretches(later)
    return bool(again) and again <= first


def _stretches(items: Sequence[Item]) -> set[Stretch]:
    return {stretch for item in items if isinstance(item.what, Days) for stretch in item.what.stretches}


def _without_open(items: list[Item]) -> list[Item]:
    """ "Any time" says nothing beside a day that is named, unless either will do."""
    opened = [isinstance(item.what, Days) and item.what.open_ for item in items]
    joined = [item.join == "or" for item in items]
    either = any(is_open and (joined[at] or any(joined[at + 1 : at + 2])) for at, is_open in enumerate(opened))
    if either or not any(opened):
        return list(items)
    named = any(isinstance(item.what, Days) and not item.what.open_ and not item.negated for item in items)
    return [item for item, is_open in zip(items, opened, strict=True) if not (named and is_open)]


def _dated_or_timed(items: Sequence[Item]) -> list[Item]:
    """Decides what a number or a dotted pair is by the rest of the message: beside a time it is a date, else a time;
    where each day has but one behind it, "Wednesday 9 and Thursday 14", it is the hour of its day."""
    if not any(isinstance(item.what, Hours) and item.either is None for item in items):
        return list(items)
    hourly = _has_an_hour_each(items)
    return [
        item if item.either is None else replace(item, what=item.what if hourly else item.either, either=None)
        for item in items
    ]


def _has_an_hour_each(items: Sequence[Item]) -> bool:
    """Whether days and hours take turns: some days and then one time, and so at least twice."""
    kinds = [type(item.what) for item in items]
    changes = sum(before is not kind for before, kind in pairwise(kinds))
    by_turns = all(before is Days for before, kind in pairwise(kinds) if before is kind)
    return changes >= _TWO_DAYS_WITH_HOURS and by_turns and kinds[0] is Days and kinds[-1] is Hours


def _is_within(moment: Window, window: Window) -> bool:
    return window.start <= moment.start and window.end is not None and moment.start < window.end


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall time of the school
