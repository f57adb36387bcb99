"""Clock times that no clock shows: "at 25", "13:75"."""

from __future__ import annotations

from bot.understanding.marks import Marks
from bot.understanding.tokens import Shape

_LAST_HOUR, _LAST_MINUTE = 24, 59
_LONGEST = 4
_ROUND = frozenset({5, 10, 15, 20, 25})
_NUMBERS = frozenset({"digits", "number", "clock", "dotted"})
_OF_SOMETHING = ("currency", "unit", "month", "month_weak", "ordinal_suffix", "counted", "counted_one", "dash", "to")
_MINUTES = frozenset({"past", "to_hour", "half_past"})
_BEHIND = ("on", "weekday", "relday", "part", "next", "this", "coming", "or", "and")


def names_no_clock(marks: Marks) -> bool:
    """Whether a time of day is named that there is not."""
    if _NUMBERS.isdisjoint(marks.kinds):
        return False
    return any(_is_none(marks, at) for at, mark in enumerate(marks) if not _NUMBERS.isdisjoint(mark.meanings))


def lacks_its_hour(marks: Marks) -> bool:
    """Whether minutes are said of no hour: "Thursday at quarter to", "fredag kl kvart i", "at half past"."""
    if _MINUTES.isdisjoint(marks.kinds):
        return False
    if any("half_past" in mark.meanings and _is_over(marks, at + 1) for at, mark in enumerate(marks)):
        return True
    sides = [at for at, mark in enumerate(marks) if "past" in mark.meanings or "to_hour" in mark.meanings]
    return any(
        (marks.is_(at - 1, "quarter") or (marks.is_(at - 1, "digits") and marks.value(at - 1, "digits") in _ROUND))
        and _is_over(marks, marks.skip(at + 1, "soft"))
        for at in sides
    )


def _is_over(marks: Marks, at: int) -> bool:
    dated = marks.is_(at, "on") and marks.is_(at + 1, "weekday", "relday")
    return dated or at >= marks.end or marks.shape(at) is Shape.MARK


def _is_none(marks: Marks, at: int) -> bool:
    shape, clock = marks.shape(at), marks.is_(at + 1, "oclock")
    clock = clock or (marks.is_(at + 1, "am", "pm") and not marks.is_(at + 1, "part"))  # "uge 50 om eftermiddagen"
    begins = marks.is_(at - 1, "from", "between") and marks.is_(at - 2, "weekday", "relday")
    if marks.is_(at + 1, *_OF_SOMETHING) and not (clock or begins):
        return False
    named = clock or begins or marks.is_(marks.skip_back(at - 1, "stop"), "at")
    if shape is Shape.CLOCK or (shape is Shape.DOTTED and named):
        return _is_past_midnight(*marks[at].token.numbers)
    kind = marks.which(at, ("digits", "number")) if named else ""
    if kind == "number" and marks.is_(at - 1, "number", "digits"):
        return False  # "eleven thirty am"
    if not kind or (kind == "digits" and len(marks[at].token.text) > _LONGEST):
        return False
    ends = begins or clock or at + 1 == marks.end or marks.shape(at + 1) is Shape.MARK or marks.is_(at + 1, *_BEHIND)
    value = marks.value(at, kind)
    return ends and _is_past_midnight(*divmod(value, 100) if value > 99 else (value, 0))


def _is_past_midnight(hour: int, minute: int) -> bool:
    return hour > _LAST_HOUR or minute > _LAST_MINUTE or (hour == _LAST_HOUR and minute > 0)
