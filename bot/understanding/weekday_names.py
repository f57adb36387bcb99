"""Weekdays as they are called: "Friday", "next Friday", "Tuesday week", "this Saturday coming", "every Monday"."""

from __future__ import annotations

from bot.understanding.counted_days import count_at
from bot.understanding.day_words import BEGIN, STEPS, WEEKDAY, step_at
from bot.understanding.lexicon import Lexicon
from bot.understanding.marks import Marks
from bot.understanding.phrases import UNITS, Phrase
from bot.understanding.spans import Days
from bot.understanding.tokens import Shape

_BESIDE_WEAK = (
    "instead_of",
    *(
        "weekday",
        "weekday_weak",
        "weekdays",
        "on",
        "at",
        "am",
        "pm",
        "after",
        "before",
        "until",
        "from",
        "around",
        "part",
        "parts",
    ),
    *("this", "next", "coming", "digits", "clock", "dotted", "oclock", "between", "not", "week", "dash"),
    *("half_to", "half_past", "quarter", "three_quarters_of", "clock_word", "its_part", "regret"),
)
_OF_CLOCK = ("digits", "clock", "dotted", "around", "after", "before", "between")
"""What a time of day begins with, behind "maybe": "sat maybe 12"."""
_NAMED = ("weekday", "weekday_weak")
_JOINING = ("or", "and", "comma", "dash")
_GOING_ON = (*_JOINING, "after", "before", "from", "until", "around", "between", "at", "part", "parts", "pm", "am")
"""What may stand behind a day in a list."""
_LEADING_AN_HOUR = ("at", "after", "before", "from", "until", "around", "between", "to", *_NAMED)
"""Behind these a number is an hour."""
_COUNTED = frozenset({"digits", "number"})
_NAMING = BEGIN - {"on", "in", "the"}
_CLOCKED = ("am", "pm", "oclock", "dash", "to", "onwards", "or_before")
"""What makes an hour of the number before it: "Thursday week 2-4"."""


