"""What is said about the time of day, and about days, before they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.understanding.lexicon import Lexicon, Part

NOON = 12 * 60
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes from midnight; end exclusive, None for exactly `start`."""

    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes from midnight. sure: it leaves no choice between morning and afternoon."""

    minutes: int
    sure: bool

    def readings(self, lexicon: Lexicon, part: Part | None = None) -> tuple[int, ...]:
        """The times it can be, best first, said within a part of the day or alone."""
        if self.sure or self.minutes >= 13 * 60:
            return (self.minutes,)
        late = self.minutes + NOON if self.minutes < NOON else self.minutes
        early = self.minutes if self.minutes < NOON else self.minutes - NOON
        if part is not None:
            return (early,) if part.end <= NOON else (late,)
        hour = self.minutes // 60
        if hour in lexicon.bare_pm:
            return (late,)
        if hour in lexicon.bare_either:
            return (early, late)
        return (self.minutes,)

    def halves(self) -> tuple[int, ...]:
        """The times it can be at all."""
        if self.sure or self.minutes >= 13 * 60:
            return (self.minutes,)
        return (self.minutes % NOON, self.minutes % NOON + NOON)


WHOLE_DAY = Part(0, MIDNIGHT)


class Bound(StrEnum):
    """How a clock time bounds the time of day."""

    AT = "at"
    AROUND = "around"
    AFTER = "after"
    FROM = "from"
    BEFORE = "before"
    BETWEEN = "between"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Hours:
    """Something said about the time of day: clock times under a bound, or a part of the day."""

    bound: Bound
    clocks: tuple[Clock, ...] = ()
    part: Part | None = None
    every_day: bool = False

    def spans(self, lexicon: Lexicon, hint: Part | None = None) -> tuple[Span, ...]:
        """The spans it can mean, best first: more than one when it is a question; none when it means nothing."""
        if self.bound is Bound.PART:
            return (Span(self.part.start, self.part.end),) if self.part else ()
        if self.bound is Bound.BETWEEN:
            return _between(self.clocks[0], self.clocks[1], lexicon, hint)
        readings = self.clocks[0].readings(lexicon, hint)
        if self.bound is Bound.AT:
            return tuple(Span(minutes, None) for minutes in readings)
        if self.bound is Bound.AROUND:
            return tuple(Span(max(minutes - 60, 0), min(minutes + 60, MIDNIGHT)) for minutes in readings)
        # "after 7" and "before 7" only narrow a day down when the evening is meant.
        minutes = readings[0] if self.bound is Bound.FROM else readings[-1]
        span = Span(0, minutes) if self.bound is Bound.BEFORE else Span(minutes, MIDNIGHT)
        return (span,) if span.start < MIDNIGHT and span.end else ()


def _between(first: Clock, last: Clock, lexicon: Lexicon, hint: Part | None) -> tuple[Span, ...]:
    if last.sure and not first.sure:
        starts = [minutes for minutes in first.halves() if minutes < last.minutes]
        return (Span(starts[-1], last.minutes),) if starts else ()
    start = first.readings(lexicon, hint)[0]
    ends = [minutes for minutes in last.halves() if minutes > start]
    return (Span(start, ends[0]),) if ends else ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` up to, not including, `end`. rolls: when nothing of it is left, a week later is meant."""

    first: date
    end: date
    rolls: bool = False

    def days(self) -> Iterable[date]:
        """Each of its days."""
        return (self.first + timedelta(days=n) for n in range((self.end - self.first).days))


def one_day(day: date, *, rolls: bool = False) -> Stretch:
    """The stretch of a single day."""
    return Stretch(day, day + timedelta(days=1), rolls)


@dataclass(frozen=True, slots=True)
class Days:
    """Something said about days.

    stretches: the days meant; best first when `question` is "ambiguous", else all of them.
    weekdays: weekdays by name (0 is Monday), whose dates depend on `step` ("this", "next", "coming", "every",
        "week_on" for the one after the coming, "too_soon" for the coming one, which is so, "after_next" or "")
        and on a longer time said beside them.
    longer: a week or a month, which narrows weekdays said beside it.
    run: the weekdays of a range between two of them, "Monday to Wednesday".
    weeks_on: it is so many weeks from today ("in 2 weeks"), or from the one before it ("every other Friday").
    question: why it has to be asked about.
    open_: nothing in particular: "any day", "as soon as possible".
    gone: the days meant, where all of them are over and `question` is "past".
    """

    stretches: tuple[Stretch, ...] = ()
    weekdays: tuple[int, ...] = ()
    step: str = ""
    longer: bool = False
    weeks_on: int = 0
    run: tuple[int, ...] = ()
    question: str | None = None
    open_: bool = False
    gone: tuple[Stretch, ...] = ()
