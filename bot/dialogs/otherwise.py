"""A lesson that there is shall be otherwise: with somebody else or at another hour, "I'd rather have Mette on Tuesday",
or of another kind, "make Tuesday a double"; or its kind does not suit, "the double doesn't work"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.dialogs.own_lessons import changeable, points_at_it
from bot.dialogs.own_words import (
    a_bit,
    asks_for_leave,
    asks_it_to_be,
    asks_something,
    asks_to_book,
    cuts_at,
    names_a_lesson,
    says,
)
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Talk
from bot.dialogs.windows import whole_day, windows_of
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.own_lesson import names_one_of_a_day
from bot.understanding.reading import Reading, Window
from bot.understanding.tokens import says_one, spoken
from domain.lessons import Booking
from domain.timeslots import to_wall

_ONE_DAY, A_BIT = timedelta(days=1), timedelta(minutes=15)
_MOST_WORDS = 2
"""Of what a lesson becomes another one with, "into a"."""
_LEADING = 4
"""Among so many words at the beginning stands "rather": "put me down rather"."""
_HOUR = re.compile(r"\b\d{1,2}")
_OF_ANOTHER_TIME = frozenset({"book", "more", "earlier", None})


def on_its_day(talk: Talk, reading: Reading) -> Reading | None:
    """The move that is meant, if there is a lesson on the day for which another teacher or hour is wished: "I'd rather
    have Mette on Tuesday", "can I come at 3 on Monday instead"; None if none is."""
    if not reading.windows or reading.moved or asks_to_book(reading.text):
        return None
    if reading.of_teacher:
        return _of_its_teacher(talk, reading)
    if reading.until:
        return _on_another_day(talk, reading)
    whole = any(whole_day(talk, window) for window in windows_of(talk, reading.windows))
    if not whole and _wishes_it_otherwise(reading.text):
        return _at_another_hour(talk, reading)
    return _otherwise_then(talk, reading, whole=whole) or (_on_another_day(talk, reading) if whole else None)


def _wishes_it_otherwise(text: str) -> bool:
    return says(text, "instead") or asks_it_to_be(text)


def _of_its_teacher(talk: Talk, reading: Reading) -> Reading | None:
    """ "The one with Jonas, can we do it Friday": his lesson, where it isn't then."""
    asks = asks_something(reading.text) or says(reading.text, "instead") or asks_for_leave(reading.text)
    bookings = (
        [booking for booking in changeable(talk) if reading.teacher in booking.session.teacher_ids] if asks else []
    )
    if not bookings or meant(talk, bookings, replace(reading, teacher=None)):
        return None
    return replace(reading, intent="reschedule")


def _otherwise_then(talk: Talk, reading: Reading, *, whole: bool) -> Reading | None:
    """ "I'd rather have Mette on Tuesday": the lesson of that day. whole: no hour is named."""
    clear = len(reading.windows) == 1 and not (reading.question or reading.dayless)
    if not clear or reading.intent not in _OF_ANOTHER_TIME:
        return None
    own = _of_its_day(reading, windows=() if whole else reading.windows)
    if not whole and (there := _beside_its_hour(talk, reading, own)) is not None:
        return replace(own, windows=(there,))
    if not _is_otherwise(reading, whole=whole) and not (whole and _is_for_somebody_else(talk, reading, own)):
        return None
    starts = _starts(talk, changeable(talk), own)
    if not starts or (not whole and _holds_one(reading.windows[0], starts)):
        return None
    day = _day_of(Window(min(starts), None))
    return replace(own, windows=_part_of_day(reading.text, day, starts)) if whole else own


def _holds_one(window: Window, starts: set[datetime]) -> bool:
    return any(window.start <= start < (window.end or start) for start in starts)


def _beside_its_hour(talk: Talk, reading: Reading, own: Reading) -> Window | None:
    """When instead: "Thursday, 9's a killer, anything from 11", "Friday at 9 is too early", of a lesson at nine."""
    window = reading.windows[0]
    hours = {int(hour) for hour in _HOUR.findall(reading.text)} - {window.start.day}  # of a date it is none
    too = says(reading.text, "too_soon", "too_late")
    if not too and len(hours) < _MOST_WORDS:
        return None
    starts = _starts(talk, changeable(talk), own)
    if too:
        later = replace(window, start=window.start + A_BIT) if window.start in starts else window
        return None if starts.isdisjoint((window.start, window.end)) else later
    named = any(not hours.isdisjoint((at.hour, at.hour % 12)) for at in starts)
    return window if named and not _holds_one(window, starts) else None


def _part_of_day(text: str, day: Window, starts: set[datetime]) -> tuple[Window, ...]:
    """What is wished of it, where no hour is said; none if only somebody else is."""
    if _wishes_for_another_time(text):
        return (day,)
    way = a_bit(text)
    if way > 0:
        return (Window(max(starts) + A_BIT, day.end),)
    return (Window(day.start, min(starts)),) if way < 0 else ()