class WeekdayNames:
    """Reads them from marks."""

    def __init__(self, marks: Marks, lexicon: Lexicon) -> None:
        self._marks = marks
        self._days_of_week = lexicon.days_of_week
        self._lexicon = lexicon

    def at(self, at: int) -> tuple[Days, int] | None:
        """A weekday, weekend or working days, with "this", "next" or "every" before."""
        start = self._marks.skip(at, "the")
        step = step_at(self._marks, start)
        day_at = self._marks.skip(start, *STEPS)
        kind = self._marks.which(day_at, WEEKDAY)
        if not kind or (kind == "weekday_weak" and not (step or self._is_weekday(day_at))):
            return None
        small = kind in {"weekday_faint", "weekday_listed"}
        if small and not (self._is_among_others if kind == "weekday_listed" else self._is_plainly_weekday)(day_at):
            return None
        if step == "last":
            return Days(question="past"), day_at + 1
        if kind == "workdays" and step == "this":
            step = ""  # "all weekdays"
        if kind in {"weekend", "workdays"}:
            weekdays: tuple[int, ...] = (5, 6) if kind == "weekend" else (0, 1, 2, 3, 4)
        else:
            weekdays = (self._marks.value(day_at, kind),)
        if kind == "weekday" and not step and (end := self._week_after(day_at + 1)):
            return Days(weekdays=weekdays, step="week_on"), end
        if after_next := self._after_next(day_at, kind):
            return Days(weekdays=weekdays, step="after_next"), after_next
        end = day_at + 1
        if (
            step in {"", "this"}
            and self._marks.is_(end, "coming")
            and not self._marks.is_any(end + 1, BEGIN - _COUNTED)
        ):
            end += 1  # "this Saturday coming"
        step = "every" if kind == "weekdays" else step
        return Days(weekdays=weekdays, step=step, weeks_on=2 * (step == "every" and self._is_every_other(start))), end

    def _is_every_other(self, at: int) -> bool:
        return self._marks.is_(at, "every_other")

    def _after_next(self, at: int, kind: str) -> int:
        """The place after "Friday after next", "weekenden efter den næste"; 0 if it is none."""
        after = self._marks.which(at + 1, ("day_after_next", "after"))
        if after != "after":
            return at + 2 if after else 0
        following = self._marks.skip(at + 2, "the")
        if not self._marks.is_(following, "next"):
            return 0
        end = self._marks.skip(following + 1, "the_one", "number")
        again = end == following + 1 and self._marks.is_(end, kind)
        again = again and self._marks.value(end, kind) == self._marks.value(at, kind)
        return end + again if again or not self._marks.is_any(end, _NAMING) else 0

    def _week_after(self, at: int) -> int:
        """The place after "week" in "Tuesday week", "(om) otte dage" in "onsdag otte dage"; 0 if neither is there."""
        numbered = self._marks.is_(at + 1, "digits", "number") and not self._marks.is_(at + 2, *_CLOCKED)
        if self._marks.is_(at, "week_after") and not numbered:
            return at + 1
        start = self._marks.skip(at, "in", "of")
        days = count_at(self._marks, start) if self._marks.unit(start + 1) == UNITS["day"] else None
        return start + 2 if days is not None and days == self._days_of_week else 0

    def _is_weekday(self, at: int) -> bool:
        """Whether a word that is seldom a weekday is one here: something about time stands beside it."""
        marks = self._marks
        after = marks.skip(at + 1, "comma", "or", "and", "stop")
        return (
            self._is_listed(at)
            or (marks.ends_clause(at + 1) and "weekday" in marks.kinds)  # "can't do fri. can we do sat?"
            or marks.is_(at - 1, *_BESIDE_WEAK)
            or (marks.unit(at - 1) == UNITS["week"] and marks.is_(at - 2, *STEPS))  # "nächste Woche Di"
            or marks.is_(after, *_BESIDE_WEAK)
            or self._is_of_a_lesson(at)
            or (marks.is_(at + 1, "soft") and marks.is_(marks.skip(at + 1, "soft"), *_OF_CLOCK))
            or (at == 0 and (marks.ends_clause(marks.skip(1, "stop")) or (marks.is_(1, "not_that") and marks.end == 2)))
            or (marks.is_(at - 1, "number") and marks.ends_clause(at + 1))  # "quarter to twelve sat"
            or (marks.ends_clause(at + 1) and ("make_it" in marks.kinds or marks.is_(at - 1, "vacant")))
            or (marks.ends_clause(at + 1) and at > 0 and self._is_verb((marks[at - 1].token.text,)))
        )

    def _is_verb(self, word: Phrase) -> bool:
        """Whether something is booked, called off or moved with it: "cancel sun"."""
        words = self._lexicon
        said = (words.listened_for["to_book"], words.intents["cancel"].anywhere, words.intents["reschedule"].anywhere)
        return any(word in phrases for phrases in said)

    def _is_of_a_lesson(self, at: int) -> bool:
        """ "My sat lesson", and the "sun" that it is moved "to"."""
        if at + 1 < self._marks.end and self._marks[at + 1].token.text in self._lexicon.lesson_heads:
            return True
        return self._marks.is_(at - 1, "to") and any(self._marks.is_(place, *_NAMED) for place in range(at - 1))

    def _is_plainly_weekday(self, at: int) -> bool:
        """ "am So", "So 6.12.", "So Vormittag", "Sa oder So", "muss So absagen", "So geht nicht", not "so um drei"."""
        behind = self._marks.skip(at + 1, "regret")
        if at == 0 and self._marks.is_(behind, "not_that") and self._marks.end == behind + 1:
            return True
        if self._marks.ends_clause(behind + 1) and behind < self._marks.end:
            undone = self._lexicon.intents["cancel"].anywhere | self._lexicon.intents["reschedule"].anywhere
            if (self._marks[behind].token.text,) in undone:
                return True
        if self._marks.shape(at + 1) is Shape.DOTTED and self._marks[at + 1].token.dot:
            return True
        if self._marks.is_(at - 1, "on", "dated", *STEPS) or self._marks.is_(at + 1, "part", "parts"):
            return True
        return self._is_listed(at)

    def _is_among_others(self, at: int) -> bool:
        """ "Ti eller ons", "tors, ti", but neither "kl ti eller ons" nor "ons ti eller tors", where it is an hour, nor
        "mandag og to timer tirsdag"."""
        marks = self._marks
        if marks.is_(at - 1, *_LEADING_AN_HOUR) or not (marks.ends_clause(at + 1) or marks.is_(at + 1, *_GOING_ON)):
            return False
        joined = marks.is_(at - 1, *_JOINING)
        if joined and marks.is_(at - 2, *_COUNTED) and not marks.is_(at - 2, "weekday_listed"):
            return False  # "kl ni, ti og onsdag"
        if marks.is_(at + 1, *_JOINING) and marks.is_(at + 2, *_NAMED):
            return True
        follows = joined and marks.is_(at - 2, "weekday_listed")
        return self._is_listed(at) or (follows and self._is_among_others(at - 2))

    def _is_listed(self, at: int) -> bool:
        joined = self._marks.is_(at - 1, "or", "and", "comma", "dash")
        return joined and self._marks.is_(at - 2, "weekday", "weekday_weak")
