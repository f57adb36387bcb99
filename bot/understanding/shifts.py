"""How much earlier or later than it is a lesson is wished: "an hour later", "en halv time tidligere"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.understanding.lexicon import UNITS, Lexicon, Phrase

_MINUTES = {UNITS["hour"]: 60, UNITS["minute"]: 1}
_SPANS = {"half_hour": 30, "hour_and_half": 90}
_LONGEST = 5
"""So many words has what is said for some minutes, at most."""
_MOST = 12 * 60


def shift_in(said: Phrase, words: Lexicon) -> int | None:
    """In minutes, earlier ones below nothing; 0 if it may be either ("en time frem"), None if none is named."""
    if words.shifting.isdisjoint(said):
        return None
    for at, word in enumerate(said):
        known = words.knows((word,))
        ways = [way for kind, way in (("later", 1), ("sooner", -1), ("either_way", 0)) if kind in known]
        beside = (*_before(said, at), *_behind(said, at + 1)) if ways else ()
        minutes = next((found for phrase in beside if (found := _minutes(phrase, words)) is not None), None)
        if minutes is not None and 0 < minutes <= _MOST:
            return ways[0] * minutes
    return None


def _before(said: Phrase, at: int) -> Iterator[Phrase]:
    return (said[at - length : at] for length in range(min(_LONGEST, at), 0, -1))


def _behind(said: Phrase, at: int) -> Iterator[Phrase]:
    return (said[at : at + length] for length in range(min(_LONGEST, len(said) - at), 0, -1))


def _minutes(phrase: Phrase, words: Lexicon) -> int | None:
    """What all of it says."""
    if phrase in words.delays:
        return words.delays[phrase]
    known = words.knows(phrase)
    if span := next((minutes for kind, minutes in _SPANS.items() if kind in known), 0):
        return span
    *count, unit = phrase
    each = _MINUTES.get(words.knows((unit,)).get("unit", 0))
    number = _number(count[0], words) if len(count) == 1 else None
    return each * number if each is not None and number is not None else None


def _number(word: str, words: Lexicon) -> int | None:
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    known = words.knows((word,))
    return known.get("number", known.get("article"))
