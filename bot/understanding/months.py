"""The month of which something is told, "my statement for November", "receipts of last month": the last one of it."""

from __future__ import annotations

from datetime import date

from bot.understanding.dates import months_on
from bot.understanding.languages import in_order
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.phrases import UNITS
from bot.understanding.tokens import spoken

_NAMED = ("month", "month_weak")
_LENGTHS = (2, 1)


def month_told_of(text: str, language: str, today: date) -> date | None:
    """Its first day; None if no month is named. One that is still to come this year is last year's."""
    said = spoken(text)
    for code in in_order(text, language):
        if (found := _named(said, lexicon(code))) is not None:
            return date(today.year - (found > today.month), found, 1)
        if _says_last_month(said, lexicon(code)):
            return months_on(today, -1)
    return None


def _named(said: tuple[str, ...], words: Lexicon) -> int | None:
    meanings = (words.knows((words.corrected(word),)) for word in said)
    return next((known[kind] for known in meanings for kind in _NAMED if kind in known), None)


def _says_last_month(said: tuple[str, ...], words: Lexicon) -> bool:
    for at, word in enumerate(said):
        before = [said[max(at - length, 0) : at] for length in _LENGTHS]
        if words.knows((word,)).get("unit") == UNITS["month"] and any("last" in words.knows(each) for each in before):
            return True
    return False
