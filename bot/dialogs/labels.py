"""A choice that is typed out instead of pressed: its label, the beginning of it, or nearly it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from bot.dialogs.own_words import says
from bot.understanding.tokens import spoken

_SHORTEST = 4
"""Letters of a word that stands for one that is longer."""
_ALIKE = 88
"""From so many of a hundred on, words are a label with a slip of the thumb."""
_FEWEST = 5
"""Letters of a label in which such a slip is seen."""

Words = tuple[str, ...]


def typed_out(text: str, labels: Sequence[str]) -> list[int]:
    """The places of the labels that the words are, to the letter."""
    said = _words(text)
    if not said:
        return []
    whole, plain = labels, [label.partition("(")[0] for label in labels]
    return _places(whole, said.__eq__) or _places(plain, said.__eq__)


def begun(text: str, labels: Sequence[str]) -> list[int]:
    """The places of the labels that begin with the words. Days and times are wishes, and no beginning."""
    said = _words(text)
    if not _may_be_short_for_one(text, said, labels):
        return []
    return _places(labels, lambda label: _begins(label, said))


def nearly(text: str, labels: Sequence[str]) -> list[int]:
    """The places of the labels that the words are but for a slip, as are those that begin so."""
    said = _words(text)
    if not _may_be_short_for_one(text, said, labels) or sum(map(len, said)) < _FEWEST:
        return []
    likeness = [max(_likeness(label, said), _likeness(label[: len(said)], said)) for label in map(_words, labels)]
    best = max(likeness, default=0)
    return [place for place, each in enumerate(likeness) if each == best and best >= _ALIKE]


def _places(labels: Sequence[str], fits: Callable[[Words], bool]) -> list[int]:
    return [place for place, label in enumerate(labels) if fits(_words(label))]


def _words(text: str) -> Words:
    return tuple(word.replace(".", ":") for word in spoken(text))


def _may_be_short_for_one(text: str, said: Words, labels: Sequence[str]) -> bool:
    return bool(said) and not _begins_with_a_time(said) and ("?" not in text or any("?" in label for label in labels))


def _begins_with_a_time(said: Words) -> bool:
    return said[0][0].isdecimal() or says(said[0], "weekday", "weekdays", "weekday_weak")


def _begins(label: Words, said: Words) -> bool:
    *whole, last = said
    if label[: len(whole)] != tuple(whole) or len(label) < len(said):
        return False
    word = label[len(whole)]
    return word == last or (len(last) >= _SHORTEST and word.startswith(last))


def _likeness(label: Words, said: Words) -> float:
    """From 0 to 100; numbers have to be the same."""
    numbers = [[word for word in words if not word.isalpha()] for words in (label, said)]
    return fuzz.ratio(" ".join(label), " ".join(said)) if numbers[0] == numbers[1] else 0
