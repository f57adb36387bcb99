"""The day on which something was, as it is told: "Anna passed on Monday", "i mandags", "vor zwei Tagen"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.languages import in_order
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.phrases import UNITS
from bot.understanding.reading import Reading
from bot.understanding.tokens import says_one, spoken

_LONG = {UNITS["day"]: 1, UNITS["week"]: 7}
"""Days of a unit."""
_DAYS = ("weekday", "weekdays", "weekday_weak")


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
    for code in in_order(reading.text, language):
        words = lexicon(code)
        if (back := _days_ago(reading.text, words)) is not None:
            return ToldDay(named=True, day=today - timedelta(days=back))
        said = [words.knows((word,)) for word in spoken(reading.text)]
        if (weekday := _weekday(reading.text, words)) is not None and not any("next" in known for known in said):
            last = any("last" in known for known in said)
            back = (today.weekday() - weekday) % 7
            return ToldDay(named=True, day=today - timedelta(days=back or 7 * last))
        if any("last" in known for known in said) and any("unit" in known for known in said):
            return ToldDay(named=True)  # "last week"
    return _as_read(reading, today)


def _as_read(reading: Reading, today: date) -> ToldDay:
    """Dates, and days like "yesterday"."""
    days = {window.start.date() for window in reading.windows or reading.gone or reading.perhaps}
    longer = any(w.end is not None and w.end - w.start > timedelta(days=1) for w in reading.gone)
    if not days and reading.question is None:
        return ToldDay()
    day = next(iter(days)) if len(days) == 1 and not longer and not reading.dayless else None
    if day is not None and day > today:
        return ToldDay(named=True, ahead=day)
    return ToldDay(named=True, day=day)


def _days_ago(text: str, words: Lexicon) -> int | None:
    said = spoken(text)
    if not says_one(said, words.listened_for["ago"]):
        return None
    for at, word in enumerate(said):
        unit = words.knows((word,)).get("unit")
        if unit is not None and at:
            before = words.knows((said[at - 1],))
            digits = int(said[at - 1]) if said[at - 1].isdigit() else int("article" in before)
            count = before.get("number", digits)
            return count * _LONG.get(unit, 0) or None
    return None


def _weekday(text: str, words: Lexicon) -> int | None:
    """The one weekday that is named, if no date is."""
    if re.search(r"\d", text):
        return None
    found = {
        known[kind]
        for word in spoken(text)
        for known in (words.knows((word,)) or words.knows((word.removesuffix("s"),)),)
        for kind in _DAYS
        if kind in known
    }
    return found.pop() if len(found) == 1 else None
