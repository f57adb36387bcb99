"""Whether a time that is named is plainly wished, or stands among words that tell of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Mark, Marks
from bot.understanding.tokens import Shape

_TIMES = frozenset({
    "weekday", "weekdays", "weekday_weak", "relday", "weekend", "weekends", "unit", "digits", "date", "clock",
    "dotted", "part", "parts", "month", "month_weak", "feast", "clock_word", "number", "ordinal", "half_to",
})  # fmt: skip


def stands_among_strange_words(marks: Marks, lexicon: Lexicon) -> bool:
    """ "my mum is visiting Friday": each clause with a time in it says something else too, in words that no wish for
    a lesson has. "The plants are dry, Friday?" has a clause that does not."""
    timed = [clause for clause in _clauses(marks) if any(not _TIMES.isdisjoint(mark.meanings) for mark in clause)]
    return bool(timed) and all(_has_strange_words(clause, lexicon) for clause in timed)


def _clauses(marks: Marks) -> Iterator[list[Mark]]:
    clause: list[Mark] = []
    for mark in marks:
        if mark.token.shape is Shape.MARK and "dash" not in mark.meanings:
            yield clause
            clause = []
        else:
            clause.append(mark)
    yield clause


def _has_strange_words(clause: Sequence[Mark], lexicon: Lexicon) -> bool:
    said = tuple([mark.token.text for mark in clause])
    return any(
        not mark.meanings
        and mark.token.shape is Shape.WORD
        and len(mark.token.text) > 1
        and mark.token.text not in lexicon.wishful
        and not _is_name(said[:place], lexicon)
        for place, mark in enumerate(clause)
    )


def _is_name(before: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the word behind these is what the sender is called: "hi, it's Anna"."""
    return any(tuple(before[-len(phrase) :]) == phrase for phrase in lexicon.introducing)
