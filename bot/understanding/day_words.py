"""The kinds of words of which the names of days are made."""

from __future__ import annotations

from bot.understanding.marks import Marks

SIDES = ("early_in", "mid_in", "late_in", "rest_of", "end_in", "last_day", "first_day", "first_week", "last_week")
STEPS = ("every", "coming", "next", "this", "last")
WEEKDAY = ("weekday", "weekdays", "weekday_weak", "weekday_faint", "weekday_listed", "weekend", "workdays")
BEGIN = frozenset([
    "the", "on", "dated", "feast", "digits", "ordinal", "month", "month_weak", "date", "dotted", "in", "number",
    "article", "within", "week_of", "after_next", "this_month", "unit", "relday", "day_before", "day_after_next",
    "following_day", "soonest", "any", *SIDES, *STEPS, *WEEKDAY,
])  # fmt: skip
"""What a day begins with: most words of a message are none of these."""


def step_at(marks: Marks, at: int) -> str:
    """Which one is meant; of two words the second says it, "all next week"."""
    while marks.is_(at, "this") and marks.is_(at + 1, "next", "coming"):
        at += 1
    return marks.which(at, STEPS)
