"""How much earlier or later than it is a lesson is wished: "an hour later", "en halv time tidligere", "a week on"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.lexicon import Lexicon, codes, lexicon
from bot.understanding.own_lesson import names_one_of_an_hour
from bot.understanding.phrases import SPANS, UNITS, Phrase
from bot.understanding.tokens import runs_of, spoken

_MINUTES = {UNITS["hour"]: 60, UNITS["minute"]: 1}
_DAYS = {UNITS["day"]: 1, UNITS["week"]: 7}
_LONGEST = 5
"""So many words has what is said for some minutes, at most."""
_MOST = 12 * 60
_MOST_DAYS = 70
_LESSONS_DAY = frozenset({"weekday", "relday"})
_DATES = _LESSONS_DAY | {"month"}
_NO_AMOUNT = frozenset({"in", "onto", "from_now"})
"""Beside these some minutes are not those by which a lesson is moved: "in half an hour"."""
_BEFORE_AN_HOUR = frozenset({"past", "to_hour"})
_GOING_ON = frozenset({"at", "instead", "with", "clock", "part"})
"""What may be said behind "the day after", which then is that after the lesson."""
_WAYS = (("later", 1), ("onward", 1), ("sooner", -1))
_SHIFTS = (("later", 1), ("sooner", -1), ("brought_forward", -1), ("either_way", 0))
_BOUNDING = (("after", 1), ("before", -1))
"""Beside some minutes they say it as well, where no time is bounded: "en halv time før på mandag"."""


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many minutes later than a lesson is it is wished to be, earlier below nothing; 0 if it may be either, "en
    time frem". places: the words that say how much, and those that would bound a time if they didn't say so."""

    minutes: int
    places: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DaysOn:
    """By how many days later than a lesson is it is wished to be, earlier below nothing, and which words say so.

    counted: as a number of days or weeks.
    """

    days: int
    first: int
    end: int
    counted: bool = True

    @property
    def places(self) -> frozenset[int]:
        """Where a number of days is said, which is of no other use."""
        return frozenset(range(self.first, self.end) if self.counted else ())


def shift_in(said: Phrase, words: Lexicon, *, moving: bool) -> Shift | None:
    """None if no minutes are named. moving: a lesson is to be moved, so that it need not be said which way."""
    found = _shift_in(said, words) or (_by_so_much(said, words) if moving else None)
    return Shift(found[0] * found[1], found[2]) if found is not None else None


def either_way_in(text: str) -> int:
    """The minutes that may be earlier or later, "en time frem"; 0 if none are named."""
    said = spoken(text)
    known = map(lexicon, codes())
    found = (_shift_in(said, words) or _by_so_much(said, words) for words in known)
    return next((minutes for way, minutes, _ in filter(None, found) if not way), 0)


def _shift_in(said: Phrase, words: Lexicon) -> tuple[int, int, frozenset[int]] | None:
    """Which way, by how many minutes, and the places of what is no time and bounds none."""
    if words.shifting.isdisjoint(said):
        return None
    for at in (at for at, word in enumerate(said) if word in words.shifting):
        known = words.knows((said[at],))
        ways = [way for kind, way in _SHIFTS if kind in known]
        by = at + 1 + ("by_so_much" in words.knows(said[at + 1 : at + 2]))
        beside = (*_spans_to(at - _is_led(said, at, words)), *_spans_from(said, by)) if ways else ()
        told = ((minutes, span) for span in beside if (minutes := _minutes(_of(said, span), words)) is not None)
        minutes, span = next(told, (0, range(0)))
        if 0 < minutes <= _MOST:
            return ways[0] or _way_led(said, words), minutes, frozenset({*span, at})
        if (bounding := _bounding(said, at, words)) is not None:
            return bounding
    return None


