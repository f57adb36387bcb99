"""How lessons went, told with the students' names: "Emil came, Freja didn't", "Bo missing, the others came"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import says_one, spoken

ATTENDED, NO_SHOW, NOT_HELD = "attended", "no_show", "not_held"
_SAID = {NO_SHOW: ("no_show", "missing"), NOT_HELD: ("not_held",), ATTENDED: ("attended",)}
"""Intents that say it. What says "not" stands before what it denies."""
_LISTENED_FOR = {ATTENDED: "was_there", NO_SHOW: "was_not"}
_CLAUSES = re.compile(r"[,.;:!\n]+")


@dataclass(slots=True)
class Told:
    """
    outcomes: of each that is named. others: of all others. unclear: those of whom one is meant by a name they share.
    """

    outcomes: dict[int, str] = field(default_factory=dict)
    others: str | None = None
    unclear: list[int] = field(default_factory=list)


def tells_an_outcome(text: str) -> bool:
    """Whether a phrase for how a lesson went stands in the message, which is no question."""
    return "?" not in text and says_one(spoken(text), _phrases())


def told_in(text: str, names: Mapping[int, str]) -> Told | None:
    """What the message tells of lessons, each of which has the name of its student; None if it names none of these, or
    says anything else beside."""
    if "?" in text:
        return None
    each = (_Reader(names, lexicon(code)).read(text) for code in codes())
    return next((told for told in each if told is not None), None)


class _Reader:
    def __init__(self, names: Mapping[int, str], words: Lexicon) -> None:
        self.called = {number: frozenset(spoken(name)) for number, name in names.items()}
        self.words = words
        self.told = Told()
        self.before: str | None = None

    def read(self, text: str) -> Told | None:
        waiting: list[list[int]] = []
        others = False
        for clause in self._clauses(text):
            rest, named, said_others = self._names_in(clause)
            outcome = self._outcome(rest)
            others |= said_others
            if named:
                waiting.append(named)
            if outcome is None and not self._is_beside(rest):
                return None
            if outcome is not None and not (waiting or others):
                self.before = outcome  # "came: Emil, Freja"
            elif outcome is not None:
                self.before = outcome
                if not self._note(waiting, outcome, others=others):
                    return None
                waiting, others = [], False
        if (waiting or others) and (self.before is None or not self._note(waiting, self.before, others=others)):
            return None
        return self.told if self.told.outcomes or self.told.unclear else None

    def _note(self, waiting: Sequence[Sequence[int]], outcome: str, *, others: bool) -> bool:
        """False if the contrary was told of one of them before."""
        for named in waiting:
            if len(named) > 1:
                self.told.unclear += named
            elif self.told.outcomes.setdefault(named[0], outcome) != outcome:
                return False
        self.told.others = outcome if others else self.told.others
        return True

    def _clauses(self, text: str) -> Iterator[Phrase]:
        for part in _CLAUSES.split(text):
            clause: list[str] = []
            for word in spoken(part):
                joins = "and" in self.words.knows((word,)) or (word,) in self.words.listened_for["yet"]
                if joins and word not in frozenset().union(*self.called.values()):
                    yield tuple(clause)
                    clause = []
                else:
                    clause.append(word)
            yield tuple(clause)

    def _names_in(self, clause: Phrase) -> tuple[Phrase, list[int], bool]:
        """The words that are no names; the lessons whose student is named; whether the others are."""
        said = {word: word.removesuffix("s") if word.removesuffix("s") in self._names() else word for word in clause}
        counts = {number: len(called & set(said.values())) for number, called in self.called.items()}
        best = max(counts.values(), default=0)
        named = [number for number, count in counts.items() if best and count == best]
        rest = tuple(word for word in clause if said[word] not in self._names())
        for phrase in sorted(self.words.listened_for["the_others"], key=len, reverse=True):
            if (without := _without(rest, phrase)) is not None:
                return without, named, True
        return rest, named, False

    def _names(self) -> frozenset[str]:
        return frozenset().union(*self.called.values())

    def _outcome(self, rest: Phrase) -> str | None:
        """What these words say, if they say no more: "was there", "kom ikke i dag"."""
        for outcome, phrases in _of(self.words.code).items():
            for phrase in phrases:
                left = _without(rest, phrase)
                if left is not None and self._is_beside(left):
                    return outcome
        return None

    def _is_beside(self, words: Phrase) -> bool:
        beside = self.words.fillers | self.words.polite
        return all(word in beside or (word,) in self.words.listened_for["beside_outcome"] for word in words)


@cache
def _of(code: str) -> Mapping[str, Sequence[Phrase]]:
    """The phrases of a language for each outcome, the longest first."""
    words = lexicon(code)
    return {
        outcome: sorted(
            {phrase for name in names for phrase in words.intents[name].whole}
            | words.listened_for.get(_LISTENED_FOR.get(outcome, ""), frozenset()),
            key=lambda phrase: (-len(phrase), phrase),
        )
        for outcome, names in _SAID.items()
    }


@cache
def _phrases() -> frozenset[Phrase]:
    return frozenset(phrase for code in codes() for phrases in _of(code).values() for phrase in phrases)


def _without(words: Phrase, phrase: Phrase) -> Phrase | None:
    """The words around the phrase; None if it isn't among them."""
    for at in range(len(words) - len(phrase) + 1):
        if words[at : at + len(phrase)] == phrase:
            return words[:at] + words[at + len(phrase) :]
    return None
