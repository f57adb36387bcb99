"""A lesson that there is shall be otherwise: with somebody else or at another hour, "I'd rather have Mette on Tuesday",
or of another kind, "make Tuesday a double"; or its kind does not suit, "the double doesn't work"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.dialogs.own_lessons import changeable
from bot.dialogs.own_words import asks_to_book, says
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Talk
from bot.understanding.lexicon import listened_for, words_listened_for
from bot.understanding.reading import Reading, Window
from bot.understanding.tokens import says_one, spoken
from domain.timeslots import to_wall

_ONE_DAY, _A_BIT = timedelta(days=1), timedelta(minutes=15)


def on_its_day(talk: Talk, reading: Reading) -> Reading | None:
    """The move that is meant, if there is a lesson on the day for which another teacher or hour is wished: "I'd rather
    have Mette on Tuesday", "can I come at 3 on Monday instead"; None if none is."""
    clear = len(reading.windows) == 1 and not (reading.question or reading.dayless or reading.until or reading.moved)
    if not clear or reading.intent not in {"book", None} or asks_to_book(reading.text):
        return None
    window, day = reading.windows[0], _day_of(reading.windows[0])
    whole = window.end == day.end and window.start in {day.start, to_wall(talk.now, talk.school.zone)}
    if not _is_otherwise(reading, whole=whole):
        return None
    own = replace(reading, intent="reschedule", moved=(day,), windows=() if whole else reading.windows)
    coming = changeable(talk)
    lessons = meant(talk, coming, replace(own, windows=own.moved, teacher=None, lesson_type=None))
    if coming and not lessons and _is_for_another_day(talk, reading, whole=whole):
        return replace(reading, intent="reschedule")
    starts = [to_wall(lesson.start, talk.school.zone) for lesson in lessons]
    if not starts or (not whole and any(window.start <= start < (window.end or start) for start in starts)):
        return None
    way = _a_bit(reading.text) if whole else 0
    if way > 0:
        return replace(own, windows=(Window(max(starts) + _A_BIT, day.end),))
    return replace(own, windows=(Window(day.start, min(starts)),)) if way < 0 else own


def _is_for_another_day(talk: Talk, reading: Reading, *, whole: bool) -> bool:
    """ "Can I come Tuesday at 3 instead": than a lesson that there is, unless one was just cancelled or is given up."""
    instead = says(reading.text, "instead") and reading.teacher is None and not whole
    return instead and talk.cancelled is None and not (reading.given_up or reading.refused)


def _is_otherwise(reading: Reading, *, whole: bool) -> bool:
    """Whether it may be said of a lesson that there is. whole: no hour is named."""
    said = spoken(reading.text)
    if reading.teacher is not None and not words_listened_for("instead_of_it").isdisjoint(said):
        return True
    if whole:
        return _a_bit(reading.text) != 0
    return says(reading.text, "instead") or says_one(said, listened_for("only_then"))


def _a_bit(text: str) -> int:
    """1 if it is wished a bit later, -1 if earlier, 0 if neither is said."""
    said = spoken(text)
    return int(says_one(said, listened_for("a_bit_later"))) - int(says_one(said, listened_for("a_bit_earlier")))


def _day_of(window: Window) -> Window:
    midnight = datetime.combine(window.start.date(), time())
    return Window(midnight, midnight + _ONE_DAY)


def made_into(talk: Talk, reading: Reading) -> int | None:
    """The kind of lesson that another one is to become, "make Tuesday a double"; None if that isn't said."""
    if reading.intent != "reschedule" and talk.booked_before is None:
        return None
    for _, behind in _cuts(reading.text):
        kind = talk.understand(behind).lesson_type
        if kind is not None:
            return kind
        if says_one(spoken(behind)[:1], listened_for("single")):
            return talk.school.types_for_students[0].id
    return None


def as_it_is(talk: Talk, reading: Reading) -> Reading:
    """What is said of the lesson before it is said what it is to become."""
    before = next((before for before, behind in _cuts(reading.text)), reading.text)
    return replace(reading, lesson_type=talk.understand(before).lesson_type)


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind "into a"."""
    said = text.split()
    leads = listened_for("into_a")
    for at in range(1, len(said)):
        for end in range(at + 1, min(at + 3, len(said))):
            if spoken(" ".join(said[at:end])) in leads:
                yield " ".join(said[:at]), " ".join(said[end:])


def does_not_suit(reading: Reading) -> bool:
    """ "The double doesn't work for me": of a kind of lesson, and no time."""
    named = reading.lesson_type is not None and not (reading.windows or reading.question or reading.refused)
    return named and reading.intent in {"book", None} and says(reading.text, "not_that") and "?" not in reading.text
