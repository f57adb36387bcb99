"""How many minutes late somebody is: "10 min", "a quarter of an hour", "et kvarter"."""

from __future__ import annotations

import re

from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.phrases import UNITS, Phrase
from bot.understanding.tokens import spoken, stands_in

MOST = 240
_MINUTE = UNITS["minute"]
_DAYS, _OF_A_DATE = frozenset({"weekday", "weekday_weak"}), frozenset({"ordinal_suffix", "month", "month_weak"})
_NEGATIVE = re.compile(r"(?<!\w)[-\u2212]\s?\d")
"""Minutes below nothing are no delay; "5-10" is none of them."""


def minutes_in(text: str, language: str) -> int | None:
    """The minutes that the text names: the only number, or the only one that is said to be of minutes. None if it names
    none, or none that is sensible."""
    if _NEGATIVE.search(text):
        return None
    words = spoken(text)
    found = (_minutes(words, lexicon(code)) for code in dict.fromkeys([language, *codes()]))
    minutes = next((minutes for minutes in found if minutes is not None), None)
    return minutes if minutes is not None and 1 <= minutes <= MOST else None


def _minutes(words: Phrase, said: Lexicon) -> int | None:
    for phrase, minutes in sorted(said.delays.items(), key=lambda delay: -len(delay[0])):
        if stands_in(words, phrase):
            return minutes
    numbers = {
        at: number
        for at, word in enumerate(words)
        if (number := _number(word, said)) is not None and not _is_dated(words, at, said)
    }
    counted = {
        at: number for at, number in numbers.items() if said.knows(words[at + 1 : at + 2]).get("unit") == _MINUTE
    }
    return next(iter((counted or numbers).values())) if 1 in {len(counted), len(numbers)} else None


def _is_dated(words: Phrase, at: int, said: Lexicon) -> bool:
    """Whether it is that of a day: "Friday the 4th", "fredag den 4."."""
    before, behind = words[max(at - 2, 0) : at], said.knows(words[at + 1 : at + 2])
    led = any(not _DAYS.isdisjoint(said.knows((word,))) for word in before) and "unit" not in behind
    return led or not _OF_A_DATE.isdisjoint(behind)


def _number(word: str, said: Lexicon) -> int | None:
    return int(word) if word.isdecimal() and len(word) <= 4 else said.knows((word,)).get("number")
