"""The times of a message put together: which hours go with which days, what is excluded, what must be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.understanding.days import DaysGrammar
from bot.understanding.items import Item
from bot.understanding.lexicon import Lexicon
from bot.understanding.reading import Window
from bot.understanding.spans import Bound, Days, Hours, Span, Stretch, one_day
from bot.understanding.windows import Exclusion, windows_in

_OPEN_DAYS = 7
"""So many days are offered when hours are named but no day."""
_UPPER, _LOWER = {Bound.BEFORE}, {Bound.AFTER, Bound.FROM}


@dataclass(frozen=True, slots=True)
class Wished:
    """Windows best first, what has to be asked, and whether no day was named."""

    windows: tuple[Window, ...] = ()
    question: str | None = None
    dayless: bool = False


class Wishes:
    """Makes windows of items, as seen from now."""

    def __init__(self, days: DaysGrammar, lexicon: Lexicon, now: datetime, horizon_days: int) -> None:
        self._days = days
        self._lexicon = lexicon
        self._now = now
        self._horizon_days = horizon_days

    def windows(self, items: Sequence[Item]) -> Wished:
        """All that the items wish for."""
        if not items:
            return Wished()
        items = _dated_or_timed(items)
        if any(item.either for item in items):
            return self._date_or_time(items)
        wished = self._narrowed([item for item in items if not item.negated])
        excluded = self._exclusions([item for item in items if item.negated])
        moments = [item.what for item in wished if isinstance(item.what, Window)]
        found = self._all(_pairs(wished), excluded)
        if not wished:
            found = self._on_open_days((), excluded)
        if not moments:
            return found
        return Wished((*moments, *found.windows), found.question if found.windows else None)

    def _date_or_time(self, items: Sequence[Item]) -> Wished:
        """ "10.10" is the tenth of October or ten past ten, "Tuesday 1" one o'clock or the first."""
        times = self.windows([replace(item, either=None) for item in items])
        dates = self.windows([replace(item, what=item.either or item.what, either=None) for item in items])
        both = (*times.windows, *dates.windows) if len(items) > 1 else (*dates.windows, *times.windows)
        last = _midnight(self._now.date() + timedelta(days=self._horizon_days + 1))
        if not times.windows or not any(window.start < last for window in dates.windows):
            return times if times.windows else dates
        return Wished(both, "ambiguous")

    def _all(self, pairs: Sequence[tuple[list[Item], list[Item]]], excluded: Sequence[Exclusion]) -> Wished:
        results = [self._pair(days, hours, excluded) for days, hours in pairs]
        windows = tuple(window for result in results for window in result.windows)
        questions = [result.question for result in results if result.question]
        if windows:
            questions = [question for question in questions if question not in {"past", "no_such_date"}]
        return Wished(windows, questions[0] if questions else None, any(result.dayless for result in results))

    def _pair(self, days: list[Item], hours: list[Item], excluded: Sequence[Exclusion]) -> Wished:
        spans, unsure = self._spans(hours)
        if hours and not spans:
            return Wished()
        said = [item.what for item in days if isinstance(item.what, Days)]
        named = [each for each in said if not each.open_]
        if not named:
            return self._dayless(hours, spans, excluded, unsure=unsure)
        windows, question = [], None
        for each in named:
            found = [window for stretch in each.stretches for window in windows_in(stretch, spans, excluded, self._now)]
            windows += found
            question = question or each.question or (None if found else "past")
        return self._asked(windows, "ambiguous" if unsure and not question else question)

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
        return Wished(tuple(windows_in(stretch, spans, excluded, self._now)), dayless=True)

    def _exclusions(self, items: Sequence[Item]) -> list[Exclusion]:
        found: list[Exclusion] = []
        for item in items:
            if isinstance(item.what, Days):
                days = item.what
                if days.weekdays and days.step != "next":
                    found.append(Exclusion(weekdays=days.weekdays))
                else:
                    dated = self._days.dated(days) if days.weekdays else days
                    found += [Exclusion(stretches=dated.stretches)] if dated.stretches else []
            elif isinstance(item.what, Hours):
                spans = item.what.spans(self._lexicon)
                if found and not item.join and not found[-1].spans:
                    found[-1] = replace(found[-1], spans=spans)
                else:
                    found.append(Exclusion(spans=spans))
        return found

    def _narrowed(self, items: list[Item]) -> list[Item]:
        """The items with every weekday dated by what is said beside it."""
        gone: set[int] = set()
        _spread_every(items)
        for place, item in enumerate(items):
            if isinstance(item.what, Days) and (item.what.longer or item.what.weeks_on):
                named = _named_beside(items, place)
                for at in named:
                    items[at] = replace(items[at], what=self._days.dated(_days(items[at]), within=item.what))
                if named:
                    gone.add(place)
        for place in range(len(items)):
            self._match_date(items, place, gone)
        kept = [item for place, item in enumerate(items) if place not in gone]
        return [
            replace(item, what=self._days.dated(item.what))
            if isinstance(item.what, Days) and item.what.weekdays
            else item
            for item in kept
        ]

    def _match_date(self, items: list[Item], place: int, gone: set[int]) -> None:
        """A weekday beside a date: one day when they agree, a question when they don't ("Friday 26 November")."""
        what = items[place].what
        if place in gone or not isinstance(what, Days) or not what.weekdays:
            return
        for at in (place + 1, place - 1):
            if not 0 <= at < len(items) or at in gone or items[max(at, place)].join in {"or", "and"}:
                continue
            beside = items[at].what
            if not isinstance(beside, Days) or not _is_date(beside) or not items[max(at, place)].beside:
                continue
            agreed = tuple(day for day in beside.stretches if day.first.weekday() in what.weekdays)
            if agreed:
                items[at] = replace(items[at], what=Days(agreed[:1]), join=items[min(at, place)].join)
                gone.add(place)
            elif items[max(at, place)].join == "" and beside.stretches:
                both = (*beside.stretches, *self._days.dated(what).stretches[:1])
                items[at] = replace(items[at], what=Days(both, question="ambiguous"))
                gone.add(place)
            return

    def _spans(self, hours: Sequence[Item]) -> tuple[list[Span], bool]:
        """The spans of hours said one after another: joined by "or" each for itself, else all at once."""
        groups: list[list[Hours]] = []
        for item in hours:
            if not isinstance(item.what, Hours):
                continue
            if groups and self._belongs(item, groups[-1]):
                groups[-1] = self._together(groups[-1], item.what)
            else:
                groups.append([item.what])
        readings = [self._group(group) for group in groups]
        exact = any(len(reading) > 1 for reading in readings)
        return [span for reading in readings for span in reading], exact

    def _belongs(self, item: Item, group: list[Hours]) -> bool:
        if not isinstance(item.what, Hours) or item.join == "or":
            return False
        if not item.join:
            return True
        bounds = {hours.bound for hours in group} | {item.what.bound}
        if item.join == "and" and not (bounds & _UPPER and bounds & _LOWER):
            return False
        return bool(self._group([*group, item.what]))

    def _together(self, group: list[Hours], hours: Hours) -> list[Hours]:
        both = [*group, hours]
        if self._group(both):
            return both
        exact = [each for each in both if each.bound is Bound.AT]
        return exact[-1:] or [hours]

    def _group(self, group: Sequence[Hours]) -> list[Span]:
        """What all of these leave together; more than one span when it can be read in more than one way."""
        part = next((hours.part for hours in group if hours.part), None)
        left: list[Span] = list(group[0].spans(self._lexicon, part))
        for hours in group[1:]:
            others = hours.spans(self._lexicon, part)
            left = [both for span in left for other in others if (both := _overlap(span, other)) is not None]
        return left