def _at_another_hour(talk: Talk, reading: Reading) -> Reading | None:
    """ "At half past one instead", with a day or without: of which lesson is asked where none is on that day."""
    asked = reading.question in {None, "ambiguous"} or (reading.question == "which_day" and reading.dayless)
    if not asked or reading.intent not in _OF_ANOTHER_TIME or reading.given_up or reading.refused:
        return None
    if not (bookings := changeable(talk)):
        return None
    if not reading.dayless:
        own = _of_its_day(reading, windows=reading.windows)
        starts = _starts(talk, bookings, own)
        if starts and starts.isdisjoint(window.start for window in reading.windows):
            return own
    return _one_of_them(talk, replace(reading, question=None))


def _on_another_day(talk: Talk, reading: Reading) -> Reading | None:
    """ "Could I have Tuesday instead", "rather next week": of which lesson is asked where there are several."""
    rather = not words_listened_for("instead_of_it").isdisjoint(spoken(reading.text)[:_LEADING])
    wished = _wishes_it_otherwise(reading.text) or (rather and not names_a_lesson(reading.text))
    of_every_week = says(reading.text, "weekdays")  # "I have football on Thursdays"
    if (
        not wished
        or of_every_week
        or reading.question
        or reading.intent not in _OF_ANOTHER_TIME
        or reading.given_up
        or reading.refused
    ):
        return None
    return _one_of_them(talk, reading) if changeable(talk) else None


def _one_of_them(talk: Talk, reading: Reading) -> Reading | None:
    """Somebody else, or what was cancelled just before, need not be meant of the lessons that there are."""
    another = reading.teacher is None and talk.cancelled is None
    return replace(reading, intent="reschedule") if another else None


def _of_its_day(reading: Reading, *, windows: tuple[Window, ...]) -> Reading:
    days = tuple(dict.fromkeys(map(_day_of, (*reading.windows, *reading.week_on))))
    return replace(reading, intent="reschedule", moved=days, windows=windows, on_its_day=bool(windows))


def _starts(talk: Talk, bookings: list[Booking], own: Reading) -> set[datetime]:
    """When those lessons are that there are on the day."""
    return {to_wall(booking.start, talk.school.zone) for booking in _on_the_day(talk, bookings, own)}


def _on_the_day(talk: Talk, bookings: list[Booking], own: Reading) -> list[Booking]:
    return meant(talk, bookings, replace(own, windows=own.moved, teacher=None, lesson_type=None))


def _is_for_somebody_else(talk: Talk, reading: Reading, own: Reading) -> bool:
    """ "Friday: could I get Jonas", "can Jonas do Friday", "the Friday one but with Jonas", where somebody else gives
    the lesson of that day; "a lesson with Jonas" is another one."""
    said = spoken(reading.text)
    if reading.teacher is None or says_one(said, listened_for("free") | listened_for("is_it")):
        return False
    asks = asks_for_leave(reading.text) or not words_listened_for("can_they").isdisjoint(said)
    one_more = names_a_lesson(reading.text) or (says(reading.text, "with") and not points_at_it(reading.text))
    if not ((asks and not one_more) or any(names_one_of_a_day(said, lexicon(code)) for code in codes())):
        return False
    lessons = _on_the_day(talk, changeable(talk), own)
    return len(lessons) == 1 and reading.teacher not in lessons[0].session.teacher_ids


def _is_otherwise(reading: Reading, *, whole: bool) -> bool:
    """Whether it may be said of a lesson that there is. whole: no hour is named."""
    said = spoken(reading.text)
    rather = not words_listened_for("instead_of_it").isdisjoint(said)
    if reading.teacher is not None and (rather or reading.not_teachers):
        return True
    if whole:
        return a_bit(reading.text) != 0 or _wishes_for_another_time(reading.text)
    return rather or says_one(said, listened_for("only_then"))


def _wishes_for_another_time(text: str) -> bool:
    """ "I need another time on Monday"."""
    return says_one(spoken(text), listened_for("another_time"))


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


def of_another_kind(talk: Talk, reading: Reading) -> Reading | None:
    """The change that is meant, if a lesson that there is shall be of another kind: "could my Thursday lesson be a
    double"; None if none is."""
    if reading.intent not in {"lessons", "book", None} or asks_to_book(reading.text):
        return None
    own = frozenset().union(*(lexicon(code).own for code in codes()))
    changes = (talk.understand(behind).lesson_type for before, behind in _cuts(reading.text) if own & {*spoken(before)})
    kept = {None, *(ordinary.id for ordinary in talk.school.types_for_students[:1])}
    if kept.issuperset(changes) or not changeable(talk):
        return None
    return replace(reading, intent="reschedule", moved=reading.windows, windows=(), on_its_day=False)


def as_it_is(talk: Talk, reading: Reading) -> Reading:
    """What is said of the lesson before it is said what it is to become."""
    before = next((before for before, behind in _cuts(reading.text)), reading.text)
    return replace(reading, lesson_type=talk.understand(before).lesson_type)


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind "into a"."""
    cuts = cuts_at(text, listened_for("into_a"), _MOST_WORDS)
    yield from ((before, behind) for before, _, behind in cuts if before and behind)


def does_not_suit(reading: Reading) -> bool:
    """ "The double doesn't work for me": of a kind of lesson, and no time."""
    named = reading.lesson_type is not None and not (reading.windows or reading.question or reading.refused)
    return named and reading.intent in {"book", None} and says(reading.text, "not_that") and "?" not in reading.text
