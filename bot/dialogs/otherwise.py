"""A lesson that there is shall be otherwise: with somebody else, "I'd rather have Mette on Tuesday", or of another
kind, "make Tuesday a double"; or its kind does not suit, "the double doesn't work"."""

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

_ONE_DAY = timedelta(days=1)


def with_somebody_else(talk: Talk, reading: Reading) -> Reading | None:
    """The move that is meant, if there is a lesson on the day for which another teacher is wished; None if none is."""
    if reading.intent not in {"book", None} or reading.teacher is None or reading.moved or asks_to_book(reading.text):
        return None
    clear = len(reading.windows) == 1 and not (reading.question or reading.dayless or reading.until)
    if not clear or words_listened_for("instead_of_it").isdisjoint(spoken(reading.text)):
        return None
    day = _day_of(reading.windows[0])
    own = replace(reading, intent="reschedule", windows=(), moved=(day,), teacher=reading.teacher)
    bookings = changeable(talk)
    if not meant(talk, bookings, replace(own, windows=own.moved, teacher=None, lesson_type=None)):
        return None
    return own if reading.windows[0].end is not None else replace(own, windows=reading.windows)


def _day_of(window: Window) -> Window:
    midnight = datetime.combine(window.start.date(), time())
    return Window(midnight, midnight + _ONE_DAY)


def made_into(talk: Talk, reading: Reading) -> int | None:
    """The kind of lesson that another one is to become, "make Tuesday a double"; None if that isn't said."""
    if reading.intent != "reschedule":
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
