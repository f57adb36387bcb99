"""Whether a time that is named is plainly wished, or stands among words that tell of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Mark, Marks
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import Shape

_TIMES = frozenset({
    "weekday", "weekdays", "weekday_weak", "relday", "weekend", "weekends", "unit", "digits", "date", "clock",
    "dotted", "part", "parts", "month", "month_weak", "feast", "clock_word", "number", "ordinal", "half_to",
})  # fmt: skip
_HOURS = frozenset({
    "until", "after", "before", "digits", "number", "clock", "dotted", "part", "parts", "not",
    "not_that", "no", "save", "after_that", "before_then", "clock_word",
    "would",
})  # fmt: skip
"""What leaves some time of a day on which one is busy."""
_CLOCKS = frozenset({"digits", "number", "clock", "dotted", "clock_word"})
_ENDS_OF_HOURS = frozenset({"dash", "to", "until", "between", "from"})
_DAYS = frozenset({
    "weekday", "weekdays", "weekday_weak", "relday", "weekend", "weekends", "date", "month", "feast", "ordinal_suffix",
})  # fmt: skip
_TURNS = frozenset({"but", "turn"})
_ENDS = _TURNS | {"comma", "stop"}
_SHORTEST = 4
_BUSY = frozenset({"busy", "away"})
_TELLING = _BUSY | {"aged", "turning"}
_COUNTS = frozenset({"digits", "number"})
_OF_CLOCK = frozenset({"at", "oclock", "clock", "dotted", "from", "after", "before", "until"})
"""What makes an hour of a number."""
_LONGEST = 6
"""So many words at most has a phrase that is looked for."""


def stands_among_strange_words(marks: Marks, lexicon: Lexicon) -> bool:
    """ "my mum is visiting Friday": each clause with a time in it says something else too, in words that no wish for
    a lesson has. "The plants are dry, Friday?" has a clause that does not."""
    if not _may_be_strange(marks, lexicon):
        return False
    timed = [clause for clause in _clauses(marks) if _names(clause, _TIMES)]
    return bool(timed) and all(_is_strange(clause, lexicon) for clause in timed)


def plain_part(marks: Marks, lexicon: Lexicon) -> Marks:
    """Without the clauses whose day is that of something else, where another clause names one plainly: "gym Friday,
    could do Saturday"."""
    if len(marks) < _SHORTEST or marks.kinds.isdisjoint(_ENDS) or not _may_be_strange(marks, lexicon):
        return marks
    clauses = list(_clauses(marks))
    dated = [_names(clause, _DAYS) for clause in clauses]
    if sum(dated) < 2:
        return marks
    strange = [says_day and _is_strange(clause, lexicon) for clause, says_day in zip(clauses, dated, strict=True)]
    if not any(strange) or strange == dated:
        return marks
    return Marks([mark for clause, left_out in zip(clauses, strange, strict=True) if not left_out for mark in clause])


def _may_be_strange(marks: Marks, lexicon: Lexicon) -> bool:
    """Whether a closer look is worth it, as it is for few messages."""
    wishful = lexicon.wishful
    for mark in marks:
        if not mark.meanings and mark.token.shape is Shape.WORD and mark.token.text not in wishful:
            return True
    return not marks.kinds.isdisjoint(_TELLING)


def _names(clause: Sequence[Mark], kinds: Set[str]) -> bool:
    return any(not kinds.isdisjoint(mark.meanings) for mark in clause)


def _clauses(marks: Marks) -> Iterator[list[Mark]]:
    """Each with the mark that ends it."""
    clause: list[Mark] = []
    for at, mark in enumerate(marks):
        clause.append(mark)
        if mark.token.shape is Shape.MARK and "dash" not in mark.meanings:
            if not _goes_on(marks, at):
                yield clause
                clause = []
        elif not _TURNS.isdisjoint(mark.meanings):
            yield clause
            clause = []
    yield clause


def _goes_on(marks: Marks, at: int) -> bool:
    """Whether days are listed across the comma here: "Mon, Tue or Thu"."""
    days = marks.is_(at - 1, "weekday", "weekday_weak") and marks.is_(at + 1, "weekday", "weekday_weak")
    return days and marks.is_(at, "comma") and marks.is_(at + 2, "comma", "or")


def _is_strange(clause: Sequence[Mark], lexicon: Lexicon) -> bool:
    said = tuple([mark.token.text for mark in clause])
    strange = [
        place
        for place, mark in enumerate(clause)
        if not mark.meanings
        and mark.token.shape is Shape.WORD
        and len(mark.token.text) > 1
        and mark.token.text not in lexicon.wishful
        and not _is_name(said[:place], lexicon)
    ]
    unknown = bool(strange) and not _in_phrases(said, lexicon.wishful_phrases).issuperset(strange)
    return unknown or _is_busy(clause) or _tells_an_age(clause)


def _is_busy(clause: Sequence[Mark]) -> bool:
    """ "I have football on Friday at 6", of which no hour is said that would be left: "school until 2"."""
    kinds = {kind for mark in clause for kind in mark.meanings}
    left = kinds & (_HOURS if kinds & _ENDS_OF_HOURS else _HOURS - _CLOCKS)
    return bool(kinds & _BUSY) and not left


def _tells_an_age(clause: Sequence[Mark]) -> bool:
    """ "I'm 18 on Friday", "ich werde am Freitag 18"."""
    if _names(clause, {"turning"}) and _names(clause, _COUNTS) and not _names(clause, _OF_CLOCK):
        return True
    pairs = pairwise(clause)
    return any("aged" in mark.meanings and not _COUNTS.isdisjoint(then.meanings) for mark, then in pairs)


def _in_phrases(said: Phrase, phrases: Set[Phrase]) -> set[int]:
    """The places of the words that are part of such a phrase."""
    places: set[int] = set()
    for start in range(len(said)):
        for end in range(start + 2, min(start + _LONGEST, len(said)) + 1):
            if said[start:end] in phrases:
                places.update(range(start, end))
    return places


def _is_name(before: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the word behind these is what the sender is called: "hi, it's Anna"."""
    return any(tuple(before[-len(phrase) :]) == phrase for phrase in lexicon.introducing)
