"""The grammar of the time of day: clock times in digits and words, ranges, parts of the day."""

from __future__ import annotations

from collections.abc import Callable

from bot.understanding.lexicon import Lexicon, Part
from bot.understanding.marks import Marks
from bot.understanding.spans import MIDNIGHT, NOON, Bound, Clock, Hours
from bot.understanding.tokens import Shape

Found = tuple[Hours, int]
FoundClock = tuple[Clock, int]

_BOUNDS = (("around", Bound.AROUND), ("after", Bound.AFTER), ("before", Bound.BEFORE), ("until", Bound.BEFORE))
_ROUND = {5, 10, 15, 20, 25}
"""Minutes said before an hour; others need their unit: "14 i 3" is none."""
_MOST_LESSONS = 7
"""More than so many are not had on one day: "could I have 10 on Monday" names an hour."""
_DRIVEN = range(1, 22)
"""Hours whose minutes may stand apart after a day: "Friday 14 30"."""
_BEFORE_ONE = ("after", "before", "from", "until", "between", "around", "to", "dash", "and", "half_to")
_BEHIND_ONE = ("on", "and", "or", "to", "dash", "part", "soft", "ish")
_YEARS = range(1950, 2036)
_FROM_HOUR = {"half_to": -30, "half_past": 30, "quarter_of": -45, "three_quarters_of": -15}
"""Minutes from the hour that is named: "halv fire", "half past 3", "viertel vier", "dreiviertel vier"."""
_DAY_LIKE = ("weekday", "weekdays", "weekday_weak", "relday", "weekend", "this", "next", "coming")
_OPENERS = ("soft", "instead_of", "or", "comma", "stop", "dash", "no_instead", "to")
"""What stands before an hour, and before no count: "3 on Friday", "til 11 torsdag", but not "I need 3 on Friday"."""

_BEGIN = frozenset(
    [
        "between",
        "from",
        "part",
        "parts",
        "am",
        "pm",
        "at",
        "on",
        "quarter",
        "number",
        "digits",
        "clock_word",
        "clock",
        "dotted",
    ]
).union(_FROM_HOUR, (kind for kind, _ in _BOUNDS))
"""What a time of day begins with."""


