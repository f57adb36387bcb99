"""The hours that somebody is busy in: "I work 9-5 on Friday" wishes for none of them."""

from __future__ import annotations

from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Marks
from bot.understanding.spans import WHOLE_DAY, Bound, Hours

_TURNS = ("comma", "stop", "but", "turn", "vacant", "not", "not_that", "no")
"""What ends the telling of what keeps one busy."""
_BESIDE = ("on", "at", "from", "with", "after", "before", "until", "around", "to", "vacant", "not")
"""Before it they make a place or a time of what keeps one busy: "at school", "after work", "free from work"."""


def keeps_busy(marks: Marks, lexicon: Lexicon, hours: Hours, at: int, end: int) -> bool:
    """Whether the hours said from `at` to `end` are those that one is busy in: "school tomorrow from 8 to 2"."""
    if marks.is_(at, "until", "to") or hours.bound is Bound.AT or hours.part == WHOLE_DAY:
        return False
    named = hours.bound in {Bound.BETWEEN, Bound.PART} and _is_named(marks, lexicon, marks.skip(end, "having"))
    if named and not is_asked(marks, at):
        return True  # "von 8 bis 13 Schule", "Freitag Abend hab ich Training"
    if marks.is_(at, "from") and "from" not in lexicon.knows((marks[at].token.text,)):
        return False  # "my shift finishes at 2"
    place = at - 1
    while place >= 0 and marks[place].meanings and not _turns(marks, place):
        if marks.is_(place, "busy"):
            return _is_named(marks, lexicon, place) and not marks.is_(place - 1, *_BESIDE)
        place -= 1
    return False


def is_asked(marks: Marks, at: int) -> bool:
    """Whether it is asked if the hours here would do: "would Friday morning work"."""
    place = at - 1
    while place >= 0 and not (marks.is_(place, "would") or _turns(marks, place)):
        place -= 1
    return marks.is_(place, "would")


def _is_named(marks: Marks, lexicon: Lexicon, at: int) -> bool:
    """Whether what keeps one busy is named here, and no lesson: "theory class Wednesday evening"."""
    return marks.is_(at, "busy") and marks[at].token.text not in lexicon.lesson_heads


def _turns(marks: Marks, at: int) -> bool:
    """Whether something else is told from here on: "football Monday so Tuesday evening"."""
    return marks.is_(at, *_TURNS) or (marks.is_(at, "soft") and not marks.is_(at, "goes_on"))