def _by_so_much(said: Phrase, words: Lexicon) -> tuple[int, int, frozenset[int]] | None:
    """ "Postpone Tuesday by an hour", "skub tirsdag et kvarter": the verb tells which way, if anything does."""
    if words.amounts.isdisjoint(said):
        return None
    for end in (at + 1 for at, word in enumerate(said) if word in words.amounts):
        phrase = next((phrase for phrase in _before(said, end) if _minutes(phrase, words)), ())
        minutes, at = _minutes(phrase, words) if phrase else 0, end - len(phrase)
        if minutes and minutes <= _MOST and at and _is_amount(said, at, end, words):
            return _way_led(said, words), minutes, frozenset(range(at, end))
    return None


def _is_amount(said: Phrase, at: int, end: int, words: Lexicon) -> bool:
    """Whether the minutes said there follow what is moved, or "by"; "flyt den en time" may, "flyt en time"
    does not."""
    before, behind = said[at - 1 : at], said[end : end + 1]
    around = words.knows(before).keys() | words.knows(behind).keys()
    late = words.intents["late"].anywhere
    if not _NO_AMOUNT.isdisjoint(around) or (behind and behind[0] in words.lesson_heads) or behind in late:
        return False
    if not _BEFORE_AN_HOUR.isdisjoint(words.knows(behind)) and "number" in words.knows(said[end + 1 : end + 2]):
        return False  # "fredag kvart i fem"
    if "by_so_much" in words.knows(before):
        return True
    days = (before, said[at - 2 : at])  # "i morgen" is two words
    dated = before[0][0].isdecimal() or any(not _DATES.isdisjoint(words.knows(day)) for day in days)
    named = dated or before[0] in words.not_after
    both = any("all_of" in words.knows((word,)) for word in said[:at])
    if said[end - 1] in words.lesson_heads and words.lesson_heads.isdisjoint(said[:at]) and not both:
        return named and ("on" not in words.knows(said[at - 2 : at - 1]) or bool(_way_led(said, words)))
    moved = any(phrase[-1:] == before for phrase in words.intents["reschedule"].anywhere)
    return named or moved or before[0] in words.lesson_heads


def _bounding(said: Phrase, at: int, words: Lexicon) -> tuple[int, int, frozenset[int]] | None:
    """ "En halv time før", and no time behind it but the day of the lesson, "på mandag"."""
    known = words.knows(said[at : at + 1])
    way = next((way for kind, way in _BOUNDING if kind in known), 0)
    on_its_day = "on" in words.knows(said[at + 1 : at + 2]) and _LESSONS_DAY & words.knows(said[at + 2 : at + 3]).keys()
    if not way or not (on_its_day or at + 1 == len(said)):
        return None
    for phrase in _before(said, at):
        minutes, beside = _minutes(phrase, words), (*said[: at - len(phrase)], *said[at + 1 :])
        hours = any(word[0].isdecimal() for word in beside) and not names_one_of_an_hour(beside, words)
        if minutes is not None and 0 < minutes <= _MOST and not hours:
            return way, minutes, frozenset(range(at - len(phrase), at + 1))
    return None


def days_on_in(said: Phrase, words: Lexicon) -> DaysOn | None:
    """ "The day before", "a week later", "um zwei Tage"; None if no whole days are named."""
    if words.moving_days.isdisjoint(said):
        return None
    for at, word in enumerate(said):
        if (days := _in_one_phrase(said, at, words)) is not None:
            return days
        way = _way(word, words) or ("either_way" in words.knows((word,)) and (_way_led(said, words) or 1))
        start = at - 2 - _is_led(said, at, words)
        counted = _days(said[max(0, start) : start + 2], words) if way else 0
        if counted:
            return DaysOn(way * counted, start, at + 1)
        counted = _days(said[at + 1 : at + 3], words) if way or "by_so_much" in words.knows((word,)) else 0
        if counted and not way and at + 3 < len(said):  # "um zwei Tage früher" says which way behind it
            way = _way(said[min(at + 3 + _is_led(said, at + 4, words), len(said) - 1)], words)
        if counted:
            return DaysOn((way or _way_led(said, words) or 1) * counted, at, at + 3)
    return _at_the_end(said, words)


def _is_led(said: Phrase, at: int, words: Lexicon) -> bool:
    """Whether a small word leads to the way: "eine Stunde nach hinten"."""
    return at > 0 and said[at - 1] in words.toward_places


