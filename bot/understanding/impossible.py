"""Clock times that no clock shows: "at 25", "13:75"."""

from __future__ import annotations

from bot.understanding.marks import Marks
from bot.understanding.tokens import Shape

_LAST_HOUR, _LAST_MINUTE = 24, 59
_LONGEST = 2
_NUMBERS = frozenset({"digits", "clock", "dotted"})
_OF_SOMETHING = ("currency", "unit", "month", "ordinal_suffix", "counted", "counted_one", "dash", "to")


def names_no_clock(marks: Marks) -> bool:
    """Whether a time of day is named that there is not."""
    return not _NUMBERS.isdisjoint(marks.kinds) and any(_is_none(marks, at) for at in range(marks.end))


def _is_none(marks: Marks, at: int) -> bool:
    shape, clock = marks.shape(at), marks.is_(at + 1, "oclock")
    if marks.is_(at + 1, *_OF_SOMETHING) and not clock:
        return False
    named = clock or marks.is_(marks.skip_back(at - 1, "stop"), "at")
    if shape is Shape.CLOCK or (shape is Shape.DOTTED and named):
        hour, minute = marks[at].token.numbers
        return hour > _LAST_HOUR or minute > _LAST_MINUTE
    if shape is Shape.NUMBER and named and len(marks[at].token.text) <= _LONGEST:
        ends = clock or at + 1 == marks.end or marks.shape(at + 1) is Shape.MARK or marks.is_(at + 1, "on", "weekday")
        return ends and marks.value(at, "digits") > _LAST_HOUR
    return False