class HoursGrammar:
    """Reads times of day from marks.

    moving: the message moves a lesson, so that "to" leads to a new time instead of closing a range. is_day: whether a
    day is said at a place.
    """

    def __init__(self, marks: Marks, lexicon: Lexicon, *, moving: bool, is_day: Callable[[int], bool]) -> None:
        self.marks = marks
        self._is_day = is_day
        self._parts = lexicon.parts
        self._known = lexicon.vocabulary
        self._moving = moving

    def reach_target(self) -> None:
        """From here on a "to" closes a range: "move it to Friday 9 to 12"."""
        self._moving = False

    def at(self, at: int, *, near: bool, listed: bool) -> Found | None:
        """The time of day said here and the place after it.

        near: a day or part of the day stands directly before, so that a bare number is an hour. listed: a clock time
        and "or" stand before.
        """
        if not self.marks.is_any(at, _BEGIN):
            return None
        found = (
            self._between(at) or self._from(at) or self._bounded(at) or self._part(at) or self._half_of(at, near=near)
        )
        return found or self._plain(at, near=near, listed=listed)

    def _between(self, at: int) -> Found | None:
        if not self.marks.is_(at, "between"):
            return None
        return self._range(self.marks.skip(at + 1, "on"), "and") or self._from_part(at + 1)

    def _from_part(self, at: int) -> Found | None:
        """ "between lunch and 3"."""
        first = self._beginning(at)
        if first is None or not self.marks.is_(first[1], "and", "to", "dash"):
            return None
        last = self.clock(first[1] + 1, evidence=True, plain=True)
        return (Hours(Bound.BETWEEN, (first[0], last[0])), last[1]) if last else None

    def _from(self, at: int) -> Found | None:
        if not self.marks.is_(at, "from"):
            return None
        ranged = self._range(at + 1)
        if ranged:
            return ranged
        if self._is_year(at + 1):
            return None
        single = self.clock(self.marks.skip(at + 1, "around"), evidence=True) or (
            None if self._moving else self._beginning(at + 1)
        )
        if single and self._moving and self.marks.is_(single[1], "to"):
            return Hours(Bound.AT, (single[0],)), single[1]  # "move it from 10 to 11"
        return (Hours(Bound.FROM, (single[0],)), self.marks.skip(single[1], "onwards")) if single else None

    def _is_year(self, at: int) -> bool:
        """Whether it is the year since which something is: "my car is from 2015"."""
        value = self.marks.value(at, "digits") if self.marks.is_(at, "digits") else 0
        return value in _YEARS and not (self.marks.is_(at + 1, "oclock") or self.marks.kinds.intersection(_DAY_LIKE))

    def _beginning(self, at: int) -> FoundClock | None:
        """When a part of the day begins, "from the afternoon"; noon of one around it, "from lunch"."""
        start = self.marks.skip(at, "the", "on")
        if not self.marks.is_(start, "part") or self.marks.is_(start, "relday"):
            return None
        part = self._parts[self.marks.value(start, "part")]
        return Clock(NOON if part.start < NOON < part.end else part.start, sure=True), start + 1

    def _over(self, at: int) -> FoundClock | None:
        """When a part of the day is over: "any time after lunch"."""
        start = self.marks.skip(at, "the", "on")
        if not self.marks.is_(start, "part") or self.marks.is_(start, "relday"):
            return None
        return Clock(self._parts[self.marks.value(start, "part")].end, sure=True), start + 1

    def _range(self, at: int, *closers: str, evidence: bool = True) -> Found | None:
        """Two clock times with "to", a dash or one of `closers` between them."""
        first = self.clock(at, evidence=evidence, plain=True)
        if not first or not self.marks.is_(first[1], "dash", "to", *closers):
            return None
        if self._moving and self.marks.is_(first[1], "to"):
            return None
        last = self.clock(self.marks.skip(first[1], "dash", "to", *closers), evidence=True, plain=True)
        if not last:
            return None
        return Hours(Bound.BETWEEN, (first[0], last[0])), last[1]

    def _bounded(self, at: int) -> Found | None:
        for kind, bound in _BOUNDS:
            if self.marks.is_(at, kind):
                found = self.clock(self.marks.skip(at + 1, "at", "around"), evidence=True)
                if not found and bound is Bound.BEFORE and not (self._moving and self.marks.is_(at, "to")):
                    found = self._beginning(at + 1)
                if not found and bound is Bound.AFTER and (over := self._over(at + 1)):
                    return Hours(Bound.FROM, (over[0],)), over[1]
                if found:
                    return Hours(bound, (found[0],)), self.marks.skip(found[1], "ish")
        return None

    def _part(self, at: int) -> Found | None:
        for kind in ("part", "parts"):
            if self.marks.is_(at, kind):
                part = self._parts[self.marks.value(at, kind)]
                return Hours(Bound.PART, part=part, every_day=kind == "parts"), at + 1
        return None

    def _half_of(self, at: int, *, near: bool) -> Found | None:
        """ "Friday pm"."""
        for kind, part in (("am", Part(0, NOON)), ("pm", Part(NOON, MIDNIGHT))):
            if near and self.marks.is_(at, kind):
                return Hours(Bound.PART, part=part), at + 1
        return None

    def _plain(self, at: int, *, near: bool, listed: bool) -> Found | None:
        worded = self._relative(self.marks.skip(at, "at"), plain=False)
        ranged = None if worded else self._range(at)
        if ranged and (self._is_sure(at) or near or listed or self._alone(at, ranged[1]) or self._leads(ranged[1])):
            return ranged
        found = self.clock(at, evidence=near or listed or self._leads_hour(at))
        return self._with_suffix(*found) if found else None

    def busy_until(self, at: int) -> Found | None:
        """ "school until 2" leaves the time after it."""
        found = self.clock(at + 1, evidence=True) if self.marks.is_(at, "until", "to") else None
        return (Hours(Bound.FROM, (found[0],)), found[1]) if found else None

    def _with_suffix(self, clock: Clock, at: int) -> Found:
        for kind, bound in (("onwards", Bound.FROM), ("ish", Bound.AROUND), ("or_before", Bound.BEFORE)):
            if self.marks.is_(at, kind) and not self.clock(at + 1, evidence=True):
                return Hours(bound, (clock,)), at + 1
            if self.marks.is_(at, "dash") and self.marks.is_(at + 1, kind):
                return Hours(bound, (clock,)), at + 2
        return Hours(Bound.AT, (clock,)), at

    def _is_sure(self, at: int) -> bool:
        """Whether a clock time stands here that needs nothing beside it."""
        return self.clock(at, evidence=False, plain=True) is not None

    def _alone(self, at: int, end: int) -> bool:
        return at == 0 and self.marks.skip(end, "stop") == len(self.marks)

    def _leads(self, at: int) -> bool:
        """Whether a day or a part of one is said here."""
        if self.marks.is_(at, "or", "onwards") and self._bounded(at + self.marks.is_(at, "or")):
            return True  # "8 to 10 or after 3"
        said = self.marks.skip(at, "on", "comma")
        if self.marks.is_(said, *_DAY_LIKE, "part", "parts", "am", "pm", "oclock"):
            return True
        return self._is_day(at) or (said > at and self._is_day(said))

    def _leads_hour(self, at: int) -> bool:
        """Whether the number here is an hour because of what follows: "9 in the morning", "15 on Thursday"."""
        fits = self.marks.is_(at - 1, "soft", "would", "goes_on") and self.marks.is_(
            self.marks.skip(at + 1, "soft"), "fits"
        )
        if fits or self.marks.is_(at + 1, "part", "its_part", "ish", "onwards", "or_before", "too_soon", "too_late"):
            return not self._is_article(at)  # "is 10 possible on Monday", but "one evening next week"
        if not self.marks.is_(at, "digits"):
            return False
        if self.marks.is_(at + 1, "or", "dash", "not") and (self.marks.is_(at + 2, "digits") or self._is_sure(at + 2)):
            return self._is_sure(at + 2) or self._leads_hour(at + 2)  # "9 or half past 9"
        if self.marks.is_(at + 1, "instead", "instead_of"):
            return True
        if self._follows_minutes(at + 1) and self.marks.value(at + 1, "digits") % 15 == 0:
            return self._leads(at + 2)  # "4 30 on Friday"
        padded = self.marks[at].token.text.startswith("0")
        plain = padded or self.marks.value(at, "digits") > 12 or self._opens(at) or self._is_too_many(at)
        return plain and not self.marks.is_(at - 1, "aged") and self._leads(at + 1)  # "I'm 18 on Friday"

    def _opens(self, at: int) -> bool:
        return at == 0 or self.marks.is_(at - 1, *_OPENERS)

    def _is_too_many(self, at: int) -> bool:
        """Whether it counts no lessons, as it would behind "could I have", and stands behind the name of no street."""
        return self.marks.value(at, "digits") > _MOST_LESSONS and self.marks[at - 1].token.text in self._known

    def _is_article(self, at: int) -> bool:
        return self.marks.is_(at, "number") and self.marks.value(at, "number") == 1

    def clock(self, at: int, *, evidence: bool, plain: bool = False) -> FoundClock | None:
        """The clock time said here. evidence: a bare number is one. plain: "ten to four" is a range, not 3:50."""
        explicit = self.marks.is_(at, "at")
        start = self.marks.skip(at, "at")
        return (
            self._half(start)
            or self._relative(start, plain=plain)
            or self._worded(start)
            or self._word(start)
            or self._shaped(start, evidence=evidence or explicit)
            or self._number(start, evidence=evidence, explicit=explicit)
        )

    def _half(self, at: int) -> FoundClock | None:
        kind = self.marks.which(at, _FROM_HOUR)
        hour = self._hour(at + 1) if kind else None
        if hour is None or self.marks.is_(at + 2, "currency", "month"):  # "halb elf Fahrstunde" is no count
            return None
        return self._with_half_of(hour, _FROM_HOUR[kind], at + 2)

    def _relative(self, at: int, *, plain: bool) -> FoundClock | None:
        """ "quarter past 3", "ten to four", "fem i halv fire"."""
        minutes = self._minutes(at)
        side = at + 2 if self.marks.is_(at + 1, "unit") else at + 1
        if minutes is None or not self.marks.is_(side, "past", "to_hour"):
            return None
        before = self.marks.is_(side, "to_hour")
        if before and minutes not in _ROUND and side == at + 1:
            return None
        half = self.marks.is_(side + 1, "half_to")
        hour = self._hour(side + 1 + half)
        if before and self.marks.is_(side, "to") and self._may_be_range(at, minutes, hour or 0, plain=plain):
            return None
        may_count = self.marks.is_(side, "to") and not (half or self.marks.is_(at, "quarter"))
        if hour is None or (may_count and self._is_counted(side + 2 + half, hour)):
            return None
        return self._with_half_of(hour, (-minutes if before else minutes) - 30 * half, side + 2 + half)

    def _may_be_range(self, at: int, minutes: int, hour: int, *, plain: bool) -> bool:
        """ "10 to 5" is a range, but neither "quarter to 5" nor "20 to 5", which would run backwards."""
        if self.marks.is_(at, "digits"):
            return minutes < 13 or hour > 12
        return plain and not self.marks.is_(at, "quarter")

    def _worded(self, at: int) -> FoundClock | None:
        """ "three thirty", "3 fifteen", "fjorton och trettio"."""
        hour = self._hour(at)
        if hour is None:
            return None
        place = at + 2 if hour > 12 and self.marks.is_(at + 1, "and") else at + 1
        spelt = self.marks.is_(place, "number") and self.marks.value(place, "number") in {15, 30, 45}
        if not spelt or (place > at + 1 and self.marks.value(place, "number") <= 24) or self._is_counted(place + 1, 0):
            return None
        return self._with_half(hour % 24 * 60 + self.marks.value(place, "number"), place + 1, sure=hour > 12)

    def _minutes(self, at: int) -> int | None:
        if self.marks.is_(at, "quarter"):
            return 15
        for kind in ("number", "digits"):
            if self.marks.is_(at, kind) and 1 <= self.marks.value(at, kind) <= 30:
                return self.marks.value(at, kind)
        return None

    def _hour(self, at: int) -> int | None:
        for kind in ("number", "digits"):
            if self.marks.is_(at, kind) and 1 <= self.marks.value(at, kind) <= 24:
                return self.marks.value(at, kind)
        return None

    def _with_half_of(self, hour: int, minutes: int, at: int) -> FoundClock:
        """So many minutes after the hour, with "am" or "pm" after it."""
        total = hour * 60 + minutes
        if hour <= 12 and total < 60:
            total += NOON
        return self._with_half(total % MIDNIGHT, at, sure=hour > 12)

    def _word(self, at: int) -> FoundClock | None:
        if not self.marks.is_(at, "clock_word"):
            return None
        return Clock(self.marks.value(at, "clock_word"), sure=True), at + 1

    def _shaped(self, at: int, *, evidence: bool) -> FoundClock | None:
        shape = self.marks.shape(at)
        if shape not in {Shape.CLOCK, Shape.DOTTED}:
            return None
        token = self.marks[at].token
        hour, minute = token.numbers
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            return None
        if shape is Shape.DOTTED and not (len(token.text.split(".")[1]) == 2 and (evidence or not token.dot)):
            return None
        if self.marks.is_(at + 1, "currency", "unit") and not self.marks.is_(at + 1, "oclock"):
            return None
        return self._with_half(hour * 60 + minute, at + 1, sure=token.padded or hour > 12 or hour == 0)

    def _number(self, at: int, *, evidence: bool, explicit: bool) -> FoundClock | None:
        kind = "digits" if self.marks.is_(at, "digits") else "number"
        if not self.marks.is_(at, kind) or (self.marks.is_(at, "article") and not (explicit or self._is_one(at))):
            return None  # "torsdag eftermiddag, en time" has no hour
        value = self.marks.value(at, kind)
        length = len(self.marks[at].token.text) if kind == "digits" else 1
        apart = kind == "digits" and self._follows_minutes(at + 1)
        halved = apart and self.marks.is_(at + 2, "am", "pm")  # "3 05 pm"
        named = halved or self.marks.is_(at + 1, "am", "pm") or self._is_oclock(at + 1, value)
        if not (evidence or explicit or named) or self.marks.is_(at + 1, "currency", "ordinal_suffix", "month"):
            return None
        if not named and (self._is_counted(at + 1, value) if not explicit else self._is_length(at + 1)):
            return None  # "um 5 min", "um zwei Stunden"
        if kind == "digits" and value in _ROUND and self.marks.is_(at + 1, "past", "to_hour") and self._is_over(at + 2):
            return None  # "at 20 past"
        minutes = self.marks.value(at + 1, "digits") if apart else 0
        if halved or (apart and evidence and value in _DRIVEN and minutes % 15 == 0):
            return self._with_half(value * 60 + minutes, at + 2, sure=value > 12)
        return self._digits(at, value, length, explicit=explicit, named=named)

    def _is_one(self, at: int) -> bool:
        """Whether the article here is the hour: "efter ett på torsdag", but not "efter en lektion"."""
        bounds = self.marks.is_(at - 1, *_BEFORE_ONE)
        return bounds and (self.marks.ends_clause(at + 1) or self.marks.is_(at + 1, *_BEHIND_ONE))

    def _digits(self, at: int, value: int, length: int, *, explicit: bool, named: bool) -> FoundClock | None:
        if length >= 3:
            # "1430" needs more than a day beside it: it could be a price or a code.
            minutes = value // 100 * 60 + value % 100
            round_ = value % 5 == 0 and 600 <= value <= 2200
            spelt = self.marks[at].token.text.startswith("0") or explicit or named or round_
            fits = value % 100 < 60 and minutes < MIDNIGHT and spelt and length <= 4
            return self._with_half(minutes, at + 1, sure=length == 4) if fits else None
        if value > (24 if named else 23) or (value == 0 and length == 1 and not explicit):
            return None
        if explicit and self._follows_minutes(at + 1):
            return Clock(value * 60 + self.marks.value(at + 1, "digits"), sure=value > 12), at + 2
        padded = self.marks[at].token.text.startswith("0")
        return self._with_half(value * 60, at + 1, sure=padded or value > 12)

    def _follows_minutes(self, at: int) -> bool:
        """Whether minutes stand apart from their hour, as in "kl 14 30"."""
        if not self.marks.is_(at, "digits") or self.marks.is_(at + 1, "month", "month_weak", "dash", "ordinal_suffix"):
            return False
        token = self.marks[at].token
        return len(token.text) == 2 and token.numbers[0] < 60 and not self._is_counted(at + 1, token.numbers[0])

    def _spells_minutes(self, at: int) -> bool:
        """ "achtzehn Uhr dreißig"."""
        value = self.marks.value(at, "number") if self.marks.is_(at, "number") else 0
        return value > 0 and value % 5 == 0 and not self._is_counted(at + 1, value)

    def _with_half(self, minutes: int, at: int, *, sure: bool) -> FoundClock:
        """The clock time, with "am" or "pm" after it."""
        hour = minutes // 60 % 12
        for kind, late in (("at_night", hour > 5), ("am", False), ("pm", True)):
            if self.marks.is_(at, kind):
                if minutes < 13 * 60:
                    minutes = minutes % NOON + (NOON if late else 0)
                return Clock(minutes, sure=True), at + 1
        if not self._is_oclock(at, minutes // 60):
            return Clock(minutes, sure), at
        if minutes % 60 == 0 and self._follows_minutes(at + 1):
            return Clock(minutes + self.marks.value(at + 1, "digits"), sure), at + 2
        if minutes % 60 == 0 and self._spells_minutes(at + 1):
            return Clock(minutes + self.marks.value(at + 1, "number"), sure), at + 2
        return Clock(minutes, sure), at + 1

    def _is_oclock(self, at: int, hour: int) -> bool:
        # "2 h" is how long a lesson takes, "15 h" when it starts.
        return self.marks.is_(at, "oclock") and (hour >= 8 or not self.marks.is_(at, "unit"))

    def _is_length(self, at: int) -> bool:
        """Whether it is so long: "um zwei Stunden"."""
        return bool(self.marks.unit(at)) and not self.marks.is_(at, "oclock")

    def _is_over(self, at: int) -> bool:
        return at >= self.marks.end or self.marks.shape(at) is Shape.MARK

    def _is_counted(self, at: int, value: int) -> bool:
        """Whether what stands here makes the number before it a count, a price or a place in a row."""
        kinds = ("unit", "counted", "currency", "ordinal_suffix", "month", "month_weak")
        return self.marks.is_(at, *kinds) or (value == 1 and self.marks.is_(at, "counted_one"))
