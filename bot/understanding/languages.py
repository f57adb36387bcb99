"""Which language a message is written in, told by its words and letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from bot.understanding.lexicon import codes, lexicon
from bot.understanding.tokens import Shape, clean, scan

_PLAIN, _LEAD, _APART = 2.0, 1.0, 2.0
"""So many words tell the language by themselves; so many more words or letters of its own make it plain; so many more
words than of the one that was expected say that this is another."""

_DAYS = frozenset({"weekday", "relday"})
_LONG = 5


def likely_languages(text: str) -> tuple[str, ...]:
    """Those that most of its words are of: several for "hej", none when no word tells."""
    scores = _scores(clean(text))
    best = max(scores.values())
    return tuple(code for code, score in scores.items() if score and best - score < _LEAD)


def plain_language(text: str) -> str | None:
    """The one language that several of its words are plainly of; letters tell nothing, since names have them too."""
    return _plainest(_word_scores(clean(text)))


def other_language(text: str, expected: str) -> str | None:
    """The language that the words are plainly of though another was expected; None for one that is near to it."""
    scores = _word_scores(clean(text))
    other = _plainest(scores)
    return other if other is not None and scores[other] - scores.get(expected, 0.0) >= _APART else None


def _plainest(scores: Mapping[str, float]) -> str | None:
    best, second = sorted(scores.values(), reverse=True)[:2]
    if best < _PLAIN or best - second < _LEAD:
        return None
    return max(scores, key=lambda code: scores[code])


def in_order(text: str, expected: str) -> list[str]:
    """The languages to read in: the one expected first, unless the words are plainly not of it.

    Another is worth trying only when more of its words are said: neighbours share many, with other meanings.
    """
    scores = _scores(text)
    least = scores.get(expected, 0.0)
    others = sorted((code for code, score in scores.items() if score > least), key=lambda code: -scores[code])
    if expected not in scores:
        return others or [codes()[0]]
    return [*others, expected] if others and scores[others[0]] - least >= _LEAD else [expected, *others]


def naming_days(text: str, code: str) -> list[str]:
    """The languages whose words for days the message has, other than those of the language it is read in."""
    known, mine = _day_words(), lexicon(code)
    found = {other for token in scan(text) for other in known.get(token.text, ()) if not mine.knows((token.text,))}
    return sorted(found - {code})


@cache
def _day_words() -> Mapping[str, tuple[str, ...]]:
    """The languages that call a day so: "tuesday", "imorgon". Short words mean something else in another one: "do"."""
    return _holders({code: frozenset(filter(_names_a_day(code), lexicon(code).vocabulary)) for code in codes()})


def _names_a_day(code: str) -> Callable[[str], bool]:
    words = lexicon(code)
    return lambda word: len(word) >= _LONG and not _DAYS.isdisjoint(words.knows((word,)))


def _scores(text: str) -> dict[str, float]:
    """How many words and letters of the message each language knows; what all of them know counts for none."""
    scores = _word_scores(text)
    if not text.isascii():
        letters = _letters()
        for letter in set(text.lower()):
            for code in letters.get(letter, ()):
                scores[code] += 1.0
    return scores


def _word_scores(text: str) -> dict[str, float]:
    scores = dict.fromkeys(codes(), 0.0)
    known = _known()
    for word in {token.text for token in scan(text) if token.shape is Shape.WORD}:
        for code in known.get(word, ()):
            scores[code] += 1.0
    return scores


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    """The languages that know a word, for words that not all of them know."""
    return _holders({code: lexicon(code).telling for code in codes()})


@cache
def _letters() -> Mapping[str, tuple[str, ...]]:
    return _holders({code: lexicon(code).letters for code in codes()})


def _holders(held: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[str, ...]]:
    holders: dict[str, list[str]] = {}
    for code, things in held.items():
        for thing in things:
            holders.setdefault(thing, []).append(code)
    return {thing: tuple(found) for thing, found in holders.items() if len(found) < len(held)}