def _at_the_end(said: Phrase, words: Lexicon) -> DaysOn | None:
    """ "Move Friday a week", "flyttet en uge": so much later, where nothing else is said of it."""
    end = len(said)
    while end > 2 and said[end - 1] in words.polite:
        end -= 1
    counted, before = _days(said[end - 2 : end], words), said[end - 3 : end - 2]
    moved = before in words.intents["reschedule"].anywhere or before in words.intents["reschedule"].with_time
    named = "weekday" in words.knows(before) or any(
        "relday" in words.knows(said[at : end - 2]) for at in (end - 3, end - 4)
    )
    of_it = before[:1] and (before[0] in words.lesson_heads or before[0] in words.own or before[0] in words.not_after)
    led = moved or of_it or named
    return DaysOn(counted, end - 2, end) if counted and led else None


def _in_one_phrase(said: Phrase, at: int, words: Lexicon) -> DaysOn | None:
    """ "The day after", which is none of a lesson's before what else it is after: "the day after Christmas"."""
    for end in range(min(at + _LONGEST, len(said)), at, -1):
        days = words.days_on.get(said[at:end])
        if days is not None and (end == len(said) or _goes_on(said, end, words)):
            return DaysOn(days, at, end, counted=_names_a_day(said[at:end], words))
    return None


def _names_a_day(phrase: Phrase, words: Lexicon) -> bool:
    """Whether it would be a day without a lesson, too, "the same day next week", or none of "next week, same day"."""
    return "relday" in words.knows(phrase) or words.knows(phrase[-1:]).get("unit") == UNITS["day"]


def _goes_on(said: Phrase, at: int, words: Lexicon) -> bool:
    word = said[at]
    if "same_time" in words.knows(said[at : at + 2]):
        return True
    moved = (word,) in words.intents["reschedule"].anywhere  # "auf die Woche darauf verlegen"
    return (
        moved or word in words.fillers or word in words.polite or not words.knows((word,)).keys().isdisjoint(_GOING_ON)
    )


def _way(word: str, words: Lexicon) -> int:
    """1 if it says that a lesson comes later, -1 if earlier, 0 if neither."""
    known = words.knows((word,))
    return next((way for kind, way in _WAYS if kind in known), 0)


def _way_led(said: Phrase, words: Lexicon) -> int:
    """Which way "forward" and "back" are by the verb: "bring it forward", "push it back"; 0 if it tells of neither."""
    known = {kind for run in runs_of(said, (1, 2)) for kind in words.knows(run)}
    return -1 if "brought_forward" in known else int("pushed_back" in known)


def _days(phrase: Phrase, words: Lexicon) -> int:
    """What all of it says; 0 if it says no days."""
    if len(phrase) != 2:
        return 0
    each = _DAYS.get(words.knows((phrase[1],)).get("unit", 0), 0)
    days = each * (_number(phrase[0], words) or 0)
    return days if days <= _MOST_DAYS else 0


def _before(said: Phrase, at: int) -> Iterator[Phrase]:
    return (_of(said, span) for span in _spans_to(at))


def _of(said: Phrase, span: range) -> Phrase:
    return said[span.start : span.stop]


def _spans_to(at: int) -> Iterator[range]:
    return (range(at - length, at) for length in range(min(_LONGEST, at), 0, -1))


def _spans_from(said: Phrase, at: int) -> Iterator[range]:
    return (range(at, at + length) for length in range(min(_LONGEST, len(said) - at), 0, -1))


def _minutes(phrase: Phrase, words: Lexicon) -> int | None:
    """What all of it says."""
    if phrase in words.delays:
        return words.delays[phrase]
    known = words.knows(phrase)
    if span := next((minutes for kind, minutes in SPANS.items() if kind in known), 0):
        return span
    *count, unit = phrase
    each = _MINUTES.get(words.knows((unit,)).get("unit", 0))
    number = _number(count[0], words) if len(count) == 1 else None
    return each * number if each is not None and number is not None else None


def _number(word: str, words: Lexicon) -> int | None:
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    known = words.knows((word,))
    return known.get("number", known.get("article"))
