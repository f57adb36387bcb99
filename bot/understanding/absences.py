"""Who of a numbered list is missing: "2 5 missing", "2, 5 og 7 mangler", "all but 3-5", "Bo and Mia are missing"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.understanding.lexicon import Lexicon, codes, lexicon, listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.reading import Reading
from bot.understanding.tokens import begins_with_one, says_one, spoken

_RANGE = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})")
_LARGEST = 100
_NEGATIVE = re.compile(r"(?<![\w ])\s*[-–]\s*\d")
_SAID = ("missing", "no_show")


@dataclass(frozen=True, slots=True)
class Absence:
    """
    places: those who are missing, as places on the list, from 0. wrong: numbers that are on no line of it.
    plain: nothing else is said than numbers, names and that they are missing.
    """

    places: frozenset[int]
    wrong: tuple[int, ...]
    plain: bool


def absence_in(text: str, names: Sequence[str]) -> Absence:
    """Whom the message points at. names: of the list, in its order. A name that several have points at nobody."""
    numbers = _numbers(text)
    words = [word.removesuffix("'s") for word in spoken(re.sub(r"\d+", " ", text))]
    found = {number - 1 for number in numbers if 1 <= number <= len(names)}
    used: set[str] = set()
    for word in words:
        bearers = {place for place, name in enumerate(names) if word in spoken(name)}
        used |= {word} if bearers else set()
        found |= bearers if len(bearers) == 1 else {p for p in bearers if set(spoken(names[p])) <= set(words)}
    wrong = tuple(number for number in numbers if not 1 <= number <= len(names))
    left = [word for word in words if word not in used]
    sane = not _NEGATIVE.search(text)
    return Absence(frozenset(found), wrong, sane and any(_is_known(left, lexicon(code)) for code in codes()))


def says_missing(text: str) -> bool:
    """Whether a phrase for being missing stands in the message."""
    return says_one(spoken(text), _missing())


@cache
def _missing() -> frozenset[Phrase]:
    return frozenset(phrase for code in codes() for name in _SAID for phrase in lexicon(code).intents[name].whole)


def says_everybody(text: str) -> bool:
    """Whether it says that all are there, and no more."""
    return any(spoken(text) in lexicon(code).intents["everybody"].whole for code in codes())


def cannot_come(reading: Reading) -> bool:
    """Whether somebody who teaches says of days that they can't: nobody else calls these lessons off for them."""
    if is_asked(reading.text):
        return False  # "who has cancelled today"
    if reading.intent == "cancel":
        return bool(reading.windows) and not reading.dayless
    return reading.intent is None and bool(reading.refused)


def is_asked(text: str) -> bool:
    """Whether the words are a question about what is there: "who has cancelled today"."""
    return any(word in lexicon(code).question_words for code in codes() for word in spoken(text)[:1])


def back_from(text: str) -> str | None:
    """Where somebody says when they are there again, "back after lunch"; None where that they are away is not said."""
    found = _returning().search(text)
    return text[found.start() :] if found is not None and text[: found.start()].strip() else None


@cache
def _returning() -> re.Pattern[str]:
    phrases = sorted({phrase for code in codes() for phrase in lexicon(code).returning}, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(phrases)})\b", re.IGNORECASE)


def wants_time_off(reading: Reading) -> bool:
    """Whether somebody who teaches wishes for days off, "I want Thursday off"; "am I off on Thursday?" asks."""
    if reading.intent not in {None, "book"} or not (reading.windows or reading.perhaps):
        return False
    words = spoken(reading.text)
    return not begins_with_one(words, listened_for("am_i")) and says_one(words, listened_for("time_off"))


def _numbers(text: str) -> list[int]:
    """The numbers said, ranges spelt out, each once."""
    spelt = _RANGE.sub(lambda found: " ".join(map(str, _from_to(int(found[1]), int(found[2])))), text)
    return list(dict.fromkeys(int(number) for number in re.findall(r"\d{1,9}", spelt)))


def _from_to(first: int, last: int) -> list[int]:
    """A range that runs backwards, or over more than a class, is the two numbers that it was made of."""
    return list(range(first, last + 1)) if first < last < first + _LARGEST else [first, last]


def _is_known(words: Sequence[str], language: Lexicon) -> bool:
    said = {word for name in _SAID for phrase in language.intents[name].whole for word in phrase}
    known = said | language.number_words | language.fillers | language.polite
    return all(word in known for word in words)
