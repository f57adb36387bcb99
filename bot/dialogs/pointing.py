"""Which of a student's own lessons the words point at: "my lesson with Anna", "the evening one", "the red golf"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.dialogs.cars import said_of_cars
from bot.dialogs.talk import Talk
from bot.dialogs.windows import windows_of
from bot.understanding.lexicon import codes, lexicon
from bot.understanding.reading import Reading
from bot.understanding.reading import Window as WallWindow
from bot.understanding.tokens import spoken
from domain.lessons import Booking
from domain.slots import Window
from domain.timeslots import to_wall

_NEXT = re.compile(r"\b(next|næste|naeste)\s+(driving\s+)?(lesson|booking|time|tid|køretime|koeretime|lektion)\b", re.I)
_FIRST = frozenset(spoken("first første tidligste erste ersten första"))
_LAST = frozenset(spoken("last sidste seneste letzte letzten sista siste"))
_ONE = frozenset({"one"})
_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("second anden zweite zweiten zweiter andra andre", "third tredje dritte dritten dritter"), 1
    )
    for word in spoken(words)
}
"""Which of several a word means that stands behind "my" or "the", counted from 0: "min anden time"."""
_MINE = frozenset(spoken("my the min mit mine meine meinen meiner den die der det"))
_LATER = frozenset(map(spoken, ("later one", "den senere", "die spätere", "den späteren", "den senare", "den seneste")))
_WEEK = timedelta(weeks=1)
_SHORTEST, _ENDING = 3, 2
"""Letters of a name's word that counts, and those that a language may add to it ("rød": "den røde")."""


def meant(talk: Talk, bookings: list[Booking], reading: Reading) -> list[Booking]:
    """Those that the words point at: by day or time, teacher, type, car or place. All, if the words point at nothing;
    none, if there is no lesson at the time they name. Said on a Thursday, "Thursday" is today's or the next;
    where none is on the next Monday, "my Monday lesson" is on the first on which there is one."""
    found = bookings
    if reading.windows:
        found = _at_times(talk, bookings, reading)
    elif _NEXT.search(reading.text):
        found = bookings[:1]
    if reading.teacher is not None:
        found = [b for b in found if reading.teacher in b.session.teacher_ids] or found
    if reading.lesson_type is not None:
        found = [b for b in found if _is_of(b, reading)] or _or_a_later_one(talk, bookings, found, reading)
    if len(found) > 1:
        found = _in_order(_like(talk, found, reading), spoken(reading.text))
    return found


def _in_order(bookings: list[Booking], said: Sequence[str]) -> list[Booking]:
    """ "My last lesson", "the later one": of several that which is named by its place among them."""
    for before, word, called in zip(("", *said), said, said[1:], strict=False):
        if (word, called) in _LATER:
            return bookings[-1:]
        if called in _ONE or any(called in lexicon(code).lesson_heads for code in codes()):
            if word in _FIRST:
                return bookings[:1]
            if word in _LAST:
                return bookings[-1:]
            if before in _MINE and word in _ORDINALS:
                return bookings[_ORDINALS[word] :][:1] or bookings
    return bookings


def _is_of(booking: Booking, reading: Reading) -> bool:
    return booking.session.lesson_type_id == reading.lesson_type


def _or_a_later_one(talk: Talk, bookings: list[Booking], found: list[Booking], reading: Reading) -> list[Booking]:
    """On the day that is named is none of that type: those that are, and the first of that type on such a weekday."""
    if not reading.windows:
        return found
    weekdays = {to_wall(booking.start, talk.school.zone).weekday() for booking in found}
    of_type = [b for b in bookings if _is_of(b, reading) and to_wall(b.start, talk.school.zone).weekday() in weekdays]
    return [booking for booking in bookings if booking in found or booking in of_type[:1]]


def _at_times(talk: Talk, bookings: Sequence[Booking], reading: Reading) -> list[Booking]:
    if reading.dayless:
        return [booking for booking in bookings if _at_hours(talk, booking, reading.windows[-1])]
    windows = (*reading.windows, *reading.week_on)
    found = _within(talk, bookings, windows)
    while reading.any_week and not found and bookings and _begins_before(talk, windows, bookings[-1]):
        windows = tuple(_a_week_later(window) for window in windows)
        found = _within(talk, bookings, windows)
    return found


def _within(talk: Talk, bookings: Sequence[Booking], windows: tuple[WallWindow, ...]) -> list[Booking]:
    real = windows_of(talk, windows)
    return [booking for booking in bookings if any(_at(booking, window) for window in real)]


def _begins_before(talk: Talk, windows: tuple[WallWindow, ...], booking: Booking) -> bool:
    return min(window.start for window in windows) < to_wall(booking.start, talk.school.zone)


def _a_week_later(window: WallWindow) -> WallWindow:
    end = window.end + _WEEK if window.end is not None else None
    return WallWindow(window.start + _WEEK, end)


def _at(booking: Booking, window: Window) -> bool:
    if window.end is None:
        return booking.start == window.start
    return window.start <= booking.start < window.end


def _at_hours(talk: Talk, booking: Booking, window: WallWindow) -> bool:
    """Whether it is at the hours that were said without a day."""
    start = to_wall(booking.start, talk.school.zone).time()
    if window.end is None:
        return start == window.start.time()
    return window.start.time() <= start and (start < window.end.time() or window.end.date() > window.start.date())


def _like(talk: Talk, bookings: list[Booking], reading: Reading) -> list[Booking]:
    """Those whose car or place is best described by the words; all, if they describe none. The place to which one is
    to be moved describes none."""
    said = spoken(reading.text)
    wished, target = said_of_cars(talk.school, said), reading.branches if reading.intent == "reschedule" else ()
    described = {booking.id: _describing(talk, booking, said, wished, target) for booking in bookings}
    best = max(described.values())
    return [booking for booking in bookings if described[booking.id] == best]


def _describing(
    talk: Talk, booking: Booking, said: Sequence[str], wished: Mapping[str, str], target: Sequence[int]
) -> int:
    """How many of the words are of the lesson's car or place."""
    session, school = booking.session, talk.school
    resources = [school.resources[id_] for id_ in session.resource_ids if id_ in school.resources]
    names = [resource.name for resource in resources]
    if session.branch_id is not None and session.branch_id in school.branches and not target:
        names.extend(school.branches[session.branch_id].names.values())
    known = {word for name in names for word in spoken(name) if len(word) >= _SHORTEST}
    fits = any(resource.fits(wished) for resource in resources) if wished else False
    return sum(any(_is_form(word, of) for of in known) for word in said) + fits


def _is_form(word: str, name: str) -> bool:
    return word.startswith(name) and len(word) <= len(name) + _ENDING
