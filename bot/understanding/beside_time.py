"""What is said beside a time: "the school", of "the school on friday" or "on friday at the school"."""

from __future__ import annotations

from bot.understanding.lexicon import codes, lexicon, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import spoken

_DAY = frozenset({"weekday", "weekdays", "relday"})
_TIME = _DAY | {"on", "at", "next", "this", "the", "part", "clock", "month"}
_LONGEST = 3


def without_time(text: str) -> tuple[str, bool]:
    """The text without the day or hour that it begins or ends with, and whether there was one."""
    parts = text.split()
    for at in range(len(parts)):
        if is_time(spoken(" ".join(parts[at:]))):
            return " ".join(parts[:at]).rstrip(" ,"), True
    for end in range(len(parts) - 1, 0, -1):
        led = [part for part in spoken(parts[end]) if part in words_listened_for("leads_to_a_place")]
        if led and is_time(spoken(" ".join(parts[:end]))):
            rest = parts[end:]
            while len(rest) > 1 and words_listened_for("leads_to_a_place").issuperset(spoken(rest[0])):
                rest = rest[1:]
            return " ".join(rest), True
    return text, False


def is_time(said: Phrase) -> bool:
    """Whether it tells nothing but a day, or an hour behind "at"; a mere number may be that of a house."""
    return any(_is_time_in(said, code) for code in codes())


def _is_time_in(said: Phrase, code: str) -> bool:
    words, kinds, at = lexicon(code), frozenset[str](), 0
    if not said or said[0][0].isdecimal():
        return False
    while at < len(said):
        known = {length: words.knows(said[at : at + length]).keys() for length in range(1, _LONGEST + 1)}
        length = max(
            (length for length, meant in known.items() if at + length <= len(said) and meant & _TIME), default=0
        )
        if not length and not said[at][0].isdecimal():
            return False
        kinds |= known[length] if length else {"hour"}
        at += max(length, 1)
    return bool(kinds & _DAY) or {"at", "hour"} <= kinds or "clock" in kinds
