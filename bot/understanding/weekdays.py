"""Which dates weekdays mean: "Friday", "next Friday", "Friday in two weeks"."""

from __future__ import annotations

from datetime import date, timedelta

from bot.understanding.spans import Days, Stretch, one_day

_WEEK = timedelta(days=7)
_EVERY = 4
"""So many weeks ahead are meant by "every Friday"."""


class Weekdays:
    """Dates weekdays as seen from `today`. Weeks run from Monday to Sunday."""

    def __init__(self, today: date) -> None:
        self.today = today

    def monday(self) -> date:
        """The Monday of this week."""
        return self.today - timedelta(days=self.today.weekday())

    def dated(self, days: Days, within: Days | None = None) -> Days:
        """Weekdays by name as dates, in the longer time said beside them, if any."""
        if within is not None:
            return self._within_longer(days.weekdays, within)
        run = days.weekdays[-1] - days.weekdays[0]
        coming = self._coming(days.weekdays)
        if len(days.weekdays) == 5 and not days.step:
            ahead = Stretch(self.today, self.today + _WEEK)
            return Days(tuple(one_day(day) for day in ahead.days() if day.weekday() in days.weekdays))
        if days.step == "every":
            weeks = range(0, _EVERY, days.weeks_on or 1)
            return Days(tuple(Stretch(coming + n * _WEEK, coming + n * _WEEK + timedelta(days=run + 1)) for n in weeks))
        if days.step in {"week_on", "after_next"}:
            begins = (coming + _WEEK, coming + 2 * _WEEK)
            later = tuple(Stretch(begin, begin + timedelta(days=run + 1)) for begin in begins)
            return Days(later[:1]) if days.step == "week_on" else Days(later, question="ambiguous")
        first = Stretch(coming, coming + timedelta(days=run + 1), rolls=days.step == "")
        if days.step in {"coming", "too_soon"} and coming == self.today:
            first = Stretch(first.first + _WEEK, first.end + _WEEK)
        if days.step != "next":
            return Days((first,))
        return self._next(days.weekdays, first)

    def week_of(self, days: Days) -> Days:
        """The week, from Monday to Sunday, in which the days begin."""
        dated = self.dated(days) if days.weekdays else days
        firsts = (stretch.first - timedelta(days=stretch.first.weekday()) for stretch in dated.stretches[:1])
        return Days(tuple(Stretch(monday, monday + _WEEK) for monday in firsts), longer=True)

    def _next(self, weekdays: tuple[int, ...], coming: Stretch) -> Days:
        """ "next Friday" is the one of next week; said early in the week, it may be the coming one as well."""
        start = self.monday() + _WEEK + timedelta(days=weekdays[0])
        following = Stretch(start, start + (coming.end - coming.first))
        if coming.first <= self.today or coming.first == following.first:
            return Days((following,))
        return Days((following, coming), question="ambiguous")

    def _coming(self, weekdays: tuple[int, ...]) -> date:
        """The first of these days that is still to come; a run of days that has begun counts from its beginning."""
        start = self.monday() + timedelta(days=weekdays[0])
        last = start + timedelta(days=weekdays[-1] - weekdays[0])
        return start if last >= self.today else start + _WEEK

    def _within_longer(self, weekdays: tuple[int, ...], longer: Days) -> Days:
        if longer.weeks_on:
            return self._weeks_on(weekdays, longer)
        whole = (*longer.stretches, *longer.gone)
        inside = [day for stretch in whole for day in stretch.days() if day.weekday() in weekdays]
        coming = [day for day in inside if day >= self.today]
        if not coming:
            return Days(question="past" if inside else "no_such_date")
        return Days(tuple(map(one_day, coming)), question=longer.question)

    def _weeks_on(self, weekdays: tuple[int, ...], longer: Days) -> Days:
        """ "Monday in 2 weeks": two weeks after the coming Monday, or the Monday of the week two weeks on."""
        from_coming = self._coming(weekdays) + longer.weeks_on * _WEEK
        in_week = self.monday() + longer.weeks_on * _WEEK + timedelta(days=weekdays[0])
        if from_coming == in_week:
            return Days((one_day(in_week),))
        return Days((one_day(from_coming), one_day(in_week)), question="ambiguous")
