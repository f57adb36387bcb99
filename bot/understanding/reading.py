"""What was understood of one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

LAST = -1
"""The number of "the last one"."""


@dataclass(frozen=True, slots=True)
class Window:
    """Candidate time in the school's wall time (naive datetimes).

    start: inclusive. end: exclusive; None means "starting at exactly `start`". A whole day runs from midnight to
    midnight; "after 3" ends at midnight; "before 5" starts at the later of now and midnight.
    """

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The school's own names, to be recognised in a message: id -> the words people use for it, any language."""

    teachers: Mapping[int, tuple[str, ...]]
    lesson_types: Mapping[int, tuple[str, ...]]
    usual_teacher: int | None = None
    branches: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """
    text: the message, cleaned.
    intent: "book", "reschedule", "cancel", "lessons", "balance", "terms" (what something costs, or on what
        terms), "progress", "language", "help", "human", "menu",
        "back", "stop" (leave this flow), "today", "week", "yes", "no", "more", "earlier"/"greeting" …; None if none.
    number: the message is a bare number ("2", "2.", "nr 2", "the second one"): a digit of a menu; LAST for "the last".
    windows: best first. Empty when no time was named.
    question: why a time that was named needs asking: "which_day" (only a clock time), "which_month", "past",
        "too_far", "no_such_time" (clock change), "twice" (clock change), "ambiguous" (two readings equally good,
        both in `windows`), "no_such_date" (31 April),
        "no_such_clock" (25 o'clock), "which_hour" ("Friday at quarter to", with Friday in `windows`); None if clear.
    teacher, lesson_type: ids from the vocabulary; teachers: everybody wished, in the order said ("Mette or Jonas"), of
        whom `teacher` is the one if there is only one. not_teachers: those not wished ("not with Mette").
    unknown_name: somebody to drive with who is not in the vocabulary, as written ("with Bob").
    branches: those at which it is wished to be, in the order said; not_branches: those not wished.
    language: a language named by the person ("english", "dansk").
    any_week: the lesson that is told of is named by its weekday alone, which may be that of a later week.
    of_teacher: the teacher is that of the lesson to be moved, and not whom it is moved to ("my lesson with Jonas").
    moved: of a "reschedule", the times of the lesson that is to be moved ("move Friday to Monday" has Friday here and
        Monday in `windows`); a time without "to" is taken for the lesson's own. moved_dayless: no day was
        named of these.
    keeps: of a "no", that it is about cancelling, moving or booking: "please don't move my lesson".
    week_on: of lessons that there are: the same a week later, where the weekday that is named is today's; without a
        day: what is wished of today's weekday a week later, where nothing is left of today.
    dayless: no day was named; `windows` spread the hours said over the coming days.
    until: the last day, where days were named as one stretch ("before Friday", "next week"), also if some of them are
        excluded.
    refused: the days, if all that is said of times is that they are not possible ("I can't on Wednesday").
    given_up: the day that is told to be impossible before another one is asked for ("I can't do Friday, could we do
        Monday instead"): it may be that of a lesson.
    perhaps: times that are named among words that tell of something else ("my mum is visiting Friday"): there are no
        windows then, and whether a lesson is wished at these has to be asked.
    gone: the days that were named, from midnight to midnight, if all of them are over ("last month", "yesterday").
    shift: by how many minutes later than a lesson is it is wished to be, earlier below nothing, "an hour
        later"; 0 if it may be either, "an hour forward".
    days_on: by how many whole days later than a lesson is it is wished to be, "a week later", "the day before".
    on_its_day: `windows` are of the weekday by which the lesson is named: "can my Tuesday lesson be at 2".
    same_time: "the same time" was asked for: the hours of the lesson being talked of.
    """

    text: str
    intent: str | None = None
    number: int | None = None
    windows: tuple[Window, ...] = ()
    question: str | None = None
    teacher: int | None = None
    lesson_type: int | None = None
    language: str | None = None
    moved: tuple[Window, ...] = ()
    moved_dayless: bool = False
    any_week: bool = False
    of_teacher: bool = False
    keeps: bool = False
    dayless: bool = False
    until: date | None = None
    week_on: tuple[Window, ...] = ()
    refused: tuple[Window, ...] = ()
    given_up: tuple[Window, ...] = ()
    perhaps: tuple[Window, ...] = ()
    gone: tuple[Window, ...] = ()
    shift: int | None = None
    days_on: int | None = None
    on_its_day: bool = False
    same_time: bool = False
    teachers: tuple[int, ...] = ()
    not_teachers: tuple[int, ...] = ()
    unknown_name: str | None = None
    branches: tuple[int, ...] = ()
    not_branches: tuple[int, ...] = ()

    def taken_for_a_wish(self) -> Reading:
        """The same, where what is named only among other things is wished all the same."""
        return replace(self, windows=self.perhaps, perhaps=()) if self.perhaps else self
