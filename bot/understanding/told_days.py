"""The days on which something was, as they are told: "Anna passed on Monday", "i mandags", "vor zwei Tagen"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.languages import in_order
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.phrases import UNITS, Meanings, Phrase
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken

_LONG = {UNITS["day"]: 1, UNITS["week"]: 7}
"""Days of a unit."""
_WEEKDAYS = ("weekday", "weekdays")
_LEADING = frozenset({"on", "last", "the", "dated", "this"})
_MONTHS = ("month", "month_weak")
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})\.?")
_JUST_GONE = 31
"""Days back of which one is told by its date."""
_LONGEST = 3
"""Words of a day like "in forgårs"."""

_Found = tuple[date, int]
"""A day, and the place behind the words that tell it."""


@dataclass(frozen=True, slots=True)
class ToldDay:
    """
    named: a day is named at all. day: which one, if that is plain and it is over or today. ahead: the one that is named
    and still to come.
    """

    named: bool = False
    day: date | None = None
    ahead: date | None = None


def day_told_of(reading: Reading, language: str, today: date) -> ToldDay:
    """reading: of the words. A weekday is the last one that there was, today included."""
    said = spoken(reading.text)
    for code in in_order(reading.text, language):
        words = lexicon(code)
        _, days = without_days(said, words, today)
        if len(days) == 1:
            return ToldDay(named=True, day=days.pop())
        known = [words.knows((word,)) for word in said]
        if any("last" in each for each in known) and any("unit" in each for each in known):
            return ToldDay(named=True)  # "last week"
    return _as_read(reading, today)


def _as_read(reading: Reading, today: date) -> ToldDay:
    """Days that are named otherwise, or are still to come."""
    days = {window.start.date() for window in reading.windows or reading.gone or reading.perhaps}
    longer = any(w.end is not None and w.end - w.start > timedelta(days=1) for w in reading.gone)
    if not days and reading.question is None:
        return ToldDay()
    day = next(iter(days)) if len(days) == 1 and not longer and not reading.dayless else None
    if day is not None and day > today:
        return ToldDay(named=True, ahead=day)
    return ToldDay(named=True, day=day)


def without_days(said: Phrase, words: Lexicon, today: date) -> tuple[Phrase, set[date]]:
    """What else is said, and the days that are told: the last of that name, or of that date, that there was."""
    rest: list[str] = []
    days = set[date]()
    past, at = _Past(said, words, today), 0
    while at < len(said):
        if (found := past.led_day_at(at)) is not None:
            day, at = found
            days.add(day)
        else:
            rest.append(said[at])
            at += 1
    return tuple(rest), days


class _Past:
    """Reads the days that are over, and today."""

    def __init__(self, said: Phrase, words: Lexicon, today: date) -> None:
        self.said = said
        self.words = words
        self.today = today

    def led_day_at(self, at: int) -> _Found | None:
        """A day with the words that lead to it."""
        start = at
        while start < len(self.said) and self._is(start, *_LEADING):
            start += 1
        found = self._ago(at) or self._relative(at) or self._weekday(start, at) or self._date(start, at)
        return found if found is not None and found[0] <= self.today else None

    def _weekday(self, at: int, led_at: int) -> _Found | None:
        """ "Next Monday" is none that is over."""
        if self._is(at - 1, "next") or (weekday := self._weekday_of(at, weak=at > led_at)) is None:
            return None
        last = any(self._is(place, "last") for place in range(led_at, at))
        return self._last(weekday, before_today=last), at + 1

    def _weekday_of(self, at: int, *, weak: bool = False) -> int | None:
        """Of the word, also of its genitive. weak: everyday words are one too."""
        kinds = (*_WEEKDAYS, "weekday_weak") if weak else _WEEKDAYS
        each = [self._known(at), self.words.knows((self.said[at].removesuffix("s"),))] if at < len(self.said) else []
        return next((known[kind] for known in each for kind in kinds if kind in known), None)

    def _last(self, weekday: int, *, before_today: bool) -> date:
        back = (self.today.weekday() - weekday) % 7
        return self.today - timedelta(days=back or 7 * before_today)

    def _relative(self, at: int) -> _Found | None:
        """ "Yesterday"; of "i mandags" the lexicons tell only that it is over."""
        for length in range(_LONGEST, 0, -1):
            end = at + length
            back = self.words.knows(self.said[at:end]).get("relday") if end <= len(self.said) else None
            if back is not None and back <= 0:
                weekday = self._weekday_of(end - 1)
                whole = self.today + timedelta(days=back)
                return (whole if weekday is None else self._last(weekday, before_today=True)), end
        return None

    def _ago(self, at: int) -> _Found | None:
        """ "two days ago", "for to dage siden", "vor zwei Tagen"."""
        led = self._is_ago(at)
        start = at + 1 if led or self._is(at, "on") else at
        unit, count = _LONG.get(self._known(start + 1).get("unit", 0)), self._count(start)
        if unit is None or count is None or not (led or self._is_ago(start + 2)):
            return None
        return self.today - timedelta(days=count * unit), start + (2 if led else 3)

    def _count(self, at: int) -> int | None:
        known = self._known(at)
        digits = int(self.said[at]) if at < len(self.said) and self.said[at].isdecimal() else None
        return known.get("number", 1 if "article" in known else digits)

    def _date(self, at: int, led_at: int) -> _Found | None:
        """ "the 23rd", "23. november", "23/11"."""
        if at >= len(self.said):
            return None
        if (whole := _DATE.fullmatch(self.said[at])) is not None:
            return self._dated(int(whole[1]), int(whole[2]), at + 1)
        if not self.said[at].isdecimal():
            month = self._month(at) if at + 1 < len(self.said) and self.said[at + 1].isdecimal() else None
            return self._dated(int(self.said[at + 1]), month, at + 2) if month is not None else None
        end, led = at + 1, any(self._is(place, "the", "dated") for place in range(led_at, at))
        if self._is(end, "ordinal_suffix"):
            end, led = end + 1, True
        behind = end + 1 if self._is(end, "of", "on") else end
        if (month := self._month(behind)) is not None:
            return self._dated(int(self.said[at]), month, behind + 1)
        return self._dated(int(self.said[at]), None, end) if led else None

    def _dated(self, day: int, month: int | None, end: int) -> _Found | None:
        """One of the last weeks."""
        days = (self.today - timedelta(days=back) for back in range(_JUST_GONE))
        return next(((each, end) for each in days if each.day == day and month in {None, each.month}), None)

    def _month(self, at: int) -> int | None:
        known = self._known(at)
        return next((known[kind] for kind in _MONTHS if kind in known), None)

    def _known(self, at: int) -> Meanings:
        return self.words.knows((self.said[at],) if 0 <= at < len(self.said) else ())

    def _is(self, at: int, *kinds: str) -> bool:
        return any(kind in self._known(at) for kind in kinds)

    def _is_ago(self, at: int) -> bool:
        return self.said[at : at + 1] in self.words.listened_for["ago"]
