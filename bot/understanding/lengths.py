"""How long a lesson is wished to be: "a 90 min one", "1.5 hours", "halvanden time"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.understanding.lexicon import Lexicon, codes, lexicon, words_listened_for
from bot.understanding.phrases import SPANS, UNITS, Phrase
from bot.understanding.tokens import spoken

SHORTEST, LONGEST = 20, 300
_HALF = re.compile(r"(?<![\d.,:])(\d)(?:\s?½|[.,]5)(?!\d)")
_LEADING = frozenset({"in", "within", "after", "before", "by_so_much", "every", "past", "later", "sooner"})
"""Behind these it is no length: "in 90 min", "by 30 min"."""
_MOVING = frozenset({"later", "sooner", "either_way", "onward"})
_BOUNDING = frozenset({"before", "after"})
_LONGEST_PHRASE = 5
_UNITS = frozenset({UNITS["hour"], UNITS["minute"]})


def lengths_in(text: str, language: str) -> tuple[int, ...]:
    """The lengths of a lesson that are said, in minutes; none where minutes are told of something else, "in 90 min",
    "90 min late"."""
    said = spoken(_HALF.sub(r"\1.5", text))
    if _telling().isdisjoint(said):
        return ()  # of nearly every message
    for code in dict.fromkeys([language, *codes()]):
        if found := tuple(dict.fromkeys(_lengths(said, lexicon(code)))):
            return found
    return ()


@cache
def _telling() -> frozenset[str]:
    """Words without one of which no length is told: of a phrase its longest, and not "an"."""
    return frozenset(
        each
        for code in codes()
        for phrase, meanings in lexicon(code).meanings.items()
        if meanings.get("unit") in _UNITS or not SPANS.keys().isdisjoint(meanings)
        for each in (max(phrase, key=len), f"{max(phrase, key=len)}s")
    )


def _lengths(said: Phrase, words: Lexicon) -> Iterator[int]:
    at = 0
    while at < len(said):
        minutes, end = _length(said, at, words)
        if SHORTEST <= minutes <= LONGEST and _is_of_a_lesson(said, at, end, minutes):
            yield minutes
        at = max(at + 1, end)


def _length(said: Phrase, at: int, words: Lexicon) -> tuple[int, int]:
    """The minutes that the words from that place on say, and where they end; none and 0."""
    for end in range(min(at + _LONGEST_PHRASE, len(said)), at + 1, -1):
        spans = (minutes for kind, minutes in SPANS.items() if kind in words.knows(said[at:end]))
        if (minutes := next(spans, 0)) > 0:
            return minutes, end
    if at + 1 >= len(said):
        return 0, 0
    unit = next((known["unit"] for word in _without_s(said[at + 1]) if "unit" in (known := words.knows((word,)))), 0)
    number = _number(said[at], words)
    if number is None or unit not in _UNITS:
        return 0, 0
    if unit == UNITS["minute"]:
        return int(number), at + 2
    more, end = _length(said, at + 2 + ("and" in words.knows(said[at + 2 : at + 3])), words)
    if more and more < 60:
        return int(number * 60) + more, end
    is_a_lesson = said[at + 1] in words.lesson_heads and number == int(number)  # "to timer" are two lessons
    return (0, 0) if is_a_lesson else (int(number * 60), at + 2)


def _without_s(word: str) -> tuple[str, str]:
    """As it is, and without the ending of "90 minutters kørsel"."""
    return word, word.removesuffix("s")


def _number(word: str, words: Lexicon) -> float | None:
    if word.removesuffix(".5").isdecimal() and len(word) <= 3:
        return float(word)
    known = words.knows((word,))
    return known.get("number", known.get("article"))


def _is_of_a_lesson(said: Phrase, at: int, end: int, minutes: int) -> bool:
    before, behind = said[:at], said[end:]
    if not words_listened_for("no_length").isdisjoint((*before[-1:], *behind[:1])):
        return False
    for words in map(lexicon, codes()):
        if any(not _LEADING.isdisjoint(words.knows(before[-length:])) for length in (1, 2, 3) if length <= at):
            return False
        if not _MOVING.isdisjoint(words.knows(behind[:1])):
            return False
        bounds = not _BOUNDING.isdisjoint(words.knows(behind[:1]))
        if bounds and not (minutes > SHORTEST * 2 and behind[1:2] and behind[1][0].isdecimal()):
            return False  # "60 min before my exam"
    return True