def _overlap(first: Span, second: Span) -> Span | None:
    if first.end is None or second.end is None:
        exact, other = (first, second) if first.end is None else (second, first)
        inside = other.start <= exact.start < other.end if other.end is not None else other.start == exact.start
        return exact if inside else None
    start, end = max(first.start, second.start), min(first.end, second.end)
    return Span(start, end) if start < end else None


def _dated_or_timed(items: Sequence[Item]) -> list[Item]:
    """Decides what a dotted pair is by the rest of the message: beside a time it is a date, else a time."""
    timed = any(isinstance(item.what, Hours) and item.either is None for item in items)
    return [replace(item, what=item.either, either=None) if timed and item.either else item for item in items]


def _days(item: Item) -> Days:
    assert isinstance(item.what, Days)
    return item.what


def _is_date(days: Days) -> bool:
    return bool(days.stretches) and not days.longer and all(_is_one_day(stretch) for stretch in days.stretches)


def _is_one_day(stretch: Stretch) -> bool:
    return stretch == one_day(stretch.first)


def _spread_every(items: list[Item]) -> None:
    """ "every Tuesday and Thursday" is every Thursday, too."""
    for place in range(1, len(items)):
        last, what = items[place - 1].what, items[place].what
        if isinstance(last, Days) and isinstance(what, Days) and last.step == "every" and items[place].join == "and":
            items[place] = replace(items[place], what=replace(what, step=what.step or "every"))


def _named_beside(items: Sequence[Item], place: int) -> list[int]:
    """The places of the weekdays that stand beside a longer time: "Monday or Tuesday next week"."""
    for step in (-1, 1):
        found: list[int] = []
        at = place + step
        joined = items[place].join if step < 0 else ""
        while 0 <= at < len(items) and joined not in {"or", "and"}:
            what = items[at].what
            if isinstance(what, Days):
                if not what.weekdays or what.step not in {"", "every"}:
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


def _pairs(items: Sequence[Item]) -> list[tuple[list[Item], list[Item]]]:
    """Days with the hours that belong to them: "Monday after 4 or Wednesday morning", "mornings on Monday"."""
    runs: list[list[Item]] = []
    for item in items:
        if isinstance(item.what, Window):
            continue
        if runs and type(runs[-1][-1].what) is type(item.what):
            runs[-1].append(item)
        else:
            runs.append([item])
    if not runs:
        return []
    hours_first = isinstance(runs[0][0].what, Hours)
    pairs: list[tuple[list[Item], list[Item]]] = []
    for run in runs:
        is_hours = isinstance(run[0].what, Hours)
        if is_hours == hours_first:
            pairs.append(([], run) if is_hours else (run, []))
        elif is_hours:
            pairs[-1] = (pairs[-1][0], run)
        else:
            pairs[-1] = (run, pairs[-1][1])
    return _leftover_hours(pairs)


def _leftover_hours(pairs: list[tuple[list[Item], list[Item]]]) -> list[tuple[list[Item], list[Item]]]:
    """Hours said last without a day of their own belong to the day before them."""
    if len(pairs) < 2 or pairs[-1][0]:
        return pairs
    days, hours = pairs[-2]
    last = pairs[-1][1]
    if len(days) > 1 and not last[0].join:
        return [*pairs[:-2], (days[:-1], hours), (days[-1:], last)]
    return [*pairs[:-2], (days, [*hours, *last])]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall time of the school
