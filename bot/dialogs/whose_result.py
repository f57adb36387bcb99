"""Whose result the words tell of, and of which test; and what in them names nobody and nothing that is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.dialogs.taught import named_by
from bot.understanding.lexicon import lexicon, words_listened_for
from bot.understanding.tokens import spoken
from domain.learning import ModuleProgress, Progress

_STEM, _ENDING = 4, 2
"""Letters that a word shares with a title at least, and those that a language may add: "teorien" for "Teoriprøve"."""
_MONTHS = frozenset({"month", "month_weak"})
"""Names too, so that what is named so is somebody: "Jan passed"."""


@dataclass(frozen=True, slots=True)
class Named:
    """students: those who are named, all where nobody is. tests: of theirs, those that are named, none where none is.

    unknown: a word that should name a student or a test, and does not. sure: everything else that is said is the
    name of a student or of one test, or says that it was passed.
    """

    students: Sequence[Progress]
    tests: Sequence[tuple[Progress, ModuleProgress]]
    unknown: str | None
    sure: bool
    anybody: bool

    @property
    def anything(self) -> bool:
        return self.anybody or bool(self.tests)


def named_in(words: Sequence[str], students: Sequence[Progress], language: str) -> Named:
    """words: as they are written."""
    said = [(written.strip(".,:;!?"), word.removesuffix("'s")) for written in words for word in spoken(written)]
    folded = [word for _, word in said]
    fits = [named_by(folded, progress.history.student_name) for progress in students]
    best = max(fits, default=0)
    named = [progress for progress, fit in zip(students, fits, strict=True) if fit == best]
    names = [best > 0 and any(named_by((w,), each.history.student_name) for each in named) for w in folded]
    others = [word for word, is_name in zip(folded, names, strict=True) if not is_name]
    tests = _tests(named, others)
    titles = {title for _, line in tests for title in _titles(line)}
    open_ = [
        place
        for place, word in enumerate(folded)
        if not names[place] and not _is_of(word, titles) and word not in _said_of_results(language)
        and not lexicon(language).knows((word,)).keys() - _MONTHS
    ]  # fmt: skip
    beside = {at for at, is_name in enumerate(names) if is_name}
    strange = [
        p for p in open_ if folded[p] not in lexicon(language).vocabulary or lexicon(language).knows((folded[p],))
    ]
    if best and tests:
        strange = [place for place in strange if {place - 1, place + 1} & beside]
    one_test = len({line.module.id for _, line in tests}) == 1
    alone = not best and not _phrases_words(language).issuperset(folded[:1])  # "Hope passed" is somebody
    sure = (best > 0 and one_test) or not (open_ or alone)
    return Named(named, tests, said[strange[0]][0] if strange else None, sure, best > 0)


def _tests(students: Iterable[Progress], words: Iterable[str]) -> list[tuple[Progress, ModuleProgress]]:
    lines = [(each, line) for each in students for line in each.modules if line.module.by_result]
    fits = [sum(_is_of(word, _titles(line)) for word in set(words)) for _, line in lines]
    best = max(fits, default=0)
    return [part for part, fit in zip(lines, fits, strict=True) if fit == best > 0]


def _titles(line: ModuleProgress) -> frozenset[str]:
    return frozenset(word for title in line.module.titles.values() for word in spoken(title))


def _is_of(word: str, titles: Iterable[str]) -> bool:
    """Whether it is a word of the titles, perhaps with an ending, or the beginning of one."""
    stems = {word[: len(word) - cut] for cut in range(_ENDING + 1) if len(word) - cut >= _STEM}
    return any(word == title or title in stems or any(title.startswith(stem) for stem in stems) for title in titles)


def _said_of_results(language: str) -> frozenset[str]:
    known = lexicon(language)
    return known.fillers | known.polite | _phrases_words(language)


@cache
def _phrases_words(language: str) -> frozenset[str]:
    """The words of which the phrases for results are made."""
    said = (lexicon(language).intents[name] for name in ("result", "passed"))
    others = (word for each in said for phrase in (*each.phrases, *each.leading) for word in phrase)
    return words_listened_for("passed_or_failed").union(others)
