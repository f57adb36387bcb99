"""Who of a numbered list is missing: "2 5 missing", "2, 5 og 7 mangler", "all but 3-5", "Bo and Mia are missing"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

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
    if is_asked(reading.text) or asks_of_oneself(reading.text):
        return False  # "who has cancelled today"
    if reading.intent == "cancel":
        return bool(reading.windows) and not reading.dayless
    return reading.intent is None and bool(reading.refused)


def is_asked(text: str) -> bool:
    """Whether the words are a question about what is there: "who has cancelled today", "has anyone cancelled"."""
    words = spoken(text)
    if any(word in lexicon(code).question_words for code in codes() for word in words[:1]):
        return True
    return begins_with_one(words, listened_for("has_done")) and says_one(words, listened_for("anybody"))


def returning(text: str) -> tuple[str, str] | None:
    """Where somebody says that they are there again, "sick today, back after lunch": what stands before it, and the
    rest."""
    found = _returning().search(text)
    return (text[: found.start()].strip(), text[found.start() :]) if found is not None else None


@cache
def _returning() -> re.Pattern[str]:
    phrases = sorted({phrase for code in codes() for phrase in lexicon(code).returning}, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(phrases)})\b", re.IGNORECASE)


def asks_of_oneself(text: str) -> bool:
    """ "Am I off on Thursday?"."""
    return begins_with_one(spoken(text), listened_for("am_i"))


def wants_time_off(reading: Reading) -> bool:
    """Whether somebody who teaches wishes for days off, "I want Thursday off", "I'd rather not work on Friday", "keep
    Friday free"; "am I off on Thursday?" asks."""
    words = spoken(reading.text)
    if reading.intent not in {None, "book"} or not _named(reading) or asks_of_oneself(reading.text):
        return False
    if says_one(words, listened_for("time_off")) or says_not_to_work(words):
        return True
    return says_one(words, listened_for("to_keep")) and says_one(words, listened_for("empty"))


def says_not_to_work(words: Phrase) -> bool:
    """ "Can't work", "rather not drive": it tells of no sickness."""
    return _in_order(words, "not_to", "to_work")


def tells_of_illness(words: Phrase) -> bool:
    """ "Can't come in, migraine", and not only that somebody can't work."""
    return says_one(words, _illnesses())


@cache
def _illnesses() -> frozenset[Phrase]:
    return frozenset(
        phrase for code in codes() for phrase in lexicon(code).intents["sick"].whole if not says_not_to_work(phrase)
    )


def wants_other_hours(reading: Reading) -> bool:
    """ "I'd like to finish at 2 on Friday", "can I start later tomorrow", "I want to work on Saturday"."""
    words = spoken(reading.text)
    if not _named(reading) or asks_of_oneself(reading.text):
        return False
    return _in_order(words, "i_wish", "to_work") and not says_not_to_work(words)


def is_one_stretch(reading: Reading) -> bool:
    """Whether the times that are named follow each other: "evenings next week" do not."""
    windows = sorted(reading.refused or reading.windows or reading.perhaps, key=lambda window: window.start)
    if reading.dayless or reading.question is not None:
        return True
    return all(one.end is not None and two.start <= one.end for one, two in pairwise(windows))


def _named(reading: Reading) -> bool:
    return bool(reading.refused or reading.windows or reading.perhaps)


def _in_order(words: Phrase, first: str, then: str) -> bool:
    """Whether a phrase of the one kind stands somewhere before one of the other."""
    begun = (at for at in range(len(words)) if begins_with_one(words[at:], listened_for(first)))
    return (at := next(begun, None)) is not None and says_one(words[at + 1 :], listened_for(then))


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
