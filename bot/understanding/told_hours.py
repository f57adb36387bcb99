"""The hours at which a lesson is that is told of: "Emil came at 10", "late for my 2 o'clock"."""

from __future__ import annotations

import re
from datetime import time

from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.tokens import spoken

_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_HOUR = re.compile(rf"({_WORD})\.?\s+(\d{{1,2}})(?:[.:](\d\d))?(?![\d:])(?:\s*({_WORD}))?")
_HOURLY = frozenset({"oclock", "am", "pm"})
_NOON = 12


def hours_told(text: str) -> set[time]:
    """The hours that the text names, "at 3" and "um 15 Uhr", each also as one of the afternoon."""
    return set[time]().union(*(without_hours(text, lexicon(code))[1] for code in codes()))


def without_hours(text: str, words: Lexicon) -> tuple[str, set[time]]:
    """The text without the hours that it tells in this language, and these: "at 3" may be in the afternoon."""
    hours: set[time] = set()

    def take(found: re.Match[str]) -> str:
        led, hour, minute, behind = found[1], int(found[2]), int(found[3] or 0), found[4] or ""
        said_behind = words.knows(spoken(behind)).keys()
        is_one = "at" in words.knows(spoken(led)) or not _HOURLY.isdisjoint(said_behind)
        lasts = spoken(behind) in words.listened_for["beside_late"]
        if not is_one or lasts or hour > 2 * _NOON - 1 or minute > 59:
            return found[0]
        hours.update({time(hour, minute), *([time(hour + _NOON, minute)] if 0 < hour < _NOON else [])})
        kept = "" if "at" in words.knows(spoken(led)) else led
        over = "" if not _HOURLY.isdisjoint(said_behind) else behind
        return f"{kept} {over}"

    return _HOUR.sub(take, text), hours
