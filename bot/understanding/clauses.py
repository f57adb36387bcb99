"""Two wishes in one message: "cancel friday and book thursday at 3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from bot.understanding.intents import IntentReader
from bot.understanding.languages import in_order
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.marks import corrected
from bot.understanding.tokens import scan, spoken

WISHES = frozenset({
    "book", "cancel", "reschedule", "balance", "progress", "lessons", "history", "statement", "invoices", "packages",
    "how_to_pay", "waitlist", "next_step", "feedback", "course", "leave_course", "companion", "terms",
    "human",
})  # fmt: skip
"""Intents that stand for something to be done or told, and can wait until something else is."""
_CHANGES = frozenset({"book", "cancel", "reschedule"})
"""Of these, those that need more than a word: "cancel" alone may be about the other wish."""

_WORD = re.compile(r"\S+")
_ENDS = (",", ".", ";", "!", "?")
_SHORT_NAMES = {"month_weak", "weekday_weak", "weekday_faint"}


def two_wishes(text: str, language: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """The first and the second wish of a message, each as its words and the intent that they name outright; None if
    it does not plainly have two. Whether they are of different things is for the reader to judge."""
    for code in in_order(text, language):
        words = lexicon(code)
        for first, second in _cuts(text, code):
            wishes = _intent(first, words), _intent(second, words)
            if wishes[0] is not None and wishes[1] is not None and wishes[0] != wishes[1]:
                return (first, wishes[0]), (second, wishes[1])
    return None


def halves(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The message cut at an "and" or behind a clause, in the languages it may be of."""
    for code in in_order(text, language):
        yield from _cuts(text, code)


@lru_cache(maxsize=256)
def _cuts(text: str, language: str) -> list[tuple[str, str]]:
    """The message cut at each "and", and behind each clause. A number's full stop may be that of a date, "d. 7.
    december": there it is cut only where it can't be otherwise."""
    words, found = lexicon(language), list(_WORD.finditer(text))
    cuts, at_numbers = list[tuple[str, str]](), list[tuple[str, str]]()
    for before, word in pairwise(found):
        said = spoken(word.group())
        if said and "and" in words.knows(said):
            cuts.append((text[: before.end()], text[word.end() :]))
        elif before.group().endswith(_ENDS) and not _is_shortened(before.group(), words):
            numbered = before.group().endswith(".") and before.group()[:-1].isdecimal()
            (at_numbers if numbered else cuts).append((text[: before.end()], text[word.start() :]))
    stripped = ((first.strip(" ,.;"), second.strip(" ,.;")) for first, second in cuts + at_numbers)
    return [(first, second) for first, second in stripped if spoken(first) and spoken(second)]


def _is_shortened(word: str, words: Lexicon) -> bool:
    """Whether the full stop behind it only says that it is cut short."""
    said = spoken(word)
    if not word.endswith(".") or not said:
        return False
    return said[-1] in words.shortened or not _SHORT_NAMES.isdisjoint(words.knows(said))


def _intent(clause: str, words: Lexicon) -> str | None:
    """The wish that it is: in a single word, only one to be told something."""
    said = IntentReader(clause, corrected(scan(clause), words), words)
    intent = said.anywhere() or said.alone()
    wishes = WISHES if len(spoken(clause)) > 1 else WISHES - _CHANGES
    return intent if intent in wishes else None
